//! What others have changed in the files of an open corpus, merged with what is in memory, record by record
//! (three ways: what was last read or written, what is in memory, what the file says now).

mod article;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::OpenCorpus;
use crate::model::change::layer_records;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key, LayerKey, Put, Record};
use crate::model::id::ArticleId;
use crate::model::time::Timestamp;
use crate::store::fold::{self, Recovered, RecoveredValue};
use crate::store::history::Kind;
use crate::store::layout::RecordFile;
use crate::store::load::Loaded;
use crate::store::others::OtherTail;
use crate::store::watcher::{Outside, Seen, WatcherHandle};
use crate::store::writer::{Fingerprint, Waker, WriterMode};

/// What has changed in memory because of others. It is in their files already, and in no line of the own history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FromOthers {
    /// The changes, as edits that have been made.
    pub edits: Vec<Edit>,
    /// What a person should know of them, one sentence each.
    pub say: Vec<String>,
}

/// What is known of the world around the corpus.
#[derive(Debug)]
pub(super) struct Outlook {
    /// Whether anything happens by itself.
    pub mode: WriterMode,
    pub watcher: WatcherHandle,
    /// What other writers have that the files don't.
    pub others: Vec<OtherTail>,
    /// Why the folder can't be read.
    pub unreachable: Option<String>,
    /// Whether the lock that somebody else held has come free.
    pub lock_is_free: bool,
    /// Whether the file system has no locks.
    pub lacks_locks: bool,
    /// Whether a file was found changed that the watcher has not told of yet.
    pub look_is_due: bool,
}

/// What comes of a record that is one thing in memory and perhaps another in its file.
enum Verdict {
    /// It is this.
    Is(Option<Record>),
    /// Both sides have changed it.
    Differs { mine: Option<Record>, theirs: Option<Record> },
}

impl Outlook {
    pub(super) fn new(mode: WriterMode, watcher: WatcherHandle, others: Vec<OtherTail>) -> Self {
        Self {
            mode,
            watcher,
            others,
            unreachable: None,
            lock_is_free: false,
            lacks_locks: false,
            look_is_due: false,
        }
    }

    /// What the watcher has seen, after a look where one is due.
    pub(super) fn seen(&mut self, is_writing: bool) -> Vec<Seen> {
        let mut seen = self.watcher.seen();
        if !is_writing && std::mem::take(&mut self.look_is_due) {
            seen.extend(self.watcher.nudge());
        }
        seen
    }
}

impl OpenCorpus {
    /// Looks from now on by itself what others do to the corpus; `waker` is called when there is something for
    /// [`Self::poll`] to take in. With [`WriterMode::Inline`] nothing happens by itself.
    pub fn watch(&mut self, waker: Waker) {
        if self.outlook.mode == WriterMode::Thread {
            self.outlook.watcher.start_thread(waker);
        }
    }

    /// Looks what others have done to the corpus: when the window gains the focus. Where the corpus is watched,
    /// what is found comes with a later [`Self::poll`].
    pub fn look(&mut self, now: Timestamp) -> FromOthers {
        let seen = self.outlook.watcher.nudge();
        self.take_in_seen(seen, now)
    }

    /// What other writers have in their histories that the files don't have.
    pub fn others(&self) -> &[OtherTail] {
        &self.outlook.others
    }

    /// Why the folder can't be read at the moment, if it can't.
    pub fn unreachable(&self) -> Option<&str> {
        self.outlook.unreachable.as_deref()
    }

    /// Whether the corpus could be opened for writing now, though somebody else had it when it was opened here.
    /// Says so once each time that it is found out.
    pub fn could_write(&mut self) -> bool {
        std::mem::take(&mut self.outlook.lock_is_free) && self.saving.is_none()
    }

    pub(super) fn take_in_seen(&mut self, seen: Vec<Seen>, now: Timestamp) -> FromOthers {
        let mut from_others = FromOthers::default();
        let mut changed = Vec::new();
        for item in seen {
            match item {
                Seen::Changed(outside) => changed.push(*outside),
                Seen::Others(others) => self.outlook.others = others,
                Seen::Unreachable(why) => self.outlook.unreachable = Some(why),
                Seen::Reachable => {
                    self.outlook.unreachable = None;
                    self.retry(now);
                }
                Seen::LockIsFree => self.outlook.lock_is_free = true,
            }
        }
        let num_writes = self.place.writes.num.load(Ordering::SeqCst);
        let is_writing = self.saving.as_ref().is_some_and(super::Saving::is_writing);
        for outside in changed {
            // What was read while own files were being written may be one's own, in an older version.
            if is_writing || outside.at != num_writes {
                let mut again = self.place.writes.again.lock().unwrap_or_else(PoisonError::into_inner);
                again.extend(outside.files.into_iter().map(|(file, _)| file));
                self.outlook.look_is_due = true;
            } else {
                self.merge(outside, now, &mut from_others);
            }
        }
        from_others
    }

