//! Changes of items: what one is called and is, what it is a term of and replaces, items found to be the same, taken
//! apart again, removed; and which annotations bear on which. An item that somebody else made is changed by a version
//! of one's own, which wins as the later one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use thiserror::Error;

use super::bulk::{Actor, BulkChange, change_all};
use super::voices::Editor;
use super::{ChangeError, Draft, Judgement};
use crate::model::annotation::{Annotation, AnnotationKey, AttributeValue, ItemLink};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key, Put, Record, Transaction};
use crate::model::id::{AnnotationId, AnnotatorId, ItemId};
use crate::model::item::{Act, Item, ItemKind, ItemUnion, resolve_item};
use crate::model::review::Verdict;
use crate::model::text::numbers::counted;

/// Why items can't be changed so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ItemError {
    /// There is no such item.
    #[error("there is no item {0} any more")]
    NoItem(ItemId),
    /// Every item goes by some name.
    #[error("a name needs letters")]
    NoName,
    /// An item can't be a term of itself, nor of its own terms.
    #[error("{0} can't be a term of itself")]
    TermOfItself(String),
    /// Items that replace each other in a circle have no order in time.
    #[error("{new} can't replace {old}: {old} already replaces it")]
    ReplacesInCircle {
        /// The item that was to replace.
        new: String,
        /// The item that was to be replaced.
        old: String,
    },
    /// Something is about the item.
    #[error("{name} is used by {by}; merge it into another item instead")]
    InUse {
        /// The item.
        name: String,
        /// What uses it, in words.
        by: String,
    },
    /// Nobody removes another annotator's item.
    #[error("{name} was entered by {owner}, and only {owner} can remove it")]
    NotYours {
        /// The item.
        name: String,
        /// Whose it is.
        owner: AnnotatorId,
    },
    /// The item stands for itself.
    #[error("{0} was merged into nothing")]
    NotMerged(String),
}

/// What is about an item, or about one that means it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemUses {
    /// Annotations of anybody that bear on it or have it as a value; those without a place too.
    pub num_annotations: usize,
    /// Other items that are terms of it, replace it, or were merged into it.
    pub num_items: usize,
}

impl ItemUses {
    /// Them in words; `None` if there is nothing.
    pub fn in_words(self) -> Option<String> {
        let parts = [(self.num_annotations, "annotation"), (self.num_items, "item")];
        let words: Vec<String> =
            parts.into_iter().filter(|(num, _)| *num > 0).map(|(num, what)| counted(num, what)).collect();
        (!words.is_empty()).then(|| words.join(" and "))
    }
}

fn entry<'u>(union: &'u ItemUnion, id: &ItemId) -> Result<&'u Item, ChangeError> {
    let found = union.get(id).map(|(_, item)| item);
    found.ok_or_else(|| ItemError::NoItem(id.clone()).into())
}

/// Puts the editor's version of an item: the one that holds, changed by `change`.
fn put_version(
    draft: &mut Draft<'_>,
    editor: Editor<'_>,
    held: &Item,
    change: impl FnOnce(&mut Item),
) -> Result<(), ChangeError> {
    let mut after = held.clone();
    change(&mut after);
    if after == *held {
        return Err(ChangeError::Nothing);
    }
    // Later than what it changes, even where that was written by a clock that runs ahead.
    after.changed = editor.now.after(Some(held.changed));
    let key = Key::Item(editor.annotator.clone(), after.id.clone());
    draft.put(key, Some(Record::Item(Arc::new(after))));
    Ok(())
}

fn edit(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &ItemId,
    say: impl FnOnce(&Item) -> String,
    change: impl FnOnce(&mut Item),
) -> Result<Transaction, ChangeError> {
    let union = state.item_union();
    let held = entry(&union, id)?;
    let mut draft = Draft::new(state);
    put_version(&mut draft, editor, held, change)?;
    draft.say(say(held))
}

fn named(name: &str) -> Result<String, ChangeError> {
    let name = name.trim();
    if name.is_empty() { Err(ItemError::NoName.into()) } else { Ok(name.to_owned()) }
}

