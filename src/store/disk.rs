//! The one door to the disk. Everything the store reads and writes goes through [`Disk`], so that crashes
//! and faults can be simulated; [`RealDisk`] is the system's own file system.

pub mod simulated;

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use crate::model::limits::{MAX_STORED_FILE_BYTES, mebibytes};

/// One name in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name, without its folder.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// Length in bytes; 0 for folders.
    pub len: u64,
    /// When it was last written, in nanoseconds since 1970, as far as the disk says; 0 for folders. Only good
    /// for telling that a file is another than it was.
    pub modified: u64,
}

/// A lock that is held until this is dropped, or the process dies.
pub trait LockGuard: Send + fmt::Debug {}

/// What the store may do to a disk. Paths are absolute or relative to the process, as the caller has them.
///
/// Nothing is durable before [`Disk::sync`] (a file's bytes) and [`Disk::sync_folder`] (its name).
pub trait Disk: Send + Sync + fmt::Debug {
    /// The bytes of a file. What is no file, or larger than [`MAX_STORED_FILE_BYTES`], is refused.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Bytes of a file from byte `from` on, exactly `len` of them; fewer are an error.
    fn read_part(&self, path: &Path, from: u64, len: usize) -> io::Result<Vec<u8>>;
    /// The names in a folder, sorted. A link that leads nowhere is listed as a file, which can't be read.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;
    /// Makes a file of these bytes, in the place of any that was there. Of a link the link goes, and what it
    /// points to stays.
    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Adds bytes to the end of a file, which is made where there is none. A link is refused, as it is by
    /// [`Self::truncate`] and [`Self::lock`]: a corpus that somebody passed on must not lead to other files.
    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Cuts a file off after `len` bytes.
    fn truncate(&self, path: &Path, len: u64) -> io::Result<()>;
    /// Makes a file's bytes durable.
    fn sync(&self, path: &Path) -> io::Result<()>;
    /// Gives a file or folder another name, in the place of any file that had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes a folder and those above it, and their names durable; it may be there already.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;
    /// Removes a file, or a folder with nothing in it.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Takes the lock that the file `path` stands for; `None` if somebody else holds it.
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn LockGuard>>>;
    /// The path with links resolved, by which a working copy is known again.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;
}

/// The system's own file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

/// When a file was last written, in nanoseconds since 1970; 0 where the system does not say.
fn modified_at(metadata: &fs::Metadata) -> u64 {
    let since = metadata.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0)
}

/// Below this, a thread of its own takes longer than it saves.
const MIN_LISTED_BY_A_THREAD: usize = 2_000;

/// What is listed of something in a folder; names that are no Unicode are none of ours.
fn entry_of(found: &fs::DirEntry) -> Option<Entry> {
    let name = found.file_name().into_string().ok()?;
    // Through links: a corpus may keep its articles elsewhere.
    let is_link = found.file_type().is_ok_and(|kind| kind.is_symlink());
    let metadata = if is_link { fs::metadata(found.path()) } else { found.metadata() }.ok();
    let is_folder = metadata.as_ref().is_some_and(fs::Metadata::is_dir);
    let file = metadata.filter(fs::Metadata::is_file);
    let len = file.as_ref().map_or(0, fs::Metadata::len);
    let modified = file.as_ref().map_or(0, modified_at);
    Some(Entry { name, is_folder, len, modified })
}

/// A file locked by the operating system; it is unlocked when closed, by a crash too.
#[derive(Debug)]
struct FileLock {
    file: File,
}

impl LockGuard for FileLock {}

/// Closing the file is not enough: a process that is just being started elsewhere in the program holds what it
/// inherited until it runs, and the lock with it.
impl Drop for FileLock {
    fn drop(&mut self) {
        // Closing it unlocks it too, only later.
        drop(self.file.unlock());
    }
}

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        // Looked at before it is opened: opening a pipe would wait for whoever writes into it.
        let metadata = fs::metadata(path).map_err(|err| if_link(path, err))?;
        check_is_file(&metadata)?;
        check_size(metadata.len())?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        // One byte more than allowed shows a file that grew meanwhile.
        File::open(path)?.take(MAX_STORED_FILE_BYTES + 1).read_to_end(&mut bytes)?;
        check_size(bytes.len() as u64)?;
        Ok(bytes)
    }

    fn read_part(&self, path: &Path, from: u64, len: usize) -> io::Result<Vec<u8>> {
        check_size(len as u64)?;
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::with_capacity(len);
        file.take(len as u64).read_to_end(&mut bytes)?;
        if bytes.len() == len { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let found = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        let num_threads = thread::available_parallelism().map_or(1, NonZero::get);
        let chunk_len = found.len().div_ceil(num_threads).max(MIN_LISTED_BY_A_THREAD);
        let mut chunks = found.chunks(chunk_len);
        let first = chunks.next().unwrap_or_default();
        let mut entries = thread::scope(|scope| {
            let others: Vec<_> = chunks
                .map(|chunk| {
                    let builder = thread::Builder::new().name("redletter-lister".to_owned());
                    builder.spawn_scoped(scope, move || chunk.iter().filter_map(entry_of).collect::<Vec<_>>())
                })
                .collect();
            let mut entries: Vec<Entry> = first.iter().filter_map(entry_of).collect();
            for other in others {
                entries.extend(other?.join().expect("looking at a file does not panic"));
            }
            io::Result::Ok(entries)
        })?;
        entries.sort_unstable();
        Ok(entries)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(err) if err.kind() != io::ErrorKind::NotFound => return Err(err),
            _ => {}
        }
        // A new file follows no link, even one that has been put there meanwhile.
        OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        check_no_link(path)?;
        OpenOptions::new().append(true).create(true).open(path)?.write_all(bytes)
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        check_no_link(path)?;
        OpenOptions::new().write(true).open(path)?.set_len(len)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        OpenOptions::new().append(true).open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Windows opens no folders as files, and makes names durable with the file.
        if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
        fs::create_dir_all(folder)?;
        // A file in a folder is no more durable than the folder's own name.
        for made in missing.into_iter().rev() {
            let above = made.parent().filter(|above| !above.as_os_str().is_empty());
            self.sync_folder(above.unwrap_or(Path::new(".")))?;
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        if fs::symlink_metadata(path)?.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) }
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn LockGuard>>> {
        check_no_link(path)?;
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(FileLock { file }))),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(err)) => Err(err),
        }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }
}

