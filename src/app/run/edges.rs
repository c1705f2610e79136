//! Commands that cut a span in two, join two, and let one reach over whole sentences.

use super::Work;
use crate::app::command::Way;
use crate::app::state::Selection;
use crate::app::state::article::OpenArticle;
use crate::app::state::spans::SpanKey;
use crate::app::widgets::reading::layout::Caret;
use crate::app::widgets::reading::motion::Ground;
use crate::app::widgets::reading::{motion, units};
use crate::model::annotation::Annotation;
use crate::model::change::edges;
use crate::model::text::TextRange;
use crate::model::text::numbers::counted;
use crate::model::text::segment;

impl Work<'_> {
    /// Makes two spans of the one in focus, at the caret. The first stays in focus.
    pub(super) fn cut_span(&mut self) {
        if self.refuses_in_bounds() {
            return;
        }
        let (Some(layer), Some(open)) = (self.session.layer_key(), &self.session.open) else { return };
        let Some(id) = self.session.focused().map(|span| span.id.clone()) else { return };
        let (article, byte) = (open.article.clone(), open.selection.caret.byte);
        let (new_id, now) = (self.services.ids.annotation(), self.services.now());
        let place = (article.text.as_str(), byte);
        let change = edges::split(self.session.corpus.state(), &layer, &id, place, new_id, now);
        if self.apply(change) {
            self.focus_with_caret(Some(id), byte);
            self.desk.say("Cut in two; the first part is in focus");
        }
    }

    /// Makes one span of the one in focus and the next of its label in reading order.
    pub(super) fn join_spans(&mut self) {
        if self.refuses_in_bounds() {
            return;
        }
        let (Some(layer), Some(open)) = (self.session.layer_key(), &self.session.open) else { return };
        let Some(span) = self.session.focused() else { return };
        let Some(next) = self.next_of_label(open, span) else {
            return self.desk.refuse("There is no further span of this label in this article");
        };
        let (id, second) = (span.id.clone(), next.id.clone());
        let end = next.fragments.end();
        let text = open.article.clone();
        let now = self.services.now();
        let change = edges::join(self.session.corpus.state(), &layer, &id, &second, text.text.as_str(), now);
        if self.apply(change) {
            self.focus_with_caret(Some(id), end);
            let num = self.session.focused().map_or(1, |span| span.fragments.ranges().len());
            self.desk.say(match num {
                1 => "Joined: the two are one".to_owned(),
                num => format!("Joined: the two are one span of {}", counted(num, "part")),
            });
        }
    }

    fn next_of_label(&self, open: &OpenArticle, span: &Annotation) -> Option<&Annotation> {
        let layer = self.session.open_layer()?;
        let mut key = SpanKey::of(span);
        loop {
            key = open.spans.next(Some(&key), key.start)?.clone();
            let next = layer.annotations.get(&key.id)?;
            if next.label == span.label {
                return Some(next);
            }
        }
    }

    /// The last fragment of the span in focus grows to the end of its sentence, or of the next one; or shrinks to
    /// the end of the sentence before.
    pub(super) fn extend_span(&mut self, way: Way) {
        if self.refuses_in_bounds() {
            return;
        }
        let (Some(layer), Some(open)) = (self.session.layer_key(), &self.session.open) else { return };
        let Some(span) = self.session.focused() else { return };
        let Some(last) = span.fragments.ranges().last().copied() else { return };
        let found = match way {
            Way::Next => {
                let from = Selection::caret(Caret::at(last.end()));
                motion::sentence(Ground { selection: from, ..open.ground() }, Way::Next).map(TextRange::end)
            }
            Way::Previous => end_of_sentence_before(open, last),
        };
        let Some(end) = found else {
            return self.desk.refuse(match way {
                Way::Next => "There is no further sentence",
                Way::Previous => "The span begins in the sentence it ends in; there is none to give back",
            });
        };
        let (id, before) = (span.id.clone(), span.attribution.clone());
        let now = self.services.now();
        let change = edges::move_end(self.session.corpus.state(), &layer, &id, end, now);
        if !self.apply(change) {
            return;
        }
        self.focus_with_caret(Some(id), end);
        let covers = self.session.focused().is_some_and(|span| {
            (&span.attribution.source, &span.attribution.cue) != (&before.source, &before.cue)
        });
        self.desk.say(match way {
            Way::Next if covers => {
                "One sentence more; words that named the speaker or reported are part of it now"
            }
            Way::Next => "One sentence more",
            Way::Previous => "One sentence less",
        });
    }
}

/// Where the last sentence ends that lies in a range before the one the range ends in.
fn end_of_sentence_before(open: &OpenArticle, range: TextRange) -> Option<usize> {
    let unit = open.units.get(units::unit_at(&open.units, range.end().saturating_sub(1)))?;
    let sentences = open.sentences(unit.range);
    let last = sentences.into_iter().rfind(|sentence| sentence.start() < range.end())?;
    let kept = TextRange::new(range.start(), last.start()).ok()?;
    segment::trim(open.text(), kept).map(TextRange::end)
}
