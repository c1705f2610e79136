//! Records of registers and items.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{RecordError, parse, parse_optional_day};
use crate::model::id::{AnnotatorId, ItemId, VoiceId};
use crate::model::item::{Item, ItemKind};
use crate::model::voice::{Dated, Voice, VoiceKind};
use crate::store::ron_file::FORMAT;

/// One annotator's entries of the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFile {
    /// Version of the file format.
    pub format: u32,
    /// The annotator's id.
    pub annotator: String,
    /// Voices, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voices: Vec<VoiceRecord>,
}

/// One annotator's items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemsFile {
    /// Version of the file format.
    pub format: u32,
    /// The annotator's id.
    pub annotator: String,
    /// Items, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemRecord>,
}

/// Value, first day, last day.
type DatedRecord = (String, Option<String>, Option<String>);

/// A voice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceRecord {
    /// Its id.
    pub id: String,
    name: String,
    kind: VoiceKindRecord,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<DatedRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<DatedRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    belongs_to: Vec<DatedRecord>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    changed: String,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemRecord {
    /// Its id.
    pub id: String,
    name: String,
    kind: ItemKindRecord,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    term_of: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    replaces: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    changed: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum VoiceKindRecord {
    Person,
    Organisation,
    Government,
    Group,
    Document,
    Outlet,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum ItemKindRecord {
    Proposal,
    Claim,
    Demand,
}

impl RegisterFile {
    /// The file of one annotator's entries.
    pub fn from_model(annotator: &AnnotatorId, voices: &BTreeMap<VoiceId, Arc<Voice>>) -> Self {
        let voices = voices.values().map(|voice| VoiceRecord::from_model(voice)).collect();
        Self { format: FORMAT, annotator: annotator.to_string(), voices }
    }
}

impl ItemsFile {
    /// The file of one annotator's items.
    pub fn from_model(annotator: &AnnotatorId, items: &BTreeMap<ItemId, Arc<Item>>) -> Self {
        let items = items.values().map(|item| ItemRecord::from_model(item)).collect();
        Self { format: FORMAT, annotator: annotator.to_string(), items }
    }
}

impl VoiceRecord {
    /// The record of a voice.
    pub fn from_model(voice: &Voice) -> Self {
        let Voice { id, name, kind, aliases, roles, belongs_to, note, merged_into, changed } = voice;
        Self {
            id: id.to_string(),
            name: name.clone(),
            kind: match kind {
                VoiceKind::Person => VoiceKindRecord::Person,
                VoiceKind::Organisation => VoiceKindRecord::Organisation,
                VoiceKind::Government => VoiceKindRecord::Government,
                VoiceKind::Group => VoiceKindRecord::Group,
                VoiceKind::Document => VoiceKindRecord::Document,
                VoiceKind::Outlet => VoiceKindRecord::Outlet,
            },
            aliases: aliases.iter().map(dated_to_record).collect(),
            roles: roles.iter().map(dated_to_record).collect(),
            belongs_to: belongs_to.iter().map(dated_to_record).collect(),
            note: note.clone(),
            merged_into: merged_into.as_ref().map(ToString::to_string),
            changed: changed.to_string(),
        }
    }

    /// The voice of this record.
    pub fn to_model(&self) -> Result<Voice, RecordError> {
        let words = |records: &[DatedRecord]| -> Result<Vec<Dated<String>>, RecordError> {
            records.iter().map(|record| dated_from_record(record, |value| Ok(value.to_owned()))).collect()
        };
        Ok(Voice {
            id: parse(&self.id)?,
            name: self.name.clone(),
            kind: match self.kind {
                VoiceKindRecord::Person => VoiceKind::Person,
                VoiceKindRecord::Organisation => VoiceKind::Organisation,
                VoiceKindRecord::Government => VoiceKind::Government,
                VoiceKindRecord::Group => VoiceKind::Group,
                VoiceKindRecord::Document => VoiceKind::Document,
                VoiceKindRecord::Outlet => VoiceKind::Outlet,
            },
            aliases: words(&self.aliases)?,
            roles: words(&self.roles)?,
            belongs_to: self
                .belongs_to
                .iter()
                .map(|record| dated_from_record(record, parse))
                .collect::<Result<_, RecordError>>()?,
            note: self.note.clone(),
            merged_into: self.merged_into.as_deref().map(parse).transpose()?,
            changed: parse(&self.changed)?,
        })
    }
}

impl ItemRecord {
    /// The record of an item.
    pub fn from_model(item: &Item) -> Self {
        let Item { id, name, kind, aliases, term_of, replaces, note, merged_into, changed } = item;
        Self {
            id: id.to_string(),
            name: name.clone(),
            kind: match kind {
                ItemKind::Proposal => ItemKindRecord::Proposal,
                ItemKind::Claim => ItemKindRecord::Claim,
                ItemKind::Demand => ItemKindRecord::Demand,
            },
            aliases: aliases.clone(),
            term_of: term_of.as_ref().map(ToString::to_string),
            replaces: replaces.iter().map(ToString::to_string).collect(),
            note: note.clone(),
            merged_into: merged_into.as_ref().map(ToString::to_string),
            changed: changed.to_string(),
        }
    }

    /// The item of this record.
    pub fn to_model(&self) -> Result<Item, RecordError> {
        Ok(Item {
            id: parse(&self.id)?,
            name: self.name.clone(),
            kind: match self.kind {
                ItemKindRecord::Proposal => ItemKind::Proposal,
                ItemKindRecord::Claim => ItemKind::Claim,
                ItemKindRecord::Demand => ItemKind::Demand,
            },
            aliases: self.aliases.clone(),
            term_of: self.term_of.as_deref().map(parse).transpose()?,
            replaces: self.replaces.iter().map(|id| parse(id)).collect::<Result<_, RecordError>>()?,
            note: self.note.clone(),
            merged_into: self.merged_into.as_deref().map(parse).transpose()?,
            changed: parse(&self.changed)?,
        })
    }
}

fn dated_to_record<T: ToString>(dated: &Dated<T>) -> DatedRecord {
    (dated.value.to_string(), dated.from.map(|day| day.to_string()), dated.to.map(|day| day.to_string()))
}

fn dated_from_record<T>(
    (value, from, to): &DatedRecord,
    read: impl Fn(&str) -> Result<T, RecordError>,
) -> Result<Dated<T>, RecordError> {
    Ok(Dated {
        value: read(value)?,
        from: parse_optional_day(from.as_ref())?,
        to: parse_optional_day(to.as_ref())?,
    })
}
