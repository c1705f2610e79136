//! The panel at the right: what is known of the entry that is pointed at, or of a name that is not in the register.

use egui::{RichText, ScrollArea, Ui};

use super::facts;
use crate::analysis::names::CountedName;
use crate::analysis::voices::VoiceUse;
use crate::app::command::voices::{FactKind, VoicesCommand, VoicesField};
use crate::app::command::{Command, Field, Subject};
use crate::app::fonts;
use crate::app::run::capitalised;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::choices;
use crate::app::views::inspector::fields::NoteField;
use crate::app::views::line_field::LineField;
use crate::app::widgets::controls;
use crate::model::annotation::VoiceRole;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::shown_name;
use crate::model::voice::{JoinedVoice, VoiceKind};

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.voices;
    ScrollArea::vertical().id_salt("voices entry").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 8.0);
            if let Some(choice) = &view.desk.choice {
                choices::show(ui, view, choice, queue);
                ui.add_space(6.0);
            }
            if desk.at.in_names {
                match desk.names.pointed() {
                    Some(name) => name_ui(ui, view, name, queue),
                    None => nothing_ui(ui, view, "Names"),
                }
            } else {
                match desk.pointed() {
                    Some(entry) => entry_ui(ui, view, entry, queue),
                    None => nothing_ui(ui, view, "Entry"),
                }
            }
        });
    });
}

fn nothing_ui(ui: &mut Ui, view: &View<'_>, heading: &str) {
    controls::heading(ui, view.theme, heading);
    ui.label(RichText::new("Point at a row to see what is known").color(view.theme.ink.quiet));
}

fn entry_ui(ui: &mut Ui, view: &View<'_>, entry: &JoinedVoice, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.voices;
    let id = &entry.voice.id;
    controls::heading(ui, view.theme, "Entry");
    if desk.is_others(id, view.session.annotator()) {
        let words = format!("Entered by {}; what you change becomes your version", entry.by);
        controls::small(ui, view.theme, words);
    }
    let rename = Command::Voices(VoicesCommand::Rename);
    let key = view.key(&rename);
    controls::field_name(ui, view.theme, "Name", key.as_deref());
    let field = LineField {
        subject: Subject::Voice(id.clone()),
        field: Field::Voices(VoicesField::Name),
        name: "Name",
        hint: "",
        current: &entry.voice.name,
        width: f32::INFINITY,
        wish: Some(FocusWish::VoicesPanel),
    };
    field.show(ui, view, queue);
    kinds_ui(ui, view, entry.voice.kind, queue);
    for kind in FactKind::ALL {
        facts::show(ui, view, entry, kind, queue);
    }
    merged_ui(ui, view, entry, queue);
    let note = NoteField {
        name: "Note",
        hint: "Whatever helps to tell this one from others…",
        field: Field::Voices(VoicesField::Note),
        subject: Subject::Voice(id.clone()),
        current: &entry.voice.note,
        command: Command::EditNote,
        rows: 2,
    };
    note.show(ui, view, queue);
    if let Some(uses) = desk.uses(id) {
        counts_ui(ui, view, uses);
    }
    deeds_ui(ui, view, queue);
}

fn kinds_ui(ui: &mut Ui, view: &View<'_>, current: VoiceKind, queue: &mut Vec<Command>) {
    controls::small(ui, view.theme, "Kind");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(5.0, 5.0);
        for kind in VoiceKind::ALL {
            let is_on = kind == current;
            if controls::chip(ui, view.theme, kind.name(), is_on).clicked() && !is_on {
                queue.push(Command::Voices(VoicesCommand::SetKind(kind)));
            }
        }
    });
}

/// What was merged into the entry.
fn merged_ui(ui: &mut Ui, view: &View<'_>, entry: &JoinedVoice, queue: &mut Vec<Command>) {
    if entry.merged.is_empty() {
        return;
    }
    let key = view.key(&Command::Voices(VoicesCommand::TakeApart));
    controls::field_name(ui, view.theme, "Merged into it", key.as_deref());
    let enabled = view.session.corpus.read_only().is_none();
    for voice in &entry.merged {
        ui.horizontal(|ui| {
            let names: Vec<_> = std::iter::once(&voice.name)
                .chain(voice.aliases.iter().map(|alias| &alias.value))
                .map(|name| shown_name(name))
                .collect();
            let words = RichText::new(names.join(", ")).color(view.theme.ink.text);
            let room = ui.available_width() - 96.0;
            ui.scope(|ui| {
                ui.set_max_width(room.max(40.0));
                ui.add(egui::Label::new(words).truncate());
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let button = controls::key_button(ui, view.theme, "Take apart", None, enabled);
                let button = button.accessible_name(format!("Take {} apart", shown_name(&voice.name)));
                let help = "It stands for itself again, with its own names and quotes";
                if button.on_hover_text(help).clicked() {
                    queue.push(Command::Voices(VoicesCommand::TakeApartFrom(voice.id.clone())));
                }
            });
        });
    }
}

