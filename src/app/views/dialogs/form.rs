//! What dialogs with fields have in common: title, fields, what went wrong, and the two buttons.

use egui::{Button, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::directional;
use crate::app::fonts;
use crate::app::state::dialog::{Dialog, PathUse};
use crate::app::state::running::RunningJob;
use crate::app::theme;
use crate::app::views::Shell;
use crate::app::widgets::controls;

/// Width of the buttons that open the system's dialogs.
const BROWSE: f32 = 84.0;

/// Height of those buttons.
const LINE: f32 = 30.0;

/// Fields that are being drawn, and what comes of them.
pub struct Fields<'a> {
    shell: &'a Shell<'a>,
    /// Whether a field has been drawn that takes the keyboard when nothing else has it.
    has_first: bool,
    confirms: bool,
    browses: Option<PathUse>,
}

/// The width of a dialog of fields.
const NARROW: f32 = 560.0;
/// The width of one with a table.
pub const WIDE: f32 = 860.0;

/// Draws a dialog of fields, whose `form` becomes a dialog by `wrap` again, and which `does` what it says.
pub fn show<F: Clone + PartialEq>(
    ui: &mut Ui,
    shell: &Shell<'_>,
    (title, does): (&str, &str),
    form: &F,
    wrap: impl FnOnce(F) -> Dialog,
    queue: &mut Vec<Command>,
    fields_ui: impl FnOnce(&mut Ui, &mut Fields<'_>, &mut F),
) {
    show_wide(ui, shell, (NARROW, title, does), form, wrap, queue, fields_ui);
}

/// The same with a width.
pub fn show_wide<F: Clone + PartialEq>(
    ui: &mut Ui,
    shell: &Shell<'_>,
    (width, title, does): (f32, &str, &str),
    form: &F,
    wrap: impl FnOnce(F) -> Dialog,
    queue: &mut Vec<Command>,
    fields_ui: impl FnOnce(&mut Ui, &mut Fields<'_>, &mut F),
) {
    super::set_width(ui, shell, width);
    ui.label(
        RichText::new(title).size(theme::WORDS.0).family(fonts::sans_semibold()).color(shell.theme.ink.text),
    );
    ui.add_space(6.0);
    let mut after = form.clone();
    // Where there is a table, the keys are its own until somebody goes to a field.
    let has_first = width > NARROW;
    let mut fields = Fields { shell, has_first, confirms: false, browses: None };
    // In a field of several lines Enter is a new line.
    fields.confirms = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    ScrollArea::vertical().max_height(height(ui)).auto_shrink([false, true]).show(ui, |ui| {
        fields_ui(ui, &mut fields, &mut after);
    });
    let Fields { mut confirms, browses, .. } = fields;
    if !shell.desk.files.complaint.is_empty() {
        ui.add_space(4.0);
        let response = ui.label(RichText::new(&shell.desk.files.complaint).color(shell.theme.ink.bad));
        ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Assertive));
    }
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        confirms |= buttons_ui(ui, shell, does, queue);
    });
    if after != *form {
        queue.push(Command::Files(FilesCommand::Set(Box::new(wrap(after)))));
    }
    if let Some(path_use) = browses {
        queue.push(Command::Files(FilesCommand::Browse(path_use)));
    }
    if confirms {
        queue.push(Command::Files(FilesCommand::Confirm));
    }
}

/// How high a dialog's fields may be.
pub fn height(ui: &Ui) -> f32 {
    (ui.ctx().content_rect().height() - 200.0).max(120.0)
}

