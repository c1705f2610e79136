//! Which items a span may be about, and which ones an article may touch: by name and alias where these stand in the
//! words, by likeness to what bears on the item already.
//!
//! The [`ItemFinder`] is kept by the caller and told of every item and every annotation that bears on one. What it
//! answers depends on these alone, not on the order they came in. Nothing here reads an article's text but the words
//! it is given.

mod aliases;
mod likeness;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::aliases::Aliases;
use self::likeness::{Likeness, Shared};
use crate::model::annotation::AnnotationKey;
use crate::model::id::{ArticleId, ItemId};
use crate::model::item::Item;
use crate::model::text::language::Language;
use crate::model::text::segment;
use crate::model::text::terms::{Word, terms, words};
use crate::model::text::{TextRange, visible::shown_name};

/// What is used nearby goes before what is this much likelier.
const NEARBY: f32 = 0.1;
/// What is less like a span is not offered.
const LEAST_LIKE_SPAN: f32 = 0.1;
/// What is less like a paragraph is not told of.
const LEAST_LIKE_PARAGRAPH: f32 = 0.2;
/// A paragraph shares at least so many words with an item it is like.
const LEAST_SHARED: usize = 3;
/// At most so many items are told of for an article.
const MAX_TOUCHED: usize = 24;
/// Of every item the first few places are told.
const MAX_PLACES: usize = 5;
/// Of the words that are shared the rarest few are told.
const MAX_WORDS: usize = 4;

/// The items of a corpus, ready to be offered. Ids that nobody has entered as an item are never offered, but what
/// bears on them is remembered, so that it counts when the item comes.
#[derive(Clone, Debug, Default)]
pub struct ItemFinder {
    slots: BTreeMap<ItemId, u32>,
    entries: Vec<Entry>,
    free: Vec<u32>,
    by_name: HashMap<String, BTreeSet<ItemId>>,
    aliases: Aliases,
    likeness: Likeness,
    bearing: BTreeMap<AnnotationKey, Bearing>,
}

/// An item, or the id of one that annotations speak of.
#[derive(Clone, Debug)]
struct Entry {
    id: ItemId,
    /// `None`: nobody has entered it.
    names: Option<Names>,
    num_bearing: u32,
}

#[derive(Clone, Debug)]
struct Names {
    shown: Box<str>,
    all: Vec<String>,
    terms: Box<[u32]>,
}

/// What an annotation that bears on items says.
#[derive(Clone, Debug)]
struct Bearing {
    items: Box<[ItemId]>,
    terms: Box<[u32]>,
}

/// Why an item is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It goes by this name or alias, which stands in the words.
    Named(String),
    /// These words are shared with what bears on it, as they stand here; the rarest first.
    Words(Vec<String>),
    /// It is used nearby.
    Nearby,
}

/// What speaks for an item, before it is put into words.
#[derive(Clone, Copy)]
enum Sign<'w> {
    Named(&'w str),
    /// Shares of these words.
    Words(&'w [Word]),
    Nearby,
}

/// An item that a span may be about.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemOffer {
    /// The item.
    pub item: ItemId,
    /// Why it is offered.
    pub why: Why,
    /// How likely it is: from 1 up for names, below 1 for likeness, 0 for what is only used nearby.
    pub score: f32,
}

/// An item that an article may touch.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    /// The item.
    pub item: ItemId,
    /// The first few places of its name, else the paragraph that is most like it.
    pub places: Vec<TextRange>,
    /// Why it is told of.
    pub why: Why,
    /// How likely it is, as in [`ItemOffer`].
    pub score: f32,
}

impl ItemFinder {
    /// A finder of these items and of what bears on them: key, items and covered text of annotations.
    pub fn new<'a>(
        items: impl IntoIterator<Item = &'a Item>,
        annotations: impl IntoIterator<Item = (AnnotationKey, Vec<ItemId>, &'a str)>,
    ) -> Self {
        let mut finder = Self::default();
        for item in items {
            finder.put_item(item);
        }
        for (key, items, covered) in annotations {
            finder.put_annotation(key, items, covered);
        }
        finder
    }

    /// Enters an item, or takes note of its change. `item` is the union's value, not one annotator's.
    pub fn put_item(&mut self, item: &Item) {
        self.take_names(&item.id);
        let slot = self.slot(&item.id);
        let all: Vec<&String> = std::iter::once(&item.name).chain(&item.aliases).collect();
        // A name weighs as much as two spans.
        let names = all.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("\n");
        let terms = terms(&names);
        self.likeness.add(slot, &terms, 2);
        self.aliases.put(slot, all.iter().map(|name| name.as_str()));
        let all: Vec<String> = all.iter().map(|name| name_key(name)).collect();
        for name in &all {
            self.by_name.entry(name.clone()).or_default().insert(item.id.clone());
        }
        let names = Names { shown: shown_name(&item.name).into(), all, terms };
        self.entries[slot as usize].names = Some(names);
    }

