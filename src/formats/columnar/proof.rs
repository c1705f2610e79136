//! What stands in a Parquet file, row by row, against what was to stand there.

use ::parquet::file::reader::FileReader;
use ::parquet::file::serialized_reader::SerializedFileReader;
use ::parquet::record::Field;
use ::parquet::record::reader::RowIter;
use bytes::Bytes;

use crate::formats::FormatError;

use super::{Cell, Column};

/// The rows of a file.
pub struct RowsRead {
    name: String,
    rows: RowIter<'static>,
    num_read: usize,
}

impl RowsRead {
    /// The rows of the file of that name.
    pub fn new(name: &str, bytes: Vec<u8>) -> Result<Self, FormatError> {
        let differs = |err: ::parquet::errors::ParquetError| FormatError::Differs {
            name: name.to_owned(),
            what: format!("it can't be read back, {err}"),
        };
        let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(differs)?;
        let reader: Box<dyn FileReader> = Box::new(reader);
        let rows = RowIter::from_file_into(reader);
        Ok(Self { name: name.to_owned(), rows, num_read: 0 })
    }

    /// Compares the next row with what it should be.
    pub fn compare(&mut self, columns: &[Column], cells: &[Cell]) -> Result<(), FormatError> {
        let differs = |what: String| FormatError::Differs { name: self.name.clone(), what };
        self.num_read += 1;
        let number = self.num_read;
        let row = match self.rows.next() {
            Some(Ok(row)) => row,
            Some(Err(err)) => return Err(differs(format!("row {number} can't be read back, {err}"))),
            None => return Err(differs("a row is missing".to_owned())),
        };
        let fields = row.into_columns();
        for ((column, cell), (name, field)) in columns.iter().zip(cells).zip(&fields) {
            if column.name != name || !is_same(field, cell) {
                return Err(differs(format!("the cell “{}” of row {number}", column.name)));
            }
        }
        if fields.len() == columns.len() && cells.len() == columns.len() {
            Ok(())
        } else {
            Err(differs(format!("row {number} has {} cells", fields.len())))
        }
    }

    /// Makes sure that there is no other row.
    pub fn end(mut self) -> Result<(), FormatError> {
        match self.rows.next() {
            None => Ok(()),
            Some(_) => {
                Err(FormatError::Differs { name: self.name, what: "there is a row too many".to_owned() })
            }
        }
    }
}

fn is_same(field: &Field, cell: &Cell) -> bool {
    match (field, cell) {
        (Field::Null, Cell::Null) => true,
        (Field::Str(read), Cell::Text(told)) => read == told,
        (Field::Long(read), Cell::Int(told)) | (Field::TimestampMillis(read), Cell::Time(told)) => {
            read == told
        }
        (Field::Bool(read), Cell::Flag(told)) => read == told,
        (Field::Double(read), Cell::Number(told)) => read.to_bits() == told.to_bits(),
        (Field::Date(read), Cell::Day(told)) => read == told,
        (Field::ListInternal(list), Cell::List(cells)) => {
            let read = list.elements();
            read.len() == cells.len() && read.iter().zip(cells).all(|(field, cell)| is_same(field, cell))
        }
        (Field::Group(row), Cell::Struct(cells)) => {
            let mut read = row.get_column_iter().map(|(_, field)| field);
            row.len() == cells.len()
                && cells.iter().all(|cell| read.next().is_some_and(|field| is_same(field, cell)))
        }
        _ => false,
    }
}
