//! What is worth a word after the layers are planned: layers nobody may add to, relations whose members are
//! nowhere, and tags that no tagset has.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::report::{Effect, Place};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Record};
use crate::model::id::{AnnotationId, RelationId};
use crate::model::layer::LayerState;
use crate::model::relation::CorpusAnnotation;

use super::Planner;
use super::layers::{Brought, Renamed};

impl Planner<'_, '_> {
    /// Reports a layer of somebody who has one already, if it brings anything that is not there.
    pub(super) fn compare_layer(&mut self, brought: &Brought<'_>, renamed: &Renamed) {
        let Brought { from, to, layer, .. } = brought;
        let Some(held) = self.state.layer(&to.article, &to.annotator) else {
            return;
        };
        let is_new = |id: &&AnnotationId| !renamed.present.contains(&(from.clone(), AnnotationId::clone(id)));
        let mut num_new = layer.annotations.keys().filter(is_new).count();
        num_new += layer
            .relations
            .values()
            .filter(|relation| {
                let new = self.renamed_relation(relation, renamed);
                new.is_none_or(|new| {
                    held.relations.get(&new.id).is_none_or(|held| held.members != new.members)
                })
            })
            .count();
        num_new += layer
            .decisions
            .values()
            .filter(|decision| {
                let new = self.renamed_decision(decision, from, renamed);
                held.decisions.get(&new.on).is_none_or(|held| **held != new)
            })
            .count();
        num_new += usize::from(layer.state != held.state && *layer.state != LayerState::default());
        num_new +=
            layer.unplaced.iter().filter(|(id, unplaced)| held.unplaced.get(*id) != Some(unplaced)).count();
        if num_new > 0 {
            let what = format!("layer of {} left out, {num_new} records in it", to.annotator);
            let why = "they have one on this article, and nobody writes another's layer; \
                       import as an annotator of your own to take it all";
            self.tell(Place::default().in_article(&to.article), Effect::LeftOut, what, why);
        }
    }

    /// Reports members of the new relations that are nowhere.
    pub(super) fn tell_dangling(&mut self, first_new: usize) {
        let mut known: BTreeSet<CorpusAnnotation> = BTreeSet::new();
        let mut wanted: Vec<(RelationId, CorpusAnnotation)> = Vec::new();
        for (key, record) in &self.plan.records[first_new..] {
            match (key, record) {
                (Key::Annotation(layer, id), _) => {
                    known.insert(CorpusAnnotation { article: layer.article.clone(), annotation: id.clone() });
                }
                (_, Record::Relation(relation)) => {
                    let members = relation.members.iter();
                    wanted.extend(members.map(|member| (relation.id.clone(), member.annotation.clone())));
                }
                _ => {}
            }
        }
        for (relation, member) in wanted {
            let in_corpus = self.state.layers.get(&member.article);
            let is_held = in_corpus.is_some_and(|layers| {
                layers.values().any(|layer| layer.annotations.contains_key(&member.annotation))
            });
            if !is_held && !known.contains(&member) {
                let place = Place::default().in_article(&member.article).at_annotation(&member.annotation);
                self.tell(
                    place,
                    Effect::Kept,
                    format!("relation {relation} kept"),
                    "a member of it is not there",
                );
            }
        }
    }

    /// Reports labels, attributes and relation types that neither the corpus nor the dataset defines.
    pub(super) fn tell_unknown(&mut self, scratch: &CorpusState, first_new: usize) {
        let (ours, theirs) = (&self.state.tagset, &scratch.tagset);
        let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
        for (_, record) in &self.plan.records[first_new..] {
            match record {
                Record::Annotation(annotation) => {
                    let label = &annotation.label;
                    if !ours.labels.contains_key(label) && !theirs.labels.contains_key(label) {
                        *unknown.entry(format!("label {label}")).or_default() += 1;
                    }
                    for id in annotation.attributes.keys() {
                        if !ours.attributes.contains_key(id) && !theirs.attributes.contains_key(id) {
                            *unknown.entry(format!("attribute {id}")).or_default() += 1;
                        }
                    }
                }
                Record::Relation(relation) => {
                    let id = &relation.relation_type;
                    if !ours.relation_types.contains_key(id) && !theirs.relation_types.contains_key(id) {
                        *unknown.entry(format!("relation type {id}")).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        for (what, count) in unknown {
            self.tell(
                Place::default(),
                Effect::Kept,
                format!("{what} kept, used {count} times"),
                "the tagset does not have it",
            );
        }
    }
}
