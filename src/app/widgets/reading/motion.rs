//! Where the caret goes, and what the pointer selects: by grapheme, word, sentence, paragraph and line.

use super::items::{Item, Items, item, item_of_unit};
use super::layout::Caret;
use super::scroll::ScrollPlace;
use super::units::{self, Unit};
use crate::app::command::{Motion, Way};
use crate::app::state::Selection;
use crate::model::text::TextRange;
use crate::model::text::language::Language;
use crate::model::text::segment;

/// The text a gesture or a motion acts on.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The article's text.
    pub text: &'a str,
    /// The language of it.
    pub language: Language,
    /// Its units.
    pub units: &'a [Unit],
    /// What is selected.
    pub selection: Selection,
}

/// Where a motion leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// The caret's new place.
    pub caret: Caret,
    /// Where it wants to stand in further lines; only after moving up or down.
    pub goal_x: Option<f32>,
}

/// What a selection made with the pointer grows by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// By grapheme, from where the drag began.
    Grapheme,
    /// By words, once the pointer has left the word it began in; by grapheme inside that.
    FromWord(TextRange),
    /// By words, sentences or paragraphs, never less than the first.
    Whole(Piece, TextRange),
    /// From an end that stays where it is to the nearest border of a word.
    Anchored,
}

/// A piece of text that is selected as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word.
    Word,
    /// A sentence.
    Sentence,
    /// A unit of the text.
    Paragraph,
}

/// The caret after a motion that needs no layout; `None` for those that do.
pub fn by_text(
    text: &str,
    units: &[Unit],
    selection: Selection,
    motion: Motion,
    extends: bool,
) -> Option<Caret> {
    let byte = selection.caret.byte;
    let range = selection.range().filter(|_| !extends);
    let unit_idx = units::unit_at(units, byte);
    let unit = units.get(unit_idx)?.range;
    let to = match (motion, range) {
        // Without Shift an arrow ends a selection at the side it points to.
        (Motion::Left, Some(range)) => range.start(),
        (Motion::Right, Some(range)) => range.end(),
        (Motion::Left, None) if byte <= unit.start() => over_gap_left(units, unit_idx)
            .unwrap_or_else(|| segment::previous_grapheme(text, byte).max(units[0].range.start())),
        (Motion::Right, None) if byte >= unit.end() => {
            units.get(unit_idx + 1).map_or(unit.end(), |unit| unit.range.start())
        }
        // The space before a unit may be one grapheme with what the unit begins with.
        (Motion::Left, None) => segment::previous_grapheme(text, byte).max(unit.start()),
        (Motion::Right, None) => segment::next_grapheme(text, byte).min(unit.end()),
        (Motion::WordLeft, _) => word_left(text, units, byte),
        (Motion::WordRight, _) => word_right(text, units, byte),
        (Motion::ParagraphUp, _) => paragraph_up(units, unit_idx, byte)?,
        (Motion::ParagraphDown, _) => paragraph_down(units, unit_idx, byte)?,
        (Motion::ArticleStart, _) => units.first()?.range.start(),
        (Motion::ArticleEnd, _) => units.last()?.range.end(),
        _ => return None,
    };
    Some(Caret::at(to))
}

/// The end of the unit above, if something lies between the two that the caret goes over.
fn over_gap_left(units: &[Unit], unit_idx: usize) -> Option<usize> {
    let above = units.get(unit_idx.checked_sub(1)?)?.range.end();
    (above < units[unit_idx].range.start()).then_some(above)
}

/// The start of the paragraph; from there, that of the one above.
fn paragraph_up(units: &[Unit], unit_idx: usize, byte: usize) -> Option<usize> {
    let here = units::paragraph(units, unit_idx);
    let start = units.get(here.start)?.range.start();
    if byte > start {
        return Some(start);
    }
    let above = units::paragraph(units, here.start.saturating_sub(1));
    Some(units.get(above.start)?.range.start())
}

/// The end of the paragraph; from there, that of the one below.
fn paragraph_down(units: &[Unit], unit_idx: usize, byte: usize) -> Option<usize> {
    let here = units::paragraph(units, unit_idx);
    let end = units.get(here.end.checked_sub(1)?)?.range.end();
    if byte < end || here.end >= units.len() {
        return Some(end);
    }
    let below = units::paragraph(units, here.end);
    Some(units.get(below.end.checked_sub(1)?)?.range.end())
}

