//! What reviewers say of an annotation, in the one word that lists, filters and queues go by.

use std::collections::BTreeMap;

use super::{ReviewStatus, Verdict, decisions_on, review_status};
use crate::model::annotation::{Annotation, AnnotationRef};
use crate::model::copies::end_of_links;
use crate::model::corpus::Layers;
use crate::model::id::AnnotatorId;
use crate::model::time::Timestamp;

/// What reviewers say of an annotation, as lists show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nobody has decided.
    ToReview,
    /// It has changed since somebody decided.
    ChangedSince,
    /// It was rejected or corrected, and its annotator says that it is right.
    Disagreed,
    /// Reviewers differ.
    Disputed,
    /// Somebody has put the decision off.
    Deferred,
    /// Right as it is.
    Accepted,
    /// Right once it is as the correction says.
    Corrected,
    /// Wrong.
    Rejected,
}

impl Standing {
    /// Every standing, in the order of lists.
    pub const ALL: [Self; 8] = [
        Self::ToReview,
        Self::ChangedSince,
        Self::Disagreed,
        Self::Disputed,
        Self::Deferred,
        Self::Accepted,
        Self::Corrected,
        Self::Rejected,
    ];

    /// What the reviewers of an article say of an annotation; `layers` are all those on its article.
    pub fn among(layers: &Layers, on: &AnnotationRef, annotation: &Annotation) -> Self {
        if decisions_on(layers, on, None).iter().all(|(who, decision)| decision.is_answer(who)) {
            return Self::ToReview;
        }
        match review_status(layers, on, annotation, None) {
            ReviewStatus::Unreviewed | ReviewStatus::Decided(Verdict::Deferred) => Self::Deferred,
            ReviewStatus::ChangedSince => Self::ChangedSince,
            ReviewStatus::Disagreed => Self::Disagreed,
            ReviewStatus::Disputed => Self::Disputed,
            ReviewStatus::Decided(Verdict::Accepted) => Self::Accepted,
            ReviewStatus::Decided(Verdict::Corrected) => Self::Corrected,
            ReviewStatus::Decided(Verdict::Rejected) => Self::Rejected,
        }
    }

    /// Its name on screen and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToReview => "to review",
            Self::ChangedSince => "changed since",
            Self::Disagreed => "disagreed",
            Self::Disputed => "disputed",
            Self::Deferred => "deferred",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
        }
    }

    /// The standing of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }

    /// Whether it waits for a decision.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::ToReview | Self::ChangedSince | Self::Disagreed | Self::Disputed | Self::Deferred
        )
    }
}

/// Which annotations of an article were corrected, and what stands for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    replaced: BTreeMap<AnnotationRef, AnnotationRef>,
}

/// What reviewers have corrected on an article. Of several corrections of one annotation the one that was decided
/// last stands, ties going to the greater annotator and id, and the others count for as little as the original:
/// the words are there once. O(annotations).
pub fn corrections(layers: &Layers) -> Corrections {
    type Made<'l> = (Timestamp, &'l AnnotatorId, AnnotationRef);
    let mut made: BTreeMap<&AnnotationRef, Vec<Made<'_>>> = BTreeMap::new();
    for (annotator, layer) in layers {
        for annotation in layer.annotations.values() {
            let Some(on) = &annotation.corrects else { continue };
            let decision = layer.decisions.get(on).filter(|decision| decision.verdict == Verdict::Corrected);
            if let Some(decision) = decision {
                let own = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
                made.entry(on).or_default().push((decision.at, annotator, own));
            }
        }
    }
    let mut replaced = BTreeMap::new();
    for (on, made) in made {
        let Some((_, _, stands)) = made.iter().max().cloned() else { continue };
        for (_, _, other) in made {
            if other != stands {
                replaced.insert(other, stands.clone());
            }
        }
        // What was corrected itself keeps what it was corrected to, whichever comes first.
        replaced.insert(on.clone(), stands);
    }
    Corrections { replaced }
}

impl Corrections {
    /// Whether another annotation stands for this one, so that this one does not count.
    pub fn is_replaced(&self, on: &AnnotationRef) -> bool {
        self.standing(on) != on
    }

    /// The annotation that stands for this one: the correction, or that one's correction, and so on; itself, if it was
    /// not corrected. Where corrections correct one another in a circle the smallest of them stands.
    pub fn standing<'c>(&'c self, on: &'c AnnotationRef) -> &'c AnnotationRef {
        end_of_links(on, |on| self.replaced.get(on))
    }

    /// Those that do not count, each with what stands for it.
    pub fn replaced(&self) -> impl Iterator<Item = (&AnnotationRef, &AnnotationRef)> {
        self.replaced.keys().map(|on| (on, self.standing(on))).filter(|(on, stands)| on != stands)
    }
}
