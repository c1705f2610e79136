//! Dialogs over the window: the list of problems, and the question before changes are lost.

use egui::{Button, Id, Modal, RichText, ScrollArea, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::state::Dialog;
use crate::app::widgets::controls;
use crate::store::SaveStatus;

/// Draws the dialog that is open.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let Some(dialog) = &view.desk.dialog else { return };
    let response = Modal::new(Id::unique("redletter dialog")).show(ui, |ui| match dialog {
        Dialog::Problems => problems_ui(ui, view, queue),
        Dialog::QuitUnsaved => quit_ui(ui, view, queue),
    });
    if response.should_close() {
        queue.push(Command::CloseDialog);
    }
}

fn problems_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let problems = &view.session.problems;
    ui.set_width((ui.ctx().content_rect().width() * 0.7).min(760.0));
    controls::heading(ui, view.theme, "Problems found when the corpus was opened");
    ui.add_space(6.0);
    if problems.is_empty() {
        ui.label("There were none");
    } else {
        let height = ui.ctx().content_rect().height() * 0.6;
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            // Everything quarantined is listed, but no more rows than anybody reads are laid out.
            for problem in problems.iter().take(500) {
                ui.label(RichText::new(&problem.message).color(view.theme.ink.text));
                if let Some(remedy) = problem.remedy {
                    controls::small(ui, view.theme, remedy);
                }
                ui.separator();
            }
            if problems.len() > 500 {
                ui.label(format!("{} more; `redletter check` lists all", problems.len() - 500));
            }
        });
    }
    ui.add_space(8.0);
    let close = ui.add(Button::new("Close"));
    if ui.memory(|memory| memory.focused().is_none()) {
        close.request_focus();
    }
    if close.clicked() {
        queue.push(Command::CloseDialog);
    }
}

fn quit_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    ui.set_width(420.0);
    controls::heading(ui, view.theme, "Not everything is saved");
    ui.add_space(6.0);
    if let SaveStatus::Failed(why) = view.session.corpus.save_status() {
        ui.label(why);
    }
    ui.label(RichText::new("Closing the window now loses what is not saved").color(view.theme.ink.bad));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let stay = ui.add(Button::new("Stay"));
        if ui.memory(|memory| memory.focused().is_none()) {
            stay.request_focus();
        }
        if stay.clicked() {
            queue.push(Command::CloseDialog);
        }
        if ui.add(Button::new("Close anyway")).clicked() {
            queue.push(Command::QuitAnyway);
        }
    });
}
