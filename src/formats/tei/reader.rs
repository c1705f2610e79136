//! TEI, document by document.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::body::Body;
use super::features::features;
use super::pointers::{Pointer, pointers};
use super::writer::NO_ARTICLES;
use crate::formats::interchange::lines::{
    AnnotationLine, ArticleLine, RelationLine, Span, StateLine, VoiceLine,
};
use crate::formats::numbered::Numbered;
use crate::formats::pairs::set_members;
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place};
use crate::formats::xml_tree::{Element, each_element};
use crate::formats::{FormatError, Input};
use crate::model::id::LabelId;
use crate::model::text::units::Unit;

/// What headers say of labels and people, by the ids of elements.
#[derive(Default)]
struct Known {
    /// Names and guidelines of categories.
    categories: BTreeMap<String, (String, String)>,
    people: BTreeMap<String, String>,
}

pub(super) fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    let line = Cell::new(1);
    for input in inputs {
        let name = input.name.clone();
        let stem = input.file_name().rsplit_once('.').map_or(input.file_name(), |(stem, _)| stem).to_owned();
        let data = Numbered::new(input.data()?, &line)
            .map_err(|source| FormatError::Read { name: name.clone(), source })?;
        reading.here = Place::in_file(&name, 1);
        let mut known = Known::default();
        let wanted = |around: &[String], name: &str| {
            let in_corpus = around.iter().all(|outer| outer == "teiCorpus");
            in_corpus && (name == "TEI" || (name == "teiHeader" && !around.is_empty()))
        };
        let mut is_tei = false;
        let mut take = |_: &[String], element: Element| {
            reading.here = Place::in_file(&name, element.line);
            is_tei = true;
            if element.name == "teiHeader" {
                return known.header(&element);
            }
            document(&element, &known, &stem, reading);
        };
        let ended = each_element(data, &line, &wanted, &mut take);
        reading.here = Place::in_file(&name, line.get());
        if let Err(err) = ended {
            reading.report.num_in.articles += 1;
            reading.tell(Effect::LeftOut, "the rest of the file left out", err);
        } else if !is_tei {
            reading.tell(Effect::Note, "no texts were found", "there is no element TEI");
        }
    }
    Ok(())
}

/// Every element with that name, however deep.
fn all<'e>(element: &'e Element, name: &str, found: &mut Vec<&'e Element>) {
    for child in element.elements() {
        if child.name == name {
            found.push(child);
        }
        all(child, name, found);
    }
}

fn find<'e>(element: &'e Element, name: &str) -> Vec<&'e Element> {
    let mut found = Vec::new();
    all(element, name, &mut found);
    found
}

/// The element that these names lead to.
fn at<'e>(element: &'e Element, path: &[&str]) -> Option<&'e Element> {
    path.iter().try_fold(element, |element, name| element.elements().find(|child| child.name == *name))
}

fn own<'i>(pointer: &'i str, kind: &str) -> &'i str {
    let id = pointer.strip_prefix('#').unwrap_or(pointer);
    id.strip_prefix(kind).and_then(|rest| rest.strip_prefix('.')).unwrap_or(id)
}

impl Known {
    fn header(&mut self, header: &Element) {
        for category in find(header, "category").into_iter().chain(find(header, "interp")) {
            let text = |name: &str| category.child(name).map(Element::text).unwrap_or_default();
            let name = [text("gloss"), text("catDesc"), category.text()];
            let name = name.iter().map(|name| name.trim()).find(|name| !name.is_empty()).unwrap_or_default();
            let id = category.attribute("xml:id").to_owned();
            self.categories.insert(id, (name.to_owned(), text("desc")));
        }
        for kind in ["person", "personGrp", "org"] {
            for one in find(header, kind) {
                let names = ["persName", "orgName", "name", "p"];
                let name = names.into_iter().find_map(|name| find(one, name).first().map(|name| name.text()));
                let name = name.unwrap_or_else(|| one.text());
                self.people.insert(one.attribute("xml:id").to_owned(), words(&name));
            }
        }
    }
}

