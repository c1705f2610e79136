//! Which rows of the Review table are shown, in which order and groups. Kept up when the rows of an article change.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::columns::{Column, ReviewPreferences};
use super::filter::{Only, ReviewFilter};
use super::group::{Group, GroupBy, Line};
use super::names::NameIdx;
use super::rows::{Row, Rows};
use crate::model::annotation::{AnnotationKey, Certainty};
use crate::model::corpus::CorpusState;
use crate::model::id::AnnotatorId;
use crate::model::review::sample::{SampleSpec, Sampled, sample};
use crate::model::review::standing::Standing;

/// Which rows are shown.
#[derive(Debug, Default)]
pub struct Shown {
    /// The rows that pass the filter, by their places among all, in order; those of folded groups too.
    pub rows: Vec<u32>,
    /// The groups, in order.
    pub groups: Vec<Group>,
    /// What the table is made of.
    pub lines: Vec<Line>,
    /// The groups that are folded, by name.
    folded: BTreeSet<String>,
    /// The sample that was drawn, if the filter asks for one.
    drawn: Option<Drawn>,
    /// How many of the rows that pass wait for a decision.
    pub num_open: usize,
}

/// A sample that was drawn.
#[derive(Debug)]
struct Drawn {
    /// What it was drawn by: the filter but for what reviewers say.
    by: ReviewFilter,
    keys: HashSet<AnnotationKey>,
    /// How many of them wait for a decision.
    num_open: usize,
}

/// What decides which rows are shown.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    /// The corpus.
    pub state: &'a CorpusState,
    /// Who looks at the table.
    pub own: &'a AnnotatorId,
    /// What it is narrowed to.
    pub filter: &'a ReviewFilter,
    /// Order, groups, and what is hidden.
    pub preferences: &'a ReviewPreferences,
    /// The rows whose words the filter's words are among; `None` while they are not known.
    pub found: &'a HashSet<AnnotationKey>,
}

impl Lens<'_> {
    /// Whether who tagged a row's span, and what others decided, is hidden.
    pub fn hides(&self, row: &Row) -> bool {
        self.preferences.is_blind && !row.facts.review.is_decided_by_me && row.key.annotator != *self.own
    }

    /// What reviewers say of a row, as far as it is not hidden.
    pub fn standing(&self, row: &Row) -> Standing {
        if self.hides(row) { Standing::ToReview } else { row.standing }
    }
}

/// A filter with its names looked up.
struct Sieve<'a> {
    lens: Lens<'a>,
    /// The speakers that are wanted; `NONE` for nobody.
    speakers: HashSet<NameIdx>,
    /// The speakers whose names hold the words.
    named: HashSet<NameIdx>,
    outlets: HashSet<NameIdx>,
    has_words: bool,
    days: (i32, i32),
}

