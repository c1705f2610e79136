//! Importing: a dataset is read beside the window, what is in it is shown with what its names most likely mean, and
//! once that is confirmed it is taken in as one change.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;
use std::sync::Arc;

use super::running::{CANCELLED, done_report, stage};
use super::{Work, capitalised};
use crate::app::jobs::Steps;
use crate::app::state::dialog::{Dialog, ImportForm, TableLook, TakeInForm, takes_columns, typed_paths};
use crate::app::state::running::{PlannedDataset, ReadDataset, RunningJob};
use crate::formats::csv::preview;
use crate::formats::imported::Imported;
use crate::formats::mapping::{Mapping, Survey, propose};
use crate::formats::merge::{MergeOptions, MergePlan, Ownership, plan_merge};
use crate::formats::report::grouped;
use crate::formats::{Format, Input, ReadContext, ReadOptions, files_at};
use crate::model::change::{self, ChangeError};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Record, Transaction};
use crate::model::id::{AnnotatorId, IdSource};
use crate::model::reader::CorpusReader as _;
use crate::model::time::Timestamp;
use crate::report::Report;
use crate::store::disk::{RealDisk, write_atomically};
use crate::store::{CorpusSnapshot, Stager};

/// How many annotations are shown of a dataset before it is taken in.
const NUM_FIRST: usize = 8;
/// How many rows are shown of a table.
const NUM_ROWS: usize = 3;
/// The longest annotation that is shown, in characters.
const MAX_FIRST_CHARS: usize = 90;

impl Work<'_> {
    /// Begins to read the dataset that the form names.
    pub(super) fn begin_import(&mut self, form: &ImportForm) -> Result<(), String> {
        let format = form.format().ok_or("Choose a format")?;
        let paths = typed_paths(&form.paths, self.services.outside.places.home.as_deref());
        if paths.is_empty() {
            return Err("Name the files or folders to take in, one a line".to_owned());
        }
        let mapping = self.typed(&form.map).map(|path| read_map(&path)).transpose()?;
        let columns = form.column_map().map_err(|err| capitalised(&err.to_string()))?;
        if columns.is_none() && takes_columns(&form.format) && form.look().is_none() {
            // Which column holds what is seen before anything is read.
            return self.look_at_table();
        }
        let reading = Reading {
            format,
            paths,
            mapping,
            options: ReadOptions { columns },
            corpus: self.session.corpus.snapshot(),
            actor: self.session.annotator().clone(),
            owner: if form.as_own { Ownership::Actor } else { Ownership::AsNamed },
            now: self.services.now(),
            ids: (self.services.outside.job_ids)(),
        };
        self.start("Reading the dataset", RunningJob::Read, move |steps| reading.run(steps).map(Box::new))
    }

    /// Begins to read the first rows of the table that the form names; the dialog stays.
    pub(super) fn look_at_table(&mut self) -> Result<(), String> {
        let Some(Dialog::Import(form)) = &self.desk.dialog else { return Ok(()) };
        let format = form.format().ok_or("Choose a format")?;
        let of = (form.format.clone(), form.paths.clone());
        let paths = typed_paths(&form.paths, self.services.outside.places.home.as_deref());
        if paths.is_empty() {
            return Err("Name the files or folders to take in, one a line".to_owned());
        }
        let dialog = self.desk.dialog.take();
        let began = self
            .start("Reading the first rows", RunningJob::Look, move |steps| look(format, &paths, of, steps));
        self.desk.dialog = dialog;
        began
    }

    /// Shows the first rows of a table in the dialog that asked for them.
    pub(super) fn show_table(&mut self, look: TableLook) {
        if let Some(Dialog::Import(form)) = &mut self.desk.dialog {
            form.table = Some(Arc::new(look));
        }
    }

    /// Shows what was read, and asks what its names mean.
    pub(super) fn ask_about_names(&mut self, read: ReadDataset) {
        let mapping = read.mapping.clone();
        self.desk.files.read = Some(Arc::new(read));
        self.desk.open_dialog(Dialog::TakeIn(TakeInForm { mapping, map: String::new() }));
    }

    /// Begins to take in the dataset that was read, with its names as the form has them.
    pub(super) fn begin_taking_in(&mut self, form: &TakeInForm) -> Result<(), String> {
        let read = self.desk.files.read.clone().ok_or("The dataset is to be read first")?;
        if let Some(path) = self.typed(&form.map) {
            let text = form.mapping.to_text().map_err(|err| capitalised(&err.to_string()))?;
            write_atomically(&RealDisk, &path, text.as_bytes())
                .map_err(|err| format!("Writing the map failed: {err}: {}", path.display()))?;
        }
        let stager = self.session.corpus.stager().map_err(|err| capitalised(&err.to_string()))?;
        let planning = Planning {
            read,
            mapping: form.mapping.clone(),
            state: self.session.corpus.state().clone(),
            actor: self.session.annotator().clone(),
            now: self.services.now(),
            ids: (self.services.outside.job_ids)(),
            stager,
        };
        self.start("Taking the dataset in", RunningJob::Plan, move |steps| planning.run(steps).map(Box::new))
    }

    /// Takes a dataset in that is ready, as one transaction.
    pub(super) fn take_dataset(&mut self, planned: PlannedDataset) -> Result<(), Report> {
        self.desk.files.read = None;
        let was_empty = self.session.corpus.state().articles.is_empty();
        let PlannedDataset { records, staged, report, format } = planned;
        let say = format!("Import {format}");
        let mut edits: Vec<Edit> = Vec::new();
        let mut only = None;
        if let Some(staged) = staged {
            let stamps = self.session.corpus.accept(staged)?;
            if let [stamp] = stamps.as_slice() {
                only = Some(stamp.id.clone());
            }
            edits.extend(change::add_articles(stamps).map_err(Report::new)?.edits);
        }
        match change::put_records(self.session.corpus.state(), records, say.clone()) {
            Ok(transaction) => edits.extend(transaction.edits),
            Err(ChangeError::Nothing) => {}
            Err(err) => return Err(Report::new(err)),
        }
        if edits.is_empty() && !report.has_problems() {
            self.desk.say("Imported: nothing, all of it is there already");
            return Ok(());
        }
        if !edits.is_empty() && !self.apply(Ok(Transaction { say, joins: false, edits })) {
            return Ok(());
        }
        // What came alone, or first, is what one wants to see.
        let first = || self.session.list.ids.first().cloned().filter(|_| was_empty);
        if let Some(article) = only.or_else(first) {
            self.open_article(&article);
        }
        self.show_done(done_report("Imported", &report, None));
        Ok(())
    }
}

