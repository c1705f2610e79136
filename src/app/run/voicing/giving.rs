//! Quotes that are somebody else's: given to a new entry, or to another one of the register.

use super::quotes_in_words;
use crate::app::command::Command;
use crate::app::command::voices::{VoicesCommand, VoicesField};
use crate::app::run::Work;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::voices::VoicesPart;
use crate::model::annotation::AnnotationKey;
use crate::model::change::bulk::{Actor, BulkChange};
use crate::model::change::voices as change;
use crate::model::edit::LayerKey;
use crate::model::id::VoiceId;
use crate::model::text::numbers::in_thousands;
use crate::model::voice::{JoinedVoice, Voice};

/// Entries with words in common with the one that loses quotes come first; so many of them.
const MAX_SIMILAR: usize = 9;

impl Work<'_> {
    /// Gives the ticked quotes, or the one that is pointed at, to a new entry, and goes to its name.
    pub(super) fn split_off(&mut self) {
        let Some((from, targets)) = self.quotes_to_give() else { return };
        let Some(entry) = self.session.wide.voices.entry(&from) else { return };
        let (name, kind) = (format!("{} (2)", entry.voice.name), entry.voice.kind);
        if self.refuses_to_write() {
            return;
        }
        let to = self.new_voice(&name, kind, None);
        let id = to.id.clone();
        let Some(moved) = self.give(&from, &targets, &Receiver::New(to)) else { return };
        let voices = &mut self.session.wide.voices;
        voices.at.part = VoicesPart::List;
        voices.point_at(&id);
        self.desk.say(format!("{} to a new entry{}; type its name", moved.what, moved.but));
        self.go_to_voices_field(VoicesField::Name);
    }

    /// Asks which entry of the register the ticked quotes, or the one that is pointed at, are given to.
    pub(super) fn choose_new_voice(&mut self) {
        let Some((from, targets)) = self.quotes_to_give() else { return };
        if self.refuses_to_write() {
            return;
        }
        let voices = &self.session.wide.voices;
        let names: Vec<&str> = voices.entry(&from).map(|entry| entry.names().collect()).unwrap_or_default();
        let mut entries: Vec<&JoinedVoice> = voices.similar(&names, Some(&from), MAX_SIMILAR);
        let is_known = |id: &VoiceId| *id == from || entries.iter().any(|known| known.voice.id == *id);
        let mut others: Vec<&JoinedVoice> =
            voices.entries().filter(|entry| !is_known(&entry.voice.id)).collect();
        others.sort_by_cached_key(|entry| entry.voice.name.to_lowercase());
        entries.extend(others);
        let rows: Vec<ChoiceRow> = entries
            .into_iter()
            .map(|entry| {
                let command = Command::Voices(VoicesCommand::MoveQuotesTo(entry.voice.id.clone()));
                ChoiceRow::new(entry.voice.name.clone(), command)
                    .detail(quotes_in_words(voices.num_quotes(&entry.voice.id)))
                    .found_by(entry.names())
            })
            .collect();
        if rows.is_empty() {
            return self.desk.refuse("The register has no other entry; X moves quotes to a new one");
        }
        let title = match targets.len() {
            1 => "This quote is of".to_owned(),
            num => format!("These {} are of", quotes_in_words(num)),
        };
        let opener = Command::Voices(VoicesCommand::MoveQuotes);
        self.open_choice(Choice::of_many(title, opener, rows));
    }

    /// Gives the ticked quotes, or the one that is pointed at, to an entry of the register.
    pub(super) fn move_quotes_to(&mut self, id: &VoiceId) {
        let Some((from, targets)) = self.quotes_to_give() else { return };
        let entry = self.session.wide.voices.entry(id).filter(|entry| entry.voice.id != from);
        let Some(to) = entry.map(|entry| entry.voice.clone()) else {
            return self.desk.refuse("Choose another entry of the register");
        };
        if self.refuses_to_write() {
            return;
        }
        let name = to.name.clone();
        let Some(moved) = self.give(&from, &targets, &Receiver::Known(to)) else { return };
        self.session.wide.voices.at.part = VoicesPart::List;
        self.desk.say(format!("{} to {name}{}", moved.what, moved.but));
    }

    /// The entry that is pointed at, and its quotes that are to be somebody else's: those that are ticked, or the one
    /// that is pointed at. Says so if there are none.
    fn quotes_to_give(&mut self) -> Option<(VoiceId, Vec<AnnotationKey>)> {
        let from = self.need_voice()?;
        let voices = &self.session.wide.voices;
        let quotes = voices.quotes().iter().map(|quote| &quote.key);
        let mut targets: Vec<AnnotationKey> =
            quotes.filter(|key| voices.at.ticked_quotes.contains(key)).cloned().collect();
        if targets.is_empty() && voices.at.part == VoicesPart::Beside {
            targets.extend(voices.quotes().get(voices.at.row).map(|quote| quote.key.clone()));
        }
        if targets.is_empty() {
            self.desk.refuse("Tick the quotes that are somebody else's first; Enter goes to them");
            return None;
        }
        Some((from, targets))
    }

    /// Gives quotes from one entry to another, in one change. What was done, if anything.
    fn give(&mut self, from: &VoiceId, targets: &[AnnotationKey], to: &Receiver) -> Option<Moved> {
        let now = self.editor_now();
        let annotator = self.session.annotator().clone();
        let corpus = &self.session.corpus;
        let refuses = |layer: &LayerKey| corpus.refuses(layer).map(str::to_owned);
        let actor = Actor { annotator: &annotator, now, refuses: &refuses };
        let ids = &mut self.services.ids;
        let mut mint = || ids.annotation();
        let BulkChange { change, num_own, num_others, left, .. } = match to {
            Receiver::New(to) => {
                change::split_off(corpus.state(), &actor, targets, from, to.clone(), &mut mint)
            }
            Receiver::Known(to) => change::move_quotes(corpus.state(), &actor, targets, from, to, &mut mint),
        };
        if !self.apply(change) {
            if !left.is_empty() {
                self.desk.refuse(format!("{} can't be changed", quotes_in_words(left.len())));
            }
            return None;
        }
        self.refresh_voices();
        let corrected = match num_others {
            0 => String::new(),
            num => format!(", {} of them by a correction", in_thousands(num)),
        };
        let left = match left.len() {
            0 => String::new(),
            num => format!("; {} can't be changed", quotes_in_words(num)),
        };
        let what = format!("Moved {}", quotes_in_words(num_own + num_others));
        Some(Moved { what, but: format!("{corrected}{left}") })
    }
}

/// Who quotes are given to.
enum Receiver {
    /// An entry that is made for it.
    New(Voice),
    /// One of the register.
    Known(Voice),
}

/// What came of it, in words.
struct Moved {
    what: String,
    but: String,
}
