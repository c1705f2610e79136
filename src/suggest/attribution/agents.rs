//! Those who say something without being the subject of the verb: "described by inspectors as", "quoted him as
//! saying", "citing an aide", "under the draft by".

use std::ops::Range;

use super::phrase::{Subject, after, before};
use super::subject::Reporter;
use crate::suggest::lexicon::{DATES, DETERMINERS, DOCUMENTS, OUTLETS, PROPOSING, REPORTING};
use crate::suggest::tokens::Token;

/// The reporters of this kind among tokens, in order of their verbs; `is_free` tells which are not the span's.
pub(super) fn agents(tokens: &[Token<'_>], is_free: &dyn Fn(usize) -> bool) -> Vec<Reporter> {
    (0..tokens.len())
        .filter(|at| is_free(*at) && !tokens[*at].is_capital())
        .filter_map(|at| {
            quoted(tokens, at, is_free)
                .or_else(|| citing(tokens, at, is_free))
                .or_else(|| passive(tokens, at, is_free))
                .or_else(|| under(tokens, at, is_free))
        })
        .collect()
}

/// "was described by inspectors as", "called [a disgrace] by Petra Lund", "put forward by Otto Marl".
fn passive(tokens: &[Token<'_>], at: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Reporter> {
    let is_put = tokens[at].is("put") && tokens.get(at + 1).is_some_and(|next| next.is("forward"));
    let is_verb = is_put || tokens[at].is_one_of(REPORTING) || tokens[at].is_one_of(PROPOSING);
    if !is_verb || tokens[at].text.ends_with("ing") || tokens[at].is("said") {
        return None;
    }
    let end = at + 1 + usize::from(is_put);
    // The span may lie between.
    let by = end + (end..tokens.len()).take_while(|at| !is_free(*at)).count();
    tokens.get(by).filter(|by| by.is("by"))?;
    let first = tokens.get(by + 1)?;
    if first.is_one_of(DATES) || first.is_number() || first.text.ends_with("ing") {
        return None;
    }
    Some(after(tokens, by + 1, is_free)?.reporter(at..end))
}

/// "the agency quoted him as saying", "was quoted as saying by the Northern Wire".
fn quoted(tokens: &[Token<'_>], at: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Reporter> {
    if !(tokens[at].is("quoted") || tokens[at].is("quotes") || tokens[at].is("quoting")) {
        return None;
    }
    let is_as = |at: usize| {
        tokens.get(at).is_some_and(|token| token.is("as"))
            && tokens.get(at + 1).is_some_and(|next| next.is("saying"))
    };
    let outlet_by = |at: usize| {
        tokens.get(at).filter(|by| by.is("by"))?;
        let end = at
            + 1
            + tokens[at + 1..].iter().take_while(|token| token.is("the") || token.is_capital()).count();
        (end > at + 1).then_some(at + 1..end)
    };
    let is_passive =
        at > 0 && (tokens[at - 1].is("was") || tokens[at - 1].is("is") || tokens[at - 1].is("were"));
    if is_passive {
        let subject = before(tokens, at, is_free)?;
        let first_by = outlet_by(at + 1);
        let as_at = first_by.as_ref().map_or(at + 1, |by| by.end);
        let verb = if is_as(at + 1) { at..at + 3 } else { at..at + 1 };
        let more = (first_by.is_some() && is_as(as_at)).then(|| as_at..as_at + 2);
        let via = first_by.or_else(|| outlet_by(verb.end));
        return Some(Reporter { more, via, ..subject.reporter(verb) });
    }
    let object = object(tokens, at + 1, is_free)?;
    let more = is_as(object.end).then(|| object.end..object.end + 2);
    let via = before(tokens, at, is_free).map(|subject| subject.words);
    Some(Reporter { more, via, ..Subject::plain(object).reporter(at..at + 1) })
}

/// "the Northern Wire reported, citing an aide".
fn citing(tokens: &[Token<'_>], at: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Reporter> {
    let comma = at.checked_sub(1).filter(|comma| tokens[at].is("citing") && tokens[*comma].text == ",")?;
    let verb = (0..comma).rev().take(4).find(|at| tokens[*at].is_one_of(REPORTING))?;
    let outlet = before(tokens, verb, is_free)?.words;
    let publishes =
        tokens[outlet.clone()].last().is_some_and(|last| last.is_one_of(OUTLETS) || last.is("agency"));
    let cited = after(tokens, at + 1, is_free).filter(|_| publishes)?;
    Some(Reporter { more: Some(at..at + 1), via: Some(outlet), ..cited.reporter(verb..verb + 1) })
}

/// "under the draft by Tomas Reyl", "under a draft treaty".
fn under(tokens: &[Token<'_>], at: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Reporter> {
    let first = tokens.get(at + 1).filter(|_| tokens[at].is("under"))?;
    if !first.is_one_of(DETERMINERS) {
        return None;
    }
    let paper = after(tokens, at + 1, is_free)?;
    let is_paper = tokens[paper.words.clone()].last().is_some_and(|head| head.is_one_of(DOCUMENTS));
    let by = paper.words.end;
    if is_paper && tokens.get(by).is_some_and(|token| token.is("by")) {
        return Some(after(tokens, by + 1, is_free)?.reporter(at..at + 1));
    }
    is_paper.then(|| paper.reporter(at..at + 1))
}

/// Whom a verb is about: a pronoun, or what stands before "as".
fn object(tokens: &[Token<'_>], start: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Range<usize>> {
    let len = tokens[start.min(tokens.len())..]
        .iter()
        .enumerate()
        .take_while(|(at, token)| token.is_word() && !token.is("as") && is_free(start + at))
        .count();
    (1..=8).contains(&len).then(|| start..start + len)
}
