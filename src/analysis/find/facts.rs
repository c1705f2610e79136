//! What is known about hits besides themselves: names of labels and speakers, and the articles they stand in.

use std::collections::BTreeMap;

use super::Hit;
use crate::model::annotation::Party;
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::id::{LabelId, VoiceId};
use crate::model::text::visible::shown_name;
use crate::model::voice::resolved_names;

/// What is known about hits, from one state of the corpus.
pub struct Facts<'c> {
    state: &'c CorpusState,
    voices: BTreeMap<VoiceId, String>,
}

impl<'c> Facts<'c> {
    /// The facts of a corpus. Goes through the register once.
    pub fn of(state: &'c CorpusState) -> Self {
        Self { state, voices: resolved_names(&state.register()) }
    }

    /// The article of a hit, if it is still there.
    pub fn article(&self, hit: &Hit) -> Option<&'c ArticleRow> {
        self.state.articles.get(&hit.article).map(|row| &**row)
    }

    /// The name of a label.
    pub fn label_name(&self, id: &LabelId) -> String {
        let name = self.state.tagset.labels.get(id).map_or(id.as_str(), |label| &label.name);
        shown_name(name).into_owned()
    }

    /// Where a label stands among the others.
    pub fn label_position(&self, id: &LabelId) -> u32 {
        self.state.tagset.labels.get(id).map_or(u32::MAX, |label| label.position)
    }

    /// Who speaks in a hit's span, in words; empty if nobody does.
    pub fn speakers(&self, hit: &Hit) -> String {
        let names: Vec<String> = hit.speakers.iter().map(|party| self.party(party)).collect();
        names.join(", ")
    }

    fn party(&self, party: &Party) -> String {
        match party {
            Party::Registered(id) => {
                let name = self.voices.get(id).filter(|name| !name.is_empty());
                shown_name(name.map_or(id.as_str(), |name| name)).into_owned()
            }
            Party::Unnamed { words, .. } => shown_name(words).into_owned(),
            Party::Article => "the article".to_owned(),
        }
    }
}
