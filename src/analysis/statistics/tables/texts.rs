//! What the texts of the articles add up to: words, sentences, quotations, and how much of them is tagged.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::statistics::facts::Facts;
use crate::analysis::statistics::filter::{Behind, StatisticsFilter};
use crate::analysis::statistics::table::{Cell, Column, Row, Table};
use crate::analysis::statistics::texts::{TextPart, TextSums};

use super::groups::NOT_SET;

/// What the articles of one outlet add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Outlet {
    num_articles: usize,
    num_spans: usize,
    text: TextSums,
}

pub(super) fn by_outlet(facts: &Facts, filter: &StatisticsFilter, part: TextPart) -> Table {
    let mut outlets: BTreeMap<Arc<str>, Outlet> = BTreeMap::new();
    let passing = facts.passing_articles(filter);
    let texts = facts.texts(filter, part);
    for (idx, article) in facts.articles.iter().enumerate().filter(|(idx, _)| passing[*idx]) {
        let outlet = outlets.entry(Arc::clone(&article.outlet)).or_default();
        outlet.num_articles += 1;
        outlet.text += texts[idx].unwrap_or_default();
    }
    for idx in facts.passing(filter) {
        let outlet = &facts.articles[facts.spans[idx].article].outlet;
        outlets.entry(Arc::clone(outlet)).or_default().num_spans += 1;
    }
    let mut outlets: Vec<(Arc<str>, Outlet)> = outlets.into_iter().collect();
    // The largest first, then by name; what is not set stands last.
    outlets.sort_by_key(|(name, outlet)| (name.trim().is_empty(), Reverse(outlet.text.words)));
    let columns = vec![
        Column::words("outlet", "Outlet"),
        Column::ids("text"),
        Column::words("articles", "Articles"),
        Column::words("words", "Words"),
        Column::words("tagged_words", "Tagged words"),
        Column::words("other_words", "Other words"),
        Column::words("tagged_percent", "Tagged %"),
        Column::words("sentences", "Sentences"),
        Column::words("quotations", "Quotations"),
        Column::words("untagged_quotations", "Untagged quotations"),
        Column::spans("spans", ""),
    ];
    Table { columns, rows: outlets.into_iter().map(|(name, outlet)| row(&name, &outlet, part)).collect() }
}

fn row(name: &str, outlet: &Outlet, part: TextPart) -> Row {
    let Outlet { num_articles, num_spans, text } = *outlet;
    let TextSums { words, tagged_words, sentences, quotations, untagged_quotations } = text;
    let shown = if name.trim().is_empty() { NOT_SET } else { name };
    let percent = (words > 0).then(|| Cell::Number(tagged_words as f64 * 100.0 / words as f64));
    let cells = vec![
        Cell::Words(shown.to_owned()),
        Cell::Words(part.key().to_owned()),
        Cell::Count(num_articles),
        Cell::Count(words),
        Cell::Count(tagged_words),
        Cell::Count(words - tagged_words),
        percent.unwrap_or(Cell::Nothing),
        Cell::Count(sentences),
        Cell::Count(quotations),
        Cell::Count(untagged_quotations),
        Cell::Count(num_spans),
    ];
    let behind = Behind { outlet: Some(name.to_owned()), ..Behind::default() };
    Row { cells, behind: Some(behind), label: None }
}
