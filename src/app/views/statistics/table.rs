//! The figures as a table: only the rows on the screen are laid out. It is what screen readers have of the plot.

use egui::{
    Color32, FontFamily, FontId, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::{StatisticsView, id};
use crate::analysis::statistics::table::{Cell, Table};
use crate::app::command::Command;
use crate::app::command::statistics::StatisticsCommand;
use crate::app::fonts;
use crate::app::state::statistics::Figures;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::text::numbers::{in_thousands, shown_figure};
use crate::model::text::visible::shown_name;

/// Height of a row.
const ROW: f32 = 28.0;
/// Height of the head.
const HEAD: f32 = 30.0;
/// Width of the names at the least and at the most, and of a figure at the least.
const NAME: (f32, f32) = (130.0, 320.0);
const FIGURE: f32 = 82.0;
/// How much wider than at the least names are where there is room.
const NAME_EXTRA: f32 = 40.0;

/// Widths of the columns, made anew when the table is another.
#[derive(Default)]
pub(super) struct Widths {
    of: Vec<String>,
    widths: Vec<f32>,
}

/// How high a table of so many rows is.
pub(super) fn height_of(num_rows: usize) -> f32 {
    HEAD + ROW * num_rows as f32 + 8.0
}

impl Widths {
    /// How wide the table would like to be.
    pub(super) fn natural(&mut self, ui: &Ui, table: &Table) -> f32 {
        let (columns, widths) = self.update(ui, table, 0.0);
        widths.iter().sum::<f32>() + num_names(table, &columns) as f32 * NAME_EXTRA + 16.0
    }

    /// Each figure is as wide as its head needs, and the names have what is left.
    fn update(&mut self, ui: &Ui, table: &Table, room: f32) -> (Vec<usize>, Vec<f32>) {
        let columns: Vec<usize> = table.shown_columns().collect();
        let heads: Vec<String> = columns.iter().map(|idx| table.columns[*idx].name.clone()).collect();
        if heads != self.of {
            let width = |head: &String| {
                let font = FontId::new(theme::SMALL, fonts::sans_medium());
                let galley =
                    ui.painter().layout_no_wrap(shown_name(head).into_owned(), font, Color32::PLACEHOLDER);
                (galley.size().x + 20.0).clamp(FIGURE, 130.0)
            };
            self.widths = heads.iter().map(width).collect();
            self.of = heads;
        }
        let mut widths = self.widths.clone();
        let num_names = num_names(table, &columns);
        let rest: f32 = widths[num_names.min(widths.len())..].iter().sum();
        let name = ((room - rest) / num_names.max(1) as f32).clamp(NAME.0, NAME.1);
        for width in widths.iter_mut().take(num_names) {
            *width = name;
        }
        (columns, widths)
    }
}

/// How many columns at the left hold names.
fn num_names(table: &Table, columns: &[usize]) -> usize {
    let is_name = |idx: &&usize| {
        table.rows.first().is_some_and(|row| matches!(row.cells.get(**idx), Some(Cell::Words(_))))
    };
    columns.iter().take_while(is_name).count().max(1)
}

/// Draws the table.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    statistics: &mut StatisticsView,
    figures: &Figures,
    has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let desk = &view.session.wide.statistics;
    let table = &figures.table;
    let area = ui.available_rect_before_wrap();
    let (columns, widths) = statistics.widths.update(ui, table, area.width() - 12.0);
    let head = Rect::from_min_size(area.min, vec2(area.width(), HEAD));
    ui.advance_cursor_after_rect(head);
    ui.spacing_mut().item_spacing.y = 0.0;
    let total: f32 = widths.iter().sum();
    let scroll = ScrollArea::both().id_salt(("figures", desk.kind.key())).auto_shrink(false);
    let (rows, cursor) = ((ROW, table.rows.len()), desk.cursor);
    let offset = statistics.place.show_rows(ui, scroll, rows, cursor, |ui, at| {
        ui.set_min_width(total);
        row_ui(ui, view, table, (&columns, &widths), (at, has_focus), queue);
    });
    head_ui(ui, view, table, (&columns, &widths), head, offset.x);
}

