//! JSON as a CAS.

use std::collections::BTreeMap;

use litemap::LiteMap;
use serde_json::{Map, Value as Json};

use crate::formats::cas::types::{Definition, Range, Types};
use crate::formats::cas::{Cas, Name, REFERENCES, STRINGS, Structure, Value, name, shortened};
use crate::formats::reading::Reading;
use crate::formats::report::Effect;

/// The CAS that a file holds, with its types. A file may be the list of its structures only.
pub fn cas_of_file(file: Json, reading: &mut Reading<'_>) -> (Cas, Types) {
    let (mut cas, mut types) = (Cas::default(), Types::default());
    let structures = match file {
        Json::Object(mut parts) => {
            if let Some(told) = parts.get("%TYPES") {
                read_types(told, &mut types, reading);
            }
            if let Some(told) = parts.get("%VIEWS") {
                read_views(told, &mut cas, reading);
            }
            parts.remove("%FEATURE_STRUCTURES").unwrap_or_default()
        }
        other => other,
    };
    match structures {
        Json::Array(structures) => {
            for structure in structures {
                read_structure(None, structure, &mut cas, reading);
            }
        }
        Json::Object(structures) => {
            for (number, structure) in structures {
                read_structure(number.parse().ok(), structure, &mut cas, reading);
            }
        }
        _ => reading.tell(Effect::LeftOut, "file left out", "there are no feature structures in it"),
    }
    (cas, types)
}

fn read_types(told: &Json, types: &mut Types, reading: &mut Reading<'_>) {
    let Json::Object(told) = told else {
        return reading.tell(Effect::LeftOut, "types left out", "they are no object");
    };
    for (name, definition) in told {
        let Json::Object(fields) = definition else {
            reading.tell(Effect::LeftOut, format!("type {name} left out"), "it is no object");
            continue;
        };
        let text = |name: &str| fields.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let features = fields.iter().filter(|(name, _)| !name.starts_with('%'));
        let features = features.map(|(name, feature)| (name.clone(), range_of(feature)));
        let features: BTreeMap<String, Range> = features.collect();
        let (parent, description) = (text("%SUPER_TYPE"), text("%DESCRIPTION"));
        types.add(name, Definition { parent, description, features });
    }
}

fn range_of(feature: &Json) -> Range {
    let text = |name: &str| feature[name].as_str().unwrap_or_default();
    match text("%RANGE").strip_suffix("[]") {
        Some("uima.cas.String") => Range { element: "uima.cas.String".to_owned(), ..Range::of(STRINGS) },
        Some(element) => Range { element: element.to_owned(), ..Range::of(REFERENCES) },
        None => Range { element: text("%ELEMENT_TYPE").to_owned(), ..Range::of(text("%RANGE")) },
    }
}

fn read_views(told: &Json, cas: &mut Cas, reading: &mut Reading<'_>) {
    let Json::Object(told) = told else {
        return reading.tell(Effect::LeftOut, "views left out", "they are no object");
    };
    for view in told.values() {
        let members = view["%MEMBERS"].as_array().map(Vec::as_slice).unwrap_or_default();
        if let Some(sofa) = view["%SOFA"].as_i64() {
            cas.views.entry(sofa).or_default().extend(members.iter().filter_map(Json::as_i64));
        }
    }
}

fn read_structure(number: Option<i64>, told: Json, cas: &mut Cas, reading: &mut Reading<'_>) {
    let Json::Object(fields) = told else {
        return reading.tell(Effect::LeftOut, "structure left out", "it is no object");
    };
    let Some(number) = fields.get("%ID").and_then(Json::as_i64).or(number) else {
        return reading.tell(Effect::LeftOut, "structure left out", "it has no number");
    };
    if cas.structures.contains_key(&number) {
        let what = format!("second structure {number} left out");
        return reading.tell(Effect::LeftOut, what, "there is one of that number already");
    }
    let type_name = fields.get("%TYPE").and_then(Json::as_str).unwrap_or_default().to_owned();
    if type_name.is_empty() {
        return reading.tell(Effect::LeftOut, format!("structure {number} left out"), "it is of no type");
    }
    let (features, broken) = features_of(fields, &type_name);
    for (feature, value) in broken {
        let why = format!("{} is no value of a feature", shortened(&value));
        reading.tell(Effect::LeftOut, format!("{feature} of {number} left out"), why);
    }
    cas.structures.insert(number, Structure { type_name: name(&type_name), line: 1, features });
}

/// The features of a structure, and those whose values can't be any.
fn features_of(fields: Map<String, Json>, type_name: &str) -> (LiteMap<Name, Value>, Vec<(String, Json)>) {
    let (mut features, mut broken) = (Vec::with_capacity(fields.len()), Vec::new());
    for (key, value) in fields {
        if value.is_null() {
            continue;
        }
        if key == "%ELEMENTS" {
            features.push(("elements".into(), elements_of(&value, type_name)));
            continue;
        }
        if key.starts_with('%') {
            continue;
        }
        let read = match (key.strip_prefix('@'), &value) {
            (Some(_), value) => value.as_i64().map(Value::Ref),
            (None, Json::String(text)) => Some(Value::Text(text.clone())),
            (None, Json::Bool(flag)) => Some(Value::Flag(*flag)),
            (None, Json::Number(number)) => match number.as_u64().map(usize::try_from) {
                Some(Ok(whole)) => Some(Value::Whole(whole)),
                _ => number.as_f64().map(Value::Number),
            },
            _ => None,
        };
        let feature = key.trim_start_matches(['@', '^', '#']);
        match read {
            Some(_) if feature.is_empty() => {}
            Some(read) => features.push((name(feature), read)),
            None => broken.push((feature.to_owned(), value)),
        }
    }
    // Sorted before, they are taken in one after the other; of two with one name the last counts.
    features.sort_by(|(one, _), (two, _)| one.cmp(two));
    (features.into_iter().collect(), broken)
}

/// What stands in an array: numbers of structures, or anything else as words.
fn elements_of(value: &Json, type_name: &str) -> Value {
    let elements = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let is_primitive = type_name.starts_with("uima.cas.") && type_name != REFERENCES;
    if !is_primitive {
        return Value::Refs(elements.iter().filter_map(Json::as_i64).collect());
    }
    let words = |element: &Json| element.as_str().map_or_else(|| element.to_string(), str::to_owned);
    Value::Texts(elements.iter().filter(|element| !element.is_null()).map(words).collect())
}
