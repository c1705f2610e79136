//! Where a list of rows of one height stood, so that it scrolls only for a row that is out of view.

/// Where a list stood when it was last drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListPlace {
    /// The row it pointed at.
    pub cursor: usize,
    /// How far it was scrolled, in points.
    pub offset: f32,
    /// Its height on the screen, in points.
    pub height: f32,
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_scrolls_only_for_a_row_out_of_view() {
        let last = ListPlace { cursor: 4, offset: 108.0, height: 540.0 };
        assert_eq!(last.offset_for(4, 54.0), None);
        assert_eq!(last.offset_for(5, 54.0), None);
        assert_eq!(last.offset_for(0, 54.0), Some(0.0));
        assert_eq!(last.offset_for(20, 54.0), Some(21.0 * 54.0 - 540.0));
    }
}
