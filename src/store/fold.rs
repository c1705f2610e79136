//! Folding the tail of a history over the files: what was acknowledged and had not reached its file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::history::Line;
use super::layout::RecordFile;
use super::load::lock_of;
use super::own_history::Tail;
use super::records::RangeRecord;
use crate::model::annotation::Annotation;
use crate::model::article::{Article, ArticleText, TextPatch};
use crate::model::corpus::CorpusState;
use crate::model::edit::{ArticleAccess, ArticleStamp, Direction, Edit, Key, Put, Record};
use crate::model::id::ArticleId;
use crate::model::layer::carry_annotation;
use crate::model::text::TextRange;
use crate::model::time::Timestamp;

/// What a history says and the files don't, because somebody else changed them. It stays listed until a person
/// has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// What it is about.
    pub what: RecoveredValue,
    /// The lines of the own history that are not in the files because of it. Empty where the history never had
    /// the value: somebody else's, which gave way in a file.
    pub lines: BTreeSet<u64>,
}

/// A value that one of two people put into a corpus, and that is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecoveredValue {
    /// A record.
    Record {
        /// Which.
        key: Key,
        /// What is in the corpus; it stays.
        kept: Option<Record>,
        /// What is not.
        other: Option<Record>,
    },
    /// A correction of an article's text.
    Correction {
        /// The article.
        article: ArticleId,
        /// The correction.
        patch: Arc<TextPatch>,
    },
}

impl fmt::Display for RecoveredValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record { key, .. } => write!(f, "{key}"),
            Self::Correction { article, patch } => {
                let (removed, inserted) = (&patch.removed, &patch.inserted);
                write!(f, "correction of “{removed}” to “{inserted}” in {article}")
            }
        }
    }
}

impl RecoveredValue {
    /// The file that has another value.
    pub fn file(&self) -> RecordFile {
        match self {
            Self::Record { key, .. } => RecordFile::of(key),
            Self::Correction { article, .. } => RecordFile::Article(article.clone()),
        }
    }
}

/// A correction of the tail that the article's text has no place for any more.
pub(super) fn correction(article: ArticleId, patch: Arc<TextPatch>, tail: &Tail) -> Recovered {
    let is_it = |edit: &Edit| matches!(edit, Edit::PatchText(id, other) if *id == article && *other == patch);
    let lines = tail.lines.iter().filter(|line| line.edits.iter().any(is_it)).map(|line| line.n).collect();
    Recovered { what: RecoveredValue::Correction { article, patch }, lines }
}

/// The patches of some lines, by article, in order.
pub(super) fn patches(lines: &[Arc<Line>]) -> BTreeMap<ArticleId, Vec<Arc<TextPatch>>> {
    let mut patches: BTreeMap<ArticleId, Vec<Arc<TextPatch>>> = BTreeMap::new();
    for edit in lines.iter().flat_map(|line| &line.edits) {
        if let Edit::PatchText(article, patch) = edit {
            patches.entry(article.clone()).or_default().push(Arc::clone(patch));
        }
    }
    patches
}

/// Where an article goes that the tail moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LastMove {
    /// Where the last line that moved it put it.
    pub direction: Direction,
    /// The article with the hash of its text.
    pub stamp: ArticleStamp,
    /// The first line that took it in, whose import may still hold it.
    pub staged_by: Option<u64>,
    /// When that last line was made.
    pub at: Timestamp,
    /// Whether these lines took it out at any time.
    pub was_out: bool,
}

/// Where the history leaves each article that the tail moves.
pub(super) fn last_moves(tail: &Tail) -> Vec<LastMove> {
    let mut moves: BTreeMap<ArticleId, Option<LastMove>> = BTreeMap::new();
    for (_, stamp, _) in moves_of(&tail.lines) {
        moves.insert(stamp.id.clone(), None);
    }
    for (line, stamp, direction) in moves_of(&tail.since) {
        let Some(last) = moves.get_mut(&stamp.id) else {
            continue;
        };
        let staged_before = last.as_ref().and_then(|last| last.staged_by);
        let staged_by = staged_before.or_else(|| (direction == Direction::In).then_some(line.n));
        let was_out = direction == Direction::Out || last.as_ref().is_some_and(|last| last.was_out);
        *last = Some(LastMove { direction, stamp: stamp.clone(), staged_by, at: line.t, was_out });
    }
    moves.into_values().flatten().collect()
}

