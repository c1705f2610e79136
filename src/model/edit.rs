//! The smallest changes to a corpus, each knowing its inverse, and the transactions they make up.
//!
//! Edits carry absolute values: no deltas, no list indexes. One applies only where its `before` holds.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::annotation::{Annotation, AnnotationKey};
use super::article::{Article, Block, Metadata, PatchError, TextPatch};
use super::corpus::{ArticleRow, CorpusState};
use super::id::{
    AnnotationId, AnnotatorId, ArticleId, AttributeId, ItemId, LabelId, RelationId, RelationTypeId,
    SettingId, VoiceId,
};
use super::item::Item;
use super::layer::{LayerState, Unplaced};
use super::reader::ReadError;
use super::relation::Relation;
use super::review::{Decision, DecisionTarget};
use super::tagset::{Attribute, Label, RelationType};
use super::text::language::Language;
use super::text::{RangeError, TextHash};
use super::voice::Voice;

/// Names a layer: whose it is, and on which article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerKey {
    /// The article.
    pub article: ArticleId,
    /// The annotator.
    pub annotator: AnnotatorId,
}

impl LayerKey {
    /// The layer an annotation lies in.
    pub fn of(annotation: &AnnotationKey) -> Self {
        Self { article: annotation.article.clone(), annotator: annotation.annotator.clone() }
    }
}

/// Names one record of a corpus.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// An annotation in a layer.
    Annotation(LayerKey, AnnotationId),
    /// A relation in a layer.
    Relation(LayerKey, RelationId),
    /// A decision in a reviewer's layer.
    Decision(LayerKey, DecisionTarget),
    /// An annotation that a correction of the text left without a place.
    Unplaced(LayerKey, AnnotationId),
    /// State, coverage, codes and note of a layer.
    State(LayerKey),
    /// An article's metadata.
    Metadata(ArticleId),
    /// An article's blocks.
    Blocks(ArticleId),
    /// The article that an article is a copy of.
    CopyOf(ArticleId),
    /// An entry of an annotator's register.
    Voice(AnnotatorId, VoiceId),
    /// An item an annotator entered.
    Item(AnnotatorId, ItemId),
    /// A label of the tagset.
    Label(LabelId),
    /// An attribute of the tagset.
    Attribute(AttributeId),
    /// A relation type of the tagset.
    RelationType(RelationTypeId),
    /// A setting of the corpus.
    Setting(SettingId),
}

/// The value a key names. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Of [`Key::Annotation`].
    Annotation(Arc<Annotation>),
    /// Of [`Key::Relation`].
    Relation(Arc<Relation>),
    /// Of [`Key::Decision`].
    Decision(Arc<Decision>),
    /// Of [`Key::Unplaced`].
    Unplaced(Arc<Unplaced>),
    /// Of [`Key::State`].
    State(Arc<LayerState>),
    /// Of [`Key::Metadata`].
    Metadata(Arc<Metadata>),
    /// Of [`Key::Blocks`].
    Blocks(Arc<Vec<Block>>),
    /// Of [`Key::CopyOf`].
    CopyOf(ArticleId),
    /// Of [`Key::Voice`].
    Voice(Arc<Voice>),
    /// Of [`Key::Item`].
    Item(Arc<Item>),
    /// Of [`Key::Label`].
    Label(Arc<Label>),
    /// Of [`Key::Attribute`].
    Attribute(Arc<Attribute>),
    /// Of [`Key::RelationType`].
    RelationType(Arc<RelationType>),
    /// Of [`Key::Setting`].
    Setting(Arc<str>),
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// One record takes the place of another; `None` is its absence.
    Put(Put),
    /// A correction of an article's text. It carries the layers of everybody but its author; the blocks and
    /// the author's own records are put by the same transaction.
    PatchText(ArticleId, Arc<TextPatch>),
    /// Articles come in, or go to the trash.
    MoveArticles(Arc<Vec<ArticleStamp>>, Direction),
}

/// One record takes the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// Which record.
    pub key: Key,
    /// What it was.
    pub before: Option<Record>,
    /// What it becomes.
    pub after: Option<Record>,
}