/// Words with single spaces.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A document on its way to an article.
struct Document<'d, 'r> {
    /// What the header of the corpus says, and what its own does.
    known: [&'d Known; 2],
    body: Body<'d>,
    line: ArticleLine,
    /// The structures of what stands off, by id.
    structures: BTreeMap<&'d str, Map<String, Value>>,
    reading: &'d mut Reading<'r>,
}

fn document(root: &Element, corpus: &Known, stem: &str, reading: &mut Reading<'_>) {
    let (empty, mut known) = (Element::default(), Known::default());
    let header = root.child("teiHeader").unwrap_or(&empty);
    known.header(header);
    for stand_off in root.all("standOff") {
        known.header(stand_off);
    }
    let id = own(root.attribute("xml:id"), "article");
    let id = if id.is_empty() { stem } else { id };
    reading.here = reading.here.in_article(id);
    let Some(body) = at(root, &["text", "body"]).or_else(|| root.child("text")) else {
        let mut notes = root.all("standOff").flat_map(|stand_off| stand_off.all("note"));
        if notes.any(|note| note.attribute("type") == NO_ARTICLES) {
            return;
        }
        reading.report.num_in.articles += 1;
        return reading.tell(Effect::LeftOut, "document left out", "it has no text");
    };
    let body = Body::of(body);
    let mut line = metadata(header, body.is_exact());
    id.clone_into(&mut line.id);
    Unit::CodePoint.name().clone_into(&mut line.offset_unit);
    line.text = Some(body.text.clone());
    line.blocks.clone_from(&body.blocks);
    line.blocks.sort_by_key(|block| (block.start, block.end));
    let structures = find(root, "fs").into_iter().map(|fs| (fs.attribute("xml:id"), features(fs))).collect();
    for name in &body.skipped {
        reading.tell(Effect::LeftOut, format!("<{name}> left out"), "it is no part of the running text");
    }
    let mut document = Document { known: [&known, corpus], body, line, structures, reading };
    document.marked();
    for stand_off in root.all("standOff") {
        document.stand_off(stand_off);
    }
    let Document { line, reading, .. } = document;
    reading.article(line);
}

/// What the header says of the article; as it stands where that counts, else with single spaces.
fn metadata(header: &Element, is_exact: bool) -> ArticleLine {
    let text = |element: Option<&Element>| {
        let text = element.map(Element::text).unwrap_or_default();
        if is_exact { text } else { words(&text) }
    };
    let file = header.child("fileDesc");
    let at = |path: &[&str]| file.and_then(|file| at(file, path));
    let or = |one: String, other: String| if one.is_empty() { other } else { one };
    let bibl = at(&["sourceDesc", "bibl"]).or_else(|| at(&["sourceDesc", "biblStruct"]));
    let in_bibl = |name: &str| bibl.and_then(|bibl| find(bibl, name).into_iter().next());
    let idno = |kind: &str| {
        bibl.and_then(|bibl| find(bibl, "idno").into_iter().find(|idno| idno.attribute("type") == kind))
    };
    let date = in_bibl("date").or_else(|| at(&["publicationStmt", "date"]));
    let when = date.map_or("", |date| date.attribute("when"));
    let language =
        header.child("profileDesc").and_then(|profile| find(profile, "language").into_iter().next());
    let language_text = text(language);
    let is_named = is_exact && !language_text.is_empty();
    let ident = language.map_or("", |language| language.attribute("ident"));
    let mut line = ArticleLine {
        title: or(text(at(&["titleStmt", "title"])), text(in_bibl("title"))),
        byline: or(text(at(&["titleStmt", "author"])), text(in_bibl("author"))),
        outlet: or(text(in_bibl("publisher")), text(at(&["publicationStmt", "publisher"]))),
        // Years and months are no days.
        date: if when.len() == 10 || is_exact { when.to_owned() } else { String::new() },
        language: if is_named { language_text } else { ident.to_owned() },
        url: or(text(idno("URL")), text(idno("URI"))),
        foreign_id: text(idno("foreign")),
        ..ArticleLine::default()
    };
    let mut states: BTreeMap<String, StateLine> = BTreeMap::new();
    for keywords in find(header, "keywords") {
        let state = states.entry(own(keywords.attribute("resp"), "annotator").to_owned()).or_default();
        state.codes.extend(find(keywords, "term").into_iter().map(|term| text(Some(term))));
    }
    for note in at(&["notesStmt"]).iter().flat_map(|notes| notes.all("note")) {
        let state = states.entry(own(note.attribute("resp"), "annotator").to_owned()).or_default();
        if !state.note.is_empty() {
            state.note.push('\n');
        }
        state.note.push_str(&text(Some(note)));
    }
    line.states = states.into_iter().map(|(annotator, state)| StateLine { annotator, ..state }).collect();
    line
}

impl Document<'_, '_> {
    /// The label that a pointer or a name stands for.
    fn label(&mut self, pointer: &str) -> String {
        let id = pointer.trim_start_matches('#');
        let (name, guideline) =
            self.known.iter().find_map(|known| known.categories.get(id)).cloned().unwrap_or_default();
        let short = own(pointer, "label");
        // Our own ids are written with what they are; others go by the names of their categories.
        let is_own = short != id || name.is_empty();
        let label = self.reading.label(if is_own { short } else { &name });
        let new = LabelId::new(&label).ok().and_then(|id| self.reading.tagset.labels.get_mut(&id));
        if let Some(new) = new {
            if !name.is_empty() {
                new.name = name;
            }
            if new.guideline.is_empty() {
                new.guideline = guideline;
            }
        }
        label
    }

