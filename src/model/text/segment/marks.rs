//! Quotation marks: which way each one faces, which belong together, and the quotations they make.
//!
//! One character opens in one language and closes in another (“ in English and German), a straight mark does
//! both, and an apostrophe is none. So the neighbours of a mark decide, and the usual side of the character
//! only where they do not.

use std::ops::Range;

use super::super::TextRange;
use super::super::language::Language;
use super::dialogue::speeches;
use super::paragraphs::paragraphs_of;
use super::{char_after, char_before};

/// How many marks may be open at once; further ones are stray. Keeps the search for partners short.
const MAX_DEPTH: usize = 16;

/// Which way a quotation mark faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facing {
    /// What follows is quoted.
    Opens,
    /// What stood before was quoted.
    Closes,
    /// A straight mark between neighbours that say nothing; it closes if one is open.
    Either,
}

/// The quotations within a part of a text, marks included: double curly (“…” „…“ ”…”), straight double, corner
/// brackets, guillemets of both directions, and curly singles that are not inside another quotation.
///
/// Those inside another are not listed. A double mark that nothing closes runs to its paragraph's end, as in
/// quotations of several paragraphs; a single one is taken for an apostrophe then. Sorted and disjoint.
///
/// Which way a mark faces is told by the language. Where it sets speech off with dashes, a paragraph that begins with
/// one and says who speaks gives the words spoken, without the dashes.
///
/// Known weakness: an opening mark that is forgotten to be closed takes the rest of its paragraph.
pub fn quotations(text: &str, within: TextRange, language: Language) -> Vec<TextRange> {
    let mut listed: Vec<TextRange> = Vec::new();
    for paragraph in paragraphs_of(text, within) {
        let Pairs { mut closed, open } = pairs(text, paragraph.bytes(), language);
        let unclosed = open.into_iter().filter(|mark| !is_single(mark.char));
        closed.extend(unclosed.map(|mark| Pair { open: mark, end: paragraph.end() }));
        closed.retain(|pair| pair.open.char != '\'');
        let quoted = closed.iter().filter_map(|pair| TextRange::new(pair.open.at, pair.end).ok());
        let mut found: Vec<TextRange> =
            speeches(text, paragraph, language).into_iter().chain(quoted).collect();
        // Those inside others come behind them.
        found.sort_unstable_by_key(|range| (range.start(), std::cmp::Reverse(range.end())));
        for range in found {
            if listed.last().is_none_or(|last| last.end() <= range.start()) {
                listed.push(range);
            }
        }
    }
    listed
}

/// The quotation marks of a text by what became of them, see [`quotation_marks`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuotationMarks {
    /// From each opening mark to its closing one, both included; quotations inside others are listed as well.
    /// Sorted by start.
    pub closed: Vec<TextRange>,
    /// Double marks that nothing in their paragraph closes, each to the paragraph's end. Sorted.
    pub unclosed: Vec<TextRange>,
}

/// The quotation marks within a part of a text, those inside other quotations too. Straight single marks are left
/// out: too many of them are apostrophes.
pub fn quotation_marks(text: &str, within: TextRange, language: Language) -> QuotationMarks {
    let mut marks = QuotationMarks::default();
    for paragraph in paragraphs_of(text, within) {
        let Pairs { closed, open } = pairs(text, paragraph.bytes(), language);
        let closed = closed.into_iter().filter(|pair| pair.open.char != '\'');
        marks.closed.extend(closed.filter_map(|pair| TextRange::new(pair.open.at, pair.end).ok()));
        let unclosed = open.into_iter().filter(|mark| !is_single(mark.char));
        marks.unclosed.extend(unclosed.filter_map(|mark| TextRange::new(mark.at, paragraph.end()).ok()));
    }
    marks.closed.sort_unstable();
    marks
}

