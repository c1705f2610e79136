//! A disk in memory that can crash: what was not made durable may be lost, torn or reordered. For tests of
//! the store; the program never uses it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, Entry, LockGuard};

/// A disk in memory. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct SimulatedDisk {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    files: BTreeMap<u64, Contents>,
    /// Names as a running program sees them.
    names: BTreeMap<PathBuf, u64>,
    /// Names as they would surely be found after a crash.
    durable_names: BTreeMap<PathBuf, u64>,
    folders: BTreeSet<PathBuf>,
    locked: BTreeSet<PathBuf>,
    has_no_locks: bool,
    next_file: u64,
    num_changes: usize,
    num_calls: usize,
    /// Counts changing calls, whatever comes in between: what files are stamped with.
    clock: u64,
    fault: Option<Fault>,
}

#[derive(Clone, Debug, Default)]
struct Contents {
    now: Vec<u8>,
    durable: Vec<u8>,
    /// What the disk's clock said when it was written last.
    modified: u64,
    /// The same for its durable bytes.
    durable_modified: u64,
}

/// A disk that answers no call for as long as this is held.
#[derive(Debug)]
pub struct HeldDisk<'d> {
    _inner: MutexGuard<'d, Inner>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The machine stops before the changing call of this number; every later call fails.
    CrashAt(usize),
    /// The changing calls from the first number up to the second fail with this kind of error.
    FailBetween(usize, usize, io::ErrorKind),
    /// The calls from the first number up to the second fail with this kind of error, reading ones too.
    FailCalls(usize, usize, io::ErrorKind),
}

/// Chooses what a crash leaves of that which was never made durable.
trait Chance {
    /// A number below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize;
    /// How many of `len` bytes are left; `is_log` for files that only ever grow.
    fn kept(&mut self, len: usize, is_log: bool) -> usize;
}

/// A source of choices: each call gives the next number of a fixed sequence.
#[derive(Clone, Debug)]
pub struct Choices(pub u64);

impl Choices {
    /// A number below `bound`, which must not be 0 (`SplitMix64`, Steele, Lea & Flood 2014).
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % (bound as u64)).unwrap_or(0)
    }
}

impl Chance for Choices {
    fn below(&mut self, bound: usize) -> usize {
        Self::below(self, bound)
    }

    fn kept(&mut self, len: usize, _is_log: bool) -> usize {
        Self::below(self, len + 1)
    }
}

/// Every way in which choices can fall, one after another, like the wheels of a counter.
#[derive(Debug, Default)]
struct Wheels {
    /// What was chosen, out of how many.
    wheels: Vec<(usize, usize)>,
    at: usize,
}

impl Wheels {
    /// Goes on to the next way; `false` if there is none.
    fn turn(&mut self) -> bool {
        self.at = 0;
        while let Some((chosen, bound)) = self.wheels.pop() {
            if chosen + 1 < bound {
                self.wheels.push((chosen + 1, bound));
                return true;
            }
        }
        false
    }
}

impl Chance for Wheels {
    fn below(&mut self, bound: usize) -> usize {
        if self.at == self.wheels.len() {
            self.wheels.push((0, bound));
        }
        self.at += 1;
        self.wheels[self.at - 1].0
    }

    /// Every length of a log, since a reader must find out where it ends; of other files none, half and all.
    fn kept(&mut self, len: usize, is_log: bool) -> usize {
        match len {
            0 => 0,
            _ if is_log => self.below(len + 1),
            1 => self.below(2),
            _ => [0, len / 2, len][self.below(3)],
        }
    }
}

impl SimulatedDisk {
    /// Sets what goes wrong from now on.
    pub fn set_fault(&self, fault: Option<Fault>) {
        self.inner().fault = fault;
    }

    /// How many changing calls there have been.
    pub fn num_changes(&self) -> usize {
        self.inner().num_changes
    }

    /// How many calls there have been, reading ones too.
    pub fn num_calls(&self) -> usize {
        self.inner().num_calls
    }

    /// The disk as another process finds it after this one was killed: everything as it is, and no lock held.
    #[must_use]
    pub fn after_kill(&self) -> Self {
        let Inner { files, names, durable_names, folders, next_file, clock, .. } = &*self.inner();
        let next = Inner {
            files: files.clone(),
            names: names.clone(),
            durable_names: durable_names.clone(),
            folders: folders.clone(),
            next_file: *next_file,
            clock: *clock,
            ..Inner::default()
        };
        Self { inner: Arc::new(Mutex::new(next)) }
    }

    /// The disk as a new start of the machine might find it. `seed` chooses what survives of that which was
    /// never made durable: of a file's new bytes any beginning, of names any of them.
    #[must_use]
    pub fn after_crash(&self, seed: u64) -> Self {
        self.survivor(&mut Choices(seed), "")
    }

