//! Whatever ids and names stand in records, histories, packed files and datasets, the store looks at and
//! writes no other place than the corpus folder and the user's own.

use std::fmt::Write as _;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use redletter::formats::merge::{MergeOptions, Ownership, plan_merge};
use redletter::formats::selection::Selection;
use redletter::formats::{Export, ExportOptions, Format as _, Input, ReadContext, ReadOptions, jsonl};
use redletter::model::change;
use redletter::model::edit::{Edit, Transaction};
use redletter::model::id::CountedIds;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::disk::{Disk, Entry, LockGuard};
use redletter::store::pack;
use redletter::store::sink::FolderSink;

use crate::bad_files::{FILES, try_change_in};
use crate::folder::{BRIDGE, BRIDGE_TEXT, Folder, annotator, article_id, record_files};

/// Names that would lead elsewhere on some system, or mean something of their own there.
const HOSTILE: [&str; 22] = [
    "../../outside",
    "..",
    ".",
    "",
    "/outside",
    "//outside/share",
    "C:\\outside",
    "..\\..\\outside",
    "a/../../../outside",
    "a/b",
    "~",
    "con",
    "NUL",
    "lpt1",
    ".redletter",
    ".incoming-abcdef-1",
    "mk.ron",
    "mk\u{0}",
    "mk\n",
    "\u{202e}kram",
    "$HOME",
    "-rf",
];

/// A simulated disk that remembers every path it was asked about.
#[derive(Debug)]
struct Watched {
    disk: SimulatedDisk,
    paths: Mutex<Vec<PathBuf>>,
}

impl Watched {
    fn new(disk: SimulatedDisk) -> Arc<Self> {
        Arc::new(Self { disk, paths: Mutex::default() })
    }

    fn see(&self, path: &Path) -> &SimulatedDisk {
        self.paths.lock().unwrap().push(path.to_owned());
        &self.disk
    }

    /// The paths that lie neither in the corpus nor in the user's folder.
    fn strays(&self) -> Vec<PathBuf> {
        let is_inside = |path: &Path| {
            let goes_up = path.components().any(|part| matches!(part, Component::ParentDir));
            // A name that is no more than a part of a path on one system is a path on another.
            let has_other_separators = path.to_string_lossy().contains(['\\', '\0', ':']);
            let is_home = path.starts_with("/corpus") || path.starts_with("/user");
            is_home && !goes_up && !has_other_separators
        };
        self.paths.lock().unwrap().iter().filter(|path| !is_inside(path)).cloned().collect()
    }
}

impl Disk for Watched {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.see(path).read(path)
    }

    fn read_part(&self, path: &Path, from: u64, len: usize) -> io::Result<Vec<u8>> {
        self.see(path).read_part(path, from, len)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.see(folder).list(folder)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.see(path).create(path, bytes)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.see(path).append(path, bytes)
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        self.see(path).truncate(path, len)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.see(path).sync(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.see(from);
        self.see(to).rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.see(folder).sync_folder(folder)
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        self.see(folder).create_folder(folder)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.see(path).remove(path)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn LockGuard>>> {
        self.see(path).lock(path)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.see(path).canonical(path)
    }
}

/// A text with one of its strings in quotation marks, `pick` choosing which, replaced.
fn with_string_replaced(text: &str, pick: prop::sample::Index, new: &str) -> String {
    let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
    if quotes.len() < 2 {
        return text.to_owned();
    }
    let first = pick.index(quotes.len() - 1);
    let (start, end) = (quotes[first] + 1, quotes[first + 1]);
    format!("{}{}{}", &text[..start], new.escape_default(), &text[end..])
}

/// A history whose checkpoints say that nothing is in the files yet, so that all of it is folded, with one string
/// replaced where there is a new one, and the sums made right again.
fn refolded_history(history: &str, pick: prop::sample::Index, new: Option<&str>) -> String {
    let lines: Vec<&str> = history.lines().collect();
    let chosen = pick.index(lines.len());
    let mut written = String::new();
    for (idx, line) in lines.into_iter().enumerate() {
        let mut ron = line.rsplit_once(" // ").unwrap().0.to_owned();
        if let Some(start) = ron.find("Checkpoint(") {
            let end = start + ron[start..].find(')').unwrap();
            ron.replace_range(start..end, "Checkpoint(0,[]");
        }
        if let Some(new) = new.filter(|_| idx == chosen) {
            ron = with_string_replaced(&ron, pick, new);
        }
        writeln!(written, "{ron} // {:08x}", crc32c::crc32c(ron.as_bytes())).unwrap();
    }
    written
}

/// Opens a folder, does what can be done in it, and closes it.
fn work_in(folder: &mut Folder) {
    let Ok((mut corpus, _)) = folder.try_open("mk") else {
        return;
    };
    for file in FILES {
        drop(try_change_in(file, &mut corpus, folder.now()));
    }
    if corpus.state().articles.contains_key(&article_id(BRIDGE)) {
        drop(folder.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), "rest", "the council"));
    }
    while corpus.undo(folder.now()).is_ok_and(|undone| undone.is_some()) {}
    drop(corpus.close(folder.now()));
}

