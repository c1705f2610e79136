//! Words and marks of a few sentences, with their places.

use crate::model::text::TextRange;

/// A word, or one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// As it stands, a possessive ending left out.
    pub text: &'t str,
    /// Where it stands, a possessive ending left out.
    pub range: TextRange,
    /// Whether a possessive ending follows.
    pub is_possessive: bool,
    /// Whether that is a mere apostrophe, as in "the Skippers’ Guild".
    pub is_plural_owner: bool,
}

impl Token<'_> {
    /// Whether it is a word rather than a mark.
    pub fn is_word(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_alphanumeric)
    }

    /// Whether it begins with a capital letter.
    pub fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        self.text.chars().next().is_some_and(|ch| ch.is_ascii_digit())
    }

    /// Whether it is this word, in letters large or small.
    pub fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is one of these words, which are in small letters and in order.
    pub fn is_one_of(&self, words: &[&str]) -> bool {
        let stem = self.text.strip_suffix('.').filter(|stem| !stem.contains('.')).unwrap_or(self.text);
        if stem.len() < self.text.len() {
            let lower = stem.to_ascii_lowercase();
            return words.binary_search(&lower.as_str()).is_ok();
        }
        if self.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let lower = self.text.to_ascii_lowercase();
            words.binary_search(&lower.as_str()).is_ok()
        } else {
            words.binary_search(&self.text).is_ok()
        }
    }
}

/// The tokens of a part of a text.
pub(super) fn tokens(text: &str, range: TextRange) -> Vec<Token<'_>> {
    let Ok(part) = range.of(text) else { return Vec::new() };
    let mut tokens = Vec::new();
    let mut chars = part.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        if ch.is_whitespace() {
            continue;
        }
        let mut end = at + ch.len_utf8();
        if ch.is_alphanumeric() {
            while let Some(&(next, ch)) = chars.peek() {
                let joins =
                    ch.is_alphanumeric() || (is_inner(ch) && continues(&part[next + ch.len_utf8()..]));
                // The stop of an abbreviation belongs to it: U.S., Mr.
                let abbreviates =
                    ch == '.' && (part[at..next].contains('.') || is_abbreviation(&part[at..next]));
                if !joins && !abbreviates {
                    break;
                }
                end = next + ch.len_utf8();
                chars.next();
            }
        }
        let word = &part[at..end];
        let stem = ["’s", "'s", "’S", "'S"].iter().find_map(|ending| word.strip_suffix(ending));
        let stem = stem.filter(|stem| !stem.is_empty());
        let is_plural_owner = word.ends_with('s') && owns(part, end);
        if is_plural_owner {
            chars.next();
        }
        let shown = stem.unwrap_or(word);
        let from = range.start() + at;
        if let Ok(place) = TextRange::new(from, from + shown.len()) {
            tokens.push(Token {
                text: shown,
                range: place,
                is_possessive: stem.is_some() || is_plural_owner,
                is_plural_owner,
            });
        }
    }
    tokens
}

/// Whether a word is written with a stop behind it: an office, a month, an initial.
fn is_abbreviation(word: &str) -> bool {
    let is_initial = word.len() == 1 && word.chars().all(char::is_uppercase);
    is_initial || ABBREVIATIONS.binary_search(&word).is_ok()
}

/// Words that are written with a stop.
const ABBREVIATIONS: &[&str] = &[
    "Apr", "Aug", "Capt", "Col", "Dec", "Dr", "Feb", "Gen", "Gov", "Jan", "Lt", "Mr", "Mrs", "Ms", "No",
    "Nov", "Oct", "Prof", "Rep", "Rev", "Sen", "Sept", "Sgt", "St",
];

/// Whether what follows a plural at `end` is the apostrophe of an owner rather than a closing mark.
fn owns(part: &str, end: usize) -> bool {
    let mut rest = part[end..].chars();
    let is_apostrophe = matches!(rest.next(), Some('’' | '\''));
    let is_followed = rest.next() == Some(' ') && rest.next().is_some_and(char::is_alphabetic);
    let is_open = part[..end].rfind('‘').is_some_and(|open| !part[open..end].contains('’'));
    is_apostrophe && is_followed && !is_open && !part[..end].contains(" '")
}

/// The border behind a paragraph that ends at `end`: no word, and the end of every phrase and sentence.
pub(super) fn border(end: usize) -> Option<Token<'static>> {
    let range = TextRange::new(end.checked_sub(1)?, end).ok()?;
    Some(Token { text: "", range, is_possessive: false, is_plural_owner: false })
}

/// Whether a mark can stand inside a word.
fn is_inner(ch: char) -> bool {
    matches!(ch, '-' | '’' | '\'' | '.' | '&' | '‑')
}

fn continues(rest: &str) -> bool {
    rest.chars().next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_marks_and_possessives() {
        let text = "“Don’t,” the U.S. port’s 28-point plan (9.5%) said — ok.";
        let range = TextRange::new(0, text.len()).unwrap();
        let found = tokens(text, range);
        let words: Vec<&str> = found.iter().map(|token| token.text).collect();
        assert_eq!(
            words,
            [
                "“", "Don’t", ",", "”", "the", "U.S.", "port", "28-point", "plan", "(", "9.5", "%", ")",
                "said", "—", "ok", "."
            ]
        );
        assert_eq!(found.iter().filter(|token| token.is_possessive).count(), 1);
        assert!(found.iter().all(|token| token.range.of(text) == Ok(token.text)));
    }
}
