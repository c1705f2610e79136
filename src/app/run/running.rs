//! Work beside the window: reading articles and datasets, writing exports and copies, and what comes of it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Work, capitalised};
use crate::app::jobs::{Job, JobError, Steps};
use crate::app::state::Desk;
use crate::app::state::dialog::{
    AddForm, Dialog, DoneReport, ExportForm, ImportForm, PackForm, PathUse, typed_paths,
};
use crate::app::state::running::{Gathered, ReadDataset, Running, RunningJob};
use crate::documents::collect::collect;
use crate::documents::intake::{Intake, Taken};
use crate::formats::merge::{MergeOptions, MergePlan, Ownership, plan_merge};
use crate::formats::report::Report as DatasetReport;
use crate::formats::{Cells, Export, ExportOptions, Format, Input, ReadContext, ReadOptions, files_at};
use crate::model::article::Article;
use crate::model::change::{self, ChangeError};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Transaction};
use crate::model::id::ArticleId;
use crate::model::reader::{CorpusReader, OutputSink, ReadError};
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::visible;
use crate::report::Report;
use crate::store::audit::Account;
use crate::store::disk::RealDisk;
use crate::store::pack::pack_at_hand;
use crate::store::sink::FolderSink;
use crate::store::{CorpusSnapshot, Staged, Stager};

