//! Groups of things that are known by their indexes: sets that are united, with the smallest index as their head.

/// Things in groups.
pub struct Groups(Vec<usize>);

impl Groups {
    /// So many things, each alone.
    pub fn new(len: usize) -> Self {
        Self((0..len).collect())
    }

    /// The head of the group a thing is in.
    pub fn head(&mut self, idx: usize) -> usize {
        let mut head = idx;
        while self.0[head] != head {
            self.0[head] = self.0[self.0[head]];
            head = self.0[head];
        }
        head
    }

    /// Makes one group of the groups of two things.
    pub fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.head(one), self.head(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// The groups, by their heads, each sorted.
    pub fn into_lists(mut self) -> Vec<Vec<usize>> {
        let heads: Vec<usize> = (0..self.0.len()).map(|idx| self.head(idx)).collect();
        let mut lists: Vec<Vec<usize>> = vec![Vec::new(); heads.len()];
        for (idx, head) in heads.into_iter().enumerate() {
            lists[head].push(idx);
        }
        lists.retain(|list| !list.is_empty());
        lists
    }
}