    /// What elements in the text say of the words in them.
    fn marked(&mut self) {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (element, span) in std::mem::take(&mut self.body.marked) {
            let previous = own(element.attribute("prev"), "");
            if let Some(place) = places.get(previous).copied() {
                // Speech that is broken off goes on here.
                if let Some(annotation) = self.line.annotations.get_mut(place) {
                    annotation.fragments.push(span);
                    annotation.fragments.sort_unstable();
                }
                continue;
            }
            let analysis = element.attribute("ana").split_whitespace().next();
            let label = match (element.name.as_str(), analysis) {
                (_, Some(pointer)) => self.label(pointer),
                ("seg", None) if element.attribute("type").is_empty() => continue,
                ("seg", None) => self.reading.label(element.attribute("type")),
                _ => self.reading.label("quote"),
            };
            let mut voices = self.voices(element.attribute("who"), "speaker");
            voices.extend(self.voices(element.attribute("toWhom"), "addressee"));
            let id = element.attribute("xml:id");
            if !id.is_empty() {
                places.insert(id, self.line.annotations.len());
            }
            let certainty = if element.attribute("cert") == "low" { "unsure" } else { "" };
            self.line.annotations.push(AnnotationLine {
                id: id.to_owned(),
                label,
                fragments: vec![span],
                voices,
                certainty: certainty.to_owned(),
                ..AnnotationLine::default()
            });
        }
    }

    /// Those that pointers point to, in a role.
    fn voices(&self, who: &str, role: &str) -> Vec<VoiceLine> {
        let voice = |pointer: &str| {
            let id = pointer.rsplit('#').next().unwrap_or(pointer);
            let name = self
                .known
                .iter()
                .find_map(|known| known.people.get(id))
                .cloned()
                .unwrap_or_else(|| id.to_owned());
            VoiceLine { role: role.to_owned(), name, ..VoiceLine::default() }
        };
        who.split_whitespace().map(voice).collect()
    }

