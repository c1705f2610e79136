//! Projects, read twice: first the codes, notes, links and cases, then the sources one by one.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::archive::{Archive, ArchiveError};
use super::codes::{Meaning, read_codes};
use super::positions::Counting;
use super::{CONTINUED_BY, plain_guid};
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, Span, StateLine, VoiceLine};
use crate::formats::numbered::Numbered;
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place};
use crate::formats::xml_tree::{Element, XmlError, each_element};
use crate::formats::{FormatError, Input};
use crate::model::limits::MAX_STORED_FILE_BYTES;
use crate::model::text::units::{Unit, UnitMap};

/// What the sources of a project name by GUID.
#[derive(Default)]
struct Around {
    users: BTreeMap<String, String>,
    codes: BTreeMap<String, Meaning>,
    variables: BTreeMap<String, String>,
    /// Values of variables by source, each with the GUID of its variable.
    values: BTreeMap<String, Vec<(String, String)>>,
    notes: BTreeMap<String, Note>,
    links: Vec<Link>,
    /// The links that begin or end at something.
    links_at: BTreeMap<String, Vec<usize>>,
}

#[derive(Default)]
struct Note {
    text: String,
    user: String,
}

struct Link {
    guid: String,
    name: String,
    ends: [String; 2],
    notes: Vec<String>,
    is_used: Cell<bool>,
}

/// A selection on its way to an annotation.
struct Draft {
    line: AnnotationLine,
    tags: Vec<String>,
    place: Place,
}

pub(super) fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    for input in inputs {
        let name = input.name.clone();
        let bytes = input.bytes(MAX_STORED_FILE_BYTES)?;
        reading.here = Place { file: Some(name.clone()), ..Place::default() };
        if let Err(err) = read_archive(&bytes, &name, reading) {
            reading.report.num_in.articles += 1;
            reading.tell(Effect::LeftOut, "the project left out", err);
        }
    }
    Ok(())
}

fn read_archive(bytes: &[u8], name: &str, reading: &mut Reading<'_>) -> Result<(), ArchiveError> {
    let mut archive = Archive::open(bytes)?;
    let mut texts = Archive::open(bytes)?;
    let Some(project) = archive.project() else {
        return Err(ArchiveError::Name("project.qde".to_owned()));
    };
    let line = Cell::new(1);
    let file = format!("{name}: {project}");
    reading.here = Place::in_file(&file, 1);
    let mut around = Around::default();
    let mut lists: BTreeMap<String, Vec<Element>> = BTreeMap::new();
    let wanted = |path: &[String], name: &str| match path {
        [root, list] if root == "Project" => list != "Sources" && list != "CodeBook" && !name.is_empty(),
        [root, book, codes] => root == "Project" && book == "CodeBook" && codes == "Codes",
        _ => false,
    };
    let data = Numbered::new(Box::new(archive.read(&project)?), &line)?;
    let ended = each_element(data, &line, &wanted, &mut |_, element| {
        lists.entry(element.name.clone()).or_default().push(element);
    });
    reading.here.line = Some(line.get());
    let was_whole = ended.is_ok();
    tell_end(ended, reading);
    around.gather(&lists, &mut texts, reading);
    drop(lists);
    let is_source =
        |path: &[String], _: &str| matches!(path, [root, list] if root == "Project" && list == "Sources");
    let data = Numbered::new(Box::new(archive.read(&project)?), &line)?;
    let ended = each_element(data, &line, &is_source, &mut |_, source| {
        reading.here = Place::in_file(&file, source.line);
        around.source(&source, &mut texts, reading);
    });
    reading.here = Place::in_file(&file, line.get());
    // What ended the first reading was told.
    if was_whole {
        tell_end(ended, reading);
    }
    let unused = around.links.iter().filter(|link| !link.is_used.get()).count();
    if unused > 0 {
        let why = "only links between two selections of one text have a place here";
        reading.tell(Effect::LeftOut, format!("links left out: {unused}"), why);
    }
    Ok(())
}

