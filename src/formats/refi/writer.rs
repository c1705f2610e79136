//! Articles as a project: first the texts, then what describes them.

use std::io::Write;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::codes::{Used, code_guid, codes_xml, relation_name};
use super::{CONTINUED_BY, guid};
use crate::formats::FormatError;
use crate::formats::dialect::{Articles, Files};
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, StateLine};
use crate::formats::pairs::ends;
use crate::formats::xml_tree::{add, escaped, escaped_attribute, is_xml_char};
use crate::model::tagset::Tagset;
use crate::model::text::units::{Unit, UnitMap};

/// How many characters of the selected words are the name of a selection.
const MAX_NAME: usize = 60;

/// The names of variables, with their values, of an article.
pub(super) fn variables(line: &ArticleLine) -> [(&'static str, &String); 7] {
    [
        ("title", &line.title),
        ("byline", &line.byline),
        ("date", &line.date),
        ("outlet", &line.outlet),
        ("language", &line.language),
        ("url", &line.url),
        ("foreign-id", &line.foreign_id),
    ]
}

/// The archive that is being written.
struct Archive<'f> {
    zip: ZipWriter<StreamWriter<&'f mut dyn Write>>,
    name: &'f str,
}

impl Archive<'_> {
    fn failed(&self, err: impl Into<std::io::Error>) -> FormatError {
        FormatError::Write { name: self.name.to_owned(), source: err.into() }
    }

    fn start(&mut self, name: &str) -> Result<(), FormatError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // The same corpus makes the same file.
            .last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(|err| self.failed(err))
    }

    fn put(&mut self, xml: &str) -> Result<(), FormatError> {
        self.zip.write_all(xml.as_bytes()).map_err(|err| self.failed(err))
    }
}

pub(super) fn write(articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
    files.write(articles.name, &mut |file| {
        let mut archive = Archive { zip: ZipWriter::new_stream(file), name: articles.name };
        let mut used = Used::default();
        articles.each(&mut |line| {
            used.add(line);
            archive.start(&format!("sources/{}.txt", guid(&["text", &line.id])))?;
            archive.put(line.text.as_deref().unwrap_or_default())
        })?;
        archive.start("project.qde")?;
        write_project(articles, &used, &mut archive)?;
        let Archive { zip, name } = archive;
        let failed =
            |err: zip::result::ZipError| FormatError::Write { name: name.to_owned(), source: err.into() };
        zip.finish().map_err(failed).map(|_| ())
    })
}

fn write_project(articles: &Articles<'_>, used: &Used, archive: &mut Archive<'_>) -> Result<(), FormatError> {
    let tagset = &articles.state.tagset;
    let name = articles.name.rsplit_once('.').map_or(articles.name, |(stem, _)| stem);
    archive.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Project xmlns=\"urn:QDA-XML:project:1.0\"")?;
    archive.put(&format!(" name=\"{}\" origin=\"Redletter\">\n", attribute(name)))?;
    if !used.annotators.is_empty() {
        archive.put("<Users>\n")?;
        for annotator in &used.annotators {
            let (own, name) = (guid(&["user", annotator]), attribute(annotator));
            archive.put(&format!("<User guid=\"{own}\" name=\"{name}\" id=\"{name}\"/>\n"))?;
        }
        archive.put("</Users>\n")?;
    }
    let codes = codes_xml(tagset, used);
    if !codes.is_empty() {
        archive.put(&format!("<CodeBook><Codes>\n{codes}</Codes></CodeBook>\n"))?;
    }
    if used.has_cases {
        archive.put("<Variables>\n")?;
        for (name, _) in variables(&ArticleLine::default()) {
            let kind = if name == "date" { "Date" } else { "Text" };
            let variable = guid(&["variable", name]);
            archive.put(&format!(
                "<Variable guid=\"{variable}\" name=\"{name}\" typeOfVariable=\"{kind}\"/>\n"
            ))?;
        }
        archive.put("</Variables>\n<Cases>\n")?;
        articles.each(&mut |line| archive.put(&case(line)))?;
        archive.put("</Cases>\n")?;
    }
    if used.num_articles > 0 {
        archive.put("<Sources>\n")?;
        articles.each(&mut |line| archive.put(&source(line)))?;
        archive.put("</Sources>\n")?;
    }
    if used.has_notes {
        archive.put("<Notes>\n")?;
        articles.each(&mut |line| archive.put(&notes(line)))?;
        archive.put("</Notes>\n")?;
    }
    if used.has_links {
        archive.put("<Links>\n")?;
        articles.each(&mut |line| archive.put(&links(line, tagset)))?;
        archive.put("</Links>\n")?;
    }
    archive.put("</Project>\n")
}

