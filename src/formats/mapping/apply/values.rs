//! Values of foreign attributes as values of the corpus's own.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::mapping::survey::plain_words;
use crate::model::annotation::{AttributeValue, FiniteNumber, Party};
use crate::model::id::ChoiceId;
use crate::model::tagset::{AttributeKind, Choice};
use crate::model::text::fold::name_key;

const YES: [&str; 5] = ["true", "yes", "1", "on", "y"];
const NO: [&str; 5] = ["false", "no", "0", "off", "n"];

/// A value as one of that kind; its words go by `renamed` first. `None` if it is no such value.
pub(super) fn converted(
    value: &AttributeValue,
    kind: &AttributeKind,
    renamed: &BTreeMap<String, String>,
) -> Option<AttributeValue> {
    if value.kind_name() == kind.name() && renamed.is_empty() {
        return Some(value.clone());
    }
    let words = plain_words(value);
    let words = renamed.get(&words).map_or(words.as_str(), String::as_str).trim();
    Some(match kind {
        AttributeKind::Flag => AttributeValue::Flag(flag(words)?),
        AttributeKind::Choice(choices) => AttributeValue::Choice(choice(words, choices)?),
        AttributeKind::Choices(choices) => {
            let parts = words.split([';', ',']).map(str::trim).filter(|part| !part.is_empty());
            let chosen: Option<BTreeSet<ChoiceId>> = parts.map(|part| choice(part, choices)).collect();
            AttributeValue::Choices(chosen?)
        }
        AttributeKind::Text => AttributeValue::Text(words.to_owned()),
        AttributeKind::Number => AttributeValue::Number(FiniteNumber::new(words.parse().ok()?)?),
        AttributeKind::Date => AttributeValue::Date(words.parse().ok()?),
        AttributeKind::Party => {
            AttributeValue::Party(Party::Unnamed { words: words.to_owned(), affiliation: None })
        }
        AttributeKind::Item => return None,
    })
}

fn flag(words: &str) -> Option<bool> {
    let words = words.to_lowercase();
    if YES.contains(&words.as_str()) { Some(true) } else { NO.contains(&words.as_str()).then_some(false) }
}

fn choice(words: &str, choices: &[Choice]) -> Option<ChoiceId> {
    let by_id = choices.iter().find(|choice| choice.id.as_str() == words);
    let key = name_key(words);
    let found = by_id.or_else(|| choices.iter().find(|choice| name_key(&choice.name) == key));
    found.map(|choice| choice.id.clone())
}
