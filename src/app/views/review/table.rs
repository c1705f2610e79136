//! The table itself: only the lines on the screen are laid out.

use std::sync::Arc;

use egui::{
    FontFamily, FontId, Galley, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::columns::{Cells, TICK};
use super::{ReviewView, context, head, id, standing_ink};
use crate::app::command::Command;
use crate::app::command::review::{ReviewCommand, TableCommand};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::review::columns::Column;
use crate::app::state::review::group::{Group, Line};
use crate::app::state::review::{ReviewFilter, Row, queues};
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::in_line::InLine;
use crate::app::widgets::list_place::ListPlace;
use crate::app::widgets::{controls, table_keys};
use crate::model::annotation::Certainty;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::shown_name;

/// Height of a line.
const ROW: f32 = 28.0;
/// With less room than this a label's letter stands for its name.
const MIN_NAME: f32 = 40.0;
/// A line that shows more of the text is no taller than this.
const MAX_GROWN: f32 = 300.0;

/// Draws the table.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, review: &mut ReviewView, queue: &mut Vec<Command>) {
    let table = &view.session.review;
    let area = ui.available_rect_before_wrap();
    // While a span is changed in its article the keyboard is the text's.
    let wish = table.bench.editing.is_none().then_some(FocusWish::Review);
    let response = table_keys::keyboard(ui, view.desk, wish, (area, id()), "Annotations to review");
    // The same for head and rows, whether or not a scroll bar takes room from these.
    let cells = Cells::of(area, &table.preferences);
    ui.spacing_mut().item_spacing.y = 0.0;
    let head = Rect::from_min_size(area.min, vec2(area.width(), head::HEIGHT));
    head::show(ui, view, head, &cells, queue);
    ui.advance_cursor_after_rect(head);
    if table.is_empty() {
        return empty_ui(ui, view, queue);
    }
    let grown = grown(ui, view, &cells);
    let extra = grown.as_ref().map_or(0.0, |galley| (galley.size().y + 10.0 - ROW).clamp(0.0, MAX_GROWN));
    let mut scroll = ScrollArea::vertical().id_salt("review rows").auto_shrink(false);
    if let Some(offset) = offset_for(review, table.cursor, extra) {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    let has_focus = response.has_focus();
    let height = table.len() as f32 * ROW + extra;
    let output = scroll.show_viewport(ui, |ui, viewport| {
        ui.set_height(height);
        let top = ui.max_rect().top();
        let first = line_at(viewport.top(), table.cursor, extra);
        for at in first..table.len() {
            let y = at as f32 * ROW + if at > table.cursor { extra } else { 0.0 };
            if y > viewport.bottom() {
                break;
            }
            let is_pointed = at == table.cursor;
            let height = ROW + if is_pointed { extra } else { 0.0 };
            let rect =
                Rect::from_min_size(pos2(ui.max_rect().left(), top + y), vec2(ui.max_rect().width(), height));
            let place =
                LinePlace { rect, is_pointed, has_focus, grown: grown.clone().filter(|_| is_pointed) };
            match table.line(at) {
                Some(Line::Row(_)) => {
                    if let Some(row) = table.get(at) {
                        row_ui(ui, view, review, row, &cells, &place, queue);
                    }
                }
                Some(Line::Group(idx)) => {
                    if let Some(group) = table.group(idx) {
                        group_ui(ui, view, idx, group, &place, queue);
                    }
                }
                None => {}
            }
        }
    });
    let offset = output.state.clamped_offset().y;
    review.place = ListPlace {
        cursor: table.cursor,
        offset,
        height: output.inner_rect.height(),
        ..ListPlace::default()
    };
    review.extra = extra;
}

/// Where a line stands, and how.
struct LinePlace {
    rect: Rect,
    is_pointed: bool,
    has_focus: bool,
    grown: Option<Arc<Galley>>,
}

/// The text around the row that is pointed at, if more than a line of it is wanted.
fn grown(ui: &Ui, view: &View<'_>, cells: &Cells) -> Option<Arc<Galley>> {
    let row = view.session.review.row()?;
    let (left, right) = cells.column(Column::Context)?;
    let job = context::grown(view, row, right - left - 10.0)?;
    Some(ui.painter().layout_job(job))
}

/// The first line that reaches below a height, in points from the first line's top.
fn line_at(y: f32, cursor: usize, extra: f32) -> usize {
    let below = (cursor + 1) as f32 * ROW + extra;
    let y = if y >= below { y - extra } else { y.min((cursor + 1) as f32 * ROW - 1.0) };
    // Heights are never negative, and far smaller than what numbers hold.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative")]
    let line = (y.max(0.0) / ROW) as usize;
    line
}

/// The offset that brings the line that is pointed at into view, if the table has come to point at another.
fn offset_for(review: &ReviewView, cursor: usize, extra: f32) -> Option<f32> {
    let place = review.place;
    if cursor == place.cursor && (extra - review.extra).abs() < 0.5 {
        return None;
    }
    let (top, bottom) = (cursor as f32 * ROW, (cursor + 1) as f32 * ROW + extra);
    if top < place.offset {
        Some(top)
    } else if bottom > place.offset + place.height {
        Some((bottom - place.height).min(top))
    } else {
        None
    }
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let table = &view.session.review;
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        let queue_of = queues::built_in().into_iter().find(|(_, filter, _)| *filter == table.filter);
        let (title, text) = if table.num_all() == 0 {
            ("Nothing to review yet", "Whatever is tagged in Annotate, by anybody, is listed here")
        } else if table.is_searching() {
            ("Looking for these words…", "The texts are read beside the window")
        } else if let Some((_, _, nothing)) = queue_of {
            (nothing, "This queue is empty; Q leads to the others")
        } else {
            ("No span passes the filter", "Take some of it away")
        };
        ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
        ui.label(RichText::new(text).color(view.theme.ink.quiet));
        if table.num_all() > 0 && ui.button("Show all").on_hover_text("Take the whole filter away").clicked()
        {
            queue.push(Command::Review(ReviewCommand::Filter(ReviewFilter::default())));
        }
    });
}

