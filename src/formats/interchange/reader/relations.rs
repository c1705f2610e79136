//! Relations. One whose members have foreign ids may have to wait until the articles of all of them are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::formats::imported::Imported;
use crate::formats::report::{Effect, Place};
use crate::model::annotation::{AnnotationProvenance, Origin};
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, RelationId, RoleId};
use crate::model::relation::{CorpusAnnotation, Relation, RelationMember};

use super::super::lines::RelationLine;
use super::{Draft, LineReader};

/// A relation some of whose members are not known yet.
pub(super) struct PendingRelation {
    place: Place,
    layer: LayerKey,
    relation: Relation,
    members: Vec<PendingMember>,
}

/// A member of a relation, with the annotation it names if that is known.
struct PendingMember {
    role: RoleId,
    text: String,
    annotation: Option<CorpusAnnotation>,
}

impl LineReader<'_> {
    /// Takes in the relations of a line.
    pub(super) fn read_relations(&mut self, lines: Vec<RelationLine>, draft: &mut Draft<'_>) {
        for line in lines {
            let annotator = self.session.annotator(&line.annotator);
            let Some((relation, members)) = self.relation(&line) else {
                continue;
            };
            let id = relation.id.clone();
            let layer = LayerKey { article: draft.article.id.clone(), annotator: annotator.clone() };
            if !self.relation_ids.insert(Key::Relation(layer.clone(), id.clone())) {
                let what = format!("second relation {id} left out");
                self.session.tell(Effect::LeftOut, what, "the article has one of that id already");
                continue;
            }
            let members: Vec<PendingMember> = members
                .into_iter()
                .map(|(role, text)| PendingMember {
                    annotation: self.member(&text, &annotator, draft),
                    role,
                    text,
                })
                .collect();
            let found = members.iter().map(|member| {
                Some(RelationMember { role: member.role.clone(), annotation: member.annotation.clone()? })
            });
            let Some(found) = found.collect() else {
                let place = self.session.here.clone();
                self.pending.push(PendingRelation { place, layer, relation, members });
                continue;
            };
            let relation = Relation { members: found, ..relation };
            self.tell_away(&relation, &draft.article.id);
            draft.layer(&annotator).relations.insert(id, Arc::new(relation));
        }
        self.relation_ids.clear();
    }

    /// Adds the relations that had to wait; members still unknown are left out.
    pub fn end_articles(&mut self, imported: &mut Imported) {
        for PendingRelation { place, layer, relation, members } in std::mem::take(&mut self.pending) {
            self.session.here = place;
            let mut relation = relation;
            for PendingMember { role, text, annotation } in members {
                if let Some(annotation) = annotation.or_else(|| self.corpus_member(&text)) {
                    relation.members.push(RelationMember { role, annotation });
                } else {
                    let what = format!("member of relation {} left out", relation.id);
                    self.session.tell(
                        Effect::LeftOut,
                        what,
                        format!("“{text}” is no annotation of the file"),
                    );
                }
            }
            if relation.members.len() < 2 {
                let what = format!("relation {} left out", relation.id);
                self.session.tell(Effect::LeftOut, what, "it has fewer than two members left");
                continue;
            }
            self.tell_away(&relation, &layer.article);
            let key = Key::Relation(layer, relation.id.clone());
            imported.records.push((key, Record::Relation(Arc::new(relation))));
        }
    }

    fn tell_away(&mut self, relation: &Relation, article: &ArticleId) {
        if relation.home().is_some_and(|home| home != article) {
            let what = format!("relation {} kept with {article}", relation.id);
            self.session.tell(Effect::Kept, what, "its first member stands in another article");
        }
    }

    /// A relation without its members, and these as they stand in the line.
    fn relation(&mut self, line: &RelationLine) -> Option<(Relation, Vec<(RoleId, String)>)> {
        let relation_type = match self.session.relation_type(&line.relation_type) {
            Ok(relation_type) => relation_type,
            Err(err) => {
                self.session.tell(Effect::LeftOut, format!("relation {} left out", line.id), err);
                return None;
            }
        };
        let id = RelationId::new(&line.id).unwrap_or_else(|_| {
            let id = self.session.context.ids.relation();
            self.session.minted.relations.insert(id.clone());
            id
        });
        let created = self.session.time(&line.created);
        let is_foreign = line.foreign_id.is_empty() && line.id != id.as_str();
        let provenance = AnnotationProvenance {
            origin: if line.origin.is_empty() {
                Origin::Import(self.session.origin.to_owned())
            } else {
                Origin::from_name(&line.origin)
            },
            created,
            changed: if line.changed.is_empty() { created } else { self.session.time(&line.changed) },
            foreign_id: if is_foreign { line.id.clone() } else { line.foreign_id.clone() },
        };
        let members = self.members(line);
        Some((
            Relation { id, relation_type, members: Vec::new(), note: line.note.clone(), provenance },
            members,
        ))
    }

    /// The members with their roles in the order they were given.
    fn members(&mut self, line: &RelationLine) -> Vec<(RoleId, String)> {
        let mut by_role: Vec<(&str, Vec<String>)> = Vec::new();
        for (role, ids) in &line.roles {
            let ids = match ids {
                Value::String(id) => vec![id.clone()],
                Value::Array(ids) => ids.iter().map(member_text).collect(),
                other => vec![member_text(other)],
            };
            by_role.push((role, ids));
        }
        let mut left: BTreeMap<&str, std::vec::IntoIter<String>> =
            by_role.iter().map(|(role, ids)| (*role, ids.clone().into_iter())).collect();
        let mut ordered: Vec<(&str, String)> = line
            .order
            .iter()
            .filter_map(|role| Some((role.as_str(), left.get_mut(role.as_str())?.next()?)))
            .collect();
        for (role, _) in &by_role {
            ordered.extend(left.remove(role).into_iter().flatten().map(|id| (*role, id)));
        }
        let mut members = Vec::new();
        for (role, id) in ordered {
            match self.session.short_id("role", role) {
                Ok(role) => members.push((role, id)),
                Err(err) => {
                    self.session.tell(Effect::LeftOut, format!("member {id} of a relation left out"), err);
                }
            }
        }
        members
    }

    /// The annotation a member names, as far as it is known by now.
    fn member(&self, text: &str, annotator: &AnnotatorId, draft: &Draft<'_>) -> Option<CorpusAnnotation> {
        if let Some(annotation) = self.corpus_member(text) {
            return Some(annotation);
        }
        let own = draft.ids.get(&(annotator.clone(), text.to_owned()));
        let in_line = own.or_else(|| draft.ids.iter().find(|((_, told), _)| told == text).map(|(_, id)| id));
        in_line.map(|id| CorpusAnnotation { article: draft.article.id.clone(), annotation: id.clone() })
    }

    /// The annotation that `article#annotation` names; either part may be a foreign id and hold a `#`.
    fn corpus_member(&self, text: &str) -> Option<CorpusAnnotation> {
        text.rmatch_indices('#').find_map(|(cut, _)| {
            let (article, annotation) = (&text[..cut], &text[cut + 1..]);
            let foreign = || self.foreign_articles.get(article).cloned();
            let article = ArticleId::new(article).ok().or_else(foreign)?;
            let place = (article.clone(), annotation.to_owned());
            let foreign = self.foreign_annotations.get(&place).cloned();
            let annotation = foreign.or_else(|| AnnotationId::new(annotation).ok())?;
            Some(CorpusAnnotation { article, annotation })
        })
    }
}

/// A member as it stands in the line, a number by its digits.
fn member_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
