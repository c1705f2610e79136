//! Extended grapheme clusters (UAX #29, section 3): what a reader takes for one letter.

use unicode_segmentation::GraphemeCursor;

use super::TextRange;

/// The byte offset of the first cluster border after `offset`; the end of the text if there is none.
///
/// Looks at the cluster around `offset` and, for flags, at the run of regional indicators it is in.
pub fn next_grapheme(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    // The whole text is the chunk, so the cursor never lacks context; it still reads around the offset only.
    let border = GraphemeCursor::new(offset, text.len(), true).next_boundary(text, 0);
    border.ok().flatten().unwrap_or(text.len())
}

/// The byte offset of the last cluster border before `offset`; 0 if there is none.
///
/// Looks at as much as [`next_grapheme`].
pub fn previous_grapheme(text: &str, offset: usize) -> usize {
    let offset = text.ceil_char_boundary(offset);
    let border = GraphemeCursor::new(offset, text.len(), true).prev_boundary(text, 0);
    border.ok().flatten().unwrap_or(0)
}

/// The smallest range from cluster border to cluster border that holds `range`, as far as it lies in `text`.
///
/// A range past the end becomes the last cluster. The empty text has no range to give; `range` then comes
/// back as it was.
pub fn snap_to_grapheme(text: &str, range: TextRange) -> TextRange {
    let start = grapheme_floor(text, range.start().min(text.len().saturating_sub(1)));
    let end = grapheme_ceil(text, range.end());
    TextRange::new(start, end).unwrap_or(range)
}

/// Whether `offset`, a character border, is a cluster border.
pub(super) fn is_grapheme_border(text: &str, offset: usize) -> bool {
    GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

fn grapheme_floor(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    if is_grapheme_border(text, offset) { offset } else { previous_grapheme(text, offset) }
}

fn grapheme_ceil(text: &str, offset: usize) -> usize {
    let offset = text.ceil_char_boundary(offset);
    if is_grapheme_border(text, offset) { offset } else { next_grapheme(text, offset) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    use super::super::drawn;
    use super::*;

    #[test]
    fn moves_stop_at_clusters() {
        for case in ["|a|b|", "|e\u{301}|x|", "|👩‍👩‍👧|👍🏽|", "|🇺🇦|🇨🇭|🇺|", "|a|\r\n|b|", "|क्षि|त|", "|“|’|"]
        {
            let (text, borders) = drawn::read(case);
            let mut walked = vec![0];
            while walked.last() != Some(&text.len()) {
                walked.push(next_grapheme(&text, walked[walked.len() - 1]));
            }
            assert_eq!(walked, borders, "{text}");
            let mut back = vec![text.len()];
            while back.last() != Some(&0) {
                back.push(previous_grapheme(&text, back[back.len() - 1]));
            }
            back.reverse();
            assert_eq!(back, borders, "{text}");
        }
    }

    #[test]
    fn ranges_grow_to_clusters() {
        let snap = |text: &str, start, end| {
            drawn::draw(text, &[snap_to_grapheme(text, TextRange::new(start, end).unwrap())])
        };
        assert_eq!(snap("ae\u{301}b", 2, 3), "a|e\u{301}|b");
        assert_eq!(snap("a👩‍👧b", 2, 6), "a|👩‍👧|b");
        assert_eq!(snap("abc", 1, 2), "a|b|c");
        assert_eq!(snap("abc", 7, 9), "ab|c|");
        let nothing = TextRange::new(0, 4).unwrap();
        assert_eq!(snap_to_grapheme("", nothing), nothing);
    }

    proptest! {
        #[test]
        fn moves_agree_with_the_whole_text(text in drawn::prose()) {
            let borders: Vec<usize> =
                text.grapheme_indices(true).map(|(offset, _)| offset).chain([text.len()]).collect();
            for offset in 0..text.len() {
                let next = borders.iter().copied().find(|border| *border > text.floor_char_boundary(offset));
                prop_assert_eq!(Some(next_grapheme(&text, offset)), next);
                let previous = borders.iter().rev().copied().find(|border| *border < offset);
                prop_assert_eq!(previous_grapheme(&text, offset), previous.unwrap_or(0));
            }
        }

        #[test]
        fn snapping_is_done_once(text in drawn::prose(), start in 0usize..99, len in 1usize..40) {
            let range = TextRange::new(start, start + len).unwrap();
            let snapped = snap_to_grapheme(&text, range);
            prop_assert_eq!(snap_to_grapheme(&text, snapped), snapped);
        }
    }
}
