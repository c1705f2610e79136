//! The shapes that tasks of machine learning want a corpus in: rows of JSON, with a column order for each shape, as
//! JSON Lines or as CSV. They are for writing only.
//!
//! Every row names its article, the SHA-256 of the text its offsets lie in, and its side of a split. Offsets count
//! code points, end exclusive: `start` and `end` say where the row's own text stands in the article, `fragments` where
//! an annotation does, `text_fragments` where it does in the row's own text. Rows by reference have no text, nor words for somebody unnamed that stand in it. In CSV a
//! text stands as it is and everything else as JSON.
//!
//! With [`Gather::Votes`] a row is what all annotators say of one thing: `labels` has how many say what,
//! `num_annotators` how many were asked, those included who were looking there and found nothing.

mod here;
mod mentions;
mod pairs;
mod rows;
mod sentences;
mod spans;
mod speakers;
#[cfg(test)]
mod tests;
mod writing;

use serde::{Deserialize, Serialize};

pub use writing::{RowFile, ShapeExport, write_shape};

/// Which rows are made of a corpus, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapePlan {
    /// What a row is.
    pub shape: Shape,
    /// Whose work makes a row.
    #[serde(default)]
    pub gather: Gather,
    /// When a sentence has the label of an annotation.
    #[serde(default)]
    pub overlap: Overlap,
    /// Sentences before and after: of the window around an annotation or a quote, and how many sentences two
    /// annotations may lie apart to be a pair.
    #[serde(default)]
    pub around: u8,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Shape {
    /// An annotation.
    Spans,
    /// A sentence with its labels.
    Sentences,
    /// Two annotations that are related, or could be.
    Pairs,
    /// A quote and somebody who may have said it.
    Speakers,
    /// An annotation with the sentences around it.
    Windows,
}

/// Whose work makes a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Gather {
    /// Each annotator's own; the selection may name one.
    #[default]
    Layers,
    /// The reviewed result, whoever made what is in it.
    Result,
    /// All annotators' together: rows with how many of them say what.
    Votes,
}

/// When a sentence has the label of an annotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Overlap {
    /// As soon as they share a character.
    #[default]
    Any,
    /// When at least half of the sentence's characters lie in annotations with the label.
    Half,
    /// When all of them do.
    Whole,
}

macro_rules! named {
    ($($kind:ident: $($variant:ident = $name:literal),*;)*) => {$(
        impl $kind {
            /// Every one.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// Its name on the command line.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }

            /// The one of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }
    )*};
}

named! {
    Shape: Spans = "spans", Sentences = "sentences", Pairs = "pairs", Speakers = "speakers", Windows = "windows";
    Gather: Layers = "layers", Result = "result", Votes = "votes";
    Overlap: Any = "any", Half = "half", Whole = "whole";
}
