//! Notices: they stay until they are dismissed.

use egui::{Align, Button, Layout, RichText, Ui};

use super::View;
use crate::app::command::Command;
use crate::app::command::care::CareCommand;
use crate::model::text::numbers::in_thousands;

/// At most this many notices are shown; the others wait behind them.
const MAX_SHOWN: usize = 3;

/// Draws the notices below the top bar.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let Some(_) = view.desk.notices.list.first() else {
        return;
    };
    let theme = view.theme;
    let frame = egui::Frame::new().fill(theme.ground.panel).inner_margin(egui::Margin::symmetric(14, 6));
    egui::Panel::top("notices").frame(frame).show(ui, |ui| {
        for notice in view.desk.notices.list.iter().take(MAX_SHOWN) {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if ui.add(Button::new("Dismiss")).on_hover_text("Put this away").clicked() {
                        queue.push(Command::Dismiss(notice.id));
                    }
                    if notice.has_list
                        && ui
                            .add(Button::new("Show the list"))
                            .on_hover_text("Everything that was found, and what to do")
                            .clicked()
                    {
                        queue.push(Command::Care(CareCommand::Show));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center).with_main_wrap(true), |ui| {
                        let ink = if notice.is_news { theme.ink.text } else { theme.ink.bad };
                        let response = ui.label(RichText::new(&notice.text).color(ink));
                        ui.accesskit_node_builder(response.id, |node| {
                            node.set_live(egui::accesskit::Live::Assertive);
                        });
                    });
                });
            });
        }
        let num_waiting = view.desk.notices.list.len().saturating_sub(MAX_SHOWN);
        if num_waiting > 0 {
            ui.label(RichText::new(format!("{} more", in_thousands(num_waiting))).color(theme.ink.quiet));
        }
    });
}
