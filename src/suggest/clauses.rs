//! The clauses of a sentence, for a selection that goes from one to the next: what is said, without the words
//! that report it, cut at commas and at words that open a clause.
//!
//! A rough cut by marks and small words; nothing is parsed. A wrong one costs a person one more key press.

use std::ops::Range;

use super::lexicon::{DATES, DETERMINERS, PREPOSITIONS, PRONOUNS, REPORTING};
use super::tokens::{Token, tokens};
use crate::model::text::language::Language;
use crate::model::text::{TextRange, segment};

/// Less than this is joined to what follows, in words.
const MIN_WORDS: usize = 3;
/// Quotations and brackets shorter than this are part of the clause they stand in, in words.
const MIN_INSERTED: usize = 5;
/// How far behind a reporting verb "that" still belongs to it, in tokens: "told reporters in Marrow that".
const MAX_TO_THAT: usize = 6;
/// How far behind its subject the verb of a clause is looked for, in tokens.
const MAX_TO_VERB: usize = 8;
/// A reporting verb with no more words than this behind it, and a preposition to lead them, reports what stands
/// elsewhere: "wrote on Marrow Social".
const MAX_BEHIND: usize = 4;

/// Words that open a clause where enough words stand before them.
const OPENERS: &[&str] =
    &["although", "because", "but", "if", "though", "unless", "whereas", "whether", "while"];

/// Small verbs by which a clause is known.
const SMALL_VERBS: &[&str] = &[
    "are", "be", "been", "can", "could", "did", "do", "does", "had", "has", "have", "is", "may", "might",
    "must", "should", "was", "were", "will", "would",
];

/// Verbs that with few words behind them say nothing themselves.
const ONLY_REPORTING: &[&str] = &[
    "added",
    "adds",
    "argued",
    "asked",
    "concluded",
    "declared",
    "explained",
    "insisted",
    "noted",
    "posted",
    "remarked",
    "replied",
    "said",
    "says",
    "stated",
    "told",
    "warned",
    "writes",
    "wrote",
];

/// Words left out where a clause begins with them.
const LEFT_OUT: &[&str] = &[
    "although", "and", "as", "because", "but", "if", "or", "so", "still", "that", "though", "unless",
    "whereas", "whether", "while",
];

/// The clauses of a sentence of `text`, in order, without overlaps; the sentence itself, if it has no parts. Quotation
/// marks are those of the language; the words that part clauses are English.
pub fn clauses(text: &str, sentence: TextRange, language: Language) -> Vec<TextRange> {
    let tokens = tokens(text, sentence);
    let mut found: Vec<TextRange> = Vec::new();
    for piece in pieces(&tokens) {
        let piece = without_openers(without_frame(without_openers(&tokens[piece])));
        if num_words(piece) < MIN_WORDS {
            continue;
        }
        let (Some(first), Some(last)) = (piece.first(), piece.last()) else { continue };
        let range = TextRange::new(first.range.start(), end_of(last, text)).ok();
        // Tidying may take a mark in that the next clause holds.
        let from = found.last().map_or(sentence.start(), |last| last.end());
        let fits = |range: &TextRange| range.start() >= from && range.end() <= sentence.end();
        found.extend(range.and_then(|range| segment::tidy_selection(text, range, language)).filter(fits));
    }
    if found.is_empty() { vec![sentence] } else { found }
}

