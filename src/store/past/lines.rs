//! The lines of all writers from the newest back. Volumes are read one after the other, the newest first, and
//! each line is decoded when its turn comes: the first ones of a long history are there at once.

use std::path::PathBuf;
use std::sync::Arc;

use super::LineId;
use crate::model::edit::{Edit, Key};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::time::Timestamp;
use crate::store::disk::Disk;
use crate::store::error::{DiskContext as _, StoreError};
use crate::store::history::{Damage, Line, SideFiles, WriterName, check_sum, volumes};
use crate::store::layout::Layout;

/// How a line begins whose edits stand in a file of their own: what they are about can't be seen from it.
const ASIDE: &str = "Aside(";

/// The histories of a corpus.
#[derive(Clone, Debug)]
pub struct Histories {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) layout: Layout,
    /// What the session that has the corpus open has done, the earliest first: it may not be on the disk yet.
    session: Option<SessionLines>,
}

/// What a session has done, the earliest first, and as which writer.
type SessionLines = (Arc<WriterName>, Arc<[Arc<Line>]>);

/// Which lines are wanted. What is not named is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineFilter {
    /// Only lines that touch this article.
    pub article: Option<ArticleId>,
    /// Only lines that touch this annotation, a decision on it or a link to it.
    pub annotation: Option<AnnotationId>,
    /// Only this annotator's lines.
    pub by: Option<AnnotatorId>,
    /// Only lines of this time and later.
    pub since: Option<Timestamp>,
    /// Only lines of this time and before.
    pub until: Option<Timestamp>,
}

/// A line and where it stands.
#[derive(Clone, Debug)]
pub struct FoundLine {
    /// Its place in the order of all lines.
    pub id: LineId,
    /// The line.
    pub line: Arc<Line>,
    /// Where it can be read again.
    pub place: LinePlace,
}

/// Where a line can be read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePlace {
    name: Arc<WriterName>,
    /// The volume; 0 for what the session has in memory.
    volume: u32,
    start: usize,
    end: usize,
}

impl LinePlace {
    /// In the memory of the session.
    pub(super) fn in_memory(name: Arc<WriterName>) -> Self {
        Self { name, volume: 0, start: 0, end: 0 }
    }
}

impl LineFilter {
    /// Whether a line is wanted.
    pub fn passes(&self, line: &Line) -> bool {
        let Self { article, annotation, by, since, until } = self;
        by.as_ref().is_none_or(|by| line.by == *by)
            && since.is_none_or(|since| line.t >= since)
            && until.is_none_or(|until| line.t <= until)
            && article.as_ref().is_none_or(|article| line.edits.iter().any(|edit| is_about(edit, article)))
            && annotation.as_ref().is_none_or(|id| line.edits.iter().any(|edit| touches(edit, id)))
    }

    /// Whether a line can be wanted, by its RON: a quick look that spares decoding most of a long history.
    fn may_pass(&self, ron: &str) -> bool {
        let ids = [
            self.article.as_ref().map(ArticleId::as_str),
            self.annotation.as_ref().map(AnnotationId::as_str),
        ];
        ids.into_iter().flatten().all(|id| ron.contains(id)) || ron.contains(ASIDE)
    }
}

/// Whether an edit is about an article.
pub(super) fn is_about(edit: &Edit, article: &ArticleId) -> bool {
    match edit {
        Edit::Put(put) => put.key.article() == Some(article),
        Edit::PatchText(patched, _) => patched == article,
        Edit::MoveArticles(stamps, _) => stamps.iter().any(|stamp| stamp.id == *article),
    }
}

/// Whether an edit is about an annotation: itself, a decision on it, a link to it.
fn touches(edit: &Edit, annotation: &AnnotationId) -> bool {
    use crate::model::edit::Record;
    let Edit::Put(put) = edit else { return false };
    match &put.key {
        Key::Annotation(_, id) | Key::Unplaced(_, id) => id == annotation,
        Key::Decision(_, on) => on.annotation == *annotation,
        Key::Relation(..) => put.before.iter().chain(&put.after).any(|record| match record {
            Record::Relation(relation) => {
                relation.members.iter().any(|member| member.annotation.annotation == *annotation)
            }
            _ => false,
        }),
        _ => false,
    }
}

impl Histories {
    /// The histories in a corpus folder.
    pub fn new(disk: Arc<dyn Disk>, layout: Layout) -> Self {
        Self { disk, layout, session: None }
    }

    /// The same, with what a session has done that may not be on the disk yet.
    pub(in crate::store) fn with_session(mut self, name: WriterName, lines: Vec<Arc<Line>>) -> Self {
        self.session = (!lines.is_empty()).then(|| (Arc::new(name), lines.into()));
        self
    }

