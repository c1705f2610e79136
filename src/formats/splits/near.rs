//! Near duplicates among many texts: only those that share a band of their [`Signature`]s are compared, and these
//! exactly.

use std::collections::HashSet;

use super::groups::Groups;
use crate::model::text::near::{BANDS, NEAR_PERCENT, Signature, runs};

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
        let bands: Vec<Vec<u64>> = texts
            .iter()
            .map(|(_, runs)| Signature::of_runs(runs).map(|signature| signature.bands().collect()))
            .map(Option::unwrap_or_default)
            .collect();
        let mut compared: HashSet<(usize, usize)> = HashSet::new();
        for band in 0..BANDS {
            let keys = bands.iter().enumerate();
            let mut keys: Vec<(u64, usize)> =
                keys.filter_map(|(text, bands)| Some((*bands.get(band)?, text))).collect();
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

/// Whether two sorted sets have at least 80 % of what is in either in common.
fn are_near(one: &[u64], other: &[u64]) -> bool {
    let (fewer, more) = (one.len().min(other.len()), one.len().max(other.len()));
    if fewer * 100 < more * NEAR_PERCENT {
        return false;
    }
    let (mut at, mut num_common) = (0, 0);
    for run in one {
        at += other[at..].iter().take_while(|candidate| *candidate < run).count();
        if other.get(at) == Some(run) {
            num_common += 1;
        }
    }
    num_common * 100 >= (one.len() + other.len() - num_common) * NEAR_PERCENT
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
