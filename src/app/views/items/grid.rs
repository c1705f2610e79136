//! A face that is a grid: who stands where on each term, or two items term by term. The row heads stay in sight while
//! the columns scroll.

use egui::{
    FontFamily, FontId, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::{ItemsView, id, speaker_in_words};
use crate::app::command::Command;
use crate::app::command::items::ItemsCommand;
use crate::app::fonts;
use crate::app::run::capitalised;
use crate::app::state::items::{Grid, GridCell, GridRow, GridTone, ItemsFace, ItemsPart, RowHead};
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::quote_rows::day_in_words;
use crate::app::widgets::controls;
use crate::model::text::numbers::counted;

/// Width of the row heads.
const HEAD: f32 = 172.0;
/// The least and the greatest width of a column of stances.
const STANCE: (f32, f32) = (122.0, 168.0);
/// The least width of a column of words.
const WORDS: f32 = 220.0;
/// Height of the column heads, of a row of stances, and of a row of words.
const TOP: f32 = 40.0;
const LOW: f32 = 38.0;
const HIGH: f32 = 66.0;

/// Where the grid stood, and the cell it pointed at then.
#[derive(Default)]
pub(super) struct GridPlace {
    cell: (usize, usize),
    offset: egui::Vec2,
    size: egui::Vec2,
}

/// How the grid lies on the screen.
struct Measure {
    column: f32,
    row: f32,
}

/// Draws it into `height` points.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    items: &mut ItemsView,
    grid: &Grid,
    height: f32,
    has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let desk = &view.session.wide.items;
    let is_words = desk.look.face == ItemsFace::Comparison;
    let num = grid.columns.len().max(1) as f32;
    let room = ui.available_width() - HEAD - 8.0;
    let column = if is_words { (room / num).max(WORDS) } else { (room / num).clamp(STANCE.0, STANCE.1) };
    let measure = Measure { column, row: if is_words { HIGH } else { LOW } };
    let full = vec2(HEAD + column * num, TOP + measure.row * grid.rows.len() as f32);
    let height = height.min(full.y + 12.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut scroll = ScrollArea::both().id_salt("items grid").auto_shrink([false, true]).max_height(height);
    if items.grid.cell != desk.at.cell {
        scroll = scroll.scroll_offset(wanted_offset(&items.grid, desk.at.cell, &measure));
    }
    let output = scroll.show_viewport(ui, |ui, viewport| {
        let (area, _) = ui.allocate_exact_size(full, Sense::hover());
        let part = (desk.at.part == ItemsPart::Grid, has_focus && desk.at.part == ItemsPart::Grid);
        for (at, row) in grid.rows.iter().enumerate() {
            let start = TOP + measure.row * at as f32;
            if start + measure.row < viewport.top() || start > viewport.bottom() {
                continue;
            }
            let top = area.top() + start;
            let rect = Rect::from_min_size(pos2(area.left(), top), vec2(full.x, measure.row));
            cells_ui(ui, view, items, (row, at), rect, &measure, viewport, part, queue);
            row_head_ui(
                ui,
                view,
                row,
                Rect::from_min_size(pos2(area.left() + viewport.left(), top), vec2(HEAD, measure.row)),
            );
        }
        column_heads_ui(ui, view, grid, area, viewport, &measure);
    });
    items.grid = GridPlace {
        cell: desk.at.cell,
        offset: output.state.clamped_offset(),
        size: output.inner_rect.size(),
    };
}

/// The offset that brings a cell into view.
fn wanted_offset(place: &GridPlace, (row, column): (usize, usize), measure: &Measure) -> egui::Vec2 {
    let into = |offset: f32, room: f32, start: f32, len: f32| {
        if start < offset {
            start
        } else if start + len > offset + room && room > len {
            start + len - room
        } else {
            offset
        }
    };
    let x = into(place.offset.x, place.size.x - HEAD, measure.column * column as f32, measure.column);
    let y = into(place.offset.y, place.size.y - TOP, measure.row * row as f32, measure.row);
    vec2(x.max(0.0), y.max(0.0))
}

fn column_heads_ui(ui: &Ui, view: &View<'_>, grid: &Grid, area: Rect, viewport: Rect, measure: &Measure) {
    let theme = view.theme;
    let top = area.top() + viewport.top();
    let band = Rect::from_min_size(pos2(area.left() + viewport.left(), top), vec2(viewport.width(), TOP));
    ui.painter().rect_filled(band, 0.0, theme.ground.paper);
    ui.painter().hline(band.x_range(), band.bottom() - 0.5, Stroke::new(1.0, theme.border));
    for (at, column) in grid.columns.iter().enumerate() {
        let left = area.left() + HEAD + measure.column * at as f32;
        if left + measure.column < band.left() + HEAD || left > band.right() {
            continue;
        }
        let name = view.session.items.name(column).unwrap_or(column.as_str());
        let family = if at == 0 { fonts::sans_semibold() } else { fonts::sans_medium() };
        let rect = Rect::from_min_size(pos2(left, top), vec2(measure.column, TOP));
        let clip = rect.intersect(Rect::from_min_max(pos2(band.left() + HEAD, top), band.max));
        let mut job = egui::text::LayoutJob::simple(
            name.to_owned(),
            FontId::new(theme::SMALL, family),
            theme.ink.text,
            measure.column - 12.0,
        );
        job.wrap.max_rows = 2;
        job.wrap.break_anywhere = false;
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let y = rect.center().y - galley.size().y * 0.5;
        ui.painter().with_clip_rect(clip.intersect(ui.clip_rect())).galley(
            pos2(left + 6.0, y),
            galley,
            theme.ink.text,
        );
        let response = ui.interact(clip, id().with(("column", at)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, name));
        response.on_hover_text(name);
    }
    let corner = Rect::from_min_size(band.min, vec2(HEAD, TOP - 1.0));
    ui.painter().rect_filled(corner, 0.0, theme.ground.paper);
}

/// What heads a row, in words.
fn head_in_words(view: &View<'_>, row: &GridRow) -> (String, String) {
    match &row.head {
        RowHead::Speaker(speaker, members) => {
            let others = members.iter().filter(|member| *member != speaker).count();
            let more = if others == 0 { String::new() } else { counted(others, "voice") };
            (speaker_in_words(view, speaker), more)
        }
        RowHead::Term(item) => {
            let name = view.session.items.name(item).unwrap_or(item.as_str()).to_owned();
            (name, row.note.to_owned())
        }
        RowHead::Whole => ("As a whole".to_owned(), String::new()),
    }
}

fn row_head_ui(ui: &Ui, view: &View<'_>, row: &GridRow, rect: Rect) {
    let theme = view.theme;
    ui.painter().rect_filled(rect, 0.0, theme.ground.paper);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    let (name, note) = head_in_words(view, row);
    let font = FontId::new(theme::BODY, fonts::sans_medium());
    let galley = controls::elided_middle(ui, &name, font, theme.ink.text, rect.width() - 24.0);
    let left = rect.left() + 16.0;
    if note.is_empty() {
        ui.painter().galley(pos2(left, rect.center().y - galley.size().y * 0.5), galley, theme.ink.text);
        return;
    }
    let ink = match row.note {
        "dropped" => theme.ink.bad,
        "changed" => theme.ink.warning,
        "kept" => theme.ink.good,
        _ => theme.ink.quiet,
    };
    let small = FontId::new(theme::SMALL, FontFamily::Proportional);
    let note = controls::elided(ui, &note, small, ink, rect.width() - 24.0);
    let height = galley.size().y + note.size().y;
    let top = rect.center().y - height * 0.5;
    let below = top + galley.size().y;
    ui.painter().galley(pos2(left, top), galley, theme.ink.text);
    ui.painter().galley(pos2(left, below), note, ink);
}

#[expect(clippy::too_many_arguments, reason = "what every cell of a row needs, passed once")]
fn cells_ui(
    ui: &mut Ui,
    view: &View<'_>,
    items: &mut ItemsView,
    (row, row_at): (&GridRow, usize),
    rect: Rect,
    measure: &Measure,
    viewport: Rect,
    (in_grid, has_focus): (bool, bool),
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    let pointed = view.session.wide.items.at.cell;
    for (at, cell) in row.cells.iter().enumerate() {
        let start = HEAD + measure.column * at as f32;
        if start + measure.column < viewport.left() + HEAD || start > viewport.right() {
            continue;
        }
        let cell_rect =
            Rect::from_min_size(pos2(rect.left() + start, rect.top()), vec2(measure.column, rect.height()));
        let seen = cell_rect.intersect(Rect::from_min_max(
            pos2(rect.left() + viewport.left() + HEAD, rect.top()),
            pos2(rect.right().max(cell_rect.right()), rect.bottom()),
        ));
        if seen.width() <= 0.0 {
            continue;
        }
        let is_pointed = pointed == (row_at, at);
        let response = ui.interact(seen, id().with(("cell", row_at, at)), Sense::CLICK);
        let ground = match cell.as_ref().map(|cell| (cell.act.is_some(), cell.tone)) {
            Some((true, GridTone::For)) => Some(theme.ink.good),
            Some((true, GridTone::Against)) => Some(theme.ink.bad),
            Some((true, GridTone::Open)) => Some(theme.ink.warning),
            _ => None,
        };
        let inner = cell_rect.shrink2(vec2(2.0, 2.0));
        if let Some(ground) = ground {
            ui.painter().rect_filled(inner, theme::CORNER, ground.gamma_multiply(0.11));
        }
        if response.hovered() {
            ui.painter().rect_filled(inner, theme::CORNER, theme.ground.raised.gamma_multiply(0.6));
        }
        if is_pointed && (in_grid || !has_focus) {
            let width = if in_grid && has_focus { 1.6 } else { 1.0 };
            let ring = Stroke::new(width, if in_grid { theme.ink.text } else { theme.border });
            ui.painter().rect_stroke(inner, theme::CORNER, ring, StrokeKind::Inside);
        }
        let told = if let Some(cell) = cell {
            cell_ui(ui, view, items, cell, inner)
        } else {
            let dash = if matches!(row.head, RowHead::Speaker(..)) { "·" } else { "not in it" };
            quiet_ui(ui, view, dash, inner);
            String::new()
        };
        let (head, note) = head_in_words(view, row);
        let column = column_name(view, at);
        response.widget_info(|| {
            let told = if told.is_empty() { "nothing".to_owned() } else { told.clone() };
            let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
            WidgetInfo::selected(Role::Cell, true, is_pointed, format!("{head}{note}, {column}: {told}"))
        });
        if response.double_clicked() {
            queue.push(Command::Items(ItemsCommand::GoTo(ItemsPart::Lines)));
        } else if response.on_hover_text(format!("{head}, {column}\n{told}")).clicked() {
            queue.push(Command::Items(ItemsCommand::PointCell(row_at, at)));
        }
    }
}

fn column_name(view: &View<'_>, at: usize) -> String {
    let grid = view.session.wide.items.face().and_then(|face| face.grid.as_ref());
    let column = grid.and_then(|grid| grid.columns.get(at));
    column.map_or_else(String::new, |id| view.session.items.name(id).unwrap_or(id.as_str()).to_owned())
}

fn quiet_ui(ui: &Ui, view: &View<'_>, words: &str, rect: Rect) {
    let font = FontId::new(theme::SMALL, FontFamily::Proportional);
    let galley = controls::elided(ui, words, font, view.theme.ink.faint, rect.width() - 12.0);
    let at = pos2(rect.left() + 8.0, rect.center().y - galley.size().y * 0.5);
    ui.painter().galley(at, galley, view.theme.ink.faint);
}

/// What stands in a cell: the stance with its date, or the latest words. What is told of it.
fn cell_ui(ui: &Ui, view: &View<'_>, items: &mut ItemsView, cell: &GridCell, rect: Rect) -> String {
    let theme = view.theme;
    let small = || FontId::new(theme::SMALL, FontFamily::Proportional);
    let num = cell.keys.len();
    if let Some(act) = cell.act {
        let ink = match cell.tone {
            GridTone::For => theme.ink.good,
            GridTone::Against => theme.ink.bad,
            GridTone::Open => theme.ink.warning,
        };
        let words = format!("{} {}", cell.tone.sign(), act.name());
        let font = FontId::new(theme::BODY, fonts::sans_medium());
        let stance = controls::elided(ui, &words, font, ink, rect.width() - 14.0);
        let times = if num > 1 { format!("  {num} ×") } else { String::new() };
        let about = format!("{}{times}", day_in_words(cell.date));
        let about = controls::elided(ui, &about, small(), theme.ink.quiet, rect.width() - 14.0);
        let top = rect.center().y - (stance.size().y + about.size().y) * 0.5;
        let below = top + stance.size().y;
        ui.painter().galley(pos2(rect.left() + 7.0, top), stance, ink);
        ui.painter().galley(pos2(rect.left() + 7.0, below), about, theme.ink.quiet);
        let spans = counted(num, "span");
        return format!("{}, {}, {spans}", capitalised(act.name()), day_in_words(cell.date));
    }
    let Some(key) = &cell.told else {
        quiet_ui(ui, view, "in it, but nothing is said of it", rect);
        return "in it, but nothing is said of it".to_owned();
    };
    let layer = view.session.corpus.state().layer(&key.article, &key.annotator);
    let span = layer.and_then(|layer| layer.annotations.get(&key.annotation));
    let context = span.and_then(|span| items.contexts.get(ui, view, &key.article, &span.fragments));
    let words = context.map(|context| context.words.clone()).unwrap_or_default();
    let times = if num > 1 { format!("{num} ×  ") } else { String::new() };
    let mut job = egui::text::LayoutJob::simple(
        format!("{times}{words}"),
        FontId::new(theme::BODY + 1.0, fonts::serif()),
        theme.ink.text,
        rect.width() - 16.0,
    );
    job.wrap.max_rows = 3;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = pos2(rect.left() + 8.0, rect.center().y - galley.size().y * 0.5);
    ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).galley(at, galley, theme.ink.text);
    words
}

/// What the lines below the grid are of.
pub(super) fn cell_head_ui(ui: &mut Ui, view: &View<'_>, grid: &Grid) {
    let (row, column) = view.session.wide.items.at.cell;
    let Some(row) = grid.rows.get(row) else { return };
    let (head, note) = head_in_words(view, row);
    let note = if note.is_empty() { String::new() } else { format!(", {note}") };
    let num = row.cells.get(column).and_then(|cell| cell.as_ref()).map_or(0, |cell| cell.keys.len());
    let spans = if num == 0 { "no spans".to_owned() } else { counted(num, "span") };
    let words = format!("{head}{note} · {} · {spans}", column_name(view, column));
    egui::Frame::new().inner_margin(egui::Margin { left: 16, right: 14, top: 10, bottom: 4 }).show(
        ui,
        |ui| {
            controls::small(ui, view.theme, words);
        },
    );
    let line = ui.cursor().top();
    ui.painter().hline(ui.max_rect().x_range(), line - 0.5, Stroke::new(1.0, view.theme.line));
}
