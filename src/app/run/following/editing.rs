//! What is said of an item: its name, kind and note, other names, what it is a term of and replaces; items made,
//! merged, taken apart and removed.

use crate::app::command::items::{ItemsCommand, ItemsField};
use crate::app::command::{Command, Field};
use crate::app::run::{Work, one_line};
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::items::ItemsPart;
use crate::model::change::ChangeError;
use crate::model::change::items as change;
use crate::model::change::voices::Editor;
use crate::model::corpus::CorpusState;
use crate::model::edit::Transaction;
use crate::model::id::ItemId;
use crate::model::item::{Item, ItemKind};
use crate::model::text::numbers::counted;

impl Work<'_> {
    /// Carries out a command that changes items, or makes one.
    pub(super) fn change_items(&mut self, command: ItemsCommand) {
        match command {
            ItemsCommand::New => self.make_item("New item", ItemKind::default(), None),
            ItemsCommand::NewTerm => {
                let Some(whole) = self.need_item() else { return };
                let kind = self.session.wide.items.pointed().map_or_else(ItemKind::default, |item| item.kind);
                self.make_item("New term", kind, Some(whole));
            }
            ItemsCommand::Rename => self.go_to_items_field(ItemsField::Name),
            ItemsCommand::SetKind(kind) => {
                let Some(id) = self.need_item() else { return };
                self.change_item(|state, editor| change::set_kind(state, editor, &id, kind));
            }
            ItemsCommand::AddName => self.begin_name(),
            ItemsCommand::RemoveName(name) => {
                let Some(id) = self.need_item() else { return };
                self.change_item(|state, editor| change::set_alias(state, editor, &id, Some(&name), None));
            }
            ItemsCommand::TermOf => self.choose_whole(),
            ItemsCommand::SetTermOf(whole) => {
                let Some(id) = self.need_item() else { return };
                self.change_item(|state, editor| change::set_term_of(state, editor, &id, whole.as_ref()));
                self.session.wide.items.point_at(&id);
            }
            ItemsCommand::Replaces => self.choose_predecessor(),
            ItemsCommand::SetReplaces(old, does) => {
                let Some(id) = self.need_item() else { return };
                self.change_item(|state, editor| change::set_replaces(state, editor, &id, &old, does));
            }
            ItemsCommand::Merge => self.merge_items(),
            ItemsCommand::MergeInto(sources, target) => self.merge_items_into(&sources, &target),
            ItemsCommand::TakeApart => self.take_item_apart(),
            ItemsCommand::TakeApartFrom(id) => {
                self.change_item(|state, editor| change::unmerge(state, editor, &id));
            }
            command => self.move_spans(command),
        }
    }

    /// Applies a change of an item and says what it did. Whether it could be made, or was none.
    fn change_item(
        &mut self,
        build: impl FnOnce(&CorpusState, Editor<'_>) -> Result<Transaction, ChangeError>,
    ) -> bool {
        let own = self.pointed_item_is_others().then_some("; your version of the item holds now");
        self.change_as_editor(build, own.unwrap_or_default(), |work| {
            work.refresh_items();
        })
    }

    fn pointed_item_is_others(&self) -> bool {
        let items = &self.session.wide.items;
        let by = items.pointed().and_then(|item| items.tree().version_of(&item.id));
        by.is_some_and(|by| by != self.session.annotator())
    }

    /// Makes an item and goes to its name.
    fn make_item(&mut self, name: &str, kind: ItemKind, term_of: Option<ItemId>) {
        if self.refuses_to_write() {
            return;
        }
        let item = Item { kind, term_of, ..Item::new(self.services.ids.item(), name, self.services.now()) };
        let id = item.id.clone();
        let annotator = self.session.annotator().clone();
        let change = crate::model::change::put_item(self.session.corpus.state(), &annotator, item);
        if self.apply(change) {
            self.session.wide.items.at.part = ItemsPart::List;
            self.refresh_items();
            self.session.wide.items.point_at(&id);
            self.desk.say("Made an item; type its name");
            self.go_to_items_field(ItemsField::Name);
        }
    }

    /// Removes the item that is pointed at, if nothing is about it; among quotes, says that these are not about it.
    pub(super) fn remove_in_items(&mut self) {
        if self.session.wide.items.at.part != ItemsPart::List {
            return self.items(ItemsCommand::SetBearing(None));
        }
        let Some(id) = self.need_item() else { return };
        let annotator = self.session.annotator().clone();
        let name = self.item_name(&id);
        let change = change::remove(self.session.corpus.state(), &annotator, &id);
        if self.apply(change) {
            self.refresh_items();
            self.desk.say(format!("Removed {name}; undo brings it back"));
        }
    }

    /// Opens a line for another name.
    fn begin_name(&mut self) {
        if self.need_item().is_none() || self.refuses_to_write() {
            return;
        }
        let items = &mut self.session.wide.items;
        let num = items.pointed().map_or(0, |item| item.aliases.len());
        items.at.adding = true;
        self.desk.focus_wish = Some(FocusWish::Field(Field::Items(ItemsField::Alias(num))));
    }

    /// Keeps what was typed into a field of the workspace. Whether it could be.
    pub(in crate::app::run) fn keep_items_field(
        &mut self,
        id: &ItemId,
        field: ItemsField,
        typed: &str,
    ) -> bool {
        let line = one_line(typed);
        match field {
            ItemsField::Name => self.change_item(|state, editor| change::rename(state, editor, id, &line)),
            ItemsField::Note => {
                let note = typed.trim_end();
                self.change_item(|state, editor| change::set_note(state, editor, id, note))
            }
            ItemsField::Alias(idx) => {
                let items = &mut self.session.wide.items;
                let old = items.tree().get(id).and_then(|item| item.aliases.get(idx)).cloned();
                items.at.adding = false;
                let new = (!line.is_empty()).then_some(line.as_str());
                if old.is_none() && new.is_none() {
                    return true;
                }
                self.change_item(|state, editor| change::set_alias(state, editor, id, old.as_deref(), new))
            }
        }
    }

    /// Rows for every item but those that are left out, by name: first those that hold, terms last.
    pub(super) fn other_items(
        &self,
        leaves_out: impl Fn(&ItemId) -> bool,
        holds: impl Fn(&ItemId) -> bool,
        command: impl Fn(&ItemId) -> ItemsCommand,
    ) -> Vec<ChoiceRow> {
        let items = &self.session.wide.items;
        let tree = items.tree();
        let mut others: Vec<(bool, bool, String, &Item)> = tree
            .all()
            .filter(|item| !leaves_out(&item.id))
            .map(|item| (!holds(&item.id), item.term_of.is_some(), item.name.to_lowercase(), item))
            .collect();
        others.sort_by(|one, two| (&one.0, &one.1, &one.2).cmp(&(&two.0, &two.1, &two.2)));
        let row = |item: &Item| {
            let of = tree.parent(&item.id).map(|whole| format!("term of {}", self.item_name(whole)));
            ChoiceRow::new(item.name.clone(), Command::Items(command(&item.id)))
                .detail(of.unwrap_or_else(|| item.kind.name().to_owned()))
                .found_by(item.names())
                .on(holds(&item.id))
        };
        others.into_iter().map(|(.., item)| row(item)).collect()
    }

    fn choose_whole(&mut self) {
        let Some(id) = self.need_item() else { return };
        if self.refuses_to_write() {
            return;
        }
        let whole = self.session.wide.items.tree().parent(&id).cloned();
        let mut rows = self.other_items(
            |other| *other == id,
            |other| whole.as_ref() == Some(other),
            |other| ItemsCommand::SetTermOf(Some(other.clone())),
        );
        if whole.is_some() {
            rows.insert(0, ChoiceRow::new("It is no term", Command::Items(ItemsCommand::SetTermOf(None))));
        }
        if rows.is_empty() {
            return self.desk.refuse("There is no other item it could be a term of");
        }
        let title = format!("{} is a term of", self.item_name(&id));
        self.open_choice(Choice::of_many(title, Command::Items(ItemsCommand::TermOf), rows));
    }

    fn choose_predecessor(&mut self) {
        let Some(id) = self.need_item() else { return };
        if self.refuses_to_write() {
            return;
        }
        let replaced =
            self.session.wide.items.pointed().map(|item| item.replaces.clone()).unwrap_or_default();
        let rows = self.other_items(
            |other| *other == id,
            |other| replaced.contains(other),
            |other| ItemsCommand::SetReplaces(other.clone(), !replaced.contains(other)),
        );
        if rows.is_empty() {
            return self.desk.refuse("There is no other item whose place it could have taken");
        }
        let title = format!("{} took the place of", self.item_name(&id));
        self.open_choice(Choice::of_many(title, Command::Items(ItemsCommand::Replaces), rows));
    }

    /// Merges what is ticked and what is pointed at: of two one chooses whose name stays, of more it is the one that is
    /// pointed at. With nothing ticked, all others are offered, namesakes first.
    fn merge_items(&mut self) {
        let Some(pointed) = self.need_item() else { return };
        let items = &self.session.wide.items;
        let mut others: Vec<ItemId> = items.at.ticked.iter().filter(|id| **id != pointed).cloned().collect();
        if others.len() > 1 {
            return self.merge_items_into(&others, &pointed);
        }
        let opener = Command::Items(ItemsCommand::Merge);
        if let Some(other) = others.pop() {
            let row = |source: &ItemId, target: &ItemId| {
                let command = ItemsCommand::MergeInto(vec![source.clone()], target.clone());
                ChoiceRow::new(self.item_name(target), Command::Items(command))
            };
            let rows = vec![row(&other, &pointed), row(&pointed, &other)];
            return self.open_choice(Choice::new("Whose name stays", opener, rows));
        }
        let faults = items.tree().faults();
        let namesakes: Vec<&ItemId> =
            faults.namesakes.iter().filter(|group| group.contains(&pointed)).flatten().collect();
        let rows = self.other_items(
            |other| *other == pointed,
            |other| namesakes.contains(&other),
            |other| ItemsCommand::MergeInto(vec![pointed.clone()], other.clone()),
        );
        // Being a namesake puts a row first, and is no mark that it holds.
        let rows: Vec<ChoiceRow> = rows.into_iter().map(|row| row.on(false)).collect();
        if rows.is_empty() {
            return self.desk.refuse("There is no other item it could be the same as");
        }
        let title = format!("{} is the same as", self.item_name(&pointed));
        self.open_choice(Choice::of_many(title, opener, rows));
    }

    fn merge_items_into(&mut self, sources: &[ItemId], target: &ItemId) {
        let now = self.services.now();
        let annotator = self.session.annotator().clone();
        let editor = Editor { annotator: &annotator, now };
        let change = change::merge(self.session.corpus.state(), editor, sources, target);
        if self.apply(change) {
            self.session.wide.items.at.ticked.clear();
            self.refresh_items();
            self.session.wide.items.point_at(target);
            let name = self.item_name(target);
            self.desk
                .say(format!("Merged {} into {name}; P takes apart again", counted(sources.len(), "item")));
        }
    }

    /// Takes what was merged into the item out again; where that is more than one, one chooses.
    fn take_item_apart(&mut self) {
        let Some(pointed) = self.need_item() else { return };
        let merged = self.session.wide.items.tree().merged(&pointed).to_vec();
        match &merged[..] {
            [] => self.desk.refuse("Nothing was merged into this item"),
            [only] => self.change_items(ItemsCommand::TakeApartFrom(only.id.clone())),
            several => {
                let row = |item: &Item| {
                    let command = Command::Items(ItemsCommand::TakeApartFrom(item.id.clone()));
                    ChoiceRow::new(item.name.clone(), command)
                };
                let rows = several.iter().map(row).collect();
                let title = format!("Take out of {}", self.item_name(&pointed));
                self.open_choice(Choice::new(title, Command::Items(ItemsCommand::TakeApart), rows));
            }
        }
    }
}
