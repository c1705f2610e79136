//! A list of rows of one height that scrolls only for a row that is out of view, and lays out only those in view.

use egui::{ScrollArea, Ui, Vec2};

/// Where a list stood when it was last drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListPlace {
    /// The row it pointed at.
    pub cursor: usize,
    /// How far it was scrolled, in points.
    pub offset: f32,
    /// Its height on the screen, in points.
    pub height: f32,
    /// How much height it was given, scroll bars included, in points.
    pub room: f32,
}

impl ListPlace {
    /// The offset that brings a row into view, if the list has come to point at another.
    pub fn offset_for(self, cursor: usize, row_height: f32) -> Option<f32> {
        if cursor == self.cursor {
            return None;
        }
        let top = cursor as f32 * row_height;
        if top < self.offset {
            Some(top)
        } else if top + row_height > self.offset + self.height {
            Some(top + row_height - self.height)
        } else {
            None
        }
    }

    /// Draws the rows that are on the screen, with the row `cursor` in view when the list has come to point at it or
    /// has become higher or lower. How far the list is scrolled now.
    pub fn show_rows(
        &mut self,
        ui: &mut Ui,
        scroll: ScrollArea,
        (row_height, num_rows): (f32, usize),
        cursor: usize,
        mut row_ui: impl FnMut(&mut Ui, usize),
    ) -> Vec2 {
        let room = ui.available_height();
        // Where the list has become lower, the row that is pointed at may have gone under its end.
        let is_resized = (self.room - room).abs() > 0.5;
        let last = if is_resized { Self { cursor: usize::MAX, height: room, ..*self } } else { *self };
        let wanted = last.offset_for(cursor, row_height);
        let scroll = match wanted {
            Some(offset) => scroll.vertical_scroll_offset(offset),
            None => scroll,
        };
        let output = scroll.show_rows(ui, row_height, num_rows, |ui, rows| {
            for at in rows {
                row_ui(ui, at);
            }
        });
        let (reached, height) = (output.state.clamped_offset(), output.inner_rect.height());
        *self = Self { cursor, offset: reached.y, height, room };
        // A list that was shorter a moment ago scrolls no further than it could then.
        let goes_on = num_rows as f32 * row_height > reached.y + height + 0.5;
        if wanted.is_some_and(|offset| offset > reached.y + 0.5) && goes_on {
            self.cursor = usize::MAX;
            ui.request_repaint();
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_scrolls_only_for_a_row_out_of_view() {
        let last = ListPlace { cursor: 4, offset: 108.0, height: 540.0, room: 540.0 };
        assert_eq!(last.offset_for(4, 54.0), None);
        assert_eq!(last.offset_for(5, 54.0), None);
        assert_eq!(last.offset_for(0, 54.0), Some(0.0));
        assert_eq!(last.offset_for(20, 54.0), Some(21.0 * 54.0 - 540.0));
    }
}
