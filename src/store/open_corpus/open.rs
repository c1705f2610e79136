//! Opening and making a corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::caching::{WithCache, load_with_cache};
use super::outside::Outlook;
use super::save::Saving;
use super::{Access, OpenCorpus, OpenOptions, OpenReport, Place, start_writer};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Direction, Edit, Key, Put};
use crate::model::id::{ArticleId, SettingId};
use crate::model::tagset::Tagset;
use crate::store::articles::ArticleStore;
use crate::store::contents::Quarantine;
use crate::store::disk::{
    Disk, LockGuard, is_link, list_if_there, make_durable, read_if_there, write_atomically,
};
use crate::store::error::{DiskContext as _, StoreError};
use crate::store::fold::{self, LastMove, Recovered};
use crate::store::history::{Line, WriterName, is_writer_id, volumes};
use crate::store::layout::{Layout, RecordFile, writer_memory};
use crate::store::listing::Listing;
use crate::store::load::{Loaded, Source, lock_of};
use crate::store::others;
use crate::store::own_history::{HistoryEnd, OwnHistory, Tail};
use crate::store::past::{FoundLine, Histories, LineFilter};
use crate::store::records::Against;
use crate::store::records::article::CorpusFile;
use crate::store::records::tagset::TagsetFile;
use crate::store::ron_file;
use crate::store::watcher::{Known, WatcherHandle, WatcherStart};
use crate::store::writer::{WriterStart, finish_moves, wait_for_shared_files};
use crate::store::writer_memory::{WriterMemory, mint_writer};

/// Keeps locks and temporary files out of version control.
const GIT_IGNORE: &str = ".redletter/\n.*.tmp\n.incoming-*/\n*.torn\n";

/// Keeps git from changing line ends, and from merging histories line by line, which would lose
/// acknowledged work. A merge driver that nobody has set up is a merge as text to git.
const GIT_ATTRIBUTES: &str = "*.ron -text merge=redletter\n*.ronl -text -merge\n";

/// Reads a tagset file, to begin a corpus with.
pub fn read_tagset(disk: &dyn Disk, path: &Path) -> Result<Tagset, StoreError> {
    let bytes = disk.read(path).at("reading", path)?;
    let file: TagsetFile =
        ron_file::read(&bytes).map_err(|source| StoreError::Ron { path: path.to_owned(), source })?;
    file.to_model().map_err(|source| StoreError::Record { path: path.to_owned(), source })
}

/// Makes a corpus in `folder`, which must not hold anything yet.
#[expect(clippy::missing_panics_doc, reason = "`title` has the shape of an id")]
pub fn create(disk: &dyn Disk, folder: &Path, title: &str, tagset: &Tagset) -> Result<(), StoreError> {
    let layout = Layout::new(folder);
    let mut state = CorpusState { tagset: tagset.clone(), ..CorpusState::default() };
    let id = SettingId::new("title").expect("`title` has the shape of an id");
    state.settings.insert(id, title.into());
    let files = BTreeMap::from([
        (RecordFile::Tagset, ron_file::write(&TagsetFile::from_model(&state.tagset))?),
        (RecordFile::Corpus, ron_file::write(&CorpusFile::from_model(&state))?),
    ]);
    write_new_files(disk, &layout, &files)
}

/// Writes the files of a new corpus into a folder that must not hold anything yet. `corpus.ron` comes last,
/// since it is what makes a folder a corpus.
pub(crate) fn write_new_files(
    disk: &dyn Disk,
    layout: &Layout,
    files: &BTreeMap<RecordFile, Vec<u8>>,
) -> Result<(), StoreError> {
    let folder = layout.folder();
    if !list_if_there(disk, folder).at("reading", folder)?.is_empty() {
        return Err(StoreError::Exists(folder.to_owned()));
    }
    for part in [folder.to_owned(), layout.articles(), layout.layers(), layout.history()] {
        disk.create_folder(&part).at("making a folder", &part)?;
    }
    for (name, text) in [(".gitignore", GIT_IGNORE), (".gitattributes", GIT_ATTRIBUTES)] {
        let path = folder.join(name);
        write_atomically(disk, &path, text.as_bytes()).at("writing", &path)?;
    }
    let is_corpus = |file: &&RecordFile| **file == RecordFile::Corpus;
    for file in files.keys().filter(|file| !is_corpus(file)).chain(files.keys().filter(is_corpus)) {
        let path = layout.record_file(file);
        write_atomically(disk, &path, &files[file]).at("writing", &path)?;
    }
    disk.sync_folder(folder).at("writing", folder)
}

