//! The panel at the right: what is known of the item that is pointed at, and what is wrong with it.

use egui::{RichText, ScrollArea, Ui, vec2};

use crate::app::command::items::{ItemsCommand, ItemsField};
use crate::app::command::{Command, Field, Subject};
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::choices;
use crate::app::views::inspector::fields::NoteField;
use crate::app::views::line_field::LineField;
use crate::app::widgets::controls;
use crate::model::id::ItemId;
use crate::model::item::{Item, ItemKind};
use crate::model::text::visible::shown_name;

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.items;
    ScrollArea::vertical().id_salt("items entry").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 8.0);
            if let Some(choice) = &view.desk.choice {
                choices::show(ui, view, choice, queue);
                ui.add_space(6.0);
            }
            let Some(item) = desk.pointed() else {
                controls::heading(ui, view.theme, "Item");
                ui.label(RichText::new("Point at a row to see what is known").color(view.theme.ink.quiet));
                return;
            };
            item_ui(ui, view, item, queue);
        });
    });
}

fn item_ui(ui: &mut Ui, view: &View<'_>, item: &Item, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.items;
    controls::heading(ui, view.theme, "Item");
    if let Some(by) = desk.tree().version_of(&item.id).filter(|by| *by != view.session.annotator()) {
        let words = format!("Entered by {by}; what you change becomes your version");
        controls::small(ui, view.theme, words);
    }
    faults_ui(ui, view, item, queue);
    let key = view.key(&Command::Items(ItemsCommand::Rename));
    controls::field_name(ui, view.theme, "Name", key.as_deref());
    let subject = Subject::Item(item.id.clone());
    let field = LineField {
        subject: subject.clone(),
        field: Field::Items(ItemsField::Name),
        name: "Name",
        hint: "",
        current: &item.name,
        width: f32::INFINITY,
        wish: Some(FocusWish::ItemsPanel),
    };
    field.show(ui, view, queue);
    kinds_ui(ui, view, item.kind, queue);
    aliases_ui(ui, view, item, &subject, queue);
    place_ui(ui, view, item, queue);
    merged_ui(ui, view, item, queue);
    let note = NoteField {
        name: "Note",
        hint: "What it is about, where it comes from…",
        field: Field::Items(ItemsField::Note),
        subject,
        current: &item.note,
        command: Command::EditNote,
        rows: 3,
    };
    note.show(ui, view, queue);
    deeds_ui(ui, view, queue);
}

/// What is wrong with how the item stands to others, and what to do about it.
fn faults_ui(ui: &mut Ui, view: &View<'_>, item: &Item, queue: &mut Vec<Command>) {
    let faults = view.session.wide.items.tree().faults();
    let name = |id: &ItemId| view.session.items.name(id).unwrap_or(id.as_str()).to_owned();
    let names = |group: &[ItemId]| {
        let others: Vec<String> = group.iter().filter(|id| **id != item.id).map(name).collect();
        others.join(", ")
    };
    let mut told: Vec<(String, Option<(&str, ItemsCommand)>)> = Vec::new();
    for link in faults.orphaned_terms.iter().filter(|link| link.from == item.id) {
        let mend = ("It is no term", ItemsCommand::SetTermOf(None));
        told.push((format!("It is a term of {}, which is not there", link.to), Some(mend)));
    }
    for link in faults.missing_replaced.iter().filter(|link| link.from == item.id) {
        let mend = ("It does not replace it", ItemsCommand::SetReplaces(link.to.clone(), false));
        told.push((format!("It replaces {}, which is not there", link.to), Some(mend)));
    }
    for circle in faults.term_circles.iter().filter(|circle| circle.contains(&item.id)) {
        let mend = ("It is no term", ItemsCommand::SetTermOf(None));
        let words = if circle.len() == 1 {
            "It is a term of itself".to_owned()
        } else {
            format!("It and {} are terms of one another", names(circle))
        };
        told.push((words, Some(mend)));
    }
    for circle in faults.replacement_circles.iter().filter(|circle| circle.contains(&item.id)) {
        let replaced = item.replaces.iter().find(|id| circle.contains(id));
        let mend =
            replaced.map(|id| ("It does not replace it", ItemsCommand::SetReplaces(id.clone(), false)));
        let words = if circle.len() == 1 {
            "It replaces itself".to_owned()
        } else {
            format!("It and {} replace one another", names(circle))
        };
        told.push((words, mend));
    }
    for group in faults.namesakes.iter().filter(|group| group.contains(&item.id)) {
        let words = format!("{} goes by the same name", names(group));
        told.push((words, Some(("Merge…", ItemsCommand::Merge))));
    }
    for (words, mend) in told {
        ui.label(RichText::new(words).size(theme::SMALL).color(view.theme.ink.warning));
        let Some((name, command)) = mend else { continue };
        let enabled = view.session.corpus.read_only().is_none();
        if controls::key_button(ui, view.theme, name, None, enabled)
            .on_hover_text("Mend it; undo takes it back")
            .clicked()
        {
            queue.push(Command::Items(command));
        }
    }
}

fn kinds_ui(ui: &mut Ui, view: &View<'_>, current: ItemKind, queue: &mut Vec<Command>) {
    controls::small(ui, view.theme, "Kind");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 5.0);
        for kind in ItemKind::ALL {
            let is_on = kind == current;
            if controls::chip(ui, view.theme, kind.name(), is_on).clicked() && !is_on {
                queue.push(Command::Items(ItemsCommand::SetKind(kind)));
            }
        }
    });
}

