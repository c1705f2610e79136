//! Spans of an item: what they do with it, and spans that are about another item.

use crate::app::command::Command;
use crate::app::command::items::{ItemsCommand, ItemsField};
use crate::app::run::{Work, capitalised};
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::items::ItemsPart;
use crate::model::annotation::AnnotationKey;
use crate::model::change::bulk::{Actor, BulkChange};
use crate::model::change::items as change;
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

    /// The item that is shown, and its spans that are meant. Says so if there are none, or nothing can be written.
    fn spans_to_change(&mut self) -> Option<(ItemId, Vec<AnnotationKey>)> {
        let item = self.need_item()?;
        let spans = self.session.wide.items.meant_spans();
        if spans.is_empty() {
            self.desk.refuse("Point at a quote or tick some first; Enter goes to them");
            return None;
        }
        (!self.refuses_to_write()).then_some((item, spans))
    }

    fn choose_bearing(&mut self) {
        let Some((item, spans)) = self.spans_to_change() else { return };
        let items = &self.session.wide.items;
        let current = match (&spans[..], items.index()) {
            ([only], Some(_)) => self.act_of(only, &item),
            _ => None,
        };
        let mut rows: Vec<ChoiceRow> = Act::ALL
            .into_iter()
            .map(|act| {
                let command = Command::Items(ItemsCommand::SetBearing(Some(act)));
                ChoiceRow::new(act.name(), command).on(current == Some(act))
            })
            .collect();
        rows.push(ChoiceRow::new("not about it", Command::Items(ItemsCommand::SetBearing(None))));
        let what = if spans.len() == 1 {
            "What it does".to_owned()
        } else {
            format!("What {} do", counted(spans.len(), "span"))
        };
        let title = format!("{what} with “{}”", self.item_name(&item));
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
        let Some((item, spans)) = self.spans_to_change() else { return };
        let name = self.item_name(&item);
        let done =
            self.change_spans(|state, actor, mint| change::set_act(state, actor, &spans, &item, act, mint));
        if let Some((num, but)) = done {
            self.session.wide.items.at.ticked_spans.clear();
            let does = act.map_or("not about", Act::name);
            self.desk.say(format!("{} {does} “{name}”{but}", capitalised(&counted(num, "span"))));
        }
    }

    /// Makes the spans be about a new item, and goes to its name.
    fn split_item_off(&mut self) {
        let Some((from, spans)) = self.spans_to_change() else { return };
        let Some(old) = self.session.wide.items.pointed() else { return };
        let (name, kind, term_of) = (format!("{} (2)", old.name), old.kind, old.term_of.clone());
        let new = Item { kind, term_of, ..Item::new(self.services.ids.item(), name, self.services.now()) };
        let id = new.id.clone();
        let done =
            self.change_spans(|state, actor, mint| change::split_off(state, actor, &spans, &from, new, mint));
        let Some((num, but)) = done else { return };
        let items = &mut self.session.wide.items;
        items.at.part = ItemsPart::List;
        items.point_at(&id);
        self.refresh_items();
        self.desk.say(format!("Moved {} to a new item{but}; type its name", counted(num, "span")));
        self.go_to_items_field(ItemsField::Name);
    }

    fn choose_new_item(&mut self) {
        let Some((from, spans)) = self.spans_to_change() else { return };
        let rows = self.other_items(&from, |_| false, |to| ItemsCommand::MoveSpansTo(to.clone()));
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
        let Some((from, spans)) = self.spans_to_change() else { return };
        let Some(to) = self.session.wide.items.tree().get(to).filter(|item| item.id != from).cloned() else {
            return self.desk.refuse("Choose another item");
        };
        let done = self
            .change_spans(|state, actor, mint| change::move_bearings(state, actor, &spans, &from, &to, mint));
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
        let BulkChange { change, num_own, num_others, left, .. } = build(corpus.state(), &actor, &mut mint);
        if !self.apply(change) {
            if !left.is_empty() {
                self.desk.refuse(format!("{} can't be changed", capitalised(&counted(left.len(), "span"))));
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
