//! The parts of documents that are ZIP archives: Word, OpenDocument, EPUB.
//!
//! What an archive says of its own sizes is not believed, and names of parts are never used as paths: a part is
//! looked for by its name, and nothing is written anywhere.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::limits::{MAX_ARCHIVE_ENTRIES, MAX_PART_BYTES};

use super::signature::looks_like;
use super::xml_events::xml_text;
use super::{Budget, DocumentError};

/// How much is unpacked at a time, in bytes.
const CHUNK: usize = 64 << 10;

/// An archive that is one document.
pub(super) struct ZipParts<'f> {
    archive: ZipArchive<Cursor<&'f [u8]>>,
    budget: &'f Budget<'f>,
    kind: &'static str,
}

impl<'f> ZipParts<'f> {
    /// Opens the archive of a document of `kind`, which is named in errors.
    pub(super) fn open(
        bytes: &'f [u8],
        kind: &'static str,
        budget: &'f Budget<'_>,
    ) -> Result<Self, DocumentError> {
        check_number(bytes)?;
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|err| DocumentError::Broken { kind, why: why_unopened(bytes, &err) })?;
        Ok(Self { archive, budget, kind })
    }

    /// Whether there is a part of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The names of all parts, in the order of the archive.
    pub(super) fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
    }

    /// The bytes of a part; `None` if there is none of that name.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, DocumentError> {
        let broken = |why: String| DocumentError::Broken { kind: self.kind, why };
        let mut part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword) => {
                return Err(DocumentError::Encrypted);
            }
            Err(err) => return Err(broken(format!("its part “{name}”: {err}"))),
        };
        let (mut bytes, mut chunk) = (Vec::new(), vec![0; CHUNK]);
        loop {
            let num_read =
                part.read(&mut chunk).map_err(|err| broken(format!("its part “{name}”: {err}")))?;
            if num_read == 0 {
                return Ok(Some(bytes));
            }
            let size = u64::try_from(bytes.len() + num_read).unwrap_or(u64::MAX);
            if size > MAX_PART_BYTES {
                return Err(DocumentError::Bomb { limit_bytes: MAX_PART_BYTES });
            }
            self.budget.spend(u64::try_from(num_read).unwrap_or(u64::MAX))?;
            bytes.extend_from_slice(chunk.get(..num_read).unwrap_or_default());
        }
    }

    /// The text of a part in XML; `None` if there is none of that name.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<String>, DocumentError> {
        Ok(self.bytes(name)?.map(xml_text))
    }

    /// The text of a part that a document can't be without.
    pub(super) fn needed_xml(&mut self, name: &str) -> Result<String, DocumentError> {
        let kind = self.kind;
        self.xml(name)?
            .ok_or_else(|| DocumentError::Broken { kind, why: format!("its part “{name}” is missing") })
    }
}

/// Why something is no archive, in the middle of a sentence.
pub(super) fn why_unopened(bytes: &[u8], err: &ZipError) -> String {
    match looks_like(bytes) {
        Some(kind) if !bytes.starts_with(b"PK") => format!("it looks like {kind}"),
        // What an archive holds is listed at its end.
        _ if bytes.starts_with(b"PK\x03\x04") && rfind(bytes, b"PK\x05\x06").is_none() => {
            "its end is missing".to_owned()
        }
        _ => err.to_string(),
    }
}

