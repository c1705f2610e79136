//! What spans and articles may have to do with the rest of the corpus: items an article may touch, items a span may be
//! about, spans of other articles it may be linked with. Found out beside the window when it is first asked for, and
//! kept up edit by edit.

mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::indexing::{Index, Indexing};
use crate::app::jobs::{Job, JobError};
use crate::model::annotation::{Annotation, AnnotationKey, AttributeValue, Party, VoiceRole};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key, Put, Record};
use crate::model::id::{AnnotatorId, ArticleId, AttributeId, ItemId, VoiceId};
use crate::model::item::{Item, resolve_item};
use crate::model::layer::Layer;
use crate::model::reader::CorpusReader;
use crate::store::{CorpusSnapshot, OpenCorpus};
use crate::suggest::items::ItemFinder;
use crate::suggest::partners::{Linkable, Partner, Partners};

pub use touched::TouchedItems;

/// What spans and articles may have to do with the rest of the corpus.
#[derive(Debug, Default)]
pub struct Likely {
    items: Indexing<ItemFinder>,
    partners: Indexing<Partners>,
    /// The items that the article in view may touch.
    pub touched: TouchedItems,
}

impl Likely {
    /// Keeps it up with edits that have been applied.
    pub fn follow(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        self.items.follow(corpus, edits);
        self.partners.follow(corpus, edits);
        if super::items::changes_items(edits) {
            self.touched.begin_again();
        }
    }

    /// Begins to find out what items may be touched, if there are any, and takes what has come of it. Whether anything
    /// has.
    pub fn find_items(
        &mut self,
        corpus: &OpenCorpus,
        start: impl FnOnce() -> Result<Job<ItemFinder>, JobError>,
    ) -> Result<bool, JobError> {
        if corpus.state().items.values().all(BTreeMap::is_empty) {
            return Ok(false);
        }
        let has_news = self.items.find_out(corpus, start)?;
        if has_news {
            self.touched.begin_again();
        }
        Ok(has_news)
    }

    /// Begins to find out what can be linked, and takes what has come of it. Whether anything has.
    pub fn find_partners(
        &mut self,
        corpus: &OpenCorpus,
        start: impl FnOnce() -> Result<Job<Partners>, JobError>,
    ) -> Result<bool, JobError> {
        self.partners.find_out(corpus, start)
    }

    /// What finds items, if it is known by now.
    pub fn items(&self) -> Option<&ItemFinder> {
        self.items.made()
    }

    /// What finds partners, if it is known by now.
    pub fn partners(&self) -> Option<&Partners> {
        self.partners.made()
    }

    /// Whether partners are being found out.
    pub fn is_finding_partners(&self) -> bool {
        self.partners.is_making()
    }

    /// Looks on through the article in view for items it may touch. Whether there is more to look at.
    pub fn look_on(&mut self, article: &super::article::OpenArticle) -> bool {
        let Some(finder) = self.items.made() else { return false };
        self.touched.look_on(finder, article)
    }
}

impl Index for ItemFinder {
    fn keep_up(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        keep_up(self, corpus, edits);
    }
}

impl Index for Partners {
    fn keep_up(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        keep_up(self, corpus, edits);
    }
}

/// What is told of every annotation.
trait Told {
    /// Takes note of an annotation.
    fn put(&mut self, state: &CorpusState, key: AnnotationKey, annotation: &Annotation, text: &str);
    /// Forgets an annotation.
    fn forget(&mut self, key: &AnnotationKey);
    /// Forgets every annotation of an article.
    fn forget_article(&mut self, article: &ArticleId);
    /// Whether it wants to know of an annotation at all.
    fn wants(annotation: &Annotation) -> bool;
    /// Takes note of a change of an item.
    fn follow_item(&mut self, _state: &CorpusState, _id: &ItemId) {}
}

