//! What labels, attributes and relation types are called in brat: by their names where these can be types of brat's
//! and mean nothing else, by their ids otherwise. So types of a corpus of brat's come back as they were.

use std::collections::BTreeMap;

use crate::model::corpus::CorpusState;
use crate::model::tagset::{AttributeKind, Tagset};

use super::naming::Named;

use super::{ARGUMENTS, NOTES, UNSURE, VOICES, is_name};

/// The names of a tagset's parts in brat.
pub struct Names<'t> {
    /// The tagset.
    pub tagset: &'t Tagset,
    labels: BTreeMap<&'t str, &'t str>,
    attributes: BTreeMap<&'t str, &'t str>,
    relation_types: BTreeMap<&'t str, &'t str>,
    /// The relation types whose arguments have names of their own.
    pub named: Named,
}

impl<'t> Names<'t> {
    /// Those of a corpus.
    pub fn new(state: &'t CorpusState) -> Self {
        let tagset = &state.tagset;
        let labels = tagset.labels.values().map(|label| (label.id.as_str(), label.name.as_str()));
        let attributes = tagset.attributes.values().map(|known| (known.id.as_str(), known.name.as_str()));
        let types = tagset.relation_types.values().map(|kind| (kind.id.as_str(), kind.name.as_str()));
        let mut attributes = written(attributes.collect());
        for (id, name) in &mut attributes {
            let is_taken = [UNSURE, NOTES].contains(name) || VOICES.iter().any(|(voice, _)| voice == name);
            if is_taken {
                *name = id;
            }
        }
        Self {
            tagset,
            labels: written(labels.collect()),
            attributes,
            relation_types: written(types.collect()),
            named: Named::of(&state.settings),
        }
    }

    /// The type of annotations with that label.
    pub fn label<'i>(&self, id: &'i str) -> &'i str
    where
        't: 'i,
    {
        self.labels.get(id).copied().unwrap_or(id)
    }

    /// The name of an attribute.
    pub fn attribute<'i>(&self, id: &'i str) -> &'i str
    where
        't: 'i,
    {
        self.attributes.get(id).copied().unwrap_or(id)
    }

    /// The type of relations of that type.
    pub fn relation_type<'i>(&self, id: &'i str) -> &'i str
    where
        't: 'i,
    {
        self.relation_types.get(id).copied().unwrap_or(id)
    }

    /// The name of a role of relations of that type.
    pub fn role<'i>(&self, relation_type: &str, role: &'i str) -> &'i str
    where
        't: 'i,
    {
        let declared = roles(self.tagset, relation_type);
        written(declared).get(role).copied().filter(|name| !ARGUMENTS.contains(name)).unwrap_or(role)
    }

    /// The name of a choice of the attribute of that kind.
    pub fn choice<'i>(kind: Option<&'i AttributeKind>, choice: &'i str) -> &'i str {
        let choices = kind.map_or(&[][..], AttributeKind::choices);
        written(choices.iter().map(|known| (known.id.as_str(), known.name.as_str())).collect())
            .get(choice)
            .copied()
            .unwrap_or(choice)
    }
}

/// The ids and names of the roles that a relation type declares.
fn roles<'t>(tagset: &'t Tagset, relation_type: &str) -> Vec<(&'t str, &'t str)> {
    let declared = tagset.relation_types.values().find(|kind| kind.id.as_str() == relation_type);
    let roles = declared.into_iter().flat_map(|kind| &kind.roles);
    roles.map(|role| (role.id.as_str(), role.name.as_str())).collect()
}

/// What each of some things is called, by id, given their ids and names.
fn written<'t>(known: Vec<(&'t str, &'t str)>) -> BTreeMap<&'t str, &'t str> {
    let mut num_called: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, name) in &known {
        if id != name {
            *num_called.entry(id).or_default() += 1;
        }
        *num_called.entry(name).or_default() += 1;
    }
    let called = |(id, name): (&'t str, &'t str)| {
        let is_only = num_called.get(name) == Some(&1);
        (id, if is_only && is_name(name) { name } else { id })
    };
    known.into_iter().map(called).collect()
}
