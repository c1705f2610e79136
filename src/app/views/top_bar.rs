//! The bar at the top: the corpus with the menu of every command, undo and redo, what is saved, who annotates.

use chrono::Local;
use egui::{Align, Button, FontId, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use super::{View, start};
use crate::app::command::files::FilesCommand;
use crate::app::command::table::TABLE;
use crate::app::command::{Command, Group, Spec, When, Workspace};
use crate::app::fonts;
use crate::app::state::session::Session;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::shortened;
use crate::model::text::visible::shown_name;
use crate::model::time::Timestamp;
use crate::store::SaveStatus;

/// Width of the way to the commands, and the least it needs.
const PALETTE: f32 = 230.0;
const PALETTE_MIN: f32 = 170.0;

/// Below this width the bar is closer together, and the program's name is left to the window's title.
const SPACED_FROM: f32 = 900.0;
/// From this width on every workspace has a tab; below, the first four, then two, then none.
const ALL_TABS_FROM: f32 = 1180.0;
/// From this width on two workspaces have a tab.
const TWO_TABS_FROM: f32 = 700.0;
/// Below this width undo and redo have no buttons of their own.
const REPLAY_FROM: f32 = 930.0;
/// From this width on it is said when everything was saved; below [`REPLAY_FROM`] a dot says that it is.
const TIME_FROM: f32 = 1000.0;

/// Draws the bar.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let frame = egui::Frame::new().fill(theme.ground.paper).inner_margin(egui::Margin::symmetric(14, 0));
    egui::Panel::top("top bar").exact_size(theme::TOP_BAR).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            if view.width >= SPACED_FROM {
                let name = RichText::new("Redletter").family(fonts::sans_semibold()).color(theme.ink.brand);
                ui.label(name);
            }
            menu_ui(ui, view, queue);
            if view.list_is_drawer() {
                let is_on = view.desk.drawers.list;
                drawer_button(ui, view, "Articles", is_on, &Command::ToggleList, queue);
            }
            if view.width >= SPACED_FROM {
                ui.add_space(8.0);
            }
            workspaces_ui(ui, view, queue);
            // Both stand in the menu as well.
            if view.width >= REPLAY_FROM {
                ui.add_space(8.0);
                replay_ui(ui, view, "Undo", &Command::Undo, view.session.corpus.undo_say(), queue);
                replay_ui(ui, view, "Redo", &Command::Redo, view.session.corpus.redo_say(), queue);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                annotator_ui(ui, view, queue);
                if view.inspector_is_drawer() {
                    let is_on = view.desk.shows_inspector();
                    drawer_button(ui, view, "Inspector", is_on, &Command::ToggleInspector, queue);
                }
                ui.add_space(4.0);
                saved_ui(ui, view);
                palette_ui(ui, view, queue);
            });
        });
    });
}

/// The way to every command by its name, where there is room for it; the key is always there.
fn palette_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let room = ui.available_width() - 12.0;
    if room < PALETTE_MIN {
        return;
    }
    ui.add_space(12.0);
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(room.min(PALETTE), 28.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Find a command"));
    let border = if response.hovered() || response.has_focus() { theme.ink.text } else { theme.border };
    let stroke = egui::Stroke::new(1.0, border);
    ui.painter().rect(rect, theme::CORNER, theme.ground.paper, stroke, egui::StrokeKind::Inside);
    let key = view.key(&Command::Palette).unwrap_or_default();
    let key_rect =
        egui::Rect::from_min_max(rect.right_top() + vec2(-58.0, 5.0), rect.right_bottom() - vec2(6.0, 6.0));
    let font = FontId::proportional(theme::BODY);
    let words = controls::elided(ui, "Find a command", font, theme.ink.quiet, rect.width() - 76.0);
    let at = egui::pos2(rect.left() + 10.0, rect.center().y - words.size().y * 0.5);
    ui.painter().galley(at, words, theme.ink.quiet);
    if !key.is_empty() {
        controls::paint_key_text(ui, theme, key_rect, &key);
    }
    if response.on_hover_text(view.tip(&Command::Palette)).clicked() {
        queue.push(Command::Palette);
    }
}

/// What is saved, in words.
pub fn save_status_in_words(status: &SaveStatus) -> String {
    match status {
        SaveStatus::Saved(Some(at)) => format!("Saved {}", clock_time(*at)),
        SaveStatus::Saved(None) => "Saved".to_owned(),
        SaveStatus::Saving => "Saving…".to_owned(),
        SaveStatus::Failed(why) => format!("Not saved: {why}"),
    }
}

/// A point in time as the clock on the wall has it.
fn clock_time(at: Timestamp) -> String {
    at.to_utc().with_timezone(&Local).format("%H:%M:%S").to_string()
}