    fn stand_off(&mut self, stand_off: &Element) {
        let here = self.reading.here.clone();
        let mut taken = BTreeSet::new();
        let mut belonging: Vec<&Element> = Vec::new();
        for span in find(stand_off, "span") {
            if matches!(span.attribute("type"), "source" | "cue") && !span.attribute("corresp").is_empty() {
                belonging.push(span);
                continue;
            }
            self.reading.here = at_element(&here, span);
            self.span(span, &mut taken);
        }
        let annotations = self.line.annotations.iter().enumerate();
        let places: BTreeMap<String, usize> =
            annotations.map(|(place, annotation)| (annotation.id.clone(), place)).collect();
        for span in belonging {
            self.reading.here = at_element(&here, span);
            self.belonging(span, &places);
        }
        for group in find(stand_off, "linkGrp") {
            for link in group.all("link") {
                self.reading.here = at_element(&here, link);
                self.link(group, link);
            }
        }
        self.reading.here = here;
        let num_others = find(stand_off, "annotation").len();
        if num_others > 0 {
            let what = format!("<annotation> left out: {num_others}");
            self.reading.tell(Effect::LeftOut, what, "only spans and links are read from what stands off");
        }
    }

    /// The places of a span in the text.
    fn places(&self, span: &Element) -> Result<Vec<Span>, String> {
        let (from, to) = (span.attribute("from"), span.attribute("to"));
        let outside = |id: &str| format!("“{id}” is not in the text, or the range is not in it");
        if !from.is_empty() {
            let to = if to.is_empty() { from } else { to };
            let [from, to] = [from, to].map(|id| id.trim_start_matches('#'));
            let ends = self.body.element_of(from).zip(self.body.element_of(to));
            let ((start, _), (_, end)) = ends.ok_or_else(|| outside(from))?;
            return if start < end { Ok(vec![(start, end)]) } else { Err(outside(to)) };
        }
        let mut places = Vec::new();
        for pointer in pointers(span.attribute("target"))? {
            match pointer {
                Pointer::Id(id) => places.push(self.body.element_of(&id).ok_or_else(|| outside(&id))?),
                Pointer::Ranges(id, ranges) => {
                    for (offset, num_chars) in ranges {
                        let place = self.body.range(&id, offset, num_chars);
                        places.push(place.ok_or_else(|| outside(&id))?);
                    }
                }
            }
        }
        if places.is_empty() { Err("it points to nothing".to_owned()) } else { Ok(places) }
    }

    fn span(&mut self, span: &Element, taken: &mut BTreeSet<String>) {
        let id = span.attribute("xml:id");
        let fragments = match self.places(span) {
            Ok(fragments) if id.is_empty() || taken.insert(id.to_owned()) => fragments,
            told => {
                let why = told.err().unwrap_or_else(|| "another has its id".to_owned());
                self.reading.report.num_in.annotations += 1;
                return self.reading.tell(Effect::LeftOut, "span left out", why);
            }
        };
        let analysis: Vec<&str> = span.attribute("ana").split_whitespace().collect();
        let structure = |pointer: &&str| self.structures.get(pointer.trim_start_matches('#')).cloned();
        let fields = analysis.iter().find_map(structure).unwrap_or_default();
        let label = analysis.iter().find(|pointer| structure(pointer).is_none());
        let (mut note, words_of) = (span.text(), words(&span.text()));
        let label = match (label, span.attribute("type")) {
            (Some(pointer), _) => self.label(pointer),
            (None, "") if words_of.is_empty() => self.reading.label("span"),
            (None, "") => {
                note.clear();
                self.reading.label(&words_of)
            }
            (None, kind) => self.reading.label(kind),
        };
        let [origin, created, changed, foreign_id] = texts(&fields);
        let mut line = AnnotationLine {
            id: short_id(own(id, "annotation"), &self.line.id).to_owned(),
            label,
            fragments,
            note,
            annotator: own(span.attribute("resp"), "annotator").to_owned(),
            certainty: if span.attribute("cert") == "low" { "unsure" } else { "" }.to_owned(),
            inherited: fields.get("inherited") == Some(&Value::Bool(true)),
            origin,
            created,
            changed,
            foreign_id,
            ..AnnotationLine::default()
        };
        line.voices = self.list(&fields, "voices");
        line.items = self.list(&fields, "items");
        if let Some(Value::Object(attributes)) = fields.get("attributes") {
            for (name, value) in attributes {
                line.attributes.insert(self.reading.attribute(name), value.clone());
            }
        }
        self.line.annotations.push(line);
    }

