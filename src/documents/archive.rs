//! ZIP archives of documents, and single files packed with gzip: what lies in them is read by its own kind.
//!
//! Nothing is ever written: a name such as `../a.txt` or `C:\a.txt` is only a name. What unpacking takes is limited
//! by the budget of the file around everything; archives in archives share it.

#[cfg(test)]
mod tests;

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::result::ZipError;
use zip::{ZipArchive, read::ZipFile};

use crate::model::limits::{MAX_ARCHIVE_ENTRIES, MAX_DOCUMENT_BYTES};

use super::parts::{read_part, take_part};
use super::signature::looks_like;
use super::zip_parts::why_unopened;
use super::{DocumentError, DocumentReader, Documents, Source, extension, file_name, reader_for, signed};

/// What these files are called in errors.
const KIND: &str = "ZIP archive";

/// Reads ZIP archives.
pub struct Zip;

/// Reads a file packed with gzip.
pub struct Gzip;

impl DocumentReader for Zip {
    fn name(&self) -> &'static str {
        "ZIP archive of documents"
    }

    fn id(&self) -> &'static str {
        "zip 1"
    }

    fn media_type(&self) -> &'static str {
        "application/zip"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["zip"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        // Many kinds of document are ZIP archives inside.
        bytes.starts_with(b"PK\x05\x06") || looks_like(bytes) == Some("a ZIP archive")
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let is_entry = |four: &&[u8]| *four == b"PK\x01\x02";
        if source.bytes.windows(4).filter(is_entry).nth(MAX_ARCHIVE_ENTRIES).is_some() {
            return Err(DocumentError::TooMany { what: "entries", limit: MAX_ARCHIVE_ENTRIES });
        }
        let mut archive = ZipArchive::new(Cursor::new(source.bytes))
            .map_err(|err| DocumentError::Broken { kind: KIND, why: why_unopened(source.bytes, &err) })?;
        let entries = entries_of(&mut archive, source)?;
        if let Some(kind) = kind_inside(&entries, &mut archive) {
            return read_as(source, kind);
        }
        read_entries(source, &mut archive, &entries)
    }
}

impl DocumentReader for Gzip {
    fn name(&self) -> &'static str {
        "File packed with gzip"
    }

    fn id(&self) -> &'static str {
        "gzip 1"
    }

    fn media_type(&self) -> &'static str {
        "application/gzip"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["gz"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(b"\x1f\x8b\x08")
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let bytes = unpacked(MultiGzDecoder::new(source.bytes), 0, "gzip file", source)?;
        // "a.csv.gz" holds "a.csv".
        let is_named = extension(source.name).as_deref() == Some("gz");
        let stem = source.name.rsplit_once('.').map_or(source.name, |(stem, _)| stem);
        read_part(source, if is_named { stem } else { source.name }, &bytes)
    }
}

/// A file in an archive.
struct Entry {
    idx: usize,
    name: String,
    is_encrypted: bool,
    is_link: bool,
}

/// The files in an archive in the order of their names, without hidden ones and what macOS adds.
fn entries_of(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    source: &Source<'_>,
) -> Result<Vec<Entry>, DocumentError> {
    if archive.len() > MAX_ARCHIVE_ENTRIES {
        return Err(DocumentError::TooMany { what: "entries", limit: MAX_ARCHIVE_ENTRIES });
    }
    let mut entries = Vec::new();
    for idx in 0..archive.len() {
        source.budget.check()?;
        let entry = archive.by_index_raw(idx).map_err(|err| broken(&err))?;
        let name = name_of(&entry);
        let is_folder = entry.is_dir() || name.ends_with(['/', '\\']);
        if !is_folder && !is_hidden(&name) {
            entries.push(Entry { idx, name, is_encrypted: entry.encrypted(), is_link: entry.is_symlink() });
        }
    }
    entries.sort_by(|one, two| one.name.cmp(&two.name));
    Ok(entries)
}

/// The name of an entry: UTF-8, said or not, or else what DOS had.
fn name_of(entry: &ZipFile<'_, Cursor<&[u8]>>) -> String {
    let raw = entry.name_raw();
    let lossy = || String::from_utf8_lossy(raw).into_owned();
    String::from_utf8(raw.to_vec()).unwrap_or_else(|_| entry.name().map_or_else(|_| lossy(), Into::into))
}

