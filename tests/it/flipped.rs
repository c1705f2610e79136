//! Every byte of a small corpus changed, taken out and doubled, one at a time: the corpus opens or says why it
//! does not, what is damaged is reported, nothing that is guarded by a sum changes without a word, and a damaged
//! file is never written over.
//!
//! With `REDLETTER_LONG=1` in the environment a larger corpus is tried, in more ways; see docs/reliability.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redletter::model::article::Article;
use redletter::model::change;
use redletter::model::corpus::CorpusState;
use redletter::model::edit::Record;
use redletter::model::reader::CorpusReader as _;
use redletter::model::tagset::Tagset;
use redletter::model::tagset::default::default_tagset;
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::history::read_all;
use redletter::store::layout::{Layout, RecordFile};
use redletter::store::{self, OpenCorpus, OpenReport};

use crate::bad_files::try_change_in;
use crate::folder::{
    FERRY, FERRY_TEXT, Folder, annotation, annotator, article, article_id, layer_key, sample_records,
};
use crate::script::tell;

/// The environment variable that asks for the longer runs of this and of `fuzzed`.
pub const LONG: &str = "REDLETTER_LONG";

/// How many times as much is tried: 1, or more where a long run is asked for.
pub fn how_long() -> usize {
    if std::env::var_os(LONG).is_some_and(|value| value == "1") { 50 } else { 1 }
}

/// One change of a file at one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flip {
    /// Its bits of this mask are turned over.
    Turn(u8),
    /// It becomes this byte.
    Become(u8),
    /// It goes.
    Gone,
    /// It stands there twice.
    Twice,
}

const FLIPS: [Flip; 3] = [Flip::Turn(1), Flip::Gone, Flip::Twice];

const LONG_FLIPS: [Flip; 12] = [
    Flip::Turn(1),
    Flip::Turn(2),
    Flip::Turn(4),
    Flip::Turn(8),
    Flip::Turn(0x10),
    Flip::Turn(0x20),
    Flip::Turn(0x40),
    Flip::Turn(0x80),
    Flip::Become(0),
    Flip::Become(b'\n'),
    Flip::Gone,
    Flip::Twice,
];

impl Flip {
    fn of(self, bytes: &[u8], at: usize) -> Vec<u8> {
        let mut flipped = bytes.to_vec();
        match self {
            Self::Turn(mask) => flipped[at] ^= mask,
            Self::Become(byte) => flipped[at] = byte,
            Self::Gone => drop(flipped.remove(at)),
            Self::Twice => flipped.insert(at, bytes[at]),
        }
        flipped
    }
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A corpus as it is without damage.
struct Whole {
    files: Files,
    state: CorpusState,
    articles: Vec<Arc<Article>>,
}

impl Whole {
    /// A corpus of less than four kilobytes, but with a file of each kind, and a history.
    fn small() -> Self {
        let mut folder = Folder::simulated();
        let mut tagset = Tagset::default();
        let mut label = default_tagset().labels.into_values().next().unwrap();
        "What is said to be so.".clone_into(&mut label.guideline);
        tagset.labels.insert(label.id.clone(), label);
        store::create(folder.disk.as_ref(), &folder.path, "Ferries", &tagset).unwrap();
        let (mut corpus, _) = folder.open("mk");
        let stamps = corpus.stage(vec![article(FERRY, FERRY_TEXT)]).unwrap();
        corpus.apply(change::add_articles(stamps).unwrap(), folder.now()).unwrap();
        let kept = |record: &Record| match record {
            Record::Annotation(annotation) => annotation.id.as_str() == "cafe",
            Record::Voice(_) | Record::Item(_) => true,
            _ => false,
        };
        let records: Vec<_> = sample_records().into_iter().filter(|(_, record)| kept(record)).collect();
        corpus.apply(change::put_records(corpus.state(), records, "Import").unwrap(), folder.now()).unwrap();
        folder.close(corpus);
        Self::of(&mut folder)
    }

    fn of(folder: &mut Folder) -> Self {
        let (corpus, report) = folder.open("mk");
        assert!(report.problems.is_empty() && report.num_replayed == 0, "{report:?}");
        let state = corpus.state().clone();
        let articles = state.articles.keys().map(|id| corpus.article(id).unwrap()).collect();
        folder.close(corpus);
        let mut files = Files::new();
        let mut folders = vec![folder.path.clone(), folder.user.clone()];
        while let Some(next) = folders.pop() {
            for entry in folder.disk.list(&next).unwrap() {
                let path = next.join(&entry.name);
                match entry.name.as_str() {
                    ".redletter" | ".gitignore" | ".gitattributes" => {}
                    _ if entry.is_folder => folders.push(path),
                    _ => drop(files.insert(path.clone(), folder.disk.read(&path).unwrap())),
                }
            }
        }
        Self { files, state, articles }
    }

