//! JSON CAS: the same content as XMI, in a JSON file an article that brings its type system along. dkpro-cassis,
//! INCEpTION and the UIMA Java SDK read and write it.
//!
//! Offsets count UTF-16 code units. The draft of the specification leaves the unit open and has no key that would
//! tell; both implementations count UTF-16, and so does this. Annotations, relations and what is known of the article
//! stand where XMI has them. Unlike XML, JSON can hold every character.
//!
//! Source: “JSON serialization of the Apache UIMA CAS”, draft 0.4.0 (`SPECIFICATION.adoc` of uima-uimaj-io-jsoncas).

mod reader;
mod writer;
#[cfg(test)]
mod tests;

use super::FormatInfo;
use super::cas::fitting::{self, HELD, LIMITS};
use super::cas::reading::{Joiner, article_of};
use super::cas::types::our_types;
use super::cas::writing::cas_of;
use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::ArticleLine;
use super::parts::Parts;
use super::reading::Reading;
use super::report::{Effect, Place, Report};
use super::{FormatError, Input};
use crate::model::text::units::Unit;

/// JSON CAS.
pub struct JsonCas;

/// The largest file that is read.
const MAX_FILE_BYTES: u64 = crate::model::limits::MAX_DATASET_LINE_BYTES as u64;

impl Dialect for JsonCas {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "json-cas",
            name: "UIMA JSON CAS",
            reads: true,
            writes: true,
            offset_unit: Unit::Utf16,
            specification: "https://github.com/apache/uima-uimaj-io-jsoncas/blob/main/SPECIFICATION.adoc (draft 0.4.0)",
            is_folder: true,
            extension: "json",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        LIMITS
    }

    fn fit(&self, line: &mut ArticleLine, setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fitting::fit(line, setting.tagset, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let tagset = &articles.state.tagset;
        articles.each(&mut |line| {
            let ids = line.annotations.iter().flat_map(|annotation| annotation.attributes.keys());
            let types = our_types(tagset, ids.map(String::as_str));
            let name = format!("{}/{}.json", articles.name, line.id);
            files.write(&name, &mut |file| writer::write_cas(cas_of(line, tagset), &types, file, &name))
        })
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        let mut joiner = Joiner::default();
        for input in inputs {
            reading.here = Place::in_file(&input.name, 1);
            let bytes = input.bytes(MAX_FILE_BYTES)?;
            let file = match serde_json::from_slice(&bytes) {
                Ok(file) => file,
                Err(err) => {
                    reading.here.line = Some(err.line().max(1));
                    reading.report.num_in.articles += 1;
                    reading.tell(Effect::LeftOut, "file left out", err);
                    continue;
                }
            };
            let (cas, types) = reader::cas_of_file(file, reading);
            let stem = input.file_name().rsplit_once('.').map_or(input.file_name(), |(stem, _)| stem);
            if let Some(article) = article_of(&cas, &types, stem, reading) {
                joiner.take(article, reading);
            }
        }
        joiner.give(reading);
        Ok(())
    }
}
