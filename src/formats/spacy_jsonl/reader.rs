//! Documents as articles. The same span may stand in several groups: it is one annotation.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::super::interchange::lines::{
    AnnotationLine, ArticleLine, Span, StateLine, or_default, text_or_number,
};
use super::super::json_lines::read_each;
use super::super::metadata::{take_metadata, tell_unknown};
use super::super::reading::Reading;
use super::super::report::Effect;
use super::super::spacy::{ALL_SPANS, ANNOTATOR};
use super::super::{FormatError, Input};
use crate::model::text::units::Unit;

/// A document as it is read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct DocLine {
    text: Option<String>,
    /// Groups of spans by name, or a list of spans.
    spans: Value,
    #[serde(deserialize_with = "or_default")]
    ents: Vec<Value>,
    #[serde(deserialize_with = "or_default")]
    entities: Vec<Value>,
    #[serde(deserialize_with = "or_default")]
    cats: Map<String, Value>,
    #[serde(rename = "_", deserialize_with = "or_default")]
    known: Map<String, Value>,
    #[serde(deserialize_with = "or_default")]
    meta: Map<String, Value>,
    #[serde(rename = "tokens")]
    _tokens: IgnoredAny,
    #[serde(rename = "sents")]
    _sents: IgnoredAny,
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// A document, or a text with what was found in it.
struct Line(DocLine);

#[derive(Deserialize)]
struct SpanLine {
    start: usize,
    end: usize,
    label: String,
    #[serde(default, deserialize_with = "text_or_number")]
    kb_id: String,
    #[serde(default, deserialize_with = "text_or_number")]
    id: String,
    text: Option<String>,
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Line;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a document, or a text and an object in a list")
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Line, M::Error> {
                DocLine::deserialize(MapAccessDeserializer::new(map)).map(Line)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Line, S::Error> {
                let text: Option<String> = seq.next_element()?;
                let found: Option<DocLine> = seq.next_element()?;
                if seq.next_element::<IgnoredAny>()?.is_some() || text.is_none() {
                    return Err(S::Error::custom("a text and an object were expected"));
                }
                Ok(Line(DocLine { text, ..found.unwrap_or_default() }))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// What makes two spans one.
type SpanKey = (Span, String, String);

/// Reads the documents of all inputs.
pub(super) fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    let mut told = BTreeSet::new();
    read_each(inputs, reading, &mut |Line(line): Line, reading| {
        let article = article_line(line, &mut told, reading);
        reading.article(article);
        Ok(())
    })
}

fn article_line(line: DocLine, told: &mut BTreeSet<String>, reading: &mut Reading<'_>) -> ArticleLine {
    let DocLine { text, spans, ents, entities, cats, known, meta, more, .. } = line;
    let mut article =
        ArticleLine { text, offset_unit: Unit::CodePoint.name().to_owned(), ..ArticleLine::default() };
    take_metadata(known, &mut article, told, reading);
    take_metadata(meta, &mut article, told, reading);
    let mut seen: BTreeSet<SpanKey> = BTreeSet::new();
    for (name, spans) in groups(spans, [ents, entities], told, reading) {
        let annotator = name.strip_prefix(ANNOTATOR).unwrap_or_default();
        let mut new: BTreeSet<SpanKey> = BTreeSet::new();
        for span in spans {
            let Some(span) = span_of(span, told, reading) else { continue };
            let key = ((span.start, span.end), span.label.clone(), span.id.clone());
            // An annotator's groups are their own; in the others stands again what an annotator's has.
            if new.contains(&key) || (annotator.is_empty() && seen.contains(&key)) {
                continue;
            }
            new.insert(key);
            take_span(span, annotator, &mut article, reading);
        }
        seen.append(&mut new);
    }
    let codes = cats.iter().filter(|(_, value)| {
        value.as_f64().is_some_and(|value| value >= 0.5) || value.as_bool() == Some(true)
    });
    let codes: Vec<String> = codes.map(|(name, _)| name.clone()).collect();
    if !codes.is_empty() {
        article.states.push(StateLine { codes, ..StateLine::default() });
    }
    for (name, _) in more {
        // Hashes and answers of Prodigy, and attributes of tokens and spans that only their program knows.
        if !name.starts_with('_') {
            tell_unknown(name, told, reading);
        }
    }
    article
}

/// The spans by groups, those of annotators first.
fn groups(
    spans: Value,
    lists: [Vec<Value>; 2],
    told: &mut BTreeSet<String>,
    reading: &mut Reading<'_>,
) -> Vec<(String, Vec<Value>)> {
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    match spans {
        Value::Null => {}
        Value::Array(spans) => groups.push((ALL_SPANS.to_owned(), spans)),
        Value::Object(named) => {
            for (name, spans) in named {
                match spans {
                    Value::Array(spans) => groups.push((name, spans)),
                    _ => reading.tell(Effect::LeftOut, format!("group “{name}” left out"), "it is no list"),
                }
            }
        }
        _ => reading.tell(Effect::LeftOut, "spans left out", "they are neither a list nor groups of lists"),
    }
    for (name, _) in &groups {
        if name != ALL_SPANS && !name.starts_with(ANNOTATOR) && told.insert(format!("group {name}")) {
            let what = format!("spans of the group “{name}” taken like others");
            reading.tell(Effect::Note, what, "annotations stand in no groups");
        }
    }
    groups.sort_by_key(|(name, _)| !name.starts_with(ANNOTATOR));
    groups.extend(lists.map(|list| (ALL_SPANS.to_owned(), list)));
    groups
}

/// A span: an object, or start, end and label in a list.
fn span_of(span: Value, told: &mut BTreeSet<String>, reading: &mut Reading<'_>) -> Option<SpanLine> {
    let read = match &span {
        Value::Array(parts) if parts.len() == 3 => {
            <(usize, usize, String)>::deserialize(&span).map(|(start, end, label)| SpanLine {
                start,
                end,
                label,
                kb_id: String::new(),
                id: String::new(),
                text: None,
            })
        }
        _ => SpanLine::deserialize(&span),
    };
    match read {
        Ok(span) => {
            if !span.kb_id.is_empty() {
                tell_unknown("kb_id".to_owned(), told, reading);
            }
            Some(span)
        }
        Err(err) => {
            reading.report.num_in.annotations += 1;
            reading.tell(Effect::LeftOut, "span left out", err);
            None
        }
    }
}

/// Adds a span: as a fragment, where the annotator's last annotations have one of its id.
fn take_span(span: SpanLine, annotator: &str, article: &mut ArticleLine, reading: &mut Reading<'_>) {
    let SpanLine { start, end, label, id, text, .. } = span;
    let label = reading.label(&label);
    let begun =
        article.annotations.iter_mut().rev().find(|line| {
            !id.is_empty() && line.id == id && line.annotator == annotator && line.label == label
        });
    if let Some(begun) = begun {
        begun.fragments.push((start, end));
        match (&mut begun.text, text) {
            (Some(texts), Some(text)) => texts.push(text),
            (texts, _) => *texts = None,
        }
        return;
    }
    article.annotations.push(AnnotationLine {
        id,
        label,
        fragments: vec![(start, end)],
        text: text.map(|text| vec![text]),
        annotator: annotator.to_owned(),
        ..AnnotationLine::default()
    });
}
