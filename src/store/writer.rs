//! The writer: it alone touches the disk once a corpus is open, on a thread of its own. It appends history
//! lines and acknowledges them when they are durable; it writes record files when it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use thiserror::Error;

use super::contents::FileContent;
use super::disk::{Disk, LockGuard, make_durable, read_if_there, write_atomically};
use super::error::{StoreError, disk_words};
use super::history::{EncodedLine, VOLUME_BYTES, WriterName};
use super::layout::{Layout, RecordFile};
use crate::model::edit::{ArticleStamp, Direction};
use crate::model::time::Timestamp;

/// How long the writer waits before it tries again what the disk refused.
const RETRY: Duration = Duration::from_secs(2);

/// Called when the writer has news, to wake whoever waits for them.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// What the writer is asked to do, in order.
#[derive(Debug)]
pub(super) enum Job {
    /// Append a line.
    Line(LineJob),
    /// Write record files as of line `upto`.
    Files { upto: u64, files: Vec<FileJob> },
    /// Try again now what the disk has refused.
    Retry,
}

/// A history line to be appended.
#[derive(Debug)]
pub(super) struct LineJob {
    pub n: u64,
    pub t: Timestamp,
    pub encoded: EncodedLine,
    /// Files to be written before the line is appended: articles that it takes out, so that they go to the
    /// trash as they were.
    pub first: Vec<FileJob>,
    /// Articles to be renamed once the line is durable.
    pub moves: Vec<(Arc<Vec<ArticleStamp>>, Direction)>,
}

/// A record file to be written; without content it is removed.
#[derive(Debug)]
pub(super) struct FileJob {
    pub file: RecordFile,
    pub content: Option<FileContent>,
    /// The bytes it must have to be written over: those that were last read or written.
    pub expects: Option<Fingerprint>,
}

/// Why a record file was not written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum FileFailure {
    /// Somebody else has changed it.
    #[error("somebody else has changed the file since it was read")]
    Changed,
    /// The disk would not, or something else is in the way.
    #[error("{0}")]
    Refused(String),
}

/// What the writer tells.
#[derive(Debug)]
pub(super) enum News {
    /// Every line up to this one is durable.
    Acknowledged { n: u64, t: Timestamp },
    /// Lines could not be made durable; they are kept and tried again.
    NotSaved(String),
    /// Files were written as of line `upto`, but for those that failed, each with the reason.
    Files {
        upto: u64,
        written: Vec<(RecordFile, Option<Fingerprint>)>,
        failed: Vec<(RecordFile, FileFailure)>,
    },
    /// The articles of a durable line could not be renamed; it is tried again.
    MoveFailed { n: u64, why: String },
    /// The articles of a line that had failed have been renamed.
    Moved { n: u64 },
}

/// What is known of a file's bytes: length and CRC-32C. Tells whether somebody else wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(usize, u32);

impl Fingerprint {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(bytes.len(), crc32c::crc32c(bytes))
    }

    /// The fingerprint of bytes of that length and CRC-32C.
    pub(super) fn from_parts(len: usize, crc: u32) -> Self {
        Self(len, crc)
    }

    /// Length in bytes, and CRC-32C.
    pub(super) fn parts(self) -> (usize, u32) {
        (self.0, self.1)
    }
}

/// Where a writer begins: its place in the history, and the files as they were last read.
#[derive(Debug)]
pub(super) struct WriterStart {
    pub disk: Arc<dyn Disk>,
    pub layout: Layout,
    pub name: WriterName,
    /// The volume to append to, and its length; a length of 0 means that there is no such file yet.
    pub volume: u32,
    pub volume_len: u64,
}

/// The writer itself, without its thread.
#[derive(Debug)]
pub(super) struct Writer {
    start: WriterStart,
    /// Whether an append or fsync to the volume has failed: then it is never appended to again.
    volume_is_broken: bool,
    waiting: VecDeque<LineJob>,
    /// Article files that this writer has moved in and not looked at since, with the bytes they came with.
    arrived: BTreeMap<PathBuf, Option<Fingerprint>>,
    /// Moves of durable lines that are still to be made, in order: those that the disk has refused, and what
    /// came after them.
    moves: VecDeque<Move>,
}

