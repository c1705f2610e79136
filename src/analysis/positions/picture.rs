//! An item as a picture: its life on a line of time, who stands where, two items term by term. SVG with the look of the
//! plots; every mark and cell has a tip, so that pointing at it in a browser tells what it is.
//!
//! Any number of voices and terms gives a picture of bounded size: what has no room is counted and left to the table.

mod grids;
mod timeline;

use super::{DateBy, Positions};
use crate::analysis::chart::svg::pen::{Anchor, Look, Pen};
use crate::analysis::chart::svg::{MARGIN, NOTE, TITLE, document};
use crate::analysis::chart::words::lines;
use crate::model::id::ItemId;
use crate::model::item::Act;

pub(super) const GOOD: &str = "#2F6B4F";
pub(super) const BAD: &str = "#A3392F";
pub(super) const OPEN: &str = "#8A5A12";
pub(super) const INK: &str = "#1E2126";
pub(super) const QUIET: &str = "#5D6168";
pub(super) const LINE: &str = "#E3DFD6";

/// Words in a cell, a name beside a row, small words below them.
pub(super) const WORDS: Look = Look { size: 12.5, weight: 400, colour: INK, anchor: Anchor::Start };
pub(super) const NAME: Look = Look { size: 13.0, weight: 600, colour: INK, anchor: Anchor::Start };
pub(super) const SMALL: Look = Look { size: 11.0, weight: 400, colour: QUIET, anchor: Anchor::Start };

/// A picture in the making: the pen, how wide it is, and where it has come to.
pub(super) struct Canvas {
    pen: Pen,
    width: f64,
    y: f64,
    title: String,
    note: String,
}

impl Canvas {
    fn new(title: String, note: String, width: f64) -> Self {
        let mut pen = Pen::default();
        let mut y = MARGIN + 16.0;
        pen.text((MARGIN, y), &title, TITLE);
        for line in lines(&note, NOTE.size, width - 2.0 * MARGIN) {
            y += 18.0;
            pen.text((MARGIN, y), &line, NOTE);
        }
        Self { pen, width, y: y + 26.0, title, note }
    }

    fn note(&mut self, words: &str) {
        self.y += 18.0;
        self.pen.text((MARGIN, self.y), words, NOTE);
    }

    fn finished(self) -> String {
        document((self.width, self.y + MARGIN), &self.title, &self.note, &self.pen.body)
    }
}

/// A colour and a sign for what is done with an item: for it, against it, neither.
pub(super) fn tone(act: Act) -> (&'static str, &'static str) {
    match act {
        Act::States | Act::Repeats | Act::Accepts | Act::Welcomes | Act::Confirms => (GOOD, "+"),
        Act::Rejects | Act::Withdraws | Act::Denies => (BAD, "−"),
        Act::Changes | Act::Doubts => (OPEN, "~"),
    }
}

/// Which dates things go by, in words.
pub(super) fn by_in_words(by: DateBy) -> &'static str {
    match by {
        DateBy::Published => "by the day of publication",
        DateBy::Said => "by the day it was said, where that is known",
    }
}

impl Positions<'_> {
    /// What a picture of an item is called: its kind and its name.
    fn picture_title(&self, item: &ItemId) -> String {
        self.item_name(item)
    }
}
