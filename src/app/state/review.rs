//! The table of the Review workspace: every annotation of everybody, narrowed and in order, and what has been
//! decided on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::app::command::Way;
use crate::app::jobs::Job;
use crate::app::state::register::Register;
use crate::model::annotation::{Annotation, AnnotationRef, VoiceRole};
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, LabelId};
use crate::model::reader::CorpusReader;
use crate::model::review::{ReviewStatus, Verdict, decisions_on, review_status};

/// Which annotation a row is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    /// The article.
    pub article: ArticleId,
    /// Whose annotation.
    pub annotator: AnnotatorId,
    /// The annotation.
    pub annotation: AnnotationId,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub key: RowKey,
    /// The annotation as it is.
    pub annotation: Arc<Annotation>,
    /// What reviewers say of it.
    pub standing: Standing,
}

/// What reviewers say of an annotation, as the table shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nobody has decided.
    ToReview,
    /// It has changed since somebody decided.
    ChangedSince,
    /// Reviewers differ.
    Disputed,
    /// Somebody has put the decision off.
    Deferred,
    /// Right as it is.
    Accepted,
    /// Right once it is as the correction says.
    Corrected,
    /// Wrong.
    Rejected,
}

/// What the table is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewFilter {
    /// Words that the span or its speaker's name hold.
    pub words: String,
    /// Labels; all, if none is named.
    pub labels: BTreeSet<LabelId>,
    /// Speakers by name, `None` for spans without one; everything, if none is named.
    pub speakers: BTreeSet<Option<String>>,
    /// What reviewers say; anything, if none is named.
    pub standings: BTreeSet<Standing>,
    /// Annotators; everybody, if none is named.
    pub annotators: BTreeSet<AnnotatorId>,
    /// Outlets of the articles, as their metadata has them; all, if none is named.
    pub outlets: BTreeSet<String>,
    /// The days the articles are of.
    pub dates: DateRange,
    /// Only spans whose tag the annotator is unsure of.
    pub unsure_only: bool,
    /// Whether one's own spans are shown.
    pub shows_own: bool,
}

/// Days from one to another, both included. An article without a date lies in no range that has an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateRange {
    /// The first day; from the beginning, if there is none.
    pub from: Option<NaiveDate>,
    /// The last day; to the end, if there is none.
    pub to: Option<NaiveDate>,
}

/// What the table is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// The article, then the place in it.
    #[default]
    Place,
    /// The label.
    Label,
    /// The speaker.
    Speaker,
    /// What reviewers say.
    Standing,
    /// The annotator.
    Annotator,
}

/// A correction that is being made.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The row it corrects.
    pub row: RowKey,
    /// The replacement as it is so far.
    pub annotation: Annotation,
    /// What is typed as its speaker; `None` while that is untouched.
    pub speaker: Option<String>,
}

/// The table.
#[derive(Default)]
pub struct ReviewTable {
    /// Every annotation, in the order of articles and places.
    all: Vec<Row>,
    /// Indexes into `all`: the rows that are shown, in order.
    shown: Vec<usize>,
    /// What the table is narrowed to.
    pub filter: ReviewFilter,
    /// What it is ordered by, and whether that is turned round.
    pub sort: (SortBy, bool),
    /// The row that is pointed at, among those shown.
    pub cursor: usize,
    /// Ticked rows.
    pub ticked: BTreeSet<RowKey>,
    /// The note that goes with the next decision.
    pub note: String,
    /// The correction that is being made.
    pub correction: Option<Correction>,
    /// How many of all rows wait for a decision.
    pub num_to_review: usize,
    /// Who speaks in all rows, and in how many; `None` for nobody. The most frequent first.
    pub speakers: Vec<(Option<String>, usize)>,
    /// Whether rows have changed since the table was made.
    is_stale: bool,
    search: Search,
}

/// The search for words in the texts, which runs beside the window.
#[derive(Default)]
struct Search {
    words: String,
    job: Option<Job<BTreeSet<RowKey>>>,
    found: BTreeSet<RowKey>,
}

