//! What the checks have found in the whole corpus, below what is decided: a row for each check, which leads to what it
//! has found.

use egui::{FontId, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::panel::MARGIN;
use crate::analysis::quality::checks::CHECKS;
use crate::analysis::quality::{About, Severity, settings};
use crate::app::command::checks::ChecksCommand;
use crate::app::command::{Command, Workspace};
use crate::app::fonts;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::text::numbers::{counted, in_thousands};

/// Height of a row.
const ROW: f32 = 24.0;
/// In a panel lower than this, in points, one line stands for the list: the words that are judged need the room.
const TALL: f32 = 960.0;
/// No more of the panel than this share is taken.
const MAX_SHARE: f32 = 0.26;

/// Draws the section at the foot of the panel.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let height = ui.available_height();
    let frame =
        egui::Frame::new().fill(view.theme.ground.panel).inner_margin(egui::Margin::symmetric(MARGIN, 8));
    let panel = egui::Panel::bottom("review checks").frame(frame).resizable(false);
    let checks = &view.session.wide.checks;
    let found = found(view);
    if !checks.is_known() || found.is_empty() || height < TALL {
        panel.show(ui, |ui| one_line_ui(ui, view, &found, queue));
        return;
    }
    let heading = 22.0;
    let rows = (height * MAX_SHARE - heading).min(found.len() as f32 * ROW);
    panel.exact_size(heading + rows + 17.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        controls::heading(ui, view.theme, "What the checks found");
        ui.add_space(4.0);
        ScrollArea::vertical().id_salt("review checks").auto_shrink(false).show(ui, |ui| {
            for (about, num) in &found {
                row_ui(ui, view, about, *num, queue);
            }
        });
    });
}

/// The checks that are on and have found something that is to be looked at.
fn found(view: &View<'_>) -> Vec<(&'static About, usize)> {
    let checks = &view.session.wide.checks;
    let off = settings::off(view.session.corpus.state());
    let on = CHECKS.iter().map(|check| check.about()).filter(|about| !off.contains(about.id));
    on.filter_map(|about| Some((about, checks.num_open(about).filter(|num| *num > 0)?))).collect()
}

/// Everything in one line, where there is nothing to list or no room for it.
fn one_line_ui(ui: &mut Ui, view: &View<'_>, found: &[(&'static About, usize)], queue: &mut Vec<Command>) {
    let checks = &view.session.wide.checks;
    if checks.is_known() && !found.is_empty() {
        let num: usize = found.iter().map(|(_, num)| num).sum();
        let name = format!("Checks: {}", counted(num, "finding"));
        let button = egui::Button::new(format!("{name}{}", controls::MENU_MARK));
        let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
            ui.set_width(300.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            for (about, num) in found {
                row_ui(ui, view, about, *num, queue);
            }
        });
        controls::paint_menu_mark(ui, view.theme, response.rect);
        response.accessible_name(&name).on_hover_text("What each check has found, and the way there");
        return;
    }
    let text = match checks.progress() {
        _ if checks.trouble.is_some() => "Checks: not all articles were looked at".to_owned(),
        _ if checks.is_known() => "Checks: nothing found".to_owned(),
        Some((done, total)) => {
            format!("Checks: {} of {} articles looked at", in_thousands(done.min(total)), in_thousands(total))
        }
        None => "Checks: the corpus is not looked through yet".to_owned(),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Link, true, &text));
    ground_ui(ui, view, rect, &response);
    let font = FontId::proportional(theme::SMALL);
    let words = controls::elided(ui, &text, font, view.theme.ink.quiet, rect.width() - 8.0);
    ui.painter().galley(
        pos2(rect.left() + 4.0, rect.center().y - words.size().y * 0.5),
        words,
        view.theme.ink.quiet,
    );
    if response.on_hover_text("Go to Checks").clicked() {
        queue.push(Command::Workspace(Workspace::Checks));
    }
}

fn row_ui(ui: &mut Ui, view: &View<'_>, about: &'static About, num: usize, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let told = format!("{}, {}", about.name, counted(num, "finding"));
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Link, true, &told));
    ground_ui(ui, view, rect, &response);
    let ink = match about.severity {
        Severity::Problem => theme.ink.bad,
        Severity::Look => theme.ink.warning,
    };
    let font = FontId::new(theme::SMALL, fonts::sans_medium());
    let count = ui.painter().layout_no_wrap(in_thousands(num), font, ink);
    let at = rect.right_center() - vec2(12.0 + count.size().x, count.size().y * 0.5);
    let room = at.x - rect.left() - 12.0;
    let name = controls::elided(ui, about.name, FontId::proportional(theme::SMALL), theme.ink.text, room);
    ui.painter().galley(at, count, ink);
    ui.painter().galley(pos2(rect.left() + 4.0, rect.center().y - name.size().y * 0.5), name, theme.ink.text);
    if response.on_hover_text(about.help).clicked() {
        queue.push(Command::Checks(ChecksCommand::Show(about.id)));
        ui.close();
    }
}

/// The ground of a row under the pointer, and the ring of the one with the keyboard.
fn ground_ui(ui: &Ui, view: &View<'_>, rect: egui::Rect, response: &egui::Response) {
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, view.theme.ground.raised);
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, view.theme.ink.text);
        ui.painter().rect_stroke(rect.shrink(1.0), theme::CORNER, ring, StrokeKind::Inside);
    }
}
