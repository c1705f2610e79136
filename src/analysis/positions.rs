//! Items followed through a corpus: who said what of a proposal, claim or demand, when, and through whom. Every figure
//! here leads to the annotations it was made of.
//!
//! What was corrected counts as its correction, once; what was rejected does not count; articles that are not in the
//! corpus are skipped. The tree of items, the register and the index are the caller's to keep.

pub mod brief;
pub mod compare;
pub mod independence;
pub mod index;
pub mod items;
pub mod life;
pub mod matrix;
pub mod picture;
mod roll_up;
pub mod table;
pub mod words;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::annotation::{AnnotationKey, AnnotationRef, Party};
use crate::model::corpus::CorpusState;
use crate::model::id::{ItemId, LabelId, VoiceId};
use crate::model::item::Act;
use crate::model::voice::{RegisterUnion, resolve};
pub use compare::{Comparison, MatchedBy, TermChange, TermPair};
pub use independence::{Independence, SourceGroup};
pub use index::{BearingIndex, RelationKey, said_on};
pub use items::{BrokenLink, ItemFaults, ItemTree};
pub use life::{ClaimLife, Dropped, Life, LifeEvent, LifeEventKind, Sighting, Silence};
pub use matrix::{Cell, Matrix, MatrixRow, Stance};

use index::Span;

/// The questions that can be asked of the items of a corpus. Cheap to make and to copy.
#[derive(Clone, Copy, Debug)]
pub struct Positions<'p> {
    /// The corpus.
    pub state: &'p CorpusState,
    /// Its register, united.
    pub register: &'p RegisterUnion,
    /// Its items.
    pub items: &'p ItemTree,
    /// What bears on them.
    pub index: &'p BearingIndex,
}

/// How much of an item is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The item alone.
    #[default]
    Item,
    /// The item, its terms, their terms and so on.
    WithTerms,
}

/// Which date things are put in order by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateBy {
    /// The day the article was published.
    #[default]
    Published,
    /// The day the words were said, where that is known; the day of publication otherwise.
    Said,
}

/// Who gets a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rows {
    /// Every voice.
    #[default]
    Voices,
    /// What voices belonged to on the day, up to the top.
    RolledUp,
}

/// Whose word it is, as far as that makes a row of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Speaker {
    /// An entry of the register that stands for itself.
    Registered(VoiceId),
    /// People without a name who belong to the same: one row, though not one person.
    Unnamed {
        /// Whom they belong to; `None` where nobody knows.
        affiliation: Option<VoiceId>,
    },
    /// The own voice of the articles of an outlet; empty where the article does not say its outlet.
    Outlet(Arc<str>),
    /// Nobody has said who it is.
    NotSet,
}

/// How an annotation bears on an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearing {
    /// Which annotation.
    pub key: AnnotationKey,
    /// The item.
    pub item: ItemId,
    /// What is done with the item; `None` only in a [`LifeEvent`] that a relation leads to, where the annotation
    /// says nothing of the item itself.
    pub act: Option<Act>,
    /// The annotation's label.
    pub label: LabelId,
    /// The day its article was published.
    pub published: Option<NaiveDate>,
    /// The day the words were said; the first, where that is no single day.
    pub said_on: Option<NaiveDate>,
    /// Where it begins, in bytes of the article's text.
    pub start: usize,
    /// Whose word it is, each once; [`Speaker::NotSet`] alone where nobody has said.
    pub speakers: Vec<Speaker>,
    /// Who passed it on, each once.
    pub via: Vec<Speaker>,
    /// The annotation it is the correction of.
    pub corrects: Option<AnnotationRef>,
}

/// What one speaker said of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerWord {
    /// Who.
    pub speaker: Speaker,
    /// The latest stance and all annotations.
    pub cell: Cell,
}

impl Bearing {
    /// The day it goes by.
    pub fn date(&self, by: DateBy) -> Option<NaiveDate> {
        match by {
            DateBy::Published => self.published,
            DateBy::Said => self.said_on.or(self.published),
        }
    }

    /// Order in time: by date, those without one last; then by publication, place and act.
    fn order(&self, by: DateBy) -> impl Ord + '_ {
        let (date, published) = (self.date(by), self.published);
        let time = (date.is_none(), date, published.is_none(), published);
        (time, &self.key.article, self.start, &self.key, &self.item, self.act)
    }
}

