//! Files of JSON Lines: one value a line, read one at a time however many there are.

use std::io::{self, BufRead, Read as _, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reading::Reading;
use super::report::{Effect, Place};
use super::{FormatError, Input};
use crate::model::limits::MAX_DATASET_LINE_BYTES;

/// What some editors put before UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads every line of the inputs as `T`, with the place of reading at it. What can't be read is left out and told.
pub fn read_each<T: DeserializeOwned>(
    inputs: &mut [Input<'_>],
    reading: &mut Reading<'_>,
    take: &mut dyn FnMut(T, &mut Reading<'_>) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    for input in inputs {
        let name = input.name.clone();
        let mut data = input.data()?;
        let mut lines = LineSource::new(&mut *data, MAX_DATASET_LINE_BYTES);
        while let Some(line) =
            lines.next().map_err(|source| FormatError::Read { name: name.clone(), source })?
        {
            reading.here = Place::in_file(&name, line.number);
            let read = if line.is_whole {
                serde_json::from_slice::<T>(line.bytes).map_err(|err| err.to_string())
            } else {
                Err(format!("it is longer than {MAX_DATASET_LINE_BYTES} bytes"))
            };
            match read {
                Ok(line) => take(line, reading)?,
                Err(why) => {
                    reading.report.num_in.articles += 1;
                    reading.tell(Effect::LeftOut, "line left out", why);
                }
            }
        }
    }
    Ok(())
}

/// Writes a value as one line.
pub fn write_line(file: &mut dyn Write, name: &str, line: &impl Serialize) -> Result<(), FormatError> {
    let mut bytes = serde_json::to_vec(line)
        .map_err(|err| FormatError::Write { name: name.to_owned(), source: err.into() })?;
    bytes.push(b'\n');
    file.write_all(&bytes).map_err(|source| FormatError::Write { name: name.to_owned(), source })
}

/// The lines of a file that are not blank, one in memory at a time.
pub struct LineSource<'d> {
    data: &'d mut dyn BufRead,
    limit: usize,
    number: usize,
    buffer: Vec<u8>,
}

/// A line without its end.
pub struct Line<'b> {
    /// From 1.
    pub number: usize,
    /// Its bytes, or the first of them if it is longer than the limit.
    pub bytes: &'b [u8],
    /// Whether it is no longer than the limit.
    pub is_whole: bool,
    /// Whether a line feed ends it; the last line of a file that was cut short has none.
    pub has_end: bool,
}

impl<'d> LineSource<'d> {
    /// The lines of `data`; of longer ones than `limit` bytes only the beginning is kept.
    pub fn new(data: &'d mut dyn BufRead, limit: usize) -> Self {
        Self { data, limit, number: 0, buffer: Vec::new() }
    }

    /// The next line that is not blank.
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let (mut is_whole, mut has_end);
        loop {
            self.buffer.clear();
            // One more for the line end.
            let most = u64::try_from(self.limit).unwrap_or(u64::MAX).saturating_add(1);
            (&mut *self.data).take(most).read_until(b'\n', &mut self.buffer)?;
            if self.buffer.is_empty() {
                return Ok(None);
            }
            self.number += 1;
            has_end = self.buffer.ends_with(b"\n");
            is_whole = has_end || self.buffer.len() <= self.limit;
            if !is_whole {
                self.skip_line()?;
            }
            if self.number == 1 && self.buffer.starts_with(BYTE_ORDER_MARK) {
                self.buffer.drain(..BYTE_ORDER_MARK.len());
            }
            if !self.buffer.trim_ascii().is_empty() {
                break;
            }
        }
        let bytes = self.buffer.trim_ascii_end();
        Ok(Some(Line { number: self.number, bytes, is_whole, has_end }))
    }

    /// Reads on to the end of the line and forgets it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let available = self.data.fill_buf()?;
            let end = available.iter().position(|byte| *byte == b'\n');
            let num_read = end.map_or(available.len(), |end| end + 1);
            self.data.consume(num_read);
            if end.is_some() || num_read == 0 {
                return Ok(());
            }
        }
    }
}
