//! What the Checks workspace keeps: what was found, kept up with every edit, and the rows that are shown of it.
//! The whole corpus is checked beside the window; small edits are followed at once, large ones beside it too.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::register::Register;
use crate::analysis::quality::checks::CHECKS;
use crate::analysis::quality::{About, Begun, Budget, Finding, FindingDigest, Part, Quality, Work, settings};
use crate::app::command::Way;
use crate::app::jobs::{Job, JobError, Steps, Wake};
use crate::model::edit::Edit;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader as _;
use crate::model::text::context::Context;
use crate::report::quality::{Offers, names_of};
use crate::store::{CorpusSnapshot, OpenCorpus};

/// Articles between two times that the window is told how far the work is.
const STEPS_A_WAKE: usize = 256;
/// How long a corpus has been open before it is checked without anybody asking, in seconds.
const REST_SECS: f64 = 1.0;
/// How long checking goes on before there is a way to stop it, in seconds.
const PATIENCE_SECS: f64 = 1.0;

/// What the Checks workspace keeps.
#[derive(Debug, Default)]
pub struct ChecksDesk {
    quality: Option<Quality>,
    running: Option<Running>,
    /// What the next job checks.
    left: Work,
    /// What has been done since the snapshot that is being checked whole was taken.
    since: Vec<Edit>,
    /// Why nothing more is checked, if so.
    pub trouble: Option<Trouble>,
    /// When the window first asked, in egui's seconds.
    asked_at: Option<f64>,
    shown: Shown,
    /// What the list is narrowed to.
    pub filter: ChecksFilter,
    /// The row that is pointed at, among those shown.
    pub cursor: usize,
    /// The finding that is about to be accepted, and its note so far.
    pub accepting: Option<(FindingDigest, String)>,
    places: Places,
}

/// Why nothing more is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Somebody stopped it.
    Stopped,
    /// It broke off, and why.
    Broke(String),
}

/// Where one was when something was changed from the list, so that undo leads back there.
#[derive(Debug, Default)]
struct Places {
    /// The finding that was pointed at, by the number of the change's line in the history.
    by_change: BTreeMap<u64, FindingDigest>,
    /// The finding that is to be pointed at as soon as it is listed.
    wanted: Option<FindingDigest>,
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChecksFilter {
    /// Words that the finding, its words or the title of its article hold.
    pub words: String,
    /// Only what was found in this article.
    pub article: Option<ArticleId>,
    /// Only what this check has found.
    pub check: Option<&'static str>,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub enum Row {
    /// A check, above what it has found.
    Head(&'static About, usize),
    /// Something it has found.
    Finding(Arc<Finding>),
}

/// The rows that are shown.
#[derive(Debug, Default)]
struct Shown {
    rows: Vec<Row>,
    num_findings: usize,
    is_fresh: bool,
}

/// Checking that goes on beside the window.
#[derive(Debug)]
struct Running {
    job: RunningJob,
    steps: Steps,
    /// When it began, in egui's seconds.
    began_at: f64,
}

#[derive(Debug)]
enum RunningJob {
    /// Everything.
    Whole(Job<Option<Quality>>),
    /// Some articles, as of this moment of the findings' own time.
    Some(Job<Option<Vec<(ArticleId, Part)>>>, u64),
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nobody waits for it any more.
        self.steps.cancel();
    }
}

impl ChecksFilter {
    /// Whether it leaves anything out.
    pub fn narrows(&self) -> bool {
        *self != Self::default()
    }
}

impl ChecksDesk {
    /// Keeps it up with edits that have been applied to `corpus`.
    pub fn follow(&mut self, corpus: &OpenCorpus, register: &Register, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        self.shown.is_fresh = false;
        if matches!(self.running, Some(Running { job: RunningJob::Whole(_), .. })) {
            self.since.extend(edits.iter().cloned());
        }
        if let Some(quality) = &mut self.quality {
            let offers = Offers { names: register.names(), state: corpus.state() };
            self.left.merge(quality.follow(edits, corpus, &offers, Budget::FRAME));
        }
    }

    /// Begins what is to be checked beside the window, and takes what has come of it. `is_wanted` tells whether
    /// somebody looks at it; else the first check waits until the corpus has been open for a moment, and gives for
    /// how many seconds, so that a frame comes then.
    pub fn poll(
        &mut self,
        corpus: &OpenCorpus,
        register: &Register,
        wake: &Wake,
        (is_wanted, now_secs): (bool, f64),
    ) -> (bool, Option<f64>) {
        let has_news = self.take(corpus, register);
        if self.running.is_some() || self.trouble.is_some() {
            return (has_news, None);
        }
        let rest = REST_SECS - (now_secs - *self.asked_at.get_or_insert(now_secs));
        if self.quality.is_none() && !is_wanted && rest > 0.0 {
            return (has_news, Some(rest));
        }
        let is_whole = self.quality.is_none() || self.left.everything;
        if is_whole || !self.left.is_empty() {
            self.begin(corpus, wake, is_whole, now_secs);
        }
        (has_news, None)
    }

