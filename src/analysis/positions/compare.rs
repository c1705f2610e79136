//! Two items side by side, term by term.

use std::collections::BTreeSet;

use super::index::{ItemAct, LinkKind, Span};
use super::matrix::keys_of;
use super::{Bearing, DateBy, Positions, Scope, latest};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::item::Act;

/// Two items term by term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The items themselves, as a pair of their own.
    pub whole: (Vec<AnnotationKey>, Vec<AnnotationKey>),
    /// The words that say best what each of them is, see [`TermPair::one_told`].
    pub whole_told: (Option<AnnotationKey>, Option<AnnotationKey>),
    /// The terms of the first, in its order, then those that only the second has.
    pub terms: Vec<TermPair>,
}

/// A term of one item, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermPair {
    /// The term of the first.
    pub one: Option<ItemId>,
    /// The term of the second.
    pub two: Option<ItemId>,
    /// What became of it.
    pub change: TermChange,
    /// Why the two are taken for each other, where there are two.
    pub matched_by: Option<MatchedBy>,
    /// The annotations that bear on the first, in time.
    pub one_keys: Vec<AnnotationKey>,
    /// The annotations that bear on the second, in time.
    pub two_keys: Vec<AnnotationKey>,
    /// The words that say best what the first is: the latest that state or repeat it, else the latest that change or
    /// withdraw it, else the latest of all.
    pub one_told: Option<AnnotationKey>,
    /// The same of the second.
    pub two_told: Option<AnnotationKey>,
}

/// What became of a term from the first item to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermChange {
    /// The second has it, and nothing says that it is another.
    Kept,
    /// The second has it otherwise: something says that it changes it, one of its annotations updates one of the
    /// first's, or the term took the other's place under another name.
    Changed,
    /// It was taken back.
    Dropped,
    /// Nothing bears on it in the second, which may not have it at all.
    Silent,
    /// Only the second has it.
    Added,
}

impl TermChange {
    /// Every change.
    pub const ALL: [Self; 5] = [Self::Kept, Self::Changed, Self::Dropped, Self::Silent, Self::Added];

    /// Its name on screen and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::Dropped => "dropped",
            Self::Silent => "silent",
            Self::Added => "added",
        }
    }
}

/// Why two terms are taken for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedBy {
    /// They are the same item.
    Same,
    /// One took the place of the other, or of one that took its place.
    Replaces,
    /// They go by the same name.
    Name,
}

