//! Spans of an item: what they do with it, and spans that are about another item.

use std::collections::BTreeSet;

use crate::app::command::Command;
use crate::app::command::items::{ItemsCommand, ItemsField};
use crate::app::run::{Work, capitalised};
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::items::ItemsPart;
use crate::model::annotation::AnnotationKey;
use crate::model::change::bulk::{Actor, BulkChange};
use crate::model::change::items::{self as change, BearingTargets};
use crate::model::edit::LayerKey;
use crate::model::id::{AnnotationId, ItemId};
use crate::model::item::{Act, Item};
use crate::model::text::numbers::{counted, in_thousands};

impl Work<'_> {
    /// Carries out a command about the spans that are ticked, or the one that is pointed at.
    pub(super) fn move_spans(&mut self, command: ItemsCommand) {
        match command {
            ItemsCommand::Bearing => self.choose_bearing(),
            ItemsCommand::SetBearing(act) => self.set_bearing(act),
            ItemsCommand::SplitOff => self.split_item_off(),
            ItemsCommand::MoveSpans => self.choose_new_item(),
            ItemsCommand::MoveSpansTo(to) => self.move_spans_to(&to),
            // The others are carried out elsewhere.
            _ => {}
        }
    }

    /// The spans that are meant. Says so if there are none, or nothing can be written.
    fn spans_to_change(&mut self) -> Option<BearingTargets> {
        self.need_item()?;
        let spans = self.session.wide.items.meant_spans();
        if spans.is_empty() {
            self.desk.refuse("Point at a quote or tick some first; Enter goes to them");
            return None;
        }
        (!self.refuses_to_write()).then_some(spans)
    }

    /// The items that are meant of spans, in words.
    fn meant_in_words(&self, spans: &BearingTargets) -> String {
        match only_item(spans) {
            Some(item) => format!("“{}”", self.item_name(item)),
            None => counted(spans.values().flatten().collect::<BTreeSet<_>>().len(), "item"),
        }
    }

    fn choose_bearing(&mut self) {
        let Some(spans) = self.spans_to_change() else { return };
        let (only_span, only_item) = (spans.keys().next().filter(|_| spans.len() == 1), only_item(&spans));
        let current = only_span.zip(only_item).and_then(|(span, item)| self.act_of(span, item));
        let mut rows: Vec<ChoiceRow> = Act::ALL
            .into_iter()
            .map(|act| {
                let command = Command::Items(ItemsCommand::SetBearing(Some(act)));
                ChoiceRow::new(act.name(), command).on(current == Some(act))
            })
            .collect();
        rows.push(ChoiceRow::new("not about it", Command::Items(ItemsCommand::SetBearing(None))));
        let what = if only_span.is_some() {
            "What it does".to_owned()
        } else {
            format!("What {} do", counted(spans.len(), "span"))
        };
        let title = format!("{what} with {}", self.meant_in_words(&spans));
        self.open_choice(Choice::new(title, Command::Items(ItemsCommand::Bearing), rows));
    }

    /// What a span does with an item.
    fn act_of(&self, key: &AnnotationKey, item: &ItemId) -> Option<Act> {
        let layer = self.session.corpus.state().layer(&key.article, &key.annotator)?;
        let tree = self.session.wide.items.tree();
        let links = &layer.annotations.get(&key.annotation)?.items;
        links.iter().find(|link| tree.meant(&link.item) == item).map(|link| link.act)
    }

    fn set_bearing(&mut self, act: Option<Act>) {
        let Some(spans) = self.spans_to_change() else { return };
        let what = self.meant_in_words(&spans);
        let done = self.change_spans(|state, actor, mint| change::set_act(state, actor, &spans, act, mint));
        if let Some((num, but)) = done {
            self.session.wide.items.at.ticked_spans.clear();
            let does = act.map_or("not about", Act::name);
            self.desk.say(format!("{}: {does} {what}{but}", capitalised(&counted(num, "span"))));
        }
    }

    /// Makes the spans be about a new item, and goes to its name.
    fn split_item_off(&mut self) {
        let Some(spans) = self.spans_to_change() else { return };
        let items = &self.session.wide.items;
        // Spans of a term go to a term beside it.
        let only = only_item(&spans).and_then(|id| items.tree().get(id));
        let Some(old) = only.or_else(|| items.pointed()) else { return };
        let (name, kind, term_of) = (format!("{} (2)", old.name), old.kind, old.term_of.clone());
        let new = Item { kind, term_of, ..Item::new(self.services.ids.item(), name, self.services.now()) };
        let id = new.id.clone();
        let done = self.change_spans(|state, actor, mint| change::split_off(state, actor, &spans, new, mint));
        let Some((num, but)) = done else { return };
        let items = &mut self.session.wide.items;
        items.at.part = ItemsPart::List;
        items.point_at(&id);
        self.refresh_items();
        self.desk.say(format!("Moved {} to a new item{but}; type its name", counted(num, "span")));
        self.go_to_items_field(ItemsField::Name);
    }

    fn choose_new_item(&mut self) {
        let Some(spans) = self.spans_to_change() else { return };
        let is_from = |id: &ItemId| only_item(&spans) == Some(id);
        let rows = self.other_items(is_from, |_| false, |to| ItemsCommand::MoveSpansTo(to.clone()));
        if rows.is_empty() {
            return self.desk.refuse("There is no other item; X moves spans to a new one");
        }
        let title = format!(
            "{} about",
            if spans.len() == 1 {
                "This span is".to_owned()
            } else {
                format!("These {} are", counted(spans.len(), "span"))
            }
        );
        self.open_choice(Choice::of_many(title, Command::Items(ItemsCommand::MoveSpans), rows));
    }

    fn move_spans_to(&mut self, to: &ItemId) {
        let Some(spans) = self.spans_to_change() else { return };
        let to = self.session.wide.items.tree().get(to).filter(|item| only_item(&spans) != Some(&item.id));
        let Some(to) = to.cloned() else {
            return self.desk.refuse("Choose another item");
        };
        let done =
            self.change_spans(|state, actor, mint| change::move_bearings(state, actor, &spans, &to, mint));
        if let Some((num, but)) = done {
            self.desk.say(format!("Moved {} to {}{but}", counted(num, "span"), self.item_name(&to.id)));
        }
    }

    /// Applies one change of many spans. How many it changed, and what was different, in words.
    fn change_spans(
        &mut self,
        build: impl FnOnce(
            &crate::model::corpus::CorpusState,
            &Actor<'_>,
            &mut dyn FnMut() -> AnnotationId,
        ) -> BulkChange,
    ) -> Option<(usize, String)> {
        let now = self.services.now();
        let annotator = self.session.annotator().clone();
        let corpus = &self.session.corpus;
        let refuses = |layer: &LayerKey| corpus.refuses(layer).map(str::to_owned);
        let actor = Actor { annotator: &annotator, now, refuses: &refuses };
        let ids = &mut self.services.ids;
        let mut mint = || ids.annotation();
        let BulkChange { change, num_own, num_others, num_same, left } =
            build(corpus.state(), &actor, &mut mint);
        if !self.apply(change) {
            if !left.is_empty() {
                self.desk.refuse(format!("{} can't be changed", capitalised(&counted(left.len(), "span"))));
            } else if num_same > 0 {
                self.desk.refuse("Nothing to change: what is said of it is so already");
            }
            return None;
        }
        self.refresh_items();
        let corrected = match num_others {
            0 => String::new(),
            num => format!(", {} of them by a correction", in_thousands(num)),
        };
        let left = match left.len() {
            0 => String::new(),
            num => format!("; {} can't be changed", counted(num, "span")),
        };
        Some((num_own + num_others, format!("{corrected}{left}")))
    }
}

/// The item that is meant of all spans, if it is one.
fn only_item(spans: &BearingTargets) -> Option<&ItemId> {
    let mut items = spans.values().flatten();
    let first = items.next()?;
    items.all(|item| item == first).then_some(first)
}
