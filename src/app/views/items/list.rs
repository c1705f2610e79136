//! The list at the left: items with their terms below them, and what narrows it.

use std::collections::BTreeSet;

use egui::{FontId, Rect, RichText, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::{ROW, filter_id, id};
use crate::app::command::items::ItemsCommand;
use crate::app::command::{Command, Workspace};
use crate::app::directional;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::items::{ItemRow, ItemsFilter, ItemsPart};
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::quote_rows::row_ground_ui;
use crate::app::views::review::filters::menu;
use crate::app::widgets::controls;
use crate::app::widgets::list_place::ListPlace;
use crate::model::item::ItemKind;
use crate::model::text::numbers::{counted, in_thousands};

/// How far a term stands in from what it is a term of.
const INDENT: f32 = 16.0;

/// Draws the list with what narrows it.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    place: &mut ListPlace,
    has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let desk = &view.session.wide.items;
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 10)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 8.0);
        words_ui(ui, view, queue);
        ui.horizontal_wrapped(|ui| {
            kinds_ui(ui, view, queue);
            controls::small(ui, view.theme, counted(desk.num_all(), "item"));
        });
    });
    ticked_ui(ui, view, queue);
    ui.spacing_mut().item_spacing.y = 0.0;
    if desk.is_empty() {
        return empty_ui(ui, view, queue);
    }
    let in_list = has_focus && desk.at.part == ItemsPart::List;
    let scroll = ScrollArea::vertical().id_salt("items rows").auto_shrink(false);
    place.show_rows(ui, scroll, (ROW, desk.len()), desk.cursor(), |ui, at| {
        if let Some(row) = desk.get(at) {
            item_ui(ui, view, row, (at == desk.cursor(), in_list), queue);
        }
    });
}

fn words_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.wide.items.filter;
    let mut words = filter.words.clone();
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut words)
        .layouter(&mut layouter)
        .id(filter_id())
        .hint_text("Any of the names")
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(f32::INFINITY);
    let response = directional::add_field(ui, true, edit);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Filter items"));
    if view.desk.focus_wish == Some(FocusWish::ItemsFilter) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::Items(ItemsCommand::Filter(ItemsFilter { words, ..filter.clone() })));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        queue.push(Command::BackOut);
    }
    response.on_hover_text(view.tip(&Command::Items(ItemsCommand::Find)));
}

fn kinds_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.wide.items.filter;
    let options: Vec<(ItemKind, String)> =
        ItemKind::ALL.iter().map(|kind| (*kind, kind.name().to_owned())).collect();
    let changed: Option<BTreeSet<ItemKind>> =
        menu(ui, view, "Kind", &options, &filter.kinds, |kind| kind.name().to_owned());
    if let Some(kinds) = changed {
        queue.push(Command::Items(ItemsCommand::Filter(ItemsFilter { kinds, ..filter.clone() })));
    }
}

/// What can be done with ticked items.
fn ticked_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let num = view.session.wide.items.at.ticked.len();
    if num == 0 {
        return;
    }
    egui::Frame::new().inner_margin(egui::Margin { left: 12, right: 12, top: 0, bottom: 8 }).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let words = RichText::new(format!("{} ticked", in_thousands(num))).family(fonts::sans_semibold());
            ui.label(words.color(view.theme.ink.text));
            let merge = Command::Items(ItemsCommand::Merge);
            let enabled = view.session.corpus.read_only().is_none();
            let key = view.key(&merge);
            let button = controls::key_button(ui, view.theme, "Merge", key.as_deref(), enabled);
            if button.on_hover_text("Merge the ticked items into the one that is pointed at").clicked() {
                queue.push(merge);
            }
            if ui.button("None").on_hover_text("Take all ticks away (Esc)").clicked() {
                queue.push(Command::BackOut);
            }
        });
    });
}

