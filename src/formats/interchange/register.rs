//! `NAME.register.jsonl`: settings, tagset, voices and items, one record a line, each with its `kind`.

mod lines;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use crate::formats::report::Effect;
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, ItemId, LabelId, SettingId, VoiceId};
use crate::model::item::{Item, ItemKind};
use crate::model::tagset::{
    Attribute, AttributeKind, Choice, Label, LabelColour, Pattern, RelationType, Role, Tagset,
};
use crate::model::voice::{Dated, Voice, VoiceKind};

use super::lines::Unknown;
use super::session::Session;
use lines::{
    AttributeLine, ChoiceLine, DatedLine, ItemEntryLine, LabelLine, RelationTypeLine, RoleLine, SettingLine,
    VoiceEntryLine, attribute_line, item_line, label_line, relation_type_line, voice_line,
};

/// What a register file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Settings of the corpus.
    pub settings: BTreeMap<SettingId, Arc<str>>,
    /// Labels, attributes and relation types.
    pub tagset: Tagset,
    /// Voices, by who entered them.
    pub voices: BTreeMap<(AnnotatorId, VoiceId), Voice>,
    /// Items, by who entered them.
    pub items: BTreeMap<(AnnotatorId, ItemId), Item>,
}

/// The field that says which record a line is.
#[derive(Deserialize)]
struct KindOnly {
    kind: String,
}

impl Register {
    /// What of a corpus goes into its register file.
    pub fn of(state: &CorpusState) -> Self {
        let voices = state.voices.iter().flat_map(|(annotator, voices)| {
            voices.iter().map(|(id, voice)| ((annotator.clone(), id.clone()), Voice::clone(voice)))
        });
        let items = state.items.iter().flat_map(|(annotator, items)| {
            items.iter().map(|(id, item)| ((annotator.clone(), id.clone()), Item::clone(item)))
        });
        Self {
            settings: state.settings.clone(),
            tagset: state.tagset.clone(),
            voices: voices.collect(),
            items: items.collect(),
        }
    }

    /// The lines in a fixed order, without their line ends.
    pub fn lines(&self) -> Result<Vec<String>, serde_json::Error> {
        let Self { settings, tagset, voices, items } = self;
        let mut lines = Vec::new();
        for (id, value) in settings {
            let (kind, id, value) = ("setting".to_owned(), id.to_string(), value.to_string());
            lines.push(serde_json::to_string(&SettingLine { kind, id, value, unknown: Unknown::new() })?);
        }
        for label in tagset.labels.values() {
            lines.push(serde_json::to_string(&label_line(label))?);
        }
        for attribute in tagset.attributes.values() {
            lines.push(serde_json::to_string(&attribute_line(attribute))?);
        }
        for relation_type in tagset.relation_types.values() {
            lines.push(serde_json::to_string(&relation_type_line(relation_type))?);
        }
        for ((annotator, _), voice) in voices {
            lines.push(serde_json::to_string(&voice_line(annotator, voice))?);
        }
        for ((annotator, _), item) in items {
            lines.push(serde_json::to_string(&item_line(annotator, item))?);
        }
        Ok(lines)
    }

