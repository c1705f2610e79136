//! Where the same words stand elsewhere.

use super::super::TextRange;
use super::{char_after, char_before, snap_to_grapheme};

/// Every place where `words` stand in `text` as whole words, letter by letter as they are written. Sorted and
/// disjoint.
///
/// A letter or digit beside an end that is one too means that the word goes on, except in scripts that part
/// words by nothing. An apostrophe or a hyphen parts words here: who looks for a name wants its genitive too.
pub fn occurrences<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = TextRange> + 't {
    text.match_indices(words).filter_map(move |(at, found)| {
        let range = TextRange::new(at, at + found.len()).ok()?;
        let goes_on = |one: Option<char>, two: Option<char>| {
            one.zip(two).is_some_and(|(one, two)| is_of_word(one) && is_of_word(two))
        };
        let is_cut = goes_on(char_before(text, range.start()), found.chars().next())
            || goes_on(found.chars().next_back(), char_after(text, range.end()));
        (!is_cut && snap_to_grapheme(text, range) == range).then_some(range)
    })
}

/// Whether a character makes a word go on that it stands beside.
fn is_of_word(c: char) -> bool {
    // Thai to Tibetan, Burmese, Khmer, and what Chinese and Japanese are written in.
    let is_unparted = matches!(
        c,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{20000}'..='\u{3ffff}'
    );
    c.is_alphanumeric() && !is_unparted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::drawn;
    use super::*;

    #[test]
    fn whole_words_are_found_as_they_are_written() {
        for (words, case) in [
            ("the", "|the| ferry, then The other and |the|-end of breathe, “|the|”"),
            ("Ruz", "|Ruz|, |Ruz|’s plan, Ruze"),
            ("night ferry", "a |night ferry| and a night  ferry"),
            ("7", "|7| of 17, 7th"),
            ("e", "|e| e\u{301}"),
            ("和平", "谈|和平|吧"),
            ("(sic)", "x|(sic)|y"),
        ] {
            let (text, _) = drawn::read(case);
            let found: Vec<TextRange> = occurrences(&text, words).collect();
            assert_eq!(drawn::draw(&text, &found), case);
        }
    }

    proptest! {
        #[test]
        fn what_is_found_are_the_words(text in drawn::prose(), words in drawn::prose()) {
            for range in occurrences(&text, &words) {
                prop_assert_eq!(range.of(&text), Ok(words.as_str()));
            }
        }
    }
}