impl<'a> Sieve<'a> {
    fn new(lens: Lens<'a>, rows: &Rows) -> Self {
        let filter = lens.filter;
        let words = filter.words.trim().to_lowercase();
        let number = |name: &String| rows.names.find(name);
        let speakers = filter.speakers.iter().filter_map(|speaker| match speaker {
            Some(name) => number(name),
            None => Some(NameIdx::NONE),
        });
        let named =
            rows.names.iter().filter(|(_, name)| !words.is_empty() && name.to_lowercase().contains(&words));
        let outlets = filter
            .outlets
            .iter()
            .filter_map(|outlet| if outlet.is_empty() { Some(NameIdx::NONE) } else { number(outlet) });
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| chrono::Datelike::num_days_from_ce(&day));
        let from = day(filter.dates.from).unwrap_or(i32::MIN);
        // Articles without a day count as of one after all others.
        let to =
            day(filter.dates.to).unwrap_or(if filter.dates.from.is_some() { i32::MAX - 1 } else { i32::MAX });
        Self {
            lens,
            speakers: speakers.collect(),
            named: named.map(|(idx, _)| idx).collect(),
            outlets: outlets.collect(),
            has_words: !words.is_empty(),
            days: (from, to),
        }
    }

    /// Whether a row passes, what reviewers say and the sample left aside.
    fn passes_before_review(&self, row: &Row) -> bool {
        let Lens { filter, own, found, .. } = self.lens;
        let facts = &row.facts;
        (filter.labels.is_empty() || filter.labels.contains(&row.annotation.label))
            && (filter.speakers.is_empty() || self.passes_speakers(facts.speakers.as_ref()))
            && (filter.annotators.is_empty()
                || self.lens.hides(row)
                || filter.annotators.contains(&row.key.annotator))
            && (filter.outlets.is_empty() || self.outlets.contains(&facts.outlet))
            && (self.days.0..=self.days.1).contains(&facts.day)
            && (filter.shows_own || row.key.annotator != *own)
            && filter.picked.as_ref().is_none_or(|picked| picked.keys.contains(&row.key))
            && (!filter.unsure_only || row.annotation.certainty == Certainty::Unsure)
            && (!self.has_words || found.contains(&row.key) || self.named.contains(&facts.said_by))
    }

    fn passes_speakers(&self, speakers: &[NameIdx]) -> bool {
        if speakers.is_empty() {
            return self.speakers.contains(&NameIdx::NONE);
        }
        speakers.iter().any(|speaker| self.speakers.contains(speaker))
    }

    fn passes_review(&self, row: &Row) -> bool {
        let filter = self.lens.filter;
        let is_hidden = self.lens.hides(row);
        let is_of = |only: &Only| match only {
            Only::CameBack => row.facts.review.came_back,
            Only::Question => row.facts.review.has_question && !is_hidden,
        };
        (filter.standings.is_empty() || filter.standings.contains(&self.lens.standing(row)))
            && filter.only.iter().all(is_of)
    }
}

impl Shown {
    /// Finds the rows that pass, and puts them in order and groups. O(n log n) of all rows.
    pub fn narrow(&mut self, rows: &mut Rows, lens: Lens<'_>) {
        rows.names.put_in_order();
        let sieve = Sieve::new(lens, rows);
        self.draw(rows, &sieve);
        let is_drawn = |row: &Row| self.drawn.as_ref().is_none_or(|drawn| drawn.keys.contains(&row.key));
        let passing = (0_u32..)
            .zip(&rows.all)
            .filter(|(_, row)| sieve.passes_before_review(row) && sieve.passes_review(row) && is_drawn(row));
        let order = Order::new(rows, lens);
        let mut keyed: Vec<([u64; 3], u32)> = passing.map(|(at, _)| (order.key(at), at)).collect();
        keyed.sort_unstable();
        self.rows = keyed.into_iter().map(|(_, at)| at).collect();
        self.make_lines(rows, &order);
    }

    /// Takes up new rows of an article, which stood at `range` and are `num_new` now. O(rows shown), without sorting.
    pub fn follow(&mut self, rows: &mut Rows, lens: Lens<'_>, range: Range<usize>, num_new: usize) {
        rows.names.put_in_order();
        let (start, end) = (to_u32(range.start), to_u32(range.end));
        let new_end = to_u32(range.start + num_new);
        self.rows.retain_mut(|at| {
            if *at >= end {
                *at = *at - end + new_end;
                return true;
            }
            *at < start
        });
        let sieve = Sieve::new(lens, rows);
        let order = Order::new(rows, lens);
        for at in start..new_end {
            let row = &rows.all[at as usize];
            let is_drawn = self.drawn.as_ref().is_none_or(|drawn| drawn.keys.contains(&row.key));
            if is_drawn && sieve.passes_before_review(row) && sieve.passes_review(row) {
                let place = self.rows.partition_point(|other| order.compare(*other, at) == Ordering::Less);
                self.rows.insert(place, at);
            }
        }
        self.make_lines(rows, &order);
    }

