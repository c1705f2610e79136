//! What is drawn around the text. Every view reads the state and pushes commands; none changes anything.

pub mod articles;
pub mod choices;
pub mod dialogs;
pub mod inspector;
pub mod notices;
pub mod opening;
pub mod review;
pub mod status_bar;
pub mod tags;
pub mod top_bar;

use super::keymap::Keymap;
use super::settings::Settings;
use super::state::Desk;
use super::state::session::Session;
use super::theme::Theme;
use crate::model::id::AnnotatorId;
use crate::model::review::{Decision, JudgedDigest};

/// A reviewer's decision in a line; `digest` is of the annotation as it is now.
pub fn decision_in_words(reviewer: &AnnotatorId, decision: &Decision, digest: JudgedDigest) -> String {
    let at = decision.at.to_utc().with_timezone(&chrono::Local).format("%-d %b %H:%M");
    let stale = if decision.seen == digest { "" } else { ", before it changed" };
    let mut text = format!("{} by {reviewer}, {at}{stale}", super::run::capitalised(decision.verdict.name()));
    for more in [&decision.reason, &decision.note] {
        if !more.trim().is_empty() {
            text.push_str(": ");
            text.push_str(more.trim());
        }
    }
    text
}

/// What views read.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The corpus.
    pub session: &'a Session,
    /// What goes on beside it.
    pub desk: &'a Desk,
    /// What is remembered.
    pub settings: &'a Settings,
    /// Which keys mean what.
    pub keymap: &'a Keymap,
    /// Whether keys are named as on macOS.
    pub is_mac: bool,
    /// The colours.
    pub theme: &'static Theme,
    /// Whether the article list has no room of its own.
    pub list_is_drawer: bool,
}