    /// The files on a disk of their own, with one of them changed.
    fn with(&self, path: &Path, bytes: &[u8]) -> (SimulatedDisk, Folder) {
        let disk = SimulatedDisk::default();
        for (file, whole) in &self.files {
            disk.create_folder(file.parent().unwrap()).unwrap();
            disk.create(file, if file == path { bytes } else { whole }).unwrap();
        }
        let folder = Folder::on(&disk);
        (disk, folder)
    }

    /// Whether everything is as without damage.
    fn is_same(&self, corpus: &OpenCorpus) -> bool {
        let is_same_article =
            |article: &Arc<Article>| corpus.article(&article.id).is_ok_and(|now| now == *article);
        *corpus.state() == self.state && self.articles.iter().all(is_same_article)
    }

    /// Shows what must be true after one change of one file. `None` if the corpus did not open.
    fn check(&self, path: &Path, bytes: &[u8]) -> Option<Seen> {
        let (disk, mut folder) = self.with(path, bytes);
        let Ok((mut corpus, report)) = folder.try_open("mk") else {
            assert_eq!(disk.read(path).unwrap(), bytes, "it was written over");
            return None;
        };
        let is_reported = !report.problems.is_empty() || !report.damage.is_empty() || report.torn.is_some();
        let seen = Seen { is_reported, is_same: self.is_same(&corpus) };
        self.check_guards(&corpus, &report);
        let locked: BTreeSet<RecordFile> = corpus.locked().keys().cloned().collect();
        let num_before = num_annotations(&corpus);
        for file in
            ["corpus.ron", "tagset.ron", "register/mk.ron", "items/mk.ron", "articles/night-ferry.ron"]
        {
            drop(try_change_in(file, &mut corpus, folder.now()));
        }
        let layer = layer_key(FERRY, "mk");
        let tagged = corpus
            .state()
            .articles
            .contains_key(&article_id(FERRY))
            .then(|| change::tag(corpus.state(), &layer, annotation("new", "claim", FERRY_TEXT, "quay")).ok())
            .flatten()
            .is_some_and(|transaction| corpus.apply(transaction, folder.now()).is_ok());
        folder.close(corpus);
        let layout = Layout::new(&folder.path);
        for file in locked {
            let locked_path = layout.record_file(&file);
            if self.files.contains_key(&locked_path) {
                let was = if locked_path == path { bytes } else { &self.files[&locked_path] };
                assert_eq!(disk.read(&locked_path).unwrap(), was, "{file:?} was written over");
            }
        }
        if path.starts_with(layout.history()) {
            check_history_kept(&disk, path, bytes, &report);
        }
        // Nothing has gone missing meanwhile: what could not be used is still there.
        let (corpus, _) = folder.open("mk");
        assert_eq!(num_annotations(&corpus), num_before + usize::from(tagged));
        Some(seen)
    }

    /// What sums guard: texts by their hash, annotations by the text they cover. Neither changes unreported.
    fn check_guards(&self, corpus: &OpenCorpus, report: &OpenReport) {
        if !report.problems.is_empty() {
            return;
        }
        for article in &self.articles {
            let Ok(now) = corpus.article(&article.id) else {
                panic!("{} went without a word", article.id);
            };
            assert_eq!(now.text, article.text);
            let (before, after) =
                (self.state.layers.get(&article.id), corpus.state().layers.get(&article.id));
            let annotations = |layers: Option<&BTreeMap<_, Arc<redletter::model::layer::Layer>>>| {
                layers.and_then(|layers| layers.get(&annotator("mk")).cloned()).unwrap_or_default()
            };
            let (before, after) = (annotations(before), annotations(after));
            let covered = |annotation: &Arc<redletter::model::annotation::Annotation>| {
                annotation.fragments.covered(article.text.as_str()).unwrap().concat()
            };
            let words = |layer: &redletter::model::layer::Layer| -> Vec<String> {
                let mut words: Vec<String> = layer.annotations.values().map(covered).collect();
                words.sort();
                words
            };
            assert_eq!(words(&before), words(&after), "a span covers other words");
        }
    }
}

/// What came of a damaged corpus that opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    is_reported: bool,
    is_same: bool,
}

