//! The items of a corpus as the window asks for them: by name and by what was typed.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::corpus::CorpusState;
use crate::model::id::ItemId;
use crate::model::item::resolve_item;
use crate::model::text::visible::shown_name;

/// At most this many matches are offered for what was typed.
const MAX_MATCHES: usize = 6;

/// Everybody's items, united.
#[derive(Clone, Debug, Default)]
pub struct ItemIndex {
    /// Those that stand for themselves.
    entries: BTreeMap<ItemId, Entry>,
    /// What was merged into which.
    merged: BTreeMap<ItemId, ItemId>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The name as it is shown.
    name: String,
    /// The name with that of what it is a term of: terms of several items may go by one name.
    full: String,
    /// Name and aliases in lower case.
    folded: Vec<String>,
}

impl ItemIndex {
    /// The items of a corpus.
    pub fn of(state: &CorpusState) -> Self {
        let union = state.item_union();
        let mut entries: BTreeMap<ItemId, Entry> = BTreeMap::new();
        let mut merged: BTreeMap<ItemId, ItemId> = BTreeMap::new();
        for (id, (_, item)) in &union {
            let target = resolve_item(&union, id);
            if target != id {
                merged.insert(id.clone(), target.clone());
            }
            let Some((_, meant)) = union.get(target) else { continue };
            let entry = entries.entry(target.clone()).or_insert_with(|| {
                let name = shown_name(&meant.name).into_owned();
                let whole = meant.term_of.as_ref().map(|of| resolve_item(&union, of));
                let whole = whole.filter(|of| *of != target).and_then(|of| union.get(of));
                let full = whole
                    .map_or_else(|| name.clone(), |(_, of)| format!("{name} ({})", shown_name(&of.name)));
                Entry { name, full, folded: meant.names().map(str::to_lowercase).collect() }
            });
            if target != id {
                entry.folded.extend(item.names().map(str::to_lowercase));
            }
        }
        Self { entries, merged }
    }

    /// The item an id means: another one where it was merged.
    pub fn meant<'i>(&'i self, id: &'i ItemId) -> &'i ItemId {
        self.merged.get(id).unwrap_or(id)
    }

    /// The name of an item, as it is shown: that of the item it was merged into, if it was.
    pub fn name(&self, id: &ItemId) -> Option<&str> {
        self.entries.get(self.meant(id)).map(|entry| entry.name.as_str())
    }

    /// The name of an item with that of what it is a term of, where it is one.
    pub fn full_name(&self, id: &ItemId) -> Option<&str> {
        self.entries.get(self.meant(id)).map(|entry| entry.full.as_str())
    }

    /// The item that goes by exactly this name or alias, letters large or small.
    pub fn named(&self, name: &str) -> Option<&ItemId> {
        let folded = name.trim().to_lowercase();
        self.entries.iter().find(|(_, entry)| entry.folded.contains(&folded)).map(|(id, _)| id)
    }

    /// Items that what was typed could mean.
    pub fn matches(&self, typed: &str) -> Vec<(&ItemId, &str)> {
        let folded = typed.trim().to_lowercase();
        if folded.is_empty() {
            return Vec::new();
        }
        let holds = |entry: &&Entry| entry.folded.iter().any(|name| name.contains(&folded));
        let found = self.entries.iter().filter(|(_, entry)| holds(entry));
        found.map(|(id, entry)| (id, entry.full.as_str())).take(MAX_MATCHES).collect()
    }

    /// All items: those that are used first, then by name.
    pub fn by_name(&self, used: &BTreeSet<ItemId>) -> Vec<(&ItemId, &str)> {
        let mut all: Vec<(&ItemId, &str)> =
            self.entries.iter().map(|(id, entry)| (id, entry.full.as_str())).collect();
        all.sort_by_cached_key(|(id, name)| (!used.contains(*id), name.to_lowercase()));
        all
    }
}
