//! A CAS as JSON: types, structures, views. Arrays are structures of their own.

use std::io::Write;

use serde_json::{Map, Value as Json, json};

use crate::formats::FormatError;
use crate::formats::cas::types::{Range, Types};
use crate::formats::cas::{Cas, REFERENCES, STRINGS, Structure, Value};

/// Writes a CAS.
pub fn write_cas(cas: Cas, types: &Types, file: &mut dyn Write, name: &str) -> Result<(), FormatError> {
    let Cas { structures, views } = cas;
    let mut last = structures.keys().next_back().copied().unwrap_or_default();
    let mut written = Vec::with_capacity(structures.len());
    for (number, structure) in structures {
        write_structure(number, structure, &mut last, &mut written);
    }
    let view = |(sofa, members): (i64, Vec<i64>)| json!({ "%SOFA": sofa, "%MEMBERS": members });
    let names = written
        .iter()
        .filter_map(|structure| Some((structure["%ID"].as_i64()?, structure["sofaID"].as_str()?)));
    let names: std::collections::BTreeMap<i64, &str> = names.collect();
    let views: Map<String, Json> = views
        .into_iter()
        .map(|(sofa, members)| {
            (names.get(&sofa).copied().unwrap_or_default().to_owned(), view((sofa, members)))
        })
        .collect();
    let whole = json!({ "%TYPES": types_json(types), "%FEATURE_STRUCTURES": written, "%VIEWS": views });
    let failed = |source| FormatError::Write { name: name.to_owned(), source };
    serde_json::to_writer(&mut *file, &whole).map_err(|err| failed(err.into()))?;
    file.write_all(b"\n").map_err(failed)
}

fn types_json(types: &Types) -> Json {
    let definition = |name: &String, definition: &crate::formats::cas::types::Definition| {
        let mut fields = Map::new();
        fields.insert("%NAME".to_owned(), json!(name));
        fields.insert("%SUPER_TYPE".to_owned(), json!(definition.parent));
        if !definition.description.is_empty() {
            fields.insert("%DESCRIPTION".to_owned(), json!(definition.description));
        }
        for (feature, range) in &definition.features {
            let range = json!({ "%NAME": feature, "%RANGE": range_name(range) });
            fields.insert(feature.clone(), range);
        }
        Json::Object(fields)
    };
    types.0.iter().map(|(name, known)| (name.clone(), definition(name, known))).collect()
}

/// The name of a range; arrays by that of their elements.
fn range_name(range: &Range) -> String {
    if range.element.is_empty() { range.name.clone() } else { format!("{}[]", range.element) }
}

fn write_structure(number: i64, structure: Structure, last: &mut i64, written: &mut Vec<Json>) {
    let mut fields = Map::new();
    fields.insert("%ID".to_owned(), json!(number));
    fields.insert("%TYPE".to_owned(), json!(structure.type_name));
    let mut arrays = Vec::new();
    let mut array = |type_name: &str, elements: Json| {
        *last += 1;
        arrays.push(json!({ "%ID": *last, "%TYPE": type_name, "%ELEMENTS": elements }));
        json!(*last)
    };
    for (feature, value) in structure.features {
        let (is_reference, value) = match value {
            Value::Text(text) => (false, json!(text)),
            Value::Flag(flag) => (false, json!(flag)),
            Value::Whole(number) => (false, json!(number)),
            Value::Number(number) => (false, json!(number)),
            Value::Ref(number) => (true, json!(number)),
            Value::Refs(numbers) => (true, array(REFERENCES, json!(numbers))),
            Value::Texts(texts) => (true, array(STRINGS, json!(texts))),
        };
        fields.insert(if is_reference { format!("@{feature}") } else { feature }, value);
    }
    written.push(Json::Object(fields));
    written.append(&mut arrays);
}
