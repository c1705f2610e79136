//! Texts one after another in flat files, so that all of them can be gone through quickly. A file only grows, and
//! each text in it has its own checksum; what does not fit the article as it is known is not used.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::model::corpus::ArticleRow;
use crate::model::id::ArticleId;
use crate::model::text::TextHash;
use crate::store::disk::Disk;

/// How much is read at once, in bytes, but for longer texts.
const PIECE_BYTES: u64 = 1 << 20;

/// How many bytes that nobody asked for are read along rather than going to the disk once more.
const GAP_BYTES: u64 = 32 << 10;

/// How much is gathered before it is written, in bytes.
const GATHERED_BYTES: usize = 1 << 20;

/// What the name of a flat file begins with; the number of the file follows.
const PREFIX: &str = "texts-";

/// Where a text lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct TextPlace {
    /// The number in the file's name.
    pub(super) segment: u64,
    /// Its first byte there.
    pub(super) at: u64,
    len: u32,
    /// CRC-32C of its bytes.
    crc: u32,
    /// The first eight bytes of its hash.
    hash: u64,
}

impl TextPlace {
    /// Whether the text is that of the article of this row.
    fn is_of(&self, row: &ArticleRow) -> bool {
        self.len as usize == row.text_len && self.hash == first_bytes(row.text_hash)
    }

    pub(super) fn end(&self) -> u64 {
        self.at + u64::from(self.len)
    }

    /// The text among the bytes that were read from `from` on; `None` if it is not what it was.
    fn text_in<'b>(&self, bytes: &'b [u8], from: u64) -> Option<&'b str> {
        let start = usize::try_from(self.at.checked_sub(from)?).ok()?;
        let text = bytes.get(start..start + self.len as usize)?;
        (crc32c::crc32c(text) == self.crc).then(|| std::str::from_utf8(text).ok())?
    }
}

fn first_bytes(hash: TextHash) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash.bytes()[..8]);
    u64::from_be_bytes(first)
}

/// The path of a flat file.
pub(super) fn segment_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{PREFIX}{number:016x}"))
}

/// The number of the flat file of that name.
pub(super) fn segment_number(name: &str) -> Option<u64> {
    u64::from_str_radix(name.strip_prefix(PREFIX)?, 16).ok()
}

/// A flat file that grows. It is made when the first bytes come, and goes when this is dropped, unless it is kept.
#[derive(Debug)]
pub(in crate::store) struct Segment {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    number: u64,
    grown: Mutex<Grown>,
    is_kept: AtomicBool,
}

/// How far a flat file has grown.
#[derive(Debug)]
enum Grown {
    /// It is not there yet.
    NotBegun,
    /// It has so many bytes.
    To(u64),
    /// That can't be told any more, after an error.
    Unknown,
}

impl Segment {
    /// A new flat file.
    pub(in crate::store) fn new(disk: &Arc<dyn Disk>, folder: &Path, number: u64) -> Self {
        Self {
            disk: Arc::clone(disk),
            folder: folder.to_owned(),
            number,
            grown: Mutex::new(Grown::NotBegun),
            is_kept: AtomicBool::new(false),
        }
    }

    /// Leaves it for other sessions.
    pub(super) fn keep(&self) {
        self.is_kept.store(true, Ordering::Relaxed);
    }

    pub(super) fn path(&self) -> PathBuf {
        segment_path(&self.folder, self.number)
    }

    /// Adds bytes, and says where they begin.
    fn append(&self, bytes: &[u8]) -> Option<u64> {
        let mut grown = self.grown.lock().unwrap_or_else(PoisonError::into_inner);
        let (disk, path) = (&self.disk, self.path());
        let (at, written) = match std::mem::replace(&mut *grown, Grown::Unknown) {
            Grown::NotBegun => (0, disk.create_folder(&self.folder).and_then(|()| disk.create(&path, bytes))),
            Grown::To(len) => (len, disk.append(&path, bytes)),
            Grown::Unknown => return None,
        };
        written.ok()?;
        *grown = Grown::To(at + bytes.len() as u64);
        Some(at)
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        let grown = self.grown.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !self.is_kept.load(Ordering::Relaxed) && !matches!(grown, Grown::NotBegun) {
            // One that stays is removed when the cache is written the next time.
            drop(self.disk.remove(&self.path()));
        }
    }
}

/// Gathers texts for a flat file, so that it is written in large pieces.
#[derive(Debug)]
pub(in crate::store) struct Gathered<'s> {
    segment: &'s Segment,
    bytes: Vec<u8>,
    /// Texts among those bytes.
    waiting: Vec<(ArticleId, TextPlace)>,
    places: Vec<(ArticleId, TextPlace)>,
}

impl<'s> Gathered<'s> {
    pub(in crate::store) fn new(segment: &'s Segment) -> Self {
        Self { segment, bytes: Vec::new(), waiting: Vec::new(), places: Vec::new() }
    }

