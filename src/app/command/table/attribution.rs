//! Commands about who said it and what else is said of a span.

use egui::Key;

use super::{NONE, row};
use crate::app::command::{Command, Group, Spec, When};

/// The rows.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Attribution, command, id, name, help).when(When::Span);
    vec![
        row(
            Command::Speaker,
            "speaker",
            "Speaker",
            "Take the offered speaker, or the selected words; again to choose somebody else",
        )
        .keys([(NONE, Key::S)]),
        row(Command::EditSpeaker, "type-speaker", "Type a speaker…", "Look a name up, or enter a new one"),
        row(Command::Cue, "cue", "Cue", "The selected words are those that report").keys([(NONE, Key::W)]),
        row(
            Command::Addressee,
            "addressee",
            "Party addressed",
            "The selected words name who was spoken to; without any, choose",
        )
        .keys([(NONE, Key::P)]),
        row(
            Command::Via,
            "via",
            "Passed on by",
            "The selected words name who passed it on, such as an outlet; without any, choose",
        )
        .keys([(NONE, Key::V)]),
        row(
            Command::ChooseItem,
            "items",
            "Items",
            "Say which proposal, claim or demand it is about, and how",
        )
        .keys([(NONE, Key::I)]),
        row(Command::Attributes, "attributes", "Attributes", "Set what else is said of the span, by digits")
            .keys([(NONE, Key::T)]),
        row(
            Command::Link,
            "link",
            "Link",
            "Take the offered link, or choose the span it belongs to by digit or J, K, Enter",
        )
        .keys([(NONE, Key::L)]),
    ]
}
