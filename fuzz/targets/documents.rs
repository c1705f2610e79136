//! What the readers of documents promise for any bytes, one function a kind.
//!
//! Bytes are read, or refused with an error that says why. What is read is a text with LF line ends, blocks in it that
//! are sorted and apart and leave no words out, and metadata of one line each; all of it can be kept as an article. The
//! same bytes give the same again. A text is not much larger than the bytes it comes from. When time is over, the reader
//! stops at once and says so; and where unpacking took more than it may, that is told.
//!
//! Of a kind that is packed, bytes that begin with a line `=== NAME` are packed first, so that what they hold is read:
//! in an archive a changed byte is found out by its check sum. How many bytes there are chooses among what can be
//! chosen.

use std::cell::Cell;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use redletter::documents::budget::Stop;
use redletter::documents::{self, Budget, DocumentError, Documents, ReadDocument, ReadOptions};
use redletter::model::article::Metadata;
use redletter::model::limits::{MAX_DOCUMENT_BYTES, MAX_UNPACKED_BYTES};

use super::foreign::{FILE, files_of, packed};

/// How much more than the file and what is packed in it a text may be: numbers of list items that begin high, and
/// letters of one byte that become three.
const MOST_TEXT_A_BYTE: u64 = 16;

/// How often a reader may still ask after it was told to stop.
const MOST_ASKED_AFTER_STOP: usize = 8;

/// A saved web page, of which the article or all is read.
pub fn html(data: &[u8]) {
    check("a.html", data);
}

/// A web page that was saved as one file.
pub fn mhtml(data: &[u8]) {
    check("a.mhtml", data);
}

/// A Word document.
pub fn docx(data: &[u8]) {
    check_packed("a.docx", data);
}

/// An OpenDocument text.
pub fn odt(data: &[u8]) {
    check_packed("a.odt", data);
}

/// Rich Text Format.
pub fn rtf(data: &[u8]) {
    check("a.rtf", data);
}

/// A PDF document.
pub fn pdf(data: &[u8]) {
    check("a.pdf", data);
}

/// An EPUB book, by its chapters or as a whole.
pub fn epub(data: &[u8]) {
    check_packed("a.epub", data);
}

/// A mail.
pub fn mail(data: &[u8]) {
    check("a.eml", data);
}

/// A mailbox.
pub fn mbox(data: &[u8]) {
    check("a.mbox", data);
}

/// Subtitles of `SubRip`.
pub fn srt(data: &[u8]) {
    check("a.srt", data);
}

/// Subtitles of `WebVTT`.
pub fn vtt(data: &[u8]) {
    check("a.vtt", data);
}

/// A table of articles.
pub fn article_table(data: &[u8]) {
    check(if data.len().is_multiple_of(2) { "a.csv" } else { "a.tsv" }, data);
}

/// Articles as JSON, one or many, or a line each.
pub fn article_json(data: &[u8]) {
    check(if data.len().is_multiple_of(2) { "a.json" } else { "a.jsonl" }, data);
}

/// A feed in XML.
pub fn xml_feed(data: &[u8]) {
    check("a.rss", data);
}

/// A feed in JSON.
pub fn json_feed(data: &[u8]) {
    check("feed.json", data);
}

/// An archive of documents.
pub fn zip(data: &[u8]) {
    check_packed("a.zip", data);
}

/// A file packed with gzip, and what it is called.
pub fn gzip(data: &[u8]) {
    match files_of(data, "gz").first() {
        Some((name, bytes)) if data.starts_with(FILE) => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).expect("memory takes everything");
            check(&format!("{name}.gz"), &encoder.finish().expect("memory takes everything"));
        }
        _ => check("a.txt.gz", data),
    }
}

fn check_packed(name: &str, data: &[u8]) {
    if data.starts_with(FILE) {
        check(name, &packed(data));
    } else {
        check(name, data);
    }
}

