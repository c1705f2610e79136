//! The list of what was found: only the rows on the screen are laid out.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    FontFamily, FontId, Galley, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::{ChecksView, id};
use crate::analysis::quality::checks::{CHECKS, check};
use crate::analysis::quality::{About, Finding, Severity, settings};
use crate::app::command::Command;
use crate::app::command::checks::ChecksCommand;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::checks::{ChecksFilter, Row, Trouble};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::{controls, table_keys};
use crate::model::text::context::Context;
use crate::model::text::numbers::in_thousands;
use crate::model::text::visible::visible;

/// Height of a row.
const ROW: f32 = 28.0;
/// About how wide a character is.
const CHAR: f32 = 7.0;
/// Characters before the words that are shown in a row.
const MAX_BEFORE: usize = 24;

/// Where the columns begin, from the left.
#[derive(Clone, Copy)]
struct Columns {
    article: f32,
    context: f32,
    say: f32,
    by: f32,
    end: f32,
}

impl Columns {
    fn of(rect: Rect) -> Self {
        let (left, end) = (rect.left() + 30.0, rect.right() - 10.0);
        let (article, by) = match rect.width() {
            ..620.0 => (0.0, 0.0),
            ..860.0 => (120.0, 46.0),
            _ => (160.0, 60.0),
        };
        let context = left + article;
        let by = end - by;
        // The words and what is said of them share what is left.
        Self { article: left, context, say: context + (by - context) * 0.52, by, end }
    }
}

/// Draws the list.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, kept: &mut ChecksView, queue: &mut Vec<Command>) {
    let checks = &view.session.wide.checks;
    let area = ui.available_rect_before_wrap();
    let response = table_keys::keyboard(
        ui,
        view.desk,
        Some(FocusWish::Checks),
        (area, id()),
        "What the checks have found",
    );
    let rows = checks.rows();
    if rows.is_empty() {
        return empty_ui(ui, view, queue);
    }
    let columns = Columns::of(area);
    ui.spacing_mut().item_spacing.y = 0.0;
    // Above the first finding stands its check, which should be seen as well.
    let wanted = if checks.cursor == 1 { 0 } else { checks.cursor };
    let has_focus = response.has_focus();
    let scroll = ScrollArea::vertical().id_salt("checks rows").auto_shrink(false);
    kept.place.show_rows(ui, scroll, (ROW, rows.len()), wanted, |ui, at| match rows.get(at) {
        Some(Row::Head(about, num)) => head_ui(ui, view, about, *num),
        Some(Row::Finding(finding)) => {
            let state = (at == checks.cursor, has_focus);
            row_ui(ui, view, finding, at, columns, state, queue);
        }
        None => {}
    });
}

/// What is said where there is nothing to list.
fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let checks = &view.session.wide.checks;
    let off = settings::off(view.session.corpus.state());
    let is_all_off = CHECKS.iter().all(|check| off.contains(check.about().id));
    let show_all = Some(("Show all", ChecksCommand::Filter(ChecksFilter::default())));
    let again = Some(("Check again", ChecksCommand::Again));
    let alone = checks.filter.check.and_then(check).filter(|about| off.contains(about.id));
    let (title, text, button) = if let Some(trouble) = &checks.trouble {
        match trouble {
            Trouble::Stopped if !checks.is_known() => {
                ("The checks were stopped", "Not all articles were looked at".to_owned(), again)
            }
            Trouble::Stopped => ("The checks were stopped", trouble.in_words(), again),
            Trouble::Broke(why) => ("The checks broke off", why.clone(), again),
        }
    } else if is_all_off {
        ("Every check is switched off", "The ticks at the left switch them on".to_owned(), None)
    } else if !checks.is_known() {
        return looking_ui(ui, view, queue);
    } else if let Some(about) = alone {
        let text = format!("“{}” is switched off for everybody in this corpus", about.name);
        let on = ChecksCommand::Switch { check: about.id, is_on: true };
        ("This check is switched off", text, Some(("Switch it on", on)))
    } else if checks.filter.narrows() {
        ("Nothing passes the filter", "Take some of it away".to_owned(), show_all)
    } else if view.session.corpus.state().layers.is_empty() {
        let text = "Whatever looks wrong in what is tagged in Annotate, by anybody, is listed here";
        ("Nothing is tagged yet", text.to_owned(), None)
    } else {
        let text = "Whatever looks wrong in what is tagged is listed here, and goes when it is mended";
        ("Nothing to look at", text.to_owned(), None)
    };
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
        ui.label(RichText::new(text).color(view.theme.ink.quiet));
        if let Some((name, command)) = button
            && ui.button(name).clicked()
        {
            queue.push(Command::Checks(command));
        }
    });
}

/// How far the first look through the corpus is, and the way to stop it.
fn looking_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        let title = RichText::new("Looking through the corpus…").family(fonts::sans_semibold());
        ui.label(title.color(view.theme.ink.text));
        ui.add_space(4.0);
        super::progress_ui(ui, view, 240.0, queue);
    });
}

