//! The columns of a table of articles and its first rows, for a person to say what is in them.

use super::super::encoding::decode;
use super::super::{
    Budget, DocumentError, DocumentReader as _, ReadOptions, Source, extension, file_name, reader_of,
};
use super::chosen::{ColumnField, DocumentColumns};
use super::columns::Columns;
use super::{DelimitedTable, JsonArticles, broken, csv_reader, delimiter_of, json, named_delimiter};

/// So many characters of a cell are shown.
const MAX_CELL: usize = 200;

/// The first rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TablePreview {
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its first rows, each as long as the header; of long cells the beginning.
    pub rows: Vec<Vec<String>>,
    /// What each column holds by its name.
    held: Vec<Option<ColumnField>>,
}

impl TablePreview {
    /// What a column holds, as reading the table with these columns chosen will take it.
    pub fn held(&self, idx: usize, chosen: &DocumentColumns) -> Option<ColumnField> {
        let name = self.header.get(idx)?;
        let told = chosen.fields().find(|(_, column)| *column == Some(name.as_str()));
        if let Some((field, _)) = told {
            return Some(field);
        }
        self.held.get(idx).copied().flatten().filter(|field| !chosen.is_said(*field))
    }

    /// Whether a column holds the text, with these columns chosen.
    pub fn has_text(&self, chosen: &DocumentColumns) -> bool {
        (0..self.header.len()).any(|idx| self.held(idx, chosen) == Some(ColumnField::Text))
    }
}

/// Whether a file of that name is most likely a table of articles.
pub fn is_table(name: &str) -> bool {
    let extension = extension(file_name(name));
    let is_of = |known: &[&str]| extension.as_deref().is_some_and(|extension| known.contains(&extension));
    is_of(DelimitedTable.extensions()) || is_of(JsonArticles.extensions())
}

/// Whether the reader of that id reads tables of articles.
pub fn is_table_reader(id: &str) -> bool {
    id == DelimitedTable.id() || id == JsonArticles.id()
}

/// The columns of the table in `bytes`, with so many rows at most; `None` if the file is of another kind than its name
/// says, such as a feed.
pub fn preview(name: &str, bytes: &[u8], num_rows: usize) -> Result<Option<TablePreview>, DocumentError> {
    let name = file_name(name);
    let (reader, _) = reader_of(name, bytes)?;
    let (options, budget) = (ReadOptions::default(), Budget::unlimited());
    let source = Source { name, bytes, options: &options, budget: &budget };
    let mut table = if reader.id() == DelimitedTable.id() {
        delimited(&source, num_rows)?
    } else if reader.id() == JsonArticles.id() {
        objects(&source, num_rows)?
    } else {
        return Ok(None);
    };
    let names: Vec<&str> = table.header.iter().map(String::as_str).collect();
    let mut held = vec![None; names.len()];
    let Columns { text, fields, id, .. } = Columns::of(&names, &DocumentColumns::default());
    let ids = id.map(|idx| (idx, ColumnField::Id));
    let texts = text.map(|idx| (idx, ColumnField::Text));
    for (idx, field) in fields.into_iter().chain(ids).chain(texts) {
        held[idx] = Some(field);
    }
    table.held = held;
    Ok(Some(table))
}

fn delimited(source: &Source<'_>, num_rows: usize) -> Result<TablePreview, DocumentError> {
    let text = decode(source.bytes)?.text;
    let (named, table) = named_delimiter(&text);
    let mut records = csv_reader(table, delimiter_of(named, table, source)).into_records();
    let header = records.next().ok_or(DocumentError::Empty)?.map_err(broken)?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in records.take(num_rows) {
        let record = record.map_err(broken)?;
        rows.push((0..header.len()).map(|idx| beginning(record.get(idx).unwrap_or_default())).collect());
    }
    Ok(TablePreview { header, rows, held: Vec::new() })
}