    fn merge(&mut self, outside: Outside, now: Timestamp, from_others: &mut FromOthers) {
        let Outside { files, loaded, .. } = outside;
        let mut files: BTreeMap<RecordFile, Option<Fingerprint>> =
            files.into_iter().filter(|(file, found)| self.place.known_of(file) != *found).collect();
        if files.is_empty() {
            return;
        }
        let articles: Vec<ArticleId> = files
            .keys()
            .filter_map(|file| if let RecordFile::Article(id) = file { Some(id.clone()) } else { None })
            .collect();
        for id in articles {
            let is_there = files.get(&RecordFile::Article(id.clone())).is_some_and(Option::is_some);
            if self.merge_article(&id, is_there, &loaded, from_others) {
                // Its layers were read with it.
                for file in self.layer_files(&id, &loaded) {
                    let found = loaded.known.get(&file).copied();
                    files.entry(file).or_insert(found);
                }
            }
        }
        for (file, found) in &files {
            match file {
                RecordFile::Article(_) => {}
                RecordFile::Corpus | RecordFile::Tagset if found.is_none() => {
                    self.locked.insert(file.clone(), "the file is not there any more".to_owned());
                }
                _ => self.merge_file(file, &loaded, now, from_others),
            }
        }
        self.place.note_known(files);
        let words = loaded.problems.iter().map(ToString::to_string);
        from_others.say.extend(words);
        if let Some(saving) = &mut self.saving {
            saving.write_soon(now);
        }
    }

    /// The layer files on an article that there are, in memory or on disk.
    fn layer_files(&self, id: &ArticleId, loaded: &Loaded) -> BTreeSet<RecordFile> {
        let states = [&self.state, &loaded.state];
        let annotators = states.iter().filter_map(|state| state.layers.get(id)).flat_map(BTreeMap::keys);
        let layers = annotators.map(|annotator| RecordFile::Layer(annotator.clone(), id.clone()));
        let is_on = |file: &&RecordFile| matches!(file, RecordFile::Layer(_, on) if on == id);
        let locked = self.locked.keys().chain(loaded.locked.keys()).filter(is_on).cloned();
        layers.chain(locked).collect()
    }

    /// Merges a file of records that lies in no article.
    fn merge_file(
        &mut self,
        file: &RecordFile,
        loaded: &Loaded,
        now: Timestamp,
        from_others: &mut FromOthers,
    ) {
        let was_locked = self.locked.remove(file).is_some();
        if let Some(why) = loaded.locked.get(file) {
            self.locked.insert(file.clone(), why.clone());
            return;
        }
        if file.article().is_some_and(|article| !self.state.articles.contains_key(article)) {
            if was_locked {
                self.locked.insert(file.clone(), "there is no article for it".to_owned());
            }
            return;
        }
        match loaded.quarantine.get(file) {
            Some(quarantine) => self.quarantine.insert(file.clone(), quarantine.clone()),
            None => self.quarantine.remove(file),
        };
        let (mine, theirs) = (records_of(file, &self.state), records_of(file, &loaded.state));
        let chains = self.dirty_chains(file);
        let keys: BTreeSet<&Key> = mine.keys().chain(theirs.keys()).chain(chains.keys()).collect();
        for key in keys {
            let current = mine.get(key).cloned();
            let verdict = decide(chains.get(key), current.clone(), theirs.get(key).cloned(), was_locked);
            self.settle(key, current, verdict, now, from_others);
        }
    }

    /// Puts what a record is to be after a merge.
    fn settle(
        &mut self,
        key: &Key,
        current: Option<Record>,
        verdict: Verdict,
        now: Timestamp,
        from_others: &mut FromOthers,
    ) {
        let is_own = key.owner() == Some(&self.annotator);
        let value = match verdict {
            Verdict::Is(value) => value,
            // In one's own files one's own work stays. The other value goes into the history with that, so that
            // it can be had at any time.
            Verdict::Differs { mine, theirs } if is_own => {
                let say = format!("Keep {key} over a change made elsewhere");
                let put = Put { key: key.clone(), before: theirs.clone(), after: mine.clone() };
                let what = RecoveredValue::Record { key: key.clone(), kept: mine.clone(), other: theirs };
                self.recovered.push(Recovered { what, lines: BTreeSet::new() });
                // Refused only where nothing can be written at all; then the file stays as it is as well.
                drop(self.append(Kind::Do, say, false, vec![Edit::Put(put)], now));
                from_others.say.push(format!(
                    "{key} was changed elsewhere too; yours stays, and the other value is among what was recovered"
                ));
                mine
            }
            Verdict::Differs { mine, theirs } => self.give_way(key, mine, theirs, from_others),
        };
        if current != value {
            fold::put(key, value.clone(), &mut self.state, &mut self.articles);
            from_others.edits.push(Edit::Put(Put { key: key.clone(), before: current, after: value }));
        }
    }

