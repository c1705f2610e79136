//! The places of an article where the same words stand, gone through to be tagged alike: each is kept or skipped.

use std::collections::BTreeSet;

use super::Selection;
use crate::app::command::Way;
use crate::model::annotation::Attributes;
use crate::model::id::LabelId;
use crate::model::text::TextRange;
use crate::model::text::segment;

/// What the places are to be tagged with.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// The label.
    pub label: LabelId,
    /// Values of attributes.
    pub attributes: Attributes,
}

/// The places, in reading order; at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    /// What they are to be tagged with.
    pub tag: Tag,
    /// What was selected before they were listed.
    pub before: Selection,
    rows: Vec<PlaceRow>,
    cursor: usize,
    num_kept: usize,
}

/// One place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceRow {
    /// Where the words stand.
    pub range: TextRange,
    /// Whether it is to be tagged.
    pub is_kept: bool,
}

impl Places {
    /// The other places of a text where the words of `range` stand, without those in `taken`; the first behind
    /// `range` is pointed at. `None` if there is no place.
    pub fn find(
        text: &str,
        range: TextRange,
        taken: &BTreeSet<TextRange>,
        tag: Tag,
        before: Selection,
    ) -> Option<Self> {
        let words = range.of(text).ok()?;
        let rows: Vec<PlaceRow> = segment::occurrences(text, words)
            .filter(|place| !place.overlaps(range) && !taken.contains(place))
            .map(|range| PlaceRow { range, is_kept: true })
            .collect();
        let num_kept = rows.len();
        let behind = rows.partition_point(|row| row.range.start() < range.end());
        let cursor = if behind < num_kept { behind } else { 0 };
        (num_kept > 0).then_some(Self { tag, before, rows, cursor, num_kept })
    }

    /// The places.
    pub fn rows(&self) -> &[PlaceRow] {
        &self.rows
    }

    /// Which place is pointed at.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The place that is pointed at.
    pub fn current(&self) -> PlaceRow {
        self.rows[self.cursor]
    }

    /// How many places are kept.
    pub fn num_kept(&self) -> usize {
        self.num_kept
    }

    /// The places that are kept.
    pub fn kept(&self) -> impl Iterator<Item = TextRange> {
        self.rows.iter().filter(|row| row.is_kept).map(|row| row.range)
    }

    /// Points at another place: one step goes round the ends, more do not.
    pub fn step(&mut self, way: Way, num: usize) {
        let len = self.rows.len();
        self.cursor = match way {
            Way::Next if num == 1 => (self.cursor + 1) % len,
            Way::Previous if num == 1 => (self.cursor + len - 1) % len,
            Way::Next => self.cursor.saturating_add(num).min(len - 1),
            Way::Previous => self.cursor.saturating_sub(num),
        };
    }

    /// Points at a place, and keeps what was skipped or skips what was kept.
    pub fn flip(&mut self, idx: usize) {
        let Some(row) = self.rows.get_mut(idx) else { return };
        row.is_kept = !row.is_kept;
        self.num_kept = if row.is_kept { self.num_kept + 1 } else { self.num_kept - 1 };
        self.cursor = idx;
    }

    /// Keeps or skips every place.
    pub fn set_all(&mut self, is_kept: bool) {
        for row in &mut self.rows {
            row.is_kept = is_kept;
        }
        self.num_kept = if is_kept { self.rows.len() } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Boats wait. The boats go; boats, not boatsmen, and boats.";

    fn places(at: usize, taken: &[usize]) -> Option<Places> {
        let range = |start| TextRange::new(start, start + 5).unwrap();
        let tag = Tag { label: LabelId::new("claim").unwrap(), attributes: Attributes::new() };
        let taken = taken.iter().map(|start| range(*start)).collect();
        Places::find(TEXT, range(at), &taken, tag, Selection::default())
    }

    #[test]
    fn other_places_are_listed_from_the_next_one_on() {
        let starts = |places: &Places| places.rows().iter().map(|row| row.range.start()).collect::<Vec<_>>();
        let found = places(26, &[]).unwrap();
        assert_eq!((starts(&found), found.cursor()), (vec![16, 51], 1));
        let found = places(51, &[26]).unwrap();
        assert_eq!((starts(&found), found.cursor()), (vec![16], 0));
        assert_eq!(places(16, &[26, 51]), None);
        // As they are written.
        assert_eq!(places(0, &[]), None);
    }

    #[test]
    fn places_are_kept_and_skipped() {
        let mut found = places(16, &[]).unwrap();
        assert_eq!(found.num_kept(), 2);
        found.step(Way::Previous, 1);
        assert_eq!(found.cursor(), 1);
        found.flip(1);
        assert_eq!((found.num_kept(), found.current().is_kept), (1, false));
        assert_eq!(found.kept().map(TextRange::start).collect::<Vec<_>>(), [26]);
        found.step(Way::Previous, 20);
        found.set_all(false);
        assert_eq!((found.num_kept(), found.cursor()), (0, 0));
        found.flip(7);
        found.set_all(true);
        assert_eq!(found.num_kept(), 2);
    }
}
