//! Dialogs over the window. Each draws what the desk holds for it and asks for what was typed to be held; a
//! path can always be typed, since the system's own dialogs may be absent.

pub mod care;
mod columns;
pub mod correct;
pub mod document;
pub mod export;
pub mod files;
pub mod form;
pub mod found;
pub mod go_to;
pub mod import;
pub mod keys;
pub mod palette;
pub mod settings;
pub mod take_in;

use egui::{Button, Id, Modal, RichText, ScrollArea, Ui};

use super::Shell;
use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::state::dialog::{AboutForm, Dialog, DoneReport};
use crate::app::state::session::Session;
use crate::app::widgets::controls;
use crate::model::text::numbers::{counted, in_thousands};
use crate::store::SaveStatus;

/// At most this many lines of a list are laid out; nobody reads more of them in a window.
const MAX_LINES: usize = 500;

/// Draws the dialog that is open.
pub fn show(ui: &mut Ui, shell: &Shell<'_>, session: Option<&Session>, queue: &mut Vec<Command>) {
    let Some(dialog) = &shell.desk.dialog else { return };
    // Each has its own size, and does not begin with that of another.
    let id = Id::unique(("redletter dialog", std::mem::discriminant(dialog)));
    let frame = egui::Frame::popup(ui.style()).inner_margin(18);
    let response = Modal::new(id).frame(frame).show(ui, |ui| match (dialog, session) {
        (Dialog::New(form), _) => files::new_ui(ui, shell, form, queue),
        (Dialog::Open(form), _) => files::open_ui(ui, shell, form, queue),
        (Dialog::Palette(form), _) => palette::show(ui, shell, session, form, queue),
        (Dialog::Keys(form), _) => keys::show(ui, shell, session, form, queue),
        (Dialog::Settings, _) => settings::show(ui, shell, queue),
        (Dialog::Done(report), _) => done_ui(ui, shell, report, queue),
        (Dialog::Care, Some(session)) => care::show(ui, shell, session, queue),
        (Dialog::QuitUnsaved, Some(session)) => quit_ui(ui, shell, session, queue),
        (Dialog::Found(form), Some(_)) => found::show(ui, shell, form, queue),
        (Dialog::About(form), Some(_)) => about_ui(ui, shell, form, queue),
        (Dialog::Add(form), Some(_)) => files::add_ui(ui, shell, form, queue),
        (Dialog::Import(form), Some(_)) => import::show(ui, shell, form, queue),
        (Dialog::TakeIn(form), Some(session)) => take_in::show(ui, shell, session, form, queue),
        (Dialog::Export(form), Some(session)) => export::show(ui, shell, session, form, queue),
        (Dialog::Document(form), Some(_)) => document::show(ui, shell, form, queue),
        (Dialog::Pack(form), Some(_)) => files::pack_ui(ui, shell, form, queue),
        (Dialog::GoTo(form), Some(_)) => go_to::show(ui, shell, form, queue),
        (Dialog::Correct(form), Some(_)) => correct::correct_ui(ui, shell, form, queue),
        (Dialog::Renew(form), Some(_)) => correct::renew_ui(ui, shell, form, queue),
        (Dialog::Annotator(form), Some(session)) => files::annotator_ui(ui, shell, session, form, queue),
        // What belongs to a corpus goes with it.
        _ => queue.push(Command::CloseDialog),
    });
    // egui puts it in the middle by the size it had in the frame before; another frame sets that right.
    let size = response.response.rect.size();
    if ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(id), size)) != size {
        ui.request_repaint();
    }
    if response.should_close() {
        queue.push(Command::CloseDialog);
    }
}

/// Gives a dialog its width: so much, if the window has it.
fn set_width(ui: &mut Ui, shell: &Shell<'_>, width: f32) {
    ui.set_width((shell.width - 80.0).min(width));
}

/// The button that closes a dialog which only shows something. It has the keyboard if nothing else has.
fn close_ui(ui: &mut Ui, queue: &mut Vec<Command>) {
    ui.add_space(8.0);
    let close = ui.add(Button::new("Close")).on_hover_text("Close this (Esc)");
    if ui.memory(|memory| memory.focused().is_none()) {
        close.request_focus();
    }
    if close.clicked() {
        queue.push(Command::CloseDialog);
    }
}