/// Tokens between marks and words that part clauses.
fn pieces(tokens: &[Token<'_>]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut at, mut after_mark) = (0, 0, 0);
    while at < tokens.len() {
        if let Some(end) = inserted(tokens, at) {
            if num_words(&tokens[at..end]) >= MIN_INSERTED {
                pieces.extend([start..at, at..end]);
                start = end;
            }
            at = end;
            continue;
        }
        let token = &tokens[at];
        let before = num_words(&tokens[start..at]);
        let is_mark = matches!(token.text, "," | ";" | ":" | "–" | "—");
        // ", however," parts nothing, and nor does a row of names.
        let is_aside = num_words(&tokens[after_mark..at]) < MIN_WORDS || is_in_list(tokens, at);
        after_mark = if is_mark { at + 1 } else { after_mark };
        let is_mark = is_mark && !is_aside;
        let opens = token.is_one_of(OPENERS)
            || (token.is("as") && before >= MIN_INSERTED && is_clause(&tokens[at + 1..]));
        if before >= MIN_WORDS && (is_mark || opens) {
            pieces.push(start..at);
            start = at + usize::from(is_mark);
        }
        at += 1;
    }
    pieces.push(start..tokens.len());
    pieces
}

/// The end of a quotation or bracket that begins at a token.
fn inserted(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let closing = match tokens[at].text {
        "“" => "”",
        "«" => "»",
        "(" => ")",
        "\"" => "\"",
        _ => return None,
    };
    let rest = tokens.get(at + 1..)?;
    rest.iter().position(|token| token.text == closing).map(|len| at + len + 2)
}

/// Whether a comma parts names in a row: "US, Ukrainian and European officials".
fn is_in_list(tokens: &[Token<'_>], comma: usize) -> bool {
    let is_capital = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(Token::is_capital);
    let after = is_capital(Some(comma + 1)) && !tokens[comma + 1].is_one_of(DETERMINERS);
    tokens[comma].text == "," && is_capital(comma.checked_sub(1)) && after
}

/// Whether tokens begin with a subject and a verb of their own.
fn is_clause(tokens: &[Token<'_>]) -> bool {
    let Some(first) = tokens.first() else { return false };
    if first.is_one_of(PRONOUNS) && !first.is("them") && !first.is("him") {
        return true;
    }
    let opens = first.is_capital() || first.is_one_of(DETERMINERS) || first.text.ends_with('s');
    let verb = tokens.iter().skip(1).take(MAX_TO_VERB).take_while(|token| token.is_word());
    let is_verb = |token: &Token<'_>| {
        !token.is_capital()
            && (token.is_one_of(SMALL_VERBS) || token.is_one_of(REPORTING) || token.text.ends_with("es"))
    };
    opens && verb.into_iter().any(is_verb)
}

/// A clause without the words that report it; nothing of it, where it only reports.
fn without_frame<'p, 't>(piece: &'p [Token<'t>]) -> &'p [Token<'t>] {
    let verbs =
        piece.iter().enumerate().filter(|(_, token)| !token.is_capital() && token.is_one_of(REPORTING));
    // "for alleged crimes", "the proposed line": no verb.
    let is_adjective =
        |at: usize| at > 0 && (piece[at - 1].is_one_of(PREPOSITIONS) || piece[at - 1].is_one_of(DETERMINERS));
    for (at, verb) in verbs.filter(|(at, _)| !is_adjective(*at)) {
        let rest = &piece[at + 1..];
        let near = rest.iter().take(MAX_TO_THAT).take_while(|token| token.is_word());
        if let Some(that) = near.into_iter().position(|token| token.is("that")) {
            return &rest[that + 1..];
        }
        let rest = without_date(rest);
        if rest.first().is_some_and(|first| matches!(first.text, "“" | "\"" | "«")) || is_clause(rest) {
            return rest;
        }
        let leads_away = rest.first().is_none_or(|first| !first.is_word() || first.is_one_of(PREPOSITIONS));
        if at > 0 && leads_away && verb.is_one_of(ONLY_REPORTING) && num_words(rest) <= MAX_BEHIND {
            return &[];
        }
    }
    piece
}

