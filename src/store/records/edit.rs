//! Records of edits: what a history line holds.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::annotation::{AnnotationRecord, DecisionRecord, RelationRecord, StateRecord, UnplacedRecord};
use super::article::{BlockRecord, MetadataRecord, PatchRecord, block_from_record, block_to_record};
use super::register::{ItemRecord, VoiceRecord};
use super::tagset::{AttributeRecord, LabelRecord, RelationTypeRecord};
use super::{Against, RangeRecord, RecordError, parse};
use crate::model::annotation::AnnotationRef;
use crate::model::edit::{ArticleStamp, Direction, Edit, Key, LayerKey, Put, Record};

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EditRecord {
    /// Key, before, after.
    Put(KeyRecord, Option<Box<RecordRecord>>, Option<Box<RecordRecord>>),
    /// Article and correction.
    PatchText(String, PatchRecord),
    /// Ids with hashes of the texts, and where they go.
    MoveArticles(Vec<(String, String)>, DirectionRecord),
}

/// The words an annotation covered before a change and covers after it, as a line has them. Those from before are
/// in the text after the line, so that they tell nothing where the line itself corrects the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Before; `None` if it was not there.
    pub before: Option<Vec<RangeRecord>>,
    /// After; `None` if it is not there.
    pub after: Option<Vec<RangeRecord>>,
}

/// A key. Layers are named by article, then annotator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum KeyRecord {
    /// Article, annotator, id.
    Annotation(String, String, String),
    /// Article, annotator, id.
    Relation(String, String, String),
    /// Article, reviewer, annotator and id of the annotation.
    Decision(String, String, (String, String)),
    /// Article, annotator, id.
    Unplaced(String, String, String),
    /// Article, annotator.
    State(String, String),
    /// Article.
    Metadata(String),
    /// Article.
    Blocks(String),
    /// Article.
    CopyOf(String),
    /// Annotator, id.
    Voice(String, String),
    /// Annotator, id.
    Item(String, String),
    /// Id.
    Label(String),
    /// Id.
    Attribute(String),
    /// Id.
    RelationType(String),
    /// Id.
    Setting(String),
}

/// The value of a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RecordRecord {
    /// An annotation.
    Annotation(Box<AnnotationRecord>),
    /// A relation.
    Relation(RelationRecord),
    /// A decision.
    Decision(DecisionRecord),
    /// An annotation without a place.
    Unplaced(Box<UnplacedRecord>),
    /// A layer's state.
    State(StateRecord),
    /// An article's metadata.
    Metadata(Box<MetadataRecord>),
    /// An article's blocks.
    Blocks(Vec<BlockRecord>),
    /// The article that one is a copy of.
    CopyOf(String),
    /// A voice.
    Voice(Box<VoiceRecord>),
    /// An item.
    Item(Box<ItemRecord>),
    /// A label.
    Label(Box<LabelRecord>),
    /// An attribute.
    Attribute(AttributeRecord),
    /// A relation type.
    RelationType(RelationTypeRecord),
    /// A setting.
    Setting(String),
}

/// Where articles go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DirectionRecord {
    /// Into the corpus.
    In,
    /// To the trash.
    Out,
}

impl EditRecord {
    /// The record of an edit. `text` gives the text of an article where it is at hand.
    pub fn from_model(edit: &Edit, text: &dyn Fn(&Key) -> Option<Arc<str>>) -> Self {
        match edit {
            Edit::Put(Put { key, before, after }) => {
                let text = text(key);
                let record = |record: &Option<Record>| {
                    record.as_ref().map(|record| Box::new(RecordRecord::from_model(record, text.as_deref())))
                };
                Self::Put(KeyRecord::from_model(key), record(before), record(after))
            }
            Edit::PatchText(article, patch) => {
                Self::PatchText(article.to_string(), PatchRecord::from_model(patch))
            }
            Edit::MoveArticles(stamps, direction) => {
                let stamps =
                    stamps.iter().map(|stamp| (stamp.id.to_string(), stamp.hash.to_string())).collect();
                let direction = match direction {
                    Direction::In => DirectionRecord::In,
                    Direction::Out => DirectionRecord::Out,
                };
                Self::MoveArticles(stamps, direction)
            }
        }
    }

