//! Repair: what can be mended without guessing. Everything it changes is a transaction, and the files as they were
//! are copied first.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::OpenCorpus;
use super::save::Rewrite;
use crate::model::article::Article;
use crate::model::change;
use crate::model::edit::{Edit, Key, LayerKey, Record, Transaction};
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader as _;
use crate::model::text::TextRange;
use crate::model::time::Timestamp;
use crate::store::audit::Account;
use crate::store::contents::Quarantine;
use crate::store::disk::write_atomically;
use crate::store::error::{DiskContext as _, StoreError};
use crate::store::layout::RecordFile;
use crate::store::load::chain_from;
use crate::store::records::annotation::{AnnotationRecord, LayerFile};
use crate::store::records::{Against, RangeRecord};
use crate::store::ron_file;

/// How many bytes before and after its place the words of a span are looked for.
const NEARBY: usize = 2_000;

/// What a repair did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// What was mended, one sentence each.
    pub done: Vec<String>,
    /// What was not, and why.
    pub left: Vec<String>,
    /// The changes that were made, as edits.
    pub edits: Vec<Edit>,
    /// Where the files as they were lie now, if any was changed.
    pub copies: Option<PathBuf>,
}

impl OpenCorpus {
    /// Mends what can be mended without guessing: takes in what other writers have and the files don't, puts
    /// spans whose words stand once nearby back in their place, and takes the files for the state where lines of
    /// the own history can't be read.
    pub fn repair(&mut self, now: Timestamp) -> Result<Repaired, StoreError> {
        if let Some(why) = self.read_only() {
            return Err(StoreError::ReadOnly(why.to_owned()));
        }
        let mut repaired = Repaired::default();
        for other in self.outlook.others.clone() {
            match self.take_in(&other, now) {
                Ok(from_others) => {
                    repaired.done.push(format!("{other}: taken in"));
                    repaired.edits.extend(from_others.edits);
                    repaired.left.extend(from_others.say);
                }
                Err(err) => repaired.left.push(format!("{other}: {err}")),
            }
        }
        self.unlock_layers(now, &mut repaired)?;
        self.put_back_spans(now, &mut repaired)?;
        for (file, why) in &self.locked {
            let shown = self.place.layout.shown(&self.place.layout.record_file(file));
            let rebuilt = if self.is_own(file) { "; it can be made anew from the histories" } else { "" };
            repaired.left.push(format!("{shown}: {why}{rebuilt}"));
        }
        if self.history.pass_damage() {
            repaired.done.push(
                "the files are taken for the state where lines of the own history can't be read".to_owned(),
            );
            if let Some(saving) = self.saving.as_mut() {
                saving.want_checkpoint(now);
            }
        }
        Ok(repaired)
    }

    /// Makes the own files that can't be read anew from what the histories say, and puts the own records back
    /// that are not what the histories say last.
    pub fn rebuild(&mut self, account: &Account, now: Timestamp) -> Result<Repaired, StoreError> {
        if let Some(why) = self.read_only() {
            return Err(StoreError::ReadOnly(why.to_owned()));
        }
        let mut repaired = Repaired::default();
        let damaged: Vec<RecordFile> = self.locked.keys().cloned().collect();
        for file in damaged {
            let shown = self.place.layout.shown(&self.place.layout.record_file(&file));
            if !self.is_own(&file) || !self.is_unreadable(&file) {
                repaired.left.push(format!(
                    "{shown}: only its owner's own layers, register and items can be made anew"
                ));
                continue;
            }
            let records = account.records_of(&file);
            if records.is_empty() {
                repaired.left.push(format!("{shown}: no history has anything of it"));
                continue;
            }
            self.set_aside(&file, now, &mut repaired)?;
            let (num_records, say) = (records.len(), format!("Rebuild {shown} from the histories"));
            // What the histories have no place for in today's text is left out, and said.
            let fitting: Vec<(Key, Record)> =
                records.into_iter().filter(|(key, record)| self.fits(key, record)).collect();
            let num_left = num_records - fitting.len();
            if num_left > 0 {
                repaired.left.push(format!("{shown}: {num_left} records no longer fit the text"));
            }
            let transaction = change::put_records(&self.state, fitting, say);
            self.apply_repair(transaction, now, &mut repaired)?;
            repaired.done.push(format!("{shown}: made anew from the histories, {num_records} records"));
        }
        self.put_back_differing(account, now, &mut repaired)?;
        Ok(repaired)
    }

