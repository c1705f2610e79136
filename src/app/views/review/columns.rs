//! Where the columns of the Review table stand on the screen.

use egui::Rect;

use crate::app::state::review::columns::{Column, ReviewPreferences};

/// Room for the tick at the left.
pub const TICK: f32 = 34.0;
/// The words never get less of the table than this share.
const CONTEXT_SHARE: f32 = 0.36;
/// A label needs this much room for its letter and its name; with less its name stands alone.
const LETTER_FROM: f32 = 96.0;
/// Room for a label's name, and the mark of doubt.
const NAME: f32 = 88.0;

/// Where the columns stand.
#[derive(Clone, Debug)]
pub struct Cells {
    /// The left end of the tick's box.
    pub tick: f32,
    /// Each shown column with its left and right end, from left to right.
    pub columns: Vec<(Column, f32, f32)>,
    /// By how much widths are made smaller for want of room.
    pub scale: f32,
}

impl Cells {
    /// The columns in a table as wide as `rect`. What is said of a span gives way to its words.
    pub fn of(rect: Rect, preferences: &ReviewPreferences) -> Self {
        let (start, end) = (rect.left() + TICK, rect.right() - 8.0);
        let room = (end - start).max(100.0);
        let others = || preferences.shown().filter(|place| place.column != Column::Context);
        let wanted: f32 = others().map(|place| place.width).sum();
        let for_others = room * (1.0 - CONTEXT_SHARE);
        let mut scale = (for_others / wanted.max(1.0)).min(1.0);
        let tag = others().find(|place| place.column == Column::Tag).map_or(0.0, |place| place.width);
        let is_name = scale < 1.0 && tag * scale < LETTER_FROM;
        if is_name {
            // A name that can be read comes before what the other columns have.
            let fixed = NAME.min(tag);
            scale = ((for_others - fixed) / (wanted - tag).max(1.0)).clamp(0.1, 1.0);
        }
        let width_of = |column: Column, width: f32| {
            if is_name && column == Column::Tag { NAME.min(width) } else { width * scale }
        };
        let taken: f32 = others().map(|place| width_of(place.column, place.width)).sum();
        let mut left = start;
        let columns = preferences.shown().map(|place| {
            let width = if place.column == Column::Context {
                room - taken
            } else {
                width_of(place.column, place.width)
            };
            left += width;
            (place.column, left - width, left)
        });
        Self { tick: rect.left() + 10.0, columns: columns.collect(), scale }
    }

    /// The ends of a column, if it is shown.
    pub fn column(&self, column: Column) -> Option<(f32, f32)> {
        let place = self.columns.iter().find(|(known, ..)| *known == column);
        place.map(|(_, left, right)| (*left, *right))
    }

    /// Whether labels are shown by their name alone, without the letter.
    pub fn has_names_only(&self) -> bool {
        self.column(Column::Tag).is_some_and(|(left, right)| right - left < LETTER_FROM)
    }
}