    /// The words that annotations cover which it puts or takes away, range by range: before and after.
    pub fn words(&self) -> Option<Said> {
        let Self::Put(KeyRecord::Annotation(..), before, after) = self else { return None };
        let of = |record: &Option<Box<RecordRecord>>| match record.as_deref() {
            Some(RecordRecord::Annotation(annotation)) => Some(annotation.ranges().cloned().collect()),
            _ => None,
        };
        Some(Said { before: of(before), after: of(after) })
    }

    /// The edit of this record.
    pub fn to_model(&self) -> Result<Edit, RecordError> {
        Ok(match self {
            Self::Put(key, before, after) => {
                let record = |record: &Option<Box<RecordRecord>>| {
                    record.as_ref().map(|record| record.to_model()).transpose()
                };
                Edit::Put(Put { key: key.to_model()?, before: record(before)?, after: record(after)? })
            }
            Self::PatchText(article, patch) => Edit::PatchText(parse(article)?, Arc::new(patch.to_model()?)),
            Self::MoveArticles(stamps, direction) => {
                let stamps = stamps
                    .iter()
                    .map(|(id, hash)| Ok(ArticleStamp { id: parse(id)?, hash: parse(hash)? }))
                    .collect::<Result<Vec<_>, RecordError>>()?;
                let direction = match direction {
                    DirectionRecord::In => Direction::In,
                    DirectionRecord::Out => Direction::Out,
                };
                Edit::MoveArticles(Arc::new(stamps), direction)
            }
        })
    }
}

impl KeyRecord {
    /// The record of a key.
    pub fn from_model(key: &Key) -> Self {
        let layer = |layer: &LayerKey| (layer.article.to_string(), layer.annotator.to_string());
        match key {
            Key::Annotation(place, id) => {
                let (article, annotator) = layer(place);
                Self::Annotation(article, annotator, id.to_string())
            }
            Key::Relation(place, id) => {
                let (article, annotator) = layer(place);
                Self::Relation(article, annotator, id.to_string())
            }
            Key::Decision(place, on) => {
                let (article, annotator) = layer(place);
                Self::Decision(article, annotator, (on.annotator.to_string(), on.annotation.to_string()))
            }
            Key::Unplaced(place, id) => {
                let (article, annotator) = layer(place);
                Self::Unplaced(article, annotator, id.to_string())
            }
            Key::State(place) => {
                let (article, annotator) = layer(place);
                Self::State(article, annotator)
            }
            Key::Metadata(article) => Self::Metadata(article.to_string()),
            Key::Blocks(article) => Self::Blocks(article.to_string()),
            Key::CopyOf(article) => Self::CopyOf(article.to_string()),
            Key::Voice(annotator, id) => Self::Voice(annotator.to_string(), id.to_string()),
            Key::Item(annotator, id) => Self::Item(annotator.to_string(), id.to_string()),
            Key::Label(id) => Self::Label(id.to_string()),
            Key::Attribute(id) => Self::Attribute(id.to_string()),
            Key::RelationType(id) => Self::RelationType(id.to_string()),
            Key::Setting(id) => Self::Setting(id.to_string()),
        }
    }

