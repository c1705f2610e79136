//! How the names of a foreign dataset become those of a corpus: labels, attributes with their values, relations, and
//! which relations together say who said something. A mapping is a RON file that people can read and write. What it
//! does not name stays as it is, under its own name.

mod apply;
mod survey;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use survey::{Survey, SurveyedLabel, SurveyedName, propose};

/// The version of the file.
const VERSION: u32 = 1;

/// A mapping of names. Foreign names are ids or names, in the dataset's writing or ours; names of the corpus are ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The version of the file: 1.
    pub format: u32,
    /// The label that each foreign label becomes.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What foreign attributes become.
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeMapping>,
    /// What foreign relation types become.
    #[serde(default)]
    pub relations: BTreeMap<String, RelationMapping>,
    /// Which annotations, with relations that begin at them, say who said something.
    #[serde(default)]
    pub attributions: Vec<AttributionMapping>,
}

/// What a foreign attribute becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeMapping {
    /// The attribute of the corpus.
    pub to: String,
    /// Its value for each foreign value that is written otherwise.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// What a foreign relation type becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationMapping {
    /// The relation type of the corpus; members take its roles in their order.
    pub to: String,
    /// Whether the members change places.
    #[serde(default)]
    pub swapped: bool,
}

/// An event of the kind that the quotation literature calls an attribution: a cue that leads to a source and a
/// content (Pareti 2016, *PARC 3.0: A Corpus of Attribution Relations*, section 2). It becomes the attribution of the
/// content, and is no annotation any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributionMapping {
    /// The foreign label of the cue.
    pub cue: String,
    /// The relation type, or the role, that leads from the cue to the words for the speaker.
    pub source: String,
    /// The one that leads from the cue to what was said.
    pub content: String,
}

/// Why a text is no mapping.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MappingError {
    /// It can't be read.
    #[error("the map can't be read: {why}")]
    Unreadable {
        /// Why, with line and column.
        why: String,
    },
    /// It is of a later version.
    #[error("the map has format {found}; this version reads format {VERSION}")]
    Version {
        /// The version it states.
        found: u32,
    },
    /// It names something that the corpus does not have.
    #[error("the map leads to the {kind} “{name}”, which the corpus does not have")]
    NoSuch {
        /// What is named.
        kind: &'static str,
        /// Its name there.
        name: String,
    },
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            format: VERSION,
            labels: BTreeMap::new(),
            attributes: BTreeMap::new(),
            relations: BTreeMap::new(),
            attributions: Vec::new(),
        }
    }
}

impl Mapping {
    /// Reads a mapping.
    pub fn from_text(text: &str) -> Result<Self, MappingError> {
        let mapping: Self =
            ron::from_str(text).map_err(|err| MappingError::Unreadable { why: err.to_string() })?;
        if mapping.format == VERSION {
            Ok(mapping)
        } else {
            Err(MappingError::Version { found: mapping.format })
        }
    }

    /// The mapping as a file.
    pub fn to_text(&self) -> Result<String, MappingError> {
        let unwritable = |err: ron::Error| MappingError::Unreadable { why: err.to_string() };
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::new()).map_err(unwritable)?;
        Ok(format!("{text}\n"))
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
