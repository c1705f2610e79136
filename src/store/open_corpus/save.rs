//! Getting what was applied to the disk: acknowledgements, record files at rest, checkpoints.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::OpenCorpus;
use crate::model::edit::{ArticleAccess as _, Direction, Edit};
use crate::model::id::ArticleId;
use crate::model::time::Timestamp;
use crate::store::articles::ArticleStore;
use crate::store::contents::FileContent;
use crate::store::disk::write_atomically;
use crate::store::error::{DiskContext as _, StoreError};
use crate::store::history::Kind;
use crate::store::layout::RecordFile;
use crate::store::load::lock_of;
use crate::store::ron_file;
use crate::store::writer::{FileJob, Job, News, Waker, WriterHandle};
use crate::store::writer_memory::WriterMemory;

/// Record files follow after this many milliseconds without a change …
const REST_MS: i64 = 5_000;

/// … and at most this many after the first change they lack.
const LATEST_MS: i64 = 60_000;

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
    failed_files: BTreeMap<RecordFile, String>,
    /// When the oldest and the latest change was made that files don't have.
    waiting: Option<(Timestamp, Timestamp)>,
    /// Whether files are being written.
    in_flight: bool,
    last_sent: u64,
    acknowledged: u64,
    /// When the last acknowledged line of this session was made.
    saved_at: Option<Timestamp>,
    refused: Option<String>,
    /// Whether the history has lines that no checkpoint has passed.
    needs_checkpoint: bool,
}

impl Saving {
    /// What is on its way when a corpus is opened: `dirty` has the lines that no checkpoint has passed, by the
    /// file they touch; some touch none.
    pub(super) fn new(
        writer: WriterHandle,
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
            waiting: None,
            in_flight: false,
            last_sent: last_n,
            acknowledged: last_n,
            saved_at: None,
            refused: None,
            needs_checkpoint,
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
    ) -> Vec<FileJob> {
        let out = edits.filter_map(|edit| match edit {
            Edit::MoveArticles(stamps, Direction::Out) => Some(stamps.as_slice()),
            _ => None,
        });
        let files = out.flatten().map(|stamp| (RecordFile::Article(stamp.id.clone()), &stamp.id));
        files
            .filter(|(file, _)| self.dirty.contains_key(file))
            .filter_map(|(file, id)| {
                let content = Some(FileContent::Article(articles.incoming(id).ok()?));
                Some(FileJob { file, content })
            })
            .collect()
    }

    pub(super) fn send(&mut self, job: Job) {
        if let Job::Line(line) = &job {
            self.last_sent = line.n;
        }
        if let Err(err) = self.writer.send(job) {
            self.refused = Some(err.to_string());
        }
    }

    pub(super) fn set_waker(&mut self, waker: Waker) {
        self.writer.set_waker(waker);
    }

    fn is_acknowledged(&self) -> bool {
        self.acknowledged >= self.last_sent
    }

    /// The lines up to `upto` that some file still lacks.
    fn pending(&self, upto: u64) -> Vec<u64> {
        let lines = self.dirty.values().flatten().chain(&self.stuck).copied().filter(|n| *n <= upto);
        lines.collect::<BTreeSet<u64>>().into_iter().collect()
    }

    /// Takes in that files were written as of `upto`, but for those that failed and those that `flush` left
    /// out; gives the articles whose files are up to date.
    fn files_written(&mut self, upto: u64, failed: Vec<(RecordFile, String)>) -> Vec<ArticleId> {
        self.failed_files.extend(failed);
        let mut current = Vec::new();
        let Self { dirty, failed_files, .. } = self;
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
        self.in_flight = false;
        current
    }
}

impl OpenCorpus {
    /// Whether what was done is on disk.
    pub fn save_status(&self) -> SaveStatus {
        let Some(saving) = &self.saving else {
            return SaveStatus::Saved(None);
        };
        match &saving.refused {
            Some(why) => SaveStatus::Failed(why.clone()),
            None if saving.is_acknowledged() => SaveStatus::Saved(saving.saved_at),
            None => SaveStatus::Saving,
        }
    }

    /// The number of the last line of the own history that is known to be durable; 0 if there is none, or if
    /// the corpus is open for reading only.
    pub fn acknowledged_line(&self) -> u64 {
        self.saving.as_ref().map_or(0, |saving| saving.acknowledged)
    }

