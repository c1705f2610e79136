//! Which part of a corpus is exported, and that part article by article, the same for every format.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::annotation::{Annotation, AnnotationRef, Attribution, Certainty};
use crate::model::corpus::{CorpusState, Layers};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, LabelId};
use crate::model::layer::Layer;
use crate::model::quotes::Quotes;
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::relation::CorpusAnnotation;
use crate::model::review::{
    JudgedDigest, ReviewStatus, Verdict, decisions_on, review_status, reviewed_result,
};

use super::imported::ArticleContent;
use super::report::{Counts, Effect, Place, Report, What};

/// Which part of a corpus is wanted. An empty set filters nothing; what is wanted passes every filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Only these articles.
    #[serde(with = "super::ids_in_text::set")]
    pub articles: BTreeSet<ArticleId>,
    /// Only the work of these annotators. Decisions on it are wanted whoever made them.
    #[serde(with = "super::ids_in_text::set")]
    pub annotators: BTreeSet<AnnotatorId>,
    /// Only annotations with these labels.
    #[serde(with = "super::ids_in_text::set")]
    pub labels: BTreeSet<LabelId>,
    /// Only annotations of which their annotators are sure, or not sure.
    pub certainty: CertaintyFilter,
    /// Only annotations of which the reviewers say this.
    pub statuses: BTreeSet<StatusFilter>,
    /// Whether the review decides which annotations there are.
    pub scope: ReviewScope,
    /// Whose review counts; everybody's if nobody is named.
    #[serde(with = "super::ids_in_text::option")]
    pub reviewer: Option<AnnotatorId>,
}

/// Whether the annotators have to be sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CertaintyFilter {
    /// Sure or not.
    #[default]
    All,
    /// Only what they are sure of.
    Sure,
    /// Only what they are not sure of.
    Unsure,
}

impl CertaintyFilter {
    /// Every filter.
    pub const ALL: [Self; 3] = [Self::All, Self::Sure, Self::Unsure];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Sure => "sure",
            Self::Unsure => "unsure",
        }
    }

    /// The filter of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.name() == name)
    }

    /// Whether an annotation of that certainty passes.
    pub fn wants(self, certainty: Certainty) -> bool {
        match self {
            Self::All => true,
            Self::Sure => certainty == Certainty::Sure,
            Self::Unsure => certainty == Certainty::Unsure,
        }
    }
}

/// Whether the review decides which annotations there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReviewScope {
    /// All annotations, whatever reviewers said.
    #[default]
    Everything,
    /// The reviewed result: accepted, corrections, the reviewers' own additions.
    Result,
}

/// What reviewers say of an annotation today. Stale and disputed decisions count as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StatusFilter {
    /// Right as it is.
    Accepted,
    /// Right once it is as the reviewer's replacement says.
    Corrected,
    /// Wrong.
    Rejected,
    /// Looked at, not decided.
    Deferred,
    /// None of these.
    Unreviewed,
}

impl StatusFilter {
    /// Every status.
    pub const ALL: [Self; 5] =
        [Self::Accepted, Self::Corrected, Self::Rejected, Self::Deferred, Self::Unreviewed];

    /// Its name on the command line and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
            Self::Deferred => "deferred",
            Self::Unreviewed => "unreviewed",
        }
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The status of an annotation today, among the layers on its article.
    pub fn of(
        layers: &Layers,
        on: &AnnotationRef,
        annotation: &Annotation,
        reviewer: Option<&AnnotatorId>,
    ) -> Self {
        match review_status(layers, on, annotation, reviewer) {
            ReviewStatus::Decided(Verdict::Accepted) => Self::Accepted,
            ReviewStatus::Decided(Verdict::Corrected) => Self::Corrected,
            ReviewStatus::Decided(Verdict::Rejected) => Self::Rejected,
            ReviewStatus::Unreviewed if is_deferred(layers, on, annotation, reviewer) => Self::Deferred,
            _ => Self::Unreviewed,
        }
    }
}

/// Whether somebody deferred the annotation as it is now.
fn is_deferred(
    layers: &Layers,
    on: &AnnotationRef,
    annotation: &Annotation,
    reviewer: Option<&AnnotatorId>,
) -> bool {
    let digest = JudgedDigest::of(annotation);
    decisions_on(layers, on, reviewer).iter().any(|(_, decision)| decision.seen == digest)
}

