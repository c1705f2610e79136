//! Records of tagsets.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{RecordError, parse};
use crate::model::id::LabelId;
use crate::model::tagset::{
    Attribute, AttributeKind, Choice, Label, LabelColour, Pattern, RelationType, Role, Tagset,
};
use crate::store::ron_file::FORMAT;

/// `tagset.ron`, or a tagset given to a new corpus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagsetFile {
    /// Version of the file format.
    pub format: u32,
    /// Labels, by (position, id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<LabelRecord>,
    /// Attributes, by (position, id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeRecord>,
    /// Relation types, by (position, id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relation_types: Vec<RelationTypeRecord>,
}

/// A label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelRecord {
    id: String,
    name: String,
    position: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<u8>,
    letter: String,
    /// On light and on dark ground, each `#RRGGBB`.
    colour: (String, String),
    pattern: PatternRecord,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    guideline: String,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeRecord {
    id: String,
    name: String,
    position: u32,
    kind: AttributeKindRecord,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    labels: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    guideline: String,
}

/// A relation type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationTypeRecord {
    id: String,
    name: String,
    position: u32,
    /// Id, name, labels allowed.
    roles: Vec<(String, String, BTreeSet<String>)>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    guideline: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum PatternRecord {
    Solid,
    Double,
    Dashed,
    Wavy,
    Dotted,
}

/// Choices are pairs of id and name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum AttributeKindRecord {
    Flag,
    Choice(Vec<(String, String)>),
    Choices(Vec<(String, String)>),
    Text,
    Number,
    Date,
    Party,
    Item,
}

impl TagsetFile {
    /// The file of a tagset.
    pub fn from_model(tagset: &Tagset) -> Self {
        Self {
            format: FORMAT,
            labels: tagset.ordered_labels().into_iter().map(LabelRecord::from_model).collect(),
            attributes: tagset.ordered_attributes().into_iter().map(AttributeRecord::from_model).collect(),
            relation_types: tagset
                .ordered_relation_types()
                .into_iter()
                .map(RelationTypeRecord::from_model)
                .collect(),
        }
    }

    /// The tagset in this file. An id that occurs twice is an error: nobody could say which is meant.
    pub fn to_model(&self) -> Result<Tagset, RecordError> {
        let mut tagset = Tagset::default();
        let twice =
            |id: &dyn std::fmt::Display| RecordError::Contradiction(format!("“{id}” stands there twice"));
        for record in &self.labels {
            let label = record.to_model()?;
            if let Some(other) = tagset.labels.insert(label.id.clone(), label) {
                return Err(twice(&other.id));
            }
        }
        for record in &self.attributes {
            let attribute = record.to_model()?;
            if let Some(other) = tagset.attributes.insert(attribute.id.clone(), attribute) {
                return Err(twice(&other.id));
            }
        }
        for record in &self.relation_types {
            let relation_type = record.to_model()?;
            if let Some(other) = tagset.relation_types.insert(relation_type.id.clone(), relation_type) {
                return Err(twice(&other.id));
            }
        }
        Ok(tagset)
    }
}

impl LabelRecord {
    /// The record of a label.
    pub fn from_model(label: &Label) -> Self {
        let Label { id, name, position, key, letter, colour, pattern, guideline } = label;
        let colour_text = |colour: u32| format!("#{colour:06X}");
        Self {
            id: id.to_string(),
            name: name.clone(),
            position: *position,
            key: *key,
            letter: letter.to_string(),
            colour: (colour_text(colour.light), colour_text(colour.dark)),
            pattern: match pattern {
                Pattern::Solid => PatternRecord::Solid,
                Pattern::Double => PatternRecord::Double,
                Pattern::Dashed => PatternRecord::Dashed,
                Pattern::Wavy => PatternRecord::Wavy,
                Pattern::Dotted => PatternRecord::Dotted,
            },
            guideline: guideline.clone(),
        }
    }

