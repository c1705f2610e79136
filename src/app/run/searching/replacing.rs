//! What is replaced in the spans that were found, chosen in three steps: what kind of thing, which goes, which comes.

use std::collections::BTreeMap;

use crate::app::command::Command;
use crate::app::command::search::{ReplaceKind, SearchCommand};
use crate::app::run::Work;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::search::plan::before_and_after;
use crate::model::annotation::{Annotation, AttributeValue, Party, VoiceRole};
use crate::model::change::replace::Replacement;
use crate::model::id::{AttributeId, LabelId, VoiceId};
use crate::model::tagset::AttributeKind;
use crate::model::text::numbers::counted;

/// At most this many values of an attribute without choices of its own are offered.
const MAX_VALUES: usize = 200;

impl Work<'_> {
    /// Asks what kind of thing is replaced.
    pub(super) fn choose_replacement(&mut self) {
        if self.refuses_to_write() {
            return;
        }
        if !self.session.wide.search.stands_still() {
            return self.desk.refuse("Wait for the search to end, or stop it with Esc");
        }
        let desk = &self.session.wide.search;
        if desk.shown.hits.first().is_none_or(|hit| hit.span.is_none()) {
            return self.desk.refuse(
                "Ask for spans first, by label: or speaker: for example; then what is said of them can be replaced",
            );
        }
        let kinds = [
            (ReplaceKind::Label, "A label", "by another"),
            (ReplaceKind::Speaker, "A speaker", "by another"),
            (ReplaceKind::Attribute, "The value of an attribute", "by another, or by none"),
        ];
        let rows = kinds.map(|(kind, words, detail)| {
            ChoiceRow::new(words, Command::Search(SearchCommand::ReplaceKind(kind))).detail(detail)
        });
        let opener = Command::Search(SearchCommand::Replace);
        self.open_choice(Choice::new("Replace in all spans found", opener, rows.into()));
    }

    /// Asks which of its values goes; those that the spans have, the most frequent first.
    pub(super) fn choose_replaced(&mut self, kind: ReplaceKind) {
        let mut counts: Vec<(Replacement, usize)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut count = |key: String, replacement: &dyn Fn() -> Replacement| {
            let at = *places.entry(key).or_insert_with(|| {
                counts.push((replacement(), 0));
                counts.len() - 1
            });
            counts[at].1 += 1;
        };
        for annotation in self.found_annotations() {
            match kind {
                ReplaceKind::Label => {
                    let from = &annotation.label;
                    count(from.to_string(), &|| Replacement::Label { from: from.clone(), to: from.clone() });
                }
                ReplaceKind::Speaker => {
                    for from in annotation.attribution.parties(VoiceRole::Speaker) {
                        let speaker = || Replacement::Speaker { from: from.clone(), to: from.clone() };
                        count(format!("{from:?}"), &speaker);
                    }
                }
                ReplaceKind::Attribute => {
                    for (attribute, from) in &annotation.attributes {
                        let (attribute, from) = (attribute.clone(), from.clone());
                        let key = format!("{attribute}={from:?}");
                        count(key, &|| Replacement::Attribute {
                            attribute: attribute.clone(),
                            from: from.clone(),
                            to: None,
                        });
                    }
                }
            }
        }
        counts.sort_by_key(|(_, num)| std::cmp::Reverse(*num));
        if counts.is_empty() {
            let what = match kind {
                ReplaceKind::Label => "label",
                ReplaceKind::Speaker => "speaker of its own",
                ReplaceKind::Attribute => "value of an attribute",
            };
            return self.desk.refuse(format!("None of the spans found has a {what}"));
        }
        let rows = counts.into_iter().map(|(from, num)| {
            let words = self.replaced_in_words(&from);
            let command = SearchCommand::ReplaceFrom(Box::new(from));
            ChoiceRow::new(words, Command::Search(command)).detail(counted(num, "span"))
        });
        let rows = rows.collect();
        let opener = Command::Search(SearchCommand::Replace);
        self.open_choice(Choice::of_many("Replace this", opener, rows));
    }

    /// Asks what comes in the place of what goes.
    pub(super) fn choose_replacing(&mut self, from: &Replacement) {
        let options: Vec<(String, Replacement)> = match from {
            Replacement::Label { from, .. } => {
                let labels = self.session.tagset().ordered_labels().into_iter();
                let others = labels.filter(|label| label.id != *from);
                let to = |to: &LabelId| Replacement::Label { from: from.clone(), to: to.clone() };
                others.map(|label| (label.name.clone(), to(&label.id))).collect()
            }
            Replacement::Speaker { from, .. } => {
                let voices = self.session.wide.search.field.vocabulary.voices.iter();
                let parties = voices.map(|voice| Party::Registered(voice.id.clone())).chain([Party::Article]);
                let others = parties.filter(|party| party != from);
                let named = others.map(|to| {
                    let words = self.session.register.party_in_words(&to);
                    (words, Replacement::Speaker { from: from.clone(), to })
                });
                named.collect()
            }
            Replacement::Attribute { attribute, from, .. } => {
                let to = |to| Replacement::Attribute { attribute: attribute.clone(), from: from.clone(), to };
                let values = self.other_values(attribute, from).into_iter();
                let values = values.map(|(words, value)| (words, to(Some(value))));
                values.chain([("No value".to_owned(), to(None))]).collect()
            }
        };
        let voices = self.session.wide.search.field.vocabulary.voices.iter();
        let others: BTreeMap<&VoiceId, &[String]> =
            voices.map(|voice| (&voice.id, voice.others.as_slice())).collect();
        let rows = options.into_iter().map(|(words, to)| {
            let names = match &to {
                Replacement::Speaker { to: Party::Registered(id), .. } => others.get(id).copied(),
                _ => None,
            };
            let command = SearchCommand::PlanReplace(Box::new(to));
            let names = names.unwrap_or_default().iter().map(String::as_str);
            ChoiceRow::new(words, Command::Search(command)).found_by(names)
        });
        let title = format!("{} becomes", self.replaced_in_words(from));
        let opener = Command::Search(SearchCommand::Replace);
        let rows = rows.collect();
        self.open_choice(Choice::of_many(title, opener, rows));
    }

    /// The annotations of the spans that were found, each once.
    fn found_annotations(&self) -> impl Iterator<Item = &Annotation> {
        let mut seen = std::collections::BTreeSet::new();
        let spans = self.session.wide.search.shown.hits.iter().filter_map(|hit| hit.span.as_ref());
        spans.filter(move |span| seen.insert(*span)).filter_map(|span| self.annotation(span))
    }

    /// The values that an attribute can have instead of one: its choices, yes or no, or those that spans found have.
    fn other_values(&self, id: &AttributeId, from: &AttributeValue) -> Vec<(String, AttributeValue)> {
        let kind = self.session.tagset().attributes.get(id).map(|attribute| &attribute.kind);
        let mut values: Vec<AttributeValue> = match kind {
            Some(AttributeKind::Flag) => vec![AttributeValue::Flag(true), AttributeValue::Flag(false)],
            Some(AttributeKind::Choice(choices)) => {
                choices.iter().map(|choice| AttributeValue::Choice(choice.id.clone())).collect()
            }
            Some(AttributeKind::Choices(choices)) => {
                choices.iter().map(|choice| AttributeValue::Choices([choice.id.clone()].into())).collect()
            }
            _ => {
                let mut values: Vec<AttributeValue> = Vec::new();
                for annotation in self.found_annotations() {
                    if let Some(value) = annotation.attributes.get(id)
                        && !values.contains(value)
                        && values.len() < MAX_VALUES
                    {
                        values.push(value.clone());
                    }
                }
                values
            }
        };
        values.retain(|value| value != from);
        values.into_iter().map(|value| (self.value_in_words(id, &value), value)).collect()
    }

    fn value_in_words(&self, id: &AttributeId, value: &AttributeValue) -> String {
        self.session.value_of_in_words(id, value)
    }

    /// What goes, in words.
    fn replaced_in_words(&self, replacement: &Replacement) -> String {
        before_and_after(self.session, replacement).0
    }

    /// What is replaced by what, in words.
    pub(super) fn replacement_in_words(&self, replacement: &Replacement) -> String {
        let (from, to) = before_and_after(self.session, replacement);
        format!("Replace {from} by {to}")
    }
}
