//! Commands of the Tags workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, SHIFT, row};
use super::{Command, Group, Place, Spec, Way, When};
use crate::model::id::{AttributeId, LabelId, RelationTypeId};
use crate::model::tagset::example::ExampleKind;
use crate::model::tagset::{Attribute, Label, RelationType};

/// One thing of the tagset.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TagsetItem {
    /// A label.
    Label(LabelId),
    /// An attribute.
    Attribute(AttributeId),
    /// A type of relation.
    RelationType(RelationTypeId),
}

/// The three kinds of things in a tagset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagsetKind {
    /// Labels.
    Label,
    /// Attributes.
    Attribute,
    /// Types of relations.
    RelationType,
}

/// Something the Tags workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum TagsCommand {
    /// Go to the next or previous row.
    Step(Way),
    /// Add a label, an attribute or a relation type.
    Add(TagsetKind),
    /// Remove what the list points at.
    Remove,
    /// Move it down or up in its list.
    Move(Way),
    /// Go to its name.
    Rename,
    /// Put the span in focus, or the row of Review, into its label's guideline.
    UseAsExample(ExampleKind),
    /// Go to its guideline.
    Guideline,
    /// Point at something.
    Point(TagsetItem),
    /// Make a label so.
    PutLabel(Label),
    /// Give a label a key, which another one may lose.
    GiveKey(LabelId, Option<u8>),
    /// Make an attribute so.
    PutAttribute(Attribute),
    /// Make a relation type so.
    PutRelationType(RelationType),
    /// Add a choice to an attribute.
    AddChoice(AttributeId),
    /// Add a role to a relation type.
    AddRole(RelationTypeId),
}

/// A field of the Tags workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TagsField {
    /// The name.
    Name,
    /// The letter of a label.
    Letter,
    /// The colour of a label on a light ground, as six hexadecimal digits.
    Light,
    /// The colour of a label on a dark ground.
    Dark,
    /// The guideline.
    Guideline,
    /// The name of a choice, by its place.
    Choice(usize),
    /// The name of a role, by its place.
    Role(usize),
}

impl TagsetKind {
    /// Every kind in the order of the list.
    pub const ALL: [Self; 3] = [Self::Label, Self::Attribute, Self::RelationType];

    /// The heading over its rows.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Label => "Labels",
            Self::Attribute => "Attributes",
            Self::RelationType => "Relation types",
        }
    }

    /// One of its kind, in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Attribute => "attribute",
            Self::RelationType => "relation type",
        }
    }
}

impl TagsetItem {
    /// Its kind.
    pub fn kind(&self) -> TagsetKind {
        match self {
            Self::Label(_) => TagsetKind::Label,
            Self::Attribute(_) => TagsetKind::Attribute,
            Self::RelationType(_) => TagsetKind::RelationType,
        }
    }
}

/// The rows of the table that are about spans.
fn example_rows() -> Vec<Spec> {
    let row = |kind, id, name, help| {
        let command = Command::Tags(TagsCommand::UseAsExample(kind));
        row(Group::Span, command, id, name, help).at(Place::Spans).when(When::SpanOrRow)
    };
    vec![
        row(
            ExampleKind::Example,
            "use-as-example",
            "Use as example",
            "Put the span into its label's guideline, to show what the label is for",
        )
        .keys([(SHIFT, Key::G)]),
        row(
            ExampleKind::CounterExample,
            "use-as-counter-example",
            "Use as counter-example",
            "Put the span into its label's guideline, to show what the label is not for",
        )
        .keys([(SHIFT, Key::X)]),
    ]
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Tags, Command::Tags(command), id, name, help).at(Place::Tags).when(When::TagsetItem)
    };
    let add = |kind, id, name, help| row(TagsCommand::Add(kind), id, name, help).when(When::Tagset);
    let mut rows = vec![
        add(TagsetKind::Label, "new-label", "New label", "Add a label to the tagset").keys([(NONE, Key::N)]),
        add(TagsetKind::Attribute, "new-attribute", "New attribute", "Add something to be said of spans")
            .keys([(NONE, Key::A)]),
        add(TagsetKind::RelationType, "new-relation-type", "New relation type", "Add a way to link spans")
            .keys([(NONE, Key::L)]),
        row(TagsCommand::Rename, "rename", "Rename", "Go to the name").keys([(NONE, Key::Enter)]),
        row(TagsCommand::Guideline, "guideline", "Guideline", "Go to the guideline").keys([(NONE, Key::G)]),
        row(TagsCommand::Move(Way::Previous), "move-up", "Move up", "Put it before the one above it")
            .keys([(COMMAND, Key::ArrowUp)]),
        row(TagsCommand::Move(Way::Next), "move-down", "Move down", "Put it after the one below it")
            .keys([(COMMAND, Key::ArrowDown)]),
        row(
            TagsCommand::Remove,
            "remove-tag",
            "Remove from the tagset",
            "Spans that have it keep it; undo brings it back",
        )
        .keys([(NONE, Key::Delete), (NONE, Key::Backspace)]),
        row(
            TagsCommand::Step(Way::Next),
            "next-tag",
            "Next of the tagset",
            "Go down in the list of the tagset",
        )
        .keys([(NONE, Key::J), (NONE, Key::ArrowDown)])
        .repeats(),
        row(
            TagsCommand::Step(Way::Previous),
            "previous-tag",
            "Previous of the tagset",
            "Go up in the list of the tagset",
        )
        .keys([(NONE, Key::K), (NONE, Key::ArrowUp)])
        .repeats(),
    ];
    rows.extend(example_rows());
    rows
}