    /// The first difference from what was read back, in words.
    pub fn first_difference(&self, read: &Self) -> Option<&'static str> {
        let parts = [
            (self.settings == read.settings, "the settings"),
            (self.tagset == read.tagset, "the tagset"),
            (self.voices == read.voices, "the register"),
            (self.items == read.items, "the items"),
        ];
        parts.into_iter().find(|(is_equal, _)| !is_equal).map(|(_, part)| part)
    }

    /// Takes in one line of a register file. What does not fit is reported; an error means that the line is
    /// no record at all.
    pub fn read_line(&mut self, line: &[u8], session: &mut Session<'_>) -> Result<(), serde_json::Error> {
        let kind = serde_json::from_slice::<KindOnly>(line)?.kind;
        match kind.as_str() {
            "setting" => self.read_setting(serde_json::from_slice(line)?, session),
            "label" => self.read_label(serde_json::from_slice(line)?, session),
            "attribute" => self.read_attribute(serde_json::from_slice(line)?, session),
            "relation-type" => self.read_relation_type(serde_json::from_slice(line)?, session),
            "voice" => self.read_voice(serde_json::from_slice(line)?, session),
            "item" => self.read_item(serde_json::from_slice(line)?, session),
            _ => session.tell(
                Effect::LeftOut,
                "line left out",
                format!("“{kind}” is no kind of register line"),
            ),
        }
        Ok(())
    }

    fn read_setting(&mut self, line: SettingLine, session: &mut Session<'_>) {
        tell_unknown(&line.unknown, "setting", session);
        match SettingId::new(&line.id) {
            Err(err) => session.tell(Effect::LeftOut, "setting left out", err),
            Ok(id) if self.settings.contains_key(&id) => tell_twice("setting", &line.id, session),
            Ok(id) => {
                self.settings.insert(id, line.value.into());
            }
        }
    }

    fn read_label(&mut self, line: LabelLine, session: &mut Session<'_>) {
        tell_unknown(&line.unknown, "label", session);
        tell_unknown(&line.colour.unknown, "colour", session);
        let id = match session.own_short_id("label", &line.id) {
            Ok(id) => id,
            Err(err) => return session.tell(Effect::LeftOut, "label left out", err),
        };
        if self.tagset.labels.contains_key(&id) {
            return tell_twice("label", &line.id, session);
        }
        let name = line.name.unwrap_or(line.id);
        let first_letter = || name.chars().find(|ch| ch.is_alphabetic()).unwrap_or('?').to_ascii_uppercase();
        let mut letters = line.letter.chars();
        let letter = letters.next().unwrap_or_else(first_letter);
        let pattern = Pattern::from_name(&line.pattern).unwrap_or_else(|| {
            if !line.pattern.is_empty() {
                session.tell(
                    Effect::Changed,
                    "a solid line was taken",
                    format!("“{}” is no pattern", line.pattern),
                );
            }
            Pattern::Solid
        });
        let colour = LabelColour {
            light: read_colour(&line.colour.light, 0x0055_5555, session),
            dark: read_colour(&line.colour.dark, 0x00BB_BBBB, session),
        };
        let (position, key, guideline) = (line.position, line.key, line.guideline);
        self.tagset
            .labels
            .insert(id.clone(), Label { id, name, position, key, letter, colour, pattern, guideline });
    }

    fn read_attribute(&mut self, line: AttributeLine, session: &mut Session<'_>) {
        tell_unknown(&line.unknown, "attribute", session);
        let id = match session.own_short_id("attribute", &line.id) {
            Ok(id) => id,
            Err(err) => return session.tell(Effect::LeftOut, "attribute left out", err),
        };
        if self.tagset.attributes.contains_key(&id) {
            return tell_twice("attribute", &line.id, session);
        }
        let mut choices = Vec::new();
        for ChoiceLine { id, name, unknown } in line.choices {
            tell_unknown(&unknown, "choice", session);
            match session.short_id("choice", &id) {
                Ok(choice) => choices.push(Choice { id: choice, name: name.unwrap_or(id) }),
                Err(err) => session.tell(Effect::LeftOut, "choice left out", err),
            }
        }
        let Some(kind) = attribute_kind(&line.attribute_type, choices) else {
            let why = format!("“{}” is no type of attribute", line.attribute_type);
            return session.tell(Effect::LeftOut, "attribute left out", why);
        };
        let labels = read_labels(&line.labels, session);
        let name = line.name.unwrap_or(line.id);
        let (position, guideline) = (line.position, line.guideline);
        self.tagset.attributes.insert(id.clone(), Attribute { id, name, position, kind, labels, guideline });
    }

    fn read_relation_type(&mut self, line: RelationTypeLine, session: &mut Session<'_>) {
        tell_unknown(&line.unknown, "relation type", session);
        let id = match session.own_short_id("relation type", &line.id) {
            Ok(id) => id,
            Err(err) => return session.tell(Effect::LeftOut, "relation type left out", err),
        };
        if self.tagset.relation_types.contains_key(&id) {
            return tell_twice("relation type", &line.id, session);
        }
        let mut roles = Vec::new();
        for RoleLine { id, name, labels, unknown } in line.roles {
            tell_unknown(&unknown, "role", session);
            let labels = read_labels(&labels, session);
            match session.short_id("role", &id) {
                Ok(role) => roles.push(Role { id: role, name: name.unwrap_or(id), labels }),
                Err(err) => session.tell(Effect::LeftOut, "role left out", err),
            }
        }
        let name = line.name.unwrap_or(line.id);
        let (position, guideline) = (line.position, line.guideline);
        self.tagset.relation_types.insert(id.clone(), RelationType { id, name, position, roles, guideline });
    }

    fn read_voice(&mut self, line: VoiceEntryLine, session: &mut Session<'_>) {
        tell_unknown(&line.unknown, "register entry", session);
        session.report.num_in.voices += 1;
        let annotator = session.annotator(&line.annotator);
        let id = session.own_voice_id(&line.id);
        if self.voices.contains_key(&(annotator.clone(), id.clone())) {
            return tell_twice("register entry", &line.id, session);
        }
        let kind = VoiceKind::from_name(&line.voice_type).unwrap_or_else(|| {
            if !line.voice_type.is_empty() {
                let why = format!("“{}” is no type of register entry", line.voice_type);
                session.tell(Effect::Changed, format!("“{}” was taken for a person", line.name), why);
            }
            VoiceKind::Person
        });
        let belongs_to = read_dated(line.belongs_to, session).into_iter().map(|dated| {
            let Dated { value, from, to } = dated;
            Dated { value: session.own_voice_id(&value), from, to }
        });
        let voice = Voice {
            id: id.clone(),
            name: line.name,
            kind,
            belongs_to: belongs_to.collect(),
            aliases: read_dated(line.aliases, session),
            roles: read_dated(line.roles, session),
            note: line.note,
            merged_into: (!line.merged_into.is_empty()).then(|| session.own_voice_id(&line.merged_into)),
            changed: session.time(&line.changed),
        };
        self.voices.insert((annotator, id), voice);
    }

    fn read_item(&mut self, line: ItemEntryLine, session: &mut Session<'_>) {
        tell_unknown(&line.unknown, "item", session);
        session.report.num_in.items += 1;
        let annotator = session.annotator(&line.annotator);
        let id = session.own_item_id(&line.id);
        if self.items.contains_key(&(annotator.clone(), id.clone())) {
            return tell_twice("item", &line.id, session);
        }
        let kind = ItemKind::from_name(&line.item_type).unwrap_or_else(|| {
            if !line.item_type.is_empty() {
                let why = format!("“{}” is no type of item", line.item_type);
                session.tell(Effect::Changed, format!("“{}” was taken for a proposal", line.name), why);
            }
            ItemKind::Proposal
        });
        let term_of = (!line.term_of.is_empty()).then(|| session.own_item_id(&line.term_of));
        let item = Item {
            id: id.clone(),
            name: line.name,
            kind,
            aliases: line.aliases,
            term_of,
            replaces: line.replaces.iter().map(|id| session.own_item_id(id)).collect(),
            note: line.note,
            merged_into: (!line.merged_into.is_empty()).then(|| session.own_item_id(&line.merged_into)),
            changed: session.time(&line.changed),
        };
        self.items.insert((annotator, id), item);
    }
}

