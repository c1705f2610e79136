//! Types that a folder of brat's has, as the labels, attributes and relation types that they are or become here.

use std::collections::BTreeSet;

use crate::formats::reading::{MAX_SHORT_ID, Reading, numbered};
use crate::model::id::{AttributeId, ChoiceId, RelationTypeId, RoleId, slug};
use crate::model::tagset::{AttributeKind, Choice, RelationType, Role, Tagset};
use crate::model::text::fold::name_key;

use super::TRIGGER;

/// A tagset that knows the attribute or relation type of an id: the corpus's, or the one being read.
fn tagset_with<'r>(reading: &'r Reading<'_>, has: impl Fn(&Tagset) -> bool) -> Option<&'r Tagset> {
    let known = reading.known.map(|state| &state.tagset);
    known.into_iter().chain([&reading.tagset]).find(|tagset| has(tagset))
}

/// The tagset that has the relation type of that id.
pub fn tagset_of<'r>(reading: &'r Reading<'_>, relation_type: &str) -> Option<&'r Tagset> {
    tagset_with(reading, |tagset| tagset.relation_types.keys().any(|id| id.as_str() == relation_type))
}

/// The kind of the attribute of that id.
pub fn kind_of<'r>(reading: &'r Reading<'_>, attribute: &str) -> Option<&'r AttributeKind> {
    let id = AttributeId::new(attribute).ok()?;
    let tagset = tagset_with(reading, |tagset| tagset.attributes.contains_key(&id))?;
    tagset.attributes.get(&id).map(|attribute| &attribute.kind)
}

/// The id of the attribute of that name; one that is not known yet is of that kind.
pub fn attribute(reading: &mut Reading<'_>, name: &str, kind: AttributeKind) -> String {
    let num_before = reading.tagset.attributes.len();
    let id = reading.attribute(name);
    if reading.tagset.attributes.len() > num_before
        && let Ok(new) = AttributeId::new(&id)
        && let Some(attribute) = reading.tagset.attributes.get_mut(&new)
    {
        attribute.kind = kind;
    }
    id
}

/// Makes a word a value of an attribute that was met first in this reading.
pub fn add_choice(reading: &mut Reading<'_>, attribute: &str, word: &str) {
    let Ok(id) = AttributeId::new(attribute) else { return };
    let Some(attribute) = reading.tagset.attributes.get_mut(&id) else { return };
    if attribute.kind == AttributeKind::Flag {
        attribute.kind = AttributeKind::Choice(Vec::new());
    }
    let (AttributeKind::Choice(choices) | AttributeKind::Choices(choices)) = &mut attribute.kind else {
        return;
    };
    if choices.iter().any(|choice| choice.name == word) {
        return;
    }
    let base = slug(word, MAX_SHORT_ID - 4);
    let base = if base.is_empty() { "value".to_owned() } else { base };
    let free = numbered(&base).find(|id| choices.iter().all(|choice| choice.id.as_str() != id));
    if let Some(Ok(id)) = free.map(|id| ChoiceId::new(&id)) {
        choices.push(Choice { id, name: word.to_owned() });
    }
}

/// Lets an attribute that was met first in this reading have several values. Whether it can have them.
pub fn allow_several(reading: &mut Reading<'_>, attribute: &str) -> bool {
    let Ok(id) = AttributeId::new(attribute) else { return false };
    if let Some(attribute) = reading.tagset.attributes.get_mut(&id)
        && let AttributeKind::Choice(choices) = &mut attribute.kind
    {
        attribute.kind = AttributeKind::Choices(std::mem::take(choices));
    }
    matches!(kind_of(reading, attribute), Some(AttributeKind::Choices(_)))
}

/// The id of the relation type of that name; one that is not known yet has the roles of these names.
pub fn relation_type(reading: &mut Reading<'_>, name: &str, roles: &[&str]) -> String {
    let num_before = reading.tagset.relation_types.len();
    let id = reading.relation(String::new(), name, ["", ""]).relation_type;
    let is_new = reading.tagset.relation_types.len() > num_before;
    if let Some(new) = new_type(reading, &id) {
        if is_new {
            new.roles.clear();
        } else if roles.first() == Some(&TRIGGER)
            && new.roles.first().is_none_or(|role| role.id.as_str() != TRIGGER)
        {
            // Events and pairs can go by one name.
            let pairs = std::mem::take(&mut new.roles);
            define_role(new, TRIGGER);
            new.roles.extend(pairs);
        } else {
            return id;
        }
        for role in roles {
            define_role(new, role);
        }
    }
    id
}

fn new_type<'r>(reading: &'r mut Reading<'_>, id: &str) -> Option<&'r mut RelationType> {
    reading.tagset.relation_types.get_mut(&RelationTypeId::new(id).ok()?)
}

fn define_role(relation_type: &mut RelationType, name: &str) -> Option<RoleId> {
    let id = role_id(name)?;
    if relation_type.roles.iter().all(|role| role.id != id) {
        relation_type.roles.push(Role { id: id.clone(), name: name.to_owned(), labels: BTreeSet::new() });
    }
    Some(id)
}

/// The id of a role by its name. An argument that is called a trigger is not the trigger itself.
fn role_id(name: &str) -> Option<RoleId> {
    let id = slug(name, MAX_SHORT_ID);
    RoleId::new(if id == TRIGGER && name != TRIGGER { "trigger-argument" } else { &id }).ok()
}

/// The id of the role of that name in relations of a type; none if it can't be one.
pub fn role(reading: &mut Reading<'_>, relation_type: &str, name: &str) -> Option<String> {
    let declared = tagset_of(reading, relation_type)
        .and_then(|tagset| tagset.relation_types.values().find(|kind| kind.id.as_str() == relation_type));
    let roles = declared.map_or(&[][..], |kind| kind.roles.as_slice());
    let by_id = roles.iter().find(|role| role.id.as_str() == name);
    let by_name = || roles.iter().find(|role| role.name == name);
    let alike = || roles.iter().find(|role| name_key(&role.name) == name_key(name));
    if let Some(role) = by_id.or_else(by_name).or_else(alike) {
        return Some(role.id.to_string());
    }
    match new_type(reading, relation_type) {
        Some(new) => define_role(new, name).map(|id| id.to_string()),
        None => role_id(name).map(|id| id.to_string()),
    }
}

/// The name of a role of relations of a type; its id where the type does not declare it.
pub fn name_of_role(reading: &Reading<'_>, relation_type: &str, role: &str) -> String {
    let declared = tagset_of(reading, relation_type)
        .and_then(|tagset| tagset.relation_types.values().find(|kind| kind.id.as_str() == relation_type));
    let mut roles = declared.into_iter().flat_map(|kind| &kind.roles);
    roles.find(|known| known.id.as_str() == role).map_or_else(|| role.to_owned(), |known| known.name.clone())
}
