//! When two quotes of one voice are the same utterance.

use strsim::normalized_levenshtein;

use super::figures::{Figures, figures};
use crate::model::text::language::Language;
use crate::model::text::terms::{MIN_STEM, Word, words};

/// Quotes of fewer words are compared letter by letter, or by whether one lies in the other.
const SHORT: usize = 6;
/// How alike short quotes are that are the same, from 0 to 1.
const LEAST_BY_LETTERS: f64 = 0.75;
/// Which part of the runs of two words of the shorter quote the longer one has, in percent.
const LEAST_RUNS: usize = 45;
/// How many of them at least.
const MIN_RUNS: usize = 3;
/// Which part of all words of both is in both (Jaccard), in percent, where the order is another.
const LEAST_WORDS: usize = 60;
/// Letters of longer quotes are not compared.
const LONGEST_BY_LETTERS: usize = 200;

/// A quote as it is compared.
#[derive(Debug)]
pub(super) struct Wording {
    folded: String,
    /// Its words, and of each what finds quotes that have it too.
    words: Vec<Box<str>>,
    keys: Vec<u32>,
    /// Words and runs of two words, each sorted, each once.
    set: Vec<u32>,
    runs: Vec<(u32, u32)>,
    figures: Figures,
}

impl Wording {
    pub(super) fn of(text: &str, language: Language) -> Self {
        let words = words(text);
        // Stems where there are, else the whole word: common words count for the order.
        let stems: Vec<u32> = words.iter().map(|word| word.term().unwrap_or_else(|| word.key())).collect();
        let sorted = |mut list: Vec<u32>| {
            list.sort_unstable();
            list.dedup();
            list
        };
        let mut runs: Vec<(u32, u32)> = stems.windows(2).map(|pair| (pair[0], pair[1])).collect();
        runs.sort_unstable();
        runs.dedup();
        let mut keys = sorted(words.iter().filter_map(Word::term).collect());
        if keys.is_empty() {
            // "We will not": common words are all there is.
            keys.extend(stems.first());
        }
        Self {
            folded: words.iter().map(|word| &*word.folded).collect::<Vec<_>>().join(" "),
            keys,
            set: sorted(stems),
            runs,
            figures: figures(text, &words, language),
            words: words.into_iter().map(|word| word.folded).collect(),
        }
    }

    /// Its words as stems, which find quotes that share one: sorted, each once.
    pub(super) fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// Whether it has anything by which a translation could be known.
    pub(super) fn has_marks(&self) -> bool {
        !self.figures.numbers.is_empty() || !self.figures.names.is_empty()
    }
}

/// Whether two quotes of one language are likely the same utterance: the shorter one's runs of words stand in the
/// longer one, or both have nearly the same words; short ones are alike by letters, or one lies in the other.
pub(super) fn alike(one: &Wording, other: &Wording) -> bool {
    let (short, long) = if one.words.len() <= other.words.len() { (one, other) } else { (other, one) };
    if short.words.is_empty() {
        return false;
    }
    if one.folded == other.folded {
        return true;
    }
    if short.words.len() < SHORT {
        // A word or two stand in many utterances.
        let lies_within = short.words.len() > 2
            && short.keys.len() > 1
            && long.words.windows(short.words.len()).any(|part| part == short.words);
        let is_short = long.folded.len() <= LONGEST_BY_LETTERS && long.words.len() <= 2 * SHORT;
        return lies_within
            || is_short
                && !differ_in_numbers(one, other)
                && normalized_levenshtein(&short.folded, &long.folded) >= LEAST_BY_LETTERS;
    }
    let num_runs = num_shared(&short.runs, &long.runs);
    if num_runs >= MIN_RUNS && num_runs * 100 >= short.runs.len() * LEAST_RUNS {
        return num_shared(&short.keys, &long.keys) > 1;
    }
    let num_words = num_shared(&one.set, &other.set);
    let num_all = one.set.len() + other.set.len() - num_words;
    num_words * 100 >= num_all * LEAST_WORDS
}

/// Whether two quotes of different languages may be the same utterance: two numbers or names are in both, or one of
/// them and nothing but it, neither has a number the other lacks, and neither is far longer.
pub(super) fn may_be_translated(one: &Wording, other: &Wording) -> bool {
    let (numbers, others) = (&one.figures.numbers, &other.figures.numbers);
    let num_numbers = numbers.intersection(others).count();
    if num_numbers < numbers.len().min(others.len()) {
        return false;
    }
    let is_shared = |name: &&String| other.figures.names.iter().any(|other| is_same_name(name, other));
    let num_names = one.figures.names.iter().filter(is_shared).count();
    let (short, long) = (one.words.len().min(other.words.len()), one.words.len().max(other.words.len()));
    num_numbers + num_names >= 2 && short * 5 >= long * 2
}

fn differ_in_numbers(one: &Wording, other: &Wording) -> bool {
    one.figures.numbers != other.figures.numbers
}

/// Whether two names are one, inflected: "Marrows", "Marrow".
fn is_same_name(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let num_same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let longest = one.chars().count().max(other.chars().count());
    num_same >= MIN_STEM && longest - num_same <= 2
}

/// How many entries are in both of two sorted lists.
fn num_shared<T: Ord>(one: &[T], other: &[T]) -> usize {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    few.iter().filter(|entry| many.binary_search(entry).is_ok()).count()
}
