//! Commands of the History workspace: where one is in the list, and what is brought back.

use std::sync::Arc;

use super::{Work, row_step};
use crate::app::command::history::{HistoryCommand, Side};
use crate::app::command::{Command, Workspace};
use crate::app::jobs::Job;
use crate::app::state::FocusWish;
use crate::app::state::history::detail::{ChangeKind, Changes, Detail};
use crate::app::state::history::{HistoryFilter, LookedUp};
use crate::model::change::ChangeError;
use crate::model::change::restore::{self, Extent, PastArticle, PastRecord};
use crate::model::edit::{ArticleStamp, Direction, Key, Record, Transaction};
use crate::model::id::{AnnotationId, ArticleId};
use crate::model::reader::CorpusReader as _;
use crate::model::text::TextRange;
use crate::store::past::Past;

/// What is said where there is nothing to bring back.
const SO_ALREADY: &str = "It is so already";

impl Work<'_> {
    /// Lets the History workspace have the command. `None` if it took it.
    pub(super) fn through_history(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::History {
            return Some(command);
        }
        let table = &mut self.session.history;
        if let Some((way, by)) = row_step(&command) {
            table.step(way, by);
            return None;
        }
        if command == Command::BackOut {
            self.back_out_of_history();
            return None;
        }
        self.through_looked_at(command, "What has been done is only looked at here; Enter opens its article")
    }

    /// Carries out a command of the workspace.
    pub(super) fn history(&mut self, command: HistoryCommand) {
        match command {
            HistoryCommand::OfArticle => self.show_history_of_article(),
            HistoryCommand::OfSpan => self.show_history_of_span(),
            HistoryCommand::BringBack(side) => self.bring_back(side),
            HistoryCommand::BringBackRecord(idx, side) => self.bring_back_record(idx, side),
            HistoryCommand::BringBackWork(side) => self.bring_back_work(side),
            HistoryCommand::BringBackArticle(article, side) => self.look_up(article, side),
            HistoryCommand::WithArticle(is_on) => {
                self.session.history.ways_back.extent =
                    if is_on { Extent::LayerAndArticle } else { Extent::Layer };
            }
            HistoryCommand::OpenInArticle => self.open_change(),
            HistoryCommand::Find => self.desk.focus_wish = Some(FocusWish::HistoryFilter),
            HistoryCommand::Reload => {
                self.session.history.reload(&self.session.corpus, self.wake);
                self.desk.say("The history is read again");
            }
            HistoryCommand::Point(id) => {
                self.session.history.point_at(&id);
                self.desk.focus_wish = Some(FocusWish::History);
            }
            HistoryCommand::Filter(filter) => self.filter_history(filter),
            HistoryCommand::Cancel => self.session.history.cancel(),
        }
    }

    /// Brings the list up to date when the workspace is gone to.
    pub(super) fn look_back(&mut self) {
        let now = self.services.now();
        let table = &mut self.session.history;
        table.today = now.to_utc().with_timezone(&chrono::Local).date_naive();
        table.read(&self.session.corpus, self.wake);
    }

    /// Takes what is read beside the window. Whether there is more to do in the next frame.
    pub(in crate::app) fn poll_history(&mut self) -> bool {
        self.take_looked_up();
        if self.desk.workspace != Workspace::History {
            return false;
        }
        let goes_on = self.session.history.poll();
        if let Some(side) = self.session.follow_change(self.wake) {
            self.bring_back(side);
        }
        goes_on
    }

    fn filter_history(&mut self, filter: HistoryFilter) {
        self.session.history.narrow(filter, self.session.corpus.state());
        self.session.history.read(&self.session.corpus, self.wake);
    }

    fn show_history_of_article(&mut self) {
        let article = self.session.open.as_ref().map(|open| open.article.id.clone());
        self.show_history(HistoryFilter { article, ..HistoryFilter::default() });
    }

    fn show_history_of_span(&mut self) {
        let article = self.session.open.as_ref().map(|open| open.article.id.clone());
        let span = self.session.focused().map(|span| span.id.clone());
        self.show_history(HistoryFilter { article, span, ..HistoryFilter::default() });
    }

    fn show_history(&mut self, filter: HistoryFilter) {
        self.filter_history(filter);
        self.go_to(Workspace::History);
        self.session.history.came_from_article = true;
        self.desk.say("Esc goes back to the article");
    }

    fn back_out_of_history(&mut self) {
        let in_list =
            self.ctx.memory(egui::Memory::focused).is_none_or(|id| id == crate::app::views::history::id());
        if in_list && std::mem::take(&mut self.session.history.came_from_article) {
            return self.go_to(Workspace::Annotate);
        }
        self.desk.focus_wish = Some(FocusWish::History);
    }

    /// What the row that is pointed at has changed, if that is known.
    fn pointed_changes(&self) -> Option<&Changes> {
        let table = &self.session.history;
        table.detail.changes(&table.row()?.id)
    }

    /// Brings back everything a change touched and one may write: as before, or as after it. Where nothing stood
    /// before, what the change made comes back.
    fn bring_back(&mut self, side: Side) {
        let Some(all) = self.pointed_changes() else {
            let id = self.session.history.row().map(|row| row.id.clone());
            if matches!((&self.session.history.detail, &id), (Detail::Failed(of, _), Some(id)) if of == id) {
                return self.desk.refuse("What was changed can't be read");
            }
            self.session.history.ways_back.wanted = id.map(|id| (id, side));
            return self.desk.say("The change is being read…");
        };
        let moved = all.records.iter().find_map(|record| match &record.kind {
            ChangeKind::Articles(stamps, direction) => Some((Arc::clone(stamps), *direction)),
            _ => None,
        });
        if let Some((stamps, direction)) = moved {
            return self.bring_back_moved(&stamps, direction);
        }
        let own = all.records.iter().filter_map(|record| match &record.kind {
            ChangeKind::Record(one) if one.is_open_to(self.session.annotator()) => Some(one),
            _ => None,
        });
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            let is_text = all.records.iter().any(|record| matches!(record.kind, ChangeKind::Text));
            return self.desk.refuse(if is_text {
                "A text is not brought back; correct it again in its article"
            } else {
                "Only who made this can bring it back"
            });
        }
        let at = |side| own.iter().filter_map(|one| one.at(side)).collect::<Vec<PastRecord>>();
        let (before, after) = (at(Side::Before), at(Side::After));
        let (records, if_so) = match side {
            Side::Before if before.is_empty() => {
                (after, "Nothing stood here before, and what was made is there")
            }
            Side::After if after.is_empty() => {
                (before, "Nothing was left here, and what stood before is there")
            }
            Side::Before => (before, SO_ALREADY),
            Side::After => (after, SO_ALREADY),
        };
        self.put_back(records, if_so);
    }

    /// Brings back the only article of a change that is not there.
    fn bring_back_moved(&mut self, stamps: &[ArticleStamp], direction: Direction) {
        let ids = stamps.iter().map(|stamp| &stamp.id);
        let gone: Vec<&ArticleId> = ids.filter(|id| self.session.article_row(id).is_none()).collect();
        match gone[..] {
            [] => self.desk.refuse("Every article of this change is there"),
            [only] => {
                let side = if direction == Direction::Out { Side::Before } else { Side::After };
                self.look_up(only.clone(), side);
            }
            _ => self.desk.refuse("Several articles are gone; bring their work back one by one"),
        }
    }

    fn bring_back_record(&mut self, idx: usize, side: Side) {
        let record = self.pointed_changes().and_then(|changes| match &changes.records.get(idx)?.kind {
            ChangeKind::Record(changed) => changed.at(side),
            _ => None,
        });
        self.put_back(record.into_iter().collect(), SO_ALREADY);
    }

    /// Puts records over what there is now; `if_so` is said where they are there already.
    fn put_back(&mut self, records: Vec<PastRecord>, if_so: &str) {
        let (now, actor) = (self.services.now(), self.session.annotator().clone());
        let change = restore::records(&self.session.corpus, &actor, records, now);
        self.apply_brought_back(change, if_so);
    }

    fn apply_brought_back(&mut self, change: Result<Transaction, ChangeError>, if_so: &str) {
        self.desk.focus_wish = Some(FocusWish::History);
        if self.refuses_to_write() {
            return;
        }
        if change == Err(ChangeError::Nothing) {
            return self.desk.say(if_so);
        }
        let say =
            change.as_ref().map(|change| change.say.replacen("Bring", "Brought", 1)).unwrap_or_default();
        if self.apply(change) {
            self.desk.say(format!("{say}; undo takes it back"));
        }
    }

    fn bring_back_work(&mut self, side: Side) {
        let articles = self.session.history.row().map(|row| Arc::clone(&row.articles)).unwrap_or_default();
        match &articles[..] {
            [only] => self.look_up(only.clone(), side),
            [] => self.desk.refuse("This change is about no article"),
            _ => self.desk.refuse("This change is about several articles; the panel has a button for each"),
        }
    }

    /// Begins to look up how an article was at a side of the change.
    fn look_up(&mut self, article: ArticleId, side: Side) {
        let Some(moment) = self.session.history.moment(side) else { return };
        if let Some(why) = self.session.corpus.read_only() {
            return self.desk.refuse(format!("This corpus can only be read: {why}"));
        }
        let (histories, snapshot) = (self.session.corpus.histories(), self.session.corpus.snapshot());
        let wanted = article.clone();
        let job = Job::start("look up the past", Arc::clone(self.wake), move || {
            Past::of_article(snapshot, &histories, &moment, &wanted)
        });
        match job {
            Ok(job) => {
                self.session.history.ways_back.looked_up = Some(LookedUp { article, job });
                self.desk.say("Looking up how it was…");
            }
            Err(err) => self.desk.notify(err.to_string(), false),
        }
    }

    /// Brings back what has been looked up.
    fn take_looked_up(&mut self) {
        let Some(looked_up) = &self.session.history.ways_back.looked_up else { return };
        let Some(outcome) = looked_up.job.poll() else { return };
        let id = looked_up.article.clone();
        self.session.history.ways_back.looked_up = None;
        let past = match outcome {
            Ok(Ok(past)) => past,
            Ok(Err(err)) => return self.desk.notify(err.to_string(), false),
            Err(err) => return self.desk.notify(err.to_string(), false),
        };
        for what in past.left_out() {
            self.desk.notify(format!("Not brought back: {what}"), false);
        }
        if !past.state().articles.contains_key(&id) {
            return self.desk.refuse("The article was not in the corpus then");
        }
        let article = match past.article(&id) {
            Ok(article) => article,
            Err(err) => return self.desk.notify(err.to_string(), false),
        };
        let actor = self.session.annotator().clone();
        let layer = past.state().layer(&id, &actor).map(|layer| &**layer);
        let is_gone = self.session.article_row(&id).is_none();
        let trashed = is_gone.then(|| self.session.corpus.snapshot().trashed_article(&id).ok()).flatten();
        let then = PastArticle { article: &article, layer, trashed: trashed.as_deref() };
        let (extent, now) = (self.session.history.ways_back.extent, self.services.now());
        let change = restore::article(&self.session.corpus, &actor, then, extent, now);
        self.apply_brought_back(change, SO_ALREADY);
    }

    /// Opens the article of a change, and puts the span it is about in focus.
    fn open_change(&mut self) {
        let Some(row) = self.session.history.row() else { return };
        let there = row.articles.iter().find(|article| self.session.article_row(article).is_some()).cloned();
        let Some(article) = there else {
            return self.desk.refuse(if row.articles.is_empty() {
                "This change is about no article"
            } else {
                "The article is not in the corpus any more; B brings it back"
            });
        };
        let span = self.pointed_span(&article);
        self.go_to(Workspace::Annotate);
        self.open_article(&article);
        if let Some((id, place)) = span {
            let is_own =
                self.session.layer(&article).is_some_and(|layer| layer.annotations.contains_key(&id));
            if is_own {
                self.focus(&id);
            }
            let text_len = self.session.open.as_ref().map_or(0, |open| open.text().len());
            let place = self.session.focused().map_or(place, |span| span.fragments.hull());
            if place.end() <= text_len {
                self.light_up(place);
            }
        }
        self.desk.last.came_from = Some(Workspace::History);
        self.desk.say("Esc goes back to the history");
    }

    /// The first span of an article that the change is about, and where it lay.
    fn pointed_span(&self, article: &ArticleId) -> Option<(AnnotationId, TextRange)> {
        self.pointed_changes()?.records.iter().find_map(|record| {
            let ChangeKind::Record(changed) = &record.kind else { return None };
            let (Key::Annotation(layer, id), Some(Record::Annotation(annotation))) =
                (&changed.put.key, changed.put.after.as_ref().or(changed.put.before.as_ref()))
            else {
                return None;
            };
            (layer.article == *article).then(|| (id.clone(), annotation.fragments.hull()))
        })
    }
}
