//! Articles as Web Annotations, written piece by piece.

use std::fmt::Write as _;
use std::io::Write;

use serde_json::{Map, Value, json};

use super::{ANNOTATION, ANNOTATOR, ARTICLE, CONTEXT, ITEM, RELATION, SHA256, STATE, VOICE};
use crate::formats::FormatError;
use crate::formats::dialect::{Articles, Files};
use crate::formats::interchange::lines::{
    AnnotationLine, ArticleLine, RelationLine, Span, StateLine, VoiceLine,
};
use crate::formats::pairs::members_with_roles;
use crate::formats::recipe::Texts;
use crate::model::text::units::{Unit, UnitMap};

/// How many characters of what stands before and after a quote are written with it.
const NUM_AROUND: usize = 32;

/// The items of the page, one after the other.
struct Page<'f> {
    file: &'f mut dyn Write,
    name: &'f str,
    num_items: usize,
}

impl Page<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), FormatError> {
        let failed = |source| FormatError::Write { name: self.name.to_owned(), source };
        self.file.write_all(bytes).map_err(failed)
    }

    fn item(&mut self, item: &Value) -> Result<(), FormatError> {
        if self.num_items > 0 {
            self.write(b",\n")?;
        }
        self.num_items += 1;
        self.write(item.to_string().as_bytes())
    }
}

pub(super) fn write(articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
    files.write(articles.name, &mut |file| {
        let mut page = Page { file, name: articles.name, num_items: 0 };
        let id = format!("urn:redletter:collection:{}", in_iri(articles.name));
        let names =
            json!({ "context": CONTEXT, "id": id, "label": articles.name, "page": format!("{id}:1") });
        page.write(
            format!(
                "{{\"@context\":{},\"id\":{},\"type\":\"AnnotationCollection\",\"label\":{},\"first\":\
                 {{\"id\":{},\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":[\n",
                names["context"], names["id"], names["label"], names["page"]
            )
            .as_bytes(),
        )?;
        articles.each(&mut |line| write_article(line, articles.texts, &mut page))?;
        let end = format!("\n]}},\"total\":{}}}\n", page.num_items);
        page.write(end.as_bytes())
    })
}

fn write_article(line: &ArticleLine, texts: Texts, page: &mut Page<'_>) -> Result<(), FormatError> {
    let text = line.text.as_deref().unwrap_or_default();
    let map = UnitMap::new(text, Unit::CodePoint);
    let place = Target { iri: format!("{ARTICLE}{}", line.id), text, map, texts };
    page.item(&article(line, &place))?;
    for state in &line.states {
        page.item(&state_item(line, state, &place))?;
    }
    for annotation in &line.annotations {
        page.item(&annotation_item(line, annotation, &place))?;
    }
    line.relations.iter().try_for_each(|relation| page.item(&relation_item(line, relation)))
}

/// The text that annotations are on.
struct Target<'t> {
    iri: String,
    text: &'t str,
    map: UnitMap<'t>,
    /// Whether its words may be written.
    texts: Texts,
}

impl Target<'_> {
    fn position((start, end): Span) -> Value {
        json!({ "type": "TextPositionSelector", "start": start, "end": end })
    }

    /// Both selectors of a fragment; without its words that of its position.
    fn selectors(&self, span: Span) -> Value {
        if self.texts == Texts::ByReference {
            return Self::position(span);
        }
        let bytes = self.map.range_to_bytes(span.0, span.1).ok();
        let Some(bytes) = bytes else { return json!([Self::position(span)]) };
        let (before, after) = (&self.text[..bytes.start()], &self.text[bytes.end()..]);
        let prefix = before.char_indices().rev().take(NUM_AROUND).last().map_or(0, |(at, _)| at);
        let suffix = after.char_indices().nth(NUM_AROUND).map_or(after.len(), |(at, _)| at);
        json!([
            Self::position(span),
            {
                "type": "TextQuoteSelector",
                "exact": bytes.of(self.text).unwrap_or_default(),
                "prefix": &before[prefix..],
                "suffix": &after[..suffix],
            },
        ])
    }

    fn fragment(&self, span: Span) -> Value {
        json!({ "type": "SpecificResource", "source": self.iri, "selector": self.selectors(span) })
    }
}

