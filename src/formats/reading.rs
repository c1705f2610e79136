//! What the reader of a format tells while it reads: where it is, what did not fit, which labels it met, and each
//! article as a line.

mod names;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::corpus::CorpusState;
use crate::model::id::{AttributeId, LabelId, RelationTypeId, RoleId, SettingId};
use crate::model::tagset::{Attribute, AttributeKind, Label, RelationType, Tagset};

use names::{Given, How, Kind};
pub use names::{MAX_SHORT_ID, Names, numbered};

use super::by_reference::KnownTexts;
use super::interchange::lines::{ArticleLine, RelationLine};
use super::pairs::{relation_line, roles_of};
use super::report::{Effect, Place, Report, What};

/// What takes an article that was read.
type Take<'r> = &'r mut dyn FnMut(ArticleLine, &mut Reading<'_>);

/// A reading of a dataset.
pub struct Reading<'r> {
    /// Where it is.
    pub here: Place,
    /// What did not fit, and how much of what was never made a line there was.
    pub report: Report,
    /// The labels, attributes and relation types that the dataset has and the corpus has not.
    pub tagset: Tagset,
    /// The settings that the dataset brings.
    pub settings: BTreeMap<SettingId, Arc<str>>,
    /// The corpus that it is read into, where there is one.
    pub known: Option<&'r CorpusState>,
    /// The names that were met, and what each stands for.
    pub names: Names,
    /// The texts of that corpus, for formats that name articles without theirs.
    pub texts: KnownTexts<'r>,
    take: Option<Take<'r>>,
}

impl<'r> Reading<'r> {
    /// A reading that has not begun; `take` gets each article with the reading as it is then.
    pub fn new(known: Option<&'r CorpusState>, take: Take<'r>) -> Self {
        Self {
            here: Place::default(),
            report: Report::default(),
            tagset: Tagset::default(),
            settings: BTreeMap::new(),
            known,
            names: Names::default(),
            texts: KnownTexts::of(None),
            take: Some(take),
        }
    }

    /// Gives an article away.
    pub fn article(&mut self, line: ArticleLine) {
        if let Some(take) = self.take.take() {
            take(line, self);
            self.take = Some(take);
        }
    }

    /// Reports something about the place reading is at.
    pub fn tell(&mut self, effect: Effect, what: impl Into<What>, why: impl ToString) {
        self.report.add(self.here.clone(), effect, what, why.to_string());
    }

    /// The id of the label of that name: the corpus's own, or one that is defined by this.
    pub fn label(&mut self, name: &str) -> String {
        let Some(Given { id, how }) = self.given(Kind::Label, name) else { return name.to_owned() };
        if let (How::New, Ok(id)) = (how, LabelId::new(&id))
            && !self.tagset.labels.contains_key(&id)
        {
            let label = Label { name: name.to_owned(), ..self.whole_tagset().new_label(id.clone(), name) };
            self.tagset.labels.insert(id, label);
        }
        id
    }

    /// The id of the attribute of that name: the corpus's own, or one that is defined by this, for words.
    pub fn attribute(&mut self, name: &str) -> String {
        let Some(Given { id, how }) = self.given(Kind::Attribute, name) else { return name.to_owned() };
        if let (How::New, Ok(id)) = (how, AttributeId::new(&id))
            && !self.tagset.attributes.contains_key(&id)
        {
            let attribute = self.whole_tagset().new_attribute(id.clone(), name);
            let attribute = Attribute { name: name.to_owned(), kind: AttributeKind::Text, ..attribute };
            self.tagset.attributes.insert(id, attribute);
        }
        id
    }

    /// A relation of the type of that name from one annotation of a line to another: the corpus's own type, or one
    /// that is defined by this.
    pub fn relation(&mut self, id: String, type_name: &str, ends: [&str; 2]) -> RelationLine {
        let relation_type = self.relation_type(type_name);
        let mut tagsets = self.tagsets();
        let has_type = |tagset: &&Tagset| tagset.relation_types.keys().any(|id| id.as_str() == relation_type);
        let none = Tagset::default();
        let tagset = tagsets.find(has_type).unwrap_or(&none);
        relation_line(id, relation_type, ends, tagset)
    }

    fn relation_type(&mut self, name: &str) -> String {
        let Some(Given { id, how }) = self.given(Kind::RelationType, name) else { return name.to_owned() };
        let roles = roles_of(&id, &Tagset::default()).map(|role| RoleId::new(&role));
        if let (How::New, Ok(id), [Ok(one), Ok(two)]) = (how, RelationTypeId::new(&id), roles)
            && !self.tagset.relation_types.contains_key(&id)
        {
            let kind = self.whole_tagset().new_relation_type(id.clone(), name, [one, two]);
            self.tagset.relation_types.insert(id, RelationType { name: name.to_owned(), ..kind });
        }
        id
    }

    /// What a name stands for; none where it is no name.
    fn given(&mut self, kind: Kind, name: &str) -> Option<Given> {
        if name.trim().is_empty() {
            return None;
        }
        if let Some(given) = self.names.known(kind, name) {
            return Some(given.clone());
        }
        let none = Tagset::default();
        let own = self.known.map_or(&none, |state| &state.tagset);
        let own: Vec<(&str, &str)> = match kind {
            Kind::Label => named(own.ordered_labels(), |label| (label.id.as_str(), &label.name)),
            Kind::Attribute => named(own.ordered_attributes(), |known| (known.id.as_str(), &known.name)),
            Kind::RelationType => {
                named(own.ordered_relation_types(), |known| (known.id.as_str(), &known.name))
            }
        };
        Some(self.names.give(kind, name, &own))
    }

    fn tagsets(&self) -> impl Iterator<Item = &Tagset> {
        self.known.map(|state| &state.tagset).into_iter().chain([&self.tagset])
    }

    /// What the corpus and the dataset have together, so that what is new looks unlike either.
    fn whole_tagset(&self) -> Tagset {
        let mut whole = self.known.map(|state| state.tagset.clone()).unwrap_or_default();
        whole.labels.extend(self.tagset.labels.clone());
        whole.attributes.extend(self.tagset.attributes.clone());
        whole.relation_types.extend(self.tagset.relation_types.clone());
        whole
    }
}

fn named<'t, T>(all: Vec<&'t T>, name: impl Fn(&'t T) -> (&'t str, &'t String)) -> Vec<(&'t str, &'t str)> {
    all.into_iter().map(name).map(|(id, name)| (id, name.as_str())).collect()
}