fn tell_end(ended: Result<(), XmlError>, reading: &mut Reading<'_>) {
    if let Err(err) = ended {
        reading.tell(Effect::LeftOut, "the rest of the project left out", err);
    }
}

fn target(reference: &Element) -> String {
    plain_guid(reference.attribute("targetGUID"))
}

impl Around {
    fn gather(
        &mut self,
        lists: &BTreeMap<String, Vec<Element>>,
        texts: &mut Archive<'_>,
        reading: &mut Reading<'_>,
    ) {
        let list = |name: &str| lists.get(name).map_or(&[][..], Vec::as_slice);
        let own = |element: &Element| plain_guid(element.attribute("guid"));
        for user in list("User") {
            let name = if user.attribute("id").is_empty() { "name" } else { "id" };
            // Ids of other programs are numbers and GUIDs; names are better than these.
            let id = user.attribute(name);
            let is_name = id.chars().any(char::is_alphabetic) && id.len() < 33;
            let id = if is_name { id } else { user.attribute("name") };
            self.users.insert(own(user), id.to_owned());
        }
        self.codes = read_codes(list("Code"), reading);
        let variables = list("Variable").iter();
        self.variables.extend(variables.map(|known| (own(known), known.attribute("name").to_owned())));
        for case in list("Case") {
            let values = values_of(case);
            for source in case.all("SourceRef") {
                self.values.entry(target(source)).or_default().extend(values.iter().cloned());
            }
        }
        for note in list("Note") {
            let text = match (note.child("PlainTextContent"), note.attribute("plainTextPath")) {
                (Some(content), _) => Ok(content.text()),
                (None, "") => Ok(note.child("Description").map(Element::text).unwrap_or_default()),
                (None, path) => texts.text(path),
            };
            match text {
                Ok(text) => {
                    let user = plain_guid(note.attribute("creatingUser"));
                    self.notes.insert(own(note), Note { text, user });
                }
                Err(err) => reading.tell(Effect::LeftOut, "note left out", err),
            }
        }
        for link in list("Link") {
            let ends = ["originGUID", "targetGUID"].map(|name| plain_guid(link.attribute(name)));
            for end in &ends {
                self.links_at.entry(end.clone()).or_default().push(self.links.len());
            }
            let (name, notes) =
                (link.attribute("name").to_owned(), link.all("NoteRef").map(target).collect());
            self.links.push(Link { guid: own(link), name, ends, notes, is_used: Cell::new(false) });
        }
        for name in ["Set", "Graph"] {
            if !list(name).is_empty() {
                let what = format!("{}s left out: {}", name.to_lowercase(), list(name).len());
                reading.tell(Effect::LeftOut, what, "nothing here has a place for them");
            }
        }
    }

    fn user(&self, guid: &str) -> String {
        self.users.get(&plain_guid(guid)).cloned().unwrap_or_default()
    }

    /// A text with its selections; other sources are left out.
    fn source(&self, source: &Element, texts: &mut Archive<'_>, reading: &mut Reading<'_>) {
        let name = source.attribute("name");
        let text = match source.name.as_str() {
            "TextSource" => Some(source),
            // The text of a PDF, which what is selected in it is selected in.
            _ => source.child("Representation"),
        };
        let Some(element) = text else {
            reading.report.num_in.articles += 1;
            let what = format!("source “{name}” left out");
            return reading.tell(Effect::LeftOut, what, format!("a {} has no text", source.name));
        };
        let read = match (element.child("PlainTextContent"), element.attribute("plainTextPath")) {
            (Some(content), _) => Ok(content.text()),
            (None, path) => texts.text(path),
        };
        let text = match read {
            Ok(text) => text,
            Err(err) => {
                reading.report.num_in.articles += 1;
                let num_left = element.all("PlainTextSelection").count();
                reading.report.num_in.annotations += num_left;
                return reading.tell(Effect::LeftOut, format!("source “{name}” left out"), err);
            }
        };
        let mut line = ArticleLine {
            id: name.to_owned(),
            text: Some(text),
            offset_unit: Unit::CodePoint.name().to_owned(),
            ..ArticleLine::default()
        };
        self.metadata(source, &mut line, reading);
        self.states(source, &mut line, reading);
        reading.here = reading.here.in_article(name);
        self.annotations(element, &mut line, reading);
        for other in source.elements().filter(|child| child.name == "PDFSelection") {
            let codings = other.all("Coding").count();
            reading.tell(
                Effect::LeftOut,
                "a selection in a PDF left out",
                format!("its {codings} codings are on an area"),
            );
        }
        reading.article(line);
    }

