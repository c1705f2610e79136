//! Relations of two members as most formats have them: a type, from one annotation to another, without names for the
//! roles. The roles are those that the type declares, the first one first; a type of no such roles goes from `from`
//! to `to`. And relations of any members, as a list of these with their roles.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::interchange::lines::{ArticleLine, RelationLine};
use super::report::{Effect, Place, Report, What};
use crate::model::tagset::Tagset;

/// The roles of relations whose type declares none.
const PLAIN: [&str; 2] = ["from", "to"];

/// The two roles of relations of that type: both the same where it declares only one.
pub fn roles_of(relation_type: &str, tagset: &Tagset) -> [String; 2] {
    let declared = tagset.relation_types.values().find(|known| known.id.as_str() == relation_type);
    match declared.map(|known| known.roles.as_slice()) {
        Some([both]) => [both.id.to_string(), both.id.to_string()],
        Some([one, two]) if one.id != two.id => [one.id.to_string(), two.id.to_string()],
        _ => PLAIN.map(str::to_owned),
    }
}

/// The ids of the two members of a relation, in the order of its roles, without the article before them.
pub fn ends<'r>(relation: &'r RelationLine, article: &str, tagset: &Tagset) -> Option<[&'r str; 2]> {
    let here = |id: &'r str| id.strip_prefix(article).and_then(|rest| rest.strip_prefix('#')).unwrap_or(id);
    Some(members(relation, &roles_of(&relation.relation_type, tagset))?.map(here))
}

/// The two members, if the relation has just these, in these roles.
fn members<'r>(relation: &'r RelationLine, [one, two]: &[String; 2]) -> Option<[&'r str; 2]> {
    let of = |role: &str| relation.roles.get(role)?.as_array().map(Vec::as_slice);
    match (relation.roles.len(), of(one)?, of(two)?) {
        (1, [Value::String(from), Value::String(to)], _) if one == two => Some([from, to]),
        (2, [Value::String(from)], [Value::String(to)]) => Some([from, to]),
        _ => None,
    }
}

/// A relation of that type between two annotations of the same line.
pub fn relation_line(id: String, relation_type: String, ends: [&str; 2], tagset: &Tagset) -> RelationLine {
    let roles = with_roles(&roles_of(&relation_type, tagset), ends);
    RelationLine { id, relation_type, roles, ..RelationLine::default() }
}

fn with_roles<S: AsRef<str>>(
    roles: &[String; 2],
    members: impl IntoIterator<Item = S>,
) -> Map<String, Value> {
    let mut map: Map<String, Value> = Map::new();
    for (role, id) in roles.iter().zip(members) {
        let ids = map.entry(role.as_str()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(ids) = ids {
            ids.push(Value::String(id.as_ref().to_owned()));
        }
    }
    map
}

/// Gives a relation of two members the roles of its type. Whether that has changed it.
pub fn settle_roles(relation: &mut RelationLine, tagset: &Tagset) -> bool {
    let roles = roles_of(&relation.relation_type, tagset);
    let is_in_order = relation.order.is_empty() || relation.order == roles;
    if is_in_order && members(relation, &roles).is_some() {
        relation.order.clear();
        return false;
    }
    let ids = in_order(relation);
    relation.order.clear();
    relation.roles = with_roles(&roles, ids);
    true
}

/// Leaves out, and tells of, the relations of a line whose members are not all annotations of whose the relation is:
/// for formats that hold the work of each annotator apart.
pub fn leave_out_relations_across(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let own: BTreeSet<(&str, &str)> =
        line.annotations.iter().map(|line| (line.annotator.as_str(), line.id.as_str())).collect();
    let here = format!("{}#", line.id);
    line.relations.retain(|relation| {
        let mut members = relation.roles.values().flat_map(|ids| ids.as_array().into_iter().flatten());
        let is_whole = members.all(|id| {
            let id = id.as_str().and_then(|id| id.strip_prefix(&here));
            id.is_some_and(|id| own.contains(&(relation.annotator.as_str(), id)))
        });
        if !is_whole {
            let what = What::of("relation ", &relation.id, " left out");
            let why =
                "each annotator’s work stands apart, and not both ends are of the annotator who related them";
            report.add(place.clone(), Effect::LeftOut, what, why);
        }
        is_whole
    });
}

/// The members of a relation in their order.
fn in_order(relation: &RelationLine) -> Vec<String> {
    let mut left: Map<String, Value> = relation.roles.clone();
    let mut take = |role: &str| -> Option<String> {
        let ids = left.get_mut(role)?.as_array_mut()?;
        (!ids.is_empty()).then(|| ids.remove(0).as_str().unwrap_or_default().to_owned())
    };
    if relation.order.is_empty() {
        let roles: Vec<String> = relation.roles.keys().cloned().collect();
        roles.iter().flat_map(|role| std::iter::from_fn(|| take(role)).collect::<Vec<_>>()).collect()
    } else {
        relation.order.iter().filter_map(|role| take(role)).collect()
    }
}

/// The members of a relation in their order, each with its role before it.
pub fn members_with_roles(relation: &RelationLine) -> Vec<(&str, &str)> {
    let ids = |role: &str| relation.roles.get(role).and_then(Value::as_array).into_iter().flatten();
    let mut num_taken: BTreeMap<&str, usize> = BTreeMap::new();
    let roles: Vec<&str> = if relation.order.is_empty() {
        relation.roles.keys().flat_map(|role| ids(role).map(move |_| role.as_str())).collect()
    } else {
        relation.order.iter().map(String::as_str).collect()
    };
    let mut members = Vec::new();
    for role in roles {
        let taken = num_taken.entry(role).or_default();
        members.extend(ids(role).nth(*taken).and_then(Value::as_str).map(|id| (role, id)));
        *taken += 1;
    }
    members
}

/// Gives a relation these members; those without a role are in the role `member`.
pub fn set_members(line: &mut RelationLine, members: &[(&str, String)]) {
    let (mut roles, mut order) = (Map::new(), Vec::new());
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    let mut is_role_by_role = true;
    for (idx, (role, id)) in members.iter().enumerate() {
        let role = if role.is_empty() { "member" } else { role };
        is_role_by_role &= last.insert(role, idx).is_none_or(|before| before + 1 == idx);
        let ids = roles.entry(role).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(ids) = ids {
            ids.push(id.as_str().into());
        }
        order.push(role.to_owned());
    }
    if is_role_by_role {
        order.clear();
    }
    (line.roles, line.order) = (roles, order);
}
