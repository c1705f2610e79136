//! What the offsets of an annotation file count. brat counts code points of the file, and two for a line end of two
//! characters; programs that read the text as lines, without its byte order mark, or as bytes count otherwise. The words
//! beside the offsets tell.

use crate::formats::interchange::lines::Span;
use crate::model::text::units::{Unit, UnitMap};

use super::lines::TextBound;
use super::on_one_line;

/// What stands before a text in some files.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A way of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    /// What is counted.
    unit: Unit,
    /// Whether a byte order mark is no part of the text.
    pub skips_mark: bool,
    /// Whether a line end of two characters counts as one.
    joins_line_ends: bool,
}

/// Spans of a text in some way of counting, as spans of code points of the whole text.
struct Borders {
    /// The code point that begins at each unit; none inside one.
    code_points: Vec<Option<usize>>,
}

impl Borders {
    fn new(text: &str, counting: Counting) -> Self {
        let mut code_points = Vec::with_capacity(text.len() + 1);
        let mut num_chars = 0;
        let mut is_after_return = false;
        for (idx, ch) in text.chars().enumerate() {
            num_chars = idx + 1;
            let is_skipped = idx == 0 && ch == BYTE_ORDER_MARK && counting.skips_mark;
            let is_joined = is_after_return && ch == '\n' && counting.joins_line_ends;
            is_after_return = ch == '\r';
            if is_skipped || is_joined {
                continue;
            }
            let len = match counting.unit {
                Unit::Byte => ch.len_utf8(),
                Unit::Utf16 => ch.len_utf16(),
                Unit::CodePoint | Unit::Grapheme => 1,
            };
            code_points.push(Some(idx));
            code_points.extend(std::iter::repeat_n(None, len - 1));
        }
        code_points.push(Some(num_chars));
        Self { code_points }
    }

    fn span(&self, (start, end): Span) -> Option<Span> {
        let at = |offset: usize| *self.code_points.get(offset)?;
        Some((at(start)?, at(end)?))
    }
}

impl Counting {
    /// As brat counts.
    pub const BRAT: Self = Self { unit: Unit::CodePoint, skips_mark: false, joins_line_ends: false };

    /// Every way, the likelier ones first.
    fn all(text: &str) -> Vec<Self> {
        let marks: &[bool] = if text.starts_with(BYTE_ORDER_MARK) { &[false, true] } else { &[false] };
        let ends: &[bool] = if text.contains("\r\n") { &[false, true] } else { &[false] };
        let units: &[Unit] =
            if text.is_ascii() { &[Unit::CodePoint] } else { &[Unit::CodePoint, Unit::Utf16, Unit::Byte] };
        let mut all = Vec::new();
        for unit in units {
            for skips_mark in marks {
                for joins_line_ends in ends {
                    let (skips_mark, joins_line_ends) = (*skips_mark, *joins_line_ends);
                    all.push(Self { unit: *unit, skips_mark, joins_line_ends });
                }
            }
        }
        all
    }

    /// In words.
    pub fn in_words(self) -> String {
        let unit = match self.unit {
            Unit::Byte => "bytes",
            Unit::Utf16 => "UTF-16 code units",
            Unit::CodePoint | Unit::Grapheme => "code points",
        };
        let mark = if self.skips_mark { " without the byte order mark" } else { "" };
        let ends = if self.joins_line_ends { ", line ends of two characters as one" } else { "" };
        format!("{unit}{mark}{ends}")
    }

    /// The way of counting in which most of `texts` have the words that stand beside them, with how many that are.
    pub fn of(text: &str, texts: &[TextBound]) -> (Self, usize) {
        let told = texts.iter().filter(|line| line.words.is_some()).count();
        let mut best = (Self::BRAT, 0);
        for counting in Self::all(text) {
            let agreeing = counting.num_agreeing(text, texts);
            if agreeing > best.1 {
                best = (counting, agreeing);
            }
            if best.1 == told {
                break;
            }
        }
        best
    }

    fn num_agreeing(self, text: &str, texts: &[TextBound]) -> usize {
        let borders = Borders::new(text, self);
        let map = UnitMap::new(text, Unit::CodePoint);
        let agrees = |line: &&TextBound| {
            let Some(words) = &line.words else { return false };
            let spans: Option<Vec<Span>> = line.spans.iter().map(|span| borders.span(*span)).collect();
            spans.is_some_and(|spans| has_words(text, &map, &spans, words))
        };
        texts.iter().filter(agrees).count()
    }

    /// The spans of every line in code points of the whole text; none where they don't fit it.
    pub fn spans(self, text: &str, texts: &[TextBound]) -> Vec<Option<Vec<Span>>> {
        let borders = Borders::new(text, self);
        texts.iter().map(|line| line.spans.iter().map(|span| borders.span(*span)).collect()).collect()
    }
}

/// Whether words are those of some spans of code points. brat joins them by a space, older versions by nothing; some
/// writers put one space for a line end of two characters, and cut spaces at the end.
pub fn has_words(text: &str, map: &UnitMap<'_>, spans: &[Span], words: &str) -> bool {
    let covered = spans.iter().map(|(start, end)| {
        let range = map.range_to_bytes(*start, *end).ok()?;
        text.get(range.start()..range.end())
    });
    let Some(covered) = covered.collect::<Option<Vec<&str>>>() else { return false };
    let said = on_one_line(words);
    [covered.join(" "), covered.concat()].into_iter().any(|covered| {
        let as_lines = on_one_line(&covered.replace("\r\n", "\n"));
        [on_one_line(&covered), as_lines].iter().any(|covered| covered.trim_end() == said.trim_end())
    })
}
