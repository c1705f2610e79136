//! What is known of an article, by the names it goes by in formats that have a free place beside the text.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::interchange::lines::ArticleLine;
use super::reading::Reading;
use super::report::Effect;

/// The name of an article's id.
pub const ID: &str = "id";

/// What a line says of its article, by name; only what there is, the id first.
pub fn metadata(line: &ArticleLine) -> Map<String, Value> {
    let named = [
        (ID, &line.id),
        ("title", &line.title),
        ("byline", &line.byline),
        ("date", &line.date),
        ("outlet", &line.outlet),
        ("language", &line.language),
        ("url", &line.url),
        ("foreign_id", &line.foreign_id),
    ];
    let named = named.into_iter().filter(|(_, value)| !value.is_empty());
    named.map(|(name, value)| (name.to_owned(), Value::String(value.clone()))).collect()
}

/// Gives a line what is said of its article; what is known by no name here is told, once a name.
pub fn take_metadata(
    told: Map<String, Value>,
    line: &mut ArticleLine,
    unknown: &mut BTreeSet<String>,
    reading: &mut Reading<'_>,
) {
    for (name, value) in told {
        let text = match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Null => continue,
            _ => None,
        };
        let place = match name.as_str() {
            ID => &mut line.id,
            "title" => &mut line.title,
            "byline" | "author" => &mut line.byline,
            "date" => &mut line.date,
            "outlet" => &mut line.outlet,
            "language" | "lang" => &mut line.language,
            "url" => &mut line.url,
            "foreign_id" => &mut line.foreign_id,
            _ => {
                tell_unknown(name, unknown, reading);
                continue;
            }
        };
        match text {
            Some(text) if place.is_empty() => *place = text,
            _ => tell_unknown(name, unknown, reading),
        }
    }
}

/// Tells that a field was left out, the first time that it is met.
pub fn tell_unknown(name: String, unknown: &mut BTreeSet<String>, reading: &mut Reading<'_>) {
    if !unknown.contains(&name) {
        reading.tell(Effect::LeftOut, format!("field “{name}” left out"), "nothing here has a place for it");
        unknown.insert(name);
    }
}
