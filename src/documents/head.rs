//! What stands at the head of an article before its running text: date line, title, byline.
//!
//! Readers cut a text into paragraphs; here the first of them are told apart. A paragraph taken for running
//! text does no harm, one wrongly taken for a title does, so in doubt it's a paragraph.

use std::collections::VecDeque;

use crate::model::article::{Block, BlockKind, Metadata};
use crate::model::text::TextRange;

use super::calendar::is_english_day_word;
use super::conventions::byline_names;
use super::metadata::{Day, iso_date};

/// Whether a title is to be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TitleSearch {
    /// The first paragraph may be one.
    Guess,
    /// The document marks its titles itself.
    Marked,
}

/// The same blocks with date line, title and byline told apart from the paragraphs at the front, and the
/// metadata they give filled in where it was unknown.
pub(super) fn mark_head(
    text: &str,
    blocks: Vec<Block>,
    metadata: &mut Metadata,
    search: TitleSearch,
) -> Vec<Block> {
    let mut head = Head { text, queue: blocks.into(), done: Vec::new(), metadata };
    // A header, or the title of a Markdown file.
    while let Some(block) = head.queue.pop_front_if(|block| block.kind != BlockKind::Paragraph) {
        head.done.push(block);
    }
    let mark = head.take_date_mark();
    if mark.is_none() {
        head.take_dateline();
    }
    if search == TitleSearch::Guess && mark != Some(DateMark::RunIn) && !head.has(BlockKind::Title) {
        head.take_title();
    }
    if head.has(BlockKind::Title) {
        // In either order, each once.
        for _ in 0..2 {
            if !head.has(BlockKind::Byline) {
                head.take_byline();
            }
            if !head.has(BlockKind::Dateline) {
                head.take_dateline();
            }
        }
    }
    head.done.extend(head.queue);
    head.done
}

/// Where "date 2025-11-24" stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DateMark {
    /// In a line of its own.
    Alone,
    /// The article begins behind it in the same line.
    RunIn,
}

struct Head<'t> {
    text: &'t str,
    queue: VecDeque<Block>,
    done: Vec<Block>,
    metadata: &'t mut Metadata,
}

impl<'t> Head<'t> {
    fn has(&self, kind: BlockKind) -> bool {
        self.done.iter().any(|block| block.kind == kind)
    }

    fn words(&self, range: TextRange) -> &'t str {
        range.of(self.text).unwrap_or_default()
    }

    /// The first line of the next paragraph, and what follows it there.
    fn first_line(&self) -> Option<(TextRange, Option<TextRange>)> {
        let block = self.queue.front().filter(|block| block.kind == BlockKind::Paragraph)?;
        let (start, end) = (block.range.start(), block.range.end());
        let line_end = self.words(block.range).find('\n').map_or(end, |idx| start + idx);
        Some((trimmed(self.text, start, line_end)?, trimmed(self.text, line_end, end)))
    }

    /// Takes `range` off the front of the next paragraph, as a block of its own.
    fn take(&mut self, range: TextRange, kind: BlockKind, rest: Option<TextRange>) {
        self.queue.pop_front();
        self.done.push(Block { range, kind });
        if let Some(range) = rest {
            self.queue.push_front(Block { range, kind: BlockKind::Paragraph });
        }
    }

    /// "date 2025-11-24" at the very start, with or without a colon.
    fn take_date_mark(&mut self) -> Option<DateMark> {
        let (line, below) = self.first_line()?;
        let words = self.words(line);
        let key = words.get(..4).filter(|key| key.eq_ignore_ascii_case("date"))?;
        let behind_key = &words[key.len()..];
        let value = behind_key.strip_prefix(':').unwrap_or(behind_key).trim_start();
        if value.len() == behind_key.len() {
            return None;
        }
        let date = iso_date(value.get(..10)?)?;
        let behind = &value[10..];
        if behind.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
            return None;
        }
        self.metadata.date.get_or_insert(date);
        let block = self.queue.front()?.range;
        let mark_end = line.end() - behind.len();
        let place = if behind.is_empty() { DateMark::Alone } else { DateMark::RunIn };
        let rest = if place == DateMark::Alone { below } else { trimmed(self.text, mark_end, block.end()) };
        self.take(TextRange::new(line.start(), mark_end).ok()?, BlockKind::Dateline, rest);
        Some(place)
    }

    fn take_dateline(&mut self) {
        let Some((line, rest)) = self.first_line() else {
            return;
        };
        let Some(day) = dateline_day(self.words(line)) else {
            return;
        };
        if let Day::Full(date) = day {
            self.metadata.date.get_or_insert(date);
        }
        self.take(line, BlockKind::Dateline, rest);
    }

    fn take_title(&mut self) {
        let Some((line, rest)) = self.first_line() else {
            return;
        };
        let Some(next) = self.queue.get(1) else { return };
        let Some(block) = self.queue.front() else { return };
        let is_apart = self.text[block.range.end()..next.range.start()].matches('\n').count() > 1;
        // "Title", "By Name" in one paragraph is a title too: the second line says so.
        let is_one_line = rest.is_none_or(|rest| byline_name(self.words(rest)).is_some());
        let words = self.words(line);
        if byline_names(words).is_some() {
            return;
        }
        if is_apart && is_one_line && words.chars().count() <= 120 && !ends_like_a_sentence(words) {
            if self.metadata.title.is_empty() {
                words.clone_into(&mut self.metadata.title);
            }
            self.take(line, BlockKind::Title, rest);
        }
    }

    fn take_byline(&mut self) {
        let Some((line, rest)) = self.first_line() else {
            return;
        };
        let Some(name) = byline_name(self.words(line)) else {
            return;
        };
        if self.metadata.byline.is_empty() {
            name.clone_into(&mut self.metadata.byline);
        }
        self.take(line, BlockKind::Byline, rest);
    }
}

