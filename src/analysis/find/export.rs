//! What was found as a table for other programs: CSV, TSV, and JSON Lines. The window and the command line both write
//! it so.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Hit;
use super::facts::Facts;
use crate::model::id::LabelId;
use crate::model::text::units::Unit;
use crate::model::text::visible::visible;

/// A table's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// The same with tabs.
    Tsv,
    /// One JSON object a line.
    JsonLines,
}

impl TableFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Tsv, Self::JsonLines];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::JsonLines => "JSON Lines",
        }
    }

    /// How its files end, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::JsonLines => "jsonl",
        }
    }
}

/// What counts as one in `start` and `end`.
const UNIT: Unit = Unit::CodePoint;

/// Writes hits in the order given.
pub fn write<'h>(
    hits: impl IntoIterator<Item = &'h Hit>,
    facts: &Facts<'_>,
    format: TableFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    let delimiter = match format {
        TableFormat::JsonLines => {
            for hit in hits {
                writeln!(out, "{}", to_json(hit, facts))?;
            }
            return Ok(());
        }
        TableFormat::Csv => b',',
        TableFormat::Tsv => b'\t',
    };
    let mut table = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    table.write_record(header()).map_err(io::Error::from)?;
    for hit in hits {
        table.write_record(cells(hit, facts)).map_err(io::Error::from)?;
    }
    table.flush()
}

/// A hit as an object of JSON; offsets count what `offset_unit` names.
pub fn to_json(hit: &Hit, facts: &Facts<'_>) -> Value {
    let row = facts.article(hit);
    let metadata = row.map(|row| &row.metadata);
    let mut value = json!({
        "article": hit.article.as_str(),
        "title": row.map(|row| row.shown_title.as_str()),
        "date": metadata.and_then(|metadata| metadata.date).map(|date| date.to_string()),
        "outlet": metadata.map(|metadata| metadata.outlet.as_str()),
        "offset_unit": UNIT.name(),
        "start": hit.code_points.start,
        "end": hit.code_points.end,
        "before": hit.context.before,
        "text": hit.context.words,
        "after": hit.context.after,
        "tags": hit.tags.iter().map(LabelId::as_str).collect::<Vec<_>>(),
    });
    if let (Some(span), Some(object)) = (&hit.span, value.as_object_mut()) {
        object.insert("annotator".to_owned(), json!(span.annotator.as_str()));
        object.insert("annotation".to_owned(), json!(span.annotation.as_str()));
        object.insert("label".to_owned(), json!(hit.label.as_ref().map(LabelId::as_str)));
        object.insert("speaker".to_owned(), json!(facts.speakers(hit)));
    }
    value
}

fn header() -> Vec<String> {
    let unit = UNIT.name();
    let mut header: Vec<String> = ["article", "title", "date", "outlet"].map(String::from).into();
    header.extend([format!("start_{unit}"), format!("end_{unit}")]);
    header.extend(
        ["before", "text", "after", "tags", "annotator", "annotation", "label", "speaker"].map(String::from),
    );
    header
}

fn cells(hit: &Hit, facts: &Facts<'_>) -> Vec<String> {
    let row = facts.article(hit);
    let metadata = row.map(|row| &row.metadata);
    // A table is looked at, too: in a terminal, in an editor.
    let text = |value: Option<&str>| visible(value.unwrap_or_default()).into_owned();
    let tags: Vec<&str> = hit.tags.iter().map(LabelId::as_str).collect();
    vec![
        hit.article.to_string(),
        text(row.map(|row| row.shown_title.as_str())),
        metadata.and_then(|metadata| metadata.date).map(|date| date.to_string()).unwrap_or_default(),
        text(metadata.map(|metadata| metadata.outlet.as_str())),
        hit.code_points.start.to_string(),
        hit.code_points.end.to_string(),
        hit.context.before.clone(),
        hit.context.words.clone(),
        hit.context.after.clone(),
        tags.join("; "),
        text(hit.span.as_ref().map(|span| span.annotator.as_str())),
        text(hit.span.as_ref().map(|span| span.annotation.as_str())),
        text(hit.label.as_ref().map(LabelId::as_str)),
        facts.speakers(hit),
    ]
}
