//! A corpus in which annotators go by pseudonyms: `annotator-1`, `annotator-2` …, in the order of their ids, with as
//! many digits as the last one needs.
//!
//! No pseudonym is the id of anybody in the corpus; a number whose pseudonym would be is skipped. The order of ids
//! stays, since the model goes by it where two entries of a register are equally new. Whoever knows the team's ids
//! can therefore guess who is who: pseudonyms keep names out of a file, they are no secret.
//!
//! An annotator's id is replaced wherever it stands as one: layers, decisions, corrections, voices, items, and the
//! origin of an annotation. Texts, notes, names of speakers and whatever else people wrote stay as they are. Settings
//! stay but for the corpus's recipes, which name annotators and are left out.

#[cfg(test)]
pub(super) mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::recipe::is_recipe;
use super::selection::Selection;
use crate::model::annotation::{Annotation, AnnotationRef, Origin};
use crate::model::article::Article;
use crate::model::corpus::{CorpusState, Layers};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::layer::{Layer, Lost, Unplaced};
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::relation::Relation;
use crate::model::review::Decision;

/// What pseudonyms leave as it is, for cards and dialogs.
pub const STAYS: &str =
    "Names of speakers, and whatever names stand in texts, notes and articles’ metadata, stay as they are.";

/// A corpus that is read with pseudonyms for its annotators.
pub struct Masked<'c> {
    corpus: &'c dyn CorpusReader,
    state: CorpusState,
    pseudonyms: Pseudonyms,
}

/// What every annotator of a corpus is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pseudonyms(BTreeMap<AnnotatorId, AnnotatorId>);

impl Pseudonyms {
    /// The pseudonyms of everybody who is named in a corpus. O(records).
    pub fn of(state: &CorpusState) -> Self {
        let named = everybody(state);
        let mut num_digits = 1;
        loop {
            let free = (1_u64..).filter_map(|number| {
                let pseudonym = AnnotatorId::new(&format!("annotator-{number:0num_digits$}")).ok()?;
                (!named.contains(&pseudonym)).then_some((number, pseudonym))
            });
            let chosen: Vec<(u64, AnnotatorId)> = free.take(named.len()).collect();
            let last = chosen.last().map_or(1, |(number, _)| number.to_string().len());
            if last <= num_digits {
                let pseudonyms = chosen.into_iter().map(|(_, pseudonym)| pseudonym);
                return Self(named.into_iter().zip(pseudonyms).collect());
            }
            num_digits = last;
        }
    }

    /// What an annotator is called; somebody the corpus does not name keeps their id.
    pub fn get(&self, annotator: &AnnotatorId) -> AnnotatorId {
        self.0.get(annotator).unwrap_or(annotator).clone()
    }

    /// Everybody with their pseudonym.
    pub fn iter(&self) -> impl Iterator<Item = (&AnnotatorId, &AnnotatorId)> {
        self.0.iter()
    }

    /// A selection that asks for the same by pseudonyms. Names that are pseudonyms already stay.
    ///
    /// An annotator whom the corpus does not name is none of its annotators, and selects nothing either way; the
    /// name is not kept.
    pub fn selection(&self, selection: &Selection) -> Selection {
        let known: BTreeSet<&AnnotatorId> = self.0.values().collect();
        let nobody = AnnotatorId::new("annotator-nobody").ok();
        let masked = |id: &AnnotatorId| {
            let is_known = self.0.contains_key(id) || known.contains(id);
            nobody.clone().filter(|_| !is_known).unwrap_or_else(|| self.get(id))
        };
        Selection {
            annotators: selection.annotators.iter().map(masked).collect(),
            reviewer: selection.reviewer.as_ref().map(masked),
            ..selection.clone()
        }
    }

    fn state(&self, state: &CorpusState) -> CorpusState {
        let CorpusState { settings, tagset, voices, items, articles, layers } = state;
        let layers_of = |layers: &Layers| -> Layers {
            layers.iter().map(|(who, layer)| (self.get(who), Arc::new(self.layer(layer)))).collect()
        };
        let settings = settings.iter().filter(|(id, _)| !is_recipe(id));
        CorpusState {
            settings: settings.map(|(id, value)| (id.clone(), Arc::clone(value))).collect(),
            tagset: tagset.clone(),
            voices: voices.iter().map(|(who, voices)| (self.get(who), voices.clone())).collect(),
            items: items.iter().map(|(who, items)| (self.get(who), items.clone())).collect(),
            articles: articles.clone(),
            layers: layers.iter().map(|(id, layers)| (id.clone(), layers_of(layers))).collect(),
        }
    }

