//! Relations of two members as most formats have them: a type, from one annotation to another, without names for the
//! roles. The roles are those that the type declares, the first one first; a type of no such roles goes from `from`
//! to `to`. And relations of any members, as a list of these with their roles.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::interchange::lines::RelationLine;
use crate::model::tagset::Tagset;

/// The roles of relations whose type declares none.
const PLAIN: [&str; 2] = ["from", "to"];

/// The two roles of relations of that type.
pub fn roles_of(relation_type: &str, tagset: &Tagset) -> [String; 2] {
    let declared = tagset.relation_types.values().find(|known| known.id.as_str() == relation_type);
    match declared.map(|known| known.roles.as_slice()) {
        Some([one, two]) if one.id != two.id => [one.id.to_string(), two.id.to_string()],
        _ => PLAIN.map(str::to_owned),
    }
}

/// The ids of the two members of a relation, in the order of its roles, without the article before them.
pub fn ends<'r>(relation: &'r RelationLine, article: &str, tagset: &Tagset) -> Option<[&'r str; 2]> {
    let [from, to] = roles_of(&relation.relation_type, tagset).map(|role| member(relation, &role));
    let here = |id: &'r str| id.strip_prefix(article).and_then(|rest| rest.strip_prefix('#')).unwrap_or(id);
    Some([here(from?), here(to?)])
}

fn member<'r>(relation: &'r RelationLine, role: &str) -> Option<&'r str> {
    match relation.roles.get(role)?.as_array()?.as_slice() {
        [Value::String(id)] => Some(id),
        _ => None,
    }
}

/// A relation of that type between two annotations of the same line.
pub fn relation_line(id: String, relation_type: String, ends: [&str; 2], tagset: &Tagset) -> RelationLine {
    let roles = roles_of(&relation_type, tagset);
    let roles: Map<String, Value> =
        roles.into_iter().zip(ends).map(|(role, id)| (role, list_of(id))).collect();
    RelationLine { id, relation_type, roles, ..RelationLine::default() }
}

/// Gives a relation of two members the roles of its type. Whether that has changed it.
pub fn settle_roles(relation: &mut RelationLine, tagset: &Tagset) -> bool {
    let roles = roles_of(&relation.relation_type, tagset);
    let is_settled = relation.roles.len() == 2 && roles.iter().all(|role| member(relation, role).is_some());
    let is_in_order = relation.order.is_empty() || relation.order == roles;
    if is_settled && is_in_order {
        relation.order.clear();
        return false;
    }
    let members = in_order(relation);
    relation.order.clear();
    relation.roles = roles.into_iter().zip(&members).map(|(role, id)| (role, list_of(id))).collect();
    true
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
pub fn members(relation: &RelationLine) -> Vec<(&str, &str)> {
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

fn list_of(id: &str) -> Value {
    Value::Array(vec![Value::String(id.to_owned())])
}
