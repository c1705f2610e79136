//! Commands carried out. Each is one call into a file by subject; what changes the corpus becomes a
//! transaction of `model::change` there, and reaches it through [`Session::apply`] only.

pub mod desk;
pub mod fields;
pub mod moving;
pub mod tagging;

use egui::Context;

use super::Services;
use super::command::{Command, Way, When};
use super::settings::Settings;
use super::state::session::Session;
use super::state::{Desk, Dialog, FocusWish};
use super::widgets::reading::ReadingView;
use crate::model::change::ChangeError;
use crate::model::edit::Transaction;

/// What commands work on, once a corpus is open.
pub struct Work<'a> {
    /// The window's egui.
    pub ctx: &'a Context,
    /// The corpus.
    pub session: &'a mut Session,
    /// What goes on beside it.
    pub desk: &'a mut Desk,
    /// The reading view, which knows the lines.
    pub reading: &'a mut ReadingView,
    /// Clock and ids.
    pub services: &'a mut Services,
}

/// What commands that need no corpus work on.
pub struct Surroundings<'a> {
    /// The window's egui.
    pub ctx: &'a Context,
    /// What goes on in the window.
    pub desk: &'a mut Desk,
    /// What is remembered.
    pub settings: &'a mut Settings,
    /// Whether the window closes although not everything is saved.
    pub quits_anyway: &'a mut bool,
}

/// Carries out a command that needs no corpus; gives it back if it needs one.
pub fn without_corpus(around: &mut Surroundings<'_>, command: Command) -> Option<Command> {
    match command {
        Command::TextSize(change) => desk::text_size(around, change),
        Command::SetAppearance(appearance) => desk::set_appearance(around, appearance),
        Command::Dismiss(id) => around.desk.notices.retain(|notice| notice.id != id),
        Command::CloseDialog => around.desk.dialog = None,
        Command::Quit => around.ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        Command::QuitAnyway => {
            *around.quits_anyway = true;
            around.ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        command => return Some(command),
    }
    None
}

impl Work<'_> {
    /// Carries out a command, or says why it can't be.
    pub fn run(&mut self, command: Command) {
        self.desk.status = None;
        if let Some(when) = command.spec().map(|spec| spec.when)
            && !self.session.allows(when)
        {
            let why = self.why_not(when);
            return self.desk.refuse(why);
        }
        self.carry_out(command);
        self.settle_draft();
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Tag(digit) => self.tag_by_digit(digit),
            Command::TagAs(label) => self.tag(&label),
            Command::Remove => self.remove(),
            Command::ToggleUnsure => self.toggle_unsure(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Span(way) => self.next_span(way),
            Command::Stacked(way) => self.next_stacked(way),
            Command::Focus(id) => self.focus(&id),
            Command::ClickText { caret, under } => self.click_text(caret, under),
            Command::Select { anchor, caret } => self.select(anchor, caret),
            Command::Sentence(way) => self.select_sentence(way),
            Command::Move(motion) => self.move_caret(motion, false),
            Command::Extend(motion) => self.move_caret(motion, true),
            Command::Copy => self.copy(),
            Command::BackOut => self.back_out(),
            Command::EditSpeaker => self.desk.focus_wish = Some(FocusWish::Speaker),
            Command::EditNote => self.desk.focus_wish = Some(FocusWish::Note),
            Command::Draft(draft) => self.desk.draft = Some(draft),
            Command::KeepField => self.keep_field(),
            Command::SetSpeaker(speaker) => self.set_speaker(speaker),
            Command::DoneAndNext => self.done_and_next(),
            Command::Article(way) => self.next_article(way),
            Command::OpenArticle(id) => self.open_article(&id),
            Command::Row(way) => self.next_row(way),
            Command::OpenRow => self.open_row(),
            Command::SaveStatus => self.say_saved(),
            Command::ShowProblems => self.desk.dialog = Some(Dialog::Problems),
            Command::Pane(way) => self.next_pane(way),
            Command::Workspace(workspace) => self.go_to(workspace),
            Command::ToggleList => self.desk.drawer_open = !self.desk.drawer_open,
            // Carried out before a corpus is asked for.
            Command::TextSize(_)
            | Command::SetAppearance(_)
            | Command::Dismiss(_)
            | Command::CloseDialog
            | Command::Quit
            | Command::QuitAnyway => {}
        }
    }

    /// Applies a change. Whether it was one, and could be made.
    pub(super) fn apply(&mut self, change: Result<Transaction, ChangeError>) -> bool {
        let transaction = match change {
            Ok(transaction) => transaction,
            Err(ChangeError::Nothing) => return false,
            Err(err) => {
                self.desk.refuse(capitalised(&err.to_string()));
                return false;
            }
        };
        if let Some(why) = self.session.corpus.read_only() {
            self.desk.refuse(format!("This corpus can only be read: {why}"));
            return false;
        }
        let now = self.services.now();
        match self.session.apply(transaction, now) {
            Ok(()) => true,
            Err(err) => {
                self.desk.notify(format!("The change was not made: {err}"), false);
                false
            }
        }
    }

    /// Why a command can't be carried out now.
    fn why_not(&self, when: When) -> String {
        let changes = matches!(when, When::Target(_) | When::Focus | When::Writing | When::Undo | When::Redo);
        if let Some(why) = self.session.corpus.read_only().filter(|_| changes) {
            return format!("This corpus can only be read: {why}");
        }
        match when {
            When::Always | When::Corpus => String::new(),
            When::Article | When::Writing => "Open an article first".to_owned(),
            When::Target(digit) if self.session.corpus.state().tagset.label_for_key(digit).is_none() => {
                format!("No label has the key {digit}")
            }
            When::Target(_) | When::Words => "Select words, or put a span in focus, first".to_owned(),
            When::Focus => "Put a span in focus first, with no words selected".to_owned(),
            When::Undo => "There is nothing to undo".to_owned(),
            When::Redo => "There is nothing to redo".to_owned(),
        }
    }
}

/// The one after or before the place of `current` in a ring of things; the first if it is not among them.
pub(super) fn next_in_ring<T: PartialEq>(ring: &[T], current: Option<&T>, way: Way) -> Option<usize> {
    let len = ring.len();
    if len == 0 {
        return None;
    }
    let Some(idx) = current.and_then(|current| ring.iter().position(|item| item == current)) else {
        return Some(0);
    };
    Some(match way {
        Way::Next => (idx + 1) % len,
        Way::Previous => (idx + len - 1) % len,
    })
}

/// An error's text as it begins a line on screen.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
