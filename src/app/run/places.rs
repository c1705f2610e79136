//! Commands about the other places where the same words stand, and how keys go to their list while it is open.

use std::collections::BTreeSet;

use super::{Work, row_step};
use crate::app::command::places::PlacesCommand;
use crate::app::command::{Command, Way};
use crate::app::state::places::{Places, Tag};
use crate::model::annotation::Annotation;
use crate::model::change;
use crate::model::id::LabelId;
use crate::model::layer::Layer;
use crate::model::text::TextRange;
use crate::model::text::numbers::{counted, in_thousands};

impl Work<'_> {
    /// Lets an open list of places have the command. `None` if the list took it.
    pub(super) fn through_places(&mut self, command: Command) -> Option<Command> {
        if self.session.open.as_ref().is_none_or(|open| open.places.is_none()) {
            return Some(command);
        }
        match command {
            Command::BackOut | Command::Places(PlacesCommand::Open) => {
                self.close_places();
                self.desk.say("The list is left; nothing was tagged");
            }
            Command::Places(command) => self.places(&command),
            Command::Sentence(Way::Next) => self.places(&PlacesCommand::Flip),
            Command::GrowSentence(Way::Next) => self.places(&PlacesCommand::TagKept),
            Command::EditNote => self.places(&PlacesCommand::SkipAll),
            Command::Tag(_) | Command::AlsoTag(_) | Command::TagAs(_) | Command::TagAgain => {
                self.desk.refuse("Enter tags the places that are kept; Esc leaves the list");
            }
            Command::Draft(_) | Command::SaveStatus | Command::ToggleInspector => return Some(command),
            command => {
                if let Some((way, num)) = row_step(&command) {
                    self.change_places(|places| places.step(way, num));
                    return None;
                }
                self.close_places();
                return Some(command);
            }
        }
        None
    }

    /// A command about the list.
    pub(super) fn places(&mut self, command: &PlacesCommand) {
        match command {
            PlacesCommand::Open => self.open_places(),
            PlacesCommand::Flip => self.change_places(|places| places.flip(places.cursor())),
            PlacesCommand::FlipRow(idx) => self.change_places(|places| places.flip(*idx)),
            PlacesCommand::KeepAll => self.change_places(|places| places.set_all(true)),
            PlacesCommand::SkipAll => self.change_places(|places| places.set_all(false)),
            PlacesCommand::TagKept => self.tag_kept(),
        }
    }

    /// Lists the other places where the selected words stand, or those of the span in focus, to be tagged as that
    /// span is; selected words as the last one was.
    fn open_places(&mut self) {
        if self.refuses_in_bounds() || self.refuses_to_write() {
            return;
        }
        let (Some(open), layer) = (&self.session.open, self.session.open_layer()) else { return };
        let (range, tag) = match (open.other_target(layer), self.session.focused()) {
            (Some(range), _) => {
                let Some(tag) = self.last_tag() else {
                    return self
                        .desk
                        .refuse("Tag these words first; then the same words are found elsewhere");
                };
                (range, tag)
            }
            (None, Some(span)) => {
                let caret = open.selection.caret.byte;
                let ranges = span.fragments.ranges();
                let at_caret = ranges.iter().find(|range| (range.start()..=range.end()).contains(&caret));
                let Some(range) = at_caret.or(ranges.first()) else { return };
                let label = span.label.clone();
                let attributes = super::tagging::fitting(&self.session.corpus.state().tagset, &label, span);
                (*range, Tag { label, attributes })
            }
            (None, None) => return self.desk.refuse("There are no words in the selection"),
        };
        let taken = tagged_with(layer, &tag.label);
        let Some(places) = Places::find(open.text(), range, &taken, tag, open.selection) else {
            return self.desk.refuse("These words stand nowhere else in this article without this label");
        };
        self.desk.choice = None;
        if let Some(open) = &mut self.session.open {
            open.places = Some(places);
        }
        self.show_place();
    }

    fn change_places(&mut self, change: impl FnOnce(&mut Places)) {
        let places = self.session.open.as_mut().and_then(|open| open.places.as_mut());
        let Some(places) = places else {
            return self.desk.refuse("This is for the list of the same words elsewhere; open that first");
        };
        change(places);
        self.show_place();
    }

    /// Selects the place that is pointed at, brings it into view, and says what is to become of it.
    fn show_place(&mut self) {
        let Some(places) = self.session.open.as_ref().and_then(|open| open.places.as_ref()) else { return };
        let (row, cursor, num, num_kept) =
            (places.current(), places.cursor(), places.rows().len(), places.num_kept());
        let is_kept = if row.is_kept { "kept" } else { "skipped" };
        self.select_words(row.range);
        self.desk.say(format!(
            "Place {} of {}: {is_kept}; {} to be tagged",
            in_thousands(cursor + 1),
            in_thousands(num),
            in_thousands(num_kept)
        ));
    }

    /// Leaves the list; what was selected before is selected again.
    fn close_places(&mut self) -> Option<Places> {
        let open = self.session.open.as_mut()?;
        let places = open.places.take()?;
        open.selection = places.before;
        self.reading.reveal(places.before.caret.byte);
        Some(places)
    }

    /// Tags the places that are kept, in one change.
    fn tag_kept(&mut self) {
        let num_kept = self.session.open.as_ref().and_then(|open| open.places.as_ref()).map(Places::num_kept);
        match num_kept {
            None => return self.change_places(|_| {}),
            Some(0) => {
                return self.desk.refuse("Every place is skipped; Space keeps one, Esc leaves the list");
            }
            Some(_) => {}
        }
        let (Some(layer), Some(places)) = (self.session.layer_key(), self.close_places()) else { return };
        let now = self.services.now();
        let Tag { label, attributes } = &places.tag;
        let mut annotations = Vec::with_capacity(places.num_kept());
        // One's spans may have changed meanwhile, in another working copy.
        let taken = tagged_with(self.session.open_layer(), label);
        for range in places.kept().filter(|range| !taken.contains(range)) {
            let id = self.services.ids.annotation();
            let mut annotation = Annotation::new(id, label.clone(), range.into(), now);
            annotation.attributes.clone_from(attributes);
            annotations.push(annotation);
        }
        let num = annotations.len();
        let change = change::tag_all(self.session.corpus.state(), &layer, annotations);
        if self.apply(change) {
            let name = self.session.tagset().labels.get(label).map_or(label.as_str(), |label| &label.name);
            let places = counted(num, "place");
            let say = format!("Tagged {places} as {}", name.to_lowercase());
            self.desk.say(say);
        }
    }
}

/// The words that have a label as a span of one fragment.
fn tagged_with(layer: Option<&Layer>, label: &LabelId) -> BTreeSet<TextRange> {
    let spans = layer.into_iter().flat_map(|layer| layer.annotations.values());
    let of_label = spans.filter(|span| span.label == *label);
    let single = of_label.filter_map(|span| match span.fragments.ranges() {
        [only] => Some(*only),
        _ => None,
    });
    single.collect()
}
