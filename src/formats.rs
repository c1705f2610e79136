//! Annotated datasets in and out: one file a format, one trait, one list. What is written is read back and
//! compared before it stands under its own name; what is read comes with a report of everything that did
//! not fit. Files themselves are opened and committed by the caller.

pub mod report;
pub mod selection;
pub mod imported;
pub mod merge;
pub mod mapping;
pub mod preview;
pub mod page;
mod interchange;
mod options;
mod ids_in_text;
pub mod recipe;
pub mod exporting;
pub mod card;
pub mod pseudonyms;
pub mod shapes;
pub mod splits;
mod parts;
mod pairs;
mod same;
mod reading;
mod by_reference;
mod dialect;
mod json_lines;
mod json_elements;
mod metadata;
mod tokens;
pub mod jsonl;
pub mod csv;
pub mod doccano;
pub mod brat;
pub mod prodigy;
pub mod spacy;
pub mod spacy_jsonl;
pub mod label_studio;
mod cas;
pub mod uima_xmi;
pub mod json_cas;
mod numbered;
mod xml_tree;
pub mod w3c;
pub mod refi;
pub mod tei;
#[cfg(feature = "parquet")]
mod columnar;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "parquet")]
pub mod hugging_face;
mod pages;
pub mod html;
pub mod markdown;
pub mod docx;
pub mod quote_sheet;
pub mod conll;
pub mod webanno_tsv;
#[cfg(test)]
pub(crate) mod testing;

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read as _, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, ArticleId, IdSource};
use crate::model::reader::{CorpusReader, OutputSink};
use crate::model::text::units::Unit;
use crate::model::time::Timestamp;

pub use options::{Cells, ExportOptions, OverlapRule, ReadOptions, TagScheme};

use imported::Imported;
use recipe::Texts;
use report::Report;
use selection::Selection;
use splits::Splits;

/// A format of annotated datasets.
pub trait Format: Sync {
    /// What the format is and can do.
    fn info(&self) -> FormatInfo;

    /// What a corpus holds and the format does not, a sentence each.
    fn cannot_hold(&self) -> Vec<&'static str>;

    /// The files that belong beside the file of that name and should be read, or are written, with it.
    fn companions(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    /// Whether it holds the sides of a split side by side, as one dataset; others are written once a side.
    fn holds_splits(&self) -> bool {
        false
    }

    /// Whether it can be written without the articles' words: hashes and offsets say where they stand.
    fn by_reference(&self) -> bool {
        false
    }

    /// Writes what the export selects, reads it back, compares, and commits the sink if nothing differs.
    ///
    /// Articles whose text can't be read are left out and reported. On an error nothing is committed.
    fn write(&self, _export: &Export<'_>, _out: &mut dyn OutputSink) -> Result<Report, FormatError> {
        Err(FormatError::CannotWrite { format: self.info().name })
    }

    /// Reads the inputs, in any order, as one dataset. What does not fit is left out and reported.
    fn read(
        &self,
        _inputs: &mut [Input<'_>],
        _context: ReadContext<'_>,
    ) -> Result<(Imported, Report), FormatError> {
        Err(FormatError::CannotRead { format: self.info().name })
    }
}

/// How deep folders are looked into for the files of a dataset.
const MAX_FOLDER_DEPTH: usize = 8;

/// The files of a dataset at `paths`: those in the folders, and those that belong beside the files and are there.
pub fn files_at(format: &dyn Format, paths: &[PathBuf]) -> Result<BTreeSet<PathBuf>, FormatError> {
    let mut files = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            let mut found = Vec::new();
            let failed = |source| FormatError::Read { name: path.display().to_string(), source };
            files_in(path, MAX_FOLDER_DEPTH, &mut found).map_err(failed)?;
            let FormatInfo { is_folder, extension, .. } = format.info();
            let is_wanted =
                |file: &PathBuf| is_folder || file.extension().is_some_and(|end| end == extension);
            files.extend(found.into_iter().filter(is_wanted));
        } else {
            files.insert(path.clone());
        }
    }
    let beside: Vec<PathBuf> = files
        .iter()
        .flat_map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            format.companions(&name).into_iter().map(|companion| path.with_file_name(companion))
        })
        .filter(|companion| companion.is_file())
        .collect();
    files.extend(beside);
    Ok(files)
}

