//! What the Review table is narrowed to, and the ways to its queues, groups and columns.

use std::collections::BTreeSet;

use egui::{Button, RichText, TextEdit, Ui, WidgetInfo};

use super::{MARGIN, id, small_words};
use crate::app::command::review::{AskCommand, ReviewCommand, TableCommand};
use crate::app::command::{Command, Field};
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::state::review::{Only, ReviewFilter, Standing, queues};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::shortened;
use crate::model::text::numbers::in_thousands;
use crate::model::text::visible::shown_name;

/// Beside a table narrower than this, what is on or off stands in a menu, so that two lines are enough.
const NARROW: f32 = 780.0;
/// What a menu says of what is chosen in it is no longer there, in characters.
const NARROW_CHARS: usize = 16;

/// Draws the line of filters.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(MARGIN).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
            let is_narrow = ui.available_width() < NARROW;
            words_ui(ui, view, if is_narrow { 150.0 } else { 200.0 }, queue);
            queue_ui(ui, view, queue);
            menus_ui(ui, view, is_narrow, queue);
            picked_ui(ui, view, queue);
            if is_narrow {
                more_ui(ui, view, queue);
            } else {
                chips_ui(ui, view, queue);
                lists_ui(ui, view, queue);
            }
            show_all_ui(ui, view, queue);
            counts_ui(ui, view);
        });
    });
}

/// The queue that is shown, and the way to the others.
fn queue_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let session = view.session;
    let name = queues::name_of(session.corpus.state(), &session.review.filter);
    let text = match &name {
        Some(name) => format!("Queue: {}", shown_name(name)),
        None if session.review.filter.narrows() => "Queue: a filter".to_owned(),
        None => "Queue: all rows".to_owned(),
    };
    list_button(ui, view, &text, name.is_some(), &table(TableCommand::Queues), queue);
    if name.is_none() && session.review.filter.narrows() {
        list_button(ui, view, "Save…", false, &table(TableCommand::SaveQueue), queue);
    }
}

/// The menus of what can be left out.
fn menus_ui(ui: &mut Ui, view: &View<'_>, is_narrow: bool, queue: &mut Vec<Command>) {
    let review = &view.session.review;
    let filter = &review.filter;
    let mut set = |filter: ReviewFilter| queue.push(Command::Review(ReviewCommand::Filter(filter)));
    let tagset = view.session.tagset();
    let labels = tagset.ordered_labels();
    let name = |id: &crate::model::id::LabelId| {
        tagset.labels.get(id).map_or(id.to_string(), |label| label.name.clone())
    };
    let options: Vec<_> = labels.iter().map(|label| (label.id.clone(), label.name.clone())).collect();
    if let Some(labels) = menu(ui, view, MenuName { name: "Tag", is_narrow }, &options, &filter.labels, name)
    {
        set(ReviewFilter { labels, ..filter.clone() });
    }
    if let Some(speakers) = name_menu(
        ui,
        view,
        MenuName { name: "Speaker", is_narrow },
        NOBODY,
        &review.speakers,
        &filter.speakers,
    ) {
        set(ReviewFilter { speakers, ..filter.clone() });
    }
    let options: Vec<_> =
        Standing::ALL.iter().map(|standing| (*standing, standing.name().to_owned())).collect();
    if let Some(standings) =
        menu(ui, view, MenuName { name: "Review", is_narrow }, &options, &filter.standings, |standing| {
            standing.name().to_owned()
        })
    {
        set(ReviewFilter { standings, ..filter.clone() });
    }
    // Who tagged what is just what a blind review hides.
    if !review.preferences.is_blind {
        let annotators = review.annotators().iter();
        let options: Vec<_> =
            annotators.map(|(id, num)| (id.clone(), format!("{id} · {}", in_thousands(*num)))).collect();
        if let Some(annotators) = menu(
            ui,
            view,
            MenuName { name: "By", is_narrow },
            &options,
            &filter.annotators,
            ToString::to_string,
        ) {
            set(ReviewFilter { annotators, ..filter.clone() });
        }
    }
    let chosen: BTreeSet<Option<String>> = filter
        .outlets
        .iter()
        .map(|outlet| Some(outlet.clone()).filter(|outlet| !outlet.is_empty()))
        .collect();
    if let Some(outlets) =
        name_menu(ui, view, MenuName { name: "Outlet", is_narrow }, "no outlet", &review.outlets, &chosen)
    {
        let outlets = outlets.into_iter().map(Option::unwrap_or_default).collect();
        set(ReviewFilter { outlets, ..filter.clone() });
    }
    let days = filter.dates.in_words();
    let shown = match days.as_str() {
        "" if is_narrow => "Days…".to_owned(),
        "" => "Days: all".to_owned(),
        days => format!("Days: {days}"),
    };
    let response = controls::chip(ui, view.theme, &shown, !days.is_empty());
    if response.on_hover_text("Only articles of some days, months or years").clicked() {
        queue.push(Command::Review(ReviewCommand::Ask(AskCommand::Days)));
    }
}

