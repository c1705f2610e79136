//! The position matrix: who stands where on an item and each of its terms.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;

use super::roll_up::RollUp;
use super::{Bearing, DateBy, Positions, Rows, Scope, Speaker, latest};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::item::Act;

/// Speakers by terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// The item, then its terms, each with its own terms behind it.
    pub columns: Vec<ItemId>,
    /// The speakers: named ones first, and in the order they first spoke.
    pub rows: Vec<MatrixRow>,
}

/// One speaker's stances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// Who: where rows are rolled up, what the speakers belonged to.
    pub speaker: Speaker,
    /// Who spoke in this row; the speaker alone, where rows are not rolled up.
    pub members: BTreeSet<Speaker>,
    /// One for each column; `None` where nothing was said.
    pub cells: Vec<Option<Cell>>,
}

/// What was said of one thing by one speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The latest word.
    pub stance: Stance,
    /// All annotations behind it, in time, each once.
    pub keys: Vec<AnnotationKey>,
}

/// A stance, with where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stance {
    /// What was done.
    pub act: Act,
    /// When, where that is known.
    pub date: Option<NaiveDate>,
    /// The annotation.
    pub key: AnnotationKey,
}

impl Cell {
    /// What bearings that are in order come to; `None` if there are none.
    pub(super) fn of(bearings: &[&Bearing], by: DateBy) -> Option<Self> {
        let last = latest(bearings, by)?;
        let stance = Stance { act: last.act?, date: last.date(by), key: last.key.clone() };
        Some(Self { stance, keys: keys_of(bearings.iter().copied()) })
    }
}

/// The annotations of bearings, in their order, each once.
pub(super) fn keys_of<'b>(bearings: impl IntoIterator<Item = &'b Bearing>) -> Vec<AnnotationKey> {
    let mut seen = HashSet::new();
    let keys = bearings.into_iter().map(|bearing| &bearing.key);
    keys.filter(|key| seen.insert(*key)).cloned().collect()
}

impl Positions<'_> {
    /// Who stands where on an item and its terms. O(k log k) in what bears on them.
    pub fn matrix(&self, item: &ItemId, rows: Rows, by: DateBy) -> Matrix {
        type Said<'b> = BTreeMap<&'b ItemId, Vec<&'b Bearing>>;
        let columns = self.items.with_terms(item);
        let bearings = self.bearings(item, Scope::WithTerms, by);
        let roll_up = (rows == Rows::RolledUp).then(|| RollUp::of(self.register));
        let mut order: Vec<Speaker> = Vec::new();
        let mut found: BTreeMap<Speaker, (BTreeSet<Speaker>, Said<'_>)> = BTreeMap::new();
        for bearing in &bearings {
            // Two people of one body who speak together make one entry of its row.
            let mut counted: BTreeSet<Speaker> = BTreeSet::new();
            for speaker in &bearing.speakers {
                let row = match &roll_up {
                    Some(roll_up) => roll_up.row(speaker, bearing.date(by)),
                    None => speaker.clone(),
                };
                let (members, said) = found.entry(row.clone()).or_insert_with(|| {
                    order.push(row.clone());
                    Default::default()
                });
                members.insert(speaker.clone());
                if counted.insert(row) {
                    said.entry(&bearing.item).or_default().push(bearing);
                }
            }
        }
        order.sort_by_key(Speaker::rank);
        let row = |speaker: Speaker| {
            let (members, said) = found.remove(&speaker)?;
            let cell = |column| said.get(column).and_then(|said| Cell::of(said, by));
            Some(MatrixRow { members, cells: columns.iter().map(cell).collect(), speaker })
        };
        let rows = order.into_iter().filter_map(row).collect();
        Matrix { columns, rows }
    }
}
