//! Sentences of news prose, by rules.
//!
//! English first, and harmless for other languages; those with rules of their own in [`languages`] go by them where
//! the language is known. UAX #29, section 5, would end a sentence after "Mr." and
//! within "2 a.m. Monday"; these rules know abbreviations. Every decision looks at the words beside a stop
//! only, so that the sentence around a place can be found without reading its paragraph from the start.
//!
//! Where a capital after an abbreviation may begin either a name or a sentence, a list of words decides which
//! often begin sentences: "the U.S. The council" ends after "U.S.", "the U.S. Senate" does not. "U.S.
//! Officials said" ends as well: running prose writes "U.S. officials", so that the capital begins a sentence.
//!
//! Known weaknesses: a sentence that begins with a lower-case letter ("iPhone sales fell") is joined to the one
//! before it; so is one that begins with a name after "Inc." or "U.S."; a name after an ellipsis ends a sentence.

mod languages;
mod lexicon;

use languages::{Rules, Stop, rules};
use lexicon::{Abbreviation, abbreviation, is_initials, is_month, is_reporting, is_starter, is_weekday};

use super::super::TextRange;
use super::super::language::{Language, ends_in_reporting_verb, is_reporting_verb};
use super::marks::{Facing, facing_in, is_mark, is_single};
use super::paragraphs::{paragraph_around, paragraphs_of};
use super::{char_after, clamp, trimmed};

/// Longest word before a stop that may be an abbreviation, in characters.
const MAX_ABBREVIATION_CHARS: usize = 12;

/// Marks, brackets, dashes and spaces to look past for the first letter after a stop.
const MAX_OPENING_CHARS: usize = 8;

/// Words in which a reporting verb must come after a question in quotation marks.
const MAX_REPORTING_WORDS: usize = 6;

/// The sentences of the part `within` of `text`, in byte ranges, without white space around them.
///
/// Sorted and disjoint; together they cover everything in the part that is no white space. A sentence never
/// goes beyond its paragraph. Quotation marks and brackets that close right after the stop belong to it, and so
/// does a reporting phrase after a question (“Is it?” she asked.). They are those of the rules of `language`.
pub fn sentences(text: &str, within: TextRange, language: Language) -> Vec<TextRange> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs_of(text, within) {
        let mut start = paragraph.start();
        let mut at = start;
        while let Some(run) = next_stops(text, at, paragraph.end()) {
            at = run.end();
            if let Some(end) = sentence_end(text, paragraph, run, language) {
                sentences.extend(trimmed(text, start..end));
                start = end;
                at = end;
            }
        }
        sentences.extend(trimmed(text, start..paragraph.end()));
    }
    sentences
}

/// The sentence of the part `within` that holds the byte `offset`, or else the one before it in its paragraph.
///
/// None where `offset` is outside the part or between paragraphs. It is one of those [`sentences`] gives, found
/// by looking both ways from `offset`.
pub fn sentence_at(text: &str, within: TextRange, offset: usize, language: Language) -> Option<TextRange> {
    let offset = text.floor_char_boundary(offset);
    let paragraph = paragraph_around(text, clamp(text, within), offset)?;
    let mut start = paragraph.start();
    let mut until = offset;
    while let Some(run) = previous_stops(text, paragraph.start(), until, paragraph.end()) {
        until = run.start();
        let Some(end) = sentence_end(text, paragraph, run, language) else {
            continue;
        };
        let next_start = end + leading_space_len(&text[end..paragraph.end()]);
        if next_start <= offset {
            start = next_start;
            break;
        }
    }
    let mut at = start;
    while let Some(run) = next_stops(text, at, paragraph.end()) {
        if let Some(end) = sentence_end(text, paragraph, run, language) {
            return trimmed(text, start..end);
        }
        at = run.end();
    }
    trimmed(text, start..paragraph.end())
}

