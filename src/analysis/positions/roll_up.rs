//! What voices belonged to on a day, up to the top.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Speaker;
use crate::model::id::VoiceId;
use crate::model::voice::{Dated, RegisterUnion, resolve};

/// What the entries of a register belong to, found once for many questions.
pub(super) struct RollUp<'r> {
    register: &'r RegisterUnion,
    /// By the entry that is meant, its own first.
    belongings: BTreeMap<&'r VoiceId, Vec<&'r Dated<VoiceId>>>,
}

impl<'r> RollUp<'r> {
    /// O(entries).
    pub(super) fn of(register: &'r RegisterUnion) -> Self {
        let mut belongings: BTreeMap<&VoiceId, Vec<&Dated<VoiceId>>> = BTreeMap::new();
        for (id, (_, voice)) in register.iter().filter(|(_, (_, voice))| !voice.belongs_to.is_empty()) {
            let target = resolve(register, id);
            let list = belongings.entry(target).or_default();
            let place = if target == id { 0 } else { list.len() };
            list.splice(place..place, &voice.belongs_to);
        }
        Self { register, belongings }
    }

    /// The row of a speaker's word of a day, where all of one body are one row. Without a day, only what always held
    /// counts.
    pub(super) fn row(&self, speaker: &Speaker, day: Option<NaiveDate>) -> Speaker {
        match speaker {
            Speaker::Registered(id) | Speaker::Unnamed { affiliation: Some(id) } => {
                Speaker::Registered(self.top(id, day).clone())
            }
            Speaker::Unnamed { affiliation: None } | Speaker::Outlet(_) | Speaker::NotSet => speaker.clone(),
        }
    }

    /// What a voice belonged to on a day, and that one, and so on; in a circle the smallest in it.
    fn top<'t>(&'t self, id: &'t VoiceId, day: Option<NaiveDate>) -> &'t VoiceId {
        let mut way = vec![id];
        let mut at = id;
        while let Some(next) = self.body(at, day) {
            if let Some(start) = way.iter().position(|passed| *passed == next) {
                return way[start..].iter().min().copied().unwrap_or(at);
            }
            way.push(next);
            at = next;
        }
        at
    }

    /// What a voice belonged to on a day: of several the first that is in the register.
    fn body<'t>(&'t self, id: &VoiceId, day: Option<NaiveDate>) -> Option<&'t VoiceId> {
        let held = self.belongings.get(id)?.iter().filter(|belongs| holds(belongs, day));
        let bodies = held.filter(|belongs| self.register.contains_key(&belongs.value));
        bodies.map(|belongs| resolve(self.register, &belongs.value)).find(|body| *body != id)
    }
}

fn holds(belongs: &Dated<VoiceId>, day: Option<NaiveDate>) -> bool {
    match day {
        Some(day) => belongs.from.is_none_or(|from| from <= day) && belongs.to.is_none_or(|to| day <= to),
        None => belongs.from.is_none() && belongs.to.is_none(),
    }
}
