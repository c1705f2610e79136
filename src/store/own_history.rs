//! The history of one writer: where it ends, what its files don't have yet, and what can be undone and redone.
//! Lines are told apart when a volume is read, and read themselves when they are needed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::disk::Disk;
use super::error::StoreError;
use super::history::{Damage, Kind, Line, Words, WriterName};
use super::layout::Layout;
use super::records::RangeRecord;
use super::volume::RawVolume;
use crate::model::edit::Key;
use crate::model::time::Timestamp;

/// One writer's own history, as far back as it has been needed.
#[derive(Debug)]
pub(super) struct OwnHistory {
    pub name: WriterName,
    lines: BTreeMap<u64, Entry>,
    /// The volumes not read yet, all older than those that are.
    older: Vec<u32>,
    /// Lines to be undone, and to be redone, the next one last.
    undo: Vec<u64>,
    /// Each with the line that undid it.
    redo: Vec<(u64, u64)>,
    /// What the next undo takes back as far as it has been read, the latest line first.
    undo_run: Vec<Arc<Line>>,
    /// What the next redo does again, the earliest line first.
    redo_run: Vec<Arc<Line>>,
    pub last_n: u64,
    pub last_t: Option<Timestamp>,
    /// The last line when it was read.
    pub opened_at_n: u64,
    /// The last line before one in the tail that can't be read: no checkpoint may pass it.
    damaged_after: Option<u64>,
}

/// A line of the history.
#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    line: Place,
}

/// Where a line is to be had.
#[derive(Clone, Debug)]
enum Place {
    /// In a volume, in this place among its lines.
    Volume(Arc<RawVolume>, usize),
    Memory(Arc<Line>, Arc<Words>),
}

/// A line with the words its annotations cover.
type ReadLine = (Arc<Line>, Arc<Words>);

/// The end of a history on disk.
#[derive(Debug, Default)]
pub(super) struct HistoryEnd {
    /// The last volume, 0 if there is none.
    pub volume: u32,
    /// Its length in bytes, up to any torn line.
    pub volume_len: u64,
    /// Whether a torn line follows.
    pub is_torn: bool,
    /// What is wrong elsewhere, as far back as the history was read.
    pub damage: Vec<Damage>,
    /// Whether the volume holds conflict marks of a merge.
    pub has_conflict_marks: bool,
}

impl HistoryEnd {
    /// The volume to append to and its length: a new one after one with conflict marks, which is left as it
    /// is.
    pub(super) fn place_to_append(&self) -> (u32, u64) {
        if self.has_conflict_marks { (self.volume + 1, 0) } else { (self.volume.max(1), self.volume_len) }
    }
}

/// What the files may not have yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    /// The lines after the last checkpoint and those it left pending, in order; all change data.
    pub lines: Vec<Arc<Line>>,
    /// Every line that changes data from the first of those on: what a pending line put may have been changed
    /// by a later one that is in the files already.
    pub since: Vec<Arc<Line>>,
    /// The words that annotations covered which these lines put, by line and record.
    pub words: BTreeMap<(u64, Key), Vec<RangeRecord>>,
}

/// As of which line the files are up to date.
struct Reached {
    upto: u64,
    /// Lines up to there that they lack all the same.
    pending: BTreeSet<u64>,
}

impl OwnHistory {
    /// A history without lines.
    pub(super) fn empty(name: WriterName) -> Self {
        Self {
            name,
            lines: BTreeMap::new(),
            older: Vec::new(),
            undo: Vec::new(),
            redo: Vec::new(),
            undo_run: Vec::new(),
            redo_run: Vec::new(),
            last_n: 0,
            last_t: None,
            opened_at_n: 0,
            damaged_after: None,
        }
    }

