//! Commands of the Voices workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, SHIFT, row};
use super::{Command, Group, Place, Spec, When};
use crate::app::state::voices::{VoiceSort, VoicesFilter, VoicesPart};
use crate::model::annotation::AnnotationKey;
use crate::model::change::voices::Fact;
use crate::model::id::VoiceId;
use crate::model::voice::VoiceKind;

/// Something the Voices workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum VoicesCommand {
    /// Go to the filter.
    Find,
    /// Show another filtered list.
    Filter(VoicesFilter),
    /// Order the register; once more turns the order round.
    Sort(VoiceSort),
    /// Show the register, or the names that it lacks.
    ToggleNames,
    /// Show the quotes of the entry, or what several articles have of them.
    ToggleVersions,
    /// Let keys go through the list, or through what is beside it.
    GoTo(VoicesPart),
    /// Point at an entry.
    Point(VoiceId),
    /// Point at a name that is not in the register, by its place in the list.
    PointName(usize),
    /// Point at a row beside the list, by its place.
    PointRow(usize),
    /// From an entry to its quotes; from a quote to its article; take a name into the register.
    Open,
    /// Tick the row that is pointed at, or take its tick away.
    Tick,
    /// Tick an entry, or take its tick away.
    TickEntry(VoiceId),
    /// Tick a quote, or take its tick away.
    TickQuote(AnnotationKey),
    /// Tick every row that is shown, or none.
    TickAll,
    /// Say that the ticked entries are the one that is pointed at.
    Merge,
    /// Say that some entries are another one.
    MergeInto(Vec<VoiceId>, VoiceId),
    /// Take what was merged into the entry out again.
    TakeApart,
    /// Take this entry out of the one it was merged into.
    TakeApartFrom(VoiceId),
    /// Give the ticked quotes to a new entry.
    SplitOff,
    /// Choose the entry of the register that the ticked quotes are given to.
    MoveQuotes,
    /// Give the ticked quotes to this entry.
    MoveQuotesTo(VoiceId),
    /// Make an entry.
    New,
    /// Go to the name.
    Rename,
    /// Say what the entry is.
    SetKind(VoiceKind),
    /// Go to a new line for a name, a role, or what it belongs to. In the list of names: take the name in.
    Add(FactKind),
    /// Take a fact away.
    RemoveFact(Fact),
    /// Show the days of a fact, or put them away.
    Days(FactKind, usize),
    /// Say whose name it is, among the entries of the register.
    SameAs,
    /// Make the name one of an entry.
    NameOf(VoiceId),
    /// Show where the name stands.
    GoToPlace,
    /// Read the texts anew for names, or stop that.
    ReadNames,
    /// Stop reading.
    StopReading,
}

/// One of the lists of dated facts about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// Other names.
    Alias,
    /// Offices and functions.
    Role,
    /// What it is part of or speaks for.
    BelongsTo,
}

/// A field of the Voices workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VoicesField {
    /// The name.
    Name,
    /// The note.
    Note,
    /// A fact by its place in its list; one behind the last is new.
    Fact(FactKind, usize),
    /// The first day of a fact.
    From(FactKind, usize),
    /// The last day of a fact.
    To(FactKind, usize),
}

impl FactKind {
    /// Every list, in the order they are shown.
    pub const ALL: [Self; 3] = [Self::Alias, Self::Role, Self::BelongsTo];

    /// Its name on screen.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Alias => "Also called",
            Self::Role => "Roles",
            Self::BelongsTo => "Belongs to",
        }
    }

    /// One of the list, in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alias => "name",
            Self::Role => "role",
            Self::BelongsTo => "group",
        }
    }
}

/// A row of this part of the table.
fn voices(command: VoicesCommand, id: &'static str, name: &'static str, help: &'static str) -> Spec {
    row(Group::Voices, Command::Voices(command), id, name, help).at(Place::Voices).when(When::Corpus)
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    [lists(), entries()].concat()
}

