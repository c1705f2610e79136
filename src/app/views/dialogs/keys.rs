//! Every key: what it does, where it acts, and another one for it.

use egui::style::ScrollAnimation;
use egui::{Align, Button, Event, Key, Layout, Modifiers, RichText, ScrollArea, TextEdit, Ui};

use crate::app::command::files::FilesCommand;
use crate::app::command::table::TABLE;
use crate::app::command::{Chord, Command, Group, Preference, Spec, Workspace};
use crate::app::directional;
use crate::app::fonts;
use crate::app::keymap::Press;
use crate::app::state::dialog::{Dialog, KeysForm};
use crate::app::state::session::Session;
use crate::app::theme;
use crate::app::views::{Shell, top_bar};
use crate::app::widgets::controls;

/// Height of a row: the name, and below it what the command does.
const ROW: f32 = 40.0;

pub(super) fn show(
    ui: &mut Ui,
    shell: &Shell<'_>,
    session: Option<&Session>,
    form: &KeysForm,
    queue: &mut Vec<Command>,
) {
    super::set_width(ui, shell, 800.0);
    let mut after = form.clone();
    if let Some(spec) = form.waits_for.and_then(spec_of) {
        take_press(ui, shell, spec, &mut after, queue);
    }
    head_ui(ui, shell, &mut after, queue);
    let query = after.query.trim().to_lowercase();
    let height = ui.ctx().content_rect().height() * 0.62;
    let scrolled = if form.waits_for.is_none() { by_keys(ui, height) } else { 0.0 };
    ScrollArea::vertical().max_height(height).auto_shrink(false).show(ui, |ui| {
        if scrolled != 0.0 {
            ui.scroll_with_delta_animation(egui::vec2(0.0, -scrolled), ScrollAnimation::none());
        }
        // Those of the workspace one is in come first.
        let first: &[Group] = match shell.desk.workspace {
            Workspace::Annotate => &[Group::Span, Group::Attribution, Group::Select, Group::Article],
            Workspace::Review => &[Group::Review],
            Workspace::Search => &[Group::Search],
            Workspace::Checks => &[Group::Checks],
            Workspace::Voices => &[Group::Voices],
            Workspace::Items => &[Group::Items],
            Workspace::Statistics => &[Group::Statistics],
            Workspace::Tags => &[Group::Tags],
            Workspace::History => &[Group::History],
        };
        let others = Group::ALL.into_iter().filter(|group| !first.contains(group));
        for group in first.iter().copied().chain(others) {
            let name = |spec: &'static Spec| match session {
                Some(session) => top_bar::menu_name(session, spec),
                None => Some(spec.name.to_owned()),
            };
            let rows: Vec<(String, &'static Spec)> = TABLE
                .iter()
                .filter(|spec| spec.group == group)
                .filter_map(|spec| Some((name(spec)?, spec)))
                .filter(|(name, spec)| passes(shell, name, spec, &query))
                .collect();
            if rows.is_empty() {
                continue;
            }
            ui.add_space(6.0);
            controls::heading(ui, shell.theme, group.name());
            for (name, spec) in rows {
                row_ui(ui, shell, &name, spec, &mut after, queue);
            }
        }
    });
    if after != *form {
        queue.push(Command::Files(FilesCommand::Set(Box::new(Dialog::Keys(after)))));
    }
    super::close_ui(ui, queue);
}

