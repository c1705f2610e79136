//! An open corpus: the one place where transactions are applied, and the only writer of its files.

mod open;
mod caching;
mod save;
mod outside;
mod take_in;
mod repair;
mod snapshot;
mod staging;
mod undo;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

use super::articles::ArticleStore;
use super::cache::CacheFolder;
use super::contents::{FileContent, Quarantine};
use super::disk::Disk;
use super::error::StoreError;
use super::fold::Recovered;
use super::history::{Damage, Kind, Line, WriterName};
use super::layout::{Layout, RecordFile};
use super::load::{Problem, lock_of};
use super::others::OtherTail;
use super::own_history::OwnHistory;
use super::past::{Histories, LineFilter, Row};
use super::watcher::{Known, OwnWrites};
use super::writer::{FileJob, Fingerprint, Job, LineJob, Waker, WriterHandle, WriterMode};
use crate::model::article::Article;
use crate::model::corpus::CorpusState;
use crate::model::edit::{
    ApplyError, ArticleStamp, Direction, Edit, Key, LayerKey, Put, Transaction, apply_all,
};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::time::Timestamp;

pub(crate) use open::write_new_files;
pub use open::{create, read_tagset};
pub use outside::FromOthers;
use outside::Outlook;
pub use repair::Repaired;
pub use save::SaveStatus;
use save::Saving;
pub use snapshot::CorpusSnapshot;
use snapshot::Files;
pub use staging::{Staged, Stager};
pub use undo::{Replayed, Upcoming};

/// How a corpus is to be opened.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The corpus folder.
    pub folder: PathBuf,
    /// The user's own data folder, which remembers which writer this working copy is.
    pub user_folder: PathBuf,
    /// Where what opening finds out is kept for the next time, if it is.
    pub cache: Option<CacheFolder>,
    /// Who works.
    pub annotator: AnnotatorId,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// Whether to write.
    pub access: Access,
    /// How the writer runs.
    pub writer_mode: WriterMode,
    /// The name of this machine, for the one who finds the corpus locked.
    pub machine: String,
    /// The time.
    pub now: Timestamp,
    /// A random number, for the id of a new writer.
    pub random: u64,
}

/// Whether a corpus is opened to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To be written, or to be read if somebody else has it.
    Write,
    /// To be written even where the file system has no locks: a person has said that nobody else works in the
    /// corpus under this name. Safety then rests on one history for each writer, and on no file being written
    /// over that somebody else has changed.
    WriteUnlocked,
    /// To be read: nothing on the disk changes, no lock is kept.
    Read,
}

/// Whether a corpus is written only under a lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LockUse {
    /// It is.
    #[default]
    Needed,
    /// Without one, too, where the file system has none and a person has said so.
    Waived,
}

impl LockUse {
    /// How a corpus is opened to be written so.
    pub fn access(self) -> Access {
        match self {
            Self::Needed => Access::Write,
            Self::Waived => Access::WriteUnlocked,
        }
    }
}

/// What opening found.
#[derive(Clone, Debug, Default)]
pub struct OpenReport {
    /// Files and records that could not be used.
    pub problems: Vec<Problem>,
    /// Bad lines in the own history.
    pub damage: Vec<Damage>,
    /// How many transactions of the history were not in the files yet.
    pub num_replayed: usize,
    /// A torn line that was cut off the history: never acknowledged, kept in this file.
    pub torn: Option<String>,
    /// Values somebody else has changed meanwhile.
    pub recovered: Vec<Recovered>,
    /// What other writers have in their histories that the files don't have, those at work left aside.
    pub others: Vec<OtherTail>,
}

/// An open corpus.
#[derive(Debug)]
pub struct OpenCorpus {
    state: CorpusState,
    articles: ArticleStore,
    place: Place,
    annotator: AnnotatorId,
    history: OwnHistory,
    quarantine: BTreeMap<RecordFile, Quarantine>,
    locked: BTreeMap<RecordFile, String>,
    recovered: Vec<Recovered>,
    outlook: Outlook,
    /// `None` when the corpus is open for reading only.
    saving: Option<Saving>,
    /// Why the corpus is open for reading only; empty when it isn't.
    read_only: String,
    /// Writes the cache.
    caching: Option<JoinHandle<()>>,
}

