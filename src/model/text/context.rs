//! Keyword in context: some words in their line, with what stands before and after them.

use std::borrow::Cow;

use super::direction::Direction;
use super::segment::{next_grapheme, previous_grapheme};
use super::{Fragments, TextRange};

/// What stands between the fragments of a discontinuous span, in a line.
pub const GAP: &str = " […] ";

/// Words in their line. Nothing in it starts another line or acts on what stands around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// What stands before, up to the beginning of the line.
    pub before: String,
    /// The words themselves.
    pub words: String,
    /// What stands after, up to the end of the line.
    pub after: String,
    /// Whether the line begins before what is kept of it, and whether it goes on after that.
    pub is_cut: (bool, bool),
    /// The direction of the line, by its first letter.
    pub direction: Direction,
}

impl Context {
    /// A place of a text, with up to `around` characters of its line on each side, cut at grapheme clusters. A place
    /// that is not one of the text has nothing in it.
    pub fn of(text: &str, place: &Fragments, around: usize) -> Self {
        let Ok(covered) = place.covered(text) else { return Self::default() };
        let (start, end) = (place.start(), place.end());
        let (before, after) = (before(text, start, around), after(text, end, around));
        let (first, last) = (start - before.len(), end + after.len());
        let goes_on = |rest: &str| !(rest.is_empty() || rest.starts_with(['\n', '\r']));
        Self {
            before: one_line(before),
            words: one_line(&covered.join(GAP)),
            after: one_line(after),
            direction: direction_of_line(text, start),
            is_cut: (first > 0 && !text[..first].ends_with('\n'), goes_on(&text[last..])),
        }
    }

    /// What stands before as it is shown: a line that begins earlier has an ellipsis, and no piece of a word.
    pub fn lead(&self) -> Cow<'_, str> {
        match (self.is_cut.0, self.before.split_once(char::is_whitespace)) {
            (false, _) => Cow::Borrowed(&self.before),
            (true, Some((_, rest))) => Cow::Owned(format!("…{rest}")),
            (true, None) => Cow::Owned(format!("…{}", self.before)),
        }
    }

    /// What stands after as it is shown: a line that goes on ends with an ellipsis, and with no piece of a word.
    pub fn trail(&self) -> Cow<'_, str> {
        match (self.is_cut.1, self.after.rsplit_once(char::is_whitespace)) {
            (false, _) => Cow::Borrowed(&self.after),
            (true, Some((rest, _))) => Cow::Owned(format!("{rest}…")),
            (true, None) => Cow::Owned(format!("{}…", self.after)),
        }
    }

    /// The same for one range.
    pub fn of_range(text: &str, range: TextRange, around: usize) -> Self {
        Self::of(text, &range.into(), around)
    }
}

/// The direction of the line that holds byte `at`.
fn direction_of_line(text: &str, at: usize) -> Direction {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    // A line end comes before letters that are not its own.
    Direction::of(&text[start..]).unwrap_or_default()
}

/// The end of what stands in the line before byte `at`.
fn before(text: &str, at: usize, around: usize) -> &str {
    let whole = &text[..at];
    let far = whole.char_indices().rev().take(around).last().map_or(at, |(far, _)| far);
    let line = whole[far..].rfind('\n').map_or(far, |end| far + end + 1);
    // A cluster that is cut goes whole.
    let start = if line > far || is_border(text, far) { line } else { next_grapheme(text, far).min(at) };
    &text[start..at]
}

/// The beginning of what stands in the line after byte `at`.
fn after(text: &str, at: usize, around: usize) -> &str {
    let rest = &text[at..];
    let far = rest.char_indices().nth(around).map_or(text.len(), |(far, _)| at + far);
    let line = text[at..far].find('\n').map_or(far, |end| at + end);
    let end = if line < far || is_border(text, far) { line } else { previous_grapheme(text, far).max(at) };
    &text[at..end]
}

fn is_border(text: &str, at: usize) -> bool {
    // Between two characters of ASCII only CR LF is no border; the rest is rare enough to look closely.
    let bytes = text.as_bytes();
    let is_plain = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii() && *byte != b'\n');
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    (is_plain(before) && is_plain(bytes.get(at))) || next_grapheme(text, previous_grapheme(text, at)) == at
}

fn one_line(text: &str) -> String {
    text.replace(super::visible::is_acting, " ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn context(text: &str, words: &str, around: usize) -> (String, String, String) {
        let at = text.find(words).unwrap();
        let context = Context::of_range(text, TextRange::new(at, at + words.len()).unwrap(), around);
        (context.before, context.words, context.after)
    }

    fn strings(before: &str, words: &str, after: &str) -> (String, String, String) {
        (before.to_owned(), words.to_owned(), after.to_owned())
    }

    #[test]
    fn words_stand_in_their_line_and_no_further() {
        let text = "First line\nThe ferry is late again\nLast";
        assert_eq!(context(text, "ferry", 9), strings("The ", "ferry", " is late "));
        assert_eq!(context(text, "ferry", 99), strings("The ", "ferry", " is late again"));
        assert_eq!(context(text, "First", 0), strings("", "First", ""));
        assert_eq!(context(text, "late again\nLast", 3).1, "late again Last");
    }

    #[test]
    fn a_line_that_is_cut_says_so_and_shows_whole_words() {
        let shown = |text: &str, words: &str, around: usize| {
            let at = text.find(words).unwrap();
            let context = Context::of_range(text, TextRange::new(at, at + words.len()).unwrap(), around);
            (context.lead().into_owned(), context.trail().into_owned())
        };
        let text = "Before\nThe night ferry is late again today\nAfter";
        assert_eq!(shown(text, "ferry", 8), ("…night ".to_owned(), " is…".to_owned()));
        assert_eq!(shown(text, "ferry", 99), ("The night ".to_owned(), " is late again today".to_owned()));
        assert_eq!(shown(text, "again", 6), ("…late ".to_owned(), " today".to_owned()));
        assert_eq!(shown("渡船今晚停航", "今", 1), ("…船".to_owned(), "晚…".to_owned()));
    }

    #[test]
    fn clusters_are_not_cut() {
        assert_eq!(context("e\u{301}x y 👩\u{200d}👩\u{200d}👧", "x", 3), strings("e\u{301}", "x", " y "));
        assert_eq!(context("e\u{301}x", "x", 1), strings("", "x", ""));
    }

    #[test]
    fn fragments_are_parted() {
        let place = [(0, 1), (4, 5)].map(|(start, end)| TextRange::new(start, end).unwrap());
        let context = Context::of(&"a b c d"[..6], &Fragments::new(place.to_vec()).unwrap(), 9);
        assert_eq!(context.words, "a […] c");
        assert_eq!(context.after, " ");
    }

    proptest! {
        #[test]
        fn what_stands_around_is_a_piece_of_the_line(text in "[a é\u{301}👩\u{200d}\n]{1,30}", around in 0usize..9) {
            for (at, ch) in text.char_indices() {
                let range = TextRange::new(at, at + ch.len_utf8()).unwrap();
                let context = Context::of_range(&text, range, around);
                prop_assert!(before(&text, at, around).chars().count() <= around);
                prop_assert!(after(&text, range.end(), around).chars().count() <= around);
                let line = format!("{}{}{}", context.before, context.words, context.after);
                prop_assert!(text.replace('\n', " ").contains(&line));
            }
        }
    }
}
