//! The Review workspace: every annotation in one table, and beside it the article of the one that is pointed at.

mod checks;
mod columns;
mod context;
pub(super) mod filters;
mod foot;
mod head;
mod panel;
mod returned;
mod table;

use egui::{Id, Ui};

use self::context::Contexts;
use super::View;
use crate::app::command::Command;
use crate::app::state::review::Standing;
use crate::app::theme;
use crate::app::widgets::list_place::ListPlace;
use crate::app::widgets::reading::ReadingView;

/// Width of the panel with the article, where there is room for it.
const PANEL_WIDTH: f32 = 440.0;

/// The id the table has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter review table")
}

/// The id of the filter for words.
pub fn filter_id() -> Id {
    id().with("words")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct ReviewView {
    contexts: Contexts,
    /// The line the table was last scrolled to, and where the table stood.
    place: ListPlace,
    /// How much taller than others the line that is pointed at was, in points.
    extra: f32,
}

/// Draws the workspace into all the room there is.
pub fn show(
    ui: &mut Ui,
    view: &View<'_>,
    review: &mut ReviewView,
    reading: &mut ReadingView,
    queue: &mut Vec<Command>,
) {
    review.contexts.begin_frame();
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    egui::Panel::right("review panel")
        .exact_size(PANEL_WIDTH.min(width * 0.38))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| panel::show(ui, view, reading, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::Panel::top("review filters").frame(paper).show(ui, |ui| filters::show(ui, view, queue));
    if !view.session.review.ticked.is_empty() {
        egui::Panel::bottom("review ticked").frame(paper).show(ui, |ui| foot::show(ui, view, queue));
    }
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| table::show(ui, view, review, queue));
}

/// The colour of what reviewers say.
fn standing_ink(view: &View<'_>, standing: Standing) -> egui::Color32 {
    let ink = &view.theme.ink;
    match standing {
        Standing::ToReview => ink.text,
        Standing::Deferred => ink.quiet,
        Standing::ChangedSince | Standing::Disagreed | Standing::Disputed | Standing::Corrected => {
            ink.warning
        }
        Standing::Accepted => ink.good,
        Standing::Rejected => ink.bad,
    }
}

/// Padding of what stands around the table.
const MARGIN: egui::Margin = egui::Margin { left: 10, right: 10, top: 8, bottom: 8 };

/// The name of text that leads to a list, with a mark for the menu.
fn small_words(text: impl Into<String>, view: &View<'_>) -> egui::RichText {
    egui::RichText::new(text).size(theme::SMALL).color(view.theme.ink.quiet)
}