/// Other names.
fn aliases_ui(ui: &mut Ui, view: &View<'_>, item: &Item, subject: &Subject, queue: &mut Vec<Command>) {
    let add = Command::Items(ItemsCommand::AddName);
    let enabled = view.session.corpus.read_only().is_none();
    ui.horizontal(|ui| {
        controls::small(ui, view.theme, "Also called");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let key = view.key(&add);
            let button = controls::key_button(ui, view.theme, "Add", key.as_deref(), enabled);
            if button.accessible_name("Add a name").on_hover_text(view.tip(&add)).clicked() {
                queue.push(add.clone());
            }
        });
    });
    let is_adding = view.session.wide.items.at.adding
        || view.desk.draft_of(subject, &Field::Items(ItemsField::Alias(item.aliases.len()))).is_some();
    let new = is_adding.then_some("");
    for (idx, alias) in item.aliases.iter().map(String::as_str).chain(new).enumerate() {
        let name = format!("Also called {}", idx + 1);
        ui.horizontal(|ui| {
            let field = LineField {
                subject: subject.clone(),
                field: Field::Items(ItemsField::Alias(idx)),
                name: &name,
                hint: "Another name",
                current: alias,
                width: ui.available_width() - 28.0,
                wish: None,
            };
            field.show(ui, view, queue);
            let (rect, _) = ui.allocate_exact_size(vec2(22.0, 22.0), egui::Sense::hover());
            if idx < item.aliases.len()
                && controls::cross_ui(ui, view.theme, rect, &format!("Remove {alias}")).clicked()
                && enabled
            {
                queue.push(Command::Items(ItemsCommand::RemoveName(alias.to_owned())));
            }
        });
    }
}

/// What it is a term of, what it replaces and what replaced it: each leads there.
fn place_ui(ui: &mut Ui, view: &View<'_>, item: &Item, queue: &mut Vec<Command>) {
    let tree = view.session.wide.items.tree();
    let enabled = view.session.corpus.read_only().is_none();
    let term_of: Vec<ItemId> = tree.parent(&item.id).cloned().into_iter().collect();
    for (heading, ids, command) in [
        ("Term of", &term_of[..], Some(ItemsCommand::TermOf)),
        ("Replaces", tree.predecessors(&item.id), Some(ItemsCommand::Replaces)),
        ("Replaced by", tree.successors(&item.id), None),
    ] {
        if ids.is_empty() && command.is_none() {
            continue;
        }
        ui.horizontal(|ui| {
            controls::small(ui, view.theme, heading);
            let Some(command) = command else { return };
            let command = Command::Items(command);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let key = view.key(&command);
                let button = controls::key_button(ui, view.theme, "Choose…", key.as_deref(), enabled);
                if button.accessible_name(format!("{heading}…")).on_hover_text(view.tip(&command)).clicked()
                {
                    queue.push(command);
                }
            });
        });
        for id in ids {
            let name = view.session.items.name(id).unwrap_or(id.as_str());
            let row = controls::list_row(ui, view.theme, name, view.theme.border, false);
            if row.on_hover_text(format!("Point at {name}")).clicked() {
                queue.push(Command::Items(ItemsCommand::Point(id.clone())));
            }
        }
    }
}

/// What was merged into the item.
fn merged_ui(ui: &mut Ui, view: &View<'_>, item: &Item, queue: &mut Vec<Command>) {
    let merged = view.session.wide.items.tree().merged(&item.id);
    if merged.is_empty() {
        return;
    }
    let key = view.key(&Command::Items(ItemsCommand::TakeApart));
    controls::field_name(ui, view.theme, "Merged into it", key.as_deref());
    let enabled = view.session.corpus.read_only().is_none();
    for other in merged {
        ui.horizontal(|ui| {
            let names: Vec<_> = other.names().map(shown_name).collect();
            let words = RichText::new(names.join(", ")).color(view.theme.ink.text);
            let room = ui.available_width() - 96.0;
            ui.scope(|ui| {
                ui.set_max_width(room.max(40.0));
                ui.add(egui::Label::new(words).truncate());
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let button = controls::key_button(ui, view.theme, "Take apart", None, enabled);
                let button = button.accessible_name(format!("Take {} apart", shown_name(&other.name)));
                let help = "It stands for itself again, with its own names, terms and spans";
                if button.on_hover_text(help).clicked() {
                    queue.push(Command::Items(ItemsCommand::TakeApartFrom(other.id.clone())));
                }
            });
        });
    }
}

/// What can be done with the item.
fn deeds_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    ui.add_space(4.0);
    let enabled = view.session.corpus.read_only().is_none();
    ui.horizontal_wrapped(|ui| {
        for (words, command) in [
            ("New term", Command::Items(ItemsCommand::NewTerm)),
            ("Merge…", Command::Items(ItemsCommand::Merge)),
            ("New item", Command::Items(ItemsCommand::New)),
            ("Remove", Command::Remove),
        ] {
            let key = view.key(&command);
            let response = controls::key_button(ui, view.theme, words, key.as_deref(), enabled);
            let help = match command {
                Command::Remove => "Remove the item, if nothing is about it".to_owned(),
                ref command => view.tip(command),
            };
            let name = if words == "Remove" { "Remove the item" } else { words };
            if response.accessible_name(name).on_hover_text(help).clicked() {
                queue.push(command);
            }
        }
    });
}
