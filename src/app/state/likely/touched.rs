//! The items that the article in view may touch: looked for piece by piece, so that no frame grows with the article.

use std::collections::BTreeMap;

use crate::app::state::article::OpenArticle;
use crate::model::id::{ArticleId, ItemId};
use crate::model::text::{TextHash, TextRange};
use crate::suggest::items::{ItemFinder, Touched};

/// So many bytes of the text are looked at in one frame, and then to the end of the paragraph.
const PIECE: usize = 2 * 1024;
/// At most so many places of an item are kept.
const MAX_PLACES: usize = 20;

/// The items that an article may touch.
#[derive(Clone, Debug, Default)]
pub struct TouchedItems {
    of: Option<(ArticleId, TextHash)>,
    /// The first paragraph that has not been looked at.
    next_unit: usize,
    is_done: bool,
    found: BTreeMap<ItemId, Touched>,
}

impl TouchedItems {
    /// Forgets what was found, because there are other items now.
    pub fn begin_again(&mut self) {
        *self = Self::default();
    }

    /// Looks at the next piece of an article. Whether there is more.
    pub(super) fn look_on(&mut self, finder: &ItemFinder, open: &OpenArticle) -> bool {
        let of = (open.article.id.clone(), open.article.text.hash());
        if self.of.as_ref() != Some(&of) {
            *self = Self { of: Some(of), ..Self::default() };
        }
        if self.is_done {
            return false;
        }
        let Some(first) = open.units.get(self.next_unit) else {
            self.is_done = true;
            return false;
        };
        let start = first.range.start();
        let ahead = &open.units[self.next_unit..];
        let num = ahead.iter().take_while(|unit| unit.range.start() < start + PIECE).count().max(1);
        let end = ahead[num - 1].range.end();
        self.next_unit += num;
        if let Some(text) = open.text().get(start..end) {
            for touched in finder.in_article(text, open.language()) {
                self.add(touched, start);
            }
        }
        self.is_done = self.next_unit >= open.units.len();
        !self.is_done
    }

    /// Takes what was found in a piece that begins at a byte.
    fn add(&mut self, mut touched: Touched, start: usize) {
        let moved = |place: &TextRange| TextRange::new(place.start() + start, place.end() + start).ok();
        touched.places = touched.places.iter().filter_map(moved).collect();
        if let Some(known) = self.found.get_mut(&touched.item) {
            known.places.extend(touched.places);
            known.places.truncate(MAX_PLACES);
            if touched.score > known.score {
                (known.score, known.why) = (touched.score, touched.why);
            }
        } else {
            self.found.insert(touched.item.clone(), touched);
        }
    }

    /// What was found in an article so far, the strongest first.
    pub fn of(&self, article: &ArticleId) -> Vec<&Touched> {
        let is_it = self.of.as_ref().is_some_and(|(of, _)| of == article);
        let mut found: Vec<&Touched> = self.found.values().filter(|_| is_it).collect();
        found.sort_by(|one, two| two.score.total_cmp(&one.score).then(one.item.cmp(&two.item)));
        found
    }
}
