//! Values of attributes as people read them.

use super::session::Session;
use crate::model::annotation::{Annotation, AttributeValue};
use crate::model::id::{AttributeId, ChoiceId};
use crate::model::tagset::{Attribute, AttributeKind};
use crate::model::text::visible::shown_name;

impl Session {
    /// An attribute's value in words.
    pub fn value_in_words(&self, attribute: &Attribute, value: &AttributeValue) -> String {
        let name = |id: &ChoiceId| match &attribute.kind {
            AttributeKind::Choice(choices) | AttributeKind::Choices(choices) => {
                let choice = choices.iter().find(|choice| choice.id == *id);
                choice.map_or_else(|| id.to_string(), |choice| shown_name(&choice.name).into_owned())
            }
            _ => id.to_string(),
        };
        match value {
            AttributeValue::Flag(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            AttributeValue::Choice(id) => name(id),
            AttributeValue::Choices(ids) => ids.iter().map(name).collect::<Vec<_>>().join(", "),
            AttributeValue::Text(text) => shown_name(text).into_owned(),
            AttributeValue::Number(number) => number.get().to_string(),
            AttributeValue::Date(date) => date.to_string(),
            AttributeValue::Party(party) => self.register.party_in_words(party),
            AttributeValue::Item(id) => self.items.name(id).map_or_else(|| id.to_string(), str::to_owned),
        }
    }

    /// A value of an attribute in words; by its kind, where the tagset has no such attribute.
    pub fn value_of_in_words(&self, id: &AttributeId, value: &AttributeValue) -> String {
        match self.tagset().attributes.get(id) {
            Some(attribute) => self.value_in_words(attribute, value),
            None => format!("a {}", value.kind_name()),
        }
    }

    /// All that is said of an annotation by attributes, in the tagset's order: `Kind: direct · Said on:
    /// 2025-03-14`. Attributes the tagset lacks come last.
    pub fn attributes_in_words(&self, annotation: &Annotation) -> String {
        if annotation.attributes.is_empty() {
            return String::new();
        }
        let ordered = self.tagset().ordered_attributes();
        let known = ordered.iter().filter_map(|attribute| {
            let value = annotation.attributes.get(&attribute.id)?;
            Some(format!("{}: {}", attribute.name, self.value_in_words(attribute, value)))
        });
        let unknown =
            annotation.attributes.iter().filter(|(id, _)| !self.tagset().attributes.contains_key(*id));
        let unknown = unknown.map(|(id, value)| format!("{id}: {}", self.value_of_in_words(id, value)));
        known.chain(unknown).collect::<Vec<_>>().join(" · ")
    }
}
