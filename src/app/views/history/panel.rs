//! What the change that is pointed at has changed, record by record, and the ways to bring it back.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, RichText, ScrollArea, Stroke, Ui};

use super::{id, when_in_full};
use crate::app::command::Command;
use crate::app::command::history::{HistoryCommand, Side};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::history::detail::{
    ChangeKind, ChangedRecord, Changes, Detail, FieldChange, RecordChange,
};
use crate::app::state::history::say_of;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::shortened;
use crate::model::change::restore::Extent;
use crate::model::edit::Direction;
use crate::model::id::ArticleId;
use crate::model::text::numbers::counted;
use crate::store::past::Row;

/// Ways back are offered for no more articles than this.
const MAX_ARTICLES: usize = 5;

/// Draws the panel: what brings back at its foot, so that it stays where it is from row to row.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let table = &view.session.history;
    let Some(row) = table.row() else {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            controls::heading(ui, view.theme, "What changed");
            ui.label(RichText::new("Point at a change to see it here").color(view.theme.ink.quiet));
        });
        return;
    };
    let frame = egui::Frame::new().fill(view.theme.ground.panel).inner_margin(14);
    egui::Panel::bottom("history ways back").frame(frame).resizable(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        foot_ui(ui, view, row, queue);
    });
    ScrollArea::vertical().id_salt("history panel").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            controls::heading(ui, view.theme, "What changed");
            let said = RichText::new(say_of(row)).family(fonts::sans_semibold()).color(view.theme.ink.text);
            ui.label(said);
            controls::small(ui, view.theme, format!("by {}, {}", row.by, when_in_full(row.id.t)));
            match &table.detail {
                Detail::Failed(_, why) => {
                    ui.label(RichText::new(why).color(view.theme.ink.bad));
                }
                detail => match detail.changes(&row.id) {
                    Some(changes) => changes_ui(ui, view, changes, queue),
                    None => {
                        ui.add(egui::Spinner::new().size(theme::SMALL));
                    }
                },
            }
        });
    });
}

fn changes_ui(ui: &mut Ui, view: &View<'_>, all: &Changes, queue: &mut Vec<Command>) {
    let has_several = all.records.len() > 1;
    for (idx, record) in all.records.iter().enumerate() {
        ui.separator();
        record_ui(ui, view, record);
        if let (ChangeKind::Record(changed), true) = (&record.kind, has_several) {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
                for side in Side::BOTH.into_iter().filter(|side| changed.at(*side).is_some()) {
                    record_button(ui, view, idx, record, changed, side, queue);
                }
            });
        }
    }
    if all.num_more > 0 {
        ui.separator();
        controls::small(ui, view.theme, format!("and {} more", counted(all.num_more, "record")));
    }
}

fn record_ui(ui: &mut Ui, view: &View<'_>, record: &RecordChange) {
    let theme = view.theme;
    let title = RichText::new(&record.title).family(fonts::sans_medium()).color(theme.ink.text);
    ui.add(egui::Label::new(title).wrap());
    if let Some(words) = &record.words {
        let words = RichText::new(words).font(FontId::new(theme::WORDS.0, fonts::serif()));
        ui.add(egui::Label::new(words.color(theme.ink.text)).wrap());
    }
    for field in &record.fields {
        ui.add(egui::Label::new(field_in_words(view, field)).wrap());
    }
    if record.fields.is_empty() && record.words.is_none() {
        controls::small(ui, theme, "Nothing that can be told in words");
    }
}

/// A part of a record: its name, what it said, what it says.
fn field_in_words(view: &View<'_>, field: &FieldChange) -> LayoutJob {
    let ink = &view.theme.ink;
    let format = |color, family| TextFormat {
        font_id: FontId::new(theme::BODY, family),
        color,
        line_height: Some(18.0),
        ..TextFormat::default()
    };
    let plain = egui::FontFamily::Proportional;
    let mut job = LayoutJob::default();
    job.append(&field.name, 0.0, format(ink.quiet, plain.clone()));
    let shown = |text: &str| shortened(text.trim(), 400);
    let gone = TextFormat { strikethrough: Stroke::new(1.0, ink.quiet), ..format(ink.quiet, plain.clone()) };
    match (&field.before, &field.after) {
        (Some(before), Some(after)) => {
            job.append(&shown(before), 8.0, format(ink.quiet, plain.clone()));
            job.append("→", 6.0, format(ink.quiet, plain));
            job.append(&shown(after), 6.0, format(ink.text, fonts::sans_medium()));
        }
        (Some(before), None) => job.append(&shown(before), 8.0, gone),
        (None, Some(after)) => job.append(&shown(after), 8.0, format(ink.text, plain)),
        (None, None) => {}
    }
    job
}

fn record_button(
    ui: &mut Ui,
    view: &View<'_>,
    idx: usize,
    record: &RecordChange,
    changed: &ChangedRecord,
    side: Side,
    queue: &mut Vec<Command>,
) {
    let why_not = why_not(view, changed, side);
    let name = format!("As {}", side.name());
    let response = controls::key_button(ui, view.theme, &name, None, why_not.is_none());
    let full = format!("Bring back as {}: {}", side.name(), record.title);
    let help =
        why_not.unwrap_or_else(|| format!("Bring this record back as it was {} the change", side.name()));
    if response.accessible_name(full).on_hover_text(help).clicked() {
        queue.push(Command::History(HistoryCommand::BringBackRecord(idx, side)));
    }
}