    /// Draws the sample that the filter asks for, unless it has been drawn.
    fn draw(&mut self, rows: &Rows, sieve: &Sieve<'_>) {
        let filter = sieve.lens.filter;
        let Some(spec) = filter.sample else {
            self.drawn = None;
            return;
        };
        let by = ReviewFilter { standings: BTreeSet::new(), only: BTreeSet::new(), ..filter.clone() };
        if self.drawn.as_ref().is_some_and(|drawn| drawn.by == by) {
            return;
        }
        let base: Vec<&Row> = rows.all.iter().filter(|row| sieve.passes_before_review(row)).collect();
        let keys: Vec<Sampled<'_>> = base
            .iter()
            .map(|row| {
                let key = &row.key;
                (&key.article, &key.annotator, &key.annotation, &row.annotation.label)
            })
            .collect();
        let drawn = sample(&keys, spec).into_iter().map(|at| base[at].key.clone()).collect();
        self.drawn = Some(Drawn { by, keys: drawn, num_open: 0 });
    }

    /// Forgets the sample, so that it is drawn anew.
    pub fn forget_sample(&mut self) {
        self.drawn = None;
    }

    /// The sample that was drawn: how large it is, and how many of it wait for a decision.
    pub fn sample(&self) -> Option<(SampleSpec, usize, usize)> {
        let drawn = self.drawn.as_ref()?;
        Some((drawn.by.sample?, drawn.keys.len(), drawn.num_open))
    }

    /// Counts what waits among the rows that pass, and in the sample.
    fn count(&mut self, rows: &Rows, lens: Lens<'_>) {
        let is_open = |at: &&u32| lens.standing(&rows.all[**at as usize]).is_open();
        self.num_open = self.rows.iter().filter(is_open).count();
        let shows_all = lens.filter.standings.is_empty() && lens.filter.only.is_empty();
        if let Some(drawn) = &mut self.drawn {
            let in_sample = |row: &&Row| drawn.keys.contains(&row.key) && lens.standing(row).is_open();
            drawn.num_open =
                if shows_all { self.num_open } else { rows.all.iter().filter(in_sample).count() };
        }
    }

    /// Makes groups and lines from the rows. O(rows shown).
    fn make_lines(&mut self, rows: &Rows, order: &Order<'_>) {
        self.count(rows, order.lens);
        self.lines.clear();
        self.groups.clear();
        let Some(by) = order.lens.preferences.group else {
            self.lines.extend(self.rows.iter().map(|at| Line::Row(*at)));
            return;
        };
        let mut last = None;
        for at in &self.rows {
            let row = &rows.all[*at as usize];
            let key = order.group_key(*at);
            if last != Some(key) {
                last = Some(key);
                let name = group_name(by, row, rows, order.lens);
                let is_folded = self.folded.contains(&name);
                self.lines.push(Line::Group(self.groups.len()));
                self.groups.push(Group { name, num_rows: 0, num_open: 0, is_folded });
            }
            if let Some(group) = self.groups.last_mut() {
                group.num_rows += 1;
                group.num_open += usize::from(order.lens.standing(row).is_open());
                if !group.is_folded {
                    self.lines.push(Line::Row(*at));
                }
            }
        }
    }

    /// Folds groups by name, or unfolds them.
    pub fn fold(&mut self, names: impl IntoIterator<Item = String>, folds: bool) {
        for name in names {
            if folds {
                self.folded.insert(name);
            } else {
                self.folded.remove(&name);
            }
        }
    }

    /// Whether a group is folded.
    pub fn is_folded(&self, name: &str) -> bool {
        self.folded.contains(name)
    }

    /// Unfolds everything, without making the lines anew.
    pub fn unfold_all(&mut self) {
        self.folded.clear();
    }

    /// The name of the group a row is in, if it is shown in one.
    pub fn group_of(&self, rows: &Rows, lens: Lens<'_>, at: u32) -> Option<String> {
        let by = lens.preferences.group?;
        Some(group_name(by, &rows.all[at as usize], rows, lens))
    }
}

