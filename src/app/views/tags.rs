//! The Tags workspace: labels, attributes and relation types in a list, and beside it the one it points at.

mod attribute;
mod fields;
mod label;
mod relation_type;

use egui::{FontId, Id, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::View;
use crate::app::command::tags::{TagsCommand, TagsetItem, TagsetKind};
use crate::app::command::{Command, Way};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::tags::{items_of, name_of};
use crate::app::theme;
use crate::app::widgets::controls;
use crate::app::widgets::reading::pattern;
use crate::model::text::numbers::in_thousands;

/// Width of the list.
const LIST: f32 = 300.0;
/// Height of a row.
const ROW: f32 = 32.0;
/// No field is wider than this.
const MAX_WIDTH: f32 = 640.0;

/// The id the list has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter tags list")
}

/// Draws the workspace into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    egui::Panel::left("tags list")
        .exact_size(LIST.min(width * 0.4))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| list_ui(ui, view, queue));
    let paper = egui::Frame::new().fill(view.theme.ground.paper);
    egui::CentralPanel::no_frame().frame(paper).show(ui, |ui| {
        ScrollArea::vertical().id_salt("tags editor").auto_shrink(false).show(ui, |ui| {
            egui::Frame::new().inner_margin(egui::Margin::symmetric(28, 20)).show(ui, |ui| {
                ui.set_max_width(MAX_WIDTH.min(ui.available_width()));
                ui.spacing_mut().item_spacing.y = 8.0;
                editor_ui(ui, view, queue);
            });
        });
    });
}

fn list_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let response = ui.interact(ui.max_rect(), id(), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::List, true, "The tagset"));
    if view.desk.focus_wish == Some(FocusWish::Tags) {
        response.request_focus();
    }
    let nothing_has_it = ui.memory(|memory| memory.focused().is_none()) && view.desk.dialog.is_none();
    if nothing_has_it && !egui::Popup::is_any_open(ui) {
        response.request_focus();
    }
    let has_focus = response.has_focus();
    ScrollArea::vertical().id_salt("tags list").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for kind in TagsetKind::ALL {
                ui.horizontal(|ui| {
                    controls::heading(ui, view.theme, kind.heading());
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        add_ui(ui, view, kind, queue);
                    });
                });
                let items = items_of(view.session.tagset(), kind);
                if items.is_empty() {
                    controls::small(ui, view.theme, format!("No {} yet", kind.heading().to_lowercase()));
                }
                for item in items {
                    row_ui(ui, view, item, has_focus, queue);
                }
                ui.add_space(14.0);
            }
        });
    });
}

fn add_ui(ui: &mut Ui, view: &View<'_>, kind: TagsetKind, queue: &mut Vec<Command>) {
    let command = Command::Tags(TagsCommand::Add(kind));
    let enabled = view.session.corpus.read_only().is_none();
    let key = view.keymap.first_key(&command, view.is_mac);
    let response = controls::key_button(ui, view.theme, "Add", key.as_deref(), enabled);
    let name = format!("Add a {}", kind.name());
    if response.accessible_name(&name).on_hover_text(name).clicked() {
        queue.push(command);
    }
}

