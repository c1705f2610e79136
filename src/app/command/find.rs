//! Commands that look for words in the article and go to places in it, and their rows of the table.

use egui::Key;

use super::table::{ALT, COMMAND, NONE, SHIFT, row};
use super::{Command, Group, Place, Spec, Way, When};

/// Something about looking for words in the article in view.
#[derive(Clone, Debug, PartialEq)]
pub enum FindCommand {
    /// Show the find bar and go to its field.
    Open,
    /// Select the next or previous hit, and go to the text.
    Next(Way),
    /// Tell capital and small letters apart, or no longer.
    MatchCase,
    /// Look for whole words only, or no longer.
    WholeWord,
    /// Take what is typed as a regular expression, or as it stands.
    Regex,
    /// Ask for a place in the article to go to.
    GoTo,

    // What follows carries what was pointed at or typed, and stands in no menu.
    /// Select the next or previous hit, and stay in the bar.
    Step(Way),
    /// What the bar's field holds so far.
    Words(String),
    /// Put the bar away.
    Close,
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Edit, Command::Find(command), id, name, help).when(When::Article)
    };
    vec![
        row(
            FindCommand::Open,
            "find",
            "Find…",
            "Look for words in this article; selected ones, if there are any",
        )
        .keys([(COMMAND, Key::F)])
        .at(Place::OutsideTables),
        row(
            FindCommand::Next(Way::Next),
            "find-next",
            "Next hit",
            "Select the next place where what is looked for stands",
        )
        .keys([(NONE, Key::F3)])
        .mac([(COMMAND, Key::G)])
        .at(Place::Everywhere)
        .repeats(),
        row(
            FindCommand::Next(Way::Previous),
            "find-previous",
            "Previous hit",
            "Select the place before this one where what is looked for stands",
        )
        .keys([(SHIFT, Key::F3)])
        .mac([(COMMAND | SHIFT, Key::G)])
        .at(Place::Everywhere)
        .repeats(),
        row(FindCommand::MatchCase, "find-case", "Match case", "Tell capital and small letters apart")
            .keys([(ALT, Key::C)])
            .mac([(COMMAND | ALT, Key::C)])
            .at(Place::FindField),
        row(FindCommand::WholeWord, "find-whole-words", "Whole words", "Leave out what is a part of a word")
            .keys([(ALT, Key::W)])
            .mac([(COMMAND | ALT, Key::W)])
            .at(Place::FindField),
        row(
            FindCommand::Regex,
            "find-regex",
            "Regular expression",
            "Take what is typed as a pattern: \\d+ for digits, (a|b) for a or b",
        )
        .keys([(ALT, Key::R)])
        .mac([(COMMAND | ALT, Key::R)])
        .at(Place::FindField),
        super::table::row(
            Group::Caret,
            Command::Find(FindCommand::GoTo),
            "go-to",
            "Go to…",
            "Go to a paragraph by its number, to an offset or to a share of the text",
        )
        .keys([(COMMAND, Key::G)])
        .mac([(COMMAND, Key::L)])
        .at(Place::Everywhere)
        .when(When::Article),
    ]
}
