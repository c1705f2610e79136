//! Growing a selection: by word, phrase, quotation, sentence, paragraph.

use std::ops::Range;

use super::super::TextRange;
use super::super::language::Language;
use super::marks::is_mark;
use super::{char_after, char_before, clamp, quotations, sentence_at, tidy_selection, trimmed, word_at};

/// What `selection` grows to, step by step: each step holds the one before and is larger, none reaches past
/// `paragraph`. A caret is an empty selection. Phrases, quotations and sentences go by the rules of the language.
pub fn ladder(
    text: &str,
    paragraph: TextRange,
    selection: Range<usize>,
    language: Language,
) -> Vec<TextRange> {
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
    let sentence_around = within(text, paragraph, start..end, language);
    offer(phrase(text, sentence_around.unwrap_or_else(|| bounds.clone()), start..end, language));
    let mut around: Vec<TextRange> = quotations(text, paragraph, language)
        .into_iter()
        .filter(|quotation| quotation.start() <= start && end <= quotation.end())
        .collect();
    around.sort_by_key(|quotation| quotation.len());
    for quotation in around {
        offer(inside_marks(text, quotation));
        offer(Some(quotation));
    }
    let sentence = sentence_at(text, paragraph, start, language);
    offer(sentence.map(|sentence| {
        // A selection over several sentences grows to all of them.
        let last = sentence_at(text, paragraph, end.saturating_sub(1).max(start), language)
            .map_or(sentence.end(), TextRange::end);
        TextRange::new(sentence.start(), last.max(sentence.end())).unwrap_or(sentence)
    }));
    offer(trimmed(text, bounds.clone()));
    steps
}

/// The sentence that holds a place.
fn within(text: &str, paragraph: TextRange, place: Range<usize>, language: Language) -> Option<Range<usize>> {
    let sentence = sentence_at(text, paragraph, place.start, language)?;
    (sentence.start() <= place.start && place.end <= sentence.end()).then(|| sentence.bytes())
}

/// The words between two marks that part a sentence, around a place.
fn phrase(text: &str, bounds: Range<usize>, place: Range<usize>, language: Language) -> Option<TextRange> {
    let parts = |end: usize, at: usize, ch: char| parts(text, end, at, ch) || parts_in(ch, language);
    let before = text[bounds.start..place.start].char_indices().rev();
    let start = before
        .map(|(at, ch)| (bounds.start + at, ch))
        .find(|(at, ch)| parts(bounds.end, *at, *ch))
        .map_or(bounds.start, |(at, ch)| at + ch.len_utf8());
    let after = text[place.end..bounds.end].char_indices();
    let end = after
        .map(|(at, ch)| (place.end + at, ch))
        .find(|(at, ch)| parts(bounds.end, *at, *ch))
        .map_or(bounds.end, |(at, _)| at);
    if start >= end {
        return None;
    }
    tidy_selection(text, TextRange::new(start, end).ok()?, language)
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

/// Whether a mark parts phrases in a language that has more of them than English.
fn parts_in(ch: char, language: Language) -> bool {
    let is_plain = matches!(language, Language::Unknown | Language::English);
    !is_plain
        && matches!(
            ch,
            '，' | '、' | '；' | '：' | '「' | '」' | '『' | '』' | '،' | '؛' | '„' | '…' | '（' | '）'
        )
}

/// A quotation without its marks; what is quoted without marks has none.
fn inside_marks(text: &str, quotation: TextRange) -> Option<TextRange> {
    let words = quotation.of(text).ok()?;
    if !words.starts_with(|ch| is_mark(ch) || ch == '״') {
        return None;
    }
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
    fn steps_go_by_the_marks_and_sentences_of_their_language() {
        let grown = |text: &'static str, clicked: &str, language: Language| -> Vec<&'static str> {
            let at = text.find(clicked).unwrap();
            let paragraph = TextRange::new(0, text.len()).unwrap();
            ladder(text, paragraph, at..at, language).iter().map(|step| step.of(text).unwrap()).collect()
        };
        let text = "Es gilt, z. B. Montag, der Plan. Er ging.";
        assert!(grown(text, "Plan", Language::German).contains(&"Es gilt, z. B. Montag, der Plan."));
        let text = "— Да, — сказал он. — Пойдём домой.";
        let steps = grown(text, "домой", Language::Russian);
        assert!(steps.contains(&"Пойдём домой.") && !steps.contains(&"ойдём домой"), "{steps:?}");
        let text = "他说，「渡轮停运，没有人问」，然后走了。";
        assert!(grown(text, "没有", Language::Chinese).contains(&"没有人问"));
    }

    #[test]
    fn selections_grow_by_word_phrase_quotation_sentence_paragraph() {
        let paragraph = TextRange::new(0, TEXT.len()).unwrap();
        let at = TEXT.find("will").unwrap() + 1;
        let words: Vec<&str> = ladder(TEXT, paragraph, at..at, Language::Unknown)
            .iter()
            .map(|step| step.of(TEXT).unwrap())
            .collect();
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
            ladder(text, paragraph, at..at, Language::Unknown)[1].of(text).unwrap()
        };
        assert_eq!(second("above"), "Mr. Reyl said loads above 7.5 tonnes");
        assert_eq!(second("lorries"), "or 1,000 lorries at 10:30");
        assert_eq!(second("much"), "are too much");
    }

    proptest! {
        #[test]
        fn steps_grow_and_stay_inside(text in "[a-zA-Z ,.“”é👍\n]{0,60}", start in 0usize..80, len in 0usize..20) {
            if let Ok(paragraph) = TextRange::new(0, text.len()) {
                let steps = ladder(&text, paragraph, start..start + len, Language::Unknown);
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
