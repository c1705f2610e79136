//! What can go wrong in the store.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::records::RecordError;
use super::ron_file::RonError;
use crate::model::edit::{ApplyError, Key};
use crate::model::id::AnnotatorId;

/// What can go wrong in the store. Paths stand at the end of the message.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The disk would not do it.
    #[error("{doing} failed: {source}: {}", path.display())]
    Disk {
        /// What was to be done: "reading", "writing".
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A thread of the program failed, which is a fault of its own.
    #[error("{0} failed for a reason of its own; nothing was changed")]
    Panicked(&'static str),
    /// There is no corpus.
    #[error("this folder holds no corpus (there is no corpus.ron in it); `redletter new` makes one: {}", .0.display())]
    NoCorpus(PathBuf),
    /// Something is there already.
    #[error("there is something there already, and nothing is written over: {}", .0.display())]
    Exists(PathBuf),
    /// A RON file can't be read.
    #[error("{source}: {}", path.display())]
    Ron {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: RonError,
    },
    /// A record in a file can't be read.
    #[error("{source}: {}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What is wrong with the record.
        source: RecordError,
    },
    /// A value can't be put into RON; this does not depend on the person's data.
    #[error("RON can't hold this: {0}")]
    Write(#[from] ron::Error),
    /// The corpus was opened for reading alone.
    #[error("this corpus is open for reading only: {0}")]
    ReadOnly(String),
    /// Whose changes were to be taken in is making more of them.
    #[error("{0} has the corpus open, and what they do gets into the files by itself")]
    AtWork(AnnotatorId),
    /// The change does not fit the corpus.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// A file that the change touches can't be written, so the change is refused.
    #[error("{key} can't change: {why}")]
    Locked {
        /// The record.
        key: Box<Key>,
        /// Why its file is left as it is.
        why: String,
    },
    /// What is to be undone has been changed since.
    #[error("“{say}” can't be undone: {why}")]
    CannotUndo {
        /// What was to be undone.
        say: String,
        /// What is in the way.
        why: String,
    },
    /// What was done is not on disk.
    #[error("{0}; it is still in memory")]
    NotSaved(String),
    /// The writer thread is gone.
    #[error("the thread that writes has stopped")]
    NoWriter,
    /// A kept file is not what it was kept as.
    #[error("the bytes of this file are not those that were kept; their SHA-256 is another: {}", .0.display())]
    OtherBytes(PathBuf),
    /// Something of the past can't be read.
    #[error("{why}: {}", path.display())]
    Past {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A packed file says something that can't be.
    #[error("{why}: {}", path.display())]
    Pack {
        /// The packed file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// Adds path and purpose to an error of the disk.
pub(crate) trait DiskContext<T> {
    /// The error with what was being done to which path.
    fn at(self, doing: &'static str, path: &Path) -> Result<T, StoreError>;
}

impl<T> DiskContext<T> for io::Result<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Disk { doing, path: path.to_owned(), source })
    }
}

/// An error of the disk as people read it: for the kinds that have a remedy, what that calls for.
pub(crate) fn disk_words(err: &io::Error) -> String {
    match err.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        io::ErrorKind::PermissionDenied => format!("it is not allowed: {err}"),
        io::ErrorKind::NotFound => "the folder is not there any more".to_owned(),
        _ => err.to_string(),
    }
}
