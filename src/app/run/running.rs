//! Work beside the window: reading articles and datasets, writing exports and copies, and what comes of it.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Work, capitalised};
use crate::app::clipboard::Copied;
use crate::app::jobs::{Job, Steps};
use crate::app::state::Desk;
use crate::app::state::dialog::{
    ArticleTable, Compared, Dialog, DoneReport, PackForm, PathUse, RenewPlan, TableLook,
};
use crate::app::state::running::{
    Gathered, PlannedDataset, ReadDataset, Ready, Running, RunningJob, Settled,
};
use crate::formats::report::Report as DatasetReport;
use crate::model::article::Article;
use crate::model::reader::{CorpusReader as _, OutputSink};
use crate::model::text::numbers::counted;
use crate::model::text::visible::visible;
use crate::report::Report;
use crate::store::audit::Account;
use crate::store::disk::RealDisk;
use crate::store::pack::pack_at_hand;
use crate::store::sink::FolderSink;
use crate::store::{Staged, Stager};

/// What a job says of itself when it was stopped.
pub(super) const CANCELLED: &str = "it was cancelled";

/// Takes the paths that were chosen in the system's dialog into ours.
pub fn poll_asked(desk: &mut Desk) {
    let Some(Running { job: RunningJob::Ask(job, path_use), .. }) = &desk.files.running else { return };
    let Some(answer) = job.poll() else { return };
    let path_use = *path_use;
    desk.files.running = None;
    let Some(dialog) = &mut desk.dialog else { return };
    match answer {
        Ok(Some(paths)) => put_paths(dialog, path_use, &paths),
        Ok(None) => "No path was chosen; it can be typed as well".clone_into(&mut desk.files.complaint),
        Err(err) => desk.files.complaint = err.to_string(),
    }
}

fn put_paths(dialog: &mut Dialog, path_use: PathUse, paths: &[PathBuf]) {
    let Some(field) = dialog.path_mut(path_use) else { return };
    if !path_use.takes_several() {
        field.clear();
    }
    for path in paths {
        if !field.is_empty() && !field.ends_with('\n') {
            field.push('\n');
        }
        field.push_str(&path.display().to_string());
    }
}

impl Work<'_> {
    /// Begins work beside the window.
    pub(super) fn start<T: Send + 'static>(
        &mut self,
        what: &'static str,
        wrap: impl FnOnce(Job<T>) -> RunningJob,
        work: impl FnOnce(&Steps) -> T + Send + 'static,
    ) -> Result<(), String> {
        let steps = Steps::default();
        let shared = steps.clone();
        let job = Job::start(what, Arc::clone(self.wake), move || work(&shared));
        let job = wrap(job.map_err(|err| err.to_string())?);
        let dialog = self.desk.dialog.take().map(Box::new);
        self.desk.files.running = Some(Running { what, steps, job, dialog });
        Ok(())
    }

    /// Begins to write a copy of the corpus as one file.
    pub(super) fn begin_pack(&mut self, form: &PackForm) -> Result<(), String> {
        let path = self.typed(&form.path).ok_or("Name the file to write")?;
        let snapshot = self.session.corpus.snapshot();
        self.start("Saving a copy", RunningJob::Write, move |_| {
            let left_out = pack_at_hand(&snapshot, &RealDisk, &path)?;
            let num_articles = snapshot.state().articles.len();
            let without = if left_out.is_empty() { "" } else { "; what is listed here is not in it" };
            let summary = format!("{}{without}: {}", counted(num_articles, "article"), path.display());
            Ok(DoneReport {
                title: "Saved a copy".to_owned(),
                summary,
                findings: left_out,
                ..DoneReport::default()
            })
        })
    }

    /// Takes what comes of the work beside the window.
    pub fn poll_running(&mut self) {
        let Some(running) = &self.desk.files.running else { return self.clear_unwanted() };
        if matches!(running.job, RunningJob::Ask(..)) {
            return;
        }
        let Some(outcome) = poll(&running.job) else {
            // How far it is, is drawn a few times a second, without anything waking the window for it.
            return self.ctx.request_repaint_after(std::time::Duration::from_millis(150));
        };
        let (what, was_cancelled) = (running.what, running.steps.is_cancelled());
        // The dialog that it was done for may still be there; one that had to go comes back if it has failed.
        let is_for_dialog = running.job.is_for_dialog();
        let mut dialog = self.desk.files.running.take().and_then(|running| running.dialog);
        match outcome.and_then(|done| self.take_done(done, &mut dialog)) {
            Ok(()) => {}
            Err(err) if is_for_dialog && !was_cancelled && self.desk.dialog.is_some() => {
                self.desk.files.complaint = capitalised(&err.message);
            }
            Err(_) if was_cancelled => self.desk.say(format!("{what}: cancelled; nothing was changed")),
            Err(err) => {
                let remedy = err.remedy.map(|remedy| format!(" ({remedy})")).unwrap_or_default();
                let why = format!("{what} failed: {}{remedy}", err.message);
                match dialog {
                    // What was typed is there again, to be mended.
                    // What was found is gone with what failed.
                    Some(dialog) if self.desk.dialog.is_none() && !matches!(*dialog, Dialog::Found(_)) => {
                        self.desk.open_dialog(*dialog);
                        self.desk.files.complaint = why;
                    }
                    _ => self.desk.notify(why, false),
                }
            }
        }
    }

    /// Goes on with what a job has given. `dialog` is the one that asked for it and had to go.
    fn take_done(&mut self, done: Done, dialog: &mut Option<Box<Dialog>>) -> Result<(), Report> {
        match done {
            Done::Gathered(gathered) => return self.show_found(gathered),
            Done::Settled(ready, settled) => return self.take_settled(*ready, settled),
            Done::Planned(planned) => return self.take_dataset(*planned),
            Done::Cleared => {}
            Done::Compared(compared) => self.show_compared(*compared),
            Done::Written(report) => self.show_done(report),
            Done::Looked(look) => self.show_table(look),
            Done::Columns(table) => self.show_columns(table),
            Done::Copied(copied) => self.take_copied(copied, dialog.take()),
            Done::Version(plan) => self.show_version(*plan),
            Done::Read(read) => self.ask_about_names(*read),
            Done::Accounted(account) => self.rebuild(&account),
        }
        Ok(())
    }

    /// Shows what was done: in a line, or as a list if there is more to know.
    pub(super) fn show_done(&mut self, report: DoneReport) {
        let report = DoneReport {
            summary: visible(&report.summary).into_owned(),
            findings: report.findings.iter().map(|finding| visible(finding).into_owned()).collect(),
            each: report.each.iter().map(|finding| visible(finding).into_owned()).collect(),
            ..report
        };
        if report.findings.is_empty() {
            self.desk.say(format!("{}: {}", report.title, report.summary));
        } else {
            self.desk.open_dialog(Dialog::Done(report));
        }
    }
}

