//! Commands about the list of places where the same words stand: which of them to keep, and to tag those. While the
//! list is open, J, K and the arrows go through it, Space keeps or skips, Enter tags, Esc leaves.

use egui::Key;

use super::table::{NONE, row};
use super::{Command, Group, Spec, When};

/// A command about the list of places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlacesCommand {
    /// List the other places where the words stand.
    Open,
    /// Keep the place that is pointed at, or skip it.
    Flip,
    /// Keep every place.
    KeepAll,
    /// Skip every place.
    SkipAll,
    /// Tag those that are kept.
    TagKept,

    // What follows carries what was pointed at, and stands in no menu.
    /// Point at a place, and keep or skip it.
    FlipRow(usize),
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Span, Command::Places(command), id, name, help);
    vec![
        row(
            PlacesCommand::Open,
            "tag-same-words",
            "Tag the same words…",
            "List the other places where these words stand, to be tagged alike; Space keeps or skips, Enter tags",
        )
        .keys([(NONE, Key::M)])
        .when(When::Words),
        row(
            PlacesCommand::Flip,
            "flip-place",
            "Keep or skip the place",
            "In the list of the same words: whether this place is tagged; Space does it there",
        ),
        row(
            PlacesCommand::KeepAll,
            "keep-places",
            "Keep all places",
            "In the list of the same words: every place is to be tagged",
        )
        .keys([(NONE, Key::A)]),
        row(
            PlacesCommand::SkipAll,
            "skip-places",
            "Skip all places",
            "In the list of the same words: no place is to be tagged; N does it there",
        ),
        row(
            PlacesCommand::TagKept,
            "tag-places",
            "Tag the kept places",
            "In the list of the same words: tag those that are kept; Enter does it there",
        ),
    ]
}
