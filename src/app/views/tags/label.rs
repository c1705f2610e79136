//! A label: name, key, letter, colours, the line under its spans, the guideline.

use egui::{Color32, FontId, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::fields::{LineField, guideline_ui};
use crate::app::command::Command;
use crate::app::command::tags::{TagsCommand, TagsField, TagsetItem};
use crate::app::fonts;
use crate::app::run::tags::colour_in_words;
use crate::app::theme::{self, DARK, LIGHT, Theme};
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::reading::pattern;
use crate::model::tagset::presets::COLOURS;
use crate::model::tagset::{Label, LabelColour, Pattern};

/// Text on its ground keeps at least this contrast (WCAG 2.1, 1.4.3).
const CONTRAST: f64 = 4.5;

/// Draws the editor of a label.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, label: &Label, queue: &mut Vec<Command>) {
    let item = TagsetItem::Label(label.id.clone());
    super::head_ui(ui, view, &item, queue);
    let theme = view.theme;
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            controls::small(ui, theme, "Name");
            LineField {
                item: &item,
                field: TagsField::Name,
                name: "Name",
                current: &label.name,
                width: 300.0,
            }
            .show(ui, view, queue);
        });
        ui.vertical(|ui| {
            controls::small(ui, theme, "Letter");
            let letter = label.letter.to_string();
            LineField {
                item: &item,
                field: TagsField::Letter,
                name: "Letter",
                current: &letter,
                width: 60.0,
            }
            .show(ui, view, queue);
        });
    });
    key_ui(ui, view, label, queue);
    ui.add_enabled_ui(view.session.corpus.read_only().is_none(), |ui| {
        colour_ui(ui, view, label, &item, queue);
        pattern_ui(ui, view, label, queue);
    });
    sample_ui(ui, label);
    ui.add_space(6.0);
    guideline_ui(ui, view, &item, &label.guideline, queue);
}

/// Which digit tags with it.
fn key_ui(ui: &mut Ui, view: &View<'_>, label: &Label, queue: &mut Vec<Command>) {
    controls::small(ui, view.theme, "Key");
    let tagset = view.session.tagset();
    let enabled = view.session.corpus.read_only().is_none();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for key in (1..=9).map(Some).chain([None]) {
            let name = key.map_or_else(|| "none".to_owned(), |key| key.to_string());
            let response = controls::chip(ui, view.theme, &name, label.key == key);
            let holder = key.and_then(|key| tagset.label_for_key(key)).filter(|holder| holder.id != label.id);
            let help = match holder {
                Some(holder) => format!("{} has it now and would lose it", holder.name),
                None if key.is_none() => "No digit tags with it".to_owned(),
                None => "The digit that tags with it".to_owned(),
            };
            let response = response.accessible_name(format!("Key {name}")).on_hover_text(help);
            if response.clicked() && label.key != key && enabled {
                queue.push(Command::Tags(TagsCommand::GiveKey(label.id.clone(), key)));
            }
        }
    });
}

/// Its colour on both grounds: one of those that are known to be readable, or any.
fn colour_ui(ui: &mut Ui, view: &View<'_>, label: &Label, item: &TagsetItem, queue: &mut Vec<Command>) {
    let theme = view.theme;
    controls::small(ui, theme, "Colour");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        for (name, colour) in COLOURS {
            if swatch_ui(ui, theme, name, theme.label(colour), label.colour == colour).clicked() {
                queue.push(put(label, |label| label.colour = colour));
            }
        }
    });
    ui.horizontal(|ui| {
        let LabelColour { light, dark } = label.colour;
        for (name, field, colour, ground) in [
            ("Colour on light", TagsField::Light, light, &LIGHT),
            ("Colour on dark", TagsField::Dark, dark, &DARK),
        ] {
            controls::small(ui, theme, name);
            let current = colour_in_words(colour);
            LineField { item, field, name, current: &current, width: 100.0 }.show(ui, view, queue);
            let contrast = theme::contrast(ground.label(label.colour), ground.ground.paper);
            if contrast < CONTRAST {
                let words = format!("hard to read: {contrast:.1} : 1");
                let response = ui.label(RichText::new(words).size(theme::SMALL).color(theme.ink.warning));
                response.on_hover_text("Text needs 4.5 : 1 (WCAG 2.1)");
            }
        }
    });
}

