//! Commands of the Checks workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, row};
use super::{Command, Group, Place, Spec, When};

/// Something the Checks workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum ChecksCommand {
    /// Go to the filter.
    Find,
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Checks, Command::Checks(command), id, name, help).at(Place::Checks)
    };
    vec![
        row(ChecksCommand::Find, "filter-checks", "Filter the checks", "Show only what holds these words")
            .keys([(COMMAND, Key::F), (NONE, Key::Slash)])
            .when(When::Corpus),
    ]
}
