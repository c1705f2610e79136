//! Getting what was applied to the disk: acknowledgements, record files at rest, checkpoints.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::OpenCorpus;
use super::outside::FromOthers;
use crate::model::edit::{Direction, Edit};
use crate::model::id::ArticleId;
use crate::model::time::Timestamp;
use crate::store::articles::ArticleStore;
use crate::store::contents::FileContent;
use crate::store::disk::{LockGuard, write_atomically};
use crate::store::error::{DiskContext as _, StoreError};
use crate::store::history::Kind;
use crate::store::layout::RecordFile;
use crate::store::load::lock_of;
use crate::store::ron_file;
use crate::store::writer::{FileFailure, FileJob, Job, News, Waker, WriterHandle};
use crate::store::writer_memory::WriterMemory;

/// Record files follow after this many milliseconds without a change …
const REST_MS: i64 = 5_000;

/// … and at most this many after the first change they lack.
const LATEST_MS: i64 = 60_000;

/// How often closing tries to write files that others keep changing; after that the history has the changes.
const MAX_ATTEMPTS: usize = 3;

/// Whether what was done is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveStatus {
    /// Everything is; the time is that of the last change this session made.
    Saved(Option<Timestamp>),
    /// The disk is at work.
    Saving,
    /// The disk refuses; it is tried again.
    Failed(String),
}

/// Files to be written though no own line has changed them.
#[derive(Debug)]
pub(super) struct Rewrite {
    /// The files that are still to be written.
    pub files: BTreeSet<RecordFile>,
    /// Whose changes have been taken in with that.
    pub adopts: Option<Adopted>,
    /// Whether the files are on their way to the disk.
    pub is_sent: bool,
}

/// Another writer's changes that have been taken in; the history notes it once they are in their files.
#[derive(Debug)]
pub(super) struct Adopted {
    /// The writer.
    pub writer: String,
    /// Its last line.
    pub upto: u64,
    /// Its annotator's lock, held until then.
    pub lock: Option<Box<dyn LockGuard>>,
}

/// What is on its way to the disk.
#[derive(Debug)]
pub(super) struct Saving {
    writer: WriterHandle,
    /// Lines whose changes a record file doesn't have yet.
    dirty: BTreeMap<RecordFile, BTreeSet<u64>>,
    /// Articles that came in or went out with a line that isn't acknowledged yet.
    moved: BTreeMap<u64, Vec<ArticleId>>,
    /// Lines whose articles could not be renamed.
    stuck: BTreeSet<u64>,
    /// Why files could not be written at the last attempt.
    failed_files: BTreeMap<RecordFile, FileFailure>,
    /// Files to be written though no own line has changed them.
    rewrites: Vec<Rewrite>,
    /// When the oldest and the latest change was made that files don't have.
    waiting: Option<(Timestamp, Timestamp)>,
    /// Whether files are being written.
    in_flight: bool,
    lines: Lines,
    /// Whether the history has lines that no checkpoint has passed.
    needs_checkpoint: bool,
    /// Held, never looked at: dropping it, after the writer has ended, frees the lock.
    _lock: Box<dyn LockGuard>,
}

/// How far lines have come on their way to the history.
#[derive(Debug)]
struct Lines {
    last_sent: u64,
    acknowledged: u64,
    /// When the first line was made that is not acknowledged yet.
    waiting_since: Option<Timestamp>,
    /// When the last acknowledged line of this session was made.
    saved_at: Option<Timestamp>,
    /// Why the disk does not take them.
    refused: Option<String>,
}

