//! Values as feature structures (Guidelines, chapter 19), both ways.

use serde_json::{Map, Number, Value};

use crate::formats::xml_tree::{Element, add, escaped, escaped_attribute};

/// The features of a structure.
pub(super) fn features_xml(fields: &Map<String, Value>) -> String {
    let mut xml = String::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        add(&mut xml, format_args!("<f name=\"{}\">{}</f>", escaped_attribute(name), value_xml(value)));
    }
    xml
}

fn value_xml(value: &Value) -> String {
    match value {
        Value::Null => "<default/>".to_owned(),
        Value::Bool(yes) => format!("<binary value=\"{yes}\"/>"),
        Value::Number(number) => format!("<numeric value=\"{number}\"/>"),
        Value::String(text) => format!("<string>{}</string>", escaped(text)),
        Value::Array(values) => {
            let inner: String = values.iter().map(value_xml).collect();
            format!("<vColl org=\"list\">{inner}</vColl>")
        }
        Value::Object(fields) => format!("<fs>{}</fs>", features_xml(fields)),
    }
}

/// The features of an `fs` by their names.
pub(super) fn features(structure: &Element) -> Map<String, Value> {
    let feature = |feature: &Element| {
        let value = feature.elements().next().map_or_else(|| plain(feature), value);
        (feature.attribute("name").to_owned(), value)
    };
    structure.all("f").map(feature).filter(|(_, value)| !value.is_null()).collect()
}

fn value(element: &Element) -> Value {
    match element.name.as_str() {
        "binary" => Value::Bool(matches!(element.attribute("value"), "true" | "1")),
        "numeric" => number(element.attribute("value")),
        "symbol" => Value::String(element.attribute("value").to_owned()),
        "vColl" => element.elements().map(value).collect(),
        "fs" => Value::Object(features(element)),
        "default" => Value::Null,
        _ => Value::String(element.text()),
    }
}

fn plain(feature: &Element) -> Value {
    match feature.attribute("fVal") {
        "" => Value::Null,
        pointer => Value::String(pointer.trim_start_matches('#').to_owned()),
    }
}

/// A number, whole where it is written so; words where it is none.
fn number(text: &str) -> Value {
    let whole = text.parse::<i64>().ok().map(Number::from);
    let number = whole.or_else(|| Number::from_f64(text.parse().ok()?));
    number.map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::json;

    use super::*;
    use crate::formats::xml_tree::each_element;

    #[test]
    fn values_come_back_with_their_types() {
        let told = json!({
            "flag": true, "number": 0.5, "whole": 3.0, "count": 7, "text": " a <b>\r\n", "none": "",
            "list": ["a", "b"], "empty": [], "party": { "kind": "unnamed", "name": "a man" },
        });
        let xml = format!("<fs>{}</fs>", features_xml(told.as_object().unwrap()));
        let mut read = Map::new();
        each_element(xml.as_bytes(), &Cell::new(1), &|_, _| true, &mut |_, element| {
            read = features(&element);
        })
        .unwrap();
        assert_eq!(Value::Object(read), told);
    }
}
