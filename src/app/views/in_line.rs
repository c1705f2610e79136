//! Words in their line: what stands before them, the words, what stands after, in the direction of the paragraph.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Rect, Ui, pos2};

use super::View;
use crate::app::widgets::controls;
use crate::app::{directional, fonts, theme};
use crate::model::text::context::Context;

/// What stands after the words is left out where it has less room than this.
const LEAST: f32 = 20.0;
/// How much of what the words leave is for what stands before them.
const BEFORE: f32 = 0.35;
/// Where the words begin in a line that has them in the middle.
const MIDDLE: f32 = 0.42;

/// Words in their line, between two places of a row.
#[derive(Clone, Copy)]
pub(super) struct InLine<'a> {
    /// What is shown.
    pub context: &'a Context,
    /// The row.
    pub row: Rect,
    /// Where the line begins and ends in it; in a paragraph from right to left it begins at the second.
    pub ends: (f32, f32),
    /// The colour of the words.
    pub ink: Color32,
}

impl InLine<'_> {
    /// Draws it from the line's beginning on.
    pub fn paint(self, ui: &Ui, view: &View<'_>) {
        let room = self.ends.1 - self.ends.0;
        let words = self.words(ui, room);
        let before_room = (room - words.size().x).max(0.0) * BEFORE;
        let before = self.before(ui, view, before_room);
        let start = before.size().x;
        self.place(ui, start, before, view.theme.ink.quiet);
        self.rest(ui, view, start, words);
    }

    /// Draws it with the words in the middle and a ground behind them. Long words begin where short ones are in the
    /// middle, or earlier if they would not fit.
    pub fn paint_centred(self, ui: &Ui, view: &View<'_>) {
        let room = self.ends.1 - self.ends.0;
        let words = self.words(ui, room * 0.9);
        let start = (room * MIDDLE).min(room - words.size().x).max(0.0);
        let before = self.before(ui, view, start);
        self.place(ui, start, before, view.theme.ink.quiet);
        let (one, other) = (self.x(start), self.x(start + words.size().x));
        let (top, bottom) = (self.row.top() + 5.0, self.row.bottom() - 5.0);
        let ground = Rect::from_min_max(pos2(one.min(other) - 1.0, top), pos2(one.max(other) + 1.0, bottom));
        ui.painter().rect_filled(ground, 2.0, view.theme.ground.hit);
        self.rest(ui, view, start, words);
    }

    /// The words at a distance from the line's beginning, and what stands after them.
    fn rest(self, ui: &Ui, view: &View<'_>, start: f32, words: Arc<Galley>) {
        let end = start + words.size().x;
        self.place(ui, end, words, self.ink);
        let room = self.ends.1 - self.ends.0 - end;
        if room > LEAST {
            let quiet = view.theme.ink.quiet;
            let after = self.directed(ui, controls::elided(ui, &self.context.trail(), font(), quiet, room));
            self.place(ui, end + after.size().x, after, quiet);
        }
    }

    fn words(self, ui: &Ui, room: f32) -> Arc<Galley> {
        self.directed(ui, controls::elided(ui, &self.context.words, font(), self.ink, room))
    }

    fn before(self, ui: &Ui, view: &View<'_>, room: f32) -> Arc<Galley> {
        let lead = self.context.lead();
        self.directed(ui, controls::elided_start(ui, &lead, font(), view.theme.ink.quiet, room))
    }

    fn directed(self, ui: &Ui, galley: Arc<Galley>) -> Arc<Galley> {
        directional::in_direction(ui, galley, self.context.direction)
    }

    /// Draws something that ends at a distance from the line's beginning.
    fn place(self, ui: &Ui, end: f32, galley: Arc<Galley>, ink: Color32) {
        let width = galley.size().x;
        let left = if self.context.direction.is_rtl() { self.x(end) } else { self.x(end - width) };
        ui.painter().galley(pos2(left, self.row.center().y - galley.size().y * 0.5), galley, ink);
    }

    /// The place that is so far from the line's beginning.
    fn x(self, from_start: f32) -> f32 {
        if self.context.direction.is_rtl() { self.ends.1 - from_start } else { self.ends.0 + from_start }
    }
}

fn font() -> FontId {
    FontId::new(theme::BODY + 1.0, fonts::serif())
}