/// A sample corpus on a disk that is watched from now on.
fn watched_sample() -> (SimulatedDisk, Folder) {
    let disk = SimulatedDisk::default();
    let folder = Folder::on(&disk).with_sample();
    (disk, folder)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_a_record_says_no_other_place_is_touched(
        file in any::<prop::sample::Index>(),
        string in any::<prop::sample::Index>(),
        new in prop::sample::select(&HOSTILE[..]),
    ) {
        let (disk, mut folder) = watched_sample();
        let files = record_files(&disk, &folder.path);
        let (name, text) = files.iter().nth(file.index(files.len())).unwrap();
        folder.write(name, with_string_replaced(text, string, new));
        let watched = Watched::new(disk);
        folder.disk = watched.clone();
        work_in(&mut folder);
        prop_assert_eq!(watched.strays(), Vec::<PathBuf>::new());
    }

    #[test]
    fn whatever_a_history_says_no_other_place_is_touched(
        pick in any::<prop::sample::Index>(),
        new in prop::sample::select(&HOSTILE[..]),
    ) {
        let (disk, mut folder) = watched_sample();
        let volume = disk.list(&folder.path.join("history")).unwrap().pop().unwrap().name;
        let volume = format!("history/{volume}");
        folder.write(&volume, refolded_history(&folder.text(&volume), pick, Some(new)));
        // The files it tells of are gone, so that folding it has something to do.
        folder.disk.remove(&folder.path.join("layers/mk/night-ferry.ron")).unwrap();
        let watched = Watched::new(disk);
        folder.disk = watched.clone();
        work_in(&mut folder);
        prop_assert_eq!(watched.strays(), Vec::<PathBuf>::new());
    }

    #[test]
    fn whatever_a_packed_file_says_no_other_place_is_touched(
        pick in any::<prop::sample::Index>(),
        new in prop::sample::select(&HOSTILE[..]),
    ) {
        let (disk, mut folder) = watched_sample();
        let (corpus, _) = folder.open("mk");
        pack::pack(&corpus.snapshot(), &disk, Path::new("/user/packed.ron")).unwrap();
        let text = String::from_utf8(disk.read(Path::new("/user/packed.ron")).unwrap()).unwrap();
        let other = SimulatedDisk::default();
        other.create_folder(Path::new("/user")).unwrap();
        other.create(Path::new("/user/packed.ron"), with_string_replaced(&text, pick, new).as_bytes()).unwrap();
        let watched = Watched::new(other);
        folder.disk = watched.clone();
        if pack::unpack(watched.as_ref(), Path::new("/user/packed.ron"), &folder.path).is_ok() {
            work_in(&mut folder);
        }
        prop_assert_eq!(watched.strays(), Vec::<PathBuf>::new());
    }

    #[test]
    fn whatever_a_dataset_says_no_other_place_is_touched(
        register in any::<bool>(),
        pick in any::<prop::sample::Index>(),
        new in prop::sample::select(&HOSTILE[..]),
    ) {
        let (mut articles, mut companion) = sample_dataset();
        let changed = if register { &mut companion } else { &mut articles };
        // JSON knows no other escape of Rust's than those of quotes, backslashes and line ends.
        let json = serde_json::to_string(new).unwrap();
        *changed = with_string_replaced(changed, pick, "@@@").replace("\"@@@\"", &json);
        let mut folder = Folder::simulated();
        let disk = SimulatedDisk::default();
        let watched = Watched::new(disk);
        folder.disk = watched.clone();
        let tagset = redletter::model::tagset::default::default_tagset();
        redletter::store::create(watched.as_ref(), &folder.path, "Other", &tagset).unwrap();
        import(&mut folder, &articles, &companion);
        work_in(&mut folder);
        prop_assert_eq!(watched.strays(), Vec::<PathBuf>::new());
    }
}

