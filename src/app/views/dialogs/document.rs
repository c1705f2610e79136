//! The dialog that writes a document: in which format, to which file.

use egui::Ui;

use super::form;
use crate::app::command::Command;
use crate::app::state::dialog::{Dialog, PathUse};
use crate::app::state::document::DocumentForm;
use crate::app::views::Shell;
use crate::app::widgets::controls;

pub(super) fn show(ui: &mut Ui, shell: &Shell<'_>, form: &DocumentForm, queue: &mut Vec<Command>) {
    let title = format!("Export {}", form.document.name());
    form::show(ui, shell, (&title, "Export"), form, Dialog::Document, queue, |ui, fields, form| {
        let theme = fields.shell().theme;
        fields.path(ui, "File to write", "", &mut form.path, &[PathUse::DocumentFile]);
        controls::small(ui, theme, "Format");
        ui.horizontal_wrapped(|ui| {
            for (idx, format) in form.document.formats().iter().enumerate() {
                if controls::chip(ui, theme, format.name, form.format == idx).clicked() {
                    form.set_format(idx);
                }
            }
        });
    });
}
