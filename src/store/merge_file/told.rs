//! What a merge has to tell: the records of which one version had to give way, in full.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::MergeError;
use crate::model::time::Timestamp;
use crate::store::ron_file;
use crate::store::three_way::{Choice, Disputed, MergedMap, Side, ThreeWay, kept_then_later, merge_maps};

/// A record that both sides changed, each in another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which record: `annotation cafe`.
    pub record: String,
    /// Whose version stands in the merged file.
    pub kept: Side,
    /// Our version as RON on one line; `None` if we deleted it.
    pub ours: Option<String>,
    /// Their version.
    pub theirs: Option<String>,
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, kept, ours, theirs } = self;
        let (kept, other, gone) = match kept {
            Side::Ours => ("ours", "theirs", theirs),
            Side::Theirs => ("theirs", "ours", ours),
        };
        match gone {
            Some(gone) => {
                write!(f, "{record}: both sides changed it; {kept} stays, {other} was {gone}")
            }
            None => write!(f, "{record}: {other} deleted it, {kept} changed it; it stays"),
        }
    }
}

/// What has been told so far.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub listed: Vec<Listed>,
}

impl Told {
    /// Merges maps of records. `name` says which record it is, `time` when it was changed, `record` how it stands
    /// in files.
    pub(super) fn merge<K, V, R>(
        &mut self,
        maps: &ThreeWay<BTreeMap<K, V>>,
        name: impl Fn(&K) -> String,
        time: impl Fn(&V) -> Option<Timestamp>,
        record: impl Fn(&V) -> R,
    ) -> Result<BTreeMap<K, V>, MergeError>
    where
        K: Ord + Clone,
        V: Clone + PartialEq,
        R: Serialize,
    {
        let MergedMap { records, disputed } = merge_maps(maps.map(|map| map), kept_then_later(time));
        for Disputed { key, kept, ours, theirs } in disputed {
            let ron = |value: &Option<V>| {
                value.as_ref().map(|value| ron_file::write_compact(&record(value))).transpose()
            };
            let (ours, theirs) = (ron(&ours)?, ron(&theirs)?);
            self.listed.push(Listed { record: name(&key), kept, ours, theirs });
        }
        Ok(records)
    }

    /// Merges one record that has no time of its own.
    pub(super) fn merge_one<V, R>(
        &mut self,
        versions: &ThreeWay<Option<V>>,
        name: &str,
        record: impl Fn(&V) -> R,
    ) -> Result<Option<V>, MergeError>
    where
        V: Clone + PartialEq,
        R: Serialize,
    {
        let Choice { side, is_disputed } =
            versions.map(Option::as_ref).choose(kept_then_later(|_| None::<Timestamp>));
        if is_disputed {
            let ron = |value: &Option<V>| {
                value.as_ref().map(|value| ron_file::write_compact(&record(value))).transpose()
            };
            let (ours, theirs) = (ron(&versions.ours)?, ron(&versions.theirs)?);
            self.listed.push(Listed { record: name.to_owned(), kept: side, ours, theirs });
        }
        Ok(if side == Side::Ours { versions.ours.clone() } else { versions.theirs.clone() })
    }
}
