//! The Find workspace: a field, what was found in a table, and what can be done with all of it.

mod field;
mod foot;
mod table;

use egui::{Id, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::theme;
use crate::app::widgets::list_place::ListPlace;

/// The id the main part has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter search")
}

/// The id of the field that narrows it.
pub fn filter_id() -> Id {
    id().with("words")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct SearchView {
    /// The row the table was last scrolled to, and where the table stood.
    place: ListPlace,
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, search: &mut SearchView, queue: &mut Vec<Command>) {
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    if let Some(choice) = &view.desk.choice {
        let panel = egui::Frame::new().fill(view.theme.ground.panel).inner_margin(14);
        let width = ui.ctx().content_rect().width();
        egui::Panel::right("search choice")
            .exact_size((theme::INSPECTOR_WIDTH + 40.0).min(width * 0.38))
            .resizable(false)
            .frame(panel)
            .show(ui, |ui| super::choices::show(ui, view, choice, queue));
    }
    egui::Panel::top("search field").frame(paper).show(ui, |ui| field::show(ui, view, queue));
    if !view.session.wide.search.shown.hits.is_empty() {
        let panel = egui::Frame::new().fill(view.theme.ground.panel);
        egui::Panel::bottom("search foot").frame(panel).show(ui, |ui| foot::show(ui, view, queue));
    }
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| table::show(ui, view, search, queue));
}
