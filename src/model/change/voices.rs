//! Changes of the register: what an entry is called and is, entries found to be the same, taken apart again,
//! removed. An entry that somebody else made is changed by a version of one's own, which wins as the later one;
//! nobody's annotations are touched by any of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use thiserror::Error;

use super::bulk::{Actor, BulkChange, change_all};
use super::{ChangeError, Draft, Judgement};
use crate::model::annotation::{Annotation, AnnotationKey, AttributeValue, Attribution, Party};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key, LayerKey, Put, Record, Transaction};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, VoiceId};
use crate::model::quotes::Quotes;
use crate::model::review::Verdict;
use crate::model::time::Timestamp;
use crate::model::voice::{Dated, RegisterUnion, Voice, VoiceKind, resolve};

/// Why the register can't be changed so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VoiceError {
    /// There is no such entry.
    #[error("the register has no entry {0} any more")]
    NoVoice(VoiceId),
    /// Everything in the register goes by some name.
    #[error("a name needs letters")]
    NoName,
    /// The last day comes before the first.
    #[error("the last day lies before the first")]
    DaysTurned,
    /// An entry can't be part of itself.
    #[error("{0} can't belong to itself")]
    OfItself(String),
    /// The entry has changed in the meantime.
    #[error("that has changed in the meantime")]
    NotThere,
    /// Something names the entry.
    #[error("{name} is named by {by}; merge it into another entry instead")]
    InUse {
        /// The entry.
        name: String,
        /// What names it, in words.
        by: String,
    },
    /// Nobody removes another annotator's entry.
    #[error("{name} is in the register of {owner}, and only {owner} can remove it")]
    NotYours {
        /// The entry.
        name: String,
        /// Whose it is.
        owner: AnnotatorId,
    },
    /// The entry stands for itself.
    #[error("{0} was merged into nothing")]
    NotMerged(String),
}

/// Who changes the register, and when.
#[derive(Clone, Copy, Debug)]
pub struct Editor<'a> {
    /// Who.
    pub annotator: &'a AnnotatorId,
    /// When.
    pub now: Timestamp,
}

/// One of the dated facts about an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Another name.
    Alias(Dated<String>),
    /// An office or function.
    Role(Dated<String>),
    /// What it is part of or speaks for.
    BelongsTo(Dated<VoiceId>),
}

/// What names an entry of the register, or one that means it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Annotations of anybody that name it: as a voice, as an affiliation, as a value; those without a place too.
    pub num_annotations: usize,
    /// Other entries that belong to it.
    pub num_entries: usize,
    /// Entries that were merged into it.
    pub num_merged: usize,
}

fn entry<'u>(union: &'u RegisterUnion, id: &VoiceId) -> Result<&'u Voice, ChangeError> {
    let found = union.get(id).map(|(_, voice)| voice);
    found.ok_or_else(|| VoiceError::NoVoice(id.clone()).into())
}

/// Puts the editor's version of an entry: the one that holds, changed by `change`.
fn put_version(
    draft: &mut Draft<'_>,
    editor: Editor<'_>,
    held: &Voice,
    change: impl FnOnce(&mut Voice),
) -> Result<(), ChangeError> {
    let mut after = held.clone();
    change(&mut after);
    if after == *held {
        return Err(ChangeError::Nothing);
    }
    // Later than what it changes, even where that was written by a clock that runs ahead.
    after.changed = editor.now.after(Some(held.changed));
    let key = Key::Voice(editor.annotator.clone(), after.id.clone());
    draft.put(key, Some(Record::Voice(Arc::new(after))));
    Ok(())
}

fn edit(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &VoiceId,
    say: impl FnOnce(&Voice) -> String,
    change: impl FnOnce(&mut Voice),
) -> Result<Transaction, ChangeError> {
    let union = state.register();
    let held = entry(&union, id)?;
    let mut draft = Draft::new(state);
    put_version(&mut draft, editor, held, change)?;
    draft.say(say(held))
}

/// Gives an entry another name.
pub fn rename(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &VoiceId,
    name: &str,
) -> Result<Transaction, ChangeError> {
    let name = named(name)?;
    edit(
        state,
        editor,
        id,
        |held| format!("Rename {} to {name}", held.name),
        |voice| voice.name.clone_from(&name),
    )
}

/// Says what an entry is.
pub fn set_kind(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &VoiceId,
    kind: VoiceKind,
) -> Result<Transaction, ChangeError> {
    let say = |held: &Voice| format!("Make {} {}", held.name, kind.one());
    edit(state, editor, id, say, |voice| voice.kind = kind)
}

