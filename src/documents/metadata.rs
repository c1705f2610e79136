//! `Key: value` pairs of headers and front matter become metadata; dates and languages as people write them.
//!
//! Known weakness: languages are known by their English names only.

use chrono::NaiveDate;

use crate::model::article::Metadata;

use super::DocumentWarning;
use super::calendar::{is_weekday, month};

/// A field of the metadata that a file can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Date,
    Outlet,
    Byline,
    Language,
    Url,
}

impl Field {
    /// The field that a key of a header or of front matter means.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        let key = key.trim().to_lowercase().replace(['-', '_'], " ");
        Some(match key.as_str() {
            "title" | "headline" => Self::Title,
            "date" | "published" | "publication date" | "date published" | "published at" | "pubdate"
            | "when" | "day" => Self::Date,
            "outlet" | "source" | "publication" | "publisher" | "newspaper" => Self::Outlet,
            "author" | "authors" | "by" | "byline" => Self::Byline,
            "language" | "lang" => Self::Language,
            "url" | "link" | "permalink" | "source url" => Self::Url,
            _ => return None,
        })
    }
}

/// Makes each field one line without control characters: files of all kinds can hold them, and fields stand in lists,
/// tables and names of files.
pub(super) fn to_lines(metadata: &mut Metadata) {
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let Metadata { title, outlet, byline, language, url, foreign_id, .. } = metadata;
    for field in [title, outlet, byline, language, foreign_id] {
        if field.contains(is_break) {
            let words: Vec<&str> = field.split(|c: char| is_break(c) || c.is_whitespace()).collect();
            *field = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        } else if field.trim().len() < field.len() {
            *field = field.trim().to_owned();
        }
    }
    // As browsers do with addresses.
    url.retain(|c| !is_break(c));
    if url.trim().len() < url.len() {
        *url = url.trim().to_owned();
    }
}

/// Puts `value` into the field that `key` means, unless it is filled already; says which field took it.
///
/// A date or language that can't be understood is reported and leaves its field unknown, but the key counts
/// as recognised all the same.
pub(super) fn fill(
    metadata: &mut Metadata,
    key: &str,
    value: &str,
    warnings: &mut Vec<DocumentWarning>,
) -> Option<Field> {
    let value = value.trim();
    let field = match Field::from_key(key)? {
        // "Source: https://…" names the page, not who published it.
        Field::Outlet if is_url(value) => Field::Url,
        field => field,
    };
    let words = || value.split_whitespace().collect::<Vec<_>>().join(" ");
    let slot = match field {
        Field::Title => &mut metadata.title,
        Field::Outlet => &mut metadata.outlet,
        Field::Byline => &mut metadata.byline,
        Field::Url => &mut metadata.url,
        Field::Language => {
            if metadata.language.is_empty() && !value.is_empty() {
                match language_tag(value) {
                    Some(tag) => metadata.language = tag,
                    None => warnings.push(DocumentWarning::UnclearLanguage { words: words() }),
                }
            }
            return Some(field);
        }
        Field::Date => {
            if metadata.date.is_some() || value.is_empty() {
                return None;
            }
            match Day::parse(value) {
                Some(Day::Full(date)) => metadata.date = Some(date),
                _ => warnings.push(DocumentWarning::UnclearDate { words: words() }),
            }
            return Some(field);
        }
    };
    if !slot.is_empty() || value.is_empty() {
        return None;
    }
    *slot = words();
    Some(field)
}

/// Whether a value is an address in the web.
pub(super) fn is_url(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with("http://")
}

