//! The register: some two thousand voices, and the items that the news comes back to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use redletter::model::id::{AnnotatorId, ItemId, VoiceId};
use redletter::model::item::{Item, ItemKind};
use redletter::model::time::Timestamp;
use redletter::model::voice::{Dated, Voice, VoiceKind};

use super::ANNOTATORS;
use super::dice::Dice;
use super::words;

/// How many of each kind there are.
const KINDS: [(VoiceKind, usize); 6] = [
    (VoiceKind::Organisation, 340),
    (VoiceKind::Government, 110),
    (VoiceKind::Outlet, 40),
    (VoiceKind::Person, 1_320),
    (VoiceKind::Group, 100),
    (VoiceKind::Document, 90),
];

/// How many items there are.
const NUM_ITEMS: usize = 60;

/// When the first entry was made: 2 January 2024.
pub const BEGIN: i64 = 1_704_153_600_000;

/// Whoever or whatever the news quotes.
#[derive(Clone, Debug)]
pub struct Speaker {
    pub id: VoiceId,
    /// As they are called the first time, and after that.
    pub name: String,
    pub short: String,
    /// What they do; empty for what is no person.
    pub office: String,
    pub kind: VoiceKind,
}

/// Everybody and everything that the news is about.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Who can be quoted.
    pub speakers: Vec<Speaker>,
    /// The names of those who publish.
    pub outlets: Vec<String>,
    /// The entries, by who made them.
    pub voices: BTreeMap<AnnotatorId, BTreeMap<VoiceId, Arc<Voice>>>,
    /// The items, by who made them.
    pub items: BTreeMap<AnnotatorId, BTreeMap<ItemId, Arc<Item>>>,
    pub item_ids: Vec<ItemId>,
}

impl Register {
    /// The register of a corpus.
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, 0, 1);
        let mut register = Self::default();
        let (mut groups, mut taken) = (Vec::new(), BTreeSet::new());
        for (kind, num) in KINDS {
            for _ in 0..num {
                let mut speaker = speaker(&mut dice, kind, register.speakers.len());
                while !taken.insert(speaker.name.clone()) {
                    speaker = self::speaker(&mut dice, kind, register.speakers.len());
                }
                let voice = entry(&mut dice, &speaker, &groups);
                if matches!(kind, VoiceKind::Organisation | VoiceKind::Government) {
                    groups.push(speaker.id.clone());
                }
                if kind == VoiceKind::Outlet {
                    register.outlets.push(speaker.name.clone());
                }
                register.enter(&mut dice, voice);
                register.speakers.push(speaker);
            }
        }
        // Whoever is quoted most is of any kind.
        for place in (1..register.speakers.len()).rev() {
            register.speakers.swap(place, dice.below(place + 1));
        }
        register.enter_items(&mut dice);
        register
    }

    /// Puts an entry into somebody's register, and some into a second one as well, with another note.
    fn enter(&mut self, dice: &mut Dice, voice: Voice) {
        let first = dice.below(ANNOTATORS.len());
        if dice.one_in(25) {
            let changed = Timestamp::from_millis(voice.changed.millis() + 86_400_000);
            let second = Voice { note: "seen again, checked".to_owned(), changed, ..voice.clone() };
            self.put(ANNOTATORS[(first + 1) % ANNOTATORS.len()], second);
        }
        self.put(ANNOTATORS[first], voice);
    }

    fn put(&mut self, annotator: &str, voice: Voice) {
        let annotator = AnnotatorId::new(annotator).expect("annotators have ids");
        self.voices.entry(annotator).or_default().insert(voice.id.clone(), Arc::new(voice));
    }

    fn enter_items(&mut self, dice: &mut Dice) {
        for number in 0..NUM_ITEMS {
            let id = ItemId::new(&format!("i{number:03}")).expect("a number makes an id");
            let (quality, thing) = (dice.any(&words::QUALITIES), dice.any(&words::THINGS));
            let name = format!("the {quality} {thing} of {}", words::place(dice));
            let kind = *dice.any(&ItemKind::ALL);
            let term_of = (number > 10 && dice.one_in(4)).then(|| self.item_ids[dice.below(10)].clone());
            let changed = Timestamp::from_millis(BEGIN + dice.millis(86_400_000));
            let aliases = vec![format!("the {thing} plan")];
            let item = Item { kind, aliases, term_of, ..Item::new(id.clone(), name, changed) };
            let annotator = AnnotatorId::new(dice.any::<&str>(&ANNOTATORS)).expect("annotators have ids");
            self.items.entry(annotator).or_default().insert(id.clone(), Arc::new(item));
            self.item_ids.push(id);
        }
    }
}

fn speaker(dice: &mut Dice, kind: VoiceKind, number: usize) -> Speaker {
    let id = VoiceId::new(&format!("v{number:05}")).expect("a number makes an id");
    let thing = *dice.any(&words::THINGS);
    let place = words::place(dice);
    let mut office = String::new();
    let (name, short) = match kind {
        VoiceKind::Person => {
            office = format!("the {} of {place}", dice.any(&words::OFFICES));
            if dice.one_in(60) {
                let name = format!("{} {number}", dice.any(&words::ARABIC_NAMES));
                (name.clone(), name)
            } else {
                let (first, last) = words::person(dice);
                (format!("{first} {last}"), last)
            }
        }
        VoiceKind::Organisation => (format!("the {place} {thing} company"), format!("{place} {thing}")),
        VoiceKind::Government => (format!("the government of {place}"), place),
        VoiceKind::Group => (format!("{thing} workers in {place}"), "the workers".to_owned()),
        VoiceKind::Document => (format!("the {place} {thing} report"), "the report".to_owned()),
        VoiceKind::Outlet => {
            (format!("The {place} {}", dice.any(&["Courier", "Post", "Mail", "Observer"])), place)
        }
    };
    Speaker { id, name, short, office, kind }
}

fn entry(dice: &mut Dice, speaker: &Speaker, groups: &[VoiceId]) -> Voice {
    let is_person = speaker.kind == VoiceKind::Person;
    let has_alias = speaker.short != speaker.name && !dice.one_in(4);
    let aliases = has_alias.then(|| Dated::always(speaker.short.clone())).into_iter().collect();
    let roles = (!speaker.office.is_empty()).then(|| Dated::always(speaker.office.clone()));
    let belongs_to = (is_person && !groups.is_empty() && dice.one_in(2)).then(|| dice.any(groups).clone());
    Voice {
        id: speaker.id.clone(),
        name: speaker.name.clone(),
        kind: speaker.kind,
        aliases,
        roles: roles.into_iter().collect(),
        belongs_to: belongs_to.map(Dated::always).into_iter().collect(),
        note: if dice.one_in(30) { "spelling as the agency has it".to_owned() } else { String::new() },
        merged_into: None,
        changed: Timestamp::from_millis(BEGIN + dice.millis(400 * 86_400_000)),
    }
}
