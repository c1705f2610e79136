//! Two spans of one annotator and label that cover almost the same words.

use super::words;
use crate::analysis::quality::checked::{Checked, CheckedLayer};
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::annotation::Annotation;
use crate::model::edit::Key;
use crate::model::text::Fragments;

pub(super) struct NearIdentical;

static ABOUT: About = About {
    id: "near-identical",
    name: "Almost the same span twice",
    help: "Two spans of one annotator and label differ by a word or a mark at most. One of them is enough: open \
           it and remove one, or join both.",
    severity: Severity::Problem,
    mends: None,
};

impl Check for NearIdentical {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for layer in &at.layers {
            for (first, second) in pairs(layer).filter(|(first, second)| is_near(at.text, first, second)) {
                let is_same = first.fragments == second.fragments;
                let say = if is_same {
                    "The same words are tagged twice"
                } else {
                    "Almost the same words are tagged twice"
                };
                let with = Some(Key::Annotation(layer.place.clone(), first.id.clone()));
                found.push(Raised { with, ..Raised::on(&layer.place, second, say) });
            }
        }
    }
}

/// Pairs of annotations of one layer and label that overlap, each in reading order.
pub(super) fn pairs<'l>(
    layer: &'l CheckedLayer<'l>,
) -> impl Iterator<Item = (&'l Annotation, &'l Annotation)> {
    layer.annotations.iter().enumerate().flat_map(|(idx, first)| {
        let later = layer.annotations[idx + 1..].iter();
        later
            .take_while(|second| second.fragments.start() < first.fragments.end())
            .filter(|second| second.label == first.label && second.fragments.overlap(&first.fragments))
            .map(|second| (*first, *second))
    })
}

/// Whether two spans differ by one word at most, and have more in common.
pub(super) fn is_near(text: &str, one: &Annotation, two: &Annotation) -> bool {
    let left = |one: &Fragments, two: &Fragments| {
        let rest = two.ranges().iter().try_fold(one.clone(), |rest, cut| rest.without(*cut));
        num_words(text, rest.as_ref())
    };
    let (one, two) = (&one.fragments, &two.fragments);
    if one == two {
        return true;
    }
    let num_other = left(one, two) + left(two, one);
    num_other <= 1 && num_words(text, Some(one)).min(num_words(text, Some(two))) > num_other
}

/// How many words a place has; more than two are as many as any.
fn num_words(text: &str, place: Option<&Fragments>) -> usize {
    let covered = place.and_then(|place| place.covered(text).ok()).unwrap_or_default();
    covered.into_iter().flat_map(words).take(3).count()
}
