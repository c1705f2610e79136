//! What is about to be done with everything that was found: each hit is kept or skipped first, then it is done in one
//! go.

use std::collections::BTreeSet;

use crate::app::state::session::Session;
use crate::model::annotation::AttributeValue;
use crate::model::change::replace::Replacement;
use crate::model::id::{AttributeId, LabelId};

/// What is to be done with hits.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Their words are tagged.
    Tag(LabelId),
    /// Something said of their spans is replaced.
    Replace(Replacement),
}

/// Something that is about to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What.
    pub deed: Deed,
    /// The hits it can be done with, by index, in the order in which they are shown.
    pub rows: Vec<usize>,
    /// Those of them that are left out.
    pub skipped: BTreeSet<usize>,
    /// Those of them for which it is so already.
    pub already: BTreeSet<usize>,
}

impl Plan {
    /// With how many hits it will be done.
    pub fn num_kept(&self) -> usize {
        self.rows.len() - self.skipped.len()
    }
}

/// What goes and what comes, in words.
pub fn before_and_after(session: &Session, replacement: &Replacement) -> (String, String) {
    let label = |id: &LabelId| {
        session.tagset().labels.get(id).map_or_else(|| id.to_string(), |label| label.name.clone())
    };
    match replacement {
        Replacement::Label { from, to } => (label(from), label(to)),
        Replacement::Speaker { from, to } => {
            (session.register.party_in_words(from), session.register.party_in_words(to))
        }
        Replacement::Attribute { attribute, from, to } => {
            let known = session.tagset().attributes.get(attribute);
            let name = known.map_or_else(|| attribute.to_string(), |attribute| attribute.name.clone());
            let to = to.as_ref().map(|to| value_in_words(session, attribute, to));
            let from = value_in_words(session, attribute, from);
            (format!("{name}: {from}"), to.unwrap_or_else(|| "no value".to_owned()))
        }
    }
}

/// A value of an attribute in words; by its kind, where the tagset has no such attribute.
pub fn value_in_words(session: &Session, id: &AttributeId, value: &AttributeValue) -> String {
    match session.tagset().attributes.get(id) {
        Some(attribute) => session.value_in_words(attribute, value),
        None => format!("a {}", value.kind_name()),
    }
}
