//! W3C Web Annotations as JSON-LD: one collection with one page, whose items are annotations, one a line.
//!
//! Offsets are those of text position selectors: code points (Web Annotation Data Model, section 4.2.5), end
//! exclusive; a text quote selector with the words around stands beside each. An article is an annotation with the
//! motivation `describing`, whose target is the text itself, embedded, with what is known of it in Dublin Core; it
//! stands before the annotations on it. An annotation has a target a fragment. Its bodies are told apart by their
//! purposes: `tagging` for the label, `identifying` for voices (with `schema:roleName`), `describing` for the words
//! that name and report, `classifying` for attributes (`schema:PropertyValue`), `linking` for items, `assessing` for
//! doubts, `commenting` for the note. A relation has the motivation `linking` and a target a member. Codes and notes
//! of a whole article target the article. All terms are those of the standard context.
//!
//! By reference, articles have the SHA-256 of their text (`schema:sha256`) in its place, and selectors are those of
//! text positions alone.
//!
//! What others write is read too: single annotations, arrays and pages of them, quotes without positions, positions
//! in UTF-16. Texts that are not in the file are taken from files of plain text beside it, or from
//! the corpus where it has them.

mod notes;
mod reader;
mod selectors;
#[cfg(test)]
mod tests;
mod writer;

use super::FormatInfo;
use super::dialect::{Articles, Dialect, Files};
use super::parts::{Part, Parts};
use super::reading::Reading;
use super::{FormatError, Input};
use crate::model::text::units::Unit;

/// W3C Web Annotations.
pub struct WebAnnotations;

/// The context that every name in the file is from.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// What names a text that is not in the file: its SHA-256, in hexadecimal.
const SHA256: &str = "schema:sha256";

/// What our own ids begin with.
const ARTICLE: &str = "urn:redletter:article:";
const ANNOTATION: &str = "urn:redletter:annotation:";
const RELATION: &str = "urn:redletter:relation:";
const STATE: &str = "urn:redletter:state:";
const ANNOTATOR: &str = "urn:redletter:annotator:";
const VOICE: &str = "urn:redletter:voice:";
const ITEM: &str = "urn:redletter:item:";

const HELD: Parts = Parts::ALL.without(&[
    Part::Provenance,
    Part::Progress,
    Part::Coverage,
    Part::Inheritance,
    Part::Corrections,
    Part::Decisions,
    Part::Unplaced,
]);

impl Dialect for WebAnnotations {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "w3c",
            name: "W3C Web Annotations",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://www.w3.org/TR/annotation-model/ (W3C Recommendation of 23 February 2017)",
            is_folder: false,
            extension: "jsonld",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    /// The text, where the annotations are on one that is not among them.
    fn companions(&self, name: &str) -> Vec<String> {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        if ending == "txt" { Vec::new() } else { vec![format!("{stem}.txt")] }
    }

    fn by_reference(&self) -> bool {
        true
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        writer::write(articles, files)
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        reader::read(inputs, reading)
    }
}
