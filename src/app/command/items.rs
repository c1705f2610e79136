//! Commands of the Items workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, SHIFT, row};
use super::{Command, Group, Place, Spec, Way, When};
use crate::app::state::items::{ItemsFace, ItemsFilter, ItemsPart};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::item::{Act, ItemKind};

/// Something the Items workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemsCommand {
    /// Go to the filter.
    Find,
    /// Show another filtered list.
    Filter(ItemsFilter),
    /// Let keys go through the list, or through what is shown of the item.
    GoTo(ItemsPart),
    /// Point at an item.
    Point(ItemId),
    /// Point at a line of what is shown, by its place.
    PointLine(usize),
    /// Point at a cell of the matrix, by row and column.
    PointCell(usize, usize),
    /// From the list into what is shown and back, and from cell to cell.
    Aside(Way),
    /// From an item to what is shown of it; from a cell to its quotes; from a quote to its article.
    Open,
    /// Show another face of the item.
    Show(ItemsFace),
    /// Go by the date of what is said, or by that of its article.
    ToggleDate,
    /// Count what bears on the terms too, or on the item alone.
    ToggleTerms,
    /// A row for each voice, or for what it belongs to.
    ToggleRollUp,
    /// Choose the item to compare with.
    CompareWith,
    /// Compare with this item.
    Compare(ItemId),
    /// Tick the row that is pointed at, or take its tick away.
    Tick,
    /// Tick an item, or take its tick away.
    TickItem(ItemId),
    /// Tick a span, or take its tick away.
    TickSpan(AnnotationKey),
    /// Tick every row that is shown, or none.
    TickAll,
    /// Say that the ticked items are the one that is pointed at.
    Merge,
    /// Say that some items are another one.
    MergeInto(Vec<ItemId>, ItemId),
    /// Take what was merged into the item out again.
    TakeApart,
    /// Take this item out of the one it was merged into.
    TakeApartFrom(ItemId),
    /// Make the ticked spans be about a new item.
    SplitOff,
    /// Choose the item that the ticked spans are about.
    MoveSpans,
    /// Make the ticked spans be about this item.
    MoveSpansTo(ItemId),
    /// Choose how the ticked spans bear on the item.
    Bearing,
    /// Say how the ticked spans bear on the item, or that they don't.
    SetBearing(Option<Act>),
    /// Make an item.
    New,
    /// Make a term of the item.
    NewTerm,
    /// Go to the name.
    Rename,
    /// Say what the item is.
    SetKind(ItemKind),
    /// Go to a new line for another name.
    AddName,
    /// Take another name away.
    RemoveName(String),
    /// Choose the item that it is a term of.
    TermOf,
    /// Make it a term of this item, or of none.
    SetTermOf(Option<ItemId>),
    /// Choose an item that it took the place of.
    Replaces,
    /// Say that it took the place of this item, or did not.
    SetReplaces(ItemId, bool),
    /// Show the span where it stands.
    GoToPlace,
    /// Write what is shown to a file.
    Export,
}

/// A field of the Items workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemsField {
    /// The name.
    Name,
    /// The note.
    Note,
    /// Another name by its place in the list; one behind the last is new.
    Alias(usize),
}

/// A row of this part of the table.
fn items(command: ItemsCommand, id: &'static str, name: &'static str, help: &'static str) -> Spec {
    row(Group::Items, Command::Items(command), id, name, help).at(Place::Items).when(When::Corpus)
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    [faces(), spans(), entries()].concat()
}

