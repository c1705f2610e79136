//! How long spans and texts are. Counting needs the texts; what has been counted is kept by the hash of the text, so
//! that only articles with new or moved spans are read again, and those that are in another language now or have
//! other notes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::texts::TextCounts;
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader;
use crate::model::text::language::Language;
use crate::model::text::segment::num_words;
use crate::model::text::{Fragments, TextHash};

/// How long one span is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Words, see [`num_words`]; those of all fragments.
    pub words: u32,
    /// Characters (code points); those of all fragments.
    pub characters: u32,
}

/// The lengths that are known, by article and place. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Lengths {
    articles: BTreeMap<ArticleId, Arc<ArticleLengths>>,
}

#[derive(Debug, PartialEq, Eq)]
struct ArticleLengths {
    text: TextHash,
    language: Language,
    counts: Arc<TextCounts>,
    by_place: BTreeMap<Fragments, Length>,
}

impl Lengths {
    /// The lengths of all spans and texts of a corpus, with those that were known taken over. An article that can't be
    /// read has none. `None` if `goes_on` says no on the way.
    pub fn of(corpus: &dyn CorpusReader, known: &Self, goes_on: &dyn Fn() -> bool) -> Option<Self> {
        let state = corpus.state();
        let mut lengths = Self::default();
        let mut to_read = Vec::new();
        for (id, row) in &state.articles {
            let is_known = known.articles.get(id).filter(|article| {
                let counted = |place: &Fragments| article.by_place.contains_key(place);
                article.is_of(row) && places(state, id).all(counted)
            });
            match is_known {
                Some(article) => {
                    lengths.articles.insert(id.clone(), Arc::clone(article));
                }
                None => to_read.push(id.clone()),
            }
        }
        let mut was_stopped = !goes_on();
        let mut visit = |id: &ArticleId, text: &str| {
            was_stopped = !goes_on();
            if was_stopped {
                return ControlFlow::Break(());
            }
            if let Some(row) = state.articles.get(id) {
                lengths.articles.insert(id.clone(), Arc::new(counted(state, row, text)));
            }
            ControlFlow::Continue(())
        };
        // What can't be read has no length, which the facts tell.
        corpus.texts(&to_read, &mut visit);
        (!was_stopped).then_some(lengths)
    }

    /// How long the span at `place` is, where that is known.
    pub fn get(&self, article: &ArticleId, place: &Fragments) -> Option<Length> {
        self.articles.get(article)?.by_place.get(place).copied()
    }

    /// What the text of an article adds up to, where that is known.
    pub fn text(&self, article: &ArticleId) -> Option<&Arc<TextCounts>> {
        self.articles.get(article).map(|article| &article.counts)
    }
}

impl ArticleLengths {
    /// Whether an article is the one that was counted.
    fn is_of(&self, row: &ArticleRow) -> bool {
        self.text == row.text_hash && self.language == row.language() && self.counts.is_of(row)
    }
}

/// The places of all spans of an article.
fn places<'s>(state: &'s CorpusState, article: &ArticleId) -> impl Iterator<Item = &'s Fragments> {
    let layers = state.layers.get(article).into_iter().flat_map(BTreeMap::values);
    layers.flat_map(|layer| layer.annotations.values()).map(|annotation| &annotation.fragments)
}

fn counted(state: &CorpusState, row: &ArticleRow, text: &str) -> ArticleLengths {
    let distinct: BTreeSet<&Fragments> = places(state, &row.id).collect();
    let counts = Arc::new(TextCounts::of(row, text, distinct.iter().copied()));
    let length = |place: &Fragments| {
        let mut length = Length::default();
        for words in place.covered(text).ok()? {
            length.words += u32::try_from(num_words(words)).unwrap_or(u32::MAX);
            length.characters += u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
        }
        Some(length)
    };
    let by_place = distinct
        .into_iter()
        // A place that does not fit the text is known to have no words; `check` tells of it.
        .map(|place| (place.clone(), length(place).unwrap_or_default()))
        .collect();
    ArticleLengths { text: row.text_hash, language: row.language(), counts, by_place }
}
