//! The tail of a history folded over files of any age: each file as it was at any line since the last
//! checkpoint, in every mixture, leads to the state at the history's end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use redletter::model::article::{ArticleText, Block};
use redletter::model::corpus::CorpusState;
use redletter::model::time::Timestamp;
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::{Choices, SimulatedDisk};
use redletter::store::history::volumes;
use redletter::store::layout::Layout;

use crate::script::{Action, Desk, FOLDER, is_long, new_disk, open, tell};

/// Paths with their bytes.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What is written in one piece: a record file, or an article wherever it lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Article(String),
    File(PathBuf),
}

/// What a script leads to, line by line.
struct Past {
    /// The files as of each line, the first before any.
    files: Vec<BTreeMap<Unit, Files>>,
    end: (CorpusState, Vec<(ArticleText, Vec<Block>)>),
}

fn seen(desk: &Desk) -> (CorpusState, Vec<(ArticleText, Vec<Block>)>) {
    (desk.corpus.state().clone(), desk.texts())
}

fn flush(desk: &mut Desk) {
    // The clock stands still, so that the same line has the same time however often files are written.
    let now = Timestamp::from_millis(desk.clock);
    desk.corpus.flush(now);
    desk.corpus.poll(now);
}

/// The record files of a disk; no history, no locks.
fn units(disk: &SimulatedDisk) -> BTreeMap<Unit, Files> {
    let mut units: BTreeMap<Unit, Files> = BTreeMap::new();
    for (path, bytes) in disk.files() {
        let Ok(within) = path.strip_prefix(FOLDER) else { continue };
        let top = within.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let unit = match top.as_str() {
            "history" | ".redletter" => continue,
            "articles" | "trash" => Unit::Article(path.file_stem().unwrap().to_string_lossy().into_owned()),
            _ if path.extension().is_some_and(|extension| extension == "ron") => Unit::File(path.clone()),
            _ => continue,
        };
        units.entry(unit).or_default().insert(path, bytes);
    }
    units
}

/// Runs a script with files written after every line.
fn past(script: &[Action]) -> Past {
    let disk = new_disk();
    let (mut desk, _) = open(&disk, 1_000_000).unwrap();
    let mut files = vec![units(&disk)];
    for action in script {
        assert!(desk.act(action).unwrap(), "{action:?} did nothing");
        flush(&mut desk);
        files.push(units(&disk));
    }
    Past { files, end: seen(&desk) }
}

/// Runs a script with files written after the first `checkpoint` lines and never again.
fn history_with_checkpoint(script: &[Action], checkpoint: usize) -> SimulatedDisk {
    let disk = new_disk();
    let (mut desk, _) = open(&disk, 1_000_000).unwrap();
    for (idx, action) in script.iter().enumerate() {
        if idx == checkpoint {
            flush(&mut desk);
        }
        desk.act(action).unwrap();
    }
    drop(desk);
    disk.after_kill()
}

impl Past {
    /// What a unit may be found as, if every file is at least as of line `since`.
    fn versions(&self, unit: &Unit, since: usize, disk: &SimulatedDisk) -> BTreeSet<Files> {
        (since..self.files.len()).map(|line| self.version(unit, line, since, disk)).collect()
    }

    fn version(&self, unit: &Unit, line: usize, since: usize, disk: &SimulatedDisk) -> Files {
        if let Some(files) = self.files[line].get(unit) {
            return files.clone();
        }
        let Unit::Article(stem) = unit else {
            return Files::new();
        };
        // An article that isn't in the corpus yet waits where it was staged; its line comes after the
        // checkpoint, which is a line of its own.
        let first = (line..self.files.len()).find(|line| self.files[*line].contains_key(unit)).unwrap();
        let bytes = self.files[first][unit].values().next().unwrap().clone();
        let layout = Layout::new(Path::new(FOLDER));
        let writer = volumes(disk, &layout).unwrap()[0].0.writer.clone();
        let n = if since == 0 { first } else { first + 1 };
        [(layout.incoming(&writer, n as u64).join(format!("{stem}.ron")), bytes)].into()
    }
}

/// A disk with the history of another, and these record files.
fn disk_of(history: &SimulatedDisk, units: &[&Files]) -> SimulatedDisk {
    let disk = new_disk();
    let kept = history.files();
    let kept = kept
        .iter()
        .filter(|(path, _)| !path.starts_with(FOLDER) || path.starts_with(Path::new(FOLDER).join("history")));
    for (path, bytes) in kept.chain(units.iter().flat_map(|files| files.iter())) {
        disk.create_folder(path.parent().unwrap()).unwrap();
        disk.create(path, bytes).unwrap();
    }
    disk
}

