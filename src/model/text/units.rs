//! Conversions between bytes and the other units that tools count text in: code points, UTF-16 code units
//! and grapheme clusters. The rest of the program knows bytes only; readers and writers of other formats
//! convert here, at the border.

use std::ops::ControlFlow;

use thiserror::Error;
use unicode_segmentation::UnicodeSegmentation as _;

use super::TextRange;

/// What an offset into a text counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// UTF-8 bytes, as in memory and in the program's own files.
    Byte,
    /// Unicode scalar values, as Python's `str` counts.
    CodePoint,
    /// UTF-16 code units, as JavaScript, Java and C# count.
    Utf16,
    /// Extended grapheme clusters (UAX #29, section 3), as a reader counts letters.
    Grapheme,
}

impl Unit {
    /// All units, in the order a list shows them.
    pub const ALL: [Self; 4] = [Self::Byte, Self::CodePoint, Self::Utf16, Self::Grapheme];

    /// The name files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Byte => "byte",
            Self::CodePoint => "code_point",
            Self::Utf16 => "utf16",
            Self::Grapheme => "grapheme",
        }
    }

    /// The unit of that name, as [`Unit::name`] writes it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

/// Why two offsets in some unit are no range of a text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnitError {
    /// An offset reaches past the end of the text.
    #[error("offset {offset} ({unit}) lies past the end of the text, which is at {len}", unit = unit.name())]
    Outside {
        /// The offending offset, in `unit`.
        offset: usize,
        /// Length of the text, in `unit`.
        len: usize,
        /// What both count.
        unit: Unit,
    },
    /// A UTF-16 offset stands between the two halves of one character.
    #[error("UTF-16 offset {offset} lies inside a surrogate pair")]
    InsideSurrogatePair {
        /// The offending offset, in UTF-16 code units.
        offset: usize,
    },
    /// A byte offset stands between the bytes of one character.
    #[error("byte {offset} lies inside a character")]
    InsideCharacter {
        /// The offending byte offset.
        offset: usize,
    },
    /// The range covers nothing.
    #[error("the range {start}–{end} ({unit}) is empty or runs backwards", unit = unit.name())]
    Empty {
        /// First unit.
        start: usize,
        /// Unit after the last.
        end: usize,
        /// What both count.
        unit: Unit,
    },
}

/// Units between two checkpoints: what a conversion may have to walk.
const CHECKPOINT_UNITS: usize = 64;

/// A place both scales know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Checkpoint {
    /// Units from the start of the text.
    unit: usize,
    /// Bytes from the start of the text.
    byte: usize,
}

/// Conversion between bytes and one other unit, for one text.
///
/// Building reads the text once. A conversion then is a binary search among checkpoints, 64 units apart, and
/// a walk of at most that many units (of one cluster, where that is longer). Where every unit is one byte, as
/// in ASCII text, there are no checkpoints and a conversion costs nothing.
#[derive(Clone, Debug)]
pub struct UnitMap<'t> {
    text: &'t str,
    unit: Unit,
    /// Length of the text in units.
    len: usize,
    /// Sorted, first at 0; empty when units are bytes.
    checkpoints: Vec<Checkpoint>,
}

impl<'t> UnitMap<'t> {
    /// The map of `text` for offsets that count `unit`. O(length of the text).
    pub fn new(text: &'t str, unit: Unit) -> Self {
        // CR LF is the one cluster of ASCII text that holds two characters (UAX #29, GB3).
        let units_are_bytes = match unit {
            Unit::Byte => true,
            Unit::CodePoint | Unit::Utf16 => text.is_ascii(),
            Unit::Grapheme => text.is_ascii() && !text.contains("\r\n"),
        };
        if units_are_bytes {
            return Self { text, unit, len: text.len(), checkpoints: Vec::new() };
        }
        let mut checkpoints = vec![Checkpoint::default()];
        let mut here = Checkpoint::default();
        let mut last = here;
        walk(text, unit, |units, bytes| {
            here = Checkpoint { unit: here.unit + units, byte: here.byte + bytes };
            if here.unit - last.unit >= CHECKPOINT_UNITS {
                last = here;
                checkpoints.push(here);
            }
            ControlFlow::Continue(())
        });
        checkpoints.shrink_to_fit();
        Self { text, unit, len: here.unit, checkpoints }
    }

    /// What this map's offsets count.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Length of the text in this map's unit.
    pub fn num_units(&self) -> usize {
        self.len
    }

