//! CSV (RFC 4180): one row an annotation, for tables and statistics. What a row can't hold is left out; the
//! interchange format of [`super::jsonl`] loses nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};

use crate::model::annotation::{Annotation, AnnotationRef, AttributeValue, ItemLink, Party, VoiceRole};
use crate::model::corpus::{CorpusState, Layers};
use crate::model::id::{AnnotatorId, ArticleId, AttributeId, ChoiceId, ItemId, VoiceId};
use crate::model::item::item_union;
use crate::model::quotes::Quotes;
use crate::model::reader::OutputSink;
use crate::model::text::Fragments;
use crate::model::text::units::{Unit, UnitMap};
use crate::model::voice::resolved_names;

use super::imported::ArticleContent;
use super::report::{Effect, Place, Report};
use super::selection::{Selected, StatusFilter};
use super::{Cells, Export, ExportOptions, Format, FormatError, FormatInfo, write_file};

/// One row an annotation.
pub struct Csv;

/// What stands between several values in one cell.
const SEPARATOR: &str = "; ";
/// What stands between the fragments of a discontinuous annotation.
const GAP: &str = " […] ";
const UNIT: Unit = Unit::CodePoint;

/// A row, cell by cell.
pub(super) type Row = Vec<String>;

/// What rows need to know of the whole corpus.
struct Table<'s> {
    state: &'s CorpusState,
    attributes: Vec<AttributeId>,
    voice_names: BTreeMap<VoiceId, String>,
    item_names: BTreeMap<ItemId, String>,
    reviewer: Option<&'s AnnotatorId>,
}

impl Format for Csv {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "csv",
            name: "CSV, one row an annotation",
            reads: false,
            writes: true,
            offset_unit: UNIT,
            specification: "RFC 4180",
            is_folder: false,
            extension: "csv",
        }
    }

    fn cannot_hold(&self) -> Vec<&'static str> {
        vec![
            "The texts of the articles are left out but for what annotations cover.",
            "Relations are left out.",
            "Decisions are left out but for the review status they add up to.",
            "States, coverage, codes and notes of layers are left out.",
            "Of voices and items only the names stand in the rows.",
            "Annotations without a place in today's text are left out.",
            super::HISTORY_STAYS,
        ]
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
        let Export { corpus, selection, name, options: ExportOptions { cells, .. } } = *export;
        let selected = Selected::new(corpus, selection);
        let mut report = Report { num_in: selected.num_in(), ..Report::default() };
        let table = Table::new(&selected, selection.reviewer.as_ref());
        let mut written: Vec<ArticleId> = Vec::new();
        write_file(out, name, &mut |file| {
            written.clear();
            write_rows(name, &selected, &table, cells, file, &mut written, &mut report)
        })?;
        let back =
            out.read_back(name).map_err(|source| FormatError::Read { name: name.to_owned(), source })?;
        prove(name, &selected, &table, cells, &written, back)?;
        if cells == Cells::ForSpreadsheet {
            let why = "cells that a spreadsheet would take for formulas begin with an apostrophe, which is not theirs";
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
}

fn write_rows(
    name: &str,
    selected: &Selected<'_>,
    table: &Table<'_>,
    cells: Cells,
    file: &mut dyn Write,
    written: &mut Vec<ArticleId>,
    report: &mut Report,
) -> Result<(), FormatError> {
    let failed = |err: ::csv::Error| FormatError::Write { name: name.to_owned(), source: io_error(err) };
    let mut writer = ::csv::Writer::from_writer(file);
    writer.write_record(for_cells(table.header(), cells)).map_err(failed)?;
    for id in selected.articles() {
        let article = match selected.article(id) {
            Ok(article) => article,
            Err(err) => {
                report.add(Place::default().in_article(id), Effect::LeftOut, "article left out", err.why);
                continue;
            }
        };
        for row in table.rows(name, &article.content)? {
            writer.write_record(for_cells(row, cells)).map_err(failed)?;
            report.num_out.annotations += 1;
        }
        report.num_out.articles += 1;
        written.push(id.clone());
    }
    writer.flush().map_err(|err| failed(err.into()))
}