/// An article by id and hash of its text when it was moved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArticleStamp {
    /// The article.
    pub id: ArticleId,
    /// Hash of its text.
    pub hash: TextHash,
}

/// Whether articles come in or go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Into the corpus.
    In,
    /// To the trash.
    Out,
}

/// The edits of one user action: the unit of undo, journal and history.
#[must_use = "a transaction changes nothing until `OpenCorpus::apply` takes it"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// What it does, for people: "Tag as quote". Nothing is decided by it.
    pub say: String,
    /// Whether it undoes together with the one before.
    pub joins: bool,
    /// What it changes, in order.
    pub edits: Vec<Edit>,
}

/// Why an edit could not be applied. Nothing of its transaction has been.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApplyError {
    /// The record is not what the edit takes it to be.
    #[error("{key} has changed in the meantime")]
    BeforeDiffers {
        /// The record.
        key: Box<Key>,
    },
    /// A record of another kind, or with another id, than its key names.
    #[error("{key} was given a record that is not its own")]
    WrongRecord {
        /// The record's key.
        key: Box<Key>,
    },
    /// Metadata and blocks can be empty but not absent.
    #[error("{key} can't be removed")]
    CannotBeAbsent {
        /// The record.
        key: Box<Key>,
    },
    /// Nobody writes another annotator's records.
    #[error("{key} belongs to {owner}; {actor} can't change it")]
    NotYours {
        /// The record.
        key: Box<Key>,
        /// Whose it is.
        owner: AnnotatorId,
        /// Who wanted to change it.
        actor: AnnotatorId,
    },
    /// A range of an annotation does not fit the article's text.
    #[error("{key}: {source}")]
    Range {
        /// The annotation.
        key: Box<Key>,
        /// What is wrong with the range.
        source: RangeError,
    },
    /// There is no such article.
    #[error("there is no article {0}")]
    NoArticle(ArticleId),
    /// An article of that id is there already.
    #[error("there is an article {0} already")]
    ArticleExists(ArticleId),
    /// The article's text is not the one that was to be moved.
    #[error("the text of {0} is not the one that was to be moved")]
    OtherText(ArticleId),
    /// The article's file has another text than the corpus knows.
    #[error("somebody else has just corrected the text of {0}, which is taken in first")]
    CorrectedMeanwhile(ArticleId),
    /// Somebody has a layer on the article.
    #[error("{article} can't go: {annotator} has a layer on it")]
    InUse {
        /// The article.
        article: ArticleId,
        /// Whose layer it is.
        annotator: AnnotatorId,
    },
    /// A text patch does not fit.
    #[error("{article}: {source}")]
    Patch {
        /// The article.
        article: ArticleId,
        /// What is wrong with it.
        source: PatchError,
    },
    /// The article could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// How edits reach the articles, whose texts are not resident.
pub trait ArticleAccess {
    /// The article as it is now.
    fn article(&mut self, id: &ArticleId) -> Result<Arc<Article>, ReadError>;
    /// Puts a changed article in the place of the old one.
    fn replace(&mut self, article: Arc<Article>);
    /// The row of an article that is on its way in: staged by an import, or in the trash.
    fn incoming(&mut self, id: &ArticleId) -> Result<Arc<ArticleRow>, ReadError>;
    /// Notes that articles came in or went out.
    fn moved(&mut self, stamps: &Arc<Vec<ArticleStamp>>, direction: Direction);
}

impl Key {
    /// Whose record it is; `None` for those that all share.
    pub fn owner(&self) -> Option<&AnnotatorId> {
        match self {
            Self::Annotation(..)
            | Self::Relation(..)
            | Self::Decision(..)
            | Self::Unplaced(..)
            | Self::State(_) => self.layer().map(|layer| &layer.annotator),
            Self::Voice(annotator, _) | Self::Item(annotator, _) => Some(annotator),
            _ => None,
        }
    }

    /// The layer it lies in, if it lies in one.
    pub fn layer(&self) -> Option<&LayerKey> {
        match self {
            Self::Annotation(layer, _)
            | Self::Relation(layer, _)
            | Self::Decision(layer, _)
            | Self::Unplaced(layer, _)
            | Self::State(layer) => Some(layer),
            _ => None,
        }
    }

