//! What is drawn around the text. Every view reads the state and pushes commands; none changes anything.

pub mod articles;
pub mod checks;
pub mod choices;
mod contexts;
pub mod dialogs;
pub mod drop_zone;
pub mod find_bar;
pub mod history;
mod in_line;
pub mod inspector;
pub mod items;
mod line_field;
pub mod notices;
pub mod opening;
mod quote_rows;
pub mod review;
pub mod saving_bar;
pub mod search;
pub mod start;
pub mod statistics;
pub mod status_bar;
pub mod tags;
pub mod top_bar;
pub mod voices;

use super::Places;
use super::command::Command;
use super::keymap::Keymap;
use super::settings::Settings;
use super::state::Desk;
use super::state::session::Session;
use super::theme::{self, Theme};
use crate::model::id::AnnotatorId;
use crate::model::review::{Decision, JudgedDigest};
use crate::model::text::visible::shown_name;

/// A reviewer's decision in a line; `digest` is of the annotation as it is now.
pub fn decision_in_words(reviewer: &AnnotatorId, decision: &Decision, digest: JudgedDigest) -> String {
    let at = decision.at.to_utc().with_timezone(&chrono::Local).format("%-d %b %H:%M");
    let stale = if decision.seen == digest { "" } else { ", before it changed" };
    let mut text = format!("{} by {reviewer}, {at}{stale}", super::run::capitalised(decision.verdict.name()));
    for more in [&decision.reason, &decision.note] {
        if !more.trim().is_empty() {
            text.push_str(": ");
            text.push_str(&shown_name(more.trim()));
        }
    }
    text
}

/// What views read while a corpus is open.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The corpus.
    pub session: &'a Session,
    /// The window around it.
    pub shell: Shell<'a>,
}

/// What views read whether a corpus is open or not.
#[derive(Clone, Copy)]
pub struct Shell<'a> {
    /// What goes on in the window.
    pub desk: &'a Desk,
    /// What is remembered.
    pub settings: &'a Settings,
    /// Which keys mean what.
    pub keymap: &'a Keymap,
    /// Where things lie on this machine.
    pub places: &'a Places,
    /// Whether keys are named as on macOS.
    pub is_mac: bool,
    /// The colours.
    pub theme: &'static Theme,
    /// Width of the window in points.
    pub width: f32,
}

impl<'a> std::ops::Deref for View<'a> {
    type Target = Shell<'a>;

    fn deref(&self) -> &Shell<'a> {
        &self.shell
    }
}

impl Shell<'_> {
    /// Whether the article list has no room of its own.
    pub fn list_is_drawer(&self) -> bool {
        self.width < theme::DRAWER_BELOW
    }

    /// Whether the inspector has no room of its own.
    pub fn inspector_is_drawer(&self) -> bool {
        self.width < theme::SLIDE_BELOW
    }

    /// The first key of a command, in words.
    pub fn key(&self, command: &Command) -> Option<String> {
        self.keymap.first_key(command, self.is_mac)
    }

    /// A command's help with its key, as a tooltip has it.
    pub fn tip(&self, command: &Command) -> String {
        let help = command.spec().map_or("", |spec| spec.help);
        match self.key(command) {
            Some(key) => format!("{help} ({key})"),
            None => help.to_owned(),
        }
    }
}
