//! Commands of the Voices workspace: where one is in it, and what becomes of entries, quotes and names.

mod editing;
mod giving;
mod names;

use std::sync::Arc;

use super::{Work, row_step};
use crate::analysis::voices::VoiceIndex;
use crate::app::command::voices::{FactKind, VoicesCommand, VoicesField};
use crate::app::command::{Command, Field, Motion, Way, Workspace};
use crate::app::jobs::Job;
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::voices::{VoicesFilter, VoicesPart, versions_of};
use crate::model::change::voices::{self as change, Editor};
use crate::model::id::VoiceId;
use crate::model::reader::CorpusReader as _;
use crate::model::text::numbers::counted;
use crate::model::voice::JoinedVoice;

/// At most this many entries are offered to choose from.
const MAX_ROWS: usize = 30;

impl Work<'_> {
    /// Lets the Voices workspace have the command. `None` if it took it.
    pub(super) fn through_voices(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Voices {
            return Some(command);
        }
        let voices = &mut self.session.wide.voices;
        if let Some((way, by)) = row_step(&command) {
            voices.step(way, by);
            return None;
        }
        match command {
            Command::Move(Motion::Right) => self.go_to_part(VoicesPart::Beside),
            Command::Move(Motion::Left) => self.go_to_part(VoicesPart::List),
            Command::Extend(motion @ (Motion::Down | Motion::Up)) => {
                self.tick_pointed(true);
                let way = if motion == Motion::Down { Way::Next } else { Way::Previous };
                self.session.wide.voices.step(way, 1);
                self.tick_pointed(true);
            }
            Command::Remove => self.remove_voice(),
            Command::EditNote => self.go_to_voices_field(VoicesField::Note),
            Command::BackOut if self.desk.draft.is_none() && !self.ctx.text_edit_focused() => {
                self.back_out_of_voices();
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
    pub(super) fn voices(&mut self, command: VoicesCommand) {
        let voices = &mut self.session.wide.voices;
        match command {
            VoicesCommand::Find => self.desk.focus_wish = Some(FocusWish::VoicesFilter),
            VoicesCommand::Filter(filter) => self.filter_voices(filter),
            VoicesCommand::Sort(by) => {
                let (known, is_turned) = voices.sort;
                voices.sort = (by, known == by && !is_turned);
                voices.narrow();
            }
            VoicesCommand::ToggleNames => self.toggle_names(),
            VoicesCommand::ToggleVersions => self.toggle_versions(),
            VoicesCommand::GoTo(part) => self.go_to_part(part),
            VoicesCommand::Point(id) => {
                voices.at.part = VoicesPart::List;
                voices.point_at(&id);
                self.desk.focus_wish = Some(FocusWish::Voices);
            }
            VoicesCommand::PointName(place) => {
                voices.at.part = VoicesPart::List;
                voices.names.cursor = place;
                voices.at.row = 0;
                self.desk.focus_wish = Some(FocusWish::Voices);
            }
            VoicesCommand::PointRow(row) => {
                voices.at.part = VoicesPart::Beside;
                voices.at.row = row;
                self.desk.focus_wish = Some(FocusWish::Voices);
            }
            VoicesCommand::Open => self.open_in_voices(),
            VoicesCommand::Tick => {
                self.tick_pointed(false);
                self.session.wide.voices.step(Way::Next, 1);
            }
            VoicesCommand::TickEntry(id) => super::toggle(&mut voices.at.ticked, id),
            VoicesCommand::TickQuote(key) => super::toggle(&mut voices.at.ticked_quotes, key),
            VoicesCommand::TickAll if voices.at.in_names => {}
            VoicesCommand::TickAll => voices.tick_all(),
            VoicesCommand::Merge => self.merge(),
            VoicesCommand::MergeInto(sources, target) => self.merge_into(&sources, &target),
            VoicesCommand::TakeApart => self.take_apart(),
            VoicesCommand::TakeApartFrom(id) => self.take_apart_from(&id),
            VoicesCommand::SplitOff => self.split_off(),
            VoicesCommand::MoveQuotes => self.choose_new_voice(),
            VoicesCommand::MoveQuotesTo(id) => self.move_quotes_to(&id),
            VoicesCommand::Add(FactKind::Alias) if voices.at.in_names => self.add_name(),
            VoicesCommand::SameAs => self.choose_same_as(),
            VoicesCommand::NameOf(id) => self.make_name_of(&id),
            VoicesCommand::GoToPlace => self.go_to_place(),
            VoicesCommand::ReadNames => self.read_names(),
            VoicesCommand::StopReading => self.stop_reading(),
            command => self.edit_voice(command),
        }
    }

    fn toggle_versions(&mut self) {
        let voices = &mut self.session.wide.voices;
        if voices.at.in_names {
            return self.desk.refuse("Names that the register lacks have no quotes; R shows the register");
        }
        voices.versions.is_shown = !voices.versions.is_shown;
        voices.at.row = 0;
        voices.at.ticked_quotes.clear();
        self.desk.say(if voices.versions.is_shown {
            "What several articles have of one utterance"
        } else {
            "All quotes"
        });
    }

    /// Finds the versions of the quotes that are shown. Whether anything has come of it.
    fn poll_versions(&mut self) -> bool {
        let session = &mut *self.session;
        let voices = &mut session.wide.voices;
        let of = voices.pointed().map(|entry| entry.voice.id.clone());
        let quotes = if voices.versions.wants(of.as_ref()) { voices.quotes().to_vec() } else { Vec::new() };
        let (corpus, wake) = (&session.corpus, Arc::clone(self.wake));
        let found = voices.versions.find_out(of.as_ref(), |id| {
            let (snapshot, id) = (corpus.snapshot(), id.clone());
            Job::start("compare quotes", wake, move || versions_of(&snapshot, &id, &quotes))
        });
        found.unwrap_or_else(|err| {
            self.desk.notify(format!("The quotes can't be compared: {err}"), false);
            false
        })
    }

    /// Takes what has come of the work beside the window for it. Whether a frame is to be drawn.
    pub fn poll_voices(&mut self) -> bool {
        if self.desk.workspace != Workspace::Voices {
            return self.poll_names();
        }
        let has_names = self.poll_names();
        let session = &mut *self.session;
        let corpus = &session.corpus;
        let snapshot = || corpus.snapshot();
        let wake = || Arc::clone(self.wake);
        let found = session.wide.voices.find_out(corpus, || {
            let snapshot = snapshot();
            Job::start("count quotes", wake(), move || VoiceIndex::of(snapshot.state()))
        });
        if let Err(err) = found {
            self.desk.notify(format!("It can't be found out who is quoted where: {err}"), false);
        }
        let has_rows = self.refresh_voices();
        let voices = &self.session.wide.voices;
        let has_versions = voices.versions.is_shown && voices.is_counted() && self.poll_versions();
        has_rows || has_names || has_versions
    }

    /// Makes the rows anew if anything has changed. Whether it has.
    pub(super) fn refresh_voices(&mut self) -> bool {
        let session = &mut *self.session;
        session.wide.voices.refresh(session.corpus.state(), &session.register)
    }

    fn editor_now(&mut self) -> crate::model::time::Timestamp {
        self.services.now()
    }

    /// The entry that is pointed at, unless the list shows other names.
    fn pointed_voice(&self) -> Option<&JoinedVoice> {
        let voices = &self.session.wide.voices;
        voices.pointed().filter(|_| !voices.at.in_names)
    }

    /// The id of the entry that is pointed at; says so if there is none.
    fn need_voice(&mut self) -> Option<VoiceId> {
        let id = self.pointed_voice().map(|entry| entry.voice.id.clone());
        if id.is_none() {
            self.desk.refuse("Point at an entry of the register first");
        }
        id
    }

    fn go_to_part(&mut self, part: VoicesPart) {
        let voices = &mut self.session.wide.voices;
        if part == VoicesPart::Beside && voices.num_beside() == 0 {
            return self.desk.refuse("Nothing is listed beside it");
        }
        voices.at.part = part;
        self.desk.focus_wish = Some(FocusWish::Voices);
    }

    fn filter_voices(&mut self, filter: VoicesFilter) {
        let session = &mut *self.session;
        session.wide.voices.filter = filter;
        session.wide.voices.narrow();
        let voices = &mut session.wide.voices;
        voices.names.narrow(&voices.filter, &session.register);
    }

    fn back_out_of_voices(&mut self) {
        let at = &mut self.session.wide.voices.at;
        if at.part == VoicesPart::Beside {
            if at.ticked_quotes.is_empty() {
                at.part = VoicesPart::List;
            }
            at.ticked_quotes.clear();
        } else if !at.ticked.is_empty() {
            at.ticked.clear();
        } else if let Some(workspace) = self.desk.last.came_from.take() {
            return self.go_to(workspace);
        }
        self.desk.focus_wish = Some(FocusWish::Voices);
    }

    /// Ticks the row that is pointed at; takes its tick away only where `stays` is not set.
    fn tick_pointed(&mut self, stays: bool) {
        let voices = &mut self.session.wide.voices;
        match voices.at.part {
            VoicesPart::List if voices.at.in_names => {}
            VoicesPart::List => {
                if let Some(id) = voices.pointed().map(|entry| entry.voice.id.clone())
                    && !(stays && voices.at.ticked.contains(&id))
                {
                    super::toggle(&mut voices.at.ticked, id);
                }
            }
            // Versions are looked at, not moved.
            VoicesPart::Beside if voices.versions.is_shown => {}
            VoicesPart::Beside => {
                if let Some(key) = voices.pointed_quote().cloned()
                    && !voices.at.in_names
                    && !(stays && voices.at.ticked_quotes.contains(&key))
                {
                    super::toggle(&mut voices.at.ticked_quotes, key);
                }
            }
        }
    }

    /// From an entry to its quotes, from a quote to its article; takes a name in.
    fn open_in_voices(&mut self) {
        let voices = &self.session.wide.voices;
        match (voices.at.part, voices.at.in_names) {
            (VoicesPart::List, true) => self.add_name(),
            (VoicesPart::List, false) if voices.quotes().is_empty() => {
                if self.need_voice().is_some() {
                    self.desk.refuse("Nothing that is tagged names this entry yet");
                }
            }
            (VoicesPart::List, false) => {
                self.session.wide.voices.at.part = VoicesPart::Beside;
                self.desk.say("Enter opens a quote in its article, Space ticks it, Esc goes back");
            }
            (VoicesPart::Beside, true) => self.go_to_place(),
            (VoicesPart::Beside, false) => self.open_quote(),
        }
    }

    /// Shows the quote that is pointed at where it stands.
    fn open_quote(&mut self) {
        let voices = &self.session.wide.voices;
        let Some(key) = voices.pointed_quote().cloned() else {
            return self.desk.refuse("Point at a quote first");
        };
        self.show_span_from(&key, Workspace::Voices);
    }

    /// Merges what is ticked and what is pointed at: of two one chooses whose name stays, of more it is the one
    /// that is pointed at. With nothing ticked, entries that share words are offered.
    fn merge(&mut self) {
        let Some(pointed) = self.need_voice() else { return };
        let voices = &self.session.wide.voices;
        let mut others: Vec<VoiceId> =
            voices.at.ticked.iter().filter(|id| **id != pointed).cloned().collect();
        if others.len() > 1 {
            return self.merge_into(&others, &pointed);
        }
        let Some(entry) = voices.entry(&pointed) else { return };
        let row = |source: &VoiceId, target: &VoiceId, words: String| {
            let num = voices.num_quotes(target);
            ChoiceRow::new(
                words,
                Command::Voices(VoicesCommand::MergeInto(vec![source.clone()], target.clone())),
            )
            .detail(quotes_in_words(num))
        };
        let name = |id: &VoiceId| voices.entry(id).map_or_else(String::new, |entry| entry.voice.name.clone());
        let (title, rows) = if let Some(other) = others.pop() {
            let rows = vec![row(&other, &pointed, name(&pointed)), row(&pointed, &other, name(&other))];
            ("Whose name stays".to_owned(), rows)
        } else {
            let names: Vec<&str> = entry.names().collect();
            let similar = voices.similar(&names, Some(&pointed), MAX_ROWS);
            let rows: Vec<ChoiceRow> = similar
                .into_iter()
                .map(|other| row(&pointed, &other.voice.id, other.voice.name.clone()))
                .collect();
            (format!("{} is the same as", entry.voice.name), rows)
        };
        if rows.is_empty() {
            return self
                .desk
                .refuse("Tick the entries that are the same with Space, then point at the one that stays");
        }
        self.open_choice(Choice::new(title, Command::Voices(VoicesCommand::Merge), rows));
    }

    fn merge_into(&mut self, sources: &[VoiceId], target: &VoiceId) {
        let now = self.editor_now();
        let annotator = self.session.annotator().clone();
        let editor = Editor { annotator: &annotator, now };
        let change = change::merge(self.session.corpus.state(), editor, sources, target);
        if self.apply(change) {
            self.session.wide.voices.at.ticked.clear();
            self.refresh_voices();
            let voices = &mut self.session.wide.voices;
            voices.point_at(target);
            let name = voices.entry(target).map_or_else(String::new, |entry| entry.voice.name.clone());
            let num = voices.num_quotes(target);
            let what = counted(sources.len(), "entry");
            self.desk.say(format!("Merged {what} into {name}: {}", quotes_in_words(num)));
        }
    }

    /// Takes what was merged into the entry out again; where that is more than one, one chooses.
    fn take_apart(&mut self) {
        let Some(pointed) = self.need_voice() else { return };
        let Some(entry) = self.session.wide.voices.entry(&pointed) else { return };
        match &entry.merged[..] {
            [] => self.desk.refuse("Nothing was merged into this entry"),
            [only] => {
                let id = only.id.clone();
                self.take_apart_from(&id);
            }
            several => {
                let row = |voice: &crate::model::voice::Voice| {
                    let command = Command::Voices(VoicesCommand::TakeApartFrom(voice.id.clone()));
                    ChoiceRow::new(voice.name.clone(), command)
                };
                let rows = several.iter().map(row).collect();
                let title = format!("Take out of {}", entry.voice.name);
                self.open_choice(Choice::new(title, Command::Voices(VoicesCommand::TakeApart), rows));
            }
        }
    }

    fn take_apart_from(&mut self, id: &VoiceId) {
        let now = self.editor_now();
        let annotator = self.session.annotator().clone();
        let change = change::unmerge(self.session.corpus.state(), Editor { annotator: &annotator, now }, id);
        let say = change.as_ref().map(|change| change.say.clone()).unwrap_or_default();
        if self.apply(change) {
            self.refresh_voices();
            let num = self.session.wide.voices.num_quotes(id);
            self.desk.say(format!("{say}: {} of its own", quotes_in_words(num)));
        }
    }

    fn go_to_voices_field(&mut self, field: VoicesField) {
        if self.need_voice().is_some() {
            self.desk.focus_wish = Some(FocusWish::Field(Field::Voices(field)));
        }
    }
}

/// So many quotes, in words.
fn quotes_in_words(num: usize) -> String {
    match num {
        0 => "no quotes".to_owned(),
        num => counted(num, "quote"),
    }
}
