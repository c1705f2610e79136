//! The list of the History workspace: every change of everybody, the newest first, read beside the window, and
//! what the one that is pointed at has changed.

pub mod detail;
pub mod words;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use chrono::NaiveDate;

use self::detail::Detail;
use crate::app::command::Way;
use crate::app::command::history::Side;
use crate::app::jobs::{Job, Steps, Wake};
use crate::model::change::restore::Extent;
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::text::numbers::counted;
use crate::store::history::Damage;
use crate::store::past::{LineFilter, LineId, Past, Row, RowKind, Touches, read_rows};
use crate::store::{OpenCorpus, StoreError};

/// No more rows than this are held against the filter in one frame.
const TESTED_AT_ONCE: usize = 50_000;

/// What the list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Words that the change, its author or the title of its article hold.
    pub words: String,
    /// Only changes on this article.
    pub article: Option<ArticleId>,
    /// Only changes on this span of the article.
    pub span: Option<AnnotationId>,
    /// Only what these people did; everybody, if nobody is named.
    pub by: BTreeSet<AnnotatorId>,
    /// Only these kinds of change; all, if none is named.
    pub touches: Touches,
}

/// The list.
#[derive(Default)]
pub struct HistoryTable {
    rows: Rows,
    /// What the list is narrowed to.
    pub filter: HistoryFilter,
    matcher: Matcher,
    /// The row that is pointed at, among those shown.
    pub cursor: usize,
    reading: Option<Reading>,
    /// What has been read, or is being read; `None` before the list is first looked at.
    source: Option<LineFilter>,
    /// What went wrong in reading, if something did.
    pub trouble: Option<String>,
    /// What the row that is pointed at has changed.
    pub detail: Detail,
    /// What is being brought back, and how much.
    pub ways_back: WaysBack,
    /// Which day it is, so that today's times need no date.
    pub today: NaiveDate,
    /// Whether one came here from an article, to look at its history.
    pub came_from_article: bool,
}

/// What is being brought back, and how much.
#[derive(Default)]
pub struct WaysBack {
    /// How much of an article is brought back.
    pub extent: Extent,
    /// What is to be brought back as soon as it is known what the change was.
    pub wanted: Option<(LineId, Side)>,
    /// What is being looked up to be brought back.
    pub looked_up: Option<LookedUp>,
}

/// An article whose past is being looked up.
pub struct LookedUp {
    /// The article.
    pub article: ArticleId,
    /// The work that looks it up.
    pub job: Job<Result<Past, StoreError>>,
}

/// The rows: those read from the histories, and those of what has been done since.
#[derive(Default)]
struct Rows {
    /// What has been done since the reading began, the oldest first.
    fresh: Vec<Row>,
    /// The newest first.
    read: Vec<Row>,
    /// Indexes of those that are shown.
    shown_fresh: Vec<usize>,
    shown_read: Vec<usize>,
    /// How many of `read` have been held against the filter.
    num_tested: usize,
    /// The last line of this session that has a row, or was read.
    last_n: u64,
    /// Who has done something.
    annotators: BTreeSet<AnnotatorId>,
}

/// The histories being read.
struct Reading {
    job: Job<Result<Vec<Damage>, StoreError>>,
    batches: Receiver<Vec<Row>>,
    steps: Steps,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.steps.cancel();
    }
}

/// The filter with what its words mean looked up.
#[derive(Default)]
struct Matcher {
    /// Each word in small letters, with the articles that have it in their titles.
    words: Vec<(String, BTreeSet<ArticleId>)>,
}

impl HistoryFilter {
    /// Whether it leaves anything out.
    pub fn narrows(&self) -> bool {
        *self != Self::default()
    }

    /// What has to be read for it: the histories are read once for all filters but that of a span, of which the
    /// rows say nothing.
    fn source(&self) -> LineFilter {
        match &self.span {
            Some(_) => LineFilter {
                article: self.article.clone(),
                annotation: self.span.clone(),
                ..LineFilter::default()
            },
            None => LineFilter::default(),
        }
    }

