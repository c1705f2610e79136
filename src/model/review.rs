//! Review: decisions on annotations, and the result they add up to.
//!
//! A decision of the annotator's own counts only where nobody else has decided. The exception is an *answer*: an
//! own "accepted" with the reason [`DISAGREE`], made after somebody rejected or corrected the span. It settles
//! nothing; it says that the span is to be looked at again, and why.

pub mod reasons;
pub mod returned;
pub mod sample;
pub mod standing;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::annotation::{Annotation, AnnotationRef, AttributeValue, Party};
use super::id::AnnotatorId;
use super::layer::Layer;
use super::text::Fragments;
use super::time::Timestamp;

/// What a decision is on: an annotation of some annotator, in the article of the layer the decision is in.
pub type DecisionTarget = AnnotationRef;

/// A reviewer's decision on one annotation as it then was. Kept in the reviewer's own layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The annotation it is on.
    pub on: DecisionTarget,
    /// What was decided. *Corrected* has its replacement in the reviewer's layer, with `corrects`.
    pub verdict: Verdict,
    /// Why, in the words of the team's list of reasons.
    pub reason: String,
    /// Anything else the annotator should know.
    pub note: String,
    /// What was judged; if the annotation has another digest now, the decision is stale.
    pub seen: JudgedDigest,
    /// When it was decided.
    pub at: Timestamp,
}

/// What a reviewer decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Right as it is.
    Accepted,
    /// Right once it is as the reviewer's replacement says.
    Corrected,
    /// Wrong.
    Rejected,
    /// Not decided, but looked at.
    Deferred,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Corrected, Self::Rejected, Self::Deferred];

    /// Its name in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
            Self::Deferred => "deferred",
        }
    }

    /// The verdict of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

/// The reason of an annotator's own decision that answers a reviewer: the span is right after all. The decision's
/// note says why.
pub const DISAGREE: &str = "disagree";

impl Decision {
    /// Whether `annotator`'s decision is no verdict but an answer to a reviewer: on the own span, "accepted",
    /// with the reason [`DISAGREE`].
    pub fn is_answer(&self, annotator: &AnnotatorId) -> bool {
        self.on.annotator == *annotator && self.verdict == Verdict::Accepted && self.reason == DISAGREE
    }
}

/// A digest of what a reviewer judges: label, fragments, attribution and attributes.
///
/// The first eight bytes of a SHA-256 over those, each part preceded by its length; printed as sixteen
/// hexadecimal digits. It tells change from no change, it guards against nobody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JudgedDigest(u64);

impl JudgedDigest {
    /// The digest of an annotation as it is.
    pub fn of(annotation: &Annotation) -> Self {
        let mut parts = Parts::default();
        parts.text("label", annotation.label.as_str());
        parts.fragments("fragments", &annotation.fragments);
        for voice in &annotation.attribution.voices {
            parts.text("role", voice.role.name());
            parts.party(&voice.party);
        }
        for (name, fragments) in annotation.all_fragments().skip(1) {
            parts.fragments(name, fragments);
        }
        for (id, value) in &annotation.attributes {
            parts.text("attribute", id.as_str());
            parts.value(value);
        }
        let hash: [u8; 32] = parts.hasher.finalize().into();
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// The digest of this number.
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The digest as a number.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Feeds named parts to a hash so that no two different lists of parts read the same.
#[derive(Default)]
struct Parts {
    hasher: Sha256,
}

impl Parts {
    fn text(&mut self, name: &str, value: &str) {
        for piece in [name, value] {
            self.hasher.update((piece.len() as u64).to_be_bytes());
            self.hasher.update(piece.as_bytes());
        }
    }

    fn fragments(&mut self, name: &str, fragments: &Fragments) {
        for range in fragments.ranges() {
            self.text(name, &format!("{}-{}", range.start(), range.end()));
        }
    }

    fn party(&mut self, party: &Party) {
        match party {
            Party::Registered(id) => self.text("registered", id.as_str()),
            Party::Article => self.text("article", ""),
            Party::Unnamed { words, affiliation } => {
                self.text("unnamed", words);
                self.text("affiliation", affiliation.as_ref().map_or("", |id| id.as_str()));
            }
        }
    }

    fn value(&mut self, value: &AttributeValue) {
        match value {
            AttributeValue::Flag(yes) => self.text("flag", if *yes { "yes" } else { "no" }),
            AttributeValue::Choice(choice) => self.text("choice", choice.as_str()),
            AttributeValue::Choices(choices) => {
                for choice in choices {
                    self.text("choices", choice.as_str());
                }
            }
            AttributeValue::Text(text) => self.text("text", text),
            AttributeValue::Number(number) => self.text("number", &number.get().to_string()),
            AttributeValue::Date(date) => self.text("date", &date.to_string()),
            AttributeValue::Party(party) => self.party(party),
            AttributeValue::Item(item) => self.text("item", item.as_str()),
        }
    }
}

impl fmt::Display for JudgedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for JudgedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for JudgedDigest {
    type Err = super::text::HashError;

    fn from_str(digits: &str) -> Result<Self, Self::Err> {
        let is_digest = digits.len() == 16 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        u64::from_str_radix(digits, 16)
            .ok()
            .filter(|_| is_digest)
            .map(Self)
            .ok_or_else(|| super::text::HashError(digits.to_owned()))
    }
}

/// What all reviewers together say of one annotation today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewStatus {
    /// Nobody has decided, or only deferred.
    Unreviewed,
    /// Somebody decided, and the annotation has changed since: it counts as unreviewed.
    ChangedSince,
    /// Reviewers differ: it counts as unreviewed.
    Disputed,
    /// The annotator has answered that the span is right after it was rejected or corrected: it counts as
    /// unreviewed, until a reviewer decides again.
    Disagreed,
    /// All who decided decided this.
    Decided(Verdict),
}

/// The decisions on one annotation, with who made them; `reviewer` narrows them to one person.
pub fn decisions_on<'l>(
    layers: &'l BTreeMap<AnnotatorId, Arc<Layer>>,
    on: &DecisionTarget,
    reviewer: Option<&AnnotatorId>,
) -> Vec<(&'l AnnotatorId, &'l Arc<Decision>)> {
    layers
        .iter()
        .filter(|(annotator, _)| reviewer.is_none_or(|wanted| wanted == *annotator))
        .filter_map(|(annotator, layer)| layer.decisions.get(on).map(|decision| (annotator, decision)))
        .collect()
}