impl OpenCorpus {
    /// Opens a corpus: reads its files, folds in what its history has and they have not, and starts the
    /// writer. Slow for large corpora, so to be called off the window's thread.
    pub fn open(options: OpenOptions) -> Result<(Self, OpenReport), StoreError> {
        let OpenOptions { folder, user_folder, annotator, disk, .. } = &options;
        let layout = Layout::new(folder.clone());
        let settings = layout.record_file(&RecordFile::Corpus);
        if read_if_there(disk.as_ref(), &settings).at("reading", &settings)?.is_none() {
            return Err(StoreError::NoCorpus(folder.clone()));
        }
        let canonical = disk.canonical(folder).at("reading", folder)?;
        let place = Place {
            disk: Arc::clone(disk),
            layout,
            writer_memory: writer_memory(user_folder, &canonical, annotator),
            machine: options.machine.clone(),
            known: Known::default(),
            writes: Arc::default(),
        };
        let held = place.take_lock(&options)?;
        let is_writable = matches!(held, Held::Lock(_));
        let waits_for_lock = matches!(held, Held::Nothing { is_held: true, .. });
        let lacks_locks = matches!(held, Held::NoLocks);
        let (history, end, tail) = place.read_history(&options)?;
        let mut report = OpenReport { damage: end.damage.clone(), ..OpenReport::default() };
        if is_writable {
            place.cut_torn(&history.name, &end, &mut report)?;
            place.make_durable(&history.name, &end)?;
            place.finish_moves(&history.name, &tail)?;
        }
        let patches = fold::patches(&tail.since);
        let (gone, in_tail) = (fold::gone(&tail), fold::articles(&tail));
        let listing = Listing::read(place.disk.as_ref(), &place.layout)?;
        let source = Source {
            disk: place.disk.as_ref(),
            layout: &place.layout,
            patches: &patches,
            gone: &gone,
            in_tail: &in_tail,
            annotator,
            listing: &listing,
            keeps_texts: false,
            cache: None,
            segment: None,
        };
        let WithCache { loaded, flat, caching } = load_with_cache(&options, &canonical, source)?;
        let Loaded { mut state, mut quarantine, locked, known, problems, patched, unfit, corrected, .. } =
            loaded;
        report.problems = problems;
        let mut articles = ArticleStore::new(Arc::clone(&place.disk), place.layout.clone(), patched, flat);
        report.recovered =
            fold::fold(&tail, &|id| corrected.contains(id), &locked, &mut state, &mut articles);
        report
            .recovered
            .extend(unfit.into_iter().map(|(article, patch)| fold::correction(article, patch, &tail)));
        report.num_replayed = num_replayed(&tail, &locked, &report.recovered);
        drop_superseded(&mut quarantine, &tail);
        let others = others::other_tails(disk.as_ref(), &place.layout, &history.name, is_writable)?;
        report.others = others.iter().filter(|other| !other.is_at_work).cloned().collect();
        *place.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
        let watcher = WatcherHandle::new(WatcherStart {
            disk: Arc::clone(&place.disk),
            layout: place.layout.clone(),
            own: history.name.clone(),
            known: Arc::clone(&place.known),
            writes: Arc::clone(&place.writes),
            listing,
            waits_for_lock,
            holds_lock: is_writable,
        });
        let mut corpus = Self {
            state,
            articles,
            place,
            annotator: annotator.clone(),
            history,
            quarantine,
            locked,
            recovered: report.recovered.clone(),
            outlook: Outlook::new(options.writer_mode, watcher, others),
            saving: None,
            read_only: String::new(),
            caching,
        };
        corpus.outlook.lacks_locks = lacks_locks;
        match held {
            Held::Nothing { why, .. } => corpus.read_only = why,
            Held::NoLocks => "this file system has no locks".clone_into(&mut corpus.read_only),
            Held::Lock(lock) => {
                let start = corpus.begin_history(&end);
                let writer = start_writer(start, options.writer_mode)?;
                let dirty = corpus.dirty_from(&tail.lines);
                corpus.lock_files_without_article(dirty.keys(), &gone);
                let is_behind = !tail.lines.is_empty();
                corpus.saving = Some(Saving::new(writer, lock, corpus.history.last_n, dirty, is_behind));
                corpus.remember_writer();
                if is_behind {
                    corpus.flush(options.now);
                }
            }
        }
        Ok((corpus, report))
    }

