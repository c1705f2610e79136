//! One volume of a history as it lies on disk: its lines told apart and their sums checked at once, each read
//! only when it is asked for. Opening a corpus costs what its tail does, however long its history is.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::conflict_marks::mark_of;
use super::disk::Disk;
use super::error::{DiskContext as _, StoreError};
use super::history::{Damage, Kind, Line, SideFiles, Words, WriterName, check_sum};
use super::layout::Layout;
use super::ron_file;
use crate::model::limits::MAX_HISTORY_LINES;

/// A volume whose lines have been told apart.
#[derive(Debug)]
pub(super) struct RawVolume {
    writer: WriterName,
    path: PathBuf,
    bytes: Vec<u8>,
    /// The lines whose sum is right, in the order of the file.
    pub heads: Vec<Head>,
    /// Where a torn last line begins, in bytes.
    pub torn_at: Option<usize>,
    /// What is wrong elsewhere.
    pub damage: Vec<VolumeDamage>,
    /// Whether conflict marks of a merge stand in it.
    pub has_conflict_marks: bool,
}

/// What can be told of a line without reading its edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Number of the line in its history.
    pub n: u64,
    /// What kind of line it is.
    pub kind: Kind,
    /// Where it lies in the file, without its LF.
    bytes: Range<usize>,
    /// Number of the line in the file, from 1.
    line: usize,
}

/// Something wrong in a volume, and the last good line before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VolumeDamage {
    /// What is wrong, and where.
    pub damage: Damage,
    /// The number of the last good line before it in this volume; `None` if it begins with this.
    pub after: Option<u64>,
}

impl RawVolume {
    /// Reads a volume and tells its lines apart. Only a last line without LF, or with a wrong sum, is torn;
    /// anything else that is wrong is damage: a wrong sum, a line that is none, a number out of turn, a conflict
    /// mark wherever it stands.
    pub(super) fn read(
        disk: &dyn Disk,
        layout: &Layout,
        name: &WriterName,
        volume: u32,
    ) -> Result<Self, StoreError> {
        let path = layout.history().join(name.volume_name(volume));
        let bytes = disk.read(&path).at("reading", &path)?;
        let (heads, damage) = (Vec::new(), Vec::new());
        let writer = name.clone();
        let mut raw = Self { writer, path, bytes, heads, torn_at: None, damage, has_conflict_marks: false };
        raw.tell_apart();
        Ok(raw)
    }

    fn tell_apart(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        let mut start = 0;
        let mut number = 0;
        // After a bad line a number may be missing without that being one more thing that is wrong.
        let mut may_skip = false;
        while start < bytes.len() {
            number += 1;
            let (end, has_line_end) = match bytes[start..].iter().position(|byte| *byte == b'\n') {
                Some(len) => (start + len, true),
                None => (bytes.len(), false),
            };
            let is_last = !has_line_end || end + 1 == bytes.len();
            if mark_of(&bytes[start..end]).is_some() {
                // No writer wrote it, so nothing was torn.
                self.note(number, "it is a conflict mark of a merge that was not finished".to_owned());
                self.has_conflict_marks = true;
                may_skip = true;
                start = end + 1;
                continue;
            }
            let checked = check_sum(&bytes[start..end]);
            if is_last && (!has_line_end || checked.is_err()) {
                self.torn_at = Some(start);
                break;
            }
            match checked.and_then(|ron| head(ron).ok_or_else(|| "it is no line of a history".to_owned())) {
                Ok((n, kind))
                    if !(1..=MAX_HISTORY_LINES).contains(&n) || kind.highest() > MAX_HISTORY_LINES =>
                {
                    self.note(number, format!("its numbers are not between 1 and {MAX_HISTORY_LINES}"));
                    may_skip = true;
                }
                Ok((n, kind)) => {
                    let expected = self.heads.last().map_or(n, |last| last.n + 1);
                    if n < expected || (n > expected && !may_skip) {
                        self.note(number, format!("it has the number {n} where {expected} was to come"));
                    }
                    if n >= expected {
                        self.heads.push(Head { n, kind, bytes: start..end, line: number });
                    }
                    may_skip = false;
                }
                Err(why) => {
                    self.note(number, why);
                    may_skip = true;
                }
            }
            start = end + 1;
        }
        self.bytes = bytes;
    }

    fn note(&mut self, line: usize, why: String) {
        let damage = Damage { path: self.path.clone(), line, why };
        self.damage.push(VolumeDamage { damage, after: self.heads.last().map(|head| head.n) });
    }

    /// Reads a line whole. What its sum says is right and still can't be read is damage too.
    pub(super) fn line(
        &self,
        head: &Head,
        disk: &dyn Disk,
        layout: &Layout,
    ) -> Result<(Arc<Line>, Words), Damage> {
        let sides = SideFiles { disk, layout, writer: &self.writer };
        let line = Line::decode(self.bytes_of(head), sides);
        line.map(|(line, words)| (Arc::new(line), words)).map_err(|why| Damage {
            path: self.path.clone(),
            line: head.line,
            why,
        })
    }

    /// The bytes of a line, without its LF.
    pub(super) fn bytes_of(&self, head: &Head) -> &[u8] {
        &self.bytes[head.bytes.clone()]
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// That something is wrong with a line.
    pub(super) fn damage_at(&self, head: &Head, why: &str) -> Damage {
        Damage { path: self.path.clone(), line: head.line, why: why.to_owned() }
    }

    /// Length of the file in bytes.
    pub(super) fn len(&self) -> u64 {
        self.bytes.len() as u64
    }
}

/// Number and kind of a line, read from its beginning: `(n, t, by, kind, …`, of which neither time nor name
/// can hold a comma.
fn head(ron: &str) -> Option<(u64, Kind)> {
    let mut fields = ron.strip_prefix('(')?.splitn(4, ',');
    let n = fields.next()?.parse().ok()?;
    let kind = fields.nth(2)?;
    let name_len = kind.find(|ch: char| !ch.is_ascii_alphabetic())?;
    if &kind[..name_len] == "Do" {
        return Some((n, Kind::Do));
    }
    // No kind holds a bracket of this form inside its own.
    let end = if kind[name_len..].starts_with('(') { kind.find(')')? + 1 } else { name_len };
    Some((n, ron_file::read_compact(&kind[..end]).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_without_the_rest() {
        for (line, expected) in [
            (r#"(7,"t","mk",Do,"a, b",false,Here([]))"#, Some((7, Kind::Do))),
            (r#"(8,"t","mk",Undo(7),"",false,Here([]))"#, Some((8, Kind::Undo(7)))),
            (
                r#"(9,"t","mk",Checkpoint(8,[2,3]),"",false,Here([]))"#,
                Some((9, Kind::Checkpoint(8, vec![2, 3]))),
            ),
            (
                r#"(1,"t","mk",Adopt("k3x9qa",4),"",false,Here([]))"#,
                Some((1, Kind::Adopt("k3x9qa".into(), 4))),
            ),
            (r#"(1,"t","mk",Done,"",false,Here([]))"#, None),
            (r#"(x,"t","mk",Do,"",false,Here([]))"#, None),
            ("", None),
        ] {
            assert_eq!(head(line), expected, "{line}");
        }
    }
}