    /// In shared files somebody else's value stays, and one's own is listed until a person has decided.
    fn give_way(
        &mut self,
        key: &Key,
        mine: Option<Record>,
        theirs: Option<Record>,
        from_others: &mut FromOthers,
    ) -> Option<Record> {
        let lines = self.dirty_lines_of(&RecordFile::of(key), key);
        let what = RecoveredValue::Record { key: key.clone(), kept: theirs.clone(), other: mine };
        self.recovered.push(Recovered { what, lines });
        from_others.say.push(format!(
            "{key} was changed by somebody else too; theirs stays, and yours is among what was recovered"
        ));
        theirs
    }

    /// What the lines say, record by record, that a file lacks: what they found and left.
    fn dirty_chains(&self, file: &RecordFile) -> BTreeMap<Key, Vec<Option<Record>>> {
        let mut chains: BTreeMap<Key, Vec<Option<Record>>> = BTreeMap::new();
        let lines = self.saving.as_ref().map(|saving| saving.dirty_lines(file)).unwrap_or_default();
        for line in lines.into_iter().filter_map(|n| self.history.at_hand(n)) {
            for edit in &line.edits {
                if let Edit::Put(Put { key, before, after }) = edit
                    && RecordFile::of(key) == *file
                {
                    chains.entry(key.clone()).or_default().extend([before.clone(), after.clone()]);
                }
            }
        }
        chains
    }

    fn dirty_lines_of(&self, file: &RecordFile, key: &Key) -> BTreeSet<u64> {
        let lines = self.saving.as_ref().map(|saving| saving.dirty_lines(file)).unwrap_or_default();
        let touches = |edit: &Edit| matches!(edit, Edit::Put(put) if put.key == *key);
        let is_it = |n: &u64| self.history.at_hand(*n).is_some_and(|line| line.edits.iter().any(touches));
        lines.into_iter().filter(is_it).collect()
    }

    /// Has it looked again for changes by others, which the writer has come upon.
    pub(super) fn look_again(&mut self) {
        self.outlook.look_is_due = true;
    }
}

/// What a record is to be, of which the own lines that its file lacks make a chain of values.
fn decide(
    chain: Option<&Vec<Option<Record>>>,
    mine: Option<Record>,
    theirs: Option<Record>,
    was_locked: bool,
) -> Verdict {
    let Some(chain) = chain else { return Verdict::Is(theirs) };
    // What lay in a file that could not be read is not in memory.
    let mine = if was_locked { chain.last().cloned().flatten() } else { mine };
    if theirs == mine || chain.contains(&theirs) {
        Verdict::Is(mine)
    } else {
        Verdict::Differs { mine, theirs }
    }
}

/// The records of a file that lies in no article, by key.
fn records_of(file: &RecordFile, state: &CorpusState) -> BTreeMap<Key, Record> {
    let with_values = |keys: Vec<Key>| -> BTreeMap<Key, Record> {
        keys.into_iter().filter_map(|key| state.get(&key).map(|record| (key, record))).collect()
    };
    match file {
        RecordFile::Corpus => with_values(state.settings.keys().cloned().map(Key::Setting).collect()),
        RecordFile::Tagset => {
            let tagset = &state.tagset;
            let labels = tagset.labels.keys().cloned().map(Key::Label);
            let attributes = tagset.attributes.keys().cloned().map(Key::Attribute);
            let relation_types = tagset.relation_types.keys().cloned().map(Key::RelationType);
            with_values(labels.chain(attributes).chain(relation_types).collect())
        }
        RecordFile::Register(annotator) => {
            let voices = state.voices.get(annotator).into_iter().flat_map(BTreeMap::keys);
            with_values(voices.map(|id| Key::Voice(annotator.clone(), id.clone())).collect())
        }
        RecordFile::Items(annotator) => {
            let items = state.items.get(annotator).into_iter().flat_map(BTreeMap::keys);
            with_values(items.map(|id| Key::Item(annotator.clone(), id.clone())).collect())
        }
        RecordFile::Layer(annotator, article) => {
            let place = LayerKey { article: article.clone(), annotator: annotator.clone() };
            let layer = state.layer(article, annotator);
            layer.map(|layer| layer_records(&place, layer)).into_iter().flatten().collect()
        }
        RecordFile::Article(_) => BTreeMap::new(),
    }
}
