//! Commands carried out. Each is one call into a file by subject; what changes the corpus becomes a
//! transaction of `model::change` there, and reaches it through [`Session::apply`] only.

pub mod adding;
mod affiliating;
pub mod article;
mod as_editor;
pub mod attribution;
pub mod care;
pub mod checking;
pub mod choosing;
pub mod correcting;
pub mod copied;
mod counting;
pub mod desk;
pub mod documents;
pub mod edges;
pub mod fields;
pub mod files;
pub mod finding;
mod following;
pub mod looking_back;
pub mod locking;
pub mod moving;
pub mod offering;
pub mod places;
pub mod reviewing;
pub mod exporting;
pub mod importing;
pub mod running;
pub mod searching;
pub mod selecting;
pub mod tagging;
pub mod tags;
pub mod undoing;
pub mod voicing;

use egui::Context;

use super::command::{Command, Motion, Way, When, Workspace};
use super::jobs::Wake;
use super::settings::Settings;
use super::state::dialog::{Dialog, KeysForm, ListForm};
use super::state::session::Session;
use super::state::{Desk, FocusWish};
use super::widgets::reading::ReadingView;
use super::{Outside, Services};
use crate::model::annotation::VoiceRole;
use crate::model::change::ChangeError;
use crate::model::edit::Transaction;

/// What commands work on, once a corpus is open.
pub struct Work<'a> {
    /// The window's egui.
    pub ctx: &'a Context,
    /// The corpus.
    pub session: &'a mut Session,
    /// What goes on beside it.
    pub desk: &'a mut Desk,
    /// The reading view, which knows the lines.
    pub reading: &'a mut ReadingView,
    /// What is remembered.
    pub settings: &'a Settings,
    /// Clock and ids.
    pub services: &'a mut Services,
    /// Asks for a frame when a job is done.
    pub wake: &'a Wake,
}

/// What commands that need no corpus work on.
pub struct Surroundings<'a> {
    /// The window's egui.
    pub ctx: &'a Context,
    /// What goes on in the window.
    pub desk: &'a mut Desk,
    /// What is remembered.
    pub settings: &'a mut Settings,
    /// Whether the window closes although not everything is saved.
    pub quits_anyway: &'a mut bool,
    /// The system around the window.
    pub outside: &'a Outside,
    /// Asks for a frame when a job is done.
    pub wake: &'a Wake,
    /// Whether a corpus is open.
    pub has_session: bool,
}

