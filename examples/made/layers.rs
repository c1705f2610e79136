//! What three annotators made of an article, and what a reviewer decided on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use redletter::model::annotation::{
    Annotation, AnnotationRef, AttributeValue, AttributedVoice, Certainty, ItemLink, Origin, Party, VoiceRole,
};
use redletter::model::article::Article;
use redletter::model::id::{
    AnnotationId, AnnotatorId, AttributeId, ChoiceId, LabelId, RelationId, RelationTypeId, RoleId,
};
use redletter::model::item::Act;
use redletter::model::layer::{Coverage, Layer, LayerState, Progress};
use redletter::model::relation::{CorpusAnnotation, Relation, RelationMember};
use redletter::model::review::{Decision, JudgedDigest, Verdict};
use redletter::model::text::Fragments;
use redletter::model::text::said_on::SaidDate;
use redletter::model::time::Timestamp;

use super::dice::Dice;
use super::text::{By, Span};
use super::voices::{BEGIN, Register};
use super::{ANNOTATORS, REVIEWER};

const LABELS: [&str; 4] = ["claim", "quote", "proposal", "caveat"];

const NOTES: [&str; 6] = [
    "the name is spelt otherwise further up",
    "check against the agency’s copy",
    "is this still the mayor’s voice?",
    "two readings possible",
    "figures differ from last week",
    "translated by the paper",
];

const REASONS: [&str; 4] = ["Wrong label", "Wrong bounds", "Wrong speaker", "Not a statement"];

/// Ids of our own making have their shape.
macro_rules! id {
    ($kind:ident, $text:expr) => {
        $kind::new($text.as_ref()).expect("made ids have their shape")
    };
}

/// One annotator at work.
struct Work<'w> {
    dice: Dice,
    number: usize,
    num_made: usize,
    register: &'w Register,
    article: &'w Article,
    /// When the last thing was done, in ms since 1970.
    time: i64,
}

/// The layers on an article: `num_annotations` by one annotator or two, and the reviewer's where there is one.
pub fn annotate(
    seed: u64,
    number: usize,
    register: &Register,
    article: &Article,
    spans: &[Span],
    num_annotations: usize,
) -> BTreeMap<AnnotatorId, Layer> {
    let mut dice = Dice::new(seed, number, 4);
    let mut layers = BTreeMap::new();
    let first = dice.skewed(ANNOTATORS.len());
    let time = BEGIN + 801 * 86_400_000 + i64::try_from(number).unwrap_or(0) * 600_000;
    let mut work = Work { dice, number, num_made: 0, register, article, time };
    if num_annotations == 0 {
        if work.dice.one_in(4) {
            let layer = Layer { state: work.state(0), ..Layer::default() };
            layers.insert(id!(AnnotatorId, ANNOTATORS[first]), layer);
        }
        return layers;
    }
    let num_second = if num_annotations > 2 && work.dice.one_in(4) { num_annotations / 2 } else { 0 };
    for (annotator, num) in [(first, num_annotations - num_second), (first + 1, num_second)] {
        if num > 0 {
            let annotator = id!(AnnotatorId, ANNOTATORS[annotator % ANNOTATORS.len()]);
            layers.insert(annotator, work.layer(spans, num));
        }
    }
    if let Some(review) = work.review(&layers) {
        layers.insert(id!(AnnotatorId, REVIEWER), review);
    }
    layers
}

