//! Tasks as articles, as Label Studio exports them in full and in its short form.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::interchange::lines::{
    AnnotationLine, ArticleLine, Span, StateLine, VoiceLine, or_default, text_or_number,
};
use super::super::json_elements::read_elements;
use super::super::metadata::{ID, take_metadata, tell_unknown};
use super::super::parts::value_words;
use super::super::reading::Reading;
use super::super::report::Effect;
use super::super::{FormatError, Input};
use super::{
    ANNOTATOR, ARTICLE_NOTE, ATTRIBUTE, CERTAINTY, CODES, FLAG, NOTE, ROLES, TEXT, UNSURE, WORDS, kind_of,
};
use crate::model::tagset::AttributeKind;
use crate::model::text::units::{Unit, UnitMap};

/// What somebody, or a model, made of a task.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Work {
    #[serde(deserialize_with = "or_default")]
    result: Vec<Value>,
    completed_by: Value,
    #[serde(deserialize_with = "or_default")]
    model_version: String,
    #[serde(deserialize_with = "or_default")]
    was_cancelled: bool,
    #[serde(deserialize_with = "or_default")]
    created_at: String,
    #[serde(deserialize_with = "or_default")]
    updated_at: String,
}

/// One thing that was said: of a region, of the whole text, or of two regions.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ResultLine {
    #[serde(deserialize_with = "text_or_number")]
    id: String,
    #[serde(deserialize_with = "or_default")]
    from_name: String,
    #[serde(rename = "type", deserialize_with = "or_default")]
    kind: String,
    #[serde(deserialize_with = "or_default")]
    value: Map<String, Value>,
    #[serde(deserialize_with = "text_or_number")]
    from_id: String,
    #[serde(deserialize_with = "text_or_number")]
    to_id: String,
    #[serde(deserialize_with = "or_default")]
    direction: String,
    #[serde(deserialize_with = "or_default")]
    labels: Vec<String>,
}

/// What is remembered from task to task: the names of fields that were told of.
type Told = BTreeSet<String>;

/// Reads the tasks of all inputs; the configuration says nothing that they don't.
pub(super) fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    let mut told = Told::new();
    for input in inputs.iter_mut().filter(|input| !input.file_name().to_lowercase().ends_with(".xml")) {
        // Of the short form several records may be of one task; they follow each other.
        let mut last: Option<(Value, ArticleLine)> = None;
        read_elements(input, reading, &mut |task, reading| {
            take_task(task, &mut last, &mut told, reading);
            Ok(())
        })?;
        give(&mut last, reading);
    }
    Ok(())
}

fn give(last: &mut Option<(Value, ArticleLine)>, reading: &mut Reading<'_>) {
    if let Some((_, article)) = last.take() {
        reading.article(article);
    }
}

fn take_task(
    task: Value,
    last: &mut Option<(Value, ArticleLine)>,
    told: &mut Told,
    reading: &mut Reading<'_>,
) {
    let Value::Object(mut task) = task else {
        reading.report.num_in.articles += 1;
        return reading.tell(Effect::LeftOut, "task left out", "it is no object");
    };
    let id = task.remove(ID).unwrap_or_default();
    let Some(Value::Object(data)) = task.remove("data") else {
        return take_record(id, task, last, told, reading);
    };
    give(last, reading);
    let Some(mut article) = article_of(&id, data, told, reading) else { return };
    for (name, is_model) in [("annotations", false), ("completions", false), ("predictions", true)] {
        let Some(Value::Array(works)) = task.remove(name) else { continue };
        for work in works {
            match Work::deserialize(work) {
                Ok(work) => take_work(work, is_model, &mut article, told, reading),
                Err(err) => reading.tell(Effect::LeftOut, format!("one of the {name} left out"), err),
            }
        }
    }
    reading.article(article);
}