/// Opens a mixture and holds it against the end.
fn check(disk: &SimulatedDisk, past: &Past, context: &str) {
    let (mut desk, report) = open(disk, 9_000_000).unwrap();
    assert!(report.problems.is_empty(), "{context}: {:?}", report.problems);
    assert!(report.recovered.is_empty(), "{context}: {:?}", report.recovered);
    assert!(report.damage.is_empty(), "{context}: {:?}", report.damage);
    assert!(seen(&desk) == past.end, "{context}: another state than at the end");
    let now = desk.now();
    desk.corpus.close(now).unwrap();
    drop(desk);
    let (desk, report) = open(disk, 9_500_000).unwrap();
    assert_eq!(report.num_replayed, 0, "{context}");
    assert!(seen(&desk) == past.end, "{context}: closing lost something");
}

fn script() -> Vec<Action> {
    vec![
        Action::AddArticles(1),
        Action::Tag(0, 3, 1),
        Action::Correct(0, 30),
        Action::Attribute(0),
        Action::Undo,
        Action::Reblock(0),
        Action::Retitle(0),
        Action::Remove(0),
        Action::Undo,
        Action::Tag(0, 12, 2),
        Action::Correct(0, 3),
        Action::MarkDone(0),
    ]
}

/// Articles in and out, with what is done on them in between.
fn moving_script() -> Vec<Action> {
    vec![
        Action::AddArticles(1),
        Action::AddArticles(1),
        Action::Tag(1, 3, 1),
        Action::Retitle(1),
        Action::Undo,
        Action::Undo,
        Action::Undo,
        Action::Redo,
        Action::Redo,
        Action::Redo,
        Action::Attribute(0),
        Action::Correct(0, 12),
    ]
}

#[test]
fn files_of_any_age_lead_to_the_end() {
    let mut num_mixtures = 0;
    for script in [script(), moving_script()] {
        let past = past(&script);
        let all: BTreeSet<&Unit> = past.files.iter().flat_map(BTreeMap::keys).collect();
        for since in 0..=script.len() {
            let history = history_with_checkpoint(&script, since);
            let choices: Vec<Vec<Files>> =
                all.iter().map(|unit| past.versions(unit, since, &history).into_iter().collect()).collect();
            let num_here: usize = choices.iter().map(Vec::len).product();
            for mixture in 0..num_here {
                num_mixtures += 1;
                let mut rest = mixture;
                let files: Vec<&Files> = choices
                    .iter()
                    .map(|versions| {
                        let version = &versions[rest % versions.len()];
                        rest /= versions.len();
                        version
                    })
                    .collect();
                let context = format!("checkpoint after {since} lines, mixture {mixture} of {num_here}");
                check(&disk_of(&history, &files), &past, &context);
            }
        }
    }
    tell(format_args!("{num_mixtures} mixtures"));
    assert!(num_mixtures >= 800, "only {num_mixtures} mixtures");
}

#[test]
fn files_of_any_age_lead_to_the_end_of_long_scripts() {
    let mut num_checked = 0;
    let (num_scripts, num_mixtures) = if is_long() { (200, 100) } else { (4, 20) };
    for seed in 0..num_scripts {
        let mut choices = Choices(seed);
        let script = doing_something(crate::crashes::random_script(&mut choices, 30));
        let past = past(&script);
        let all: BTreeSet<&Unit> = past.files.iter().flat_map(BTreeMap::keys).collect();
        for number in 0..num_mixtures {
            num_checked += 1;
            let since = choices.below(script.len() + 1);
            let history = history_with_checkpoint(&script, since);
            let files: Vec<Files> = all
                .iter()
                .map(|unit| {
                    let line = since + choices.below(past.files.len() - since);
                    past.version(unit, line, since, &history)
                })
                .collect();
            let files: Vec<&Files> = files.iter().collect();
            let context = format!("script {seed}, checkpoint after {since} lines, mixture {number}");
            check(&disk_of(&history, &files), &past, &context);
        }
    }
    tell(format_args!("{num_checked} mixtures"));
    assert!(num_checked >= 80, "only {num_checked} mixtures");
}

/// The actions of a script that do something.
fn doing_something(script: Vec<Action>) -> Vec<Action> {
    let (mut desk, _) = open(&new_disk(), 1_000_000).unwrap();
    script
        .into_iter()
        .filter(|action| {
            let clock = desk.clock;
            let has_done = desk.act(action).unwrap();
            if !has_done {
                desk.clock = clock;
            }
            has_done
        })
        .collect()
}