    /// Where the writer goes on in the history.
    fn begin_history(&self, end: &HistoryEnd) -> WriterStart {
        let (volume, volume_len) = end.place_to_append();
        WriterStart {
            disk: Arc::clone(&self.place.disk),
            layout: self.place.layout.clone(),
            name: self.history.name.clone(),
            volume,
            volume_len,
        }
    }

    /// What the history has for an article whose file vanished waits until that is back.
    fn lock_files_without_article<'f>(
        &mut self,
        files: impl Iterator<Item = &'f RecordFile>,
        gone: &BTreeSet<ArticleId>,
    ) {
        for file in files {
            let Some(article) = file.article() else { continue };
            if !self.state.articles.contains_key(article) && !gone.contains(article) {
                let why = format!("there is no article {article}");
                self.locked.entry(file.clone()).or_insert(why);
            }
        }
    }

    /// The files that the tail of the history touches, with the lines they may lack.
    fn dirty_from(&self, tail: &[Arc<Line>]) -> BTreeMap<RecordFile, BTreeSet<u64>> {
        let mut dirty: BTreeMap<RecordFile, BTreeSet<u64>> = BTreeMap::new();
        for line in tail {
            for file in line.edits.iter().flat_map(|edit| self.touched_files(edit)) {
                dirty.entry(file).or_default().insert(line.n);
            }
        }
        dirty
    }
}

/// How many lines of the tail have been brought back: those that wait for a file that can't be read, or for a
/// person's word, have not.
fn num_replayed(tail: &Tail, locked: &BTreeMap<RecordFile, String>, recovered: &[Recovered]) -> usize {
    let waits =
        |edit: &Edit| matches!(edit, Edit::Put(put) if lock_of(locked, &RecordFile::of(&put.key)).is_some());
    let is_listed = |n: u64| recovered.iter().any(|recovered| recovered.lines.contains(&n));
    let lines = tail.lines.iter().filter(|line| !is_listed(line.n));
    lines.filter(|line| !line.edits.iter().all(waits)).count()
}

/// A span that a repair has put back and that its file still has as it was: the line that put it is newer. Only
/// what was kept apart for its place is meant, not a second record of the same id.
fn drop_superseded(quarantine: &mut BTreeMap<RecordFile, Quarantine>, tail: &Tail) {
    for edit in tail.lines.iter().flat_map(|line| &line.edits) {
        let Edit::Put(Put { key: Key::Annotation(layer, id), before: None, after: Some(_) }) = edit else {
            continue;
        };
        let file = RecordFile::Layer(layer.annotator.clone(), layer.article.clone());
        if let Some(apart) = quarantine.get_mut(&file) {
            apart
                .annotations
                .retain(|record| record.id() != id.as_str() || record.to_model(Against::Nothing).is_err());
            if apart.is_empty() {
                quarantine.remove(&file);
            }
        }
    }
}

/// What came of the wish to write.
enum Held {
    Lock(Box<dyn LockGuard>),
    /// Nothing, and why; and whether that is because somebody else has it.
    Nothing {
        why: String,
        is_held: bool,
    },
    /// Nothing, because the file system has no locks.
    NoLocks,
}

/// What is held where the file system has no locks and a person has said that it is to be written all the same.
#[derive(Debug)]
struct NoLock;

impl LockGuard for NoLock {}

impl Held {
    /// What came of it where the folder can't be written.
    fn refused(why: impl std::fmt::Display) -> Self {
        Self::Nothing { why: format!("the folder can't be written: {why}"), is_held: false }
    }
}

