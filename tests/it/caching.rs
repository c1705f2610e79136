//! The cache changes nothing: a corpus that is opened with one is, record by record and file by file, the corpus
//! that is opened without, whatever has been done to the files meanwhile, and to the cache.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use redletter::model::annotation::Annotation;
use redletter::model::change;
use redletter::model::edit::{Key, Record};
use redletter::model::id::ArticleId;
use redletter::model::reader::CorpusReader;
use redletter::model::time::Timestamp;
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::{Choices, SimulatedDisk};
use redletter::store::history::read_all;
use redletter::store::layout::Layout;
use redletter::store::{CacheFolder, OpenCorpus, OpenOptions, OpenReport};

use crate::script::{Action, CACHE, Desk, FOLDER, all_annotations, any_action, is_long, new_disk, options};

/// Something that happens to a corpus, to its files or to its cache.
#[derive(Clone, Debug)]
enum Step {
    /// The person at work does something.
    Do(Action),
    /// They close the corpus and open it again.
    Close,
    /// The program is killed, and the corpus opened again.
    Kill,
    /// The machine stops; what was never made durable may be lost.
    Crash(u64),
    /// Somebody else changes a file.
    Outside(u8, u8),
    /// Somebody else puts the files back to what they were at some moment before.
    PutBack(u8),
    /// The program looks what others have done.
    Look,
    /// Something damages the cache.
    Damage(u8, u8),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => any_action().prop_map(Step::Do),
        3 => Just(Step::Close),
        2 => Just(Step::Kill),
        1 => any::<u64>().prop_map(Step::Crash),
        4 => any::<(u8, u8)>().prop_map(|(file, how)| Step::Outside(file, how)),
        1 => any::<u8>().prop_map(Step::PutBack),
        2 => Just(Step::Look),
        2 => any::<(u8, u8)>().prop_map(|(file, how)| Step::Damage(file, how)),
    ]
}

fn with_cache(disk: &SimulatedDisk, clock: i64) -> OpenOptions {
    let cache = Some(CacheFolder::new(CACHE).worth(1));
    OpenOptions { cache, ..options(disk, Timestamp::from_millis(clock)) }
}

/// The files of a corpus.
fn corpus_files(disk: &SimulatedDisk) -> BTreeMap<PathBuf, Vec<u8>> {
    disk.files().into_iter().filter(|(path, _)| path.starts_with(FOLDER)).collect()
}

/// Opens a corpus with its cache, and a copy of it without, and holds one against the other.
fn open_alike(disk: &SimulatedDisk, clock: i64) -> OpenCorpus {
    let copy = disk.after_kill();
    let without = OpenOptions { cache: None, ..options(&copy, Timestamp::from_millis(clock)) };
    let (without, plain_report) = OpenCorpus::open(without).unwrap();
    let (opened, report) = OpenCorpus::open(with_cache(disk, clock)).unwrap();
    assert_eq!(opened.state(), without.state());
    assert_eq!(opened.quarantine(), without.quarantine());
    assert_eq!(opened.locked(), without.locked());
    let told = |report: &OpenReport| format!("{report:?}");
    assert_eq!(told(&report), told(&plain_report));
    assert_eq!(corpus_files(disk), corpus_files(&copy));
    check_texts(&opened);
    check_texts(&opened.snapshot());
    opened
}

/// Holds the texts that are gone through against those of the articles, one by one, in an order of their own.
fn check_texts(corpus: &dyn CorpusReader) {
    let mut ids: Vec<ArticleId> = corpus.state().articles.keys().cloned().collect();
    ids.reverse();
    let mut seen = Vec::new();
    let unread = corpus.texts(&ids, &mut |id, text| {
        seen.push((id.clone(), text.to_owned()));
        ControlFlow::Continue(())
    });
    let one_by_one = |id: &ArticleId| {
        let row = &corpus.state().articles[id];
        let article = corpus.article(id).ok()?;
        (article.text.hash() == row.text_hash).then(|| (id.clone(), article.text.as_str().to_owned()))
    };
    let expected: Vec<_> = ids.iter().filter_map(one_by_one).collect();
    // A text that the article's file has no more may still be had from the flat file, as the state knows it.
    for (id, text) in &seen {
        assert_eq!(redletter::model::text::TextHash::of(text), corpus.state().articles[id].text_hash);
    }
    assert!(expected.iter().all(|one| seen.contains(one)), "a text is missing");
    assert_eq!(seen.len() + unread.len(), ids.len());
}

