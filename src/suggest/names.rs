//! The register as running text names its entries: by full name, by alias, by a person's last name.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::capitals::{Country, Fit, countries_in};
use crate::model::id::VoiceId;
use crate::model::voice::{RegisterUnion, Voice, VoiceKind, resolve};

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
    /// Governments by their country, and how surely they are that; `None` where several are as surely.
    governments: HashMap<Country, (Fit, Option<VoiceId>)>,
}

impl NameIndex {
    /// The names of these entries. Where two go by one name, the first has it.
    pub fn new<'v>(voices: impl Iterator<Item = &'v Voice>) -> Self {
        let mut index = Self::default();
        for voice in voices {
            index.enter(&voice.id, voice);
        }
        index
    }

    /// The names of a register. What was merged into an entry lends it its names and offices. Where two go by
    /// one name, the first has it.
    pub fn of(register: &RegisterUnion) -> Self {
        let mut index = Self::default();
        for (id, (_, voice)) in register {
            index.enter(resolve(register, id), voice);
        }
        index
    }

    /// Enters what an entry goes by, as names of `id`.
    fn enter(&mut self, id: &VoiceId, voice: &Voice) {
        if voice.kind != VoiceKind::Person && voice.id == *id {
            self.impersonal.insert(id.clone());
        }
        let names = std::iter::once(&voice.name).chain(voice.aliases.iter().map(|alias| &alias.value));
        for name in names {
            self.by_name.entry(folded(name)).or_insert_with(|| id.clone());
        }
        self.enter_words(id, voice);
        let last = voice.name.rsplit(char::is_whitespace).next().unwrap_or_default();
        if voice.kind == VoiceKind::Person && last != voice.name {
            enter_alone(&mut self.by_last_name, folded(last), id);
        }
    }

    /// Enters the offices of a person, the words of any other name.
    fn enter_words(&mut self, id: &VoiceId, voice: &Voice) {
        if voice.kind == VoiceKind::Person {
            for role in &voice.roles {
                enter_alone(&mut self.by_office, folded(&role.value), id);
            }
            return;
        }
        let names = std::iter::once(&voice.name).chain(voice.aliases.iter().map(|alias| &alias.value));
        for word in names.flat_map(|name| name.split_whitespace()).filter(|word| word.len() >= MIN_WORD) {
            enter_alone(&mut self.by_word, folded(word), id);
        }
        if voice.kind == VoiceKind::Government {
            let names = std::iter::once(&voice.name).chain(voice.aliases.iter().map(|alias| &alias.value));
            for (country, fit) in names.flat_map(|name| countries_in(name)) {
                self.enter_government(country, fit, id);
            }
        }
    }

    /// Enters a government for a country, unless another is it more surely.
    fn enter_government(&mut self, country: Country, fit: Fit, id: &VoiceId) {
        let known = self.governments.entry(country).or_insert_with(|| (fit, Some(id.clone())));
        match fit.cmp(&known.0) {
            Ordering::Greater => *known = (fit, Some(id.clone())),
            Ordering::Equal if known.1.as_ref().is_some_and(|other| other != id) => known.1 = None,
            Ordering::Equal | Ordering::Less => {}
        }
    }

    /// The only entry of kind government that can be a country's; where several can, the only one that is surely.
    pub(super) fn government(&self, country: Country) -> Option<&VoiceId> {
        self.governments.get(&country)?.1.as_ref()
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

/// Enters words for an entry, or for nobody where another has them too.
fn enter_alone(map: &mut HashMap<String, Option<VoiceId>>, words: String, id: &VoiceId) {
    let entry = map.entry(words).or_insert_with(|| Some(id.clone()));
    if entry.as_ref().is_some_and(|known| known != id) {
        *entry = None;
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
    use crate::model::id::AnnotatorId;
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
            merged_into: None,
            changed: Timestamp::default(),
        }
    }

    fn register(voices: impl IntoIterator<Item = Voice>) -> RegisterUnion {
        let mk = AnnotatorId::new("mk").unwrap();
        voices.into_iter().map(|voice| (voice.id.clone(), (mk.clone(), voice))).collect()
    }

    #[test]
    fn what_was_merged_names_what_it_was_merged_into() {
        let mut merged = voice("a", "Mayor Ruz", &["the minister"]);
        merged.merged_into = Some(VoiceId::new("b").unwrap());
        let index = NameIndex::of(&register([merged, voice("b", "Ana Ruz", &[])]));
        let found = |name| index.lookup(name).map(VoiceId::as_str);
        assert_eq!(found("Mayor Ruz"), Some("b"));
        assert_eq!(found("the minister"), Some("b"));
        assert_eq!(found("Ruz"), Some("b"), "both mean the same person");
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
