//! The items as rows of a list: each with its terms below it.

use crate::analysis::positions::{BearingIndex, ItemTree};
use crate::model::id::ItemId;
use crate::model::item::ItemKind;
use crate::model::text::visible::shown_name;

/// An item as a row.
#[derive(Clone, Debug)]
pub struct ItemRow {
    /// The item.
    pub id: ItemId,
    /// Its name as it is shown.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// How deep it stands: 0 for what is no term.
    pub depth: usize,
    /// How many annotations bear on it, those on its terms not counted; `None` while that is being found out.
    pub num_spans: Option<usize>,
    /// Whether something is wrong with how it stands to others.
    pub is_faulty: bool,
    /// All its names in small letters, each in a line of its own.
    folded: String,
}

impl ItemRow {
    /// Whether one of its names holds these letters, which are small.
    pub fn has(&self, words: &str) -> bool {
        words.is_empty() || self.folded.contains(words)
    }
}

/// The rows of all items.
pub(super) fn rows_of(tree: &ItemTree, index: Option<&BearingIndex>) -> Vec<ItemRow> {
    let faulty = tree.faulty();
    let mut rows = Vec::with_capacity(tree.num_items());
    let mut waiting: Vec<(&ItemId, usize)> = tree.roots().iter().rev().map(|id| (id, 0)).collect();
    while let Some((id, depth)) = waiting.pop() {
        let Some(item) = tree.get(id) else { continue };
        let name = shown_name(&item.name).into_owned();
        let mut folded: Vec<String> = tree.names(id).map(str::to_lowercase).collect();
        folded.push(name.to_lowercase());
        rows.push(ItemRow {
            id: id.clone(),
            name,
            kind: item.kind,
            depth,
            num_spans: index.map(|index| tree.num_on(index, id)),
            is_faulty: faulty.contains(id),
            folded: folded.join("\n"),
        });
        waiting.extend(tree.terms(id).iter().rev().map(|term| (term, depth + 1)));
    }
    rows
}

/// Indexes of the rows that pass, with what they are terms of.
pub(super) fn with_parents(rows: &[ItemRow], passes: impl Fn(&ItemRow) -> bool) -> Vec<usize> {
    let mut shown = Vec::new();
    // What stands above the row, one for each depth.
    let mut above: Vec<(usize, bool)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        above.truncate(row.depth);
        if passes(row) {
            for (parent, is_shown) in &mut above {
                if !std::mem::replace(is_shown, true) {
                    shown.push(*parent);
                }
            }
            shown.push(at);
            above.push((at, true));
        } else {
            above.push((at, false));
        }
    }
    shown
}
