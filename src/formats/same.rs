//! Whether two lines of one article say the same, whatever order they say it in and whatever a format leaves unsaid.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::interchange::lines::{AnnotationLine, ArticleLine, RelationLine};
use super::parts::{Part, Parts};

/// The sum of all that a line says. Between two lines of the same sum [`first_difference`] finds none; where the sums
/// differ there need not be one.
pub type Sum = [u8; 32];

/// The sum of a line; only parts that are held count. What can't be summed up has none.
pub fn sum(line: &ArticleLine, holds: Parts) -> Option<Sum> {
    let ArticleLine {
        format: _,
        offset_unit: _,
        text_sha256: _,
        text_length: _,
        id,
        title,
        byline,
        date,
        outlet,
        language,
        url,
        foreign_id,
        provenance,
        text,
        blocks,
        states,
        annotations,
        relations,
        decisions,
        unplaced,
        unknown: _,
    } = line;
    let texts = (id, title, byline, date, outlet, language, url, foreign_id, text);
    let mut bytes = serde_json::to_vec(&(texts, provenance, blocks, states, decisions, unplaced)).ok()?;
    let mut sums = Vec::with_capacity(annotations.len());
    // Relations name what has no id by what it says.
    let mut names: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut part = Vec::new();
    for annotation in annotations {
        part.clear();
        put_annotation(annotation, holds, &mut part)?;
        let sum: Sum = Sha256::digest(&part).into();
        if !holds.has(Part::Ids) && !relations.is_empty() {
            names.entry(&annotation.id).or_insert(sum);
        }
        sums.push(sum);
    }
    sums.sort_unstable();
    bytes.extend(sums.as_flattened());
    sums.clear();
    for relation in relations {
        part.clear();
        put_relation(relation, (id, holds), &names, &mut part)?;
        sums.push(Sha256::digest(&part).into());
    }
    sums.sort_unstable();
    bytes.extend(sums.as_flattened());
    Some(Sha256::digest(&bytes).into())
}

fn put_annotation(line: &AnnotationLine, holds: Parts, bytes: &mut Vec<u8>) -> Option<()> {
    let AnnotationLine {
        id,
        label,
        fragments,
        text: _,
        speaker: _,
        voices,
        inherited,
        source,
        cue,
        attributes,
        items,
        certainty,
        note,
        annotator,
        origin,
        created,
        changed,
        foreign_id,
        corrects,
        decisions,
        unknown: _,
    } = line;
    let id = if holds.has(Part::Ids) { id } else { "" };
    let certainty = if certainty == "sure" { "" } else { certainty };
    let places = (label, fragments, inherited, source, cue);
    let texts = (id, certainty, note, annotator, origin, created, changed, foreign_id);
    serde_json::to_writer(&mut *bytes, &(places, texts, voices, items, corrects, decisions)).ok()?;
    put_sorted(attributes.clone(), bytes)
}

fn put_relation(
    line: &RelationLine,
    (article, holds): (&str, Parts),
    names: &BTreeMap<&str, Sum>,
    bytes: &mut Vec<u8>,
) -> Option<()> {
    let RelationLine {
        id,
        relation_type,
        annotator,
        roles,
        order,
        note,
        origin,
        created,
        changed,
        foreign_id,
        unknown: _,
    } = line;
    let id = if holds.has(Part::Ids) { id } else { "" };
    let texts = (id, relation_type, annotator, note, origin, created, changed, foreign_id);
    serde_json::to_writer(&mut *bytes, &(texts, order)).ok()?;
    let mut roles = roles.clone();
    for member in roles.values_mut().filter_map(Value::as_array_mut).flatten() {
        let Some(name) = member.as_str().map(|name| short(name, article)) else { continue };
        *member = names.get(name).map_or_else(|| name.into(), |sum| Value::from(sum.as_slice()));
    }
    put_sorted(roles, bytes)
}

fn put_sorted(fields: Map<String, Value>, bytes: &mut Vec<u8>) -> Option<()> {
    let mut value = Value::Object(fields);
    value.sort_all_objects();
    serde_json::to_writer(bytes, &value).ok()
}

/// A member of a relation without the name of the article.
fn short<'n>(name: &'n str, article: &str) -> &'n str {
    name.strip_prefix(article).and_then(|name| name.strip_prefix('#')).unwrap_or(name)
}

/// The first difference between a line that was to be written and what was read back, in words; only parts that are
/// held count.
pub fn first_difference(told: &ArticleLine, read: &ArticleLine, holds: Parts) -> Option<String> {
    difference(&canonical(told, holds), &canonical(read, holds), "")
}

