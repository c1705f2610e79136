//! Cuts that were put forward and that somebody has decided on.

use super::Proposal;
use crate::documents::head::trimmed;
use crate::model::article::Block;

/// The blocks of `text` once cuts are made that were put forward for it: what a cut names becomes a block of its own,
/// and what stood around it in its block stays one before and one after. `blocks` are sorted and disjoint, as those that
/// come out are. A cut that lies in no block, or across two, is not made.
pub fn cut(text: &str, blocks: &[Block], cuts: &[Proposal]) -> Vec<Block> {
    let mut blocks = blocks.to_vec();
    for Proposal { range, kind, .. } in cuts {
        let holds = |block: &Block| block.range.start() <= range.start() && range.end() <= block.range.end();
        let Some(at) = blocks.iter().position(holds) else { continue };
        let whole = blocks[at];
        let beside = |start, end| trimmed(text, start, end).map(|range| Block { range, kind: whole.kind });
        let before = beside(whole.range.start(), range.start());
        let after = beside(range.end(), whole.range.end());
        let middle = Block { range: *range, kind: *kind };
        blocks.splice(at..=at, before.into_iter().chain([middle]).chain(after));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::article::BlockKind;
    use crate::model::text::TextRange;

    fn block(start: usize, end: usize, kind: BlockKind) -> Block {
        Block { range: TextRange::new(start, end).unwrap(), kind }
    }

    fn proposal(start: usize, end: usize, kind: BlockKind) -> Proposal {
        Proposal { range: TextRange::new(start, end).unwrap(), kind, why: "it is short" }
    }

    #[test]
    fn a_heading_is_cut_out_of_its_paragraph() {
        let text = "One day.\nPrices\nThey rose.";
        let whole = [block(0, text.len(), BlockKind::Paragraph)];
        let cuts = [proposal(9, 15, BlockKind::Heading)];
        let expected = [
            block(0, 8, BlockKind::Paragraph),
            block(9, 15, BlockKind::Heading),
            block(16, 26, BlockKind::Paragraph),
        ];
        assert_eq!(cut(text, &whole, &cuts), expected);
        // Twice is once, and a block that is named whole only changes its kind.
        assert_eq!(cut(text, &cut(text, &whole, &cuts), &cuts), expected);
        let note = cut(text, &expected, &[proposal(16, 26, BlockKind::Note)]);
        assert_eq!(note[2], block(16, 26, BlockKind::Note));
    }

    #[test]
    fn a_cut_across_blocks_is_not_made() {
        let text = "One day. Two days.";
        let blocks = [block(0, 8, BlockKind::Paragraph), block(9, 18, BlockKind::Paragraph)];
        assert_eq!(cut(text, &blocks, &[proposal(4, 12, BlockKind::Note)]), blocks);
    }

    proptest! {
        #[test]
        fn blocks_stay_in_order_and_lose_no_words(
            cuts in proptest::collection::vec((0_usize..40, 1_usize..20), 0..8),
        ) {
            let text = "Ende gut – alles gut. 渡轮 停航。 A note 🚢 here.";
            let blocks = [block(0, 23, BlockKind::Paragraph), block(24, text.len(), BlockKind::Paragraph)];
            let cuts: Vec<Proposal> = cuts
                .into_iter()
                .filter_map(|(start, len)| {
                    let range = trimmed(text, start, (start + len).min(text.len()))?;
                    Some(Proposal { range, kind: BlockKind::Note, why: "" })
                })
                .collect();
            let after = cut(text, &blocks, &cuts);
            let words = |blocks: &[Block]| -> String {
                let words = blocks.iter().map(|block| block.range.of(text).unwrap());
                words.flat_map(str::split_whitespace).collect()
            };
            prop_assert_eq!(words(&after), words(&blocks));
            prop_assert!(after.is_sorted_by(|one, next| one.range.end() <= next.range.start()));
        }
    }
}