impl Default for ReviewFilter {
    fn default() -> Self {
        Self {
            words: String::new(),
            labels: BTreeSet::new(),
            speakers: BTreeSet::new(),
            standings: BTreeSet::new(),
            annotators: BTreeSet::new(),
            outlets: BTreeSet::new(),
            dates: DateRange::default(),
            unsure_only: false,
            shows_own: true,
        }
    }
}

impl DateRange {
    /// Whether a day lies in it; `None` for an article without a date.
    pub fn holds(self, day: Option<NaiveDate>) -> bool {
        let Some(day) = day else { return self == Self::default() };
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl ReviewFilter {
    /// Whether it leaves articles out by what is known about them. `row` is `None` for an article that is gone.
    fn passes_article(&self, row: Option<&ArticleRow>) -> bool {
        let outlet = row.map_or("", |row| row.metadata.outlet.as_str());
        (self.outlets.is_empty() || self.outlets.contains(outlet))
            && self.dates.holds(row.and_then(|row| row.metadata.date))
    }

    /// Whether it leaves anything out.
    pub fn narrows(&self) -> bool {
        *self != Self::default()
    }
}

impl Standing {
    /// Every standing, in the order of the filter.
    pub const ALL: [Self; 7] = [
        Self::ToReview,
        Self::ChangedSince,
        Self::Disputed,
        Self::Deferred,
        Self::Accepted,
        Self::Corrected,
        Self::Rejected,
    ];

    /// What the reviewers of an article say of an annotation.
    pub fn of(state: &CorpusState, key: &RowKey, annotation: &Annotation) -> Self {
        let Some(layers) = state.layers.get(&key.article) else { return Self::ToReview };
        let on = AnnotationRef { annotator: key.annotator.clone(), annotation: key.annotation.clone() };
        let decisions = decisions_on(layers, &on, None);
        if decisions.is_empty() {
            return Self::ToReview;
        }
        match review_status(layers, &on, annotation, None) {
            ReviewStatus::Unreviewed | ReviewStatus::Decided(Verdict::Deferred) => Self::Deferred,
            ReviewStatus::ChangedSince => Self::ChangedSince,
            ReviewStatus::Disputed | ReviewStatus::Disagreed => Self::Disputed,
            ReviewStatus::Decided(Verdict::Accepted) => Self::Accepted,
            ReviewStatus::Decided(Verdict::Corrected) => Self::Corrected,
            ReviewStatus::Decided(Verdict::Rejected) => Self::Rejected,
        }
    }

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToReview => "to review",
            Self::ChangedSince => "changed since",
            Self::Disputed => "disputed",
            Self::Deferred => "deferred",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
        }
    }

    /// Whether it waits for a decision.
    pub fn is_open(self) -> bool {
        matches!(self, Self::ToReview | Self::ChangedSince | Self::Disputed | Self::Deferred)
    }
}

impl ReviewTable {
    /// Says that annotations or decisions have changed.
    pub fn mark_stale(&mut self) {
        self.is_stale = true;
    }

    /// Makes the table anew, if anything has changed since it was made.
    pub fn refresh(&mut self, state: &CorpusState, own: &AnnotatorId, register: &Register) {
        if !std::mem::take(&mut self.is_stale) && !self.all.is_empty() {
            return;
        }
        let pointed = self.row().map(|row| row.key.clone());
        self.all.clear();
        for (article, layers) in &state.layers {
            for (annotator, layer) in layers {
                let spans = layer.in_reading_order().into_iter();
                // A correction stands for what it corrects; the table shows that.
                for annotation in spans.filter(|annotation| annotation.corrects.is_none()) {
                    let key = RowKey {
                        article: article.clone(),
                        annotator: annotator.clone(),
                        annotation: annotation.id.clone(),
                    };
                    let standing = Standing::of(state, &key, annotation);
                    self.all.push(Row { key, annotation: Arc::clone(annotation), standing });
                }
            }
        }
        self.all.sort_by(|one, two| {
            let place = |row: &Row| row.annotation.fragments.start();
            (&one.key.article, place(one), &one.key).cmp(&(&two.key.article, place(two), &two.key))
        });
        self.num_to_review = self.all.iter().filter(|row| row.standing.is_open()).count();
        self.speakers = counted_speakers(&self.all, register);
        self.narrow(state, own, register);
        self.point_at(pointed.as_ref());
    }