/// Carries out a command that needs no corpus; gives it back if it needs one.
pub fn without_corpus(around: &mut Surroundings<'_>, command: Command) -> Option<Command> {
    match command {
        Command::TextSize(change) => desk::text_size(around, change),
        Command::SetAppearance(appearance) => desk::set_appearance(around, appearance),
        Command::Dismiss(id) => around.desk.notices.list.retain(|notice| notice.id != id),
        Command::CloseDialog => desk::close_dialog(around),
        Command::Prefer(preference) => desk::prefer(around, preference),
        Command::Palette => around.desk.open_dialog(Dialog::Palette(ListForm::default())),
        Command::Keys => around.desk.open_dialog(Dialog::Keys(KeysForm::default())),
        Command::Settings => around.desk.open_dialog(Dialog::Settings),
        Command::Files(command) => return files::without_corpus(around, command).map(Command::Files),
        Command::Quit => around.ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        Command::QuitAnyway => {
            *around.quits_anyway = true;
            around.ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        command => return Some(command),
    }
    None
}

impl Work<'_> {
    /// Carries out a command, or says why it can't be.
    pub fn run(&mut self, command: Command) {
        self.desk.status = None;
        self.settle_waiting(&command);
        let Some(command) = self.through_places(command) else {
            return self.settle();
        };
        let Some(command) = self.through_choice(command) else {
            return self.settle();
        };
        let Some(command) = self.through_review(command) else {
            return self.settle();
        };
        let Some(command) = self.through_history(command) else {
            return self.settle();
        };
        let Some(command) = self.through_wide(command) else {
            return self.settle();
        };
        if let Some(when) = command.spec().map(|spec| spec.when)
            && !self.session.allows(when)
            && !self.takes_span_at_caret(&command, when)
        {
            let why = self.session.why_not(when);
            return self.desk.refuse(why);
        }
        if !matches!(command, Command::Undo | Command::Redo) {
            self.desk.last.announced = None;
        }
        self.carry_out(command);
        self.settle();
    }

    /// Lets the workspaces that look at the whole corpus have the command. `None` if one took it.
    fn through_wide(&mut self, command: Command) -> Option<Command> {
        let command = self.through_search(command)?;
        let command = self.through_checks(command)?;
        let command = self.through_voices(command)?;
        let command = self.through_items(command)?;
        self.through_statistics(command)
    }

    /// The keys of spans in a list whose rows are only looked at: they say why they do nothing. `None` if the command
    /// was one of them.
    fn through_looked_at(&mut self, command: Command, why: &str) -> Option<Command> {
        match command {
            Command::Tag(_)
            | Command::AlsoTag(_)
            | Command::Remove
            | Command::ToggleUnsure
            | Command::EditNote
            | Command::Extend(_) => self.desk.refuse(why),
            // What needs the article's text has no place here.
            Command::Move(_) => {}
            command => return Some(command),
        }
        None
    }

    /// Takes what has come of work beside the window for these workspaces. Whether a frame is to be drawn.
    pub fn poll_wide(&mut self) -> bool {
        let has_news = [
            self.poll_search(),
            self.poll_checks(),
            self.poll_voices(),
            self.poll_items(),
            self.poll_statistics(),
            self.poll_likely(),
        ];
        has_news.contains(&true)
    }

    /// Puts the only span under the caret in focus for a command that is about one. Whether there was one. Not to
    /// remove it: that is for a span one sees in focus.
    fn takes_span_at_caret(&mut self, command: &Command, when: When) -> bool {
        let Some(open) = &self.session.open else { return false };
        let is_about_one = matches!(when, When::Focus | When::Span | When::AnySpan | When::SpanOrRow)
            && *command != Command::Remove;
        if !is_about_one || open.focus.is_some() || open.selection.range().is_some() {
            return false;
        }
        let [span] = open.under_caret()[..] else { return false };
        let (id, caret) = (span.id.clone(), open.selection.caret.byte);
        self.focus_with_caret(Some(id), caret);
        self.session.allows(when)
    }

    /// Brings up what follows from where one is now.
    fn settle(&mut self) {
        self.settle_draft();
        self.settle_bounds();
        self.session.follow_offers();
        self.settle_review();
        if self.desk.workspace == Workspace::Tags {
            self.session.refresh_tags(false);
        }
    }

    fn carry_out(&mut self, command: Command) {
        if let Some(field) = Self::field_of(&command) {
            return self.go_to_field(field);
        }
        match command {
            Command::Tag(digit) => self.tag_by_digit(digit),
            Command::TagAs(label) => self.tag(&label),
            Command::AlsoTag(digit) => self.also_tag(digit),
            Command::TagAgain => self.tag_again(),
            Command::Cut => self.cut_span(),
            Command::Join => self.join_spans(),
            Command::ExtendSpan(way) => self.extend_span(way),
            Command::Lock => self.choose_lock(),
            Command::LockAs(label) => self.lock(&label),
            Command::Places(command) => self.places(&command),
            Command::AddFragment => self.add_fragment(),
            Command::TakeOutFragment => self.take_out_fragment(),
            Command::EditBounds => self.edit_bounds(),
            Command::EditBoundsOf(idx) => self.edit_bounds_of(idx),
            Command::KeepBounds => self.keep_bounds(),
            Command::Remove => self.remove(),
            Command::ToggleUnsure => self.toggle_unsure(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Draft(draft) => self.desk.draft = Some(draft),
            Command::KeepField => self.keep_field(),
            Command::SaveStatus => self.say_saved(),
            Command::Care(command) => self.care(command),
            Command::ToggleList => self.toggle_list(),
            Command::ToggleInspector => self.toggle_inspector(),
            Command::Files(command) => self.files(command),
            Command::Find(command) => self.find(command),
            command => self.carry_out_about_span(command),
        }
    }

    /// Commands about who said it and what else is said of a span.
    fn carry_out_about_span(&mut self, command: Command) {
        match command {
            Command::Speaker => self.speaker(),
            Command::Cue => self.cue(),
            Command::Addressee => self.voice_in(VoiceRole::Addressee),
            Command::Via => self.voice_in(VoiceRole::Via),
            Command::SetVoice { role, who, joins } => self.set_voice(role, who, joins),
            Command::TakeOffer { idx, joins } => self.take_offer(idx, joins),
            Command::ClearSource => self.clear_source(),
            Command::ClearCue => self.clear_cue(),
            Command::ChooseVoice(role) => self.choose_voice(role),
            Command::ChooseItem => self.choose_item(),
            Command::ChooseAct(item) => self.choose_act(&item),
            Command::SetItem(item, act) => self.set_item(&item, act),
            Command::NewItem(words) => self.new_item(&words),
            Command::Affiliation => self.choose_affiliation(),
            Command::SetAffiliation(to) => self.set_affiliation(to.as_ref()),
            Command::SaidOn => self.said_on(),
            Command::Attributes => self.choose_attribute(),
            Command::ChooseAnyAttribute => self.choose_any_attribute(),
            Command::ChooseValue(attribute) => self.choose_value(&attribute, false),
            Command::SetAttribute(attribute, value) => self.set_attribute(&attribute, value),
            Command::Link => self.link(),
            Command::ChooseLink => self.choose_link(),
            Command::ChooseRelation(to) => self.choose_relation(&to),
            Command::LinkTo(to, kind) => self.link_to(&to, &kind),
            Command::LinkAcross => self.choose_partner(),
            Command::ChooseRelationAcross(to) => self.choose_relation_across(&to),
            Command::LinkAcrossTo(to, kind) => self.link_across(&(&to).into(), &kind),
            Command::GoToLinked(to) => self.go_to_linked(&to),
            Command::Unlink(id) => self.unlink(&id),
            command => self.carry_out_about_place(command),
        }
    }

    /// Commands about the article, and where one is.
    fn carry_out_about_place(&mut self, command: Command) {
        match command {
            Command::Span(way) => self.next_span(way),
            Command::Stacked(way) => self.next_stacked(way),
            Command::Focus(id) => self.focus(&id),
            Command::ClickText { caret, under, on_line } => self.click_text(caret, under, on_line),
            Command::Select { anchor, caret } => self.select(anchor, caret),
            Command::Sentence(way) => self.select_sentence(way),
            Command::GrowSentence(Way::Next) if self.is_changing_bounds() => self.keep_bounds(),
            Command::GrowSentence(way) => self.grow_sentence(way),
            Command::Selected { may_grow } => self.selected_by_pointer(may_grow),
            Command::Quotation(way) => self.select_quotation(way),
            Command::QuotationHere => self.select_quotation_here(),
            Command::Phrase(way) => self.select_phrase(way),
            Command::SwapEnds => self.swap_ends(),
            Command::SameWords => self.select_same_words(),
            Command::Touched(way) => self.next_touched(way),
            Command::GoToTouched(item) => self.go_to_touched(&item),
            Command::Move(motion) => self.move_caret(motion, false),
            Command::Extend(motion) => self.move_caret(motion, true),
            Command::Copy => self.copy(),
            Command::BackOut => self.back_out(),
            Command::Heading => self.heading(),
            Command::Correcting(command) => self.correcting(command),
            Command::Skip => self.choose_skip(),
            Command::SetProgress(progress) => self.set_progress(progress),
            Command::ToggleCode(code) => self.toggle_code(&code),
            Command::DoneAndNext => self.done_and_next(),
            Command::Article(way) => self.next_article(way),
            Command::OpenArticle(id) => self.open_article(&id),
            Command::FilterList => self.show_list(FocusWish::Filter),
            Command::FocusList => self.show_list(FocusWish::List),
            Command::SetFilter(filter) => self.set_filter(filter),
            Command::Row(way) => self.next_row(way),
            Command::OpenRow => self.open_row(),
            Command::Pane(way) => self.next_pane(way),
            Command::Workspace(workspace) => self.go_to(workspace),
            Command::Review(command) => self.review(command),
            Command::Search(command) => self.search(command),
            Command::Checks(command) => self.checks(command),
            Command::Items(command) => self.items(command),
            Command::Voices(command) => self.voices(command),
            Command::Statistics(command) => self.statistics(command),
            Command::Tags(command) => self.tags(command),
            Command::History(command) => self.history(command),
            // The others have been carried out already: without a corpus, by a list, or as fields.
            _ => {}
        }
    }

    /// Applies a change. Whether it was one, and could be made.
    pub(super) fn apply(&mut self, change: Result<Transaction, ChangeError>) -> bool {
        let transaction = match change {
            Ok(transaction) => transaction,
            Err(ChangeError::Nothing) => return false,
            Err(err) => {
                self.desk.refuse(capitalised(&err.to_string()));
                return false;
            }
        };
        if self.refuses_to_write() {
            return false;
        }
        let now = self.services.now();
        // What is changed of a span beside the Review table undoes as one.
        let joins = self.session.review.bench.editing.as_ref().is_some_and(|editing| editing.num_steps > 0);
        let transaction = Transaction { joins: transaction.joins || joins, ..transaction };
        match self.session.apply(transaction, now) {
            Ok(()) => {
                if let Some(editing) = &mut self.session.review.bench.editing {
                    editing.num_steps += 1;
                }
                true
            }
            Err(err) => {
                self.desk.notify(format!("The change was not made: {err}"), false);
                false
            }
        }
    }

    /// Says that the corpus can only be read, if so.
    pub(super) fn refuses_to_write(&mut self) -> bool {
        let Some(why) = self.session.corpus.read_only() else { return false };
        self.desk.refuse(format!("This corpus can only be read: {why}"));
        true
    }
}

/// How far a command moves through a table's rows, and which way; `None` if it doesn't.
pub(super) fn row_step(command: &Command) -> Option<(Way, usize)> {
    const PAGE: usize = 20;
    match command {
        Command::Span(way) => Some((*way, 1)),
        Command::Move(Motion::Down) => Some((Way::Next, 1)),
        Command::Move(Motion::Up) => Some((Way::Previous, 1)),
        Command::Move(Motion::PageDown) => Some((Way::Next, PAGE)),
        Command::Move(Motion::PageUp) => Some((Way::Previous, PAGE)),
        Command::Move(Motion::LineStart | Motion::ArticleStart) => Some((Way::Previous, usize::MAX)),
        Command::Move(Motion::LineEnd | Motion::ArticleEnd) => Some((Way::Next, usize::MAX)),
        _ => None,
    }
}

/// The one after or before the place of `current` in a ring of things; the first if it is not among them.
pub(super) fn next_in_ring<T: PartialEq>(ring: &[T], current: Option<&T>, way: Way) -> Option<usize> {
    let len = ring.len();
    if len == 0 {
        return None;
    }
    let Some(idx) = current.and_then(|current| ring.iter().position(|item| item == current)) else {
        return Some(0);
    };
    Some(match way {
        Way::Next => (idx + 1) % len,
        Way::Previous => (idx + len - 1) % len,
    })
}

/// What was typed or pasted as a name: one line, without control characters, words parted by single spaces.
pub(super) fn one_line(typed: &str) -> String {
    let parts = typed.split(|ch: char| ch.is_control() || ch.is_whitespace());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An error's text as it begins a line on screen.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Puts a value into a set, or takes it out.
fn toggle<T: Ord>(set: &mut std::collections::BTreeSet<T>, value: T) {
    if !set.remove(&value) {
        set.insert(value);
    }
}
