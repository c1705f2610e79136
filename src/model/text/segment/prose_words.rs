//! The words of UAX #29 in prose, found fast.
//!
//! [`prose_words`] gives what `unicode_words` of `unicode-segmentation` gives, word for word, but faster: most
//! characters of news are letters, digits and marks whose part in the rules is known by a glance at a table. Where any
//! other character comes, such as a combining mark or an emoji, what lies around it up to the next space is left to
//! the library.

use unicode_segmentation::{UnicodeSegmentation as _, UnicodeWords};

/// What a character is to the rules of UAX #29.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Joins with letters and digits (`ALetter`).
    Letter,
    /// Joins with letters and digits (`Numeric`).
    Digit,
    /// The low line, which joins with letters and digits but is none.
    Joint,
    /// Joins two letters (`MidLetter`).
    BetweenLetters,
    /// Joins two digits (`MidNum`).
    BetweenDigits,
    /// Joins two letters or two digits (`MidNumLet` and `Single_Quote`).
    BetweenAny,
    /// A letter that is a word by itself: Han and hiragana.
    Alone,
    /// White space and marks, which are no words and join with nothing that is one.
    Apart,
    /// Left to the library.
    Unknown,
}

const ASCII: [Class; 128] = ascii();

const fn ascii() -> [Class; 128] {
    let mut classes = [Class::Apart; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Joint,
            b':' => Class::BetweenLetters,
            b',' | b';' => Class::BetweenDigits,
            b'.' | b'\'' => Class::BetweenAny,
            _ => Class::Apart,
        };
        byte += 1;
    }
    classes
}

fn class_of(c: char) -> Class {
    match c {
        // Latin, Greek, Cyrillic, Arabic.
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{24f}'
        | '\u{391}'..='\u{3a1}'
        | '\u{3a3}'..='\u{3ce}'
        | '\u{400}'..='\u{481}'
        | '\u{48a}'..='\u{52f}'
        | '\u{620}'..='\u{64a}'
        | '\u{671}'..='\u{6d3}' => Class::Letter,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3041}'..='\u{3096}' => Class::Alone,
        '‘' | '’' => Class::BetweenAny,
        '，' | '；' => Class::BetweenDigits,
        '：' => Class::BetweenLetters,
        '\u{a0}'
        | '«'
        | '»'
        | '§'
        | '°'
        | '£'
        | '€'
        | '–'
        | '—'
        | '“'
        | '”'
        | '„'
        | '‚'
        | '…'
        | '•'
        | '\u{3001}'..='\u{3003}'
        | '\u{3008}'..='\u{3011}'
        | '！'
        | '？'
        | '（'
        | '）' => Class::Apart,
        _ if c.is_ascii() => ASCII[c as usize],
        _ => Class::Unknown,
    }
}

/// The words of `text` by the rules of UAX #29: the pieces between borders of words that hold a letter or a digit.
pub fn prose_words(text: &str) -> ProseWords<'_> {
    ProseWords { text, at: 0, by_library: None }
}

/// See [`prose_words`].
#[derive(Debug)]
pub struct ProseWords<'t> {
    text: &'t str,
    /// Where the rest begins, which is a border of words.
    at: usize,
    /// The words of a piece that is left to the library; it ends at `at`.
    by_library: Option<UnicodeWords<'t>>,
}

impl ProseWords<'_> {
    /// The class and length in bytes of the character at `at`; none at the end.
    #[inline]
    fn class_at(&self, at: usize) -> Option<(Class, usize)> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() {
            return Some((ASCII[usize::from(byte)], 1));
        }
        let c = self.text.get(at..)?.chars().next()?;
        Some((class_of(c), c.len_utf8()))
    }

    /// Where the word ends that begins at `start` with a character of class `first`, which ends at `end`, and whether
    /// it holds a letter or digit; none if it is to be left to the library.
    fn word_end(&self, first: Class, mut end: usize) -> Option<(usize, bool)> {
        let mut last = first;
        let mut is_word = matches!(first, Class::Letter | Class::Digit);
        while let Some((class, len)) = self.class_at(end) {
            match class {
                Class::Letter | Class::Digit => is_word = true,
                Class::Joint => {}
                Class::Unknown => return None,
                Class::Apart | Class::Alone => break,
                Class::BetweenLetters | Class::BetweenDigits | Class::BetweenAny => {
                    let next = self.class_at(end + len);
                    let is_joined = match next {
                        Some((Class::Unknown, _)) => return None,
                        Some((Class::Letter, _)) => last == Class::Letter && class != Class::BetweenDigits,
                        Some((Class::Digit, _)) => last == Class::Digit && class != Class::BetweenLetters,
                        _ => false,
                    };
                    let Some((next, next_len)) = next.filter(|_| is_joined) else { break };
                    end += len + next_len;
                    last = next;
                    continue;
                }
            }
            last = class;
            end += len;
        }
        Some((end, is_word))
    }

    /// Leaves to the library what lies between `at` and the next space that is followed by something known.
    fn leave_to_library(&mut self) {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let is_border = |idx: &usize| {
            matches!(rest[*idx], b' ' | b'\n')
                && self.class_at(start + idx + 1).is_some_and(|(class, _)| class != Class::Unknown)
        };
        self.at = (1..rest.len()).find(is_border).map_or(self.text.len(), |idx| start + idx + 1);
        self.by_library = Some(self.text[start..self.at].unicode_words());
    }
}