/// The start of the word before; at a unit's start, the end of the unit above.
fn word_left(text: &str, units: &[Unit], byte: usize) -> usize {
    let idx = units::unit_at(units, byte);
    let unit = units[idx].range;
    let is_first = byte <= unit.start();
    if let Some(above) = over_gap_left(units, idx).filter(|_| is_first) {
        return above;
    }
    let from = if is_first { idx.saturating_sub(1) } else { idx };
    segment::previous_word_start(text, byte).max(units[from].range.start())
}

/// The end of the word after; at a unit's end, the start of the unit below.
fn word_right(text: &str, units: &[Unit], byte: usize) -> usize {
    let idx = units::unit_at(units, byte);
    let unit = units[idx].range;
    if byte >= unit.end() {
        return units.get(idx + 1).map_or(unit.end(), |unit| unit.range.start());
    }
    segment::next_word_end(text, byte).min(unit.end())
}

/// The caret after a motion by lines or screenfuls.
pub fn by_layout(
    items: &mut Items<'_>,
    caret: Caret,
    goal_x: Option<f32>,
    motion: Motion,
    page: f32,
) -> Option<Moved> {
    let unit_idx = units::unit_at(&items.open.units, caret.byte);
    let laid_out = items.unit(unit_idx)?;
    let row_idx = laid_out.row_of(caret);
    let at = laid_out.caret_rect(caret);
    let goal = goal_x.unwrap_or(at.left());
    let num_rows = laid_out.num_rows();
    let moved = |caret| Some(Moved { caret, goal_x: Some(goal) });
    match motion {
        Motion::LineStart => Some(Moved { caret: laid_out.row_ends(row_idx).0, goal_x: None }),
        Motion::LineEnd => Some(Moved { caret: laid_out.row_ends(row_idx).1, goal_x: None }),
        Motion::Up if row_idx > 0 => moved(laid_out.caret_in_row(row_idx - 1, goal)),
        Motion::Down if row_idx + 1 < num_rows => moved(laid_out.caret_in_row(row_idx + 1, goal)),
        Motion::Up => match unit_idx.checked_sub(1) {
            Some(above) => {
                let above = items.unit(above)?;
                moved(above.caret_in_row(above.num_rows().saturating_sub(1), goal))
            }
            None => Some(Moved { caret: laid_out.row_ends(row_idx).0, goal_x: None }),
        },
        Motion::Down => match items.unit(unit_idx + 1) {
            Some(below) => moved(below.caret_in_row(0, goal)),
            None => Some(Moved { caret: items.unit(unit_idx)?.row_ends(row_idx).1, goal_x: None }),
        },
        Motion::PageUp | Motion::PageDown => {
            let delta = if motion == Motion::PageDown { page } else { -page };
            let above = items.space_above(Item::Unit(unit_idx));
            let item_idx = item_of_unit(items.open, unit_idx);
            let place = ScrollPlace::resolve(items, item_idx, above + at.center().y + delta);
            let offset = place.offset(items);
            let unit_idx = match item(items.open, place.item) {
                Item::Unit(idx) => idx,
                Item::About => 0,
            };
            let above = items.space_above(Item::Unit(unit_idx));
            moved(items.unit(unit_idx)?.caret_at(egui::pos2(goal, offset - above)))
        }
        _ => None,
    }
}

/// The sentence to select next, or before, what is selected now.
pub fn sentence(ground: Ground<'_>, way: Way) -> Option<TextRange> {
    let Ground { text, language, units, selection } = ground;
    let caret = selection.caret.byte;
    match way {
        Way::Next => {
            let from = selection.range().map_or(caret, TextRange::end);
            let first = units::unit_at(units, from);
            units[first.min(units.len())..]
                .iter()
                .flat_map(|unit| segment::sentences(text, unit.range, language))
                .find(|sentence| sentence.end() > from)
        }
        Way::Previous => {
            let from = selection.range().map_or(caret, TextRange::start);
            let last = units::unit_at(units, from);
            units
                .get(..=last)?
                .iter()
                .rev()
                .flat_map(|unit| segment::sentences(text, unit.range, language).into_iter().rev())
                .find(|sentence| sentence.start() < from)
        }
    }
}

