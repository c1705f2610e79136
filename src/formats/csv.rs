//! CSV (RFC 4180), and TSV, which is the same with tabs: one row an annotation, for tables and statistics. What a row
//! can't hold is left out; the interchange format of [`super::jsonl`] loses nothing.
//!
//! Offsets are written in code points, end exclusive. Read is any table: a row is an annotation, with its place or
//! its words, or a text with a label. By reference, rows have the SHA-256 of the
//! text, and the places of sources and cues, in place of words. Which column is what is proposed from the header, or told by a [`ColumnMap`].
//! Texts stand in the rows, in another table among the inputs, or in the corpus that is read into.

pub mod columns;
mod rows;
mod sheet;
mod table;
#[cfg(test)]
mod tests;

use std::io::{self, BufRead, Write};

use crate::model::id::ArticleId;
use crate::model::reader::OutputSink;
use crate::model::text::units::Unit;

use super::by_reference::WordsOut;
use super::dialect::read_with;
use super::imported::Imported;
use super::report::{Effect, Place, Report};
use super::selection::Selected;
use super::{Cells, Export, ExportOptions, Format, FormatError, FormatInfo, Input, ReadContext, write_file};

pub use columns::{ColumnMap, ColumnMapError, Field, propose_columns};
use rows::read_tables;
pub use sheet::{Preview, preview};
use table::Table;

/// One row an annotation, cells parted by commas.
pub struct Csv;

/// One row an annotation, cells parted by tabs.
pub struct Tsv;

/// What stands between several values in one cell.
const SEPARATOR: &str = "; ";
/// What stands between the fragments of a discontinuous annotation.
const GAP: &str = " […] ";
/// How the article itself is called where it is a party.
const THE_ARTICLE: &str = "(article)";
const UNIT: Unit = Unit::CodePoint;

/// A row, cell by cell.
pub(super) type Row = Vec<String>;

/// What a table can't hold.
const LIMITS: [&str; 7] = [
    "The texts of the articles are left out but for what annotations cover.",
    "Relations are left out.",
    "Decisions are left out but for the review status they add up to.",
    "States, coverage, codes and notes of layers are left out.",
    "Of voices and items only the names stand in the rows.",
    "Annotations without a place in today's text are left out.",
    super::HISTORY_STAYS,
];

impl Format for Csv {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "csv",
            name: "CSV, one row an annotation",
            reads: true,
            writes: true,
            offset_unit: UNIT,
            specification: "RFC 4180",
            is_folder: false,
            extension: "csv",
        }
    }

    fn cannot_hold(&self) -> Vec<&'static str> {
        LIMITS.to_vec()
    }

    fn by_reference(&self) -> bool {
        true
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
        write(b',', export, out)
    }

    fn read(
        &self,
        inputs: &mut [Input<'_>],
        context: ReadContext<'_>,
    ) -> Result<(Imported, Report), FormatError> {
        read(b',', self.info().id, inputs, context)
    }
}

impl Format for Tsv {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "tsv",
            name: "TSV, one row an annotation",
            specification: "https://www.iana.org/assignments/media-types/text/tab-separated-values, \
                            quoted as in RFC 4180",
            extension: "tsv",
            ..Csv.info()
        }
    }

    fn cannot_hold(&self) -> Vec<&'static str> {
        LIMITS.to_vec()
    }

    fn by_reference(&self) -> bool {
        true
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
        write(b'\t', export, out)
    }

    fn read(
        &self,
        inputs: &mut [Input<'_>],
        context: ReadContext<'_>,
    ) -> Result<(Imported, Report), FormatError> {
        read(b'\t', self.info().id, inputs, context)
    }
}