/// The files under a folder but hidden ones; links to folders are not followed.
fn files_in(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        match (entry.file_type()?.is_dir(), depth) {
            (true, 0) => return Err(io::Error::other(format!("{} lies too deep", path.display()))),
            (true, _) => files_in(&path, depth - 1, found)?,
            (false, _) if path.is_file() => found.push(path),
            (false, _) => {}
        }
    }
    Ok(())
}

/// What a format is and can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatInfo {
    /// Its name on the command line.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Whether a corpus can be filled from it.
    pub reads: bool,
    /// Whether a corpus can be written to it.
    pub writes: bool,
    /// What its offsets count when it is written.
    pub offset_unit: Unit,
    /// Where it is defined: a link, with the version.
    pub specification: &'static str,
    /// Whether it is one file, or a folder of them.
    pub is_folder: bool,
    /// The usual extension of its files, without the dot.
    pub extension: &'static str,
}

/// What is to be exported, and how.
#[derive(Clone, Copy)]
pub struct Export<'e> {
    /// The corpus.
    pub corpus: &'e dyn CorpusReader,
    /// Which part of it.
    pub selection: &'e Selection,
    /// The file to write, its extension included; companions are named after it.
    pub name: &'e str,
    /// How, where the format leaves a choice.
    pub options: ExportOptions,
    /// Whether the articles' words go with it; without them only for formats that can, see [`Format::by_reference`].
    pub texts: Texts,
    /// The side of each selected article, for formats that hold them in one, see [`Format::holds_splits`].
    pub splits: Option<&'e Splits>,
}

impl<'e> Export<'e> {
    /// An export with the texts, and without a split.
    pub fn new(
        corpus: &'e dyn CorpusReader,
        selection: &'e Selection,
        name: &'e str,
        options: ExportOptions,
    ) -> Self {
        Self { corpus, selection, name, options, texts: Texts::Included, splits: None }
    }
}

/// A file to be read. It is opened when it is its turn, so that a folder of ten thousand can be read.
pub struct Input<'i> {
    /// Its name, as messages call it; its ending tells what is in it where a format has several files.
    pub name: String,
    /// Opens it, from its beginning; may be called again.
    pub open: Box<dyn FnMut() -> io::Result<Box<dyn BufRead + 'i>> + 'i>,
}

impl<'i> Input<'i> {
    /// A file of that name, opened by `open`.
    pub fn new(
        name: impl Into<String>,
        open: impl FnMut() -> io::Result<Box<dyn BufRead + 'i>> + 'i,
    ) -> Self {
        Self { name: name.into(), open: Box::new(open) }
    }

    /// A file in memory.
    pub fn in_memory(name: impl Into<String>, bytes: &'i [u8]) -> Self {
        Self::new(name, move || Ok(Box::new(bytes)))
    }

    /// The file, open.
    pub fn data(&mut self) -> Result<Box<dyn BufRead + 'i>, FormatError> {
        (self.open)().map_err(|source| FormatError::Read { name: self.name.clone(), source })
    }

    /// The last part of its name.
    pub fn file_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name)
    }

    /// All its bytes, if they are no more than `limit`.
    pub fn bytes(&mut self, limit: u64) -> Result<Vec<u8>, FormatError> {
        let mut bytes = Vec::new();
        let failed = |name: &str, source| FormatError::Read { name: name.to_owned(), source };
        let mut data = self.data()?.take(limit.saturating_add(1));
        data.read_to_end(&mut bytes).map_err(|source| failed(&self.name, source))?;
        if bytes.len() as u64 > limit {
            let source = io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("it is larger than {}", crate::model::limits::mebibytes(limit)),
            );
            return Err(failed(&self.name, source));
        }
        Ok(bytes)
    }
}

/// What reading needs to know and have at hand.
pub struct ReadContext<'c> {
    /// Whose work it is where the file doesn't say.
    pub annotator: &'c AnnotatorId,
    /// The time of everything the file gives no time for.
    pub now: Timestamp,
    /// Where ids come from for what has none, or none of ours.
    pub ids: &'c mut dyn IdSource,
    /// The corpus that names of speakers and types of attributes are looked up in, where there is one.
    pub known: Option<&'c CorpusState>,
    /// Where the texts of that corpus are read, for formats that name articles without their texts.
    pub texts: Option<&'c dyn CorpusReader>,
    /// What reading is told, where a file leaves a choice.
    pub options: ReadOptions,
}

