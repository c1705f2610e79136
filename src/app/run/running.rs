//! Work beside the window: reading articles and datasets, writing exports and copies, and what comes of it.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Work, capitalised};
use crate::app::jobs::{Job, JobError, Steps};
use crate::app::state::Desk;
use crate::app::state::dialog::{
    AddForm, Dialog, DoneReport, PackForm, PathUse, RenewPlan, TableLook, typed_paths,
};
use crate::app::state::running::{Gathered, PlannedDataset, ReadDataset, Running, RunningJob};
use crate::documents::ReadOptions;
use crate::documents::collect::collect;
use crate::documents::intake::{Alike, Intake, IntakeOptions, Taken};
use crate::documents::reading::Reading;
use crate::formats::report::Report as DatasetReport;
use crate::model::article::Article;
use crate::model::change;
use crate::model::reader::{CorpusReader as _, OutputSink};
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::visible;
use crate::report::Report;
use crate::store::audit::Account;
use crate::store::disk::RealDisk;
use crate::store::pack::pack_at_hand;
use crate::store::sink::FolderSink;
use crate::store::{CorpusSnapshot, Staged, Stager};

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
        self.desk.files.running = Some(Running { what, steps, job });
        self.desk.dialog = None;
        Ok(())
    }

    /// Begins to read the articles that the form names.
    pub(super) fn begin_adding(&mut self, form: &AddForm) -> Result<(), String> {
        let paths = typed_paths(&form.paths, self.services.outside.places.home.as_deref());
        if paths.is_empty() {
            return Err("Name the files or folders to add, one a line".to_owned());
        }
        let stager = self.session.corpus.stager().map_err(|err| capitalised(&err.to_string()))?;
        let options = IntakeOptions { allow_duplicates: form.allow_duplicates, ..IntakeOptions::default() };
        let intake = Intake::new(self.session.corpus.state(), options);
        let corpus = self.session.corpus.snapshot();
        let now = self.services.now();
        self.start("Reading articles", RunningJob::Gather, move |steps| {
            gather(&paths, (&corpus, intake), now, stager, steps)
        })
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
        let Some(running) = &self.desk.files.running else { return };
        let done = match &running.job {
            RunningJob::Ask(..) => return,
            RunningJob::Gather(job) => job.poll().map(|outcome| Done::Gathered(flat(outcome))),
            RunningJob::Write(job) => job.poll().map(|outcome| Done::Written(flat(outcome))),
            RunningJob::Look(job) => job.poll().map(|outcome| Done::Looked(flat(outcome))),
            RunningJob::Version(job) => job.poll().map(|outcome| Done::Version(flat(outcome))),
            RunningJob::Read(job) => job.poll().map(|outcome| Done::Read(flat(outcome))),
            RunningJob::Plan(job) => job.poll().map(|outcome| Done::Planned(flat(outcome))),
            RunningJob::Account(job) => job.poll().map(|outcome| Done::Accounted(flat(outcome))),
        };
        let Some(done) = done else {
            // How far it is, is drawn a few times a second, without anything waking the window for it.
            return self.ctx.request_repaint_after(std::time::Duration::from_millis(150));
        };
        let was_cancelled = running.steps.is_cancelled();
        let what = running.what;
        self.desk.files.running = None;
        let outcome = match done {
            Done::Gathered(Ok(gathered)) => self.take_gathered(gathered),
            Done::Read(Ok(read)) => {
                self.ask_about_names(*read);
                Ok(())
            }
            Done::Looked(Ok(look)) => {
                self.show_table(look);
                Ok(())
            }
            Done::Version(Ok(plan)) => {
                self.show_version(*plan);
                Ok(())
            }
            // The dialog that asked is still there.
            Done::Looked(Err(err)) | Done::Version(Err(err))
                if !was_cancelled && self.desk.dialog.is_some() =>
            {
                self.desk.files.complaint = capitalised(&err.message);
                Ok(())
            }
            Done::Planned(Ok(planned)) => self.take_dataset(*planned),
            Done::Written(Ok(report)) => {
                self.show_done(report);
                Ok(())
            }
            Done::Accounted(Ok(account)) => {
                self.rebuild(&account);
                Ok(())
            }
            Done::Gathered(Err(err))
            | Done::Looked(Err(err))
            | Done::Version(Err(err))
            | Done::Read(Err(err))
            | Done::Planned(Err(err))
            | Done::Written(Err(err))
            | Done::Accounted(Err(err)) => Err(err),
        };
        match outcome {
            Ok(()) => {}
            Err(_) if was_cancelled => self.desk.say(format!("{what}: cancelled; nothing was changed")),
            Err(err) => {
                let remedy = err.remedy.map(|remedy| format!(" ({remedy})")).unwrap_or_default();
                self.desk.notify(format!("{what} failed: {}{remedy}", err.message), false);
            }
        }
    }

    /// Takes articles in that have been read.
    fn take_gathered(&mut self, gathered: Gathered) -> Result<(), Report> {
        let Gathered { staged, was_cancelled, num_failed, num_repeated, findings } = gathered;
        if was_cancelled {
            return Err(Report::new(CANCELLED));
        }
        let was_empty = self.session.corpus.state().articles.is_empty();
        let num_added = staged.as_ref().map_or(0, Staged::num_articles);
        if let Some(staged) = staged {
            let stamps = self.session.corpus.accept(staged)?;
            let first = stamps.first().map(|stamp| stamp.id.clone());
            if self.apply(change::add_articles(stamps))
                && let Some(first) = first.filter(|_| was_empty || num_added == 1)
            {
                self.open_article(&first);
            }
        }
        let mut said = vec![format!("Added {}", counted(num_added, "article"))];
        if num_repeated > 0 {
            said.push(format!("{} left out that the corpus has already", in_thousands(num_repeated)));
        }
        if num_failed > 0 {
            said.push(format!("{} could not be read", in_thousands(num_failed)));
        }
        let summary = said.join(", ");
        if findings.is_empty() {
            self.desk.say(summary);
        } else {
            let title = "Articles added".to_owned();
            self.show_done(DoneReport { title, summary, findings, ..DoneReport::default() });
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

/// What came of a job.
enum Done {
    Gathered(Result<Gathered, Report>),
    Written(Result<DoneReport, Report>),
    Looked(Result<TableLook, Report>),
    Version(Result<Box<RenewPlan>, Report>),
    Read(Result<Box<ReadDataset>, Report>),
    Planned(Result<Box<PlannedDataset>, Report>),
    Accounted(Result<Account, Report>),
}

fn flat<T>(outcome: Result<Result<T, Report>, JobError>) -> Result<T, Report> {
    outcome.map_err(Report::new).and_then(|outcome| outcome)
}

/// Reads articles and writes those that are new to where the corpus takes them in.
fn gather(
    paths: &[PathBuf],
    (corpus, mut intake): (&CorpusSnapshot, Intake),
    now: crate::model::time::Timestamp,
    stager: Stager,
    steps: &Steps,
) -> Result<Gathered, Report> {
    let found = collect(paths);
    steps.set_total(found.len());
    let mut findings = Vec::new();
    intake.learn(corpus, &mut || !steps.is_cancelled());
    let mut staging = stager.begin()?;
    for item in Reading::start(found, ReadOptions::default()) {
        for taken in intake.take(item, now) {
            match taken {
                Taken::Article { article, warnings, alike, newer_than } => {
                    findings.extend(newer_than.as_ref().map(|Alike { article: older, percent }| {
                        format!("{}: a newer version of {older}, {percent} % the same", article.id)
                    }));
                    // That it is like the one it renews is said already.
                    let alike = alike.filter(|alike| newer_than.as_ref() != Some(alike));
                    findings.extend(alike.map(|Alike { article: like, percent }| {
                        format!("{}: {percent} % of its text is that of {like}", article.id)
                    }));
                    findings.extend(warnings.iter().map(|warning| format!("{}: {warning}", article.id)));
                    staging.write(&article)?;
                }
                // Not asked for here: what it does is looked at first, one article at a time.
                Taken::Newer { of: Alike { article, .. }, path, .. } => {
                    findings.push(format!("Left out: a newer version of {article}: {}", path.display()));
                }
                Taken::LeftOut { path, why } => findings.push(format!("Left out: {why}: {}", path.display())),
                Taken::Failed { why } => findings.push(capitalised(&why)),
            }
        }
        if !steps.step() {
            break;
        }
    }
    let Intake { num_failed, num_repeated, .. } = intake;
    let was_cancelled = steps.is_cancelled();
    let staged = if was_cancelled || staging.num_articles() == 0 {
        staging.abandon()?;
        None
    } else {
        Some(staging.finish()?)
    };
    Ok(Gathered { staged, was_cancelled, num_failed, num_repeated, findings })
}

/// Writes articles to where the corpus takes them in; `None` if there are none, or the job was cancelled.
pub(super) fn stage(
    articles: Vec<Article>,
    stager: Stager,
    num_before: usize,
    steps: &Steps,
) -> Result<Option<Staged>, Report> {
    if articles.is_empty() || steps.is_cancelled() {
        return Ok(None);
    }
    Ok(stager.write(articles, &mut |num_written| steps.set_done(num_before + num_written))?)
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
        self.sink.write(name, write)
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        self.sink.read_back(name)
    }

    fn commit(&mut self) -> io::Result<()> {
        if self.steps.is_cancelled() { Err(io::Error::other(CANCELLED)) } else { self.sink.commit() }
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
