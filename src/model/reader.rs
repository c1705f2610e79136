//! How other layers reach a corpus without knowing where it lies: they read through [`CorpusReader`] and
//! write through [`OutputSink`], both implemented by `store`.

use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use thiserror::Error;

use super::article::Article;
use super::corpus::CorpusState;
use super::edit::{Key, Record};
use super::id::ArticleId;

/// An article that could not be read, and why; the path stands in `why`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("article {id} can't be read: {why}")]
pub struct ReadError {
    /// The article.
    pub id: ArticleId,
    /// What is wrong with its file.
    pub why: String,
}

/// A corpus to be read, as it was when the reader was made.
pub trait CorpusReader {
    /// Everything but the texts.
    fn state(&self) -> &CorpusState;

    /// One article with its text.
    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError>;

    /// Goes through the texts of articles in the order given, until `visit` breaks off. Gives those that can't be
    /// read. To be called beside the window.
    fn texts(
        &self,
        ids: &[ArticleId],
        visit: &mut dyn FnMut(&ArticleId, &str) -> ControlFlow<()>,
    ) -> Vec<ReadError> {
        let mut unread = Vec::new();
        for id in ids {
            match self.article(id) {
                Ok(article) => {
                    if visit(id, article.text.as_str()).is_break() {
                        break;
                    }
                }
                Err(err) => unread.push(err),
            }
        }
        unread
    }

    /// The record a key names, an article's blocks too; `None` where there is none, or the article can't be read.
    fn record(&self, key: &Key) -> Option<Record> {
        match key {
            Key::Blocks(id) => {
                self.article(id).ok().map(|article| Record::Blocks(Arc::new(article.blocks.clone())))
            }
            _ => self.state().get(key),
        }
    }
}

/// Files an export writes. Nothing of them stands under its own name until [`OutputSink::commit`]; a sink
/// dropped before that leaves nothing behind.
pub trait OutputSink {
    /// Writes the file `name` (relative, no folder above) in full by calling `write` once.
    fn write(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()>;

    /// What was written as `name`, to be read back and compared.
    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>>;

    /// Puts every written file under its own name, durably.
    fn commit(&mut self) -> io::Result<()>;
}