/// The quotations of the part `paragraph` of `text` that hold `place`, marks included, the smallest first: those
/// of [`quotations`], and those inside them. A caret is an empty place; it may stand at an end.
pub fn quotations_around(
    text: &str,
    paragraph: TextRange,
    place: Range<usize>,
    language: Language,
) -> Vec<TextRange> {
    let listed = quotations(text, paragraph, language).into_iter();
    let mut around = Vec::new();
    for outer in listed.filter(|outer| outer.start() <= place.start && place.end <= outer.end()) {
        let inside = pairs(text, outer.bytes(), language).closed.into_iter();
        let mut inside: Vec<TextRange> = inside
            .filter_map(|pair| TextRange::new(pair.open.at, pair.end).ok())
            .filter(|range| range.start() <= place.start && place.end <= range.end() && *range != outer)
            .collect();
        inside.push(outer);
        around.extend(inside);
    }
    around.sort_by_key(|range| range.len());
    around
}

/// An opening mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// First byte.
    pub(super) at: usize,
    /// The character.
    pub(super) char: char,
}

/// An opening mark with what closes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// What opens it.
    pub(super) open: Mark,
    /// Byte after the closing mark.
    pub(super) end: usize,
}

/// What quotation marks there are in a part of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    /// Pairs in the order they close.
    pub(super) closed: Vec<Pair>,
    /// Opening marks that nothing closed, outermost first.
    pub(super) open: Vec<Mark>,
}

/// Finds out which marks in the part `within` of `text` belong together.
pub(super) fn pairs(text: &str, within: Range<usize>, language: Language) -> Pairs {
    let Pairs { mut closed, mut open } = Pairs::default();
    for (idx, c) in text[within.clone()].char_indices() {
        let at = within.start + idx;
        let Some(facing) = facing_in(text, at, language) else {
            continue;
        };
        if facing != Facing::Opens
            && let Some(mark) = take_opening_mark(&mut open, c, language)
        {
            closed.push(Pair { open: mark, end: at + c.len_utf8() });
        } else if facing != Facing::Closes && has_room(&mut open) {
            open.push(Mark { at, char: c });
        }
    }
    Pairs { closed, open }
}

/// Takes the mark that `close` ends off `open`, and those that stood unclosed inside.
fn take_opening_mark(open: &mut Vec<Mark>, close: char, language: Language) -> Option<Mark> {
    let idx = open.iter().rposition(|mark| closes_in(mark.char, close, language))?;
    // A single mark closes nothing outside the double ones it stands in.
    if is_single(close) && open[idx + 1..].iter().any(|mark| !is_single(mark.char)) {
        return None;
    }
    let mark = open[idx];
    open.truncate(idx);
    Some(mark)
}

/// Whether one more mark may be open, after making room where a single mark was an apostrophe most likely.
fn has_room(open: &mut Vec<Mark>) -> bool {
    if open.len() == MAX_DEPTH
        && let Some(idx) = open.iter().position(|mark| is_single(mark.char))
    {
        open.remove(idx);
    }
    open.len() < MAX_DEPTH
}

/// [`facing_at`] by the rules of a language.
pub(super) fn facing_in(text: &str, at: usize, language: Language) -> Option<Facing> {
    let c = char_after(text, at)?;
    let before = char_before(text, at);
    let after = char_after(text, at + c.len_utf8());
    let is_inside_word =
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
    let opens_by_place = openness(before) > 0 && closeness(after) == 0;
    match c {
        '«' | '‹' if language.has_outward_guillemets() => Some(Facing::Opens),
        '»' | '›' if language.has_outward_guillemets() => Some(Facing::Closes),
        // „Nein“sagte sie: it closes even where no space follows.
        '“' | '‘' if language.has_low_quotations() && !opens_by_place => Some(Facing::Closes),
        // No apostrophes there, and no spaces around the marks.
        '’' if language.is_dense() && is_inside_word && before.is_some_and(|c| !c.is_ascii()) => {
            Some(Facing::Closes)
        }
        // צה"ל: marks inside abbreviations.
        '"' | '״' if language == Language::Hebrew && is_inside_word => None,
        '״' if language == Language::Hebrew => Some(match openness(before).cmp(&closeness(after)) {
            std::cmp::Ordering::Greater => Facing::Opens,
            std::cmp::Ordering::Less => Facing::Closes,
            std::cmp::Ordering::Equal => Facing::Either,
        }),
        // 's avonds, 't is: words cut short.
        '\'' if language == Language::Dutch && opens_by_place && is_clipped_dutch(&text[at + 1..]) => None,
        _ => facing_at(text, at),
    }
}

