//! Somebody else's span, opened from the Review table: what it is, above what can be done with its words.

use egui::Ui;

use super::words_ui;
use crate::app::command::{Command, Workspace};
use crate::app::views::View;
use crate::app::widgets::controls;

/// Draws the row one came from, if it is somebody else's: one's own is in focus, and says all of this itself.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let session = view.session;
    let row = session.review.row().filter(|row| {
        view.desk.last.came_from == Some(Workspace::Review)
            && row.key.annotator != *session.annotator()
            && session.open.as_ref().is_some_and(|open| open.article.id == row.key.article)
    });
    let (Some(row), Some(open)) = (row, &session.open) else { return };
    let annotation = &row.annotation;
    let label = session.tagset().labels.get(&annotation.label);
    let name = label.map_or(annotation.label.as_str(), |label| &label.name);
    let colour = label.map_or(view.theme.ink.quiet, |label| view.theme.label(label.colour));
    controls::heading(ui, view.theme, &format!("{name} by {}, under review", row.key.annotator));
    words_ui(ui, view, &annotation.fragments.covered(open.text()).unwrap_or_default(), colour);
    let speaker = session.register.speakers_in_words(annotation).unwrap_or_else(|| "nobody named".to_owned());
    controls::small(ui, view.theme, format!("{speaker} · {}", row.standing.name()));
    let back = controls::key_button(ui, view.theme, "Back to the table", Some("Esc"), true);
    if back.on_hover_text("Decide on it there; nothing is changed by looking").clicked() {
        queue.push(Command::Workspace(Workspace::Review));
    }
    ui.separator();
}