/// What a job says of itself when it was stopped.
const CANCELLED: &str = "it was cancelled";

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
        let intake = Intake::new(self.session.corpus.state(), form.allow_duplicates);
        let now = self.services.now();
        self.start("Reading articles", RunningJob::Gather, move |steps| {
            gather(&paths, intake, now, stager, steps)
        })
    }

    /// Begins to write the dataset that the form describes.
    pub(super) fn begin_export(&mut self, form: &ExportForm) -> Result<(), String> {
        let format = form.format().ok_or("Choose a format")?;
        let path = self.typed(&form.path).ok_or("Name the file to write")?;
        let name = path.file_name().ok_or("Name the file to write")?.to_string_lossy().into_owned();
        let selection = form.selection();
        let cells = if form.for_spreadsheet { Cells::ForSpreadsheet } else { Cells::Plain };
        let snapshot = self.session.corpus.snapshot();
        self.start("Exporting", RunningJob::Write, move |steps| {
            steps.set_total(snapshot.state().articles.len());
            let corpus = CountedReader { snapshot, steps: steps.clone() };
            let options = ExportOptions { cells, ..ExportOptions::default() };
            let export = Export { corpus: &corpus, selection: &selection, name: &name, options };
            let sink = FolderSink::new(folder_of(&path));
            let mut sink = StoppableSink { sink, steps: steps.clone() };
            let report = format.write(&export, &mut sink).map_err(Report::new)?;
            Ok(done_report("Exported", &report, Some(&path)))
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
            Ok(DoneReport { title: "Saved a copy".to_owned(), summary, findings: left_out })
        })
    }

    /// Begins to read the dataset that the form names.
    pub(super) fn begin_import(&mut self, form: &ImportForm) -> Result<(), String> {
        let format = form.format().ok_or("Choose a format")?;
        let paths = typed_paths(&form.paths, self.services.outside.places.home.as_deref());
        if paths.is_empty() {
            return Err("Name the files to take in, one a line".to_owned());
        }
        let stager = self.session.corpus.stager().map_err(|err| capitalised(&err.to_string()))?;
        let owner = if form.as_own { Ownership::Actor } else { Ownership::AsNamed };
        let reading = Reading {
            format,
            paths,
            corpus: self.session.corpus.snapshot(),
            actor: self.session.annotator().clone(),
            owner,
            now: self.services.now(),
            ids: (self.services.outside.job_ids)(),
            stager,
        };
        self.start("Reading the dataset", RunningJob::Import, move |steps| reading.run(steps).map(Box::new))
    }

    /// Takes what comes of the work beside the window.
    pub fn poll_running(&mut self) {
        let Some(running) = &self.desk.files.running else { return };
        let done = match &running.job {
            RunningJob::Ask(..) => return,
            RunningJob::Gather(job) => job.poll().map(|outcome| Done::Gathered(flat(outcome))),
            RunningJob::Write(job) => job.poll().map(|outcome| Done::Written(flat(outcome))),
            RunningJob::Import(job) => job.poll().map(|outcome| Done::Read(flat(outcome))),
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
            Done::Read(Ok(read)) => self.take_dataset(*read),
            Done::Written(Ok(report)) => {
                self.show_done(report);
                Ok(())
            }
            Done::Accounted(Ok(account)) => {
                self.rebuild(&account);
                Ok(())
            }
            Done::Gathered(Err(err))
            | Done::Read(Err(err))
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
            self.show_done(DoneReport { title: "Articles added".to_owned(), summary, findings });
        }
        Ok(())
    }

    /// Takes a dataset in that has been read, as one transaction.
    fn take_dataset(&mut self, read: ReadDataset) -> Result<(), Report> {
        let was_empty = self.session.corpus.state().articles.is_empty();
        let ReadDataset { records, staged, report, format } = read;
        let say = format!("Import {format}");
        let mut edits: Vec<Edit> = Vec::new();
        if let Some(staged) = staged {
            let stamps = self.session.corpus.accept(staged)?;
            edits.extend(change::add_articles(stamps).map_err(Report::new)?.edits);
        }
        match change::put_records(self.session.corpus.state(), records, say.clone()) {
            Ok(transaction) => edits.extend(transaction.edits),
            Err(ChangeError::Nothing) => {}
            Err(err) => return Err(Report::new(err)),
        }
        if !edits.is_empty() && !self.apply(Ok(Transaction { say, joins: false, edits })) {
            return Ok(());
        }
        if let Some(first) = self.session.list.ids.first().cloned().filter(|_| was_empty) {
            self.open_article(&first);
        }
        self.show_done(done_report("Imported", &report, None));
        Ok(())
    }

    /// Shows what was done: in a line, or as a list if there is more to know.
    fn show_done(&mut self, report: DoneReport) {
        let report = DoneReport {
            summary: visible(&report.summary).into_owned(),
            findings: report.findings.iter().map(|finding| visible(finding).into_owned()).collect(),
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
    Read(Result<Box<ReadDataset>, Report>),
    Accounted(Result<Account, Report>),
}

fn flat<T>(outcome: Result<Result<T, Report>, JobError>) -> Result<T, Report> {
    outcome.map_err(Report::new).and_then(|outcome| outcome)
}

/// Reads articles and writes those that are new to where the corpus takes them in.
fn gather(
    paths: &[PathBuf],
    mut intake: Intake,
    now: crate::model::time::Timestamp,
    stager: Stager,
    steps: &Steps,
) -> Result<Gathered, Report> {
    let found = collect(paths);
    // Each file is read, and most are written again.
    steps.set_total(found.len() * 2);
    let mut findings = Vec::new();
    let num_found = found.len();
    for item in found {
        match intake.take(item, now) {
            Taken::Article { id, warnings } => {
                findings.extend(warnings.iter().map(|warning| format!("{id}: {warning}")));
            }
            Taken::LeftOut { path, why } => findings.push(format!("Left out: {why}: {}", path.display())),
            Taken::Failed { why } => findings.push(capitalised(&why)),
        }
        if !steps.step() {
            break;
        }
    }
    let Intake { articles, num_failed, num_repeated, .. } = intake;
    let written = stage(articles, stager, num_found, steps)?;
    let was_cancelled = steps.is_cancelled() && written.is_none();
    Ok(Gathered { staged: written, was_cancelled, num_failed, num_repeated, findings })
}

/// Writes articles to where the corpus takes them in; `None` if there are none, or the job was cancelled.
fn stage(
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

/// What a dataset is read with.
struct Reading {
    format: &'static dyn Format,
    paths: Vec<PathBuf>,
    corpus: CorpusSnapshot,
    actor: crate::model::id::AnnotatorId,
    owner: Ownership,
    now: crate::model::time::Timestamp,
    ids: Box<dyn crate::model::id::IdSource + Send>,
    stager: Stager,
}

impl Reading {
    fn run(self, steps: &Steps) -> Result<ReadDataset, Report> {
        let Self { format, paths, corpus, actor, owner, now, mut ids, stager } = self;
        let state = corpus.state();
        let mut inputs = open_files(format, &paths, steps)?;
        let context = ReadContext {
            annotator: &actor,
            now,
            ids: &mut *ids,
            known: Some(state),
            texts: Some(&corpus),
            options: ReadOptions::default(),
        };
        let (imported, mut report) = format.read(&mut inputs, context).map_err(Report::new)?;
        let options = MergeOptions { actor: &actor, owner, ids: &mut *ids };
        let MergePlan { articles, records, report: planned } = plan_merge(state, imported, options);
        report.num_out = planned.num_out;
        report.findings.extend(planned.findings);
        let num_articles = articles.len();
        steps.set_total(num_articles);
        let staged = stage(articles, stager, 0, steps)?;
        if steps.is_cancelled() && (staged.is_none() || num_articles == 0) {
            return Err(Report::new(CANCELLED));
        }
        Ok(ReadDataset { records, staged, report, format: format.info().name })
    }
}

/// The files, and those that belong beside them and are there; each is there and can be opened now.
fn open_files(format: &dyn Format, paths: &[PathBuf], steps: &Steps) -> Result<Vec<Input<'static>>, Report> {
    let open = |path: PathBuf| {
        File::open(&path).map_err(|err| Report::new(format!("reading failed: {err}: {}", path.display())))?;
        let (name, steps) = (path.display().to_string(), steps.clone());
        Ok(Input::new(name, move || {
            let file = StoppableFile { file: File::open(&path)?, steps: steps.clone() };
            Ok(Box::new(BufReader::new(file)) as Box<dyn BufRead>)
        }))
    };
    files_at(format, paths).map_err(Report::new)?.into_iter().map(open).collect()
}

/// A file that can't be read on once the job is to stop.
struct StoppableFile {
    file: File,
    steps: Steps,
}

impl io::Read for StoppableFile {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.steps.is_cancelled() { Err(io::Error::other(CANCELLED)) } else { self.file.read(buf) }
    }
}

/// A corpus whose articles are counted as they are read.
struct CountedReader {
    snapshot: CorpusSnapshot,
    steps: Steps,
}

impl CorpusReader for CountedReader {
    fn state(&self) -> &CorpusState {
        self.snapshot.state()
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        if self.steps.step() {
            self.snapshot.article(id)
        } else {
            Err(ReadError { id: id.clone(), why: CANCELLED.to_owned() })
        }
    }
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
fn done_report(did: &str, report: &DatasetReport, path: Option<&Path>) -> DoneReport {
    let summary = report.in_words();
    let summary = match path {
        Some(path) => format!("{summary}: {}", path.display()),
        None => summary,
    };
    let findings = report.findings.iter().map(ToString::to_string).collect();
    DoneReport { title: did.to_owned(), summary, findings }
}
