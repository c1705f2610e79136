//! Commands of the Voices workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, row};
use super::{Command, Group, Place, Spec, When};

/// Something the Voices workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum VoicesCommand {
    /// Go to the filter.
    Find,
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Voices, Command::Voices(command), id, name, help).at(Place::Voices)
    };
    vec![
        row(
            VoicesCommand::Find,
            "filter-voices",
            "Filter the register",
            "Show only names with these letters",
        )
        .keys([(COMMAND, Key::F), (NONE, Key::Slash)])
        .when(When::Corpus),
    ]
}
