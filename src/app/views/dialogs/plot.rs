//! The dialog that writes a plot as a picture, or its figures.

use egui::Ui;

use super::form;
use crate::app::command::Command;
use crate::app::state::dialog::{Dialog, PathUse, PlotForm, PlotFormat};
use crate::app::views::Shell;
use crate::app::widgets::controls;

pub(super) fn show(ui: &mut Ui, shell: &Shell<'_>, form: &PlotForm, queue: &mut Vec<Command>) {
    let title = format!("Export “{}”", form.kind.title());
    form::show(ui, shell, (&title, "Export"), form, Dialog::Plot, queue, |ui, fields, form| {
        let theme = fields.shell().theme;
        fields.path(ui, "File to write", "", &mut form.path, &[PathUse::PlotFile]);
        controls::small(ui, theme, "Format");
        ui.horizontal_wrapped(|ui| {
            for format in PlotFormat::ALL {
                if controls::chip(ui, theme, format.name(), form.format == format).clicked() {
                    form.set_format(format);
                }
            }
        });
        let what = match form.format {
            PlotFormat::Svg => "The plot on a light ground, for any size, with title and description",
            PlotFormat::Png => "The same picture, 1920 pixels wide",
            PlotFormat::Csv => {
                "The whole table; names that a spreadsheet would take for formulas begin with an apostrophe"
            }
        };
        controls::small(ui, theme, what);
    });
}