/// The menu under the corpus's title. It holds every command there is.
fn menu_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let title = view.session.corpus.state().title();
    let title = shown_name(if title.is_empty() { "Corpus" } else { title });
    let shown = shortened(&title, 40);
    let button =
        Button::new(RichText::new(format!("{shown}{}", controls::MENU_MARK)).color(view.theme.ink.quiet))
            .frame_when_inactive(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        recent_ui(ui, view, queue);
        for group in Group::ALL {
            ui.menu_button(group.name(), |ui| {
                ui.set_min_width(260.0);
                let height = ui.ctx().content_rect().height() - 40.0;
                ScrollArea::vertical().max_height(height).show(ui, |ui| {
                    for spec in TABLE.iter().filter(|spec| spec.group == group) {
                        menu_row_ui(ui, view, spec, queue);
                    }
                });
            });
        }
    });
    controls::paint_menu_mark(ui, view.theme, response.rect);
    response.accessible_name(format!("{title}, menu"));
}

/// The corpora that were open before, as a menu of their own.
fn recent_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let recent = start::others(view);
    if recent.is_empty() {
        return;
    }
    ui.menu_button("Open recent", |ui| {
        for path in recent {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            let response = ui.button(shortened(&name, 40));
            if response.on_hover_text(path.display().to_string()).clicked() {
                queue.push(Command::Files(FilesCommand::OpenRecent(path)));
            }
        }
    });
}

fn menu_row_ui(ui: &mut Ui, view: &View<'_>, spec: &Spec, queue: &mut Vec<Command>) {
    let Some(name) = menu_name(view.session, spec) else { return };
    let key = view.keymap.first_key(&spec.command, view.is_mac).unwrap_or_default();
    let enabled = view.session.allows(spec.when);
    let button = Button::new(name.as_str()).shortcut_text(key);
    let response = ui.add_enabled(enabled, button).accessible_name(name);
    if response.on_hover_text(spec.help).clicked() {
        queue.push(spec.command.clone());
    }
}

/// A command's name in the menu; `None` for a digit without a label.
pub(super) fn menu_name(session: &Session, spec: &Spec) -> Option<String> {
    let with = |say: Option<&str>| {
        Some(say.map_or_else(
            || spec.name.to_owned(),
            |say| format!("{}: {}", spec.name, shown_name(&say.to_lowercase())),
        ))
    };
    match spec.when {
        When::Target(digit) => {
            let label = session.tagset().label_for_key(digit)?;
            let what = if matches!(spec.command, Command::AlsoTag(_)) { "Also tag" } else { "Tag" };
            Some(format!("{what} as {}", label.name.to_lowercase()))
        }
        When::Undo => with(session.corpus.undo_say()),
        When::Redo => with(session.corpus.redo_say()),
        _ => Some(spec.name.to_owned()),
    }
}

/// The way to a panel that has no room of its own, and away from it.
fn drawer_button(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    is_on: bool,
    command: &Command,
    queue: &mut Vec<Command>,
) {
    let fill = if is_on { view.theme.ground.raised } else { view.theme.ground.paper };
    let words = RichText::new(name).color(view.theme.ink.text);
    let response = ui.add(Button::new(words).fill(fill)).accessible_name(name);
    if response.on_hover_text(view.tip(command)).clicked() {
        queue.push(command.clone());
    }
}

/// The ways to the workspaces: those that have no room stand in a menu, under the name of the one that is shown if
/// it is among them.
fn workspaces_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let num_shown = match view.width {
        width if width >= ALL_TABS_FROM => Workspace::ALL.len(),
        width if width >= SPACED_FROM => 4,
        width if width >= TWO_TABS_FROM => 2,
        _ => 0,
    };
    let (shown, rest) = Workspace::ALL.split_at(num_shown);
    for workspace in shown {
        workspace_ui(ui, view, *workspace, queue);
    }
    if rest.is_empty() {
        return;
    }
    let here = rest.iter().find(|workspace| **workspace == view.desk.workspace);
    let name = here.map_or("More", |workspace| workspace.name());
    let (family, ink, fill) = match here {
        Some(_) => (fonts::sans_semibold(), view.theme.ink.text, view.theme.ground.raised),
        None => (egui::FontFamily::Proportional, view.theme.ink.quiet, egui::Color32::TRANSPARENT),
    };
    let words = RichText::new(format!("{name}{}", controls::MENU_MARK)).family(family).color(ink);
    let button = Button::new(words).fill(fill).stroke(egui::Stroke::NONE);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        for workspace in rest {
            let command = Command::Workspace(*workspace);
            let key = view.key(&command).unwrap_or_default();
            let row =
                ui.add(Button::new(workspace.name()).shortcut_text(key)).accessible_name(workspace.name());
            if row.on_hover_text(view.tip(&command)).clicked() {
                queue.push(command);
            }
        }
    });
    controls::paint_menu_mark(ui, view.theme, response.rect);
    response.accessible_name(format!("{name}, more workspaces"));
}

