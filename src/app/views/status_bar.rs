//! The bar at the foot: where one is, how many spans, what was just done, and which keys do what.

use egui::{Align, Layout, RichText, Ui};

use super::View;
use crate::app::command::checks::ChecksCommand;
use crate::app::command::files::FilesCommand;
use crate::app::command::history::{HistoryCommand, Side};
use crate::app::command::items::ItemsCommand;
use crate::app::command::review::{ReviewCommand, TableCommand};
use crate::app::command::search::SearchCommand;
use crate::app::command::statistics::StatisticsCommand;
use crate::app::command::voices::VoicesCommand;
use crate::app::command::{Command, Way, Workspace};
use crate::app::fonts;
use crate::app::state::items::ItemsFace;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::model::text::numbers::{counted, in_thousands};

/// Draws the bar.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let frame = egui::Frame::new().fill(theme.ground.window).inner_margin(egui::Margin::symmetric(14, 0));
    egui::Panel::bottom("status bar").exact_size(theme::STATUS_BAR).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            if view.desk.workspace == Workspace::Review {
                let num_articles = view.session.list.num_all;
                let text = format!(
                    "{} in {}",
                    counted(view.session.review.num_all(), "span"),
                    counted(num_articles, "article")
                );
                controls::small(ui, theme, text);
            } else if let Some(open) =
                view.session.open.as_ref().filter(|_| view.desk.workspace == Workspace::Annotate)
            {
                let place = match open.paragraph_number() {
                    0 => "Title".to_owned(),
                    number => {
                        format!("Paragraph {} of {}", in_thousands(number), in_thousands(open.num_paragraphs))
                    }
                };
                controls::small(ui, theme, place);
                counts_ui(ui, view);
                lock_ui(ui, view, queue);
            }
            came_back_ui(ui, view, queue);
            running_ui(ui, view, queue);
            if let Some(status) = &view.desk.status {
                let ink = if status.is_refusal { theme.ink.bad } else { theme.ink.text };
                let text =
                    RichText::new(&status.text).size(theme::SMALL).family(fonts::sans_medium()).color(ink);
                let response = ui.add(egui::Label::new(text).truncate());
                ui.accesskit_node_builder(response.id, |node| {
                    node.set_live(egui::accesskit::Live::Polite);
                });
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| hints_ui(ui, view));
        });
    });
}

/// How many of one's spans came back from review, and the way to them.
fn came_back_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let num = view.session.review.came_back.num();
    if num == 0 {
        return;
    }
    let text = format!("{} came back", in_thousands(num));
    let help =
        "Spans of yours that were rejected or corrected and are not answered; click to see what and why";
    if controls::chip(ui, view.theme, &text, false).on_hover_text(help).clicked() {
        queue.push(Command::Review(ReviewCommand::Table(TableCommand::CameBack)));
    }
}

/// What goes on beside the window, how far it is, and the way to stop it.
fn running_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let theme = view.theme;
    if let Some(name) = &view.desk.files.opening {
        ui.add(egui::Spinner::new().size(theme::SMALL));
        controls::small(ui, theme, format!("Opening {name}…"));
        return;
    }
    let Some(running) = &view.desk.files.running else { return };
    if running.steps.is_cancelled() {
        ui.add(egui::Spinner::new().size(theme::SMALL));
        controls::small(ui, theme, format!("{}: cancelling…", running.what));
        return;
    }
    let (done, total) = running.steps.progress();
    if total > 0 {
        let share = (done as f32 / total as f32).min(1.0);
        ui.add(egui::ProgressBar::new(share).desired_width(120.0).desired_height(6.0).fill(theme.ink.good));
        controls::small(
            ui,
            theme,
            format!("{}: {} of {}", running.what, in_thousands(done.min(total)), in_thousands(total)),
        );
    } else {
        ui.add(egui::Spinner::new().size(theme::SMALL));
        controls::small(ui, theme, format!("{}…", running.what));
    }
    let cancel = egui::Button::new(RichText::new("Cancel").size(theme::SMALL));
    if ui.add(cancel).on_hover_text("Stop this; nothing is changed").clicked() {
        queue.push(Command::Files(FilesCommand::Cancel));
    }
}

/// The label that is locked, and the way to unlock it.
fn lock_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let Some(lock) = &view.desk.last.lock else { return };
    let label = view.session.tagset().labels.get(&lock.label);
    let name = label.map_or(lock.label.as_str(), |label| &label.name);
    let key = view.key(&Command::Lock);
    let text = match key {
        Some(key) => format!("Locked: {name} — {key} unlocks"),
        None => format!("Locked: {name} — click unlocks"),
    };
    let help = "Every selection is tagged with this label at once; a click unlocks it";
    if controls::chip(ui, view.theme, &text, true).on_hover_text(help).clicked() {
        queue.push(Command::Lock);
    }
}

fn counts_ui(ui: &mut Ui, view: &View<'_>) {
    let Some(open) = &view.session.open else { return };
    for label in view.session.tagset().ordered_labels() {
        let count = open.spans.count(&label.id);
        if count > 0 {
            let text = RichText::new(counted(count, &label.name.to_lowercase())).size(theme::SMALL);
            ui.label(text.color(view.theme.label(label.colour)));
        }
    }
}