    fn begin(&mut self, corpus: &OpenCorpus, wake: &Wake, is_whole: bool, began_at: f64) {
        let (snapshot, steps, told) = (corpus.snapshot(), Steps::default(), Arc::clone(wake));
        let work = std::mem::take(&mut self.left);
        let (mine, wake) = (steps.clone(), Arc::clone(wake));
        let job = match &self.quality {
            Some(quality) if !is_whole => {
                let begun = quality.begin(work);
                let clock = begun.clock();
                steps.set_total(begun.num_articles());
                let job = Job::start("check articles", wake, move || some(&begun, &snapshot, &mine, &told));
                job.map(|job| RunningJob::Some(job, clock))
            }
            _ => {
                self.since.clear();
                steps.set_total(snapshot.state().articles.len());
                Job::start("check the corpus", wake, move || whole(&snapshot, &mine, &told))
                    .map(RunningJob::Whole)
            }
        };
        match job {
            Ok(job) => self.running = Some(Running { job, steps, began_at }),
            Err(err) => self.trouble = Some(Trouble::Broke(err.to_string())),
        }
    }

    /// Takes what has come of the work beside the window. Whether there was anything.
    fn take(&mut self, corpus: &OpenCorpus, register: &Register) -> bool {
        let Some(running) = &self.running else { return false };
        let told: Result<(), JobError> = match &running.job {
            RunningJob::Whole(job) => match job.poll() {
                None => return false,
                Some(outcome) => outcome.map(|quality| {
                    if let Some(mut quality) = quality {
                        let offers = Offers { names: register.names(), state: corpus.state() };
                        let since = std::mem::take(&mut self.since);
                        // What waited before has been checked with everything else.
                        self.left = quality.follow(&since, corpus, &offers, Budget::FRAME);
                        self.quality = Some(quality);
                    }
                }),
            },
            RunningJob::Some(job, clock) => match job.poll() {
                None => return false,
                Some(outcome) => outcome.map(|parts| {
                    if let (Some(quality), Some(parts)) = (&mut self.quality, parts) {
                        self.left.merge(quality.take(corpus.state(), parts, *clock));
                    }
                }),
            },
        };
        self.running = None;
        self.trouble = told.err().map(|err| Trouble::Broke(err.to_string()));
        self.shown.is_fresh = false;
        true
    }

    /// Stops what goes on beside the window; nothing more is checked until that is asked for.
    pub fn stop(&mut self) {
        if self.running.take().is_some() {
            self.since.clear();
            self.trouble = Some(Trouble::Stopped);
        }
    }

    /// Checks everything anew after it was stopped or something went wrong.
    pub fn try_again(&mut self) {
        *self = Self { filter: std::mem::take(&mut self.filter), ..Self::default() };
    }

    /// Makes the rows anew where they are out of date.
    pub fn refresh(&mut self, corpus: &OpenCorpus) {
        if self.shown.is_fresh {
            return;
        }
        let Some(quality) = &self.quality else { return };
        let state = corpus.state();
        let pointed = self.places.wanted.or(self.finding().map(|finding| finding.digest));
        let off = settings::off(state);
        let ChecksFilter { words, article, check } = &self.filter;
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let keep = |finding: &Finding| {
            !off.contains(finding.about.id)
                && check.is_none_or(|check| check == finding.about.id)
                && article.as_ref().is_none_or(|article| finding.key.article() == Some(article))
                && (words.is_empty() || holds(corpus, finding, &words))
        };
        let (mut rows, mut num_findings) = (Vec::new(), 0);
        for (check, findings) in CHECKS.iter().zip(quality.open(keep)) {
            if !findings.is_empty() {
                num_findings += findings.len();
                rows.push(Row::Head(check.about(), findings.len()));
                rows.extend(findings.into_iter().map(Row::Finding));
            }
        }
        self.shown = Shown { rows, num_findings, is_fresh: true };
        let at = pointed.and_then(|digest| {
            self.shown.rows.iter().position(|row| matches!(row, Row::Finding(one) if one.digest == digest))
        });
        if at.is_some() {
            self.places.wanted = None;
        }
        self.cursor = at.unwrap_or(self.cursor);
        self.settle_cursor(Way::Next);
    }

    /// Narrows the list.
    pub fn narrow(&mut self, filter: ChecksFilter) {
        self.filter = filter;
        self.places.wanted = None;
        self.shown.is_fresh = false;
    }