/// Gives an item another name.
pub fn rename(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &ItemId,
    name: &str,
) -> Result<Transaction, ChangeError> {
    let name = named(name)?;
    let say = |held: &Item| format!("Rename item {} to {name}", held.name);
    edit(state, editor, id, say, |item| item.name.clone_from(&name))
}

/// Says what an item is.
pub fn set_kind(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &ItemId,
    kind: ItemKind,
) -> Result<Transaction, ChangeError> {
    let say = |held: &Item| format!("Make {} a {}", held.name, kind.name());
    edit(state, editor, id, say, |item| item.kind = kind)
}

/// Writes the note of an item.
pub fn set_note(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &ItemId,
    note: &str,
) -> Result<Transaction, ChangeError> {
    let say = |held: &Item| format!("Note on item {}", held.name);
    edit(state, editor, id, say, |item| note.clone_into(&mut item.note))
}

/// Adds another name to an item, changes the one that is `old`, or takes it away where there is no `new` one.
pub fn set_alias(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &ItemId,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<Transaction, ChangeError> {
    let new = new.map(named).transpose()?;
    let does = match (old, &new) {
        (None, _) => "Add",
        (_, None) => "Remove",
        _ => "Change",
    };
    edit(
        state,
        editor,
        id,
        |held| format!("{does} a name: {}", held.name),
        |item| {
            let at = old.and_then(|old| item.aliases.iter().position(|alias| alias == old));
            match (at, new) {
                (Some(at), None) => {
                    item.aliases.remove(at);
                }
                (Some(at), Some(new)) => item.aliases[at] = new,
                (None, Some(new)) if old.is_none() && item.names().all(|name| name != new) => {
                    item.aliases.push(new);
                }
                (None, _) => {}
            }
        },
    )
}

/// Makes an item a term of another, or of none.
pub fn set_term_of(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &ItemId,
    whole: Option<&ItemId>,
) -> Result<Transaction, ChangeError> {
    let union = state.item_union();
    let held = entry(&union, id)?;
    let mut above = whole.map(|whole| entry(&union, whole).map(|item| &item.id)).transpose()?;
    // Whoever made a circle elsewhere must not keep this from ending.
    for _ in 0..=union.len() {
        let Some(at) = above else { break };
        if resolve_item(&union, at) == resolve_item(&union, id) {
            return Err(ItemError::TermOfItself(held.name.clone()).into());
        }
        above = union.get(resolve_item(&union, at)).and_then(|(_, item)| item.term_of.as_ref());
    }
    let of = whole.and_then(|whole| union.get(whole)).map(|(_, item)| item.name.clone());
    let say = |held: &Item| match of {
        Some(of) => format!("Make {} a term of {of}", held.name),
        None => format!("Make {} a term of nothing", held.name),
    };
    edit(state, editor, id, say, |item| item.term_of = whole.cloned())
}

/// Says that an item took the place of another, or that it did not.
pub fn set_replaces(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &ItemId,
    old: &ItemId,
    does: bool,
) -> Result<Transaction, ChangeError> {
    let union = state.item_union();
    let held = entry(&union, id)?;
    // What is gone can still be taken off the list.
    let name = union.get(old).map_or_else(|| old.to_string(), |(_, item)| item.name.clone());
    if does {
        entry(&union, old)?;
        if leads_to(&union, old, id) {
            let (new, old) = (held.name.clone(), name);
            return Err(ItemError::ReplacesInCircle { new, old }.into());
        }
    }
    let say =
        |held: &Item| format!("{} {} {name}", held.name, if does { "replaces" } else { "does not replace" });
    edit(state, editor, id, say, |item| {
        if does {
            item.replaces.insert(old.clone());
        } else {
            item.replaces.remove(old);
        }
    })
}

/// Whether the line of what replaces what leads from `from` to `to`, or both mean the same. O(items).
fn leads_to(union: &ItemUnion, from: &ItemId, to: &ItemId) -> bool {
    let to = resolve_item(union, to);
    let mut seen = BTreeSet::new();
    let mut ahead = vec![resolve_item(union, from)];
    while let Some(at) = ahead.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            let replaced = union.get(at).into_iter().flat_map(|(_, item)| &item.replaces);
            ahead.extend(replaced.map(|id| resolve_item(union, id)));
        }
    }
    false
}

