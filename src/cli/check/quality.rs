//! `redletter check --quality`: what the window's Checks list. Changes nothing.

use std::ops::ControlFlow;

use serde_json::json;

use crate::analysis::quality::checks::CHECKS;
use crate::analysis::quality::{About, Finding, Quality, Severity, settings};
use crate::cli::arguments::Check;
use crate::cli::session::print_open_report;
use crate::cli::{Failure, Outcome, Output, Printed as _, Session, counted, print_json};
use crate::model::edit::Key;
use crate::report::quality::{Offers, names_of};

pub(super) fn run(arguments: &Check, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&report, output)?;
    let snapshot = corpus.snapshot();
    let state = corpus.state();
    let names = names_of(state);
    let offers = Offers { names: &names, state };
    let Some(quality) = Quality::of(&snapshot, &offers, &mut |_| ControlFlow::Continue(())) else {
        return Ok(Outcome::Done);
    };
    let off = settings::off(state);
    let lists = quality.open(|finding| !off.contains(finding.about.id));
    let (mut num_problems, mut num_looks) = (0, 0);
    for (check, findings) in CHECKS.iter().zip(&lists).filter(|(_, findings)| !findings.is_empty()) {
        let about = check.about();
        match about.severity {
            Severity::Problem => num_problems += findings.len(),
            Severity::Look => num_looks += findings.len(),
        }
        if !arguments.json {
            let About { name, severity, .. } = about;
            writeln!(output.out, "{name}: {} ({})", findings.len(), severity.name()).printed()?;
        }
        for finding in findings {
            if arguments.json {
                print_json(output, &to_json(finding))?;
            } else {
                let Finding { key, say, context, .. } = &**finding;
                let words =
                    if context.words.is_empty() { String::new() } else { format!(": {}", context.words) };
                writeln!(output.out, "    {}: {say}{words}", place(key)).printed()?;
            }
        }
    }
    if !arguments.json {
        let found = match (num_problems, num_looks) {
            (0, 0) => "nothing to look at".to_owned(),
            (problems, looks) => format!("{}, {looks} worth a look", counted(problems, "problem")),
        };
        let articles = counted(state.articles.len(), "article");
        writeln!(output.out, "Looked at {articles}: {found}").printed()?;
    }
    Ok(if num_problems == 0 { Outcome::Done } else { Outcome::Problems })
}

/// The record in few words: what can be given to other commands comes first.
fn place(key: &Key) -> String {
    match key {
        Key::Annotation(layer, id) => format!("{}#{id} by {}", layer.article, layer.annotator),
        Key::State(layer) => format!("{} by {}", layer.article, layer.annotator),
        Key::Blocks(article) => article.to_string(),
        key => key.to_string(),
    }
}

fn to_json(finding: &Finding) -> serde_json::Value {
    let Finding { about, key, with, ranges, context, say, mend, .. } = finding;
    let annotation = match key {
        Key::Annotation(_, id) => Some(id.as_str()),
        _ => None,
    };
    let ranges: Vec<_> = ranges.iter().map(|range| json!([range.start(), range.end()])).collect();
    json!({
        "check": about.id,
        "severity": match about.severity {
            Severity::Problem => "problem",
            Severity::Look => "look",
        },
        "article": key.article().map(|id| id.as_str()),
        "annotator": key.owner().map(|id| id.as_str()),
        "annotation": annotation,
        "record": key.to_string(),
        "with": with.as_ref().map(Key::to_string),
        "offset_unit": "byte",
        "ranges": ranges,
        "words": context.words,
        "what": say,
        "can_be_mended": mend.is_some(),
    })
}
