//! `redletter export`: a corpus as a dataset that other tools read.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::arguments::{Export as Arguments, ExportSplit};
use super::session::{failure, print_open_report};
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::formats::exporting::run_export;
use crate::formats::recipe::{self, Names, Recipe, RecipeError, Texts};
use crate::formats::report::Report as DatasetReport;
use crate::formats::selection::{CertaintyFilter, ReviewScope, Selection, StatusFilter};
use crate::formats::shapes::{Gather, Overlap, Shape, ShapePlan};
use crate::formats::splits::{Bond, SplitBy, SplitPlan};
use crate::formats::{Cells, OverlapRule, TagScheme};
use crate::model::change::ChangeError;
use crate::model::corpus::CorpusState;
use crate::store::disk::{RealDisk, write_atomically};
use crate::store::sink::FolderSink;

/// What `--status` takes for the reviewed result.
const RESULT: &str = "result";

/// What `--keep-together` takes for articles that go each for itself.
const NOTHING: &str = "nothing";

/// The largest recipe that is read from a file, in bytes.
const MAX_RECIPE_BYTES: u64 = 16 << 20;

pub(super) fn run(
    arguments: &Arguments,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (corpus, opened) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&opened, output)?;
    let asked = asked(arguments, corpus.state())?;
    // What is sure to fail is found before anything is written.
    super::formats::wanted(&asked.format)?;
    if let Some(name) = &arguments.save_recipe {
        if arguments.corpus.is_file() {
            return Err(failure("a packed corpus can't be changed; the recipe is written beside the export"));
        }
        match recipe::keep(corpus.state(), name, &asked) {
            Ok(_) | Err(RecipeError::Change(ChangeError::Nothing)) => {}
            Err(err) => return Err(failure(err)),
        }
    }
    let out = &arguments.out;
    let name = out.file_name().ok_or_else(|| failure(format!("--out names no file: {}", out.display())))?;
    let name = name.to_string_lossy();
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut sink = FolderSink::new(folder);
    let report = run_export(&corpus, &asked, &name, &mut sink)?;
    print_report(output, &report, "Exported", arguments.report.as_deref())?;
    if let Some(name) = &arguments.save_recipe {
        save(name, &asked, arguments, session, output)?;
    }
    // What could not be opened is not in the export either.
    let is_whole = opened.problems.is_empty();
    Ok(if is_whole { super::import::outcome(&report) } else { Outcome::Problems })
}

/// Keeps the recipe in the corpus.
fn save(
    name: &str,
    asked: &Recipe,
    arguments: &Arguments,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let mut corpus = session.open_to_write(&arguments.corpus, output)?;
    let now = (session.clock)();
    let kept = match recipe::keep(corpus.state(), name, asked) {
        Ok(transaction) => corpus.apply(transaction, now).map(drop).map_err(Failure::from),
        Err(RecipeError::Change(ChangeError::Nothing)) => Ok(()),
        Err(err) => Err(failure(err)),
    };
    let closed = corpus.close((session.clock)());
    kept?;
    closed?;
    writeln!(output.out, "The corpus keeps the recipe {name}").printed()
}

/// What was asked: the recipe, with everything that stands beside it in its place.
fn asked(arguments: &Arguments, state: &CorpusState) -> Result<Recipe, Failure> {
    let mut asked = match &arguments.recipe {
        Some(name) => read_recipe(name, state)?,
        None => Recipe::default(),
    };
    if let Some(format) = &arguments.to {
        asked.format.clone_from(format);
    }
    choose(arguments, &mut asked.selection)?;
    shape(arguments, &mut asked)?;
    if let Some(plan) = split_plan(&arguments.split, asked.splits.as_ref())? {
        asked.splits = Some(plan);
    }
    let options = &arguments.options;
    if options.pseudonyms {
        asked.names = Names::Pseudonyms;
    }
    if options.for_spreadsheet {
        asked.options.cells = Cells::ForSpreadsheet;
    }
    if let Some(name) = &options.scheme {
        asked.options.scheme =
            TagScheme::from_name(name).ok_or_else(|| unknown(name, "scheme", "iob2, iobes or bilou"))?;
    }
    if let Some(name) = &options.overlaps {
        asked.options.overlaps = OverlapRule::from_name(name)
            .ok_or_else(|| unknown(name, "rule for overlaps", "longest, first or columns"))?;
    }
    Ok(asked)
}

fn unknown(name: &str, what: &str, expected: &str) -> Failure {
    failure(format!("“{name}” is no {what}: {expected} was expected"))
}

/// The recipe in a file of that name, or else the one that the corpus keeps under it.
fn read_recipe(name: &str, state: &CorpusState) -> Result<Recipe, Failure> {
    let path = Path::new(name);
    if !path.is_file() {
        return recipe::kept(state, name).map_err(failure);
    }
    let failed = |err: &dyn std::fmt::Display| failure(format!("{err}: {}", path.display()));
    let mut text = String::new();
    let file = File::open(path).map_err(|err| failed(&err))?;
    file.take(MAX_RECIPE_BYTES).read_to_string(&mut text).map_err(|err| failed(&err))?;
    Recipe::from_text(&text).map_err(|err| failed(&err))
}

