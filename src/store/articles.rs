//! Articles with their texts: read when asked for, kept within a limit, pinned while they differ from their
//! files.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::cache::{FlatTexts, TextPlace};
use super::disk::Disk;
use super::layout::{Layout, RecordFile};
use super::load::read_article;
use super::ron_file;
use crate::model::article::Article;
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::edit::{ArticleAccess, ArticleStamp, Direction};
use crate::model::id::ArticleId;
use crate::model::reader::ReadError;

/// How many bytes of text are kept at most, pinned articles not counted.
const CACHE_BYTES: usize = 64 * 1024 * 1024;

/// How many articles are gone through at a time.
const RUN_LEN: usize = 4096;

/// Articles with their texts. Clones share the cache.
#[derive(Clone, Debug)]
pub(super) struct ArticleStore {
    disk: Arc<dyn Disk>,
    layout: Layout,
    shared: Arc<Mutex<Shared>>,
    /// All texts in flat files, where there is a place for them.
    flat: Option<Arc<FlatTexts>>,
}

#[derive(Debug, Default)]
struct Shared {
    cache: Cache,
    /// Articles that differ from their files, or that have none yet.
    pinned: BTreeMap<ArticleId, Arc<Article>>,
    /// Articles that wait to be taken in, or have just been taken out.
    incoming: BTreeMap<ArticleId, Incoming>,
    /// Articles that have been taken in, and whose files may still lie where they were staged.
    arriving: BTreeMap<ArticleId, StagedArticle>,
    /// Whether a file was come upon whose text somebody else has changed.
    has_met_other_text: bool,
    /// Moves of the transaction that is being applied.
    moves: Vec<(Arc<Vec<ArticleStamp>>, Direction)>,
}

/// An article that is no part of the corpus.
#[derive(Clone, Debug)]
enum Incoming {
    /// It is in memory.
    Here(Arc<Article>),
    /// It lies in a file.
    Staged(StagedArticle),
}

