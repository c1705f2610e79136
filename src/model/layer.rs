//! Layers: everything one annotator did on one article.

mod lost;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::annotation::{Annotation, Attribution};
use super::article::TextPatch;
use super::id::{AnnotationId, LabelId, RelationId};
use super::relation::Relation;
use super::review::{Decision, DecisionTarget};
use super::text::{Fragments, TextHash};
pub use lost::Lost;

/// Everything one annotator did on one article. Cheap to clone: the records are shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// The annotator's annotations, corrections of other people's among them.
    pub annotations: BTreeMap<AnnotationId, Arc<Annotation>>,
    /// Relations whose first member stands in this article.
    pub relations: BTreeMap<RelationId, Arc<Relation>>,
    /// The annotator's decisions, as a reviewer, on annotations of this article.
    pub decisions: BTreeMap<DecisionTarget, Arc<Decision>>,
    /// How far the annotator is.
    pub state: Arc<LayerState>,
    /// Annotations that a correction of the text left without a place, with their old ranges.
    pub unplaced: BTreeMap<AnnotationId, Arc<Unplaced>>,
    /// What corrections took from records that stayed, for when they are taken back.
    pub lost: Lost,
}

/// How far an annotator is with an article, and what they looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerState {
    /// To do, in progress, done or skipped.
    pub progress: Progress,
    /// What was looked for, and where: without it nobody knows what an untagged sentence means.
    pub coverage: Vec<Coverage>,
    /// Words the article as a whole is coded with.
    pub codes: BTreeSet<String>,
    /// Whatever the annotator wants to say about the article.
    pub note: String,
}

/// How far an annotator is with an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// Nothing done yet.
    #[default]
    ToDo,
    /// Begun.
    InProgress,
    /// Finished.
    Done,
    /// Left out, and why.
    Skipped(String),
}

/// Which labels were looked for, over which part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The labels that were looked for.
    pub labels: BTreeSet<LabelId>,
    /// Over which part; `None` means the whole text.
    pub over: Option<Fragments>,
    /// Whether the search there is finished: only then does an untagged sentence count as a negative.
    pub finished: bool,
}

/// An annotation without a place in today's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// The annotation; its ranges count in the text named by `text`.
    pub annotation: Arc<Annotation>,
    /// The text it was last placed in.
    pub text: TextHash,
    /// The words it covered there, one string a fragment.
    pub covered: Vec<String>,
}

impl Layer {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The annotations in reading order: by first start, then the longer first, then id.
    pub fn in_reading_order(&self) -> Vec<&Arc<Annotation>> {
        let mut annotations: Vec<&Arc<Annotation>> = self.annotations.values().collect();
        annotations.sort_by_key(|annotation| {
            let place = &annotation.fragments;
            (place.start(), std::cmp::Reverse(place.end()))
        });
        annotations
    }

    /// Carries the layer from the text before `patch` to the one after it. What the patch cut through moves
    /// to `unplaced`; what an earlier patch had cut or dropped and this one restores comes back.
    pub fn carry(&mut self, patch: &TextPatch, text_before: &str) {
        let mut annotations = BTreeMap::new();
        for (id, annotation) in std::mem::take(&mut self.annotations) {
            match self.carried(patch, &annotation) {
                Some(carried) => {
                    annotations.insert(id, carried);
                }
                None => {
                    self.unplaced.insert(id, Arc::new(Unplaced::cut_by(patch, annotation, text_before)));
                }
            }
        }
        self.annotations = annotations;
        let back: Vec<AnnotationId> = self
            .unplaced
            .iter()
            .filter(|(_, unplaced)| unplaced.text == patch.to_hash)
            .map(|(id, _)| id.clone())
            .collect();
        for id in back {
            if let Some(unplaced) = self.unplaced.remove(&id) {
                self.annotations.insert(id, Arc::clone(&unplaced.annotation));
            }
        }
        let state = self.lost.state(patch, &self.state).unwrap_or_else(|| carry_state(patch, &self.state));
        let is_shortened = self
            .state
            .coverage
            .iter()
            .filter_map(|coverage| coverage.over.as_ref())
            .any(|over| over.ranges().iter().any(|range| patch.shortens(*range)));
        if is_shortened || state.coverage_parts() < self.state.coverage_parts() {
            self.lost.note_state(patch, Arc::clone(&self.state), &state);
        }
        self.state = state;
    }