    /// The disk in every state in which a new start of the machine might find it: any of the names that were
    /// not made durable, each with any length of a file whose name ends in `log_ending`; of other files
    /// nothing, half or all of what is new.
    pub fn after_every_crash(&self, log_ending: &str) -> Vec<Self> {
        let mut wheels = Wheels::default();
        let mut disks = Vec::new();
        loop {
            disks.push(self.survivor(&mut wheels, log_ending));
            if !wheels.turn() {
                return disks;
            }
        }
    }

    fn survivor(&self, choices: &mut dyn Chance, log_ending: &str) -> Self {
        let inner = self.inner();
        let mut names = inner.durable_names.clone();
        let touched: BTreeSet<&PathBuf> = inner.names.keys().chain(inner.durable_names.keys()).collect();
        for path in touched {
            let (now, durable) = (inner.names.get(path), inner.durable_names.get(path));
            if now != durable && choices.below(2) == 0 {
                match now {
                    Some(file) => names.insert(path.clone(), *file),
                    None => names.remove(path),
                };
            }
        }
        // A rename is one step: a file that has a name before and after it is never left with none.
        for (path, file) in &inner.durable_names {
            let is_renamed =
                !names.values().any(|named| named == file) && inner.names.values().any(|named| named == file);
            if is_renamed && !names.contains_key(path) {
                names.insert(path.clone(), *file);
            }
        }
        let mut files = BTreeMap::new();
        for (path, id) in &names {
            let is_log = path.to_string_lossy().ends_with(log_ending);
            // A file of two names has one content.
            let left = || left_of(&inner.files[id], is_log, choices);
            files.entry(*id).or_insert_with(left);
        }
        let next = Inner {
            files,
            durable_names: names.clone(),
            names,
            folders: inner.folders.clone(),
            next_file: inner.next_file,
            num_changes: inner.num_changes,
            clock: inner.clock,
            ..Inner::default()
        };
        Self { inner: Arc::new(Mutex::new(next)) }
    }

    /// Makes it a file system that knows no locks.
    pub fn take_locks_away(&self) {
        self.inner().has_no_locks = true;
    }

    /// Makes the disk so slow that no call comes back before this is dropped.
    #[must_use]
    pub fn hold(&self) -> HeldDisk<'_> {
        HeldDisk { _inner: self.inner() }
    }

    /// Every file with its bytes, as a running program sees them.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let inner = self.inner();
        inner.names.iter().map(|(path, file)| (path.clone(), inner.files[file].now.clone())).collect()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a crash leaves of a file: its durable bytes and a beginning of the new ones where it only grew, any
/// length in between where it was cut off, else either version, the new one perhaps cut short.
fn left_of(contents: &Contents, is_log: bool, choices: &mut dyn Chance) -> Contents {
    let Contents { now, durable, modified, durable_modified } = contents;
    let left = if now == durable {
        now.clone()
    } else if now.starts_with(durable) {
        now[..durable.len() + choices.kept(now.len() - durable.len(), is_log)].to_vec()
    } else if durable.starts_with(now) {
        durable[..now.len() + choices.kept(durable.len() - now.len(), is_log)].to_vec()
    } else if choices.below(2) == 0 {
        durable.clone()
    } else {
        now[..choices.kept(now.len(), is_log)].to_vec()
    };
    let modified = if left == *durable { *durable_modified } else { *modified };
    Contents { now: left.clone(), durable: left, modified, durable_modified: modified }
}

impl Inner {
    /// Counts a changing call, or fails it.
    fn change(&mut self) -> io::Result<()> {
        let (number, call) = (self.num_changes, self.num_calls);
        let stopped = matches!(self.fault, Some(Fault::CrashAt(at)) if number >= at);
        if stopped {
            return Err(has_stopped());
        }
        self.num_changes += 1;
        self.num_calls += 1;
        self.clock += 1;
        match self.fault {
            Some(Fault::FailBetween(from, to, kind)) if (from..to).contains(&number) => Err(kind.into()),
            Some(Fault::FailCalls(from, to, kind)) if (from..to).contains(&call) => Err(kind.into()),
            _ => Ok(()),
        }
    }

    /// Counts a reading call, or fails it.
    fn look(&mut self) -> io::Result<()> {
        let call = self.num_calls;
        self.num_calls += 1;
        match self.fault {
            Some(Fault::CrashAt(at)) if self.num_changes >= at => Err(has_stopped()),
            Some(Fault::FailCalls(from, to, kind)) if (from..to).contains(&call) => Err(kind.into()),
            _ => Ok(()),
        }
    }

