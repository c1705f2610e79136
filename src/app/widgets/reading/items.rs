//! What stands below one another in the reading column: the units of the text, and among them the line
//! about the article. Heights come from the layout cache.

use std::sync::Arc;

use egui::{Color32, Context, FontId, Galley};

use super::cache::LayoutCache;
use super::scroll::Heights;
use crate::app::state::article::OpenArticle;
use crate::app::theme;
use crate::model::text::visible::shown_name;

/// One thing in the reading column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The line about the article, with the title where the text has none of its own.
    About,
    /// A unit of the text.
    Unit(usize),
}

/// The line about the article, laid out.
#[derive(Clone, Default)]
pub struct About {
    /// The title, where the text doesn't begin with one and the source has one.
    pub title: Option<Arc<Galley>>,
    /// Outlet, date, words.
    pub line: Option<Arc<Galley>>,
    /// Height with the white space below.
    pub height: f32,
}

/// The items of an article with their heights.
pub struct Items<'a> {
    /// What lays text out.
    pub ctx: &'a Context,
    /// What has been laid out.
    pub cache: &'a mut LayoutCache,
    /// The article.
    pub open: &'a OpenArticle,
    /// The line about it.
    pub about: &'a About,
}

impl About {
    /// Lays it out for an article; the galleys are kept from frame to frame.
    pub fn of(ctx: &Context, cache: &mut LayoutCache, open: &OpenArticle, size: f32, width: f32) -> Self {
        let title = open.article.metadata.title.trim();
        let title = (!open.begins_with_title() && !title.is_empty())
            .then(|| cache.title(ctx, &shown_name(title)))
            .flatten();
        let id = FontId::proportional(theme::BODY);
        let line = ctx.fonts_mut(|fonts| fonts.layout(open.about.clone(), id, Color32::PLACEHOLDER, width));
        let heights = title.iter().chain([&line]).map(|galley| galley.rect.height() + (size * 0.35).round());
        let height = heights.sum::<f32>() + (size * 0.8).round();
        Self { title, line: Some(line), height }
    }
}

/// Where the line about the article stands among the items.
fn about_at(open: &OpenArticle) -> usize {
    usize::from(open.begins_with_title())
}

/// What the item of an index is.
pub fn item(open: &OpenArticle, idx: usize) -> Item {
    let about = about_at(open);
    match idx.cmp(&about) {
        std::cmp::Ordering::Less => Item::Unit(idx),
        std::cmp::Ordering::Equal => Item::About,
        std::cmp::Ordering::Greater => Item::Unit(idx - 1),
    }
}

/// The index of a unit's item.
pub fn item_of_unit(open: &OpenArticle, unit_idx: usize) -> usize {
    unit_idx + usize::from(unit_idx >= about_at(open))
}

impl Items<'_> {
    /// White space above the text of an item.
    pub fn space_above(&self, item: Item) -> f32 {
        match item {
            Item::About => 0.0,
            Item::Unit(idx) => self.cache.space_above(&self.open.units, idx),
        }
    }

    /// A unit, laid out.
    pub fn unit(&mut self, idx: usize) -> Option<&super::layout::LaidOut> {
        self.cache.get(self.ctx, self.open.text(), &self.open.units, &self.open.spans, idx)
    }
}

impl Heights for Items<'_> {
    fn num_items(&self) -> usize {
        self.open.units.len() + 1
    }

    fn height(&mut self, idx: usize) -> f32 {
        match item(self.open, idx) {
            Item::About => self.about.height,
            Item::Unit(unit_idx) => {
                let space = self.cache.space_above(&self.open.units, unit_idx)
                    + self.cache.space_below(&self.open.units, unit_idx);
                self.unit(unit_idx).map_or(0.0, super::layout::LaidOut::height) + space
            }
        }
    }
}
