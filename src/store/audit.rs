//! The histories of everybody held against the files: what they say last of each record, and where a file says
//! something else. It reports; it never decides.

use std::collections::{BTreeMap, BTreeSet};

use super::disk::Disk;
use super::error::StoreError;
use super::history::{Damage, Line, WriterName, read_all, volumes};
use super::layout::{Layout, RecordFile};
use super::load::chain_from;
use super::own_history::OwnHistory;
use crate::model::article::TextPatch;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Direction, Edit, Key, Put, Record};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::reader::CorpusReader;
use crate::model::time::Timestamp;

/// A line of a history, named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineName {
    /// Who.
    pub by: AnnotatorId,
    /// The writer.
    pub writer: String,
    /// The line.
    pub n: u64,
    /// When.
    pub t: Timestamp,
}

/// A record that is not what the histories say last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The record.
    pub key: Key,
    /// What the histories say last.
    pub expected: Option<Record>,
    /// The line that says so.
    pub line: LineName,
    /// What stands in the file instead.
    pub found: Found,
}

/// What stands in a file instead of what the histories say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A value it had before, by the histories: the file was put back.
    Older,
    /// A value no history knows.
    Other,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let LineName { by, t, .. } = &self.line;
        let found = match (self.found, &self.expected) {
            (Found::Nothing, _) => "it is not there",
            (_, None) => "it is there, though it was taken away",
            (Found::Older, Some(_)) => "an older value stands in the file",
            (Found::Other, Some(_)) => "another value stands in the file",
        };
        write!(f, "{found}: the last change in the histories is by {by}, {t}")
    }
}

/// What the histories say.
#[derive(Debug, Default)]
pub struct Account {
    /// The last value of each record in them, carried along the corrections of texts since.
    state: CorpusState,
    /// The last metadata and blocks, which are no resident records.
    parts: BTreeMap<Key, Option<Record>>,
    /// The line that last touched each record.
    last: BTreeMap<Key, LineName>,
    /// Where each article went last.
    moves: BTreeMap<ArticleId, Direction>,
    /// What is wrong in the histories.
    pub damage: Vec<Damage>,
    /// How many transactions there are.
    pub num_transactions: usize,
}

impl Account {
    /// Goes through all histories. `corpus` has the texts that its annotations count in.
    /// The lines of writers other than `own` that are not in the files are left out: they are told of as a
    /// whole.
    pub fn read(
        disk: &dyn Disk,
        layout: &Layout,
        corpus: &dyn CorpusReader,
        own: &WriterName,
    ) -> Result<Self, StoreError> {
        let (lines, damage) = read_all(disk, layout)?;
        let waiting = waiting_lines(disk, layout, own)?;
        let mut account = Self { damage, ..Self::default() };
        for (writer, line) in &lines {
            if line.changes_data() && !waiting.contains(&(writer.clone(), line.n)) {
                account.num_transactions += 1;
                account.take_in(writer, line, corpus);
            }
        }
        Ok(account)
    }

    fn take_in(&mut self, writer: &str, line: &Line, corpus: &dyn CorpusReader) {
        let name = LineName { by: line.by.clone(), writer: writer.to_owned(), n: line.n, t: line.t };
        for edit in &line.edits {
            match edit {
                Edit::Put(Put { key, after, .. }) => {
                    self.last.insert(key.clone(), name.clone());
                    if key.part_of().is_some() {
                        self.parts.insert(key.clone(), after.clone());
                    } else {
                        self.state.set(key, after.clone());
                    }
                }
                Edit::PatchText(article, patch) => self.carry(article, patch, &line.by, corpus),
                Edit::MoveArticles(stamps, direction) => {
                    self.moves.extend(stamps.iter().map(|stamp| (stamp.id.clone(), *direction)));
                }
            }
        }
    }

    /// Carries what is known of an article through a correction, but for its author's own: they put those
    /// themselves.
    fn carry(&mut self, id: &ArticleId, patch: &TextPatch, author: &AnnotatorId, corpus: &dyn CorpusReader) {
        let own = self.state.layers.get_mut(id).and_then(|layers| layers.remove(author));
        let article = corpus.article(id).ok();
        let text = article.as_ref().and_then(|article| chain_from(article, patch.from_hash));
        let text = text.map(|(text, _)| text);
        self.state.carry_layers(id, patch, text.as_ref().map_or("", |text| text.as_str()));
        if let Some(own) = own {
            self.state.layers.entry(id.clone()).or_default().insert(author.clone(), own);
        }
    }

