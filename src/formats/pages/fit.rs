//! Makes what stands on a page such that it can: characters that XML has no place for, and those in names and notes
//! that would act on what stands around them.

use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, VoiceLine};
use crate::formats::report::{Effect, Place, Report, What};
use crate::model::text::visible::{is_acting, visible};
use serde_json::Value;

use super::markup::is_xml;

/// Changes what can't stand on a page, and tells of it.
pub fn fit(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    if let Some(text) = &mut line.text
        && !text.chars().all(is_xml)
    {
        let count = text.chars().filter(|ch| !is_xml(*ch)).count();
        *text = text.chars().map(|ch| if is_xml(ch) { ch } else { '\u{FFFD}' }).collect();
        let characters = if count == 1 { "character" } else { "characters" };
        let what = format!("text: {count} {characters} became U+FFFD");
        report.add(place.clone(), Effect::Changed, what, "no page can show control characters");
    }
    let mut changed: Vec<What> = Vec::new();
    let ArticleLine { title, byline, date, outlet, language, url, foreign_id, .. } = line;
    for (name, text) in [
        ("title", title),
        ("byline", byline),
        ("date", date),
        ("outlet", outlet),
        ("language", language),
        ("address", url),
        ("foreign id of the article", foreign_id),
    ] {
        note(&mut changed, name, "", fit_name(text));
    }
    for state in &mut line.states {
        let codes = state.codes.iter_mut().fold(false, |is_changed, code| fit_name(code) | is_changed);
        note(&mut changed, "codes of the article", "", codes);
        note(
            &mut changed,
            "what annotators say of the article",
            "",
            fit_name(&mut state.reason) | fit_note(&mut state.note),
        );
    }
    for annotation in &mut line.annotations {
        fit_annotation(annotation, &mut changed);
    }
    for unplaced in &mut line.unplaced {
        let annotation = &mut unplaced.annotation;
        let words = annotation.text.iter_mut().flatten();
        let is_changed = words.fold(false, |is_changed, words| fit_note(words) | is_changed);
        note(&mut changed, "words without a place", &annotation.id, is_changed);
        fit_annotation(annotation, &mut changed);
    }
    for relation in &mut line.relations {
        let is_changed = fit_note(&mut relation.note)
            | fit_name(&mut relation.origin)
            | fit_name(&mut relation.foreign_id)
            | fit_name(&mut relation.relation_type);
        note(&mut changed, "relation", &relation.id, is_changed);
    }
    for decision in &mut line.decisions {
        let is_changed = fit_name(&mut decision.reason) | fit_note(&mut decision.note);
        note(&mut changed, "decision", "", is_changed);
    }
    changed.sort();
    changed.dedup();
    for what in changed {
        let why = "characters that can't be seen are written by their names";
        report.add(place.clone(), Effect::Changed, what, why);
    }
}

fn note(changed: &mut Vec<What>, name: &str, id: &str, is_changed: bool) {
    if is_changed {
        let whose = if id.is_empty() { String::new() } else { format!(" of {id}") };
        changed.push(What::of(name, whose, ": changed"));
    }
}

fn fit_annotation(annotation: &mut AnnotationLine, changed: &mut Vec<What>) {
    let id = annotation.id.clone();
    let mut voices = false;
    for voice in &mut annotation.voices {
        voices |= fit_voice(voice);
    }
    voices |= fit_name(&mut annotation.speaker);
    note(changed, "voices", &id, voices);
    let mut attributes = false;
    for value in annotation.attributes.values_mut() {
        attributes |= fit_value(value);
    }
    note(changed, "attributes", &id, attributes);
    note(changed, "note", &id, fit_note(&mut annotation.note));
    let origin = fit_name(&mut annotation.origin) | fit_name(&mut annotation.foreign_id);
    note(changed, "origin or foreign id", &id, origin);
    let mut decisions = false;
    for decision in &mut annotation.decisions {
        decisions |= fit_name(&mut decision.reason) | fit_note(&mut decision.note);
    }
    note(changed, "decisions", &id, decisions);
}

fn fit_voice(voice: &mut VoiceLine) -> bool {
    fit_name(&mut voice.name)
}

fn fit_value(value: &mut Value) -> bool {
    match value {
        Value::String(text) => fit_name(text),
        Value::Array(values) => {
            values.iter_mut().fold(false, |is_changed, value| fit_value(value) | is_changed)
        }
        Value::Object(fields) => {
            fields.values_mut().fold(false, |is_changed, value| fit_value(value) | is_changed)
        }
        _ => false,
    }
}

/// A name: nothing in it acts. Whether that has changed it.
fn fit_name(name: &mut String) -> bool {
    let shown = safe(name);
    let is_changed = shown != *name;
    *name = shown;
    is_changed
}

/// A note: the same, but for its lines. That line ends are all of one kind then is no change.
fn fit_note(note: &mut String) -> bool {
    let lines = note.replace("\r\n", "\n").replace('\r', "\n");
    let shown: Vec<String> =
        lines.split('\n').map(|line| line.split('\t').map(safe).collect::<Vec<_>>().join("\t")).collect();
    let shown = shown.join("\n");
    let is_changed = shown != lines;
    *note = shown;
    is_changed
}

/// A text on one line in which nothing acts, and everything can stand in XML.
pub fn safe(text: &str) -> String {
    if text.chars().all(|ch| !is_acting(ch) && is_xml(ch)) {
        return text.to_owned();
    }
    visible(text).chars().map(|ch| if is_xml(ch) { ch } else { '\u{FFFD}' }).collect()
}
