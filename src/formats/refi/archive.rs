//! The archive of a project, opened with care: what it says of its own sizes is not believed.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read as _};

use thiserror::Error;
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::model::limits::{MAX_DOCUMENT_BYTES, MAX_STORED_FILE_BYTES, mebibytes};

/// How many files an archive may hold.
const MAX_FILES: usize = 500_000;

/// How many times larger than in the archive a file may be, where it is larger than a mebibyte. Texts pack to a
/// fifth, markup to a thirtieth; a thousandth is what deflate can do at most.
const MAX_RATIO: u64 = 400;

/// The archive of a project.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// The names of all files, by themselves in small letters.
    names: BTreeMap<String, String>,
    /// How much may still be unpacked, in bytes.
    left: u64,
}

/// Why an archive, or a file in it, can't be read.
#[derive(Debug, Error)]
pub(super) enum ArchiveError {
    /// It is damaged, or no archive.
    #[error("{0}")]
    Zip(#[from] zip::result::ZipError),
    /// The file is damaged.
    #[error("{0}")]
    Read(#[from] std::io::Error),
    /// There are too many files.
    #[error("it holds more than {MAX_FILES} files")]
    TooMany,
    /// A file is encrypted.
    #[error("it is encrypted")]
    Encrypted,
    /// A name leads out of the archive.
    #[error("“{0}” is no name of a file in an archive")]
    Name(String),
    /// A file is too large, or grows too much.
    #[error("it is larger than {}, or more than {MAX_RATIO} times as large as it is packed", mebibytes(*.0))]
    TooLarge(u64),
    /// It is not UTF-8.
    #[error("it is not UTF-8")]
    Encoding,
}

impl<'b> Archive<'b> {
    pub fn open(bytes: &'b [u8]) -> Result<Self, ArchiveError> {
        let zip = ZipArchive::new(Cursor::new(bytes))?;
        if zip.len() > MAX_FILES {
            return Err(ArchiveError::TooMany);
        }
        let names =
            zip.file_names().filter_map(Result::ok).map(|name| (name.to_lowercase(), name.into_owned()));
        let names = names.collect();
        Ok(Self { zip, names, left: 2 * MAX_STORED_FILE_BYTES })
    }

    /// The name of the file that describes the project: `project.qde`, or the only one that ends like it.
    pub fn project(&self) -> Option<String> {
        let other = || {
            self.names.iter().find(|(name, _)| name.rsplit('.').next() == Some("qde")).map(|(_, name)| name)
        };
        self.names.get("project.qde").or_else(other).cloned()
    }

    fn file(&mut self, name: &str, limit: u64) -> Result<ZipFile<'_, Cursor<&'b [u8]>>, ArchiveError> {
        let left = self.left.min(limit);
        let file = self.zip.by_name(name)?;
        if file.encrypted() {
            return Err(ArchiveError::Encrypted);
        }
        if file.enclosed_name().is_none() {
            return Err(ArchiveError::Name(name.to_owned()));
        }
        let grows = file.size() > 1 << 20 && file.size() / file.compressed_size().max(1) > MAX_RATIO;
        if grows || file.size() > left {
            return Err(ArchiveError::TooLarge(left));
        }
        self.left -= file.size();
        // The borrow ends here so that the account could be kept; the file is the same.
        drop(file);
        Ok(self.zip.by_name(name)?)
    }

    /// A file, to be read once from its beginning.
    pub fn read(&mut self, name: &str) -> Result<BufReader<impl std::io::Read>, ArchiveError> {
        let file = self.file(name, MAX_STORED_FILE_BYTES)?;
        let size = file.size();
        // What is in it may be more than it says.
        Ok(BufReader::new(file.take(size)))
    }

    /// The text of a source that `path` names: `internal://NAME` is under `sources`, in whatever capitals.
    pub fn text(&mut self, path: &str) -> Result<String, ArchiveError> {
        // All sources lie in one folder (standard, section 8.1).
        let name = path.strip_prefix("internal://").map(|name| name.trim_start_matches('/'));
        let Some(name) = name.filter(|name| !name.contains(['/', '\\'])) else {
            return Err(ArchiveError::Name(path.to_owned()));
        };
        let wanted = format!("sources/{name}").to_lowercase();
        let name = self.names.get(&wanted).cloned().unwrap_or(wanted);
        let file = self.file(&name, MAX_DOCUMENT_BYTES)?;
        let size = file.size();
        let mut bytes = Vec::new();
        file.take(size + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > size {
            return Err(ArchiveError::TooLarge(size));
        }
        // What many programs put before UTF-8 is no part of the text.
        if bytes.starts_with("\u{feff}".as_bytes()) {
            bytes.drain(.."\u{feff}".len());
        }
        String::from_utf8(bytes).map_err(|_| ArchiveError::Encoding)
    }
}