/// The articles that the tail took out.
pub(super) fn gone(tail: &Tail) -> BTreeSet<ArticleId> {
    let moves = last_moves(tail).into_iter();
    moves.filter(|last| last.direction == Direction::Out).map(|last| last.stamp.id).collect()
}

/// Every article that the tail says anything about.
pub(super) fn articles(tail: &Tail) -> BTreeSet<ArticleId> {
    let edits = tail.lines.iter().chain(&tail.since).flat_map(|line| &line.edits);
    let mut articles = BTreeSet::new();
    for edit in edits {
        match edit {
            Edit::Put(put) => articles.extend(put.key.article().cloned()),
            Edit::PatchText(article, _) => drop(articles.insert(article.clone())),
            Edit::MoveArticles(stamps, _) => articles.extend(stamps.iter().map(|stamp| stamp.id.clone())),
        }
    }
    articles
}

fn moves_of(lines: &[Arc<Line>]) -> impl Iterator<Item = (&Line, &ArticleStamp, Direction)> {
    lines.iter().flat_map(|line| line.edits.iter().map(move |edit| (&**line, edit))).flat_map(
        |(line, edit)| {
            let (stamps, direction) = match edit {
                Edit::MoveArticles(stamps, direction) => (stamps.as_slice(), *direction),
                _ => (&[][..], Direction::In),
            };
            stamps.iter().map(move |stamp| (line, stamp, direction))
        },
    )
}

/// What the tail says of one record.
#[derive(Debug, Default)]
struct Chain<'t> {
    /// What its lines found and left, each with its line where it was left.
    values: Vec<(Option<u64>, &'t Option<Record>)>,
    /// The lines of the tail that touch it.
    lines: BTreeSet<u64>,
}

/// Folds the puts of the tail, in order, over the state that the files gave. For each record it touches:
/// what the last line left stays; what any line of the tail found or left gives way to what the last one
/// left; anything else was put there by somebody else, stays, and is listed. Harmless when repeated. Records
/// of the files in `locked` wait until these can be read again. `is_corrected` tells whether others may have
/// corrected an article's text since the lines were written.
pub(super) fn fold(
    tail: &Tail,
    is_corrected: &dyn Fn(&ArticleId) -> bool,
    locked: &BTreeMap<RecordFile, String>,
    state: &mut CorpusState,
    articles: &mut dyn ArticleAccess,
) -> Vec<Recovered> {
    let mut recovered = Vec::new();
    for (key, chain) in chains(tail) {
        // What lies on an article that was taken out, or can't be read, waits with it.
        if key.article().is_some_and(|article| !state.articles.contains_key(article)) {
            continue;
        }
        if lock_of(locked, &RecordFile::of(key)).is_some() {
            continue;
        }
        let fitting = Fitting::of(key, is_corrected, articles);
        let fit = |(line, value): &(Option<u64>, &Option<Record>)| {
            let words = line.and_then(|n| tail.words.get(&(n, key.clone())));
            fitting.fit(value.as_ref(), words)
        };
        let Some(last) = chain.values.last() else {
            continue;
        };
        let current = current(key, state, articles);
        let wanted = fit(last);
        if wanted.is(current.as_ref()) {
            continue;
        }
        let is_of_chain = chain.values.iter().any(|value| fit(value).is(current.as_ref()));
        match wanted {
            Fit::Is(wanted) if is_of_chain => put(key, wanted, state, articles),
            // A correction by somebody else has cut through it: the layer keeps it among its unplaced.
            Fit::Nowhere if is_unplaced(key, state) => {}
            _ => {
                let what = RecoveredValue::Record { key: key.clone(), kept: current, other: last.1.clone() };
                recovered.push(Recovered { what, lines: chain.lines });
            }
        }
    }
    recovered
}