    /// The wanted lines that change data, the newest first.
    pub fn newest_first(&self, filter: LineFilter) -> Result<NewestFirst, StoreError> {
        let mut reading = NewestFirst {
            histories: self.clone(),
            filter,
            cursors: Vec::new(),
            damage: Vec::new(),
            failure: None,
            num_volumes: (0, 0),
        };
        for (name, volume) in volumes(self.disk.as_ref(), &self.layout)? {
            match reading.cursors.last_mut().filter(|cursor| *cursor.name == name) {
                Some(cursor) => cursor.older.push(volume),
                None => reading.cursors.push(Cursor::new(Arc::new(name), vec![volume])),
            }
        }
        if let Some((name, lines)) = &self.session {
            let at = reading.cursors.iter().position(|cursor| cursor.name == *name);
            let at = at.unwrap_or_else(|| {
                reading.cursors.push(Cursor::new(Arc::clone(name), Vec::new()));
                reading.cursors.len() - 1
            });
            reading.cursors[at].session = lines.to_vec();
        }
        if let Some(by) = &reading.filter.by {
            reading.cursors.retain(|cursor| cursor.name.annotator == *by);
        }
        reading.num_volumes.1 = reading.cursors.iter().map(|cursor| cursor.older.len()).sum();
        for at in 0..reading.cursors.len() {
            reading.advance(at);
        }
        Ok(reading)
    }

    /// Reads a line again.
    pub fn line(&self, id: &LineId, place: &LinePlace) -> Result<Arc<Line>, StoreError> {
        if place.volume == 0 {
            let session = self.session.iter().filter(|(name, _)| *name == place.name);
            let found = session.flat_map(|(_, lines)| lines.iter()).find(|line| line.n == id.n);
            return found.cloned().ok_or_else(|| self.moved());
        }
        let path = self.layout.history().join(place.name.volume_name(place.volume));
        let bytes = self.disk.read(&path).at("reading", &path)?;
        let line = bytes.get(place.start..place.end).ok_or_else(|| self.moved())?;
        let line = self.decode(line, &place.name).map_err(|why| StoreError::Past { path, why })?;
        if line.n == id.n && line.t == id.t { Ok(Arc::new(line)) } else { Err(self.moved()) }
    }

    fn decode(&self, line: &[u8], writer: &WriterName) -> Result<Line, String> {
        let sides = SideFiles { disk: self.disk.as_ref(), layout: &self.layout, writer };
        Line::decode(line, sides).map(|(line, _)| line)
    }

    fn moved(&self) -> StoreError {
        let why = "the history is no longer the one that was listed".to_owned();
        StoreError::Past { path: self.layout.history(), why }
    }
}

/// Reads lines of all writers, the newest first.
#[derive(Debug)]
pub struct NewestFirst {
    histories: Histories,
    filter: LineFilter,
    cursors: Vec<Cursor>,
    damage: Vec<Damage>,
    failure: Option<StoreError>,
    /// How many volumes have been read, of how many.
    num_volumes: (usize, usize),
}

/// How far one writer's history has been read.
#[derive(Debug)]
struct Cursor {
    name: Arc<WriterName>,
    session: Vec<Arc<Line>>,
    /// The volumes not read yet, the oldest first.
    older: Vec<u32>,
    open: Option<OpenVolume>,
    /// Only lines of smaller numbers are still to come: one that had to be written again stands in two volumes.
    below: u64,
    next: Option<Next>,
}

#[derive(Debug)]
struct OpenVolume {
    volume: u32,
    path: PathBuf,
    bytes: Vec<u8>,
    /// Where what is still to be read ends.
    end: usize,
    /// Whether nothing has been read of it yet.
    is_new: bool,
}

/// A line that is about to be given.
#[derive(Debug)]
struct Next {
    t: Timestamp,
    n: u64,
    source: NextSource,
}

#[derive(Debug)]
enum NextSource {
    Memory(Arc<Line>),
    /// Where it lies in the volume.
    Volume(usize, usize),
}

impl NewestFirst {
    /// Bad lines found so far; a torn last line is none, since it was never acknowledged.
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    /// How many volumes have been read, of how many.
    pub fn progress(&self) -> (usize, usize) {
        self.num_volumes
    }