/// Writes the note of an entry.
pub fn set_note(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &VoiceId,
    note: &str,
) -> Result<Transaction, ChangeError> {
    edit(state, editor, id, |held| format!("Note on {}", held.name), |voice| note.clone_into(&mut voice.note))
}

/// Adds a fact to an entry, changes the one that is `old`, or takes it away where there is no `new` one.
pub fn set_fact(
    state: &CorpusState,
    editor: Editor<'_>,
    id: &VoiceId,
    old: Option<&Fact>,
    new: Option<Fact>,
) -> Result<Transaction, ChangeError> {
    let new = new.map(|fact| fact.checked(state, id)).transpose()?;
    let union = state.register();
    let held = entry(&union, id)?;
    let mut after = held.clone();
    match (old, new.clone()) {
        (None | Some(Fact::Alias(_)), Some(Fact::Alias(new))) => {
            set_dated(&mut after.aliases, old.and_then(Fact::words), Some(new))?;
        }
        (None | Some(Fact::Role(_)), Some(Fact::Role(new))) => {
            set_dated(&mut after.roles, old.and_then(Fact::words), Some(new))?;
        }
        (None | Some(Fact::BelongsTo(_)), Some(Fact::BelongsTo(new))) => {
            set_dated(&mut after.belongs_to, old.and_then(Fact::group), Some(new))?;
        }
        (Some(Fact::Alias(gone)), None) => set_dated(&mut after.aliases, Some(gone), None)?,
        (Some(Fact::Role(gone)), None) => set_dated(&mut after.roles, Some(gone), None)?,
        (Some(Fact::BelongsTo(gone)), None) => set_dated(&mut after.belongs_to, Some(gone), None)?,
        (None, None) => return Err(ChangeError::Nothing),
        (Some(_), Some(_)) => return Err(VoiceError::NotThere.into()),
    }
    let does = match (old, &new) {
        (None, _) => "Add",
        (_, None) => "Remove",
        _ => "Change",
    };
    let what = match new.as_ref().or(old) {
        Some(Fact::Alias(_)) => "a name",
        Some(Fact::Role(_)) => "a role",
        _ => "what it belongs to",
    };
    let mut draft = Draft::new(state);
    put_version(&mut draft, editor, held, |voice| *voice = after)?;
    draft.say(format!("{does} {what}: {}", held.name))
}

fn set_dated<T: PartialEq>(
    list: &mut Vec<Dated<T>>,
    old: Option<&Dated<T>>,
    new: Option<Dated<T>>,
) -> Result<(), ChangeError> {
    let at = match old {
        Some(old) => {
            let at = list.iter().position(|dated| dated == old).ok_or(VoiceError::NotThere)?;
            list.remove(at);
            at
        }
        None => list.len(),
    };
    if let Some(new) = new {
        if list.contains(&new) {
            return Err(ChangeError::Nothing);
        }
        list.insert(at, new);
    }
    Ok(())
}

fn named(name: &str) -> Result<String, ChangeError> {
    let name = name.trim();
    if name.is_empty() { Err(VoiceError::NoName.into()) } else { Ok(name.to_owned()) }
}

impl Fact {
    fn words(&self) -> Option<&Dated<String>> {
        match self {
            Self::Alias(words) | Self::Role(words) => Some(words),
            Self::BelongsTo(_) => None,
        }
    }

    fn group(&self) -> Option<&Dated<VoiceId>> {
        match self {
            Self::BelongsTo(group) => Some(group),
            Self::Alias(_) | Self::Role(_) => None,
        }
    }

    /// The fact with its words trimmed, if it makes sense for the entry `id`.
    fn checked(self, state: &CorpusState, id: &VoiceId) -> Result<Self, ChangeError> {
        let in_order = |from: Option<_>, to: Option<_>| match (from, to) {
            (Some(from), Some(to)) if from > to => Err(ChangeError::from(VoiceError::DaysTurned)),
            _ => Ok(()),
        };
        if let Self::BelongsTo(Dated { value, from, to }) = &self {
            in_order(*from, *to)?;
            let union = state.register();
            let group = entry(&union, value)?;
            if resolve(&union, value) == resolve(&union, id) {
                return Err(VoiceError::OfItself(group.name.clone()).into());
            }
            return Ok(self);
        }
        let trim = |Dated { value, from, to }: Dated<String>| -> Result<_, ChangeError> {
            in_order(from, to)?;
            Ok(Dated { value: named(&value)?, from, to })
        };
        Ok(match self {
            Self::Alias(alias) => Self::Alias(trim(alias)?),
            Self::Role(role) => Self::Role(trim(role)?),
            Self::BelongsTo(group) => Self::BelongsTo(group),
        })
    }
}

