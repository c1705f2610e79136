//! A capital's name as the name of its government: "*Kyiv* rejected it". What is offered so is never sure: a city can
//! speak as well, or a paper named after it. It is for a person to confirm at every mention.

mod table;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use self::table::TABLE;
use crate::model::text::fold::name_key;
use crate::model::text::language::Language;

/// The languages of the table, in its order.
const LANGUAGES: [Language; 6] = [
    Language::English,
    Language::German,
    Language::French,
    Language::Spanish,
    Language::Russian,
    Language::Ukrainian,
];

/// A country of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country {
    row: usize,
}

/// How surely a name is that of a country's government.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It has the country in it: "Ukrainian foreign ministry".
    Part,
    /// It is the country, or its government: "Ukraine", "Government of Ukraine", "ukrainische Regierung".
    Whole,
}

/// The country whose government goes by its capital's name, as it is written in a language; in English where the
/// language is not one of the table. None for a word that is no capital.
pub fn government_of(word: &str, language: Language) -> Option<Country> {
    static CAPITALS: LazyLock<HashMap<(usize, String), usize>> = LazyLock::new(|| {
        let mut capitals = HashMap::new();
        for (row, country) in TABLE.iter().enumerate() {
            for (at, cell) in country[1..].iter().enumerate() {
                for capital in Cell::of(cell).capitals() {
                    capitals.insert((at, key(capital)), row);
                }
            }
        }
        capitals
    });
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    let at = LANGUAGES.iter().position(|known| *known == language).unwrap_or(0);
    CAPITALS.get(&(at, key(word))).map(|row| Country { row: *row })
}

impl Country {
    /// Its code by ISO 3166-1, or XK.
    pub fn code(self) -> &'static str {
        TABLE[self.row][0]
    }

    /// What it is called in a language, the usual name first; in English where the language is not in the table.
    pub fn names(self, language: Language) -> impl Iterator<Item = &'static str> {
        let at = LANGUAGES.iter().position(|known| *known == language).unwrap_or(0);
        Cell::of(TABLE[self.row][at + 1]).names()
    }
}

/// The countries whose government an entry of that name can be, in any of the languages.
pub(super) fn countries_in(name: &str) -> BTreeMap<Country, Fit> {
    static PARTS: LazyLock<Vec<Part>> = LazyLock::new(parts);
    let name = key(name);
    let words: Vec<&str> = name.split(' ').collect();
    let mut found = BTreeMap::new();
    for part in PARTS.iter() {
        let Some(fit) = part.fit(&words) else { continue };
        let best = found.entry(part.country).or_insert(fit);
        *best = fit.max(*best);
    }
    found
}

/// What the table has of a country in one language.
#[derive(Clone, Copy)]
struct Cell {
    capitals: &'static str,
    names: &'static str,
    adjectives: &'static str,
}

impl Cell {
    fn of(cell: &'static str) -> Self {
        let (capitals, rest) = cell.split_once('=').unwrap_or_default();
        let (names, adjectives) = rest.split_once('/').unwrap_or((rest, ""));
        Self { capitals, names, adjectives }
    }

    fn capitals(self) -> impl Iterator<Item = &'static str> {
        self.capitals.split(',')
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        self.names.split(',')
    }
}

/// A country's name or adjective, ready to be compared.
struct Part {
    country: Country,
    before: Vec<String>,
    last: String,
    endings: &'static [&'static str],
}

fn parts() -> Vec<Part> {
    // "Ukraine’s", "Polens"
    const OF_NAMES: &[&str] = &["", "'s", "s"];
    // "ukrainische", "ucraniano", "ukrainienne", "украинское"
    const OF_ADJECTIVES: &[&str] = &[
        "", "a", "as", "e", "em", "en", "er", "es", "ne", "nes", "o", "os", "s", "а", "ая", "е", "ии", "ого",
        "ое", "ои", "ые", "і",
    ];
    let mut parts = Vec::new();
    for (row, country) in TABLE.iter().enumerate() {
        for (at, cell) in country[1..].iter().enumerate() {
            let cell = Cell::of(cell);
            // English adjectives have no endings; with one, "Indian" would be in "Indiana".
            let of_adjectives = if at == 0 { OF_NAMES } else { OF_ADJECTIVES };
            let names = cell.names().map(|name| (name, OF_NAMES));
            for (words, endings) in names.chain(cell.adjectives.split(',').map(|word| (word, of_adjectives)))
            {
                let mut before: Vec<String> = key(words).split(' ').map(str::to_owned).collect();
                let last = before.pop().unwrap_or_default();
                parts.push(Part { country: Country { row }, before, last, endings });
            }
        }
    }
    parts
}

