//! Decisions on the rows that are meant: each is one transaction, and goes on to the next row that waits.

use crate::app::command::Command;
use crate::app::command::review::ReviewCommand;
use crate::app::run::{Work, capitalised};
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::model::annotation::AnnotationKey;
use crate::model::change::{Judgement, bulk};
use crate::model::review::Verdict;
use crate::model::review::reasons::offered_reasons;
use crate::model::text::numbers::counted;

/// A reason for those that are in the note.
const IN_THE_NOTE: &str = "as the note says";

impl Work<'_> {
    /// Accepts the rows that are meant.
    pub(super) fn accept_rows(&mut self) {
        self.decide(Verdict::Accepted, "", None);
    }

    /// Rejects the rows that are meant, for a reason.
    pub(super) fn reject_rows(&mut self, reason: &str) {
        self.decide(Verdict::Rejected, reason, None);
    }

    /// Puts the decision off, with a question or without.
    pub(super) fn defer_rows(&mut self, question: &str) {
        self.decide(Verdict::Deferred, "", Some(question));
    }

    /// Decides on the rows that are meant, in one transaction, and goes on. `words` are a note; without them what
    /// was typed beside the table is.
    fn decide(&mut self, verdict: Verdict, reason: &str, words: Option<&str>) {
        let rows = self.session.review.meant();
        let Some(last) = self.last_of(&rows) else {
            return self.desk.refuse("There is no row to decide on");
        };
        let typed = self.session.review.bench.note.trim();
        let note = words.map(str::trim).filter(|words| !words.is_empty()).unwrap_or(typed);
        let judgement = Judgement { verdict, reason: reason.to_owned(), note: note.to_owned() };
        let done = self.change_rows(&rows, |state, actor, rows, _| {
            let name = match verdict {
                Verdict::Accepted => "Accept",
                Verdict::Corrected => "Correct",
                Verdict::Rejected => "Reject",
                Verdict::Deferred => "Defer",
            };
            let say = |num: usize| {
                if num == 1 { name.to_owned() } else { format!("{name} {}", counted(num, "span")) }
            };
            bulk::decide_all(state, actor, rows, &judgement, say)
        });
        if done.num_changed == 0 && done.num_same == 0 {
            return;
        }
        self.session.review.bench.note.clear();
        let what = match rows.len() {
            1 => String::new(),
            _ => format!(" {}", counted(done.num_changed + done.num_same, "span")),
        };
        let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        let what = format!("{}{what}{why}", capitalised(verdict.name()));
        self.go_on_after(&last, &what);
    }

    /// Goes on to the next row that waits, and says what was done and how much is left.
    pub(super) fn go_on_after(&mut self, last: &AnnotationKey, what: &str) {
        let own = self.session.annotator().clone();
        let table = &mut self.session.review;
        table.ticked.clear();
        table.bench.tick_anchor = None;
        table.go_on_from(last, &own);
        let left = table.num_open_shown();
        let left =
            if left == 0 { "nothing is left to decide here".to_owned() } else { format!("{left} to go") };
        self.desk.say(format!("{what}; {left}"));
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    /// The row of some that stands last in the table.
    pub(super) fn last_of(&self, rows: &[AnnotationKey]) -> Option<AnnotationKey> {
        let table = &self.session.review;
        match rows {
            [one] => Some(one.clone()),
            rows => {
                let last = (0..table.len()).rev().filter_map(|at| table.get(at));
                let is_meant = |key: &AnnotationKey| rows.binary_search(key).is_ok();
                let last = last.map(|row| &row.key).find(|key| is_meant(key));
                last.or(rows.last()).cloned()
            }
        }
    }

    /// Opens the list of reasons: those used most in this corpus come first; the key again leads to a line to type
    /// one in.
    pub(super) fn choose_reason(&mut self) {
        let mut rows: Vec<ChoiceRow> = offered_reasons(self.session.corpus.state())
            .into_iter()
            .map(|reason| {
                let command = Command::Review(ReviewCommand::RejectFor(reason.clone()));
                ChoiceRow::new(reason, command)
            })
            .collect();
        if !self.session.review.bench.note.trim().is_empty() {
            let command = Command::Review(ReviewCommand::RejectFor(IN_THE_NOTE.to_owned()));
            rows.push(ChoiceRow::new(IN_THE_NOTE, command));
        }
        let type_it = Command::Review(ReviewCommand::TypeReason);
        rows.push(ChoiceRow::new("Another reason…", type_it.clone()));
        let choice = Choice::new("Why it is rejected", Command::Review(ReviewCommand::Reject), rows);
        self.open_choice(choice.again(type_it));
    }
}