    fn metadata(&self, source: &Element, line: &mut ArticleLine, reading: &mut Reading<'_>) {
        let by_case = self.values.get(&plain_guid(source.attribute("guid"))).cloned().unwrap_or_default();
        for (variable, value) in by_case.into_iter().chain(values_of(source)) {
            let name = self.variables.get(&variable).map_or("", String::as_str);
            let field = match name.to_lowercase().as_str() {
                "title" => &mut line.title,
                "byline" | "author" => &mut line.byline,
                "date" => &mut line.date,
                "outlet" | "publisher" => &mut line.outlet,
                "language" => &mut line.language,
                "url" => &mut line.url,
                "foreign-id" => &mut line.foreign_id,
                _ => {
                    let what = format!("variable “{name}” left out");
                    reading.tell(Effect::LeftOut, what, "nothing here has a place for it");
                    continue;
                }
            };
            *field = value;
        }
    }

    /// What is said of the whole source: codes and notes.
    fn states(&self, source: &Element, line: &mut ArticleLine, reading: &mut Reading<'_>) {
        let mut states: BTreeMap<String, StateLine> = BTreeMap::new();
        for coding in source.all("Coding") {
            let annotator = self.user(coding.attribute("creatingUser"));
            let code = coding.child("CodeRef").map(target).unwrap_or_default();
            let code = match self.codes.get(&code) {
                Some(Meaning::ArticleCode(code) | Meaning::Label(code)) => code.clone(),
                Some(Meaning::Voice { name, .. }) => name.clone(),
                Some(Meaning::Value { value, .. }) => value.clone(),
                Some(Meaning::Folder) | None => {
                    reading.tell(Effect::LeftOut, "a coding of the source left out", "its code is not there");
                    continue;
                }
            };
            states.entry(annotator).or_default().codes.push(code);
        }
        let description = source.child("Description").map(Element::text).filter(|text| !text.is_empty());
        let description = description.map(|text| (self.user(source.attribute("creatingUser")), text));
        let notes = source.all("NoteRef").filter_map(|note| self.notes.get(&target(note)));
        let notes = notes.map(|note| (self.user(&note.user), note.text.clone()));
        for (annotator, text) in description.into_iter().chain(notes) {
            let note = &mut states.entry(annotator).or_default().note;
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str(&text);
        }
        line.states = states.into_iter().map(|(annotator, state)| StateLine { annotator, ..state }).collect();
    }