/// Articles that a line moves.
#[derive(Clone, Debug)]
struct Move {
    n: u64,
    stamps: Arc<Vec<ArticleStamp>>,
    direction: Direction,
    /// Whether it has been told that the disk refused it.
    is_told: bool,
}

impl Writer {
    pub(super) fn new(start: WriterStart) -> Self {
        Self {
            start,
            volume_is_broken: false,
            waiting: VecDeque::new(),
            arrived: BTreeMap::new(),
            moves: VecDeque::new(),
        }
    }

    /// Does jobs in order. Lines that follow one another share an fsync.
    fn handle(&mut self, jobs: impl IntoIterator<Item = Job>, tell: &mut dyn FnMut(News)) {
        for job in jobs {
            match job {
                Job::Line(mut line) => {
                    let first = std::mem::take(&mut line.first);
                    if !first.is_empty() {
                        self.flush_lines(tell);
                        if self.waiting.is_empty() {
                            // An article that can't be written goes as its file is: the line must not wait.
                            drop(self.write_files(first));
                        }
                    }
                    self.waiting.push_back(line);
                }
                Job::Files { upto, files } => {
                    self.flush_lines(tell);
                    let (written, failed) = self.write_files(files);
                    tell(News::Files { upto, written, failed });
                }
                Job::Retry => {}
            }
        }
        self.flush_lines(tell);
        self.make_moves(tell);
    }

    /// Makes the waiting lines durable and acknowledges them.
    fn flush_lines(&mut self, tell: &mut dyn FnMut(News)) {
        if self.waiting.is_empty() {
            return;
        }
        // After a failure one more attempt is made at once, in a new volume.
        let result = self.append_waiting().or_else(|_| self.append_waiting());
        match result {
            Ok(()) => {
                let lines = std::mem::take(&mut self.waiting);
                for line in &lines {
                    self.moves.extend(line.moves.iter().map(|(stamps, direction)| Move {
                        n: line.n,
                        stamps: Arc::clone(stamps),
                        direction: *direction,
                        is_told: false,
                    }));
                }
                self.make_moves(tell);
                if let Some(last) = lines.back() {
                    tell(News::Acknowledged { n: last.n, t: last.t });
                }
            }
            Err(err) => tell(News::NotSaved(disk_words(&err))),
        }
    }

    /// Renames articles as lines say, in their order. What the disk refuses waits, with all that follows.
    fn make_moves(&mut self, tell: &mut dyn FnMut(News)) {
        while let Some(moved) = self.moves.pop_front() {
            match self.move_articles(&moved) {
                Ok(()) if moved.is_told => tell(News::Moved { n: moved.n }),
                Ok(()) => {}
                Err(err) => {
                    self.moves.push_front(moved);
                    for waiting in self.moves.iter_mut().filter(|waiting| !waiting.is_told) {
                        waiting.is_told = true;
                        tell(News::MoveFailed { n: waiting.n, why: disk_words(&err) });
                    }
                    return;
                }
            }
        }
    }

    fn append_waiting(&mut self) -> io::Result<()> {
        let WriterStart { disk, layout, name, volume, volume_len, .. } = &mut self.start;
        if self.volume_is_broken || *volume_len >= VOLUME_BYTES {
            *volume += 1;
            *volume_len = 0;
            self.volume_is_broken = false;
        }
        let folder = layout.history();
        let path = folder.join(name.volume_name(*volume));
        let mut bytes = Vec::new();
        for line in &self.waiting {
            bytes.extend_from_slice(&line.encoded.bytes);
        }
        let is_new = *volume_len == 0;
        let result = (|| {
            for (side_name, side) in self.waiting.iter().filter_map(|line| line.encoded.side.as_ref()) {
                let side_path = folder.join(side_name);
                disk.create(&side_path, side)?;
                disk.sync(&side_path)?;
                disk.sync_folder(&folder)?;
            }
            disk.append(&path, &bytes)?;
            disk.sync(&path)?;
            if is_new { disk.sync_folder(&folder) } else { Ok(()) }
        })();
        if let Ok(()) = &result {
            *volume_len += bytes.len() as u64;
        } else {
            self.volume_is_broken = true;
            // A volume begun in vain need not stay, so that a full disk doesn't fill with empty ones.
            if is_new && disk.remove(&path).is_ok() {
                *volume -= 1;
            }
        }
        result
    }

