//! The list at the left: the entries of the register, or the names of the texts that it lacks.

use std::collections::BTreeSet;

use egui::{
    FontFamily, FontId, Rect, RichText, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::{ROW, VoicesView, filter_id, id};
use crate::analysis::names::CountedName;
use crate::app::command::Command;
use crate::app::command::voices::VoicesCommand;
use crate::app::directional;
use crate::app::fonts;
use crate::app::run::capitalised;
use crate::app::state::FocusWish;
use crate::app::state::voices::{VoiceRow, VoiceSort, VoicesFilter, VoicesPart};
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::quote_rows::{day_in_words, row_ground_ui};
use crate::app::views::review::filters::menu;
use crate::app::widgets::controls;
use crate::app::widgets::list_place::ListPlace;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::shown_name;
use crate::model::voice::VoiceKind;

/// Room for a number at the end of a row.
const NUMBER: f32 = 46.0;

/// Draws the list with what narrows and orders it.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    voices: &mut VoicesView,
    has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let desk = &view.session.wide.voices;
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 10)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 8.0);
        switch_ui(ui, view, queue);
        words_ui(ui, view, queue);
        ui.horizontal_wrapped(|ui| {
            kinds_ui(ui, view, queue);
            if !desk.at.in_names {
                sort_ui(ui, view, queue);
            }
        });
    });
    ticked_ui(ui, view, queue);
    ui.spacing_mut().item_spacing.y = 0.0;
    let in_list = has_focus && desk.at.part == VoicesPart::List;
    if desk.at.in_names {
        names_ui(ui, view, &mut voices.names, in_list, queue);
    } else {
        entries_ui(ui, view, &mut voices.list, in_list, queue);
    }
}

/// The switch between the register and the names it lacks.
fn switch_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.voices;
    let toggle = Command::Voices(VoicesCommand::ToggleNames);
    let tip = view.tip(&toggle);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let width = (ui.available_width() * 0.5).floor();
        let in_names = desk.at.in_names;
        let register = format!("Register · {}", in_thousands(desk.num_all()));
        let missing = if desk.names.is_read() {
            format!("Not in it · {}", in_thousands(desk.names.num_missing))
        } else {
            "Not in it".to_owned()
        };
        let one = controls::half_switch(ui, view.theme, &register, "The register", !in_names, width);
        let two =
            controls::half_switch(ui, view.theme, &missing, "Names not in the register", in_names, width);
        if (one.on_hover_text(&tip).clicked() && in_names) || (two.on_hover_text(&tip).clicked() && !in_names)
        {
            queue.push(toggle);
        }
    });
}

fn words_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.wide.voices.filter;
    let mut words = filter.words.clone();
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut words)
        .layouter(&mut layouter)
        .id(filter_id())
        .hint_text("Any of the names")
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(f32::INFINITY);
    let response = directional::add_field(ui, true, edit);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Filter names"));
    if view.desk.focus_wish == Some(FocusWish::VoicesFilter) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::Voices(VoicesCommand::Filter(VoicesFilter { words, ..filter.clone() })));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        queue.push(Command::BackOut);
    }
    response.on_hover_text(view.tip(&Command::Voices(VoicesCommand::Find)));
}

fn kinds_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.wide.voices.filter;
    let options: Vec<(VoiceKind, String)> =
        VoiceKind::ALL.iter().map(|kind| (*kind, kind.name().to_owned())).collect();
    let changed: Option<BTreeSet<VoiceKind>> =
        menu(ui, view, "Kind", &options, &filter.kinds, |kind| kind.name().to_owned());
    if let Some(kinds) = changed {
        queue.push(Command::Voices(VoicesCommand::Filter(VoicesFilter { kinds, ..filter.clone() })));
    }
}

fn sort_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let (sorted, is_turned) = view.session.wide.voices.sort;
    for by in [VoiceSort::Name, VoiceSort::Quotes, VoiceSort::Last] {
        let is_on = sorted == by;
        let response = controls::chip(ui, view.theme, by.name(), is_on);
        let turned = if is_on && is_turned { ", turned round" } else { "" };
        let help = match by {
            VoiceSort::Name => "Order by name; again turns it round",
            VoiceSort::Quotes => "Most quotes first; again turns it round",
            VoiceSort::Last => "Last quoted first; again turns it round",
        };
        let response = response.accessible_name(format!("Order by {}{turned}", by.name().to_lowercase()));
        if response.on_hover_text(help).clicked() {
            queue.push(Command::Voices(VoicesCommand::Sort(by)));
        }
    }
}

