//! Commands of the Statistics workspace, and its rows of the table.

use egui::Key;

use super::table::{COMMAND, NONE, row};
use super::{Command, Group, Place, Spec, Way, When};
use crate::analysis::statistics::filter::StatisticsFilter;
use crate::analysis::statistics::tables::{Period, TableKind};

/// Something the Statistics workspace can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum StatisticsCommand {
    /// Count again.
    Renew,
    /// Show the plot after this one, or the one before.
    Next(Way),
    /// Show the spans that the figures of the row count.
    Behind,
    /// Write the plot or its figures.
    Export,
    /// Go from days to weeks to months.
    NextPeriod,
    /// Leave notes and furniture out of the articles' texts, or count them too.
    WholeTexts,
    /// Go to the filter.
    Find,
    /// Count everything.
    ShowAll,

    // What follows carries what was pointed at or typed, and stands in no menu.
    /// Show a plot.
    Choose(TableKind),
    /// Cut time into these.
    Cut(Period),
    /// Narrow what is counted.
    Filter(StatisticsFilter),
    /// Point at a row of the table.
    Point(usize),
    /// Show the spans that one figure counts, by row and column of the table.
    BehindFigure(usize, usize),
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Statistics, Command::Statistics(command), id, name, help)
            .at(Place::Statistics)
            .when(When::Corpus)
    };
    vec![
        row(
            StatisticsCommand::Next(Way::Next),
            "next-plot",
            "Next plot",
            "Show the plot below this one in the list",
        )
        .keys([(NONE, Key::ArrowRight)])
        .repeats(),
        row(
            StatisticsCommand::Next(Way::Previous),
            "previous-plot",
            "Previous plot",
            "Show the plot above this one in the list",
        )
        .keys([(NONE, Key::ArrowLeft)])
        .repeats(),
        row(
            StatisticsCommand::Behind,
            "spans-behind",
            "Spans behind the figures",
            "Show in Review just the spans that the row counts",
        )
        .keys([(NONE, Key::Enter)]),
        row(
            StatisticsCommand::Export,
            "export-plot",
            "Export the plot…",
            "Write the plot as a picture, or its figures as CSV",
        )
        .keys([(NONE, Key::E)]),
        row(
            StatisticsCommand::NextPeriod,
            "next-period",
            "Days, weeks or months",
            "Cut plots over time into days, weeks or months",
        )
        .keys([(NONE, Key::T)]),
        row(
            StatisticsCommand::WholeTexts,
            "leave-out-notes",
            "Leave out notes and furniture",
            "In “Texts of the articles”, count their own text only, or captions, credits, corrections and menus too; \
             spans count wherever they stand",
        )
        .keys([(NONE, Key::W)]),
        row(
            StatisticsCommand::Find,
            "filter-statistics",
            "Filter the figures",
            "Count only some labels, annotators, outlets or days",
        )
        .keys([(COMMAND, Key::F), (NONE, Key::Slash)]),
        row(StatisticsCommand::ShowAll, "count-everything", "Count everything", "Take the whole filter away")
            .keys([(NONE, Key::A)]),
        row(StatisticsCommand::Renew, "renew-statistics", "Count again", "Bring all figures up to date")
            .keys([(NONE, Key::F5)]),
    ]
}
