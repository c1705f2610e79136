//! The resident part of a corpus: everything but the texts, as a map from key to record.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::article::{Article, Block, BlockKind, Metadata, TextPatch};
use super::copies::end_of_links;
use super::edit::{Key, Record};
use super::id::{AnnotatorId, ArticleId, ItemId, SettingId, VoiceId};
use super::item::{Item, ItemUnion, item_union};
use super::layer::{Layer, LayerState};
use super::tagset::Tagset;
use super::text::language::Language;
use super::text::{Fragments, TextHash, TextRange};
use super::voice::{RegisterUnion, Voice, register_union};

/// The layers on one article, by annotator.
pub type Layers = BTreeMap<AnnotatorId, Arc<Layer>>;

/// Everything of a corpus but the texts. Cheap enough to clone for a job: the records are shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorpusState {
    /// Settings; `title` is the corpus's title.
    pub settings: BTreeMap<SettingId, Arc<str>>,
    /// What annotators may say about a span.
    pub tagset: Tagset,
    /// The register, by who entered what.
    pub voices: BTreeMap<AnnotatorId, BTreeMap<VoiceId, Arc<Voice>>>,
    /// The items, by who entered what.
    pub items: BTreeMap<AnnotatorId, BTreeMap<ItemId, Arc<Item>>>,
    /// One row an article.
    pub articles: BTreeMap<ArticleId, Arc<ArticleRow>>,
    /// The layers that hold anything.
    pub layers: BTreeMap<ArticleId, Layers>,
}

/// What is resident of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRow {
    /// Its id.
    pub id: ArticleId,
    /// Its metadata.
    pub metadata: Arc<Metadata>,
    /// What lists show.
    pub shown_title: String,
    /// Whether that is the article's title rather than its first words.
    pub has_title: bool,
    /// Length of the text in bytes.
    pub text_len: usize,
    /// Hash of the text.
    pub text_hash: TextHash,
    /// SHA-256 of the file it was made from, if that is known.
    pub original_hash: Option<TextHash>,
    /// The article whose text this one nearly has.
    pub copy_of: Option<ArticleId>,
    /// The blocks that are no running text of the article: date lines, bylines, notes, furniture; by start.
    pub asides: Box<[Block]>,
}

impl ArticleRow {
    /// The row of an article.
    pub fn of(article: &Article) -> Arc<Self> {
        let (shown_title, has_title) = article.shown_title();
        Arc::new(Self {
            id: article.id.clone(),
            metadata: Arc::new(article.metadata.clone()),
            shown_title,
            has_title,
            text_len: article.text.as_str().len(),
            text_hash: article.text.hash(),
            original_hash: article.provenance.original_hash,
            copy_of: article.provenance.copy_of.clone(),
            asides: article.blocks.iter().filter(|block| is_aside(block.kind)).copied().collect(),
        })
    }

    /// The language of the text, as the metadata say.
    pub fn language(&self) -> Language {
        Language::of(&self.metadata.language)
    }

    /// The places of blocks of these kinds, of those that [`Self::asides`] has; sorted and disjoint.
    pub fn places_of(&self, kinds: &[BlockKind]) -> Vec<TextRange> {
        let ranges: Vec<TextRange> =
            self.asides.iter().filter(|block| kinds.contains(&block.kind)).map(|block| block.range).collect();
        Fragments::normalised(ranges).map(|places| places.ranges().to_vec()).unwrap_or_default()
    }
}

fn is_aside(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Dateline | BlockKind::Byline | BlockKind::Note | BlockKind::Furniture)
}

impl CorpusState {
    /// The record a key names; `None` where there is none. Blocks are no resident records and never found.
    pub fn get(&self, key: &Key) -> Option<Record> {
        let layer = || key.layer().and_then(|layer| self.layer(&layer.article, &layer.annotator));
        match key {
            Key::Annotation(_, id) => layer()?.annotations.get(id).cloned().map(Record::Annotation),
            Key::Relation(_, id) => layer()?.relations.get(id).cloned().map(Record::Relation),
            Key::Decision(_, on) => layer()?.decisions.get(on).cloned().map(Record::Decision),
            Key::Unplaced(_, id) => layer()?.unplaced.get(id).cloned().map(Record::Unplaced),
            Key::State(_) => {
                let state = &layer()?.state;
                (**state != LayerState::default()).then(|| Record::State(Arc::clone(state)))
            }
            Key::Metadata(article) => {
                self.articles.get(article).map(|row| Record::Metadata(Arc::clone(&row.metadata)))
            }
            Key::CopyOf(article) => self.articles.get(article)?.copy_of.clone().map(Record::CopyOf),
            Key::Blocks(_) => None,
            Key::Voice(annotator, id) => self.voices.get(annotator)?.get(id).cloned().map(Record::Voice),
            Key::Item(annotator, id) => self.items.get(annotator)?.get(id).cloned().map(Record::Item),
            Key::Label(id) => self.tagset.labels.get(id).map(|label| Record::Label(Arc::new(label.clone()))),
            Key::Attribute(id) => {
                self.tagset.attributes.get(id).map(|attribute| Record::Attribute(Arc::new(attribute.clone())))
            }
            Key::RelationType(id) => {
                self.tagset.relation_types.get(id).map(|kind| Record::RelationType(Arc::new(kind.clone())))
            }
            Key::Setting(id) => self.settings.get(id).cloned().map(Record::Setting),
        }
    }

