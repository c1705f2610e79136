//! What happened to an item as marks on a line of time; a mark leads to its span.

use chrono::NaiveDate;
use egui::{FontFamily, FontId, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::{id, speakers_in_words};
use crate::analysis::positions::LifeEventKind;
use crate::app::command::Command;
use crate::app::command::items::ItemsCommand;
use crate::app::state::items::{Face, Line, LineKind};
use crate::app::theme;
use crate::app::views::View;

/// Height of the whole.
const HEIGHT: f32 = 64.0;
/// Side of a mark.
const MARK: f32 = 11.0;
/// At most so many marks are drawn; a longer life shows the first of each day and kind.
const MAX_MARKS: usize = 400;

/// Draws it.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, face: &Face, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let (Some((first, _)), Some((last, _))) = (face.timeline.first(), face.timeline.last()) else { return };
    let line = Rect::from_min_max(
        pos2(area.left() + 28.0, area.top() + 26.0),
        pos2(area.right() - 28.0, area.top() + 26.0),
    );
    ui.painter().hline(line.x_range(), line.top(), Stroke::new(1.0, theme.border));
    let num_days = (*last - *first).num_days().max(1) as f32;
    let x = |date: NaiveDate| line.left() + line.width() * (date - *first).num_days() as f32 / num_days;
    for (date, at_right) in [(*first, false), (*last, true)] {
        let words = ui.painter().layout_no_wrap(
            date.to_string(),
            FontId::new(theme::SMALL, FontFamily::Proportional),
            theme.ink.quiet,
        );
        let left = if at_right { x(date) - words.size().x + 14.0 } else { x(date) - 14.0 };
        ui.painter().galley(pos2(left, area.bottom() - 20.0), words, theme.ink.quiet);
    }
    let mut last_x: Option<(f32, f32)> = None;
    for (date, at) in face.timeline.iter().take(MAX_MARKS) {
        let Some(Line::Span(span)) = face.lines.get(*at) else { continue };
        let LineKind::Event(kind, _) = span.kind else { continue };
        // Those of one day stand on each other's shoulders.
        let here = x(*date);
        let up = match last_x {
            Some((x, up)) if (x - here).abs() < MARK * 0.8 => (up + MARK * 0.55).min(18.0),
            _ => 0.0,
        };
        last_x = Some((here, up));
        let rect = Rect::from_center_size(pos2(here, line.top() - up), vec2(MARK, MARK));
        let is_pointed = view.session.wide.items.at.line == *at;
        let response = ui.interact(rect.expand(2.0), id().with(("mark", *at)), Sense::CLICK);
        mark_ui(ui, view, kind, rect, is_pointed || response.hovered());
        let what = span.act.map_or(kind.name(), |act| {
            if kind == LifeEventKind::Answered { act.name() } else { kind.name() }
        });
        let told = format!("{what}, {}, {date}", speakers_in_words(view, &span.speakers));
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_pointed, &told));
        if response.on_hover_text(&told).clicked() {
            queue.push(Command::Items(ItemsCommand::PointLine(*at)));
        }
    }
    ui.painter().hline(area.x_range(), area.bottom() - 0.5, Stroke::new(1.0, theme.line));
}

/// A mark of its own form for what happened, so that colour is never the only sign.
fn mark_ui(ui: &Ui, view: &View<'_>, kind: LifeEventKind, rect: Rect, is_strong: bool) {
    let theme = view.theme;
    let (ink, is_filled) = match kind {
        LifeEventKind::FirstSaid => (theme.ink.text, true),
        LifeEventKind::Repeated => (theme.ink.text, false),
        LifeEventKind::Changed => (theme.ink.warning, true),
        LifeEventKind::Answered => (theme.ink.quiet, true),
        LifeEventKind::Confirmed => (theme.ink.good, true),
        LifeEventKind::Denied | LifeEventKind::Withdrawn => (theme.ink.bad, true),
    };
    let fill = if is_filled { ink } else { theme.ground.paper };
    let stroke = Stroke::new(if is_strong { 2.4 } else { 1.4 }, if is_strong { theme.ink.text } else { ink });
    let (center, half) = (rect.center(), rect.width() * 0.5);
    let painter = ui.painter();
    match kind {
        LifeEventKind::FirstSaid | LifeEventKind::Repeated => {
            painter.circle(center, half - 0.5, fill, stroke);
        }
        LifeEventKind::Changed => {
            let diamond = [vec2(0.0, -half), vec2(half, 0.0), vec2(0.0, half), vec2(-half, 0.0)];
            let points = diamond.iter().map(|by| center + *by).collect();
            painter.add(egui::Shape::convex_polygon(points, fill, stroke));
        }
        LifeEventKind::Answered => {
            painter.rect(rect.shrink(1.0), 1.0, fill, stroke, egui::StrokeKind::Inside);
        }
        LifeEventKind::Confirmed => {
            let up = [vec2(0.0, -half), vec2(half, half), vec2(-half, half)];
            painter.add(egui::Shape::convex_polygon(
                up.iter().map(|by| center + *by).collect(),
                fill,
                stroke,
            ));
        }
        LifeEventKind::Denied | LifeEventKind::Withdrawn => {
            let arm = half - 1.5;
            let stroke = Stroke::new(if is_strong { 3.2 } else { 2.4 }, ink);
            painter.line_segment([center - vec2(arm, arm), center + vec2(arm, arm)], stroke);
            painter.line_segment([center - vec2(arm, -arm), center + vec2(arm, -arm)], stroke);
            if kind == LifeEventKind::Withdrawn {
                painter.circle_stroke(center, half, Stroke::new(1.2, ink));
            }
        }
    }
}
