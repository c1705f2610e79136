//! Builders: what a person or a command wants to change, as a transaction. They look at the corpus and
//! change nothing; `OpenCorpus::apply` does.

pub mod bulk;
pub mod copies;
pub mod edges;
pub mod items;
pub mod mend;
pub mod renew;
pub mod replace;
pub mod restore;
pub mod tagset;
#[cfg(test)]
mod testing;
pub mod voices;

use std::collections::BTreeSet;
use std::sync::Arc;

use thiserror::Error;

use super::annotation::{
    Annotation, AnnotationRef, AttributeValue, Attributes, Attribution, Certainty, ItemLink,
};
use super::article::{Article, Block, Metadata, PatchError, TextPatch};
use super::corpus::CorpusState;
use super::edit::{ArticleStamp, Direction, Edit, Key, LayerKey, Put, Record, Transaction};
use super::id::{AnnotationId, AnnotatorId, ArticleId, AttributeId, ItemId, LabelId, RelationId, SettingId};
use super::item::{Act, Item};
use super::layer::{Layer, LayerState, Progress};
use super::reader::ReadError;
use super::relation::{CorpusAnnotation, Relation};
use super::review::{Decision, JudgedDigest, Verdict, decisions_on};
use super::text::{Fragments, RangeError};
use super::time::Timestamp;
use super::voice::Voice;

