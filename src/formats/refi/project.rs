//! Projects: what they hold, and what is made of a line so that they can.

use crate::formats::dialect::{Articles, Dialect, Files, Setting};
use crate::formats::interchange::lines::{ArticleLine, Span};
use crate::formats::parts::{Part, Parts};
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place, Report, What};
use crate::formats::xml_tree::replace_non_xml;
use crate::formats::{FormatError, FormatInfo, Input};
use crate::model::text::units::Unit;

/// Projects of REFI-QDA.
pub struct Project;

const HELD: Parts = Parts::of(&[
    Part::Title,
    Part::Byline,
    Part::Date,
    Part::Outlet,
    Part::Language,
    Part::Url,
    Part::ArticleForeignId,
    Part::Codes,
    Part::LayerNotes,
    Part::Annotators,
    Part::Gaps,
    Part::Speakers,
    Part::OtherVoices,
    Part::Attributes,
    Part::Notes,
    Part::Times,
    Part::Relations,
]);

impl Dialect for Project {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "refi-qda",
            name: "REFI-QDA project",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://www.qdasoftware.org/ (REFI-QDA standard 1.5, Project.xsd of 18 March 2019)",
            is_folder: false,
            extension: "qdpx",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "Line ends of texts become LF: programs count others in different ways.",
            "Characters that XML has no place for become U+FFFD in notes, names and values.",
            "Whose a relation is, and when it was made, is left out.",
        ]
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit_text(line, place, report);
        fit_words(line, place, report);
        for relation in &mut line.relations {
            let provenance = [&mut relation.annotator, &mut relation.created, &mut relation.changed];
            if provenance.iter().any(|text| !text.is_empty()) {
                provenance.into_iter().for_each(String::clear);
                let what = What::of("whose relation ", &relation.id, " is, and its times: left out");
                report.add(place.clone(), Effect::LeftOut, what, "links have no place for it");
            }
        }
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        super::writer::write(articles, files)
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        super::reader::read(inputs, reading)
    }
}

/// Makes every line end LF and drops a mark at the beginning that readers take for one of the encoding.
fn fit_text(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let Some(text) = line.text.as_ref().filter(|text| text.contains('\r') || text.starts_with('\u{feff}'))
    else {
        return;
    };
    // For each offset of the text as it is, the one of the text as it will be.
    let (mut fitted, mut offsets, mut len) = (String::with_capacity(text.len()), Vec::new(), 0);
    let mut chars = text.chars().peekable();
    let mut is_first = true;
    while let Some(ch) = chars.next() {
        offsets.push(len);
        if is_first && ch == '\u{feff}' {
            continue;
        }
        is_first = false;
        if ch == '\r' && chars.next_if_eq(&'\n').is_some() {
            offsets.push(len + 1);
        }
        fitted.push(if ch == '\r' { '\n' } else { ch });
        len += 1;
    }
    offsets.push(len);
    line.text = Some(fitted);
    report.add(
        place.clone(),
        Effect::Changed,
        "line ends, or a mark at the beginning, of the text: changed",
        "programs that read REFI-QDA count others than LF in different ways",
    );
    let moved = |at: usize| offsets.get(at).copied().unwrap_or(len);
    let mut gone = Vec::new();
    line.annotations.retain_mut(|annotation| {
        let spans = annotation.fragments.iter().map(|(start, end)| (moved(*start), moved(*end)));
        annotation.fragments = spans.filter(|(start, end): &Span| start < end).collect();
        annotation.text = None;
        let is_there = !annotation.fragments.is_empty();
        if !is_there {
            gone.push(format!("{}#{}", line.id, annotation.id));
            let what = What::of("annotation ", &annotation.id, " left out");
            report.add(place.clone(), Effect::LeftOut, what, "nothing is left of what it covers");
        }
        is_there
    });
    line.relations.retain(|relation| {
        let members = relation.roles.values().filter_map(|ids| ids.as_array()).flatten();
        let is_whole = members.filter_map(|id| id.as_str()).all(|id| !gone.iter().any(|gone| gone == id));
        if !is_whole {
            let what = What::of("relation ", &relation.id, " left out");
            report.add(place.clone(), Effect::LeftOut, what, "one of its members is left out");
        }
        is_whole
    });
}

/// Replaces characters that XML has no place for, outside the text.
fn fit_words(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let mut replaced: Vec<String> = Vec::new();
    let mut fit = |what: &str, text: &mut String| {
        if replace_non_xml(text) {
            replaced.push(what.to_owned());
        }
    };
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
        fit(&annotation.id, &mut annotation.note);
        annotation.voices.iter_mut().for_each(|voice| fit(&annotation.id, &mut voice.name));
        for value in annotation.attributes.values_mut() {
            if let serde_json::Value::String(text) = value {
                fit(&annotation.id, text);
            }
        }
    }
    line.relations.iter_mut().for_each(|relation| fit(&relation.id, &mut relation.note));
    if !replaced.is_empty() {
        replaced.dedup();
        let what =
            What::of("characters", format_args!(" in {}", replaced.join(", ")), ": replaced by U+FFFD");
        report.add(place.clone(), Effect::Changed, what, "XML has no place for them");
    }
}
