//! Tasks as articles: those of one text are put together, however far apart they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::{DateTime, SecondsFormat};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::interchange::lines::{
    AnnotationLine, ArticleLine, DecisionLine, Span, StateLine, Unknown, or_default, text_or_number,
};
use super::super::json_lines::read_each;
use super::super::metadata::{ID, take_metadata, tell_unknown};
use super::super::reading::Reading;
use super::super::report::{Effect, Place};
use super::super::{FormatError, Input};
use super::{ACCEPT, IGNORE, REJECT};
use crate::model::text::units::Unit;

/// What makes two tasks those of one article.
#[derive(Deserialize)]
struct TaskKey {
    text: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    meta: Map<String, Value>,
}

/// A task as it is read.
#[derive(Deserialize)]
struct Task {
    text: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    meta: Map<String, Value>,
    #[serde(default, deserialize_with = "or_default")]
    tokens: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    spans: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    relations: Vec<Value>,
    /// The chosen options, by id.
    #[serde(default, deserialize_with = "or_default")]
    accept: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    answer: String,
    /// The label of the whole text.
    #[serde(default)]
    label: Value,
    #[serde(default, rename = "_annotator_id", deserialize_with = "text_or_number")]
    annotator: String,
    #[serde(default, rename = "_session_id", deserialize_with = "text_or_number")]
    session: String,
    /// When it was answered, in seconds of Unix time.
    #[serde(default, rename = "_timestamp")]
    answered: Value,
    #[serde(flatten)]
    more: Map<String, Value>,
}

#[derive(Deserialize)]
struct SpanLine {
    start: Option<usize>,
    end: Option<usize>,
    token_start: Option<usize>,
    token_end: Option<usize>,
    label: Option<String>,
    #[serde(default, deserialize_with = "text_or_number")]
    id: String,
    text: Option<String>,
}

#[derive(Deserialize)]
struct RelationLine {
    head: Option<usize>,
    child: Option<usize>,
    head_span: Option<SpanLine>,
    child_span: Option<SpanLine>,
    label: Option<String>,
    #[serde(default, deserialize_with = "text_or_number")]
    id: String,
}

/// An article some of whose tasks are still to come.
struct Pending {
    place: Place,
    article: ArticleLine,
    num_left: usize,
}

/// A span that was taken, as relations name it.
struct Taken {
    span: Span,
    token_end: Option<usize>,
    label: String,
    told_id: String,
    id: String,
}

/// Reads the tasks of all inputs.
pub(super) fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    // How many tasks each text has: they may stand anywhere.
    let mut num_tasks: BTreeMap<u64, usize> = BTreeMap::new();
    let mut nobody = |_: ArticleLine, _: &mut Reading<'_>| {};
    read_each(inputs, &mut Reading::new(None, &mut nobody), &mut |task: TaskKey, _| {
        *num_tasks.entry(key(task.text.as_deref(), &task.meta)).or_default() += 1;
        Ok(())
    })?;
    let mut pending: BTreeMap<u64, Pending> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    read_each(inputs, reading, &mut |task: Task, reading| {
        let key = key(task.text.as_deref(), &task.meta);
        let mut known = pending.remove(&key);
        // Two texts can have one key by chance.
        if known.as_ref().is_some_and(|known| known.article.text != task.text) {
            give(known.take(), reading);
        }
        let mut known = known.unwrap_or_else(|| Pending {
            place: reading.here.clone(),
            article: ArticleLine {
                text: task.text.clone(),
                offset_unit: Unit::CodePoint.name().to_owned(),
                ..ArticleLine::default()
            },
            num_left: num_tasks.get(&key).copied().unwrap_or(1),
        });
        take_task(task, &mut known.article, &mut unknown, reading);
        known.num_left = known.num_left.saturating_sub(1);
        if known.num_left == 0 {
            give(Some(known), reading);
        } else {
            pending.insert(key, known);
        }
        Ok(())
    })?;
    for left in pending.into_values() {
        give(Some(left), reading);
    }
    Ok(())
}

fn give(pending: Option<Pending>, reading: &mut Reading<'_>) {
    let Some(Pending { place, article, .. }) = pending else { return };
    let here = std::mem::replace(&mut reading.here, place);
    reading.article(article);
    reading.here = here;
}

fn key(text: Option<&str>, meta: &Map<String, Value>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (text, meta.get(ID).map(Value::to_string)).hash(&mut hasher);
    hasher.finish()
}