fn read_map(path: &std::path::Path) -> Result<Mapping, String> {
    let failed = |err: String| format!("{}: {}", capitalised(&err), path.display());
    let text =
        std::fs::read_to_string(path).map_err(|err| failed(format!("reading the map failed: {err}")))?;
    Mapping::from_text(&text).map_err(|err| failed(err.to_string()))
}

/// The first rows of the first table among the files.
fn look(
    format: &dyn Format,
    paths: &[PathBuf],
    of: (String, String),
    steps: &Steps,
) -> Result<TableLook, Report> {
    let mut inputs = open_files(format, paths, steps)?;
    let input = inputs.first_mut().ok_or_else(|| Report::new("there is no table in the folder"))?;
    let expected = if of.0 == "tsv" { b'\t' } else { b',' };
    let preview = preview(input, expected, NUM_ROWS).map_err(Report::new)?;
    Ok(TableLook { of, name: input.file_name().to_owned(), preview })
}

/// What a dataset is read with.
struct Reading {
    format: &'static dyn Format,
    paths: Vec<PathBuf>,
    /// What its names mean, where somebody has said so.
    mapping: Option<Mapping>,
    options: ReadOptions,
    corpus: CorpusSnapshot,
    actor: AnnotatorId,
    owner: Ownership,
    now: Timestamp,
    ids: Box<dyn IdSource + Send>,
}

impl Reading {
    fn run(self, steps: &Steps) -> Result<ReadDataset, Report> {
        let Self { format, paths, mapping, options, corpus, actor, owner, now, mut ids } = self;
        let state = corpus.state();
        let mut inputs = open_files(format, &paths, steps)?;
        let context = ReadContext {
            annotator: &actor,
            now,
            ids: &mut *ids,
            known: Some(state),
            texts: Some(&corpus),
            options,
        };
        let (imported, report) = format.read(&mut inputs, context).map_err(Report::new)?;
        if steps.is_cancelled() {
            return Err(Report::new(CANCELLED));
        }
        if imported.is_empty() {
            let name = format.info().name;
            return Err(Report::new(format!(
                "nothing in it is {name}; choose another format or other files"
            )));
        }
        let survey = Survey::of(&imported, state);
        let mapping = mapping.unwrap_or_else(|| propose(&survey, &state.tagset));
        let first = first_annotations(&imported);
        let not_fitting = grouped(report.problems()).iter().map(ToString::to_string).collect();
        let num_not_fitting = report.problems().count();
        Ok(ReadDataset {
            imported,
            report,
            not_fitting,
            num_not_fitting,
            survey,
            mapping,
            first,
            format: format.info().name,
            owner,
        })
    }
}

/// The first annotations in words: where, as what, which words.
fn first_annotations(imported: &Imported) -> Vec<String> {
    let annotations = imported.records.iter().filter_map(|(key, record)| match record {
        Record::Annotation(annotation) => Some((key.article()?, annotation)),
        _ => None,
    });
    let words = annotations.take(NUM_FIRST).filter_map(|(id, annotation)| {
        let article = imported.articles.iter().find(|article| article.id == *id)?;
        let covered = annotation.fragments.covered(article.text.as_str()).ok()?.join(" … ");
        let mut line: String = covered.chars().take(MAX_FIRST_CHARS).collect();
        if line.len() < covered.len() {
            line.push('…');
        }
        Some(format!("{}: {}", annotation.label, line.replace('\n', " ")))
    });
    words.collect()
}

/// What a dataset is taken in with.
struct Planning {
    read: Arc<ReadDataset>,
    mapping: Mapping,
    state: CorpusState,
    actor: AnnotatorId,
    now: Timestamp,
    ids: Box<dyn IdSource + Send>,
    stager: Stager,
}

impl Planning {
    fn run(self, steps: &Steps) -> Result<PlannedDataset, Report> {
        let Self { read, mapping, state, actor, now, mut ids, stager } = self;
        let mut imported = read.imported.clone();
        let mut report = read.report.clone();
        let mapped = mapping.apply(&mut imported, &state, &mut *ids, now).map_err(Report::new)?;
        report.findings.extend(mapped.findings);
        let options = MergeOptions { actor: &actor, owner: read.owner, ids: &mut *ids };
        let MergePlan { articles, records, report: planned } = plan_merge(&state, imported, options);
        report.num_out = planned.num_out;
        report.findings.extend(planned.findings);
        let num_articles = articles.len();
        steps.set_total(num_articles);
        let staged = stage(articles, stager, steps)?;
        if steps.is_cancelled() && (staged.is_none() || num_articles == 0) {
            return Err(Report::new(CANCELLED));
        }
        Ok(PlannedDataset { records, staged, report, format: read.format })
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
