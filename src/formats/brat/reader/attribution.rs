//! Events and relations that are nothing but an attribution, and the words that are nothing but a part of one.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::interchange::lines::Span;

use super::super::lines::{Linked, Standoff};
use super::super::{ARGUMENTS, ATTRIBUTION, CONTENT, CUE, SOURCE};

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
        found.of.insert(content, (spans(source), spans(cue)));
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
