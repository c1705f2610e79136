//! The list itself: only the rows on the screen are laid out.

use egui::{
    Color32, FontFamily, FontId, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::{HistoryView, id, when_in_words};
use crate::app::command::Command;
use crate::app::command::history::HistoryCommand;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::history::{HistoryFilter, say_of};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::{controls, table_keys};
use crate::model::text::numbers::counted;
use crate::store::past::{Row, RowKind};

/// Height of a row.
const ROW: f32 = 28.0;
/// Height of the head.
const HEAD: f32 = 30.0;

/// Where the columns begin, from the left.
#[derive(Clone, Copy)]
struct Columns {
    when: f32,
    by: f32,
    what: f32,
    place: f32,
    end: f32,
}

impl Columns {
    fn of(rect: Rect) -> Self {
        let (left, end) = (rect.left() + 14.0, rect.right() - 10.0);
        let (when, by) = if rect.width() < 560.0 { (118.0, 48.0) } else { (136.0, 72.0) };
        let what = left + when + by;
        // What was done and where share what is left.
        let place = what + (end - what) * 0.52;
        Self { when: left, by: left + when, what, place, end }
    }
}

/// Draws the list.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, history: &mut HistoryView, queue: &mut Vec<Command>) {
    let table = &view.session.history;
    let area = ui.available_rect_before_wrap();
    let response = table_keys::keyboard(
        ui,
        view.desk,
        Some(FocusWish::History),
        (area, id()),
        "Changes, the newest first",
    );
    // The same for head and rows, whether or not a scroll bar takes room from these.
    let columns = Columns::of(area);
    let head = Rect::from_min_size(area.min, vec2(area.width(), HEAD));
    head_ui(ui, view, head, columns);
    ui.advance_cursor_after_rect(head);
    if table.is_empty() {
        return empty_ui(ui, view, queue);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let has_focus = response.has_focus();
    let scroll = ScrollArea::vertical().id_salt("history rows").auto_shrink(false);
    history.place.show_rows(ui, scroll, (ROW, table.len()), table.cursor, |ui, at| {
        if let Some(row) = table.get(at) {
            row_ui(ui, view, row, columns, (at == table.cursor, has_focus), queue);
        }
    });
}

fn head_ui(ui: &Ui, view: &View<'_>, rect: Rect, columns: Columns) {
    let theme = view.theme;
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    let heads = [
        ("When", columns.when, columns.by),
        ("By", columns.by, columns.what),
        ("What was done", columns.what, columns.place),
        ("Where", columns.place, columns.end),
    ];
    for (name, left, right) in heads {
        let font = FontId::new(theme::SMALL, fonts::sans_medium());
        let galley = controls::elided(ui, name, font, theme.ink.quiet, right - left - 10.0);
        ui.painter().galley(pos2(left, rect.center().y - galley.size().y * 0.5), galley, theme.ink.quiet);
    }
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let table = &view.session.history;
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        let (title, text) = if table.is_busy() {
            ("Reading the history…", "The newest changes come first")
        } else if table.num_all() == 0 && table.filter.span.is_some() {
            ("Nothing is known of this span", "It came with its file, and nothing was done on it since")
        } else if table.num_all() == 0 {
            ("Nothing has been done yet", "Whatever is added, tagged or decided is listed here from then on")
        } else {
            ("No change passes the filter", "Take some of it away")
        };
        ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
        ui.label(RichText::new(text).color(view.theme.ink.quiet));
        if table.filter.narrows()
            && ui.button("Show all").on_hover_text("Take the whole filter away").clicked()
        {
            queue.push(Command::History(HistoryCommand::Filter(HistoryFilter::default())));
        }
    });
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    row: &Row,
    columns: Columns,
    (is_pointed, has_focus): (bool, bool),
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, id().with((&row.id.writer, row.id.n)), Sense::CLICK);
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
    let (when, what, place) = (when_in_words(view, row.id.t), say_of(row), place_in_words(view, row));
    let plain = FontFamily::Proportional;
    let what_ink = if row.kind == RowKind::Do { theme.ink.text } else { theme.ink.quiet };
    for (left, right, text, family, ink) in [
        (columns.when, columns.by, when.as_str(), plain.clone(), theme.ink.quiet),
        (columns.by, columns.what, row.by.as_str(), plain.clone(), theme.ink.quiet),
        (columns.what, columns.place, what.as_str(), fonts::sans_medium(), what_ink),
        (columns.place, columns.end, place.as_str(), plain, theme.ink.quiet),
    ] {
        cell(ui, rect, (left, right), text, family, ink);
    }
    response.widget_info(|| {
        let place = if place.is_empty() { String::new() } else { format!(", {place}") };
        let name = format!("{what}{place}, by {}, {when}", row.by);
        WidgetInfo::selected(Role::ListItem, true, is_pointed, name)
    });
    if response.double_clicked() {
        queue.push(Command::History(HistoryCommand::OpenInArticle));
    } else if response.clicked() {
        queue.push(Command::History(HistoryCommand::Point(row.id.clone())));
    }
}

/// Where a change was made: the article's title, or how many there are.
fn place_in_words(view: &View<'_>, row: &Row) -> String {
    match &row.articles[..] {
        [] => String::new(),
        [only] => match view.session.article_row(only) {
            Some(known) => known.shown_title.clone(),
            None => format!("{only}, not in the corpus now"),
        },
        many => counted(many.len(), "article"),
    }
}

fn cell(ui: &Ui, row: Rect, (left, right): (f32, f32), text: &str, family: FontFamily, ink: Color32) {
    let galley = controls::elided(ui, text, FontId::new(theme::BODY, family), ink, right - left - 10.0);
    ui.painter().galley(pos2(left, row.center().y - galley.size().y * 0.5), galley, ink);
}
