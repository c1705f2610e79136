//! A mapping carried out on a dataset that was read and not yet taken in.

mod attributions;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{AttributeMapping, Mapping, MappingError};
use crate::formats::imported::Imported;
use crate::formats::report::{Effect, Place, Report};
use crate::model::annotation::Annotation;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Record};
use crate::model::id::{AttributeId, IdSource, LabelId, RelationTypeId, RoleId};
use crate::model::relation::Relation;
use crate::model::tagset::Tagset;
use crate::model::text::fold::name_key;
use crate::model::time::Timestamp;

use attributions::{Events, Link};
use values::converted;

/// A mapping with the ids that its names stand for.
struct Resolved<'m> {
    labels: BTreeMap<LabelId, LabelId>,
    attributes: BTreeMap<AttributeId, (AttributeId, &'m AttributeMapping)>,
    relations: BTreeMap<RelationTypeId, (RelationTypeId, bool)>,
    events: Vec<Events>,
}

/// Where names are looked up: in the dataset, and in the corpus.
struct Names<'n> {
    dataset: &'n Tagset,
    corpus: &'n Tagset,
}

impl Mapping {
    /// Changes the names of a dataset as the mapping says. What it does not name is left alone. Names of the mapping
    /// that the dataset does not have are told of; one that leads to nothing in the corpus is an error, and then
    /// nothing is changed.
    pub fn apply(
        &self,
        imported: &mut Imported,
        state: &CorpusState,
        ids: &mut dyn IdSource,
        now: Timestamp,
    ) -> Result<Report, MappingError> {
        let mut report = Report::default();
        let dataset = imported.tagset.clone();
        let names = Names { dataset: &dataset, corpus: &state.tagset };
        let resolved = self.resolve(&names, &mut report)?;
        for events in &resolved.events {
            events.apply(imported, state, ids, now, &mut report);
        }
        let mut records = std::mem::take(&mut imported.records);
        for (key, record) in &mut records {
            match record {
                Record::Annotation(annotation) => {
                    *annotation = Arc::new(resolved.annotation(annotation, key, &names, &mut report));
                }
                Record::Relation(relation) => *relation = Arc::new(resolved.relation(relation, &names)),
                _ => {}
            }
        }
        imported.records = records;
        resolved.drop_definitions(imported);
        Ok(report)
    }

    fn resolve(&self, names: &Names<'_>, report: &mut Report) -> Result<Resolved<'_>, MappingError> {
        let mut resolved = Resolved {
            labels: BTreeMap::new(),
            attributes: BTreeMap::new(),
            relations: BTreeMap::new(),
            events: Vec::new(),
        };
        let mut miss = |kind: &str, name: &str| {
            let what = format!("the map’s {kind} “{name}” was not used");
            report.add(Place::default(), Effect::Note, what, "the dataset has none of that name");
        };
        for (name, to) in &self.labels {
            let to = names.corpus_label(to)?;
            match names.label(name) {
                Some(id) => drop(resolved.labels.insert(id, to)),
                None => miss("label", name),
            }
        }
        for (name, mapping) in &self.attributes {
            let to = names.corpus_attribute(&mapping.to)?;
            match names.attribute(name) {
                Some(id) => drop(resolved.attributes.insert(id, (to, mapping))),
                None => miss("attribute", name),
            }
        }
        for (name, mapping) in &self.relations {
            let to = names.corpus_relation_type(&mapping.to)?;
            match names.relation_type(name) {
                Some(id) => drop(resolved.relations.insert(id, (to, mapping.swapped))),
                None => miss("relation", name),
            }
        }
        for event in &self.attributions {
            let (source, content) = (names.link(&event.source), names.link(&event.content));
            match names.label(&event.cue) {
                Some(cue) if content.is_there() => resolved.events.push(Events { cue, source, content }),
                _ => miss("attribution", &event.cue),
            }
        }
        Ok(resolved)
    }
}

impl Resolved<'_> {
    fn annotation(
        &self,
        annotation: &Annotation,
        key: &Key,
        names: &Names<'_>,
        report: &mut Report,
    ) -> Annotation {
        let mut mapped = annotation.clone();
        if let Some(to) = self.labels.get(&annotation.label) {
            mapped.label = to.clone();
        }
        for (id, value) in annotation.attributes.iter() {
            let Some((to, mapping)) = self.attributes.get(id) else { continue };
            let kind = names.corpus.attributes.get(to).or_else(|| names.dataset.attributes.get(to));
            if let Some(value) = kind.and_then(|attribute| converted(value, &attribute.kind, &mapping.values))
            {
                mapped.attributes.remove(id);
                mapped.attributes.insert(to.clone(), value);
            } else {
                let place = key.article().map(|id| Place::default().in_article(id)).unwrap_or_default();
                let what = format!("attribute {id} kept as it is");
                let why = format!("“{}” is no value of {to}", super::survey::plain_words(value));
                report.add(place.at_annotation(&annotation.id), Effect::Kept, what, why);
            }
        }
        mapped
    }

