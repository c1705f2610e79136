//! Rows of tables as articles with annotations: rows are gathered by article, then each finds its place in the text.

mod cells;
mod places;

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::imported::ArticleContent;
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, Span};
use crate::formats::interchange::places::shortened;
use crate::formats::interchange::writer::LineWriter;
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place};
use crate::formats::{FormatError, Input};
use crate::model::corpus::CorpusState;
use crate::model::tagset::AttributeKind;
use crate::model::tagset::default::default_tagset;
use crate::model::text::units::Unit;

use super::columns::{ColumnMap, Field, plain_name, propose_columns};
use super::sheet::{Decoded, Sheet, SheetRow, read_text};
use cells::{attribute_value, items_of, voices_of};
use places::{Counting, locate};

/// The columns of one table.
struct Columns {
    fields: BTreeMap<Field, usize>,
    /// The ids of attributes with what values they take, and their columns.
    attributes: Vec<(String, Option<AttributeKind>, usize)>,
    /// What the offsets are said to count.
    unit: Option<Unit>,
    /// Which of them hold places, since their names have a unit.
    placed: BTreeSet<Field>,
    /// How many cells the header has.
    width: usize,
}

/// Everything that the tables say of one article.
struct Draft {
    line: ArticleLine,
    /// Where it is met first.
    here: Place,
    rows: Vec<TableRow>,
}

/// An annotation that has not found its place yet.
struct TableRow {
    here: Place,
    line: AnnotationLine,
    /// What its offsets are said to count.
    unit: Option<Unit>,
    /// What names the speaker, and what reports.
    outside: [Outside; 2],
}

/// Words that belong to an annotation and lie outside it.
enum Outside {
    /// As they are.
    Words(String),
    /// By their places, in the unit of the table.
    Places(Vec<Span>),
}

/// The articles of all tables in the order they are met.
#[derive(Default)]
struct Gathered {
    drafts: Vec<Draft>,
    /// By the id the table has for them.
    by_id: BTreeMap<String, usize>,
    /// Those without an id, by their text.
    by_text: BTreeMap<String, usize>,
}

/// Reads all tables. `told` says which column is what; texts that are in none are the corpus's own.
pub fn read_tables(
    delimiter: u8,
    inputs: &mut [Input<'_>],
    told: Option<&ColumnMap>,
    reading: &mut Reading<'_>,
) -> Result<(), FormatError> {
    let mut gathered = Gathered::default();
    for input in inputs {
        reading.here = Place { file: Some(input.name.clone()), ..Place::default() };
        let decoded = read_text(input)?;
        tell_encoding(&decoded, reading);
        gathered.read(&input.name, &Sheet::new(&decoded.text, delimiter), told, reading);
    }
    for draft in gathered.drafts {
        finish(draft, reading);
    }
    Ok(())
}

fn tell_encoding(decoded: &Decoded, reading: &mut Reading<'_>) {
    let Decoded { encoding, is_guess, has_errors, .. } = decoded;
    if *is_guess {
        let why = "nothing in the file says which it is";
        reading.tell(Effect::Note, format!("the table was taken to be in {encoding}"), why);
    }
    if *has_errors {
        let why = format!("they are nothing in {encoding}");
        reading.tell(Effect::Changed, "bytes of the table became �", why);
    }
}

impl Columns {
    /// The columns of a header, as it is told or proposed. What is not there is reported, and what has no use.
    fn new(header: &SheetRow, told: Option<&ColumnMap>, reading: &mut Reading<'_>) -> Self {
        let names: Vec<&str> = header.cells.iter().map(|name| name.trim()).collect();
        let map = told.cloned().unwrap_or_else(|| proposed(&names, reading));
        let mut columns = Self {
            fields: BTreeMap::new(),
            attributes: Vec::new(),
            unit: None,
            placed: BTreeSet::new(),
            width: names.len(),
        };
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let mut column = |name: &str, reading: &mut Reading<'_>| {
            let same = |other: &&str| other.to_lowercase() == name.to_lowercase();
            let exact = names.iter().position(|other| *other == name);
            let found = exact.or_else(|| names.iter().position(same));
            if found.is_none() {
                reading.tell(
                    Effect::LeftOut,
                    format!("column “{name}” left out"),
                    "the table has no such column",
                );
            }
            used.extend(found);
            found
        };
        for (field, name) in map.fields() {
            let Some(idx) = column(name.trim(), reading) else { continue };
            columns.fields.insert(field, idx);
            let unit = plain_name(names[idx]).1;
            columns.placed.extend(unit.map(|_| field));
            if matches!(field, Field::Start | Field::Fragments) {
                columns.unit = columns.unit.or(unit);
            }
        }
        for (name, told) in map.attributes() {
            let Some(idx) = column(told.trim(), reading) else { continue };
            let id = reading.attribute(name);
            let kind = kind_of(&id, reading);
            columns.attributes.push((id, kind, idx));
        }
        for (idx, name) in names.iter().enumerate() {
            if !used.contains(&idx) && !name.is_empty() {
                reading.tell(
                    Effect::LeftOut,
                    format!("column “{name}” left out"),
                    "nothing says what it holds",
                );
            }
        }
        columns
    }

    fn has(&self, field: Field) -> bool {
        self.fields.contains_key(&field)
    }

    /// The cell of a field, empty where there is none.
    fn cell<'r>(&self, row: &'r SheetRow, field: Field) -> &'r str {
        self.fields.get(&field).and_then(|idx| row.cells.get(*idx)).map_or("", String::as_str)
    }
}

