//! Whether the words around a date look back or forward.

use super::lexicon::{Lexicon, is_one};
use super::tokens::Token;

/// Tokens looked at on each side of a date.
const REACH: usize = 14;

/// Words between a verb that looks forward and what it governs: "will not have been signed".
const GAP: usize = 3;

/// Which way words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    /// At what has been.
    Past,
    /// At what is to come.
    Future,
}

/// The tense of the clause in which the tokens `from..to` stand; `None` where nothing says it.
///
/// The nearest verb before them decides, in the same clause, else the nearest one behind.
pub(super) fn tense(words: &Lexicon, tokens: &[Token], from: usize, to: usize) -> Option<Tense> {
    let is_until = from > 0 && is_one(words.until, &tokens[from - 1].lower);
    let before = || (from.saturating_sub(REACH)..from).rev().take_while(|idx| !is_border(&tokens[*idx]));
    let behind = || (to..tokens.len().min(to + REACH)).take_while(|idx| !is_border(&tokens[*idx]));
    before()
        .find_map(|idx| at(words, tokens, idx))
        .or_else(|| behind().find_map(|idx| at(words, tokens, idx)))
        .or(is_until.then_some(Tense::Future))
}

/// What one token says.
fn at(words: &Lexicon, tokens: &[Token], idx: usize) -> Option<Tense> {
    let token = &tokens[idx];
    let word = token.lower.as_str();
    let is_future = |word: &str| is_one(words.future, word) || has_end(words.future_ends, word);
    if is_future(word) && !token.is_capital {
        return Some(Tense::Future);
    }
    let is_past = is_one(words.past, word) || (!token.is_capital && has_end(words.past_ends, word));
    if !is_past {
        return None;
    }
    let next_is_to = tokens.get(idx + 1).is_some_and(|next| next.is("to"));
    let leads_on = !words.done_to.is_empty() && next_is_to && !is_one(words.done_to, word);
    let is_governed = (idx.saturating_sub(GAP)..idx).any(|idx| {
        let word = tokens[idx].lower.as_str();
        is_future(word) || (word == "to" && tokens[idx + 1].is("be"))
    });
    Some(if leads_on || is_governed { Tense::Future } else { Tense::Past })
}

/// Whether a word has one of some ends, and more before it.
fn has_end(ends: &[&str], word: &str) -> bool {
    ends.iter().any(|end| word.strip_suffix(end).is_some_and(|stem| stem.chars().count() >= 2))
}

/// Whether a mark ends a clause for this purpose: what is said in quotation marks has a time of its own.
fn is_border(token: &Token) -> bool {
    matches!(token.lower.as_str(), ";" | ":" | "—" | "\"" | "“" | "”" | "„" | "«" | "»")
}