    fn put_back_differing(
        &mut self,
        account: &Account,
        now: Timestamp,
        repaired: &mut Repaired,
    ) -> Result<(), StoreError> {
        let (disk, layout) = (Arc::clone(&self.place.disk), self.place.layout.clone());
        let left_out = |file: &RecordFile| self.locked.contains_key(file);
        let differences = account.differences(disk.as_ref(), &layout, self, &left_out)?;
        for difference in differences {
            let key = difference.key.clone();
            if key.owner().is_some_and(|owner| *owner != self.annotator) {
                repaired
                    .left
                    .push(format!("{key}: {difference}; it is {}'s to bring back", difference.line.by));
                continue;
            }
            if difference.expected.as_ref().is_some_and(|record| !self.fits(&key, record)) {
                repaired.left.push(format!("{key}: what the histories say no longer fits the text"));
                continue;
            }
            let file = RecordFile::of(&key);
            self.copy(&file, now, repaired)?;
            let current = self.record(&key);
            let transaction = change::replace_value(key.clone(), current, difference.expected.clone());
            self.apply_repair(transaction, now, repaired)?;
            repaired.done.push(format!("{key}: brought back as the histories have it"));
        }
        Ok(())
    }

    /// Layers of one's own that were made on a text the article never had: what fits is kept, the rest is put
    /// back or kept apart.
    fn unlock_layers(&mut self, now: Timestamp, repaired: &mut Repaired) -> Result<(), StoreError> {
        let own: Vec<(RecordFile, ArticleId)> = self
            .locked
            .keys()
            .filter_map(|file| match file {
                RecordFile::Layer(annotator, article) if *annotator == self.annotator => {
                    Some((file.clone(), article.clone()))
                }
                _ => None,
            })
            .collect();
        for (file, id) in own {
            if self.locked.contains_key(&RecordFile::Article(id.clone())) {
                continue;
            }
            let Ok(article) = self.article(&id) else { continue };
            let path = self.place.layout.record_file(&file);
            let Ok(bytes) = self.place.disk.read(&path) else { continue };
            let Ok(layer) = ron_file::read::<LayerFile>(&bytes) else { continue };
            let made_on = layer.text_hash.parse();
            if made_on.is_ok_and(|hash| chain_from(&article, hash).is_some()) {
                continue;
            }
            self.copy(&file, now, repaired)?;
            self.locked.remove(&file);
            if let Some(saving) = self.saving.as_mut() {
                saving.rewrite(Rewrite { files: BTreeSet::from([file]), adopts: None, is_sent: false }, now);
            }
            repaired.done.push(format!(
                "{}: taken over to the text the article has now",
                self.place.layout.shown(&path)
            ));
        }
        Ok(())
    }

    /// Puts one's own spans back whose words stand once near the place they are said to stand at.
    fn put_back_spans(&mut self, now: Timestamp, repaired: &mut Repaired) -> Result<(), StoreError> {
        let files: Vec<RecordFile> = self.quarantine.keys().cloned().collect();
        for file in files {
            let RecordFile::Layer(annotator, id) = &file else { continue };
            let num_apart = self.quarantine.get(&file).map_or(0, |apart| apart.annotations.len());
            let shown = self.place.layout.shown(&self.place.layout.record_file(&file));
            if num_apart == 0 || self.locked.contains_key(&file) {
                continue;
            }
            if *annotator != self.annotator {
                repaired.left.push(format!("{shown}: {num_apart} spans are {annotator}'s to repair"));
                continue;
            }
            let Ok(article) = self.article(id) else { continue };
            let layer = LayerKey { article: id.clone(), annotator: annotator.clone() };
            let apart = self.quarantine.get(&file).map(|apart| apart.annotations.clone()).unwrap_or_default();
            let mut records = Vec::new();
            let mut staying = Vec::new();
            for record in apart {
                match put_back(&record, &article) {
                    Some(annotation) if !self.has_annotation(&layer, &annotation.id) => {
                        let key = Key::Annotation(layer.clone(), annotation.id.clone());
                        records.push((key, Record::Annotation(Arc::new(annotation))));
                    }
                    _ => staying.push(record),
                }
            }
            if !staying.is_empty() {
                let num_staying = staying.len();
                repaired.left.push(format!(
                    "{shown}: {num_staying} spans stay apart: their words don't stand once nearby, or their id is taken"
                ));
            }
            if records.is_empty() {
                continue;
            }
            self.copy(&file, now, repaired)?;
            let num_back = records.len();
            let transaction =
                change::put_records(&self.state, records, format!("Put {num_back} spans back in place"));
            self.apply_repair(transaction, now, repaired)?;
            let apart =
                Quarantine { annotations: staying, ..self.quarantine.remove(&file).unwrap_or_default() };
            if !apart.is_empty() {
                self.quarantine.insert(file.clone(), apart);
            }
            repaired.done.push(format!("{shown}: {num_back} spans put back where their words stand"));
        }
        Ok(())
    }

