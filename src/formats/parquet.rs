//! A folder of Parquet tables for `DuckDB`, Polars, Spark, R and pandas: articles, annotations, their fragments,
//! relations, decisions and states, and a page that describes every column. Written only.
//!
//! Offsets stand twice: in Unicode code points and in UTF-8 bytes, ends exclusive. Nearly everything has a column;
//! values of attributes stand in the column of their type. Pages are compressed with Snappy. Groups have up to
//! 122,880 rows, as those of `DuckDB` do, or 64 MiB.

mod rows;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use super::columnar::{RowGroups, RowsRead, TableWriter};
use super::dialect::{Articles, Dialect, Files};
use super::parts::{Part, Parts};
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

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let source = Source { tagset: &articles.state.tagset };
        let tables = tables();
        for table in &tables {
            let name = table.path(articles.name);
            files.write(&name, &mut |file| {
                let known = known(table);
                let mut writer = TableWriter::new(&name, &table.columns, &known, GROUPS, file)?;
                articles.each(&mut |line| {
                    (table.rows)(&source, line).iter().try_for_each(|row| writer.row(row))
                })?;
                writer.finish()
            })?;
        }
        let name = format!("{}/{PAGE}", articles.name);
        files.write(&name, &mut |file| {
            let failed = |source| FormatError::Write { name: name.clone(), source };
            file.write_all(page(&tables).as_bytes()).map_err(failed)
        })
    }

    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let source = Source { tagset: &articles.state.tagset };
        for table in tables() {
            let name = table.path(articles.name);
            let mut read = RowsRead::new(&name, files.read(&name)?)?;
            articles.each(&mut |line| {
                let rows = (table.rows)(&source, line);
                rows.iter().try_for_each(|row| read.compare(&table.columns, row))
            })?;
            read.end()?;
        }
        let name = format!("{}/{PAGE}", articles.name);
        if files.read(&name)? == page(&tables()).as_bytes() {
            return Ok(());
        }
        Err(FormatError::Differs { name, what: "the page on the columns".to_owned() })
    }
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
fn page(tables: &[Table]) -> String {
    let mut page = format!(
        "# Annotated articles as Parquet tables\n\n\
         Version `{TABLES_VERSION}`. `start` and `end` count Unicode code points of the article's text, as Python \
         slices it; `start_byte` and `end_byte` count bytes of its UTF-8. Ends are exclusive. Times are UTC, in \
         milliseconds. A column marked “optional” may hold null.\n"
    );
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
