//! Iterative stratification of groups of articles.
//!
//! The label with the fewest annotations left is dealt out first: its groups, those with most of it first, each to the
//! side that still wants most of that label; among equals to the side that wants most articles. Groups without a label
//! come last, large ones first. A side that has its articles gets no more, so that each exceeds its share by less than
//! one group. Everything is counted in whole numbers.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Split;
use crate::model::id::LabelId;

/// The shares of the sides; what counts is their proportion.
#[derive(Clone, Copy, Debug)]
pub struct Shares(pub [u32; 3]);

/// What a group weighs.
pub struct Weight {
    num_articles: i128,
    labels: BTreeMap<LabelId, i128>,
    /// Its place among equals.
    order: u64,
}

impl Shares {
    /// The sum of all shares.
    pub fn total(self) -> i128 {
        self.0.iter().map(|share| i128::from(*share)).sum()
    }

    /// The part of a side in hundredths of a percent.
    pub fn hundredths(self, split: Split) -> u32 {
        let part = i128::from(self.0[split as usize]) * 10_000 / self.total().max(1);
        u32::try_from(part).unwrap_or(u32::MAX)
    }

    /// Whether a group of so many articles is larger than the smallest side that is to have any of all.
    pub fn is_larger(self, group: usize, all: usize) -> bool {
        let smallest = self.0.iter().filter(|share| **share > 0).min().copied().unwrap_or(0);
        group as i128 * self.total() > all as i128 * i128::from(smallest)
    }

    /// So much of each side, times the total of all shares.
    fn of(self, amount: i128) -> [i128; 3] {
        self.0.map(|share| amount * i128::from(share))
    }
}

impl Weight {
    /// That of the articles with these indexes.
    pub fn of(members: &[usize], labels: &[BTreeMap<LabelId, usize>], order: u64) -> Self {
        let mut all: BTreeMap<LabelId, i128> = BTreeMap::new();
        for (label, count) in members.iter().flat_map(|idx| &labels[*idx]) {
            *all.entry(label.clone()).or_default() += *count as i128;
        }
        Self { num_articles: members.len() as i128, labels: all, order }
    }
}

/// What sides still want, times the total of all shares.
struct Wanted {
    articles: [i128; 3],
    labels: BTreeMap<LabelId, [i128; 3]>,
    total: i128,
}

impl Wanted {
    /// The side that wants a group most, for a label or for its articles alone.
    fn side(&self, label: Option<&LabelId>) -> Split {
        let of_label =
            |side: usize| label.and_then(|label| self.labels.get(label)).map_or(0, |wanted| wanted[side]);
        let with_room = Split::ALL.into_iter().filter(|split| self.articles[*split as usize] > 0);
        let best = with_room.max_by_key(|split| {
            let side = *split as usize;
            (of_label(side), self.articles[side], Reverse(side))
        });
        best.unwrap_or(Split::Train)
    }

    fn give(&mut self, split: Split, group: &Weight) {
        let side = split as usize;
        self.articles[side] -= group.num_articles * self.total;
        for (label, count) in &group.labels {
            if let Some(wanted) = self.labels.get_mut(label) {
                wanted[side] -= count * self.total;
            }
        }
    }
}

/// The side of each group. The shares are not all zero.
pub fn stratify(groups: &[Weight], shares: Shares) -> Vec<Split> {
    let mut left: BTreeMap<LabelId, i128> = BTreeMap::new();
    for (label, count) in groups.iter().flat_map(|group| &group.labels) {
        *left.entry(label.clone()).or_default() += count;
    }
    let mut wanted = Wanted {
        articles: shares.of(groups.iter().map(|group| group.num_articles).sum()),
        labels: left.iter().map(|(label, count)| (label.clone(), shares.of(*count))).collect(),
        total: shares.total(),
    };
    let mut sides: Vec<Option<Split>> = vec![None; groups.len()];
    while let Some(label) = left.iter().min_by_key(|(_, count)| **count).map(|(label, _)| label.clone()) {
        let mut with_label: Vec<(usize, i128)> = groups
            .iter()
            .enumerate()
            .filter(|(idx, _)| sides[*idx].is_none())
            .filter_map(|(idx, group)| Some((idx, *group.labels.get(&label)?)))
            .collect();
        with_label.sort_by_key(|(idx, count)| (Reverse(*count), groups[*idx].order, *idx));
        for (idx, _) in with_label {
            let side = wanted.side(Some(&label));
            wanted.give(side, &groups[idx]);
            sides[idx] = Some(side);
            for (other, count) in &groups[idx].labels {
                if let Some(left) = left.get_mut(other) {
                    *left -= count;
                }
            }
        }
        left.retain(|other, count| *other != label && *count > 0);
    }
    let mut rest: Vec<usize> = (0..groups.len()).filter(|idx| sides[*idx].is_none()).collect();
    rest.sort_by_key(|idx| (Reverse(groups[*idx].num_articles), groups[*idx].order, *idx));
    for idx in rest {
        let side = wanted.side(None);
        wanted.give(side, &groups[idx]);
        sides[idx] = Some(side);
    }
    sides.into_iter().map(|side| side.unwrap_or(Split::Train)).collect()
}
