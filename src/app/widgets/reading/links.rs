//! Links of the span in focus: a curve beside the column to each span it is linked to, and a thin ring around
//! that. Quiet otherwise: a card says that its span is linked.

use egui::epaint::CubicBezierShape;
use egui::{Color32, Rect, Shape, Stroke, Vec2, pos2, vec2};

use super::cache::LayoutCache;
use super::draw::Pass;
use super::{Visible, units};
use crate::model::annotation::Annotation;
use crate::model::relation::RelationMember;

/// How far a curve reaches out from the column at most: the numbers of paragraphs stand beyond that.
const MAX_BULGE: f32 = 9.0;
/// Room between the column and a curve's ends.
const AWAY: f32 = 3.0;
/// Length of an arrow's head.
const HEAD: f32 = 5.0;

/// Draws the links of the span in focus.
pub(super) fn paint(pass: Pass<'_>, cache: &LayoutCache, visible: &[Visible], column: Rect, area: Rect) {
    let open = pass.scene.open;
    let (Some(layer), Some(focused)) = (pass.scene.layer, open.focused(pass.scene.layer)) else { return };
    let at = |span: &Annotation| height_of(pass, cache, visible, span, area);
    let room = (column.left() - area.left() - AWAY - 2.0).clamp(4.0, MAX_BULGE);
    for relation in open.relations.of_span(&focused.id).filter_map(|id| layer.relations.get(id)) {
        // Those of other articles are no curves, even where one goes by an id of this one.
        let here = |member: &&RelationMember| member.annotation.article == open.article.id;
        let is_first = relation
            .members
            .first()
            .is_some_and(|member| here(&member) && member.annotation.annotation == focused.id);
        let others = relation.members.iter().filter(here);
        let others = others.filter(|member| member.annotation.annotation != focused.id);
        for other in others.filter_map(|member| layer.annotations.get(&member.annotation.annotation)) {
            let colour = pass.palette.look(&other.label).colour;
            let (mut from, mut to) = (at(focused), at(other));
            if !is_first {
                std::mem::swap(&mut from, &mut to);
            }
            curve(pass, column.left() - AWAY, from, to, room, colour);
        }
    }
}

/// One end of a curve.
#[derive(Clone, Copy)]
struct End {
    /// Its height on the screen.
    y: f32,
    /// Whether the span stands there; else it lies further that way.
    is_on_screen: bool,
}

/// The height of a span's first row, beyond the view's edge if it is not on the screen.
fn height_of(pass: Pass<'_>, cache: &LayoutCache, visible: &[Visible], span: &Annotation, area: Rect) -> End {
    const BEYOND: f32 = 30.0;
    let unit_idx = units::unit_at(&pass.scene.open.units, span.fragments.start());
    let row = visible.iter().find(|unit| unit.unit_idx == unit_idx).and_then(|unit| {
        let first = cache.spans(unit_idx)?.find(&span.id)?.stretches.first().copied()?;
        Some(unit.rect.top() + first.baseline - pass.scene.size * 0.3)
    });
    if let Some(y) = row.filter(|y| area.y_range().contains(*y)) {
        return End { y, is_on_screen: true };
    }
    let is_above = match row {
        Some(y) => y < area.top(),
        None => visible.first().is_some_and(|unit| unit_idx < unit.unit_idx),
    };
    End { y: if is_above { area.top() - BEYOND } else { area.bottom() + BEYOND }, is_on_screen: false }
}

/// A curve that bulges to the left, with a head at its end if that is on the screen.
fn curve(pass: Pass<'_>, x: f32, from: End, to: End, room: f32, colour: Color32) {
    let (start, tip) = (pos2(x, from.y), pos2(x, to.y));
    let bulge = ((to.y - from.y).abs() * 0.25 + 8.0).min(room);
    let out = vec2(-bulge * 4.0 / 3.0, 0.0);
    let stroke = Stroke::new(1.2, colour);
    let end = tip - vec2(HEAD, 0.0);
    let points = [start, start + out, end + out, end];
    pass.painter.add(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke));
    if to.is_on_screen {
        let side = Vec2::new(0.0, HEAD * 0.6);
        let head = vec![tip, end - side, end + side];
        pass.painter.add(Shape::convex_polygon(head, colour, Stroke::NONE));
    }
    if from.is_on_screen {
        pass.painter.circle_filled(start, 1.8, colour);
    }
}
