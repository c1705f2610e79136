//! The table itself: only the rows on the screen are laid out.

use egui::{FontId, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{ReviewView, id};
use crate::app::command::Command;
use crate::app::command::review::ReviewCommand;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::review::{ReviewFilter, Row, SortBy, Standing};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::list_place::ListPlace;
use crate::model::annotation::Certainty;

/// Height of a row.
const ROW: f32 = 28.0;
/// Height of the head.
const HEAD: f32 = 30.0;

/// Where the columns begin, from the left.
#[derive(Clone, Copy)]
struct Columns {
    tick: f32,
    tag: f32,
    article: f32,
    speaker: f32,
    context: f32,
    standing: f32,
    by: f32,
    end: f32,
}

impl Columns {
    /// What is said of a span gives way to its words where there is little room: first the label's name, then
    /// the article's title.
    fn of(rect: Rect) -> Self {
        let width = rect.width();
        let left = rect.left();
        let end = rect.right() - 10.0;
        let (tag, article, speaker, standing, by) = match width {
            ..560.0 => (40.0, 0.0, 84.0, 76.0, 40.0),
            ..720.0 => (40.0, 84.0, 96.0, 84.0, 40.0),
            ..900.0 => (40.0, 110.0, 116.0, 96.0, 48.0),
            _ => (108.0, 150.0, 130.0, 104.0, 64.0),
        };
        let tag_at = left + 34.0;
        Self {
            tick: left + 10.0,
            tag: tag_at,
            article: tag_at + tag,
            speaker: tag_at + tag + article,
            context: tag_at + tag + article + speaker,
            standing: end - by - standing,
            by: end - by,
            end,
        }
    }

    /// Whether labels are shown by their letter alone.
    fn has_letters_only(self) -> bool {
        self.article - self.tag < 60.0
    }
}

/// Draws the table.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, review: &mut ReviewView, queue: &mut Vec<Command>) {
    let table = &view.session.review;
    let area = ui.available_rect_before_wrap();
    let response = ui.interact(area, id(), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::List, true, "Annotations to review"));
    let filter =
        egui::EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id(), filter));
    let is_free = view.desk.dialog.is_none() && ui.memory(|memory| memory.focused().is_none());
    if view.desk.focus_wish == Some(FocusWish::Review) || (view.desk.focus_wish.is_none() && is_free) {
        response.request_focus();
    }
    // The same for head and rows, whether or not a scroll bar takes room from these.
    let columns = Columns::of(area);
    let head = Rect::from_min_size(area.min, vec2(area.width(), HEAD));
    head_ui(ui, view, head, columns, queue);
    ui.advance_cursor_after_rect(head);
    if table.is_empty() {
        return empty_ui(ui, view, queue);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut scroll = ScrollArea::vertical().id_salt("review rows").auto_shrink(false);
    if let Some(offset) = review.place.offset_for(table.cursor, ROW) {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    let has_focus = response.has_focus();
    let output = scroll.show_rows(ui, ROW, table.len(), |ui, rows| {
        for at in rows {
            if let Some(row) = table.get(at) {
                row_ui(ui, view, review, row, columns, (at == table.cursor, has_focus), queue);
            }
        }
    });
    let offset = output.state.clamped_offset().y;
    review.place = ListPlace { cursor: table.cursor, offset, height: output.inner_rect.height() };
}

fn head_ui(ui: &mut Ui, view: &View<'_>, rect: Rect, columns: Columns, queue: &mut Vec<Command>) {
    let theme = view.theme;
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    let heads = [
        ("Tag", columns.tag, columns.article, Some(SortBy::Label)),
        ("Article", columns.article, columns.speaker, Some(SortBy::Place)),
        ("Speaker", columns.speaker, columns.context, Some(SortBy::Speaker)),
        ("In context", columns.context, columns.standing, None),
        ("Review", columns.standing, columns.by, Some(SortBy::Standing)),
        ("By", columns.by, columns.end, Some(SortBy::Annotator)),
    ];
    let (sorted, is_turned) = view.session.review.sort;
    for (name, left, right, by) in heads {
        if right - left < 20.0 {
            continue;
        }
        let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        let is_sorted = by == Some(sorted);
        let family = if is_sorted { fonts::sans_semibold() } else { fonts::sans_medium() };
        let ink = if is_sorted { theme.ink.text } else { theme.ink.quiet };
        let galley = controls::elided(ui, name, FontId::new(theme::SMALL, family), ink, right - left - 14.0);
        let end = left + galley.size().x;
        ui.painter().galley(pos2(left, cell.center().y - galley.size().y * 0.5), galley, ink);
        let Some(by) = by else { continue };
        if is_sorted {
            let (x, y) = (end + 8.0, cell.center().y);
            let up = if is_turned { -2.5 } else { 2.5 };
            let points = vec![pos2(x - 3.5, y - up), pos2(x + 3.5, y - up), pos2(x, y + up)];
            ui.painter().add(egui::Shape::convex_polygon(points, ink, Stroke::NONE));
        }
        let response = ui.interact(cell, id().with(("head", name)), Sense::click());
        response
            .widget_info(|| WidgetInfo::selected(Role::Button, true, is_sorted, format!("Order by {name}")));
        if response.has_focus() {
            ui.painter().rect_stroke(
                cell.shrink(2.0),
                theme::CORNER,
                Stroke::new(1.5, theme.ink.text),
                StrokeKind::Inside,
            );
        }
        if response.on_hover_text(format!("Order by {}; again turns it round", name.to_lowercase())).clicked()
        {
            queue.push(Command::Review(ReviewCommand::Sort(by)));
        }
    }
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let table = &view.session.review;
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        let (title, text) = if table.num_all() == 0 {
            ("Nothing to review yet", "Whatever is tagged in Annotate, by anybody, is listed here")
        } else if table.is_searching() {
            ("Looking for these words…", "The texts are read beside the window")
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

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    review: &mut ReviewView,
    row: &Row,
    columns: Columns,
    (is_pointed, has_focus): (bool, bool),
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let session = view.session;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let salt = (row.key.annotator.as_str(), row.key.annotation.as_str());
    let response = ui.interact(rect, id().with(salt), Sense::CLICK);
    let tick = Rect::from_min_max(rect.min, pos2(columns.tag - 4.0, rect.bottom()));
    let tick_response = ui.interact(tick, id().with(salt).with("tick"), Sense::CLICK);
    if is_pointed {
        ui.painter().rect_filled(rect, 0.0, theme.ground.raised);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, theme.ground.raised.gamma_multiply(0.5));
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    if is_pointed && has_focus {
        ui.painter().rect_stroke(
            rect.shrink(1.0),
            theme::CORNER,
            Stroke::new(1.5, theme.ink.text),
            StrokeKind::Inside,
        );
    }
    let is_ticked = session.review.ticked.contains(&row.key);
    controls::paint_tick(ui, theme, pos2(columns.tick + 7.0, rect.center().y), is_ticked);
    let label = session.tagset().labels.get(&row.annotation.label);
    let colour = label.map_or(theme.ink.quiet, |label| theme.label(label.colour));
    let name = label
        .map_or_else(|| row.annotation.label.to_string(), |label| format!("{} {}", label.letter, label.name));
    let square = Rect::from_center_size(pos2(columns.tag + 5.0, rect.center().y), vec2(9.0, 9.0));
    ui.painter().rect_filled(square, 2.0, colour);
    let unsure = if row.annotation.certainty == Certainty::Unsure { " ?" } else { "" };
    let letter = label.map(|label| label.letter.to_string()).filter(|_| columns.has_letters_only());
    let shown_name = letter.as_ref().unwrap_or(&name);
    cell(
        ui,
        rect,
        columns.tag + 16.0,
        columns.article,
        &format!("{shown_name}{unsure}"),
        fonts::sans_medium(),
        theme.ink.text,
    );
    let title =
        session.article_row(&row.key.article).map_or(row.key.article.as_str(), |known| &known.shown_title);
    let font = FontId::proportional(theme::BODY);
    let room = columns.speaker - columns.article - 10.0;
    if room > 20.0 {
        let shown = controls::elided(ui, title, font, theme.ink.quiet, room);
        let at = pos2(columns.article, rect.center().y - shown.size().y * 0.5);
        ui.painter().galley(at, shown, theme.ink.quiet);
    }
    let speaker = session.register.speakers_in_words(&row.annotation);
    let is_missing = speaker.is_none() && row.annotation.label.as_str() == "quote";
    let ink = if is_missing { theme.ink.warning } else { theme.ink.text };
    let shown =
        speaker.clone().unwrap_or_else(|| if is_missing { "no speaker".to_owned() } else { String::new() });
    cell(ui, rect, columns.speaker, columns.context, &shown, egui::FontFamily::Proportional, ink);
    let (standing_ink, standing) = (standing_ink(view, row.standing), row.standing.name());
    let shown = crate::app::run::capitalised(standing);
    cell(ui, rect, columns.standing, columns.by, &shown, egui::FontFamily::Proportional, standing_ink);
    cell(
        ui,
        rect,
        columns.by,
        columns.end,
        row.key.annotator.as_str(),
        egui::FontFamily::Proportional,
        theme.ink.quiet,
    );
    let words = context_ui(ui, view, review, row, rect, columns);
    response.widget_info(|| {
        let speaker = speaker.as_ref().map(|name| format!(", speaker {name}")).unwrap_or_default();
        let name = format!("{name}, {words}{speaker}, {title}, {standing}, by {}", row.key.annotator);
        WidgetInfo::selected(Role::ListItem, true, is_pointed, name)
    });
    tick_response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_ticked, format!("Tick {words}")));
    if tick_response.on_hover_text("Tick, to decide on several at once").clicked() {
        queue.push(Command::Review(ReviewCommand::TickRow(row.key.clone())));
    } else if response.double_clicked() {
        queue.push(Command::Review(ReviewCommand::OpenInArticle));
    } else if response.clicked() {
        queue.push(Command::Review(ReviewCommand::Point(row.key.clone())));
    }
}

