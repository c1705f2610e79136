//! Which articles are for training, which for validation, which for the test.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How articles are put on the sides of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitPlan {
    /// What decides.
    pub by: SplitBy,
    /// Articles that have one of these in common stay on one side.
    #[serde(default = "duplicates")]
    pub together: BTreeSet<Bond>,
}

fn duplicates() -> BTreeSet<Bond> {
    BTreeSet::from([Bond::Duplicates])
}

/// What decides on the side of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum SplitBy {
    /// Each side gets its share of the articles and of every label.
    Shares {
        /// Parts for training; what counts is their proportion.
        train: u32,
        /// Parts for validation.
        validation: u32,
        /// Parts for the test.
        test: u32,
        /// Another seed gives another split.
        seed: u64,
    },
    /// By day of publication.
    Dates {
        /// The first day of validation; what is older is for training.
        #[serde(with = "super::ids_in_text::one")]
        validation: NaiveDate,
        /// The first day of the test.
        #[serde(with = "super::ids_in_text::one")]
        test: NaiveDate,
    },
}

/// What keeps articles on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Bond {
    /// They are nearly the same text.
    Duplicates,
    /// The same entry of the register speaks in them.
    Speakers,
    /// They have a code in common.
    Codes,
}

/// A side of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Split {
    /// For training.
    Train,
    /// For choosing among what was trained.
    Validation,
    /// For the test.
    Test,
}

impl Bond {
    /// Every bond.
    pub const ALL: [Self; 3] = [Self::Duplicates, Self::Speakers, Self::Codes];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Duplicates => "duplicates",
            Self::Speakers => "speakers",
            Self::Codes => "codes",
        }
    }

    /// The bond of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bond| bond.name() == name)
    }
}

impl Split {
    /// Every side, in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// Its name in files and in their names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    /// The side of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|split| split.name() == name)
    }
}
