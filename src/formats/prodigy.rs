//! Prodigy's JSON Lines: one task a line, a text with tokens, spans and relations, and the answer that was given.
//!
//! Offsets count code points, end exclusive, as Python does; the numbers of tokens are inclusive at both ends. Each
//! annotator's work on an article is a task of its own, as Prodigy keeps it: the same text under another
//! `_annotator_id`. When reading, the tasks of one text become one article again. An answer is of the annotator's own:
//! `accept` is an article that is done, `ignore` one that was skipped; what reviewers decided has no place. Spans that
//! were answered with `reject` come in with the rejection as a decision. What is known of the article goes into
//! `meta`, the codes of the article into `accept`, the answers to a choice. Tokens are cut where spans need it.
//!
//! Source: Prodigy's documentation, "Annotation interfaces" (`ner_manual`, `spans_manual`, `relations`, `choice`) and
//! "Loaders and input data", version 1.11 and later, where spans may overlap. That `head` and `child` of a relation are the numbers of the last tokens
//! of their spans is what Explosion's own project for relations reads (`rel_component`, `parse_data.py`).

#[cfg(test)]
mod tests;

mod reader;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::{AnnotationLine, ArticleLine, Span, StateLine};
use super::json_lines::write_line;
use super::metadata::metadata;
use super::pairs::{ends, leave_out_relations_across};
use super::parts::{Part, Parts};
use super::reading::Reading;
use super::report::{Effect, Place, Report};
use super::tokens::{Token, covering, tokens};
use super::{FormatError, FormatInfo, Input};
use crate::model::tagset::Tagset;
use crate::model::text::units::Unit;

/// Prodigy's JSON Lines.
pub struct Prodigy;

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
    Part::Annotators,
    Part::Ids,
    Part::Relations,
]);

/// The answer to a task whose annotator is done.
const ACCEPT: &str = "accept";
/// The answer to a task that was skipped.
const IGNORE: &str = "ignore";
/// The answer to a task whose spans are wrong.
const REJECT: &str = "reject";

/// A task as it is written.
#[derive(Serialize)]
struct Task<'l> {
    text: &'l str,
    meta: &'l Map<String, Value>,
    tokens: &'l [TokenLine<'l>],
    spans: Vec<SpanLine<'l>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relations: Vec<RelationLine<'l>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<Choice<'l>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    accept: &'l [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'static str>,
    #[serde(rename = "_annotator_id", skip_serializing_if = "Option::is_none")]
    annotator: Option<&'l str>,
}

#[derive(Serialize)]
struct TokenLine<'l> {
    text: &'l str,
    start: usize,
    end: usize,
    id: usize,
    ws: bool,
}

#[derive(Clone, Copy, Serialize)]
struct SpanLine<'l> {
    start: usize,
    end: usize,
    token_start: usize,
    token_end: usize,
    label: &'l str,
    id: &'l str,
}

#[derive(Serialize)]
struct RelationLine<'l> {
    head: usize,
    child: usize,
    head_span: SpanLine<'l>,
    child_span: SpanLine<'l>,
    label: &'l str,
    id: &'l str,
}

#[derive(Serialize)]
struct Choice<'l> {
    id: &'l str,
    text: &'l str,
}

impl Dialect for Prodigy {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "prodigy",
            name: "Prodigy JSON Lines",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://prodi.gy/docs/api-interfaces (Prodigy 1.11 and later)",
            is_folder: false,
            extension: "jsonl",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "Why an article was skipped is left out, and that one was begun but is not done.",
            "Relations are left out whose two annotations are not of the annotator who related them.",
        ]
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        for state in &mut line.states {
            if state.state == "in-progress" {
                "to-do".clone_into(&mut state.state);
                let what = format!("state of {} written as not answered", state.annotator);
                report.add(place.clone(), Effect::Changed, what, "an answer is given or not");
            }
            if !state.reason.is_empty() {
                state.reason.clear();
                let what = format!("why {} skipped it left out", state.annotator);
                report.add(place.clone(), Effect::LeftOut, what, "an answer has no reason");
            }
        }
        line.states.retain(|state| state.state != "to-do" || !state.codes.is_empty());
        leave_out_relations_across(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        files.write(articles.name, &mut |file| {
            articles.each(&mut |line| {
                write_tasks(line, &articles.state.tagset, &mut |task| write_line(file, articles.name, task))
            })
        })
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        reader::read(inputs, reading)
    }
}

/// Writes the tasks of an article: one an annotator, or one without any.
fn write_tasks(
    line: &ArticleLine,
    tagset: &Tagset,
    write: &mut dyn FnMut(&Task<'_>) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    let text = line.text.as_deref().unwrap_or_default();
    let words = tokens(text, line.annotations.iter().filter_map(hull));
    let token_lines: Vec<TokenLine<'_>> = words
        .iter()
        .enumerate()
        .map(|(id, token)| {
            let Token { text, start, end, has_space } = *token;
            TokenLine { text, start, end, id, ws: has_space }
        })
        .collect();
    let meta = metadata(line);
    let mut annotators: BTreeSet<Option<&str>> =
        line.annotations.iter().map(|line| Some(line.annotator.as_str())).collect();
    annotators.extend(line.states.iter().map(|state| Some(state.annotator.as_str())));
    if annotators.is_empty() {
        annotators.insert(None);
    }
    for annotator in annotators {
        let own = line.annotations.iter().filter(|line| Some(line.annotator.as_str()) == annotator);
        let spans: Vec<SpanLine<'_>> = own.filter_map(|line| span_line(line, &words)).collect();
        let by_id: BTreeMap<&str, SpanLine<'_>> = spans.iter().map(|span| (span.id, *span)).collect();
        let related = line.relations.iter().filter(|line| Some(line.annotator.as_str()) == annotator);
        let relations = related.filter_map(|relation| {
            let [head, child] = ends(relation, &line.id, tagset)?;
            let (head_span, child_span) = (*by_id.get(head)?, *by_id.get(child)?);
            Some(RelationLine {
                head: head_span.token_end,
                child: child_span.token_end,
                head_span,
                child_span,
                label: &relation.relation_type,
                id: &relation.id,
            })
        });
        let relations = relations.collect();
        let state = line.states.iter().find(|state| Some(state.annotator.as_str()) == annotator);
        let codes = state.map(|state| state.codes.as_slice()).unwrap_or_default();
        write(&Task {
            text,
            meta: &meta,
            tokens: &token_lines,
            spans,
            relations,
            options: codes.iter().map(|code| Choice { id: code, text: code }).collect(),
            accept: codes,
            answer: state.and_then(answer),
            annotator: annotator.filter(|annotator| !annotator.is_empty()),
        })?;
    }
    Ok(())
}

/// The answer that stands for how far an annotator is.
fn answer(state: &StateLine) -> Option<&'static str> {
    match state.state.as_str() {
        "done" => Some(ACCEPT),
        "skipped" => Some(IGNORE),
        _ => None,
    }
}

/// From the first to the last character of an annotation.
fn hull(line: &AnnotationLine) -> Option<Span> {
    Some((line.fragments.first()?.0, line.fragments.last()?.1))
}

fn span_line<'l>(line: &'l AnnotationLine, words: &[Token<'_>]) -> Option<SpanLine<'l>> {
    let (start, end) = hull(line)?;
    let (token_start, token_end) = covering(words, (start, end))?;
    Some(SpanLine { start, end, token_start, token_end, label: &line.label, id: &line.id })
}
