//! What a large corpus costs: opening it, going through its texts, its Review table, its checks, one change of thousands of
//! spans. On 30,000 articles of 100 MB with 100,000 annotations, made for it; on a real disk.
//!
//! `cargo bench --bench corpus_wide`, or with `-- open` only the lines whose names hold this word. With
//! `REDLETTER_MADE=FOLDER` the corpus is made there, or taken from there if it has been made before (see
//! `examples/made`); `REDLETTER_ARTICLES` and `REDLETTER_ANNOTATIONS` make another size. Opening is measured in
//! processes of its own, so that memory is that of a program that has done nothing else; the system has the files
//! in memory.

#![expect(clippy::unwrap_used, reason = "a bench that can't be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

#[path = "../../examples/made/corpus.rs"]
mod corpus;
mod changing;
mod checking;
mod opening;
mod reviewing;
mod searching;
#[path = "../shared/window.rs"]
mod shared;
mod window;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use cpu_time::ProcessTime;
use redletter::model::id::AnnotatorId;
use redletter::model::time::Timestamp;
use redletter::store::disk::RealDisk;
use redletter::store::{Access, CacheFolder, OpenCorpus, OpenOptions, WriterMode};
use tempfile::TempDir;

use corpus::Made;

/// What is measured: its name, what it is to be, and what measures it.
type Measure = (&'static str, &'static str, fn(&Place) -> String);

const MEASURES: [Measure; 15] = [
    ("open, no cache", "", opening::cold),
    ("open, cache warm", "≤ 1 s, ≤ 400 MB at 100,000 articles with 300,000 annotations", opening::warm),
    ("snapshot for a job", "", opening::snapshot),
    ("all texts, cache warm", "≤ 0.3 s of CPU", opening::texts),
    ("look for others' changes", "", opening::look),
    ("search as typed", "first ≤ 50 ms, all ≤ 1 s", searching::typed),
    ("search caseless", "first ≤ 50 ms, all ≤ 1 s", searching::caseless),
    ("search folded", "first ≤ 50 ms, all ≤ 3 s", searching::folded),
    ("search in spans", "", searching::spans),
    ("Review: make the table", "≤ 200 ms", reviewing::table),
    ("Review: filter and sort", "≤ 50 ms", reviewing::narrow),
    ("Review: frames", "p99 ≤ 8 ms", reviewing::frames),
    ("Checks: first look", "", checking::first),
    ("Checks: one edit", "p99 ≤ 5 ms", checking::edits),
    ("relabel 10,000 spans; undo; all on disk", "≤ 300 ms each for the first two", changing::relabel),
];

/// A large corpus, and the user's own folder.
pub struct Place {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// The user's own folder, with the cache in it.
    pub user: PathBuf,
    _kept: TempDir,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [child, folder, user, cache] = &arguments[..]
        && child == opening::CHILD
    {
        opening::child(Path::new(folder), Path::new(user), cache == "cache");
        return;
    }
    let place = Place::new();
    println!("| what | aim | measured |\n|---|---|---|");
    for (name, aim, measure) in MEASURES {
        if arguments.is_empty() || arguments.iter().any(|words| name.contains(words.as_str())) {
            println!("| {name} | {aim} | {} |", measure(&place));
        }
    }
}

fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

impl Place {
    fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        let given = std::env::var_os("REDLETTER_MADE").map(PathBuf::from);
        let corpus = given.unwrap_or_else(|| kept.path().join("corpus"));
        if !corpus.join("corpus.ron").exists() {
            let num_articles = number("REDLETTER_ARTICLES", 30_000);
            let num_annotations = number("REDLETTER_ANNOTATIONS", 100_000);
            Made { num_articles, num_annotations, seed: 1 }.write(&corpus).unwrap();
            // Files that have been written just now are in no cache.
            std::thread::sleep(std::time::Duration::from_secs(4));
        }
        Self { corpus, user: kept.path().join("user"), _kept: kept }
    }

    /// The corpus, opened by one of its annotators.
    pub(crate) fn open(&self, access: Access) -> OpenCorpus {
        OpenCorpus::open(options(&self.corpus, &self.user, access, true)).unwrap().0
    }
}

/// How a corpus is opened.
#[expect(clippy::disallowed_methods, reason = "the age of files counts")]
pub(crate) fn options(folder: &Path, user: &Path, access: Access, has_cache: bool) -> OpenOptions {
    OpenOptions {
        folder: folder.to_owned(),
        user_folder: user.to_owned(),
        cache: has_cache.then(|| CacheFolder::new(user.join("cache"))),
        annotator: AnnotatorId::new("mk").unwrap(),
        disk: Arc::new(RealDisk),
        access,
        writer_mode: WriterMode::Thread,
        machine: String::new(),
        now: Timestamp::from_millis(chrono::Utc::now().timestamp_millis()),
        random: std::process::id().into(),
    }
}

/// How long something takes, and how long the processors of the machine are at work on it, in ms.
pub fn timed<T>(act: impl FnOnce() -> T) -> (T, f64, f64) {
    let (began, cpu) = (Instant::now(), ProcessTime::now());
    let made = act();
    (made, began.elapsed().as_secs_f64() * 1e3, cpu.elapsed().as_secs_f64() * 1e3)
}

/// The shortest of several times, in ms.
pub fn best_of(times: usize, mut act: impl FnMut()) -> f64 {
    (0..times).map(|_| timed(&mut act).1).fold(f64::INFINITY, f64::min)
}
