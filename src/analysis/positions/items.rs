//! The items of all annotators as one tree, with what is wrong in it. What leads in a circle is cut at the smallest
//! id; what is missing is left out; both are told.

use std::collections::{BTreeMap, BTreeSet};

use super::BearingIndex;
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, ItemId};
use crate::model::item::{Item, ItemKind, resolve_item};
use crate::model::text::fold::name_key;

/// The items of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemTree {
    /// The items that stand for themselves.
    items: BTreeMap<ItemId, (AnnotatorId, Item)>,
    /// What was merged into each of them, by id.
    merged: BTreeMap<ItemId, Vec<Item>>,
    /// What was merged, with the item it means.
    meant: BTreeMap<ItemId, ItemId>,
    roots: Vec<ItemId>,
    terms: BTreeMap<ItemId, Vec<ItemId>>,
    parents: BTreeMap<ItemId, ItemId>,
    predecessors: BTreeMap<ItemId, Vec<ItemId>>,
    successors: BTreeMap<ItemId, Vec<ItemId>>,
    faults: ItemFaults,
}

/// What is wrong with the items of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFaults {
    /// Terms of an item that is not there; they stand at the top.
    pub orphaned_terms: Vec<BrokenLink>,
    /// Items that are terms of one another; the first in each circle stands at the top.
    pub term_circles: Vec<Vec<ItemId>>,
    /// Items that take one another's place; the first in each circle takes that of none of the others.
    pub replacement_circles: Vec<Vec<ItemId>>,
    /// Items that take the place of one that is not there.
    pub missing_replaced: Vec<BrokenLink>,
    /// Items of several annotators that go by the same name and are of the same kind, in the same place of the tree.
    pub namesakes: Vec<Vec<ItemId>>,
}

/// An item that names another, which is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenLink {
    /// The item.
    pub from: ItemId,
    /// What it names.
    pub to: ItemId,
}

impl ItemTree {
    /// The items of a corpus. O(n log n), but for circles.
    pub fn of(state: &CorpusState) -> Self {
        let union = state.item_union();
        let mut tree = Self::default();
        for (id, (_, item)) in &union {
            let target = resolve_item(&union, id);
            if target != id {
                tree.meant.insert(id.clone(), target.clone());
                tree.merged.entry(target.clone()).or_default().push(item.clone());
            }
        }
        tree.items = union;
        let Self { items, meant, .. } = &mut tree;
        items.retain(|id, _| !meant.contains_key(id));
        tree.place_terms();
        tree.place_replacements();
        let mut holders: BTreeMap<&ItemId, BTreeSet<&AnnotatorId>> = BTreeMap::new();
        for (who, items) in &state.items {
            for id in items.keys().filter(|id| !tree.meant.contains_key(*id)) {
                holders.entry(id).or_default().insert(who);
            }
        }
        tree.faults.namesakes = tree.namesakes(&holders);
        tree
    }

    /// The items that are no terms, by name.
    pub fn roots(&self) -> &[ItemId] {
        &self.roots
    }

    /// Every item, by id.
    pub fn all(&self) -> impl Iterator<Item = &Item> {
        self.items.values().map(|(_, item)| item)
    }

    /// How many items there are.
    pub fn num_items(&self) -> usize {
        self.items.len()
    }

    /// The item an id means: another one where it was merged.
    pub fn meant<'t>(&'t self, id: &'t ItemId) -> &'t ItemId {
        self.meant.get(id).unwrap_or(id)
    }

    /// What was merged into an item, by id.
    pub fn merged(&self, id: &ItemId) -> &[Item] {
        self.merged.get(id).map_or(&[], Vec::as_slice)
    }

    /// An item, or the one it means.
    pub fn get(&self, id: &ItemId) -> Option<&Item> {
        self.items.get(self.meant(id)).map(|(_, item)| item)
    }

    /// Every name an item goes by: its own, its aliases, then those of what was merged into it.
    pub fn names(&self, id: &ItemId) -> impl Iterator<Item = &str> {
        self.get(id).into_iter().chain(self.merged(id)).flat_map(Item::names)
    }

    /// How many annotations bear on an item or on what was merged into it; not on its terms.
    pub fn num_on(&self, index: &BearingIndex, id: &ItemId) -> usize {
        let merged = self.merged(id).iter().map(|item| &item.id);
        std::iter::once(id).chain(merged).map(|id| index.num_on(id)).sum()
    }

