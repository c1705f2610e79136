//! Writing the cache: on a thread of its own, from what was read when the corpus was opened.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::entries::{ArticleEntry, Stamp};
use super::texts::{FlatTexts, Gathered, Segment, TextPlace, segment_number, segment_path};
use super::{Block, MAGIC, ROWS, Stamps, Table};
use crate::model::corpus::{ArticleRow, Layers};
use crate::model::id::ArticleId;
use crate::model::time::Timestamp;
use crate::store::disk::Disk;
use crate::store::layout::{Layout, RecordFile};
use crate::store::listing::Listing;
use crate::store::writer::Fingerprint;

/// A file that was changed so short a time before it was read, in nanoseconds, could be changed once more without
/// another time to show for it: disks count in steps of up to two seconds.
const YOUNG_NS: u64 = 3_000_000_000;

/// How many articles stand in a block.
const BLOCK_LEN: usize = 512;

/// With more flat files than this they are made one.
const MAX_SEGMENTS: usize = 6;

/// What the cache is written from: a corpus as its files have it, before anything of a history is laid over it.
#[derive(Debug)]
pub(in crate::store) struct Keeping {
    pub disk: Arc<dyn Disk>,
    pub layout: Layout,
    /// The corpus folder with links resolved.
    pub corpus: PathBuf,
    /// Where this cache lies.
    pub folder: PathBuf,
    pub articles: BTreeMap<ArticleId, Arc<ArticleRow>>,
    pub layers: BTreeMap<ArticleId, Layers>,
    pub known: BTreeMap<RecordFile, Fingerprint>,
    /// What there was when the files were read, and when that was.
    pub listing: Listing,
    pub now: Timestamp,
    /// Articles that leave a doubt.
    pub left_out: BTreeSet<ArticleId>,
    pub texts: Arc<FlatTexts>,
    /// For the names of files.
    pub random: u64,
}

impl Keeping {
    /// Writes the cache in the place of the one that is there. What can't be written leaves no cache, or the one
    /// before; that is only slower.
    pub(in crate::store) fn run(self) {
        let places = self.texts_in_few_files();
        if self.write(&places).is_some() {
            self.texts.own().keep();
            self.remove_others(&places);
        }
    }

    /// Where the texts of today lie; in one new file, if that takes up much less room.
    fn texts_in_few_files(&self) -> HashMap<ArticleId, TextPlace> {
        let all = self.texts.all_places();
        let live: u64 = all.iter().map(|(_, place)| place.end() - place.at).sum();
        let segments: BTreeSet<u64> = all.iter().map(|(_, place)| place.segment).collect();
        let entries = self.disk.list(&self.folder).unwrap_or_default();
        let whole: u64 = entries
            .iter()
            .filter(|entry| segment_number(&entry.name).is_some_and(|number| segments.contains(&number)))
            .map(|entry| entry.len)
            .sum();
        if segments.len() > MAX_SEGMENTS || whole > 2 * live {
            let segment = Segment::new(&self.disk, &self.folder, self.random.rotate_left(2) ^ 2);
            self.copy(&all, &segment);
            segment.keep();
        }
        self.texts.all_places().into_iter().collect()
    }

    fn copy(&self, all: &[(ArticleId, TextPlace)], segment: &Segment) {
        let mut gathered = Gathered::new(segment);
        let places: Vec<Option<TextPlace>> = all.iter().map(|(_, place)| Some(*place)).collect();
        let mut at = 0;
        while at < places.len() {
            // What can't be read stays where it is, and is found out when somebody wants it.
            let Ok(piece) = self.texts.read_run(&places[at..]) else {
                at += 1;
                continue;
            };
            for (id, place) in &all[at..at + piece.num_places] {
                if let Some(text) = piece.text(place) {
                    gathered.copy(id, *place, text);
                }
            }
            at += piece.num_places;
        }
        self.texts.moved_to(gathered.finish());
    }

    fn write(&self, places: &HashMap<ArticleId, TextPlace>) -> Option<()> {
        let path = self.folder.join(ROWS);
        let temporary = self.folder.join(format!("{ROWS}.{:016x}.tmp", self.random));
        let stamps = Stamps::of(&self.listing, &self.layout);
        let entries: Vec<ArticleEntry<'_>> =
            self.articles.values().filter_map(|row| self.entry(row, &stamps, places)).collect();
        self.disk.create_folder(&self.folder).and_then(|()| self.disk.create(&temporary, MAGIC)).ok()?;
        let mut at = MAGIC.len() as u64;
        let mut blocks = Vec::new();
        for block in entries.chunks(BLOCK_LEN) {
            let bytes = postcard::to_allocvec(block).ok()?;
            blocks.push(Block::of(&bytes, at)?);
            self.disk.append(&temporary, &bytes).ok()?;
            at += bytes.len() as u64;
        }
        let corpus = self.corpus.to_string_lossy();
        let table = Table { program: env!("CARGO_PKG_VERSION"), corpus: &corpus, blocks };
        let mut table = postcard::to_allocvec(&table).ok()?;
        let end = Block::of(&table, at)?.end();
        table.extend_from_slice(&end);
        self.disk.append(&temporary, &table).ok()?;
        // Not made durable: a cache that a crash has left half of is told by its checksums.
        self.disk.rename(&temporary, &path).ok()
    }

    /// The entry of an article, if it leaves no doubt.
    fn entry<'k>(
        &'k self,
        row: &'k ArticleRow,
        stamps: &'k Stamps<'_>,
        places: &HashMap<ArticleId, TextPlace>,
    ) -> Option<ArticleEntry<'k>> {
        let id = &row.id;
        if self.left_out.contains(id) {
            return None;
        }
        let file = self.stamp(&RecordFile::Article(id.clone()), stamps.article(id)?)?;
        let of_article = self.layers.get(id);
        let mut layers = Vec::new();
        for (annotator, stamp) in stamps.layers(id) {
            let stamp = self.stamp(&RecordFile::Layer(annotator.clone(), id.clone()), stamp)?;
            let layer = of_article.and_then(|layers| layers.get(annotator));
            layers.push((annotator, stamp, layer.map(|layer| &**layer)));
        }
        ArticleEntry::of(row, file, places.get(id).copied(), &layers)
    }

    /// The stamp of a file that had been left alone for a while when it was read.
    fn stamp(&self, file: &RecordFile, (len, modified): (u64, u64)) -> Option<Stamp> {
        let fingerprint = self.known.get(file)?;
        let now = u64::try_from(self.now.millis()).ok()?.saturating_mul(1_000_000);
        let is_settled = modified.checked_add(YOUNG_NS)? < now;
        let (known_len, crc) = fingerprint.parts();
        (is_settled && known_len as u64 == len).then_some(Stamp { len, modified, crc })
    }

    /// Removes what an earlier cache, or an attempt to write one, has left.
    fn remove_others(&self, places: &HashMap<ArticleId, TextPlace>) {
        let mut wanted: BTreeSet<PathBuf> =
            places.values().map(|place| segment_path(&self.folder, place.segment)).collect();
        wanted.insert(self.folder.join(ROWS));
        wanted.insert(self.texts.own().path());
        for entry in self.disk.list(&self.folder).unwrap_or_default() {
            let path = self.folder.join(&entry.name);
            if !entry.is_folder && !wanted.contains(&path) {
                // One that stays is removed the next time.
                drop(self.disk.remove(&path));
            }
        }
    }
}
