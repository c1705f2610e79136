//! The units a text is laid out in: its paragraphs, cut where a title or a heading shares their line, and into
//! pieces where they are too long to be laid out at once.

use crate::model::article::{Block, BlockKind};
use crate::model::text::TextRange;
use crate::model::text::language::Language;
use crate::model::text::segment;

/// A paragraph longer than this is laid out in pieces, in bytes.
const MAX_WHOLE: usize = 8 * 1024;
/// How long such a piece is at most, in bytes: laying one out must not be felt while scrolling.
const MAX_PIECE: usize = 2 * 1024;

/// One piece of text that is laid out by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it lies in the article's text; no white space at its ends.
    pub range: TextRange,
    /// What it is, as a whole.
    pub kind: BlockKind,
    /// Its number among the paragraphs, from 1; titles, headings, bylines and the like have none, nor have the
    /// further pieces of a paragraph.
    pub number: Option<usize>,
    /// Whether it goes on the paragraph of the unit before.
    pub goes_on: bool,
}

/// The units of a text, in order, without overlaps. Only white space lies between them, or nothing between two
/// pieces of a paragraph that has none. Where long paragraphs are cut goes by the sentences of the language.
pub fn build(text: &str, blocks: &[Block], language: Language) -> Vec<Unit> {
    let mut own_line = blocks.iter().filter(|block| stands_alone(block.kind)).peekable();
    let mut units = Vec::new();
    let mut num_paragraphs = 0;
    for paragraph in segment::paragraphs(text) {
        let mut cuts = vec![paragraph.start()];
        while let Some(block) = own_line.next_if(|block| block.range.start() < paragraph.end()) {
            cuts.extend(
                [block.range.start(), block.range.end()].into_iter().filter(|cut| paragraph.contains(*cut)),
            );
        }
        cuts.push(paragraph.end());
        cuts.sort_unstable();
        for pair in cuts.windows(2) {
            let Some(range) = trimmed(text, pair[0], pair[1]) else {
                continue;
            };
            let kind = kind_at(blocks, range);
            let counts = kind == BlockKind::Paragraph;
            num_paragraphs += usize::from(counts);
            let number = counts.then_some(num_paragraphs);
            let pieces = pieces(text, range, language).into_iter().enumerate();
            units.extend(pieces.map(|(idx, range)| Unit {
                range,
                kind,
                number: number.filter(|_| idx == 0),
                goes_on: idx > 0,
            }));
        }
    }
    units
}

/// The units of the paragraph that a unit belongs to.
pub fn paragraph(units: &[Unit], unit_idx: usize) -> std::ops::Range<usize> {
    let before = units.iter().take(unit_idx + 1).rev().take_while(|unit| unit.goes_on).count();
    let after = units.iter().skip(unit_idx + 1).take_while(|unit| unit.goes_on).count();
    unit_idx.saturating_sub(before)..(unit_idx + 1 + after).min(units.len())
}

/// The text of the paragraph that a unit belongs to.
pub fn paragraph_range(units: &[Unit], unit_idx: usize) -> Option<TextRange> {
    let all = units.get(paragraph(units, unit_idx))?;
    TextRange::new(all.first()?.range.start(), all.last()?.range.end()).ok()
}

/// The pieces a paragraph is laid out in.
fn pieces(text: &str, range: TextRange, language: Language) -> Vec<TextRange> {
    if range.len() <= MAX_WHOLE {
        return vec![range];
    }
    let mut pieces = Vec::with_capacity(range.len() / MAX_PIECE * 2);
    let mut start = range.start();
    while range.end() - start > MAX_PIECE {
        let cut = cut_in(text, start, language);
        pieces.extend(trimmed(text, start, cut));
        start = cut;
    }
    pieces.extend(trimmed(text, start, range.end()));
    pieces
}

/// Where a piece that starts at `start` ends: before a sentence that begins in its second half, outside quotations
/// if there is such a one; else before a word; else between two graphemes.
fn cut_in(text: &str, start: usize, language: Language) -> usize {
    let end = text.floor_char_boundary(start + MAX_PIECE);
    let middle = start + MAX_PIECE / 2;
    let Ok(window) = TextRange::new(start, end) else { return end };
    let sentences = segment::sentences(text, window, language);
    let quotations = segment::quotations(text, window, language);
    let late = || sentences.iter().rev().map(|sentence| sentence.start()).take_while(|at| *at > middle);
    let is_quoted =
        |at: &usize| quotations.iter().any(|quotation| quotation.start() < *at && *at < quotation.end());
    let word = || {
        let late = text.get(text.floor_char_boundary(middle)..end)?;
        late.rfind(char::is_whitespace).map(|at| end - late.len() + at)
    };
    let grapheme = segment::previous_grapheme(text, end);
    late().find(|at| !is_quoted(at)).or_else(|| late().next()).or_else(word).unwrap_or(if grapheme > start {
        grapheme
    } else {
        segment::next_grapheme(text, end)
    })
}

