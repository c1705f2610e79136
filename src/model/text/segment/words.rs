//! Words, and the caret's moves by word.
//!
//! Words are those of UAX #29, section 4, made fit for marking news prose: `counter-proposal`, `AT&T`, `$3.5`,
//! `40%` and `U.S.` are one word each. A symbol or an emoji counts as a word, punctuation does not. Quotation
//! marks are steps of their own, a closing one together with its comma or stop.
//!
//! Known weakness: Thai, Lao, Khmer and Burmese are written without spaces, and Chinese and Japanese too; the
//! standard leaves their words to dictionaries. Without one, the caret moves there by letters or kana runs.

use unicode_segmentation::UnicodeSegmentation as _;

use super::super::TextRange;
use super::graphemes::is_grapheme_border;
use super::marks::{Facing, facing_at, is_mark, is_single};
use super::paragraphs::is_line_end;
use super::{char_after, char_before};

/// How far back to look for a place where words surely break. Longer runs without one are cut there.
const MAX_LOOK_BACK_BYTES: usize = 4096;

/// How far back to look for the mark that a ’ might close.
const MAX_SINGLE_QUOTE_CHARS: usize = 300;

/// The word that holds the byte `offset`, or else the one that ends there; None where it touches none.
pub fn word_at(text: &str, offset: usize) -> Option<TextRange> {
    let offset = text.floor_char_boundary(offset);
    let before = offset - char_before(text, offset).map_or(0, char::len_utf8);
    let mut ending_here = None;
    for token in Tokens::new(text, break_before(text, before)) {
        if token.start > offset {
            break;
        }
        if token.kind == Kind::Word && token.end >= offset {
            if token.end > offset {
                return TextRange::new(token.start, token.end).ok();
            }
            ending_here = TextRange::new(token.start, token.end).ok();
        }
    }
    ending_here
}

/// Where word-right goes from the byte `offset`: the next end of a word, of a run of opening marks, of a
/// closing mark with its comma or stop, or of the punctuation that ends a line.
///
/// Always a border of grapheme clusters, and after `offset` unless that is the end of the text.
pub fn next_word_end(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    let mut punctuation_end = None;
    for token in Tokens::new(text, break_before(text, offset)) {
        let end = match token.kind {
            Kind::Word | Kind::OpeningMarks | Kind::ClosingMarks => {
                punctuation_end = None;
                Some(token.end)
            }
            Kind::Punctuation => {
                punctuation_end = Some(token.end);
                None
            }
            Kind::LineEnd => punctuation_end.take(),
            Kind::Space => None,
        };
        if let Some(end) = end.filter(|end| *end > offset && is_grapheme_border(text, *end)) {
            return end;
        }
    }
    punctuation_end.filter(|end| *end > offset && is_grapheme_border(text, *end)).unwrap_or(text.len())
}

/// Where word-left goes from the byte `offset`: the last start before it of a word, of a run of opening marks,
/// or of a closing mark with its comma or stop.
///
/// Always a border of grapheme clusters, and before `offset` unless that is 0.
pub fn previous_word_start(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    let mut until = offset;
    while let Some(before) = char_before(text, text[..until].trim_end().len()) {
        until = text[..until].trim_end().len();
        let from = break_before(text, until - before.len_utf8());
        let start = Tokens::new(text, from)
            .take_while(|token| token.start < until)
            .filter(|token| matches!(token.kind, Kind::Word | Kind::OpeningMarks | Kind::ClosingMarks))
            .map(|token| token.start)
            .filter(|start| is_grapheme_border(text, *start))
            .last();
        if let Some(start) = start {
            return start;
        }
        until = from;
    }
    0
}

/// What a piece of text is to a caret that moves by word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    OpeningMarks,
    ClosingMarks,
    Punctuation,
    Space,
    LineEnd,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    start: usize,
    end: usize,
    kind: Kind,
}

/// Cuts a text into tokens from some word border on, each of at least one character.
struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    fn rest(&self, at: usize) -> &'t str {
        &self.text[at..]
    }

    /// End and kind of the token at `self.at`, which starts with `first`.
    fn classify(&self, first: char) -> (usize, Kind) {
        let Self { text, at } = *self;
        let segment_end = segment_end(text, at);
        if is_line_end(first) {
            return (segment_end, Kind::LineEnd);
        }
        if first.is_whitespace() {
            return (segment_end, Kind::Space);
        }
        if let Some(end) = opening_marks_end(text, at) {
            return (end, Kind::OpeningMarks);
        }
        if let Some(found) = closing_marks_or_stops(text, at) {
            return found;
        }
        if text[at..segment_end].contains(char::is_alphanumeric) {
            return (self.word_end(segment_end), Kind::Word);
        }
        if is_currency(first) && self.rest(segment_end).starts_with(char::is_numeric) {
            return (self.word_end(self::segment_end(text, segment_end)), Kind::Word);
        }
        (segment_end, if is_punctuation(first) { Kind::Punctuation } else { Kind::Word })
    }

    /// Where the word ends whose first segment ends at `end`.
    fn word_end(&self, mut end: usize) -> usize {
        let text = self.text;
        while let Some(joint) = char_after(text, end).filter(|c| matches!(c, '-' | '‐' | '‑' | '&')) {
            let after_joint = end + joint.len_utf8();
            if !self.rest(after_joint).starts_with(char::is_alphanumeric) {
                break;
            }
            end = segment_end(text, after_joint);
        }
        let is_cut_short = is_initialism(&text[self.at..end])
            && self.rest(end).starts_with('.')
            && !self.rest(end).starts_with("..");
        let is_share = text[..end].ends_with(char::is_numeric) && self.rest(end).starts_with('%');
        if is_cut_short || is_share { end + 1 } else { end }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let first = char_after(self.text, self.at)?;
        let (end, kind) = self.classify(first);
        let token = Token { start: self.at, end, kind };
        self.at = end;
        Some(token)
    }
}