fn swatch_ui(ui: &mut Ui, theme: &Theme, name: &str, colour: Color32, is_on: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 28.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, enabled, is_on, name));
    ui.painter().rect_filled(rect.shrink(4.0), 4.0, colour);
    if is_on || response.hovered() || response.has_focus() {
        let width = if is_on || response.has_focus() { 2.0 } else { 1.0 };
        let ring = Stroke::new(width, theme.ink.text);
        ui.painter().rect_stroke(rect.shrink(1.0), theme::CORNER, ring, StrokeKind::Inside);
    }
    response.on_hover_text(name)
}

/// The line under its spans.
fn pattern_ui(ui: &mut Ui, view: &View<'_>, label: &Label, queue: &mut Vec<Command>) {
    let theme = view.theme;
    controls::small(ui, theme, "Line under its spans");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for pattern in Pattern::ALL {
            let is_on = label.pattern == pattern;
            let (rect, response) = ui.allocate_exact_size(vec2(72.0, 28.0), Sense::click());
            let enabled = ui.is_enabled();
            let name = pattern.name();
            response.widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, enabled, is_on, name));
            let fill = if response.hovered() || is_on { theme.ground.raised } else { theme.ground.paper };
            let border = if is_on || response.has_focus() {
                Stroke::new(1.5, theme.ink.text)
            } else {
                Stroke::new(1.0, theme.border)
            };
            ui.painter().rect(rect, theme::CORNER, fill, border, StrokeKind::Inside);
            let x = rect.left() + 14.0..=rect.right() - 14.0;
            let colour = theme.label(label.colour);
            pattern::pattern_line(ui.painter(), pattern, colour, x, rect.center().y, 18.0);
            if response.on_hover_text(name).clicked() && !is_on {
                queue.push(put(label, |label| label.pattern = pattern));
            }
        }
    });
}

/// How its spans look on both grounds.
fn sample_ui(ui: &mut Ui, label: &Label) {
    ui.horizontal(|ui| {
        for theme in [&LIGHT, &DARK] {
            let width = ui.available_width().clamp(120.0, 300.0);
            let (rect, response) = ui.allocate_exact_size(vec2(width, 44.0), Sense::hover());
            let name = if theme.is_dark { "How it looks on dark" } else { "How it looks on light" };
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
            let painter = ui.painter();
            let line = Stroke::new(1.0, theme.line);
            painter.rect(rect, theme::CORNER, theme.ground.paper, line, StrokeKind::Inside);
            let colour = theme.label(label.colour);
            let font = FontId::new(theme::WORDS.0, fonts::serif());
            let words = painter.layout_no_wrap("words in the text".to_owned(), font, theme.ink.text);
            let at = pos2(rect.left() + 16.0, rect.center().y - words.size().y * 0.5);
            let behind = egui::Rect::from_min_size(at, words.size());
            painter.rect_filled(behind, 0.0, theme.tint(colour));
            let y = behind.bottom() + 3.0;
            pattern::pattern_line(painter, label.pattern, colour, behind.left()..=behind.right(), y, 18.0);
            painter.galley(at, words, theme.ink.text);
            let letter = pos2(behind.right() + 16.0, rect.center().y);
            let font = FontId::new(theme::BODY, fonts::sans_semibold());
            painter.text(letter, egui::Align2::LEFT_CENTER, label.letter, font, colour);
        }
    });
}

fn put(label: &Label, change: impl FnOnce(&mut Label)) -> Command {
    let mut label = label.clone();
    change(&mut label);
    Command::Tags(TagsCommand::PutLabel(label))
}
