//! Parts of running text in which somebody could be named: runs of capitals, what stands outside quotations, the
//! words of a source.

use super::{Said, subject};
use crate::suggest::lexicon::{DATES, PRONOUNS, TITLES};
use crate::suggest::parties::OfferedParty;
use crate::suggest::tokens::Token;

/// Tokens that stand in no quotation marks.
pub(super) fn outside_quotations(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut is_open = false;
    let mut kept = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token.text {
            "“" | "«" => is_open = true,
            // A mark that is never closed ends with its sentence's paragraph at the latest; words come first.
            "”" | "»" | "" => is_open = false,
            _ if is_open && token.is_word() => continue,
            _ => {}
        }
        kept.push(token);
    }
    kept
}

/// Whether a run of capitals looks like the name of a place or thing: "the Marrow Bridge", "in Selby".
pub(super) fn is_place(run: &[Token<'_>], tokens: &[Token<'_>]) -> bool {
    const BEFORE_PLACES: &[&str] = &["across", "at", "between", "from", "in", "near", "the", "to", "toward"];
    let Some(first) = run.first() else { return false };
    let at = tokens.partition_point(|token| token.range.start() < first.range.start());
    let follows = at > 0 && tokens[at - 1].is_one_of(BEFORE_PLACES) && !tokens[at - 1].is_capital();
    follows && !run.iter().any(|token| token.is_one_of(TITLES))
}

/// Runs of capitalised words, small words inside names included.
pub(super) fn capital_runs<'s, 't>(tokens: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        if !token.is_capital()
            || token.is_one_of(DATES)
            || token.is_one_of(PRONOUNS)
            || subject::opens_sentence(tokens, at)
        {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < tokens.len() {
            let joins = !tokens[end].is_capital()
                && (tokens[end].is("of") || tokens[end].is("de") || tokens[end].is("van"))
                && tokens.get(end + 1).is_some_and(Token::is_capital);
            // Names don't run over a line's end, nor over a possessive.
            let apostrophe = if tokens[end - 1].is_plural_owner { "’".len() } else { 0 };
            let is_apart = tokens[end].range.start() > tokens[end - 1].range.end() + 1 + apostrophe;
            if !(tokens[end].is_capital() || joins) || is_apart {
                break;
            }
            end += 1;
        }
        runs.push(&tokens[at..end]);
        at = end;
    }
    runs
}

/// The words of a source that name somebody: without a date line before them, and without where they are from.
pub(super) fn source_words<'p, 't>(phrase: &'p [Token<'t>]) -> &'p [Token<'t>] {
    let date = phrase.iter().rposition(|token| token.is_number() && token.text.contains('-'));
    let phrase = date.map_or(phrase, |at| &phrase[at + 1..]);
    let who = phrase.iter().position(|token| token.is("who")).filter(|who| *who > 0);
    let phrase = who.map_or(phrase, |who| &phrase[..who]);
    let of = phrase.iter().rposition(|token| token.is("of")).filter(|of| *of > 1);
    let is_name = |part: &[Token<'_>]| !part.is_empty() && part.iter().all(Token::is_capital);
    match of {
        Some(of) if is_name(&phrase[of - 2..of]) && is_name(&phrase[of + 1..]) => {
            let is_titled = phrase[of - 2..of].last().is_some_and(|last| last.is_one_of(TITLES));
            if is_titled { phrase } else { &phrase[..of] }
        }
        _ => phrase,
    }
}

/// Somebody without a name who spoke before and is called by the same noun: "an army officer", then "the officer".
pub(super) fn named_again(words: &str, said: &[Said], byte: usize) -> Option<OfferedParty> {
    let head = |words: &str| {
        let words =
            words.split_whitespace().take_while(|word| !matches!(*word, "of" | "for" | "in" | "from"));
        words.last().map(str::to_lowercase)
    };
    let (first, _) = words.split_once(' ')?;
    let is_before = |said: &&&Said| said.end <= byte && first.eq_ignore_ascii_case("the");
    let mut before: Vec<&Said> = said.iter().collect();
    before.sort_by_key(|said| std::cmp::Reverse(said.end));
    before.iter().filter(is_before).flat_map(|said| &said.speakers).find_map(|party| match party {
        OfferedParty::Unnamed { words: known, .. } if head(known) == head(words) => Some(party.clone()),
        _ => None,
    })
}
