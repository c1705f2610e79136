//! Commands that select words: by sentence, quotation, phrase, and the same words elsewhere.

use super::Work;
use crate::app::command::Way;
use crate::app::state::Selection;
use crate::app::state::spans::Touch;
use crate::app::widgets::reading::layout::Caret;
use crate::app::widgets::reading::motion::Ground;
use crate::app::widgets::reading::{motion, units};
use crate::model::article::BlockKind;
use crate::model::text::TextRange;
use crate::model::text::numbers::in_thousands;
use crate::model::text::segment;
use crate::suggest::clauses::clauses;

impl Work<'_> {
    /// Selects the next or previous sentence.
    pub(super) fn select_sentence(&mut self, way: Way) {
        let Some(open) = &self.session.open else { return };
        let caret = open.selection.caret.byte;
        // Right behind a span in the middle of a sentence, the next one is meant, not the rest of this.
        let is_behind_span = open.selection.range().is_none()
            && self.session.focused().is_some_and(|span| span.fragments.end() == caret);
        let rest = open
            .units
            .get(units::unit_at(&open.units, caret))
            .and_then(|unit| open.sentence_at(unit.range, caret))
            .filter(|_| is_behind_span && way == Way::Next)
            .filter(|sentence| sentence.start() < caret);
        let from = rest.map_or(open.selection, |rest| Selection::caret(Caret::at(rest.end())));
        match motion::sentence(Ground { selection: from, ..open.ground() }, way) {
            Some(range) => self.select_at_once(range),
            None => self.desk.refuse(match way {
                Way::Next => "This is the last sentence",
                Way::Previous => "This is the first sentence",
            }),
        }
    }

    /// Selects the sentence at the caret, then one more at each call; or one less.
    pub(super) fn grow_sentence(&mut self, way: Way) {
        let Some(open) = &self.session.open else { return };
        let text = open.text();
        let grown = match (open.selection.range(), way) {
            (None, Way::Next) => {
                let byte = open.selection.caret.byte;
                open.units
                    .get(units::unit_at(&open.units, byte))
                    .and_then(|unit| open.sentence_at(unit.range, byte))
            }
            (Some(range), Way::Next) => {
                let whole = open
                    .units
                    .get(units::unit_at(&open.units, range.start()))
                    .and_then(|unit| open.sentence_at(unit.range, range.start()));
                // A part of a sentence becomes the sentence first.
                match whole.filter(|whole| whole.covers(range) && *whole != range) {
                    Some(whole) => Some(whole),
                    None => motion::sentence(open.ground(), Way::Next)
                        .and_then(|next| TextRange::new(range.start(), next.end()).ok()),
                }
            }
            (Some(range), Way::Previous) => {
                let last = open
                    .units
                    .get(units::unit_at(&open.units, range.end().saturating_sub(1)))
                    .map(|unit| open.sentences(unit.range))
                    .unwrap_or_default()
                    .into_iter()
                    .rfind(|sentence| sentence.start() < range.end());
                last.and_then(|last| {
                    let kept = TextRange::new(range.start(), last.start()).ok()?;
                    segment::trim(text, kept)
                })
            }
            (None, Way::Previous) => None,
        };
        match grown {
            Some(range) => self.select_words(range),
            None => self.desk.refuse(match way {
                Way::Next => "There is no further sentence",
                Way::Previous => "There is no sentence to give back",
            }),
        }
    }

    /// Selects the next or previous quotation that no quote is tagged on.
    pub(super) fn select_quotation(&mut self, way: Way) {
        let Some(open) = &self.session.open else { return };
        let is_tagged = |range: TextRange| {
            let there = open.spans.at(range.start(), Touch::Inside);
            there.into_iter().any(|span| span.label.as_str() == "quote" || span.fragments == range.into())
        };
        let from = open.selection.range();
        let caret = open.selection.caret.byte;
        let here = units::unit_at(&open.units, caret);
        let text = open.text();
        let untagged = |unit: &units::Unit| {
            // What belongs to the page is nobody's words in the article.
            if unit.kind == BlockKind::Furniture {
                return Vec::new();
            }
            let all = segment::quotations(text, unit.range, open.language()).into_iter();
            all.filter(|range| !is_tagged(*range)).collect::<Vec<_>>()
        };
        let found = match way {
            Way::Next => {
                let after = from.map_or(caret, TextRange::end);
                let further = open.units.get(here..).unwrap_or_default().iter();
                further.flat_map(untagged).find(|range| range.start() >= after)
            }
            Way::Previous => {
                let before = from.map_or(caret, TextRange::start);
                let nearer = open.units.get(..=here).unwrap_or_default().iter().rev();
                nearer.flat_map(|unit| untagged(unit).into_iter().rev()).find(|range| range.end() <= before)
            }
        };
        match found {
            Some(range) => self.select_at_once(range),
            None => self.desk.refuse(match way {
                Way::Next => "There is no untagged quotation further down",
                Way::Previous => "There is no untagged quotation further up",
            }),
        }
    }

    /// Selects the smallest quotation around the caret or the selection; of a quotation, the one around it.
    pub(super) fn select_quotation_here(&mut self) {
        let Some(open) = &self.session.open else { return };
        let place = open.selection.bytes();
        let Some(unit) = open.units.get(units::unit_at(&open.units, place.start)) else { return };
        let around = segment::quotations_around(open.text(), unit.range, place.clone(), open.language());
        let is_in_one = !around.is_empty();
        match around.into_iter().find(|range| range.bytes() != place) {
            Some(range) => self.select_at_once(range),
            None if is_in_one => self.desk.refuse("There is no larger quotation around this one"),
            None => self.desk.refuse("There are no quotation marks around this place"),
        }
    }

    /// Grows the selection by phrase, or goes back to what it was before it grew. What did not grow shrinks to
    /// its first clause, a clause goes on to the next.
    pub(super) fn select_phrase(&mut self, way: Way) {
        let Some(open) = &mut self.session.open else { return };
        let Selection { caret, .. } = open.selection;
        if way == Way::Previous {
            return match open.trail.grown.pop() {
                Some((before, grown)) if open.selection.range() == Some(grown) => {
                    open.selection = before;
                    self.reading.reveal(before.caret.byte);
                }
                _ => self.select_clause(),
            };
        }
        let Some(unit) = open.units.get(units::unit_at(&open.units, caret.byte)) else { return };
        let steps = segment::ladder(open.text(), unit.range, open.selection.bytes(), open.language());
        // A paragraph that is laid out in pieces is the step after its piece.
        let here = open.selection.range();
        let whole = units::paragraph_range(&open.units, units::unit_at(&open.units, caret.byte));
        let whole = whole.filter(|whole| here.is_some_and(|here| whole.covers(here) && *whole != here));
        let Some(grown) = steps.into_iter().next().or(whole) else {
            return self.desk.refuse("The whole paragraph is selected");
        };
        if open.trail.grown.last().is_some_and(|(_, last)| open.selection.range() != Some(*last)) {
            open.trail.grown.clear();
        }
        open.trail.grown.push((open.selection, grown));
        self.select_words(grown);
    }

    /// Selects the clause at the caret; of a selection, the first in it; of a clause, the one after it in its
    /// sentence, and after the last the first again.
    fn select_clause(&mut self) {
        let Some(open) = &self.session.open else { return };
        let text = open.text();
        let range = open.selection.range();
        let at = range.map_or(open.selection.caret.byte, TextRange::start);
        let Some(unit) = open.units.get(units::unit_at(&open.units, at)) else { return };
        let mut sentence = open.sentence_at(unit.range, at);
        let is_over = |sentence: &TextRange| {
            range.is_none()
                && clauses(text, *sentence, open.language()).iter().all(|clause| clause.end() <= at)
        };
        // Behind the last clause of a sentence the next one is meant.
        if sentence.as_ref().is_none_or(is_over) {
            let from = sentence.map_or(at, TextRange::end);
            let from = Selection::caret(Caret::at(from));
            sentence = motion::sentence(Ground { selection: from, ..open.ground() }, Way::Next).or(sentence);
        }
        let Some(sentence) = sentence else {
            return self.desk.refuse("There is no sentence here");
        };
        let found = clauses(text, sentence, open.language());
        let here = range.and_then(|range| found.iter().position(|clause| *clause == range));
        let next = match (here, range) {
            (Some(here), _) => found.get((here + 1) % found.len()),
            (None, Some(range)) => found.iter().find(|clause| range.covers(**clause)).or(found.first()),
            (None, None) => found.iter().find(|clause| clause.end() > at),
        };
        match next.copied() {
            Some(clause) if Some(clause) == range => self.desk.refuse("The sentence is one clause"),
            Some(clause) => self.select_at_once(clause),
            None => self.desk.refuse("There is no further clause"),
        }
    }

    /// Goes on selecting from the other end.
    pub(super) fn swap_ends(&mut self) {
        let Some(open) = &mut self.session.open else { return };
        let Selection { anchor, caret } = open.selection;
        if anchor == caret.byte {
            return self.desk.refuse("Select words first");
        }
        open.selection = Selection { anchor: caret.byte, caret: Caret::at(anchor) };
        open.trail.goal_x = None;
        self.reading.reveal(anchor);
    }

    /// Selects the next place where the words of the selection, or of the span in focus, stand.
    pub(super) fn select_same_words(&mut self) {
        let Some(open) = &self.session.open else { return };
        let focused = self.session.focused().and_then(|span| span.fragments.ranges().first().copied());
        let Some(range) = open.target().or(focused) else { return };
        let text = open.text();
        let words = range.of(text).unwrap_or_default();
        let places: Vec<usize> = text.match_indices(words).map(|(at, _)| at).collect();
        let idx = places.partition_point(|at| *at <= range.start());
        let (idx, from_top) = if idx < places.len() { (idx, "") } else { (0, ", again from the top") };
        if places.len() < 2 {
            return self.desk.refuse("These words stand nowhere else in this article");
        }
        let Ok(found) = TextRange::new(places[idx], places[idx] + words.len()) else { return };
        let say = format!("{} of {} places{from_top}", in_thousands(idx + 1), in_thousands(places.len()));
        self.select_at_once(found);
        self.desk.say(say);
    }

    /// Selects words in one go: they are tagged at once while a label is locked.
    fn select_at_once(&mut self, range: TextRange) {
        self.select_words(range);
        self.tag_if_locked();
    }

    /// Selects words, with the caret at their end, and brings them into view.
    pub(super) fn select_words(&mut self, range: TextRange) {
        let Some(open) = &mut self.session.open else { return };
        open.selection = Selection { anchor: range.start(), caret: Caret::at(range.end()) };
        open.trail.goal_x = None;
        self.reading.reveal(range.end());
        self.reading.reveal(range.start());
    }
}
