//! The head of the Review table: what rows are ordered by, and how wide columns are.

use egui::{
    CursorIcon, EventFilter, FontId, Key, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::columns::Cells;
use super::id;
use crate::app::command::Command;
use crate::app::command::review::{ReviewCommand, TableCommand};
use crate::app::fonts;
use crate::app::state::review::columns::Column;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;

/// Height of the head.
pub const HEIGHT: f32 = 30.0;
/// By how much a key makes a column wider, in points.
const STEP: f32 = 8.0;

/// Draws the head.
pub(super) fn show(ui: &Ui, view: &View<'_>, rect: Rect, cells: &Cells, queue: &mut Vec<Command>) {
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, view.theme.line));
    for (column, left, right) in &cells.columns {
        let cell = Rect::from_min_max(pos2(*left, rect.top()), pos2(*right, rect.bottom()));
        name_ui(ui, view, *column, cell, queue);
        if *column != Column::Context {
            grip_ui(ui, view, *column, cell, cells.scale, queue);
        }
    }
}

fn name_ui(ui: &Ui, view: &View<'_>, column: Column, cell: Rect, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let preferences = &view.session.review.preferences;
    let place = preferences.sort.iter().position(|(known, _)| *known == column);
    let is_first = place == Some(0);
    let family = if is_first { fonts::sans_semibold() } else { fonts::sans_medium() };
    let ink = if is_first { theme.ink.text } else { theme.ink.quiet };
    let room = cell.width() - if place.is_some() { 20.0 } else { 8.0 };
    let galley = controls::elided(ui, column.name(), FontId::new(theme::SMALL, family), ink, room);
    let (end, middle) = (cell.left() + galley.size().x, cell.center().y);
    ui.painter().galley(pos2(cell.left(), middle - galley.size().y * 0.5), galley, ink);
    if let Some(place) = place {
        // What orders equal rows has a smaller mark.
        let (half, height) = if place == 0 { (3.5, 2.5) } else { (2.5, 1.8) };
        let (x, up) = (end + 8.0, if preferences.sort[place].1 { -height } else { height });
        let points = vec![pos2(x - half, middle - up), pos2(x + half, middle - up), pos2(x, middle + up)];
        ui.painter().add(egui::Shape::convex_polygon(points, ink, Stroke::NONE));
    }
    let response =
        ui.interact(cell.with_max_x(cell.right() - 6.0), id().with(("head", column.name())), Sense::click());
    let can_sort = column.can_sort() && !(preferences.is_blind && column.tells_on_others());
    response.widget_info(|| {
        let name = if can_sort { format!("Order by {}", column.name()) } else { column.name().to_owned() };
        WidgetInfo::selected(Role::Button, true, is_first, name)
    });
    if response.has_focus() {
        let ring = Stroke::new(1.5, theme.ink.text);
        ui.painter().rect_stroke(cell.shrink(2.0), theme::CORNER, ring, StrokeKind::Inside);
        resize_by_keys(ui, view, column, &response, queue);
    }
    let widths = "← and → make it narrower and wider while it has the keyboard";
    let help = match (column, can_sort) {
        (Column::Context, _) => "The words of the span; + and − show more and less around them".to_owned(),
        (_, false) => format!("In a blind review rows can’t be ordered by this; {widths}"),
        (_, true) => {
            let name = column.name().to_lowercase();
            format!("Order by {name}; again turns it round. Drag its right end, or {widths}")
        }
    };
    if response.on_hover_text(help).clicked() && can_sort {
        queue.push(Command::Review(ReviewCommand::Table(TableCommand::Sort(column))));
    }
}

/// Arrows change the width of the column whose head has the keyboard.
fn resize_by_keys(
    ui: &Ui,
    view: &View<'_>,
    column: Column,
    response: &egui::Response,
    queue: &mut Vec<Command>,
) {
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let step = ui.input(|input| {
        let steps = |key| f32::from(u8::from(input.key_pressed(key)));
        (steps(Key::ArrowRight) - steps(Key::ArrowLeft)) * STEP
    });
    if step != 0.0 && column != Column::Context {
        let width = view.session.review.preferences.width(column) + step;
        queue.push(Command::Review(ReviewCommand::Table(TableCommand::Resize(column, width))));
    }
}

/// The right end of a column, by which it is dragged.
fn grip_ui(ui: &Ui, view: &View<'_>, column: Column, cell: Rect, scale: f32, queue: &mut Vec<Command>) {
    let grip = Rect::from_center_size(pos2(cell.right() - 3.0, cell.center().y), vec2(8.0, cell.height()));
    let response = ui.interact(grip, id().with(("width", column.name())), Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, format!("Width of {}", column.name())));
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        let ink = view.theme.border;
        ui.painter().vline(cell.right() - 3.0, cell.shrink(5.0).y_range(), Stroke::new(1.0, ink));
    }
    if response.dragged() && response.drag_delta().x != 0.0 {
        let width = view.session.review.preferences.width(column) + response.drag_delta().x / scale;
        queue.push(Command::Review(ReviewCommand::Table(TableCommand::Resize(column, width))));
    }
}