    /// Reads a history from its end, as far back as its tail reaches. `volumes` are those of the whole corpus.
    pub(super) fn read(
        disk: &dyn Disk,
        layout: &Layout,
        name: WriterName,
        volumes: &[(WriterName, u32)],
    ) -> Result<(Self, HistoryEnd, Tail), StoreError> {
        let mut history = Self::empty(name);
        let own = volumes.iter().filter(|(writer, _)| *writer == history.name);
        history.older = own.map(|(_, volume)| *volume).collect();
        let mut end = HistoryEnd::default();
        let mut breaks = Vec::new();
        if let Some(volume) = history.older.pop() {
            let raw = RawVolume::read(disk, layout, &history.name, volume)?;
            end.volume = volume;
            end.volume_len = raw.torn_at.map_or(raw.len(), |at| at as u64);
            end.is_torn = raw.torn_at.is_some();
            end.has_conflict_marks = raw.has_conflict_marks;
            history.take_in(raw, &mut breaks, &mut end.damage);
        }
        let tail = history.tail(disk, layout, volumes, &mut breaks, &mut end.damage)?;
        history.last_n = history.lines.keys().next_back().copied().unwrap_or(0);
        history.opened_at_n = history.last_n;
        let last: Vec<u64> = history.lines.keys().rev().copied().collect();
        history.last_t = last.into_iter().find_map(|n| history.line(n, disk, layout)).map(|line| line.t);
        history.rebuild_stacks();
        history.read_runs(disk, layout);
        Ok((history, end, tail))
    }

    /// Adds the lines of a volume older than those at hand. `breaks` gets the last good line before each bad
    /// place.
    fn take_in(&mut self, raw: RawVolume, breaks: &mut Vec<u64>, damage: &mut Vec<Damage>) {
        for found in &raw.damage {
            breaks.push(found.after.unwrap_or(0));
            damage.push(found.damage.clone());
        }
        if let (Some(last), Some((next, _))) = (raw.heads.last(), self.lines.first_key_value())
            && last.n + 1 < *next
        {
            breaks.push(last.n);
            let why = format!("it ends with line {}, and the next volume begins with line {next}", last.n);
            damage.push(Damage { path: raw.path().to_owned(), line: raw.heads.len(), why });
        }
        let raw = Arc::new(raw);
        for (idx, head) in raw.heads.iter().enumerate() {
            let known = self.lines.get(&head.n);
            if let Some(Entry { line: Place::Volume(other, other_idx), .. }) = known {
                // A line that had to be written again stands in two volumes, and is the same in both.
                if other.bytes_of(&other.heads[*other_idx]) != raw.bytes_of(head) {
                    breaks.push(head.n.saturating_sub(1));
                    damage.push(raw.damage_at(head, "a later volume has another line of this number"));
                }
                continue;
            }
            let place = Place::Volume(Arc::clone(&raw), idx);
            self.lines.insert(head.n, Entry { kind: head.kind.clone(), line: place });
        }
    }

    /// A line of the history; `None` where it is not at hand or can't be read.
    fn line(&mut self, n: u64, disk: &dyn Disk, layout: &Layout) -> Option<Arc<Line>> {
        self.read_line(n, disk, layout)?.ok().map(|(line, _)| line)
    }

    fn read_line(&mut self, n: u64, disk: &dyn Disk, layout: &Layout) -> Option<Result<ReadLine, Damage>> {
        let entry = self.lines.get_mut(&n)?;
        let read = match &entry.line {
            Place::Memory(line, words) => return Some(Ok((Arc::clone(line), Arc::clone(words)))),
            Place::Volume(volume, idx) => volume.line(&volume.heads[*idx], disk, layout),
        };
        let read = read.map(|(line, words)| (line, Arc::new(words)));
        if let Ok((line, words)) = &read {
            entry.line = Place::Memory(Arc::clone(line), Arc::clone(words));
        }
        Some(read)
    }

