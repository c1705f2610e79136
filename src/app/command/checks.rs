//! Commands of the Checks workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, SHIFT, row};
use super::{Command, Group, Place, Spec, When};
use crate::app::state::checks::ChecksFilter;

/// Something the Checks workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum ChecksCommand {
    /// Go to the filter.
    Find,
    /// Show the finding where it stands.
    OpenInArticle,
    /// Mend what is pointed at.
    Mend,
    /// Mend everything of this check that is shown.
    MendAll,
    /// Accept the finding as it is: open the field for a note.
    Accept,
    /// Keep the acceptance with its note.
    KeepAccepted,
    /// What is typed as its note.
    Note(String),
    /// Switch the check of the finding off.
    SwitchOff,
    /// Switch a check on or off.
    Switch {
        /// Its id.
        check: &'static str,
        /// Whether it is to be on.
        is_on: bool,
    },
    /// Show only this check, or all again.
    OnlyCheck,
    /// Show only this article, or all again.
    OnlyArticle,
    /// Point at a row of those that are shown.
    Point(usize),
    /// Narrow the list.
    Filter(ChecksFilter),
    /// Check everything anew after it was stopped or something went wrong.
    Again,
    /// Stop what is checked beside the window.
    Stop,
    /// Go to the findings of one check, from elsewhere.
    Show(&'static str),
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Checks, Command::Checks(command), id, name, help)
            .at(Place::Checks)
            .when(When::FindingToChange)
    };
    vec![
        row(
            ChecksCommand::OpenInArticle,
            "open-finding",
            "Open what was found",
            "Show what was found where it stands; Esc comes back",
        )
        .keys([(NONE, Key::Enter)])
        .when(When::Finding),
        row(ChecksCommand::Mend, "mend-finding", "Mend", "Mend what is pointed at, if it is one's own")
            .keys([(NONE, Key::M)]),
        row(
            ChecksCommand::MendAll,
            "mend-all",
            "Mend all that are shown",
            "Mend all that are shown of this check, in one change",
        )
        .keys([(SHIFT, Key::M)]),
        row(
            ChecksCommand::Accept,
            "accept-finding",
            "Accept as it is…",
            "Say that it is right as it is, and why; it is not listed again while it stays so",
        )
        .keys([(NONE, Key::X)]),
        row(
            ChecksCommand::SwitchOff,
            "switch-check-off",
            "Switch the check off",
            "List nothing of this check, for everybody who works in the corpus",
        )
        .keys([(NONE, Key::O)]),
        row(ChecksCommand::OnlyCheck, "only-check", "Only this check", "Show one check alone, or all again")
            .keys([(NONE, Key::C)])
            .when(When::Corpus),
        row(
            ChecksCommand::OnlyArticle,
            "only-article",
            "Only this article",
            "Show what was found in one article, or in all again",
        )
        .keys([(NONE, Key::I)])
        .when(When::Corpus),
        row(ChecksCommand::Find, "filter-checks", "Filter the checks", "Show only what holds these words")
            .keys([(COMMAND, Key::F), (NONE, Key::Slash)])
            .when(When::Corpus),
    ]
}
