//! The rule by which two versions of a map of records, both made from a third, become one. Knows no files.

use std::collections::BTreeMap;

/// Two versions and what both began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreeWay<T> {
    /// What both began with.
    pub base: T,
    /// Our version.
    pub ours: T,
    /// Theirs.
    pub theirs: T,
}

/// One of two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Ours.
    Ours,
    /// Theirs.
    Theirs,
}

/// What the rule says of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Whose version stays.
    pub side: Side,
    /// Whether the other side changed it too, and differently, so that it has to be told.
    pub is_disputed: bool,
}

/// A record that both sides changed, each in another way. `None` is its absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed<K, V> {
    /// Which record.
    pub key: K,
    /// Whose version stays.
    pub kept: Side,
    /// Our version.
    pub ours: Option<V>,
    /// Theirs.
    pub theirs: Option<V>,
}

/// A map that has become one, with what is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedMap<K, V> {
    /// The records.
    pub records: BTreeMap<K, V>,
    /// Those of which one version gave way, by key.
    pub disputed: Vec<Disputed<K, V>>,
}

impl<T> ThreeWay<T> {
    /// The same of each version.
    pub fn map<'t, U>(&'t self, of: impl Fn(&'t T) -> U) -> ThreeWay<U> {
        ThreeWay { base: of(&self.base), ours: of(&self.ours), theirs: of(&self.theirs) }
    }
}

impl<V: PartialEq> ThreeWay<Option<&V>> {
    /// Which version of a record stays: that of the side that changed it; where both did, and differently,
    /// the one that `prefer` says.
    pub fn choose(&self, prefer: impl FnOnce(Option<&V>, Option<&V>) -> Side) -> Choice {
        let Self { base, ours, theirs } = *self;
        if ours == theirs || theirs == base {
            Choice { side: Side::Ours, is_disputed: false }
        } else if ours == base {
            Choice { side: Side::Theirs, is_disputed: false }
        } else {
            Choice { side: prefer(ours, theirs), is_disputed: true }
        }
    }
}

/// What a merge of files prefers where both sides changed a record: what is there before what was deleted,
/// then the later one by `time`, then ours.
pub fn kept_then_later<V, T: Ord>(time: impl Fn(&V) -> Option<T>) -> impl Fn(Option<&V>, Option<&V>) -> Side {
    move |ours, theirs| match (ours, theirs) {
        (None, Some(_)) => Side::Theirs,
        (Some(ours), Some(theirs)) if time(theirs) > time(ours) => Side::Theirs,
        _ => Side::Ours,
    }
}

/// Merges maps record by record, see [`ThreeWay::choose`]. No record of either side is missing from the records
/// and the disputed ones together, but those that one side deleted and the other left as they were.
pub fn merge_maps<K: Ord + Clone, V: Clone + PartialEq>(
    maps: ThreeWay<&BTreeMap<K, V>>,
    prefer: impl Fn(Option<&V>, Option<&V>) -> Side,
) -> MergedMap<K, V> {
    let mut merged = MergedMap { records: BTreeMap::new(), disputed: Vec::new() };
    let only_theirs = maps.theirs.keys().filter(|key| !maps.ours.contains_key(key));
    for key in maps.ours.keys().chain(only_theirs) {
        let versions = maps.map(|map| map.get(key));
        let Choice { side, is_disputed } = versions.choose(&prefer);
        let (ours, theirs) = (versions.ours.cloned(), versions.theirs.cloned());
        let kept = if side == Side::Ours { &ours } else { &theirs };
        if let Some(value) = kept {
            merged.records.insert(key.clone(), value.clone());
        }
        if is_disputed {
            merged.disputed.push(Disputed { key: key.clone(), kept: side, ours, theirs });
        }
    }
    merged.disputed.sort_by(|one, two| one.key.cmp(&two.key));
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A value with its time.
    type Timed = (u8, u8);
    type Map = BTreeMap<u8, Timed>;

    fn merge(base: &Map, ours: &Map, theirs: &Map) -> MergedMap<u8, Timed> {
        merge_maps(ThreeWay { base, ours, theirs }, kept_then_later(|value: &Timed| Some(value.0)))
    }

    fn map(records: &[(u8, Timed)]) -> Map {
        records.iter().copied().collect()
    }

    #[test]
    fn each_case_of_the_rule() {
        let base = map(&[(1, (0, 0)), (2, (0, 0)), (3, (0, 0)), (4, (0, 0)), (5, (0, 0)), (6, (0, 0))]);
        // 1 changed by us, 2 by them, 3 deleted by us, 4 by both, 5 changed by us and deleted by them, 6 by
        // both, 7 added by us, 8 by both.
        let ours = map(&[(1, (1, 1)), (2, (0, 0)), (5, (1, 1)), (6, (1, 1)), (7, (1, 1)), (8, (2, 1))]);
        let theirs = map(&[(1, (0, 0)), (2, (1, 2)), (3, (0, 0)), (6, (3, 2)), (8, (1, 2))]);
        let merged = merge(&base, &ours, &theirs);
        let expected = map(&[(1, (1, 1)), (2, (1, 2)), (5, (1, 1)), (6, (3, 2)), (7, (1, 1)), (8, (2, 1))]);
        assert_eq!(merged.records, expected);
        let disputed: Vec<_> = merged.disputed.iter().map(|record| (record.key, record.kept)).collect();
        assert_eq!(disputed, [(5, Side::Ours), (6, Side::Theirs), (8, Side::Ours)]);
    }

    fn any_map() -> impl Strategy<Value = Map> {
        prop::collection::btree_map(0_u8..6, (0_u8..3, 0_u8..2), 0..6)
    }

    proptest! {
        #[test]
        fn one_side_that_changed_is_taken_whole(base in any_map(), changed in any_map()) {
            for (ours, theirs) in [(&changed, &base), (&base, &changed), (&changed, &changed)] {
                let merged = merge(&base, ours, theirs);
                prop_assert_eq!(&merged.records, &changed);
                prop_assert!(merged.disputed.is_empty());
            }
        }

        #[test]
        fn nothing_is_lost_in_silence(base in any_map(), ours in any_map(), theirs in any_map()) {
            let merged = merge(&base, &ours, &theirs);
            for (side, other) in [(&ours, &theirs), (&theirs, &ours)] {
                for (key, value) in side {
                    let is_told = merged.disputed.iter().any(|told| {
                        told.key == *key && [told.ours.as_ref(), told.theirs.as_ref()].contains(&Some(value))
                    });
                    let was_changed_by_the_other_alone = base.get(key) == Some(value) && other.get(key) != Some(value);
                    prop_assert!(
                        merged.records.get(key) == Some(value) || is_told || was_changed_by_the_other_alone
                    );
                }
            }
        }

        #[test]
        fn both_orders_agree_but_for_ties(base in any_map(), one in any_map(), two in any_map()) {
            let (there, back) = (merge(&base, &one, &two), merge(&base, &two, &one));
            let keys = |merged: &MergedMap<u8, Timed>| -> Vec<u8> {
                merged.disputed.iter().map(|told| told.key).collect()
            };
            prop_assert_eq!(keys(&there), keys(&back));
            for key in there.records.keys().chain(back.records.keys()) {
                let is_tie = one.get(key).map(|value| value.0) == two.get(key).map(|value| value.0);
                prop_assert!(is_tie || there.records.get(key) == back.records.get(key));
            }
        }
    }
}
