//! Texts without diacritics: *Kōchi* as *Kochi*, *Łódź* as *Lodz*, pointed Arabic and Hebrew as they are usually
//! written, with the way back to the places of the original text.
//!
//! What is taken off are the accents, points and vowel signs that readers and keyboards leave out. Marks that make
//! another letter or syllable stay: the vowel signs of Devanagari and its kin, the voicing of kana, Hangul. Letters
//! with a stroke (ø, ł, đ …) become the letter without it. Nothing becomes two letters: ß, æ and œ stay.

use std::borrow::Cow;

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

use super::TextRange;

/// A folded text and the way back.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// Where the two texts come apart: from byte `.0` of the folded text on, up to the next of these, byte `.1` of
    /// the original stands at its place and both go on byte by byte.
    places: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds a text. It costs one pass, which is quick over ASCII.
    pub fn of(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), places: Vec::new() };
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let len = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            folded.text.push_str(&rest[..len]);
            at += len;
            let Some(ch) = text[at..].chars().next() else { break };
            let after = at + ch.len_utf8();
            match fold_char(ch) {
                Some(plain) if plain.len_utf8() == ch.len_utf8() => folded.text.push(plain),
                plain => {
                    folded.text.extend(plain);
                    folded.places.push((folded.text.len(), after));
                }
            }
            at = after;
        }
        folded
    }

    /// The text without diacritics.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the folded text lies in the original, with the marks that follow its last letter.
    pub fn original(&self, range: TextRange) -> Option<TextRange> {
        TextRange::new(self.original_byte(range.start()), self.original_byte(range.end())).ok()
    }

    /// The byte of the original where a character border of the folded text lies, behind marks that stand there.
    fn original_byte(&self, byte: usize) -> usize {
        let next = self.places.partition_point(|(folded, _)| *folded <= byte);
        let (folded, original) = if next == 0 { (0, 0) } else { self.places[next - 1] };
        original + (byte - folded)
    }
}

/// A text without diacritics, where the way back is not needed.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(fold_char).collect())
}

/// A name as names are compared: without diacritics, in small letters, each run of spaces, hyphens and underscores
/// as one space.
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for ch in fold(name).chars().flat_map(char::to_lowercase) {
        if !(ch.is_whitespace() || matches!(ch, '-' | '_')) {
            key.push(ch);
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    if key.ends_with(' ') {
        key.pop();
    }
    key
}

/// A character without its diacritics; `None` for a mark that goes.
fn fold_char(ch: char) -> Option<char> {
    if ch.is_ascii() {
        return Some(ch);
    }
    if is_taken_off(ch) {
        return None;
    }
    if let Some(plain) = without_stroke(ch) {
        return Some(plain);
    }
    // A letter is folded only if nothing but one character is left of it.
    let (mut plain, mut num_left) = (ch, 0);
    decompose_canonical(ch, |part| {
        if !is_taken_off(part) {
            plain = part;
            num_left += 1;
        }
    });
    Some(if num_left == 1 { without_stroke(plain).unwrap_or(plain) } else { ch })
}

/// Whether a mark goes: by its canonical combining class, which is 0 for what is no mark or makes a syllable, 7 for
/// nuktas, 8 for the voicing of kana, 9 for viramas.
fn is_taken_off(ch: char) -> bool {
    !matches!(canonical_combining_class(ch), 0 | 7..=9)
}

fn without_stroke(ch: char) -> Option<char> {
    Some(match ch {
        'ø' => 'o',
        'Ø' => 'O',
        'ł' => 'l',
        'Ł' => 'L',
        'đ' => 'd',
        'Đ' => 'D',
        'ħ' => 'h',
        'Ħ' => 'H',
        'ŧ' => 't',
        'Ŧ' => 'T',
        'ı' => 'i',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_of_letters_go_and_marks_that_make_letters_stay() {
        for (text, folded) in [
            ("Kōchi, KO\u{304}CHI", "Kochi, KOCHI"),
            ("Łódź Đà Nẵng İstanbul ısı", "Lodz Da Nang Istanbul isi"),
            ("Œuvre, Straße, æ", "Œuvre, Straße, æ"),
            ("ёлка й ї", "елка и і"),
            ("שָׁלוֹם مُحَمَّد", "שלום محمد"),
            ("हिन्दी がぎ か\u{3099} 한국어", "हिन्दी がぎ か\u{3099} 한국어"),
        ] {
            assert_eq!(Folded::of(text).text(), folded);
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn a_folded_range_leads_back_with_the_marks_of_its_last_letter() {
        let text = "un cafe\u{301}s á b";
        let folded = Folded::of(text);
        let back =
            |start, end| folded.original(TextRange::new(start, end).unwrap()).unwrap().of(text).unwrap();
        assert_eq!(back(3, 7), "cafe\u{301}");
        assert_eq!(back(7, 8), "s");
        assert_eq!(back(9, 10), "á");
        assert_eq!(back(9, 12), "á b");
    }

    #[test]
    fn names_are_compared_without_marks_case_and_hyphens() {
        assert_eq!(name_key("  Claim-kind "), "claim kind");
        assert_eq!(name_key("Lídia   FERRAN"), "lidia ferran");
    }

    proptest! {
        #[test]
        fn every_character_leads_back_to_itself(text in "[aé\u{301}łẵ한가शि😀ß\u{5c1} ]{0,20}") {
            let folded = Folded::of(&text);
            prop_assert_eq!(folded.text(), fold(&text).into_owned());
            for (at, ch) in folded.text().char_indices() {
                let range = TextRange::new(at, at + ch.len_utf8()).unwrap();
                let original = folded.original(range).unwrap().of(&text).unwrap();
                prop_assert_eq!(fold(original).into_owned(), ch.to_string());
            }
        }
    }
}
