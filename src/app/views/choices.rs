//! An open list of numbered choices, as the inspector and the Review panel draw it.

use egui::{Align, Layout, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::View;
use crate::app::command::Command;
use crate::app::command::review::{ReviewCommand, TableCommand};
use crate::app::fonts;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::theme;
use crate::app::widgets::controls;

/// Height of a row.
const ROW: f32 = 30.0;
/// A longer list scrolls.
const MAX_SHOWN: f32 = 12.0;

/// Draws the list.
pub fn show(ui: &mut Ui, view: &View<'_>, choice: &Choice, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let frame = egui::Frame::new()
        .fill(theme.ground.paper)
        .stroke(Stroke::new(1.0, theme.border))
        .corner_radius(theme::CORNER)
        .inner_margin(8);
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            let title = RichText::new(&choice.title).family(fonts::sans_semibold()).color(theme.ink.text);
            let response = ui.label(title);
            ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let close = ui.add(egui::Button::new(RichText::new("Close").size(theme::SMALL)));
                if close.on_hover_text("Leave the list (Esc)").clicked() {
                    queue.push(Command::CloseChoice);
                }
            });
        });
        ui.spacing_mut().item_spacing.y = 2.0;
        let height = ROW * MAX_SHOWN;
        ScrollArea::vertical().id_salt("choices").max_height(height).auto_shrink([false, true]).show(
            ui,
            |ui| {
                for (idx, row) in choice.rows.iter().enumerate() {
                    row_ui(ui, view, row, idx, choice.picked == idx, queue);
                }
            },
        );
        hint_ui(ui, view, choice, queue);
    });
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    row: &ChoiceRow,
    idx: usize,
    is_marked: bool,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| {
        let name =
            if row.detail.is_empty() { row.words.clone() } else { format!("{}, {}", row.words, row.detail) };
        WidgetInfo::selected(egui::Role::Button, true, row.is_on, name)
    });
    let painter = ui.painter();
    if is_marked || response.hovered() {
        painter.rect_filled(rect, theme::CORNER, theme.ground.raised);
    }
    if is_marked || response.has_focus() {
        painter.rect_stroke(rect, theme::CORNER, Stroke::new(1.0, theme.ink.text), StrokeKind::Inside);
    }
    if is_marked {
        response.scroll_to_me(None);
    }
    if idx < 9 {
        let at = egui::Rect::from_center_size(pos2(rect.left() + 17.0, rect.center().y), vec2(18.0, 17.0));
        controls::paint_key_text(ui, theme, at, &(idx + 1).to_string());
    }
    let family = if row.is_on { fonts::sans_semibold() } else { egui::FontFamily::Proportional };
    let left = rect.left() + 34.0;
    let room = rect.right() - left - 8.0;
    let detail_room = if row.detail.is_empty() { 0.0 } else { room * 0.42 };
    let words = controls::elided_middle(
        ui,
        &row.words,
        egui::FontId::new(theme::BODY, family),
        theme.ink.text,
        room - detail_room,
    );
    ui.painter().galley(pos2(left, rect.center().y - words.size().y * 0.5), words, theme.ink.text);
    if !row.detail.is_empty() {
        let font = egui::FontId::proportional(theme::SMALL);
        let detail = controls::elided(ui, &row.detail, font, theme.ink.quiet, detail_room - 6.0);
        let at = pos2(rect.right() - 8.0 - detail.size().x, rect.center().y - detail.size().y * 0.5);
        ui.painter().galley(at, detail, theme.ink.quiet);
    }
    if row.is_on {
        ui.painter().circle_filled(pos2(rect.left() + 3.0, rect.center().y), 2.0, theme.ink.text);
    }
    let joins = ui.input(|input| input.modifiers.shift);
    if response.on_hover_text(row_help(row)).clicked() {
        queue.push(Command::Choose { idx, joins });
    }
}

fn row_help(row: &ChoiceRow) -> String {
    let words =
        if row.detail.is_empty() { row.words.clone() } else { format!("{} · {}", row.words, row.detail) };
    if row.also.is_some() { format!("{words}\nWith Shift: beside those who are there") } else { words }
}

fn hint_ui(ui: &mut Ui, view: &View<'_>, choice: &Choice, queue: &mut Vec<Command>) {
    let mut parts = vec!["a digit or Enter takes"];
    if choice.rows.iter().any(|row| row.also.is_some()) {
        parts.push("Shift adds");
    }
    parts.push("Esc leaves");
    controls::small(ui, view.theme, parts.join(" · "));
    if choice.again.is_some() {
        let key = view.keymap.first_key(&choice.opener, view.is_mac);
        let name = match &choice.again {
            Some(Command::ChooseAnyAttribute) => "Other attributes",
            Some(Command::EditArticleNote) => "Write a note instead",
            Some(Command::Review(ReviewCommand::TypeReason)) => "Type a reason instead",
            Some(Command::Review(ReviewCommand::Table(TableCommand::GroupBy(None)))) => "No groups",
            _ => "Type a name instead",
        };
        ui.horizontal(|ui| {
            let button = ui.add(egui::Button::new(RichText::new(name).size(theme::SMALL)));
            if button.on_hover_text("The key that opened the list does the same").clicked() {
                queue.push(choice.opener.clone());
            }
            if let Some(key) = key {
                controls::key_hint(ui, view.theme, &key);
            }
        });
    }
}