/// The list, and what is shown of an item.
fn faces() -> Vec<Spec> {
    let row = items;
    let face = |face: ItemsFace, id, name, help| row(ItemsCommand::Show(face), id, name, help);
    vec![
        row(ItemsCommand::Find, "filter-items", "Filter the items", "Show only items with these letters")
            .keys([(COMMAND, Key::F), (NONE, Key::Slash)]),
        face(ItemsFace::Life, "item-life", "Life of the item", "What became of the item, in time")
            .keys([(NONE, Key::L)]),
        face(ItemsFace::Matrix, "item-positions", "Positions", "Who stands where on the item and its terms")
            .keys([(NONE, Key::O)]),
        face(
            ItemsFace::Comparison,
            "item-terms",
            "Term by term",
            "Two items beside each other, term by term",
        )
        .keys([(NONE, Key::V)]),
        face(
            ItemsFace::Support,
            "item-support",
            "Independent voices",
            "How many voices stand behind the item without passing on the same source",
        )
        .keys([(NONE, Key::I)]),
        row(
            ItemsCommand::ToggleDate,
            "date-said",
            "By date said or published",
            "Go by the day something was said on, or by that of the article",
        )
        .keys([(NONE, Key::D)]),
        row(
            ItemsCommand::ToggleTerms,
            "with-terms",
            "With its terms",
            "Count what bears on the terms of the item too, or on the item alone",
        )
        .keys([(NONE, Key::W)]),
        row(
            ItemsCommand::ToggleRollUp,
            "roll-up",
            "Roll up voices",
            "A row for each voice, or for what it belonged to on that day",
        )
        .keys([(NONE, Key::R)]),
        row(
            ItemsCommand::CompareWith,
            "compare-with",
            "Compare with…",
            "Choose the item that is set beside this one",
        )
        .keys([(NONE, Key::C)]),
        row(
            ItemsCommand::Export,
            "export-item",
            "Export the item…",
            "Write a brief with footnotes, the table that is shown, or a picture of it",
        )
        .keys([(SHIFT, Key::E)]),
    ]
}

/// What is done with spans.
fn spans() -> Vec<Spec> {
    let row = items;
    vec![
        row(
            ItemsCommand::Open,
            "open-item",
            "Go on to the item, the quotes, the article",
            "From the list to what is shown of the item, from a cell to its quotes, from a quote to its article",
        )
        .keys([(NONE, Key::Enter)]),
        row(ItemsCommand::Aside(Way::Next), "item-right", "On to the right", "Into what is shown, and to the next cell")
            .keys([(NONE, Key::ArrowRight)])
            .repeats(),
        row(ItemsCommand::Aside(Way::Previous), "item-left", "Back to the left", "To the cell before, and back to the list")
            .keys([(NONE, Key::ArrowLeft)])
            .repeats(),
        row(
            ItemsCommand::GoToPlace,
            "go-to-bearing",
            "Go to where the span stands",
            "Show the span in its article",
        )
        .keys([(NONE, Key::G)]),
        row(ItemsCommand::Tick, "tick-item", "Tick the item or span, and on", "Tick the row, to merge or move several")
            .keys([(NONE, Key::Space)]),
        row(ItemsCommand::TickAll, "tick-all-items", "Tick all items or spans", "Tick every row, or none")
            .keys([(COMMAND, Key::A)]),
        row(
            ItemsCommand::Bearing,
            "bearing",
            "How it bears on the item…",
            "Say what the ticked spans do with the item; those of other annotators are corrected",
        )
        .keys([(NONE, Key::A)]),
        row(
            ItemsCommand::SplitOff,
            "split-off-spans",
            "Move spans to a new item",
            "Make the ticked spans be about a new item; those of other annotators are corrected",
        )
        .keys([(NONE, Key::X)]),
        row(
            ItemsCommand::MoveSpans,
            "move-spans",
            "Move spans to another item…",
            "Make the ticked spans be about another item; those of other annotators are corrected",
        )
        .keys([(NONE, Key::T)]),
    ]
}

/// What is changed of an item.
fn entries() -> Vec<Spec> {
    let row = items;
    vec![
        row(ItemsCommand::New, "new-item", "New item", "Make a proposal, claim or demand to follow")
            .keys([(SHIFT, Key::N)]),
        row(ItemsCommand::NewTerm, "new-term", "New term", "Make a term of the item").keys([(SHIFT, Key::T)]),
        row(ItemsCommand::Rename, "rename-item", "Rename the item", "Go to the name of the item")
            .keys([(NONE, Key::F2), (NONE, Key::E)]),
        row(ItemsCommand::AddName, "add-item-name", "Add a name of the item", "Another name it goes by")
            .keys([(SHIFT, Key::A)]),
        row(
            ItemsCommand::TermOf,
            "term-of",
            "Term of…",
            "Make the item a term of another one, or stand for itself",
        )
        .keys([(NONE, Key::B)]),
        row(
            ItemsCommand::Replaces,
            "replaces",
            "Replaces…",
            "Say which item it took the place of, or that it did not",
        )
        .keys([(NONE, Key::Y)]),
        row(
            ItemsCommand::Merge,
            "merge-items",
            "Merge items…",
            "Say that the ticked items are the one that is pointed at",
        )
        .keys([(NONE, Key::M)]),
        row(
            ItemsCommand::TakeApart,
            "take-item-apart",
            "Take the item apart…",
            "Take out again what was merged into the item",
        )
        .keys([(NONE, Key::P)]),
    ]
}