/// The list, what is beside it, and where quotes go.
fn lists() -> Vec<Spec> {
    let row = voices;
    vec![
        row(
            VoicesCommand::Find,
            "filter-voices",
            "Filter the register",
            "Show only names with these letters",
        )
        .keys([(COMMAND, Key::F), (NONE, Key::Slash)]),
        row(
            VoicesCommand::ToggleNames,
            "names-not-registered",
            "Register, or names it lacks",
            "Show the names of the texts that are not in the register, or the register again",
        )
        .keys([(NONE, Key::R)]),
        row(
            VoicesCommand::ToggleVersions,
            "quote-versions",
            "Quotes, or their versions",
            "Show what several articles have of one utterance, with what differs, or all quotes again",
        )
        .keys([(NONE, Key::V)]),
        row(
            VoicesCommand::Open,
            "open-voice",
            "Quotes, article, or take the name in",
            "From an entry to its quotes, from a quote to its article; a name is taken into the register",
        )
        .keys([(NONE, Key::Enter)]),
        row(VoicesCommand::Tick, "tick-voice", "Tick, and on", "Tick the row, to merge or move several")
            .keys([(NONE, Key::Space)]),
        row(VoicesCommand::TickAll, "tick-all-voices", "Tick all", "Tick every row that is shown, or none")
            .keys([(COMMAND, Key::A)]),
        row(
            VoicesCommand::Merge,
            "merge-voices",
            "Merge…",
            "Say that the ticked entries are the one that is pointed at",
        )
        .keys([(NONE, Key::M), (SHIFT, Key::M)]),
        row(
            VoicesCommand::TakeApart,
            "take-apart",
            "Take apart…",
            "Take out again what was merged into the entry",
        )
        .keys([(NONE, Key::P)]),
        row(
            VoicesCommand::SplitOff,
            "split-off",
            "Move quotes to a new entry",
            "Give the ticked quotes to a new entry; those of other annotators are corrected",
        )
        .keys([(NONE, Key::X)]),
        row(
            VoicesCommand::MoveQuotes,
            "move-quotes",
            "Move quotes to another entry…",
            "Give the ticked quotes to an entry of the register; those of other annotators are corrected",
        )
        .keys([(NONE, Key::T)]),
    ]
}

/// What is changed of an entry, and names of the texts.
fn entries() -> Vec<Spec> {
    let row = voices;
    vec![
        row(VoicesCommand::New, "new-voice", "New entry", "Make an entry of the register")
            .keys([(SHIFT, Key::N)]),
        row(VoicesCommand::Rename, "rename-voice", "Rename the entry", "Go to the name of the entry")
            .keys([(NONE, Key::F2), (NONE, Key::E)]),
        row(
            VoicesCommand::Add(FactKind::Alias),
            "add-name",
            "Add a name",
            "Another name of the entry; in the list of names, take the name into the register",
        )
        .keys([(NONE, Key::A)]),
        row(
            VoicesCommand::Add(FactKind::Role),
            "add-role",
            "Add a role",
            "An office or function of the entry",
        )
        .keys([(NONE, Key::O)]),
        row(
            VoicesCommand::Add(FactKind::BelongsTo),
            "add-group",
            "Add what it belongs to",
            "What the entry is part of or speaks for",
        )
        .keys([(NONE, Key::B)]),
        row(
            VoicesCommand::SameAs,
            "name-of",
            "A name of…",
            "Make the name another one of an entry of the register",
        )
        .keys([(NONE, Key::S)]),
        row(
            VoicesCommand::GoToPlace,
            "go-to-name",
            "Go to where it stands",
            "Show the name or the quote in its article",
        )
        .keys([(NONE, Key::G)]),
        row(
            VoicesCommand::ReadNames,
            "read-names",
            "Read the texts for names",
            "Look anew for names that are not in the register",
        ),
    ]
}