/// The next run of stops from `at` on.
fn next_stops(text: &str, at: usize, until: usize) -> Option<TextRange> {
    let start = at + text[at..until].find(is_stop)?;
    let len = text[start..until].find(|c| !is_stop(c)).unwrap_or(until - start);
    TextRange::new(start, start + len).ok()
}

/// The last run of stops that starts in `from..at`; it may go on behind `at`, up to `until`.
fn previous_stops(text: &str, from: usize, at: usize, until: usize) -> Option<TextRange> {
    let (idx, _) = text[from..at].char_indices().rev().find(|(_, c)| is_stop(*c))?;
    let start = from + text[from..from + idx].trim_end_matches(is_stop).len();
    next_stops(text, start, until)
}

/// Where the sentence ends that the stops `run` may end; None if it goes on.
///
/// The end of the paragraph is none of this function's business.
fn sentence_end(text: &str, paragraph: TextRange, run: TextRange, language: Language) -> Option<usize> {
    let stops = &text[run.bytes()];
    let before = &text[paragraph.start()..run.start()];
    let end = closing_end(text, run.end(), paragraph.end(), language);
    let closing = &text[run.end()..end];
    let rest = &text[end..paragraph.end()];
    let is_set_off = rest.starts_with(char::is_whitespace);
    let next = rest.trim_start();
    // "[…] the", "(!)", "“…and": stops that nothing stands before end nothing.
    let ends_something = !before.is_empty() && !before.ends_with(['(', '[', '“', '‘', '«', '„', '¿', '¡']);
    if !ends_something || next.is_empty() || next.starts_with(is_stop) {
        return None;
    }
    if stops.ends_with(is_wide_stop) {
        // 「…。」と言った: the reporting particle goes on; “…！”他说: so does who says it.
        let is_reported =
            next.starts_with('と') || (language.is_dense() && begins_with_reporter(next, language));
        let goes_on = !closing.is_empty() && !is_set_off && is_reported;
        return (!goes_on).then_some(end);
    }
    let opens_quotation = next.starts_with(|c| is_mark(c) && !is_single(c))
        && facing_in(text, end, language) == Some(Facing::Opens);
    if !is_set_off && !opens_quotation {
        return None;
    }
    let following = first_words(next);
    let first = following.chars().next();
    if first.is_some_and(char::is_lowercase)
        && !(language == Language::Dutch && begins_with_clipped_word(next))
    {
        return None;
    }
    let is_asked_or_shouted = stops.ends_with(['!', '?', '‽', '؟']);
    let rules = rules(language);
    let is_reported = || match rules {
        None => begins_reporting_phrase(following),
        // Capitals tell it elsewhere; scripts without them go by the verb.
        Some(_) => is_reporting_verb(split_word(following).0, language),
    };
    if is_asked_or_shouted && closing.contains(is_mark) && is_reported() {
        return None;
    }
    let is_abbreviated = stops == "."
        && match rules {
            None => abbreviation_goes_on(before, closing, following),
            Some(rules) => abbreviation_goes_on_in(rules, before, closing, following),
        };
    (!is_abbreviated).then_some(end)
}

/// The end of the marks and brackets from `at` on that close what stands before them.
fn closing_end(text: &str, at: usize, until: usize, language: Language) -> usize {
    let mut end = at;
    while let Some(c) = char_after(text, end).filter(|_| end < until) {
        let spaced_mark_at = end + c.len_utf8();
        if matches!(c, ')' | ']' | '}' | '）' | '】' | '》' | '〉' | '］')
            || (is_mark(c) && facing_in(text, end, language) == Some(Facing::Closes))
        {
            end += c.len_utf8();
        } else if matches!(c, ' ' | '\u{a0}' | '\u{202f}')
            && spaced_mark_at < until
            && matches!(char_after(text, spaced_mark_at), Some('»' | '›'))
            && facing_in(text, spaced_mark_at, language) == Some(Facing::Closes)
        {
            // French sets the closing mark off.
            end = spaced_mark_at;
        } else {
            break;
        }
    }
    end
}