/// Which values an attribute takes: in the corpus, else by default.
fn kind_of(id: &str, reading: &Reading<'_>) -> Option<AttributeKind> {
    let defaults = default_tagset();
    let known = reading.known.map(|state| &state.tagset);
    let tagsets = [known, Some(&defaults), Some(&reading.tagset)].into_iter().flatten();
    let mut attributes = tagsets.flat_map(|tagset| tagset.attributes.values());
    attributes.find(|attribute| attribute.id.as_str() == id).map(|attribute| attribute.kind.clone())
}

/// The columns as their names tell, with those that are called as attributes of the corpus are.
fn proposed(names: &[&str], reading: &Reading<'_>) -> ColumnMap {
    let mut map = propose_columns(names);
    let taken: BTreeSet<String> = map.fields().map(|(_, column)| column.to_owned()).collect();
    let known = reading.known.into_iter().flat_map(|state| state.tagset.attributes.values());
    for attribute in known {
        let is_it = |name: &&&str| **name == attribute.id.as_str() || **name == attribute.name;
        let column = names.iter().find(is_it).filter(|name| !taken.contains(**name));
        if let Some(column) = column {
            map.set_attribute(attribute.id.to_string(), Some((*column).to_owned()));
        }
    }
    map
}

impl Gathered {
    fn read(&mut self, file: &str, sheet: &Sheet<'_>, told: Option<&ColumnMap>, reading: &mut Reading<'_>) {
        let mut rows = sheet.rows();
        let Some(header) = rows.next() else { return };
        reading.here = Place::in_file(file, header.line);
        let columns = Columns::new(&header, told, reading);
        if !columns.has(Field::Article) && !columns.has(Field::Text) {
            let why = "no column is known to hold texts or the ids of articles; say which does, such as text=COLUMN";
            reading.tell(Effect::LeftOut, "table left out", why);
            return;
        }
        for row in rows {
            reading.here = Place::in_file(file, row.line);
            if row.cells.len() != columns.width {
                let why = format!("the header has {}", columns.width);
                reading.tell(
                    Effect::Changed,
                    format!("row of {} cells taken as far as it goes", row.cells.len()),
                    why,
                );
            }
            self.take(&row, &columns, reading);
        }
    }

    fn take(&mut self, row: &SheetRow, columns: &Columns, reading: &mut Reading<'_>) {
        let Some(draft) = self.draft(row, columns, reading) else { return };
        let says_something =
            [Field::Label, Field::Start, Field::End, Field::Fragments, Field::Words, Field::Id];
        if says_something.into_iter().all(|field| columns.cell(row, field).trim().is_empty()) {
            return;
        }
        match annotation(row, columns, reading) {
            Ok(row) => draft.rows.push(row),
            Err(why) => {
                reading.report.num_in.annotations += 1;
                reading.tell(Effect::LeftOut, "annotation left out", why);
            }
        }
    }

    /// The article that a row is of, with what the row says of it.
    fn draft(&mut self, row: &SheetRow, columns: &Columns, reading: &mut Reading<'_>) -> Option<&mut Draft> {
        let (id, text) = (columns.cell(row, Field::Article).trim(), columns.cell(row, Field::Text));
        let known = if id.is_empty() { self.by_text.get(text) } else { self.by_id.get(id) };
        let idx = match known {
            Some(idx) => *idx,
            None if id.is_empty() && text.is_empty() => {
                reading.tell(Effect::LeftOut, "row left out", "it names no article and has no text");
                return None;
            }
            None => {
                let idx = self.drafts.len();
                if id.is_empty() {
                    self.by_text.insert(text.to_owned(), idx);
                } else {
                    self.by_id.insert(id.to_owned(), idx);
                }
                let line = ArticleLine { id: id.to_owned(), ..ArticleLine::default() };
                self.drafts.push(Draft { line, here: reading.here.clone(), rows: Vec::new() });
                idx
            }
        };
        let draft = self.drafts.get_mut(idx)?;
        match &draft.line.text {
            Some(held) if !text.is_empty() && held != text => {
                let why = format!("an earlier row has another text for {id}");
                reading.tell(Effect::LeftOut, "row left out", why);
                return None;
            }
            None if !text.is_empty() => draft.line.text = Some(text.to_owned()),
            _ => {}
        }
        let date = columns.cell(row, Field::Date).trim();
        // The day of a time.
        let date = date.get(..10).filter(|_| date[10..].starts_with(['T', ' '])).unwrap_or(date);
        let line = &mut draft.line;
        for (held, cell) in [
            (&mut line.title, columns.cell(row, Field::Title)),
            (&mut line.byline, columns.cell(row, Field::Byline)),
            (&mut line.date, date),
            (&mut line.outlet, columns.cell(row, Field::Outlet)),
            (&mut line.language, columns.cell(row, Field::Language)),
            (&mut line.url, columns.cell(row, Field::Url)),
            (&mut line.text_sha256, columns.cell(row, Field::TextHash)),
        ] {
            if held.is_empty() {
                cell.clone_into(held);
            }
        }
        Some(draft)
    }
}