/// The word, sentence or paragraph at a byte.
pub fn piece_at(ground: Ground<'_>, piece: Piece, byte: usize) -> Option<TextRange> {
    let Ground { text, language, units, .. } = ground;
    let unit = units.get(units::unit_at(units, byte))?.range;
    match piece {
        Piece::Word => segment::word_at(text, byte),
        Piece::Sentence => segment::sentence_at(text, unit, byte, language),
        Piece::Paragraph => units::paragraph_range(units, units::unit_at(units, byte)),
    }
}

/// The selection of a drag that began at `origin` and has come to `caret`.
pub fn dragged(ground: Ground<'_>, grain: Grain, origin: usize, caret: Caret) -> Selection {
    let text = ground.text;
    let byte = caret.byte;
    let select = |anchor, byte| Selection { anchor, caret: Caret::at(byte) };
    match grain {
        Grain::FromWord(word) if byte > word.end() => {
            let inside = segment::word_at(text, byte).filter(|other| other.start() < byte);
            select(word.start(), inside.map_or(byte, TextRange::end))
        }
        Grain::FromWord(word) if byte < word.start() => {
            let inside = segment::word_at(text, byte).filter(|other| byte < other.end());
            select(word.end(), inside.map_or(byte, TextRange::start))
        }
        Grain::Anchored => {
            let inside = segment::word_at(text, byte).filter(|word| word.start() < byte && byte < word.end());
            let nearest = inside.map_or(byte, |word| {
                if byte - word.start() < word.end() - byte { word.start() } else { word.end() }
            });
            select(origin, nearest)
        }
        Grain::Grapheme | Grain::FromWord(_) => Selection { anchor: origin, caret },
        Grain::Whole(piece, first) => {
            let other = piece_at(ground, piece, byte).unwrap_or(first);
            if other.start() < first.start() {
                select(first.end(), other.start())
            } else {
                select(first.start(), other.end().max(first.end()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Fares rise. Boats wait!\n\nThe naïve plan leaked.";

    fn ground<'a>(text: &'a str, units: &'a [Unit], selection: Selection) -> Ground<'a> {
        Ground { text, language: Language::English, units, selection }
    }

    /// `text` with `|` at the caret and `[` at the anchor of a selection.
    fn show(text: &str, selection: Selection) -> String {
        let mut marks = vec![(selection.caret.byte, '|')];
        if selection.anchor != selection.caret.byte {
            marks.push((selection.anchor, '['));
        }
        marks.sort_unstable();
        let mut shown = text.to_owned();
        for (byte, mark) in marks.into_iter().rev() {
            shown.insert(byte, mark);
        }
        shown.replace("\n\n", "/")
    }

    fn read(shown: &str) -> (String, Selection) {
        let shown = shown.replace('/', "\n\n");
        let text: String = shown.chars().filter(|ch| !matches!(ch, '|' | '[')).collect();
        let place = |mark: char, other: char| {
            let at = shown.find(mark)?;
            Some(at - shown[..at].matches(other).count())
        };
        let caret = place('|', '[').unwrap();
        (text, Selection { anchor: place('[', '|').unwrap_or(caret), caret: Caret::at(caret) })
    }

    fn moved(shown: &str, motion: Motion, extends: bool) -> String {
        let (text, selection) = read(shown);
        let units = units::build(&text, &[], Language::Unknown);
        let caret = by_text(&text, &units, selection, motion, extends).unwrap();
        let anchor = if extends { selection.anchor } else { caret.byte };
        show(&text, Selection { anchor, caret })
    }

    #[test]
    fn the_caret_moves_over_paragraph_ends() {
        assert_eq!(moved("One.|/Two.", Motion::Right, false), "One./|Two.");
        assert_eq!(moved("One./|Two.", Motion::Left, false), "One.|/Two.");
        assert_eq!(moved("One.|/Two.", Motion::WordRight, false), "One./|Two.");
        assert_eq!(moved("One./|Two.", Motion::WordLeft, false), "One.|/Two.");
        assert_eq!(moved("|One./Two.", Motion::Left, false), "|One./Two.");
        assert_eq!(moved("One./Two.|", Motion::Right, false), "One./Two.|");
    }

    #[test]
    fn an_arrow_ends_a_selection_at_its_side() {
        assert_eq!(moved("[One| two", Motion::Left, false), "|One two");
        assert_eq!(moved("|One[ two", Motion::Right, false), "One| two");
        assert_eq!(moved("[One| two", Motion::Right, true), "[One |two");
    }

    #[test]
    fn paragraphs_and_article_ends() {
        assert_eq!(moved("One tw|o./Three.", Motion::ParagraphUp, false), "|One two./Three.");
        assert_eq!(moved("One./|Three.", Motion::ParagraphUp, false), "|One./Three.");
        assert_eq!(moved("On|e./Three.", Motion::ParagraphDown, true), "On[e.|/Three.");
        assert_eq!(moved("One.|/Three.", Motion::ParagraphDown, false), "One./Three.|");
        assert_eq!(moved("On|e./Three.", Motion::ArticleEnd, false), "One./Three.|");
    }

    proptest! {
        #[test]
        fn a_caret_that_goes_and_comes_back_is_where_it_was(
            text in "[a-c“” \\n.é👩🇳👍🏽]{0,60}", steps in 0_usize..60
        ) {
            let units = units::build(&text, &[], Language::Unknown);
            if units.is_empty() {
                return Ok(());
            }
            let go = |byte, motion| {
                by_text(&text, &units, Selection::caret(Caret::at(byte)), motion, false).unwrap().byte
            };
            let mut byte = units[0].range.start();
            for _ in 0..steps {
                byte = go(byte, Motion::Right);
            }
            let next = go(byte, Motion::Right);
            prop_assert!(next == byte || go(next, Motion::Left) == byte);
            let before = go(byte, Motion::Left);
            prop_assert!(before == byte || go(before, Motion::Right) == byte);
        }
    }

    #[test]
    fn a_unit_that_begins_inside_a_grapheme_is_gone_through_both_ways() {
        assert_eq!(moved("One./|🏽", Motion::Right, false), "One./🏽|");
        let text = "One.\n 🏽";
        let units = units::build(text, &[], Language::Unknown);
        let end = Selection::caret(Caret::at(text.len()));
        let back = by_text(text, &units, end, Motion::Left, false).unwrap();
        assert_eq!(back.byte, units[1].range.start());
    }

    #[test]
    fn space_goes_through_the_sentences() {
        let units = units::build(TEXT, &[], Language::Unknown);
        let mut selection = Selection::default();
        let mut seen = Vec::new();
        while let Some(range) = sentence(ground(TEXT, &units, selection), Way::Next) {
            seen.push(range.of(TEXT).unwrap());
            selection = Selection { anchor: range.start(), caret: Caret::at(range.end()) };
        }
        assert_eq!(seen, ["Fares rise.", "Boats wait!", "The naïve plan leaked."]);
        let back = sentence(ground(TEXT, &units, selection), Way::Previous).unwrap();
        assert_eq!(back.of(TEXT).unwrap(), "Boats wait!");
        // A caret after a sentence's end takes the next one.
        let after = sentence(ground(TEXT, &units, Selection::caret(Caret::at(11))), Way::Next).unwrap();
        assert_eq!(after.of(TEXT).unwrap(), "Boats wait!");
        assert!(sentence(ground("", &[], Selection::default()), Way::Next).is_none());
    }

    #[test]
    fn a_drag_from_a_word_takes_whole_words_and_graphemes_inside_the_first() {
        let units = units::build(TEXT, &[], Language::Unknown);
        // It begins inside "rise".
        let word = segment::word_at(TEXT, 8).unwrap();
        let ground = ground(TEXT, &units, Selection::default());
        let drag = |byte| show(TEXT, dragged(ground, Grain::FromWord(word), 8, Caret::at(byte)));
        assert_eq!(drag(14), "Fares [rise. Boats| wait!/The naïve plan leaked.");
        assert_eq!(drag(2), "|Fares rise[. Boats wait!/The naïve plan leaked.");
        assert_eq!(drag(9), "Fares ri[s|e. Boats wait!/The naïve plan leaked.");
        assert_eq!(drag(11), "Fares [rise.| Boats wait!/The naïve plan leaked.");
    }

    #[test]
    fn a_drag_by_sentences_never_takes_less_than_the_first() {
        let units = units::build(TEXT, &[], Language::Unknown);
        let ground = ground(TEXT, &units, Selection::default());
        let first = piece_at(ground, Piece::Sentence, 14).unwrap();
        let drag = |byte| dragged(ground, Grain::Whole(Piece::Sentence, first), 14, Caret::at(byte)).range();
        assert_eq!(drag(15), Some(first));
        assert_eq!(drag(3).unwrap().of(TEXT).unwrap(), "Fares rise. Boats wait!");
        assert_eq!(drag(30).unwrap().end(), TEXT.len());
    }
}
