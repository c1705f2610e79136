//! What the pointer's presses and drags in the text mean. egui counts clicks to three and only on release;
//! here a press selects at once, and a fourth takes the paragraph.

use egui::{Modifiers, Pos2};

use super::layout::Caret;
use super::motion::{Grain, Ground, Piece, dragged, piece_at};
use crate::app::command::Command;
use crate::app::state::Selection;
use crate::model::text::segment;

/// Presses closer in time than this belong together, in seconds.
pub const MAX_PAUSE: f64 = 0.3;
/// Presses closer than this belong together, and a pointer that moved less has not been dragged; in points.
const MAX_SLIP: f32 = 4.0;

/// What is known of the pointer between two frames.
#[derive(Clone, Debug, Default)]
pub struct PointerGestures {
    last_press: Option<(f64, Pos2, u32)>,
    drag: Option<Drag>,
}

/// A button held down over the text.
#[derive(Clone, Debug)]
struct Drag {
    from: Pos2,
    origin: usize,
    grain: Grain,
    has_moved: bool,
    /// What was last selected by it.
    selected: Selection,
    /// What the release means.
    end: DragEnd,
}

/// What the release of the button means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DragEnd {
    /// A click, if the pointer has not moved; selected words otherwise.
    ClickOrWords,
    /// Selected words.
    Words,
    /// Words to be added to the span in focus; a click, if the pointer has not moved.
    Fragment,
    /// New bounds of a fragment.
    Bounds,
}

/// What a release of the button comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Released {
    /// A click.
    Click(Hit),
    /// Words have been selected.
    Selected(Selection),
    /// The selected words are to be added to the span in focus.
    Fragment,
    /// The selection is the fragment's new place.
    Bounds,
}

/// Where the pointer is in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The nearest place for the caret.
    pub caret: Caret,
    /// The character under the pointer.
    pub under: Option<usize>,
}

impl PointerGestures {
    /// Whether the button is held down over the text.
    pub fn is_dragging(&self) -> bool {
        self.drag.is_some()
    }

    /// The button went down.
    pub fn press(
        &mut self,
        ground: Ground<'_>,
        hit: Hit,
        pos: Pos2,
        now: f64,
        modifiers: Modifiers,
    ) -> Command {
        let count = match self.last_press {
            Some((then, there, count)) if now - then < MAX_PAUSE && there.distance(pos) < MAX_SLIP => {
                count % 4 + 1
            }
            _ => 1,
        };
        self.last_press = Some((now, pos, count));
        let byte = hit.caret.byte;
        let piece = match count {
            1 => None,
            2 => Some(Piece::Word),
            3 => Some(Piece::Sentence),
            _ => Some(Piece::Paragraph),
        };
        let at = hit.under.unwrap_or(byte);
        let found = piece.and_then(|piece| Some((piece, piece_at(ground, piece, at)?)));
        let (origin, grain, selection) = if let Some((piece, range)) = found {
            let selection = Selection { anchor: range.start(), caret: Caret::at(range.end()) };
            (range.start(), Grain::Whole(piece, range), selection)
        } else if modifiers.shift {
            let anchor = ground.selection.anchor;
            (anchor, Grain::Grapheme, Selection { anchor, caret: hit.caret })
        } else {
            // Only a drag that begins on a word goes by words; beside one it goes by grapheme.
            let word = hit
                .under
                .and_then(|under| segment::word_at(ground.text, under).filter(|w| w.contains(under)));
            (byte, word.map_or(Grain::Grapheme, Grain::FromWord), Selection::caret(hit.caret))
        };
        let end = if count > 1 || modifiers.shift {
            DragEnd::Words
        } else if modifiers.command {
            DragEnd::Fragment
        } else {
            DragEnd::ClickOrWords
        };
        self.drag = Some(Drag { from: pos, origin, grain, has_moved: false, selected: selection, end });
        Command::Select { anchor: selection.anchor, caret: selection.caret }
    }

    /// The button went down on one end of a fragment whose other end is `anchor`.
    pub fn grab(&mut self, anchor: usize, pos: Pos2) {
        self.last_press = None;
        let selected = Selection::caret(Caret::at(anchor));
        let (origin, grain) = (anchor, Grain::Anchored);
        self.drag = Some(Drag { from: pos, origin, grain, has_moved: false, selected, end: DragEnd::Bounds });
    }

    /// Whether the button is held down after two or three presses on one spot, so that another may take more.
    pub fn may_grow(&self) -> bool {
        let is_still = self.drag.as_ref().is_some_and(|drag| !drag.has_moved);
        is_still && self.last_press.is_some_and(|(.., count)| matches!(count, 2 | 3))
    }

    /// Whether bounds are being dragged.
    pub fn is_dragging_bounds(&self) -> bool {
        self.drag.as_ref().is_some_and(|drag| drag.end == DragEnd::Bounds)
    }

