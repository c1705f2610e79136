//! The lines of a register file as they stand in it, and what of the model becomes which line.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::formats::interchange::lines::{Unknown, or_default, text_or_number};
use crate::model::id::AnnotatorId;
use crate::model::item::Item;
use crate::model::tagset::{Attribute, Choice, Label, RelationType, Role};
use crate::model::voice::{Dated, Voice};

/// A setting of the corpus.
#[derive(Serialize, Deserialize)]
pub struct SettingLine {
    pub kind: String,
    pub id: String,
    pub value: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A label of the tagset.
#[derive(Serialize, Deserialize)]
pub struct LabelLine {
    pub kind: String,
    pub id: String,
    pub name: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub position: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<u8>,
    #[serde(default, deserialize_with = "or_default")]
    pub letter: String,
    #[serde(default, deserialize_with = "or_default")]
    pub colour: ColourLine,
    #[serde(default, deserialize_with = "or_default")]
    pub pattern: String,
    #[serde(default, deserialize_with = "or_default")]
    pub guideline: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A label's colours, `#rrggbb` each.
#[derive(Default, Serialize, Deserialize)]
pub struct ColourLine {
    #[serde(default)]
    pub light: String,
    #[serde(default)]
    pub dark: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// An attribute of the tagset.
#[derive(Serialize, Deserialize)]
pub struct AttributeLine {
    pub kind: String,
    pub id: String,
    pub name: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub position: u32,
    #[serde(rename = "type")]
    pub attribute_type: String,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceLine>,
    #[serde(default, deserialize_with = "or_default")]
    pub labels: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub guideline: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A choice of an attribute.
#[derive(Serialize, Deserialize)]
pub struct ChoiceLine {
    pub id: String,
    pub name: Option<String>,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A relation type of the tagset.
#[derive(Serialize, Deserialize)]
pub struct RelationTypeLine {
    pub kind: String,
    pub id: String,
    pub name: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub position: u32,
    #[serde(default, deserialize_with = "or_default")]
    pub roles: Vec<RoleLine>,
    #[serde(default, deserialize_with = "or_default")]
    pub guideline: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A role in a relation type.
#[derive(Serialize, Deserialize)]
pub struct RoleLine {
    pub id: String,
    pub name: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub labels: Vec<String>,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// An entry of an annotator's register.
#[derive(Serialize, Deserialize)]
pub struct VoiceEntryLine {
    pub kind: String,
    #[serde(default, deserialize_with = "or_default")]
    pub annotator: String,
    #[serde(default, deserialize_with = "text_or_number")]
    pub id: String,
    pub name: String,
    #[serde(default, deserialize_with = "or_default", rename = "type")]
    pub voice_type: String,
    #[serde(default, deserialize_with = "or_default")]
    pub aliases: Vec<DatedLine>,
    #[serde(default, deserialize_with = "or_default")]
    pub roles: Vec<DatedLine>,
    #[serde(default, deserialize_with = "or_default")]
    pub belongs_to: Vec<DatedLine>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub merged_into: String,
    #[serde(default, deserialize_with = "or_default")]
    pub changed: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A value that held from one day to another.
#[derive(Serialize, Deserialize)]
pub struct DatedLine {
    #[serde(deserialize_with = "text_or_number")]
    pub value: String,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub from: String,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub to: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// An annotator's item.
#[derive(Serialize, Deserialize)]
pub struct ItemEntryLine {
    pub kind: String,
    #[serde(default, deserialize_with = "or_default")]
    pub annotator: String,
    #[serde(default, deserialize_with = "text_or_number")]
    pub id: String,
    pub name: String,
    #[serde(default, deserialize_with = "or_default", rename = "type")]
    pub item_type: String,
    #[serde(default, deserialize_with = "or_default")]
    pub aliases: Vec<String>,
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub term_of: String,
    #[serde(default, deserialize_with = "or_default")]
    pub replaces: Vec<String>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub merged_into: String,
    #[serde(default, deserialize_with = "or_default")]
    pub changed: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// The line of a label.
pub fn label_line(label: &Label) -> LabelLine {
    let Label { id, name, position, key, letter, colour, pattern, guideline } = label;
    LabelLine {
        kind: "label".to_owned(),
        id: id.to_string(),
        name: Some(name.clone()),
        position: *position,
        key: *key,
        letter: letter.to_string(),
        colour: ColourLine {
            light: format!("#{:06x}", colour.light),
            dark: format!("#{:06x}", colour.dark),
            unknown: Unknown::new(),
        },
        pattern: pattern.name().to_owned(),
        guideline: guideline.clone(),
        unknown: Unknown::new(),
    }
}

/// The line of an attribute.
pub fn attribute_line(attribute: &Attribute) -> AttributeLine {
    let Attribute { id, name, position, kind, labels, guideline } = attribute;
    let choice = |choice: &Choice| ChoiceLine {
        id: choice.id.to_string(),
        name: Some(choice.name.clone()),
        unknown: Unknown::new(),
    };
    AttributeLine {
        kind: "attribute".to_owned(),
        id: id.to_string(),
        name: Some(name.clone()),
        position: *position,
        attribute_type: kind.name().to_owned(),
        choices: kind.choices().iter().map(choice).collect(),
        labels: labels.iter().map(ToString::to_string).collect(),
        guideline: guideline.clone(),
        unknown: Unknown::new(),
    }
}

/// The line of a relation type.
pub fn relation_type_line(relation_type: &RelationType) -> RelationTypeLine {
    let RelationType { id, name, position, roles, guideline } = relation_type;
    let role = |role: &Role| RoleLine {
        id: role.id.to_string(),
        name: Some(role.name.clone()),
        labels: role.labels.iter().map(ToString::to_string).collect(),
        unknown: Unknown::new(),
    };
    RelationTypeLine {
        kind: "relation-type".to_owned(),
        id: id.to_string(),
        name: Some(name.clone()),
        position: *position,
        roles: roles.iter().map(role).collect(),
        guideline: guideline.clone(),
        unknown: Unknown::new(),
    }
}

/// The line of a register entry.
pub fn voice_line(annotator: &AnnotatorId, voice: &Voice) -> VoiceEntryLine {
    let Voice { id, name, kind, aliases, roles, belongs_to, note, merged_into, changed } = voice;
    VoiceEntryLine {
        kind: "voice".to_owned(),
        annotator: annotator.to_string(),
        id: id.to_string(),
        name: name.clone(),
        voice_type: kind.name().to_owned(),
        aliases: aliases.iter().map(dated_line).collect(),
        roles: roles.iter().map(dated_line).collect(),
        belongs_to: belongs_to.iter().map(dated_line).collect(),
        note: note.clone(),
        merged_into: merged_into.as_ref().map(ToString::to_string).unwrap_or_default(),
        changed: changed.to_string(),
        unknown: Unknown::new(),
    }
}

fn dated_line<T: ToString>(dated: &Dated<T>) -> DatedLine {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    DatedLine {
        value: dated.value.to_string(),
        from: day(dated.from),
        to: day(dated.to),
        unknown: Unknown::new(),
    }
}

/// The line of an item.
pub fn item_line(annotator: &AnnotatorId, item: &Item) -> ItemEntryLine {
    let Item { id, name, kind, aliases, term_of, replaces, note, merged_into, changed } = item;
    ItemEntryLine {
        kind: "item".to_owned(),
        annotator: annotator.to_string(),
        id: id.to_string(),
        name: name.clone(),
        item_type: kind.name().to_owned(),
        aliases: aliases.clone(),
        term_of: term_of.as_ref().map(ToString::to_string).unwrap_or_default(),
        replaces: replaces.iter().map(ToString::to_string).collect(),
        note: note.clone(),
        merged_into: merged_into.as_ref().map(ToString::to_string).unwrap_or_default(),
        changed: changed.to_string(),
        unknown: Unknown::new(),
    }
}
