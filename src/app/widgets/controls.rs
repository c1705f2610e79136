//! Small controls in the window's own look: headings, key hints, label buttons, rows.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Color32, FontFamily, FontId, Galley, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, vec2,
};

use crate::app::fonts;
use crate::app::theme::{self, Theme};
use crate::model::layer::Progress;
use crate::model::tagset::Label;

/// A heading of a panel, in capitals.
pub fn heading(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    let format = TextFormat {
        font_id: FontId::new(theme::CAPS, fonts::sans_semibold()),
        color: theme.ink.quiet,
        extra_letter_spacing: 0.7,
        ..TextFormat::default()
    };
    ui.label(LayoutJob::single_section(text.to_uppercase(), format)).accessible_name(text)
}

/// Small text that stands back.
pub fn small(ui: &mut Ui, theme: &Theme, text: impl Into<String>) -> Response {
    ui.label(egui::RichText::new(text).size(theme::SMALL).color(theme.ink.quiet))
}

/// A key as it stands on the keyboard, in a box.
pub fn key_hint(ui: &mut Ui, theme: &Theme, key: &str) {
    let font = FontId::proportional(theme::CAPS);
    let galley = ui.painter().layout_no_wrap(key.to_owned(), font, theme.ink.quiet);
    let size = vec2((galley.size().x + 10.0).max(18.0), 17.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    paint_key(ui, theme, rect, galley);
}

/// Room that is kept for the key beside a field's name.
const KEY_ROOM: f32 = 44.0;

/// A field's name with the key that leads to it at the other end of the line.
pub fn field_name(ui: &mut Ui, theme: &Theme, name: &str, key: Option<&str>) -> Response {
    ui.add_space(2.0);
    let line = vec2(ui.available_width(), 18.0);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(line, layout, |ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        let words = RichText::new(name).size(theme::SMALL).color(theme.ink.quiet);
        let room = ui.available_width() - if key.is_some() { KEY_ROOM } else { 0.0 };
        let label = ui
            .scope(|ui| {
                ui.set_max_width(room);
                ui.add(egui::Label::new(words).truncate())
            })
            .inner;
        if let Some(key) = key {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                key_hint(ui, theme, key);
            });
        }
        label
    })
    .inner
}

/// A button that tags with a label: its colour, its name, its key.
pub fn label_button(ui: &mut Ui, theme: &Theme, label: &Label, width: f32, is_chosen: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 32.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, is_chosen, &label.name));
    let colour = theme.label(label.colour);
    let fill = if response.hovered() { theme.ground.raised } else { theme.ground.paper };
    let stroke = if is_chosen { Stroke::new(2.0, colour) } else { Stroke::new(1.0, theme.border) };
    let painter = ui.painter();
    painter.rect(rect, theme::CORNER, fill, stroke, StrokeKind::Inside);
    if response.has_focus() {
        painter.rect_stroke(
            rect.expand(2.0),
            theme::CORNER,
            Stroke::new(1.5, theme.ink.text),
            StrokeKind::Outside,
        );
    }
    let square = Rect::from_center_size(pos2(rect.left() + 16.0, rect.center().y), vec2(10.0, 10.0));
    painter.rect_filled(square, 2.0, colour);
    let key = label.key.map(|key| {
        let font = FontId::proportional(theme::CAPS);
        painter.layout_no_wrap(key.to_string(), font, theme.ink.quiet)
    });
    let room = if key.is_some() { 66.0 } else { 40.0 };
    let name =
        elided(ui, &label.name, FontId::new(theme::BODY, fonts::sans_medium()), theme.ink.text, width - room);
    ui.painter().galley(
        pos2(rect.left() + 30.0, rect.center().y - name.size().y * 0.5),
        name,
        theme.ink.text,
    );
    if let Some(key) = key {
        let at = Rect::from_center_size(pos2(rect.right() - 18.0, rect.center().y), vec2(18.0, 17.0));
        paint_key(ui, theme, at, key);
    }
    response
}

