//! Looking for words or a pattern in a text: what was typed becomes a [`Finder`], which goes through a text slice
//! by slice, so that a long one can be searched a little at a time. Where hits are shown is not told here.

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};
use thiserror::Error;

use super::TextRange;
use super::fold::{Folded, fold};
use crate::model::limits::MAX_PATTERN_BYTES;

/// What is looked for, as it was typed.
#[expect(clippy::struct_excessive_bools, reason = "switches beside a field, each by itself")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, or the pattern. Nothing is looked for if it is empty.
    pub words: String,
    /// Whether capital and small letters differ.
    pub matches_case: bool,
    /// Whether neither end of a hit may lie inside a word.
    pub whole_word: bool,
    /// Whether the words are a regular expression.
    pub is_regex: bool,
    /// Whether letters are looked for without their diacritics, in the text and in what was typed: see
    /// [`super::fold`].
    pub folds: bool,
}

/// Why nothing can be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FindError {
    /// The pattern is no regular expression.
    #[error("this pattern can't be read: {reason}")]
    BadPattern {
        /// What is wrong with it, in a few words.
        reason: String,
    },
    /// The pattern is a regular expression that would take too much memory.
    #[error("this pattern is too large: compiled it takes more than {} kB", limit / 1024)]
    TooLarge {
        /// The most that a compiled pattern may take, in bytes.
        limit: usize,
    },
}

/// A query that has been understood.
#[derive(Clone, Debug)]
pub struct Finder {
    regex: Regex,
    /// Whether each line is searched by itself: what is no plain words could reach over its end.
    is_by_line: bool,
    /// Whether the text is folded before it is searched.
    folds: bool,
}

/// What a slice of a text has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// The hits in order; they don't overlap.
    pub hits: Vec<TextRange>,
    /// The byte at which the next slice begins; `None` once the text has been gone through.
    pub next: Option<usize>,
}

/// Characters that stand for one another in typed words: the first of each is the one that keyboards have.
const ALIKE: [&str; 4] = ["'’‘‚‛ʼ", "\"“”„‟", " \u{a0}\u{2009}\u{202f}", "-\u{2010}\u{2011}"];

/// A place that is not inside a word, by what stands before or after it.
const BORDER: &str = r"(?:\b{start-half}|\b{end-half})";

impl Query {
    /// What looks for it; `None` if there is nothing to look for.
    pub fn finder(&self) -> Result<Option<Finder>, FindError> {
        if self.words.is_empty() {
            return Ok(None);
        }
        let words = if self.folds { fold(&self.words) } else { Cow::Borrowed(self.words.as_str()) };
        let pattern = if self.is_regex { words.into_owned() } else { literal(&words) };
        let compile = |pattern: &str| {
            RegexBuilder::new(pattern)
                .case_insensitive(!self.matches_case)
                .size_limit(MAX_PATTERN_BYTES)
                .build()
                .map_err(FindError::from)
        };
        // Compiled as it was typed first: what is wrong is told of that, and no bracket in it can close ours.
        let mut regex = compile(&pattern)?;
        if self.whole_word {
            regex = compile(&format!("{BORDER}(?:{pattern}){BORDER}"))?;
        }
        let is_by_line = self.is_regex || self.words.contains('\n');
        Ok(Some(Finder { regex, is_by_line, folds: self.folds }))
    }
}

impl From<regex::Error> for FindError {
    fn from(err: regex::Error) -> Self {
        match err {
            regex::Error::CompiledTooBig(limit) => Self::TooLarge { limit },
            err => {
                // A drawing of the pattern comes first, with the place marked; the reason stands last.
                let told = err.to_string();
                let last = told.lines().last().unwrap_or_default();
                Self::BadPattern { reason: last.trim_start_matches("error: ").to_owned() }
            }
        }
    }
}

