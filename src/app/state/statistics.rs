//! What the Statistics workspace keeps: which plot is shown, of what, and the figures, which are counted beside the
//! window whenever the workspace is on the screen and something has changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::chart::Chart;
use crate::analysis::statistics::facts::Facts;
use crate::analysis::statistics::filter::{Behind, StatisticsFilter};
use crate::analysis::statistics::lengths::Lengths;
use crate::analysis::statistics::table::Table;
use crate::analysis::statistics::tables::{Cut, TableKind};
use crate::analysis::statistics::texts::TextPart;
use crate::app::command::Way;
use crate::app::jobs::{Job, Steps, Wake};
use crate::model::annotation::AnnotationKey;
use crate::model::corpus::CorpusState;
use crate::model::edit::Edit;
use crate::store::{CorpusSnapshot, OpenCorpus};

/// What the Statistics workspace keeps.
#[derive(Debug)]
pub struct StatisticsDesk {
    /// The plot that is shown.
    pub kind: TableKind,
    /// What is to be counted.
    pub cut: Cut,
    /// The row that is pointed at.
    pub cursor: usize,
    /// What went wrong in counting, if something did.
    pub trouble: Option<String>,
    counted: Option<Counted>,
    counting: Option<Counting>,
    /// Whether anything has changed since the facts were gathered, or began to be.
    is_stale: bool,
}

/// What has been counted.
#[derive(Debug)]
struct Counted {
    facts: Arc<Facts>,
    lengths: Arc<Lengths>,
    cut: Cut,
    figures: BTreeMap<TableKind, Figures>,
    /// Every outlet with the number of its articles.
    outlets: Vec<(Arc<str>, usize)>,
}

/// A table and its plot.
#[derive(Debug)]
pub struct Figures {
    /// The table.
    pub table: Table,
    /// The plot of it.
    pub chart: Chart,
}

/// Work that counts.
#[derive(Debug)]
struct Counting {
    job: Job<Option<Counted>>,
    steps: Steps,
}

impl Drop for Counting {
    fn drop(&mut self) {
        self.steps.cancel();
    }
}

impl Default for StatisticsDesk {
    fn default() -> Self {
        Self {
            kind: TableKind::Labels,
            cut: Cut::default(),
            cursor: 0,
            trouble: None,
            counted: None,
            counting: None,
            is_stale: true,
        }
    }
}

impl Counted {
    /// Counts: the facts of `snapshot` if there is one, else those that are known, and every table of them. `None`
    /// if it was stopped.
    fn of(
        snapshot: Option<&CorpusSnapshot>,
        known: Option<(Arc<Facts>, Arc<Lengths>)>,
        cut: Cut,
        steps: &Steps,
    ) -> Option<Self> {
        let (facts, lengths) = match (snapshot, known) {
            (Some(corpus), known) => {
                let known = known.map(|(_, lengths)| lengths).unwrap_or_default();
                let lengths = Lengths::of(corpus, &known, &|| !steps.is_cancelled())?;
                (Arc::new(Facts::of(corpus, &lengths)), Arc::new(lengths))
            }
            (None, Some(known)) => known,
            (None, None) => return None,
        };
        let mut figures = BTreeMap::new();
        for kind in TableKind::ALL {
            if steps.is_cancelled() {
                return None;
            }
            let table = kind.table(&facts, &cut);
            let chart = Chart::of(kind, &table, cut.text);
            figures.insert(kind, Figures { table, chart });
        }
        let mut outlets: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        for article in &facts.articles {
            *outlets.entry(Arc::clone(&article.outlet)).or_default() += 1;
        }
        Some(Self { facts, lengths, cut, figures, outlets: outlets.into_iter().collect() })
    }
}

impl StatisticsDesk {
    /// Keeps it up with edits that have been applied; `state` is the corpus after them.
    pub fn follow(&mut self, _state: &CorpusState, edits: &[Edit]) {
        if !edits.is_empty() {
            self.renew();
        }
    }

    /// Says that everything is to be counted again.
    pub fn renew(&mut self) {
        self.trouble = None;
        self.is_stale = true;
    }

    /// Begins to count what is wanted, unless it is there or on its way.
    pub fn count(&mut self, corpus: &OpenCorpus, wake: &Wake) {
        if self.counting.is_some() || self.is_current() {
            return;
        }
        let snapshot = std::mem::take(&mut self.is_stale).then(|| corpus.snapshot());
        let known = self.counted.as_ref();
        let known = known.map(|counted| (Arc::clone(&counted.facts), Arc::clone(&counted.lengths)));
        let (cut, steps) = (self.cut.clone(), Steps::default());
        let shared = steps.clone();
        let work = move || Counted::of(snapshot.as_ref(), known, cut, &shared);
        match Job::start("count", Arc::clone(wake), work) {
            Ok(job) => self.counting = Some(Counting { job, steps }),
            Err(err) => self.trouble = Some(err.to_string()),
        }
    }