    fn annotations(&self, source: &Element, line: &mut ArticleLine, reading: &mut Reading<'_>) {
        let text = line.text.clone().unwrap_or_default();
        let selections: Vec<&Element> = source.all("PlainTextSelection").collect();
        let position = |selection: &Element| {
            let at = |name: &str| selection.attribute(name).trim().parse::<usize>().ok();
            at("startPosition").zip(at("endPosition"))
        };
        let spans: Vec<Span> = selections.iter().map(|one| position(one).unwrap_or_default()).collect();
        let named: Vec<(Span, String)> = spans
            .iter()
            .copied()
            .zip(selections.iter().map(|one| one.attribute("name").to_owned()))
            .collect();
        let counting = Counting::of(&text, Counting::default(), &named);
        if counting != Counting::default() {
            let what = format!("positions were taken to count {}", counting.in_words());
            reading.tell(Effect::Changed, what, "the names of the selections agree with that");
        }
        let points = UnitMap::new(&text, Unit::CodePoint);
        let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
        let mut order = Vec::new();
        for (selection, bytes) in selections.into_iter().zip(counting.to_bytes(&text, &spans)) {
            let guid = plain_guid(selection.attribute("guid"));
            let here = reading.here.clone();
            reading.here.line = Some(selection.line);
            reading.here = reading.here.at_annotation(&guid);
            let span = bytes.and_then(|(start, end)| points.from_byte(start).zip(points.from_byte(end)));
            if let Some(span) = span.filter(|_| !drafts.contains_key(&guid)) {
                let draft = self.draft(selection, &guid, span, reading);
                drafts.insert(guid.clone(), draft);
                order.push(guid);
            } else {
                reading.report.num_in.annotations += 1;
                let why =
                    if span.is_some() { "another has its GUID" } else { "its positions don't fit the text" };
                reading.tell(Effect::LeftOut, "selection left out", why);
            }
            reading.here = here;
        }
        let heads = self.join_fragments(&mut drafts, &order);
        self.relations(&drafts, &heads, line, reading);
        for guid in order {
            let Some(Draft { line: annotation, tags, place }) = drafts.remove(&guid) else { continue };
            let here = std::mem::replace(&mut reading.here, place);
            if tags.is_empty() {
                let label = reading.label("annotation");
                line.annotations.push(AnnotationLine { label, ..annotation.clone() });
            }
            for (idx, label) in tags.into_iter().enumerate() {
                if idx == 0 {
                    line.annotations.push(AnnotationLine { label, ..annotation.clone() });
                    continue;
                }
                // Several codes are several annotations here; what else is said stays with the first.
                line.annotations.push(AnnotationLine {
                    id: format!("{guid}#{}", idx + 1),
                    label,
                    fragments: annotation.fragments.clone(),
                    annotator: annotation.annotator.clone(),
                    created: annotation.created.clone(),
                    changed: annotation.changed.clone(),
                    ..AnnotationLine::default()
                });
            }
            reading.here = here;
        }
    }

    fn draft(&self, selection: &Element, guid: &str, span: Span, reading: &mut Reading<'_>) -> Draft {
        let mut line = AnnotationLine {
            id: guid.to_owned(),
            fragments: vec![span],
            created: time(selection.attribute("creationDateTime")),
            changed: time(selection.attribute("modifiedDateTime")),
            ..AnnotationLine::default()
        };
        let codings: Vec<&Element> = selection.all("Coding").collect();
        let mut users = vec![selection.attribute("creatingUser"), selection.attribute("modifyingUser")];
        users.extend(codings.iter().map(|coding| coding.attribute("creatingUser")));
        line.annotator =
            users.into_iter().map(|user| self.user(user)).find(|user| !user.is_empty()).unwrap_or_default();
        let mut tags = Vec::new();
        for coding in &codings {
            let code = coding.child("CodeRef").map(target).unwrap_or_default();
            match self.codes.get(&code) {
                Some(Meaning::Label(label)) => tags.push(label.clone()),
                Some(Meaning::Voice { role, name }) => line.voices.push(VoiceLine {
                    role: role.clone(),
                    name: name.clone(),
                    ..VoiceLine::default()
                }),
                Some(Meaning::Value { attribute, value }) => {
                    line.attributes.insert(attribute.clone(), Value::String(value.clone()));
                }
                Some(Meaning::ArticleCode(code)) => {
                    let label = reading.label(code);
                    tags.push(label);
                }
                Some(Meaning::Folder) | None => {
                    reading.tell(Effect::LeftOut, "coding left out", "its code is not among the codes");
                }
            }
        }
        let refs = selection.all("NoteRef").chain(codings.iter().flat_map(|coding| coding.all("NoteRef")));
        let notes = refs.filter_map(|note| Some(self.notes.get(&target(note))?.text.clone()));
        let linked = self.links_of(guid).filter_map(|link| {
            let note = link.ends.iter().find_map(|end| self.notes.get(end))?;
            link.is_used.set(true);
            Some(note.text.clone())
        });
        let description = selection.child("Description").map(Element::text);
        let all: Vec<String> =
            description.into_iter().chain(notes).chain(linked).filter(|text| !text.is_empty()).collect();
        line.note = all.join("\n");
        Draft { line, tags, place: reading.here.clone() }
    }

