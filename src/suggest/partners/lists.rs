//! Which annotations have a word, a voice or an item.

use std::collections::HashMap;

use crate::model::text::terms::Word;

/// At most so many entries are looked at, those of the rarest words first.
const MAX_LOOKED_AT: usize = 20_000;
/// So many rare words, all shared, are as like as can be.
const NUM_ENOUGH: usize = 8;

/// Annotations by word, in order of their numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct WordLists(HashMap<u32, Vec<u32>>);

/// How like each annotation is to a span by its words, from 0 to 1: the sum of ln(1 + (N − n + ½) / (n + ½)) over
/// shared words that n of N have (the idf of Robertson and Zaragoza 2009), divided by what eight words give that one
/// annotation has.
pub(super) struct Scores {
    by_number: Vec<f32>,
    reached: Vec<u32>,
}

impl WordLists {
    pub(super) fn put(&mut self, terms: &[u32], number: u32) {
        for term in terms {
            let list = self.0.entry(*term).or_default();
            if let Err(at) = list.binary_search(&number) {
                list.insert(at, number);
            }
        }
    }

    pub(super) fn remove(&mut self, terms: &[u32], number: u32) {
        for term in terms {
            let Some(list) = self.0.get_mut(term) else { continue };
            if let Ok(at) = list.binary_search(&number) {
                list.remove(at);
            }
            if list.is_empty() {
                self.0.remove(term);
            }
        }
    }

    /// The words of a span that others have, the rarest first, each once.
    pub(super) fn by_rarity<'w>(&self, words: &'w [Word]) -> Vec<(u32, &'w Word)> {
        let terms = words.iter().enumerate().filter_map(|(at, word)| Some((word.term()?, at)));
        let mut terms: Vec<(u32, usize)> = terms.collect();
        terms.sort_unstable();
        terms.dedup_by_key(|(term, _)| *term);
        let mut found: Vec<(usize, u32, usize)> =
            terms.into_iter().filter_map(|(term, at)| Some((self.0.get(&term)?.len(), term, at))).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, term, at)| (term, &words[at])).collect()
    }

    /// How like the annotations are to a span. Numbers are below `num_numbers`, `num_all` of them are held.
    pub(super) fn scores(&self, words: &[Word], num_numbers: usize, num_all: usize) -> Scores {
        let mut scores = Scores { by_number: vec![0.0; num_numbers], reached: Vec::new() };
        let idf = |num_with: usize| {
            let (num, with) = (num_all as f32, num_with as f32);
            (1.0 + (num - with + 0.5).max(0.0) / (with + 0.5)).ln()
        };
        let by_rarity = self.by_rarity(words);
        let best = idf(1).max(f32::MIN_POSITIVE) * by_rarity.len().clamp(NUM_ENOUGH / 2, NUM_ENOUGH) as f32;
        // What more than a fiftieth has tells nothing.
        let max_with = (num_all / 50).max(8);
        let mut num_left = MAX_LOOKED_AT;
        for (term, _) in by_rarity {
            let Some(list) = self.0.get(&term).filter(|list| list.len() <= max_with) else { break };
            let Some(left) = num_left.checked_sub(list.len()) else { break };
            num_left = left;
            let weight = idf(list.len()) / best;
            for number in list {
                let score = &mut scores.by_number[*number as usize];
                if *score == 0.0 {
                    scores.reached.push(*number);
                }
                *score += weight;
            }
        }
        scores
    }
}

impl Scores {
    /// The score of an annotation.
    pub(super) fn of(&self, number: u32) -> f32 {
        self.by_number.get(number as usize).copied().unwrap_or_default().min(1.0)
    }

    /// Those that are at least so like the span, in no order.
    pub(super) fn at_least(&self, least: f32) -> impl Iterator<Item = u32> {
        self.reached.iter().copied().filter(move |number| self.of(*number) >= least)
    }
}

/// Annotations by a voice or an item, in order of their days; those without a day first.
#[derive(Clone, Debug, Default)]
pub(super) struct DatedLists(HashMap<u32, Vec<DatedEntry>>);

/// An annotation in such a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DatedEntry {
    pub day: Option<i32>,
    /// Orders those of one day.
    pub tie: u32,
    pub number: u32,
}

impl DatedLists {
    pub(super) fn put(&mut self, lists: &[u32], entry: DatedEntry) {
        for list in lists {
            let list = self.0.entry(*list).or_default();
            if let Err(at) = list.binary_search(&entry) {
                list.insert(at, entry);
            }
        }
    }

    pub(super) fn remove(&mut self, lists: &[u32], entry: DatedEntry) {
        for number in lists {
            let Some(list) = self.0.get_mut(number) else { continue };
            if let Ok(at) = list.binary_search(&entry) {
                list.remove(at);
            }
            if list.is_empty() {
                self.0.remove(number);
            }
        }
    }

    /// At most `max` annotations of a list: those nearest to a day, half of them before it and half from it on, the
    /// latest without one.
    pub(super) fn nearest(&self, list: u32, day: Option<i32>, max: usize) -> impl Iterator<Item = u32> {
        let list = self.0.get(&list).map_or(&[] as &[DatedEntry], Vec::as_slice);
        let from = day.map_or(list.len(), |day| list.partition_point(|entry| entry.day < Some(day)));
        let num_after = (list.len() - from).min(max / 2);
        let start = from.saturating_sub(max - num_after);
        // What one side lacks the other may have.
        let end = list.len().min(start + max);
        list[start..end].iter().map(|entry| entry.number)
    }
}
