//! Rows become the columns of a Parquet file, a group of rows at a time.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use ::parquet::basic::Compression;
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};

use crate::formats::FormatError;

use super::{Cell, Column, Kind, message};

/// How rows are grouped: a group is read in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowGroups {
    /// The most rows of a group.
    pub max_rows: usize,
    /// A group ends with the row that makes it so large, in bytes before compression.
    pub max_bytes: usize,
}

/// Writes a table row by row. One group of rows is in memory.
pub struct TableWriter<'t> {
    name: &'t str,
    columns: &'t [Column],
    groups: RowGroups,
    file: &'t mut dyn Write,
    writer: SerializedFileWriter<Pending>,
    pending: Pending,
    leaves: Vec<Leaf>,
    num_rows: usize,
    num_bytes: usize,
}

/// What the writer of Parquet has written and the file has not: the one wants what may go to another thread, the
/// other is not so.
#[derive(Clone, Default)]
struct Pending(Arc<Mutex<Vec<u8>>>);

impl Pending {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The values of a leaf of the schema with their levels.
struct Leaf {
    values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    is_optional: bool,
    is_repeated: bool,
}

enum Values {
    Text(Vec<ByteArray>),
    Long(Vec<i64>),
    Flag(Vec<bool>),
    Number(Vec<f64>),
    Day(Vec<i32>),
}

/// How deep a value lies.
#[derive(Clone, Copy, Default)]
struct Levels {
    definition: i16,
    repetition: i16,
    /// The repetition level of the innermost list around.
    depth: i16,
}

impl<'t> TableWriter<'t> {
    /// A table in the file of that name, with what else is to be known of it as pairs of a key and a value.
    pub fn new(
        name: &'t str,
        columns: &'t [Column],
        known: &[(&str, String)],
        groups: RowGroups,
        file: &'t mut dyn Write,
    ) -> Result<Self, FormatError> {
        let pairs = known.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("redletter ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(pairs.collect()))
            // Groups end where we say.
            .set_max_row_group_row_count(None)
            .build();
        let pending = Pending::default();
        let writer = message(columns)
            .and_then(|schema| SerializedFileWriter::new(pending.clone(), schema, Arc::new(properties)))
            .map_err(|err| failed(name, err))?;
        let mut leaves = Vec::new();
        for column in columns {
            add_leaves(&column.kind, column.is_optional, false, &mut leaves);
        }
        Ok(Self { name, columns, groups, file, writer, pending, leaves, num_rows: 0, num_bytes: 0 })
    }

    /// Adds a row: a cell for each column.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), FormatError> {
        let mut leaves = self.leaves.as_mut_slice();
        for (column, cell) in self.columns.iter().zip(cells) {
            let (own, others) = leaves.split_at_mut(num_leaves(&column.kind));
            leaves = others;
            self.num_bytes += cell.num_bytes();
            shred(&column.kind, column.is_optional, cell, Levels::default(), own);
        }
        self.num_rows += 1;
        if self.num_rows >= self.groups.max_rows || self.num_bytes >= self.groups.max_bytes {
            self.end_group()?;
        }
        Ok(())
    }

    /// Ends the table.
    pub fn finish(mut self) -> Result<(), FormatError> {
        if self.num_rows > 0 {
            self.end_group()?;
        }
        let name = self.name;
        self.writer.finish().map_err(|err| failed(name, err))?;
        self.pass_on()
    }

    fn end_group(&mut self) -> Result<(), FormatError> {
        let name = self.name;
        self.write_group().map_err(|err| failed(name, err))?;
        (self.num_rows, self.num_bytes) = (0, 0);
        self.pass_on()
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        let mut leaves = self.leaves.iter_mut();
        while let Some(mut column) = group.next_column()? {
            if let Some(leaf) = leaves.next() {
                leaf.write(&mut column)?;
            }
            column.close()?;
        }
        group.close().map(|_| ())
    }

