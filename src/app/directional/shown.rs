//! All words of the window in their own directions: names, titles and quotes in lists, tables, cards and tooltips.

use std::collections::HashMap;
use std::sync::Arc;

use egui::epaint::TextShape;
use egui::text::LayoutJob;
use egui::{Context, Galley, Plugin, Shape, Ui};

use super::{Column, Direction, field, lay_out, needs_ordering};

/// Lays what has been painted out anew where it holds words from right to left, at the end of each pass, in the room it
/// took. So no list and no control needs to know of them, and none can be forgotten.
#[derive(Default)]
pub struct DirectionalText {
    /// What was laid out lately, by the address of egui's own galley and what it is for.
    held: HashMap<(usize, Use), Held>,
}

/// What a text is laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Use {
    /// To be shown, in a paragraph of a direction; by default that of each paragraph's first letter.
    Shown(Option<Direction>),
    /// To be edited in a field.
    Field,
}

/// A text that was laid out.
struct Held {
    /// egui's own galley. While it is held no other has its address; egui makes another when it begins its atlas anew,
    /// and then the places in ours are wrong too.
    _own: Arc<Galley>,
    ordered: Arc<Galley>,
    /// Whether it was asked for in this pass.
    is_used: bool,
}

impl DirectionalText {
    fn ordered(&mut self, ctx: &Context, own: &Arc<Galley>, of: Use) -> Arc<Galley> {
        let key = (Arc::as_ptr(own).addr(), of);
        let held = self.held.entry(key).or_insert_with(|| Held {
            _own: Arc::clone(own),
            ordered: Arc::new(made(ctx, &own.job, of)),
            is_used: true,
        });
        held.is_used = true;
        Arc::clone(&held.ordered)
    }
}

fn made(ctx: &Context, job: &LayoutJob, of: Use) -> Galley {
    ctx.fonts_mut(|fonts| match of {
        Use::Shown(base) => lay_out(fonts, job, base, Column::Hugged),
        Use::Field => field::lay_out_field(fonts, job),
    })
}

/// A galley that egui has laid out, laid out for a use; kept as long as it is asked for in each pass.
pub(super) fn ordered(ctx: &Context, own: &Arc<Galley>, of: Use) -> Arc<Galley> {
    let held = ctx.with_plugin(|text: &mut DirectionalText| text.ordered(ctx, own, of));
    held.unwrap_or_else(|| Arc::new(made(ctx, &own.job, of)))
}

/// A galley that egui has laid out, as it is seen in a paragraph of a direction: a part of a line, whose own letters may
/// say another one.
pub fn in_direction(ctx: &Context, galley: Arc<Galley>, base: Direction) -> Arc<Galley> {
    if !base.is_rtl() && !needs_ordering(galley.text()) {
        return galley;
    }
    ordered(ctx, &galley, Use::Shown(Some(base)))
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
            order(&mut shape, &mut |own| self.ordered(&ctx, own, Use::Shown(None)));
            ctx.graphics_mut(|graphics| {
                if let Some(list) = graphics.get_mut(layer) {
                    list.mutate_shape(idx, |clipped| clipped.shape = shape);
                }
            });
        }
        self.held.retain(|_, held| std::mem::take(&mut held.is_used));
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

fn order(shape: &mut Shape, ordered: &mut impl FnMut(&Arc<Galley>) -> Arc<Galley>) {
    match shape {
        Shape::Text(text) if is_out_of_order(text) => text.galley = ordered(&text.galley),
        Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| order(shape, ordered)),
        _ => {}
    }
}

fn is_out_of_order(text: &TextShape) -> bool {
    needs_ordering(text.galley.text()) && !is_ordered(&text.galley)
}

#[cfg(test)]
mod tests {
    use egui::{Color32, FontId};

    use super::*;
    use crate::app::fonts;

    #[test]
    fn what_was_laid_out_is_kept_until_the_faces_are_others() {
        let ctx = Context::default();
        ctx.set_fonts(fonts::definitions());
        ctx.add_plugin(DirectionalText::default());
        let frame = || {
            let mut shown = None;
            let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                let painter = ui.painter();
                let galley =
                    painter.layout_no_wrap("قال".to_owned(), FontId::proportional(14.0), Color32::BLACK);
                shown = Some(in_direction(ui.ctx(), galley, Direction::LeftToRight));
            });
            output.drop_without_applying_deltas();
            shown.unwrap()
        };
        let first = frame();
        assert!(Arc::ptr_eq(&first, &frame()), "laid out once");
        // The atlas is begun anew: places in it are others, even where the letters look the same.
        let mut definitions = fonts::definitions();
        definitions.families.remove(&egui::FontFamily::Monospace);
        definitions.families.insert(egui::FontFamily::Monospace, vec!["sans".to_owned()]);
        ctx.set_fonts(definitions);
        assert!(!Arc::ptr_eq(&first, &frame()), "and anew");
    }
}