/// The range from `start` to `end` without outer white space; `None` if nothing else is there.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let words = text.get(start..end)?;
    let start = start + (words.len() - words.trim_start().len());
    TextRange::new(start, start + words.trim().len()).ok()
}

/// The name in a line "By Name", or in one that says so in another language or with a label.
fn byline_name(line: &str) -> Option<&str> {
    english_byline_name(line).or_else(|| byline_names(line))
}

fn english_byline_name(line: &str) -> Option<&str> {
    let name = ["By ", "BY ", "by "].iter().find_map(|by| line.strip_prefix(by))?.trim_start();
    let is_name = name.starts_with(char::is_uppercase)
        && !name.contains('\n')
        && name.chars().count() <= 100
        && name.split_whitespace().count() <= 12
        && !name.split_whitespace().next().is_some_and(is_english_day_word)
        && !ends_like_a_sentence(name);
    is_name.then_some(name)
}

/// The day of a line that is nothing but a date, or a place and a date: "OSLO, March 14 (NTB) —".
fn dateline_day(line: &str) -> Option<Day> {
    if line.chars().count() > 80 {
        return None;
    }
    let line = line.trim_end_matches(['—', '–', '-', ' ', '\u{a0}']);
    let line = match line.rsplit_once('(') {
        Some((before, agency)) if agency.ends_with(')') && !before.trim().is_empty() => before.trim_end(),
        _ => line,
    };
    Day::parse(line).or_else(|| {
        let commas = line.match_indices(',');
        commas.filter(|(idx, _)| is_place(&line[..*idx])).find_map(|(idx, _)| Day::parse(&line[idx + 1..]))
    })
}

/// Whether every word could be part of a place's name.
fn is_place(words: &str) -> bool {
    let mut num_words = 0;
    let is_name = words.split_whitespace().all(|word| {
        num_words += 1;
        let is_small =
            matches!(word, "de" | "del" | "la" | "upon" | "on" | "am" | "an" | "der" | "of" | "the");
        (is_small || !word.starts_with(char::is_lowercase)) && !word.contains(|c: char| c.is_numeric())
    });
    is_name && (1..=6).contains(&num_words) && words.trim_start().starts_with(char::is_alphabetic)
}

/// Whether the line ends with a stop, or a closing mark after one, or is left open by a comma.
pub(super) fn ends_like_a_sentence(line: &str) -> bool {
    let closing = ['”', '’', '"', '\'', '»', '«', '“', ')', ']', '」', '』', ' ', '\u{a0}', '\u{202f}'];
    line.trim_end_matches(closing)
        .ends_with(['.', '!', '?', '…', ',', ';', ':', '。', '！', '？', '，', '؟', '।'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_are_places_and_dates_and_nothing_else() {
        for line in [
            "OSLO, March 14 —",
            "OSLO, March 14 (NTB) —",
            "Port of Spain, Trinidad, Nov. 24, 2025 --",
            "24 November 2025",
            "2025-11-24",
            "São Paulo, 3 May –",
        ] {
            assert!(dateline_day(line).is_some(), "{line}");
        }
        for line in ["OSLO —", "They met, March 14", "March", "May 3 was cold", "(March 14)", ""] {
            assert_eq!(dateline_day(line), None, "{line}");
        }
    }

    #[test]
    fn a_byline_names_somebody() {
        assert_eq!(byline_name("By Jane Doe and John Roe"), Some("Jane Doe and John Roe"));
        assert_eq!(byline_name("by Jane Doe"), Some("Jane Doe"));
        assert_eq!(byline_name("BY MARA KELL, HARBOUR DESK"), Some("MARA KELL, HARBOUR DESK"));
        for line in ["By Friday the ferry ran", "By then", "By Jane.", "Bystanders", "By "] {
            assert_eq!(byline_name(line), None, "{line}");
        }
    }
}
