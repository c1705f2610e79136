//! What the Tags workspace knows: which thing of the tagset it points at, and how much each is used.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::app::command::tags::{TagsetItem, TagsetKind};
use crate::model::annotation::AttributeValue;
use crate::model::corpus::CorpusState;
use crate::model::id::{AttributeId, ChoiceId};
use crate::model::tagset::{AttributeKind, Tagset};
use crate::model::text::visible::shown_name;

/// The state of the Tags workspace.
#[derive(Clone, Debug, Default)]
pub struct TagsTable {
    /// What the list points at.
    pub cursor: Option<TagsetItem>,
    /// How much everything is used, by all annotators.
    pub usage: Usage,
    is_stale: bool,
}

/// How many annotations or relations use what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    items: BTreeMap<String, usize>,
    choices: BTreeMap<(AttributeId, ChoiceId), usize>,
}

impl TagsTable {
    /// Says that what is counted may have changed.
    pub fn mark_stale(&mut self) {
        self.is_stale = true;
    }

    /// Counts anew where the counts are out of date, and points at something that is there.
    pub fn refresh(&mut self, state: &CorpusState, is_first: bool) {
        if is_first || std::mem::take(&mut self.is_stale) {
            self.usage = Usage::of(state);
        }
        let items = items(&state.tagset);
        if self.cursor.as_ref().is_none_or(|cursor| !items.contains(cursor)) {
            self.cursor = items.into_iter().next();
        }
    }
}

impl Usage {
    /// Counts. O(annotations + relations).
    fn of(state: &CorpusState) -> Self {
        let mut usage = Self::default();
        for layer in state.layers.values().flat_map(|layers| layers.values()) {
            for annotation in layer.annotations.values() {
                usage.count(&TagsetItem::Label(annotation.label.clone()));
                for (attribute, value) in &annotation.attributes {
                    usage.count(&TagsetItem::Attribute(attribute.clone()));
                    let chosen: Vec<&ChoiceId> = match value {
                        AttributeValue::Choice(choice) => vec![choice],
                        AttributeValue::Choices(choices) => choices.iter().collect(),
                        _ => Vec::new(),
                    };
                    for choice in chosen {
                        *usage.choices.entry((attribute.clone(), choice.clone())).or_default() += 1;
                    }
                }
            }
            for relation in layer.relations.values() {
                usage.count(&TagsetItem::RelationType(relation.relation_type.clone()));
            }
        }
        usage
    }

    fn count(&mut self, item: &TagsetItem) {
        *self.items.entry(key(item)).or_default() += 1;
    }

    /// How many annotations or relations use something.
    pub fn num(&self, item: &TagsetItem) -> usize {
        self.items.get(&key(item)).copied().unwrap_or(0)
    }

    /// How many annotations have a choice.
    pub fn num_with_choice(&self, attribute: &AttributeId, choice: &ChoiceId) -> usize {
        self.choices.get(&(attribute.clone(), choice.clone())).copied().unwrap_or(0)
    }
}

fn key(item: &TagsetItem) -> String {
    match item {
        TagsetItem::Label(id) => format!("label {id}"),
        TagsetItem::Attribute(id) => format!("attribute {id}"),
        TagsetItem::RelationType(id) => format!("relation {id}"),
    }
}

/// Everything of a kind in the order of the list.
pub fn items_of(tagset: &Tagset, kind: TagsetKind) -> Vec<TagsetItem> {
    match kind {
        TagsetKind::Label => {
            tagset.ordered_labels().into_iter().map(|label| TagsetItem::Label(label.id.clone())).collect()
        }
        TagsetKind::Attribute => {
            let attributes = tagset.ordered_attributes().into_iter();
            attributes.map(|attribute| TagsetItem::Attribute(attribute.id.clone())).collect()
        }
        TagsetKind::RelationType => {
            let types = tagset.ordered_relation_types().into_iter();
            types.map(|kind| TagsetItem::RelationType(kind.id.clone())).collect()
        }
    }
}

/// Everything in the order of the list.
pub fn items(tagset: &Tagset) -> Vec<TagsetItem> {
    TagsetKind::ALL.into_iter().flat_map(|kind| items_of(tagset, kind)).collect()
}

/// A tagset with its names as they are shown, for everything but the fields in which they are changed.
pub fn shown_tagset(tagset: &Tagset) -> Tagset {
    let mut shown = tagset.clone();
    let show = |name: &mut String| {
        if let Cow::Owned(visible) = shown_name(name) {
            *name = visible;
        }
    };
    for label in shown.labels.values_mut() {
        show(&mut label.name);
    }
    for attribute in shown.attributes.values_mut() {
        show(&mut attribute.name);
        if let AttributeKind::Choice(choices) | AttributeKind::Choices(choices) = &mut attribute.kind {
            for choice in choices {
                show(&mut choice.name);
            }
        }
    }
    for relation_type in shown.relation_types.values_mut() {
        show(&mut relation_type.name);
        for role in &mut relation_type.roles {
            show(&mut role.name);
        }
    }
    shown
}

/// The name of something of the tagset; its id if it is not there.
pub fn name_of<'t>(tagset: &'t Tagset, item: &'t TagsetItem) -> &'t str {
    match item {
        TagsetItem::Label(id) => tagset.labels.get(id).map_or(id.as_str(), |label| &label.name),
        TagsetItem::Attribute(id) => tagset.attributes.get(id).map_or(id.as_str(), |known| &known.name),
        TagsetItem::RelationType(id) => tagset.relation_types.get(id).map_or(id.as_str(), |kind| &kind.name),
    }
}
