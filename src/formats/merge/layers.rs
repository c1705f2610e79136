//! What a dataset brings of layers: which annotations are there already, what ids the others get, and what
//! refers to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::formats::imported::Minted;
use crate::formats::report::{Effect, Place, What};
use crate::model::annotation::{Annotation, AnnotationRef, Origin};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, ArticleId, RelationId};
use crate::model::layer::{Layer, LayerState, Unplaced};
use crate::model::relation::{CorpusAnnotation, Relation};
use crate::model::review::Decision;
use crate::model::text::Fragments;

use super::Planner;

/// What the dataset's ids become.
#[derive(Default)]
pub(super) struct Renamed {
    /// By the layer and the id they have in the dataset.
    annotations: BTreeMap<(LayerKey, AnnotationId), AnnotationId>,
    /// The same as members of relations name them; where two annotators use one id, the first is meant.
    members: BTreeMap<CorpusAnnotation, AnnotationId>,
    /// Those the corpus has already.
    pub(super) present: BTreeSet<(LayerKey, AnnotationId)>,
}

/// Ids that are taken in the corpus or by the plan.
#[derive(Default)]
struct Taken {
    annotations: BTreeSet<AnnotationId>,
    relations: BTreeSet<RelationId>,
}

/// A layer of the dataset.
pub(super) struct Brought<'b> {
    /// Where it lies in the dataset.
    pub(super) from: LayerKey,
    /// Where it is to lie in the corpus.
    pub(super) to: LayerKey,
    pub(super) layer: &'b Layer,
    /// Whether the one who imports may add to it.
    is_writable: bool,
}

impl Renamed {
    fn add(&mut self, from: &LayerKey, id: &AnnotationId, new: AnnotationId) {
        let member = CorpusAnnotation { article: from.article.clone(), annotation: id.clone() };
        self.members.entry(member).or_insert_with(|| new.clone());
        self.annotations.insert((from.clone(), id.clone()), new);
    }
}

impl Planner<'_, '_> {
    /// Plans every layer on an article that is not left out.
    pub(super) fn plan_layers(&mut self, scratch: &CorpusState, minted: &Minted) {
        let mut layers = Vec::new();
        for (article, here) in &scratch.layers {
            let Some(in_corpus) = self.articles.get(article).cloned() else {
                continue;
            };
            for (annotator, layer) in here {
                let to = LayerKey { article: in_corpus.clone(), annotator: self.owner(annotator) };
                let is_held = self.state.layer(&to.article, &to.annotator).is_some();
                let is_writable = to.annotator == *self.options.actor || !is_held;
                let from = LayerKey { article: article.clone(), annotator: annotator.clone() };
                layers.push(Brought { from, to, layer, is_writable });
            }
        }
        let mut taken = taken(self.state);
        let mut renamed = Renamed::default();
        for brought in &layers {
            self.name_annotations(brought, minted, &mut taken, &mut renamed);
        }
        let first_new = self.plan.records.len();
        let mut done: BTreeSet<Key> = BTreeSet::new();
        for brought in &layers {
            if brought.is_writable {
                self.plan_layer(brought, minted, &renamed, &mut taken, &mut done);
            } else {
                self.compare_layer(brought, &renamed);
            }
        }
        self.tell_dangling(first_new);
        self.tell_unknown(scratch, first_new);
    }

    /// Decides what each annotation of a layer is called in the corpus.
    fn name_annotations(
        &mut self,
        brought: &Brought<'_>,
        minted: &Minted,
        taken: &mut Taken,
        renamed: &mut Renamed,
    ) {
        let Brought { from, to, layer, is_writable } = brought;
        let nothing = Layer::default();
        let held = self.state.layer(&to.article, &to.annotator).map_or(&nothing, |held| &**held);
        let mut unmatched: BTreeMap<&Fragments, Vec<&Annotation>> = BTreeMap::new();
        for annotation in held.annotations.values() {
            let is_told = layer.annotations.get(&annotation.id).is_some_and(|told| is_same(told, annotation));
            if !is_told {
                unmatched.entry(&annotation.fragments).or_default().push(annotation);
            }
        }
        let mut num_renamed = 0;
        for (id, annotation) in &layer.annotations {
            let same = held.annotations.get(id).filter(|held| is_same(held, annotation));
            if same.is_some() || !is_writable {
                renamed.add(from, id, id.clone());
                if same.is_some() {
                    renamed.present.insert((from.clone(), id.clone()));
                }
                continue;
            }
            let is_taken = taken.annotations.contains(id);
            let candidates = unmatched
                .get_mut(&annotation.fragments)
                .filter(|_| is_taken || minted.annotations.contains(id));
            let found = candidates.and_then(|list| {
                let idx = list.iter().position(|held| is_same(held, annotation))?;
                Some(list.remove(idx).id.clone())
            });
            if let Some(found) = found {
                renamed.add(from, id, found);
                renamed.present.insert((from.clone(), id.clone()));
                continue;
            }
            if let Some((again, is_present)) = self.came_before(annotation, held, to) {
                if is_present {
                    renamed.present.insert((from.clone(), id.clone()));
                }
                renamed.add(from, id, again);
                continue;
            }
            let new = self.fresh_annotation(id, taken);
            if held.annotations.contains_key(id) {
                let place = Place::default().in_article(&to.article).at_annotation(id);
                let why = "the layer has another annotation of that id";
                self.tell(place, Effect::Changed, format!("annotation taken as {new}"), why);
            } else if new != *id {
                num_renamed += 1;
            }
            renamed.add(from, id, new);
        }
        for id in layer.unplaced.keys() {
            let is_held = held.unplaced.contains_key(id) || !is_writable;
            let new = if is_held { id.clone() } else { self.fresh_annotation(id, taken) };
            num_renamed += usize::from(new != *id);
            renamed.add(from, id, new);
        }
        if num_renamed > 0 {
            let place = Place::default().in_article(&to.article);
            let what = format!("{num_renamed} annotations of {} got new ids", to.annotator);
            self.tell(place, Effect::Changed, what, "theirs are taken in the corpus");
        }
    }

