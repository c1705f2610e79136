//! Two versions of one record file, both made from a third, become one: record by record, as a merge driver
//! of git wants it. Histories are not merged: they have one writer each.

mod versions;
mod told;
mod shared;
mod article;
mod layer;

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::disk::{Disk, read_if_there, write_atomically};
use super::error::{DiskContext as _, StoreError};
use super::layout::{Layout, RecordFile};
use super::load::read_article;
use super::records::RecordError;
use super::records::annotation::LayerFile;
use super::records::article::ArticleFile;
use super::records::register::{ItemsFile, RegisterFile};
use super::ron_file::{self, RonError};
use super::three_way::ThreeWay;
use crate::model::article::Article;
use crate::model::id::{AnnotatorId, ArticleId};

pub use told::Listed;
use told::Told;
use versions::{Files, Kind, Version, kind_of, read_all};

/// The three files of a merge, and the place of the file in its corpus.
#[derive(Clone, Copy, Debug)]
pub struct MergePaths<'p> {
    /// What both began with; may be empty where both added the file.
    pub base: &'p Path,
    /// Our version; the merge is written here.
    pub ours: &'p Path,
    /// Their version.
    pub theirs: &'p Path,
    /// Where the file lies in a corpus, if `ours` is a copy elsewhere. There the article of a layer is found.
    pub place: Option<&'p Path>,
}

/// How a merge ended that could be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeResult {
    /// Our file holds the merge. Of the records listed one version had to give way.
    Merged(Vec<Listed>),
    /// No valid file can be made of the two; ours is as it was. The text says why and what to do.
    Impossible(String),
}

/// Why a merge could not be tried. Our file is as it was.
#[derive(Debug, Error)]
pub enum MergeError {
    /// A file can't be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// One of the versions has not the form it should.
    #[error("{version}: {source}: {}", path.display())]
    Ron {
        /// BASE, OURS or THEIRS.
        version: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: RonError,
    },
    /// One of the versions has a record that can't be used.
    #[error("{version}: {source}: {}", path.display())]
    Record {
        /// BASE, OURS or THEIRS.
        version: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with the record.
        source: RecordError,
    },
    /// One of the versions is no record file.
    #[error("{version} {what}: {}", path.display())]
    NotRecords {
        /// BASE, OURS or THEIRS.
        version: &'static str,
        /// The file.
        path: PathBuf,
        /// What it is, and why that is not merged.
        what: &'static str,
    },
    /// The versions are not of one file.
    #[error("these are no versions of one file: {0}")]
    Different(String),
}

impl From<ron::Error> for MergeError {
    fn from(err: ron::Error) -> Self {
        Self::Store(StoreError::Write(err))
    }
}

/// What is to be done to our file.
#[derive(Debug)]
enum Change {
    /// It stays as it is.
    Nothing,
    /// These bytes take its place, and this is to be told.
    Write(Vec<u8>, Vec<Listed>),
    /// Nothing can be made of the two, see [`MergeResult::Impossible`].
    Impossible(String),
}

/// What came of one kind of file.
enum Made<T> {
    File(T),
    Impossible(String),
}

/// Finds an article by its layer: whose it is, and on which article.
type FindArticle<'f> = &'f dyn Fn(&AnnotatorId, &ArticleId) -> Result<Article, String>;

/// Merges three files and writes the result over ours, atomically. Nothing is written where our file is right
/// already, or where no merge can be made.
pub fn merge_files(disk: &dyn Disk, paths: MergePaths<'_>) -> Result<MergeResult, MergeError> {
    let MergePaths { base, ours, theirs, place } = paths;
    let paths = ThreeWay { base, ours, theirs };
    let read = |path: &Path| disk.read(path).at("reading", path);
    let bytes = ThreeWay { base: read(base)?, ours: read(ours)?, theirs: read(theirs)? };
    let place = place.unwrap_or(ours);
    let find = |annotator: &AnnotatorId, id: &ArticleId| article_beside(disk, place, annotator, id);
    match merge(&bytes, &paths, place, &find)? {
        Change::Nothing => Ok(MergeResult::Merged(Vec::new())),
        Change::Impossible(why) => Ok(MergeResult::Impossible(why)),
        Change::Write(merged, listed) => {
            if merged != bytes.ours {
                write_atomically(disk, ours, &merged).at("writing", ours)?;
            }
            Ok(MergeResult::Merged(listed))
        }
    }
}

