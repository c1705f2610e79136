//! Lines and paragraphs.

use std::ops::Range;

use super::super::TextRange;
use super::{clamp, trimmed};

/// What parts a text's paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parting {
    /// Blank lines; a paragraph may be several lines.
    BlankLines,
    /// Every line end.
    Lines,
}

/// The paragraphs of `text`, in byte ranges, without line ends and white space around them.
///
/// Where a blank line (nothing, or spaces and tabs) stands between two other lines, blank lines part the
/// paragraphs; in any other text each line is one.
pub fn paragraphs(text: &str) -> Vec<TextRange> {
    paragraphs_within(text, 0..text.len())
}

/// The paragraphs of the part `within` of `text`, which lies on character borders.
///
/// Blank lines part them if there are some within or right beside the part; so that a paragraph of several
/// lines, taken alone out of a text with blank lines, remains one.
pub(super) fn paragraphs_within(text: &str, within: Range<usize>) -> Vec<TextRange> {
    let parting = parting(text, &within);
    let mut paragraphs = Vec::new();
    let mut open: Option<Range<usize>> = None;
    for line in lines(text, within) {
        match (parting, is_blank(&text[line.clone()])) {
            (_, true) => paragraphs.extend(open.take().and_then(|run| trimmed(text, run))),
            (Parting::Lines, false) => paragraphs.extend(trimmed(text, line)),
            (Parting::BlankLines, false) => {
                let start = open.map_or(line.start, |run| run.start);
                open = Some(start..line.end);
            }
        }
    }
    paragraphs.extend(open.and_then(|run| trimmed(text, run)));
    paragraphs
}

/// The paragraph of the part `within` that holds or ends at `offset`; see [`paragraphs_within`].
pub(super) fn paragraph_around(text: &str, within: Range<usize>, offset: usize) -> Option<TextRange> {
    if offset < within.start || within.end < offset {
        return None;
    }
    let inside_pair =
        text[within.start..offset].ends_with('\r') && text[offset..within.end].starts_with('\n');
    let at = if inside_pair { offset - 1 } else { offset };
    let line_start = lines_backwards(text, within.start..at).next()?.start;
    let line_end = lines(text, at..within.end).next()?.end;
    if is_blank(&text[line_start..line_end]) {
        return None;
    }
    let line = line_start..line_end;
    let parting = if line == within { Parting::Lines } else { parting(text, &within) };
    let run = match parting {
        Parting::Lines => line,
        Parting::BlankLines => {
            let is_text = |line: &Range<usize>| !is_blank(&text[line.clone()]);
            let before = lines_backwards(text, within.start..line_end).take_while(is_text).last()?;
            let after = lines(text, line_start..within.end).take_while(is_text).last()?;
            before.start..after.end
        }
    };
    let paragraph = trimmed(text, run)?;
    (paragraph.start() <= offset && offset <= paragraph.end()).then_some(paragraph)
}

/// Whether `c` ends a line: the newline functions of the Unicode Standard, section 5.8.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn parting(text: &str, within: &Range<usize>) -> Parting {
    let has_blank_line = |part: &str| {
        let mut num_line_ends = 0;
        let mut seen_text = false;
        let mut last = None;
        for c in part.chars() {
            if is_line_end(c) {
                num_line_ends += usize::from(!(c == '\n' && last == Some('\r')));
            } else if !matches!(c, ' ' | '\t') {
                if seen_text && num_line_ends > 1 {
                    return true;
                }
                seen_text = true;
                num_line_ends = 0;
            }
            last = Some(c);
        }
        false
    };
    // Beside the part, up to and with the nearest character that is no white space.
    let before = text[..within.start].trim_end();
    let after = text[within.end..].trim_start();
    let from = text[..before.len()].char_indices().next_back().map_or(0, |(idx, _)| idx);
    let to = text.len() - after.len() + after.chars().next().map_or(0, char::len_utf8);
    if has_blank_line(&text[from..to]) { Parting::BlankLines } else { Parting::Lines }
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// The lines of a part of a text without their ends; CR LF is one end.
fn lines(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut rest = Some(within);
    std::iter::from_fn(move || {
        let part = rest.take()?;
        let Some(len) = text[part.clone()].find(is_line_end) else {
            return Some(part);
        };
        let end = part.start + len;
        let num_bytes = line_end_len(&text[end..part.end]);
        rest = Some(end + num_bytes..part.end);
        Some(part.start..end)
    })
}

/// The same lines, last first.
fn lines_backwards(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut rest = Some(within);
    std::iter::from_fn(move || {
        let part = rest.take()?;
        let Some(len) = text[part.clone()].rfind(is_line_end) else {
            return Some(part);
        };
        let line_end = part.start + len;
        let start = line_end + line_end_len(&text[line_end..part.end]);
        let is_pair = text[line_end..].starts_with('\n') && text[part.start..line_end].ends_with('\r');
        rest = Some(part.start..if is_pair { line_end - 1 } else { line_end });
        Some(start..part.end)
    })
}

fn line_end_len(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { text.chars().next().map_or(0, char::len_utf8) }
}

/// Keeps `within` usable by the functions above.
pub(super) fn paragraphs_of(text: &str, within: TextRange) -> Vec<TextRange> {
    paragraphs_within(text, clamp(text, within))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::drawn;
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs_where_there_are_any() {
        for case in [
            "|One line.|",
            "|One.|\n|Two.|\n",
            "  |One.| \n\t|Two.|  ",
            "|One\ngoes on.|\n\n|Two.|",
            "|One\r\ngoes on.|\r\n \t\r\n|Two.|\r\n",
            "\n\n|One.|\n|Two.|\n\n\n",
            "|One.|\u{2029}|Two.|",
            "|One\rgoes on.|\r\r|Two.|",
            "|One.|\n\u{a0}\n|Two.|",
            "",
            " \n \n",
        ] {
            let (text, _) = drawn::read(case);
            assert_eq!(drawn::draw(&text, &paragraphs(&text)), case);
        }
    }

    #[test]
    fn a_paragraph_taken_alone_keeps_its_lines_together() {
        let text = "First.\n\nSecond,\nwhich goes on.\n";
        let second = paragraphs(text)[1];
        assert_eq!(paragraphs_within(text, second.bytes()), [second]);
        assert_eq!(paragraphs_within("a\nb", 0..3).len(), 2);
    }

    proptest! {
        #[test]
        fn the_paragraph_around_an_offset_is_one_of_all(text in drawn::prose()) {
            let all = paragraphs(&text);
            for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
                let expected = all.iter().copied().find(|p| p.start() <= offset && offset <= p.end());
                let found = paragraph_around(&text, 0..text.len(), offset);
                prop_assert_eq!(found, expected, "at {} in {:?}", offset, &text);
            }
        }

        #[test]
        fn paragraphs_cover_all_that_is_no_white_space(text in drawn::prose()) {
            let mut covered = 0;
            let mut last_end = 0;
            for range in paragraphs(&text) {
                let paragraph = range.of(&text).unwrap();
                prop_assert!(range.start() >= last_end);
                prop_assert_eq!(paragraph.trim(), paragraph);
                last_end = range.end();
                covered += paragraph.chars().filter(|c| !c.is_whitespace()).count();
            }
            prop_assert_eq!(covered, text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }
}
