//! What others have changed in the files of an open corpus, merged with what is in memory, record by record
//! (three ways: what was last read or written, what is in memory, what the file says now).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::OpenCorpus;
use crate::model::article::{Article, ArticleText, TextPatch};
use crate::model::change::layer_records;
use crate::model::corpus::CorpusState;
use crate::model::edit::{ArticleStamp, Direction, Edit, Key, LayerKey, Put, Record};
use crate::model::id::ArticleId;
use crate::model::time::Timestamp;
use crate::store::fold::{self, Recovered, RecoveredValue};
use crate::store::history::Kind;
use crate::store::layout::RecordFile;
use crate::store::load::{Loaded, chain_from};
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
                    let found = loaded.known.get(&self.place.layout.record_file(&file)).copied();
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
        let file = RecordFile::of(key);
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
            Verdict::Differs { mine, theirs } => {
                let lines = self.dirty_lines_of(&file, key);
                let what = RecoveredValue::Record { key: key.clone(), kept: theirs.clone(), other: mine };
                self.recovered.push(Recovered { what, lines });
                from_others.say.push(format!(
                    "{key} was changed by somebody else too; theirs stays, and yours is among what was recovered"
                ));
                theirs
            }
        };
        if current != value {
            fold::put(key, value.clone(), &mut self.state, &mut self.articles);
            from_others.edits.push(Edit::Put(Put { key: key.clone(), before: current, after: value }));
        }
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

    /// Merges an article. Whether its layers have to be looked at as well.
    fn merge_article(
        &mut self,
        id: &ArticleId,
        is_there: bool,
        loaded: &Loaded,
        from_others: &mut FromOthers,
    ) -> bool {
        let file = RecordFile::Article(id.clone());
        let row = self.state.articles.get(id).cloned();
        if !is_there {
            if let Some(row) = row {
                self.forget_article(id, from_others);
                from_others.say.push(format!("“{}” has been taken away by somebody else", row.shown_title));
            }
            return false;
        }
        self.locked.remove(&file);
        if let Some(why) = loaded.locked.get(&file) {
            self.locked.insert(file.clone(), why.clone());
        }
        let Some(theirs) = loaded.texts.get(id) else { return false };
        let Some(row) = row else {
            self.state.put_article(theirs);
            self.articles.refresh(Arc::clone(theirs));
            let stamp = ArticleStamp { id: id.clone(), hash: theirs.text.hash() };
            from_others.edits.push(Edit::MoveArticles(Arc::new(vec![stamp]), Direction::In));
            let title = self.state.articles.get(id).map(|row| row.shown_title.clone()).unwrap_or_default();
            from_others.say.push(format!("“{title}” has been added by somebody else"));
            return true;
        };
        let mine = self.articles.at_hand(id);
        let text_changed = theirs.text.hash() != row.text_hash && !self.has_own_text(id, theirs);
        let mut merged = match &mine {
            Some(mine) if !text_changed => Article::clone(mine),
            _ => Article::clone(theirs),
        };
        if text_changed {
            self.follow_text(id, mine.as_deref(), theirs, from_others);
        }
        self.merge_parts(id, mine.as_deref(), theirs, &mut merged, from_others);
        self.state.put_article(&merged);
        let merged = Arc::new(merged);
        let is_dirty = self.saving.as_ref().is_some_and(|saving| !saving.dirty_lines(&file).is_empty());
        if is_dirty {
            crate::model::edit::ArticleAccess::replace(&mut self.articles, merged);
        } else {
            self.articles.refresh(merged);
        }
        text_changed
    }

    /// Whether an article's text in memory is that of its file with own corrections that it does not have yet.
    fn has_own_text(&self, id: &ArticleId, theirs: &Article) -> bool {
        self.own_patches(id).first().is_some_and(|(_, patch)| patch.from_hash == theirs.text.hash())
    }

    /// The own corrections of an article that its file does not have, each with its line.
    fn own_patches(&self, id: &ArticleId) -> Vec<(u64, Arc<TextPatch>)> {
        let file = RecordFile::Article(id.clone());
        let lines = self.saving.as_ref().map(|saving| saving.dirty_lines(&file)).unwrap_or_default();
        let lines = lines.into_iter().filter_map(|n| self.history.at_hand(n));
        let edits = lines.flat_map(|line| line.edits.iter().map(move |edit| (line.n, edit)));
        edits
            .filter_map(|(n, edit)| match edit {
                Edit::PatchText(on, patch) if on == id => Some((n, Arc::clone(patch))),
                _ => None,
            })
            .collect()
    }

    /// Carries every layer on an article to the text that somebody else has given it. Own corrections that are
    /// not in the file give way, and are listed.
    fn follow_text(
        &mut self,
        id: &ArticleId,
        mine: Option<&Article>,
        theirs: &Article,
        from_others: &mut FromOthers,
    ) {
        let own = self.own_patches(id);
        if !own.is_empty() {
            for (n, patch) in own {
                let what = RecoveredValue::Correction { article: id.clone(), patch };
                self.recovered.push(Recovered { what, lines: BTreeSet::from([n]) });
            }
            from_others.say.push(format!(
                "The text of {id} was corrected by somebody else too; theirs stays, and your correction is among \
                 what was recovered"
            ));
        }
        let Some(row) = self.state.articles.get(id) else { return };
        if let Some(steps) = way_between(row.text_hash, mine, theirs) {
            for (patch, before) in steps {
                self.state.carry_layers(id, &patch, before.as_str());
                from_others.edits.push(Edit::PatchText(id.clone(), Arc::new(patch)));
            }
            return;
        }
        // Nothing leads from one text to the other: the layers are taken as the files have them.
        let own = RecordFile::Layer(self.annotator.clone(), id.clone());
        self.state.forget_layers(id);
        let is_dirty = |saving: &super::Saving| !saving.dirty_lines(&own).is_empty();
        if self.saving.as_ref().is_some_and(is_dirty) {
            let why = "the article's text was put back while there was unwritten work on it";
            self.locked.insert(own, why.to_owned());
        }
        if let Ok(patch) = TextPatch::replacing(&theirs.text, 0..0, "") {
            from_others.edits.push(Edit::PatchText(id.clone(), Arc::new(patch)));
        }
    }

    /// Merges metadata and blocks of an article.
    fn merge_parts(
        &mut self,
        id: &ArticleId,
        mine: Option<&Article>,
        theirs: &Article,
        merged: &mut Article,
        from_others: &mut FromOthers,
    ) {
        let file = RecordFile::Article(id.clone());
        let chains = self.dirty_chains(&file);
        let metadata = |article: &Article| Some(Record::Metadata(Arc::new(article.metadata.clone())));
        let blocks = |article: &Article| Some(Record::Blocks(Arc::new(article.blocks.clone())));
        let keys: [(Key, Option<Record>, Option<Record>); 2] = [
            (
                Key::Metadata(id.clone()),
                self.state.articles.get(id).map(|row| Record::Metadata(Arc::clone(&row.metadata))),
                metadata(theirs),
            ),
            (Key::Blocks(id.clone()), mine.map_or_else(|| blocks(theirs), blocks), blocks(theirs)),
        ];
        for (key, current, other) in keys {
            let value = match decide(chains.get(&key), current.clone(), other, false) {
                Verdict::Is(value) => value,
                Verdict::Differs { mine, theirs } => {
                    let lines = self.dirty_lines_of(&file, &key);
                    let what = RecoveredValue::Record { key: key.clone(), kept: theirs.clone(), other: mine };
                    self.recovered.push(Recovered { what, lines });
                    from_others.say.push(format!(
                        "{key} was changed by somebody else too; theirs stays, and yours is among what was recovered"
                    ));
                    theirs
                }
            };
            match &value {
                Some(Record::Metadata(metadata)) => merged.metadata = (**metadata).clone(),
                Some(Record::Blocks(blocks)) => {
                    merged.blocks = Article::fitting_blocks(merged.text.as_str(), blocks.to_vec());
                }
                _ => {}
            }
            if current != value {
                from_others.edits.push(Edit::Put(Put { key, before: current, after: value }));
            }
        }
    }

    /// Takes an article out of memory whose file is gone. What waits for its files waits on.
    fn forget_article(&mut self, id: &ArticleId, from_others: &mut FromOthers) {
        let Some(row) = self.state.articles.get(id) else { return };
        let stamp = ArticleStamp { id: id.clone(), hash: row.text_hash };
        from_others.edits.push(Edit::MoveArticles(Arc::new(vec![stamp]), Direction::Out));
        let own = RecordFile::Layer(self.annotator.clone(), id.clone());
        for file in [RecordFile::Article(id.clone()), own] {
            self.locked.insert(file, format!("there is no article {id} any more"));
        }
        self.state.forget_article(id);
        self.articles.forget(id);
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

/// The patches that lead from the text in memory to that of a file, each with the text it changes.
fn way_between(
    from: crate::model::text::TextHash,
    mine: Option<&Article>,
    theirs: &Article,
) -> Option<Vec<(TextPatch, ArticleText)>> {
    if let Some((text, patches)) = chain_from(theirs, from) {
        return Some(with_texts(text, patches.to_vec()));
    }
    let mine = mine?;
    // Back to the last text they have in common, then forward.
    for len in (0..=theirs.patches.len()).rev() {
        let common = match theirs.patches.get(len) {
            Some(next) => next.from_hash,
            None => theirs.text.hash(),
        };
        if let Some((_, back)) = chain_from(mine, common) {
            let back = back.iter().rev().map(TextPatch::inverse);
            let forward = theirs.patches[len..].iter().cloned();
            return Some(with_texts(mine.text.clone(), back.chain(forward).collect()));
        }
    }
    None
}

fn with_texts(mut text: ArticleText, patches: Vec<TextPatch>) -> Vec<(TextPatch, ArticleText)> {
    let mut steps = Vec::with_capacity(patches.len());
    for patch in patches {
        let Ok(after) = patch.apply(&text) else { break };
        steps.push((patch, std::mem::replace(&mut text, after)));
    }
    steps
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
