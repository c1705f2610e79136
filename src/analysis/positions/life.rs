//! The life of an item: first said, repeated, changed, answered, denied, confirmed, withdrawn, and where nothing was
//! heard of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::index::LinkKind;
use super::{Bearing, DateBy, Positions, RelationKey, Scope};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::item::Act;

/// From how many days on it is worth telling that nothing was heard of an item.
pub const SILENCE_DAYS: i64 = 14;

/// What became of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// What happened, in time.
    pub events: Vec<LifeEvent>,
    /// What happened nobody knows when, by article and place.
    pub undated: Vec<LifeEvent>,
    /// When nothing was heard of it, in time.
    pub silences: Vec<Silence>,
    /// The same in short, as it is told of a claim.
    pub claim: ClaimLife,
}

/// Something that happened to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeEvent {
    /// What.
    pub kind: LifeEventKind,
    /// The annotation; its act tells what kind of answer it is.
    pub bearing: Bearing,
    /// The annotations that qualify it, by key.
    pub caveats: Vec<AnnotationKey>,
    /// The relation that leads here, where the annotation itself says nothing of the item.
    pub through: Option<RelationKey>,
}

/// What can happen to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LifeEventKind {
    /// The first in time that states or repeats it: of each item its own.
    FirstSaid,
    /// Said again.
    Repeated,
    /// Said otherwise, or updated by a relation.
    Changed,
    /// Accepted, welcomed, doubted, rejected, or answered by a relation.
    Answered,
    /// Denied, or contradicted by a relation.
    Denied,
    /// Confirmed.
    Confirmed,
    /// Taken back.
    Withdrawn,
}

impl LifeEventKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::FirstSaid,
        Self::Repeated,
        Self::Changed,
        Self::Answered,
        Self::Denied,
        Self::Confirmed,
        Self::Withdrawn,
    ];

    /// Its name on screen and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstSaid => "first said",
            Self::Repeated => "repeated",
            Self::Changed => "changed",
            Self::Answered => "answered",
            Self::Denied => "denied",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Days without a word of an item, though the corpus has articles of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The day of the last word before.
    pub after: NaiveDate,
    /// The day of the next word; `None` where there is none since.
    pub until: Option<NaiveDate>,
    /// How long, in days; to the last day of the corpus where there is no word since.
    pub num_days: i64,
    /// How many articles of these days say nothing of it.
    pub num_articles: usize,
}

/// The life of a claim in short. Everything is in time, what has no date last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimLife {
    /// The first that states or repeats it.
    pub first_seen: Option<Sighting>,
    /// Said again.
    pub repeated: Vec<Sighting>,
    /// Changed, or updated by a relation.
    pub updated: Vec<Sighting>,
    /// Doubted, rejected, or contradicted by a relation.
    pub contradicted: Vec<Sighting>,
    /// Denied.
    pub denied: Vec<Sighting>,
    /// Confirmed, or accepted.
    pub confirmed: Vec<Sighting>,
    /// How it came to its end, if it did: terms that were taken back don't end what they are terms of.
    pub dropped: Option<Dropped>,
    /// Terms that were taken back and not said since, by id.
    pub withdrawn_terms: BTreeMap<ItemId, Sighting>,
}

/// An annotation in the life of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Which.
    pub key: AnnotationKey,
    /// When.
    pub date: Option<NaiveDate>,
}

/// How a claim came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It was taken back, and not said since.
    Withdrawn(Sighting),
    /// Nothing was heard of it since that day, see [`SILENCE_DAYS`].
    Silent(NaiveDate),
}

/// The relations that lead to something that happened, and what that is.
const FOLLOWED: [(LinkKind, LifeEventKind); 3] = [
    (LinkKind::Answers, LifeEventKind::Answered),
    (LinkKind::Updates, LifeEventKind::Changed),
    (LinkKind::Contradicts, LifeEventKind::Denied),
];

