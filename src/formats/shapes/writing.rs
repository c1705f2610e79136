//! Rows into a file, article by article, and back again: what is read back has to be what was made.

use std::io::{BufRead, Write};

use serde_json::Value;

use super::here::{Book, Here};
use super::rows::{Left, Row, Rows, columns};
use super::{Gather, Shape, ShapePlan};
use crate::formats::by_reference::WordsOut;
use crate::formats::csv::{for_cells, io_error};
use crate::formats::json_lines::{LineSource, write_line};
use crate::formats::report::{Effect, Place, Report};
use crate::formats::selection::{ReviewScope, Selected, Selection};
use crate::formats::splits::Split;
use crate::formats::{Cells, Export, FormatError, write_file};
use crate::model::corpus::Layers;
use crate::model::id::ArticleId;
use crate::model::limits::MAX_DATASET_LINE_BYTES;
use crate::model::reader::OutputSink;

/// The kind of file that rows are written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFile {
    /// An object a line, with its columns in order.
    JsonLines,
    /// RFC 4180, with a line of names.
    Csv,
}

impl RowFile {
    /// The kind that goes by the id of a format; none for formats that are for articles only.
    pub fn of_format(id: &str) -> Option<Self> {
        match id {
            "jsonl" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
        }
    }
}

/// Rows to be written.
#[derive(Clone, Copy)]
pub struct ShapeExport<'e> {
    /// The corpus, the selection, the file's name, how cells are written, whether rows hold their texts.
    pub export: Export<'e>,
    /// Which rows.
    pub plan: ShapePlan,
    /// Into which kind of file.
    pub file: RowFile,
    /// The side that the selected articles are on.
    pub split: Option<Split>,
}

/// Writes rows, reads them back, compares, and commits the sink if nothing differs.
///
/// Articles that can't be read are left out and reported. On an error nothing is committed.
pub fn write_shape(shape: &ShapeExport<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
    let name = shape.export.name;
    let mut selection: Selection = shape.export.selection.clone();
    if shape.plan.gather == Gather::Result {
        selection.scope = ReviewScope::Result;
    }
    let selected = Selected::new(shape.export.corpus, &selection);
    let mut report = Report { num_in: selected.num_in(), ..Report::default() };
    let table = Table {
        name,
        columns: columns(shape.plan, shape.export.texts),
        split: shape.split,
        cells: shape.export.options.cells,
        book: Book::new(selected, &selection, shape.plan, shape.export.texts),
    };
    let mut written: Vec<ArticleId> = Vec::new();
    let mut told = Told::default();
    write_file(out, name, &mut |file| {
        written.clear();
        told = Told::default();
        let mut writer = Writer::new(shape.file, file);
        table.write(&mut writer, &mut written, &mut told, &mut report)
    })?;
    let failed = |source| FormatError::Read { name: name.to_owned(), source };
    let mut back = out.read_back(name).map_err(failed)?;
    match shape.file {
        RowFile::JsonLines => table.prove_lines(&written, &mut *back)?,
        RowFile::Csv => table.prove_cells(&written, &mut *back)?,
    }
    told.tell(&table, &mut report);
    out.commit().map_err(|source| FormatError::Write { name: name.to_owned(), source })?;
    Ok(report)
}

/// What was made of the articles.
#[derive(Default)]
struct Told {
    num_rows: usize,
    /// Selected annotations that are in no row.
    num_without_row: usize,
    left: Left,
    words: WordsOut,
}

impl Told {
    fn tell(&self, table: &Table<'_>, report: &mut Report) {
        report.add(
            Place::default(),
            Effect::Note,
            format!("{} rows written to {}", self.num_rows, table.name),
            "",
        );
        for (count, what, why) in self.left.named().into_iter().filter(|(count, ..)| *count > 0) {
            report.add(Place::default(), Effect::LeftOut, format!("{count} {what} left out"), why);
        }
        if self.num_without_row > 0 {
            let why = match table.book.plan.shape {
                Shape::Pairs => "nothing that they could be related to stands near",
                Shape::Speakers => "only quotes with a speaker make rows; others only name candidates",
                _ => "no sentence that makes a row holds them",
            };
            let what = format!("{} annotations are in no row", self.num_without_row);
            report.add(Place::default(), Effect::LeftOut, what, why);
        }
        // Other rows don't say who speaks, or say it by places.
        if table.columns.contains(&"speakers") {
            WordsOut { unnamed: self.words.unnamed, ..WordsOut::default() }.tell(report);
        }
        if table.cells == Cells::ForSpreadsheet {
            let what = format!("{} is for spreadsheets and can't be read back", table.name);
            let why = "cells that a spreadsheet would take for formulas begin with an apostrophe, which is not theirs";
            report.add(Place::default(), Effect::Note, what, why);
        }
    }
}

/// What is known of all rows.
struct Table<'e> {
    name: &'e str,
    columns: Vec<&'static str>,
    split: Option<Split>,
    cells: Cells,
    book: Book<'e>,
}