impl Finder {
    /// Searches from `from_byte` up to the first end of a line that is at least `budget_bytes` further, or the end
    /// of the text. `from_byte` is 0 or what the slice before gave as its next.
    ///
    /// A hit is never empty and lies within one line, so that how a text is sliced makes no difference. A line is
    /// never cut: one of many megabytes is a slice by itself. No slice is searched in less than linear time; for
    /// some patterns the time goes with the square of the longest line.
    pub fn search_slice(&self, text: &str, from_byte: usize, budget_bytes: usize) -> Slice {
        let Some(rest) = text.get(from_byte..) else {
            return Slice::default();
        };
        let least = budget_bytes.clamp(1, rest.len().max(1)) - 1;
        let line_end = rest.as_bytes()[least.min(rest.len())..].iter().position(|byte| *byte == b'\n');
        let len = line_end.map_or(rest.len(), |end| least + end + 1);
        let slice = &rest[..len];
        let hits = if self.folds && !slice.is_ascii() {
            let folded = Folded::of(slice);
            let hits = self.search_lines(folded.text()).into_iter();
            hits.filter_map(|hit| moved(folded.original(hit)?, from_byte)).collect()
        } else {
            let hits = self.search_lines(slice).into_iter();
            hits.filter_map(|hit| moved(hit, from_byte)).collect()
        };
        let next = from_byte + len;
        Slice { hits, next: (next < text.len()).then_some(next) }
    }

    /// Whether a text has a hit.
    pub fn is_in(&self, text: &str) -> bool {
        !self.search(text).is_empty()
    }

    fn search_lines(&self, slice: &str) -> Vec<TextRange> {
        let (mut hits, mut at) = (Vec::new(), 0);
        if !self.is_by_line {
            self.search_piece(slice, 0, &mut hits);
            return hits;
        }
        for line in slice.split_inclusive('\n') {
            self.search_piece(line.strip_suffix('\n').unwrap_or(line), at, &mut hits);
            at += line.len();
        }
        hits
    }

    /// All hits of a text, in order.
    pub fn search(&self, text: &str) -> Vec<TextRange> {
        self.search_slice(text, 0, text.len()).hits
    }

    fn search_piece(&self, piece: &str, offset: usize, hits: &mut Vec<TextRange>) {
        let found = self.regex.find_iter(piece);
        // Empty matches are no ranges.
        hits.extend(found.filter_map(|hit| TextRange::new(offset + hit.start(), offset + hit.end()).ok()));
    }
}

/// A range, `by` bytes further on.
fn moved(range: TextRange, by: usize) -> Option<TextRange> {
    TextRange::new(range.start() + by, range.end() + by).ok()
}

