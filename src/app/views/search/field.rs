//! The field of the query, how it is taken, what can be typed next, what is wrong with it, and how much was found.

use egui::text::CCursor;
use egui::{Key, Modifiers, Order, Rect, RichText, Role, Stroke, TextEdit, Ui, WidgetInfo, vec2};

use super::filter_id;
use crate::analysis::find::order::{GroupBy, SortBy};
use crate::app::command::search::{SearchCommand, Toggle};
use crate::app::command::{Command, Way};
use crate::app::directional;
use crate::app::fonts;
use crate::app::run::capitalised;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::inspector::fields::select_all;
use crate::app::widgets::controls;
use crate::model::text::numbers::in_thousands;
use crate::model::text::visible::shown_name;

/// Room that is kept beside the field for what follows it.
const BESIDE: f32 = 276.0;
/// Height of a row of what can be typed next.
const OFFER: f32 = 26.0;

/// Draws the field and the line below it.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.horizontal(|ui| {
            let field = query_ui(ui, view, queue);
            offers_ui(ui, view, field, queue);
            let asked = &view.session.wide.search.field.asked;
            for (shown, is_on, toggle) in [
                ("Aa", asked.matches_case, Toggle::Case),
                ("“W”", asked.whole_word, Toggle::Word),
                (".*", asked.is_regex, Toggle::Regex),
                ("ä", asked.folds, Toggle::Fold),
            ] {
                toggle_ui(ui, view, shown, is_on, toggle, queue);
            }
            if view.session.wide.search.is_searching() {
                let stop = controls::key_button(ui, view.theme, "Stop", Some("Esc"), true);
                if stop.on_hover_text("Stop the search; what it found so far stays").clicked() {
                    queue.push(Command::Search(SearchCommand::Cancel));
                }
            } else {
                let find = controls::key_button(ui, view.theme, "Find", Some("Enter"), true);
                if find.on_hover_text("Look through all articles").clicked() {
                    queue.push(Command::Search(SearchCommand::Ask));
                }
            }
        });
        complaint_ui(ui, view);
        let has_hits = !view.session.wide.search.shown.hits.is_empty();
        if has_hits || view.session.wide.search.is_searching() {
            ui.horizontal_wrapped(|ui| {
                count_ui(ui, view);
                if has_hits {
                    arranged_ui(ui, view, queue);
                }
            });
        }
    });
}

/// The field. Gives its place on the screen.
fn query_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) -> Rect {
    let field = &view.session.wide.search.field;
    let mut input = field.asked.words.clone();
    if view.desk.focus_wish == Some(FocusWish::SearchField) {
        // Before the field is drawn, so that what is typed in this frame already lands in it.
        ui.memory_mut(|memory| memory.request_focus(filter_id()));
        select_all(ui, filter_id(), &input);
    }
    let has_focus = ui.memory(|memory| memory.has_focus(filter_id()));
    let by_key = if has_focus { keys_ui(ui, view) } else { Vec::new() };
    let width = (ui.available_width() - BESIDE).max(160.0);
    let hint =
        if field.asked.is_regex { "A regular expression" } else { "Words, label:quote, speaker:ferran …" };
    let mut layouter = directional::field_layouter(false);
    let output = TextEdit::singleline(&mut input)
        .layouter(&mut layouter)
        .id(filter_id())
        .hint_text(hint)
        // Tab takes what is offered; where nothing is, it leaves the field.
        .lock_focus(has_focus && !field.offers.is_empty())
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(width)
        .show(ui);
    directional::follow_pointer(ui, &output);
    let response = &output.response;
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find in the corpus"));
    if response.changed() {
        let cursor = output.cursor_range.map_or(input.chars().count(), |range| range.primary.index.into());
        let cursor = input.char_indices().nth(cursor).map_or(input.len(), |(at, _)| at);
        queue.push(Command::Search(SearchCommand::Type { input: input.clone(), cursor }));
    }
    // After what was typed in the same frame: Enter asks all of it.
    queue.extend(by_key.into_iter().map(Command::Search));
    if let Some(err) = &field.complaint {
        // A line under what is wrong, in the field itself.
        let place = |byte: usize| {
            let chars = input.get(..byte).map_or(0, |before| before.chars().count());
            output.galley.pos_from_cursor(CCursor::new(chars)).left()
        };
        let (left, right) = (place(err.at.start), place(err.at.end.max(err.at.start)));
        let line = output.galley_pos.x + left..=output.galley_pos.x + right.max(left + 6.0);
        let y = output.galley_pos.y + output.galley.size().y + 1.0;
        let clip = response.rect.shrink2(vec2(8.0, 0.0));
        let painter = ui.painter().with_clip_rect(clip);
        painter.hline(line, y, Stroke::new(2.0, view.theme.ink.bad));
    }
    let rect = response.rect;
    let help = "Words look in the texts; label:, speaker:, outlet:, date: … ask for more; all must hold";
    output.response.response.on_hover_text(help);
    rect
}

