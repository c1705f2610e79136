//! The history of the writer that has the corpus open: where it ends, what its files don't have yet, and what
//! can be undone and redone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::disk::Disk;
use super::error::StoreError;
use super::history::{Damage, Kind, Line, WriterName, read_volume, volumes};
use super::layout::Layout;
use crate::model::time::Timestamp;

/// One writer's own history, as far back as it has been needed.
#[derive(Debug)]
pub(super) struct OwnHistory {
    pub name: WriterName,
    lines: BTreeMap<u64, Arc<Line>>,
    /// The volumes not read yet, all older than those that are.
    older: Vec<u32>,
    /// Lines to be undone, and to be redone, the next one last.
    undo: Vec<u64>,
    redo: Vec<u64>,
    pub last_n: u64,
    pub last_t: Option<Timestamp>,
}

/// The end of a history on disk.
#[derive(Debug, Default)]
pub(super) struct HistoryEnd {
    /// The last volume, 0 if there is none.
    pub volume: u32,
    /// Its length in bytes, up to any torn line.
    pub volume_len: u64,
    /// Whether a torn line follows.
    pub is_torn: bool,
    /// What is wrong elsewhere.
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
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// The lines after the last checkpoint and those it left pending, in order; all change data.
    pub lines: Vec<Arc<Line>>,
    /// Every line that changes data from the first of those on: what a pending line put may have been changed
    /// by a later one that is in the files already.
    pub since: Vec<Arc<Line>>,
}

impl OwnHistory {
    /// A history without lines.
    pub(super) fn empty(name: WriterName) -> Self {
        let (undo, redo) = (Vec::new(), Vec::new());
        Self { name, lines: BTreeMap::new(), older: Vec::new(), undo, redo, last_n: 0, last_t: None }
    }

    /// Reads a history from its end, as far back as its tail reaches.
    pub(super) fn read(
        disk: &dyn Disk,
        layout: &Layout,
        name: WriterName,
    ) -> Result<(Self, HistoryEnd, Tail), StoreError> {
        let mut history = Self::empty(name);
        let own = volumes(disk, layout)?.into_iter().filter(|(writer, _)| *writer == history.name);
        history.older = own.map(|(_, volume)| volume).collect();
        let mut end = HistoryEnd::default();
        if let Some(volume) = history.older.pop() {
            let read = read_volume(disk, layout, &history.name, volume)?;
            end.volume = volume;
            end.volume_len = read.torn_at.map_or(read.len, |at| at as u64);
            end.is_torn = read.torn_at.is_some();
            end.damage = read.damage;
            end.has_conflict_marks = read.has_conflict_marks;
            history.take_in(read.lines);
        }
        let tail = history.tail(disk, layout, &mut end.damage)?;
        history.last_n = history.lines.keys().next_back().copied().unwrap_or(0);
        history.last_t = history.lines.values().next_back().map(|line| line.t);
        history.rebuild_stacks();
        Ok((history, end, tail))
    }

    fn take_in(&mut self, lines: Vec<Arc<Line>>) {
        for line in lines {
            self.lines.entry(line.n).or_insert(line);
        }
    }

    /// Reads the next older volume; `false` if there is none.
    fn read_older(
        &mut self,
        disk: &dyn Disk,
        layout: &Layout,
        damage: &mut Vec<Damage>,
    ) -> Result<bool, StoreError> {
        let Some(volume) = self.older.pop() else {
            return Ok(false);
        };
        let read = read_volume(disk, layout, &self.name, volume)?;
        damage.extend(read.damage);
        self.take_in(read.lines);
        Ok(true)
    }

    /// The lines after the last checkpoint, and those it left pending.
    fn tail(
        &mut self,
        disk: &dyn Disk,
        layout: &Layout,
        damage: &mut Vec<Damage>,
    ) -> Result<Tail, StoreError> {
        let (upto, pending) = loop {
            let last = self.lines.values().rev().find_map(|line| match &line.kind {
                Kind::Checkpoint(upto, pending) => Some((*upto, pending.clone())),
                _ => None,
            });
            if let Some(found) = last {
                break found;
            }
            if !self.read_older(disk, layout, damage)? {
                break (0, Vec::new());
            }
        };
        let first = pending.iter().copied().min().unwrap_or(u64::MAX).min(upto + 1);
        while self.lines.keys().next().is_some_and(|oldest| *oldest > first) {
            if !self.read_older(disk, layout, damage)? {
                break;
            }
        }
        let pending: BTreeSet<u64> = pending.into_iter().collect();
        let since: Vec<Arc<Line>> = self
            .lines
            .range(first..)
            .map(|(_, line)| line)
            .filter(|line| line.changes_data())
            .cloned()
            .collect();
        let is_in_tail = |line: &&Arc<Line>| line.n > upto || pending.contains(&line.n);
        Ok(Tail { lines: since.iter().filter(is_in_tail).cloned().collect(), since })
    }

    fn rebuild_stacks(&mut self) {
        self.undo.clear();
        self.redo.clear();
        let lines: Vec<(u64, Kind)> = self.lines.values().map(|line| (line.n, line.kind.clone())).collect();
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
                self.undo.retain(|n| n != of);
                self.redo.push(*of);
            }
            Kind::Redo(of) => {
                self.redo.retain(|n| n != of);
                self.undo.push(*of);
            }
            Kind::Checkpoint(..) | Kind::Adopt(..) => {}
        }
    }

    /// Adds a line that has just been made.
    pub(super) fn push(&mut self, line: Arc<Line>) {
        self.note(line.n, &line.kind);
        self.last_n = line.n;
        self.last_t = Some(line.t);
        self.lines.insert(line.n, line);
    }

    /// The lines that the next undo takes back, the latest first. Reads older volumes where the ones at hand
    /// hold nothing more to undo.
    pub(super) fn next_undo(
        &mut self,
        disk: &dyn Disk,
        layout: &Layout,
    ) -> Result<Vec<Arc<Line>>, StoreError> {
        loop {
            let run = self.undo_run();
            let is_whole = run.last().is_some_and(|first| !first.joins);
            // Damage was reported when the corpus was opened, or `check` reports it.
            if is_whole || !self.read_older(disk, layout, &mut Vec::new())? {
                return Ok(run);
            }
            self.rebuild_stacks();
        }
    }

    fn undo_run(&self) -> Vec<Arc<Line>> {
        let mut run = Vec::new();
        for line in self.undo.iter().rev().filter_map(|n| self.lines.get(n)) {
            run.push(Arc::clone(line));
            if !line.joins {
                break;
            }
        }
        run
    }

    /// The lines that the next redo does again, the earliest first.
    pub(super) fn next_redo(&self) -> Vec<Arc<Line>> {
        let mut run: Vec<Arc<Line>> = Vec::new();
        for line in self.redo.iter().rev().filter_map(|n| self.lines.get(n)) {
            if !run.is_empty() && !line.joins {
                break;
            }
            run.push(Arc::clone(line));
        }
        run
    }

    /// What the next undo takes back, in words, as far as the history has been read.
    pub(super) fn undo_say(&self) -> Option<&str> {
        let first = self.undo_run().last()?.n;
        self.lines.get(&first).map(|line| line.say.as_str())
    }

    /// What the next redo does again, in words.
    pub(super) fn redo_say(&self) -> Option<&str> {
        let first = self.next_redo().first()?.n;
        self.lines.get(&first).map(|line| line.say.as_str())
    }
}