    fn move_articles(&mut self, moved: &Move) -> io::Result<()> {
        let Move { n, stamps, direction, .. } = moved;
        let WriterStart { disk, layout, name, .. } = &mut self.start;
        let disk = disk.as_ref();
        // Else somebody who is writing one of the articles in this moment would put it back where it was.
        let Some(_lock) = wait_for_shared_files(disk, layout)? else {
            return Err(io::Error::new(io::ErrorKind::WouldBlock, SHARED_FILES_ARE_BUSY));
        };
        finish_moves(disk, layout, &layout.incoming(&name.writer, *n), stamps, *direction)?;
        for stamp in stamps.iter() {
            let path = layout.record_file(&RecordFile::Article(stamp.id.clone()));
            match direction {
                Direction::In => {
                    let bytes = read_if_there(disk, &path)?;
                    self.arrived.insert(path, bytes.as_deref().map(Fingerprint::of));
                }
                Direction::Out => drop(self.arrived.remove(&path)),
            }
        }
        Ok(())
    }

    /// Writes files; gives those that were written, with what is known of their bytes, and those that were not.
    fn write_files(&mut self, files: Vec<FileJob>) -> (Vec<WrittenFile>, Vec<(RecordFile, FileFailure)>) {
        let (mut written, mut failed) = (Vec::new(), Vec::new());
        let obstacle = self.obstacle();
        for job in files {
            // A layer counts in its article's text: it is never ahead of that.
            let waits_for_article = failed.iter().any(|(file, _)| {
                matches!((file, &job.file), (RecordFile::Article(id), RecordFile::Layer(_, on)) if id == on)
            });
            let result = match &obstacle {
                Some(why) => Err(FileFailure::Refused(why.clone())),
                None if waits_for_article => {
                    Err(FileFailure::Refused("its article could not be written".to_owned()))
                }
                None => self.write_file(&job),
            };
            match result {
                Ok(fingerprint) => written.push((job.file, fingerprint)),
                Err(failure) => failed.push((job.file, failure)),
            }
        }
        (written, failed)
    }

    /// Why no file at all can be written now.
    fn obstacle(&self) -> Option<String> {
        // Files may be ahead of no line that isn't durable.
        if !self.waiting.is_empty() {
            return Some("the history can't be written".to_owned());
        }
        // Where a drive was unmounted, writing would make the folder anew on another.
        let settings = self.start.layout.record_file(&RecordFile::Corpus);
        self.start
            .disk
            .canonical(&settings)
            .err()
            .map(|err| format!("the corpus folder can't be reached: {err}"))
    }