    /// Puts a record, or takes it away, unchecked. [`super::edit::apply_all`] and the reading of files call
    /// this, nothing else does. Metadata, blocks and links to
    /// originals belong to their article and are not set here.
    pub fn set(&mut self, key: &Key, record: Option<Record>) {
        match (key, record) {
            (Key::Metadata(_) | Key::Blocks(_) | Key::CopyOf(_), _) => {}
            (Key::Voice(annotator, id), record) => {
                let voice = record
                    .and_then(|record| if let Record::Voice(voice) = record { Some(voice) } else { None });
                set_in(&mut self.voices, annotator, id, voice);
            }
            (Key::Item(annotator, id), record) => {
                let item =
                    record.and_then(|record| if let Record::Item(item) = record { Some(item) } else { None });
                set_in(&mut self.items, annotator, id, item);
            }
            (Key::Label(id), Some(Record::Label(label))) => {
                self.tagset.labels.insert(id.clone(), Arc::unwrap_or_clone(label));
            }
            (Key::Label(id), _) => {
                self.tagset.labels.remove(id);
            }
            (Key::Attribute(id), Some(Record::Attribute(attribute))) => {
                self.tagset.attributes.insert(id.clone(), Arc::unwrap_or_clone(attribute));
            }
            (Key::Attribute(id), _) => {
                self.tagset.attributes.remove(id);
            }
            (Key::RelationType(id), Some(Record::RelationType(relation_type))) => {
                self.tagset.relation_types.insert(id.clone(), Arc::unwrap_or_clone(relation_type));
            }
            (Key::RelationType(id), _) => {
                self.tagset.relation_types.remove(id);
            }
            (Key::Setting(id), Some(Record::Setting(value))) => {
                self.settings.insert(id.clone(), value);
            }
            (Key::Setting(id), _) => {
                self.settings.remove(id);
            }
            (
                Key::Annotation(place, _)
                | Key::Relation(place, _)
                | Key::Decision(place, _)
                | Key::Unplaced(place, _)
                | Key::State(place),
                record,
            ) => {
                let layers = self.layers.entry(place.article.clone()).or_default();
                let layer = Arc::make_mut(layers.entry(place.annotator.clone()).or_default());
                set_in_layer(layer, key, record);
                if layer.is_empty() {
                    self.remove_layer(&place.article, &place.annotator);
                }
            }
        }
    }

    /// One annotator's layer on one article, if it holds anything.
    pub fn layer(&self, article: &ArticleId, annotator: &AnnotatorId) -> Option<&Arc<Layer>> {
        self.layers.get(article)?.get(annotator)
    }

    /// Puts a whole layer; an empty one is left out.
    pub fn put_layer(&mut self, article: &ArticleId, annotator: &AnnotatorId, layer: Layer) {
        if layer.is_empty() {
            self.remove_layer(article, annotator);
        } else {
            self.layers.entry(article.clone()).or_default().insert(annotator.clone(), Arc::new(layer));
        }
    }

    /// Everybody's entries of the register, united. O(entries).
    pub fn register(&self) -> RegisterUnion {
        let entries =
            self.voices.iter().flat_map(|(who, voices)| voices.values().map(move |voice| (who, &**voice)));
        register_union(entries)
    }

    /// Everybody's items, united. O(items).
    pub fn item_union(&self) -> ItemUnion {
        item_union(self.items.iter().flat_map(|(who, items)| items.values().map(move |item| (who, &**item))))
    }

    /// The version of an item that holds among everybody's. O(annotators).
    pub fn held_item(&self, id: &ItemId) -> Option<&Item> {
        let versions = self.items.iter().filter_map(|(who, items)| Some((items.get(id)?, who)));
        versions.max_by_key(|(item, who)| (item.changed, *who)).map(|(item, _)| &**item)
    }

