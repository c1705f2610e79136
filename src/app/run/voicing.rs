//! Commands of the Voices workspace.

use super::{Work, row_step};
use crate::app::command::voices::VoicesCommand;
use crate::app::command::{Command, Workspace};
use crate::app::state::FocusWish;

impl Work<'_> {
    /// Lets the Voices workspace have the command. `None` if it took it.
    pub(super) fn through_voices(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Voices || row_step(&command).is_none() {
            return Some(command);
        }
        None
    }

    /// Carries out a command of the workspace.
    pub(super) fn voices(&mut self, command: VoicesCommand) {
        match command {
            VoicesCommand::Find => self.desk.focus_wish = Some(FocusWish::VoicesFilter),
        }
    }

    /// Takes what has come of the work beside the window for it. Whether a frame is to be drawn.
    pub fn poll_voices(&mut self) -> bool {
        false
    }
}