fn choose(arguments: &Arguments, selection: &mut Selection) -> Result<(), Failure> {
    let choice = &arguments.choice;
    if !choice.articles.is_empty() {
        selection.articles = choice.articles.iter().cloned().collect();
    }
    if !choice.by.is_empty() {
        selection.annotators = choice.by.iter().cloned().collect();
    }
    if !choice.labels.is_empty() {
        selection.labels = choice.labels.iter().cloned().collect();
    }
    if let Some(name) = &choice.certainty {
        selection.certainty = CertaintyFilter::from_name(name)
            .ok_or_else(|| unknown(name, "certainty", "sure, unsure or all"))?;
    }
    if !choice.statuses.is_empty() {
        selection.scope = ReviewScope::default();
        selection.statuses.clear();
    }
    for status in &choice.statuses {
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
    Ok(())
}

fn shape(arguments: &Arguments, asked: &mut Recipe) -> Result<(), Failure> {
    let typed = &arguments.shape;
    if let Some(name) = &typed.shape {
        let shape = Shape::from_name(name)
            .ok_or_else(|| unknown(name, "shape", "spans, sentences, pairs, speakers or windows"))?;
        let plan = asked.shape.unwrap_or(ShapePlan {
            shape,
            gather: Gather::default(),
            overlap: Overlap::default(),
            around: 0,
        });
        asked.shape = Some(ShapePlan { shape, ..plan });
    }
    let is_asked = typed.gather.is_some() || typed.overlap.is_some() || typed.around.is_some();
    match &mut asked.shape {
        None if is_asked => {
            return Err(failure("--gather, --overlap and --around are for rows: name their --shape"));
        }
        None => {}
        Some(plan) => {
            if let Some(name) = &typed.gather {
                plan.gather = Gather::from_name(name)
                    .ok_or_else(|| unknown(name, "way to gather", "layers, result or votes"))?;
            }
            if let Some(name) = &typed.overlap {
                plan.overlap =
                    Overlap::from_name(name).ok_or_else(|| unknown(name, "overlap", "any, half or whole"))?;
            }
            if let Some(around) = typed.around {
                plan.around = around;
            }
        }
    }
    if typed.by_reference {
        asked.texts = Texts::ByReference;
    }
    Ok(())
}

/// The plan of a split, where one was typed, or the recipe's with what keeps articles together in its place.
fn split_plan(typed: &ExportSplit, before: Option<&SplitPlan>) -> Result<Option<SplitPlan>, Failure> {
    let together = if typed.keep_together.is_empty() {
        before.map_or_else(|| BTreeSet::from([Bond::Duplicates]), |plan| plan.together.clone())
    } else {
        let bonds = typed.keep_together.iter().filter(|name| *name != NOTHING).map(|name| {
            Bond::from_name(name).ok_or_else(|| {
                unknown(name, "reason to keep articles together", "duplicates, speakers, codes or nothing")
            })
        });
        bonds.collect::<Result<_, _>>()?
    };
    let by = match (&typed.split, &typed.split_dates[..]) {
        (Some(shares), _) => shares_in(shares, typed.seed.unwrap_or(0))?,
        (None, [validation, test]) => SplitBy::Dates { validation: *validation, test: *test },
        (None, []) => match before {
            Some(plan) => plan.by,
            None if typed.keep_together.is_empty() => return Ok(None),
            None => return Err(failure("--keep-together is for a split: say --split or --split-dates")),
        },
        (None, _) => return Err(failure("--split-dates takes two days: 2025-03-01,2025-04-01")),
    };
    Ok(Some(SplitPlan { by, together }))
}

fn shares_in(typed: &str, seed: u64) -> Result<SplitBy, Failure> {
    let shares: Vec<Option<u32>> = typed.split('/').map(|share| share.trim().parse().ok()).collect();
    match shares[..] {
        [Some(train), Some(validation), Some(test)] => Ok(SplitBy::Shares { train, validation, test, seed }),
        _ => Err(unknown(typed, "split", "three whole numbers as in 80/10/10")),
    }
}

/// Prints what an import or export did, each kind of what did not fit once, and writes every single finding as JSON
/// where that is wanted.
pub(super) fn print_report(
    output: &mut Output<'_>,
    report: &DatasetReport,
    did: &str,
    file: Option<&Path>,
) -> Result<(), Failure> {
    for group in report.grouped() {
        writeln!(output.err, "{group}").printed()?;
    }
    writeln!(output.out, "{did} {}", report.in_words()).printed()?;
    if let Some(path) = file {
        let json = format!("{:#}\n", report.to_json());
        write_atomically(&RealDisk, path, json.as_bytes())
            .map_err(|err| failure(format!("writing the report failed: {err}: {}", path.display())))?;
    }
    Ok(())
}