impl Positions<'_> {
    /// Two items term by term: what was kept, changed, dropped, passed over, added. O(t² + k log k) in terms and
    /// what bears on them.
    pub fn compare(&self, one: &ItemId, two: &ItemId, by: DateBy) -> Comparison {
        let terms = |item| self.items.with_terms(item).split_off(1);
        let (ones, twos) = (terms(one), terms(two));
        let pairs = self.matches(&ones, &twos);
        let side = |item| self.items.with_terms(item).into_iter().collect::<BTreeSet<ItemId>>();
        let (one_side, two_side) = (side(one), side(two));
        let mut found = Vec::with_capacity(ones.len());
        for (at, term) in ones.iter().enumerate() {
            let matched = pairs.iter().find(|(one, ..)| *one == at);
            found.push(self.pair(
                term,
                matched.map(|(_, two, why)| (&twos[*two], *why)),
                [&one_side, &two_side],
                by,
            ));
        }
        for (at, term) in twos.iter().enumerate() {
            if pairs.iter().all(|(_, two, _)| *two != at) {
                let on_two = self.bearings(term, Scope::Item, by);
                found.push(TermPair {
                    one: None,
                    two: Some(term.clone()),
                    change: TermChange::Added,
                    matched_by: None,
                    one_keys: Vec::new(),
                    two_keys: keys_of(&on_two),
                    one_told: None,
                    two_told: told(&on_two, by),
                });
            }
        }
        let (on_one, on_two) = (self.bearings(one, Scope::Item, by), self.bearings(two, Scope::Item, by));
        Comparison {
            whole: (keys_of(&on_one), keys_of(&on_two)),
            whole_told: (told(&on_one, by), told(&on_two, by)),
            terms: found,
        }
    }

    /// Which terms are taken for each other, by place: each at most once, the surest first.
    fn matches(&self, ones: &[ItemId], twos: &[ItemId]) -> Vec<(usize, usize, MatchedBy)> {
        type Rule<'r> = (MatchedBy, &'r dyn Fn(usize, usize) -> bool);
        let chains: Vec<BTreeSet<ItemId>> =
            ones.iter().map(|one| self.items.chain(one).into_iter().collect()).collect();
        let names =
            |ids: &[ItemId]| -> Vec<Vec<String>> { ids.iter().map(|id| self.items.name_keys(id)).collect() };
        let (one_names, two_names) = (names(ones), names(twos));
        let is_direct = |one: usize, two: usize| {
            let (one, two) = (&ones[one], &twos[two]);
            self.items.predecessors(two).contains(one) || self.items.successors(two).contains(one)
        };
        let has_same_name = |one: usize, two: usize| {
            one_names[one].first().is_some_and(|name| two_names[two].first() == Some(name))
        };
        let shares_name =
            |one: usize, two: usize| one_names[one].iter().any(|name| two_names[two].contains(name));
        let rules: [Rule<'_>; 5] = [
            (MatchedBy::Same, &|one, two| ones[one] == twos[two]),
            (MatchedBy::Replaces, &is_direct),
            (MatchedBy::Replaces, &|one, two| chains[one].contains(&twos[two])),
            (MatchedBy::Name, &has_same_name),
            (MatchedBy::Name, &shares_name),
        ];
        let (mut free_ones, mut free_twos) = (vec![true; ones.len()], vec![true; twos.len()]);
        let mut pairs = Vec::new();
        for (why, is_match) in rules {
            for (one, is_free) in free_ones.iter_mut().enumerate().filter(|(_, is_free)| **is_free) {
                if let Some(two) = (0..twos.len()).find(|two| free_twos[*two] && is_match(one, *two)) {
                    (*is_free, free_twos[two]) = (false, false);
                    pairs.push((one, two, why));
                }
            }
        }
        pairs
    }

    /// Whether a term of the first is dropped: words that bear on the second take it back or turn it down, or the
    /// latest that speaks of no other item takes it back.
    fn is_dropped(
        &self,
        term: &ItemId,
        on_term: &[Bearing],
        [one, two]: [&BTreeSet<ItemId>; 2],
        by: DateBy,
    ) -> bool {
        let bears_on = |span: &Span, side: &BTreeSet<ItemId>| {
            span.items.iter().any(|on| side.contains(self.items.meant(&on.item)))
        };
        let turns_down = |span: &Span| {
            let is_it = |on: &ItemAct| {
                self.items.meant(&on.item) == term && matches!(on.act, Act::Withdraws | Act::Rejects)
            };
            span.items.iter().any(is_it)
        };
        let mut elsewhere: BTreeSet<&AnnotationKey> = BTreeSet::new();
        for (_, span) in self.spans(term) {
            if turns_down(span) && bears_on(span, two) {
                return true;
            }
            if span.items.iter().any(|on| !one.contains(self.items.meant(&on.item))) {
                elsewhere.insert(&span.key);
            }
        }
        let of_one: Vec<Bearing> =
            on_term.iter().filter(|bearing| !elsewhere.contains(&bearing.key)).cloned().collect();
        is_withdrawn(&of_one, by)
    }

    fn pair(
        &self,
        one: &ItemId,
        matched: Option<(&ItemId, MatchedBy)>,
        sides: [&BTreeSet<ItemId>; 2],
        by: DateBy,
    ) -> TermPair {
        let on_one = self.bearings(one, Scope::Item, by);
        let on_two = matched.map_or_else(Vec::new, |(two, _)| self.bearings(two, Scope::Item, by));
        let change = match matched {
            // Only words drop a term: what the second does not speak of, it is silent on.
            _ if on_two.is_empty() && self.is_dropped(one, &on_one, sides, by) => TermChange::Dropped,
            _ if on_two.is_empty() => TermChange::Silent,
            Some(_) if is_withdrawn(&on_two, by) => TermChange::Dropped,
            Some(matched) if self.is_changed(one, matched, sides) => TermChange::Changed,
            _ => TermChange::Kept,
        };
        TermPair {
            one: Some(one.clone()),
            two: matched.map(|(two, _)| two.clone()),
            change,
            matched_by: matched.map(|(_, why)| why),
            one_keys: keys_of(&on_one),
            two_keys: keys_of(&on_two),
            one_told: told(&on_one, by),
            two_told: told(&on_two, by),
        }
    }

    fn is_changed(
        &self,
        one: &ItemId,
        (two, why): (&ItemId, MatchedBy),
        sides: [&BTreeSet<ItemId>; 2],
    ) -> bool {
        let is_renamed = || {
            let names = self.items.name_keys(one);
            !self.items.name_keys(two).iter().any(|name| names.contains(name))
        };
        let updates = || {
            self.spans(one).any(|(_, span)| {
                let newer = |link: &super::index::LinkedSpan<'_>| {
                    link.is_from && link.span.items.iter().any(|on| self.items.meant(&on.item) == two)
                };
                self.index.linked(span, LinkKind::Updates).any(|link| newer(&link))
            })
        };
        let changes = || {
            self.spans(two).any(|(_, span)| {
                // What changes the second for the sake of a third item came later, and is no change between these two.
                let is_between = || {
                    span.items
                        .iter()
                        .all(|on| sides.iter().any(|side| side.contains(self.items.meant(&on.item))))
                };
                // One that puts a term of the second forward may say that it changes that of the first.
                let puts_forward = |on: &ItemAct| {
                    self.items.meant(&on.item) == two && matches!(on.act, Act::States | Act::Repeats)
                };
                let changes = |on: &ItemAct| {
                    let meant = self.items.meant(&on.item);
                    let is_told = (meant == one && span.items.iter().any(puts_forward))
                        || (meant == two && is_between());
                    on.act == Act::Changes && is_told
                };
                span.items.iter().any(changes)
            })
        };
        changes() || (why == MatchedBy::Replaces && is_renamed()) || (why != MatchedBy::Same && updates())
    }
}

/// The words that say best what something is, of bearings that are in order.
fn told(bearings: &[Bearing], by: DateBy) -> Option<AnnotationKey> {
    let of = |acts: &[Act]| {
        let found: Vec<&Bearing> =
            bearings.iter().filter(|bearing| bearing.act.is_some_and(|act| acts.contains(&act))).collect();
        latest(&found, by).map(|bearing| bearing.key.clone())
    };
    of(&[Act::States, Act::Repeats]).or_else(|| of(&[Act::Changes, Act::Withdraws])).or_else(|| of(&Act::ALL))
}

/// Whether the latest that was put forward, of bearings that are in order, is that it is taken back.
fn is_withdrawn(bearings: &[Bearing], by: DateBy) -> bool {
    let is_forward = |bearing: &&Bearing| {
        matches!(bearing.act, Some(Act::States | Act::Repeats | Act::Changes | Act::Withdraws))
    };
    let forward: Vec<&Bearing> = bearings.iter().filter(is_forward).collect();
    latest(&forward, by).is_some_and(|bearing| bearing.act == Some(Act::Withdraws))
}
