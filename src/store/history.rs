//! History files: one transaction a line, append-only, one writer ever.
//!
//! A line is compact RON, one space, `// `, the CRC-32C of the RON's bytes as eight hexadecimal digits, LF:
//! `(n, t, by, kind, say, joins, edits) // xxxxxxxx`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::disk::{Disk, list_if_there};
use super::error::{DiskContext as _, StoreError};
use super::layout::Layout;
use super::records::edit::{EditRecord, Said};
use super::records::{RecordError, parse};
use super::ron_file;
use super::volume::RawVolume;
use crate::model::edit::{Edit, Key};
use crate::model::id::AnnotatorId;
use crate::model::limits::{MAX_HISTORY_LINES, MAX_HISTORY_VOLUMES};
use crate::model::text::TextHash;
use crate::model::time::Timestamp;

/// Past this many bytes a new volume is begun.
pub const VOLUME_BYTES: u64 = 8 * 1024 * 1024;

/// Edits of more bytes than this stand in a file of their own beside the history.
pub const SIDE_FILE_BYTES: usize = 1024 * 1024;

/// A line of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Number of the line: consecutive within the writer, across volumes, from 1.
    pub n: u64,
    /// When; always later than the line before.
    pub t: Timestamp,
    /// Who.
    pub by: AnnotatorId,
    /// What kind of line it is.
    pub kind: Kind,
    /// What it does, for people.
    pub say: String,
    /// Whether it undoes together with the line before.
    pub joins: bool,
    /// What it changes.
    pub edits: Vec<Edit>,
}

/// What kind of line it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A transaction.
    Do,
    /// The undoing of the line of this number.
    Undo(u64),
    /// The redoing of the line of this number.
    Redo(u64),
    /// Every file touched by lines up to the number, save the pending ones, is durable as of it.
    Checkpoint(u64, Vec<u64>),
    /// Another writer's lines up to the number have been taken into the files.
    Adopt(String, u64),
}

impl Kind {
    /// The highest line that it names, 0 if none.
    pub(super) fn highest(&self) -> u64 {
        match self {
            Self::Do => 0,
            Self::Undo(of) | Self::Redo(of) => *of,
            Self::Checkpoint(upto, pending) => pending.iter().copied().max().unwrap_or(0).max(*upto),
            Self::Adopt(_, upto) => *upto,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct LineRecord(u64, String, String, Kind, String, bool, EditsRecord);

#[derive(Serialize, Deserialize)]
enum EditsRecord {
    Here(Vec<EditRecord>),
    /// Name of the side file, SHA-256 of its bytes.
    Aside(String, String),
}

/// A line as it goes to disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedLine {
    /// Its bytes, LF included.
    pub bytes: Vec<u8>,
    /// Name and bytes of the side file that must be durable first.
    pub side: Option<(String, Vec<u8>)>,
    /// The words that the annotations in it cover.
    pub(super) words: Words,
}

/// The words that the annotations a line puts cover, as the line has them: what tells in which text of an
/// article they lie.
pub(super) type Words = BTreeMap<Key, Said>;

fn words_of(edits: &[Edit], records: &[EditRecord]) -> Words {
    let mut words = Words::new();
    for (edit, record) in edits.iter().zip(records) {
        if let (Edit::Put(put), Some(said)) = (edit, record.words()) {
            words.insert(put.key.clone(), said);
        }
    }
    words
}

/// Names one writer: an annotator in one working copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WriterName {
    /// The annotator.
    pub annotator: AnnotatorId,
    /// Six random characters.
    pub writer: String,
}

/// What is wrong in a history; the files remain the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

/// What one volume holds.
#[derive(Clone, Debug, Default)]
pub struct Volume {
    /// Its good lines, in order.
    pub lines: Vec<Arc<Line>>,
    /// Where a torn last line begins, in bytes.
    pub torn_at: Option<usize>,
    /// Bad lines elsewhere.
    pub damage: Vec<Damage>,
    /// Whether a merge left its marks in it; such a volume is not appended to, since whoever finishes the merge
    /// may put another version of the file in its place.
    pub has_conflict_marks: bool,
    /// Length of the file in bytes.
    pub len: u64,
}

impl WriterName {
    /// The file name of a volume, numbered from 1.
    pub fn volume_name(&self, volume: u32) -> String {
        format!("{}.{}.{volume:04}.ronl", self.annotator, self.writer)
    }

