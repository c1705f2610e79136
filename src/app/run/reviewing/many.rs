//! Changes of the rows that are meant, one or many: one's own spans are edited, others' corrected or rejected. Each
//! is one transaction; what can't be written is told of, and the rest is changed.

use crate::app::command::Command;
use crate::app::command::review::{ManyCommand, ReviewCommand};
use crate::app::run::{Work, one_line};
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::offers::ARTICLE;
use crate::app::state::review::bench::PromptAbout;
use crate::app::widgets::reading::access::shortened;
use crate::model::annotation::{
    Annotation, AnnotationKey, AttributeValue, AttributedVoice, Certainty, Party, VoiceRole,
};
use crate::model::change::bulk::{Actor, BulkChange};
use crate::model::change::{self, ChangeError, Judgement, bulk};
use crate::model::corpus::CorpusState;
use crate::model::edit::{LayerKey, Transaction};
use crate::model::id::{AnnotationId, AttributeId, LabelId, VoiceId};
use crate::model::review::Verdict;
use crate::model::review::reasons::offered_reasons;
use crate::model::tagset::{Attribute, AttributeKind};
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::shown_name;
use crate::model::voice::VoiceKind;

/// What came of a change of many rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    /// How many were changed.
    pub num_changed: usize,
    /// How many were so already.
    pub num_same: usize,
}

/// At most this many speakers are offered.
const MAX_SPEAKERS: usize = 8;

