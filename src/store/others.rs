//! What other writers have in their histories and their files don't have: the same annotator on another machine,
//! or somebody whose program was interrupted.

use std::collections::BTreeSet;

use super::disk::Disk;
use super::error::StoreError;
use super::history::{WriterName, volumes};
use super::layout::Layout;
use super::own_history::OwnHistory;
use crate::model::id::AnnotatorId;
use crate::model::time::Timestamp;

/// Changes of another writer that are not in the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherTail {
    /// Whose changes they are.
    pub annotator: AnnotatorId,
    /// The writer: this annotator in one working copy.
    pub writer: String,
    /// How many transactions there are.
    pub num_changes: usize,
    /// The machine the writer last said it was on, if it has said so.
    pub machine: Option<String>,
    /// When the last of them was made.
    pub last: Timestamp,
    /// Whether the annotator has the corpus open right now, so that the changes are on their way.
    pub is_at_work: bool,
}

impl std::fmt::Display for OtherTail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { annotator, writer, num_changes, machine, .. } = self;
        let (changes, are) = if *num_changes == 1 { ("change", "is") } else { ("changes", "are") };
        write!(f, "{num_changes} {changes} by {annotator}")?;
        match machine {
            Some(machine) => write!(f, " on {machine}")?,
            None => write!(f, " (writer {writer})")?,
        }
        write!(f, " {are} not in the files")
    }
}

/// The tails of everybody but `own`. `holds_own` says that the own annotator's lock is held by this very program.
pub(super) fn other_tails(
    disk: &dyn Disk,
    layout: &Layout,
    own: &WriterName,
    holds_own: bool,
) -> Result<Vec<OtherTail>, StoreError> {
    let volumes = volumes(disk, layout)?;
    let writers: BTreeSet<&WriterName> =
        volumes.iter().map(|(writer, _)| writer).filter(|writer| *writer != own).collect();
    let mut tails = Vec::new();
    for name in writers {
        let (history, _, tail) = match OwnHistory::read(disk, layout, name.clone(), &volumes) {
            Ok(read) => read,
            // One history that can't be read keeps nobody from working; `check` names it.
            Err(StoreError::Disk { .. }) => continue,
            Err(err) => return Err(err),
        };
        let (Some(last), name) = (tail.lines.last(), history.name.clone()) else { continue };
        let is_own = holds_own && name.annotator == own.annotator;
        let is_at_work = !is_own && is_at_work(disk, layout, &name.annotator);
        tails.push(OtherTail {
            num_changes: tail.lines.len(),
            machine: history.machine(disk, layout),
            last: last.t,
            is_at_work,
            annotator: name.annotator,
            writer: name.writer,
        });
    }
    Ok(tails)
}

/// Whether an annotator has the corpus open. Their lock is tried only where somebody has left a note of holding it,
/// so that nothing is made on the disk by asking.
fn is_at_work(disk: &dyn Disk, layout: &Layout, annotator: &AnnotatorId) -> bool {
    disk.canonical(&layout.lock_holder(annotator)).is_ok()
        && disk.lock(&layout.lock(annotator)).is_ok_and(|lock| lock.is_none())
}
