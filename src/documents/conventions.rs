//! What newsrooms put around and into the running text by convention: datelines, bylines, section headings without
//! markup, corrections, credits, signatures of agencies, links to other articles and pleas to subscribe.
//!
//! Readers of every kind cut a text into blocks; here blocks of running text are looked through once more, line by
//! line, and what is no running text becomes a block of its own kind. The text itself is never altered, and blocks
//! that the source marked (titles, headings, notes) are left alone. A cut is made only where it can hardly be wrong;
//! where it may be right, it is put forward as a [`Proposal`] among the warnings, for a person to decide.
//!
//! Known to the lists are English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Ukrainian, Arabic,
//! Chinese, Japanese, Hebrew, Turkish, Polish, Swedish, Danish, Norwegian, Finnish and Czech; all of them at once,
//! whatever the article's language.

mod bylines;
mod cuts;
mod datelines;
mod furniture;
mod furniture_lexicon;
mod headings;
mod lexicon;
mod notes;
#[cfg(test)]
mod tests;
mod words;

use crate::model::article::{Block, BlockKind, Metadata};
use crate::model::text::TextRange;

use self::bylines::Strength;
pub(super) use self::bylines::byline_names;
pub use self::cuts::cut;
use self::datelines::{Dateline, dateline};
use self::words::{begins_large, has_words};
use super::head::{ends_like_a_sentence, trimmed};
use super::{DocumentWarning, ReadDocument};

/// Texts of more lines are no articles, and not looked through.
const MAX_LINES: usize = 5_000;

/// How many lines below one tell how wide the text is.
const NEAR_LINES: usize = 8;

/// Not more cuts are put forward for one document.
const MAX_PROPOSALS: usize = 10;

/// A line of running text has at least so many words.
const MIN_RUNNING_WORDS: usize = 12;

/// Among so many lines of running text from the first on, a dateline is looked for: a summary may come before it.
const MAX_BEFORE_DATELINE: usize = 3;

/// A cut that may be right and was not made: `range` may be a block of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The part of the text, in bytes.
    pub range: TextRange,
    /// What it may be.
    pub kind: BlockKind,
    /// What speaks for it, in the middle of a sentence.
    pub why: &'static str,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict {
    kind: BlockKind,
    sureness: Sureness,
}

/// How sure that is; doubts are given in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sureness {
    /// It could be nothing else.
    Always,
    /// It could be nothing else before or after the running text; between, it may be part of that.
    AtEnds(&'static str),
    /// It may be something else.
    Never(&'static str),
}

/// Whether a cut may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// It is right.
    None,
    /// It may be, for what speaks for it, in the middle of a sentence.
    Because(&'static str),
}

/// Gives what newsrooms mark by convention blocks of its own, and fills in the byline and the day it shows.
pub(super) fn mark_conventions(document: &mut ReadDocument) {
    let text = document.text.as_str();
    let mut paragraphs: Vec<Paragraph<'_>> = document
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph)
        .map(|block| Paragraph::of(text, *block))
        .collect();
    let num_lines: usize = paragraphs.iter().map(|paragraph| paragraph.lines.len()).sum();
    if num_lines > MAX_LINES {
        return;
    }
    for paragraph in &mut paragraphs {
        paragraph.judge();
    }
    let has_title = !document.metadata.title.is_empty()
        || document.blocks.iter().any(|block| block.kind == BlockKind::Title);
    let mut marking = Marking { text, has_title, metadata: &mut document.metadata, proposals: Vec::new() };
    let ends = Ends::of(&paragraphs);
    marking.settle(&mut paragraphs, ends);
    marking.cut_dateline(&mut paragraphs);
    marking.cut_signature(&mut paragraphs);
    marking.cut_headings(&mut paragraphs);
    let proposals = marking.proposals;

    let mut blocks: Vec<Block> =
        document.blocks.iter().filter(|block| block.kind != BlockKind::Paragraph).copied().collect();
    blocks.extend(paragraphs.iter().flat_map(Paragraph::blocks));
    blocks.sort_unstable();
    let warnings = proposals.into_iter().take(MAX_PROPOSALS).map(|proposal| {
        let words = proposal.range.of(text).unwrap_or_default().to_owned();
        DocumentWarning::Proposal { proposal, words }
    });
    document.warnings.extend(warnings);
    document.blocks = blocks;
}

/// A block of running text, line by line.
struct Paragraph<'t> {
    lines: Vec<Line<'t>>,
}

/// A line without white space at its ends.
#[derive(Clone, Copy)]
struct Line<'t> {
    range: TextRange,
    words: &'t str,
    /// What it seems to be.
    verdict: Option<Verdict>,
    /// What it is; running text until something else is sure.
    kind: BlockKind,
    /// Whether it goes on with what the line above begins, if that is of the same kind.
    goes_on: bool,
}