/// Where a corpus lies.
#[derive(Clone, Debug)]
struct Place {
    disk: Arc<dyn Disk>,
    layout: Layout,
    /// Where the user's own folder remembers the writer.
    writer_memory: PathBuf,
    /// The name of this machine.
    machine: String,
    /// The bytes of the files as they were last read or written.
    known: Known,
    /// What the watcher must know of the own writing.
    writes: Arc<OwnWrites>,
}

impl Place {
    /// What is known of a file's bytes; `None` if it was not there.
    fn known_of(&self, file: &RecordFile) -> Option<Fingerprint> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(file).copied()
    }

    /// Notes the bytes of files that were read or written; without a fingerprint they are gone.
    fn note_known(&self, files: impl IntoIterator<Item = (RecordFile, Option<Fingerprint>)>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (file, fingerprint) in files {
            match fingerprint {
                Some(fingerprint) => known.insert(file, fingerprint),
                None => known.remove(&file),
            };
        }
    }
}

impl OpenCorpus {
    /// Everything but the texts.
    pub fn state(&self) -> &CorpusState {
        &self.state
    }

    /// Who works.
    pub fn annotator(&self) -> &AnnotatorId {
        &self.annotator
    }

    /// Which writer this working copy is.
    pub fn writer(&self) -> &WriterName {
        &self.history.name
    }

    /// The corpus folder.
    pub fn folder(&self) -> &std::path::Path {
        self.place.layout.folder()
    }

    /// Why the corpus is open for reading only, if it is.
    pub fn read_only(&self) -> Option<&str> {
        self.saving.is_none().then_some(&self.read_only)
    }

    /// Whether it is open for reading only because the file system has no locks: then a person may say that it is
    /// to be written all the same, see [`Access::WriteUnlocked`].
    pub fn lacks_locks(&self) -> bool {
        self.saving.is_none() && self.outlook.lacks_locks
    }

    /// Records that could not be used, by file.
    pub fn quarantine(&self) -> &BTreeMap<RecordFile, Quarantine> {
        &self.quarantine
    }

    /// Files that are left as they are, each with the reason.
    pub fn locked(&self) -> &BTreeMap<RecordFile, String> {
        &self.locked
    }

    /// Why the records of a layer can't be changed: its file, or that of its article, could not be read and is
    /// left as it is. `None` if they can.
    pub fn refuses(&self, layer: &LayerKey) -> Option<&str> {
        let file = RecordFile::Layer(layer.annotator.clone(), layer.article.clone());
        lock_of(&self.locked, &file).map(String::as_str)
    }

    /// Applies a transaction: in memory at once, on disk soon after, see [`Self::save_status`]. Returns the
    /// number of its line in the history.
    pub fn apply(&mut self, transaction: Transaction, now: Timestamp) -> Result<u64, StoreError> {
        self.check_writable(&transaction.edits)?;
        let Transaction { say, joins, edits } = transaction;
        let applied = apply_all(&edits, &self.annotator, &mut self.state, &mut self.articles);
        if let Err(ApplyError::CorrectedMeanwhile(_)) = applied {
            self.outlook.look_is_due = true;
        }
        applied?;
        self.append(Kind::Do, say, joins, edits, now)
    }

    /// Whether the actor may make these edits, and all files they touch can be written.
    fn check_writable(&self, edits: &[Edit]) -> Result<(), StoreError> {
        if let Some(why) = self.read_only() {
            return Err(StoreError::ReadOnly(why.to_owned()));
        }
        for edit in edits {
            if let Edit::Put(put) = edit {
                self.check_owner(put)?;
            }
        }
        self.check_files(edits)
    }

    /// Whether all files that these edits touch can be written, and nothing is lost with those that go.
    fn check_files(&self, edits: &[Edit]) -> Result<(), StoreError> {
        for edit in edits {
            if let Edit::MoveArticles(stamps, Direction::Out) = edit {
                stamps.iter().try_for_each(|stamp| self.check_unused(&stamp.id))?;
            }
            for file in self.touched_files(edit) {
                if let Some(why) = lock_of(&self.locked, &file) {
                    let key = match edit {
                        Edit::Put(put) => put.key.clone(),
                        Edit::PatchText(article, _) => Key::Blocks(article.clone()),
                        Edit::MoveArticles(..) => continue,
                    };
                    return Err(StoreError::Locked { key: Box::new(key), why: why.clone() });
                }
            }
        }
        Ok(())
    }

