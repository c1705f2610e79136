//! A file that knows which line is being read, for parsers that don't tell.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// What some editors put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A file that counts the line ends that were read.
pub struct Numbered<'d, 'l> {
    data: Box<dyn BufRead + 'd>,
    line: &'l Cell<usize>,
}

impl<'d, 'l> Numbered<'d, 'l> {
    /// A file at its beginning, without a byte order mark; `line` is set to 1 and follows the reading from there.
    pub fn new(mut data: Box<dyn BufRead + 'd>, line: &'l Cell<usize>) -> io::Result<Self> {
        line.set(1);
        if data.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
            data.consume(BYTE_ORDER_MARK.len());
        }
        Ok(Self { data, line })
    }

    fn count(&self, bytes: &[u8]) {
        let num_ends = bytes.split(|byte| *byte == b'\n').count().saturating_sub(1);
        self.line.set(self.line.get() + num_ends);
    }
}

impl Read for Numbered<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let num_read = self.data.read(buffer)?;
        self.count(&buffer[..num_read]);
        Ok(num_read)
    }
}

impl BufRead for Numbered<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.data.fill_buf()
    }

    fn consume(&mut self, num_read: usize) {
        if let Ok(bytes) = self.data.fill_buf() {
            let num_ends = bytes[..num_read.min(bytes.len())].split(|byte| *byte == b'\n').count();
            self.line.set(self.line.get() + num_ends.saturating_sub(1));
        }
        self.data.consume(num_read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_follows_the_reading() {
        let line = Cell::new(7);
        let mut file = Numbered::new(Box::new(&b"\xef\xbb\xbfone\ntwo\nthree"[..]), &line).unwrap();
        let mut word = [0; 3];
        file.read_exact(&mut word).unwrap();
        assert_eq!((&word, line.get()), (b"one", 1));
        let mut rest = String::new();
        assert_eq!(file.read_line(&mut rest).unwrap(), 1);
        assert_eq!(line.get(), 2);
        file.read_line(&mut rest).unwrap();
        assert_eq!((rest.as_str(), line.get()), ("\ntwo\n", 3));
    }
}
