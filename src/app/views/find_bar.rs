//! The bar above the text that looks for words in it: the field, how what is typed is taken, the way through the
//! hits, and how many there are.

use egui::{Id, Key, Modifiers, RichText, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::View;
use super::inspector::fields::select_all;
use crate::app::command::find::FindCommand;
use crate::app::command::{Command, Way};
use crate::app::directional;
use crate::app::run::capitalised;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::widgets::controls;

/// Width of the field, where there is room.
const FIELD: std::ops::RangeInclusive<f32> = 110.0..=260.0;
/// Room that is kept beside the field for what follows it.
const BESIDE: f32 = 390.0;

/// The id of the field, so that keys can ask whether it has the focus.
pub fn field_id() -> Id {
    Id::unique("redletter find field")
}

/// Draws the bar above the text, if it is open.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let find = &view.desk.find;
    if !find.is_open || view.session.open.is_none() {
        return;
    }
    let frame = egui::Frame::new().fill(view.theme.ground.panel).inner_margin(egui::Margin {
        left: 14,
        right: 8,
        top: 6,
        bottom: 6,
    });
    let response = frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            field_ui(ui, view, queue);
            let query = find.query();
            for (shown, is_on, command) in [
                ("Aa", query.matches_case, FindCommand::MatchCase),
                ("“W”", query.whole_word, FindCommand::WholeWord),
                (".*", query.is_regex, FindCommand::Regex),
            ] {
                toggle_ui(ui, view, shown, is_on, command, queue);
            }
            ui.add_space(4.0);
            for (shown, way) in [("↑", Way::Previous), ("↓", Way::Next)] {
                let named = Command::Find(FindCommand::Next(way));
                let name = named.spec().map_or("", |spec| spec.name);
                let button = egui::Button::new(shown).min_size(vec2(30.0, 28.0));
                if ui.add(button).accessible_name(name).on_hover_text(view.tip(&named)).clicked() {
                    queue.push(Command::Find(FindCommand::Step(way)));
                    ui.memory_mut(|memory| memory.request_focus(field_id()));
                }
            }
            ui.add_space(2.0);
            count_ui(ui, view);
            close_ui(ui, view, queue);
        });
    });
    let rect = response.response.rect;
    ui.painter().hline(
        rect.left()..=ui.max_rect().right(),
        rect.bottom() - 0.5,
        egui::Stroke::new(1.0, view.theme.line),
    );
    // The text begins right below.
    ui.add_space(-ui.spacing().item_spacing.y);
}

fn field_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let find = &view.desk.find;
    let mut words = find.query().words.clone();
    if view.desk.focus_wish == Some(FocusWish::Find) {
        // Before the field is drawn, so that what is typed in this frame already lands in it.
        ui.memory_mut(|memory| memory.request_focus(field_id()));
        select_all(ui, field_id(), &words);
    }
    if ui.memory(|memory| memory.has_focus(field_id())) {
        // A field of one line would give the keyboard up at Enter.
        let (back, on) = ui.input_mut(|input| {
            (input.consume_key(Modifiers::SHIFT, Key::Enter), input.consume_key(Modifiers::NONE, Key::Enter))
        });
        queue.extend(back.then_some(Command::Find(FindCommand::Step(Way::Previous))));
        queue.extend(on.then_some(Command::Find(FindCommand::Step(Way::Next))));
    }
    let room = ui.available_width() - BESIDE;
    let ink = if find.complaint().is_some() { view.theme.ink.bad } else { view.theme.ink.text };
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut words)
        .layouter(&mut layouter)
        .id(field_id())
        .hint_text("Find in this article")
        .text_color(ink)
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(room.clamp(*FIELD.start(), *FIELD.end()));
    let response = directional::add_field(ui, true, edit);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Find in this article"));
    if response.changed() {
        queue.push(Command::Find(FindCommand::Words(words)));
    }
    let help = "Enter goes to the next hit, Shift+Enter to the one before, Esc back to the text";
    response.on_hover_text(help);
}

fn toggle_ui(
    ui: &mut Ui,
    view: &View<'_>,
    shown: &str,
    is_on: bool,
    command: FindCommand,
    queue: &mut Vec<Command>,
) {
    let command = Command::Find(command);
    let Some(spec) = command.spec() else { return };
    let response = controls::half_switch(ui, view.theme, shown, spec.name, is_on, 34.0);
    response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, is_on, spec.name));
    if is_on {
        // Not by its ground alone.
        let line = response.rect.shrink2(vec2(7.0, 4.0));
        let stroke = egui::Stroke::new(2.0, view.theme.ink.text);
        ui.painter().line_segment([line.left_bottom(), line.right_bottom()], stroke);
    }
    if response.on_hover_text(view.tip(&command)).clicked() {
        queue.push(command);
        // What is typed next belongs to the field still.
        ui.memory_mut(|memory| memory.request_focus(field_id()));
    }
}

/// How many hits there are, or why nothing can be looked for; it leaves room for the button that closes.
fn count_ui(ui: &mut Ui, view: &View<'_>) {
    let find = &view.desk.find;
    let (text, ink) = match find.complaint() {
        Some(complaint) => (capitalised(&complaint.to_string()), view.theme.ink.bad),
        None if find.found_nothing() => (find.count_in_words(), view.theme.ink.warning),
        None => (find.count_in_words(), view.theme.ink.quiet),
    };
    let width = (ui.available_width() - 34.0).max(0.0);
    ui.allocate_ui(vec2(width, 28.0), |ui| {
        ui.set_width(width);
        if text.is_empty() {
            return;
        }
        let words = RichText::new(&text).size(theme::SMALL).color(ink);
        let response = ui.add(egui::Label::new(words).truncate());
        ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
        response.on_hover_text(text);
    });
}

fn close_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let (rect, _) = ui.allocate_exact_size(vec2(26.0, 28.0), egui::Sense::hover());
    let cross = egui::Rect::from_center_size(pos2(rect.center().x, rect.center().y), vec2(22.0, 22.0));
    if controls::cross_ui(ui, view.theme, cross, "Close the find bar (Esc)").clicked() {
        queue.push(Command::Find(FindCommand::Close));
    }
}
