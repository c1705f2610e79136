//! Words as what texts share: without case, diacritics and endings, held as a hash of 32 bits, with the places they
//! stand at.
//!
//! Stems are rough, the same rule for every language, cut by the letters a word is written in: they serve to find what
//! may belong together, never to say what a word is. Words of another language that end alike are cut too, which costs
//! nothing as long as both sides are cut alike.

mod common;

use super::TextRange;
use super::fold::fold;
use super::language::Language;
use super::segment::prose_words;

/// A stem has at least this many letters.
pub const MIN_STEM: usize = 4;
/// Two forms of a word differ by at most this many letters at their ends.
const MAX_ENDING: usize = 3;
/// Shorter words of letters say nothing of what a text is about, in characters.
const MIN_TELLING: usize = 3;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, with a possessive ending.
    pub place: TextRange,
    /// As it is compared: small letters, no diacritics, no possessive ending.
    pub folded: Box<str>,
}

impl Word {
    /// The hash of its stem, if the word says anything of what a text is about: numbers do, words as small or as
    /// common as "and" or "with" don't.
    pub fn term(&self) -> Option<u32> {
        let folded = &*self.folded;
        let has_digit = folded.bytes().any(|byte| byte.is_ascii_digit());
        let is_short = folded.is_ascii() && folded.len() < MIN_TELLING
            || folded.len() < 2 * MIN_TELLING && folded.chars().count() < MIN_TELLING && is_spaced(folded);
        let is_telling = has_digit || !is_short && !common::is_common(folded);
        is_telling.then(|| hash(stem(folded)))
    }

    /// The hash under which words are looked up that may be forms of the same word, see [`are_forms`]: of the first
    /// letters, of the whole word where it is shorter.
    pub fn key(&self) -> u32 {
        let end = self.folded.char_indices().nth(MIN_STEM).map_or(self.folded.len(), |(at, _)| at);
        let has_digit = self.folded.bytes().any(|byte| byte.is_ascii_digit());
        hash(if has_digit { &self.folded } else { &self.folded[..end] })
    }
}

/// The words of a text (UAX #29) in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut at = 0;
    for word in prose_words(text) {
        // Words come in order, so the next one stands at the first place from here.
        let Some(start) = text[at..].find(word).map(|found| at + found) else { continue };
        at = start + word.len();
        if let Ok(place) = TextRange::new(start, at) {
            words.push(Word { place, folded: folded(word) });
        }
    }
    words
}

/// The hashes of what a text says, see [`Word::term`]: sorted, each once.
pub fn terms(text: &str) -> Box<[u32]> {
    let mut terms: Vec<u32> =
        prose_words(text).filter_map(|word| Word { place: ANYWHERE, folded: folded(word) }.term()).collect();
    terms.sort_unstable();
    terms.dedup();
    terms.into()
}

/// For words whose place nobody asks for.
const ANYWHERE: TextRange = TextRange { start: 0, end: 1 };

