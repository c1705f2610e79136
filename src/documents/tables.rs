//! Tables of articles, one a row: CSV and its kin, JSON Lines, and arrays of objects in JSON.
//!
//! Which column holds what is told by the options or by the names that people use. The values stand as they are,
//! HTML excepted, which goes to its own reader. Annotations in such files are no business of this layer.

pub mod chosen;
mod columns;
pub(super) mod json;
mod preview;
mod rows;
#[cfg(test)]
mod tests;

use super::encoding::decode;
use super::{DocumentError, DocumentReader, Documents, Source};

pub use preview::{TablePreview, is_table, is_table_reader, preview};

use rows::Rows;

/// Reads tables with a header: comma, tab, semicolon or bar between the fields.
pub struct DelimitedTable;

/// Reads JSON Lines and JSON with an object an article.
pub struct JsonArticles;

impl DocumentReader for DelimitedTable {
    fn name(&self) -> &'static str {
        "Table of articles (CSV, TSV)"
    }

    fn id(&self) -> &'static str {
        "table 1"
    }

    fn media_type(&self) -> &'static str {
        "text/csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "tab"]
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let decoded = decode(source.bytes)?;
        let mut rows = Rows::new(source, &decoded);
        read_delimited(source, &decoded.text, &mut rows)?;
        rows.finish()
    }
}

impl DocumentReader for JsonArticles {
    fn name(&self) -> &'static str {
        "JSON of articles"
    }

    fn id(&self) -> &'static str {
        "json 1"
    }

    fn media_type(&self) -> &'static str {
        "application/json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson", "json"]
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let decoded = decode(source.bytes)?;
        let mut rows = Rows::new(source, &decoded);
        json::read_rows(&decoded.text, &mut |part, row| rows.take_object(part, row))?;
        rows.finish()
    }
}

/// Takes the rows of a table.
fn read_delimited(source: &Source<'_>, text: &str, rows: &mut Rows<'_>) -> Result<(), DocumentError> {
    let (named, table) = named_delimiter(text);
    let mut reader = csv_reader(table, delimiter_of(named, table, source));
    let mut header = csv::StringRecord::new();
    if !reader.read_record(&mut header).map_err(broken)? {
        return Err(DocumentError::Empty);
    }
    let columns: Vec<&str> = header.iter().map(str::trim).collect();
    rows.check_names(&columns)?;
    // A line that names the delimiter is not part of the table.
    let num_above = u64::from(named.is_some());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        let line = line_of(table, record.position()) + num_above;
        let part = format!("line {line}");
        let filled = record.iter().enumerate().filter(|(_, field)| !field.trim().is_empty());
        let num_fields = filled.last().map_or(0, |(idx, _)| idx + 1);
        if num_fields > columns.len() {
            let why = format!("it has {num_fields} fields, the header {}", columns.len());
            rows.leave_out(part, DocumentError::Broken { kind: "row", why })?;
            continue;
        }
        let cells: Vec<&str> = record.iter().collect();
        rows.take(part, &columns, &cells)?;
    }
    Ok(())
}

fn broken(err: csv::Error) -> DocumentError {
    DocumentError::Broken { kind: "table", why: err.to_string() }
}

/// What stands between the fields of a table, which may be named above it.
fn delimiter_of(named: Option<u8>, table: &str, source: &Source<'_>) -> u8 {
    let prefers_tab = !source.name.to_ascii_lowercase().ends_with(".csv");
    named.unwrap_or_else(|| likely_delimiter(table, prefers_tab, source))
}

/// The line in which a record begins; its position is that of the blank lines before it.
fn line_of(table: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = table.as_bytes().get(start..).unwrap_or_default();
    (position.line()..).zip(rest).find(|(_, byte)| **byte != b'\n').map_or(position.line(), |(line, _)| line)
}

fn csv_reader(table: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(table.as_bytes())
}

/// The delimiter that a first line "sep=;" names, as spreadsheets write it, and the table below it.
fn named_delimiter(text: &str) -> (Option<u8>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        Some(&[delimiter]) if delimiter.is_ascii() => (Some(delimiter), rest),
        _ => (None, text),
    }
}

/// The delimiter that gives a header with a column of text, and then rows as long as the header.
fn likely_delimiter(table: &str, prefers_tab: bool, source: &Source<'_>) -> u8 {
    /// What is looked at, in bytes and rows.
    const LOOK: (usize, usize) = (256 << 10, 30);
    let candidates = if prefers_tab { *b"\t,;|" } else { *b",;\t|" };
    let head = &table[..table.floor_char_boundary(LOOK.0)];
    let is_whole = head.len() == table.len();
    let score = |delimiter: u8| {
        let mut records: Vec<csv::StringRecord> =
            csv_reader(head, delimiter).into_records().take(LOOK.1).map_while(Result::ok).collect();
        if !is_whole && records.len() > 1 && records.len() < LOOK.1 {
            // The last one was cut.
            records.pop();
        }
        let header: Vec<&str> = records.first().map_or_else(Vec::new, |header| header.iter().collect());
        let num_even = records.iter().filter(|record| record.len() == header.len()).count();
        let has_text = columns::Columns::of(&header, &source.options.columns).text.is_some();
        (has_text, header.len() > 1, num_even * 100 / records.len().max(1), header.len())
    };
    // Of several that are as good the first is taken.
    candidates.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}
