//! A relation type: name, the roles of its members and the labels each takes, the guideline.

use egui::Ui;

use super::fields::{LineField, guideline_ui, labels_ui};
use crate::app::command::Command;
use crate::app::command::tags::{TagsCommand, TagsField, TagsetItem};
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::tagset::RelationType;
use crate::model::text::visible::shown_name;

/// A relation is between this many spans at least.
const MIN_ROLES: usize = 2;

/// Draws the editor of a relation type.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, kind: &RelationType, queue: &mut Vec<Command>) {
    let item = TagsetItem::RelationType(kind.id.clone());
    let theme = view.theme;
    let enabled = view.session.corpus.read_only().is_none();
    super::head_ui(ui, view, &item, queue);
    controls::small(ui, theme, "Name, as a verb: “qualifies”");
    LineField { item: &item, field: TagsField::Name, name: "Name", current: &kind.name, width: 300.0 }
        .show(ui, view, queue);
    for (idx, role) in kind.roles.iter().enumerate() {
        ui.add_space(4.0);
        controls::small(ui, theme, format!("Member {}", idx + 1));
        ui.horizontal(|ui| {
            let name = format!("Role {}", idx + 1);
            LineField {
                item: &item,
                field: TagsField::Role(idx),
                name: &name,
                current: &role.name,
                width: 300.0,
            }
            .show(ui, view, queue);
            let can_go = enabled && kind.roles.len() > MIN_ROLES;
            let remove = controls::key_button(ui, theme, "Remove", None, can_go);
            let remove = remove.accessible_name(format!("Remove the role {}", shown_name(&role.name)));
            if remove.on_hover_text("A link has two members or more").clicked() {
                queue.push(put(kind, |kind| {
                    kind.roles.remove(idx);
                }));
            }
        });
        ui.push_id(idx, |ui| {
            if let Some(labels) = labels_ui(ui, view, &role.labels) {
                queue.push(put(kind, |kind| kind.roles[idx].labels = labels));
            }
        });
    }
    if controls::key_button(ui, theme, "Add a role", None, enabled).clicked() {
        queue.push(Command::Tags(TagsCommand::AddRole(kind.id.clone())));
    }
    ui.add_space(6.0);
    guideline_ui(ui, view, &item, &kind.guideline, queue);
}

fn put(kind: &RelationType, change: impl FnOnce(&mut RelationType)) -> Command {
    let mut kind = kind.clone();
    change(&mut kind);
    Command::Tags(TagsCommand::PutRelationType(kind))
}
