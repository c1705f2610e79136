//! What reviewers say of an annotation, in the one word that lists, filters and queues go by.

use super::{ReviewStatus, Verdict, decisions_on, review_status};
use crate::model::annotation::{Annotation, AnnotationRef};
use crate::model::corpus::Layers;

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
