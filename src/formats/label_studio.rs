//! Label Studio's JSON: a list of tasks, each a text with the annotations that people made on it, and beside it the
//! labeling configuration that the tasks are made for.
//!
//! Offsets count code points, end exclusive. The front end measures its regions in UTF-16, as browsers do, and turns
//! them into code points before they are stored (`charsToCodePoints` and `findGlobalOffset` in `selection-tools.js`);
//! older versions stored UTF-16 (issues 1008 and 1347). A line end is one (`<br>`), and CR LF are two, so that offsets
//! are those of the text in the task, in Python too. In `value.text` line ends stand as `\n` in two characters, and
//! white space may be missing, as browsers show none of it; the words there tell the unit, and no more.
//!
//! Each annotator's work on an article is an annotation of its task. An annotator's name is what they wrote into the
//! text area `annotator`, not `completed_by`: Label Studio refuses to import a file with an annotator it doesn't know.
//! A region has what was said of it under its own id: speakers, notes and attributes as text areas, choices, numbers
//! and dates. Codes of the article and notes on it stand without a region. What is known of the article is in `data`.
//!
//! Source: Label Studio's documentation, "Export results" and "Import pre-annotations"; in its repository
//! `web/libs/editor/src` (`regions`, `tags/object/RichText`, `utils/selection-tools.js`) and `tasks/serializers.py`,
//! read at 1.24; label-studio-sdk 2.1.

#[cfg(test)]
mod tests;

mod config;
mod fitting;
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::{AnnotationLine, ArticleLine, Span, StateLine};
use super::metadata::metadata;
use super::pairs::ends;
use super::parts::{Part, Parts};
use super::reading::Reading;
use super::report::{Place, Report};
use super::{FormatError, FormatInfo, Input};
use crate::model::id::ChoiceId;
use crate::model::tagset::{AttributeKind, Tagset};
use crate::model::text::said_on::SaidDate;
use crate::model::text::units::{Unit, UnitMap};

/// Label Studio's JSON.
pub struct LabelStudio;

const HELD: Parts = Parts::of(&[
    Part::Title,
    Part::Byline,
    Part::Date,
    Part::Outlet,
    Part::Language,
    Part::Url,
    Part::ArticleForeignId,
    Part::Progress,
    Part::Codes,
    Part::LayerNotes,
    Part::Annotators,
    Part::Ids,
    Part::Speakers,
    Part::OtherVoices,
    Part::Attributes,
    Part::AttributeTypes,
    Part::Certainty,
    Part::Notes,
    Part::Relations,
]);

/// What the configuration's name ends in.
const CONFIG_EXTENSION: &str = ".config.xml";

/// The name of the text in a task and in the configuration.
const TEXT: &str = "text";
/// The names of what can be said, in the configuration.
const LABEL: &str = "label";
const ANNOTATOR: &str = "annotator";
const CODES: &str = "codes";
const ARTICLE_NOTE: &str = "article-note";
const CERTAINTY: &str = "certainty";
const NOTE: &str = "note";
/// The roles of voices, in the order they are written.
const ROLES: [&str; 3] = ["speaker", "via", "addressee"];
/// What the name of an attribute begins with.
const ATTRIBUTE: &str = "attribute-";
/// What the name begins with of the words that stand for a value of another kind than its attribute's.
const WORDS: &str = "words-";
/// The one choice of certainty that is written.
const UNSURE: &str = "unsure";
/// The choices of a flag.
const FLAG: [&str; 2] = ["yes", "no"];

/// What the articles have used, for the configuration.
#[derive(Debug, Default)]
struct Used {
    labels: BTreeSet<String>,
    /// The attributes that have values which are not of their kind, or have no kind.
    words: BTreeSet<String>,
    /// The choices of attributes.
    choices: BTreeMap<String, BTreeSet<String>>,
    relation_types: BTreeSet<String>,
    codes: BTreeSet<String>,
}

