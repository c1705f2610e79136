//! `redletter list`: the articles with how far everybody is.

use std::collections::BTreeSet;

use serde_json::json;

use super::arguments::Read;
use super::session::print_open_report;
use super::{Failure, Outcome, Output, Printed as _, Session, print_json};
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::layer::Progress;

pub(super) fn run(arguments: &Read, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&report, output)?;
    let state = corpus.state();
    let kept = if arguments.json { corpus.snapshot().originals().hashes()? } else { BTreeSet::new() };
    for row in state.articles.values() {
        if arguments.json {
            print_json(output, &to_json(state, row, &kept))?;
        } else {
            let date = row.metadata.date.map_or_else(|| "—".to_owned(), |date| date.to_string());
            let num = num_annotations(state, row);
            writeln!(output.out, "{:<10}  {num:>5}  {}  ({})", date, row.shown_title, row.id).printed()?;
        }
    }
    if state.articles.is_empty() && !arguments.json {
        writeln!(output.err, "The corpus has no articles yet; `redletter add` brings some in.").printed()?;
    }
    Ok(if report.problems.is_empty() { Outcome::Done } else { Outcome::Problems })
}

fn num_annotations(state: &CorpusState, row: &ArticleRow) -> usize {
    state.layers.get(&row.id).into_iter().flatten().map(|(_, layer)| layer.annotations.len()).sum()
}

fn to_json(state: &CorpusState, row: &ArticleRow, kept: &BTreeSet<[u8; 32]>) -> serde_json::Value {
    let layers = state.layers.get(&row.id).into_iter().flatten();
    let annotators: serde_json::Map<String, serde_json::Value> = layers
        .map(|(annotator, layer)| {
            let progress = match &layer.state.progress {
                Progress::ToDo => "todo",
                Progress::InProgress => "in-progress",
                Progress::Done => "done",
                Progress::Skipped(_) => "skipped",
            };
            (annotator.to_string(), json!({ "state": progress, "annotations": layer.annotations.len() }))
        })
        .collect();
    json!({
        "id": row.id.as_str(),
        "title": if row.has_title { row.metadata.title.trim() } else { &row.shown_title },
        "has_title": row.has_title,
        "date": row.metadata.date.map(|date| date.to_string()),
        "outlet": row.metadata.outlet,
        "text_bytes": row.text_len,
        "text_sha256": row.text_hash.to_string(),
        "original_sha256": row.original_hash.map(|hash| hash.to_string()),
        "original_kept": row.original_hash.is_some_and(|hash| kept.contains(&hash.bytes())),
        "copy_of": row.copy_of.as_ref().map(ToString::to_string),
        "annotators": annotators,
    })
}
