//! A span changed in its article, beside the table. One's own is changed itself; of somebody else's a correction is
//! made, which is one's own span from then on, so that every command of the text works on it. Each change is saved at
//! once; all of them undo as one, and that is what dropping does.

use std::sync::Arc;

use crate::app::command::review::ReviewCommand;
use crate::app::command::{Command, Way, Workspace};
use crate::app::run::Work;
use crate::app::state::review::bench::Editing;
use crate::app::state::{FocusWish, Selection};
use crate::model::annotation::{Annotation, VoiceRole};
use crate::model::change::{self, Judgement};
use crate::model::edit::LayerKey;
use crate::model::review::returned::{differences, replacement};
use crate::model::review::{JudgedDigest, Verdict};

impl Work<'_> {
    /// Begins to change the span of the row in its article.
    pub(super) fn begin_editing(&mut self) {
        let Some(row) = self.session.review.row() else { return };
        let (key, original) = (row.key.clone(), Arc::clone(&row.annotation));
        let own = self.session.annotator().clone();
        let layer = LayerKey { article: key.article.clone(), annotator: own.clone() };
        if let Some(why) = self.session.corpus.refuses(&layer).map(str::to_owned) {
            return self.desk.refuse(format!("This span can’t be changed: {why}"));
        }
        let was_open = self.session.open.as_ref().map(|open| open.article.id.clone());
        if let Err(err) = self.session.show_article(&key.article) {
            return self.desk.notify(err.to_string(), false);
        }
        let is_own = key.annotator == own;
        let earlier = self
            .session
            .corpus
            .state()
            .layers
            .get(&key.article)
            .and_then(|layers| replacement(layers, &own, &key.to_ref()));
        let span = match (&earlier, is_own) {
            (_, true) => key.annotation.clone(),
            (Some(earlier), false) => earlier.id.clone(),
            (None, false) => self.services.ids.annotation(),
        };
        self.session.review.bench.editing = Some(Editing {
            row: key.clone(),
            span: span.clone(),
            original: Arc::clone(&original),
            num_steps: 0,
            is_for_choice: false,
            was_open,
        });
        // A correction of one's own is gone on with, and is on the span as it is now.
        let is_fresh = self.session.layer(&key.article).and_then(|layer| layer.decisions.get(&key.to_ref()));
        let is_fresh = is_fresh
            .is_some_and(|one| one.verdict == Verdict::Corrected && one.seen == JudgedDigest::of(&original));
        if !is_own && (earlier.is_none() || !is_fresh) {
            let now = self.services.now();
            let mut made = Annotation::clone(earlier.as_deref().unwrap_or(&original));
            made.id.clone_from(&span);
            made.provenance.changed = now;
            let change = self.decide_corrected(&layer, &key, made, now);
            if !self.apply(change) {
                self.session.review.bench.editing = None;
                return;
            }
        }
        self.focus(&span);
        self.desk.focus_wish = Some(FocusWish::Text);
        self.desk.say("Digits, B, S, W and T change it; Enter keeps and goes on, Esc drops");
    }

    /// Asks who said the words of the row, with what is proposed for them, and keeps what is chosen at once.
    pub(super) fn choose_speaker_of_row(&mut self) {
        self.begin_editing();
        let Some(editing) = &mut self.session.review.bench.editing else { return };
        editing.is_for_choice = true;
        self.session.follow_offers();
        self.choose_voice(VoiceRole::Speaker);
    }

    /// Ends a change that was for one choice, once that is made or left.
    fn settle_choice(&mut self) {
        let Some(editing) = self.session.review.bench.editing.as_mut().filter(|one| one.is_for_choice) else {
            return;
        };
        if self.desk.choice.is_some() {
            return;
        }
        // A name is typed instead: that is kept as any change is, by Enter.
        if matches!(self.desk.focus_wish, Some(FocusWish::Field(_))) || self.desk.draft.is_some() {
            editing.is_for_choice = false;
            return;
        }
        let (article, span) = (editing.row.article.clone(), editing.span.clone());
        let before = editing.original.attribution.clone();
        let now = self.session.layer(&article).and_then(|layer| layer.annotations.get(&span));
        let is_changed = now.is_some_and(|now| now.attribution != before);
        if is_changed {
            self.keep_editing();
        } else {
            self.drop_editing();
        }
    }

    fn decide_corrected(
        &self,
        layer: &LayerKey,
        key: &crate::model::annotation::AnnotationKey,
        made: Annotation,
        now: crate::model::time::Timestamp,
    ) -> Result<crate::model::edit::Transaction, change::ChangeError> {
        let note = self.session.review.bench.note.trim().to_owned();
        let judgement = Judgement { verdict: Verdict::Corrected, reason: String::new(), note };
        change::decide(self.session.corpus.state(), layer, &key.to_ref(), judgement, Some(made), now)
    }

    /// Lets the change of a span have the command. `None` if it took it.
    pub(super) fn through_editing(&mut self, command: Command) -> Option<Command> {
        let has_words = self.session.open.as_ref().is_some_and(|open| open.selection.range().is_some());
        match command {
            Command::BackOut => self.back_out_of_editing(),
            Command::GrowSentence(Way::Next) if !self.is_changing_bounds() && !has_words => {
                self.keep_editing();
            }
            Command::ExtendSpan(Way::Next) => {
                if self.is_changing_bounds() {
                    self.keep_bounds();
                }
                self.keep_editing();
            }
            Command::Remove if self.is_correcting() => self.drop_editing(),
            Command::Article(_) | Command::DoneAndNext | Command::OpenArticle(_) | Command::OpenRow => {
                self.desk.refuse("Enter keeps the change, Esc drops it; then go on");
            }
            Command::Review(ReviewCommand::KeepCorrection | ReviewCommand::DropCorrection) => {
                return Some(command);
            }
            // Whatever else is asked of the table comes after the change.
            Command::Review(_) => {
                self.keep_editing();
                return Some(command);
            }
            command => return Some(command),
        }
        None
    }

    fn is_correcting(&self) -> bool {
        let editing = self.session.review.bench.editing.as_ref();
        editing.is_some_and(|editing| editing.is_correction(self.session.annotator()))
    }

    /// Backs out one level: what is typed, new bounds, the selection, the change.
    fn back_out_of_editing(&mut self) {
        self.desk.focus_wish = Some(FocusWish::Text);
        if self.desk.draft.take().is_some() {
            return self.desk.say("What was typed is dropped");
        }
        if self.ctx.text_edit_focused() {
            return;
        }
        let Some(open) = &mut self.session.open else { return };
        if open.bounds.take().is_some() {
            open.selection = Selection::caret(open.selection.caret);
            return self.desk.say("The bounds stay as they were; Esc again drops the change");
        }
        if open.selection.range().is_some() {
            open.selection = Selection::caret(open.selection.caret);
            return;
        }
        self.drop_editing();
    }

    /// Keeps the change, and goes on to the next row that waits.
    pub(super) fn keep_editing(&mut self) {
        let Some(editing) = &self.session.review.bench.editing else { return };
        let is_correction = editing.is_correction(self.session.annotator());
        let (key, original) = (editing.row.clone(), Arc::clone(&editing.original));
        let now = self.session.layer(&key.article).and_then(|layer| layer.annotations.get(&editing.span));
        let changed = now.map(|span| (differences(&original, span), is_same(&original, span)));
        let takes_no_step = editing.num_steps == 0;
        match changed {
            None => self.end_editing(),
            Some((_, true)) if is_correction && !takes_no_step => {
                self.undo_editing();
                self.end_editing();
                self.desk.say("Nothing was changed, so there is no correction");
            }
            Some((_, true)) => {
                self.end_editing();
                self.desk.say("Nothing was changed");
            }
            Some((what, false)) => {
                self.end_editing();
                self.session.review.bench.note.clear();
                let what = if what.is_empty() { "its note".to_owned() } else { what.join(", ") };
                let verb = if is_correction { "Corrected" } else { "Changed" };
                self.go_on_after(&key, &format!("{verb}: {what}"));
            }
        }
    }

    /// Takes back all that was changed.
    pub(super) fn drop_editing(&mut self) {
        let had_changed = self.undo_editing();
        self.end_editing();
        self.desk.say(if had_changed { "The change is dropped" } else { "Nothing was changed" });
    }

    /// Undoes the steps of the change, which joined one another. Whether there were any.
    fn undo_editing(&mut self) -> bool {
        let Some(editing) = &mut self.session.review.bench.editing else { return false };
        if std::mem::take(&mut editing.num_steps) == 0 {
            return false;
        }
        let now = self.services.now();
        if let Err(err) = self.session.undo(now) {
            self.desk.notify(format!("The change can’t be taken back: {err}"), false);
        }
        true
    }

    /// Goes back from the text to the table, and to the article that was in view.
    fn end_editing(&mut self) {
        let Some(editing) = self.session.review.bench.editing.take() else { return };
        self.desk.draft = None;
        self.desk.choice = None;
        if let Some(open) = &mut self.session.open {
            open.bounds = None;
            open.selection = Selection::caret(open.selection.caret);
        }
        if let Some(was_open) = editing.was_open
            && self.session.open.as_ref().is_none_or(|open| open.article.id != was_open)
            // It may be gone; then the one that is in view stays.
            && self.session.article_row(&was_open).is_some()
            && let Err(err) = self.session.show_article(&was_open)
        {
            self.desk.notify(err.to_string(), false);
        }
        self.session.review.point_at(Some(&editing.row));
        self.desk.focus_wish = Some(FocusWish::of(self.desk.workspace));
    }

    /// Ends a change that has lost its ground: its span is gone, undone or removed, or another workspace is shown.
    pub(super) fn settle_editing(&mut self) {
        self.settle_choice();
        let Some(editing) = &self.session.review.bench.editing else { return };
        let is_there = self
            .session
            .layer(&editing.row.article)
            .is_some_and(|layer| layer.annotations.contains_key(&editing.span));
        let is_in_view =
            self.session.open.as_ref().is_some_and(|open| open.article.id == editing.row.article);
        if !is_there {
            self.end_editing();
        } else if self.desk.workspace != Workspace::Review || !is_in_view {
            self.keep_editing();
        }
    }
}

/// Whether a span says what it said before, its note and doubt included.
fn is_same(before: &Annotation, after: &Annotation) -> bool {
    differences(before, after).is_empty()
        && (before.certainty, &before.note) == (after.certainty, &after.note)
}
