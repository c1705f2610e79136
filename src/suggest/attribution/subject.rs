//! Reporting verbs and their subjects.

use std::ops::Range;

use super::SpanKind;
use super::agents::agents;
use super::phrase::{Subject, after, before};
use crate::suggest::lexicon::{
    ACTING, BETWEEN, BREAKS, DETERMINERS, DOCUMENTS, MEANT, NOUNS, PLAIN, PREPOSITIONS, PRONOUNS, PROPOSING,
    REPORTING, THINKING,
};
use crate::suggest::tokens::Token;

/// A verb after the span reports it only if no more than this lies between, in tokens.
const MAX_AFTER: usize = 16;

/// A verb that reports, with the words for its subject; indexes count tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reporter {
    /// The verb.
    pub verb: Range<usize>,
    /// What names the subject.
    pub subject: Range<usize>,
    /// The name beside it: "Ferran's adviser, *Tomas Reyl*, said".
    pub apposition: Option<Range<usize>>,
    /// The office beside a name: "Tomas Reyl, *the transport adviser*, said".
    pub office: Option<Range<usize>>,
    /// More words that report, away from the verb: "quoted him *as saying*".
    pub more: Option<Range<usize>>,
    /// Who passed it on, where the sentence is about them.
    pub via: Option<Range<usize>>,
}