/// What the reviewers of one article say of one annotation today. `reviewer` narrows it to one person's word,
/// which no answer of the annotator's takes away.
///
/// Decisions of others count. The annotator's own counts only where nobody else has decided; deferring is no
/// decision, and neither is an answer ([`Decision::is_answer`]).
pub fn review_status(
    layers: &BTreeMap<AnnotatorId, Arc<Layer>>,
    on: &DecisionTarget,
    annotation: &Annotation,
    reviewer: Option<&AnnotatorId>,
) -> ReviewStatus {
    let all = decisions_on(layers, on, reviewer);
    if all.is_empty() {
        return ReviewStatus::Unreviewed;
    }
    let digest = JudgedDigest::of(annotation);
    let answer = all.iter().find(|(who, decision)| decision.is_answer(who)).map(|(_, decision)| decision);
    let verdicts = all.iter().filter(|(who, one)| one.verdict != Verdict::Deferred && !one.is_answer(who));
    let (own, others): (Vec<_>, Vec<_>) = verdicts.partition(|(who, _)| **who == on.annotator);
    let counted = if others.is_empty() { own } else { others };
    let (fresh, stale): (Vec<_>, Vec<_>) =
        counted.into_iter().map(|(_, decision)| decision).partition(|decision| decision.seen == digest);
    let is_against =
        |decision: &&Arc<Decision>| matches!(decision.verdict, Verdict::Rejected | Verdict::Corrected);
    let against = fresh.iter().copied().filter(is_against).map(|decision| decision.at).max();
    if let (Some(answer), Some(against), None) = (answer, against, reviewer)
        && answer.seen == digest
        && answer.at >= against
    {
        return ReviewStatus::Disagreed;
    }
    match fresh.split_first() {
        None if stale.is_empty() => ReviewStatus::Unreviewed,
        None => ReviewStatus::ChangedSince,
        Some((first, rest)) if rest.iter().all(|decision| decision.verdict == first.verdict) => {
            // Two different corrections are as much a dispute as two different verdicts.
            if first.verdict == Verdict::Corrected && !rest.is_empty() {
                ReviewStatus::Disputed
            } else {
                ReviewStatus::Decided(first.verdict)
            }
        }
        Some(_) => ReviewStatus::Disputed,
    }
}

/// Whether what was decided on an annotation was decided by its annotator alone: that counts where nobody else has
/// decided, and is shown as such.
pub fn is_self_decided(layers: &BTreeMap<AnnotatorId, Arc<Layer>>, on: &DecisionTarget) -> bool {
    let all = decisions_on(layers, on, None);
    let mut verdicts = all.iter().filter(|(who, one)| !one.is_answer(who)).peekable();
    verdicts.peek().is_some() && verdicts.all(|(who, _)| **who == on.annotator)
}