impl<'t> Paragraph<'t> {
    fn of(text: &'t str, block: Block) -> Self {
        let mut start = block.range.start();
        let mut lines = Vec::new();
        for line in block.range.of(text).unwrap_or_default().split('\n') {
            let range = trimmed(text, start, start + line.len());
            start += line.len() + 1;
            let Some(range) = range else { continue };
            let words = range.of(text).unwrap_or_default();
            lines.push(Line { range, words, verdict: None, kind: BlockKind::Paragraph, goes_on: true });
        }
        Self { lines }
    }

    /// Finds out which lines are notes or the page's, whatever is around the paragraph.
    fn judge(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            let words = self.lines[at].words;
            let verdict = notes::note(words).or_else(|| furniture::furniture(words));
            let verdict = verdict.filter(|_| self.begins_anew(at));
            // A correction may go on in the next lines; anything else is one line.
            if verdict.is_some() && notes::is_correction(words) {
                self.lines[at..].iter_mut().for_each(|line| line.verdict = verdict);
                self.lines[at].goes_on = false;
                return;
            }
            self.lines[at].verdict = verdict.filter(|_| self.ends_here(at));
            self.lines[at].goes_on = self.lines[at].verdict.is_none();
            at += 1;
        }
    }

    /// Whether the line is not the rest of a sentence in the line above.
    fn begins_anew(&self, at: usize) -> bool {
        let Some(above) = at.checked_sub(1).and_then(|above| self.lines.get(above)) else { return true };
        above.verdict.is_some() || (ends_like_a_sentence(above.words) && !above.words.ends_with([',', ';']))
    }

    /// Whether the line is apart from the one above, which was settled, or is not the rest of its sentence.
    fn begins_anew_or_apart(&self, at: usize) -> bool {
        let above = at.checked_sub(1).and_then(|above| self.lines.get(above));
        above.is_some_and(|above| above.kind != BlockKind::Paragraph) || self.begins_anew(at)
    }

    /// Whether no sentence goes on from the line into the next.
    fn ends_here(&self, at: usize) -> bool {
        let Some(below) = self.lines.get(at + 1) else { return true };
        let others: Vec<&str> = self.lines[at + 1..].iter().take(NEAR_LINES).map(|line| line.words).collect();
        let is_ended = ends_like_a_sentence(self.lines[at].words);
        begins_large(below.words) && (is_ended || headings::leaves_room(self.lines[at].words, &others))
    }

    /// Whether the line is running text: words enough, and an end as sentences have it, or a line that follows.
    fn is_running(&self, at: usize) -> bool {
        let Line { words, verdict, .. } = self.lines[at];
        let goes_on = ends_like_a_sentence(words) || at + 1 < self.lines.len();
        verdict.is_none() && goes_on && has_words(words, MIN_RUNNING_WORDS)
    }

    /// The blocks the paragraph has become.
    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for line in &self.lines {
            if let Some(last) = blocks.last_mut()
                && last.kind == line.kind
                && line.goes_on
                && let Ok(range) = TextRange::new(last.range.start(), line.range.end())
            {
                last.range = range;
            } else {
                blocks.push(Block { range: line.range, kind: line.kind });
            }
        }
        blocks
    }

    /// Cuts a line in two at a byte of its words; the first part becomes `kind` if it is at the front, else the second.
    fn split(&mut self, text: &'t str, at: usize, byte: usize, kinds: [BlockKind; 2]) {
        let Line { range, .. } = self.lines[at];
        let middle = range.start() + byte;
        let parts = [trimmed(text, range.start(), middle), trimmed(text, middle, range.end())];
        let parts = parts.into_iter().zip(kinds).filter_map(|(part, kind)| {
            let range = part?;
            let words = range.of(text).ok()?;
            Some(Line { range, words, verdict: None, kind, goes_on: kind == BlockKind::Paragraph })
        });
        let parts: Vec<Line<'t>> = parts.collect();
        self.lines.splice(at..=at, parts);
    }
}

/// Where the running text begins and ends: the numbers of its first and last lines, counted over all paragraphs.
#[derive(Clone, Copy, Debug)]
struct Ends {
    first: usize,
    last: usize,
}

impl Ends {
    /// `None` if there is no running text.
    fn of(paragraphs: &[Paragraph<'_>]) -> Option<Self> {
        let all = paragraphs
            .iter()
            .flat_map(|paragraph| (0..paragraph.lines.len()).map(|at| paragraph.is_running(at)));
        let running: Vec<usize> =
            all.enumerate().filter(|(_, is_running)| *is_running).map(|(at, _)| at).collect();
        Some(Self { first: *running.first()?, last: *running.last()? })
    }
}

/// Decides what becomes a block and what is only put forward.
struct Marking<'t, 'd> {
    text: &'t str,
    has_title: bool,
    metadata: &'d mut Metadata,
    proposals: Vec<Proposal>,
}

impl<'t> Marking<'t, '_> {
    fn propose(&mut self, range: TextRange, kind: BlockKind, why: &'static str) {
        self.proposals.push(Proposal { range, kind, why });
    }

