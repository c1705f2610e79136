//! Commands of the Checks workspace.

use super::{Work, row_step};
use crate::app::command::checks::ChecksCommand;
use crate::app::command::{Command, Workspace};
use crate::app::state::FocusWish;

impl Work<'_> {
    /// Lets the Checks workspace have the command. `None` if it took it.
    pub(super) fn through_checks(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Checks || row_step(&command).is_none() {
            return Some(command);
        }
        None
    }

    /// Carries out a command of the workspace.
    pub(super) fn checks(&mut self, command: ChecksCommand) {
        match command {
            ChecksCommand::Find => self.desk.focus_wish = Some(FocusWish::ChecksFilter),
        }
    }

    /// Takes what has come of the work beside the window for it. Whether a frame is to be drawn.
    pub fn poll_checks(&mut self) -> bool {
        false
    }
}
