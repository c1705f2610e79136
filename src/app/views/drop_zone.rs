//! What is said while files are held over the window.

use egui::{Align2, FontId, Id, LayerId, Order, Ui};

use super::View;
use crate::app::fonts;
use crate::app::theme;
use crate::model::text::numbers::counted;

/// Draws the words over everything while files are held over the window.
pub fn show(ui: &Ui, view: &View<'_>) {
    let num_files = ui.input(|input| input.raw.hovered_files.len());
    if num_files == 0 {
        return;
    }
    let theme = view.theme;
    let layer = LayerId::new(Order::Foreground, Id::unique("redletter drop zone"));
    let painter = ui.ctx().layer_painter(layer);
    let rect = ui.ctx().content_rect();
    painter.rect_filled(rect, 0.0, theme.ground.panel.gamma_multiply(0.92));
    let text = match view.session.corpus.read_only() {
        Some(_) => "This corpus can only be read; a corpus folder dropped here is opened".to_owned(),
        None if num_files == 1 => {
            "Drop it to add it: an article, or a folder of them; a corpus is opened".to_owned()
        }
        None => format!("Drop the {} to add them to this corpus", counted(num_files, "file")),
    };
    let font = FontId::new(theme::PAGE_TITLE, fonts::serif_semibold());
    painter.text(rect.center(), Align2::CENTER_CENTER, text, font, theme.ink.text);
}
