//! The files that articles were made of, kept as they were: `originals/7f/7f3a….html`, by the SHA-256 of their bytes,
//! each content once. An article names its file by that hash. One that is kept and that no article names harms nobody;
//! nothing here is ever removed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, list_if_there};
use super::error::{DiskContext as _, StoreError};
use super::layout::Layout;
use crate::model::text::TextHash;

/// Git changes no line ends here, and merges nothing.
const GIT_ATTRIBUTES: &str = "* binary\n";

/// The longest extension that a kept file keeps, in characters.
const MAX_EXTENSION: usize = 8;

/// The kept files of a corpus.
#[derive(Clone, Debug)]
pub struct Originals {
    disk: Arc<dyn Disk>,
    layout: Layout,
}

/// A kept file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of its bytes, as its name says.
    pub hash: TextHash,
    /// Where it lies.
    pub path: PathBuf,
    /// Its length in bytes.
    pub len: u64,
}

/// What is wrong with a kept file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OriginalFault {
    /// Its bytes are not those it was kept as.
    OtherBytes,
    /// It can't be read.
    Unreadable(String),
    /// No article names it.
    Unnamed,
}

/// What became of files that were to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// How many are kept, those included that were before.
    pub num_kept: usize,
    /// Which are not and why, a sentence each.
    pub failed: Vec<String>,
}

impl Originals {
    pub(super) fn new(disk: Arc<dyn Disk>, layout: Layout) -> Self {
        Self { disk, layout }
    }

    /// Every kept file, by hash. What has another kind of name is none of ours.
    pub fn all(&self) -> Result<Vec<Original>, StoreError> {
        let root = self.layout.originals();
        let mut all = Vec::new();
        for entry in list_if_there(self.disk.as_ref(), &root).at("reading", &root)? {
            if entry.is_folder {
                all.extend(self.in_folder(&root.join(entry.name))?);
            }
        }
        all.sort_by(|one, other| (one.hash.bytes(), &one.path).cmp(&(other.hash.bytes(), &other.path)));
        Ok(all)
    }

    /// The hashes of all kept files.
    pub fn hashes(&self) -> Result<BTreeSet<[u8; 32]>, StoreError> {
        Ok(self.all()?.into_iter().map(|original| original.hash.bytes()).collect())
    }

    fn in_folder(&self, folder: &Path) -> Result<Vec<Original>, StoreError> {
        let entries = list_if_there(self.disk.as_ref(), folder).at("reading", folder)?;
        let kept = entries.into_iter().filter(|entry| !entry.is_folder).filter_map(|entry| {
            let path = folder.join(&entry.name);
            let stem = entry.name.split('.').next()?;
            let hash: TextHash = stem.parse().ok()?;
            // As we write it: no capitals, in the folder of its first digits.
            let is_ours = hash.to_string() == stem && folder == self.layout.originals_with(hash);
            is_ours.then_some(Original { hash, path, len: entry.len })
        });
        Ok(kept.collect())
    }

    /// The kept file with these bytes, as its name says.
    pub fn find(&self, hash: TextHash) -> Result<Option<Original>, StoreError> {
        let kept = self.in_folder(&self.layout.originals_with(hash))?;
        Ok(kept.into_iter().find(|original| original.hash == hash))
    }

