//! What opening a large corpus would have to find out again each time: rows of articles, layers, and all texts in
//! flat files. It lies in the user's own cache folder, never in the corpus, and may be deleted at any time.
//!
//! The cache decides nothing. Whatever it says of a file counts only while the file has the length and the time of
//! the last change that it had when it was read; every other file is read as if there were no cache. Only articles
//! that leave no doubt are in it: nothing about them or the layers on them had to be reported, the history had nothing
//! to add to their files, and these had been left alone for a while when they were read. What is opened with a
//! cache is what would have been opened without.

mod entries;
mod keeping;
mod texts;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::disk::Disk;
use super::layout::{Layout, RecordFile};
use super::listing::Listing;
use super::writer::Fingerprint;
use crate::model::corpus::{ArticleRow, Layers};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::text::TextHash;

use entries::{ArticleEntry, Misfit, SharedIds};
pub(super) use keeping::Keeping;
pub(super) use texts::{FlatTexts, Gathered, Segment, TextPlace};

/// What a cache begins with; the number is the version of its form.
const MAGIC: &[u8; 16] = b"redletter rows 2";

/// The file with the rows and layers.
const ROWS: &str = "rows";

/// What a cache ends with: where its table begins and how long that is, its checksum, and the magic once more.
const END_BYTES: usize = 8 + 4 + 4 + MAGIC.len();

/// How many articles must have been read from their files before a cache is written, and one more for each
/// hundred of the corpus: below that, writing it costs more than reading them again.
const WORTH: usize = 200;

/// Where caches lie, and when one is worth writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheFolder {
    path: PathBuf,
    worth: usize,
}

impl CacheFolder {
    /// Caches below the folder at `path`, which need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), worth: WORTH }
    }

    /// The same, written as soon as `worth` articles had to be read from their files: for corpora of any size.
    #[must_use]
    pub fn worth(self, worth: usize) -> Self {
        Self { worth, ..self }
    }

    /// The folder for the corpus at a path with links resolved.
    pub(super) fn of_corpus(&self, canonical: &Path) -> PathBuf {
        let known_by = TextHash::of(&canonical.to_string_lossy()).to_string();
        self.path.join("corpora").join(&known_by[..16])
    }

    /// Whether a cache is worth writing when so many of the articles are not in it.
    pub(super) fn is_worth(&self, num_read: usize, num_articles: usize) -> bool {
        num_read > 0 && num_read >= self.worth + if self.worth < WORTH { 0 } else { num_articles / 100 }
    }
}

/// What a cache says of itself. It stands behind the blocks, which are written one by one.
#[derive(Serialize, Deserialize)]
struct Table<'t> {
    /// The program that wrote it: another one makes it anew.
    program: &'t str,
    /// The corpus it is of.
    corpus: &'t str,
    blocks: Vec<Block>,
}

/// Some articles, one after another.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Block {
    /// The first byte.
    at: u64,
    /// Length in bytes.
    len: u32,
    /// CRC-32C of the bytes.
    crc: u32,
}

impl Block {
    fn of(bytes: &[u8], at: u64) -> Option<Self> {
        Some(Self { at, len: u32::try_from(bytes.len()).ok()?, crc: crc32c::crc32c(bytes) })
    }

    /// The bytes; `None` if they are not what they were.
    fn read(&self, disk: &dyn Disk, path: &Path) -> Option<Vec<u8>> {
        let bytes = disk.read_part(path, self.at, usize::try_from(self.len).ok()?).ok()?;
        (crc32c::crc32c(&bytes) == self.crc).then_some(bytes)
    }

    /// The end of a cache whose table this is.
    fn end(&self) -> [u8; END_BYTES] {
        let mut end = [0; END_BYTES];
        end[..8].copy_from_slice(&self.at.to_le_bytes());
        end[8..12].copy_from_slice(&self.len.to_le_bytes());
        end[12..16].copy_from_slice(&self.crc.to_le_bytes());
        end[16..].copy_from_slice(MAGIC);
        end
    }

    /// The table of a cache with such an end.
    fn table(end: &[u8]) -> Option<Self> {
        let (table, magic) = end.split_at_checked(16)?;
        let at = u64::from_le_bytes(table[..8].try_into().ok()?);
        let len = u32::from_le_bytes(table[8..12].try_into().ok()?);
        let crc = u32::from_le_bytes(table[12..].try_into().ok()?);
        (magic == MAGIC).then_some(Self { at, len, crc })
    }
}

