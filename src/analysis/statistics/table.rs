//! A table of figures: what a plot draws, what CSV and JSON hold, and where each figure leads.

use serde_json::{Map, Value, json};

use crate::model::tagset::LabelColour;
use crate::model::text::numbers::to_two_places;

use super::filter::Behind;

/// A table. The same value feeds the plot, the rows beside it, the CSV and the JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its columns; the first names the row.
    pub columns: Vec<Column>,
    /// Its rows, in the order they are shown.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its key in CSV and JSON; never changes. Columns of labels are `label:` and the label's id.
    pub key: String,
    /// Its name on screen, as people gave it where it is a label; empty if only files have the column.
    pub name: String,
    /// What its figures count beyond what their row says; `None` if they count no spans.
    pub behind: Option<Behind>,
    /// The letter and colours of the label it counts.
    pub label: Option<LabelSign>,
}

/// How a label looks in plots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelSign {
    /// The letter that stands for it where colour alone would not do.
    pub letter: char,
    /// Its colours.
    pub colour: LabelColour,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// Which spans it is about; `None` if it is about no spans.
    pub behind: Option<Behind>,
    /// The letter and colours of the label it is about.
    pub label: Option<LabelSign>,
}

/// One figure or name.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A name, as files have it.
    Words(String),
    /// A count.
    Count(usize),
    /// A figure between counts, as a median is.
    Number(f64),
    /// There is none.
    Nothing,
}

/// Who reads a CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvReader {
    /// A program: cells as they are.
    Program,
    /// A spreadsheet, which takes names that begin with `=`, `+`, `-` or `@` for formulas: those get an
    /// apostrophe before them (OWASP, "CSV Injection").
    Spreadsheet,
}

impl Column {
    /// A column that names the rows, or says something else of them in words.
    pub fn words(key: &str, name: &str) -> Self {
        Self { key: key.to_owned(), name: name.to_owned(), behind: None, label: None }
    }

    /// A column of ids, which only files have: on screen names stand for them.
    pub fn ids(key: &str) -> Self {
        Self::words(key, "")
    }

    /// A column that counts spans, all those of the row.
    pub fn spans(key: &str, name: &str) -> Self {
        Self { behind: Some(Behind::default()), ..Self::words(key, name) }
    }
}

impl Cell {
    /// The figure, where it is one.
    pub fn figure(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Number(number) => Some(*number),
            Self::Words(_) | Self::Nothing => None,
        }
    }

    /// As CSV holds it: numbers with a point, at most two places behind it.
    pub fn to_text(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => to_two_places(*number).to_string(),
            Self::Nothing => String::new(),
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Words(words) => json!(words),
            Self::Count(count) => json!(count),
            Self::Number(number) => json!(to_two_places(*number)),
            Self::Nothing => Value::Null,
        }
    }
}

impl Table {
    /// The column of a key.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The columns that are shown on screen.
    pub fn shown_columns(&self) -> impl Iterator<Item = usize> {
        (0..self.columns.len()).filter(|idx| !self.columns[*idx].name.is_empty())
    }

    /// The name of a row, as files have it: its first cell on screen.
    pub fn row_name(&self, row: usize) -> String {
        let column = self.shown_columns().next().unwrap_or_default();
        self.rows.get(row).and_then(|row| row.cells.get(column)).map(Cell::to_text).unwrap_or_default()
    }

    /// What tells a row from the others, as files have it: all of its names, as the two labels of an overlap.
    pub fn row_title(&self, row: usize) -> String {
        let Some(row) = self.rows.get(row) else { return String::new() };
        let names = self.shown_columns().filter_map(|idx| match row.cells.get(idx)? {
            Cell::Words(words) => Some(words.as_str()),
            _ => None,
        });
        names.collect::<Vec<_>>().join(", ")
    }

    /// Which spans a cell counts: what its row and its column say together. `None` if it counts no spans.
    pub fn behind(&self, row: usize, column: usize) -> Option<Behind> {
        let row = self.rows.get(row)?.behind.as_ref()?;
        Some(row.and(self.columns.get(column)?.behind.as_ref()?))
    }

    /// The sum of a column's counts.
    pub fn sum(&self, column: usize) -> usize {
        let counts = self.rows.iter().filter_map(|row| match row.cells.get(column) {
            Some(Cell::Count(count)) => Some(*count),
            _ => None,
        });
        counts.sum()
    }

    /// As CSV: a line of the columns' keys, then one line a row.
    ///
    /// # Panics
    ///
    /// Never: a writer in memory takes every record.
    pub fn to_csv(&self, reader: CsvReader) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let safe = |text: String| match reader {
            CsvReader::Spreadsheet if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => {
                format!("'{text}")
            }
            _ => text,
        };
        let header = self.columns.iter().map(|column| safe(column.key.clone()));
        let mut write = |record: Vec<String>| writer.write_record(record).expect("memory takes everything");
        write(header.collect());
        for row in &self.rows {
            let cells = row.cells.iter().map(|cell| match cell {
                Cell::Words(words) => safe(words.clone()),
                figure => figure.to_text(),
            });
            write(cells.collect());
        }
        let bytes = writer.into_inner().expect("memory takes everything");
        String::from_utf8(bytes).expect("the cells are texts")
    }

    /// As JSON: a list of rows, each an object by the columns' keys.
    pub fn to_json(&self) -> Value {
        let row = |row: &Row| -> Value {
            let cells = self.columns.iter().zip(&row.cells);
            let map: Map<String, Value> =
                cells.map(|(column, cell)| (column.key.clone(), cell.to_json())).collect();
            Value::Object(map)
        };
        Value::Array(self.rows.iter().map(row).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let row = |name: &str, count: usize, number: f64| Row {
            cells: vec![Cell::Words(name.to_owned()), Cell::Count(count), Cell::Number(number)],
            behind: None,
            label: None,
        };
        Table {
            columns: vec![
                Column::words("outlet", "Outlet"),
                Column::spans("spans", "Spans"),
                Column::words("median", "Median"),
            ],
            rows: vec![row("Harbour, “Post”", 3, 2.5), row("=1+1", 4, 1.0 / 3.0)],
        }
    }

    #[test]
    fn csv_and_json_hold_the_same_figures() {
        let table = table();
        let csv = table.to_csv(CsvReader::Program);
        assert_eq!(csv, "outlet,spans,median\n\"Harbour, “Post”\",3,2.5\n=1+1,4,0.33\n");
        assert!(table.to_csv(CsvReader::Spreadsheet).contains("\n'=1+1,4"));
        let json = table.to_json();
        assert_eq!(json[1], json!({ "outlet": "=1+1", "spans": 4, "median": 0.33 }));
        assert_eq!(table.sum(1), 7);
    }
}