/// Refuses what is there and no file: reading a folder, a pipe or a device fails or never ends.
fn check_is_file(metadata: &fs::Metadata) -> io::Result<()> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder, not a file"))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe, socket or device, not a file"))
    }
}

/// Refuses a path where a link stands, or anything else but a file or nothing.
fn check_no_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "it is a link, which is not followed to a file that grows or is locked",
        )),
        Ok(metadata) => check_is_file(&metadata),
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(err) => Err(err),
    }
}

fn check_size(len: u64) -> io::Result<()> {
    if len > MAX_STORED_FILE_BYTES {
        let (size, limit) = (mebibytes(len), mebibytes(MAX_STORED_FILE_BYTES));
        let why = format!("the file has {size}; at most {limit} are read and written");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(())
}

/// The error of a path with nothing behind it; a link that leads nowhere is something, and must not be taken
/// for a place that is free.
fn if_link(path: &Path, err: io::Error) -> io::Error {
    if err.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_ok() {
        return io::Error::new(io::ErrorKind::InvalidInput, "it is a link to something that is not there");
    }
    err
}

/// Writes a file so that a crash leaves either the old or the new one: a temporary file beside it, made
/// durable, then renamed over it. A link is followed: what it points to is replaced, not the link.
pub fn write_atomically(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What could not be read again is not written.
    check_size(bytes.len() as u64)?;
    let target = match disk.canonical(path) {
        Ok(target) => target,
        Err(err) if err.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(err) => return Err(err),
    };
    // A bare file name lies in the folder the process runs in.
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.tmp"));
    disk.create_folder(folder)?;
    let written = disk
        .create(&temporary, bytes)
        .and_then(|()| disk.sync(&temporary))
        .and_then(|()| disk.rename(&temporary, &target))
        .and_then(|()| disk.sync_folder(folder));
    if written.is_err() {
        // The error that counts is the one above; a temporary file left behind harms nobody.
        drop(disk.remove(&temporary));
    }
    written
}

/// Makes a file durable under its name, whoever wrote it. A link is followed.
pub fn make_durable(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    let target = disk.canonical(path)?;
    disk.sync(&target)?;
    target.parent().map_or(Ok(()), |folder| disk.sync_folder(folder))
}

/// Whether a file or folder is a link to another place: then it is not the corpus's own, to be emptied.
pub fn is_link(disk: &dyn Disk, path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return false;
    };
    let own_place = disk.canonical(folder).map(|folder| folder.join(name));
    !matches!((own_place, disk.canonical(path)), (Ok(own), Ok(place)) if own == place)
}

/// The bytes of a file, `None` if there is none.
pub fn read_if_there(disk: &dyn Disk, path: &Path) -> io::Result<Option<Vec<u8>>> {
    match disk.read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(err) => Err(err),
    }
}

/// The names in a folder, none if there is no such folder.
pub fn list_if_there(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<Entry>> {
    match disk.list(folder) {
        Ok(entries) => Ok(entries),
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(err) => Err(err),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_atomic_write_replaces_the_file_and_leaves_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/corpus.ron");
        for content in ["one", "two"] {
            write_atomically(&RealDisk, &path, content.as_bytes()).unwrap();
            assert_eq!(RealDisk.read(&path).unwrap(), content.as_bytes());
        }
        assert_eq!(RealDisk.list(path.parent().unwrap()).unwrap().len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn an_atomic_write_keeps_a_link_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target.ron"), folder.path().join("link.ron"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write_atomically(&RealDisk, &link, b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_lock_ends_with_its_guard_whoever_else_holds_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shared.lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).unwrap();
        file.try_lock().unwrap();
        let inherited = file.try_clone().unwrap();
        drop(FileLock { file });
        assert!(RealDisk.lock(&path).unwrap().is_some());
        drop(inherited);
    }

    #[test]
    fn a_lock_is_held_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mk.lock");
        let held = RealDisk.lock(&path).unwrap();
        assert!(held.is_some());
        assert!(RealDisk.lock(&path).unwrap().is_none());
        drop(held);
        assert!(RealDisk.lock(&path).unwrap().is_some());
    }
}