/// One half of a switch with two states.
pub fn half_switch(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    accessible_name: &str,
    is_on: bool,
    width: f32,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 28.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, is_on, accessible_name));
    let fill = if is_on || response.hovered() { theme.ground.raised } else { theme.ground.paper };
    let stroke = Stroke::new(1.0, theme.border);
    ui.painter().rect(rect, theme::CORNER, fill, stroke, StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(1.5, theme.ink.text);
        ui.painter().rect_stroke(rect.expand(2.0), theme::CORNER, ring, StrokeKind::Outside);
    }
    let (family, ink) = if is_on {
        (fonts::sans_semibold(), theme.ink.text)
    } else {
        (FontFamily::Proportional, theme.ink.quiet)
    };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, name, FontId::new(theme::BODY, family), ink);
    response
}

/// A row of a short list: a mark in a colour, and words.
pub fn list_row(ui: &mut Ui, theme: &Theme, words: &str, colour: Color32, is_chosen: bool) -> Response {
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, 26.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, is_chosen, words));
    if is_chosen || response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, theme.ground.raised);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, theme::CORNER, Stroke::new(1.5, theme.ink.text), StrokeKind::Inside);
    }
    let mark = Rect::from_min_size(pos2(rect.left() + 4.0, rect.top() + 5.0), vec2(3.0, 16.0));
    ui.painter().rect_filled(mark, 0.0, colour);
    let galley = elided(ui, words, FontId::proportional(theme::SMALL), theme.ink.text, width - 20.0);
    ui.painter().galley(
        pos2(rect.left() + 14.0, rect.center().y - galley.size().y * 0.5),
        galley,
        theme.ink.text,
    );
    response
}

