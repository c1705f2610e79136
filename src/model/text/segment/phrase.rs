//! Growing a selection: by word, phrase, quotation, sentence, paragraph.

use std::ops::Range;

use super::super::TextRange;
use super::{char_after, char_before, clamp, quotations, sentence_at, tidy_selection, trimmed, word_at};

/// What `selection` grows to, step by step: each step holds the one before and is larger, none reaches past
/// `paragraph`. A caret is an empty selection.
pub fn ladder(text: &str, paragraph: TextRange, selection: Range<usize>) -> Vec<TextRange> {
    let bounds = clamp(text, paragraph);
    let start = text.floor_char_boundary(selection.start.clamp(bounds.start, bounds.end));
    let end = text.ceil_char_boundary(selection.end.clamp(start, bounds.end));
    let mut steps: Vec<TextRange> = Vec::new();
    let mut offer = |step: Option<TextRange>| {
        let Some(step) = step else { return };
        let holds = |range: Range<usize>| step.start() <= range.start && range.end <= step.end();
        let last = steps.last().map_or(start..end, |last| last.bytes());
        if holds(last.clone())
            && step.bytes() != last
            && bounds.start <= step.start()
            && step.end() <= bounds.end
        {
            steps.push(step);
        }
    };
    offer(word_at(text, start));
    offer(phrase(text, within(text, paragraph, start..end).unwrap_or_else(|| bounds.clone()), start..end));
    let mut around: Vec<TextRange> = quotations(text, paragraph)
        .into_iter()
        .filter(|quotation| quotation.start() <= start && end <= quotation.end())
        .collect();
    around.sort_by_key(|quotation| quotation.len());
    for quotation in around {
        offer(inside_marks(text, quotation));
        offer(Some(quotation));
    }
    let sentence = sentence_at(text, paragraph, start);
    offer(sentence.map(|sentence| {
        // A selection over several sentences grows to all of them.
        let last = sentence_at(text, paragraph, end.saturating_sub(1).max(start))
            .map_or(sentence.end(), TextRange::end);
        TextRange::new(sentence.start(), last.max(sentence.end())).unwrap_or(sentence)
    }));
    offer(trimmed(text, bounds.clone()));
    steps
}

/// The sentence that holds a place.
fn within(text: &str, paragraph: TextRange, place: Range<usize>) -> Option<Range<usize>> {
    let sentence = sentence_at(text, paragraph, place.start)?;
    (sentence.start() <= place.start && place.end <= sentence.end()).then(|| sentence.bytes())
}

/// The words between two marks that part a sentence, around a place.
fn phrase(text: &str, bounds: Range<usize>, place: Range<usize>) -> Option<TextRange> {
    let before = text[bounds.start..place.start].char_indices().rev();
    let start = before
        .map(|(at, ch)| (bounds.start + at, ch))
        .find(|(at, ch)| parts(text, bounds.end, *at, *ch))
        .map_or(bounds.start, |(at, ch)| at + ch.len_utf8());
    let after = text[place.end..bounds.end].char_indices();
    let end = after
        .map(|(at, ch)| (place.end + at, ch))
        .find(|(at, ch)| parts(text, bounds.end, *at, *ch))
        .map_or(bounds.end, |(at, _)| at);
    if start >= end {
        return None;
    }
    tidy_selection(text, TextRange::new(start, end).ok()?)
}

/// Whether a character parts phrases: not in "7.5", "1,000" or "10:30", and a full stop only where the sentence ends,
/// since it ends "Mr." and "a.m." too.
fn parts(text: &str, end: usize, at: usize, ch: char) -> bool {
    let before = char_before(text, at);
    let after = char_after(text, at + ch.len_utf8()).filter(|_| at + ch.len_utf8() < end);
    match ch {
        '–' | '—' | '(' | ')' | '[' | ']' | '“' | '”' | '"' | '«' | '»' | '\n' => true,
        ',' | ';' | ':' => {
            let is_inside = |ch: Option<char>| ch.is_some_and(char::is_alphanumeric);
            !(is_inside(before) && is_inside(after))
        }
        '.' | '!' | '?' => after.is_none_or(|ch| matches!(ch, '”' | '"' | '’' | '»' | ')' | ']' | '\n')),
        _ => false,
    }
}

/// A quotation without its marks.
fn inside_marks(text: &str, quotation: TextRange) -> Option<TextRange> {
    let words = quotation.of(text).ok()?;
    let first = words.chars().next()?.len_utf8();
    let last = words.chars().next_back()?.len_utf8();
    trimmed(text, quotation.start() + first..(quotation.end() - last).max(quotation.start() + first))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "It ended. “We will go, if asked,” she said on Monday. He left.";

    #[test]
    fn selections_grow_by_word_phrase_quotation_sentence_paragraph() {
        let paragraph = TextRange::new(0, TEXT.len()).unwrap();
        let at = TEXT.find("will").unwrap() + 1;
        let words: Vec<&str> =
            ladder(TEXT, paragraph, at..at).iter().map(|step| step.of(TEXT).unwrap()).collect();
        assert_eq!(
            words,
            [
                "will",
                "We will go",
                "We will go, if asked,",
                "“We will go, if asked,”",
                "“We will go, if asked,” she said on Monday.",
                TEXT
            ]
        );
    }

    #[test]
    fn numbers_and_abbreviations_part_no_phrase() {
        let text = "Mr. Reyl said loads above 7.5 tonnes, or 1,000 lorries at 10:30, are too much. He left.";
        let paragraph = TextRange::new(0, text.len()).unwrap();
        let second = |at: &str| {
            let at = text.find(at).unwrap() + 1;
            ladder(text, paragraph, at..at)[1].of(text).unwrap()
        };
        assert_eq!(second("above"), "Mr. Reyl said loads above 7.5 tonnes");
        assert_eq!(second("lorries"), "or 1,000 lorries at 10:30");
        assert_eq!(second("much"), "are too much");
    }

    proptest! {
        #[test]
        fn steps_grow_and_stay_inside(text in "[a-zA-Z ,.“”é👍\n]{0,60}", start in 0usize..80, len in 0usize..20) {
            if let Ok(paragraph) = TextRange::new(0, text.len()) {
                let steps = ladder(&text, paragraph, start..start + len);
                for pair in steps.windows(2) {
                    prop_assert!(pair[1].covers(pair[0]) && pair[0] != pair[1]);
                }
                for step in &steps {
                    prop_assert!(step.check(&text).is_ok());
                }
            }
        }
    }
}
