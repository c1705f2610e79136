//! The lines of labels, cut into triangles here: what lies under a unit's words is made once and then only moved,
//! while egui would cut every line anew in each frame.

use std::ops::RangeInclusive;

use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Painter, Pos2, Shape, pos2};

use crate::model::tagset::Pattern;

/// A line of a pattern, as it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct PatternLine {
    /// The pattern.
    pub pattern: Pattern,
    /// Its colour.
    pub colour: Color32,
    /// The type size it goes with, in points.
    pub size: f32,
    /// Over how many points an edge fades: one pixel.
    pub feather: f32,
}

impl PatternLine {
    /// Adds the line from `x`'s start to its end, at the height `y`.
    pub fn add_to(&self, mesh: &mut Mesh, x: RangeInclusive<f32>, y: f32) {
        let scale = (self.size / 18.0).max(0.8);
        let (left, right) = (*x.start(), *x.end());
        let straight = |mesh: &mut Mesh, left: f32, right: f32, y: f32, width: f32| {
            ribbon(mesh, [pos2(left, y), pos2(right, y)].into_iter(), width, self.feather, self.colour);
        };
        let pieces = |mesh: &mut Mesh, on: f32, off: f32, width: f32| {
            let mut at = left;
            while at < right {
                straight(mesh, at, (at + on).min(right), y, width);
                at += on + off;
            }
        };
        match self.pattern {
            Pattern::Solid => straight(mesh, left, right, y, 1.6 * scale),
            Pattern::Double => {
                for shift in [-1.3 * scale, 1.3 * scale] {
                    straight(mesh, left, right, y + shift, scale);
                }
            }
            Pattern::Dashed => pieces(mesh, 5.0 * scale, 3.0 * scale, 1.6 * scale),
            Pattern::Dotted => pieces(mesh, 1.8 * scale, 2.2 * scale, 1.8 * scale),
            Pattern::Wavy => {
                let step = 2.5 * scale;
                // Where the crests stand does not depend on where the line begins, so that pieces join up.
                let wave =
                    |at: f32| pos2(at, y + (at / step * std::f32::consts::FRAC_PI_2).sin() * 1.5 * scale);
                let mut xs = Vec::new();
                let mut at = left;
                while at < right {
                    xs.push(at);
                    at += step * 0.5;
                }
                xs.push(right);
                // Measured upright, a slope is thicker than across.
                ribbon(mesh, xs.into_iter().map(wave), 1.6 * scale, self.feather, self.colour);
            }
        }
    }
}

/// One line of a pattern by itself: a sample in a list.
pub fn pattern_line(
    painter: &Painter,
    pattern: Pattern,
    colour: Color32,
    x: RangeInclusive<f32>,
    y: f32,
    size: f32,
) {
    let mut mesh = Mesh::default();
    let feather = 1.0 / painter.pixels_per_point();
    PatternLine { pattern, colour, size, feather }.add_to(&mut mesh, x, y);
    painter.add(Shape::mesh(mesh));
}

/// Adds a band of `width` along points that go from left to right, with edges that fade.
fn ribbon(mesh: &mut Mesh, points: impl Iterator<Item = Pos2>, width: f32, feather: f32, colour: Color32) {
    let inner = (width - feather).max(0.0) * 0.5;
    let outer = (width + feather) * 0.5;
    // A line thinner than a pixel is a paler one.
    let colour = if width < feather { colour.gamma_multiply(width / feather) } else { colour };
    let mut previous = None;
    for point in points {
        let first = next_index(mesh);
        let ends = [
            (-outer, Color32::TRANSPARENT),
            (-inner, colour),
            (inner, colour),
            (outer, Color32::TRANSPARENT),
        ];
        for (dy, color) in ends {
            mesh.vertices.push(Vertex { pos: pos2(point.x, point.y + dy), uv: WHITE_UV, color });
        }
        if let Some(before) = previous {
            for row in 0..3 {
                mesh.add_triangle(before + row, first + row, before + row + 1);
                mesh.add_triangle(first + row, first + row + 1, before + row + 1);
            }
        }
        previous = Some(first);
    }
}

/// The index the next vertex gets.
fn next_index(mesh: &Mesh) -> u32 {
    u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_stays_within_its_ends_and_makes_whole_triangles() {
        for pattern in Pattern::ALL {
            let mut mesh = Mesh::default();
            let line = PatternLine { pattern, colour: Color32::RED, size: 18.0, feather: 1.0 };
            line.add_to(&mut mesh, 10.0..=73.0, 40.0);
            assert!(mesh.is_valid() && !mesh.is_empty(), "{pattern:?}");
            let bounds = mesh.calc_bounds();
            assert!(bounds.left() >= 10.0 && bounds.right() <= 73.0, "{pattern:?}: {bounds:?}");
            assert!(bounds.top() > 36.0 && bounds.bottom() < 44.0, "{pattern:?}: {bounds:?}");
        }
    }

    #[test]
    fn nothing_is_drawn_for_no_length() {
        let mut mesh = Mesh::default();
        let line = PatternLine { pattern: Pattern::Dashed, colour: Color32::RED, size: 18.0, feather: 1.0 };
        line.add_to(&mut mesh, 10.0..=10.0, 40.0);
        assert!(mesh.is_empty());
    }
}
