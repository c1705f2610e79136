//! Voices: the register of those who are quoted, and the parties an annotation can name.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::copies::end_of_links;
use super::id::{AnnotatorId, VoiceId};
use super::text::TextRange;
use super::time::Timestamp;

/// An entry of the register: somebody or something that can be quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Its id, minted once.
    pub id: VoiceId,
    /// The name it is listed under.
    pub name: String,
    /// What it is.
    pub kind: VoiceKind,
    /// Other names it goes by.
    pub aliases: Vec<Dated<String>>,
    /// Offices and functions.
    pub roles: Vec<Dated<String>>,
    /// What it is part of or speaks for.
    pub belongs_to: Vec<Dated<VoiceId>>,
    /// Whatever a person wants to remember.
    pub note: String,
    /// The entry that this one was found to be the same as. Whatever names this one means that one, see
    /// [`resolve`]; its name and aliases are that one's too.
    pub merged_into: Option<VoiceId>,
    /// When this entry last changed: among several annotators' versions the latest wins.
    pub changed: Timestamp,
}

/// What an entry of the register is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VoiceKind {
    /// A human being.
    #[default]
    Person,
    /// A company, party, agency or union.
    Organisation,
    /// A state, its government or a part of one.
    Government,
    /// People who speak as one: residents, a crowd, allies.
    Group,
    /// A report, draft, statement or treaty.
    Document,
    /// A newspaper, broadcaster or platform.
    Outlet,
}

impl Voice {
    /// A new entry: a person of that name, of whom nothing else is known.
    pub fn new(id: VoiceId, name: &str, now: Timestamp) -> Self {
        Self {
            id,
            name: name.to_owned(),
            kind: VoiceKind::Person,
            aliases: Vec::new(),
            roles: Vec::new(),
            belongs_to: Vec::new(),
            note: String::new(),
            merged_into: None,
            changed: now,
        }
    }
}

impl VoiceKind {
    /// Every kind, in the order they are listed.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Organisation, Self::Government, Self::Group, Self::Document, Self::Outlet];

    /// Its name in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Government => "government",
            Self::Group => "group",
            Self::Document => "document",
            Self::Outlet => "outlet",
        }
    }

    /// One of the kind, in a sentence: "an outlet".
    pub fn one(self) -> &'static str {
        match self {
            Self::Person => "a person",
            Self::Organisation => "an organisation",
            Self::Government => "a government",
            Self::Group => "a group",
            Self::Document => "a document",
            Self::Outlet => "an outlet",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A value that held from one day to another; an absent day is open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dated<T> {
    /// The value.
    pub value: T,
    /// First day it held.
    pub from: Option<NaiveDate>,
    /// Last day it held.
    pub to: Option<NaiveDate>,
}

impl<T> Dated<T> {
    /// A value that has always held.
    pub fn always(value: T) -> Self {
        Self { value, from: None, to: None }
    }
}

/// A name as it stands in a text, which may be that of somebody who is not in the register yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpottedName {
    /// The name, in full where the same text has it in full elsewhere.
    pub name: String,
    /// What it looks like the name of.
    pub kind: VoiceKind,
    /// The office named with it: "Mayor".
    pub role: Option<String>,
    /// Where it stands.
    pub place: TextRange,
    /// Whether a verb that reports stands with it: "said Ana Ruz".
    pub speaks: bool,
    /// Whether it is said of a place: "in Marrow".
    pub is_where: bool,
    /// Whether its first word is written large because a sentence begins there.
    pub opens_sentence: bool,
}

/// The union of all annotators' entries by id, each with whose version it is.
pub type RegisterUnion = BTreeMap<VoiceId, (AnnotatorId, Voice)>;

/// The union of all annotators' entries by id: for one id the latest `changed` wins, ties go to the greater
/// annotator id.
pub fn register_union<'v>(
    registers: impl IntoIterator<Item = (&'v AnnotatorId, &'v Voice)>,
) -> RegisterUnion {
    let mut union = RegisterUnion::new();
    for (annotator, voice) in registers {
        match union.get(&voice.id) {
            Some((other, held)) if (held.changed, other) >= (voice.changed, annotator) => {}
            _ => {
                union.insert(voice.id.clone(), (annotator.clone(), voice.clone()));
            }
        }
    }
    union
}

/// The entry that `id` means: where it was merged into another, that one, and so on to the end. Entries that
/// were merged into each other in a circle mean the one with the smallest id among them; one that was merged
/// into an entry nobody has stands for itself.
pub fn resolve<'u>(union: &'u RegisterUnion, id: &'u VoiceId) -> &'u VoiceId {
    let next = |id: &VoiceId| {
        let target = union.get(id)?.1.merged_into.as_ref()?;
        union.contains_key(target).then_some(target)
    };
    end_of_links(id, next)
}

/// The name every id of the register goes by: that of the entry it means.
pub fn resolved_names(union: &RegisterUnion) -> BTreeMap<VoiceId, String> {
    let name = |id| union.get(resolve(union, id)).map_or_else(String::new, |(_, voice)| voice.name.clone());
    union.keys().map(|id| (id.clone(), name(id))).collect()
}

