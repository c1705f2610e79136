//! An article as people read it, for the formats that are read and printed: paragraphs cut where annotations begin and
//! end, and a numbered note for each annotation. How that looks on a page is each format's own.
//!
//! Paragraphs are those of the program's window. White space around them and characters that end lines are no part
//! of what is shown; line ends inside a paragraph are shown as line ends.

pub mod facts;
pub mod fit;
pub mod markup;
pub mod names;
pub mod proof;
pub mod style;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use super::interchange::lines::{AnnotationLine, ArticleLine, Span};
use super::parts::{Part, Parts};
use crate::model::article::BlockKind;
use crate::model::text::direction::Direction;
use crate::model::text::segment::paragraphs;
use crate::model::text::units::{Unit, UnitMap};

/// What offsets of lines count that become pages. No page shows them.
pub const UNIT: Unit = Unit::CodePoint;

/// What a page has a place for.
pub const HELD: Parts = Parts::ALL.without(&[Part::Provenance, Part::Coverage]);

/// An article, ready to be set.
pub struct Page<'l> {
    /// The line it is made from.
    pub line: &'l ArticleLine,
    /// Its text.
    pub text: &'l str,
    /// Its paragraphs. There is at least one if there is a note.
    pub paragraphs: Vec<Paragraph>,
    /// A note for each annotation, by where it begins; the longer first.
    pub notes: Vec<Note<'l>>,
    map: UnitMap<'l>,
}

/// A paragraph.
pub struct Paragraph {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: BlockKind,
    /// Whether it runs from right to left.
    pub is_rtl: bool,
    /// Its text, cut wherever something begins or ends.
    pub pieces: Vec<Piece>,
    /// The notes that stand beside it: those of annotations that begin in it.
    pub notes: Vec<usize>,
}

/// A part of a paragraph in which nothing begins or ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// The notes of the annotations it belongs to, the outermost first.
    pub inside: Vec<usize>,
    /// The notes of the annotations whose source it is part of.
    pub source_of: Vec<usize>,
    /// The notes of the annotations whose reporting words it is part of.
    pub cue_of: Vec<usize>,
    /// The notes with a fragment that begins with this piece.
    pub begins: Vec<usize>,
    /// The notes with a fragment that ends with this piece, within the paragraph.
    pub ends: Vec<usize>,
}

/// An annotation on the page.
pub struct Note<'l> {
    /// From 1.
    pub number: usize,
    /// The annotation.
    pub annotation: &'l AnnotationLine,
    /// What it is linked to by: its id, with a number behind where that is taken.
    pub anchor: String,
    /// Its fragments, in bytes.
    pub fragments: Vec<Range<usize>>,
    /// The lane of its underline: 0 is the one next to the words. No two that share a character have the same.
    pub lane: usize,
    /// Whether any of its characters are shown.
    pub is_shown: bool,
}

/// What a stretch of text is to an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stretch {
    Words,
    Source,
    Cue,
}

impl<'l> Page<'l> {
    /// The page of an article.
    pub fn new(line: &'l ArticleLine) -> Self {
        let text = line.text.as_deref().unwrap_or_default();
        let map = UnitMap::new(text, UNIT);
        let bytes = |spans: &[Span]| -> Vec<Range<usize>> {
            let range = |(start, end): &Span| Some(map.to_byte(*start)?..map.to_byte(*end)?);
            spans.iter().filter_map(range).collect()
        };
        let mut in_order: Vec<(&AnnotationLine, Vec<Range<usize>>)> =
            line.annotations.iter().map(|annotation| (annotation, bytes(&annotation.fragments))).collect();
        in_order.sort_by_key(|(_, fragments)| {
            let start = fragments.first().map_or(0, |range| range.start);
            (start, Reverse(fragments.last().map_or(0, |range| range.end)))
        });
        let lanes = lanes(&in_order.iter().map(|(_, fragments)| fragments.as_slice()).collect::<Vec<_>>());
        let mut taken = BTreeSet::new();
        let mut notes: Vec<Note<'l>> = Vec::new();
        for ((idx, (annotation, fragments)), lane) in in_order.into_iter().enumerate().zip(lanes) {
            let mut anchor = annotation.id.clone();
            while !taken.insert(anchor.clone()) {
                anchor = format!("{}_{}", annotation.id, idx + 1);
            }
            notes.push(Note { number: idx + 1, annotation, anchor, fragments, lane, is_shown: false });
        }
        let mut stretches = Vec::new();
        for (idx, note) in notes.iter().enumerate() {
            let kinds = [
                (Stretch::Words, note.fragments.clone()),
                (Stretch::Source, bytes(&note.annotation.source)),
                (Stretch::Cue, bytes(&note.annotation.cue)),
            ];
            for (kind, ranges) in kinds {
                stretches.extend(ranges.into_iter().map(|range| (range, kind, idx)));
            }
        }
        let mut page = Self { line, text, paragraphs: cut(text, line, &map, &stretches), notes, map };
        page.place_notes();
        page
    }