impl Selection {
    /// Whether some annotations may be left out.
    pub fn narrows(&self) -> bool {
        let Self { articles, annotators, labels, certainty, statuses, scope, reviewer: _ } = self;
        !(articles.is_empty()
            && annotators.is_empty()
            && labels.is_empty()
            && *certainty == CertaintyFilter::All
            && statuses.is_empty()
            && *scope == ReviewScope::Everything)
    }

    /// Whether the article is wanted.
    pub fn wants_article(&self, article: &ArticleId) -> bool {
        self.articles.is_empty() || self.articles.contains(article)
    }

    /// Whether the work of that annotator is wanted.
    pub fn wants_annotator(&self, annotator: &AnnotatorId) -> bool {
        self.annotators.is_empty() || self.annotators.contains(annotator)
    }

    /// Whether annotations with that label are wanted.
    pub fn wants_label(&self, label: &LabelId) -> bool {
        self.labels.is_empty() || self.labels.contains(label)
    }

    /// The annotations of one article that are wanted.
    fn chosen(&self, layers: &Layers) -> BTreeSet<AnnotationRef> {
        let reviewer = self.reviewer.as_ref();
        let all: Vec<(AnnotatorId, Arc<Annotation>)> = match self.scope {
            ReviewScope::Result => reviewed_result(layers, reviewer),
            ReviewScope::Everything => layers
                .iter()
                .flat_map(|(annotator, layer)| {
                    layer.annotations.values().map(|annotation| (annotator.clone(), Arc::clone(annotation)))
                })
                .collect(),
        };
        all.into_iter()
            .filter(|(annotator, annotation)| {
                self.wants_annotator(annotator)
                    && self.wants_label(&annotation.label)
                    && self.certainty.wants(annotation.certainty)
            })
            .map(|(annotator, annotation)| {
                (AnnotationRef { annotator, annotation: annotation.id.clone() }, annotation)
            })
            .filter(|(on, annotation)| {
                self.statuses.is_empty()
                    || self.statuses.contains(&StatusFilter::of(layers, on, annotation, reviewer))
            })
            .map(|(on, _)| on)
            .collect()
    }
}

/// A selection made: which annotations of which articles.
pub struct Selected<'e> {
    corpus: &'e dyn CorpusReader,
    selection: &'e Selection,
    /// Absent where nothing is narrowed.
    chosen: Option<Chosen>,
}

/// The annotations that pass every filter.
#[derive(Default)]
struct Chosen {
    by_article: BTreeMap<ArticleId, BTreeSet<AnnotationRef>>,
    /// The same as members of relations name them.
    members: BTreeSet<CorpusAnnotation>,
}

/// The selected part of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedArticle {
    /// The article and the selected part of its layers.
    pub content: ArticleContent,
    /// Relations left out since a member is not selected.
    pub num_cut_relations: usize,
    /// Annotations whose attribution became their own, since the quote they inherit it from is not selected.
    pub num_resolved: usize,
}

impl SelectedArticle {
    /// Reports what the selection did beyond leaving out.
    pub fn tell(&self, place: &Place, report: &mut Report) {
        if self.num_cut_relations > 0 {
            let what = What::of("", self.num_cut_relations, " relations left out");
            report.add(place.clone(), Effect::Note, what, "not all of their members are selected");
        }
        if self.num_resolved > 0 {
            let what =
                What::of("", self.num_resolved, " annotations have their attribution written as their own");
            report.add(place.clone(), Effect::Note, what, "the quotes they inherit it from are not selected");
        }
    }
}

impl<'e> Selected<'e> {
    /// Makes the selection. O(annotations) if it narrows, else O(1).
    pub fn new(corpus: &'e dyn CorpusReader, selection: &'e Selection) -> Self {
        let chosen = selection.narrows().then(|| {
            let mut chosen = Chosen::default();
            let wanted = corpus.state().layers.iter().filter(|(article, _)| selection.wants_article(article));
            for (article, layers) in wanted {
                let here = selection.chosen(layers);
                chosen.members.extend(here.iter().map(|on| CorpusAnnotation {
                    article: article.clone(),
                    annotation: on.annotation.clone(),
                }));
                chosen.by_article.insert(article.clone(), here);
            }
            chosen
        });
        Self { corpus, selection, chosen }
    }