fn done_ui(ui: &mut Ui, shell: &Shell<'_>, report: &DoneReport, queue: &mut Vec<Command>) {
    set_width(ui, shell, 680.0);
    controls::heading(ui, shell.theme, &report.title);
    ui.add_space(4.0);
    ui.label(RichText::new(&report.summary).color(shell.theme.ink.text));
    ui.add_space(6.0);
    lines_ui(ui, report.findings.len(), |ui, idx| {
        ui.label(RichText::new(&report.findings[idx]).color(shell.theme.ink.quiet));
    });
    if report.findings.len() > MAX_LINES {
        controls::small(ui, shell.theme, format!("{} more", in_thousands(report.findings.len() - MAX_LINES)));
    }
    ui.horizontal(|ui| {
        close_ui(ui, queue);
        ui.add_space(4.0);
        if !report.findings.is_empty() {
            let copy =
                ui.add(Button::new("Copy the list")).on_hover_text("Put every single line on the clipboard");
            if copy.clicked() {
                let lines = if report.each.is_empty() { &report.findings } else { &report.each };
                ui.copy_text(format!("{}\n{}\n", report.summary, lines.join("\n")));
            }
        }
    });
}

/// The first lines of a list, in an area that scrolls.
fn lines_ui(ui: &mut Ui, num_lines: usize, mut line_ui: impl FnMut(&mut Ui, usize)) {
    let height = ui.ctx().content_rect().height() * 0.55;
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        for idx in 0..num_lines.min(MAX_LINES) {
            line_ui(ui, idx);
        }
    });
}

/// What is known about the article in view.
fn about_ui(ui: &mut Ui, shell: &Shell<'_>, form: &AboutForm, queue: &mut Vec<Command>) {
    let title = ("About the article", "Change it");
    form::show(ui, shell, title, form, Dialog::About, queue, |ui, fields, form| {
        found::about_ui(ui, fields, form);
        controls::small(ui, fields.shell().theme, "The text itself stays as it is; it can be undone");
    });
}

fn quit_ui(ui: &mut Ui, shell: &Shell<'_>, session: &Session, queue: &mut Vec<Command>) {
    set_width(ui, shell, 420.0);
    controls::heading(ui, shell.theme, "Not everything is saved");
    ui.add_space(6.0);
    match session.corpus.save_status() {
        SaveStatus::Failed(why) => {
            ui.label(why);
        }
        SaveStatus::Saving => {
            ui.label("The disk is slow; what was done last is still on its way to it");
        }
        SaveStatus::Saved(_) => {
            ui.label("Everything is saved by now");
        }
    }
    let loss = match session.corpus.num_unsaved() {
        0 => return saved_after_all_ui(ui, queue),
        1 => "Closing the window now loses the last change".to_owned(),
        many => format!("Closing the window now loses the last {}", counted(many, "change")),
    };
    ui.label(RichText::new(loss).color(shell.theme.ink.bad));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let stay = ui.add(Button::new("Stay")).on_hover_text("Go back to the window (Esc)");
        if ui.memory(|memory| memory.focused().is_none()) {
            stay.request_focus();
        }
        if stay.clicked() {
            queue.push(Command::CloseDialog);
        }
        let copy = ui.add(Button::new("Save a copy elsewhere…"));
        if copy.on_hover_text("Write the whole corpus, as it is in memory, as one file").clicked() {
            queue.push(Command::Files(FilesCommand::Pack));
        }
        let leave =
            ui.add(Button::new("Close anyway")).on_hover_text("Close the window and lose what is not saved");
        if leave.clicked() {
            queue.push(Command::QuitAnyway);
        }
    });
}

/// What was not saved when one wanted to leave is, by now.
fn saved_after_all_ui(ui: &mut Ui, queue: &mut Vec<Command>) {
    ui.add_space(8.0);
    let close = ui.add(Button::new("Close the window")).on_hover_text("Everything is saved");
    if ui.memory(|memory| memory.focused().is_none()) {
        close.request_focus();
    }
    if close.clicked() {
        queue.push(Command::QuitAnyway);
    }
}