/// Adds a field where there is something in it.
fn put(object: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        object.insert(name.to_owned(), text.into());
    }
}

fn item(id: String, motivation: &str) -> Map<String, Value> {
    let mut item = Map::new();
    put(&mut item, "id", &id);
    put(&mut item, "type", "Annotation");
    put(&mut item, "motivation", motivation);
    item
}

/// One value, or a list of several.
fn one_or_many(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}

fn textual(purpose: &str, value: &str) -> Value {
    json!({ "type": "TextualBody", "purpose": purpose, "value": value })
}

fn article(line: &ArticleLine, place: &Target<'_>) -> Value {
    let mut target = Map::new();
    put(&mut target, "id", &place.iri);
    put(&mut target, "type", "Text");
    put(&mut target, "format", "text/plain");
    let known = [
        ("language", &line.language),
        ("dc:title", &line.title),
        ("dc:creator", &line.byline),
        ("dc:date", &line.date),
        ("dc:publisher", &line.outlet),
        ("dc:identifier", &line.foreign_id),
        ("schema:url", &line.url),
    ];
    for (name, text) in known {
        put(&mut target, name, text);
    }
    if !line.blocks.is_empty() {
        let blocks = line.blocks.iter().map(
            |block| json!({ "dc:type": block.kind, "selector": Target::position((block.start, block.end)) }),
        );
        target.insert("dcterms:hasPart".to_owned(), blocks.collect());
    }
    match place.texts {
        Texts::Included => target.insert("value".to_owned(), place.text.into()),
        Texts::ByReference => target.insert(SHA256.to_owned(), line.text_sha256.as_str().into()),
    };
    let mut item = item(format!("{}:text", place.iri), "describing");
    item.insert("target".to_owned(), Value::Object(target));
    Value::Object(item)
}

fn state_item(line: &ArticleLine, state: &StateLine, place: &Target<'_>) -> Value {
    let mut item = item(format!("{STATE}{}:{}", line.id, state.annotator), "commenting");
    creator(&mut item, &state.annotator);
    let mut bodies: Vec<Value> = state.codes.iter().map(|code| textual("tagging", code)).collect();
    if !state.note.is_empty() {
        bodies.push(textual("commenting", &state.note));
    }
    item.insert("body".to_owned(), Value::Array(bodies));
    item.insert("target".to_owned(), place.iri.as_str().into());
    Value::Object(item)
}

fn creator(item: &mut Map<String, Value>, annotator: &str) {
    if !annotator.is_empty() {
        item.insert("creator".to_owned(), format!("{ANNOTATOR}{annotator}").into());
    }
}

fn annotation_item(line: &ArticleLine, annotation: &AnnotationLine, place: &Target<'_>) -> Value {
    let mut item = item(format!("{ANNOTATION}{}:{}", line.id, annotation.id), "tagging");
    creator(&mut item, &annotation.annotator);
    put(&mut item, "created", &annotation.created);
    put(&mut item, "modified", &annotation.changed);
    put(&mut item, "dc:source", &annotation.origin);
    put(&mut item, "dc:identifier", &annotation.foreign_id);
    let mut bodies = vec![textual("tagging", &annotation.label)];
    bodies.extend(annotation.voices.iter().map(|voice| voice_body(voice, place)));
    for (role, spans) in [("source", &annotation.source), ("cue", &annotation.cue)] {
        bodies.extend(spans.iter().map(|span| {
            let mut body = place.fragment(*span);
            body["purpose"] = "describing".into();
            body["schema:roleName"] = role.into();
            body
        }));
    }
    bodies.extend(annotation.attributes.iter().map(|(name, value)| attribute_body(name, value, place)));
    bodies.extend(annotation.items.iter().map(|link| {
        json!({
            "type": "SpecificResource",
            "purpose": "linking",
            "source": format!("{ITEM}{}", link.id),
            "schema:roleName": link.act,
        })
    }));
    if annotation.certainty == "unsure" {
        bodies.push(textual("assessing", "unsure"));
    }
    if !annotation.note.is_empty() {
        bodies.push(textual("commenting", &annotation.note));
    }
    item.insert("body".to_owned(), Value::Array(bodies));
    let targets = annotation.fragments.iter().map(|span| place.fragment(*span)).collect();
    item.insert("target".to_owned(), one_or_many(targets));
    Value::Object(item)
}

