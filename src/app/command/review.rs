//! Commands of the Review workspace, and its rows of the table.

use egui::Key;

use super::table::{ALT, COMMAND, NONE, SHIFT, row};
use super::{Command, Group, Place, Spec, When};
use crate::app::state::review::group::GroupBy;
use crate::app::state::review::{Column, ReviewFilter};
use crate::model::annotation::{AnnotationKey, AttributeValue, Party};
use crate::model::id::{AttributeId, LabelId, SettingId};

/// Something the Review workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviewCommand {
    /// Accept the rows that are meant, and go on.
    Accept,
    /// Open the list of reasons to reject.
    Reject,
    /// Reject for this reason, and go on.
    RejectFor(String),
    /// Ask for a reason to reject that is typed.
    TypeReason,
    /// Put the decision off with a question, and go on.
    Defer,
    /// Begin to change the span in its article.
    Correct,
    /// Keep the change, and go on.
    KeepCorrection,
    /// Drop the change.
    DropCorrection,
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
    /// Tick the rows from the one ticked last to this one.
    TickTo(AnnotationKey),
    /// Narrow the table.
    Filter(ReviewFilter),
    /// What is typed as a note with the next decision.
    Note(String),
    /// What is asked beside the table.
    Ask(AskCommand),
    /// What the table shows, and how.
    Table(TableCommand),
    /// What is changed in the rows that are meant.
    Many(ManyCommand),
    /// Take the reviewer's correction over, or go to the span to mend it.
    Mend,
    /// Say that one disagrees with what came back, and why.
    Disagree,
}

/// What waits for words.
#[derive(Clone, Debug, PartialEq)]
pub enum AskCommand {
    /// What has been typed.
    Typed(String),
    /// Keep it.
    Keep,
    /// Drop it.
    Drop,
    /// Ask for the days of the filter.
    Days,
}

/// What the table shows, and how.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCommand {
    /// Choose what rows are ordered by.
    Order,
    /// Order the table; once more turns the order round.
    Sort(Column),
    /// Choose which columns are shown.
    Columns,
    /// Show a column, or hide it.
    ToggleColumn(Column),
    /// Give a column another width, in points.
    Resize(Column, f32),
    /// Show more of the text at the row.
    MoreContext,
    /// Show less of it.
    LessContext,
    /// Choose what rows are grouped by.
    Group,
    /// Group the rows by this, or no longer.
    GroupBy(Option<GroupBy>),
    /// Put the rows of the group away.
    Fold,
    /// Show the rows of the group.
    Unfold,
    /// Fold all groups, or unfold them.
    FoldAll,
    /// Fold a group by its number, or unfold it.
    ToggleGroup(usize),
    /// Choose a queue.
    Queues,
    /// Keep what the table shows as a queue.
    SaveQueue,
    /// Give a queue another name.
    RenameQueue(SettingId),
    /// Remove a queue.
    RemoveQueue(SettingId),
    /// Show a random sample.
    Sample,
    /// Hide who tagged a span and what others decided, or show it.
    Blind,
    /// Show what came back, or everything again.
    CameBack,
}

/// What is changed in the rows that are meant: one's own spans are edited, others' corrected or rejected.
#[derive(Clone, Debug, PartialEq)]
pub enum ManyCommand {
    /// Choose a label for them.
    Relabel,
    /// Give them this label.
    RelabelAs(LabelId),
    /// Choose their speaker.
    Speaker,
    /// Give them this speaker, or none.
    SpeakerIs(Option<Party>),
    /// Ask for a name.
    TypeSpeaker,
    /// Choose an attribute.
    Attribute,
    /// Choose its value.
    AttributeOf(AttributeId),
    /// Give them this value, or none.
    AttributeIs(AttributeId, Option<AttributeValue>),
    /// Remove them; those of others are rejected for this reason.
    RemoveFor(String),
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    decisions().into_iter().chain(ticks_and_places()).chain(many()).chain(table()).collect()
}

fn spec(command: ReviewCommand, id: &'static str, name: &'static str, help: &'static str) -> Spec {
    row(Group::Review, Command::Review(command), id, name, help).at(Place::Review).when(When::Row)
}

fn decisions() -> Vec<Spec> {
    vec![
        spec(ReviewCommand::Accept, "accept", "Accept, and on", "Say that the span is right as it is")
            .keys([(NONE, Key::A)]),
        spec(ReviewCommand::Reject, "reject", "Reject…", "Say that the span is wrong, and why")
            .keys([(NONE, Key::R)]),
        spec(
            ReviewCommand::Defer,
            "defer",
            "Defer…",
            "Leave the decision for later, with a question if there is one",
        )
        .keys([(NONE, Key::D)]),
        spec(
            ReviewCommand::Correct,
            "correct",
            "Edit in the article…",
            "Change the span beside the table; somebody else’s stays, and yours is the correction",
        )
        .keys([(NONE, Key::E)]),
        spec(
            ReviewCommand::Mend,
            "mend",
            "Mend what came back",
            "Take the reviewer’s correction over; what was rejected is changed in its article",
        )
        .keys([(NONE, Key::M)]),
        spec(
            ReviewCommand::Disagree,
            "disagree",
            "Disagree with what came back…",
            "Say why your span is right; it goes back to the reviewer with your words",
        )
        .keys([(NONE, Key::X)]),
    ]
}