/// What can be done with ticked entries.
fn ticked_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.voices;
    let num = desk.at.ticked.len();
    if num == 0 || desk.at.in_names {
        return;
    }
    egui::Frame::new().inner_margin(egui::Margin { left: 12, right: 12, top: 0, bottom: 8 }).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let words = RichText::new(format!("{} ticked", in_thousands(num))).family(fonts::sans_semibold());
            ui.label(words.color(view.theme.ink.text));
            let merge = Command::Voices(VoicesCommand::Merge);
            let enabled = view.session.corpus.read_only().is_none();
            let key = view.key(&merge);
            let button = controls::key_button(ui, view.theme, "Merge", key.as_deref(), enabled);
            if button.on_hover_text("Merge the ticked entries into the one that is pointed at").clicked() {
                queue.push(merge);
            }
            if ui.button("None").on_hover_text("Take all ticks away (Esc)").clicked() {
                queue.push(Command::BackOut);
            }
        });
    });
}

fn entries_ui(
    ui: &mut Ui,
    view: &View<'_>,
    place: &mut ListPlace,
    has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let desk = &view.session.wide.voices;
    if desk.is_empty() {
        return empty_ui(ui, view, queue);
    }
    let scroll = ScrollArea::vertical().id_salt("voices rows").auto_shrink(false);
    place.show_rows(ui, scroll, (ROW, desk.len()), desk.cursor(), |ui, at| {
        if let Some(row) = desk.get(at) {
            entry_ui(ui, view, row, (at == desk.cursor(), has_focus), queue);
        }
    });
}

fn entry_ui(ui: &mut Ui, view: &View<'_>, row: &VoiceRow, state: (bool, bool), queue: &mut Vec<Command>) {
    let (theme, desk) = (view.theme, &view.session.wide.voices);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let salt = id().with(("entry", row.id.as_str()));
    let response = ui.interact(rect, salt, Sense::CLICK);
    let tick = Rect::from_min_max(rect.min, pos2(rect.left() + 32.0, rect.bottom()));
    let tick_response = ui.interact(tick, salt.with("tick"), Sense::CLICK);
    row_ground_ui(ui, view, rect, response.hovered(), state);
    let is_ticked = desk.at.ticked.contains(&row.id);
    controls::paint_tick(ui, theme, pos2(rect.left() + 19.0, rect.center().y), is_ticked);
    let y = |galley: &egui::Galley| rect.center().y - galley.size().y * 0.5;
    let number =
        if desk.sort.0 == VoiceSort::Last { day_in_words(row.last) } else { in_thousands(row.num_quotes) };
    let ink = if row.num_quotes == 0 { theme.ink.faint } else { theme.ink.quiet };
    let number = ui.painter().layout_no_wrap(number, FontId::proportional(theme::SMALL), ink);
    let end = rect.right() - 12.0;
    let number_room = number.size().x.max(NUMBER - 12.0) + 10.0;
    ui.painter().galley(pos2(end - number.size().x, y(&number)), number, ink);
    let left = rect.left() + 36.0;
    let room = end - number_room - left;
    let name = controls::elided_middle(
        ui,
        &row.name,
        FontId::new(theme::BODY, fonts::sans_medium()),
        theme.ink.text,
        room,
    );
    let name_end = left + name.size().x;
    ui.painter().galley(pos2(left, y(&name)), name, theme.ink.text);
    // The role says more than the kind, where there is one.
    let about = if row.role.is_empty() { row.kind.name() } else { &row.role };
    let about_room = end - number_room - name_end - 8.0;
    if about_room > 34.0 {
        let font = FontId::new(theme::SMALL, FontFamily::Proportional);
        let about = controls::elided(ui, about, font, theme.ink.quiet, about_room);
        ui.painter().galley(pos2(name_end + 8.0, y(&about)), about, theme.ink.quiet);
    }
    response.widget_info(|| {
        let quotes = counted(row.num_quotes, "quote");
        let role = if row.role.is_empty() { String::new() } else { format!(", {}", row.role) };
        let told = format!("{}, {}{role}, {quotes}", row.name, row.kind.name());
        WidgetInfo::selected(Role::ListItem, true, state.0, told)
    });
    tick_response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_ticked, format!("Tick {}", row.name)));
    if tick_response.on_hover_text("Tick, to merge several").clicked() {
        queue.push(Command::Voices(VoicesCommand::TickEntry(row.id.clone())));
    } else if response.double_clicked() {
        queue.push(Command::Voices(VoicesCommand::Open));
    } else if response.clicked() {
        queue.push(Command::Voices(VoicesCommand::Point(row.id.clone())));
    }
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.voices;
    let is_narrowed = desk.num_all() > 0;
    egui::Frame::new().inner_margin(16).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let (title, text) = if is_narrowed {
            ("No entry passes the filter", "Take some of it away")
        } else {
            (
                "Nobody is in the register yet",
                "Whoever is named as a speaker in Annotate is entered here; names can be taken from the texts too",
            )
        };
        title_and_text_ui(ui, view, title, text);
        if is_narrowed {
            show_all_ui(ui, queue);
        } else {
            for (words, command) in [
                ("Names in the texts", VoicesCommand::ReadNames),
                ("New entry", VoicesCommand::New),
            ] {
                let command = Command::Voices(command);
                let key = view.key(&command);
                let response = controls::key_button(ui, view.theme, words, key.as_deref(), true);
                if response.on_hover_text(view.tip(&command)).clicked() {
                    queue.push(command);
                }
            }
        }
    });
}

