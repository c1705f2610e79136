//! How an export is written, where a format leaves a choice; and what reading is told where a file leaves one.

use super::csv::columns::ColumnMap;

use serde::{Deserialize, Serialize};

/// Everything an export can be told; formats pay no heed to what is no question for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExportOptions {
    /// What the cells of a table are made for.
    pub cells: Cells,
    /// How tokens are marked.
    pub scheme: TagScheme,
    /// What becomes of spans that overlap where only one can stand.
    pub overlaps: OverlapRule,
}

/// Everything reading can be told; formats pay no heed to what is no question for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Which columns of a table hold what; proposed from its header where nobody says.
    pub columns: Option<ColumnMap>,
}

/// What the cells of a table are made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cells {
    /// For programs: every cell is exactly its value.
    #[default]
    Plain,
    /// For spreadsheet programs: a cell that would be taken for a formula begins with an apostrophe.
    ForSpreadsheet,
}

/// How the tokens of a span are told from others, a token a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TagScheme {
    /// `B-` for the first, `I-` for the others, `O` outside (Ramshaw and Marcus 1995, as used in CoNLL-2002).
    #[default]
    Iob2,
    /// With `E-` for the last and `S-` for a single one.
    Iobes,
    /// The same with `L-` for the last and `U-` for a single one (Ratinov and Roth 2009).
    Bilou,
}

/// Which of several overlapping spans is written where only one can stand. The others are reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OverlapRule {
    /// The longest; of equally long ones the one that begins first.
    #[default]
    Longest,
    /// The one that begins first; of those the longest.
    First,
    /// All, in a column for each label; within one label the longest.
    ColumnPerLabel,
}

impl TagScheme {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Iob2, Self::Iobes, Self::Bilou];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iob2 => "iob2",
            Self::Iobes => "iobes",
            Self::Bilou => "bilou",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl OverlapRule {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Longest, Self::First, Self::ColumnPerLabel];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Longest => "longest",
            Self::First => "first",
            Self::ColumnPerLabel => "columns",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}
