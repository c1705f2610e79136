//! What the window remembers: appearance, sizes, whether single keys are commands.

use egui::{Button, RichText, Slider, Ui};

use crate::app::command::{Command, Preference};
use crate::app::fonts;
use crate::app::settings::{AfterTagging, Appearance, Arrows};
use crate::app::theme;
use crate::app::views::Shell;
use crate::app::widgets::controls;

/// The sizes of everything that can be chosen, in percent.
const SCALES: [u16; 8] = [80, 90, 100, 110, 125, 150, 175, 200];

pub(super) fn show(ui: &mut Ui, shell: &Shell<'_>, queue: &mut Vec<Command>) {
    let (theme, settings) = (shell.theme, shell.settings);
    super::set_width(ui, shell, 480.0);
    ui.label(
        RichText::new("Settings").size(theme::WORDS.0).family(fonts::sans_semibold()).color(theme.ink.text),
    );
    ui.add_space(6.0);
    controls::small(ui, theme, "Appearance");
    ui.horizontal_wrapped(|ui| {
        for (appearance, name) in [
            (Appearance::System, "as the system has it"),
            (Appearance::Light, "light"),
            (Appearance::Dark, "dark"),
        ] {
            if controls::chip(ui, theme, name, settings.appearance == appearance).clicked() {
                queue.push(Command::SetAppearance(appearance));
            }
        }
    });
    ui.add_space(4.0);
    controls::small(ui, theme, "Size of everything");
    ui.horizontal_wrapped(|ui| {
        for scale in SCALES {
            let name = format!("{scale} %");
            if controls::chip(ui, theme, &name, settings.scale == scale).clicked() {
                queue.push(Command::Prefer(Preference::Scale(scale)));
            }
        }
    });
    ui.add_space(4.0);
    controls::small(ui, theme, "Size of reading text");
    let mut size = settings.reading_size;
    let slider = Slider::new(&mut size, theme::READING_RANGE).step_by(1.0).suffix(" pt");
    // egui draws the rail in the fill of buttons, which is that of the dialog here.
    let response = ui
        .scope(|ui| {
            ui.visuals_mut().widgets.inactive.bg_fill = theme.border;
            ui.add(slider)
        })
        .inner
        .on_hover_text("Larger and smaller also with Ctrl and + or −");
    response.widget_info(|| egui::WidgetInfo::slider(true, f64::from(size), "Size of reading text"));
    if response.changed() {
        queue.push(Command::Prefer(Preference::ReadingSize(size)));
    }
    ui.add_space(4.0);
    let mut single_keys = settings.single_keys;
    let check = ui.checkbox(&mut single_keys, "Single letters and digits are commands");
    if check
        .on_hover_text("Without it, only keys with Ctrl, Cmd or Alt are, and those that print nothing")
        .changed()
    {
        queue.push(Command::Prefer(Preference::SingleKeys(single_keys)));
    }
    ui.add_space(4.0);
    controls::small(ui, theme, "After tagging");
    ui.horizontal_wrapped(|ui| {
        for (after, name, help) in [
            (AfterTagging::Goes, "the selection goes", "The caret stands behind the words"),
            (AfterTagging::Stays, "the selection stays", "Another digit tags the same words again"),
        ] {
            let chip = controls::chip(ui, theme, name, settings.after_tagging == after);
            if chip.on_hover_text(help).clicked() {
                queue.push(Command::Prefer(Preference::AfterTagging(after)));
            }
        }
    });
    ui.add_space(4.0);
    controls::small(ui, theme, "Left and right arrows in Arabic, Hebrew and other such words");
    ui.horizontal_wrapped(|ui| {
        for (arrows, name, help) in [
            (
                Arrows::BySight,
                "go where they point",
                "To the left is to the left, whichever way the words run",
            ),
            (Arrows::ByText, "go through the text", "To the left is back, to the right is on"),
        ] {
            if controls::chip(ui, theme, name, settings.arrows == arrows).on_hover_text(help).clicked() {
                queue.push(Command::Prefer(Preference::Arrows(arrows)));
            }
        }
    });
    ui.add_space(4.0);
    let keys = ui.add(Button::new("Keys…")).on_hover_text(shell.tip(&Command::Keys));
    if keys.clicked() {
        queue.push(Command::Keys);
    }
    super::close_ui(ui, queue);
}