    /// A line read for its head alone: it stays where it is, so that its words can be had later.
    fn head_line(&self, n: u64, disk: &dyn Disk, layout: &Layout) -> Option<Arc<Line>> {
        match &self.lines.get(&n)?.line {
            Place::Memory(line, _) => Some(Arc::clone(line)),
            Place::Volume(volume, idx) => {
                volume.line(&volume.heads[*idx], disk, layout).ok().map(|(line, _)| line)
            }
        }
    }

    /// Reads the next older volume; `false` if there is none.
    fn read_older(
        &mut self,
        disk: &dyn Disk,
        layout: &Layout,
        breaks: &mut Vec<u64>,
        damage: &mut Vec<Damage>,
    ) -> Result<bool, StoreError> {
        let Some(volume) = self.older.pop() else {
            return Ok(false);
        };
        let raw = RawVolume::read(disk, layout, &self.name, volume)?;
        self.take_in(raw, breaks, damage);
        Ok(true)
    }

    /// The lines after the last checkpoint, and those it left pending.
    fn tail(
        &mut self,
        disk: &dyn Disk,
        layout: &Layout,
        volumes: &[(WriterName, u32)],
        breaks: &mut Vec<u64>,
        damage: &mut Vec<Damage>,
    ) -> Result<Tail, StoreError> {
        let mut reached = loop {
            let last = self.lines.values().rev().find_map(|entry| match &entry.kind {
                Kind::Checkpoint(upto, pending) => Some((*upto, pending)),
                _ => None,
            });
            if let Some((upto, pending)) = last {
                break Reached { upto, pending: pending.iter().copied().collect() };
            }
            if !self.read_older(disk, layout, breaks, damage)? {
                break Reached { upto: 0, pending: BTreeSet::new() };
            }
        };
        let has_tail = |history: &Self, reached: &Reached| {
            let mut after = history.lines.range(reached.upto + 1..);
            !reached.pending.is_empty() || after.any(|(_, entry)| entry.kind.changes_data())
        };
        if has_tail(self, &reached) {
            self.pass_adopted(&mut reached, disk, layout, volumes);
        }
        let first = reached.first();
        while self.lines.keys().next().is_some_and(|oldest| *oldest > first) {
            if !self.read_older(disk, layout, breaks, damage)? {
                break;
            }
        }
        let mut since: Vec<Arc<Line>> = Vec::new();
        let mut said = BTreeMap::new();
        let in_question = self.lines.range(first..).filter(|(_, entry)| entry.kind.changes_data());
        for n in in_question.map(|(n, _)| *n).collect::<Vec<_>>() {
            match self.read_line(n, disk, layout) {
                Some(Ok((line, words))) => {
                    let after = words.iter().filter_map(|(key, said)| Some((key, said.after.as_ref()?)));
                    said.extend(after.map(|(key, words)| ((n, key.clone()), words.clone())));
                    since.push(line);
                }
                Some(Err(found)) => {
                    breaks.push(n.saturating_sub(1));
                    damage.push(found);
                }
                None => {}
            }
        }
        self.damaged_after = breaks.iter().copied().filter(|after| *after >= reached.upto).min();
        let Reached { upto, pending } = reached;
        let is_in_tail = |line: &&Arc<Line>| line.n > upto || pending.contains(&line.n);
        Ok(Tail { lines: since.iter().filter(is_in_tail).cloned().collect(), since, words: said })
    }

    /// What another writer has taken into the files counts as a checkpoint.
    fn pass_adopted(
        &mut self,
        reached: &mut Reached,
        disk: &dyn Disk,
        layout: &Layout,
        volumes: &[(WriterName, u32)],
    ) {
        let Some(first) = self.lines.range(reached.first()..).map(|(n, _)| *n).next() else {
            return;
        };
        let since = self.head_line(first, disk, layout).map(|line| line.t);
        let adopted = adopted(disk, layout, volumes, &self.name, since);
        let checkpoint = self
            .lines
            .iter()
            .rev()
            .find_map(|(n, entry)| matches!(entry.kind, Kind::Checkpoint(..)).then_some(*n));
        if checkpoint.is_none_or(|checkpoint| checkpoint <= adopted) {
            reached.pending.retain(|n| *n > adopted);
        }
        reached.upto = reached.upto.max(adopted);
    }

