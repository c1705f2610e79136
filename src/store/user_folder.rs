//! The user's own folder: who they are in which corpus, which writer they are, settings. Nothing in it is
//! part of a corpus.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache::CacheFolder;
use super::disk::{Disk, read_if_there, write_atomically};
use super::error::{DiskContext as _, StoreError};
use super::ron_file::{self, FORMAT};
use crate::model::id::AnnotatorId;

/// The file that remembers who the user is in which corpus.
const ANNOTATORS: &str = "annotators.ron";

/// Names of annotators by corpus folder.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnotatorsFile {
    format: u32,
    #[serde(default)]
    corpora: BTreeMap<String, String>,
}

/// The user's own folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFolder {
    path: PathBuf,
    /// Where caches lie, if there are to be any.
    cache: Option<PathBuf>,
}

impl UserFolder {
    /// The folder at `path`, which need not be there yet. Caches lie in it too.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let cache = Some(path.join("cache"));
        Self { path, cache }
    }

    /// The folder the system keeps for this program's data, if the system says where the user's home is.
    pub fn of_system() -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", "redletter")?;
        Some(Self { path: folders.data_dir().to_owned(), cache: Some(folders.cache_dir().to_owned()) })
    }

    /// The same without caches: every corpus is read from its own files alone.
    #[must_use]
    pub fn without_cache(self) -> Self {
        Self { cache: None, ..self }
    }

    /// Where caches lie, if there are to be any.
    pub fn cache(&self) -> Option<CacheFolder> {
        self.cache.clone().map(CacheFolder::new)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Who the user is in a corpus, if they have said so. A memory that can't be read is as good as none.
    pub fn annotator(&self, disk: &dyn Disk, corpus: &Path) -> Option<AnnotatorId> {
        let known = self.annotators(disk).ok()?;
        let name = known.corpora.get(&known_by(disk, corpus))?;
        AnnotatorId::new(name).ok()
    }

    /// Remembers who the user is in a corpus.
    pub fn set_annotator(
        &self,
        disk: &dyn Disk,
        corpus: &Path,
        annotator: &AnnotatorId,
    ) -> Result<(), StoreError> {
        let mut known = match self.annotators(disk) {
            // A memory that can't be read is no reason to lose it.
            Err(StoreError::Ron { .. }) => {
                self.set_aside(disk, ANNOTATORS)?;
                AnnotatorsFile::default()
            }
            known => known?,
        };
        known.format = FORMAT;
        known.corpora.insert(known_by(disk, corpus), annotator.to_string());
        let path = self.annotators_path();
        write_atomically(disk, &path, &ron_file::write(&known)?).at("writing", &path)
    }

    fn annotators_path(&self) -> PathBuf {
        self.path.join(ANNOTATORS)
    }

    fn annotators(&self, disk: &dyn Disk) -> Result<AnnotatorsFile, StoreError> {
        let path = self.annotators_path();
        match read_if_there(disk, &path).at("reading", &path)? {
            Some(bytes) => ron_file::read(&bytes).map_err(|source| StoreError::Ron { path, source }),
            None => Ok(AnnotatorsFile::default()),
        }
    }

    /// The bytes of a file of settings, `None` if there is none.
    pub fn read(&self, disk: &dyn Disk, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path.join(name);
        read_if_there(disk, &path).at("reading", &path)
    }

    /// Writes a file of settings.
    pub fn write(&self, disk: &dyn Disk, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path.join(name);
        write_atomically(disk, &path, bytes).at("writing", &path)
    }

    /// Puts a file of settings that can't be read aside, so that it is neither lost nor in the way. Gives the
    /// name it has then.
    pub fn set_aside(&self, disk: &dyn Disk, name: &str) -> Result<String, StoreError> {
        let aside = format!("{name}.bad");
        let path = self.path.join(name);
        disk.rename(&path, &self.path.join(&aside)).at("renaming", &path)?;
        Ok(aside)
    }
}

fn known_by(disk: &dyn Disk, corpus: &Path) -> String {
    let path = disk.canonical(corpus).unwrap_or_else(|_| corpus.to_owned());
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::disk::simulated::SimulatedDisk;

    #[test]
    fn a_memory_that_can_not_be_read_is_kept_aside() {
        let (disk, folder) = (SimulatedDisk::default(), UserFolder::new("/user"));
        disk.create_folder(folder.path()).unwrap();
        for damaged in ["(format: 1, corpora: {\"/c\": \"mk", "(format: 2, corpora: {})"] {
            disk.create(&folder.path().join(ANNOTATORS), damaged.as_bytes()).unwrap();
            let mk = AnnotatorId::new("mk").unwrap();
            folder.set_annotator(&disk, Path::new("/corpus"), &mk).unwrap();
            assert_eq!(folder.annotator(&disk, Path::new("/corpus")), Some(mk));
            assert_eq!(disk.read(&folder.path().join("annotators.ron.bad")).unwrap(), damaged.as_bytes());
        }
    }
}
