//! Items of a page as parts of an article's line.

use serde_json::{Value, json};

use super::selectors::{Haystack, Selected};
use super::{ANNOTATION, ANNOTATOR, ARTICLE, ITEM, RELATION, SHA256, VOICE};
use crate::formats::interchange::lines::{
    AnnotationLine, ArticleLine, BlockLine, ItemLinkLine, StateLine, Unknown, VoiceLine,
};
use crate::formats::pairs::set_members;
use crate::formats::reading::Reading;
use crate::formats::report::Effect;
use crate::model::text::units::Unit;

/// The text of a field; nothing where it has none.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    let field = value.get(name);
    let first = field.and_then(|field| field.as_array().map_or(Some(field), |list| list.first()));
    first.and_then(Value::as_str).unwrap_or_default()
}

/// The values of a field, however many.
pub(super) fn list(field: Option<&Value>) -> Vec<&Value> {
    match field {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().collect(),
        Some(value) => vec![value],
    }
}

/// The address of what a target is, or is a part of.
pub(super) fn source_of(target: &Value) -> &str {
    match target {
        Value::String(iri) => iri,
        _ => match target.get("source") {
            Some(Value::String(iri)) => iri,
            Some(source) => text(source, "id"),
            None => text(target, "id"),
        },
    }
}

/// The target of an item that is the text of an article, embedded or named by its hash.
pub(super) fn text_target(item: &Value) -> Option<&Value> {
    let target = item.get("target")?;
    let is_text = ["value", SHA256].into_iter().any(|name| target.get(name).is_some_and(Value::is_string));
    (is_text && !text(target, "id").is_empty()).then_some(target)
}

/// An article as it stands in the target that is its text.
pub(super) fn article_line(target: &Value) -> ArticleLine {
    let iri = text(target, "id");
    let known = |name: &str| text(target, name).to_owned();
    let blocks = list(target.get("dcterms:hasPart")).into_iter().filter_map(|part| {
        let (start, end) = Selected::of(part)?.position?;
        Some(BlockLine { kind: text(part, "dc:type").to_owned(), start, end, unknown: Unknown::new() })
    });
    ArticleLine {
        id: iri.strip_prefix(ARTICLE).unwrap_or(iri).to_owned(),
        text: target.get("value").and_then(Value::as_str).map(str::to_owned),
        text_sha256: known(SHA256),
        offset_unit: Unit::CodePoint.name().to_owned(),
        title: known("dc:title"),
        byline: known("dc:creator"),
        date: known("dc:date"),
        outlet: known("dc:publisher"),
        language: known("language"),
        url: known("schema:url"),
        foreign_id: known("dc:identifier"),
        blocks: blocks.collect(),
        ..ArticleLine::default()
    }
}

/// The items on one article, on their way into its line.
pub(super) struct Notes<'n, 'r> {
    pub article: ArticleLine,
    pub iri: String,
    pub reading: &'n mut Reading<'r>,
}

impl Notes<'_, '_> {
    /// Takes the items in, each with its line in the file, and gives the article back.
    pub fn take(mut self, items: Vec<(usize, Value)>) -> ArticleLine {
        let text = self.article.text.clone().unwrap_or_default();
        let haystack = Haystack::new(&text);
        let here = self.reading.here.clone();
        for (line, item) in items {
            self.reading.here.line = Some(line);
            self.reading.here = self.reading.here.in_article(&self.article.id);
            if !text_of_id(&item).is_empty() {
                self.reading.here = self.reading.here.at_annotation(text_of_id(&item));
            }
            if is_relation(&item) {
                self.relation(&item);
            } else if list(item.get("target")).into_iter().any(|target| Selected::of(target).is_some()) {
                self.annotation(&item, &haystack);
            } else {
                self.state(&item);
            }
            self.reading.here = here.clone();
        }
        self.article
    }

    fn annotation(&mut self, item: &Value, haystack: &Haystack<'_>) {
        let mut line = AnnotationLine {
            id: own(text(item, "id"), ANNOTATION).to_owned(),
            annotator: creator(item),
            created: text(item, "created").to_owned(),
            changed: changed(item).to_owned(),
            origin: text(item, "dc:source").to_owned(),
            foreign_id: text(item, "dc:identifier").to_owned(),
            ..AnnotationLine::default()
        };
        let mut words = Vec::new();
        for target in list(item.get("target")) {
            match haystack.find(&Selected::of(target).unwrap_or_default()) {
                Ok(found) => {
                    if let Some(how) = found.how {
                        self.reading.tell(Effect::Kept, "annotation placed by its words", how);
                    }
                    line.fragments.push(found.span);
                    words.push(found.words);
                }
                Err(why) => self.reading.tell(Effect::LeftOut, "fragment left out", why),
            }
        }
        if line.fragments.is_empty() {
            self.reading.report.num_in.annotations += 1;
            return self.reading.tell(Effect::LeftOut, "annotation left out", "it has no place left");
        }
        line.text = Some(words);
        let tags = self.bodies(item, &mut line, haystack);
        for (idx, tag) in tags.into_iter().enumerate() {
            let label = self.reading.label(&tag);
            if idx == 0 {
                line.label = label;
                self.article.annotations.push(line.clone());
            } else {
                // Several tags are several annotations here; notes and voices stay with the first.
                let id = if line.id.is_empty() { String::new() } else { format!("{}#{}", line.id, idx + 1) };
                let (fragments, text) = (line.fragments.clone(), line.text.clone());
                let (annotator, created) = (line.annotator.clone(), line.created.clone());
                let other =
                    AnnotationLine { id, label, fragments, text, annotator, created, ..Default::default() };
                self.article.annotations.push(other);
            }
        }
    }

