//! The register as running text names its entries: by full name, by alias, by a person's last name.

use std::collections::{HashMap, HashSet};

use crate::model::id::VoiceId;
use crate::model::voice::{Voice, VoiceKind};

/// A shorter word stands for nobody by itself, in bytes.
const MIN_WORD: usize = 4;

/// Names of register entries, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub struct NameIndex {
    by_name: HashMap<String, VoiceId>,
    /// Last names of persons; `None` where several have the same.
    by_last_name: HashMap<String, Option<VoiceId>>,
    /// Entries that are no persons.
    impersonal: HashSet<VoiceId>,
    /// Persons by their office; `None` where several have had it.
    by_office: HashMap<String, Option<VoiceId>>,
    /// Entries that are no persons by each word of their names; `None` where several have it.
    by_word: HashMap<String, Option<VoiceId>>,
}

impl NameIndex {
    /// The names of these entries. Where two go by one name, the first has it.
    pub fn new<'v>(voices: impl Iterator<Item = &'v Voice>) -> Self {
        let mut index = Self::default();
        for voice in voices {
            if voice.kind != VoiceKind::Person {
                index.impersonal.insert(voice.id.clone());
            }
            let names = std::iter::once(&voice.name).chain(voice.aliases.iter().map(|alias| &alias.value));
            for name in names {
                index.by_name.entry(folded(name)).or_insert_with(|| voice.id.clone());
            }
            index.enter_words(voice);
            let last = voice.name.rsplit(char::is_whitespace).next().unwrap_or_default();
            if voice.kind == VoiceKind::Person && last != voice.name {
                index
                    .by_last_name
                    .entry(folded(last))
                    .and_modify(|id| *id = None)
                    .or_insert_with(|| Some(voice.id.clone()));
            }
        }
        index
    }

    /// Enters the offices of a person, the words of any other name.
    fn enter_words(&mut self, voice: &Voice) {
        let is_person = voice.kind == VoiceKind::Person;
        let (map, words): (_, Vec<String>) = if is_person {
            (&mut self.by_office, voice.roles.iter().map(|role| folded(&role.value)).collect())
        } else {
            let names = std::iter::once(&voice.name).chain(voice.aliases.iter().map(|alias| &alias.value));
            let words = names.flat_map(|name| name.split_whitespace()).filter(|word| word.len() >= MIN_WORD);
            (&mut self.by_word, words.map(folded).collect())
        };
        for word in words {
            let entry = map.entry(word).or_insert_with(|| Some(voice.id.clone()));
            if entry.as_ref().is_some_and(|known| *known != voice.id) {
                *entry = None;
            }
        }
    }

    /// The only person with an office.
    pub(super) fn holder(&self, office: &str) -> Option<&VoiceId> {
        self.by_office.get(&folded(office))?.as_ref()
    }

    /// The only entry, persons aside, with this word in its name.
    pub(super) fn with_word(&self, word: &str) -> Option<&VoiceId> {
        self.by_word.get(&folded(word))?.as_ref()
    }

    /// The entry a name means: one that goes by it, else the only person with that last name.
    pub fn lookup(&self, name: &str) -> Option<&VoiceId> {
        let folded = folded(name);
        self.by_name.get(&folded).or_else(|| self.by_last_name.get(&folded)?.as_ref())
    }
}

impl NameIndex {
    /// Whether an entry is a person, as far as the register says.
    pub fn is_person(&self, id: &VoiceId) -> bool {
        !self.impersonal.contains(id)
    }
}

/// A name without what changes from sentence to sentence: case, an article before it, the kind of apostrophe.
pub(super) fn folded(name: &str) -> String {
    let mut words: Vec<String> =
        name.split_whitespace().map(|word| word.to_lowercase().replace('’', "'")).collect();
    if words.len() > 1 && words.first().is_some_and(|word| matches!(word.as_str(), "the" | "a" | "an")) {
        words.remove(0);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Timestamp;
    use crate::model::voice::Dated;

    fn voice(id: &str, name: &str, aliases: &[&str]) -> Voice {
        Voice {
            id: VoiceId::new(id).unwrap(),
            name: name.to_owned(),
            kind: VoiceKind::Person,
            aliases: aliases.iter().map(|alias| Dated::always((*alias).to_owned())).collect(),
            roles: vec![],
            belongs_to: vec![],
            note: String::new(),
            changed: Timestamp::default(),
        }
    }

    #[test]
    fn entries_are_found_by_name_alias_and_last_name() {
        let voices = [
            voice("a", "Ana Ruz", &["the minister"]),
            voice("b", "Pavel Oru", &[]),
            voice("c", "Mia Oru", &[]),
        ];
        let index = NameIndex::new(voices.iter());
        let found = |name| index.lookup(name).map(VoiceId::as_str);
        assert_eq!(found("ANA ruz"), Some("a"));
        assert_eq!(found("Minister"), Some("a"));
        assert_eq!(found("Ruz"), Some("a"));
        assert_eq!(found("Oru"), None, "two have that last name");
        assert_eq!(found(""), None);
    }
}
