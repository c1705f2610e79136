//! A table as it stands in a file: its encoding and what parts its cells are found out, then it is read row by row.

use std::io::Read as _;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use crate::formats::{FormatError, Input};
use crate::model::limits::MAX_STORED_FILE_BYTES;

use super::columns::{ColumnMap, propose_columns};

/// What cells may be parted by, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How many rows are looked at to find out what parts the cells.
const SAMPLE_ROWS: usize = 50;

/// How much of a file a preview and the guess of its encoding look at, in bytes.
const SAMPLE_BYTES: usize = 1 << 20;

/// The beginning of a table, for whoever is to say which column is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The first rows, cell by cell.
    pub rows: Vec<Vec<String>>,
    /// What parts the cells.
    pub delimiter: char,
    /// The encoding by its WHATWG name.
    pub encoding: &'static str,
    /// Which columns hold what, as far as their names tell.
    pub columns: ColumnMap,
}

/// The first rows of a table; its cells are parted by `expected` if that can't be told otherwise.
pub fn preview(input: &mut Input<'_>, expected: u8, num_rows: usize) -> Result<Preview, FormatError> {
    let mut bytes = Vec::new();
    let name = input.name.clone();
    let limit = SAMPLE_BYTES as u64;
    let read = input.data()?.take(limit).read_to_end(&mut bytes);
    read.map_err(|source| FormatError::Read { name, source })?;
    let Decoded { text, encoding, .. } = decode(&bytes);
    let sheet = Sheet::new(&text, expected);
    let mut rows = sheet.rows();
    let header = rows.next().map(|row| row.cells).unwrap_or_default();
    let rows = rows.take(num_rows).map(|row| row.cells).collect();
    let columns = propose_columns(&header);
    Ok(Preview { header, rows, delimiter: char::from(sheet.delimiter), encoding, columns })
}

/// The text of a file.
pub struct Decoded {
    /// It.
    pub text: String,
    /// The encoding by its WHATWG name.
    pub encoding: &'static str,
    /// Whether the encoding is only the likeliest one.
    pub is_guess: bool,
    /// Whether there were bytes that are no text in it.
    pub has_errors: bool,
}

/// The text of a whole file.
pub fn read_text(input: &mut Input<'_>) -> Result<Decoded, FormatError> {
    Ok(decode(&input.bytes(MAX_STORED_FILE_BYTES)?))
}

/// The encoding is told by a byte-order mark, by being good UTF-8, or UTF-8 but for few bytes, and else by the
/// statistics of older encodings.
fn decode(bytes: &[u8]) -> Decoded {
    let (encoding, is_guess) = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding, false),
        None if is_nearly_utf8(bytes) => (UTF_8, false),
        None => {
            let start = Encoding::ascii_valid_up_to(bytes);
            let end = bytes.len().min(start + SAMPLE_BYTES);
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(&bytes[..end], end == bytes.len());
            (detector.guess(None, Utf8Detection::Deny), true)
        }
    };
    let (text, _, has_errors) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name(), is_guess, has_errors }
}

/// Whether most of what is beyond ASCII is good UTF-8.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut num_good, mut num_bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        num_good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        num_bad += usize::from(!chunk.invalid().is_empty());
    }
    num_bad <= num_good
}

/// A table.
pub struct Sheet<'t> {
    text: &'t str,
    /// How many lines stand before the table.
    num_skipped: usize,
    /// What parts its cells.
    pub delimiter: u8,
}

/// A row of a table.
pub struct SheetRow {
    /// The line it begins in, from 1.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<String>,
}

impl<'t> Sheet<'t> {
    /// The table in a text; its cells are parted by `expected` if that can't be told otherwise.
    pub fn new(text: &'t str, expected: u8) -> Self {
        // Excel's own way to say what parts the cells.
        let first = text.lines().next().unwrap_or_default();
        if let Some([delimiter]) = first.strip_prefix("sep=").map(str::as_bytes) {
            let rest = text[first.len()..].trim_start_matches('\r');
            let rest = rest.strip_prefix('\n').unwrap_or(rest);
            return Self { text: rest, num_skipped: 1, delimiter: *delimiter };
        }
        Self { text, num_skipped: 0, delimiter: delimiter_of(text, expected) }
    }

    /// The rows, the header first. Rows that are blank are passed over.
    pub fn rows(&self) -> impl Iterator<Item = SheetRow> + use<'t> {
        let num_skipped = self.num_skipped;
        let reader = reader(self.text, self.delimiter);
        // Text has no bytes that could not be read.
        reader.into_records().filter_map(Result::ok).filter_map(move |record| {
            let line = record.position().map_or(0, ::csv::Position::line);
            let line = usize::try_from(line).unwrap_or(usize::MAX).saturating_add(num_skipped);
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            cells.iter().any(|cell| !cell.trim().is_empty()).then_some(SheetRow { line, cells })
        })
    }
}

fn reader(text: &str, delimiter: u8) -> ::csv::Reader<&[u8]> {
    let mut builder = ::csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// What makes the most cells in the header and as many in the rows after it.
fn delimiter_of(text: &str, expected: u8) -> u8 {
    let score = |delimiter: u8| -> usize {
        let records = reader(text, delimiter).into_records().filter_map(Result::ok);
        let counts: Vec<usize> = records.take(SAMPLE_ROWS).map(|record| record.len()).collect();
        let num_columns = counts.first().copied().unwrap_or(0);
        if num_columns < 2 {
            return 0;
        }
        let num_alike = counts.iter().filter(|count| **count == num_columns).count();
        // Rows that agree weigh more than many columns.
        num_alike * 1000 / counts.len() * 100 + num_columns.min(99)
    };
    let others = DELIMITERS.into_iter().filter(|delimiter| *delimiter != expected);
    let mut best = (expected, score(expected));
    for delimiter in others {
        let scored = score(delimiter);
        if scored > best.1 {
            best = (delimiter, scored);
        }
    }
    best.0
}