    /// The number of the last line of the own history, durable or not; 0 if there is none.
    pub fn last_line(&self) -> u64 {
        self.history.last_n
    }

    /// Why record files could not be written, though the history has their changes.
    pub fn failed_files(&self) -> impl Iterator<Item = (&RecordFile, &str)> {
        let failed = self.saving.iter().flat_map(|saving| &saving.failed_files);
        failed.map(|(file, why)| (file, why.as_str()))
    }

    /// Takes in what the writer has done, and has files written once the hands rest.
    pub fn poll(&mut self, now: Timestamp) {
        let news = self.saving.as_mut().map(|saving| saving.writer.news()).unwrap_or_default();
        for item in news {
            self.take_in(item, now);
        }
        if self.next_wake(now) == Some(Duration::ZERO) {
            self.flush(now);
        }
    }

    /// After how long [`Self::poll`] has something to do again, if the writer has no news before.
    pub fn next_wake(&self, now: Timestamp) -> Option<Duration> {
        let saving = self.saving.as_ref()?;
        let (first, last) = saving.waiting.filter(|_| !saving.in_flight)?;
        let due = (last.millis() + REST_MS).min(first.millis() + LATEST_MS);
        Some(Duration::from_millis(u64::try_from(due - now.millis()).unwrap_or(0)))
    }

    /// Has record files written as they are now: when an article is left, the window loses the focus, at
    /// rest. Returns at once.
    pub fn flush(&mut self, _now: Timestamp) {
        let Some(saving) = self.saving.as_ref().filter(|saving| !saving.in_flight) else {
            return;
        };
        let files: Vec<RecordFile> = saving.dirty.keys().cloned().collect();
        // What is left out keeps its lines: they stay pending until the file can be written.
        let mut left_out = BTreeMap::new();
        let mut jobs = Vec::new();
        for file in files {
            if let Some(why) = lock_of(&self.locked, &file) {
                left_out.insert(file, why.clone());
                continue;
            }
            match self.content(&file) {
                Ok(content) => jobs.push(FileJob { file, content }),
                Err(err) => {
                    left_out.insert(file, err.to_string());
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
        if !jobs.is_empty() || saving.needs_checkpoint {
            saving.in_flight = true;
            saving.send(Job::Files { upto, files: jobs });
        }
    }

    fn take_in(&mut self, item: News, now: Timestamp) {
        let Some(saving) = self.saving.as_mut() else {
            return;
        };
        match item {
            News::Acknowledged { n, t } => {
                saving.acknowledged = n;
                saving.saved_at = Some(t);
                saving.refused = None;
                let later = saving.moved.split_off(&(n + 1));
                let arrived = std::mem::replace(&mut saving.moved, later).into_values().flatten();
                let dirty = &saving.dirty;
                let clean: Vec<ArticleId> =
                    arrived.filter(|id| !dirty.contains_key(&RecordFile::Article(id.clone()))).collect();
                self.articles.unpin(clean);
            }
            News::NotSaved(why) => saving.refused = Some(why),
            News::MoveFailed { n, why } => {
                saving.stuck.insert(n);
                saving.refused = Some(format!("articles could not be moved into place: {why}"));
            }
            News::Files { upto, failed } => {
                let current = saving.files_written(upto, failed);
                let pending = saving.pending(upto);
                let needs_checkpoint = std::mem::take(&mut saving.needs_checkpoint);
                self.articles.unpin(current);
                if needs_checkpoint {
                    // What can't be appended here is only a shortcut for the next start.
                    drop(self.append(
                        Kind::Checkpoint(upto, pending),
                        String::new(),
                        false,
                        Vec::<Edit>::new(),
                        now,
                    ));
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
        self.take_in(item, now);
        Ok(())
    }

    /// Writes everything that is not on disk yet, notes that in the history, and gives the corpus back. On an
    /// error the corpus is as it was and can be closed again.
    pub fn close(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.wait_until_saved(now)?;
        self.flush(now);
        while self.saving.as_ref().is_some_and(|saving| saving.in_flight) {
            self.wait(now)?;
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
        self.lock = None;
        Ok(())
    }
}
