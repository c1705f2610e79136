//! What else is said of the span in focus: its attributes, and the items it is about.

use egui::{Key, TextEdit, Ui};

use super::fields::{draft_command, field_id, offered_button, select_all, small_button};
use super::voices::picked_by_keys;
use crate::app::command::{Command, Field, Subject};
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::state::article::OpenArticle;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::annotation::{Annotation, AttributeValue};
use crate::model::tagset::{Attribute, AttributeKind};

/// Draws attributes and items.
pub fn show(ui: &mut Ui, view: &View<'_>, span: &Annotation, queue: &mut Vec<Command>) {
    let tagset = view.session.tagset();
    let fitting = tagset
        .ordered_attributes()
        .into_iter()
        .filter(|attribute| attribute.is_for(&span.label) || span.attributes.contains_key(&attribute.id));
    let mut key = view.keymap.first_key(&Command::Attributes, view.is_mac);
    for attribute in fitting {
        attribute_ui(ui, view, span, attribute, key.take().as_deref(), queue);
    }
    items_ui(ui, view, span, queue);
}

/// Draws the day that is proposed: the one that words around the span name.
pub(super) fn said_on_ui(
    ui: &mut Ui,
    view: &View<'_>,
    open: &OpenArticle,
    span: &Annotation,
    queue: &mut Vec<Command>,
) {
    let Some(offer) = open.offers.said_on_of(&span.id) else { return };
    if view.session.corpus.read_only().is_some() {
        return;
    }
    let name = format!("said on {} (“{}”)?", offer.date, offer.words);
    let help = format!("Take the day, {}", offer.sureness.name());
    if offered_button(ui, view, &name, &help, &Command::SaidOn) {
        queue.push(Command::SaidOn);
    }
}

fn attribute_ui(
    ui: &mut Ui,
    view: &View<'_>,
    span: &Annotation,
    attribute: &Attribute,
    key: Option<&str>,
    queue: &mut Vec<Command>,
) {
    let value = span.attributes.get(&attribute.id);
    let enabled = view.session.corpus.read_only().is_none();
    let label = controls::field_name(ui, view.theme, &attribute.name, key);
    let set = |value| Command::SetAttribute(attribute.id.clone(), value);
    let chip = |ui: &mut Ui,
                name: &str,
                is_on: bool,
                queue: &mut Vec<Command>,
                value: AttributeValue,
                off: Option<AttributeValue>| {
        let response = controls::chip(ui, view.theme, name, is_on);
        if response.on_hover_text(&attribute.guideline).clicked() && enabled {
            queue.push(set(if is_on { off } else { Some(value) }));
        }
    };
    match &attribute.kind {
        AttributeKind::Flag => {
            ui.horizontal(|ui| {
                for (name, yes) in [("Yes", true), ("No", false)] {
                    let this = AttributeValue::Flag(yes);
                    chip(ui, name, value == Some(&this), queue, this, None);
                }
            });
        }
        AttributeKind::Choice(choices) => {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
                for choice in choices {
                    let this = AttributeValue::Choice(choice.id.clone());
                    chip(ui, &choice.name, value == Some(&this), queue, this, None);
                }
            });
        }
        AttributeKind::Choices(choices) => {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
                for choice in choices {
                    let mut with = match value {
                        Some(AttributeValue::Choices(chosen)) => chosen.clone(),
                        _ => std::collections::BTreeSet::new(),
                    };
                    let is_on = with.contains(&choice.id);
                    let mut without = with.clone();
                    without.remove(&choice.id);
                    with.insert(choice.id.clone());
                    let off = (!without.is_empty()).then_some(AttributeValue::Choices(without));
                    chip(ui, &choice.name, is_on, queue, AttributeValue::Choices(with), off);
                }
            });
        }
        AttributeKind::Text
        | AttributeKind::Number
        | AttributeKind::Date
        | AttributeKind::Party
        | AttributeKind::Item => typed_ui(ui, view, span, attribute, label.id, queue),
    }
}

