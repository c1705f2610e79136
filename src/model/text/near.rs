//! How alike two texts are: `MinHash` (Broder 1997, "On the resemblance and containment of documents") over runs of
//! five words. Words are those of UAX #29 in lower case; a text of fewer than five words is one run. A run is held as
//! 64 bits.
//!
//! The likeness of two texts is the part of all runs of both that is in both (Jaccard). A [`Signature`] of 100 hashes
//! estimates it with a standard error of at most 5 %; its hashes in [`BANDS`] bands find those that are likely alike
//! without comparing each with each: a pair of a likeness of 80 % is missed with a probability of (1 − 0.8⁴)²⁵, two in
//! a million.

use super::segment::prose_words;

const WORDS_IN_RUN: usize = 5;
/// How many bands the hashes of a signature are in.
pub const BANDS: usize = 25;
const HASHES_IN_BAND: usize = 4;
const NUM_HASHES: usize = BANDS * HASHES_IN_BAND;

/// From this likeness on two texts are near duplicates, in percent.
pub const NEAR_PERCENT: usize = 80;

/// From this likeness on a text can be another version of one, in percent.
pub const VERSION_PERCENT: usize = 50;

/// How alike two texts most likely are, in percent: O(length of both). Texts without words are alike only if equal.
pub fn percent_alike(one: &str, other: &str) -> usize {
    match (Signature::of(one), Signature::of(other)) {
        _ if one == other => 100,
        (Some(one), Some(other)) => one.likeness(&other),
        _ => 0,
    }
}

/// What is left of a text to find those that are like it: 400 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(Box<[u32; NUM_HASHES]>);

impl Signature {
    /// The signature of a text; a text without words has none.
    pub fn of(text: &str) -> Option<Self> {
        Self::of_runs(&runs_in_order(text))
    }

    /// The signature of runs, in whatever order and however often they come.
    pub fn of_runs(runs: &[u64]) -> Option<Self> {
        if runs.is_empty() {
            return None;
        }
        let mut hashes = Box::new([0; NUM_HASHES]);
        for (number, hash) in hashes.iter_mut().enumerate() {
            let factor = mixed(number as u64) | 1;
            let least = runs.iter().map(|run| run.wrapping_mul(factor)).min().unwrap_or(u64::MAX);
            // The high half decides the order, so nothing is lost but collisions of one in four thousand million.
            *hash = u32::try_from(least >> 32).unwrap_or(u32::MAX);
        }
        Some(Self(hashes))
    }

    /// The key of each band. Texts that share one may be alike, others hardly.
    pub fn bands(&self) -> impl Iterator<Item = u64> {
        self.0
            .chunks(HASHES_IN_BAND)
            .map(|band| band.iter().fold(0, |all, hash| mixed(all ^ u64::from(*hash))))
    }

    /// How alike the texts most likely are, in percent.
    pub fn likeness(&self, other: &Self) -> usize {
        let num_equal = self.0.iter().zip(other.0.iter()).filter(|(one, other)| one == other).count();
        num_equal * 100 / NUM_HASHES
    }
}

/// Runs of words, each once, sorted.
pub fn runs(text: &str) -> Box<[u64]> {
    let mut runs = runs_in_order(text);
    runs.sort_unstable();
    runs.dedup();
    runs.into()
}

/// Runs of words as they come in the text.
fn runs_in_order(text: &str) -> Vec<u64> {
    let words: Vec<u64> = prose_words(text).map(hash_of_word).collect();
    let of_run = |words: &[u64]| words.iter().fold(0_u64, |all, word| mixed(all.rotate_left(7) ^ word));
    match words.len() {
        0 => Vec::new(),
        1..WORDS_IN_RUN => vec![of_run(&words)],
        _ => words.windows(WORDS_IN_RUN).map(of_run).collect(),
    }
}

/// FNV-1a over a word in lower case.
fn hash_of_word(word: &str) -> u64 {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    if word.is_ascii() {
        return word.bytes().fold(START, |hash, byte| step(hash, byte.to_ascii_lowercase()));
    }
    let of_char = |hash: u64, ch: char| {
        let mut buffer = [0; 4];
        ch.encode_utf8(&mut buffer).bytes().fold(hash, step)
    };
    word.chars().fold(START, |hash, ch| match ch {
        // Lower case, or without case: the standard library looks each up in a long table.
        '\u{df}'..='\u{ff}' | '\u{430}'..='\u{45f}' | '\u{620}'..='\u{6d3}' | '\u{3041}'..='\u{9fff}' => {
            of_char(hash, ch)
        }
        ch => ch.to_lowercase().fold(hash, of_char),
    })
}

/// The last step of `SplitMix64` (Steele, Lea and Flood 2014), which spreads every bit over all.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(numbers: impl Iterator<Item = usize>) -> String {
        numbers.map(|number| format!("Word{number}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn likeness_is_estimated_within_its_error() {
        let whole = words(0..1000);
        let signature = |text: &str| Signature::of(text).unwrap();
        assert_eq!(signature(&whole).likeness(&signature(&whole.to_uppercase())), 100);
        assert!(signature(&whole).likeness(&signature(&words(2000..3000))) < 5);
        // 896 of 1,096 runs in common.
        let likeness = signature(&whole).likeness(&signature(&words(100..1100)));
        assert!((67..=96).contains(&likeness), "{likeness}");
        assert_eq!(Signature::of(" … "), None);
    }

    #[test]
    fn every_letter_is_hashed_in_lower_case() {
        let plainly = |word: &str| {
            let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            let lower: String = word.chars().flat_map(char::to_lowercase).collect();
            lower.bytes().fold(0xcbf2_9ce4_8422_2325, step)
        };
        for ch in ('\0'..='\u{ffff}').chain(['𐐀', '🌊']) {
            for word in [format!("{ch}"), format!("A{ch}")] {
                assert_eq!(hash_of_word(&word), plainly(&word), "{ch:?}");
            }
        }
    }

    #[test]
    fn near_duplicates_share_a_band_and_strangers_none() {
        let keys = |text: &str| Signature::of(text).unwrap().bands().collect::<Vec<_>>();
        let share =
            |one: &str, other: &str| keys(one).iter().zip(keys(other)).any(|(one, other)| *one == other);
        let whole = words(0..300);
        assert!(share(&whole, &format!("{whole} and a last sentence that the other does not have")));
        assert!(!share(&whole, &words(1000..1300)));
    }
}