    /// The items about which something is wrong.
    pub fn faulty(&self) -> BTreeSet<ItemId> {
        let ItemFaults { orphaned_terms, term_circles, replacement_circles, missing_replaced, namesakes } =
            &self.faults;
        let broken = orphaned_terms.iter().chain(missing_replaced).map(|link| &link.from);
        let circles = term_circles.iter().chain(replacement_circles).chain(namesakes).flatten();
        broken.chain(circles).cloned().collect()
    }

    /// Whose version of an item it is.
    pub fn version_of(&self, id: &ItemId) -> Option<&AnnotatorId> {
        self.items.get(self.meant(id)).map(|(who, _)| who)
    }

    /// The item that this one is a term of.
    pub fn parent(&self, id: &ItemId) -> Option<&ItemId> {
        self.parents.get(self.meant(id))
    }

    /// The terms of an item, by name; not theirs.
    pub fn terms(&self, id: &ItemId) -> &[ItemId] {
        self.terms.get(self.meant(id)).map_or(&[], Vec::as_slice)
    }

    /// An item, its terms, each with its own terms behind it. An item that is not there is alone.
    pub fn with_terms(&self, id: &ItemId) -> Vec<ItemId> {
        let (mut all, mut waiting) = (Vec::new(), vec![self.meant(id)]);
        while let Some(id) = waiting.pop() {
            all.push(id.clone());
            waiting.extend(self.terms(id).iter().rev());
        }
        all
    }

    /// The items whose place this one took, by id.
    pub fn predecessors(&self, id: &ItemId) -> &[ItemId] {
        self.predecessors.get(self.meant(id)).map_or(&[], Vec::as_slice)
    }

    /// The items that took this one's place, by id.
    pub fn successors(&self, id: &ItemId) -> &[ItemId] {
        self.successors.get(self.meant(id)).map_or(&[], Vec::as_slice)
    }

    /// An item with everything that it came of and everything that came of it; what was replaced stands before what
    /// replaced it.
    pub fn chain(&self, id: &ItemId) -> Vec<ItemId> {
        let mut chain = reached(id, |id| self.predecessors(id));
        chain.extend(reached(id, |id| self.successors(id)));
        let mut num_before: BTreeMap<&ItemId, usize> = BTreeMap::new();
        for id in &chain {
            let before = self.predecessors(id).iter().filter(|before| chain.contains(*before));
            num_before.insert(id, before.count());
        }
        let mut ready: BTreeSet<&ItemId> =
            num_before.iter().filter(|(_, num)| **num == 0).map(|(id, _)| *id).collect();
        let mut ordered = Vec::with_capacity(chain.len());
        while let Some(id) = ready.pop_first() {
            ordered.push(id.clone());
            for next in self.successors(id) {
                if let Some((next, num)) =
                    chain.get(next).and_then(|next| Some((next, num_before.get_mut(next)?)))
                {
                    *num -= 1;
                    if *num == 0 {
                        ready.insert(next);
                    }
                }
            }
        }
        ordered
    }

    /// What is wrong.
    pub fn faults(&self) -> &ItemFaults {
        &self.faults
    }

    /// Names and aliases of an item, as names are compared, its name first.
    pub(super) fn name_keys(&self, id: &ItemId) -> Vec<String> {
        self.names(id).map(name_key).filter(|key| !key.is_empty()).collect()
    }

    fn place_terms(&mut self) {
        let mut parents: BTreeMap<ItemId, ItemId> = BTreeMap::new();
        for (id, (_, item)) in &self.items {
            match &item.term_of {
                // What was merged into its own term stands for the whole.
                Some(parent) if parent != id && self.meant(parent) == id => {}
                Some(parent) if self.items.contains_key(self.meant(parent)) => {
                    parents.insert(id.clone(), self.meant(parent).clone());
                }
                Some(parent) => {
                    let link = BrokenLink { from: id.clone(), to: parent.clone() };
                    self.faults.orphaned_terms.push(link);
                }
                None => {}
            }
        }
        for circle in parent_circles(&parents) {
            parents.remove(&circle[0]);
            self.faults.term_circles.push(circle);
        }
        let mut by_name: Vec<(String, &ItemId)> =
            self.items.iter().map(|(id, (_, item))| (name_key(&item.name), id)).collect();
        by_name.sort();
        for (_, id) in by_name {
            match parents.get(id) {
                Some(parent) => self.terms.entry(parent.clone()).or_default().push(id.clone()),
                None => self.roots.push(id.clone()),
            }
        }
        self.parents = parents;
    }

