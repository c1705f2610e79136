//! The register as the speaker's field asks for it: names by id, and matches for what was typed.

use std::collections::BTreeMap;

use crate::model::annotation::{Annotation, Party, VoiceRole};
use crate::model::corpus::CorpusState;
use crate::model::id::VoiceId;
use crate::model::text::visible::shown_name;
use crate::model::voice::register_union;
use crate::suggest::names::NameIndex;

/// At most this many matches are offered.
const MAX_MATCHES: usize = 6;

/// Everybody's entries, united, with their names ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Register {
    entries: BTreeMap<VoiceId, Entry>,
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
        let voices = state
            .voices
            .iter()
            .flat_map(|(annotator, voices)| voices.values().map(move |voice| (annotator, &**voice)));
        let union = register_union(voices);
        let names = NameIndex::new(union.values().map(|(_, voice)| voice));
        let entries = union
            .into_iter()
            .map(|(id, (_, voice))| {
                let aliases = voice.aliases.iter().map(|alias| alias.value.to_lowercase());
                let name = shown_name(&voice.name).into_owned();
                let shown = (name != voice.name).then(|| name.to_lowercase());
                let folded = std::iter::once(voice.name.to_lowercase()).chain(aliases).chain(shown).collect();
                (id, Entry { name, folded })
            })
            .collect();
        Self { entries, names }
    }

    /// The names as running text has them.
    pub fn names(&self) -> &NameIndex {
        &self.names
    }

    /// The name of an entry, as it is shown.
    pub fn name(&self, id: &VoiceId) -> Option<&str> {
        self.entries.get(id).map(|entry| entry.name.as_str())
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
        let speakers: Vec<String> = annotation
            .attribution
            .parties(VoiceRole::Speaker)
            .map(|party| self.party_in_words(party))
            .collect();
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
                changed: Timestamp::default(),
            };
            state.set(&Key::Voice(mk.clone(), id), Some(Record::Voice(Arc::new(voice))));
        }
        Register::of(&state)
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
