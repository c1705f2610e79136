//! The Voices workspace.

use egui::{Id, Role, Sense, Ui, WidgetInfo};

use super::View;
use crate::app::command::Command;
use crate::app::state::FocusWish;

/// The id the main part has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter voices")
}

/// The id of the field that narrows it.
pub fn filter_id() -> Id {
    id().with("words")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct VoicesView {}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, _voices: &mut VoicesView, _queue: &mut Vec<Command>) {
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| {
        let area = ui.available_rect_before_wrap();
        let response = ui.interact(area, id(), Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::List, true, "Voices"));
        let filter =
            egui::EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id(), filter));
        let is_free = view.desk.dialog.is_none() && ui.memory(|memory| memory.focused().is_none());
        if view.desk.focus_wish == Some(FocusWish::Voices) || (view.desk.focus_wish.is_none() && is_free) {
            response.request_focus();
        }
    });
}