/// Spans behind a figure that the table is narrowed to.
fn picked_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.review.filter;
    let Some(picked) = &filter.picked else { return };
    let chip = controls::chip(ui, view.theme, &shortened(&picked.what, 48), true);
    if chip.on_hover_text("Show not only the spans behind this figure").clicked() {
        let filter = ReviewFilter { picked: None, ..filter.clone() };
        queue.push(Command::Review(ReviewCommand::Filter(filter)));
    }
}

/// A menu of what is on or off and of the ways to lists, where these have no room of their own.
fn more_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let review = &view.session.review;
    let (filter, preferences) = (&review.filter, &review.preferences);
    let are_on = [
        filter.unsure_only,
        !filter.shows_own,
        filter.only.contains(&Only::CameBack),
        preferences.is_blind,
        filter.sample.is_some(),
        preferences.group.is_some(),
    ];
    let name = match are_on.iter().filter(|is_on| **is_on).count() {
        0 => "More".to_owned(),
        num => format!("More: {num} on"),
    };
    let button =
        Button::new(RichText::new(format!("{name}{}", controls::MENU_MARK)).color(view.theme.ink.quiet));
    let config = egui::containers::menu::MenuConfig::new().style(|_: &mut egui::Style| {});
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).config(config).ui(ui, |ui| {
        // As wide as its longest name; a sample that is on says how much is left of it.
        ui.set_min_width(190.0);
        ui.spacing_mut().item_spacing.y = 6.0;
        chips_ui(ui, view, queue);
        lists_ui(ui, view, queue);
    });
    controls::paint_menu_mark(ui, view.theme, response.rect);
    let help = "Doubts, others’ spans, what came back, blind review, samples, groups and columns";
    response.accessible_name(format!("{name} filters")).on_hover_text(help);
}

/// What is on or off.
fn chips_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let review = &view.session.review;
    let filter = &review.filter;
    let mut set = |filter: ReviewFilter| queue.push(Command::Review(ReviewCommand::Filter(filter)));
    let unsure = controls::chip(ui, view.theme, "Unsure", filter.unsure_only);
    if unsure.on_hover_text("Only spans whose annotator is unsure of the tag").clicked() {
        set(ReviewFilter { unsure_only: !filter.unsure_only, ..filter.clone() });
    }
    let others = controls::chip(ui, view.theme, "Only others’", !filter.shows_own);
    if others.on_hover_text("Leave out what you tagged yourself").clicked() {
        set(ReviewFilter { shows_own: !filter.shows_own, ..filter.clone() });
    }
    let back = match review.num_came_back() {
        0 => "Came back".to_owned(),
        num => format!("Came back · {}", in_thousands(num)),
    };
    let command = table(TableCommand::CameBack);
    let is_back = filter.only.contains(&Only::CameBack);
    if controls::chip(ui, view.theme, &back, is_back).on_hover_text(view.tip(&command)).clicked() {
        queue.push(command);
    }
    let command = table(TableCommand::Blind);
    let is_blind = review.preferences.is_blind;
    let name = if is_blind { "Blind review" } else { "Blind" };
    if controls::chip(ui, view.theme, name, is_blind).on_hover_text(view.tip(&command)).clicked() {
        queue.push(command);
    }
    let command = table(TableCommand::Sample);
    let sample = match review.sample() {
        Some((spec, size, open)) => format!("Sample: {spec} · {open} of {size} to go"),
        None => "Sample…".to_owned(),
    };
    let chip = controls::chip(ui, view.theme, &sample, review.filter.sample.is_some());
    if chip.on_hover_text(view.tip(&command)).clicked() {
        queue.push(command);
    }
}

/// The ways to lists: groups, order, columns.
fn lists_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let preferences = &view.session.review.preferences;
    let group = preferences.group.map_or_else(|| "Group…".to_owned(), |by| format!("By {}", by.name()));
    list_button(ui, view, &group, preferences.group.is_some(), &table(TableCommand::Group), queue);
    list_button(ui, view, "Columns…", false, &table(TableCommand::Columns), queue);
}

/// The way back to all rows.
fn show_all_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.review.filter;
    if filter.narrows()
        && ui.add(Button::new("Show all")).on_hover_text("Take the whole filter away").clicked()
    {
        queue.push(Command::Review(ReviewCommand::Filter(ReviewFilter::default())));
    }
}

/// How many rows there are, and how many wait.
fn counts_ui(ui: &mut Ui, view: &View<'_>) {
    let table = &view.session.review;
    if let Some(complaint) = table.complaint() {
        let words = RichText::new(complaint).size(theme::SMALL).color(view.theme.ink.bad);
        let response = ui.add(egui::Label::new(words).truncate());
        ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    }
    let busy = if table.is_searching() { "looking… · " } else { "" };
    let (shown, all) = (table.num_shown(), table.num_all());
    let open = if table.filter.narrows() { table.num_open_shown() } else { table.num_to_review() };
    let text =
        format!("{busy}{} of {} · {} to review", in_thousands(shown), in_thousands(all), in_thousands(open));
    // In one piece: it goes to the next line as a whole.
    let response = ui.add(egui::Label::new(small_words(text, view)).extend());
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
}

