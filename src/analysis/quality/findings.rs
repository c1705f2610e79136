//! How many findings each check has, those that were accepted left aside.

use std::collections::{BTreeMap, BTreeSet};

use super::checks::{CHECKS, position};
use super::{Finding, FindingDigest};

/// Counts findings as they come and go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// The place of the check and how many findings there are with this digest.
    by_digest: BTreeMap<FindingDigest, (usize, usize)>,
    accepted: BTreeSet<FindingDigest>,
    /// How many are to be looked at, by the place of the check.
    open: Vec<usize>,
}

impl Tally {
    pub(super) fn new(accepted: BTreeSet<FindingDigest>) -> Self {
        Self { accepted, open: vec![0; CHECKS.len()], ..Self::default() }
    }

    pub(super) fn add(&mut self, finding: &Finding) {
        let position = position(finding.about);
        let (_, num) = self.by_digest.entry(finding.digest).or_insert((position, 0));
        *num += 1;
        if !self.accepted.contains(&finding.digest) {
            self.open[position] += 1;
        }
    }

    pub(super) fn remove(&mut self, finding: &Finding) {
        let Some((position, num)) = self.by_digest.get_mut(&finding.digest) else { return };
        *num -= 1;
        if !self.accepted.contains(&finding.digest) {
            self.open[*position] -= 1;
        }
        if *num == 0 {
            self.by_digest.remove(&finding.digest);
        }
    }

    /// Takes down that a finding is accepted, or is no more.
    pub(super) fn accept(&mut self, digest: FindingDigest, is_accepted: bool) {
        let changes = if is_accepted { self.accepted.insert(digest) } else { self.accepted.remove(&digest) };
        if let Some((position, num)) = self.by_digest.get(&digest).filter(|_| changes) {
            let open = &mut self.open[*position];
            *open = if is_accepted { *open - num } else { *open + num };
        }
    }

    pub(super) fn is_accepted(&self, finding: &Finding) -> bool {
        self.accepted.contains(&finding.digest)
    }

    /// How many findings of the check at `position` are to be looked at.
    pub(super) fn num_open(&self, position: usize) -> usize {
        self.open.get(position).copied().unwrap_or_default()
    }
}
