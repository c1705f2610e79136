//! What is said of an entry: its name, kind and note, other names, roles and what it belongs to, each with days.

use chrono::NaiveDate;

use super::quotes_in_words;
use crate::app::command::Field;
use crate::app::command::voices::{FactKind, VoicesCommand, VoicesField};
use crate::app::run::{Work, one_line};
use crate::app::state::FocusWish;
use crate::app::state::voices::VoicesPart;
use crate::model::change::ChangeError;
use crate::model::change::voices::{self as change, Editor, Fact};
use crate::model::corpus::CorpusState;
use crate::model::edit::Transaction;
use crate::model::id::VoiceId;
use crate::model::voice::{Dated, Voice, VoiceKind};

impl Work<'_> {
    /// Carries out a command that changes the entry that is pointed at, or makes one.
    pub(super) fn edit_voice(&mut self, command: VoicesCommand) {
        match command {
            VoicesCommand::New => self.new_entry(),
            VoicesCommand::Rename => self.go_to_voices_field(VoicesField::Name),
            VoicesCommand::SetKind(kind) => {
                let Some(id) = self.need_voice() else { return };
                self.change_voice(|state, editor| change::set_kind(state, editor, &id, kind));
            }
            VoicesCommand::Add(kind) => self.begin_fact(kind),
            VoicesCommand::RemoveFact(fact) => {
                let Some(id) = self.need_voice() else { return };
                self.change_voice(|state, editor| change::set_fact(state, editor, &id, Some(&fact), None));
            }
            VoicesCommand::Days(kind, idx) => {
                let at = &mut self.session.wide.voices.at;
                at.days = (at.days != Some((kind, idx))).then_some((kind, idx));
                if at.days.is_some() {
                    let field = Field::Voices(VoicesField::From(kind, idx));
                    self.desk.focus_wish = Some(FocusWish::Field(field));
                }
            }
            // The others are no changes of an entry.
            _ => {}
        }
    }

    /// Applies a change of the register and says what it did. Whether it could be made, or was none.
    fn change_voice(
        &mut self,
        build: impl FnOnce(&CorpusState, Editor<'_>) -> Result<Transaction, ChangeError>,
    ) -> bool {
        let own = self.pointed_is_others().then_some("; your version of the entry holds now");
        self.change_as_editor(build, own.unwrap_or_default(), |work| {
            work.refresh_voices();
        })
    }

    fn pointed_is_others(&self) -> bool {
        let own = self.session.annotator();
        self.pointed_voice().is_some_and(|entry| entry.by != *own)
    }

    /// Makes an entry and goes to its name.
    fn new_entry(&mut self) {
        let voice = self.new_voice("New entry", VoiceKind::Person, None);
        let id = voice.id.clone();
        let annotator = self.session.annotator().clone();
        let change = crate::model::change::put_voice(self.session.corpus.state(), &annotator, voice);
        if self.apply(change) {
            self.session.wide.voices.at.in_names = false;
            self.session.wide.voices.at.part = VoicesPart::List;
            self.refresh_voices();
            self.session.wide.voices.point_at(&id);
            self.desk.say("Made an entry; type its name");
            self.go_to_voices_field(VoicesField::Name);
        }
    }

    /// Removes the entry that is pointed at, if nothing names it.
    pub(super) fn remove_voice(&mut self) {
        let Some(id) = self.need_voice() else { return };
        let annotator = self.session.annotator().clone();
        let name = self.session.register.name(&id).unwrap_or_default().to_owned();
        let change = change::remove(self.session.corpus.state(), &annotator, &id);
        if self.apply(change) {
            self.refresh_voices();
            self.desk.say(format!("Removed {name}; undo brings it back"));
        }
    }

    /// Opens a line for a new fact.
    fn begin_fact(&mut self, kind: FactKind) {
        if self.need_voice().is_none() || self.refuses_to_write() {
            return;
        }
        let num = self.pointed_voice().map_or(0, |entry| num_facts(&entry.voice, kind));
        let at = &mut self.session.wide.voices.at;
        at.adding = Some(kind);
        let field = Field::Voices(VoicesField::Fact(kind, num));
        self.desk.focus_wish = Some(FocusWish::Field(field));
    }

    /// Keeps what was typed into a field of the workspace. Whether it could be.
    pub(in crate::app::run) fn keep_voices_field(
        &mut self,
        id: &VoiceId,
        field: VoicesField,
        typed: &str,
    ) -> bool {
        let line = one_line(typed);
        match field {
            VoicesField::Name => self.change_voice(|state, editor| change::rename(state, editor, id, &line)),
            VoicesField::Note => {
                let note = typed.trim_end();
                self.change_voice(|state, editor| change::set_note(state, editor, id, note))
            }
            VoicesField::Fact(kind, idx) => self.keep_fact(id, kind, idx, &line),
            VoicesField::From(kind, idx) | VoicesField::To(kind, idx) => {
                let Some(old) = self.fact(id, kind, idx) else { return true };
                let day = line.parse::<NaiveDate>().ok();
                if day.is_none() && !line.is_empty() {
                    self.desk.refuse("A day is written as 2025-03-14; leave it empty for always");
                    return false;
                }
                let new = with_day(&old, matches!(field, VoicesField::From(..)), day);
                self.change_voice(|state, editor| change::set_fact(state, editor, id, Some(&old), Some(new)))
            }
        }
    }

    /// Keeps a name, a role or what an entry belongs to; one that was emptied is taken away.
    fn keep_fact(&mut self, id: &VoiceId, kind: FactKind, idx: usize, line: &str) -> bool {
        let old = self.fact(id, kind, idx);
        if old.is_none() {
            self.session.wide.voices.at.adding = None;
        }
        let new = if line.is_empty() {
            None
        } else {
            let (from, to) = old.as_ref().map_or((None, None), days_of);
            let words = || Dated { value: line.to_owned(), from, to };
            Some(match kind {
                FactKind::Alias => Fact::Alias(words()),
                FactKind::Role => Fact::Role(words()),
                FactKind::BelongsTo => {
                    // What is typed in part will do where it can mean but one.
                    let exact = self.session.register.named(line);
                    let only = || match self.session.register.matches(line)[..] {
                        [(only, _)] => Some(only),
                        _ => None,
                    };
                    let Some(group) = exact.or_else(only).cloned() else {
                        if old.is_none() {
                            self.session.wide.voices.at.adding = Some(kind);
                        }
                        self.desk.refuse(format!("The register has no entry “{line}”; make one first"));
                        return false;
                    };
                    Fact::BelongsTo(Dated { value: group, from, to })
                }
            })
        };
        if kind == FactKind::Alias
            && let Some(other) = self.session.register.named(line).filter(|other| *other != id).cloned()
        {
            let num = self.session.wide.voices.num_quotes(&other);
            let name = self.session.register.name(&other).unwrap_or_default().to_owned();
            self.desk.refuse(format!(
                "{name} goes by that name already, with {}; merge the two instead",
                quotes_in_words(num)
            ));
            return false;
        }
        self.change_voice(|state, editor| change::set_fact(state, editor, id, old.as_ref(), new))
    }

    /// A fact of an entry by its place.
    fn fact(&self, id: &VoiceId, kind: FactKind, idx: usize) -> Option<Fact> {
        let voice = &self.session.wide.voices.entry(id)?.voice;
        Some(match kind {
            FactKind::Alias => Fact::Alias(voice.aliases.get(idx)?.clone()),
            FactKind::Role => Fact::Role(voice.roles.get(idx)?.clone()),
            FactKind::BelongsTo => Fact::BelongsTo(voice.belongs_to.get(idx)?.clone()),
        })
    }
}

fn num_facts(voice: &Voice, kind: FactKind) -> usize {
    match kind {
        FactKind::Alias => voice.aliases.len(),
        FactKind::Role => voice.roles.len(),
        FactKind::BelongsTo => voice.belongs_to.len(),
    }
}

fn days_of(fact: &Fact) -> (Option<NaiveDate>, Option<NaiveDate>) {
    match fact {
        Fact::Alias(dated) | Fact::Role(dated) => (dated.from, dated.to),
        Fact::BelongsTo(dated) => (dated.from, dated.to),
    }
}

fn with_day(fact: &Fact, is_first: bool, day: Option<NaiveDate>) -> Fact {
    let mut fact = fact.clone();
    let (from, to) = match &mut fact {
        Fact::Alias(dated) | Fact::Role(dated) => (&mut dated.from, &mut dated.to),
        Fact::BelongsTo(dated) => (&mut dated.from, &mut dated.to),
    };
    *(if is_first { from } else { to }) = day;
    fact
}
