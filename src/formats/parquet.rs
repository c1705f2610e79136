//! A folder of Parquet tables for `DuckDB`, Polars, Spark, R and pandas: articles, annotations, their fragments,
//! relations, decisions and states, and a page that describes every column. Written only.
//!
//! Offsets stand twice: in Unicode code points and in UTF-8 bytes, ends exclusive. Nearly everything has a column;
//! values of attributes stand in the column of their type. By reference, columns of words are null. Pages are compressed with Snappy. Groups have up to
//! 122,880 rows, as those of `DuckDB` do, or 64 MiB.

mod rows;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::Write;

use super::columnar::{RowGroups, RowsRead, TableWriter};
use super::dialect::{Articles, Dialect, Files};
use super::parts::{Part, Parts};
use super::recipe::Texts;
use super::{FormatError, FormatInfo};
use crate::model::text::units::Unit;

use rows::Source;
use tables::{Table, tables};

/// A folder of Parquet tables.
pub struct Parquet;

/// The name and version of the tables, in the metadata of each.
const TABLES_VERSION: &str = "redletter-tables/1";
const UNIT: Unit = Unit::CodePoint;
const GROUPS: RowGroups = RowGroups { max_rows: 122_880, max_bytes: 64 << 20 };
const PAGE: &str = "README.md";

impl Dialect for Parquet {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "parquet",
            name: "Parquet tables",
            reads: false,
            writes: true,
            offset_unit: UNIT,
            specification: "https://parquet.apache.org/docs/file-format/ (Parquet format 2.11)",
            is_folder: true,
            extension: "parquet",
        }
    }

    fn holds(&self) -> Parts {
        Parts::ALL.without(&[Part::Unplaced])
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "Names and kinds of voices stand in each row; the rest of the register and of the items stays behind.",
        ]
    }

    fn by_reference(&self) -> bool {
        true
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let tables = tables(articles.texts);
        let paths: Vec<String> = tables.iter().map(|table| table.path(articles.name)).collect();
        let [first, others @ ..] = paths.as_slice() else { return Ok(()) };
        // The texts go to the disk as they come. The other tables are a small part of them once they are compressed,
        // and wait in memory, so that the corpus is gone through once.
        let mut waiting: Vec<Vec<u8>> = Vec::new();
        files.write(first, &mut |file| {
            waiting = vec![Vec::new(); others.len()];
            write_tables(articles, &tables, &paths, file, &mut waiting)
        })?;
        let page = page(&tables, articles.texts).into_bytes();
        let page_path = format!("{}/{PAGE}", articles.name);
        for (path, bytes) in others.iter().chain([&page_path]).zip(waiting.iter().chain([&page])) {
            files.write(path, &mut |file| {
                file.write_all(bytes).map_err(|source| FormatError::Write { name: path.clone(), source })
            })?;
        }
        Ok(())
    }

    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let source = Source { tagset: &articles.state.tagset, texts: articles.texts };
        let tables = tables(articles.texts);
        let read = tables.iter().map(|table| {
            let name = table.path(articles.name);
            RowsRead::new(&name, files.read(&name)?)
        });
        let mut read: Vec<RowsRead> = read.collect::<Result<_, _>>()?;
        articles.each(&mut |line| {
            for (table, read) in tables.iter().zip(&mut read) {
                let rows = (table.rows)(&source, line);
                rows.iter().try_for_each(|row| read.compare(&table.columns, row))?;
            }
            Ok(())
        })?;
        read.into_iter().try_for_each(RowsRead::end)?;
        let name = format!("{}/{PAGE}", articles.name);
        if files.read(&name)? == page(&tables, articles.texts).as_bytes() {
            return Ok(());
        }
        Err(FormatError::Differs { name, what: "the page on the columns".to_owned() })
    }
}

/// Writes the first of the tables to `first`, and each of the others to its place in `others`.
fn write_tables(
    articles: &Articles<'_>,
    tables: &[Table],
    paths: &[String],
    first: &mut dyn Write,
    others: &mut [Vec<u8>],
) -> Result<(), FormatError> {
    let source = Source { tagset: &articles.state.tagset, texts: articles.texts };
    let others = others.iter_mut().map(|bytes| -> &mut dyn Write { bytes });
    let ends = std::iter::once(first).chain(others);
    let writers = tables
        .iter()
        .zip(paths)
        .zip(ends)
        .map(|((table, path), end)| TableWriter::new(path, &table.columns, &known(table), GROUPS, end));
    let mut writers: Vec<TableWriter<'_>> = writers.collect::<Result<_, _>>()?;
    articles.each(&mut |line| {
        for (table, writer) in tables.iter().zip(&mut writers) {
            (table.rows)(&source, line).iter().try_for_each(|row| writer.row(row))?;
        }
        Ok(())
    })?;
    writers.into_iter().try_for_each(TableWriter::finish)
}

/// What is known of a table beside its rows.
fn known(table: &Table) -> [(&'static str, String); 4] {
    [
        ("redletter.tables", TABLES_VERSION.to_owned()),
        ("redletter.table", table.name.to_owned()),
        ("redletter.offset_unit", UNIT.name().to_owned()),
        (
            "redletter.offsets",
            "start and end count Unicode code points of the article's text, start_byte and end_byte its UTF-8 \
             bytes; ends are exclusive"
                .to_owned(),
        ),
    ]
}

/// The page that describes every column.
fn page(tables: &[Table], texts: Texts) -> String {
    let mut page = format!(
        "# Annotated articles as Parquet tables\n\n\
         Version `{TABLES_VERSION}`. `start` and `end` count Unicode code points of the article's text, as Python \
         slices it; `start_byte` and `end_byte` count bytes of its UTF-8. Ends are exclusive. Times are UTC, in \
         milliseconds. A column marked “optional” may hold null.\n"
    );
    if texts == Texts::ByReference {
        page.push_str(
            "\nThe words of the articles are not in the tables: every `text` is null. `text_sha256` says which text \
             an article has.\n",
        );
    }
    for table in tables {
        page.push_str(&section(table));
    }
    page
}

fn section(table: &Table) -> String {
    let mut text = format!(
        "\n## {}.parquet\n\n{}\n\n| Column | Type | Meaning |\n|---|---|---|\n",
        table.name, table.means
    );
    for column in &table.columns {
        let optional = if column.is_optional { ", optional" } else { "" };
        // Writing into a string can't fail.
        let written =
            writeln!(text, "| `{}` | {}{optional} | {} |", column.name, column.kind.name(), column.means);
        debug_assert!(written.is_ok());
        for (name, part) in tables::parts_of(&column.kind) {
            let optional = if part.is_optional { ", optional" } else { "" };
            let path = format!("{}.{name}", column.name);
            let written = writeln!(text, "| `{path}` | {}{optional} | {} |", part.kind.name(), part.means);
            debug_assert!(written.is_ok());
        }
    }
    text
}
