//! The pieces of a paragraph: parts of it that run one way, that no line ends in, and that egui shapes rightly.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::model::text::direction::{
    Direction, Levels, Part, asks_for_direction, mirrored, runs_right_to_left,
};

/// How a piece is given to egui.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As it stands, shaped from left to right.
    Forward,
    /// Letters from right to left: the shaper sees by their script which way they run, and joins them.
    Letters,
    /// One grapheme by itself: marks between letters from right to left, drawn mirrored where they have a mirror image,
    /// and digits that a shaper would turn round.
    Single,
    /// White space.
    Space,
    /// Nothing is seen of it.
    Hidden,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its level, and what it is at a line's end.
    pub part: Part,
    /// How it is shaped.
    pub shape: Shape,
    /// The section of the job it is in.
    pub section_idx: usize,
    /// Whether a line may end after it.
    pub may_end_line: bool,
}

/// A paragraph of a text: its bytes up to the line end, and its pieces.
pub struct Paragraph<'a> {
    /// The levels of its characters; offsets count from its start.
    pub levels: Levels<'a>,
    /// Its pieces, in the order of the text. None, if it is empty.
    pub pieces: Vec<Piece>,
}

/// Where a paragraph may or must be cut, beyond what its text says.
#[derive(Clone, Copy, Default)]
pub struct Cuts<'a> {
    /// The ends of the job's sections, in bytes of the text, in order.
    pub sections: &'a [usize],
    /// Places in the text at which a line may end, in order: inside what is wider than a line.
    pub forced: &'a [usize],
    /// Ranges of the text whose letters are shaped one by one, in order: those for which no face has all.
    pub apart: &'a [Range<usize>],
}

/// Cuts one paragraph of a text.
pub fn cut<'a>(text: &'a str, range: Range<usize>, base: Option<Direction>, cuts: Cuts<'_>) -> Paragraph<'a> {
    let words = &text[range.clone()];
    let levels = Levels::new(words, base);
    let mut breaks = unicode_linebreak::linebreaks(words).map(|(at, _)| range.start + at).peekable();
    let mut forced = cuts.forced.iter().copied().skip_while(|at| *at <= range.start).peekable();
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, grapheme) in words.grapheme_indices(true) {
        let start = range.start + at;
        let part = levels.part(at);
        let is_apart = cuts.apart.iter().any(|range| range.contains(&start));
        let shape = match shape_of(grapheme, part) {
            Shape::Letters if is_apart => Shape::Single,
            shape => shape,
        };
        let section_idx = cuts.sections.partition_point(|end| *end <= start);
        // A break inside a grapheme is none.
        let before =
            breaks.next_if(|cut| *cut <= start).is_some() | forced.next_if(|cut| *cut <= start).is_some();
        while breaks.next_if(|cut| *cut <= start).is_some() {}
        if let Some(last) = pieces.last_mut() {
            last.may_end_line |= before;
            let goes_on = !last.may_end_line
                && shape != Shape::Single
                && (last.shape, last.part, last.section_idx) == (shape, part, section_idx);
            if goes_on {
                last.range.end = start + grapheme.len();
                continue;
            }
        }
        let range = start..start + grapheme.len();
        pieces.push(Piece { range, part, shape, section_idx, may_end_line: false });
    }
    Paragraph { levels, pieces }
}

impl Piece {
    /// Its characters as they are drawn.
    pub fn drawn<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let words = &text[self.range.clone()];
        match self.shape {
            Shape::Hidden => Cow::Borrowed(""),
            Shape::Single if self.part.level.is_rtl() => words.chars().map(mirrored).collect(),
            // A line end that is no end of a line.
            _ if words.contains('\n') => Cow::Owned(words.replace('\n', " ")),
            _ => Cow::Borrowed(words),
        }
    }
}

fn shape_of(grapheme: &str, part: Part) -> Shape {
    let Some(first) = grapheme.chars().next() else { return Shape::Hidden };
    if asks_for_direction(first) {
        return Shape::Hidden;
    }
    if first.is_whitespace() && !matches!(first, '\u{A0}' | '\u{202F}') {
        return Shape::Space;
    }
    match (part.level.is_rtl(), runs_right_to_left(first)) {
        (true, true) if first.is_alphabetic() => Shape::Letters,
        (false, false) => Shape::Forward,
        _ => Shape::Single,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece with its level, and `/` where a line may end.
    fn pieces(text: &str) -> Vec<String> {
        let paragraph = cut(text, 0..text.len(), None, Cuts::default());
        let show = |piece: &Piece| {
            let end = if piece.may_end_line { "/" } else { "" };
            format!("{}{}{end}", &text[piece.range.clone()], piece.part.level.number())
        };
        paragraph.pieces.iter().map(show).collect()
    }

    #[test]
    fn words_marks_and_spaces_are_pieces() {
        assert_eq!(pieces("قال (UN) 12%."), ["قال1", " 1/", "(1", "UN2", ")1", " 1/", "12%2", ".1"]);
        assert_eq!(pieces("He said שלום, ok"), ["He0", " 0/", "said0", " 0/", "שלום1", ",0", " 0/", "ok0"]);
        assert_eq!(pieces(""), Vec::<String>::new());
    }

    #[test]
    fn harakat_and_joiners_stay_with_their_letters() {
        assert_eq!(pieces("عَلَيْكُمْ"), ["عَلَيْكُمْ1"]);
        assert_eq!(pieces("می\u{200c}شود"), ["می\u{200c}شود1"]);
    }

    #[test]
    fn digits_of_such_scripts_stand_alone() {
        assert_eq!(pieces("تا ۱۲"), ["تا1", " 1/", "۱2", "۲2"]);
    }

    #[test]
    fn brackets_are_mirrored_only_where_they_run_from_right_to_left() {
        let text = "نعم (لا) (a)";
        let paragraph = cut(text, 0..text.len(), None, Cuts::default());
        let drawn: Vec<Cow<'_, str>> = paragraph.pieces.iter().map(|piece| piece.drawn(text)).collect();
        assert_eq!(drawn, ["نعم", " ", ")", "لا", "(", " ", ")", "a", "("]);
    }
}
