//! The window before a corpus is open, and when it could not be opened.

use egui::{RichText, Ui};

use crate::app::fonts;
use crate::app::run::capitalised;
use crate::app::theme::{self, Theme};
use crate::report::Report;

/// While the corpus is being read.
pub fn opening_ui(ui: &mut Ui, theme: &Theme, name: &str) {
    page_ui(ui, theme, &format!("Opening {name}…"), "");
}

/// When it could not be opened.
pub fn failed_ui(ui: &mut Ui, theme: &Theme, name: &str, report: &Report) {
    let remedy = report.remedy.map(|remedy| format!("\n\nWhat to try: {remedy}")).unwrap_or_default();
    let text = format!("{}{remedy}", capitalised(&report.message));
    page_ui(ui, theme, &format!("“{name}” can't be opened"), &text);
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
