//! Groups of rows in the Review table, and the lines that the table is made of.

use serde::{Deserialize, Serialize};

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GroupBy {
    /// Who said it.
    Speaker,
    /// The article.
    Article,
    /// The label.
    Label,
    /// Who published it.
    Outlet,
    /// The article's day.
    Day,
    /// What reviewers say.
    State,
    /// Whose span it is.
    Annotator,
}

/// A group that is shown, folded or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What its rows have in common, in words.
    pub name: String,
    /// How many rows it has.
    pub num_rows: usize,
    /// How many of them wait for a decision.
    pub num_open: usize,
    /// Whether its rows are put away.
    pub is_folded: bool,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The head of a group, by its place among the groups.
    Group(usize),
    /// A row, by its place among all.
    Row(u32),
}

impl GroupBy {
    /// Everything rows can be grouped by.
    pub const ALL: [Self; 7] =
        [Self::Speaker, Self::Article, Self::Label, Self::Outlet, Self::Day, Self::State, Self::Annotator];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Article => "article",
            Self::Label => "label",
            Self::Outlet => "outlet",
            Self::Day => "day",
            Self::State => "state",
            Self::Annotator => "annotator",
        }
    }
}
