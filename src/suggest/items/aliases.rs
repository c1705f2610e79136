//! Names and aliases where they stand in a text: an index from words to the names that have them, so that a text is
//! gone through once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::text::TextRange;
use crate::model::text::language::Language;
use crate::model::text::terms::{Word, are_forms, words};

use super::MAX_PLACES;

/// Names as sequences of words.
#[derive(Clone, Debug, Default)]
pub(super) struct Aliases {
    names: Vec<Name>,
    free: Vec<u32>,
    numbers: HashMap<Box<[Box<str>]>, u32>,
    /// Each name under one of its words, the one that fewest others had when it came.
    by_key: HashMap<u32, Vec<u32>>,
    of_slot: HashMap<u32, BTreeSet<u32>>,
}

#[derive(Clone, Debug, Default)]
struct Name {
    words: Box<[Box<str>]>,
    /// The number of the word it is looked up by, and that word's key.
    anchor: usize,
    key: u32,
    /// Who goes by it, and how it is written there.
    slots: BTreeMap<u32, Box<str>>,
}

/// A name that stands in a text.
pub(super) struct Hit<'a> {
    /// Who goes by it, and how it is written there.
    pub slots: &'a BTreeMap<u32, Box<str>>,
    pub num_words: usize,
    /// How often it stands there.
    pub num: usize,
    /// The first few places.
    pub places: Vec<TextRange>,
}

impl Aliases {
    pub(super) fn put<'n>(&mut self, slot: u32, names: impl Iterator<Item = &'n str>) {
        for name in names {
            let words = words(name);
            if words.is_empty() {
                continue;
            }
            let folded: Box<[Box<str>]> = words.iter().map(|word| word.folded.clone()).collect();
            let number = match self.numbers.get(&folded) {
                Some(number) => *number,
                None => self.enter(folded, &words),
            };
            let slots = &mut self.names[number as usize].slots;
            // The first of several spellings is shown.
            slots.entry(slot).or_insert_with(|| name.into());
            self.of_slot.entry(slot).or_default().insert(number);
        }
    }

    fn enter(&mut self, folded: Box<[Box<str>]>, words: &[Word]) -> u32 {
        let crowd = |key: u32| self.by_key.get(&key).map_or(0, Vec::len);
        let keys = words.iter().map(Word::key).enumerate();
        let (anchor, key) = keys.min_by_key(|(_, key)| crowd(*key)).unwrap_or_default();
        let name = Name { words: folded.clone(), anchor, key, slots: BTreeMap::new() };
        let number = if let Some(number) = self.free.pop() {
            self.names[number as usize] = name;
            number
        } else {
            self.names.push(name);
            u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX)
        };
        self.numbers.insert(folded, number);
        self.by_key.entry(key).or_default().push(number);
        number
    }

    pub(super) fn remove(&mut self, slot: u32) {
        for number in self.of_slot.remove(&slot).unwrap_or_default() {
            let name = &mut self.names[number as usize];
            name.slots.remove(&slot);
            if !name.slots.is_empty() {
                continue;
            }
            let Name { words, key, .. } = std::mem::take(name);
            self.numbers.remove(&words);
            if let Some(numbers) = self.by_key.get_mut(&key) {
                numbers.retain(|other| *other != number);
                if numbers.is_empty() {
                    self.by_key.remove(&key);
                }
            }
            self.free.push(number);
        }
    }

    /// The names that stand in a text, by their words.
    pub(super) fn hits(&self, text: &[Word], language: Language) -> Vec<Hit<'_>> {
        let mut found: BTreeMap<&[Box<str>], Hit<'_>> = BTreeMap::new();
        for (at, word) in text.iter().enumerate() {
            let Some(numbers) = self.by_key.get(&word.key()) else { continue };
            for name in numbers.iter().map(|number| &self.names[*number as usize]) {
                let Some(place) = name.place(text, at, language) else { continue };
                let hit = found.entry(&name.words).or_insert_with(|| Hit {
                    slots: &name.slots,
                    num_words: name.words.len(),
                    num: 0,
                    places: Vec::new(),
                });
                hit.num += 1;
                if hit.places.len() < MAX_PLACES {
                    hit.places.push(place);
                }
            }
        }
        found.into_values().collect()
    }
}

impl Name {
    /// Where the name stands if its anchor is the word at `at`.
    fn place(&self, text: &[Word], at: usize, language: Language) -> Option<TextRange> {
        let own = &self.words[self.anchor];
        if !are_forms(own, &text[at].folded, language) {
            return None;
        }
        let start = at.checked_sub(self.anchor)?;
        let stand = text.get(start..start + self.words.len())?;
        let fits = self.words.iter().zip(stand).all(|(own, word)| are_forms(own, &word.folded, language));
        if !fits {
            return None;
        }
        TextRange::new(stand.first()?.place.start(), stand.last()?.place.end()).ok()
    }
}
