//! Which annotations of other articles a span may be linked with: what the same voice said at about the same time,
//! what shares rare words or items with it.
//!
//! [`Partners`] is kept by the caller and told of every annotation. Who speaks comes in as ids that were resolved
//! already (`model::voice::resolve`), the covered text as an argument. Inside, ids are numbers and words are hashes of
//! 32 bits; an annotation of fifteen words takes about 300 bytes. What it answers depends on what it holds, not on the
//! order it came in.

mod lists;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

use self::lists::{DatedEntry, DatedLists, WordLists};
use crate::model::annotation::AnnotationKey;
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, ItemId, VoiceId};
use crate::model::text::terms::{terms, words};

/// Of what a voice said, or what bears on an item, so many are looked at, the nearest in time.
const MAX_OF_EACH: usize = 400;
/// What is less like a span is not offered for its words alone.
const LEAST_LIKE: f32 = 0.2;
/// What the same voice counts, what a shared item does, and what the same day does beside one of these or words.
const SAME_VOICE: f32 = 0.4;
const SAME_ITEM: f32 = 0.6;
const SAME_DAY: f32 = 0.3;
/// After so many days nearness is down to a third.
const DAYS: f32 = 7.0;
/// Of the words that are shared the rarest few are told.
const MAX_WORDS: usize = 4;

/// An annotation as far as its partners depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Linkable<'a> {
    /// Which it is.
    pub key: &'a AnnotationKey,
    /// What it covers.
    pub covered: &'a str,
    /// The entries of the register that speak, resolved.
    pub speakers: &'a [VoiceId],
    /// The items it bears on.
    pub items: &'a [ItemId],
    /// When it was said, else when its article appeared.
    pub date: Option<NaiveDate>,
}

/// An annotation that a span may be linked with.
#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    /// Which it is.
    pub key: AnnotationKey,
    /// How likely it is: the sum of what speaks for it, at most 2.3 with one shared item.
    pub score: f32,
    /// What speaks for it.
    pub why: PartnerWhy,
}

/// What speaks for a partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartnerWhy {
    /// A voice that both have.
    pub voice: Option<VoiceId>,
    /// Items that both bear on.
    pub items: Vec<ItemId>,
    /// Shared words as they stand in the span, the rarest first.
    pub words: Vec<String>,
    /// How many days lie between them.
    pub days_apart: Option<u32>,
}

/// The annotations of a corpus, ready to be found as partners.
#[derive(Clone, Debug, Default)]
pub struct Partners {
    numbers: BTreeMap<AnnotationKey, u32>,
    held: Vec<Option<Held>>,
    free: Vec<u32>,
    articles: Interned<ArticleId>,
    annotators: Interned<AnnotatorId>,
    voices: Interned<VoiceId>,
    items: Interned<ItemId>,
    by_word: WordLists,
    by_voice: DatedLists,
    by_item: DatedLists,
}

/// What is kept of an annotation.
#[derive(Clone, Debug)]
struct Held {
    article: u32,
    annotator: u32,
    annotation: AnnotationId,
    speakers: Box<[u32]>,
    items: Box<[u32]>,
    terms: Box<[u32]>,
    /// Days since the year 1; `None` without a date.
    day: Option<i32>,
    /// Decides among those of one day: a hash of the key, since numbers depend on the order of coming.
    tie: u32,
}

/// Ids as numbers, which are never given back.
#[derive(Clone, Debug)]
struct Interned<T> {
    numbers: BTreeMap<T, u32>,
    ids: Vec<T>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), ids: Vec::new() }
    }
}

impl<T: Clone + Ord> Interned<T> {
    fn number(&mut self, id: &T) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id.clone());
        self.numbers.insert(id.clone(), number);
        number
    }

    /// The numbers of ids, sorted, each once.
    fn all(&mut self, ids: &[T]) -> Box<[u32]> {
        let numbers: BTreeSet<u32> = ids.iter().map(|id| self.number(id)).collect();
        numbers.into_iter().collect()
    }

    fn known(&self, ids: &[T]) -> BTreeSet<u32> {
        ids.iter().filter_map(|id| self.numbers.get(id).copied()).collect()
    }
}

impl Partners {
    /// How many annotations are held.
    pub fn num_held(&self) -> usize {
        self.numbers.len()
    }

    /// Enters an annotation, in place of what was known of it.
    pub fn put(&mut self, linkable: Linkable<'_>) {
        let Linkable { key, covered, speakers, items, date } = linkable;
        self.remove(key);
        let held = Held {
            article: self.articles.number(&key.article),
            annotator: self.annotators.number(&key.annotator),
            annotation: key.annotation.clone(),
            speakers: self.voices.all(speakers),
            items: self.items.all(items),
            terms: terms(covered),
            day: date.map(|date| date.num_days_from_ce()),
            tie: tie(key),
        };
        let number = self.free.pop().unwrap_or_else(|| {
            self.held.push(None);
            u32::try_from(self.held.len() - 1).unwrap_or(u32::MAX)
        });
        self.by_word.put(&held.terms, number);
        self.by_voice.put(&held.speakers, held.entry(number));
        self.by_item.put(&held.items, held.entry(number));
        self.held[number as usize] = Some(held);
        self.numbers.insert(key.clone(), number);
    }

