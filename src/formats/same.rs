//! Whether two lines of one article say the same, whatever order they say it in and whatever a format leaves unsaid.

use serde_json::{Map, Value};

use super::interchange::lines::ArticleLine;
use super::parts::{Part, Parts};

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
    let mut names = Vec::new();
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
            names.push((own, annotation.to_string()));
            continue;
        }
        tidy(annotation);
    }
    annotations.sort_by_key(Value::to_string);
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
                    let short = text.strip_prefix(&format!("{id}#")).unwrap_or(text);
                    let says = names.iter().find(|(own, _)| own == short).map(|(_, says)| says.clone());
                    *member = Value::String(says.unwrap_or_else(|| short.to_owned()));
                }
            }
        }
        tidy(relation);
    }
    relations.sort_by_key(Value::to_string);
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
