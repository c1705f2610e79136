//! The table of the Review workspace: every annotation of everybody, narrowed and in order, what has been decided
//! on it, and what goes on beside the table. It is kept up article by article.

pub mod bench;
pub mod came_back;
pub mod columns;
pub mod filter;
pub mod group;
pub mod names;
pub mod queues;
pub mod rows;
pub mod search;
pub mod shown;

use std::collections::{BTreeMap, BTreeSet};

use self::bench::Bench;
use self::came_back::CameBack;
pub use self::columns::{Column, ReviewPreferences};
pub use self::filter::{DateRange, Only, Picked, ReviewFilter};
use self::group::{Group, GroupBy, Line};
pub use self::rows::{Facts, Row};
use self::rows::{Rows, Source};
use self::search::WordSearch;
use self::shown::{Lens, Shown};
use crate::app::command::Way;
use crate::app::state::register::Register;
use crate::model::annotation::AnnotationKey;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key, Put};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::review::sample::SampleSpec;
pub use crate::model::review::standing::Standing;

/// The table.
#[derive(Default)]
pub struct ReviewTable {
    /// Every annotation.
    rows: Rows,
    /// Those that are shown.
    shown: Shown,
    /// What the table is narrowed to.
    pub filter: ReviewFilter,
    /// Columns, order, groups, and what is hidden. They come from the window's settings, and go there.
    pub preferences: ReviewPreferences,
    /// The line that is pointed at.
    pub cursor: usize,
    /// Ticked rows.
    pub ticked: BTreeSet<AnnotationKey>,
    /// What goes on beside the table.
    pub bench: Bench,
    /// Who speaks in all rows, and in how many; `None` for nobody. The most frequent first.
    pub speakers: Vec<(Option<String>, usize)>,
    /// The outlets of all rows, and how many are of each; `None` for none. The most frequent first.
    pub outlets: Vec<(Option<String>, usize)>,
    /// How many of one's own spans came back.
    pub came_back: CameBack,
    /// What has changed since the rows were made.
    stale: Stale,
    search: WordSearch,
}

/// What has changed since the rows were made.
#[derive(Debug, Default)]
struct Stale {
    /// Everything, or nothing has been made yet.
    all: bool,
    is_made: bool,
    articles: BTreeSet<ArticleId>,
}

/// With more changed articles than this all rows are made anew: each by itself moves those behind it.
const MANY_ARTICLES: usize = 64;

impl ReviewTable {
    /// The table of a corpus; its rows are made when they are first looked at. O(decisions).
    pub fn of(state: &CorpusState, own: &AnnotatorId) -> Self {
        Self { came_back: CameBack::of(state, own), ..Self::default() }
    }

    /// Says that anything may have changed.
    pub fn mark_stale(&mut self) {
        self.stale.all = true;
    }

    /// Notes which rows edits have changed, and what came back; `state` is the corpus after them.
    pub fn follow(&mut self, state: &CorpusState, own: &AnnotatorId, edits: &[Edit]) {
        self.came_back.follow(state, own, edits);
        for edit in edits {
            match edit {
                Edit::Put(Put { key, before, .. }) => match key {
                    // Nobody is called by a name that is new.
                    Key::Voice(_, id) => {
                        let others = state.voices.values().filter(|voices| voices.contains_key(id)).count();
                        self.stale.all |= before.is_some() || others > 1;
                    }
                    Key::Label(_) => self.stale.all = true,
                    Key::Attribute(_) | Key::RelationType(_) | Key::Setting(_) | Key::Item(..) => {}
                    key => self.stale.articles.extend(key.article().cloned()),
                },
                Edit::PatchText(article, _) => {
                    self.stale.articles.insert(article.clone());
                }
                Edit::MoveArticles(..) => self.stale.all = true,
            }
        }
    }