/// Says that entries are the same as another one: whatever names them means `target` from then on, which goes by
/// their names too. Those that mean it already are left as they are.
pub fn merge(
    state: &CorpusState,
    editor: Editor<'_>,
    sources: &[VoiceId],
    target: &VoiceId,
) -> Result<Transaction, ChangeError> {
    let union = state.register();
    let target = resolve(&union, target);
    let into = entry(&union, target)?;
    let mut draft = Draft::new(state);
    let mut first = String::new();
    let mut meant: Vec<&VoiceId> = Vec::new();
    for source in sources {
        let source = resolve(&union, source);
        if source == target || meant.contains(&source) {
            continue;
        }
        let held = entry(&union, source)?;
        if meant.is_empty() {
            first.clone_from(&held.name);
        }
        meant.push(source);
        put_version(&mut draft, editor, held, |voice| voice.merged_into = Some(target.clone()))?;
    }
    let num = meant.len();
    let what = if num == 1 { first } else { format!("{num} entries") };
    draft.say(format!("Merge {what} into {}", into.name))
}

/// Takes an entry out of the one it was merged into: it stands for itself again, with its own names, and so do the
/// quotes of whatever names it.
pub fn unmerge(state: &CorpusState, editor: Editor<'_>, id: &VoiceId) -> Result<Transaction, ChangeError> {
    let union = state.register();
    let held = entry(&union, id)?;
    let target = resolve(&union, id);
    let into = entry(&union, target)?;
    if held.merged_into.is_none() || target == id {
        return Err(VoiceError::NotMerged(held.name.clone()).into());
    }
    let mut draft = Draft::new(state);
    put_version(&mut draft, editor, held, |voice| voice.merged_into = None)?;
    // Where entries were merged in a circle, the one they all meant must not follow this one out.
    if into.merged_into.is_some() {
        put_version(&mut draft, editor, into, |voice| voice.merged_into = None)?;
    }
    draft.say(format!("Take {} apart from {}", held.name, into.name))
}

/// What names an entry, or one that means it. O(annotations).
pub fn uses(state: &CorpusState, id: &VoiceId) -> Uses {
    let union = state.register();
    let target = resolve(&union, id);
    let is_it = |id: &VoiceId| resolve(&union, id) == target;
    let mut uses = Uses::default();
    for layer in state.layers.values().flat_map(BTreeMap::values) {
        let unplaced = layer.unplaced.values().map(|unplaced| &unplaced.annotation);
        let named = layer.annotations.values().chain(unplaced).filter(|span| voices_of(span).any(is_it));
        uses.num_annotations += named.count();
    }
    for (other, (_, voice)) in &union {
        if other != target && resolve(&union, other) == target {
            uses.num_merged += 1;
        } else if voice.belongs_to.iter().any(|group| is_it(&group.value)) {
            uses.num_entries += 1;
        }
    }
    uses
}

/// Every entry of the register that an annotation names, some perhaps twice.
fn voices_of(annotation: &Annotation) -> impl Iterator<Item = &VoiceId> {
    let values = annotation.attributes.values().filter_map(|value| match value {
        AttributeValue::Party(party) => Some(party),
        _ => None,
    });
    let parties = annotation.attribution.voices.iter().map(|voice| &voice.party).chain(values);
    parties.filter_map(|party| match party {
        Party::Registered(id) | Party::Unnamed { affiliation: Some(id), .. } => Some(id),
        Party::Unnamed { affiliation: None, .. } | Party::Article => None,
    })
}

impl Uses {
    /// What names the entry, in words; `None` if nothing does.
    pub fn in_words(self) -> Option<String> {
        let part = |num: usize, one: &str, many: &str| match num {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{num} {many}")),
        };
        let parts: Vec<String> = [
            part(self.num_annotations, "annotation", "annotations"),
            part(self.num_entries, "entry that belongs to it", "entries that belong to it"),
            part(self.num_merged, "entry merged into it", "entries merged into it"),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!parts.is_empty()).then(|| parts.join(" and "))
    }
}

