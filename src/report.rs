//! Errors as people read them: what failed, then what they can do. The command line prints these, the window
//! shows them.

pub mod checking;
pub mod quality;
pub mod renewing;

use std::fmt;

use crate::documents::DocumentError;
use crate::documents::version::VersionError;
use crate::formats::FormatError;
use crate::model::change::ChangeError;
use crate::model::text::visible::visible;
use crate::store::StoreError;
use crate::store::merge_file::MergeError;
use crate::store::ron_file::RonError;

/// An error as people read it: one line, without anything that acts on what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What failed and why, with the file at the end.
    pub message: String,
    /// What a person can do about it.
    pub remedy: Option<&'static str>,
}

impl Report {
    /// A report without a remedy.
    pub fn new(message: impl fmt::Display) -> Self {
        Self { message: visible(&message.to_string()).into_owned(), remedy: None }
    }

    /// The same with what a person can do about it.
    #[must_use]
    pub fn with_remedy(mut self, remedy: &'static str) -> Self {
        self.remedy = Some(remedy);
        self
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<StoreError> for Report {
    fn from(err: StoreError) -> Self {
        let remedy = match &err {
            StoreError::NoCorpus(_) => {
                Some("give the folder that holds corpus.ron, or make a corpus with `redletter new`")
            }
            StoreError::Exists(_) => Some("choose another place, or move what is there away"),
            StoreError::Ron { source: RonError::TooNew { .. }, .. } => Some("open it with a newer Redletter"),
            StoreError::Ron { .. } | StoreError::Record { .. } => {
                Some("mend the file in a text editor, or bring back an older one")
            }
            StoreError::ReadOnly(_) => {
                Some("close the other window, or work under another name with --annotator")
            }
            StoreError::OtherBytes(_) => {
                Some("bring the file back from a copy of the corpus, or add it again")
            }
            StoreError::Locked { .. } => Some("`redletter check` says what is wrong with the file"),
            StoreError::NotSaved(_) => {
                Some("make room on the disk, or make the folder writable, and try again")
            }
            _ => None,
        };
        Self { remedy, ..Self::new(err) }
    }
}

impl From<MergeError> for Report {
    fn from(err: MergeError) -> Self {
        let remedy = match &err {
            MergeError::Ron { source: RonError::TooNew { .. }, .. } => "merge it with a newer Redletter",
            MergeError::Ron { .. } | MergeError::Record { .. } => {
                "mend the file in a text editor, or keep one of the versions whole; OURS is as it was"
            }
            MergeError::Store(_) | MergeError::NotRecords { .. } | MergeError::Different(_) => {
                return Self::new(err);
            }
        };
        Self::new(err).with_remedy(remedy)
    }
}

impl From<ChangeError> for Report {
    fn from(err: ChangeError) -> Self {
        Self::new(err)
    }
}

impl From<FormatError> for Report {
    fn from(err: FormatError) -> Self {
        Self::new(err)
    }
}

impl From<VersionError> for Report {
    fn from(err: VersionError) -> Self {
        Self::new(err)
    }
}

impl From<DocumentError> for Report {
    fn from(err: DocumentError) -> Self {
        Self::new(err)
    }
}
