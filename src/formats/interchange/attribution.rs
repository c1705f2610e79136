//! Parties and attribute values, as they stand in the lines of the interchange format, both ways.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::formats::report::Effect;
use crate::model::annotation::{AttributeValue, FiniteNumber, Party};
use crate::model::id::{AnnotatorId, AttributeId, ChoiceId, IdError, VoiceId};
use crate::model::tagset::AttributeKind;

use super::lines::VoiceLine;
use super::session::Session;

/// A party as a line without a role; `name_of` knows the names of the register.
pub fn party_line<'n>(party: &Party, name_of: &impl Fn(&VoiceId) -> &'n str) -> VoiceLine {
    match party {
        Party::Registered(id) => VoiceLine {
            id: id.to_string(),
            name: name_of(id).to_owned(),
            kind: "registered".to_owned(),
            ..VoiceLine::default()
        },
        Party::Unnamed { words, affiliation } => VoiceLine {
            name: words.clone(),
            kind: "unnamed".to_owned(),
            affiliation: affiliation.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..VoiceLine::default()
        },
        Party::Article => VoiceLine { kind: "article".to_owned(), ..VoiceLine::default() },
    }
}

/// The party a line names; none where it names nobody.
pub fn read_party(line: &VoiceLine, owner: &AnnotatorId, session: &mut Session<'_>) -> Option<Party> {
    let VoiceLine { role: _, id, name, kind, affiliation, place: _, unknown: _ } = line;
    match kind.as_str() {
        "article" => return Some(Party::Article),
        "unnamed" => {
            let affiliation = (!affiliation.is_empty()).then(|| session.voice_id(affiliation, "", owner));
            return Some(Party::Unnamed { words: name.clone(), affiliation });
        }
        "registered" | "" => {}
        _ => {
            let why = format!("“{kind}” is no kind of voice: registered, unnamed or article was expected");
            session.tell(Effect::Changed, "the voice was looked for in the register", why);
        }
    }
    if !id.is_empty() {
        Some(Party::Registered(session.voice_id(id, name, owner)))
    } else if !name.trim().is_empty() {
        Some(Party::Registered(session.voice_by_name(name, owner)))
    } else {
        None
    }
}

/// The value of an attribute: plain where its definition tells the type, else with the type written beside.
pub fn value_json<'n>(
    value: &AttributeValue,
    declared: Option<&AttributeKind>,
    name_of: &impl Fn(&VoiceId) -> &'n str,
) -> Value {
    let plain = match value {
        AttributeValue::Flag(yes) => json!(yes),
        AttributeValue::Choice(choice) => json!(choice.as_str()),
        AttributeValue::Choices(choices) => choices.iter().map(ChoiceId::as_str).collect(),
        AttributeValue::Text(text) => json!(text),
        AttributeValue::Number(number) => json!(number.get()),
        AttributeValue::Date(date) => json!(date.to_string()),
        AttributeValue::Party(party) => json!(party_line(party, name_of)),
        AttributeValue::Item(item) => json!(item.as_str()),
    };
    if declared.is_some_and(|kind| kind.name() == value.kind_name()) {
        plain
    } else {
        json!({ "type": value.kind_name(), "value": plain })
    }
}

/// The value of an attribute; one that doesn't fit its type is kept as what it looks like, and reported.
/// None for `null`.
pub fn read_value(
    id: &AttributeId,
    json: &Value,
    owner: &AnnotatorId,
    session: &mut Session<'_>,
) -> Option<AttributeValue> {
    if json.is_null() {
        return None;
    }
    let stated = json.as_object().filter(|object| object.len() == 2);
    let stated = stated.and_then(|object| Some((object.get("type")?.as_str()?, object.get("value")?)));
    let declared = session.attribute(id).map(|attribute| attribute.kind.name());
    let (kind, value) = match (stated, declared) {
        (Some((kind, value)), _) => (kind, value),
        (None, Some(kind)) => (kind, json),
        (None, None) => return Some(guess_value(json)),
    };
    let read = typed_value(kind, id, value, owner, session);
    Some(read.unwrap_or_else(|| {
        let guess = guess_value(value);
        let why = format!("{value} is no {kind}");
        session.tell(Effect::Changed, format!("attribute {id} was kept as {}", guess.kind_name()), why);
        guess
    }))
}

fn typed_value(
    kind: &str,
    attribute: &AttributeId,
    value: &Value,
    owner: &AnnotatorId,
    session: &mut Session<'_>,
) -> Option<AttributeValue> {
    Some(match kind {
        "flag" => AttributeValue::Flag(value.as_bool()?),
        "choice" => AttributeValue::Choice(read_choice(attribute, value.as_str()?, session).ok()?),
        "choices" => {
            let texts: Option<Vec<&str>> = value.as_array()?.iter().map(Value::as_str).collect();
            let choices: Result<_, IdError> =
                texts?.into_iter().map(|text| read_choice(attribute, text, session)).collect();
            AttributeValue::Choices(choices.ok()?)
        }
        "text" => AttributeValue::Text(value.as_str()?.to_owned()),
        "number" => AttributeValue::Number(FiniteNumber::new(value.as_f64()?)?),
        "date" => AttributeValue::Date(value.as_str()?.parse().ok()?),
        "party" => {
            let line = match value {
                Value::String(name) => VoiceLine { name: name.clone(), ..VoiceLine::default() },
                _ => serde_json::from_value(value.clone()).ok()?,
            };
            AttributeValue::Party(read_party(&line, owner, session)?)
        }
        "item" => AttributeValue::Item(session.item_id(value.as_str().filter(|id| !id.is_empty())?, owner)),
        _ => return None,
    })
}

/// A choice by its id or, failing that, its name.
fn read_choice(attribute: &AttributeId, text: &str, session: &Session<'_>) -> Result<ChoiceId, IdError> {
    ChoiceId::new(text).or_else(|err| {
        let choices = session.attribute(attribute).map_or(&[][..], |attribute| attribute.kind.choices());
        choices.iter().find(|choice| choice.name == text).map(|choice| choice.id.clone()).ok_or(err)
    })
}

/// What a value looks like when nothing says what it is.
fn guess_value(json: &Value) -> AttributeValue {
    let choices = || -> Option<BTreeSet<ChoiceId>> {
        json.as_array()?.iter().map(|choice| ChoiceId::new(choice.as_str()?).ok()).collect()
    };
    match json {
        Value::Bool(yes) => AttributeValue::Flag(*yes),
        Value::String(text) => AttributeValue::Text(text.clone()),
        Value::Number(number) => number
            .as_f64()
            .and_then(FiniteNumber::new)
            .map_or_else(|| AttributeValue::Text(number.to_string()), AttributeValue::Number),
        _ => choices().map_or_else(|| AttributeValue::Text(json.to_string()), AttributeValue::Choices),
    }
}