impl Part {
    fn fit(&self, words: &[&str]) -> Option<Fit> {
        let Self { before, last, endings, .. } = self;
        let is_last = |word: &&str| word.strip_prefix(&**last).is_some_and(|rest| endings.contains(&rest));
        let end = (before.len()..words.len())
            .find(|at| is_last(&words[*at]) && words[at - before.len()..*at].iter().eq(before.iter()))?;
        let mut others = words[..end - before.len()].iter().chain(&words[end + 1..]);
        Some(if others.all(|word| is_government(word)) { Fit::Whole } else { Fit::Part })
    }
}

/// Whether a word beside a country's name makes it no more than its government.
fn is_government(folded: &str) -> bool {
    const WORDS: &[&str] = &[
        "administration",
        "de",
        "del",
        "der",
        "des",
        "die",
        "du",
        "el",
        "gobierno",
        "gouvernement",
        "government",
        "kabinett",
        "l'",
        "la",
        "le",
        "les",
        "of",
        "regierung",
        "the",
        "von",
        "власти",
        "влада",
        "правительство",
        "уряд",
    ];
    WORDS.binary_search(&folded).is_ok()
}

/// A name as it is compared: without case, diacritics and hyphens, with one kind of apostrophe.
fn key(name: &str) -> String {
    name_key(name).replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_names_its_country_in_its_language() {
        for (word, language, expected) in [
            ("Kyiv", Language::English, Some("UA")),
            ("Kiew", Language::German, Some("UA")),
            ("KYIV", Language::Unknown, Some("UA")),
            ("Киев", Language::Russian, Some("UA")),
            ("Київ", Language::Ukrainian, Some("UA")),
            ("Moscú", Language::Spanish, Some("RU")),
            ("Pékin", Language::French, Some("CN")),
            ("The Hague", Language::English, Some("NL")),
            ("New-Delhi", Language::English, Some("IN")),
            ("Lissabon", Language::German, Some("PT")),
            ("Lissabon", Language::French, None),
            ("nice", Language::English, None),
            ("riga", Language::English, None),
            ("Marrow", Language::English, None),
            ("", Language::English, None),
        ] {
            assert_eq!(government_of(word, language).map(Country::code), expected, "{word}");
        }
        let poland = government_of("Warsaw", Language::English).unwrap();
        assert_eq!(poland.names(Language::German).next(), Some("Polen"));
    }

    #[test]
    fn governments_are_known_by_their_country_in_any_language() {
        let fit = |capital, name| {
            countries_in(name).get(&government_of(capital, Language::English).unwrap()).copied()
        };
        for (capital, name, expected) in [
            ("Kyiv", "Ukraine", Some(Fit::Whole)),
            ("Kyiv", "Government of Ukraine", Some(Fit::Whole)),
            ("Kyiv", "the Ukrainian government", Some(Fit::Whole)),
            ("Kyiv", "ukrainische Regierung", Some(Fit::Whole)),
            ("Kyiv", "Gobierno ucraniano", Some(Fit::Whole)),
            ("Kyiv", "Правительство Украины", Some(Fit::Whole)),
            ("Kyiv", "Ukraine’s foreign ministry", Some(Fit::Part)),
            ("Seoul", "North Korea", None),
            ("Pyongyang", "North Korea", Some(Fit::Whole)),
            ("Washington", "United States", Some(Fit::Whole)),
            ("Tehran", "Iraq", None),
            ("New Delhi", "Indiana", None),
            ("Baghdad", "Iraqi government", Some(Fit::Whole)),
            ("Athens", "Marrow council", None),
        ] {
            assert_eq!(fit(capital, name), expected, "{capital} {name}");
        }
    }

    #[test]
    fn every_cell_has_capitals_names_and_adjectives_and_no_capital_has_two_countries() {
        let mut known = HashMap::new();
        for (row, cells) in TABLE.iter().enumerate() {
            let country = Country { row };
            for (at, cell) in cells[1..].iter().enumerate() {
                let Cell { capitals, names, adjectives } = Cell::of(cell);
                assert!(!capitals.is_empty() && !names.is_empty() && !adjectives.is_empty(), "{cell}");
                for capital in Cell::of(cell).capitals() {
                    let other = known.insert((at, key(capital)), country);
                    assert_eq!(other, None, "{capital}");
                    assert_eq!(government_of(capital, LANGUAGES[at]), Some(country), "{capital}");
                }
                for name in Cell::of(cell).names() {
                    assert_eq!(countries_in(name).get(&country), Some(&Fit::Whole), "{name}");
                }
            }
        }
    }
}