/// The ground and the ring of a line, and the line below it.
fn ground_ui(ui: &Ui, view: &View<'_>, place: &LinePlace, is_hovered: bool) {
    let LinePlace { rect, is_pointed, has_focus, .. } = place;
    let theme = view.theme;
    if *is_pointed {
        ui.painter().rect_filled(*rect, 0.0, theme.ground.raised);
    } else if is_hovered {
        ui.painter().rect_filled(*rect, 0.0, theme.ground.raised.gamma_multiply(0.5));
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    if *is_pointed && *has_focus {
        let ring = Stroke::new(1.5, theme.ink.text);
        ui.painter().rect_stroke(rect.shrink(1.0), theme::CORNER, ring, StrokeKind::Inside);
    }
}

/// The head of a group: its name, how many rows it has, how many wait.
fn group_ui(
    ui: &Ui,
    view: &View<'_>,
    idx: usize,
    group: &Group,
    place: &LinePlace,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let rect = place.rect;
    let response = ui.interact(rect, id().with(("group", group.name.as_str())), Sense::CLICK);
    ground_ui(ui, view, place, response.hovered());
    let rows = counted(group.num_rows, "row");
    let counts = format!("{rows} · {} to review", in_thousands(group.num_open));
    let center = pos2(rect.left() + 17.0, rect.center().y);
    let points = if group.is_folded {
        vec![center + vec2(-2.5, -4.0), center + vec2(3.5, 0.0), center + vec2(-2.5, 4.0)]
    } else {
        vec![center + vec2(-4.0, -2.5), center + vec2(4.0, -2.5), center + vec2(0.0, 3.5)]
    };
    ui.painter().add(egui::Shape::convex_polygon(points, theme.ink.quiet, Stroke::NONE));
    let font = FontId::new(theme::BODY, fonts::sans_semibold());
    let name = controls::elided(ui, &group.name, font, theme.ink.text, rect.width() - TICK - 190.0);
    let end = rect.left() + TICK + name.size().x;
    ui.painter().galley(
        pos2(rect.left() + TICK, rect.center().y - name.size().y * 0.5),
        name,
        theme.ink.text,
    );
    let font = FontId::proportional(theme::SMALL);
    let counted = controls::elided(ui, &counts, font, theme.ink.quiet, 180.0);
    ui.painter().galley(pos2(end + 10.0, rect.center().y - counted.size().y * 0.5), counted, theme.ink.quiet);
    let state = if group.is_folded { "folded" } else { "unfolded" };
    response.widget_info(|| {
        let name = format!("Group {}, {counts}, {state}", group.name);
        WidgetInfo::selected(Role::Button, true, place.is_pointed, name)
    });
    if response.on_hover_text("Fold or unfold; ← and → do so by keys").clicked() {
        queue.push(Command::Review(ReviewCommand::Table(TableCommand::ToggleGroup(idx))));
    }
}

fn row_ui(
    ui: &Ui,
    view: &View<'_>,
    review: &mut ReviewView,
    row: &Row,
    cells: &Cells,
    place: &LinePlace,
    queue: &mut Vec<Command>,
) {
    let session = view.session;
    let rect = place.rect;
    let salt = (row.key.article.as_str(), row.key.annotator.as_str(), row.key.annotation.as_str());
    let response = ui.interact(rect, id().with(salt), Sense::CLICK);
    let tick = rect.with_max_x(rect.left() + TICK - 4.0);
    let tick_response = ui.interact(tick, id().with(salt).with("tick"), Sense::CLICK);
    ground_ui(ui, view, place, response.hovered());
    let is_ticked = session.review.ticked.contains(&row.key);
    // What stands in one line does so in the first, where the words take several.
    let line = rect.with_max_y(rect.top() + ROW);
    controls::paint_tick(ui, view.theme, pos2(cells.tick + 7.0, line.center().y), is_ticked);
    for (column, left, right) in &cells.columns {
        let cell = Rect::from_min_max(pos2(*left, line.top()), pos2(*right, line.bottom()));
        cell_ui(ui, view, row, *column, cell, cells);
    }
    let words = context_ui(ui, view, review, row, line, cells, place.grown.as_ref());
    response.widget_info(|| {
        WidgetInfo::selected(Role::ListItem, true, place.is_pointed, row_name(view, row, &words))
    });
    tick_response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_ticked, format!("Tick {words}")));
    let (shift, command) = ui.input(|input| (input.modifiers.shift, input.modifiers.command));
    if tick_response.on_hover_text("Tick, to decide on several at once").clicked() {
        let key = row.key.clone();
        queue.push(Command::Review(if shift {
            ReviewCommand::TickTo(key)
        } else {
            ReviewCommand::TickRow(key)
        }));
    } else if response.double_clicked() {
        queue.push(Command::Review(ReviewCommand::OpenInArticle));
    } else if response.clicked() {
        let key = row.key.clone();
        queue.push(Command::Review(match (shift, command) {
            (true, _) => ReviewCommand::TickTo(key),
            (false, true) => ReviewCommand::TickRow(key),
            (false, false) => ReviewCommand::Point(key),
        }));
    }
}

