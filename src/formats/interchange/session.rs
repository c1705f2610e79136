//! What reading a dataset remembers from line to line: where it is, what did not fit, and which of our ids
//! the names and ids of the dataset have become.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::NaiveDate;

use crate::formats::ReadContext;
use crate::formats::imported::Minted;
use crate::formats::reading::{MAX_SHORT_ID, numbered};
use crate::formats::report::{Effect, Place, Report};
use crate::model::id::{
    AnnotatorId, AttributeId, IdError, ItemId, LabelId, RelationTypeId, VoiceId, annotator_from_name, slug,
};
use crate::model::item::Item;
use crate::model::tagset::default::default_tagset;
use crate::model::tagset::{Attribute, Tagset};
use crate::model::time::Timestamp;
use crate::model::voice::{Voice, VoiceKind};

/// What reading remembers from line to line.
pub struct Session<'c> {
    /// The name of the format, as the origin of what it brings.
    pub origin: &'static str,
    /// What the caller gave.
    pub context: ReadContext<'c>,
    /// What did not fit so far.
    pub report: Report,
    /// Where reading is.
    pub here: Place,
    /// What the dataset's own register file defines.
    pub tagset: Tagset,
    /// The register: what the file has and what had to be made for names it doesn't have.
    pub voices: BTreeMap<(AnnotatorId, VoiceId), Voice>,
    /// The items, likewise.
    pub items: BTreeMap<(AnnotatorId, ItemId), Item>,
    /// Ids that were made.
    pub minted: Minted,
    defaults: Tagset,
    own_ids: OwnIds,
    names: Option<NameIndex>,
    /// What has been told already and need not be told for every annotation.
    told: BTreeSet<String>,
}

/// The ids that stand here for those of the dataset that are none of ours.
#[derive(Default)]
struct OwnIds {
    voices: BTreeMap<String, VoiceId>,
    items: BTreeMap<String, ItemId>,
    /// The ids of labels, attributes and relation types that are made of their words, by kind and by words.
    short: BTreeMap<&'static str, BTreeMap<String, String>>,
}

/// The entries of the register by name and by alias.
#[derive(Default)]
struct NameIndex {
    ids: BTreeSet<VoiceId>,
    by_name: BTreeMap<String, BTreeSet<VoiceId>>,
    by_alias: BTreeMap<String, BTreeSet<VoiceId>>,
}

impl NameIndex {
    fn add(&mut self, voice: &Voice) {
        self.ids.insert(voice.id.clone());
        self.by_name.entry(voice.name.trim().to_owned()).or_default().insert(voice.id.clone());
        for alias in &voice.aliases {
            self.by_alias.entry(alias.value.trim().to_owned()).or_default().insert(voice.id.clone());
        }
    }
}

impl<'c> Session<'c> {
    /// A reading that has not begun.
    pub fn new(origin: &'static str, context: ReadContext<'c>) -> Self {
        Self {
            origin,
            context,
            report: Report::default(),
            here: Place::default(),
            tagset: Tagset::default(),
            voices: BTreeMap::new(),
            items: BTreeMap::new(),
            minted: Minted::default(),
            defaults: default_tagset(),
            own_ids: OwnIds::default(),
            names: None,
            told: BTreeSet::new(),
        }
    }

    /// Reports something about the place reading is at.
    pub fn tell(&mut self, effect: Effect, what: impl Into<String>, why: impl ToString) {
        self.report.add(self.here.clone(), effect, what, why.to_string());
    }

    /// Reports something that would only be repeated, at the first place it is met.
    pub fn tell_once(&mut self, effect: Effect, what: impl Into<String>, why: impl ToString) {
        let what = what.into();
        if self.told.insert(what.clone()) {
            self.tell(effect, what, why);
        }
    }

    /// A time; now where the file has none, or none that can be read.
    pub fn time(&mut self, text: &str) -> Timestamp {
        if text.is_empty() {
            return self.context.now;
        }
        text.parse().unwrap_or_else(|err| {
            self.tell(Effect::Changed, "the time of the import was put in the place of another", err);
            self.context.now
        })
    }

