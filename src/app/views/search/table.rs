//! The hits, each in its line with its words in the middle: only the rows on the screen are laid out.

use egui::{
    Color32, FontFamily, FontId, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::{SearchView, id};
use crate::analysis::find::Hit;
use crate::app::command::Command;
use crate::app::command::search::SearchCommand;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::search::SearchDesk;
use crate::app::state::search::plan::{Deed, before_and_after};
use crate::app::state::search::shown::Row;
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::in_line::InLine;
use crate::app::widgets::{controls, table_keys};
use crate::model::text::numbers::counted;

/// Height of a row.
const ROW: f32 = 28.0;
/// An outlet is shown beside a title where it has at least this room.
const LEAST_OUTLET: f32 = 48.0;
/// Queries that show what can be asked.
const EXAMPLES: [(&str, &str); 6] = [
    ("ferry", "a word, in any article"),
    ("\"said on monday\" fold:yes", "words together, whatever their accents"),
    ("label:quote speaker:none", "quotes without a speaker"),
    ("label:claim status:to-review", "claims that nobody has reviewed"),
    ("/\\d+ (percent|%)/", "a pattern"),
    ("not clear near:4", "words within four words of one another"),
];

/// Where the columns begin, from the left.
#[derive(Clone, Copy)]
struct Columns {
    tick: f32,
    article: f32,
    words: f32,
    tags: f32,
    end: f32,
    has_source: bool,
}

impl Columns {
    fn of(rect: Rect) -> Self {
        let (left, end) = (rect.left(), rect.right() - 10.0);
        let (article, tags) = match rect.width() {
            ..620.0 => (96.0, 74.0),
            ..900.0 => (150.0, 96.0),
            ..1200.0 => (240.0, 140.0),
            _ => (300.0, 150.0),
        };
        Self {
            tick: left + 10.0,
            article: left + 34.0,
            words: left + 34.0 + article,
            tags: end - tags,
            end,
            has_source: article > 200.0,
        }
    }
}

/// Draws the table.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, search: &mut SearchView, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.search;
    let area = ui.available_rect_before_wrap();
    let response =
        table_keys::keyboard(ui, view.desk, Some(FocusWish::Search), (area, id()), "What was found");
    ui.painter().hline(area.x_range(), area.top() + 0.5, Stroke::new(1.0, view.theme.line));
    ui.add_space(1.0);
    if desk.sequence().is_empty() {
        return empty_ui(ui, view, queue);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let columns = Columns::of(area);
    // A plan has rows of its own, without groups.
    let (num_rows, cursor) = match &desk.plan {
        Some(plan) => (plan.rows.len(), desk.shown.cursor),
        // The first hit is seen with the head of its group.
        None if desk.shown.cursor == 0 => (desk.shown.num_rows(), 0),
        None => (desk.shown.num_rows(), desk.shown.row_of(desk.shown.cursor)),
    };
    let has_focus = response.has_focus();
    let scroll = ScrollArea::vertical().id_salt("search rows").auto_shrink(false);
    search.place.show_rows(ui, scroll, (ROW, num_rows), cursor, |ui, at| {
        let row = match &desk.plan {
            Some(plan) => plan.rows.get(at).map(|idx| Row::Hit(at, *idx)),
            None => desk.shown.row(at),
        };
        match row {
            Some(Row::Head(group)) => head_ui(ui, view, group, columns),
            Some(Row::Hit(place, idx)) => {
                if let Some(hit) = desk.shown.hits.get(idx) {
                    let is_pointed = place == desk.shown.cursor;
                    row_ui(ui, view, (place, idx, hit), columns, (is_pointed, has_focus), queue);
                }
            }
            None => {}
        }
    });
}

fn head_ui(ui: &mut Ui, view: &View<'_>, group: &crate::analysis::find::order::Group, columns: Columns) {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme.ground.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    let count = counted(group.range.len(), "hit");
    let count = match group.num_articles {
        1 => count,
        num => format!("{count} in {}", counted(num, "article")),
    };
    let name = crate::model::text::visible::shown_name(&group.name).into_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{name}, {count}")));
    let font = FontId::new(theme::BODY, fonts::sans_semibold());
    let room = columns.end - columns.tick - 160.0;
    let words = controls::elided(ui, &name, font, theme.ink.text, room);
    let at = pos2(columns.tick, rect.center().y - words.size().y * 0.5);
    let end = at.x + words.size().x + 10.0;
    ui.painter().galley(at, words, theme.ink.text);
    cell(ui, rect, (end, columns.end), &count, FontFamily::Proportional, theme.ink.quiet);
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (place, idx, hit): (usize, usize, &Hit),
    columns: Columns,
    (is_pointed, has_focus): (bool, bool),
    queue: &mut Vec<Command>,
) {
    let (theme, desk) = (view.theme, &view.session.wide.search);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let salt = (
        hit.article.as_str(),
        hit.range.start(),
        hit.range.end(),
        hit.span.as_ref().map(|span| span.annotation.as_str()),
    );
    let response = ui.interact(rect, id().with(salt), Sense::CLICK);
    let tick = Rect::from_min_max(rect.min, pos2(columns.article - 4.0, rect.bottom()));
    let tick_response = ui.interact(tick, id().with(salt).with("tick"), Sense::CLICK);
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
    let is_kept = !desk.skipped().contains(&idx);
    controls::paint_tick(ui, theme, pos2(columns.tick + 7.0, rect.center().y), is_kept);
    let row = view.session.article_row(&hit.article);
    let title = row.map_or(hit.article.as_str(), |row| row.shown_title.as_str());
    let source = row.map(|row| source_of(&row.metadata)).unwrap_or_default();
    let ink = if is_kept { theme.ink.text } else { theme.ink.faint };
    article_ui(ui, rect, columns, (title, &source), view);
    let is_old = row.is_none_or(|row| row.text_hash != hit.text_hash);
    if is_old {
        let text = "the text has changed since; it is looked through again";
        cell(ui, rect, (columns.words, columns.tags), text, FontFamily::Proportional, theme.ink.warning);
    } else {
        let ends = (columns.words, columns.tags - 12.0);
        InLine { context: &hit.context, row: rect, ends, ink }.paint_centred(ui, view);
    }
    let said = said_of(view, desk, idx, hit);
    said_ui(ui, view, hit, rect, columns, &said);
    let kept = if is_kept { "kept" } else { "skipped" };
    response.widget_info(|| {
        let said = if said.is_empty() { String::new() } else { format!(", {said}") };
        let name = format!("{}, {title}{said}, {kept}", hit.context.words);
        WidgetInfo::selected(Role::ListItem, true, is_pointed, name)
    });
    tick_response.widget_info(|| {
        WidgetInfo::selected(Role::CheckBox, true, is_kept, format!("Keep {}", hit.context.words))
    });
    if tick_response.on_hover_text("Keep or skip (Space)").clicked() {
        queue.push(Command::Search(SearchCommand::KeepAt(place)));
    } else if response.double_clicked() {
        // A plan is done by its key or its button only.
        let does_nothing_else = desk.plan.is_none();
        queue.extend(does_nothing_else.then_some(Command::Search(SearchCommand::Enter)));
    } else if response.clicked() {
        queue.push(Command::Search(SearchCommand::Point(place)));
    }
}

/// The day on which an article was published, and by whom.
fn source_of(metadata: &crate::model::article::Metadata) -> (String, String) {
    let date = metadata.date.map(|date| date.format("%-d %b %Y").to_string()).unwrap_or_default();
    (date, crate::model::text::visible::shown_name(&metadata.outlet).into_owned())
}

/// The article's title, and where there is room when it was published, whole, and by whom.
fn article_ui(
    ui: &Ui,
    rect: Rect,
    columns: Columns,
    (title, (date, outlet)): (&str, &(String, String)),
    view: &View<'_>,
) {
    let theme = view.theme;
    let (left, right) = (columns.article, columns.words - 12.0);
    let y = |galley: &egui::Galley| rect.center().y - galley.size().y * 0.5;
    let small = || FontId::proportional(theme::SMALL);
    let mut end = right;
    if columns.has_source && !date.is_empty() {
        let date = ui.painter().layout_no_wrap(date.clone(), small(), theme.ink.faint);
        let at = pos2(right - date.size().x, y(&date));
        end = at.x - 10.0;
        ui.painter().galley(at, date, theme.ink.faint);
    }
    let font = FontId::proportional(theme::BODY);
    let title = controls::elided_middle(ui, title, font, theme.ink.quiet, end - left);
    let at = pos2(left, y(&title));
    let left_over = end - (left + title.size().x + 8.0);
    ui.painter().galley(at, title, theme.ink.quiet);
    if columns.has_source && !outlet.is_empty() && left_over > LEAST_OUTLET {
        let outlet = controls::elided(ui, outlet, small(), theme.ink.faint, left_over);
        ui.painter().galley(pos2(end - left_over, y(&outlet)), outlet, theme.ink.faint);
    }
}

/// What is tagged there, or what becomes of it.
fn said_of(view: &View<'_>, desk: &SearchDesk, idx: usize, hit: &Hit) -> String {
    let name = |id: &crate::model::id::LabelId| {
        view.session.tagset().labels.get(id).map_or_else(|| id.to_string(), |label| label.name.clone())
    };
    match desk.plan.as_ref().map(|plan| (&plan.deed, plan)) {
        Some((Deed::Tag(label), plan)) if plan.already.contains(&idx) => {
            format!("{} already", name(label))
        }
        Some((Deed::Replace(replacement), _)) => {
            let (from, to) = before_and_after(view.session, replacement);
            format!("{from} → {to}")
        }
        _ => match &hit.label {
            Some(label) => {
                let speakers: Vec<String> =
                    hit.speakers.iter().map(|party| view.session.register.party_in_words(party)).collect();
                let speakers = speakers.join(", ");
                let speakers = if speakers.is_empty() { speakers } else { format!(", {speakers}") };
                format!("{}{speakers}", name(label))
            }
            None => hit.tags.iter().map(name).collect::<Vec<_>>().join(", "),
        },
    }
}

fn said_ui(ui: &Ui, view: &View<'_>, hit: &Hit, rect: Rect, columns: Columns, said: &str) {
    let theme = view.theme;
    let mut left = columns.tags;
    let shown: Vec<_> = match &hit.label {
        Some(label) => vec![label],
        None => hit.tags.iter().take(4).collect(),
    };
    for label in shown {
        let known = view.session.tagset().labels.get(label);
        let colour = known.map_or(theme.ink.quiet, |label| theme.label(label.colour));
        let square = Rect::from_center_size(pos2(left + 5.0, rect.center().y), vec2(9.0, 9.0));
        ui.painter().rect_filled(square, 2.0, colour);
        left += 13.0;
    }
    cell(ui, rect, (left + 3.0, columns.end), said, FontFamily::Proportional, theme.ink.text);
}

fn cell(ui: &Ui, row: Rect, (left, right): (f32, f32), text: &str, family: FontFamily, ink: Color32) {
    let galley = controls::elided(ui, text, FontId::new(theme::BODY, family), ink, right - left - 6.0);
    ui.painter().galley(pos2(left, row.center().y - galley.size().y * 0.5), galley, ink);
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.search;
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        let (title, text) = if desk.is_searching() {
            ("Looking…", "The texts are read beside the window; Esc stops")
        } else if desk.field.complaint.is_some() {
            ("This can’t be asked", "What is wrong is marked in the field; / goes there")
        } else if desk.answered.is_some() {
            ("Nothing was found", "Take some of the query away, or let it ignore diacritics and case")
        } else {
            ("Find words and spans in all articles", "Type in the field above, or begin with one of these")
        };
        ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
        ui.label(RichText::new(text).color(view.theme.ink.quiet));
        if desk.is_searching() {
            return;
        }
        let recent = &desk.field.recent;
        if !recent.is_empty() {
            ui.add_space(10.0);
            controls::small(ui, view.theme, "Asked before");
            for query in recent {
                query_ui(ui, view, query, "", queue);
            }
        }
        ui.add_space(10.0);
        controls::small(ui, view.theme, "Examples");
        for (query, help) in EXAMPLES {
            query_ui(ui, view, query, help, queue);
        }
    });
}

/// A query that is asked by a click.
fn query_ui(ui: &mut Ui, view: &View<'_>, query: &str, help: &str, queue: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let shown = crate::model::text::visible::shown_name(query);
        let button = egui::Button::new(RichText::new(shown.as_ref()).color(view.theme.ink.text));
        if ui.add(button).on_hover_text("Ask this").clicked() {
            queue.push(Command::Search(SearchCommand::AskFor(query.to_owned())));
        }
        if !help.is_empty() {
            controls::small(ui, view.theme, help);
        }
    });
}
