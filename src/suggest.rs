//! Proposals about a span, each of them taken or left by a person: who said it, what a caveat qualifies, where
//! a heading ends. Rules over the sentence and its neighbours, offline; English first.
//!
//! Everything here looks at the surroundings it is given and at nothing else, so that what it costs does not
//! grow with the article. It proposes; it changes nothing.

pub mod acts;
pub mod attribution;
pub mod capitals;
pub mod clauses;
#[cfg(test)]
mod evaluation;
pub mod headings;
pub mod items;
mod lexicon;
pub mod links;
pub mod names;
mod parties;
pub mod partners;
pub mod spotting;
mod tokens;
