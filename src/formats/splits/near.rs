//! Near duplicates among many texts: `MinHash` (Broder 1997, "On the resemblance and containment of documents") over runs
//! of five words, with the hashes in bands so that only texts which agree in a band are compared; what is compared is
//! compared exactly.
//!
//! Two texts are near duplicates if at least 80 % of the runs of words that are in one or the other are in both. With
//! 25 bands of 4 hashes a pair at that border is missed with a probability of (1 − 0.8⁴)²⁵, two in a million. Words
//! are those of UAX #29 in lower case; a text of fewer than five words is one run. A run is held as 64 bits.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation as _;

use super::groups::Groups;

const WORDS_IN_RUN: usize = 5;
const BANDS: usize = 25;
const HASHES_IN_BAND: usize = 4;

/// The runs of words of many texts.
#[derive(Default)]
pub struct NearDuplicates {
    texts: Vec<(usize, Box<[u64]>)>,
}

impl NearDuplicates {
    /// Adds a text, by the index of its article.
    pub fn add(&mut self, idx: usize, text: &str) {
        let runs = runs(text);
        if !runs.is_empty() {
            self.texts.push((idx, runs));
        }
    }

    /// Puts near duplicates into one group.
    pub fn unite(&self, groups: &mut Groups) {
        let texts = self.different(groups);
        let factors: Vec<u64> = (0..BANDS * HASHES_IN_BAND).map(|number| mixed(number as u64) | 1).collect();
        let hashes: Vec<Vec<u64>> = texts.iter().map(|(_, runs)| smallest(runs, &factors)).collect();
        let mut compared: HashSet<(usize, usize)> = HashSet::new();
        for band in 0..BANDS {
            let of_band = |hashes: &Vec<u64>| {
                let part = &hashes[band * HASHES_IN_BAND..][..HASHES_IN_BAND];
                part.iter().fold(0, |all, hash| mixed(all ^ hash))
            };
            let mut keys: Vec<(u64, usize)> =
                hashes.iter().enumerate().map(|(text, hashes)| (of_band(hashes), text)).collect();
            keys.sort_unstable();
            for bucket in keys.chunk_by(|one, other| one.0 == other.0) {
                for (at, (_, one)) in bucket.iter().enumerate() {
                    for (_, other) in &bucket[at + 1..] {
                        let ((one_idx, one_runs), (other_idx, other_runs)) = (texts[*one], texts[*other]);
                        let is_open = groups.head(*one_idx) != groups.head(*other_idx);
                        if is_open && compared.insert((*one, *other)) && are_near(one_runs, other_runs) {
                            groups.unite(*one_idx, *other_idx);
                        }
                    }
                }
            }
        }
    }
}

impl NearDuplicates {
    /// The texts without those that have the very runs of another; these go into its group at once.
    fn different(&self, groups: &mut Groups) -> Vec<&(usize, Box<[u64]>)> {
        let mut in_order: Vec<&(usize, Box<[u64]>)> = self.texts.iter().collect();
        in_order.sort_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
        for pair in in_order.windows(2).filter(|pair| pair[0].1 == pair[1].1) {
            groups.unite(pair[0].0, pair[1].0);
        }
        in_order.dedup_by(|one, other| one.1 == other.1);
        in_order
    }
}

/// Runs of words, each once, sorted.
fn runs(text: &str) -> Box<[u64]> {
    let words: Vec<u64> = text.unicode_words().map(hash_of_word).collect();
    let of_run = |words: &[u64]| words.iter().fold(0_u64, |all, word| mixed(all.rotate_left(7) ^ word));
    let mut runs: Vec<u64> = match words.len() {
        0 => Vec::new(),
        1..WORDS_IN_RUN => vec![of_run(&words)],
        _ => words.windows(WORDS_IN_RUN).map(of_run).collect(),
    };
    runs.sort_unstable();
    runs.dedup();
    runs.into()
}

/// FNV-1a over a word in lower case.
fn hash_of_word(word: &str) -> u64 {
    let bytes = |ch: char, hash: u64| {
        let mut buffer = [0; 4];
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        ch.encode_utf8(&mut buffer).as_bytes().iter().fold(hash, step)
    };
    word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |hash, ch| bytes(ch, hash))
}

/// The last step of `SplitMix64` (Steele, Lea and Flood 2014), which spreads every bit over all.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// For each factor the smallest product with a run.
fn smallest(runs: &[u64], factors: &[u64]) -> Vec<u64> {
    let least = |factor: &u64| runs.iter().map(|run| run.wrapping_mul(*factor)).min().unwrap_or(u64::MAX);
    factors.iter().map(least).collect()
}

/// Whether two sorted sets have at least 80 % of what is in either in common.
fn are_near(one: &[u64], other: &[u64]) -> bool {
    let (fewer, more) = (one.len().min(other.len()), one.len().max(other.len()));
    if fewer * 5 < more * 4 {
        return false;
    }
    let (mut at, mut num_common) = (0, 0);
    for run in one {
        at += other[at..].iter().take_while(|candidate| *candidate < run).count();
        if other.get(at) == Some(run) {
            num_common += 1;
        }
    }
    num_common * 5 >= (one.len() + other.len() - num_common) * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(numbers: impl Iterator<Item = usize>) -> String {
        numbers.map(|number| format!("Word{number}")).collect::<Vec<_>>().join(" ")
    }

    fn lists(texts: &[String]) -> Vec<Vec<usize>> {
        let (mut near, mut groups) = (NearDuplicates::default(), Groups::new(texts.len()));
        texts.iter().enumerate().for_each(|(idx, text)| near.add(idx, text));
        near.unite(&mut groups);
        groups.into_lists()
    }

    #[test]
    fn texts_that_differ_in_a_few_words_are_near_duplicates() {
        let whole = words(0..200);
        let shouted = whole.to_uppercase().replace(' ', ",\n");
        let longer = format!("{whole} and a last sentence that the other does not have");
        let half = words(100..300);
        assert_eq!(lists(&[whole, half, longer, shouted]), [vec![0, 2, 3], vec![1]]);
    }

    #[test]
    fn empty_texts_are_like_none_and_short_ones_like_the_same() {
        let texts = ["", "Late ferry", "…", "late FERRY.", "Ferry late"].map(str::to_owned);
        assert_eq!(lists(&texts), [vec![0], vec![1, 3], vec![2], vec![4]]);
    }

    #[test]
    fn the_border_is_at_eighty_percent() {
        let range = |end: u64| (0..end).collect::<Vec<u64>>();
        assert!(are_near(&range(80), &range(100)));
        assert!(!are_near(&range(79), &range(100)));
        assert!(!are_near(&[1, 2, 3], &[4, 5, 6]));
    }
}