/// A BCP 47 tag from a tag (`en-GB`, `pt_BR`) or from a language's English name.
fn language_tag(words: &str) -> Option<String> {
    const NAMES: [(&str, &str); 24] = [
        ("arabic", "ar"),
        ("chinese", "zh"),
        ("czech", "cs"),
        ("danish", "da"),
        ("dutch", "nl"),
        ("english", "en"),
        ("finnish", "fi"),
        ("french", "fr"),
        ("german", "de"),
        ("greek", "el"),
        ("hebrew", "he"),
        ("hindi", "hi"),
        ("hungarian", "hu"),
        ("italian", "it"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("norwegian", "no"),
        ("persian", "fa"),
        ("polish", "pl"),
        ("portuguese", "pt"),
        ("russian", "ru"),
        ("spanish", "es"),
        ("turkish", "tr"),
        ("ukrainian", "uk"),
    ];
    let lower = words.to_ascii_lowercase();
    if let Some((_, tag)) = NAMES.into_iter().find(|(name, _)| *name == lower) {
        return Some(tag.to_owned());
    }
    let tag = words.replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_tag = matches!(first.len(), 2 | 3)
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts
            .all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    is_tag.then(|| format!("{}{}", first.to_ascii_lowercase(), &tag[first.len()..]))
}

/// A day as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// A day of a certain year.
    Full(NaiveDate),
    /// "March 14".
    WithoutYear,
}

impl Day {
    /// The day that `words` say if they say nothing else; a weekday before it and a time after it are let pass.
    ///
    /// Understood are `2025-03-14` (a time may follow after `T`), `2025/03/14`, `14.03.2025`, `14 March 2025`
    /// and `March 14, 2025` with short months and without a year. `03/14/2025` is not: half the world reads
    /// such numbers the other way round. Months may have their names in any language of [`month`]: `14. März`,
    /// `14 de marzo de 2025`, `2025年3月14日`.
    pub(super) fn parse(words: &str) -> Option<Self> {
        if let Some(date) = ideographic_date(words) {
            return Some(Self::Full(date));
        }
        let tokens: Vec<String> = words
            .split(|c: char| c.is_whitespace() || c == ',')
            .map(|token| token.trim_end_matches('.').to_lowercase())
            .filter(|token| !token.is_empty() && !is_filler(token))
            .collect();
        let mut tokens = tokens.as_slice();
        if let [first, rest @ ..] = tokens
            && is_weekday(first)
        {
            tokens = rest;
        }
        while let [rest @ .., last] = tokens
            && !rest.is_empty()
            && is_time_word(last)
        {
            tokens = rest;
        }
        match tokens {
            [number] => numeric_date(number).map(Self::Full),
            [one, two] => match (month(one), month(two)) {
                (Some(_), None) => day_of_month(two).map(|_| Self::WithoutYear),
                (None, Some(_)) => day_of_month(one).map(|_| Self::WithoutYear),
                _ => None,
            },
            [one, two, year] => {
                let (month, day) = match (month(one), month(two)) {
                    (Some(month), None) => (month, day_of_month(two)?),
                    (None, Some(month)) => (month, day_of_month(one)?),
                    _ => return None,
                };
                let year = year.parse().ok().filter(|_| year.len() == 4)?;
                NaiveDate::from_ymd_opt(year, month, day).map(Self::Full)
            }
            _ => None,
        }
    }
}

/// `2025-03-14`, and nothing shorter or longer.
pub(super) fn iso_date(word: &str) -> Option<NaiveDate> {
    let shape = |(idx, byte): (usize, u8)| {
        if matches!(idx, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
    };
    let is_iso = word.len() == 10 && word.bytes().enumerate().all(shape);
    if is_iso { word.parse().ok() } else { None }
}

fn numeric_date(word: &str) -> Option<NaiveDate> {
    let date_of = word.get(..10).and_then(iso_date);
    if let Some(date) = date_of {
        return (word.len() == 10 || word[10..].starts_with('t')).then_some(date);
    }
    let numbers = |separator| -> Option<Vec<u32>> {
        word.split(separator).map(|part: &str| part.parse().ok().filter(|_| part.len() <= 4)).collect()
    };
    let ((Some(&[year, month, day]), _) | (_, Some(&[day, month, year]))) =
        (numbers('/').as_deref(), numbers('.').as_deref())
    else {
        return None;
    };
    // A year of two digits could be a day.
    NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|year| *year >= 1000)?, month, day)
}

/// Whether a lower-case word between the parts of a date says nothing: "14 de marzo de 2025", "14 марта 2025 г.".
fn is_filler(word: &str) -> bool {
    matches!(word, "de" | "del" | "le" | "den" | "г" | "года" | "р" | "року")
}

