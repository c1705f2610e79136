//! What the review says: spans by annotator, and decisions by reviewer.

use crate::analysis::statistics::facts::Facts;
use crate::analysis::statistics::filter::{Behind, Decided, Standing, StatisticsFilter};
use crate::analysis::statistics::table::{Cell, Column, Row, Table};

pub(super) fn by_annotator(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let mut counts = vec![[0_usize; Standing::ALL.len()]; facts.annotators.len()];
    for span in facts.passing(filter).into_iter().map(|idx| &facts.spans[idx]) {
        let place = Standing::ALL.iter().position(|standing| *standing == span.standing);
        counts[span.annotator][place.unwrap_or_default()] += 1;
    }
    let mut columns = vec![Column::words("annotator", "Annotator"), Column::spans("spans", "Spans")];
    columns.extend(Standing::ALL.map(|standing| Column {
        behind: Some(Behind { standing: Some(standing), ..Behind::default() }),
        ..Column::spans(standing.key(), standing.name())
    }));
    let annotators = facts.annotators.iter().zip(counts).filter(|(who, counts)| {
        filter.takes_annotator(who)
            && (counts.iter().any(|count| *count > 0) || !filter.annotators.is_empty())
    });
    let rows = annotators.map(|(who, counts)| {
        let mut cells = vec![Cell::Words(who.to_string()), Cell::Count(counts.iter().sum())];
        cells.extend(counts.map(Cell::Count));
        let behind = Behind { annotator: Some(who.clone()), ..Behind::default() };
        Row { cells, behind: Some(behind), label: None }
    });
    Table { columns, rows: rows.collect() }
}

pub(super) fn by_reviewer(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let mut passing = vec![false; facts.spans.len()];
    for idx in facts.passing(filter) {
        passing[idx] = true;
    }
    let mut counts = vec![[0_usize; Decided::ALL.len()]; facts.annotators.len()];
    for decision in facts.decisions.iter().filter(|decision| passing[decision.span]) {
        let decided = facts.decided(decision);
        let place = Decided::ALL.iter().position(|one| *one == decided);
        counts[decision.reviewer][place.unwrap_or_default()] += 1;
    }
    let names = [
        ("accepted", "Accepted"),
        ("corrected", "Corrected"),
        ("rejected", "Rejected"),
        ("deferred", "Deferred"),
        ("self", "Self"),
        ("changed_since", "Changed since"),
    ];
    let mut columns = vec![Column::words("reviewer", "Reviewer"), Column::spans("decisions", "Decisions")];
    columns.extend(Decided::ALL.into_iter().zip(names).map(|(decided, (key, name))| Column {
        behind: Some(Behind { decision: Some(decided), ..Behind::default() }),
        ..Column::spans(key, name)
    }));
    let reviewers =
        facts.annotators.iter().zip(counts).filter(|(_, counts)| counts.iter().any(|count| *count > 0));
    let rows = reviewers.map(|(who, counts)| {
        let mut cells = vec![Cell::Words(who.to_string()), Cell::Count(counts.iter().sum())];
        cells.extend(counts.map(Cell::Count));
        let behind = Behind { reviewer: Some(who.clone()), ..Behind::default() };
        Row { cells, behind: Some(behind), label: None }
    });
    Table { columns, rows: rows.collect() }
}
