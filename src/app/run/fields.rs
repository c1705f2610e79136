//! Commands of the inspector's fields: who said it, and the note.

use super::Work;
use crate::app::command::{Draft, Field, Speaker};
use crate::app::state::FocusWish;
use crate::model::annotation::{AttributedVoice, Party, VoiceRole};
use crate::model::change;
use crate::model::id::{AnnotationId, VoiceId};
use crate::model::time::Timestamp;
use crate::model::voice::{Voice, VoiceKind};

impl Work<'_> {
    /// Keeps what stands in the field, and goes back to the article if the field still has the keyboard.
    pub(super) fn keep_field(&mut self) {
        let in_field = self.ctx.text_edit_focused();
        if let Some(draft) = self.desk.draft.take() {
            match draft.field {
                Field::Note => self.set_note(&draft.annotation, draft.text),
                Field::Speaker => {
                    let speaker = self.meant(&draft);
                    self.attribute(&draft.annotation, speaker);
                }
            }
        }
        if in_field {
            self.desk.focus_wish = Some(FocusWish::Text);
        }
    }

    /// Sets the speaker of the span in focus.
    pub(super) fn set_speaker(&mut self, speaker: Speaker) {
        self.desk.draft = None;
        if let Some(id) = self.session.focused().map(|span| span.id.clone()) {
            self.attribute(&id, speaker);
        }
        self.desk.focus_wish = Some(FocusWish::Text);
    }

    /// A draft whose span is no longer in focus: a note is kept, a name that nobody confirmed is not.
    pub(super) fn settle_draft(&mut self) {
        let focus = self.session.open.as_ref().and_then(|open| open.focus.as_ref());
        let Some(draft) = self.desk.draft.take_if(|draft| Some(&draft.annotation) != focus) else {
            return;
        };
        match draft.field {
            Field::Note => self.set_note(&draft.annotation, draft.text),
            Field::Speaker => {
                self.desk.say(format!("“{}” was not kept as speaker; Enter keeps", draft.text.trim()));
            }
        }
    }

    /// Who is meant by a draft: the match that is highlighted, or the name as it stands.
    fn meant(&self, draft: &Draft) -> Speaker {
        let matches = self.session.register.matches(&draft.text);
        let picked = draft.picked.and_then(|idx| matches.get(idx));
        picked
            .map_or_else(|| Speaker::Named(draft.text.clone()), |(id, _)| Speaker::Registered((*id).clone()))
    }

    fn set_note(&mut self, id: &AnnotationId, note: String) {
        let Some(layer) = self.session.layer_key() else {
            return;
        };
        let now = self.services.now();
        let say = if note.trim().is_empty() { "Clear the note" } else { "Write a note" };
        let note = note.trim_end().to_owned();
        let state = self.session.corpus.state();
        let change = change::annotation(state, &layer, id, now, say, |annotation| annotation.note = note);
        self.apply(change);
    }

    fn attribute(&mut self, id: &AnnotationId, speaker: Speaker) {
        let Some(layer) = self.session.layer_key() else {
            return;
        };
        let Some(span) = self.session.open_layer().and_then(|layer| layer.annotations.get(id)) else {
            return;
        };
        let mut attribution = span.attribution.clone();
        attribution.voices.retain(|voice| voice.role != VoiceRole::Speaker);
        let mut new_voice = None;
        let now = self.services.now();
        let party = match speaker {
            Speaker::Registered(id) => Some(Party::Registered(id)),
            Speaker::Article => Some(Party::Article),
            Speaker::Unnamed(words) => {
                let words = words.trim().to_owned();
                (!words.is_empty()).then_some(Party::Unnamed { words, affiliation: None })
            }
            Speaker::Named(name) if name.trim().is_empty() => None,
            Speaker::Named(name) => {
                let known = self.session.register.named(&name).cloned();
                Some(Party::Registered(known.unwrap_or_else(|| {
                    let id = self.services.ids.voice();
                    new_voice = Some(new_person(id.clone(), name.trim(), now));
                    id
                })))
            }
        };
        let voices = party.map(|party| AttributedVoice { role: VoiceRole::Speaker, party });
        attribution.voices.splice(0..0, voices);
        let state = self.session.corpus.state();
        let change = match new_voice {
            Some(voice) => change::set_new_speaker(state, &layer, id, voice, attribution, now),
            None => change::set_attribution(state, &layer, id, attribution, now),
        };
        self.apply(change);
    }
}

/// A register entry for somebody who is known by name only.
fn new_person(id: VoiceId, name: &str, now: Timestamp) -> Voice {
    Voice {
        id,
        name: name.to_owned(),
        kind: VoiceKind::Person,
        aliases: Vec::new(),
        roles: Vec::new(),
        belongs_to: Vec::new(),
        note: String::new(),
        changed: now,
    }
}
