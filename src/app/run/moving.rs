//! Commands that change nothing but where one is: caret, selection, focus, article, pane.

use egui::Context;

use super::{Work, next_in_ring};
use crate::app::command::tags::TagsField;
use crate::app::command::{Field, Motion, Way, Workspace};
use crate::app::state::spans::Touch;
use crate::app::state::{FocusWish, Selection};
use crate::app::theme;
use crate::app::views::{articles, checks, history, items, review, search, statistics, tags, voices};
use crate::app::widgets::reading;
use crate::app::widgets::reading::layout::Caret;
use crate::model::annotation::AnnotationKey;
use crate::model::id::{AnnotationId, ArticleId};
use crate::model::text::TextRange;

impl Work<'_> {
    pub(super) fn select(&mut self, anchor: usize, caret: Caret) {
        let Some(open) = &mut self.session.open else {
            return;
        };
        let len = open.text().len();
        if anchor <= len && caret.byte <= len {
            open.selection = Selection { anchor, caret };
            open.trail.goal_x = None;
        }
    }

    pub(super) fn move_caret(&mut self, motion: Motion, extends: bool) {
        let Some(open) = &mut self.session.open else {
            return;
        };
        let Some(moved) = self.reading.moved(self.ctx, open, motion, extends, self.settings.arrows) else {
            return;
        };
        let anchor = if extends { open.selection.anchor } else { moved.caret.byte };
        open.selection = Selection { anchor, caret: moved.caret };
        open.trail.goal_x = moved.goal_x;
        self.reading.reveal(moved.caret.byte);
    }

    /// The pointer's click: the span whose line it hit, else the smallest span under it, and at each further click
    /// the next one.
    pub(super) fn click_text(&mut self, caret: Caret, under: Option<usize>, on_line: Option<AnnotationId>) {
        self.select(caret.byte, caret);
        if let (Some(open), Some(id)) = (&mut self.session.open, on_line) {
            open.focus = Some(id);
            open.trail.clicked.clear();
            return;
        }
        let Some(open) = &self.session.open else { return };
        let stack: Vec<AnnotationId> = under
            .map(|under| open.spans.at(under, Touch::Inside))
            .unwrap_or_default()
            .into_iter()
            .map(|span| span.id.clone())
            .collect();
        let again = !stack.is_empty() && stack == open.trail.clicked;
        let current = open.focus.as_ref().filter(|_| again);
        let focus = next_in_ring(&stack, current, Way::Next).map(|idx| stack[idx].clone());
        if let Some(open) = &mut self.session.open {
            open.focus = focus;
            open.trail.clicked = stack;
        }
    }

    pub(super) fn next_span(&mut self, way: Way) {
        let Some(open) = &self.session.open else { return };
        let caret = open.selection.caret.byte;
        // From the span in focus, unless the caret has left it.
        let key =
            open.focus_key(self.session.open_layer()).filter(|key| (key.start..=key.end.0).contains(&caret));
        let found = match way {
            Way::Next => open.spans.next(key.as_ref(), caret),
            Way::Previous => open.spans.previous(key.as_ref(), caret),
        };
        match found.map(|key| key.id.clone()) {
            Some(id) => self.focus(&id),
            None if open.spans.is_empty() => self.desk.refuse("No words of this article are tagged yet"),
            None => self.desk.refuse(match way {
                Way::Next => "There is no span further down",
                Way::Previous => "There is no span further up",
            }),
        }
    }

    pub(super) fn next_stacked(&mut self, way: Way) {
        let Some(open) = &self.session.open else { return };
        let stack: Vec<AnnotationId> = open.under_caret().into_iter().map(|span| span.id.clone()).collect();
        match next_in_ring(&stack, open.focus.as_ref(), way) {
            Some(idx) if open.focus.as_ref() == Some(&stack[idx]) => {
                self.desk.say("This is the only span here");
            }
            Some(idx) => {
                if let Some(open) = &mut self.session.open {
                    open.focus = Some(stack[idx].clone());
                    open.selection = Selection::caret(open.selection.caret);
                }
            }
            None => self.desk.refuse("There is no span at the caret"),
        }
    }

    /// Whether the bounds of a fragment are being changed.
    pub(super) fn is_changing_bounds(&self) -> bool {
        self.session.open.as_ref().is_some_and(|open| open.bounds.is_some())
    }

    /// Ends a change of bounds whose span is no longer in focus.
    pub(super) fn settle_bounds(&mut self) {
        if let Some(open) = &mut self.session.open
            && open.bounds.as_ref().is_some_and(|edit| open.focus.as_ref() != Some(&edit.annotation))
        {
            open.bounds = None;
        }
    }

    /// Puts a span in focus, the caret at its start, and both in view.
    pub(super) fn focus(&mut self, id: &AnnotationId) {
        let Some(span) = self.session.open_layer().and_then(|layer| layer.annotations.get(id)) else {
            return;
        };
        let start = span.fragments.start();
        self.focus_with_caret(Some(id.clone()), start);
        self.reading.reveal_with_room(start);
    }

    pub(super) fn copy(&mut self) {
        let Some(open) = &self.session.open else { return };
        let words = match (open.target(), self.session.focused()) {
            (Some(range), _) => range.of(open.text()).unwrap_or_default().to_owned(),
            (None, Some(span)) => span.fragments.covered(open.text()).unwrap_or_default().join(" … "),
            (None, None) => return,
        };
        self.ctx.copy_text(words);
        self.desk.say("Copied");
    }

    /// Backs out one level.
    pub(super) fn back_out(&mut self) {
        let in_text = Pane::with_focus(self.ctx, self.desk.workspace) == Pane::Main;
        if self.ctx.memory(egui::Memory::focused) == Some(articles::id().with("filter")) {
            self.session.filter_list(crate::app::command::ListFilter::default());
        }
        if self.desk.draft.is_none() && self.is_in_find_bar() {
            return self.close_find_bar();
        }
        let dropped = self.desk.draft.take();
        if dropped.as_ref().is_some_and(|draft| !draft.text.trim().is_empty()) {
            self.desk.say("What was typed is dropped; Ctrl+Enter, or Enter in a field of one line, keeps it");
        }
        if dropped.is_some() || !in_text {
            self.desk.focus_wish = Some(FocusWish::of(self.desk.workspace));
            return;
        }
        if self.desk.workspace != Workspace::Annotate {
            return;
        }
        let list_is_drawer = self.ctx.content_rect().width() < theme::DRAWER_BELOW;
        if std::mem::take(&mut self.desk.drawers.list) && list_is_drawer {
            return;
        }
        let inspector_is_drawer = self.ctx.content_rect().width() < theme::SLIDE_BELOW;
        if inspector_is_drawer && std::mem::take(&mut self.desk.drawers.inspector) {
            return;
        }
        let Some(open) = &mut self.session.open else {
            return;
        };
        if open.bounds.take().is_some() {
            open.selection = Selection::caret(open.selection.caret);
            self.desk.say("The bounds stay as they were");
        } else if std::mem::take(&mut self.desk.find.is_open) {
            // The words that are selected stay so: they may be a hit that is about to be tagged.
        } else if open.selection.range().is_some() {
            open.selection = Selection::caret(open.selection.caret);
        } else if open.focus.take().is_some() {
            // Giving the focus up is a level of its own.
        } else if let Some(workspace) = self.desk.last.came_from.take() {
            self.go_to(workspace);
        } else {
            self.unlock();
        }
    }

    /// Goes to a workspace, and gives its main part the keyboard.
    pub(super) fn go_to(&mut self, workspace: Workspace) {
        self.desk.workspace = workspace;
        self.desk.choice = None;
        self.desk.last.came_from = None;
        self.session.wide.shown = workspace;
        if workspace == Workspace::Review {
            self.session.refresh_review();
        }
        if workspace == Workspace::Tags {
            self.session.refresh_tags(true);
        }
        if workspace == Workspace::History {
            self.look_back();
        }
        // Where nothing has been asked yet, the next thing is to ask.
        let asks = workspace == Workspace::Search && self.session.wide.search.field.asked.words.is_empty();
        self.desk.focus_wish = Some(if asks { FocusWish::SearchField } else { FocusWish::of(workspace) });
    }

    /// Shows a span where it stands, from another workspace, to which Esc leads back.
    pub(super) fn show_span_from(&mut self, key: &AnnotationKey, from: Workspace) {
        let layer = self.session.corpus.state().layer(&key.article, &key.annotator);
        let Some(span) = layer.and_then(|layer| layer.annotations.get(&key.annotation)) else { return };
        let range = span.fragments.hull();
        let own = (key.annotator == *self.session.annotator()).then_some(&key.annotation);
        self.show_in_article(&key.article, range, own, from);
    }

    /// Opens an article at some words, from another workspace; an own span among them gets the focus.
    pub(super) fn show_in_article(
        &mut self,
        article: &ArticleId,
        range: TextRange,
        own: Option<&AnnotationId>,
        from: Workspace,
    ) {
        self.desk.workspace = Workspace::Annotate;
        self.session.wide.shown = Workspace::Annotate;
        self.open_article(article);
        if let Some(id) = own {
            self.focus(id);
        } else if let Some(open) = &mut self.session.open {
            open.selection = Selection { anchor: range.start(), caret: Caret::at(range.end()) };
            open.focus = None;
        }
        self.light_up(range);
        self.desk.last.came_from = Some(from);
        self.desk.say(format!("Esc goes back to {}", from.name()));
    }

    pub(super) fn next_row(&mut self, way: Way) {
        let last = self.session.list.ids.len().saturating_sub(1);
        let row = &mut self.session.list.row;
        *row = match way {
            Way::Next => (*row + 1).min(last),
            Way::Previous => row.saturating_sub(1),
        };
    }

    pub(super) fn open_row(&mut self) {
        if let Some(id) = self.session.list.ids.get(self.session.list.row).cloned() {
            self.open_article(&id);
        }
    }

    /// Goes to the article list, or its filter, wherever one is.
    pub(super) fn show_list(&mut self, wish: FocusWish) {
        if self.desk.workspace != Workspace::Annotate {
            self.go_to(Workspace::Annotate);
        }
        self.desk.drawers.away.list = false;
        self.desk.drawers.list = true;
        self.desk.focus_wish = Some(wish);
    }

    pub(super) fn toggle_list(&mut self) {
        if self.desk.workspace != Workspace::Annotate {
            return self.show_list(FocusWish::List);
        }
        let drawers = &mut self.desk.drawers;
        let has_room = self.ctx.content_rect().width() >= theme::DRAWER_BELOW;
        let shown = if has_room { &mut drawers.away.list } else { &mut drawers.list };
        *shown = !*shown;
        self.desk.focus_wish = Some(FocusWish::Text);
    }

    pub(super) fn toggle_inspector(&mut self) {
        if self.desk.workspace != Workspace::Annotate {
            self.go_to(Workspace::Annotate);
            self.desk.drawers.away.inspector = false;
            self.desk.drawers.inspector = true;
            return;
        }
        let drawers = &mut self.desk.drawers;
        let has_room = self.ctx.content_rect().width() >= theme::SLIDE_BELOW;
        let shown = if has_room { &mut drawers.away.inspector } else { &mut drawers.inspector };
        *shown = !*shown;
        self.desk.focus_wish = Some(FocusWish::Text);
    }

    pub(super) fn next_pane(&mut self, way: Way) {
        let panes = Pane::of(self.desk.workspace);
        let current = Pane::with_focus(self.ctx, self.desk.workspace);
        let Some(idx) = next_in_ring(panes, Some(&current), way) else {
            return;
        };
        self.desk.drawers.list = panes[idx] == Pane::List;
        self.desk.drawers.away.list &= panes[idx] != Pane::List;
        self.desk.focus_wish = Some(panes[idx].wish(self.desk.workspace));
    }
}

