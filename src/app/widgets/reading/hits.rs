//! Words that were looked for, as the reading view shows them: a ground behind them, a ring around those one is
//! at, and marks at the edge for where they stand in the article.

use std::ops::Range;

use egui::{Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::Scene;
use super::layout::LaidOut;
use super::paint::Sheet;
use crate::app::state::find::FoundHits;
use crate::app::theme::Theme;
use crate::model::id::ArticleId;
use crate::model::text::TextRange;

/// Height of a mark at the edge: hits nearer to one another than this are one.
const MARK: f32 = 3.0;
/// Width of the marks at the edge.
const MARK_WIDTH: f32 = 5.0;

/// The hits of a unit, drawn behind its words.
pub(super) fn grounds(sheet: &Sheet<'_>, scene: &Scene<'_>) {
    let Sheet { painter, laid_out, unit, origin, .. } = *sheet;
    let Some(hits) = scene.hits else { return };
    let current = hits.current();
    let bytes = on_screen(painter, laid_out, unit, origin);
    for hit in hits.within(bytes) {
        let is_current = Some(*hit) == current;
        let ground = if is_current { scene.theme.ground.current_hit } else { scene.theme.ground.hit };
        for rect in rects(laid_out, *hit, origin) {
            painter.rect_filled(rect, 2.0, ground);
        }
    }
}

/// The ring around the hit one is at, over selected words.
pub(super) fn ring(sheet: &Sheet<'_>, scene: &Scene<'_>) {
    let Sheet { painter, laid_out, unit, origin, .. } = *sheet;
    let current = scene.hits.and_then(FoundHits::current).filter(|hit| hit.overlaps(unit));
    let Some(current) = current else { return };
    for rect in rects(laid_out, current, origin) {
        painter.rect_stroke(rect, 2.0, Stroke::new(1.5, scene.theme.ink.hit), StrokeKind::Outside);
    }
}

fn rects(laid_out: &LaidOut, hit: TextRange, origin: Pos2) -> impl Iterator<Item = Rect> {
    laid_out.stretches(hit).into_iter().map(move |stretch| {
        // A little less than the line, so that the grounds of two lines stay apart.
        let inset = ((stretch.bottom - stretch.top) * 0.1).round();
        let rect = Rect::from_min_max(
            pos2(stretch.left, stretch.top + inset),
            pos2(stretch.right, stretch.bottom - inset),
        );
        rect.translate(origin.to_vec2())
    })
}

/// The bytes of a unit that are on the screen; all of them, unless it is higher than the view.
fn on_screen(painter: &Painter, laid_out: &LaidOut, unit: TextRange, origin: Pos2) -> Range<usize> {
    let view = painter.clip_rect();
    if laid_out.height() <= view.height() {
        return unit.bytes();
    }
    let row_at = |y: f32| laid_out.row_at(y - origin.y);
    laid_out.row(row_at(view.top())).start..laid_out.row(row_at(view.bottom())).end
}

/// What the marks were worked out from.
#[derive(Clone, PartialEq)]
struct Source {
    article: ArticleId,
    revision: u64,
    height: f32,
    is_dark: bool,
}

/// The marks at the edge, as they were last worked out.
#[derive(Default)]
pub(super) struct HitMarks {
    source: Option<Source>,
    /// Drawn as if the strip began at the origin.
    mesh: Mesh,
}

impl HitMarks {
    /// Draws the marks at the left edge of the strip.
    pub(super) fn paint(&mut self, painter: &Painter, scene: &Scene<'_>, strip: Rect) {
        let Some(hits) = scene.hits else { return };
        let source = Source {
            article: scene.open.article.id.clone(),
            revision: hits.revision(),
            height: strip.height(),
            is_dark: scene.theme.is_dark,
        };
        if self.source.as_ref() != Some(&source) {
            self.mesh = marks(hits, scene.open.text().len(), strip.height(), scene.theme);
            self.source = Some(source);
        }
        if !self.mesh.is_empty() {
            let mut mesh = self.mesh.clone();
            mesh.translate(strip.left_top().to_vec2());
            painter.add(Shape::mesh(mesh));
        }
    }
}

/// A mark for each place of the strip in whose share of the text a hit stands; a wider one for the current hit.
/// Costs by the strip's height, however many hits there are.
fn marks(hits: &FoundHits, len: usize, height: f32, theme: &Theme) -> Mesh {
    let mut mesh = Mesh::default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a height on the screen")]
    let num_places = (height / MARK).floor().max(1.0) as usize;
    let byte_at = |place: usize| len.saturating_mul(place) / num_places;
    for place in 0..num_places {
        let share = byte_at(place)..byte_at(place + 1);
        // A hit that reaches in from before is marked where it starts.
        let starts_here = |hit: &TextRange| share.contains(&hit.start());
        let found = hits.within(share.clone());
        if !found.iter().take(2).any(starts_here) {
            continue;
        }
        let is_current = hits.current().is_some_and(|hit| starts_here(&hit));
        let width = if is_current { MARK_WIDTH * 2.0 } else { MARK_WIDTH };
        let min = pos2(-MARK_WIDTH, place as f32 * MARK);
        mesh.add_colored_rect(Rect::from_min_size(min, vec2(width, MARK - 1.0)), theme.ink.hit);
    }
    mesh
}