/// Why a change makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChangeError {
    /// There is no such annotation in the layer.
    #[error("{annotator} has no annotation {id} on {article}")]
    NoAnnotation {
        /// The annotation that was named.
        id: AnnotationId,
        /// Whose layer.
        annotator: AnnotatorId,
        /// On which article.
        article: ArticleId,
    },
    /// The words that name the speaker, or that report, can't be part of what was said.
    #[error("the {0} must stand outside the words it is about")]
    Inside(&'static str),
    /// There is nothing to change.
    #[error("that changes nothing")]
    Nothing,
    /// A span is cut between its words, not beside them.
    #[error("put the caret between the words of the span first; it is cut there")]
    NotInside,
    /// A span covers words, not white space alone.
    #[error("that would leave a span without words")]
    NoWords,
    /// A relation needs at least two members.
    #[error("a relation links at least two annotations")]
    TooFewMembers,
    /// Nobody brings another annotator's records back.
    #[error("{key} can be brought back by {owner} alone")]
    NotYours {
        /// The record.
        key: Box<Key>,
        /// Whose it is.
        owner: AnnotatorId,
    },
    /// An article is no copy of itself, nor of its own copies.
    #[error("{article} can't be a copy of {copy}: {}", if article == copy { "that is the article itself" } else { "that one is a copy of it" })]
    OwnCopy {
        /// The article that was to be a copy.
        article: ArticleId,
        /// The one that it was to be a copy of.
        copy: ArticleId,
    },
    /// The tagset has no such label.
    #[error("the tagset has no label “{0}” any more")]
    NoLabel(LabelId),
    /// There is no such article.
    #[error("there is no article {0} any more")]
    NoArticle(ArticleId),
    /// A correction of the text has changed words that an annotation covered.
    #[error("{key} has no place any more: the words have been corrected since")]
    Cut {
        /// The annotation.
        key: Box<Key>,
    },
    /// The text of that time is none that corrections lead on from.
    #[error("the text of {0} was changed since without a correction, so nobody knows where this would stand")]
    OtherText(ArticleId),
    /// The register can't be changed so.
    #[error(transparent)]
    Voice(#[from] voices::VoiceError),
    /// Items can't be changed so.
    #[error(transparent)]
    Item(#[from] items::ItemError),
    /// What is to be corrected is no part of the text.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// The correction doesn't fit the text.
    #[error(transparent)]
    Patch(#[from] PatchError),
    /// The article can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Collects the puts of one transaction, with every `before` looked up.
struct Draft<'s> {
    state: &'s CorpusState,
    edits: Vec<Edit>,
}

impl<'s> Draft<'s> {
    fn new(state: &'s CorpusState) -> Self {
        Self { state, edits: Vec::new() }
    }

    fn put(&mut self, key: Key, after: Option<Record>) {
        let put = Put::new(key.clone(), self.state.get(&key), after);
        if put.before != put.after {
            self.edits.push(Edit::Put(put));
        }
    }

    fn say(self, say: impl Into<String>) -> Result<Transaction, ChangeError> {
        if self.edits.is_empty() {
            return Err(ChangeError::Nothing);
        }
        Ok(Transaction { say: say.into(), joins: false, edits: self.edits })
    }
}

fn label_name<'s>(state: &'s CorpusState, label: &'s LabelId) -> &'s str {
    state.tagset.labels.get(label).map_or(label.as_str(), |label| &label.name)
}

/// Tags fragments of an article: `annotation` is added to the layer. Tagging begins an article.
pub fn tag(
    state: &CorpusState,
    layer: &LayerKey,
    annotation: Annotation,
) -> Result<Transaction, ChangeError> {
    check_outside(&annotation)?;
    let say = format!("Tag as {}", label_name(state, &annotation.label).to_lowercase());
    let mut draft = Draft::new(state);
    begin_article(&mut draft, layer);
    let key = Key::Annotation(layer.clone(), annotation.id.clone());
    draft.put(key, Some(Record::Annotation(Arc::new(annotation))));
    draft.say(say)
}

/// Tags several places of an article in one transaction, all with the label of the first.
pub fn tag_all(
    state: &CorpusState,
    layer: &LayerKey,
    annotations: Vec<Annotation>,
) -> Result<Transaction, ChangeError> {
    let first = annotations.first().ok_or(ChangeError::Nothing)?;
    let name = label_name(state, &first.label).to_lowercase();
    let say = match annotations.len() {
        1 => format!("Tag as {name}"),
        num => format!("Tag {num} places as {name}"),
    };
    let mut draft = Draft::new(state);
    begin_article(&mut draft, layer);
    for annotation in annotations {
        check_outside(&annotation)?;
        let key = Key::Annotation(layer.clone(), annotation.id.clone());
        draft.put(key, Some(Record::Annotation(Arc::new(annotation))));
    }
    draft.say(say)
}

/// An article that was to do is in progress from its first tag on.
fn begin_article(draft: &mut Draft<'_>, layer: &LayerKey) {
    let state = draft.state.layer(&layer.article, &layer.annotator).map(|layer| Arc::clone(&layer.state));
    let state = state.unwrap_or_default();
    if state.progress == Progress::ToDo {
        let begun = LayerState { progress: Progress::InProgress, ..LayerState::clone(&state) };
        draft.put(Key::State(layer.clone()), Some(Record::State(Arc::new(begun))));
    }
}

fn check_outside(annotation: &Annotation) -> Result<(), ChangeError> {
    match annotation.all_fragments().skip(1).find(|(_, place)| place.overlap(&annotation.fragments)) {
        Some((name, _)) => Err(ChangeError::Inside(name)),
        None => Ok(()),
    }
}

fn find<'s>(
    state: &'s CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
) -> Result<&'s Arc<Annotation>, ChangeError> {
    state.layer(&layer.article, &layer.annotator).and_then(|found| found.annotations.get(id)).ok_or_else(
        || ChangeError::NoAnnotation {
            id: id.clone(),
            annotator: layer.annotator.clone(),
            article: layer.article.clone(),
        },
    )
}

/// Changes one annotation by `change`; `say` tells people what it does.
pub fn annotation(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    now: Timestamp,
    say: impl Into<String>,
    change: impl FnOnce(&mut Annotation),
) -> Result<Transaction, ChangeError> {
    let before = find(state, layer, id)?;
    let mut after = Annotation::clone(before);
    change(&mut after);
    if after == **before {
        return Err(ChangeError::Nothing);
    }
    check_outside(&after)?;
    after.provenance.changed = now;
    let mut draft = Draft::new(state);
    draft.put(Key::Annotation(layer.clone(), id.clone()), Some(Record::Annotation(Arc::new(after))));
    draft.say(say)
}

/// Takes away what is said of an annotation that its label has no place for, as a caveat's kind of a claim;
/// attributes the tagset doesn't know are left alone.
pub fn drop_unfit_attributes(state: &CorpusState, annotation: &mut Annotation) {
    let Annotation { label, attributes, .. } = annotation;
    attributes
        .retain(|id, _| state.tagset.attributes.get(id).is_none_or(|attribute| attribute.is_for(label)));
}

/// Gives an annotation another label; attributes that the new label doesn't have go with the old one.
pub fn relabel(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    label: LabelId,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    relabel_with(state, layer, id, label, Attributes::new(), now)
}

/// The same, and gives it those values of attributes that it has none for.
pub fn relabel_with(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    label: LabelId,
    attributes: Attributes,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let say = format!("Relabel as {}", label_name(state, &label).to_lowercase());
    annotation(state, layer, id, now, say, |annotation| {
        annotation.label = label;
        drop_unfit_attributes(state, annotation);
        for (attribute, value) in attributes {
            annotation.attributes.entry(attribute).or_insert(value);
        }
    })
}

/// Moves the bounds of an annotation, or adds and takes out fragments.
pub fn set_fragments(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    fragments: Fragments,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    annotation(state, layer, id, now, "Change bounds", |annotation| annotation.fragments = fragments)
}

/// Moves the bounds, and takes out of source and cue what the span covers then; `say` tells people what it does.
pub fn set_bounds(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    fragments: Fragments,
    now: Timestamp,
    say: &str,
) -> Result<Transaction, ChangeError> {
    annotation(state, layer, id, now, say, |annotation| {
        annotation.fragments = fragments;
        annotation.drop_covered_attribution();
    })
}

/// Says who said it.
pub fn set_attribution(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    attribution: Attribution,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    annotation(state, layer, id, now, "Set who said it", |annotation| annotation.attribution = attribution)
}

/// Sets an attribute, or takes it away.
pub fn set_attribute(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    attribute: AttributeId,
    value: Option<AttributeValue>,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let name =
        state.tagset.attributes.get(&attribute).map_or(attribute.as_str(), |attribute| &attribute.name);
    let say = format!("Set {}", name.to_lowercase());
    annotation(state, layer, id, now, say, |annotation| match value {
        Some(value) => {
            annotation.attributes.insert(attribute, value);
        }
        None => {
            annotation.attributes.remove(&attribute);
        }
    })
}

/// Says whether the annotator is sure of the tag.
pub fn set_certainty(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    certainty: Certainty,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let say = format!("Mark as {}", certainty.name());
    annotation(state, layer, id, now, say, |annotation| annotation.certainty = certainty)
}

/// Removes annotations of one layer, and with each the same annotator's relations to it.
pub fn remove_annotations(
    state: &CorpusState,
    layer: &LayerKey,
    ids: &BTreeSet<AnnotationId>,
) -> Result<Transaction, ChangeError> {
    let mut draft = Draft::new(state);
    let mut say = format!("Remove {} spans", ids.len());
    for id in ids {
        let annotation = find(state, layer, id)?;
        if ids.len() == 1 {
            say = format!("Remove {}", label_name(state, &annotation.label).to_lowercase());
        }
        draft.put(Key::Annotation(layer.clone(), id.clone()), None);
    }
    let removed =
        ids.iter().map(|id| CorpusAnnotation { article: layer.article.clone(), annotation: id.clone() });
    remove_relations_to(&mut draft, &layer.annotator, &removed.collect());
    draft.say(say)
}

/// Removes an annotator's relations to annotations that go. Relations lie with their first member, so those that
/// reach these from other articles are elsewhere.
fn remove_relations_to(draft: &mut Draft<'_>, annotator: &AnnotatorId, removed: &BTreeSet<CorpusAnnotation>) {
    for (article, layers) in &draft.state.layers {
        for relation in layers.get(annotator).into_iter().flat_map(|own| own.relations.values()) {
            if relation.members.iter().any(|member| removed.contains(&member.annotation)) {
                let home = LayerKey { article: article.clone(), annotator: annotator.clone() };
                draft.put(Key::Relation(home, relation.id.clone()), None);
            }
        }
    }
}

/// Adds a relation to its author's layer on the article of its first member, or replaces it.
pub fn put_relation(
    state: &CorpusState,
    annotator: &AnnotatorId,
    relation: Relation,
) -> Result<Transaction, ChangeError> {
    let home = relation.home().filter(|_| relation.members.len() > 1).ok_or(ChangeError::TooFewMembers)?;
    let layer = LayerKey { article: home.clone(), annotator: annotator.clone() };
    let name = state.tagset.relation_types.get(&relation.relation_type);
    let say = format!("Link: {}", name.map_or(relation.relation_type.as_str(), |kind| &kind.name));
    let mut draft = Draft::new(state);
    draft.put(Key::Relation(layer, relation.id.clone()), Some(Record::Relation(Arc::new(relation))));
    draft.say(say)
}

/// Removes a relation.
pub fn remove_relation(
    state: &CorpusState,
    layer: &LayerKey,
    id: &RelationId,
) -> Result<Transaction, ChangeError> {
    let mut draft = Draft::new(state);
    draft.put(Key::Relation(layer.clone(), id.clone()), None);
    draft.say("Remove link")
}

/// What a reviewer says of an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What was decided.
    pub verdict: Verdict,
    /// Why, in the words of the team's list of reasons.
    pub reason: String,
    /// Anything else the annotator should know.
    pub note: String,
}

