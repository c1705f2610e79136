//! What is about to be done with everything that was found: each hit is kept or skipped first, then it is done in one
//! go.

use std::collections::BTreeSet;

use crate::model::change::replace::Replacement;
use crate::model::id::LabelId;

/// What is to be done with hits.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Their words are tagged.
    Tag(LabelId),
    /// Something said of their spans is replaced.
    Replace(Replacement),
}

/// Something that is about to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What.
    pub deed: Deed,
    /// The hits it can be done with, by index, in the order in which they are shown.
    pub rows: Vec<usize>,
    /// Those of them that are left out.
    pub skipped: BTreeSet<usize>,
    /// Those of them for which it is so already.
    pub already: BTreeSet<usize>,
}

impl Plan {
    /// With how many hits it will be done.
    pub fn num_kept(&self) -> usize {
        self.rows.len() - self.skipped.len()
    }
}
