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
        let mut words: BTreeMap<Voice<'_>, Vec<usize>> = BTreeMap::new();
        for (at, bearing) in bearings.iter().enumerate() {
            for speaker in &bearing.speakers {
                words.entry(Voice::of(speaker, bearing)).or_default().push(at);
            }
        }
        let mut behind: BTreeMap<Speaker, Vec<usize>> = BTreeMap::new();
        let mut groups = Groups::default();
        for (voice, said) in &words {
            let standing = standing_words(&bearings, said, by);
            if standing.is_empty() {
                continue;
            }
            match voice {
                Voice::Known(speaker) | Voice::Word(speaker, _) => {
                    behind.entry(speaker.clone()).or_default().extend(standing);
                }
                Voice::Source(via) => groups.add(Speaker::NotSet, via.iter().cloned().collect(), standing),
            }
        }
        for (speaker, said) in behind {
            let via = common_via(said.iter().map(|at| &bearings[*at]));
            groups.add(speaker, via, said);
        }
        groups.finished(&bearings)
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

/// The words of one voice, by their places in order, that stand behind an item: none if the latest does not, otherwise
/// those since the last that does not.
fn standing_words(bearings: &[Bearing], said: &[usize], by: DateBy) -> Vec<usize> {
    let words: Vec<&Bearing> = said.iter().map(|at| &bearings[*at]).collect();
    if !latest(&words, by).is_some_and(is_behind) {
        return Vec::new();
    }
    let (dated, undated): (Vec<usize>, Vec<usize>) =
        said.iter().partition(|at| bearings[**at].date(by).is_some());
    let since = |said: &[usize]| -> Vec<usize> {
        let start = said.iter().rposition(|at| !is_behind(&bearings[*at])).map_or(0, |at| at + 1);
        said[start..].to_vec()
    };
    if dated.is_empty() {
        return since(&undated);
    }
    // What has no date counts with what has, but takes nothing from it.
    let mut standing = since(&dated);
    standing.extend(undated.into_iter().filter(|at| is_behind(&bearings[*at])));
    standing
}

/// Who passed on each of these words; nobody, if one was not passed on.
fn common_via<'b>(said: impl Iterator<Item = &'b Bearing>) -> BTreeSet<Speaker> {
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

struct Group {
    speakers: BTreeSet<Speaker>,
    via: BTreeSet<Speaker>,
    /// Of their words, in order.
    places: BTreeSet<usize>,
}

impl Groups {
    /// Adds a voice, joining what now has a source in common. A source that speaks for itself is in its own group.
    fn add(&mut self, speaker: Speaker, via: BTreeSet<Speaker>, said: Vec<usize>) {
        let mut joined =
            Group { places: said.into_iter().collect(), speakers: BTreeSet::from([speaker]), via };
        for group in std::mem::take(&mut self.groups) {
            if group.has_source_of(&joined) {
                joined.speakers.extend(group.speakers);
                joined.via.extend(group.via);
                joined.places.extend(group.places);
            } else {
                self.groups.push(group);
            }
        }
        self.groups.push(joined);
    }

    fn finished(mut self, bearings: &[Bearing]) -> Independence {
        self.groups.sort_by_key(|group| group.places.first().copied());
        let group = |group: Group| {
            let said = group.places.iter().map(|at| &bearings[*at]);
            SourceGroup { keys: keys_of(said), speakers: group.speakers, via: group.via }
        };
        Independence { groups: self.groups.into_iter().map(group).collect() }
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
