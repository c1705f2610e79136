//! Which spans are counted: what a person narrows the statistics to, and what one figure of a table stands for.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::model::id::{AnnotatorId, LabelId};
use crate::model::review::Verdict;

/// What the statistics are narrowed to. What is empty or absent narrows nothing; a span counts if it passes
/// everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatisticsFilter {
    /// Labels of spans.
    pub labels: BTreeSet<LabelId>,
    /// Whose spans.
    pub annotators: BTreeSet<AnnotatorId>,
    /// Outlets of the articles, as their metadata have them; the empty one is that of articles without.
    pub outlets: BTreeSet<String>,
    /// First day of publication. Articles without a date are left out if this or `to` is given.
    pub from: Option<NaiveDate>,
    /// Last day of publication.
    pub to: Option<NaiveDate>,
    /// Only spans that a review has decided: accepted, corrected or rejected, by whomever.
    pub reviewed_only: bool,
}

/// Which spans one figure counts. What is absent narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// The label of the spans.
    pub label: Option<LabelId>,
    /// Whose they are.
    pub annotator: Option<AnnotatorId>,
    /// The outlet of their articles; the empty one is that of articles without.
    pub outlet: Option<String>,
    /// A speaker's name as it is shown; `Some(None)` for spans without one.
    pub speaker: Option<Option<String>>,
    /// When their articles were published; `Some(None)` for articles without a date.
    pub published: Option<Option<Days>>,
    /// When they were made; `Some(None)` for spans without a time.
    pub made: Option<Option<Days>>,
    /// How many words they have: from the first number to the second, which is left out.
    pub words: Option<(u32, u32)>,
    /// What the review says of them.
    pub standing: Option<Standing>,
    /// A label that other spans of the same annotator have which share words with them.
    pub overlapping: Option<LabelId>,
    /// Who has decided on them.
    pub reviewer: Option<AnnotatorId>,
    /// What a decision on them comes to; that of the reviewer, if one is given.
    pub decision: Option<Decided>,
}

/// What one decision comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decided {
    /// It holds, and says this.
    As(Verdict),
    /// It is on one's own span.
    Own,
    /// The span is not any more what was judged.
    ChangedSince,
}

/// From one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

/// What the review says of a span. Decisions on an annotation that has changed since, and decisions that
/// contradict one another, leave it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Right as it is.
    Accepted,
    /// Right once it is as the correction says.
    Corrected,
    /// Wrong.
    Rejected,
    /// Looked at, and put off.
    Deferred,
    /// Accepted, corrected or rejected, by nobody but its own annotator.
    OwnDecision,
    /// Not decided: not reviewed, disputed, or changed since.
    Open,
}

impl Decided {
    /// Everything that a decision can come to, in the order of tables.
    pub const ALL: [Self; 6] = [
        Self::As(Verdict::Accepted),
        Self::As(Verdict::Corrected),
        Self::As(Verdict::Rejected),
        Self::As(Verdict::Deferred),
        Self::Own,
        Self::ChangedSince,
    ];
}

impl Standing {
    /// Every standing, in the order of tables.
    pub const ALL: [Self; 6] =
        [Self::Accepted, Self::Corrected, Self::Rejected, Self::Deferred, Self::OwnDecision, Self::Open];

    /// Whether somebody has decided.
    pub fn is_decided(self) -> bool {
        !matches!(self, Self::Open | Self::Deferred)
    }

    /// Its key in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
            Self::Deferred => "deferred",
            Self::OwnDecision => "self",
            Self::Open => "open",
        }
    }

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted",
            Self::Corrected => "Corrected",
            Self::Rejected => "Rejected",
            Self::Deferred => "Deferred",
            Self::OwnDecision => "Self",
            Self::Open => "Open",
        }
    }
}

impl StatisticsFilter {
    /// Whether it leaves anything out.
    pub fn narrows(&self) -> bool {
        *self != Self::default()
    }

    /// Whether an article of this outlet and day passes.
    pub fn takes_article(&self, outlet: &str, date: Option<NaiveDate>) -> bool {
        let in_time = self.from.is_none_or(|from| date.is_some_and(|date| from <= date))
            && self.to.is_none_or(|to| date.is_some_and(|date| date <= to));
        in_time && (self.outlets.is_empty() || self.outlets.contains(outlet))
    }

    /// Whether an annotator's work passes.
    pub fn takes_annotator(&self, annotator: &AnnotatorId) -> bool {
        self.annotators.is_empty() || self.annotators.contains(annotator)
    }

    /// Whether spans of this label pass.
    pub fn takes_label(&self, label: &LabelId) -> bool {
        self.labels.is_empty() || self.labels.contains(label)
    }
}

impl Behind {
    /// What both say; where both say something of one thing, the second is kept.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            label: other.label.clone().or_else(|| self.label.clone()),
            annotator: other.annotator.clone().or_else(|| self.annotator.clone()),
            outlet: other.outlet.clone().or_else(|| self.outlet.clone()),
            speaker: other.speaker.clone().or_else(|| self.speaker.clone()),
            published: other.published.or(self.published),
            made: other.made.or(self.made),
            words: other.words.or(self.words),
            standing: other.standing.or(self.standing),
            overlapping: other.overlapping.clone().or_else(|| self.overlapping.clone()),
            reviewer: other.reviewer.clone().or_else(|| self.reviewer.clone()),
            decision: other.decision.or(self.decision),
        }
    }
}

impl Days {
    /// Whether the day lies between them.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}
