//! The units a text is laid out in: its paragraphs, cut where a title or a heading shares their line.

use crate::model::article::{Block, BlockKind};
use crate::model::text::TextRange;
use crate::model::text::segment;

/// One piece of text that is laid out by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it lies in the article's text; no white space at its ends.
    pub range: TextRange,
    /// What it is, as a whole.
    pub kind: BlockKind,
    /// Its number among the paragraphs, from 1; titles, headings, bylines and the like have none.
    pub number: Option<usize>,
}

/// The units of a text, in order, without overlaps. Only white space lies between them.
pub fn build(text: &str, blocks: &[Block]) -> Vec<Unit> {
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
            units.push(Unit { range, kind, number: counts.then_some(num_paragraphs) });
        }
    }
    units
}

/// The unit an offset belongs to: the last one that starts at or before it, or the first.
pub fn unit_at(units: &[Unit], byte: usize) -> usize {
    units.partition_point(|unit| unit.range.start() <= byte).saturating_sub(1)
}

/// The units that share a byte with a range.
pub fn units_in(units: &[Unit], range: TextRange) -> std::ops::Range<usize> {
    let first = units.partition_point(|unit| unit.range.end() <= range.start());
    let end = units.partition_point(|unit| unit.range.start() < range.end());
    first..end.max(first)
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
        let units = build(text, &blocks);
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
    fn offsets_find_their_units() {
        let text = "One two.\n\n Three.";
        let units = build(text, &[]);
        assert_eq!((unit_at(&units, 0), unit_at(&units, 9), unit_at(&units, 12)), (0, 0, 1));
        assert_eq!(caret_place(&units, 10), 8);
        assert_eq!(caret_place(&units, 99), text.len());
        assert_eq!(units_in(&units, TextRange::new(4, 12).unwrap()), 0..2);
        assert_eq!(units_in(&units, TextRange::new(8, 10).unwrap()), 1..1);
        assert_eq!(caret_place(&[], 10), 0);
    }

    #[test]
    fn a_date_line_does_not_make_its_paragraph_one() {
        let text = "PORT, 3 May — The ferry sails.\nPORT, 3 May";
        let blocks = [block(BlockKind::Dateline, 0, 11), block(BlockKind::Dateline, 33, 44)];
        let kinds: Vec<BlockKind> = build(text, &blocks).iter().map(|unit| unit.kind).collect();
        assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Dateline]);
    }
}
