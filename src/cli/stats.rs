//! `redletter stats`: what a corpus adds up to.

use serde_json::json;

use super::arguments::Read;
use super::session::print_open_report;
use super::{Failure, Outcome, Output, Printed as _, Session, print_json};
use crate::analysis::statistics::{Statistics, statistics};
use crate::model::tagset::Tagset;
use crate::model::text::visible::shown_name;

/// How many speakers are listed for people.
const NUM_SPEAKERS: usize = 10;

pub(super) fn run(arguments: &Read, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&report, output)?;
    let counts = statistics(&corpus);
    if arguments.json {
        print_json(output, &to_json(&counts))?;
    } else {
        print(output, &counts, &corpus.state().tagset)?;
    }
    Ok(Outcome::Done)
}

fn print(output: &mut Output<'_>, counts: &Statistics, tagset: &Tagset) -> Result<(), Failure> {
    let mut rows = vec![
        ("Articles".to_owned(), counts.num_articles),
        ("Annotations".to_owned(), counts.num_annotations),
    ];
    for (id, count) in &counts.labels {
        let name = tagset.labels.get(id).map_or(id.as_str(), |label| &label.name);
        rows.push((format!("  {}", shown_name(name)), *count));
    }
    rows.push(("  without a voice".to_owned(), counts.num_unattributed));
    rows.push(("Relations".to_owned(), counts.num_relations));
    rows.push(("Register".to_owned(), counts.num_voices));
    let mut speakers: Vec<_> = counts.speakers.values().collect();
    speakers.sort_by_key(|speaker| (std::cmp::Reverse(speaker.num_annotations), &speaker.name));
    for speaker in speakers.into_iter().take(NUM_SPEAKERS) {
        rows.push((format!("  {}", shown_name(&speaker.name)), speaker.num_annotations));
    }
    rows.push(("Items".to_owned(), counts.num_items));
    for (annotator, own) in &counts.annotators {
        rows.push((format!("Annotations by {annotator}"), own.num_annotations));
        rows.push(("  articles done".to_owned(), own.num_done));
        rows.push(("  articles in progress".to_owned(), own.num_in_progress));
        rows.push(("  decisions".to_owned(), own.num_decisions));
    }
    rows.push(("Accepted".to_owned(), counts.review.num_accepted));
    rows.push(("Corrected".to_owned(), counts.review.num_corrected));
    rows.push(("Rejected".to_owned(), counts.review.num_rejected));
    rows.push(("Not reviewed".to_owned(), counts.review.num_open));
    for (name, count) in rows {
        writeln!(output.out, "{name:<32} {count:>8}").printed()?;
    }
    Ok(())
}

fn to_json(counts: &Statistics) -> serde_json::Value {
    let labels: serde_json::Map<_, _> =
        counts.labels.iter().map(|(id, n)| (id.to_string(), json!(n))).collect();
    let speakers: Vec<_> = counts
        .speakers
        .iter()
        .map(|(id, speaker)| json!({ "id": id.as_str(), "name": speaker.name, "annotations": speaker.num_annotations }))
        .collect();
    let annotators: serde_json::Map<_, _> = counts
        .annotators
        .iter()
        .map(|(id, own)| {
            let value = json!({
                "annotations": own.num_annotations,
                "decisions": own.num_decisions,
                "articles_done": own.num_done,
                "articles_in_progress": own.num_in_progress,
                "articles_skipped": own.num_skipped,
            });
            (id.to_string(), value)
        })
        .collect();
    json!({
        "articles": counts.num_articles,
        "text_bytes": counts.num_text_bytes,
        "annotations": counts.num_annotations,
        "unattributed": counts.num_unattributed,
        "relations": counts.num_relations,
        "voices": counts.num_voices,
        "items": counts.num_items,
        "labels": labels,
        "speakers": speakers,
        "annotators": annotators,
        "review": {
            "accepted": counts.review.num_accepted,
            "corrected": counts.review.num_corrected,
            "rejected": counts.review.num_rejected,
            "open": counts.review.num_open,
        },
    })
}