    /// The article it belongs to, if it belongs to one.
    pub fn article(&self) -> Option<&ArticleId> {
        self.part_of().or_else(|| self.layer().map(|layer| &layer.article))
    }

    /// The article of which it is a part: metadata, blocks and the like, which lie in the article's own file.
    pub fn part_of(&self) -> Option<&ArticleId> {
        match self {
            Self::Metadata(article) | Self::Blocks(article) | Self::CopyOf(article) => Some(article),
            _ => None,
        }
    }

    /// The value of a part of an article; `None` if it has none, or the key names no such part.
    pub fn value_in(&self, article: &Article) -> Option<Record> {
        match self {
            Self::Metadata(_) => Some(Record::Metadata(Arc::new(article.metadata.clone()))),
            Self::Blocks(_) => Some(Record::Blocks(Arc::new(article.blocks.clone()))),
            Self::CopyOf(_) => article.provenance.copy_of.clone().map(Record::CopyOf),
            _ => None,
        }
    }

    /// Gives a part of an article a value. Whether it can have that: the article is as it was if not.
    pub fn put_into(&self, article: &mut Article, value: Option<&Record>) -> bool {
        match (self, value) {
            (Self::Metadata(_), Some(Record::Metadata(metadata))) => {
                article.metadata = Metadata::clone(metadata);
            }
            (Self::Blocks(_), Some(Record::Blocks(blocks))) => article.blocks.clone_from(blocks),
            (Self::CopyOf(_), Some(Record::CopyOf(original))) => {
                article.provenance.copy_of = Some(original.clone());
            }
            (Self::CopyOf(_), None) => article.provenance.copy_of = None,
            _ => return false,
        }
        true
    }

    /// Whether `record` is a value this key can have.
    fn fits(&self, record: &Record) -> bool {
        match (self, record) {
            (Self::Annotation(_, id), Record::Annotation(annotation)) => annotation.id == *id,
            (Self::Relation(_, id), Record::Relation(relation)) => relation.id == *id,
            (Self::Decision(_, on), Record::Decision(decision)) => decision.on == *on,
            (Self::Unplaced(_, id), Record::Unplaced(unplaced)) => unplaced.annotation.id == *id,
            (Self::Voice(_, id), Record::Voice(voice)) => voice.id == *id,
            (Self::Item(_, id), Record::Item(item)) => item.id == *id,
            (Self::Label(id), Record::Label(label)) => label.id == *id,
            (Self::Attribute(id), Record::Attribute(attribute)) => attribute.id == *id,
            (Self::RelationType(id), Record::RelationType(relation_type)) => relation_type.id == *id,
            (Self::CopyOf(article), Record::CopyOf(original)) => article != original,
            (Self::State(_), Record::State(_))
            | (Self::Metadata(_), Record::Metadata(_))
            | (Self::Blocks(_), Record::Blocks(_))
            | (Self::Setting(_), Record::Setting(_)) => true,
            _ => false,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Annotation(layer, id) => {
                write!(f, "annotation {id} by {} on {}", layer.annotator, layer.article)
            }
            Self::Relation(layer, id) => {
                write!(f, "relation {id} by {} on {}", layer.annotator, layer.article)
            }
            Self::Decision(layer, on) => write!(
                f,
                "decision of {} on {}'s annotation {} in {}",
                layer.annotator, on.annotator, on.annotation, layer.article
            ),
            Self::Unplaced(layer, id) => {
                write!(f, "unplaced annotation {id} by {} on {}", layer.annotator, layer.article)
            }
            Self::State(layer) => write!(f, "state of {} for {}", layer.article, layer.annotator),
            Self::Metadata(article) => write!(f, "metadata of {article}"),
            Self::Blocks(article) => write!(f, "blocks of {article}"),
            Self::CopyOf(article) => write!(f, "what {article} is a copy of"),
            Self::Voice(annotator, id) => write!(f, "register entry {id} by {annotator}"),
            Self::Item(annotator, id) => write!(f, "item {id} by {annotator}"),
            Self::Label(id) => write!(f, "label {id}"),
            Self::Attribute(id) => write!(f, "attribute {id}"),
            Self::RelationType(id) => write!(f, "relation type {id}"),
            Self::Setting(id) => write!(f, "setting {id}"),
        }
    }
}

