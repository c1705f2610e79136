//! Words, numbers and marks of a few sentences, as the patterns of dates look at them.

use unicode_normalization::UnicodeNormalization as _;

use super::super::TextRange;

/// A run of letters and digits, or one other character that is no white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it stands.
    pub(super) range: TextRange,
    /// In small letters, composed (NFC), each apostrophe as `'`.
    pub(super) lower: String,
    /// Whether no space stands before it.
    pub(super) is_joined: bool,
    /// Whether its first letter is a capital.
    pub(super) is_capital: bool,
    /// Its value, where it has nothing but one to four ASCII digits.
    pub(super) number: Option<u32>,
}

impl Token {
    /// Whether it is letters or digits.
    pub(super) fn is_word(&self) -> bool {
        self.lower.starts_with(char::is_alphanumeric)
    }

    /// Whether it is this mark or word.
    pub(super) fn is(&self, lower: &str) -> bool {
        self.lower == lower
    }

    /// The number of its digits.
    pub(super) fn num_digits(&self) -> usize {
        if self.number.is_some() { self.lower.len() } else { 0 }
    }
}

/// The tokens of the part `within` of `text`, which lies on character borders.
pub(super) fn tokens(text: &str, within: TextRange) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = within.start();
    while let Some(ch) = text[at..within.end()].chars().next() {
        let rest = &text[at..within.end()];
        let len = if is_of_word(ch) { word_len(rest) } else { ch.len_utf8() };
        if !ch.is_whitespace()
            && let Ok(range) = TextRange::new(at, at + len)
        {
            let is_joined = tokens.last().is_some_and(|token| token.range.end() == at);
            tokens.push(token(range, &rest[..len], is_joined));
        }
        at += len;
    }
    tokens
}

fn token(range: TextRange, word: &str, is_joined: bool) -> Token {
    let plain =
        |lower: String| if lower.contains(is_apostrophe) { lower.replace(is_apostrophe, "'") } else { lower };
    let lower =
        plain(if word.is_ascii() { word.to_ascii_lowercase() } else { word.to_lowercase().nfc().collect() });
    let is_number = lower.len() <= 4 && lower.bytes().all(|byte| byte.is_ascii_digit());
    let number = lower.parse().ok().filter(|_| is_number);
    Token { range, lower, is_joined, is_capital: word.starts_with(char::is_uppercase), number }
}

/// Words are letters and digits with what is set on them.
fn is_of_word(ch: char) -> bool {
    ch.is_alphanumeric() || matches!(ch, '\u{300}'..='\u{36f}')
}

fn is_apostrophe(ch: char) -> bool {
    matches!(ch, '’' | 'ʼ' | '\'')
}

/// The length of the word that `rest` begins with. Two words keep the apostrophe inside them, for it stands in names
/// of days: aujourd’hui, п’ятниця.
fn word_len(rest: &str) -> usize {
    let end = |rest: &str| rest.find(|ch| !is_of_word(ch)).unwrap_or(rest.len());
    let first = end(rest);
    let has_inner = matches!(rest[..first].to_lowercase().as_str(), "aujourd" | "п" | "дев");
    match rest[first..].chars().next() {
        Some(ch) if has_inner && is_apostrophe(ch) => {
            let from = first + ch.len_utf8();
            from + end(&rest[from..])
        }
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> Vec<String> {
        let whole = TextRange::new(0, text.len()).unwrap();
        tokens(text, whole).into_iter().map(|token| token.lower).collect()
    }

    #[test]
    fn words_part_at_apostrophes_except_in_names_of_days() {
        assert_eq!(drawn("Sunday’s talks"), ["sunday", "'", "s", "talks"]);
        assert_eq!(drawn("Aujourd’hui, l’hiver"), ["aujourd'hui", ",", "l", "'", "hiver"]);
        assert_eq!(drawn("у п’ятницю"), ["у", "п'ятницю"]);
        assert_eq!(drawn("14.03.2025"), ["14", ".", "03", ".", "2025"]);
    }

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(drawn("Ma\u{308}rz"), ["märz"]);
    }
}
