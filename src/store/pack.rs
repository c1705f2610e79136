//! One self-contained file of a whole corpus: settings, tagset, register, items, articles and layers; no
//! history, no caches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::contents::FileContent;
use super::disk::simulated::SimulatedDisk;
use super::disk::{Disk, RealDisk, write_atomically};
use super::error::{DiskContext as _, StoreError};
use super::layout::{Layout, RecordFile};
use super::open_corpus::{CorpusSnapshot, write_new_files};
use super::records::annotation::LayerFile;
use super::records::article::{ArticleFile, CorpusFile};
use super::records::register::{ItemsFile, RegisterFile};
use super::records::tagset::TagsetFile;
use super::records::{RecordError, parse};
use super::ron_file::{self, FORMAT};
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::reader::{CorpusReader as _, ReadError};

/// Where a packed corpus lies while it is read: in memory, under a folder of this name.
const IN_MEMORY: &str = "/packed";

/// A packed corpus.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackFile {
    format: u32,
    corpus: CorpusFile,
    tagset: TagsetFile,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    register: Vec<RegisterFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    items: Vec<ItemsFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    articles: Vec<ArticleFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    layers: Vec<LayerFile>,
}

/// Packs a corpus into one file, which must not be there yet. A corpus with a file that can't be read is
/// refused: the packed one would lack it without a word.
pub fn pack(corpus: &CorpusSnapshot, disk: &dyn Disk, path: &Path) -> Result<(), StoreError> {
    if disk.canonical(path).is_ok() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    if let Some((path, why)) = corpus.locked_files().next() {
        return Err(StoreError::Pack {
            path,
            why: format!("this file can't be used, so nothing was packed: {why}"),
        });
    }
    let contents = corpus.contents().into_iter().collect::<Result<Vec<_>, _>>();
    let pack = contents.and_then(|contents| packed(corpus.state(), contents));
    let bytes = ron_file::write(&pack.map_err(|err| unreadable(corpus, &err))?)?;
    write_atomically(disk, path, &bytes).at("writing", path)
}

/// Packs as much of a corpus as is at hand, for when its own folder can't be had any more; gives what is not in the
/// copy, one sentence each.
pub fn pack_at_hand(
    corpus: &CorpusSnapshot,
    disk: &dyn Disk,
    path: &Path,
) -> Result<Vec<String>, StoreError> {
    if disk.canonical(path).is_ok() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    let locked = corpus.locked_files();
    let mut left_out: Vec<String> = locked.map(|(path, why)| format!("{why}: {}", path.display())).collect();
    let mut contents = Vec::new();
    for content in corpus.contents() {
        match content {
            Ok(content) => contents.push(content),
            Err(err) => left_out.push(err.to_string()),
        }
    }
    let pack = packed(corpus.state(), contents).map_err(|err| unreadable(corpus, &err))?;
    let bytes = ron_file::write(&pack)?;
    write_atomically(disk, path, &bytes).at("writing", path)?;
    left_out.sort_unstable();
    left_out.dedup();
    // The folder may be out of reach, with all that is kept in it.
    left_out.extend(corpus.originals_left_out().ok().flatten());
    Ok(left_out)
}

fn unreadable(corpus: &CorpusSnapshot, err: &ReadError) -> StoreError {
    StoreError::Pack { path: corpus.folder().to_owned(), why: err.to_string() }
}

fn packed(state: &CorpusState, contents: Vec<FileContent>) -> Result<PackFile, ReadError> {
    let mut pack = PackFile {
        format: FORMAT,
        corpus: CorpusFile::from_model(state),
        tagset: TagsetFile::from_model(&state.tagset),
        register: Vec::new(),
        items: Vec::new(),
        articles: Vec::new(),
        layers: Vec::new(),
    };
    for content in contents {
        match content {
            FileContent::Corpus(_) | FileContent::Tagset(_) => {}
            FileContent::Register(annotator, voices) => {
                pack.register.push(RegisterFile::from_model(&annotator, &voices));
            }
            FileContent::Items(annotator, items) => {
                pack.items.push(ItemsFile::from_model(&annotator, &items));
            }
            FileContent::Article(article) => pack.articles.push(ArticleFile::from_model(&article)),
            FileContent::Layer(content) => pack.layers.push(content.to_file()?),
        }
    }
    Ok(pack)
}

/// Where a file belongs, and its bytes.
type WrittenFile = (RecordFile, Result<Vec<u8>, ron::Error>);

impl PackFile {
    /// The files it holds, by where they belong. Every name is checked as an id, so that no path can lead
    /// out of the folder.
    fn files(self) -> Result<Vec<WrittenFile>, RecordError> {
        let mut files = vec![(RecordFile::Tagset, ron_file::write(&self.tagset))];
        for file in &self.register {
            files.push((RecordFile::Register(parse(&file.annotator)?), ron_file::write(file)));
        }
        for file in &self.items {
            files.push((RecordFile::Items(parse(&file.annotator)?), ron_file::write(file)));
        }
        for file in &self.articles {
            files.push((RecordFile::Article(parse(&file.id)?), ron_file::write(file)));
        }
        for file in &self.layers {
            let (annotator, article): (AnnotatorId, ArticleId) =
                (parse(&file.annotator)?, parse(&file.article)?);
            files.push((RecordFile::Layer(annotator, article), ron_file::write(file)));
        }
        // Last, since it is what makes a folder a corpus.
        files.push((RecordFile::Corpus, ron_file::write(&self.corpus)));
        let mut seen = BTreeSet::new();
        match files.iter().find(|(file, _)| !seen.insert(file)) {
            Some((file, _)) => Err(RecordError::Contradiction(format!("it holds {file:?} twice"))),
            None => Ok(files),
        }
    }
}

fn read_pack(disk: &dyn Disk, path: &Path) -> Result<BTreeMap<RecordFile, Vec<u8>>, StoreError> {
    let bytes = disk.read(path).at("reading", path)?;
    unpack_bytes(&bytes, path)
}

fn unpack_bytes(bytes: &[u8], path: &Path) -> Result<BTreeMap<RecordFile, Vec<u8>>, StoreError> {
    let pack: PackFile =
        ron_file::read(bytes).map_err(|source| StoreError::Ron { path: path.to_owned(), source })?;
    let files = pack.files().map_err(|source| StoreError::Record { path: path.to_owned(), source })?;
    files.into_iter().map(|(file, bytes)| Ok((file, bytes?))).collect()
}

/// Unpacks a packed corpus into a folder that must not hold anything yet.
pub fn unpack(disk: &dyn Disk, path: &Path, folder: &Path) -> Result<(), StoreError> {
    let files = read_pack(disk, path)?;
    write_new_files(disk, &Layout::new(folder), &files)
}

/// Unpacks a packed corpus that the program brings with it.
pub fn unpack_bundled(disk: &dyn Disk, bytes: &[u8], folder: &Path) -> Result<(), StoreError> {
    let files = unpack_bytes(bytes, Path::new("the bundled corpus"))?;
    write_new_files(disk, &Layout::new(folder), &files)
}

/// A disk in memory with the packed corpus unpacked on it, and the folder it lies in: how a packed file is
/// read without a folder being made.
pub fn unpack_in_memory(path: &Path) -> Result<(Arc<dyn Disk>, &'static Path), StoreError> {
    let files = read_pack(&RealDisk, path)?;
    let (disk, folder) = (SimulatedDisk::default(), Path::new(IN_MEMORY));
    write_new_files(&disk, &Layout::new(folder), &files)?;
    Ok((Arc::new(disk), folder))
}
