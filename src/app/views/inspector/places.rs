//! The other places where the same words stand, each kept or skipped. Only the rows on the screen are laid out.

use egui::{
    FontFamily, FontId, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::command::places::PlacesCommand;
use crate::app::command::{Command, Way};
use crate::app::fonts;
use crate::app::state::article::OpenArticle;
use crate::app::state::places::{PlaceRow, Places};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::list_place::ListPlace;
use crate::model::text::numbers::in_thousands;
use crate::model::text::visible::visible;

/// Height of a row.
const ROW: f32 = 28.0;
/// A longer list scrolls.
const MAX_SHOWN: f32 = 16.0;
/// Bytes of the text shown on each side of the words, about.
const CONTEXT: usize = 60;

/// Draws the list.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    open: &OpenArticle,
    places: &Places,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let label = view.session.tagset().labels.get(&places.tag.label);
    let name = label.map_or(places.tag.label.as_str(), |label| &label.name).to_lowercase();
    controls::heading(ui, theme, "The same words elsewhere");
    let num = places.rows().len();
    let counts =
        format!("{} of {} to be tagged as {name}", in_thousands(places.num_kept()), in_thousands(num));
    let response = ui.label(RichText::new(counts).color(theme.ink.text));
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    rows_ui(ui, view, open, places, queue);
    let key = |command: &Command| view.keymap.first_key(command, view.is_mac);
    let button = |ui: &mut Ui, name: &str, key: Option<&str>, enabled: bool, command: Command, help: &str| {
        let response = controls::key_button(ui, theme, name, key, enabled);
        response.on_hover_text(help).clicked().then_some(command)
    };
    let pressed = ui.horizontal_wrapped(|ui| {
        let tag = button(
            ui,
            &format!("Tag {} kept", in_thousands(places.num_kept())),
            key(&Command::GrowSentence(Way::Next)).as_deref(),
            places.num_kept() > 0,
            Command::Places(PlacesCommand::TagKept),
            "Tag every place that is kept, in one change",
        );
        let help = "Leave the list without tagging";
        tag.or(button(ui, "Cancel", key(&Command::BackOut).as_deref(), true, Command::BackOut, help))
    });
    queue.extend(pressed.inner);
    let pressed = ui.horizontal_wrapped(|ui| {
        let (all, none) = (PlacesCommand::KeepAll, PlacesCommand::SkipAll);
        let keep_key = key(&Command::Places(all.clone()));
        let keep = button(
            ui,
            "Keep all",
            keep_key.as_deref(),
            true,
            Command::Places(all),
            "Every place is to be tagged",
        );
        let skip_key = key(&Command::EditNote);
        keep.or(button(
            ui,
            "Skip all",
            skip_key.as_deref(),
            true,
            Command::Places(none),
            "No place is to be tagged",
        ))
    });
    queue.extend(pressed.inner);
    let flip = key(&Command::Sentence(Way::Next)).unwrap_or_default();
    let steps = [Way::Next, Way::Previous].map(|way| key(&Command::Span(way)).unwrap_or_default());
    controls::small(ui, theme, format!("{} go through the places · {flip} keeps or skips", steps.join(", ")));
}

fn rows_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, places: &Places, queue: &mut Vec<Command>) {
    let id = egui::Id::unique("redletter places");
    let mut place = ui.data(|data| data.get_temp::<ListPlace>(id)).unwrap_or_default();
    let num = places.rows().len();
    let frame = egui::Frame::new()
        .fill(view.theme.ground.paper)
        .stroke(Stroke::new(1.0, view.theme.border))
        .corner_radius(theme::CORNER)
        .inner_margin(4);
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = ROW * (num as f32).min(MAX_SHOWN);
        let mut scroll =
            ScrollArea::vertical().id_salt("places").max_height(height).auto_shrink([false, true]);
        // Another list begins at its own place.
        place.cursor = place.cursor.min(num);
        if let Some(offset) = place.offset_for(places.cursor(), ROW) {
            scroll = scroll.vertical_scroll_offset(offset);
        }
        let output = scroll.show_rows(ui, ROW, num, |ui, shown| {
            for idx in shown {
                if let Some(row) = places.rows().get(idx) {
                    row_ui(ui, view, open.text(), (idx, *row), idx == places.cursor(), queue);
                }
            }
        });
        let offset = output.state.clamped_offset().y;
        place = ListPlace {
            cursor: places.cursor(),
            offset,
            height: output.inner_rect.height(),
            ..ListPlace::default()
        };
    });
    ui.data_mut(|data| data.insert_temp(id, place));
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    text: &str,
    (idx, row): (usize, PlaceRow),
    is_current: bool,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let [before, words, after] = in_context(text, row);
    let state = if row.is_kept { "kept" } else { "skipped" };
    response.widget_info(|| {
        let name = format!("Place {}, {state}: {before}{words}{after}", idx + 1);
        WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), row.is_kept, name)
    });
    if is_current || response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, theme.ground.raised);
    }
    if is_current || response.has_focus() {
        ui.painter().rect_stroke(rect, theme::CORNER, Stroke::new(1.0, theme.ink.text), StrokeKind::Inside);
    }
    controls::paint_tick(ui, theme, pos2(rect.left() + 14.0, rect.center().y), row.is_kept);
    let font = |family: FontFamily| FontId::new(theme::BODY, family);
    let (left, right) = (rect.left() + 28.0, rect.right() - 6.0);
    let ink = if row.is_kept { theme.ink.text } else { theme.ink.quiet };
    let words = controls::elided(ui, &words, font(fonts::sans_semibold()), ink, right - left);
    let room = (right - left - words.size().x).max(0.0);
    let plain = || font(FontFamily::Proportional);
    let before = controls::elided_start(ui, &before, plain(), theme.ink.quiet, room * 0.45);
    let start = left + before.size().x;
    let end = start + words.size().x;
    let after = controls::elided(ui, &after, plain(), theme.ink.quiet, right - end);
    for (galley, x) in [(before, left), (words, start)] {
        ui.painter().galley(pos2(x, rect.center().y - galley.size().y * 0.5), galley, ink);
    }
    if right - end > 12.0 {
        ui.painter().galley(pos2(end, rect.center().y - after.size().y * 0.5), after, ink);
    }
    if response.on_hover_text("Keep or skip this place").clicked() {
        queue.push(Command::Places(PlacesCommand::FlipRow(idx)));
    }
}

/// The words of a place, with what stands before and after them, as one line.
fn in_context(text: &str, row: PlaceRow) -> [String; 3] {
    let start = text.ceil_char_boundary(row.range.start().saturating_sub(CONTEXT));
    let end = text.floor_char_boundary(row.range.end().saturating_add(CONTEXT).min(text.len()));
    [start..row.range.start(), row.range.bytes(), row.range.end()..end].map(|part| {
        let part = text.get(part).unwrap_or_default();
        let line: String = part.chars().map(|ch| if ch.is_whitespace() { ' ' } else { ch }).collect();
        visible(&line).into_owned()
    })
}
