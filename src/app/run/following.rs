//! Commands of the Items workspace: where one is in it, which face of an item is shown, and ways to the articles.

mod editing;
mod moving;
pub(super) mod writing;

use std::sync::Arc;

use super::{Work, row_step};
use crate::analysis::positions::{BearingIndex, DateBy, Rows, Scope};
use crate::app::command::items::{ItemsCommand, ItemsField};
use crate::app::command::{Command, Field, Motion, Way, Workspace};
use crate::app::jobs::Job;
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::items::{ItemsFace, ItemsPart};
use crate::model::id::ItemId;
use crate::model::reader::CorpusReader as _;

impl Work<'_> {
    /// Lets the Items workspace have the command. `None` if it took it.
    pub(super) fn through_items(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Items {
            return Some(command);
        }
        let items = &mut self.session.wide.items;
        if let Some((way, by)) = row_step(&command) {
            items.step(way, by);
            return None;
        }
        match command {
            Command::Extend(motion @ (Motion::Down | Motion::Up)) => {
                self.tick_pointed_item(true);
                let way = if motion == Motion::Down { Way::Next } else { Way::Previous };
                self.session.wide.items.step(way, 1);
                self.tick_pointed_item(true);
            }
            Command::Remove => self.remove_in_items(),
            Command::EditNote => self.go_to_items_field(ItemsField::Note),
            Command::BackOut if self.desk.draft.is_none() && !self.ctx.text_edit_focused() => {
                self.back_out_of_items();
            }
            // Digits go by the place of the face, as they do by the place of a row in lists.
            Command::Tag(digit) if ItemsFace::ALL.len() >= usize::from(digit) && digit > 0 => {
                self.show_face(ItemsFace::ALL[usize::from(digit) - 1]);
            }
            Command::Tag(_) | Command::AlsoTag(_) | Command::ToggleUnsure => {
                self.desk.refuse("Spans are tagged in their article; Enter on a quote opens it");
            }
            // What needs the article's text has no place here.
            Command::Move(_) | Command::Extend(_) => {}
            command => return Some(command),
        }
        None
    }

    /// Carries out a command of the workspace.
    pub(super) fn items(&mut self, command: ItemsCommand) {
        let items = &mut self.session.wide.items;
        match command {
            ItemsCommand::Find => self.desk.focus_wish = Some(FocusWish::ItemsFilter),
            ItemsCommand::Filter(filter) => {
                items.filter = filter;
                items.narrow();
            }
            ItemsCommand::GoTo(part) => self.go_to_items_part(part),
            ItemsCommand::Point(id) => {
                items.at.part = ItemsPart::List;
                items.point_at(&id);
                self.desk.focus_wish = Some(FocusWish::Items);
            }
            ItemsCommand::PointLine(line) => {
                items.at.part = ItemsPart::Lines;
                items.point_at_line(line);
                self.desk.focus_wish = Some(FocusWish::Items);
            }
            ItemsCommand::PointCell(row, column) => {
                items.at.part = ItemsPart::Grid;
                items.point_at_cell(row, column);
                self.desk.focus_wish = Some(FocusWish::Items);
            }
            ItemsCommand::Open => self.open_in_items(),
            ItemsCommand::Show(face) => self.show_face(face),
            ItemsCommand::ToggleDate => {
                let by = if items.look.by == DateBy::Said { DateBy::Published } else { DateBy::Said };
                items.set_look(|look| look.by = by);
                self.desk.say(match by {
                    DateBy::Said => "By the day it was said, where that is known",
                    DateBy::Published => "By the day of publication",
                });
            }
            ItemsCommand::ToggleTerms => {
                let scope = if items.look.has_terms() { Scope::Item } else { Scope::WithTerms };
                items.set_look(|look| look.scope = scope);
                self.desk.say(match scope {
                    Scope::Item => "What bears on the item alone",
                    Scope::WithTerms => "What bears on the item and its terms",
                });
            }
            ItemsCommand::ToggleRollUp => {
                let rows = if items.look.rows == Rows::RolledUp { Rows::Voices } else { Rows::RolledUp };
                items.set_look(|look| look.rows = rows);
                self.desk.say(match rows {
                    Rows::Voices => "A row for each voice",
                    Rows::RolledUp => "A row for what voices belonged to on the day",
                });
            }
            ItemsCommand::CompareWith => self.choose_comparison(),
            ItemsCommand::Compare(id) => {
                items.set_look(|look| {
                    look.face = ItemsFace::Comparison;
                    look.other = Some(id);
                });
            }
            ItemsCommand::Tick => {
                self.tick_pointed_item(false);
                self.session.wide.items.step(Way::Next, 1);
            }
            ItemsCommand::TickItem(id) => super::toggle(&mut items.at.ticked, id),
            ItemsCommand::TickSpan(key) => super::toggle(&mut items.at.ticked_spans, key),
            ItemsCommand::TickAll => items.tick_all(),
            ItemsCommand::Aside(way) => self.go_aside(way),
            ItemsCommand::GoToPlace => self.open_bearing(),
            ItemsCommand::Export => self.export_item(),
            command => self.change_items(command),
        }
    }

    /// Takes what has come of the work beside the window for it. Whether a frame is to be drawn.
    pub fn poll_items(&mut self) -> bool {
        if self.desk.workspace != Workspace::Items {
            return false;
        }
        let session = &mut *self.session;
        let corpus = &session.corpus;
        let wake = Arc::clone(self.wake);
        let found = session.wide.items.find_out(corpus, || {
            let snapshot = corpus.snapshot();
            Job::start("look for items", wake, move || BearingIndex::of(snapshot.state()))
        });
        if let Err(err) = found {
            self.desk.notify(format!("It can't be found out what bears on which item: {err}"), false);
        }
        self.refresh_items()
    }

    /// Makes what is shown anew if anything has changed. Whether it has.
    pub(super) fn refresh_items(&mut self) -> bool {
        let session = &mut *self.session;
        session.wide.items.refresh(session.corpus.state())
    }

    /// The id of the item that is pointed at; says so if there is none.
    fn need_item(&mut self) -> Option<ItemId> {
        let id = self.session.wide.items.pointed().map(|item| item.id.clone());
        if id.is_none() {
            self.desk.refuse("Point at an item first");
        }
        id
    }

    /// The name of an item, as it is shown.
    fn item_name(&self, id: &ItemId) -> String {
        self.session.items.name(id).unwrap_or(id.as_str()).to_owned()
    }

    fn show_face(&mut self, face: ItemsFace) {
        self.session.wide.items.set_look(|look| look.face = face);
        self.refresh_items();
        self.desk.focus_wish = Some(FocusWish::Items);
        let items = &self.session.wide.items;
        if face == ItemsFace::Comparison && items.face().is_some_and(|face| face.grid.is_none()) {
            return self.choose_comparison();
        }
        self.desk.say(face.name());
    }

    fn go_to_items_part(&mut self, part: ItemsPart) {
        let items = &mut self.session.wide.items;
        let is_empty = items.face().is_none_or(|face| match part {
            ItemsPart::List => false,
            ItemsPart::Grid => face.grid.as_ref().is_none_or(|grid| grid.rows.is_empty()),
            ItemsPart::Lines => face.lines.iter().all(|line| line.key().is_none()),
        });
        if is_empty && part != ItemsPart::List {
            let is_cell = self.session.wide.items.look.face.is_grid() && part == ItemsPart::Lines;
            return self.desk.refuse(if is_cell {
                "No spans in this cell"
            } else {
                "Nothing is shown of this item yet"
            });
        }
        items.at.part = part;
        self.desk.focus_wish = Some(FocusWish::Items);
    }

    /// Right and left: from the list into the face and back, and from cell to cell.
    fn go_aside(&mut self, way: Way) {
        let items = &mut self.session.wide.items;
        match (items.at.part, way) {
            (ItemsPart::List, Way::Next) => {
                let main = items.main_part();
                self.go_to_items_part(main);
            }
            (ItemsPart::Grid, way) => {
                if items.step_aside(way) {
                    return;
                }
                match way {
                    Way::Previous => self.go_to_items_part(ItemsPart::List),
                    Way::Next => self.desk.say("This is the last column"),
                }
            }
            (ItemsPart::Lines, Way::Previous) => self.back_from_lines(),
            (ItemsPart::List, Way::Previous) => self.desk.say("Right goes on to what is shown of the item"),
            (ItemsPart::Lines, Way::Next) => self.desk.say("Enter opens the quote in its article"),
        }
    }

    fn back_from_lines(&mut self) {
        let items = &self.session.wide.items;
        let part = if items.look.face.is_grid() { ItemsPart::Grid } else { ItemsPart::List };
        self.go_to_items_part(part);
    }

    fn back_out_of_items(&mut self) {
        let at = &mut self.session.wide.items.at;
        match at.part {
            ItemsPart::List if !at.ticked.is_empty() => at.ticked.clear(),
            ItemsPart::List => {
                if let Some(workspace) = self.desk.last.came_from.take() {
                    return self.go_to(workspace);
                }
            }
            _ if !at.ticked_spans.is_empty() => at.ticked_spans.clear(),
            ItemsPart::Grid => at.part = ItemsPart::List,
            ItemsPart::Lines => return self.back_from_lines(),
        }
        self.desk.focus_wish = Some(FocusWish::Items);
    }

    /// Ticks the row that is pointed at; takes its tick away only where `stays` is not set.
    fn tick_pointed_item(&mut self, stays: bool) {
        let items = &mut self.session.wide.items;
        match items.at.part {
            ItemsPart::List => {
                if let Some(id) = items.pointed().map(|item| item.id.clone())
                    && !(stays && items.at.ticked.contains(&id))
                {
                    super::toggle(&mut items.at.ticked, id);
                }
            }
            ItemsPart::Grid => {}
            ItemsPart::Lines => {
                if let Some(key) = items.line().and_then(|line| line.key()).cloned()
                    && !(stays && items.at.ticked_spans.contains(&key))
                {
                    super::toggle(&mut items.at.ticked_spans, key);
                }
            }
        }
    }

    /// From an item to what is shown of it, from a cell to its quotes, from a quote to its article.
    fn open_in_items(&mut self) {
        let items = &self.session.wide.items;
        match items.at.part {
            ItemsPart::List => {
                if self.need_item().is_none() {
                    return;
                }
                let main = self.session.wide.items.main_part();
                self.go_to_items_part(main);
                if self.session.wide.items.at.part == main {
                    self.desk.say("Enter opens a quote in its article, Space ticks it, Esc goes back");
                }
            }
            ItemsPart::Grid => self.go_to_items_part(ItemsPart::Lines),
            ItemsPart::Lines => self.open_bearing(),
        }
    }

    /// Shows the span that is pointed at where it stands.
    fn open_bearing(&mut self) {
        let Some(key) = self.session.wide.items.line().and_then(|line| line.key()).cloned() else {
            return self.desk.refuse("Point at a quote first");
        };
        self.show_span_from(&key, Workspace::Items);
    }

    /// Asks which item is set beside the one that is pointed at: those it replaces or that replace it first, then those
    /// that have terms.
    fn choose_comparison(&mut self) {
        let Some(pointed) = self.need_item() else { return };
        let items = &self.session.wide.items;
        let tree = items.tree();
        let near: Vec<&ItemId> =
            tree.chain(&pointed).into_iter().filter_map(|id| tree.get(&id).map(|item| &item.id)).collect();
        let mut others: Vec<&ItemId> = tree.roots().iter().filter(|id| !tree.terms(id).is_empty()).collect();
        others.extend(tree.roots().iter().filter(|id| tree.terms(id).is_empty()));
        let near_first = near.iter().copied().chain(others.into_iter().filter(|id| !near.contains(id)));
        let row = |id: &ItemId| {
            let item = tree.get(id)?;
            let num = tree.terms(id).len();
            let command = Command::Items(ItemsCommand::Compare(id.clone()));
            let row = ChoiceRow::new(item.name.clone(), command).found_by(item.names());
            Some(row.detail(crate::model::text::numbers::counted(num, "term")))
        };
        let rows: Vec<ChoiceRow> = near_first.filter(|id| **id != pointed).filter_map(row).collect();
        if rows.is_empty() {
            return self.desk.refuse("There is no other item to compare it with");
        }
        let title = format!("Compare {} with", self.item_name(&pointed));
        self.open_choice(Choice::of_many(title, Command::Items(ItemsCommand::CompareWith), rows));
    }

    fn go_to_items_field(&mut self, field: ItemsField) {
        if self.need_item().is_some() {
            self.desk.focus_wish = Some(FocusWish::Field(Field::Items(field)));
        }
    }
}