    fn links_of(&self, guid: &str) -> impl Iterator<Item = &Link> {
        self.links_at.get(guid).into_iter().flatten().filter_map(|at| self.links.get(*at))
    }

    /// Joins selections that a link says continue others. Of each that was joined, the one it was joined to.
    fn join_fragments(
        &self,
        drafts: &mut BTreeMap<String, Draft>,
        order: &[String],
    ) -> BTreeMap<String, String> {
        let mut heads: BTreeMap<String, String> = BTreeMap::new();
        for guid in order {
            for link in self.links_of(guid).filter(|link| link.name == CONTINUED_BY) {
                let [from, to] = &link.ends;
                let mut head = from;
                let mut seen = BTreeSet::new();
                while let Some(next) = heads.get(head).filter(|_| seen.insert(head.clone())) {
                    head = next;
                }
                let head = head.clone();
                if from != guid || head == *to || !drafts.contains_key(&head) {
                    continue;
                }
                let Some(tail) = drafts.remove(to) else { continue };
                link.is_used.set(true);
                if let Some(draft) = drafts.get_mut(&head) {
                    draft.line.fragments.extend(tail.line.fragments);
                    draft.line.fragments.sort_unstable();
                }
                heads.insert(to.clone(), head);
            }
        }
        heads
    }

    fn relations(
        &self,
        drafts: &BTreeMap<String, Draft>,
        heads: &BTreeMap<String, String>,
        line: &mut ArticleLine,
        reading: &mut Reading<'_>,
    ) {
        let mut seen = BTreeSet::new();
        let all = drafts.keys().chain(heads.keys());
        let found: BTreeSet<usize> =
            all.flat_map(|guid| self.links_at.get(guid).into_iter().flatten()).copied().collect();
        for link in found.into_iter().filter_map(|at| self.links.get(at)) {
            let ends = link.ends.each_ref().map(|end| heads.get(end).unwrap_or(end));
            if link.is_used.get() || !ends.iter().all(|end| drafts.contains_key(*end)) {
                continue;
            }
            link.is_used.set(true);
            if !seen.insert(link.guid.clone()) {
                reading.tell(Effect::LeftOut, "link left out", "another has its GUID");
                continue;
            }
            let name = if link.name.is_empty() { "linked" } else { &link.name };
            let mut relation = reading.relation(link.guid.clone(), name, ends.map(String::as_str));
            let notes = link.notes.iter().filter_map(|note| Some(self.notes.get(note)?.text.clone()));
            relation.note = notes.collect::<Vec<_>>().join("\n");
            line.relations.push(relation);
        }
    }
}

/// The values of variables in a case or a source, each with the GUID of its variable.
fn values_of(element: &Element) -> Vec<(String, String)> {
    let value = |value: &Element| {
        let variable = target(value.child("VariableRef")?);
        let content = value.elements().find(|child| child.name.ends_with("Value"))?;
        Some((variable, content.text()))
    };
    element.all("VariableValue").filter_map(value).filter(|(_, text)| !text.is_empty()).collect()
}

/// A time; one without a zone, as some programs write it, is taken for UTC.
fn time(text: &str) -> String {
    // 2018-03-27T19:29:27, and then perhaps a fraction.
    let is_open = text.get(19..).is_some_and(|rest| !rest.contains(['Z', 'z', '+', '-']));
    if is_open { format!("{text}Z") } else { text.to_owned() }
}
