//! Files of Web Annotations, read item by item.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::notes::{Notes, article_line, is_relation, list, source_of, text, text_target};
use super::{ARTICLE, RELATION};
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::numbered::Numbered;
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place};
use crate::formats::{FormatError, Input};
use crate::model::limits::MAX_DOCUMENT_BYTES;
use crate::model::text::units::Unit;

/// Items with the lines they end on.
type Items = Vec<(usize, Value)>;

/// What has been read and not given away yet.
struct Gathered<'g, 'r> {
    reading: &'g mut Reading<'r>,
    /// The line reading is at.
    line: &'g Cell<usize>,
    /// The article whose items are being read, with its address.
    current: Option<(String, ArticleLine, Items)>,
    kept: Kept,
}

/// What is remembered from file to file.
#[derive(Default)]
struct Kept {
    /// Items on other texts, by their address.
    waiting: BTreeMap<String, Items>,
    /// Articles without their texts that the corpus has not either, with why, by their address.
    bare: BTreeMap<String, (ArticleLine, String)>,
    /// The addresses of articles that were given away.
    done: BTreeSet<String>,
    /// What each annotation of others is on.
    sources: BTreeMap<String, String>,
}

pub(super) fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    let line = Cell::new(1);
    let (mut texts, mut kept) = (BTreeMap::new(), Kept::default());
    for input in inputs {
        let name = input.name.clone();
        reading.here = Place::in_file(&name, 1);
        if name.to_ascii_lowercase().ends_with(".txt") {
            reading.here = Place { file: Some(name.clone()), ..Place::default() };
            match String::from_utf8(input.bytes(MAX_DOCUMENT_BYTES)?) {
                Ok(text) => {
                    let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
                    texts.insert(input.file_name().to_owned(), text);
                }
                Err(_) => reading.tell(Effect::LeftOut, "text left out", "it is not UTF-8"),
            }
            continue;
        }
        let data = Numbered::new(input.data()?, &line)
            .map_err(|source| FormatError::Read { name: name.clone(), source })?;
        let mut gathered = Gathered { reading, line: &line, current: None, kept };
        let mut json = serde_json::Deserializer::from_reader(data);
        let ended = Node(&mut gathered).deserialize(&mut json).and_then(|()| json.end());
        gathered.reading.here.line = Some(line.get());
        if let Err(err) = ended {
            gathered.reading.tell(Effect::LeftOut, "the rest of the file left out", err);
        }
        gathered.give_away();
        Gathered { kept, .. } = gathered;
    }
    let mut gathered = Gathered { reading, line: &line, current: None, kept };
    gathered.end(texts);
    Ok(())
}

/// A collection, a page, a graph, a list, or an annotation.
struct Node<'n, 'g, 'r>(&'n mut Gathered<'g, 'r>);

impl<'de> DeserializeSeed<'de> for Node<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("annotations")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        while list.next_element_seed(Node(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let mut own = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            // Hypothesis has rows where others have items.
            if matches!(name.as_str(), "items" | "@graph" | "rows" | "first") {
                map.next_value_seed(Node(self.0))?;
            } else {
                own.insert(name, map.next_value()?);
            }
        }
        self.0.item(Value::Object(own));
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

impl Gathered<'_, '_> {
    fn item(&mut self, item: Value) {
        if item.get("target").is_none() {
            let is_annotation = list(item.get("type")).iter().any(|kind| kind.as_str() == Some("Annotation"));
            if is_annotation {
                self.reading.here.line = Some(self.line.get());
                self.reading.tell(Effect::LeftOut, "annotation left out", "it has no target");
            }
            return;
        }
        if let Some(target) = text_target(&item) {
            self.give_away();
            let (iri, mut line) = (text(target, "id").to_owned(), article_line(target));
            if line.text.is_none() {
                match self.reading.texts.article(&line.id, &line.text_sha256) {
                    Ok(found) => line.text = Some(found.text.as_str().to_owned()),
                    // It may stand in a file beside.
                    Err(why) => {
                        self.kept.waiting.entry(iri.clone()).or_default();
                        self.kept.bare.insert(iri, (line, why));
                        return;
                    }
                }
            }
            self.current = Some((iri, line, Items::new()));
            return;
        }
        let about = self.about(&item);
        if !is_relation(&item) && !text(&item, "id").is_empty() {
            self.kept.sources.insert(text(&item, "id").to_owned(), about.clone());
        }
        let item = (self.line.get(), item);
        match &mut self.current {
            Some((iri, _, items)) if *iri == about => items.push(item),
            _ => self.kept.waiting.entry(about).or_default().push(item),
        }
    }

    /// The address of the text that an item is on.
    fn about(&self, item: &Value) -> String {
        let own = text(item, "id").strip_prefix(RELATION).and_then(|rest| rest.rsplit_once(':'));
        if let Some((article, _)) = own {
            return format!("{ARTICLE}{article}");
        }
        let first = list(item.get("target")).first().map_or("", |target| source_of(target));
        // What links annotations is on what they are on.
        self.kept.sources.get(first).map_or(first, String::as_str).to_owned()
    }

    /// Gives away the article that was being read.
    fn give_away(&mut self) {
        let Some((iri, article, mut items)) = self.current.take() else { return };
        items.extend(self.kept.waiting.remove(&iri).unwrap_or_default());
        let notes = Notes { article, iri: iri.clone(), reading: self.reading };
        let article = notes.take(items);
        self.kept.done.insert(iri);
        self.reading.here.line = Some(self.line.get());
        self.reading.article(article);
    }

    /// Gives away what is on texts that are not among the annotations.
    fn end(&mut self, mut texts: BTreeMap<String, String>) {
        for (iri, items) in std::mem::take(&mut self.kept.waiting) {
            let last = iri.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or_default();
            let is_named = |name: &&String| *name == last || name.strip_suffix(".txt") == Some(last);
            let only = (texts.len() == 1).then(|| texts.keys().next()).flatten();
            let name = texts.keys().find(is_named).or(only).cloned();
            let text = name.and_then(|name| texts.remove(&name));
            let Some(text) = text else {
                self.reading.report.num_in.articles += 1;
                self.reading.report.num_in.annotations += items.len();
                let why = match self.kept.bare.get(&iri) {
                    Some((_, why)) => format!("the text of “{iri}” is not in the file, and {why}"),
                    None if self.kept.done.contains(&iri) => format!("{iri} had ended before"),
                    None => format!("the text of “{iri}” is not in the file, nor beside it as {last}.txt"),
                };
                self.reading.here.line = items.first().map(|(line, _)| *line);
                self.reading.tell(Effect::LeftOut, format!("annotations left out: {}", items.len()), why);
                continue;
            };
            let is_web = iri.starts_with("http://") || iri.starts_with("https://");
            let named = || ArticleLine {
                id: iri.strip_prefix(ARTICLE).unwrap_or(&iri).to_owned(),
                url: if is_web { iri.clone() } else { String::new() },
                offset_unit: Unit::CodePoint.name().to_owned(),
                ..ArticleLine::default()
            };
            let article = self.kept.bare.remove(&iri).map_or_else(named, |(line, _)| line);
            let article = ArticleLine { text: Some(text), ..article };
            let article = Notes { article, iri, reading: self.reading }.take(items);
            self.reading.article(article);
        }
    }
}