/// What a job has given.
enum Done {
    Gathered(Gathered),
    Settled(Box<Ready>, Settled),
    Compared(Box<Compared>),
    Cleared,
    Written(DoneReport),
    Looked(TableLook),
    Columns(ArticleTable),
    Copied(Copied),
    Version(Box<RenewPlan>),
    Read(Box<ReadDataset>),
    Planned(Box<PlannedDataset>),
    Accounted(Account),
}

/// What a job has given, or why it failed; `None` while it goes on.
fn poll(job: &RunningJob) -> Option<Result<Done, Report>> {
    match job {
        // Its answer goes into the dialog that is open, see [`poll_asked`].
        RunningJob::Ask(..) => None,
        RunningJob::Gather(job) => outcome(job, Done::Gathered),
        RunningJob::Settle(job, settled) => outcome(job, |ready| Done::Settled(ready, settled.clone())),
        RunningJob::Compare(job) => outcome(job, Done::Compared),
        RunningJob::Clear(job) => outcome(job, |()| Done::Cleared),
        RunningJob::Write(job) => outcome(job, Done::Written),
        RunningJob::Look(job) => outcome(job, Done::Looked),
        RunningJob::Columns(job) => outcome(job, Done::Columns),
        RunningJob::Copied(job) => outcome(job, Done::Copied),
        RunningJob::Version(job) => outcome(job, Done::Version),
        RunningJob::Read(job) => outcome(job, Done::Read),
        RunningJob::Plan(job) => outcome(job, Done::Planned),
        RunningJob::Account(job) => outcome(job, Done::Accounted),
    }
}

fn outcome<T: Send + 'static>(
    job: &Job<Result<T, Report>>,
    wrap: impl FnOnce(T) -> Done,
) -> Option<Result<Done, Report>> {
    job.poll().map(|outcome| outcome.map_err(Report::new).and_then(|outcome| outcome).map(wrap))
}

/// Writes articles to where the corpus takes them in; `None` if there are none, or the job was cancelled.
pub(super) fn stage(articles: Vec<Article>, stager: Stager, steps: &Steps) -> Result<Option<Staged>, Report> {
    if articles.is_empty() || steps.is_cancelled() {
        return Ok(None);
    }
    Ok(stager.write(articles, &mut |num_written| steps.set_done(num_written))?)
}

/// A sink that keeps nothing once the job is to stop.
pub(super) struct StoppableSink {
    pub(super) sink: FolderSink,
    pub(super) steps: Steps,
}

impl OutputSink for StoppableSink {
    fn write(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.check()?;
        let steps = &self.steps;
        // A file may be written for long, of articles that were all read before.
        self.sink.write(name, &mut |out| write(&mut StoppableWriter { out, steps }))
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        self.check()?;
        self.sink.read_back(name)
    }

    fn commit(&mut self) -> io::Result<()> {
        self.check()?;
        self.sink.commit()
    }
}

impl StoppableSink {
    fn check(&self) -> io::Result<()> {
        if self.steps.is_cancelled() { Err(io::Error::other(CANCELLED)) } else { Ok(()) }
    }
}

/// A file that can't be written on once the job is to stop.
struct StoppableWriter<'w> {
    out: &'w mut dyn Write,
    steps: &'w Steps,
}

impl Write for StoppableWriter<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.steps.is_cancelled() { Err(io::Error::other(CANCELLED)) } else { self.out.write(buf) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What was done in other words than those of datasets.
pub(super) fn done_report_of(title: &str, summary: String, findings: Vec<String>) -> DoneReport {
    DoneReport { title: title.to_owned(), summary, findings, ..DoneReport::default() }
}

/// What an import or export did, in words.
pub(super) fn done_report(did: &str, report: &DatasetReport, path: Option<&Path>) -> DoneReport {
    let summary = report.in_words();
    let summary = match path {
        Some(path) => format!("{summary}: {}", path.display()),
        None => summary,
    };
    let findings = report.grouped().iter().map(ToString::to_string).collect();
    let each = report.findings.iter().map(ToString::to_string).collect();
    DoneReport { title: did.to_owned(), summary, findings, each }
}
