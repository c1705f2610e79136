//! The strip at the edge: every span of the article by its place in the text, one column a label. What is
//! drawn is worked out when spans or the window's height change, never in each frame.

use egui::{Color32, Mesh, Rect, Shape, Stroke, Ui, vec2};

use super::Scene;
use super::bar::Seen;
use super::hits::HitMarks;
use crate::model::id::{ArticleId, LabelId};

/// Width of the strip.
pub const WIDTH: f32 = 20.0;
/// Height of a mark: spans nearer to one another than this are one.
const MARK: f32 = 3.0;
/// Labels beyond this many share the last column.
const MAX_COLUMNS: usize = 6;

/// What the marks were worked out from.
#[derive(Clone, PartialEq)]
struct Source {
    article: ArticleId,
    revision: u64,
    height: f32,
    is_dark: bool,
    labels: Vec<(LabelId, Color32)>,
}

/// The marks, as they were last worked out.
#[derive(Default)]
pub struct Strip {
    source: Option<Source>,
    /// Drawn as if the strip began at the origin.
    mesh: Mesh,
    hits: HitMarks,
}

impl Strip {
    /// Draws the marks.
    pub(super) fn paint(&mut self, ui: &Ui, scene: &Scene<'_>, rect: Rect, seen: Seen) {
        // Where one is in the article, behind the marks.
        ui.painter().vline(rect.left() - 2.0, rect.y_range(), Stroke::new(1.0, scene.theme.line));
        let band = (rect.top() + seen.from * rect.height())..=(rect.top() + seen.to * rect.height());
        let band = Rect::from_x_y_ranges((rect.left() - 1.5)..=rect.right(), band);
        ui.painter().rect_filled(band, 0.0, scene.theme.ground.raised);
        let labels = scene.tagset.ordered_labels();
        let source = Source {
            article: scene.open.article.id.clone(),
            revision: scene.open.spans.revision(),
            height: rect.height(),
            is_dark: scene.theme.is_dark,
            labels: labels.iter().map(|label| (label.id.clone(), scene.theme.label(label.colour))).collect(),
        };
        if self.source.as_ref() != Some(&source) {
            self.mesh = marks(scene, &source);
            self.source = Some(source);
        }
        if !self.mesh.is_empty() {
            let mut mesh = self.mesh.clone();
            mesh.translate(rect.min.to_vec2());
            ui.painter().add(Shape::mesh(mesh));
        }
        self.hits.paint(ui.painter(), scene, rect);
    }
}

/// The marks of all spans, one rectangle for each place in each column at most.
fn marks(scene: &Scene<'_>, source: &Source) -> Mesh {
    let num_columns = source.labels.len().clamp(1, MAX_COLUMNS);
    let column_of = |label: &LabelId| {
        let known = source.labels.iter().enumerate().find(|(_, (id, _))| id == label);
        known.map_or((num_columns - 1, scene.theme.ink.quiet), |(idx, (_, ink))| {
            (idx.min(num_columns - 1), *ink)
        })
    };
    let columns: Vec<(usize, Color32)> = scene.open.spans.labels().map(column_of).collect();
    let width = WIDTH / num_columns as f32;
    let len = scene.open.text().len().max(1) as f32;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place on the screen")]
    let place_of = |start: usize| (start as f32 / len * (source.height - MARK) / MARK).max(0.0) as usize;
    let num_places = place_of(scene.open.text().len()) + 1;
    let mut counts = vec![0_u32; num_columns * num_places];
    let mut colours = vec![Color32::TRANSPARENT; num_columns];
    for span in scene.open.spans.iter() {
        let Some((column, colour)) = columns.get(span.label_idx).copied() else { continue };
        colours[column] = colour;
        if let Some(count) = counts.get_mut(column * num_places + place_of(span.key.start)) {
            *count += 1;
        }
    }
    // Where there are many everywhere, the denser places are the darker ones.
    let most = counts.iter().max().copied().unwrap_or(0) as f32;
    let mut mesh = Mesh::default();
    for (idx, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (column, place) = (idx / num_places, idx % num_places);
        let share = if most < 4.0 { 1.0 } else { 0.3 + 0.7 * *count as f32 / most };
        let min = egui::pos2(column as f32 * width + 0.5, place as f32 * MARK);
        let rect = Rect::from_min_size(min, vec2((width - 1.0).max(2.0), MARK));
        mesh.add_colored_rect(rect, colours[column].gamma_multiply(share));
    }
    mesh
}
