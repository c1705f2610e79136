//! What the Review table is narrowed to, and the text in which a queue of one's own keeps it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::annotation::AnnotationKey;
use crate::model::corpus::ArticleRow;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::review::sample::SampleSpec;
use crate::model::review::standing::Standing;

/// What the table is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewFilter {
    /// Words that the span or its speaker's name hold.
    pub words: String,
    /// Labels; all, if none is named.
    pub labels: BTreeSet<LabelId>,
    /// Speakers by name, `None` for spans without one; everything, if none is named.
    pub speakers: BTreeSet<Option<String>>,
    /// What reviewers say; anything, if none is named.
    pub standings: BTreeSet<Standing>,
    /// Annotators; everybody, if none is named.
    pub annotators: BTreeSet<AnnotatorId>,
    /// Outlets of the articles, as their metadata has them; all, if none is named.
    pub outlets: BTreeSet<String>,
    /// The days the articles are of.
    pub dates: DateRange,
    /// Only spans whose tag the annotator is unsure of.
    pub unsure_only: bool,
    /// Whether one's own spans are shown.
    pub shows_own: bool,
    /// Only spans of all of these kinds.
    pub only: BTreeSet<Only>,
    /// Only a random sample of what passes the rest, but for what reviewers say.
    pub sample: Option<SampleSpec>,
    /// Only these spans, which something else has picked out; no queue keeps them.
    pub picked: Option<Arc<Picked>>,
}

/// Spans that something else than the filter has picked out, as a figure of the statistics does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// What they are, as it is shown.
    pub what: String,
    /// The spans.
    pub keys: BTreeSet<AnnotationKey>,
}

/// A kind of spans that a queue is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Only {
    /// One's own that were rejected or corrected, and are not answered.
    CameBack,
    /// Those whose decision was put off with a question.
    Question,
}

/// Days from one to another, both included. An article without a date lies in no range that has an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateRange {
    /// The first day; from the beginning, if there is none.
    pub from: Option<NaiveDate>,
    /// The last day; to the end, if there is none.
    pub to: Option<NaiveDate>,
}

impl Default for ReviewFilter {
    fn default() -> Self {
        Self {
            words: String::new(),
            labels: BTreeSet::new(),
            speakers: BTreeSet::new(),
            standings: BTreeSet::new(),
            annotators: BTreeSet::new(),
            outlets: BTreeSet::new(),
            dates: DateRange::default(),
            unsure_only: false,
            shows_own: true,
            only: BTreeSet::new(),
            sample: None,
            picked: None,
        }
    }
}

impl Only {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::CameBack, Self::Question];

    /// Its name on screen and in the text of a queue.
    pub fn name(self) -> &'static str {
        match self {
            Self::CameBack => "came back",
            Self::Question => "with a question",
        }
    }
}

impl DateRange {
    /// Whether a day lies in it; `None` for an article without a date.
    pub fn holds(self, day: Option<NaiveDate>) -> bool {
        let Some(day) = day else { return self == Self::default() };
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The range in words: `2025-03-01 to 2025-03-31`, either end left out where it is open; empty for all days.
    pub fn in_words(self) -> String {
        match (self.from, self.to) {
            (None, None) => String::new(),
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("to {to}"),
        }
    }

    /// The range that words name, as [`Self::in_words`] writes them; a year or a month names all of its days.
    /// `None` if they name none.
    pub fn from_words(words: &str) -> Option<Self> {
        let words = words.trim().to_lowercase();
        if words.is_empty() {
            return Some(Self::default());
        }
        if let Some(from) = words.strip_prefix("from ") {
            return match from.split_once(" to ") {
                Some((from, to)) => Some(Self { from: Some(days(from)?.0), to: Some(days(to)?.1) }),
                None => Some(Self { from: Some(days(from)?.0), to: None }),
            };
        }
        if let Some(to) = words.strip_prefix("to ") {
            return Some(Self { from: None, to: Some(days(to)?.1) });
        }
        let (from, to) = words.split_once(" to ").unwrap_or((&words, &words));
        Some(Self { from: Some(days(from)?.0), to: Some(days(to)?.1) })
    }
}

/// The first and the last day of a day, a month or a year: `2025-03-14`, `2025-03`, `2025`.
fn days(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let text = text.trim();
    let parse = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    if let Some(day) = parse(text) {
        return Some((day, day));
    }
    // A month has a hyphen, a year has none.
    let (first, num_months) =
        if text.contains('-') { (format!("{text}-01"), 1) } else { (format!("{text}-01-01"), 12) };
    let first = parse(&first)?;
    let after = first.checked_add_months(chrono::Months::new(num_months))?;
    Some((first, after.pred_opt()?))
}

impl ReviewFilter {
    /// Whether it leaves anything out.
    pub fn narrows(&self) -> bool {
        *self != Self::default()
    }

