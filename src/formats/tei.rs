//! TEI P5: a corpus in one file, `teiCorpus`, with a `TEI` an article.
//!
//! No articles make a `TEI` without a text, as a `teiCorpus` holds at least one `TEI`; a note in it says so.
//!
//! The text of an article is the text stream of its `body`, which says that white space counts (`xml:space`):
//! paragraphs are `p`, other blocks `ab` with a type, and what belongs to no block is `ab` without one. Annotations
//! stand off: each is a `span` whose target is a `string-range()` of the body, with an offset and a length for each
//! fragment (Guidelines, section 17.2.4). Both count code points: a letter and a diacritic after it are two
//! characters. Its label is a category of a taxonomy in the header, its note the span's content, a doubt its `cert`;
//! whose it is stands in `resp`, and everything else of it in a feature structure that `ana` points to. The words
//! that name and report are spans of their own. A relation is a `link` in a group whose `targFunc` names the roles.
//! What is known of the article is in its header, its codes are keywords, the voices are in the list of persons.
//!
//! What others write is read too: paragraphs become lines with one between them, `said`, `quote` and `q` annotations
//! with the label quote and the speakers that `who` and `toWhom` name, `seg` what its analysis or type says, and
//! spans what they point to.

mod body;
mod features;
mod pointers;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

use serde_json::Value;

use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::ArticleLine;
use super::pairs::members_with_roles;
use super::parts::{Part, Parts};
use super::reading::Reading;
use super::report::{Effect, Place, Report, What};
use super::xml_tree::replace_non_xml;
use super::{FormatError, FormatInfo, Input};
use crate::model::text::units::Unit;

/// TEI P5.
pub struct Tei;

const HELD: Parts = Parts::ALL.without(&[
    Part::Provenance,
    Part::Progress,
    Part::Coverage,
    Part::Corrections,
    Part::Decisions,
    Part::Unplaced,
]);

impl Dialect for Tei {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "tei",
            name: "TEI P5",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://tei-c.org/Vault/P5/4.9.0/ (TEI P5 Guidelines 4.9.0)",
            is_folder: false,
            extension: "xml",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "Characters that XML has no place for become U+FFFD.",
            "Of blocks that overlap only the first is written.",
        ]
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit_blocks(line, place, report);
        fit_relations(line, place, report);
        fit_characters(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        writer::write(articles, files)
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        reader::read(inputs, reading)
    }
}

/// Elements can't overlap.
fn fit_blocks(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let (mut end, num_blocks) = (0, line.blocks.len());
    line.blocks.retain(|block| {
        let fits = block.start >= end;
        end = if fits { block.end } else { end };
        fits
    });
    if line.blocks.len() < num_blocks {
        let what = What::of("blocks left out", format_args!(": {}", num_blocks - line.blocks.len()), "");
        report.add(place.clone(), Effect::LeftOut, what, "elements can't overlap");
    }
}

/// A link has at least two ends.
fn fit_relations(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    line.relations.retain(|relation| {
        let is_link = members_with_roles(relation).len() > 1;
        if !is_link {
            let what = What::of("relation ", &relation.id, " left out");
            report.add(place.clone(), Effect::LeftOut, what, "a link has at least two ends");
        }
        is_link
    });
}

/// Replaces characters that XML has no place for. Each stays one character, so that no place moves.
fn fit_characters(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let mut replaced: Vec<String> = Vec::new();
    let mut fit = |what: &str, text: &mut String| {
        if replace_non_xml(text) && replaced.last().is_none_or(|last| last != what) {
            replaced.push(what.to_owned());
        }
    };
    if let Some(text) = &mut line.text {
        fit("the text", text);
    }
    fit("the title", &mut line.title);
    fit("the byline", &mut line.byline);
    fit("the outlet", &mut line.outlet);
    fit("the language", &mut line.language);
    fit("the address", &mut line.url);
    fit("the id elsewhere", &mut line.foreign_id);
    for state in &mut line.states {
        fit("a note on the article", &mut state.note);
        state.codes.iter_mut().for_each(|code| fit("a code of the article", code));
    }
    for annotation in &mut line.annotations {
        let id = annotation.id.clone();
        annotation.text = None;
        for text in [&mut annotation.note, &mut annotation.origin, &mut annotation.foreign_id] {
            fit(&id, text);
        }
        annotation.voices.iter_mut().for_each(|voice| fit(&id, &mut voice.name));
        annotation.attributes.values_mut().for_each(|value| fit_value(value, &mut |text| fit(&id, text)));
    }
    for relation in &mut line.relations {
        let id = relation.id.clone();
        for text in [&mut relation.note, &mut relation.origin, &mut relation.foreign_id] {
            fit(&id, text);
        }
    }
    if !replaced.is_empty() {
        let what =
            What::of("characters", format_args!(" in {}", replaced.join(", ")), ": replaced by U+FFFD");
        report.add(place.clone(), Effect::Changed, what, "XML has no place for them");
    }
}

fn fit_value(value: &mut Value, fit: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => fit(text),
        Value::Array(values) => values.iter_mut().for_each(|value| fit_value(value, fit)),
        Value::Object(fields) => fields.values_mut().for_each(|value| fit_value(value, fit)),
        _ => {}
    }
}
