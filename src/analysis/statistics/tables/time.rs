//! Figures over time.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days as NumDays, Months, NaiveDate};

use crate::analysis::statistics::facts::{Facts, day};
use crate::analysis::statistics::filter::{Behind, Days, StatisticsFilter};
use crate::analysis::statistics::table::{Cell, Column, Row, Table};

use super::Period;
use super::groups::label_columns;

/// With more periods between the first and the last, those without anything are left out.
const MAX_PERIODS: usize = 1_000;

const NO_TIME: &str = "no time";

impl Period {
    /// The period that holds a day, and its name: `2025-03-14`, `2025-W11`, `2025-03`.
    pub(super) fn around(self, date: NaiveDate) -> (String, Days) {
        match self {
            Self::Day => (date.to_string(), Days { first: date, last: date }),
            Self::Week => {
                let back = u64::from(date.weekday().num_days_from_monday());
                let first = date.checked_sub_days(NumDays::new(back)).unwrap_or(date);
                let last = first.checked_add_days(NumDays::new(6)).unwrap_or(date);
                let week = date.iso_week();
                (format!("{}-W{:02}", week.year(), week.week()), Days { first, last })
            }
            Self::Month => {
                let first = date.with_day(1).unwrap_or(date);
                let next = first.checked_add_months(Months::new(1));
                let last = next.and_then(|next| next.pred_opt()).unwrap_or(date);
                (format!("{}-{:02}", date.year(), date.month()), Days { first, last })
            }
        }
    }
}

/// Every period from the one that holds `first` to the one that holds `last`; none if they are too many.
pub(super) fn days_of(period: Period, first: NaiveDate, last: NaiveDate) -> Vec<(String, Days)> {
    let mut periods = Vec::new();
    let mut at = Some(first);
    while let Some(date) = at.filter(|date| *date <= last) {
        if periods.len() >= MAX_PERIODS {
            return Vec::new();
        }
        let (name, days) = period.around(date);
        at = days.last.succ_opt();
        periods.push((name, days));
    }
    periods
}

/// What falls into each period, in order, empty ones between others included.
fn by_period<T: Default + Clone>(
    period: Period,
    things: impl Iterator<Item = (Option<NaiveDate>, T)>,
    add: impl Fn(&mut T, T),
) -> Vec<(String, Option<Days>, T)> {
    let mut found: BTreeMap<Option<Days>, (String, T)> = BTreeMap::new();
    for (date, thing) in things {
        let (name, days) = match date.map(|date| period.around(date)) {
            Some((name, days)) => (name, Some(days)),
            None => (NO_TIME.to_owned(), None),
        };
        add(&mut found.entry(days).or_insert_with(|| (name, T::default())).1, thing);
    }
    let undated = found.remove(&None);
    let first = found.keys().next().copied().flatten();
    let last = found.keys().last().copied().flatten();
    if let (Some(first), Some(last)) = (first, last) {
        for (name, days) in days_of(period, first.first, last.first) {
            found.entry(Some(days)).or_insert_with(|| (name, T::default()));
        }
    }
    let dated = found.into_iter().map(|(days, (name, thing))| (name, days, thing));
    dated.chain(undated.map(|(name, thing)| (name, None, thing))).collect()
}

pub(super) fn made(facts: &Facts, filter: &StatisticsFilter, period: Period) -> Table {
    let labels = label_columns(facts, filter);
    let spans = facts.passing(filter).into_iter().map(|idx| &facts.spans[idx]);
    let one = |label: usize| BTreeMap::from([(label, 1_usize)]);
    let rows = by_period(period, spans.map(|span| (span.made_on(), one(span.label))), |sums, more| {
        for (label, count) in more {
            *sums.entry(label).or_default() += count;
        }
    });
    let mut columns = vec![Column::words(period.key(), period.name()), Column::spans("spans", "Spans")];
    columns.extend(labels.iter().map(|(_, column)| column.clone()));
    let row = |(name, days, sums): (String, Option<Days>, BTreeMap<usize, usize>)| {
        let mut cells = vec![Cell::Words(name), Cell::Count(sums.values().sum())];
        let count = |idx: &usize| sums.get(idx).copied().unwrap_or_default();
        cells.extend(labels.iter().map(|(idx, _)| Cell::Count(count(idx))));
        Row { cells, behind: Some(Behind { made: Some(days), ..Behind::default() }), label: None }
    };
    Table { columns, rows: rows.into_iter().map(row).collect() }
}

pub(super) fn done(facts: &Facts, filter: &StatisticsFilter, period: Period) -> Table {
    let articles = facts.passing_articles(filter);
    let mut passing = vec![false; facts.spans.len()];
    for idx in facts.passing(filter) {
        passing[idx] = true;
    }
    let done = facts
        .done
        .iter()
        .filter(|done| articles[done.article] && filter.takes_annotator(&facts.annotators[done.annotator]))
        .map(|done| (done.at.and_then(day), (1, 0)));
    let decisions = facts.decisions.iter().filter(|decision| passing[decision.span]);
    let decisions = decisions.map(|decision| (day(decision.at), (0, 1)));
    let rows = by_period(period, done.chain(decisions), |sums: &mut (usize, usize), more| {
        sums.0 += more.0;
        sums.1 += more.1;
    });
    let columns = vec![
        Column::words(period.key(), period.name()),
        Column::words("done", "Articles done"),
        Column::words("decisions", "Decisions"),
        Column::words("done_so_far", "Articles done so far"),
        Column::words("decisions_so_far", "Decisions so far"),
    ];
    let (mut done_so_far, mut decisions_so_far) = (0, 0);
    let row = |(name, _, (done, decisions)): (String, Option<Days>, (usize, usize))| {
        done_so_far += done;
        decisions_so_far += decisions;
        let counts = [done, decisions, done_so_far, decisions_so_far].map(Cell::Count);
        let cells = std::iter::once(Cell::Words(name)).chain(counts).collect();
        Row { cells, behind: None, label: None }
    };
    let rows = rows.into_iter().map(row).collect();
    Table { columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_their_names_and_days() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (name, days) = Period::Week.around(date("2025-01-01"));
        assert_eq!(
            (name.as_str(), days),
            ("2025-W01", Days { first: date("2024-12-30"), last: date("2025-01-05") })
        );
        let names = |period, from: &str, to: &str| -> Vec<String> {
            days_of(period, date(from), date(to)).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names(Period::Month, "2024-12-31", "2025-02-01"), ["2024-12", "2025-01", "2025-02"]);
        assert_eq!(
            names(Period::Day, "2024-02-28", "2024-03-01"),
            ["2024-02-28", "2024-02-29", "2024-03-01"]
        );
        assert!(names(Period::Day, "1970-01-01", "2025-01-01").is_empty());
    }
}
