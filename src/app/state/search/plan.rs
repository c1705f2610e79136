//! What is about to be done with everything that was found: each hit is kept or skipped first, then it is done in one
//! go.

use std::collections::BTreeSet;

use crate::app::state::session::Session;
use crate::model::change::replace::Replacement;
use crate::model::id::LabelId;

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
            let to = to.as_ref().map(|to| session.value_of_in_words(attribute, to));
            let from = session.value_of_in_words(attribute, from);
            (format!("{name}: {from}"), to.unwrap_or_else(|| "no value".to_owned()))
        }
    }
}
