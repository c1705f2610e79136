//! Spans by what they have in common: label, outlet, speaker, annotator, month of the article.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

use crate::analysis::statistics::facts::{Facts, Span};
use crate::analysis::statistics::filter::{Behind, StatisticsFilter};
use crate::analysis::statistics::table::{Cell, Column, Row, Table};

use super::Period;
use super::time::days_of;

/// What stands in the place of a name that is not set.
pub(super) const NOT_SET: &str = "not set";

/// What some spans add up to.
#[derive(Clone, Debug, Default)]
struct Sums {
    num_spans: usize,
    num_words: usize,
    num_characters: usize,
    articles: BTreeSet<usize>,
    by_label: Vec<usize>,
}

impl Sums {
    fn add(&mut self, facts: &Facts, span: &Span) {
        self.num_spans += 1;
        let length = span.length.unwrap_or_default();
        self.num_words += length.words as usize;
        self.num_characters += length.characters as usize;
        self.articles.insert(span.article);
        self.by_label.resize(facts.labels.len(), 0);
        self.by_label[span.label] += 1;
    }
}

/// The labels that are counted: those of the tagset and those that spans have, as far as they pass.
pub(super) fn label_columns(facts: &Facts, filter: &StatisticsFilter) -> Vec<(usize, Column)> {
    let labels = facts.labels.iter().enumerate().filter(|(_, label)| filter.takes_label(&label.id));
    let column = |(idx, label): (usize, &crate::analysis::statistics::facts::LabelFact)| {
        let column = Column {
            key: format!("label:{}", label.id),
            name: label.name.clone(),
            behind: Some(Behind { label: Some(label.id.clone()), ..Behind::default() }),
            label: Some(label.sign),
        };
        (idx, column)
    };
    labels.map(column).collect()
}

/// A table of groups: a row each with its sums, and its spans by label.
fn grouped(
    facts: &Facts,
    filter: &StatisticsFilter,
    name: Column,
    groups: Vec<(String, Sums, Behind)>,
) -> Table {
    let labels = label_columns(facts, filter);
    let mut columns = vec![name, Column::spans("spans", "Spans")];
    columns.extend(labels.iter().map(|(_, column)| column.clone()));
    columns.extend(
        [("words", "Words"), ("characters", "Characters"), ("articles", "Articles")]
            .map(|(key, name)| Column::spans(key, name)),
    );
    let row = |(name, sums, behind): (String, Sums, Behind)| {
        let mut cells = vec![Cell::Words(name), Cell::Count(sums.num_spans)];
        let by_label = |idx: usize| sums.by_label.get(idx).copied().unwrap_or_default();
        cells.extend(labels.iter().map(|(idx, _)| Cell::Count(by_label(*idx))));
        cells.extend([sums.num_words, sums.num_characters, sums.articles.len()].map(Cell::Count));
        Row { cells, behind: Some(behind), label: None }
    };
    Table { columns, rows: groups.into_iter().map(row).collect() }
}

/// The sums of every group, by the groups of each span.
fn sums<K: Ord>(
    facts: &Facts,
    filter: &StatisticsFilter,
    groups_of: impl Fn(&Span) -> Vec<K>,
) -> BTreeMap<K, Sums> {
    let mut groups: BTreeMap<K, Sums> = BTreeMap::new();
    for span in facts.passing(filter).into_iter().map(|idx| &facts.spans[idx]) {
        for key in groups_of(span) {
            groups.entry(key).or_default().add(facts, span);
        }
    }
    groups
}

/// The largest first, then by name; what is not set stands last.
fn sort(groups: &mut [(String, Sums, Behind)], is_unset: impl Fn(&Behind) -> bool) {
    groups
        .sort_by_cached_key(|(name, sums, behind)| (is_unset(behind), Reverse(sums.num_spans), name.clone()));
}