    /// Shows the rows that pass the filter, in order.
    pub fn narrow(&mut self, state: &CorpusState, own: &AnnotatorId, register: &Register) {
        let Self { all, filter, search, .. } = self;
        let words = filter.words.trim().to_lowercase();
        let passes = |row: &Row| {
            let speaker = || register.speakers_in_words(&row.annotation).unwrap_or_default().to_lowercase();
            filter.passes_article(state.articles.get(&row.key.article).map(|known| &**known))
                && (filter.labels.is_empty() || filter.labels.contains(&row.annotation.label))
                && (filter.speakers.is_empty()
                    || speakers_of(&row.annotation, register)
                        .iter()
                        .any(|name| filter.speakers.contains(name)))
                && (filter.standings.is_empty() || filter.standings.contains(&row.standing))
                && (filter.annotators.is_empty() || filter.annotators.contains(&row.key.annotator))
                && (filter.shows_own || row.key.annotator != *own)
                && (!filter.unsure_only
                    || row.annotation.certainty == crate::model::annotation::Certainty::Unsure)
                && (words.is_empty() || search.found.contains(&row.key) || speaker().contains(&words))
        };
        let mut shown: Vec<usize> = (0..all.len()).filter(|at| passes(&all[*at])).collect();
        let (by, is_turned) = self.sort;
        let position =
            |label: &LabelId| state.tagset.labels.get(label).map_or(u32::MAX, |label| label.position);
        match by {
            SortBy::Place => {}
            SortBy::Label => shown.sort_by_key(|at| position(&all[*at].annotation.label)),
            SortBy::Speaker => {
                shown.sort_by_cached_key(|at| {
                    register.speakers_in_words(&all[*at].annotation).map(|name| name.to_lowercase())
                });
            }
            SortBy::Standing => shown.sort_by_key(|at| all[*at].standing),
            SortBy::Annotator => {
                shown.sort_by(|one, two| all[*one].key.annotator.cmp(&all[*two].key.annotator));
            }
        }
        if is_turned {
            shown.reverse();
        }
        self.shown = shown;
        self.cursor = self.cursor.min(self.shown.len().saturating_sub(1));
    }

    /// Whether words are being looked for.
    pub fn is_searching(&self) -> bool {
        self.search.job.is_some()
    }

    /// Starts the search for the filter's words, unless it has been made.
    pub fn search(&mut self, start: impl FnOnce(String, Vec<Row>) -> Option<Job<BTreeSet<RowKey>>>) {
        let words = self.filter.words.trim().to_lowercase();
        if words == self.search.words {
            return;
        }
        self.search = Search { words: words.clone(), job: None, found: BTreeSet::new() };
        if !words.is_empty() {
            self.search.job = start(words, self.all.clone());
        }
    }

    /// Takes what the search has found. Whether it has ended.
    pub fn poll_search(&mut self) -> bool {
        let Some(outcome) = self.search.job.as_ref().and_then(Job::poll) else { return false };
        self.search.job = None;
        self.search.found = outcome.unwrap_or_default();
        true
    }