/// The sample as a dataset: the articles and the register beside them.
fn sample_dataset() -> (String, String) {
    let mut folder = Folder::simulated().with_sample();
    let (corpus, _) = folder.open("mk");
    let place = tempfile::tempdir().unwrap();
    let mut sink = FolderSink::new(place.path());
    let selection = Selection::default();
    let export = Export::new(&corpus, &selection, "x.jsonl", ExportOptions::default());
    jsonl::Jsonl.write(&export, &mut sink).unwrap();
    let read = |name: &str| std::fs::read_to_string(place.path().join(name)).unwrap();
    (read("x.jsonl"), read("x.register.jsonl"))
}

/// Imports a dataset as far as that goes.
fn import(folder: &mut Folder, articles: &str, register: &str) {
    let (mut corpus, _) = folder.open("mk");
    let (actor, mut ids) = (annotator("mk"), CountedIds::default());
    let (articles, register) = (articles.as_bytes(), register.as_bytes());
    let mut inputs = [Input::in_memory("x.jsonl", articles), Input::in_memory("x.register.jsonl", register)];
    let now = folder.now();
    let context = ReadContext {
        annotator: &actor,
        now,
        ids: &mut ids,
        known: Some(corpus.state()),
        texts: None,
        options: ReadOptions::default(),
    };
    let (imported, _) = jsonl::Jsonl.read(&mut inputs, context).unwrap();
    let options = MergeOptions { actor: &actor, owner: Ownership::AsNamed, ids: &mut ids };
    let plan = plan_merge(corpus.state(), imported, options);
    let mut edits: Vec<Edit> = Vec::new();
    if !plan.articles.is_empty() {
        let stamps = corpus.stage(plan.articles).unwrap();
        edits.extend(change::add_articles(stamps).unwrap().edits);
    }
    if let Ok(transaction) = change::put_records(corpus.state(), plan.records, "Import".to_owned()) {
        edits.extend(transaction.edits);
    }
    if !edits.is_empty() {
        let transaction = Transaction { say: "Import".to_owned(), joins: false, edits };
        corpus.apply(transaction, folder.now()).unwrap();
    }
    folder.close(corpus);
}

#[test]
fn a_history_that_is_read_anew_is_folded() {
    let (disk, mut folder) = watched_sample();
    let volume = disk.list(&folder.path.join("history")).unwrap().pop().unwrap().name;
    let volume = format!("history/{volume}");
    let pick = any::<prop::sample::Index>().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    folder.write(&volume, refolded_history(&folder.text(&volume), pick, None));
    disk.remove(&folder.path.join("layers/mk/night-ferry.ron")).unwrap();
    let (corpus, report) = folder.open("mk");
    assert!(report.num_replayed > 0 && report.recovered.is_empty(), "{report:?}");
    folder.close(corpus);
    assert!(folder.is_there("layers/mk/night-ferry.ron"), "the layer is back");
}

#[test]
fn the_watch_sees_what_is_outside() {
    let watched = Watched::new(SimulatedDisk::default());
    for path in ["/corpus/../outside", "/outside", "/corpus/a\\b", "/corpus/fine", "/user/fine"] {
        drop(watched.read(Path::new(path)));
    }
    assert_eq!(watched.strays().len(), 3);
    let (articles, register) = sample_dataset();
    let mut folder = Folder::simulated();
    let tagset = redletter::model::tagset::default::default_tagset();
    redletter::store::create(folder.disk.as_ref(), &folder.path, "Other", &tagset).unwrap();
    import(&mut folder, &articles, &register);
    assert!(
        folder.is_there("layers/mk/night-ferry.ron"),
        "the dataset comes in where nothing is wrong with it"
    );
}