/// `2025年3月14日`, and nothing else.
fn ideographic_date(words: &str) -> Option<NaiveDate> {
    let (year, rest) = words.trim().split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix('日')?;
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.len() <= 4);
    let year = i32::try_from(number(year)?).ok().filter(|year| *year >= 1000)?;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
}

fn day_of_month(word: &str) -> Option<u32> {
    let digits =
        ["st", "nd", "rd", "th"].into_iter().find_map(|suffix| word.strip_suffix(suffix)).unwrap_or(word);
    let is_short = matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|day| is_short && (1..=31).contains(day))
}

/// Whether a lower-case word can only be part of a time of day.
fn is_time_word(word: &str) -> bool {
    // "09:30", "9:30am", "09:30:00.250+01:00", "09:30z"
    let is_clock_byte = |byte: u8| {
        byte.is_ascii_digit() || matches!(byte, b':' | b'a' | b'p' | b'm' | b'.' | b'+' | b'-' | b'z')
    };
    let is_clock = word.contains(':') && word.bytes().all(is_clock_byte);
    // "+0100"
    let is_zone = word
        .strip_prefix(['+', '-'])
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()));
    is_clock
        || is_zone
        || matches!(
            word,
            "at" | "uhr"
                | "am"
                | "pm"
                | "a.m"
                | "p.m"
                | "gmt"
                | "utc"
                | "bst"
                | "cet"
                | "cest"
                | "est"
                | "edt"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day::Full)
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for words in [
            "2025-03-14",
            "2025-03-14T09:30:00+01:00",
            "2025-03-14 09:30 UTC",
            "2025-03-14 09:30:00.250+00:00",
            "Fri, 14 Mar 2025 09:30:00 +0100",
            "2025-03-14 09:30:00.000000",
            "2025/03/14",
            "2025/3/14",
            "14.03.2025",
            "14 March 2025",
            "March 14, 2025",
            "Fri, 14 Mar 2025 09:30 GMT",
            "Friday, March 14th, 2025 at 9:30 a.m.",
            "14. März 2025",
            "Freitag, 14. März 2025, 9:30 Uhr",
            "vendredi 14 mars 2025",
            "14 de marzo de 2025",
            "14 марта 2025 г.",
            "14 березня 2025 року",
            "14 marca 2025",
            "2025年3月14日",
        ] {
            assert_eq!(Day::parse(words), full(2025, 3, 14), "{words}");
        }
        assert_eq!(Day::parse("Sept. 3"), Some(Day::WithoutYear));
        assert_eq!(Day::parse("3 May"), Some(Day::WithoutYear));
    }

    #[test]
    fn what_is_no_clear_date_is_none() {
        for words in [
            "",
            "03/14/2025",
            "2025-02-30",
            "March",
            "March 45",
            "May I go",
            "2025",
            "14",
            "Ma 3",
            "9:30",
            "Friday",
        ] {
            assert_eq!(Day::parse(words), None, "{words}");
        }
    }

    #[test]
    fn languages_become_tags() {
        for (words, tag) in
            [("English", "en"), ("EN", "en"), ("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW")]
        {
            assert_eq!(language_tag(words).as_deref(), Some(tag));
        }
        assert_eq!(language_tag("the usual"), None);
        assert_eq!(language_tag("Klingon"), None);
    }

    #[test]
    fn the_first_value_of_a_field_stays() {
        let (mut metadata, mut warnings) = (Metadata::default(), Vec::new());
        assert_eq!(fill(&mut metadata, "Source", "https://example.org/a", &mut warnings), Some(Field::Url));
        assert_eq!(fill(&mut metadata, "Source", "The Quay", &mut warnings), Some(Field::Outlet));
        assert_eq!(fill(&mut metadata, "Publisher", "Another", &mut warnings), None);
        assert_eq!(fill(&mut metadata, "Weather", "fair", &mut warnings), None);
        assert_eq!(fill(&mut metadata, "DATE", "3/4/25", &mut warnings), Some(Field::Date));
        assert_eq!((metadata.outlet.as_str(), metadata.url.as_str()), ("The Quay", "https://example.org/a"));
        assert_eq!(warnings, [DocumentWarning::UnclearDate { words: "3/4/25".to_owned() }]);
    }
}