    /// Forgets an item, not what bears on it.
    pub fn remove_item(&mut self, id: &ItemId) {
        self.take_names(id);
        self.free_slot(id);
    }

    /// Enters what an annotation covers and on which items it bears, in place of what it said before.
    pub fn put_annotation(&mut self, key: AnnotationKey, items: Vec<ItemId>, covered: &str) {
        self.remove_annotation(&key);
        let items: BTreeSet<ItemId> = items.into_iter().collect();
        if items.is_empty() {
            return;
        }
        let terms = terms(covered);
        for item in &items {
            let slot = self.slot(item);
            self.entries[slot as usize].num_bearing += 1;
            self.likeness.add(slot, &terms, 1);
        }
        self.bearing.insert(key, Bearing { items: items.into_iter().collect(), terms });
    }

    /// Forgets an annotation.
    pub fn remove_annotation(&mut self, key: &AnnotationKey) {
        let Some(Bearing { items, terms }) = self.bearing.remove(key) else { return };
        for item in &items {
            let Some(slot) = self.slots.get(item).copied() else { continue };
            self.likeness.take(slot, &terms, 1);
            self.entries[slot as usize].num_bearing -= 1;
            self.free_slot(item);
        }
    }

    /// Forgets every annotation of an article. O(annotations).
    pub fn remove_article(&mut self, article: &ArticleId) {
        let of_article: Vec<AnnotationKey> =
            self.bearing.keys().filter(|key| key.article == *article).cloned().collect();
        for key in &of_article {
            self.remove_annotation(key);
        }
    }

    /// How many items there are.
    pub fn num_items(&self) -> usize {
        self.entries.iter().filter(|entry| entry.names.is_some()).count()
    }

    /// How many annotations bear on an item.
    pub fn num_bearing(&self, id: &ItemId) -> u32 {
        self.slots.get(id).map_or(0, |slot| self.entries[*slot as usize].num_bearing)
    }

    /// The name of an item, as it is shown.
    pub fn name(&self, id: &ItemId) -> Option<&str> {
        let slot = *self.slots.get(id)?;
        Some(&self.entries[slot as usize].names.as_ref()?.shown)
    }

    /// The item that goes by exactly this name or alias, letters large or small; the first by id of several.
    pub fn named(&self, name: &str) -> Option<&ItemId> {
        self.by_name.get(&name_key(name))?.first()
    }