impl Put {
    /// A put, with the state of a layer that says nothing taken for its absence.
    pub fn new(key: Key, before: Option<Record>, after: Option<Record>) -> Self {
        let told = |record: Option<Record>| {
            record
                .filter(|record| !matches!(record, Record::State(state) if **state == LayerState::default()))
        };
        Self { key, before: told(before), after: told(after) }
    }
}

impl Edit {
    /// The edit that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Put(Put { key, before, after }) => {
                Self::Put(Put { key: key.clone(), before: after.clone(), after: before.clone() })
            }
            Self::PatchText(article, patch) => Self::PatchText(article.clone(), Arc::new(patch.inverse())),
            Self::MoveArticles(stamps, Direction::In) => {
                Self::MoveArticles(Arc::clone(stamps), Direction::Out)
            }
            Self::MoveArticles(stamps, Direction::Out) => {
                Self::MoveArticles(Arc::clone(stamps), Direction::In)
            }
        }
    }

    /// The article whose own file it changes.
    pub fn changed_article(&self) -> Option<&ArticleId> {
        match self {
            Self::Put(put) => put.key.part_of(),
            Self::PatchText(article, _) => Some(article),
            Self::MoveArticles(..) => None,
        }
    }

    /// Applies one edit in memory. Called by [`apply_all`] only, which takes everything back on an error.
    fn apply(
        &self,
        actor: &AnnotatorId,
        corpus: &mut CorpusState,
        articles: &mut dyn ArticleAccess,
    ) -> Result<(), ApplyError> {
        match self {
            Self::Put(put) => put.apply(corpus, articles),
            Self::PatchText(id, patch) => {
                let before = articles.article(id)?;
                let text = patch
                    .apply(&before.text)
                    .map_err(|source| ApplyError::Patch { article: id.clone(), source })?;
                let text_before = before.text.as_str();
                // The actor's own records are put by the transaction itself.
                corpus.for_each_layer(id, |annotator, layer| {
                    if annotator != actor {
                        layer.carry(patch, text_before);
                    }
                });
                let mut after = Article::clone(&before);
                after.text = text;
                // A patch that is taken back goes on the chain too: a layer may have been written between.
                after.patches.push(TextPatch::clone(patch));
                corpus.put_row(ArticleRow::of(&after));
                articles.replace(Arc::new(after));
                Ok(())
            }
            Self::MoveArticles(stamps, direction) => {
                let moving = stamps
                    .iter()
                    .map(|stamp| movable(stamp, *direction, corpus, articles))
                    .collect::<Result<Vec<_>, _>>()?;
                for row in moving {
                    match direction {
                        Direction::In => corpus.put_row(row),
                        Direction::Out => corpus.remove_row(&row.id),
                    }
                }
                articles.moved(stamps, *direction);
                Ok(())
            }
        }
    }
}

/// The row of the article that `stamp` names, if it can be moved in that direction.
fn movable(
    stamp: &ArticleStamp,
    direction: Direction,
    corpus: &CorpusState,
    articles: &mut dyn ArticleAccess,
) -> Result<Arc<ArticleRow>, ApplyError> {
    let ArticleStamp { id, hash } = stamp;
    let row = match (direction, corpus.articles.contains_key(id)) {
        (Direction::In, true) => return Err(ApplyError::ArticleExists(id.clone())),
        (Direction::Out, false) => return Err(ApplyError::NoArticle(id.clone())),
        (Direction::In, false) => articles.incoming(id)?,
        (Direction::Out, true) => {
            if let Some(annotator) = corpus.layers.get(id).and_then(|layers| layers.keys().next()) {
                return Err(ApplyError::InUse { article: id.clone(), annotator: annotator.clone() });
            }
            ArticleRow::of(&*articles.article(id)?)
        }
    };
    if row.text_hash == *hash { Ok(row) } else { Err(ApplyError::OtherText(id.clone())) }
}

