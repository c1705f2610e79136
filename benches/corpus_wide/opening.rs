//! Opening a corpus, and what a job takes from it.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use redletter::model::id::ArticleId;
use redletter::model::reader::CorpusReader as _;
use redletter::store::{Access, OpenCorpus};

use super::{Place, best_of, options, timed};

/// What the program is called with to open a corpus and do nothing else.
pub const CHILD: &str = "open-and-tell";

/// Opens a corpus, and prints what that took.
pub fn child(folder: &Path, user: &Path, has_cache: bool) {
    let options = options(folder, user, Access::Read, has_cache);
    let ((corpus, report), ms, cpu) = timed(|| OpenCorpus::open(options).unwrap());
    assert!(report.problems.is_empty());
    let num = corpus.state().articles.len();
    println!("{ms:.0} ms, {cpu:.0} ms of CPU, {} for {num} articles", memory());
}

/// The most memory of the process so far and the memory now, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kb = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0)
    };
    format!("{} MB at most, {} MB then", kb("VmHWM:") / 1024, kb("VmRSS:") / 1024)
}

fn opened(place: &Place, cache: &str) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.arg(CHILD).arg(&place.corpus).arg(&place.user).arg(cache).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The best of some, by the first number it says.
fn best(told: Vec<String>) -> String {
    let ms = |told: &String| told.split(' ').next().and_then(|ms| ms.parse::<u64>().ok()).unwrap_or(u64::MAX);
    told.into_iter().min_by_key(ms).unwrap()
}

/// From the files alone.
pub fn cold(place: &Place) -> String {
    best((0..3).map(|_| opened(place, "none")).collect())
}

/// With everything in the cache.
pub fn warm(place: &Place) -> String {
    drop(place.open(Access::Read));
    best((0..5).map(|_| opened(place, "cache")).collect())
}

/// What a job is given.
pub fn snapshot(place: &Place) -> String {
    let corpus = place.open(Access::Read);
    format!("{:.1} ms", best_of(9, || drop(corpus.snapshot())))
}

/// One pass over all texts, in the order of the articles.
pub fn texts(place: &Place) -> String {
    drop(place.open(Access::Read));
    let corpus = place.open(Access::Read);
    let snapshot = corpus.snapshot();
    let ids: Vec<ArticleId> = snapshot.state().articles.keys().cloned().collect();
    let mut num_bytes = 0;
    let (unread, ms, cpu) = timed(|| {
        snapshot.texts(&ids, &mut |_, text| {
            num_bytes += text.len();
            ControlFlow::Continue(())
        })
    });
    assert!(unread.is_empty());
    format!("{ms:.0} ms, {cpu:.0} ms of CPU for {} MB", num_bytes / 1_000_000)
}

/// One look at the folder, where nobody has changed anything.
pub fn look(place: &Place) -> String {
    let mut corpus = place.open(Access::Read);
    let now = options(&place.corpus, &place.user, Access::Read, true).now;
    format!("{:.0} ms", best_of(5, || drop(corpus.look(now))))
}
