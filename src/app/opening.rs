//! How the window comes to a corpus: what can be asked for, and the way from one corpus to the next. The new
//! one is opened on a thread of its own while the old one stays; nothing is lost where that fails.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::jobs::{Job, JobError};
use super::run::capitalised;
use super::state::found::{StartNotice, start_notices};
use super::state::session::Session;
use super::{App, Phase, Views};
use crate::model::id::AnnotatorId;
use crate::report::Report;
use crate::store::{LockUse, OpenCorpus, OpenReport, SaveStatus, StoreError};

/// How many corpora are remembered.
const MAX_RECENT: usize = 10;

/// Which corpus to open, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenRequest {
    /// A corpus folder; or a packed file, which is only read.
    Path(PathBuf),
    /// The copy of the sample, made where there is none yet.
    Sample,
    /// A corpus that is made first.
    New {
        /// The folder to make.
        folder: PathBuf,
        /// The title.
        title: String,
        /// A tagset file to begin with; the four labels, if there is none.
        tagset: Option<PathBuf>,
    },
    /// A packed file, unpacked first.
    Unpack {
        /// The packed file.
        file: PathBuf,
        /// The folder to make.
        folder: PathBuf,
    },
    /// The folder that is open to be read, now that it may be written.
    Again {
        /// The folder.
        folder: PathBuf,
        /// Who annotates.
        annotator: AnnotatorId,
        /// Whether it is to be written without a lock as well.
        lock: LockUse,
    },
    /// A corpus folder, as another annotator.
    As {
        /// The folder.
        folder: PathBuf,
        /// Who annotates from now on.
        annotator: AnnotatorId,
    },
}

/// Opens corpora, on a thread of its own.
pub type Opener = Arc<dyn Fn(&OpenRequest) -> Result<(OpenCorpus, OpenReport), StoreError> + Send + Sync>;

/// A corpus that is being opened.
pub(super) struct Opening {
    request: OpenRequest,
    job: Job<Result<Opened, StoreError>>,
}

/// A corpus that has been opened.
struct Opened {
    corpus: OpenCorpus,
    report: OpenReport,
    /// Why it is not the one that was asked for, but the one before.
    complaint: Option<String>,
}

impl OpenRequest {
    /// The folder or file that is to be opened, where that is known by its path.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::New { folder, .. }
            | Self::Unpack { folder, .. }
            | Self::Again { folder, .. }
            | Self::As { folder, .. } => Some(folder),
            Self::Sample => None,
        }
    }

    /// What the corpus is called before its title is known.
    pub fn name(&self) -> String {
        let Some(path) = self.path() else { return "the sample".to_owned() };
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }
}

impl App {
    /// Begins to open a corpus, if nothing stands against leaving the one that is open.
    pub(super) fn begin_opening(&mut self, request: OpenRequest) {
        if let Err(why) = self.can_leave(&request) {
            return self.complain(why);
        }
        self.keep_draft();
        let open = Arc::clone(&self.services.outside.open);
        let now = self.services.now();
        let again = matches!(request, OpenRequest::As { .. });
        // The same folder can't be open twice: the session that is there has to end first.
        let before = match std::mem::replace(&mut self.phase, Phase::Empty) {
            Phase::Open(session) if again => Some(session.corpus),
            phase => {
                self.phase = phase;
                None
            }
        };
        self.desk.files.opening = Some(request.name());
        let asked = request.clone();
        let job = Job::start("open corpus", Arc::clone(&self.wake), move || {
            let Some(mut corpus) = before else {
                return open(&request).map(|(corpus, report)| Opened { corpus, report, complaint: None });
            };
            let folder = corpus.folder().to_owned();
            let closed = corpus.close(now);
            drop(corpus);
            let opened = closed.and_then(|()| open(&request));
            match opened {
                Ok((corpus, report)) => Ok(Opened { corpus, report, complaint: None }),
                Err(err) => open(&OpenRequest::Path(folder)).map(|(corpus, report)| Opened {
                    corpus,
                    report,
                    complaint: Some(err.to_string()),
                }),
            }
        });
        match job {
            Ok(job) => self.opening = Some(Opening { request: asked, job }),
            Err(err) => self.opening_failed(Report::new(err)),
        }
    }

    /// Whether the corpus that is open can be left for another.
    fn can_leave(&self, request: &OpenRequest) -> Result<(), String> {
        if let Some(name) = &self.desk.files.opening {
            return Err(format!("“{name}” is being opened"));
        }
        if let Some(running) = &self.desk.files.running {
            return Err(format!("Wait for this to end, or cancel it: {}", running.what.to_lowercase()));
        }
        let Phase::Open(session) = &self.phase else { return Ok(()) };
        if let SaveStatus::Failed(why) = session.corpus.save_status() {
            return Err(format!("Not everything is saved in the corpus that is open: {why}"));
        }
        let sample = &self.services.outside.places.sample;
        let wanted = request.path().unwrap_or(sample);
        let same = |one: &Path, other: &Path| {
            let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
            canonical(one) == canonical(other)
        };
        if !matches!(request, OpenRequest::As { .. } | OpenRequest::Again { .. })
            && same(wanted, session.corpus.folder())
        {
            return Err("That corpus is open already".to_owned());
        }
        Ok(())
    }