    /// How many rows there are at all.
    pub fn num_all(&self) -> usize {
        self.all.len()
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// A row that is shown.
    pub fn get(&self, at: usize) -> Option<&Row> {
        self.shown.get(at).and_then(|at| self.all.get(*at))
    }

    /// The row that is pointed at.
    pub fn row(&self) -> Option<&Row> {
        self.get(self.cursor)
    }

    /// The rows a decision is about: those that are ticked, else the one that is pointed at.
    pub fn meant(&self) -> Vec<&Row> {
        if self.ticked.is_empty() {
            return self.row().into_iter().collect();
        }
        self.all.iter().filter(|row| self.ticked.contains(&row.key)).collect()
    }

    /// Points at the row of a key, if it is shown.
    pub fn point_at(&mut self, key: Option<&RowKey>) {
        let at = key.and_then(|key| self.shown.iter().position(|at| self.all[*at].key == *key));
        self.cursor = at.unwrap_or(self.cursor).min(self.shown.len().saturating_sub(1));
    }

    /// Points at the first of some rows that is shown.
    pub fn point_at_first_of(&mut self, keys: &BTreeSet<RowKey>) {
        if let Some(at) = self.shown.iter().position(|at| keys.contains(&self.all[*at].key)) {
            self.cursor = at;
        }
    }

    /// Points a number of rows further on.
    pub fn step(&mut self, way: Way, by: usize) {
        let last = self.shown.len().saturating_sub(1);
        self.cursor = match way {
            Way::Next => self.cursor.saturating_add(by).min(last),
            Way::Previous => self.cursor.saturating_sub(by),
        };
    }

    /// Points at the next row that waits for a decision; at the next row, if none does.
    pub fn go_on_from(&mut self, key: &RowKey) {
        let at = self.shown.iter().position(|at| self.all[*at].key == *key);
        // Where the row has left the table, its place is the next one's.
        let from = at.map_or(self.cursor, |at| at + 1);
        let waiting =
            (from..self.shown.len()).find(|at| self.get(*at).is_some_and(|row| row.standing.is_open()));
        self.cursor = waiting.unwrap_or(from).min(self.shown.len().saturating_sub(1));
    }

    /// The labels, annotators that occur, for the filter's menus.
    pub fn annotators(&self) -> BTreeSet<&AnnotatorId> {
        self.all.iter().map(|row| &row.key.annotator).collect()
    }

    /// Ticks every row that is shown, or none, if all are.
    pub fn tick_all(&mut self) {
        let keys: BTreeSet<RowKey> = self.shown.iter().map(|at| self.all[*at].key.clone()).collect();
        self.ticked = if keys.is_subset(&self.ticked) { BTreeSet::new() } else { keys };
    }

    /// Ticks a row, or takes its tick away.
    pub fn tick(&mut self, key: RowKey) {
        if !self.ticked.remove(&key) {
            self.ticked.insert(key);
        }
    }
}

/// Who speaks in an annotation, each by name; `None` alone, if nobody is named.
fn speakers_of(annotation: &Annotation, register: &Register) -> Vec<Option<String>> {
    let parties = annotation.attribution.parties(VoiceRole::Speaker);
    let names: Vec<Option<String>> = parties.map(|party| Some(register.party_in_words(party))).collect();
    if names.is_empty() { vec![None] } else { names }
}

fn counted_speakers(rows: &[Row], register: &Register) -> Vec<(Option<String>, usize)> {
    let mut counts: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for name in rows.iter().flat_map(|row| speakers_of(&row.annotation, register)) {
        *counts.entry(name).or_default() += 1;
    }
    let mut counted: Vec<(Option<String>, usize)> = counts.into_iter().collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted
}

/// The rows whose covered words hold `words`, given in small letters. Reads texts; runs beside the window.
pub fn rows_with(corpus: &dyn CorpusReader, rows: &[Row], words: &str) -> BTreeSet<RowKey> {
    let mut found = BTreeSet::new();
    let mut open: Option<Arc<crate::model::article::Article>> = None;
    for row in rows {
        if open.as_ref().is_none_or(|article| article.id != row.key.article) {
            open = corpus.article(&row.key.article).ok();
        }
        let Some(article) = &open else { continue };
        let covered = row.annotation.fragments.covered(article.text.as_str()).unwrap_or_default();
        if covered.join(" ").to_lowercase().contains(words) {
            found.insert(row.key.clone());
        }
    }
    found
}