/// The unit an offset belongs to: the last one that starts at or before it, or the first.
pub fn unit_at(units: &[Unit], byte: usize) -> usize {
    units.partition_point(|unit| unit.range.start() <= byte).saturating_sub(1)
}

/// The nearest offset at which a caret can stand: inside a unit or at its ends.
pub fn caret_place(units: &[Unit], byte: usize) -> usize {
    let Some(unit) = units.get(unit_at(units, byte)) else {
        return 0;
    };
    byte.clamp(unit.range.start(), unit.range.end())
}

/// Whether a block of this kind is laid out apart from what shares its line.
fn stands_alone(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Title | BlockKind::Heading | BlockKind::Furniture)
}

/// The kind of the smallest block that covers the start of `range`.
fn kind_at(blocks: &[Block], range: TextRange) -> BlockKind {
    let end = blocks.partition_point(|block| block.range.start() <= range.start());
    // Blocks rarely nest, so that the one that starts last is nearly always the one looked for.
    blocks[..end]
        .iter()
        .rev()
        .take(8)
        .filter(|block| block.range.contains(range.start()))
        .min_by_key(|block| block.range.len())
        .map_or(BlockKind::Paragraph, |block| match block.kind {
            // A date line that opens a paragraph does not make the paragraph one.
            BlockKind::Dateline | BlockKind::Byline if block.range.end() < range.end() => {
                BlockKind::Paragraph
            }
            kind => kind,
        })
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let part = text.get(start..end)?;
    let start = start + (part.len() - part.trim_start().len());
    TextRange::new(start, start + part.trim().len()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, start: usize, end: usize) -> Block {
        Block { range: TextRange::new(start, end).unwrap(), kind }
    }

    fn show<'t>(text: &'t str, units: &[Unit]) -> Vec<(&'t str, BlockKind, Option<usize>)> {
        units.iter().map(|unit| (unit.range.of(text).unwrap(), unit.kind, unit.number)).collect()
    }

    #[test]
    fn a_heading_in_a_line_is_cut_from_it() {
        let text = "Ferry plan\n\nTurmoil in port The plan leaked.\n\nNext day.";
        let blocks = [block(BlockKind::Title, 0, 10), block(BlockKind::Heading, 12, 27)];
        let units = build(text, &blocks, Language::Unknown);
        assert_eq!(
            show(text, &units),
            [
                ("Ferry plan", BlockKind::Title, None),
                ("Turmoil in port", BlockKind::Heading, None),
                ("The plan leaked.", BlockKind::Paragraph, Some(1)),
                ("Next day.", BlockKind::Paragraph, Some(2)),
            ]
        );
    }

    #[test]
    fn a_long_paragraph_is_laid_out_in_pieces_that_end_with_sentences() {
        let text = "“The harbour is shut. It stays shut,” she said. Nobody knew why. ".repeat(400);
        let units = build(text.trim_end(), &[], Language::Unknown);
        assert!(units.len() > 10);
        assert_eq!(units.iter().filter_map(|unit| unit.number).collect::<Vec<_>>(), [1]);
        assert!(units.iter().all(|unit| unit.range.len() <= MAX_PIECE));
        for pair in units.windows(2) {
            let between = &text[pair[0].range.end()..pair[1].range.start()];
            assert_eq!(between, " ", "only the space between two sentences");
            assert!(matches!(text.as_bytes()[pair[0].range.end() - 1], b'.'), "{:?}", pair[0]);
            assert!(pair[1].goes_on);
        }
        assert_eq!(paragraph(&units, 3), 0..units.len());
        assert_eq!(paragraph_range(&units, 3).unwrap().of(text.trim_end()).unwrap(), text.trim_end());
    }

    #[test]
    fn a_text_without_any_space_is_cut_between_graphemes() {
        let text = "e\u{301}👩\u{200d}🚀".repeat(2_000);
        let units = build(&text, &[], Language::Unknown);
        let mut at = 0;
        for unit in &units {
            assert_eq!(unit.range.start(), at);
            at = unit.range.end();
            assert!(
                at == text.len()
                    || segment::next_grapheme(&text, segment::previous_grapheme(&text, at)) == at
            );
        }
        assert_eq!(at, text.len());
    }

    #[test]
    fn offsets_find_their_units() {
        let text = "One two.\n\n Three.";
        let units = build(text, &[], Language::Unknown);
        assert_eq!((unit_at(&units, 0), unit_at(&units, 9), unit_at(&units, 12)), (0, 0, 1));
        assert_eq!(caret_place(&units, 10), 8);
        assert_eq!(caret_place(&units, 99), text.len());
        assert_eq!(caret_place(&[], 10), 0);
    }

    #[test]
    fn a_date_line_does_not_make_its_paragraph_one() {
        let text = "PORT, 3 May — The ferry sails.\nPORT, 3 May";
        let blocks = [block(BlockKind::Dateline, 0, 11), block(BlockKind::Dateline, 33, 44)];
        let kinds: Vec<BlockKind> =
            build(text, &blocks, Language::Unknown).iter().map(|unit| unit.kind).collect();
        assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Dateline]);
    }
}