fn row_ui(ui: &mut Ui, view: &View<'_>, item: TagsetItem, has_focus: bool, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let tagset = view.session.tagset();
    let is_here = view.session.tags.cursor.as_ref() == Some(&item);
    let name = name_of(tagset, &item).to_owned();
    let num = view.session.tags.usage.num(&item);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let told = format!("{} {name}, used {} times", item.kind().name(), in_thousands(num));
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_here, &told));
    if is_here || response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, theme.ground.raised);
    }
    if response.has_focus() || (is_here && has_focus) {
        let ring = Stroke::new(1.5, theme.ink.text);
        ui.painter().rect_stroke(rect, theme::CORNER, ring, StrokeKind::Inside);
    }
    let mut left = rect.left() + 10.0;
    if let TagsetItem::Label(id) = &item
        && let Some(label) = tagset.labels.get(id)
    {
        let colour = theme.label(label.colour);
        let x = left..=left + 24.0;
        pattern::pattern_line(ui.painter(), label.pattern, colour, x, rect.center().y + 8.0, 16.0);
        ui.painter().text(
            pos2(left + 12.0, rect.center().y - 2.0),
            egui::Align2::CENTER_CENTER,
            label.letter,
            FontId::new(theme::BODY, fonts::sans_semibold()),
            colour,
        );
        left += 36.0;
    }
    let count =
        ui.painter().layout_no_wrap(in_thousands(num), FontId::proportional(theme::SMALL), theme.ink.quiet);
    let count_at = rect.right_center() - vec2(10.0 + count.size().x, count.size().y * 0.5);
    let room = count_at.x - left - 12.0;
    let font = FontId::proportional(theme::BODY);
    let words = controls::elided(ui, &name, font, theme.ink.text, room);
    let at = pos2(left, rect.center().y - words.size().y * 0.5);
    ui.painter().galley(at, words, theme.ink.text);
    ui.painter().galley(count_at, count, theme.ink.quiet);
    if is_here && !ui.clip_rect().contains_rect(rect) {
        ui.scroll_to_rect(rect, None);
    }
    if response.on_hover_text(told).clicked() {
        queue.push(Command::Tags(TagsCommand::Point(item)));
    }
}

/// What the list points at, with everything that can be said of it.
fn editor_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    // Fields hold names as they are, so that they can be mended.
    let tagset = &view.session.corpus.state().tagset;
    let cursor = view.session.tags.cursor.as_ref();
    match cursor {
        Some(TagsetItem::Label(id)) if tagset.labels.contains_key(id) => {
            label::show(ui, view, &tagset.labels[id], queue);
        }
        Some(TagsetItem::Attribute(id)) if tagset.attributes.contains_key(id) => {
            attribute::show(ui, view, &tagset.attributes[id], queue);
        }
        Some(TagsetItem::RelationType(id)) if tagset.relation_types.contains_key(id) => {
            relation_type::show(ui, view, &tagset.relation_types[id], queue);
        }
        _ => {
            let words = "This tagset is empty. Add a label with the button at the left";
            ui.label(RichText::new(words).color(view.theme.ink.quiet));
        }
    }
}

/// The name over the editor, how much it is used, and what can be done with it.
fn head_ui(ui: &mut Ui, view: &View<'_>, item: &TagsetItem, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let name = name_of(view.session.tagset(), item);
    let title = RichText::new(name).size(theme::PAGE_TITLE).family(fonts::sans_semibold());
    ui.add(egui::Label::new(title.color(theme.ink.text)).truncate());
    let num = view.session.tags.usage.num(item);
    let users = match (item.kind(), num) {
        (_, 0) => "Nothing uses it yet".to_owned(),
        (TagsetKind::RelationType, 1) => "1 link is of this type".to_owned(),
        (TagsetKind::RelationType, many) => format!("{} links are of this type", in_thousands(many)),
        (_, 1) => "1 span has it".to_owned(),
        (_, many) => format!("{} spans have it", in_thousands(many)),
    };
    controls::small(ui, theme, users);
    ui.horizontal_wrapped(|ui| {
        let enabled = view.session.corpus.read_only().is_none();
        for (words, command) in [
            ("Move up", TagsCommand::Move(Way::Previous)),
            ("Move down", TagsCommand::Move(Way::Next)),
            ("Remove", TagsCommand::Remove),
        ] {
            let command = Command::Tags(command);
            let key = view.keymap.first_key(&command, view.is_mac);
            let help = command.spec().map_or("", |spec| spec.help);
            let response = controls::key_button(ui, theme, words, key.as_deref(), enabled);
            if response.on_hover_text(help).clicked() {
                queue.push(command);
            }
        }
    });
    ui.add_space(6.0);
}
