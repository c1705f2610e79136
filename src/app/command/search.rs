//! Commands of the Find workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, SHIFT, row};
use super::{Command, Group, Place, Spec, When};

/// Something the Find workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchCommand {
    /// Look for words in the whole corpus; those that are selected, if there are any.
    Open,
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Search, Command::Search(command), id, name, help).at(Place::Search)
    };
    vec![
        row(
            SearchCommand::Open,
            "find-in-corpus",
            "Find in the corpus…",
            "Look for words and spans in all articles",
        )
        .keys([(COMMAND | SHIFT, Key::F)])
        .at(Place::Everywhere)
        .when(When::Corpus),
    ]
}