/// Text in one line, cut with an ellipsis where it does not fit.
pub fn elided(ui: &Ui, text: &str, font_id: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let format = TextFormat { font_id, color: colour, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(width.max(8.0));
    ui.painter().layout_job(job)
}

/// How far an article is: an empty circle, a half one, a full one, a struck one.
pub fn paint_progress(ui: &Ui, theme: &Theme, center: egui::Pos2, progress: &Progress) {
    let painter = ui.painter();
    let (radius, stroke) = (6.0, Stroke::new(1.3, theme.border));
    match progress {
        Progress::ToDo => {
            painter.circle_stroke(center, radius, stroke);
        }
        Progress::InProgress => {
            painter.circle_stroke(center, radius, Stroke::new(1.3, theme.ink.quiet));
            let half = (0..=12).map(|step| {
                let angle = std::f32::consts::PI * (0.5 + step as f32 / 12.0);
                center + radius * vec2(angle.cos(), -angle.sin())
            });
            painter.add(egui::Shape::convex_polygon(half.collect(), theme.ink.quiet, Stroke::NONE));
        }
        Progress::Done => {
            painter.circle_filled(center, radius + 0.5, theme.ink.good);
        }
        Progress::Skipped(_) => {
            painter.circle_stroke(center, radius, stroke);
            painter.hline(center.x - 3.0..=center.x + 3.0, center.y, stroke);
        }
    }
}

/// A box that is ticked or not.
pub fn paint_tick(ui: &Ui, theme: &Theme, center: egui::Pos2, is_on: bool) {
    let square = Rect::from_center_size(center, vec2(14.0, 14.0));
    let fill = if is_on { theme.ink.text } else { theme.ground.paper };
    ui.painter().rect(square, 3.0, fill, Stroke::new(1.0, theme.border), StrokeKind::Inside);
    if is_on {
        let points = vec![center + vec2(-3.5, 0.0), center + vec2(-1.0, 3.0), center + vec2(4.0, -3.5)];
        ui.painter().add(egui::Shape::line(points, Stroke::new(1.8, theme.ground.paper)));
    }
}

/// A key as it stands on the keyboard, painted into a rectangle.
pub fn paint_key_text(ui: &Ui, theme: &Theme, rect: Rect, key: &str) {
    let galley =
        ui.painter().layout_no_wrap(key.to_owned(), FontId::proportional(theme::CAPS), theme.ink.quiet);
    paint_key(ui, theme, rect, galley);
}

/// A button with the key that does the same.
pub fn key_button(ui: &mut Ui, theme: &Theme, name: &str, key: Option<&str>, enabled: bool) -> Response {
    inked_button(ui, theme, name, key, enabled, None)
}

/// The same, with border and name in a colour that means something.
pub fn inked_button(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    key: Option<&str>,
    enabled: bool,
    colour: Option<Color32>,
) -> Response {
    let enabled = enabled && ui.is_enabled();
    let colour = colour.filter(|_| enabled);
    let ink = colour.unwrap_or(if enabled { theme.ink.text } else { theme.ink.faint });
    let words = ui.painter().layout_no_wrap(name.to_owned(), FontId::proportional(theme::BODY), ink);
    let key = key.map(|key| {
        ui.painter().layout_no_wrap(key.to_owned(), FontId::proportional(theme::CAPS), theme.ink.quiet)
    });
    let key_width = key.as_ref().map_or(0.0, |key| (key.size().x + 10.0).max(18.0) + 8.0);
    let size = vec2(words.size().x + 20.0 + key_width, 28.0);
    // Not in a scope of its own: a wrapped line must know how wide it is.
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let fill = if enabled && response.hovered() { theme.ground.raised } else { theme.ground.paper };
    let border = colour.unwrap_or(if enabled { theme.border } else { theme.line });
    ui.painter().rect(rect, theme::CORNER, fill, Stroke::new(1.0, border), StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(1.5, theme.ink.text);
        ui.painter().rect_stroke(rect.expand(2.0), theme::CORNER, ring, StrokeKind::Outside);
    }
    let at = pos2(rect.left() + 10.0, rect.center().y - words.size().y * 0.5);
    ui.painter().galley(at, words, ink);
    if let Some(key) = key {
        let width = (key.size().x + 10.0).max(18.0);
        let at = pos2(rect.right() - 8.0 - width * 0.5, rect.center().y);
        paint_key(ui, theme, Rect::from_center_size(at, vec2(width, 17.0)), key);
    }
    response
}

/// A small round choice that is on or off.
pub fn chip(ui: &mut Ui, theme: &Theme, name: &str, is_on: bool) -> Response {
    let family = if is_on { fonts::sans_semibold() } else { FontFamily::Proportional };
    let ink = if is_on { theme.ink.text } else { theme.ink.quiet };
    let room = ui.available_width().max(60.0);
    let words = elided(ui, name, FontId::new(theme::SMALL, family), ink, room - 20.0);
    let (rect, response) = ui.allocate_exact_size(vec2(words.size().x + 16.0, 24.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, is_on, name));
    let fill = if is_on || response.hovered() { theme.ground.raised } else { theme.ground.paper };
    let stroke = if is_on { Stroke::new(1.5, theme.ink.text) } else { Stroke::new(1.0, theme.border) };
    ui.painter().rect(rect, 12.0, fill, stroke, StrokeKind::Inside);
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect.expand(2.0),
            14.0,
            Stroke::new(1.5, theme.ink.text),
            StrokeKind::Outside,
        );
    }
    let at = rect.center() - words.size() * 0.5;
    ui.painter().galley(at, words, ink);
    response
}

/// Room for [`paint_menu_mark`] at the end of a button's name.
pub const MENU_MARK: &str = "     ";

/// A triangle at the end of a button that opens a menu. No face that comes with the program has one.
pub fn paint_menu_mark(ui: &Ui, theme: &Theme, button: Rect) {
    let tip = button.right_center() - vec2(16.0, -2.5);
    let triangle = vec![tip, tip + vec2(-4.0, -5.0), tip + vec2(4.0, -5.0)];
    ui.painter().add(egui::Shape::convex_polygon(triangle, theme.ink.quiet, Stroke::NONE));
}

