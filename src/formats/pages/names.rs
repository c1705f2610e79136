//! What ids of a corpus go by on a page: labels, attributes, choices, items, voices, types and roles of relations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::formats::interchange::lines::VoiceLine;
use crate::formats::parts::value_words;
use crate::model::corpus::CorpusState;
use crate::model::id::{ItemId, VoiceId};
use crate::model::item::item_names;
use crate::model::tagset::{Label, LabelColour, Pattern, Tagset};
use crate::model::voice::{Dated, JoinedVoice, RegisterUnion, joined_register, resolve};

use super::fit::safe;

/// What ids go by.
pub struct Names<'s> {
    /// Labels, attributes and relation types.
    pub tagset: &'s Tagset,
    union: RegisterUnion,
    joined: BTreeMap<VoiceId, JoinedVoice>,
    /// Names that more than one entry of the register has.
    shared: BTreeSet<String>,
    items: BTreeMap<ItemId, String>,
}

/// A label as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownLabel {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its letter.
    pub letter: char,
    /// Its colours.
    pub colour: LabelColour,
    /// The line under its words.
    pub pattern: Pattern,
}

impl ShownLabel {
    fn of(label: &Label) -> Self {
        let name = safe(&label.name);
        let letter = if label.letter.is_alphanumeric() { label.letter } else { '?' };
        Self {
            id: label.id.to_string(),
            name: if name.trim().is_empty() { label.id.to_string() } else { name },
            letter,
            colour: label.colour,
            pattern: label.pattern,
        }
    }

    /// A label that the tagset doesn't have.
    fn unknown(id: &str) -> Self {
        let colour = LabelColour { light: 0x005D_6168, dark: 0x009C_A0A6 };
        Self { id: id.to_owned(), name: safe(id), letter: '?', colour, pattern: Pattern::Dotted }
    }
}

impl<'s> Names<'s> {
    /// The names of a corpus.
    pub fn new(state: &'s CorpusState) -> Self {
        let union = state.register();
        let joined = joined_register(&union);
        let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for entry in joined.values() {
            if !seen.insert(entry.voice.name.as_str()) {
                shared.insert(entry.voice.name.clone());
            }
        }
        let items = item_names(&state.item_union());
        let items = items.into_iter().map(|(id, name)| (id, safe(&name))).collect();
        Self { tagset: &state.tagset, union, joined, shared, items }
    }

    /// The label of that id.
    pub fn label(&self, id: &str) -> ShownLabel {
        let known = self.tagset.labels.values().find(|label| label.id.as_str() == id);
        known.map_or_else(|| ShownLabel::unknown(id), ShownLabel::of)
    }

    /// Every label of the tagset, in its order.
    pub fn labels(&self) -> Vec<ShownLabel> {
        self.tagset.ordered_labels().into_iter().map(ShownLabel::of).collect()
    }

    /// The name of an attribute.
    pub fn attribute(&self, id: &str) -> String {
        let known = self.tagset.attributes.values().find(|known| known.id.as_str() == id);
        known.map_or_else(|| safe(id), |known| named(&known.name, id))
    }

    /// A value of an attribute in words.
    pub fn value(&self, attribute: &str, value: &Value) -> String {
        let known = self.tagset.attributes.values().find(|known| known.id.as_str() == attribute);
        let stated = value.as_object().filter(|object| object.len() == 2);
        let stated = stated.and_then(|object| Some((object.get("type")?.as_str()?, object.get("value")?)));
        let (kind, value) = stated.unwrap_or((known.map_or("", |known| known.kind.name()), value));
        let choice = |value: &Value| {
            let id = value_words(value);
            let choices = known.map(|known| known.kind.choices()).unwrap_or_default();
            choices
                .iter()
                .find(|choice| choice.id.as_str() == id)
                .map_or(id, |choice| named(&choice.name, choice.id.as_str()))
        };
        match (kind, value) {
            ("flag", Value::Bool(true)) => "yes".to_owned(),
            ("flag", Value::Bool(false)) => "no".to_owned(),
            ("choice", value) => choice(value),
            ("choices", Value::Array(values)) if values.is_empty() => "none".to_owned(),
            ("choices", Value::Array(values)) => values.iter().map(choice).collect::<Vec<_>>().join(", "),
            ("party", value) => serde_json::from_value::<VoiceLine>(value.clone())
                .map_or_else(|_| value_words(value), |party| self.party(&party)),
            ("item", value) => self.item(&value_words(value)),
            (_, value) => value_words(value),
        }
    }

    /// The name of an item.
    pub fn item(&self, id: &str) -> String {
        let known = ItemId::new(id).ok().and_then(|id| self.items.get(&id).cloned());
        known.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| safe(id))
    }

    /// The entry that an id of the register means.
    pub fn entry(&self, id: &str) -> Option<&JoinedVoice> {
        self.joined.get(resolve(&self.union, &VoiceId::new(id).ok()?))
    }

    /// The name of an entry of the register; its id is told where the name alone would not tell who it is.
    pub fn voice(&self, id: &str) -> String {
        let Some(entry) = self.entry(id) else { return format!("[{}]", safe(id)) };
        let (name, own) = (&entry.voice.name, &entry.voice.id);
        match name.trim().is_empty() {
            true => format!("[{own}]"),
            false if self.shared.contains(name) => format!("{} [{own}]", safe(name)),
            false => safe(name),
        }
    }

    /// A party by name.
    pub fn party(&self, party: &VoiceLine) -> String {
        match party.kind.as_str() {
            "article" => "the article itself".to_owned(),
            "unnamed" => {
                let words = if party.name.trim().is_empty() { "nobody named" } else { party.name.trim() };
                let whose = if party.affiliation.is_empty() {
                    String::new()
                } else {
                    format!(" of {}", self.voice(&party.affiliation))
                };
                format!("{}{whose} (unnamed)", safe(words))
            }
            _ if party.id.is_empty() => safe(&party.name),
            _ => self.voice(&party.id),
        }
    }

    /// What an entry of the register is and whom it belongs to, each with its days: `mayor (from 2024-01-01)`.
    pub fn roles_and_homes(&self, entry: &JoinedVoice) -> (Vec<String>, Vec<String>) {
        let roles = entry.roles().into_iter().filter(|role| !role.value.trim().is_empty());
        let roles = roles.map(|role| with_days(&safe(&role.value), role)).collect();
        let homes = entry.belongs_to().into_iter();
        let homes = homes.map(|home| with_days(&self.voice(home.value.as_str()), home)).collect();
        (roles, homes)
    }

    /// The name of a type of relation.
    pub fn relation_type(&self, id: &str) -> String {
        let known = self.tagset.relation_types.values().find(|known| known.id.as_str() == id);
        known.map_or_else(|| safe(id), |known| named(&known.name, id))
    }

    /// The name of a role of a type of relation.
    pub fn role(&self, relation_type: &str, role: &str) -> String {
        let known = self.tagset.relation_types.values().find(|known| known.id.as_str() == relation_type);
        let found = known.and_then(|known| known.roles.iter().find(|known| known.id.as_str() == role));
        found.map_or_else(|| safe(role), |found| named(&found.name, role))
    }
}

fn named(name: &str, id: &str) -> String {
    if name.trim().is_empty() { safe(id) } else { safe(name) }
}

fn with_days<T>(words: &str, dated: &Dated<T>) -> String {
    match (dated.from, dated.to) {
        (None, None) => words.to_owned(),
        (Some(from), None) => format!("{words} (from {from})"),
        (None, Some(to)) => format!("{words} (until {to})"),
        (Some(from), Some(to)) => format!("{words} ({from} to {to})"),
    }
}