/// Keys that the field would take for itself, as what they mean here.
fn keys_ui(ui: &Ui, view: &View<'_>) -> Vec<SearchCommand> {
    let field = &view.session.wide.search.field;
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let mut commands = Vec::new();
    if pressed(Key::Enter) {
        commands.push(match field.picked {
            Some(picked) if !field.offers.is_empty() => SearchCommand::TakeOffer(picked),
            _ => SearchCommand::Ask,
        });
    }
    if field.offers.is_empty() {
        return commands;
    }
    if pressed(Key::Tab) {
        commands.push(SearchCommand::TakeOffer(field.picked.unwrap_or(0)));
    }
    if pressed(Key::ArrowDown) {
        commands.push(SearchCommand::StepOffer(Way::Next));
    }
    if pressed(Key::ArrowUp) {
        commands.push(SearchCommand::StepOffer(Way::Previous));
    }
    commands
}

/// What can be typed next, below the field while it has the keyboard.
fn offers_ui(ui: &Ui, view: &View<'_>, below: Rect, queue: &mut Vec<Command>) {
    let field = &view.session.wide.search.field;
    if field.offers.is_empty() || !ui.memory(|memory| memory.has_focus(filter_id())) {
        return;
    }
    let area = egui::Area::new(filter_id().with("offers"))
        .order(Order::Foreground)
        .fixed_pos(below.left_bottom() + vec2(0.0, 3.0))
        .constrain(true);
    area.show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).inner_margin(4).show(ui, |ui| {
            ui.set_width(below.width().min(520.0));
            ui.spacing_mut().item_spacing.y = 0.0;
            for (idx, offer) in field.offers.iter().enumerate() {
                let is_picked = field.picked == Some(idx);
                let size = vec2(ui.available_width(), OFFER);
                let (rect, response) = ui.allocate_exact_size(size, egui::Sense::CLICK);
                let (shown, help) = (shown_name(&offer.name), shown_name(&offer.help));
                let name = if help.is_empty() { shown.to_string() } else { format!("{shown}, {help}") };
                response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_picked, &name));
                if is_picked || response.hovered() {
                    ui.painter().rect_filled(rect, theme::CORNER, view.theme.ground.raised);
                }
                let font = egui::FontId::new(theme::BODY, fonts::sans_medium());
                let words = controls::elided(ui, &shown, font, view.theme.ink.text, rect.width() * 0.5);
                let y = |galley: &egui::Galley| rect.center().y - galley.size().y * 0.5;
                let at = egui::pos2(rect.left() + 8.0, y(&words));
                let end = at.x + words.size().x + 14.0;
                ui.painter().galley(at, words, view.theme.ink.text);
                let font = egui::FontId::proportional(theme::SMALL);
                let help = controls::elided(ui, &help, font, view.theme.ink.quiet, rect.right() - end - 8.0);
                ui.painter().galley(egui::pos2(end, y(&help)), help, view.theme.ink.quiet);
                if response.clicked() {
                    queue.push(Command::Search(SearchCommand::TakeOffer(idx)));
                }
            }
            ui.add_space(2.0);
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                controls::small(
                    ui,
                    view.theme,
                    "Tab takes the first · ↓ goes down, Enter takes · Esc closes",
                );
            });
        });
    });
}