/// Words in a box, with a cross at its end that takes them away. Whether that was clicked.
pub fn words_box(ui: &mut Ui, theme: &Theme, words: &str, clear: Option<&str>) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    ui.painter().rect(
        rect,
        theme::CORNER,
        theme.ground.paper,
        Stroke::new(1.0, theme.border),
        StrokeKind::Inside,
    );
    let font = FontId::new(theme::WORDS.0, fonts::serif());
    let galley = elided(ui, words, font, theme.ink.text, rect.width() - 48.0);
    let at = pos2(rect.left() + 10.0, rect.center().y - galley.size().y * 0.5);
    ui.painter().galley(at, galley, theme.ink.text);
    response.on_hover_text(words);
    let Some(clear) = clear else { return false };
    let cross = Rect::from_center_size(pos2(rect.right() - 17.0, rect.center().y), vec2(22.0, 22.0));
    cross_ui(ui, theme, cross, clear).clicked()
}

/// A cross that takes something away.
pub fn cross_ui(ui: &Ui, theme: &Theme, rect: Rect, help: &str) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(("cross", help)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), help));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::CORNER, theme.ground.raised);
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, theme.ink.text);
        ui.painter().rect_stroke(rect, theme::CORNER, ring, StrokeKind::Inside);
    }
    let ink = if response.hovered() { theme.ink.text } else { theme.ink.quiet };
    let (middle, arm) = (rect.center(), 3.5);
    for slant in [vec2(arm, arm), vec2(arm, -arm)] {
        ui.painter().line_segment([middle - slant, middle + slant], Stroke::new(1.3, ink));
    }
    response.on_hover_text(help)
}

/// Text in one line, cut in the middle where it does not fit: long names differ at both ends.
pub fn elided_middle(ui: &Ui, text: &str, font_id: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let whole = ui.painter().layout_no_wrap(text.to_owned(), font_id.clone(), colour);
    if whole.size().x <= width {
        return whole;
    }
    let chars: Vec<char> = text.chars().collect();
    // A first guess by the average width is rarely off by more than a letter or two.
    let share = (width / whole.size().x).clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a number of letters"
    )]
    let mut keep = (chars.len() as f32 * share) as usize;
    loop {
        let head: String = chars.iter().take(keep.div_ceil(2)).collect();
        let tail: String = chars.iter().skip(chars.len() - keep / 2).collect();
        let cut = format!("{}…{}", head.trim_end(), tail.trim_start());
        let galley = ui.painter().layout_no_wrap(cut, font_id.clone(), colour);
        if galley.size().x <= width || keep == 0 {
            return galley;
        }
        keep -= 1;
    }
}

/// Text in one line, cut at its start where it does not fit: what stands before something else.
pub fn elided_start(ui: &Ui, text: &str, font_id: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let whole = ui.painter().layout_no_wrap(text.to_owned(), font_id.clone(), colour);
    if whole.size().x <= width {
        return whole;
    }
    let beyond = whole.size().x - width;
    let glyphs = whole.rows.iter().flat_map(|row| &row.glyphs);
    // The ellipsis takes about as much room as a wide letter.
    let num_cut = glyphs.take_while(|glyph| glyph.pos.x < beyond + font_id.size * 0.9).count();
    let kept: String = text.chars().skip(num_cut).collect();
    // A whole word to begin with, if there is one.
    let kept = kept.split_once(' ').map_or(kept.as_str(), |(_, rest)| rest);
    let cut = if kept.trim().is_empty() { String::new() } else { format!("…{kept}") };
    ui.painter().layout_no_wrap(cut, font_id, colour)
}

fn paint_key(ui: &Ui, theme: &Theme, rect: Rect, galley: Arc<Galley>) {
    let painter = ui.painter();
    painter.rect(rect, 4.0, theme.ground.panel, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let min = rect.center() - galley.size() * 0.5;
    painter.galley(min, galley, theme.ink.quiet);
}