    /// Puts each note beside a paragraph.
    fn place_notes(&mut self) {
        if self.paragraphs.is_empty() && !self.notes.is_empty() {
            let kind = BlockKind::Paragraph;
            let empty = Paragraph { range: 0..0, kind, is_rtl: false, pieces: Vec::new(), notes: Vec::new() };
            self.paragraphs.push(empty);
        }
        let mut home: Vec<Option<usize>> = vec![None; self.notes.len()];
        for (idx, paragraph) in self.paragraphs.iter().enumerate() {
            for note in paragraph.pieces.iter().flat_map(|piece| &piece.inside) {
                home[*note].get_or_insert(idx);
            }
        }
        for (idx, note) in self.notes.iter_mut().enumerate() {
            note.is_shown = home[idx].is_some();
            // What lies between paragraphs is told of beside the one before.
            let start = note.fragments.first().map_or(0, |range| range.start);
            let before = self.paragraphs.partition_point(|paragraph| paragraph.range.start <= start);
            let at = home[idx].unwrap_or_else(|| before.saturating_sub(1));
            self.paragraphs[at].notes.push(idx);
        }
    }

    /// The words of a stretch as they are shown: line ends are one character each.
    pub fn shown(&self, range: Range<usize>) -> String {
        shown(self.text, range)
    }

    /// The words of an annotation, a fragment each, as they are shown.
    pub fn words(&self, note: &Note<'_>) -> Vec<String> {
        note.fragments.iter().map(|range| self.shown(range.clone())).collect()
    }

    /// The words at places of the line, as they are shown.
    pub fn words_at(&self, spans: &[Span]) -> Vec<String> {
        let range = |(start, end): &Span| Some(self.map.to_byte(*start)?..self.map.to_byte(*end)?);
        spans.iter().filter_map(range).map(|range| self.shown(range)).collect()
    }

    /// The number of the paragraph a note stands beside, from 1.
    pub fn paragraph_of(&self, note: usize) -> usize {
        self.paragraphs.iter().position(|paragraph| paragraph.notes.contains(&note)).map_or(1, |idx| idx + 1)
    }

    /// The paragraph that is the article's title, if it begins with one.
    pub fn title_paragraph(&self) -> Option<usize> {
        let idx = self.paragraphs.iter().position(|paragraph| paragraph.kind == BlockKind::Title)?;
        let words = self.shown(self.paragraphs[idx].range.clone());
        (self.line.title.is_empty() || words.trim() == self.line.title.trim()).then_some(idx)
    }

    /// What the article is called: its title, or its id where it has none.
    pub fn title(&self) -> &str {
        if self.line.title.trim().is_empty() { &self.line.id } else { &self.line.title }
    }
}

/// The words of a stretch of a text as they are shown: line ends are one character each.
pub fn shown(text: &str, range: Range<usize>) -> String {
    let mut words = String::with_capacity(range.len());
    for (at, ch) in text[range.clone()].char_indices() {
        match ch {
            '\r' if text[range.start + at + 1..].starts_with('\n') => {}
            '\r' => words.push('\n'),
            ch => words.push(ch),
        }
    }
    words
}

/// Whether a text begins with letters that run from right to left.
pub fn is_rtl(text: &str) -> bool {
    Direction::of(text).is_some_and(Direction::is_rtl)
}