/// A line without what is said twice, its lists in an order of their own; ids, where they are not held, are numbers
/// by what they name.
pub fn canonical(line: &ArticleLine, holds: Parts) -> Value {
    let mut value = serde_json::to_value(line).unwrap_or_default();
    let Value::Object(object) = &mut value else { return value };
    for name in ["format", "offset_unit", "text_sha256"] {
        object.remove(name);
    }
    let id = line.id.clone();
    let mut annotations = list(object, "annotations");
    let mut names = BTreeMap::new();
    for annotation in &mut annotations {
        let Value::Object(fields) = annotation else { continue };
        // Said again by the fragments, and by the voices.
        fields.remove("text");
        fields.remove("speaker");
        if fields.get("certainty").and_then(Value::as_str) == Some("sure") {
            fields.remove("certainty");
        }
        if !holds.has(Part::Ids) {
            let own = fields.remove("id").and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default();
            tidy(annotation);
            names.entry(own).or_insert_with(|| annotation.to_string());
            continue;
        }
        tidy(annotation);
    }
    annotations.sort_by_cached_key(Value::to_string);
    let mut relations = list(object, "relations");
    for relation in &mut relations {
        let Value::Object(fields) = relation else { continue };
        if !holds.has(Part::Ids) {
            fields.remove("id");
        }
        if let Some(Value::Object(roles)) = fields.get_mut("roles") {
            for ids in roles.values_mut() {
                let Value::Array(ids) = ids else { continue };
                for member in ids.iter_mut() {
                    let Some(text) = member.as_str() else { continue };
                    let name = short(text, &id);
                    *member = Value::String(names.get(name).map_or(name, String::as_str).to_owned());
                }
            }
        }
        tidy(relation);
    }
    relations.sort_by_cached_key(Value::to_string);
    object.insert("annotations".to_owned(), Value::Array(annotations));
    object.insert("relations".to_owned(), Value::Array(relations));
    tidy(&mut value);
    value
}

fn list(object: &mut Map<String, Value>, name: &str) -> Vec<Value> {
    match object.remove(name) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}

/// Drops what is empty, and sorts fields by name.
fn tidy(value: &mut Value) {
    let Value::Object(fields) = value else { return };
    fields.retain(|_, value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    });
    value.sort_all_objects();
}

/// The first place where two values differ, by the names of the fields that lead there.
fn difference(told: &Value, read: &Value, path: &str) -> Option<String> {
    if told == read {
        return None;
    }
    match (told, read) {
        (Value::Object(told), Value::Object(read)) => {
            let names = told.keys().chain(read.keys().filter(|name| !told.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
                difference(
                    told.get(name).unwrap_or(&Value::Null),
                    read.get(name).unwrap_or(&Value::Null),
                    &path,
                )
            })
        }
        (Value::Array(told), Value::Array(read)) if told.len() == read.len() => told
            .iter()
            .zip(read)
            .enumerate()
            .find_map(|(idx, (told, read))| difference(told, read, &format!("{path} {}", idx + 1))),
        _ => Some(format!("the {path} ({} became {})", shown(told), shown(read))),
    }
}

fn shown(value: &Value) -> String {
    super::interchange::places::shortened(&value.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(ids: [&str; 2]) -> ArticleLine {
        let annotation = |id: &str, fragments| AnnotationLine {
            id: id.to_owned(),
            fragments: vec![fragments],
            ..AnnotationLine::default()
        };
        let roles = json!({ "from": [format!("a#{}", ids[0])], "to": [ids[1]] });
        let roles = roles.as_object().cloned().unwrap_or_default();
        ArticleLine {
            id: "a".to_owned(),
            annotations: vec![annotation(ids[0], (0, 1)), annotation(ids[1], (1, 2))],
            relations: vec![RelationLine { roles, ..RelationLine::default() }],
            ..ArticleLine::default()
        }
    }

    #[test]
    fn sums_are_equal_where_only_order_and_names_differ_and_no_place_else() {
        let (was, mut is) = (line(["x", "y"]), line(["v", "w"]));
        is.annotations.reverse();
        "sure".clone_into(&mut is.annotations[0].certainty);
        let without_ids = Parts::ALL.without(&[Part::Ids]);
        assert!(sum(&was, without_ids).is_some());
        assert_eq!(sum(&was, without_ids), sum(&is, without_ids));
        assert_eq!(first_difference(&was, &is, without_ids), None);
        assert_ne!(sum(&was, Parts::ALL), sum(&is, Parts::ALL));
        // The relation the other way round.
        is.relations[0].roles = line(["w", "v"]).relations[0].roles.clone();
        assert_ne!(sum(&was, without_ids), sum(&is, without_ids));
        assert!(first_difference(&was, &is, without_ids).is_some());
    }
}
