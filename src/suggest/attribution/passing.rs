//! By way of whom something was said, and to whom: "told the Courier", "in an interview with", "a letter seen
//! by", "through a spokesman".

use super::runs::capital_runs;
use crate::model::voice::VoiceKind;
use crate::suggest::lexicon::{DATES, DETERMINERS, DOCUMENTS, MEANT, OUTLETS, POSTING, PRONOUNS};
use crate::suggest::parties::{Known, OfferedParty, parties, words, writer};
use crate::suggest::tokens::Token;

/// How far behind a verb is looked, in tokens.
const MAX_BEHIND: usize = 14;

/// By way of whom, and to whom.
#[derive(Default)]
pub(super) struct Passed {
    pub via: Vec<OfferedParty>,
    pub addressees: Vec<OfferedParty>,
}

/// What stands behind a verb that ends before `after`.
pub(super) fn behind(tokens: &[Token<'_>], after: usize, known: Known<'_>) -> Passed {
    let Some(verb) = after.checked_sub(1).and_then(|at| tokens.get(at)) else { return Passed::default() };
    let rest = tokens.get(after..).unwrap_or_default();
    let len = rest.iter().take(MAX_BEHIND).take_while(|token| !ends(token)).count();
    let rest = &rest[..len];
    if verb.is("told") || verb.is("tells") || verb.is("telling") {
        return told(rest, known);
    }
    let via = (0..rest.len()).find_map(|at| {
        let is_interview = at >= 1 && rest[at].is("with") && rest[at - 1].is("interview");
        let is_posted = at == 0 && (rest[0].is("on") || rest[0].is("to")) && verb.is_one_of(POSTING);
        let is_printed = rest[at].is("in") || rest[at].is("to") || rest[at].is("on");
        let through =
            rest[at].is("through") && rest.get(at + 1).is_some_and(|next| next.is_one_of(DETERMINERS));
        if through {
            let end = rest[at + 1..]
                .iter()
                .position(|token| !token.is_word())
                .map_or(rest.len(), |len| at + 1 + len);
            let found = parties(&rest[at + 1..end], known);
            return found.iter().any(|party| matches!(party, OfferedParty::Unnamed { .. })).then_some(found);
        }
        let run = run_at(rest, at + 1);
        let is_outlet = run.iter().any(|token| token.is_one_of(OUTLETS) || token.is("social"));
        let is_via = !run.is_empty() && (is_interview || is_posted || is_printed && is_outlet);
        is_via.then(|| as_outlets(parties(run, known)))
    });
    Passed { via: via.unwrap_or_default(), addressees: Vec::new() }
}

/// By way of whom, from the words for the speaker: "a letter *seen by the Courier*", "*the league’s petition*".
pub(super) fn in_source(phrase: &[Token<'_>], known: Known<'_>) -> Vec<OfferedParty> {
    let seen = phrase.iter().position(|token| token.is_one_of(MEANT) && !token.is("written"));
    if let Some(seen) = seen
        && phrase.get(seen + 1).is_some_and(|by| by.is("by"))
    {
        let run = run_at(phrase, seen + 2);
        return if run.is_empty() { Vec::new() } else { as_outlets(parties(run, known)) };
    }
    // An answer is not what passes it on.
    if !phrase.last().is_some_and(|last| last.is_one_of(DOCUMENTS)) {
        return Vec::new();
    }
    let head = phrase.len().saturating_sub(1);
    let is_written = writer(phrase, head).is_some_and(|owner| {
        parties(owner, known).iter().any(|owner| !matches!(owner, OfferedParty::Unnamed { .. }))
    });
    let words = words(phrase, known.text).filter(|_| is_written).map(str::to_owned);
    words.map(|words| OfferedParty::Unnamed { words, affiliation: None }).into_iter().collect()
}

/// Parties as those who publish.
pub(super) fn as_outlets(parties: Vec<OfferedParty>) -> Vec<OfferedParty> {
    parties
        .into_iter()
        .map(|party| match party {
            OfferedParty::New { name, role, words, .. } => {
                OfferedParty::New { name, kind: VoiceKind::Outlet, role, words }
            }
            party => party,
        })
        .collect()
}

fn told(rest: &[Token<'_>], known: Known<'_>) -> Passed {
    let run = run_at(rest, 0);
    if run.is_empty() {
        let is_group = |token: &&Token<'_>| {
            token.is_word() && token.text.ends_with('s') && !token.is_capital() && !token.is_one_of(PRONOUNS)
        };
        let unnamed = rest.first().filter(is_group).map(|token| token.text.to_owned());
        let addressees = unnamed.map(|words| OfferedParty::Unnamed { words, affiliation: None });
        return Passed { via: Vec::new(), addressees: addressees.into_iter().collect() };
    }
    let found = parties(run, known);
    let is_outlet = run.iter().any(|token| token.is_one_of(OUTLETS));
    if is_outlet {
        Passed { via: as_outlets(found), addressees: Vec::new() }
    } else {
        Passed { via: Vec::new(), addressees: found }
    }
}

/// The run of capitals at a place, an article before it left out.
fn run_at<'p, 't>(tokens: &'p [Token<'t>], at: usize) -> &'p [Token<'t>] {
    let rest = tokens.get(at..).unwrap_or_default();
    let rest = if rest.first().is_some_and(|token| token.is("the")) { &rest[1..] } else { rest };
    let is_name = rest.first().is_some_and(|first| first.is_capital() && !first.is_one_of(DATES));
    let runs = if is_name { capital_runs(rest) } else { Vec::new() };
    runs.into_iter().next().filter(|run| run[0].range == rest[0].range).unwrap_or_default()
}

fn ends(token: &Token<'_>) -> bool {
    matches!(token.text, "" | "." | "!" | "?" | "“" | "\"" | "«" | ";" | ":")
}