/// Says that items are the same as another one: whatever is about them is about `target` from then on, which goes by
/// their names and has their terms too. Those that mean it already are left as they are. No annotation is touched.
pub fn merge(
    state: &CorpusState,
    editor: Editor<'_>,
    sources: &[ItemId],
    target: &ItemId,
) -> Result<Transaction, ChangeError> {
    let union = state.item_union();
    let target = resolve_item(&union, target);
    let into = entry(&union, target)?;
    let mut draft = Draft::new(state);
    let mut meant: Vec<&Item> = Vec::new();
    for source in sources {
        let source = resolve_item(&union, source);
        if source == target || meant.iter().any(|item| item.id == *source) {
            continue;
        }
        let held = entry(&union, source)?;
        meant.push(held);
        put_version(&mut draft, editor, held, |item| item.merged_into = Some(target.clone()))?;
    }
    let what = match &meant[..] {
        [only] => format!("item {}", only.name),
        several => counted(several.len(), "item"),
    };
    draft.say(format!("Merge {what} into {}", into.name))
}

/// Takes an item out of the one it was merged into: it stands for itself again, with its own names, terms and
/// annotations.
pub fn unmerge(state: &CorpusState, editor: Editor<'_>, id: &ItemId) -> Result<Transaction, ChangeError> {
    let union = state.item_union();
    let held = entry(&union, id)?;
    let target = resolve_item(&union, id);
    let into = entry(&union, target)?;
    if held.merged_into.is_none() || target == id {
        return Err(ItemError::NotMerged(held.name.clone()).into());
    }
    let mut draft = Draft::new(state);
    put_version(&mut draft, editor, held, |item| item.merged_into = None)?;
    // Where items were merged in a circle, the one they all meant must not follow this one out.
    if into.merged_into.is_some() {
        put_version(&mut draft, editor, into, |item| item.merged_into = None)?;
    }
    draft.say(format!("Take item {} apart from {}", held.name, into.name))
}

/// What is about an item, or about one that means it. O(annotations + items).
pub fn uses(state: &CorpusState, id: &ItemId) -> ItemUses {
    let union = state.item_union();
    let target = resolve_item(&union, id);
    let is_it = |id: &ItemId| resolve_item(&union, id) == target;
    let mut uses = ItemUses::default();
    for layer in state.layers.values().flat_map(BTreeMap::values) {
        let unplaced = layer.unplaced.values().map(|unplaced| &unplaced.annotation);
        let annotations = layer.annotations.values().chain(unplaced);
        uses.num_annotations += annotations.filter(|annotation| items_of(annotation).any(is_it)).count();
    }
    for (other, (_, item)) in &union {
        let names_it = item.term_of.iter().chain(&item.replaces).any(is_it);
        if other != target && (is_it(other) || names_it) {
            uses.num_items += 1;
        }
    }
    uses
}

/// The items that an annotation bears on or has as a value.
fn items_of(annotation: &Annotation) -> impl Iterator<Item = &ItemId> {
    let values = annotation.attributes.values().filter_map(|value| match value {
        AttributeValue::Item(id) => Some(id),
        _ => None,
    });
    annotation.items.iter().map(|link| &link.item).chain(values)
}

/// Removes an item that nothing is about and that is nobody else's.
pub fn remove(state: &CorpusState, annotator: &AnnotatorId, id: &ItemId) -> Result<Transaction, ChangeError> {
    let union = state.item_union();
    let name = entry(&union, id)?.name.clone();
    if let Some(by) = uses(state, id).in_words() {
        return Err(ItemError::InUse { name, by }.into());
    }
    if let Some(owner) = state.items.iter().find(|(who, own)| *who != annotator && own.contains_key(id)) {
        return Err(ItemError::NotYours { name, owner: owner.0.clone() }.into());
    }
    let mut draft = Draft::new(state);
    draft.put(Key::Item(annotator.clone(), id.clone()), None);
    draft.say(format!("Remove item {name}"))
}

/// Annotations, each with the items that are meant among those it is about: a span of a plan may be about one of its
/// terms.
pub type BearingTargets = BTreeMap<AnnotationKey, BTreeSet<ItemId>>;

