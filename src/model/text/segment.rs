//! Borders of paragraphs, sentences, words, quotations and grapheme clusters, and what a selection keeps.
//!
//! Everything here takes a text with UTF-8 byte offsets into it and gives the same back. An offset past the
//! end counts as the end, one inside a character as that character's start; nothing panics. Functions given a
//! position look at its surroundings only, never further than its paragraph's borders.
//!
//! Where languages differ, the language is an argument, so that nobody forgets to say it: that of the article's
//! metadata, [`Language::Unknown`](super::language::Language::Unknown) only where there is no article.

#[cfg(test)]
mod by_language;
mod counting;
mod dialogue;
mod graphemes;
mod marks;
mod occurrences;
mod paragraphs;
mod phrase;
mod prose_words;
mod selection;
mod sentences;
mod words;

pub use counting::{for_each_word, num_words};
pub use graphemes::{next_grapheme, previous_grapheme, snap_to_grapheme};
pub use marks::{QuotationMarks, quotation_marks, quotations, quotations_around};
pub use occurrences::occurrences;
pub use paragraphs::paragraphs;
pub use phrase::ladder;
pub use prose_words::{ProseWords, prose_words};
pub use selection::{tidy_selection, trim};
pub use sentences::{sentence_at, sentences};
pub use words::{next_word_end, previous_word_start, word_at};

use std::ops::Range;

use super::TextRange;

/// The part of `range` that lies in `text`, grown to character borders.
fn clamp(text: &str, range: TextRange) -> Range<usize> {
    text.floor_char_boundary(range.start())..text.ceil_char_boundary(range.end())
}

/// `range` without white space (Unicode's `White_Space`) at its ends; None if nothing else is in it.
///
/// The range must lie on character borders of `text`.
fn trimmed(text: &str, range: Range<usize>) -> Option<TextRange> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    TextRange::new(start, start + part.trim().len()).ok()
}

/// The character that ends at `at`, a character border.
fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character that starts at `at`, a character border.
fn char_after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Tables of cases, drawn: `|` stands where a range begins or ends.
#[cfg(test)]
mod drawn {
    use proptest::prelude::*;

    use super::TextRange;

    /// The text without its marks, and where they stood.
    pub(super) fn read(drawn: &str) -> (String, Vec<usize>) {
        let mut text = String::new();
        let mut offsets = Vec::new();
        for c in drawn.chars() {
            if c == '|' { offsets.push(text.len()) } else { text.push(c) }
        }
        (text, offsets)
    }

    /// The text with `ranges` drawn into it. A border that two ranges share is one mark.
    pub(super) fn draw(text: &str, ranges: &[TextRange]) -> String {
        let mut offsets: Vec<usize> = ranges.iter().flat_map(|range| [range.start(), range.end()]).collect();
        offsets.dedup();
        let mut drawn = text.to_owned();
        for offset in offsets.into_iter().rev() {
            drawn.insert(offset, '|');
        }
        drawn
    }

    pub(super) fn whole(text: &str) -> TextRange {
        TextRange::new(0, text.len()).unwrap()
    }

    /// Text made of what news prose and its troubles are made of.
    pub(super) fn prose() -> impl Strategy<Value = String> {
        const PIECES: [&str; 74] = [
            "a",
            "Trump",
            "said",
            "The",
            "don’t",
            "O'Brien",
            "counter-proposal",
            "dogs’",
            "U.S.",
            "Mr.",
            "J.",
            "2",
            "a.m.",
            "No.",
            "3.5",
            "$",
            "%",
            "x",
            "Straße",
            "не",
            "مرحبا",
            "和平",
            "する",
            "カタ",
            "ไทย",
            " ",
            " ",
            " ",
            " ",
            " ",
            "\t",
            "\u{a0}",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            "\u{2029}",
            ".",
            ".",
            ",",
            "...",
            "…",
            "!",
            "?",
            "???",
            "。",
            "！",
            "؟",
            "“",
            "”",
            "‘",
            "’",
            "\"",
            "'",
            "«",
            "»",
            "„",
            "‚",
            "‹",
            "(",
            ")",
            "[",
            "]",
            "—",
            "-",
            "/",
            "e\u{301}",
            "\u{301}",
            "\u{200d}",
            "👩‍👩‍👧",
            "🇺🇦",
            "🇺",
            "\u{600}",
            "😀",
        ];
        let piece = prop_oneof![
            20 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ];
        prop_oneof![
            5 => prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
            1 => any::<String>(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::language::Language;
    use super::*;

    /// Tags as they are, as they should not be, and anything else.
    fn tag() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "(ar|cs|da|de|en|es|fi|fr|gsw|he|it|ja|nb|nl|pl|pt|ru|sv|tr|uk|zh)([-_][A-Za-z0-9]{0,8}){0,3}",
            1 => any::<String>(),
        ]
    }

    proptest! {
        #[test]
        fn nothing_panics_and_every_border_is_a_character_border_whatever_the_language_tag(
            text in drawn::prose(),
            tag in tag(),
            start in 0usize..160,
            len in 1usize..80,
        ) {
            let range = TextRange::new(start, start + len).unwrap();
            let language = Language::of(&tag);
            let mut found = paragraphs(&text);
            found.extend(sentences(&text, range, language));
            found.extend(sentence_at(&text, range, start + len / 2, language));
            found.extend(word_at(&text, start));
            found.extend(quotations(&text, range, language));
            found.extend(quotations_around(&text, range, start..start + len / 2, language));
            found.extend(ladder(&text, range, start..start + len / 2, language));
            let marks = quotation_marks(&text, range, language);
            found.extend(marks.closed.into_iter().chain(marks.unclosed));
            found.extend(trim(&text, range));
            found.extend(tidy_selection(&text, range, language));
            if !text.is_empty() {
                found.push(snap_to_grapheme(&text, range));
            }
            for range in found {
                prop_assert!(range.check(&text).is_ok(), "{:?} of {:?}", range, text);
            }
            let moves = [next_word_end, previous_word_start, next_grapheme, previous_grapheme];
            for go in moves {
                prop_assert!(text.is_char_boundary(go(&text, start)));
            }
        }
    }
}