/// The last place not after `offset` where a token surely starts, whatever stands before it.
///
/// Such a place lies after white space, or between two letters of a script in which each stands alone for
/// UAX #29. No rule of the standard looks back across either, save those that attach marks to what precedes
/// them; asking for the border between the two neighbours alone finds those out.
fn break_before(text: &str, offset: usize) -> usize {
    let mut at = text.floor_char_boundary(offset);
    while let (Some(before), Some(after)) = (char_before(text, at), char_after(text, at)) {
        if offset - at > MAX_LOOK_BACK_BYTES {
            return at;
        }
        let neighbours = &text[at - before.len_utf8()..at + after.len_utf8()];
        let stands_alone =
            matches!(before, ' ' | '\t' | '\n') || (is_lone_letter(before) && is_lone_letter(after));
        if stands_alone && neighbours.split_word_bound_indices().nth(1).is_some() {
            return at;
        }
        at -= before.len_utf8();
    }
    // At the end of the text nothing is known of what would follow.
    match char_before(text, at) {
        Some(before) => break_before(text, at - before.len_utf8()),
        None => 0,
    }
}

fn segment_end(text: &str, at: usize) -> usize {
    at + text[at..].split_word_bounds().next().map_or(0, str::len)
}

fn opening_marks_end(text: &str, at: usize) -> Option<usize> {
    let len = text[at..]
        .char_indices()
        .take_while(|(idx, c)| {
            is_mark(*c) && matches!(facing_at(text, at + idx), Some(Facing::Opens | Facing::Either))
        })
        .map(|(idx, c)| idx + c.len_utf8())
        .last()?;
    Some(at + len)
}

/// Commas, stops and closing marks from `at` on, where there is at least one.
fn closing_marks_or_stops(text: &str, at: usize) -> Option<(usize, Kind)> {
    let mut kind = Kind::Punctuation;
    let mut end = at;
    for (idx, c) in text[at..].char_indices() {
        let at = at + idx;
        if is_mark(c) && facing_at(text, at) == Some(Facing::Closes) && closes_something(text, at, c) {
            kind = Kind::ClosingMarks;
        } else if !is_comma_or_stop(c) {
            break;
        }
        end = at + c.len_utf8();
    }
    (end > at).then_some((end, kind))
}

/// Whether a closing mark does close; ’ and ' may be apostrophes at a word's end instead.
fn closes_something(text: &str, at: usize, mark: char) -> bool {
    if !is_single(mark) || matches!(mark, '‹' | '›') {
        return true;
    }
    text[..at]
        .char_indices()
        .rev()
        .take(MAX_SINGLE_QUOTE_CHARS)
        .take_while(|(_, c)| !is_line_end(*c))
        .filter(|(_, c)| is_single(*c))
        .find_map(|(idx, _)| facing_at(text, idx))
        == Some(Facing::Opens)
}

/// Single letters with stops between them, without the last stop: `U.S`, `a.m`.
fn is_initialism(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| {
            let mut chars = part.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        })
}

fn is_comma_or_stop(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | '…' | ';' | ':' | '。' | '，' | '、' | '！' | '？' | '؟' | '،' | '۔')
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}')
}