    /// The corpus it is made of.
    pub fn corpus(&self) -> &'e dyn CorpusReader {
        self.corpus
    }

    /// Everything of the corpus but the texts.
    pub fn state(&self) -> &'e CorpusState {
        self.corpus.state()
    }

    /// The wanted articles, by id; those without a selected annotation too, since what has none is data as well.
    pub fn articles(&self) -> impl Iterator<Item = &'e ArticleId> {
        let selection = self.selection;
        self.corpus.state().articles.keys().filter(|id| selection.wants_article(id))
    }

    /// The selected annotations of an article as the corpus has them, with their annotators.
    pub fn annotations_of(&self, id: &ArticleId) -> Vec<(&'e AnnotatorId, &'e Arc<Annotation>)> {
        let here = self.chosen.as_ref().map(|chosen| chosen.by_article.get(id));
        let is_chosen = |annotator: &AnnotatorId, annotation: &Annotation| {
            here.is_none_or(|here| {
                let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
                here.is_some_and(|here| here.contains(&on))
            })
        };
        let layers = self.state().layers.get(id).into_iter().flatten();
        let all = layers.flat_map(|(annotator, layer)| {
            layer.annotations.values().map(move |annotation| (annotator, annotation))
        });
        all.filter(|(annotator, annotation)| is_chosen(annotator, annotation)).collect()
    }

    /// How much of everything the corpus holds.
    pub fn num_in(&self) -> Counts {
        let state = self.state();
        let mut counts = Counts { articles: state.articles.len(), ..Counts::default() };
        for layer in state.layers.values().flat_map(BTreeMap::values) {
            counts.annotations += layer.annotations.len();
            counts.unplaced += layer.unplaced.len();
            counts.relations += layer.relations.len();
            counts.decisions += layer.decisions.len();
        }
        counts.voices = state.voices.values().map(BTreeMap::len).sum();
        counts.items = state.items.values().map(BTreeMap::len).sum();
        counts
    }

    /// The selected part of one article.
    pub fn article(&self, id: &ArticleId) -> Result<SelectedArticle, ReadError> {
        let mut article = (*self.corpus.article(id)?).clone();
        article.patches.clear();
        article.blocks.sort_unstable();
        let nothing = Layers::new();
        let layers = self.state().layers.get(id).unwrap_or(&nothing);
        let Some(chosen) = &self.chosen else {
            let layers =
                layers.iter().map(|(annotator, layer)| (annotator.clone(), Layer::clone(layer))).collect();
            let content = ArticleContent { article, layers };
            return Ok(SelectedArticle { content, num_cut_relations: 0, num_resolved: 0 });
        };
        let content = ArticleContent { article, layers: BTreeMap::new() };
        let mut selected = SelectedArticle { content, num_cut_relations: 0, num_resolved: 0 };
        let none = BTreeSet::new();
        let chosen_here = chosen.by_article.get(id).unwrap_or(&none);
        for (annotator, layer) in layers {
            let part = self.part_of_layer(annotator, layer, chosen_here);
            if self.selection.wants_annotator(annotator) {
                selected.num_cut_relations += layer.relations.len() - part.relations.len();
            }
            if !part.is_empty() {
                selected.content.layers.insert(annotator.clone(), part);
            }
        }
        selected.num_resolved = resolve_cut_off(&mut selected.content.layers, layers);
        Ok(selected)
    }

    fn part_of_layer(
        &self,
        annotator: &AnnotatorId,
        layer: &Layer,
        chosen: &BTreeSet<AnnotationRef>,
    ) -> Layer {
        let selection = self.selection;
        let is_chosen = |id: &AnnotationId| {
            chosen.contains(&AnnotationRef { annotator: annotator.clone(), annotation: id.clone() })
        };
        let mut part = Layer {
            annotations: layer.annotations.iter().filter(|(id, _)| is_chosen(id)).map(cloned).collect(),
            decisions: layer.decisions.iter().filter(|(on, _)| chosen.contains(on)).map(cloned).collect(),
            ..Layer::default()
        };
        if !selection.wants_annotator(annotator) {
            return part;
        }
        part.state = Arc::clone(&layer.state);
        let members = self.chosen.as_ref().map(|chosen| &chosen.members);
        let whole = layer.relations.iter().filter(|(_, relation)| {
            members.is_none_or(|chosen| {
                relation.members.iter().all(|member| chosen.contains(&member.annotation))
            })
        });
        part.relations = whole.map(cloned).collect();
        // Nobody has reviewed what has no place.
        if selection.statuses.is_empty() && selection.scope == ReviewScope::Everything {
            let wanted = layer
                .unplaced
                .iter()
                .filter(|(_, unplaced)| selection.wants_label(&unplaced.annotation.label))
                .filter(|(_, unplaced)| selection.certainty.wants(unplaced.annotation.certainty));
            part.unplaced = wanted.map(cloned).collect();
        }
        part
    }
}

