//! What the names of a dataset stand for. Names that differ, if only in case, stand for different things, unless the
//! corpus itself has them for one.
//!
//! The rule, in this order:
//! 1. What the corpus has by exactly this id, else by exactly this name.
//! 2. What the corpus has by a name or id that is written alike (case, accents, spaces, hyphens), if no other name of
//!    the dataset is written like it too.
//! 3. Something new, which keeps the name as it stands in the dataset, so that the same dataset finds it again. Its id
//!    is made of the name's words, with a number where that is taken or is another name of the dataset.
//!
//! 2 and 3 ask for all names of the dataset, and those are known only when it has been read. So reading goes on with
//! those it has met; where a later one makes a difference, [`Names::again`] says so, and all is read once more with
//! every name known. What a name stands for then does not depend on where in the dataset it stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::id::slug;
use crate::model::text::fold::name_key;

/// The longest id that people choose, in characters.
pub const MAX_SHORT_ID: usize = 32;

/// What a name is a name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A label.
    Label,
    /// An attribute.
    Attribute,
    /// A relation type.
    RelationType,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its id.
    pub id: String,
    /// How it was found.
    pub how: How,
}

/// How what a name stands for was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By exactly this id or name.
    Exactly,
    /// By a name or id that is written alike.
    Alike,
    /// It is new.
    New,
}

/// The names of a dataset.
#[derive(Debug, Default)]
pub struct Names {
    /// Those that are known.
    met: BTreeMap<Kind, BTreeSet<String>>,
    /// What those stand for that were asked for.
    given: BTreeMap<Kind, BTreeMap<String, Given>>,
    /// Whether one was met that would have made an earlier one stand for something else.
    is_late: bool,
}

impl Kind {
    /// The kinds whose new ids agree where the names do: what is an event is both a label and a type of relation.
    fn family(self) -> &'static [Self] {
        match self {
            Self::Attribute => &[Self::Attribute],
            Self::Label | Self::RelationType => &[Self::Label, Self::RelationType],
        }
    }

    /// The id of what has nothing in its name to make an id of.
    fn nameless(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Attribute => "attribute",
            Self::RelationType => "relation",
        }
    }
}

impl Names {
    /// What a name that was asked for before stands for.
    pub fn known(&self, kind: Kind, name: &str) -> Option<&Given> {
        self.given.get(&kind)?.get(name)
    }

    /// What a name stands for. `own` is what the corpus has of that kind, ids and names, in its order.
    pub fn give(&mut self, kind: Kind, name: &str, own: &[(&str, &str)]) -> Given {
        if let Some(given) = self.known(kind, name) {
            return given.clone();
        }
        self.met.entry(kind).or_default().insert(name.to_owned());
        self.is_late |= self.has_new(kind, name);
        let exactly = own.iter().find(|(id, _)| *id == name);
        let exactly = exactly.or_else(|| own.iter().find(|(_, own)| *own == name)).map(|(id, _)| *id);
        let alike = exactly.is_none().then(|| alike(name, own)).flatten();
        if let Some(id) = exactly.or(alike.as_ref().map(|(id, _)| *id)) {
            let given = self.given.get(&kind).into_iter().flatten();
            self.is_late |= given.into_iter().any(|(_, given)| given.id == id && given.how == How::Alike);
        }
        let alike = alike.filter(|(_, keys)| self.is_only(kind, name, keys)).map(|(id, _)| id);
        let given = match (exactly, alike) {
            (Some(id), _) => Given { id: id.to_owned(), how: How::Exactly },
            (None, Some(id)) => Given { id: id.to_owned(), how: How::Alike },
            (None, None) => Given { id: self.new_id(kind, name, own), how: How::New },
        };
        self.given.entry(kind).or_default().insert(name.to_owned(), given.clone());
        given
    }

    /// Whether no other name of the dataset is written in one of these ways.
    fn is_only(&self, kind: Kind, name: &str, keys: &[String; 2]) -> bool {
        let others = self.met.get(&kind).into_iter().flatten().filter(|met| *met != name);
        others.into_iter().all(|met| !keys.contains(&name_key(met)))
    }

    /// Whether that is the id of something new that goes by another name.
    fn has_new(&self, kind: Kind, id: &str) -> bool {
        let given = kind.family().iter().filter_map(|kind| self.given.get(kind)).flatten();
        given.into_iter().any(|(name, given)| name != id && given.id == id && given.how == How::New)
    }

    /// An id for something new: one that neither the corpus nor another name has, and no other name is.
    fn new_id(&self, kind: Kind, name: &str, own: &[(&str, &str)]) -> String {
        let family = || kind.family().iter();
        let same_elsewhere =
            family().filter_map(|kind| self.known(*kind, name)).find(|given| given.how == How::New);
        let others: BTreeSet<&str> = family()
            .filter_map(|kind| self.given.get(kind))
            .flatten()
            .filter(|(other, given)| other.as_str() != name && given.how == How::New)
            .map(|(_, given)| given.id.as_str())
            .collect();
        let is_free = |id: &str| {
            own.iter().all(|(own, _)| *own != id)
                && !others.contains(id)
                && (id == name || !self.is_name(kind, id))
        };
        let is_id = name.len() <= MAX_SHORT_ID
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let base = if is_id { name.to_owned() } else { slug(name, MAX_SHORT_ID) };
        let base = if base.is_empty() { kind.nameless().to_owned() } else { base };
        let elsewhere = same_elsewhere.map(|given| given.id.clone());
        let mut ids = elsewhere.into_iter().chain(numbered(&base));
        // There are more numbers than names.
        ids.find(|id| is_free(id)).unwrap_or(base)
    }