fn chains(tail: &Tail) -> BTreeMap<&Key, Chain<'_>> {
    let mut chains: BTreeMap<&Key, Chain<'_>> = BTreeMap::new();
    for line in &tail.lines {
        for edit in &line.edits {
            if let Edit::Put(put) = edit {
                chains.entry(&put.key).or_default().lines.insert(line.n);
            }
        }
    }
    for line in &tail.since {
        for edit in &line.edits {
            if let Edit::Put(Put { key, before, after }) = edit
                && let Some(chain) = chains.get_mut(key)
            {
                chain.values.push((None, before));
                chain.values.push((Some(line.n), after));
            }
        }
    }
    chains
}

fn is_unplaced(key: &Key, state: &CorpusState) -> bool {
    let Key::Annotation(layer, id) = key else { return false };
    state.layer(&layer.article, &layer.annotator).is_some_and(|layer| layer.unplaced.contains_key(id))
}

/// How values of the tail lie in the text of today, where somebody else has corrected it since.
struct Fitting {
    /// The article, if others have corrected its text and the record has places in it.
    corrected: Option<Arc<Article>>,
}

impl Fitting {
    fn of(key: &Key, is_corrected: &dyn Fn(&ArticleId) -> bool, articles: &mut dyn ArticleAccess) -> Self {
        match key {
            Key::Annotation(layer, _) if is_corrected(&layer.article) => {
                Self { corrected: articles.article(&layer.article).ok() }
            }
            _ => Self { corrected: None },
        }
    }

    /// The value as it lies in the text of today. `words` are what its ranges covered when the line was written.
    fn fit(&self, value: Option<&Record>, words: Option<&Vec<RangeRecord>>) -> Fit {
        let (Some(article), Some(Record::Annotation(annotation)), Some(words)) =
            (&self.corrected, value, words)
        else {
            return Fit::Is(value.cloned());
        };
        let carried = carried_to_today(annotation, words, article);
        carried.map_or(Fit::Nowhere, |carried| Fit::Is(Some(Record::Annotation(carried))))
    }
}

/// What a value of the tail is in the text of today.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fit {
    /// This; `None` is its absence.
    Is(Option<Record>),
    /// It has no place there.
    Nowhere,
}

impl Fit {
    /// Whether it is this value.
    fn is(&self, value: Option<&Record>) -> bool {
        matches!(self, Self::Is(own) if own.as_ref() == value)
    }
}

/// An annotation that covered `words` in one of the texts an article has had, as it lies in today's.
pub(super) fn carried_to_today(
    annotation: &Arc<Annotation>,
    words: &[RangeRecord],
    article: &Article,
) -> Option<Arc<Annotation>> {
    let covers = |text: &ArticleText| {
        words.iter().all(|(start, end, said)| {
            TextRange::new(*start, *end).is_ok_and(|range| range.of(text.as_str()) == Ok(said.as_str()))
        })
    };
    let mut text = article.text.clone();
    let mut idx = article.patches.len();
    while !covers(&text) {
        idx = idx.checked_sub(1)?;
        text = article.patches[idx].inverse().apply(&text).ok()?;
    }
    let mut carried = Arc::clone(annotation);
    for patch in &article.patches[idx..] {
        carried = carry_annotation(patch, &carried)?;
    }
    Some(carried)
}

/// What a record is now; blocks come from their article.
fn current(key: &Key, state: &CorpusState, articles: &mut dyn ArticleAccess) -> Option<Record> {
    match key {
        Key::Blocks(id) => {
            articles.article(id).ok().map(|article| Record::Blocks(Arc::new(article.blocks.clone())))
        }
        _ => state.get(key),
    }
}

/// Puts a value that the history is sure of. What is a part of an article goes into that.
pub(super) fn put(
    key: &Key,
    record: Option<Record>,
    state: &mut CorpusState,
    articles: &mut dyn ArticleAccess,
) {
    let Some(id) = key.part_of() else {
        state.set(key, record);
        return;
    };
    let Ok(article) = articles.article(id) else { return };
    let mut changed = Article::clone(&article);
    if !key.put_into(&mut changed, record.as_ref()) {
        return;
    }
    state.put_article(&changed);
    articles.replace(Arc::new(changed));
}