    /// One annotation after `patch`, with what an earlier patch had dropped if this one leads back.
    fn carried(&mut self, patch: &TextPatch, annotation: &Arc<Annotation>) -> Option<Arc<Annotation>> {
        if let Some(whole) = self.lost.annotation(patch, annotation) {
            return Some(whole);
        }
        let carried = carry_annotation(patch, annotation)?;
        let (was, is) = (&annotation.attribution, &carried.attribution);
        let is_shortened = annotation
            .all_fragments()
            .any(|(_, place)| place.ranges().iter().any(|range| patch.shortens(*range)));
        if is_shortened
            || was.source.is_some() != is.source.is_some()
            || was.cue.is_some() != is.cue.is_some()
        {
            self.lost.note_annotation(patch, Arc::clone(annotation), &carried);
        }
        Some(carried)
    }
}

impl LayerState {
    /// Over how many ranges of text something was looked for; whole texts count as one.
    fn coverage_parts(&self) -> usize {
        let parts = |coverage: &Coverage| coverage.over.as_ref().map_or(1, |over| over.ranges().len());
        self.coverage.iter().map(parts).sum()
    }
}

impl Unplaced {
    /// What becomes of an annotation that `patch` cuts through; `text_before` is what the patch changes.
    pub fn cut_by(patch: &TextPatch, annotation: Arc<Annotation>, text_before: &str) -> Self {
        let covered = annotation.fragments.covered(text_before).unwrap_or_default();
        let covered = covered.into_iter().map(str::to_owned).collect();
        Self { annotation, text: patch.from_hash, covered }
    }
}

/// The state of a layer after `patch`: parts of a coverage that the patch cut through are left out, since
/// nobody read the new words there; a coverage left with no part at all is gone.
pub fn carry_state(patch: &TextPatch, state: &Arc<LayerState>) -> Arc<LayerState> {
    let mut carried = LayerState::clone(state);
    carried.coverage.retain_mut(|coverage| match coverage.over.take() {
        None => true,
        Some(over) => {
            let ranges: Vec<_> = over.ranges().iter().filter_map(|range| patch.carry(*range)).collect();
            coverage.over = Fragments::new(ranges).ok();
            coverage.over.is_some()
        }
    });
    if carried == **state { Arc::clone(state) } else { Arc::new(carried) }
}

/// `annotation` as it lies after `patch`, the same value if nothing moved; `None` if the patch cut through
/// one of its ranges.
pub fn carry_annotation(patch: &TextPatch, annotation: &Arc<Annotation>) -> Option<Arc<Annotation>> {
    let carry = |fragments: &Fragments| -> Option<Fragments> {
        let ranges =
            fragments.ranges().iter().map(|range| patch.carry(*range)).collect::<Option<Vec<_>>>()?;
        Fragments::new(ranges).ok()
    };
    let fragments = carry(&annotation.fragments)?;
    let source = annotation.attribution.source.as_ref().map(carry);
    let cue = annotation.attribution.cue.as_ref().map(carry);
    let unchanged = fragments == annotation.fragments
        && source.as_ref().is_none_or(|source| source.as_ref() == annotation.attribution.source.as_ref())
        && cue.as_ref().is_none_or(|cue| cue.as_ref() == annotation.attribution.cue.as_ref());
    if unchanged {
        return Some(Arc::clone(annotation));
    }
    let mut carried = Annotation::clone(annotation);
    carried.fragments = fragments;
    // Words for speaker or cue that were corrected away must not take the annotation with them.
    carried.attribution.source = source.flatten();
    carried.attribution.cue = cue.flatten();
    Some(Arc::new(carried))
}