fn cloned<K: Clone, V: Clone>((key, value): (&K, &V)) -> (K, V) {
    (key.clone(), value.clone())
}

/// Gives annotations that inherit from a quote outside the selection that quote's attribution as their own.
/// Decisions that were fresh stay fresh. Returns how many annotations that concerned.
fn resolve_cut_off(parts: &mut BTreeMap<AnnotatorId, Layer>, layers: &Layers) -> usize {
    let mut digests = BTreeMap::new();
    for (annotator, part) in &mut *parts {
        let Some(layer) = layers.get(annotator) else {
            continue;
        };
        let (all, left) = (Quotes::of(layer), Quotes::of(part));
        let cut_off: Vec<(Arc<Annotation>, Attribution)> = part
            .annotations
            .values()
            .filter_map(|annotation| {
                let attribution = &all.around(annotation)?.attribution;
                let is_cut_off = attribution != left.attribution(annotation);
                is_cut_off.then(|| (Arc::clone(annotation), attribution.clone()))
            })
            .collect();
        for (annotation, attribution) in cut_off {
            let mut resolved = Annotation::clone(&annotation);
            resolved.attribution = attribution;
            let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
            digests.insert(on, (JudgedDigest::of(&annotation), JudgedDigest::of(&resolved)));
            part.annotations.insert(resolved.id.clone(), Arc::new(resolved));
        }
    }
    for decision in parts.values_mut().flat_map(|part| part.decisions.values_mut()) {
        if let Some((before, after)) = digests.get(&decision.on)
            && decision.seen == *before
        {
            Arc::make_mut(decision).seen = *after;
        }
    }
    digests.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::testing::{MemoryCorpus, annotation, annotator, article};

    const TEXT: &str = "The ferry is late, she said. It will stay so.";

    fn corpus() -> MemoryCorpus {
        let mut corpus = MemoryCorpus::default();
        for id in ["one", "other"] {
            let mut unsure = annotation(&format!("{id}-unsure"), "claim", TEXT, "will stay");
            unsure.certainty = Certainty::Unsure;
            let sure = annotation(&format!("{id}-sure"), "quote", TEXT, "The ferry is late");
            let annotations = [sure, unsure].map(|made| (made.id.clone(), Arc::new(made)));
            let layer = Layer { annotations: annotations.into(), ..Layer::default() };
            corpus.state.put_layer(&ArticleId::new(id).unwrap(), &annotator("mk"), layer);
            corpus.put(article(id, TEXT));
        }
        corpus
    }

    fn ids(corpus: &MemoryCorpus, selection: &Selection) -> Vec<String> {
        let selected = Selected::new(corpus, selection);
        let articles: Vec<&ArticleId> = selected.articles().collect();
        let ids = |id: &ArticleId| {
            let content = selected.article(id).unwrap().content;
            let layers = content.layers.values();
            let here: Vec<String> =
                layers.flat_map(|layer| layer.annotations.keys()).map(ToString::to_string).collect();
            let listed = selected.annotations_of(id);
            let listed: Vec<String> =
                listed.iter().map(|(_, annotation)| annotation.id.to_string()).collect();
            assert_eq!(here, listed);
            here
        };
        articles.into_iter().flat_map(ids).collect()
    }

    #[test]
    fn only_wanted_articles_are_selected() {
        let articles = BTreeSet::from([ArticleId::new("other").unwrap()]);
        let selection = Selection { articles, ..Selection::default() };
        assert!(selection.narrows());
        assert_eq!(ids(&corpus(), &selection), ["other-sure", "other-unsure"]);
        assert_eq!(ids(&corpus(), &Selection::default()).len(), 4);
    }

    #[test]
    fn what_annotators_are_not_sure_of_can_be_left_out_or_asked_for() {
        let of = |certainty| ids(&corpus(), &Selection { certainty, ..Selection::default() });
        assert_eq!(of(CertaintyFilter::Sure), ["one-sure", "other-sure"]);
        assert_eq!(of(CertaintyFilter::Unsure), ["one-unsure", "other-unsure"]);
        for filter in CertaintyFilter::ALL {
            assert_eq!(CertaintyFilter::from_name(filter.name()), Some(filter));
        }
    }
}
