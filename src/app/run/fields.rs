//! Commands of the inspector's fields: what was typed, kept or dropped.

use std::collections::BTreeSet;

use super::Work;
use crate::app::command::{Command, Draft, Field, Speaker, Subject, Workspace};
use crate::app::state::FocusWish;
use crate::model::annotation::{AttributeValue, FiniteNumber, Party, VoiceRole};
use crate::model::change;
use crate::model::id::{AnnotationId, AttributeId};
use crate::model::layer::LayerState;
use crate::model::tagset::{Attribute, AttributeKind};

impl Work<'_> {
    /// Keeps what stands in the field, and goes back to the article if the field still has the keyboard.
    pub(super) fn keep_field(&mut self) {
        let in_field = self.ctx.text_edit_focused();
        if let Some(draft) = self.desk.draft.take()
            && !self.keep(&draft)
        {
            // What can't be kept stays in its field.
            self.desk.draft = Some(draft);
            return;
        }
        if in_field {
            self.desk.focus_wish = Some(FocusWish::of(self.desk.workspace));
        }
    }

    /// A draft whose span is no longer in focus, or whose article is no longer open: notes are kept, a name
    /// that nobody confirmed is not.
    pub(super) fn settle_draft(&mut self) {
        let open = self.session.open.as_ref();
        let is_here = |subject: &Subject| match subject {
            Subject::Span(id) => open.is_some_and(|open| open.focus.as_ref() == Some(id)),
            Subject::Article(id) => open.is_some_and(|open| open.article.id == *id),
            Subject::Tags(item) => {
                self.desk.workspace == Workspace::Tags && self.session.tags.cursor.as_ref() == Some(item)
            }
            Subject::Voice(id) => {
                let pointed = self.session.wide.voices.pointed();
                self.desk.workspace == Workspace::Voices && pointed.is_some_and(|entry| entry.voice.id == *id)
            }
            Subject::Item(id) => {
                let pointed = self.session.wide.items.pointed();
                self.desk.workspace == Workspace::Items && pointed.is_some_and(|item| item.id == *id)
            }
        };
        let Some(draft) = self.desk.draft.take_if(|draft| !is_here(&draft.subject)) else {
            return;
        };
        self.keep_or_tell(&draft);
    }

    /// What was typed and not confirmed, when the corpus is left.
    pub fn leave(&mut self) {
        if let Some(draft) = self.desk.draft.take() {
            self.keep_or_tell(&draft);
        }
    }

    fn keep_or_tell(&mut self, draft: &Draft) {
        match draft.field {
            Field::Note
            | Field::ArticleNote
            | Field::Codes
            | Field::Tags(_)
            | Field::Voices(_)
            | Field::Items(_) => {
                self.keep(draft);
            }
            Field::Voice(_) | Field::Item | Field::Attribute(_) => {
                self.desk.say(format!("“{}” was not kept; Enter keeps", draft.text.trim()));
            }
        }
    }

    /// Keeps a draft. Whether it could be understood.
    fn keep(&mut self, draft: &Draft) -> bool {
        match (&draft.field, &draft.subject) {
            (Field::Note, Subject::Span(id)) => self.set_note(id, &draft.text),
            (Field::Voice(role), Subject::Span(id)) => {
                let who = self.meant(draft);
                self.set_voice_of(id, *role, who, false);
            }
            (Field::Item, Subject::Span(_)) => {
                let picked = draft.picked.and_then(|idx| {
                    self.session.items.matches(&draft.text).get(idx).map(|(id, _)| (*id).clone())
                });
                match picked {
                    Some(id) => self.set_item(&id, Some(crate::model::item::Act::States)),
                    None => self.new_item(&draft.text),
                }
            }
            (Field::Attribute(attribute), Subject::Span(id)) => {
                return self.set_typed_attribute(id, attribute, draft);
            }
            (Field::ArticleNote, _) => {
                let note = draft.text.trim_end().to_owned();
                self.change_state_of(&draft.subject, |state| state.note = note);
            }
            (Field::Codes, _) => {
                let codes: BTreeSet<String> = draft
                    .text
                    .split([',', ';', '\n'])
                    .map(super::one_line)
                    .filter(|code| !code.is_empty())
                    .collect();
                self.change_state_of(&draft.subject, |state| state.codes = codes);
            }
            (Field::Tags(field), Subject::Tags(item)) => {
                return self.keep_tags_field(item, *field, &draft.text);
            }
            (Field::Voices(field), Subject::Voice(id)) => {
                return self.keep_voices_field(id, *field, &draft.text);
            }
            (Field::Items(field), Subject::Item(id)) => {
                return self.keep_items_field(id, *field, &draft.text);
            }
            (_, Subject::Article(_) | Subject::Tags(_) | Subject::Voice(_) | Subject::Item(_))
            | (Field::Tags(_) | Field::Voices(_) | Field::Items(_), _) => {}
        }
        true
    }

    /// Who is meant by a draft: the match that is highlighted, or the name as it stands.
    fn meant(&self, draft: &Draft) -> Speaker {
        let matches = self.session.register.matches(&draft.text);
        let picked = draft.picked.and_then(|idx| matches.get(idx));
        picked
            .map_or_else(|| Speaker::Named(draft.text.clone()), |(id, _)| Speaker::Registered((*id).clone()))
    }

    fn set_note(&mut self, id: &AnnotationId, note: &str) {
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

    /// Sets an attribute to what was typed. Whether it could be understood as the attribute's type.
    fn set_typed_attribute(&mut self, id: &AnnotationId, attribute: &AttributeId, draft: &Draft) -> bool {
        let Some(known) = self.session.corpus.state().tagset.attributes.get(attribute) else {
            return true;
        };
        match self.typed_value(&known.clone(), &draft.text) {
            Ok(value) => {
                self.set_attribute_of(id, attribute, value);
                true
            }
            Err(why) => {
                self.desk.refuse(why);
                false
            }
        }
    }

    /// The value of an attribute that was typed; none, if nothing was. Why it can't be understood, if it can't.
    pub(super) fn typed_value(
        &self,
        attribute: &Attribute,
        typed: &str,
    ) -> Result<Option<AttributeValue>, String> {
        let name = attribute.name.to_lowercase();
        let typed = &super::one_line(typed);
        let value = match &attribute.kind {
            _ if typed.is_empty() => return Ok(None),
            AttributeKind::Number => {
                typed.parse().ok().and_then(FiniteNumber::new).map(AttributeValue::Number)
            }
            AttributeKind::Date => typed.parse().ok().map(AttributeValue::Date),
            AttributeKind::Party => {
                let known = self.session.register.named(typed).cloned();
                Some(AttributeValue::Party(known.map_or_else(
                    || Party::Unnamed { words: typed.to_owned(), affiliation: None },
                    Party::Registered,
                )))
            }
            AttributeKind::Item => self.session.items.named(typed).cloned().map(AttributeValue::Item),
            AttributeKind::Flag
            | AttributeKind::Choice(_)
            | AttributeKind::Choices(_)
            | AttributeKind::Text => Some(AttributeValue::Text(typed.to_owned())),
        };
        value.map(Some).ok_or_else(|| match attribute.kind {
            AttributeKind::Number => format!("The {name} is a number, such as 12 or 3.5"),
            AttributeKind::Item => format!("No item is called “{typed}”; the key for items enters one"),
            _ => format!("The {name} is a date: 2025-03-14, 2025-03, 2025-21 (spring), 2025, or 2025-03-14/2025-03-16; ~ behind it means about"),
        })
    }

    /// Changes what is said of an article as a whole.
    pub(super) fn change_state_of(&mut self, subject: &Subject, change: impl FnOnce(&mut LayerState)) {
        let Subject::Article(article) = subject else { return };
        let annotator = self.session.annotator().clone();
        let layer = crate::model::edit::LayerKey { article: article.clone(), annotator };
        let mut after =
            self.session.layer(article).map(|layer| LayerState::clone(&layer.state)).unwrap_or_default();
        change(&mut after);
        let change = change::set_state(self.session.corpus.state(), &layer, after);
        self.apply(change);
    }

    /// Goes to a field.
    pub(super) fn go_to_field(&mut self, field: Field) {
        self.desk.choice = None;
        self.desk.focus_wish = Some(FocusWish::Field(field));
    }

    /// Takes what was typed or chosen in a field for a voice.
    pub(super) fn set_voice(&mut self, role: VoiceRole, who: Speaker, joins: bool) {
        self.desk.draft = None;
        if let Some(id) = self.session.focused().map(|span| span.id.clone()) {
            self.set_voice_of(&id, role, who, joins);
        }
        self.desk.focus_wish = Some(FocusWish::Text);
    }

    /// Whether a command leads to a field.
    pub(super) fn field_of(command: &Command) -> Option<Field> {
        Some(match command {
            Command::EditSpeaker => Field::Voice(VoiceRole::Speaker),
            Command::EditNote => Field::Note,
            Command::EditArticleNote => Field::ArticleNote,
            Command::EditCodes => Field::Codes,
            Command::EditField(field) => field.clone(),
            _ => return None,
        })
    }
}
