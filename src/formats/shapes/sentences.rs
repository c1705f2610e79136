//! A row a sentence: the labels it has, and those it was looked through for in vain.
//!
//! `labels` follow [`super::Overlap`]. `negatives` are wanted labels that an annotator who is done with the article
//! has finished looking for in all of the sentence, and of which no annotation that stands touches it, selected or
//! not. A label in neither is not known. A sentence of which nothing at all is known makes no row.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Overlap;
use super::here::{Here, Tagged, Worker, touches};
use super::rows::{Draft, Left, ends, points_from, row_of, text_of};
use crate::model::text::{Fragments, TextRange};

pub const SHARED: &[&str] = &["start", "end", "text"];
pub const OWN: &[&str] = &["labels", "negatives", "spans"];

/// The sentences that something is known of.
pub fn drafts(here: &Here<'_>, worker: &Worker<'_>) -> Vec<Draft> {
    here.sentences.iter().filter_map(|sentence| draft(here, worker, *sentence)).collect()
}

/// Counts the sentences of which nobody knows anything.
pub fn count_left(here: &Here<'_>, drafts: &[(Option<String>, Draft)], left: &mut Left) {
    let known: BTreeSet<&str> = drafts.iter().map(|(_, draft)| draft.key.as_str()).collect();
    let unknown = here.sentences.iter().filter(|sentence| !known.contains(key(**sentence).as_str()));
    left.uncovered += unknown.count();
}

fn key(sentence: TextRange) -> String {
    format!("{sentence:?}")
}

/// A place within a sentence.
fn within(place: &Fragments, sentence: TextRange) -> Vec<TextRange> {
    let part = |range: &TextRange| {
        TextRange::new(range.start().max(sentence.start()), range.end().min(sentence.end())).ok()
    };
    place.ranges().iter().filter_map(part).collect()
}

fn draft(here: &Here<'_>, worker: &Worker<'_>, sentence: TextRange) -> Option<Draft> {
    let inside: Vec<&Tagged<'_>> = worker
        .annotations
        .iter()
        .take_while(|tagged| tagged.annotation.fragments.start() < sentence.end())
        .filter(|tagged| touches(&tagged.annotation.fragments, sentence))
        .collect();
    let mut parts: BTreeMap<&str, Vec<TextRange>> = BTreeMap::new();
    for tagged in &inside {
        let parts = parts.entry(tagged.label().as_str()).or_default();
        parts.extend(within(&tagged.annotation.fragments, sentence));
    }
    let all = here.num_points(sentence);
    let has_label = |parts: Vec<TextRange>| {
        let joined = Fragments::normalised(parts).ok();
        let covered =
            joined.map_or(0, |joined| joined.ranges().iter().map(|part| here.num_points(*part)).sum());
        match here.book.plan.overlap {
            Overlap::Any => covered > 0,
            Overlap::Half => covered * 2 >= all,
            Overlap::Whole => covered == all,
        }
    };
    let says: Vec<String> =
        parts.into_iter().filter_map(|(label, parts)| has_label(parts).then(|| label.to_owned())).collect();
    let absent = worker.absent(sentence, here.book.selection);
    let denies: Vec<String> = absent.into_iter().map(ToString::to_string).collect();
    if says.is_empty() && denies.is_empty() {
        return None;
    }
    let from = here.points(sentence).0;
    let span = |tagged: &&Tagged<'_>| {
        let place = Fragments::new(within(&tagged.annotation.fragments, sentence)).ok()?;
        Some(Value::Object(row_of([
            ("id", tagged.annotation.id.as_str().into()),
            ("label", tagged.label().as_str().into()),
            ("fragments", points_from(here, &place, 0)),
            ("text_fragments", points_from(here, &place, from)),
        ])))
    };
    let [start, end] = ends(here, sentence);
    Some(Draft {
        key: key(sentence),
        shared: row_of([("start", start), ("end", end), ("text", text_of(here, sentence))]),
        own: row_of([
            ("labels", says.clone().into()),
            ("negatives", denies.clone().into()),
            ("spans", Value::Array(inside.iter().filter_map(span).collect())),
        ]),
        says,
        denies,
        place: None,
        about: inside.iter().map(|tagged| tagged.to_ref()).collect(),
    })
}
