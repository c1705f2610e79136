//! What a reader makes of a dataset: plain articles and records, which nothing has been done with yet. How
//! they get into a corpus that holds something already is in [`super::merge`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::layer_records;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, AnnotatorId, RelationId, SettingId};
use crate::model::layer::Layer;
use crate::model::tagset::Tagset;

use super::report::Counts;

/// A dataset as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The articles, in the order of the file; their ids differ from each other.
    pub articles: Vec<Article>,
    /// Settings of the corpus it was written from.
    pub settings: BTreeMap<SettingId, Arc<str>>,
    /// Labels, attributes and relation types the dataset defines.
    pub tagset: Tagset,
    /// Voices, items and everything of layers, each key once. Articles of layers are among `articles`.
    pub records: Vec<(Key, Record)>,
    /// Which ids are not of the dataset but were made in reading it.
    pub minted: Minted,
}

/// Ids that were made in reading. Reading the same file again makes others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minted {
    /// Of annotations.
    pub annotations: BTreeSet<AnnotationId>,
    /// Of relations.
    pub relations: BTreeSet<RelationId>,
}

/// One article with what annotators did on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleContent {
    /// The article, without the history of its corrections.
    pub article: Article,
    /// The layers that hold anything.
    pub layers: BTreeMap<AnnotatorId, Layer>,
}

impl Imported {
    /// Adds an article with its layers.
    pub fn push(&mut self, content: ArticleContent) {
        let ArticleContent { article, layers } = content;
        for (annotator, layer) in layers {
            let place = LayerKey { article: article.id.clone(), annotator };
            self.records.extend(layer_records(&place, &layer));
        }
        self.articles.push(article);
    }

    /// Whether it holds nothing at all, not even a label.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
            && self.records.is_empty()
            && self.settings.is_empty()
            && self.tagset == Tagset::default()
    }

    /// How much of everything it holds.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { articles: self.articles.len(), ..Counts::default() };
        counts.add_records(self.records.iter().map(|(key, _)| key));
        counts
    }

    /// The settings, tagset, voices, items and layers as the state of a corpus, without its articles.
    pub fn to_state(&self) -> CorpusState {
        let mut state = CorpusState {
            settings: self.settings.clone(),
            tagset: self.tagset.clone(),
            ..CorpusState::default()
        };
        for (key, record) in &self.records {
            state.set(key, Some(record.clone()));
        }
        state
    }
}

impl ArticleContent {
    /// How much of everything it holds.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { articles: 1, ..Counts::default() };
        for layer in self.layers.values() {
            counts.annotations += layer.annotations.len();
            counts.unplaced += layer.unplaced.len();
            counts.relations += layer.relations.len();
            counts.decisions += layer.decisions.len();
        }
        counts
    }

    /// The first difference between what was to be written and what was read back, in words.
    pub fn first_difference(&self, read: &Self) -> Option<String> {
        let id = &self.article.id;
        let (told, other) = (&self.article, &read.article);
        let parts = [
            (told.id == other.id, "id"),
            (told.text == other.text, "text"),
            (told.metadata == other.metadata, "metadata"),
            (told.provenance == other.provenance, "provenance"),
            (told.blocks == other.blocks, "blocks"),
        ];
        if let Some((_, part)) = parts.into_iter().find(|(is_equal, _)| !is_equal) {
            return Some(format!("the {part} of article {id}"));
        }
        let (told, other) = (self.records(), read.records());
        let differing =
            told.iter().find(|(key, record)| other.get(*key) != Some(*record)).map(|(key, _)| key);
        if let Some(key) = differing.or_else(|| other.keys().find(|key| !told.contains_key(*key))) {
            return Some(key.to_string());
        }
        (self.layers != read.layers)
            .then(|| format!("the annotations of article {id} that have no place in its text"))
    }

    fn records(&self) -> BTreeMap<Key, Record> {
        let place = |annotator: &AnnotatorId| LayerKey {
            article: self.article.id.clone(),
            annotator: annotator.clone(),
        };
        self.layers.iter().flat_map(|(annotator, layer)| layer_records(&place(annotator), layer)).collect()
    }
}

impl Counts {
    /// Counts records by what their keys name.
    pub fn add_records<'k>(&mut self, keys: impl IntoIterator<Item = &'k Key>) {
        for key in keys {
            match key {
                Key::Annotation(..) => self.annotations += 1,
                Key::Unplaced(..) => self.unplaced += 1,
                Key::Relation(..) => self.relations += 1,
                Key::Decision(..) => self.decisions += 1,
                Key::Voice(..) => self.voices += 1,
                Key::Item(..) => self.items += 1,
                _ => {}
            }
        }
    }

    /// Adds other counts to these.
    pub fn add(&mut self, other: &Self) {
        let Self { articles, annotations, unplaced, relations, decisions, voices, items } = other;
        self.articles += articles;
        self.annotations += annotations;
        self.unplaced += unplaced;
        self.relations += relations;
        self.decisions += decisions;
        self.voices += voices;
        self.items += items;
    }
}