    /// Forgets an annotation.
    pub fn remove(&mut self, key: &AnnotationKey) {
        let Some(number) = self.numbers.remove(key) else { return };
        let Some(held) = self.held[number as usize].take() else { return };
        self.by_word.remove(&held.terms, number);
        self.by_voice.remove(&held.speakers, held.entry(number));
        self.by_item.remove(&held.items, held.entry(number));
        self.free.push(number);
    }

    /// Forgets every annotation of an article. O(annotations).
    pub fn remove_article(&mut self, article: &ArticleId) {
        let of_article: Vec<AnnotationKey> =
            self.numbers.keys().filter(|key| key.article == *article).cloned().collect();
        for key in &of_article {
            self.remove(key);
        }
    }

    /// The annotations of other articles that a span may be linked with, the likeliest first, at most `max`. The span
    /// itself need not be held.
    pub fn partners_of(&self, span: Linkable<'_>, max: usize) -> Vec<Partner> {
        let span_words = words(span.covered);
        let day = span.date.map(|date| date.num_days_from_ce());
        let (speakers, items) = (self.voices.known(span.speakers), self.items.known(span.items));
        let scores = self.by_word.scores(&span_words, self.held.len(), self.num_held());
        let mut likely: Vec<u32> = scores.at_least(LEAST_LIKE).collect();
        for (lists, wanted) in [(&self.by_voice, &speakers), (&self.by_item, &items)] {
            likely.extend(wanted.iter().flat_map(|wanted| lists.nearest(*wanted, day, MAX_OF_EACH)));
        }
        likely.sort_unstable();
        likely.dedup();
        let own_article = self.articles.numbers.get(&span.key.article);
        let mut found: Vec<(f32, &Held)> = Vec::with_capacity(likely.len());
        for number in likely {
            let Some(held) = self.held[number as usize].as_ref() else { continue };
            if own_article == Some(&held.article) {
                continue;
            }
            let has_voice = held.speakers.iter().any(|speaker| speakers.contains(speaker));
            let num_items = held.items.iter().filter(|item| items.contains(item)).count();
            let by_links = if has_voice { SAME_VOICE } else { 0.0 } + SAME_ITEM * num_items as f32;
            let near = days_apart(day, held.day).map_or(0.0, |days| (-(days as f32) / DAYS).exp());
            found.push((scores.of(number) + by_links + SAME_DAY * near, held));
        }
        found.sort_by(|(score, one), (other_score, other)| {
            other_score.total_cmp(score).then_with(|| self.named(one).cmp(&self.named(other)))
        });
        let by_rarity = self.by_word.by_rarity(&span_words);
        let partner = |(score, held): (f32, &Held)| {
            let own = by_rarity.iter().filter(|(term, _)| held.terms.binary_search(term).is_ok());
            let shared = own.filter_map(|(_, word)| word.place.of(span.covered).ok());
            let has = |speaker: &&VoiceId| {
                self.voices.numbers.get(*speaker).is_some_and(|number| held.speakers.contains(number))
            };
            let shared_items = held.items.iter().filter(|item| items.contains(item));
            let mut shared_items: Vec<ItemId> =
                shared_items.filter_map(|item| self.items.ids.get(*item as usize).cloned()).collect();
            shared_items.sort_unstable();
            let why = PartnerWhy {
                voice: span.speakers.iter().find(has).cloned(),
                items: shared_items,
                words: shared.take(MAX_WORDS).map(str::to_owned).collect(),
                days_apart: days_apart(day, held.day),
            };
            let (article, annotator, annotation) = self.named(held);
            let key = AnnotationKey {
                article: article.clone(),
                annotator: annotator.clone(),
                annotation: annotation.clone(),
            };
            Partner { key, score, why }
        };
        found.into_iter().take(max).map(partner).collect()
    }

    /// The ids of an annotation.
    fn named<'p>(&'p self, held: &'p Held) -> (&'p ArticleId, &'p AnnotatorId, &'p AnnotationId) {
        let Held { article, annotator, annotation, .. } = held;
        (&self.articles.ids[*article as usize], &self.annotators.ids[*annotator as usize], annotation)
    }
}

impl Held {
    fn entry(&self, number: u32) -> DatedEntry {
        DatedEntry { day: self.day, tie: self.tie, number }
    }
}

fn days_apart(one: Option<i32>, other: Option<i32>) -> Option<u32> {
    Some(one?.abs_diff(other?))
}

/// FNV-1a over a key, its halves laid over each other.
fn tie(key: &AnnotationKey) -> u32 {
    let AnnotationKey { article, annotator, annotation } = key;
    let parts = [article.as_str(), annotator.as_str(), annotation.as_str()];
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let whole = bytes.fold(0xcbf2_9ce4_8422_2325, step);
    u32::try_from((whole >> 32) ^ (whole & u64::from(u32::MAX))).unwrap_or_default()
}
