//! WebAnno TSV: a file an article, with a token a line, as INCEpTION and WebAnno export it for reading in an editor.
//!
//! Offsets count UTF-16 code units, though the file is UTF-8. Layers and features are those of XMI, under names of
//! their own (`webanno.custom.RedletterTsvSpan` …), because here every feature is one string: a list of speakers has
//! no place. Only columns that are used stand in a file. The type system beside the files is for INCEpTION, which
//! must know the layers before it takes the files in; reading needs only the files.
//!
//! What stands between two sentences is not in the format: a reader puts a line end there, and spaces up to where the
//! next sentence begins. So whatever else there is goes with the sentence before it, as further lines of it, and
//! every text comes back as it was. INCEpTION's reader ends a text with one line end more; ours takes it off again.
//! White space before the first sentence comes back as spaces.
//!
//! Source: INCEpTION's user guide, appendix “WebAnno TSV 3.3 File format”.

mod columns;
mod escapes;
mod text;
mod reader;
mod writer;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::FormatInfo;
use super::cas::fitting;
use super::cas::reading::article_of;
use super::cas::types::{Definition, PARTS, RELATION, Range, SPAN, Types, our_types};
use super::cas::types_file;
use super::cas::writing::sentences_of;
use super::cas::xml::text_of_file;
use super::cas::{REFERENCES, STRINGS};
use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::{AnnotationLine, ArticleLine, Span};
use super::parts::{Part, Parts};
use super::reading::Reading;
use super::report::{Effect, Place, Report, What};
use super::{FormatError, Input};
use crate::model::annotation::VoiceRole;
use crate::model::tagset::Tagset;
use crate::model::text::language::Language;
use crate::model::text::units::{Unit, UnitMap};

/// WebAnno TSV.
pub struct WebannoTsv;

const HELD: Parts = Parts::of(&[
    Part::Annotators,
    Part::Ids,
    Part::Gaps,
    Part::Speakers,
    Part::OtherVoices,
    Part::Inheritance,
    Part::Source,
    Part::Cue,
    Part::Attributes,
    Part::Certainty,
    Part::Notes,
    Part::Times,
    Part::Origins,
    Part::ForeignIds,
    Part::Relations,
]);

/// The layers of the files, as a type system.
const LAYERS_FILE: &str = "Layers.xml";

/// What our types are called in other formats, and in this one.
const NAMES: (&str, &str) = ("webanno.custom.Redletter", "webanno.custom.RedletterTsv");

/// The name of one of our types in this format.
fn name_here(type_name: &str) -> String {
    type_name.strip_prefix(NAMES.0).map_or_else(|| type_name.to_owned(), |rest| format!("{}{rest}", NAMES.1))
}

/// The name that a type of this format has elsewhere.
fn name_elsewhere(type_name: &str) -> String {
    type_name.strip_prefix(NAMES.1).map_or_else(|| type_name.to_owned(), |rest| format!("{}{rest}", NAMES.0))
}

impl Dialect for WebannoTsv {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "webanno-tsv",
            name: "WebAnno TSV",
            reads: true,
            writes: true,
            offset_unit: Unit::Utf16,
            specification: "https://inception-project.github.io/releases/37.0/docs/user-guide.html#sect_webannotsv (WebAnno TSV 3.3)",
            is_folder: true,
            extension: "tsv",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "Of several voices of one role the first is kept.",
            "White space at the ends of annotations is not part of them; what covers nothing else is left out.",
            "White space before the first sentence becomes spaces; no offset moves.",
            "Values can't be empty, and can't hold carriage returns.",
        ]
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit_text(line, place, report);
        fit_places(line, place, report);
        for annotation in &mut line.annotations {
            fit_voices(annotation, &place.at_annotation(&annotation.id), report);
        }
        fit_values(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let tagset = &articles.state.tagset;
        let attributes = RefCell::new(BTreeSet::new());
        articles.each(&mut |line| {
            let ids = line.annotations.iter().flat_map(|annotation| annotation.attributes.keys());
            attributes.borrow_mut().extend(ids.cloned());
            let name = format!("{}/{}.tsv", articles.name, line.id);
            files.write(&name, &mut |file| {
                writer::write_article(line, articles.language_of(line), tagset, file, &name)
            })
        })?;
        let types = layers(tagset, &attributes.into_inner());
        let name = format!("{}/{LAYERS_FILE}", articles.name);
        files.write(&name, &mut |file| types_file::write(&types, file, &name))
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        for input in inputs {
            reading.here = Place::in_file(&input.name, 1);
            let text = text_of_file(input, reading)?;
            if types_file::is_one(&text) {
                continue;
            }
            let Some(cas) = reader::read(&text, reading) else { continue };
            reading.here = Place::in_file(&input.name, 1);
            let stem = input.file_name().rsplit_once('.').map_or(input.file_name(), |(stem, _)| stem);
            if let Some(article) = article_of(&cas, &Types::default(), stem, reading) {
                reading.article(article);
            }
        }
        Ok(())
    }
}

