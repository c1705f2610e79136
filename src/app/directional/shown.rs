//! All words of the window in their own directions: names, titles and quotes in lists, tables, cards and tooltips.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use egui::epaint::TextShape;
use egui::{Context, Galley, Plugin, Shape, Ui};

use super::{Column, Direction, lay_out, needs_ordering};

/// Lays what has been painted out anew where it holds words from right to left, at the end of each pass, in the room it
/// took. So no list and no control needs to know of them, and none can be forgotten.
#[derive(Default)]
pub struct DirectionalText {
    /// What was laid out lately, by a hash of the job; whether it was shown in the last pass.
    held: HashMap<u64, (Arc<Galley>, bool)>,
    hasher: RandomState,
}

impl DirectionalText {
    /// The galley to be shown for one that egui has laid out, by default with the direction of each paragraph's first
    /// letter.
    fn ordered(&mut self, ctx: &Context, galley: &Galley, base: Option<Direction>) -> Arc<Galley> {
        let hash = self.hasher.hash_one((&*galley.job, galley.pixels_per_point.to_bits(), base));
        let (held, is_shown) = self.held.entry(hash).or_insert_with(|| {
            let ordered = ctx.fonts_mut(|fonts| lay_out(fonts, &galley.job, base, Column::Hugged));
            (Arc::new(ordered), true)
        });
        *is_shown = true;
        Arc::clone(held)
    }
}

/// A galley that egui has laid out, as it is seen in a paragraph of a direction: a part of a line, whose own letters may
/// say another one.
pub fn in_direction(ctx: &Context, galley: Arc<Galley>, base: Direction) -> Arc<Galley> {
    if !base.is_rtl() && !needs_ordering(galley.text()) {
        return galley;
    }
    let ordered = |text: &mut DirectionalText| text.ordered(ctx, &galley, Some(base));
    ctx.with_plugin(ordered).unwrap_or(galley)
}

/// Whether a galley was laid out in its own directions.
pub(super) fn is_ordered(galley: &Galley) -> bool {
    galley.rows.iter().flat_map(|row| &row.glyphs).any(|glyph| glyph.advance_width < 0.0)
}

impl Plugin for DirectionalText {
    fn debug_name(&self) -> &'static str {
        "directional text"
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let layers: Vec<egui::LayerId> = ctx.memory(|memory| memory.layer_ids().collect());
        // Looking for such words and laying them out take different locks, so the one comes after the other.
        let mut found = Vec::new();
        ctx.graphics(|graphics| {
            for layer in layers {
                let Some(list) = graphics.get(layer) else { continue };
                for (idx, clipped) in list.all_entries().enumerate() {
                    if may_hold(&clipped.shape) {
                        found.push((layer, egui::layers::ShapeIdx(idx), clipped.shape.clone()));
                    }
                }
            }
        });
        for (layer, idx, mut shape) in found {
            order(&mut shape, &mut |galley| self.ordered(&ctx, galley, None));
            ctx.graphics_mut(|graphics| {
                if let Some(list) = graphics.get_mut(layer) {
                    list.mutate_shape(idx, |clipped| clipped.shape = shape);
                }
            });
        }
        self.held.retain(|_, (_, is_shown)| std::mem::take(is_shown));
    }
}

/// Whether a shape holds words that may need another order.
fn may_hold(shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => is_out_of_order(text),
        Shape::Vec(shapes) => shapes.iter().any(may_hold),
        _ => false,
    }
}

fn order(shape: &mut Shape, ordered: &mut impl FnMut(&Galley) -> Arc<Galley>) {
    match shape {
        Shape::Text(text) if is_out_of_order(text) => text.galley = ordered(&text.galley),
        Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| order(shape, ordered)),
        _ => {}
    }
}

fn is_out_of_order(text: &TextShape) -> bool {
    needs_ordering(text.galley.text()) && !is_ordered(&text.galley)
}
