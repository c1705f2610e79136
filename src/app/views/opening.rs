//! The window before a corpus is open, and when it could not be opened.

use egui::{RichText, Ui};

use super::{Shell, View, start};
use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::fonts;
use crate::app::run::capitalised;
use crate::app::theme::{self, Theme};
use crate::app::widgets::controls;
use crate::report::Report;

/// While the corpus is being read.
pub fn opening_ui(ui: &mut Ui, theme: &Theme, name: &str) {
    page_ui(ui, theme, &format!("Opening {name}…"), "");
}

/// When it could not be opened: why, and the ways to another.
pub fn failed_ui(ui: &mut Ui, shell: &Shell<'_>, name: &str, report: &Report, queue: &mut Vec<Command>) {
    let remedy = report.remedy.map(|remedy| format!("\n\nWhat to try: {remedy}")).unwrap_or_default();
    let mut text = format!("{}{remedy}", capitalised(&report.message));
    for notice in &shell.desk.notices.list {
        text.push_str("\n\n");
        text.push_str(&notice.text);
    }
    if let Some(name) = &shell.desk.files.opening {
        return opening_ui(ui, shell.theme, name);
    }
    page_ui(ui, shell.theme, &format!("“{name}” can't be opened"), &text);
    ui.vertical_centered(|ui| {
        ui.add_space(12.0);
        ui.set_max_width(420.0);
        ui.vertical(|ui| {
            ui.horizontal(|ui| {
                start::ways_ui(ui, shell, queue);
                start::button_ui(ui, shell, FilesCommand::OpenSample, queue);
            });
            if !shell.settings.recent.is_empty() {
                ui.add_space(8.0);
                controls::heading(ui, shell.theme, "Open before");
                let taken = start::recent_ui(ui, shell);
                queue.extend(taken.map(|path| Command::Files(FilesCommand::OpenRecent(path))));
            }
        });
    });
}

/// When no article is open: where to get one.
pub fn no_article_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    if view.session.list.num_all > 0 {
        return page_ui(ui, view.theme, "No article is open", "Choose one from the list");
    }
    page_ui(
        ui,
        view.theme,
        "Nothing to read yet",
        "Drop web pages, PDF, Word or text files on the window, or",
    );
    ui.vertical_centered(|ui| {
        ui.add_space(8.0);
        for command in [FilesCommand::Add, FilesCommand::Import] {
            start::button_ui(ui, &view.shell, command, queue);
        }
    });
}

/// A page with nothing but a few words on it.
pub fn page_ui(ui: &mut Ui, colours: &Theme, title: &str, text: &str) {
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, colours.ground.paper);
    ui.vertical_centered(|ui| {
        ui.add_space(rect.height() * 0.36);
        ui.label(
            RichText::new(title)
                .size(theme::PAGE_TITLE)
                .family(fonts::serif_semibold())
                .color(colours.ink.text),
        );
        ui.add_space(8.0);
        ui.set_max_width(560.0);
        ui.label(RichText::new(text).color(colours.ink.quiet));
    });
}