/// Decides on an annotation as it is now. A correction brings its replacement, which is put into the
/// reviewer's layer; a replacement the reviewer made before gives way to it.
pub fn decide(
    state: &CorpusState,
    reviewer: &LayerKey,
    on: &AnnotationRef,
    judgement: Judgement,
    replacement: Option<Annotation>,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let say = match judgement.verdict {
        Verdict::Accepted => "Accept",
        Verdict::Corrected => "Correct",
        Verdict::Rejected => "Reject",
        Verdict::Deferred => "Defer",
    };
    let mut draft = Draft::new(state);
    put_decision(&mut draft, reviewer, on, judgement, replacement, now)?;
    draft.say(say)
}

fn put_decision(
    draft: &mut Draft<'_>,
    reviewer: &LayerKey,
    on: &AnnotationRef,
    judgement: Judgement,
    replacement: Option<Annotation>,
    now: Timestamp,
) -> Result<(), ChangeError> {
    let state = draft.state;
    let judged = LayerKey { article: reviewer.article.clone(), annotator: on.annotator.clone() };
    let seen = JudgedDigest::of(find(state, &judged, &on.annotation)?);
    if let Some(replacement) = &replacement {
        check_outside(replacement)?;
    }
    let Judgement { verdict, reason, note } = judgement;
    let earlier = state.layer(&reviewer.article, &reviewer.annotator).into_iter().flat_map(|layer| {
        layer.annotations.values().filter(|annotation| annotation.corrects.as_ref() == Some(on))
    });
    for annotation in earlier {
        if replacement.as_ref().is_none_or(|replacement| replacement.id != annotation.id) {
            draft.put(Key::Annotation(reviewer.clone(), annotation.id.clone()), None);
        }
    }
    if let Some(mut replacement) = replacement {
        replacement.corrects = Some(on.clone());
        let key = Key::Annotation(reviewer.clone(), replacement.id.clone());
        draft.put(key, Some(Record::Annotation(Arc::new(replacement))));
    }
    // Later than whatever it answers, though another machine's clock may be ahead.
    let layers = state.layers.get(&reviewer.article);
    let others = layers.into_iter().flat_map(|layers| decisions_on(layers, on, None));
    let at = now.after(others.map(|(_, decision)| decision.at).max());
    let decision = Decision { on: on.clone(), verdict, reason, note, seen, at };
    draft.put(Key::Decision(reviewer.clone(), on.clone()), Some(Record::Decision(Arc::new(decision))));
    Ok(())
}

