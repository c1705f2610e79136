//! Characters that no font at hand has: their code points stand in the boxes that egui draws for them.

use std::collections::BTreeMap;

use egui::{Align2, Context, FontFamily, FontId, Rect, Stroke, StrokeKind, pos2};

use super::layout::LaidOut;
use super::paint::Sheet;
use crate::app::theme::Theme;

/// A character without a glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Missing {
    /// The character.
    pub chr: char,
    /// The row it stands in.
    row_idx: usize,
    /// Its left end, relative to the unit.
    left: f32,
    /// Its right end.
    right: f32,
}

/// Which characters have a glyph, as far as that was asked.
#[derive(Debug, Default)]
pub struct KnownGlyphs(BTreeMap<char, bool>);

impl KnownGlyphs {
    /// Forgets everything: the fonts have changed.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The characters of a unit without a glyph, white space and what has no width left out.
    pub fn missing(&mut self, ctx: &Context, laid_out: &LaidOut, family: &FontFamily) -> Vec<Missing> {
        let mut missing = Vec::new();
        for (row_idx, row) in laid_out.galley.rows.iter().enumerate() {
            for glyph in &row.glyphs {
                let chr = glyph.chr;
                if chr.is_ascii() || chr.is_whitespace() || glyph.advance_width == 0.0 {
                    continue;
                }
                let id = || FontId::new(glyph.font_height, family.clone());
                let has =
                    self.0.entry(chr).or_insert_with(|| ctx.fonts_mut(|fonts| fonts.has_glyph(&id(), chr)));
                if !*has {
                    // A letter from right to left has its right end first.
                    let (one, other) = (row.pos.x + glyph.pos.x, row.pos.x + glyph.max_x());
                    missing.push(Missing { chr, row_idx, left: one.min(other), right: one.max(other) });
                }
            }
        }
        missing
    }
}

/// Draws the code points over the boxes.
pub fn paint(sheet: &Sheet<'_>, missing: &[Missing], theme: &Theme) {
    let Sheet { painter, laid_out, size, origin, .. } = *sheet;
    for one in missing {
        let baseline = laid_out.baseline(one.row_idx);
        let min = pos2(one.left + 0.5, baseline - size * 0.74);
        let rect = Rect::from_min_max(min, pos2(one.right - 0.5, baseline + size * 0.16));
        let rect = rect.translate(origin.to_vec2());
        painter.rect_filled(rect, 1.0, theme.ground.paper);
        painter.rect_stroke(rect, 1.0, Stroke::new(0.7, theme.ink.quiet), StrokeKind::Inside);
        let digits = format!("{:04X}", u32::from(one.chr));
        let (upper, lower) = digits.split_at(digits.len() / 2);
        let font = FontId::monospace((rect.width() / 1.9).min(size * 0.42));
        let quarter = rect.height() * 0.25;
        for (line, y) in [(upper, rect.top() + quarter), (lower, rect.bottom() - quarter)] {
            let at = pos2(rect.center().x, y);
            painter.text(at, Align2::CENTER_CENTER, line, font.clone(), theme.ink.quiet);
        }
    }
}
