//! What the reader of a format tells while it reads: where it is, what did not fit, which labels it met, and each
//! article as a line.

use crate::model::corpus::CorpusState;
use crate::model::id::{AttributeId, LabelId, RelationTypeId, RoleId, slug};
use crate::model::tagset::{Attribute, AttributeKind, Tagset};
use crate::model::text::fold::name_key;

use super::interchange::lines::{ArticleLine, RelationLine};
use super::pairs::{relation_line, roles_of};
use super::report::{Effect, Place, Report};

/// The longest id that people choose, in characters.
const MAX_SHORT_ID: usize = 32;

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
    /// The corpus that it is read into, where there is one.
    pub known: Option<&'r CorpusState>,
    take: Option<Take<'r>>,
}

impl<'r> Reading<'r> {
    /// A reading that has not begun; `take` gets each article with the reading as it is then.
    pub fn new(known: Option<&'r CorpusState>, take: Take<'r>) -> Self {
        Self {
            here: Place::default(),
            report: Report::default(),
            tagset: Tagset::default(),
            known,
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
    pub fn tell(&mut self, effect: Effect, what: impl Into<String>, why: impl ToString) {
        self.report.add(self.here.clone(), effect, what, why.to_string());
    }

    /// The id of the label of that name: the corpus's own, or one that is defined by this.
    pub fn label(&mut self, name: &str) -> String {
        let known = || self.tagsets().flat_map(|tagset| tagset.labels.values());
        let found = known().find(|known| known.id.as_str() == name);
        if let Some(label) = found.or_else(|| named(known(), name, |label| &label.name)) {
            return label.id.to_string();
        }
        if let Ok(id) = LabelId::new(&slug(name, MAX_SHORT_ID)) {
            let label = self.whole_tagset().new_label(id.clone(), name);
            self.tagset.labels.entry(id.clone()).or_insert(label);
            return id.to_string();
        }
        name.to_owned()
    }

    /// The id of the attribute of that name: the corpus's own, or one that is defined by this, for words.
    pub fn attribute(&mut self, name: &str) -> String {
        let known = || self.tagsets().flat_map(|tagset| tagset.attributes.values());
        let found = known().find(|known| known.id.as_str() == name);
        if let Some(known) = found.or_else(|| named(known(), name, |known| &known.name)) {
            return known.id.to_string();
        }
        if let Ok(id) = AttributeId::new(&slug(name, MAX_SHORT_ID)) {
            let attribute = self.whole_tagset().new_attribute(id.clone(), name);
            let attribute = Attribute { kind: AttributeKind::Text, ..attribute };
            self.tagset.attributes.entry(id.clone()).or_insert(attribute);
            return id.to_string();
        }
        name.to_owned()
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
        let known = || self.tagsets().flat_map(|tagset| tagset.relation_types.values());
        let found = known().find(|known| known.id.as_str() == name);
        if let Some(known) = found.or_else(|| named(known(), name, |known| &known.name)) {
            return known.id.to_string();
        }
        let Ok(id) = RelationTypeId::new(&slug(name, MAX_SHORT_ID)) else { return name.to_owned() };
        let roles = roles_of(id.as_str(), &Tagset::default()).map(|role| RoleId::new(&role));
        if let [Ok(one), Ok(two)] = roles {
            let kind = self.whole_tagset().new_relation_type(id.clone(), name, [one, two]);
            self.tagset.relation_types.entry(id.clone()).or_insert(kind);
        }
        id.to_string()
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

/// The one among `known` that goes by that name, in whatever case it is written.
fn named<'k, T>(
    mut known: impl Iterator<Item = &'k T>,
    name: &str,
    name_of: impl Fn(&T) -> &str,
) -> Option<&'k T> {
    let key = name_key(name);
    known.find(|known| name_key(name_of(known)) == key)
}
