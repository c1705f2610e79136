//! Puts hits in order and in groups. Hits themselves stay where they are: an order is a list of their indexes.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::Hit;
use super::facts::Facts;
use crate::model::text::fold::fold;

/// What hits are ordered by; among equals the place decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// The article, then the place in it.
    #[default]
    Place,
    /// What stands before: the last word first, then the one before it.
    Before,
    /// What stands after.
    After,
    /// The label, of the span or of what is tagged there.
    Label,
    /// The speaker.
    Speaker,
}

/// What hits are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// The article.
    Article,
    /// Who published the article.
    Outlet,
    /// The month of the article.
    Month,
    /// Who speaks in the span.
    Speaker,
    /// The label, of the span or of what is tagged there.
    Label,
    /// The words that were found, in any case and with or without marks.
    Words,
}

/// Hits that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common, in words.
    pub name: String,
    /// Their places in the order.
    pub range: Range<usize>,
    /// In how many articles they stand.
    pub num_articles: usize,
}

impl SortBy {
    /// Every order.
    pub const ALL: [Self; 5] = [Self::Place, Self::Before, Self::After, Self::Label, Self::Speaker];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Before => "words before",
            Self::After => "words after",
            Self::Label => "tag",
            Self::Speaker => "speaker",
        }
    }
}

impl GroupBy {
    /// Every way.
    pub const ALL: [Self; 6] =
        [Self::Article, Self::Outlet, Self::Month, Self::Speaker, Self::Label, Self::Words];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Outlet => "outlet",
            Self::Month => "month",
            Self::Speaker => "speaker",
            Self::Label => "tag",
            Self::Words => "words",
        }
    }
}

/// The indexes of hits, which are given in order of place, in another order.
pub fn sorted(hits: &[Hit], by: SortBy, is_turned: bool, facts: &Facts<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..hits.len()).collect();
    match by {
        SortBy::Place => {}
        SortBy::Before => order.sort_by_cached_key(|at| words_backwards(&hits[*at].context.before)),
        SortBy::After => order.sort_by_cached_key(|at| words_of(&hits[*at].context.after)),
        SortBy::Label => order.sort_by_cached_key(|at| {
            let label = label_of(&hits[*at]);
            label.map_or((true, 0, None), |label| (false, facts.label_position(label), Some(label.clone())))
        }),
        SortBy::Speaker => order.sort_by_cached_key(|at| {
            let name = facts.speakers(&hits[*at]);
            (name.is_empty(), fold(&name).to_lowercase())
        }),
    }
    if is_turned {
        order.reverse();
    }
    order
}

/// The same order, with what belongs together side by side: articles and months by place and time, other groups by
/// size.
pub fn grouped(hits: &[Hit], order: Vec<usize>, by: GroupBy, facts: &Facts<'_>) -> (Vec<usize>, Vec<Group>) {
    let mut buckets: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in order {
        buckets.entry(key_of(&hits[at], by, facts)).or_default().push(at);
    }
    let mut buckets: Vec<(String, Vec<usize>)> = buckets.into_iter().collect();
    if !matches!(by, GroupBy::Article | GroupBy::Month) {
        buckets.sort_by_key(|(_, members)| Reverse(members.len()));
    }
    let (mut all, mut groups) = (Vec::with_capacity(hits.len()), Vec::new());
    for (key, members) in buckets {
        let start = all.len();
        let mut articles: Vec<_> = members.iter().map(|at| &hits[*at].article).collect();
        articles.sort_unstable();
        articles.dedup();
        let name = match (by, members.first()) {
            (GroupBy::Article, Some(first)) => {
                facts.article(&hits[*first]).map_or(key, |row| row.shown_title.clone())
            }
            // As the first of them is written.
            (GroupBy::Words, Some(first)) => hits[*first].context.words.clone(),
            _ => key,
        };
        let num_articles = articles.len();
        all.extend(members);
        groups.push(Group { name, range: start..all.len(), num_articles });
    }
    (all, groups)
}

fn key_of(hit: &Hit, by: GroupBy, facts: &Facts<'_>) -> String {
    let or = |text: String, nothing: &str| if text.is_empty() { nothing.to_owned() } else { text };
    match by {
        GroupBy::Article => hit.article.to_string(),
        GroupBy::Outlet => {
            let outlet = facts.article(hit).map(|row| row.metadata.outlet.clone());
            or(outlet.unwrap_or_default(), "no outlet")
        }
        GroupBy::Month => {
            let date = facts.article(hit).and_then(|row| row.metadata.date);
            date.map_or_else(|| "no date".to_owned(), |date| date.format("%Y-%m").to_string())
        }
        GroupBy::Speaker => or(facts.speakers(hit), "nobody named"),
        GroupBy::Label => label_of(hit).map_or_else(|| "not tagged".to_owned(), |id| facts.label_name(id)),
        GroupBy::Words => fold(&hit.context.words).to_lowercase(),
    }
}

/// The label of a hit's span, or else of the first span its words lie in.
fn label_of(hit: &Hit) -> Option<&crate::model::id::LabelId> {
    hit.label.as_ref().or(hit.tags.first())
}

/// The words of a line, one after another, without what parts them, as they are compared.
fn words_of(text: &str) -> String {
    words(text).join(" ")
}

fn words_backwards(text: &str) -> String {
    let mut words = words(text);
    words.reverse();
    words.join(" ")
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text).to_lowercase();
    folded.unicode_words().map(str::to_owned).collect()
}
