//! What corrections of a text took from records that stayed, so that a correction that is taken back gives it
//! back.

use std::sync::Arc;

use super::LayerState;
use crate::model::annotation::Annotation;
use crate::model::article::TextPatch;
use crate::model::text::TextHash;

/// Records as they were before corrections dropped a part of them: the words for the speaker, the cue, a part of
/// what was read. Kept in memory only, and no part of a layer's value: a layer that is read from its file has
/// lost nothing, or for good.
#[derive(Clone, Debug, Default)]
pub struct Lost(Option<Arc<Losses>>);

#[derive(Clone, Debug, Default)]
struct Losses {
    annotations: Vec<Loss<Annotation>>,
    states: Vec<Loss<LayerState>>,
}

/// One record before and after a correction, and the texts it counts in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Loss<T> {
    from: TextHash,
    to: TextHash,
    before: Arc<T>,
    after: Arc<T>,
}

impl PartialEq for Lost {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lost {}

impl Lost {
    pub(super) fn note_annotation(
        &mut self,
        patch: &TextPatch,
        before: Arc<Annotation>,
        after: &Arc<Annotation>,
    ) {
        Loss::note(&mut self.for_change().annotations, patch, before, after);
    }

    pub(super) fn note_state(&mut self, patch: &TextPatch, before: Arc<LayerState>, after: &Arc<LayerState>) {
        Loss::note(&mut self.for_change().states, patch, before, after);
    }

    /// The annotation as it was where `patch` leads back to, if it was carried from there and is what it became.
    pub(super) fn annotation(&self, patch: &TextPatch, now: &Annotation) -> Option<Arc<Annotation>> {
        Loss::find(&self.0.as_ref()?.annotations, patch, now)
    }

    /// The same for the state of the layer.
    pub(super) fn state(&self, patch: &TextPatch, now: &LayerState) -> Option<Arc<LayerState>> {
        Loss::find(&self.0.as_ref()?.states, patch, now)
    }

    fn for_change(&mut self) -> &mut Losses {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

impl<T: PartialEq> Loss<T> {
    fn note(losses: &mut Vec<Self>, patch: &TextPatch, before: Arc<T>, after: &Arc<T>) {
        let loss = Self { from: patch.from_hash, to: patch.to_hash, before, after: Arc::clone(after) };
        if !losses.contains(&loss) {
            losses.push(loss);
        }
    }

    fn find(losses: &[Self], patch: &TextPatch, now: &T) -> Option<Arc<T>> {
        let leads_back = |loss: &&Self| loss.from == patch.to_hash && loss.to == patch.from_hash;
        let loss = losses.iter().rev().filter(leads_back).find(|loss| *loss.after == *now)?;
        Some(Arc::clone(&loss.before))
    }
}
