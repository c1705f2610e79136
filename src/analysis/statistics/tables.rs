//! The tables that can be made of the facts. Each says exactly what it counts.

mod groups;
mod review;
mod size;
mod time;
pub mod overlap;

use super::facts::Facts;
use super::filter::StatisticsFilter;
use super::table::Table;

/// A table that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    /// Spans made over time, by label.
    Made,
    /// Articles finished and decisions made over time.
    Done,
    /// Spans by label.
    Labels,
    /// Spans by outlet.
    Outlets,
    /// Spans by speaker.
    Speakers,
    /// Spans by annotator.
    Annotators,
    /// Spans by the month of their article.
    Months,
    /// How many spans are how long.
    Lengths,
    /// Median and quartiles of lengths by label.
    LabelLengths,
    /// Which labels overlap.
    Overlap,
    /// What the review says, by annotator.
    Review,
    /// Decisions by reviewer.
    Reviewers,
}

/// How time is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// Days, by UTC.
    Day,
    /// Weeks from Monday to Sunday, numbered by ISO 8601.
    #[default]
    Week,
    /// Months.
    Month,
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
        }
    }

    /// Its key in files and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

impl TableKind {
    /// Every table, in the order they are listed.
    pub const ALL: [Self; 12] = [
        Self::Made,
        Self::Done,
        Self::Labels,
        Self::Outlets,
        Self::Speakers,
        Self::Annotators,
        Self::Months,
        Self::Lengths,
        Self::LabelLengths,
        Self::Overlap,
        Self::Review,
        Self::Reviewers,
    ];

    /// Its key in JSON, on the command line and in file names; never changes.
    pub fn key(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Done => "done",
            Self::Labels => "labels",
            Self::Outlets => "outlets",
            Self::Speakers => "speakers",
            Self::Annotators => "annotators",
            Self::Months => "months",
            Self::Lengths => "lengths",
            Self::LabelLengths => "label-lengths",
            Self::Overlap => "overlap",
            Self::Review => "review",
            Self::Reviewers => "reviewers",
        }
    }

    /// The table of that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Made => "Spans made over time",
            Self::Done => "Articles done over time",
            Self::Labels => "Spans by label",
            Self::Outlets => "Spans by outlet",
            Self::Speakers => "Spans by speaker",
            Self::Annotators => "Spans by annotator",
            Self::Months => "Spans by month of the article",
            Self::Lengths => "Length of spans",
            Self::LabelLengths => "Length of spans by label",
            Self::Overlap => "Labels that overlap",
            Self::Review => "Review results by annotator",
            Self::Reviewers => "Decisions by reviewer",
        }
    }

    /// What exactly is counted, in a sentence or two.
    pub fn counts(self) -> &'static str {
        match self {
            Self::Made => {
                "Spans by the day they were made (UTC). A correction counts with the span it corrects."
            }
            Self::Done => {
                "Articles that an annotator has called done, by the last change to their work on it, and \
                 decisions by the day they were made (UTC)."
            }
            Self::Labels => "Every span once. Words and characters are those of all its fragments.",
            Self::Outlets => "Every span once, under the outlet of its article.",
            Self::Speakers => {
                "Every span once for each speaker set on it; a span inside a quote counts for its own \
                 speaker only."
            }
            Self::Annotators => "Every span once, under whoever made it.",
            Self::Months => "Every span once, under the month its article was published.",
            Self::Lengths => "Every span once, by its number of words.",
            Self::LabelLengths => {
                "Words of each span. Quartiles lie between the two nearest spans where they fall between \
                 two."
            }
            Self::Overlap => {
                "Pairs of spans of one annotator in one article that share at least one character; each \
                 pair once."
            }
            Self::Review => {
                "Every span once, by what the review says of it today. Self: decided only by its own \
                 annotator. Open: not decided, changed since, or disputed."
            }
            Self::Reviewers => {
                "Every decision once. Self: on one's own spans. Changed since: the span is not any more \
                 what was judged."
            }
        }
    }

    /// Whether it is cut by days, weeks or months.
    pub fn is_over_time(self) -> bool {
        matches!(self, Self::Made | Self::Done)
    }

    /// Makes the table. O(spans), but for overlaps also what overlaps.
    pub fn table(self, facts: &Facts, filter: &StatisticsFilter, period: Period) -> Table {
        match self {
            Self::Made => time::made(facts, filter, period),
            Self::Done => time::done(facts, filter, period),
            Self::Months => groups::months(facts, filter),
            Self::Labels => groups::labels(facts, filter),
            Self::Outlets => groups::outlets(facts, filter),
            Self::Speakers => groups::speakers(facts, filter),
            Self::Annotators => groups::annotators(facts, filter),
            Self::Lengths => size::lengths(facts, filter),
            Self::LabelLengths => size::by_label(facts, filter),
            Self::Overlap => overlap::table(facts, filter),
            Self::Review => review::by_annotator(facts, filter),
            Self::Reviewers => review::by_reviewer(facts, filter),
        }
    }
}

#[cfg(test)]
mod tests;
