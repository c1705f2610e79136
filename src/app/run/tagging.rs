//! Commands that make and change spans: tag, relabel, fragments, bounds, remove, unsure.

use std::collections::BTreeSet;

use super::Work;
use crate::app::settings::AfterTagging;
use crate::app::state::Selection;
use crate::app::state::article::BoundsEdit;
use crate::app::state::places::Tag;
use crate::app::state::spans::Touch;
use crate::app::widgets::reading::layout::Caret;
use crate::model::annotation::{Annotation, Attributes, Certainty};
use crate::model::change;
use crate::model::id::{AnnotationId, AttributeId, LabelId};
use crate::model::tagset::Tagset;
use crate::model::text::{Fragments, TextRange};

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
        if self.refuses_in_bounds() {
            return;
        }
        let Some(open) = &self.session.open else { return };
        self.desk.last.label = Some(label.clone());
        if open.selection.range().is_some() {
            let Some(range) = open.target() else {
                return self.desk.refuse("There are no words in the selection");
            };
            self.tag_range(label, range, Attributes::new());
        } else if let Some(span) = self.session.focused().filter(|span| span.label == *label) {
            self.desk.last.span = Some((layer.article, span.id.clone()));
            self.desk.say("These words have this label already");
        } else if let Some(id) = open.focus.clone() {
            let now = self.services.now();
            let change = change::relabel(self.session.corpus.state(), &layer, &id, label.clone(), now);
            if self.apply(change) {
                self.desk.last.span = Some((layer.article, id));
            }
        } else {
            self.desk.refuse("Select words, or put a span in focus, first");
        }
    }

    /// Tags the words of the span in focus, or the selection, with a further label.
    pub(super) fn also_tag(&mut self, digit: u8) {
        let Some(label) =
            self.session.corpus.state().tagset.label_for_key(digit).map(|label| label.id.clone())
        else {
            return;
        };
        let Some(open) = &self.session.open else { return };
        let (Some(layer), Some(focused)) = (self.session.layer_key(), self.session.focused()) else {
            return self.tag(&label);
        };
        if open.selection.range().is_some() {
            return self.tag(&label);
        }
        if focused.label == label {
            return self.desk.say("These words have this label already");
        }
        let place = focused.fragments.clone();
        if let Some(id) = self.same_span(&label, &place) {
            self.go_to_tagged(id, place.end());
            return self.desk.say("These words have this label already");
        }
        let attribution = focused.attribution.clone();
        let id = self.services.ids.annotation();
        let mut annotation = Annotation::new(id.clone(), label.clone(), place.clone(), self.services.now());
        annotation.attribution = attribution;
        self.desk.last.label = Some(label);
        let change = change::tag(self.session.corpus.state(), &layer, annotation);
        if self.apply(change) {
            self.desk.last.span = Some((layer.article, id.clone()));
            self.go_to_tagged(id, place.end());
        }
    }

    /// Tags with the label that was used last, and gives what is said of the span that got it then; a span in
    /// focus keeps what is said of it already.
    pub(super) fn tag_again(&mut self) {
        let Some(Tag { label, attributes }) = self.last_tag() else {
            return self.desk.refuse("Nothing was tagged yet; tag with a digit first");
        };
        if self.refuses_in_bounds() {
            return;
        }
        let (Some(layer), Some(open)) = (self.session.layer_key(), &self.session.open) else { return };
        let say = format!("Again: {}", self.tag_in_words(&label, &attributes));
        let is_done = if open.selection.range().is_some() {
            let Some(range) = open.target() else {
                return self.desk.refuse("There are no words in the selection");
            };
            self.tag_range(&label, range, attributes)
        } else if let Some(id) = open.focus.clone() {
            let now = self.services.now();
            let state = self.session.corpus.state();
            let change = change::relabel_with(state, &layer, &id, label, attributes, now);
            let is_done = self.apply(change);
            if is_done {
                self.desk.last.span = Some((layer.article, id));
            } else if self.desk.status.is_none() {
                self.desk.say("These words have this label already");
            }
            is_done
        } else {
            return self.desk.refuse("Select words, or put a span in focus, first");
        };
        if is_done {
            self.desk.say(say);
        }
    }

    /// The label used last, with the values that the span tagged with it has now, as far as they fit.
    pub(super) fn last_tag(&self) -> Option<Tag> {
        let label = self.desk.last.label.clone()?;
        let tagset = &self.session.corpus.state().tagset;
        if !tagset.labels.contains_key(&label) {
            return None;
        }
        let span = self.desk.last.span.as_ref();
        let span = span.and_then(|(article, id)| self.session.layer(article)?.annotations.get(id));
        Some(Tag {
            attributes: span.map_or_else(Attributes::new, |span| fitting(tagset, &label, span)),
            label,
        })
    }

    /// A label and values of attributes in words.
    fn tag_in_words(&self, label: &LabelId, attributes: &Attributes) -> String {
        let tagset = self.session.tagset();
        let name = tagset.labels.get(label).map_or(label.as_str(), |label| &label.name);
        let values = attributes.iter().filter_map(|(id, value)| {
            let attribute = tagset.attributes.get(id)?;
            let value = self.session.value_in_words(attribute, value);
            Some(format!("{} {value}", attribute.name.to_lowercase()))
        });
        std::iter::once(name.to_lowercase()).chain(values).collect::<Vec<_>>().join(", ")
    }

    /// Whether the bounds of a fragment are being changed; says then how that ends.
    pub(super) fn refuses_in_bounds(&mut self) -> bool {
        let is_changing = self.is_changing_bounds();
        if is_changing {
            self.desk.refuse("Enter keeps the new bounds, Esc drops them");
        }
        is_changing
    }

    /// The selection becomes a fragment of the span in focus.
    pub(super) fn add_fragment(&mut self) {
        if self.refuses_in_bounds() {
            return;
        }
        let Some(open) = &self.session.open else { return };
        let (Some(range), Some(focused)) = (open.target(), self.session.focused()) else {
            return self.desk.refuse("Select the words to add first");
        };
        let mut ranges = focused.fragments.ranges().to_vec();
        ranges.push(range);
        let id = focused.id.clone();
        match Fragments::normalised(ranges) {
            Ok(fragments) => self.set_fragments(&id, fragments, range.end(), "Add a fragment"),
            Err(err) => self.desk.refuse(super::capitalised(&err.to_string())),
        }
    }

    /// The selection, or the fragment at the caret, leaves the span in focus.
    pub(super) fn take_out_fragment(&mut self) {
        if self.refuses_in_bounds() {
            return;
        }
        let Some(open) = &self.session.open else { return };
        let Some(focused) = self.session.focused() else { return };
        let caret = open.selection.caret.byte;
        let at_caret = || focused.fragments.ranges().iter().copied().find(|range| touches(*range, caret));
        let Some(cut) = open.target().or_else(at_caret) else {
            return self
                .desk
                .refuse("Select words of the span first, or put the caret into one of its fragments");
        };
        let id = focused.id.clone();
        match focused.fragments.without(cut) {
            Some(fragments) if fragments == focused.fragments => {
                self.desk.refuse("The selected words are not part of the span in focus");
            }
            Some(fragments) => self.set_fragments(&id, fragments, cut.start(), "Take a fragment out"),
            None => self.desk.refuse("That would leave nothing of the span; Delete removes it"),
        }
    }

    fn set_fragments(&mut self, id: &AnnotationId, fragments: Fragments, caret: usize, say: &str) {
        let Some(layer) = self.session.layer_key() else { return };
        let now = self.services.now();
        let state = self.session.corpus.state();
        let change = change::set_bounds(state, &layer, id, fragments, now, say);
        if self.apply(change) {
            self.focus_with_caret(Some(id.clone()), caret);
            self.desk.say(format!("Done: {}", say.to_lowercase()));
        }
    }

    /// Takes the fragment of the focus at the caret back as a selection.
    pub(super) fn edit_bounds(&mut self) {
        let Some(open) = &self.session.open else { return };
        let Some(focused) = self.session.focused() else { return };
        let caret = open.selection.caret.byte;
        let ranges = focused.fragments.ranges();
        let at_caret = ranges.iter().position(|range| touches(*range, caret));
        self.edit_bounds_of(at_caret.unwrap_or(0));
    }

    /// Takes a fragment of the focus back as a selection.
    pub(super) fn edit_bounds_of(&mut self, fragment_idx: usize) {
        let Some(focused) = self.session.focused() else { return };
        let Some(range) = focused.fragments.ranges().get(fragment_idx).copied() else { return };
        let annotation = focused.id.clone();
        let Some(open) = &mut self.session.open else { return };
        open.bounds = Some(BoundsEdit { annotation, fragment_idx });
        open.selection = Selection { anchor: range.start(), caret: Caret::at(range.end()) };
        open.trail.goal_x = None;
        self.desk.say("Change the selection; Enter keeps the new bounds, Esc drops them");
    }

    /// The selection becomes the new place of the fragment that is being changed.
    pub(super) fn keep_bounds(&mut self) {
        let Some(open) = &mut self.session.open else { return };
        let Some(edit) = open.bounds.take() else { return };
        let Some(range) = open.target() else {
            return self.desk.refuse("There are no words in the selection; the bounds stay as they were");
        };
        let Some(span) = self.session.open_layer().and_then(|layer| layer.annotations.get(&edit.annotation))
        else {
            return;
        };
        let mut ranges = span.fragments.ranges().to_vec();
        let Some(place) = ranges.get_mut(edit.fragment_idx) else { return };
        *place = range;
        match Fragments::normalised(ranges) {
            Ok(fragments) if fragments == span.fragments => {
                self.focus_with_caret(Some(edit.annotation), range.end());
            }
            Ok(fragments) => self.set_fragments(&edit.annotation, fragments, range.end(), "Change bounds"),
            Err(err) => self.desk.refuse(super::capitalised(&err.to_string())),
        }
    }

    /// Tags words. Whether a span was made.
    fn tag_range(&mut self, label: &LabelId, range: TextRange, attributes: Attributes) -> bool {
        let Some(layer) = self.session.layer_key() else { return false };
        if let Some(id) = self.same_span(label, &range.into()) {
            self.desk.last.span = Some((layer.article, id.clone()));
            self.go_to_tagged(id, range.end());
            self.desk.say("These words have this label already");
            return false;
        }
        let id = self.services.ids.annotation();
        let now = self.services.now();
        let mut annotation = Annotation::new(id.clone(), label.clone(), range.into(), now);
        annotation.attributes = attributes;
        let change = change::tag(self.session.corpus.state(), &layer, annotation);
        let is_done = self.apply(change);
        if is_done {
            self.desk.last.span = Some((layer.article, id.clone()));
            self.go_to_tagged(id, range.end());
        }
        is_done
    }

    /// Puts a span in focus that has just been tagged; the selection goes or stays as the settings say.
    fn go_to_tagged(&mut self, id: AnnotationId, end: usize) {
        match (self.settings.after_tagging, &mut self.session.open) {
            (AfterTagging::Stays, Some(open)) => open.focus = Some(id),
            _ => self.focus_with_caret(Some(id), end),
        }
    }

    /// The span that has this label on exactly these words.
    fn same_span(&self, label: &LabelId, place: &Fragments) -> Option<AnnotationId> {
        let open = self.session.open.as_ref()?;
        let spans = open.spans.at(place.start(), Touch::Inside);
        spans
            .into_iter()
            .find(|span| span.label == *label && span.fragments == *place)
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

    /// Puts a span in focus, or none, and the caret without a selection at `byte`.
    pub(super) fn focus_with_caret(&mut self, id: Option<AnnotationId>, byte: usize) {
        let Some(open) = &mut self.session.open else {
            return;
        };
        open.selection = Selection::caret(Caret::at(byte));
        open.trail.goal_x = None;
        open.focus = id;
        self.reading.reveal(byte);
    }
}

/// What is said of a span that a label has attributes for.
pub(super) fn fitting(tagset: &Tagset, label: &LabelId, span: &Annotation) -> Attributes {
    let fits = |id: &AttributeId| tagset.attributes.get(id).is_some_and(|attribute| attribute.is_for(label));
    let values = span.attributes.iter().filter(|(id, _)| fits(id));
    values.map(|(id, value)| (id.clone(), value.clone())).collect()
}

/// Whether a place is in a range or at its end.
fn touches(range: TextRange, byte: usize) -> bool {
    (range.start()..=range.end()).contains(&byte)
}