    /// A day; none where the file has none, or none that can be read.
    pub fn date(&mut self, text: &str, what: &str) -> Option<NaiveDate> {
        if text.is_empty() {
            return None;
        }
        let date = text.parse().ok();
        if date.is_none() {
            let why = format!("“{text}” is no date: one such as 2025-03-14 was expected");
            self.tell(Effect::LeftOut, format!("{what} left out"), why);
        }
        date
    }

    /// Whose it is.
    pub fn annotator(&mut self, name: &str) -> AnnotatorId {
        if name.is_empty() {
            return self.context.annotator.clone();
        }
        AnnotatorId::new(name).unwrap_or_else(|err| {
            let id = annotator_from_name(name);
            self.tell_once(Effect::Changed, format!("annotator “{name}” is called {id} here"), err);
            id
        })
    }

    /// An id that people chose, or one made of its words where they don't have the shape of one.
    pub fn short_id<T: FromStr<Err = IdError> + ToString>(
        &mut self,
        kind: &str,
        text: &str,
    ) -> Result<T, IdError> {
        let err = match T::from_str(text) {
            Ok(id) => return Ok(id),
            Err(err) => err,
        };
        let Ok(id) = T::from_str(&slug(text, MAX_SHORT_ID)) else {
            return Err(err);
        };
        self.tell_once(Effect::Changed, format!("{kind} “{text}” is called {} here", id.to_string()), err);
        Ok(id)
    }

    /// The same of a label, attribute or relation type: two that differ in anything have two ids, as far as the file
    /// does not use the id of the one for the other.
    pub fn own_short_id<T: FromStr<Err = IdError> + ToString>(
        &mut self,
        kind: &'static str,
        text: &str,
    ) -> Result<T, IdError> {
        let err = match T::from_str(text) {
            Ok(id) => return Ok(id),
            Err(err) => err,
        };
        let known = self.own_ids.short.entry(kind).or_default();
        if let Some(id) = known.get(text) {
            return T::from_str(id);
        }
        let base = slug(text, MAX_SHORT_ID);
        let base = if base.is_empty() { slug(kind, MAX_SHORT_ID) } else { base };
        let id = numbered(&base).find(|id| known.values().all(|other| other != id)).unwrap_or(base);
        if text.trim().is_empty() {
            return Err(err);
        }
        known.insert(text.to_owned(), id.clone());
        self.tell_once(Effect::Changed, format!("{kind} “{text}” is called {id} here"), err);
        T::from_str(&id)
    }

    /// A label by its id or, failing that, its name.
    pub fn label(&mut self, text: &str) -> Result<LabelId, IdError> {
        if let Ok(id) = LabelId::new(text) {
            return Ok(id);
        }
        let named = self.tagsets().flat_map(|tagset| tagset.labels.values()).find(|label| label.name == text);
        named.map(|label| label.id.clone()).map_or_else(|| self.own_short_id("label", text), Ok)
    }

    /// A relation type by its id or, failing that, its name.
    pub fn relation_type(&mut self, text: &str) -> Result<RelationTypeId, IdError> {
        if let Ok(id) = RelationTypeId::new(text) {
            return Ok(id);
        }
        let named =
            self.tagsets().flat_map(|tagset| tagset.relation_types.values()).find(|kind| kind.name == text);
        named.map(|kind| kind.id.clone()).map_or_else(|| self.own_short_id("relation type", text), Ok)
    }

    /// An attribute by its id or, failing that, its name.
    pub fn attribute_id(&mut self, text: &str) -> Result<AttributeId, IdError> {
        if let Ok(id) = AttributeId::new(text) {
            return Ok(id);
        }
        let named =
            self.tagsets().flat_map(|tagset| tagset.attributes.values()).find(|known| known.name == text);
        named.map(|known| known.id.clone()).map_or_else(|| self.own_short_id("attribute", text), Ok)
    }

    /// The definition of an attribute: the dataset's own, else the corpus's, else the default one.
    pub fn attribute(&self, id: &AttributeId) -> Option<&Attribute> {
        self.tagsets().find_map(|tagset| tagset.attributes.get(id))
    }

