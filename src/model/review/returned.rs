//! What came back from review: one's own spans that somebody has rejected or corrected, not answered yet.
//!
//! A span is answered by changing or removing it, since decisions are on spans as they were, or by an own decision
//! that says one disagrees ([`Decision::is_answer`]).

use std::sync::Arc;

use super::{Decision, JudgedDigest, Verdict, decisions_on};
use crate::model::annotation::{Annotation, AnnotationRef};
use crate::model::corpus::Layers;
use crate::model::id::AnnotatorId;

/// What one reviewer said of a span: that it is not right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Who said so.
    pub reviewer: AnnotatorId,
    /// The decision.
    pub decision: Arc<Decision>,
    /// How the span should be, where it was corrected.
    pub replacement: Option<Arc<Annotation>>,
}

/// What came back of an annotation and is not answered, the latest first; `layers` are all those on its article.
pub fn returned(layers: &Layers, on: &AnnotationRef, annotation: &Annotation) -> Vec<Returned> {
    let all = decisions_on(layers, on, None);
    if all.is_empty() {
        return Vec::new();
    }
    let digest = JudgedDigest::of(annotation);
    let answers = all.iter().filter(|(who, one)| one.is_answer(who) && one.seen == digest);
    let answered = answers.map(|(_, decision)| decision.at).max();
    let mut returned: Vec<Returned> = all
        .iter()
        .filter(|(who, decision)| {
            **who != on.annotator
                && decision.seen == digest
                && matches!(decision.verdict, Verdict::Rejected | Verdict::Corrected)
                && answered.is_none_or(|answered| answered < decision.at)
        })
        .map(|(who, decision)| Returned {
            reviewer: (*who).clone(),
            decision: Arc::clone(decision),
            replacement: replacement(layers, who, on),
        })
        .collect();
    returned.sort_by_key(|one| std::cmp::Reverse(one.decision.at));
    returned
}

/// How a reviewer would have a span, if they corrected it.
pub fn replacement(layers: &Layers, reviewer: &AnnotatorId, on: &AnnotationRef) -> Option<Arc<Annotation>> {
    let layer = layers.get(reviewer)?;
    layer.annotations.values().find(|annotation| annotation.corrects.as_ref() == Some(on)).cloned()
}

/// What a correction changes, in words: the parts of a span that differ.
pub fn differences(before: &Annotation, after: &Annotation) -> Vec<&'static str> {
    let (was, is) = (&before.attribution, &after.attribution);
    [
        ("tag", before.label != after.label),
        ("bounds", before.fragments != after.fragments),
        ("speaker", was.voices != is.voices),
        ("source", was.source != is.source),
        ("cue", was.cue != is.cue),
        ("attributes", before.attributes != after.attributes),
        ("items", before.items != after.items),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{AnnotationId, LabelId};
    use crate::model::layer::Layer;
    use crate::model::review::{DISAGREE, ReviewStatus, review_status};
    use crate::model::text::TextRange;
    use crate::model::time::Timestamp;

    fn annotator(id: &str) -> AnnotatorId {
        AnnotatorId::new(id).unwrap()
    }

    fn span(id: &str, label: &str) -> Annotation {
        let place = TextRange::new(0, 4).unwrap().into();
        let label = LabelId::new(label).unwrap();
        Annotation::new(AnnotationId::new(id).unwrap(), label, place, Timestamp::default())
    }

    fn decision(judged: &Annotation, verdict: Verdict, reason: &str, at: i64) -> Decision {
        Decision {
            on: AnnotationRef { annotator: annotator("mk"), annotation: judged.id.clone() },
            verdict,
            reason: reason.to_owned(),
            note: String::new(),
            seen: JudgedDigest::of(judged),
            at: Timestamp::from_millis(at),
        }
    }

    fn layers(of: Vec<(&str, Vec<Annotation>, Vec<Decision>)>) -> Layers {
        let layer = |annotations: Vec<Annotation>, decisions: Vec<Decision>| Layer {
            annotations: annotations.into_iter().map(|one| (one.id.clone(), Arc::new(one))).collect(),
            decisions: decisions.into_iter().map(|one| (one.on.clone(), Arc::new(one))).collect(),
            ..Layer::default()
        };
        of.into_iter()
            .map(|(who, annotations, decisions)| (annotator(who), Arc::new(layer(annotations, decisions))))
            .collect()
    }

    #[test]
    fn what_was_rejected_or_corrected_comes_back_until_it_is_answered() {
        let own = span("a", "claim");
        let mut better = span("b", "quote");
        better.corrects = Some(AnnotationRef { annotator: annotator("mk"), annotation: own.id.clone() });
        let corrected = decision(&own, Verdict::Corrected, "", 10);
        let on = corrected.on.clone();
        let now = layers(vec![
            ("mk", vec![own.clone()], vec![]),
            ("ro", vec![better.clone()], vec![corrected.clone()]),
        ]);
        let back = returned(&now, &on, &own);
        assert_eq!(back.len(), 1);
        assert_eq!(differences(&own, back[0].replacement.as_ref().unwrap()), ["tag"]);
        // Once it is as the correction says, the decision is on what it was.
        let mended = span("a", "quote");
        assert_eq!(returned(&now, &on, &mended), []);
        assert_eq!(review_status(&now, &on, &mended, None), ReviewStatus::ChangedSince);
        // Disagreeing answers as well, until the reviewer decides anew.
        let answer = decision(&own, Verdict::Accepted, DISAGREE, 20);
        let answered = layers(vec![
            ("mk", vec![own.clone()], vec![answer.clone()]),
            ("ro", vec![better], vec![corrected]),
        ]);
        assert_eq!(returned(&answered, &on, &own), []);
        let again = layers(vec![
            ("mk", vec![own.clone()], vec![answer]),
            ("ro", vec![], vec![decision(&own, Verdict::Rejected, "unclear", 30)]),
        ]);
        assert_eq!(returned(&again, &on, &own).len(), 1);
        // Nobody's own decisions come back to them.
        let alone = layers(vec![("mk", vec![own.clone()], vec![decision(&own, Verdict::Rejected, "", 5)])]);
        assert_eq!(returned(&alone, &on, &own), []);
    }
}
