//! Every command by name: type a few letters, Enter does it.

use egui::{Button, Key, Modifiers, ScrollArea, TextEdit, Ui};

use crate::app::command::files::FilesCommand;
use crate::app::command::table::TABLE;
use crate::app::command::{Command, Spec, When};
use crate::app::directional;
use crate::app::state::dialog::{Dialog, ListForm};
use crate::app::state::session::Session;
use crate::app::views::{Shell, top_bar};
use crate::app::widgets::controls;

/// Height of a row.
const ROW: f32 = 28.0;
/// Rows that Page Down goes on by.
const PAGE: usize = 10;

pub(super) fn show(
    ui: &mut Ui,
    shell: &Shell<'_>,
    session: Option<&Session>,
    form: &ListForm,
    queue: &mut Vec<Command>,
) {
    super::set_width(ui, shell, 560.0);
    let rows = matching(session, &form.query);
    let mut after = form.clone();
    let last = rows.len().saturating_sub(1);
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            after.picked = (after.picked + 1).min(last);
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            after.picked = after.picked.saturating_sub(1);
        }
        if input.consume_key(Modifiers::NONE, Key::PageDown) {
            after.picked = (after.picked + PAGE).min(last);
        }
        if input.consume_key(Modifiers::NONE, Key::PageUp) {
            after.picked = after.picked.saturating_sub(PAGE);
        }
    });
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut after.query)
        .layouter(&mut layouter)
        .hint_text("What do you want to do?")
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(10, 8));
    let response = directional::add_field(ui, true, edit);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find a command"));
    if response.changed() {
        after.picked = 0;
    }
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if !response.has_focus() && !enter {
        response.request_focus();
    }
    ui.add_space(4.0);
    let mut taken = enter.then_some(after.picked);
    let num_rows = (ui.ctx().content_rect().height() * 0.6 / (ROW + 1.0)).floor().clamp(4.0, 14.0);
    let height = num_rows * (ROW + 1.0);
    ui.set_min_height(height);
    ScrollArea::vertical().max_height(height).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        if rows.is_empty() {
            controls::small(ui, shell.theme, "No command has this name");
        }
        for (idx, (name, spec)) in rows.iter().enumerate() {
            if row_ui(ui, shell, session, name, spec, (idx == after.picked, after != *form)) {
                taken = Some(idx);
            }
        }
    });
    if let Some((_, spec)) = taken.and_then(|idx| rows.get(idx)) {
        queue.push(Command::CloseDialog);
        queue.push(spec.command.clone());
    } else if after != *form {
        queue.push(Command::Files(FilesCommand::Set(Box::new(Dialog::Palette(after)))));
    }
}

/// The commands whose name, help or menu hold every word of the query; those whose name begins with it first.
fn matching(session: Option<&Session>, query: &str) -> Vec<(String, &'static Spec)> {
    let query = query.trim().to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut rows: Vec<(u8, String, &'static Spec)> = TABLE
        .iter()
        .filter(|spec| session.is_some() || spec.when == When::Always)
        .filter(|spec| !matches!(spec.command, Command::Palette | Command::BackOut | Command::KeepField))
        .filter_map(|spec| {
            let name = match session {
                Some(session) => top_bar::menu_name(session, spec)?,
                None => spec.name.to_owned(),
            };
            let small = name.to_lowercase();
            let all = format!("{small} {} {}", spec.help.to_lowercase(), spec.group.name().to_lowercase());
            let rank = if small.starts_with(&query) {
                0
            } else if words.iter().all(|word| small.contains(word)) {
                1
            } else {
                2
            };
            words.iter().all(|word| all.contains(word)).then_some((rank, name, spec))
        })
        .collect();
    rows.sort_by_key(|(rank, ..)| *rank);
    rows.into_iter().map(|(_, name, spec)| (name, spec)).collect()
}

/// Draws a row. Whether it was clicked.
fn row_ui(
    ui: &mut Ui,
    shell: &Shell<'_>,
    session: Option<&Session>,
    name: &str,
    spec: &Spec,
    (is_picked, has_moved): (bool, bool),
) -> bool {
    let enabled = session.is_none_or(|session| session.allows(spec.when));
    let key = shell.key(&spec.command).unwrap_or_default();
    let mut button = Button::new(name)
        .shortcut_text(key)
        .frame_when_inactive(is_picked)
        .min_size(egui::vec2(ui.available_width(), ROW));
    if is_picked {
        button = button.fill(shell.theme.ground.raised).stroke(egui::Stroke::new(1.0, shell.theme.ink.text));
    }
    let response = ui.add_enabled(enabled, button).accessible_name(name);
    if is_picked && has_moved {
        response.scroll_to_me(None);
    }
    let help = format!("{} · {}", spec.group.name(), spec.help);
    let why_not = session.filter(|_| !enabled).map(|session| session.why_not(spec.when)).unwrap_or_default();
    response.on_hover_text(help).on_disabled_hover_text(why_not).clicked()
}