    /// Takes the opened corpus from its job when that is done.
    pub(super) fn poll_opening(&mut self) {
        if let Some(outcome) = self.outer.closing.as_ref().and_then(Job::poll) {
            self.outer.closing = None;
            if let Some(complaint) = closing_complaint(outcome) {
                self.desk.notify(complaint, false);
            }
        }
        let Some(outcome) = self.opening.as_ref().and_then(|opening| opening.job.poll()) else { return };
        let Some(Opening { request, .. }) = self.opening.take() else { return };
        self.desk.files.opening = None;
        match outcome {
            Ok(Ok(opened)) => self.opened(&request, opened),
            Ok(Err(err)) => self.opening_failed(err.into()),
            Err(err) => self.opening_failed(Report::new(err)),
        }
    }

    fn opened(&mut self, request: &OpenRequest, opened: Opened) {
        let Opened { mut corpus, report, complaint } = opened;
        corpus.set_waker(Arc::clone(&self.wake));
        corpus.watch(Arc::clone(&self.wake));
        let now = self.services.now();
        if let OpenRequest::Again { .. } = request {
            return self.opened_again(Session::new(corpus, report));
        }
        self.close_session();
        let desk = &mut self.desk;
        desk.leave_corpus();
        for notice in start_notices(&corpus, &report, now) {
            match notice {
                StartNotice::News(sentence) => desk.announce(sentence),
                StartNotice::Trouble(sentence) => desk.notify(sentence, true),
            }
        }
        let mut session = Session::new(corpus, report);
        if let Some(why) = complaint {
            desk.notify(capitalised(&why), false);
        }
        if let Some(first) = session.list.ids.first().cloned()
            && let Err(err) = session.show_article(&first)
        {
            desk.notify(err.to_string(), false);
        }
        desk.drawers.start = *request == OpenRequest::Sample;
        let settings = &mut self.settings.current;
        // A packed file is read without a folder; it is remembered as the file that it is.
        let path = request.path().unwrap_or(session.corpus.folder()).to_owned();
        settings.recent.retain(|recent| *recent != path);
        settings.recent.insert(0, path.clone());
        settings.recent.truncate(MAX_RECENT);
        settings.last_corpus = Some(path);
        self.views = Views::default();
        self.phase = Phase::Open(Box::new(session));
    }

    /// Goes on where one was, in a corpus that could only be read before.
    fn opened_again(&mut self, mut session: Session) {
        let Phase::Open(before) = std::mem::replace(&mut self.phase, Phase::Empty) else { return };
        session.go_on_from(&before);
        if session.corpus.read_only().is_none() {
            self.desk.say("This corpus can be changed now");
        }
        self.phase = Phase::Open(Box::new(session));
    }

    /// Opens the corpus again for writing, once whoever had it has closed it.
    pub(super) fn poll_read_only(&mut self) {
        let is_busy = self.opening.is_some() || self.desk.files.running.is_some();
        let Phase::Open(session) = &mut self.phase else { return };
        if is_busy || !session.corpus.could_write() {
            return;
        }
        let folder = session.corpus.folder().to_owned();
        let annotator = session.annotator().clone();
        self.begin_opening(OpenRequest::Again { folder, annotator, lock: LockUse::Needed });
    }

    /// Closes the session that is open, beside the window.
    fn close_session(&mut self) {
        let Phase::Open(session) = std::mem::replace(&mut self.phase, Phase::Empty) else { return };
        let now = self.services.now();
        let mut corpus = session.corpus;
        match Job::start("close corpus", Arc::clone(&self.wake), move || corpus.close(now)) {
            Ok(job) => self.outer.closing = Some(job),
            Err(err) => self.desk.notify(err.to_string(), false),
        }
    }

    fn opening_failed(&mut self, report: Report) {
        match &self.phase {
            Phase::Open(_) | Phase::Failed(_) => self.complain(capitalised(&report.message)),
            Phase::Empty | Phase::Closed => self.phase = Phase::Failed(report),
        }
    }

    /// Says why something was not done: in the dialog that asked for it, or else where notices stand.
    fn complain(&mut self, why: String) {
        if self.desk.dialog.is_some() {
            self.desk.files.complaint = why;
        } else {
            self.desk.notify(why, false);
        }
    }
}

/// What to tell of a corpus that was closed.
pub(super) fn closing_complaint(outcome: Result<Result<(), StoreError>, JobError>) -> Option<String> {
    match outcome {
        Ok(Ok(())) => None,
        Ok(Err(err)) => Some(format!("The corpus that was closed could not be written whole: {err}")),
        Err(err) => Some(err.to_string()),
    }
}