/// The keys one needs most, right to left.
fn hints_ui(ui: &mut Ui, view: &View<'_>) {
    let theme = view.theme;
    ui.spacing_mut().item_spacing.x = 6.0;
    if ui.available_width() < 60.0 {
        return;
    }
    let size = controls::small(ui, theme, format!("{} pt", view.settings.reading_size));
    size.on_hover_text("Size of reading text; Ctrl with + and − changes it");
    ui.add_space(6.0);
    let key = |command: Command| view.keymap.first_key(&command, view.is_mac);
    let spans = key(Command::Span(Way::Next)).zip(key(Command::Span(Way::Previous)));
    let spans = spans.map(|(next, previous)| format!("{next} {previous}"));
    let digits: Vec<u8> =
        view.session.tagset().ordered_labels().iter().filter_map(|label| label.key).collect();
    let digits = digits.iter().min().zip(digits.iter().max()).map(|(first, last)| format!("{first}–{last}"));
    let review = |command| key(Command::Review(command));
    let history = |command| key(Command::History(command));
    let statistics = |command| key(Command::Statistics(command));
    let search = |command| key(Command::Search(command));
    let checks = |command| key(Command::Checks(command));
    let items = |command| key(Command::Items(command));
    let all_keys = (key(Command::Keys), "all keys");
    let hints = match view.desk.workspace {
        Workspace::Annotate => vec![
            all_keys,
            (spans, "spans"),
            (key(Command::Speaker), "speaker"),
            (digits, "tag"),
            (key(Command::Sentence(Way::Next)), "next sentence"),
        ],
        Workspace::Review => vec![
            all_keys,
            (review(ReviewCommand::OpenInArticle), "open in article"),
            (review(ReviewCommand::Correct), "correct"),
            (review(ReviewCommand::Reject), "reject"),
            (review(ReviewCommand::Accept), "accept"),
            (spans, "next, previous"),
        ],
        Workspace::Search => vec![
            all_keys,
            (search(SearchCommand::Enter), "open"),
            (search(SearchCommand::Keep), "keep, skip"),
            (digits, "tag all"),
            (search(SearchCommand::Field), "query"),
            (spans, "next, previous"),
        ],
        Workspace::Voices => voices_hints(view, all_keys),
        Workspace::Items => vec![
            all_keys,
            (items(ItemsCommand::New), "new item"),
            (items(ItemsCommand::Bearing), "what it does"),
            (items(ItemsCommand::Tick), "tick"),
            (items(ItemsCommand::Show(ItemsFace::Matrix)), "positions"),
            (items(ItemsCommand::Open), "quotes, article"),
        ],
        Workspace::Checks => vec![
            all_keys,
            (checks(ChecksCommand::Accept), "accept"),
            (checks(ChecksCommand::Mend), "mend"),
            (checks(ChecksCommand::OpenInArticle), "open"),
            (spans, "next, previous"),
        ],
        Workspace::Tags => vec![all_keys],
        Workspace::Statistics => vec![
            all_keys,
            (statistics(StatisticsCommand::Export), "export"),
            (statistics(StatisticsCommand::Behind).filter(|_| has_spans_behind(view)), "spans behind"),
            (statistics(StatisticsCommand::Next(Way::Next)), "next plot"),
            (spans, "next, previous"),
        ],
        Workspace::History => vec![
            all_keys,
            (history(HistoryCommand::OpenInArticle), "open in article"),
            (history(HistoryCommand::BringBack(Side::Before)), "bring back"),
            (spans, "next, previous"),
        ],
    };
    for (key, what) in hints {
        if let Some(key) = key {
            // Those that find no room are left out; what is told beside them comes first.
            let words = ui.painter().layout_no_wrap(
                format!("{what}{key}"),
                egui::FontId::proportional(theme::SMALL),
                theme.ink.quiet,
            );
            if ui.available_width() < words.size().x + 36.0 {
                return;
            }
            controls::small(ui, theme, what);
            controls::key_hint(ui, theme, &key);
            ui.add_space(6.0);
        }
    }
}

/// Whether the row of figures that is pointed at counts spans that can be gone to.
fn has_spans_behind(view: &View<'_>) -> bool {
    let desk = &view.session.wide.statistics;
    desk.figures()
        .is_some_and(|figures| figures.table.rows.get(desk.cursor).is_some_and(|row| row.behind.is_some()))
}

type Hint = (Option<String>, &'static str);

/// The keys of the Voices workspace, for the list that is shown.
fn voices_hints(view: &View<'_>, all_keys: Hint) -> Vec<Hint> {
    let key = |command| view.key(&Command::Voices(command));
    if view.session.wide.voices.at.in_names {
        return vec![
            all_keys,
            (key(VoicesCommand::ToggleNames), "the register"),
            (key(VoicesCommand::GoToPlace), "where it stands"),
            (key(VoicesCommand::SameAs), "a name of…"),
            (key(VoicesCommand::Open), "take in"),
        ];
    }
    vec![
        all_keys,
        (key(VoicesCommand::ToggleNames), "names it lacks"),
        (key(VoicesCommand::SplitOff), "move quotes"),
        (key(VoicesCommand::Merge), "merge"),
        (key(VoicesCommand::Tick), "tick"),
        (key(VoicesCommand::Open), "quotes"),
    ]
}