    /// Settles what lines are by themselves, bylines included.
    fn settle(&mut self, paragraphs: &mut [Paragraph<'t>], ends: Option<Ends>) {
        let mut number = 0;
        for paragraph in paragraphs {
            for at in 0..paragraph.lines.len() {
                let is_head = ends.is_some_and(|ends| number < ends.first);
                let is_foot = ends.is_some_and(|ends| number > ends.last);
                number += 1;
                let line = paragraph.lines[at];
                let Some(verdict) = line.verdict else {
                    if (is_head || is_foot) && paragraph.begins_anew_or_apart(at) && paragraph.ends_here(at) {
                        self.settle_byline(&mut paragraph.lines[at], is_head);
                    }
                    continue;
                };
                match verdict.sureness {
                    Sureness::Always => paragraph.lines[at].kind = verdict.kind,
                    Sureness::AtEnds(_) if is_head || is_foot => paragraph.lines[at].kind = verdict.kind,
                    // A correction of several lines is put forward once.
                    Sureness::AtEnds(why) | Sureness::Never(why) if !line.goes_on => {
                        self.propose(line.range, verdict.kind, why);
                    }
                    Sureness::AtEnds(_) | Sureness::Never(_) => {}
                }
                if paragraph.lines[at].kind == BlockKind::Paragraph {
                    paragraph.lines[at].goes_on = true;
                }
            }
        }
    }

    fn settle_byline(&mut self, line: &mut Line<'t>, is_head: bool) {
        let Some(byline) = bylines::byline(line.words) else { return };
        let is_below_title = byline.strength == Strength::BelowTitle && is_head && self.has_title;
        if byline.strength == Strength::Clear || is_below_title {
            line.kind = BlockKind::Byline;
            line.goes_on = false;
            if self.metadata.byline.is_empty() {
                byline.names.clone_into(&mut self.metadata.byline);
            }
        } else if is_head {
            self.propose(line.range, BlockKind::Byline, "it may name who wrote the article");
        }
    }

    /// Cuts the dateline off the first lines of running text.
    fn cut_dateline(&mut self, paragraphs: &mut [Paragraph<'t>]) {
        let mut num_seen = 0;
        for paragraph in paragraphs {
            for at in 0..paragraph.lines.len() {
                let is_first =
                    at.checked_sub(1).is_none_or(|above| paragraph.lines[above].kind != BlockKind::Paragraph);
                let line = paragraph.lines[at];
                if line.kind != BlockKind::Paragraph || !paragraph.is_running(at) {
                    continue;
                }
                num_seen += 1;
                let found = if is_first { dateline(line.words) } else { None };
                match found {
                    Some(Dateline { len, date, doubt: Doubt::None }) => {
                        if let Some(date) = date {
                            self.metadata.date.get_or_insert(date);
                        }
                        paragraph.split(self.text, at, len, [BlockKind::Dateline, BlockKind::Paragraph]);
                        return;
                    }
                    Some(Dateline { len, doubt: Doubt::Because(why), .. }) if num_seen == 1 => {
                        let start = line.range.start();
                        if let Some(range) = trimmed(self.text, start, start + len) {
                            self.propose(range, BlockKind::Dateline, why);
                        }
                    }
                    _ => {}
                }
                if num_seen >= MAX_BEFORE_DATELINE {
                    return;
                }
            }
        }
    }

    /// Cuts "(dpa)" off the last line of running text.
    fn cut_signature(&mut self, paragraphs: &mut [Paragraph<'t>]) {
        let is_text = |paragraph: &&mut Paragraph<'t>| {
            paragraph.lines.last().is_some_and(|line| line.kind == BlockKind::Paragraph)
        };
        let Some(paragraph) = paragraphs.iter_mut().rev().find(is_text) else { return };
        let at = paragraph.lines.len() - 1;
        let line = paragraph.lines[at];
        let Some((byte, is_sure)) = notes::signature(line.words) else { return };
        if is_sure {
            paragraph.split(self.text, at, byte, [BlockKind::Paragraph, BlockKind::Note]);
        } else if let Some(range) = trimmed(self.text, line.range.start() + byte, line.range.end()) {
            self.propose(range, BlockKind::Note, "it may say who wrote the article, in short");
        }
    }

    /// Cuts headings off the running text below them.
    fn cut_headings(&mut self, paragraphs: &mut [Paragraph<'t>]) {
        for (idx, paragraph) in paragraphs.iter_mut().enumerate() {
            let lines = &mut paragraph.lines;
            let Some(at) = lines.iter().position(|line| line.kind == BlockKind::Paragraph) else { continue };
            let is_text = |line: &&Line<'t>| line.kind == BlockKind::Paragraph;
            let words: Vec<&str> = lines[at..].iter().take_while(is_text).map(|line| line.words).collect();
            let range = lines[at].range;
            match headings::heading_over(&words) {
                None => {}
                Some(_) if idx == 0 && !self.has_title => {
                    self.propose(range, BlockKind::Title, "a short line over the first running text");
                }
                Some(Doubt::Because(why)) => self.propose(range, BlockKind::Heading, why),
                Some(Doubt::None) => {
                    lines[at].kind = BlockKind::Heading;
                    lines[at].goes_on = false;
                }
            }
        }
    }
}