/// A word in small letters, without diacritics and possessive ending.
fn folded(word: &str) -> Box<str> {
    let bare = ["’s", "'s", "’S", "'S"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    if bare.is_ascii() {
        return bare.to_ascii_lowercase().into();
    }
    fold(bare).chars().flat_map(char::to_lowercase).collect::<String>().into()
}

/// Whether two folded words can be forms of one word: equal, or the same from the start for at least [`MIN_STEM`]
/// letters and most of the longer one, with short endings; in English and where the language is unknown only with
/// endings that English has. Words with digits have one form.
pub fn are_forms(one: &str, other: &str, language: Language) -> bool {
    const ENGLISH: [&str; 9] = ["", "d", "e", "ed", "es", "ies", "ing", "s", "y"];
    if one == other {
        return true;
    }
    if one.bytes().chain(other.bytes()).any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let num_same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    if num_same < MIN_STEM {
        return false;
    }
    let same: usize = one.chars().take(num_same).map(char::len_utf8).sum();
    let (one_rest, other_rest) = (&one[same..], &other[same..]);
    if matches!(language, Language::English | Language::Unknown) && one.is_ascii() && other.is_ascii() {
        return ENGLISH.contains(&one_rest) && ENGLISH.contains(&other_rest);
    }
    let longest_rest = one_rest.chars().count().max(other_rest.chars().count());
    longest_rest <= MAX_ENDING && num_same * 10 >= (num_same + longest_rest) * 6
}

/// A folded word without its ending.
fn stem(folded: &str) -> &str {
    const LATIN: [&str; 11] = ["ies", "ing", "ed", "em", "en", "er", "es", "e", "s", "y", "d"];
    // Folded, as the words are: й is и, ї is і.
    const CYRILLIC: [&str; 40] = [
        "ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ах", "ях", "ов", "ев", "ів", "ам", "ям",
        "ом", "ем", "ои", "еи", "ыи", "ии", "ая", "яя", "ое", "ее", "ые", "ых", "их", "ою", "ую", "а", "е",
        "и", "о", "у", "ы", "ь", "ю", "я", "і",
    ];
    if folded.bytes().any(|byte| byte.is_ascii_digit()) {
        return folded;
    }
    let leaves_stem = |rest: &&str| {
        if rest.is_ascii() { rest.len() >= MIN_STEM } else { rest.chars().nth(MIN_STEM - 1).is_some() }
    };
    let cut = |endings: &[&str]| {
        endings.iter().filter_map(|ending| folded.strip_suffix(ending)).find(leaves_stem).unwrap_or(folded)
    };
    match folded.chars().next_back() {
        Some('a'..='z') => cut(&LATIN),
        Some('а'..='я' | 'і') => cut(&CYRILLIC),
        _ => folded,
    }
}

/// Whether a word is of a script in which single letters are no words.
fn is_spaced(word: &str) -> bool {
    word.chars().all(|ch| ch < '\u{0E00}')
}

/// FNV-1a, its halves laid over each other.
fn hash(word: &str) -> u32 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let whole = word.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    u32::try_from((whole >> 32) ^ (whole & u64::from(u32::MAX))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_shared_has_neither_case_nor_endings() {
        for (one, other) in [
            ("The bridges", "bridge’s"),
            ("Ferries", "with the ferry"),
            ("Brücken", "die Brücke"),
            ("rejected", "rejects"),
            ("отводами", "отвод"),
            ("28", "28"),
        ] {
            assert_eq!(terms(one), terms(other), "{one} {other}");
            assert_eq!(terms(one).len(), 1, "{one}");
        }
        assert_eq!(terms("that would have been with them, nicht und dass"), Box::default());
        assert_eq!(terms("和平").len(), 2);
    }

    #[test]
    fn forms_share_a_stem_and_end_as_the_language_lets_them() {
        let (english, german, russian) = (Language::English, Language::German, Language::Russian);
        for (one, other, language, expected) in [
            ("bridge", "bridges", english, true),
            ("plan", "planet", english, false),
            ("plan", "plans", english, true),
            ("ferry", "ferries", english, true),
            ("oru", "orus", english, false),
            ("brucke", "brucken", german, true),
            ("haf", "hafen", german, false),
            ("отвод", "отводом", russian, true),
            ("2027", "2028", english, false),
        ] {
            assert_eq!(are_forms(one, other, language), expected, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn every_word_lies_where_it_stands(text in "\\PC{0,60}|[a-zÀ-ÿа-я’' .\n0-9和ß-]{0,60}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.place.check(&text).is_ok() && word.place.start() >= end);
                prop_assert_eq!(&folded(word.place.of(&text).unwrap()), &word.folded);
                end = word.place.end();
            }
            let mut found: Vec<u32> = words(&text).iter().filter_map(Word::term).collect();
            found.sort_unstable();
            found.dedup();
            prop_assert_eq!(found.as_slice(), &*terms(&text));
        }

        #[test]
        fn forms_are_looked_up_under_one_key(one in "[a-zа-яß2]{1,9}", other in "[a-zа-я]{0,4}") {
            let longer = format!("{one}{other}");
            for language in Language::ALL {
                if are_forms(&one, &longer, language) {
                    let key = |word: &str| Word { place: ANYWHERE, folded: word.into() }.key();
                    prop_assert_eq!(key(&one), key(&longer));
                }
            }
        }
    }
}