    /// What the names of all its volumes and side files begin with.
    pub fn volume_prefix(&self) -> String {
        format!("{}.{}.", self.annotator, self.writer)
    }

    /// The file name of the side file of line `n`.
    pub fn side_name(&self, n: u64) -> String {
        format!("{}.{}.{n}.edits.ron", self.annotator, self.writer)
    }

    /// Writer and number of the volume of that file name.
    fn of_volume(name: &str) -> Option<(Self, u32)> {
        let (annotator, rest) = name.strip_suffix(".ronl")?.split_once('.')?;
        let (writer, volume) = rest.split_once('.')?;
        let annotator = AnnotatorId::new(annotator).ok()?;
        let writer = is_writer_id(writer).then(|| Self { annotator, writer: writer.to_owned() })?;
        let volume = volume.parse().ok().filter(|volume| (1..=MAX_HISTORY_VOLUMES).contains(volume))?;
        // A number in other digits than ours would be looked for under another name.
        (writer.volume_name(volume) == name).then_some((writer, volume))
    }
}

/// Whether a text can be the id of a writer: it becomes part of file names.
pub(super) fn is_writer_id(writer: &str) -> bool {
    (1..=32).contains(&writer.len())
        && writer.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Every volume in a corpus, by writer and number.
pub fn volumes(disk: &dyn Disk, layout: &Layout) -> Result<Vec<(WriterName, u32)>, StoreError> {
    let folder = layout.history();
    let entries = list_if_there(disk, &folder).at("reading", &folder)?;
    let files = entries.iter().filter(|entry| !entry.is_folder);
    let mut volumes: Vec<_> = files.filter_map(|entry| WriterName::of_volume(&entry.name)).collect();
    volumes.sort_unstable();
    Ok(volumes)
}

/// Lines with the ids of their writers, and what is wrong in their files.
pub type AllLines = (Vec<(String, Arc<Line>)>, Vec<Damage>);

/// The lines of every writer in order of time, each with its writer's id, and what is wrong in the files. A
/// torn last line is none of these: it was never acknowledged.
pub fn read_all(disk: &dyn Disk, layout: &Layout) -> Result<AllLines, StoreError> {
    let mut lines: Vec<(String, Arc<Line>)> = Vec::new();
    let mut damage: Vec<Damage> = Vec::new();
    let mut by_writer: BTreeMap<WriterName, BTreeMap<u64, Arc<Line>>> = BTreeMap::new();
    for (writer, volume) in volumes(disk, layout)? {
        let read = match read_volume(disk, layout, &writer, volume) {
            Ok(read) => read,
            // One file that can't be read must not hide all the others.
            Err(StoreError::Disk { path, source, .. }) => {
                damage.push(Damage { path, line: 1, why: source.to_string() });
                continue;
            }
            Err(err) => return Err(err),
        };
        let is_whole = read.damage.is_empty();
        damage.extend(read.damage);
        let seen = by_writer.entry(writer.clone()).or_default();
        let out_of_turn = |line: usize, why: String| Damage {
            path: layout.history().join(writer.volume_name(volume)),
            line,
            why,
        };
        let before = seen.keys().next_back().copied();
        for (idx, line) in read.lines.into_iter().enumerate() {
            if let Some(before) = before.filter(|before| idx == 0 && is_whole && before + 1 < line.n) {
                let why =
                    format!("it begins with line {}, and the volume before ends with line {before}", line.n);
                damage.push(out_of_turn(1, why));
            }
            match seen.get(&line.n) {
                None => {
                    seen.insert(line.n, Arc::clone(&line));
                    lines.push((writer.writer.clone(), line));
                }
                // A line that had to be written again stands in two volumes.
                Some(known) if *known == line => {}
                Some(_) => damage.push(out_of_turn(
                    idx + 1,
                    format!("the volume before has another line of the number {}", line.n),
                )),
            }
        }
    }
    lines.sort_by(|(writer, line), (other_writer, other)| {
        (line.t, writer, line.n).cmp(&(other.t, other_writer, other.n))
    });
    Ok((lines, damage))
}

impl Line {
    /// The line as it goes to disk. `text` gives an article's text where it is at hand, so that annotations
    /// carry the text they cover.
    pub fn encode(
        &self,
        writer: &WriterName,
        text: &dyn Fn(&Key) -> Option<Arc<str>>,
    ) -> Result<EncodedLine, ron::Error> {
        let edits: Vec<EditRecord> =
            self.edits.iter().map(|edit| EditRecord::from_model(edit, text)).collect();
        let body = ron_file::write_compact(&edits)?;
        let words = words_of(&self.edits, &edits);
        let (edits, side) = if body.len() > SIDE_FILE_BYTES {
            let name = writer.side_name(self.n);
            let hash = TextHash::of(&body).to_string();
            (EditsRecord::Aside(name.clone(), hash), Some((name, body.into_bytes())))
        } else {
            (EditsRecord::Here(edits), None)
        };
        let record = LineRecord(
            self.n,
            self.t.to_string(),
            self.by.to_string(),
            self.kind.clone(),
            self.say.clone(),
            self.joins,
            edits,
        );
        let ron = ron_file::write_compact(&record)?;
        let bytes = format!("{ron} // {:08x}\n", crc32c::crc32c(ron.as_bytes())).into_bytes();
        Ok(EncodedLine { bytes, side, words })
    }

    /// Reads a line without its LF, and its side file where it has one.
    pub(super) fn decode(line: &[u8], sides: SideFiles<'_>) -> Result<(Self, Words), String> {
        let ron = check_sum(line)?;
        let record: LineRecord = ron_file::read_compact(ron).map_err(|err| err.to_string())?;
        let LineRecord(n, t, by, kind, say, joins, edits) = record;
        if !(1..=MAX_HISTORY_LINES).contains(&n) || kind.highest() > MAX_HISTORY_LINES {
            return Err(format!("its numbers are not between 1 and {MAX_HISTORY_LINES}"));
        }
        let edits = match edits {
            EditsRecord::Here(edits) => edits,
            EditsRecord::Aside(name, hash) => {
                let bytes = sides.read(n, &name)?;
                if TextHash::of_bytes(&bytes).to_string() != hash {
                    return Err(format!("the side file {name} is not the one the line names"));
                }
                let text = String::from_utf8(bytes).map_err(|err| err.to_string())?;
                ron_file::read_compact(&text).map_err(|err| err.to_string())?
            }
        };
        let to_model = || -> Result<(Self, Words), RecordError> {
            let model = edits.iter().map(EditRecord::to_model).collect::<Result<Vec<_>, _>>()?;
            let words = words_of(&model, &edits);
            Ok((Self { n, t: parse(&t)?, by: parse(&by)?, kind, say, joins, edits: model }, words))
        };
        to_model().map_err(|err| err.to_string())
    }

    /// Whether it changes data: a transaction, an undo or a redo.
    pub fn changes_data(&self) -> bool {
        self.kind.changes_data()
    }
}

impl Kind {
    /// Whether a line of this kind changes data.
    pub fn changes_data(&self) -> bool {
        matches!(self, Self::Do | Self::Undo(_) | Self::Redo(_))
    }
}

/// Where the side files of a writer's lines are to be had.
#[derive(Clone, Copy, Debug)]
pub(super) struct SideFiles<'a> {
    pub disk: &'a dyn Disk,
    pub layout: &'a Layout,
    pub writer: &'a WriterName,
}

impl SideFiles<'_> {
    /// The bytes of the side file of line `n`, which says that it has this name.
    fn read(&self, n: u64, name: &str) -> Result<Vec<u8>, String> {
        // Whatever a line names, nothing but its own file beside the history is read.
        if name != self.writer.side_name(n) {
            return Err(format!("“{name}” is not the side file of line {n}"));
        }
        self.disk
            .read(&self.layout.history().join(name))
            .map_err(|err| format!("the side file {name}: {err}"))
    }
}