    /// Brings the rows up, if anything has changed since they were made. The same row is pointed at, where it is
    /// still shown.
    pub fn refresh(&mut self, state: &CorpusState, own: &AnnotatorId, register: &Register) {
        let Stale { all, is_made, articles } = std::mem::take(&mut self.stale);
        self.stale.is_made = true;
        if is_made && !all && articles.is_empty() {
            return;
        }
        let pointed = self.row().map(|row| row.key.clone());
        let source = Source { state, own, register };
        let Self { rows, shown, filter, preferences, search, .. } = self;
        let lens = Lens { state, own, filter, preferences, found: search.found() };
        if !is_made || all || articles.len() > MANY_ARTICLES {
            rows.read(source);
            shown.narrow(rows, lens);
        } else {
            for article in articles {
                let (range, num_new) = rows.reread(source, &article);
                shown.follow(rows, lens, range, num_new);
            }
        }
        self.speakers = self.rows.speakers();
        self.outlets = self.rows.outlets();
        self.point_at(pointed.as_ref());
        if !is_made {
            // Work begins with what waits for it.
            self.cursor = self.first_waiting(0, own).unwrap_or(self.cursor);
        }
    }

    /// The first line from `from` on whose row waits for a decision.
    fn first_waiting(&self, from: usize, own: &AnnotatorId) -> Option<usize> {
        (from..self.len()).find(|at| self.get(*at).is_some_and(|row| self.standing(row, own).is_open()))
    }

    /// Shows the rows that pass the filter, in order.
    pub fn narrow(&mut self, state: &CorpusState, own: &AnnotatorId) {
        let pointed = self.row().map(|row| row.key.clone());
        let Self { rows, shown, filter, preferences, search, .. } = self;
        shown.narrow(rows, Lens { state, own, filter, preferences, found: search.found() });
        self.point_at(pointed.as_ref());
    }

