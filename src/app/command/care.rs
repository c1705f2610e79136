//! Commands about the state of the corpus: what is not saved, what was recovered, what others have, checks and
//! repair.

use super::table::row;
use super::{Command, Group, Place, Spec, When};
use crate::store::{OtherTail, RecoveredValue};

/// A command about the state of the corpus.
#[derive(Clone, Debug, PartialEq)]
pub enum CareCommand {
    /// Show what was found, recovered, and is not in the files.
    Show,
    /// Try at once to save what the disk has refused.
    Retry,
    /// Read every file and every history, and list what is wrong.
    Check,
    /// Mend what can be mended without guessing.
    Repair,
    /// Make damaged files of one's own anew from the histories.
    Rebuild,

    // What follows carries what was pointed at, and stands in no menu.
    /// Take in what another writer has and the files don't.
    TakeIn(OtherTail),
    /// Put a recovered value in the place of what is there.
    Use(Box<RecoveredValue>),
    /// Open the corpus for writing although the file system has no locks.
    WriteUnlocked,
    /// Leave what is there, and take the recovered value off the list.
    Keep(Box<RecoveredValue>),
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Corpus, Command::Care(command), id, name, help).at(Place::Everywhere).when(When::Corpus)
    };
    vec![
        row(
            CareCommand::Show,
            "problems",
            "State of the corpus…",
            "List what was wrong, what was recovered, and what others have that is not in the files",
        ),
        row(CareCommand::Retry, "retry", "Save again now", "Try at once to write what the disk has refused"),
        row(
            CareCommand::Check,
            "check",
            "Check the corpus",
            "Read every file and every history, and list what is wrong",
        ),
        row(
            CareCommand::Repair,
            "repair",
            "Repair",
            "Mend what can be mended without guessing; the files as they were are kept in the trash",
        )
        .when(When::Tagset),
        row(
            CareCommand::Rebuild,
            "rebuild",
            "Rebuild from the histories",
            "Make own files that can't be read anew, and bring back own records that are not as the histories say",
        )
        .when(When::Tagset),
    ]
}