/// The cache of a corpus, as it lies in its file. The blocks are read when they are wanted.
#[derive(Debug)]
pub(super) struct Cache {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    blocks: Vec<Block>,
}

/// What a cache says of articles whose files are as they were.
#[derive(Debug, Default)]
pub(super) struct Unchanged {
    pub rows: Vec<(ArticleId, Arc<ArticleRow>)>,
    pub layers: Vec<(ArticleId, Layers)>,
    pub known: Vec<(RecordFile, Fingerprint)>,
}

/// What a cache gives.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Articles in the order of their ids.
    pub unchanged: Unchanged,
    /// Where texts lie.
    pub places: Vec<(ArticleId, TextPlace)>,
    /// Whether something in it can't be read.
    pub is_damaged: bool,
}

impl Cache {
    /// The cache in a folder. One that is missing, of another corpus or program, or damaged, is none.
    pub(super) fn read(disk: &Arc<dyn Disk>, folder: &Path, corpus: &Path) -> Option<Self> {
        let path = folder.join(ROWS);
        let entries = disk.list(folder).ok()?;
        let len = entries.iter().find(|entry| entry.name == ROWS)?.len;
        let end_at = len.checked_sub(END_BYTES as u64)?;
        let end = disk.read_part(&path, end_at, END_BYTES).ok()?;
        let table = Block::table(&end)?;
        // A table of any other length is none of ours, and must not take the machine's memory.
        if table.at.checked_add(u64::from(table.len))? != end_at {
            return None;
        }
        let bytes = table.read(disk.as_ref(), &path)?;
        let Table { program, corpus: of, blocks } = postcard::from_bytes(&bytes).ok()?;
        if program != env!("CARGO_PKG_VERSION") || of != corpus.to_string_lossy() {
            return None;
        }
        let is_within = |block: &Block| block.at.saturating_add(u64::from(block.len)) <= table.at;
        blocks.iter().all(is_within).then(|| Self { disk: Arc::clone(disk), path, blocks: blocks.clone() })
    }

    /// What it says of the articles whose files are as they were, on as many threads as the machine has
    /// processors. `is_left_out` names articles that are to be read from their files all the same.
    pub(super) fn take(
        &self,
        stamps: &Stamps<'_>,
        is_left_out: &(dyn Fn(&ArticleId) -> bool + Sync),
    ) -> Taken {
        let num_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let chunk_len = self.blocks.len().div_ceil(num_threads).max(1);
        let parts = std::thread::scope(|scope| {
            let threads: Vec<_> = self
                .blocks
                .chunks(chunk_len)
                .map(|blocks| {
                    let builder = std::thread::Builder::new().name("redletter-cache".to_owned());
                    builder.spawn_scoped(scope, move || self.take_blocks(blocks, stamps, is_left_out))
                })
                .collect();
            let joined = threads.into_iter().map(|thread| match thread {
                Ok(thread) => thread.join().expect("reading the cache does not panic"),
                // What is not read here is read from the files.
                Err(_) => Taken::default(),
            });
            joined.collect::<Vec<_>>()
        });
        let mut taken = Taken::default();
        for part in parts {
            let Taken { unchanged: Unchanged { rows, layers, known }, places, is_damaged } = part;
            taken.unchanged.rows.extend(rows);
            taken.unchanged.layers.extend(layers);
            taken.unchanged.known.extend(known);
            taken.places.extend(places);
            taken.is_damaged |= is_damaged;
        }
        taken
    }

    fn take_blocks(
        &self,
        blocks: &[Block],
        stamps: &Stamps<'_>,
        is_left_out: &dyn Fn(&ArticleId) -> bool,
    ) -> Taken {
        let mut taken = Taken::default();
        let mut ids = SharedIds::default();
        for block in blocks {
            let bytes = block.read(self.disk.as_ref(), &self.path).unwrap_or_default();
            let Ok(entries) = postcard::from_bytes::<Vec<ArticleEntry<'_>>>(&bytes) else {
                taken.is_damaged = true;
                continue;
            };
            for entry in &entries {
                taken.is_damaged |= taken.take_entry(entry, stamps, is_left_out, &mut ids).is_err();
            }
        }
        taken
    }
}

