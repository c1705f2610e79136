//! An open list of numbered choices, as the inspector and the Review panel draw it.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, FontId, Id, Key, Layout, Modifiers, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};

use super::View;
use crate::app::command::review::{ReviewCommand, TableCommand};
use crate::app::command::{Command, Way};
use crate::app::directional;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceFilter, ChoiceRow};
use crate::app::theme;
use crate::app::widgets::controls;
use crate::model::text::numbers::in_thousands;

/// Height of a row.
const ROW: f32 = 30.0;
/// Room for the button beside the title.
const CLOSE: f32 = 62.0;
/// How much higher a row is with words of two lines.
const SECOND_LINE: f32 = 18.0;
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
        ui.horizontal_top(|ui| {
            // A long title has as many lines as it needs beside the button.
            let room = (ui.available_width() - CLOSE).max(80.0);
            let title = RichText::new(&choice.title).family(fonts::sans_semibold()).color(theme.ink.text);
            let response = ui
                .vertical(|ui| {
                    ui.set_width(room);
                    ui.add(egui::Label::new(title).wrap())
                })
                .inner;
            ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                let close = ui.add(egui::Button::new(RichText::new("Close").size(theme::SMALL)));
                if close.on_hover_text("Leave the list (Esc)").clicked() {
                    queue.push(Command::CloseChoice);
                }
            });
        });
        if let Some(filter) = &choice.filter {
            filter_ui(ui, view, choice, filter, queue);
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        let height = ROW * MAX_SHOWN;
        ScrollArea::vertical().id_salt("choices").max_height(height).auto_shrink([false, true]).show(
            ui,
            |ui| {
                for (idx, row) in choice.rows.iter().enumerate() {
                    row_ui(ui, view, row, (idx, choice.filter.is_none()), choice.picked == idx, queue);
                }
            },
        );
        if let Some(num) = choice.filter.as_ref().map(|filter| filter.num_more).filter(|num| *num > 0) {
            controls::small(ui, theme, format!("{} more, by typing", in_thousands(num)));
        }
        hint_ui(ui, view, choice, queue);
    });
}

/// The field that narrows a long list. The arrows go through the rows and Enter takes the marked one.
fn filter_ui(ui: &mut Ui, view: &View<'_>, choice: &Choice, filter: &ChoiceFilter, queue: &mut Vec<Command>) {
    let id = Id::unique("redletter choice filter");
    if ui.memory(|memory| memory.has_focus(id)) {
        for (key, way) in [(Key::ArrowDown, Way::Next), (Key::ArrowUp, Way::Previous)] {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                queue.push(Command::Row(way));
            }
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
            queue.push(Command::Choose { idx: choice.picked, joins: false });
        }
    }
    let mut words = filter.words.clone();
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut words)
        .layouter(&mut layouter)
        .id(id)
        .hint_text("Type to find one…")
        .margin(egui::Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    let response = directional::add_field(ui, true, edit);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Narrow the list"));
    if view.desk.focus_wish == Some(FocusWish::ChoiceFilter) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::FilterChoice(words));
    }
    if choice.rows.is_empty() {
        controls::small(ui, view.theme, "Nothing has all of these letters");
    }
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    row: &ChoiceRow,
    (idx, has_digits): (usize, bool),
    is_marked: bool,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    // Where one types, digits are text.
    let indent = if has_digits { 34.0 } else { 12.0 };
    let room = ui.available_width() - indent - 8.0;
    let font = FontId::proportional(theme::SMALL);
    let detail = controls::elided(ui, &row.detail, font, theme.ink.quiet, room * 0.42);
    let detail_room = if row.detail.is_empty() { 0.0 } else { detail.size().x + 10.0 };
    let family = if row.is_on { fonts::sans_semibold() } else { egui::FontFamily::Proportional };
    let format = TextFormat::simple(FontId::new(theme::BODY, family), theme.ink.text);
    let mut job = LayoutJob::single_section(row.words.clone(), format);
    // Names that differ at their ends are told apart: they are not cut before the end of a second line.
    job.wrap = TextWrapping { max_width: room - detail_room, max_rows: 2, ..TextWrapping::default() };
    let words = ui.painter().layout_job(job);
    let height = if words.rows.len() > 1 { ROW + SECOND_LINE } else { ROW };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
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
    if idx < 9 && has_digits {
        let at = egui::Rect::from_center_size(pos2(rect.left() + 17.0, rect.center().y), vec2(18.0, 17.0));
        controls::paint_key_text(ui, theme, at, &(idx + 1).to_string());
    }
    let y = |galley: &egui::Galley| rect.center().y - galley.size().y * 0.5;
    ui.painter().galley(pos2(rect.left() + indent, y(&words)), words, theme.ink.text);
    if !row.detail.is_empty() {
        let at = pos2(rect.right() - 8.0 - detail.size().x, y(&detail));
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
    let takes =
        if choice.filter.is_some() { "↑ ↓ go through · Enter takes" } else { "a digit or Enter takes" };
    let mut parts = vec![takes];
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