fn ticks_and_places() -> Vec<Spec> {
    vec![
        spec(ReviewCommand::Tick, "tick", "Tick the row, and on", "Decide on several rows at once")
            .keys([(NONE, Key::Space)])
            .when(When::Corpus),
        spec(ReviewCommand::TickAll, "tick-all", "Tick all rows", "Tick every row that is shown, or none")
            .keys([(COMMAND, Key::A)])
            .when(When::Corpus),
        spec(
            ReviewCommand::OpenInArticle,
            "open-in-article",
            "Open in the article",
            "Show the span where it stands",
        )
        .keys([(NONE, Key::Enter)])
        .when(When::Corpus),
        spec(
            ReviewCommand::Back,
            "back-to-review",
            "Back to the table",
            "Go back to where the article was opened from",
        )
        .keys([(ALT, Key::ArrowLeft)])
        .mac([(COMMAND, Key::OpenBracket)])
        .at(Place::Text)
        .when(When::Corpus),
        spec(ReviewCommand::Find, "filter-review", "Filter the table", "Show only rows with these words")
            .keys([(COMMAND, Key::F), (NONE, Key::Slash)])
            .when(When::Corpus),
    ]
}

fn many() -> Vec<Spec> {
    let spec = |command, id, name, help| spec(ReviewCommand::Many(command), id, name, help);
    vec![
        spec(
            ManyCommand::Relabel,
            "relabel-rows",
            "Relabel the rows…",
            "Give the ticked rows, or this one, another label; others’ are corrected",
        )
        .keys([(NONE, Key::L)]),
        spec(
            ManyCommand::Speaker,
            "speaker-of-rows",
            "Speaker of the rows…",
            "Say who said the ticked rows, or this one; others’ are corrected",
        )
        .keys([(NONE, Key::S)]),
        spec(
            ManyCommand::Attribute,
            "attribute-of-rows",
            "Attribute of the rows…",
            "Give the ticked rows, or this one, a value; others’ are corrected",
        )
        .keys([(NONE, Key::T)]),
    ]
}

fn table() -> Vec<Spec> {
    let spec =
        |command, id, name, help| spec(ReviewCommand::Table(command), id, name, help).when(When::Corpus);
    vec![
        spec(TableCommand::Queues, "queues", "Queues…", "Show the rows of a queue, built in or your team’s")
            .keys([(NONE, Key::Q)]),
        spec(
            TableCommand::SaveQueue,
            "save-queue",
            "Save as a queue…",
            "Keep the filter under a name, for everybody on this corpus",
        )
        .keys([(SHIFT, Key::Q)]),
        spec(
            TableCommand::CameBack,
            "came-back",
            "What came back",
            "Your own spans that were rejected or corrected; again for all rows",
        )
        .keys([(NONE, Key::W)]),
        spec(
            TableCommand::Sample,
            "sample",
            "Random sample…",
            "A share of the rows, drawn evenly from annotators and labels",
        )
        .keys([(NONE, Key::P)]),
        spec(
            TableCommand::Blind,
            "blind",
            "Blind review",
            "Hide who tagged a span and what others decided until you have decided",
        )
        .keys([(NONE, Key::B)]),
        spec(TableCommand::Group, "group-rows", "Group the rows…", "By speaker, article, label and more")
            .keys([(NONE, Key::G)]),
        spec(TableCommand::Fold, "fold", "Fold the group", "Put the rows of the group away")
            .keys([(NONE, Key::ArrowLeft)]),
        spec(TableCommand::Unfold, "unfold", "Unfold the group", "Show the rows of the group")
            .keys([(NONE, Key::ArrowRight)]),
        spec(TableCommand::FoldAll, "fold-all", "Fold all groups", "Fold all groups, or unfold them")
            .keys([(SHIFT, Key::ArrowLeft)]),
        spec(
            TableCommand::Order,
            "order-rows",
            "Order the rows…",
            "By a column; what they were ordered by before orders equal ones",
        )
        .keys([(NONE, Key::O)]),
        spec(TableCommand::Columns, "columns", "Columns…", "Which columns the table shows")
            .keys([(NONE, Key::C)]),
        spec(
            TableCommand::MoreContext,
            "more-context",
            "More of the text",
            "The row shows its sentence, then its paragraph",
        )
        .keys([(NONE, Key::Plus), (SHIFT, Key::Plus), (NONE, Key::Equals)]),
        spec(
            TableCommand::LessContext,
            "less-context",
            "Less of the text",
            "The row shows its sentence, then one line",
        )
        .keys([(NONE, Key::Minus)]),
    ]
}
