//! A CAS as JSON: types, structures, views. Arrays are structures of their own.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::{Map, Value as Json, json};

use crate::formats::FormatError;
use crate::formats::cas::types::{Range, Types};
use crate::formats::cas::{Cas, REFERENCES, STRINGS, Structure, Value};

/// Writes a CAS.
pub fn write_cas(cas: Cas, types: &Types, file: &mut dyn Write, name: &str) -> Result<(), FormatError> {
    let Cas { structures, views } = cas;
    let views = views.into_iter().map(|(sofa, members)| {
        let name = structures.get(&sofa).map_or("", |structure| structure.text("sofaID"));
        (name.to_owned(), json!({ "%SOFA": sofa, "%MEMBERS": members }))
    });
    let views: Map<String, Json> = views.collect();
    let last = structures.keys().next_back().copied().unwrap_or_default();
    let written = Structures { structures: &structures, last: Cell::new(last) };
    let whole = Whole { types: types_json(types), structures: written, views };
    let failed = |source| FormatError::Write { name: name.to_owned(), source };
    serde_json::to_writer(&mut *file, &whole).map_err(|err| failed(err.into()))?;
    file.write_all(b"\n").map_err(failed)
}

/// A file.
#[derive(Serialize)]
struct Whole<'c> {
    #[serde(rename = "%TYPES")]
    types: Json,
    #[serde(rename = "%FEATURE_STRUCTURES")]
    structures: Structures<'c>,
    #[serde(rename = "%VIEWS")]
    views: Map<String, Json>,
}

/// All structures; arrays get numbers after the last.
struct Structures<'c> {
    structures: &'c BTreeMap<i64, Structure>,
    last: Cell<i64>,
}

impl Serialize for Structures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for (number, structure) in self.structures {
            let first_array = self.last.get() + 1;
            list.serialize_element(&Written { number: *number, structure, first_array })?;
            for (number, array) in (first_array..).zip(arrays(structure)) {
                let array = match array {
                    Value::Texts(texts) => json!({ "%ID": number, "%TYPE": STRINGS, "%ELEMENTS": texts }),
                    Value::Refs(numbers) => {
                        json!({ "%ID": number, "%TYPE": REFERENCES, "%ELEMENTS": numbers })
                    }
                    _ => continue,
                };
                list.serialize_element(&array)?;
                self.last.set(number);
            }
        }
        list.end()
    }
}

/// The values of a structure that are arrays.
fn arrays(structure: &Structure) -> impl Iterator<Item = &Value> {
    structure.features.values().filter(|value| matches!(value, Value::Texts(_) | Value::Refs(_)))
}

/// A structure; its arrays follow it, numbered from the first.
struct Written<'c> {
    number: i64,
    structure: &'c Structure,
    first_array: i64,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("%ID", &self.number)?;
        fields.serialize_entry("%TYPE", &self.structure.type_name)?;
        let mut arrays = self.first_array..;
        for (feature, value) in &self.structure.features {
            let reference = match value {
                Value::Text(text) => {
                    fields.serialize_entry(feature, text)?;
                    continue;
                }
                Value::Flag(flag) => {
                    fields.serialize_entry(feature, flag)?;
                    continue;
                }
                Value::Whole(number) => {
                    fields.serialize_entry(feature, number)?;
                    continue;
                }
                Value::Number(number) => {
                    fields.serialize_entry(feature, number)?;
                    continue;
                }
                Value::Ref(number) => Some(*number),
                Value::Refs(_) | Value::Texts(_) => arrays.next(),
            };
            fields.serialize_entry(&format_args!("@{feature}"), &reference)?;
        }
        fields.end()
    }
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
