//! Articles as documents of word processors, with the annotations as comments: Office Open XML (ECMA-376, 5th edition,
//! transitional), the few parts of it that this needs.
//!
//! A fragment is the range of a comment, to the character; an annotation of several fragments has a comment for each,
//! the first of which says everything. Its words have the label's line under them and its tint behind them; where
//! annotations overlap, the line is that of the shortest. A comment's author is the annotator, its date when the
//! annotation was made. Paragraphs of the text have styles whose ids begin with `Article`; what is known of the article
//! stands before and after them. Offsets are shown nowhere. The archive's times are fixed, so that the same article
//! makes the same bytes.

mod parts;
mod proof;
#[cfg(test)]
mod tests;

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::ArticleLine;
use super::pages::Page;
use super::pages::facts::Facts;
use super::pages::fit::fit;
use super::pages::names::Names;
use super::parts::{Part, Parts};
use super::report::{Place, Report};
use super::{FormatError, FormatInfo, pages};

/// Documents with comments.
pub struct Docx;

/// What a document can't show.
const LIMITS: [&str; 6] = [
    "An annotation of several fragments becomes a comment for each; the first says everything.",
    "Where annotations overlap, the words have the line of the shortest one.",
    "White space around paragraphs is not shown, and line ends are all of one kind.",
    "Control characters are written as U+FFFD in the text, and by their names elsewhere.",
    "Times are told to the minute, and of what a reviewer saw only whether it has changed since.",
    "It is made to be read and printed, and can’t be imported.",
];

impl Dialect for Docx {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "docx",
            name: "Word documents with comments",
            reads: false,
            writes: true,
            offset_unit: pages::UNIT,
            specification: "https://ecma-international.org/publications-and-standards/standards/ecma-376/ (Office Open XML, ECMA-376 part 1, 5th edition, and part 4, transitional)",
            is_folder: true,
            extension: "docx",
        }
    }

    fn holds(&self) -> Parts {
        pages::HELD.without(&[Part::Ids])
    }

    fn limits(&self) -> &'static [&'static str] {
        &LIMITS
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let names = Names::new(articles.state);
        articles.each(&mut |line| {
            let page = Page::new(line);
            let facts = Facts::new(&page, &names, articles.state);
            let name = file_of(articles.name, &line.id);
            let bytes = package(&parts::all(&page, &facts, &names))
                .map_err(|source| FormatError::Write { name: name.clone(), source })?;
            files.write(&name, &mut |file| {
                file.write_all(&bytes).map_err(|source| FormatError::Write { name: name.clone(), source })
            })
        })
    }

    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        articles.each(&mut |line| {
            let name = file_of(articles.name, &line.id);
            let differs = |what| FormatError::Differs { name: name.clone(), what };
            let found = proof::article(&files.read(&name)?).map_err(differs)?;
            pages::proof::Seen::expected(line).difference(&found).map_or(Ok(()), |what| Err(differs(what)))
        })
    }
}

fn file_of(folder: &str, article: &str) -> String {
    format!("{folder}/{article}.docx")
}

/// The parts of a document in one archive.
fn package(parts: &[(&'static str, String)]) -> std::io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    for (name, xml) in parts {
        archive.start_file(*name, options)?;
        archive.write_all(xml.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}
