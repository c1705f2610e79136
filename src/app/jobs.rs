//! Work that takes longer than a frame: each job on a named thread of its own. The window asks for the
//! result when the job has woken it.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use thiserror::Error;

/// Called by a thread that has news; asks the window for a frame.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A job that runs, until its result has been taken.
#[derive(Debug)]
pub struct Job<T> {
    result: Receiver<Result<T, JobError>>,
}

/// How far a job is, and whether it is to stop: shared by the job and the window.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    shared: Arc<SharedSteps>,
}

#[derive(Debug, Default)]
struct SharedSteps {
    done: AtomicUsize,
    total: AtomicUsize,
    is_cancelled: AtomicBool,
}

impl Steps {
    /// Says how many steps there are.
    pub fn set_total(&self, total: usize) {
        self.shared.total.store(total, Ordering::Relaxed);
    }

    /// Says how many are done. Whether to go on.
    pub fn set_done(&self, done: usize) -> bool {
        self.shared.done.store(done, Ordering::Relaxed);
        !self.is_cancelled()
    }

    /// Says that one more is done. Whether to go on.
    pub fn step(&self) -> bool {
        self.shared.done.fetch_add(1, Ordering::Relaxed);
        !self.is_cancelled()
    }

    /// How many are done, of how many; none, while that is not known.
    pub fn progress(&self) -> (usize, usize) {
        (self.shared.done.load(Ordering::Relaxed), self.shared.total.load(Ordering::Relaxed))
    }

    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.shared.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the job is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.shared.is_cancelled.load(Ordering::Relaxed)
    }
}

/// Why a job has no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JobError {
    /// The system gave no thread.
    #[error("the system gave no thread for “{name}”: {why}")]
    NoThread {
        /// What the job does.
        name: String,
        /// What the system said.
        why: String,
    },
    /// The job ran into a bug of ours.
    #[error("“{name}” broke off, which is a mistake in Redletter: {why}")]
    Panicked {
        /// What the job does.
        name: String,
        /// The panic's message.
        why: String,
    },
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work` on a thread called `name` and wakes the window when it is done. A panic of `work`
    /// becomes the job's error.
    pub fn start(
        name: &str,
        wake: Wake,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Self, JobError> {
        let (sender, result) = channel();
        let job_name = name.to_owned();
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let outcome = std::panic::catch_unwind(AssertUnwindSafe(work))
                    .map_err(|panic| JobError::Panicked { name: job_name, why: panic_message(&*panic) });
                // Nobody listens any more when the window has gone; the result is then of no use.
                if sender.send(outcome).is_ok() {
                    wake();
                }
            })
            .map_err(|err| JobError::NoThread { name: name.to_owned(), why: err.to_string() })?;
        Ok(Self { result })
    }

    /// The job's result if it has come; `None` while it runs. To be asked until it gives one.
    pub fn poll(&self) -> Option<Result<T, JobError>> {
        match self.result.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(JobError::Panicked {
                name: "job".to_owned(),
                why: "its result was lost".to_owned(),
            })),
        }
    }

    /// Waits for the job's result; only at the end, when there is no window to keep waiting.
    pub fn wait(self) -> Result<T, JobError> {
        let lost = |_| JobError::Panicked { name: "job".to_owned(), why: "its result was lost".to_owned() };
        self.result.recv().map_err(lost)?
    }
}

/// What a panic said.
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result_of<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JobError> {
        let (done, woken) = channel();
        let done = std::sync::Mutex::new(done);
        let wake: Wake = Arc::new(move || done.lock().unwrap().send(()).unwrap());
        let job = Job::start("a test", wake, work).unwrap();
        woken.recv().unwrap();
        job.poll().unwrap()
    }

    #[test]
    fn a_job_wakes_the_window_with_its_result() {
        assert_eq!(result_of(|| thread::current().name().map(str::to_owned)), Ok(Some("a test".to_owned())));
    }

    #[test]
    fn a_panic_becomes_the_jobs_error() {
        let err = result_of(|| -> u8 { panic!("no {}", "luck") }).unwrap_err();
        assert_eq!(err, JobError::Panicked { name: "a test".to_owned(), why: "no luck".to_owned() });
    }
}