/// Whether a file is not for people: a name in its path begins with a dot, or macOS put it there.
fn is_hidden(name: &str) -> bool {
    let is_hidden = |part: &str| part == "__MACOSX" || (part.starts_with('.') && !matches!(part, "." | ".."));
    name.split(['/', '\\']).any(is_hidden)
}

/// The extension of the kind of document that an archive is, if it is no mere archive.
fn kind_inside(entries: &[Entry], archive: &mut ZipArchive<Cursor<&[u8]>>) -> Option<&'static str> {
    /// Media types in a file "mimetype", and extensions.
    const KINDS: [(&str, &str); 4] = [
        ("application/epub+zip", "epub"),
        ("application/vnd.oasis.opendocument.text", "odt"),
        ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ("application/vnd.oasis.opendocument.presentation", "odp"),
    ];
    let place = |name: &str| entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok();
    if place("[Content_Types].xml").is_some() {
        let parts =
            [("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx")];
        return parts.into_iter().find(|(part, _)| place(part).is_some()).map(|(_, extension)| extension);
    }
    let entry = entries.get(place("mimetype")?).filter(|entry| !entry.is_encrypted)?;
    let mut media_type = String::new();
    let file = archive.by_index(entry.idx).ok()?;
    file.take(100).read_to_string(&mut media_type).ok()?;
    KINDS.into_iter().find(|(known, _)| *known == media_type.trim()).map(|(_, extension)| extension)
}

/// The documents in a file that is of the kind of this extension, if there is a reader for it.
fn read_as(source: &Source<'_>, extension: &'static str) -> Result<Documents, DocumentError> {
    let reader = reader_for(&format!("a.{extension}"))?;
    let mut documents = reader.read(source)?;
    documents.read = documents.read.into_iter().map(|document| signed(document, reader)).collect();
    Ok(documents)
}

/// Reads the files of an archive, each by its own kind.
fn read_entries(
    source: &Source<'_>,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    entries: &[Entry],
) -> Result<Documents, DocumentError> {
    if entries.is_empty() {
        return Err(DocumentError::NoArticle { why: "the archive is empty".to_owned() });
    }
    let mut documents = Documents::default();
    let mut bomb = None;
    for entry in entries {
        source.budget.check()?;
        // What remains of the budget is not worth unpacking once it was too little.
        let read = match &bomb {
            Some(bomb) => Err(DocumentError::clone(bomb)),
            None => read_entry(source, archive, entry),
        };
        if let Err(err @ DocumentError::Bomb { .. }) = &read {
            bomb = Some(err.clone());
        }
        take_part(&mut documents, &entry.name, read)?;
    }
    match bomb {
        Some(bomb) if documents.read.is_empty() => Err(bomb),
        _ => Ok(documents),
    }
}

fn read_entry(
    source: &Source<'_>,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    entry: &Entry,
) -> Result<Documents, DocumentError> {
    if entry.is_link {
        return Err(DocumentError::NoArticle { why: "it is only a link to another file".to_owned() });
    }
    // What no reader takes needs no unpacking.
    reader_for(&entry.name)?;
    if entry.is_encrypted {
        return Err(DocumentError::Encrypted);
    }
    let file = archive.by_index(entry.idx).map_err(|err| broken(&err))?;
    let size = file.size();
    let bytes = unpacked(file, size, KIND, source)?;
    read_part(source, file_name(&entry.name), &bytes)
}

/// All bytes of something packed, which says that it has `size` of them.
fn unpacked(
    mut packed: impl Read,
    size: u64,
    kind: &'static str,
    source: &Source<'_>,
) -> Result<Vec<u8>, DocumentError> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    loop {
        let len =
            packed.read(&mut chunk).map_err(|err| DocumentError::Broken { kind, why: err.to_string() })?;
        if len == 0 {
            return Ok(bytes);
        }
        source.budget.spend(u64::try_from(len).unwrap_or(u64::MAX))?;
        bytes.extend_from_slice(chunk.get(..len).unwrap_or_default());
        let so_far = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if so_far > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge { size: size.max(so_far), limit_bytes: MAX_DOCUMENT_BYTES });
        }
    }
}

fn broken(err: &ZipError) -> DocumentError {
    match err {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            DocumentError::Encrypted
        }
        err => DocumentError::Broken { kind: KIND, why: err.to_string() },
    }
}
