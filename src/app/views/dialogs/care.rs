//! The state of the corpus: what others have that is not in the files, what was recovered and waits for a word,
//! and what was wrong when it was opened.

use egui::{Button, RichText, Ui};

use super::{close_ui, lines_ui, set_width};
use crate::app::command::Command;
use crate::app::command::care::CareCommand;
use crate::app::state::history::words;
use crate::app::state::session::Session;
use crate::app::theme::Theme;
use crate::app::views::Shell;
use crate::app::widgets::controls;
use crate::model::edit::{Key, Record};
use crate::model::reader::CorpusReader as _;
use crate::store::{OtherTail, Recovered, RecoveredValue};

/// Draws the dialog.
pub(super) fn show(ui: &mut Ui, shell: &Shell<'_>, session: &Session, queue: &mut Vec<Command>) {
    let (others, recovered, problems) =
        (session.corpus.others(), session.corpus.recovered(), &session.found.problems);
    set_width(ui, shell, 760.0);
    controls::heading(ui, shell.theme, "State of the corpus");
    ui.add_space(6.0);
    let num_lines = others.len() + recovered.len() + problems.len();
    if num_lines == 0 {
        let quiet = "Nothing was wrong when it was opened, nothing had to be recovered, and all histories are in \
                     the files";
        ui.label(RichText::new(quiet).color(shell.theme.ink.text));
    }
    lines_ui(ui, num_lines, |ui, idx| {
        if let Some(other) = others.get(idx) {
            other_ui(ui, shell.theme, session, other, queue);
        } else if let Some(recovered) = recovered.get(idx - others.len()) {
            recovered_ui(ui, shell.theme, session, recovered, queue);
        } else if let Some(problem) = problems.get(idx - others.len() - recovered.len()) {
            ui.label(RichText::new(&problem.message).color(shell.theme.ink.text));
            if let Some(remedy) = problem.remedy {
                controls::small(ui, shell.theme, remedy);
            }
        }
        ui.separator();
    });
    if session.corpus.lacks_locks() {
        unlocked_ui(ui, shell.theme, queue);
    }
    ui.horizontal(|ui| {
        close_ui(ui, queue);
        ui.add_space(4.0);
        let is_writable = session.corpus.read_only().is_none();
        for (name, command, needs_writing) in [
            ("Check everything", CareCommand::Check, false),
            ("Repair", CareCommand::Repair, true),
            ("Rebuild from the histories", CareCommand::Rebuild, true),
        ] {
            let command = Command::Care(command);
            let help = command.spec().map_or("", |spec| spec.help);
            let button = ui.add_enabled(is_writable || !needs_writing, Button::new(name));
            if button.on_hover_text(help).clicked() {
                queue.push(command);
            }
        }
    });
}

/// Asks whether a corpus is to be written where nothing can keep two windows apart.
fn unlocked_ui(ui: &mut Ui, theme: &Theme, queue: &mut Vec<Command>) {
    ui.label(
        RichText::new("This file system has no locks, so the corpus is open to be read")
            .color(theme.ink.text),
    );
    controls::small(
        ui,
        theme,
        "Write only if nobody, you in another window included, works in it under your name",
    );
    let write = ui.add(Button::new("Open for writing"));
    if write.on_hover_text("Open it again, to be changed").clicked() {
        queue.push(Command::Care(CareCommand::WriteUnlocked));
    }
    ui.separator();
}

fn other_ui(ui: &mut Ui, theme: &Theme, session: &Session, other: &OtherTail, queue: &mut Vec<Command>) {
    ui.label(RichText::new(other.to_string()).color(theme.ink.text));
    if other.is_at_work {
        controls::small(ui, theme, format!("{} is at work; they get there by themselves", other.annotator));
        return;
    }
    controls::small(ui, theme, "Their program was interrupted, or they work in another copy of this folder");
    let is_writable = session.corpus.read_only().is_none();
    let take_in = ui.add_enabled(is_writable, Button::new("Take them in"));
    if take_in.on_hover_text("Put these changes into the files; what was changed since stays").clicked() {
        queue.push(Command::Care(CareCommand::TakeIn(other.clone())));
    }
}

fn recovered_ui(
    ui: &mut Ui,
    theme: &Theme,
    session: &Session,
    recovered: &Recovered,
    queue: &mut Vec<Command>,
) {
    let what = &recovered.what;
    match what {
        RecoveredValue::Record { key, kept, other } => {
            let title = words::title(session, key, kept.as_ref().or(other.as_ref()));
            ui.label(RichText::new(title).color(theme.ink.text));
            controls::small(ui, theme, format!("There now: {}", in_words(session, key, kept.as_ref())));
            controls::small(ui, theme, format!("Recovered: {}", in_words(session, key, other.as_ref())));
        }
        RecoveredValue::Correction { .. } => {
            ui.label(RichText::new(what.to_string()).color(theme.ink.text));
            controls::small(ui, theme, "The text was corrected by somebody else meanwhile");
        }
    }
    ui.horizontal(|ui| {
        let is_writable = session.corpus.read_only().is_none();
        let keep = ui.add_enabled(is_writable, Button::new("Keep what is there"));
        if keep.on_hover_text("Take this off the list; the history keeps both values").clicked() {
            queue.push(Command::Care(CareCommand::Keep(Box::new(what.clone()))));
        }
        let use_this = ui.add_enabled(is_writable, Button::new("Use this"));
        if use_this.on_hover_text("Put the recovered value in its place; it can be undone").clicked() {
            queue.push(Command::Care(CareCommand::Use(Box::new(what.clone()))));
        }
    });
}

/// What a record says, in a line.
fn in_words(session: &Session, key: &Key, record: Option<&Record>) -> String {
    let Some(record) = record else { return "nothing".to_owned() };
    let article = key.article().and_then(|id| session.corpus.article(id).ok());
    let text = article.as_ref().map(|article| article.text.as_str());
    let fields = words::fields(session, record, text);
    let parts: Vec<String> = fields.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
    parts.join(" · ")
}
