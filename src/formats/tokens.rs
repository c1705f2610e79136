//! Words of a text for formats that stand on tokens, by the rule of spaCy: the tokens, each with the one space that
//! may follow it, are the text, whatever is in it.
//!
//! Words are those of UAX #29. White space is a token of its own, a run of it one token; but the first of its
//! characters, where that is a plain space behind a word, belongs to the word. Tokens are cut where an annotation
//! begins or ends, so that nothing has to be moved to the border of a word.

use unicode_segmentation::UnicodeSegmentation as _;

use super::interchange::lines::Span;

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// Its words, without the space behind it.
    pub text: &'t str,
    /// Where it starts, in code points.
    pub start: usize,
    /// Where it ends, in code points.
    pub end: usize,
    /// Whether the character behind it is a space that belongs to it.
    pub has_space: bool,
}

/// The tokens of a text, cut where `spans`, in code points, begin and end.
pub fn tokens<'t>(text: &'t str, spans: impl IntoIterator<Item = Span>) -> Vec<Token<'t>> {
    // Whether a span begins or ends at a code point; there are no more of them than bytes.
    let (mut starts, mut ends) = (vec![false; text.len() + 1], vec![false; text.len() + 1]);
    for (start, end) in spans {
        for (borders, at) in [(&mut starts, start), (&mut ends, end)] {
            if let Some(is_border) = borders.get_mut(at) {
                *is_border = true;
            }
        }
    }
    let mut words = text.split_word_bound_indices().map(|(at, _)| at).peekable();
    let mut tokens: Vec<Token<'t>> = Vec::new();
    // Where the token being read starts: bytes and code points; and the character before this one.
    let (mut from, mut start, mut before) = (0, 0, None);
    let mut num_chars = 0;
    for (at, (byte, ch)) in text.char_indices().enumerate() {
        num_chars = at + 1;
        // Every character is passed, so that no border of a word is left behind.
        let is_word_border = words.next_if_eq(&byte).is_some();
        let is_cut = before.is_some_and(|before| {
            let changes = is_space(before) != is_space(ch);
            let breaks = !is_space(ch) && is_word_border;
            changes || breaks || starts[at] || ends[at]
        });
        if is_cut {
            tokens.push(Token { text: &text[from..byte], start, end: at, has_space: false });
            (from, start) = (byte, at);
        }
        let follows_word = from == byte && before.is_some_and(|before| !is_space(before));
        let is_wanted = starts[at] || ends[at + 1];
        before = Some(ch);
        if ch == ' '
            && follows_word
            && !is_wanted
            && let Some(word) = tokens.last_mut()
        {
            word.has_space = true;
            (from, start) = (byte + 1, at + 1);
            // Nothing has been read of the next token.
            before = None;
        }
    }
    if from < text.len() {
        tokens.push(Token { text: &text[from..], start, end: num_chars, has_space: false });
    }
    tokens
}

/// The first and the last of the tokens that a span covers; nothing for a span that doesn't lie on their borders.
pub fn covering(tokens: &[Token<'_>], (start, end): Span) -> Option<(usize, usize)> {
    let first = tokens.binary_search_by_key(&start, |token| token.start).ok()?;
    let last = tokens.binary_search_by_key(&end, |token| token.end).ok()?;
    (first <= last).then_some((first, last))
}

/// What Python's `str.isspace` takes for white space.
pub fn is_space(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(text: &str, spans: &[Span]) -> String {
        let draw = |token: &Token<'_>| format!("{}{}", token.text, if token.has_space { "_" } else { "" });
        tokens(text, spans.iter().copied()).iter().map(draw).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_space_belongs_to_the_word_before_it_and_more_of_them_are_a_token() {
        assert_eq!(drawn("The ferry’s late.", &[]), "The_|ferry’s_|late|.");
        assert_eq!(drawn("a  b", &[]), "a_| |b");
        assert_eq!(drawn("a   b ", &[]), "a_|  |b_");
        assert_eq!(drawn(" a\n b\r\n\r\nc", &[]), " |a|\n |b|\r\n\r\n|c");
        assert_eq!(drawn("a\u{a0}b", &[]), "a|\u{a0}|b");
        assert_eq!(drawn("", &[]), "");
        assert_eq!(drawn(" ", &[]), " ");
    }

    #[test]
    fn tokens_are_cut_where_annotations_begin_and_end() {
        assert_eq!(drawn("the ferry", &[(5, 7)]), "the_|f|er|ry");
        assert_eq!(drawn("the ferry", &[(3, 9)]), "the| |ferry");
        assert_eq!(drawn("the ferry", &[(0, 4)]), "the| |ferry");
        assert_eq!(drawn("a \u{301}b", &[]), "a_|\u{301}|b");
    }

    proptest! {
        #[test]
        fn tokens_and_their_spaces_are_the_text(
            text in "[ab’\u{301}👩‍ \n\r\t船ק\u{1c}]{0,30}",
            ends in prop::collection::vec((0usize..30, 1usize..9), 0..4),
        ) {
            let len = text.chars().count();
            let spans: Vec<Span> =
                ends.iter().map(|(start, len)| (*start, start + len)).filter(|(_, end)| *end <= len).collect();
            let tokens = tokens(&text, spans.iter().copied());
            let whole: String = tokens.iter().flat_map(|token| [token.text, if token.has_space { " " } else { "" }]).collect();
            prop_assert_eq!(&whole, &text);
            for token in &tokens {
                let covered: String = text.chars().skip(token.start).take(token.end - token.start).collect();
                prop_assert_eq!(covered.as_str(), token.text);
                prop_assert!(!token.text.is_empty());
            }
            for span in spans {
                let (first, last) = covering(&tokens, span).unwrap();
                prop_assert_eq!((tokens[first].start, tokens[last].end), span);
            }
        }
    }
}
