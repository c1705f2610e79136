//! What the Find workspace keeps: the field, what was found, and what is about to be done with it. The search itself
//! runs beside the window.

pub mod field;
pub mod plan;
pub mod shown;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use self::field::{QueryField, defaults, parsed};
use self::plan::Plan;
use self::shown::{Arranged, ShownHits};
use crate::analysis::find::facts::Facts;
use crate::analysis::find::order::{Group, grouped, sorted};
use crate::analysis::find::{Batch, Extent, Hit, Summary, find};
use crate::analysis::query::QueryError;
use crate::analysis::query::matcher::{Kind, Matcher};
use crate::analysis::query::vocabulary::Vocabulary;
use crate::app::command::Way;
use crate::app::jobs::{Job, JobError, Steps, Wake};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key};
use crate::model::reader::CorpusReader as _;
use crate::model::text::find::Query;
use crate::model::text::numbers::counted;
use crate::store::CorpusSnapshot;

/// No more hits than this are shown.
pub const MAX_HITS: usize = 200_000;
/// Words of the line that are kept on each side of a hit, in characters.
const AROUND: usize = 80;

/// What the Find workspace keeps.
#[derive(Debug, Default)]
pub struct SearchDesk {
    /// The field.
    pub field: QueryField,
    /// What was found.
    pub shown: ShownHits,
    /// How it is shown.
    pub arranged: Arranged,
    /// What is about to be done with it.
    pub plan: Option<Plan>,
    /// What was asked when this was found, and what kind of thing it finds.
    pub answered: Option<(Query, Kind)>,
    running: Option<Running>,
    arranging: Option<Job<(Vec<usize>, Vec<Group>)>>,
    naming: Option<Job<Vocabulary>>,
    is_stale: bool,
    has_names: bool,
}

/// A search that goes on.
#[derive(Debug)]
struct Running {
    job: Job<Result<Found, QueryError>>,
    batches: Receiver<Batch>,
    steps: Steps,
    asked: Query,
    /// Whether what was found before stays in view until this one ends.
    is_quiet: bool,
    hits: Vec<Hit>,
}

/// What a search came to.
#[derive(Debug)]
struct Found {
    summary: Summary,
    kind: Kind,
    vocabulary: Vocabulary,
}

impl SearchDesk {
    /// Keeps it up with edits that have been applied; `state` is the corpus after them.
    pub fn follow(&mut self, _state: &CorpusState, edits: &[Edit]) {
        let changes = |edit: &Edit| match edit {
            Edit::Put(put) => !matches!(put.key, Key::Setting(_) | Key::Blocks(_)),
            Edit::PatchText(..) | Edit::MoveArticles(..) => true,
        };
        if edits.iter().any(changes) {
            self.is_stale = true;
            self.has_names = false;
        }
    }

    /// Whether something is being looked for.
    pub fn is_searching(&self) -> bool {
        self.running.is_some()
    }

