//! How many words a text has and where they begin, as statistics count them.

use unicode_segmentation::UnicodeSegmentation as _;

/// How many words `text` has.
///
/// A word is a piece between white space or dashes (`—`) that holds a letter or a digit: `counter-proposal`,
/// `$3.5` and `don’t` are one each. In pieces of scripts that are written without spaces the words of UAX #29
/// are counted, which for Chinese are single characters.
pub fn num_words(text: &str) -> usize {
    let mut num = 0;
    for_each_word(text, |_| num += 1);
    num
}

/// Calls `visit` with the byte at which each word of `text` begins, see [`num_words`]: that of its first letter or
/// digit. In order.
pub fn for_each_word(text: &str, mut visit: impl FnMut(usize)) {
    let mut start = 0;
    for piece in text.split_inclusive(|ch: char| ch.is_whitespace() || ch == '—') {
        if piece.is_ascii() {
            if let Some(at) = piece.bytes().position(|byte| byte.is_ascii_alphanumeric()) {
                visit(start + at);
            }
        } else if piece.chars().any(is_written_without_spaces) {
            piece.unicode_word_indices().for_each(|(at, _)| visit(start + at));
        } else if let Some(at) = piece.find(char::is_alphanumeric) {
            visit(start + at);
        }
        start += piece.len();
    }
}

/// Whether the letter belongs to a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, kana,
/// Han.
fn is_written_without_spaces(ch: char) -> bool {
    matches!(
        ch,
        '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        for (text, expected) in [
            ("", 0),
            (" … — ", 0),
            ("The ferry is late.", 4),
            ("“A counter-proposal”, she said—twice", 5),
            ("$3.5 bn, 40% of it", 5),
            ("don’t\u{a0}go", 2),
            ("لن نذهب غدا", 3),
            ("和平", 2),
            ("👩‍👩‍👧 yes", 1),
            ("Київ чекає", 2),
        ] {
            assert_eq!(num_words(text), expected, "{text}");
        }
    }

    #[test]
    fn words_begin_with_their_first_letter_or_digit() {
        let text = "“A (big) plan”—$3.5 bn … 和平了";
        let mut begun = Vec::new();
        for_each_word(text, |at| begun.extend(text[at..].chars().next()));
        assert_eq!(begun, ['A', 'b', 'p', '3', 'b', '和', '平', '了']);
    }
}
