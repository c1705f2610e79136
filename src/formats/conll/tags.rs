//! Tags: which token begins, carries on or ends a span, in the schemes that are in use.

use std::ops::Range;

use super::OUTSIDE;
use crate::formats::options::TagScheme;

/// The tags of a span of `len` tokens.
pub fn tags(scheme: TagScheme, label: &str, len: usize) -> impl Iterator<Item = String> {
    let (last, only) = match scheme {
        TagScheme::Iob2 => ('I', 'B'),
        TagScheme::Iobes => ('E', 'S'),
        TagScheme::Bilou => ('L', 'U'),
    };
    (0..len).map(move |at| {
        let prefix = match at {
            0 if len == 1 => only,
            0 => 'B',
            _ if at + 1 == len => last,
            _ => 'I',
        };
        format!("{prefix}-{label}")
    })
}

/// The part of a tag that says what a token is to its span, and the label.
pub fn parts(tag: &str) -> Option<(char, &str)> {
    let (prefix, label) = tag.split_once('-')?;
    let mut letters = prefix.chars();
    let letter = letters.next().filter(|letter| "BIESLUMW".contains(*letter))?;
    (letters.next().is_none() && !label.is_empty()).then_some((letter, label))
}

/// Whether a field has the shape of a tag.
pub fn is_tag(field: &str) -> bool {
    field == OUTSIDE || parts(field).is_some()
}

/// A span of tokens and its label.
pub type Tagged<'t> = (Range<usize>, &'t str);

/// The spans of a column. All schemes can be read alike: a span begins at a tag that begins one, and at any that
/// carries on what is not there; it ends at a tag that ends one, before the next, and with its sentence.
pub fn spans<'t>(column: &[&'t str], begins_sentence: &dyn Fn(usize) -> bool) -> Vec<Tagged<'t>> {
    let mut spans: Vec<Tagged<'t>> = Vec::new();
    let mut is_open = false;
    for (at, tag) in column.iter().enumerate() {
        let Some((letter, label)) = parts(tag) else {
            is_open = false;
            continue;
        };
        let goes_on = is_open && !matches!(letter, 'B' | 'S' | 'U' | 'W') && !begins_sentence(at);
        match spans.last_mut() {
            Some((span, known)) if goes_on && *known == label => span.end = at + 1,
            _ => spans.push((at..at + 1, label)),
        }
        is_open = !matches!(letter, 'E' | 'L' | 'S' | 'U' | 'W');
    }
    spans
}

/// What is known of the scheme of a file.
#[derive(Default)]
pub struct Seen {
    /// Which letters were met, as bits.
    letters: u32,
    /// Whether a span began without a tag that begins one.
    begins_inside: bool,
}

impl Seen {
    /// Takes in a column.
    pub fn add(&mut self, column: &[&str], begins_sentence: &dyn Fn(usize) -> bool) {
        for (at, tag) in column.iter().enumerate() {
            let Some((letter, label)) = parts(tag) else { continue };
            self.letters |= 1 << (u32::from(letter) - u32::from('A'));
            let before = at.checked_sub(1).and_then(|at| column.get(at)).and_then(|tag| parts(tag));
            let goes_on = before.is_some_and(|(_, known)| known == label) && !begins_sentence(at);
            self.begins_inside |= letter == 'I' && !goes_on;
        }
    }

    /// The name of the scheme.
    pub fn scheme(&self) -> &'static str {
        let has = |letters: &str| {
            letters.chars().any(|letter| self.letters & (1 << (u32::from(letter) - u32::from('A'))) != 0)
        };
        match () {
            () if has("LU") => "BILOU",
            () if has("ES") => "IOBES",
            () if has("MW") => "BMEWO",
            () if has("B") && self.begins_inside => "IOB1",
            () if self.begins_inside => "IOB1, or IO",
            () => "IOB2",
        }
    }
}