fn head_ui(ui: &mut Ui, view: &View<'_>, about: &About, num: usize) {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme.ground.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    let font = FontId::new(theme::SMALL, fonts::sans_semibold());
    let name = controls::elided(ui, about.name, font, theme.ink.text, rect.width() - 80.0);
    let (at, width) = (pos2(rect.left() + 12.0, rect.center().y - name.size().y * 0.5), name.size().x);
    ui.painter().galley(at, name, theme.ink.text);
    let font = FontId::proportional(theme::SMALL);
    let count = ui.painter().layout_no_wrap(in_thousands(num), font, theme.ink.quiet);
    ui.painter().galley(at + vec2(width + 8.0, 0.0), count, theme.ink.quiet);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{}: {}", about.name, in_thousands(num)))
    });
    response.on_hover_text(about.help);
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    finding: &Finding,
    at: usize,
    columns: Columns,
    (is_pointed, has_focus): (bool, bool),
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, id().with((&finding.digest, at)), Sense::CLICK);
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
    severity_ui(ui, view, finding.about.severity, pos2(rect.left() + 17.0, rect.center().y));
    let article = finding.key.article();
    let title = article.and_then(|id| view.session.article_row(id)).map_or("", |row| &row.shown_title);
    let by = finding.key.owner().map(ToString::to_string).unwrap_or_default();
    for (left, right, text, ink) in [
        (columns.article, columns.context, title, theme.ink.quiet),
        (columns.say, columns.by, finding.say.as_str(), theme.ink.text),
        (columns.by, columns.end, by.as_str(), theme.ink.quiet),
    ] {
        if right - left > 20.0 && !text.is_empty() {
            let font = FontId::new(theme::BODY, FontFamily::Proportional);
            let galley = controls::elided(ui, text, font, ink, right - left - 12.0);
            ui.painter().galley(pos2(left, rect.center().y - galley.size().y * 0.5), galley, ink);
        }
    }
    let room = columns.say - columns.context - 14.0;
    if !finding.context.words.is_empty() {
        let galley = context_galley(ui, view, &finding.context, room);
        let at = pos2(columns.context, rect.center().y - galley.size().y * 0.5);
        ui.painter().galley(at, galley, theme.ink.text);
    }
    response.widget_info(|| {
        let words = &finding.context.words;
        let words = if words.is_empty() { String::new() } else { format!(": {}", visible(words)) };
        let title = if title.is_empty() { String::new() } else { format!(", {title}") };
        let name = format!("{}{words}{title}", finding.say);
        WidgetInfo::selected(Role::ListItem, true, is_pointed, name)
    });
    if response.double_clicked() {
        queue.push(Command::Checks(ChecksCommand::OpenInArticle));
    } else if response.clicked() {
        queue.push(Command::Checks(ChecksCommand::Point(at)));
    }
}

/// A filled diamond for a problem, an empty one for what is worth a look.
fn severity_ui(ui: &Ui, view: &View<'_>, severity: Severity, center: egui::Pos2) {
    let theme = view.theme;
    let (fill, ink) = match severity {
        Severity::Problem => (theme.ink.bad, theme.ink.bad),
        Severity::Look => (theme.ground.paper, theme.ink.warning),
    };
    let points = [vec2(0.0, -4.5), vec2(4.5, 0.0), vec2(0.0, 4.5), vec2(-4.5, 0.0)];
    let points = points.map(|point| center + point).to_vec();
    ui.painter().add(egui::Shape::convex_polygon(points, fill, Stroke::new(1.3, ink)));
}

/// The words with a little before and after them, on one line.
fn context_galley(ui: &Ui, view: &View<'_>, context: &Context, room: f32) -> Arc<Galley> {
    let theme = view.theme;
    let format = |family, ink| TextFormat {
        font_id: FontId::new(theme::BODY, family),
        color: ink,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    let lead = context.lead();
    let (before, words) = (visible(&lead), visible(&context.words));
    // What stands before gives way where it would push the end of the words out.
    let left = room - words.chars().count() as f32 * CHAR;
    let max_before = (1..=MAX_BEFORE).rev().find(|num| *num as f32 * CHAR <= left).unwrap_or(0);
    let from = before.char_indices().rev().nth(max_before.max(1) - 1).map_or(0, |(at, _)| at);
    let shown = match (max_before, from) {
        (..4, _) => String::new(),
        (_, 0) => before.into_owned(),
        _ => format!("…{}", &before[from..]),
    };
    job.append(&shown, 0.0, format(FontFamily::Proportional, theme.ink.quiet));
    job.append(&words, 0.0, format(fonts::sans_medium(), theme.ink.text));
    job.append(&visible(&context.trail()), 0.0, format(FontFamily::Proportional, theme.ink.quiet));
    job.wrap = TextWrapping::truncate_at_width(room.max(8.0));
    ui.painter().layout_job(job)
}