    fn place_replacements(&mut self) {
        let mut replaces: BTreeMap<ItemId, BTreeSet<ItemId>> = BTreeMap::new();
        for (id, (_, item)) in &self.items {
            let merged = self.merged.get(id).into_iter().flatten();
            for replaced in std::iter::once(item).chain(merged).flat_map(|item| &item.replaces) {
                let meant = self.meant.get(replaced).unwrap_or(replaced);
                if meant == id && replaced != id {
                    continue;
                }
                if self.items.contains_key(meant) {
                    replaces.entry(id.clone()).or_default().insert(meant.clone());
                } else {
                    let link = BrokenLink { from: id.clone(), to: replaced.clone() };
                    self.faults.missing_replaced.push(link);
                }
            }
        }
        self.faults.replacement_circles = cut_circles(&mut replaces);
        for (id, replaced) in replaces {
            for replaced in &replaced {
                self.successors.entry(replaced.clone()).or_default().push(id.clone());
            }
            if !replaced.is_empty() {
                self.predecessors.insert(id, replaced.into_iter().collect());
            }
        }
    }

    /// Groups of namesakes. The terms of two proposals may go by the same names and are not the same for that: only
    /// those of the same item, or of items that are namesakes themselves, are compared. Neither is one the other's
    /// namesake whose place it took.
    fn namesakes(&self, holders: &BTreeMap<&ItemId, BTreeSet<&AnnotatorId>>) -> Vec<Vec<ItemId>> {
        let mut groups = Vec::new();
        // What stands for the group that an item is in.
        let mut group_of: BTreeMap<&ItemId, &ItemId> = BTreeMap::new();
        let mut level: Vec<&ItemId> = self.roots.iter().collect();
        while !level.is_empty() {
            level.sort();
            let mut first: BTreeMap<(Option<&ItemId>, ItemKind, String), Vec<&ItemId>> = BTreeMap::new();
            for id in level.iter().copied() {
                let Some(item) = self.get(id) else { continue };
                let parent = self.parent(id).and_then(|parent| group_of.get(parent).copied());
                group_of.insert(id, id);
                for key in self.name_keys(id) {
                    first.entry((parent, item.kind, key)).or_default().push(id);
                }
            }
            for alike in first.values() {
                for (at, id) in alike.iter().enumerate().skip(1) {
                    let other = alike[..at].iter().find(|other| self.are_namesakes(other, id, holders));
                    let Some(other) = other else { continue };
                    let (one, two) = (end(&group_of, other), end(&group_of, id));
                    group_of.insert(one.max(two), one.min(two));
                }
            }
            let mut found: BTreeMap<&ItemId, Vec<ItemId>> = BTreeMap::new();
            for id in level.iter().copied() {
                let head = end(&group_of, id);
                group_of.insert(id, head);
                found.entry(head).or_default().push(id.clone());
            }
            groups.extend(found.into_values().filter(|group| group.len() > 1));
            level = level.into_iter().flat_map(|id| self.terms(id)).collect();
        }
        groups.sort();
        groups
    }

    fn are_namesakes(
        &self,
        one: &ItemId,
        two: &ItemId,
        holders: &BTreeMap<&ItemId, BTreeSet<&AnnotatorId>>,
    ) -> bool {
        let by_two = match (holders.get(one), holders.get(two)) {
            (Some(one), Some(two)) => one.len() > 1 || one != two,
            _ => false,
        };
        let are_linked = self.predecessors(one).contains(two) || self.successors(one).contains(two);
        one != two && by_two && !are_linked
    }
}

