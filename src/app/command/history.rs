//! Commands of the History workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, SHIFT, row};
use super::{Command, Group, Place, Spec, When};
use crate::app::state::history::HistoryFilter;
use crate::model::id::ArticleId;
use crate::store::past::LineId;

/// Something the History workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryCommand {
    /// Show what was done on the article in view.
    OfArticle,
    /// Show what was done on the span in focus.
    OfSpan,
    /// Bring back everything the change touched.
    BringBack(Side),
    /// Bring back one's work on the change's article.
    BringBackWork(Side),
    /// Open the change's article.
    OpenInArticle,
    /// Go to the filter.
    Find,
    /// Read the histories again.
    Reload,
    /// Point at a change.
    Point(LineId),
    /// Narrow the table.
    Filter(HistoryFilter),
    /// Bring back one record of the change, by its number from 0.
    BringBackRecord(usize, Side),
    /// Bring back one's work on one of the change's articles.
    BringBackArticle(ArticleId, Side),
    /// Whether an article's blocks and what is known about it come back with one's work.
    WithArticle(bool),
    /// Stop reading.
    Cancel,
}

/// A side of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// As it was before.
    Before,
    /// As it was after.
    After,
}

impl Side {
    /// Both sides.
    pub const BOTH: [Self; 2] = [Self::Before, Self::After];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::History, Command::History(command), id, name, help).at(Place::History).when(When::Change)
    };
    vec![
        row(
            HistoryCommand::OfArticle,
            "history-of-article",
            "History of this article",
            "What was done on the article in view, by whom and when",
        )
        .at(Place::Text)
        .when(When::Article),
        row(
            HistoryCommand::OfSpan,
            "history-of-span",
            "History of this span",
            "What was done on the span in focus, by whom and when",
        )
        .at(Place::Text)
        .when(When::AnySpan),
        row(
            HistoryCommand::BringBack(Side::Before),
            "bring-back",
            "Bring back as before",
            "Put back what stood there before the change; what it made, if nothing stood there",
        )
        .keys([(NONE, Key::B)]),
        row(
            HistoryCommand::BringBack(Side::After),
            "bring-back-after",
            "Bring back as after",
            "Put back what the change made",
        )
        .keys([(SHIFT, Key::B)]),
        row(
            HistoryCommand::BringBackWork(Side::Before),
            "bring-back-work",
            "Bring back my work as before",
            "All of your own work on the article, as it was just before the change",
        ),
        row(
            HistoryCommand::BringBackWork(Side::After),
            "bring-back-work-after",
            "Bring back my work as after",
            "All of your own work on the article, as it was just after the change",
        ),
        row(
            HistoryCommand::OpenInArticle,
            "open-change",
            "Open the change in its article",
            "Show the article, and the span where there is one",
        )
        .keys([(NONE, Key::Enter)]),
        row(
            HistoryCommand::Find,
            "filter-history",
            "Filter the history",
            "Show only changes with these words, or of articles with them in the title",
        )
        .keys([(COMMAND, Key::F), (NONE, Key::Slash)])
        .when(When::Corpus),
        row(
            HistoryCommand::Reload,
            "reload-history",
            "Read the history again",
            "Take in what others have done meanwhile",
        )
        .keys([(NONE, Key::F5)])
        .when(When::Corpus),
    ]
}
