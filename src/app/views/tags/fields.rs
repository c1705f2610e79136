//! Fields of the Tags workspace: lines that are kept by Enter and when they are left, the guideline beside how
//! it reads, and rows of labels to choose from.

use std::collections::BTreeSet;

use egui::{Key, TextEdit, Ui};

use crate::app::command::tags::{TagsCommand, TagsField, TagsetItem};
use crate::app::command::{Command, Draft, Field, Subject};
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::views::View;
use crate::app::views::inspector::fields::{NoteField, field_id, select_all};
use crate::app::widgets::{controls, markdown};
use crate::model::id::LabelId;

/// A field of one line.
pub(super) struct LineField<'a> {
    /// What it is of.
    pub item: &'a TagsetItem,
    /// Which field.
    pub field: TagsField,
    /// Its name for screen readers.
    pub name: &'a str,
    /// What is kept.
    pub current: &'a str,
    /// Its width in points.
    pub width: f32,
}

impl LineField<'_> {
    /// Draws it.
    pub(super) fn show(self, ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
        let field = Field::Tags(self.field);
        let subject = Subject::Tags(self.item.clone());
        let id = field_id(&field);
        let draft = view.desk.draft_of(&subject, &field);
        let mut text = draft.map_or_else(|| self.current.to_owned(), |draft| draft.text.clone());
        let mut layouter = directional::field_layouter(false);
        let edit = TextEdit::singleline(&mut text)
            .layouter(&mut layouter)
            .id(id)
            .margin(egui::Margin::symmetric(10, 6))
            .desired_width(self.width - 20.0);
        let response = directional::add_field(ui, view.session.corpus.read_only().is_none(), edit);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, self.name));
        if view.desk.focus_wish == Some(FocusWish::Field(field.clone())) {
            response.request_focus();
            select_all(ui, id, &text);
        }
        let by_enter = || ui.input(|input| input.key_pressed(Key::Enter));
        if response.changed() {
            queue.push(Command::Draft(Draft { subject, field, text, picked: None }));
        } else if response.lost_focus() && (draft.is_some() || by_enter()) {
            queue.push(Command::KeepField);
        }
    }
}

/// The guideline, and how it reads.
pub(super) fn guideline_ui(
    ui: &mut Ui,
    view: &View<'_>,
    item: &TagsetItem,
    guideline: &str,
    queue: &mut Vec<Command>,
) {
    let field = Field::Tags(TagsField::Guideline);
    let subject = Subject::Tags(item.clone());
    let note = NoteField {
        name: "Guideline (Markdown)",
        hint: "When to use it, when not, with an example of each…",
        field: field.clone(),
        subject: subject.clone(),
        current: guideline,
        command: Command::Tags(TagsCommand::Guideline),
        rows: 6,
    };
    note.show(ui, view, queue);
    let typed = view.desk.draft_of(&subject, &field).map_or(guideline, |draft| draft.text.as_str());
    if !typed.trim().is_empty() {
        controls::small(ui, view.theme, "How it reads in the inspector");
        egui::Frame::new()
            .fill(view.theme.ground.panel)
            .corner_radius(crate::app::theme::CORNER)
            .inner_margin(14)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                markdown::show(ui, view.theme, typed);
            });
    }
}

/// Which labels something is for: all, if none is chosen. The set after a click, if there was one.
pub(super) fn labels_ui(
    ui: &mut Ui,
    view: &View<'_>,
    chosen: &BTreeSet<LabelId>,
) -> Option<BTreeSet<LabelId>> {
    let mut after = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        let all = controls::chip(ui, view.theme, "all labels", chosen.is_empty());
        if all.clicked() && !chosen.is_empty() {
            after = Some(BTreeSet::new());
        }
        for label in view.session.tagset().ordered_labels() {
            let is_on = chosen.contains(&label.id);
            if controls::chip(ui, view.theme, &label.name, is_on).clicked() {
                let mut set = chosen.clone();
                if !set.remove(&label.id) {
                    set.insert(label.id.clone());
                }
                after = Some(set);
            }
        }
    });
    after.filter(|_| view.session.corpus.read_only().is_none())
}
