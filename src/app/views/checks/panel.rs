//! The checks with how much each has found, and whether it is on.

use std::collections::BTreeSet;

use egui::{
    FontFamily, FontId, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::analysis::quality::checks::CHECKS;
use crate::analysis::quality::{About, Severity, settings};
use crate::app::command::Command;
use crate::app::command::checks::ChecksCommand;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::checks::ChecksFilter;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::text::numbers::{counted, in_thousands};

/// Height of a row.
const ROW: f32 = 28.0;
/// Room for the tick at a row's left.
const TICK: f32 = 30.0;

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let off = settings::off(view.session.corpus.state());
    ScrollArea::vertical().id_salt("checks panel").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(10, 12)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut takes_focus = view.desk.focus_wish == Some(FocusWish::ChecksPanel);
            for (severity, name) in [(Severity::Problem, "Problems"), (Severity::Look, "Worth a look")] {
                ui.horizontal(|ui| {
                    ui.add_space(4.0);
                    controls::heading(ui, view.theme, name);
                });
                let checks = CHECKS.iter().map(|check| check.about());
                for about in checks.filter(|about| about.severity == severity) {
                    row_ui(ui, view, about, &off, std::mem::take(&mut takes_focus), queue);
                }
                ui.add_space(12.0);
            }
            controls::small(ui, view.theme, "A tick switches a check on or off for all who share the corpus");
        });
    });
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    about: &'static About,
    off: &BTreeSet<String>,
    takes_focus: bool,
    queue: &mut Vec<Command>,
) {
    let (theme, checks) = (view.theme, &view.session.wide.checks);
    let (is_on, is_alone) = (!off.contains(about.id), checks.filter.check == Some(about.id));
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let tick = Rect::from_min_max(rect.min, pos2(rect.left() + TICK, rect.bottom()));
    let beside = Rect::from_min_max(pos2(tick.right(), rect.top()), rect.max);
    let salt = super::id().with(about.id);
    let tick_response = ui.interact(tick, salt.with("switch"), Sense::click());
    let response = ui.interact(beside, salt, Sense::click());
    if takes_focus {
        tick_response.request_focus();
    }
    if is_alone || response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, theme.ground.raised);
    }
    for (one, area) in [(&tick_response, tick.shrink(3.0)), (&response, beside.shrink(1.0))] {
        if one.has_focus() {
            let ring = Stroke::new(1.5, theme.ink.text);
            ui.painter().rect_stroke(area, theme::CORNER, ring, StrokeKind::Inside);
        }
    }
    controls::paint_tick(ui, theme, tick.center(), is_on);
    let num = checks.num_open(about).filter(|_| is_on);
    let count = num.map_or_else(|| "–".to_owned(), in_thousands);
    let has_some = num.is_some_and(|num| num > 0);
    let ink = match about.severity {
        _ if !has_some => theme.ink.faint,
        Severity::Problem => theme.ink.bad,
        Severity::Look => theme.ink.warning,
    };
    let count = ui.painter().layout_no_wrap(count, FontId::new(theme::SMALL, fonts::sans_medium()), ink);
    let count_at = rect.right_center() - vec2(8.0 + count.size().x, count.size().y * 0.5);
    let family = if is_alone { fonts::sans_semibold() } else { FontFamily::Proportional };
    let ink = if is_on && (has_some || is_alone) { theme.ink.text } else { theme.ink.quiet };
    let room = count_at.x - beside.left() - 10.0;
    let name = controls::elided(ui, about.name, FontId::new(theme::BODY, family), ink, room);
    let at = pos2(beside.left() + 2.0, rect.center().y - name.size().y * 0.5);
    ui.painter().galley(at, name, ink);
    ui.painter().galley(count_at, count, theme.ink.quiet);
    let enabled = view.session.corpus.read_only().is_none();
    let switch = format!("Switch: {}", about.name);
    tick_response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, is_on, &switch));
    let told = match num {
        Some(num) => format!("{}, {}", about.name, counted(num, "finding")),
        None if is_on => format!("{}, not known yet", about.name),
        None => format!("{}, switched off", about.name),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_alone, &told));
    let help = if is_on { "Switch this check off" } else { "Switch this check on" };
    if tick_response.on_hover_text(help).clicked() {
        queue.push(Command::Checks(ChecksCommand::Switch { check: about.id, is_on: !is_on }));
    }
    if response.on_hover_text(about.help).clicked() {
        let check = (!is_alone).then_some(about.id);
        let filter = ChecksFilter { check, ..checks.filter.clone() };
        queue.push(Command::Checks(ChecksCommand::Filter(filter)));
    }
}
