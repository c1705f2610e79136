//! What it costs to make a transaction durable, and to open a corpus with a long history, on the disk that holds
//! the system's folder for temporary files.
//!
//! `cargo bench --bench journal`. Memory is counted too.

#![expect(clippy::unwrap_used, reason = "a bench that can't be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use divan::{AllocProfiler, Bencher, counter::ItemsCount};
use redletter::model::annotation::Annotation;
use redletter::model::article::{Article, ArticleText, Metadata, Provenance};
use redletter::model::change;
use redletter::model::edit::{Edit, Key, LayerKey, Put, Record};
use redletter::model::id::{AnnotatorId, ArticleId, CountedIds, IdSource as _, LabelId};
use redletter::model::tagset::default::default_tagset;
use redletter::model::text::{Fragments, TextRange};
use redletter::model::time::Timestamp;
use redletter::store::disk::{Disk as _, RealDisk};
use redletter::store::history::{Kind, Line, VOLUME_BYTES, WriterName, volumes};
use redletter::store::layout::Layout;
use redletter::store::{self, Access, OpenCorpus, OpenOptions, WriterMode};
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
    // Nobody else would: what is kept between benches is never dropped.
    for history in [&SHORT, &LONG].into_iter().filter_map(OnceLock::get) {
        fs::remove_dir_all(history.place.folder.path()).unwrap();
    }
}

const START: i64 = 1_700_000_000_000;

/// A history line with before and after is about so long.
const LINE_BYTES: usize = 700;

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millis(START + millis)
}

/// A folder on the real disk that holds a corpus, and the user's own folder.
struct Place {
    folder: TempDir,
}

impl Place {
    /// A corpus with one article of which some is tagged, closed.
    fn new(num_annotations: usize) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        store::create(&RealDisk, &place.corpus(), "Bench", &default_tagset()).unwrap();
        let mut corpus = place.open();
        let stamps = corpus.stage(vec![article()]).unwrap();
        corpus.apply(change::add_articles(stamps).unwrap(), time(0)).unwrap();
        let mut ids = CountedIds::default();
        let records = (0..num_annotations)
            .map(|place| annotation(&mut ids, place))
            .map(|one| (Key::Annotation(layer(), one.id.clone()), Record::Annotation(Arc::new(one))));
        if let Ok(filled) = change::put_records(corpus.state(), records.collect::<Vec<_>>(), "Fill") {
            corpus.apply(filled, time(0)).unwrap();
        }
        corpus.close(time(0)).unwrap();
        place
    }

    fn corpus(&self) -> PathBuf {
        self.folder.path().join("corpus")
    }

    fn open(&self) -> OpenCorpus {
        let options = OpenOptions {
            folder: self.corpus(),
            user_folder: self.folder.path().join("user"),
            cache: None,
            annotator: annotator(),
            disk: Arc::new(RealDisk),
            access: Access::Write,
            writer_mode: WriterMode::Thread,
            machine: String::new(),
            now: time(0),
            random: 1,
        };
        OpenCorpus::open(options).unwrap().0
    }
}

fn annotator() -> AnnotatorId {
    AnnotatorId::new("mk").unwrap()
}

fn layer() -> LayerKey {
    LayerKey { article: ArticleId::new("ferry").unwrap(), annotator: annotator() }
}

fn article() -> Article {
    let sentence = "The ferry left the old port late again, the harbour master said. ";
    let metadata = Metadata { title: "Ferry".to_owned(), ..Metadata::default() };
    Article {
        id: layer().article,
        metadata,
        provenance: Provenance::default(),
        text: ArticleText::new(sentence.repeat(80)),
        blocks: Vec::new(),
        patches: Vec::new(),
    }
}

fn annotation(ids: &mut CountedIds, place: usize) -> Annotation {
    let start = place * 7 % 4_000 / 64 * 64;
    let fragments = Fragments::from(TextRange::new(start, start + 20).unwrap());
    let mut annotation =
        Annotation::new(ids.annotation(), LabelId::new("claim").unwrap(), fragments, time(0));
    // So that a line that adds it is about as long as one with before and after.
    annotation.note = "x".repeat(LINE_BYTES - 360);
    annotation
}

