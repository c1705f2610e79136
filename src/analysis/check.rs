//! Checks of what the files alone can't tell: names that lead nowhere, values that don't fit their attribute,
//! relations that lack an end. Everything found is kept as it is; the check only says so.

use std::collections::BTreeMap;

use thiserror::Error;

use super::positions::ItemTree;
use crate::model::annotation::{Annotation, AttributeValue, Party};
use crate::model::copies::in_circles;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey};
use crate::model::id::{
    AnnotationId, AnnotatorId, ArticleId, AttributeId, ChoiceId, ItemId, LabelId, RelationTypeId, RoleId,
    VoiceId,
};
use crate::model::layer::Layer;
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::relation::{CorpusAnnotation, Relation};
use crate::model::tagset::{AttributeKind, Tagset};
use crate::model::text::RangeError;

/// Something that is not as it should be, and the record it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The record.
    pub key: Key,
    /// What is wrong.
    pub what: Fault,
}

/// What can be wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The tagset has no such label.
    #[error("the tagset has no label “{0}”")]
    UnknownLabel(LabelId),
    /// The tagset has no such attribute.
    #[error("the tagset has no attribute “{0}”")]
    UnknownAttribute(AttributeId),
    /// The value is not of the attribute's type.
    #[error("“{attribute}” takes a {expected}, not a {found}")]
    WrongType {
        /// The attribute.
        attribute: AttributeId,
        /// Its type.
        expected: &'static str,
        /// The type of the value.
        found: &'static str,
    },
    /// The attribute has no such choice.
    #[error("“{attribute}” has no choice “{choice}”")]
    UnknownChoice {
        /// The attribute.
        attribute: AttributeId,
        /// The choice.
        choice: ChoiceId,
    },
    /// The attribute does not belong to the annotation's label.
    #[error("“{attribute}” is no attribute of “{label}”")]
    NotOfLabel {
        /// The attribute.
        attribute: AttributeId,
        /// The annotation's label.
        label: LabelId,
    },
    /// Nobody's register has such an entry.
    #[error("no register has an entry {0}")]
    UnknownVoice(VoiceId),
    /// Nobody entered such an item.
    #[error("nobody entered an item {0}")]
    UnknownItem(ItemId),
    /// The tagset has no such relation type.
    #[error("the tagset has no relation type “{0}”")]
    UnknownRelationType(RelationTypeId),
    /// The relation type has no such role.
    #[error("the relation type has no role “{0}”")]
    UnknownRole(RoleId),
    /// A relation leads to an annotation that isn't there.
    #[error("it leads to the annotation {0}, which is not there")]
    Dangling(CorpusAnnotation),
    /// A role may not be taken by an annotation of that label.
    #[error("the role “{role}” is not for a {label}")]
    WrongLabelInRole {
        /// The role.
        role: RoleId,
        /// The label of the annotation in it.
        label: LabelId,
    },
    /// A relation needs two members.
    #[error("a relation links at least two annotations, this one {0}")]
    TooFewMembers(usize),
    /// A decision or correction is about an annotation that isn't there.
    #[error("{annotator} has no annotation {annotation} here any more")]
    NothingJudged {
        /// Whose annotation it was.
        annotator: AnnotatorId,
        /// Which it was.
        annotation: AnnotationId,
    },
    /// Source or cue overlap the tagged words.
    #[error("the {0} lies inside the tagged words")]
    Inside(&'static str),
    /// Two annotations of one article have one id.
    #[error("{0} has an annotation of the same id on this article")]
    SameId(AnnotatorId),
    /// A range does not fit the text.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// A correction of the text left the annotation without a place.
    #[error("it has no place in the text since the text was corrected; it covered “{0}”")]
    Unplaced(String),
    /// Two labels have one key.
    #[error("the key {key} is also that of “{other}”")]
    SameKey {
        /// The digit.
        key: u8,
        /// The other label.
        other: LabelId,
    },
    /// Items are terms of one another.
    #[error("it is a term of itself by way of {0}: say that one of them is no term")]
    TermInCircle(ItemId),
    /// Items take one another's place.
    #[error("it replaces {0}, which replaces it: say which of them came first")]
    ReplacesInCircle(ItemId),
    /// The article is linked as a copy of itself, by way of others or not.
    #[error("it is linked as a copy of {0}, and that one as a copy of it: unlink one of them")]
    CopyInCircle(ArticleId),
    /// The article can't be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
}