impl Dialect for LabelStudio {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "label-studio",
            name: "Label Studio JSON",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks (Label Studio 1.24)",
            is_folder: false,
            extension: "json",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "Everybody’s work is written as submitted, or as skipped; why it was skipped is left out.",
            "Attributes that are voices, or whose values are not of their kind, are written as words.",
            "Control characters in codes of articles are left out.",
            "Relations are left out whose two annotations are not of the annotator who related them.",
        ]
    }

    fn companions(&self, name: &str) -> Vec<String> {
        if name.ends_with(CONFIG_EXTENSION) { Vec::new() } else { vec![config_name(name)] }
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fitting::fit(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let name = articles.name;
        let failed = |source| FormatError::Write { name: name.to_owned(), source };
        let tagset = &articles.state.tagset;
        let mut used = Used::default();
        files.write(name, &mut |file| {
            let mut number = 0;
            articles.each(&mut |line| {
                number += 1;
                file.write_all(if number == 1 { b"[\n" } else { b",\n" }).map_err(failed)?;
                let task = task(line, number, tagset, &mut used);
                serde_json::to_writer(&mut *file, &task).map_err(|err| failed(err.into()))
            })?;
            file.write_all(if number == 0 { b"[]\n" } else { b"\n]\n" }).map_err(failed)
        })?;
        let config_name = config_name(name);
        files.write(&config_name, &mut |file| {
            let failed = |source| FormatError::Write { name: config_name.clone(), source };
            file.write_all(config::config(tagset, &used).as_bytes()).map_err(failed)
        })
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        reader::read(inputs, reading)
    }
}

/// The name of the configuration beside a file.
fn config_name(name: &str) -> String {
    format!("{}{CONFIG_EXTENSION}", name.strip_suffix(".json").unwrap_or(name))
}

/// The task of an article, with an annotation for each annotator.
fn task(line: &ArticleLine, number: usize, tagset: &Tagset, used: &mut Used) -> Value {
    let text = line.text.as_deref().unwrap_or_default();
    let map = UnitMap::new(text, Unit::CodePoint);
    let mut data = metadata(line);
    data.insert(TEXT.to_owned(), Value::String(text.to_owned()));
    // After fitting everyone who did anything has a state.
    let annotations = line.states.iter().enumerate().map(|(idx, state)| {
        let mut results = whole_text_results(state, used);
        for annotation in line.annotations.iter().filter(|line| line.annotator == state.annotator) {
            results.extend(region_results(annotation, text, &map, tagset, used));
        }
        for relation in line.relations.iter().filter(|relation| relation.annotator == state.annotator) {
            let Some([from_id, to_id]) = ends(relation, &line.id, tagset) else { continue };
            used.relation_types.insert(relation.relation_type.clone());
            results.push(json!({
                "id": relation.id,
                "type": "relation",
                "from_id": from_id,
                "to_id": to_id,
                "direction": "right",
                "labels": [relation.relation_type],
            }));
        }
        json!({
            "id": idx + 1,
            "was_cancelled": state.state == "skipped",
            "ground_truth": false,
            "result": results,
        })
    });
    let annotations: Vec<Value> = annotations.collect();
    json!({ "id": number, "data": data, "annotations": annotations, "predictions": [] })
}

/// What an annotator said of the whole text, and who they are.
fn whole_text_results(state: &StateLine, used: &mut Used) -> Vec<Value> {
    let result = |name: &str, kind: &str, value: Value| {
        json!({
            "id": name,
            "from_name": name,
            "to_name": TEXT,
            "type": kind,
            "value": { kind_field(kind): value },
            "origin": "manual",
        })
    };
    let mut results = Vec::new();
    if !state.annotator.is_empty() {
        results.push(result(ANNOTATOR, "textarea", json!([state.annotator])));
    }
    if !state.codes.is_empty() {
        used.codes.extend(state.codes.iter().cloned());
        results.push(result(CODES, "choices", json!(state.codes)));
    }
    if !state.note.is_empty() {
        results.push(result(ARTICLE_NOTE, "textarea", json!([state.note])));
    }
    results
}