/// Shows what holds for the reader of every kind.
fn check(name: &str, data: &[u8]) {
    let options = ReadOptions {
        whole_books: data.len() % 4 == 1,
        whole_pages: data.len() % 4 == 2,
        ..ReadOptions::default()
    };
    let budget = Budget::unlimited();
    let read = documents::read(name, data, &options, &budget);
    let spent = MAX_UNPACKED_BYTES - budget.bytes_left();
    check_outcome(&read, data, spent);
    check_stopped(name, data, &options, &read);
    check_small(name, data, &options, &read, spent);
}

/// What was read is as it should be.
fn check_outcome(read: &Result<Documents, DocumentError>, data: &[u8], spent: u64) {
    let documents = match read {
        Ok(documents) => documents,
        Err(err) => return assert!(!err.to_string().is_empty()),
    };
    for (_, why) in &documents.left_out {
        assert!(!why.to_string().is_empty());
    }
    assert!(!documents.read.is_empty() || !documents.left_out.is_empty());
    let size: u64 = documents.read.iter().map(|document| document.text.len() as u64).sum();
    let most = MOST_TEXT_A_BYTE * (data.len() as u64 + spent);
    assert!(size <= most, "{size} bytes of text come from {} and {spent} packed ones", data.len());
    for document in &documents.read {
        check_words(document);
        check_metadata(&document.metadata);
        super::check_kept(document.clone(), data);
    }
}

/// The text is ended and not over the limit, and all of its words are in blocks.
fn check_words(document: &ReadDocument) {
    assert!(document.text.len() as u64 <= MAX_DOCUMENT_BYTES);
    let mut end = 0;
    for block in &document.blocks {
        let between = document.text.get(end..block.range.start()).expect("blocks are sorted and apart");
        assert_eq!(between.trim(), "", "words outside of every block");
        end = block.range.end();
    }
    assert_eq!(document.text[end..].trim(), "", "words outside of every block");
}

/// Each field is one line without white space around it.
fn check_metadata(metadata: &Metadata) {
    let Metadata { title, outlet, byline, language, url, foreign_id, .. } = metadata;
    for words in [title, outlet, byline, language, url, foreign_id] {
        assert_eq!(words.trim(), words);
        assert!(!words.contains(['\n', '\r', '\0']), "{words:?}");
    }
    assert!(
        language.len() <= 35 && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    );
}

/// A reader that is told to stop after some time has a whole result already, or stops and says why.
fn check_stopped(name: &str, data: &[u8], options: &ReadOptions, whole: &Result<Documents, DocumentError>) {
    let num_asked = Cell::new(0);
    let most = data.len() % 23;
    let stop = || {
        num_asked.set(num_asked.get() + 1);
        (num_asked.get() > most).then_some(Stop::TooLong)
    };
    let read = documents::read(name, data, options, &Budget::new(&stop));
    if num_asked.get() <= most {
        assert_eq!(&read, whole, "the same bytes give the same");
    } else {
        assert!(matches!(read, Err(DocumentError::TooLong { .. })), "{read:?} although it was told to stop");
        assert!(num_asked.get() <= most + MOST_ASKED_AFTER_STOP, "it goes on though it was told to stop");
    }
}

/// A reader that may unpack little keeps to that, and tells if it was too little.
fn check_small(
    name: &str,
    data: &[u8],
    options: &ReadOptions,
    whole: &Result<Documents, DocumentError>,
    spent: u64,
) {
    let most = data.len() as u64 / 2;
    let budget = Budget::unlimited();
    budget.spend(MAX_UNPACKED_BYTES - most).expect("there is as much");
    let read = documents::read(name, data, options, &budget);
    if spent <= most {
        return assert_eq!(&read, whole, "the same bytes give the same");
    }
    check_outcome(&read, data, most);
    if let Ok(documents) = read {
        let is_told = documents.left_out.iter().any(|(_, why)| matches!(why, DocumentError::Bomb { .. }));
        assert!(is_told, "it is told that there was more");
    }
}
