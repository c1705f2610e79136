//! What stands over a face: the item's name, the faces to choose from, how it is looked at, and what it comes to; and
//! what is said where there is nothing to show.

use egui::{FontId, RichText, Ui, vec2};

use crate::analysis::positions::{DateBy, Rows};
use crate::app::command::Command;
use crate::app::command::items::ItemsCommand;
use crate::app::fonts;
use crate::app::state::items::ItemsFace;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::text::visible::shown_name;

/// Draws it.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.items;
    let Some(item) = desk.pointed() else { return };
    let frame = egui::Frame::new().inner_margin(egui::Margin { left: 16, right: 14, top: 10, bottom: 8 });
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.horizontal(|ui| {
            let room = ui.available_width().max(60.0);
            let font = FontId::new(theme::WORDS.0 + 2.0, fonts::sans_semibold());
            let name = shown_name(&item.name);
            let galley = controls::elided(ui, &name, font, view.theme.ink.text, room);
            ui.label(galley).on_hover_text(name);
        });
        ui.horizontal_wrapped(|ui| {
            for face in ItemsFace::ALL {
                let command = Command::Items(ItemsCommand::Show(face));
                let chip = controls::chip(ui, view.theme, face.name(), desk.look.face == face);
                if chip.on_hover_text(view.tip(&command)).clicked() {
                    queue.push(command);
                }
            }
        });
        ui.horizontal_wrapped(|ui| {
            looks_ui(ui, view, queue);
            let export = Command::Items(ItemsCommand::Export);
            let key = view.key(&export);
            let is_known = desk.index().is_some();
            let button = controls::key_button(ui, view.theme, "Export…", key.as_deref(), is_known);
            if button.on_hover_text(view.tip(&export)).clicked() {
                queue.push(export);
            }
        });
        if let Some(face) = desk.face() {
            let words = RichText::new(&face.told).size(theme::SMALL).color(view.theme.ink.quiet);
            ui.add(egui::Label::new(words).wrap());
        }
    });
    let line = ui.cursor().top();
    ui.painter().hline(ui.max_rect().x_range(), line - 0.5, egui::Stroke::new(1.0, view.theme.line));
}

/// How the item is looked at: switches that the face has a use for.
fn looks_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let look = &view.session.wide.items.look;
    let said = (ItemsCommand::ToggleDate, "By day said", look.by == DateBy::Said);
    let terms = (ItemsCommand::ToggleTerms, "With terms", look.has_terms());
    let rolled = (ItemsCommand::ToggleRollUp, "Rolled up", look.rows == Rows::RolledUp);
    let switches = match look.face {
        ItemsFace::Life | ItemsFace::Support => vec![said, terms],
        ItemsFace::Matrix => vec![said, rolled],
        ItemsFace::Comparison => vec![said],
    };
    for (command, words, is_on) in switches {
        let command = Command::Items(command);
        let chip = controls::chip(ui, view.theme, words, is_on);
        if chip.on_hover_text(view.tip(&command)).clicked() {
            queue.push(command);
        }
    }
    if look.face == ItemsFace::Comparison {
        let command = Command::Items(ItemsCommand::CompareWith);
        let key = view.key(&command);
        let button = controls::key_button(ui, view.theme, "Compare with…", key.as_deref(), true);
        if button.on_hover_text(view.tip(&command)).clicked() {
            queue.push(command);
        }
    }
}

fn title_and_text_ui(ui: &mut Ui, view: &View<'_>, title: &str, text: &str) {
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
        ui.label(RichText::new(text).color(view.theme.ink.quiet));
    });
}

/// What is said while nothing can be shown.
pub(super) fn waiting_ui(ui: &mut Ui, view: &View<'_>) {
    let desk = &view.session.wide.items;
    let (title, text) = if desk.num_all() == 0 {
        (
            "Follow a matter through the articles",
            "Say of each span what it does with an item: states it, changes it, accepts it, denies it. Here you then see \
             its life, who stands where, what became of each term, and how many voices are behind it",
        )
    } else if desk.pointed().is_none() {
        ("No item is pointed at", "What became of an item is shown here")
    } else {
        ("Looking for what bears on it…", "What is tagged is gone through beside the window")
    };
    title_and_text_ui(ui, view, title, text);
}

/// What is said where a face has nothing in it.
pub(super) fn empty_ui(ui: &mut Ui, view: &View<'_>) {
    let look = &view.session.wide.items.look;
    let (title, text) = match look.face {
        ItemsFace::Comparison => ("Nothing to compare it with", "Choose another item with C"),
        ItemsFace::Support => {
            ("No voice stands behind it", "Nobody states, repeats, accepts or confirms it now")
        }
        ItemsFace::Life | ItemsFace::Matrix => (
            "No span bears on it yet",
            "In Annotate, put a span in focus and press I: the item is offered where its names or its words stand",
        ),
    };
    title_and_text_ui(ui, view, title, text);
}
