//! Bringing a byte of the text into view, by laying out only what lies near the way there.

use super::items::{Item, Items, item_of_unit};
use super::layout::Caret;
use super::scroll::{Heights as _, ScrollPlace};
use super::{TOP_SPACE, units};

/// A byte of the text to be brought into view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reveal {
    /// By as little as it takes.
    Nearest(usize),
    /// So that what stands around it can be read; not at all if it is well in view.
    WithRoom(usize),
}

/// Words that stay at the upper edge of the view while the column's width or the type size changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// The place that was made of it last.
    pub place: ScrollPlace,
    /// First byte of the row at the edge, when it was taken.
    pub byte: usize,
    /// Points of that row above the edge.
    pub into: f32,
}

impl Anchor {
    /// The place that has the same words at the edge now.
    pub fn held(&mut self, items: &mut Items<'_>) -> ScrollPlace {
        let unit_idx = units::unit_at(&items.open.units, self.byte);
        let above = items.space_above(Item::Unit(unit_idx));
        let top = items.unit(unit_idx).map_or(0.0, |unit| unit.row_top(self.byte));
        self.place = ScrollPlace::resolve(items, item_of_unit(items.open, unit_idx), above + top + self.into);
        self.place
    }
}

/// The place that has a byte in view.
pub fn revealed(items: &mut Items<'_>, place: ScrollPlace, reveal: Reveal, view_height: f32) -> ScrollPlace {
    let (byte, margin) = match reveal {
        Reveal::Nearest(byte) => (byte, 48.0),
        Reveal::WithRoom(byte) => (byte, view_height * 0.15),
    };
    let margin = margin.min(view_height * 0.3);
    let unit_idx = units::unit_at(&items.open.units, byte);
    let target = item_of_unit(items.open, unit_idx);
    let above = items.space_above(Item::Unit(unit_idx));
    let caret = Caret::at(byte);
    let found = items.unit(unit_idx).map(|unit| (unit.caret_rect(caret), unit.row_of(caret) == 0));
    let Some((row, is_first_row)) = found else { return place };
    let (row_top, row_bottom) = (above + row.top(), above + row.bottom());

    // Distance from the view's upper edge to the target's item, if the two are not far apart.
    let near = view_height * 2.0;
    let mut distance = TOP_SPACE - place.offset(items);
    if target >= place.item {
        for idx in place.item..target {
            distance += items.height(idx);
            if distance > near {
                break;
            }
        }
    } else {
        for idx in (target..place.item).rev() {
            distance -= items.height(idx);
            if distance < -near {
                break;
            }
        }
    }
    let is_far = distance.abs() > near;
    let too_high = distance + row_top < margin;
    let too_low = distance + row_bottom > view_height - margin;
    match reveal {
        _ if !is_far && !too_high && !too_low => place,
        // The first line takes the title's surroundings with it.
        Reveal::Nearest(_) if !is_far && too_high && unit_idx == 0 && is_first_row => ScrollPlace::default(),
        Reveal::Nearest(_) if !is_far && too_high => {
            ScrollPlace::resolve(items, target, row_top - margin + TOP_SPACE)
        }
        Reveal::Nearest(_) if !is_far => {
            ScrollPlace::resolve(items, target, row_bottom + margin - view_height + TOP_SPACE)
        }
        _ => ScrollPlace::resolve(items, target, row_top - view_height * 0.3 + TOP_SPACE),
    }
}
