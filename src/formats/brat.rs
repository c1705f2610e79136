//! brat standoff: a folder of texts, each with the annotations on it in a file beside it, and `annotation.conf`, which
//! says what there is to annotate with. Offsets count code points of the text as it stands in the file, end exclusive.
//!
//! An annotation is a `T` line. Its attributes are `A` lines, or notes of the attribute's name where the value is words;
//! its note is `AnnotatorNotes`, a line of the note each; who said it is a note `Speaker`, `Via` or `Addressee`. The
//! words that name the speaker and the words that report are `T` lines `Source` and `Cue`, joined to the annotation by
//! an event `Attribution` with the cue as its trigger, or by a relation `Attribution` where there is no cue.
//! Relations are `R` lines, with the arguments `Arg1` and `Arg2` in the order of the type's roles, unless files of
//! brat's have called them otherwise; groups of members in one role `*` lines; a relation whose first member is in the role
//! `trigger` is an event, and every event that is read becomes such a relation.
//!
//! Source: brat's manual, "brat standoff format" and "brat annotation configuration" (brat 1.3), and what brat's own
//! server accepts.

mod configuration;
mod counting;
mod definitions;
mod events;
mod fit;
mod lines;
mod names;
mod naming;
mod reader;
mod values;
mod writer;
#[cfg(test)]
mod tests;

pub use naming::adds_to;

use super::FormatInfo;
use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::ArticleLine;
use super::parts::{Part, Parts};
use super::reading::Reading;
use super::report::{Place, Report};
use super::{FormatError, Input};
use crate::model::text::units::Unit;

/// brat standoff.
pub struct Brat;

const HELD: Parts = Parts::of(&[
    Part::Gaps,
    Part::Speakers,
    Part::OtherVoices,
    Part::Source,
    Part::Cue,
    Part::Attributes,
    Part::AttributeTypes,
    Part::Certainty,
    Part::Notes,
    Part::Relations,
    Part::LargeRelations,
    Part::Roles,
]);

/// The type of the words that name the speaker.
const SOURCE: &str = "Source";
/// The type of the words that report.
const CUE: &str = "Cue";
/// The type of events and relations that join these to what was said.
const ATTRIBUTION: &str = "Attribution";
/// The role of what was said in such an event.
const CONTENT: &str = "Content";
/// The attribute of what an annotator is not sure of.
const UNSURE: &str = "Unsure";
/// The type of notes.
const NOTES: &str = "AnnotatorNotes";
/// The type of normalisations.
const REFERENCE: &str = "Reference";
/// The types of notes that name a voice, with the voice's role.
const VOICES: [(&str, &str); 3] = [("Speaker", "speaker"), ("Via", "via"), ("Addressee", "addressee")];
/// The names of the members of relations whose type names none.
const ARGUMENTS: [&str; 2] = ["Arg1", "Arg2"];
/// Their roles.
const PLAIN: [&str; 2] = ["from", "to"];
/// The role of an event's trigger.
const TRIGGER: &str = "trigger";
/// The role of the members of a group whose type names none.
const MEMBER: &str = "member";

impl Dialect for Brat {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "brat",
            name: "brat standoff",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://brat.nlplab.org/standoff.html (brat 1.3)",
            is_folder: true,
            extension: "ann",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "Fragments that touch become one.",
            "The two roles of relations become Arg1 and Arg2, unless the type came from brat with names for them.",
            "Tabs, and line ends other than line feeds, become spaces in notes, names and words of attributes.",
            "Parties and items that are values of attributes go by their names.",
            "Choices of which none is chosen are left out, and so are voices without a name.",
            "Relations of more than two members are left out unless all have one role or the first is a trigger.",
            "Notes on events and on groups are left out.",
        ]
    }

    fn companions(&self, name: &str) -> Vec<String> {
        let Some((stem, ending)) = name.rsplit_once('.') else { return Vec::new() };
        let others: &[&str] = match ending {
            "txt" => &["ann", "a1", "a2"],
            "ann" => &["txt"],
            "a1" => &["txt", "a2"],
            "a2" => &["txt", "a1"],
            _ => return Vec::new(),
        };
        let beside = others.iter().map(|other| format!("{stem}.{other}"));
        beside.chain([configuration::FILE.to_owned()]).collect()
    }

    fn fit(&self, line: &mut ArticleLine, setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit::fit(line, setting.tagset, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        writer::write(articles, files)
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        reader::read(inputs, reading)
    }
}

/// Text on one line: what ends a line somewhere, and tabs, are spaces.
fn on_one_line(text: &str) -> String {
    text.chars().map(|ch| if breaks_line(ch) { ' ' } else { ch }).collect()
}

/// Whether a character ends a line, or a column, for brat: what Python's `splitlines` cuts at, and the tab.
fn breaks_line(ch: char) -> bool {
    matches!(
        ch,
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether a text can be a type or a name of brat's.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