fn objects(source: &Source<'_>, num_rows: usize) -> Result<TablePreview, DocumentError> {
    let text = decode(source.bytes)?.text;
    let mut found: Vec<json::Row> = Vec::new();
    let read = json::read_rows(&text, &mut |_, row| {
        found.extend(row);
        // Enough has been seen.
        if found.len() < num_rows { Ok(()) } else { Err(DocumentError::Cancelled) }
    });
    match read {
        Err(err) if err != DocumentError::Cancelled => return Err(err),
        _ => {}
    }
    let mut header: Vec<String> = Vec::new();
    for (name, _) in found.iter().flat_map(|row| &row.0) {
        if !header.contains(name) {
            header.push(name.clone());
        }
    }
    let rows = found.iter().map(|row| header.iter().map(|name| beginning(row.words(&[name]))).collect());
    Ok(TablePreview { rows: rows.collect(), held: Vec::new(), header })
}

fn beginning(cell: &str) -> String {
    cell.chars().take(MAX_CELL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(table: &TablePreview, chosen: &str) -> Vec<(String, &'static str)> {
        let chosen = chosen.parse().unwrap();
        let held = |idx| table.held(idx, &chosen).map_or("", ColumnField::name);
        table.header.iter().enumerate().map(|(idx, name)| (name.clone(), held(idx))).collect()
    }

    fn expected(pairs: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
        pairs.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect()
    }

    #[test]
    fn the_first_rows_show_what_the_columns_hold() {
        let long = "é".repeat(500);
        let csv = format!("id;headline;body;source;tone\n1;Rain;{long};Quay;a\n2;Snow\n3;Hail;It hails.;;\n");
        let table = preview("news.csv", csv.as_bytes(), 2).unwrap().unwrap();
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0][2], "é".repeat(MAX_CELL));
        assert_eq!(table.rows[1], ["2", "Snow", "", "", ""]);
        let by_name =
            [("id", "id"), ("headline", "title"), ("body", "text"), ("source", "outlet"), ("tone", "")];
        assert_eq!(held(&table, ""), expected(&by_name));
        let told = [("id", "id"), ("headline", ""), ("body", "text"), ("source", ""), ("tone", "title")];
        assert_eq!(held(&table, "title=tone,outlet="), expected(&told));
        assert!(table.has_text(&DocumentColumns::default()));
    }

    #[test]
    fn objects_of_json_are_rows_and_the_end_of_the_file_does_not_count() {
        for (name, json) in [
            ("a.jsonl", "{\"text\": \"One.\"}\n{\"text\": \"Two.\", \"by\": [\"A\", \"B\"]}\n{\"text\": 3\n"),
            (
                "a.json",
                "{\"articles\": [{\"text\": \"One.\"}, {\"text\": \"Two.\", \"by\": [\"A\", \"B\"]}, {\"te",
            ),
        ] {
            let table = preview(name, json.as_bytes(), 2).unwrap().unwrap();
            assert_eq!(held(&table, ""), expected(&[("text", "text"), ("by", "byline")]), "{name}");
            assert_eq!(table.rows, [["One.", ""], ["Two.", "A\n\nB"]]);
        }
    }

    #[test]
    fn what_is_no_table_is_none_or_says_why() {
        assert_eq!(preview("a.csv", b"<!doctype html><p>Rain</p>", 3), Ok(None));
        assert_eq!(preview("a.txt", b"Rain", 3), Ok(None));
        assert_eq!(preview("a.csv", b"", 3), Err(DocumentError::Empty));
        assert!(matches!(preview("a.json", b"{\"text\"", 3), Err(DocumentError::Broken { .. })));
        let table = preview("a.csv", b"alpha,beta\n", 3).unwrap().unwrap();
        assert!(
            !table.has_text(&DocumentColumns::default()) && table.has_text(&"text=beta".parse().unwrap())
        );
        assert!(is_table("/a/b.CSV") && is_table("x.ndjson") && !is_table("csv") && !is_table("a.csv.zip"));
    }
}
