//! Names in running text, whoever they are of: runs of words written large, told from words that are written large
//! only because a sentence begins there, from days and months, and from headlines.

use super::lexicon::{
    BETWEEN, BREAKS, COUNTS, DATES, DETERMINERS, HONORIFICS, PREPOSITIONS, PRONOUNS, REPORTING, TITLES,
};
use super::parties::{INSIDE_NAMES, kind_of, role_and_name, words};
use super::tokens::{Token, tokens};
use crate::model::text::TextRange;
use crate::model::text::language::Language;
use crate::model::text::segment::{paragraphs, sentences};
use crate::model::voice::{SpottedName, VoiceKind};

/// A line of this many words, most of them large, is a headline.
const MIN_HEADLINE: usize = 4;
/// A verb is looked for over this many tokens between commas: "Ana Ruz, the harbour minister, said".
const MAX_APPOSITION: usize = 12;
/// Words that stand in for a name, and words written large only at the head of a sentence.
const STAND_INS: &[&str] = &[
    "anybody",
    "anyone",
    "everybody",
    "everyone",
    "everything",
    "here",
    "never",
    "nobody",
    "none",
    "nothing",
    "officials",
    "others",
    "people",
    "somebody",
    "someone",
    "something",
    "there",
    "today",
    "tomorrow",
    "who",
    "yes",
    "yesterday",
    "you",
];
/// Prepositions before a place.
const WHERE: &[&str] = &["across", "around", "at", "in", "inside", "near", "outside"];
/// Endings of words that say where somebody is from: "Russian officials".
const ORIGINS: &[&str] = &["an", "ch", "ese", "ish", "i", "ew", "ek", "wiss", "tch"];

/// The names in a text, in order. A last name alone is given in full where the text has one person of that name.
/// Sentences are those of the language; what a name looks like goes by English in all of them.
pub fn names_in(text: &str, language: Language) -> Vec<SpottedName> {
    let mut found = Vec::new();
    for paragraph in paragraphs(text) {
        if is_headline(text, paragraph) {
            continue;
        }
        let first_new = found.len();
        for sentence in sentences(text, paragraph, language) {
            let tokens = tokens(text, sentence);
            names_of_sentence(text, &tokens, &mut found);
        }
        // A line without an end is a title or a caption: "Harbour notes" reports nothing.
        if !is_ended(text, paragraph) {
            found[first_new..].iter_mut().for_each(|spotted| spotted.speaks = false);
        }
    }
    give_full_names(&mut found);
    found
}

/// Whether a paragraph ends as sentences do.
fn is_ended(text: &str, paragraph: TextRange) -> bool {
    paragraph
        .of(text)
        .is_ok_and(|line| line.trim_end().ends_with(['.', '!', '?', '”', '’', '"', ':', '…', ')']))
}

/// Whether a paragraph is a line of words written large for show: what is a name there can't be told.
fn is_headline(text: &str, paragraph: TextRange) -> bool {
    let Ok(line) = paragraph.of(text) else { return false };
    if is_ended(text, paragraph) {
        return false;
    }
    let long = line.split_whitespace().filter(|word| word.chars().count() > 3);
    let (mut num_large, mut num_long) = (0_usize, 0_usize);
    for word in long {
        num_long += 1;
        num_large += usize::from(word.starts_with(char::is_uppercase));
    }
    num_long >= MIN_HEADLINE && num_large * 3 >= num_long * 2
}

fn names_of_sentence(text: &str, tokens: &[Token<'_>], found: &mut Vec<SpottedName>) {
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at].is_capital() {
            at += 1;
            continue;
        }
        let end = run_end(text, tokens, at);
        let run = at..end;
        at = end;
        found.extend(name_of_run(text, tokens, run));
    }
}

