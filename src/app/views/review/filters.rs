//! What the table is narrowed to, and what can be done with ticked rows.

use std::collections::BTreeSet;

use egui::{Button, RichText, TextEdit, Ui, WidgetInfo};

use super::id;
use crate::app::command::review::ReviewCommand;
use crate::app::command::{Command, Field};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::review::{ReviewFilter, Standing};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::shortened;

/// Draws the line of filters.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(10, 8)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
            words_ui(ui, view, queue);
            let filter = &view.session.review.filter;
            let mut set = |filter: ReviewFilter| queue.push(Command::Review(ReviewCommand::Filter(filter)));
            let tagset = view.session.tagset();
            let labels = tagset.ordered_labels();
            let name = |id: &crate::model::id::LabelId| {
                tagset.labels.get(id).map_or(id.to_string(), |label| label.name.clone())
            };
            let options: Vec<_> = labels.iter().map(|label| (label.id.clone(), label.name.clone())).collect();
            if let Some(labels) = menu(ui, view, "Tag", &options, &filter.labels, name) {
                set(ReviewFilter { labels, ..filter.clone() });
            }
            if let Some(speakers) = speaker_menu(ui, view) {
                set(ReviewFilter { speakers, ..filter.clone() });
            }
            let options: Vec<_> =
                Standing::ALL.iter().map(|standing| (*standing, standing.name().to_owned())).collect();
            if let Some(standings) =
                menu(ui, view, "Review", &options, &filter.standings, |standing| standing.name().to_owned())
            {
                set(ReviewFilter { standings, ..filter.clone() });
            }
            let annotators = view.session.review.annotators();
            let options: Vec<_> = annotators.into_iter().map(|id| (id.clone(), id.to_string())).collect();
            if let Some(annotators) = menu(ui, view, "By", &options, &filter.annotators, ToString::to_string)
            {
                set(ReviewFilter { annotators, ..filter.clone() });
            }
            if let Some(picked) = &filter.picked {
                let chip = controls::chip(ui, view.theme, &shortened(&picked.what, 48), true);
                if chip.on_hover_text("Show not only the spans behind this figure").clicked() {
                    set(ReviewFilter { picked: None, ..filter.clone() });
                }
            }
            let unsure = controls::chip(ui, view.theme, "Unsure", filter.unsure_only);
            if unsure.on_hover_text("Only spans whose annotator is unsure of the tag").clicked() {
                set(ReviewFilter { unsure_only: !filter.unsure_only, ..filter.clone() });
            }
            let others = controls::chip(ui, view.theme, "Only others’", !filter.shows_own);
            if others.on_hover_text("Leave out what you tagged yourself").clicked() {
                set(ReviewFilter { shows_own: !filter.shows_own, ..filter.clone() });
            }
            if filter.narrows()
                && ui.add(Button::new("Show all")).on_hover_text("Take the whole filter away").clicked()
            {
                set(ReviewFilter::default());
            }
            let table = &view.session.review;
            let busy = if table.is_searching() { "looking… · " } else { "" };
            let text =
                format!("{busy}{} of {} · {} to review", table.len(), table.num_all(), table.num_to_review);
            let words = RichText::new(text).size(theme::SMALL).color(view.theme.ink.quiet);
            // In one piece: it goes to the next line as a whole.
            let response = ui.add(egui::Label::new(words).extend());
            ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
        });
    });
}

fn words_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.review.filter;
    let mut words = filter.words.clone();
    let edit = TextEdit::singleline(&mut words)
        .id(super::filter_id())
        .hint_text("Words or a speaker")
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(200.0);
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter by words or speaker"));
    if view.desk.focus_wish == Some(FocusWish::ReviewFilter) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::Review(ReviewCommand::Filter(ReviewFilter { words, ..filter.clone() })));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        queue.push(Command::BackOut);
    }
    let key = view.keymap.first_key(&Command::Review(ReviewCommand::Find), view.is_mac);
    response.on_hover_text(format!("Show only spans with these words ({})", key.unwrap_or_default()));
}

/// The name that stands for spans without a speaker.
const NOBODY: &str = "nobody named";
/// No more speakers than this are listed; the others are found by typing.
const MAX_SPEAKERS: usize = 14;
/// A longer menu scrolls.
const MENU_HEIGHT: f32 = 420.0;

/// The menu of speakers, narrowed by what is typed into it.
fn speaker_menu(ui: &mut Ui, view: &View<'_>) -> Option<BTreeSet<Option<String>>> {
    let table = &view.session.review;
    let typed_id = id().with("typed speaker");
    let mut typed: String = ui.data(|data| data.get_temp(typed_id)).unwrap_or_default();
    let wanted = typed.trim().to_lowercase();
    let name_of = |speaker: &Option<String>| speaker.clone().unwrap_or_else(|| NOBODY.to_owned());
    let chosen = &table.filter.speakers;
    // What is chosen stays in reach, however rare it is.
    let passes = |speaker: &Option<String>| {
        chosen.contains(speaker) || wanted.is_empty() || name_of(speaker).to_lowercase().contains(&wanted)
    };
    let options: Vec<(Option<String>, String)> = table
        .speakers
        .iter()
        .filter(|(speaker, _)| passes(speaker))
        .take(MAX_SPEAKERS)
        .map(|(speaker, count)| (speaker.clone(), format!("{} · {count}", name_of(speaker))))
        .collect();
    let num_more = table.speakers.len().saturating_sub(options.len());
    let head = |ui: &mut Ui| {
        let edit = TextEdit::singleline(&mut typed).hint_text("Find a speaker").desired_width(200.0);
        let response = ui.add(edit);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Find a speaker"));
    };
    let more = (num_more > 0).then(|| format!("{num_more} more, by typing"));
    let changed = menu_with(ui, view, "Speaker", (head, more), &options, chosen, name_of);
    ui.data_mut(|data| data.insert_temp(typed_id, typed));
    changed
}