pub(super) fn labels(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let groups = sums(facts, filter, |span| vec![span.label]);
    let columns = [
        Column::ids("label"),
        Column::words("name", "Label"),
        Column::spans("spans", "Spans"),
        Column::spans("words", "Words"),
        Column::spans("characters", "Characters"),
        Column::spans("articles", "Articles"),
    ];
    let none = Sums::default();
    let row = |(idx, column): (usize, Column)| {
        let sums = groups.get(&idx).unwrap_or(&none);
        let counts = [sums.num_spans, sums.num_words, sums.num_characters, sums.articles.len()];
        let names = [facts.labels[idx].id.to_string(), column.name];
        let cells = names.map(Cell::Words).into_iter().chain(counts.map(Cell::Count)).collect();
        Row { cells, behind: column.behind, label: column.label }
    };
    let rows = label_columns(facts, filter).into_iter().map(row).collect();
    Table { columns: columns.into(), rows }
}

pub(super) fn outlets(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let outlet = |span: &Span| vec![&facts.articles[span.article].outlet];
    let mut groups: Vec<(String, Sums, Behind)> = sums(facts, filter, outlet)
        .into_iter()
        .map(|(outlet, sums)| {
            let name = if outlet.trim().is_empty() { NOT_SET.to_owned() } else { outlet.to_string() };
            (name, sums, Behind { outlet: Some(outlet.to_string()), ..Behind::default() })
        })
        .collect();
    sort(&mut groups, |behind| behind.outlet.as_deref().is_none_or(str::is_empty));
    grouped(facts, filter, Column::words("outlet", "Outlet"), groups)
}

pub(super) fn speakers(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let speakers = |span: &Span| {
        if span.speakers.is_empty() { vec![None] } else { span.speakers.iter().cloned().map(Some).collect() }
    };
    let mut groups: Vec<(String, Sums, Behind)> = sums(facts, filter, speakers)
        .into_iter()
        .map(|(speaker, sums)| {
            let speaker = speaker.as_deref().map(str::to_owned);
            let name = speaker.clone().unwrap_or_else(|| NOT_SET.to_owned());
            (name, sums, Behind { speaker: Some(speaker), ..Behind::default() })
        })
        .collect();
    sort(&mut groups, |behind| matches!(behind.speaker, Some(None)));
    grouped(facts, filter, Column::words("speaker", "Speaker"), groups)
}

pub(super) fn annotators(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let mut found = sums(facts, filter, |span| vec![span.annotator]);
    let everybody = facts.annotators.iter().enumerate().filter(|(_, who)| filter.takes_annotator(who));
    let mut groups: Vec<(String, Sums, Behind)> = everybody
        .map(|(idx, who)| {
            let behind = Behind { annotator: Some(who.clone()), ..Behind::default() };
            (who.to_string(), found.remove(&idx).unwrap_or_default(), behind)
        })
        .collect();
    sort(&mut groups, |_| false);
    grouped(facts, filter, Column::words("annotator", "Annotator"), groups)
}

pub(super) fn months(facts: &Facts, filter: &StatisticsFilter) -> Table {
    let month = |date: NaiveDate| (date.year(), date.month());
    let mut found = sums(facts, filter, |span| vec![facts.articles[span.article].date.map(month)]);
    let undated = found.remove(&None);
    let (first, last) = (found.keys().next().copied().flatten(), found.keys().last().copied().flatten());
    let mut groups = Vec::new();
    if let (Some((from_year, from_month)), Some((to_year, to_month))) = (first, last) {
        let day = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
        for (name, days) in days_of(Period::Month, day(from_year, from_month), day(to_year, to_month)) {
            let sums = found.remove(&Some(month(days.first)));
            groups.push((
                name,
                sums.unwrap_or_default(),
                Behind { published: Some(Some(days)), ..Behind::default() },
            ));
        }
    }
    // What lies too far apart to list every month between has only the months with spans.
    for (month, sums) in found {
        let Some(first) = month.and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1)) else {
            continue;
        };
        for (name, days) in days_of(Period::Month, first, first) {
            groups.push((name, sums.clone(), Behind { published: Some(Some(days)), ..Behind::default() }));
        }
    }
    if let Some(sums) = undated {
        groups.push(("no date".to_owned(), sums, Behind { published: Some(None), ..Behind::default() }));
    }
    grouped(facts, filter, Column::words("month", "Month"), groups)
}