fn merge(
    bytes: &ThreeWay<Vec<u8>>,
    paths: &ThreeWay<&Path>,
    place: &Path,
    find: FindArticle<'_>,
) -> Result<Change, MergeError> {
    let version = |name, path, bytes| Version { name, path, bytes, place };
    let versions = ThreeWay {
        base: version("BASE", paths.base, &bytes.base),
        ours: version("OURS", paths.ours, &bytes.ours),
        theirs: version("THEIRS", paths.theirs, &bytes.theirs),
    };
    match kind_of(&versions)? {
        Kind::Corpus => {
            merge_as(versions, |_| Ok(()), |files, told| shared::corpus(files, told).map(Made::File))
        }
        Kind::Tagset => {
            merge_as(versions, |_| Ok(()), |files, told| shared::tagset(files, told).map(Made::File))
        }
        Kind::Register => {
            let same =
                |files: &Files<'_, RegisterFile>| files.agreed("its annotator", |file| &file.annotator);
            merge_as(versions, same, |files, told| shared::register(files, told).map(Made::File))
        }
        Kind::Items => {
            let same = |files: &Files<'_, ItemsFile>| files.agreed("its annotator", |file| &file.annotator);
            merge_as(versions, same, |files, told| shared::items(files, told).map(Made::File))
        }
        Kind::Article => {
            merge_as(versions, |files| files.agreed("its id", |file: &ArticleFile| &file.id), article::merge)
        }
        Kind::Layer => {
            let same = |files: &Files<'_, LayerFile>| {
                files.agreed("its annotator", |file| &file.annotator)?;
                files.agreed("its article", |file| &file.article)
            };
            merge_as(versions, same, |files, told| layer::merge(files, told, find))
        }
    }
}

/// Merges files of one kind, once `same` has found that they are versions of one file. Where one side left the
/// file as it was, the other is taken to the byte.
fn merge_as<T>(
    versions: ThreeWay<Version<'_>>,
    same: impl FnOnce(&Files<'_, T>) -> Result<(), MergeError>,
    merge: impl FnOnce(&Files<'_, T>, &mut Told) -> Result<Made<T>, MergeError>,
) -> Result<Change, MergeError>
where
    T: serde::de::DeserializeOwned + serde::Serialize + PartialEq,
{
    let files = read_all::<T>(versions)?;
    same(&files)?;
    let (base, ours, theirs) = (files.base.as_ref(), &files.ours, &files.theirs);
    if ours == theirs || Some(theirs) == base {
        return Ok(Change::Nothing);
    }
    if Some(ours) == base {
        return Ok(Change::Write(files.versions.theirs.bytes.to_vec(), Vec::new()));
    }
    let mut told = Told::default();
    match merge(&files, &mut told)? {
        Made::File(file) => Ok(Change::Write(ron_file::write(&file)?, told.listed)),
        Made::Impossible(why) => Ok(Change::Impossible(why)),
    }
}

/// The article of the layer that lies at `place`, as its corpus has it now.
fn article_beside(
    disk: &dyn Disk,
    place: &Path,
    annotator: &AnnotatorId,
    id: &ArticleId,
) -> Result<Article, String> {
    let of_annotator = place.parent().filter(|folder| folder.ends_with(annotator.as_str()));
    let layers = of_annotator.and_then(Path::parent).filter(|folder| folder.ends_with("layers"));
    let corpus = layers.and_then(Path::parent).ok_or_else(|| {
        format!("it is not known where the article lies: --path layers/{annotator}/{id}.ron says it")
    })?;
    let path = Layout::new(corpus).record_file(&RecordFile::Article(id.clone()));
    let failed = |why: String| format!("the article can't be read: {why}: {}", path.display());
    let bytes = read_if_there(disk, &path).map_err(|err| failed(err.to_string()))?;
    let bytes = bytes.ok_or_else(|| failed("there is no such file".to_owned()))?;
    let file = ron_file::read::<ArticleFile>(&bytes).map_err(|err| failed(err.to_string()))?;
    let (article, _) = read_article(id, file).map_err(|err| failed(err.to_string()))?;
    Ok(article)
}