/// Changes a file as somebody else would, with another program.
fn change_outside(disk: &SimulatedDisk, file: u8, how: u8) {
    let files: Vec<(PathBuf, Vec<u8>)> = corpus_files(disk)
        .into_iter()
        .filter(|(path, _)| {
            ["articles", "layers", "register"].iter().any(|part| path.starts_with(in_corpus(part)))
        })
        .collect();
    let Some((path, bytes)) = files.get(usize::from(file) % files.len().max(1)) else { return };
    let text = String::from_utf8_lossy(bytes);
    let write = |path: &Path, text: &str| {
        disk.create_folder(path.parent().unwrap()).unwrap();
        disk.create(path, text.as_bytes()).unwrap();
    };
    match how % 8 {
        // Of the same length.
        0 => write(path, &text.replacen("claim", "quote", 1)),
        1 => write(path, &text.replacen("title: \"", "title: \"Another ", 1)),
        2 => drop(disk.remove(path)),
        3 => write(path, &text[..text.floor_char_boundary(text.len() / 2)]),
        4 => write(path, &text.replacen("late", "slow", 1)),
        // The same bytes, at another time.
        5 => write(path, &text),
        // A layer of somebody else.
        6 if path.starts_with(in_corpus("layers")) => {
            let name = path.file_name().unwrap();
            write(
                &in_corpus("layers/ro").join(name),
                &text.replacen("annotator: \"mk\"", "annotator: \"ro\"", 1),
            );
        }
        _ => write(&path.with_extension("orig"), &text),
    }
}

fn in_corpus(part: &str) -> PathBuf {
    Path::new(FOLDER).join(part)
}

/// Damages a file of the cache, or puts another in its place.
fn damage_cache(disk: &SimulatedDisk, file: u8, how: u8) {
    let files: Vec<(PathBuf, Vec<u8>)> =
        disk.files().into_iter().filter(|(path, _)| path.starts_with(CACHE)).collect();
    let Some((path, bytes)) = files.get(usize::from(file) % files.len().max(1)) else { return };
    let mut damaged = bytes.clone();
    match how % 5 {
        0 => damaged.truncate(bytes.len() * usize::from(how) / 256),
        1 => drop(disk.remove(path)),
        2 => damaged.clone_from(&files[0].1),
        3 => damaged.extend_from_slice(b"more"),
        _ => {
            let mut choices = Choices(u64::from(how) * 256 + u64::from(file));
            if let Some(byte) = bytes.len().checked_sub(1).map(|last| choices.below(last + 1)) {
                damaged[byte] ^= 1 << choices.below(8);
            }
        }
    }
    if how % 5 != 1 {
        disk.create(path, &damaged).unwrap();
    }
}

fn play(steps: &[Step]) {
    let mut disk = new_disk();
    let mut clock = 10_000_000;
    let mut desk = Some(at_desk(open_alike(&disk, clock), clock));
    let mut versions = vec![corpus_files(&disk)];
    for step in steps {
        clock += 1_000_000;
        let mut at_work = desk.take().unwrap();
        at_work.clock = clock;
        match step {
            // What can't be done, since somebody has damaged a file, is not done.
            Step::Do(action) => drop(at_work.act(action)),
            Step::Look => drop(at_work.corpus.look(Timestamp::from_millis(clock))),
            Step::Outside(file, how) => change_outside(&disk, *file, *how),
            Step::PutBack(version) => put_back(&disk, &versions[usize::from(*version) % versions.len()]),
            Step::Damage(file, how) => damage_cache(&disk, *file, *how),
            Step::Close => drop(at_work.corpus.close(Timestamp::from_millis(clock))),
            Step::Kill | Step::Crash(_) => {}
        }
        versions.push(corpus_files(&disk));
        let is_open = !matches!(step, Step::Close | Step::Kill | Step::Crash(_));
        if is_open {
            check_texts(&at_work.corpus);
            desk = Some(at_work);
            continue;
        }
        let next = match step {
            Step::Crash(seed) => disk.after_crash(*seed),
            Step::Kill => disk.after_kill(),
            _ => disk.clone(),
        };
        drop(at_work);
        disk = next;
        desk = Some(at_desk(open_alike(&disk, clock + 500_000), clock + 500_000));
    }
}

/// Puts record files back to what they were; histories stay.
fn put_back(disk: &SimulatedDisk, version: &BTreeMap<PathBuf, Vec<u8>>) {
    let parts = ["articles", "layers"];
    for (path, bytes) in version {
        let is_record = parts.iter().any(|part| path.starts_with(in_corpus(part)));
        if is_record && path.parent().is_some_and(|folder| disk.canonical(folder).is_ok()) {
            disk.create(path, bytes).unwrap();
        }
    }
}

fn at_desk(corpus: OpenCorpus, clock: i64) -> Desk {
    let ids = redletter::model::id::CountedIds(u64::try_from(clock).unwrap());
    Desk { corpus, ids, clock }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if is_long() { 3_000 } else { 60 }, ..ProptestConfig::default() })]
    #[test]
    fn a_corpus_opens_with_a_cache_as_it_opens_without(steps in prop::collection::vec(any_step(), 1..24)) {
        let mut all = vec![Step::Do(Action::AddArticles(2)), Step::Do(Action::Tag(0, 1, 2)), Step::Close];
        all.extend(steps);
        play(&all);
    }
}

