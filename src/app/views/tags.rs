//! The Tags workspace: labels, attributes and relation types.

use egui::{Id, Ui};

use super::View;
use crate::app::command::Command;

/// The id the list has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter tags list")
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, _queue: &mut Vec<Command>) {
    super::opening::page_ui(ui, view.theme, "Tags", "");
}
