//! Headings that share their line with the paragraph they stand over, as text copied from a page has them.

use super::lexicon::{BREAKS, DETERMINERS, GOVERNMENTS, PREPOSITIONS};
use super::tokens::{Token, tokens};
use crate::model::text::TextRange;

/// A heading has no more words than this.
const MAX_WORDS: usize = 14;
/// And no fewer than this.
const MIN_WORDS: usize = 2;

/// Where a heading at the start of a paragraph ends, as a byte of the paragraph; `None` if nothing in its first
/// words looks like one.
///
/// A heading has no stop of its own. The sentence after it begins with a capital: the surest sign is a word
/// that is written large only where a sentence begins ("The", "After"), otherwise a capital after a small word.
pub fn run_in_heading(paragraph: &str) -> Option<usize> {
    let range = TextRange::new(0, paragraph.len().min(paragraph.ceil_char_boundary(400))).ok()?;
    let tokens = tokens(paragraph, range);
    let mut best: Option<(u8, usize)> = None;
    let mut num_words = 0;
    for (at, token) in tokens.iter().enumerate() {
        if matches!(token.text, "." | "!" | "?" | "“" | "\"") {
            break;
        }
        if !token.is_word() {
            continue;
        }
        num_words += 1;
        if num_words > MAX_WORDS {
            break;
        }
        if num_words <= MIN_WORDS || !token.is_capital() || at == 0 || !tokens[at - 1].is_word() {
            continue;
        }
        let before = &tokens[at - 1];
        let after_link = before.is_one_of(PREPOSITIONS)
            || before.is_one_of(DETERMINERS)
            || before.is("and")
            || before.is("of");
        let sign = if opens_sentence(token) {
            0
        } else if after_link || before.is_capital() {
            continue;
        } else if token.is_one_of(GOVERNMENTS) {
            2
        } else {
            1
        };
        if best.is_none_or(|(known, _)| sign < known) {
            best = Some((sign, before_end(before, paragraph)));
        }
    }
    best.map(|(_, end)| end)
}

/// Whether a word is written large only where a sentence begins.
fn opens_sentence(token: &Token<'_>) -> bool {
    token.is_one_of(DETERMINERS) || token.is_one_of(PREPOSITIONS) || token.is_one_of(BREAKS)
}

/// The end of a word with its possessive ending.
fn before_end(token: &Token<'_>, paragraph: &str) -> usize {
    let end = token.range.end();
    let rest = &paragraph[end..];
    end + rest.find(char::is_whitespace).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_end_where_the_sentence_begins() {
        for case in [
            "New ferry draws protest| The council surprised residents last week.",
            "Turmoil in Marrow| The leaked draft alarmed skippers.",
            "Port, city narrow gaps| Harbour and council officials said they had agreed.",
            "Talks continue without deadline| After Sunday’s meeting the mayor left.",
            "Mayor’s plan under fire| Lidia Ferran defended it.",
        ] {
            let (heading, rest) = case.split_once('|').unwrap();
            let text = format!("{heading}{rest}");
            assert_eq!(run_in_heading(&text).map(|end| &text[..end]), Some(heading), "{case}");
        }
    }

    #[test]
    fn what_has_no_heading_has_none() {
        for text in [
            "",
            "She left.",
            "The council met on Monday.",
            "one two three four five six",
            "“We will,” she said.",
        ] {
            assert_eq!(run_in_heading(text), None, "{text}");
        }
    }
}
