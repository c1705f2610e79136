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
    next_file: u64,
    num_changes: usize,
    fault: Option<Fault>,
}

#[derive(Clone, Debug, Default)]
struct Contents {
    now: Vec<u8>,
    durable: Vec<u8>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The machine stops before the changing call of this number; every later call fails.
    CrashAt(usize),
    /// The changing calls from the first number up to the second fail with this kind of error.
    FailBetween(usize, usize, io::ErrorKind),
}

/// A source of choices: each call gives the next number of a fixed sequence.
#[derive(Clone, Debug)]
struct Choices(u64);

impl Choices {
    /// A number below `bound` (`SplitMix64`, Steele, Lea & Flood 2014).
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % (bound as u64)).unwrap_or(0)
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

    /// The disk as a new start of the machine might find it. `seed` chooses what survives of that which was
    /// never made durable: of a file's new bytes any beginning, of names any of them.
    #[must_use]
    pub fn after_crash(&self, seed: u64) -> Self {
        let mut choices = Choices(seed);
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
        for (id, contents) in &inner.files {
            let survived = survivor(contents, &mut choices);
            files.insert(*id, Contents { now: survived.clone(), durable: survived });
        }
        let next = Inner {
            files,
            durable_names: names.clone(),
            names,
            folders: inner.folders.clone(),
            next_file: inner.next_file,
            ..Inner::default()
        };
        Self { inner: Arc::new(Mutex::new(next)) }
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

/// What a crash leaves of a file: its durable bytes, or a beginning of the new ones where these only grew,
/// or either version.
fn survivor(contents: &Contents, choices: &mut Choices) -> Vec<u8> {
    let Contents { now, durable } = contents;
    if now.starts_with(durable) {
        let len = durable.len() + choices.below(now.len() - durable.len() + 1);
        now[..len].to_vec()
    } else if choices.below(2) == 0 {
        durable.clone()
    } else {
        now[..choices.below(now.len() + 1)].to_vec()
    }
}

impl Inner {
    /// Counts a changing call, or fails it.
    fn change(&mut self) -> io::Result<()> {
        let number = self.num_changes;
        match self.fault {
            Some(Fault::CrashAt(at)) if number >= at => {
                return Err(io::Error::other("the machine has stopped"));
            }
            Some(Fault::FailBetween(from, to, kind)) if (from..to).contains(&number) => {
                self.num_changes += 1;
                return Err(io::Error::from(kind));
            }
            _ => {}
        }
        self.num_changes += 1;
        Ok(())
    }

    fn alive(&self) -> io::Result<()> {
        match self.fault {
            Some(Fault::CrashAt(at)) if self.num_changes >= at => {
                Err(io::Error::other("the machine has stopped"))
            }
            _ => Ok(()),
        }
    }

    fn file(&mut self, path: &Path) -> io::Result<&mut Contents> {
        let id = self.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        self.files.get_mut(id).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn new_file(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if path.parent().is_some_and(|folder| !self.folders.contains(folder)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        self.next_file += 1;
        self.files.insert(self.next_file, Contents { now: bytes.to_vec(), durable: Vec::new() });
        self.names.insert(path.to_owned(), self.next_file);
        Ok(())
    }
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
        inner.alive()?;
        if inner.folders.contains(path) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        inner.file(path).map(|contents| contents.now.clone())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let inner = self.inner();
        inner.alive()?;
        if !inner.folders.contains(folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folders = inner.folders.iter().filter(|path| path.parent() == Some(folder));
        let folders = folders.map(|path| Entry { name: name(path), is_folder: true, len: 0 });
        let files = inner.names.iter().filter(|(path, _)| path.parent() == Some(folder));
        let files = files.map(|(path, file)| Entry {
            name: name(path),
            is_folder: false,
            len: inner.files[file].now.len() as u64,
        });
        let mut entries: Vec<Entry> = folders.chain(files).collect();
        entries.sort_unstable();
        Ok(entries)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        if let Ok(contents) = inner.file(path) {
            contents.now = bytes.to_vec();
            return Ok(());
        }
        inner.new_file(path, bytes)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.inner();
        if let Err(err) = inner.change() {
            // A failing append may have written a part.
            if let Ok(contents) = inner.file(path) {
                contents.now.extend_from_slice(&bytes[..bytes.len() / 2]);
            }
            return Err(err);
        }
        if let Ok(contents) = inner.file(path) {
            contents.now.extend_from_slice(bytes);
            return Ok(());
        }
        inner.new_file(path, bytes)
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        inner.file(path)?.now.truncate(usize::try_from(len).unwrap_or(usize::MAX));
        Ok(())
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.change()?;
        let contents = inner.file(path)?;
        contents.durable.clone_from(&contents.now);
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
        if inner.locked.insert(path.to_owned()) {
            Ok(Some(Box::new(SimulatedLock { disk: self.clone(), path: path.to_owned() })))
        } else {
            Ok(None)
        }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        let inner = self.inner();
        inner.alive()?;
        if inner.names.contains_key(path) || inner.folders.contains(path) {
            Ok(path.to_owned())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}