/// The parts of the window that F6 goes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pane {
    /// The article list, or the filter of a table.
    List,
    /// The text, the Review table, the list of the tagset.
    Main,
    /// The inspector, what is said of a row, the editor of the tagset.
    Side,
}

impl Pane {
    /// The panes of a workspace, from left to right.
    fn of(workspace: Workspace) -> &'static [Self] {
        match workspace {
            Workspace::Annotate
            | Workspace::Review
            | Workspace::Search
            | Workspace::Checks
            | Workspace::Voices
            | Workspace::Items
            | Workspace::History => &[Self::List, Self::Main, Self::Side],
            Workspace::Statistics => &[Self::List, Self::Main],
            Workspace::Tags => &[Self::Main, Self::Side],
        }
    }

    /// Where the keyboard goes in it.
    fn wish(self, workspace: Workspace) -> FocusWish {
        match (self, workspace) {
            (Self::Main, _) => FocusWish::of(workspace),
            (Self::List, Workspace::Review) => FocusWish::ReviewFilter,
            (Self::List, Workspace::Search) => FocusWish::SearchField,
            (Self::List, Workspace::Checks) => FocusWish::ChecksFilter,
            (Self::List, Workspace::Voices) => FocusWish::VoicesFilter,
            (Self::List, Workspace::Items) => FocusWish::ItemsFilter,
            (Self::List, Workspace::Statistics) => FocusWish::StatisticsFilter,
            (Self::Side, Workspace::Search) => FocusWish::SearchPanel,
            (Self::Side, Workspace::Checks) => FocusWish::ChecksPanel,
            (Self::Side, Workspace::Voices) => FocusWish::VoicesPanel,
            (Self::Side, Workspace::Items) => FocusWish::ItemsPanel,
            (Self::Side, Workspace::Statistics) => FocusWish::Statistics,
            (Self::List, Workspace::History) => FocusWish::HistoryFilter,
            (Self::Side, Workspace::History) => FocusWish::HistoryPanel,
            (Self::List, _) => FocusWish::List,
            (Self::Side, Workspace::Annotate) => FocusWish::Inspector,
            (Self::Side, Workspace::Review) => FocusWish::ReviewNote,
            (Self::Side, Workspace::Tags) => FocusWish::Field(Field::Tags(TagsField::Name)),
        }
    }

    /// The pane with the keyboard; buttons outside all of them count with the one at the side.
    fn with_focus(ctx: &Context, workspace: Workspace) -> Self {
        let (main, list) = match workspace {
            Workspace::Annotate => (reading::id(), articles::id()),
            Workspace::Review => (review::id(), review::filter_id()),
            Workspace::Search => (search::id(), search::filter_id()),
            Workspace::Checks => (checks::id(), checks::filter_id()),
            Workspace::Voices => (voices::id(), voices::filter_id()),
            Workspace::Items => (items::id(), items::filter_id()),
            Workspace::Statistics => (statistics::id(), statistics::filter_id()),
            Workspace::Tags => (tags::id(), tags::id()),
            Workspace::History => (history::id(), history::filter_id()),
        };
        match ctx.memory(egui::Memory::focused) {
            None => Self::Main,
            Some(id) if id == main => Self::Main,
            Some(id) if id == list => Self::List,
            Some(_) => Self::Side,
        }
    }
}
