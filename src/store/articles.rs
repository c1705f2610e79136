//! Articles with their texts: read when asked for, kept within a limit, pinned while they differ from their
//! files.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::disk::Disk;
use super::layout::{Layout, RecordFile};
use super::load::read_article;
use super::ron_file;
use crate::model::article::Article;
use crate::model::corpus::CorpusState;
use crate::model::edit::{ArticleAccess, ArticleStamp, Direction};
use crate::model::id::ArticleId;
use crate::model::reader::ReadError;

/// How many bytes of text are kept at most, pinned articles not counted.
const CACHE_BYTES: usize = 64 * 1024 * 1024;

/// Articles with their texts. Clones share the cache.
#[derive(Clone, Debug)]
pub(super) struct ArticleStore {
    disk: Arc<dyn Disk>,
    layout: Layout,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    cache: Cache,
    /// Articles that differ from their files, or that have none yet.
    pinned: BTreeMap<ArticleId, Arc<Article>>,
    /// Articles that wait to be taken in, or have just been taken out.
    incoming: BTreeMap<ArticleId, Arc<Article>>,
    /// Whether a file was come upon whose text somebody else has changed.
    has_met_other_text: bool,
    /// Moves of the transaction that is being applied.
    moves: Vec<(Arc<Vec<ArticleStamp>>, Direction)>,
}

#[derive(Debug, Default)]
struct Cache {
    articles: BTreeMap<ArticleId, (Arc<Article>, u64)>,
    num_bytes: usize,
    clock: u64,
}

impl Cache {
    fn get(&mut self, id: &ArticleId) -> Option<Arc<Article>> {
        self.clock += 1;
        let clock = self.clock;
        self.articles.get_mut(id).map(|(article, used)| {
            *used = clock;
            Arc::clone(article)
        })
    }

    fn put(&mut self, article: Arc<Article>) {
        self.remove(&article.id);
        self.clock += 1;
        self.num_bytes += article.text.as_str().len();
        self.articles.insert(article.id.clone(), (article, self.clock));
        while self.num_bytes > CACHE_BYTES && self.articles.len() > 1 {
            let oldest = self.articles.iter().min_by_key(|(_, (_, used))| *used).map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { return };
            self.remove(&oldest);
        }
    }

    fn remove(&mut self, id: &ArticleId) {
        if let Some((article, _)) = self.articles.remove(id) {
            self.num_bytes -= article.text.as_str().len();
        }
    }
}

