//! A label that is locked: every selection made in one go is tagged with it at once. Clicks that may become one
//! of more presses wait for that, so that two clicks of three leave no span behind.

use std::time::Duration;

use super::Work;
use crate::app::command::Command;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::{Lock, Selection};
use crate::app::widgets::reading::pointer;
use crate::model::id::LabelId;

impl Work<'_> {
    /// Opens the list of labels; unlocks, if one is locked.
    pub(super) fn choose_lock(&mut self) {
        if self.unlock() {
            return;
        }
        let labels = self.session.tagset().ordered_labels().into_iter();
        let rows: Vec<ChoiceRow> =
            labels.map(|label| ChoiceRow::new(&label.name, Command::LockAs(label.id.clone()))).collect();
        if rows.is_empty() {
            return self.desk.refuse("The tagset is empty; add a label first");
        }
        self.open_choice(Choice::new("Tag every selection as", Command::Lock, rows));
    }

    /// Locks a label.
    pub(super) fn lock(&mut self, label: &LabelId) {
        let Some(known) = self.session.tagset().labels.get(label) else { return };
        let say = format!("Every selection is tagged as {} at once", known.name.to_lowercase());
        self.desk.last.lock = Some(Lock { label: label.clone(), waits: None });
        self.desk.say(say);
    }

    /// Unlocks. Whether a label was locked.
    pub(super) fn unlock(&mut self) -> bool {
        let was_locked = self.desk.last.lock.take().is_some();
        if was_locked {
            self.desk.say("Unlocked: selections are selections again");
        }
        was_locked
    }

    /// Tags what has been selected in one go, if a label is locked. Not while bounds are changed: then it is the
    /// new place of a fragment.
    pub(super) fn tag_if_locked(&mut self) {
        let Some(label) = self.desk.last.lock.as_ref().map(|lock| lock.label.clone()) else { return };
        if self.is_changing_bounds() {
            return;
        }
        if !self.session.corpus.state().tagset.labels.contains_key(&label) {
            self.desk.last.lock = None;
            return self.desk.refuse("The label that was locked is not in the tagset any more");
        }
        self.tag(&label);
    }

    /// The pointer has let go of selected words.
    pub(super) fn selected_by_pointer(&mut self, may_grow: bool) {
        let range = self.session.open.as_ref().and_then(|open| open.selection.range());
        let (Some(lock), Some(range)) = (&mut self.desk.last.lock, range) else { return };
        self.reading.close_labels();
        if !may_grow {
            return self.tag_if_locked();
        }
        let until = self.ctx.input(|input| input.time) + pointer::MAX_PAUSE;
        lock.waits = Some((range, until));
    }

    /// Before another command: what waits is tagged, unless the command takes more of the same words, tags them
    /// itself, or backs out.
    pub(super) fn settle_waiting(&mut self, command: &Command) {
        let Some((range, _)) = self.desk.last.lock.as_mut().and_then(|lock| lock.waits.take()) else {
            return;
        };
        let is_superseded = match command {
            Command::Select { anchor, caret } => {
                let selection = Selection { anchor: *anchor, caret: *caret };
                selection.range().is_some_and(|more| more.covers(range))
            }
            Command::Tag(_)
            | Command::TagAs(_)
            | Command::AlsoTag(_)
            | Command::TagAgain
            | Command::Lock
            | Command::BackOut => true,
            _ => false,
        };
        if !is_superseded {
            self.tag_waiting();
        }
    }

    /// Tags what waits, once its time is over; asks for a frame then.
    pub fn tag_when_due(&mut self) {
        let Some(lock) = &mut self.desk.last.lock else { return };
        let Some((_, until)) = lock.waits else { return };
        let left = until - self.ctx.input(|input| input.time);
        if left > 0.0 {
            return self.ctx.request_repaint_after(Duration::from_secs_f64(left));
        }
        lock.waits = None;
        self.tag_waiting();
        self.settle();
    }

    /// Tags the selection, if there still is one.
    fn tag_waiting(&mut self) {
        if self.session.open.as_ref().is_some_and(|open| open.selection.range().is_some()) {
            self.tag_if_locked();
        }
    }
}