/// The attribution an annotation is shown and exported with: its own, or that of the smallest quote of the
/// same layer it lies in. The second value says from which annotation it is inherited.
///
/// `is_quote` tells which labels pass their attribution on.
pub fn inherited_attribution<'l>(
    layer: &'l Layer,
    annotation: &'l Annotation,
    is_quote: impl Fn(&LabelId) -> bool,
) -> (&'l Attribution, Option<&'l AnnotationId>) {
    if !annotation.attribution.is_unset() {
        return (&annotation.attribution, None);
    }
    layer
        .annotations
        .values()
        .filter(|outer| outer.id != annotation.id && is_quote(&outer.label) && !outer.attribution.is_unset())
        .filter(|outer| outer.fragments.cover(&annotation.fragments))
        .min_by_key(|outer| (outer.fragments.hull().len(), &outer.id))
        .map_or((&annotation.attribution, None), |outer| (&outer.attribution, Some(&outer.id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::annotation::{AttributedVoice, Party, VoiceRole};
    use crate::model::article::ArticleText;
    use crate::model::text::TextRange;
    use crate::model::time::Timestamp;

    fn annotation(id: &str, label: &str, start: usize, end: usize) -> Arc<Annotation> {
        let place = TextRange::new(start, end).unwrap().into();
        let label = LabelId::new(label).unwrap();
        Arc::new(Annotation::new(AnnotationId::new(id).unwrap(), label, place, Timestamp::default()))
    }

    fn layer(annotations: Vec<Arc<Annotation>>) -> Layer {
        let annotations =
            annotations.into_iter().map(|annotation| (annotation.id.clone(), annotation)).collect();
        Layer { annotations, ..Layer::default() }
    }

    #[test]
    fn a_patch_and_its_inverse_carry_a_layer_there_and_back() {
        let text = ArticleText::new("The ferry runs til May, he said.");
        let before = layer(vec![
            annotation("a", "claim", 4, 9),
            annotation("b", "claim", 10, 16),
            annotation("c", "claim", 19, 22),
        ]);
        let patch = TextPatch::replacing(&text, 15..18, "until").unwrap();
        let mut carried = before.clone();
        carried.carry(&patch, text.as_str());
        assert_eq!(carried.annotations.len(), 2);
        assert_eq!(carried.unplaced.values().next().unwrap().covered, ["runs t"]);
        let after = patch.apply(&text).unwrap();
        carried.carry(&patch.inverse(), after.as_str());
        assert_eq!(carried, before);
    }

    #[test]
    fn words_cut_off_the_end_of_a_span_come_back_with_them() {
        let text = ArticleText::new("The ferry runs until May.");
        let before = layer(vec![annotation("a", "claim", 4, 14), annotation("b", "claim", 10, 24)]);
        for range in [9..14, 10..15] {
            let patch = TextPatch::replacing(&text, range, "").unwrap();
            let mut carried = before.clone();
            carried.carry(&patch, text.as_str());
            let after = patch.apply(&text).unwrap();
            carried.carry(&patch.inverse(), after.as_str());
            assert_eq!(carried, before);
        }
    }

    #[test]
    fn inside_a_quote_an_unset_attribution_is_inherited() {
        let mut quote = Annotation::clone(&annotation("q", "quote", 0, 20));
        quote.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party: Party::Article });
        let caveat = annotation("c", "caveat", 5, 9);
        let outside = annotation("o", "caveat", 25, 30);
        let layer = layer(vec![Arc::new(quote), Arc::clone(&caveat), Arc::clone(&outside)]);
        let is_quote = |label: &LabelId| label.as_str() == "quote";
        let (attribution, from) = inherited_attribution(&layer, &caveat, is_quote);
        assert_eq!(attribution.voices.len(), 1);
        assert_eq!(from.map(AnnotationId::as_str), Some("q"));
        assert!(inherited_attribution(&layer, &outside, is_quote).0.is_unset());
    }
}
