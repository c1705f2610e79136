//! Tokens of a text and the white space between them, and how that is written.

use std::fmt::Write as _;
use std::ops::Range;

use unicode_segmentation::{UNICODE_VERSION, UnicodeSegmentation as _};

use super::NOTHING;
use crate::formats::interchange::lines::Span;
use crate::model::text::TextRange;
use crate::model::text::language::Language;
use crate::model::text::segment::sentences;

/// The name of the tokeniser: the words of UAX #29, with the version of Unicode.
pub fn name() -> String {
    let (major, minor, _) = UNICODE_VERSION;
    format!("UAX29-words-Unicode-{major}.{minor}")
}

/// Whether a character stands between tokens: Unicode's white space, and what Python's `split` cuts at besides.
fn is_gap(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '\u{1c}'..='\u{1f}')
}

/// The tokens of a text.
pub struct Tokens<'t> {
    text: &'t str,
    /// Bytes.
    bytes: Vec<Range<usize>>,
    /// Code points.
    code_points: Vec<Span>,
}

impl<'t> Tokens<'t> {
    /// Those of `text`: each word of UAX #29, and each run of other characters in one, without white space.
    pub fn of(text: &'t str) -> Self {
        let (mut bytes, mut code_points) = (Vec::new(), Vec::new());
        let mut num_chars = 0;
        for (start, word) in text.split_word_bound_indices() {
            let mut open: Option<(usize, usize)> = None;
            for (at, ch) in word.char_indices() {
                match (is_gap(ch), open) {
                    (false, None) => open = Some((start + at, num_chars)),
                    (true, Some((first, first_char))) => {
                        bytes.push(first..start + at);
                        code_points.push((first_char, num_chars));
                        open = None;
                    }
                    _ => {}
                }
                num_chars += 1;
            }
            if let Some((first, first_char)) = open {
                bytes.push(first..start + word.len());
                code_points.push((first_char, num_chars));
            }
        }
        Self { text, bytes, code_points }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// A token.
    pub fn token(&self, at: usize) -> &'t str {
        &self.text[self.bytes[at].clone()]
    }

    /// For each token whether it is the first of a sentence by the rules of a language.
    pub fn begin_sentences(&self, language: Language) -> Vec<bool> {
        let whole = TextRange::new(0, self.text.len());
        let starts = whole.map(|whole| sentences(self.text, whole, language)).unwrap_or_default();
        let mut starts = starts.into_iter().peekable();
        let begins = |token: &Range<usize>| {
            let mut is_first = false;
            while starts.next_if(|sentence| sentence.start() <= token.start).is_some() {
                is_first = true;
            }
            is_first
        };
        self.bytes.iter().map(begins).collect()
    }

    /// From the first code point of the first of some tokens to the last of the last.
    pub fn span(&self, tokens: &Range<usize>) -> Span {
        (self.code_points[tokens.start].0, self.code_points[tokens.end - 1].1)
    }

    /// The tokens that a span of code points shares a character with; none if there are none.
    pub fn touched(&self, (start, end): Span) -> Option<Range<usize>> {
        let first = self.code_points.partition_point(|(_, token_end)| *token_end <= start);
        let after = self.code_points.partition_point(|(token_start, _)| *token_start < end);
        (first < after).then_some(first..after)
    }

    /// What stands between the token before, or the beginning, and a token.
    fn before(&self, at: usize) -> &'t str {
        let start = at.checked_sub(1).map_or(0, |before| self.bytes[before].end);
        &self.text[start..self.bytes[at].start]
    }

    /// What stands between a token and the next, or the end.
    fn after(&self, at: usize) -> &'t str {
        let end = self.bytes.get(at + 1).map_or(self.text.len(), |next| next.start);
        &self.text[self.bytes[at].end..end]
    }

    /// Writes the third column of a token, beginning with `first`.
    pub fn write_remarks(&self, at: usize, first: &str, written: &mut String) {
        let (before, after) = (if at == 0 { self.before(at) } else { "" }, self.after(at));
        let start = written.len();
        let mut put = |name: &str, value: &str| {
            if written.len() > start {
                written.push('|');
            }
            written.push_str(name);
            written.push_str(value);
        };
        if !first.is_empty() {
            put(first, "");
        }
        if !before.is_empty() {
            put("SpacesBefore=", &escaped(before));
        }
        match after {
            " " => {}
            "" => put("SpaceAfter=No", ""),
            other => put("SpacesAfter=", &escaped(other)),
        }
        if written.len() == start {
            written.push_str(NOTHING);
        }
    }
}

/// White space in letters.
fn escaped(gap: &str) -> String {
    let mut escaped = String::new();
    for ch in gap.chars() {
        match ch {
            ' ' => escaped.push_str("\\s"),
            '\t' => escaped.push_str("\\t"),
            '\r' => escaped.push_str("\\r"),
            '\n' => escaped.push_str("\\n"),
            // Writing to a string does not fail; no white space lies beyond four digits.
            other => {
                let _infallible = write!(escaped, "\\u{:04x}", u32::from(other));
            }
        }
    }
    escaped
}

/// White space out of its letters; none if these are not such.
pub fn unescaped(letters: &str) -> Option<String> {
    let mut gap = String::new();
    let mut chars = letters.chars();
    while let Some(ch) = chars.next() {
        gap.push(match ch {
            '\\' => match chars.next()? {
                's' => ' ',
                't' => '\t',
                'r' => '\r',
                'n' => '\n',
                'p' => '|',
                '\\' => '\\',
                'u' => {
                    let digits = chars.as_str().get(..4)?;
                    chars.nth(3);
                    char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
                }
                _ => return None,
            },
            other => other,
        });
    }
    Some(gap)
}