/// An attribute's value, without what XML has no place for.
fn attribute(text: &str) -> String {
    escaped_attribute(&text.chars().filter(|ch| is_xml_char(*ch)).collect::<String>())
}

fn case(line: &ArticleLine) -> String {
    let mut values = String::new();
    for (name, value) in variables(line).into_iter().filter(|(_, value)| !value.is_empty()) {
        let kind = if name == "date" { "DateValue" } else { "TextValue" };
        add(
            &mut values,
            format_args!(
                "<VariableValue><VariableRef targetGUID=\"{}\"/><{kind}>{}</{kind}></VariableValue>",
                guid(&["variable", name]),
                escaped(value)
            ),
        );
    }
    if values.is_empty() {
        return values;
    }
    format!(
        "<Case guid=\"{}\" name=\"{}\">{values}<SourceRef targetGUID=\"{}\"/></Case>\n",
        guid(&["case", &line.id]),
        attribute(&line.id),
        guid(&["source", &line.id])
    )
}

fn source(line: &ArticleLine) -> String {
    let text = line.text.as_deref().unwrap_or_default();
    let map = UnitMap::new(text, Unit::CodePoint);
    let mut xml = format!(
        "<TextSource guid=\"{}\" name=\"{}\" plainTextPath=\"internal://{}.txt\">\n",
        guid(&["source", &line.id]),
        attribute(&line.id),
        guid(&["text", &line.id])
    );
    for annotation in &line.annotations {
        for (idx, (start, end)) in annotation.fragments.iter().enumerate() {
            let bytes = map.range_to_bytes(*start, *end).ok();
            let words = bytes.and_then(|bytes| bytes.of(text).ok()).unwrap_or_default();
            let codings = if idx == 0 { codings(annotation) } else { vec![label(annotation)] };
            xml += &selection(line, annotation, idx, (*start, *end), words, &codings);
        }
    }
    for state in &line.states {
        for code in &state.codes {
            let coding = guid(&["coding", &line.id, &state.annotator, code]);
            xml += &coding_xml(coding, code_guid(&["article", code]), &user(&state.annotator));
        }
    }
    for state in line.states.iter().filter(|state| !state.note.is_empty()) {
        add(&mut xml, format_args!("<NoteRef targetGUID=\"{}\"/>\n", state_note(line, state)));
    }
    xml + "</TextSource>\n"
}

fn state_note(line: &ArticleLine, state: &StateLine) -> uuid::Uuid {
    guid(&["note", &line.id, &state.annotator])
}

/// The attribute that says whose something is; nothing where that is not known.
fn user(annotator: &str) -> String {
    if annotator.is_empty() {
        return String::new();
    }
    format!(" creatingUser=\"{}\"", guid(&["user", annotator]))
}

fn coding_xml(coding: uuid::Uuid, code: uuid::Uuid, user: &str) -> String {
    format!("<Coding guid=\"{coding}\"{user}><CodeRef targetGUID=\"{code}\"/></Coding>\n")
}

fn label(annotation: &AnnotationLine) -> uuid::Uuid {
    code_guid(&["label", &annotation.label])
}

/// The codes of an annotation, its label first.
fn codings(annotation: &AnnotationLine) -> Vec<uuid::Uuid> {
    let voices = annotation.voices.iter().map(|voice| code_guid(&["voice", &voice.role, &voice.name]));
    let values = annotation
        .attributes
        .iter()
        .map(|(name, value)| code_guid(&["value", name, value.as_str().unwrap_or_default()]));
    std::iter::once(label(annotation)).chain(voices).chain(values).collect()
}