fn head_ui(
    ui: &Ui,
    view: &View<'_>,
    table: &Table,
    (columns, widths): (&[usize], &[f32]),
    rect: Rect,
    scrolled: f32,
) {
    let theme = view.theme;
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let num_names = num_names(table, columns);
    let mut left = rect.left() - scrolled;
    for (place, (idx, width)) in columns.iter().zip(widths).enumerate() {
        let column = &table.columns[*idx];
        let name = shown_name(&column.name);
        let ink = column.label.map_or(theme.ink.quiet, |label| theme.label(label.colour));
        let font = FontId::new(theme::SMALL, fonts::sans_medium());
        let galley = controls::elided_middle(ui, &name, font, ink, width - 14.0);
        let x = if place < num_names { left + 8.0 } else { left + width - 8.0 - galley.size().x };
        painter.galley(pos2(x, rect.center().y - galley.size().y * 0.5), galley, ink);
        left += width;
    }
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    table: &Table,
    (columns, widths): (&[usize], &[f32]),
    (at, has_focus): (usize, bool),
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let desk = &view.session.wide.statistics;
    let width = ui.available_width().max(widths.iter().sum());
    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
    let response = ui.interact(rect, id().with(("row", desk.kind.key(), at)), Sense::CLICK);
    let is_pointed = at == desk.cursor;
    if is_pointed {
        ui.painter().rect_filled(rect, 0.0, theme.ground.raised);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, theme.ground.raised.gamma_multiply(0.5));
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    if is_pointed && has_focus {
        let ring = Stroke::new(1.5, theme.ink.text);
        ui.painter().rect_stroke(rect.shrink(1.0), theme::CORNER, ring, StrokeKind::Inside);
    }
    let row = &table.rows[at];
    let is_faded = !desk.is_current();
    let num_names = num_names(table, columns);
    let mut left = rect.left();
    for (place, (idx, width)) in columns.iter().zip(widths).enumerate() {
        let is_name = place < num_names;
        let (ink, family) = if is_faded {
            (theme.ink.faint, FontFamily::Proportional)
        } else if is_name {
            (theme.ink.text, fonts::sans_medium())
        } else if matches!(row.cells[*idx], Cell::Count(0)) {
            (theme.ink.faint, FontFamily::Proportional)
        } else {
            (theme.ink.text, FontFamily::Proportional)
        };
        let mut from = left + 8.0;
        if let Some(label) = row.label.filter(|_| place == 0) {
            let square = Rect::from_center_size(pos2(from + 5.0, rect.center().y), vec2(10.0, 10.0));
            ui.painter().rect_filled(square, 2.0, theme.label(label.colour));
            from += 17.0;
        }
        let words = shown(&row.cells[*idx]);
        let room = left + width - 8.0 - from;
        let galley = controls::elided_middle(ui, &words, FontId::new(theme::BODY, family), ink, room);
        let x = if is_name { from } else { left + width - 8.0 - galley.size().x };
        ui.painter().galley(pos2(x, rect.center().y - galley.size().y * 0.5), galley, ink);
        left += width;
    }
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_pointed, in_words(table, at)));
    if response.double_clicked() {
        let x = response.interact_pointer_pos().map_or(rect.left(), |pos| pos.x) - rect.left();
        let mut right = 0.0;
        let column = columns.iter().zip(widths).find(|(_, width)| {
            right += **width;
            x < right
        });
        let command = column
            .map_or(StatisticsCommand::Behind, |(column, _)| StatisticsCommand::BehindFigure(at, *column));
        queue.push(Command::Statistics(command));
    } else if response.clicked() {
        queue.push(Command::Statistics(StatisticsCommand::Point(at)));
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Words(words) => shown_name(words).into_owned(),
        Cell::Count(count) => in_thousands(*count),
        Cell::Number(number) => shown_figure(*number),
        Cell::Nothing => "—".to_owned(),
    }
}

/// A row as a screen reader says it: each figure after its column's name.
fn in_words(table: &Table, at: usize) -> String {
    let row = &table.rows[at];
    let cells = table.shown_columns().filter_map(|idx| {
        let cell = shown(row.cells.get(idx)?);
        let name = shown_name(&table.columns[idx].name);
        Some(if matches!(row.cells[idx], Cell::Words(_)) { cell } else { format!("{name} {cell}") })
    });
    cells.collect::<Vec<_>>().join(", ")
}
