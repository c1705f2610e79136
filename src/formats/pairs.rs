//! Relations of two members as most formats have them: a type, from one annotation to another, without names for the
//! roles. The roles are those that the type declares, the first one first; a type of no such roles goes from `from`
//! to `to`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::interchange::lines::{ArticleLine, RelationLine};
use super::report::{Effect, Place, Report};
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
            let what = format!("relation {} left out", relation.id);
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

fn list_of(id: &str) -> Value {
    Value::Array(vec![Value::String(id.to_owned())])
}