    /// The item that `id` means: where it was merged into another, that one, and so on to the end, as
    /// [`resolve_item`](super::item::resolve_item) has it. O(annotators) a step.
    pub fn meant_item<'s>(&'s self, id: &'s ItemId) -> &'s ItemId {
        end_of_links(id, |id| {
            let target = self.held_item(id)?.merged_into.as_ref()?;
            self.items.values().any(|items| items.contains_key(target)).then_some(target)
        })
    }

    /// The entry of the register that `id` means, as [`resolve`](super::voice::resolve) has it. O(annotators) a step.
    pub fn meant_voice<'s>(&'s self, id: &'s VoiceId) -> &'s VoiceId {
        end_of_links(id, |id| {
            let versions = self.voices.iter().filter_map(|(who, voices)| Some((voices.get(id)?, who)));
            let held = versions.max_by_key(|(voice, who)| (voice.changed, *who)).map(|(voice, _)| voice);
            let target = held?.merged_into.as_ref()?;
            self.voices.values().any(|voices| voices.contains_key(target)).then_some(target)
        })
    }

    /// The corpus's title.
    pub fn title(&self) -> &str {
        SettingId::new("title").ok().and_then(|id| self.settings.get(&id)).map_or("", |title| title)
    }

    /// Puts the row of a changed article, unchecked, as [`Self::set`] does for records.
    pub fn put_article(&mut self, article: &Article) {
        self.put_row(ArticleRow::of(article));
    }

    pub(super) fn put_row(&mut self, row: Arc<ArticleRow>) {
        self.articles.insert(row.id.clone(), row);
    }

    pub(super) fn remove_row(&mut self, id: &ArticleId) {
        self.articles.remove(id);
    }

    pub(super) fn for_each_layer(
        &mut self,
        article: &ArticleId,
        mut change: impl FnMut(&AnnotatorId, &mut Layer),
    ) {
        for (annotator, layer) in self.layers.get_mut(article).into_iter().flatten() {
            change(annotator, Arc::make_mut(layer));
        }
    }

    /// Carries every layer on an article through a correction that somebody else has made. `text_before` is what
    /// the patch changes.
    pub fn carry_layers(&mut self, article: &ArticleId, patch: &TextPatch, text_before: &str) {
        self.for_each_layer(article, |_, layer| layer.carry(patch, text_before));
    }

    /// Takes the layers on an article out of memory, unchecked: their files are read anew.
    pub fn forget_layers(&mut self, article: &ArticleId) {
        self.layers.remove(article);
    }

    /// Takes an article with all layers on it out of memory, unchecked: its file is gone.
    pub fn forget_article(&mut self, article: &ArticleId) {
        self.forget_layers(article);
        self.remove_row(article);
    }

    fn remove_layer(&mut self, article: &ArticleId, annotator: &AnnotatorId) {
        if let Some(layers) = self.layers.get_mut(article) {
            layers.remove(annotator);
            if layers.is_empty() {
                self.layers.remove(article);
            }
        }
    }
}

/// Puts or takes away one entry of one annotator; an annotator without entries is left out.
fn set_in<I: Clone + Ord, R>(
    maps: &mut BTreeMap<AnnotatorId, BTreeMap<I, R>>,
    annotator: &AnnotatorId,
    id: &I,
    record: Option<R>,
) {
    let map = maps.entry(annotator.clone()).or_default();
    match record {
        Some(record) => {
            map.insert(id.clone(), record);
        }
        None => {
            map.remove(id);
        }
    }
    if map.is_empty() {
        maps.remove(annotator);
    }
}

fn set_in_layer(layer: &mut Layer, key: &Key, record: Option<Record>) {
    match (key, record) {
        (Key::Annotation(_, id), Some(Record::Annotation(annotation))) => {
            layer.annotations.insert(id.clone(), annotation);
        }
        (Key::Annotation(_, id), _) => {
            layer.annotations.remove(id);
        }
        (Key::Relation(_, id), Some(Record::Relation(relation))) => {
            layer.relations.insert(id.clone(), relation);
        }
        (Key::Relation(_, id), _) => {
            layer.relations.remove(id);
        }
        (Key::Decision(_, on), Some(Record::Decision(decision))) => {
            layer.decisions.insert(on.clone(), decision);
        }
        (Key::Decision(_, on), _) => {
            layer.decisions.remove(on);
        }
        (Key::Unplaced(_, id), Some(Record::Unplaced(unplaced))) => {
            layer.unplaced.insert(id.clone(), unplaced);
        }
        (Key::Unplaced(_, id), _) => {
            layer.unplaced.remove(id);
        }
        (Key::State(_), Some(Record::State(state))) => layer.state = state,
        (Key::State(_), _) => layer.state = Arc::default(),
        _ => {}
    }
}
