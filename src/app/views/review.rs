//! The Review workspace: every annotation in one table, and beside it the one that is pointed at.

pub(super) mod filters;
mod panel;
mod table;

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Id, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::state::review::Row;
use crate::app::theme;
use crate::app::widgets::list_place::ListPlace;
use crate::model::annotation::Annotation;
use crate::model::annotation::AnnotationKey;
use crate::model::reader::CorpusReader as _;
use crate::model::text::context::Context;

/// At most this many articles are read in one frame; further rows wait for the next.
const MAX_READS: usize = 4;
/// Words before and after the span that are kept, in characters.
const AROUND: usize = 70;
/// No more rows than this are kept.
const MAX_KEPT: usize = 2_000;

/// The id the table has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter review table")
}

/// The id of the filter for words.
pub fn filter_id() -> Id {
    id().with("words")
}

/// A span in its line: what stands before it, its words, what stands after.
#[derive(Clone, Debug)]
pub struct InContext {
    annotation: Arc<Annotation>,
    context: Context,
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct ReviewView {
    contexts: HashMap<AnnotationKey, InContext>,
    reads_left: usize,
    /// The row the table was last scrolled to, and where the table stood.
    place: ListPlace,
}

impl ReviewView {
    /// A row in its line; `None` until its article has been read.
    fn context(&mut self, ui: &Ui, view: &View<'_>, row: &Row) -> Option<&Context> {
        let is_fresh =
            self.contexts.get(&row.key).is_some_and(|known| Arc::ptr_eq(&known.annotation, &row.annotation));
        if !is_fresh {
            if self.reads_left == 0 {
                ui.request_repaint();
                return None;
            }
            self.reads_left -= 1;
            if self.contexts.len() > MAX_KEPT {
                self.contexts.clear();
            }
            let context = in_context(view, row);
            self.contexts.insert(row.key.clone(), context);
        }
        self.contexts.get(&row.key).map(|known| &known.context)
    }
}

fn in_context(view: &View<'_>, row: &Row) -> InContext {
    let annotation = Arc::clone(&row.annotation);
    let Ok(article) = view.session.corpus.article(&row.key.article) else {
        let words = "the article can't be read".to_owned();
        return InContext { annotation, context: Context { words, ..Context::default() } };
    };
    let context = Context::of(article.text.as_str(), &annotation.fragments, AROUND);
    InContext { annotation, context }
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, review: &mut ReviewView, queue: &mut Vec<Command>) {
    review.reads_left = MAX_READS;
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    egui::Panel::right("review panel")
        .exact_size((theme::INSPECTOR_WIDTH + 40.0).min(width * 0.36))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| panel::show(ui, view, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::Panel::top("review filters").frame(paper).show(ui, |ui| filters::show(ui, view, queue));
    if !view.session.review.ticked.is_empty() {
        egui::Panel::bottom("review ticked").frame(paper).show(ui, |ui| filters::bulk_ui(ui, view, queue));
    }
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| table::show(ui, view, review, queue));
}