/// An article whose file waits to be moved into its place.
#[derive(Clone, Debug)]
pub(super) struct StagedArticle {
    /// Its row.
    pub(super) row: Arc<ArticleRow>,
    /// The file.
    pub(super) path: PathBuf,
    /// The article, if it is kept in memory.
    pub(super) article: Option<Arc<Article>>,
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
        flat: Option<Arc<FlatTexts>>,
    ) -> Self {
        Self { disk, layout, shared: Arc::new(Mutex::new(Shared { pinned, ..Shared::default() })), flat }
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
        let article = Arc::new(self.read_current(id)?);
        self.shared().cache.put(Arc::clone(&article));
        Ok(article)
    }

    /// The article from its file, which may just be moved into its place.
    fn read_current(&self, id: &ArticleId) -> Result<Article, ReadError> {
        let path = self.layout.record_file(&RecordFile::Article(id.clone()));
        let staged = self.shared().arriving.get(id).map(|staged| staged.path.clone());
        match (self.read(id, &path), staged) {
            (Err(_), Some(staged)) => self.read(id, &staged).or_else(|_| self.read(id, &path)),
            (read, _) => read,
        }
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
        shared.arriving.remove(&article.id);
        shared.cache.put(article);
    }

    /// Forgets an article whose file is gone.
    pub(super) fn forget(&self, id: &ArticleId) {
        let mut shared = self.shared();
        shared.pinned.remove(id);
        shared.arriving.remove(id);
        shared.cache.remove(id);
    }

    /// An article that was taken out, from memory or from the trash. Nothing is kept of it.
    pub(super) fn trashed(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        let found = self.shared().incoming.get(id).cloned();
        let trashed = self.layout.trashed_article(id);
        match found {
            Some(Incoming::Here(article)) => Ok(article),
            Some(Incoming::Staged(staged)) => {
                self.read(id, &staged.path).or_else(|_| self.read(id, &trashed)).map(Arc::new)
            }
            None => self.read(id, &trashed).map(Arc::new),
        }
    }

    /// An article that is being taken out, for its file to be written once more.
    pub(super) fn taken_out(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.trashed(id)
    }

    /// The same articles with others in the place of some, and a cache of its own.
    pub(super) fn with(&self, changed: BTreeMap<ArticleId, Arc<Article>>) -> Self {
        let (mut pinned, arriving) = {
            let shared = self.shared();
            (shared.pinned.clone(), shared.arriving.clone())
        };
        pinned.extend(changed);
        let others = Self::new(Arc::clone(&self.disk), self.layout.clone(), pinned, self.flat.clone());
        others.shared().arriving = arriving;
        others
    }

    /// Goes through the texts of these articles, in this order, as `state` knows them: from memory, from the flat
    /// files, or else from the articles' own files. Gives the articles whose text could not be had.
    pub(super) fn texts(
        &self,
        state: &CorpusState,
        ids: &[ArticleId],
        visit: &mut dyn FnMut(&ArticleId, &str) -> ControlFlow<()>,
    ) -> Vec<ReadError> {
        let mut errors = Vec::new();
        for ids in ids.chunks(RUN_LEN) {
            let rows: Vec<Option<&ArticleRow>> =
                ids.iter().map(|id| state.articles.get(id).map(|row| &**row)).collect();
            let (places, in_memory) = (self.places(&rows), self.in_memory(&rows));
            let mut at = 0;
            while at < ids.len() {
                let flow = if let (Some(flat), Some(_), None) = (&self.flat, places[at], &in_memory[at]) {
                    // A flat file that can't be read is as good as none.
                    let piece = flat.read_run(&places[at..]).ok();
                    let num_places = piece.as_ref().map_or(1, |piece| piece.num_places);
                    let run = at..at + num_places;
                    at += num_places;
                    run.into_iter().try_for_each(|idx| {
                        let from_piece = || piece.as_ref()?.text(places[idx].as_ref()?);
                        match (&in_memory[idx], from_piece()) {
                            (None, Some(text)) => visit(&ids[idx], text),
                            (article, _) => {
                                self.one_text(&ids[idx], rows[idx], article.as_ref(), &mut errors, visit)
                            }
                        }
                    })
                } else {
                    at += 1;
                    self.one_text(&ids[at - 1], rows[at - 1], in_memory[at - 1].as_ref(), &mut errors, visit)
                };
                if flow.is_break() {
                    return errors;
                }
            }
        }
        errors
    }

    /// The text of the article of a row, as the row knows it.
    pub(super) fn text_of(&self, row: &ArticleRow) -> Result<Arc<str>, ReadError> {
        let rows = [Some(row)];
        if let [Some(article)] = &self.in_memory(&rows)[..] {
            return Ok(article.text.share());
        }
        let places = self.places(&rows);
        if let (Some(flat), [Some(place)]) = (&self.flat, &places[..])
            && let Ok(piece) = flat.read_run(&places)
            && let Some(text) = piece.text(place)
        {
            return Ok(text.into());
        }
        self.text_in_file(row).map(|article| article.text.share())
    }

    /// The article of a row, from its own file; its text is kept for the next time.
    fn text_in_file(&self, row: &ArticleRow) -> Result<Article, ReadError> {
        let id = &row.id;
        let article = self.read_current(id)?;
        if article.text.hash() != row.text_hash {
            let why = "it has changed while it was being read".to_owned();
            return Err(ReadError { id: id.clone(), why });
        }
        if let Some(flat) = &self.flat {
            flat.keep(id, article.text.as_str(), row.text_hash);
        }
        Ok(article)
    }

    /// Where the texts lie in the flat files.
    fn places(&self, rows: &[Option<&ArticleRow>]) -> Vec<Option<TextPlace>> {
        let Some(flat) = &self.flat else { return vec![None; rows.len()] };
        flat.places(rows.iter().copied())
    }

    /// Those of the articles that are in memory as the rows know them.
    fn in_memory(&self, rows: &[Option<&ArticleRow>]) -> Vec<Option<Arc<Article>>> {
        let shared = self.shared();
        let of = |row: &ArticleRow| {
            let cached = || shared.cache.articles.get(&row.id).map(|(article, _)| article);
            let article = shared.pinned.get(&row.id).or_else(cached)?;
            (article.text.hash() == row.text_hash).then(|| Arc::clone(article))
        };
        rows.iter().map(|row| row.and_then(of)).collect()
    }

    /// The text of one article, from memory or from its file; then it is kept for the next time.
    fn one_text(
        &self,
        id: &ArticleId,
        row: Option<&ArticleRow>,
        in_memory: Option<&Arc<Article>>,
        errors: &mut Vec<ReadError>,
        visit: &mut dyn FnMut(&ArticleId, &str) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if let Some(article) = in_memory {
            return visit(id, article.text.as_str());
        }
        let read = match row {
            Some(row) => self.text_in_file(row),
            None => Err(ReadError { id: id.clone(), why: "there is no such article".to_owned() }),
        };
        match read {
            Ok(article) => visit(id, article.text.as_str()),
            Err(err) => {
                errors.push(err);
                ControlFlow::Continue(())
            }
        }
    }

    /// Notes articles that are about to come in.
    pub(super) fn stage(&self, articles: impl IntoIterator<Item = StagedArticle>) {
        let staged = articles.into_iter().map(|mut staged| {
            let id = staged.row.id.clone();
            match staged.article.take() {
                Some(article) => (id, Incoming::Here(article)),
                None => (id, Incoming::Staged(staged)),
            }
        });
        self.shared().incoming.extend(staged);
    }

    /// Takes the moves of the transaction that has just been applied.
    pub(super) fn take_moves(&self) -> Vec<(Arc<Vec<ArticleStamp>>, Direction)> {
        std::mem::take(&mut self.shared().moves)
    }

    /// Notes that the files of these articles are as the articles are.
    pub(super) fn unpin(&self, ids: impl IntoIterator<Item = ArticleId>) {
        let mut shared = self.shared();
        for id in ids {
            shared.arriving.remove(&id);
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

    fn incoming(&mut self, id: &ArticleId) -> Result<Arc<ArticleRow>, ReadError> {
        match self.shared().incoming.get(id) {
            Some(Incoming::Here(article)) => return Ok(ArticleRow::of(article)),
            Some(Incoming::Staged(staged)) => return Ok(Arc::clone(&staged.row)),
            None => {}
        }
        let article = Arc::new(self.read(id, &self.layout.trashed_article(id))?);
        let row = ArticleRow::of(&article);
        self.shared().incoming.insert(id.clone(), Incoming::Here(article));
        Ok(row)
    }

    fn moved(&mut self, stamps: &Arc<Vec<ArticleStamp>>, direction: Direction) {
        let mut shared = self.shared();
        for ArticleStamp { id, .. } in stamps.iter() {
            match direction {
                // Until the file is in its place, the article is to be had from memory or from where it was staged.
                Direction::In => match shared.incoming.remove(id) {
                    Some(Incoming::Here(article)) => drop(shared.pinned.insert(id.clone(), article)),
                    Some(Incoming::Staged(staged)) => drop(shared.arriving.insert(id.clone(), staged)),
                    None => {}
                },
                Direction::Out => {
                    let pinned = shared.pinned.remove(id);
                    let staged = shared.arriving.remove(id);
                    if let Some(article) = pinned.or_else(|| shared.cache.get(id)) {
                        shared.incoming.insert(id.clone(), Incoming::Here(article));
                    } else if let Some(staged) = staged {
                        shared.incoming.insert(id.clone(), Incoming::Staged(staged));
                    }
                    shared.cache.remove(id);
                }
            }
        }
        shared.moves.push((Arc::clone(stamps), direction));
    }
}