    /// Puts the bodies into the line, and gives its tags, at least one.
    fn bodies(&mut self, item: &Value, line: &mut AnnotationLine, haystack: &Haystack<'_>) -> Vec<String> {
        let (mut tags, mut notes) = words(item);
        for body in list(item.get("body")) {
            let role = text(body, "schema:roleName");
            let source = source_of(body);
            match text(body, "purpose") {
                "identifying" if body.get("source").is_some() => line.voices.push(VoiceLine {
                    role: if role.is_empty() { "speaker" } else { role }.to_owned(),
                    ..self.party(body.get("source").unwrap_or(&Value::Null))
                }),
                "describing" if matches!(role, "source" | "cue") => {
                    let found = haystack.find(&Selected::of(body).unwrap_or_default());
                    match found {
                        Ok(found) if role == "source" => line.source.push(found.span),
                        Ok(found) => line.cue.push(found.span),
                        Err(why) => self.reading.tell(Effect::LeftOut, format!("{role} left out"), why),
                    }
                }
                "classifying" if body.get("schema:propertyID").is_some() => {
                    let name = self.reading.attribute(text(body, "schema:propertyID"));
                    line.attributes.insert(name, self.value(body));
                }
                "linking" if source.starts_with(ITEM) => line.items.push(ItemLinkLine {
                    id: own(source, ITEM).to_owned(),
                    act: role.to_owned(),
                    unknown: Unknown::new(),
                }),
                "assessing" if text(body, "value") == "unsure" => "unsure".clone_into(&mut line.certainty),
                _ => match plain_body(body, item) {
                    Some((true, tag)) => tags.push(tag),
                    Some((false, note)) => notes.push(note),
                    None => {
                        let why = "only tags, comments and what this program writes has a place here";
                        self.reading.tell(Effect::LeftOut, "body left out", why);
                    }
                },
            }
        }
        line.note = notes.join("\n");
        tags.retain(|tag| !tag.trim().is_empty());
        if tags.is_empty() {
            tags.push(untagged(item).to_owned());
        }
        tags
    }

    fn party(&self, party: &Value) -> VoiceLine {
        let (id, name) = match party {
            Value::String(iri) => (iri.as_str(), ""),
            _ => (text(party, "id"), text(party, "name")),
        };
        let affiliation = party.get("schema:affiliation").map_or("", |voice| text(voice, "id"));
        let kind = match id {
            _ if id == self.iri => "article",
            "" => "unnamed",
            _ => "registered",
        };
        VoiceLine {
            id: if kind == "registered" { own(id, VOICE).to_owned() } else { String::new() },
            name: name.to_owned(),
            kind: kind.to_owned(),
            affiliation: own(affiliation, VOICE).to_owned(),
            ..VoiceLine::default()
        }
    }

    fn value(&self, body: &Value) -> Value {
        let value = match body.get("schema:valueReference") {
            Some(party) => json!(self.party(party)),
            None => body.get("schema:value").or_else(|| body.get("value")).cloned().unwrap_or_default(),
        };
        match text(body, "schema:additionalType") {
            "" => value,
            kind => json!({ "type": kind, "value": value }),
        }
    }

    /// What is said of the whole article.
    fn state(&mut self, item: &Value) {
        let annotator = creator(item);
        let (mut codes, mut notes) = words(item);
        for body in list(item.get("body")) {
            match plain_body(body, item) {
                Some((true, code)) => codes.push(code),
                Some((false, note)) => notes.push(note),
                None => {
                    let why = "of an article there are only codes and notes here";
                    self.reading.tell(Effect::LeftOut, "body left out", why);
                }
            }
        }
        let states = &mut self.article.states;
        let at = states.iter().position(|state| state.annotator == annotator).unwrap_or_else(|| {
            states.push(StateLine { annotator, ..StateLine::default() });
            states.len() - 1
        });
        let Some(state) = states.get_mut(at) else { return };
        state.codes.append(&mut codes);
        if !state.note.is_empty() {
            notes.insert(0, std::mem::take(&mut state.note));
        }
        state.note = notes.join("\n");
    }

