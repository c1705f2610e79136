//! What stands in a record file, as a cheap snapshot that the writer turns into bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::articles::ArticleStore;
use super::layout::RecordFile;
use super::records::annotation::{
    AnnotationRecord, DecisionRecord, LayerFile, RelationRecord, StateRecord, UnplacedRecord,
};
use super::records::article::{ArticleFile, CorpusFile};
use super::records::register::{ItemsFile, RegisterFile};
use super::records::tagset::TagsetFile;
use super::ron_file::{self, FORMAT};
use crate::model::article::Article;
use crate::model::corpus::ArticleRow;
use crate::model::id::{AnnotatorId, ArticleId, ItemId, VoiceId};
use crate::model::item::Item;
use crate::model::layer::Layer;
use crate::model::reader::ReadError;
use crate::model::text::TextHash;
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
    pub text: LayerText,
    pub layer: Arc<Layer>,
    pub quarantine: Quarantine,
}

/// The text that a layer counts in.
#[derive(Clone, Debug)]
pub(super) enum LayerText {
    /// Of this article.
    Here(Arc<Article>),
    /// Of the article of this row, to be had when the layer is written: so that the window does not wait where
    /// thousands of layers change at once.
    Later(ArticleStore, Arc<ArticleRow>),
}

/// Why a file could not be rendered.
#[derive(Debug, Error)]
pub(super) enum RenderError {
    /// RON can't hold it.
    #[error(transparent)]
    Ron(#[from] ron::Error),
    /// The text that a layer counts in can't be had.
    #[error(transparent)]
    Text(#[from] ReadError),
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
            Self::Layer(content) => {
                RecordFile::Layer(content.annotator.clone(), content.text.article().clone())
            }
        }
    }

    /// The bytes of the file.
    pub(super) fn render(&self) -> Result<Vec<u8>, RenderError> {
        Ok(match self {
            Self::Corpus(file) => ron_file::write(file)?,
            Self::Tagset(file) => ron_file::write(file)?,
            Self::Register(annotator, voices) => {
                ron_file::write(&RegisterFile::from_model(annotator, voices))?
            }
            Self::Items(annotator, items) => ron_file::write(&ItemsFile::from_model(annotator, items))?,
            Self::Article(article) => ron_file::write(&ArticleFile::from_model(article))?,
            Self::Layer(content) => ron_file::write(&content.to_file()?)?,
        })
    }
}

impl LayerContent {
    /// The layer as its file holds it.
    pub(super) fn to_file(&self) -> Result<LayerFile, ReadError> {
        let Self { annotator, text: of, layer, quarantine } = self;
        let (text, text_hash) = of.text()?;
        let text = &*text;
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
        Ok(LayerFile {
            format: FORMAT,
            article: of.article().to_string(),
            annotator: annotator.to_string(),
            text_hash: text_hash.to_string(),
            state: StateRecord::from_model(&layer.state),
            annotations,
            relations: relations.chain(quarantine.relations.iter().cloned()).collect(),
            decisions: decisions.chain(quarantine.decisions.iter().cloned()).collect(),
            unplaced: unplaced.chain(quarantine.unplaced.iter().cloned()).collect(),
        })
    }
}

impl LayerText {
    /// The article it is the text of.
    fn article(&self) -> &ArticleId {
        match self {
            Self::Here(article) => &article.id,
            Self::Later(_, row) => &row.id,
        }
    }

    fn text(&self) -> Result<(Arc<str>, TextHash), ReadError> {
        match self {
            Self::Here(article) => Ok((article.text.share(), article.text.hash())),
            Self::Later(articles, row) => Ok((articles.text_of(row)?, row.text_hash)),
        }
    }
}

/// Whether a file's content, once empty, means that the file goes.
pub(super) fn goes_when_empty(file: &RecordFile) -> bool {
    matches!(file, RecordFile::Register(_) | RecordFile::Items(_) | RecordFile::Layer(..))
}
