//! Commands of the Statistics workspace, and its rows of the table.

use egui::Key;

use super::table::{NONE, row};
use super::{Command, Group, Place, Spec, When};

/// Something the Statistics workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum StatisticsCommand {
    /// Count again.
    Renew,
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Statistics, Command::Statistics(command), id, name, help).at(Place::Statistics)
    };
    vec![
        row(StatisticsCommand::Renew, "renew-statistics", "Count again", "Bring all figures up to date")
            .keys([(NONE, Key::F5)])
            .when(When::Corpus),
    ]
}
