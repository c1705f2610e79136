//! `redletter import`: an annotated dataset into a corpus.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::arguments::Import;
use super::session::failure;
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::formats::imported::Imported;
use crate::formats::mapping::{Mapping, Survey, SurveyedName, propose};
use crate::formats::merge::{MergeOptions, MergePlan, Ownership, plan_merge};
use crate::formats::report::Report as DatasetReport;
use crate::formats::{Format, Input, ReadContext, ReadOptions, files_at};
use crate::model::change::{self, ChangeError};
use crate::model::edit::Edit;
use crate::model::id::RandomIds;
use crate::model::time::Timestamp;
use crate::store::OpenCorpus;
use crate::store::disk::{RealDisk, write_atomically};

pub(super) fn run(
    arguments: &Import,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let format = super::formats::wanted(&arguments.from)?;
    if arguments.columns.is_some() && !matches!(format.info().id, "csv" | "tsv") {
        return Err(failure(format!(
            "--columns is for tables, csv and tsv: {} has none",
            format.info().name
        )));
    }
    let mut corpus = session.open_to_write(&arguments.corpus, output)?;
    let now = (session.clock)();
    let mut ids = RandomIds(session.random);
    let actor = corpus.annotator().clone();
    let mut inputs = open_files(format, &arguments.paths)?;
    let context = ReadContext {
        annotator: &actor,
        now,
        ids: &mut ids,
        known: Some(corpus.state()),
        texts: Some(&corpus),
        options: ReadOptions { columns: arguments.columns.clone() },
    };
    let (mut imported, mut report) = format.read(&mut inputs, context)?;
    if let Some(path) = &arguments.propose_map {
        return propose_map(path, &imported, &corpus, output);
    }
    if let Some(path) = &arguments.map {
        let mapped = read_map(path)?.apply(&mut imported, corpus.state(), &mut ids, now);
        let mapped = mapped.map_err(|err| failure(format!("{err}: {}", path.display())))?;
        report.findings.extend(mapped.findings);
    }
    let owner = if arguments.as_own { Ownership::Actor } else { Ownership::AsNamed };
    let options = MergeOptions { actor: &actor, owner, ids: &mut ids };
    let plan = plan_merge(corpus.state(), imported, options);
    report.num_out = plan.report.num_out;
    report.findings.extend(plan.report.findings.iter().cloned());
    apply(&mut corpus, plan, format.info().name, now)?;
    corpus.close((session.clock)())?;
    super::export::print_report(output, &report, "Imported", arguments.report.as_deref())?;
    Ok(outcome(&report))
}

fn read_map(path: &Path) -> Result<Mapping, Failure> {
    let failed = |err: &dyn std::fmt::Display| failure(format!("{err}: {}", path.display()));
    let text =
        std::fs::read_to_string(path).map_err(|err| failed(&format!("reading the map failed: {err}")))?;
    Mapping::from_text(&text).map_err(|err| failed(&err))
}

/// Writes the map that is most likely meant, and lists what names the dataset has.
fn propose_map(
    path: &Path,
    imported: &Imported,
    corpus: &OpenCorpus,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let survey = Survey::of(imported, corpus.state());
    let kinds =
        [("label", &survey.labels), ("attribute", &survey.attributes), ("relation", &survey.relations)];
    for (kind, names) in kinds {
        for SurveyedName { name, count, is_known, examples, .. } in names {
            let known = if *is_known { "in the corpus" } else { "new" };
            writeln!(output.out, "{kind} {name} ({count}, {known}): {}", examples.join("; ")).printed()?;
        }
    }
    let text = propose(&survey, &corpus.state().tagset).to_text().map_err(|err| failure(err.to_string()))?;
    write_atomically(&RealDisk, path, text.as_bytes())
        .map_err(|err| failure(format!("writing the map failed: {err}: {}", path.display())))?;
    writeln!(output.out, "Wrote a map to {}", path.display()).printed()?;
    Ok(Outcome::Done)
}

/// A dataset that fitted as it was is done; anything else needs a look.
pub(super) fn outcome(report: &DatasetReport) -> Outcome {
    if report.has_problems() { Outcome::Problems } else { Outcome::Done }
}

/// The files, and those that belong beside them and are there; each is there and can be opened now.
fn open_files(format: &dyn Format, paths: &[PathBuf]) -> Result<Vec<Input<'static>>, Failure> {
    let open = |path: PathBuf| {
        File::open(&path).map_err(|err| failure(format!("reading failed: {err}: {}", path.display())))?;
        let name = path.display().to_string();
        Ok(Input::new(name, move || Ok(Box::new(BufReader::new(File::open(&path)?)) as Box<dyn BufRead>)))
    };
    files_at(format, paths)?.into_iter().map(open).collect()
}

/// Takes a planned dataset in, as one transaction.
fn apply(corpus: &mut OpenCorpus, plan: MergePlan, format: &str, now: Timestamp) -> Result<(), Failure> {
    let say = format!("Import {format}");
    let mut edits: Vec<Edit> = Vec::new();
    if !plan.articles.is_empty() {
        let stamps = corpus.stage(plan.articles)?;
        edits.extend(change::add_articles(stamps)?.edits);
    }
    match change::put_records(corpus.state(), plan.records, say.clone()) {
        Ok(transaction) => edits.extend(transaction.edits),
        Err(ChangeError::Nothing) => {}
        Err(err) => return Err(err.into()),
    }
    if !edits.is_empty() {
        corpus.apply(crate::model::edit::Transaction { say, joins: false, edits }, now)?;
    }
    Ok(())
}