    /// Whether it leaves articles in by what is known about them. `row` is `None` for an article that is gone.
    pub fn passes_article(&self, row: Option<&ArticleRow>) -> bool {
        let outlet = row.map_or("", |row| row.metadata.outlet.as_str());
        (self.outlets.is_empty() || self.outlets.contains(outlet))
            && self.dates.holds(row.and_then(|row| row.metadata.date))
    }

    /// The filter as a queue keeps it, a condition a line; empty if it leaves nothing out.
    pub fn to_text(&self) -> String {
        let mut lines = Vec::new();
        let words = self.words.trim();
        if !words.is_empty() {
            lines.push(format!("words: {}", one_line(words)));
        }
        lines.extend(self.labels.iter().map(|label| format!("label: {label}")));
        lines.extend(self.speakers.iter().map(|speaker| match speaker {
            Some(name) => format!("speaker: {}", one_line(name)),
            None => "no speaker".to_owned(),
        }));
        lines.extend(self.standings.iter().map(|standing| format!("review: {}", standing.name())));
        lines.extend(self.annotators.iter().map(|annotator| format!("by: {annotator}")));
        lines.extend(self.outlets.iter().map(|outlet| format!("outlet: {}", one_line(outlet))));
        if self.dates != DateRange::default() {
            lines.push(format!("days: {}", self.dates.in_words()));
        }
        lines.extend(self.unsure_only.then(|| "unsure".to_owned()));
        lines.extend((!self.shows_own).then(|| "only others’".to_owned()));
        lines.extend(self.only.iter().map(|only| only.name().to_owned()));
        lines.extend(self.sample.map(|spec| format!("sample: {spec}")));
        lines.join("\n")
    }

    /// The filter of a queue's text. A line that is not understood is passed over: a later version may have
    /// written it.
    pub fn from_text(text: &str) -> Self {
        let mut filter = Self::default();
        for line in text.lines().map(str::trim) {
            let (name, value) = line.split_once(':').map_or((line, ""), |(name, value)| (name, value.trim()));
            match name.trim() {
                "words" => value.clone_into(&mut filter.words),
                "label" => filter.labels.extend(LabelId::new(value).ok()),
                "speaker" => {
                    filter.speakers.insert(Some(value.to_owned()));
                }
                "no speaker" => {
                    filter.speakers.insert(None);
                }
                "review" => filter.standings.extend(Standing::from_name(value)),
                "by" => filter.annotators.extend(AnnotatorId::new(value).ok()),
                "outlet" => {
                    filter.outlets.insert(value.to_owned());
                }
                "days" => filter.dates = DateRange::from_words(value).unwrap_or_default(),
                "unsure" => filter.unsure_only = true,
                "only others’" => filter.shows_own = false,
                "sample" => filter.sample = value.parse().ok(),
                name => filter.only.extend(Only::ALL.into_iter().find(|only| only.name() == name)),
            }
        }
        filter
    }
}

fn one_line(text: &str) -> String {
    text.replace(|ch: char| ch.is_control(), " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_comes_back_from_its_text() {
        let filter = ReviewFilter {
            words: "night ferry: now".to_owned(),
            labels: [LabelId::new("quote").unwrap()].into(),
            speakers: [None, Some("Ana: Ruz".to_owned())].into(),
            standings: [Standing::ToReview, Standing::Disagreed].into(),
            annotators: [AnnotatorId::new("mk").unwrap()].into(),
            outlets: ["The Wire".to_owned()].into(),
            dates: DateRange::from_words("2025-03 to 2025-04-02").unwrap(),
            unsure_only: true,
            shows_own: false,
            only: Only::ALL.into(),
            sample: "10% seed 7".parse().ok(),
            picked: None,
        };
        assert_eq!(ReviewFilter::from_text(&filter.to_text()), filter);
        assert_eq!(ReviewFilter::default().to_text(), "");
        assert_eq!(ReviewFilter::from_text("colour: blue\nreview: maybe"), ReviewFilter::default());
    }

    #[test]
    fn days_are_named_by_day_month_and_year() {
        let range = |words: &str| DateRange::from_words(words).map(DateRange::in_words);
        assert_eq!(range("2025").as_deref(), Some("2025-01-01 to 2025-12-31"));
        assert_eq!(range("2024-02").as_deref(), Some("2024-02-01 to 2024-02-29"));
        assert_eq!(range("from 2025-03").as_deref(), Some("from 2025-03-01"));
        assert_eq!(range("to 2025-03").as_deref(), Some("to 2025-03-31"));
        assert_eq!(range("2025-03-14").as_deref(), Some("2025-03-14"));
        assert_eq!(range(" ").as_deref(), Some(""));
        for words in ["yesterday", "2025-13", "2025-02-30", "to"] {
            assert_eq!(range(words), None, "{words}");
        }
        let march = DateRange::from_words("2025-03").unwrap();
        assert!(!march.holds(None) && DateRange::default().holds(None));
        assert!(march.holds(NaiveDate::from_ymd_opt(2025, 3, 31)));
        assert!(!march.holds(NaiveDate::from_ymd_opt(2025, 4, 1)));
    }
}
