//! Looks for what others do to a corpus that is open: files that a pull or a colleague has changed, histories that
//! have grown, a lock that has come free, a folder that is gone. It reads; the corpus decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::disk::{Disk, read_if_there};
use super::error::StoreError;
use super::history::WriterName;
use super::layout::{Layout, RecordFile};
use super::listing::Listing;
use super::load::{Loaded, Source};
use super::others::{OtherTail, other_tails};
use super::writer::{Fingerprint, Waker};

/// How long the watcher rests between two looks, at least …
const REST: Duration = Duration::from_secs(3);

/// … and at least this many times as long as a look takes, so that it never is what a machine is busy with.
const REST_FACTOR: u32 = 50;

/// What is known of the bytes of each file: as they were last read or written.
pub(super) type Known = Arc<Mutex<BTreeMap<RecordFile, Fingerprint>>>;

/// What the watcher must know of the own writing, so that it never takes an older own version for somebody else's.
#[derive(Debug, Default)]
pub(super) struct OwnWrites {
    /// Counted up when files are given to the writer, and when it is done with them: what was read under another
    /// number may be out of date.
    pub num: AtomicU64,
    /// Files to be looked at again.
    pub again: Mutex<BTreeSet<RecordFile>>,
}

/// Something the watcher has seen.
#[derive(Debug)]
pub(super) enum Seen {
    /// Files that somebody else has changed.
    Changed(Box<Outside>),
    /// What other writers have that the files don't.
    Others(Vec<OtherTail>),
    /// The folder can't be read, and why.
    Unreachable(String),
    /// The folder can be read again.
    Reachable,
    /// The lock that somebody else held is free.
    LockIsFree,
}

/// Files that somebody else has changed, as they are now.
#[derive(Debug)]
pub(super) struct Outside {
    /// The files; without a fingerprint they are gone.
    pub files: Vec<(RecordFile, Option<Fingerprint>)>,
    /// What stands in them.
    pub loaded: Loaded,
    /// The number of own writings when they were read.
    pub at: u64,
}

/// Looks for what others do.
#[derive(Debug)]
pub(super) struct Watcher {
    disk: Arc<dyn Disk>,
    layout: Layout,
    own: WriterName,
    known: Known,
    writes: Arc<OwnWrites>,
    listing: Listing,
    /// Whether somebody else holds the annotator's lock.
    waits_for_lock: bool,
    /// Whether the own annotator's lock is held by this very program.
    holds_lock: bool,
    is_unreachable: bool,
}

/// What a watcher is begun with.
#[derive(Debug)]
pub(super) struct WatcherStart {
    pub disk: Arc<dyn Disk>,
    pub layout: Layout,
    pub own: WriterName,
    pub known: Known,
    pub writes: Arc<OwnWrites>,
    /// What there was when the corpus was read.
    pub listing: Listing,
    pub waits_for_lock: bool,
    pub holds_lock: bool,
}

impl Watcher {
    pub(super) fn new(start: WatcherStart) -> Self {
        let WatcherStart { disk, layout, own, known, writes, listing, waits_for_lock, holds_lock } = start;
        Self { disk, layout, own, known, writes, listing, waits_for_lock, holds_lock, is_unreachable: false }
    }

    /// Looks once.
    pub(super) fn look(&mut self) -> Vec<Seen> {
        let mut seen = Vec::new();
        let listing = match Listing::read(self.disk.as_ref(), &self.layout) {
            Ok(listing) => listing,
            Err(err) => {
                if !std::mem::replace(&mut self.is_unreachable, true) {
                    seen.push(Seen::Unreachable(err.to_string()));
                }
                return seen;
            }
        };
        if std::mem::take(&mut self.is_unreachable) {
            seen.push(Seen::Reachable);
        }
        let at = self.writes.num.load(Ordering::SeqCst);
        let mut candidates = listing.changed_since(&self.listing, &self.layout);
        candidates
            .extend(std::mem::take(&mut *self.writes.again.lock().unwrap_or_else(PoisonError::into_inner)));
        let files = self.changed_by_others(&candidates);
        if !files.is_empty() {
            match self.read(&files, &listing) {
                Ok(loaded) => seen.push(Seen::Changed(Box::new(Outside { files, loaded, at }))),
                // It is looked at again the next time.
                Err(_) => return seen,
            }
        }
        if listing.has_other_histories_than(&self.listing, &self.layout, &self.own)
            && let Ok(others) = other_tails(self.disk.as_ref(), &self.layout, &self.own, self.holds_lock)
        {
            seen.push(Seen::Others(others));
        }
        if self.waits_for_lock
            && let Ok(Some(_)) = self.disk.lock(&self.layout.lock(&self.own.annotator))
        {
            seen.push(Seen::LockIsFree);
        }
        self.listing = listing;
        seen
    }