/// What a group's rows have in common, in words.
fn group_name(by: GroupBy, row: &Row, rows: &Rows, lens: Lens<'_>) -> String {
    let named = |idx: NameIdx, none: &str| rows.names.get(idx).unwrap_or(none).to_owned();
    match by {
        GroupBy::Speaker => named(row.facts.said_by, "Nobody named"),
        GroupBy::Outlet => named(row.facts.outlet, "No outlet"),
        GroupBy::Article => {
            let known = lens.state.articles.get(&row.key.article);
            known.map_or_else(|| row.key.article.to_string(), |known| known.shown_title.clone())
        }
        GroupBy::Label => {
            let label = lens.state.tagset.labels.get(&row.annotation.label);
            let name = label.map_or(row.annotation.label.as_str(), |label| &label.name);
            crate::model::text::visible::shown_name(name).into_owned()
        }
        GroupBy::Day => {
            let day = chrono::NaiveDate::from_num_days_from_ce_opt(row.facts.day);
            let day = day.filter(|_| row.facts.day != i32::MAX);
            day.map_or_else(|| "No date".to_owned(), |day| day.format("%-d %B %Y").to_string())
        }
        GroupBy::State => {
            let name = lens.standing(row).name();
            let mut chars = name.chars();
            chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
        }
        GroupBy::Annotator if lens.hides(row) => "Not told".to_owned(),
        GroupBy::Annotator => row.key.annotator.to_string(),
    }
}

/// The order of rows: group, first column, second column, then the place.
struct Order<'a> {
    rows: &'a Rows,
    lens: Lens<'a>,
    /// The places at which articles begin, where that is asked for.
    first_of_article: Vec<u32>,
}

impl<'a> Order<'a> {
    fn new(rows: &'a Rows, lens: Lens<'a>) -> Self {
        let mut first_of_article = Vec::new();
        if lens.preferences.group == Some(GroupBy::Article) {
            let mut last = None;
            for (at, row) in (0_u32..).zip(&rows.all) {
                if last.replace(&row.key.article) != Some(&row.key.article) {
                    first_of_article.push(at);
                }
            }
        }
        Self { rows, lens, first_of_article }
    }

    fn key(&self, at: u32) -> [u64; 3] {
        let mut key = [self.group_key(at), 0, 0];
        for (place, (column, is_turned)) in key.iter_mut().skip(1).zip(&self.lens.preferences.sort) {
            let value = self.column_key(at, *column);
            *place = if *is_turned { u64::MAX - value } else { value };
        }
        key
    }

    fn compare(&self, one: u32, two: u32) -> Ordering {
        (self.key(one), one).cmp(&(self.key(two), two))
    }

    fn column_key(&self, at: u32, column: Column) -> u64 {
        let row = &self.rows.all[at as usize];
        let rank = |idx| u64::from(self.rows.names.rank(idx));
        match column {
            Column::Tag => u64::from(row.facts.label_position),
            Column::Article | Column::Context | Column::Attributes => u64::from(at),
            Column::Outlet => rank(row.facts.outlet),
            Column::Date => u64::from(row.facts.day.abs_diff(i32::MIN)),
            Column::Speaker => rank(row.facts.said_by),
            Column::Review if self.lens.hides(row) => 0,
            Column::Review => (row.standing as u64) << 32 | rank(row.facts.reason),
            Column::By if self.lens.hides(row) => u64::from(u32::MAX),
            Column::By => rank(row.facts.by),
            Column::Changed => row.annotation.provenance.changed.millis().abs_diff(i64::MIN),
            Column::Length => row.annotation.fragments.ranges().iter().map(|range| range.len() as u64).sum(),
            Column::Note => u64::from(row.annotation.note.trim().is_empty()),
        }
    }

    fn group_key(&self, at: u32) -> u64 {
        let Some(by) = self.lens.preferences.group else { return 0 };
        match by {
            GroupBy::Speaker => self.column_key(at, Column::Speaker),
            GroupBy::Article => {
                let number = self.first_of_article.partition_point(|first| *first <= at);
                number as u64
            }
            GroupBy::Label => self.column_key(at, Column::Tag),
            GroupBy::Outlet => self.column_key(at, Column::Outlet),
            GroupBy::Day => self.column_key(at, Column::Date),
            GroupBy::State => self.lens.standing(&self.rows.all[at as usize]) as u64,
            GroupBy::Annotator => self.column_key(at, Column::By),
        }
    }
}

/// A place among all rows, of which there are fewer than four thousand million.
fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
