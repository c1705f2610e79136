//! Words in their line: what stands before them, the words, what stands after, in the direction of the paragraph.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Rect, Ui, pos2};

use super::View;
use crate::app::widgets::controls;
use crate::app::{directional, fonts, theme};
use crate::model::text::context::Context;

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

/// A line as far as there is room for it.
struct Line {
    galley: Arc<Galley>,
    /// Where it begins, from the line's beginning.
    start: f32,
    /// Which of its characters are the words.
    words: Range<usize>,
}

impl InLine<'_> {
    /// Draws it from the line's beginning on.
    pub fn paint(self, ui: &Ui, view: &View<'_>) {
        let left_over = (self.room() - self.width_of_words(ui)).max(0.0);
        let before = self.before(ui, view, left_over * BEFORE);
        let line = self.line(ui, view, &before, 0.0);
        self.place(ui, view, line);
    }

    /// Draws it with the words in the middle and a ground behind them. Long words begin where short ones are in the
    /// middle, or earlier if they would not fit.
    pub fn paint_centred(self, ui: &Ui, view: &View<'_>) {
        let room = self.room();
        let start = (room * MIDDLE).min(room - self.width_of_words(ui)).max(0.0);
        let before = self.before(ui, view, start);
        let line = self.line(ui, view, &before, (start - before.size().x).max(0.0));
        let left = self.left(&line);
        let glyphs =
            line.galley.rows.iter().flat_map(|row| row.glyphs.iter().map(|glyph| (row.pos.x, glyph)));
        let words = glyphs.skip(line.words.start).take(line.words.len());
        for (from, to) in directional::parts_seen(words) {
            let (top, bottom) = (self.row.top() + 5.0, self.row.bottom() - 5.0);
            let ground = Rect::from_min_max(pos2(left + from - 1.0, top), pos2(left + to + 1.0, bottom));
            ui.painter().rect_filled(ground, 2.0, view.theme.ground.hit);
        }
        self.place(ui, view, line);
    }

    fn room(self) -> f32 {
        self.ends.1 - self.ends.0
    }

    fn width_of_words(self, ui: &Ui) -> f32 {
        controls::elided(ui, &self.context.words, font(), self.ink, self.room() * 0.9).size().x
    }

    /// What stands before the words, as much of it as has room.
    fn before(self, ui: &Ui, view: &View<'_>, room: f32) -> Arc<Galley> {
        controls::elided_start(ui, &self.context.lead(), font(), view.theme.ink.quiet, room)
    }

    /// All of it in one, so that a run of words the other way goes on over the border of what is looked for.
    fn line(self, ui: &Ui, view: &View<'_>, before: &Galley, start: f32) -> Line {
        let format = |color| TextFormat::simple(font(), color);
        let quiet = view.theme.ink.quiet;
        let mut job = LayoutJob::default();
        for (words, ink) in
            [(before.text(), quiet), (&self.context.words, self.ink), (&self.context.trail(), quiet)]
        {
            job.append(words, 0.0, format(ink));
        }
        job.wrap = TextWrapping::truncate_at_width((self.room() - start).max(8.0));
        let first = before.text().chars().count();
        let words = first..first + self.context.words.chars().count();
        let galley = directional::in_direction(ui, ui.painter().layout_job(job), self.context.direction);
        Line { galley, start, words }
    }

    fn left(self, line: &Line) -> f32 {
        if self.context.direction.is_rtl() {
            self.ends.1 - line.start - line.galley.size().x
        } else {
            self.ends.0 + line.start
        }
    }

    fn place(self, ui: &Ui, view: &View<'_>, line: Line) {
        let at = pos2(self.left(&line), self.row.center().y - line.galley.size().y * 0.5);
        ui.painter().galley(at, line.galley, view.theme.ink.text);
    }
}

fn font() -> FontId {
    FontId::new(theme::BODY + 1.0, fonts::serif())
}