/// Everything the checks find, in a stable order.
pub fn check(corpus: &dyn CorpusReader) -> Vec<Finding> {
    let state = corpus.state();
    let mut check = Check { state, findings: Vec::new() };
    check.tagset(&state.tagset);
    check.registers();
    check.items();
    check.copies();
    for article in state.layers.keys() {
        match corpus.article(article) {
            Ok(read) => check.article(article, read.text.as_str()),
            Err(err) => check.find(Key::Blocks(article.clone()), err.into()),
        }
    }
    check.findings
}

/// What the checks find in the layers on one article, whose text is `text`. What it costs does not grow with the
/// corpus.
pub fn check_article(state: &CorpusState, article: &ArticleId, text: &str) -> Vec<Finding> {
    let mut check = Check { state, findings: Vec::new() };
    check.article(article, text);
    check.findings
}

struct Check<'s> {
    state: &'s CorpusState,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn article(&mut self, article: &ArticleId, text: &str) {
        let state = self.state;
        for (annotator, layer) in state.layers.get(article).into_iter().flatten() {
            let place = LayerKey { article: article.clone(), annotator: annotator.clone() };
            self.layer(&place, layer, text);
        }
        self.same_ids(article);
    }

    fn knows_voice(&self, id: &VoiceId) -> bool {
        self.state.voices.values().any(|own| own.contains_key(id))
    }

    fn knows_item(&self, id: &ItemId) -> bool {
        self.state.items.values().any(|own| own.contains_key(id))
    }

    fn find(&mut self, key: Key, what: Fault) {
        self.findings.push(Finding { key, what });
    }

    fn tagset(&mut self, tagset: &Tagset) {
        let mut by_key: BTreeMap<u8, &LabelId> = BTreeMap::new();
        for label in tagset.ordered_labels() {
            let Some(key) = label.key else { continue };
            if let Some(other) = by_key.insert(key, &label.id) {
                self.find(Key::Label(label.id.clone()), Fault::SameKey { key, other: other.clone() });
            }
        }
    }

    fn registers(&mut self) {
        let state = self.state;
        for (annotator, voice) in
            state.voices.iter().flat_map(|(who, voices)| voices.values().map(move |v| (who, v)))
        {
            for other in voice.belongs_to.iter().map(|group| &group.value).chain(&voice.merged_into) {
                if !self.knows_voice(other) {
                    let key = Key::Voice(annotator.clone(), voice.id.clone());
                    self.find(key, Fault::UnknownVoice(other.clone()));
                }
            }
        }
        for (annotator, item) in
            state.items.iter().flat_map(|(who, items)| items.values().map(move |i| (who, i)))
        {
            for other in item.term_of.iter().chain(&item.replaces).chain(&item.merged_into) {
                if !self.knows_item(other) {
                    self.find(
                        Key::Item(annotator.clone(), item.id.clone()),
                        Fault::UnknownItem(other.clone()),
                    );
                }
            }
        }
    }

    /// What is wrong with how items stand to each other. Each circle is told once. Namesakes are
    /// no fault: two people may follow one thing; the Items workspace shows them.
    fn items(&mut self) {
        let tree = ItemTree::of(self.state);
        let faults = tree.faults();
        for group in &faults.term_circles {
            self.item_circle(&tree, group, Fault::TermInCircle);
        }
        for group in &faults.replacement_circles {
            self.item_circle(&tree, group, Fault::ReplacesInCircle);
        }
    }

    fn item_circle(&mut self, tree: &ItemTree, circle: &[ItemId], fault: impl FnOnce(ItemId) -> Fault) {
        let Some(first) = circle.first() else { return };
        let second = circle.get(1).unwrap_or(first);
        if let Some(annotator) = tree.version_of(first) {
            self.find(Key::Item(annotator.clone(), first.clone()), fault(second.clone()));
        }
    }

    /// A link to what is not there any more is like none, and no fault.
    fn copies(&mut self) {
        let articles = &self.state.articles;
        for id in in_circles(articles) {
            if let Some(original) = articles.get(id).and_then(|row| row.copy_of.clone()) {
                self.find(Key::CopyOf(id.clone()), Fault::CopyInCircle(original));
            }
        }
    }

    fn layer(&mut self, place: &LayerKey, layer: &Layer, text: &str) {
        for annotation in layer.annotations.values() {
            self.annotation(place, annotation, text);
        }
        for relation in layer.relations.values() {
            self.relation(place, relation);
        }
        for on in layer.decisions.keys() {
            if self.find_annotation(&place.article, &on.annotation, Some(&on.annotator)).is_none() {
                let (annotator, annotation) = (on.annotator.clone(), on.annotation.clone());
                self.find(
                    Key::Decision(place.clone(), on.clone()),
                    Fault::NothingJudged { annotator, annotation },
                );
            }
        }
        for (id, unplaced) in &layer.unplaced {
            self.find(
                Key::Unplaced(place.clone(), id.clone()),
                Fault::Unplaced(unplaced.covered.join(" […] ")),
            );
        }
        for coverage in &layer.state.coverage {
            if let Some(err) = coverage.over.as_ref().and_then(|over| over.check(text).err()) {
                self.find(Key::State(place.clone()), err.into());
            }
            for label in coverage.labels.iter().filter(|label| !self.state.tagset.labels.contains_key(*label))
            {
                self.findings.push(Finding {
                    key: Key::State(place.clone()),
                    what: Fault::UnknownLabel(label.clone()),
                });
            }
        }
    }

    fn annotation(&mut self, place: &LayerKey, annotation: &Annotation, text: &str) {
        let mut faults = Vec::new();
        if !self.state.tagset.labels.contains_key(&annotation.label) {
            faults.push(Fault::UnknownLabel(annotation.label.clone()));
        }
        for (name, fragments) in annotation.all_fragments() {
            faults.extend(fragments.check(text).err().map(Fault::from));
            if name != "fragments" && fragments.overlap(&annotation.fragments) {
                faults.push(Fault::Inside(name));
            }
        }
        for voice in &annotation.attribution.voices {
            faults.extend(self.party(&voice.party));
        }
        for (id, value) in &annotation.attributes {
            faults.extend(self.attribute(&annotation.label, id, value));
        }
        for link in &annotation.items {
            if !self.knows_item(&link.item) {
                faults.push(Fault::UnknownItem(link.item.clone()));
            }
        }
        if let Some(corrected) = &annotation.corrects
            && self
                .find_annotation(&place.article, &corrected.annotation, Some(&corrected.annotator))
                .is_none()
        {
            let (annotator, annotation) = (corrected.annotator.clone(), corrected.annotation.clone());
            faults.push(Fault::NothingJudged { annotator, annotation });
        }
        for what in faults {
            self.find(Key::Annotation(place.clone(), annotation.id.clone()), what);
        }
    }

    fn party(&self, party: &Party) -> Option<Fault> {
        let voice = match party {
            Party::Registered(id) | Party::Unnamed { affiliation: Some(id), .. } => id,
            Party::Unnamed { affiliation: None, .. } | Party::Article => return None,
        };
        (!self.knows_voice(voice)).then(|| Fault::UnknownVoice(voice.clone()))
    }

    fn attribute(&self, label: &LabelId, id: &AttributeId, value: &AttributeValue) -> Vec<Fault> {
        let Some(attribute) = self.state.tagset.attributes.get(id) else {
            return vec![Fault::UnknownAttribute(id.clone())];
        };
        let mut faults = Vec::new();
        if !attribute.is_for(label) {
            faults.push(Fault::NotOfLabel { attribute: id.clone(), label: label.clone() });
        }
        let unknown = |choice: &ChoiceId| {
            let is_known = attribute.kind.choices().iter().any(|known| known.id == *choice);
            (!is_known).then(|| Fault::UnknownChoice { attribute: id.clone(), choice: choice.clone() })
        };
        match (&attribute.kind, value) {
            (AttributeKind::Choice(_), AttributeValue::Choice(choice)) => faults.extend(unknown(choice)),
            (AttributeKind::Choices(_), AttributeValue::Choices(choices)) => {
                faults.extend(choices.iter().filter_map(unknown));
            }
            (AttributeKind::Party, AttributeValue::Party(party)) => faults.extend(self.party(party)),
            (AttributeKind::Item, AttributeValue::Item(item)) => {
                faults.extend((!self.knows_item(item)).then(|| Fault::UnknownItem(item.clone())));
            }
            (kind, value) if kind.name() == value.kind_name() => {}
            (kind, value) => faults.push(Fault::WrongType {
                attribute: id.clone(),
                expected: kind.name(),
                found: value.kind_name(),
            }),
        }
        faults
    }

    fn relation(&mut self, place: &LayerKey, relation: &Relation) {
        let mut faults = Vec::new();
        let relation_type = self.state.tagset.relation_types.get(&relation.relation_type);
        if relation_type.is_none() {
            faults.push(Fault::UnknownRelationType(relation.relation_type.clone()));
        }
        if relation.members.len() < 2 {
            faults.push(Fault::TooFewMembers(relation.members.len()));
        }
        for member in &relation.members {
            let role = relation_type.map(|kind| kind.roles.iter().find(|role| role.id == member.role));
            if role == Some(None) {
                faults.push(Fault::UnknownRole(member.role.clone()));
            }
            let CorpusAnnotation { article, annotation } = &member.annotation;
            match (self.find_annotation(article, annotation, None), role.flatten()) {
                (None, _) => faults.push(Fault::Dangling(member.annotation.clone())),
                (Some(found), Some(role))
                    if !role.labels.is_empty() && !role.labels.contains(&found.label) =>
                {
                    let (role, label) = (role.id.clone(), found.label.clone());
                    faults.push(Fault::WrongLabelInRole { role, label });
                }
                _ => {}
            }
        }
        for what in faults {
            self.find(Key::Relation(place.clone(), relation.id.clone()), what);
        }
    }

    fn find_annotation(
        &self,
        article: &ArticleId,
        id: &AnnotationId,
        annotator: Option<&AnnotatorId>,
    ) -> Option<&Annotation> {
        let layers = self.state.layers.get(article)?;
        let mut wanted = layers.iter().filter(|(who, _)| annotator.is_none_or(|annotator| annotator == *who));
        wanted.find_map(|(_, layer)| layer.annotations.get(id)).map(|annotation| &**annotation)
    }

    /// Relations name annotations by article and id alone, so an id should be one person's there.
    fn same_ids(&mut self, article: &ArticleId) {
        let state = self.state;
        let mut owners: BTreeMap<&AnnotationId, &AnnotatorId> = BTreeMap::new();
        for (annotator, layer) in state.layers.get(article).into_iter().flatten() {
            for id in layer.annotations.keys() {
                if let Some(other) = owners.insert(id, annotator) {
                    let place = LayerKey { article: article.clone(), annotator: annotator.clone() };
                    self.find(Key::Annotation(place, id.clone()), Fault::SameId(other.clone()));
                }
            }
        }
    }
}
