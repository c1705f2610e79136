//! Reads what was found, on all cores, each file within its limits: one whose reader panics, hangs or runs out of its
//! budget takes only itself with it. What comes of the files comes in their order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::budget::{Budget, Stop};
use super::collect::{CollectError, Found, FoundFile, SkipReason};
use super::{DocumentError, Documents, ReadOptions};
use crate::model::limits::MAX_READING_SECONDS;
use crate::model::text::near::Signature;

/// How far reading may be ahead of what is taken, in files. What is read waits in memory.
const AHEAD: usize = 64;
/// How long somebody else's code may go on after its time before its thread is given up.
const GRACE: Duration = Duration::from_secs(5);
/// How often threads are looked at that may hang.
const WATCH: Duration = Duration::from_millis(200);

/// What came of one thing that was found.
#[derive(Debug)]
pub struct ReadItem {
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub outcome: Outcome,
}

/// What came of a file or folder.
#[derive(Debug)]
pub enum Outcome {
    /// It was read.
    Read(Documents),
    /// It was passed over.
    Skipped(SkipReason),
    /// It could not be read.
    Failed(CollectError),
}

/// Reads one file within its limits.
type ReadFile = dyn Fn(&FoundFile, &Budget<'_>) -> Result<Documents, CollectError> + Send + Sync;

/// The results of reading, in the order of what was found. Dropping it ends the work.
pub struct Reading {
    shared: Arc<Shared>,
    receiver: Receiver<(usize, Result<Documents, CollectError>)>,
    sender: SyncSender<(usize, Result<Documents, CollectError>)>,
    /// Results that came before those of files before them.
    early: BTreeMap<usize, Result<Documents, CollectError>>,
    next: usize,
}

struct Shared {
    found: Vec<Found>,
    read: Box<ReadFile>,
    limit: Duration,
    grace: Duration,
    state: Mutex<State>,
    may_go_on: Condvar,
}

#[derive(Default)]
struct State {
    /// The next thing to read.
    next_to_read: usize,
    /// The next result that is taken.
    next_to_take: usize,
    /// What is being read, since when.
    at_work: BTreeMap<usize, Instant>,
    is_over: bool,
}

impl Reading {
    /// Begins to read what was found, with so many threads as there are cores.
    pub fn start(found: Vec<Found>, options: ReadOptions) -> Self {
        let read = move |file: &FoundFile, budget: &Budget<'_>| file.read(&options, budget);
        let num_threads = thread::available_parallelism().map_or(2, usize::from);
        Self::with(found, Box::new(read), num_threads, Duration::from_secs(MAX_READING_SECONDS), GRACE)
    }

    fn with(
        found: Vec<Found>,
        read: Box<ReadFile>,
        num_threads: usize,
        limit: Duration,
        grace: Duration,
    ) -> Self {
        let (sender, receiver) = sync_channel(AHEAD);
        let state = Mutex::new(State::default());
        let shared = Arc::new(Shared { found, read, limit, grace, state, may_go_on: Condvar::new() });
        let reading = Self { shared, receiver, sender, early: BTreeMap::new(), next: 0 };
        for _ in 0..num_threads.max(1) {
            reading.spawn();
        }
        reading
    }

    /// How many things there are.
    pub fn num_found(&self) -> usize {
        self.shared.found.len()
    }

    /// Another thread that reads. Without one, what is left is read by whoever takes the results.
    fn spawn(&self) {
        let (shared, sender) = (Arc::clone(&self.shared), self.sender.clone());
        let work = move || {
            while let Some(idx) = shared.begin() {
                let outcome = shared.read_one(idx);
                // One that was given up has been answered for already.
                if !shared.end(idx) || sender.send((idx, outcome)).is_err() {
                    break;
                }
            }
        };
        drop(thread::Builder::new().name("read documents".to_owned()).spawn(work));
    }

    /// The result of a file, once it is there.
    fn wait_for(&mut self, wanted: usize) -> Result<Documents, CollectError> {
        loop {
            if let Some(outcome) = self.early.remove(&wanted) {
                return outcome;
            }
            match self.receiver.recv_timeout(WATCH) {
                Ok((idx, outcome)) => drop(self.early.insert(idx, outcome)),
                Err(RecvTimeoutError::Timeout) => {
                    for idx in self.shared.give_up_late() {
                        self.early.insert(idx, self.shared.error(idx, self.shared.too_long()));
                        self.spawn();
                    }
                    if self.shared.is_unread(wanted) {
                        // No thread could be had.
                        return self.shared.begin().map_or_else(
                            || self.shared.error(wanted, DocumentError::Cancelled),
                            |idx| {
                                let outcome = self.shared.read_one(idx);
                                self.shared.end(idx);
                                outcome
                            },
                        );
                    }
                }
                // A sender of our own is held, so this does not come.
                Err(RecvTimeoutError::Disconnected) => {
                    return self.shared.error(wanted, DocumentError::Cancelled);
                }
            }
        }
    }
}

impl Iterator for Reading {
    type Item = ReadItem;

    fn next(&mut self) -> Option<ReadItem> {
        let idx = self.next;
        let found = self.shared.found.get(idx)?;
        self.next += 1;
        let (path, reason) = match found {
            Found::File(file) => (file.path().to_owned(), None),
            Found::Skipped { path, reason } => (path.clone(), Some(*reason)),
            Found::Unreadable(err) => (err.path().to_owned(), None),
        };
        let read = self.wait_for(idx);
        self.shared.take_up_to(self.next);
        let outcome = match (reason, read) {
            (Some(reason), _) => Outcome::Skipped(reason),
            (None, Ok(documents)) => Outcome::Read(documents),
            (None, Err(err)) => Outcome::Failed(err),
        };
        Some(ReadItem { path, outcome })
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.shared.state().is_over = true;
        self.shared.may_go_on.notify_all();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that panics holds it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next thing to read, once results are not too far ahead; none if there is none, or it is over.
    fn begin(&self) -> Option<usize> {
        let mut state = self.state();
        loop {
            if state.is_over || state.next_to_read >= self.found.len() {
                return None;
            }
            if state.next_to_read < state.next_to_take + AHEAD {
                let idx = state.next_to_read;
                state.next_to_read += 1;
                state.at_work.insert(idx, Instant::now());
                return Some(idx);
            }
            state = self.may_go_on.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether its result is still wanted.
    fn end(&self, idx: usize) -> bool {
        self.state().at_work.remove(&idx).is_some()
    }

    fn is_unread(&self, idx: usize) -> bool {
        let state = self.state();
        state.next_to_read <= idx && state.at_work.is_empty()
    }

    fn take_up_to(&self, next: usize) {
        self.state().next_to_take = next;
        self.may_go_on.notify_all();
    }

    /// What has been read for too long; it is waited for no longer.
    fn give_up_late(&self) -> Vec<usize> {
        let mut state = self.state();
        let late = |since: &Instant| since.elapsed() > self.limit + self.grace;
        let late: Vec<usize> =
            state.at_work.iter().filter(|(_, since)| late(since)).map(|(idx, _)| *idx).collect();
        for idx in &late {
            state.at_work.remove(idx);
        }
        late
    }

    fn too_long(&self) -> DocumentError {
        DocumentError::TooLong { seconds: self.limit.as_secs() }
    }

    fn error(&self, idx: usize, source: DocumentError) -> Result<Documents, CollectError> {
        let path = match self.found.get(idx) {
            Some(Found::File(file)) => file.path().to_owned(),
            _ => PathBuf::new(),
        };
        Err(CollectError::Document { path, source })
    }

    /// What comes of one file. Nothing is read of what was passed over.
    fn read_one(&self, idx: usize) -> Result<Documents, CollectError> {
        let file = match self.found.get(idx) {
            Some(Found::File(file)) => file,
            Some(Found::Unreadable(err)) => return Err(err.again()),
            _ => return Ok(Documents::default()),
        };
        let began = Instant::now();
        let stop = || {
            if began.elapsed() > self.limit {
                Some(Stop::TooLong)
            } else {
                self.state().is_over.then_some(Stop::Cancelled)
            }
        };
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut documents = (self.read)(file, &Budget::new(&stop))?;
            for document in &mut documents.read {
                document.signature = Signature::of(&document.text);
            }
            Ok(documents)
        }));
        read.unwrap_or_else(|panic| {
            let why = panic.downcast_ref::<&str>().map(|why| (*why).to_owned());
            let why = why.or_else(|| panic.downcast_ref::<String>().cloned());
            let why = why.unwrap_or_else(|| "it panicked".to_owned());
            self.error(idx, DocumentError::Failed { why })
        })
    }
}

/// The documents in one file, read here and now.
pub fn read_file(path: &Path, options: &ReadOptions) -> Result<Documents, CollectError> {
    FoundFile::named(path.to_owned()).read(options, &Budget::unlimited())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::documents::ReadDocument;

    fn files(num: usize) -> Vec<Found> {
        (0..num).map(|idx| Found::File(FoundFile::named(PathBuf::from(format!("{idx}.txt"))))).collect()
    }

    fn holding(text: &str) -> Documents {
        ReadDocument { text: text.to_owned(), ..ReadDocument::default() }.into()
    }

    fn words(item: &ReadItem) -> String {
        match &item.outcome {
            Outcome::Read(documents) => documents.read.first().map_or(String::new(), |one| one.text.clone()),
            Outcome::Skipped(reason) => reason.to_string(),
            Outcome::Failed(err) => err.to_string(),
        }
    }

    const LONG: Duration = Duration::from_hours(1);

    #[test]
    fn results_come_in_order_from_many_threads() {
        let read = |file: &FoundFile, _: &Budget<'_>| Ok(holding(&file.path().display().to_string()));
        let items: Vec<ReadItem> = Reading::with(files(500), Box::new(read), 4, LONG, LONG).collect();
        assert_eq!(items.len(), 500);
        for (idx, item) in items.iter().enumerate() {
            assert_eq!(words(item), format!("{idx}.txt"));
        }
    }

    #[test]
    fn reading_is_never_far_ahead_of_what_is_taken() {
        let num_read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&num_read);
        let read = move |_: &FoundFile, _: &Budget<'_>| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(holding("words"))
        };
        let mut reading = Reading::with(files(1000), Box::new(read), 4, LONG, LONG);
        for taken in 1..=300 {
            assert!(reading.next().is_some());
            assert!(num_read.load(Ordering::SeqCst) <= taken + AHEAD);
        }
    }

    #[test]
    fn a_reader_that_panics_takes_only_its_file_with_it() {
        let read = |file: &FoundFile, _: &Budget<'_>| {
            assert!(file.path() != Path::new("1.txt"), "a page that can't be");
            Ok(holding("words"))
        };
        let items: Vec<ReadItem> = Reading::with(files(3), Box::new(read), 1, LONG, LONG).collect();
        assert_eq!((words(&items[0]), words(&items[2])), ("words".to_owned(), "words".to_owned()));
        assert_eq!(
            words(&items[1]),
            "the file can't be read: its reader failed: a page that can't be: 1.txt"
        );
    }

    #[test]
    fn a_reader_that_hangs_is_given_up_and_the_rest_is_read() {
        let (ends, end) = std::sync::mpsc::channel::<()>();
        let end = Mutex::new(end);
        let read = move |file: &FoundFile, _: &Budget<'_>| {
            if file.path() == Path::new("0.txt") {
                // Until the test is over.
                drop(end.lock().map(|end| end.recv()));
            }
            Ok(holding("words"))
        };
        let reading = Reading::with(files(3), Box::new(read), 1, Duration::ZERO, Duration::ZERO);
        let items: Vec<String> = reading.map(|item| words(&item)).collect();
        assert_eq!(items[0], "reading the file took more than 0 seconds; it was given up: 0.txt");
        drop(ends);
        assert_eq!(items.len(), 3);
    }

    #[test]
    fn a_reader_that_asks_its_budget_ends_when_its_time_is_over() {
        let read = |file: &FoundFile, budget: &Budget<'_>| loop {
            if let Err(source) = budget.check() {
                return Err(CollectError::Document { path: file.path().to_owned(), source });
            }
        };
        let mut reading = Reading::with(files(1), Box::new(read), 1, Duration::ZERO, LONG);
        assert!(words(&reading.next().unwrap()).contains("took more than"));
    }

    #[test]
    fn what_is_dropped_stops() {
        let read = |file: &FoundFile, budget: &Budget<'_>| loop {
            if let Err(source) = budget.check() {
                assert_eq!(source, DocumentError::Cancelled);
                return Err(CollectError::Document { path: file.path().to_owned(), source });
            }
        };
        drop(Reading::with(files(4), Box::new(read), 2, LONG, LONG));
    }
}
