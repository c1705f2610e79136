//! spaCy's documents as JSON Lines: one `Doc.to_json()` a line, with groups of spans.
//!
//! Offsets count code points, end exclusive. All spans stand in the group `sc`, those of an annotator also in
//! `annotator:ID`. A span's `id` is the annotation's; spaCy pays it no heed, and the fragments of one annotation share
//! it. What is known of the article stands under `meta`, as in Prodigy's tasks, and not under `_`: spaCy 3.8 can't load
//! a document with attributes there that the program has not declared before. spaCy finds white space again by itself
//! and wants it in tokens of its own, so a span can't begin or end in it.
//!
//! Read are also lists of spans without groups, `ents`, `entities`, and the pairs `[text, {"entities": […]}]` that
//! older training data consists of; categories of a text are codes of the article.
//!
//! Source: `Doc.to_json`, `Doc.from_json` and `DocJSONSchema` of spaCy 3.8.

#[cfg(test)]
mod tests;

mod reader;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::{ArticleLine, Span};
use super::json_lines::write_line;
use super::metadata::metadata;
use super::parts::Parts;
use super::reading::Reading;
use super::report::{Effect, Place, Report};
use super::spacy::{Document, HELD, tell_fragments};
use super::tokens::is_space;
use super::{FormatError, FormatInfo, Input};
use crate::model::text::units::Unit;

/// spaCy's documents as JSON Lines.
pub struct SpacyJsonl;

/// A document as it is written.
#[derive(Serialize)]
struct DocLine<'l> {
    text: &'l str,
    tokens: Vec<TokenLine>,
    spans: BTreeMap<&'l str, Vec<SpanLine<'l>>>,
    meta: Map<String, Value>,
}

#[derive(Serialize)]
struct TokenLine {
    id: usize,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct SpanLine<'l> {
    start: usize,
    end: usize,
    label: &'l str,
    /// spaCy wants it, whether there is one or not.
    kb_id: &'static str,
    id: &'l str,
}

impl Dialect for SpacyJsonl {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "spacy-jsonl",
            name: "spaCy JSON Lines",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://spacy.io/api/doc#to_json (spaCy 3.8)",
            is_folder: false,
            extension: "jsonl",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &["White space at the ends of annotations is left out."]
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        let text: Vec<char> = line.text.as_deref().unwrap_or_default().chars().collect();
        line.annotations.retain_mut(|annotation| {
            let told = std::mem::take(&mut annotation.fragments);
            annotation.fragments = told.iter().filter_map(|span| trimmed(&text, *span)).collect();
            if annotation.fragments == told {
                return true;
            }
            annotation.text = None;
            let (effect, did) = if annotation.fragments.is_empty() {
                (Effect::LeftOut, "left out")
            } else {
                (Effect::Changed, "written without the white space at its ends")
            };
            let what = format!("annotation {} {did}", annotation.id);
            report.add(place.clone(), effect, what, "spaCy has white space in tokens of its own");
            !annotation.fragments.is_empty()
        });
        tell_fragments(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        files.write(articles.name, &mut |file| {
            articles.each(&mut |line| {
                let document = Document::of(line)?;
                write_line(file, articles.name, &doc_line(line, &document))
            })
        })
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        reader::read(inputs, reading)
    }
}

/// A span without the white space at its ends; nothing of a span that is nothing else.
fn trimmed(text: &[char], (start, end): Span) -> Option<Span> {
    let covered = text.get(start..end)?;
    let first = covered.iter().position(|ch| !is_space(*ch))?;
    let last = covered.iter().rposition(|ch| !is_space(*ch))?;
    Some((start + first, start + last + 1))
}

fn doc_line<'l>(line: &ArticleLine, document: &'l Document<'l>) -> DocLine<'l> {
    let tokens = document.tokens.iter().enumerate();
    let spans = document.groups.iter().map(|(name, spans)| {
        let spans = spans.iter().map(|span| {
            let (start, end) = span.chars;
            SpanLine { start, end, label: span.label, kb_id: "", id: span.id }
        });
        (name.as_str(), spans.collect())
    });
    DocLine {
        text: document.text,
        tokens: tokens.map(|(id, token)| TokenLine { id, start: token.start, end: token.end }).collect(),
        spans: spans.collect(),
        meta: metadata(line),
    }
}