    /// The annotation that an earlier import of the same made, and whether it stays as it is: it does if it was
    /// changed here since, else it takes the new values. The same is what has the same id elsewhere and overlaps.
    fn came_before(
        &mut self,
        annotation: &Annotation,
        held: &Layer,
        to: &LayerKey,
    ) -> Option<(AnnotationId, bool)> {
        let new = &annotation.provenance;
        if !matches!(new.origin, Origin::Import(_)) {
            return None;
        }
        let before = held.annotations.values().find(|held| {
            let old = &held.provenance;
            let is_same_id = held.id == annotation.id || !new.foreign_id.is_empty();
            is_same_id
                && (&old.foreign_id, &old.origin) == (&new.foreign_id, &new.origin)
                && held.fragments.overlap(&annotation.fragments)
        })?;
        let is_changed_here = before.provenance.changed != before.provenance.created;
        let place = Place::default().in_article(&to.article).at_annotation(&before.id);
        if is_changed_here {
            let why = "it was changed here since it came in; the dataset has it otherwise";
            self.tell(place, Effect::Kept, "annotation kept as it is", why);
        } else {
            let why = format!("the dataset has {} otherwise than before", new.foreign_id);
            self.tell(place, Effect::Note, "annotation brought up to date", why);
        }
        Some((before.id.clone(), is_changed_here))
    }

    /// `id` if it is free, else a fresh one; either is taken from now on.
    fn fresh_annotation(&mut self, id: &AnnotationId, taken: &mut Taken) -> AnnotationId {
        let mut new = id.clone();
        while !taken.annotations.insert(new.clone()) {
            new = self.options.ids.annotation();
        }
        new
    }

    fn plan_layer(
        &mut self,
        brought: &Brought<'_>,
        minted: &Minted,
        renamed: &Renamed,
        taken: &mut Taken,
        done: &mut BTreeSet<Key>,
    ) {
        let Brought { from, to, layer, .. } = brought;
        for (id, annotation) in &layer.annotations {
            let place = (from.clone(), id.clone());
            if renamed.present.contains(&place) {
                continue;
            }
            let annotation = self.renamed_annotation(annotation, from, minted, renamed);
            let key = Key::Annotation(to.clone(), annotation.id.clone());
            self.plan.records.push((key, Record::Annotation(Arc::new(annotation))));
        }
        for relation in layer.relations.values() {
            self.plan_relation(relation, to, minted, renamed, taken);
        }
        for decision in layer.decisions.values() {
            let decision = self.renamed_decision(decision, from, renamed);
            let key = Key::Decision(to.clone(), decision.on.clone());
            self.plan_single(key, Record::Decision(Arc::new(decision)), done);
        }
        if *layer.state != LayerState::default() {
            self.plan_single(Key::State(to.clone()), Record::State(Arc::clone(&layer.state)), done);
        }
        let held = self.state.layer(&to.article, &to.annotator);
        for unplaced in layer.unplaced.values() {
            let annotation = self.renamed_annotation(&unplaced.annotation, from, minted, renamed);
            let known = held.and_then(|held| held.unplaced.get(&annotation.id));
            let unplaced =
                Arc::new(Unplaced { annotation: Arc::new(annotation), ..Unplaced::clone(unplaced) });
            if known.is_none() {
                let key = Key::Unplaced(to.clone(), unplaced.annotation.id.clone());
                self.plan.records.push((key, Record::Unplaced(unplaced)));
            } else if known != Some(&unplaced) {
                let place = Place::default().in_article(&to.article).at_annotation(&unplaced.annotation.id);
                self.tell(
                    place,
                    Effect::LeftOut,
                    "annotation without a place left out",
                    "the layer has it otherwise",
                );
            }
        }
    }