impl Place {
    /// Takes the annotator's lock, if the corpus is to be written.
    fn take_lock(&self, options: &OpenOptions) -> Result<Held, StoreError> {
        if options.access == Access::Read {
            return Ok(Held::Nothing { why: "it was opened to be read".to_owned(), is_held: false });
        }
        let locks = self.layout.locks();
        let path = self.layout.lock(&options.annotator);
        let holder = self.layout.lock_holder(&options.annotator);
        let made = self.disk.create_folder(&locks).and_then(|()| self.make_missing_folders());
        let locked = made.and_then(|()| match self.disk.lock(&path) {
            Err(err) if err.kind() == io::ErrorKind::Unsupported => Ok(None),
            locked => locked.map(Some),
        });
        let locked = match locked {
            Ok(None) if options.access == Access::WriteUnlocked => {
                Ok(Some(Box::new(NoLock) as Box<dyn LockGuard>))
            }
            Ok(None) => return Ok(Held::NoLocks),
            Ok(Some(lock)) => Ok(lock),
            Err(err) => Err(err),
        };
        match locked {
            Ok(Some(lock)) => {
                let since = options.now.to_utc().format("%Y-%m-%d %H:%M UTC");
                let text = format!("{} on {} since {since}\n", options.annotator, options.machine);
                match self.disk.create(&holder, text.as_bytes()) {
                    Ok(()) => Ok(Held::Lock(lock)),
                    Err(err) => Ok(Held::refused(err)),
                }
            }
            Ok(None) => {
                let bytes = read_if_there(self.disk.as_ref(), &holder).ok().flatten().unwrap_or_default();
                let who = String::from_utf8_lossy(&bytes).trim().to_owned();
                let who = if who.is_empty() { options.annotator.to_string() } else { who };
                Ok(Held::Nothing { why: format!("{who} has it open"), is_held: true })
            }
            Err(err) if is_refusal(&err) => Ok(Held::refused(err)),
            Err(err) => Err(err).at("locking", &path),
        }
    }

    /// Makes the folders that version control leaves out when they are empty.
    fn make_missing_folders(&self) -> io::Result<()> {
        let parts = [self.layout.articles(), self.layout.layers(), self.layout.history()];
        let missing: Vec<_> = parts.iter().filter(|part| self.disk.canonical(part).is_err()).collect();
        for part in &missing {
            self.disk.create_folder(part)?;
        }
        if missing.is_empty() { Ok(()) } else { self.disk.sync_folder(self.layout.folder()) }
    }

    /// The history of the writer that this working copy is for the annotator; a new one where there is none,
    /// or where it has been put back to an older state.
    fn read_history(&self, options: &OpenOptions) -> Result<(OwnHistory, HistoryEnd, Tail), StoreError> {
        let disk = self.disk.as_ref();
        let memory = read_if_there(disk, &self.writer_memory).at("reading", &self.writer_memory)?;
        // A memory that can't be read is as good as none: a new writer is always safe.
        let memory = memory.and_then(|bytes| ron_file::read::<WriterMemory>(&bytes).ok());
        if let Some(memory) = memory.filter(|memory| is_writer_id(&memory.writer)) {
            let name = WriterName { annotator: options.annotator.clone(), writer: memory.writer };
            let (history, end, tail) =
                OwnHistory::read(disk, &self.layout, name, &volumes(disk, &self.layout)?)?;
            if history.last_n >= memory.n {
                return Ok((history, end, tail));
            }
        }
        let name = WriterName { annotator: options.annotator.clone(), writer: mint_writer(options.random) };
        Ok((OwnHistory::empty(name), HistoryEnd::default(), Tail::default()))
    }

    /// Copies a torn last line aside and cuts it off.
    fn cut_torn(
        &self,
        name: &WriterName,
        end: &HistoryEnd,
        report: &mut OpenReport,
    ) -> Result<(), StoreError> {
        if !end.is_torn {
            return Ok(());
        }
        let path = self.layout.history().join(name.volume_name(end.volume));
        let bytes = self.disk.read(&path).at("reading", &path)?;
        let at = usize::try_from(end.volume_len).unwrap_or(usize::MAX).min(bytes.len());
        let aside = path.with_extension("ronl.torn");
        self.disk.append(&aside, &bytes[at..]).and_then(|()| self.disk.sync(&aside)).at("writing", &aside)?;
        self.disk
            .truncate(&path, end.volume_len)
            .and_then(|()| self.disk.sync(&path))
            .at("writing", &path)?;
        report.torn = Some(self.layout.shown(&aside));
        Ok(())
    }