    /// The offset in this map's unit of byte `byte`.
    ///
    /// None past the end of the text, inside a character, and for grapheme clusters inside a cluster.
    pub fn from_byte(&self, byte: usize) -> Option<usize> {
        if !self.text.is_char_boundary(byte) {
            return None;
        }
        if self.checkpoints.is_empty() {
            return Some(byte);
        }
        let mut here = self.nearest(|checkpoint| checkpoint.byte <= byte);
        self.advance(&mut here, |next| next.byte <= byte);
        (here.byte == byte).then_some(here.unit)
    }

    /// The byte offset of `offset`, given in this map's unit.
    ///
    /// None past the end of the text, inside a surrogate pair, and for bytes inside a character.
    pub fn to_byte(&self, offset: usize) -> Option<usize> {
        if offset > self.len {
            return None;
        }
        if self.checkpoints.is_empty() {
            return self.text.is_char_boundary(offset).then_some(offset);
        }
        let mut here = self.nearest(|checkpoint| checkpoint.unit <= offset);
        self.advance(&mut here, |next| next.unit <= offset);
        (here.unit == offset).then_some(here.byte)
    }

    /// Start and end in this map's unit of a byte range; None where [`UnitMap::from_byte`] gives none.
    pub fn range_from_bytes(&self, range: TextRange) -> Option<(usize, usize)> {
        Some((self.from_byte(range.start())?, self.from_byte(range.end())?))
    }

    /// The byte range from `start` up to, not including, `end`, both in this map's unit.
    pub fn range_to_bytes(&self, start: usize, end: usize) -> Result<TextRange, UnitError> {
        let unit = self.unit;
        if start >= end {
            return Err(UnitError::Empty { start, end, unit });
        }
        TextRange::new(self.checked_to_byte(start)?, self.checked_to_byte(end)?)
            .map_err(|_| UnitError::Empty { start, end, unit })
    }

    fn checked_to_byte(&self, offset: usize) -> Result<usize, UnitError> {
        if offset > self.len {
            return Err(UnitError::Outside { offset, len: self.len, unit: self.unit });
        }
        self.to_byte(offset).ok_or(match self.unit {
            Unit::Utf16 => UnitError::InsideSurrogatePair { offset },
            Unit::Byte | Unit::CodePoint | Unit::Grapheme => UnitError::InsideCharacter { offset },
        })
    }