/// A record of the short form (JSON-MIN): the data, and the regions by the name of their control.
fn take_record(
    id: Value,
    mut record: Map<String, Value>,
    last: &mut Option<(Value, ArticleLine)>,
    told: &mut Told,
    reading: &mut Reading<'_>,
) {
    let mut work = Work {
        completed_by: record.remove("annotator").unwrap_or_default(),
        created_at: text_of(record.remove("created_at")),
        updated_at: text_of(record.remove("updated_at")),
        ..Work::default()
    };
    for name in ["annotation_id", "lead_time", "agreement"] {
        record.remove(name);
    }
    let names: Vec<String> = record.keys().cloned().collect();
    for name in names {
        let is_region = |value: &Value| value.get("start").is_some() && value.get("end").is_some();
        if !record[&name].as_array().is_some_and(|list| list.iter().any(is_region)) {
            continue;
        }
        let Some(Value::Array(regions)) = record.shift_remove(&name) else { continue };
        work.result.extend(regions.into_iter().map(|value| {
            let kind = value.as_object().and_then(|value| value.keys().find(|key| key.ends_with("labels")));
            let kind = kind.cloned().unwrap_or_default();
            serde_json::json!({ "from_name": name, "type": kind, "value": value })
        }));
    }
    let is_same = !id.is_null()
        && last.as_ref().is_some_and(|(known, article)| {
            *known == id && article.text.as_deref() == record.get(TEXT).and_then(Value::as_str)
        });
    if !is_same {
        give(last, reading);
        *last = article_of(&id, record, told, reading).map(|article| (id, article));
    }
    if let Some((_, article)) = last {
        take_work(work, false, article, told, reading);
    }
}

/// The article of a task, without anything that was said of it.
fn article_of(
    id: &Value,
    mut data: Map<String, Value>,
    told: &mut Told,
    reading: &mut Reading<'_>,
) -> Option<ArticleLine> {
    let name = text_field(&data);
    let Some(Value::String(text)) = name.as_deref().and_then(|name| data.shift_remove(name)) else {
        reading.report.num_in.articles += 1;
        reading.tell(Effect::LeftOut, "task left out", "it has no text");
        return None;
    };
    if let Some(name) = name.filter(|name| name != TEXT && told.insert(format!("text in {name}"))) {
        reading.tell(Effect::Note, format!("the text was taken from “{name}”"), "there is no field “text”");
    }
    let mut article = ArticleLine {
        text: Some(text),
        offset_unit: Unit::CodePoint.name().to_owned(),
        ..ArticleLine::default()
    };
    take_metadata(data, &mut article, told, reading);
    // The number of a task means something in its project only.
    if article.id.is_empty() && article.foreign_id.is_empty() && !id.is_null() {
        article.foreign_id = value_words(id);
    }
    Some(article)
}

/// The field that holds the text: `text`, else the longest that has words.
fn text_field(data: &Map<String, Value>) -> Option<String> {
    if data.get(TEXT).is_some_and(Value::is_string) {
        return Some(TEXT.to_owned());
    }
    let texts = data.iter().filter_map(|(name, value)| Some((name, value.as_str()?.len())));
    texts.max_by_key(|(_, len)| *len).map(|(name, _)| name.clone())
}

