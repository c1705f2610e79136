//! The checks, one file each. Those that look at the whole corpus, [`same_words`] and [`alike_names`], keep an index
//! of their own and find nothing in one article.

pub mod alike_names;
mod dead_end;
mod done_empty;
mod half_quotation;
mod label_not_used;
mod loose_ends;
mod near_identical;
mod no_cue;
mod no_speaker;
mod no_target;
mod odd_attribute;
mod open_mark;
mod overlap;
pub mod same_words;
mod unknown_label;
mod untagged_quotation;
mod untaken_offer;

use super::{About, Check};

/// Every check, in the order they are listed: those that find problems first.
pub const CHECKS: &[&dyn Check] = &[
    &no_speaker::NoSpeaker,
    &half_quotation::HalfQuotation,
    &loose_ends::LooseEnds,
    &near_identical::NearIdentical,
    &unknown_label::UnknownLabel,
    &odd_attribute::OddAttribute,
    &dead_end::DeadEnd,
    &untaken_offer::UntakenOffer,
    &no_cue::NoCue,
    &no_target::NoTarget,
    &overlap::Overlap,
    &same_words::SameWordsCheck,
    &alike_names::AlikeNamesCheck,
    &untagged_quotation::UntaggedQuotation,
    &open_mark::OpenMark,
    &done_empty::DoneEmpty,
    &label_not_used::LabelNotUsed,
];

/// The check of that id.
pub fn check(id: &str) -> Option<&'static About> {
    CHECKS.iter().map(|check| check.about()).find(|about| about.id == id)
}

/// The place of a check in the list.
pub(super) fn position(about: &About) -> usize {
    CHECKS.iter().position(|check| check.about().id == about.id).unwrap_or(CHECKS.len())
}

/// The words of a text, runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty())
}
