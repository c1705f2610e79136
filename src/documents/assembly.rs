//! A text that is put together block by block, with a blank line between them.

use crate::model::article::{Block, BlockKind};
use crate::model::text::TextRange;

use super::markdown::is_spaceless;

/// The text so far and its blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Assembly {
    /// The text; [`Assembly::finish`] ends it with a line end.
    pub(super) text: String,
    /// Its blocks.
    pub(super) blocks: Vec<Block>,
}

impl Assembly {
    /// Adds a block without the white space around it; one of nothing else is none. Lines in it end in LF.
    pub(super) fn push(&mut self, kind: BlockKind, words: &str) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(words);
        self.blocks.extend(TextRange::new(start, self.text.len()).map(|range| Block { range, kind }));
    }

    /// Adds the blocks of another text.
    pub(super) fn append(&mut self, other: Self) {
        for Block { range, kind } in other.blocks {
            self.push(kind, range.of(&other.text).unwrap_or_default());
        }
    }

    /// The whole, its last line ended.
    pub(super) fn finish(mut self) -> Self {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self
    }
}

/// Words as a page shows them: every run of white space is one space, none at the ends. No-break spaces stay.
pub(super) fn collapsed(words: &str) -> String {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
    words.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Adds words that go on in a new line to `target`, behind a space; Chinese and Japanese lines go on without one.
pub(super) fn push_joined(target: &mut String, words: &str) {
    let is_dense = target.ends_with(is_spaceless) && words.starts_with(is_spaceless);
    if !is_dense && !words.is_empty() && !target.is_empty() && !target.ends_with(char::is_whitespace) {
        target.push(' ');
    }
    target.push_str(words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_by_a_space_where_the_script_has_spaces() {
        let mut words = String::from("We");
        push_joined(&mut words, "go on");
        push_joined(&mut words, "");
        assert_eq!(words, "We go on");
        let mut words = String::from("市议会星期一");
        push_joined(&mut words, "宣布");
        push_joined(&mut words, "more");
        assert_eq!(words, "市议会星期一宣布 more");
    }

    #[test]
    fn blocks_stand_apart_and_empty_ones_are_none() {
        let mut assembly = Assembly::default();
        assembly.push(BlockKind::Title, " Night ferry ");
        assembly.push(BlockKind::Paragraph, " \n ");
        assembly.push(BlockKind::Paragraph, "It runs.\nAgain.");
        let Assembly { text, blocks } = assembly.finish();
        assert_eq!(text, "Night ferry\n\nIt runs.\nAgain.\n");
        let words: Vec<&str> = blocks.iter().map(|block| &text[block.range.bytes()]).collect();
        assert_eq!(words, ["Night ferry", "It runs.\nAgain."]);
    }

    #[test]
    fn white_space_collapses_and_no_break_spaces_stay() {
        assert_eq!(collapsed(" a \t\n b\u{a0}c "), "a b\u{a0}c");
    }
}