    fn passes(&self, row: &Row, matcher: &Matcher) -> bool {
        (self.touches.is_empty() || self.touches.holds(row.touches))
            && (self.by.is_empty() || self.by.contains(&row.by))
            && self.article.as_ref().is_none_or(|article| row.articles.contains(article))
            && matcher.passes(row)
    }
}

impl Matcher {
    fn of(words: &str, state: &CorpusState) -> Self {
        let words = words.split_whitespace().map(|word| {
            let word = word.to_lowercase();
            let titled = state.articles.values().filter(|row| row.shown_title.to_lowercase().contains(&word));
            let titled = titled.map(|row| row.id.clone()).collect();
            (word, titled)
        });
        Self { words: words.collect() }
    }

    fn passes(&self, row: &Row) -> bool {
        self.words.is_empty() || {
            let said = format!("{} {}", say_of(row), row.by).to_lowercase();
            self.words.iter().all(|(word, titled)| {
                said.contains(word) || row.articles.iter().any(|article| titled.contains(article))
            })
        }
    }
}

/// What a row's change did, in words.
pub fn say_of(row: &Row) -> String {
    match row.kind {
        RowKind::Do => row.say.to_string(),
        RowKind::Undo(_) => format!("Undo: {}", row.say.to_lowercase()),
        RowKind::Redo(_) => format!("Redo: {}", row.say.to_lowercase()),
    }
}

impl HistoryTable {
    /// Begins to read what the filter needs, unless that is there already.
    pub fn read(&mut self, corpus: &OpenCorpus, wake: &Wake) {
        let wanted = self.filter.source();
        if self.source.as_ref() != Some(&wanted) {
            self.begin(corpus, wanted, wake);
        }
    }

    /// Reads everything again.
    pub fn reload(&mut self, corpus: &OpenCorpus, wake: &Wake) {
        self.begin(corpus, self.filter.source(), wake);
    }

    fn begin(&mut self, corpus: &OpenCorpus, source: LineFilter, wake: &Wake) {
        self.rows = Rows { last_n: corpus.last_line(), ..Rows::default() };
        self.trouble = None;
        self.cursor = 0;
        self.source = Some(source.clone());
        let histories = corpus.histories();
        let (sender, batches) = channel();
        let steps = Steps::default();
        let (shared, waking) = (steps.clone(), Arc::clone(wake));
        let job = Job::start("read history", Arc::clone(wake), move || {
            read_rows(&histories, source, &mut |batch, (done, total)| {
                shared.set_total(total);
                let goes_on = shared.set_done(done) && sender.send(batch).is_ok();
                waking();
                goes_on
            })
        });
        match job {
            Ok(job) => self.reading = Some(Reading { job, batches, steps }),
            Err(err) => self.trouble = Some(err.to_string()),
        }
    }

    /// Stops reading; what has been read stays.
    pub fn cancel(&mut self) {
        if let Some(reading) = self.reading.take() {
            reading.steps.cancel();
            self.trouble = Some("Reading was stopped: older changes are not listed".to_owned());
        }
    }

