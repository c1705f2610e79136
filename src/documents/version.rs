//! A file that holds a newer version of an article: one document, within the limits of any other file.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::collect::{CollectError, SkipReason, collect};
use super::reading::{Outcome, Reading};
use super::{Documents, ReadDocument, ReadOptions};

/// Why a file holds no version of an article.
#[derive(Debug, Error)]
pub enum VersionError {
    /// It can't be read.
    #[error(transparent)]
    Read(#[from] CollectError),
    /// It is passed over by its kind.
    #[error("{why}: {}", .path.display())]
    Skipped {
        /// Where it lies.
        path: PathBuf,
        /// Why.
        why: SkipReason,
    },
    /// A version is one document.
    #[error("a newer version is one document, and this holds {num}: {}", .path.display())]
    NotOne {
        /// Where it lies.
        path: PathBuf,
        /// How many documents there are.
        num: usize,
    },
}

/// Reads the document that a file holds.
pub fn read_version(path: &Path) -> Result<ReadDocument, VersionError> {
    let found = collect(&[path.to_owned()]);
    let mut read = Vec::new();
    for item in Reading::start(found, ReadOptions::default()) {
        match item.outcome {
            Outcome::Read(Documents { read: documents, .. }) => read.extend(documents),
            Outcome::Skipped(why) => return Err(VersionError::Skipped { path: item.path, why }),
            Outcome::Failed(err) => return Err(err.into()),
        }
    }
    let num = read.len();
    read.pop().filter(|_| num == 1).ok_or_else(|| VersionError::NotOne { path: path.to_owned(), num })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_one_document() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        assert!(matches!(read_version(&path), Err(VersionError::Read(_))));
        std::fs::write(&path, "Ferry\n\nIt runs.\n").unwrap();
        assert_eq!(read_version(&path).unwrap().text, "Ferry\n\nIt runs.\n");
        std::fs::write(folder.path().join("b.txt"), "More\n\nOf it.\n").unwrap();
        let several = read_version(folder.path()).unwrap_err();
        assert!(several.to_string().contains("this holds 2"), "{several}");
    }
}