    /// Takes what has been counted. Whether there is something new to see.
    pub fn poll(&mut self) -> bool {
        let Some(outcome) = self.counting.as_ref().and_then(|counting| counting.job.poll()) else {
            return false;
        };
        self.counting = None;
        match outcome {
            Ok(Some(counted)) => {
                let pointed = self.figures().map(|figures| figures.table.row_title(self.cursor));
                self.counted = Some(counted);
                self.trouble = None;
                let named = |figures: &Figures, name: &str| {
                    (0..figures.table.rows.len()).find(|row| figures.table.row_title(*row) == name)
                };
                if let (Some(name), Some(figures)) = (pointed, self.figures()) {
                    let last = figures.table.rows.len().saturating_sub(1);
                    self.cursor = named(figures, &name).unwrap_or(self.cursor.min(last));
                }
            }
            Ok(None) => self.is_stale = true,
            Err(err) => self.trouble = Some(err.to_string()),
        }
        true
    }

    /// Whether the figures are those of the corpus as it is and of what is wanted.
    pub fn is_current(&self) -> bool {
        // What could not be counted is not tried again by itself.
        self.trouble.is_some()
            || (!self.is_stale && self.counted.as_ref().is_some_and(|counted| counted.cut == self.cut))
    }

    /// Whether figures are being counted.
    pub fn is_counting(&self) -> bool {
        self.counting.is_some()
    }

    /// The table and plot that are shown; those of before while newer ones are counted.
    pub fn figures(&self) -> Option<&Figures> {
        self.figures_of(self.kind)
    }

    /// The same for another kind of plot.
    pub fn figures_of(&self, kind: TableKind) -> Option<&Figures> {
        self.counted.as_ref()?.figures.get(&kind)
    }

    /// How many spans there are, and how many of them the figures count.
    pub fn num_spans(&self) -> Option<(usize, usize)> {
        let counted = self.counted.as_ref()?;
        let spans = &counted.figures.get(&TableKind::Labels)?.table;
        Some((counted.facts.spans.len(), spans.sum(spans.column("spans")?)))
    }

    /// How many spans have no length, since their articles can't be read.
    pub fn num_without_length(&self) -> usize {
        self.counted.as_ref().map_or(0, |counted| counted.facts.num_without_length)
    }

    /// How many articles can't be read, so that their texts count nothing.
    pub fn num_unread(&self) -> usize {
        self.counted.as_ref().map_or(0, |counted| counted.facts.num_unread)
    }

    /// Which part of the articles' texts the figures count that are shown.
    pub fn text_part(&self) -> TextPart {
        self.counted.as_ref().map_or(self.cut.text, |counted| counted.cut.text)
    }

    /// Every outlet of the corpus with the number of its articles, by name.
    pub fn outlets(&self) -> &[(Arc<str>, usize)] {
        self.counted.as_ref().map_or(&[], |counted| &counted.outlets)
    }

    /// The annotators who have a layer anywhere.
    pub fn annotators(&self) -> &[crate::model::id::AnnotatorId] {
        self.counted.as_ref().map_or(&[], |counted| &counted.facts.annotators)
    }

    /// Shows another plot.
    pub fn choose(&mut self, kind: TableKind) {
        if kind != self.kind {
            self.kind = kind;
            self.cursor = 0;
        }
    }

    /// Points at another row.
    pub fn step(&mut self, way: Way, by: usize) {
        let last = self.figures().map_or(0, |figures| figures.table.rows.len()).saturating_sub(1);
        self.cursor = match way {
            Way::Next => self.cursor.saturating_add(by).min(last),
            Way::Previous => self.cursor.saturating_sub(by),
        };
    }

    /// Which spans a figure counts, and the filter it was counted with; `None` if it counts no spans. The whole
    /// row if no column is given.
    pub fn behind(&self, row: usize, column: Option<usize>) -> Option<(Behind, &StatisticsFilter)> {
        let counted = self.counted.as_ref()?;
        let table = &counted.figures.get(&self.kind)?.table;
        let whole = || table.rows.get(row)?.behind.clone();
        let behind = column.and_then(|column| table.behind(row, column)).or_else(whole)?;
        Some((behind, &counted.cut.filter))
    }

    /// The spans that a figure counts.
    pub fn spans_behind(&self, behind: &Behind) -> Vec<AnnotationKey> {
        let Some(counted) = &self.counted else { return Vec::new() };
        let facts = &counted.facts;
        let key = |idx: &usize| {
            let span = &facts.spans[*idx];
            AnnotationKey {
                article: facts.articles[span.article].id.clone(),
                annotator: facts.annotators[span.annotator].clone(),
                annotation: span.annotation.id.clone(),
            }
        };
        facts.behind(&counted.cut.filter, behind).iter().map(key).collect()
    }
}