/// How often the entry is named, by what it did and by label.
fn counts_ui(ui: &mut Ui, view: &View<'_>, uses: &VoiceUse) {
    ui.add_space(4.0);
    controls::heading(ui, view.theme, "In the corpus");
    let roles = [
        (VoiceRole::Speaker, "speaks"),
        (VoiceRole::Via, "passes on"),
        (VoiceRole::Addressee, "is spoken to"),
    ];
    let mut parts: Vec<String> = roles
        .into_iter()
        .filter(|(role, _)| uses.num_in(*role) > 0)
        .map(|(role, does)| format!("{does} {} ×", in_thousands(uses.num_in(role))))
        .collect();
    if uses.num_inherited > 0 {
        parts.push(format!("{} of them inside a quote", in_thousands(uses.num_inherited)));
    }
    controls::small(ui, view.theme, capitalised(&parts.join(", ")));
    let tagset = view.session.tagset();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        for (id, num) in &uses.labels {
            let label = tagset.labels.get(id);
            let name = label.map_or(id.as_str(), |label| &label.name).to_lowercase();
            let colour = label.map_or(view.theme.ink.quiet, |label| view.theme.label(label.colour));
            let words = counted(*num, &name);
            ui.label(RichText::new(words).size(theme::SMALL).color(colour));
        }
    });
}

/// What can be done with the entry.
fn deeds_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    ui.add_space(4.0);
    let enabled = view.session.corpus.read_only().is_none();
    ui.horizontal_wrapped(|ui| {
        for (words, command) in [
            ("Merge…", Command::Voices(VoicesCommand::Merge)),
            ("New entry", Command::Voices(VoicesCommand::New)),
            ("Remove", Command::Remove),
        ] {
            let key = view.key(&command);
            let response = controls::key_button(ui, view.theme, words, key.as_deref(), enabled);
            let help = match command {
                Command::Remove => "Remove the entry, if nothing names it".to_owned(),
                ref command => view.tip(command),
            };
            let name = if words == "Remove" { "Remove the entry" } else { words };
            if response.accessible_name(name).on_hover_text(help).clicked() {
                queue.push(command);
            }
        }
    });
}

fn name_ui(ui: &mut Ui, view: &View<'_>, name: &CountedName, queue: &mut Vec<Command>) {
    let theme = view.theme;
    controls::heading(ui, theme, "Not in the register");
    let title = RichText::new(shown_name(&name.name)).size(theme::BODY + 4.0).family(fonts::sans_semibold());
    ui.add(egui::Label::new(title.color(theme.ink.text)).wrap());
    let role = name.role.as_ref().map(|role| format!(", {}", shown_name(role))).unwrap_or_default();
    controls::small(ui, theme, format!("Looks like {}{role}", name.kind.one()));
    let speaks = match name.num_speaking {
        0 => "No verb that reports stands with it".to_owned(),
        1 => "A verb that reports stands with it once".to_owned(),
        num => format!("A verb that reports stands with it {} times", in_thousands(num)),
    };
    controls::small(ui, theme, speaks);
    let enabled = view.session.corpus.read_only().is_none();
    for (words, command) in [
        ("Take into the register", VoicesCommand::Open),
        ("A name of…", VoicesCommand::SameAs),
        ("Go to where it stands", VoicesCommand::GoToPlace),
    ] {
        // The button takes the name in whatever keys go through.
        let key = view.key(&Command::Voices(command.clone()));
        let can = enabled || command == VoicesCommand::GoToPlace;
        let response = controls::key_button(ui, theme, words, key.as_deref(), can);
        let help = view.tip(&Command::Voices(command.clone()));
        if response.on_hover_text(help).clicked() {
            let command =
                if command == VoicesCommand::Open { VoicesCommand::Add(FactKind::Alias) } else { command };
            queue.push(Command::Voices(command));
        }
    }
    let names = &view.session.wide.voices.names;
    if names.num_unread > 0 {
        let words = format!("{} could not be read", counted(names.num_unread, "article"));
        ui.label(RichText::new(words).size(theme::SMALL).color(theme.ink.warning));
    }
}