/// The disk's own part of a durable transaction: a line appended, and made durable.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn a_bare_append_and_fsync(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("volume");
    let line = vec![b'x'; LINE_BYTES];
    bencher.bench_local(|| {
        RealDisk.append(&path, &line).unwrap();
        RealDisk.sync(&path).unwrap();
    });
}

/// From the call that applies a tag to the moment at which it counts as saved. At most one fsync and 1 ms.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn a_tag_made_durable(bencher: Bencher<'_, '_>) {
    let place = Place::new(0);
    let mut corpus = place.open();
    let mut ids = CountedIds::default();
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        let tagged = change::tag(corpus.state(), &layer(), annotation(&mut ids, number)).unwrap();
        corpus.apply(tagged, time(1)).unwrap();
        corpus.wait_until_saved(time(1)).unwrap();
    });
}

/// As many tags as come, without a rest, and all of them durable.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn five_hundred_tags_made_durable(bencher: Bencher<'_, '_>) {
    let place = Place::new(0);
    let mut corpus = place.open();
    let mut ids = CountedIds::default();
    bencher.counter(ItemsCount::new(500_usize)).bench_local(|| {
        for number in 0..500 {
            let tagged = change::tag(corpus.state(), &layer(), annotation(&mut ids, number)).unwrap();
            corpus.apply(tagged, time(1)).unwrap();
            corpus.poll(time(1));
        }
        corpus.wait_until_saved(time(1)).unwrap();
    });
}

/// Three seconds of a hundred tags a second, files written meanwhile; prints how long applying took, how long a
/// tag waited for the disk, and how many ever waited at once.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_hundred_tags_a_second(bencher: Bencher<'_, '_>) {
    const NUM_TAGS: u32 = 300;
    let place = Place::new(0);
    let mut corpus = place.open();
    let mut ids = CountedIds::default();
    bencher.bench_local(|| {
        let start = Instant::now();
        let (mut applying, mut lags, mut most_waiting) = (Vec::new(), Vec::new(), 0);
        let mut waiting: Vec<(u64, Instant)> = Vec::new();
        for number in 0..NUM_TAGS {
            let due = start + Duration::from_millis(10) * number;
            let now = time(i64::from(number) * 10);
            if number % 100 == 50 {
                corpus.flush(now);
            }
            let began = Instant::now();
            let tagged =
                change::tag(corpus.state(), &layer(), annotation(&mut ids, number as usize)).unwrap();
            let n = corpus.apply(tagged, now).unwrap();
            applying.push(began.elapsed());
            waiting.push((n, began));
            while Instant::now() < due + Duration::from_millis(10) {
                corpus.poll(now);
                let acknowledged = corpus.acknowledged_line();
                waiting.retain(|(n, began)| {
                    if *n <= acknowledged {
                        lags.push(began.elapsed());
                    }
                    *n > acknowledged
                });
                std::thread::sleep(Duration::from_micros(100));
            }
            most_waiting = most_waiting.max(waiting.len());
        }
        corpus.wait_until_saved(time(3_000)).unwrap();
        println!(
            "applying {}; waiting for the disk {}; at most {most_waiting} waiting at the end of 10 ms",
            shares(applying),
            shares(lags)
        );
    });
}

/// Half, 99 in 100, and all of some times are no longer than these.
fn shares(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len() - 1)).unwrap();
    format!("p50 {:?}, p99 {:?}, longest {:?}", at(50), at(99), at(100))
}

/// A corpus with a history of a million lines in volumes as the program writes them: its files are as of a
/// checkpoint ten lines before the end.
struct LongHistory {
    place: Place,
    /// The files that opening changes, as they were before.
    files: Vec<(PathBuf, Vec<u8>)>,
}

/// Lines between two checkpoints.
const CHECKPOINT_EVERY: usize = 200;

/// Annotations that the lines change, each back and forth.
const NUM_ANNOTATIONS: usize = 50;

