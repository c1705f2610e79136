//! Looking through all texts.

use std::ops::ControlFlow;
use std::time::Instant;

use redletter::analysis::find::{Batch, Extent, find};
use redletter::analysis::query::matcher::Matcher;
use redletter::analysis::query::vocabulary::Vocabulary;
use redletter::analysis::query::{Options, parse};
use redletter::model::reader::CorpusReader as _;
use redletter::store::Access;

use super::Place;

/// Words as typed.
pub fn typed(place: &Place) -> String {
    search(place, "ferry", Options { case: Some(true), fold: Some(false), ..Options::default() })
}

/// Words in large or small letters.
pub fn caseless(place: &Place) -> String {
    search(place, "ferry", Options { case: Some(false), fold: Some(false), ..Options::default() })
}

/// Words with or without their diacritics.
pub fn folded(place: &Place) -> String {
    search(place, "communique", Options { case: Some(false), fold: Some(true), ..Options::default() })
}

/// Spans of a label with a word in them.
pub fn spans(place: &Place) -> String {
    search(place, "label:quote bridge", Options::default())
}

fn search(place: &Place, query: &str, options: Options) -> String {
    drop(place.open(Access::Read));
    let corpus = place.open(Access::Read).snapshot();
    let vocabulary = Vocabulary::of(corpus.state());
    let parsed = parse(query).unwrap();
    let matcher = Matcher::new(&parsed, options, corpus.state(), &vocabulary).unwrap().unwrap();
    let extent = Extent { limit: usize::MAX - 1, around: 60 };
    let mut best = (f64::INFINITY, f64::INFINITY, 0);
    for _ in 0..3 {
        let began = Instant::now();
        let mut first = None;
        let summary = find(&corpus, &matcher, extent, &|| false, &mut |batch: Batch| {
            if !batch.hits.is_empty() {
                first.get_or_insert_with(|| began.elapsed().as_secs_f64() * 1e3);
            }
            ControlFlow::Continue(())
        });
        let all = began.elapsed().as_secs_f64() * 1e3;
        best = (first.unwrap_or(all).min(best.0), all.min(best.1), summary.num_hits);
    }
    let (first, all, num_hits) = best;
    format!("“{query}”: first hits {first:.0} ms, all {num_hits} in {all:.0} ms")
}