/// The reviewed result of one article: what was accepted, the corrections, and the additions of those who
/// reviewed. `reviewer` narrows it to one person's review.
pub fn reviewed_result(
    layers: &BTreeMap<AnnotatorId, Arc<Layer>>,
    reviewer: Option<&AnnotatorId>,
) -> Vec<(AnnotatorId, Arc<Annotation>)> {
    let is_reviewer = |annotator: &AnnotatorId, layer: &Layer| {
        reviewer.map_or_else(
            || layer.decisions.keys().any(|on| on.annotator != *annotator),
            |wanted| wanted == annotator,
        )
    };
    let mut result = Vec::new();
    for (annotator, layer) in layers {
        for annotation in layer.in_reading_order() {
            let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
            let status = review_status(layers, &on, annotation, reviewer);
            let belongs = match (&status, &annotation.corrects) {
                (ReviewStatus::Decided(verdict), None) => *verdict == Verdict::Accepted,
                (_, Some(corrected)) => correction_stands(layers, annotator, corrected, reviewer),
                (_, None) => is_reviewer(annotator, layer),
            };
            if belongs {
                result.push((annotator.clone(), Arc::clone(annotation)));
            }
        }
    }
    result
}

/// Whether the correction that `annotator` made of `corrected` is what the review decided.
fn correction_stands(
    layers: &BTreeMap<AnnotatorId, Arc<Layer>>,
    annotator: &AnnotatorId,
    corrected: &AnnotationRef,
    reviewer: Option<&AnnotatorId>,
) -> bool {
    let by_wanted = reviewer.is_none_or(|wanted| wanted == annotator);
    let original =
        layers.get(&corrected.annotator).and_then(|layer| layer.annotations.get(&corrected.annotation));
    by_wanted
        && original.is_some_and(|original| {
            review_status(layers, corrected, original, reviewer) == ReviewStatus::Decided(Verdict::Corrected)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::annotation::Certainty;
    use crate::model::id::{AnnotationId, LabelId};
    use crate::model::text::TextRange;

    fn annotation(id: &str, start: usize) -> Annotation {
        let place = TextRange::new(start, start + 4).unwrap().into();
        Annotation::new(
            AnnotationId::new(id).unwrap(),
            LabelId::new("quote").unwrap(),
            place,
            Timestamp::default(),
        )
    }

    fn annotator(id: &str) -> AnnotatorId {
        AnnotatorId::new(id).unwrap()
    }

    fn decision(on: &Annotation, verdict: Verdict) -> Decision {
        let target = AnnotationRef { annotator: annotator("mk"), annotation: on.id.clone() };
        Decision {
            on: target,
            verdict,
            reason: String::new(),
            note: String::new(),
            seen: JudgedDigest::of(on),
            at: Timestamp::default(),
        }
    }

    fn layers(list: Vec<(&str, Vec<Annotation>, Vec<Decision>)>) -> BTreeMap<AnnotatorId, Arc<Layer>> {
        list.into_iter()
            .map(|(who, annotations, decisions)| {
                let mut layer = Layer::default();
                layer.annotations.extend(annotations.into_iter().map(|a| (a.id.clone(), Arc::new(a))));
                layer.decisions.extend(decisions.into_iter().map(|d| (d.on.clone(), Arc::new(d))));
                (annotator(who), Arc::new(layer))
            })
            .collect()
    }

    #[test]
    fn the_digest_follows_what_is_judged_and_nothing_else() {
        let judged = annotation("a", 0);
        let mut same = judged.clone();
        same.note = "look again".into();
        same.certainty = Certainty::Unsure;
        assert_eq!(JudgedDigest::of(&judged), JudgedDigest::of(&same));
        assert_ne!(JudgedDigest::of(&judged), JudgedDigest::of(&annotation("a", 1)));
        assert_eq!(JudgedDigest::of(&judged).to_string().parse(), Ok(JudgedDigest::of(&judged)));
    }

    #[test]
    fn a_changed_annotation_makes_its_decision_stale() {
        let judged = annotation("a", 0);
        let now = annotation("a", 2);
        let layers = layers(vec![
            ("mk", vec![now.clone()], vec![]),
            ("ro", vec![], vec![decision(&judged, Verdict::Accepted)]),
        ]);
        let on = decision(&judged, Verdict::Accepted).on;
        assert_eq!(review_status(&layers, &on, &now, None), ReviewStatus::ChangedSince);
        assert!(reviewed_result(&layers, None).is_empty());
    }

    #[test]
    fn reviewers_who_differ_leave_it_unreviewed_unless_one_is_named() {
        let judged = annotation("a", 0);
        let layers = layers(vec![
            ("mk", vec![judged.clone()], vec![]),
            ("pa", vec![], vec![decision(&judged, Verdict::Rejected)]),
            ("ro", vec![], vec![decision(&judged, Verdict::Accepted)]),
        ]);
        let on = decision(&judged, Verdict::Accepted).on;
        assert_eq!(review_status(&layers, &on, &judged, None), ReviewStatus::Disputed);
        assert_eq!(reviewed_result(&layers, Some(&annotator("ro"))).len(), 1);
        assert!(reviewed_result(&layers, None).is_empty());
    }

    #[test]
    fn ones_own_decision_counts_only_where_nobody_else_has_decided() {
        let judged = annotation("a", 0);
        let own = decision(&judged, Verdict::Accepted);
        let on = own.on.clone();
        let alone = layers(vec![("mk", vec![judged.clone()], vec![own.clone()])]);
        assert_eq!(review_status(&alone, &on, &judged, None), ReviewStatus::Decided(Verdict::Accepted));
        assert!(is_self_decided(&alone, &on));
        let both = layers(vec![
            ("mk", vec![judged.clone()], vec![own.clone()]),
            ("ro", vec![], vec![decision(&judged, Verdict::Rejected)]),
        ]);
        assert_eq!(review_status(&both, &on, &judged, None), ReviewStatus::Decided(Verdict::Rejected));
        assert!(!is_self_decided(&both, &on));
        // Putting it off is no decision: the own one still counts.
        let deferred = layers(vec![
            ("mk", vec![judged.clone()], vec![own]),
            ("ro", vec![], vec![decision(&judged, Verdict::Deferred)]),
        ]);
        assert_eq!(review_status(&deferred, &on, &judged, None), ReviewStatus::Decided(Verdict::Accepted));
    }

    #[test]
    fn an_answer_opens_what_was_rejected_until_the_reviewer_decides_again() {
        let judged = annotation("a", 0);
        let at =
            |millis: i64, decision: Decision| Decision { at: Timestamp::from_millis(millis), ..decision };
        let answer = Decision { reason: DISAGREE.into(), ..decision(&judged, Verdict::Accepted) };
        let status = |rejected_at: i64, verdict: Verdict| {
            let layers = layers(vec![
                ("mk", vec![judged.clone()], vec![at(20, answer.clone())]),
                ("ro", vec![], vec![at(rejected_at, decision(&judged, verdict))]),
            ]);
            let named = review_status(&layers, &answer.on, &judged, Some(&annotator("ro")));
            (review_status(&layers, &answer.on, &judged, None), named)
        };
        let rejected = ReviewStatus::Decided(Verdict::Rejected);
        assert_eq!(status(10, Verdict::Rejected), (ReviewStatus::Disagreed, rejected.clone()));
        assert_eq!(status(30, Verdict::Rejected).0, rejected);
        assert_eq!(status(10, Verdict::Accepted).0, ReviewStatus::Decided(Verdict::Accepted));
        // An answer alone is no verdict.
        let alone = layers(vec![("mk", vec![judged.clone()], vec![answer.clone()])]);
        assert_eq!(review_status(&alone, &answer.on, &judged, None), ReviewStatus::Unreviewed);
        assert!(!is_self_decided(&alone, &answer.on));
    }

    #[test]
    fn the_result_holds_accepted_corrections_and_additions() {
        let (kept, wrong, bent) = (annotation("kept", 0), annotation("wrong", 10), annotation("bent", 20));
        let mut straight = annotation("straight", 21);
        straight.corrects = Some(AnnotationRef { annotator: annotator("mk"), annotation: bent.id.clone() });
        let added = annotation("added", 30);
        let decisions = vec![
            decision(&kept, Verdict::Accepted),
            decision(&wrong, Verdict::Rejected),
            decision(&bent, Verdict::Corrected),
        ];
        let layers =
            layers(vec![("mk", vec![kept, wrong, bent], vec![]), ("ro", vec![straight, added], decisions)]);
        let ids: Vec<String> = reviewed_result(&layers, None).iter().map(|(_, a)| a.id.to_string()).collect();
        assert_eq!(ids, ["kept", "straight", "added"]);
    }
}