impl Positions<'_> {
    /// What became of an item. O(k log k) in what bears on it and its relations, and O(n log n) in articles.
    pub fn life(&self, item: &ItemId, scope: Scope, by: DateBy) -> Life {
        let items = self.scope(item, scope);
        let found = self.found(item, scope, by);
        let first = first_said(&found);
        let mut all: Vec<LifeEvent> = Vec::with_capacity(found.len());
        for (at, (bearing, span)) in found.into_iter().enumerate() {
            let Some(act) = bearing.act else { continue };
            let kind = if first.contains(&at) { LifeEventKind::FirstSaid } else { kind_of(act) };
            all.push(LifeEvent { kind, bearing, caveats: self.index.caveats_of(span), through: None });
        }
        let contradictions = self.add_related(&items, by, &mut all);
        all.sort_by(|one, two| one.bearing.order(by).cmp(&two.bearing.order(by)));
        let (events, undated): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|event| event.bearing.date(by).is_some());
        let silences = self.silences(&events, by);
        let claim =
            ClaimLife::of(self.items.meant(item), (&events, &undated), &contradictions, &silences, by);
        Life { events, undated, silences, claim }
    }

    /// Adds what answers, contradicts or updates something that bears on the items without saying so itself. The
    /// annotations that contradict one by a relation; of two that say something of the items, the later.
    fn add_related(
        &self,
        items: &[ItemId],
        by: DateBy,
        events: &mut Vec<LifeEvent>,
    ) -> BTreeSet<AnnotationKey> {
        let mut contradictions = BTreeSet::new();
        let mut seen: BTreeSet<(AnnotationKey, LifeEventKind)> = BTreeSet::new();
        let scope: BTreeSet<&ItemId> = items.iter().collect();
        for item in items {
            for (_, span) in self.spans(item) {
                let kinds = FOLLOWED.iter().flat_map(|(link, kind)| {
                    self.index.linked(span, *link).map(move |linked| (*link, *kind, linked))
                });
                for (link_kind, kind, link) in kinds {
                    // A contradiction holds both ways.
                    if !link.is_from && link_kind != LinkKind::Contradicts {
                        continue;
                    }
                    let other = link.span;
                    let says_so = other.items.iter().any(|link| scope.contains(self.items.meant(&link.item)));
                    if link_kind == LinkKind::Contradicts {
                        let is_later = !says_so || other.time(by) >= span.time(by);
                        contradictions.insert(if is_later { &other.key } else { &span.key }.clone());
                    }
                    if !says_so && seen.insert((other.key.clone(), kind)) {
                        let bearing = self.bearing(other, item, None);
                        let (caveats, through) = (self.index.caveats_of(other), Some(link.relation.clone()));
                        events.push(LifeEvent { kind, bearing, caveats, through });
                    }
                }
            }
        }
        contradictions
    }

    /// When nothing was heard of it for long, though there were articles.
    fn silences(&self, events: &[LifeEvent], by: DateBy) -> Vec<Silence> {
        let mut days: Vec<NaiveDate> =
            self.state.articles.values().filter_map(|row| row.metadata.date).collect();
        days.sort_unstable();
        let between = |after: NaiveDate, until: Option<NaiveDate>| {
            let from = days.partition_point(|day| *day <= after);
            let to = until.map_or(days.len(), |until| days.partition_point(|day| *day < until));
            let end = until.or(days.last().copied())?;
            let num_days = (end - after).num_days();
            let num_articles = to.saturating_sub(from);
            let is_silence = num_days >= SILENCE_DAYS && num_articles > 0;
            is_silence.then_some(Silence { after, until, num_days, num_articles })
        };
        let dates: Vec<NaiveDate> = events.iter().filter_map(|event| event.bearing.date(by)).collect();
        let gaps = dates.windows(2).filter_map(|pair| between(pair[0], Some(pair[1])));
        gaps.chain(dates.last().and_then(|last| between(*last, None))).collect()
    }
}

/// The places of those that say an item first, in bearings that are in order: what has no date is first only where
/// nothing has one, which the order sees to.
fn first_said<S>(found: &[(Bearing, S)]) -> BTreeSet<usize> {
    let mut items = BTreeSet::new();
    let says = found.iter().enumerate().filter(|(_, (bearing, _))| {
        matches!(bearing.act, Some(Act::States | Act::Repeats)) && items.insert(&bearing.item)
    });
    says.map(|(at, _)| at).collect()
}

fn kind_of(act: Act) -> LifeEventKind {
    match act {
        Act::States | Act::Repeats => LifeEventKind::Repeated,
        Act::Changes => LifeEventKind::Changed,
        Act::Accepts | Act::Welcomes | Act::Doubts | Act::Rejects => LifeEventKind::Answered,
        Act::Withdraws => LifeEventKind::Withdrawn,
        Act::Denies => LifeEventKind::Denied,
        Act::Confirms => LifeEventKind::Confirmed,
    }
}

impl ClaimLife {
    fn of(
        item: &ItemId,
        (events, undated): (&[LifeEvent], &[LifeEvent]),
        contradictions: &BTreeSet<AnnotationKey>,
        silences: &[Silence],
        by: DateBy,
    ) -> Self {
        let mut life = Self::default();
        let mut told = BTreeSet::new();
        for event in events.iter().chain(undated) {
            let bearing = &event.bearing;
            let sighting = Sighting { key: bearing.key.clone(), date: bearing.date(by) };
            if contradictions.contains(&bearing.key) && told.insert(&bearing.key) {
                life.contradicted.push(sighting.clone());
            }
            match event.kind {
                LifeEventKind::FirstSaid if life.first_seen.is_none() => life.first_seen = Some(sighting),
                LifeEventKind::Repeated => life.repeated.push(sighting),
                LifeEventKind::Changed => life.updated.push(sighting),
                LifeEventKind::Denied if event.through.is_none() => life.denied.push(sighting),
                LifeEventKind::Confirmed => life.confirmed.push(sighting),
                LifeEventKind::Answered => match bearing.act {
                    Some(Act::Accepts) => life.confirmed.push(sighting),
                    Some(Act::Doubts | Act::Rejects) if told.insert(&bearing.key) => {
                        life.contradicted.push(sighting);
                    }
                    _ => {}
                },
                // The first word of a term is no repetition of the item.
                LifeEventKind::FirstSaid | LifeEventKind::Denied | LifeEventKind::Withdrawn => {}
            }
            // What has no date takes nothing back that has one, and brings nothing back.
            if bearing.date(by).is_none() && !events.is_empty() {
                continue;
            }
            match bearing.act {
                Some(Act::Withdraws) => {
                    let end = Sighting { key: bearing.key.clone(), date: bearing.date(by) };
                    life.withdrawn_terms.insert(bearing.item.clone(), end);
                }
                Some(Act::States | Act::Repeats | Act::Changes | Act::Confirms) => {
                    life.withdrawn_terms.remove(&bearing.item);
                }
                _ => {}
            }
        }
        // An annotation that does one thing to several of the items did it once.
        for found in [
            &mut life.repeated,
            &mut life.updated,
            &mut life.contradicted,
            &mut life.denied,
            &mut life.confirmed,
        ] {
            found.dedup_by(|one, other| one.key == other.key);
        }
        let silent = silences.last().filter(|silence| silence.until.is_none());
        let withdrawn = life.withdrawn_terms.remove(item);
        life.dropped =
            withdrawn.map(Dropped::Withdrawn).or(silent.map(|silence| Dropped::Silent(silence.after)));
        life
    }
}
