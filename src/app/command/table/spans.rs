//! Commands that make, change and find spans.

use egui::Key;

use super::{COMMAND, NONE, SHIFT, row};
use crate::app::command::{Command, Group, Place, Spec, Way, When};

/// Ids and names of the nine digits: for tagging, and for tagging the same words too.
const DIGITS: [(&str, &str, &str, &str); 9] = [
    ("tag-1", "Tag with label 1", "also-tag-1", "Also tag with label 1"),
    ("tag-2", "Tag with label 2", "also-tag-2", "Also tag with label 2"),
    ("tag-3", "Tag with label 3", "also-tag-3", "Also tag with label 3"),
    ("tag-4", "Tag with label 4", "also-tag-4", "Also tag with label 4"),
    ("tag-5", "Tag with label 5", "also-tag-5", "Also tag with label 5"),
    ("tag-6", "Tag with label 6", "also-tag-6", "Also tag with label 6"),
    ("tag-7", "Tag with label 7", "also-tag-7", "Also tag with label 7"),
    ("tag-8", "Tag with label 8", "also-tag-8", "Also tag with label 8"),
    ("tag-9", "Tag with label 9", "also-tag-9", "Also tag with label 9"),
];

/// The rows.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Span, command, id, name, help);
    let tags = (1..).zip(DIGITS).map(|(digit, (id, name, ..))| {
        let help = "Tag the selected words, or give the span in focus this label";
        row(Command::Tag(digit), id, name, help).at(Place::Spans).when(When::Target(digit)).digit(NONE, digit)
    });
    let also = (1..).zip(DIGITS).map(|(digit, (.., id, name))| {
        let help = "Tag the same words with a second label; who said it is copied";
        row(Command::AlsoTag(digit), id, name, help)
            .at(Place::Spans)
            .when(When::Target(digit))
            .digit(SHIFT, digit)
    });
    tags.chain(also).chain(fragments()).chain(edges()).chain(finding()).collect()
}

fn fragments() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Span, command, id, name, help);
    vec![
        row(
            Command::TagAgain,
            "tag-again",
            "Tag as last",
            "Tag with the label that was used last, and the attributes its span has now",
        )
        .keys([(NONE, Key::G)])
        .when(When::Words),
        row(
            Command::Lock,
            "lock",
            "Lock a label…",
            "Every selection made in one go is tagged with it at once; again to unlock",
        )
        .keys([(NONE, Key::Y)])
        .when(When::Writing),
        row(
            Command::AddFragment,
            "add-fragment",
            "Add the words to the span",
            "The selected words become a fragment of the span in focus",
        )
        .keys([(NONE, Key::F)])
        .when(When::Span),
        row(
            Command::TakeOutFragment,
            "take-out-fragment",
            "Take the words out of the span",
            "The selected words, or the fragment at the caret, leave the span in focus",
        )
        .keys([(SHIFT, Key::F)])
        .when(When::Span),
        row(
            Command::EditBounds,
            "bounds",
            "Change bounds",
            "Take the span back as a selection; Enter keeps, Esc drops",
        )
        .keys([(NONE, Key::B)])
        .when(When::Focus),
        row(
            Command::ToggleUnsure,
            "unsure",
            "Unsure of this tag",
            "Say that one is unsure of the tag, or sure again",
        )
        .keys([(NONE, Key::U)])
        .at(Place::Spans)
        .when(When::Focus),
        row(Command::EditNote, "note", "Note…", "Write a note on the span")
            .keys([(NONE, Key::N)])
            .at(Place::Spans)
            .when(When::Focus),
        row(Command::Remove, "remove", "Remove span", "Remove the span in focus")
            .keys([(NONE, Key::Delete), (NONE, Key::Backspace)])
            .at(Place::Spans)
            .when(When::Focus),
    ]
}

fn edges() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Span, command, id, name, help);
    vec![
        row(Command::Cut, "cut-span", "Cut the span here", "The span in focus becomes two at the caret")
            .keys([(SHIFT, Key::H)])
            .when(When::Focus),
        row(
            Command::Join,
            "join-span",
            "Join with the next span",
            "The span in focus and the next one of its label become one",
        )
        .keys([(SHIFT, Key::J)])
        .when(When::Focus),
        row(
            Command::ExtendSpan(Way::Next),
            "extend-span",
            "Extend over the next sentence",
            "The span in focus grows to the end of its sentence, then of the next",
        )
        .keys([(COMMAND, Key::Enter)])
        .when(When::Span)
        .repeats(),
        row(
            Command::ExtendSpan(Way::Previous),
            "shrink-span",
            "Give a sentence back",
            "The span in focus ends with the sentence before",
        )
        .keys([(COMMAND | SHIFT, Key::Enter)])
        .when(When::Span)
        .repeats(),
    ]
}

fn finding() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Span, command, id, name, help);
    vec![
        row(Command::Span(Way::Next), "next-span", "Next span", "Put the next span in focus")
            .keys([(NONE, Key::J)])
            .at(Place::Spans)
            .repeats(),
        row(Command::Span(Way::Previous), "previous-span", "Previous span", "Put the previous span in focus")
            .keys([(NONE, Key::K)])
            .at(Place::Spans)
            .repeats(),
        row(
            Command::Stacked(Way::Next),
            "next-stacked",
            "Next span here",
            "Go through the spans under the caret",
        )
        .keys([(NONE, Key::C)]),
        row(
            Command::Stacked(Way::Previous),
            "previous-stacked",
            "Previous span here",
            "Go through the spans under the caret backward",
        )
        .keys([(SHIFT, Key::C)]),
    ]
}