impl Work<'_> {
    fn now(&mut self) -> Timestamp {
        self.time += 1_000 + self.dice.millis(9_000);
        Timestamp::from_millis(self.time)
    }

    fn annotation_id(&mut self) -> AnnotationId {
        self.num_made += 1;
        id!(AnnotationId, format!("n{:06}a{:03}", self.number, self.num_made))
    }

    fn layer(&mut self, spans: &[Span], num: usize) -> Layer {
        let mut layer = Layer::default();
        let first = self.dice.below(spans.len());
        // What comes first in an article is what most annotators tag; a few go all over it.
        let step = 1 + usize::from(spans.len() > 2 * num) * self.dice.below(2);
        for idx in 0..num {
            let annotation = self.annotation(&spans[(first + idx * step) % spans.len()]);
            layer.annotations.insert(annotation.id.clone(), Arc::new(annotation));
        }
        self.relate(&mut layer);
        layer.state = self.state(num);
        layer
    }

    fn annotation(&mut self, span: &Span) -> Annotation {
        let (id, now) = (self.annotation_id(), self.now());
        let is_other = self.dice.one_in(25);
        let label = if is_other { *self.dice.any(&LABELS) } else { span.label };
        let fragments = Fragments::new(span.ranges.clone()).expect("spans are in order");
        let mut annotation = Annotation::new(id, id!(LabelId, label), fragments, now);
        if !self.dice.one_in(8) {
            let party = match span.by {
                By::Speaker(number) => Party::Registered(self.register.speakers[number].id.clone()),
                By::Officials => Party::Unnamed { words: "two officials".to_owned(), affiliation: None },
                By::Article => Party::Article,
            };
            annotation.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
            if self.dice.one_in(20) {
                let party = Party::Registered(self.dice.mostly(&self.register.speakers).id.clone());
                annotation.attribution.voices.push(AttributedVoice { role: VoiceRole::Via, party });
            }
            annotation.attribution.source = span.source.map(Fragments::from);
            annotation.attribution.cue = span.cue.map(Fragments::from);
        }
        self.attributes(&mut annotation, label);
        if self.dice.one_in(12) {
            let item = self.dice.mostly(&self.register.item_ids).clone();
            annotation.items.insert(ItemLink { item, act: *self.dice.any(&Act::ALL) });
        }
        if self.dice.one_in(15) {
            annotation.certainty = Certainty::Unsure;
        }
        if self.dice.one_in(18) {
            annotation.note = (*self.dice.any(&NOTES)).to_owned();
        }
        if self.dice.one_in(6) {
            annotation.provenance.changed = self.now();
        }
        if self.dice.one_in(30) {
            annotation.provenance.origin = Origin::Import("redletter-jsonl".to_owned());
        }
        annotation
    }

    fn attributes(&mut self, annotation: &mut Annotation, label: &str) {
        let (attribute, choices): (&str, &[&str]) = match label {
            "claim" => ("claim-kind", &["fact", "forecast", "judgement"]),
            "quote" => ("quote-form", &["direct", "partial", "indirect", "denial"]),
            "proposal" => ("proposal-status", &["floated", "reported", "tabled", "agreed", "rejected"]),
            _ => ("caveat-kind", &["uncertain", "missing-detail", "no-comment", "disputed"]),
        };
        if !self.dice.one_in(3) {
            let choice = AttributeValue::Choice(id!(ChoiceId, self.dice.mostly(choices)));
            annotation.attributes.insert(id!(AttributeId, attribute), choice);
        }
        let said_on = self.article.metadata.date.and_then(|date| SaidDate::day(date).ok());
        if let (Some(date), true) = (said_on, self.dice.one_in(10)) {
            annotation.attributes.insert(id!(AttributeId, "said-on"), AttributeValue::Date(date));
        }
    }

    /// Some caveats qualify what stands nearest.
    fn relate(&mut self, layer: &mut Layer) {
        let caveat = layer.annotations.values().find(|one| one.label.as_str() == "caveat").cloned();
        let target = layer.annotations.values().find(|one| one.label.as_str() != "caveat").cloned();
        let (Some(caveat), Some(target)) = (caveat, target) else { return };
        if self.dice.one_in(3) {
            return;
        }
        let member = |role: &str, of: &Annotation| RelationMember {
            role: id!(RoleId, role),
            annotation: CorpusAnnotation { article: self.article.id.clone(), annotation: of.id.clone() },
        };
        let id = id!(RelationId, format!("n{:06}r{:03}", self.number, self.num_made));
        let relation = Relation {
            id: id.clone(),
            relation_type: id!(RelationTypeId, "qualifies"),
            members: vec![member("caveat", &caveat), member("target", &target)],
            note: String::new(),
            provenance: caveat.provenance.clone(),
        };
        layer.relations.insert(id, Arc::new(relation));
    }

    fn state(&mut self, num: usize) -> Arc<LayerState> {
        let progress = match self.dice.below(10) {
            _ if num == 0 => Progress::Skipped("not news".to_owned()),
            0..7 => Progress::Done,
            7..9 => Progress::InProgress,
            _ => Progress::ToDo,
        };
        let mut state = LayerState { progress, ..LayerState::default() };
        if state.progress == Progress::Done {
            let labels: BTreeSet<LabelId> = LABELS.iter().map(|label| id!(LabelId, label)).collect();
            state.coverage.push(Coverage { labels, over: None, finished: true });
        }
        if self.dice.one_in(12) {
            state.codes.insert("follow up".to_owned());
        }
        if self.dice.one_in(20) {
            state.note.push_str(self.dice.any::<&str>(&NOTES));
        }
        Arc::new(state)
    }

    /// What the reviewer decided: on one article in four, on most that stands there.
    fn review(&mut self, layers: &BTreeMap<AnnotatorId, Layer>) -> Option<Layer> {
        if !self.dice.one_in(4) {
            return None;
        }
        let mut review = Layer::default();
        for (annotator, layer) in layers {
            for annotation in layer.annotations.values() {
                if self.dice.one_in(4) {
                    continue;
                }
                let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
                let decision = self.decide(annotation, on, &mut review);
                review.decisions.insert(decision.on.clone(), Arc::new(decision));
            }
        }
        (!review.is_empty()).then_some(review)
    }

    fn decide(&mut self, annotation: &Annotation, on: AnnotationRef, review: &mut Layer) -> Decision {
        let verdict = match self.dice.below(100) {
            0..72 => Verdict::Accepted,
            72..84 => Verdict::Rejected,
            84..92 => Verdict::Deferred,
            _ => Verdict::Corrected,
        };
        let at = self.now();
        let mut judged = annotation.clone();
        if verdict == Verdict::Corrected {
            let mut other = annotation.clone();
            other.id = self.annotation_id();
            other.label = id!(LabelId, LABELS[self.dice.below(LABELS.len())]);
            other.attributes.clear();
            other.corrects = Some(on.clone());
            other.provenance.created = at;
            other.provenance.changed = at;
            review.annotations.insert(other.id.clone(), Arc::new(other));
        } else if self.dice.one_in(40) {
            // The annotation has been changed since.
            judged.attributes.clear();
            judged.attribution.cue = None;
        }
        let says_why = matches!(verdict, Verdict::Rejected | Verdict::Corrected);
        Decision {
            on,
            verdict,
            reason: if says_why { (*self.dice.any(&REASONS)).to_owned() } else { String::new() },
            note: if self.dice.one_in(25) { "see the guideline".to_owned() } else { String::new() },
            seen: JudgedDigest::of(&judged),
            at,
        }
    }
}