/// Several changes as one: they must touch different records. A single one keeps its own words; `say` gives
/// those of several, from the first one's and their number.
pub fn together(
    changes: Vec<Transaction>,
    say: impl FnOnce(&str, usize) -> String,
) -> Result<Transaction, ChangeError> {
    let num = changes.len();
    let mut changes = changes.into_iter();
    let mut all = changes.next().ok_or(ChangeError::Nothing)?;
    if num > 1 {
        all.say = say(&all.say, num);
    }
    for change in changes {
        all.edits.extend(change.edits);
    }
    Ok(all)
}

/// Sets how far an annotator is with an article.
pub fn set_state(
    state: &CorpusState,
    layer: &LayerKey,
    after: LayerState,
) -> Result<Transaction, ChangeError> {
    let say = match &after.progress {
        Progress::ToDo => "Mark as to do",
        Progress::InProgress => "Mark as in progress",
        Progress::Done => "Mark as done",
        Progress::Skipped(_) => "Skip the article",
    };
    let mut draft = Draft::new(state);
    draft.put(Key::State(layer.clone()), Some(Record::State(Arc::new(after))));
    draft.say(say)
}

/// Enters a voice in an annotator's register, or changes the annotator's entry.
pub fn put_voice(
    state: &CorpusState,
    annotator: &AnnotatorId,
    voice: Voice,
) -> Result<Transaction, ChangeError> {
    let say = format!("Enter {} in the register", voice.name);
    let mut draft = Draft::new(state);
    draft.put(Key::Voice(annotator.clone(), voice.id.clone()), Some(Record::Voice(Arc::new(voice))));
    draft.say(say)
}

