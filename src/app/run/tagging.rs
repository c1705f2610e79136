//! Commands that change spans: tag, relabel, remove, unsure, undo and redo.

use std::collections::BTreeSet;

use super::Work;
use crate::app::state::Selection;
use crate::app::state::spans::Touch;
use crate::app::widgets::reading::layout::Caret;
use crate::model::annotation::{Annotation, Certainty};
use crate::model::change;
use crate::model::edit::{Edit, Key, Put, Record};
use crate::model::id::{AnnotationId, ArticleId, LabelId};
use crate::model::text::{Fragments, TextRange};
use crate::store::Replayed;

/// How long words are lit up, in seconds.
const FLASH: f64 = 0.9;

impl Work<'_> {
    pub(super) fn tag_by_digit(&mut self, digit: u8) {
        let label = self.session.corpus.state().tagset.label_for_key(digit).map(|label| label.id.clone());
        if let Some(label) = label {
            self.tag(&label);
        }
    }

    /// Tags the selection, or relabels the span in focus.
    pub(super) fn tag(&mut self, label: &LabelId) {
        let Some(layer) = self.session.layer_key() else {
            return;
        };
        let Some(open) = &self.session.open else { return };
        if open.selection.range().is_some() {
            let Some(range) = open.target() else {
                return self.desk.refuse("There are no words in the selection");
            };
            self.tag_range(label, range);
        } else if let Some(id) = open.focus.clone() {
            let now = self.services.now();
            let change = change::relabel(self.session.corpus.state(), &layer, &id, label.clone(), now);
            self.apply(change);
        } else {
            self.desk.refuse("Select words, or put a span in focus, first");
        }
    }

    fn tag_range(&mut self, label: &LabelId, range: TextRange) {
        let Some(layer) = self.session.layer_key() else {
            return;
        };
        if let Some(id) = self.same_span(label, range) {
            self.focus_with_caret(Some(id), range.end());
            return self.desk.say("These words have this label already");
        }
        let id = self.services.ids.annotation();
        let now = self.services.now();
        let annotation = Annotation::new(id.clone(), label.clone(), range.into(), now);
        let change = change::tag(self.session.corpus.state(), &layer, annotation);
        if self.apply(change) {
            self.focus_with_caret(Some(id), range.end());
        }
    }

    /// The span that has this label on exactly these words.
    fn same_span(&self, label: &LabelId, range: TextRange) -> Option<AnnotationId> {
        let open = self.session.open.as_ref()?;
        let place = Fragments::from(range);
        let spans = open.spans.at(self.session.open_layer()?, &open.units, range.start(), Touch::Inside);
        spans
            .into_iter()
            .find(|span| span.label == *label && span.fragments == place)
            .map(|span| span.id.clone())
    }

    pub(super) fn remove(&mut self) {
        let Some(layer) = self.session.layer_key() else {
            return;
        };
        let Some(span) = self.session.focused() else {
            return;
        };
        let start = span.fragments.start();
        let ids = BTreeSet::from([span.id.clone()]);
        let change = change::remove_annotations(self.session.corpus.state(), &layer, &ids);
        let say = change.as_ref().map(|change| change.say.clone()).unwrap_or_default();
        if self.apply(change) {
            self.focus_with_caret(None, start);
            self.desk.say(format!("Done: {}", say.to_lowercase()));
        }
    }

    pub(super) fn toggle_unsure(&mut self) {
        let Some(layer) = self.session.layer_key() else {
            return;
        };
        let Some(span) = self.session.focused() else {
            return;
        };
        let certainty = match span.certainty {
            Certainty::Sure => Certainty::Unsure,
            Certainty::Unsure => Certainty::Sure,
        };
        let (id, now) = (span.id.clone(), self.services.now());
        let change = change::set_certainty(self.session.corpus.state(), &layer, &id, certainty, now);
        if self.apply(change) {
            self.desk.say(format!("Marked as {}", certainty.name()));
        }
    }

    pub(super) fn undo(&mut self) {
        let now = self.services.now();
        let replayed = self.session.undo(now).map_err(|err| err.to_string());
        self.show_replayed("Undone", replayed);
    }

    pub(super) fn redo(&mut self) {
        let now = self.services.now();
        let replayed = self.session.redo(now).map_err(|err| err.to_string());
        self.show_replayed("Redone", replayed);
    }

    /// Says what was undone or redone, goes there and lights it up.
    fn show_replayed(&mut self, what: &str, replayed: Result<Option<Replayed>, String>) {
        let replayed = match replayed {
            Ok(Some(replayed)) => replayed,
            Ok(None) => return self.desk.refuse("There is nothing to take back or make again"),
            Err(why) => {
                return self
                    .desk
                    .notify(format!("The change can't be taken back or made again: {why}"), false);
            }
        };
        if let Some((article, range, id)) = place_of(&replayed.edits, self.session.annotator()) {
            if self.session.open.as_ref().is_none_or(|open| open.article.id != article) {
                self.open_article(&article);
            }
            self.focus_with_caret(id, range.end());
            self.light_up(range);
        }
        self.desk.say(format!("{what}: {}", replayed.say.to_lowercase()));
    }

    /// Lights words up for a moment, and brings them into view.
    pub(super) fn light_up(&mut self, range: TextRange) {
        let until = self.ctx.input(|input| input.time) + FLASH;
        self.desk.flash = Some((range, until));
        self.reading.reveal_with_room(range.start());
    }

    /// Puts a span in focus, or none, and the caret without a selection at `byte`.
    pub(super) fn focus_with_caret(&mut self, id: Option<AnnotationId>, byte: usize) {
        let Some(open) = &mut self.session.open else {
            return;
        };
        open.selection = Selection::caret(Caret::at(byte));
        open.goal_x = None;
        open.focus = id;
        self.reading.reveal(byte);
    }
}

/// Where edits have changed a span of `annotator`: the article, the words, and the span if it is still there.
fn place_of(
    edits: &[Edit],
    annotator: &crate::model::id::AnnotatorId,
) -> Option<(ArticleId, TextRange, Option<AnnotationId>)> {
    edits.iter().find_map(|edit| {
        let Edit::Put(Put { key: Key::Annotation(layer, id), before, after }) = edit else {
            return None;
        };
        if layer.annotator != *annotator {
            return None;
        }
        let Some(Record::Annotation(annotation)) = after.as_ref().or(before.as_ref()) else {
            return None;
        };
        let is_there = after.is_some().then(|| id.clone());
        Some((layer.article.clone(), annotation.fragments.hull(), is_there))
    })
}