/// A party: the article by its own address, an entry of the register by its id, others by their words.
fn party(voice: &VoiceLine, place: &Target<'_>) -> Value {
    if voice.kind == "article" {
        return place.iri.as_str().into();
    }
    let mut party = Map::new();
    if !voice.id.is_empty() {
        put(&mut party, "id", &format!("{VOICE}{}", voice.id));
    }
    party.insert("name".to_owned(), voice.name.as_str().into());
    if !voice.affiliation.is_empty() {
        let affiliation = json!({ "id": format!("{VOICE}{}", voice.affiliation) });
        party.insert("schema:affiliation".to_owned(), affiliation);
    }
    Value::Object(party)
}

fn voice_body(voice: &VoiceLine, place: &Target<'_>) -> Value {
    json!({
        "type": "SpecificResource",
        "purpose": "identifying",
        "source": party(voice, place),
        "schema:roleName": voice.role,
    })
}

fn attribute_body(name: &str, value: &Value, place: &Target<'_>) -> Value {
    let mut body = Map::new();
    put(&mut body, "type", "schema:PropertyValue");
    put(&mut body, "purpose", "classifying");
    put(&mut body, "schema:propertyID", name);
    // A value that its definition doesn't tell the type of has it written beside.
    let stated =
        value.as_object().and_then(|object| Some((object.get("type")?.as_str()?, object.get("value")?)));
    let value = match stated {
        Some((kind, value)) => {
            put(&mut body, "schema:additionalType", kind);
            value
        }
        None => value,
    };
    let (name, value) = match serde_json::from_value::<VoiceLine>(value.clone()) {
        Ok(voice) if value.is_object() => ("schema:valueReference", party(&voice, place)),
        _ => ("schema:value", value.clone()),
    };
    body.insert(name.to_owned(), value);
    Value::Object(body)
}

fn relation_item(line: &ArticleLine, relation: &RelationLine) -> Value {
    let mut item = item(format!("{RELATION}{}:{}", line.id, relation.id), "linking");
    creator(&mut item, &relation.annotator);
    put(&mut item, "created", &relation.created);
    put(&mut item, "modified", &relation.changed);
    put(&mut item, "dc:source", &relation.origin);
    put(&mut item, "dc:identifier", &relation.foreign_id);
    let mut bodies = vec![textual("tagging", &relation.relation_type)];
    if !relation.note.is_empty() {
        bodies.push(textual("commenting", &relation.note));
    }
    item.insert("body".to_owned(), one_or_many(bodies));
    let targets = members_with_roles(relation).into_iter().map(|(role, id)| {
        let source = format!("{ANNOTATION}{}", id.replace('#', ":"));
        json!({ "type": "SpecificResource", "source": source, "schema:roleName": role })
    });
    item.insert("target".to_owned(), targets.collect());
    Value::Object(item)
}

/// A name as a part of an IRI.
fn in_iri(name: &str) -> String {
    let mut part = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            part.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            write!(part, "%{byte:02X}").unwrap_or_default();
        }
    }
    part
}