    /// Finds the next line of a cursor that may be wanted.
    fn advance(&mut self, at: usize) {
        let Self { histories, filter, cursors, damage, failure, num_volumes } = self;
        let Some(cursor) = cursors.get_mut(at) else { return };
        cursor.next = None;
        while let Some(line) = cursor.session.pop() {
            cursor.below = line.n;
            if line.changes_data() && filter.passes(&line) {
                cursor.next = Some(Next { t: line.t, n: line.n, source: NextSource::Memory(line) });
                return;
            }
        }
        loop {
            let Some(open) = &mut cursor.open else {
                let Some(volume) = cursor.older.pop() else { return };
                let path = histories.layout.history().join(cursor.name.volume_name(volume));
                num_volumes.0 += 1;
                match histories.disk.read(&path).at("reading", &path) {
                    Ok(bytes) => {
                        let end = bytes.len();
                        cursor.open = Some(OpenVolume { volume, path, bytes, end, is_new: true });
                        continue;
                    }
                    Err(err) => {
                        *failure = Some(err);
                        return;
                    }
                }
            };
            let Some((start, end, is_torn)) = open.line_before() else {
                cursor.open = None;
                continue;
            };
            let line = &open.bytes[start..end];
            let head = check_sum(line).and_then(|ron| head(ron).map(|head| (ron, head)));
            match head {
                Ok((_, (n, _))) if n >= cursor.below => {}
                Ok((ron, (n, t))) => {
                    cursor.below = n;
                    if filter.since.is_some_and(|since| t < since) {
                        // Everything before is earlier still.
                        cursor.older.clear();
                        cursor.open = None;
                        return;
                    }
                    if filter.until.is_none_or(|until| t <= until) && filter.may_pass(ron) {
                        cursor.next = Some(Next { t, n, source: NextSource::Volume(start, end) });
                        return;
                    }
                }
                Err(_) if is_torn => {}
                Err(why) => damage.push(open.damage(start, why)),
            }
        }
    }

    /// Takes the line that a cursor stands at, unless it turns out not to be wanted.
    fn take(&mut self, at: usize) -> Option<FoundLine> {
        let cursor = self.cursors.get_mut(at)?;
        let Next { t, n, source } = cursor.next.take()?;
        let name = Arc::clone(&cursor.name);
        let id = LineId { t, writer: name.writer.as_str().into(), n };
        match source {
            NextSource::Memory(line) => Some(FoundLine { id, line, place: LinePlace::in_memory(name) }),
            NextSource::Volume(start, end) => {
                let open = cursor.open.as_ref()?;
                let place = LinePlace { name, volume: open.volume, start, end };
                match self.histories.decode(&open.bytes[start..end], &place.name) {
                    Ok(line) if line.changes_data() && self.filter.passes(&line) => {
                        Some(FoundLine { id, line: Arc::new(line), place })
                    }
                    Ok(_) => None,
                    Err(why) => {
                        self.damage.push(open.damage(start, why));
                        None
                    }
                }
            }
        }
    }
}

impl Iterator for NewestFirst {
    type Item = Result<FoundLine, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(failure) = self.failure.take() {
                return Some(Err(failure));
            }
            let waiting = self.cursors.iter().enumerate().filter_map(|(at, cursor)| {
                let next = cursor.next.as_ref()?;
                Some(((next.t, &cursor.name.writer, next.n), at))
            });
            let (_, at) = waiting.max()?;
            let found = self.take(at);
            self.advance(at);
            if let Some(found) = found {
                return Some(Ok(found));
            }
        }
    }
}

impl Cursor {
    fn new(name: Arc<WriterName>, older: Vec<u32>) -> Self {
        Self { name, session: Vec::new(), older, open: None, below: u64::MAX, next: None }
    }
}

impl OpenVolume {
    /// Where the last line begins and ends that has not been read, and whether a wrong sum means that it is torn.
    fn line_before(&mut self) -> Option<(usize, usize, bool)> {
        let is_last = std::mem::take(&mut self.is_new);
        let has_line_end = self.bytes[..self.end].last() == Some(&b'\n');
        let end = if has_line_end { self.end - 1 } else { self.end };
        if self.end == 0 {
            return None;
        }
        let start = self.bytes[..end].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.end = start;
        // A last line without its end was never acknowledged, whatever it says.
        let end = if is_last && !has_line_end { start } else { end };
        Some((start, end, is_last))
    }

    fn damage(&self, start: usize, why: String) -> Damage {
        let line = self.bytes[..start].split(|byte| *byte == b'\n').count();
        Damage { path: self.path.clone(), line, why }
    }
}

/// Number and time of a line, from how its RON begins: `(7,"2025-03-14T10:42:07.000Z",`.
fn head(ron: &str) -> Result<(u64, Timestamp), String> {
    let parts = ron.strip_prefix('(').and_then(|rest| rest.split_once(','));
    let (n, rest) = parts.ok_or_else(|| "it does not begin as a line does".to_owned())?;
    let n = n.trim().parse().map_err(|_| "it has no number".to_owned())?;
    let time = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
    let (time, _) = time.ok_or_else(|| "it has no time".to_owned())?;
    Ok((n, time.parse().map_err(|err: crate::model::time::TimeError| err.to_string())?))
}
