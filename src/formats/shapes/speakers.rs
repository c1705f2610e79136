//! A row a quote and somebody who may have said it.
//!
//! Candidates are the entries of the register whose names stand in the article, and every party that an annotation of
//! the article names, whatever for. Those that the quote's attribution has as speakers are right, all others are not.
//! A quote without a speaker makes no row, since nobody knows. The row's text is a window around the quote.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::here::{Here, Worker};
use super::rows::{Draft, Left, points_from, row_of};
use super::spans::in_window;
use crate::formats::by_reference::place_in;
use crate::formats::recipe::Texts;
use crate::model::annotation::{Party, VoiceRole};
use crate::model::quotes::{Quotes, passes_attribution_on};
use crate::model::text::Fragments;

pub const SHARED: &[&str] = &[
    "start",
    "end",
    "text",
    "span_start",
    "span_end",
    "fragments",
    "text_fragments",
    "candidate",
    "candidate_name",
    "candidate_kind",
    "mentions",
];
pub const OWN: &[&str] = &["id", "is_speaker"];

const SPEAKER: &str = "speaker";
const OTHER: &str = "other";

/// The quotes of one annotator with all candidates.
pub fn drafts(here: &Here<'_>, worker: &Worker<'_>, left: &mut Left) -> Vec<Draft> {
    let quotes: Vec<_> =
        worker.annotations.iter().filter(|tagged| passes_attribution_on(tagged.label())).collect();
    if quotes.is_empty() {
        return Vec::new();
    }
    let candidates = candidates(here);
    let layers = here.content.layers.iter();
    let passing: BTreeMap<_, Quotes> = layers.map(|(who, layer)| (who, Quotes::of(layer))).collect();
    let mut drafts = Vec::new();
    for quote in quotes {
        // A quote within a quote may have its speaker from the one around it.
        let own = &quote.annotation.attribution;
        let attribution = passing.get(quote.by).map_or(own, |quotes| quotes.attribution(quote.annotation));
        let speakers: BTreeSet<Party> =
            attribution.parties(VoiceRole::Speaker).map(|party| resolved(here, party)).collect();
        if speakers.is_empty() {
            left.unattributed += 1;
            continue;
        }
        let shared = in_window(here, quote.annotation, usize::from(here.book.plan.around));
        for (candidate, mentions) in &candidates {
            let is_speaker = speakers.contains(candidate);
            let (id, kind) = match candidate {
                Party::Registered(id) => (id.as_str(), "registered"),
                Party::Unnamed { .. } => ("", "unnamed"),
                Party::Article => ("", "article"),
            };
            let name = here.book.name_of(candidate);
            // By reference, words of the article are told by where they stand.
            let hidden = match (here.book.texts, candidate) {
                (Texts::ByReference, Party::Unnamed { .. }) => place_in(here.text, name),
                _ => None,
            };
            let mentions =
                hidden.map_or_else(|| mentions.clone(), |range| points_from(here, &range.into(), 0));
            let mut shared = shared.clone();
            shared.extend(row_of([
                ("candidate", id.into()),
                ("candidate_name", if hidden.is_some() { Value::Null } else { name.into() }),
                ("candidate_kind", kind.into()),
                ("mentions", mentions),
            ]));
            drafts.push(Draft {
                key: format!("{:?} {candidate:?}", quote.annotation.fragments.ranges()),
                shared,
                own: row_of([("id", quote.annotation.id.as_str().into()), ("is_speaker", is_speaker.into())]),
                says: vec![if is_speaker { SPEAKER } else { OTHER }.to_owned()],
                denies: Vec::new(),
                place: None,
                about: vec![quote.to_ref()],
            });
        }
    }
    drafts
}

/// The same party with the entry that it means; without whom the unnamed belong to.
fn resolved(here: &Here<'_>, party: &Party) -> Party {
    match party {
        Party::Registered(id) => Party::Registered(here.book.resolve(id).clone()),
        Party::Unnamed { words, .. } => Party::Unnamed { words: words.clone(), affiliation: None },
        Party::Article => Party::Article,
    }
}

/// Everybody who may have said something in the article, each with where the name stands.
fn candidates(here: &Here<'_>) -> BTreeMap<Party, Value> {
    let places = |ranges: Vec<_>| match Fragments::normalised(ranges) {
        Ok(place) => points_from(here, &place, 0),
        Err(_) => Value::Array(Vec::new()),
    };
    let mentioned = here.book.mentions.in_text(here.text);
    let mut candidates: BTreeMap<Party, Value> =
        mentioned.into_iter().map(|(id, ranges)| (Party::Registered(id), places(ranges))).collect();
    let annotations = here.content.layers.values().flat_map(|layer| layer.annotations.values());
    for voice in annotations.flat_map(|annotation| &annotation.attribution.voices) {
        candidates.entry(resolved(here, &voice.party)).or_insert_with(|| Value::Array(Vec::new()));
    }
    candidates
}
