//! Where names of the register stand in a text: whole words, written as they are in the register.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::model::id::VoiceId;
use crate::model::text::TextRange;
use crate::model::voice::{RegisterUnion, joined_register};

/// The names of a register, by their first words.
pub struct Mentions {
    by_first: BTreeMap<String, Vec<(Vec<String>, VoiceId)>>,
}

impl Mentions {
    /// Those of every entry that stands for itself, aliases and names of what was merged into it included.
    pub fn of(register: &RegisterUnion) -> Self {
        let mut by_first: BTreeMap<String, Vec<(Vec<String>, VoiceId)>> = BTreeMap::new();
        for (id, voice) in joined_register(register) {
            for name in voice.names() {
                let mut words = name.unicode_words().map(str::to_owned);
                if let Some(first) = words.next() {
                    by_first.entry(first).or_default().push((words.collect(), id.clone()));
                }
            }
        }
        Self { by_first }
    }

    /// Every place of every name in a text, by the entry it is a name of.
    pub fn in_text(&self, text: &str) -> BTreeMap<VoiceId, Vec<TextRange>> {
        let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
        let mut found: BTreeMap<VoiceId, Vec<TextRange>> = BTreeMap::new();
        for (at, (start, first)) in words.iter().enumerate() {
            for (rest, voice) in self.by_first.get(*first).into_iter().flatten() {
                let Some(follow) = words.get(at + 1..at + 1 + rest.len()) else { continue };
                if !follow.iter().map(|(_, word)| *word).eq(rest.iter().map(String::as_str)) {
                    continue;
                }
                let (last_start, last) = follow.last().unwrap_or(&words[at]);
                if let Ok(range) = TextRange::new(*start, last_start + last.len()) {
                    let places = found.entry(voice.clone()).or_default();
                    if !places.contains(&range) {
                        places.push(range);
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::testing::{annotator, voice};

    #[test]
    fn names_are_found_as_whole_words() {
        let voices = [voice("v1", "Ana Ruz"), voice("v2", "Ruz"), voice("v3", "“…”")];
        let register = voices.into_iter().map(|voice| (voice.id.clone(), (annotator("mk"), voice)));
        let mentions = Mentions::of(&register.collect());
        let found = mentions.in_text("Ruzic met Ana Ruz, not ana ruz. Ruz");
        let places: Vec<String> = found.iter().map(|(id, places)| format!("{id} {places:?}")).collect();
        assert_eq!(places, ["v1 [10–17]", "v2 [14–17, 32–35]"]);
    }
}