fn selection_guid(article: &str, annotation: &str, fragment: usize) -> uuid::Uuid {
    guid(&["selection", article, annotation, &fragment.to_string()])
}

fn selection(
    line: &ArticleLine,
    annotation: &AnnotationLine,
    idx: usize,
    (start, end): (usize, usize),
    words: &str,
    codings: &[uuid::Uuid],
) -> String {
    let own = selection_guid(&line.id, &annotation.id, idx);
    let user = user(&annotation.annotator);
    let mut xml = format!("<PlainTextSelection guid=\"{own}\"");
    // A name that is not the words themselves would tell others that they count otherwise.
    if words.chars().all(is_xml_char) {
        let cut = words.char_indices().nth(MAX_NAME).map(|(cut, _)| format!("{}…", &words[..cut]));
        let name = cut.unwrap_or_else(|| words.to_owned());
        add(&mut xml, format_args!(" name=\"{}\"", attribute(&name)));
    }
    add(&mut xml, format_args!(" startPosition=\"{start}\" endPosition=\"{end}\"{user}"));
    let times = [("creationDateTime", &annotation.created), ("modifiedDateTime", &annotation.changed)];
    for (name, time) in times.into_iter().filter(|(_, time)| !time.is_empty()) {
        add(&mut xml, format_args!(" {name}=\"{}\"", attribute(time)));
    }
    xml += ">\n";
    if idx == 0 && !annotation.note.is_empty() {
        add(&mut xml, format_args!("<Description>{}</Description>\n", escaped(&annotation.note)));
    }
    for (number, code) in codings.iter().enumerate() {
        let coding = guid(&["coding", &line.id, &annotation.id, &format!("{idx}.{number}")]);
        xml += &coding_xml(coding, *code, &user);
    }
    xml + "</PlainTextSelection>\n"
}

fn note(own: uuid::Uuid, article: &str, annotator: &str, text: &str) -> String {
    let (name, user) = (attribute(article), user(annotator));
    let content = escaped(text);
    format!(
        "<Note guid=\"{own}\" name=\"{name}\"{user}><PlainTextContent>{content}</PlainTextContent></Note>\n"
    )
}

fn notes(line: &ArticleLine) -> String {
    let states = line.states.iter().filter(|state| !state.note.is_empty());
    let states = states.map(|state| note(state_note(line, state), &line.id, &state.annotator, &state.note));
    let relations = line.relations.iter().filter(|relation| !relation.note.is_empty());
    let relations = relations
        .map(|relation| note(guid(&["relation-note", &line.id, &relation.id]), &line.id, "", &relation.note));
    states.chain(relations).collect()
}

fn link(own: uuid::Uuid, name: &str, [from, to]: [uuid::Uuid; 2], inner: &str) -> String {
    let name = attribute(name);
    format!(
        "<Link guid=\"{own}\" name=\"{name}\" direction=\"OneWay\" originGUID=\"{from}\" targetGUID=\"{to}\">{inner}</Link>\n"
    )
}

fn links(line: &ArticleLine, tagset: &Tagset) -> String {
    let mut xml = String::new();
    for annotation in &line.annotations {
        for idx in 1..annotation.fragments.len() {
            let ends = [idx - 1, idx].map(|idx| selection_guid(&line.id, &annotation.id, idx));
            let own = guid(&["continued", &line.id, &annotation.id, &idx.to_string()]);
            xml += &link(own, CONTINUED_BY, ends, "");
        }
    }
    for relation in &line.relations {
        let Some(ends) = ends(relation, &line.id, tagset) else { continue };
        let ends = ends.map(|id| selection_guid(&line.id, id, 0));
        let inner = match relation.note.as_str() {
            "" => String::new(),
            _ => format!("<NoteRef targetGUID=\"{}\"/>", guid(&["relation-note", &line.id, &relation.id])),
        };
        let own = guid(&["relation", &line.id, &relation.id]);
        xml += &link(own, &relation_name(tagset, &relation.relation_type), ends, &inner);
    }
    xml
}