    fn pass_on(&mut self) -> Result<(), FormatError> {
        let failed = |source| FormatError::Write { name: self.name.to_owned(), source };
        self.file.write_all(&self.pending.take()).map_err(failed)
    }
}

fn failed(name: &str, err: ParquetError) -> FormatError {
    FormatError::Write { name: name.to_owned(), source: io::Error::other(err) }
}

impl Leaf {
    /// Writes what has been gathered, and forgets it.
    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let definitions = self.is_optional.then_some(self.definitions.as_slice());
        let repetitions = self.is_repeated.then_some(self.repetitions.as_slice());
        match &mut self.values {
            Values::Text(values) => {
                column.typed::<ByteArrayType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Values::Long(values) => {
                column.typed::<Int64Type>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Values::Flag(values) => {
                column.typed::<BoolType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Values::Number(values) => {
                column.typed::<DoubleType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Values::Day(values) => {
                column.typed::<Int32Type>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
        }
        self.definitions.clear();
        self.repetitions.clear();
        Ok(())
    }
}

/// The leaves of a kind, in the order of the schema.
fn add_leaves(kind: &Kind, is_optional: bool, is_repeated: bool, leaves: &mut Vec<Leaf>) {
    let values = match kind {
        Kind::Text => Values::Text(Vec::new()),
        Kind::Int | Kind::Time => Values::Long(Vec::new()),
        Kind::Flag => Values::Flag(Vec::new()),
        Kind::Number => Values::Number(Vec::new()),
        Kind::Day => Values::Day(Vec::new()),
        Kind::List(kind) => return add_leaves(kind, true, true, leaves),
        Kind::Struct(columns) => {
            for column in columns {
                add_leaves(&column.kind, is_optional || column.is_optional, is_repeated, leaves);
            }
            return;
        }
    };
    let (definitions, repetitions) = (Vec::new(), Vec::new());
    leaves.push(Leaf { values, definitions, repetitions, is_optional, is_repeated });
}

/// Adds a cell to the leaves of its kind.
fn shred(kind: &Kind, is_optional: bool, cell: &Cell, levels: Levels, leaves: &mut [Leaf]) {
    let here = Levels { definition: levels.definition + i16::from(is_optional), ..levels };
    match (kind, cell) {
        (Kind::List(kind), Cell::List(cells)) if !cells.is_empty() => {
            for (idx, cell) in cells.iter().enumerate() {
                let depth = here.depth + 1;
                let repetition = if idx == 0 { here.repetition } else { depth };
                let inside = Levels { definition: here.definition + 1, repetition, depth };
                shred(kind, true, cell, inside, leaves);
            }
        }
        (Kind::Struct(columns), Cell::Struct(cells)) => {
            let mut leaves = leaves;
            for (column, cell) in columns.iter().zip(cells) {
                let (own, others) = leaves.split_at_mut(num_leaves(&column.kind));
                leaves = others;
                shred(&column.kind, column.is_optional, cell, here, own);
            }
        }
        // A list of nothing is there, but nothing in it.
        (Kind::List(_), Cell::List(_)) => nothing(leaves, here),
        (Kind::Struct(_) | Kind::List(_), _) => nothing(leaves, levels),
        (_, cell) => {
            if let Some(leaf) = leaves.first_mut() {
                leaf.value(cell, levels, here);
            }
        }
    }
}

fn nothing(leaves: &mut [Leaf], levels: Levels) {
    for leaf in leaves {
        leaf.nothing(levels);
    }
}

fn num_leaves(kind: &Kind) -> usize {
    match kind {
        Kind::List(kind) => num_leaves(kind),
        Kind::Struct(columns) => columns.iter().map(|column| num_leaves(&column.kind)).sum(),
        _ => 1,
    }
}

impl Leaf {
    fn nothing(&mut self, levels: Levels) {
        self.definitions.push(levels.definition);
        self.repetitions.push(levels.repetition);
    }

    /// A value at `here`; where there is none, what lies around it at `levels` is all there is.
    fn value(&mut self, cell: &Cell, levels: Levels, here: Levels) {
        match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(text)) => values.push(ByteArray::from(text.as_str())),
            (Values::Long(values), Cell::Int(number) | Cell::Time(number)) => values.push(*number),
            (Values::Flag(values), Cell::Flag(flag)) => values.push(*flag),
            (Values::Number(values), Cell::Number(number)) => values.push(*number),
            (Values::Day(values), Cell::Day(day)) => values.push(*day),
            _ => return self.nothing(levels),
        }
        self.definitions.push(here.definition);
        self.repetitions.push(here.repetition);
    }
}