/// Reads back what was written and compares it, cell by cell, with what was selected.
fn prove(
    name: &str,
    selected: &Selected<'_>,
    table: &Table<'_>,
    cells: Cells,
    written: &[ArticleId],
    back: Box<dyn BufRead>,
) -> Result<(), FormatError> {
    let differs = |what: String| FormatError::Differs { name: name.to_owned(), what };
    let header = table.header();
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(back);
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
        table.rows(name, &article.content)?.into_iter().try_for_each(&mut compare)?;
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

impl<'s> Table<'s> {
    fn new(selected: &Selected<'s>, reviewer: Option<&'s AnnotatorId>) -> Self {
        let state = selected.state();
        let mut attributes: Vec<AttributeId> =
            state.tagset.ordered_attributes().into_iter().map(|attribute| attribute.id.clone()).collect();
        let known: BTreeSet<&AttributeId> = state.tagset.attributes.keys().collect();
        let layers = state.layers.values().flat_map(BTreeMap::values);
        let used = layers
            .flat_map(|layer| layer.annotations.values())
            .flat_map(|annotation| annotation.attributes.keys());
        let unknown: BTreeSet<&AttributeId> = used.filter(|id| !known.contains(id)).collect();
        attributes.extend(unknown.into_iter().cloned());
        let items =
            state.items.iter().flat_map(|(owner, items)| items.values().map(move |item| (owner, &**item)));
        Self {
            state,
            attributes,
            voice_names: resolved_names(&state.register()),
            item_names: item_union(items).into_iter().map(|(id, (_, item))| (id, item.name)).collect(),
            reviewer,
        }
    }

    fn header(&self) -> Row {
        let unit = UNIT.name();
        let mut header: Row =
            ["article", "title", "date", "outlet", "annotator", "id", "label"].map(String::from).into();
        header.extend([
            format!("start_{unit}"),
            format!("end_{unit}"),
            "text".to_owned(),
            format!("fragments_{unit}"),
        ]);
        header
            .extend(["speakers", "via", "addressee", "source", "cue", "certainty", "note"].map(String::from));
        header.extend(self.attributes.iter().map(|id| format!("attr:{id}")));
        header.extend(["items", "review", "created", "changed"].map(String::from));
        header
    }

    /// The rows of an article: by annotator, then by first start and id.
    fn rows(&self, name: &str, content: &ArticleContent) -> Result<Vec<Row>, FormatError> {
        let spans = UnitMap::new(content.article.text.as_str(), UNIT);
        let nothing = Layers::new();
        // What reviewers say is asked of all layers, the selected or not.
        let layers = self.state.layers.get(&content.article.id).unwrap_or(&nothing);
        let mut rows = Vec::new();
        for (annotator, layer) in &content.layers {
            let quotes = Quotes::of(layer);
            let mut in_order: Vec<&Annotation> =
                layer.annotations.values().map(|annotation| &**annotation).collect();
            in_order.sort_by_key(|annotation| annotation.fragments.start());
            for annotation in in_order {
                let row = self.row(content, (annotator, annotation), &quotes, &spans, layers);
                rows.push(row.ok_or_else(|| FormatError::Differs {
                    name: name.to_owned(),
                    what: format!(
                        "annotation {} of article {} does not fit the text",
                        annotation.id, content.article.id
                    ),
                })?);
            }
        }
        Ok(rows)
    }

    /// None if a range does not fit the text.
    fn row(
        &self,
        content: &ArticleContent,
        (annotator, annotation): (&AnnotatorId, &Annotation),
        quotes: &Quotes,
        spans: &UnitMap<'_>,
        layers: &Layers,
    ) -> Option<Row> {
        let (article, text) = (&content.article, content.article.text.as_str());
        let place = annotation.fragments.hull();
        let (start, end) = spans.range_from_bytes(place)?;
        let ranges = annotation.fragments.ranges().iter().map(|range| spans.range_from_bytes(*range));
        let ranges: Vec<String> =
            ranges.map(|range| range.map(|(start, end)| format!("{start}-{end}"))).collect::<Option<_>>()?;
        let covered = |place: Option<&Fragments>| {
            place.map_or(Some(String::new()), |place| Some(place.covered(text).ok()?.join(GAP)))
        };
        let attribution = quotes.attribution(annotation);
        let parties = |role: VoiceRole| {
            let names: Vec<&str> = attribution.parties(role).map(|party| self.party(party)).collect();
            names.join(SEPARATOR)
        };
        let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
        // The annotation as it stands in the corpus is what was reviewed; here it may have been resolved.
        let reviewed = layers.get(annotator).and_then(|layer| layer.annotations.get(&annotation.id));
        let status =
            StatusFilter::of(layers, &on, reviewed.map_or(annotation, |reviewed| &**reviewed), self.reviewer);
        let items: Vec<String> = annotation.items.iter().map(|link| self.item_link(link)).collect();
        let mut row = vec![
            article.id.to_string(),
            article.metadata.title.clone(),
            article.metadata.date.map(|date| date.to_string()).unwrap_or_default(),
            article.metadata.outlet.clone(),
            annotator.to_string(),
            annotation.id.to_string(),
            annotation.label.to_string(),
            start.to_string(),
            end.to_string(),
            covered(Some(&annotation.fragments))?,
            ranges.join(";"),
            parties(VoiceRole::Speaker),
            parties(VoiceRole::Via),
            parties(VoiceRole::Addressee),
            covered(attribution.source.as_ref())?,
            covered(attribution.cue.as_ref())?,
            annotation.certainty.name().to_owned(),
            annotation.note.clone(),
        ];
        row.extend(
            self.attributes
                .iter()
                .map(|id| annotation.attributes.get(id).map_or_else(String::new, |value| self.value(value))),
        );
        row.extend([
            items.join(SEPARATOR),
            status.name().to_owned(),
            annotation.provenance.created.to_string(),
            annotation.provenance.changed.to_string(),
        ]);
        Some(row)
    }

    /// A name for a party: an entry without one goes by its id.
    fn party<'a>(&'a self, party: &'a Party) -> &'a str {
        match party {
            Party::Registered(id) => {
                self.voice_names.get(id).filter(|name| !name.is_empty()).map_or(id.as_str(), |name| name)
            }
            Party::Unnamed { words, .. } => words,
            Party::Article => "(article)",
        }
    }

    fn item<'a>(&'a self, id: &'a ItemId) -> &'a str {
        self.item_names.get(id).filter(|name| !name.is_empty()).map_or(id.as_str(), |name| name)
    }

    fn item_link(&self, link: &ItemLink) -> String {
        format!("{} ({})", self.item(&link.item), link.act.name())
    }

    fn value(&self, value: &AttributeValue) -> String {
        match value {
            AttributeValue::Flag(yes) => yes.to_string(),
            AttributeValue::Choice(choice) => choice.to_string(),
            AttributeValue::Choices(choices) => {
                let choices: Vec<&str> = choices.iter().map(ChoiceId::as_str).collect();
                choices.join(SEPARATOR)
            }
            AttributeValue::Text(text) => text.clone(),
            AttributeValue::Number(number) => number.get().to_string(),
            AttributeValue::Date(date) => date.to_string(),
            AttributeValue::Party(party) => self.party(party).to_owned(),
            AttributeValue::Item(item) => self.item(item).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
