//! A tagset: labels, attributes and relation types, each with its guideline. Annotations hold ids, so that
//! renaming anything here touches no layer.

pub mod default;
pub mod example;
pub mod presets;

use std::collections::{BTreeMap, BTreeSet};

use super::id::{AttributeId, ChoiceId, LabelId, RelationTypeId, RoleId};

/// What annotators may say about a span, in the order people gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagset {
    /// What a span can be tagged as.
    pub labels: BTreeMap<LabelId, Label>,
    /// What else can be said of a tagged span.
    pub attributes: BTreeMap<AttributeId, Attribute>,
    /// How tagged spans can be linked.
    pub relation_types: BTreeMap<RelationTypeId, RelationType>,
}

/// A label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id, fixed at creation.
    pub id: LabelId,
    /// Its name on screen.
    pub name: String,
    /// Place in lists; ties go by id.
    pub position: u32,
    /// The digit that tags with it, 1 to 9.
    pub key: Option<u8>,
    /// The letter that stands for it where colour alone would not do.
    pub letter: char,
    /// Its colours.
    pub colour: LabelColour,
    /// The line under its spans: colour is never the only sign.
    pub pattern: Pattern,
    /// When to use it, in Markdown.
    pub guideline: String,
}

/// A label's colour on light and on dark ground, each 0xRRGGBB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelColour {
    /// On a light ground.
    pub light: u32,
    /// On a dark ground.
    pub dark: u32,
}

/// The line under a label's spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// One line.
    Solid,
    /// Two lines.
    Double,
    /// Dashes.
    Dashed,
    /// A wave.
    Wavy,
    /// Dots.
    Dotted,
}

/// An attribute: something that can be said of an annotation beyond its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its id, fixed at creation.
    pub id: AttributeId,
    /// Its name on screen.
    pub name: String,
    /// Place in lists; ties go by id.
    pub position: u32,
    /// Which values it takes.
    pub kind: AttributeKind,
    /// The labels it belongs to; none means all.
    pub labels: BTreeSet<LabelId>,
    /// When to use it, in Markdown.
    pub guideline: String,
}

impl Attribute {
    /// Whether annotations with this label can have the attribute.
    pub fn is_for(&self, label: &LabelId) -> bool {
        self.labels.is_empty() || self.labels.contains(label)
    }
}

/// The eight types of attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// Yes or no.
    Flag,
    /// One of some choices.
    Choice(Vec<Choice>),
    /// Any number of some choices.
    Choices(Vec<Choice>),
    /// Words.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A party: an entry of the register, unnamed words, or the article itself.
    Party,
    /// An item.
    Item,
}

/// One choice of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id, fixed at creation.
    pub id: ChoiceId,
    /// Its name on screen.
    pub name: String,
}

/// A type of relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationType {
    /// Its id, fixed at creation.
    pub id: RelationTypeId,
    /// Its name on screen, as a verb: "qualifies".
    pub name: String,
    /// Place in lists; ties go by id.
    pub position: u32,
    /// The roles its members can have.
    pub roles: Vec<Role>,
    /// When to use it, in Markdown.
    pub guideline: String,
}

/// A role in a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its id, fixed at creation.
    pub id: RoleId,
    /// Its name on screen.
    pub name: String,
    /// The labels a member in this role may have; none means all.
    pub labels: BTreeSet<LabelId>,
}

impl Tagset {
    /// The labels in the order people gave them.
    pub fn ordered_labels(&self) -> Vec<&Label> {
        let mut labels: Vec<&Label> = self.labels.values().collect();
        labels.sort_by_key(|label| label.position);
        labels
    }

    /// The label that the digit `key` tags with.
    pub fn label_for_key(&self, key: u8) -> Option<&Label> {
        self.ordered_labels().into_iter().find(|label| label.key == Some(key))
    }

    /// The relation type that says what a span of this label qualifies, if there is one: the first whose first
    /// role is for this label and for few others.
    pub fn qualifies(&self, label: &LabelId) -> Option<&RelationType> {
        self.ordered_relation_types().into_iter().find(|kind| {
            kind.roles.len() > 1 && kind.roles.first().is_some_and(|role| role.labels.contains(label))
        })
    }

    /// The attributes in the order people gave them.
    pub fn ordered_attributes(&self) -> Vec<&Attribute> {
        let mut attributes: Vec<&Attribute> = self.attributes.values().collect();
        attributes.sort_by_key(|attribute| attribute.position);
        attributes
    }

    /// The relation types in the order people gave them.
    pub fn ordered_relation_types(&self) -> Vec<&RelationType> {
        let mut types: Vec<&RelationType> = self.relation_types.values().collect();
        types.sort_by_key(|relation_type| relation_type.position);
        types
    }
}

impl Pattern {
    /// Every pattern.
    pub const ALL: [Self; 5] = [Self::Solid, Self::Double, Self::Dashed, Self::Wavy, Self::Dotted];

    /// Its name in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Double => "double",
            Self::Dashed => "dashed",
            Self::Wavy => "wavy",
            Self::Dotted => "dotted",
        }
    }

    /// The pattern of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pattern| pattern.name() == name)
    }
}

impl AttributeKind {
    /// Its name in interchange files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Party => "party",
            Self::Item => "item",
        }
    }

    /// The choices, where it has any.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice(choices) | Self::Choices(choices) => choices,
            _ => &[],
        }
    }
}