    fn rebuild_stacks(&mut self) {
        self.undo.clear();
        self.redo.clear();
        let lines: Vec<(u64, Kind)> = self.lines.iter().map(|(n, entry)| (*n, entry.kind.clone())).collect();
        for (n, kind) in lines {
            self.note(n, &kind);
        }
    }

    fn note(&mut self, n: u64, kind: &Kind) {
        match kind {
            Kind::Do => {
                self.undo.push(n);
                self.redo.clear();
            }
            Kind::Undo(of) => {
                remove_last(&mut self.undo, *of);
                self.redo.push((*of, n));
            }
            Kind::Redo(of) => {
                if let Some(idx) = self.redo.iter().rposition(|(undone, _)| undone == of) {
                    self.redo.remove(idx);
                }
                self.undo.push(*of);
            }
            Kind::Checkpoint(..) | Kind::Adopt(..) => {}
        }
    }

    /// Adds a line that has just been made.
    pub(super) fn push(&mut self, line: Arc<Line>, words: Words, disk: &dyn Disk, layout: &Layout) {
        let (n, kind) = (line.n, line.kind.clone());
        self.note(n, &kind);
        self.last_n = n;
        self.last_t = Some(line.t);
        let entry = Entry { kind, line: Place::Memory(Arc::clone(&line), Arc::new(words)) };
        self.lines.insert(n, entry);
        match &line.kind {
            Kind::Do if line.joins => {
                self.undo_run.insert(0, line);
                self.redo_run.clear();
            }
            Kind::Do => {
                self.undo_run = vec![line];
                self.redo_run.clear();
            }
            Kind::Undo(_) | Kind::Redo(_) => self.read_runs(disk, layout),
            Kind::Checkpoint(..) | Kind::Adopt(..) => {}
        }
    }

    /// The machine that the last checkpoint names.
    pub(super) fn machine(&self, disk: &dyn Disk, layout: &Layout) -> Option<String> {
        let is_checkpoint = |entry: &&Entry| matches!(entry.kind, Kind::Checkpoint(..));
        let n = self.lines.iter().rev().find(|(_, entry)| is_checkpoint(entry)).map(|(n, _)| *n)?;
        let line = self.head_line(n, disk, layout)?;
        Some(line.say.clone()).filter(|say| !say.is_empty())
    }

    /// The words of a line that has been read.
    pub(super) fn words(&self, n: u64) -> Option<Arc<Words>> {
        match &self.lines.get(&n)?.line {
            Place::Memory(_, words) => Some(Arc::clone(words)),
            Place::Volume(..) => None,
        }
    }

    /// A line at hand, without reading the disk.
    pub(super) fn at_hand(&self, n: u64) -> Option<&Arc<Line>> {
        match &self.lines.get(&n)?.line {
            Place::Memory(line, _) => Some(line),
            Place::Volume(..) => None,
        }
    }

    /// How many lines after line `n` change data.
    pub(super) fn num_changes_after(&self, n: u64) -> usize {
        self.lines.range(n + 1..).filter(|(_, entry)| entry.kind.changes_data()).count()
    }

    /// The last line that a checkpoint as of `upto` may name: it passes no line that can't be read.
    pub(super) fn checkpoint_limit(&self, upto: u64) -> u64 {
        self.damaged_after.map_or(upto, |limit| limit.min(upto))
    }

    /// Takes the files for the state in spite of lines that can't be read: the next checkpoint passes them.
    pub(super) fn pass_damage(&mut self) -> bool {
        self.damaged_after.take().is_some()
    }

    /// The lines at hand that are later than the one of number `n`, the earliest first.
    pub(super) fn lines_after(&self, n: u64) -> Vec<Arc<Line>> {
        self.lines.range(n + 1..).filter_map(|(n, _)| self.at_hand(*n)).cloned().collect()
    }