/// The RON of a line whose sum is right.
pub(super) fn check_sum(line: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(line).map_err(|_| "it is no UTF-8 text".to_owned())?;
    let (ron, sum) = text.rsplit_once(" // ").ok_or_else(|| "it has no check sum".to_owned())?;
    let said = u32::from_str_radix(sum, 16).ok().filter(|_| sum.len() == 8);
    if said == Some(crc32c::crc32c(ron.as_bytes())) {
        Ok(ron)
    } else {
        Err("its check sum is wrong".to_owned())
    }
}

/// Whether a file begins with a line of a history.
pub(super) fn is_history(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next();
    first.is_some_and(|line| check_sum(line).is_ok())
}

/// Reads a volume with all its lines. Only a last line without LF, or with a wrong sum, is torn; anything else
/// that is wrong is damage.
pub fn read_volume(
    disk: &dyn Disk,
    layout: &Layout,
    name: &WriterName,
    volume: u32,
) -> Result<Volume, StoreError> {
    let raw = RawVolume::read(disk, layout, name, volume)?;
    let (len, torn_at, has_conflict_marks) = (raw.len(), raw.torn_at, raw.has_conflict_marks);
    let mut read = Volume { torn_at, has_conflict_marks, len, ..Volume::default() };
    read.damage.extend(raw.damage.iter().map(|damage| damage.damage.clone()));
    for head in &raw.heads {
        match raw.line(head, disk, layout) {
            Ok((line, _)) => read.lines.push(line),
            Err(damage) => read.damage.push(damage),
        }
    }
    read.damage.sort_by_key(|damage| damage.line);
    Ok(read)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::edit::{Put, Record};
    use crate::model::id::SettingId;
    use crate::store::disk::simulated::SimulatedDisk;

    fn writer() -> WriterName {
        WriterName { annotator: AnnotatorId::new("mk").unwrap(), writer: "k3x9qa".to_owned() }
    }

    fn line(n: u64, value: &str) -> Line {
        let put = Put::new(
            Key::Setting(SettingId::new("title").unwrap()),
            None,
            Some(Record::Setting(value.into())),
        );
        Line {
            n,
            t: Timestamp::from_millis(1_000),
            by: writer().annotator,
            kind: Kind::Do,
            say: "Change the setting title".to_owned(),
            joins: false,
            edits: vec![Edit::Put(put)],
        }
    }

    fn volume_of(bytes: &[u8], side: Option<(String, Vec<u8>)>) -> Volume {
        let (disk, layout) = (SimulatedDisk::default(), Layout::new("/corpus"));
        disk.create_folder(&layout.history()).unwrap();
        if let Some((name, bytes)) = side {
            disk.create(&layout.history().join(name), &bytes).unwrap();
        }
        disk.create(&layout.history().join(writer().volume_name(1)), bytes).unwrap();
        read_volume(&disk, &layout, &writer(), 1).unwrap()
    }

    #[test]
    fn a_line_reads_as_it_was_written() {
        let written = line(1, "Harbour // ferries\n“x”").encode(&writer(), &|_| None).unwrap();
        assert_eq!(written.bytes.iter().position(|byte| *byte == b'\n'), Some(written.bytes.len() - 1));
        assert_eq!(*volume_of(&written.bytes, None).lines[0], line(1, "Harbour // ferries\n“x”"));
    }

    #[test]
    fn large_edits_stand_aside() {
        let large = line(7, &"x".repeat(SIDE_FILE_BYTES + 1));
        let written = large.encode(&writer(), &|_| None).unwrap();
        assert!(written.bytes.len() < 1000);
        assert_eq!(*volume_of(&written.bytes, written.side.clone()).lines[0], large);
        let (name, mut bytes) = written.side.unwrap();
        bytes[9] = b'y';
        assert_eq!(volume_of(&written.bytes, Some((name, bytes))).damage.len(), 1);
    }

    #[test]
    fn only_a_bad_last_line_is_torn() {
        let mut bytes = line(1, "a").encode(&writer(), &|_| None).unwrap().bytes;
        let first = bytes.len();
        bytes.extend(line(2, "b").encode(&writer(), &|_| None).unwrap().bytes);
        for cut in first + 1..bytes.len() {
            let volume = volume_of(&bytes[..cut], None);
            assert_eq!((volume.lines.len(), volume.torn_at), (1, Some(first)), "cut at {cut}");
        }
        bytes[5] ^= 1;
        let volume = volume_of(&bytes, None);
        assert_eq!((volume.lines.len(), volume.torn_at), (1, None));
        assert_eq!(volume.damage[0].line, 1);
    }

    #[test]
    fn conflict_marks_are_damage_and_never_torn() {
        let lines: Vec<Vec<u8>> = ["a", "b", "c"]
            .iter()
            .zip(1..)
            .map(|(value, n)| line(n, value).encode(&writer(), &|_| None).unwrap().bytes)
            .collect();
        for end in [&b">>>>>>> theirs\n"[..], b">>>>>>> theirs", b">>>>>>> \n"] {
            let parts =
                [&lines[0], &b"<<<<<<< ours\n"[..], &lines[1], b"||||||| base\n=======\n", &lines[2], end];
            let volume = volume_of(&parts.concat(), None);
            assert_eq!((volume.lines.len(), volume.torn_at), (3, None));
            assert_eq!(volume.damage.iter().map(|damage| damage.line).collect::<Vec<_>>(), [2, 4, 5, 7]);
            assert!(volume.has_conflict_marks && volume.damage[3].why.contains("conflict mark"));
        }
        // A torn line after a mark is torn as ever.
        let torn = [&lines[0], &b">>>>>>> theirs\n"[..], b"(2, \"20"].concat();
        let volume = volume_of(&torn, None);
        assert_eq!((volume.lines.len(), volume.torn_at), (1, Some(torn.len() - 7)));
    }

    #[test]
    fn side_files_are_looked_for_beside_the_history_alone() {
        assert_eq!(Path::new(&writer().side_name(3)).components().count(), 1);
        let edits = ron_file::write_compact::<Vec<EditRecord>>(&Vec::new()).unwrap();
        for side_name in ["../mk.k3x9qa.3.edits.ron", "mk.k3x9qa.4.edits.ron", "/etc/passwd", "..", ""] {
            let hash = TextHash::of(&edits).to_string();
            let aside = EditsRecord::Aside(side_name.to_owned(), hash);
            let time = Timestamp::from_millis(1_000).to_string();
            let record = LineRecord(3, time, "mk".to_owned(), Kind::Do, String::new(), false, aside);
            let ron = ron_file::write_compact(&record).unwrap();
            let bytes = format!("{ron} // {:08x}\n", crc32c::crc32c(ron.as_bytes())).into_bytes();
            let side = Some(("mk.k3x9qa.4.edits.ron".to_owned(), edits.clone().into_bytes()));
            let damage = volume_of(&bytes, side).damage;
            assert!(damage[0].why.contains("not the side file of line 3"), "{damage:?}");
        }
    }

    #[test]
    fn numbers_that_nothing_can_follow_are_damage() {
        for (n, kind) in [(u64::MAX, Kind::Do), (0, Kind::Do), (5, Kind::Checkpoint(u64::MAX, vec![]))] {
            let odd = Line { n, kind, ..line(1, "a") };
            let volume = volume_of(&odd.encode(&writer(), &|_| None).unwrap().bytes, None);
            assert_eq!((volume.lines.len(), volume.damage.len()), (0, 1), "{odd:?}");
        }
    }

    #[test]
    fn only_names_as_they_are_written_are_volumes() {
        assert_eq!(WriterName::of_volume("mk.k3x9qa.0007.ronl"), Some((writer(), 7)));
        for name in [
            "mk.k3x9qa.7.ronl",
            "mk.k3x9qa.+0007.ronl",
            "mk.k3x9qa.0000.ronl",
            "mk.k3x9qa.4294967295.ronl",
            "mk.K3.0001.ronl",
            "mk...0001.ronl",
            "con.k3x9qa.0001.ronl",
            "mk.k3x9qa.0001.ronl.torn",
        ] {
            assert_eq!(WriterName::of_volume(name), None, "{name}");
        }
    }
}
