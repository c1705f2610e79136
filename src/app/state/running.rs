//! Work that goes on beside the window, one piece at a time: what it is, how far it is, and what comes of it.

use std::path::PathBuf;

use super::dialog::{
    ArticleTable, Compared, Dialog, DoneReport, FoundArticle, PathUse, RenewPlan, TableLook,
};
use crate::app::clipboard::Copied;
use crate::app::jobs::{Job, Steps};
use crate::documents::intake::Alike;
use crate::formats::imported::Imported;
use crate::formats::mapping::{Mapping, Survey};
use crate::formats::merge::Ownership;
use crate::formats::report::Report as DatasetReport;
use crate::model::change::renew::Renewal;
use crate::model::edit::{Key, Record, Transaction};
use crate::report::Report;
use crate::store::Staged;
use crate::store::audit::Account;

/// Work that goes on.
#[derive(Debug)]
pub struct Running {
    /// What it does, as it is told: "Reading articles".
    pub what: &'static str,
    /// How far it is.
    pub steps: Steps,
    /// The job.
    pub job: RunningJob,
    /// The dialog that asked for it, which comes back if it fails.
    pub dialog: Option<Box<Dialog>>,
}

/// A job and what comes of it.
#[derive(Debug)]
pub enum RunningJob {
    /// The system's dialog is open.
    Ask(Job<Option<Vec<PathBuf>>>, PathUse),
    /// Articles are read and written to where the corpus takes them in.
    Gather(Job<Result<Gathered, Report>>),
    /// Those that are not wanted are taken away, the others become what was wished.
    Settle(Job<Result<Box<Ready>, Report>>, Settled),
    /// An article that was found is compared with the one that it is like, for the dialog that is open.
    Compare(Job<Result<Box<Compared>, Report>>),
    /// What was found and is not wanted is taken away.
    Clear(Job<Result<(), Report>>),
    /// A dataset or a copy is written.
    Write(Job<Result<DoneReport, Report>>),
    /// The first rows of a table are read, for the dialog that is open.
    Look(Job<Result<TableLook, Report>>),
    /// The first rows of a table of articles are read, for the dialog that is open.
    Columns(Job<Result<ArticleTable, Report>>),
    /// What was copied in another program is read.
    Copied(Job<Result<Copied, Report>>),
    /// A newer version of an article is read, for the dialog that is open.
    Version(Job<Result<Box<RenewPlan>, Report>>),
    /// A dataset is read.
    Read(Job<Result<Box<ReadDataset>, Report>>),
    /// A dataset that was read is compared with the corpus, and its articles are written to where that takes them in.
    Plan(Job<Result<Box<PlannedDataset>, Report>>),
    /// All histories are read.
    Account(Job<Result<Account, Report>>),
}

impl RunningJob {
    /// Whether the dialog that asked for it stays open meanwhile, and has no use for it once it is closed.
    pub fn is_for_dialog(&self) -> bool {
        matches!(
            self,
            Self::Ask(..) | Self::Look(..) | Self::Columns(..) | Self::Version(..) | Self::Compare(..)
        )
    }
}

/// Articles that have been read.
#[derive(Debug)]
pub struct Gathered {
    /// Those that are new; `None` if there are none, or the work was cancelled.
    pub staged: Option<Staged>,
    /// Whether it was cancelled.
    pub was_cancelled: bool,
    /// Whether it is shown even if there is nothing to say about it: what was copied says little of itself.
    pub is_shown: bool,
    /// How many files could not be read, and how many the corpus has already.
    pub num_failed: usize,
    /// How many texts the corpus has already.
    pub num_repeated: usize,
    /// The articles as a table shows them.
    pub found: Vec<FoundArticle>,
    /// What was left out or could not be read, a line each.
    pub left_out: Vec<String>,
}

/// Articles as they are wanted, and what renews others.
#[derive(Debug)]
pub struct Ready {
    /// Those to be added; `None` if there are none.
    pub staged: Option<Staged>,
    /// Newer texts of articles of the corpus.
    pub renewals: Vec<ReadyRenewal>,
}

/// What gives an article a newer text.
#[derive(Debug)]
pub struct ReadyRenewal {
    /// The article, and how alike the two texts are.
    pub of: Alike,
    /// The change.
    pub change: Transaction,
    /// What it does.
    pub renewal: Renewal,
}

/// What is told once articles that were found have been added.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// In numbers: what could not be read, what was left out.
    pub said: Vec<String>,
    /// What there is to know, a line each.
    pub findings: Vec<String>,
}

/// A dataset that has been read, and waits for a word.
#[derive(Debug)]
pub struct ReadDataset {
    /// What was read.
    pub imported: Imported,
    /// What reading found.
    pub report: DatasetReport,
    /// What of that did not fit, a line for each kind.
    pub not_fitting: Vec<String>,
    /// How many single findings these are.
    pub num_not_fitting: usize,
    /// The names in it.
    pub survey: Survey,
    /// What they most likely mean, or what a file says of them.
    pub mapping: Mapping,
    /// Its first annotations, in words.
    pub first: Vec<String>,
    /// The format's name for people.
    pub format: &'static str,
    /// Whose work it becomes.
    pub owner: Ownership,
}

/// A dataset that is ready to be taken in.
#[derive(Debug)]
pub struct PlannedDataset {
    /// Records to be put into the corpus once its articles are in.
    pub records: Vec<(Key, Record)>,
    /// Articles of it that are written and wait; `None` if it brings none.
    pub staged: Option<Staged>,
    /// What reading found.
    pub report: DatasetReport,
    /// The format's name for people.
    pub format: &'static str,
}
