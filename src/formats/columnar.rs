//! Tables in columns: rows with lists and structures in their cells, written as Parquet and compared with what stands
//! in the file.
//!
//! Rows become columns as Parquet nests them (Melnik and others 2010, "Dremel"): each value of a leaf has a
//! definition level, how much of the way to it is there, and a repetition level, which list around it goes on. Lists
//! have the three levels that Parquet's "LogicalTypes.md" asks for.

pub mod lines;
mod proof;
mod writer;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use ::parquet::errors::ParquetError;
use ::parquet::schema::types::{Type, TypePtr};

use crate::model::text::said_on::SaidDate;

pub use proof::RowsRead;
pub use writer::{RowGroups, TableWriter};

/// A column, or a part of one.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// Whether there may be nothing.
    pub is_optional: bool,
    /// What it means, in which unit.
    pub means: &'static str,
}

/// What stands in a column.
#[derive(Clone, Debug)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Int,
    /// Yes or no.
    Flag,
    /// A number.
    Number,
    /// A day.
    Day,
    /// A point in time, UTC, in milliseconds.
    Time,
    /// Any number of values.
    List(Box<Kind>),
    /// Named values.
    Struct(Vec<Column>),
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A day, in days since 1970-01-01.
    Day(i32),
    /// Milliseconds since 1970-01-01 00:00 UTC.
    Time(i64),
    /// Values.
    List(Vec<Self>),
    /// The values of a structure in the order of its columns.
    Struct(Vec<Self>),
}

impl Column {
    /// A column that always holds something.
    pub fn new(name: &'static str, kind: Kind, means: &'static str) -> Self {
        Self { name, kind, is_optional: false, means }
    }

    /// A column that may hold nothing.
    pub fn optional(name: &'static str, kind: Kind, means: &'static str) -> Self {
        Self { name, kind, is_optional: true, means }
    }

    fn schema(&self) -> Result<TypePtr, ParquetError> {
        let repetition = if self.is_optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        self.kind.schema(self.name, repetition)
    }
}

impl Kind {
    /// Any number of structures.
    pub fn list_of(columns: Vec<Column>) -> Self {
        Self::List(Box::new(Self::Struct(columns)))
    }

    /// Any number of values.
    pub fn list(kind: Self) -> Self {
        Self::List(Box::new(kind))
    }

    /// What stands in it, for people, as Parquet calls it.
    pub fn name(&self) -> String {
        match self {
            Self::Text => "STRING".to_owned(),
            Self::Int => "INT64".to_owned(),
            Self::Flag => "BOOLEAN".to_owned(),
            Self::Number => "DOUBLE".to_owned(),
            Self::Day => "DATE".to_owned(),
            Self::Time => "TIMESTAMP (ms, UTC)".to_owned(),
            Self::List(kind) => format!("LIST of {}", kind.name()),
            Self::Struct(columns) => {
                let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
                format!("{{{}}}", names.join(", "))
            }
        }
    }

    fn schema(&self, name: &str, repetition: Repetition) -> Result<TypePtr, ParquetError> {
        let plain = |physical, logical| {
            let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
            builder.with_logical_type(logical).build()
        };
        let group = |fields: Vec<TypePtr>, name: &str, repetition, logical| {
            let builder = Type::group_type_builder(name).with_repetition(repetition);
            builder.with_logical_type(logical).with_fields(fields).build()
        };
        let time = LogicalType::timestamp(true, TimeUnit::MILLIS);
        let built = match self {
            Self::Text => plain(Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Self::Int => plain(Physical::INT64, None),
            Self::Flag => plain(Physical::BOOLEAN, None),
            Self::Number => plain(Physical::DOUBLE, None),
            Self::Day => plain(Physical::INT32, Some(LogicalType::Date)),
            Self::Time => plain(Physical::INT64, Some(time)),
            Self::List(kind) => {
                // As Arrow has it; nothing is null.
                let element = kind.schema("element", Repetition::OPTIONAL)?;
                let list = group(vec![element], "list", Repetition::REPEATED, None)?;
                group(vec![Arc::new(list)], name, repetition, Some(LogicalType::List))
            }
            Self::Struct(columns) => group(schemas(columns)?, name, repetition, None),
        };
        built.map(Arc::new)
    }
}

fn schemas(columns: &[Column]) -> Result<Vec<TypePtr>, ParquetError> {
    columns.iter().map(Column::schema).collect()
}

/// The schema of a table of these columns.
fn message(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    Type::group_type_builder("schema").with_fields(schemas(columns)?).build().map(Arc::new)
}

impl Cell {
    /// About how many bytes it takes in memory, as Arrow lays it out: values, and where texts and lists begin.
    pub fn num_bytes(&self) -> usize {
        match self {
            Self::Null => 0,
            Self::Flag(_) => 1,
            Self::Day(_) => 4,
            Self::Int(_) | Self::Number(_) | Self::Time(_) => 8,
            Self::Text(text) => 4 + text.len(),
            Self::List(cells) => 4 + cells.iter().map(Self::num_bytes).sum::<usize>(),
            Self::Struct(cells) => cells.iter().map(Self::num_bytes).sum(),
        }
    }

    /// A text; nothing if it is empty.
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(text.to_owned()) }
    }

    /// A text that is there even where it is empty.
    pub fn words(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A number of things.
    pub fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A day such as `2025-03-14`, or the first day of a less exact date; nothing if it is none.
    pub fn day(text: &str) -> Self {
        let day = text.parse::<SaidDate>().map(SaidDate::from);
        // An article's own day may be one that needs more than four digits.
        let day = day.ok().or_else(|| text.parse::<chrono::NaiveDate>().ok());
        let since = day.map(|day| day - chrono::NaiveDate::default());
        let days = since.and_then(|since| i32::try_from(since.num_days()).ok());
        days.map_or(Self::Null, Self::Day)
    }

    /// A time as RFC 3339 writes it; nothing if it is none.
    pub fn time(text: &str) -> Self {
        text.parse::<crate::model::time::Timestamp>().map_or(Self::Null, |time| Self::Time(time.millis()))
    }
}