/// The end of the run of large words that begins at `start`: small words inside names belong to it; an owner, the
/// end of a line and a determiner written large end it.
fn run_end(text: &str, tokens: &[Token<'_>], start: usize) -> usize {
    let mut end = start + 1;
    loop {
        let last = &tokens[end - 1];
        let next = tokens.get(end);
        let after = tokens.get(end + 1);
        if last.is_possessive && !last.is_plural_owner {
            return end;
        }
        let is_large = |token: Option<&Token<'_>>| {
            token.is_some_and(|token| {
                let gap = text.get(last.range.end()..token.range.start()).unwrap_or_default();
                token.is_capital() && !gap.contains('\n') && !token.is_one_of(DETERMINERS)
            })
        };
        if is_large(next) {
            end += 1;
        } else if next.is_some_and(|next| next.is_one_of(INSIDE_NAMES) || next.text == "&") && is_large(after)
        {
            end += 2;
        } else {
            return end;
        }
    }
}

fn name_of_run(text: &str, tokens: &[Token<'_>], run: std::ops::Range<usize>) -> Option<SpottedName> {
    let is_small_word = |token: &Token<'_>| {
        [DETERMINERS, PRONOUNS, PREPOSITIONS, BREAKS, COUNTS, BETWEEN, STAND_INS]
            .iter()
            .any(|list| token.is_one_of(list))
    };
    let mut start = run.start;
    while start < run.end && (is_small_word(&tokens[start]) || !tokens[start].is_capital()) {
        start += 1;
    }
    let mut end = run.end;
    while end > start && (tokens[end - 1].is_one_of(DATES) || !tokens[end - 1].is_capital()) {
        end -= 1;
    }
    while start < end && tokens[start].is_one_of(DATES) {
        start += 1;
    }
    let part = tokens.get(start..end).filter(|part| !part.is_empty())?;
    let (role, name) = role_and_name(part);
    let honorifics = name.iter().take_while(|token| token.is_one_of(HONORIFICS)).count();
    let name = name.get(honorifics..).filter(|name| !name.is_empty())?;
    let shown = words(name, text)?;
    if shown.chars().filter(|ch| ch.is_alphabetic()).count() < 2 || is_origin(name, tokens.get(end)) {
        return None;
    }
    let kind = kind_of(name, shown);
    let role = role_before(text, tokens, start, role).filter(|_| kind == VoiceKind::Person);
    let first = name.first()?;
    let is_first = tokens[..start].iter().all(|token| !token.is_word())
        || tokens[..start].last().is_some_and(|mark| matches!(mark.text, "“" | "\"" | "‘" | ":" | "•"));
    Some(SpottedName {
        name: shown.to_owned(),
        kind,
        role,
        place: TextRange::new(first.range.start(), name.last()?.range.end()).ok()?,
        speaks: speaks(tokens, start, end),
        is_where: start.checked_sub(1).is_some_and(|before| tokens[before].is_one_of(WHERE)),
        opens_sentence: is_first && first.range == tokens[start].range,
    })
}

