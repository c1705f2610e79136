//! A corpus as it was at one moment, for jobs that read on another thread, and the record files it comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::limits::mebibytes;
use crate::model::reader::{CorpusReader, ReadError};
use crate::store::articles::ArticleStore;
use crate::store::audit::{Account, Difference};
use crate::store::contents::{FileContent, LayerContent, LayerText, Quarantine, goes_when_empty};
use crate::store::disk::Disk;
use crate::store::error::StoreError;
use crate::store::history::WriterName;
use crate::store::layout::{Layout, RecordFile};
use crate::store::originals::Originals;
use crate::store::records::article::CorpusFile;
use crate::store::records::tagset::TagsetFile;

/// A corpus as it was when the snapshot was taken; texts are read when they are asked for.
#[derive(Clone, Debug)]
pub struct CorpusSnapshot {
    pub(super) state: CorpusState,
    pub(super) articles: ArticleStore,
    pub(super) layout: Layout,
    pub(super) quarantine: BTreeMap<RecordFile, Quarantine>,
    pub(super) locked: BTreeMap<RecordFile, String>,
    pub(super) disk: Arc<dyn Disk>,
    pub(super) writer: WriterName,
}

impl CorpusReader for CorpusSnapshot {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        let article = self.articles.get(id)?;
        match self.state.articles.get(id) {
            Some(row) if row.text_hash == article.text.hash() => Ok(article),
            _ => Err(ReadError { id: id.clone(), why: "it has changed while it was being read".to_owned() }),
        }
    }

    fn texts(
        &self,
        ids: &[ArticleId],
        visit: &mut dyn FnMut(&ArticleId, &str) -> ControlFlow<()>,
    ) -> Vec<ReadError> {
        self.articles.texts(&self.state, ids, visit)
    }
}

impl CorpusSnapshot {
    /// The corpus folder.
    pub fn folder(&self) -> &Path {
        self.layout.folder()
    }

    /// What all histories say. Reads every one of them.
    pub fn account(&self) -> Result<Account, StoreError> {
        Account::read(self.disk.as_ref(), &self.layout, self, &self.writer)
    }

    /// Where the records are not what the histories say last, in files that can be read.
    pub fn differences(&self, account: &Account) -> Result<Vec<Difference>, StoreError> {
        let left_out = |file: &RecordFile| self.locked.contains_key(file);
        account.differences(self.disk.as_ref(), &self.layout, self, &left_out)
    }

    /// The files that are left as they are, each with the reason.
    pub(in crate::store) fn locked_files(&self) -> impl Iterator<Item = (PathBuf, &str)> {
        self.locked.iter().map(|(file, why)| (self.layout.record_file(file), why.as_str()))
    }

    /// The kept files that articles were made of.
    pub fn originals(&self) -> Originals {
        Originals::new(Arc::clone(&self.disk), self.layout.clone())
    }

    /// What a copy of the corpus leaves out that has none of the kept files, in words; `None` if none are kept.
    pub fn originals_left_out(&self) -> Result<Option<String>, StoreError> {
        let all = self.originals().all()?;
        let size = mebibytes(all.iter().map(|original| original.len).sum());
        let left_out = match all.len() {
            0 => return Ok(None),
            1 => format!("the kept original file ({size}) is not in it: it stays in"),
            several => format!("the {several} kept original files ({size}) are not in it: they stay in"),
        };
        Ok(Some(format!("{left_out} {}", self.layout.originals().display())))
    }

    /// The hashes of the files that articles in the trash were made of; of one that can't be read none.
    pub fn trashed_originals(&self) -> BTreeSet<[u8; 32]> {
        let entries = self.disk.list(&self.layout.trashed_articles()).unwrap_or_default().into_iter();
        let ids = entries.filter_map(|entry| ArticleId::new(entry.name.strip_suffix(".ron")?).ok());
        let articles = ids.filter_map(|id| self.articles.trashed(&id).ok());
        articles.filter_map(|article| Some(article.provenance.original_hash?.bytes())).collect()
    }

