//! Values of attributes as brat has them: a word in an `A` line, or words in a note of the attribute's name.

use serde_json::{Number, Value};

use crate::formats::parts::value_words;
use crate::model::tagset::AttributeKind;

use super::names::Names;

/// Whether a text can stand in an `A` line.
pub fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(|ch: char| ch.is_whitespace() || ch.is_control())
}

/// Whether a value of an attribute of that kind stands in notes, not in an `A` line.
pub fn is_in_note(kind: Option<&AttributeKind>, text: &str) -> bool {
    matches!(kind, Some(AttributeKind::Text)) || !is_word(text)
}

/// What a value with more to it than its words is in words.
pub fn in_words(value: &Value) -> String {
    let Value::Object(object) = value else { return value_words(value) };
    if let Some(inner) = object.get("value") {
        return in_words(inner);
    }
    if object.get("kind").and_then(Value::as_str) == Some("article") {
        return "(article)".to_owned();
    }
    let named = object.get("name").or_else(|| object.get("id"));
    named.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The words of an `A` line for a value that is no list; none for a flag that is set.
pub fn word_of(kind: Option<&AttributeKind>, value: &Value) -> Option<String> {
    match value {
        Value::Bool(true) => None,
        Value::String(text) => Some(Names::choice(kind, text).to_owned()),
        other => Some(other.to_string()),
    }
}

/// The value that a word of an `A` line stands for.
pub fn value_of(kind: Option<&AttributeKind>, word: Option<&str>) -> Value {
    let Some(word) = word else { return Value::Bool(true) };
    let text = Value::String(word.to_owned());
    match kind {
        Some(AttributeKind::Flag) => match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => text,
        },
        Some(AttributeKind::Number) => serde_json::from_str::<Number>(word).map_or(text, Value::Number),
        Some(AttributeKind::Choice(choices)) => choice_of(choices, word),
        Some(AttributeKind::Choices(choices)) => Value::Array(vec![choice_of(choices, word)]),
        _ => text,
    }
}

fn choice_of(choices: &[crate::model::tagset::Choice], word: &str) -> Value {
    let by_id = choices.iter().find(|choice| choice.id.as_str() == word);
    let found = by_id.or_else(|| choices.iter().find(|choice| choice.name == word));
    Value::String(found.map_or(word, |choice| choice.id.as_str()).to_owned())
}
