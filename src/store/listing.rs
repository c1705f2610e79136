//! What lies in a corpus folder, by name, length and time: what has to be read, and what has changed since.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
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

    /// How many files there are in the folder of articles.
    pub(super) fn num_articles(&self, layout: &Layout) -> usize {
        self.entries(&layout.articles()).len()
    }

    /// The files of records that have another length or time than they had, that have come, or have gone.
    pub(super) fn changed_since(&self, earlier: &Self, layout: &Layout) -> Vec<RecordFile> {
        let folders: BTreeSet<&PathBuf> = self.folders.keys().chain(earlier.folders.keys()).collect();
        let in_folder = |folder: &PathBuf| {
            let names = differing_names(self.entries(folder), earlier.entries(folder));
            let files = names.into_iter().filter_map(|name| layout.file_at(folder, name));
            files.collect::<Vec<_>>()
        };
        folders.into_iter().flat_map(in_folder).collect()
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

/// The names of files that stand in only one of two listings of a folder, or not alike in both. Both are sorted by
/// name, so that a look costs one pass over them.
fn differing_names<'l>(now: &'l [Entry], before: &'l [Entry]) -> Vec<&'l str> {
    let (mut now, mut before) = (now.iter().peekable(), before.iter().peekable());
    let mut names = Vec::new();
    loop {
        let order = match (now.peek(), before.peek()) {
            (Some(one), Some(other)) => one.name.cmp(&other.name),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return names,
        };
        let one = if order.is_le() { now.next() } else { None };
        let other = if order.is_ge() { before.next() } else { None };
        let entries = [one, other];
        // A folder of the name is no file: where one has taken a file's place, the file is gone.
        let [is_now, was_before] = entries.map(|entry| entry.filter(|entry| !entry.is_folder));
        if is_now != was_before {
            names.extend(entries.into_iter().flatten().map(|entry| entry.name.as_str()).next());
        }
    }
}
