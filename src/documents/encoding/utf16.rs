//! UTF-16 that no byte-order mark announces, told by what its units would be in either byte order.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::is_control;

/// UTF-16 without a byte-order mark, and what speaks for it.
#[derive(Clone, Copy)]
pub(super) struct Utf16Guess {
    pub(super) encoding: &'static Encoding,
    /// Units that are everyday characters: ASCII, Latin-1, quotation marks, kana, CJK punctuation, and
    /// the CJK numeral one, whose bytes swapped are a Latin letter.
    num_everyday: usize,
    /// The same with the bytes of each unit swapped.
    num_everyday_swapped: usize,
    /// Lone surrogates, control characters, private use.
    num_odd: usize,
    num_units: usize,
    /// Whether a byte is left over.
    is_cut: bool,
}

impl Utf16Guess {
    /// The likelier byte order; `None` where no byte is zero or there's but one byte.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let (units, rest) = bytes.as_chunks::<2>();
        if units.is_empty() || !bytes.contains(&0) {
            return None;
        }
        let count = |encoding: &'static Encoding, unit_from: fn([u8; 2]) -> u16| {
            let everyday = |unit: u16| {
                matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0xa0..=0xff)
                    || matches!(unit, 0x2010..=0x2027 | 0x3000..=0x3002 | 0x300a..=0x300d | 0x3041..=0x30ff | 0x4e00 | 0xff01..=0xff1f)
            };
            let num_everyday = units.iter().filter(|unit| everyday(unit_from(**unit))).count();
            let num_everyday_swapped =
                units.iter().filter(|unit| everyday(unit_from(**unit).swap_bytes())).count();
            let num_odd = char::decode_utf16(units.iter().map(|unit| unit_from(*unit)))
                .filter(|unit| {
                    unit.as_ref().map_or(true, |c| is_control(*c) || ('\u{e000}'..='\u{f8ff}').contains(c))
                })
                .count();
            let (num_units, is_cut) = (units.len(), !rest.is_empty());
            Self { encoding, num_everyday, num_everyday_swapped, num_odd, num_units, is_cut }
        };
        let (little, big) = (count(UTF_16LE, u16::from_le_bytes), count(UTF_16BE, u16::from_be_bytes));
        Some(if big.num_everyday > little.num_everyday { big } else { little })
    }

    /// Whether it can be nothing else: nearly every second byte is zero.
    pub(super) fn is_certain(&self) -> bool {
        !self.is_cut && self.num_everyday * 10 >= self.num_units * 7 && self.is_sound()
    }

    /// Whether it makes sense where UTF-8 does not. Every script has one everyday character in twenty: the
    /// space, or its own punctuation.
    pub(super) fn is_likely(&self) -> bool {
        self.num_everyday * 20 >= self.num_units && self.is_sound()
    }

    fn is_sound(&self) -> bool {
        self.num_everyday > self.num_everyday_swapped && self.num_odd <= self.num_units / 50 + 1
    }
}