    /// The lines that the next undo takes back, the latest first. Reads older volumes where the ones at hand
    /// hold nothing more to undo.
    pub(super) fn next_undo(
        &mut self,
        disk: &dyn Disk,
        layout: &Layout,
    ) -> Result<Vec<Arc<Line>>, StoreError> {
        loop {
            let is_whole = self.undo_run.last().is_some_and(|first| !first.joins);
            // Damage was reported when the corpus was opened, or `check` reports it.
            if is_whole || !self.read_older(disk, layout, &mut Vec::new(), &mut Vec::new())? {
                return Ok(self.undo_run.clone());
            }
            self.rebuild_stacks();
            self.read_runs(disk, layout);
        }
    }

    /// The lines that the next redo does again, the earliest first.
    pub(super) fn next_redo(&self) -> Vec<Arc<Line>> {
        self.redo_run.clone()
    }

    /// Reads the lines of the next undo and redo, as far as the volumes at hand have them.
    fn read_runs(&mut self, disk: &dyn Disk, layout: &Layout) {
        self.undo_run.clear();
        for n in self.undo.clone().into_iter().rev() {
            let Some(line) = self.line(n, disk, layout) else { continue };
            let joins = line.joins;
            self.undo_run.push(line);
            if !joins {
                break;
            }
        }
        self.redo_run.clear();
        // What was undone together is redone together: an interruption may have come between the lines of one undo.
        for (n, undone_by) in self.redo.clone().into_iter().rev() {
            let Some(line) = self.line(n, disk, layout) else { continue };
            self.redo_run.push(line);
            if !self.line(undone_by, disk, layout).is_some_and(|undo| undo.joins) {
                break;
            }
        }
    }

    /// What the next undo takes back, in words, as far as the history has been read.
    pub(super) fn undo_say(&self) -> Option<&str> {
        self.undo_run.last().map(|line| line.say.as_str())
    }

    /// What the next redo does again, in words.
    pub(super) fn redo_say(&self) -> Option<&str> {
        self.redo_run.first().map(|line| line.say.as_str())
    }
}

impl Reached {
    /// The first line that the files may lack.
    fn first(&self) -> u64 {
        self.pending.first().copied().unwrap_or(u64::MAX).min(self.upto + 1)
    }
}

/// Takes the last occurrence of a number out of a stack; it is nearly always on top.
fn remove_last(stack: &mut Vec<u64>, n: u64) {
    if let Some(idx) = stack.iter().rposition(|other| *other == n) {
        stack.remove(idx);
    }
}

/// The last line of a writer that others have taken into the files, 0 if they have none. Only what others did
/// at or after `since` is looked at: nobody takes in what isn't there yet.
fn adopted(
    disk: &dyn Disk,
    layout: &Layout,
    volumes: &[(WriterName, u32)],
    writer: &WriterName,
    since: Option<Timestamp>,
) -> u64 {
    let mut by_writer: BTreeMap<&WriterName, Vec<u32>> = BTreeMap::new();
    for (other, volume) in volumes.iter().filter(|(other, _)| other != writer) {
        by_writer.entry(other).or_default().push(*volume);
    }
    let mut reached = 0;
    for (other, volumes) in by_writer {
        for volume in volumes.into_iter().rev() {
            // One that can't be read keeps nobody from working; `check` names it.
            let Ok(raw) = RawVolume::read(disk, layout, other, volume) else { continue };
            for head in &raw.heads {
                if let Kind::Adopt(of, upto) = &head.kind
                    && *of == writer.writer
                {
                    reached = reached.max(*upto);
                }
            }
            let begins = raw.heads.first().and_then(|head| raw.line(head, disk, layout).ok());
            if begins.is_some_and(|(first, _)| since.is_some_and(|since| first.t < since)) {
                break;
            }
        }
    }
    reached
}