    /// What the histories say last of a record.
    fn expected(&self, key: &Key) -> Option<Record> {
        match self.parts.get(key) {
            Some(part) => part.clone(),
            None => self.state.get(key),
        }
    }

    /// The records of a file that the histories know, with their last values.
    pub fn records_of(&self, file: &RecordFile) -> Vec<(Key, Record)> {
        let keys = self.last.keys().filter(|key| RecordFile::of(key) == *file);
        keys.filter_map(|key| self.expected(key).map(|record| (key.clone(), record))).collect()
    }

    /// The articles that should be there and are not.
    pub fn missing_articles(&self, corpus: &CorpusState) -> Vec<ArticleId> {
        let is_missing = |(id, direction): &(&ArticleId, &Direction)| {
            **direction == Direction::In && !corpus.articles.contains_key(*id)
        };
        self.moves.iter().filter(is_missing).map(|(id, _)| id.clone()).collect()
    }

    /// Every record that is not what the histories say last, but for those that were changed later by other
    /// means, and for those of `left_out` files, which could not be read.
    pub fn differences(
        &self,
        disk: &dyn Disk,
        layout: &Layout,
        corpus: &dyn CorpusReader,
        left_out: &dyn Fn(&RecordFile) -> bool,
    ) -> Result<Vec<Difference>, StoreError> {
        let mut found: Vec<(Difference, Option<Record>)> = Vec::new();
        for (key, line) in &self.last {
            let is_of_missing = key.article().is_some_and(|id| !corpus.state().articles.contains_key(id));
            if is_of_missing || left_out(&RecordFile::of(key)) {
                continue;
            }
            let (current, expected) = (corpus.record(key), self.expected(key));
            if current == expected || is_later(current.as_ref(), line.t) {
                continue;
            }
            let found_there = if current.is_none() { Found::Nothing } else { Found::Other };
            let (key, line) = (key.clone(), line.clone());
            found.push((Difference { key, expected, line, found: found_there }, current));
        }
        if found.iter().any(|(difference, _)| difference.found == Found::Other) {
            mark_older(disk, layout, &mut found)?;
        }
        Ok(found.into_iter().map(|(difference, _)| difference).collect())
    }
}

/// Lines of other writers that are not in the files yet, by writer and number.
fn waiting_lines(
    disk: &dyn Disk,
    layout: &Layout,
    own: &WriterName,
) -> Result<BTreeSet<(String, u64)>, StoreError> {
    let volumes = volumes(disk, layout)?;
    let writers: BTreeSet<&WriterName> =
        volumes.iter().map(|(writer, _)| writer).filter(|writer| *writer != own).collect();
    let mut waiting = BTreeSet::new();
    for name in writers {
        let writer = name.writer.clone();
        // One that can't be read is named as damage.
        let Ok((_, _, tail)) = OwnHistory::read(disk, layout, name.clone(), &volumes) else { continue };
        waiting.extend(tail.lines.iter().map(|line| (writer.clone(), line.n)));
    }
    Ok(waiting)
}

/// Finds which of the values in files are older ones of the histories.
fn mark_older(
    disk: &dyn Disk,
    layout: &Layout,
    found: &mut [(Difference, Option<Record>)],
) -> Result<(), StoreError> {
    let (lines, _) = read_all(disk, layout)?;
    let mut values: BTreeMap<&Key, Vec<&Option<Record>>> = BTreeMap::new();
    let keys: BTreeSet<Key> = found.iter().map(|(difference, _)| difference.key.clone()).collect();
    for edit in lines.iter().flat_map(|(_, line)| &line.edits) {
        if let Edit::Put(Put { key, before, after }) = edit
            && keys.contains(key)
        {
            values.entry(key).or_default().extend([before, after]);
        }
    }
    for (difference, current) in found {
        let known = values.get(&difference.key);
        if difference.found == Found::Other && known.is_some_and(|known| known.contains(&&*current)) {
            difference.found = Found::Older;
        }
    }
    Ok(())
}

/// Whether a record says that it was changed after the last line on it: somebody edited its file.
fn is_later(record: Option<&Record>, line: Timestamp) -> bool {
    let changed = match record {
        Some(Record::Annotation(annotation)) => annotation.provenance.changed,
        Some(Record::Relation(relation)) => relation.provenance.changed,
        Some(Record::Voice(voice)) => voice.changed,
        Some(Record::Item(item)) => item.changed,
        Some(Record::Decision(decision)) => decision.at,
        _ => return false,
    };
    changed > line
}