/// The reporter of a span, from the tokens of its sentences; `is_inside` tells which tokens are the span's own.
pub(super) fn nearest(
    tokens: &[Token<'_>],
    is_inside: impl Fn(&Token<'_>) -> bool,
    kind: SpanKind,
) -> Option<Reporter> {
    let is_quote = kind == SpanKind::Quote;
    let inside: Vec<usize> = (0..tokens.len()).filter(|at| is_inside(&tokens[*at])).collect();
    let (first, last) = (*inside.first()?, *inside.last()?);
    if let Some(reporter) = by_colon(tokens, first) {
        return Some(reporter);
    }
    let is_free = |at: usize| !is_inside(&tokens[at]);
    let mut best: Option<(usize, Reporter)> = None;
    let direct = reporters(tokens, &is_free);
    let mut all = agents(tokens, &is_free);
    all.extend(direct.iter().cloned());
    for reporter in all {
        let Range { start, end } = reporter.verb;
        // What stands under a law is no proposal of its own.
        if tokens[start].is("under") && kind != SpanKind::Proposal {
            continue;
        }
        // Whoever did not say it has not said it; what is missing, though, they have left out.
        if matches!(kind, SpanKind::Claim | SpanKind::Proposal) && is_negated(tokens, start) {
            continue;
        }
        let gap = if end <= first {
            let is_apart = tokens[end..first].iter().any(|token| token.text == ";");
            if !is_quote && (is_apart || opens_time(tokens, first, end)) {
                continue;
            }
            // "… but did not say when": the sentence's subject does something else; nobody reports it.
            let goes_on = tokens[first - 1].is("but") || tokens[first - 1].is("and");
            // "but he gave no date"
            let verb = &tokens[(first + usize::from(tokens[first].is_one_of(PRONOUNS))).min(last)];
            let acts = tokens[first].is_one_of(BETWEEN)
                || ["declined", "did", "gave", "offered"].iter().any(|acts| verb.is(acts));
            if goes_on && !is_quote && acts {
                continue;
            }
            first - end
        } else if start > last {
            let between = &tokens[last + 1..start];
            // ", and Selby said": another clause, with words of its own.
            // "…, describing": what comes behind it, not what stands before.
            let is_agent = reporter.more.is_some();
            if tokens[start].text.ends_with("ing") && !tokens[start].is("according") && !is_agent {
                continue;
            }
            let joins = between.iter().take(2).any(|token| token.is("and") || token.is("but"));
            if joins && !is_quote && !tokens[start].is("under") {
                continue;
            }
            let as_aside = tokens[start].is("according")
                || between.iter().all(|token| !token.is_one_of(BREAKS) || token.is("as"));
            if !as_aside || between.len() > MAX_AFTER || ends_sentence(between) {
                continue;
            }
            // What follows a claim directly, after a comma, reports it; a new clause says something else.
            between.len().saturating_sub(if is_quote { 4 } else { 0 })
        } else {
            // Between two fragments.
            0
        };
        if best.as_ref().is_none_or(|(known, _)| gap < *known) {
            best = Some((gap, reporter));
        }
    }
    let best = best.map(|(_, reporter)| reporter)?;
    Some(told_by(tokens, &best, &direct).cloned().unwrap_or(best))
}

/// The verb of speaking that reports a verb of thinking: "*Ferran said* she had read".
fn told_by<'r>(tokens: &[Token<'_>], thinking: &Reporter, all: &'r [Reporter]) -> Option<&'r Reporter> {
    let Reporter { verb, subject, .. } = thinking;
    let is_pronoun = subject.len() == 1 && tokens[subject.start].is_one_of(PRONOUNS);
    if !is_pronoun || !tokens[verb.start].is_one_of(THINKING) {
        return None;
    }
    let leads = |outer: &&Reporter| {
        let end = outer.verb.end;
        end <= subject.start && tokens[end..subject.start].iter().all(|token| token.is("that"))
    };
    all.iter().find(leads)
}

/// Whether the span is a clause of time behind a comma: "…, two months after [inspectors found cracks]".
fn opens_time(tokens: &[Token<'_>], first: usize, verb_end: usize) -> bool {
    const TIMES: &[&str] = &["after", "as", "before", "since", "when", "while"];
    let opener = &tokens[first - 1];
    opener.is_one_of(TIMES) && tokens[verb_end..first].iter().any(|token| token.text == ",")
}

/// Whoever the span itself says to decline, refuse or doubt: "*the ministry* [would not say who paid]".
pub(super) fn keeps_back(tokens: &[Token<'_>], is_inside: impl Fn(&Token<'_>) -> bool) -> Option<Reporter> {
    const VERBS: &[&str] =
        &["declined", "declines", "doubt", "doubted", "doubts", "refused", "refuses", "refusing"];
    let first = tokens.iter().position(&is_inside)?;
    let would_not = tokens[first].is("would") && tokens.get(first + 1).is_some_and(|next| next.is("not"));
    if !would_not && !tokens[first].is_one_of(VERBS) {
        return None;
    }
    let subject = before(tokens, first, &|at| !is_inside(&tokens[at]))?;
    Some(subject.reporter(first..first + 1))
}

/// Every reporting verb with its subject, in order.
pub(super) fn all(tokens: &[Token<'_>]) -> Vec<Reporter> {
    reporters(tokens, &|_| true)
}

/// The first verb of speaking, or other verb that is wanted, that is not negated.
pub(super) fn first_spoken(
    tokens: &[Token<'_>],
    is_inside: impl Fn(&Token<'_>) -> bool,
    wanted: impl Fn(&Token<'_>) -> bool,
) -> Option<Reporter> {
    let verbs = (0..tokens.len())
        .filter(|at| (is_reporting(tokens, *at) && is_inside(&tokens[*at])) || wanted(&tokens[*at]));
    verbs
        .filter(|at| !is_negated(tokens, *at) && !tokens[*at].is("declined") && !tokens[*at].is("refused"))
        .find_map(|at| with_subject(tokens, at, &|_| true))
}

/// The subject of the sentence that `end` tokens are the beginning of: what stands before its first verb.
pub(super) fn of_sentence(tokens: &[Token<'_>], end: usize) -> Option<Range<usize>> {
    (1..end).find_map(|at| {
        let token = &tokens[at];
        let is_verb = !token.is_capital()
            && (token.is_one_of(BETWEEN)
                || token.is_one_of(REPORTING)
                || token.is_one_of(PROPOSING)
                || token.is_one_of(ACTING)
                || token.text.ends_with("ed") && !token.is_one_of(MEANT));
        (is_verb && !token.is("to"))
            .then(|| before(tokens, at, &|_| true))
            .flatten()
            .map(|subject| subject.name.unwrap_or(subject.words))
    })
}

/// Whether a token is the first word of a sentence, and a common word written large for that alone.
pub(super) fn opens_sentence(tokens: &[Token<'_>], at: usize) -> bool {
    let opens = at == 0
        || !tokens[at - 1].is_word() && !matches!(tokens[at - 1].text, "," | ";" | "-" | "–" | "—" | "(");
    let is_alone = tokens.get(at + 1).is_none_or(|next| !next.is_capital());
    let is_common = tokens[at].is_one_of(BREAKS)
        || tokens[at].is_one_of(PREPOSITIONS)
        || tokens[at].is_one_of(DETERMINERS)
        || tokens[at].is_one_of(BETWEEN);
    opens && (is_common || is_alone && tokens[at].text.ends_with(['s', 'y']))
}

/// Whether a token of `tokens` is the first word of a sentence.
pub(super) fn begins_sentence(tokens: &[Token<'_>], token: &Token<'_>) -> bool {
    let at = tokens.partition_point(|other| other.range.start() < token.range.start());
    at == 0 || matches!(tokens[at - 1].text, "" | "." | "!" | "?" | "”" | "“" | "\"")
}

fn reporters(tokens: &[Token<'_>], is_free: &dyn Fn(usize) -> bool) -> Vec<Reporter> {
    (0..tokens.len())
        .filter(|at| is_free(*at))
        .filter(|at| is_reporting(tokens, *at) || is_according(tokens, *at))
        .filter_map(|at| with_subject(tokens, at, is_free))
        .collect()
}

fn is_reporting(tokens: &[Token<'_>], at: usize) -> bool {
    let token = &tokens[at];
    // "a reported deal", "the proposed line": not a verb before a noun it belongs to.
    let is_noun = |before: &Token<'_>| {
        before.is_one_of(DETERMINERS)
            || before.is_possessive
            || before.is_one_of(&["her", "his", "my", "our", "your"])
    };
    // "Marrow's territorial claims": a noun with an adjective before it.
    let opens_object = |next: &Token<'_>| next.is_one_of(DETERMINERS) || matches!(next.text, "“" | ":");
    let is_owned = at >= 2
        && tokens[at - 2].is_possessive
        && token.is_one_of(NOUNS)
        && !tokens.get(at + 1).is_some_and(opens_object);
    // "rejected claims that", "amid calls for"
    let is_object = |before: &Token<'_>| {
        token.is_one_of(NOUNS)
            && !before.is_capital()
            && (before.is_one_of(REPORTING) || before.is_one_of(PREPOSITIONS))
    };
    let is_noun =
        at > 0 && (is_noun(&tokens[at - 1]) || is_owned || is_object(&tokens[at - 1])) && !token.is("said");
    // "quoted him as saying": whoever is quoted says it.
    let is_quoted = token.is("saying") && at > 0 && tokens[at - 1].is("as");
    let is_noun = is_noun || is_quoted;
    let is_verb = token.is_one_of(REPORTING) || token.is_one_of(PLAIN) && follows_plural(tokens, at);
    !token.is_capital() && is_verb && !is_noun && !is_passive(tokens, at)
}

/// Whether a plain form can be the verb of the word before it: "critics call", "court documents show".
fn follows_plural(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else { return false };
    let is_plural = before.text.ends_with('s')
        && !before.is_possessive
        && !before.is_one_of(PRONOUNS)
        && (!before.is_capital() || begins_sentence(tokens, before));
    // "two studies, both unpublished, warn that"
    if before.text == "," && tokens.get(at + 1).is_some_and(|next| next.is("that")) {
        return true;
    }
    let is_several = ["people", "police", "they", "some", "many", "who"].iter().any(|word| before.is(word));
    let is_verb = tokens.get(at + 1).is_none_or(|next| !next.is("of") && !next.is("and"));
    is_verb && (is_plural || is_several) && !before.is_one_of(BETWEEN) && !before.is_one_of(REPORTING)
}

/// Whether it is told of rather than telling: "were not disclosed".
fn is_passive(tokens: &[Token<'_>], at: usize) -> bool {
    const FORMS_OF_BE: &[&str] = &["are", "be", "been", "being", "is", "was", "were"];
    let before = tokens[..at].iter().rev().find(|token| !token.is("not") && !token.text.ends_with("ly"));
    !tokens[at].text.ends_with("ing") && before.is_some_and(|before| before.is_one_of(FORMS_OF_BE))
}

fn is_according(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].is("according") && tokens.get(at + 1).is_some_and(|next| next.is("to"))
}

fn is_negated(tokens: &[Token<'_>], at: usize) -> bool {
    let near = tokens[at.saturating_sub(3)..at].iter().rev().take_while(|token| token.is_word());
    let is_near = near.into_iter().any(|token| token.is("not") || token.is("never"));
    // "neither Marrow nor the port authority immediately commented"
    let far = tokens[at.saturating_sub(10)..at].iter().rev().take_while(|token| token.is_word());
    is_near || far.into_iter().any(|token| token.is("neither"))
}

fn with_subject(tokens: &[Token<'_>], at: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Reporter> {
    if is_according(tokens, at) {
        return Some(after(tokens, at + 2, is_free)?.reporter(at..at + 2));
    }
    // "asks for", "called for": the small word belongs to the verb.
    let asks = ["appealed", "asked", "asking", "asks", "called", "calling", "calls"]
        .iter()
        .any(|verb| tokens[at].is(verb));
    let has_for = asks && tokens.get(at + 1).is_some_and(|next| next.is("for"));
    let verb = at..at + 1 + usize::from(has_for);
    // “…,” said the mayor: a verb right after the words, with its subject behind it.
    let follows_words =
        at == 0 || !is_free(at - 1) || matches!(tokens[at - 1].text, "”" | "\"" | "’" | "»" | "“" | ",");
    // "Torrin’s envoy, Lucan Peet, tabled an amendment": the comma ends an insertion.
    let is_insertion = at >= 2 && tokens[at - 1].text == "," && is_free(at - 2) && tokens[at - 2].is_word();
    if is_insertion && let Some(subject) = before(tokens, at, is_free) {
        return Some(subject.reporter(verb));
    }
    if follows_words
        && !tokens[at].text.ends_with("ing")
        && let Some(subject) = after(tokens, at + 1, is_free)
    {
        return Some(subject.reporter(verb));
    }
    // ", saying …", "and added …", "a statement saying …": whoever the sentence is about.
    let of_sentence = || {
        let subject = of_sentence(tokens, at)?;
        subject.clone().all(is_free).then(|| Subject::plain(subject).reporter(verb.clone()))
    };
    let Some(subject) = before(tokens, at, is_free) else { return of_sentence() };
    let is_paper = tokens[subject.words.clone()].last().is_some_and(|head| head.is_one_of(DOCUMENTS));
    if is_paper
        && tokens[at].text.ends_with("ing")
        && let Some(reporter) = of_sentence()
    {
        return Some(reporter);
    }
    Some(subject.reporter(verb))
}

/// The words before a colon that ends right before the span.
fn by_colon(tokens: &[Token<'_>], first: usize) -> Option<Reporter> {
    let mut colon = first.checked_sub(1)?;
    if matches!(tokens[colon].text, "“" | "\"" | "«" | "‘") {
        colon = colon.checked_sub(1)?;
    }
    if tokens[colon].text != ":" {
        return None;
    }
    let start = (0..colon).rposition(|at| matches!(tokens[at].text, "." | "!" | "?")).map_or(0, |at| at + 1);
    let clause = &tokens[start..colon];
    let reports = (start..colon).any(|at| is_reporting(tokens, at) || is_according(tokens, at));
    let verb = (start + 1..colon).rfind(|at| {
        let token = &tokens[*at];
        let is_verb = token.is_one_of(PROPOSING)
            || token.is_one_of(ACTING)
            || ["had", "has", "have", "is", "was", "were"].iter().any(|verb| token.is(verb))
            || token.text.ends_with("ed");
        is_verb && !token.is_capital()
    });
    let quotes = clause.iter().any(|token| token.is("quoted") || token.is("quoting"));
    if clause.is_empty() || reports || quotes {
        return None;
    }
    // "Ferran was blunt: …", "put forward a counter-proposal: …"
    if let Some(verb) = verb {
        let subject = before(tokens, verb, &|at| at >= start)?;
        return Some(subject.reporter(verb..colon)).filter(|_| colon - verb <= 6);
    }
    let is_opener =
        clause.len() == 1 && [BREAKS, BETWEEN, PREPOSITIONS].iter().any(|list| clause[0].is_one_of(list));
    if clause.len() > 8 || is_opener {
        return None;
    }
    Some(Subject::plain(start..colon).reporter(colon..colon + 1))
}

fn ends_sentence(between: &[Token<'_>]) -> bool {
    between.iter().enumerate().any(|(at, token)| {
        matches!(token.text, "." | "!" | "?")
            && between.get(at + 1).is_some_and(|next| next.is_word() && next.is_capital())
            && at > 1
    })
}
