//! Taking in what another writer has in its history and the files don't have, and deciding on what could not be
//! folded in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::OpenCorpus;
use super::outside::FromOthers;
use super::save::{Adopted, Rewrite};
use crate::model::article::TextPatch;
use crate::model::change::{self, ChangeError};
use crate::model::edit::{Direction, Edit, Key, Put, Record, Transaction, apply_all};
use crate::model::reader::CorpusReader as _;
use crate::model::time::Timestamp;
use crate::store::error::{DiskContext as _, StoreError};
use crate::store::fold::{self, Recovered, RecoveredValue};
use crate::store::history::{WriterName, volumes};
use crate::store::layout::RecordFile;
use crate::store::others::OtherTail;
use crate::store::own_history::{OwnHistory, Tail};

impl OpenCorpus {
    /// Folds another writer's changes into the corpus, has their files written, and notes that in the own
    /// history. Refused while its annotator is at work. What somebody has changed since stays, and is listed.
    pub fn take_in(&mut self, other: &OtherTail, now: Timestamp) -> Result<FromOthers, StoreError> {
        if let Some(why) = self.read_only() {
            return Err(StoreError::ReadOnly(why.to_owned()));
        }
        let (disk, layout) = (Arc::clone(&self.place.disk), self.place.layout.clone());
        let lock = if other.annotator == self.annotator {
            None
        } else {
            let path = layout.lock(&other.annotator);
            let lock = disk.lock(&path).at("locking", &path)?;
            Some(lock.ok_or_else(|| StoreError::AtWork(other.annotator.clone()))?)
        };
        let name = WriterName { annotator: other.annotator.clone(), writer: other.writer.clone() };
        // What is in the files by now is taken in first, so that nothing is folded over an older state.
        let seen = self.outlook.watcher.look_now();
        let mut from_others = self.take_in_seen(seen, now);
        let (history, _, tail) =
            OwnHistory::read(disk.as_ref(), &layout, name.clone(), &volumes(disk.as_ref(), &layout)?)?;
        let upto = history.last_n;
        self.take_in_moves(&name, &tail, now, &mut from_others)?;
        let mut files = self.take_in_patches(&name, &tail, &mut from_others);
        files.extend(self.take_in_puts(&tail, &mut from_others));
        self.outlook.others.retain(|one| one.writer != other.writer || one.annotator != other.annotator);
        if let Some(saving) = self.saving.as_mut() {
            let adopts = Some(Adopted { writer: other.writer.clone(), upto, lock });
            saving.rewrite(Rewrite { files, adopts, is_sent: false }, now);
        }
        self.flush(now);
        Ok(from_others)
    }

    fn take_in_moves(
        &mut self,
        name: &WriterName,
        tail: &Tail,
        now: Timestamp,
        from_others: &mut FromOthers,
    ) -> Result<(), StoreError> {
        let moves = fold::last_moves(tail);
        if moves.is_empty() {
            return Ok(());
        }
        self.place.finish_moves(name, tail)?;
        let seen = self.outlook.watcher.look_now();
        let arrived = self.take_in_seen(seen, now);
        from_others.edits.extend(arrived.edits);
        for last in moves.iter().filter(|last| last.direction == Direction::Out) {
            if self.state.articles.contains_key(&last.stamp.id) {
                from_others.say.push(format!("{} could not be taken out", last.stamp.id));
            }
        }
        Ok(())
    }

    /// Applies the corrections of a tail that the texts don't have; gives the files they change.
    fn take_in_patches(
        &mut self,
        name: &WriterName,
        tail: &Tail,
        from_others: &mut FromOthers,
    ) -> BTreeSet<RecordFile> {
        let mut files = BTreeSet::new();
        for (id, patches) in fold::patches(&tail.since) {
            let Ok(article) = self.article(&id) else { continue };
            for patch in patches {
                if article.patches.contains(&patch) {
                    continue;
                }
                let edit = Edit::PatchText(id.clone(), Arc::clone(&patch));
                let applied = apply_all(
                    std::slice::from_ref(&edit),
                    &name.annotator,
                    &mut self.state,
                    &mut self.articles,
                );
                if applied.is_ok() {
                    files.insert(RecordFile::Article(id.clone()));
                    from_others.edits.push(edit);
                } else {
                    let what = RecoveredValue::Correction { article: id.clone(), patch };
                    self.recovered.push(Recovered { what, lines: BTreeSet::new() });
                }
            }
        }
        files
    }

    /// Folds the records of a tail in; gives the files they change.
    fn take_in_puts(&mut self, tail: &Tail, from_others: &mut FromOthers) -> BTreeSet<RecordFile> {
        let puts = tail.lines.iter().flat_map(|line| &line.edits);
        let keys: BTreeSet<&Key> =
            puts.filter_map(|edit| if let Edit::Put(put) = edit { Some(&put.key) } else { None }).collect();
        let before: BTreeMap<&Key, Option<Record>> =
            keys.iter().map(|key| (*key, self.record(key))).collect();
        let listed = fold::fold(tail, &|_| true, &self.locked, &mut self.state, &mut self.articles);
        self.recovered
            .extend(listed.into_iter().map(|recovered| Recovered { lines: BTreeSet::new(), ..recovered }));
        let mut files = BTreeSet::new();
        for (key, before) in before {
            let after = self.record(key);
            if before != after {
                files.insert(RecordFile::of(key));
                from_others.edits.push(Edit::Put(Put { key: key.clone(), before, after }));
            }
        }
        files
    }

    /// What one of two people put into the corpus and is not in it, until somebody has decided.
    pub fn recovered(&self) -> &[Recovered] {
        &self.recovered
    }

    /// The transaction that puts a recovered value in the place of what is there.
    pub fn recovered_change(&self, what: &RecoveredValue) -> Result<Transaction, ChangeError> {
        match what {
            RecoveredValue::Record { key, other, .. } => {
                change::replace_value(key.clone(), self.record(key), other.clone())
            }
            RecoveredValue::Correction { article, patch } => {
                let article = self.article(article).map_err(|_| ChangeError::Nothing)?;
                let at = place_of(patch, article.text.as_str()).ok_or(ChangeError::Nothing)?;
                let again =
                    TextPatch::replacing(&article.text, at..at + patch.removed.len(), &patch.inserted)
                        .map_err(|_| ChangeError::Nothing)?;
                change::patch_text(&self.state, &article, &self.annotator, again)
            }
        }
    }

    /// Takes a recovered value off the list, once it has been decided on.
    pub fn settle_recovered(&mut self, what: &RecoveredValue, now: Timestamp) {
        self.recovered.retain(|recovered| recovered.what != *what);
        if let Some(saving) = self.saving.as_mut() {
            saving.want_checkpoint(now);
        }
    }
}

/// Where a correction's words stand in a text that is not the one it was made for: at its place, or at the only
/// one.
fn place_of(patch: &TextPatch, text: &str) -> Option<usize> {
    let removed = patch.removed.as_str();
    if removed.is_empty() {
        return None;
    }
    if text.get(patch.at..).is_some_and(|rest| rest.starts_with(removed)) {
        return Some(patch.at);
    }
    let mut places = text.match_indices(removed).map(|(at, _)| at);
    let first = places.next()?;
    places.next().is_none().then_some(first)
}