    /// Puts a record of which a layer can have only one, unless there is one.
    fn plan_single(&mut self, key: Key, record: Record, done: &mut BTreeSet<Key>) {
        let place = || Place { article: key.article().map(ToString::to_string), ..Place::default() };
        match self.state.get(&key) {
            Some(held) if held == record => {}
            Some(_) => {
                self.tell(
                    place(),
                    Effect::LeftOut,
                    What::of("", &key, " left out"),
                    "the corpus has it otherwise",
                );
            }
            None if done.contains(&key) => {
                self.tell(
                    place(),
                    Effect::LeftOut,
                    What::of("second ", &key, " left out"),
                    "the file has several for one",
                );
            }
            None => {
                done.insert(key.clone());
                self.plan.records.push((key, record));
            }
        }
    }

    fn plan_relation(
        &mut self,
        relation: &Relation,
        to: &LayerKey,
        minted: &Minted,
        renamed: &Renamed,
        taken: &mut Taken,
    ) {
        let place = Place::default().in_article(&to.article);
        let Some(mut relation) = self.renamed_relation(relation, renamed) else {
            let what = What::of("relation ", &relation.id, " left out");
            return self.tell(place, Effect::LeftOut, what, "a member stands in an article that is left out");
        };
        let held = self.state.layer(&to.article, &to.annotator);
        let is_same = |held: &Relation| {
            (&held.relation_type, &held.members, &held.note)
                == (&relation.relation_type, &relation.members, &relation.note)
        };
        let known = held.and_then(|held| held.relations.get(&relation.id));
        if known.is_some_and(|known| is_same(known)) {
            return;
        }
        let may_be_held = taken.relations.contains(&relation.id) || minted.relations.contains(&relation.id);
        if may_be_held && held.is_some_and(|held| held.relations.values().any(|held| is_same(held))) {
            return;
        }
        let id = relation.id.clone();
        while !taken.relations.insert(relation.id.clone()) {
            relation.id = self.options.ids.relation();
        }
        if relation.id != id {
            if relation.provenance.foreign_id.is_empty() {
                relation.provenance.foreign_id = id.to_string();
            }
            let what = format!("relation {id} taken as {}", relation.id);
            self.tell(place, Effect::Changed, what, "its id is taken in the corpus");
        }
        let key = Key::Relation(to.clone(), relation.id.clone());
        self.plan.records.push((key, Record::Relation(Arc::new(relation))));
    }

    fn renamed_annotation(
        &self,
        annotation: &Annotation,
        from: &LayerKey,
        minted: &Minted,
        renamed: &Renamed,
    ) -> Annotation {
        let mut new = annotation.clone();
        if let Some(id) = renamed.annotations.get(&(from.clone(), annotation.id.clone())) {
            new.id = id.clone();
        }
        if new.id != annotation.id
            && new.provenance.foreign_id.is_empty()
            && !minted.annotations.contains(&annotation.id)
        {
            new.provenance.foreign_id = annotation.id.to_string();
        }
        new.corrects =
            annotation.corrects.as_ref().map(|on| self.renamed_reference(on, &from.article, renamed));
        new
    }

    fn renamed_reference(&self, on: &AnnotationRef, article: &ArticleId, renamed: &Renamed) -> AnnotationRef {
        let layer = LayerKey { article: article.clone(), annotator: on.annotator.clone() };
        let new = renamed.annotations.get(&(layer, on.annotation.clone())).cloned();
        AnnotationRef {
            annotator: self.owner(&on.annotator),
            annotation: new.unwrap_or_else(|| on.annotation.clone()),
        }
    }

    pub(super) fn renamed_decision(
        &self,
        decision: &Decision,
        from: &LayerKey,
        renamed: &Renamed,
    ) -> Decision {
        Decision { on: self.renamed_reference(&decision.on, &from.article, renamed), ..decision.clone() }
    }

    /// None if a member's article is left out.
    pub(super) fn renamed_relation(&self, relation: &Relation, renamed: &Renamed) -> Option<Relation> {
        let mut new = relation.clone();
        for member in &mut new.members {
            let CorpusAnnotation { article, annotation } = &mut member.annotation;
            let told = CorpusAnnotation { article: article.clone(), annotation: annotation.clone() };
            if let Some(id) = renamed.members.get(&told) {
                *annotation = id.clone();
            }
            match self.articles.get(article) {
                Some(in_corpus) => *article = in_corpus.clone(),
                None if self.left_out.contains(article) => return None,
                None => {}
            }
        }
        Some(new)
    }
}

/// Whether two annotations say the same, wherever they come from.
fn is_same(one: &Annotation, other: &Annotation) -> bool {
    let Annotation {
        id: _,
        label,
        fragments,
        attribution,
        attributes,
        items,
        certainty,
        note,
        provenance: _,
        corrects,
    } = one;
    *label == other.label
        && *fragments == other.fragments
        && *attribution == other.attribution
        && *attributes == other.attributes
        && *items == other.items
        && *certainty == other.certainty
        && *note == other.note
        && corrects.is_some() == other.corrects.is_some()
}

fn taken(state: &CorpusState) -> Taken {
    let mut taken = Taken::default();
    for layer in state.layers.values().flat_map(BTreeMap::values) {
        taken.annotations.extend(layer.annotations.keys().chain(layer.unplaced.keys()).cloned());
        taken.relations.extend(layer.relations.keys().cloned());
    }
    taken
}
