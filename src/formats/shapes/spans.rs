//! A row an annotation: its own words alone, or in a window of the sentences around it.

use serde_json::Value;

use super::here::{Here, Tagged};
use super::rows::{Draft, Row, ends, points_from, row_of, text_of};
use crate::formats::selection::StatusFilter;
use crate::model::annotation::{Annotation, VoiceRole};

/// What stands between the fragments of a discontinuous annotation in a row's text.
const GAP: &str = " […] ";

pub const SPAN_SHARED: &[&str] = &["start", "end", "fragments", "text", "text_fragments"];
pub const WINDOW_SHARED: &[&str] =
    &["start", "end", "text", "span_start", "span_end", "fragments", "text_fragments"];
pub const OWN: &[&str] = &["id", "label", "speakers", "certainty", "review", "attributes"];

/// An annotation with nothing but its words.
pub fn span(here: &Here<'_>, tagged: Tagged<'_>) -> Draft {
    let place = &tagged.annotation.fragments;
    let words = place.covered(here.text).unwrap_or_default();
    let (gap, mut at) = (GAP.chars().count(), 0);
    let mut in_text = Vec::new();
    for word in &words {
        let end = at + word.chars().count();
        in_text.push(Value::from(vec![at, end]));
        at = end + gap;
    }
    let [start, end] = ends(here, place.hull());
    let shared = row_of([
        ("start", start),
        ("end", end),
        ("fragments", points_from(here, place, 0)),
        ("text", words.join(GAP).into()),
        ("text_fragments", Value::Array(in_text)),
    ]);
    draft(here, tagged, shared)
}

/// An annotation in its sentences and those around them.
pub fn window(here: &Here<'_>, tagged: Tagged<'_>) -> Draft {
    let shared = in_window(here, tagged.annotation, usize::from(here.book.plan.around));
    draft(here, tagged, shared)
}

/// The place of an annotation in a window of sentences: the columns of [`WINDOW_SHARED`].
pub fn in_window(here: &Here<'_>, annotation: &Annotation, around: usize) -> Row {
    let place = &annotation.fragments;
    let window = here.window(place.hull(), around);
    let [start, end] = ends(here, window);
    let [span_start, span_end] = ends(here, place.hull());
    row_of([
        ("start", start),
        ("end", end),
        ("text", text_of(here, window)),
        ("span_start", span_start),
        ("span_end", span_end),
        ("fragments", points_from(here, place, 0)),
        ("text_fragments", points_from(here, place, here.points(window).0)),
    ])
}

fn draft(here: &Here<'_>, tagged: Tagged<'_>, shared: Row) -> Draft {
    let annotation = tagged.annotation;
    let on = tagged.to_ref();
    // The annotation as it stands in the corpus is what was reviewed; here it may have been resolved.
    let reviewed = here.layers.get(tagged.by).and_then(|layer| layer.annotations.get(&annotation.id));
    let reviewed = reviewed.map_or(annotation, |reviewed| reviewed);
    let review = StatusFilter::of(here.layers, &on, reviewed, here.book.selection.reviewer.as_ref());
    let line = here.line_of(tagged);
    let speakers = line.map(|line| {
        let of_role = line.voices.iter().filter(|voice| voice.role == VoiceRole::Speaker.name());
        let name = |voice: &crate::formats::interchange::lines::VoiceLine| {
            let name = if voice.name.is_empty() { &voice.id } else { &voice.name };
            let name = if name.is_empty() { &voice.kind } else { name };
            Value::from(name.as_str())
        };
        Value::Array(of_role.map(name).collect())
    });
    let attributes = line.map(|line| Value::Object(line.attributes.clone()));
    let own = row_of([
        ("id", annotation.id.as_str().into()),
        ("label", annotation.label.as_str().into()),
        ("speakers", speakers.unwrap_or_default()),
        ("certainty", annotation.certainty.name().into()),
        ("review", review.name().into()),
        ("attributes", attributes.unwrap_or_default()),
    ]);
    Draft {
        key: format!("{:?}", annotation.fragments.ranges()),
        shared,
        own,
        says: vec![annotation.label.to_string()],
        denies: Vec::new(),
        place: Some(annotation.fragments.clone()),
        about: vec![on],
    }
}
