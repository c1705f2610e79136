//! The fields of the span in focus: who said it, how sure one is of the tag, the note.

use egui::{Button, Id, Key, Modifiers, RichText, TextEdit, Ui};

use crate::app::command::{Command, Draft, Field, Speaker};
use crate::app::state::FocusWish;
use crate::app::state::article::OpenArticle;
use crate::app::state::spans::Touch;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::annotation::{Annotation, Certainty, Party, VoiceRole};
use crate::model::id::VoiceId;

/// The longest name that can be typed, in characters.
const MAX_NAME: usize = 200;

/// The id of a field for egui.
fn field_id(field: Field) -> Id {
    Id::unique(("redletter field", field as u8))
}

/// Who said it: a field with matches from the register, and the choices that are no entries of it.
pub fn speaker_ui(
    ui: &mut Ui,
    view: &View<'_>,
    open: &OpenArticle,
    span: &Annotation,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let register = &view.session.register;
    let id = field_id(Field::Speaker);
    let key = view.keymap.first_key(&Command::EditSpeaker, view.is_mac);
    let label = controls::field_name(ui, theme, "Speaker", key.as_deref());
    let draft = view.desk.draft_of(&span.id, Field::Speaker);
    let current = register.speakers_in_words(span).unwrap_or_default();
    let mut text = draft.map_or_else(|| current.clone(), |draft| draft.text.clone());
    let mut picked = draft.and_then(|draft| draft.picked);
    let matches = if draft.is_some() { register.matches(&text) } else { Vec::new() };

    if ui.memory(|memory| memory.has_focus(id)) && !matches.is_empty() {
        let before = picked;
        picked = picked_by_keys(ui, picked, matches.len());
        if picked != before {
            queue.push(draft_command(span, Field::Speaker, &text, picked));
        }
    }
    let hint = inherited(view, open, span).map(|name| format!("{name}, from the quote around it"));
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .hint_text(hint.unwrap_or_else(|| "Nobody named yet".to_owned()))
        .char_limit(MAX_NAME)
        .margin(egui::Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let enabled = view.session.corpus.read_only().is_none();
    let response = ui.add_enabled(enabled, edit).labelled_by(label.id);
    if view.desk.focus_wish == Some(FocusWish::Speaker) {
        response.request_focus();
        select_all(ui, id, &text);
    }
    if response.changed() {
        queue.push(draft_command(span, Field::Speaker, &text, None));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        queue.push(Command::KeepField);
    }
    if draft.is_some() {
        choices_ui(ui, view, &text, &matches, picked, queue);
    } else if enabled {
        let is_articles = span.attribution.parties(VoiceRole::Speaker).any(|party| *party == Party::Article);
        ui.horizontal(|ui| {
            if !is_articles && small_button(ui, "The article's own voice").clicked() {
                queue.push(Command::SetSpeaker(Speaker::Article));
            }
            if !current.is_empty() && small_button(ui, "Clear").clicked() {
                queue.push(Command::SetSpeaker(Speaker::Named(String::new())));
            }
        });
    }
}

/// What typed words can mean: entries that match, a new entry, somebody without a name.
fn choices_ui(
    ui: &mut Ui,
    view: &View<'_>,
    text: &str,
    matches: &[(&VoiceId, &str)],
    picked: Option<usize>,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for (idx, (voice, name)) in matches.iter().enumerate() {
            if controls::list_row(ui, theme, name, theme.border, picked == Some(idx)).clicked() {
                queue.push(Command::SetSpeaker(Speaker::Registered((*voice).clone())));
            }
        }
    });
    let typed = text.trim();
    let hint = if typed.is_empty() {
        "Enter clears the speaker".to_owned()
    } else if picked.is_some() {
        "Enter takes the marked name".to_owned()
    } else if view.session.register.named(typed).is_some() {
        format!("Enter takes “{typed}”")
    } else {
        format!("Enter adds “{typed}” to the register")
    };
    controls::small(ui, theme, hint);
    if !typed.is_empty() {
        let unnamed = small_button(ui, &format!("Unnamed: “{typed}”"));
        if unnamed.clicked() {
            queue.push(Command::SetSpeaker(Speaker::Unnamed(typed.to_owned())));
        }
    }
    if small_button(ui, "The article's own voice").clicked() {
        queue.push(Command::SetSpeaker(Speaker::Article));
    }
}

/// Whether the annotator is sure of the tag.
pub fn certainty_ui(ui: &mut Ui, view: &View<'_>, span: &Annotation, queue: &mut Vec<Command>) {
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
pub fn note_ui(ui: &mut Ui, view: &View<'_>, span: &Annotation, queue: &mut Vec<Command>) {
    let id = field_id(Field::Note);
    let key = view.keymap.first_key(&Command::EditNote, view.is_mac);
    let label = controls::field_name(ui, view.theme, "Note", key.as_deref());
    let draft = view.desk.draft_of(&span.id, Field::Note);
    let mut text = draft.map_or_else(|| span.note.clone(), |draft| draft.text.clone());
    let edit = TextEdit::multiline(&mut text)
        .id(id)
        .hint_text("Why this span, what to check…")
        .margin(egui::Margin::symmetric(10, 8))
        .desired_rows(3)
        .desired_width(f32::INFINITY);
    let enabled = view.session.corpus.read_only().is_none();
    let response = ui.add_enabled(enabled, edit).labelled_by(label.id);
    if view.desk.focus_wish == Some(FocusWish::Note) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(draft_command(span, Field::Note, &text, None));
    }
    // Esc has dropped the draft before the field loses the keyboard; whoever leaves otherwise keeps it.
    if response.lost_focus() && draft.is_some() {
        queue.push(Command::KeepField);
    }
}

fn draft_command(span: &Annotation, field: Field, text: &str, picked: Option<usize>) -> Command {
    Command::Draft(Draft { annotation: span.id.clone(), field, text: text.to_owned(), picked })
}

/// The match that arrow keys lead to; above the first one stands what was typed.
fn picked_by_keys(ui: &Ui, picked: Option<usize>, num_matches: usize) -> Option<usize> {
    let (down, up) = ui.input_mut(|input| {
        let down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
        (down, input.consume_key(Modifiers::NONE, Key::ArrowUp))
    });
    if down {
        Some(picked.map_or(0, |idx| (idx + 1).min(num_matches - 1)))
    } else if up {
        picked.and_then(|idx| idx.checked_sub(1))
    } else {
        picked
    }
}

/// The speaker a span without one takes from the quote it lies in.
fn inherited(view: &View<'_>, open: &OpenArticle, span: &Annotation) -> Option<String> {
    if !span.attribution.is_unset() {
        return None;
    }
    let layer = view.session.open_layer()?;
    open.spans
        .at(layer, &open.units, span.fragments.start(), Touch::Inside)
        .into_iter()
        .filter(|outer| {
            outer.id != span.id && outer.label.as_str() == "quote" && !outer.attribution.is_unset()
        })
        .find(|outer| outer.fragments.cover(&span.fragments))
        .and_then(|outer| view.session.register.speakers_in_words(outer))
}

fn small_button(ui: &mut Ui, text: &str) -> egui::Response {
    ui.add(Button::new(RichText::new(text).size(theme::SMALL)).truncate().min_size(egui::vec2(0.0, 24.0)))
}

/// Selects what stands in a field, so that typing takes its place.
fn select_all(ui: &Ui, id: Id, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = egui::text_edit::TextEditState::load(ui, id).unwrap_or_default();
    let end = CCursor::end_of_str(text);
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::default(), end)));
    state.store(ui, id);
}
