//! Where the view stands in the article: an item and how far into it. Heights of what is not near the
//! screen are never asked for, so that nothing jumps and nothing is laid out for the bar's sake.

/// The place of the view's upper edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollPlace {
    /// The item at the upper edge.
    pub item: usize,
    /// How much of its height lies above the edge, 0 to 1.
    pub fraction: f32,
}

/// Items with heights, asked for one at a time.
pub trait Heights {
    /// How many items there are.
    fn num_items(&self) -> usize;
    /// Height of an item, white space included; greater than zero.
    fn height(&mut self, item: usize) -> f32;
}

impl ScrollPlace {
    /// The place `offset` points below the top of `item`, wherever that comes to lie.
    pub fn resolve(heights: &mut impl Heights, item: usize, offset: f32) -> Self {
        let num_items = heights.num_items();
        if num_items == 0 {
            return Self::default();
        }
        let (mut item, mut offset) = (item.min(num_items - 1), offset);
        while offset < 0.0 && item > 0 {
            item -= 1;
            offset += heights.height(item);
        }
        while item + 1 < num_items && offset >= heights.height(item) {
            offset -= heights.height(item);
            item += 1;
        }
        let height = heights.height(item).max(1.0);
        Self { item, fraction: (offset / height).clamp(0.0, 1.0) }
    }

    /// Points of the item that lie above the edge.
    pub fn offset(self, heights: &mut impl Heights) -> f32 {
        if self.item < heights.num_items() { self.fraction * heights.height(self.item) } else { 0.0 }
    }

    /// The place `delta` points further down.
    #[must_use]
    pub fn moved(self, heights: &mut impl Heights, delta: f32) -> Self {
        let offset = self.offset(heights);
        Self::resolve(heights, self.item, offset + delta)
    }

    /// The lowest place the view may take: the end of the text stands `margin` above the lower edge.
    pub fn lowest(heights: &mut impl Heights, view_height: f32, margin: f32) -> Self {
        let num_items = heights.num_items();
        let Some(last) = num_items.checked_sub(1) else {
            return Self::default();
        };
        let offset = heights.height(last) + margin - view_height;
        Self::resolve(heights, last, offset)
    }

    /// This place, or the lowest one if this lies below it.
    #[must_use]
    pub fn not_below(self, lowest: Self) -> Self {
        let below = (self.item, self.fraction) > (lowest.item, lowest.fraction);
        if below { lowest } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items of given heights that count how often they were asked.
    struct Fixed(Vec<f32>, usize);

    impl Heights for Fixed {
        fn num_items(&self) -> usize {
            self.0.len()
        }

        fn height(&mut self, item: usize) -> f32 {
            self.1 += 1;
            self.0[item]
        }
    }

    #[test]
    fn moving_down_and_up_comes_back() {
        let mut heights = Fixed(vec![100.0, 50.0, 200.0, 80.0], 0);
        let place = ScrollPlace { item: 1, fraction: 0.5 };
        let there = place.moved(&mut heights, 150.0);
        assert_eq!(there, ScrollPlace { item: 2, fraction: 0.625 });
        assert_eq!(there.moved(&mut heights, -150.0), place);
        assert_eq!(place.moved(&mut heights, -900.0), ScrollPlace::default());
    }

    #[test]
    fn the_end_stays_in_view() {
        let mut heights = Fixed(vec![100.0, 50.0, 200.0, 80.0], 0);
        let lowest = ScrollPlace::lowest(&mut heights, 180.0, 20.0);
        assert_eq!(lowest, ScrollPlace { item: 2, fraction: 0.6 });
        assert_eq!(ScrollPlace { item: 3, fraction: 0.1 }.not_below(lowest), lowest);
        assert_eq!(ScrollPlace::default().not_below(lowest), ScrollPlace::default());
        let all_fits = ScrollPlace::lowest(&mut heights, 900.0, 20.0);
        assert_eq!(all_fits, ScrollPlace::default());
    }

    #[test]
    fn far_items_are_never_asked() {
        let mut heights = Fixed(vec![40.0; 10_000], 0);
        let place = ScrollPlace { item: 5000, fraction: 0.0 };
        assert_eq!(place.moved(&mut heights, 300.0).item, 5007);
        assert!(heights.1 < 30, "{} asked", heights.1);
    }

    #[test]
    fn an_empty_article_has_one_place() {
        let mut heights = Fixed(vec![], 0);
        assert_eq!(ScrollPlace::lowest(&mut heights, 100.0, 0.0), ScrollPlace::default());
        assert_eq!(ScrollPlace { item: 3, fraction: 0.2 }.moved(&mut heights, 10.0), ScrollPlace::default());
    }
}
