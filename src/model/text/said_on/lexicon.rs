//! Words of time of each language: the names of days, months and seasons, and what stands around them.

mod english;
mod romance;
mod germanic;
mod slavic;

use super::super::language::Language;

/// The words of a language. Forms are lower-case and apart by spaces; in phrases the words are.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// Monday first.
    pub(super) weekdays: [&'static str; 7],
    /// Short forms, which count before a date only.
    pub(super) short_weekdays: [&'static str; 7],
    /// Weekdays that mean something else without one of [`Self::before`] or a side before them.
    pub(super) doubtful: &'static str,
    /// January first.
    pub(super) months: [&'static str; 12],
    /// Short forms, which count beside a day or a year only.
    pub(super) short_months: [&'static str; 12],
    /// Spring first.
    pub(super) seasons: [&'static str; 4],
    /// Days counted from the one of the dateline.
    pub(super) days: &'static [(&'static str, i64)],
    /// Parts of a day that may follow its name.
    pub(super) parts: &'static str,
    /// The one before.
    pub(super) last: &'static str,
    /// This one.
    pub(super) this: &'static str,
    /// The one after.
    pub(super) next: &'static str,
    /// Units: a day, a week, a month, a year; in every form and number.
    pub(super) units: [&'static str; 4],
    /// Phrases for a weekend.
    pub(super) weekend: &'static [&'static str],
    /// Phrases for a week, a month or a year by one word: "torik", "l’an dernier".
    pub(super) whole: &'static [(&'static str, Whole, i64)],
    /// "one" first.
    pub(super) numbers: [&'static str; 12],
    /// Some, of days or weeks.
    pub(super) few: &'static str,
    /// Phrases behind a number of units that has passed.
    pub(super) ago: &'static [&'static str],
    /// Phrases before it.
    pub(super) ago_before: &'static [&'static str],
    /// Phrases before a number of units that is to pass.
    pub(super) ahead: &'static [&'static str],
    /// What makes a date less exact.
    pub(super) about: &'static str,
    /// What stands before a bare month, year or season that is a date.
    pub(super) before: &'static str,
    /// What stands before the end of a time that is to come.
    pub(super) until: &'static str,
    /// What may stand between the parts of a date.
    pub(super) of: &'static str,
    /// What parts the first from the last day.
    pub(super) to: &'static str,
    /// What stands before a day that comes again and again.
    pub(super) every: &'static str,
    /// Early, late, middle.
    pub(super) early: &'static str,
    /// Verbs and phrases that look forward.
    pub(super) future: &'static str,
    /// Ends of verbs that look forward.
    pub(super) future_ends: &'static [&'static str],
    /// Verbs that look back, beside those that report.
    pub(super) past: &'static str,
    /// Ends of verbs that look back.
    pub(super) past_ends: &'static [&'static str],
    /// Verbs after which "to" looks back all the same; empty where "to" says nothing.
    pub(super) done_to: &'static str,
    /// Whether months are written with a capital.
    pub(super) has_capital_months: bool,
    /// Whether the day may follow the month.
    pub(super) has_month_first: bool,
    /// Whether `14/03/2025` can be read.
    pub(super) has_slashed_days: bool,
}

/// What one word may name whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// No words: only numbers are read.
pub(super) const NONE: Lexicon = Lexicon {
    weekdays: [""; 7],
    short_weekdays: [""; 7],
    doubtful: "",
    months: [""; 12],
    short_months: [""; 12],
    seasons: [""; 4],
    days: &[],
    parts: "",
    last: "",
    this: "",
    next: "",
    units: [""; 4],
    weekend: &[],
    whole: &[],
    numbers: [""; 12],
    few: "",
    ago: &[],
    ago_before: &[],
    ahead: &[],
    about: "",
    before: "",
    until: "",
    of: "",
    to: "– — -",
    every: "",
    early: "",
    future: "",
    future_ends: &[],
    past: "",
    past_ends: &[],
    done_to: "",
    has_capital_months: false,
    has_month_first: false,
    has_slashed_days: false,
};

/// The words of a language; those of English where nobody has said the language.
pub(super) fn lexicon(language: Language) -> &'static Lexicon {
    match language {
        Language::English | Language::Unknown => &english::WORDS,
        Language::German => &germanic::GERMAN,
        Language::French => &romance::FRENCH,
        Language::Spanish => &romance::SPANISH,
        Language::Russian => &slavic::RUSSIAN,
        Language::Ukrainian => &slavic::UKRAINIAN,
        _ => &NONE,
    }
}

/// Whether `word` is one of `words`, which stand apart by spaces.
pub(super) fn is_one(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word && !one.is_empty())
}

/// Which of `forms` has `word` among its own.
pub(super) fn position(forms: &[&str], word: &str) -> Option<usize> {
    forms.iter().position(|forms| is_one(forms, word))
}