/// Tokens without the day they begin with: "on Monday (March 14)".
fn without_date<'p, 't>(tokens: &'p [Token<'t>]) -> &'p [Token<'t>] {
    let preposition = usize::from(tokens.first().is_some_and(|first| first.is("on") || first.is("last")));
    let is_date =
        |token: &Token<'_>| token.is_one_of(DATES) || token.is_number() || matches!(token.text, "(" | ")");
    let len = tokens[preposition..].iter().take_while(|token| is_date(token)).count();
    if len == 0 { tokens } else { &tokens[preposition + len..] }
}

fn without_openers<'p, 't>(piece: &'p [Token<'t>]) -> &'p [Token<'t>] {
    let opens = piece.iter().position(|token| token.text != "," && !token.is_one_of(LEFT_OUT));
    &piece[opens.unwrap_or(piece.len())..]
}

fn num_words(tokens: &[Token<'_>]) -> usize {
    tokens.iter().filter(|token| token.is_word()).count()
}

/// The end of a token with its possessive ending.
fn end_of(token: &Token<'_>, text: &str) -> usize {
    let end = token.range.end();
    let rest = text.get(end..).unwrap_or_default();
    let ending =
        ["’s", "'s", "’S", "'S"].iter().find(|ending| token.is_possessive && rest.starts_with(**ending));
    end + ending.map_or(0, |ending| ending.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The clauses of a text that is one sentence.
    fn found(text: &str) -> Vec<&str> {
        let sentence = TextRange::new(0, text.len()).unwrap();
        clauses(text, sentence, Language::Unknown).iter().map(|clause| clause.of(text).unwrap()).collect()
    }

    #[test]
    fn clauses_are_what_is_said() {
        for (text, expected) in [
            (
                "Mayor Lidia Ferran on Monday (March 14) suggested that talks over the pier may be moving, though she \
                 cautioned that any progress remains uncertain.",
                &["talks over the pier may be moving", "any progress remains uncertain."][..],
            ),
            (
                "Harbour and council officials said on Monday they had agreed to refine a plan after talks in Selby, \
                 issuing a joint statement that they had drafted a “refined outline.”",
                &[
                    "they had agreed to refine a plan after talks in Selby",
                    "they had drafted a “refined outline.”",
                ],
            ),
            (
                "“We will see, but it may hold,” Ferran wrote on Marrow Social.",
                &["“We will see, but it may hold,”"],
            ),
            (
                "Ferran did not say what prompted it, and neither Marrow nor Selby commented on the message.",
                &[
                    "Ferran did not say what prompted it",
                    "neither Marrow nor Selby commented on the message.",
                ],
            ),
            (
                "President Ana Ruz said Selby’s delegation was returning to brief her.",
                &["Selby’s delegation was returning to brief her."],
            ),
            (
                "Marrow rejected the second version outright.",
                &["Marrow rejected the second version outright."],
            ),
            (
                "His remarks, however, come amid talks of Marrow, Selby and Oslo officials, who have met since May.",
                &[
                    "His remarks, however, come amid talks of Marrow, Selby and Oslo officials",
                    "who have met since May.",
                ],
            ),
            (
                "The closure has raised pressure on all sides as Marrow continues its works.",
                &["The closure has raised pressure on all sides", "Marrow continues its works."],
            ),
            (
                "It made no provision for alleged harbour offences.",
                &["It made no provision for alleged harbour offences."],
            ),
            ("“Never,” she said.", &["“Never,” she said."]),
            ("Никто не сказал, когда мост откроют снова.", &["Никто не сказал", "когда мост откроют снова."]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn clauses_lie_in_their_sentence_one_after_the_other(text in "[a-zA-Z ,.;“”()é👍’s\n]{1,80}") {
            if let Ok(sentence) = TextRange::new(0, text.len()) {
                let found = clauses(&text, sentence, Language::Unknown);
                prop_assert!(!found.is_empty());
                for clause in &found {
                    prop_assert!(sentence.covers(*clause) && clause.check(&text).is_ok());
                }
                for pair in found.windows(2) {
                    prop_assert!(pair[0].end() <= pair[1].start());
                }
            }
        }
    }
}