/// An item and what can be reached from it.
fn reached<'t>(id: &ItemId, next: impl Fn(&ItemId) -> &'t [ItemId]) -> BTreeSet<ItemId> {
    let (mut all, mut waiting) = (BTreeSet::from([id.clone()]), vec![id.clone()]);
    while let Some(id) = waiting.pop() {
        for next in next(&id) {
            if all.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }
    all
}

/// What stands for a group, following those who stand for others.
fn end<'t>(group_of: &BTreeMap<&'t ItemId, &'t ItemId>, id: &'t ItemId) -> &'t ItemId {
    let mut at = id;
    // Each stands for itself or for a smaller one.
    while let Some(next) = group_of.get(at).filter(|next| **next != at) {
        at = next;
    }
    at
}

/// The circles among links of which each has one, smallest first.
fn parent_circles(parents: &BTreeMap<ItemId, ItemId>) -> Vec<Vec<ItemId>> {
    let (mut circles, mut done) = (Vec::new(), BTreeSet::new());
    for start in parents.keys() {
        let (mut way, mut on_way, mut at) = (Vec::new(), BTreeSet::new(), Some(start));
        while let Some(id) = at.filter(|id| !done.contains(id)) {
            if !on_way.insert(id) {
                let circle: BTreeSet<ItemId> = way
                    .iter()
                    .skip_while(|passed| **passed != id)
                    .map(|id: &&ItemId| (*id).clone())
                    .collect();
                circles.push(circle.into_iter().collect());
                break;
            }
            way.push(id);
            at = parents.get(id);
        }
        done.extend(way);
    }
    circles.sort();
    circles
}

/// Takes out of `links` what leads in a circle: what the smallest in it leads to there. The circles, smallest first;
/// those that cross make one. What does not lie between two circles costs one step a link.
fn cut_circles(links: &mut BTreeMap<ItemId, BTreeSet<ItemId>>) -> Vec<Vec<ItemId>> {
    let mut ids: Vec<ItemId> = links.keys().chain(links.values().flatten()).cloned().collect();
    ids.sort();
    ids.dedup();
    let number = |id: &ItemId| ids.binary_search(id).ok();
    let (mut forth, mut back) = (vec![BTreeSet::new(); ids.len()], vec![BTreeSet::new(); ids.len()]);
    for (from, targets) in &*links {
        for to in targets {
            if let (Some(from), Some(to)) = (number(from), number(to)) {
                forth[from].insert(to);
                back[to].insert(from);
            }
        }
    }
    let (mut circles, mut alive) = (Vec::new(), vec![true; ids.len()]);
    peel(&mut alive, &forth, &back, (0..ids.len()).collect());
    let mut told = vec![false; ids.len()];
    for at in 0..ids.len() {
        if !alive[at] {
            continue;
        }
        let (after, before) = (within(at, &forth, &alive), within(at, &back, &alive));
        let circle: Vec<usize> = after.intersection(&before).copied().collect();
        if !circle.is_empty() {
            let cut: Vec<usize> = forth[at].iter().copied().filter(|to| circle.contains(to)).collect();
            for to in cut {
                forth[at].remove(&to);
                back[to].remove(&at);
                if let Some(targets) = links.get_mut(&ids[at]) {
                    targets.remove(&ids[to]);
                }
            }
            // What is left of a circle that was told of is not told again.
            if circle.iter().any(|member| !told[*member]) {
                for member in &circle {
                    told[*member] = true;
                }
                circles.push(circle.into_iter().map(|member| ids[member].clone()).collect());
            }
        }
        peel(&mut alive, &forth, &back, vec![at]);
    }
    circles
}

/// What can be reached from `start` in one step or more.
fn within(start: usize, links: &[BTreeSet<usize>], alive: &[bool]) -> BTreeSet<usize> {
    let (mut all, mut waiting) = (BTreeSet::new(), vec![start]);
    while let Some(at) = waiting.pop() {
        waiting.extend(links[at].iter().filter(|next| alive[**next] && all.insert(**next)));
    }
    all
}

/// Takes out what nothing leads to or what leads nowhere: it is in no circle.
fn peel(alive: &mut [bool], forth: &[BTreeSet<usize>], back: &[BTreeSet<usize>], mut waiting: Vec<usize>) {
    while let Some(at) = waiting.pop() {
        let is_loose = |links: &[BTreeSet<usize>], alive: &[bool]| !links[at].iter().any(|next| alive[*next]);
        if alive[at] && (is_loose(forth, alive) || is_loose(back, alive)) {
            alive[at] = false;
            waiting.extend(forth[at].iter().chain(&back[at]).filter(|next| alive[**next]));
        }
    }
}