    fn apply_repair(
        &mut self,
        transaction: Result<Transaction, change::ChangeError>,
        now: Timestamp,
        repaired: &mut Repaired,
    ) -> Result<(), StoreError> {
        // Where there is nothing to change, nothing is.
        let Ok(transaction) = transaction else { return Ok(()) };
        let edits = transaction.edits.clone();
        self.apply(transaction, now)?;
        repaired.edits.extend(edits);
        Ok(())
    }

    fn has_annotation(&self, layer: &LayerKey, id: &crate::model::id::AnnotationId) -> bool {
        let layer = self.state.layer(&layer.article, &layer.annotator);
        layer.is_some_and(|layer| layer.annotations.contains_key(id))
    }

    /// Whether a record's ranges lie in the text of today.
    fn fits(&self, key: &Key, record: &Record) -> bool {
        let Record::Annotation(annotation) = record else { return true };
        let Some(article) = key.article().and_then(|id| self.article(id).ok()) else { return false };
        annotation.all_fragments().all(|(_, fragments)| fragments.check(article.text.as_str()).is_ok())
    }

    fn is_own(&self, file: &RecordFile) -> bool {
        matches!(
            file,
            RecordFile::Layer(owner, _) | RecordFile::Register(owner) | RecordFile::Items(owner)
                if *owner == self.annotator
        )
    }

    /// Whether a file is there and is none of the records it should hold. One that can't be read from the disk
    /// may be whole.
    fn is_unreadable(&self, file: &RecordFile) -> bool {
        let has_article = file.article().is_none_or(|id| self.state.articles.contains_key(id));
        has_article && self.place.disk.read(&self.place.layout.record_file(file)).is_ok()
    }

    /// Where the files as they were are kept.
    fn copies(&self, now: Timestamp, repaired: &mut Repaired) -> PathBuf {
        let folder = repaired.copies.get_or_insert_with(|| self.place.layout.copies(now));
        folder.clone()
    }

    /// Copies a file as it is before it is changed.
    fn copy(&self, file: &RecordFile, now: Timestamp, repaired: &mut Repaired) -> Result<(), StoreError> {
        let path = self.place.layout.record_file(file);
        let to = self.copies(now, repaired).join(self.place.layout.shown(&path));
        let disk = self.place.disk.as_ref();
        if disk.canonical(&to).is_ok() {
            return Ok(());
        }
        let bytes = disk.read(&path).at("reading", &path)?;
        write_atomically(disk, &to, &bytes).at("writing", &to)
    }

    /// Copies a damaged file, and makes room for one in its place.
    fn set_aside(
        &mut self,
        file: &RecordFile,
        now: Timestamp,
        repaired: &mut Repaired,
    ) -> Result<(), StoreError> {
        self.copy(file, now, repaired)?;
        self.locked.remove(file);
        self.quarantine.remove(file);
        Ok(())
    }
}

/// The annotation of a record, with each range where its words stand; `None` if they don't stand once nearby.
fn put_back(record: &AnnotationRecord, article: &Article) -> Option<crate::model::annotation::Annotation> {
    let text = article.text.as_str();
    let moved = record.with_ranges(|range| place_nearby(range, text))?;
    moved.to_model(Against::Text(text)).ok()
}

/// A range as it is if it covers its words, else where these stand once nearby.
fn place_nearby(range: &RangeRecord, text: &str) -> Option<RangeRecord> {
    let (start, end, said) = range;
    if TextRange::new(*start, *end).is_ok_and(|range| range.of(text) == Ok(said.as_str())) {
        return Some(range.clone());
    }
    if said.is_empty() {
        return None;
    }
    let from = text.floor_char_boundary(start.saturating_sub(NEARBY));
    let to = text.ceil_char_boundary(start.saturating_add(said.len()).saturating_add(NEARBY).min(text.len()));
    let mut places = text.get(from..to)?.match_indices(said.as_str());
    let (at, _) = places.next()?;
    places.next().is_none().then(|| (from + at, from + at + said.len(), said.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_back_only_where_they_stand_once_nearby() {
        let text = "The boat is late. The café is shut.";
        let range = |start: usize, end: usize, said: &str| (start, end, said.to_owned());
        assert_eq!(place_nearby(&range(4, 8, "boat"), text), Some(range(4, 8, "boat")));
        assert_eq!(place_nearby(&range(6, 10, "boat"), text), Some(range(4, 8, "boat")));
        assert_eq!(place_nearby(&range(26, 30, "café"), text), Some(range(22, 27, "café")));
        assert_eq!(place_nearby(&range(usize::MAX, 4, "café"), text), None);
        assert_eq!(place_nearby(&range(1, 4, "The"), text), None, "it stands there twice");
        assert_eq!(place_nearby(&range(1, 4, "quay"), text), None);
        assert_eq!(place_nearby(&range(1, 1, ""), text), None);
        let far = format!("{}boat", "x".repeat(3_000));
        assert_eq!(place_nearby(&range(4, 8, "boat"), &far), None);
    }
}