    fn tagsets(&self) -> impl Iterator<Item = &Tagset> {
        let known = self.context.known.map(|state| &state.tagset);
        [Some(&self.tagset), known, Some(&self.defaults)].into_iter().flatten()
    }

    /// The id of a new entry of the register file: its own where it has the shape of one, else a fresh one.
    pub fn own_voice_id(&mut self, text: &str) -> VoiceId {
        if let Ok(id) = VoiceId::new(text) {
            return id;
        }
        let Self { context, own_ids, .. } = self;
        own_ids.voices.entry(text.to_owned()).or_insert_with(|| context.ids.voice()).clone()
    }

    /// The id of a new item of the register file: its own where it has the shape of one, else a fresh one.
    pub fn own_item_id(&mut self, text: &str) -> ItemId {
        if let Ok(id) = ItemId::new(text) {
            return id;
        }
        let Self { context, own_ids, .. } = self;
        own_ids.items.entry(text.to_owned()).or_insert_with(|| context.ids.item()).clone()
    }

    /// The entry of the register that `text` names by id. Where there is none, one is made for `owner` if the
    /// name is known, or if the id itself can't be kept.
    pub fn voice_id(&mut self, text: &str, name: &str, owner: &AnnotatorId) -> VoiceId {
        let is_foreign = VoiceId::new(text).is_err();
        let id = self.own_voice_id(text);
        let name = if is_foreign && name.is_empty() { text } else { name };
        if !name.is_empty() && !self.index().ids.contains(&id) {
            self.make_voice(id.clone(), name, owner);
        }
        id
    }

    /// The item that `text` names by id; where that can't be kept, an item of that name is made for `owner`.
    pub fn item_id(&mut self, text: &str, owner: &AnnotatorId) -> ItemId {
        let is_new = ItemId::new(text).is_err() && !self.own_ids.items.contains_key(text);
        let id = self.own_item_id(text);
        if is_new {
            let item = Item::new(id.clone(), text, self.context.now);
            self.items.insert((owner.clone(), id.clone()), item);
            self.tell(
                Effect::Changed,
                format!("item “{text}” was entered as {id}"),
                "it is not in the register",
            );
        }
        id
    }

    /// The entry of the register of that name or alias; a new person's entry for `owner` if there is none.
    pub fn voice_by_name(&mut self, name: &str, owner: &AnnotatorId) -> VoiceId {
        let name = name.trim();
        let index = self.index();
        let found = index.by_name.get(name).or_else(|| index.by_alias.get(name));
        let found = found.and_then(|ids| Some((ids.first()?.clone(), ids.len() == 1)));
        let Some((first, is_only)) = found else {
            let id = self.context.ids.voice();
            self.make_voice(id.clone(), name, owner);
            return id;
        };
        if !is_only {
            let why = "several entries of the register have that name";
            self.tell_once(
                Effect::Changed,
                format!("“{name}” was taken for the register's entry {first}"),
                why,
            );
        }
        first
    }

    fn make_voice(&mut self, id: VoiceId, name: &str, owner: &AnnotatorId) {
        let voice = Voice {
            id: id.clone(),
            name: name.to_owned(),
            kind: VoiceKind::Person,
            aliases: Vec::new(),
            roles: Vec::new(),
            belongs_to: Vec::new(),
            note: String::new(),
            merged_into: None,
            changed: self.context.now,
        };
        if let Some(index) = &mut self.names {
            index.add(&voice);
        }
        let what = format!("“{name}” was entered in the register as a person, {id}");
        self.tell(Effect::Changed, what, "the register has no such entry");
        self.voices.insert((owner.clone(), id), voice);
    }

    fn index(&mut self) -> &NameIndex {
        let Self { names, voices, context, .. } = self;
        names.get_or_insert_with(|| {
            let mut index = NameIndex::default();
            for voice in voices.values() {
                index.add(voice);
            }
            for voice in
                context.known.into_iter().flat_map(|state| state.voices.values()).flat_map(BTreeMap::values)
            {
                index.add(voice);
            }
            index
        })
    }
}
