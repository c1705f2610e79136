//! A random sample of annotations to review: the same seed over the same annotations gives the same sample.
//!
//! Each annotation gets a number from its key and the seed, by SHA-256; a stratum takes those with the smallest
//! numbers. So a sample doesn't depend on the order of the annotations, and one that comes or goes moves few others
//! in or out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, LabelId};

/// How large a sample is, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleSpec {
    /// How many.
    pub size: SampleSize,
    /// Which of the many samples of that size.
    pub seed: u64,
}

/// How large a sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SampleSize {
    /// So many annotations; all, if there are no more.
    Count(usize),
    /// So many percent, 1 to 100, rounded up.
    Percent(u8),
}

/// Text that names no sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a sample is a number or a percentage, and a seed if one is wanted: 40, 10%, 10% seed 7")]
pub struct NoSample;

/// An annotation as sampling knows it: its key, and the label it is counted under.
pub type Sampled<'a> = (&'a ArticleId, &'a AnnotatorId, &'a AnnotationId, &'a LabelId);

/// Which of `annotations` are in the sample, by their places in the list. Strata are annotators and their labels;
/// each gives its share of the sample, fractions going to those with the largest remainders. O(n log n).
pub fn sample(annotations: &[Sampled<'_>], spec: SampleSpec) -> BTreeSet<usize> {
    let mut strata: BTreeMap<(&AnnotatorId, &LabelId), Vec<(u64, usize)>> = BTreeMap::new();
    for (idx, (article, annotator, annotation, label)) in annotations.iter().enumerate() {
        let number = number(article, annotator, annotation, spec.seed);
        strata.entry((annotator, label)).or_default().push((number, idx));
    }
    let total = annotations.len();
    let shares = shares(strata.values().map(Vec::len), spec.size.of(total), total);
    let mut chosen = BTreeSet::new();
    for (mut stratum, share) in strata.into_values().zip(shares) {
        stratum.sort_unstable();
        chosen.extend(stratum.into_iter().take(share).map(|(_, idx)| idx));
    }
    chosen
}

/// How many each stratum gives: its share by size, fractions to the largest remainders, the first among equals.
fn shares(sizes: impl Iterator<Item = usize>, wanted: usize, total: usize) -> Vec<usize> {
    if total == 0 {
        return Vec::new();
    }
    let exact: Vec<(usize, usize)> =
        sizes.map(|size| (size * wanted / total, size * wanted % total)).collect();
    let mut shares: Vec<usize> = exact.iter().map(|(whole, _)| *whole).collect();
    let mut by_remainder: Vec<usize> = (0..exact.len()).collect();
    by_remainder.sort_by_key(|idx| std::cmp::Reverse(exact[*idx].1));
    let left = wanted.saturating_sub(shares.iter().sum());
    for idx in by_remainder.into_iter().take(left) {
        shares[idx] += 1;
    }
    shares
}

/// The number by which an annotation is in or out.
fn number(article: &ArticleId, annotator: &AnnotatorId, annotation: &AnnotationId, seed: u64) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(seed.to_be_bytes());
    for part in [article.as_str(), annotator.as_str(), annotation.as_str()] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let hash: [u8; 32] = hasher.finalize().into();
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(first)
}

impl SampleSize {
    /// How many of `total` that is.
    pub fn of(self, total: usize) -> usize {
        match self {
            Self::Count(count) => count.min(total),
            Self::Percent(percent) => (total * usize::from(percent)).div_ceil(100).min(total),
        }
    }
}

/// As it is typed and kept: `40 seed 7`, `10% seed 7`.
impl fmt::Display for SampleSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.size {
            SampleSize::Count(count) => write!(f, "{count} seed {}", self.seed),
            SampleSize::Percent(percent) => write!(f, "{percent}% seed {}", self.seed),
        }
    }
}

/// A number or a percentage, then the word "seed" and a number where one is wanted; without it the seed is 1.
impl FromStr for SampleSpec {
    type Err = NoSample;

