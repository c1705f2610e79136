//! Looking words up in the lists of the lexicon, and what names look like.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::lexicon::{AGENCIES, AND, NO_NAMES, PARTICLES};
use crate::documents::calendar::{is_english_day_word, is_weekday};

/// Words of many languages, looked up at every line: indexed when they are first asked for.
pub(super) type Words = LazyLock<Index>;

/// Words by themselves, and by their first character.
pub(super) struct Index {
    words: HashSet<&'static str>,
    /// How many characters the longest of them has.
    max_chars: usize,
    by_first: HashMap<char, Vec<&'static str>>,
}

impl Index {
    /// The index of lists of words, apart by `|`.
    pub(super) fn of(lists: &[&'static str]) -> Self {
        let mut index = Self { words: HashSet::new(), max_chars: 0, by_first: HashMap::new() };
        for word in lists.iter().flat_map(|list| list.split('|')) {
            if index.words.insert(word)
                && let Some(first) = word.chars().next()
            {
                index.max_chars = index.max_chars.max(word.chars().count());
                index.by_first.entry(first).or_default().push(word);
            }
        }
        index
    }
}

/// Whether an index holds `words`, lower-case.
pub(super) fn is_in(index: &Index, words: &str) -> bool {
    index.words.contains(words)
}

/// Whether an index holds a line, however it is written. Most lines are too long for that.
pub(super) fn is_line_in(index: &Index, line: &str) -> bool {
    let line = line.trim();
    line.chars().nth(index.max_chars).is_none() && is_in(index, &plain(line))
}

/// Lower-case, with straight apostrophes, plain spaces and no space at the ends: as the lists are written.
pub(super) fn plain(words: &str) -> String {
    words.trim().chars().map(plain_char).collect()
}

fn plain_char(c: char) -> char {
    match c {
        '’' | '‘' => '\'',
        '\u{a0}' | '\u{202f}' | '\t' => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The longest start of `line` that an index holds as whole words, and what follows it, trimmed.
pub(super) fn start_in<'t>(index: &Index, line: &'t str) -> Option<(&'static str, &'t str)> {
    let near = index.by_first.get(&plain_char(line.chars().next()?))?;
    let found = near.iter().filter_map(|start| Some((*start, strip_start(line, start)?)));
    found.max_by_key(|(start, _)| start.len()).map(|(start, rest)| (start, rest.trim()))
}

fn strip_start<'t>(line: &'t str, start: &str) -> Option<&'t str> {
    let mut chars = line.chars();
    for wanted in start.chars() {
        if plain_char(chars.next()?) != wanted {
            return None;
        }
    }
    let rest = chars.as_str();
    let is_word_end = !rest.starts_with(char::is_alphanumeric)
        || start.ends_with(|c: char| is_dense(c) || !c.is_alphanumeric());
    is_word_end.then_some(rest)
}

/// The words before the first colon or bar of a line, if it stands near, and those behind it.
pub(super) fn labelled<'t>(line: &'t str, marks: &[char]) -> Option<(&'t str, &'t str)> {
    const MAX_LABEL: usize = 60;
    let (at, mark) = line.char_indices().take(MAX_LABEL).find(|(_, c)| marks.contains(c))?;
    Some((line[..at].trim(), line[at + mark.len_utf8()..].trim()))
}

/// A line without the brackets around all of it.
pub(super) fn without_brackets(line: &str) -> Option<&str> {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')];
    let (open, close) = PAIRS.into_iter().find(|(open, _)| line.starts_with(*open))?;
    let inner = line.strip_prefix(open)?.strip_suffix(close)?;
    (!inner.contains([open, close])).then_some(inner.trim())
}

/// How many words a line has; a character of a script without spaces counts as half a word.
pub(super) fn num_words(line: &str) -> usize {
    let num_dense = line.chars().filter(|c| is_dense(*c)).count();
    let spaced =
        line.split_whitespace().filter(|word| word.contains(|c: char| c.is_alphanumeric() && !is_dense(c)));
    spaced.count() + num_dense.div_ceil(2)
}

/// Whether a line has so many words at least, by the count of [`num_words`]; no more of it is read than tells.
pub(super) fn has_words(line: &str, least: usize) -> bool {
    let (mut num_spaced, mut num_dense) = (0, 0_usize);
    let mut is_counted = false;
    line.chars().any(|c| {
        if is_dense(c) {
            num_dense += 1;
        } else if c.is_whitespace() {
            is_counted = false;
        } else if !is_counted && c.is_alphanumeric() {
            is_counted = true;
            num_spaced += 1;
        } else {
            return false;
        }
        num_spaced + num_dense.div_ceil(2) >= least
    })
}

/// Whether a character is a letter of Chinese or Japanese.
pub(super) fn is_dense(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a character belongs to a script without capitals, and names can't be told by them.
fn is_caseless(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()
}

/// Whether a line may begin a sentence: no lower-case letter comes first.
pub(super) fn begins_large(line: &str) -> bool {
    let first = line.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(|c| !c.is_lowercase())
}

/// Whether every word is written large, small words of names aside; at least one.
pub(super) fn is_capitalised(words: &str) -> bool {
    let mut num_large = 0;
    let is_name = words
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '／'))
        .filter(|word| !word.is_empty())
        .all(|word| {
            let is_large = word.trim_start_matches(['“', '"', '«', '(', '@']).starts_with(char::is_uppercase);
            num_large += usize::from(is_large);
            is_large || is_in(&PARTICLES, word) || is_in(&AND, word) || matches!(word, "|" | "–" | "—")
        });
    is_name && num_large > 0
}