/// A closed corpus of some articles with a span each, with a warm cache.
fn warm(num_articles: u8) -> SimulatedDisk {
    let disk = new_disk();
    let mut desk = at_desk(OpenCorpus::open(with_cache(&disk, 10_000_000)).unwrap().0, 10_000_000);
    desk.act(&Action::AddArticles(num_articles)).unwrap();
    for article in 0..num_articles {
        desk.act(&Action::Tag(article, article, article)).unwrap();
    }
    desk.corpus.close(Timestamp::from_millis(11_000_000)).unwrap();
    drop(OpenCorpus::open(with_cache(&disk, 12_000_000)).unwrap());
    disk
}

#[test]
fn with_a_warm_cache_no_article_is_read_from_its_file() {
    let disk = warm(40);
    let before = disk.num_calls();
    let opened = OpenCorpus::open(with_cache(&disk, 13_000_000)).unwrap().0;
    let num_warm = disk.num_calls() - before;
    drop(opened);
    let before = disk.num_calls();
    drop(OpenCorpus::open(options(&disk, Timestamp::from_millis(14_000_000))).unwrap());
    let num_cold = disk.num_calls() - before;
    // An article and its layer are two.
    assert!(num_cold >= num_warm + 70, "{num_warm} calls with a cache, {num_cold} without");
}

#[test]
fn all_texts_come_from_one_file_in_large_pieces() {
    let disk = warm(40);
    let opened = OpenCorpus::open(with_cache(&disk, 13_000_000)).unwrap().0;
    let ids: Vec<ArticleId> = opened.state().articles.keys().cloned().collect();
    let before = disk.num_calls();
    let mut num_bytes = 0;
    let unread = opened.snapshot().texts(&ids, &mut |_, text| {
        num_bytes += text.len();
        ControlFlow::Continue(())
    });
    assert!(unread.is_empty() && num_bytes > 40 * 50);
    assert!(disk.num_calls() - before <= 2, "{} calls", disk.num_calls() - before);
    let mut num_seen = 0;
    opened.texts(&ids, &mut |_, _| {
        num_seen += 1;
        if num_seen == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(num_seen, 7);
}

#[test]
fn what_is_not_worth_a_cache_has_none() {
    let disk = new_disk();
    let cache = Some(CacheFolder::new(CACHE));
    let opened = OpenOptions { cache, ..options(&disk, Timestamp::from_millis(10_000_000)) };
    drop(OpenCorpus::open(opened).unwrap());
    assert!(!disk.files().keys().any(|path| path.starts_with(CACHE)));
}

#[test]
fn a_cache_is_of_one_corpus_and_a_young_file_is_in_none() {
    let disk = warm(3);
    let caches = |disk: &SimulatedDisk| {
        let files = disk.files().into_iter();
        files.filter(|(path, _)| path.ends_with("rows")).map(|(_, bytes)| bytes.len()).collect::<Vec<_>>()
    };
    let [whole] = caches(&disk)[..] else { panic!("one cache is expected") };
    // By its own clock the file was changed just now, so that it could change once more unseen.
    let next = warm(3);
    for (path, bytes) in next.files() {
        if path.starts_with(CACHE) {
            next.remove(&path).unwrap();
        } else if path.starts_with(in_corpus("articles")) {
            next.create(&path, &bytes).unwrap();
        }
    }
    let early = OpenOptions { now: Timestamp::from_millis(1), ..with_cache(&next, 13_000_000) };
    drop(OpenCorpus::open(early).unwrap());
    assert!(caches(&next)[0] < whole / 2);
}

#[test]
fn one_change_of_many_articles_is_written_whole_with_a_cache_and_without() {
    for has_cache in [true, false] {
        let disk = warm(40);
        let time = Timestamp::from_millis(13_000_000);
        let mut opened_as = with_cache(&disk, time.millis());
        opened_as.cache = opened_as.cache.filter(|_| has_cache);
        let mut corpus = OpenCorpus::open(opened_as).unwrap().0;
        let noted = all_annotations(corpus.state()).into_iter().map(|(layer, id)| {
            let mut noted =
                Annotation::clone(&corpus.state().layers[&layer.article][&layer.annotator].annotations[&id]);
            "noted".clone_into(&mut noted.note);
            (Key::Annotation(layer, id), Record::Annotation(Arc::new(noted)))
        });
        let noted: Vec<_> = noted.collect();
        assert_eq!(noted.len(), 40);
        let note_all = change::put_records(corpus.state(), noted, "Note all").unwrap();
        corpus.apply(note_all, time).unwrap();
        corpus.close(time).unwrap();
        let written = corpus.state().clone();
        drop(corpus);
        let (lines, damage) = read_all(&disk, &Layout::new(Path::new(FOLDER))).unwrap();
        assert!(damage.is_empty() && lines.iter().any(|(_, line)| line.say == "Note all"));
        // A layer whose covered words do not stand in its text would be reported.
        let (again, report) = OpenCorpus::open(options(&disk, Timestamp::from_millis(14_000_000))).unwrap();
        assert!(report.problems.is_empty() && report.num_replayed == 0, "{report:?}");
        assert_eq!(*again.state(), written);
    }
}
