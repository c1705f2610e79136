//! What a workspace has to find out from the whole corpus once, beside the window, and keeps up edit by edit.

use crate::analysis::positions::BearingIndex;
use crate::analysis::voices::VoiceIndex;
use crate::app::jobs::{Job, JobError};
use crate::model::edit::Edit;
use crate::store::OpenCorpus;

/// What is kept up edit by edit once it has been made.
pub trait Index: Default + Send + 'static {
    /// Keeps it up with edits that have been applied.
    fn keep_up(&mut self, corpus: &OpenCorpus, edits: &[Edit]);
}

impl Index for VoiceIndex {
    fn keep_up(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        self.follow(corpus.state(), edits);
    }
}

impl Index for BearingIndex {
    fn keep_up(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        self.follow(corpus.state(), edits);
    }
}

/// An index on its way.
#[derive(Debug, Default)]
pub enum Indexing<I> {
    /// Nobody has asked yet.
    #[default]
    NotYet,
    /// It is being found out beside the window; edits since then wait.
    Making(Job<I>, Vec<Edit>),
    /// It is known.
    Made(I),
}

impl<I: Index> Indexing<I> {
    /// Keeps it up with edits that have been applied.
    pub fn follow(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        match self {
            Self::NotYet => {}
            Self::Making(_, missed) => missed.extend_from_slice(edits),
            Self::Made(index) => index.keep_up(corpus, edits),
        }
    }

    /// Begins to find it out by `start`, if nobody has, and takes what has come of it. Whether anything has come of it. Where that failed, it is taken for empty, so that it fails once.
    pub fn find_out(
        &mut self,
        corpus: &OpenCorpus,
        start: impl FnOnce() -> Result<Job<I>, JobError>,
    ) -> Result<bool, JobError> {
        match self {
            Self::NotYet => {
                *self = Self::Making(start()?, Vec::new());
                Ok(true)
            }
            Self::Making(job, missed) => {
                let Some(outcome) = job.poll() else { return Ok(false) };
                let missed = std::mem::take(missed);
                let mut index = outcome.inspect_err(|_| *self = Self::Made(I::default()))?;
                index.keep_up(corpus, &missed);
                *self = Self::Made(index);
                Ok(true)
            }
            Self::Made(_) => Ok(false),
        }
    }

    /// Whether it is being found out.
    pub fn is_making(&self) -> bool {
        matches!(self, Self::Making(..))
    }

    /// It, if it is known.
    pub fn made(&self) -> Option<&I> {
        match self {
            Self::Made(index) => Some(index),
            Self::NotYet | Self::Making(..) => None,
        }
    }
}
