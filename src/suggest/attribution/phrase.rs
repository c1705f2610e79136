//! The words that name the subject of a verb: the noun phrase before it or behind it, with the name or office that
//! stands beside it between commas.

use std::ops::Range;

use super::subject::Reporter;
use crate::suggest::lexicon::{
    ACTING, BETWEEN, BREAKS, COUNTS, DATES, DETERMINERS, DOCUMENTS, MEANT, PREPOSITIONS, PRONOUNS, REPORTING,
    TITLES,
};
use crate::suggest::tokens::Token;

/// A subject is not longer than this, in words.
const MAX_SUBJECT: usize = 14;
/// What stands between commas behind a name is not longer than this, in tokens.
const MAX_INSERTED: usize = 24;
/// An office beside a name is not longer than this, in words.
const MAX_OFFICE: usize = 8;

/// The subject of a verb: its words, and what stands beside them between commas.
pub(super) struct Subject {
    pub words: Range<usize>,
    pub name: Option<Range<usize>>,
    office: Option<Range<usize>>,
}

impl Subject {
    pub fn plain(words: Range<usize>) -> Self {
        Self { words, name: None, office: None }
    }

    pub fn reporter(self, verb: Range<usize>) -> Reporter {
        let Self { words: subject, name: apposition, office } = self;
        Reporter { verb, subject, apposition, office, more: None, via: None }
    }
}

