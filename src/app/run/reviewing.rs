//! Commands of the Review workspace: where one is in the table, and to which part a command belongs.

pub mod answering;
pub mod asking;
pub mod deciding;
pub mod editing;
pub mod many;
pub mod table;

use std::sync::Arc;

use super::{Work, row_step};
use crate::app::command::review::{AskCommand, ReviewCommand};
use crate::app::command::{Command, Motion, Way, Workspace};
use crate::app::jobs::Job;
use crate::app::state::review::ReviewFilter;
use crate::app::state::review::search::annotations_with;
use crate::app::state::spans::Touch;
use crate::app::state::{FocusWish, Selection};
use crate::app::widgets::reading::layout::Caret;
use crate::model::annotation::AnnotationKey;
use crate::model::id::AnnotationId;

impl Work<'_> {
    /// Lets the Review workspace have the command. `None` if it took it.
    pub(super) fn through_review(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Review {
            return Some(command);
        }
        if self.session.review.bench.editing.is_some() {
            return self.through_editing(command);
        }
        if let Some((way, by)) = row_step(&command) {
            self.session.review.step(way, by);
            return None;
        }
        match command {
            Command::Extend(Motion::Down) => self.session.review.extend_ticks(Way::Next),
            Command::Extend(Motion::Up) => self.session.review.extend_ticks(Way::Previous),
            Command::Remove => self.remove_rows(),
            Command::ToggleUnsure => self.toggle_unsure_own(),
            Command::EditNote => self.note_rows(),
            Command::BackOut => self.back_out_of_review(),
            Command::Tag(_) | Command::AlsoTag(_) => {
                self.desk.refuse("L and a digit gives the row another label; E changes it in the article");
            }
            Command::ClickText { under, on_line, .. } => self.point_at_clicked(under, on_line),
            Command::Focus(id) => self.point_at_span(&id),
            // What needs the article's text has no place here.
            Command::Move(_)
            | Command::Extend(_)
            | Command::Select { .. }
            | Command::Selected { .. }
            | Command::AddFragment
            | Command::KeepBounds
            | Command::EditBoundsOf(_) => {}
            command => return Some(command),
        }
        None
    }

    /// Carries out a command of the workspace.
    pub(super) fn review(&mut self, command: ReviewCommand) {
        match command {
            ReviewCommand::Accept => self.accept_rows(),
            ReviewCommand::Defer => self.ask_question(),
            ReviewCommand::RejectFor(reason) => self.reject_rows(&reason),
            ReviewCommand::Reject => self.choose_reason(),
            ReviewCommand::TypeReason => self.ask_reason(),
            ReviewCommand::Correct => self.begin_editing(),
            ReviewCommand::KeepCorrection => self.keep_editing(),
            ReviewCommand::DropCorrection => self.drop_editing(),
            ReviewCommand::Tick => {
                self.session.review.tick_here();
                self.session.review.step(Way::Next, 1);
            }
            ReviewCommand::TickRow(key) => self.session.review.tick(key),
            ReviewCommand::TickTo(key) => self.session.review.tick_range_to(&key),
            ReviewCommand::TickAll => self.session.review.tick_all(),
            ReviewCommand::Point(key) => self.point_at_row(&key),
            ReviewCommand::OpenInArticle => self.open_in_article(),
            ReviewCommand::Back => self.go_to(self.desk.last.came_from.unwrap_or(Workspace::Review)),
            ReviewCommand::Find => self.desk.focus_wish = Some(FocusWish::ReviewFilter),
            ReviewCommand::Filter(filter) => self.filter_review(filter),
            ReviewCommand::Note(note) => self.session.review.bench.note = note,
            ReviewCommand::Ask(AskCommand::Typed(text)) => self.type_answer(text),
            ReviewCommand::Ask(AskCommand::Keep) => self.keep_answer(),
            ReviewCommand::Ask(AskCommand::Drop) => self.drop_prompt(),
            ReviewCommand::Ask(AskCommand::Days) => self.ask_days(),
            ReviewCommand::Table(command) => self.review_table(command),
            ReviewCommand::Many(command) => self.many(command),
            ReviewCommand::Mend => self.mend_row(),
            ReviewCommand::Disagree => self.ask_why_not(),
        }
    }

    /// Narrows the table; words are looked for beside the window.
    pub(super) fn filter_review(&mut self, filter: ReviewFilter) {
        let words = filter.words.clone();
        self.session.review.filter = filter;
        let snapshot = self.session.corpus.snapshot();
        let wake = Arc::clone(self.wake);
        self.session.review.word_search().look_for(&words, |words| {
            Job::start("find in review", wake, move || annotations_with(&snapshot, &words)).ok()
        });
        self.session.narrow_review();
    }

    fn point_at_row(&mut self, key: &AnnotationKey) {
        self.session.review.point_at(Some(key));
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    /// A click on the text beside the table goes to the row of the span that was hit.
    fn point_at_clicked(&mut self, under: Option<usize>, on_line: Option<AnnotationId>) {
        let beside = self.session.review.bench.beside.as_ref();
        let hit = on_line.or_else(|| {
            let spans = beside?.open.spans.at(under?, Touch::Inside);
            spans.first().map(|span| span.id.clone())
        });
        self.desk.focus_wish = Some(FocusWish::Review);
        if let Some(id) = hit {
            self.point_at_span(&id);
        }
    }

    /// Points at the row of a span that stands beside the table.
    fn point_at_span(&mut self, id: &AnnotationId) {
        let Some(beside) = &self.session.review.bench.beside else { return };
        let key = AnnotationKey { annotation: id.clone(), ..beside.row.clone() };
        if self.session.review.line_of(&key).is_some() {
            self.session.review.point_at(Some(&key));
        } else {
            self.desk.refuse("The filter leaves this span out");
        }
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    fn back_out_of_review(&mut self) {
        let in_table =
            self.ctx.memory(egui::Memory::focused).is_none_or(|id| id == crate::app::views::review::id());
        let table = &mut self.session.review;
        if table.bench.prompt.take().is_some() {
            self.desk.say("Nothing was changed");
        } else if in_table && !table.ticked.is_empty() {
            table.ticked.clear();
        }
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    /// Shows the row where it stands; somebody else's words are selected, one's own span gets the focus.
    fn open_in_article(&mut self) {
        let Some(row) = self.session.review.row() else {
            let is_group = self.session.review.line(self.session.review.cursor).is_some();
            if is_group {
                let idx = self.session.review.cursor;
                return self.toggle_group_at(idx);
            }
            return self.desk.refuse("There is no row to open");
        };
        let (key, hull) = (row.key.clone(), row.annotation.fragments.hull());
        self.desk.workspace = Workspace::Annotate;
        self.session.wide.shown = Workspace::Annotate;
        self.open_article(&key.article);
        if key.annotator == *self.session.annotator() {
            self.focus(&key.annotation);
        } else if let Some(open) = &mut self.session.open {
            open.selection = Selection { anchor: hull.start(), caret: Caret::at(hull.end()) };
            open.focus = None;
        }
        self.light_up(hull);
        self.desk.last.came_from = Some(Workspace::Review);
        self.desk.say("Esc goes back to the table");
    }

    /// Brings up what stands beside the table, after a command or a change by others.
    pub fn settle_review(&mut self) {
        self.settle_editing();
        if self.desk.workspace != Workspace::Review || self.session.review.bench.editing.is_some() {
            return;
        }
        if let Some(byte) = self.session.follow_row() {
            self.reading.reveal_with_room(byte);
        }
    }
}
