//! What lies in a corpus folder, by name, length and time: what has to be read, and what has changed since.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Disk, Entry, list_if_there};
use super::error::{DiskContext as _, StoreError};
use super::history::WriterName;
use super::layout::{Layout, RecordFile};

/// The names in the folders of a corpus that hold records and histories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    folders: BTreeMap<PathBuf, Vec<Entry>>,
}

impl Listing {
    /// Lists a corpus. Not finding `corpus.ron` is an error: then the folder is gone, or a drive is, and not
    /// every file of it.
    pub(super) fn read(disk: &dyn Disk, layout: &Layout) -> Result<Self, StoreError> {
        let root = layout.folder();
        let entries = disk.list(root).at("reading", root)?;
        let settings = layout.record_file(&RecordFile::Corpus);
        if !entries.iter().any(|entry| settings.ends_with(&entry.name)) {
            return Err(io::Error::from(io::ErrorKind::NotFound)).at("reading", &settings);
        }
        let mut folders = BTreeMap::from([(root.to_owned(), entries)]);
        let layers = layout.layers();
        let parts = [layout.registers(), layout.items(), layout.articles(), layout.history(), layers.clone()];
        for folder in parts {
            let entries = list_if_there(disk, &folder).at("reading", &folder)?;
            folders.insert(folder, entries);
        }
        let annotators = folders[&layers].iter().filter(|entry| entry.is_folder);
        let annotators: Vec<PathBuf> = annotators.map(|entry| layers.join(&entry.name)).collect();
        for folder in annotators {
            let entries = list_if_there(disk, &folder).at("reading", &folder)?;
            folders.insert(folder, entries);
        }
        Ok(Self { folders })
    }

    /// The names in a folder, none if it is not there.
    pub(super) fn entries(&self, folder: &Path) -> &[Entry] {
        self.folders.get(folder).map_or(&[], Vec::as_slice)
    }

    /// The files of records that have another length or time than they had, that have come, or have gone.
    pub(super) fn changed_since(&self, earlier: &Self, layout: &Layout) -> Vec<RecordFile> {
        let (now, before) = (self.files(layout), earlier.files(layout));
        let changed = now.iter().filter(|(file, entry)| before.get(*file) != Some(*entry));
        let gone = before.iter().filter(|(file, _)| !now.contains_key(*file));
        changed.chain(gone).map(|(file, _)| file.clone()).collect()
    }

    fn files(&self, layout: &Layout) -> BTreeMap<RecordFile, &Entry> {
        let all = self
            .folders
            .iter()
            .flat_map(|(folder, entries)| entries.iter().map(move |entry| (folder, entry)));
        let files = all.filter(|(_, entry)| !entry.is_folder);
        files.filter_map(|(folder, entry)| Some((layout.file_at(folder, &entry.name)?, entry))).collect()
    }

    /// Whether the history of anybody but `own` is another than it was.
    pub(super) fn has_other_histories_than(&self, earlier: &Self, layout: &Layout, own: &WriterName) -> bool {
        let prefix = own.volume_prefix();
        let of_others = |listing: &Self| -> Vec<Entry> {
            let entries = listing.entries(&layout.history()).iter();
            entries.filter(|entry| !entry.name.starts_with(&prefix)).cloned().collect()
        };
        of_others(self) != of_others(earlier)
    }
}