/// Whether `words` look like the name of a place: up to four words, large ones or small words of names.
pub(super) fn is_place(words: &str) -> bool {
    let words = words.trim();
    let num = words.split_whitespace().count();
    let is_word = |word: &str| {
        let first = word.chars().next();
        let is_large = first.is_some_and(|c| c.is_uppercase() || is_caseless(c));
        let is_letter =
            |c: char| c.is_alphabetic() || is_mark(c) || matches!(c, '.' | '-' | '’' | '\'' | '/');
        word.chars().all(is_letter) && (is_large || is_in(&PARTICLES, word))
    };
    let begins = words.chars().next().is_some_and(|c| c.is_uppercase() || is_caseless(c));
    let first = words.split_whitespace().next().unwrap_or_default();
    begins
        && (1..=4).contains(&num)
        && words.chars().count() <= 40
        && words.split_whitespace().all(is_word)
        && !is_in(&NO_NAMES, &plain(first))
        && !words.split_whitespace().any(|word| is_day_word(word) || is_weekday(&plain(word)))
}

/// Whether a word is a weekday or month in English; short ones such as Jan are names as well.
fn is_day_word(word: &str) -> bool {
    word.len() > 3 && is_english_day_word(word)
}

/// Whether a character is a vowel sign or other combining mark of the scripts that names come in.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Whether all letters are capitals, three of them at least.
pub(super) fn is_all_capitals(words: &str) -> bool {
    let letters: Vec<char> = words.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() >= 3 && letters.iter().all(|c| c.is_uppercase())
}

/// Whether `words` name one or several people: two to five words each, written large.
pub(super) fn are_people(words: &str) -> bool {
    let words = words.trim();
    if words.is_empty() || words.chars().count() > 120 {
        return false;
    }
    let mut people: Vec<Vec<&str>> = vec![Vec::new()];
    for word in words.split_whitespace() {
        let (word, ends) =
            word.strip_suffix([',', '،', ';', '、']).map_or((word, false), |word| (word, true));
        let is_link = is_in(&AND, word) && people.last().is_some_and(|person| person.len() >= 2);
        if is_link {
            people.push(Vec::new());
            continue;
        }
        people.last_mut().into_iter().for_each(|person| person.push(word));
        if ends {
            people.push(Vec::new());
        }
    }
    people.len() <= 8 && people.iter().all(|person| is_person(person))
}

fn is_person(words: &[&str]) -> bool {
    let Some(first) = words.first() else { return false };
    if first.contains(is_dense) {
        let letters = words.concat();
        return (2..=8).contains(&letters.chars().count())
            && letters.chars().all(|c| is_dense(c) || c == '·');
    }
    let is_letter = |c: char| c.is_alphabetic() || is_mark(c) || matches!(c, '.' | '-' | '’' | '\'' | '‑');
    // "d’Aubrac" is written as large as "Aubrac".
    let is_large = |word: &str| {
        let stem = ["d’", "d'", "l’", "l'"].iter().find_map(|small| word.strip_prefix(small)).unwrap_or(word);
        stem.starts_with(|c: char| c.is_uppercase() || is_caseless(c))
    };
    let num_large = words.iter().filter(|word| is_large(word)).count();
    let begins = is_large(first) || matches!(*first, "de" | "van" | "von" | "al" | "el");
    let no_stop = words.last().is_some_and(|last| !last.ends_with('.') || last.chars().count() <= 3);
    (2..=5).contains(&words.len())
        && num_large >= 2
        && begins
        && no_stop
        && !(is_large(first) && is_in(&NO_NAMES, &plain(first)))
        && !is_day_word(first)
        && words.iter().all(|word| word.chars().all(is_letter))
        && words.iter().all(|word| is_large(word) || is_in(&PARTICLES, word))
}

/// Whether `words` are the short name of a news agency, or several with slashes between them.
pub(super) fn is_agency(words: &str) -> bool {
    let plain = plain(words);
    let is_listed = |name: &str| is_in(&AGENCIES, name.trim());
    let is_short =
        |name: &str| (2..=6).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase());
    // "dpa/lno": a regional service of the agency.
    plain.split('/').any(is_listed) && plain.split('/').all(|name| is_listed(name) || is_short(name))
}

/// Whether `words` may be the short name of a news agency nobody has listed: two to eight capitals or one to three
/// words written large.
pub(super) fn may_be_agency(words: &str) -> bool {
    let len = words.chars().count();
    let is_short = (2..=8).contains(&len)
        && words.chars().all(|c| c.is_uppercase() || matches!(c, '/' | '-' | '.' | '&'))
        && words.chars().filter(|c| c.is_uppercase()).count() >= 2;
    let num = words.split_whitespace().count();
    let is_name = (1..=3).contains(&num) && (4..=30).contains(&len) && is_capitalised(words);
    is_short || is_name || is_agency(words)
}