fn table(command: TableCommand) -> Command {
    Command::Review(ReviewCommand::Table(command))
}

/// A chip that leads to a list at the side.
fn list_button(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    is_on: bool,
    command: &Command,
    queue: &mut Vec<Command>,
) {
    if controls::chip(ui, view.theme, name, is_on).on_hover_text(view.tip(command)).clicked() {
        queue.push(command.clone());
    }
}

fn words_ui(ui: &mut Ui, view: &View<'_>, width: f32, queue: &mut Vec<Command>) {
    let filter = &view.session.review.filter;
    let mut words = filter.words.clone();
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut words)
        .layouter(&mut layouter)
        .id(super::filter_id())
        .hint_text("Words, a speaker, or label:quote …")
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(width);
    let response = directional::add_field(ui, true, edit);
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
    response.on_hover_text(format!(
        "Show only spans with these words, or that a query finds, as in Find ({})",
        key.unwrap_or_default()
    ));
}

/// The name that stands for spans without a speaker.
const NOBODY: &str = "nobody named";
/// No more names than this are listed; the others are found by typing.
const MAX_NAMES: usize = 14;
/// A longer menu scrolls.
const MENU_HEIGHT: f32 = 420.0;

/// What a menu is called, and whether there is little room to say what is chosen in it.
#[derive(Clone, Copy)]
pub(in crate::app::views) struct MenuName {
    /// Its name.
    pub name: &'static str,
    /// Whether it says no more than its name as long as nothing is chosen, and little where something is.
    pub is_narrow: bool,
}

impl From<&'static str> for MenuName {
    fn from(name: &'static str) -> Self {
        Self { name, is_narrow: false }
    }
}

/// A menu of names with how often each occurs, narrowed by what is typed into it.
fn name_menu(
    ui: &mut Ui,
    view: &View<'_>,
    menu_name: MenuName,
    none: &str,
    counted: &[(Option<String>, usize)],
    chosen: &BTreeSet<Option<String>>,
) -> Option<BTreeSet<Option<String>>> {
    let name = menu_name.name;
    let typed_id = id().with(("typed name", name));
    let mut typed: String = ui.data(|data| data.get_temp(typed_id)).unwrap_or_default();
    let wanted = typed.trim().to_lowercase();
    let name_of = |known: &Option<String>| known.clone().unwrap_or_else(|| none.to_owned());
    // What is chosen stays in reach, however rare it is.
    let passes = |known: &Option<String>| {
        chosen.contains(known) || wanted.is_empty() || name_of(known).to_lowercase().contains(&wanted)
    };
    let options: Vec<(Option<String>, String)> = counted
        .iter()
        .filter(|(known, _)| passes(known))
        .take(MAX_NAMES)
        .map(|(known, count)| (known.clone(), format!("{} · {}", name_of(known), in_thousands(*count))))
        .collect();
    let num_more = counted.len().saturating_sub(options.len());
    let what = format!("Find a{} {}", if name == "Outlet" { "n" } else { "" }, name.to_lowercase());
    let head = |ui: &mut Ui| {
        let mut layouter = directional::field_layouter(false);
        let edit = TextEdit::singleline(&mut typed).layouter(&mut layouter);
        let response = directional::add_field(ui, true, edit.hint_text(&what).desired_width(200.0));
        response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, &what));
    };
    let more = (num_more > 0).then(|| format!("{} more, by typing", in_thousands(num_more)));
    let changed = menu_with(ui, view, menu_name, (head, more), &options, chosen, name_of);
    ui.data_mut(|data| data.insert_temp(typed_id, typed));
    changed
}

/// A chip with a menu of things to show; the new choice, if it was changed.
pub(in crate::app::views) fn menu<T: Clone + Ord>(
    ui: &mut Ui,
    view: &View<'_>,
    name: impl Into<MenuName>,
    options: &[(T, String)],
    chosen: &BTreeSet<T>,
    in_words: impl Fn(&T) -> String,
) -> Option<BTreeSet<T>> {
    menu_with(ui, view, name.into(), (|_: &mut Ui| {}, None), options, chosen, in_words)
}

/// The same, with something drawn above the things to show, and words below them.
fn menu_with<T: Clone + Ord>(
    ui: &mut Ui,
    view: &View<'_>,
    MenuName { name, is_narrow }: MenuName,
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
    let words = match (is_narrow, chosen.is_empty()) {
        (true, true) => name.to_owned(),
        (true, false) => shortened(&shown, NARROW_CHARS),
        (false, _) => shown.clone(),
    };
    let button = Button::new(RichText::new(format!("{words}{}", controls::MENU_MARK)).color(ink)).truncate();
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

/// The id of the field for a decision's note.
pub(super) fn note_id() -> egui::Id {
    id().with(("note", Field::Note))
}