    /// Items a span of these words may be about, at most `max`: those whose name or alias stands in the words, the
    /// longest first, then those that are like it, then those that are only used nearby. Among near equals those used
    /// nearby go first.
    pub fn for_span(
        &self,
        covered: &str,
        language: Language,
        used_nearby: &BTreeSet<ItemId>,
        max: usize,
    ) -> Vec<ItemOffer> {
        let words = words(covered);
        let mut found: BTreeMap<u32, (f32, Sign<'_>)> = BTreeMap::new();
        for hit in self.aliases.hits(&words, language) {
            let score = name_score(hit.num_words);
            for (slot, name) in hit.slots {
                let entry = found.entry(*slot).or_insert((0.0, Sign::Nearby));
                if score > entry.0 {
                    *entry = (score, Sign::Named(name));
                }
            }
        }
        for Shared { slot, score, .. } in self.likeness.of_words(&words, LEAST_LIKE_SPAN) {
            found.entry(slot).or_insert((score.min(0.99), Sign::Words(&words)));
        }
        for slot in used_nearby.iter().filter_map(|item| self.slots.get(item)) {
            found.entry(*slot).or_insert((0.0, Sign::Nearby));
        }
        let entries = found.into_iter().filter_map(|(slot, (score, sign))| {
            let entry = &self.entries[slot as usize];
            let rank = score + if used_nearby.contains(&entry.id) { NEARBY } else { 0.0 };
            Some((rank, &*entry.names.as_ref()?.shown, &entry.id, (slot, score, sign)))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by(|(rank, name, id, _), (other_rank, other_name, other_id, _)| {
            other_rank.total_cmp(rank).then(name.cmp(other_name)).then(id.cmp(other_id))
        });
        let offer = |(_, _, id, (slot, score, sign)): (_, _, &ItemId, (u32, f32, Sign<'_>))| ItemOffer {
            item: id.clone(),
            why: self.why(slot, sign, covered),
            score,
        };
        entries.into_iter().take(max).map(offer).collect()
    }

    /// The items that an article may touch, the strongest first, then by name; a bounded number. The cost grows with
    /// the text, not with the number of items.
    pub fn in_article(&self, text: &str, language: Language) -> Vec<Touched> {
        let words = words(text);
        let mut found: BTreeMap<u32, (f32, Sign<'_>, Vec<TextRange>)> = BTreeMap::new();
        for hit in self.aliases.hits(&words, language) {
            // A name that comes again and again is a stronger sign, up to a point.
            let score = name_score(hit.num_words) + 0.02 * hit.num.min(5) as f32;
            for (slot, name) in hit.slots {
                let entry = found.entry(*slot).or_insert((0.0, Sign::Nearby, Vec::new()));
                if score > entry.0 {
                    (entry.0, entry.1) = (score, Sign::Named(name));
                }
                entry.2.extend(&hit.places);
            }
        }
        for (slot, (score, own, paragraph)) in self.like_paragraphs(text, &words) {
            found.entry(slot).or_insert_with(|| (score, Sign::Words(own), vec![paragraph]));
        }
        let entries = found.into_iter().filter_map(|(slot, (score, sign, places))| {
            let entry = &self.entries[slot as usize];
            Some((score, &*entry.names.as_ref()?.shown, &entry.id, (slot, sign, places)))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by(|(score, name, id, _), (other_score, other_name, other_id, _)| {
            other_score.total_cmp(score).then(name.cmp(other_name)).then(id.cmp(other_id))
        });
        let touched =
            |(score, _, id, (slot, sign, mut places)): (f32, _, &ItemId, (u32, Sign<'_>, Vec<TextRange>))| {
                places.sort_unstable();
                places.dedup();
                places.truncate(MAX_PLACES);
                Touched { item: id.clone(), places, why: self.why(slot, sign, text), score }
            };
        entries.into_iter().take(MAX_TOUCHED).map(touched).collect()
    }

    /// For every item the paragraph most like it, where one is, with its words.
    fn like_paragraphs<'w>(
        &self,
        text: &str,
        words: &'w [Word],
    ) -> BTreeMap<u32, (f32, &'w [Word], TextRange)> {
        let mut best: BTreeMap<u32, (f32, &[Word], TextRange)> = BTreeMap::new();
        let mut rest = words;
        for paragraph in segment::paragraphs(text) {
            let num_before = rest.partition_point(|word| word.place.start() < paragraph.start());
            let end = rest.partition_point(|word| word.place.start() < paragraph.end());
            let own = &rest[num_before..end];
            rest = &rest[end..];
            for Shared { slot, score, num_words } in self.likeness.of_rare_words(own, LEAST_LIKE_PARAGRAPH) {
                let is_best = best.get(&slot).is_none_or(|(known, _, _)| score > *known);
                if num_words >= LEAST_SHARED && is_best {
                    best.insert(slot, (score.min(0.99), own, paragraph));
                }
            }
        }
        best
    }

    /// The sign in words; asked only for what is offered.
    fn why(&self, slot: u32, sign: Sign<'_>, text: &str) -> Why {
        match sign {
            Sign::Named(name) => Why::Named(name.to_owned()),
            Sign::Nearby => Why::Nearby,
            Sign::Words(words) => {
                let places = self.likeness.shared(slot, words).into_iter().take(MAX_WORDS);
                Why::Words(places.filter_map(|place| place.of(text).ok()).map(str::to_owned).collect())
            }
        }
    }

    fn slot(&mut self, id: &ItemId) -> u32 {
        if let Some(slot) = self.slots.get(id) {
            return *slot;
        }
        let entry = Entry { id: id.clone(), names: None, num_bearing: 0 };
        let slot = if let Some(slot) = self.free.pop() {
            self.entries[slot as usize] = entry;
            slot
        } else {
            self.entries.push(entry);
            // No corpus has four thousand million items.
            u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
        };
        self.slots.insert(id.clone(), slot);
        self.likeness.num_items += 1;
        slot
    }

    /// Gives the number of an id back if nothing speaks of it any more.
    fn free_slot(&mut self, id: &ItemId) {
        let Some(slot) = self.slots.get(id).copied() else { return };
        let entry = &self.entries[slot as usize];
        if entry.names.is_none() && entry.num_bearing == 0 {
            self.slots.remove(id);
            self.free.push(slot);
            self.likeness.num_items -= 1;
        }
    }

    fn take_names(&mut self, id: &ItemId) {
        let Some(slot) = self.slots.get(id).copied() else { return };
        let Some(Names { all, terms, .. }) = self.entries[slot as usize].names.take() else { return };
        self.likeness.take(slot, &terms, 2);
        self.aliases.remove(slot);
        for name in all {
            if let Some(ids) = self.by_name.get_mut(&name) {
                ids.remove(id);
                if ids.is_empty() {
                    self.by_name.remove(&name);
                }
            }
        }
    }
}

/// How a name counts: longer ones more.
fn name_score(num_words: usize) -> f32 {
    1.0 + 0.1 * num_words.min(9) as f32
}

fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}
