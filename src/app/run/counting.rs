//! Commands of the Statistics workspace.

use super::{Work, row_step};
use crate::app::command::statistics::StatisticsCommand;
use crate::app::command::{Command, Workspace};

impl Work<'_> {
    /// Lets the Statistics workspace have the command. `None` if it took it.
    pub(super) fn through_statistics(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Statistics || row_step(&command).is_none() {
            return Some(command);
        }
        None
    }

    /// Carries out a command of the workspace.
    pub(super) fn statistics(&mut self, command: StatisticsCommand) {
        match command {
            StatisticsCommand::Renew => self.desk.say("All figures are up to date"),
        }
    }

    /// Takes what has come of the work beside the window for it. Whether a frame is to be drawn.
    pub fn poll_statistics(&mut self) -> bool {
        false
    }
}
