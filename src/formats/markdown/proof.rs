//! Reads files back with a parser of `CommonMark` that knows footnotes.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{JOINER, SMALL};
use crate::formats::pages::proof::Seen;

/// A paragraph as it is read.
#[derive(Default)]
struct Paragraph {
    text: Vec<char>,
    /// What of it was there before the last mark.
    num_fixed: usize,
    covered: Vec<(usize, Range<usize>)>,
}

/// What a file shows; it begins with a title of its own unless `has_own_title` is that of the text.
pub fn article(bytes: &[u8], brackets: (char, char), has_own_title: bool) -> Result<Seen, String> {
    let file = std::str::from_utf8(bytes).map_err(|err| err.to_string())?;
    let mut seen = Seen::default();
    let mut notes = BTreeSet::new();
    let mut paragraph: Option<Paragraph> = None;
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (mut depth, mut is_text, mut is_title) = (0_usize, true, !has_own_title);
    for event in Parser::new_ext(file, Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => {
                let number = name.parse::<usize>().map_err(|err| err.to_string())?;
                if is_text || !notes.insert(number) {
                    return Err(format!("note {number} stands twice, or in the text"));
                }
                depth += 1;
            }
            _ if !is_text => {}
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) if depth == 0 => {
                paragraph = Some(Paragraph::default());
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) if depth == 0 => {
                let Paragraph { text, covered, .. } = paragraph.take().unwrap_or_default();
                if std::mem::take(&mut is_title) {
                    continue;
                }
                // An annotation may go on in the next paragraph: what it covers is told in whole then.
                seen.paragraph(text.into_iter().collect(), []);
                for (note, range) in covered {
                    seen.cover(note, range);
                }
            }
            Event::Rule if depth == 0 => is_text = false,
            Event::Start(Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::BlockQuote(_)) => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            event => {
                let num_before = seen.num_chars();
                let paragraph = paragraph.as_mut().ok_or("there is something between paragraphs")?;
                paragraph.take(&event, brackets, num_before, &mut open)?;
            }
        }
    }
    if !open.is_empty() {
        return Err("an annotation begins and does not end".to_owned());
    }
    if seen.covered.keys().eq(notes.iter()) {
        Ok(seen)
    } else {
        Err("there is not one note for each annotation".to_owned())
    }
}

impl Paragraph {
    /// Takes what stands in it. `num_before` is the number of characters before the paragraph.
    fn take(
        &mut self,
        event: &Event<'_>,
        (begin, end): (char, char),
        num_before: usize,
        open: &mut Vec<(usize, usize)>,
    ) -> Result<(), String> {
        match event {
            Event::Text(words) => {
                for ch in words.chars() {
                    if ch == begin {
                        let number = self.small_number()?;
                        self.num_fixed = self.text.len();
                        open.push((number, num_before + self.text.len()));
                    } else {
                        self.text.push(ch);
                    }
                }
            }
            Event::HardBreak => self.text.push('\n'),
            Event::FootnoteReference(name) => {
                let number: usize = name.parse().map_err(|_| format!("there is a note “{name}”"))?;
                if self.text.pop() != Some(end) {
                    return Err(format!("note {number} stands at no end"));
                }
                self.num_fixed = self.text.len();
                let at = open.iter().rposition(|(other, _)| *other == number);
                let at = at.ok_or_else(|| format!("note {number} ends and has not begun"))?;
                let (_, start) = open.remove(at);
                self.covered.push((number, start..num_before + self.text.len()));
            }
            other => return Err(format!("there is a {other:?} in the text")),
        }
        Ok(())
    }

    /// Takes the small figures off the end of the text.
    fn small_number(&mut self) -> Result<usize, String> {
        let mut digits = Vec::new();
        while self.text.len() > self.num_fixed
            && let Some(digit) = self.text.last().and_then(|ch| SMALL.iter().position(|small| small == ch))
        {
            digits.insert(0, digit);
            self.text.pop();
        }
        if self.text.len() > self.num_fixed && self.text.last() == Some(&JOINER) {
            self.text.pop();
        }
        if digits.is_empty() {
            return Err("an annotation begins without a number".to_owned());
        }
        Ok(digits.into_iter().fold(0, |number, digit| number * 10 + digit))
    }
}
