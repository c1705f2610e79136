//! Attribution events: a cue with relations to the words for the speaker and to what was said become the attribution
//! of the latter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::formats::imported::Imported;
use crate::formats::report::{Effect, Place, Report};
use crate::model::annotation::{Annotation, AttributedVoice, Party, VoiceRole};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, IdSource, LabelId, RelationId, RelationTypeId, RoleId, VoiceId};
use crate::model::relation::{Relation, RelationMember};
use crate::model::text::Fragments;
use crate::model::time::Timestamp;
use crate::model::voice::{Voice, VoiceKind};

/// Which annotations are cues, and which relations lead on from them.
pub(super) struct Events {
    pub(super) cue: LabelId,
    pub(super) source: Link,
    pub(super) content: Link,
}

/// What leads from a cue to something: a relation of that type, or a member with that role. Where the dataset has
/// neither, nothing does.
#[derive(Default)]
pub(super) struct Link {
    pub(super) relation_type: Option<RelationTypeId>,
    pub(super) role: Option<RoleId>,
}

impl Link {
    pub(super) fn is_there(&self) -> bool {
        self.relation_type.is_some() || self.role.is_some()
    }

    fn leads_to(&self, relation: &Relation, member: &RelationMember) -> bool {
        self.relation_type.as_ref() == Some(&relation.relation_type)
            || self.role.as_ref() == Some(&member.role)
    }
}

/// One event of a layer.
struct Event {
    cue: AnnotationId,
    sources: Vec<AnnotationId>,
    contents: Vec<AnnotationId>,
    relations: Vec<RelationId>,
}

/// A layer of the dataset, by its records.
#[derive(Default)]
struct LayerParts {
    annotations: BTreeMap<AnnotationId, Arc<Annotation>>,
    relations: Vec<Arc<Relation>>,
}

/// The entries of registers by their names and aliases, and what is entered on the way.
struct Speakers<'i> {
    by_name: BTreeMap<String, VoiceId>,
    new: Vec<(Key, Record)>,
    ids: &'i mut dyn IdSource,
    now: Timestamp,
}

impl Events {
    pub(super) fn apply(
        &self,
        imported: &mut Imported,
        state: &CorpusState,
        ids: &mut dyn IdSource,
        now: Timestamp,
        report: &mut Report,
    ) {
        let mut layers: BTreeMap<LayerKey, LayerParts> = BTreeMap::new();
        for (key, record) in &imported.records {
            match (key, record) {
                (Key::Annotation(place, id), Record::Annotation(annotation)) => {
                    let layer = layers.entry(place.clone()).or_default();
                    layer.annotations.insert(id.clone(), Arc::clone(annotation));
                }
                (Key::Relation(place, _), Record::Relation(relation)) => {
                    layers.entry(place.clone()).or_default().relations.push(Arc::clone(relation));
                }
                _ => {}
            }
        }
        let texts: BTreeMap<_, _> =
            imported.articles.iter().map(|article| (article.id.clone(), article.text.clone())).collect();
        let mut speakers = Speakers { by_name: names_of(state, imported), new: Vec::new(), ids, now };
        let (mut changed, mut gone) = (BTreeMap::new(), BTreeSet::new());
        for (place, layer) in &layers {
            let Some(text) = texts.get(&place.article) else { continue };
            for event in self.events(layer) {
                apply_event(&event, (place, layer), text.as_str(), &mut speakers, &mut changed, report);
                gone.extend(event.relations.iter().map(|id| Key::Relation(place.clone(), id.clone())));
                let used = event.sources.iter().chain([&event.cue]);
                let used = used.filter(|id| !layer.is_linked_otherwise(id, &event.relations));
                gone.extend(used.map(|id| Key::Annotation(place.clone(), id.clone())));
            }
        }
        let is_gone = |key: &Key| {
            gone.contains(key)
                || matches!(key, Key::Decision(place, on) if gone.contains(&Key::Annotation(
                    LayerKey { article: place.article.clone(), annotator: on.annotator.clone() },
                    on.annotation.clone(),
                )))
        };
        imported.records.retain(|(key, _)| !is_gone(key));
        for (key, record) in &mut imported.records {
            if let Some(annotation) = changed.remove(key) {
                *record = Record::Annotation(Arc::new(annotation));
            }
        }
        imported.records.splice(0..0, speakers.new);
    }

