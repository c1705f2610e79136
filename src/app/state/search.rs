//! What the Find workspace keeps.

use crate::model::corpus::CorpusState;
use crate::model::edit::Edit;

/// What the Find workspace keeps.
#[derive(Debug, Default)]
pub struct SearchDesk {
    /// The row that is pointed at.
    pub cursor: usize,
    /// Whether anything has changed since it was made.
    is_stale: bool,
}

impl SearchDesk {
    /// Keeps it up with edits that have been applied; `state` is the corpus after them.
    pub fn follow(&mut self, _state: &CorpusState, edits: &[Edit]) {
        self.is_stale |= !edits.is_empty();
    }
}
