//! `redletter stats`: what a corpus adds up to.

use serde_json::json;

use super::arguments::{Stats as Arguments, StatsFilter};
use super::session::{failure, print_open_report};
use super::{Failure, Outcome, Output, Printed as _, Session, print_json};
use crate::analysis::chart::Chart;
use crate::analysis::chart::svg::svg;
use crate::analysis::statistics::facts::Facts;
use crate::analysis::statistics::filter::StatisticsFilter;
use crate::analysis::statistics::lengths::Lengths;
use crate::analysis::statistics::table::CsvReader;
use crate::analysis::statistics::tables::{Cut, Period, TableKind};
use crate::analysis::statistics::texts::{TextPart, TextSums};
use crate::analysis::statistics::{Statistics, statistics};
use crate::model::reader::CorpusReader;
use crate::model::tagset::Tagset;
use crate::model::text::visible::shown_name;

/// How many speakers are listed for people.
const NUM_SPEAKERS: usize = 10;

pub(super) fn run(
    arguments: &Arguments,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let csv = arguments.csv.as_deref().map(wanted_table).transpose()?;
    let picture = arguments.svg.as_deref().map(wanted_table).transpose()?;
    let text = if arguments.whole_texts { TextPart::Whole } else { TextPart::Own };
    let cut = Cut { filter: filter(&arguments.only), period: wanted_period(&arguments.period)?, text };
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&report, output)?;
    if let Some(kind) = csv {
        let table = kind.table(&facts(&corpus, output)?, &cut);
        output.out.write_all(table.to_csv(CsvReader::Program).as_bytes()).printed()?;
    } else if let Some(kind) = picture {
        let table = kind.table(&facts(&corpus, output)?, &cut);
        output.out.write_all(svg(&Chart::of(kind, &table, text)).as_bytes()).printed()?;
    } else if arguments.json {
        let facts = facts(&corpus, output)?;
        let mut json = to_json(&statistics(&corpus));
        let tables = TableKind::ALL.map(|kind| (kind.key().to_owned(), kind.table(&facts, &cut).to_json()));
        json["texts"] = texts_to_json(&facts, text);
        json["spans"] = json!(facts.spans.len());
        json["spans_without_length"] = json!(facts.num_without_length);
        json["tables"] = serde_json::Value::Object(tables.into_iter().collect());
        print_json(output, &json)?;
    } else {
        let facts = facts(&corpus, output)?;
        print(output, &statistics(&corpus), &corpus.state().tagset, (totals(&facts, text), text))?;
    }
    Ok(Outcome::Done)
}

fn wanted_table(key: &str) -> Result<TableKind, Failure> {
    TableKind::from_key(key).ok_or_else(|| {
        let known = TableKind::ALL.map(TableKind::key).join(", ");
        failure(format!("“{key}” is no table of statistics: one of {known} was expected"))
    })
}

fn wanted_period(key: &str) -> Result<Period, Failure> {
    let period = Period::ALL.into_iter().find(|period| period.key() == key);
    period.ok_or_else(|| failure(format!("“{key}” is no period: day, week or month was expected")))
}

fn filter(only: &StatsFilter) -> StatisticsFilter {
    StatisticsFilter {
        labels: only.labels.iter().cloned().collect(),
        annotators: only.by.iter().cloned().collect(),
        outlets: only.outlets.iter().cloned().collect(),
        from: only.from,
        to: only.to,
        reviewed_only: only.reviewed,
    }
}

/// The facts of a corpus, its texts read; says how many spans have no length.
fn facts(corpus: &dyn CorpusReader, output: &mut Output<'_>) -> Result<Facts, Failure> {
    let lengths = Lengths::of(corpus, &Lengths::default(), &|| true).unwrap_or_default();
    let facts = Facts::of(corpus, &lengths);
    if facts.num_without_length > 0 {
        let num = super::counted(facts.num_without_length, "span");
        writeln!(output.err, "warning: {num} in articles that can't be read count no words").printed()?;
    }
    if facts.num_unread > 0 {
        let num = super::counted(facts.num_unread, "article");
        writeln!(output.err, "warning: the texts of {num} can't be read and count nothing").printed()?;
    }
    Ok(facts)
}

/// What all texts add up to.
fn totals(facts: &Facts, part: TextPart) -> TextSums {
    let mut totals = TextSums::default();
    facts.texts(&StatisticsFilter::default(), part).into_iter().flatten().for_each(|text| totals += text);
    totals
}

fn texts_to_json(facts: &Facts, part: TextPart) -> serde_json::Value {
    let TextSums { words, tagged_words, sentences, quotations, untagged_quotations } = totals(facts, part);
    json!({
        "counted": part.key(),
        "words": words,
        "tagged_words": tagged_words,
        "sentences": sentences,
        "quotations": quotations,
        "untagged_quotations": untagged_quotations,
        "articles_unread": facts.num_unread,
    })
}

fn print(
    output: &mut Output<'_>,
    counts: &Statistics,
    tagset: &Tagset,
    (text, part): (TextSums, TextPart),
) -> Result<(), Failure> {
    let words = match part {
        TextPart::Own => "  words, no notes or furniture",
        TextPart::Whole => "  words, notes and furniture too",
    };
    let mut rows = vec![
        ("Articles".to_owned(), counts.num_articles),
        (words.to_owned(), text.words),
        ("  tagged words".to_owned(), text.tagged_words),
        ("  sentences".to_owned(), text.sentences),
        ("  quotations".to_owned(), text.quotations),
        ("  quotations without a tag".to_owned(), text.untagged_quotations),
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