/// The annotation of a row, without its place.
fn annotation(row: &SheetRow, columns: &Columns, reading: &mut Reading<'_>) -> Result<TableRow, String> {
    let cell = |field| columns.cell(row, field).trim();
    if cell(Field::Label).is_empty() {
        return Err("it has no label".to_owned());
    }
    let fragments = cells::fragments_of(cell(Field::Fragments), cell(Field::Start), cell(Field::End))?;
    let words = columns.cell(row, Field::Words);
    let mut line = AnnotationLine {
        id: cell(Field::Id).to_owned(),
        label: reading.label(cell(Field::Label)),
        text: cells::covered(words, fragments.len()),
        fragments,
        voices: voices_of([cell(Field::Speaker), cell(Field::Via), cell(Field::Addressee)]),
        items: items_of(cell(Field::Items), reading.known),
        certainty: cell(Field::Certainty).to_lowercase(),
        note: columns.cell(row, Field::Note).to_owned(),
        annotator: cell(Field::Annotator).to_owned(),
        created: cell(Field::Created).to_owned(),
        changed: cell(Field::Changed).to_owned(),
        ..AnnotationLine::default()
    };
    for (name, kind, idx) in &columns.attributes {
        let Some(cell) = row.cells.get(*idx).filter(|cell| !cell.is_empty()) else { continue };
        line.attributes.insert(name.clone(), attribute_value(cell, kind.as_ref(), reading.known));
    }
    let outside = [Field::Source, Field::Cue].map(|field| {
        if !columns.placed.contains(&field) {
            return Outside::Words(cell(field).to_owned());
        }
        let spans = cells::fragments_of(cell(field), "", "").unwrap_or_else(|why| {
            reading.tell(Effect::LeftOut, format!("{} left out", field.name()), why);
            Vec::new()
        });
        Outside::Places(spans)
    });
    Ok(TableRow { here: reading.here.clone(), line, unit: columns.unit, outside })
}

/// Finds the places of an article's annotations and gives the article away.
fn finish(draft: Draft, reading: &mut Reading<'_>) {
    let Draft { line, here, rows } = draft;
    reading.here = here.clone();
    let stated = rows.iter().find_map(|row| row.unit).filter(|unit| *unit != Unit::Grapheme);
    let stated = stated.unwrap_or(Unit::CodePoint);
    let id = line.id.clone();
    let mut line = match with_text(line, stated, reading) {
        Ok(line) => line,
        Err(why) => {
            reading.report.num_in.articles += 1;
            reading.report.num_in.annotations += rows.len();
            let what = format!("article {id} left out, with {} annotations", rows.len());
            let why = format!("no table has a text for it, and {why}");
            return reading.tell(Effect::LeftOut, what, why);
        }
    };
    let text = line.text.take().unwrap_or_default();
    let counting = Counting::of(&text, stated, rows.iter().map(|row| &row.line));
    if let Some(how) = counting.differs_from(stated) {
        let why = "the words of the annotations agree with that";
        reading.tell(Effect::Changed, format!("offsets were taken to count {how}"), why);
    }
    counting.unit.name().clone_into(&mut line.offset_unit);
    let places = counting.places(&text);
    for row in rows {
        let TableRow { here, line: mut annotation, outside, .. } = row;
        reading.here = here;
        match places.settle(&mut annotation) {
            Ok(()) => {}
            Err(why) => {
                reading.report.num_in.annotations += 1;
                reading.tell(Effect::LeftOut, "annotation left out", why);
                continue;
            }
        }
        let [source, cue] = &outside;
        for (told, spans, what) in
            [(source, &mut annotation.source, "source"), (cue, &mut annotation.cue, "cue")]
        {
            let (found, what) = match told {
                Outside::Words(words) => {
                    let ranges = locate(&text, words);
                    let what = format!("{what} “{}” left out", shortened(words));
                    (ranges.and_then(|ranges| places.spans(&ranges)), what)
                }
                Outside::Places(told) => (places.settled(told), format!("{what} left out")),
            };
            match found {
                Ok(found) => *spans = found,
                Err(why) => reading.tell(Effect::LeftOut, what, why),
            }
        }
        line.annotations.push(annotation);
    }
    line.text = Some(text);
    reading.here = here;
    reading.article(line);
}

/// The line of an article with a text: the table's, or the corpus's own; or why there is none.
fn with_text(line: ArticleLine, unit: Unit, reading: &Reading<'_>) -> Result<ArticleLine, String> {
    if line.text.is_some() {
        return Ok(line);
    }
    let article = reading.texts.article(&line.id, &line.text_sha256)?;
    let content = ArticleContent { article: (*article).clone(), layers: BTreeMap::new() };
    let written = LineWriter::counting(unit, &CorpusState::default()).article(&content);
    written.map_err(|err| err.to_string())
}