    /// The bytes of a kept file; `None` if it is not kept. Other bytes than those it was kept as are an error.
    pub fn read(&self, hash: TextHash) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(Original { path, .. }) = self.find(hash)? else { return Ok(None) };
        let bytes = self.disk.read(&path).at("reading", &path)?;
        if TextHash::of_bytes(&bytes) == hash { Ok(Some(bytes)) } else { Err(StoreError::OtherBytes(path)) }
    }

    /// Keeps a file that was called `name`, durably; once, whatever it is called. One whose bytes have been changed
    /// since it was kept is put right.
    pub(super) fn keep(&self, name: &str, bytes: &[u8]) -> Result<Original, StoreError> {
        let hash = TextHash::of_bytes(bytes);
        let there = self.find(hash)?;
        if let Some(original) = &there
            && self.disk.read(&original.path).is_ok_and(|kept| kept == bytes)
        {
            return Ok(original.clone());
        }
        let root = self.layout.originals();
        let folder = self.layout.originals_with(hash);
        let path = there.map_or_else(|| folder.join(file_name(hash, name)), |original| original.path);
        self.disk.create_folder(&folder).at("making a folder", &folder)?;
        let attributes = root.join(".gitattributes");
        if self.disk.canonical(&attributes).is_err() {
            self.write(&root, &attributes, GIT_ATTRIBUTES.as_bytes())?;
        }
        self.write(&folder, &path, bytes)?;
        Ok(Original { hash, path, len: bytes.len() as u64 })
    }

    /// Writes a file that is whole or not there at all. A link gives way, so that nothing elsewhere is written over.
    fn write(&self, folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let disk = self.disk.as_ref();
        let temporary =
            folder.join(format!(".{}.tmp", path.file_name().unwrap_or_default().to_string_lossy()));
        let written = disk
            .create(&temporary, bytes)
            .and_then(|()| disk.sync(&temporary))
            .and_then(|()| disk.rename(&temporary, path))
            .and_then(|()| disk.sync_folder(folder));
        if written.is_err() {
            // The error that counts is the one above; a temporary file left behind harms nobody.
            drop(disk.remove(&temporary));
        }
        written.at("writing", path)
    }

    /// Keeps the files with these hashes, as far as they can be had: `read` gives where one lies and its bytes, or
    /// says why it can't.
    pub(super) fn keep_all(
        &self,
        hashes: impl IntoIterator<Item = TextHash>,
        read: &mut dyn FnMut(TextHash) -> Result<(PathBuf, Vec<u8>), String>,
    ) -> Keeping {
        let mut keeping = Keeping::default();
        for hash in hashes {
            let kept = match self.read(hash) {
                Ok(Some(_)) => Ok(()),
                _ => read(hash).and_then(|(path, bytes)| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    if TextHash::of_bytes(&bytes) != hash {
                        return Err(format!("it has changed since it was read: {}", path.display()));
                    }
                    self.keep(&name, &bytes).map(drop).map_err(|err| err.to_string())
                }),
            };
            match kept {
                Ok(()) => keeping.num_kept += 1,
                Err(why) => keeping.failed.push(format!("the file itself is not kept: {why}")),
            }
        }
        keeping
    }

    /// What is wrong with the kept files, in the order of their hashes. `is_named` says whether an article names one.
    /// Reads all of them.
    pub fn faults(
        &self,
        is_named: &mut dyn FnMut(TextHash) -> bool,
    ) -> Result<Vec<(Original, OriginalFault)>, StoreError> {
        let mut faults = Vec::new();
        for original in self.all()? {
            let fault = match self.disk.read(&original.path) {
                Err(err) => Some(OriginalFault::Unreadable(err.to_string())),
                Ok(bytes) if TextHash::of_bytes(&bytes) != original.hash => Some(OriginalFault::OtherBytes),
                Ok(_) => (!is_named(original.hash)).then_some(OriginalFault::Unnamed),
            };
            faults.extend(fault.map(|fault| (original, fault)));
        }
        Ok(faults)
    }
}

impl std::fmt::Display for OriginalFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherBytes => {
                f.write_str("its bytes are not those that were kept: their SHA-256 is another")
            }
            Self::Unreadable(why) => write!(f, "it can't be read: {why}"),
            Self::Unnamed => f.write_str("no article names this file"),
        }
    }
}