    /// An article that was taken out of the corpus, if it is still in the trash.
    pub fn trashed_article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.articles.trashed(id)
    }

    /// Records that could not be used, by file.
    pub(in crate::store) fn quarantine(&self) -> &BTreeMap<RecordFile, Quarantine> {
        &self.quarantine
    }

    /// The same corpus with another state, other articles in the place of some, and other unusable records.
    pub(in crate::store) fn with(
        self,
        state: CorpusState,
        changed: BTreeMap<ArticleId, Arc<Article>>,
        quarantine: BTreeMap<RecordFile, Quarantine>,
    ) -> Self {
        Self { state, articles: self.articles.with(changed), quarantine, ..self }
    }

    /// The records of every file of the corpus, as far as they can be had.
    pub(in crate::store) fn contents(&self) -> Vec<Result<FileContent, ReadError>> {
        let Self { state, articles, quarantine, .. } = self;
        Files { texts_later: false, state, articles, quarantine }.contents()
    }
}

/// What record files are made from.
pub(super) struct Files<'c> {
    /// Whether the texts that layers count in are had when these are written, where they are not at hand.
    pub(super) texts_later: bool,
    pub(super) state: &'c CorpusState,
    pub(super) articles: &'c ArticleStore,
    pub(super) quarantine: &'c BTreeMap<RecordFile, Quarantine>,
}

impl Files<'_> {
    /// A record file as it would be written now; `None` if it has nothing to hold.
    pub(super) fn content(&self, file: &RecordFile) -> Result<Option<FileContent>, ReadError> {
        let content = match file {
            RecordFile::Corpus => Some(FileContent::Corpus(CorpusFile::from_model(self.state))),
            RecordFile::Tagset => {
                Some(FileContent::Tagset(Box::new(TagsetFile::from_model(&self.state.tagset))))
            }
            RecordFile::Register(annotator) => self
                .state
                .voices
                .get(annotator)
                .map(|voices| FileContent::Register(annotator.clone(), voices.clone())),
            RecordFile::Items(annotator) => self
                .state
                .items
                .get(annotator)
                .map(|items| FileContent::Items(annotator.clone(), items.clone())),
            RecordFile::Article(id) if self.state.articles.contains_key(id) => {
                Some(FileContent::Article(self.articles.get_known(id, self.state)?))
            }
            RecordFile::Layer(annotator, id) if self.state.articles.contains_key(id) => {
                let layer = self.state.layer(id, annotator).cloned();
                let quarantine = self.quarantine.get(file).cloned().unwrap_or_default();
                if layer.is_none() && quarantine.is_empty() {
                    None
                } else {
                    let (annotator, layer) = (annotator.clone(), layer.unwrap_or_default());
                    let text = self.layer_text(id)?;
                    Some(FileContent::Layer(Box::new(LayerContent { annotator, text, layer, quarantine })))
                }
            }
            // The article was taken out: its file is in the trash, and no layer is on it.
            RecordFile::Article(_) | RecordFile::Layer(..) => None,
        };
        debug_assert!(content.is_some() || goes_when_empty(file) || matches!(file, RecordFile::Article(_)));
        Ok(content)
    }

    fn layer_text(&self, id: &ArticleId) -> Result<LayerText, ReadError> {
        match self.state.articles.get(id) {
            Some(row) if self.texts_later && self.articles.at_hand(id).is_none() => {
                Ok(LayerText::Later(self.articles.clone(), Arc::clone(row)))
            }
            _ => self.articles.get_known(id, self.state).map(LayerText::Here),
        }
    }

    /// The records of every file of the corpus, as they are now.
    fn contents(&self) -> Vec<Result<FileContent, ReadError>> {
        let registers = self.state.voices.keys().cloned().map(RecordFile::Register);
        let items = self.state.items.keys().cloned().map(RecordFile::Items);
        let articles = self.state.articles.keys().cloned().map(RecordFile::Article);
        let layers = self.state.layers.iter().flat_map(|(article, layers)| {
            layers.keys().map(|annotator| RecordFile::Layer(annotator.clone(), article.clone()))
        });
        let mut files: BTreeSet<RecordFile> =
            [RecordFile::Corpus, RecordFile::Tagset].into_iter().chain(registers).chain(items).collect();
        files.extend(articles.chain(layers).chain(self.quarantine.keys().cloned()));
        files.iter().filter_map(|file| self.content(file).transpose()).collect()
    }
}
