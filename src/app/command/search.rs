//! Commands of the Find workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, SHIFT, row};
use super::{Command, Group, Place, Spec, Way, When};
use crate::analysis::find::order::{GroupBy, SortBy};
use crate::model::change::replace::Replacement;
use crate::model::id::LabelId;

/// Something the Find workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchCommand {
    /// Look for words in the whole corpus; those that are selected, if there are any.
    Open,
    /// Go to the field.
    Field,
    /// This is typed in the field now.
    Type {
        /// All of it.
        input: String,
        /// The byte before which the caret stands.
        cursor: usize,
    },
    /// Ask what is typed.
    Ask,
    /// Ask this instead.
    AskFor(String),
    /// Take it otherwise, or as before.
    Toggle(Toggle),
    /// Mark the next or previous of the things that can be typed next.
    StepOffer(Way),
    /// Type one of them.
    TakeOffer(usize),
    /// Stop the search.
    Cancel,
    /// Show the hit where it stands; do what is planned, if something is.
    Enter,
    /// Point at a hit, by its place in what is shown.
    Point(usize),
    /// Keep the hit that is pointed at, or skip it, and go on.
    Keep,
    /// Keep or skip a hit, by its place in what is shown.
    KeepAt(usize),
    /// Keep all hits; skip all, if all are kept.
    KeepAll,
    /// Keep all hits of the article; skip them, if all are kept.
    KeepArticle,
    /// Order by this; once more turns the order round.
    Sort(SortBy),
    /// Order by the next thing.
    NextSort,
    /// Put together by this.
    Group(Option<GroupBy>),
    /// Put together by the next thing.
    NextGroup,
    /// Plan to tag every kept hit.
    Tag(LabelId),
    /// Choose what is said of the spans and is to be replaced.
    Replace,
    /// Choose what goes, of this kind.
    ReplaceKind(ReplaceKind),
    /// Choose what comes in its place.
    ReplaceFrom(Box<Replacement>),
    /// Plan to replace it.
    PlanReplace(Box<Replacement>),
    /// Give the plan up.
    DropPlan,
    /// Do what is planned.
    Confirm,
    /// Write what was found as a table.
    Export,
}

/// How what is typed can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toggle {
    /// Capital and small letters differ.
    Case,
    /// Whole words only.
    Word,
    /// All of it is one regular expression.
    Regex,
    /// Letters with and without diacritics are the same.
    Fold,
}

/// What can be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplaceKind {
    /// Labels.
    Label,
    /// Speakers.
    Speaker,
    /// Values of attributes.
    Attribute,
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Search, Command::Search(command), id, name, help).at(Place::Search).when(When::Corpus)
    };
    vec![
        row(
            SearchCommand::Open,
            "find-in-corpus",
            "Find in the corpus…",
            "Look for words and spans in all articles",
        )
        .keys([(COMMAND | SHIFT, Key::F)])
        .at(Place::Everywhere),
        row(SearchCommand::Field, "find-field", "Change the query", "Go to the field of Find")
            .keys([(COMMAND, Key::F), (NONE, Key::Slash)]),
        row(
            SearchCommand::Enter,
            "find-enter",
            "Open the hit, or do what is planned",
            "Show the hit where it stands; if tagging or replacing is planned, do it",
        )
        .keys([(NONE, Key::Enter)]),
        row(
            SearchCommand::Keep,
            "find-keep",
            "Keep or skip the hit, and on",
            "Leave the hit out of what is done with all",
        )
        .keys([(NONE, Key::Space)])
        .repeats(),
        row(
            SearchCommand::KeepAll,
            "find-keep-all",
            "Keep all hits, or none",
            "Keep every hit; skip all, if all are kept",
        )
        .keys([(COMMAND, Key::A)]),
        row(
            SearchCommand::KeepArticle,
            "find-keep-article",
            "Keep or skip the hits of this article",
            "Keep every hit of the article; skip them, if all are kept",
        )
        .keys([(SHIFT, Key::Space)]),
        row(
            SearchCommand::Replace,
            "find-replace",
            "Replace a label, speaker or value…",
            "Replace what is said of all spans found by something else",
        )
        .keys([(NONE, Key::R)])
        .when(When::FoundToChange),
        row(
            SearchCommand::NextSort,
            "find-sort",
            "Order hits by the next thing",
            "By place, by the words before or after, by tag, by speaker",
        )
        .keys([(NONE, Key::O)]),
        row(
            SearchCommand::NextGroup,
            "find-group",
            "Group hits by the next thing",
            "By article, outlet, month, speaker, tag, or the words themselves",
        )
        .keys([(NONE, Key::G)]),
        row(
            SearchCommand::Export,
            "find-export",
            "Export what was found…",
            "Write the hits as CSV, TSV or JSON Lines",
        )
        .keys([(NONE, Key::X)])
        .when(When::Found),
        row(
            SearchCommand::Toggle(Toggle::Case),
            "find-corpus-case",
            "Match case, in the corpus",
            "Capital and small letters differ",
        ),
        row(
            SearchCommand::Toggle(Toggle::Word),
            "find-corpus-word",
            "Whole words, in the corpus",
            "Neither end of a hit lies inside a word",
        ),
        row(
            SearchCommand::Toggle(Toggle::Regex),
            "find-corpus-regex",
            "Regular expression, in the corpus",
            "All that is typed is one pattern",
        ),
        row(
            SearchCommand::Toggle(Toggle::Fold),
            "find-corpus-fold",
            "Ignore diacritics, in the corpus",
            "ä, á and a are one letter",
        ),
    ]
}