/// The paragraphs of a text, each cut where stretches begin and end.
fn cut(
    text: &str,
    line: &ArticleLine,
    map: &UnitMap<'_>,
    stretches: &[(Range<usize>, Stretch, usize)],
) -> Vec<Paragraph> {
    let blocks: Vec<(usize, usize, BlockKind)> = line
        .blocks
        .iter()
        .filter_map(|block| {
            Some((map.to_byte(block.start)?, map.to_byte(block.end)?, BlockKind::from_name(&block.kind)?))
        })
        .collect();
    let mut waiting: Vec<&(Range<usize>, Stretch, usize)> = stretches.iter().collect();
    waiting.sort_by_key(|(range, ..)| Reverse(range.start));
    // Those that have begun; whatever has ended goes with the next paragraph.
    let mut open: Vec<&(Range<usize>, Stretch, usize)> = Vec::new();
    let mut cut = Vec::new();
    for place in paragraphs(text) {
        let range = place.bytes();
        open.retain(|(other, ..)| other.end > range.start);
        while let Some(next) = waiting.pop_if(|(other, ..)| other.start < range.end) {
            if next.0.end > range.start {
                open.push(next);
            }
        }
        let kind = blocks.iter().find(|(start, end, _)| (*start..*end).contains(&range.start));
        cut.push(Paragraph {
            kind: kind.map_or(BlockKind::Paragraph, |(.., kind)| *kind),
            is_rtl: is_rtl(&text[range.clone()]),
            pieces: pieces(&range, &open),
            notes: Vec::new(),
            range,
        });
    }
    cut
}

/// The pieces of a paragraph; `open` are all stretches that reach into it.
fn pieces(paragraph: &Range<usize>, open: &[&(Range<usize>, Stretch, usize)]) -> Vec<Piece> {
    let within = |range: &Range<usize>| range.start.max(paragraph.start)..range.end.min(paragraph.end);
    let mut borders = BTreeSet::from([paragraph.start, paragraph.end]);
    for (range, ..) in open {
        let Range { start, end } = within(range);
        borders.extend([start, end]);
    }
    let borders: Vec<usize> = borders.into_iter().collect();
    let mut pieces: Vec<Piece> =
        borders.windows(2).map(|pair| Piece { range: pair[0]..pair[1], ..Piece::default() }).collect();
    for (range, stretch, note) in open {
        let Range { start, end } = within(range);
        let first = pieces.partition_point(|piece| piece.range.start < start);
        let count = pieces[first..].partition_point(|piece| piece.range.start < end);
        for piece in &mut pieces[first..first + count] {
            let list = match stretch {
                Stretch::Words => &mut piece.inside,
                Stretch::Source => &mut piece.source_of,
                Stretch::Cue => &mut piece.cue_of,
            };
            list.push(*note);
            if *stretch == Stretch::Words && piece.range.start == start {
                piece.begins.push(*note);
            }
            if *stretch == Stretch::Words && piece.range.end == end {
                piece.ends.push(*note);
            }
        }
    }
    for piece in &mut pieces {
        for list in
            [&mut piece.inside, &mut piece.source_of, &mut piece.cue_of, &mut piece.begins, &mut piece.ends]
        {
            list.sort_unstable();
            list.dedup();
        }
    }
    pieces
}

/// The lane of each annotation: the smallest choose first, so that inner ones lie next to the words.
fn lanes(spans: &[&[Range<usize>]]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|idx| (spans[*idx].iter().map(ExactSizeIterator::len).sum::<usize>(), *idx));
    let (mut lanes, mut assigned): (Vec<Vec<Range<usize>>>, Vec<usize>) = (Vec::new(), vec![0; spans.len()]);
    let is_free = |lane: &Vec<Range<usize>>, range: &Range<usize>| {
        let at = lane.partition_point(|other| other.end <= range.start);
        lane.get(at).is_none_or(|other| other.start >= range.end)
    };
    for idx in order {
        let free = lanes.iter().position(|lane| spans[idx].iter().all(|range| is_free(lane, range)));
        let lane = free.unwrap_or(lanes.len());
        if free.is_none() {
            lanes.push(Vec::new());
        }
        for range in spans[idx] {
            let at = lanes[lane].partition_point(|other| other.start < range.start);
            lanes[lane].insert(at, range.clone());
        }
        assigned[idx] = lane;
    }
    assigned
}