/// Whether a single word says where somebody is from rather than who it is: "Russian officials".
fn is_origin(name: &[Token<'_>], next: Option<&Token<'_>>) -> bool {
    let [only] = name else { return false };
    let is_noun_next = next.is_some_and(|next| {
        next.is_word()
            && !next.is_capital()
            && ![BETWEEN, REPORTING, BREAKS, PREPOSITIONS, INSIDE_NAMES]
                .iter()
                .any(|list| next.is_one_of(list))
            && !next.is("and")
    });
    is_noun_next && !only.is_possessive && ORIGINS.iter().any(|ending| only.text.ends_with(ending))
}

/// The office before a name: in the run of large words, or in small ones that end in a title.
fn role_before(text: &str, tokens: &[Token<'_>], start: usize, role: &[Token<'_>]) -> Option<String> {
    let is_said = |role: &[Token<'_>]| role.iter().any(|token| !token.is_one_of(HONORIFICS));
    if is_said(role) {
        return words(role, text).map(str::to_owned);
    }
    let title = start.checked_sub(1)?;
    let is_title = tokens[title].is_one_of(TITLES) && !tokens[title].is_one_of(HONORIFICS);
    is_title.then(|| tokens[title].text.to_owned())
}

/// Whether a verb that reports stands with the tokens from `start` to `end`: behind them, over an apposition too,
/// or before them.
fn speaks(tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    let is_verb = |token: &Token<'_>| token.is_one_of(REPORTING) && !token.is_capital();
    let before = start.checked_sub(1).map(|at| &tokens[at]);
    let accords = || {
        let to = before.is_some_and(|to| to.is("to"));
        to && start.checked_sub(2).is_some_and(|at| tokens[at].is("according"))
    };
    if tokens[end - 1].is_possessive {
        return false;
    }
    if before.is_some_and(is_verb) || accords() {
        return true;
    }
    // "talks in Geneva, officials said": where it was is not who spoke.
    if before.is_some_and(|before| before.is_one_of(PREPOSITIONS)) {
        return false;
    }
    let mut next = end;
    if tokens.get(next).is_some_and(|comma| comma.text == ",") {
        let apposition = tokens[next + 1..].iter().take(MAX_APPOSITION).position(|token| token.text == ",");
        let Some(length) = apposition else { return false };
        next += length + 2;
    }
    tokens.get(next).is_some_and(is_verb)
}

/// Gives last names in full, where just one person of the text has that last name.
fn give_full_names(found: &mut [SpottedName]) {
    let mut full: std::collections::HashMap<String, Option<String>> = std::collections::HashMap::new();
    for spotted in &*found {
        let Some((_, last)) = spotted.name.rsplit_once(' ') else { continue };
        if spotted.kind != VoiceKind::Person {
            continue;
        }
        let entry = full.entry(last.to_owned()).or_insert_with(|| Some(spotted.name.clone()));
        if entry.as_ref().is_some_and(|name| *name != spotted.name) {
            *entry = None;
        }
    }
    for spotted in found.iter_mut().filter(|spotted| spotted.kind == VoiceKind::Person) {
        if let Some(Some(name)) = full.get(&spotted.name) {
            spotted.name.clone_from(name);
            spotted.opens_sentence = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let name = |spotted: SpottedName| {
            let role = spotted.role.map(|role| format!("{role}: ")).unwrap_or_default();
            let speaks = if spotted.speaks { " speaks" } else { "" };
            format!("{role}{}{speaks}", spotted.name)
        };
        names_in(text, Language::Unknown).into_iter().map(name).collect()
    }

    #[test]
    fn people_bodies_and_governments_are_spotted_with_office_and_verb() {
        let text = "Mayor Petra Lund said on Monday that the Weir Authority would pay. “We wait,” said Otto Marl. \
                    Ana Ruz, the harbour minister, denied it. But Lund told the Skippers’ Guild no.";
        let expected = [
            "Mayor: Petra Lund speaks",
            "Weir Authority",
            "Otto Marl speaks",
            "Ana Ruz speaks",
            "Petra Lund speaks",
            "Skippers’ Guild",
        ];
        assert_eq!(names(text), expected);
    }

    #[test]
    fn headlines_days_origins_and_first_words_are_no_names() {
        let text = "Ferry Company Sails Again After Storm\n\nThe French officials met in May. Meanwhile, \
                    a captain left. He said on Tuesday.";
        assert_eq!(names(text), Vec::<String>::new());
    }

    #[test]
    fn a_name_ends_with_its_line_and_places_do_not_speak() {
        let text = "Officials met in Marrow\nThe talks in Orrin Bay, aides said, failed.";
        assert_eq!(names(text), ["Marrow", "Orrin Bay"]);
        assert!(names_in(text, Language::Unknown).iter().all(|spotted| spotted.is_where));
    }

    #[test]
    fn a_first_word_that_may_be_none_is_marked() {
        let spotted = names_in("Residents left. Lund stayed.", Language::Unknown);
        assert!(spotted.iter().all(|spotted| spotted.opens_sentence));
        assert_eq!(spotted.len(), 2);
    }
}
