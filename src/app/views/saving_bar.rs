//! The bar that says that work is not saved, or that the folder can't be reached: why, what happens next, and what
//! a person can do.

use egui::{Align, Button, Layout, RichText, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::command::care::CareCommand;
use crate::app::command::files::FilesCommand;
use crate::app::fonts;
use crate::model::text::numbers::counted;
use crate::store::SaveStatus;

/// Draws the bar, where there is reason to.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let Some(text) = text_of(view) else { return };
    let theme = view.theme;
    let frame = egui::Frame::new().fill(theme.ink.bad).inner_margin(egui::Margin::symmetric(14, 8));
    egui::Panel::top("saving bar").frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let copy = Button::new("Save a copy elsewhere…");
                if ui.add(copy).on_hover_text(view.tip(&Command::Files(FilesCommand::Pack))).clicked() {
                    queue.push(Command::Files(FilesCommand::Pack));
                }
                let retry = Command::Care(CareCommand::Retry);
                if ui.add(Button::new("Try again")).on_hover_text(view.tip(&retry)).clicked() {
                    queue.push(retry);
                }
                ui.with_layout(Layout::left_to_right(Align::Center).with_main_wrap(true), |ui| {
                    let words = RichText::new(text).family(fonts::sans_medium()).color(theme.ground.window);
                    let response = ui.label(words);
                    ui.accesskit_node_builder(response.id, |node| {
                        node.set_live(egui::accesskit::Live::Assertive);
                    });
                });
            });
        });
    });
}

fn text_of(view: &View<'_>) -> Option<String> {
    let corpus = &view.session.corpus;
    let SaveStatus::Failed(why) = corpus.save_status() else {
        let why = corpus.unreachable()?;
        return Some(format!(
            "The corpus folder can't be reached: {why}. Nothing is lost; it is looked for again."
        ));
    };
    let waiting = match corpus.num_unsaved() {
        0 => String::new(),
        1 => " One change waits in memory.".to_owned(),
        many => format!(" {} wait in memory.", counted(many, "change")),
    };
    Some(format!("Not saved: {why}.{waiting} It is tried again every two seconds."))
}
