//! Builders of changes to the tagset.

use std::sync::Arc;

use super::{ChangeError, Draft, label_name};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Record, Transaction};
use crate::model::id::{AttributeId, LabelId, RelationTypeId};
use crate::model::tagset::example::{Example, ExampleKind};
use crate::model::tagset::{Attribute, Label, RelationType, Tagset};

/// Adds a label or changes it.
pub fn put_label(state: &CorpusState, label: Label) -> Result<Transaction, ChangeError> {
    let does = if state.tagset.labels.contains_key(&label.id) { "Change" } else { "Add" };
    let say = format!("{does} label {}", label.name);
    let mut draft = Draft::new(state);
    draft.put(Key::Label(label.id.clone()), Some(Record::Label(Arc::new(label))));
    draft.say(say)
}

/// Removes a label from the tagset. Annotations that have it are kept, and flagged by the checks.
pub fn remove_label(state: &CorpusState, id: &LabelId) -> Result<Transaction, ChangeError> {
    let say = format!("Remove label {}", label_name(state, id));
    let mut draft = Draft::new(state);
    draft.put(Key::Label(id.clone()), None);
    draft.say(say)
}

/// Adds an attribute or changes it.
pub fn put_attribute(state: &CorpusState, attribute: Attribute) -> Result<Transaction, ChangeError> {
    let does = if state.tagset.attributes.contains_key(&attribute.id) { "Change" } else { "Add" };
    let say = format!("{does} attribute {}", attribute.name);
    let mut draft = Draft::new(state);
    draft.put(Key::Attribute(attribute.id.clone()), Some(Record::Attribute(Arc::new(attribute))));
    draft.say(say)
}

/// Adds a relation type or changes it.
pub fn put_relation_type(
    state: &CorpusState,
    relation_type: RelationType,
) -> Result<Transaction, ChangeError> {
    let does = if state.tagset.relation_types.contains_key(&relation_type.id) { "Change" } else { "Add" };
    let say = format!("{does} relation type {}", relation_type.name);
    let mut draft = Draft::new(state);
    draft.put(
        Key::RelationType(relation_type.id.clone()),
        Some(Record::RelationType(Arc::new(relation_type))),
    );
    draft.say(say)
}

/// Removes an attribute from the tagset. Annotations keep their values, and are flagged by the checks.
pub fn remove_attribute(state: &CorpusState, id: &AttributeId) -> Result<Transaction, ChangeError> {
    let name = state.tagset.attributes.get(id).map_or(id.as_str(), |attribute| &attribute.name);
    let say = format!("Remove attribute {name}");
    let mut draft = Draft::new(state);
    draft.put(Key::Attribute(id.clone()), None);
    draft.say(say)
}

/// Removes a relation type from the tagset. Relations of that type are kept, and flagged by the checks.
pub fn remove_relation_type(state: &CorpusState, id: &RelationTypeId) -> Result<Transaction, ChangeError> {
    let name = state.tagset.relation_types.get(id).map_or(id.as_str(), |kind| &kind.name);
    let say = format!("Remove relation type {name}");
    let mut draft = Draft::new(state);
    draft.put(Key::RelationType(id.clone()), None);
    draft.say(say)
}

/// Adds everything of `tagset` that the corpus doesn't have, and changes what it has otherwise.
pub fn put_tagset(state: &CorpusState, tagset: Tagset) -> Result<Transaction, ChangeError> {
    let mut draft = Draft::new(state);
    for (id, label) in tagset.labels {
        draft.put(Key::Label(id), Some(Record::Label(Arc::new(label))));
    }
    for (id, attribute) in tagset.attributes {
        draft.put(Key::Attribute(id), Some(Record::Attribute(Arc::new(attribute))));
    }
    for (id, relation_type) in tagset.relation_types {
        draft.put(Key::RelationType(id), Some(Record::RelationType(Arc::new(relation_type))));
    }
    draft.say("Set the tagset")
}

/// Puts a span into a label's guideline as an example. [`ChangeError::Nothing`] if it is one already.
pub fn use_as_example(
    state: &CorpusState,
    label: &LabelId,
    example: Example<'_>,
) -> Result<Transaction, ChangeError> {
    let known = state.tagset.labels.get(label).ok_or_else(|| ChangeError::NoLabel(label.clone()))?;
    let guideline = example.added_to(&known.guideline).ok_or(ChangeError::Nothing)?;
    let what = match example.kind {
        ExampleKind::Example => "an example",
        ExampleKind::CounterExample => "a counter-example",
    };
    let say = format!("Use as {what} of {}", known.name.to_lowercase());
    let mut draft = Draft::new(state);
    let after = Label { guideline, ..known.clone() };
    draft.put(Key::Label(label.clone()), Some(Record::Label(Arc::new(after))));
    draft.say(say)
}