fn item_ui(ui: &mut Ui, view: &View<'_>, row: &ItemRow, state: (bool, bool), queue: &mut Vec<Command>) {
    let (theme, desk) = (view.theme, &view.session.wide.items);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let salt = id().with(("item", row.id.as_str()));
    let response = ui.interact(rect, salt, Sense::CLICK);
    let tick = Rect::from_min_max(rect.min, pos2(rect.left() + 32.0, rect.bottom()));
    let tick_response = ui.interact(tick, salt.with("tick"), Sense::CLICK);
    row_ground_ui(ui, view, rect, response.hovered(), state);
    let is_ticked = desk.at.ticked.contains(&row.id);
    controls::paint_tick(ui, theme, pos2(rect.left() + 19.0, rect.center().y), is_ticked);
    let y = |galley: &egui::Galley| rect.center().y - galley.size().y * 0.5;
    let number = row.num_spans.map(in_thousands).unwrap_or_default();
    let ink = if row.num_spans == Some(0) { theme.ink.faint } else { theme.ink.quiet };
    let number = ui.painter().layout_no_wrap(number, FontId::proportional(theme::SMALL), ink);
    let end = rect.right() - 12.0;
    let mut name_end = end - number.size().x.max(18.0) - 8.0;
    ui.painter().galley(pos2(end - number.size().x, y(&number)), number, ink);
    if row.is_faulty {
        let mark = ui.painter().layout_no_wrap(
            "!".to_owned(),
            FontId::new(theme::BODY, fonts::sans_semibold()),
            theme.ink.warning,
        );
        name_end -= mark.size().x + 6.0;
        ui.painter().galley(pos2(name_end + 4.0, y(&mark)), mark, theme.ink.warning);
    }
    let left = rect.left() + 36.0 + INDENT * (row.depth.min(6) as f32);
    let font = if row.depth == 0 { fonts::sans_medium() } else { egui::FontFamily::Proportional };
    let room = (name_end - left).max(20.0);
    let name = controls::elided_middle(ui, &row.name, FontId::new(theme::BODY, font), theme.ink.text, room);
    ui.painter().galley(pos2(left, y(&name)), name, theme.ink.text);
    response.widget_info(|| {
        let spans = row.num_spans.map(|num| format!(", {}", counted(num, "span"))).unwrap_or_default();
        let term = if row.depth > 0 { "term" } else { row.kind.name() };
        let fault = if row.is_faulty { ", wants a look" } else { "" };
        let told = format!("{}, {term}{spans}{fault}", row.name);
        WidgetInfo::selected(Role::ListItem, true, state.0, told)
    });
    tick_response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_ticked, format!("Tick {}", row.name)));
    if tick_response.on_hover_text("Tick, to merge several").clicked() {
        queue.push(Command::Items(ItemsCommand::TickItem(row.id.clone())));
    } else if response.double_clicked() {
        queue.push(Command::Items(ItemsCommand::Open));
    } else if response.clicked() {
        queue.push(Command::Items(ItemsCommand::Point(row.id.clone())));
    }
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let is_narrowed = view.session.wide.items.num_all() > 0;
    egui::Frame::new().inner_margin(16).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let (title, text) = if is_narrowed {
            ("No item passes the filter", "Take some of it away")
        } else {
            (
                "Nothing is followed yet",
                "A proposal, claim or demand is made from a span in Annotate with I, or here; its terms are items too",
            )
        };
        ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
        ui.label(RichText::new(text).color(view.theme.ink.quiet));
        if is_narrowed {
            if ui.button("Show all").on_hover_text("Take the whole filter away").clicked() {
                queue.push(Command::Items(ItemsCommand::Filter(ItemsFilter::default())));
            }
            return;
        }
        for (words, command) in [
            ("New item", Command::Items(ItemsCommand::New)),
            ("Go to Annotate", Command::Workspace(Workspace::Annotate)),
        ] {
            let key = view.key(&command);
            let response = controls::key_button(ui, view.theme, words, key.as_deref(), true);
            if response.on_hover_text(view.tip(&command)).clicked() {
                queue.push(command);
            }
        }
    });
}