    /// The events of a layer that have any content.
    fn events(&self, layer: &LayerParts) -> Vec<Event> {
        let cues = layer.annotations.values().filter(|annotation| annotation.label == self.cue);
        let events = cues.map(|cue| {
            let mut event = Event {
                cue: cue.id.clone(),
                sources: Vec::new(),
                contents: Vec::new(),
                relations: Vec::new(),
            };
            for relation in &layer.relations {
                let Some((first, others)) = relation.members.split_first() else { continue };
                if first.annotation.annotation != cue.id {
                    continue;
                }
                let mut is_part = false;
                for member in others
                    .iter()
                    .filter(|member| layer.annotations.contains_key(&member.annotation.annotation))
                {
                    let id = member.annotation.annotation.clone();
                    if self.content.leads_to(relation, member) {
                        event.contents.push(id);
                    } else if self.source.leads_to(relation, member) {
                        event.sources.push(id);
                    } else {
                        continue;
                    }
                    is_part = true;
                }
                if !is_part {
                    continue;
                }
                event.relations.push(relation.id.clone());
            }
            event
        });
        events.filter(|event| !event.contents.is_empty()).collect()
    }
}

/// Gives what was said in an event its attribution, where it has none.
fn apply_event(
    event: &Event,
    (place, layer): (&LayerKey, &LayerParts),
    text: &str,
    speakers: &mut Speakers<'_>,
    changed: &mut BTreeMap<Key, Annotation>,
    report: &mut Report,
) {
    let places = event.sources.iter().filter_map(|id| layer.annotations.get(id));
    let places: Vec<&Fragments> = places.map(|annotation| &annotation.fragments).collect();
    let cue = layer.annotations.get(&event.cue).map(|annotation| &annotation.fragments);
    for id in &event.contents {
        let key = Key::Annotation(place.clone(), id.clone());
        let Some(content) = layer.annotations.get(id) else { continue };
        let mut content = changed.remove(&key).unwrap_or_else(|| Annotation::clone(content));
        let here = Place::default().in_article(&place.article).at_annotation(id);
        // A format may have told source and cue already, but not who it is.
        if content.attribution.voices.is_empty() {
            let voices = places.iter().filter_map(|place| place.covered(text).ok());
            let parties: Vec<Party> = voices.map(|words| speakers.party(&words.join(" "), place)).collect();
            let voice = |party| AttributedVoice { role: VoiceRole::Speaker, party };
            content.attribution.voices = parties.into_iter().map(voice).collect();
            let source = joined(&places).filter(|source| is_outside(source, &content));
            let cue = cue.cloned().filter(|cue| is_outside(cue, &content));
            content.attribution.source = content.attribution.source.take().or(source);
            content.attribution.cue = content.attribution.cue.take().or(cue);
        } else {
            let what = "a second attribution was left out";
            report.add(here, Effect::LeftOut, what, "an annotation has one, of one or more speakers");
        }
        changed.insert(key, content);
    }
}

/// Several places as the fragments of one.
fn joined(places: &[&Fragments]) -> Option<Fragments> {
    Fragments::normalised(places.iter().flat_map(|place| place.ranges().iter().copied()).collect()).ok()
}

fn is_outside(words: &Fragments, annotation: &Annotation) -> bool {
    !words.overlap(&annotation.fragments)
}

impl LayerParts {
    /// Whether a relation other than these has the annotation for a member.
    fn is_linked_otherwise(&self, id: &AnnotationId, relations: &[RelationId]) -> bool {
        let others = self.relations.iter().filter(|relation| !relations.contains(&relation.id));
        others.flat_map(|relation| &relation.members).any(|member| member.annotation.annotation == *id)
    }
}

/// Every name and alias of the registers, with the first entry of that name.
fn names_of(state: &CorpusState, imported: &Imported) -> BTreeMap<String, VoiceId> {
    let own = imported.records.iter().filter_map(|(_, record)| match record {
        Record::Voice(voice) => Some(&**voice),
        _ => None,
    });
    let known = state.voices.values().flat_map(BTreeMap::values).map(|voice| &**voice);
    let mut by_name = BTreeMap::new();
    for voice in known.chain(own) {
        let names = voice.aliases.iter().map(|alias| &alias.value).chain([&voice.name]);
        for name in names {
            by_name.entry(name.trim().to_owned()).or_insert_with(|| voice.id.clone());
        }
    }
    by_name
}

impl Speakers<'_> {
    /// Who words for a speaker mean: an entry of the register, a new one where they hold a name, or only the words.
    fn party(&mut self, words: &str, place: &LayerKey) -> Party {
        let words = words.trim();
        if let Some(id) = self.by_name.get(words) {
            return Party::Registered(id.clone());
        }
        let has_name = words
            .split_whitespace()
            .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
            .count()
            >= 2;
        if !has_name {
            return Party::Unnamed { words: words.to_owned(), affiliation: None };
        }
        let voice = Voice {
            id: self.ids.voice(),
            name: words.to_owned(),
            kind: VoiceKind::Person,
            aliases: Vec::new(),
            roles: Vec::new(),
            belongs_to: Vec::new(),
            note: String::new(),
            merged_into: None,
            changed: self.now,
        };
        let id = voice.id.clone();
        self.by_name.insert(words.to_owned(), id.clone());
        self.new.push((Key::Voice(place.annotator.clone(), id.clone()), Record::Voice(Arc::new(voice))));
        Party::Registered(id)
    }
}
