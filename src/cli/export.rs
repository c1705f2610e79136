//! `redletter export`: a corpus as a dataset that other tools read.

use std::path::Path;

use super::arguments::Export as Arguments;
use super::session::{failure, print_open_report};
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::formats::report::Report as DatasetReport;
use crate::formats::selection::{ReviewScope, Selection, StatusFilter};
use crate::formats::{Cells, Export, ExportOptions};
use crate::store::disk::{RealDisk, write_atomically};
use crate::store::sink::FolderSink;

/// What `--status` takes for the reviewed result.
const RESULT: &str = "result";

pub(super) fn run(
    arguments: &Arguments,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let format = super::formats::wanted(&arguments.to)?;
    let selection = selection(arguments)?;
    let (corpus, opened) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&opened, output)?;
    let out = &arguments.out;
    let name = out.file_name().ok_or_else(|| failure(format!("--out names no file: {}", out.display())))?;
    let name = name.to_string_lossy();
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut sink = FolderSink::new(folder);
    let cells = if arguments.for_spreadsheet { Cells::ForSpreadsheet } else { Cells::Plain };
    let options = ExportOptions { cells, ..ExportOptions::default() };
    let export = Export { corpus: &corpus, selection: &selection, name: &name, options };
    let report = format.write(&export, &mut sink)?;
    print_report(output, &report, "Exported", arguments.report.as_deref())?;
    // What could not be opened is not in the export either.
    let is_whole = opened.problems.is_empty();
    Ok(if is_whole { super::import::outcome(&report) } else { Outcome::Problems })
}

fn selection(arguments: &Arguments) -> Result<Selection, Failure> {
    let mut selection = Selection {
        annotators: arguments.by.iter().cloned().collect(),
        labels: arguments.labels.iter().cloned().collect(),
        ..Selection::default()
    };
    for status in &arguments.statuses {
        if status == RESULT {
            selection.scope = ReviewScope::Result;
        } else {
            let filter = StatusFilter::from_name(status).ok_or_else(|| {
                failure(format!(
                    "“{status}” is no review status: accepted, corrected, rejected, deferred, unreviewed or {RESULT} was expected"
                ))
            })?;
            selection.statuses.insert(filter);
        }
    }
    Ok(selection)
}

/// Prints what an import or export did, and writes it as JSON where that is wanted.
pub(super) fn print_report(
    output: &mut Output<'_>,
    report: &DatasetReport,
    did: &str,
    file: Option<&Path>,
) -> Result<(), Failure> {
    for finding in &report.findings {
        writeln!(output.err, "{finding}").printed()?;
    }
    writeln!(output.out, "{did} {}", report.in_words()).printed()?;
    if let Some(path) = file {
        let json = format!("{:#}\n", report.to_json());
        write_atomically(&RealDisk, path, json.as_bytes())
            .map_err(|err| failure(format!("writing the report failed: {err}: {}", path.display())))?;
    }
    Ok(())
}