/// An entry that stands for itself, with those that were merged into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedVoice {
    /// Whose version of the entry it is.
    pub by: AnnotatorId,
    /// The entry.
    pub voice: Voice,
    /// Entries that mean this one, by id.
    pub merged: Vec<Voice>,
}

/// The entries that stand for themselves, by id, each with those that were merged into it.
pub fn joined_register(union: &RegisterUnion) -> BTreeMap<VoiceId, JoinedVoice> {
    let mut joined = BTreeMap::new();
    let mut merged: BTreeMap<&VoiceId, Vec<Voice>> = BTreeMap::new();
    for (id, (_, voice)) in union {
        let target = resolve(union, id);
        if target != id {
            merged.entry(target).or_default().push(voice.clone());
        }
    }
    for (id, (by, voice)) in union {
        if resolve(union, id) == id {
            let merged = merged.remove(id).unwrap_or_default();
            joined.insert(id.clone(), JoinedVoice { by: by.clone(), voice: voice.clone(), merged });
        }
    }
    joined
}

impl JoinedVoice {
    /// Every name it goes by: its own first, then its aliases, then names and aliases of what was merged into
    /// it. A name can come more than once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.voice).chain(&self.merged).flat_map(|voice| {
            std::iter::once(voice.name.as_str()).chain(voice.aliases.iter().map(|alias| alias.value.as_str()))
        })
    }

    /// Its roles and those of what was merged into it, each once.
    pub fn roles(&self) -> Vec<&Dated<String>> {
        self.each_once(|voice| &voice.roles)
    }

    /// What it belongs to, or what was merged into it does, each once.
    pub fn belongs_to(&self) -> Vec<&Dated<VoiceId>> {
        self.each_once(|voice| &voice.belongs_to)
    }

    fn each_once<'j, T: PartialEq>(
        &'j self,
        list: impl Fn(&'j Voice) -> &'j Vec<Dated<T>>,
    ) -> Vec<&'j Dated<T>> {
        let mut all: Vec<&Dated<T>> = Vec::new();
        for dated in std::iter::once(&self.voice).chain(&self.merged).flat_map(list) {
            if !all.contains(&dated) {
                all.push(dated);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A register of entries 0, 1, 2 …, each merged into the one whose number stands there.
    fn register(merges: &[Option<usize>]) -> RegisterUnion {
        let id = |number: usize| VoiceId::new(&format!("v{number:03}")).unwrap();
        let voice = |(number, target): (usize, &Option<usize>)| {
            let mut voice = Voice::new(id(number), &format!("Voice {number}"), Timestamp::default());
            voice.merged_into = target.map(id);
            (voice.id.clone(), (AnnotatorId::new("mk").unwrap(), voice))
        };
        merges.iter().enumerate().map(voice).collect()
    }

    fn means(merges: &[Option<usize>], number: usize) -> String {
        let id = VoiceId::new(&format!("v{number:03}")).unwrap();
        resolve(&register(merges), &id).to_string()
    }

    #[test]
    fn chains_lead_to_their_end_and_circles_to_their_smallest() {
        assert_eq!(means(&[Some(1), Some(2), None], 0), "v002");
        assert_eq!(means(&[None, Some(3), Some(1), Some(2)], 2), "v001");
        assert_eq!(means(&[Some(1), Some(2), Some(1)], 0), "v001");
        assert_eq!(means(&[Some(0)], 0), "v000");
        assert_eq!(means(&[Some(7)], 0), "v000", "nobody has entry 7");
        assert_eq!(means(&[], 9), "v009");
    }

    #[test]
    fn what_was_merged_lends_its_names() {
        let mut union = register(&[None, Some(0)]);
        let (_, merged) = union.values_mut().next_back().unwrap();
        merged.aliases.push(Dated::always("the mayor".to_owned()));
        let joined = joined_register(&union);
        assert_eq!(joined.len(), 1);
        let names: Vec<&str> = joined.values().flat_map(JoinedVoice::names).collect();
        assert_eq!(names, ["Voice 0", "Voice 1", "the mayor"]);
        assert_eq!(resolved_names(&union).into_values().collect::<Vec<_>>(), ["Voice 0", "Voice 0"]);
    }

    proptest! {
        #[test]
        fn what_an_entry_means_stands_for_itself(
            merges in proptest::collection::vec(proptest::option::of(0_usize..24), 1..24)
        ) {
            let union = register(&merges);
            for id in union.keys() {
                let target = resolve(&union, id);
                prop_assert_eq!(resolve(&union, target), target);
                prop_assert!(union.contains_key(target));
                // A step along the way never leads elsewhere.
                if let Some(next) = union[id].1.merged_into.as_ref().filter(|next| union.contains_key(next)) {
                    prop_assert_eq!(resolve(&union, next), target);
                }
            }
            let joined = joined_register(&union);
            let num_all: usize = joined.values().map(|entry| 1 + entry.merged.len()).sum();
            prop_assert_eq!(num_all, union.len());
        }
    }
}