/// The buttons at the foot. Whether the form is confirmed.
fn buttons_ui(ui: &mut Ui, shell: &Shell<'_>, does: &str, queue: &mut Vec<Command>) -> bool {
    let files = &shell.desk.files;
    let opening = files.opening.as_ref().map(|name| format!("Opening {name}…"));
    let job = files.running.as_ref().map(|running| &running.job);
    let waits = match job {
        Some(RunningJob::Ask(..)) => Some("The system's dialog is open; the path can be typed as well"),
        Some(RunningJob::Look(..) | RunningJob::Columns(..)) => Some("Reading the first rows…"),
        Some(RunningJob::Compare(..)) => Some("Comparing the two texts…"),
        Some(RunningJob::Version(..)) => Some("Reading the newer version…"),
        _ => None,
    };
    let name = RichText::new(does).family(fonts::sans_semibold()).color(shell.theme.ground.paper);
    let enabled = opening.is_none() && waits.is_none();
    let button = Button::new(name).fill(shell.theme.ink.text).min_size(egui::vec2(84.0, 30.0));
    let confirmed = ui.add_enabled(enabled, button).on_hover_text("Do it (Ctrl+Enter)");
    if ui
        .add(Button::new("Cancel").min_size(egui::vec2(0.0, 30.0)))
        .on_hover_text("Leave everything as it is (Esc)")
        .clicked()
    {
        queue.push(Command::CloseDialog);
    }
    if let Some(opening) = opening {
        ui.spinner();
        controls::small(ui, shell.theme, opening);
    } else if let Some(waits) = waits {
        ui.spinner();
        controls::small(ui, shell.theme, waits);
    }
    confirmed.clicked()
}

impl Fields<'_> {
    /// A field of one line.
    pub fn text(&mut self, ui: &mut Ui, name: &str, hint: &str, text: &mut String) {
        controls::small(ui, self.shell.theme, name);
        let room = ui.available_width();
        self.line(ui, name, hint, text, room);
    }

    /// A field for a path, with the way to the system's own dialog.
    pub fn path(&mut self, ui: &mut Ui, name: &str, hint: &str, text: &mut String, uses: &[PathUse]) {
        controls::small(ui, self.shell.theme, name);
        ui.horizontal(|ui| {
            // As high as the buttons, so that field and buttons stand on one line.
            ui.spacing_mut().interact_size.y = LINE;
            let beside = ui.spacing().item_spacing.x + BROWSE;
            let room = ui.available_width() - beside * uses.len() as f32;
            self.line(ui, name, hint, text, room);
            self.browse(ui, uses);
        });
    }

    /// A field for several paths, one a line.
    pub fn paths(&mut self, ui: &mut Ui, name: &str, text: &mut String, uses: &[PathUse]) {
        controls::small(ui, self.shell.theme, name);
        let mut layouter = directional::field_layouter(true);
        let edit = TextEdit::multiline(text)
            .layouter(&mut layouter)
            .desired_rows(4)
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(10, 6));
        let response = directional::add_field(ui, true, edit);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
        self.first(ui, &response);
        ui.horizontal(|ui| {
            self.browse(ui, uses);
            let key = if self.shell.is_mac { "Cmd" } else { "Ctrl" };
            controls::small(ui, self.shell.theme, format!("{key}+Enter goes on"));
        });
    }

    /// A choice that is on or off.
    pub fn check(&mut self, ui: &mut Ui, name: &str, help: &str, is_on: &mut bool) {
        ui.checkbox(is_on, name).on_hover_text(help);
    }

    /// Lets the form be confirmed.
    pub fn shell(&self) -> &Shell<'_> {
        self.shell
    }

    fn line(&mut self, ui: &mut Ui, name: &str, hint: &str, text: &mut String, width: f32) {
        let mut layouter = directional::field_layouter(false);
        let edit = TextEdit::singleline(text)
            .layouter(&mut layouter)
            .hint_text(hint)
            .desired_width(width)
            .margin(egui::Margin::symmetric(10, 6));
        let response = directional::add_field(ui, true, edit);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
        // Asked before the field may get the keyboard again: it has not lost it then.
        self.confirms |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        self.first(ui, &response);
    }

    fn first(&mut self, ui: &Ui, response: &egui::Response) {
        if !std::mem::replace(&mut self.has_first, true) && ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
    }

    fn browse(&mut self, ui: &mut Ui, uses: &[PathUse]) {
        for path_use in uses {
            let button = Button::new(path_use.button()).min_size(egui::vec2(BROWSE, LINE));
            let response = ui.add(button).on_hover_text(path_use.title());
            if response.clicked() {
                self.browses = Some(*path_use);
            }
        }
    }
}