    pub(in crate::store) fn add(&mut self, id: &ArticleId, text: &str, hash: TextHash) {
        let Ok(len) = u32::try_from(text.len()) else { return };
        let place = TextPlace {
            segment: self.segment.number,
            at: self.bytes.len() as u64,
            len,
            crc: crc32c::crc32c(text.as_bytes()),
            hash: first_bytes(hash),
        };
        self.bytes.extend_from_slice(text.as_bytes());
        self.waiting.push((id.clone(), place));
        if self.bytes.len() >= GATHERED_BYTES {
            self.write();
        }
    }

    /// Adds a text that lies in another file already, as it is.
    pub(super) fn copy(&mut self, id: &ArticleId, place: TextPlace, text: &str) {
        let place = TextPlace { segment: self.segment.number, at: self.bytes.len() as u64, ..place };
        self.bytes.extend_from_slice(text.as_bytes());
        self.waiting.push((id.clone(), place));
        if self.bytes.len() >= GATHERED_BYTES {
            self.write();
        }
    }

    fn write(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return;
        }
        if let Some(at) = self.segment.append(&self.bytes) {
            let moved = |(id, place): (ArticleId, TextPlace)| (id, TextPlace { at: at + place.at, ..place });
            self.places.extend(waiting.into_iter().map(moved));
        }
        self.bytes.clear();
    }

    /// Where the texts have come to lie, those left out that could not be written.
    pub(in crate::store) fn finish(mut self) -> Vec<(ArticleId, TextPlace)> {
        self.write();
        self.places
    }
}

/// The flat files of a corpus.
#[derive(Debug)]
pub(in crate::store) struct FlatTexts {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    places: Mutex<HashMap<ArticleId, TextPlace>>,
    /// What this session adds texts to that it had to read from the articles' files.
    own: Segment,
}

impl FlatTexts {
    pub(in crate::store) fn new(
        disk: Arc<dyn Disk>,
        folder: PathBuf,
        own: Segment,
        places: impl IntoIterator<Item = (ArticleId, TextPlace)>,
    ) -> Self {
        Self { disk, folder, places: Mutex::new(places.into_iter().collect()), own }
    }

    fn index(&self) -> MutexGuard<'_, HashMap<ArticleId, TextPlace>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the texts of these articles lie, as the rows know them.
    pub(in crate::store) fn places<'r>(
        &self,
        rows: impl Iterator<Item = Option<&'r ArticleRow>>,
    ) -> Vec<Option<TextPlace>> {
        let index = self.index();
        let place = |row: &ArticleRow| index.get(&row.id).copied().filter(|place| place.is_of(row));
        rows.map(|row| row.and_then(place)).collect()
    }

    /// Where every text lies, the files with their texts in order.
    pub(super) fn all_places(&self) -> Vec<(ArticleId, TextPlace)> {
        let mut all: Vec<_> = self.index().iter().map(|(id, place)| (id.clone(), *place)).collect();
        all.sort_unstable_by_key(|(_, place)| (place.segment, place.at));
        all
    }

    /// Notes where the texts lie from now on.
    pub(super) fn moved_to(&self, places: Vec<(ArticleId, TextPlace)>) {
        self.index().extend(places);
    }

    /// The file that this session adds to.
    pub(super) fn own(&self) -> &Segment {
        &self.own
    }

    /// Keeps a text that had to be read from its article's file.
    pub(in crate::store) fn keep(&self, id: &ArticleId, text: &str, hash: TextHash) {
        let mut gathered = Gathered::new(&self.own);
        gathered.add(id, text, hash);
        self.moved_to(gathered.finish());
    }

    /// The bytes that hold the first of these places and as many of those after it as lie close behind it in the
    /// same file: how many places, from which byte on, and the bytes.
    pub(in crate::store) fn read_run(&self, places: &[Option<TextPlace>]) -> io::Result<Piece> {
        let Some(first) = places.first().copied().flatten() else {
            return Ok(Piece { num_places: 0, from: 0, bytes: Vec::new() });
        };
        let (mut end, mut num_places) = (first.end(), 1);
        for place in places[1..].iter().map_while(|place| *place) {
            let follows = place.segment == first.segment && place.at >= end && place.at - end <= GAP_BYTES;
            if !follows || place.end() - first.at > PIECE_BYTES {
                break;
            }
            end = place.end();
            num_places += 1;
        }
        let len = usize::try_from(end - first.at).unwrap_or(usize::MAX);
        let bytes = self.disk.read_part(&segment_path(&self.folder, first.segment), first.at, len)?;
        Ok(Piece { num_places, from: first.at, bytes })
    }
}

/// A part of a flat file.
#[derive(Debug)]
pub(in crate::store) struct Piece {
    /// How many of the places it holds.
    pub num_places: usize,
    from: u64,
    bytes: Vec<u8>,
}

impl Piece {
    /// The text at a place; `None` if it is not what it was.
    pub(in crate::store) fn text(&self, place: &TextPlace) -> Option<&str> {
        place.text_in(&self.bytes, self.from)
    }
}
