//! doccano's JSON Lines: one text a line, with entities and relations. What else is known of an article goes beside
//! them, where doccano takes it for metadata.
//!
//! Offsets count code points, end exclusive. Entities and relations have numbers for ids that are the file's own.
//! Source: doccano's documentation, "Import dataset" and "Export dataset", sequence labelling with relations.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::FormatInfo;
use super::dialect::{Articles, Dialect, Files};
use super::interchange::lines::{AnnotationLine, ArticleLine, text_or_number};
use super::json_lines::{read_each, write_line};
use super::pairs::ends;
use super::parts::{Part, Parts};
use super::reading::Reading;
use super::report::Effect;
use super::{FormatError, Input};
use crate::model::tagset::Tagset;
use crate::model::text::units::Unit;

/// doccano's JSON Lines.
pub struct Doccano;

const HELD: Parts = Parts::of(&[
    Part::Title,
    Part::Byline,
    Part::Date,
    Part::Outlet,
    Part::Language,
    Part::Url,
    Part::Relations,
]);

/// A text with what stands in it.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct TextLine {
    #[serde(deserialize_with = "text_or_number")]
    id: String,
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    label: Vec<(usize, usize, String)>,
    entities: Vec<Entity>,
    relations: Vec<EntityRelation>,
    /// Whatever else there is: doccano's metadata.
    #[serde(flatten)]
    more: Map<String, Value>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Entity {
    #[serde(deserialize_with = "text_or_number")]
    id: String,
    label: String,
    start_offset: usize,
    end_offset: usize,
}

#[derive(Debug, Deserialize, Serialize)]
struct EntityRelation {
    #[serde(deserialize_with = "text_or_number")]
    id: String,
    #[serde(deserialize_with = "text_or_number")]
    from_id: String,
    #[serde(deserialize_with = "text_or_number")]
    to_id: String,
    #[serde(rename = "type")]
    relation_type: String,
}

impl Dialect for Doccano {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "doccano",
            name: "doccano JSON Lines",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://doccano.github.io/doccano/tutorial/ (doccano 1.8, sequence labelling with relations)",
            is_folder: false,
            extension: "jsonl",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        files.write(articles.name, &mut |file| {
            // Numbers are the file's, not the article's: doccano keeps them apart by nothing else.
            let mut next_id = 1;
            articles.each(&mut |line| {
                let text = text_line(line, &articles.state.tagset, &mut next_id);
                write_line(file, articles.name, &text)
            })
        })
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        read_each(inputs, reading, &mut |line: TextLine, reading| {
            let article = article_line(line, reading);
            reading.article(article);
            Ok(())
        })
    }
}

fn text_line(line: &ArticleLine, tagset: &Tagset, next_id: &mut usize) -> TextLine {
    let mut number = || {
        let id = next_id.to_string();
        *next_id += 1;
        id
    };
    let (mut ids, mut entities) = (BTreeMap::new(), Vec::new());
    for annotation in &line.annotations {
        let Some((start, end)) = annotation.fragments.first() else { continue };
        let id = number();
        ids.insert(annotation.id.as_str(), id.clone());
        entities.push(Entity { id, label: annotation.label.clone(), start_offset: *start, end_offset: *end });
    }
    let relations = line.relations.iter().filter_map(|relation| {
        let [from, to] = ends(relation, &line.id, tagset)?;
        let (from_id, to_id) = (ids.get(from)?.clone(), ids.get(to)?.clone());
        Some(EntityRelation { id: number(), from_id, to_id, relation_type: relation.relation_type.clone() })
    });
    let relations = relations.collect();
    let more = metadata(line).into_iter().filter(|(_, value)| !value.is_empty());
    let more = more.map(|(name, value)| (name.to_owned(), Value::String(value.clone()))).collect();
    TextLine {
        id: line.id.clone(),
        text: line.text.clone().unwrap_or_default(),
        label: Vec::new(),
        entities,
        relations,
        more,
    }
}

/// What is known of an article, by the names it goes by beside the text.
fn metadata(line: &ArticleLine) -> [(&'static str, &String); 6] {
    [
        ("title", &line.title),
        ("byline", &line.byline),
        ("date", &line.date),
        ("outlet", &line.outlet),
        ("language", &line.language),
        ("url", &line.url),
    ]
}

fn article_line(line: TextLine, reading: &mut Reading<'_>) -> ArticleLine {
    let TextLine { id, text, label, entities, relations, mut more } = line;
    let mut taken = |name: &str| match more.remove(name) {
        Some(Value::String(value)) => value,
        Some(other) => {
            more.insert(name.to_owned(), other);
            String::new()
        }
        None => String::new(),
    };
    let mut article = ArticleLine {
        title: taken("title"),
        byline: taken("byline"),
        date: taken("date"),
        outlet: taken("outlet"),
        language: taken("language"),
        url: taken("url"),
        id,
        text: Some(text),
        offset_unit: Unit::CodePoint.name().to_owned(),
        ..ArticleLine::default()
    };
    let unnamed = label.into_iter().map(|(start_offset, end_offset, label)| Entity {
        id: String::new(),
        label,
        start_offset,
        end_offset,
    });
    for entity in entities.into_iter().chain(unnamed) {
        article.annotations.push(AnnotationLine {
            id: entity.id,
            label: reading.label(&entity.label),
            fragments: vec![(entity.start_offset, entity.end_offset)],
            ..AnnotationLine::default()
        });
    }
    for relation in relations {
        let EntityRelation { id, from_id, to_id, relation_type } = relation;
        article.relations.push(reading.relation(id, &relation_type, [&from_id, &to_id]));
    }
    for name in more.keys().filter(|name| !is_known(name)) {
        reading.tell(Effect::LeftOut, format!("field “{name}” left out"), "nothing here has a place for it");
    }
    article
}

/// Fields of doccano's own that say nothing of the text.
fn is_known(name: &str) -> bool {
    matches!(name, "Comments" | "meta" | "annotation_approver" | "cats")
}