impl Taken {
    /// Takes what is said of one article, if its files are as they were.
    fn take_entry(
        &mut self,
        entry: &ArticleEntry<'_>,
        stamps: &Stamps<'_>,
        is_left_out: &dyn Fn(&ArticleId) -> bool,
        ids: &mut SharedIds,
    ) -> Result<(), Misfit> {
        let id: ArticleId = entry.id.parse()?;
        // A text counts by its hash, whatever has become of the files.
        self.places.extend(entry.text.map(|place| (id.clone(), place)));
        if !stamps.are_those_of(entry) || is_left_out(&id) {
            return Ok(());
        }
        let mut layers = Layers::new();
        let mut known = vec![(RecordFile::Article(id.clone()), entry.file.fingerprint().ok_or(Misfit)?)];
        for layer in &entry.layers {
            let annotator = ids.annotators.get(layer.annotator)?;
            let fingerprint = layer.file.fingerprint().ok_or(Misfit)?;
            known.push((RecordFile::Layer(annotator.clone(), id.clone()), fingerprint));
            let layer = layer.layer(ids)?;
            if !layer.is_empty() {
                layers.insert(annotator, Arc::new(layer));
            }
        }
        let row = Arc::new(entry.row(id.clone())?);
        self.unchanged.known.extend(known);
        if !layers.is_empty() {
            self.unchanged.layers.push((id.clone(), layers));
        }
        self.unchanged.rows.push((id, row));
        Ok(())
    }
}

/// The stamps of the files of articles and layers in a corpus folder, by the ids in their names.
pub(super) struct Stamps<'l> {
    articles: HashMap<&'l str, FileStamp>,
    layers: BTreeMap<AnnotatorId, HashMap<&'l str, FileStamp>>,
}

/// Length in bytes and time of the last change in nanoseconds, as the disk says them.
type FileStamp = (u64, u64);

impl<'l> Stamps<'l> {
    pub(super) fn of(listing: &'l Listing, layout: &Layout) -> Self {
        let in_folder = |folder: &Path| -> HashMap<&'l str, FileStamp> {
            let entries = listing.entries(folder).iter();
            let files = entries.filter_map(|entry| Some((entry.name.strip_suffix(".ron")?, entry)));
            files.map(|(stem, entry)| (stem, (entry.len, entry.modified))).collect()
        };
        let folder = layout.layers();
        let annotators = listing.entries(&folder).iter().filter(|entry| entry.is_folder);
        let annotators = annotators.filter_map(|entry| AnnotatorId::new(&entry.name).ok());
        let layers = annotators.map(|annotator| {
            let files = in_folder(&folder.join(annotator.as_str()));
            (annotator, files)
        });
        Self { articles: in_folder(&layout.articles()), layers: layers.collect() }
    }

    fn article(&self, id: &ArticleId) -> Option<FileStamp> {
        self.articles.get(id.as_str()).copied()
    }

    /// The layers on an article that have a file.
    fn layers(&self, id: &ArticleId) -> impl Iterator<Item = (&AnnotatorId, FileStamp)> {
        let layers = self.layers.iter();
        layers.filter_map(|(annotator, files)| Some((annotator, *files.get(id.as_str())?)))
    }

    /// Whether the files of an article are those that an entry was made of: all of them, and no others.
    fn are_those_of(&self, entry: &ArticleEntry<'_>) -> bool {
        let is_it = |stamp: FileStamp, of: entries::Stamp| stamp == (of.len, of.modified);
        let is_same = |annotator: &AnnotatorId, files: &HashMap<&str, FileStamp>| {
            let layer = entry.layers.iter().find(|layer| layer.annotator == annotator.as_str());
            match (files.get(entry.id), layer) {
                (Some(stamp), Some(layer)) => is_it(*stamp, layer.file),
                (None, None) => true,
                _ => false,
            }
        };
        let has_folder = |annotator: &str| self.layers.keys().any(|known| known.as_str() == annotator);
        self.articles.get(entry.id).is_some_and(|stamp| is_it(*stamp, entry.file))
            && self.layers.iter().all(|(annotator, files)| is_same(annotator, files))
            && entry.layers.iter().all(|layer| has_folder(layer.annotator))
    }
}
