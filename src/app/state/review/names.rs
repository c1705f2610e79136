//! Names that occur in many rows, each kept once: rows hold numbers, and are compared and counted by these.

use std::collections::HashMap;
use std::sync::Arc;

/// A name by its number. `NONE` stands for the absence of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameIdx(u32);

impl NameIdx {
    /// No name.
    pub const NONE: Self = Self(u32::MAX);

    /// Its place in lists that are as long as there are names; `None` for no name.
    pub fn place(self) -> Option<usize> {
        (self != Self::NONE).then_some(self.0 as usize)
    }
}

/// Names, each once.
#[derive(Debug, Default)]
pub struct Names {
    list: Vec<Arc<str>>,
    by_name: HashMap<Arc<str>, u32>,
    /// The place of each among all, in the order of lists; made anew when names have come.
    ranks: Vec<u32>,
}

impl Names {
    /// The number of a name, which it gets now if it has none.
    pub fn number(&mut self, name: &str) -> NameIdx {
        if let Some(known) = self.by_name.get(name) {
            return NameIdx(*known);
        }
        // Memory ends long before the numbers do.
        let new = u32::try_from(self.list.len()).unwrap_or(u32::MAX - 1);
        let name: Arc<str> = name.into();
        self.list.push(Arc::clone(&name));
        self.by_name.insert(name, new);
        NameIdx(new)
    }

    /// The number of a name that has one.
    pub fn find(&self, name: &str) -> Option<NameIdx> {
        self.by_name.get(name).copied().map(NameIdx)
    }

    /// A name.
    pub fn get(&self, idx: NameIdx) -> Option<&str> {
        self.list.get(idx.place()?).map(|name| &**name)
    }

    /// How many names there are.
    pub fn num(&self) -> usize {
        self.list.len()
    }

    /// Every name with its number.
    pub fn iter(&self) -> impl Iterator<Item = (NameIdx, &str)> {
        (0..).zip(&self.list).map(|(idx, name)| (NameIdx(idx), &**name))
    }

    /// Puts all names in order, so that [`Self::rank`] knows them.
    pub fn put_in_order(&mut self) {
        if self.ranks.len() == self.list.len() {
            return;
        }
        let mut order: Vec<(String, u32)> =
            (0..).zip(&self.list).map(|(idx, name)| (name.to_lowercase(), idx)).collect();
        order.sort_unstable();
        self.ranks = vec![0; self.list.len()];
        for (rank, (_, idx)) in (0..).zip(order) {
            self.ranks[idx as usize] = rank;
        }
    }

    /// The place of a name among all, small letters as large ones; no name comes last.
    pub fn rank(&self, idx: NameIdx) -> u32 {
        idx.place().and_then(|place| self.ranks.get(place).copied()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_once_and_put_in_order() {
        let mut names = Names::default();
        let numbers = ["Ruz", "ana", "Ruz", "Bo"].map(|name| names.number(name));
        assert_eq!((numbers[0], names.num()), (numbers[2], 3));
        names.put_in_order();
        assert_eq!([1, 3, 0].map(|at: usize| names.rank(numbers[at])), [0, 1, 2]);
        assert_eq!(names.rank(NameIdx::NONE), u32::MAX);
        assert_eq!((names.get(numbers[1]), names.get(NameIdx::NONE)), (Some("ana"), None));
    }
}
