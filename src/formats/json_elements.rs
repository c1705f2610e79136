//! Files that are one JSON array, read an element at a time however many there are; also such elements without the
//! array around them, one after the other.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{Deserializer as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::{Deserializer, Value};

use super::json_lines::{BYTE_ORDER_MARK, LineSource, read_each};
use super::reading::Reading;
use super::report::{Effect, Place};
use super::{FormatError, Input};
use crate::model::limits::MAX_DATASET_LINE_BYTES;

/// What takes an element.
type Take<'t> = &'t mut dyn FnMut(Value, &mut Reading<'_>) -> Result<(), FormatError>;

/// Reads every element of the input with the place of reading at it. From the first that can't be read on the rest
/// of an array is left out and told; in JSON Lines only that line is.
pub fn read_elements(
    input: &mut Input<'_>,
    reading: &mut Reading<'_>,
    take: Take<'_>,
) -> Result<(), FormatError> {
    let name = input.name.clone();
    let failed = |source| FormatError::Read { name: name.clone(), source };
    let is_array = {
        let mut data = input.data()?;
        skip_mark(&mut *data).and_then(|()| begins_array(&mut *data)).map_err(failed)?
    };
    if !is_array {
        let is_lines = {
            let mut data = input.data()?;
            let mut lines = LineSource::new(&mut *data, MAX_DATASET_LINE_BYTES);
            let first = lines.next().map_err(failed)?;
            first.is_none_or(|line| serde_json::from_slice::<IgnoredAny>(line.bytes).is_ok())
        };
        if is_lines {
            return read_each(std::slice::from_mut(input), reading, take);
        }
    }
    let mut data = input.data()?;
    skip_mark(&mut *data).map_err(failed)?;
    let meter = Meter { left: Cell::new(MAX_DATASET_LINE_BYTES), line: Cell::new(1) };
    let metered = Metered::new(&mut *data, &meter);
    let mut deserializer = Deserializer::from_reader(metered);
    let mut stopped = None;
    let read = if is_array {
        let elements = Elements { name: &name, meter: &meter, reading, take, stopped: &mut stopped };
        deserializer.deserialize_seq(elements).and_then(|()| deserializer.end())
    } else {
        read_stream(deserializer, &name, &meter, reading, take, &mut stopped)
    };
    if let Some(err) = stopped {
        return Err(err);
    }
    match read {
        Ok(()) => Ok(()),
        Err(err) if err.is_io() && meter.left.get() > 0 => Err(failed(err.into())),
        Err(err) => {
            reading.here = Place::in_file(&name, meter.line.get());
            reading.tell(Effect::LeftOut, "the rest of the file left out", err);
            Ok(())
        }
    }
}

/// How much may be read of one element, and in which line reading is.
struct Meter {
    left: Cell<usize>,
    line: Cell<usize>,
}

/// A file of which no more is read than the meter allows. The parser asks for single bytes, which come from a copy.
struct Metered<'d> {
    data: &'d mut dyn BufRead,
    meter: &'d Meter,
    copied: Vec<u8>,
    /// How much of the copy was read.
    num_read: usize,
}

impl<'d> Metered<'d> {
    fn new(data: &'d mut dyn BufRead, meter: &'d Meter) -> Self {
        Self { data, meter, copied: Vec::new(), num_read: 0 }
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.meter.left.get();
        if left == 0 {
            let why = format!("an element is longer than {MAX_DATASET_LINE_BYTES} bytes");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
        }
        if self.num_read == self.copied.len() {
            self.copied.clear();
            self.copied.extend_from_slice(self.data.fill_buf()?);
            self.data.consume(self.copied.len());
            self.num_read = 0;
        }
        let rest = &self.copied[self.num_read..];
        let num_read = buffer.len().min(left).min(rest.len());
        buffer[..num_read].copy_from_slice(&rest[..num_read]);
        self.num_read += num_read;
        let num_lines: usize = buffer[..num_read].iter().map(|byte| usize::from(*byte == b'\n')).sum();
        self.meter.line.set(self.meter.line.get() + num_lines);
        self.meter.left.set(left - num_read);
        Ok(num_read)
    }
}

