//! A corpus and a sink in memory, for what imports and exports.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Cursor, Write};
use std::sync::Arc;

use redletter::formats::imported::Imported;
use redletter::formats::merge::MergePlan;
use redletter::model::article::Article;
use redletter::model::corpus::{ArticleRow, CorpusState};
use redletter::model::id::ArticleId;
use redletter::model::reader::{CorpusReader, OutputSink, ReadError};

/// A corpus and a sink in memory.
#[derive(Default)]
pub struct Memory {
    pub state: CorpusState,
    pub articles: BTreeMap<ArticleId, Arc<Article>>,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// The corpus that a dataset is by itself.
    pub fn of(imported: &Imported) -> Self {
        let mut corpus = Self { state: imported.to_state(), ..Self::default() };
        imported.articles.iter().for_each(|article| corpus.put(article));
        corpus
    }

    /// Adds an article.
    pub fn put(&mut self, article: &Article) {
        self.state.articles.insert(article.id.clone(), ArticleRow::of(article));
        self.articles.insert(article.id.clone(), Arc::new(article.clone()));
    }

    /// Carries out what was planned.
    pub fn take(&mut self, plan: &MergePlan) {
        plan.articles.iter().for_each(|article| self.put(article));
        for (key, record) in &plan.records {
            self.state.set(key, Some(record.clone()));
        }
    }
}

impl CorpusReader for Memory {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        let missing = || ReadError { id: id.clone(), why: "it is not there".to_owned() };
        self.articles.get(id).cloned().ok_or_else(missing)
    }
}

impl OutputSink for Memory {
    fn write(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        self.files.insert(name.to_owned(), bytes);
        Ok(())
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        Ok(Box::new(Cursor::new(self.files.get(name).cloned().unwrap_or_default())))
    }

    fn commit(&mut self) -> io::Result<()> {
        Ok(())
    }
}
