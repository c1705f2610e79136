//! Left and right arrows where characters do not stand in the order of the text: they go to what is seen there.

use super::items::Items;
use super::layout::{Affinity, Caret, LaidOut};
use super::motion;
use super::units;
use crate::app::command::Motion;

/// The caret after an arrow to the left or the right, by what is seen. `None` for other motions, and where the
/// paragraph stands in the order of the text.
pub fn moved(items: &mut Items<'_>, motion: Motion, extends: bool) -> Option<Caret> {
    let is_right = match motion {
        Motion::Right | Motion::WordRight => true,
        Motion::Left | Motion::WordLeft => false,
        _ => return None,
    };
    let open = items.open;
    let selection = open.selection;
    let unit_idx = units::unit_at(&open.units, selection.caret.byte);
    let laid_out = items.unit(unit_idx)?;
    let is_rtl = laid_out.ordered()?.is_rtl();
    // Words are gone through in the paragraph's direction.
    let is_on = is_right != is_rtl;
    if matches!(motion, Motion::WordLeft | Motion::WordRight) {
        let motion = if is_on { Motion::WordRight } else { Motion::WordLeft };
        return motion::by_text(open.text(), &open.units, selection, motion, extends);
    }
    if let Some(range) = selection.range().filter(|_| !extends) {
        return Some(Caret::at(if is_on { range.end() } else { range.start() }));
    }
    let row_idx = laid_out.row_of(selection.caret);
    if let Some(caret) = beside(laid_out, row_idx, selection.caret, is_right) {
        return Some(caret);
    }
    // Beyond the line's end comes the next one's start, and before its start the end of the one before.
    let (unit_idx, row_idx) = if is_on {
        if row_idx + 1 < laid_out.num_rows() { (unit_idx, row_idx + 1) } else { (unit_idx + 1, 0) }
    } else if let Some(above) = row_idx.checked_sub(1) {
        (unit_idx, above)
    } else {
        let above = unit_idx.checked_sub(1);
        let Some(above) = above else { return Some(selection.caret) };
        (above, items.unit(above)?.num_rows().saturating_sub(1))
    };
    let Some(other) = items.unit(unit_idx) else { return Some(selection.caret) };
    Some(entered(other, row_idx, is_on))
}

/// The next place to one side in a row.
fn beside(laid_out: &LaidOut, row_idx: usize, caret: Caret, is_right: bool) -> Option<Caret> {
    let cells = cells(laid_out, row_idx);
    let is_upstream = caret.affinity == Affinity::Upstream;
    // How many cells lie left of the caret.
    let at = cells.iter().position(|cell| {
        if is_upstream { cell.bytes.end == caret.byte } else { cell.bytes.start == caret.byte }
    });
    let num_left = if let Some(idx) = at {
        idx + usize::from(cells[idx].is_leftward != is_upstream)
    } else {
        let x = laid_out.caret_rect(caret).left();
        cells.iter().filter(|cell| cell.left.midpoint(cell.right) < x).count()
    };
    let caret = if is_right {
        cells.get(num_left)?.right_caret()
    } else {
        cells.get(num_left.checked_sub(1)?)?.left_caret()
    };
    Some(laid_out.settled(row_idx, caret))
}

/// The place where one comes into a row: at its start, or at its end.
fn entered(laid_out: &LaidOut, row_idx: usize, at_start: bool) -> Caret {
    let (start, end) = laid_out.row_ends(row_idx);
    if laid_out.ordered().is_none() {
        return if at_start { start } else { end };
    }
    let cells = cells(laid_out, row_idx);
    let is_left = at_start != laid_out.is_rtl();
    let caret = if is_left {
        cells.first().map(super::layout::Cell::left_caret)
    } else {
        cells.last().map(super::layout::Cell::right_caret)
    };
    caret.map_or(start, |caret| laid_out.settled(row_idx, caret))
}

/// The graphemes of a row from left to right, without the space it wraps at.
fn cells(laid_out: &LaidOut, row_idx: usize) -> Vec<super::layout::Cell> {
    let (_, end) = laid_out.row_ends(row_idx);
    let mut cells = laid_out.cells_seen(row_idx);
    cells.retain(|cell| cell.bytes.start < end.byte);
    cells
}
