//! The article in view, where no span is in focus: how far one is, codes, note; and what to do first.

use egui::{Key, RichText, TextEdit, Ui};

use super::fields::{NoteField, draft_command, field_id};
use crate::app::command::{Command, Field, Standing, Subject, Way};
use crate::app::directional;
use crate::app::run::offering::touched_in_words;
use crate::app::state::FocusWish;
use crate::app::state::article::OpenArticle;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::layer::{LayerState, Progress};
use crate::model::text::numbers::in_thousands;

/// Draws what is known of the article as a whole.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, queue: &mut Vec<Command>) {
    let theme = view.theme;
    controls::heading(ui, theme, "Nothing selected");
    let text = "Select words with the mouse, or a sentence with Space, and tag them with a digit";
    ui.label(RichText::new(text).color(theme.ink.quiet));
    ui.add_space(8.0);
    controls::heading(ui, theme, "This article");
    let default = LayerState::default();
    let state = view.session.open_layer().map_or(&default, |layer| &layer.state);
    progress_ui(ui, view, state, queue);
    codes_ui(ui, view, open, state, queue);
    let note = NoteField {
        name: "Note on the article",
        hint: "What the next reader should know…",
        field: Field::ArticleNote,
        subject: Subject::Article(open.article.id.clone()),
        current: &state.note,
        command: Command::EditArticleNote,
        rows: 3,
    };
    note.show(ui, view, queue);
    touched_ui(ui, view, open, queue);
}

/// At most this many items are listed.
const MAX_TOUCHED: usize = 12;

/// The items that the article may touch: a click goes to the first place.
fn touched_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, queue: &mut Vec<Command>) {
    let touched = view.session.wide.likely.touched.of(&open.article.id);
    if touched.is_empty() {
        return;
    }
    let key = view.key(&Command::Touched(Way::Next));
    controls::field_name(ui, view.theme, "May be about", key.as_deref());
    let num_more = touched.len().saturating_sub(MAX_TOUCHED);
    for found in touched.into_iter().take(MAX_TOUCHED) {
        let name = view.session.items.full_name(&found.item).unwrap_or(found.item.as_str());
        let why = touched_in_words(found, name);
        let row = controls::list_row(ui, view.theme, &format!("{name} · {why}"), view.theme.border, false);
        if row.on_hover_text(format!("Select the first words that may be about “{name}”")).clicked() {
            queue.push(Command::GoToTouched(found.item.clone()));
        }
    }
    if num_more > 0 {
        controls::small(ui, view.theme, format!("and {} more", in_thousands(num_more)));
    }
}

fn progress_ui(ui: &mut Ui, view: &View<'_>, state: &LayerState, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let enabled = view.session.corpus.read_only().is_none();
    let standing = Standing::of(&state.progress);
    controls::field_name(ui, theme, "State", None);
    ui.add_enabled_ui(enabled, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
            for (choice, progress) in [
                (Standing::ToDo, Progress::ToDo),
                (Standing::InProgress, Progress::InProgress),
                (Standing::Done, Progress::Done),
            ] {
                let response = controls::chip(ui, theme, choice.name(), standing == choice);
                if response.clicked() && standing != choice {
                    queue.push(Command::SetProgress(progress));
                }
            }
            let skipped = match &state.progress {
                Progress::Skipped(reason) => format!("skipped: {reason}"),
                _ => "skip or flag…".to_owned(),
            };
            let key = view.keymap.first_key(&Command::Skip, view.is_mac).unwrap_or_default();
            let response = controls::chip(ui, theme, &skipped, standing == Standing::Skipped);
            if response.on_hover_text(format!("Leave the article out, or flag it ({key})")).clicked() {
                queue.push(Command::Skip);
            }
        });
    });
}

/// The article's codes: one line, parted by commas.
fn codes_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, state: &LayerState, queue: &mut Vec<Command>) {
    let subject = Subject::Article(open.article.id.clone());
    let field = Field::Codes;
    let id = field_id(&field);
    let label = controls::field_name(ui, view.theme, "Codes", None);
    let draft = view.desk.draft_of(&subject, &field);
    let current = state.codes.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let mut text = draft.map_or(current, |draft| draft.text.clone());
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut text)
        .layouter(&mut layouter)
        .id(id)
        .hint_text("Words for the whole article, parted by commas")
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(f32::INFINITY);
    let enabled = view.session.corpus.read_only().is_none();
    let response = directional::add_field(ui, enabled, edit).labelled_by(label.id);
    if view.desk.focus_wish == Some(FocusWish::Field(field.clone())) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(draft_command(&subject, &field, &text, None));
    }
    let is_kept = response.lost_focus() && draft.is_some();
    if is_kept || (response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))) {
        queue.push(Command::KeepField);
    }
}
