//! Commands about who said it and what else is said of a span.

use egui::Key;

use super::{NONE, SHIFT, row};
use crate::app::command::{Command, Group, Spec, Way, When};

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
        row(
            Command::Affiliation,
            "affiliation",
            "Unnamed speakers belong to…",
            "Say whose officials, residents or sources they are; they stay unnamed",
        )
        .keys([(SHIFT, Key::S)]),
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
        row(
            Command::Touched(Way::Next),
            "next-touched",
            "Next place of an item",
            "Select the next words that may be about something that is followed",
        )
        .keys([(SHIFT, Key::I)])
        .when(When::Article)
        .repeats(),
        row(
            Command::Touched(Way::Previous),
            "previous-touched",
            "Previous place of an item",
            "Select the words before that may be about something that is followed",
        )
        .when(When::Article),
        row(
            Command::SaidOn,
            "said-on",
            "Day it was said",
            "Take the day that the words around the span name; again to choose or type another",
        )
        .keys([(NONE, Key::D)]),
        row(Command::Attributes, "attributes", "Attributes", "Set what else is said of the span, by digits")
            .keys([(NONE, Key::T)]),
        row(
            Command::Link,
            "link",
            "Link",
            "Take the offered link, or choose the span it belongs to by digit or J, K, Enter; again for other articles",
        )
        .keys([(NONE, Key::L)]),
        row(
            Command::LinkAcross,
            "link-across",
            "Link to another article…",
            "Choose among likely spans of other articles: the same voice, the same item, rare words, near in time",
        )
        .keys([(SHIFT, Key::L)]),
    ]
}