/// What a screen reader says of a row.
fn row_name(view: &View<'_>, row: &Row, words: &str) -> String {
    let table = &view.session.review;
    let own = view.session.annotator();
    let speaker = table.said_by(row).map(|name| format!(", speaker {name}")).unwrap_or_default();
    let label = label_name(view, row);
    let title = title(view, row);
    if table.hides(row, own) {
        return format!("{label}, {words}{speaker}, {title}, {}", table.standing(row, own).name());
    }
    let standing = in_words(view, row);
    format!("{label}, {words}{speaker}, {title}, {standing}, by {}", row.key.annotator)
}

fn label_name(view: &View<'_>, row: &Row) -> String {
    let label = view.session.tagset().labels.get(&row.annotation.label);
    label.map_or_else(|| row.annotation.label.to_string(), |label| format!("{} {}", label.letter, label.name))
}

fn title<'v>(view: &View<'v>, row: &'v Row) -> &'v str {
    let known = view.session.article_row(&row.key.article);
    known.map_or(row.key.article.as_str(), |known| &known.shown_title)
}

/// What reviewers say of a row and why, as far as it is not hidden: "rejected · wrong bounds", "accepted · self".
pub(super) fn in_words(view: &View<'_>, row: &Row) -> String {
    let table = &view.session.review;
    let standing = table.standing(row, view.session.annotator());
    if table.hides(row, view.session.annotator()) {
        return standing.name().to_owned();
    }
    let reason = table.reason(row).map(|reason| format!(" · {reason}")).unwrap_or_default();
    let by = if row.facts.review.is_self_decided { " · self" } else { "" };
    format!("{}{reason}{by}", standing.name())
}

