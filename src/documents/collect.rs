//! Which files there are to read: the files and folders that a person names become a list, each file's bytes
//! still on disk. Reading them happens one by one, and nothing is ever written.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::kinds::reader_called;
use super::{Budget, DocumentError, Documents, ReadOptions, check_size, reader_for};
use crate::model::limits::MAX_DOCUMENT_BYTES;

/// One thing met on the way through files and folders.
#[derive(Debug)]
pub enum Found {
    /// A file to read.
    File(FoundFile),
    /// Something that was passed over.
    Skipped {
        /// Where it lies.
        path: PathBuf,
        /// Why.
        reason: SkipReason,
    },
    /// A file or folder that can't be looked at.
    Unreadable(CollectError),
}

/// A file that may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    path: PathBuf,
    /// What came without a file.
    held: Option<Held>,
}

/// Bytes that are at hand: from the clipboard, or another program.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    bytes: Arc<[u8]>,
    /// What kind they are of, where somebody has said so.
    kind: Option<&'static str>,
}

/// Why something was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SkipReason {
    /// Its name begins with a dot, and it was not named itself.
    #[error("hidden")]
    Hidden,
    /// No reader takes files of its extension, or it has none.
    #[error("no kind of document that can be read")]
    UnknownKind,
    /// A device, a pipe or a socket.
    #[error("neither a file nor a folder")]
    NotAFile,
    /// The same file or folder was met before, perhaps under another name or through a link.
    #[error("met before")]
    Repeated,
}

/// Why a file or folder gave no document.
#[derive(Debug, Error)]
pub enum CollectError {
    /// The system would not let it be read.
    #[error("can't be read: {source}: {}", .path.display())]
    Unreadable {
        /// Where it lies.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It was read but holds no document.
    #[error("{source}: {}", .path.display())]
    Document {
        /// Where it lies.
        path: PathBuf,
        /// What is wrong with it.
        source: DocumentError,
    },
}

impl CollectError {
    /// The file or folder it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Unreadable { path, .. } | Self::Document { path, .. } => path,
        }
    }

    /// The same once more; what the system said keeps its kind and its words.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Unreadable { path, source } => Self::Unreadable {
                path: path.clone(),
                source: io::Error::new(source.kind(), source.to_string()),
            },
            Self::Document { path, source } => Self::Document { path: path.clone(), source: source.clone() },
        }
    }
}

impl Found {
    /// What came without a file.
    pub fn held(&self) -> Option<&FoundFile> {
        match self {
            Self::File(file) if file.held.is_some() => Some(file),
            _ => None,
        }
    }
}

impl FoundFile {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file that a person named.
    pub fn named(path: PathBuf) -> Self {
        Self { path, held: None }
    }

    /// What came without a file, under a name that stands for one. `kind` says what it is, as [`reader_called`] takes
    /// it; without it the first bytes tell, and what they leave open is text.
    pub fn held(name: &str, bytes: Vec<u8>, kind: Option<&'static str>) -> Self {
        Self { path: PathBuf::from(name), held: Some(Held { bytes: bytes.into(), kind }) }
    }

    /// The documents in it.
    pub fn read(&self, options: &ReadOptions, budget: &Budget<'_>) -> Result<Documents, CollectError> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let bytes = self.bytes()?;
        let kind = self.held.as_ref().and_then(|held| held.kind);
        let read = match kind.and_then(reader_called) {
            Some(reader) => super::read_as(reader, &name, &bytes, options, budget),
            None => super::read(&name, &bytes, options, budget),
        };
        read.map_err(|source| self.document_error(source))
    }

    /// Its bytes; a file over the limit is refused before it is read.
    pub fn bytes(&self) -> Result<Vec<u8>, CollectError> {
        if let Some(held) = &self.held {
            self.check_size(u64::try_from(held.bytes.len()).unwrap_or(u64::MAX))?;
            return Ok(held.bytes.to_vec());
        }
        let unreadable = |source| CollectError::Unreadable { path: self.path.clone(), source };
        let file = File::open(&self.path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        self.check_size(size)?;
        // One byte more than allowed shows a file that grew, or that hid its size.
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        file.take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        self.check_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        Ok(bytes)
    }

    fn check_size(&self, size: u64) -> Result<(), CollectError> {
        check_size(size).map_err(|source| self.document_error(source))
    }

    fn document_error(&self, source: DocumentError) -> CollectError {
        CollectError::Document { path: self.path.clone(), source }
    }
}

/// What lies at `paths`: files as they are named, folders with all that is in them, sorted by path.
///
/// A file that is named itself is taken whatever its name, so that reading it can say what is wrong with it;
/// from folders only files of a known extension are taken. Links are followed, each place is met once.
pub fn collect(paths: &[PathBuf]) -> Vec<Found> {
    let mut walk = Walk { found: Vec::new(), met: BTreeSet::new(), waiting: Vec::new() };
    for path in paths {
        walk.waiting.push((path.clone(), Origin::Named));
        // A stack of our own: no depth of folders can exhaust the thread's.
        while let Some((path, origin)) = walk.waiting.pop() {
            walk.visit(path, origin);
        }
    }
    walk.found
}

/// How a path came to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// A person named it.
    Named,
    /// It lies in a folder.
    InFolder,
}

struct Walk {
    found: Vec<Found>,
    /// The places met so far, links resolved.
    met: BTreeSet<PathBuf>,
    waiting: Vec<(PathBuf, Origin)>,
}