    fn write_file(&mut self, job: &FileJob) -> Result<Option<Fingerprint>, FileFailure> {
        let WriterStart { disk, layout, .. } = &mut self.start;
        let refused = |err: io::Error| FileFailure::Refused(disk_words(&err));
        let path = layout.record_file(&job.file);
        let shared_lock = if job.file.is_shared() {
            match lock_shared_files(disk.as_ref(), layout).map_err(refused)? {
                Some(lock) => Some(lock),
                None => return Err(FileFailure::Refused(SHARED_FILES_ARE_BUSY.to_owned())),
            }
        } else {
            None
        };
        let on_disk = read_if_there(disk.as_ref(), &path).map_err(refused)?;
        let found = on_disk.as_deref().map(Fingerprint::of);
        let as_arrived = self.arrived.remove(&path).is_some_and(|arrived| arrived == found);
        if !as_arrived && found != job.expects {
            return Err(FileFailure::Changed);
        }
        let written = match &job.content {
            None => {
                // Whoever removed it before may have been killed before that was durable.
                let removed = match on_disk {
                    None if disk.canonical(parent(&path)).is_err() => Ok(()),
                    None => disk.sync_folder(parent(&path)),
                    Some(_) => disk.remove(&path).and_then(|()| disk.sync_folder(parent(&path))),
                };
                removed.map_err(refused)?;
                None
            }
            Some(content) => {
                let bytes = content.render().map_err(|err| FileFailure::Refused(err.to_string()))?;
                let written = if on_disk.as_ref() == Some(&bytes) {
                    make_durable(disk.as_ref(), &path)
                } else {
                    write_atomically(disk.as_ref(), &path, &bytes)
                };
                written.map_err(refused)?;
                Some(Fingerprint::of(&bytes))
            }
        };
        drop(shared_lock);
        Ok(written)
    }
}

/// A file that was written; without a fingerprint it was removed.
type WrittenFile = (RecordFile, Option<Fingerprint>);

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

const SHARED_FILES_ARE_BUSY: &str = "somebody else is writing the shared files";

/// The lock under which shared files are written and articles moved, or nothing where locks are not to be had:
/// whoever writes without has said that they know.
pub(super) type SharedLock = Option<Box<dyn LockGuard>>;

/// Takes the lock on shared files; `None` if somebody else holds it.
fn lock_shared_files(disk: &dyn Disk, layout: &Layout) -> io::Result<Option<SharedLock>> {
    match disk.lock(&layout.shared_lock()) {
        Ok(Some(lock)) => Ok(Some(Some(lock))),
        Ok(None) => Ok(None),
        Err(err) if err.kind() == io::ErrorKind::Unsupported => Ok(Some(None)),
        Err(err) => Err(err),
    }
}

/// Takes the lock on shared files, and waits a while if somebody else holds it, which is for one file at a time.
pub(super) fn wait_for_shared_files(disk: &dyn Disk, layout: &Layout) -> io::Result<Option<SharedLock>> {
    const PATIENCE: Duration = Duration::from_secs(2);
    const BREATH: Duration = Duration::from_millis(10);
    let until = Instant::now() + PATIENCE;
    loop {
        match lock_shared_files(disk, layout)? {
            None if Instant::now() < until => std::thread::sleep(BREATH),
            lock => return Ok(lock),
        }
    }
}

/// Renames articles to where a move puts them; what is there already stays. Harmless when repeated.
/// `incoming` is where an import may still hold them.
pub(super) fn finish_moves(
    disk: &dyn Disk,
    layout: &Layout,
    incoming: &Path,
    stamps: &[ArticleStamp],
    direction: Direction,
) -> io::Result<()> {
    let (articles, trash) = (layout.articles(), layout.trashed_articles());
    disk.create_folder(&articles)?;
    disk.create_folder(&trash)?;
    for stamp in stamps {
        let name = format!("{}.ron", stamp.id);
        let [article, trashed, waiting] =
            [&articles, &trash, &incoming.to_owned()].map(|folder| folder.join(&name));
        let is_there = |path: &Path| disk.canonical(path).is_ok();
        match direction {
            Direction::In if is_there(&article) => {}
            Direction::In if is_there(&waiting) => disk.rename(&waiting, &article)?,
            Direction::In => disk.rename(&trashed, &article)?,
            Direction::Out if is_there(&article) => disk.rename(&article, &trashed)?,
            Direction::Out if is_there(&trashed) => {}
            Direction::Out => disk.rename(&waiting, &trashed)?,
        }
    }
    let has_incoming = disk.canonical(incoming).is_ok();
    disk.sync_folder(if direction == Direction::In { &articles } else { &trash })?;
    disk.sync_folder(if direction == Direction::In { &trash } else { &articles })?;
    if has_incoming {
        disk.sync_folder(incoming)?;
        // Only an empty folder goes; the next start looks at what an interrupted import left in it.
        drop(disk.remove(incoming));
    }
    Ok(())
}

