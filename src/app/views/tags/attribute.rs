//! An attribute: name, type of value, choices, the labels it is for, the guideline.

use egui::Ui;

use super::fields::{LineField, guideline_ui, labels_ui};
use crate::app::command::Command;
use crate::app::command::tags::{TagsCommand, TagsField, TagsetItem};
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::tagset::{Attribute, AttributeKind, Choice};
use crate::model::text::numbers::in_thousands;
use crate::model::text::visible::shown_name;

/// Draws the editor of an attribute.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, attribute: &Attribute, queue: &mut Vec<Command>) {
    let item = TagsetItem::Attribute(attribute.id.clone());
    super::head_ui(ui, view, &item, queue);
    controls::small(ui, view.theme, "Name");
    let current = &attribute.name;
    LineField { item: &item, field: TagsField::Name, name: "Name", current, width: 300.0 }
        .show(ui, view, queue);
    kind_ui(ui, view, attribute, queue);
    choices_ui(ui, view, attribute, &item, queue);
    controls::small(ui, view.theme, "For spans of");
    if let Some(labels) = labels_ui(ui, view, &attribute.labels) {
        queue.push(put(attribute, |attribute| attribute.labels = labels));
    }
    ui.add_space(6.0);
    guideline_ui(ui, view, &item, &attribute.guideline, queue);
}

/// Which values it takes. Where spans have values already, only what leaves them their meaning can be chosen.
fn kind_ui(ui: &mut Ui, view: &View<'_>, attribute: &Attribute, queue: &mut Vec<Command>) {
    let theme = view.theme;
    controls::small(ui, theme, "Its value is");
    let choices = attribute.kind.choices().to_vec();
    let kinds = [
        ("yes or no", AttributeKind::Flag),
        ("one choice", AttributeKind::Choice(choices.clone())),
        ("several choices", AttributeKind::Choices(choices)),
        ("words", AttributeKind::Text),
        ("a number", AttributeKind::Number),
        ("a date", AttributeKind::Date),
        ("a party", AttributeKind::Party),
        ("an item", AttributeKind::Item),
    ];
    let num = view.session.tags.usage.num(&TagsetItem::Attribute(attribute.id.clone()));
    let can_change = num == 0 && view.session.corpus.read_only().is_none();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for (name, kind) in kinds {
            let is_on = attribute.kind.name() == kind.name();
            if !is_on && !can_change {
                continue;
            }
            if controls::chip(ui, theme, name, is_on).clicked() && !is_on {
                queue.push(put(attribute, |attribute| attribute.kind = kind));
            }
        }
    });
    if num > 0 {
        let words = "Spans have values of this type, so it stays; add another attribute for another type";
        controls::small(ui, theme, words);
    }
}

/// The choices, where it has any.
fn choices_ui(
    ui: &mut Ui,
    view: &View<'_>,
    attribute: &Attribute,
    item: &TagsetItem,
    queue: &mut Vec<Command>,
) {
    let (AttributeKind::Choice(choices) | AttributeKind::Choices(choices)) = &attribute.kind else { return };
    let enabled = view.session.corpus.read_only().is_none();
    controls::small(ui, view.theme, "Choices");
    if choices.is_empty() {
        controls::small(ui, view.theme, "None yet; without one it can't be set");
    }
    for (idx, choice) in choices.iter().enumerate() {
        ui.horizontal(|ui| {
            let name = format!("Choice {}", idx + 1);
            LineField {
                item,
                field: TagsField::Choice(idx),
                name: &name,
                current: &choice.name,
                width: 300.0,
            }
            .show(ui, view, queue);
            let num = view.session.tags.usage.num_with_choice(&attribute.id, &choice.id);
            controls::small(ui, view.theme, in_thousands(num));
            let up = controls::key_button(ui, view.theme, "Up", None, enabled && idx > 0);
            if up.accessible_name(format!("Move {} up", shown_name(&choice.name))).clicked() {
                queue.push(put_choices(attribute, |choices| choices.swap(idx, idx - 1)));
            }
            let remove = controls::key_button(ui, view.theme, "Remove", None, enabled);
            let help = format!("{} spans have it and keep it; undo brings it back", in_thousands(num));
            let remove =
                remove.accessible_name(format!("Remove {}", shown_name(&choice.name))).on_hover_text(help);
            if remove.clicked() {
                queue.push(put_choices(attribute, |choices| {
                    choices.remove(idx);
                }));
            }
        });
    }
    if controls::key_button(ui, view.theme, "Add a choice", None, enabled).clicked() {
        queue.push(Command::Tags(TagsCommand::AddChoice(attribute.id.clone())));
    }
}

fn put(attribute: &Attribute, change: impl FnOnce(&mut Attribute)) -> Command {
    let mut attribute = attribute.clone();
    change(&mut attribute);
    Command::Tags(TagsCommand::PutAttribute(attribute))
}

fn put_choices(attribute: &Attribute, change: impl FnOnce(&mut Vec<Choice>)) -> Command {
    put(attribute, |attribute| {
        if let AttributeKind::Choice(choices) | AttributeKind::Choices(choices) = &mut attribute.kind {
            change(choices);
        }
    })
}
