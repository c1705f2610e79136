//! Looks through a whole corpus for what a query asks: on all processors, in the order of articles and places, told
//! batch by batch.
//!
//! Places of words that overlap are shown once, by the first and longest. What a query finds is told in
//! [`super::query`].

mod scan;
pub mod facts;
pub mod order;
pub mod export;

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use super::query::matcher::Matcher;
use crate::model::annotation::{AnnotationKey, Party};
use crate::model::id::{ArticleId, LabelId};
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::text::context::Context;
use crate::model::text::{TextHash, TextRange};

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The article.
    pub article: ArticleId,
    /// The text the place counts in. A hit of another text than the article has now is of no use.
    pub text_hash: TextHash,
    /// Where it stands, in bytes: the words, the hull of a span, or the first line of an article.
    pub range: TextRange,
    /// The same in code points.
    pub code_points: Range<usize>,
    /// The span it is, or lies in, where the query asks about spans.
    pub span: Option<AnnotationKey>,
    /// That span's label.
    pub label: Option<LabelId>,
    /// Who speaks in that span, by its own attribution or the one it inherits.
    pub speakers: Vec<Party>,
    /// The labels of the spans that share words with it, in order of place, each once.
    pub tags: Vec<LabelId>,
    /// It in its line.
    pub context: Context,
}

/// How much is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// No more hits than this are told.
    pub limit: usize,
    /// How many characters of the line are kept on each side.
    pub around: usize,
}

/// Some more hits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The hits, in order, after all that were told before.
    pub hits: Vec<Hit>,
    /// How many articles are done, of [`Summary::num_articles`].
    pub num_done: usize,
    /// How many there are to be looked at.
    pub num_articles: usize,
}

/// What a search came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many hits were told.
    pub num_hits: usize,
    /// How many articles they stand in.
    pub num_articles: usize,
    /// Articles that could not be read.
    pub unread: Vec<ReadError>,
    /// Whether the search went to its end: neither the limit nor a wish to stop came before.
    pub is_complete: bool,
}

/// Texts that one processor looks through at a time, in bytes: little at first, so that the first hits come soon.
const FIRST_PART_BYTES: usize = 32 << 10;
const PART_BYTES: usize = 1 << 20;
/// What an article counts besides its text, so that many short ones make no large part.
const ARTICLE_BYTES: usize = 64;

/// Looks through the corpus. `sink` takes the hits and says whether to go on; `is_cancelled` is asked often, on all
/// threads. To be called beside the window.
pub fn find(
    corpus: &(dyn CorpusReader + Sync),
    matcher: &Matcher,
    extent: Extent,
    is_cancelled: &(dyn Fn() -> bool + Sync),
    sink: &mut dyn FnMut(Batch) -> ControlFlow<()>,
) -> Summary {
    let parts = parts_of(corpus);
    let num_articles = corpus.state().articles.len();
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let stops = || is_over.load(Ordering::Relaxed) || is_cancelled();
    let work = |done: &dyn Fn(usize, scan::Part)| {
        while !stops() {
            let idx = next.fetch_add(1, Ordering::Relaxed);
            let Some(ids) = parts.get(idx) else { return };
            done(idx, scan::scan(corpus, matcher, ids, extent, &stops));
        }
    };
    let mut told = Told { extent, num_articles, summary: Summary::default(), num_done: 0, is_stopped: false };
    let num_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(parts.len());
    std::thread::scope(|scope| {
        let (sender, results) = channel();
        let mut num_started = 0;
        for _ in 0..num_threads {
            let (sender, work) = (sender.clone(), &work);
            let thread = std::thread::Builder::new().name("redletter-find".to_owned());
            let started = thread.spawn_scoped(scope, move || {
                // Nobody listens any more once the sink has had enough.
                work(&|idx, part| drop(sender.send((idx, part))));
            });
            num_started += usize::from(started.is_ok());
        }
        if num_started == 0 {
            // The system gives no thread: then this one does it all.
            let sender = sender.clone();
            work(&|idx, part| drop(sender.send((idx, part))));
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut awaited = 0;
        for (idx, part) in results {
            waiting.insert(idx, part);
            while let Some(part) = waiting.remove(&awaited) {
                awaited += 1;
                if !told.is_stopped && told.tell(part, sink).is_break() {
                    told.is_stopped = true;
                    is_over.store(true, Ordering::Relaxed);
                }
            }
        }
        told.summary.is_complete = !told.is_stopped && awaited == parts.len() && !is_cancelled();
    });
    told.summary
}

/// What has been told so far.
struct Told {
    extent: Extent,
    num_articles: usize,
    summary: Summary,
    num_done: usize,
    is_stopped: bool,
}

impl Told {
    fn tell(&mut self, part: scan::Part, sink: &mut dyn FnMut(Batch) -> ControlFlow<()>) -> ControlFlow<()> {
        let scan::Part { mut hits, unread, num_articles } = part;
        self.num_done += num_articles;
        self.summary.unread.extend(unread);
        let room = self.extent.limit - self.summary.num_hits;
        let is_full = hits.len() > room;
        hits.truncate(room);
        self.summary.num_hits += hits.len();
        // An article lies in one part.
        self.summary.num_articles += hits.chunk_by(|one, two| one.article == two.article).count();
        let (num_done, num_articles) = (self.num_done, self.num_articles);
        let goes_on = sink(Batch { hits, num_done, num_articles });
        if is_full { ControlFlow::Break(()) } else { goes_on }
    }
}

/// The articles in order, cut into parts for the processors.
fn parts_of(corpus: &dyn CorpusReader) -> Vec<Vec<ArticleId>> {
    let (mut parts, mut part, mut num_bytes) = (Vec::new(), Vec::new(), 0);
    let mut room = FIRST_PART_BYTES;
    for row in corpus.state().articles.values() {
        part.push(row.id.clone());
        num_bytes += row.text_len + ARTICLE_BYTES;
        if num_bytes >= room {
            parts.push(std::mem::take(&mut part));
            num_bytes = 0;
            room = (room * 2).min(PART_BYTES);
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests;