/// The layers of the files: every feature is a string, or links.
fn layers(tagset: &Tagset, attributes: &BTreeSet<String>) -> Types {
    let all = our_types(tagset, attributes.iter().map(String::as_str));
    let is_written = |name: &str| {
        [SPAN, RELATION].contains(&name) || PARTS.iter().any(|(_, part, link)| name == *part || name == *link)
    };
    let mut types = Types::default();
    for (name, definition) in all.0.into_iter().filter(|(name, _)| is_written(name)) {
        let range = |range: Range| match range.name.as_str() {
            REFERENCES => Range { element: name_here(&range.element), ..range },
            STRINGS | "uima.cas.Double" | "uima.cas.Boolean" => Range::of("uima.cas.String"),
            other => Range::of(&name_here(other)),
        };
        let features = definition.features.into_iter().map(|(name, told)| (name, range(told))).collect();
        types.add(&name_here(&name), Definition { features, ..definition });
    }
    types
}

/// Makes what stands before the first sentence spaces: so many are put there when the text is rebuilt.
fn fit_text(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let Some(text) = &mut line.text else { return };
    // Where the first one begins is the same in every language.
    let Some(first) = sentences_of(text, Language::Unknown).first().map(|sentence| sentence.start()) else {
        return;
    };
    if text[..first].chars().any(|ch| ch != ' ') {
        let spaces = " ".repeat(text[..first].encode_utf16().count());
        *text = format!("{spaces}{}", &text[first..]);
        let what = "white space before the first sentence became spaces";
        report.add(place.clone(), Effect::Changed, what, "only its length is in the file");
    }
}

/// Takes white space off the ends of places, and leaves out what covers nothing else.
fn fit_places(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let text = line.text.clone().unwrap_or_default();
    let map = UnitMap::new(&text, Unit::Utf16);
    let trimmed = |(start, end): Span| -> Option<Span> {
        let (from, to) = (map.to_byte(start)?, map.to_byte(end)?);
        let words = text.get(from..to)?;
        let from = from + (words.len() - words.trim_start().len());
        let to = from + words.trim().len();
        (from < to).then(|| Some((map.from_byte(from)?, map.from_byte(to)?)))?
    };
    let mut left_out = BTreeSet::new();
    for annotation in &mut line.annotations {
        let place = place.at_annotation(&annotation.id);
        let lists = [
            ("fragments", &mut annotation.fragments),
            ("source", &mut annotation.source),
            ("cue", &mut annotation.cue),
        ];
        for (name, spans) in lists {
            let kept: Vec<Span> = spans.iter().filter_map(|span| trimmed(*span)).collect();
            if name == "fragments" && kept.is_empty() {
                left_out.insert(annotation.id.clone());
                break;
            }
            if kept != *spans {
                *spans = kept;
                let what = format!("white space at the ends of the {name} was taken off");
                report.add(place.clone(), Effect::Changed, what, "tokens have none");
            }
        }
    }
    let why = "it covers nothing but white space";
    for id in &left_out {
        report.add(place.at_annotation(id), Effect::LeftOut, "annotation left out", why);
    }
    line.annotations.retain(|annotation| !left_out.contains(&annotation.id));
    let here = format!("{}#", line.id);
    line.relations.retain(|relation| {
        let mut members = relation.roles.values().flat_map(|ids| ids.as_array().into_iter().flatten());
        let is_lost = members
            .any(|id| id.as_str().is_some_and(|id| left_out.contains(id.strip_prefix(&here).unwrap_or(id))));
        if is_lost {
            let what = What::of("relation ", &relation.id, " left out");
            report.add(place.clone(), Effect::LeftOut, what, "one of its annotations was left out");
        }
        !is_lost
    });
}

/// Keeps one voice a role, in the order of the roles.
fn fit_voices(annotation: &mut AnnotationLine, place: &Place, report: &mut Report) {
    let mut first: BTreeMap<usize, _> = BTreeMap::new();
    let told = annotation.voices.clone();
    for voice in told.iter().filter(|voice| !voice.name.is_empty()) {
        if let Some(rank) = VoiceRole::ALL.iter().position(|known| known.name() == voice.role) {
            first.entry(rank).or_insert_with(|| voice.clone());
        }
    }
    annotation.voices = first.into_values().collect();
    if annotation.voices.len() < told.len() {
        let what = format!("{} of {} voices left out", told.len() - annotation.voices.len(), told.len());
        report.add(place.clone(), Effect::LeftOut, what, "a column has one for each role");
    } else if annotation.voices != told {
        let why = "each role has a column of its own";
        report.add(place.clone(), Effect::Changed, "voices were put in the order of their roles", why);
    }
}

/// Takes out empty values, and replaces what would end a line.
fn fit_values(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    for annotation in &mut line.annotations {
        let num_before = annotation.attributes.len();
        annotation.attributes.retain(|_, value| value.as_str() != Some(""));
        let num_lost = num_before - annotation.attributes.len();
        if num_lost > 0 {
            let what = What::of("", format_args!("{num_lost} attributes of {}", annotation.id), " left out");
            report.add(place.clone(), Effect::LeftOut, what, "they are empty");
        }
    }
    let text = line.text.take();
    let mut told: BTreeSet<String> = BTreeSet::new();
    fitting::each_text(line, &mut |whose, words| {
        if words.contains('\r') {
            *words = words.replace('\r', " ");
            told.insert(whose.to_owned());
        }
    });
    line.text = text;
    for whose in told {
        let what = format!("carriage returns of {whose} became spaces");
        report.add(place.clone(), Effect::Changed, what, "the format has no way to write them in a value");
    }
}
