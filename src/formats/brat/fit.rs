//! Makes a line one that brat can hold, and tells of everything that is changed for it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, RelationLine, Span};
use crate::formats::report::{Effect, Place, Report, What};
use crate::model::tagset::{AttributeKind, Tagset};

use super::events::{Shape, joined, members, shape, told};
use super::names::Names;
use super::values::{in_words, is_in_note, value_of, word_of};
use super::{breaks_line, on_one_line};

/// Makes a line fit.
pub fn fit(line: &mut ArticleLine, tagset: &Tagset, place: &Place, report: &mut Report) {
    for annotation in &mut line.annotations {
        let place = place.at_annotation(&annotation.id);
        fit_places(annotation, &place, report);
        fit_voices(annotation, &place, report);
        fit_attributes(annotation, tagset, &place, report);
        if let Some(note) = as_lines(&annotation.note) {
            annotation.note = note;
            report.add(place, Effect::Changed, "note changed", "a line of brat’s holds no tab or line end");
        }
    }
    fit_relations(line, tagset, place, report);
}

/// A text without tabs and without line ends other than line feeds; none if it is such already.
fn as_lines(text: &str) -> Option<String> {
    let is_lines = !text.contains(|ch| ch != '\n' && breaks_line(ch));
    let lines: Vec<String> = text.split('\n').map(on_one_line).collect();
    (!is_lines).then(|| lines.join("\n"))
}

fn fit_places(annotation: &mut AnnotationLine, place: &Place, report: &mut Report) {
    let parts = [
        ("fragments", &mut annotation.fragments),
        ("fragments of the source", &mut annotation.source),
        ("fragments of the cue", &mut annotation.cue),
    ];
    for (what, spans) in parts {
        let together = joined(spans.clone());
        if together != *spans {
            *spans = together;
            annotation.text = None;
            report.add(place.clone(), Effect::Changed, format!("{what} joined"), "they touch");
        }
    }
}

fn fit_voices(annotation: &mut AnnotationLine, place: &Place, report: &mut Report) {
    let num_voices = annotation.voices.len();
    annotation.voices.retain(|voice| !voice.name.is_empty());
    if annotation.voices.len() < num_voices {
        report.add(place.clone(), Effect::LeftOut, "voice left out", "it has no name");
    }
    for voice in &mut annotation.voices {
        if voice.name.contains(breaks_line) {
            voice.name = on_one_line(&voice.name);
            let why = "a line of brat’s holds no tab or line end";
            report.add(place.clone(), Effect::Changed, "name of a voice changed", why);
        }
    }
}

fn fit_attributes(annotation: &mut AnnotationLine, tagset: &Tagset, place: &Place, report: &mut Report) {
    let attributes = std::mem::take(&mut annotation.attributes);
    for (id, value) in attributes {
        let kind = tagset.attributes.values().find(|known| known.id.as_str() == id).map(|known| &known.kind);
        let Some(fitted) = fitted(kind, &value) else {
            let what = format!("attribute {id} left out");
            report.add(place.clone(), Effect::LeftOut, what, "its value is empty");
            continue;
        };
        if fitted != value {
            let what = format!("attribute {id} changed");
            report.add(place.clone(), Effect::Changed, what, "brat holds words only");
        }
        annotation.attributes.insert(id, fitted);
    }
}

/// What a value reads back as; none if it can't be written.
fn fitted(kind: Option<&AttributeKind>, value: &Value) -> Option<Value> {
    let is_choices = matches!(kind, Some(AttributeKind::Choices(_)));
    match value {
        Value::Null => None,
        Value::Bool(_) | Value::Number(_) => Some(value_of(kind, word_of(kind, value).as_deref())),
        Value::Array(values) if is_choices => {
            (!values.is_empty()).then(|| value.clone()).filter(|_| values.iter().all(Value::is_string))
        }
        Value::String(text) => fitted_text(kind, text),
        other => fitted_text(kind, &in_words(other)),
    }
}

fn fitted_text(kind: Option<&AttributeKind>, text: &str) -> Option<Value> {
    if is_in_note(kind, text) {
        let is_text = matches!(kind, Some(AttributeKind::Text));
        let lines = as_lines(text).unwrap_or_else(|| text.to_owned());
        return (is_text || !text.is_empty()).then_some(Value::String(lines));
    }
    Some(value_of(kind, Some(Names::choice(kind, text))))
}

fn fit_relations(line: &mut ArticleLine, tagset: &Tagset, place: &Place, report: &mut Report) {
    let article = line.id.clone();
    let places: BTreeMap<String, (String, Vec<Span>)> = line
        .annotations
        .iter()
        .map(|known| (known.id.clone(), (known.label.clone(), known.fragments.clone())))
        .collect();
    let find = |id: &str| places.get(id).map(|(_, spans)| spans.clone());
    let mut left_out = |relation: &RelationLine, why: &str| {
        report.add(place.clone(), Effect::LeftOut, What::of("relation ", &relation.id, " left out"), why);
        false
    };
    // What an event says of an annotation about which nothing else does would be read as what is so.
    let silent = line.annotations.iter().filter(|known| known.source.is_empty() && known.cue.is_empty());
    let silent: BTreeSet<&str> = silent.map(|known| known.id.as_str()).collect();
    line.relations.retain(|relation| {
        let Some(shape) = shape(relation, &article, tagset) else {
            let members = members(relation, &article).len();
            return left_out(relation, &format!("brat has no relations of {members} members in such roles"));
        };
        if let (Shape::Event, [(_, trigger)]) = (shape, &members(relation, &article)[..]) {
            let is_label = places.get(*trigger).is_none_or(|(label, _)| *label == relation.relation_type);
            if is_label {
                return left_out(relation, "it says no more than its trigger");
            }
        }
        match told(relation, &article, &find) {
            Some(told) if silent.contains(told.content) => {
                left_out(relation, "what it says of who said it is no longer so")
            }
            _ => true,
        }
    });
    for relation in &mut line.relations {
        let shape = shape(relation, &article, tagset);
        if relation.note.is_empty() {
            continue;
        }
        if shape != Some(Shape::Pair) {
            relation.note.clear();
            let what = What::of("note of relation ", &relation.id, " left out");
            report.add(place.clone(), Effect::LeftOut, what, "brat has notes on pairs only");
        } else if let Some(note) = as_lines(&relation.note) {
            relation.note = note;
            let what = What::of("note of relation ", &relation.id, " changed");
            report.add(place.clone(), Effect::Changed, what, "a line of brat’s holds no tab or line end");
        }
    }
}