impl ArticleStore {
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        layout: Layout,
        pinned: BTreeMap<ArticleId, Arc<Article>>,
    ) -> Self {
        Self { disk, layout, shared: Arc::new(Mutex::new(Shared { pinned, ..Shared::default() })) }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The article as it is now.
    pub(super) fn get(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        let mut shared = self.shared();
        if let Some(article) = shared.pinned.get(id) {
            return Ok(Arc::clone(article));
        }
        if let Some(article) = shared.cache.get(id) {
            return Ok(article);
        }
        drop(shared);
        let article = Arc::new(self.read(id, &self.layout.record_file(&RecordFile::Article(id.clone())))?);
        self.shared().cache.put(Arc::clone(&article));
        Ok(article)
    }

    /// The article as it is now, if it still has the text that `state` knows: what lies in layers counts in that.
    pub(super) fn get_known(&self, id: &ArticleId, state: &CorpusState) -> Result<Arc<Article>, ReadError> {
        let article = self.get(id)?;
        if state.articles.get(id).is_some_and(|row| row.text_hash != article.text.hash()) {
            self.shared().has_met_other_text = true;
            let why = "somebody else has just corrected its text, which is taken in first".to_owned();
            return Err(ReadError { id: id.clone(), why });
        }
        Ok(article)
    }

    /// Whether a file was come upon, since this was last asked, whose text somebody else has changed.
    pub(super) fn take_other_text(&self) -> bool {
        std::mem::take(&mut self.shared().has_met_other_text)
    }

    fn read(&self, id: &ArticleId, path: &std::path::Path) -> Result<Article, ReadError> {
        let failed = |why: String| ReadError { id: id.clone(), why: format!("{why}: {}", path.display()) };
        let bytes = self.disk.read(path).map_err(|err| failed(err.to_string()))?;
        let file = ron_file::read(&bytes).map_err(|err| failed(err.to_string()))?;
        let (article, _) = read_article(id, file).map_err(|err| failed(err.to_string()))?;
        Ok(article)
    }

    /// The article, if it is in memory.
    pub(super) fn at_hand(&self, id: &ArticleId) -> Option<Arc<Article>> {
        let mut shared = self.shared();
        let pinned = shared.pinned.get(id).cloned();
        pinned.or_else(|| shared.cache.get(id))
    }

    /// Puts an article that is as its file is.
    pub(super) fn refresh(&self, article: Arc<Article>) {
        let mut shared = self.shared();
        shared.pinned.remove(&article.id);
        shared.cache.put(article);
    }

    /// Forgets an article whose file is gone.
    pub(super) fn forget(&self, id: &ArticleId) {
        let mut shared = self.shared();
        shared.pinned.remove(id);
        shared.cache.remove(id);
    }

    /// An article that was taken out, from memory or from the trash. Nothing is kept of it.
    pub(super) fn trashed(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        if let Some(article) = self.shared().incoming.get(id) {
            return Ok(Arc::clone(article));
        }
        self.read(id, &self.layout.trashed_article(id)).map(Arc::new)
    }

    /// The same articles with others in the place of some, and a cache of its own.
    pub(super) fn with(&self, changed: BTreeMap<ArticleId, Arc<Article>>) -> Self {
        let mut pinned = self.shared().pinned.clone();
        pinned.extend(changed);
        Self::new(Arc::clone(&self.disk), self.layout.clone(), pinned)
    }

    /// Notes articles that are about to come in.
    pub(super) fn stage(&self, articles: impl IntoIterator<Item = Arc<Article>>) {
        let mut shared = self.shared();
        shared.incoming.extend(articles.into_iter().map(|article| (article.id.clone(), article)));
    }

    /// Takes the moves of the transaction that has just been applied.
    pub(super) fn take_moves(&self) -> Vec<(Arc<Vec<ArticleStamp>>, Direction)> {
        std::mem::take(&mut self.shared().moves)
    }

    /// Notes that the files of these articles are as the articles are.
    pub(super) fn unpin(&self, ids: impl IntoIterator<Item = ArticleId>) {
        let mut shared = self.shared();
        for id in ids {
            if let Some(article) = shared.pinned.remove(&id) {
                shared.cache.put(article);
            }
        }
    }
}

impl ArticleAccess for ArticleStore {
    fn article(&mut self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.get(id)
    }

    fn replace(&mut self, article: Arc<Article>) {
        let mut shared = self.shared();
        shared.cache.remove(&article.id);
        shared.pinned.insert(article.id.clone(), article);
    }

    fn incoming(&mut self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        if let Some(article) = self.shared().incoming.get(id) {
            return Ok(Arc::clone(article));
        }
        let article = Arc::new(self.read(id, &self.layout.trashed_article(id))?);
        self.shared().incoming.insert(id.clone(), Arc::clone(&article));
        Ok(article)
    }

    fn moved(&mut self, stamps: &Arc<Vec<ArticleStamp>>, direction: Direction) {
        let mut shared = self.shared();
        for ArticleStamp { id, .. } in stamps.iter() {
            match direction {
                // Until the file is in its place, the article is to be had from memory alone.
                Direction::In => {
                    if let Some(article) = shared.incoming.remove(id) {
                        shared.pinned.insert(id.clone(), article);
                    }
                }
                Direction::Out => {
                    let pinned = shared.pinned.remove(id);
                    if let Some(article) = pinned.or_else(|| shared.cache.get(id)) {
                        shared.incoming.insert(id.clone(), article);
                    }
                    shared.cache.remove(id);
                }
            }
        }
        shared.moves.push((Arc::clone(stamps), direction));
    }
}