/// Whether Dutch words begin with one that is cut short to a letter.
fn is_clipped_dutch(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('s' | 't' | 'n' | 'k' | 'm'))
        && !chars.next().is_some_and(char::is_alphanumeric)
}

/// [`closes`] by the rules of a language: scripts from right to left have ”…“ as well as “…”.
pub(super) fn closes_in(open: char, close: char, language: Language) -> bool {
    let is_leftward = matches!(language, Language::Arabic | Language::Hebrew);
    closes(open, close) || (is_leftward && open == '”' && close == '“') || (open == '״' && close == '״')
}

/// Which way the quotation mark at byte `at` faces; None if there is an apostrophe or no mark at all.
///
/// Looks at the characters beside it only. A ’ that may be an apostrophe after a word (`dogs’`) closes.
pub(super) fn facing_at(text: &str, at: usize) -> Option<Facing> {
    let c = char_after(text, at)?;
    if !is_mark(c) {
        return None;
    }
    let before = char_before(text, at);
    let after = char_after(text, at + c.len_utf8());
    let left = openness(before);
    let right = closeness(after);
    match c {
        '‚' | '„' | '「' | '『' => Some(Facing::Opens),
        '」' | '』' => Some(Facing::Closes),
        // French sets its guillemets off with spaces that do not break.
        '«' | '‹' if after.is_some_and(is_no_break_space) => Some(Facing::Opens),
        '»' | '›' if before.is_some_and(is_no_break_space) => Some(Facing::Closes),
        '“' | '‘' | '«' | '‹' => {
            Some(if left == 0 && right > 0 { Facing::Closes } else { Facing::Opens })
        }
        '’' if before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric) => {
            None
        }
        '’' if left > 0 && right == 0 => None,
        '”' | '»' | '›' | '’' => {
            Some(if left > 0 && right == 0 { Facing::Opens } else { Facing::Closes })
        }
        '\'' => straight_single_facing(&text[at + 1..], before, left, right),
        _ => Some(match left.cmp(&right) {
            std::cmp::Ordering::Greater => Facing::Opens,
            std::cmp::Ordering::Less => Facing::Closes,
            std::cmp::Ordering::Equal => Facing::Either,
        }),
    }
}

/// Whether the mark `close` can end what the mark `open` began.
fn closes(open: char, close: char) -> bool {
    match open {
        '“' => close == '”',
        '„' => matches!(close, '“' | '”'),
        '«' => close == '»',
        '»' => matches!(close, '«' | '»'),
        '‘' => close == '’',
        '‚' => matches!(close, '‘' | '’'),
        '‹' => close == '›',
        '›' => matches!(close, '‹' | '›'),
        '「' => close == '」',
        '『' => close == '』',
        '"' | '\'' | '”' => close == open,
        _ => false,
    }
}

/// Whether `c` is used as a quotation mark, apostrophes included.
pub(super) fn is_mark(c: char) -> bool {
    is_single(c) || matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』')
}

/// Whether `c` is a single quotation mark or an apostrophe.
pub(super) fn is_single(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‚' | '‹' | '›')
}

fn straight_single_facing(rest: &str, before: Option<char>, left: u8, right: u8) -> Option<Facing> {
    const CUT_WORDS: [&str; 7] = ["em", "tis", "twas", "til", "till", "cause", "n"];
    let word_len = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len().min(8));
    let word = rest.get(..word_len.min(8)).unwrap_or_default().to_lowercase();
    let starts_with_letter = word.chars().next().is_some_and(char::is_alphabetic);
    if left > right && (starts_with_letter || rest.starts_with(is_mark)) {
        return (!CUT_WORDS.contains(&word.as_str())).then_some(Facing::Opens);
    }
    let is_inside_word = before.is_some_and(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    (left < right && !is_inside_word).then_some(Facing::Closes)
}

