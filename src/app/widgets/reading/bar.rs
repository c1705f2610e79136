//! The scroll bar. It goes by text position: where a byte stands on it needs no height of anything.

use egui::{Id, Rect, Sense, Ui, accesskit, pos2};

use super::access;
use crate::app::state::article::OpenArticle;
use crate::app::theme::Theme;

/// Width of the bar.
pub const WIDTH: f32 = 12.0;
/// The thumb is never shorter than this.
const MIN_THUMB: f32 = 24.0;

/// The share of the text in view: where it begins and ends, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Where it begins.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
}

/// The share of the text in view, from the units on the screen.
pub fn seen(open: &OpenArticle, visible: impl Iterator<Item = (usize, Rect)>, area: Rect) -> Seen {
    let len = open.text().len().max(1) as f32;
    let (mut from, mut to) = (f32::INFINITY, 0.0_f32);
    for (unit_idx, rect) in visible {
        let range = open.units[unit_idx].range;
        let height = rect.height().max(1.0);
        let above = ((area.top() - rect.top()) / height).clamp(0.0, 1.0);
        let inside = ((area.bottom() - rect.top()) / height).clamp(0.0, 1.0);
        from = from.min(range.start() as f32 + above * range.len() as f32);
        to = to.max(range.start() as f32 + inside * range.len() as f32);
    }
    if from.is_finite() { Seen { from: from / len, to: to / len } } else { Seen { from: 0.0, to: 1.0 } }
}

/// The share of the text that a press on a strip beside the bar goes to.
pub fn pressed(ui: &Ui, rect: Rect, id: Id, name: &str) -> Option<f32> {
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, name));
    // A quick hand lets go within the frame.
    let is_held = response.is_pointer_button_down_on() || response.clicked();
    let pos = response.interact_pointer_pos().filter(|_| is_held);
    response.on_hover_text(format!("{name}, a column for each label; a click goes there"));
    let pos = pos?;
    Some(((pos.y - rect.top()) / rect.height().max(1.0)).clamp(0.0, 1.0))
}

/// Draws the bar. The share of the text to go to, if somebody drags the thumb or clicks the track.
pub fn show(ui: &Ui, rect: Rect, id: Id, seen: Seen, theme: &Theme) -> Option<f32> {
    // Reached by pointer only: the caret's keys scroll, and Tab has better places to go to.
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    ui.accesskit_node_builder(id, |node| {
        node.set_role(accesskit::Role::ScrollBar);
        node.set_label("Place in the article");
        node.set_bounds(access::bounds(rect));
        node.set_numeric_value(f64::from(seen.from));
    });
    let all_seen = seen.to - seen.from > 0.999;
    if all_seen {
        return None;
    }
    let height = rect.height();
    let thumb_height = ((seen.to - seen.from) * height).max(MIN_THUMB).min(height);
    let top = rect.top() + seen.from / (1.0 - (seen.to - seen.from)).max(0.001) * (height - thumb_height);
    let top = top.min(rect.bottom() - thumb_height);
    let thumb =
        Rect::from_min_max(pos2(rect.left() + 3.0, top), pos2(rect.right() - 3.0, top + thumb_height));
    let is_active = response.hovered() || response.dragged();
    let colour = if is_active { theme.border } else { theme.line };
    ui.painter().rect_filled(thumb, 3.0, colour);

    let is_held = response.is_pointer_button_down_on() || response.clicked();
    let pos = response.interact_pointer_pos().filter(|_| is_held)?;
    // The pointer holds the middle of the thumb.
    Some(((pos.y - rect.top() - thumb_height * 0.5) / height).clamp(0.0, 1.0))
}