fn read(
    delimiter: u8,
    id: &'static str,
    inputs: &mut [Input<'_>],
    context: ReadContext<'_>,
) -> Result<(Imported, Report), FormatError> {
    let columns = context.options.columns.clone();
    read_with(id, context, &mut |reading| read_tables(delimiter, inputs, columns.as_ref(), reading))
}

fn write(delimiter: u8, export: &Export<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
    let Export { corpus, selection, name, options: ExportOptions { cells, .. }, texts, .. } = *export;
    let selected = Selected::new(corpus, selection);
    let mut report = Report { num_in: selected.num_in(), ..Report::default() };
    let table = Table::new(&selected, selection.reviewer.as_ref(), texts);
    let mut written: Vec<ArticleId> = Vec::new();
    write_file(out, name, &mut |file| {
        written.clear();
        let file = ::csv::WriterBuilder::new().delimiter(delimiter).from_writer(file);
        write_rows(name, &selected, &table, cells, file, &mut written, &mut report)
    })?;
    let back = out.read_back(name).map_err(|source| FormatError::Read { name: name.to_owned(), source })?;
    let back = ::csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(back);
    prove(name, &selected, &table, cells, &written, back)?;
    if cells == Cells::ForSpreadsheet {
        let why =
            "cells that a spreadsheet would take for formulas begin with an apostrophe, which is not theirs";
        report.add(
            Place::default(),
            Effect::Note,
            format!("{name} is for spreadsheets and can't be read back"),
            why,
        );
    }
    out.commit().map_err(|source| FormatError::Write { name: name.to_owned(), source })?;
    Ok(report)
}

fn write_rows(
    name: &str,
    selected: &Selected<'_>,
    table: &Table<'_>,
    cells: Cells,
    mut writer: ::csv::Writer<&mut dyn Write>,
    written: &mut Vec<ArticleId>,
    report: &mut Report,
) -> Result<(), FormatError> {
    let mut words = WordsOut::default();
    let failed = |err: ::csv::Error| FormatError::Write { name: name.to_owned(), source: io_error(err) };
    writer.write_record(for_cells(table.header(), cells)).map_err(failed)?;
    for id in selected.articles() {
        let article = match selected.article(id) {
            Ok(article) => article,
            Err(err) => {
                report.add(Place::default().in_article(id), Effect::LeftOut, "article left out", err.why);
                continue;
            }
        };
        for row in table.rows(name, &article.content, &mut words)? {
            writer.write_record(for_cells(row, cells)).map_err(failed)?;
            report.num_out.annotations += 1;
        }
        report.num_out.articles += 1;
        written.push(id.clone());
    }
    words.tell(report);
    writer.flush().map_err(|err| failed(err.into()))
}

/// Reads back what was written and compares it, cell by cell, with what was selected.
fn prove(
    name: &str,
    selected: &Selected<'_>,
    table: &Table<'_>,
    cells: Cells,
    written: &[ArticleId],
    mut reader: ::csv::Reader<Box<dyn BufRead>>,
) -> Result<(), FormatError> {
    let differs = |what: String| FormatError::Differs { name: name.to_owned(), what };
    let header = table.header();
    let mut records = reader.records();
    let mut compare = |row: Row| -> Result<(), FormatError> {
        let line = |record: &::csv::StringRecord| record.position().map_or(0, ::csv::Position::line);
        let record = match records.next() {
            Some(Ok(record)) => record,
            Some(Err(err)) => {
                return Err(FormatError::Read { name: name.to_owned(), source: io_error(err) });
            }
            None => return Err(differs("a row is missing".to_owned())),
        };
        let row = for_cells(row, cells);
        let idx = (0..row.len().max(record.len()))
            .find(|idx| row.get(*idx).map(String::as_str) != record.get(*idx));
        match idx {
            Some(idx) => {
                let column = header.get(idx).map_or("?", String::as_str);
                Err(differs(format!("the cell “{column}” of the row in line {}", line(&record))))
            }
            None => Ok(()),
        }
    };
    compare(table.header())?;
    for id in written {
        let article = selected.article(id).map_err(|err| differs(err.to_string()))?;
        let rows = table.rows(name, &article.content, &mut WordsOut::default())?;
        rows.into_iter().try_for_each(&mut compare)?;
    }
    match records.next() {
        Some(_) => Err(differs("there are more rows than annotations".to_owned())),
        None => Ok(()),
    }
}

/// The system's own error where there is one inside: what it is called matters to whoever tells it.
pub(super) fn io_error(err: ::csv::Error) -> io::Error {
    if !err.is_io_error() {
        return io::Error::other(err);
    }
    match err.into_kind() {
        ::csv::ErrorKind::Io(err) => err,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The cells of a row as they are written.
///
/// Spreadsheet programs take a cell for a formula if it begins with `=`, `+`, `-`, `@`, TAB, CR or LF; OWASP's
/// page "CSV Injection" (owasp.org/www-community/attacks/CSV_Injection) asks for an apostrophe before it and
/// for every cell to be quoted where it holds a separator or a quote, which the writer does.
pub(super) fn for_cells(row: Row, cells: Cells) -> Row {
    match cells {
        Cells::Plain => row,
        Cells::ForSpreadsheet => row
            .into_iter()
            .map(|cell| {
                if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
                    format!("'{cell}")
                } else {
                    cell
                }
            })
            .collect(),
    }
}