fn cell_ui(ui: &Ui, view: &View<'_>, row: &Row, column: Column, cell: Rect, cells: &Cells) {
    let table = &view.session.review;
    let (text, quiet) = (view.theme.ink.text, view.theme.ink.quiet);
    let plain = FontFamily::Proportional;
    match column {
        Column::Tag => tag_ui(ui, view, row, cell, cells),
        Column::Article => cell_words(ui, cell, title(view, row), plain, quiet),
        Column::Outlet => cell_words(ui, cell, table.outlet(row).unwrap_or_default(), plain, quiet),
        Column::Date => {
            let known = view.session.article_row(&row.key.article);
            let day =
                known.and_then(|known| known.metadata.date).map(|day| day.format("%-d %b %Y").to_string());
            cell_words(ui, cell, &day.unwrap_or_default(), plain, quiet);
        }
        Column::Speaker => {
            let is_missing = row.annotation.label.as_str() == "quote";
            match table.said_by(row) {
                Some(name) => cell_words(ui, cell, name, plain, text),
                None if is_missing => cell_words(ui, cell, "no speaker", plain, view.theme.ink.warning),
                None => {}
            }
        }
        Column::Context => {}
        Column::Review => {
            let ink = standing_ink(view, table.standing(row, view.session.annotator()));
            cell_words(ui, cell, &crate::app::run::capitalised(&in_words(view, row)), plain, ink);
        }
        Column::By if table.hides(row, view.session.annotator()) => cell_words(ui, cell, "—", plain, quiet),
        Column::By => cell_words(ui, cell, row.key.annotator.as_str(), plain, quiet),
        Column::Changed => {
            let at = row.annotation.provenance.changed.to_utc().with_timezone(&chrono::Local);
            cell_words(ui, cell, &at.format("%-d %b %H:%M").to_string(), plain, quiet);
        }
        Column::Length => {
            let bytes: usize = row.annotation.fragments.ranges().iter().map(|range| range.len()).sum();
            cell_words(ui, cell, &bytes.to_string(), plain, quiet);
        }
        Column::Attributes => {
            cell_words(ui, cell, &view.session.attributes_in_words(&row.annotation), plain, quiet);
        }
        Column::Note => {
            let note = row.annotation.note.lines().next().unwrap_or_default();
            cell_words(ui, cell, &shown_name(note), plain, quiet);
        }
    }
}

fn tag_ui(ui: &Ui, view: &View<'_>, row: &Row, cell: Rect, cells: &Cells) {
    let theme = view.theme;
    let label = view.session.tagset().labels.get(&row.annotation.label);
    let colour = label.map_or(theme.ink.quiet, |label| theme.label(label.colour));
    let square = Rect::from_center_size(pos2(cell.left() + 5.0, cell.center().y), vec2(9.0, 9.0));
    ui.painter().rect_filled(square, 2.0, colour);
    let font = || FontId::new(theme::BODY, fonts::sans_medium());
    let ink = theme.ink.text;
    let left = cell.left() + 16.0;
    let is_unsure = row.annotation.certainty == Certainty::Unsure;
    let doubt = is_unsure.then(|| ui.painter().layout_no_wrap(" ?".to_owned(), font(), ink));
    // The mark of doubt is never what is cut off.
    let room = cell.right() - 4.0 - left - doubt.as_ref().map_or(0.0, |doubt| doubt.size().x);
    let name = match label {
        Some(label) if room < MIN_NAME => label.letter.to_string(),
        Some(label) if cells.has_names_only() => shown_name(&label.name).into_owned(),
        _ => label_name(view, row),
    };
    let name = controls::elided(ui, &name, font(), ink, room);
    let y = cell.center().y - name.size().y * 0.5;
    let end = left + name.size().x;
    ui.painter().galley(pos2(left, y), name, ink);
    if let Some(doubt) = doubt {
        ui.painter().galley(pos2(end, y), doubt, ink);
    }
}

/// The words in their line, or as much of the text around them as is wanted. Gives them back for the row's name.
fn context_ui(
    ui: &Ui,
    view: &View<'_>,
    review: &mut ReviewView,
    row: &Row,
    line: Rect,
    cells: &Cells,
    grown: Option<&Arc<Galley>>,
) -> String {
    let theme = view.theme;
    let Some((left, right)) = cells.column(Column::Context) else { return String::new() };
    let Some(context) = review.contexts.get(ui, view, row) else { return String::new() };
    if let Some(grown) = grown {
        ui.painter().galley(pos2(left, line.top() + 5.0), Arc::clone(grown), theme.ink.text);
        return context.words.clone();
    }
    InLine { context, row: line, ends: (left, right - 10.0), ink: theme.ink.text }.paint(ui, view);
    context.words.clone()
}

fn cell_words(ui: &Ui, cell: Rect, text: &str, family: FontFamily, ink: egui::Color32) {
    let room = cell.width() - 10.0;
    if room < 14.0 || text.is_empty() {
        return;
    }
    let galley = controls::elided(ui, text, FontId::new(theme::BODY, family), ink, room);
    ui.painter().galley(pos2(cell.left(), cell.center().y - galley.size().y * 0.5), galley, ink);
}
