//! Commands that change the text of the article in view: only ever by a dialog, so that no key does it by accident.

use super::table::row;
use super::{Command, Group, Place, Spec, When};

/// A change of the text of the article in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectingCommand {
    /// Ask what is to stand in the place of the selected words, or of the word at the caret.
    Correct,
    /// Ask for a file with a newer version of the article.
    Renew,
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Article, Command::Correcting(command), id, name, help)
            .at(Place::Everywhere)
            .when(When::Writing)
    };
    vec![
        row(
            CorrectingCommand::Correct,
            "correct-text",
            "Correct the text…",
            "Mend the selected words, or the word at the caret; what is tagged goes along",
        ),
        row(
            CorrectingCommand::Renew,
            "renew-text",
            "Renew from a file…",
            "Give the article the text of a newer version; what is tagged goes along",
        ),
    ]
}