    fn relation(&self, relation: &Relation, names: &Names<'_>) -> Relation {
        let Some((to, is_swapped)) = self.relations.get(&relation.relation_type) else {
            return relation.clone();
        };
        let mut mapped = Relation { relation_type: to.clone(), ..relation.clone() };
        if *is_swapped {
            mapped.members.reverse();
        }
        let known = names.corpus.relation_types.get(to).or_else(|| names.dataset.relation_types.get(to));
        for (member, role) in mapped.members.iter_mut().zip(known.map_or(&[][..], |known| &known.roles)) {
            member.role = role.id.clone();
        }
        mapped
    }

    /// Takes out what the dataset defines and nobody uses any more, since it was mapped away.
    fn drop_definitions(&self, imported: &mut Imported) {
        let mut used: BTreeSet<String> = BTreeSet::new();
        for (_, record) in &imported.records {
            match record {
                Record::Annotation(annotation) => {
                    used.insert(annotation.label.to_string());
                    used.extend(annotation.attributes.iter().map(|(id, _)| id.to_string()));
                }
                Record::Relation(relation) => drop(used.insert(relation.relation_type.to_string())),
                _ => {}
            }
        }
        let tagset = &mut imported.tagset;
        let cues: BTreeSet<&LabelId> = self.events.iter().map(|events| &events.cue).collect();
        let is_used = |id: &str| used.contains(id);
        tagset
            .labels
            .retain(|id, _| is_used(id.as_str()) || !(self.labels.contains_key(id) || cues.contains(id)));
        tagset.attributes.retain(|id, _| is_used(id.as_str()) || !self.attributes.contains_key(id));
        tagset.relation_types.retain(|id, _| {
            let mut links = self.events.iter().flat_map(|events| [&events.source, &events.content]);
            let is_link = links.any(|link| link.relation_type.as_ref() == Some(id));
            is_used(id.as_str()) || !(self.relations.contains_key(id) || is_link)
        });
    }
}

impl Names<'_> {
    fn label(&self, name: &str) -> Option<LabelId> {
        let all = || self.dataset.labels.values().chain(self.corpus.labels.values());
        found(name, || all().map(|known| (known.id.as_str(), known.name.as_str())))
            .and_then(|id| LabelId::new(&id).ok())
    }

    fn attribute(&self, name: &str) -> Option<AttributeId> {
        let all = || self.dataset.attributes.values().chain(self.corpus.attributes.values());
        found(name, || all().map(|known| (known.id.as_str(), known.name.as_str())))
            .and_then(|id| AttributeId::new(&id).ok())
    }

    fn relation_type(&self, name: &str) -> Option<RelationTypeId> {
        let all = || self.dataset.relation_types.values().chain(self.corpus.relation_types.values());
        found(name, || all().map(|known| (known.id.as_str(), known.name.as_str())))
            .and_then(|id| RelationTypeId::new(&id).ok())
    }

    /// What a name that leads on from a cue stands for.
    fn link(&self, name: &str) -> Link {
        let types = || self.dataset.relation_types.values().chain(self.corpus.relation_types.values());
        let roles =
            || types().flat_map(|known| &known.roles).map(|role| (role.id.as_str(), role.name.as_str()));
        let role = found(name, roles).and_then(|id| RoleId::new(&id).ok());
        Link { relation_type: self.relation_type(name), role }
    }

    fn corpus_label(&self, name: &str) -> Result<LabelId, MappingError> {
        let found =
            found(name, || self.corpus.labels.values().map(|known| (known.id.as_str(), known.name.as_str())));
        found.and_then(|id| LabelId::new(&id).ok()).ok_or_else(|| no_such("label", name))
    }

    fn corpus_attribute(&self, name: &str) -> Result<AttributeId, MappingError> {
        let all = || self.corpus.attributes.values().map(|known| (known.id.as_str(), known.name.as_str()));
        found(name, all).and_then(|id| AttributeId::new(&id).ok()).ok_or_else(|| no_such("attribute", name))
    }

    fn corpus_relation_type(&self, name: &str) -> Result<RelationTypeId, MappingError> {
        let all =
            || self.corpus.relation_types.values().map(|known| (known.id.as_str(), known.name.as_str()));
        found(name, all)
            .and_then(|id| RelationTypeId::new(&id).ok())
            .ok_or_else(|| no_such("relation type", name))
    }
}

fn no_such(kind: &'static str, name: &str) -> MappingError {
    MappingError::NoSuch { kind, name: name.to_owned() }
}

/// The id of what is called so: by its id, else by its name, else by a name that is written alike.
fn found<'n, I: Iterator<Item = (&'n str, &'n str)>>(name: &str, all: impl Fn() -> I) -> Option<String> {
    let by_id = all().find(|(id, _)| *id == name);
    let by_name = || all().find(|(_, known)| *known == name);
    let alike = || all().find(|(_, known)| name_key(known) == name_key(name));
    by_id.or_else(by_name).or_else(alike).map(|(id, _)| id.to_owned())
}
