//! What lists of quotes share: the ground of a row, its cells, words in their line, the article's title.

use egui::{FontFamily, FontId, Rect, Stroke, StrokeKind, Ui, pos2};

use super::View;
use super::in_line::InLine;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::model::text::context::Context;

/// Room for the article's title, and in how wide a list it is shown.
const TITLE: f32 = 150.0;
const TITLE_FROM: f32 = 620.0;

/// The ground of a row, and the ring around the one that has the keyboard.
pub(super) fn row_ground_ui(
    ui: &Ui,
    view: &View<'_>,
    rect: Rect,
    is_hovered: bool,
    (is_pointed, has_focus): (bool, bool),
) {
    let theme = view.theme;
    if is_pointed {
        ui.painter().rect_filled(rect, 0.0, theme.ground.raised);
    } else if is_hovered {
        ui.painter().rect_filled(rect, 0.0, theme.ground.raised.gamma_multiply(0.5));
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    if is_pointed && has_focus {
        let ring = Stroke::new(1.5, theme.ink.text);
        ui.painter().rect_stroke(rect.shrink(1.0), theme::CORNER, ring, StrokeKind::Inside);
    }
}

/// A day as the tables show it.
pub(super) fn day_in_words(day: Option<chrono::NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Words in their line, between two places of a row.
pub(super) fn context_ui(ui: &Ui, view: &View<'_>, context: &Context, row: Rect, (left, right): (f32, f32)) {
    let theme = view.theme;
    let room = right - left;
    if room < 30.0 {
        return;
    }
    InLine { context, row, ends: (left, right), ink: theme.ink.text }.paint(ui, view);
}

/// The article's title, where there is room for it. How much it takes.
pub(super) fn title_ui(ui: &Ui, row: Rect, left: f32, title: &str) -> f32 {
    if row.width() < TITLE_FROM {
        return 0.0;
    }
    cell(ui, row, left, TITLE - 12.0, title);
    TITLE
}

/// Quiet small words in a column of a row.
pub(super) fn cell(ui: &Ui, row: Rect, left: f32, room: f32, text: &str) {
    let font = FontId::new(theme::SMALL, FontFamily::Proportional);
    let ink = ui.visuals().weak_text_color();
    let galley = controls::elided(ui, text, font, ink, room);
    ui.painter().galley(pos2(left, row.center().y - galley.size().y * 0.5), galley, ink);
}