    /// The key of this record.
    pub fn to_model(&self) -> Result<Key, RecordError> {
        let layer = |article: &str, annotator: &str| -> Result<LayerKey, RecordError> {
            Ok(LayerKey { article: parse(article)?, annotator: parse(annotator)? })
        };
        Ok(match self {
            Self::Annotation(article, annotator, id) => {
                Key::Annotation(layer(article, annotator)?, parse(id)?)
            }
            Self::Relation(article, annotator, id) => Key::Relation(layer(article, annotator)?, parse(id)?),
            Self::Decision(article, annotator, (owner, id)) => {
                let on = AnnotationRef { annotator: parse(owner)?, annotation: parse(id)? };
                Key::Decision(layer(article, annotator)?, on)
            }
            Self::Unplaced(article, annotator, id) => Key::Unplaced(layer(article, annotator)?, parse(id)?),
            Self::State(article, annotator) => Key::State(layer(article, annotator)?),
            Self::Metadata(article) => Key::Metadata(parse(article)?),
            Self::Blocks(article) => Key::Blocks(parse(article)?),
            Self::CopyOf(article) => Key::CopyOf(parse(article)?),
            Self::Voice(annotator, id) => Key::Voice(parse(annotator)?, parse(id)?),
            Self::Item(annotator, id) => Key::Item(parse(annotator)?, parse(id)?),
            Self::Label(id) => Key::Label(parse(id)?),
            Self::Attribute(id) => Key::Attribute(parse(id)?),
            Self::RelationType(id) => Key::RelationType(parse(id)?),
            Self::Setting(id) => Key::Setting(parse(id)?),
        })
    }
}

impl RecordRecord {
    /// The record of a value; `text` is what its ranges count in, if it is at hand.
    pub fn from_model(record: &Record, text: Option<&str>) -> Self {
        match record {
            Record::Annotation(value) => {
                Self::Annotation(Box::new(AnnotationRecord::from_model(value, text)))
            }
            Record::Relation(value) => Self::Relation(RelationRecord::from_model(value)),
            Record::Decision(value) => Self::Decision(DecisionRecord::from_model(value)),
            Record::Unplaced(value) => Self::Unplaced(Box::new(UnplacedRecord::from_model(value))),
            Record::State(value) => Self::State(StateRecord::from_model(value)),
            Record::Metadata(value) => Self::Metadata(Box::new(MetadataRecord::from_model(value))),
            Record::Blocks(value) => Self::Blocks(value.iter().map(block_to_record).collect()),
            Record::CopyOf(value) => Self::CopyOf(value.to_string()),
            Record::Voice(value) => Self::Voice(Box::new(VoiceRecord::from_model(value))),
            Record::Item(value) => Self::Item(Box::new(ItemRecord::from_model(value))),
            Record::Label(value) => Self::Label(Box::new(LabelRecord::from_model(value))),
            Record::Attribute(value) => Self::Attribute(AttributeRecord::from_model(value)),
            Record::RelationType(value) => Self::RelationType(RelationTypeRecord::from_model(value)),
            Record::Setting(value) => Self::Setting(value.to_string()),
        }
    }

    /// The value of this record. Ranges are held against no text.
    pub fn to_model(&self) -> Result<Record, RecordError> {
        Ok(match self {
            Self::Annotation(record) => Record::Annotation(Arc::new(record.to_model(Against::Nothing)?)),
            Self::Relation(record) => Record::Relation(Arc::new(record.to_model()?)),
            Self::Decision(record) => Record::Decision(Arc::new(record.to_model()?)),
            Self::Unplaced(record) => Record::Unplaced(Arc::new(record.to_model()?)),
            Self::State(record) => Record::State(Arc::new(record.to_model(Against::Nothing)?)),
            Self::Metadata(record) => Record::Metadata(Arc::new(record.to_model()?)),
            Self::Blocks(records) => {
                let blocks = records.iter().map(block_from_record).collect::<Result<Vec<_>, _>>()?;
                Record::Blocks(Arc::new(blocks))
            }
            Self::CopyOf(original) => Record::CopyOf(parse(original)?),
            Self::Voice(record) => Record::Voice(Arc::new(record.to_model()?)),
            Self::Item(record) => Record::Item(Arc::new(record.to_model()?)),
            Self::Label(record) => Record::Label(Arc::new(record.to_model()?)),
            Self::Attribute(record) => Record::Attribute(Arc::new(record.to_model()?)),
            Self::RelationType(record) => Record::RelationType(Arc::new(record.to_model()?)),
            Self::Setting(value) => Record::Setting(value.as_str().into()),
        })
    }
}
