//! Commands of the Find workspace.

use super::{Work, row_step};
use crate::app::command::search::SearchCommand;
use crate::app::command::{Command, Workspace};
use crate::app::state::FocusWish;

impl Work<'_> {
    /// Lets the Find workspace have the command. `None` if it took it.
    pub(super) fn through_search(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Search || row_step(&command).is_none() {
            return Some(command);
        }
        None
    }

    /// Carries out a command of the workspace.
    pub(super) fn search(&mut self, command: SearchCommand) {
        match command {
            SearchCommand::Open => {
                self.go_to(Workspace::Search);
                self.desk.focus_wish = Some(FocusWish::SearchField);
            }
        }
    }

    /// Takes what has come of the work beside the window for it. Whether a frame is to be drawn.
    pub fn poll_search(&mut self) -> bool {
        false
    }
}
