//! Commands about who said it: the offer, voices in their roles, source and cue.

use super::Work;
use crate::app::command::{Command, Field, Speaker};
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::offers;
use crate::model::annotation::{Annotation, AttributedVoice, Attribution, Party, VoiceRole};
use crate::model::change;
use crate::model::id::{AnnotationId, VoiceId};
use crate::model::text::{Fragments, TextRange};
use crate::model::time::Timestamp;
use crate::model::voice::{Dated, Voice, VoiceKind};
use crate::suggest::attribution::{AttributionOffer, OfferedParty};

/// Rows of a list of voices beyond those that are proposed.
const MAX_KNOWN: usize = 9;

impl Work<'_> {
    /// The selected words as speaker; else the offer; else a list to choose from.
    pub(super) fn speaker(&mut self) {
        if self.take_words_for(VoiceRole::Speaker) {
            return;
        }
        let is_offered = self.session.focused().is_some_and(|span| {
            self.session.open.as_ref().is_some_and(|open| open.offers.speaker_of(&span.id).is_some())
        });
        if is_offered {
            self.take_offer(0, false);
        } else {
            self.choose_voice(VoiceRole::Speaker);
        }
    }

    /// The selected words as a voice in another role; else a list to choose from.
    pub(super) fn voice_in(&mut self, role: VoiceRole) {
        if !self.take_words_for(role) {
            self.choose_voice(role);
        }
    }

    /// The selected words are those that report.
    pub(super) fn cue(&mut self) {
        let layer = self.session.open_layer();
        let Some(range) = self.session.open.as_ref().and_then(|open| open.other_target(layer)) else {
            let has_cue = self.session.focused().is_some_and(|span| span.attribution.cue.is_some());
            let words = "Select the words that report, such as “said”, first";
            return self.desk.refuse(if has_cue {
                "The cue is set; select other words to change it"
            } else {
                words
            });
        };
        self.change_attribution("Set the cue", Vec::new(), |attribution| {
            attribution.cue = Some(range.into());
        });
    }

    /// Takes the words that name the speaker away.
    pub(super) fn clear_source(&mut self) {
        self.change_attribution("Clear the source", Vec::new(), |attribution| attribution.source = None);
    }

    /// Takes the words that report away.
    pub(super) fn clear_cue(&mut self) {
        self.change_attribution("Clear the cue", Vec::new(), |attribution| attribution.cue = None);
    }

    /// Takes the selected words as a voice. Whether there were any.
    fn take_words_for(&mut self, role: VoiceRole) -> bool {
        let Some(open) = &self.session.open else { return false };
        let Some(range) = open.other_target(self.session.open_layer()) else { return false };
        let parties =
            crate::suggest::attribution::parties_named(open.text(), range, self.session.register.names());
        let (parties, voices) = self.enter(parties);
        self.change_attribution("Set who said it", voices, |attribution| {
            // A pronoun names nobody new: whoever was there stays.
            if !parties.is_empty() {
                put_voices(attribution, role, parties, false);
            }
            if role == VoiceRole::Speaker {
                attribution.source = Some(range.into());
            }
        });
        true
    }

    /// What is proposed about the span in focus.
    fn offered(&self) -> &[AttributionOffer] {
        self.session.open.as_ref().map_or(&[], |open| open.offers.attributions.as_slice())
    }

    /// Takes one of what is proposed.
    pub(super) fn take_offer(&mut self, idx: usize, joins: bool) {
        let Some(offer) = self.offered().get(idx).cloned() else { return };
        let AttributionOffer { speakers, via, addressees, source, cue, .. } = offer;
        let mut new = Vec::new();
        let mut parties = |work: &mut Self, offered| {
            let (parties, voices) = work.enter(offered);
            new.extend(voices);
            parties
        };
        let (speakers, via, addressees) =
            (parties(self, speakers), parties(self, via), parties(self, addressees));
        self.change_attribution("Set who said it", new, |attribution| {
            put_voices(attribution, VoiceRole::Speaker, speakers, joins);
            for (role, parties) in [(VoiceRole::Via, via), (VoiceRole::Addressee, addressees)] {
                if !parties.is_empty() {
                    put_voices(attribution, role, parties, joins);
                }
            }
            let join = |old: &mut Option<Fragments>, new: Option<Fragments>| {
                *old = match (old.take(), new) {
                    (Some(old), Some(new)) if joins => united(&old, &new),
                    (old, new) => new.or(old.filter(|_| joins)),
                };
            };
            join(&mut attribution.source, source);
            join(&mut attribution.cue, cue);
        });
    }

    /// A list of voices for a role: what is proposed, then whom the article has named, then the article.
    pub(super) fn choose_voice(&mut self, role: VoiceRole) {
        let Some(span) = self.session.focused() else { return };
        let register = &self.session.register;
        let has = |party: &Party| {
            span.attribution.parties(role).any(|other| match (other, party) {
                (Party::Registered(other), Party::Registered(id)) => register.resolve(other) == id,
                _ => other == party,
            })
        };
        let mut rows: Vec<ChoiceRow> = Vec::new();
        let mut named: Vec<String> = Vec::new();
        for (idx, offer) in self.offered().iter().enumerate() {
            let words = offers::speakers_in_words(offer, &self.session.register);
            if named.contains(&words) {
                continue;
            }
            let row = if role == VoiceRole::Speaker {
                ChoiceRow::new(&words, Command::TakeOffer { idx, joins: false })
                    .also(Command::TakeOffer { idx, joins: true })
                    .on(self.is_there(offer, role))
                    .detail(offers::detail(offer, self.session.open.as_ref().map_or("", |open| open.text())))
            } else {
                let who = offer.speakers.first().and_then(Self::offered_as_speaker);
                let Some(who) = who else { continue };
                ChoiceRow::new(&words, Command::SetVoice { role, who: who.clone(), joins: false })
                    .also(Command::SetVoice { role, who, joins: true })
            };
            named.push(words);
            rows.push(row);
        }
        for id in self.session.voices_of_open_article().into_iter().take(MAX_KNOWN) {
            let Some(name) = self.session.register.name(&id).map(str::to_owned) else { continue };
            if named.contains(&name) {
                continue;
            }
            let who = Speaker::Registered(id.clone());
            rows.push(
                ChoiceRow::new(&name, Command::SetVoice { role, who: who.clone(), joins: false })
                    .also(Command::SetVoice { role, who, joins: true })
                    .on(has(&Party::Registered(id))),
            );
            named.push(name);
        }
        if role == VoiceRole::Speaker && !named.iter().any(|name| name == offers::ARTICLE) {
            let command = Command::SetVoice { role, who: Speaker::Article, joins: false };
            rows.push(ChoiceRow::new(offers::ARTICLE, command).on(has(&Party::Article)));
        }
        if span.attribution.parties(role).next().is_some() {
            let who = Speaker::Named(String::new());
            rows.push(ChoiceRow::new("Nobody", Command::SetVoice { role, who, joins: false }));
        }
        // Enter keeps who is there.
        let picked = rows.iter().position(|row| row.is_on).unwrap_or(0);
        let (title, opener) = match role {
            VoiceRole::Speaker => ("Who said it", Command::Speaker),
            VoiceRole::Via => ("Passed on by", Command::Via),
            VoiceRole::Addressee => ("Said to", Command::Addressee),
        };
        let again = Command::EditField(Field::Voice(role));
        if rows.is_empty() {
            return self.go_to_field(Field::Voice(role));
        }
        let mut choice = Choice::new(title, opener, rows).again(again);
        choice.picked = picked;
        self.open_choice(choice);
    }

    /// Whether those who are proposed have the role already.
    fn is_there(&self, offer: &AttributionOffer, role: VoiceRole) -> bool {
        let Some(span) = self.session.focused() else { return false };
        let is_there = |offered: &OfferedParty| {
            span.attribution.parties(role).any(|party| match (party, offered) {
                (Party::Registered(id), OfferedParty::Known(known)) => {
                    self.session.register.resolve(id) == known
                }
                (Party::Unnamed { words, .. }, OfferedParty::Unnamed { words: offered, .. }) => {
                    words == offered
                }
                (Party::Article, OfferedParty::Article) => true,
                _ => false,
            })
        };
        !offer.speakers.is_empty() && offer.speakers.iter().all(is_there)
    }

    /// An offered party as a choice for another role.
    fn offered_as_speaker(party: &OfferedParty) -> Option<Speaker> {
        Some(match party {
            OfferedParty::Known(id) => Speaker::Registered(id.clone()),
            OfferedParty::New { name, .. } => Speaker::Named(name.clone()),
            OfferedParty::Unnamed { words, .. } => Speaker::Unnamed(words.clone()),
            OfferedParty::Article => return None,
        })
    }

    /// Sets who has a role for a span; nobody, where the name is empty.
    pub(super) fn set_voice_of(&mut self, id: &AnnotationId, role: VoiceRole, who: Speaker, joins: bool) {
        let mut new = Vec::new();
        let party = match who {
            Speaker::Registered(id) => Some(Party::Registered(id)),
            Speaker::Article => Some(Party::Article),
            Speaker::Unnamed(words) => {
                let words = super::one_line(&words);
                (!words.is_empty()).then_some(Party::Unnamed { words, affiliation: None })
            }
            Speaker::Named(name) if super::one_line(&name).is_empty() => None,
            Speaker::Named(name) => {
                let name = super::one_line(&name);
                let known = self.session.register.named(&name).cloned();
                Some(Party::Registered(known.unwrap_or_else(|| {
                    let voice = self.new_voice(&name, VoiceKind::Person, None);
                    let id = voice.id.clone();
                    new.push(voice);
                    id
                })))
            }
        };
        let say = if party.is_some() { "Set who said it" } else { "Clear who said it" };
        self.change_attribution_of(id, say, new, |attribution| {
            let is_cleared = party.is_none();
            put_voices(attribution, role, party.into_iter().collect(), joins);
            if is_cleared && role == VoiceRole::Speaker {
                (attribution.source, attribution.cue) = (None, None);
            }
        });
    }

    /// Offered parties as the model has them, with the register entries they need.
    fn enter(&mut self, offered: Vec<OfferedParty>) -> (Vec<Party>, Vec<Voice>) {
        let mut voices: Vec<Voice> = Vec::new();
        let parties = offered
            .into_iter()
            .map(|party| match party {
                OfferedParty::Known(id) => Party::Registered(id),
                OfferedParty::Unnamed { words, affiliation } => Party::Unnamed { words, affiliation },
                OfferedParty::Article => Party::Article,
                OfferedParty::New { name, kind, role, .. } => {
                    let known = self.session.register.named(&name).cloned();
                    let entered =
                        voices.iter().find(|voice| voice.name == name).map(|voice| voice.id.clone());
                    Party::Registered(known.or(entered).unwrap_or_else(|| {
                        let voice = self.new_voice(&name, kind, role);
                        let id = voice.id.clone();
                        voices.push(voice);
                        id
                    }))
                }
            })
            .collect();
        (parties, voices)
    }

    /// A register entry for somebody nobody has entered yet.
    pub(super) fn new_voice(&mut self, name: &str, kind: VoiceKind, role: Option<String>) -> Voice {
        let now: Timestamp = self.services.now();
        let id: VoiceId = self.services.ids.voice();
        Voice {
            id,
            name: name.to_owned(),
            kind,
            aliases: Vec::new(),
            roles: role.into_iter().map(Dated::always).collect(),
            belongs_to: Vec::new(),
            note: String::new(),
            merged_into: None,
            changed: now,
        }
    }

    pub(super) fn change_attribution(
        &mut self,
        say: &str,
        new: Vec<Voice>,
        change: impl FnOnce(&mut Attribution),
    ) {
        let Some(id) = self.session.focused().map(|span| span.id.clone()) else { return };
        self.change_attribution_of(&id, say, new, change);
    }

    /// Changes who said a span, and enters new voices with it. Words selected for it are no target any more.
    fn change_attribution_of(
        &mut self,
        id: &AnnotationId,
        say: &str,
        new: Vec<Voice>,
        change: impl FnOnce(&mut Attribution),
    ) {
        let Some(layer) = self.session.layer_key() else { return };
        let Some(span) = self.session.open_layer().and_then(|layer| layer.annotations.get(id)) else {
            return;
        };
        let mut changed = Annotation::clone(span);
        change(&mut changed.attribution);
        changed.drop_covered_attribution();
        let attribution = changed.attribution;
        let now = self.services.now();
        let state = self.session.corpus.state();
        let change = change::attribute(state, &layer, id, new, attribution, now);
        if self.apply(change) {
            let words = self
                .session
                .open_layer()
                .and_then(|layer| layer.annotations.get(id))
                .and_then(|span| self.session.register.speakers_in_words(span));
            self.desk.say(
                words.map_or_else(|| format!("Done: {}", say.to_lowercase()), |who| format!("Said by {who}")),
            );
            let caret = self.session.open.as_ref().map(|open| open.selection.caret.byte);
            if let Some(caret) = caret {
                self.focus_with_caret(Some(id.clone()), caret);
            }
        }
    }
}

/// Puts parties in a role, after those who are there if they stay.
fn put_voices(attribution: &mut Attribution, role: VoiceRole, parties: Vec<Party>, joins: bool) {
    if !joins {
        attribution.voices.retain(|voice| voice.role != role);
    }
    for party in parties {
        let voice = AttributedVoice { role, party };
        if !attribution.voices.contains(&voice) {
            attribution.voices.push(voice);
        }
    }
    attribution.voices.sort_by_key(|voice| voice.role);
}

fn united(one: &Fragments, two: &Fragments) -> Option<Fragments> {
    let ranges: Vec<TextRange> = one.ranges().iter().chain(two.ranges()).copied().collect();
    Fragments::normalised(ranges).ok()
}