/// The name a file is kept under. Of its own name only a plain extension stays, so that other programs open it.
fn file_name(hash: TextHash, name: &str) -> String {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let is_plain = |extension: &String| {
        (1..=MAX_EXTENSION).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match extension.filter(is_plain) {
        Some(extension) => format!("{hash}.{extension}"),
        None => hash.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::disk::simulated::{Fault, SimulatedDisk};

    const FOLDER: &str = "/corpus";
    const PAGE: &[u8] = b"<p>The ferry\r\n is late.</p>";

    fn originals(disk: &SimulatedDisk) -> Originals {
        Originals::new(Arc::new(disk.clone()), Layout::new(FOLDER))
    }

    #[test]
    fn a_file_is_kept_once_under_its_hash_and_comes_back_as_it_was() {
        let disk = SimulatedDisk::default();
        let originals = originals(&disk);
        let hash = TextHash::of_bytes(PAGE);
        let kept = originals.keep("Ferry.HTML", PAGE).unwrap();
        let (digits, first) = (hash.to_string(), hash.to_string()[..2].to_owned());
        assert_eq!(kept.path, Path::new(FOLDER).join("originals").join(first).join(format!("{digits}.html")));
        assert_eq!(originals.keep("other.txt", PAGE).unwrap(), kept);
        assert_eq!(originals.all().unwrap(), [kept]);
        assert_eq!(originals.read(hash).unwrap().unwrap(), PAGE);
        assert_eq!(originals.read(TextHash::of("else")).unwrap(), None);
    }

    #[test]
    fn names_lead_nowhere_else() {
        let hash = TextHash::of_bytes(PAGE);
        for name in ["a.b/../../x", "a", "a.", "a.b c", "a.\u{202e}txt", "a.longlonglong", ".."] {
            assert_eq!(file_name(hash, name), hash.to_string(), "{name}");
        }
        assert_eq!(file_name(hash, "x.tar.GZ"), format!("{hash}.gz"));
    }

    #[test]
    fn other_bytes_are_found_refused_and_put_right_by_keeping_the_file_again() {
        let disk = SimulatedDisk::default();
        let originals = originals(&disk);
        let kept = originals.keep("ferry.html", PAGE).unwrap();
        disk.create(&kept.path, b"<p>The ferry is late.</p>").unwrap();
        assert!(matches!(originals.read(kept.hash), Err(StoreError::OtherBytes(path)) if path == kept.path));
        let faults = originals.faults(&mut |_| true).unwrap();
        assert_eq!(faults.iter().map(|(_, fault)| fault).collect::<Vec<_>>(), [&OriginalFault::OtherBytes]);
        originals.keep("ferry.html", PAGE).unwrap();
        assert!(originals.faults(&mut |_| true).unwrap().is_empty());
        assert_eq!(originals.faults(&mut |_| false).unwrap()[0].1, OriginalFault::Unnamed);
    }

    #[test]
    fn files_of_other_names_are_left_alone() {
        let disk = SimulatedDisk::default();
        let originals = originals(&disk);
        originals.keep("ferry.html", PAGE).unwrap();
        let hash = TextHash::of("x").to_string();
        let folder = Path::new(FOLDER).join("originals");
        disk.create_folder(&folder.join("zz")).unwrap();
        for name in ["README".to_owned(), format!("zz/{hash}"), "zz/a.txt".to_owned()] {
            disk.create(&folder.join(name), b"x").unwrap();
        }
        assert_eq!(originals.all().unwrap().len(), 1);
    }

    #[test]
    fn a_crash_at_any_moment_leaves_whole_files_alone_and_none_that_was_kept_is_lost() {
        let (first, second) = (TextHash::of_bytes(b"First."), TextHash::of_bytes(PAGE));
        for at in 0.. {
            let disk = SimulatedDisk::default();
            originals(&disk).keep("first.txt", b"First.").unwrap();
            disk.set_fault(Some(Fault::CrashAt(disk.num_changes() + at)));
            let is_kept = originals(&disk).keep("ferry.html", PAGE).is_ok();
            for crashed in disk.after_every_crash("no log") {
                let left = originals(&crashed);
                assert!(left.faults(&mut |_| true).unwrap().is_empty(), "call {at}");
                assert_eq!(left.read(first).unwrap().unwrap(), b"First.", "call {at}");
                assert!(!is_kept || left.read(second).unwrap().is_some(), "call {at}");
                left.keep("ferry.html", PAGE).unwrap();
                assert_eq!(left.read(second).unwrap().unwrap(), PAGE, "call {at}");
            }
            if is_kept {
                assert!(at > 3, "each call can be the last");
                return;
            }
        }
    }

    #[test]
    fn what_can_not_be_kept_is_told_and_the_rest_is_kept() {
        let disk = SimulatedDisk::default();
        let originals = originals(&disk);
        let hashes = [TextHash::of_bytes(PAGE), TextHash::of("gone"), TextHash::of("changed")];
        let mut read = |hash: TextHash| match hashes.iter().position(|known| *known == hash) {
            Some(0) => Ok((PathBuf::from("/news/ferry.html"), PAGE.to_vec())),
            Some(1) => Err("it is gone: /news/gone.txt".to_owned()),
            _ => Ok((PathBuf::from("/news/changed.txt"), b"other".to_vec())),
        };
        let keeping = originals.keep_all(hashes, &mut read);
        assert_eq!((keeping.num_kept, keeping.failed.len()), (1, 2));
        assert!(keeping.failed[0].ends_with("gone.txt") && keeping.failed[1].ends_with("changed.txt"));
        let again = originals.keep_all([hashes[0]], &mut |_| panic!("what is kept is not read again"));
        assert_eq!(again, Keeping { num_kept: 1, failed: Vec::new() });
    }
}