/// Letters that are words each to UAX #29: Thai and its neighbours, hiragana, Han.
fn is_lone_letter(c: char) -> bool {
    matches!(c, 'ก'..='ฮ' | 'ぁ'..='ゖ' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Punctuation of the scripts news is written in; what is neither this nor a letter is a symbol.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || c.is_control()
        || matches!(
            c,
            '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '،' | '؛' | '؟' | '۔' | '।' | '॥' | '։' | '׀' | '־'
                | '\u{200b}'..='\u{2064}' | '\u{2e00}'..='\u{2e5d}' | '\u{3001}'..='\u{3003}'
                | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' | '\u{fe10}'..='\u{fe6b}'
                | '\u{feff}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff5b}'..='\u{ff65}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::drawn;
    use super::*;

    /// Walks from one end to the other and draws every place where the caret stood.
    fn walked(text: &str, from: usize, go: impl Fn(&str, usize) -> usize) -> String {
        let mut stops = Vec::new();
        let mut at = from;
        while go(text, at) != at {
            at = go(text, at);
            stops.push(at);
        }
        stops.sort_unstable();
        let mut drawn = text.to_owned();
        for stop in stops.into_iter().rev() {
            drawn.insert(stop, '|');
        }
        drawn
    }

    #[test]
    fn word_right_stops_at_ends() {
        for case in [
            "Washington|, Kyiv| narrow| gaps|",
            "him|. “|Negotiations| are| ongoing|,”| he| said|.|",
            "“|refined| peace| framework|.”|",
            "a| “|refined|”,| draft|",
            "“|he| said| ‘|no|.’”|",
            "it| (November| 24|) — now|.|",
            "the| U.S.| plan| cost| $3.5| billion|, 40%| of| it|",
            "a| counter-proposal| on| the| 28-point| plan|",
            "don’t| O'Brien| dogs|’ bowls| ‘|x|’| y|",
            "One|.|\nTwo|!| \n\nThree|\n",
            "\"|No|!\"| she| said|",
            "👩‍👩‍👧| and| 🇺🇦|",
            "AT&T| and| R&D|",
        ] {
            let (text, _) = drawn::read(case);
            let walked = walked(&text, 0, next_word_end);
            assert_eq!(walked.trim_end_matches('|'), case.trim_end_matches('|'));
        }
    }

    #[test]
    fn word_left_stops_at_starts() {
        for case in [
            "|Washington, |Kyiv |narrow",
            "|him. |“|Negotiations |are |ongoing|,” |he |said.",
            "|saying |“|more |time |is |needed|.”",
            "|the |U.S. |plan |cost |$3.5 |billion",
            "|a |counter-proposal – |now",
            "|dogs’ |bowls |‘|x|’ |y",
            "|One.\n\n|Two",
            "|— |a",
        ] {
            let (text, _) = drawn::read(case);
            assert_eq!(walked(&text, text.len(), previous_word_start), case);
        }
    }

    #[test]
    fn a_double_click_takes_the_word_it_touches() {
        for (clicked, expected) in [
            ("to |Kyiv, he", Some("Kyiv")),
            ("to Ky|iv, he", Some("Kyiv")),
            ("to Kyiv|, he", Some("Kyiv")),
            ("to Kyiv,| he", None),
            ("a counter|-proposal", Some("counter-proposal")),
            ("a counter-proposal|", Some("counter-proposal")),
            ("don|’t", Some("don’t")),
            ("the U|.S. draft", Some("U.S.")),
            ("about $|3.5 billion", Some("$3.5")),
            ("“|hearing”", Some("hearing")),
            ("|“hearing”", None),
            ("“hearing|”", Some("hearing")),
            ("a - |- b", None),
            ("|", None),
            ("和|平", Some("平")),
        ] {
            let (text, offsets) = drawn::read(clicked);
            let word = word_at(&text, offsets[0]).map(|range| range.of(&text).unwrap());
            assert_eq!(word, expected, "{clicked}");
        }
    }

    #[test]
    fn a_long_run_without_spaces_is_looked_at_in_part() {
        let text = "和".repeat(300_000) + &"a".repeat(100_000);
        assert_eq!(next_word_end(&text, 600_000), 600_003);
        assert_eq!(previous_word_start(&text, 600_000), 599_997);
        assert!(previous_word_start(&text, text.len()) < text.len());
    }

    proptest! {
        #[test]
        fn moves_progress_and_keep_to_clusters(text in drawn::prose(), offset in 0usize..160) {
            let next = next_word_end(&text, offset);
            prop_assert!(next > offset || next == text.len());
            prop_assert!(is_grapheme_border(&text, next));
            let previous = previous_word_start(&text, offset);
            prop_assert!(previous < offset || previous == 0);
            prop_assert!(is_grapheme_border(&text, previous));
        }

        #[test]
        fn moves_agree_with_the_whole_text(text in drawn::prose(), offset in 0usize..160) {
            let offset = text.floor_char_boundary(offset);
            let tokens: Vec<Token> = Tokens::new(&text, 0).collect();
            let is_step = |token: &&Token| {
                matches!(token.kind, Kind::Word | Kind::OpeningMarks | Kind::ClosingMarks)
            };
            let starts = tokens.iter().filter(is_step).map(|token| token.start);
            let expected = starts.filter(|start| *start < offset && is_grapheme_border(&text, *start)).max();
            prop_assert_eq!(previous_word_start(&text, offset), expected.unwrap_or(0), "in {:?}", &text);
            let next = next_word_end(&text, offset);
            let is_known = tokens.iter().any(|token| token.end == next);
            prop_assert!(is_known || next == text.len(), "in {:?}", &text);
        }

        #[test]
        fn a_word_is_next_to_its_click(text in drawn::prose(), offset in 0usize..160) {
            if let Some(word) = word_at(&text, offset) {
                let offset = text.floor_char_boundary(offset);
                prop_assert!(word.start() <= offset && offset <= word.end());
            }
        }
    }
}