/// The subject that stands before a verb.
pub(super) fn before(tokens: &[Token<'_>], verb: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Subject> {
    let mut end = verb;
    loop {
        let at = end.checked_sub(1)?;
        let token = &tokens[at];
        if !is_free(at) {
            return None;
        }
        if token.is("who")
            || token.is("which")
            || (token.is("that") && end == verb && at > 0 && tokens[at - 1].is("he"))
        {
            end = at;
            if end > 0 && tokens[end - 1].text == "," {
                end -= 1;
            }
        } else if token.is_one_of(BETWEEN)
            || (!token.is_capital() && token.text.len() > 3 && token.text.ends_with("ly"))
        {
            end = at;
        } else if token.is_one_of(DATES) || token.is_number() {
            let preposition = at.checked_sub(1).is_some_and(|on| {
                let token = &tokens[on];
                token.is("on")
                    || token.is("in")
                    || token.is("last")
                    || token.is("this")
                    || token.is("next")
                    || token.is("late")
            });
            end = if preposition { at - 1 } else { at };
        } else if token.text == ")" {
            end = (0..at).rposition(|at| tokens[at].text == "(")?;
        } else if token.text == "," && end == verb {
            return around_commas(tokens, at, is_free);
        } else {
            break;
        }
    }
    // "a driver shook his head and said"
    if end > 1 && tokens[end - 1].is("and") {
        let clause = tokens[..end - 1].iter().rposition(|token| !token.is_word()).map_or(0, |mark| mark + 1);
        let is_verb = |token: &Token<'_>| token.is_one_of(ACTING) || token.text.ends_with("ed");
        let acting = (clause + 1..end - 1).rfind(|at| is_verb(&tokens[*at]) && is_free(*at));
        if let Some(subject) = acting.and_then(|acting| before(tokens, acting, is_free)) {
            return Some(subject);
        }
    }
    let phrase = phrase_ending_at(tokens, end, is_free)?;
    // "a report dated March 3 says"
    let is_dated = tokens[phrase.end - 1].is("dated");
    Some(Subject::plain(if is_dated { phrase.start..verb } else { phrase }))
}

/// "Tomas Reyl, the adviser, said": what stands between the commas and before them.
fn around_commas(tokens: &[Token<'_>], comma: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Subject> {
    let mut open = (comma.saturating_sub(MAX_INSERTED)..comma).rev().find(|at| tokens[*at].text == ",")?;
    let inner = open + 1..comma;
    let is_relative = tokens[inner.clone()].iter().any(|token| token.is("who") || token.is("which"))
        || tokens[inner.clone()].first().is_some_and(|first| first.text.ends_with("ing"));
    let is_verb = |token: &Token<'_>| token.is_one_of(BETWEEN) || token.is_one_of(REPORTING);
    let is_clause = !is_relative && tokens[inner.clone()].iter().any(is_verb);
    // "Tarn Okello, 19, a student, said"
    if open >= 2 && tokens[open - 1].is_number() && tokens[open - 2].text == "," {
        open -= 2;
    }
    if inner.is_empty() || inner.clone().any(|at| !is_free(at)) || is_clause {
        return None;
    }
    let outer = phrase_ending_at(tokens, open, is_free)?;
    // "the mayor of Grenholt": an office, whatever its last word.
    let has_name = |range: &Range<usize>| {
        let words = &tokens[range.clone()];
        let head = words.split(|token| token.is("of") || token.is("for")).next().and_then(<[_]>::last);
        head.is_some_and(|head| head.is_capital() && !head.is_one_of(COUNTS) && !head.is_one_of(DETERMINERS))
    };
    let is_name = tokens[inner.clone()].iter().all(Token::is_capital) && inner.len() < 5;
    let (is_named, is_office) = (has_name(&outer), is_office(&tokens[inner.clone()]));
    Some(Subject {
        words: outer,
        name: Some(inner.clone()).filter(|_| is_name && !is_named),
        office: Some(inner).filter(|_| is_named && is_office),
    })
}

/// Whether words beside a name say what somebody is: "the harbour master", "a skipper of the guild".
fn is_office(words: &[Token<'_>]) -> bool {
    let is_part = |token: &Token<'_>| {
        token.is_word()
            && !token.is_number()
            && !(token.is_one_of(BREAKS) && !token.is("of") && !token.is("for"))
    };
    let opens = words.first().is_some_and(|first| first.is("the") || first.is("a") || first.is("an"));
    let ends = words.last().is_some_and(|last| !last.is_one_of(DATES));
    opens && ends && (2..=MAX_OFFICE).contains(&words.len()) && words.iter().all(is_part)
}

/// The noun phrase that ends before a token.
fn phrase_ending_at(
    tokens: &[Token<'_>],
    end: usize,
    is_free: &dyn Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let mut start = end;
    while start > 0 && end - start < MAX_SUBJECT {
        let token = &tokens[start - 1];
        let is_verb = !token.is_capital() && token.is_one_of(REPORTING) && !token.is("say");
        let aux = !token.is_capital() && token.is_one_of(BETWEEN) && !token.is("first") && !token.is("long");
        if let Some(list) = listed(tokens, start, end, is_free) {
            start = list;
            continue;
        }
        let hears = token.is("heard") || token.is("watched");
        if hears || !is_free(start - 1) || !token.is_word() || token.is_one_of(BREAKS) || is_verb || aux {
            break;
        }
        start -= 1;
        if token.is_one_of(PRONOUNS)
            && !token.is("its")
            && !token.is("their")
            && !token.is("his")
            && !token.is("her")
        {
            break;
        }
    }
    // "wrote a letter and Zelensky said": what stands before "and" belongs to the verb before it.
    let cut_off = start > 0
        && !tokens[start - 1].is_capital()
        && (tokens[start - 1].is_one_of(REPORTING) || tokens[start - 1].is_one_of(BETWEEN));
    if cut_off && let Some(and) = (start..end).rfind(|at| tokens[*at].is("and")) {
        start = and + 1;
    }
    // "and the mayor said", "In Marrow officials said", "neither side said".
    while start < end {
        let token = &tokens[start];
        let is_then = token.is("last") || token.is("this") || token.is("next");
        let is_time = |token: &Token<'_>| {
            ["autumn", "month", "spring", "summer", "week", "winter", "year"]
                .iter()
                .any(|time| token.is(time))
        };
        if token.is("and") || token.is("or") {
            start += 1;
        } else if is_then && start + 2 < end && is_time(&tokens[start + 1]) {
            start += 2;
        } else if token.is_one_of(PREPOSITIONS) && start + 1 < end {
            // "In her diary Stroud noted"
            let name = tokens[start + 1..end].iter().rev().take_while(|token| token.is_capital()).count();
            let owns = tokens[start + 1].is_one_of(DETERMINERS) || tokens[start + 1].is_one_of(PRONOUNS);
            let small = end - name - start - 1;
            if owns && name > 0 && (2..=3).contains(&small) && !tokens[end - name - 1].is_one_of(TITLES) {
                start = end - name;
                break;
            }
            let place = tokens[start + 1..end].iter().take_while(|token| token.is_capital()).count();
            start += if place > 0 && start + 1 + place < end { 1 + place } else { 1 };
        } else {
            break;
        }
    }
    (start < end).then_some(start..end)
}

/// Whether "her" says whose the next word is: "her adviser", not "told her on Monday".
fn owns_next(tokens: &[Token<'_>], at: usize) -> bool {
    let is_noun = |next: &Token<'_>| {
        next.is_word()
            && ![PREPOSITIONS, BETWEEN, REPORTING, BREAKS, DATES].iter().any(|list| next.is_one_of(list))
    };
    tokens[at].is("her") && tokens.get(at + 1).is_some_and(is_noun)
}

/// Where the name before a comma begins, in a row of names that goes on with "and": "Vell, Torrin and Ostra".
fn listed(tokens: &[Token<'_>], start: usize, end: usize, is_free: &dyn Fn(usize) -> bool) -> Option<usize> {
    let comma = start.checked_sub(1).filter(|comma| tokens[*comma].text == ",")?;
    let is_row = tokens[start..end].iter().any(|token| token.is("and"))
        && tokens[start..end].iter().all(|token| token.is_capital() || token.is("and") || token.text == ",");
    let is_name = |at: &usize| tokens[*at].is_capital() && !tokens[*at].is_one_of(DATES) && is_free(*at);
    let num_words = (0..comma).rev().take_while(is_name).count();
    let before = (comma - num_words).checked_sub(1).map(|before| &tokens[before]);
    // "In Vell, Torrin and Ostra said": the first is where they said it.
    let is_place = before.is_some_and(|before| before.is_one_of(PREPOSITIONS));
    (is_row && num_words > 0 && !is_place).then(|| comma - num_words)
}

/// The subject that stands after a verb or "according to".
pub(super) fn after(tokens: &[Token<'_>], start: usize, is_free: &dyn Fn(usize) -> bool) -> Option<Subject> {
    let first = tokens.get(start).filter(|_| is_free(start))?;
    let opens = first.is_capital()
        || first.is_one_of(DETERMINERS)
        || first.is_one_of(PRONOUNS)
        || first.is_one_of(COUNTS)
        || leads_to_name(tokens, start, is_free)
        || first.text.ends_with('s') && !first.is_one_of(BETWEEN);
    if !opens || first.is_one_of(DATES) || first.is("that") || first.is_one_of(PREPOSITIONS) {
        return None;
    }
    let mut end = start;
    while end < tokens.len() && end - start < MAX_SUBJECT {
        let token = &tokens[end];
        let is_dated = end > start && tokens[end - 1].is("dated");
        let links =
            (token.is("of") || token.is("for") || goes_with_person(tokens, start, end)) && end > start;
        if is_dated && is_free(end) {
            end +=
                tokens[end..].iter().take_while(|token| token.is_one_of(DATES) || token.is_number()).count();
            break;
        }
        let stops = !token.is_word()
            || (token.is_one_of(BREAKS) && !links)
            || (token.is_one_of(PREPOSITIONS) && !links)
            || (!token.is_capital()
                && (token.is_one_of(BETWEEN) || token.is_one_of(REPORTING))
                && end > start)
            || token.is_one_of(DATES);
        if !is_free(end) || stops {
            break;
        }
        end += 1;
        if token.is_one_of(PRONOUNS)
            && end == start + 1
            && !token.is("its")
            && !token.is("their")
            && !token.is("his")
            && !owns_next(tokens, start)
        {
            break;
        }
    }
    if end == start {
        return None;
    }
    // "said Ferran’s transport adviser, Tomas Reyl."
    let is_named = tokens[end - 1].is_capital();
    let apposition = (!is_named && tokens.get(end).is_some_and(|token| token.text == ",")).then(|| {
        let len = tokens[end + 1..]
            .iter()
            .enumerate()
            .take_while(|(at, token)| token.is_capital() && is_free(end + 1 + at))
            .count();
        end + 1..end + 1 + len
    });
    let name = apposition.filter(|name| (2..5).contains(&name.len()));
    // "said Tomas Reyl, the transport adviser."
    let beside = tokens.get(end).filter(|token| is_named && token.text == ",").map(|_| {
        let rest = tokens[end + 1..].iter().enumerate().take(MAX_OFFICE + 1);
        let len = rest.take_while(|(at, token)| token.is_word() && is_free(end + 1 + at)).count();
        end + 1..end + 1 + len
    });
    let office = beside.filter(|office| is_office(&tokens[office.clone()]) && closes(tokens, office.end));
    Some(Subject { words: start..end, name, office })
}

/// Whether a small word at `at` goes on with saying who somebody without a name is: "a man in the gallery", "people
/// familiar with the talks". Papers, days and names are something else.
fn goes_with_person(tokens: &[Token<'_>], start: usize, at: usize) -> bool {
    let is_made = tokens[at].is("by") && at > start && tokens[at - 1].is_one_of(MEANT);
    let is_link =
        is_made || ["at", "from", "in", "near", "on", "to", "with"].iter().any(|link| tokens[at].is(link));
    let is_named = tokens[start..at].iter().any(Token::is_capital) || tokens[start].is_one_of(PRONOUNS);
    let rest = &tokens[at + 1..];
    let len = rest.iter().take(MAX_OFFICE).take_while(|token| token.is_word()).count();
    let is_else = rest[..len].iter().any(|token| {
        token.is_one_of(DOCUMENTS)
            || token.is_one_of(DATES)
            || token.is("interview")
            || token.is("condition")
            || token.is_one_of(REPORTING)
    });
    is_link && !is_named && len > 0 && !is_else
}

/// Whether a token ends an insertion: a comma, a stop, or the text's end.
fn closes(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_none_or(|token| matches!(token.text, "," | "." | ";" | "!" | "?"))
}

/// Whether a name follows after a few small words: "union leader Ines Maur".
fn leads_to_name(tokens: &[Token<'_>], start: usize, is_free: &dyn Fn(usize) -> bool) -> bool {
    let near = (start..tokens.len().min(start + 5)).filter(|at| is_free(*at));
    for token in near.map(|at| &tokens[at]) {
        let is_part = token.is_word()
            && !token.is_one_of(BREAKS)
            && !token.is_one_of(BETWEEN)
            && !token.is_one_of(PREPOSITIONS);
        if !is_part || token.is_one_of(DATES) {
            return false;
        }
        if token.is_capital() {
            return true;
        }
    }
    false
}