/// Why an export or import could not be done at all.
#[derive(Debug, Error)]
pub enum FormatError {
    /// The format is for writing only.
    #[error("{format} can be written but not imported")]
    CannotRead {
        /// The format's name for people.
        format: &'static str,
    },
    /// The format is for reading only.
    #[error("{format} can be imported but not written")]
    CannotWrite {
        /// The format's name for people.
        format: &'static str,
    },
    /// A file could not be written; nothing was kept of the export.
    #[error("the export could not be written: {source}; nothing of it was kept ({name})")]
    Write {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be read.
    #[error("the file could not be read: {source} ({name})")]
    Read {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// What was written reads back as something else; nothing was kept of the export.
    #[error("what was written is not what was selected: {what}; nothing of the export was kept ({name})")]
    Differs {
        /// The file.
        name: String,
        /// The first difference.
        what: String,
    },
    /// The format has no file with nothing in it.
    #[error("there is nothing to write: {why} ({name})")]
    Nothing {
        /// The file.
        name: String,
        /// What is missing.
        why: &'static str,
    },
    /// What the recipe of an export asks for can't be done; it says why.
    #[error("the recipe can't be followed: {0}")]
    Recipe(String),
    /// An article could not be read, or not be put into the format.
    #[error("{article} can't be written: {why}")]
    Article {
        /// The article.
        article: ArticleId,
        /// Why.
        why: String,
    },
    /// An article makes a longer line than can be read again.
    #[error(
        "{article} makes a line of more than {limit} bytes, which could not be read again; nothing of the export was kept"
    )]
    TooLong {
        /// The article.
        article: ArticleId,
        /// The limit in bytes.
        limit: usize,
    },
}

/// What no format of datasets holds.
pub(crate) const HISTORY_STAYS: &str = "The history of changes stays behind.";

/// Every format, in the order lists show them.
pub fn registry() -> &'static [&'static dyn Format] {
    &[
        &jsonl::Jsonl,
        &csv::Csv,
        &csv::Tsv,
        &brat::Brat,
        &conll::Conll,
        &spacy::SpacyDocBin,
        &spacy_jsonl::SpacyJsonl,
        &prodigy::Prodigy,
        &label_studio::LabelStudio,
        &doccano::Doccano,
        #[cfg(feature = "parquet")]
        &hugging_face::HuggingFace,
        #[cfg(feature = "parquet")]
        &parquet::Parquet,
        &webanno_tsv::WebannoTsv,
        &uima_xmi::UimaXmi,
        &json_cas::JsonCas,
        &w3c::WebAnnotations,
        &refi::Project,
        &refi::Codebook,
        &tei::Tei,
        &html::Html,
        &markdown::Markdown,
        &docx::Docx,
        &quote_sheet::QuoteSheet,
    ]
}

/// The format of that name on the command line.
pub fn by_id(id: &str) -> Option<&'static dyn Format> {
    registry().iter().copied().find(|format| format.info().id == id)
}

/// Writes one file of an export; an error inside `fill` that is none of the system's comes back as it is.
fn write_file(
    out: &mut dyn OutputSink,
    name: &str,
    fill: &mut dyn FnMut(&mut dyn Write) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    let mut failed = None;
    let written = out.write(name, &mut |file| match fill(file) {
        Ok(()) => Ok(()),
        Err(FormatError::Write { source, .. }) => Err(source),
        Err(err) => {
            let message = io::Error::other(err.to_string());
            failed = Some(err);
            Err(message)
        }
    });
    match (failed, written) {
        (Some(err), _) => Err(err),
        (None, written) => written.map_err(|source| FormatError::Write { name: name.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_format_is_found_by_an_id_of_its_own() {
        let ids: BTreeSet<&str> = registry().iter().map(|format| format.info().id).collect();
        assert_eq!(ids.len(), registry().len());
        for format in registry() {
            let found = by_id(format.info().id).expect("a format is found by its id");
            assert_eq!(found.info(), format.info());
            assert!(format.info().reads || format.info().writes);
        }
        assert!(by_id("").is_none());
    }
}
