//! What the dialogs hold that change the text of an article.

use std::sync::Arc;

use crate::model::change::renew::Renewal;
use crate::model::edit::Transaction;
use crate::model::id::ArticleId;
use crate::model::text::{TextHash, TextRange};

/// Words of an article that are to be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectForm {
    /// The article.
    pub article: ArticleId,
    /// Its text when the dialog was opened.
    pub text: TextHash,
    /// Where the words stand in it.
    pub range: TextRange,
    /// The words.
    pub was: String,
    /// What is to stand there.
    pub words: String,
    /// How many of the annotator's own spans cover any of them.
    pub num_own: usize,
    /// How many of others'.
    pub num_others: usize,
}

/// A newer version of an article that is to be taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct RenewForm {
    /// The article.
    pub article: ArticleId,
    /// What it is called.
    pub title: String,
    /// The file, as typed.
    pub path: String,
    /// What the file would do, once it has been read.
    pub plan: Option<Arc<RenewPlan>>,
}

/// What a newer version would do.
#[derive(Clone, Debug, PartialEq)]
pub struct RenewPlan {
    /// The path, as typed, of the file that was read.
    pub of: String,
    /// The change; `None` if the article has that text already.
    pub change: Option<Transaction>,
    /// What it does to what was tagged.
    pub renewal: Renewal,
    /// How alike the two texts are, in percent.
    pub percent: usize,
    /// What there is to know: what becomes of spans, and what was odd about the file; a line each.
    pub lines: Vec<String>,
}

impl RenewForm {
    /// What the file that is named now would do; that of another doesn't count.
    pub fn plan(&self) -> Option<&RenewPlan> {
        self.plan.as_deref().filter(|plan| plan.of == self.path)
    }
}