/// Why a record can't be brought back; `None` if it can.
fn why_not(view: &View<'_>, changed: &ChangedRecord, side: Side) -> Option<String> {
    if let Some(why) = view.session.corpus.read_only() {
        return Some(format!("This corpus can only be read: {why}"));
    }
    if !changed.is_open_to(view.session.annotator()) {
        let owner = changed.put.key.owner().map_or_else(String::new, ToString::to_string);
        return Some(format!("Only {owner} can bring this back"));
    }
    changed.is_now(view.session, side).then(|| "This is how it is now".to_owned())
}

/// The ways back: the whole change, and one's own work on the article around it.
fn foot_ui(ui: &mut Ui, view: &View<'_>, row: &Row, queue: &mut Vec<Command>) {
    controls::heading(ui, view.theme, "Bring back");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        let changes = view.session.history.detail.changes(&row.id);
        // The keyboard goes to the first of these that can be pressed.
        let mut takes_focus = view.desk.focus_wish == Some(FocusWish::HistoryPanel);
        let mut focus = |response: &egui::Response, enabled: bool| {
            if enabled && std::mem::take(&mut takes_focus) {
                response.request_focus();
            }
        };
        for side in Side::BOTH {
            let command = Command::History(HistoryCommand::BringBack(side));
            let enabled = changes.is_some_and(|changes| can_bring_back(view, changes, side));
            let key = view.key(&command);
            let name = if side == Side::Before { "As before" } else { "As after" };
            let response = controls::key_button(ui, view.theme, name, key.as_deref(), enabled);
            focus(&response, enabled);
            let spoken = format!("Bring back as {}", side.name());
            if response.accessible_name(spoken).on_hover_text(view.tip(&command)).clicked() {
                queue.push(command);
            }
        }
        let open = Command::History(HistoryCommand::OpenInArticle);
        let key = view.key(&open);
        let enabled = !row.articles.is_empty();
        let response = controls::key_button(ui, view.theme, "Open in article", key.as_deref(), enabled);
        focus(&response, enabled);
        if response.on_hover_text(view.tip(&open)).clicked() {
            queue.push(open);
        }
    });
    if row.articles.is_empty() || row.articles.len() > MAX_ARTICLES {
        return;
    }
    for article in row.articles.iter() {
        work_ui(ui, view, article, row.articles.len() > 1, queue);
    }
    let mut is_on = view.session.history.ways_back.extent == Extent::LayerAndArticle;
    let enabled = view.session.corpus.read_only().is_none();
    let check = egui::Checkbox::new(&mut is_on, "with title, metadata and blocks");
    let help = "Not your own work alone, but what all share of the article; its text stays";
    if ui.add_enabled(enabled, check).on_hover_text(help).changed() {
        queue.push(Command::History(HistoryCommand::WithArticle(is_on)));
    }
}

/// Whether a side of a change can be brought back, as far as can be told at a glance.
fn can_bring_back(view: &View<'_>, all: &Changes, side: Side) -> bool {
    if view.session.corpus.read_only().is_some() {
        return false;
    }
    let has = |side: Side| {
        all.records.iter().any(|record| match &record.kind {
            ChangeKind::Record(changed) => {
                changed.is_open_to(view.session.annotator()) && changed.at(side).is_some()
            }
            _ => false,
        })
    };
    let open = |side: Side| {
        all.records.iter().any(|record| match &record.kind {
            ChangeKind::Record(changed) => {
                changed.at(side).is_some() && why_not(view, changed, side).is_none()
            }
            ChangeKind::Articles(stamps, direction) => {
                let of_side = if *direction == Direction::Out { Side::Before } else { Side::After };
                side == of_side && stamps.iter().any(|stamp| view.session.article_row(&stamp.id).is_none())
            }
            ChangeKind::Text => false,
        })
    };
    // Where nothing stood before, what the change made is brought back.
    open(side) || (side == Side::Before && !has(Side::Before) && open(Side::After))
}

/// One's own work on an article, as it was around the change.
fn work_ui(
    ui: &mut Ui,
    view: &View<'_>,
    article: &ArticleId,
    is_one_of_several: bool,
    queue: &mut Vec<Command>,
) {
    let title = view.session.article_row(article).map_or(article.as_str(), |row| &row.shown_title);
    let name = if is_one_of_several {
        format!("All my work on “{}”", shortened(title, 40))
    } else {
        "All my work on the article".to_owned()
    };
    controls::small(ui, view.theme, &name);
    let is_busy = view.session.history.ways_back.looked_up.is_some();
    let enabled = view.session.corpus.read_only().is_none() && !is_busy;
    ui.push_id((id(), article), |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
            for side in Side::BOTH {
                let button = format!("As {} this", side.name());
                let response = controls::key_button(ui, view.theme, &button, None, enabled);
                let spoken = format!("Bring back my work on {title} as {} this change", side.name());
                let help = "Everything you did on the article, as it was then; undo takes it back";
                if response.accessible_name(spoken).on_hover_text(help).clicked() {
                    queue.push(Command::History(HistoryCommand::BringBackArticle(article.clone(), side)));
                }
            }
        });
    });
}
