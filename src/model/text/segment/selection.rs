//! What a selection keeps: no outer spaces, a quotation with both its marks, no comma that hangs on.

use super::super::TextRange;
use super::super::language::Language;
use super::marks::{Facing, closes_in, facing_in, is_single, pairs};
use super::{char_after, clamp, snap_to_grapheme, trimmed};

/// Commas and stops that may stand between the quoted words and the mark that closes them.
const MAX_STOPS: usize = 4;

/// `range`, as far as it lies in `text`, without white space at its ends; None if nothing else is in it.
///
/// Cuts between characters: a space with a combining mark on it is taken off the mark. Spans are made with
/// [`tidy_selection`], which keeps clusters whole.
pub fn trim(text: &str, range: TextRange) -> Option<TextRange> {
    let part = clamp(text, range);
    if part.is_empty() { None } else { trimmed(text, part) }
}

/// What a selection becomes before it is tagged; None if it holds white space only.
///
/// It loses outer white space. Where it holds an opening quotation mark whose closing mark follows directly,
/// with nothing but a comma or stops between, it takes that mark (and further ones, in the same way). A comma
/// at its end goes, unless a quotation is still open in it. The ends are borders of grapheme clusters. Which marks are quotation marks
/// is told by the language.
pub fn tidy_selection(text: &str, range: TextRange, language: Language) -> Option<TextRange> {
    let selection = snap_to_grapheme(text, trim(text, range)?);
    let mut open: Vec<char> =
        pairs(text, selection.bytes(), language).open.into_iter().map(|mark| mark.char).collect();
    let mut end = selection.end();
    while let Some(mark) = open.pop() {
        match closing_end(text, end, mark, language) {
            Some(closing_end) => end = closing_end,
            // It may have been an apostrophe.
            None if is_single(mark) => {}
            None => {
                open.push(mark);
                break;
            }
        }
    }
    if open.is_empty() {
        let kept = text[selection.start()..end].trim_end_matches(is_comma_or_space);
        if !kept.is_empty() {
            end = selection.start() + kept.len();
        }
    }
    TextRange::new(selection.start(), end).ok().map(|range| snap_to_grapheme(text, range))
}

/// The end of the mark that closes `open`, where it follows `from` with nothing but stops between.
fn closing_end(text: &str, from: usize, open: char, language: Language) -> Option<usize> {
    let stops = text[from..].chars().take(MAX_STOPS).take_while(|c| is_stop(*c));
    let mut at = from + stops.map(char::len_utf8).sum::<usize>();
    // French sets the closing mark off.
    if matches!(open, '«' | '‹') && matches!(char_after(text, at), Some(' ' | '\u{a0}' | '\u{202f}')) {
        at += char_after(text, at).map_or(0, char::len_utf8);
    }
    let mark = char_after(text, at).filter(|mark| closes_in(open, *mark, language))?;
    matches!(facing_in(text, at, language), Some(Facing::Closes | Facing::Either))
        .then_some(at + mark.len_utf8())
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?' | '…' | ';' | '。' | '，' | '、' | '！' | '？' | '؟' | '،' | '۔')
}

fn is_comma_or_space(c: char) -> bool {
    matches!(c, ',' | '،' | '，' | '、') || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::drawn;
    use super::*;

    #[test]
    fn selections_are_tidied() {
        // What was selected, and what comes of it.
        for (selected, expected) in [
            ("a| word |here", "a |word| here"),
            ("saying |“more time is needed|.”", "saying |“more time is needed.”|"),
            ("saying |“more time is needed.|”", "saying |“more time is needed.”|"),
            ("saying |“more time |is needed.”", "saying |“more time| is needed.”"),
            ("|“Until you see it|,” Trump wrote", "|“Until you see it,”| Trump wrote"),
            ("|“Until you see it,”| Trump wrote", "|“Until you see it,”| Trump wrote"),
            ("“Until you |see it,|” Trump wrote", "“Until you |see it|,” Trump wrote"),
            ("|Washington, |Kyiv", "|Washington|, Kyiv"),
            ("|Washington, Kyiv| narrow", "|Washington, Kyiv| narrow"),
            ("|“yes”,| he said", "|“yes”|, he said"),
            ("|“yes,| and no,” he said", "|“yes,| and no,” he said"),
            ("|\"more time|.\" He", "|\"more time.\"| He"),
            ("|'more time|.' He", "|'more time.'| He"),
            ("|„mehr Zeit|“, sagte", "|„mehr Zeit“|, sagte"),
            ("|«\u{a0}plus|\u{a0}», dit", "|«\u{a0}plus\u{a0}»|, dit"),
            ("|« plus| », dit", "|« plus »|, dit"),
            ("|‘more|’ he", "|‘more’| he"),
            ("|“He said ‘no|.’” She", "|“He said ‘no.’”| She"),
            ("|“Is it really|???” she", "|“Is it really???”| she"),
            ("|the dogs|’ bowls", "|the dogs|’ bowls"),
            ("|don|’t go", "|don|’t go"),
            ("|the ’90s|, said", "|the ’90s|, said"),
            ("|the ‘90s|, said", "|the ‘90s|, said"),
            ("the|, |old", "the|,| old"),
            ("a|e|\u{301}b", "a|e\u{301}|b"),
        ] {
            let (text, offsets) = drawn::read(selected);
            let range = TextRange::new(offsets[0], offsets[1]).unwrap();
            let tidied = tidy_selection(&text, range, Language::Unknown).unwrap();
            assert_eq!(drawn::draw(&text, &[tidied]), expected);
        }
    }

    #[test]
    fn white_space_is_no_selection() {
        assert_eq!(tidy_selection("a \n b", TextRange::new(1, 4).unwrap(), Language::Unknown), None);
        assert_eq!(trim("a \n b", TextRange::new(1, 4).unwrap()), None);
        assert_eq!(trim("ab", TextRange::new(5, 9).unwrap()), None);
        assert_eq!(trim("ab ", TextRange::new(1, 9).unwrap()), TextRange::new(1, 2).ok());
    }

    proptest! {
        #[test]
        fn tidying_is_done_once(text in drawn::prose(), start in 0usize..99, len in 1usize..60) {
            if let Some(once) = tidy_selection(&text, TextRange::new(start, start + len).unwrap(), Language::Unknown) {
                prop_assert_eq!(tidy_selection(&text, once, Language::Unknown), Some(once), "in {:?}", text);
            }
        }
    }
}
