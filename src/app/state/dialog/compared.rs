//! Two texts that are nearly the same, side by side: where they differ, and as much of them as is worth a look.

use std::ops::Range;

use crate::model::text::differences::differences;

/// How much of a text is shown beside another, in characters.
const SHOWN_CHARS: usize = 4_000;
/// Where the first difference lies further in, in bytes, the texts are shown from a little before it.
const FAR: usize = 1_200;
/// How much before it, in bytes.
const BEFORE: usize = 300;
/// More places that differ are not told apart.
const MAX_DIFFERENCES: usize = 500;

/// Two texts that are nearly the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Which of the found articles it is about.
    pub at: usize,
    /// The title of the other one.
    pub other: String,
    /// Its text, and that of the other one.
    pub sides: [Side; 2],
    /// What renewing the other one would do, a line each; empty if it is not to be renewed.
    pub lines: Vec<String>,
}

/// A text beside another, or as much of it as is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The words, and whether the other one has them differently.
    pub parts: Vec<(String, bool)>,
}

impl Side {
    /// Two texts side by side.
    pub fn both(one: &str, other: &str) -> [Self; 2] {
        let found = differences(other, one, MAX_DIFFERENCES, &[]);
        let (mut of_one, mut of_other) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
        for difference in found {
            of_one.push(difference.new);
            of_other.push(difference.old);
        }
        [Self::of(one, &of_one), Self::of(other, &of_other)]
    }

    /// A text that differs from another in `ranges`, bytes of it in order.
    fn of(text: &str, ranges: &[Range<usize>]) -> Self {
        let first = ranges.first().map_or(0, |range| range.start);
        let start = if first > FAR { text.floor_char_boundary(first - BEFORE) } else { 0 };
        let end = text[start..].char_indices().nth(SHOWN_CHARS).map_or(text.len(), |(at, _)| start + at);
        let mut parts = Vec::new();
        let mut put = |words: &str, differs: bool| {
            if !words.is_empty() {
                parts.push((words.to_owned(), differs));
            }
        };
        put(if start > 0 { "… " } else { "" }, false);
        let mut at = start;
        for range in ranges.iter().filter(|range| range.start < end) {
            let to = range.end.min(end);
            put(&text[at..range.start], false);
            put(&text[range.start..to], true);
            at = to;
        }
        put(&text[at..end], false);
        put(if end < text.len() { " …" } else { "" }, false);
        Self { parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(side: &Side) -> String {
        side.parts
            .iter()
            .map(|(words, differs)| if *differs { format!("[{words}]") } else { words.clone() })
            .collect()
    }

    #[test]
    fn what_differs_is_marked_on_both_sides() {
        let sides = Side::both("The ferry runs until May, she said.", "The ferry runs til May.");
        assert_eq!(told(&sides[0]), "The ferry runs [until] May[, she said].");
        assert_eq!(told(&sides[1]), "The ferry runs [til] May.");
    }

    #[test]
    fn long_texts_are_shown_from_where_they_begin_to_differ() {
        let same = "Füße und 渡轮. ".repeat(300);
        let (one, other) = (format!("{same}Now.{same}"), format!("{same}Then.{same}"));
        let sides = Side::both(&one, &other);
        for (side, word) in sides.iter().zip(["[Now]", "[Then]"]) {
            let told = told(side);
            assert!(told.starts_with("… ") && told.contains(word) && told.ends_with('…'), "{told}");
            assert!(told.chars().count() < SHOWN_CHARS + 20);
        }
        assert_eq!(told(&Side::both("", "")[0]), "");
        assert_eq!(told(&Side::both("One.", "")[0]), "[One.]");
    }
}