/// `next` from its first letter or digit on, as far as that is near.
fn first_words(next: &str) -> &str {
    let found = next.char_indices().take(MAX_OPENING_CHARS).find(|(_, c)| c.is_alphanumeric());
    found.map_or("", |(idx, _)| &next[idx..])
}

/// The word at the start of `text`, apostrophes included, and what follows it.
fn split_word(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '’' | '\'');
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

/// Whether a name and a reporting verb follow, as after “Is it?” in: Kremlin aide Yuri Ushakov asked.
///
/// A word that often begins sentences speaks against it, "I" excepted.
fn begins_reporting_phrase(following: &str) -> bool {
    let mut rest = following;
    for word_idx in 0..MAX_REPORTING_WORDS {
        let (word, after) = split_word(rest);
        if word.is_empty() || (word_idx == 0 && is_starter(word) && word != "I") {
            return false;
        }
        if word_idx > 0 && is_reporting(word) {
            return true;
        }
        // "J. R. Reyl" and "aide Ushakov" go on; a comma or a stop ends the phrase.
        let is_initial = word.chars().count() == 1 && after.starts_with(". ");
        let after = if is_initial { &after[1..] } else { after };
        match after.strip_prefix([' ', '\u{a0}', '-']) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    false
}

/// Whether Chinese or Japanese words begin with who says what stood before, and the verb: “走吧！”他说。
fn begins_with_reporter(next: &str, language: Language) -> bool {
    const MAX_CHARS: usize = 10;
    let mark = next.char_indices().take(MAX_CHARS).find(|(_, c)| !c.is_alphanumeric());
    mark.is_some_and(|(at, _)| ends_in_reporting_verb(&next[..at], language))
}

/// Whether a Dutch sentence begins with a word cut short, and its capital is in the next one: ’s Avonds, ’t Is.
fn begins_with_clipped_word(next: &str) -> bool {
    let clipped =
        next.strip_prefix(['’', '‘', '\'']).and_then(|next| next.strip_prefix(['s', 't', 'n', 'k', 'm']));
    clipped.and_then(|next| next.strip_prefix(' ')).is_some_and(|next| next.starts_with(char::is_uppercase))
}

/// The word that ends `before`, stops inside it included, and what stands before it.
fn split_last_word(before: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_alphanumeric() || c == '.';
    let word_len = before
        .chars()
        .rev()
        .take(MAX_ABBREVIATION_CHARS + 1)
        .take_while(|c| is_part(*c))
        .map(char::len_utf8)
        .sum::<usize>();
    before.split_at(before.len() - word_len)
}

/// [`abbreviation_goes_on`] by the rules of a language other than English.
fn abbreviation_goes_on_in(rules: &Rules, before: &str, closing: &str, following: &str) -> bool {
    let (prefix, word) = split_last_word(before);
    if !closing.is_empty() {
        return closing == ")" && prefix.ends_with(['(', '-']) && is_one_word_in_brackets(prefix);
    }
    let (next_word, after_next) = split_word(following);
    let is_number_next = following.starts_with(char::is_numeric);
    if prefix.trim_end().is_empty() && (is_short_number(word) || is_initials(word)) {
        return true;
    }
    if is_short_number(word) || is_roman_number(word) {
        let before_number = split_last_word(prefix.trim_end()).1;
        // "am 14. März", and "Karl V. ließ": a king's number is followed by a name rarely, by a verb often.
        let is_king = is_roman_number(word) && !is_number_next && !rules.is_starter(next_word);
        return rules.is_ordinal(before_number, next_word) || is_month(next_word) || is_king;
    }
    // "z. B.", "т. д.": parts with spaces between them are one abbreviation.
    let joined = joined_abbreviation(prefix, word);
    if after_next.starts_with('.') && rules.begins_abbreviation(&format!("{joined}.{next_word}")) {
        return true;
    }
    let begins_sentence = is_number_next || (rules.is_starter(next_word) && !after_next.starts_with('.'));
    let is_unit = joined == word && prefix.trim_end().ends_with(char::is_numeric);
    match rules.abbreviation(&joined).or_else(|| rules.abbreviation(word)) {
        None => false,
        // "10 см. Он": behind a number it is a unit.
        Some(Stop::Leading) => !is_unit || !begins_sentence,
        Some(Stop::Numbered) => is_number_next,
        Some(Stop::Trailing) => !begins_sentence,
    }
}

/// `word` with the short words before it that end in a stop, joined by their stops: "B" behind "z. " is `z.B`.
fn joined_abbreviation(prefix: &str, word: &str) -> String {
    const MAX_PART_CHARS: usize = 3;
    const MAX_PARTS: usize = 4;
    let mut joined = word.to_owned();
    let mut rest = prefix;
    for _ in 0..MAX_PARTS {
        let Some(stopped) = rest.trim_end().strip_suffix('.') else { break };
        // Only a single space stands inside an abbreviation.
        if rest.len() > stopped.len() + 1 + '\u{202f}'.len_utf8() {
            break;
        }
        let (before, part) = split_last_word(stopped);
        if part.is_empty() || part.chars().count() > MAX_PART_CHARS || !part.chars().all(char::is_alphabetic)
        {
            break;
        }
        joined = format!("{part}.{joined}");
        rest = before;
    }
    joined
}

/// Whether `word` is a Roman number of two digits or more.
fn is_roman_number(word: &str) -> bool {
    (2..=6).contains(&word.len()) && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L'))
}

/// Whether the stop that ends `before` belongs to an abbreviation and its sentence goes on.
fn abbreviation_goes_on(before: &str, closing: &str, following: &str) -> bool {
    let (prefix, word) = split_last_word(before);
    if !closing.is_empty() {
        // "(Ret.) Smith": an abbreviation alone in its brackets.
        return closing == ")" && prefix.ends_with(['(', '-']) && is_one_word_in_brackets(prefix);
    }
    let (next_word, after_next) = split_word(following);
    let is_number_next = following.starts_with(char::is_numeric);
    let is_list_mark = prefix.trim_end().is_empty() && (is_short_number(word) || is_initials(word));
    if is_list_mark || (is_short_number(word) && is_month(next_word)) {
        return true;
    }
    let begins_sentence = is_number_next || (is_starter(next_word) && !after_next.starts_with('.'));
    match abbreviation(word, prefix.ends_with(", ")) {
        None => false,
        Some(Abbreviation::Leading) => true,
        Some(Abbreviation::Numbered) => is_number_next,
        Some(Abbreviation::TimeOfDay) => is_number_next || continues_time(next_word, after_next),
        // The pronoun, not an initial, unless another initial follows.
        Some(Abbreviation::Trailing) if word == "I" => after_next.starts_with('.'),
        Some(Abbreviation::Trailing) => !begins_sentence,
    }
}

/// Whether the capitalised `word` after "2 a.m." still belongs to the time: a day, or a time zone.
fn continues_time(word: &str, after: &str) -> bool {
    let is_zone = (2..=5).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
    let names_time = ["time", "Time", "Standard", "Daylight", "Summer"]
        .iter()
        .any(|name| after.trim_start().starts_with(name));
    is_zone || names_time || is_weekday(word) || is_month(word)
}

fn is_short_number(word: &str) -> bool {
    (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `prefix` ends in an opening bracket with no white space behind it.
fn is_one_word_in_brackets(prefix: &str) -> bool {
    let near = prefix.chars().rev().take(MAX_ABBREVIATION_CHARS);
    near.take_while(|c| !c.is_whitespace()).any(|c| c == '(')
}

fn leading_space_len(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Whether `c` may end a sentence.
fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '‽'
            | '⁇'
            | '⁈'
            | '⁉'
            | '‼'
            | '؟'
            | '۔'
            | '।'
            | '॥'
            | '։'
            | '።'
            | '។'
            | '။'
    ) || is_wide_stop(c)
}

/// Whether `c` is a stop that no space follows.
fn is_wide_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::drawn;
    use super::*;

    /// Sentences with a mark at each end; where two touch, one.
    fn assert_split(case: &str) {
        let (text, _) = drawn::read(case);
        let found = sentences(&text, drawn::whole(&text), Language::Unknown);
        assert_eq!(drawn::draw(&text, &found), case);
        for range in found {
            assert_eq!(
                sentence_at(&text, drawn::whole(&text), range.start(), Language::Unknown),
                Some(range),
                "{case}"
            );
        }
    }

    #[test]
    fn stops_end_sentences_with_their_closing_marks() {
        for case in [
            "|One sentence.| |And another!|  |A third?|",
            "|“Negotiations are ongoing,” he said.| |They went on.|",
            "|He called it a “framework.”| |Details were not disclosed.|",
            "|He left (for good.)| |She stayed [a while].|",
            "|It was \"done.\"| |'So be it.'| |Then none.|",
            "|They left.”| |“We stay.”|",
            "|He went.|“Stay,” she said.|",
            "|He went to example.com for 3.5 hours.| |No more.|",
            "|Without a stop at the end|",
            "|What?!| |Yes.|",
            "|« Vraiment ? »| |Oui.|",
            "|« Vraiment ? » demanda-t-elle.| |Oui.|",
            "|„Hallo.“| |Er ging.|",
            "|He paid $5.| |12 others did not.|",
            "  |One.| \n\n |Two, on\ntwo lines.| |Three.|\n",
        ] {
            assert_split(case);
        }
    }

    #[test]
    fn abbreviations_go_on() {
        for case in [
            "|Mr. Zelensky met Mrs. Smith, Dr. Jones and Gen. Lee.| |Sen. Cruz saw Gov. Abbott.|",
            "|The talks in St. Petersburg and on Main St. failed.|",
            "|He lives on Main St.| |The council knows.|",
            "|U.S. Secretary of State Marco Rubio met U.K. and U.N. envoys.| |He left.|",
            "|It was made in the U.S.| |The council said so.|",
            "|They met in the U.S.| |Officials said so.|",
            "|In the U.S. draft.| |A plan.|",
            "|Discussions with the US. as “productive.”|",
            "|It ended at 2 a.m. and they left.|",
            "|It ended at 2 a.m.| |The council left.|",
            "|It ended at 2 a.m. Monday, at 3 p.m. EST, at 4 p.m. Kyiv time.| |Officials left.|",
            "|He is No. 5 on the list.| |She said No.| |We left.|",
            "|Arms, e.g. Patriots, i.e. Missiles, vs. Drones.|",
            "|On Jan. 5 and Dec. 24 it rained.|",
            "|Apple Inc. Chief Tim Cook, Foo Ltd. and Bar Co. agreed.| |Foo Inc.| |The rest.|",
            "|Martin Luther King Jr. Day, John Sr. and so on.| |It was King Jr.| |He left.|",
            "|A report by J. R. Reyl and George W. Bush.| |It is long.|",
            "|The talks, said S. I. A. Smith, failed.|",
            "|It was Plan B.| |The others failed.|",
            "|So did I.| |Trump left.|",
            "|Lt. Gen. (Ret.) Ben Hodges and Rep. Smith (D-Calif.) agreed.|",
            "|In Springfield, Ill. Governor Pritzker spoke.| |He was ill.| |Nobody knew.|",
            "|1. The plan.| |2 more.|",
            "|Am 24. November war es so weit.| |Es war 2025.| |Dann nicht.|",
            "|“We met in the U.S.”| |Trump left.|",
        ] {
            assert_split(case);
        }
    }

    #[test]
    fn an_ellipsis_within_a_sentence_goes_on() {
        for case in [
            "|“The plan, at first glance... is completely unconstructive and does not work,” he said.|",
            "|The plan… is dead.|",
            "|I do not know...| |Maybe tomorrow.|",
            "|The plan […] The council|",
            "|It was . . . so . . . long.|",
            "|“…and then,” he said.| |“...And now?”|",
        ] {
            assert_split(case);
        }
    }

    #[test]
    fn questions_in_quotations_go_on_to_who_asked() {
        for case in [
            "|“Is it really possible???| |Don’t believe it until you see it,” Trump wrote on Truth Social.|",
            "|“Is it?” she asked.| |“No!” he said.|",
            "|“Is it?” Trump asked.| |“Never!” Kremlin aide Yuri Ushakov said.|",
            "|“Is it?” J. R. Reyl wrote.| |“Is it?” I asked.|",
            "|“Is it?”| |The council had no answer.| |“Is it?”| |He said it was not.|",
            "|“It is.”| |Trump said nothing.|",
        ] {
            assert_split(case);
        }
    }

    #[test]
    fn other_scripts_come_to_no_harm() {
        for case in [
            "|他来了。|她走了！|谁？|",
            "|他说：“好。”|然后走了。|",
            "|「行く。」と言った。|次の日。|",
            "|هل هذا صحيح؟| |نعم.|",
            "|وہ آیا۔| |پھر گیا۔|",
            "|यह है।| |वह था।|",
            "|Это так. и нет.| |Вот.|",
        ] {
            assert_split(case);
        }
    }

    #[test]
    fn a_place_between_sentences_belongs_to_the_one_before() {
        let text = "One.  Two.\n\nThree.";
        let at = |offset| {
            sentence_at(text, drawn::whole(text), offset, Language::Unknown)
                .map(|range| range.of(text).unwrap())
        };
        assert_eq!([at(0), at(4), at(5)], [Some("One."); 3]);
        assert_eq!([at(6), at(10)], [Some("Two."); 2]);
        assert_eq!(at(11), None);
        assert_eq!([at(12), at(18), at(99)], [Some("Three."); 3]);
        assert_eq!(sentence_at(text, TextRange::new(0, 4).unwrap(), 7, Language::Unknown), None);
    }

    proptest! {
        #[test]
        fn sentences_are_sorted_trimmed_and_cover_all(
            text in drawn::prose(),
            start in 0usize..80,
            len in 1usize..200,
        ) {
            let within = TextRange::new(start, start + len).unwrap();
            let part = &text[clamp(&text, within)];
            let mut last_end = 0;
            let mut covered = 0;
            for range in sentences(&text, within, Language::Unknown) {
                let sentence = range.of(&text).unwrap();
                prop_assert!(range.start() >= last_end);
                prop_assert_eq!(sentence.trim(), sentence);
                last_end = range.end();
                covered += sentence.chars().filter(|c| !c.is_whitespace()).count();
            }
            prop_assert_eq!(covered, part.chars().filter(|c| !c.is_whitespace()).count());
        }

        #[test]
        fn the_sentence_at_an_offset_is_one_of_all(text in drawn::prose(), start in 0usize..40) {
            prop_assume!(!text.is_empty());
            let within = TextRange::new(start, text.len().max(start + 1)).unwrap();
            let all = sentences(&text, within, Language::Unknown);
            for offset in (start..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
                let found = sentence_at(&text, within, offset, Language::Unknown);
                if let Some(range) = all.iter().find(|range| range.contains(offset)) {
                    prop_assert_eq!(found, Some(*range), "at {} in {:?}", offset, &text);
                } else {
                    let before = all.iter().rfind(|range| range.end() <= offset);
                    prop_assert!(found.is_none() || found == before.copied(), "at {} in {:?}", offset, &text);
                }
            }
        }
    }
}