/// Makes what `targets` say of the items that are meant, and of what was merged into these, be about a new item
/// instead, as [`move_bearings`] does.
pub fn split_off(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &BearingTargets,
    to: Item,
    mint: &mut dyn FnMut() -> AnnotationId,
) -> BulkChange {
    let mut bulk = move_bearings(state, actor, targets, &to, mint);
    let key = Key::Item(actor.annotator.clone(), to.id.clone());
    let put = Put::new(key.clone(), state.get(&key), Some(Record::Item(Arc::new(to))));
    if let Ok(change) = &mut bulk.change {
        change.edits.insert(0, Edit::Put(put));
    }
    bulk
}

/// Makes what `targets` say of the items that are meant be about another item instead, each with its act: one's own
/// annotations are edited, those of others corrected in one's own layer. `mint` gives ids to corrections.
pub fn move_bearings(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &BearingTargets,
    to: &Item,
    mint: &mut dyn FnMut() -> AnnotationId,
) -> BulkChange {
    let union = state.item_union();
    let meant = Meant::of(&union, targets);
    let change = |key: &AnnotationKey, annotation: &mut Annotation| {
        let is_meant = |link: &&ItemLink| meant.has(key, &link.item);
        let (moved, mut stay): (Vec<_>, BTreeSet<_>) =
            (annotation.items.iter().filter(is_meant).cloned().collect(), annotation.items.clone());
        stay.retain(|link| !moved.contains(link));
        let act = moved.first().map(|link| link.act).filter(|_| stay.iter().all(|link| link.item != to.id));
        stay.extend(act.map(|act| ItemLink { item: to.id.clone(), act }));
        annotation.items = stay;
    };
    let say = |num| format!("Move {} to item {}", counted(num, "span"), to.name);
    change_all(state, actor, &meant.keys(), &corrected(), mint, say, &change)
}

/// Says how `targets` bear on the items that are meant, or that they don't. One that did not bear on one of them does
/// so from then on.
pub fn set_act(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &BearingTargets,
    act: Option<Act>,
    mint: &mut dyn FnMut() -> AnnotationId,
) -> BulkChange {
    let union = state.item_union();
    let meant = Meant::of(&union, targets);
    let change = |key: &AnnotationKey, annotation: &mut Annotation| {
        for item in meant.items.get(key).into_iter().flatten().copied() {
            let link = annotation.items.iter().find(|link| resolve_item(&union, &link.item) == item);
            let held = link.map_or_else(|| item.clone(), |link| link.item.clone());
            annotation.items.retain(|link| resolve_item(&union, &link.item) != item);
            annotation.items.extend(act.map(|act| ItemLink { item: held, act }));
        }
    };
    let all: BTreeSet<&ItemId> = meant.items.values().flatten().copied().collect();
    let name = match all.first() {
        Some(item) if all.len() == 1 => {
            union.get(*item).map_or_else(|| item.to_string(), |(_, item)| item.name.clone())
        }
        _ => counted(all.len(), "item"),
    };
    let say = |num| match act {
        Some(act) => format!("{} {} {name}", counted(num, "span"), act.name()),
        None => format!("{} not about {name}", counted(num, "span")),
    };
    change_all(state, actor, &meant.keys(), &corrected(), mint, say, &change)
}

/// The items that are meant of each annotation, each the one it was merged into.
struct Meant<'t> {
    union: &'t ItemUnion,
    items: BTreeMap<&'t AnnotationKey, BTreeSet<&'t ItemId>>,
}

impl<'t> Meant<'t> {
    fn of(union: &'t ItemUnion, targets: &'t BearingTargets) -> Self {
        let resolved = |items: &'t BTreeSet<ItemId>| items.iter().map(|id| resolve_item(union, id)).collect();
        let items = targets.iter().map(|(key, items)| (key, resolved(items))).collect();
        Self { union, items }
    }

    fn has(&self, key: &AnnotationKey, item: &ItemId) -> bool {
        self.items.get(key).is_some_and(|items| items.contains(resolve_item(self.union, item)))
    }

    fn keys(&self) -> Vec<AnnotationKey> {
        self.items.keys().copied().cloned().collect()
    }
}

fn corrected() -> Judgement {
    Judgement { verdict: Verdict::Corrected, reason: String::new(), note: String::new() }
}

#[cfg(test)]
mod tests;
