//! Dates that words of a news text mean: "Sunday's meeting", "last week", "14 March", seen from the day on which the
//! article was published.
//!
//! Offers for somebody who decides, by rules that can be told: a bare weekday is the last one up to the dateline, or the
//! first one from it on where the verb looks forward; a day without a year goes by the verb, else it is the nearest one.
//! English is read thoroughly, German, French, Spanish, Russian and Ukrainian in what is common, and dates in numbers in
//! every language. An unknown language is read as English.
//!
//! Known weaknesses: what counts from another day than the dateline ("two days later", "the following Monday") is left
//! alone; so are decades, holidays, and the name of a month that no word beside it makes a date.

mod date;
mod grammar;
mod lexicon;
mod reckon;
mod tense;
mod tokens;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use date::{Precision, SaidDate, SaidDateError, Season};

use chrono::NaiveDate;

use super::TextRange;
use super::language::Language;
use super::segment::sentences;
use grammar::Sentence;

/// Bytes of text read before the span, and from its start on.
const REACH: usize = 1_500;

/// Words that mean a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidOn {
    /// Where they stand.
    pub range: TextRange,
    /// The words.
    pub words: String,
    /// The date they mean.
    pub date: SaidDate,
    /// How far that can be relied on.
    pub sureness: Sureness,
}

/// How a date was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// It is written out in full.
    Written,
    /// It was reckoned from the dateline.
    Reckoned,
    /// More than one date would fit.
    Guessed,
}

impl Sureness {
    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Written => "written out",
            Self::Reckoned => "reckoned from the dateline",
            Self::Guessed => "could be another",
        }
    }
}

/// The dates in the sentences of `span` and in the one before and the one behind, those nearest to the span first.
///
/// `published` is the day of the dateline or, without one, of publication. Of long sentences and spans only what stands
/// near the span's start is read, so that the work has a bound.
pub fn said_on(text: &str, span: TextRange, published: NaiveDate, language: Language) -> Vec<SaidOn> {
    let Some((within, span)) = surroundings(text, span) else { return Vec::new() };
    let sentences = sentences(text, within, language);
    let is_own = |sentence: &TextRange| sentence.overlaps(span);
    let first = sentences.partition_point(|sentence| sentence.end() <= span.start());
    let num_own = sentences[first..].iter().take_while(|sentence| is_own(sentence)).count();
    let near = first.saturating_sub(1)..sentences.len().min(first + num_own + 1);
    let mut found = Vec::new();
    for sentence in &sentences[near] {
        let tokens = tokens::tokens(text, *sentence);
        let hits = Sentence { words: lexicon::lexicon(language), tokens: &tokens, published }.hits();
        for hit in hits {
            let ends = tokens.get(hit.from).zip(hit.to.checked_sub(1).and_then(|last| tokens.get(last)));
            let range =
                ends.and_then(|(first, last)| TextRange::new(first.range.start(), last.range.end()).ok());
            let Some((range, words)) = range.and_then(|range| Some((range, range.of(text).ok()?))) else {
                continue;
            };
            let place = (!is_own(sentence), distance(range, span), range.start());
            found.push((
                place,
                SaidOn { range, words: words.to_owned(), date: hit.date, sureness: hit.sureness },
            ));
        }
    }
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, said_on)| said_on).collect()
}

/// The part of the text that is read, in whole words, and the part of the span in it; `None` where the span has none.
fn surroundings(text: &str, span: TextRange) -> Option<(TextRange, TextRange)> {
    let start = text.floor_char_boundary(span.start());
    let end = text.ceil_char_boundary(span.end().min(start.saturating_add(REACH)));
    let span = TextRange::new(start, end).ok()?;
    let from = text.ceil_char_boundary(start.saturating_sub(REACH));
    let to = text.floor_char_boundary(end.saturating_add(REACH));
    // A word that is cut is none.
    let head = &text[from..start];
    let from = if from == 0 { 0 } else { head.find(char::is_whitespace).map_or(start, |at| from + at) };
    let tail = &text[end..to];
    let to = if to == text.len() { to } else { tail.rfind(char::is_whitespace).map_or(end, |at| end + at) };
    Some((TextRange::new(from, to).ok()?, span))
}

/// Bytes between a place and the span; none where they overlap.
fn distance(range: TextRange, span: TextRange) -> usize {
    span.start().saturating_sub(range.end()).max(range.start().saturating_sub(span.end()))
}
