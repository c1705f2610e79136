//! Fields of the span in focus: how sure one is of the tag, and the note; and what all fields share.

use egui::{Button, Id, RichText, TextEdit, Ui};

use crate::app::command::{Command, Draft, Field, Subject};
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::annotation::{Annotation, Certainty};

/// The id of a field for egui.
pub(in crate::app::views) fn field_id(field: &Field) -> Id {
    Id::unique(("redletter field", field))
}

/// Whether the annotator is sure of the tag.
pub(super) fn certainty_ui(ui: &mut Ui, view: &View<'_>, span: &Annotation, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let key = view.keymap.first_key(&Command::ToggleUnsure, view.is_mac);
    controls::field_name(ui, theme, "Sure of this tag", key.as_deref());
    let width = (ui.available_width() * 0.5).floor();
    let is_sure = span.certainty == Certainty::Sure;
    ui.add_enabled_ui(view.session.corpus.read_only().is_none(), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let sure = controls::half_switch(ui, theme, "Yes", "Sure of this tag", is_sure, width);
            let unsure = controls::half_switch(ui, theme, "Unsure", "Unsure of this tag", !is_sure, width);
            if (sure.clicked() && !is_sure) || (unsure.clicked() && is_sure) {
                queue.push(Command::ToggleUnsure);
            }
        });
    });
}

/// The note.
pub(super) fn note_ui(ui: &mut Ui, view: &View<'_>, span: &Annotation, queue: &mut Vec<Command>) {
    let note = NoteField {
        name: "Note",
        hint: "Why this span, what to check…",
        field: Field::Note,
        subject: Subject::Span(span.id.clone()),
        current: &span.note,
        command: Command::EditNote,
        rows: 2,
    };
    note.show(ui, view, queue);
}

/// A field for several lines, kept when it is left.
pub(in crate::app::views) struct NoteField<'a> {
    /// Its name.
    pub name: &'a str,
    /// What stands in it while it is empty.
    pub hint: &'a str,
    /// Which field it is.
    pub field: Field,
    /// What it is about.
    pub subject: Subject,
    /// What is kept.
    pub current: &'a str,
    /// The command that leads to it.
    pub command: Command,
    /// Its height in lines.
    pub rows: usize,
}

impl NoteField<'_> {
    /// Draws it.
    pub(in crate::app::views) fn show(self, ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
        let id = field_id(&self.field);
        let key = view.keymap.first_key(&self.command, view.is_mac);
        let label = controls::field_name(ui, view.theme, self.name, key.as_deref());
        let draft = view.desk.draft_of(&self.subject, &self.field);
        let mut text = draft.map_or_else(|| self.current.to_owned(), |draft| draft.text.clone());
        let mut layouter = directional::field_layouter(true);
        let edit = TextEdit::multiline(&mut text)
            .layouter(&mut layouter)
            .id(id)
            .hint_text(self.hint)
            .margin(egui::Margin::symmetric(10, 8))
            .desired_rows(self.rows)
            .desired_width(f32::INFINITY);
        let enabled = view.session.corpus.read_only().is_none();
        let response = directional::add_field(ui, enabled, edit).labelled_by(label.id);
        if view.desk.focus_wish == Some(FocusWish::Field(self.field.clone())) {
            response.request_focus();
        }
        if response.changed() {
            queue.push(draft_command(&self.subject, &self.field, &text, None));
        }
        // Esc has dropped the draft before the field loses the keyboard; whoever leaves otherwise keeps it.
        if response.lost_focus() && draft.is_some() {
            queue.push(Command::KeepField);
        }
    }
}

pub(super) fn draft_command(subject: &Subject, field: &Field, text: &str, picked: Option<usize>) -> Command {
    Command::Draft(Draft { subject: subject.clone(), field: field.clone(), text: text.to_owned(), picked })
}

pub(super) fn small_button(ui: &mut Ui, text: &str) -> egui::Response {
    ui.add(Button::new(RichText::new(text).size(theme::SMALL)).truncate().min_size(egui::vec2(0.0, 24.0)))
}

/// A button that takes something proposed, with the key that does. Whether it was clicked.
pub(super) fn offered_button(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    help: &str,
    command: &Command,
) -> bool {
    let theme = view.theme;
    let words = RichText::new(name).family(crate::app::fonts::sans_medium()).color(theme.ink.quiet);
    ui.horizontal(|ui| {
        let key = view.keymap.first_key(command, view.is_mac);
        let room = ui.available_width() - if key.is_some() { 34.0 } else { 0.0 };
        let button = Button::new(words).truncate().fill(theme.ground.panel).min_size(egui::vec2(room, 28.0));
        let response = ui.add_sized([room, 28.0], button);
        if let Some(key) = key {
            controls::key_hint(ui, theme, &key);
        }
        response.on_hover_text(format!("{help}: {name}")).clicked()
    })
    .inner
}

/// Selects what stands in a field, so that typing takes its place.
pub(in crate::app::views) fn select_all(ui: &Ui, id: Id, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = egui::text_edit::TextEditState::load(ui, id).unwrap_or_default();
    let end = CCursor::end_of_str(text);
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::default(), end)));
    state.store(ui, id);
}