    /// An article can't go while a layer file on it holds what could not be used: nothing else has that.
    fn check_unused(&self, article: &ArticleId) -> Result<(), StoreError> {
        let unusable = self.quarantine.keys().chain(self.locked.keys()).find_map(|file| match file {
            RecordFile::Layer(annotator, on) if on == article => Some(annotator.clone()),
            _ => None,
        });
        match unusable {
            Some(annotator) => Err(ApplyError::InUse { article: article.clone(), annotator }.into()),
            None => Ok(()),
        }
    }

    /// Nobody writes another's records. Only where another annotator has nothing yet, no layer on the article
    /// or no entry at all, may an import begin it for them.
    fn check_owner(&self, put: &Put) -> Result<(), StoreError> {
        let Some(owner) = put.key.owner().filter(|owner| **owner != self.annotator) else {
            return Ok(());
        };
        let file = RecordFile::of(&put.key);
        let is_begun = match &put.key {
            Key::Voice(..) => self.state.voices.contains_key(owner),
            Key::Item(..) => self.state.items.contains_key(owner),
            key => key.layer().is_some_and(|layer| self.state.layer(&layer.article, owner).is_some()),
        };
        if is_begun || self.locked.contains_key(&file) {
            let (key, owner, actor) = (Box::new(put.key.clone()), owner.clone(), self.annotator.clone());
            return Err(ApplyError::NotYours { key, owner, actor }.into());
        }
        Ok(())
    }

    /// Appends a line for edits that have been applied, and notes which files they touch.
    fn append(
        &mut self,
        kind: Kind,
        say: String,
        joins: bool,
        edits: Vec<Edit>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let n = self.history.last_n + 1;
        let t = now.after(self.history.last_t);
        let line = Line { n, t, by: self.annotator.clone(), kind, say, joins, edits };
        let texts = self.texts_of(&line.edits);
        let text = |key: &Key| texts.get(key.article()?).cloned();
        let mut encoded = line.encode(&self.history.name, &text)?;
        let words = std::mem::take(&mut encoded.words);
        let moves = self.articles.take_moves();
        let files: Vec<RecordFile> = line.edits.iter().flat_map(|edit| self.touched_files(edit)).collect();
        let saving = self.saving.as_mut().ok_or_else(|| StoreError::ReadOnly(self.read_only.clone()))?;
        let first = saving.unwritten(line.edits.iter(), &mut self.articles);
        let first = first.into_iter().map(|(file, content)| {
            let expects = self.place.known_of(&file);
            FileJob { file, content: Some(content), expects }
        });
        let first: Vec<FileJob> = first.collect();
        let moved_in =
            moves.iter().flat_map(|(stamps, _)| stamps.iter().map(|stamp| stamp.id.clone())).collect();
        if line.changes_data() {
            saving.note(n, now, files, moved_in);
        }
        self.history.push(Arc::new(line), words, self.place.disk.as_ref(), &self.place.layout);
        let gone = moves.iter().flat_map(|(stamps, _)| stamps.iter());
        let gone: Vec<_> = gone.map(|stamp| (RecordFile::Article(stamp.id.clone()), None)).collect();
        saving.send(Job::Line(LineJob { n, t, encoded, first, moves }), now);
        self.place.note_known(gone);
        Ok(n)
    }

    /// The texts of the articles whose annotations these edits put, as far as they can be had.
    fn texts_of(&self, edits: &[Edit]) -> BTreeMap<ArticleId, Arc<str>> {
        let of_annotation = |edit: &Edit| match edit {
            Edit::Put(Put { key: Key::Annotation(layer, _), .. }) => Some(layer.article.clone()),
            _ => None,
        };
        let ids: BTreeSet<ArticleId> = edits.iter().filter_map(of_annotation).collect();
        if let (1, Some(id)) = (ids.len(), ids.first()) {
            // The one article that is at work, most often: it is at hand.
            let article = self.articles.get_known(id, &self.state).ok();
            return article.into_iter().map(|article| (article.id.clone(), article.text.share())).collect();
        }
        let mut texts = BTreeMap::new();
        let ids: Vec<ArticleId> = ids.into_iter().collect();
        // Words that can't be had are left out of the line.
        drop(self.articles.texts(&self.state, &ids, &mut |id, text| {
            texts.insert(id.clone(), text.into());
            ControlFlow::Continue(())
        }));
        texts
    }

