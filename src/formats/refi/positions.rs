//! How the positions of a text are counted. Programs differ, and say so nowhere but in the words that they name
//! selections by.

use crate::formats::interchange::lines::Span;

/// A way to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counting {
    /// UTF-16 code units, not code points.
    pub utf16: bool,
    /// CR LF counts once.
    pub joined_ends: bool,
    /// The end is the last character, not the place after it.
    pub inclusive: bool,
}

impl Counting {
    /// What it is, in words.
    pub fn in_words(self) -> String {
        let unit = if self.utf16 { "UTF-16 code units" } else { "code points" };
        let ends = if self.joined_ends { ", a line end as one" } else { "" };
        let last = if self.inclusive { ", up to the last character" } else { "" };
        format!("{unit}{ends}{last}")
    }

    fn all() -> impl Iterator<Item = Self> {
        // The usual ways last, so that they win.
        (0..8).rev().map(|bits| Self {
            utf16: bits & 2 != 0,
            joined_ends: bits & 1 != 0,
            inclusive: bits & 4 != 0,
        })
    }

    /// The byte of each position, and the length of the text at the end.
    fn bytes(self, text: &str) -> Vec<usize> {
        let mut bytes = Vec::with_capacity(text.len() / 2);
        let mut before = ' ';
        for (at, ch) in text.char_indices() {
            if !(self.joined_ends && ch == '\n' && before == '\r') {
                let num_units = if self.utf16 { ch.len_utf16() } else { 1 };
                bytes.extend(std::iter::repeat_n(at, num_units));
            }
            before = ch;
        }
        bytes.push(text.len());
        bytes
    }

    /// How a text was counted: as `usual`, unless more names agree with another way.
    pub fn of(text: &str, usual: Self, selections: &[(Span, String)]) -> Self {
        let named: Vec<&(Span, String)> = selections.iter().filter(|(_, name)| !name.is_empty()).collect();
        let agreement = |counting: Self| {
            let bytes = counting.bytes(text);
            let of_one = |(span, name): &&(Span, String)| {
                range(*span, counting, &bytes).map_or(0, |(start, end)| likeness(name, &text[start..end]))
            };
            named.iter().map(of_one).sum::<usize>()
        };
        let usually = agreement(usual);
        if usually == 2 * named.len() {
            return usual;
        }
        let counted = Self::all().map(|counting| (counting, agreement(counting)));
        let best = counted.max_by_key(|(counting, agreement)| (*agreement, *counting == usual));
        best.filter(|(_, agreement)| *agreement > usually).map_or(usual, |(counting, _)| counting)
    }

    /// The same spans in bytes; None for those that don't fit the text.
    pub fn to_bytes(self, text: &str, spans: &[Span]) -> Vec<Option<Span>> {
        let bytes = self.bytes(text);
        spans.iter().map(|span| range(*span, self, &bytes)).collect()
    }
}

fn range((start, end): Span, counting: Counting, bytes: &[usize]) -> Option<Span> {
    let end = if counting.inclusive { end.checked_add(1)? } else { end };
    let (start, end) = (*bytes.get(start)?, *bytes.get(end)?);
    (start < end).then_some((start, end))
}

/// How well a name of a selection fits its words, up to 2: names are cut, and their white space may be changed.
fn likeness(name: &str, words: &str) -> usize {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_like = |name: &str, words: &str| match name.strip_suffix("...").or_else(|| name.strip_suffix('…'))
    {
        Some(beginning) => words.starts_with(beginning),
        None => name == words,
    };
    if is_like(name, words) || name == words { 2 } else { usize::from(is_like(&plain(name), &plain(words))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_how_positions_are_counted() {
        let text = "😀 one\r\ntwo three";
        let usual = Counting::default();
        let told = |selections: &[(Span, &str)]| {
            let owned: Vec<_> = selections.iter().map(|(span, name)| (*span, (*name).to_owned())).collect();
            Counting::of(text, usual, &owned)
        };
        assert_eq!(told(&[((2, 5), "one"), ((7, 10), "two")]), usual);
        assert_eq!(told(&[((3, 6), "one")]), Counting { utf16: true, ..usual });
        assert_eq!(told(&[((2, 5), "one"), ((6, 9), "two")]), Counting { joined_ends: true, ..usual });
        assert_eq!(told(&[((7, 9), "two"), ((11, 15), "thr…")]), Counting { inclusive: true, ..usual });
        assert_eq!(told(&[((0, 1), "a memo"), ((7, 10), "")]), usual);
        assert_eq!(usual.to_bytes(text, &[(2, 5), (0, 99), (3, 3)]), [Some((5, 8)), None, None]);
    }
}