/// Says who said it, and enters those who are not in the register yet, in one transaction.
pub fn attribute(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    new_voices: Vec<Voice>,
    attribution: Attribution,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let mut draft = Draft::new(state);
    for voice in new_voices {
        let key = Key::Voice(layer.annotator.clone(), voice.id.clone());
        draft.put(key, Some(Record::Voice(Arc::new(voice))));
    }
    let set = set_attribution(state, layer, id, attribution, now)?;
    draft.edits.extend(set.edits);
    draft.say(set.say)
}

/// Says that an annotation is about an item and how, or that it is not.
pub fn set_item(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    item: &ItemId,
    act: Option<Act>,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    annotation(state, layer, id, now, "Set item", |annotation| {
        annotation.items.retain(|link| link.item != *item);
        annotation.items.extend(act.map(|act| ItemLink { item: item.clone(), act }));
    })
}

/// Enters an item, and says that an annotation states it, in one transaction.
pub fn set_new_item(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    item: Item,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let item_id = item.id.clone();
    let mut entered = put_item(state, &layer.annotator, item)?;
    let set = set_item(state, layer, id, &item_id, Some(Act::States), now)?;
    entered.edits.extend(set.edits);
    Ok(entered)
}

/// Enters an item, or changes the annotator's entry of it.
pub fn put_item(
    state: &CorpusState,
    annotator: &AnnotatorId,
    item: Item,
) -> Result<Transaction, ChangeError> {
    let say = format!("Enter item {}", item.name);
    let mut draft = Draft::new(state);
    draft.put(Key::Item(annotator.clone(), item.id.clone()), Some(Record::Item(Arc::new(item))));
    draft.say(say)
}

/// Changes a setting of the corpus, or takes it away.
pub fn set_setting(
    state: &CorpusState,
    id: &SettingId,
    value: Option<&str>,
) -> Result<Transaction, ChangeError> {
    let mut draft = Draft::new(state);
    draft.put(Key::Setting(id.clone()), value.map(|value| Record::Setting(value.into())));
    draft.say(format!("Change the setting {id}"))
}

/// Changes what is known about an article.
pub fn set_metadata(
    state: &CorpusState,
    id: &ArticleId,
    metadata: Metadata,
) -> Result<Transaction, ChangeError> {
    let mut draft = Draft::new(state);
    draft.put(Key::Metadata(id.clone()), Some(Record::Metadata(Arc::new(metadata))));
    draft.say("Change what is known about the article")
}

/// Changes the blocks of an article.
pub fn set_blocks(article: &Article, mut blocks: Vec<Block>) -> Result<Transaction, ChangeError> {
    blocks.sort_unstable();
    if blocks == article.blocks {
        return Err(ChangeError::Nothing);
    }
    Ok(Transaction {
        say: "Change blocks".to_owned(),
        joins: false,
        edits: vec![put_blocks(article, blocks)],
    })
}

/// Blocks are no resident records, so their `before` comes from the article.
fn put_blocks(article: &Article, blocks: Vec<Block>) -> Edit {
    let record = |blocks: Vec<Block>| Some(Record::Blocks(Arc::new(blocks)));
    Edit::Put(Put::new(Key::Blocks(article.id.clone()), record(article.blocks.clone()), record(blocks)))
}

