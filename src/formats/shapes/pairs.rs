//! A row two annotations: related, or near each other and not related.
//!
//! Two annotations without a relation are a pair only if their labels fit the roles of the type, if they stand no more
//! sentences apart than was asked, and if both labels were looked for at their places by one who is done: who was not
//! looking for either may have related neither. The row's text is that of the sentences from the one to the other.

use std::collections::BTreeSet;

use super::here::{Here, Tagged, Worker};
use super::rows::{Draft, Left, ends, points_from, row_of, text_of};
use crate::model::id::{AnnotationId, RelationTypeId};
use crate::model::relation::Relation;
use crate::model::tagset::{RelationType, Role};
use crate::model::text::TextRange;

pub const SHARED: &[&str] = &[
    "relation",
    "start",
    "end",
    "text",
    "from_label",
    "from_start",
    "from_end",
    "from_text_fragments",
    "to_label",
    "to_start",
    "to_end",
    "to_text_fragments",
];
pub const OWN: &[&str] = &["from_id", "to_id", "related"];

/// What a row says of annotations that are related.
pub const RELATED: &str = "related";
const UNRELATED: &str = "unrelated";

/// The pairs of one who made relations.
pub fn drafts(here: &Here<'_>, worker: &Worker<'_>, left: &mut Left) -> Vec<Draft> {
    let tagset = &here.book.state.tagset;
    let mut drafts = Vec::new();
    for relation in &worker.relations {
        let ends = ends_of(relation, tagset.relation_types.get(&relation.relation_type));
        let is_here = ends.iter().flatten().all(|end| end.article == here.content.article.id);
        let tagged =
            ends.filter(|_| is_here).map(|[from, to]| [from, to].map(|end| here.annotation(&end.annotation)));
        match tagged {
            Some([Some(from), Some(to)]) => {
                drafts.push(draft(here, &relation.relation_type, [from, to], true));
            }
            _ => left.relations += 1,
        }
    }
    for kind in tagset.ordered_relation_types() {
        if let [from, to] = &kind.roles[..] {
            unrelated(here, worker, (kind, from, to), &mut drafts, left);
        }
    }
    drafts
}

/// The two members of a relation: in the order of the type's roles, or as they stand.
fn ends_of<'r>(
    relation: &'r Relation,
    kind: Option<&RelationType>,
) -> Option<[&'r crate::model::relation::CorpusAnnotation; 2]> {
    let [one, other] = &relation.members[..] else { return None };
    let is_turned = kind.is_some_and(|kind| match &kind.roles[..] {
        [first, second] => one.role == second.id && other.role == first.id && first.id != second.id,
        _ => false,
    });
    let (from, to) = if is_turned { (other, one) } else { (one, other) };
    Some([&from.annotation, &to.annotation])
}

/// Adds pairs that could be related and are not.
fn unrelated(
    here: &Here<'_>,
    worker: &Worker<'_>,
    (kind, from_role, to_role): (&RelationType, &Role, &Role),
    drafts: &mut Vec<Draft>,
    left: &mut Left,
) {
    let related = related_ids(here, kind);
    let fits =
        |role: &Role, tagged: &Tagged<'_>| role.labels.is_empty() || role.labels.contains(tagged.label());
    let around = usize::from(here.book.plan.around);
    for (idx, one) in worker.annotations.iter().enumerate() {
        let near = worker.annotations[idx + 1..].iter().take_while(|other| {
            here.sentence_of(other.hull().start())
                <= here.sentence_of(one.hull().end().saturating_sub(1)) + around
        });
        for other in near {
            for [from, to] in [[one, other], [other, one]] {
                let is_pair = fits(from_role, from) && fits(to_role, to);
                if !is_pair || related.contains(&(&from.annotation.id, &to.annotation.id)) {
                    continue;
                }
                let is_looked_for = |tagged: &Tagged<'_>| worker.looked_for(tagged.label(), tagged.hull());
                if is_looked_for(from) && is_looked_for(to) {
                    drafts.push(draft(here, &kind.id, [*from, *to], false));
                } else {
                    left.pairs += 1;
                }
            }
        }
    }
}

/// The members of every relation of a type in the article, whoever made it, selected or not.
fn related_ids<'h>(here: &Here<'h>, kind: &RelationType) -> BTreeSet<(&'h AnnotationId, &'h AnnotationId)> {
    let relations = here.layers.values().flat_map(|layer| layer.relations.values());
    let of_kind = relations.filter(|relation| relation.relation_type == kind.id);
    let ends = of_kind.filter_map(|relation| ends_of(relation, Some(kind)));
    ends.map(|[from, to]| (&from.annotation, &to.annotation)).collect()
}

fn draft(here: &Here<'_>, kind: &RelationTypeId, [from, to]: [Tagged<'_>; 2], is_related: bool) -> Draft {
    let (one, other) = (from.hull(), to.hull());
    let both = TextRange::new(one.start().min(other.start()), one.end().max(other.end())).unwrap_or(one);
    let window = here.window(both, 0);
    let first = here.points(window).0;
    let [start, end] = ends(here, window);
    let [from_start, from_end] = ends(here, one);
    let [to_start, to_end] = ends(here, other);
    let places = [from, to].map(|tagged| &tagged.annotation.fragments);
    let (from_label, to_label) = (from.label().as_str(), to.label().as_str());
    Draft {
        key: format!("{kind} {from_label} {:?} {to_label} {:?}", places[0].ranges(), places[1].ranges()),
        shared: row_of([
            ("relation", kind.as_str().into()),
            ("start", start),
            ("end", end),
            ("text", text_of(here, window)),
            ("from_label", from_label.into()),
            ("from_start", from_start),
            ("from_end", from_end),
            ("from_text_fragments", points_from(here, places[0], first)),
            ("to_label", to_label.into()),
            ("to_start", to_start),
            ("to_end", to_end),
            ("to_text_fragments", points_from(here, places[1], first)),
        ]),
        own: row_of([
            ("from_id", from.annotation.id.as_str().into()),
            ("to_id", to.annotation.id.as_str().into()),
            ("related", is_related.into()),
        ]),
        says: vec![if is_related { RELATED } else { UNRELATED }.to_owned()],
        denies: Vec::new(),
        place: None,
        about: vec![from.to_ref(), to.to_ref()],
    }
}