    /// Whether the dataset has a name of that family that is just this.
    fn is_name(&self, kind: Kind, id: &str) -> bool {
        kind.family().iter().filter_map(|kind| self.met.get(kind)).any(|met| met.contains(id))
    }

    /// The names to read the dataset with once more, if one that was met later makes another stand for something else.
    pub fn again(&self) -> Option<Self> {
        self.is_late.then(|| Self { met: self.met.clone(), ..Self::default() })
    }
}

/// An id, then the same with numbers from 2, each short enough.
pub fn numbered(base: &str) -> impl Iterator<Item = String> + use<> {
    let base = base.to_owned();
    let first = base.clone();
    let numbered = (2_usize..).map(move |number| {
        let number = format!("-{number}");
        format!("{}{number}", slug(&base, MAX_SHORT_ID - number.len()))
    });
    std::iter::once(first).chain(numbered)
}

/// What the corpus has that is written like the name, and how its name and id are written.
fn alike<'o>(name: &str, own: &[(&'o str, &str)]) -> Option<(&'o str, [String; 2])> {
    let key = name_key(name);
    let mut keys = own.iter().map(|(id, name)| (*id, [name_key(name), name_key(id)]));
    keys.find(|(_, keys)| keys.contains(&key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [(&str, &str); 2] = [("claim", "Claim"), ("quote-form", "Form of the quote")];

    /// What names stand for, in this order, read again where that is called for.
    fn given(names: &[&str], own: &[(&str, &str)]) -> Vec<String> {
        let mut known = Names::default();
        let ids = |known: &mut Names| {
            names.iter().map(|name| known.give(Kind::Label, name, own).id).collect::<Vec<_>>()
        };
        let first = ids(&mut known);
        known.again().map_or(first, |mut again| {
            let second = ids(&mut again);
            assert!(again.again().is_none());
            second
        })
    }

    #[test]
    fn exact_ids_and_names_are_the_corpus_s_own() {
        assert_eq!(
            given(&["claim", "Claim", "quote-form", "Form of the quote"], &OWN),
            ["claim", "claim", "quote-form", "quote-form"]
        );
    }

    #[test]
    fn a_name_that_is_written_alike_is_the_corpus_s_own_if_it_is_the_only_one() {
        assert_eq!(given(&["CLAIM"], &OWN), ["claim"]);
        assert_eq!(given(&["Quote form"], &OWN), ["quote-form"]);
        for names in [["CLAIM", "Claim"], ["CLAIM", "claim"]] {
            assert_eq!(given(&names, &OWN), ["claim-2", "claim"]);
            let turned: Vec<&str> = names.into_iter().rev().collect();
            assert_eq!(given(&turned, &OWN), ["claim", "claim-2"]);
        }
        assert_eq!(given(&["CLAIM", "cLaim"], &OWN), ["claim-2", "claim-3"]);
        assert_eq!(given(&["Quote form", "form OF the quote"], &OWN), ["quote-form-2", "form-of-the-quote"]);
    }

    #[test]
    fn new_names_are_told_apart_whatever_their_order() {
        assert_eq!(given(&["Claim", "claim"], &[]), ["claim-2", "claim"]);
        assert_eq!(given(&["claim", "Claim"], &[]), ["claim", "claim-2"]);
        assert_eq!(given(&["Foo", "foo-2", "foo"], &[]), ["foo-3", "foo-2", "foo"]);
        assert_eq!(given(&["Київ", "Łódź", "Львів"], &[]), ["label", "d", "label-2"]);
    }

    #[test]
    fn names_that_differ_after_the_length_of_an_id_are_told_apart() {
        let long = ["what the harbour master says of ships", "what the harbour master says of boats"];
        let ids = given(&long, &[]);
        assert_ne!(ids[0], ids[1]);
        assert!(ids.iter().all(|id| id.len() <= MAX_SHORT_ID), "{ids:?}");
    }

    #[test]
    fn a_name_of_a_label_and_of_a_relation_type_has_one_new_id() {
        let mut names = Names::default();
        names.give(Kind::Label, "vote", &[]);
        assert_eq!(names.give(Kind::RelationType, "Vote", &[]).id, "vote-2");
        assert_eq!(names.give(Kind::RelationType, "VOTE", &[]).id, "vote-3");
        assert_eq!(names.give(Kind::Label, "VOTE", &[]).id, "vote-3");
        assert_eq!(names.give(Kind::Attribute, "Vote", &[]).id, "vote");
    }
}