/// The field of a value that holds what was said, by the type of the result.
fn kind_field(kind: &str) -> &str {
    if kind == "textarea" { "text" } else { kind }
}

/// The region of an annotation, and everything said of it: results of one id and one place.
fn region_results(
    annotation: &AnnotationLine,
    text: &str,
    map: &UnitMap<'_>,
    tagset: &Tagset,
    used: &mut Used,
) -> Vec<Value> {
    let Some(&(start, end)) = annotation.fragments.first() else { return Vec::new() };
    let result = |name: &str, kind: &str, value: Value| {
        json!({
            "id": annotation.id,
            "from_name": name,
            "to_name": TEXT,
            "type": kind,
            "value": { "start": start, "end": end, kind_field(kind): value },
            "origin": "manual",
        })
    };
    used.labels.insert(annotation.label.clone());
    let mut region = result(LABEL, "labels", json!([annotation.label]));
    if let Some(words) = covered(text, map, (start, end)) {
        region["value"]["text"] = words.into();
    }
    let mut results = vec![region];
    for role in ROLES {
        let names = annotation.voices.iter().filter(|voice| voice.role == role);
        let names: Vec<&str> = names.map(|voice| voice.name.as_str()).collect();
        if !names.is_empty() {
            results.push(result(role, "textarea", json!(names)));
        }
    }
    if annotation.certainty == UNSURE {
        results.push(result(CERTAINTY, "choices", json!([UNSURE])));
    }
    if !annotation.note.is_empty() {
        results.push(result(NOTE, "textarea", json!([annotation.note])));
    }
    for (id, value) in &annotation.attributes {
        let (name, kind, value) = attribute_result(id, kind_of(id, tagset), value, used);
        results.push(result(&name, kind, value));
    }
    results
}

fn covered<'t>(text: &'t str, map: &UnitMap<'_>, (start, end): Span) -> Option<&'t str> {
    text.get(map.to_byte(start)?..map.to_byte(end)?)
}

/// The kind of the attribute of that id, where it is known.
fn kind_of<'t>(id: &str, tagset: &'t Tagset) -> Option<&'t AttributeKind> {
    tagset.attributes.values().find(|known| known.id.as_str() == id).map(|known| &known.kind)
}

/// The control that holds the value of an attribute, the type of its results, and the value as it is written there. A
/// value that is not of the attribute's kind goes into a control of its own, for words.
fn attribute_result(
    id: &str,
    kind: Option<&AttributeKind>,
    value: &Value,
    used: &mut Used,
) -> (String, &'static str, Value) {
    let fitting = match (kind, value) {
        (Some(AttributeKind::Flag), Value::Bool(yes)) => Some(("choices", json!([FLAG[usize::from(!yes)]]))),
        (Some(AttributeKind::Number), Value::Number(_)) => Some(("number", value.clone())),
        (Some(AttributeKind::Choices(_)), Value::Array(_)) => Some(("choices", value.clone())),
        (Some(AttributeKind::Choice(_)), Value::String(id)) if ChoiceId::new(id).is_ok() => {
            Some(("choices", json!([id])))
        }
        (Some(AttributeKind::Date), Value::String(date))
            if date.parse::<SaidDate>().is_ok_and(|date| date.exact_day().is_some()) =>
        {
            Some(("datetime", json!(date)))
        }
        (Some(AttributeKind::Text | AttributeKind::Party | AttributeKind::Item), Value::String(words)) => {
            Some(("textarea", json!([words])))
        }
        _ => None,
    };
    let Some((kind, value)) = fitting else {
        used.words.insert(id.to_owned());
        return (format!("{WORDS}{id}"), "textarea", json!([super::parts::value_words(value)]));
    };
    if kind == "choices" {
        let chosen = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        used.choices.entry(id.to_owned()).or_default().extend(chosen.map(str::to_owned));
    }
    (format!("{ATTRIBUTE}{id}"), kind, value)
}

/// Whether XML 1.0 has room for a character.
fn is_in_xml(ch: char) -> bool {
    !matches!(ch, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
