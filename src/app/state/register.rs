//! The register as the speaker's field asks for it: names by id, and matches for what was typed.

use std::collections::{BTreeMap, HashMap};

use crate::model::annotation::{Annotation, Party, VoiceRole};
use crate::model::corpus::CorpusState;
use crate::model::id::VoiceId;
use crate::model::text::visible::shown_name;
use crate::model::voice::{joined_register, resolve};
use crate::suggest::names::NameIndex;

/// At most this many matches are offered.
const MAX_MATCHES: usize = 6;

/// Everybody's entries, united, with their names ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Those that stand for themselves.
    entries: BTreeMap<VoiceId, Entry>,
    /// What was merged into which.
    merged: HashMap<VoiceId, VoiceId>,
    names: NameIndex,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The name as it is shown.
    name: String,
    /// Name and aliases in lower case, and the name as it is shown.
    folded: Vec<String>,
}

impl Register {
    /// The register of a corpus.
    pub fn of(state: &CorpusState) -> Self {
        let union = state.register();
        let names = NameIndex::of(&union);
        let meant = union.keys().map(|id| (id, resolve(&union, id))).filter(|(id, target)| id != target);
        let merged = meant.map(|(id, target)| (id.clone(), target.clone())).collect();
        let entries = joined_register(&union)
            .into_iter()
            .map(|(id, entry)| {
                let raw = &entry.voice.name;
                let name = shown_name(raw).into_owned();
                let shown = (name != *raw).then(|| name.to_lowercase());
                let folded = entry.names().map(str::to_lowercase).chain(shown).collect();
                (id, Entry { name, folded })
            })
            .collect();
        Self { entries, merged, names }
    }

    /// The entry an id means: another one where it was merged.
    pub fn resolve<'r>(&'r self, id: &'r VoiceId) -> &'r VoiceId {
        self.merged.get(id).unwrap_or(id)
    }

    /// The names as running text has them.
    pub fn names(&self) -> &NameIndex {
        &self.names
    }

    /// The name of an entry, as it is shown: that of the entry it was merged into, if it was.
    pub fn name(&self, id: &VoiceId) -> Option<&str> {
        self.entries.get(self.resolve(id)).map(|entry| entry.name.as_str())
    }

    /// The entry that goes by exactly this name or alias, letters large or small.
    pub fn named(&self, name: &str) -> Option<&VoiceId> {
        let folded = name.trim().to_lowercase();
        let by = |idx_is_name: bool| {
            self.entries.iter().find(|(_, entry)| {
                entry
                    .folded
                    .iter()
                    .enumerate()
                    .any(|(idx, known)| (idx == 0) == idx_is_name && *known == folded)
            })
        };
        // A name counts more than somebody else's alias.
        by(true).or_else(|| by(false)).map(|(id, _)| id)
    }

    /// Entries that what was typed could mean: those that begin with it first, then those with a word that
    /// does, then those that hold it anywhere.
    pub fn matches(&self, typed: &str) -> Vec<(&VoiceId, &str)> {
        let folded = typed.trim().to_lowercase();
        if folded.is_empty() {
            return Vec::new();
        }
        let rank = |known: &String| {
            let at = known.find(&folded)?;
            let starts_word = known[..at].chars().next_back().is_none_or(|ch| !ch.is_alphanumeric());
            Some(if at == 0 { 0 } else { 2 - usize::from(starts_word) })
        };
        let mut found: Vec<(usize, &str, &VoiceId)> = self
            .entries
            .iter()
            .filter_map(|(id, entry)| {
                Some((entry.folded.iter().filter_map(rank).min()?, entry.name.as_str(), id))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().take(MAX_MATCHES).map(|(_, name, id)| (id, name)).collect()
    }

    /// A party in words.
    pub fn party_in_words(&self, party: &Party) -> String {
        match party {
            Party::Registered(id) => self.name(id).map_or_else(|| id.to_string(), str::to_owned),
            Party::Unnamed { words, .. } => shown_name(words).into_owned(),
            Party::Article => "the article".to_owned(),
        }
    }

    /// The speakers of an annotation in words; `None` if none is set.
    pub fn speakers_in_words(&self, annotation: &Annotation) -> Option<String> {
        let mut speakers: Vec<String> = Vec::new();
        let mut meant: Vec<&VoiceId> = Vec::new();
        for party in annotation.attribution.parties(VoiceRole::Speaker) {
            // Two speakers that were found to be one are named once.
            if let Party::Registered(id) = party {
                let id = self.resolve(id);
                if meant.contains(&id) {
                    continue;
                }
                meant.push(id);
            }
            speakers.push(self.party_in_words(party));
        }
        (!speakers.is_empty()).then(|| speakers.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::edit::{Key, Record};
    use crate::model::id::AnnotatorId;
    use crate::model::time::Timestamp;
    use crate::model::voice::{Dated, Voice, VoiceKind};

    fn register() -> Register {
        Register::of(&state())
    }

    fn state() -> CorpusState {
        let mut state = CorpusState::default();
        let mk = AnnotatorId::new("mk").unwrap();
        for (id, name, alias) in [
            ("a", "Ana Ruz", "the minister"),
            ("b", "Lidia Ferran", "Mayor Ferran"),
            ("c", "Ferran Ltd", "FL"),
        ] {
            let id = VoiceId::new(id).unwrap();
            let voice = Voice {
                id: id.clone(),
                name: name.to_owned(),
                kind: VoiceKind::Person,
                aliases: vec![Dated::always(alias.to_owned())],
                roles: vec![],
                belongs_to: vec![],
                note: String::new(),
                merged_into: None,
                changed: Timestamp::default(),
            };
            state.set(&Key::Voice(mk.clone(), id), Some(Record::Voice(Arc::new(voice))));
        }
        state
    }

    #[test]
    fn what_was_merged_goes_by_the_other_name_and_is_not_offered() {
        let mut state = state();
        let mk = AnnotatorId::new("mk").unwrap();
        let id = |id| VoiceId::new(id).unwrap();
        let key = Key::Voice(mk, id("b"));
        let Some(Record::Voice(voice)) = state.get(&key) else { panic!("no entry") };
        let merged = Voice { merged_into: Some(id("a")), ..Voice::clone(&voice) };
        state.set(&key, Some(Record::Voice(Arc::new(merged))));
        let register = Register::of(&state);
        assert_eq!(register.name(&id("b")), Some("Ana Ruz"));
        assert_eq!(register.matches("lidia"), [(&id("a"), "Ana Ruz")]);
        assert_eq!(register.named("Mayor Ferran"), Some(&id("a")));
    }

    #[test]
    fn the_best_matches_come_first() {
        let register = register();
        let names = |typed| register.matches(typed).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(names("fer"), ["Ferran Ltd", "Lidia Ferran"]);
        assert_eq!(names("MINI"), ["Ana Ruz"]);
        assert_eq!(names("uz"), ["Ana Ruz"]);
        assert_eq!(names("  "), Vec::<&str>::new());
    }

    #[test]
    fn a_name_or_alias_finds_its_entry() {
        let register = register();
        assert_eq!(register.named(" ana ruz ").map(VoiceId::as_str), Some("a"));
        assert_eq!(register.named("Mayor Ferran").map(VoiceId::as_str), Some("b"));
        assert!(register.named("Ferran").is_none());
    }
}
