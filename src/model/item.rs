//! Items: proposals, claims and demands that are followed through a corpus.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::end_of_links;
use super::id::{AnnotatorId, ItemId};
use super::time::Timestamp;

/// A proposal, claim or demand that is followed through the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id, minted once.
    pub id: ItemId,
    /// The name it is listed under.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// The item this one is a term of: the terms of an item are items of their own, so that an annotation
    /// can bear on one term alone.
    pub term_of: Option<ItemId>,
    /// The items it took the place of.
    pub replaces: BTreeSet<ItemId>,
    /// Whatever a person wants to remember.
    pub note: String,
    /// The item this one turned out to be the same as: whatever names this one means that one.
    pub merged_into: Option<ItemId>,
    /// When this entry last changed: among several annotators' versions the latest wins.
    pub changed: Timestamp,
}

/// What an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// Something offered or drafted.
    #[default]
    Proposal,
    /// Something asserted.
    Claim,
    /// Something asked for.
    Demand,
}

impl Item {
    /// An item with a name and nothing else.
    pub fn new(id: ItemId, name: impl Into<String>, changed: Timestamp) -> Self {
        Self {
            id,
            name: name.into(),
            kind: ItemKind::default(),
            aliases: Vec::new(),
            term_of: None,
            replaces: BTreeSet::new(),
            note: String::new(),
            merged_into: None,
            changed,
        }
    }

    /// Every name it goes by, its own first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Proposal, Self::Claim, Self::Demand];

    /// Its name in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposal => "proposal",
            Self::Claim => "claim",
            Self::Demand => "demand",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How an annotation bears on an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Says it for the first time.
    States,
    /// Says it again.
    Repeats,
    /// Says it otherwise.
    Changes,
    /// Agrees to it.
    Accepts,
    /// Likes it without agreeing.
    Welcomes,
    /// Doubts it.
    Doubts,
    /// Turns it down.
    Rejects,
    /// Takes it back.
    Withdraws,
    /// Says it is not so.
    Denies,
    /// Says it is so.
    Confirms,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 10] = [
        Self::States,
        Self::Repeats,
        Self::Changes,
        Self::Accepts,
        Self::Welcomes,
        Self::Doubts,
        Self::Rejects,
        Self::Withdraws,
        Self::Denies,
        Self::Confirms,
    ];

    /// Its name in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::States => "states",
            Self::Repeats => "repeats",
            Self::Changes => "changes",
            Self::Accepts => "accepts",
            Self::Welcomes => "welcomes",
            Self::Doubts => "doubts",
            Self::Rejects => "rejects",
            Self::Withdraws => "withdraws",
            Self::Denies => "denies",
            Self::Confirms => "confirms",
        }
    }

    /// The act of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == name)
    }
}

/// The union of all annotators' items by id, each with whose version it is.
pub type ItemUnion = BTreeMap<ItemId, (AnnotatorId, Item)>;

/// The union of all annotators' items by id: for one id the latest `changed` wins, ties go to the greater
/// annotator id.
pub fn item_union<'i>(items: impl IntoIterator<Item = (&'i AnnotatorId, &'i Item)>) -> ItemUnion {
    let mut union = ItemUnion::new();
    for (annotator, item) in items {
        match union.get(&item.id) {
            Some((other, held)) if (held.changed, other) >= (item.changed, annotator) => {}
            _ => {
                union.insert(item.id.clone(), (annotator.clone(), item.clone()));
            }
        }
    }
    union
}

/// The item that `id` means: where it was merged into another, that one, and so on to the end. Items merged into
/// each other in a circle mean the one with the smallest id among them; one that was merged into an item nobody has
/// stands for itself.
pub fn resolve_item<'u>(union: &'u ItemUnion, id: &'u ItemId) -> &'u ItemId {
    let next = |id: &ItemId| {
        let target = union.get(id)?.1.merged_into.as_ref()?;
        union.contains_key(target).then_some(target)
    };
    end_of_links(id, next)
}

/// The name every id goes by: that of the item it means.
pub fn item_names(union: &ItemUnion) -> BTreeMap<ItemId, String> {
    let name =
        |id| union.get(resolve_item(union, id)).map_or_else(String::new, |(_, item)| item.name.clone());
    union.keys().map(|id| (id.clone(), name(id))).collect()
}
