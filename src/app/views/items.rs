//! The Items workspace: the items in a list; beside it one face of the item that is pointed at, its life, the
//! positions, another item term by term, or the independent voices; at the right what is known of the item.

mod entry;
mod grid;
mod head;
mod lines;
mod list;
mod timeline;

use egui::{Id, Ui};

use super::View;
use super::contexts::Contexts;
use crate::analysis::positions::Speaker;
use crate::app::command::Command;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::widgets::list_place::ListPlace;
use crate::app::widgets::table_keys;
use crate::model::text::visible::shown_name;

/// Width of the list.
const LIST: f32 = 300.0;
/// Height of a row.
const ROW: f32 = 28.0;

/// The id the main part has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter items")
}

/// The id of the field that narrows it.
pub fn filter_id() -> Id {
    id().with("words")
}

/// What the view keeps from frame to frame.
#[derive(Default)]
pub struct ItemsView {
    list: ListPlace,
    lines: ListPlace,
    grid: grid::GridPlace,
    contexts: Contexts,
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, items: &mut ItemsView, queue: &mut Vec<Command>) {
    items.contexts.begin_frame();
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    let response =
        table_keys::keyboard(ui, view.desk, Some(FocusWish::Items), (ui.max_rect(), id()), "Items");
    let has_focus = response.has_focus();
    egui::Panel::left("items list")
        .exact_size(LIST.min(width * 0.26))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| list::show(ui, view, &mut items.list, has_focus, queue));
    egui::Panel::right("items entry")
        .exact_size((theme::INSPECTOR_WIDTH).min(width * 0.28))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| entry::show(ui, view, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| {
        head::show(ui, view, queue);
        main_ui(ui, view, items, has_focus, queue);
    });
}

/// The face itself.
fn main_ui(ui: &mut Ui, view: &View<'_>, items: &mut ItemsView, has_focus: bool, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.items;
    let Some(face) = desk.face() else {
        return head::waiting_ui(ui, view);
    };
    if let Some(grid) = &face.grid {
        if grid.rows.is_empty() {
            return head::empty_ui(ui, view);
        }
        let lines_room = (ui.available_height() * 0.42).max(ROW * 4.0);
        let room = (ui.available_height() - lines_room).max(ROW * 3.0);
        grid::show(ui, view, items, grid, room, has_focus, queue);
        grid::cell_head_ui(ui, view, grid);
        return lines::show(ui, view, items, &face.lines, has_focus, queue);
    }
    if face.lines.is_empty() {
        return head::empty_ui(ui, view);
    }
    let is_of_days = face.timeline.first().map(|(day, _)| day) != face.timeline.last().map(|(day, _)| day);
    if is_of_days {
        timeline::show(ui, view, face, queue);
    }
    lines::show(ui, view, items, &face.lines, has_focus, queue);
}

/// A speaker in words.
fn speaker_in_words(view: &View<'_>, speaker: &Speaker) -> String {
    let name = |id| view.session.register.name(id).map_or_else(|| id.to_string(), str::to_owned);
    match speaker {
        Speaker::Registered(id) => name(id),
        Speaker::Unnamed { affiliation: Some(id) } => format!("unnamed, {}", name(id)),
        Speaker::Unnamed { affiliation: None } => "unnamed".to_owned(),
        Speaker::Outlet(outlet) if outlet.is_empty() => "the article".to_owned(),
        Speaker::Outlet(outlet) => shown_name(outlet).into_owned(),
        Speaker::NotSet => "not set".to_owned(),
    }
}

/// Several speakers in words.
fn speakers_in_words<'s>(view: &View<'_>, speakers: impl IntoIterator<Item = &'s Speaker>) -> String {
    let names: Vec<String> = speakers.into_iter().map(|speaker| speaker_in_words(view, speaker)).collect();
    names.join(", ")
}