    /// How far the reading is: volumes read, of how many; `None` when nothing is being read.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.reading.as_ref().map(|reading| reading.steps.progress())
    }

    /// Takes rows that have been read, and holds some against the filter. Whether there is more to do at once.
    pub fn poll(&mut self) -> bool {
        if let Some(reading) = &self.reading {
            // What the job sent came before its end.
            let outcome = reading.job.poll();
            for row in reading.batches.try_iter().flatten() {
                self.rows.note(&row);
                self.rows.read.push(row);
            }
            if let Some(outcome) = outcome {
                self.reading = None;
                self.trouble = match outcome {
                    Ok(Ok(damage)) if damage.is_empty() => None,
                    Ok(Ok(damage)) => Some(format!("{} could not be read", counted(damage.len(), "line"))),
                    Ok(Err(err)) => Some(err.to_string()),
                    Err(err) => Some(err.to_string()),
                };
            }
        }
        let Self { rows, filter, matcher, .. } = self;
        let end = rows.read.len().min(rows.num_tested + TESTED_AT_ONCE);
        let tested = rows.num_tested..end;
        rows.shown_read.extend(tested.filter(|at| filter.passes(&rows.read[*at], matcher)));
        rows.num_tested = end;
        end < rows.read.len()
    }

    /// Adds rows for what has been done since, if the list has been looked at.
    pub fn follow(&mut self, corpus: &OpenCorpus) {
        let Some(source) = &self.source else { return };
        let rows = corpus.changes_after(self.rows.last_n, source);
        self.rows.last_n = corpus.last_line();
        for row in rows {
            self.rows.note(&row);
            if self.filter.passes(&row, &self.matcher) {
                self.rows.shown_fresh.push(self.rows.fresh.len());
                // It comes in above the one that is pointed at, which stays that one.
                self.cursor += 1;
            }
            self.rows.fresh.push(row);
        }
        self.cursor = self.cursor.min(self.len().saturating_sub(1));
    }

    /// Narrows the list. What the filter needs must be read with [`Self::read`].
    pub fn narrow(&mut self, filter: HistoryFilter, state: &CorpusState) {
        let pointed = self.row().map(|row| row.id.clone());
        self.matcher = Matcher::of(&filter.words, state);
        self.filter = filter;
        let Self { rows, filter, matcher, .. } = self;
        rows.num_tested = 0;
        rows.shown_read.clear();
        let passing = (0..rows.fresh.len()).filter(|at| filter.passes(&rows.fresh[*at], matcher));
        rows.shown_fresh = passing.collect();
        self.cursor = 0;
        self.poll();
        if let Some(pointed) = pointed {
            self.point_at(&pointed);
        }
    }

    /// How many changes have been read at all.
    pub fn num_all(&self) -> usize {
        self.rows.fresh.len() + self.rows.read.len()
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.rows.shown_fresh.len() + self.rows.shown_read.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether rows are still being read, or held against the filter.
    pub fn is_busy(&self) -> bool {
        self.reading.is_some() || self.rows.num_tested < self.rows.read.len()
    }

    /// A row that is shown, the newest being the first.
    pub fn get(&self, at: usize) -> Option<&Row> {
        let Rows { fresh, read, shown_fresh, shown_read, .. } = &self.rows;
        match shown_fresh.len().checked_sub(at + 1) {
            Some(from_end) => fresh.get(shown_fresh[from_end]),
            None => read.get(*shown_read.get(at - shown_fresh.len())?),
        }
    }

    /// The row that is pointed at.
    pub fn row(&self) -> Option<&Row> {
        self.get(self.cursor)
    }

    /// Points at a line, if it is shown.
    pub fn point_at(&mut self, id: &LineId) {
        let Rows { fresh, read, shown_fresh, shown_read, .. } = &self.rows;
        let among_fresh = shown_fresh.iter().rev().position(|at| fresh[*at].id == *id);
        // What was read is in order, the newest first.
        let among_read = || shown_read.binary_search_by(|at| id.cmp(&read[*at].id)).ok();
        let at = among_fresh.or_else(|| among_read().map(|at| shown_fresh.len() + at));
        self.cursor = at.unwrap_or(self.cursor).min(self.len().saturating_sub(1));
    }

    /// Points a number of rows further on.
    pub fn step(&mut self, way: Way, by: usize) {
        let last = self.len().saturating_sub(1);
        self.cursor = match way {
            Way::Next => self.cursor.saturating_add(by).min(last),
            Way::Previous => self.cursor.saturating_sub(by),
        };
    }

    /// Who has done something, for the filter's menu.
    pub fn annotators(&self) -> &BTreeSet<AnnotatorId> {
        &self.rows.annotators
    }

    /// The moment at a side of the row that is pointed at.
    pub fn moment(&self, side: Side) -> Option<crate::store::past::Moment> {
        use crate::store::past::Moment;
        let id = self.row()?.id.clone();
        Some(match side {
            Side::Before => Moment::Before(id),
            Side::After => Moment::After(id),
        })
    }
}

impl Rows {
    fn note(&mut self, row: &Row) {
        if !self.annotators.contains(&row.by) {
            self.annotators.insert(row.by.clone());
        }
    }
}
