//! Annotations, placed and unplaced, with the decisions on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::formats::report::Effect;
use crate::model::annotation::{
    Annotation, AnnotationProvenance, AnnotationRef, AttributedVoice, Attribution, Certainty, ItemLink,
    Origin, VoiceRole,
};
use crate::model::id::{AnnotationId, AnnotatorId};
use crate::model::item::Act;
use crate::model::layer::Unplaced;
use crate::model::quotes::Quotes;
use crate::model::review::{Decision, JudgedDigest, Verdict};
use crate::model::text::units::Unit;
use crate::model::text::{Fragments, TextHash, TextRange};

use super::super::attribution::{read_party, read_value};
use super::super::lines::{
    AnnotationLine, ArticleLine, DecisionLine, RefLine, Span, UnplacedLine, VoiceLine,
};
use super::super::places::{PlaceError, Placed, in_order};
use super::{Draft, LineReader};

/// An annotation whose line says that it inherits its attribution, with the attribution of that line.
type Inheriting = (AnnotatorId, AnnotationId, Attribution);

impl LineReader<'_> {
    /// Takes in everything of a line that is an annotation or a decision.
    pub(super) fn read_annotations(&mut self, line: &ArticleLine, draft: &mut Draft<'_>) {
        let here = self.session.here.clone();
        let own_ids: Vec<Option<AnnotationRef>> =
            line.annotations.iter().map(|annotation| self.own_id(annotation, draft)).collect();
        let mut inheriting: Vec<Inheriting> = Vec::new();
        for (line, on) in line.annotations.iter().zip(&own_ids) {
            let Some(on) = on else { continue };
            self.session.here = here.at_annotation(name_of(line, &on.annotation));
            let found = match draft.places.annotation(line) {
                Ok(found) => found,
                Err(err) => {
                    self.session.tell(Effect::LeftOut, "annotation left out", err);
                    continue;
                }
            };
            if !found.was_in_order {
                self.session.tell(Effect::Changed, "fragments were sorted, or joined where they overlap", "");
            }
            let Some(mut annotation) = self.annotation(line, on, found.fragments, draft) else {
                continue;
            };
            self.session.here = here.at_annotation(name_of(line, &on.annotation));
            let place = |spans: &[Span]| draft.places.fragments(spans);
            annotation.attribution = self.attribution(line, &on.annotator, &place);
            if line.inherited {
                let told = std::mem::take(&mut annotation.attribution);
                inheriting.push((on.annotator.clone(), on.annotation.clone(), told));
            }
            draft.layer(&on.annotator).annotations.insert(on.annotation.clone(), Arc::new(annotation));
        }
        self.session.here = here.clone();
        self.settle_inherited(inheriting, draft);
        for unplaced in &line.unplaced {
            self.session.here = here.at_annotation(&unplaced.annotation.id);
            self.read_unplaced(unplaced, draft);
        }
        for (line, on) in line.annotations.iter().zip(&own_ids) {
            let Some(on) = on else { continue };
            self.session.here = here.at_annotation(name_of(line, &on.annotation));
            for decision in &line.decisions {
                self.read_decision(decision, on, draft);
            }
        }
        self.session.here = here;
        for decision in &line.decisions {
            match decision.on.as_ref().and_then(|on| self.reference(on, draft)) {
                Some(on) => self.read_decision(decision, &on, draft),
                None => self.session.tell(
                    Effect::LeftOut,
                    "decision left out",
                    "it does not say on which annotation",
                ),
            }
        }
    }

    /// Whose annotation it is, and its id: its own if it has the shape of one, else a new one. None for the
    /// second of two with one id.
    fn own_id(&mut self, line: &AnnotationLine, draft: &mut Draft<'_>) -> Option<AnnotationRef> {
        let annotator = self.session.annotator(&line.annotator);
        let told = (annotator.clone(), line.id.clone());
        if !line.id.is_empty() && draft.ids.contains_key(&told) {
            let here = self.session.here.clone();
            self.session.here = here.at_annotation(&line.id);
            self.session.tell(
                Effect::LeftOut,
                "second annotation left out",
                "the article has one of that id already",
            );
            self.session.here = here;
            return None;
        }
        let annotation = AnnotationId::new(&line.id).unwrap_or_else(|_| {
            let id = self.session.context.ids.annotation();
            self.session.minted.annotations.insert(id.clone());
            let place = (draft.article.id.clone(), line.id.clone());
            if !line.id.is_empty() {
                self.foreign_annotations.entry(place).or_insert_with(|| id.clone());
            }
            id
        });
        if !line.id.is_empty() {
            draft.ids.insert(told, annotation.clone());
        }
        Some(AnnotationRef { annotator, annotation })
    }

    /// The annotation a reference within the line names, if its id can be one of ours.
    fn reference(&mut self, line: &RefLine, draft: &Draft<'_>) -> Option<AnnotationRef> {
        let annotator = self.session.annotator(&line.annotator);
        let known = draft.ids.get(&(annotator.clone(), line.annotation.clone())).cloned();
        let annotation = known.or_else(|| AnnotationId::new(&line.annotation).ok())?;
        Some(AnnotationRef { annotator, annotation })
    }

    /// An annotation with everything but its attribution.
    fn annotation(
        &mut self,
        line: &AnnotationLine,
        on: &AnnotationRef,
        fragments: Fragments,
        draft: &Draft<'_>,
    ) -> Option<Annotation> {
        let label = match self.session.label(&line.label) {
            Ok(label) => label,
            Err(err) => {
                self.session.tell(Effect::LeftOut, "annotation left out", err);
                return None;
            }
        };
        let created = self.session.time(&line.created);
        let mut annotation = Annotation::new(on.annotation.clone(), label, fragments, created);
        for (name, value) in &line.attributes {
            match self.session.attribute_id(name) {
                Ok(id) => {
                    let value = read_value(&id, value, &on.annotator, &mut self.session);
                    annotation.attributes.extend(value.map(|value| (id, value)));
                }
                Err(err) => self.session.tell(Effect::LeftOut, "attribute left out", err),
            }
        }
        for link in &line.items {
            let act = if link.act.is_empty() { Some(Act::States) } else { Act::from_name(&link.act) };
            if let Some(act) = act {
                let item = self.session.item_id(&link.id, &on.annotator);
                annotation.items.insert(ItemLink { item, act });
            } else {
                let why = format!("“{}” is nothing that can be done with an item", link.act);
                self.session.tell(Effect::LeftOut, format!("item {} left out", link.id), why);
            }
        }
        annotation.certainty = Certainty::from_name(&line.certainty).unwrap_or_else(|| {
            if !line.certainty.is_empty() {
                let why = format!("“{}” is neither sure nor unsure", line.certainty);
                self.session.tell(Effect::Changed, "the annotation was taken as sure", why);
            }
            Certainty::Sure
        });
        annotation.note.clone_from(&line.note);
        let changed = if line.changed.is_empty() { created } else { self.session.time(&line.changed) };
        let is_foreign = line.foreign_id.is_empty() && line.id != on.annotation.as_str();
        annotation.provenance = AnnotationProvenance {
            origin: if line.origin.is_empty() {
                Origin::Import(self.session.origin.to_owned())
            } else {
                Origin::from_name(&line.origin)
            },
            created,
            changed,
            foreign_id: if is_foreign { line.id.clone() } else { line.foreign_id.clone() },
        };
        if let Some(corrects) = &line.corrects {
            annotation.corrects = self.reference(corrects, draft);
            if annotation.corrects.is_none() {
                let why = format!("“{}” is no annotation of this article", corrects.annotation);
                self.session.tell(Effect::LeftOut, "what the annotation corrects left out", why);
            }
        }
        Some(annotation)
    }

    fn attribution(
        &mut self,
        line: &AnnotationLine,
        owner: &AnnotatorId,
        place: &dyn Fn(&[Span]) -> Result<Placed, PlaceError>,
    ) -> Attribution {
        let mut voices = Vec::new();
        for voice in &line.voices {
            let role = if voice.role.is_empty() {
                Some(VoiceRole::Speaker)
            } else {
                VoiceRole::from_name(&voice.role)
            };
            let Some(role) = role else {
                let why = format!("“{}” is none of speaker, via, addressee", voice.role);
                self.session.tell(Effect::LeftOut, format!("voice “{}” left out", voice.name), why);
                continue;
            };
            match read_party(voice, owner, &mut self.session) {
                Some(party) => voices.push(AttributedVoice { role, party }),
                None => self.session.tell(Effect::LeftOut, "voice left out", "it names nobody"),
            }
        }
        let speaker = line.speaker.trim();
        if line.voices.is_empty() && !speaker.is_empty() {
            let party =
                crate::model::annotation::Party::Registered(self.session.voice_by_name(speaker, owner));
            voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
        } else if !speaker.is_empty() && !names_speaker(&line.voices, speaker) {
            let why = format!("it says “{speaker}”, the voices say otherwise");
            self.session.tell(Effect::LeftOut, "the plain speaker left out", why);
        }
        let mut outside = |spans: &[Span], what: &str| {
            if spans.is_empty() {
                return None;
            }
            match place(spans) {
                Ok(found) => return Some(found.fragments),
                Err(err) => self.session.tell(Effect::LeftOut, format!("{what} left out"), err),
            }
            None
        };
        let (source, cue) = (outside(&line.source, "source"), outside(&line.cue, "cue"));
        Attribution { voices, source, cue }
    }

    /// Drops attributions that annotations inherit from a quote of the line; where the line has no such
    /// quote, they become the annotation's own.
    fn settle_inherited(&mut self, inheriting: Vec<Inheriting>, draft: &mut Draft<'_>) {
        let mut own = Vec::new();
        let mut quotes = BTreeMap::new();
        for (annotator, id, told) in inheriting {
            let layer = draft.layer(&annotator);
            let quotes = quotes.entry(annotator.clone()).or_insert_with(|| Quotes::of(layer));
            let Some(annotation) = layer.annotations.get(&id) else {
                continue;
            };
            if *quotes.attribution(annotation) != told {
                own.push((annotator, id, told));
            }
        }
        let here = self.session.here.clone();
        for (annotator, id, told) in own {
            self.session.here = here.at_annotation(&id);
            let why = "no quote around it has the attribution that it says to inherit";
            self.session.tell(Effect::Changed, "the attribution was kept as the annotation's own", why);
            if let Some(annotation) = draft.layer(&annotator).annotations.get_mut(&id) {
                Arc::make_mut(annotation).attribution = told;
            }
        }
        self.session.here = here;
    }

    fn read_decision(&mut self, line: &DecisionLine, on: &AnnotationRef, draft: &mut Draft<'_>) {
        let DecisionLine { on: _, annotator, verdict, reason, note, seen, at, unknown: _ } = line;
        let reviewer = self.session.annotator(annotator);
        let what = format!("decision by {reviewer} left out");
        let Some(verdict) = Verdict::from_name(verdict) else {
            let why = format!("“{verdict}” is none of accepted, corrected, rejected, deferred");
            return self.session.tell(Effect::LeftOut, what, why);
        };
        let judged = draft.layers.get(&on.annotator).and_then(|layer| layer.annotations.get(&on.annotation));
        let digest = judged.map(|annotation| JudgedDigest::of(annotation));
        let told = (!seen.is_empty()).then(|| seen.parse::<JudgedDigest>());
        if let Some(Err(_)) = &told {
            let why = format!("“{seen}” is no digest: 16 hexadecimal digits were expected");
            self.session.tell(
                Effect::Changed,
                format!("decision by {reviewer} taken as on the annotation as it is"),
                why,
            );
        }
        let Some(seen) = told.and_then(Result::ok).or(digest) else {
            return self.session.tell(
                Effect::LeftOut,
                what,
                "the annotation it is on is not there, nor its digest",
            );
        };
        let at = self.session.time(at);
        let decision =
            Decision { on: on.clone(), verdict, reason: reason.clone(), note: note.clone(), seen, at };
        let decisions = &mut draft.layer(&reviewer).decisions;
        if decisions.contains_key(on) {
            return self.session.tell(Effect::LeftOut, format!("second {what}"), "there is one already");
        }
        decisions.insert(on.clone(), Arc::new(decision));
    }

    fn read_unplaced(&mut self, line: &UnplacedLine, draft: &mut Draft<'_>) {
        let what = "annotation without a place left out";
        if !line.offset_unit.is_empty() && line.offset_unit != Unit::Byte.name() {
            let why = "its ranges don't count bytes, and the text they lie in is not in the file";
            return self.session.tell(Effect::LeftOut, what, why);
        }
        let text = match line.text_sha256.parse::<TextHash>() {
            Ok(text) => text,
            Err(err) => return self.session.tell(Effect::LeftOut, what, err),
        };
        let placed = match bytes(&line.annotation.fragments) {
            Ok(placed) => placed,
            Err(err) => return self.session.tell(Effect::LeftOut, what, err),
        };
        let annotator = self.session.annotator(&line.annotation.annotator);
        let annotation = AnnotationId::new(&line.annotation.id).unwrap_or_else(|_| {
            let id = self.session.context.ids.annotation();
            self.session.minted.annotations.insert(id.clone());
            id
        });
        let on = AnnotationRef { annotator, annotation };
        let Some(mut annotation) = self.annotation(&line.annotation, &on, placed.fragments, draft) else {
            return;
        };
        annotation.attribution = self.attribution(&line.annotation, &on.annotator, &bytes);
        let unplaced = &mut draft.layer(&on.annotator).unplaced;
        if unplaced.contains_key(&on.annotation) {
            return self.session.tell(
                Effect::LeftOut,
                format!("second {what}"),
                "there is one of that id already",
            );
        }
        let covered = line.annotation.text.clone().unwrap_or_default();
        let made = Unplaced { annotation: Arc::new(annotation), text, covered };
        unplaced.insert(on.annotation, Arc::new(made));
    }
}

/// Fragments of bytes of a text that is not there.
fn bytes(spans: &[Span]) -> Result<Placed, PlaceError> {
    in_order(spans.iter().map(|(start, end)| TextRange::new(*start, *end)).collect::<Result<Vec<_>, _>>()?)
}

/// What messages call an annotation: its id in the file, or the one it got.
fn name_of(line: &AnnotationLine, id: &AnnotationId) -> String {
    if line.id.is_empty() { id.to_string() } else { line.id.clone() }
}

/// Whether the plain speaker is one of the speakers.
fn names_speaker(voices: &[VoiceLine], speaker: &str) -> bool {
    let mut speakers =
        voices.iter().filter(|voice| voice.role.is_empty() || voice.role == VoiceRole::Speaker.name());
    speakers.any(|voice| voice.name.trim() == speaker)
}