/// Takes articles into the corpus that `store` has staged.
pub fn add_articles(stamps: Vec<ArticleStamp>) -> Result<Transaction, ChangeError> {
    let say = match stamps.as_slice() {
        [] => return Err(ChangeError::Nothing),
        [one] => format!("Add {}", one.id),
        many => format!("Add {} articles", many.len()),
    };
    let edits = vec![Edit::MoveArticles(Arc::new(stamps), Direction::In)];
    Ok(Transaction { say, joins: false, edits })
}

/// Moves articles to the trash, with everything `annotator` did on them.
pub fn remove_articles(
    state: &CorpusState,
    annotator: &AnnotatorId,
    stamps: Vec<ArticleStamp>,
) -> Result<Transaction, ChangeError> {
    let say = match stamps.as_slice() {
        [] => return Err(ChangeError::Nothing),
        [one] => format!("Remove {}", one.id),
        many => format!("Remove {} articles", many.len()),
    };
    let mut draft = Draft::new(state);
    for stamp in &stamps {
        let Some(layer) = state.layer(&stamp.id, annotator) else {
            continue;
        };
        let place = LayerKey { article: stamp.id.clone(), annotator: annotator.clone() };
        for (key, _) in layer_records(&place, layer) {
            draft.put(key, None);
        }
    }
    draft.edits.push(Edit::MoveArticles(Arc::new(stamps), Direction::Out));
    draft.say(say)
}

/// Every record of a layer with its key.
pub fn layer_records(place: &LayerKey, layer: &Layer) -> Vec<(Key, Record)> {
    let mut records = Vec::new();
    for (id, annotation) in &layer.annotations {
        records
            .push((Key::Annotation(place.clone(), id.clone()), Record::Annotation(Arc::clone(annotation))));
    }
    for (id, relation) in &layer.relations {
        records.push((Key::Relation(place.clone(), id.clone()), Record::Relation(Arc::clone(relation))));
    }
    for (on, decision) in &layer.decisions {
        records.push((Key::Decision(place.clone(), on.clone()), Record::Decision(Arc::clone(decision))));
    }
    for (id, unplaced) in &layer.unplaced {
        records.push((Key::Unplaced(place.clone(), id.clone()), Record::Unplaced(Arc::clone(unplaced))));
    }
    if *layer.state != LayerState::default() {
        records.push((Key::State(place.clone()), Record::State(Arc::clone(&layer.state))));
    }
    records
}

/// Puts another value, or none, in the place of what a record is now.
pub fn replace_value(
    key: Key,
    current: Option<Record>,
    wanted: Option<Record>,
) -> Result<Transaction, ChangeError> {
    if current == wanted {
        return Err(ChangeError::Nothing);
    }
    let say = format!("Bring back {key}");
    Ok(Transaction { say, joins: false, edits: vec![Edit::Put(Put::new(key, current, wanted))] })
}

/// Puts records as they are: what an import brings. Records that are there already and equal are left out.
pub fn put_records(
    state: &CorpusState,
    records: impl IntoIterator<Item = (Key, Record)>,
    say: impl Into<String>,
) -> Result<Transaction, ChangeError> {
    let mut draft = Draft::new(state);
    for (key, record) in records {
        draft.put(key, Some(record));
    }
    draft.say(say)
}

/// Corrects an article's text for `annotator`, whose own records are carried along in the transaction. What
/// the correction cuts through is kept in the layer's list of unplaced annotations.
pub fn patch_text(
    state: &CorpusState,
    article: &Article,
    annotator: &AnnotatorId,
    patch: TextPatch,
) -> Result<Transaction, ChangeError> {
    if patch.removed == patch.inserted {
        return Err(ChangeError::Nothing);
    }
    let carried = article
        .blocks
        .iter()
        .filter_map(|block| patch.carry(block.range).map(|range| Block { range, ..*block }));
    let blocks = carried.collect();
    renew::put_patches(state, article, annotator, &[(Arc::new(patch), article.text.clone())], blocks)
        .say("Correct the text")
}