impl Positions<'_> {
    /// What bears on an item, in time; what has no date comes last. An annotation that does several things comes once
    /// for each. O(k log k) in those.
    pub fn bearings(&self, item: &ItemId, scope: Scope, by: DateBy) -> Vec<Bearing> {
        self.found(item, scope, by).into_iter().map(|(bearing, _)| bearing).collect()
    }

    /// Who said anything of an item, with the latest of it: named ones first, and in the order they first spoke.
    pub fn speakers(&self, item: &ItemId, scope: Scope, by: DateBy) -> Vec<SpeakerWord> {
        let mut order: Vec<Speaker> = Vec::new();
        let mut words: BTreeMap<Speaker, Vec<&Bearing>> = BTreeMap::new();
        let bearings = self.bearings(item, scope, by);
        for bearing in &bearings {
            for speaker in &bearing.speakers {
                let said = words.entry(speaker.clone()).or_default();
                if said.is_empty() {
                    order.push(speaker.clone());
                }
                said.push(bearing);
            }
        }
        order.sort_by_key(Speaker::rank);
        let word = |speaker: Speaker| {
            let cell = words.get(&speaker).and_then(|said| Cell::of(said, by))?;
            Some(SpeakerWord { speaker, cell })
        };
        order.into_iter().filter_map(word).collect()
    }

    /// What bears on an item, in time, with where it is from.
    fn found(&self, item: &ItemId, scope: Scope, by: DateBy) -> Vec<(Bearing, &Span)> {
        let mut found = Vec::new();
        for item in self.scope(item, scope) {
            let merged = self.items.merged(&item).iter().map(|merged| &merged.id);
            for named in std::iter::once(&item).chain(merged) {
                for span in self.index.spans_on(named) {
                    let links = span.items.iter().filter(|link| link.item == *named);
                    found.extend(links.map(|link| (self.bearing(span, &item, Some(link.act)), &**span)));
                }
            }
        }
        found.sort_by(|(one, _), (two, _)| one.order(by).cmp(&two.order(by)));
        // One that does the same with two items that were merged does it once.
        found.dedup_by(|(one, _), (two, _)| one == two);
        found
    }

    /// The items a question is about.
    fn scope(&self, item: &ItemId, scope: Scope) -> Vec<ItemId> {
        match scope {
            Scope::Item => vec![self.items.meant(item).clone()],
            Scope::WithTerms => self.items.with_terms(self.items.meant(item)),
        }
    }

    /// The annotations that name an item, or one that was merged into it, by the id they name.
    fn spans<'s>(&'s self, item: &'s ItemId) -> impl Iterator<Item = (&'s ItemId, &'s Arc<Span>)> {
        let merged = self.items.merged(item).iter().map(|merged| &merged.id);
        let named = std::iter::once(item).chain(merged);
        named.flat_map(|named| self.index.spans_on(named).map(move |span| (named, span)))
    }

    fn bearing(&self, span: &Span, item: &ItemId, act: Option<Act>) -> Bearing {
        let named = |parties: &[Party]| {
            let mut speakers: Vec<Speaker> = Vec::with_capacity(parties.len());
            for party in parties {
                let speaker = self.speaker(party, &span.outlet);
                if !speakers.contains(&speaker) {
                    speakers.push(speaker);
                }
            }
            speakers
        };
        let mut speakers = named(&span.speakers);
        if speakers.is_empty() {
            speakers.push(Speaker::NotSet);
        }
        Bearing {
            key: span.key.clone(),
            item: item.clone(),
            act,
            label: span.label.clone(),
            published: span.published,
            said_on: span.said_on,
            start: span.start,
            speakers,
            via: named(&span.via),
            corrects: span.corrects.clone(),
        }
    }

    fn speaker(&self, party: &Party, outlet: &Arc<str>) -> Speaker {
        let meant = |id: &VoiceId| resolve(self.register, id).clone();
        match party {
            Party::Registered(id) => Speaker::Registered(meant(id)),
            Party::Unnamed { affiliation, .. } => {
                Speaker::Unnamed { affiliation: affiliation.as_ref().map(meant) }
            }
            Party::Article => Speaker::Outlet(Arc::clone(outlet)),
        }
    }
}

impl Speaker {
    /// The place of its kind in lists.
    fn rank(&self) -> u8 {
        match self {
            Self::Registered(_) => 0,
            Self::Unnamed { .. } => 1,
            Self::Outlet(_) => 2,
            Self::NotSet => 3,
        }
    }
}

/// The latest of bearings that are in order: the last that has a date, or the last if none has.
fn latest<'b>(bearings: &[&'b Bearing], by: DateBy) -> Option<&'b Bearing> {
    let dated = bearings.iter().rev().find(|bearing| bearing.date(by).is_some());
    dated.or(bearings.last()).copied()
}