enum Writer<'f> {
    Lines(&'f mut dyn Write),
    Cells(Box<::csv::Writer<&'f mut dyn Write>>),
}

impl<'f> Writer<'f> {
    fn new(file: RowFile, out: &'f mut dyn Write) -> Self {
        match file {
            RowFile::JsonLines => Self::Lines(out),
            RowFile::Csv => Self::Cells(Box::new(::csv::Writer::from_writer(out))),
        }
    }
}

impl Table<'_> {
    fn failed(&self, err: ::csv::Error) -> FormatError {
        FormatError::Write { name: self.name.to_owned(), source: io_error(err) }
    }

    fn differs(&self, what: String) -> FormatError {
        FormatError::Differs { name: self.name.to_owned(), what }
    }

    /// The rows of an article and how many selected annotations it has; why there are none. `words` counts what was
    /// left out by reference.
    fn rows(&self, id: &ArticleId, words: &mut WordsOut) -> Result<(Rows, usize), String> {
        let article = self.book.selected.article(id).map_err(|err| err.why)?;
        let line = self.book.line(&article.content, words)?;
        let nothing = Layers::new();
        let here = Here::new(&self.book, &article.content, &line, &nothing);
        Ok((Rows::of(&here, &self.columns, self.split), article.content.counts().annotations))
    }

    fn write(
        &self,
        writer: &mut Writer<'_>,
        written: &mut Vec<ArticleId>,
        told: &mut Told,
        report: &mut Report,
    ) -> Result<(), FormatError> {
        if let Writer::Cells(cells) = writer {
            cells.write_record(&self.columns).map_err(|err| self.failed(err))?;
        }
        for id in self.book.selected.articles() {
            let (rows, num_selected) = match self.rows(id, &mut told.words) {
                Ok(made) => made,
                Err(why) => {
                    report.add(Place::default().in_article(id), Effect::LeftOut, "article left out", why);
                    continue;
                }
            };
            for row in &rows.list {
                match writer {
                    Writer::Lines(file) => write_line(file, self.name, row)?,
                    Writer::Cells(cells) => {
                        cells.write_record(self.in_cells(row)).map_err(|err| self.failed(err))?;
                    }
                }
            }
            told.num_rows += rows.list.len();
            told.num_without_row += num_selected - rows.about.len().min(num_selected);
            told.left.add(&rows.left);
            report.num_out.articles += 1;
            report.num_out.annotations += rows.about.len();
            report.num_out.relations += rows.num_relations;
            written.push(id.clone());
        }
        match writer {
            Writer::Lines(_) => Ok(()),
            Writer::Cells(cells) => cells.flush().map_err(|err| self.failed(err.into())),
        }
    }

    /// A text as it is, nothing for what is absent, everything else as JSON.
    fn in_cells(&self, row: &Row) -> Vec<String> {
        let cell = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        for_cells(row.values().map(cell).collect(), self.cells)
    }

    /// Gives every row once more.
    fn again(
        &self,
        written: &[ArticleId],
        compare: &mut dyn FnMut(&Row) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        for id in written {
            let (rows, _) = self.rows(id, &mut WordsOut::default()).map_err(|why| self.differs(why))?;
            rows.list.iter().try_for_each(&mut *compare)?;
        }
        Ok(())
    }

    fn prove_lines(&self, written: &[ArticleId], mut back: &mut dyn BufRead) -> Result<(), FormatError> {
        let failed = |source| FormatError::Read { name: self.name.to_owned(), source };
        let mut lines = LineSource::new(&mut back, MAX_DATASET_LINE_BYTES);
        self.again(written, &mut |row| {
            let Some(line) = lines.next().map_err(failed)? else {
                return Err(self.differs("a row is missing".to_owned()));
            };
            let number = line.number;
            let read: Row = serde_json::from_slice(line.bytes)
                .map_err(|err| self.differs(format!("line {number}: {err}")))?;
            let column = self.columns.iter().find(|column| read.get(**column) != row.get(**column));
            match column {
                Some(column) => Err(self.differs(format!("“{column}” in line {number}"))),
                None if read.len() != row.len() => Err(self.differs(format!("line {number}"))),
                None => Ok(()),
            }
        })?;
        match lines.next().map_err(failed)? {
            Some(_) => Err(self.differs("there are more rows than were made".to_owned())),
            None => Ok(()),
        }
    }

    fn prove_cells(&self, written: &[ArticleId], back: &mut dyn BufRead) -> Result<(), FormatError> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(back);
        let mut records = reader.records();
        let mut compare = |row: Vec<String>| match records.next() {
            Some(Ok(record)) if record.iter().eq(row.iter().map(String::as_str)) => Ok(()),
            Some(Ok(record)) => {
                let line = record.position().map_or(0, ::csv::Position::line);
                Err(self.differs(format!("the row in line {line}")))
            }
            Some(Err(err)) => Err(FormatError::Read { name: self.name.to_owned(), source: io_error(err) }),
            None => Err(self.differs("a row is missing".to_owned())),
        };
        compare(self.columns.iter().map(|column| (*column).to_owned()).collect())?;
        self.again(written, &mut |row| compare(self.in_cells(row)))?;
        match records.next() {
            Some(_) => Err(self.differs("there are more rows than were made".to_owned())),
            None => Ok(()),
        }
    }
}
