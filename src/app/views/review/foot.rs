//! The bar at the foot of the Review table: what can be done with all ticked rows at once.

use egui::{RichText, Ui};

use super::MARGIN;
use crate::app::command::Command;
use crate::app::command::review::{ManyCommand, ReviewCommand};
use crate::app::fonts;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::text::numbers::in_thousands;

/// Draws the bar.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let num = view.session.review.ticked.len();
    egui::Frame::new().inner_margin(MARGIN).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
            let text = format!("{} ticked", in_thousands(num));
            ui.label(RichText::new(text).family(fonts::sans_semibold()).color(view.theme.ink.text));
            let review = Command::Review;
            let many = |command| review(ReviewCommand::Many(command));
            for (name, command) in [
                (format!("Accept {}", in_thousands(num)), review(ReviewCommand::Accept)),
                (format!("Reject {}…", in_thousands(num)), review(ReviewCommand::Reject)),
                (format!("Defer {}…", in_thousands(num)), review(ReviewCommand::Defer)),
                ("Relabel…".to_owned(), many(ManyCommand::Relabel)),
                ("Speaker…".to_owned(), many(ManyCommand::Speaker)),
                ("Attribute…".to_owned(), many(ManyCommand::Attribute)),
                ("Note…".to_owned(), Command::EditNote),
                ("Remove…".to_owned(), Command::Remove),
            ] {
                command_button(ui, view, &name, command, queue);
            }
            let clear = controls::key_button(ui, view.theme, "Clear ticks", Some("Esc"), true);
            if clear.on_hover_text("Take all ticks away; nothing else changes").clicked() {
                queue.push(Command::BackOut);
            }
        });
    });
}

/// A button for a command of the table, with its key; green and red for yes and no.
pub(super) fn command_button(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    command: Command,
    queue: &mut Vec<Command>,
) {
    let colour = match command {
        Command::Review(ReviewCommand::Accept) => Some(view.theme.ink.good),
        Command::Review(ReviewCommand::Reject) => Some(view.theme.ink.bad),
        _ => None,
    };
    let spec = command.spec();
    let is_writable = view.session.corpus.read_only().is_none();
    let is_about_text = matches!(command, Command::EditNote | Command::Remove);
    let enabled = match spec {
        Some(spec) if !is_about_text => view.session.allows(spec.when),
        _ => is_writable,
    };
    let key = view.keymap.first_key(&command, view.is_mac);
    let response = controls::inked_button(ui, view.theme, name, key.as_deref(), enabled, colour);
    let help = match &command {
        Command::EditNote => "Add a note to your own spans, and to your decisions on those of others",
        Command::Remove => "Remove your own spans, and reject those of others for a reason",
        _ => spec.map_or("", |spec| spec.help),
    };
    if response.on_hover_text(help).clicked() {
        queue.push(command);
    }
}
