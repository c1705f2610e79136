//! Names that the texts have and the register lacks: how they are found, and what becomes of them.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::MAX_ROWS;
use crate::analysis::names::{CountedName, NameCount};
use crate::app::command::voices::VoicesCommand;
use crate::app::command::{Command, Workspace};
use crate::app::jobs::{Job, Steps};
use crate::app::run::Work;
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::voices::{FoundNames, VoicesPart};
use crate::model::article::BlockKind;
use crate::model::change::voices::{self as change, Editor, Fact};
use crate::model::id::{ArticleId, VoiceId};
use crate::model::reader::CorpusReader;
use crate::model::text::numbers::counted;
use crate::model::voice::Dated;
use crate::suggest::spotting::names_in;

impl Work<'_> {
    /// Shows the register, or the names it lacks; reads the texts for these if that has not been done.
    pub(super) fn toggle_names(&mut self) {
        let at = &mut self.session.wide.voices.at;
        at.in_names = !at.in_names;
        at.part = VoicesPart::List;
        at.row = 0;
        let names = &self.session.wide.voices.names;
        if self.session.wide.voices.at.in_names && (!names.is_read() || names.is_old) {
            self.read_names();
        }
        self.desk.focus_wish = Some(FocusWish::Voices);
    }

    /// Reads all texts for names, beside the window.
    pub(super) fn read_names(&mut self) {
        let voices = &mut self.session.wide.voices;
        voices.at.in_names = true;
        voices.at.part = VoicesPart::List;
        if voices.names.job.is_some() {
            return;
        }
        let snapshot = self.session.corpus.snapshot();
        let steps = Steps::default();
        let job_steps = steps.clone();
        let job =
            Job::start("names in texts", Arc::clone(self.wake), move || find_names(&snapshot, &job_steps));
        match job {
            Ok(job) => voices.names.job = Some((job, steps)),
            Err(err) => self.desk.notify(format!("The texts can't be read for names: {err}"), false),
        }
    }

    pub(super) fn stop_reading(&mut self) {
        if let Some((_, steps)) = &self.session.wide.voices.names.job {
            steps.cancel();
        }
    }

    /// Takes what reading the texts has brought. Whether a frame is to be drawn.
    pub(super) fn poll_names(&mut self) -> bool {
        let session = &mut *self.session;
        let voices = &mut session.wide.voices;
        let Some(outcome) = voices.names.job.as_ref().and_then(|(job, _)| job.poll()) else { return false };
        voices.names.job = None;
        match outcome {
            Ok(found) => voices.names.take(found, &voices.filter, &session.register),
            Err(err) => self.desk.notify(format!("The texts could not be read for names: {err}"), false),
        }
        true
    }

    fn pointed_name(&self) -> Option<CountedName> {
        let voices = &self.session.wide.voices;
        voices.names.pointed().filter(|_| voices.at.in_names).cloned()
    }

    fn need_name(&mut self) -> Option<CountedName> {
        let name = self.pointed_name();
        if name.is_none() {
            self.desk.refuse("Point at a name that is not in the register first; R lists them");
        }
        name
    }

    /// Enters the name that is pointed at in the register.
    pub(super) fn add_name(&mut self) {
        let Some(CountedName { name, kind, role, num_places, num_articles, .. }) = self.need_name() else {
            return;
        };
        let voice = self.new_voice(&name, kind, role);
        let id = voice.id.clone();
        let annotator = self.session.annotator().clone();
        let change = crate::model::change::put_voice(self.session.corpus.state(), &annotator, voice);
        if self.apply(change) {
            self.refresh_voices();
            let voices = &mut self.session.wide.voices;
            voices.point_at(&id);
            voices.at.row = 0;
            let times = if num_places == 1 { "once".to_owned() } else { counted(num_places, "time") };
            let articles = counted(num_articles, "article");
            self.desk.say(format!("Added {name}, {}: it stands {times} in {articles}", kind.one()));
        }
    }

    /// Lists the entries that the name that is pointed at could be one of.
    pub(super) fn choose_same_as(&mut self) {
        let Some(name) = self.need_name() else { return };
        let voices = &self.session.wide.voices;
        let mut entries = voices.similar(&[&name.name], None, MAX_ROWS);
        // Then the others, those that are quoted most first: a nickname shares no word.
        let mut others: Vec<_> = voices
            .entries()
            .filter(|entry| !entries.iter().any(|known| known.voice.id == entry.voice.id))
            .collect();
        others.sort_by(|one, two| {
            let num = |id: &VoiceId| voices.num_quotes(id);
            num(&two.voice.id).cmp(&num(&one.voice.id)).then_with(|| one.voice.name.cmp(&two.voice.name))
        });
        entries.extend(others);
        let rows: Vec<ChoiceRow> = entries
            .into_iter()
            .map(|entry| {
                let command = Command::Voices(VoicesCommand::NameOf(entry.voice.id.clone()));
                ChoiceRow::new(entry.voice.name.clone(), command)
                    .detail(entry.voice.kind.name())
                    .found_by(entry.names())
            })
            .collect();
        if rows.is_empty() {
            return self.desk.refuse("The register is empty; Enter takes the name in");
        }
        let title = format!("{} is a name of", name.name);
        self.open_choice(Choice::of_many(title, Command::Voices(VoicesCommand::SameAs), rows));
    }

    /// Makes the name that is pointed at another one of an entry.
    pub(super) fn make_name_of(&mut self, id: &VoiceId) {
        let Some(name) = self.need_name() else { return };
        let now = self.services.now();
        let annotator = self.session.annotator().clone();
        let fact = Fact::Alias(Dated::always(name.name.clone()));
        let editor = Editor { annotator: &annotator, now };
        let change = change::set_fact(self.session.corpus.state(), editor, id, None, Some(fact));
        if self.apply(change) {
            self.refresh_voices();
            let voices = &mut self.session.wide.voices;
            voices.at.row = 0;
            let entry = self.session.register.name(id).unwrap_or_default().to_owned();
            self.desk.say(format!("{entry} is also called {}", name.name));
        }
    }

    /// Shows where the name that is pointed at stands, or the quote.
    pub(super) fn go_to_place(&mut self) {
        if !self.session.wide.voices.at.in_names {
            return self.open_quote();
        }
        let Some(name) = self.need_name() else { return };
        let row = self.session.wide.voices.at.row;
        if let Some((article, range)) = name.places.get(row).or_else(|| name.places.first()) {
            self.show_in_article(article, *range, None, Workspace::Voices);
        }
    }
}

/// Reads all texts for names; what was found, unless it is stopped.
fn find_names(corpus: &dyn CorpusReader, steps: &Steps) -> FoundNames {
    let ids: Vec<ArticleId> = corpus.state().articles.keys().cloned().collect();
    steps.set_total(ids.len());
    let mut count = NameCount::default();
    let unread = corpus.texts(&ids, &mut |article, text| {
        let row = corpus.state().articles.get(article);
        let mut names = names_in(text, row.map(|row| row.language()).unwrap_or_default());
        // Menus and links to other articles name people this one says nothing of.
        let furniture = row.map(|row| row.places_of(&[BlockKind::Furniture])).unwrap_or_default();
        names.retain(|name| !furniture.iter().any(|place| place.covers(name.place)));
        count.take(article, text, names);
        if steps.step() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let names = (!steps.is_cancelled()).then(|| count.finish());
    FoundNames { names, num_unread: unread.len() }
}