struct Elements<'e, 'r> {
    name: &'e str,
    meter: &'e Meter,
    reading: &'e mut Reading<'r>,
    take: Take<'e>,
    /// Why the taker wants no more.
    stopped: &'e mut Option<FormatError>,
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        loop {
            self.meter.left.set(MAX_DATASET_LINE_BYTES);
            self.reading.here = Place::in_file(self.name, self.meter.line.get());
            let Some(element) = seq.next_element::<Value>()? else { return Ok(()) };
            if let Err(err) = (self.take)(element, self.reading) {
                let why = serde::de::Error::custom(&err);
                *self.stopped = Some(err);
                return Err(why);
            }
        }
    }
}

fn read_stream(
    deserializer: Deserializer<serde_json::de::IoRead<Metered<'_>>>,
    name: &str,
    meter: &Meter,
    reading: &mut Reading<'_>,
    take: Take<'_>,
    stopped: &mut Option<FormatError>,
) -> Result<(), serde_json::Error> {
    let mut elements = deserializer.into_iter::<Value>();
    loop {
        meter.left.set(MAX_DATASET_LINE_BYTES);
        reading.here = Place::in_file(name, meter.line.get());
        let Some(element) = elements.next() else { return Ok(()) };
        if let Err(err) = take(element?, reading) {
            *stopped = Some(err);
            return Ok(());
        }
    }
}

fn skip_mark(data: &mut dyn BufRead) -> io::Result<()> {
    if data.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
        data.consume(BYTE_ORDER_MARK.len());
    }
    Ok(())
}

/// Whether the first character that is no white space begins an array.
fn begins_array(data: &mut dyn BufRead) -> io::Result<bool> {
    loop {
        let available = data.fill_buf()?;
        if let Some(first) = available.iter().find(|byte| !byte.is_ascii_whitespace()) {
            return Ok(*first == b'[');
        }
        let num_read = available.len();
        if num_read == 0 {
            return Ok(false);
        }
        data.consume(num_read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut input = Input::in_memory("a.json", text.as_bytes());
        let mut nobody = |_, _: &mut Reading<'_>| {};
        let mut reading = Reading::new(None, &mut nobody);
        let mut elements = Vec::new();
        read_elements(&mut input, &mut reading, &mut |element, reading| {
            elements.push(format!("{}:{element}", reading.here.line.unwrap()));
            Ok(())
        })
        .unwrap();
        (elements, reading.report.findings.iter().map(|finding| finding.what.clone()).collect())
    }

    #[test]
    fn an_array_lines_and_values_one_after_the_other_are_read() {
        assert_eq!(read("\u{feff} [1,\n2,\n{\"a\":[3]}]\n").0, ["1:1", "1:2", "2:{\"a\":[3]}"]);
        assert_eq!(read("{\"a\":1}\n\n{\"a\":2}\n").0, ["1:{\"a\":1}", "3:{\"a\":2}"]);
        assert_eq!(read("{\n\"a\":\n1}\n{\n\"a\":2}").0.len(), 2);
        assert_eq!(read("").0.len() + read("[]").0.len() + read(" \n").0.len(), 0);
    }

    #[test]
    fn what_is_broken_is_told_and_what_stands_before_it_kept() {
        let rest = "the rest of the file left out";
        assert_eq!(read("[1,2,"), (vec!["1:1".into(), "1:2".into()], vec![rest.into()]));
        assert_eq!(read("[1,2]3"), (vec!["1:1".into(), "1:2".into()], vec![rest.into()]));
        assert_eq!(read("{\n\"a\":1}\n{").1, [rest]);
        assert_eq!(read("{}\n{\n{}").1.len(), 1);
        let deep = format!("[1,{}", "[".repeat(100_000));
        assert_eq!(read(&deep), (vec!["1:1".into()], vec![rest.into()]));
    }
}