/// The words in their line. Gives them back for the row's name.
fn context_ui(
    ui: &Ui,
    view: &View<'_>,
    review: &mut ReviewView,
    row: &Row,
    rect: Rect,
    columns: Columns,
) -> String {
    let theme = view.theme;
    let Some(context) = review.context(ui, view, row) else { return String::new() };
    let room = columns.standing - columns.context - 10.0;
    let font = |family| FontId::new(theme::BODY + 1.0, family);
    let words = controls::elided(ui, &context.words, font(fonts::serif()), theme.ink.text, room);
    // What stands before the words gets a third of what they leave.
    let left_over = (room - words.size().x).max(0.0);
    let before_room = left_over * 0.35;
    let before =
        controls::elided_start(ui, &context.before, font(fonts::serif()), theme.ink.quiet, before_room);
    let y = |galley: &egui::Galley| rect.center().y - galley.size().y * 0.5;
    let start = columns.context + before.size().x;
    let at = pos2(columns.context, y(&before));
    ui.painter().galley(at, before, theme.ink.quiet);
    let end = start + words.size().x;
    let at = pos2(start, y(&words));
    ui.painter().galley(at, words, theme.ink.text);
    let after = controls::elided(
        ui,
        &context.after,
        font(fonts::serif()),
        theme.ink.quiet,
        (columns.standing - 10.0 - end).max(0.0),
    );
    if columns.standing - 10.0 - end > 20.0 {
        let at = pos2(end, y(&after));
        ui.painter().galley(at, after, theme.ink.quiet);
    }
    context.words.clone()
}

/// The colour of what reviewers say.
pub(super) fn standing_ink(view: &View<'_>, standing: Standing) -> egui::Color32 {
    let ink = &view.theme.ink;
    match standing {
        Standing::ToReview => ink.text,
        Standing::Deferred => ink.quiet,
        Standing::ChangedSince | Standing::Disputed | Standing::Corrected => ink.warning,
        Standing::Accepted => ink.good,
        Standing::Rejected => ink.bad,
    }
}

fn cell(ui: &Ui, row: Rect, left: f32, right: f32, text: &str, family: egui::FontFamily, ink: egui::Color32) {
    let galley = controls::elided(ui, text, FontId::new(theme::BODY, family), ink, right - left - 10.0);
    ui.painter().galley(pos2(left, row.center().y - galley.size().y * 0.5), galley, ink);
}
