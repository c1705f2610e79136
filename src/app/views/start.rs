//! How to begin: the card above the sample, and the corpora that were open before.

use std::collections::BTreeSet;
use std::path::PathBuf;

use egui::{Button, Margin, RichText, Ui};

use super::{Shell, View};
use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::fonts;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::model::id::AnnotatorId;

/// How many of the corpora that were open before are shown.
const MAX_RECENT: usize = 6;

/// Draws the card above the text.
pub fn card_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let frame = egui::Frame::new().fill(theme.ground.panel).inner_margin(Margin::symmetric(20, 12));
    egui::Panel::top("start card").frame(frame).show(ui, |ui| {
        let is_sample = view.session.corpus.folder() == view.places.sample;
        let (title, text) = if is_sample {
            (
                "This is the sample: news of a port that does not exist",
                "Try anything on it: select words and press a digit, then S for who said it; undo takes everything back. \
                 Your own articles go into a corpus of your own.",
            )
        } else {
            ("How to begin", "Add articles, select words, press a digit to tag them, S for who said it.")
        };
        ui.label(RichText::new(title).family(fonts::sans_semibold()).color(theme.ink.text));
        ui.label(RichText::new(text).color(theme.ink.quiet));
        ui.horizontal_wrapped(|ui| {
            ways_ui(ui, &view.shell, queue);
            if !is_sample {
                button_ui(ui, &view.shell, FilesCommand::Add, queue);
            }
            if let Some(other) = is_sample.then(|| busy_other(view)).flatten() {
                let name = format!("See it tagged, as {other}");
                let tip = "Go on as one who has tagged it; the round button at the top right changes back";
                if ui.add(Button::new(name)).on_hover_text(tip).clicked() {
                    queue.push(Command::Files(FilesCommand::GoOnAs(other)));
                }
            }
            let close = Command::Files(FilesCommand::ToggleStart);
            let tip = format!("{}; it stays in the menu", view.tip(&close));
            if ui.add(Button::new("Close this")).on_hover_text(tip).clicked() {
                queue.push(close);
            }
        });
        let recent = others(view);
        if !recent.is_empty() {
            ui.horizontal_wrapped(|ui| {
                controls::small(ui, theme, "Open before:");
                for path in recent.into_iter().take(3) {
                    if path_ui(ui, &view.shell, &path) {
                        queue.push(Command::Files(FilesCommand::OpenRecent(path)));
                    }
                }
            });
        }
    });
}

/// Who has tagged most in this corpus, if that is somebody else and one has tagged nothing oneself.
fn busy_other(view: &View<'_>) -> Option<AnnotatorId> {
    let layers = || view.session.corpus.state().layers.values().flat_map(|layers| layers.iter());
    let own = view.session.annotator();
    let num_of = |annotator: &AnnotatorId| -> usize {
        layers().filter(|(other, _)| *other == annotator).map(|(_, layer)| layer.annotations.len()).sum()
    };
    let others: BTreeSet<&AnnotatorId> = layers().map(|(annotator, _)| annotator).collect();
    let busiest = others.into_iter().max_by_key(|annotator| num_of(annotator))?;
    (busiest != own && num_of(own) == 0).then(|| busiest.clone())
}

/// The corpora that were open before this one.
pub(super) fn others(view: &View<'_>) -> Vec<PathBuf> {
    let here = view.session.corpus.folder();
    view.settings.recent.iter().filter(|path| *path != here).cloned().collect()
}

/// The buttons that lead to a corpus of one's own.
pub fn ways_ui(ui: &mut Ui, shell: &Shell<'_>, queue: &mut Vec<Command>) {
    for command in [FilesCommand::New, FilesCommand::Open] {
        button_ui(ui, shell, command, queue);
    }
}

/// A button with a command's own name.
pub fn button_ui(ui: &mut Ui, shell: &Shell<'_>, command: FilesCommand, queue: &mut Vec<Command>) {
    let command = Command::Files(command);
    let name = command.spec().map_or("", |spec| spec.name);
    if ui.add(Button::new(name)).on_hover_text(shell.tip(&command)).clicked() {
        queue.push(command);
    }
}

/// The corpora that were open before. The one that was clicked.
pub fn recent_ui(ui: &mut Ui, shell: &Shell<'_>) -> Option<PathBuf> {
    let mut taken = None;
    for path in shell.settings.recent.iter().take(MAX_RECENT) {
        ui.horizontal(|ui| {
            if path_ui(ui, shell, path) {
                taken = Some(path.clone());
            }
            let folder = path.parent().map(|parent| parent.display().to_string()).unwrap_or_default();
            let font = egui::FontId::proportional(theme::SMALL);
            let room = ui.available_width();
            let folder = controls::elided_middle(ui, &folder, font, shell.theme.ink.quiet, room);
            ui.label(folder);
        });
    }
    taken
}

fn path_ui(ui: &mut Ui, shell: &Shell<'_>, path: &std::path::Path) -> bool {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let name = crate::app::widgets::reading::access::shortened(&name, 40);
    let button = Button::new(RichText::new(name).color(shell.theme.ink.text));
    ui.add(button).on_hover_text(format!("Open {}", path.display())).clicked()
}
