//! The words the sentence splitter knows: abbreviations, and words that begin sentences in news prose.

/// Abbreviations that nothing but more of the same sentence follows, without their last stop.
const LEADING: [&str; 61] = [
    "Mr", "Mrs", "Ms", "Mx", "Dr", "Drs", "Prof", "Gen", "Gens", "Sen", "Sens", "Rep", "Reps", "Gov", "Govs",
    "Sec", "Lt", "Col", "Maj", "Capt", "Sgt", "Cpl", "Pvt", "Pte", "Spc", "Cmdr", "Adm", "Brig", "Pres",
    "Hon", "Rev", "Fr", "Mt", "Ft", "Msgr", "Amb", "Supt", "Insp", "Det", "Atty", "Messrs", "Mmes", "Hr",
    "vs", "Vs", "e.g", "E.g", "i.e", "I.e", "cf", "Cf", "viz", "approx", "ca", "z.B", "d.h", "bzw", "incl",
    "excl", "esp", "resp",
];

/// Abbreviations for what a number follows; before anything else they are words.
const NUMBERED: [&str; 17] = [
    "No", "Nos", "no", "nos", "Nr", "Art", "Arts", "Fig", "Figs", "Vol", "Ch", "pp", "p", "par", "para",
    "Op", "Res",
];

/// Abbreviated months. Their full forms are in [`is_month`].
const SHORT_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"];

/// Abbreviations that stand within a sentence as well as at its end.
const TRAILING: [&str; 28] = [
    "Jr", "Sr", "Inc", "Ltd", "Co", "Corp", "Cos", "Bros", "Plc", "plc", "LLC", "St", "Ste", "Ave", "Blvd",
    "Rd", "Ph.D", "al", "Dept", "dept", "Univ", "Assn", "Mon", "Tue", "Wed", "Thu", "Fri", "Esq",
];

/// Abbreviated states, after a comma: "Springfield, Ill."
const STATES: [&str; 40] = [
    "Ala", "Ariz", "Ark", "Calif", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La", "Md",
    "Mass", "Mich", "Minn", "Miss", "Mo", "Mont", "Neb", "Nev", "N.H", "N.J", "N.M", "N.Y", "N.C", "N.D",
    "Okla", "Ore", "Pa", "R.I", "S.C", "S.D", "Tenn", "Tex", "Va", "Wash", "Wis",
];

/// Words that, written with a capital after an abbreviation, more likely begin a sentence than a name.
const STARTERS: [&str; 124] = [
    "A",
    "About",
    "According",
    "After",
    "Again",
    "All",
    "Also",
    "Although",
    "Among",
    "An",
    "Analysts",
    "And",
    "Another",
    "Any",
    "As",
    "Asked",
    "At",
    "Authorities",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Critics",
    "Despite",
    "Details",
    "Diplomats",
    "During",
    "Each",
    "Earlier",
    "Even",
    "Every",
    "Experts",
    "Few",
    "For",
    "From",
    "Had",
    "Has",
    "He",
    "Her",
    "Here",
    "Hers",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "Investigators",
    "Is",
    "It",
    "Its",
    "Last",
    "Later",
    "Lawmakers",
    "Leaders",
    "Many",
    "Meanwhile",
    "More",
    "Moreover",
    "Most",
    "My",
    "Negotiators",
    "Neither",
    "Never",
    "No",
    "Nor",
    "Not",
    "Nothing",
    "Now",
    "Of",
    "Officials",
    "On",
    "Once",
    "One",
    "Only",
    "Or",
    "Other",
    "Others",
    "Our",
    "Police",
    "Prosecutors",
    "Reporters",
    "Residents",
    "She",
    "Since",
    "So",
    "Some",
    "Sources",
    "Still",
    "Such",
    "Talks",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "Through",
    "Thus",
    "To",
    "Today",
    "Until",
    "Was",
    "We",
    "What",
    "When",
    "Where",
    "Whether",
    "Which",
    "While",
    "Who",
    "Why",
    "Will",
    "With",
    "Without",
    "Witnesses",
    "Yet",
    "You",
];

/// Verbs that report what was asked or shouted.
const REPORTING: [&str; 38] = [
    "said",
    "says",
    "asked",
    "asks",
    "wrote",
    "writes",
    "posted",
    "added",
    "adds",
    "told",
    "tells",
    "replied",
    "replies",
    "responded",
    "answered",
    "shouted",
    "exclaimed",
    "cried",
    "demanded",
    "wondered",
    "tweeted",
    "declared",
    "joked",
    "quipped",
    "insisted",
    "continued",
    "remarked",
    "commented",
    "yelled",
    "called",
    "warned",
    "urged",
    "recalled",
    "repeated",
    "concluded",
    "argued",
    "noted",
    "inquired",
];

/// What a stop after a word may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// No sentence ends here, whatever follows.
    Leading,
    /// A number follows, or it is a word and the sentence ends.
    Numbered,
    /// A time of day: `a.m`, `p.m`.
    TimeOfDay,
    /// The sentence ends here if what follows looks like the start of another.
    Trailing,
}

/// What kind of abbreviation `word`, without its last stop, is; None if it is none.
pub(super) fn abbreviation(word: &str, is_after_comma: bool) -> Option<Abbreviation> {
    if matches!(word, "a.m" | "p.m" | "A.M" | "P.M") {
        Some(Abbreviation::TimeOfDay)
    } else if LEADING.contains(&word) {
        Some(Abbreviation::Leading)
    } else if NUMBERED.contains(&word) || SHORT_MONTHS.contains(&word) {
        Some(Abbreviation::Numbered)
    } else if TRAILING.contains(&word) || is_initials(word) || (is_after_comma && STATES.contains(&word)) {
        Some(Abbreviation::Trailing)
    } else {
        None
    }
}

/// Whether `word` is one capital, or single letters with stops between them: `J`, `U.S`.
pub(super) fn is_initials(word: &str) -> bool {
    let is_single = |part: &str| part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
    word.split('.').all(is_single) && (word.contains('.') || word.chars().all(char::is_uppercase))
}

/// Whether `word`, with its capital, more likely begins a sentence than goes on with a name.
pub(super) fn is_starter(word: &str) -> bool {
    STARTERS.binary_search(&word).is_ok()
        || word.split_once(['’', '\'']).is_some_and(|(stem, _)| STARTERS.binary_search(&stem).is_ok())
}

/// Whether `word` is a verb that reports.
pub(super) fn is_reporting(word: &str) -> bool {
    REPORTING.contains(&word)
}

/// Whether `word` is a weekday, in full or cut short.
pub(super) fn is_weekday(word: &str) -> bool {
    const WEEKDAYS: [&str; 14] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ];
    WEEKDAYS.contains(&word)
}

/// Whether `word` is a month, in English or German.
pub(super) fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 20] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Januar",
        "Februar",
        "März",
        "Mai",
        "Juni",
        "Juli",
        "Oktober",
        "Dezember",
    ];
    MONTHS.contains(&word) || SHORT_MONTHS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starters_are_sorted_for_their_search() {
        assert!(STARTERS.is_sorted());
    }

    #[test]
    fn initials_are_single_letters() {
        for (word, expected) in [
            ("J", true),
            ("U.S", true),
            ("a.m", true),
            ("x", false),
            ("US", false),
            ("Ph.D", false),
            ("", false),
        ] {
            assert_eq!(is_initials(word), expected, "{word}");
        }
    }
}
