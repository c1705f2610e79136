//! UIMA CAS XMI: a file an article, and the type system beside them. INCEpTION, DKPro and dkpro-cassis read and write
//! it.
//!
//! Offsets count UTF-16 code units. Annotations are of the layer `webanno.custom.RedletterSpan`, with features for
//! what is known of each; the words of source and cue, and the parts of annotations with gaps, are spans of their
//! own that links lead to. Relations are of a relation layer with `Governor` and `Dependent`. Whose an annotation is
//! is a feature: INCEpTION has a CAS for each annotator, but takes one a document when it imports. Sentences and
//! tokens are DKPro's, without which INCEpTION can't show a text; what is known of the article is in DKPro's
//! metadata and a document layer.
//!
//! Sources: the OASIS UIMA 1.0 specification, section 4.2.1 (CAS representation in XMI); the UIMA Java SDK
//! references, “XMI CAS serialization” and “Type system descriptors”; INCEpTION's user guide, “Layers”.

mod reader;
mod writer;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::FormatInfo;
use super::cas::fitting::{self, HELD, LIMITS};
use super::cas::reading::{Joiner, article_of};
use super::cas::types::{Types, our_types};
use super::cas::types_file::{self, TYPES_FILE};
use super::cas::writing::cas_of;
use super::cas::xml::{is_xml_char, text_of_file};
use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::ArticleLine;
use super::parts::Parts;
use super::reading::Reading;
use super::report::{Effect, Place, Report, What};
use super::{FormatError, Input};
use crate::model::text::units::Unit;

/// UIMA CAS XMI.
pub struct UimaXmi;

impl Dialect for UimaXmi {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "uima-xmi",
            name: "UIMA CAS XMI",
            reads: true,
            writes: true,
            offset_unit: Unit::Utf16,
            specification: "https://uima.apache.org/d/uimaj-current/references.html#ugr.ref.xmi (UIMA Java SDK 3, XMI 2.0)",
            is_folder: true,
            extension: "xmi",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        const ALL: [&str; 3] = [
            LIMITS[0],
            LIMITS[1],
            "Control characters that XML 1.0 has no way to write are replaced by U+FFFD; no offset moves.",
        ];
        &ALL
    }

    fn fit(&self, line: &mut ArticleLine, setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fitting::fit(line, setting.tagset, place, report);
        replace_what_xml_lacks(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let tagset = &articles.state.tagset;
        let undeclared = RefCell::new(BTreeSet::new());
        articles.each(&mut |line| {
            let ids = line.annotations.iter().flat_map(|annotation| annotation.attributes.keys());
            undeclared.borrow_mut().extend(ids.cloned());
            let name = format!("{}/{}.xmi", articles.name, line.id);
            files.write(&name, &mut |file| writer::write_cas(&cas_of(line, tagset), file, &name))
        })?;
        let undeclared = undeclared.into_inner();
        let types = our_types(tagset, undeclared.iter().map(String::as_str));
        let name = format!("{}/{TYPES_FILE}", articles.name);
        files.write(&name, &mut |file| types_file::write(&types, file, &name))
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        let mut types = Types::default();
        for input in inputs.iter_mut().filter(|input| !is_xmi(input)) {
            reading.here = Place::in_file(&input.name, 1);
            let text = text_of_file(input, reading)?;
            if types_file::is_one(&text) {
                types_file::read(&text, &mut types, reading);
            }
        }
        let mut joiner = Joiner::default();
        for input in inputs.iter_mut() {
            reading.here = Place::in_file(&input.name, 1);
            let is_xmi = is_xmi(input);
            let text = text_of_file(input, reading)?;
            if !is_xmi && types_file::is_one(&text) {
                continue;
            }
            let cas = reader::read(&text, &types, reading);
            reading.here = Place::in_file(&input.name, 1);
            let stem = input.file_name().rsplit_once('.').map_or(input.file_name(), |(stem, _)| stem);
            if let Some(article) = article_of(&cas, &types, stem, reading) {
                joiner.take(article, reading);
            }
        }
        joiner.give(reading);
        Ok(())
    }
}

/// Whether a file is XMI by its name; of others only a look tells.
fn is_xmi(input: &Input<'_>) -> bool {
    input.file_name().rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("xmi"))
}

/// Replaces characters that XML can't hold; none of them counts more than one UTF-16 unit, and neither does what
/// comes in their place.
fn replace_what_xml_lacks(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let mut told: BTreeSet<String> = BTreeSet::new();
    fitting::each_text(line, &mut |whose, text| {
        if !text.chars().all(is_xml_char) {
            *text = text.chars().map(|ch| if is_xml_char(ch) { ch } else { '\u{fffd}' }).collect();
            told.insert(whose.to_owned());
        }
    });
    for whose in told {
        let what = What::of("characters of ", whose, " were replaced by U+FFFD");
        report.add(place.clone(), Effect::Changed, what, "XML 1.0 can't hold them");
    }
}
