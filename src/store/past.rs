//! The past of a corpus: what the histories of all writers say was done, and the state there was at any of
//! their lines. Nothing here changes a corpus.

mod detail;
mod lines;
mod rows;
mod unapply;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::contents::{Quarantine, RenderError};
use super::disk::Disk;
use super::error::StoreError;
use super::layout::{Layout, RecordFile};
use super::open_corpus::{CorpusSnapshot, write_new_files};
use crate::model::article::Article;
use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::time::Timestamp;

pub use detail::{LineDetail, LineTexts};
pub use lines::{FoundLine, Histories, LineFilter, LinePlace, NewestFirst};
pub use rows::{Row, RowKind, Touches, read_rows};

/// A place in the order of the lines of all writers: by time, then writer, then number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId {
    /// When the line was made.
    pub t: Timestamp,
    /// The id of its writer.
    pub writer: Arc<str>,
    /// Its number within the writer.
    pub n: u64,
}

/// A moment in the past of a corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// After every line of this time and before.
    At(Timestamp),
    /// Just before a line.
    Before(LineId),
    /// Just after a line.
    After(LineId),
}

impl Moment {
    /// Whether a line was made later.
    pub fn precedes(&self, line: &LineId) -> bool {
        match self {
            Self::At(time) => line.t > *time,
            Self::Before(other) => line >= other,
            Self::After(other) => line > other,
        }
    }
}

/// A corpus as it was at a moment, or one article of it.
#[derive(Debug)]
pub struct Past {
    corpus: CorpusSnapshot,
    left_out: Vec<String>,
}

/// What was written of a past state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenPast {
    /// How many articles.
    pub num_articles: usize,
    /// How many annotations.
    pub num_annotations: usize,
}

impl Past {
    /// The whole corpus as it was at `moment`: every line made later is taken back from what the corpus is now.
    pub fn at(corpus: CorpusSnapshot, histories: &Histories, moment: &Moment) -> Result<Self, StoreError> {
        let mut past = unapply::unapply(corpus, histories, moment, None)?;
        let locked = past.corpus.locked_files();
        let locked: Vec<String> =
            locked.map(|(path, why)| format!("a file can't be used: {why}: {}", path.display())).collect();
        past.left_out.extend(locked);
        Ok(past)
    }

    /// One article with the layers on it as they were at `moment`. The rest is as it is now.
    pub fn of_article(
        corpus: CorpusSnapshot,
        histories: &Histories,
        moment: &Moment,
        article: &ArticleId,
    ) -> Result<Self, StoreError> {
        unapply::unapply(corpus, histories, moment, Some(article))
    }

    fn new(
        corpus: CorpusSnapshot,
        state: CorpusState,
        changed: BTreeMap<ArticleId, Arc<Article>>,
        mut left_out: Vec<String>,
    ) -> Self {
        let mut quarantine: BTreeMap<RecordFile, Quarantine> = BTreeMap::new();
        for (file, records) in corpus.quarantine() {
            // Nobody knows what they were, or whether they would fit another text.
            let is_as_it_was = file.article().is_none_or(|id| {
                let hash = |state: &CorpusState| state.articles.get(id).map(|row| row.text_hash);
                state.articles.contains_key(id) && hash(&state) == hash(corpus.state())
            });
            if is_as_it_was {
                quarantine.insert(file.clone(), records.clone());
            } else {
                left_out.push(format!("records that could not be used are left out: {file:?}"));
            }
        }
        Self { corpus: corpus.with(state, changed, quarantine), left_out }
    }

    /// What could not be brought back, each in words. Empty where everything could.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Writes it as a new corpus into a folder that must not hold anything yet. Histories stay where they are:
    /// the new corpus begins with none.
    pub fn write(&self, disk: &dyn Disk, folder: &Path) -> Result<WrittenPast, StoreError> {
        let unreadable =
            |err: ReadError| StoreError::Past { path: self.corpus.folder().to_owned(), why: err.to_string() };
        let mut files: BTreeMap<RecordFile, Vec<u8>> = BTreeMap::new();
        for content in self.corpus.contents() {
            let content = content.map_err(unreadable)?;
            let bytes = content.render().map_err(|err| match err {
                RenderError::Ron(err) => StoreError::Write(err),
                RenderError::Text(err) => unreadable(err),
            })?;
            files.insert(content.file(), bytes);
        }
        let layers = self.state().layers.values().flat_map(BTreeMap::values);
        let num_annotations = layers.map(|layer| layer.annotations.len()).sum();
        write_new_files(disk, &Layout::new(folder), &files)?;
        Ok(WrittenPast { num_articles: self.state().articles.len(), num_annotations })
    }
}

impl CorpusReader for Past {
    fn state(&self) -> &CorpusState {
        self.corpus.state()
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.corpus.article(id)
    }
}