    /// The record files an edit changes.
    fn touched_files(&self, edit: &Edit) -> Vec<RecordFile> {
        match edit {
            Edit::Put(put) => vec![RecordFile::of(&put.key)],
            Edit::PatchText(article, _) => {
                let mut files = vec![RecordFile::Article(article.clone())];
                if self.state.layer(article, &self.annotator).is_some() {
                    // Its ranges count in the new text now.
                    files.push(RecordFile::Layer(self.annotator.clone(), article.clone()));
                }
                files
            }
            Edit::MoveArticles(..) => Vec::new(),
        }
    }

    /// Puts new articles where the next transaction can take them in with
    /// [`crate::model::change::add_articles`]; nothing else may be applied in between.
    pub fn stage(&mut self, articles: Vec<Article>) -> Result<Vec<ArticleStamp>, StoreError> {
        let staged = self.stager()?.write(articles, &mut |_| true)?;
        staged.map_or_else(|| Ok(Vec::new()), |staged| self.accept(staged))
    }

    /// A record file as it would be written now; `None` if it has nothing to hold.
    fn content(&self, file: &RecordFile) -> Result<Option<FileContent>, ReadError> {
        let Self { state, articles, quarantine, .. } = self;
        Files { texts_later: true, state, articles, quarantine }.content(file)
    }

    /// Sets what is called when [`Self::poll`] has something to take in.
    pub fn set_waker(&mut self, waker: Waker) {
        if let Some(saving) = &mut self.saving {
            saving.set_waker(waker);
        }
    }

    /// The histories of all writers, for a job that reads on another thread. What this session has done is in
    /// them whether it is on the disk yet or not.
    pub fn histories(&self) -> Histories {
        let session = self.history.lines_after(self.history.opened_at_n);
        let name = self.history.name.clone();
        Histories::new(Arc::clone(&self.place.disk), self.place.layout.clone()).with_session(name, session)
    }

    /// The number of the last line of this writer's history.
    pub fn last_line(&self) -> u64 {
        self.history.last_n
    }

    /// The wanted changes that this session has made after its line of number `n`, the earliest first.
    pub fn changes_after(&self, n: u64, filter: &LineFilter) -> Vec<Row> {
        let lines = self.history.lines_after(n.max(self.history.opened_at_n));
        let wanted = lines.iter().filter(|line| line.changes_data() && filter.passes(line));
        wanted.map(|line| Row::of_session(&self.history.name, line)).collect()
    }

    /// A snapshot for a job that reads on another thread.
    pub fn snapshot(&self) -> CorpusSnapshot {
        CorpusSnapshot {
            state: self.state.clone(),
            articles: self.articles.clone(),
            layout: self.place.layout.clone(),
            quarantine: self.quarantine.clone(),
            locked: self.locked.clone(),
            disk: Arc::clone(&self.place.disk),
            writer: self.history.name.clone(),
        }
    }
}

impl CorpusReader for OpenCorpus {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.articles.get_known(id, &self.state)
    }

    fn texts(
        &self,
        ids: &[ArticleId],
        visit: &mut dyn FnMut(&ArticleId, &str) -> ControlFlow<()>,
    ) -> Vec<ReadError> {
        self.articles.texts(&self.state, ids, visit)
    }
}

impl Drop for OpenCorpus {
    fn drop(&mut self) {
        // The writer ends before the lock goes.
        self.saving = None;
        if let Some(caching) = self.caching.take() {
            // A cache that could not be written is made the next time.
            drop(caching.join());
        }
    }
}

/// Starts the writer of a corpus; a separate function so that the thread's handle has one origin.
fn start_writer(start: super::writer::WriterStart, mode: WriterMode) -> Result<WriterHandle, StoreError> {
    WriterHandle::start(super::writer::Writer::new(start), mode)
}