impl Saving {
    /// What is on its way when a corpus is opened: `dirty` has the lines that no checkpoint has passed, by the
    /// file they touch; some touch none.
    pub(super) fn new(
        writer: WriterHandle,
        lock: Box<dyn LockGuard>,
        last_n: u64,
        dirty: BTreeMap<RecordFile, BTreeSet<u64>>,
        needs_checkpoint: bool,
    ) -> Self {
        Self {
            writer,
            dirty,
            moved: BTreeMap::new(),
            stuck: BTreeSet::new(),
            failed_files: BTreeMap::new(),
            rewrites: Vec::new(),
            waiting: None,
            in_flight: false,
            lines: Lines {
                last_sent: last_n,
                acknowledged: last_n,
                waiting_since: None,
                saved_at: None,
                refused: None,
            },
            needs_checkpoint,
            _lock: lock,
        }
    }

    /// Notes what line `n` changes.
    pub(super) fn note(&mut self, n: u64, now: Timestamp, files: Vec<RecordFile>, moved: Vec<ArticleId>) {
        let first = self.waiting.map_or(now, |(first, _)| first);
        self.waiting = Some((first, now));
        self.needs_checkpoint = true;
        for file in files {
            self.dirty.entry(file).or_default().insert(n);
        }
        if !moved.is_empty() {
            self.moved.insert(n, moved);
        }
    }

    /// Articles that these edits take out and whose files lack changes. They are in the trash of `articles`
    /// already, as they were last.
    pub(super) fn unwritten<'e>(
        &self,
        edits: impl Iterator<Item = &'e Edit>,
        articles: &mut ArticleStore,
    ) -> Vec<(RecordFile, FileContent)> {
        let out = edits.filter_map(|edit| match edit {
            Edit::MoveArticles(stamps, Direction::Out) => Some(stamps.as_slice()),
            _ => None,
        });
        let files = out.flatten().map(|stamp| (RecordFile::Article(stamp.id.clone()), &stamp.id));
        files
            .filter(|(file, _)| self.dirty.contains_key(file))
            .filter_map(|(file, id)| {
                let content = FileContent::Article(articles.taken_out(id).ok()?);
                Some((file, content))
            })
            .collect()
    }

    pub(super) fn send(&mut self, job: Job, now: Timestamp) {
        if let Job::Line(line) = &job {
            self.lines.last_sent = line.n;
            self.lines.waiting_since.get_or_insert(now);
        }
        if let Err(err) = self.writer.send(job) {
            self.lines.refused = Some(err.to_string());
        }
    }

    pub(super) fn set_waker(&mut self, waker: Waker) {
        self.writer.set_waker(waker);
    }

    fn is_acknowledged(&self) -> bool {
        self.lines.acknowledged >= self.lines.last_sent
    }

    /// Whether files are being written: what stands in them is neither the old nor surely the new.
    pub(super) fn is_writing(&self) -> bool {
        self.in_flight
    }

    /// The lines that a file lacks, in order.
    pub(super) fn dirty_lines(&self, file: &RecordFile) -> Vec<u64> {
        self.dirty.get(file).into_iter().flatten().copied().collect()
    }

    /// Where the clock has been put back, what waits does not wait for it to come round again.
    fn follow_clock(&mut self, now: Timestamp) {
        if let Some((first, last)) = self.waiting
            && now < last
        {
            self.waiting = Some((first.min(now), now));
        }
    }

    /// Has a checkpoint written soon, though no file changes.
    pub(super) fn want_checkpoint(&mut self, now: Timestamp) {
        self.needs_checkpoint = true;
        self.waiting.get_or_insert((now, now));
    }

    /// Has files written soon, if there is anything to write.
    pub(super) fn write_soon(&mut self, now: Timestamp) {
        if !self.dirty.is_empty() || !self.rewrites.is_empty() {
            let first = self.waiting.map_or(now, |(first, _)| first);
            self.waiting = Some((first, now));
        }
    }

    /// Has files written that no own line has changed.
    pub(super) fn rewrite(&mut self, rewrite: Rewrite, now: Timestamp) {
        self.rewrites.push(rewrite);
        self.waiting = Some(self.waiting.map_or((now, now), |(first, _)| (first, now)));
    }

    /// The lines up to `upto` that some file still lacks, and those in `listed`.
    fn pending(&self, upto: u64, listed: impl Iterator<Item = u64>) -> Vec<u64> {
        let lines = self.dirty.values().flatten().chain(&self.stuck).copied().chain(listed);
        lines.filter(|n| *n <= upto).collect::<BTreeSet<u64>>().into_iter().collect()
    }

    /// Takes in that files were written as of `upto`, but for those that failed and those that `flush` left
    /// out; gives the articles whose files are up to date, and the writers whose changes are in their files.
    fn files_written(
        &mut self,
        upto: u64,
        failed: Vec<(RecordFile, FileFailure)>,
    ) -> (Vec<ArticleId>, Vec<Adopted>) {
        self.failed_files.extend(failed);
        let mut current = Vec::new();
        let Self { dirty, failed_files, rewrites, .. } = self;
        dirty.retain(|file, lines| {
            if failed_files.contains_key(file) {
                return true;
            }
            lines.retain(|n| *n > upto);
            if let (RecordFile::Article(id), true) = (file, lines.is_empty()) {
                current.push(id.clone());
            }
            !lines.is_empty()
        });
        for rewrite in rewrites.iter_mut().filter(|rewrite| rewrite.is_sent) {
            rewrite.files.retain(|file| failed_files.contains_key(file));
        }
        let (done, waiting): (Vec<Rewrite>, _) =
            std::mem::take(rewrites).into_iter().partition(|one| one.is_sent && one.files.is_empty());
        *rewrites = waiting;
        self.in_flight = false;
        (current, done.into_iter().filter_map(|rewrite| rewrite.adopts).collect())
    }
}