impl Put {
    /// Whether it says that an article is in a language of other rules than it was said to be in.
    pub fn changes_language(&self) -> bool {
        let language = |record: &Option<Record>| match record {
            Some(Record::Metadata(metadata)) => Some(Language::of(&metadata.language)),
            _ => None,
        };
        language(&self.before) != language(&self.after)
    }

    fn apply(&self, corpus: &mut CorpusState, articles: &mut dyn ArticleAccess) -> Result<(), ApplyError> {
        let key = || Box::new(self.key.clone());
        if self.after.iter().any(|record| !self.key.fits(record)) {
            return Err(ApplyError::WrongRecord { key: key() });
        }
        if let Some(article) = self.key.article()
            && !corpus.articles.contains_key(article)
        {
            return Err(ApplyError::NoArticle(article.clone()));
        }
        let Some(id) = self.key.part_of() else {
            if corpus.get(&self.key) != self.before {
                return Err(ApplyError::BeforeDiffers { key: key() });
            }
            corpus.set(&self.key, self.after.clone());
            return Ok(());
        };
        let mut changed = Article::clone(&*articles.article(id)?);
        // What lies in layers counts in the text that the corpus knows: with another it would lie elsewhere.
        if corpus.articles.get(id).is_some_and(|row| row.text_hash != changed.text.hash()) {
            return Err(ApplyError::CorrectedMeanwhile(id.clone()));
        }
        // Blocks are no resident records.
        let current = corpus.get(&self.key).or_else(|| self.key.value_in(&changed));
        if current != self.before {
            return Err(ApplyError::BeforeDiffers { key: key() });
        }
        if !self.key.put_into(&mut changed, self.after.as_ref()) {
            return Err(ApplyError::CannotBeAbsent { key: key() });
        }
        corpus.put_row(ArticleRow::of(&changed));
        articles.replace(Arc::new(changed));
        Ok(())
    }
}

/// Applies `edits` for `actor`: all of them or, on an error, none.
///
/// After the last edit every annotation that was put must fit its article's text.
///
/// # Panics
///
/// If what has just been applied can't be taken back, which no input leads to.
pub fn apply_all(
    edits: &[Edit],
    actor: &AnnotatorId,
    corpus: &mut CorpusState,
    articles: &mut dyn ArticleAccess,
) -> Result<(), ApplyError> {
    // Each edit that was applied, with the article as it was before where it changed one.
    let mut applied: Vec<(&Edit, Option<Arc<Article>>)> = Vec::with_capacity(edits.len());
    let mut result = Ok(());
    for edit in edits {
        let before = edit.changed_article().and_then(|id| articles.article(id).ok());
        result = edit.apply(actor, corpus, articles);
        if result.is_err() {
            break;
        }
        applied.push((edit, before));
    }
    if result.is_ok() {
        result = check_ranges(edits, corpus, articles);
    }
    if result.is_err() {
        for (edit, before) in applied.into_iter().rev() {
            edit.inverse()
                .apply(actor, corpus, articles)
                .expect("what has just been applied can be taken back");
            // The inverse of a text patch leaves its trace in the chain of patches; this does not.
            if let Some(before) = before {
                articles.replace(before);
            }
        }
    }
    result
}

/// Whether the annotations that `edits` leave behind fit their texts.
fn check_ranges(
    edits: &[Edit],
    corpus: &CorpusState,
    articles: &mut dyn ArticleAccess,
) -> Result<(), ApplyError> {
    for edit in edits {
        let Edit::Put(Put { key: key @ Key::Annotation(layer, _), .. }) = edit else {
            continue;
        };
        let Some(Record::Annotation(annotation)) = corpus.get(key) else {
            continue;
        };
        let article = articles.article(&layer.article)?;
        for (_, fragments) in annotation.all_fragments() {
            fragments
                .check(article.text.as_str())
                .map_err(|source| ApplyError::Range { key: Box::new(key.clone()), source })?;
        }
    }
    Ok(())
}