    /// Those of the candidates whose bytes are not the ones last read or written.
    fn changed_by_others(&self, candidates: &[RecordFile]) -> Vec<(RecordFile, Option<Fingerprint>)> {
        let mut changed = Vec::new();
        for file in candidates {
            let path = self.layout.record_file(file);
            let found = match read_if_there(self.disk.as_ref(), &path) {
                Ok(bytes) => bytes.as_deref().map(Fingerprint::of),
                // What can't be read now may be read the next time.
                Err(_) => continue,
            };
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.get(file).copied() != found {
                changed.push((file.clone(), found));
            }
        }
        changed
    }

    fn read(
        &self,
        files: &[(RecordFile, Option<Fingerprint>)],
        listing: &Listing,
    ) -> Result<Loaded, StoreError> {
        let source = Source {
            disk: self.disk.as_ref(),
            layout: &self.layout,
            patches: &BTreeMap::new(),
            gone: &BTreeSet::new(),
            in_tail: &BTreeSet::new(),
            annotator: &self.own.annotator,
            listing,
            keeps_texts: true,
            cache: None,
            segment: None,
        };
        let there: Vec<RecordFile> =
            files.iter().filter(|(_, found)| found.is_some()).map(|(file, _)| file.clone()).collect();
        source.load_some(&there)
    }
}

/// A watcher that looks when it is told to, or again and again on a thread of its own.
#[derive(Debug)]
pub(super) struct WatcherHandle {
    watcher: Arc<Mutex<Watcher>>,
    thread: Option<WatcherThread>,
}

#[derive(Debug)]
struct WatcherThread {
    /// Dropped first when the thread is to end.
    nudge: Option<Sender<()>>,
    seen: Receiver<Seen>,
    thread: Option<JoinHandle<()>>,
}

impl WatcherHandle {
    pub(super) fn new(start: WatcherStart) -> Self {
        Self { watcher: Arc::new(Mutex::new(Watcher::new(start))), thread: None }
    }

    /// Goes on on a thread of its own, and wakes whoever waits for what it sees.
    pub(super) fn start_thread(&mut self, waker: Waker) {
        let watcher = Arc::clone(&self.watcher);
        let (nudge, nudged) = channel();
        let (sender, seen) = channel();
        let thread = std::thread::Builder::new()
            .name("redletter-watcher".to_owned())
            .spawn(move || run(&watcher, &nudged, &sender, &waker));
        // Without a thread nothing is seen before the next start; nothing is written over either.
        self.thread =
            thread.ok().map(|thread| WatcherThread { nudge: Some(nudge), seen, thread: Some(thread) });
    }

    /// Has it looked soon, where it runs by itself; looks now, where it does not.
    pub(super) fn nudge(&mut self) -> Vec<Seen> {
        let Some(thread) = &self.thread else { return self.look_now() };
        if let Some(nudge) = &thread.nudge {
            // A thread that has ended has nothing to say.
            nudge.send(()).ok();
        }
        Vec::new()
    }

    /// Looks now, and gives that with what was seen before.
    pub(super) fn look_now(&mut self) -> Vec<Seen> {
        let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen: Vec<Seen> =
            self.thread.as_ref().map(|thread| thread.seen.try_iter().collect()).unwrap_or_default();
        seen.extend(watcher.look());
        seen
    }

    /// What has been seen, without looking.
    pub(super) fn seen(&mut self) -> Vec<Seen> {
        self.thread.as_ref().map(|thread| thread.seen.try_iter().collect()).unwrap_or_default()
    }
}

impl Drop for WatcherThread {
    fn drop(&mut self) {
        drop(self.nudge.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the watcher has been seen as missing news already.
            drop(thread.join());
        }
    }
}

fn run(watcher: &Mutex<Watcher>, nudged: &Receiver<()>, sender: &Sender<Seen>, waker: &Waker) {
    let mut rest = REST;
    loop {
        match nudged.recv_timeout(rest) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        // Several nudges ask for one look.
        while nudged.try_recv().is_ok() {}
        let mut watcher = watcher.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = Instant::now();
        let seen = watcher.look();
        rest = REST.max(begun.elapsed() * REST_FACTOR);
        let has_news = !seen.is_empty();
        // Still under the lock, so that whoever looks next finds what was seen before.
        for item in seen {
            if sender.send(item).is_err() {
                return;
            }
        }
        drop(watcher);
        if has_news {
            waker();
        }
    }
}
