//! Counts over a corpus: what it adds up to, and its figures as tables, each row of which leads to the spans it
//! counts. [`facts`] goes through the corpus once, [`tables`] makes any table of that, [`filter`] narrows it.

pub mod filter;
pub mod texts;
pub mod lengths;
pub mod facts;
pub mod table;
pub mod tables;

use std::collections::BTreeMap;

use crate::model::annotation::AnnotationRef;
use crate::model::annotation::{Party, VoiceRole};
use crate::model::id::{AnnotatorId, LabelId, VoiceId};
use crate::model::layer::Progress;
use crate::model::reader::CorpusReader;
use crate::model::review::{ReviewStatus, Verdict, review_status};
use crate::model::voice::resolve;

/// What a corpus adds up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Articles.
    pub num_articles: usize,
    /// Bytes of text.
    pub num_text_bytes: usize,
    /// Annotations.
    pub num_annotations: usize,
    /// Relations.
    pub num_relations: usize,
    /// Entries of the register, each id once, those merged into others not counted.
    pub num_voices: usize,
    /// Items, each id once.
    pub num_items: usize,
    /// Annotations without anyone who said them, the inherited ones not looked up.
    pub num_unattributed: usize,
    /// Annotations by label.
    pub labels: BTreeMap<LabelId, usize>,
    /// Counts by annotator.
    pub annotators: BTreeMap<AnnotatorId, AnnotatorStatistics>,
    /// Annotations by speaker in the register.
    pub speakers: BTreeMap<VoiceId, SpeakerStatistics>,
    /// Annotations by what the reviewers say of them.
    pub review: ReviewStatistics,
}

/// What one annotator's work adds up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotatorStatistics {
    /// Annotations.
    pub num_annotations: usize,
    /// Decisions on annotations.
    pub num_decisions: usize,
    /// Articles in progress.
    pub num_in_progress: usize,
    /// Articles done.
    pub num_done: usize,
    /// Articles skipped.
    pub num_skipped: usize,
}

/// How often a voice speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpeakerStatistics {
    /// The name in the register.
    pub name: String,
    /// Annotations with that speaker.
    pub num_annotations: usize,
}

/// Annotations by review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewStatistics {
    /// Accepted as they are.
    pub num_accepted: usize,
    /// Corrected.
    pub num_corrected: usize,
    /// Rejected.
    pub num_rejected: usize,
    /// Not reviewed, disputed, or changed since.
    pub num_open: usize,
}

/// Counts everything.
pub fn statistics(corpus: &dyn CorpusReader) -> Statistics {
    let state = corpus.state();
    let register = state.register();
    let mut all = Statistics {
        num_articles: state.articles.len(),
        num_text_bytes: state.articles.values().map(|row| row.text_len).sum(),
        num_voices: register.keys().filter(|id| resolve(&register, id) == *id).count(),
        num_items: state
            .items
            .values()
            .flat_map(BTreeMap::keys)
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        ..Statistics::default()
    };
    for layers in state.layers.values() {
        for (annotator, layer) in layers {
            all.num_annotations += layer.annotations.len();
            all.num_relations += layer.relations.len();
            let own = all.annotators.entry(annotator.clone()).or_default();
            own.num_annotations += layer.annotations.len();
            own.num_decisions += layer.decisions.len();
            match layer.state.progress {
                Progress::ToDo => {}
                Progress::InProgress => own.num_in_progress += 1,
                Progress::Done => own.num_done += 1,
                Progress::Skipped(_) => own.num_skipped += 1,
            }
            for annotation in layer.annotations.values() {
                *all.labels.entry(annotation.label.clone()).or_default() += 1;
                all.num_unattributed += usize::from(annotation.attribution.voices.is_empty());
                for party in annotation.attribution.parties(VoiceRole::Speaker) {
                    let Party::Registered(id) = party else { continue };
                    let id = resolve(&register, id);
                    let speaker = all.speakers.entry(id.clone()).or_default();
                    speaker.num_annotations += 1;
                    if speaker.name.is_empty() {
                        speaker.name =
                            register.get(id).map(|(_, voice)| voice.name.clone()).unwrap_or_default();
                    }
                }
                let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
                all.review.count(&review_status(layers, &on, annotation, None));
            }
        }
    }
    all
}

impl ReviewStatistics {
    fn count(&mut self, status: &ReviewStatus) {
        *match status {
            ReviewStatus::Decided(Verdict::Accepted) => &mut self.num_accepted,
            ReviewStatus::Decided(Verdict::Corrected) => &mut self.num_corrected,
            ReviewStatus::Decided(Verdict::Rejected) => &mut self.num_rejected,
            _ => &mut self.num_open,
        } += 1;
    }
}
