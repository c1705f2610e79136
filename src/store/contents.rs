//! What stands in a record file, as a cheap snapshot that the writer turns into bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::layout::RecordFile;
use super::records::annotation::{
    AnnotationRecord, DecisionRecord, LayerFile, RelationRecord, StateRecord, UnplacedRecord,
};
use super::records::article::{ArticleFile, CorpusFile};
use super::records::register::{ItemsFile, RegisterFile};
use super::records::tagset::TagsetFile;
use super::ron_file::{self, FORMAT};
use crate::model::article::Article;
use crate::model::id::{AnnotatorId, ItemId, VoiceId};
use crate::model::item::Item;
use crate::model::layer::Layer;
use crate::model::voice::Voice;

/// Records of a layer file that could not be used. They are kept and written back unchanged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quarantine {
    /// Annotations.
    pub annotations: Vec<AnnotationRecord>,
    /// Relations.
    pub relations: Vec<RelationRecord>,
    /// Decisions.
    pub decisions: Vec<DecisionRecord>,
    /// Annotations without a place.
    pub unplaced: Vec<UnplacedRecord>,
}

impl Quarantine {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A snapshot of a record file.
#[derive(Clone, Debug)]
pub(super) enum FileContent {
    Corpus(CorpusFile),
    Tagset(Box<TagsetFile>),
    Register(AnnotatorId, BTreeMap<VoiceId, Arc<Voice>>),
    Items(AnnotatorId, BTreeMap<ItemId, Arc<Item>>),
    Article(Arc<Article>),
    Layer(Box<LayerContent>),
}

/// A snapshot of a layer.
#[derive(Clone, Debug)]
pub(super) struct LayerContent {
    pub annotator: AnnotatorId,
    pub article: Arc<Article>,
    pub layer: Arc<Layer>,
    pub quarantine: Quarantine,
}

impl FileContent {
    /// The file it is the content of.
    pub(super) fn file(&self) -> RecordFile {
        match self {
            Self::Corpus(_) => RecordFile::Corpus,
            Self::Tagset(_) => RecordFile::Tagset,
            Self::Register(annotator, _) => RecordFile::Register(annotator.clone()),
            Self::Items(annotator, _) => RecordFile::Items(annotator.clone()),
            Self::Article(article) => RecordFile::Article(article.id.clone()),
            Self::Layer(content) => RecordFile::Layer(content.annotator.clone(), content.article.id.clone()),
        }
    }

    /// The bytes of the file.
    pub(super) fn render(&self) -> Result<Vec<u8>, ron::Error> {
        match self {
            Self::Corpus(file) => ron_file::write(file),
            Self::Tagset(file) => ron_file::write(file),
            Self::Register(annotator, voices) => {
                ron_file::write(&RegisterFile::from_model(annotator, voices))
            }
            Self::Items(annotator, items) => ron_file::write(&ItemsFile::from_model(annotator, items)),
            Self::Article(article) => ron_file::write(&ArticleFile::from_model(article)),
            Self::Layer(content) => ron_file::write(&content.to_file()),
        }
    }
}

impl LayerContent {
    /// The layer as its file holds it.
    pub(super) fn to_file(&self) -> LayerFile {
        let Self { annotator, article, layer, quarantine } = self;
        let text = article.text.as_str();
        let mut annotations: Vec<AnnotationRecord> = layer
            .annotations
            .values()
            .map(|annotation| AnnotationRecord::from_model(annotation, Some(text)))
            .chain(quarantine.annotations.iter().cloned())
            .collect();
        annotations.sort_by(|one, two| one.order().cmp(&two.order()));
        let relations = layer.relations.values().map(|relation| RelationRecord::from_model(relation));
        let decisions = layer.decisions.values().map(|decision| DecisionRecord::from_model(decision));
        let unplaced = layer.unplaced.values().map(|unplaced| UnplacedRecord::from_model(unplaced));
        LayerFile {
            format: FORMAT,
            article: article.id.to_string(),
            annotator: annotator.to_string(),
            text_hash: article.text.hash().to_string(),
            state: StateRecord::from_model(&layer.state),
            annotations,
            relations: relations.chain(quarantine.relations.iter().cloned()).collect(),
            decisions: decisions.chain(quarantine.decisions.iter().cloned()).collect(),
            unplaced: unplaced.chain(quarantine.unplaced.iter().cloned()).collect(),
        }
    }
}

/// Whether a file's content, once empty, means that the file goes.
pub(super) fn goes_when_empty(file: &RecordFile) -> bool {
    matches!(file, RecordFile::Register(_) | RecordFile::Items(_) | RecordFile::Layer(..))
}
