//! Text positions: the one kind of offset the program keeps in memory and in its own files, and the
//! conversions to every other unit. Segmentation into paragraphs, sentences and words is in [`segment`], looking
//! for words and patterns in [`find`].

pub mod find;
pub mod fold;
pub mod context;
pub mod differences;
pub mod direction;
pub mod language;
pub mod markdown;
pub mod likely;
pub mod near;
pub mod numbers;
pub mod said_on;
pub mod segment;
pub mod terms;
pub mod units;
pub mod visible;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// A non-empty, half-open range of UTF-8 **byte** offsets into an article's text.
///
/// The type guarantees `start < end`. Whether the range lies inside a particular text and on code-point
/// boundaries depends on that text and is asked with [`TextRange::check`]; every door through which an
/// annotation reaches the corpus asks it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextRange {
    start: usize,
    end: usize,
}

/// Why two byte offsets are no range of a text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RangeError {
    /// The range covers nothing; zero-width spans can't be held.
    #[error("the range {start}–{end} is empty or runs backwards")]
    Empty {
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
    },
    /// The range reaches past the end of the text.
    #[error("the range {start}–{end} reaches past the end of the text ({len} bytes)")]
    Outside {
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
        /// Length of the text in bytes.
        len: usize,
    },
    /// An end of the range lies inside a character.
    #[error("byte {offset} lies inside a character")]
    InsideCharacter {
        /// The offending byte offset.
        offset: usize,
    },
    /// Two fragments of one annotation overlap or stand in the wrong order.
    #[error("the fragments {first:?} and {second:?} overlap or are out of order")]
    Unsorted {
        /// The earlier fragment in the list.
        first: TextRange,
        /// The later fragment in the list.
        second: TextRange,
    },
    /// An annotation must have at least one fragment.
    #[error("there is no fragment")]
    NoFragment,
}

impl TextRange {
    /// A range from byte `start` up to, not including, byte `end`.
    pub fn new(start: usize, end: usize) -> Result<Self, RangeError> {
        if start < end { Ok(Self { start, end }) } else { Err(RangeError::Empty { start, end }) }
    }

    /// First byte of the range.
    pub fn start(self) -> usize {
        self.start
    }

    /// Byte after the last one of the range.
    pub fn end(self) -> usize {
        self.end
    }

    /// Length in bytes; never zero.
    #[expect(clippy::len_without_is_empty, reason = "a range is never empty")]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the byte `offset` lies inside the range.
    pub fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether `other` lies wholly inside this range (equal ranges do).
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two ranges share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether the range lies inside `text` and on its code-point boundaries.
    pub fn check(self, text: &str) -> Result<(), RangeError> {
        let Self { start, end } = self;
        if end > text.len() {
            return Err(RangeError::Outside { start, end, len: text.len() });
        }
        match [start, end].into_iter().find(|offset| !text.is_char_boundary(*offset)) {
            Some(offset) => Err(RangeError::InsideCharacter { offset }),
            None => Ok(()),
        }
    }

    /// The text the range covers.
    pub fn of(self, text: &str) -> Result<&str, RangeError> {
        self.check(text)?;
        Ok(&text[self.start..self.end])
    }

    /// The same range as a standard library range.
    pub fn bytes(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

impl fmt::Debug for TextRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.start, self.end)
    }
}

/// One or more ranges of one text: sorted, disjoint; touching is allowed.
///
/// More than one makes an annotation discontinuous.
#[derive(Clone)]
pub struct Fragments(Ranges);

/// Most fragments are one range, which takes no memory of its own. Several are never held as one.
#[derive(Clone)]
enum Ranges {
    One(TextRange),
    Several(Box<[TextRange]>),
}

impl Fragments {
    /// Fragments from ranges that are already sorted and disjoint.
    pub fn new(ranges: Vec<TextRange>) -> Result<Self, RangeError> {
        if ranges.is_empty() {
            return Err(RangeError::NoFragment);
        }
        for pair in ranges.windows(2) {
            if pair[0].end > pair[1].start {
                return Err(RangeError::Unsorted { first: pair[0], second: pair[1] });
            }
        }
        Ok(Self(match ranges[..] {
            [range] => Ranges::One(range),
            _ => Ranges::Several(ranges.into()),
        }))
    }

