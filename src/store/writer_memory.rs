//! What the user's own folder remembers of a working copy: which writer it is for an annotator.

use serde::{Deserialize, Serialize};

use super::ron_file::FORMAT;

/// Which writer a working copy is, and the last line it wrote. A history that ends before that line has
/// been put back to an older state, so a new writer must be begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WriterMemory {
    format: u32,
    /// The writer's id.
    pub writer: String,
    /// The last line it is known to have written.
    pub n: u64,
}

impl WriterMemory {
    pub(super) fn new(writer: &str, n: u64) -> Self {
        Self { format: FORMAT, writer: writer.to_owned(), n }
    }
}

/// Six random characters of the lower-case base-32 alphabet, for the id of a new writer.
pub(super) fn mint_writer(random: u64) -> String {
    crate::model::id::random_id_text(random)[..6].to_owned()
}
