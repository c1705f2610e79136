//! The Review workspace: every annotation in one table.

use egui::{Id, Ui};

use super::View;
use crate::app::command::Command;

/// The id the table has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter review table")
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, _queue: &mut Vec<Command>) {
    super::opening::page_ui(ui, view.theme, "Nothing to review yet", "Tag something in Annotate first");
}
