//! Voices: the register of those who are quoted, and the parties an annotation can name.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::id::{AnnotatorId, VoiceId};
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

/// The union of all annotators' entries by id: for one id the latest `changed` wins, ties go to the greater
/// annotator id.
pub fn register_union<'v>(
    registers: impl IntoIterator<Item = (&'v AnnotatorId, &'v Voice)>,
) -> BTreeMap<VoiceId, (AnnotatorId, Voice)> {
    let mut union: BTreeMap<VoiceId, (AnnotatorId, Voice)> = BTreeMap::new();
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
