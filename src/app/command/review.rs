//! Commands of the Review workspace, and its rows of the table.

use egui::Key;

use super::table::{ALT, COMMAND, NONE, row};
use super::{Command, Group, Place, Spec, Way, When};
use crate::app::state::review::{ReviewFilter, SortBy};
use crate::model::annotation::AnnotationKey;
use crate::model::id::LabelId;

/// Something the Review workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviewCommand {
    /// Accept the rows that are meant, and go on.
    Accept,
    /// Open the list of reasons to reject.
    Reject,
    /// Reject for this reason, and go on.
    RejectFor(String),
    /// Put the decision off, and go on.
    Defer,
    /// Begin a correction.
    Correct,
    /// Tick the row, or take its tick away.
    Tick,
    /// Tick every row that is shown, or none.
    TickAll,
    /// Open the row in its article.
    OpenInArticle,
    /// Go back to the table from an article.
    Back,
    /// Go to the text filter.
    Find,
    /// Point at a row.
    Point(AnnotationKey),
    /// Tick a row, or take its tick away.
    TickRow(AnnotationKey),
    /// Narrow the table.
    Filter(ReviewFilter),
    /// Order the table; once more turns the order round.
    Sort(SortBy),
    /// What is typed as a note with the next decision.
    Note(String),
    /// The correction gets this label.
    CorrectLabel(LabelId),
    /// One end of the correction moves by a word.
    CorrectBound {
        /// Whether it is the end rather than the start.
        is_end: bool,
        /// Where to.
        way: Way,
    },
    /// What is typed as the correction's speaker.
    CorrectSpeaker(String),
    /// Keep the correction, and go on.
    KeepCorrection,
    /// Drop the correction.
    DropCorrection,
    /// Give one's own ticked spans this label.
    Relabel(LabelId),
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Review, Command::Review(command), id, name, help).at(Place::Review).when(When::Row)
    };
    vec![
        row(ReviewCommand::Accept, "accept", "Accept, and on", "Say that the span is right as it is")
            .keys([(NONE, Key::A)]),
        row(ReviewCommand::Reject, "reject", "Reject…", "Say that the span is wrong, and why")
            .keys([(NONE, Key::R)]),
        row(ReviewCommand::Defer, "defer", "Defer, and on", "Leave the decision for later")
            .keys([(NONE, Key::D)]),
        row(
            ReviewCommand::Correct,
            "correct",
            "Correct…",
            "Say how the span should be; the annotator's stays",
        )
        .keys([(NONE, Key::E)]),
        row(ReviewCommand::Tick, "tick", "Tick the row, and on", "Decide on several rows at once")
            .keys([(NONE, Key::Space)]),
        row(ReviewCommand::TickAll, "tick-all", "Tick all rows", "Tick every row that is shown, or none")
            .keys([(COMMAND, Key::A)]),
        row(
            ReviewCommand::OpenInArticle,
            "open-in-article",
            "Open in the article",
            "Show the span where it stands",
        )
        .keys([(NONE, Key::Enter)]),
        row(
            ReviewCommand::Back,
            "back-to-review",
            "Back to the table",
            "Go back to where the article was opened from",
        )
        .keys([(ALT, Key::ArrowLeft)])
        .mac([(COMMAND, Key::OpenBracket)])
        .at(Place::Text)
        .when(When::Corpus),
        row(ReviewCommand::Find, "filter-review", "Filter the table", "Show only rows with these words")
            .keys([(COMMAND, Key::F), (NONE, Key::Slash)])
            .when(When::Corpus),
    ]
}