    fn relation(&mut self, item: &Value) {
        let mut kind = String::new();
        let mut notes = Vec::new();
        for body in list(item.get("body")) {
            match plain_body(body, item) {
                Some((true, tag)) if kind.is_empty() => kind = tag,
                Some((_, note)) => notes.push(note),
                None => {
                    self.reading.tell(Effect::LeftOut, "body left out", "a relation has a type and a note");
                }
            }
        }
        if kind.is_empty() {
            "linking".clone_into(&mut kind);
        }
        let targets = list(item.get("target"));
        let members: Vec<(&str, String)> = targets
            .into_iter()
            .map(|target| {
                let iri = source_of(target);
                let id = match iri.strip_prefix(ANNOTATION) {
                    Some(own) => own.replacen(':', "#", 1),
                    None => iri.to_owned(),
                };
                (text(target, "schema:roleName"), id)
            })
            .collect();
        let id = own(text(item, "id"), RELATION).to_owned();
        let is_pair = matches!(members.as_slice(), [("", _), _]);
        let ends = if is_pair { [members[0].1.as_str(), members[1].1.as_str()] } else { [""; 2] };
        let mut line = self.reading.relation(id, &kind, ends);
        if !is_pair {
            set_members(&mut line, &members);
        }
        line.annotator = creator(item);
        text(item, "created").clone_into(&mut line.created);
        changed(item).clone_into(&mut line.changed);
        text(item, "dc:source").clone_into(&mut line.origin);
        text(item, "dc:identifier").clone_into(&mut line.foreign_id);
        line.note = notes.join("\n");
        self.article.relations.push(line);
    }
}

fn text_of_id(item: &Value) -> &str {
    own(text(item, "id"), ANNOTATION)
}

/// Our own id in an IRI that begins with `prefix` and may name the article first; any other as it is.
fn own<'i>(iri: &'i str, prefix: &str) -> &'i str {
    iri.strip_prefix(prefix).map_or(iri, |rest| rest.rsplit_once(':').map_or(rest, |(_, id)| id))
}

/// Whether an item links annotations.
pub(super) fn is_relation(item: &Value) -> bool {
    let motivations = list(item.get("motivation"));
    motivations.iter().any(|motivation| matches!(motivation.as_str(), Some("linking" | "oa:linking")))
        && !list(item.get("target")).into_iter().any(|target| Selected::of(target).is_some())
}

/// Who made an item: their id, or what they are called.
fn creator(item: &Value) -> String {
    let (plain, hypothesis) = (item.get("creator"), text(item, "user"));
    let name = match list(plain).first() {
        Some(Value::String(iri)) => iri,
        Some(agent) => [text(agent, "id"), text(agent, "nickname"), text(agent, "name")]
            .into_iter()
            .find(|name| name.starts_with(ANNOTATOR) || !(name.is_empty() || name.contains("://")))
            .unwrap_or_default(),
        None => hypothesis,
    };
    let name = name.strip_prefix(ANNOTATOR).unwrap_or(name);
    // Accounts are written acct:name@host.
    let account = name.strip_prefix("acct:").and_then(|account| account.split('@').next());
    account.unwrap_or(name).to_owned()
}

fn changed(item: &Value) -> &str {
    [text(item, "modified"), text(item, "updated")]
        .into_iter()
        .find(|time| !time.is_empty())
        .unwrap_or_default()
}

/// Tags and notes that stand in the item itself: a body in short form, or the two fields of Hypothesis.
fn words(item: &Value) -> (Vec<String>, Vec<String>) {
    let tags = list(item.get("tags")).into_iter().filter_map(|tag| tag.as_str().map(str::to_owned)).collect();
    let notes = [text(item, "bodyValue"), text(item, "text")];
    (tags, notes.into_iter().filter(|note| !note.is_empty()).map(str::to_owned).collect())
}

/// A body of words, and whether it is a tag.
fn plain_body(body: &Value, item: &Value) -> Option<(bool, String)> {
    if let Value::String(iri) = body {
        // The end of an address that stands for a notion is what people call it.
        return Some((true, iri.rsplit(['/', '#']).next().unwrap_or(iri).to_owned()));
    }
    let told = body.get("value").and_then(Value::as_str);
    let named = [text(body, "value"), text(body, "label"), text(body, "name")];
    let value = told.or_else(|| named.into_iter().find(|value| !value.is_empty())).or_else(|| {
        let source = source_of(body);
        (!source.is_empty()).then(|| source.rsplit(['/', '#']).next().unwrap_or(source))
    })?;
    let purposes = list(body.get("purpose"));
    let purposes = if purposes.is_empty() { list(item.get("motivation")) } else { purposes };
    let is_tag = |purpose: &&Value| {
        let name = purpose.as_str().unwrap_or_default();
        matches!(name.strip_prefix("oa:").unwrap_or(name), "tagging" | "classifying" | "identifying")
    };
    Some((purposes.iter().any(is_tag), value.to_owned()))
}

/// The label of what has no tag: what it was made for.
fn untagged(item: &Value) -> &str {
    match text(item, "motivation") {
        "" => "annotation",
        "highlighting" | "oa:highlighting" => "highlight",
        "commenting" | "oa:commenting" => "comment",
        other => other,
    }
}