    fn lens<'a>(&'a self, state: &'a CorpusState, own: &'a AnnotatorId) -> Lens<'a> {
        let Self { filter, preferences, search, .. } = self;
        Lens { state, own, filter, preferences, found: search.found() }
    }

    /// The search for the filter's words.
    pub fn word_search(&mut self) -> &mut WordSearch {
        &mut self.search
    }

    /// Whether words are being looked for.
    pub fn is_searching(&self) -> bool {
        self.search.is_running()
    }

    /// Why the filter's words are no query, where they look like one.
    pub fn complaint(&self) -> Option<&str> {
        self.search.complaint()
    }

    /// Whether who tagged a row's span, and what others decided, is hidden.
    pub fn hides(&self, row: &Row, own: &AnnotatorId) -> bool {
        self.preferences.is_blind && !row.facts.review.is_decided_by_me && row.key.annotator != *own
    }

    /// What reviewers say of a row, as far as it is not hidden.
    pub fn standing(&self, row: &Row, own: &AnnotatorId) -> Standing {
        if self.hides(row, own) { Standing::ToReview } else { row.standing }
    }

    /// What goes with a row's standing: why it was rejected, what was asked, why its annotator disagrees.
    pub fn reason(&self, row: &Row) -> Option<&str> {
        self.rows.names.get(row.facts.reason)
    }

    /// Who says a row's words, in words; `None` for nobody.
    pub fn said_by(&self, row: &Row) -> Option<&str> {
        self.rows.names.get(row.facts.said_by)
    }

    /// The outlet of a row's article.
    pub fn outlet(&self, row: &Row) -> Option<&str> {
        self.rows.names.get(row.facts.outlet)
    }

    /// How many rows there are at all.
    pub fn num_all(&self) -> usize {
        self.rows.all.len()
    }

    /// How many of all rows wait for a decision, as far as one may know.
    pub fn num_to_review(&self) -> usize {
        let counts = &self.rows.counts;
        if self.preferences.is_blind { counts.num_open_to_me } else { counts.num_open }
    }

    /// How many of one's own came back.
    pub fn num_came_back(&self) -> usize {
        self.rows.counts.num_came_back
    }

    /// How many rows pass the filter, those of folded groups among them.
    pub fn num_shown(&self) -> usize {
        self.shown.rows.len()
    }

    /// How many of the rows that pass the filter wait for a decision.
    pub fn num_open_shown(&self) -> usize {
        self.shown.num_open
    }

    /// The sample the table is narrowed to: which, how large it is, and how many of it wait.
    pub fn sample(&self) -> Option<(SampleSpec, usize, usize)> {
        self.shown.sample()
    }

    /// How many lines the table has.
    pub fn len(&self) -> usize {
        self.shown.lines.len()
    }

    /// Whether nothing passes the filter.
    pub fn is_empty(&self) -> bool {
        self.shown.rows.is_empty()
    }

    /// A line of the table.
    pub fn line(&self, at: usize) -> Option<Line> {
        self.shown.lines.get(at).copied()
    }

    /// The row of a line; `None` for the head of a group.
    pub fn get(&self, at: usize) -> Option<&Row> {
        match self.line(at)? {
            Line::Row(row) => self.rows.all.get(row as usize),
            Line::Group(_) => None,
        }
    }

    /// A group by its number.
    pub fn group(&self, idx: usize) -> Option<&Group> {
        self.shown.groups.get(idx)
    }

    /// The row that is pointed at.
    pub fn row(&self) -> Option<&Row> {
        self.get(self.cursor)
    }

    /// The row of a key, shown or not.
    pub fn find(&self, key: &AnnotationKey) -> Option<&Row> {
        self.rows.find(key).map(|at| &self.rows.all[at])
    }

    /// The keys of the rows that a command is about: those that are ticked, else the one that is pointed at.
    pub fn meant(&self) -> Vec<AnnotationKey> {
        if self.ticked.is_empty() {
            return self.row().map(|row| row.key.clone()).into_iter().collect();
        }
        self.ticked.iter().cloned().collect()
    }

    fn rows_of_group(&self, idx: usize) -> impl Iterator<Item = &Row> {
        let before: usize = self.shown.groups.iter().take(idx).map(|group| group.num_rows).sum();
        let len = self.shown.groups.get(idx).map_or(0, |group| group.num_rows);
        let rows = self.shown.rows.get(before..before + len).unwrap_or_default();
        rows.iter().filter_map(|at| self.rows.all.get(*at as usize))
    }

    /// Points at the row of a key, if it is shown.
    pub fn point_at(&mut self, key: Option<&AnnotationKey>) {
        let at = key.and_then(|key| self.line_of(key));
        self.cursor = at.unwrap_or(self.cursor).min(self.len().saturating_sub(1));
    }

    /// The line of a row, if it is shown.
    pub fn line_of(&self, key: &AnnotationKey) -> Option<usize> {
        let at = u32::try_from(self.rows.find(key)?).ok()?;
        self.shown.lines.iter().position(|line| *line == Line::Row(at))
    }

    /// Points at the first of some rows that passes the filter; its group is unfolded.
    pub fn point_at_first_of(
        &mut self,
        keys: &BTreeSet<AnnotationKey>,
        state: &CorpusState,
        own: &AnnotatorId,
    ) {
        let places: BTreeSet<usize> = keys.iter().filter_map(|key| self.rows.find(key)).collect();
        let is_of = |at: &&u32| places.contains(&(**at as usize));
        let Some(at) = self.shown.rows.iter().find(is_of).copied() else { return };
        if let Some(group) = self.shown.group_of(&self.rows, self.lens(state, own), at)
            && self.shown.is_folded(&group)
        {
            self.shown.fold([group], false);
            self.narrow(state, own);
        }
        if let Some(line) = self.shown.lines.iter().position(|line| *line == Line::Row(at)) {
            self.cursor = line;
        }
    }

    /// Points a number of lines further on.
    pub fn step(&mut self, way: Way, by: usize) {
        let last = self.len().saturating_sub(1);
        self.cursor = match way {
            Way::Next => self.cursor.saturating_add(by).min(last),
            Way::Previous => self.cursor.saturating_sub(by),
        };
    }

    /// Points at the next row that waits for a decision, from the top again where there is none further down; at
    /// the next row, if none does.
    pub fn go_on_from(&mut self, key: &AnnotationKey, own: &AnnotatorId) {
        let at = self.line_of(key);
        // Where the row has left the table, its place is the next one's.
        let from = at.map_or(self.cursor, |at| at + 1);
        let waiting = self.first_waiting(from, own).or_else(|| self.first_waiting(0, own));
        self.cursor = waiting.unwrap_or(from).min(self.len().saturating_sub(1));
    }

    /// The annotators that occur, for the filter's menu.
    pub fn annotators(&self) -> &BTreeMap<AnnotatorId, usize> {
        &self.rows.counts.annotators
    }

    /// Ticks every row that passes the filter, or none, if all are.
    pub fn tick_all(&mut self) {
        let shown = self.shown.rows.iter().map(|at| self.rows.all[*at as usize].key.clone());
        let keys: BTreeSet<AnnotationKey> = shown.collect();
        self.ticked = if keys.is_subset(&self.ticked) { BTreeSet::new() } else { keys };
    }

    /// Ticks a row, or takes its tick away. A range is ticked from it.
    pub fn tick(&mut self, key: AnnotationKey) {
        self.bench.tick_anchor = Some(key.clone());
        if !self.ticked.remove(&key) {
            self.ticked.insert(key);
        }
    }

    /// Ticks what the cursor is on: a row, or all rows of a group; takes the ticks away, if all have one.
    pub fn tick_here(&mut self) {
        match self.line(self.cursor) {
            Some(Line::Group(idx)) => {
                let keys: BTreeSet<AnnotationKey> =
                    self.rows_of_group(idx).map(|row| row.key.clone()).collect();
                if keys.is_subset(&self.ticked) {
                    self.ticked.retain(|key| !keys.contains(key));
                } else {
                    self.ticked.extend(keys);
                }
            }
            Some(Line::Row(_)) => {
                if let Some(key) = self.row().map(|row| row.key.clone()) {
                    self.tick(key);
                }
            }
            None => {}
        }
    }

    /// Ticks the rows from the one ticked last, or the one pointed at, to another, and points at that.
    pub fn tick_range_to(&mut self, key: &AnnotationKey) {
        let anchor = self.bench.tick_anchor.clone().and_then(|anchor| self.line_of(&anchor));
        let (from, to) = (anchor.unwrap_or(self.cursor), self.line_of(key).unwrap_or(self.cursor));
        let range = from.min(to)..=from.max(to);
        let keys: Vec<AnnotationKey> =
            range.filter_map(|at| self.get(at)).map(|row| row.key.clone()).collect();
        self.ticked.extend(keys);
        self.cursor = to;
    }

    /// Ticks the row that is pointed at, and the next or previous one, to which the cursor goes.
    pub fn extend_ticks(&mut self, way: Way) {
        let mark = |table: &mut Self| {
            if let Some(key) = table.row().map(|row| row.key.clone()) {
                table.ticked.insert(key.clone());
                table.bench.tick_anchor = Some(key);
            }
        };
        mark(self);
        self.step(way, 1);
        mark(self);
    }

    /// Groups the rows, or no longer.
    pub fn group_by(&mut self, by: Option<GroupBy>, state: &CorpusState, own: &AnnotatorId) {
        self.preferences.group = by;
        self.shown.unfold_all();
        self.narrow(state, own);
    }

    /// Folds or unfolds the group at the cursor, which goes to the group's head. Whether there was one.
    pub fn fold_here(&mut self, folds: bool, state: &CorpusState, own: &AnnotatorId) -> bool {
        let head =
            (0..=self.cursor.min(self.len().saturating_sub(1))).rev().find_map(|at| match self.line(at) {
                Some(Line::Group(idx)) => Some((at, idx)),
                _ => None,
            });
        let Some((at, idx)) = head else { return false };
        let Some(name) = self.group(idx).map(|group| group.name.clone()) else { return false };
        self.shown.fold([name], folds);
        self.cursor = at;
        self.narrow(state, own);
        self.cursor = at;
        true
    }

    /// Folds or unfolds a group by its number.
    pub fn toggle_group(&mut self, idx: usize, state: &CorpusState, own: &AnnotatorId) {
        let at = self.shown.lines.iter().position(|line| *line == Line::Group(idx));
        if let (Some(at), Some(folds)) = (at, self.group(idx).map(|group| !group.is_folded)) {
            self.cursor = at;
            self.fold_here(folds, state, own);
        }
    }

    /// Folds all groups, or unfolds them, if all are folded.
    pub fn fold_all(&mut self, state: &CorpusState, own: &AnnotatorId) {
        let folds = self.shown.groups.iter().any(|group| !group.is_folded);
        let names: Vec<String> = self.shown.groups.iter().map(|group| group.name.clone()).collect();
        self.shown.fold(names, folds);
        self.narrow(state, own);
    }

    /// Draws the sample anew: the corpus may have changed since.
    pub fn draw_anew(&mut self) {
        self.shown.forget_sample();
    }
}
