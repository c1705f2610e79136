//! The Voices workspace: the register, or the names it lacks, in a list; beside it where these stand; at the right
//! what is known of the entry.

mod beside;
mod entry;
mod facts;
mod list;
mod versions;

use egui::{Id, Ui};

use super::View;
use super::contexts::Contexts;
use crate::app::command::Command;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::widgets::list_place::ListPlace;
use crate::app::widgets::table_keys;

/// Width of the list.
const LIST: f32 = 330.0;
/// Height of a row.
const ROW: f32 = 28.0;

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
pub struct VoicesView {
    list: ListPlace,
    names: ListPlace,
    beside: ListPlace,
    versions: ListPlace,
    contexts: Contexts,
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, voices: &mut VoicesView, queue: &mut Vec<Command>) {
    voices.contexts.begin_frame();
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    let response =
        table_keys::keyboard(ui, view.desk, Some(FocusWish::Voices), (ui.max_rect(), id()), "Voices");
    let has_focus = response.has_focus();
    egui::Panel::left("voices list")
        .exact_size(LIST.min(width * 0.3))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| list::show(ui, view, voices, has_focus, queue));
    egui::Panel::right("voices entry")
        .exact_size((theme::INSPECTOR_WIDTH + 30.0).min(width * 0.33))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| entry::show(ui, view, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::CentralPanel::no_frame()
        .frame(paper)
        .show(ui, |ui| beside::show(ui, view, voices, has_focus, queue));
}