impl LongHistory {
    fn new(num_lines: usize) -> Self {
        let place = Place::new(NUM_ANNOTATIONS);
        append_lines(&place, num_lines);
        let mut files = Vec::new();
        let mut folders = vec![place.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in RealDisk.list(&folder).unwrap() {
                let path = folder.join(&entry.name);
                if entry.is_folder {
                    folders.push(path);
                } else if entry.len < VOLUME_BYTES {
                    files.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        Self { place, files }
    }

    /// Puts everything back as it was before the corpus was opened.
    fn restore(&self) {
        for (path, bytes) in &self.files {
            if fs::read(path).ok().as_ref() != Some(bytes) {
                RealDisk.create(path, bytes).unwrap();
            }
        }
    }
}

/// Adds lines to the history of a closed corpus, which leave its files as they are but for the last ten.
fn append_lines(place: &Place, num_lines: usize) {
    let layout = Layout::new(place.corpus());
    let (writer, mut volume) = volumes(&RealDisk, &layout).unwrap().pop().unwrap();
    let mut corpus = place.open();
    let before: Vec<Arc<Annotation>> =
        corpus.state().layer(&layer().article, &annotator()).unwrap().annotations.values().cloned().collect();
    let after: Vec<Arc<Annotation>> = before
        .iter()
        .map(|one| Arc::new(Annotation { note: format!("y{}", one.note), ..Annotation::clone(one) }))
        .collect();
    let mut n = corpus.last_line();
    corpus.close(time(0)).unwrap();
    let path = |volume: u32| layout.history().join(writer.volume_name(volume));
    let mut bytes = fs::read(path(volume)).unwrap();
    // Ten lines come after the last checkpoint, and an even number of rounds before it.
    let num_before = num_lines.saturating_sub(10) / (2 * NUM_ANNOTATIONS) * (2 * NUM_ANNOTATIONS);
    for number in 0..num_before + 10 {
        let one = number % NUM_ANNOTATIONS;
        let is_forth = (number / NUM_ANNOTATIONS).is_multiple_of(2);
        let [from, to] = if is_forth { [&before[one], &after[one]] } else { [&after[one], &before[one]] };
        let record = |annotation: &Arc<Annotation>| Some(Record::Annotation(Arc::clone(annotation)));
        let put = Put::new(Key::Annotation(layer(), from.id.clone()), record(from), record(to));
        push(&mut bytes, &writer, &mut n, Kind::Do, vec![Edit::Put(put)]);
        let is_last = number + 1 == num_before;
        if is_last || (number < num_before && number % CHECKPOINT_EVERY == CHECKPOINT_EVERY - 1) {
            let upto = n;
            push(&mut bytes, &writer, &mut n, Kind::Checkpoint(upto, Vec::new()), Vec::new());
        }
        if bytes.len() as u64 >= VOLUME_BYTES {
            RealDisk.create(&path(volume), &bytes).unwrap();
            volume += 1;
            bytes.clear();
        }
    }
    RealDisk.create(&path(volume), &bytes).unwrap();
}

fn push(bytes: &mut Vec<u8>, writer: &WriterName, n: &mut u64, kind: Kind, edits: Vec<Edit>) {
    *n += 1;
    let t = time(i64::try_from(*n).unwrap() * 400);
    let line = Line { n: *n, t, by: annotator(), kind, say: "Write a note".to_owned(), joins: false, edits };
    bytes.extend(line.encode(writer, &|_| None).unwrap().bytes);
}

static SHORT: OnceLock<LongHistory> = OnceLock::new();
static LONG: OnceLock<LongHistory> = OnceLock::new();

fn history(num_lines: usize) -> &'static LongHistory {
    let cell = if num_lines < 1_000 { &SHORT } else { &LONG };
    cell.get_or_init(|| {
        let history = LongHistory::new(num_lines);
        let volumes = volumes(&RealDisk, &Layout::new(history.place.corpus())).unwrap().len();
        println!("a history of {num_lines} lines in {volumes} volumes");
        history
    })
}

#[divan::bench(args = [10, 1_000_000], sample_count = 20, sample_size = 1)]
fn open_with_a_history_of(bencher: Bencher<'_, '_>, num_lines: usize) {
    let history = history(num_lines);
    bencher.with_inputs(|| history.restore()).bench_values(|()| history.place.open());
}

/// Opening, and ten times undo, which reaches into the lines before the checkpoint.
#[divan::bench(args = [10, 1_000_000], sample_count = 20, sample_size = 1)]
fn open_and_undo_with_a_history_of(bencher: Bencher<'_, '_>, num_lines: usize) {
    let history = history(num_lines);
    bencher.with_inputs(|| history.restore()).bench_values(|()| {
        let mut corpus = history.place.open();
        for _ in 0..10 {
            assert!(corpus.undo(time(0)).unwrap().is_some());
        }
        corpus
    });
}