impl OpenCorpus {
    /// Whether what was done is on disk.
    pub fn save_status(&self) -> SaveStatus {
        let Some(saving) = &self.saving else {
            return SaveStatus::Saved(None);
        };
        match &saving.lines.refused {
            Some(why) => SaveStatus::Failed(why.clone()),
            None if saving.is_acknowledged() => SaveStatus::Saved(saving.lines.saved_at),
            None => SaveStatus::Saving,
        }
    }

    /// The number of the last line of the own history that is known to be durable; 0 if there is none, or if
    /// the corpus is open for reading only.
    pub fn acknowledged_line(&self) -> u64 {
        self.saving.as_ref().map_or(0, |saving| saving.lines.acknowledged)
    }

    /// Why record files could not be written, though the history has their changes.
    pub fn failed_files(&self) -> impl Iterator<Item = (&RecordFile, String)> {
        let failed = self.saving.iter().flat_map(|saving| &saving.failed_files);
        failed.map(|(file, why)| (file, why.to_string()))
    }

    /// Since when the oldest change waits that is not acknowledged yet.
    pub fn waits_since(&self) -> Option<Timestamp> {
        self.saving.as_ref()?.lines.waiting_since
    }

    /// How many changes are in no history on the disk yet.
    pub fn num_unsaved(&self) -> usize {
        self.saving.as_ref().map_or(0, |saving| self.history.num_changes_after(saving.lines.acknowledged))
    }

    /// Tries again at once what the disk has refused.
    pub fn retry(&mut self, now: Timestamp) {
        if let Some(saving) = &mut self.saving {
            saving.send(Job::Retry, now);
            if !saving.failed_files.is_empty() {
                self.flush(now);
            }
        }
    }

    /// How many milliseconds the clock is behind the last change of this writer: it has been put back, or was
    /// ahead before. Times in the history go on from the last change all the same.
    pub fn clock_lag(&self, now: Timestamp) -> u64 {
        let last = self.history.last_t.map_or(0, Timestamp::millis);
        u64::try_from(last - now.millis()).unwrap_or(0)
    }

