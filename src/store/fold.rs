//! Folding the tail of a history over the files: what was acknowledged and had not reached its file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::history::Line;
use super::layout::RecordFile;
use super::load::lock_of;
use super::own_history::Tail;
use crate::model::article::TextPatch;
use crate::model::corpus::CorpusState;
use crate::model::edit::{ArticleAccess, ArticleStamp, Direction, Edit, Key, Put, Record};
use crate::model::id::ArticleId;

/// A value that could not be folded in, because somebody else changed the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The record.
    pub key: Key,
    /// What the file says; it stays.
    pub in_file: Option<Record>,
    /// What the history says it should be.
    pub in_history: Option<Record>,
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
}

/// Where the history leaves each article that the tail moves.
pub(super) fn last_moves(tail: &Tail) -> Vec<LastMove> {
    let mut moves: BTreeMap<ArticleId, Option<LastMove>> = BTreeMap::new();
    for (_, stamp, _) in moves_of(&tail.lines) {
        moves.insert(stamp.id.clone(), None);
    }
    for (n, stamp, direction) in moves_of(&tail.since) {
        let Some(last) = moves.get_mut(&stamp.id) else {
            continue;
        };
        let staged_before = last.as_ref().and_then(|last| last.staged_by);
        let staged_by = staged_before.or_else(|| (direction == Direction::In).then_some(n));
        *last = Some(LastMove { direction, stamp: stamp.clone(), staged_by });
    }
    moves.into_values().flatten().collect()
}

fn moves_of(lines: &[Arc<Line>]) -> impl Iterator<Item = (u64, &ArticleStamp, Direction)> {
    lines.iter().flat_map(|line| line.edits.iter().map(move |edit| (line.n, edit))).flat_map(|(n, edit)| {
        let (stamps, direction) = match edit {
            Edit::MoveArticles(stamps, direction) => (stamps.as_slice(), *direction),
            _ => (&[][..], Direction::In),
        };
        stamps.iter().map(move |stamp| (n, stamp, direction))
    })
}

/// Folds the puts of the tail, in order, over the state that the files gave. For each record it touches:
/// what the last line left stays; what any line of the tail found or left gives way to what the last one
/// left; anything else was put there by somebody else, stays, and is listed. Harmless when repeated. Records
/// of the files in `locked` wait until these can be read again.
pub(super) fn fold(
    tail: &Tail,
    locked: &BTreeMap<RecordFile, String>,
    state: &mut CorpusState,
    articles: &mut dyn ArticleAccess,
) -> Vec<Recovered> {
    let mut chains: BTreeMap<&Key, Vec<&Option<Record>>> = BTreeMap::new();
    for edit in tail.lines.iter().flat_map(|line| &line.edits) {
        if let Edit::Put(put) = edit {
            chains.insert(&put.key, Vec::new());
        }
    }
    for edit in tail.since.iter().flat_map(|line| &line.edits) {
        if let Edit::Put(Put { key, before, after }) = edit {
            let Some(chain) = chains.get_mut(key) else {
                continue;
            };
            if chain.is_empty() {
                chain.push(before);
            }
            chain.push(after);
        }
    }
    let mut recovered = Vec::new();
    for (key, chain) in chains {
        // What lies on an article that was taken out, or can't be read, waits with it.
        if key.article().is_some_and(|article| !state.articles.contains_key(article)) {
            continue;
        }
        if lock_of(locked, &RecordFile::of(key)).is_some() {
            continue;
        }
        let Some(last) = chain.last().copied() else {
            continue;
        };
        let current = current(key, state, articles);
        if current == *last {
            continue;
        }
        if chain.iter().any(|value| **value == current) {
            put(key, last.clone(), state, articles);
        } else {
            recovered.push(Recovered { key: key.clone(), in_file: current, in_history: last.clone() });
        }
    }
    recovered
}

fn current(key: &Key, state: &CorpusState, articles: &mut dyn ArticleAccess) -> Option<Record> {
    match key {
        Key::Blocks(id) => {
            articles.article(id).ok().map(|article| Record::Blocks(Arc::new(article.blocks.clone())))
        }
        _ => state.get(key),
    }
}

/// Puts a value that the history is sure of. Metadata and blocks go into their article.
fn put(key: &Key, record: Option<Record>, state: &mut CorpusState, articles: &mut dyn ArticleAccess) {
    let (Key::Metadata(id) | Key::Blocks(id)) = key else {
        state.set(key, record);
        return;
    };
    let Ok(article) = articles.article(id) else { return };
    let mut changed = crate::model::article::Article::clone(&article);
    match record {
        Some(Record::Metadata(metadata)) => changed.metadata = Arc::unwrap_or_clone(metadata),
        Some(Record::Blocks(blocks)) => changed.blocks = Arc::unwrap_or_clone(blocks),
        _ => return,
    }
    state.put_article(&changed);
    articles.replace(Arc::new(changed));
}
