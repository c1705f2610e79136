//! How many independent voices stand behind an item: whoever is known only through the same source counts once.

use std::collections::{BTreeMap, BTreeSet};

use super::matrix::keys_of;
use super::{Bearing, DateBy, Positions, Scope, Speaker, latest};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::item::Act;

/// The independent voices behind an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Independence {
    /// One for each independent voice, in the order they first spoke.
    pub groups: Vec<SourceGroup>,
}

/// Voices that count as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceGroup {
    /// Whose word it is. People without a name are there by whom they belong to and count once, for nobody can tell
    /// whether they are several.
    pub speakers: BTreeSet<Speaker>,
    /// The source they have in common; empty where a single speaker is behind it.
    pub via: BTreeSet<Speaker>,
    /// The annotations, in time.
    pub keys: Vec<AnnotationKey>,
}

impl Independence {
    /// How many independent voices there are.
    pub fn num_voices(&self) -> usize {
        self.groups.len()
    }
}

/// Whose latest word is asked for. People without a name are never taken for one: each word stands for itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voice<'b> {
    Known(Speaker),
    Source(Vec<Speaker>),
    Word(Speaker, &'b AnnotationKey),
}

impl Positions<'_> {
    /// How many independent voices stand behind an item: those whose latest word states, repeats, accepts or confirms
    /// it. Voices count as one where all that is known of them was passed on by the same, or where nobody has said
    /// who they are and the same passed it on. O(k log k) in what bears on it.
    pub fn independent(&self, item: &ItemId, scope: Scope, by: DateBy) -> Independence {
        let bearings = self.bearings(item, scope, by);
        let mut words: BTreeMap<Voice<'_>, Vec<&Bearing>> = BTreeMap::new();
        for bearing in &bearings {
            for speaker in &bearing.speakers {
                words.entry(Voice::of(speaker, bearing)).or_default().push(bearing);
            }
        }
        let mut behind: BTreeMap<Speaker, Vec<&Bearing>> = BTreeMap::new();
        let mut groups = Groups::default();
        for (voice, said) in &words {
            let standing = standing_words(said, by);
            if standing.is_empty() {
                continue;
            }
            match voice {
                Voice::Known(speaker) | Voice::Word(speaker, _) => {
                    behind.entry(speaker.clone()).or_default().extend(standing);
                }
                Voice::Source(via) => groups.add(Speaker::NotSet, via.iter().cloned().collect(), &standing),
            }
        }
        for (speaker, said) in behind {
            let via = common_via(&said);
            groups.add(speaker, via, &said);
        }
        let order: BTreeMap<&AnnotationKey, usize> =
            bearings.iter().enumerate().rev().map(|(at, bearing)| (&bearing.key, at)).collect();
        groups.finished(&bearings, &order)
    }
}

impl Voice<'_> {
    fn of<'b>(speaker: &Speaker, bearing: &'b Bearing) -> Voice<'b> {
        match speaker {
            Speaker::Registered(_) | Speaker::Outlet(_) => Voice::Known(speaker.clone()),
            Speaker::NotSet if !bearing.via.is_empty() => {
                let mut via = bearing.via.clone();
                via.sort();
                Voice::Source(via)
            }
            Speaker::Unnamed { .. } | Speaker::NotSet => Voice::Word(speaker.clone(), &bearing.key),
        }
    }
}

/// Whether an act stands behind an item.
fn is_behind(bearing: &Bearing) -> bool {
    matches!(bearing.act, Some(Act::States | Act::Repeats | Act::Accepts | Act::Confirms))
}

/// The words of one voice, in order, that stand behind an item: none if the latest does not, otherwise those since the
/// last that does not.
fn standing_words<'b>(said: &[&'b Bearing], by: DateBy) -> Vec<&'b Bearing> {
    if !latest(said, by).is_some_and(is_behind) {
        return Vec::new();
    }
    let (dated, undated): (Vec<&Bearing>, Vec<&Bearing>) =
        said.iter().copied().partition(|bearing| bearing.date(by).is_some());
    let since = |said: &[&'b Bearing]| -> Vec<&'b Bearing> {
        let start = said.iter().rposition(|bearing| !is_behind(bearing)).map_or(0, |at| at + 1);
        said[start..].to_vec()
    };
    if dated.is_empty() {
        return since(&undated);
    }
    // What has no date counts with what has, but takes nothing from it.
    let mut standing = since(&dated);
    standing.extend(undated.into_iter().filter(|bearing| is_behind(bearing)));
    standing
}

/// Who passed on each of these words; nobody, if one was not passed on.
fn common_via(said: &[&Bearing]) -> BTreeSet<Speaker> {
    let mut common: Option<BTreeSet<Speaker>> = None;
    for bearing in said {
        let via: BTreeSet<Speaker> = bearing.via.iter().cloned().collect();
        common = Some(common.map_or(via.clone(), |common| &common & &via));
    }
    common.unwrap_or_default()
}

/// Groups in the making, each with all sources and speakers by which another can belong to it.
#[derive(Default)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Default)]
struct Group {
    speakers: BTreeSet<Speaker>,
    via: BTreeSet<Speaker>,
    keys: BTreeSet<AnnotationKey>,
}

impl Groups {
    /// Adds a voice, joining what now has a source in common. A source that speaks for itself is in its own group.
    fn add(&mut self, speaker: Speaker, via: BTreeSet<Speaker>, said: &[&Bearing]) {
        let mut joined = Group {
            keys: said.iter().map(|bearing| bearing.key.clone()).collect(),
            speakers: BTreeSet::from([speaker]),
            via,
        };
        for group in std::mem::take(&mut self.groups) {
            if group.has_source_of(&joined) {
                joined.speakers.extend(group.speakers);
                joined.via.extend(group.via);
                joined.keys.extend(group.keys);
            } else {
                self.groups.push(group);
            }
        }
        self.groups.push(joined);
    }

    fn finished(self, bearings: &[Bearing], order: &BTreeMap<&AnnotationKey, usize>) -> Independence {
        let group = |group: Group| {
            let said = bearings.iter().filter(|bearing| group.keys.contains(&bearing.key));
            SourceGroup { keys: keys_of(said), speakers: group.speakers, via: group.via }
        };
        let mut groups: Vec<SourceGroup> = self.groups.into_iter().map(group).collect();
        groups.sort_by_key(|group| group.keys.first().and_then(|key| order.get(key)).copied());
        Independence { groups }
    }
}

impl Group {
    fn has_source_of(&self, other: &Self) -> bool {
        // "Not set" is nobody, and joins nothing.
        let speaks = |group: &Self, via: &Speaker| *via != Speaker::NotSet && group.speakers.contains(via);
        !self.via.is_disjoint(&other.via)
            || self.via.iter().any(|via| speaks(other, via))
            || other.via.iter().any(|via| speaks(self, via))
    }
}