/// The way to a workspace.
fn workspace_ui(ui: &mut Ui, view: &View<'_>, workspace: Workspace, queue: &mut Vec<Command>) {
    let is_here = view.desk.workspace == workspace;
    let (family, ink) = if is_here {
        (fonts::sans_semibold(), view.theme.ink.text)
    } else {
        (egui::FontFamily::Proportional, view.theme.ink.quiet)
    };
    let name = RichText::new(workspace.name()).family(family).color(ink);
    let command = Command::Workspace(workspace);
    let fill = if is_here { view.theme.ground.raised } else { egui::Color32::TRANSPARENT };
    let response = ui.add(Button::new(name).fill(fill).stroke(egui::Stroke::NONE).selected(false));
    let key = view.keymap.first_key(&command, view.is_mac).unwrap_or_default();
    let help = command.spec().map_or("", |spec| spec.help);
    if response.on_hover_text(format!("{help} ({key})")).clicked() {
        queue.push(command);
    }
}

/// Undo or redo, with what it would do.
fn replay_ui(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    command: &Command,
    say: Option<&str>,
    queue: &mut Vec<Command>,
) {
    let enabled = command.spec().is_some_and(|spec| view.session.allows(spec.when));
    let button = Button::new(name).frame_when_inactive(false);
    let key = view.keymap.first_key(command, view.is_mac).unwrap_or_default();
    let mut response = ui.add_enabled(enabled, button);
    if let Some(say) = say {
        response = response.on_hover_text(format!("{name}: {} ({key})", say.to_lowercase()));
    }
    if response.clicked() {
        queue.push(command.clone());
    }
}

fn saved_ui(ui: &mut Ui, view: &View<'_>) {
    let theme = view.theme;
    let status = view.session.corpus.save_status();
    let read_only = view.session.corpus.read_only();
    let (text, ink, dot) = match (&status, read_only) {
        (_, Some(why)) => (format!("Read only: {why}"), theme.ink.warning, theme.ink.warning),
        (SaveStatus::Failed(_), None) => (save_status_in_words(&status), theme.ink.bad, theme.ink.bad),
        (SaveStatus::Saving, None) => {
            let text = match view.desk.files.slow_secs {
                0 => save_status_in_words(&status),
                secs => format!("Saving… the disk is slow, {secs} s"),
            };
            (text, theme.ink.quiet, theme.ink.warning)
        }
        (SaveStatus::Saved(_), None) => (save_status_in_words(&status), theme.ink.quiet, theme.ink.good),
    };
    let is_plain = read_only.is_none() && !matches!(status, SaveStatus::Failed(_));
    let shown = match view.width {
        width if is_plain && width < REPLAY_FROM => "",
        width if is_plain && width < TIME_FROM => {
            text.split_once(' ').map_or(text.as_str(), |(word, _)| word)
        }
        _ => &text,
    };
    let room = (ui.available_width() - 24.0).max(60.0);
    let font = FontId::proportional(theme::BODY);
    let galley = controls::elided(ui, shown, font.clone(), ink, room);
    // Digits differ in width; what stands beside them is not to move with every second.
    let widest = match view.width {
        width if width < REPLAY_FROM => "",
        width if width < TIME_FROM => "Saving…",
        _ => "Saved 00:00:00",
    };
    let widest = ui.painter().layout_no_wrap(widest.to_owned(), font, ink).size().x;
    let width = galley.size().x.max(if is_plain { widest } else { 0.0 });
    // Where only the dot is left, it is what the pointer asks.
    let size = vec2(width.max(8.0), galley.size().y.max(16.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().galley(rect.min, galley, ink);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text.as_str()));
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    response.on_hover_text(text);
    let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.0, dot);
}

/// Who annotates, and the way to say that somebody else does.
fn annotator_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let annotator = view.session.annotator().as_str();
    let initials: String = annotator
        .split('-')
        .filter_map(|part| part.chars().next())
        .chain(annotator.chars().skip(1))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
    let name = format!("Annotator {annotator}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    ui.painter().circle_filled(rect.center(), 13.0, view.theme.ground.raised);
    if response.hovered() || response.has_focus() {
        let stroke = egui::Stroke::new(1.5, view.theme.ink.text);
        ui.painter().circle_stroke(rect.center(), 13.0, stroke);
    }
    if response.clicked() {
        queue.push(Command::Files(FilesCommand::Annotator));
    }
    let font = FontId::new(theme::CAPS, fonts::sans_semibold());
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, initials, font, view.theme.ink.text);
    response.on_hover_text(format!("{name}; click to go on as somebody else"));
}