    /// Fragments from ranges in any order; those that overlap are joined, those that touch are not.
    pub fn normalised(mut ranges: Vec<TextRange>) -> Result<Self, RangeError> {
        ranges.sort_unstable();
        let mut joined: Vec<TextRange> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match joined.last_mut() {
                Some(last) if last.end > range.start => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        Self::new(joined)
    }

    /// The ranges in text order; at least one.
    pub fn ranges(&self) -> &[TextRange] {
        match &self.0 {
            Ranges::One(range) => std::slice::from_ref(range),
            Ranges::Several(ranges) => ranges,
        }
    }

    /// First byte of the first fragment.
    pub fn start(&self) -> usize {
        self.ranges()[0].start
    }

    /// Byte after the last fragment.
    pub fn end(&self) -> usize {
        let ranges = self.ranges();
        ranges[ranges.len() - 1].end
    }

    /// From the first fragment's start to the last one's end, gaps included.
    pub fn hull(&self) -> TextRange {
        TextRange { start: self.start(), end: self.end() }
    }

    /// Whether some fragment contains the byte `offset`.
    pub fn contains(&self, offset: usize) -> bool {
        self.ranges().iter().any(|range| range.contains(offset))
    }

    /// Whether every fragment of `other` lies inside a fragment of this one.
    pub fn cover(&self, other: &Self) -> bool {
        other.ranges().iter().all(|inner| self.ranges().iter().any(|outer| outer.covers(*inner)))
    }

    /// Whether some fragment shares a byte with one of `other`.
    pub fn overlap(&self, other: &Self) -> bool {
        self.ranges().iter().any(|one| other.ranges().iter().any(|two| one.overlaps(*two)))
    }

    /// Whether all fragments lie inside `text` and on its code-point boundaries.
    pub fn check(&self, text: &str) -> Result<(), RangeError> {
        self.ranges().iter().try_for_each(|range| range.check(text))
    }

    /// These fragments without the bytes of `cut`; `None` if that leaves nothing.
    pub fn without(&self, cut: TextRange) -> Option<Self> {
        let mut kept = Vec::with_capacity(self.ranges().len() + 1);
        for range in self.ranges() {
            if range.overlaps(cut) {
                kept.extend(TextRange::new(range.start(), cut.start().max(range.start())));
                kept.extend(TextRange::new(cut.end().min(range.end()), range.end()));
            } else {
                kept.push(*range);
            }
        }
        Self::new(kept).ok()
    }

    /// The covered text, one string a fragment.
    pub fn covered<'t>(&self, text: &'t str) -> Result<Vec<&'t str>, RangeError> {
        self.ranges().iter().map(|range| range.of(text)).collect()
    }
}

impl fmt::Debug for Fragments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fragments").field(&self.ranges()).finish()
    }
}

impl PartialEq for Fragments {
    fn eq(&self, other: &Self) -> bool {
        self.ranges() == other.ranges()
    }
}

impl Eq for Fragments {}

impl PartialOrd for Fragments {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fragments {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ranges().cmp(other.ranges())
    }
}

impl Hash for Fragments {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.ranges().hash(state);
    }
}

impl From<TextRange> for Fragments {
    fn from(range: TextRange) -> Self {
        Self(Ranges::One(range))
    }
}

/// SHA-256 of a text's UTF-8 bytes (FIPS 180-4), as in every file that speaks about a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextHash([u8; 32]);

/// A string that is no SHA-256 in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is no SHA-256: 64 lower-case hexadecimal digits were expected")]
pub struct HashError(pub String);

impl TextHash {
    /// The hash of `text`.
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// The hash of bytes as they lie in a file.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn bytes(self) -> [u8; 32] {
        self.0
    }

    /// The first six hexadecimal digits, as they end an article's id.
    pub fn short(self) -> String {
        self.to_string()[..6].to_owned()
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for TextHash {
    type Err = HashError;

    fn from_str(digits: &str) -> Result<Self, HashError> {
        let err = || HashError(digits.to_owned());
        let is_hash = digits.len() == 64 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hash {
            return Err(err());
        }
        let mut bytes = [0; 32];
        for (idx, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[idx * 2..idx * 2 + 2], 16).map_err(|_| err())?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_checked_against_the_text() {
        let text = "a“b”";
        assert_eq!(TextRange::new(1, 4).unwrap().of(text), Ok("“"));
        assert_eq!(TextRange::new(2, 4).unwrap().of(text), Err(RangeError::InsideCharacter { offset: 2 }));
        assert!(matches!(TextRange::new(0, 99).unwrap().of(text), Err(RangeError::Outside { .. })));
        assert!(matches!(TextRange::new(3, 3), Err(RangeError::Empty { .. })));
    }

    #[test]
    fn fragments_may_touch_but_not_overlap() {
        let range = |start, end| TextRange::new(start, end).unwrap();
        assert!(Fragments::new(vec![range(0, 2), range(2, 4)]).is_ok());
        assert!(Fragments::new(vec![range(0, 3), range(2, 4)]).is_err());
        assert!(Fragments::new(vec![range(2, 4), range(0, 1)]).is_err());
        let joined = Fragments::normalised(vec![range(2, 6), range(0, 3), range(6, 7)]).unwrap();
        assert_eq!(joined.ranges(), [range(0, 6), range(6, 7)]);
    }

    #[test]
    fn a_hash_reads_back_what_it_prints() {
        let hash = TextHash::of("Marrow Bridge");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert!("XYZ".parse::<TextHash>().is_err());
    }
}