/// Removes an entry that nothing names and that is nobody else's.
pub fn remove(
    state: &CorpusState,
    annotator: &AnnotatorId,
    id: &VoiceId,
) -> Result<Transaction, ChangeError> {
    let union = state.register();
    let name = entry(&union, id)?.name.clone();
    if let Some(by) = uses(state, id).in_words() {
        return Err(VoiceError::InUse { name, by }.into());
    }
    if let Some(owner) = state.voices.iter().find(|(who, own)| *who != annotator && own.contains_key(id)) {
        return Err(VoiceError::NotYours { name, owner: owner.0.clone() }.into());
    }
    let mut draft = Draft::new(state);
    draft.put(Key::Voice(annotator.clone(), id.clone()), None);
    draft.say(format!("Remove {name} from the register"))
}

/// Gives what `targets` say of `from` to a new entry, as [`move_quotes`] does.
pub fn split_off(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &[AnnotationKey],
    from: &VoiceId,
    to: Voice,
    mint: &mut dyn FnMut() -> AnnotationId,
) -> BulkChange {
    let mut bulk = move_quotes(state, actor, targets, from, &to, mint);
    let key = Key::Voice(actor.annotator.clone(), to.id.clone());
    let put = Put::new(key.clone(), state.get(&key), Some(Record::Voice(Arc::new(to))));
    if let Ok(change) = &mut bulk.change {
        change.edits.insert(0, Edit::Put(put));
    }
    bulk
}

/// Gives what `targets` say of `from` to another entry: one's own annotations are edited, those of others corrected
/// in one's own layer. Where an annotation only inherits who said it, it says so itself from then on, unless the
/// quote around it is one's own and goes along. `mint` gives ids to corrections.
pub fn move_quotes(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &[AnnotationKey],
    from: &VoiceId,
    to: &Voice,
    mint: &mut dyn FnMut() -> AnnotationId,
) -> BulkChange {
    let union = state.register();
    let from = resolve(&union, from);
    let inherited = inherited_among(state, actor.annotator, targets);
    let targets: Vec<AnnotationKey> = targets
        .iter()
        .filter(|target| !matches!(inherited.get(&target.annotation), Some(Inherited::GoesAlong)))
        .cloned()
        .collect();
    let give = |party: &mut Party| match party {
        Party::Registered(id) | Party::Unnamed { affiliation: Some(id), .. }
            if resolve(&union, id) == from =>
        {
            *id = to.id.clone();
        }
        _ => {}
    };
    let change = |_: &AnnotationKey, annotation: &mut Annotation| {
        let outer = annotation.corrects.as_ref().map_or(&annotation.id, |on| &on.annotation);
        if annotation.attribution.is_unset()
            && let Some(Inherited::From(attribution)) = inherited.get(outer)
        {
            annotation.attribution.voices.clone_from(&attribution.voices);
        }
        for voice in &mut annotation.attribution.voices {
            give(&mut voice.party);
        }
        for (_, value) in annotation.attributes.iter_mut() {
            if let AttributeValue::Party(party) = value {
                give(party);
            }
        }
    };
    let say = |num| format!("Move {num} {} to {}", if num == 1 { "quote" } else { "quotes" }, to.name);
    let why = Judgement { verdict: Verdict::Corrected, reason: String::new(), note: String::new() };
    change_all(state, actor, &targets, &why, mint, say, &change)
}

/// What an annotation that inherits who said it does when it is moved to another voice.
enum Inherited {
    /// It goes on inheriting, since the quote it inherits from moves too.
    GoesAlong,
    /// It is given this as its own.
    From(Attribution),
}

fn inherited_among(
    state: &CorpusState,
    actor: &AnnotatorId,
    targets: &[AnnotationKey],
) -> BTreeMap<AnnotationId, Inherited> {
    let mut inherited = BTreeMap::new();
    let moved: BTreeSet<(&ArticleId, &AnnotationId)> =
        targets.iter().map(|target| (&target.article, &target.annotation)).collect();
    let mut of_layer: Option<(LayerKey, Quotes)> = None;
    for target in targets {
        let key = LayerKey::of(target);
        let Some(layer) = state.layer(&key.article, &key.annotator) else { continue };
        let Some(annotation) = layer.annotations.get(&target.annotation) else { continue };
        if of_layer.as_ref().is_none_or(|(held, _)| *held != key) {
            of_layer = Some((key.clone(), Quotes::of(layer)));
        }
        let Some(outer) = of_layer.as_ref().and_then(|(_, quotes)| quotes.around(annotation)) else {
            continue;
        };
        let goes_along = key.annotator == *actor && moved.contains(&(&key.article, &outer.id));
        let how = if goes_along { Inherited::GoesAlong } else { Inherited::From(outer.attribution.clone()) };
        inherited.insert(target.annotation.clone(), how);
    }
    inherited
}

#[cfg(test)]
mod tests;