/// Words as a pattern that matches just them, in any spelling of what keyboards lack.
fn literal(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() + 16);
    for ch in words.chars() {
        match ALIKE.iter().find(|alike| alike.contains(ch)) {
            Some(alike) => {
                pattern.push('[');
                pattern.push_str(&regex::escape(alike));
                pattern.push(']');
            }
            None => pattern.push_str(&regex::escape(ch.encode_utf8(&mut [0; 4]))),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(words: &str) -> Query {
        Query { words: words.to_owned(), ..Query::default() }
    }

    fn regex(pattern: &str) -> Query {
        Query { is_regex: true, ..words(pattern) }
    }

    fn found<'t>(query: &Query, text: &'t str) -> Vec<&'t str> {
        let finder = query.finder().unwrap().unwrap();
        finder.search(text).iter().map(|hit| hit.of(text).unwrap()).collect()
    }

    #[test]
    fn words_are_found_in_any_case_unless_it_is_to_match() {
        let text = "Ferry, ferry, FERRY; ÉTÉ été; straße";
        assert_eq!(found(&words("ferry"), text), ["Ferry", "ferry", "FERRY"]);
        assert_eq!(found(&Query { matches_case: true, ..words("ferry") }, text), ["ferry"]);
        assert_eq!(found(&words("été"), text), ["ÉTÉ", "été"]);
        // Simple folding: one letter stays one.
        assert_eq!(found(&words("STRASSE"), text), Vec::<&str>::new());
    }

    #[test]
    fn typed_words_are_no_pattern() {
        assert_eq!(found(&words("a.c (1)"), "abc 1 a.c (1)"), ["a.c (1)"]);
        assert_eq!(found(&words("[x]-^\\"), "x [x]-^\\"), ["[x]-^\\"]);
    }

    #[test]
    fn straight_marks_find_curly_ones_and_the_other_way_round() {
        let text = "“It’s time,” she said; it's \"time\".";
        assert_eq!(found(&words("it's"), text), ["It’s", "it's"]);
        assert_eq!(found(&words("it’s"), text), ["It’s", "it's"]);
        assert_eq!(found(&words("\"it"), text), ["“It"]);
        assert_eq!(found(&words("“time”"), text), ["\"time\""]);
        assert_eq!(found(&words("5 %"), "5\u{a0}% and 5\u{202f}%"), ["5\u{a0}%", "5\u{202f}%"]);
        // In a pattern every character is what it says.
        assert_eq!(found(&regex("it's"), text), ["it's"]);
    }

    #[test]
    fn whole_words_have_no_end_inside_a_word() {
        let whole = |typed| Query { whole_word: true, ..words(typed) };
        assert_eq!(found(&whole("port"), "port, ports, airport, Port"), ["port", "Port"]);
        assert_eq!(found(&whole("été"), "étés été"), ["été"]);
        // A mark at an end is a border by itself.
        assert_eq!(found(&whole("\"More"), "said“More time”, “Moreover"), ["“More"]);
        assert_eq!(found(&Query { whole_word: true, ..regex("a|ab") }, "ab a abc"), ["ab", "a"]);
    }

    #[test]
    fn no_hit_is_empty_or_goes_over_the_end_of_a_line() {
        assert_eq!(found(&regex("x*"), "axxb"), ["xx"]);
        assert_eq!(found(&regex(r"(?s)b.*c"), "ab\ncb c\nc"), ["b c"]);
        assert_eq!(found(&regex(r"\s+"), "a \n b"), [" ", " "]);
        assert_eq!(found(&regex("^b$"), "ab\nb\nbc"), ["b"]);
        assert_eq!(found(&words("a\nb"), "a\nb"), Vec::<&str>::new());
        assert!(words("").finder().unwrap().is_none());
    }

    #[test]
    fn a_bad_pattern_says_why_in_a_line() {
        let told = |pattern: &str| regex(pattern).finder().unwrap_err().to_string();
        assert_eq!(told("(a"), "this pattern can't be read: unclosed group");
        assert_eq!(told("a)"), "this pattern can't be read: unopened group");
        assert!(told(r"\p{Nothing}").starts_with("this pattern can't be read: "));
        assert!(
            told(r"(\w{100}){100}").starts_with("this pattern is too large: compiled it takes more than ")
        );
        let escapes = Query { whole_word: true, ..regex("a)|(b") };
        assert!(matches!(escapes.finder(), Err(FindError::BadPattern { .. })));
    }

    #[test]
    fn folded_letters_are_found_with_and_without_marks() {
        let folded = |typed| Query { folds: true, ..words(typed) };
        let text = "Lídia, LI\u{301}DIA and Lidia went to Łódź";
        assert_eq!(found(&folded("lidia"), text), ["Lídia", "LI\u{301}DIA", "Lidia"]);
        assert_eq!(found(&folded("lídia"), text), ["Lídia", "LI\u{301}DIA", "Lidia"]);
        assert_eq!(found(&Query { matches_case: true, ..folded("Lidia") }, text), ["Lídia", "Lidia"]);
        assert_eq!(found(&Query { whole_word: true, ..folded("lodz") }, text), ["Łódź"]);
        assert_eq!(found(&Query { folds: true, ..regex("l.?dia") }, text).len(), 3);
        assert_eq!(found(&words("lidia"), text), ["Lidia"]);
    }

    #[test]
    fn slices_end_with_lines() {
        let finder = words("b").finder().unwrap().unwrap();
        let text = "ab\nab\n\nb";
        let slice = finder.search_slice(text, 0, 1);
        assert_eq!(slice, Slice { hits: vec![TextRange::new(1, 2).unwrap()], next: Some(3) });
        assert_eq!(finder.search_slice(text, 3, 3).next, Some(6));
        assert_eq!(finder.search_slice(text, 3, 4).next, Some(7));
        assert_eq!(finder.search_slice(text, 7, 99).next, None);
        assert_eq!(finder.search_slice(text, 99, 1), Slice::default());
        assert_eq!(finder.search_slice("", 0, 0), Slice::default());
    }

    /// The hits of plain words, found by trying every place.
    fn naive(query: &Query, text: &str) -> Vec<TextRange> {
        let same = |one: char, two: char| {
            let fold = |ch: char| if query.matches_case { ch } else { ch.to_lowercase().next().unwrap() };
            fold(one) == fold(two) || ALIKE.iter().any(|alike| alike.contains(one) && alike.contains(two))
        };
        let is_inside = |byte: usize| {
            let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
            let (before, after) = text.split_at(byte);
            before.chars().next_back().is_some_and(is_word) && after.chars().next().is_some_and(is_word)
        };
        let (mut hits, mut free) = (Vec::new(), 0);
        for (start, _) in text.char_indices() {
            let mut rest = text[start..].chars();
            let fits = query.words.chars().all(|ch| rest.next().is_some_and(|other| same(ch, other)));
            let end = text.len() - rest.as_str().len();
            let is_whole = !query.whole_word || !(is_inside(start) || is_inside(end));
            if fits && is_whole && start >= free {
                hits.push(TextRange::new(start, end).unwrap());
                free = end;
            }
        }
        hits
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_stands_there(
            text in "[aAbÉé’'\"“ .\n]{0,60}",
            typed in "[aAbÉé’'\"“ .]{1,3}",
            matches_case: bool,
            whole_word: bool,
            budget in 0usize..30,
        ) {
            let query = Query { words: typed, matches_case, whole_word, ..Query::default() };
            let finder = query.finder().unwrap().unwrap();
            let expected = naive(&query, &text);
            prop_assert_eq!(&finder.search(&text), &expected);
            let (mut hits, mut from) = (Vec::new(), Some(0));
            while let Some(at) = from {
                let slice = finder.search_slice(&text, at, budget);
                prop_assert!(slice.next.is_none_or(|next| next > at));
                hits.extend(slice.hits);
                from = slice.next;
            }
            prop_assert_eq!(hits, expected);
        }

        #[test]
        fn what_is_found_folded_is_what_is_found_in_the_folded_text(
            text in "[aAéÉe\u{301}ł .\n]{0,40}",
            typed in "[aée ł]{1,3}",
            whole_word: bool,
            budget in 0usize..30,
        ) {
            let query = Query { words: typed, whole_word, folds: true, ..Query::default() };
            let finder = query.finder().unwrap().unwrap();
            let hits = finder.search(&text);
            let words: Vec<_> = hits.iter().map(|hit| fold(hit.of(&text).unwrap()).into_owned()).collect();
            let plain = Query { words: fold(&query.words).into_owned(), folds: false, ..query };
            let folded = fold(&text).into_owned();
            let expected = if plain.words.is_empty() { Vec::new() } else { naive(&plain, &folded) };
            let expected: Vec<_> = expected.iter().map(|hit| hit.of(&folded).unwrap().to_owned()).collect();
            prop_assert_eq!(words, expected);
            let (mut sliced, mut from) = (Vec::new(), Some(0));
            while let Some(at) = from {
                let slice = finder.search_slice(&text, at, budget);
                sliced.extend(slice.hits);
                from = slice.next;
            }
            prop_assert_eq!(sliced, hits);
        }

        #[test]
        fn a_pattern_finds_the_same_however_the_text_is_sliced(
            text in "[ab \n]{0,60}",
            pattern in r"(a|b| |\\s|a\*|\[\^a\]|\^|\$|\.\+){1,3}",
            budget in 0usize..30,
        ) {
            let finder = regex(&pattern).finder().unwrap().unwrap();
            let (mut hits, mut from) = (Vec::new(), Some(0));
            while let Some(at) = from {
                let slice = finder.search_slice(&text, at, budget);
                hits.extend(slice.hits);
                from = slice.next;
            }
            prop_assert_eq!(hits, finder.search(&text));
        }
    }
}
