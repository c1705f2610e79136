//! Whom speakers without a name belong to: "officials" of a ministry, "residents" of a town. They stay unnamed, and are
//! never taken for one person.

use super::Work;
use crate::app::command::Command;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::model::annotation::{Party, VoiceRole};
use crate::model::id::VoiceId;
use crate::model::voice::{VoiceKind, joined_register};

impl Work<'_> {
    /// Asks whom the unnamed speakers of the span in focus belong to: what is named in the article first.
    pub(super) fn choose_affiliation(&mut self) {
        let Some(span) = self.session.focused() else { return };
        let first = span.attribution.parties(VoiceRole::Speaker).find_map(|party| match party {
            Party::Unnamed { words, affiliation } => Some((words.clone(), affiliation.clone())),
            Party::Registered(_) | Party::Article => None,
        });
        let Some((words, current)) = first else {
            return self.desk.refuse("No speaker of this span is unnamed; S says who it is");
        };
        let current = current.map(|id| self.session.register.resolve(&id).clone());
        let near = self.session.voices_of_open_article();
        let mut entries: Vec<(bool, bool, String, VoiceId)> =
            joined_register(&self.session.corpus.state().register())
                .into_values()
                .map(|entry| {
                    let is_far = !near.contains(&entry.voice.id);
                    let is_person = entry.voice.kind == VoiceKind::Person;
                    (is_person, is_far, entry.voice.name.to_lowercase(), entry.voice.id)
                })
                .collect();
        entries.sort();
        let mut rows: Vec<ChoiceRow> = entries
            .into_iter()
            .map(|(.., id)| {
                let name = self.session.register.name(&id).unwrap_or(id.as_str()).to_owned();
                let is_on = current.as_ref() == Some(&id);
                ChoiceRow::new(name, Command::SetAffiliation(Some(id))).on(is_on)
            })
            .collect();
        if current.is_some() {
            rows.push(ChoiceRow::new("nobody knows", Command::SetAffiliation(None)));
        }
        if rows.is_empty() {
            return self
                .desk
                .refuse("The register has nobody they could belong to yet; Voices makes entries");
        }
        let title = format!("“{words}” belong to");
        self.open_choice(Choice::of_many(title, Command::Affiliation, rows));
    }

    /// Says whom the unnamed speakers of the span in focus belong to.
    pub(super) fn set_affiliation(&mut self, to: Option<&VoiceId>) {
        let say = match to.and_then(|id| self.session.register.name(id)) {
            Some(name) => format!("Unnamed speakers belong to {name}"),
            None => "Nobody knows whom the unnamed speakers belong to".to_owned(),
        };
        self.change_attribution(&say, Vec::new(), |attribution| {
            for voice in attribution.voices.iter_mut().filter(|voice| voice.role == VoiceRole::Speaker) {
                if let Party::Unnamed { affiliation, .. } = &mut voice.party {
                    *affiliation = to.cloned();
                }
            }
        });
        self.desk.say(say);
    }
}