impl Walk {
    fn visit(&mut self, path: PathBuf, origin: Origin) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if origin == Origin::InFolder && name.starts_with('.') {
            return self.skip(path, SkipReason::Hidden);
        }
        let place = fs::metadata(&path).and_then(|metadata| Ok((metadata, path.canonicalize()?)));
        let (metadata, place) = match place {
            Ok(place) => place,
            Err(source) => {
                return self.found.push(Found::Unreadable(CollectError::Unreadable { path, source }));
            }
        };
        let has_reader = super::extension(&name).is_some() && reader_for(&name).is_ok();
        if !metadata.is_dir() && !metadata.is_file() {
            self.skip(path, SkipReason::NotAFile);
        } else if metadata.is_file() && origin == Origin::InFolder && !has_reader {
            self.skip(path, SkipReason::UnknownKind);
        } else if !self.met.insert(place) {
            self.skip(path, SkipReason::Repeated);
        } else if metadata.is_file() {
            self.found.push(Found::File(FoundFile::named(path)));
        } else {
            self.open_folder(path);
        }
    }

    /// Puts what lies in a folder on top of the stack, the first name uppermost.
    fn open_folder(&mut self, path: PathBuf) {
        let entries = fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        match entries {
            Ok(entries) => {
                let mut inside: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
                inside.sort_unstable();
                self.waiting.extend(inside.into_iter().rev().map(|path| (path, Origin::InFolder)));
            }
            Err(source) => self.found.push(Found::Unreadable(CollectError::Unreadable { path, source })),
        }
    }

    fn skip(&mut self, path: PathBuf, reason: SkipReason) {
        self.found.push(Found::Skipped { path, reason });
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A folder with files of these names, each holding its name.
    fn folder(names: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("In {name}.")).unwrap();
        }
        folder
    }

    /// What was found as lines "path" or "path: why".
    fn listed(folder: &TempDir, found: &[Found]) -> Vec<String> {
        let inside = |path: &Path| {
            path.strip_prefix(folder.path()).unwrap_or(path).to_string_lossy().replace('\\', "/")
        };
        found
            .iter()
            .map(|found| match found {
                Found::File(file) => inside(file.path()),
                Found::Skipped { path, reason } => format!("{}: {reason}", inside(path)),
                Found::Unreadable(err) => format!("{}: unreadable", inside(err.path())),
            })
            .collect()
    }

    #[test]
    fn folders_are_walked_in_the_order_of_their_paths() {
        let folder =
            folder(&["b.txt", "a/z.md", "a/b/c.TEXT", ".git/x.txt", ".y.txt", "a.txt", "c.png", "README"]);
        let found = collect(&[folder.path().to_owned()]);
        assert_eq!(
            listed(&folder, &found),
            [
                ".git: hidden",
                ".y.txt: hidden",
                "README: no kind of document that can be read",
                "a/b/c.TEXT",
                "a/z.md",
                "a.txt",
                "b.txt",
                "c.png: no kind of document that can be read",
            ]
        );
    }

    #[test]
    fn what_a_person_names_is_taken_in_that_order() {
        let folder = folder(&["b.png", ".a.txt", "c/d.txt"]);
        let named = ["c/d.txt", "b.png", ".a.txt", "gone.txt", "c"].map(|name| folder.path().join(name));
        let found = collect(&named);
        assert_eq!(
            listed(&folder, &found),
            ["c/d.txt", "b.png", ".a.txt", "gone.txt: unreadable", "c/d.txt: met before"]
        );
        let Found::File(image) = &found[1] else { panic!("{found:?}") };
        let read = |file: &FoundFile| file.read(&ReadOptions::default(), &Budget::unlimited());
        let err = read(image).unwrap_err().to_string();
        assert!(err.starts_with("files ending in “.png” can't be read") && err.ends_with("b.png"), "{err}");
        let Found::Unreadable(err) = &found[3] else { panic!("{found:?}") };
        assert!(err.to_string().ends_with("gone.txt"), "{err}");
    }

    #[test]
    fn a_found_file_is_read_when_asked() {
        let folder = folder(&["a.txt"]);
        let found = collect(&[folder.path().to_owned()]);
        let [Found::File(file)] = found.as_slice() else { panic!("{found:?}") };
        fs::write(file.path(), "Changed since.").unwrap();
        let read = |file: &FoundFile| file.read(&ReadOptions::default(), &Budget::unlimited());
        let document = read(file).unwrap().read.remove(0);
        assert_eq!(
            (document.text.as_str(), document.provenance.original_name.as_str()),
            ("Changed since.", "a.txt")
        );
        fs::remove_file(file.path()).unwrap();
        assert!(matches!(read(file), Err(CollectError::Unreadable { .. })));
    }

    #[test]
    fn a_file_over_the_limit_is_refused_by_its_size() {
        let file = FoundFile::named(PathBuf::from("news/dump.txt"));
        let err = file.check_size(2 << 30).unwrap_err();
        assert_eq!(err.to_string(), "the file has 2048 MiB; at most 64 MiB are read: news/dump.txt");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_loops_end() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["a/b.txt"]);
        symlink(folder.path(), folder.path().join("a/loop")).unwrap();
        symlink(folder.path().join("a/b.txt"), folder.path().join("same.txt")).unwrap();
        symlink(folder.path().join("self.txt"), folder.path().join("self.txt")).unwrap();
        symlink("/dev/null", folder.path().join("null.txt")).unwrap();
        let found = collect(&[folder.path().to_owned()]);
        assert_eq!(
            listed(&folder, &found),
            [
                "a/b.txt",
                "a/loop: met before",
                "null.txt: neither a file nor a folder",
                "same.txt: met before",
                "self.txt: unreadable",
            ]
        );
    }
}
