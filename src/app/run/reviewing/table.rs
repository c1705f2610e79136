//! What the Review table shows and how: order, columns, groups, queues, samples, blindness.

use crate::app::command::review::{ReviewCommand, TableCommand};
use crate::app::command::{Command, Workspace};
use crate::app::run::Work;
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::review::bench::PromptAbout;
use crate::app::state::review::group::{GroupBy, Line};
use crate::app::state::review::{Column, Only, ReviewFilter, ReviewTable, queues};
use crate::model::change;
use crate::model::id::SettingId;
use crate::model::text::visible::shown_name;

fn table(command: TableCommand) -> Command {
    Command::Review(ReviewCommand::Table(command))
}

impl Work<'_> {
    pub(super) fn review_table(&mut self, command: TableCommand) {
        match command {
            TableCommand::Order => self.choose_order(),
            TableCommand::Sort(column) => self.sort_rows(column),
            TableCommand::Columns => self.choose_columns(0),
            TableCommand::ToggleColumn(column) => self.toggle_column(column),
            TableCommand::Resize(column, width) => self.session.review.preferences.resize(column, width),
            TableCommand::MoreContext => self.set_context(true),
            TableCommand::LessContext => self.set_context(false),
            TableCommand::Group => self.choose_group(),
            TableCommand::GroupBy(by) => self.group_rows(by),
            TableCommand::Fold => self.fold_group(true),
            TableCommand::Unfold => self.fold_group(false),
            TableCommand::FoldAll => self.fold_all_groups(),
            TableCommand::ToggleGroup(idx) => {
                self.session.change_review(|review, state, own| review.toggle_group(idx, state, own));
                self.desk.focus_wish = Some(FocusWish::Review);
            }
            TableCommand::Queues => self.choose_queue(),
            TableCommand::SaveQueue => self.name_queue(),
            TableCommand::RenameQueue(id) => {
                let name = self.queue(&id).map(|queue| queue.name).unwrap_or_default();
                self.open_prompt(PromptAbout::QueueRename(id), &name);
            }
            TableCommand::RemoveQueue(id) => self.remove_queue(&id),
            TableCommand::Sample => self.ask_sample(),
            TableCommand::Blind => self.toggle_blind(),
            TableCommand::CameBack => self.toggle_came_back(),
        }
    }

    fn choose_order(&mut self) {
        let sort = &self.session.review.preferences.sort;
        let rows = Column::ALL.into_iter().filter(|column| column.can_sort()).map(|column| {
            let place = sort.iter().position(|(known, _)| *known == column);
            let detail = match place.map(|place| (place, sort[place].1)) {
                None => "",
                Some((0, false)) => "first",
                Some((0, true)) => "first, turned round",
                Some((_, false)) => "then",
                Some((_, true)) => "then, turned round",
            };
            ChoiceRow::new(column.name(), table(TableCommand::Sort(column)))
                .detail(detail)
                .on(place.is_some())
        });
        let rows = rows.collect();
        self.open_choice(Choice::new("Order by", table(TableCommand::Order), rows));
    }

    fn sort_rows(&mut self, column: Column) {
        if self.session.review.preferences.is_blind && column.tells_on_others() {
            return self.desk.refuse("In a blind review this order would tell; B ends it");
        }
        self.session.review.preferences.sort_by(column);
        self.session.narrow_review();
        let sort = &self.session.review.preferences.sort;
        let names: Vec<String> = sort
            .iter()
            .map(|(column, is_turned)| {
                let turned = if *is_turned { ", turned round" } else { "" };
                format!("{}{turned}", column.name().to_lowercase())
            })
            .collect();
        self.desk.say(format!("Ordered by {}", names.join(", then ")));
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    /// Opens the list of columns with one of them marked.
    fn choose_columns(&mut self, picked: usize) {
        let columns = &self.session.review.preferences.columns;
        let rows = columns.iter().filter(|place| place.column != Column::Context).map(|place| {
            let command = table(TableCommand::ToggleColumn(place.column));
            ChoiceRow::new(place.column.name(), command).on(place.is_shown)
        });
        let rows = rows.collect();
        let mut choice = Choice::new("Columns", table(TableCommand::Columns), rows);
        choice.picked = picked;
        self.open_choice(choice);
    }

    fn toggle_column(&mut self, column: Column) {
        let preferences = &mut self.session.review.preferences;
        preferences.toggle(column);
        let others = preferences.columns.iter().filter(|place| place.column != Column::Context);
        let picked = others.into_iter().position(|place| place.column == column).unwrap_or(0);
        let is_shown = preferences.shown().any(|place| place.column == column);
        self.desk.say(format!("{} is {}", column.name(), if is_shown { "shown" } else { "hidden" }));
        // One often shows more than one; Esc ends it.
        self.choose_columns(picked);
    }

    fn set_context(&mut self, is_more: bool) {
        let context = &mut self.session.review.bench.context;
        *context = if is_more { context.more() } else { context.less() };
        let name = context.name();
        self.desk.say(format!("The row shows {name} around its words"));
    }

    fn choose_group(&mut self) {
        let now = self.session.review.preferences.group;
        let none = ChoiceRow::new("No groups", table(TableCommand::GroupBy(None))).on(now.is_none());
        let by = GroupBy::ALL.map(|by| {
            let name = crate::app::run::capitalised(by.name());
            ChoiceRow::new(name, table(TableCommand::GroupBy(Some(by)))).on(now == Some(by))
        });
        let rows = by.into_iter().chain([none]).collect();
        // The key again takes the groups away.
        let again = table(TableCommand::GroupBy(None));
        self.open_choice(Choice::new("Group by", table(TableCommand::Group), rows).again(again));
    }

    fn group_rows(&mut self, by: Option<GroupBy>) {
        self.session.change_review(|review, state, own| review.group_by(by, state, own));
        self.desk.say(match by {
            Some(by) => format!("Grouped by {}; ← and → fold and unfold", by.name()),
            None => "No groups".to_owned(),
        });
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    fn fold_group(&mut self, folds: bool) {
        let is_done = self.session.change_review(|review, state, own| review.fold_here(folds, state, own));
        if !is_done {
            self.desk.refuse("There are no groups; G makes some");
        }
    }

    fn fold_all_groups(&mut self) {
        if self.session.review.preferences.group.is_none() {
            return self.desk.refuse("There are no groups; G makes some");
        }
        self.session.change_review(ReviewTable::fold_all);
    }

    /// Folds or unfolds the group whose head is a line.
    pub(super) fn toggle_group_at(&mut self, at: usize) {
        if let Some(Line::Group(idx)) = self.session.review.line(at) {
            self.session.change_review(|review, state, own| review.toggle_group(idx, state, own));
        }
    }

    fn choose_queue(&mut self) {
        let state = self.session.corpus.state();
        let now = &self.session.review.filter;
        let show = |filter: ReviewFilter| Command::Review(ReviewCommand::Filter(filter));
        let mut rows = vec![ChoiceRow::new("All rows", show(ReviewFilter::default())).on(!now.narrows())];
        for (name, filter, _) in queues::built_in() {
            let is_on = filter == *now;
            rows.push(ChoiceRow::new(name, show(filter)).on(is_on));
        }
        let own = queues::own(state);
        let shown = own.iter().find(|queue| queue.filter == *now).cloned();
        for queue in own {
            let is_on = queue.filter == *now;
            rows.push(ChoiceRow::new(queue.name, show(queue.filter)).detail("your team’s").on(is_on));
        }
        match shown {
            Some(queue) => {
                let rename = table(TableCommand::RenameQueue(queue.id.clone()));
                rows.push(ChoiceRow::new(format!("Rename “{}”…", queue.name), rename));
                let remove = table(TableCommand::RemoveQueue(queue.id));
                rows.push(ChoiceRow::new(format!("Remove “{}”", queue.name), remove));
            }
            None if now.narrows() && queues::name_of(state, now).is_none() => {
                rows.push(ChoiceRow::new("Save as a queue…", table(TableCommand::SaveQueue)));
            }
            None => {}
        }
        self.open_choice(Choice::new("Queues", table(TableCommand::Queues), rows));
    }

    fn queue(&self, id: &SettingId) -> Option<queues::OwnQueue> {
        queues::own(self.session.corpus.state()).into_iter().find(|queue| queue.id == *id)
    }

    fn name_queue(&mut self) {
        if !self.session.review.filter.narrows() {
            return self.desk.refuse("Narrow the table first; a queue keeps its filter");
        }
        if self.session.review.filter.picked.is_some() {
            return self.desk.refuse("What a figure has picked out can’t be kept as a queue");
        }
        self.open_prompt(PromptAbout::QueueName, "");
    }

    /// Keeps the filter under a name, in the corpus.
    pub(super) fn save_queue(&mut self, name: &str) {
        let id = format!("{}{}", queues::PREFIX, self.services.ids.fresh());
        let Ok(id) = SettingId::new(&id) else { return };
        let filter = self.session.review.filter.clone();
        if self.put_queue(&id, Some((name, &filter)), &format!("Save the queue “{name}”")) {
            self.desk.say(format!("Saved as the queue “{}”, for everybody on this corpus", shown_name(name)));
        }
    }

    pub(super) fn rename_queue_to(&mut self, id: &SettingId, name: &str) {
        let Some(queue) = self.queue(id) else { return };
        if name.is_empty() {
            return self.desk.refuse("A queue needs a name; it keeps the one it has");
        }
        if self.put_queue(id, Some((name, &queue.filter)), &format!("Rename the queue “{}”", queue.name))
        {
            self.desk.say(format!("The queue is called “{}” now", shown_name(name)));
        }
    }

    fn remove_queue(&mut self, id: &SettingId) {
        let Some(queue) = self.queue(id) else { return };
        if self.put_queue(id, None, &format!("Remove the queue “{}”", queue.name)) {
            self.desk.say(format!("The queue “{}” is removed; its rows are not", shown_name(&queue.name)));
        }
    }

    fn put_queue(&mut self, id: &SettingId, value: Option<(&str, &ReviewFilter)>, say: &str) -> bool {
        let value = value.map(|(name, filter)| queues::to_setting(name, filter));
        let change = change::set_setting(self.session.corpus.state(), id, value.as_deref());
        let change = change.map(|change| crate::model::edit::Transaction { say: say.to_owned(), ..change });
        self.apply(change)
    }

    fn toggle_blind(&mut self) {
        let preferences = &mut self.session.review.preferences;
        preferences.is_blind = !preferences.is_blind;
        let is_blind = preferences.is_blind;
        if is_blind {
            preferences.sort.retain(|(column, _)| !column.tells_on_others());
        }
        self.session.narrow_review();
        self.desk.say(if is_blind {
            "Blind: who tagged a span and what others decided is hidden until you have decided"
        } else {
            "No longer blind"
        });
    }

    /// Shows what came back, from wherever one is; in the table once more shows everything again.
    fn toggle_came_back(&mut self) {
        let is_here = self.desk.workspace == Workspace::Review;
        if !is_here {
            self.go_to(Workspace::Review);
        }
        let filter = if is_here && self.session.review.filter.only.contains(&Only::CameBack) {
            ReviewFilter::default()
        } else {
            ReviewFilter { only: [Only::CameBack].into(), ..ReviewFilter::default() }
        };
        self.filter_review(filter);
        self.desk.focus_wish = Some(FocusWish::Review);
    }
}
