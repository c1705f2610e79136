//! The History workspace: every change in one list, the newest first, and beside it what the one that is pointed
//! at has changed.

mod filters;
mod panel;
mod table;

use chrono::{Datelike as _, Local};
use egui::{Id, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::theme;
use crate::app::widgets::list_place::ListPlace;
use crate::model::time::Timestamp;

/// The id the list has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter history list")
}

/// The id of the filter for words.
pub fn filter_id() -> Id {
    id().with("words")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct HistoryView {
    /// The row the list was last scrolled to, and where the list stood.
    place: ListPlace,
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, history: &mut HistoryView, queue: &mut Vec<Command>) {
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    egui::Panel::right("history panel")
        .exact_size((theme::INSPECTOR_WIDTH + 40.0).min(width * 0.38))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| panel::show(ui, view, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::Panel::top("history filters").frame(paper).show(ui, |ui| filters::show(ui, view, queue));
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| table::show(ui, view, history, queue));
}

/// When something was done, as a list has it: today's times without the day.
fn when_in_words(view: &View<'_>, at: Timestamp) -> String {
    let at = at.to_utc().with_timezone(&Local);
    let (day, today) = (at.date_naive(), view.session.history.today);
    if day == today {
        at.format("%H:%M:%S").to_string()
    } else if day.year() == today.year() {
        at.format("%-d %b, %H:%M:%S").to_string()
    } else {
        at.format("%-d %b %Y, %H:%M").to_string()
    }
}

/// When something was done, in full.
fn when_in_full(at: Timestamp) -> String {
    at.to_utc().with_timezone(&Local).format("%a %-d %b %Y, %H:%M:%S").to_string()
}
