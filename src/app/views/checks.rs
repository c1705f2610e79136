//! The Checks workspace: at the left the checks with what each has found, beside them everything that was found in
//! one list, and at its foot what is pointed at.

mod detail;
mod filters;
mod list;
mod panel;

use egui::{Id, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::command::checks::ChecksCommand;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::app::widgets::list_place::ListPlace;
use crate::model::text::numbers::in_thousands;

/// The id the main part has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter checks")
}

/// The id of the field that narrows it.
pub fn filter_id() -> Id {
    id().with("words")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct ChecksView {
    /// The row the list was last scrolled to, and where the list stood.
    place: ListPlace,
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, checks: &mut ChecksView, queue: &mut Vec<Command>) {
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    egui::Panel::left("checks panel")
        .exact_size((theme::LIST_WIDTH + 20.0).min(width * 0.28))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| panel::show(ui, view, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::Panel::top("checks filters").frame(paper).show(ui, |ui| filters::show(ui, view, queue));
    if view.session.wide.checks.finding().is_some() {
        detail::show(ui, view, queue);
    }
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| list::show(ui, view, checks, queue));
}

/// How far the checking beside the window is, in articles of all, and the way to stop it if it takes long.
fn progress_ui(ui: &mut Ui, view: &View<'_>, width: f32, queue: &mut Vec<Command>) {
    let checks = &view.session.wide.checks;
    let Some((done, total)) = checks.progress() else { return };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let share = (done as f32 / total.max(1) as f32).min(1.0);
        let bar = egui::ProgressBar::new(share).desired_width(width).desired_height(6.0);
        ui.add(bar.fill(view.theme.ink.good));
        let (done, total) = (in_thousands(done.min(total)), in_thousands(total));
        controls::small(ui, view.theme, format!("{done} of {total} articles"));
        if checks.may_be_stopped(ui.input(|input| input.time)) {
            let stop = ui.button("Stop").on_hover_text("Look at no more articles; nothing is changed");
            if stop.accessible_name("Stop checking").clicked() {
                queue.push(Command::Checks(ChecksCommand::Stop));
            }
        }
    });
    ui.request_repaint_after(std::time::Duration::from_millis(200));
}
