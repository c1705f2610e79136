//! The dialog that writes a dataset: in which format, which part of the corpus, to which file.

use std::collections::BTreeSet;

use egui::Ui;

use super::form;
use crate::app::command::Command;
use crate::app::state::dialog::{Dialog, ExportForm, PathUse};
use crate::app::state::session::Session;
use crate::app::theme::Theme;
use crate::app::views::Shell;
use crate::app::widgets::controls;
use crate::formats::registry;
use crate::formats::selection::StatusFilter;

pub(super) fn show(
    ui: &mut Ui,
    shell: &Shell<'_>,
    session: &Session,
    form: &ExportForm,
    queue: &mut Vec<Command>,
) {
    form::show(ui, shell, ("Export", "Export"), form, Dialog::Export, queue, |ui, fields, form| {
        let theme = fields.shell().theme;
        fields.path(ui, "File to write", "", &mut form.path, &[PathUse::ExportFile]);
        format_ui(ui, theme, form);
        let tagset = session.tagset();
        let labels = tagset.ordered_labels();
        let labels = labels.iter().map(|label| (label.id.clone(), label.name.as_str()));
        chips_ui(ui, theme, ("Labels", "all labels"), labels, &mut form.labels);
        let layers = session.corpus.state().layers.values();
        let annotators: BTreeSet<_> = layers.flat_map(|layers| layers.keys()).collect();
        let annotators = annotators.iter().map(|annotator| ((*annotator).clone(), annotator.as_str()));
        chips_ui(ui, theme, ("Annotators", "everybody"), annotators, &mut form.annotators);
        let statuses = StatusFilter::ALL.iter().map(|status| (*status, status.name()));
        chips_ui(ui, theme, ("Result of review", "whatever it is"), statuses, &mut form.statuses);
        fields.check(
            ui,
            "Only what review leaves standing",
            "Rejected annotations are left out, corrected ones are as their correction has them",
            &mut form.result_only,
        );
        if form.format == "csv" {
            let help = "A cell that a spreadsheet would take for a formula begins with an apostrophe";
            fields.check(ui, "For spreadsheet programs", help, &mut form.for_spreadsheet);
        }
    });
}

fn format_ui(ui: &mut Ui, theme: &Theme, form: &mut ExportForm) {
    controls::small(ui, theme, "Format");
    ui.horizontal_wrapped(|ui| {
        for format in registry().iter().filter(|format| format.info().writes) {
            let info = format.info();
            if controls::chip(ui, theme, info.name, form.format == info.id).clicked() {
                form.set_format(*format);
            }
        }
    });
    let lost = form.format().map(crate::formats::Format::cannot_hold).unwrap_or_default();
    if !lost.is_empty() {
        controls::small(ui, theme, lost.join(" "));
    }
}

/// Chips for a set that means everything when it is empty.
fn chips_ui<'n, T: Ord + Clone>(
    ui: &mut Ui,
    theme: &Theme,
    (name, all): (&str, &str),
    choices: impl Iterator<Item = (T, &'n str)>,
    chosen: &mut BTreeSet<T>,
) {
    controls::small(ui, theme, name);
    ui.horizontal_wrapped(|ui| {
        if controls::chip(ui, theme, all, chosen.is_empty()).clicked() {
            chosen.clear();
        }
        for (choice, name) in choices {
            let is_on = chosen.contains(&choice);
            if controls::chip(ui, theme, name, is_on).clicked() && !chosen.remove(&choice) {
                chosen.insert(choice);
            }
        }
    });
}
