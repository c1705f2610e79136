//! Commands about the article as a whole: headings, how far one is, what is said of it, and which articles
//! the list shows.

use super::Work;
use crate::app::command::{ListFilter, Subject, Way};
use crate::app::state::Selection;
use crate::app::widgets::reading::layout::Caret;
use crate::app::widgets::reading::units;
use crate::model::article::BlockKind;
use crate::model::change;
use crate::model::id::ArticleId;
use crate::model::item::Act;
use crate::model::layer::Progress;
use crate::model::text::TextRange;
use crate::model::text::segment;
use crate::suggest::headings::run_in_heading;

impl Work<'_> {
    /// What stands before the caret in its paragraph becomes a heading; at the start of one, as much as looks
    /// like a heading. A heading becomes a paragraph again.
    pub(super) fn heading(&mut self) {
        let Some(open) = &self.session.open else { return };
        let text = open.text();
        let caret = open.selection.range().map_or(open.selection.caret.byte, TextRange::start);
        let Some(unit) = open.units.get(units::unit_at(&open.units, caret)).copied() else { return };
        let is_heading = matches!(unit.kind, BlockKind::Heading | BlockKind::Title);
        let selected = open.target().filter(|range| unit.range.covers(*range));
        let blocks = if is_heading && selected.is_none() {
            open.article.blocks_without_heading(unit.range)
        } else {
            let end = match selected {
                Some(range) => range.end(),
                None if caret > unit.range.start() => caret,
                None => run_in_heading(unit.range.of(text).unwrap_or_default())
                    .map_or(unit.range.end(), |len| unit.range.start() + len),
            };
            let start = selected.map_or(unit.range.start(), TextRange::start);
            let range = TextRange::new(start, end).ok().and_then(|range| segment::trim(text, range));
            let Some(range) = range else { return };
            open.article.blocks_with_heading(range)
        };
        let say = if is_heading && selected.is_none() { "A paragraph again" } else { "Now a heading" };
        let change = change::set_blocks(&open.article, blocks);
        if self.apply(change) {
            let next = self.session.open.as_ref().and_then(|open| {
                let idx = units::unit_at(&open.units, unit.range.start());
                let is_cut =
                    open.units.get(idx).is_some_and(|heading| heading.range.end() < unit.range.end());
                let place = open.units.get(if is_cut { idx + 1 } else { idx })?;
                Some(place.range.start())
            });
            if let (Some(open), Some(byte)) = (&mut self.session.open, next) {
                open.selection = Selection::caret(Caret::at(byte));
                open.trail.goal_x = None;
            }
            self.desk.say(format!("{say}; the key again takes it back"));
        }
    }

    /// Says how far one is with the article in view.
    pub(super) fn set_progress(&mut self, progress: Progress) {
        let Some(open) = &self.session.open else { return };
        let subject = Subject::Article(open.article.id.clone());
        let is_skipped = matches!(progress, Progress::Skipped(_));
        self.change_state_of(&subject, |state| state.progress = progress);
        if is_skipped {
            self.go_on("Skipped");
        }
    }

    /// Codes the article in view, or takes the code away.
    pub(super) fn toggle_code(&mut self, code: &str) {
        let Some(open) = &self.session.open else { return };
        let subject = Subject::Article(open.article.id.clone());
        self.change_state_of(&subject, |state| {
            if !state.codes.remove(code) {
                state.codes.insert(code.to_owned());
            }
        });
        self.desk.say(format!("Code changed: {code}"));
    }

    /// Marks the article as done, and opens the next one if there is one.
    pub(super) fn done_and_next(&mut self) {
        let Some(open) = &self.session.open else { return };
        let subject = Subject::Article(open.article.id.clone());
        self.change_state_of(&subject, |state| state.progress = Progress::Done);
        self.go_on("Done");
    }

    /// Opens the next article of the list, if there is one.
    fn go_on(&mut self, what: &str) {
        let open = self.session.open.as_ref().map(|open| &open.article.id);
        match self.session.list.neighbour(open, Way::Next).cloned() {
            Some(id) => {
                self.open_article(&id);
                self.desk.say(format!("{what}; this is the next article"));
            }
            None => self.desk.say(format!("{what}; this was the last article of the list")),
        }
    }

    pub(super) fn next_article(&mut self, way: Way) {
        let open = self.session.open.as_ref().map(|open| &open.article.id);
        match self.session.list.neighbour(open, way).cloned() {
            Some(id) => self.open_article(&id),
            None => self.desk.refuse(match way {
                Way::Next => "This is the last article of the list",
                Way::Previous => "This is the first article of the list",
            }),
        }
    }

    pub(super) fn open_article(&mut self, id: &ArticleId) {
        let now = self.services.now();
        self.session.corpus.flush(now);
        if let Err(err) = self.session.show_article(id) {
            return self.desk.notify(err.to_string(), false);
        }
        self.desk.drawers.list = false;
        self.desk.focus_wish = Some(crate::app::state::FocusWish::Text);
    }

    /// Narrows the article list.
    pub(super) fn set_filter(&mut self, filter: ListFilter) {
        self.session.filter_list(filter);
    }

    /// Says that the span in focus is about an item, or no longer.
    pub(super) fn set_item(&mut self, item: &crate::model::id::ItemId, act: Option<Act>) {
        let (Some(layer), Some(span)) = (self.session.layer_key(), self.session.focused()) else { return };
        let (id, now) = (span.id.clone(), self.services.now());
        let name = self.session.items.name(item).unwrap_or(item.as_str()).to_owned();
        let say = match act {
            Some(act) => format!("{} “{name}”", super::capitalised(act.name())),
            None => format!("Not about “{name}”"),
        };
        let change = change::set_item(self.session.corpus.state(), &layer, &id, item, act, now);
        if self.apply(change) {
            self.desk.say(say);
        }
    }

    /// Enters an item that goes by these words, and says that the span in focus states it.
    pub(super) fn new_item(&mut self, words: &str) {
        let name = super::one_line(words);
        if name.is_empty() {
            return;
        }
        if let Some(id) = self.session.items.named(&name).cloned() {
            return self.set_item(&id, Some(Act::States));
        }
        let (Some(layer), Some(span)) = (self.session.layer_key(), self.session.focused()) else { return };
        let (span_id, now) = (span.id.clone(), self.services.now());
        let item = crate::model::item::Item::new(self.services.ids.item(), &name, now);
        let change = change::set_new_item(self.session.corpus.state(), &layer, &span_id, item, now);
        if self.apply(change) {
            self.collapse_selection();
            self.desk.say(format!("Entered item “{name}”"));
        }
    }

    fn collapse_selection(&mut self) {
        if let Some(open) = &mut self.session.open {
            open.selection = Selection::caret(open.selection.caret);
        }
    }

    /// Sets an attribute of the span in focus.
    pub(super) fn set_attribute(
        &mut self,
        attribute: &crate::model::id::AttributeId,
        value: Option<crate::model::annotation::AttributeValue>,
    ) {
        if let Some(id) = self.session.focused().map(|span| span.id.clone()) {
            self.set_attribute_of(&id, attribute, value);
        }
    }

    pub(super) fn set_attribute_of(
        &mut self,
        id: &crate::model::id::AnnotationId,
        attribute: &crate::model::id::AttributeId,
        value: Option<crate::model::annotation::AttributeValue>,
    ) {
        let Some(layer) = self.session.layer_key() else { return };
        let now = self.services.now();
        let state = self.session.corpus.state();
        let name = state.tagset.attributes.get(attribute).map_or(attribute.as_str(), |known| &known.name);
        let say = match (&value, state.tagset.attributes.get(attribute)) {
            (Some(value), Some(known)) => format!("{name}: {}", self.session.value_in_words(known, value)),
            _ => format!("{name}: not set"),
        };
        let change = change::set_attribute(state, &layer, id, attribute.clone(), value, now);
        if self.apply(change) {
            self.desk.say(say);
        }
    }
}
