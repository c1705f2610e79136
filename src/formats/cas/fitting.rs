//! Which parts of a line a CAS of ours holds, and what it doesn't beyond them: the order of voices of different roles, attributes whose
//! values are not of the type their feature has, and a language that means none.

use serde_json::Value;

use super::types::attribute_range;
use super::{NO_LANGUAGE, STRINGS};
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine};
use crate::formats::parts::{Part, Parts, value_words};
use crate::formats::report::{Effect, Place, Report};
use crate::model::annotation::VoiceRole;
use crate::model::tagset::Tagset;

/// The parts that a CAS of ours has a place for.
pub const HELD: Parts = Parts::of(&[
    Part::Title,
    Part::Byline,
    Part::Date,
    Part::Outlet,
    Part::Language,
    Part::Url,
    Part::ArticleForeignId,
    Part::Blocks,
    Part::Progress,
    Part::Codes,
    Part::LayerNotes,
    Part::Annotators,
    Part::Ids,
    Part::Gaps,
    Part::Speakers,
    Part::OtherVoices,
    Part::Inheritance,
    Part::Source,
    Part::Cue,
    Part::Attributes,
    Part::AttributeTypes,
    Part::Certainty,
    Part::Notes,
    Part::Times,
    Part::Origins,
    Part::ForeignIds,
    Part::Relations,
]);

/// What [`fit`] changes, a sentence each.
pub const LIMITS: &[&str] = &[
    "Voices stand role by role.",
    "A value of an attribute that is not of the attribute’s type is written as words, or left out.",
];

/// Makes a line one that a CAS can hold.
pub fn fit(line: &mut ArticleLine, tagset: &Tagset, place: &Place, report: &mut Report) {
    if line.language == NO_LANGUAGE {
        line.language.clear();
        report.add(place.clone(), Effect::Changed, "language left out", "its name means that there is none");
    }
    for annotation in &mut line.annotations {
        let place = place.at_annotation(&annotation.id);
        fit_voices(annotation, &place, report);
        fit_attributes(annotation, tagset, &place, report);
    }
}

fn fit_voices(annotation: &mut AnnotationLine, place: &Place, report: &mut Report) {
    let rank = |role: &str| VoiceRole::ALL.iter().position(|known| known.name() == role);
    if annotation.voices.is_sorted_by_key(|voice| rank(&voice.role)) {
        return;
    }
    annotation.voices.sort_by_key(|voice| rank(&voice.role));
    let why = "there is a list for each role, and no order between them";
    report.add(place.clone(), Effect::Changed, "voices were put in the order of their roles", why);
}

fn fit_attributes(annotation: &mut AnnotationLine, tagset: &Tagset, place: &Place, report: &mut Report) {
    let ids: Vec<String> = annotation.attributes.keys().cloned().collect();
    for id in ids {
        let range = attribute_range(&id, tagset);
        let Some(value) = annotation.attributes.get_mut(&id) else { continue };
        let short = range.name.rsplit('.').next().unwrap_or_default();
        let fits = match (short, &*value) {
            ("Boolean", Value::Bool(_)) | ("Double", Value::Number(_)) | ("String", Value::String(_)) => true,
            (_, Value::Array(values)) if range.name == STRINGS => values.iter().all(Value::is_string),
            _ => false,
        };
        if fits {
            continue;
        }
        let why = format!("the attribute’s feature is a {short}");
        if short == "String" {
            *value = Value::String(value_words(value));
            report.add(place.clone(), Effect::Changed, format!("attribute {id} became words"), why);
        } else {
            annotation.attributes.remove(&id);
            report.add(place.clone(), Effect::LeftOut, format!("attribute {id} left out"), why);
        }
    }
}

/// Goes through every text of a line that people wrote, with what it is.
pub fn each_text(line: &mut ArticleLine, visit: &mut dyn FnMut(&str, &mut String)) {
    if let Some(text) = &mut line.text {
        visit("the text", text);
    }
    visit("the title", &mut line.title);
    visit("the byline", &mut line.byline);
    visit("the outlet", &mut line.outlet);
    visit("the language", &mut line.language);
    visit("the address", &mut line.url);
    visit("the foreign id", &mut line.foreign_id);
    for state in &mut line.states {
        visit("the reason", &mut state.reason);
        visit("a note", &mut state.note);
        state.codes.iter_mut().for_each(|code| visit("a code", code));
    }
    for annotation in &mut line.annotations {
        let whose = format!("annotation {}", annotation.id);
        annotation.voices.iter_mut().for_each(|voice| visit(&whose, &mut voice.name));
        for value in annotation.attributes.values_mut() {
            match value {
                Value::String(text) => visit(&whose, text),
                Value::Array(values) => {
                    for value in values {
                        if let Value::String(text) = value {
                            visit(&whose, text);
                        }
                    }
                }
                _ => {}
            }
        }
        visit(&whose, &mut annotation.note);
        visit(&whose, &mut annotation.origin);
        visit(&whose, &mut annotation.foreign_id);
    }
    for relation in &mut line.relations {
        let whose = format!("relation {}", relation.id);
        visit(&whose, &mut relation.note);
        visit(&whose, &mut relation.origin);
        visit(&whose, &mut relation.foreign_id);
    }
}