impl<'t> Iterator for ProseWords<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        loop {
            if let Some(words) = &mut self.by_library {
                if let Some(word) = words.next() {
                    return Some(word);
                }
                self.by_library = None;
            }
            let start = self.at;
            let (first, len) = self.class_at(start)?;
            let end = start + len;
            let found = match first {
                Class::Letter | Class::Digit | Class::Joint => self.word_end(first, end),
                Class::Unknown => None,
                // What is unknown may join with anything before it.
                _ if self.class_at(end).is_some_and(|(next, _)| next == Class::Unknown) => None,
                _ => Some((end, first == Class::Alone)),
            };
            match found {
                Some((end, is_word)) => {
                    self.at = end;
                    if is_word {
                        return self.text.get(start..end);
                    }
                }
                None => self.leave_to_library(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) {
        let (found, expected): (Vec<&str>, Vec<&str>) =
            (prose_words(text).collect(), text.unicode_words().collect());
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn every_known_character_does_what_the_library_says_beside_every_other() {
        // One of each kind that the rules know.
        let others = [
            "a", "1", "_", ".", "'", "’", ":", ",", " ", "\n", "\r", "ß", "я", "漢", "ひ", "カ", "א", "\"",
            "\u{301}", "\u{200d}", "\u{ad}", "ℹ", "🇩", "👩", "\u{202f}", "ไ", "ـ", "”",
        ];
        // Of the many Han characters, some.
        let is_wanted = |c: &char| *c < '\u{3100}' || *c > '\u{a000}' || u32::from(*c) % 61 == 0;
        let known = ('\0'..='\u{ffff}').filter(is_wanted).filter(|c| class_of(*c) != Class::Unknown);
        let mut num_known = 0;
        for c in known {
            num_known += 1;
            for one in others {
                check(&format!("{c}{one}{c}"));
                check(&format!("{one}{c}{one}"));
                check(&format!("x{c}{one}"));
            }
        }
        assert!(num_known > 1_500, "{num_known}");
        for one in others {
            for two in others {
                for three in others {
                    check(&format!("{one}{two}{three}{one}"));
                    check(&format!("a{one}{two}{three}b c"));
                    check(&format!("1{one}{two}{three} \u{301}2"));
                }
            }
        }
    }

    #[test]
    fn words_of_news_are_those_of_the_library() {
        for text in [
            "“It’s 1,000.5 crowns,” she said; e.g. at 10:30. U.S. http://quay.example/a_b 3a.4",
            "Мэр сказала: «Денег нет», — и ушла. Її прем’єр",
            "市议会将于星期一，10，5决定。カタカナ・ひらがな",
            "e\u{301}te\u{301} ete\u{301}. ف\u{64e}ت\u{64e}ح لن نذهب، غدا",
            "👩‍👩‍👧 yes \u{200d}ℹ a\u{202f}b",
            "",
        ] {
            check(text);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_the_words_of_the_library(
            pieces in prop::collection::vec(
                prop_oneof![
                    3 => "[a-c1-2_.,:;'’ \n“”я漢ひカא]",
                    1 => any::<char>().prop_map(String::from),
                    1 => prop::sample::select(vec!["\u{301}", "\u{200d}", "\u{ad}", "ℹ", "🇩", "\u{202f}"])
                        .prop_map(str::to_owned),
                ],
                0..40,
            )
        ) {
            check(&pieces.concat());
        }
    }
}