    /// Why nothing can be done with all that was found; `None` if it can. A search that only renews what is there
    /// gives way.
    pub fn why_not_all(&self) -> Option<&'static str> {
        if self.running.as_ref().is_some_and(|running| !running.is_quiet) {
            return Some("Wait for the search to end, or stop it with Esc");
        }
        self.shown.hits.is_empty().then_some("Find something first; then it can be done with all of it")
    }

    /// Whether anything goes on beside the window.
    pub fn is_busy(&self) -> bool {
        self.running.is_some() || self.arranging.is_some() || self.naming.is_some()
    }

    /// Whether what was found is not of the corpus as it is now.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// How many articles have been looked through, of how many, while a search goes on.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.running.as_ref().map(|running| running.steps.progress())
    }

    /// The hits in the order in which they are shown, by index: those of the plan, if there is one.
    pub fn sequence(&self) -> &[usize] {
        self.plan.as_ref().map_or(&self.shown.order, |plan| &plan.rows)
    }

    /// The hits that are left out.
    pub fn skipped(&self) -> &BTreeSet<usize> {
        self.plan.as_ref().map_or(&self.shown.skipped, |plan| &plan.skipped)
    }

    /// The hits that are left out, to be changed.
    pub fn skipped_mut(&mut self) -> &mut BTreeSet<usize> {
        self.plan.as_mut().map_or(&mut self.shown.skipped, |plan| &mut plan.skipped)
    }

    /// The hit that is pointed at.
    pub fn pointed(&self) -> Option<(usize, &Hit)> {
        self.shown.pointed(self.sequence())
    }

    /// Points a number of hits further on.
    pub fn step(&mut self, way: Way, by: usize) {
        let num = self.sequence().len();
        self.shown.step(way, by, num);
    }

    /// How much was found, in words.
    pub fn count_in_words(&self) -> String {
        let Self { shown, .. } = self;
        let hits = counted(shown.hits.len(), "hit");
        format!("{hits} in {}", counted(shown.num_articles, "article"))
    }

    /// Begins to look for what the field asks. A quiet search keeps what was found before in view until it ends.
    pub fn begin(&mut self, corpus: CorpusSnapshot, wake: &Wake, is_quiet: bool) -> Result<(), JobError> {
        self.cancel();
        let asked = match (&self.answered, is_quiet) {
            (Some((asked, _)), true) => asked.clone(),
            _ => self.field.asked.clone(),
        };
        if !is_quiet {
            self.shown = ShownHits::default();
            self.plan = None;
            self.answered = None;
        }
        self.is_stale = false;
        self.arranging = None;
        let (sender, batches) = channel();
        let steps = Steps::default();
        let (shared, waking, question) = (steps.clone(), Arc::clone(wake), asked.clone());
        let job = Job::start("find in the corpus", Arc::clone(wake), move || {
            let tell = |batch: Batch| {
                shared.set_total(batch.num_articles);
                let goes_on = shared.set_done(batch.num_done);
                let is_heard = sender.send(batch).is_ok();
                waking();
                if goes_on && is_heard { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            look(&corpus, &question, &shared, tell)
        })?;
        self.running = Some(Running { job, batches, steps, asked, is_quiet, hits: Vec::new() });
        Ok(())
    }

    /// Stops the search. Whether there was one.
    pub fn cancel(&mut self) -> bool {
        let Some(running) = self.running.take() else { return false };
        running.steps.cancel();
        // What it has found so far stays, and what it would have found is not told.
        self.shown.is_cut |= !running.is_quiet;
        true
    }

    /// Makes what was found stand still, so that something can be planned with it: a search that only renews it is made
    /// up for later. Whether it does; not while a first search goes on.
    pub fn stands_still(&mut self) -> bool {
        match &self.running {
            Some(running) if running.is_quiet => {
                running.steps.cancel();
                self.running = None;
                self.is_stale = true;
                true
            }
            running => running.is_none(),
        }
    }

    /// Begins to gather the names that are offered while one types, unless they are known.
    pub fn gather_names(&mut self, corpus: CorpusSnapshot, wake: &Wake) {
        if self.has_names || self.naming.is_some() {
            return;
        }
        // Without a thread nothing but fields is offered.
        self.naming =
            Job::start("names for the query", Arc::clone(wake), move || Vocabulary::of(corpus.state())).ok();
        self.has_names = true;
    }

    /// Begins to put what was found in order.
    pub fn arrange(&mut self, corpus: CorpusSnapshot, wake: &Wake) {
        self.arranging = None;
        if self.running.as_ref().is_some_and(|running| !running.is_quiet) {
            return;
        }
        if self.arranged.is_plain() {
            self.put_in_order((0..self.shown.hits.len()).collect(), Vec::new());
            return;
        }
        let (hits, arranged) = (Arc::clone(&self.shown.hits), self.arranged);
        let job = Job::start("put hits in order", Arc::clone(wake), move || {
            let facts = Facts::of(corpus.state());
            let order = sorted(&hits, arranged.sort, arranged.is_turned, &facts);
            match arranged.group {
                Some(group) => grouped(&hits, order, group, &facts),
                None => (order, Vec::new()),
            }
        });
        self.arranging = job.ok();
    }

    /// Takes what has come of the work beside the window. What has ended, if anything has; `None` if there is no news.
    pub fn poll(&mut self) -> Option<News> {
        let mut news = None;
        if let Some(outcome) = self.naming.as_ref().and_then(Job::poll) {
            self.naming = None;
            self.field.vocabulary = outcome.unwrap_or_default();
            news = Some(News::More);
        }
        if let Some(outcome) = self.arranging.as_ref().and_then(Job::poll) {
            self.arranging = None;
            if let Ok((order, groups)) = outcome
                && order.len() == self.shown.hits.len()
            {
                self.put_in_order(order, groups);
            }
            news = Some(News::More);
        }
        let Some(running) = &mut self.running else { return news };
        // The result is asked for first: all batches have been sent by then.
        let outcome = running.job.poll();
        let batches: Vec<Batch> = running.batches.try_iter().collect();
        for batch in batches {
            news = Some(News::More);
            if running.is_quiet {
                running.hits.extend(batch.hits);
            } else {
                self.shown.push(batch.hits);
            }
        }
        match outcome {
            Some(outcome) => Some(self.end(outcome)),
            None => news,
        }
    }

    fn end(&mut self, outcome: Result<Result<Found, QueryError>, JobError>) -> News {
        let Some(running) = self.running.take() else { return News::More };
        match outcome {
            Ok(Ok(found)) => {
                if running.is_quiet {
                    self.renew(running.hits);
                }
                self.shown.is_cut = !found.summary.is_complete;
                self.shown.num_unread = found.summary.unread.len();
                self.field.vocabulary = found.vocabulary;
                self.has_names = true;
                self.field.remember(&running.asked.words);
                self.answered = Some((running.asked, found.kind));
                News::Ended
            }
            Ok(Err(err)) => {
                if running.asked == self.field.asked {
                    self.field.complaint = Some(err);
                }
                News::Bad
            }
            Err(err) => News::Failed(err),
        }
    }

    /// Puts what was found anew in the place of what was found before; what was pointed at and skipped stays so.
    fn renew(&mut self, hits: Vec<Hit>) {
        let name = |hit: &Hit| (hit.article.clone(), hit.range, hit.span.clone());
        let before = std::mem::take(&mut self.shown);
        let skipped: BTreeSet<_> =
            before.skipped.iter().filter_map(|idx| before.hits.get(*idx)).map(name).collect();
        let pointed = before.pointed(&before.order).map(|(_, hit)| name(hit));
        self.shown.push(hits);
        let named = self.shown.hits.iter().enumerate();
        self.shown.skipped =
            named.filter(|(_, hit)| skipped.contains(&name(hit))).map(|(idx, _)| idx).collect();
        let again = self.shown.hits.iter().position(|hit| Some(name(hit)) == pointed);
        self.shown.cursor = again.unwrap_or(before.cursor).min(self.shown.hits.len().saturating_sub(1));
    }

    fn put_in_order(&mut self, order: Vec<usize>, groups: Vec<Group>) {
        // Whoever is at the top stays there.
        let pointed = self.shown.order.get(self.shown.cursor).copied().filter(|_| self.shown.cursor > 0);
        let at = pointed.and_then(|idx| order.iter().position(|other| *other == idx));
        self.shown.order = order;
        self.shown.groups = groups;
        if self.plan.is_none() {
            self.shown.cursor = at.unwrap_or(0);
        }
    }
}

/// What has come of the work beside the window.
#[derive(Debug)]
pub enum News {
    /// There is more to show.
    More,
    /// The search has ended.
    Ended,
    /// The query could not be asked.
    Bad,
    /// The search broke off.
    Failed(JobError),
}

/// Looks through the corpus; runs beside the window.
fn look(
    corpus: &CorpusSnapshot,
    asked: &Query,
    steps: &Steps,
    mut tell: impl FnMut(Batch) -> ControlFlow<()>,
) -> Result<Found, QueryError> {
    let question = parsed(asked)?;
    let vocabulary = Vocabulary::of(corpus.state());
    let Some(matcher) = Matcher::new(&question, defaults(asked), corpus.state(), &vocabulary)? else {
        let summary = Summary { is_complete: true, ..Summary::default() };
        return Ok(Found { summary, kind: Kind::Words, vocabulary });
    };
    let extent = Extent { limit: MAX_HITS, around: AROUND };
    let summary = find(corpus, &matcher, extent, &|| steps.is_cancelled(), &mut tell);
    Ok(Found { summary, kind: matcher.kind(), vocabulary })
}
