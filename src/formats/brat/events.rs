//! Which relations are written as what, and which events say who said something.

use serde_json::{Map, Value};

use crate::formats::interchange::lines::{AnnotationLine, RelationLine, Span};
use crate::model::tagset::Tagset;

use super::{MEMBER, TRIGGER};

/// The line that a relation is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An `R` line.
    Pair,
    /// A `*` line.
    Group,
    /// An `E` line.
    Event,
}

/// The members of a relation in their order: role and id within the article.
pub fn members<'r>(relation: &'r RelationLine, article: &str) -> Vec<(&'r str, &'r str)> {
    let local = |id: &'r str| id.strip_prefix(article).and_then(|rest| rest.strip_prefix('#')).unwrap_or(id);
    let mut left: Vec<(&str, std::slice::Iter<'_, Value>)> = relation
        .roles
        .iter()
        .filter_map(|(role, ids)| Some((role.as_str(), ids.as_array()?.iter())))
        .collect();
    let mut members = Vec::new();
    for role in &relation.order {
        let ids = left.iter_mut().find(|(known, _)| known == role);
        members.extend(ids.and_then(|(role, ids)| Some((*role, local(ids.next()?.as_str()?)))));
    }
    for (role, ids) in left {
        members.extend(ids.filter_map(|id| Some((role, local(id.as_str()?)))));
    }
    members
}

/// The roles of a relation, and the order of its members where they don't stand role by role.
pub fn roles_and_order(members: &[(String, String)]) -> (Map<String, Value>, Vec<String>) {
    let mut roles: Map<String, Value> = Map::new();
    for (role, id) in members {
        let ids = roles.entry(role.as_str()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(ids) = ids {
            ids.push(id.as_str().into());
        }
    }
    let order: Vec<String> = members.iter().map(|(role, _)| role.clone()).collect();
    let role_by_role = roles.keys().flat_map(|role| order.iter().filter(move |other| *other == role));
    let stands_role_by_role = role_by_role.eq(&order);
    (roles, if stands_role_by_role { Vec::new() } else { order })
}

/// The role of the members of groups of that type.
pub fn group_role(tagset: &Tagset, relation_type: &str) -> String {
    let declared = tagset.relation_types.values().find(|kind| kind.id.as_str() == relation_type);
    match declared.map(|kind| kind.roles.as_slice()) {
        Some([only]) => only.id.to_string(),
        _ => MEMBER.to_owned(),
    }
}

/// Whether relations of that type are events.
pub fn is_event_type(tagset: &Tagset, relation_type: &str) -> bool {
    let declared = tagset.relation_types.values().find(|kind| kind.id.as_str() == relation_type);
    declared.is_some_and(|kind| kind.roles.first().is_some_and(|role| role.id.as_str() == TRIGGER))
}

/// What a relation is written as; none if brat has no such thing.
pub fn shape(relation: &RelationLine, article: &str, tagset: &Tagset) -> Option<Shape> {
    let members = members(relation, article);
    let num_triggers = members.iter().filter(|(role, _)| *role == TRIGGER).count();
    match members[..] {
        [(TRIGGER, _), ..] if num_triggers == 1 => Some(Shape::Event),
        [(one, _), (two, _)] if one != two => Some(Shape::Pair),
        [(first, _), _, ..] => {
            let are_alike = members.iter().all(|(role, _)| *role == first);
            (are_alike && first == group_role(tagset, &relation.relation_type)).then_some(Shape::Group)
        }
        _ => None,
    }
}

/// What an event says about who said something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<'r> {
    /// What was said.
    pub content: &'r str,
    /// Where the words stand that name the speaker.
    pub source: Vec<Span>,
    /// Where the words stand that report.
    pub cue: Vec<Span>,
}

/// What an event says about who said something, if it says so: by roles such as `content` and `source`.
pub fn told<'r>(
    relation: &'r RelationLine,
    article: &str,
    find: &dyn Fn(&str) -> Option<Vec<Span>>,
) -> Option<Told<'r>> {
    let members = members(relation, article);
    let [(TRIGGER, trigger), arguments @ ..] = &members[..] else { return None };
    let in_role = |names: &'static [&'static str]| {
        arguments.iter().filter(move |(role, _)| names.contains(role)).map(|(_, id)| *id)
    };
    let mut contents = in_role(&["content", "quote"]);
    let (Some(content), None) = (contents.next(), contents.next()) else { return None };
    let source = joined(in_role(&["source", "speaker"]).filter_map(find).flatten().collect());
    let cues: Vec<Span> = in_role(&["cue"]).filter_map(find).flatten().collect();
    if source.is_empty() && cues.is_empty() && relation.relation_type != "attribution" {
        return None;
    }
    let cue = joined(if cues.is_empty() { find(trigger)? } else { cues });
    Some(Told { content, source, cue })
}

/// Whether an annotation has the attribution that an event tells of.
pub fn agrees(annotation: &AnnotationLine, told: &Told<'_>) -> bool {
    annotation.source == told.source && annotation.cue == told.cue
}

/// Spans in order; those that touch or overlap are one.
pub fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for (start, end) in spans {
        match joined.last_mut() {
            Some((_, last)) if *last >= start => *last = end.max(*last),
            _ => joined.push((start, end)),
        }
    }
    joined
}
