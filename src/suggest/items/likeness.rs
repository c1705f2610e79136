//! How like a text is to what bears on an item: shared words, weighted by how rare they are over items.
//!
//! The weight of a word is its inverse document frequency, ln(1 + (N − n + ½) / (n + ½)) for n of N items, and an item
//! has it to the degree tf / (tf + k₁ (1 − b + b·len / mean len)): Okapi BM25 (Robertson and Zaragoza 2009, “The
//! Probabilistic Relevance Framework”, with the idf that is never negative) with k₁ = 0.5 and b = 0.5, since here a
//! word counts for being there rather than for how often. It is preferred to the cosine of tf-idf vectors because it
//! needs no norms, so that one more annotation changes nothing but its own words' lists. The sum is divided by what
//! eight of the rarest words would give (fewer, where the text has fewer), so that it lies between 0 and 1.

use std::collections::HashMap;

use crate::model::text::TextRange;
use crate::model::text::terms::Word;

const K1: f32 = 0.5;
const B: f32 = 0.5;
/// So many rare words of a text, all shared, are as like as can be.
const NUM_ENOUGH: usize = 8;
/// At most so many entries of lists are looked at for one span, those of the rarest words first.
const MAX_LOOKED_AT: usize = 30_000;

/// The items that have a word and how often, in order of their numbers.
type List = Vec<(u32, u32)>;

/// Words of items.
#[derive(Clone, Debug, Default)]
pub(super) struct Likeness {
    by_word: HashMap<u32, List>,
    /// How many words each item has, by number.
    lens: Vec<u64>,
    sum_of_lens: u64,
    /// How many items there are.
    pub num_items: usize,
}

/// An item that shares words with a text.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub slot: u32,
    /// From 0 to 1.
    pub score: f32,
    /// How many words.
    pub num_words: usize,
}

impl Likeness {
    /// Adds words to an item, each so often.
    pub(super) fn add(&mut self, slot: u32, terms: &[u32], times: u32) {
        let idx = slot as usize;
        if self.lens.len() <= idx {
            self.lens.resize(idx + 1, 0);
        }
        for term in terms {
            let list = self.by_word.entry(*term).or_default();
            match list.binary_search_by_key(&slot, |(slot, _)| *slot) {
                Ok(at) => list[at].1 += times,
                Err(at) => list.insert(at, (slot, times)),
            }
        }
        let num = terms.len() as u64 * u64::from(times);
        self.lens[idx] += num;
        self.sum_of_lens += num;
    }

    /// Takes away what [`Self::add`] has added.
    pub(super) fn take(&mut self, slot: u32, terms: &[u32], times: u32) {
        for term in terms {
            let Some(list) = self.by_word.get_mut(term) else { continue };
            if let Ok(at) = list.binary_search_by_key(&slot, |(slot, _)| *slot) {
                list[at].1 = list[at].1.saturating_sub(times);
                if list[at].1 == 0 {
                    list.remove(at);
                }
            }
            if list.is_empty() {
                self.by_word.remove(term);
            }
        }
        let num = terms.len() as u64 * u64::from(times);
        if let Some(len) = self.lens.get_mut(slot as usize) {
            *len = len.saturating_sub(num);
        }
        self.sum_of_lens = self.sum_of_lens.saturating_sub(num);
    }

    /// The items that are at least so like a span; words that more than an eighth of all items have tell nothing.
    pub(super) fn of_words(&self, words: &[Word], least: f32) -> Vec<Shared> {
        self.of(words, least, (self.num_items / 8).max(4), MAX_LOOKED_AT)
    }

    /// The same of a paragraph, by words that are so rare that what it costs grows with the text alone.
    pub(super) fn of_rare_words(&self, words: &[Word], least: f32) -> Vec<Shared> {
        self.of(words, least, (self.num_items / 50).clamp(4, 100), usize::MAX)
    }

    fn of(&self, words: &[Word], least: f32, max_items: usize, max_looked_at: usize) -> Vec<Shared> {
        let mut terms: Vec<u32> = words.iter().filter_map(Word::term).collect();
        terms.sort_unstable();
        terms.dedup();
        let num_enough = terms.len().min(NUM_ENOUGH);
        let mut lists: Vec<(usize, u32, &List)> = terms
            .into_iter()
            .filter_map(|term| self.by_word.get(&term).map(|list| (list.len(), term, list)))
            .filter(|(len, _, _)| *len <= max_items)
            .collect();
        // By number of items, then by word: sums of numbers are the same whenever the words came.
        lists.sort_unstable_by_key(|(len, term, _)| (*len, *term));
        let mut num_left = max_looked_at;
        lists.retain(|(len, _, _)| {
            let left = num_left.checked_sub(*len);
            num_left = left.unwrap_or(0);
            left.is_some()
        });
        let mut scores: Vec<(f32, usize)> = vec![(0.0, 0); self.lens.len()];
        let mut reached: Vec<u32> = Vec::new();
        for (len, _, list) in &lists {
            let idf = self.idf(*len);
            for (slot, times) in *list {
                let (score, num_words) = &mut scores[*slot as usize];
                if *num_words == 0 {
                    reached.push(*slot);
                }
                *score += idf * self.degree(*slot, *times);
                *num_words += 1;
            }
        }
        let best = self.idf(1) * num_enough as f32;
        let found = reached.into_iter().map(|slot| {
            let (score, num_words) = scores[slot as usize];
            Shared { slot, score: (score / best).min(1.0), num_words }
        });
        found.filter(|shared| shared.score >= least).collect()
    }

    /// The places of the words that an item shares with a text, the rarest first.
    pub(super) fn shared(&self, slot: u32, words: &[Word]) -> Vec<TextRange> {
        let has = |list: &List| list.binary_search_by_key(&slot, |(slot, _)| *slot).is_ok();
        let mut found: Vec<(usize, u32, TextRange)> = Vec::new();
        for word in words {
            let Some(term) = word.term() else { continue };
            let Some(list) = self.by_word.get(&term).filter(|list| has(list)) else { continue };
            if !found.iter().any(|(_, known, _)| *known == term) {
                found.push((list.len(), term, word.place));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, _, place)| place).collect()
    }

    fn idf(&self, num_with: usize) -> f32 {
        let (num, with) = (self.num_items as f32, num_with as f32);
        (1.0 + (num - with + 0.5).max(0.0) / (with + 0.5)).ln()
    }

    /// To what degree an item has a word.
    fn degree(&self, slot: u32, times: u32) -> f32 {
        let len = self.lens.get(slot as usize).copied().unwrap_or_default() as f32;
        let mean = (self.sum_of_lens as f32 / self.num_items.max(1) as f32).max(1.0);
        let times = times as f32;
        times / (times + K1 * (1.0 - B + B * len / mean))
    }
}
