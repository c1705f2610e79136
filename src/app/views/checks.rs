//! The Checks workspace: at the left the checks with what each has found, beside them everything that was found in
//! one list, and at its foot what is pointed at.

mod detail;
mod filters;
mod list;
mod panel;

use egui::{Id, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::theme;
use crate::app::widgets::list_place::ListPlace;

/// The id the main part has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter checks")
}

/// The id of the field that narrows it.
pub fn filter_id() -> Id {
    id().with("words")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct ChecksView {
    /// The row the list was last scrolled to, and where the list stood.
    place: ListPlace,
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, checks: &mut ChecksView, queue: &mut Vec<Command>) {
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    egui::Panel::left("checks panel")
        .exact_size((theme::LIST_WIDTH + 20.0).min(width * 0.28))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| panel::show(ui, view, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::Panel::top("checks filters").frame(paper).show(ui, |ui| filters::show(ui, view, queue));
    if view.session.wide.checks.finding().is_some() {
        detail::show(ui, view, queue);
    }
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| list::show(ui, view, checks, queue));
}
