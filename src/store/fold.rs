//! Folding the tail of a history over the files: what was acknowledged and had not reached its file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::history::Line;
use crate::model::article::TextPatch;
use crate::model::corpus::CorpusState;
use crate::model::edit::{ArticleAccess, Direction, Edit, Key, Put, Record};
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

/// The patches of the tail, by article, in order.
pub(super) fn patches(tail: &[Arc<Line>]) -> BTreeMap<ArticleId, Vec<Arc<TextPatch>>> {
    let mut patches: BTreeMap<ArticleId, Vec<Arc<TextPatch>>> = BTreeMap::new();
    for edit in tail.iter().flat_map(|line| &line.edits) {
        if let Edit::PatchText(article, patch) = edit {
            patches.entry(article.clone()).or_default().push(Arc::clone(patch));
        }
    }
    patches
}

/// Where the tail leaves each article that it moves, with the number of the line that moved it last.
pub(super) fn last_moves(tail: &[Arc<Line>]) -> BTreeMap<ArticleId, (Direction, u64, crate::model::text::TextHash)> {
    let mut moves = BTreeMap::new();
    for line in tail {
        for edit in &line.edits {
            if let Edit::MoveArticles(stamps, direction) = edit {
                moves.extend(stamps.iter().map(|stamp| (stamp.id.clone(), (*direction, line.n, stamp.hash))));
            }
        }
    }
    moves
}

/// Folds the puts of `tail`, in order, over the state that the files gave. For each record:
/// what the last line left stays; what any line of the tail found or left gives way to what the last one
/// left; anything else was put there by somebody else, stays, and is listed. Harmless when repeated.
pub(super) fn fold(
    tail: &[Arc<Line>],
    state: &mut CorpusState,
    articles: &mut dyn ArticleAccess,
) -> Vec<Recovered> {
    let mut chains: BTreeMap<&Key, Vec<&Option<Record>>> = BTreeMap::new();
    for edit in tail.iter().flat_map(|line| &line.edits) {
        if let Edit::Put(Put { key, before, after }) = edit {
            let chain = chains.entry(key).or_default();
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
        let Some(last) = chain.last().copied() else { continue };
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