    fn on(&self, on: &AnnotationRef) -> AnnotationRef {
        AnnotationRef { annotator: self.get(&on.annotator), annotation: on.annotation.clone() }
    }

    fn origin(&self, origin: &Origin) -> Origin {
        let called = |name: &String| match AnnotatorId::new(name) {
            Ok(id) => self.get(&id).to_string(),
            Err(_) => name.clone(),
        };
        match origin {
            Origin::Person => Origin::Person,
            Origin::Suggestion(name) => Origin::Suggestion(called(name)),
            Origin::Import(name) => Origin::Import(called(name)),
        }
    }

    fn annotation(&self, annotation: &Arc<Annotation>) -> Arc<Annotation> {
        let corrects = annotation.corrects.as_ref().map(|on| self.on(on));
        let origin = self.origin(&annotation.provenance.origin);
        if corrects == annotation.corrects && origin == annotation.provenance.origin {
            return Arc::clone(annotation);
        }
        let mut masked = Annotation::clone(annotation);
        masked.corrects = corrects;
        masked.provenance.origin = origin;
        Arc::new(masked)
    }

    fn relation(&self, relation: &Arc<Relation>) -> Arc<Relation> {
        let origin = self.origin(&relation.provenance.origin);
        if origin == relation.provenance.origin {
            return Arc::clone(relation);
        }
        let mut masked = Relation::clone(relation);
        masked.provenance.origin = origin;
        Arc::new(masked)
    }

    fn layer(&self, layer: &Layer) -> Layer {
        let Layer { annotations, relations, decisions, state, unplaced, lost: _ } = layer;
        let decision = |decision: &Arc<Decision>| {
            let on = self.on(&decision.on);
            (on.clone(), Arc::new(Decision { on, ..Decision::clone(decision) }))
        };
        let without_place = |unplaced: &Arc<Unplaced>| {
            Arc::new(Unplaced {
                annotation: self.annotation(&unplaced.annotation),
                ..Unplaced::clone(unplaced)
            })
        };
        Layer {
            annotations: annotations.iter().map(|(id, one)| (id.clone(), self.annotation(one))).collect(),
            relations: relations.iter().map(|(id, one)| (id.clone(), self.relation(one))).collect(),
            decisions: decisions.values().map(decision).collect(),
            state: Arc::clone(state),
            unplaced: unplaced.iter().map(|(id, one)| (id.clone(), without_place(one))).collect(),
            lost: Lost::default(),
        }
    }
}

/// Everybody who is named as an annotator.
fn everybody(state: &CorpusState) -> BTreeSet<AnnotatorId> {
    let mut named: BTreeSet<AnnotatorId> = state.voices.keys().chain(state.items.keys()).cloned().collect();
    for (annotator, layer) in state.layers.values().flatten() {
        named.insert(annotator.clone());
        named.extend(layer.decisions.keys().map(|on| on.annotator.clone()));
        let unplaced = layer.unplaced.values().map(|unplaced| &unplaced.annotation);
        let corrected = layer.annotations.values().chain(unplaced).filter_map(|one| one.corrects.as_ref());
        named.extend(corrected.map(|on| on.annotator.clone()));
    }
    named
}

impl<'c> Masked<'c> {
    /// The corpus with pseudonyms. O(records).
    pub fn new(corpus: &'c dyn CorpusReader) -> Self {
        let pseudonyms = Pseudonyms::of(corpus.state());
        let state = pseudonyms.state(corpus.state());
        Self { corpus, state, pseudonyms }
    }

    /// Who is called what.
    pub fn pseudonyms(&self) -> &Pseudonyms {
        &self.pseudonyms
    }
}

impl CorpusReader for Masked<'_> {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.corpus.article(id)
    }

    fn texts(
        &self,
        ids: &[ArticleId],
        visit: &mut dyn FnMut(&ArticleId, &str) -> ControlFlow<()>,
    ) -> Vec<ReadError> {
        self.corpus.texts(ids, visit)
    }
}