fn toggle_ui(
    ui: &mut Ui,
    view: &View<'_>,
    shown: &str,
    is_on: bool,
    toggle: Toggle,
    queue: &mut Vec<Command>,
) {
    let command = Command::Search(SearchCommand::Toggle(toggle));
    let Some(spec) = command.spec() else { return };
    let response = controls::half_switch(ui, view.theme, shown, spec.name, is_on, 34.0);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, spec.name));
    if is_on {
        // Not by its ground alone.
        let line = response.rect.shrink2(vec2(7.0, 4.0));
        let stroke = Stroke::new(2.0, view.theme.ink.text);
        ui.painter().line_segment([line.left_bottom(), line.right_bottom()], stroke);
    }
    if response.on_hover_text(view.tip(&command)).clicked() {
        queue.push(command);
    }
}

/// What is wrong with the query.
fn complaint_ui(ui: &mut Ui, view: &View<'_>) {
    let field = &view.session.wide.search.field;
    let Some(err) = &field.complaint else { return };
    let place = field.asked.words.get(err.at.clone()).filter(|place| !place.is_empty());
    let place = place.map(|place| format!("at “{}”: ", shown_name(place)));
    let text = capitalised(&format!("{}{err}", place.unwrap_or_default()));
    let response = ui.add(egui::Label::new(RichText::new(text).color(view.theme.ink.bad)).wrap());
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Assertive));
}

/// How much was found, or how far the search is.
fn count_ui(ui: &mut Ui, view: &View<'_>) {
    let desk = &view.session.wide.search;
    let mut text = match desk.progress() {
        Some((done, total)) if desk.answered.is_none() => {
            let so_far = if desk.shown.hits.is_empty() {
                String::new()
            } else {
                format!("{} · ", desk.count_in_words())
            };
            format!("{so_far}looking… {} of {} articles", in_thousands(done), in_thousands(total))
        }
        _ if desk.shown.hits.is_empty() => return,
        Some(_) => format!("{} · looking again…", desk.count_in_words()),
        None => desk.count_in_words(),
    };
    if desk.shown.is_cut && !desk.is_searching() {
        text.push_str(", and more");
    }
    if desk.shown.num_unread > 0 {
        text = format!("{text} · {} articles can’t be read", in_thousands(desk.shown.num_unread));
    }
    let words = RichText::new(text).size(theme::SMALL).color(view.theme.ink.quiet);
    let response = ui.add(egui::Label::new(words).extend());
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
}

/// What hits are ordered and put together by.
fn arranged_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let arranged = view.session.wide.search.arranged;
    ui.add_space(8.0);
    controls::small(ui, view.theme, "Order by");
    for by in SortBy::ALL {
        let is_on = arranged.sort == by;
        let name =
            if is_on && arranged.is_turned { format!("{} ↓", by.name()) } else { by.name().to_owned() };
        let chip = controls::chip(ui, view.theme, &name, is_on);
        let help = format!("Order hits by {}; again turns it round", by.name());
        if chip.accessible_name(format!("Order by {}", by.name())).on_hover_text(help).clicked() {
            queue.push(Command::Search(SearchCommand::Sort(by)));
        }
    }
    let shown = arranged.group.map_or("none", GroupBy::name);
    let words = RichText::new(format!("Group by: {shown}{}", controls::MENU_MARK)).size(theme::SMALL);
    let button = egui::Button::new(words.color(view.theme.ink.text));
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        let ways = std::iter::once(None).chain(GroupBy::ALL.into_iter().map(Some));
        for by in ways {
            let name = by.map_or("none", GroupBy::name);
            if ui.selectable_label(arranged.group == by, name).clicked() {
                queue.push(Command::Search(SearchCommand::Group(by)));
                ui.close();
            }
        }
    });
    controls::paint_menu_mark(ui, view.theme, response.rect);
    response
        .accessible_name(format!("Group by: {shown}"))
        .on_hover_text("Put hits together that have something in common");
}
