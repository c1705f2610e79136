//! Events and relations that are nothing but an attribution, and the words that are nothing but a part of one.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::interchange::lines::{RelationLine, Span};
use crate::formats::reading::MAX_SHORT_ID;
use crate::model::id::slug;

use super::super::events::{roles_and_order, told};
use super::super::lines::{Linked, Standoff};
use super::super::{ARGUMENTS, ATTRIBUTION, CONTENT, CUE, SOURCE, TRIGGER};

/// What of an article's lines is attribution and nothing else.
#[derive(Default)]
pub struct Attributions<'l> {
    /// Ids of events and relations.
    pub links: BTreeSet<&'l str>,
    /// Ids of the words of sources and cues.
    pub words: BTreeSet<&'l str>,
    /// By what was said: the source's words and the cue's.
    pub of: BTreeMap<&'l str, (Vec<Span>, Vec<Span>)>,
}

/// The parts of a link that can be an attribution: what was said, the source and the cue, where there are such.
type Parts<'l> = (&'l str, Option<&'l str>, Option<&'l str>);

fn parts_of_event(event: &Linked) -> Option<Parts<'_>> {
    if event.kind != ATTRIBUTION {
        return None;
    }
    let (mut content, mut source) = (None, None);
    for (role, id) in &event.arguments {
        let part = match role.as_str() {
            CONTENT => &mut content,
            SOURCE => &mut source,
            _ => return None,
        };
        if part.replace(id.as_str()).is_some() {
            return None;
        }
    }
    Some((content?, source, Some(event.trigger.as_str())))
}

fn parts_of_relation(relation: &Linked) -> Option<Parts<'_>> {
    match relation.arguments.as_slice() {
        [(one, content), (two, source)]
            if relation.kind == ATTRIBUTION && [one.as_str(), two.as_str()] == ARGUMENTS =>
        {
            Some((content, Some(source), None))
        }
        _ => None,
    }
}

/// What events say of who said what that could not be attributions and nothing else.
fn told_otherwise<'l>(
    standoff: &'l Standoff,
    places: &BTreeMap<&'l str, (&'l str, Vec<Span>)>,
) -> BTreeSet<(&'l str, Vec<Span>, Vec<Span>)> {
    let triggers: BTreeMap<&str, &str> =
        standoff.events.iter().map(|event| (event.id.as_str(), event.trigger.as_str())).collect();
    let text = |id: &'l str| triggers.get(id).copied().unwrap_or(id);
    let find = |id: &str| places.get(id).map(|(_, spans)| spans.clone());
    let is_kind = |id: &str, kind: &str| places.get(id).is_some_and(|(known, _)| *known == kind);
    let could_be_ours = |event: &&Linked| {
        parts_of_event(event).is_some_and(|(content, source, cue)| {
            places.contains_key(content)
                && source.is_none_or(|id| is_kind(id, SOURCE))
                && cue.is_none_or(|id| is_kind(id, CUE))
        })
    };
    let mut all = BTreeSet::new();
    for event in standoff.events.iter().filter(|event| !could_be_ours(event)) {
        let named = event.arguments.iter().map(|(name, id)| (slug(name, MAX_SHORT_ID), text(id).to_owned()));
        let members: Vec<(String, String)> =
            [(TRIGGER.to_owned(), event.trigger.clone())].into_iter().chain(named).collect();
        let (roles, order) = roles_and_order(&members);
        let relation_type = slug(&event.kind, MAX_SHORT_ID);
        let relation = RelationLine { relation_type, roles, order, ..RelationLine::default() };
        if let Some(told) = told(&relation, "", &find)
            && let Some((content, _)) = places.get_key_value(told.content)
        {
            all.insert((*content, told.source, told.cue));
        }
    }
    all
}

/// The attributions among the lines; `places` are those of the texts that have one.
pub fn attributions<'l>(
    standoff: &'l Standoff,
    places: &BTreeMap<&'l str, (&'l str, Vec<Span>)>,
) -> Attributions<'l> {
    let about = standoff.attributes.iter().map(|line| line.target.as_str());
    let about: BTreeSet<&str> = about.chain(standoff.notes.iter().map(|line| line.target.as_str())).collect();
    let links = || standoff.events.iter().chain(&standoff.relations).chain(&standoff.groups);
    let arguments = links().flat_map(|link| link.arguments.iter().map(|(_, id)| id.as_str()));
    let is_argument: BTreeSet<&str> = arguments.collect();
    let mut found = Attributions::default();
    let is_kind = |id: &str, kind: &str| places.get(id).is_some_and(|(known, _)| *known == kind);
    let mut candidates = BTreeSet::new();
    let events = standoff.events.iter().filter_map(|event| Some((event, parts_of_event(event)?)));
    let relations = standoff.relations.iter().filter_map(|link| Some((link, parts_of_relation(link)?)));
    let told_otherwise = told_otherwise(standoff, places);
    for (link, (content, source, cue)) in events.chain(relations) {
        let id = link.id.as_str();
        let are_texts = places.contains_key(content)
            && source.is_none_or(|id| is_kind(id, SOURCE))
            && cue.is_none_or(|id| is_kind(id, CUE));
        if !are_texts || about.contains(id) || is_argument.contains(id) || found.of.contains_key(content) {
            continue;
        }
        let spans = |id: Option<&str>| {
            id.and_then(|id| places.get(id)).map(|(_, spans)| spans.clone()).unwrap_or_default()
        };
        // Where another event says the same, that one will do, and this one stays what it is.
        let says = (content, spans(source), spans(cue));
        if told_otherwise.contains(&says) {
            continue;
        }
        let (content, source_spans, cue_spans) = says;
        found.of.insert(content, (source_spans, cue_spans));
        found.links.insert(id);
        candidates.extend(source);
        candidates.extend(cue);
    }
    // Words of which anything else is said are annotations of their own.
    let mut other: BTreeSet<&str> = about;
    for link in links() {
        let is_attribution = found.links.contains(link.id.as_str());
        for (role, id) in &link.arguments {
            let is_source = role == SOURCE || (link.trigger.is_empty() && role == ARGUMENTS[1]);
            if !(is_attribution && is_source) {
                other.insert(id);
            }
        }
        if !is_attribution {
            other.insert(&link.trigger);
        }
    }
    found.words = candidates.into_iter().filter(|id| !other.contains(id)).collect();
    found
}