    fn list<T: serde::de::DeserializeOwned>(&mut self, fields: &Map<String, Value>, name: &str) -> Vec<T> {
        let Some(value) = fields.get(name) else { return Vec::new() };
        serde_json::from_value(value.clone()).unwrap_or_else(|err| {
            self.reading.tell(Effect::LeftOut, format!("{name} left out"), err);
            Vec::new()
        })
    }

    /// The words that name the speaker of an annotation, or that report.
    fn belonging(&mut self, span: &Element, at: &BTreeMap<String, usize>) {
        let kind = span.attribute("type");
        let of = own(span.attribute("corresp"), "annotation");
        let of = short_id(of, &self.line.id).to_owned();
        let places = self.places(span);
        let annotation = at.get(&of).and_then(|place| self.line.annotations.get_mut(*place));
        match (annotation, places) {
            (Some(annotation), Ok(places)) if kind == "source" => annotation.source = places,
            (Some(annotation), Ok(places)) => annotation.cue = places,
            (None, _) => {
                self.reading.tell(Effect::LeftOut, format!("{kind} left out"), format!("there is no {of}"));
            }
            (_, Err(why)) => self.reading.tell(Effect::LeftOut, format!("{kind} left out"), why),
        }
    }

    fn link(&mut self, group: &Element, link: &Element) {
        let kind =
            [link.attribute("type"), group.attribute("type")].into_iter().find(|kind| !kind.is_empty());
        let kind = kind.unwrap_or("link");
        let roles: Vec<&str> = group.attribute("targFunc").split_whitespace().collect();
        let ids: Vec<String> = link.attribute("target").split_whitespace().map(member).collect();
        let id = short_id(own(link.attribute("xml:id"), "relation"), &self.line.id).to_owned();
        let mut relation: RelationLine = match ids.as_slice() {
            [from, to] if roles.len() != 2 => self.reading.relation(id, kind, [from, to]),
            _ => self.reading.relation(id, kind, [""; 2]),
        };
        if roles.len() == ids.len() || ids.len() != 2 {
            let roles = roles.into_iter().chain(std::iter::repeat(""));
            let members: Vec<(&str, String)> = roles.zip(ids).collect();
            set_members(&mut relation, &members);
        }
        let structure = link.attribute("ana").trim_start_matches('#');
        let fields = self.structures.get(structure).cloned().unwrap_or_default();
        [relation.origin, relation.created, relation.changed, relation.foreign_id] = texts(&fields);
        fields.get("note").and_then(Value::as_str).unwrap_or_default().clone_into(&mut relation.note);
        own(link.attribute("resp"), "annotator").clone_into(&mut relation.annotator);
        self.line.relations.push(relation);
    }
}

/// What a link names: an annotation of this article or, by its article, of another.
fn member(pointer: &str) -> String {
    let id = own(pointer, "annotation");
    if id == pointer.trim_start_matches('#') {
        return id.to_owned();
    }
    id.split_once('.').map_or_else(|| id.to_owned(), |(article, id)| format!("{article}#{id}"))
}

fn at_element(here: &Place, element: &Element) -> Place {
    let id = element.attribute("xml:id");
    let place = Place { line: Some(element.line), ..here.clone() };
    if id.is_empty() { place } else { place.at_annotation(id) }
}

/// An id without the article that stands before it.
fn short_id<'i>(id: &'i str, article: &str) -> &'i str {
    id.strip_prefix(article).and_then(|rest| rest.strip_prefix('.')).unwrap_or(id)
}

fn texts(fields: &Map<String, Value>) -> [String; 4] {
    super::writer::TEXTS.map(|name| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned())
}