    /// Puts the cursor on something that was found, not on the name of a check.
    fn settle_cursor(&mut self, way: Way) {
        let rows = &self.shown.rows;
        self.cursor = self.cursor.min(rows.len().saturating_sub(1));
        if matches!(rows.get(self.cursor), Some(Row::Head(..))) {
            // Above the first finding there is nothing but its check.
            self.cursor =
                if way == Way::Previous && self.cursor > 0 { self.cursor - 1 } else { self.cursor + 1 };
        }
    }

    /// Notes that a change of that line in the history was made at a finding.
    pub fn note_place(&mut self, change: u64, finding: FindingDigest) {
        self.places.by_change.insert(change, finding);
    }

    /// Points at the finding again at which a change was made, now that it is undone, as soon as it is listed.
    pub fn go_back_to(&mut self, change: u64) {
        if let Some(finding) = self.places.by_change.get(&change) {
            self.places.wanted = Some(*finding);
            self.shown.is_fresh = false;
        }
    }

    /// Points at a row.
    pub fn point(&mut self, at: usize) {
        self.places.wanted = None;
        self.cursor = at;
    }

    /// Moves the cursor by so many rows.
    pub fn step(&mut self, way: Way, by: usize) {
        self.places.wanted = None;
        self.cursor = match way {
            Way::Next => self.cursor.saturating_add(by),
            Way::Previous => self.cursor.saturating_sub(by),
        };
        self.settle_cursor(way);
    }

    /// The rows that are shown.
    pub fn rows(&self) -> &[Row] {
        &self.shown.rows
    }

    /// How many findings are shown.
    pub fn num_shown(&self) -> usize {
        self.shown.num_findings
    }

    /// The finding that is pointed at.
    pub fn finding(&self) -> Option<&Arc<Finding>> {
        match self.shown.rows.get(self.cursor) {
            Some(Row::Finding(finding)) => Some(finding),
            _ => None,
        }
    }

    /// Every finding that is shown of a check.
    pub fn shown_of(&self, about: &About) -> impl Iterator<Item = &Arc<Finding>> {
        self.shown.rows.iter().filter_map(move |row| match row {
            Row::Finding(finding) if finding.about.id == about.id => Some(finding),
            _ => None,
        })
    }

    /// How many findings of a check are to be looked at; `None` before the first check has ended.
    pub fn num_open(&self, about: &About) -> Option<usize> {
        self.quality.as_ref().map(|quality| quality.num_open(about))
    }

    /// Whether there is anything to show: the first check has ended.
    pub fn is_known(&self) -> bool {
        self.quality.is_some()
    }

    /// Whether checking has gone on for so long that there should be a way to stop it; `now_secs` in egui's seconds.
    pub fn may_be_stopped(&self, now_secs: f64) -> bool {
        self.running.as_ref().is_some_and(|running| now_secs - running.began_at >= PATIENCE_SECS)
    }

    /// How far the checking beside the window is, in articles; `None` while there is none.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.running.as_ref().map(|running| running.steps.progress())
    }
}

impl Trouble {
    /// What is told of it.
    pub fn in_words(&self) -> String {
        match self {
            Self::Stopped => "Not all articles were looked at; what is listed may be old".to_owned(),
            Self::Broke(why) => why.clone(),
        }
    }
}

/// Whether a finding, its words or the title of its article hold all of these words, given in small letters.
fn holds(corpus: &OpenCorpus, finding: &Finding, words: &[String]) -> bool {
    let row = finding.key.article().and_then(|id| corpus.state().articles.get(id));
    let title = row.map_or("", |row| &row.shown_title);
    let Context { before, words: said, after, .. } = &finding.context;
    let told = format!("{} {title} {before}{said}{after} {}", finding.say, finding.about.name).to_lowercase();
    words.iter().all(|word| told.contains(word))
}

/// Tells the window now and then how far it is. Whether to go on.
fn step(steps: &Steps, done: usize, wake: &Wake) -> ControlFlow<()> {
    if done % STEPS_A_WAKE == STEPS_A_WAKE - 1 {
        wake();
    }
    if steps.set_done(done) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

fn whole(snapshot: &CorpusSnapshot, steps: &Steps, wake: &Wake) -> Option<Quality> {
    let names = names_of(snapshot.state());
    let offers = Offers { names: &names, state: snapshot.state() };
    Quality::of(snapshot, &offers, &mut |done| step(steps, done, wake))
}

fn some(
    begun: &Begun,
    snapshot: &CorpusSnapshot,
    steps: &Steps,
    wake: &Wake,
) -> Option<Vec<(ArticleId, Part)>> {
    let names = names_of(snapshot.state());
    let offers = Offers { names: &names, state: snapshot.state() };
    begun.run(snapshot, &offers, &mut |done| step(steps, done, wake))
}