fn text_of(value: Option<Value>) -> String {
    value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Adds what one annotator, or a model, made of the task.
fn take_work(
    work: Work,
    is_model: bool,
    article: &mut ArticleLine,
    told: &mut Told,
    reading: &mut Reading<'_>,
) {
    let mut results = Vec::new();
    for result in work.result {
        match ResultLine::deserialize(result) {
            Ok(result) => results.push(result),
            Err(err) => reading.tell(Effect::LeftOut, "result left out", err),
        }
    }
    let named = results.iter().find(|result| result.from_name == ANNOTATOR && result.kind == "textarea");
    let annotator = match named {
        Some(named) => words_of(named),
        None if is_model && work.model_version.is_empty() => "model".to_owned(),
        None if is_model => work.model_version.clone(),
        None => person(&work.completed_by),
    };
    let template = AnnotationLine {
        annotator: annotator.clone(),
        origin: if is_model { format!("suggestion:{annotator}") } else { String::new() },
        created: work.created_at,
        changed: work.updated_at,
        ..AnnotationLine::default()
    };
    let mut state = StateLine { annotator, ..StateLine::default() };
    let mut lines = Vec::new();
    results.retain(|result| !take_region(result, &template, &mut lines, reading));
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    for (idx, line) in lines.iter().enumerate() {
        by_id.entry(line.id.clone()).or_insert(idx);
    }
    by_id.remove("");
    for result in &results {
        let region = by_id.get(&result.id).map(|idx| &mut lines[*idx]);
        match region {
            _ if result.kind == "relation" => {
                take_relation(result, &by_id, &template.annotator, article, reading);
            }
            Some(line) => take_said(result, line, reading),
            None => take_of_whole(result, &mut state, told, reading),
        }
    }
    settle_unit(&mut lines, article, reading);
    article.annotations.append(&mut lines);
    if !is_model {
        if work.was_cancelled { "skipped" } else { "done" }.clone_into(&mut state.state);
    }
    match article.states.iter_mut().find(|known| known.annotator == state.annotator) {
        Some(known) => known.codes.append(&mut state.codes),
        None if state.state.is_empty() && state.codes.is_empty() && state.note.is_empty() => {}
        None => article.states.push(state),
    }
}

/// Whose work it is: a number, a name or address, or an object that holds one.
fn person(completed_by: &Value) -> String {
    match completed_by {
        Value::String(name) => name.clone(),
        Value::Number(number) => format!("user-{number}"),
        Value::Object(user) => {
            let named = ["email", "username", "id"].into_iter().find_map(|name| user.get(name));
            named.map(person).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Takes a result that is a region with labels: an annotation for each label. Whether it was one.
fn take_region(
    result: &ResultLine,
    template: &AnnotationLine,
    lines: &mut Vec<AnnotationLine>,
    reading: &mut Reading<'_>,
) -> bool {
    if !result.kind.ends_with("labels") {
        return false;
    }
    let labels =
        result.value.get(&result.kind).or_else(|| result.value.get("labels")).and_then(Value::as_array);
    let labels: Vec<&str> =
        labels.map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
    let place = (offset(&result.value, "start"), offset(&result.value, "end"));
    let ((Some(start), Some(end)), false) = (place, labels.is_empty()) else {
        reading.report.num_in.annotations += 1;
        let why = "it has no label, or no place in a plain text";
        reading.tell(Effect::LeftOut, format!("region {} left out", result.id), why);
        return true;
    };
    for (idx, label) in labels.into_iter().enumerate() {
        let id = if idx == 0 || result.id.is_empty() {
            result.id.clone()
        } else {
            format!("{} {}", result.id, idx + 1)
        };
        lines.push(AnnotationLine {
            id,
            label: reading.label(label),
            fragments: vec![(start, end)],
            text: result.value.get(TEXT).and_then(Value::as_str).map(|text| vec![text.to_owned()]),
            ..template.clone()
        });
    }
    true
}

/// An offset: a number, or, as some versions write it, its digits.
fn offset(value: &Map<String, Value>, name: &str) -> Option<usize> {
    match value.get(name)? {
        Value::Number(number) => usize::try_from(number.as_u64()?).ok(),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    }
}

fn take_relation(
    result: &ResultLine,
    by_id: &BTreeMap<String, usize>,
    annotator: &str,
    article: &mut ArticleLine,
    reading: &mut Reading<'_>,
) {
    if !by_id.contains_key(&result.from_id) || !by_id.contains_key(&result.to_id) {
        reading.report.num_in.relations += 1;
        return reading.tell(Effect::LeftOut, "relation left out", "it is from or to what is no region");
    }
    let mut ends = [result.from_id.as_str(), result.to_id.as_str()];
    if result.direction == "left" {
        ends.reverse();
    }
    let labels: Vec<&str> = result.labels.iter().map(String::as_str).collect();
    // A relation without a label says only that there is one.
    let labels = if labels.is_empty() { vec!["related"] } else { labels };
    for (idx, label) in labels.into_iter().enumerate() {
        let id = if idx == 0 { result.id.clone() } else { String::new() };
        let mut relation = reading.relation(id, label, ends);
        annotator.clone_into(&mut relation.annotator);
        article.relations.push(relation);
    }
}

/// Takes what was said of a region.
fn take_said(result: &ResultLine, line: &mut AnnotationLine, reading: &mut Reading<'_>) {
    let name = result.from_name.as_str();
    if result.kind == "textarea" && ROLES.contains(&name) {
        let names = result.value.get(TEXT).map(texts).unwrap_or_default();
        line.voices.extend(names.into_iter().map(|spoken| VoiceLine {
            role: name.to_owned(),
            name: spoken,
            ..VoiceLine::default()
        }));
        return;
    }
    if result.kind == "textarea" && name == NOTE {
        line.note = words_of(result);
        return;
    }
    let words = words_of(result);
    if name == CERTAINTY && matches!(words.as_str(), UNSURE | "sure") {
        line.certainty = words;
        return;
    }
    let is_new = |id: &str, reading: &Reading<'_>| {
        let known = reading.known.and_then(|state| kind_of(id, &state.tagset));
        known.or_else(|| kind_of(id, &reading.tagset)).is_none()
    };
    let told = name.strip_prefix(ATTRIBUTE).or_else(|| name.strip_prefix(WORDS)).unwrap_or(name);
    let was_new = is_new(told, reading);
    let id = reading.attribute(told);
    let told = result.value.get(if result.kind == "textarea" { TEXT } else { &result.kind });
    let Some(told) = told else {
        let what = format!("what {name} says of {} left out", line.id);
        return reading.tell(Effect::LeftOut, what, format!("there is no {}", result.kind));
    };
    if was_new
        && let Some(defined) = reading.tagset.attributes.values_mut().find(|known| known.id.as_str() == id)
    {
        defined.kind = if told.is_number() { AttributeKind::Number } else { AttributeKind::Text };
    }
    let known = reading.known.and_then(|state| kind_of(&id, &state.tagset));
    let kind = known.or_else(|| kind_of(&id, &reading.tagset));
    let value = attribute_value(&result.kind, told, kind);
    line.attributes.insert(id, value);
}

/// The value of an attribute of that kind that a result tells.
fn attribute_value(result: &str, told: &Value, kind: Option<&AttributeKind>) -> Value {
    let choices = texts(told);
    match (result, kind) {
        ("number", _) if told.is_number() => told.clone(),
        ("choices", Some(AttributeKind::Choices(_))) => choices.into_iter().map(Value::String).collect(),
        ("choices", Some(AttributeKind::Flag))
            if choices.len() == 1 && FLAG.contains(&choices[0].as_str()) =>
        {
            Value::Bool(choices[0] == FLAG[0])
        }
        ("textarea", _) => Value::String(choices.join("\n")),
        _ => Value::String(value_words(told)),
    }
}

/// Takes what was said of the whole text.
fn take_of_whole(result: &ResultLine, state: &mut StateLine, told: &mut Told, reading: &mut Reading<'_>) {
    match (result.kind.as_str(), result.from_name.as_str()) {
        ("textarea", ANNOTATOR) => {}
        ("textarea", ARTICLE_NOTE) => state.note = words_of(result),
        ("choices", name) => {
            let codes = result.value.get("choices").map(texts).unwrap_or_default();
            if name != CODES && told.insert(format!("codes of {name}")) {
                reading.tell(Effect::Note, format!("choices of “{name}” taken as codes of the article"), "");
            }
            state.codes.extend(codes);
        }
        (_, name) => tell_unknown(format!("result {name}"), told, reading),
    }
}

/// The words of a result, those of several lines under each other.
fn words_of(result: &ResultLine) -> String {
    let name = if result.kind == "textarea" { TEXT } else { result.kind.as_str() };
    result.value.get(name).map(texts).unwrap_or_default().join("\n")
}

/// The words of a value, one or many; of a path through a taxonomy its parts.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().map(value_words).collect(),
        Value::Null => Vec::new(),
        other => vec![value_words(other)],
    }
}

/// Finds out which unit the regions count: code points, unless their words agree with UTF-16 only.
///
/// The words are not given on: the browser has changed their white space.
fn settle_unit(lines: &mut [AnnotationLine], article: &ArticleLine, reading: &mut Reading<'_>) {
    let text = article.text.as_deref().unwrap_or_default();
    let words: Vec<Option<String>> =
        lines.iter_mut().map(|line| line.text.take().map(|texts| squeezed(&texts.concat()))).collect();
    let places: Vec<Span> = lines.iter().map(|line| line.fragments[0]).collect();
    let agrees = |unit: Unit| -> Vec<bool> {
        let map = UnitMap::new(text, unit);
        let covered = |(start, end): Span| text.get(map.to_byte(start)?..map.to_byte(end)?).map(squeezed);
        let pairs = places.iter().zip(&words);
        pairs.map(|(place, words)| words.is_none() || covered(*place) == *words).collect()
    };
    let in_code_points = agrees(Unit::CodePoint);
    if in_code_points.iter().all(|agrees| *agrees) {
        return;
    }
    if agrees(Unit::Utf16).iter().all(|agrees| *agrees) {
        reading.tell(Effect::Changed, "offsets were taken to count utf16", "the words agree with that only");
        let (from, to) = (UnitMap::new(text, Unit::Utf16), UnitMap::new(text, Unit::CodePoint));
        let moved = |at: usize| from.to_byte(at).and_then(|byte| to.from_byte(byte)).unwrap_or(at);
        for line in lines {
            line.fragments.iter_mut().for_each(|(start, end)| (*start, *end) = (moved(*start), moved(*end)));
        }
        return;
    }
    for (line, _) in lines.iter().zip(in_code_points).filter(|(_, agrees)| !agrees) {
        let what = format!("region {} kept where it is", line.id);
        reading.tell(Effect::Kept, what, "the text has other words there than the file says");
    }
}

/// Words without any white space, and without the line ends that Label Studio writes as `\n`.
fn squeezed(text: &str) -> String {
    text.replace("\\n", "").chars().filter(|ch| !ch.is_whitespace()).collect()
}