    /// How many of the bytes of a failing call were written all the same.
    fn written_in_vain(&self, err: &io::Error, len: usize) -> usize {
        // Whoever may not write, or whose machine has stopped, has written nothing.
        let is_whole =
            matches!(self.fault, Some(Fault::CrashAt(_))) || err.kind() == io::ErrorKind::PermissionDenied;
        if is_whole { 0 } else { Choices(self.num_calls as u64).below(len + 1) }
    }

    fn file(&mut self, path: &Path) -> io::Result<&mut Contents> {
        let id = self.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        self.files.get_mut(id).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Puts bytes into a file, in the place of what is there or after it.
    fn write(&mut self, path: &Path, bytes: &[u8], replaces: bool) -> io::Result<()> {
        let modified = self.clock;
        let Ok(contents) = self.file(path) else {
            return self.new_file(path, bytes);
        };
        contents.modified = modified;
        if replaces {
            contents.now.clear();
        }
        contents.now.extend_from_slice(bytes);
        Ok(())
    }

    fn new_file(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if path.parent().is_some_and(|folder| !self.folders.contains(folder)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        self.next_file += 1;
        let modified = self.clock;
        self.files.insert(self.next_file, Contents { now: bytes.to_vec(), modified, ..Contents::default() });
        self.names.insert(path.to_owned(), self.next_file);
        Ok(())
    }
}

fn has_stopped() -> io::Error {
    io::Error::other("the machine has stopped")
}

#[derive(Debug)]
struct SimulatedLock {
    disk: SimulatedDisk,
    path: PathBuf,
}

impl LockGuard for SimulatedLock {}

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        self.disk.inner().locked.remove(&self.path);
    }
}

impl Disk for SimulatedDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut inner = self.inner();
        inner.look()?;
        if inner.folders.contains(path) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        inner.file(path).map(|contents| contents.now.clone())
    }

    fn read_part(&self, path: &Path, from: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut inner = self.inner();
        inner.look()?;
        let bytes = &inner.file(path)?.now;
        let from = usize::try_from(from).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let part = from.checked_add(len).and_then(|end| bytes.get(from..end));
        part.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut inner = self.inner();
        inner.look()?;
        if !inner.folders.contains(folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folders = inner.folders.iter().filter(|path| path.parent() == Some(folder));
        let folders = folders.map(|path| Entry { name: name(path), is_folder: true, len: 0, modified: 0 });
        let files = inner.names.iter().filter(|(path, _)| path.parent() == Some(folder));
        let files = files.map(|(path, file)| Entry {
            name: name(path),
            is_folder: false,
            len: inner.files[file].now.len() as u64,
            modified: inner.files[file].modified,
        });
        let mut entries: Vec<Entry> = folders.chain(files).collect();
        entries.sort_unstable();
        Ok(entries)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.inner();
        let result = inner.change();
        let len = match &result {
            Ok(()) => bytes.len(),
            Err(err) => inner.written_in_vain(err, bytes.len()),
        };
        if result.is_ok() || len > 0 {
            inner.write(path, &bytes[..len], true)?;
        }
        result
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.inner();
        let result = inner.change();
        let len = match &result {
            Ok(()) => bytes.len(),
            Err(err) => inner.written_in_vain(err, bytes.len()),
        };
        if result.is_ok() || len > 0 {
            inner.write(path, &bytes[..len], false)?;
        }
        result
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        let modified = inner.clock;
        let contents = inner.file(path)?;
        contents.now.truncate(usize::try_from(len).unwrap_or(usize::MAX));
        contents.modified = modified;
        Ok(())
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        let contents = inner.file(path)?;
        contents.durable.clone_from(&contents.now);
        contents.durable_modified = contents.modified;
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        if to.parent().is_some_and(|folder| !inner.folders.contains(folder)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let file = inner.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        inner.names.insert(to.to_owned(), file);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        let within = |path: &PathBuf| path.parent() == Some(folder);
        inner.durable_names.retain(|path, _| !within(path));
        let now: Vec<(PathBuf, u64)> = inner
            .names
            .iter()
            .filter(|(path, _)| within(path))
            .map(|(path, file)| (path.clone(), *file))
            .collect();
        inner.durable_names.extend(now);
        Ok(())
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        for above in folder.ancestors() {
            inner.folders.insert(above.to_owned());
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        if inner.names.remove(path).is_some() || inner.folders.remove(path) {
            Ok(())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn LockGuard>>> {
        let mut inner = self.inner();
        inner.change()?;
        if inner.has_no_locks {
            return Err(io::ErrorKind::Unsupported.into());
        }
        if inner.locked.insert(path.to_owned()) {
            Ok(Some(Box::new(SimulatedLock { disk: self.clone(), path: path.to_owned() })))
        } else {
            Ok(None)
        }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        let mut inner = self.inner();
        inner.look()?;
        if inner.names.contains_key(path) || inner.folders.contains(path) {
            Ok(path.to_owned())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}