fn title_and_text_ui(ui: &mut Ui, view: &View<'_>, title: &str, text: &str) {
    ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
    ui.label(RichText::new(text).color(view.theme.ink.quiet));
}

fn show_all_ui(ui: &mut Ui, queue: &mut Vec<Command>) {
    if ui.button("Show all").on_hover_text("Take the whole filter away").clicked() {
        queue.push(Command::Voices(VoicesCommand::Filter(VoicesFilter::default())));
    }
}

fn names_ui(ui: &mut Ui, view: &View<'_>, place: &mut ListPlace, has_focus: bool, queue: &mut Vec<Command>) {
    let names = &view.session.wide.voices.names;
    if let Some((_, steps)) = &names.job {
        let (done, total) = steps.progress();
        egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
            ui.horizontal(|ui| {
                let words =
                    format!("Reading for names: {} of {}", in_thousands(done), counted(total, "article"));
                let response = controls::small(ui, view.theme, words);
                ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
                if ui.button("Stop").on_hover_text("Stop reading").clicked() {
                    queue.push(Command::Voices(VoicesCommand::StopReading));
                }
            });
        });
        ui.request_repaint_after(std::time::Duration::from_millis(200));
    } else if names.is_old || !names.is_read() {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
            let words = if names.is_read() {
                "Texts have changed since"
            } else {
                "The texts were not read to the end"
            };
            controls::small(ui, view.theme, words);
            if ui
                .button("Read again")
                .on_hover_text(view.tip(&Command::Voices(VoicesCommand::ReadNames)))
                .clicked()
            {
                queue.push(Command::Voices(VoicesCommand::ReadNames));
            }
        });
    }
    if names.is_empty() {
        if !names.is_read() {
            return;
        }
        egui::Frame::new().inner_margin(16).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            if names.num_missing == 0 {
                title_and_text_ui(
                    ui,
                    view,
                    "No names left",
                    "Every name that the texts have is in the register",
                );
            } else {
                title_and_text_ui(ui, view, "No name passes the filter", "Take some of it away");
                show_all_ui(ui, queue);
            }
        });
        return;
    }
    let scroll = ScrollArea::vertical().id_salt("names rows").auto_shrink(false);
    place.show_rows(ui, scroll, (ROW, names.len()), names.cursor, |ui, at| {
        if let Some(name) = names.get(at) {
            name_ui(ui, view, name, at, (at == names.cursor, has_focus), queue);
        }
    });
}

fn name_ui(
    ui: &mut Ui,
    view: &View<'_>,
    name: &CountedName,
    at: usize,
    state: (bool, bool),
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let shown = shown_name(&name.name);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, id().with(("name", &name.name)), Sense::CLICK);
    row_ground_ui(ui, view, rect, response.hovered(), state);
    let y = |galley: &egui::Galley| rect.center().y - galley.size().y * 0.5;
    let number = ui.painter().layout_no_wrap(
        in_thousands(name.num_places),
        FontId::proportional(theme::SMALL),
        theme.ink.quiet,
    );
    let end = rect.right() - 12.0;
    ui.painter().galley(pos2(end - number.size().x, y(&number)), number, theme.ink.quiet);
    let left = rect.left() + 12.0;
    let room = end - NUMBER - left;
    let words = controls::elided_middle(
        ui,
        &shown,
        FontId::new(theme::BODY, fonts::sans_medium()),
        theme.ink.text,
        room,
    );
    let words_end = left + words.size().x;
    ui.painter().galley(pos2(left, y(&words)), words, theme.ink.text);
    let speaks = match name.num_speaking {
        0 if name.is_place() => "a place?".to_owned(),
        0 => name.kind.name().to_owned(),
        num => {
            format!("{}, speaks {} ×", name.role.as_deref().unwrap_or(name.kind.name()), in_thousands(num))
        }
    };
    let about_room = end - NUMBER - words_end - 8.0;
    if about_room > 34.0 {
        let about =
            controls::elided(ui, &speaks, FontId::proportional(theme::SMALL), theme.ink.quiet, about_room);
        ui.painter().galley(pos2(words_end + 8.0, y(&about)), about, theme.ink.quiet);
    }
    response.widget_info(|| {
        let told = format!("{shown}, {}, {}", capitalised(&speaks), counted(name.num_places, "place"));
        WidgetInfo::selected(Role::ListItem, true, state.0, told)
    });
    if response.double_clicked() {
        queue.push(Command::Voices(VoicesCommand::GoToPlace));
    } else if response.clicked() {
        queue.push(Command::Voices(VoicesCommand::PointName(at)));
    }
}