/// A chip with a menu of things to show; the new choice, if it was changed.
pub(in crate::app::views) fn menu<T: Clone + Ord>(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    options: &[(T, String)],
    chosen: &BTreeSet<T>,
    in_words: impl Fn(&T) -> String,
) -> Option<BTreeSet<T>> {
    menu_with(ui, view, name, (|_: &mut Ui| {}, None), options, chosen, in_words)
}

/// The same, with something drawn above the things to show, and words below them.
fn menu_with<T: Clone + Ord>(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    (head, more): (impl FnOnce(&mut Ui), Option<String>),
    options: &[(T, String)],
    chosen: &BTreeSet<T>,
    in_words: impl Fn(&T) -> String,
) -> Option<BTreeSet<T>> {
    let shown = if chosen.is_empty() {
        format!("{name}: all")
    } else {
        let names: Vec<String> = chosen.iter().map(&in_words).collect();
        format!("{name}: {}", names.join(", "))
    };
    let ink = if chosen.is_empty() { view.theme.ink.quiet } else { view.theme.ink.text };
    let mut changed = None;
    let button = Button::new(RichText::new(format!("{shown}{}", controls::MENU_MARK)).color(ink)).truncate();
    // Check boxes and fields keep their borders, which menus take away.
    let config = egui::containers::menu::MenuConfig::new()
        .style(|_: &mut egui::Style| {})
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).config(config).ui(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        head(ui);
        egui::ScrollArea::vertical().max_height(MENU_HEIGHT).auto_shrink(true).show(ui, |ui| {
            for (value, name) in options {
                let is_on = chosen.contains(value);
                let mut checked = is_on;
                if ui.checkbox(&mut checked, name).changed() {
                    let mut after = chosen.clone();
                    if is_on {
                        after.remove(value)
                    } else {
                        after.insert(value.clone())
                    };
                    changed = Some(after);
                }
            }
        });
        if let Some(more) = more {
            controls::small(ui, view.theme, more);
        }
        if !chosen.is_empty() && ui.button("All").clicked() {
            changed = Some(BTreeSet::new());
            ui.close();
        }
    });
    controls::paint_menu_mark(ui, view.theme, response.rect);
    response.accessible_name(&shown).on_hover_text(format!("Show only some ({shown})"));
    changed
}

/// Draws what can be done with all ticked rows at once.
pub(super) fn bulk_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let num = view.session.review.ticked.len();
    egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 8)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let text = format!("{num} ticked");
            ui.label(RichText::new(text).family(fonts::sans_semibold()).color(view.theme.ink.text));
            for (name, command) in [
                (format!("Accept {num}"), ReviewCommand::Accept),
                (format!("Reject {num}…"), ReviewCommand::Reject),
                (format!("Defer {num}"), ReviewCommand::Defer),
            ] {
                review_button(ui, view, &name, command, queue);
            }
            let enabled = view.session.corpus.read_only().is_none();
            ui.add_enabled_ui(enabled, |ui| {
                ui.menu_button("Relabel those of mine", |ui| {
                    for label in view.session.tagset().ordered_labels() {
                        if ui.button(&label.name).clicked() {
                            queue.push(Command::Review(ReviewCommand::Relabel(label.id.clone())));
                        }
                    }
                });
            });
            let key = view.keymap.first_key(&Command::Remove, view.is_mac);
            let response =
                controls::key_button(ui, view.theme, "Remove those of mine", key.as_deref(), enabled);
            if response.on_hover_text("Remove your own spans among them; undo brings them back").clicked() {
                queue.push(Command::Remove);
            }
            if ui.button("Untick all").on_hover_text("Decide on none of them (Esc)").clicked() {
                queue.push(Command::BackOut);
            }
        });
    });
}

/// A button for a decision, with its key.
pub(super) fn review_button(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    command: ReviewCommand,
    queue: &mut Vec<Command>,
) {
    let colour = match command {
        ReviewCommand::Accept => Some(view.theme.ink.good),
        ReviewCommand::Reject => Some(view.theme.ink.bad),
        _ => None,
    };
    let command = Command::Review(command);
    let spec = command.spec();
    let enabled = spec.is_none_or(|spec| view.session.allows(spec.when));
    let key = view.keymap.first_key(&command, view.is_mac);
    let response = controls::inked_button(ui, view.theme, name, key.as_deref(), enabled, colour);
    let help = spec.map_or("", |spec| spec.help);
    if response.on_hover_text(help).clicked() {
        queue.push(command);
    }
}

/// The id of the field for a decision's note.
pub(super) fn note_id() -> egui::Id {
    id().with(("note", Field::Note))
}