/// Adds what a task says to its article.
fn take_task(
    task: Task,
    article: &mut ArticleLine,
    unknown: &mut BTreeSet<String>,
    reading: &mut Reading<'_>,
) {
    let Task { meta, tokens, spans, relations, accept, answer, label, answered, more, .. } = task;
    let annotator = if task.annotator.is_empty() { task.session } else { task.annotator };
    // A session that nobody gave a name has that of the moment it began.
    let annotator = if is_moment(&annotator) { String::new() } else { annotator };
    // Of the tasks of one article the first says what there is to say of it.
    if article.id.is_empty() && article.title.is_empty() {
        take_metadata(meta, article, unknown, reading);
    }
    let mut codes: Vec<String> = accept.iter().filter_map(word).collect();
    if answer == ACCEPT {
        codes.extend(word(&label));
    }
    let state = match answer.as_str() {
        ACCEPT | REJECT => "done",
        IGNORE => "skipped",
        "" => "to-do",
        _ => {
            reading.tell(Effect::LeftOut, format!("answer “{answer}” left out"), "it is none of Prodigy’s");
            "to-do"
        }
    };
    if state != "to-do" || !codes.is_empty() {
        let state = StateLine {
            annotator: annotator.clone(),
            state: state.to_owned(),
            codes,
            ..StateLine::default()
        };
        match article.states.iter_mut().find(|known| known.annotator == annotator) {
            Some(known) => known.codes.extend(state.codes),
            None => article.states.push(state),
        }
    }
    let template = AnnotationLine {
        annotator: annotator.clone(),
        created: time_of(&answered),
        decisions: (answer == REJECT).then(|| rejection(&annotator)).into_iter().collect(),
        ..AnnotationLine::default()
    };
    let taken = take_spans(spans, &tokens, &template, !relations.is_empty(), article, reading);
    for relation in relations {
        match RelationLine::deserialize(relation) {
            Ok(relation) => take_relation(relation, &taken, &annotator, article, reading),
            Err(err) => reading.tell(Effect::LeftOut, "relation left out", err),
        }
    }
    for name in more.into_iter().map(|(name, _)| name) {
        if !is_of_prodigy(&name) {
            tell_unknown(name, unknown, reading);
        }
    }
}

fn take_spans(
    spans: Vec<Value>,
    tokens: &[Value],
    template: &AnnotationLine,
    has_relations: bool,
    article: &mut ArticleLine,
    reading: &mut Reading<'_>,
) -> Vec<Taken> {
    let token_place = |idx: Option<usize>, name: &str| {
        tokens.get(idx?)?.get(name)?.as_u64().and_then(|at| usize::try_from(at).ok())
    };
    let mut taken: Vec<Taken> = Vec::new();
    for span in spans {
        let span = match SpanLine::deserialize(span) {
            Ok(span) => span,
            Err(err) => {
                reading.report.num_in.annotations += 1;
                reading.tell(Effect::LeftOut, "span left out", err);
                continue;
            }
        };
        let start = span.start.or_else(|| token_place(span.token_start, "start"));
        let end = span.end.or_else(|| token_place(span.token_end, "end"));
        let (Some(start), Some(end), Some(label)) = (start, end, span.label) else {
            reading.report.num_in.annotations += 1;
            reading.tell(Effect::LeftOut, "span left out", "it has no start, no end or no label");
            continue;
        };
        // Relations name their spans; those that have no id need something to be named by.
        let number = format!("span {}", article.annotations.len() + 1);
        let id = if span.id.is_empty() && has_relations { number } else { span.id.clone() };
        article.annotations.push(AnnotationLine {
            id: id.clone(),
            label: reading.label(&label),
            fragments: vec![(start, end)],
            text: span.text.map(|text| vec![text]),
            ..template.clone()
        });
        taken.push(Taken { span: (start, end), token_end: span.token_end, label, told_id: span.id, id });
    }
    taken
}

fn take_relation(
    relation: RelationLine,
    taken: &[Taken],
    annotator: &str,
    article: &mut ArticleLine,
    reading: &mut Reading<'_>,
) {
    let RelationLine { head, child, head_span, child_span, label, id } = relation;
    let ends = (end_of(head, head_span, taken), end_of(child, child_span, taken));
    let ((Some(head), Some(child)), Some(label)) = (ends, label) else {
        reading.report.num_in.relations += 1;
        let why = "it has no label, or is from or to words that are not tagged";
        return reading.tell(Effect::LeftOut, "relation left out", why);
    };
    let mut relation = reading.relation(id, &label, [head, child]);
    annotator.clone_into(&mut relation.annotator);
    article.relations.push(relation);
}

/// The annotation at one end of a relation: the one that the copy of its span names, else the one with that last
/// token.
fn end_of(number: Option<usize>, span: Option<SpanLine>, taken: &[Taken]) -> Option<&str> {
    let named = span.and_then(|span| {
        let by_id = taken.iter().find(|taken| !span.id.is_empty() && taken.told_id == span.id);
        by_id.or_else(|| {
            let place = (span.start?, span.end?);
            let at_place = || taken.iter().filter(|taken| taken.span == place);
            at_place().find(|taken| Some(&taken.label) == span.label.as_ref()).or_else(|| at_place().next())
        })
    });
    let found =
        named.or_else(|| taken.iter().find(|taken| taken.token_end.is_some() && taken.token_end == number));
    found.map(|taken| taken.id.as_str())
}

/// The decision of an annotator who finds a span wrong.
fn rejection(annotator: &str) -> DecisionLine {
    DecisionLine {
        on: None,
        annotator: annotator.to_owned(),
        verdict: "rejected".to_owned(),
        reason: String::new(),
        note: String::new(),
        seen: String::new(),
        at: String::new(),
        unknown: Unknown::new(),
    }
}

/// Whether a name is a day and a time of day, all in digits: `2024-02-06_10-17-19`.
fn is_moment(name: &str) -> bool {
    let shape: String = name.chars().map(|ch| if ch.is_ascii_digit() { '0' } else { ch }).collect();
    shape == "0000-00-00_00-00-00"
}

/// A moment in Unix time, as times are written here; nothing of what is none.
fn time_of(seconds: &Value) -> String {
    let moment = seconds.as_i64().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    moment.map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
}

/// A value as the words that name a choice.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Fields of Prodigy's own that say nothing of the text, or say it again.
fn is_of_prodigy(name: &str) -> bool {
    name.starts_with('_')
        || matches!(
            name,
            "options"
                | "config"
                | "priority"
                | "score"
                | "versions"
                | "sessions"
                | "view_id"
                | "time"
                | "path"
        )
}