    /// The pointer is at `pos` with the button down. A command, if that changes the selection.
    pub fn hold(&mut self, ground: Ground<'_>, hit: Hit, pos: Pos2) -> Option<Command> {
        let drag = self.drag.as_mut()?;
        drag.has_moved |= drag.from.distance(pos) >= MAX_SLIP;
        if !drag.has_moved {
            return None;
        }
        let selection = dragged(ground, drag.grain, drag.origin, hit.caret);
        let changes = std::mem::replace(&mut drag.selected, selection) != selection;
        changes.then_some(Command::Select { anchor: selection.anchor, caret: selection.caret })
    }

    /// The button went up.
    pub fn release(&mut self, hit: Option<Hit>) -> Option<Released> {
        let drag = self.drag.take()?;
        let click = || hit.map(Released::Click);
        match drag.end {
            DragEnd::Bounds => Some(Released::Bounds),
            DragEnd::ClickOrWords | DragEnd::Fragment if !drag.has_moved => click(),
            DragEnd::Fragment => Some(Released::Fragment),
            DragEnd::ClickOrWords | DragEnd::Words => Some(Released::Selected(drag.selected)),
        }
    }

    /// Forgets the button, without a click.
    pub fn cancel(&mut self) {
        self.drag = None;
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::super::units::{self, Unit};
    use super::*;
    use crate::model::text::language::Language;

    const TEXT: &str = "Fares rise. Boats wait!\n\nThe plan leaked.";

    fn ground(units: &[Unit], selection: Selection) -> Ground<'_> {
        Ground { text: TEXT, language: Language::English, units, selection }
    }

    fn hit(byte: usize) -> Hit {
        Hit { caret: Caret::at(byte), under: Some(byte) }
    }

    fn selected(command: Option<Command>) -> String {
        match command {
            Some(Command::Select { anchor, caret }) => {
                TEXT[anchor.min(caret.byte)..anchor.max(caret.byte)].to_owned()
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn presses_in_one_place_take_more_and_more() {
        let units = units::build(TEXT, &[], Language::Unknown);
        let ground = ground(&units, Selection::default());
        let mut gestures = PointerGestures::default();
        let mut press =
            |now| selected(Some(gestures.press(ground, hit(14), pos2(9.0, 9.0), now, Modifiers::NONE)));
        let taken = [press(0.0), press(0.2), press(0.4), press(0.6), press(0.8)];
        assert_eq!(taken, ["", "Boats", "Boats wait!", "Fares rise. Boats wait!", ""]);
        assert_eq!(press(1.2), "");
    }

    #[test]
    fn a_short_press_is_a_click_and_a_drag_is_not() {
        let units = units::build(TEXT, &[], Language::Unknown);
        let ground = ground(&units, Selection::default());
        let mut gestures = PointerGestures::default();
        gestures.press(ground, hit(7), pos2(9.0, 9.0), 0.0, Modifiers::NONE);
        assert_eq!(gestures.hold(ground, hit(7), pos2(11.0, 9.0)), None);
        let click = gestures.release(Some(hit(7)));
        assert_eq!(click, Some(Released::Click(hit(7))));

        gestures.press(ground, hit(7), pos2(9.0, 9.0), 5.0, Modifiers::NONE);
        assert_eq!(selected(gestures.hold(ground, hit(14), pos2(60.0, 9.0))), "rise. Boats");
        let Some(Released::Selected(selection)) = gestures.release(Some(hit(14))) else { panic!("no words") };
        assert_eq!(&TEXT[selection.bytes()], "rise. Boats");
    }

    #[test]
    fn with_ctrl_a_drag_adds_a_fragment_and_a_grip_moves_one_end() {
        let units = units::build(TEXT, &[], Language::Unknown);
        let ground = ground(&units, Selection::default());
        let mut gestures = PointerGestures::default();
        gestures.press(ground, hit(7), pos2(9.0, 9.0), 0.0, Modifiers::COMMAND);
        gestures.hold(ground, hit(14), pos2(60.0, 9.0));
        assert_eq!(gestures.release(Some(hit(14))), Some(Released::Fragment));

        gestures.grab(6, pos2(80.0, 9.0));
        assert_eq!(selected(gestures.hold(ground, hit(16), pos2(60.0, 9.0))), "rise. Boats");
        assert_eq!(gestures.release(Some(hit(16))), Some(Released::Bounds));
    }

    #[test]
    fn shift_extends_from_where_the_selection_began() {
        let units = units::build(TEXT, &[], Language::Unknown);
        let selection = Selection { anchor: 6, caret: Caret::at(10) };
        let ground = ground(&units, selection);
        let mut gestures = PointerGestures::default();
        let command = gestures.press(ground, hit(17), pos2(9.0, 9.0), 0.0, Modifiers::SHIFT);
        assert_eq!(selected(Some(command)), "rise. Boats");
        assert!(matches!(gestures.release(Some(hit(17))), Some(Released::Selected(_))));
    }
}