fn spec_of(id: &'static str) -> Option<&'static Spec> {
    TABLE.iter().find(|spec| spec.id == id)
}

/// How far the list is scrolled by keys, in points: the field above it has no use for them.
fn by_keys(ui: &Ui, page: f32) -> f32 {
    const WHOLE: f32 = 1e6;
    let keys = [
        (Modifiers::NONE, Key::ArrowDown, ROW),
        (Modifiers::NONE, Key::ArrowUp, -ROW),
        (Modifiers::NONE, Key::PageDown, page * 0.9),
        (Modifiers::NONE, Key::PageUp, page * -0.9),
        (Modifiers::COMMAND, Key::End, WHOLE),
        (Modifiers::COMMAND, Key::Home, -WHOLE),
    ];
    ui.input_mut(|input| {
        let moves =
            keys.into_iter().map(|(modifiers, key, by)| (input.count_and_consume_key(modifiers, key), by));
        moves.map(|(times, by)| times as f32 * by).sum()
    })
}

/// Whether a command's name, keys, group or place hold what is looked for.
fn passes(shell: &Shell<'_>, name: &str, spec: &'static Spec, query: &str) -> bool {
    query.is_empty() || {
        let keys: Vec<String> = shell.keymap.keys_of(spec).map(|key| key.in_words(shell.is_mac)).collect();
        let (group, place) = (spec.group.name(), spec.place.name());
        let all = format!("{name} {} {} {group} {place} {}", spec.name, spec.help, keys.join(" "));
        let all = all.to_lowercase();
        query.split_whitespace().all(|word| all.contains(word))
    }
}

fn head_ui(ui: &mut Ui, shell: &Shell<'_>, after: &mut KeysForm, queue: &mut Vec<Command>) {
    let theme = shell.theme;
    ui.horizontal(|ui| {
        ui.label(
            RichText::new("Keys").size(theme::WORDS.0).family(fonts::sans_semibold()).color(theme.ink.text),
        );
        let mut layouter = directional::field_layouter(false);
        let edit = TextEdit::singleline(&mut after.query)
            .layouter(&mut layouter)
            .hint_text("Find a command or a key")
            .desired_width(260.0)
            .margin(egui::Margin::symmetric(10, 6));
        let response = directional::add_field(ui, true, edit);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find a key"));
        if after.waits_for.is_none() && ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        let has_own = !shell.settings.keys.is_empty();
        let all = ui.add_enabled(has_own, Button::new("Default keys"));
        if all.on_hover_text("Give every command the keys it had at first").clicked() {
            queue.push(Command::Prefer(Preference::DefaultKeys));
        }
    });
    if !shell.settings.single_keys {
        controls::small(ui, theme, "Single letters and digits are turned off in the settings");
    }
    if !after.complaint.is_empty() {
        let response = ui.label(RichText::new(&after.complaint).color(theme.ink.bad));
        ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Assertive));
    }
}

fn row_button(name: &str) -> Button<'_> {
    Button::new(RichText::new(name).size(theme::SMALL)).min_size(egui::vec2(0.0, 24.0))
}

fn row_ui(
    ui: &mut Ui,
    shell: &Shell<'_>,
    name: &str,
    spec: &'static Spec,
    after: &mut KeysForm,
    queue: &mut Vec<Command>,
) {
    let theme = shell.theme;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 24.0;
        let keys_width = 150.0;
        let words_width = (ui.available_width() - keys_width - 150.0).max(200.0);
        ui.allocate_ui_with_layout(egui::vec2(words_width, ROW), Layout::top_down(Align::Min), |ui| {
            ui.set_width(words_width);
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add(egui::Label::new(RichText::new(name).color(theme.ink.text)).truncate());
            let help = format!("{} · {}", spec.help, spec.place.name());
            let help = RichText::new(help).size(theme::SMALL).color(theme.ink.quiet);
            ui.add(egui::Label::new(help).truncate());
        });
        ui.allocate_ui(egui::vec2(keys_width, 24.0), |ui| {
            ui.set_width(keys_width);
            ui.spacing_mut().item_spacing.x = 4.0;
            if after.waits_for == Some(spec.id) {
                controls::small(ui, theme, "Press a key; Esc leaves it as it is");
            } else {
                for chord in shell.keymap.keys_of(spec) {
                    controls::key_hint(ui, theme, &chord.in_words(shell.is_mac));
                }
            }
        });
        let change = ui.add(row_button("Change")).on_hover_text("Press another key for this");
        if change.gained_focus() {
            change.scroll_to_me(None);
        }
        if change.accessible_name(format!("Change the key of {}", spec.name)).clicked() {
            after.waits_for = Some(spec.id);
            after.complaint.clear();
        }
        if shell.settings.keys.contains_key(spec.id) {
            let reset = ui.add(row_button("Default")).on_hover_text("Give it the key it had at first");
            if reset.accessible_name(format!("Default key of {}", spec.name)).clicked() {
                queue.push(Command::Prefer(Preference::Keys(spec.id, None)));
            }
        }
    });
}

/// Takes the key that is pressed for a command, unless another has it where it would act.
fn take_press(
    ui: &mut Ui,
    shell: &Shell<'_>,
    spec: &'static Spec,
    after: &mut KeysForm,
    queue: &mut Vec<Command>,
) {
    let mut press: Option<Press> = None;
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key { key, physical_key, pressed: true, modifiers, repeat } => {
                let (key, physical, modifiers, repeat) = (*key, *physical_key, *modifiers, *repeat);
                press = Some(Press { key, physical, modifiers, repeat });
                false
            }
            Event::Text(_) => false,
            _ => true,
        });
    });
    let Some(press) = press else { return };
    after.waits_for = None;
    if press.key == Key::Escape {
        return;
    }
    let chord: Chord = press.chord();
    if let Some(other) = shell.keymap.taken_by(chord, spec) {
        after.complaint = format!(
            "{} is the key of “{}” already; change that one first",
            chord.in_words(shell.is_mac),
            other.name
        );
    } else {
        queue.push(Command::Prefer(Preference::Keys(spec.id, Some(vec![chord]))));
    }
}