    /// The label of this record.
    pub fn to_model(&self) -> Result<Label, RecordError> {
        let mut letters = self.letter.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            return Err(RecordError::Letter(self.letter.clone()));
        };
        Ok(Label {
            id: parse(&self.id)?,
            name: self.name.clone(),
            position: self.position,
            key: self.key,
            letter,
            colour: LabelColour { light: parse_colour(&self.colour.0)?, dark: parse_colour(&self.colour.1)? },
            pattern: match self.pattern {
                PatternRecord::Solid => Pattern::Solid,
                PatternRecord::Double => Pattern::Double,
                PatternRecord::Dashed => Pattern::Dashed,
                PatternRecord::Wavy => Pattern::Wavy,
                PatternRecord::Dotted => Pattern::Dotted,
            },
            guideline: self.guideline.clone(),
        })
    }
}

fn parse_colour(text: &str) -> Result<u32, RecordError> {
    text.strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .ok_or_else(|| RecordError::Colour(text.to_owned()))
}

impl AttributeRecord {
    /// The record of an attribute.
    pub fn from_model(attribute: &Attribute) -> Self {
        let Attribute { id, name, position, kind, labels, guideline } = attribute;
        let choices = |choices: &[Choice]| {
            choices.iter().map(|choice| (choice.id.to_string(), choice.name.clone())).collect()
        };
        Self {
            id: id.to_string(),
            name: name.clone(),
            position: *position,
            kind: match kind {
                AttributeKind::Flag => AttributeKindRecord::Flag,
                AttributeKind::Choice(list) => AttributeKindRecord::Choice(choices(list)),
                AttributeKind::Choices(list) => AttributeKindRecord::Choices(choices(list)),
                AttributeKind::Text => AttributeKindRecord::Text,
                AttributeKind::Number => AttributeKindRecord::Number,
                AttributeKind::Date => AttributeKindRecord::Date,
                AttributeKind::Party => AttributeKindRecord::Party,
                AttributeKind::Item => AttributeKindRecord::Item,
            },
            labels: labels.iter().map(LabelId::to_string).collect(),
            guideline: guideline.clone(),
        }
    }

    /// The attribute of this record.
    pub fn to_model(&self) -> Result<Attribute, RecordError> {
        let choices = |list: &[(String, String)]| -> Result<Vec<Choice>, RecordError> {
            list.iter().map(|(id, name)| Ok(Choice { id: parse(id)?, name: name.clone() })).collect()
        };
        Ok(Attribute {
            id: parse(&self.id)?,
            name: self.name.clone(),
            position: self.position,
            kind: match &self.kind {
                AttributeKindRecord::Flag => AttributeKind::Flag,
                AttributeKindRecord::Choice(list) => AttributeKind::Choice(choices(list)?),
                AttributeKindRecord::Choices(list) => AttributeKind::Choices(choices(list)?),
                AttributeKindRecord::Text => AttributeKind::Text,
                AttributeKindRecord::Number => AttributeKind::Number,
                AttributeKindRecord::Date => AttributeKind::Date,
                AttributeKindRecord::Party => AttributeKind::Party,
                AttributeKindRecord::Item => AttributeKind::Item,
            },
            labels: parse_labels(&self.labels)?,
            guideline: self.guideline.clone(),
        })
    }
}

fn parse_labels(labels: &BTreeSet<String>) -> Result<BTreeSet<LabelId>, RecordError> {
    labels.iter().map(|label| parse(label)).collect()
}

impl RelationTypeRecord {
    /// The record of a relation type.
    pub fn from_model(relation_type: &RelationType) -> Self {
        let RelationType { id, name, position, roles, guideline } = relation_type;
        let role = |role: &Role| {
            (role.id.to_string(), role.name.clone(), role.labels.iter().map(LabelId::to_string).collect())
        };
        Self {
            id: id.to_string(),
            name: name.clone(),
            position: *position,
            roles: roles.iter().map(role).collect(),
            guideline: guideline.clone(),
        }
    }

    /// The relation type of this record.
    pub fn to_model(&self) -> Result<RelationType, RecordError> {
        let role = |(id, name, labels): &(String, String, BTreeSet<String>)| -> Result<Role, RecordError> {
            Ok(Role { id: parse(id)?, name: name.clone(), labels: parse_labels(labels)? })
        };
        Ok(RelationType {
            id: parse(&self.id)?,
            name: self.name.clone(),
            position: self.position,
            roles: self.roles.iter().map(role).collect::<Result<_, _>>()?,
            guideline: self.guideline.clone(),
        })
    }
}