fn tell_unknown(unknown: &Unknown, owner: &str, session: &mut Session<'_>) {
    for name in unknown.names() {
        session.tell_once(
            Effect::LeftOut,
            format!("field “{name}” of a {owner} left out"),
            "the format has no such field",
        );
    }
}

fn tell_twice(kind: &str, id: &str, session: &mut Session<'_>) {
    session.tell(
        Effect::LeftOut,
        format!("second {kind} {id} left out"),
        "the file has one of that id already",
    );
}

fn read_labels(labels: &[String], session: &mut Session<'_>) -> BTreeSet<LabelId> {
    let mut read = BTreeSet::new();
    for label in labels {
        match session.label(label) {
            Ok(id) => {
                read.insert(id);
            }
            Err(err) => session.tell(Effect::LeftOut, "label left out", err),
        }
    }
    read
}

fn read_dated(lines: Vec<DatedLine>, session: &mut Session<'_>) -> Vec<Dated<String>> {
    let read = |line: DatedLine| {
        tell_unknown(&line.unknown, "dated value", session);
        Dated {
            from: session.date(&line.from, "the day from which it held"),
            to: session.date(&line.to, "the day until which it held"),
            value: line.value,
        }
    };
    lines.into_iter().map(read).collect()
}

fn read_colour(text: &str, fallback: u32, session: &mut Session<'_>) -> u32 {
    if text.is_empty() {
        return fallback;
    }
    u32::from_str_radix(text.trim_start_matches('#'), 16).unwrap_or_else(|_| {
        let why = format!("“{text}” is no colour: one such as #0b63a5 was expected");
        session.tell(Effect::Changed, "grey was put in the place of a colour", why);
        fallback
    })
}

fn attribute_kind(name: &str, choices: Vec<Choice>) -> Option<AttributeKind> {
    Some(match name {
        "flag" => AttributeKind::Flag,
        "choice" => AttributeKind::Choice(choices),
        "choices" => AttributeKind::Choices(choices),
        "text" => AttributeKind::Text,
        "number" => AttributeKind::Number,
        "date" => AttributeKind::Date,
        "party" => AttributeKind::Party,
        "item" => AttributeKind::Item,
        _ => return None,
    })
}