/// The items an annotation bears on, each once, by the ids they mean.
fn items_of(state: &CorpusState, annotation: &Annotation) -> Vec<ItemId> {
    let meant = annotation.items.iter().map(|link| state.meant_item(&link.item).clone());
    meant.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The entries of the register that speak, each once, by the ids they mean.
fn speakers_of(state: &CorpusState, annotation: &Annotation) -> Vec<VoiceId> {
    let parties = annotation.attribution.parties(VoiceRole::Speaker);
    let meant = parties.filter_map(|party| match party {
        Party::Registered(id) => Some(state.meant_voice(id).clone()),
        Party::Unnamed { .. } | Party::Article => None,
    });
    meant.collect::<BTreeSet<_>>().into_iter().collect()
}

impl Told for ItemFinder {
    fn put(&mut self, state: &CorpusState, key: AnnotationKey, annotation: &Annotation, text: &str) {
        let covered = annotation.fragments.covered(text).unwrap_or_default().join(" ");
        self.put_annotation(key, items_of(state, annotation), &covered);
    }

    fn forget(&mut self, key: &AnnotationKey) {
        self.remove_annotation(key);
    }

    fn forget_article(&mut self, article: &ArticleId) {
        self.remove_article(article);
    }

    fn wants(annotation: &Annotation) -> bool {
        !annotation.items.is_empty()
    }

    fn follow_item(&mut self, state: &CorpusState, id: &ItemId) {
        let meant = state.meant_item(id);
        if meant != id || state.held_item(id).is_none() {
            self.remove_item(id);
        }
        if let Some(item) = with_merged_names(state, meant) {
            self.put_item(&item);
        }
    }
}

impl Told for Partners {
    fn put(&mut self, state: &CorpusState, key: AnnotationKey, annotation: &Annotation, text: &str) {
        let covered = annotation.fragments.covered(text).unwrap_or_default().join(" ");
        let (speakers, items) = (speakers_of(state, annotation), items_of(state, annotation));
        let date = date_of(state, &key.article, annotation);
        Partners::put(
            self,
            Linkable { key: &key, covered: &covered, speakers: &speakers, items: &items, date },
        );
    }

    fn forget(&mut self, key: &AnnotationKey) {
        self.remove(key);
    }

    fn forget_article(&mut self, article: &ArticleId) {
        self.remove_article(article);
    }

    fn wants(_annotation: &Annotation) -> bool {
        true
    }
}

/// The day of an annotation: when its words were said, else when its article appeared.
fn date_of(state: &CorpusState, article: &ArticleId, annotation: &Annotation) -> Option<NaiveDate> {
    let said = AttributeId::new(SAID_ON).ok().and_then(|id| annotation.attributes.get(&id));
    let said = said.and_then(|value| match value {
        AttributeValue::Date(date) => Some(date.from()),
        _ => None,
    });
    said.or_else(|| state.articles.get(article).and_then(|row| row.metadata.date))
}

/// The attribute that says when words were said.
pub const SAID_ON: &str = "said-on";

/// An item with the names of what was merged into it. O(items).
fn with_merged_names(state: &CorpusState, id: &ItemId) -> Option<Item> {
    let mut item = state.held_item(id)?.clone();
    let others: BTreeSet<&ItemId> =
        state.items.values().flat_map(BTreeMap::keys).filter(|other| *other != id).collect();
    for other in others.into_iter().filter(|other| state.meant_item(other) == id) {
        item.aliases.extend(state.held_item(other).into_iter().flat_map(Item::names).map(str::to_owned));
    }
    Some(item)
}

fn keep_up<T: Told>(told: &mut T, corpus: &OpenCorpus, edits: &[Edit]) {
    let state = corpus.state();
    for edit in edits {
        match edit {
            Edit::Put(Put { key: Key::Annotation(layer, id), after, .. }) => {
                let key = AnnotationKey {
                    article: layer.article.clone(),
                    annotator: layer.annotator.clone(),
                    annotation: id.clone(),
                };
                told.forget(&key);
                let Some(Record::Annotation(annotation)) = after else { continue };
                if !T::wants(annotation) {
                    continue;
                }
                let Ok(article) = corpus.article(&layer.article) else { continue };
                told.put(state, key, annotation, article.text.as_str());
            }
            Edit::Put(Put { key: Key::Item(_, id), .. }) => told.follow_item(state, id),
            Edit::MoveArticles(stamps, _) => {
                for stamp in stamps.iter() {
                    told.forget_article(&stamp.id);
                    put_article(told, corpus, state, &stamp.id);
                }
            }
            Edit::Put(_) | Edit::PatchText(..) => {}
        }
    }
}

/// Tells of every annotation of an article.
fn put_article<T: Told>(told: &mut T, reader: &dyn CorpusReader, state: &CorpusState, id: &ArticleId) {
    let Some(layers) = state.layers.get(id) else { return };
    let of_layer = |(annotator, layer): (&AnnotatorId, &Arc<Layer>)| {
        let wanted = layer.annotations.values().filter(|annotation| T::wants(annotation));
        let key = |annotation: &Arc<Annotation>| AnnotationKey {
            article: id.clone(),
            annotator: annotator.clone(),
            annotation: annotation.id.clone(),
        };
        wanted.map(|annotation| (key(annotation), Arc::clone(annotation))).collect::<Vec<_>>()
    };
    let annotations: Vec<_> = layers.iter().flat_map(of_layer).collect();
    if annotations.is_empty() {
        return;
    }
    let Ok(article) = reader.article(id) else { return };
    for (key, annotation) in annotations {
        told.put(state, key, &annotation, article.text.as_str());
    }
}

/// Finds out what items there are and what bears on them; in a job.
pub fn item_finder(snapshot: &CorpusSnapshot) -> ItemFinder {
    let state = snapshot.state();
    let mut finder = ItemFinder::default();
    let union = state.item_union();
    for (id, (_, item)) in &union {
        let meant = resolve_item(&union, id);
        if meant == id && !union.values().any(|(_, other)| other.merged_into.as_ref() == Some(id)) {
            finder.put_item(item);
        } else if meant == id {
            finder.follow_item(state, id);
        }
    }
    for id in state.layers.keys() {
        put_article(&mut finder, snapshot, state, id);
    }
    finder
}

/// Finds out what spans can be linked with; in a job.
pub fn partners(snapshot: &CorpusSnapshot) -> Partners {
    let state = snapshot.state();
    let mut partners = Partners::default();
    for id in state.layers.keys() {
        put_article(&mut partners, snapshot, state, id);
    }
    partners
}

impl super::session::Session {
    /// Spans of other articles that the span in focus may be linked with, the likeliest first; `None` while that is
    /// being found out.
    pub fn partners_of_focus(&self, max: usize) -> Option<Vec<Partner>> {
        let partners = self.wide.likely.partners()?;
        let (open, span) = (self.open.as_ref()?, self.focused()?);
        let state = self.corpus.state();
        let covered = span.fragments.covered(open.text()).unwrap_or_default().join(" ");
        let key = AnnotationKey {
            article: open.article.id.clone(),
            annotator: self.annotator().clone(),
            annotation: span.id.clone(),
        };
        let (speakers, items) = (speakers_of(state, span), items_of(state, span));
        let date = date_of(state, &key.article, span);
        let linkable = Linkable { key: &key, covered: &covered, speakers: &speakers, items: &items, date };
        Some(partners.partners_of(linkable, max))
    }
}