/// How much the character before a mark speaks for its opening.
fn openness(before: Option<char>) -> u8 {
    match before {
        None => 2,
        Some(c) if c.is_whitespace() => 2,
        Some('(' | '[' | '{' | '—' | '–' | '-' | '/' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '¿' | '¡') => {
            1
        }
        Some(_) => 0,
    }
}

/// How much the character after a mark speaks for its closing.
fn closeness(after: Option<char>) -> u8 {
    match after {
        None => 2,
        Some(c) if c.is_whitespace() => 2,
        Some(
            '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '—' | '–' | '-' | '/' | '”' | '’' | '"'
            | '\'' | '»' | '›' | '。' | '，' | '、' | '؟' | '،' | '۔',
        ) => 1,
        Some(_) => 0,
    }
}

fn is_no_break_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::drawn;
    use super::*;

    #[test]
    fn quotations_are_found_with_their_marks() {
        for case in [
            "|“Negotiations are ongoing,”| he said.",
            "drafted a |“refined peace framework.”|",
            "was |“hearing”| Ukraine’s concerns",
            "|“We will,”| she said, |“not go.”|",
            "|\"No,\"| he said, |\"don't.\"| The 6-foot wall.",
            "(|\"No\"|) and |\"yes\"|—and |\"so.\"|",
            "a 6\" pipe and a |\"word\"|",
            "|« Oui »|, dit-il, |«\u{a0}non\u{a0}»|, puis |«\u{202f}si\u{202f}»|.",
            "|„Ja“|, sagte er. |„Nein.“| Dann |»doch«|.",
            "Han sa |”hej”| igen.",
            "他说：|「好的。」|然后|『不』|",
            "|“He said ‘no’ to me,”| she said.",
            "the |‘bedroom tax’| and dogs’ bowls, rock ’n’ roll, the ’90s",
            "say 'scare' and don't list it",
            "’Tis the dogs’ day.",
            "|“First of two.|\n\n|“Second of two.”| Then none.",
            "|“He called it “a deal” twice,”| she said.",
            "the |“A”|/|“B”| test",
            "It was said: |“…and then.”|",
            "stray ” mark",
            "|“ ”|",
            "",
        ] {
            let (text, _) = drawn::read(case);
            if text.is_empty() {
                continue;
            }
            assert_eq!(drawn::draw(&text, &quotations(&text, drawn::whole(&text), Language::Unknown)), case);
        }
    }

    #[test]
    fn an_unclosed_single_mark_hides_no_quotation() {
        for case in ["the ‘90s were |“good”| years", "go 'round |\"twice\"| more"] {
            let (text, _) = drawn::read(case);
            assert_eq!(drawn::draw(&text, &quotations(&text, drawn::whole(&text), Language::Unknown)), case);
        }
    }

    #[test]
    fn quotations_around_a_place_come_from_the_inside() {
        let text = "He left. “She said ‘not “yet” now’ to me,” he wrote, and “no.”";
        let around = |place: Range<usize>| -> Vec<&str> {
            let found = quotations_around(text, drawn::whole(text), place, Language::Unknown);
            found.iter().map(|range| range.of(text).unwrap()).collect()
        };
        let at = text.find("yet").unwrap();
        let outer = "“She said ‘not “yet” now’ to me,”";
        assert_eq!(around(at..at), ["“yet”", "‘not “yet” now’", outer]);
        assert_eq!(around(at..at + "yet” now".len()), ["‘not “yet” now’", outer]);
        assert_eq!(around(at - 3..at + 6), ["“yet”", "‘not “yet” now’", outer]);
        assert_eq!(around(text.len()..text.len()), ["“no.”"]);
        assert!(around(2..2).is_empty() && around(2..text.len()).is_empty());
    }

    proptest! {
        #[test]
        fn quotations_are_sorted_and_disjoint(text in drawn::prose(), start in 0usize..50, len in 1usize..200) {
            let found = quotations(&text, TextRange::new(start, start + len).unwrap(), Language::Unknown);
            prop_assert!(found.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
            for range in found {
                prop_assert!(range.of(&text).unwrap().starts_with(is_mark));
            }
        }
    }
}