/// An attribute whose value is typed.
fn typed_ui(
    ui: &mut Ui,
    view: &View<'_>,
    span: &Annotation,
    attribute: &Attribute,
    label: egui::Id,
    queue: &mut Vec<Command>,
) {
    let field = Field::Attribute(attribute.id.clone());
    let subject = Subject::Span(span.id.clone());
    let id = field_id(&field);
    let draft = view.desk.draft_of(&subject, &field);
    let current = span.attributes.get(&attribute.id);
    let current = current.map(|value| view.session.value_in_words(attribute, value)).unwrap_or_default();
    let mut text = draft.map_or(current, |draft| draft.text.clone());
    let hint = match attribute.kind {
        AttributeKind::Number => "A number",
        AttributeKind::Date => "2025-03-14, 2025-03, 2025~ …",
        AttributeKind::Party => "A name, or words for somebody without one",
        AttributeKind::Item => "The name of an item",
        _ => "Words",
    };
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut text)
        .layouter(&mut layouter)
        .id(id)
        .hint_text(hint)
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(f32::INFINITY);
    let enabled = view.session.corpus.read_only().is_none();
    let response = directional::add_field(ui, enabled, edit).labelled_by(label);
    if view.desk.focus_wish == Some(FocusWish::Field(field.clone())) {
        response.request_focus();
        select_all(ui, id, &text);
    }
    if response.changed() {
        queue.push(draft_command(&subject, &field, &text, None));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        queue.push(Command::KeepField);
    }
}

/// The items the span is about, and how.
fn items_ui(ui: &mut Ui, view: &View<'_>, span: &Annotation, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let field = Field::Item;
    let id = field_id(&field);
    let subject = Subject::Span(span.id.clone());
    let draft = view.desk.draft_of(&subject, &field);
    let is_wanted = view.desk.focus_wish == Some(FocusWish::Field(field.clone()));
    let is_open = draft.is_some() || is_wanted || ui.memory(|memory| memory.has_focus(id));
    let key = view.keymap.first_key(&Command::ChooseItem, view.is_mac);
    let enabled = view.session.corpus.read_only().is_none();
    let label = controls::field_name(ui, theme, "Items", key.as_deref());
    for link in &span.items {
        let name = view.session.items.full_name(&link.item).unwrap_or(link.item.as_str());
        let words = format!("{} {name}", link.act.name());
        let response =
            ui.add_enabled_ui(enabled, |ui| controls::list_row(ui, theme, &words, theme.border, false)).inner;
        if response.on_hover_text("What the span does with it").clicked() {
            queue.push(Command::ChooseAct(link.item.clone()));
        }
    }
    if !is_open {
        if enabled
            && small_button(ui, "Add an item…").on_hover_text("Choose or enter what it is about").clicked()
        {
            queue.push(Command::ChooseItem);
        }
        return;
    }
    let mut text = draft.map(|draft| draft.text.clone()).unwrap_or_default();
    let mut picked = draft.and_then(|draft| draft.picked);
    let matches = view.session.items.matches(&text);
    if !matches.is_empty() && ui.memory(|memory| memory.has_focus(id)) {
        let before = picked;
        picked = picked_by_keys(ui, picked, matches.len());
        if picked != before {
            queue.push(draft_command(&subject, &field, &text, picked));
        }
    }
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut text)
        .layouter(&mut layouter)
        .id(id)
        .hint_text("A proposal, claim or demand")
        .char_limit(200)
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(f32::INFINITY);
    let response = directional::add_field(ui, enabled, edit).labelled_by(label.id);
    if is_wanted {
        response.request_focus();
    }
    if response.changed() {
        queue.push(draft_command(&subject, &field, &text, None));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        queue.push(Command::KeepField);
    }
    for (idx, (item, name)) in matches.iter().enumerate() {
        if controls::list_row(ui, theme, name, theme.border, picked == Some(idx)).clicked() {
            queue.push(Command::SetItem((*item).clone(), Some(crate::model::item::Act::States)));
        }
    }
}
