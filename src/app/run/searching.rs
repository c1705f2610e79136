//! Commands of the Find workspace: what is asked, where one is among the hits, and which of them are kept.

mod deeds;
mod replacing;

use std::sync::Arc;

use egui::text::{CCursor, CCursorRange};

use super::{Work, row_step};
use crate::analysis::find::order::{GroupBy, SortBy};
use crate::analysis::query::quoted;
use crate::app::command::search::{SearchCommand, Toggle};
use crate::app::command::{Command, Way, Workspace};
use crate::app::state::search::field::parsed;
use crate::app::state::search::{MAX_HITS, News};
use crate::app::state::{FocusWish, Selection};
use crate::app::views::search;
use crate::app::widgets::reading::layout::Caret;
use crate::model::text::numbers::{counted, in_thousands};

impl Work<'_> {
    /// Lets the Find workspace have the command. `None` if it took it.
    pub(super) fn through_search(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Search {
            return Some(command);
        }
        if let Some((way, by)) = row_step(&command) {
            self.step_through_hits(way, by);
            return None;
        }
        match command {
            Command::Tag(digit) | Command::AlsoTag(digit) => {
                let tagset = &self.session.corpus.state().tagset;
                match tagset.label_for_key(digit).map(|label| label.id.clone()) {
                    Some(label) => self.plan_tag(&label),
                    None => self.desk.refuse(format!("No label has the key {digit}")),
                }
            }
            Command::BackOut => self.back_out_of_search(),
            // Keys of spans, whose rows are hits here.
            Command::Remove | Command::ToggleUnsure | Command::EditNote => {
                self.desk.refuse("Enter opens the article; this is done with spans there");
            }
            Command::Extend(_) => self.desk.refuse("Space keeps or skips a hit, Ctrl+A all of them"),
            Command::Move(_) => {}
            command => return Some(command),
        }
        None
    }

    /// Carries out a command of the workspace.
    pub(super) fn search(&mut self, command: SearchCommand) {
        match command {
            SearchCommand::Open => self.open_search(),
            SearchCommand::Field => self.go_to_query(),
            SearchCommand::Type { input, cursor } => {
                self.gather_names();
                self.session.wide.search.field.type_in(input, cursor);
            }
            SearchCommand::Ask => self.ask(),
            SearchCommand::AskFor(input) => {
                self.session.wide.search.field.set(input);
                self.ask();
            }
            SearchCommand::Toggle(toggle) => self.toggle_taken(toggle),
            SearchCommand::StepOffer(way) => self.step_offer(way),
            SearchCommand::TakeOffer(idx) => self.take_query_offer(idx),
            SearchCommand::Cancel => self.cancel_search(),
            SearchCommand::Enter if self.session.wide.search.plan.is_some() => self.do_plan(),
            SearchCommand::Enter => self.open_hit(),
            SearchCommand::Point(place) => {
                self.session.wide.search.shown.cursor = place;
                self.desk.focus_wish = Some(FocusWish::Search);
            }
            SearchCommand::Keep => {
                let place = self.session.wide.search.shown.cursor;
                self.keep_at(place);
                self.step_through_hits(Way::Next, 1);
            }
            SearchCommand::KeepAt(place) => self.keep_at(place),
            SearchCommand::KeepAll => self.keep_some(|_| true),
            SearchCommand::KeepArticle => {
                let article = self.session.wide.search.pointed().map(|(_, hit)| hit.article.clone());
                if let Some(article) = article {
                    self.keep_some(|hit| hit.article == article);
                }
            }
            SearchCommand::Sort(by) => self.sort_hits(by),
            SearchCommand::NextSort => {
                let now = self.session.wide.search.arranged.sort;
                self.sort_hits(next_of(&SortBy::ALL, now));
            }
            SearchCommand::Group(by) => self.group_hits(by),
            SearchCommand::NextGroup => {
                let now = self.session.wide.search.arranged.group;
                let next = match now {
                    None => Some(GroupBy::ALL[0]),
                    Some(last) if Some(&last) == GroupBy::ALL.last() => None,
                    Some(by) => Some(next_of(&GroupBy::ALL, by)),
                };
                self.group_hits(next);
            }
            SearchCommand::Tag(label) => self.plan_tag(&label),
            SearchCommand::Replace => self.choose_replacement(),
            SearchCommand::ReplaceKind(kind) => self.choose_replaced(kind),
            SearchCommand::ReplaceFrom(replacement) => self.choose_replacing(&replacement),
            SearchCommand::PlanReplace(replacement) => self.plan_replace(*replacement),
            SearchCommand::DropPlan => self.drop_plan(),
            SearchCommand::Confirm => self.do_plan(),
            SearchCommand::Export => self.open_export_of_hits(),
        }
    }

    /// Takes what has come of the work beside the window for it. Whether a frame is to be drawn.
    pub fn poll_search(&mut self) -> bool {
        let Some(news) = self.session.wide.search.poll() else { return self.renew_search() };
        match news {
            News::More => {}
            News::Bad => self.desk.focus_wish = Some(FocusWish::SearchField),
            News::Failed(err) => self.desk.notify(format!("The search failed: {err}"), false),
            News::Ended => {
                self.arrange_hits();
                let desk = &self.session.wide.search;
                let more = if desk.shown.is_cut {
                    format!("; only the first {} are shown", in_thousands(MAX_HITS))
                } else {
                    String::new()
                };
                let unread = match desk.shown.num_unread {
                    0 => String::new(),
                    many => format!("; {} could not be read", counted(many, "article")),
                };
                if !(more.is_empty() && unread.is_empty()) {
                    self.desk.say(format!("{}{more}{unread}", desk.count_in_words()));
                }
            }
        }
        true
    }

    /// Looks again where the corpus has changed since, while nothing is planned with what was found. Whether it does.
    fn renew_search(&mut self) -> bool {
        let desk = &mut self.session.wide.search;
        let is_due = self.session.wide.shown == Workspace::Search
            && desk.is_stale()
            && desk.answered.is_some()
            && desk.plan.is_none()
            && !desk.is_searching();
        if !is_due {
            return false;
        }
        let begun = desk.begin(self.session.corpus.snapshot(), self.wake, true);
        if let Err(err) = begun {
            self.desk.notify(format!("The search failed: {err}"), false);
        }
        true
    }

    fn step_through_hits(&mut self, way: Way, by: usize) {
        let desk = &mut self.session.wide.search;
        if desk.sequence().is_empty() {
            return self.desk.refuse("There are no hits here; type what to look for first");
        }
        desk.step(way, by);
    }

    fn open_search(&mut self) {
        let selected = self.session.open.as_ref().filter(|_| self.desk.workspace == Workspace::Annotate);
        let words = selected
            .and_then(|open| open.selection.range()?.of(open.text()).ok())
            .map(|words| words.trim().to_owned())
            .filter(|words| !words.contains('\n') && !words.is_empty());
        self.go_to(Workspace::Search);
        self.desk.focus_wish = Some(FocusWish::SearchField);
        self.gather_names();
        if let Some(words) = words {
            let field = &mut self.session.wide.search.field;
            field.asked.is_regex = false;
            field.set(quoted(&words));
            self.begin_search();
        }
    }

    fn go_to_query(&mut self) {
        self.gather_names();
        self.desk.focus_wish = Some(FocusWish::SearchField);
    }

    fn gather_names(&mut self) {
        let corpus = self.session.corpus.snapshot();
        self.session.wide.search.gather_names(corpus, self.wake);
    }

    /// Asks what is typed, and goes to the hits; what was asked already is not asked again.
    fn ask(&mut self) {
        let desk = &mut self.session.wide.search;
        desk.field.offers.clear();
        if desk.field.asked.words.trim().is_empty() {
            return self.desk.refuse("Type what to look for first");
        }
        self.desk.focus_wish = Some(FocusWish::Search);
        let is_answered = desk.answered.as_ref().is_some_and(|(asked, _)| *asked == desk.field.asked);
        if !is_answered || desk.is_stale() {
            self.begin_search();
        }
    }

    fn begin_search(&mut self) {
        let desk = &mut self.session.wide.search;
        desk.field.complaint = parsed(&desk.field.asked).err();
        if desk.field.complaint.is_some() {
            self.desk.focus_wish = Some(FocusWish::SearchField);
            return;
        }
        let begun = desk.begin(self.session.corpus.snapshot(), self.wake, false);
        if let Err(err) = begun {
            self.desk.notify(format!("The search failed: {err}"), false);
        }
    }

    fn toggle_taken(&mut self, toggle: Toggle) {
        if self.desk.workspace != Workspace::Search {
            self.go_to(Workspace::Search);
        }
        let desk = &mut self.session.wide.search;
        let asked = &mut desk.field.asked;
        let switch = match toggle {
            Toggle::Case => &mut asked.matches_case,
            Toggle::Word => &mut asked.whole_word,
            Toggle::Regex => &mut asked.is_regex,
            Toggle::Fold => &mut asked.folds,
        };
        *switch = !*switch;
        desk.field.complaint = None;
        desk.field.offers.clear();
        if desk.answered.is_some() || desk.is_searching() {
            self.begin_search();
        }
    }

    fn step_offer(&mut self, way: Way) {
        let field = &mut self.session.wide.search.field;
        let num = field.offers.len();
        if num == 0 {
            return;
        }
        field.picked = Some(match (field.picked, way) {
            (None, Way::Next) => 0,
            (None, Way::Previous) => num - 1,
            (Some(at), Way::Next) => (at + 1) % num,
            (Some(at), Way::Previous) => (at + num - 1) % num,
        });
    }

    fn take_query_offer(&mut self, idx: usize) {
        let field = &mut self.session.wide.search.field;
        let Some(cursor) = field.take_offer(idx) else { return };
        let num_chars = field.asked.words[..cursor].chars().count();
        let mut state =
            egui::text_edit::TextEditState::load(self.ctx, search::filter_id()).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(num_chars))));
        state.store(self.ctx, search::filter_id());
        self.ctx.memory_mut(|memory| memory.request_focus(search::filter_id()));
    }

    fn cancel_search(&mut self) {
        if self.session.wide.search.cancel() {
            self.arrange_hits();
            self.desk.say("The search is stopped; what it found so far stays");
        }
    }

    /// Backs out one level: what is offered, the field, the plan, the search that goes on.
    fn back_out_of_search(&mut self) {
        let is_in_field = self.ctx.memory(egui::Memory::focused) == Some(search::filter_id());
        let desk = &mut self.session.wide.search;
        if is_in_field && !desk.field.offers.is_empty() {
            desk.field.offers.clear();
            desk.field.picked = None;
            return;
        }
        if self.ctx.memory(egui::Memory::focused) != Some(search::id()) {
            self.desk.focus_wish = Some(FocusWish::Search);
        } else if desk.plan.is_some() {
            self.drop_plan();
        } else {
            self.cancel_search();
        }
    }

    fn sort_hits(&mut self, by: SortBy) {
        let arranged = &mut self.session.wide.search.arranged;
        arranged.is_turned = arranged.sort == by && !arranged.is_turned;
        arranged.sort = by;
        self.desk.say(format!("Ordered by {}", by.name()));
        self.arrange_hits();
    }

    fn group_hits(&mut self, by: Option<GroupBy>) {
        self.session.wide.search.arranged.group = by;
        self.desk.say(match by {
            Some(by) => format!("Grouped by {}", by.name()),
            None => "Not grouped".to_owned(),
        });
        self.arrange_hits();
    }

    fn arrange_hits(&mut self) {
        let corpus = self.session.corpus.snapshot();
        self.session.wide.search.arrange(corpus, self.wake);
    }

    fn keep_at(&mut self, place: usize) {
        let desk = &mut self.session.wide.search;
        let Some(idx) = desk.sequence().get(place).copied() else { return };
        if !desk.skipped_mut().remove(&idx) {
            desk.skipped_mut().insert(idx);
        }
    }

    /// Keeps the hits that are meant; skips them, if all of them are kept.
    fn keep_some(&mut self, is_meant: impl Fn(&crate::analysis::find::Hit) -> bool) {
        let desk = &mut self.session.wide.search;
        let hits = Arc::clone(&desk.shown.hits);
        let meant = desk.sequence().iter().copied();
        let meant: Vec<usize> = meant.filter(|idx| hits.get(*idx).is_some_and(&is_meant)).collect();
        let all_kept = meant.iter().all(|idx| !desk.skipped().contains(idx));
        let skipped = desk.skipped_mut();
        for idx in &meant {
            if all_kept {
                skipped.insert(*idx);
            } else {
                skipped.remove(idx);
            }
        }
        let what = if all_kept { "skipped" } else { "kept" };
        self.desk.say(format!("{} {what}", counted(meant.len(), "hit")));
    }

    /// Shows the hit where it stands, with its words selected, or its span in focus.
    fn open_hit(&mut self) {
        let Some((_, hit)) = self.session.wide.search.pointed() else {
            return self.desk.refuse("There is no hit to open");
        };
        let (article, range, span) = (hit.article.clone(), hit.range, hit.span.clone());
        let text_hash = hit.text_hash;
        if self.session.article_row(&article).is_none_or(|row| row.text_hash != text_hash) {
            return self.desk.refuse("This text has changed since; it is looked through again");
        }
        self.desk.workspace = Workspace::Annotate;
        self.session.wide.shown = Workspace::Annotate;
        self.open_article(&article);
        if self.session.open.as_ref().is_none_or(|open| open.article.id != article) {
            // It can't be read, which has been told.
            return self.go_to(Workspace::Search);
        }
        let own = span.filter(|span| span.annotator == *self.session.annotator());
        let own = own.filter(|span| {
            let layer = self.session.layer(&article);
            let found = layer.and_then(|layer| layer.annotations.get(&span.annotation));
            found.is_some_and(|annotation| annotation.fragments.hull() == range)
        });
        match (own, &mut self.session.open) {
            (Some(span), _) => self.focus(&span.annotation),
            (None, Some(open)) => {
                open.selection = Selection { anchor: range.start(), caret: Caret::at(range.end()) };
                open.focus = None;
            }
            (None, None) => {}
        }
        self.light_up(range);
        self.desk.focus_wish = Some(FocusWish::Text);
        self.desk.last.came_from = Some(Workspace::Search);
        self.desk.say("Esc goes back to what was found");
    }
}

/// The one after `now`, round the end.
fn next_of<T: Copy + PartialEq>(all: &[T], now: T) -> T {
    let at = all.iter().position(|one| *one == now).map_or(0, |at| (at + 1) % all.len());
    all.get(at).copied().unwrap_or(now)
}
