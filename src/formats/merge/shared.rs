//! What a dataset brings beside articles and layers: settings, tagset, voices and items.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::formats::brat;
use crate::formats::imported::Imported;
use crate::formats::report::{Effect, Place};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Record};
use crate::model::id::AnnotatorId;
use crate::model::time::Timestamp;

use super::{Ownership, Planner};

/// Entries of a kind, by who entered them.
type Entries<I, E> = BTreeMap<AnnotatorId, BTreeMap<I, Arc<E>>>;

impl Planner<'_, '_> {
    /// Settings and tagset: what the corpus doesn't have is added, what it has otherwise stays.
    pub(super) fn plan_shared(&mut self, imported: &Imported) {
        let Imported { settings, tagset, .. } = imported;
        let mut brought: Vec<(Key, Record)> = Vec::new();
        brought.extend(
            settings.iter().map(|(id, value)| (Key::Setting(id.clone()), Record::Setting(Arc::clone(value)))),
        );
        brought.extend(
            tagset
                .labels
                .iter()
                .map(|(id, label)| (Key::Label(id.clone()), Record::Label(Arc::new(label.clone())))),
        );
        brought.extend(tagset.attributes.iter().map(|(id, attribute)| {
            (Key::Attribute(id.clone()), Record::Attribute(Arc::new(attribute.clone())))
        }));
        brought.extend(tagset.relation_types.iter().map(|(id, relation_type)| {
            (Key::RelationType(id.clone()), Record::RelationType(Arc::new(relation_type.clone())))
        }));
        for (key, record) in brought {
            match self.state.get(&key) {
                None => self.plan.records.push((key, record)),
                Some(held) if held == record => {}
                Some(held) if brat::adds_to(&key, &held, &record) => self.plan.records.push((key, record)),
                Some(_) => {
                    let what = format!("{key} left out");
                    // A corpus has its own title; a label with another meaning is something to look at.
                    let is_setting = matches!(key, Key::Setting(_));
                    let effect = if is_setting { Effect::Note } else { Effect::LeftOut };
                    self.tell(Place::default(), effect, what, "the corpus has it otherwise");
                }
            }
        }
    }

    /// Voices and items.
    pub(super) fn plan_registers(&mut self, brought: &CorpusState) {
        let state = self.state;
        let voices = (&brought.voices, &state.voices);
        self.plan_entries(
            voices,
            |voice| voice.changed,
            |owner, id, voice| (Key::Voice(owner, id), Record::Voice(voice)),
        );
        let items = (&brought.items, &state.items);
        self.plan_entries(
            items,
            |item| item.changed,
            |owner, id, item| (Key::Item(owner, id), Record::Item(item)),
        );
    }

    /// A register that nobody has begun is written for its annotator. Entries that would change somebody
    /// else's go into that of the one who imports: the register is the union of all, and the later wins.
    fn plan_entries<I: Clone + Ord, E: PartialEq>(
        &mut self,
        (brought, held): (&Entries<I, E>, &Entries<I, E>),
        changed: impl Fn(&E) -> Timestamp,
        put: impl Fn(AnnotatorId, I, Arc<E>) -> (Key, Record),
    ) {
        let mut latest: BTreeMap<&I, (Timestamp, &AnnotatorId, &Arc<E>)> = BTreeMap::new();
        for (annotator, entries) in held {
            for (id, entry) in entries {
                let this = (changed(entry), annotator, entry);
                let known = latest.entry(id).or_insert(this);
                if (known.0, known.1) < (this.0, this.1) {
                    *known = this;
                }
            }
        }
        let mut planned: BTreeMap<(AnnotatorId, I), Arc<E>> = BTreeMap::new();
        for (annotator, entries) in brought {
            let owner = self.owner(annotator);
            let own = held.get(&owner);
            for (id, entry) in entries {
                let key = |owner: &AnnotatorId| put(owner.clone(), id.clone(), Arc::clone(entry)).0;
                let is_writable = owner == *self.options.actor || own.is_none();
                let writer = if is_writable { owner.clone() } else { self.options.actor.clone() };
                let before = if is_writable {
                    own.and_then(|own| own.get(id))
                } else {
                    latest.get(id).map(|known| known.2)
                };
                // What is in the union already need not be entered again by whoever takes all as their own.
                let is_known = latest.get(id).is_some_and(|known| known.2 == entry);
                if is_known && self.options.owner == Ownership::Actor {
                    continue;
                }
                match before {
                    Some(before) if before == entry || own.and_then(|own| own.get(id)) == Some(entry) => {
                        continue;
                    }
                    Some(before) if changed(before) >= changed(entry) => {
                        let (what, why) = (format!("{} left out", key(&owner)), "the corpus has a later one");
                        self.tell(Place::default(), Effect::LeftOut, what, why);
                        continue;
                    }
                    Some(_) => {
                        let (what, why) = (format!("{} changed", key(&writer)), "the file has a later one");
                        self.tell(Place::default(), Effect::Changed, what, why);
                    }
                    None if writer != owner => {
                        let what = format!("{} taken into that of {writer}", key(&owner));
                        self.tell(Place::default(), Effect::Note, what, "nobody writes another's register");
                    }
                    None => {}
                }
                let planned = planned.entry((writer, id.clone())).or_insert_with(|| Arc::clone(entry));
                if changed(planned) < changed(entry) {
                    *planned = Arc::clone(entry);
                }
            }
        }
        self.plan.records.extend(planned.into_iter().map(|((owner, id), entry)| put(owner, id, entry)));
    }
}
