//! The tables that can be made of the facts. Each says exactly what it counts.

mod groups;
mod review;
mod size;
mod texts;
mod time;
pub mod overlap;

use super::facts::Facts;
use super::filter::StatisticsFilter;
use super::table::Table;
use super::texts::TextPart;

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
    /// What the texts of the articles add up to, by outlet, and how much of them is tagged.
    Texts,
}

/// What is counted, and how time is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Which spans are counted, and which articles.
    pub filter: StatisticsFilter,
    /// What tables over time are cut into.
    pub period: Period,
    /// Which part of the articles' texts is counted.
    pub text: TextPart,
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
    pub const ALL: [Self; 13] = [
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
        Self::Texts,
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
            Self::Texts => "texts",
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
            Self::Texts => "Texts of the articles by outlet",
        }
    }

    /// What exactly is counted, in a sentence or two; `part` is what is counted of the articles' texts.
    pub fn counts(self, part: TextPart) -> &'static str {
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
            Self::Texts => match part {
                TextPart::Own => {
                    "Words, sentences and quotations of the articles’ own text, without notes (captions, credits, \
                     corrections) and furniture (menus, “read more”). A word is tagged if a counted span holds its \
                     beginning, a quotation if one touches it."
                }
                TextPart::Whole => {
                    "Words, sentences and quotations of the whole texts, notes (captions, credits, corrections) and \
                     furniture (menus, “read more”) included. A word is tagged if a counted span holds its \
                     beginning, a quotation if one touches it."
                }
            },
        }
    }

    /// Whether it counts the texts of the articles, so that it matters which part of them.
    pub fn is_of_texts(self) -> bool {
        self == Self::Texts
    }

    /// Whether it is cut by days, weeks or months.
    pub fn is_over_time(self) -> bool {
        matches!(self, Self::Made | Self::Done)
    }

    /// Makes the table. O(spans), but for overlaps also what overlaps.
    pub fn table(self, facts: &Facts, cut: &Cut) -> Table {
        let Cut { filter, period, text } = cut;
        match self {
            Self::Made => time::made(facts, filter, *period),
            Self::Done => time::done(facts, filter, *period),
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
            Self::Texts => texts::by_outlet(facts, filter, *text),
        }
    }
}

#[cfg(test)]
mod tests;
