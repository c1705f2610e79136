//! The Statistics workspace: at the left the plots and what is counted, at the right one plot with the table of its
//! figures. The table is the plot's text for screen readers.

mod main;
mod side;
mod table;

use egui::{Id, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::theme;
use crate::app::widgets::list_place::ListPlace;

/// The id the main part has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter statistics")
}

/// The id of the field that narrows it.
pub fn filter_id() -> Id {
    id().with("from")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct StatisticsView {
    /// The row the table was last scrolled to, and where it stood.
    place: ListPlace,
    /// How wide the columns are, until the figures change.
    widths: table::Widths,
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, statistics: &mut StatisticsView, queue: &mut Vec<Command>) {
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    egui::Panel::left("statistics side")
        .exact_size(theme::LIST_WIDTH.min(width * 0.3))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| side::show(ui, view, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| main::show(ui, view, statistics, queue));
}