/// Refuses archives that say they hold more than can be listed, before anything is listed.
fn check_number(bytes: &[u8]) -> Result<(), DocumentError> {
    // The last record may be followed by a comment of 65,535 bytes.
    let tail = &bytes[bytes.len().saturating_sub(22 + 65_535)..];
    let Some(end) = rfind(tail, b"PK\x05\x06") else { return Ok(()) };
    let number = |bytes: &[u8], at: usize, len: usize| {
        let digits = bytes.get(at..at + len)?;
        Some(digits.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
    };
    let mut num_parts = number(tail, end + 10, 2).unwrap_or(0);
    if num_parts == 0xffff
        && let Some(at) = rfind(tail, b"PK\x06\x06")
    {
        num_parts = number(tail, at + 32, 8).unwrap_or(0);
    }
    if usize::try_from(num_parts).is_ok_and(|num| num <= MAX_ARCHIVE_ENTRIES) {
        Ok(())
    } else {
        Err(DocumentError::TooMany { what: "parts", limit: MAX_ARCHIVE_ENTRIES })
    }
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

/// Whether bytes begin as archives do that hold a part `mimetype` of those words first, as OpenDocument and EPUB
/// ask for.
pub(super) fn has_mimetype(bytes: &[u8], mimetype: &str) -> bool {
    let Some(entry) = bytes.strip_prefix(b"PK\x03\x04") else { return false };
    let length =
        |at: usize| entry.get(at..at + 2).map_or(0, |two| usize::from(two[0]) | usize::from(two[1]) << 8);
    let (name_len, extra_len) = (length(22), length(24));
    entry.get(26..26 + name_len) == Some(b"mimetype")
        && entry.get(26 + name_len + extra_len..).is_some_and(|rest| rest.starts_with(mimetype.as_bytes()))
}

/// An archive of these parts, for tests.
#[cfg(test)]
pub(super) fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, words) in parts {
        let method = if *name == "mimetype" {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(words.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_by_name_within_the_budget() {
        let zip = zip_of(&[("mimetype", "application/x"), ("a.xml", "<a/>")]);
        let budget = Budget::unlimited();
        let before = budget.bytes_left();
        let mut parts = ZipParts::open(&zip, "thing", &budget).unwrap();
        assert_eq!(parts.needed_xml("a.xml").unwrap(), "<a/>");
        assert_eq!(before - budget.bytes_left(), 4);
        assert_eq!(parts.xml("b.xml"), Ok(None));
        assert_eq!(parts.names(), ["mimetype", "a.xml"]);
        let err = parts.needed_xml("b.xml").unwrap_err();
        assert_eq!(err.to_string(), "the file is no good thing: its part “b.xml” is missing");
        assert!(has_mimetype(&zip, "application/x") && !has_mimetype(&zip, "application/y"));
    }

    #[test]
    fn what_is_no_archive_is_told_for_what_it_is() {
        let budget = Budget::unlimited();
        let why = |bytes: &[u8]| ZipParts::open(bytes, "thing", &budget).err().unwrap().to_string();
        assert_eq!(why(b"\x89PNG\r\n\x1a\n"), "the file is no good thing: it looks like a PNG image");
        let zip = zip_of(&[("a.xml", "<a/>")]);
        assert_eq!(why(&zip[..40]), "the file is no good thing: its end is missing");
        assert!(why(b"words").starts_with("the file is no good thing: "));
    }

    #[test]
    fn a_part_that_unpacks_to_too_much_is_refused() {
        let zip = zip_of(&[("a.xml", &" ".repeat(usize::try_from(MAX_PART_BYTES).unwrap() + 1))]);
        assert!(zip.len() < 1 << 20);
        let budget = Budget::unlimited();
        let mut parts = ZipParts::open(&zip, "thing", &budget).unwrap();
        assert_eq!(parts.bytes("a.xml"), Err(DocumentError::Bomb { limit_bytes: MAX_PART_BYTES }));
    }

    #[test]
    fn damage_is_named_and_never_fatal() {
        let zip = zip_of(&[("mimetype", "application/x"), ("a.xml", "<a>words and words and words</a>")]);
        let budget = Budget::unlimited();
        for len in 0..zip.len() {
            let broken = ZipParts::open(&zip[..len], "thing", &budget);
            assert!(broken.is_err_and(|err| matches!(err, DocumentError::Broken { .. })));
            has_mimetype(&zip[..len], "application/x");
        }
        for at in 0..zip.len() {
            let mut flipped = zip.clone();
            flipped[at] ^= 0x55;
            if let Ok(mut parts) = ZipParts::open(&flipped, "thing", &budget) {
                drop(parts.xml("a.xml"));
            }
        }
    }

    #[test]
    fn an_archive_that_says_it_has_millions_of_parts_is_not_listed() {
        let mut zip = zip_of(&[("a.xml", "<a/>")]);
        let end = rfind(&zip, b"PK\x05\x06").unwrap();
        zip[end + 10..end + 12].copy_from_slice(b"\xff\xff");
        let mut record = b"PK\x06\x06".to_vec();
        record.extend([0; 28]);
        record.extend(2_000_000_u64.to_le_bytes());
        record.extend(&zip[end..]);
        let err = ZipParts::open(&record, "thing", &Budget::unlimited()).err().unwrap();
        assert_eq!(err, DocumentError::TooMany { what: "parts", limit: MAX_ARCHIVE_ENTRIES });
    }
}