    /// The last checkpoint for which `is_before` holds; it holds for the first one, at 0.
    fn nearest(&self, is_before: impl Fn(&Checkpoint) -> bool) -> Checkpoint {
        let num_before = self.checkpoints.partition_point(is_before);
        self.checkpoints.get(num_before.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Moves `here` on, unit by unit, while the next place is still `wanted`.
    ///
    /// A checkpoint of clusters is a cluster border, and no rule of UAX #29 looks back across a border, so
    /// that the text from there on breaks as it does within the whole.
    fn advance(&self, here: &mut Checkpoint, wanted: impl Fn(&Checkpoint) -> bool) {
        walk(&self.text[here.byte..], self.unit, |units, bytes| {
            let next = Checkpoint { unit: here.unit + units, byte: here.byte + bytes };
            if !wanted(&next) {
                return ControlFlow::Break(());
            }
            *here = next;
            ControlFlow::Continue(())
        });
    }
}

/// Calls `visit` with the length, in `unit` and in bytes, of each indivisible piece of `text` in turn.
fn walk(text: &str, unit: Unit, mut visit: impl FnMut(usize, usize) -> ControlFlow<()>) {
    // How the walk ended is the visitor's own business.
    let _ended = match unit {
        Unit::Byte => text.chars().try_for_each(|c| visit(c.len_utf8(), c.len_utf8())),
        Unit::CodePoint => text.chars().try_for_each(|c| visit(1, c.len_utf8())),
        Unit::Utf16 => text.chars().try_for_each(|c| visit(c.len_utf16(), c.len_utf8())),
        Unit::Grapheme => text.graphemes(true).try_for_each(|cluster| visit(1, cluster.len())),
    };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every pair of equal places, found the slow way.
    fn reference(text: &str, unit: Unit) -> Vec<(usize, usize)> {
        let char_borders = || text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
        match unit {
            Unit::Byte => char_borders().map(|byte| (byte, byte)).collect(),
            Unit::CodePoint => char_borders().map(|byte| (text[..byte].chars().count(), byte)).collect(),
            Unit::Utf16 => char_borders().map(|byte| (text[..byte].encode_utf16().count(), byte)).collect(),
            Unit::Grapheme => {
                text.grapheme_indices(true).map(|(byte, _)| byte).chain([text.len()]).enumerate().collect()
            }
        }
    }

    fn assert_agrees(text: &str) {
        for unit in Unit::ALL {
            let map = UnitMap::new(text, unit);
            let pairs = reference(text, unit);
            for byte in 0..text.len() + 3 {
                let expected = pairs.iter().find(|pair| pair.1 == byte).map(|pair| pair.0);
                assert_eq!(map.from_byte(byte), expected, "{unit:?} of byte {byte} in {text:?}");
            }
            for offset in 0..map.num_units() + 3 {
                let expected = pairs.iter().find(|pair| pair.0 == offset).map(|pair| pair.1);
                assert_eq!(map.to_byte(offset), expected, "byte of {unit:?} {offset} in {text:?}");
            }
        }
    }

    /// Text made of the pieces where units differ.
    fn tricky_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("a".to_owned()),
            Just("\r\n".to_owned()),
            Just("\r".to_owned()),
            Just("\n".to_owned()),
            Just("e\u{301}".to_owned()),
            Just("\u{301}".to_owned()),
            Just("“".to_owned()),
            Just("👩‍👩‍👧".to_owned()),
            Just("👍🏽".to_owned()),
            Just("\u{200d}".to_owned()),
            Just("🇺🇦".to_owned()),
            Just("🇺".to_owned()),
            Just("क्षि".to_owned()),
            Just("각".to_owned()),
            Just("\u{600}".to_owned()),
            Just("word ".repeat(30)),
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn names_read_back() {
        for unit in Unit::ALL {
            assert_eq!(Unit::from_name(unit.name()), Some(unit));
        }
        assert_eq!(Unit::from_name("utf-16"), None);
    }

    #[test]
    fn every_unit_counts_its_own_way() {
        let text = "x👩‍👧é\r\n“";
        let lens = Unit::ALL.map(|unit| UnitMap::new(text, unit).num_units());
        assert_eq!(lens, [19, 8, 10, 5]);
        assert_agrees(text);
    }

    #[test]
    fn long_texts_agree_across_checkpoints() {
        assert_agrees(&"plain ASCII, 3.5 a piece. ".repeat(12));
        assert_agrees(&"line\r\n".repeat(40));
        assert_agrees(&"🇺🇦".repeat(70));
        assert_agrees(&"👩‍👩‍👧 “e\u{301}” ".repeat(40));
        assert_agrees(&format!("a{}b", "\u{301}".repeat(200)));
    }

    #[test]
    fn ranges_convert_both_ways() {
        let text = "a😀“b”";
        let map = UnitMap::new(text, Unit::Utf16);
        let range = map.range_to_bytes(1, 5).unwrap();
        assert_eq!(range.of(text), Ok("😀“b"));
        assert_eq!(map.range_from_bytes(range), Some((1, 5)));
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let text = "a😀";
        let error = |unit, start, end| UnitMap::new(text, unit).range_to_bytes(start, end).unwrap_err();
        assert_eq!(error(Unit::Utf16, 0, 2), UnitError::InsideSurrogatePair { offset: 2 });
        assert_eq!(error(Unit::Byte, 0, 2), UnitError::InsideCharacter { offset: 2 });
        assert_eq!(
            error(Unit::CodePoint, 1, 3),
            UnitError::Outside { offset: 3, len: 2, unit: Unit::CodePoint }
        );
        assert_eq!(error(Unit::Grapheme, 2, 2), UnitError::Empty { start: 2, end: 2, unit: Unit::Grapheme });
        assert_eq!(error(Unit::Utf16, 0, 2).to_string(), "UTF-16 offset 2 lies inside a surrogate pair");
    }

    proptest! {
        #[test]
        fn conversions_agree_with_counting(text in tricky_text()) {
            assert_agrees(&text);
        }

        #[test]
        fn arbitrary_text_agrees_too(text in any::<String>()) {
            assert_agrees(&text);
        }

        #[test]
        fn ranges_come_back(text in tricky_text(), start in 0usize..200, len in 1usize..50) {
            for unit in Unit::ALL {
                let map = UnitMap::new(&text, unit);
                if let Ok(range) = map.range_to_bytes(start, start + len) {
                    prop_assert_eq!(map.range_from_bytes(range), Some((start, start + len)));
                    prop_assert!(range.check(&text).is_ok());
                }
            }
        }
    }
}