/// How the writer runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WriterMode {
    /// On a thread of its own.
    #[default]
    Thread,
    /// Inside each call, for tests that count the calls to a disk.
    Inline,
}

/// The other end of a writer.
pub(super) enum WriterHandle {
    Thread {
        /// Dropped first when the writer is to end.
        jobs: Option<Sender<Job>>,
        news: Receiver<News>,
        thread: Option<JoinHandle<()>>,
        waker: Arc<Mutex<Option<Waker>>>,
    },
    Inline {
        writer: Box<Writer>,
        news: VecDeque<News>,
    },
}

impl std::fmt::Debug for WriterHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Thread { .. } => "WriterHandle::Thread",
            Self::Inline { .. } => "WriterHandle::Inline",
        })
    }
}

impl WriterHandle {
    pub(super) fn start(writer: Writer, mode: WriterMode) -> Result<Self, StoreError> {
        if mode == WriterMode::Inline {
            return Ok(Self::Inline { writer: Box::new(writer), news: VecDeque::new() });
        }
        let (job_sender, job_receiver) = channel();
        let (news_sender, news_receiver) = channel();
        let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
        let thread_waker = Arc::clone(&waker);
        let thread = std::thread::Builder::new()
            .name("redletter-writer".to_owned())
            .spawn(move || run(writer, &job_receiver, &news_sender, &thread_waker))
            .map_err(|source| StoreError::Disk {
                doing: "starting the writer",
                path: PathBuf::new(),
                source,
            })?;
        Ok(Self::Thread { jobs: Some(job_sender), news: news_receiver, thread: Some(thread), waker })
    }

    pub(super) fn send(&mut self, job: Job) -> Result<(), StoreError> {
        match self {
            Self::Thread { jobs, .. } => {
                let jobs = jobs.as_ref().ok_or(StoreError::NoWriter)?;
                jobs.send(job).map_err(|_| StoreError::NoWriter)
            }
            Self::Inline { writer, news } => {
                writer.handle([job], &mut |item| news.push_back(item));
                Ok(())
            }
        }
    }

    /// The news there are, without waiting.
    pub(super) fn news(&mut self) -> Vec<News> {
        match self {
            Self::Thread { news, .. } => news.try_iter().collect(),
            Self::Inline { news, .. } => news.drain(..).collect(),
        }
    }

    /// The next news, waited for.
    pub(super) fn wait(&mut self) -> Result<News, StoreError> {
        match self {
            Self::Thread { news, .. } => news.recv().map_err(|_| StoreError::NoWriter),
            Self::Inline { news, .. } => news.pop_front().ok_or(StoreError::NoWriter),
        }
    }

    pub(super) fn set_waker(&mut self, new: Waker) {
        if let Self::Thread { waker, .. } = self {
            *waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(new);
        }
    }
}

impl Drop for WriterHandle {
    fn drop(&mut self) {
        if let Self::Thread { jobs, thread, .. } = self {
            drop(jobs.take());
            if let Some(thread) = thread.take() {
                // A panic of the writer has been seen as missing news already.
                drop(thread.join());
            }
        }
    }
}

/// The thread: does jobs as they come, several lines at once where they have piled up, and tries again what
/// the disk refused. Ends when nobody can send jobs any more.
fn run(mut writer: Writer, jobs: &Receiver<Job>, news: &Sender<News>, waker: &Mutex<Option<Waker>>) {
    loop {
        let first = if writer.waiting.is_empty() && writer.moves.is_empty() {
            jobs.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            jobs.recv_timeout(RETRY)
        };
        let batch: Vec<Job> = match first {
            Ok(job) => std::iter::once(job).chain(jobs.try_iter()).collect(),
            Err(RecvTimeoutError::Timeout) => Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        writer.handle(batch, &mut |item| {
            // Nobody listens any more: the corpus was dropped, and what was acknowledged is on disk.
            drop(news.send(item));
        });
        let waker = waker.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(wake) = waker {
            wake();
        }
    }
}