    /// Makes the end of the history durable: a run that was killed may have appended lines and not come to
    /// sync them, and from here on they count as acknowledged.
    fn make_durable(&self, name: &WriterName, end: &HistoryEnd) -> Result<(), StoreError> {
        if end.volume == 0 {
            return Ok(());
        }
        let path = self.layout.history().join(name.volume_name(end.volume));
        make_durable(self.disk.as_ref(), &path).at("writing", &path)
    }

    /// Finishes the renames of durable lines, and removes what an import left that was never acknowledged.
    pub(super) fn finish_moves(&self, name: &WriterName, tail: &Tail) -> Result<(), StoreError> {
        let (disk, articles) = (self.disk.as_ref(), self.layout.articles());
        let moves = fold::last_moves(tail);
        // A corpus is opened even if somebody else never lets go of the shared files.
        let _lock = if moves.is_empty() {
            None
        } else {
            wait_for_shared_files(disk, &self.layout).at("locking", &self.layout.shared_lock())?
        };
        for last in moves {
            let LastMove { direction, stamp, staged_by, .. } = &last;
            // Line 0 never staged anything: the article can only be in the trash then.
            let incoming = self.layout.incoming(&name.writer, staged_by.unwrap_or(0));
            if self.was_taken_out_by_others(name, &incoming, &last)? {
                continue;
            }
            match finish_moves(disk, &self.layout, &incoming, std::slice::from_ref(stamp), *direction) {
                // Somebody else has taken the file away since: there is nothing to move, and the corpus is opened
                // without the article.
                Err(err) if err.kind() == io::ErrorKind::NotFound => {}
                done => done.at("moving articles into", &articles)?,
            }
        }
        let prefix = format!(".incoming-{}-", name.writer);
        for entry in list_if_there(disk, &articles).at("reading", &articles)? {
            let folder = articles.join(&entry.name);
            if entry.is_folder && entry.name.starts_with(&prefix) && !is_link(disk, &folder) {
                for file in disk.list(&folder).at("reading", &folder)? {
                    let path = folder.join(&file.name);
                    disk.remove(&path).at("removing", &path)?;
                }
                disk.remove(&folder).at("removing", &folder)?;
            }
        }
        Ok(())
    }
}

impl Place {
    /// Whether an article that lines took in lies in the trash because somebody else has taken it out since: then
    /// it stays there.
    fn was_taken_out_by_others(
        &self,
        name: &WriterName,
        incoming: &Path,
        last: &LastMove,
    ) -> Result<bool, StoreError> {
        let LastMove { direction, stamp, at, was_out, .. } = last;
        let file = format!("{}.ron", stamp.id);
        let has = |folder: &Path| self.disk.canonical(&folder.join(&file)).is_ok();
        let trash = self.layout.trashed_articles();
        if *direction == Direction::Out || has(&self.layout.articles()) || has(incoming) || !has(&trash) {
            return Ok(false);
        }
        let filter = LineFilter { article: Some(stamp.id.clone()), ..LineFilter::default() };
        for found in Histories::new(Arc::clone(&self.disk), self.layout.clone()).newest_first(filter)? {
            let FoundLine { id, line, .. } = found?;
            let takes_out = |edit: &Edit| matches!(edit, Edit::MoveArticles(stamps, Direction::Out) if stamps.iter().any(|one| one.id == stamp.id));
            // What never went out before can only have gone out later, whatever the clocks say.
            let is_later = id.t > *at || !was_out;
            let is_own = line.by == name.annotator && *id.writer == *name.writer;
            if !is_own && is_later && line.edits.iter().any(takes_out) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether an error means that the folder can be read but not written.
fn is_refusal(err: &io::Error) -> bool {
    matches!(
        err.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::Unsupported
    )
}
