//! What a page shows, found again in the file: its paragraphs, and the words of each annotation at their places. It is
//! compared with what the line says, by a way of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{UNIT, shown};
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::interchange::places::shortened;
use crate::model::text::segment::paragraphs;
use crate::model::text::units::UnitMap;

/// What was found in a file, or should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The paragraphs that hold anything.
    pub paragraphs: Vec<String>,
    /// What each annotation covers: characters of all paragraphs one after another. By number of its note.
    pub covered: BTreeMap<usize, Vec<Range<usize>>>,
    num_chars: usize,
}

impl Seen {
    /// Adds a paragraph with what is covered in it, in characters.
    pub fn paragraph(&mut self, text: String, covered: impl IntoIterator<Item = (usize, Range<usize>)>) {
        for (note, range) in covered {
            let range = range.start + self.num_chars..range.end + self.num_chars;
            self.cover(note, range);
        }
        self.num_chars += text.chars().count();
        if !text.is_empty() {
            self.paragraphs.push(text);
        }
    }

    /// Adds that an annotation covers some characters; an empty range only tells that it is there.
    pub fn cover(&mut self, note: usize, range: Range<usize>) {
        let ranges = self.covered.entry(note).or_default();
        if range.is_empty() {
            return;
        }
        match ranges.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => ranges.push(range),
        }
    }

    /// The number of characters so far.
    pub fn num_chars(&self) -> usize {
        self.num_chars
    }

    /// What a page of that article should show.
    pub fn expected(line: &ArticleLine) -> Self {
        let text = line.text.as_deref().unwrap_or_default();
        let mut seen = Self::default();
        // For each code point of the text: the number of those shown before it.
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut done = 0;
        for place in paragraphs(text) {
            let range = place.bytes();
            before.extend(text[done..range.start].chars().map(|_| seen.num_chars));
            let mut num_shown = seen.num_chars;
            for (at, ch) in text[range.clone()].char_indices() {
                before.push(num_shown);
                let is_half = ch == '\r' && text[range.start + at + 1..].starts_with('\n');
                num_shown += usize::from(!is_half);
            }
            seen.paragraph(shown(text, range.clone()), []);
            done = range.end;
        }
        before.extend(text[done..].chars().map(|_| seen.num_chars));
        before.push(seen.num_chars);
        let map = UnitMap::new(text, UNIT);
        let mut order: Vec<usize> = (0..line.annotations.len()).collect();
        let bytes = |offset: usize| map.to_byte(offset).unwrap_or_default();
        order.sort_by_key(|idx| {
            let fragments = &line.annotations[*idx].fragments;
            let start = fragments.first().map_or(0, |(start, _)| bytes(*start));
            (start, std::cmp::Reverse(fragments.last().map_or(0, |(_, end)| bytes(*end))))
        });
        for (number, idx) in (1..).zip(order) {
            seen.covered.entry(number).or_default();
            for (start, end) in &line.annotations[idx].fragments {
                if let (Some(start), Some(end)) = (before.get(*start), before.get(*end)) {
                    seen.cover(number, *start..*end);
                }
            }
        }
        seen
    }

    /// The first thing that was to be found and was not, or the other way round.
    pub fn difference(&self, found: &Self) -> Option<String> {
        let pairs = self.paragraphs.iter().zip(&found.paragraphs).enumerate();
        for (idx, (told, found)) in pairs {
            if told != found {
                return Some(format!(
                    "paragraph {} (“{}” became “{}”)",
                    idx + 1,
                    shortened(told),
                    shortened(found)
                ));
            }
        }
        if self.paragraphs.len() != found.paragraphs.len() {
            return Some(format!(
                "the number of paragraphs ({} became {})",
                self.paragraphs.len(),
                found.paragraphs.len()
            ));
        }
        let numbers: BTreeSet<&usize> = self.covered.keys().chain(found.covered.keys()).collect();
        let all: String = self.paragraphs.concat();
        let words = |seen: &Self, number: &usize| {
            let ranges = seen.covered.get(number).map_or(&[][..], Vec::as_slice);
            let words = ranges
                .iter()
                .map(|range| all.chars().skip(range.start).take(range.len()).collect::<String>());
            shortened(&words.collect::<Vec<_>>().join(" […] "))
        };
        let differs =
            numbers.into_iter().find(|number| self.covered.get(number) != found.covered.get(number))?;
        let (told, is) = (words(self, differs), words(found, differs));
        Some(format!("the words of note {differs} (“{told}” became “{is}”)"))
    }
}