    fn from_str(text: &str) -> Result<Self, NoSample> {
        let text = text.trim().to_lowercase();
        let (size, seed) = match text.split_once("seed") {
            Some((size, seed)) => (size.trim(), seed.trim().parse().map_err(|_| NoSample)?),
            None => (text.as_str(), 1),
        };
        let size = match size.strip_suffix('%') {
            Some(percent) => {
                let percent = percent.trim().parse().ok().filter(|percent| (1..=100).contains(percent));
                SampleSize::Percent(percent.ok_or(NoSample)?)
            }
            None => SampleSize::Count(size.parse().ok().filter(|count| *count > 0).ok_or(NoSample)?),
        };
        Ok(Self { size, seed })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Made {
        article: ArticleId,
        annotator: AnnotatorId,
        annotation: AnnotationId,
        label: LabelId,
    }

    fn made(num: usize) -> Vec<Made> {
        (0..num)
            .map(|idx| Made {
                article: ArticleId::new(&format!("article-{}", idx / 7)).unwrap(),
                annotator: AnnotatorId::new(if idx % 4 == 0 { "mk" } else { "js" }).unwrap(),
                annotation: AnnotationId::new(&format!("a{idx}")).unwrap(),
                label: LabelId::new(["claim", "quote", "caveat"][idx % 3]).unwrap(),
            })
            .collect()
    }

    fn keys(made: &[Made]) -> Vec<Sampled<'_>> {
        made.iter().map(|one| (&one.article, &one.annotator, &one.annotation, &one.label)).collect()
    }

    fn spec(text: &str) -> SampleSpec {
        text.parse().unwrap()
    }

    #[test]
    fn the_same_seed_draws_the_same_sample_and_another_another() {
        let made = made(300);
        let all = keys(&made);
        let drawn = sample(&all, spec("40 seed 7"));
        assert_eq!(drawn.len(), 40);
        assert_eq!(drawn, sample(&all, spec("40 seed 7")));
        assert_ne!(drawn, sample(&all, spec("40 seed 8")));
        // The order of the list changes nothing.
        let backward: Vec<Sampled<'_>> = all.iter().rev().copied().collect();
        let ids = |list: &[Sampled<'_>], places: BTreeSet<usize>| -> BTreeSet<String> {
            places.into_iter().map(|at| list[at].2.to_string()).collect()
        };
        assert_eq!(ids(&all, drawn), ids(&backward, sample(&backward, spec("40 seed 7"))));
    }

    #[test]
    fn every_annotator_and_label_gives_its_share() {
        let made = made(1_200);
        let all = keys(&made);
        let drawn = sample(&all, spec("10%"));
        assert_eq!(drawn.len(), 120);
        let share = |annotator: &str, label: &str| {
            let is = |at: &usize| all[*at].1.as_str() == annotator && all[*at].3.as_str() == label;
            drawn.iter().filter(|at| is(at)).count()
        };
        for label in ["claim", "quote", "caveat"] {
            assert_eq!((share("mk", label), share("js", label)), (10, 30));
        }
    }

    #[test]
    fn sizes_are_read_and_written() {
        for text in ["40 seed 1", "10% seed 7", "100% seed 0"] {
            assert_eq!(spec(text).to_string(), text);
        }
        assert_eq!(spec(" 5 % "), SampleSpec { size: SampleSize::Percent(5), seed: 1 });
        for text in ["", "0", "101%", "many", "5 seed", "5 seed x", "-3"] {
            assert_eq!(text.parse::<SampleSpec>(), Err(NoSample), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_sample_is_as_large_as_it_says(num in 0_usize..200, count in 1_usize..250, seed in any::<u64>()) {
            let made = made(num);
            let all = keys(&made);
            let of = |size| SampleSpec { size: SampleSize::Count(size), seed };
            prop_assert_eq!(sample(&all, of(count)).len(), count.min(num));
            // Of one annotator and label, a larger sample of the same seed holds the smaller.
            let is_one = |key: &&Sampled<'_>| key.3.as_str() == "claim" && key.1.as_str() == "js";
            let one: Vec<Sampled<'_>> = all.iter().filter(is_one).copied().collect();
            prop_assert!(sample(&one, of(3)).is_subset(&sample(&one, of(8))));
        }
    }
}
