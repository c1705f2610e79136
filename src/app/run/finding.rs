//! Commands that look for words in the article and go to places in it, and what comes of a search.

use super::Work;
use crate::app::command::checks::ChecksCommand;
use crate::app::command::find::FindCommand;
use crate::app::command::history::HistoryCommand;
use crate::app::command::review::ReviewCommand;
use crate::app::command::search::SearchCommand;
use crate::app::command::voices::VoicesCommand;
use crate::app::command::{Way, Workspace};
use crate::app::state::dialog::{Dialog, GoToForm};
use crate::app::state::find::FindNews;
use crate::app::state::{FocusWish, Selection, go_to};
use crate::app::views::find_bar;
use crate::app::widgets::reading::access::shortened;
use crate::app::widgets::reading::layout::Caret;
use crate::model::text::find::Query;

/// How much of what was looked for is told where it stands nowhere, in characters.
const MAX_WORDS: usize = 60;

impl Work<'_> {
    /// Carries out a command about looking for words.
    pub(super) fn find(&mut self, command: FindCommand) {
        match (self.desk.workspace, &command) {
            // Their tables have filters, which look through everything.
            (Workspace::Review, FindCommand::Open) => return self.review(ReviewCommand::Find),
            (Workspace::History, FindCommand::Open) => return self.history(HistoryCommand::Find),
            (Workspace::Search, FindCommand::Open) => return self.search(SearchCommand::Open),
            (Workspace::Checks, FindCommand::Open) => return self.checks(ChecksCommand::Find),
            (Workspace::Voices, FindCommand::Open) => return self.voices(VoicesCommand::Find),
            (Workspace::Annotate, _) => {}
            _ => self.go_to(Workspace::Annotate),
        }
        match command {
            FindCommand::Open => self.open_find_bar(),
            FindCommand::Next(_) if self.desk.find.query().words.is_empty() => self.open_find_bar(),
            FindCommand::Next(way) => {
                // Somebody who is typing goes on typing.
                let is_typing = self.is_in_find_bar();
                self.step_to_hit(way);
                if !is_typing {
                    self.desk.focus_wish = Some(FocusWish::Text);
                }
            }
            FindCommand::Step(way) => self.step_to_hit(way),
            FindCommand::MatchCase => self.change_query(|query| query.matches_case = !query.matches_case),
            FindCommand::WholeWord => self.change_query(|query| query.whole_word = !query.whole_word),
            FindCommand::Regex => self.change_query(|query| query.is_regex = !query.is_regex),
            FindCommand::Words(words) => self.change_query(|query| query.words = words),
            FindCommand::Close => self.close_find_bar(),
            FindCommand::GoTo => self.desk.open_dialog(Dialog::GoTo(GoToForm::default())),
        }
    }

    fn open_find_bar(&mut self) {
        self.desk.focus_wish = Some(FocusWish::Find);
        if self.desk.find.is_open {
            return;
        }
        let Some(open) = &self.session.open else { return };
        let words = open.selection.range().and_then(|range| range.of(open.text()).ok());
        let words = words.filter(|words| !words.contains('\n') && !words.trim().is_empty());
        self.desk.find.open(open, words.map(str::to_owned));
    }

    /// Looks for something else. What is asked for from outside the bar brings the bar up first.
    fn change_query(&mut self, change: impl FnOnce(&mut Query)) {
        if !self.desk.find.is_open {
            self.open_find_bar();
        }
        let Some(open) = &self.session.open else { return };
        let mut query = self.desk.find.query().clone();
        change(&mut query);
        self.desk.find.look_for(open, query);
    }

    fn step_to_hit(&mut self, way: Way) {
        if let Some(complaint) = self.desk.find.complaint() {
            let complaint = super::capitalised(&complaint.to_string());
            return self.desk.refuse(complaint);
        }
        if let Some(open) = &self.session.open {
            self.desk.find.step(open, way);
        }
    }

    /// Puts the bar away and returns to the text, with the current hit selected.
    pub(super) fn close_find_bar(&mut self) {
        self.desk.focus_wish = Some(FocusWish::Text);
        let Some(open) = &self.session.open else { return };
        if let Some(hit) = self.desk.find.close(open) {
            self.select_words(hit);
            self.reading.reveal_with_room(hit.start());
        }
    }

    /// Whether the keyboard is in the find bar's field.
    pub(super) fn is_in_find_bar(&self) -> bool {
        self.ctx.memory(egui::Memory::focused) == Some(find_bar::field_id())
    }

    /// Searches on. Whether there is more to search in the next frame.
    pub(in crate::app) fn poll_find(&mut self) -> bool {
        if self.desk.workspace != Workspace::Annotate {
            return false;
        }
        let Some(open) = &self.session.open else { return false };
        match self.desk.find.poll(open) {
            Some(FindNews::Marked(hit)) => self.reading.reveal_with_room(hit.start()),
            Some(FindNews::Reached { hit, wrapped }) => {
                self.select_words(hit);
                self.reading.reveal_with_room(hit.start());
                if let Some(open) = &self.session.open {
                    self.desk.find.stand_at(open.selection);
                }
                match wrapped {
                    Some(Way::Next) => self.desk.say("Again from the top"),
                    Some(Way::Previous) => self.desk.say("Again from the end"),
                    None => {}
                }
                self.settle();
            }
            Some(FindNews::Nowhere) => {
                let words = shortened(&self.desk.find.query().words, MAX_WORDS);
                self.desk.refuse(format!("“{words}” stands nowhere in this article"));
            }
            None => {}
        }
        self.desk.find.is_searching()
    }

    /// Goes to a place that was typed, or says why there is none such.
    pub(super) fn go_to_typed(&mut self, typed: &str) {
        let Some(open) = &mut self.session.open else { return };
        match go_to::place(open, typed) {
            Ok(byte) => {
                open.selection = Selection::caret(Caret::at(byte));
                open.trail.goal_x = None;
                // One is somewhere else now: no key is to change a span that is out of sight.
                open.focus = None;
                self.reading.reveal_with_room(byte);
                self.desk.dialog = None;
                self.desk.focus_wish = Some(FocusWish::Text);
            }
            Err(err) => self.desk.files.complaint = err.to_string(),
        }
    }
}
