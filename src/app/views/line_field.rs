//! A field of one line that a workspace beside the text edits something in: a name, a day.

use egui::{Key, TextEdit, Ui};

use super::View;
use super::inspector::fields::{field_id, select_all};
use crate::app::command::{Command, Draft, Field, Subject};
use crate::app::directional;
use crate::app::state::FocusWish;

/// A field of one line, kept by Enter and when it is left.
pub(super) struct LineField<'a> {
    /// What it is about.
    pub subject: Subject,
    /// Which field.
    pub field: Field,
    /// Its name for screen readers.
    pub name: &'a str,
    /// What stands in it while it is empty.
    pub hint: &'a str,
    /// What is kept.
    pub current: &'a str,
    /// Its width in points.
    pub width: f32,
    /// Where the keyboard is to go if it is to come here, besides the field itself.
    pub wish: Option<FocusWish>,
}

impl LineField<'_> {
    /// Draws it.
    pub fn show(self, ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) -> egui::Response {
        let Self { subject, field, name, hint, current, width, wish: own_wish } = self;
        let id = field_id(&field);
        let draft = view.desk.draft_of(&subject, &field);
        let mut text = draft.map_or_else(|| current.to_owned(), |draft| draft.text.clone());
        let mut layouter = directional::field_layouter(false);
        let edit = TextEdit::singleline(&mut text)
            .layouter(&mut layouter)
            .id(id)
            .hint_text(hint)
            .margin(egui::Margin::symmetric(8, 5))
            .desired_width(width);
        let response = directional::add_field(ui, view.session.corpus.read_only().is_none(), edit);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
        let wish = view.desk.focus_wish.as_ref();
        if wish == Some(&FocusWish::Field(field.clone())) || (wish.is_some() && wish == own_wish.as_ref()) {
            response.request_focus();
            select_all(ui, id, &text);
        }
        let by_enter = || ui.input(|input| input.key_pressed(Key::Enter));
        if response.changed() {
            queue.push(Command::Draft(Draft { subject, field, text, picked: None }));
        } else if response.lost_focus() && (draft.is_some() || by_enter()) {
            queue.push(Command::KeepField);
        }
        response
    }
}