    /// Takes in what the writer has done and what others have changed, and has files written once the hands
    /// rest. Gives what has changed in memory because of others.
    pub fn poll(&mut self, now: Timestamp) -> FromOthers {
        let mut news = Vec::new();
        if let Some(saving) = self.saving.as_mut() {
            saving.follow_clock(now);
            news = saving.writer.news();
        }
        for item in news {
            self.take_in_news(item, now);
        }
        self.outlook.look_is_due |= self.articles.take_other_text();
        let is_writing = self.saving.as_ref().is_some_and(Saving::is_writing);
        let seen = self.outlook.seen(is_writing);
        let from_others = self.take_in_seen(seen, now);
        if self.next_wake(now) == Some(Duration::ZERO) {
            self.flush(now);
        }
        from_others
    }

    /// After how long [`Self::poll`] has something to do again, if nobody has news before.
    pub fn next_wake(&self, now: Timestamp) -> Option<Duration> {
        let saving = self.saving.as_ref()?;
        let (first, last) = saving.waiting.filter(|_| !saving.in_flight)?;
        let due = (last.millis() + REST_MS).min(first.millis() + LATEST_MS);
        let wait = (due - now.millis()).min(REST_MS);
        Some(Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
    }

    /// Has record files written as they are now: when an article is left, the window loses the focus, at
    /// rest. Returns at once.
    pub fn flush(&mut self, now: Timestamp) {
        let Some(saving) = self.saving.as_ref().filter(|saving| !saving.in_flight) else {
            return;
        };
        let rewritten = saving.rewrites.iter().flat_map(|rewrite| &rewrite.files);
        let files: BTreeSet<RecordFile> = saving.dirty.keys().chain(rewritten).cloned().collect();
        // What is left out keeps its lines: they stay pending until the file can be written.
        let mut left_out = BTreeMap::new();
        let mut jobs = Vec::new();
        for file in files {
            if let Some(why) = lock_of(&self.locked, &file) {
                left_out.insert(file, FileFailure::Refused(why.clone()));
                continue;
            }
            match self.content(&file) {
                Ok(content) => {
                    let expects = self.place.known_of(&file);
                    jobs.push(FileJob { file, content, expects });
                }
                Err(err) => {
                    left_out.insert(file, FileFailure::Refused(err.to_string()));
                }
            }
        }
        let upto = self.history.last_n;
        let Some(saving) = self.saving.as_mut() else {
            return;
        };
        saving.waiting = None;
        saving.failed_files = left_out;
        // Articles that came in touch no file here, and still want a checkpoint.
        if !jobs.is_empty() || saving.needs_checkpoint || !saving.rewrites.is_empty() {
            saving.rewrites.iter_mut().for_each(|rewrite| rewrite.is_sent = true);
            saving.in_flight = true;
            self.place.writes.num.fetch_add(1, Ordering::SeqCst);
            saving.send(Job::Files { upto, files: jobs }, now);
        }
    }

    fn take_in_news(&mut self, item: News, now: Timestamp) {
        let Some(saving) = self.saving.as_mut() else {
            return;
        };
        match item {
            News::Acknowledged { n, t } => {
                saving.lines.acknowledged = n;
                saving.lines.saved_at = Some(t);
                if saving.stuck.is_empty() {
                    saving.lines.refused = None;
                }
                saving.lines.waiting_since = (!saving.is_acknowledged()).then_some(now);
                let later = saving.moved.split_off(&(n + 1));
                let arrived = std::mem::replace(&mut saving.moved, later).into_values().flatten();
                let dirty = &saving.dirty;
                let clean: Vec<ArticleId> =
                    arrived.filter(|id| !dirty.contains_key(&RecordFile::Article(id.clone()))).collect();
                self.articles.unpin(clean);
            }
            News::NotSaved(why) => saving.lines.refused = Some(why),
            News::MoveFailed { n, why } => {
                saving.stuck.insert(n);
                saving.lines.refused = Some(format!("articles could not be moved into place: {why}"));
            }
            News::Moved { n } => {
                saving.stuck.remove(&n);
                if saving.stuck.is_empty() {
                    saving.lines.refused = None;
                }
                saving.needs_checkpoint = true;
                saving.waiting.get_or_insert((now, now));
            }
            News::Files { upto, written, failed } => {
                let is_changed = failed.iter().any(|(_, failure)| *failure == FileFailure::Changed);
                let (current, adopted) = saving.files_written(upto, failed);
                let needs_checkpoint = std::mem::take(&mut saving.needs_checkpoint);
                self.place.note_known(written);
                self.place.writes.num.fetch_add(1, Ordering::SeqCst);
                self.articles.unpin(current);
                if is_changed {
                    self.look_again();
                }
                for Adopted { writer, upto, lock } in adopted {
                    // Not noted, it would only be offered once more, and fold to nothing.
                    drop(self.append(Kind::Adopt(writer, upto), String::new(), false, Vec::new(), now));
                    drop(lock);
                }
                if needs_checkpoint {
                    let upto = self.history.checkpoint_limit(upto);
                    let listed: Vec<u64> =
                        self.recovered.iter().flat_map(|recovered| recovered.lines.iter().copied()).collect();
                    let Some(saving) = self.saving.as_ref() else { return };
                    let pending = saving.pending(upto, listed.into_iter());
                    let kind = Kind::Checkpoint(upto, pending);
                    // What can't be appended here is only a shortcut for the next start.
                    drop(self.append(kind, self.place.machine.clone(), false, Vec::new(), now));
                    self.remember_writer();
                }
            }
        }
    }

    /// Notes in the user's own folder how far this writer has surely come; a memory that is behind does no
    /// harm. One that is ahead, after a crash, would have the history taken for an older one that was put back.
    pub(super) fn remember_writer(&self) {
        let memory = WriterMemory::new(&self.history.name.writer, self.acknowledged_line());
        if let Ok(bytes) = ron_file::write(&memory) {
            drop(write_atomically(self.place.disk.as_ref(), &self.place.writer_memory, &bytes));
        }
    }

    /// Waits until everything applied so far is durable.
    pub fn wait_until_saved(&mut self, now: Timestamp) -> Result<(), StoreError> {
        loop {
            match self.save_status() {
                SaveStatus::Saved(_) => return Ok(()),
                SaveStatus::Failed(why) => return Err(StoreError::NotSaved(why)),
                SaveStatus::Saving => self.wait(now)?,
            }
        }
    }

    fn wait(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let Some(saving) = self.saving.as_mut() else {
            return Ok(());
        };
        let item = saving.writer.wait()?;
        self.take_in_news(item, now);
        Ok(())
    }

    /// Writes everything that is not on disk yet, notes that in the history, and gives the corpus back. On an
    /// error the corpus is as it was and can be closed again.
    pub fn close(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.wait_until_saved(now)?;
        for _ in 0..MAX_ATTEMPTS {
            self.flush(now);
            while self.saving.as_ref().is_some_and(|saving| saving.in_flight) {
                self.wait(now)?;
            }
            let is_changed = |saving: &Saving| {
                saving.failed_files.values().any(|failure| *failure == FileFailure::Changed)
            };
            if !self.saving.as_ref().is_some_and(is_changed) && !self.articles.take_other_text() {
                break;
            }
            // What others have changed meanwhile is merged, and written again.
            let seen = self.outlook.watcher.look_now();
            drop(self.take_in_seen(seen, now));
        }
        self.wait_until_saved(now)?;
        if self.saving.is_some() {
            self.remember_writer();
            let holder = self.place.layout.lock_holder(&self.annotator);
            let disk = &self.place.disk;
            if disk.canonical(&holder).is_ok() {
                disk.remove(&holder).at("removing", &holder)?;
            }
        }
        self.saving = None;
        "it has been closed".clone_into(&mut self.read_only);
        Ok(())
    }
}