/// Annotations, those that can't be used among them.
fn num_annotations(corpus: &OpenCorpus) -> usize {
    let used = corpus.state().layers.values().flat_map(BTreeMap::values).map(|layer| layer.annotations.len());
    let unused = corpus.quarantine().values().map(|quarantine| quarantine.annotations.len());
    used.sum::<usize>() + unused.sum::<usize>()
}

/// A damaged history is still there whole: as it was, or without its torn end, which lies beside it.
fn check_history_kept(disk: &SimulatedDisk, path: &Path, bytes: &[u8], report: &OpenReport) {
    let now = disk.read(path).unwrap();
    if let Some(torn) = &report.torn {
        let torn = disk.read(&Path::new("/corpus").join(torn)).unwrap();
        let kept = bytes
            .strip_suffix(torn.as_slice())
            .unwrap_or_else(|| panic!("the torn line is not beside {}", path.display()));
        assert!(now.starts_with(kept), "good lines went with the torn one");
    } else {
        assert!(now.starts_with(bytes), "the history was changed");
    }
}

/// Tries every byte of the files that `is_wanted` chooses. Gives how many changes went unreported though the
/// corpus is another for them.
fn flip_all(whole: &Whole, flips: &[Flip], is_wanted: impl Fn(&Path) -> bool) -> usize {
    let (mut num_tried, mut num_silent) = (0, 0);
    for (path, bytes) in whole.files.iter().filter(|(path, _)| is_wanted(path)) {
        for at in 0..bytes.len() {
            for flip in flips {
                let flipped = flip.of(bytes, at);
                if flipped == *bytes {
                    continue;
                }
                num_tried += 1;
                let tried = std::panic::catch_unwind(|| whole.check(path, &flipped));
                let Ok(seen) = tried else {
                    panic!(
                        "{} with {flip:?} at byte {at}:\n{}",
                        path.display(),
                        String::from_utf8_lossy(&flipped)
                    );
                };
                if seen.is_some_and(|seen| !seen.is_reported && !seen.is_same) {
                    // A title or a name is free text: another one is as good. A sum guards all of a history.
                    assert!(
                        !path.starts_with("/corpus/history"),
                        "{} with {flip:?} at byte {at}",
                        path.display()
                    );
                    num_silent += 1;
                }
            }
        }
    }
    tell(format_args!("{num_tried} changes, {num_silent} of them to another legal value"));
    assert!(num_tried > 0, "there was nothing to try");
    num_silent
}

fn is_history(path: &Path) -> bool {
    path.starts_with("/corpus/history") || path.starts_with("/user")
}

#[test]
fn no_byte_of_a_record_can_change_and_do_harm() {
    let whole = Whole::small();
    let total: usize = whole.files.values().map(Vec::len).sum();
    assert!(total <= 5_000, "the corpus is too large to try every byte: {total}");
    let num_silent = flip_all(&whole, &FLIPS, |path| !is_history(path));
    assert!(num_silent > 0, "titles and names can change into others");
}

#[test]
fn no_byte_of_a_history_can_change_and_do_harm() {
    let whole = Whole::small();
    assert_eq!(flip_all(&whole, &FLIPS, is_history), 0);
}

#[test]
fn every_damaged_line_of_a_history_is_found() {
    let whole = Whole::small();
    let (path, bytes) = whole.files.iter().find(|(path, _)| path.starts_with("/corpus/history")).unwrap();
    let all = |bytes: &[u8]| {
        let (disk, folder) = whole.with(path, bytes);
        read_all(&disk, &Layout::new(&folder.path)).unwrap()
    };
    let (lines, damage) = all(bytes);
    assert!(lines.len() >= 3 && damage.is_empty(), "{damage:?}");
    let last_line = bytes[..bytes.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    // Without the line end before it the last line and the one above are one, and torn.
    for at in 0..last_line - 1 {
        let (left, damage) = all(&Flip::Turn(1).of(bytes, at));
        assert!(left.len() < lines.len() && !damage.is_empty(), "byte {at}: {damage:?}");
    }
}

#[test]
fn a_long_run_tries_more_bytes_in_more_ways() {
    if how_long() == 1 {
        return;
    }
    let whole = Whole::of(&mut Folder::simulated().with_sample());
    flip_all(&whole, &LONG_FLIPS, |_| true);
    flip_all(&Whole::small(), &LONG_FLIPS, |_| true);
}