impl Work<'_> {
    pub(super) fn many(&mut self, command: ManyCommand) {
        if self.session.review.meant().is_empty() {
            return self.desk.refuse("There is no row to change");
        }
        match command {
            ManyCommand::Relabel => self.choose_label_of_rows(),
            ManyCommand::RelabelAs(label) => self.relabel_rows(&label),
            ManyCommand::Speaker if self.session.review.ticked.is_empty() => self.choose_speaker_of_row(),
            ManyCommand::Speaker => self.choose_speaker_of_rows(),
            ManyCommand::SpeakerIs(party) => self.set_speaker_of_rows(party, None),
            ManyCommand::TypeSpeaker => self.open_prompt(PromptAbout::Speaker, ""),
            ManyCommand::Attribute => self.choose_attribute_of_rows(),
            ManyCommand::AttributeOf(id) => self.choose_value_of_rows(&id),
            ManyCommand::AttributeIs(id, value) => self.set_attribute_of_rows(&id, value),
            ManyCommand::RemoveFor(reason) => self.remove_rows_for(&reason),
        }
    }

    /// Applies what becomes of rows, and tells of those that are left as they are.
    pub(super) fn change_rows(
        &mut self,
        rows: &[AnnotationKey],
        build: impl FnOnce(
            &CorpusState,
            &Actor<'_>,
            &[AnnotationKey],
            &mut dyn FnMut() -> AnnotationId,
        ) -> BulkChange,
    ) -> Done {
        self.change_rows_with(rows, None, build)
    }

    /// The same, with something that comes first in the transaction: an entry of the register.
    fn change_rows_with(
        &mut self,
        rows: &[AnnotationKey],
        first: Option<Transaction>,
        build: impl FnOnce(
            &CorpusState,
            &Actor<'_>,
            &[AnnotationKey],
            &mut dyn FnMut() -> AnnotationId,
        ) -> BulkChange,
    ) -> Done {
        if self.refuses_to_write() {
            return Done::default();
        }
        let now = self.services.now();
        let (corpus, ids) = (&self.session.corpus, &mut self.services.ids);
        let refuses = |layer: &LayerKey| corpus.refuses(layer).map(str::to_owned);
        let actor = Actor { annotator: corpus.annotator(), now, refuses: &refuses };
        let bulk = build(corpus.state(), &actor, rows, &mut || ids.annotation());
        let BulkChange { change, num_own, num_others, num_same, left } = bulk;
        let change = change.map(|mut change| {
            if let Some(first) = first {
                change.edits.splice(0..0, first.edits);
            }
            change
        });
        let is_nothing = change == Err(ChangeError::Nothing);
        let is_done = self.apply(change);
        self.tell_left(&left);
        if is_nothing && num_same == 0 && left.is_empty() {
            self.desk.refuse("That changes nothing");
        }
        Done { num_changed: if is_done { num_own + num_others } else { 0 }, num_same }
    }

    /// Tells which rows are left as they are, and why.
    fn tell_left(&mut self, left: &[(AnnotationKey, String)]) {
        const MAX_TOLD: usize = 6;
        if left.is_empty() {
            return;
        }
        let lines = left.iter().take(MAX_TOLD).map(|(key, why)| {
            let article = self.session.article_row(&key.article);
            let title = article.map_or(key.article.as_str(), |row| &row.shown_title);
            format!("“{}” by {}: {why}", shortened(title, 50), key.annotator)
        });
        let mut lines: Vec<String> = lines.collect();
        if left.len() > MAX_TOLD {
            lines.push(format!("and {} more", in_thousands(left.len() - MAX_TOLD)));
        }
        let spans = format!("{} {}", counted(left.len(), "span"), if left.len() == 1 { "is" } else { "are" });
        self.desk.notify(format!("{spans} left unchanged — {}", lines.join("; ")), false);
    }

    /// Says what was changed, and goes on from a single row that is decided by it.
    fn tell_changed(&mut self, rows: &[AnnotationKey], what: &str, done: Done) {
        if done.num_changed == 0 {
            if done.num_same > 0 {
                self.desk.say("They are so already");
            }
            self.desk.focus_wish = Some(FocusWish::Review);
            return;
        }
        if let [one] = rows {
            return self.go_on_after(one, what);
        }
        self.session.review.ticked.clear();
        self.desk.say(format!("{what}: {}", counted(done.num_changed, "span")));
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    /// Changes every row that is meant, others' by a correction.
    fn change_meant(
        &mut self,
        verb: &str,
        what: &str,
        change: &dyn Fn(&mut Annotation),
        first: Option<Transaction>,
    ) {
        let rows = self.session.review.meant();
        let note = self.session.review.bench.note.trim().to_owned();
        let why = Judgement { verdict: Verdict::Corrected, reason: String::new(), note };
        let say =
            |num: usize| if num == 1 { verb.to_owned() } else { format!("{verb}: {}", counted(num, "span")) };
        let done = self.change_rows_with(&rows, first, |state, actor, rows, mint| {
            bulk::change_all(state, actor, rows, &why, mint, say, &|_, span| change(span))
        });
        if done.num_changed > 0 {
            self.session.review.bench.note.clear();
        }
        self.tell_changed(&rows, what, done);
    }

    fn choose_label_of_rows(&mut self) {
        let rows = self.session.tagset().ordered_labels().into_iter().map(|label| {
            let command = ManyCommand::RelabelAs(label.id.clone());
            ChoiceRow::new(&label.name, Command::Review(ReviewCommand::Many(command)))
        });
        let rows = rows.collect();
        let opener = Command::Review(ReviewCommand::Many(ManyCommand::Relabel));
        self.open_choice(Choice::new("Another label", opener, rows));
    }

    fn relabel_rows(&mut self, label: &LabelId) {
        let known = self.session.tagset().labels.get(label);
        let name = known.map_or(label.as_str(), |label| &label.name).to_lowercase();
        let (verb, what) = (format!("Relabel as {name}"), format!("Now {name}"));
        self.change_meant(&verb, &what, &|span| span.label = label.clone(), None);
    }

    /// The speakers that are named most in the rows that are meant and in their articles come first.
    fn choose_speaker_of_rows(&mut self) {
        let meant = self.session.review.meant();
        let state = self.session.corpus.state();
        let mut counts: std::collections::BTreeMap<&VoiceId, usize> = std::collections::BTreeMap::new();
        let articles: std::collections::BTreeSet<_> = meant.iter().map(|key| &key.article).collect();
        let layers = articles.iter().filter_map(|article| state.layers.get(*article));
        for annotation in
            layers.flat_map(|layers| layers.values()).flat_map(|layer| layer.annotations.values())
        {
            for party in annotation.attribution.parties(VoiceRole::Speaker) {
                if let Party::Registered(id) = party {
                    *counts.entry(id).or_default() += 1;
                }
            }
        }
        let mut known: Vec<(&VoiceId, usize)> = counts.into_iter().collect();
        known.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let many = |command| Command::Review(ReviewCommand::Many(command));
        let mut rows: Vec<ChoiceRow> = known
            .into_iter()
            .take(MAX_SPEAKERS)
            .filter_map(|(id, _)| {
                let name = self.session.register.name(id)?;
                Some(ChoiceRow::new(name, many(ManyCommand::SpeakerIs(Some(Party::Registered(id.clone()))))))
            })
            .collect();
        let type_it = many(ManyCommand::TypeSpeaker);
        rows.push(ChoiceRow::new(ARTICLE, many(ManyCommand::SpeakerIs(Some(Party::Article)))));
        rows.push(ChoiceRow::new("Another name…", type_it.clone()));
        rows.push(ChoiceRow::new("Nobody", many(ManyCommand::SpeakerIs(None))));
        let choice = Choice::new("Who said it", many(ManyCommand::Speaker), rows);
        self.open_choice(choice.again(type_it));
    }

    /// Takes what was typed as the speaker: a known name, or a new entry of the register; nobody, if it is empty.
    pub(super) fn name_speaker_of_rows(&mut self, typed: &str) {
        let name = one_line(typed);
        if name.is_empty() {
            return self.set_speaker_of_rows(None, None);
        }
        if let Some(known) = self.session.register.named(&name).cloned() {
            return self.set_speaker_of_rows(Some(Party::Registered(known)), None);
        }
        let voice = self.new_voice(&name, VoiceKind::Person, None);
        let (id, own) = (voice.id.clone(), self.session.annotator().clone());
        let entered = change::put_voice(self.session.corpus.state(), &own, voice);
        self.set_speaker_of_rows(Some(Party::Registered(id)), entered.ok().map(|entered| (name, entered)));
    }

    fn set_speaker_of_rows(&mut self, party: Option<Party>, entered: Option<(String, Transaction)>) {
        let known = party.as_ref().and_then(|party| match party {
            Party::Registered(id) => self.session.register.name(id).map(str::to_owned),
            other => Some(self.session.register.party_in_words(other)),
        });
        let (new, entered) = entered.unzip();
        let name =
            known.or(new.map(|name| shown_name(&name).into_owned())).unwrap_or_else(|| "nobody".to_owned());
        let change = |span: &mut Annotation| {
            let voices = &mut span.attribution.voices;
            voices.retain(|voice| voice.role != VoiceRole::Speaker);
            if let Some(party) = &party {
                voices.insert(0, AttributedVoice { role: VoiceRole::Speaker, party: party.clone() });
            }
        };
        self.change_meant("Set who said it", &format!("Said by {name}"), &change, entered);
    }

    /// The attributes that fit any of the rows that are meant.
    fn choose_attribute_of_rows(&mut self) {
        let meant = self.session.review.meant();
        let labels: std::collections::BTreeSet<LabelId> = meant
            .iter()
            .filter_map(|key| self.session.review.find(key))
            .map(|row| row.annotation.label.clone())
            .collect();
        let fits = |attribute: &Attribute| labels.iter().any(|label| attribute.is_for(label));
        let rows: Vec<ChoiceRow> = self
            .session
            .tagset()
            .ordered_attributes()
            .into_iter()
            .filter(|attribute| fits(attribute))
            .map(|attribute| {
                let command = ManyCommand::AttributeOf(attribute.id.clone());
                ChoiceRow::new(&attribute.name, Command::Review(ReviewCommand::Many(command)))
            })
            .collect();
        if rows.is_empty() {
            return self.desk.refuse("The tagset has no attributes for these labels");
        }
        let opener = Command::Review(ReviewCommand::Many(ManyCommand::Attribute));
        self.open_choice(Choice::new("Attributes", opener, rows));
    }

    /// The values of an attribute; a line to type in where it has none to choose from.
    fn choose_value_of_rows(&mut self, id: &AttributeId) {
        let Some(attribute) = self.session.tagset().attributes.get(id) else { return };
        let value = |value: Option<AttributeValue>| {
            let command = ManyCommand::AttributeIs(id.clone(), value);
            Command::Review(ReviewCommand::Many(command))
        };
        let mut rows: Vec<ChoiceRow> = match &attribute.kind {
            AttributeKind::Flag => [("Yes", true), ("No", false)]
                .map(|(name, yes)| ChoiceRow::new(name, value(Some(AttributeValue::Flag(yes)))))
                .into(),
            AttributeKind::Choice(choices) => choices
                .iter()
                .map(|choice| {
                    ChoiceRow::new(&choice.name, value(Some(AttributeValue::Choice(choice.id.clone()))))
                })
                .collect(),
            AttributeKind::Choices(choices) => choices
                .iter()
                .map(|choice| {
                    let chosen = [choice.id.clone()].into();
                    ChoiceRow::new(&choice.name, value(Some(AttributeValue::Choices(chosen))))
                })
                .collect(),
            _ => return self.open_prompt(PromptAbout::Attribute(id.clone()), ""),
        };
        rows.push(ChoiceRow::new("Not set", value(None)));
        let title = attribute.name.clone();
        let opener = Command::Review(ReviewCommand::Many(ManyCommand::Attribute));
        self.open_choice(Choice::new(title, opener, rows));
    }

    /// Sets an attribute of the rows that are meant, where their labels have it.
    pub(super) fn set_attribute_of_rows(&mut self, id: &AttributeId, value: Option<AttributeValue>) {
        let Some(attribute) = self.session.tagset().attributes.get(id).cloned() else { return };
        let name = attribute.name.to_lowercase();
        let words = value.as_ref().map(|value| self.session.value_in_words(&attribute, value));
        let what = format!("{}: {}", attribute.name, words.as_deref().unwrap_or("not set"));
        let change = |span: &mut Annotation| match &value {
            Some(value) if attribute.is_for(&span.label) => {
                span.attributes.insert(id.clone(), value.clone());
            }
            Some(_) => {}
            None => {
                span.attributes.remove(id);
            }
        };
        self.change_meant(&format!("Set {name}"), &what, &change, None);
    }

    /// Takes what was typed as an attribute's value, if it can be understood as one.
    pub(super) fn type_attribute_of_rows(&mut self, id: &AttributeId, typed: &str) -> bool {
        let Some(attribute) = self.session.tagset().attributes.get(id).cloned() else { return true };
        match self.typed_value(&attribute, typed) {
            Ok(value) => {
                self.set_attribute_of_rows(id, value);
                true
            }
            Err(why) => {
                self.desk.refuse(why);
                false
            }
        }
    }

    /// Removes the rows that are meant. For those of others a reason is asked for, since they are rejected.
    pub(super) fn remove_rows(&mut self) {
        let meant = self.session.review.meant();
        let own = self.session.annotator();
        if meant.is_empty() {
            return self.desk.refuse("There is no row to remove");
        }
        if meant.iter().all(|key| key.annotator == *own) {
            return self.remove_rows_for("");
        }
        let rows = offered_reasons(self.session.corpus.state()).into_iter().map(|reason| {
            let command = ReviewCommand::Many(ManyCommand::RemoveFor(reason.clone()));
            ChoiceRow::new(reason, Command::Review(command))
        });
        let rows = rows.collect();
        let title = "Why it is removed; spans of others are rejected";
        self.open_choice(Choice::new(title, Command::Remove, rows));
    }

    fn remove_rows_for(&mut self, reason: &str) {
        let rows = self.session.review.meant();
        let note = self.session.review.bench.note.trim().to_owned();
        let why = Judgement { verdict: Verdict::Rejected, reason: reason.to_owned(), note };
        let say = |num: usize| {
            if num == 1 { "Remove".to_owned() } else { format!("Remove {}", counted(num, "span")) }
        };
        let own = self.session.annotator().clone();
        let num_own = rows.iter().filter(|key| key.annotator == own).count();
        let done =
            self.change_rows(&rows, |state, actor, rows, _| bulk::remove_all(state, actor, rows, &why, say));
        let what = match (num_own, rows.len() - num_own) {
            (_, 0) => "Removed".to_owned(),
            (0, _) => format!("Rejected: {reason}"),
            (own, others) => format!("Removed {own}, rejected {others}: {reason}"),
        };
        self.tell_changed(&rows, &what, done);
    }

    /// Goes to the note of the next decision; with ticked rows, asks for a note for all of them.
    pub(super) fn note_rows(&mut self) {
        if self.session.review.ticked.is_empty() {
            self.desk.focus_wish = Some(FocusWish::ReviewNote);
        } else {
            self.open_prompt(PromptAbout::Note, "");
        }
    }

    /// Adds a note to the rows that are meant: to one's own spans, and to one's decisions on those of others. Where
    /// there is none, the decision is put off with the note as its question.
    pub(super) fn add_note_to_rows(&mut self, note: &str) {
        let note = note.trim();
        if note.is_empty() {
            return self.desk.say("No note was added");
        }
        let rows = self.session.review.meant();
        let own = self.session.annotator().clone();
        let now = self.services.now();
        let state = self.session.corpus.state();
        let changes = rows.iter().map(|key| {
            let layer = LayerKey { article: key.article.clone(), annotator: own.clone() };
            if key.annotator == own {
                return change::annotation(state, &layer, &key.annotation, now, "Write a note", |span| {
                    span.note = joined(&span.note, note);
                });
            }
            let on = key.to_ref();
            let earlier = state.layer(&layer.article, &own).and_then(|layer| layer.decisions.get(&on));
            let replacement = state.layer(&layer.article, &own).and_then(|layer| {
                layer.annotations.values().find(|annotation| annotation.corrects.as_ref() == Some(&on))
            });
            let judgement = Judgement {
                verdict: earlier.map_or(Verdict::Deferred, |decision| decision.verdict),
                reason: earlier.map(|decision| decision.reason.clone()).unwrap_or_default(),
                note: joined(earlier.map_or("", |decision| &decision.note), note),
            };
            let replacement = replacement.map(|annotation| Annotation::clone(annotation));
            change::decide(state, &layer, &on, judgement, replacement, now)
        });
        let mut kept = Vec::new();
        let mut left = Vec::new();
        for (key, change) in rows.iter().zip(changes) {
            let layer = LayerKey { article: key.article.clone(), annotator: own.clone() };
            match (self.session.corpus.refuses(&layer), change) {
                (Some(why), _) => left.push((key.clone(), why.to_owned())),
                (None, Ok(change)) => kept.push(change),
                (None, Err(ChangeError::Nothing)) => {}
                (None, Err(err)) => left.push((key.clone(), err.to_string())),
            }
        }
        let num = kept.len();
        let change = change::together(kept, |_, num| format!("Write a note on {}", counted(num, "span")));
        let is_done = self.apply(change);
        self.tell_left(&left);
        let done = Done { num_changed: if is_done { num } else { 0 }, num_same: 0 };
        self.tell_changed(&rows, "Note added", done);
    }

    /// Says of one's own rows among those that are meant that one is unsure of them, or sure again.
    pub(super) fn toggle_unsure_own(&mut self) {
        let own = self.session.annotator().clone();
        let mut rows = self.session.review.meant();
        rows.retain(|key| key.annotator == own);
        let Some(first) = rows.first().and_then(|key| self.session.review.find(key)) else {
            return self.desk.refuse("Only of one's own spans one can be unsure");
        };
        let is_sure = first.annotation.certainty == Certainty::Sure;
        let certainty = if is_sure { Certainty::Unsure } else { Certainty::Sure };
        let why = Judgement { verdict: Verdict::Corrected, reason: String::new(), note: String::new() };
        let name = certainty.name();
        let say = |num: usize| match num {
            1 => format!("Mark as {name}"),
            num => format!("Mark {} as {name}", counted(num, "span")),
        };
        let done = self.change_rows(&rows, |state, actor, rows, mint| {
            bulk::change_all(state, actor, rows, &why, mint, say, &|_, span| span.certainty = certainty)
        });
        self.desk.say(format!("Marked as {name}: {}", in_thousands(done.num_changed)));
    }
}

/// A note with another below it.
fn joined(before: &str, note: &str) -> String {
    let before = before.trim_end();
    if before.is_empty() { note.to_owned() } else { format!("{before}\n{note}") }
}
