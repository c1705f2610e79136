//! What stands in single cells.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::formats::csv::{GAP, SEPARATOR, THE_ARTICLE};
use crate::formats::interchange::lines::{ItemLinkLine, Span, Unknown, VoiceLine};
use crate::model::annotation::VoiceRole;
use crate::model::corpus::CorpusState;
use crate::model::item::Act;
use crate::model::tagset::AttributeKind;

/// The most fragments that are read from one cell.
const MAX_FRAGMENTS: usize = 10_000;

/// The fragments that cells tell, in the unit they are in; none where they tell none.
pub fn fragments_of(fragments: &str, start: &str, end: &str) -> Result<Vec<Span>, String> {
    if !fragments.is_empty() {
        let parts = fragments.split(';').map(str::trim).filter(|part| !part.is_empty());
        let spans = parts.take(MAX_FRAGMENTS).map(|part| {
            let ends = part.split_once(['-', '–', ':', ',']);
            ends.and_then(|(start, end)| Some((offset(start)?, offset(end)?)))
                .ok_or_else(|| format!("“{part}” is no fragment: one such as 2-25 was expected"))
        });
        return spans.collect();
    }
    match (start, end) {
        ("", "") => Ok(Vec::new()),
        _ => match (offset(start), offset(end)) {
            (Some(start), Some(end)) => Ok(vec![(start, end)]),
            _ => Err(format!("“{start}” to “{end}” are no offsets")),
        },
    }
}

/// A number as it is, or as tables of numbers with points write it.
fn offset(text: &str) -> Option<usize> {
    let text = text.trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

/// The words of each fragment.
pub fn covered(words: &str, num_fragments: usize) -> Option<Vec<String>> {
    if words.is_empty() {
        return None;
    }
    if num_fragments == 1 {
        return Some(vec![words.to_owned()]);
    }
    let pieces: Vec<String> = words.split(GAP).map(str::to_owned).collect();
    (num_fragments == 0 || pieces.len() == num_fragments).then_some(pieces)
}

/// The parties that the cells of speakers, of those who passed it on, and of those spoken to name.
pub fn voices_of(cells: [&str; 3]) -> Vec<VoiceLine> {
    let roles = [VoiceRole::Speaker, VoiceRole::Via, VoiceRole::Addressee];
    let named = roles.into_iter().zip(cells).flat_map(|(role, cell)| {
        let names = cell.split(SEPARATOR.trim_end()).map(str::trim).filter(|name| !name.is_empty());
        names.map(move |name| VoiceLine { role: role.name().to_owned(), ..party(name) })
    });
    named.collect()
}

fn party(name: &str) -> VoiceLine {
    if name == THE_ARTICLE {
        VoiceLine { kind: "article".to_owned(), ..VoiceLine::default() }
    } else {
        VoiceLine { name: name.to_owned(), ..VoiceLine::default() }
    }
}

/// The items that a cell names, each with what is done with it in brackets.
pub fn items_of(cell: &str, known: Option<&CorpusState>) -> Vec<ItemLinkLine> {
    let parts = cell.split(SEPARATOR.trim_end()).map(str::trim).filter(|part| !part.is_empty());
    let link = |part: &str| {
        let act = part.strip_suffix(')').and_then(|part| part.rsplit_once(" ("));
        let (name, act) = act.filter(|(_, act)| Act::from_name(act).is_some()).unwrap_or((part, ""));
        ItemLinkLine { id: item_id(name, known), act: act.to_owned(), unknown: Unknown::new() }
    };
    parts.map(link).collect()
}

/// The id of the corpus's item of that name; else the name.
fn item_id(name: &str, known: Option<&CorpusState>) -> String {
    let items = known.into_iter().flat_map(|state| state.items.values()).flat_map(BTreeMap::values);
    let mut named = items.filter(|item| item.name == name);
    named.next().map_or_else(|| name.to_owned(), |item| item.id.to_string())
}

/// A cell as a value of an attribute of that kind. What is no such value stays words, and is told when it is taken.
pub fn attribute_value(cell: &str, kind: Option<&AttributeKind>, known: Option<&CorpusState>) -> Value {
    let trimmed = cell.trim();
    match kind {
        Some(AttributeKind::Flag) => match trimmed.to_lowercase().as_str() {
            "true" | "yes" | "1" => Value::Bool(true),
            "false" | "no" | "0" => Value::Bool(false),
            _ => cell.into(),
        },
        Some(AttributeKind::Number) => {
            trimmed.parse::<f64>().map_or_else(|_| cell.into(), |number| json!(number))
        }
        Some(AttributeKind::Choices(_)) => {
            trimmed.split(SEPARATOR.trim_end()).map(str::trim).filter(|choice| !choice.is_empty()).collect()
        }
        Some(AttributeKind::Choice(_) | AttributeKind::Date) => trimmed.into(),
        Some(AttributeKind::Party) if trimmed == THE_ARTICLE => json!({ "kind": "article" }),
        Some(AttributeKind::Item) => item_id(trimmed, known).into(),
        _ => cell.into(),
    }
}
