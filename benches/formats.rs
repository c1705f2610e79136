//! What datasets cost: 10,000 articles with 100,000 annotations through every format, out (read back and compared,
//! as every export is) and in, beside what a bare serialiser takes for the same texts; what an export holds in memory
//! beyond the corpus, for a tenth of the articles and for all of them; and one article of 1 MB with 10,000 annotations,
//! where what grows with the square of an article would show.
//!
//! `cargo bench --bench formats [-- FORMAT … NUMBER-OF-ARTICLES]`. Seconds are those of the clock and, where it says
//! CPU, those the process computed, in the system too; speeds are by the latter, which other programs and the disk
//! change least. Files go to folders in `TMPDIR`; with `TMPDIR=/dev/shm` no disk is measured. They are deleted at the
//! end: a file system such as ext4 takes long to make files soon after many were deleted.

#![expect(clippy::unwrap_used, reason = "a bench that can't be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "the figures are printed")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use cpu_time::ProcessTime;
use redletter::formats::selection::Selection;
use redletter::formats::{
    Export, ExportOptions, Format, Input, ReadContext, ReadOptions, files_at, registry,
};
use redletter::model::annotation::{Annotation, Party};
use redletter::model::article::{Article, ArticleText, Metadata, Provenance};
use redletter::model::corpus::{ArticleRow, CorpusState};
use redletter::model::edit::{Key, LayerKey, Record};
use redletter::model::id::{AnnotatorId, ArticleId, CountedIds, IdSource as _, LabelId};
use redletter::model::reader::{CorpusReader, ReadError};
use redletter::model::tagset::default::default_tagset;
use redletter::model::text::TextRange;
use redletter::model::time::Timestamp;
use redletter::store::sink::FolderSink;

const NUM_ARTICLES: usize = 10_000;
const PER_ARTICLE: usize = 10;
const SENTENCE: &str =
    "Ferry {n} left the old quay late again 🚢, the harbour master of Marrow said on Monday. ";
const LABELS: [&str; 4] = ["claim", "quote", "proposal", "caveat"];

struct Memory {
    state: CorpusState,
    articles: BTreeMap<ArticleId, Arc<Article>>,
}

impl CorpusReader for Memory {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        Ok(Arc::clone(&self.articles[id]))
    }
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_750_000_000_000)
}

/// How long something took.
#[derive(Clone, Copy)]
struct Took {
    secs: f64,
    cpu_secs: f64,
}

struct Stopwatch(Instant, ProcessTime);

impl Stopwatch {
    fn start() -> Self {
        Self(Instant::now(), ProcessTime::now())
    }

    fn stop(self) -> Took {
        Took { secs: self.0.elapsed().as_secs_f64(), cpu_secs: self.1.elapsed().as_secs_f64() }
    }
}

/// The sizes of a corpus.
#[derive(Clone, Copy)]
struct Sizes {
    articles: usize,
    sentences: usize,
    annotations: usize,
}

/// Articles of about 2 kB with ten annotations each.
const SMALL: Sizes = Sizes { articles: NUM_ARTICLES, sentences: 22, annotations: PER_ARTICLE };
/// One of 1 MB with 10,000.
const LARGE: Sizes = Sizes { articles: 1, sentences: 12_000, annotations: 10_000 };

fn corpus(sizes: Sizes) -> Memory {
    let state = CorpusState { tagset: default_tagset(), ..CorpusState::default() };
    let mut corpus = Memory { state, articles: BTreeMap::new() };
    let annotator = AnnotatorId::new("mk").unwrap();
    let mut ids = CountedIds(0);
    for number in 0..sizes.articles {
        let id = ArticleId::new(&format!("article-{number:06}")).unwrap();
        let sentence = SENTENCE.replace("{n}", &number.to_string());
        let text = ArticleText::new(sentence.repeat(sizes.sentences));
        let metadata = Metadata { title: format!("Ferry {number}"), ..Metadata::default() };
        let provenance = Provenance { added: now(), ..Provenance::default() };
        let article =
            Article { id: id.clone(), metadata, provenance, text, blocks: Vec::new(), patches: Vec::new() };
        corpus.state.articles.insert(id.clone(), ArticleRow::of(&article));
        corpus.articles.insert(id.clone(), Arc::new(article));
        let place = LayerKey { article: id, annotator: annotator.clone() };
        for idx in 0..sizes.annotations {
            let start = idx * (sizes.sentences / sizes.annotations) * sentence.len();
            let range = TextRange::new(start, start + "Ferry".len()).unwrap();
            let label = LabelId::new(LABELS[idx % 4]).unwrap();
            let mut annotation = Annotation::new(ids.annotation(), label, range.into(), now());
            annotation.attribution.voices.push(redletter::model::annotation::AttributedVoice {
                role: redletter::model::annotation::VoiceRole::Speaker,
                party: Party::Unnamed { words: "the harbour master".to_owned(), affiliation: None },
            });
            let key = Key::Annotation(place.clone(), annotation.id.clone());
            corpus.state.set(&key, Some(Record::Annotation(Arc::new(annotation))));
        }
    }
    corpus
}

/// Resident memory now, in MB.
fn resident() -> f64 {
    let pages = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0.0);
    pages * 4_096.0 / 1e6
}

fn megabytes(paths: &[PathBuf]) -> f64 {
    paths.iter().map(|path| fs::metadata(path).unwrap().len() as f64).sum::<f64>() / 1e6
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Writes a corpus; how long that took, and how much more memory was in use at the end of it.
fn write(format: &dyn Format, corpus: &Memory, folder: &Path) -> (Took, f64) {
    let info = format.info();
    let name = if info.is_folder { "out".to_owned() } else { format!("out.{}", info.extension) };
    let selection = Selection::default();
    let options = ExportOptions::default();
    let export = Export::new(corpus, &selection, &name, options);
    let (before, start) = (resident(), Stopwatch::start());
    format.write(&export, &mut FolderSink::new(folder)).unwrap();
    (start.stop(), resident() - before)
}

fn read(format: &dyn Format, folder: &Path) -> Took {
    let end = format.info().extension;
    let all = if format.info().is_folder {
        vec![folder.join("out")]
    } else {
        vec![folder.join(format!("out.{end}"))]
    };
    let files = files_at(format, &all).unwrap();
    let mut inputs: Vec<Input<'_>> = files
        .into_iter()
        .map(|path| {
            Input::new(path.display().to_string(), move || Ok(Box::new(BufReader::new(File::open(&path)?))))
        })
        .collect();
    let annotator = AnnotatorId::new("mk").unwrap();
    let mut ids = CountedIds(900_000_000);
    let known = CorpusState { tagset: default_tagset(), ..CorpusState::default() };
    let context = ReadContext {
        annotator: &annotator,
        now: now(),
        ids: &mut ids,
        known: Some(&known),
        texts: None,
        options: ReadOptions::default(),
    };
    let start = Stopwatch::start();
    // A table without the texts brings nothing into an empty corpus; reading it takes its time all the same.
    let read = format.read(&mut inputs, context).unwrap();
    let took = start.stop();
    drop(read);
    took
}

/// What the texts alone cost a serialiser, in MB a second.
fn bare(corpus: &Memory) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bare.json");
    let start = Stopwatch::start();
    let mut file = BufWriter::new(File::create(&path).unwrap());
    for article in corpus.articles.values() {
        serde_json::to_writer(&mut file, article.text.as_str()).unwrap();
        file.write_all(b"\n").unwrap();
    }
    file.flush().unwrap();
    let took = start.stop();
    megabytes(&[path]) / took.cpu_secs
}

/// A row of the table: a corpus out and in.
fn row(format: &dyn Format, corpus: &Memory, folder: &Path) -> (String, f64) {
    let (out, growth) = write(format, corpus, folder);
    let size = megabytes(&files_in(folder));
    let cells = |took: Took| format!("{:.2} | {:.2} | {:.1}", took.secs, took.cpu_secs, size / took.cpu_secs);
    let read = format.info().reads.then(|| read(format, folder));
    let read = read.map_or("– | – | –".to_owned(), cells);
    (format!("| {} | {size:.1} | {} | {read} |", format.info().id, cells(out)), growth)
}

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let number = wanted.iter().find_map(|argument| argument.parse().ok());
    let small = Sizes { articles: number.unwrap_or(SMALL.articles), ..SMALL };
    let names: Vec<&String> = wanted.iter().filter(|argument| argument.parse::<usize>().is_err()).collect();
    let is_wanted = |id: &str| names.is_empty() || names.iter().any(|name| *name == id);
    let formats = || registry().iter().filter(|format| format.info().writes && is_wanted(format.info().id));
    let mut folders = Vec::new();
    let mut new_folder = || {
        folders.push(tempfile::tempdir().unwrap());
        folders.last().unwrap().path().to_owned()
    };
    let head = "| format | MB | out, s | CPU, s | MB/s | in, s | CPU, s | MB/s |";

    let large = corpus(LARGE);
    println!("One article of 1 MB with {} annotations", LARGE.annotations);
    println!("{head}\n|---|---|---|---|---|---|---|---|");
    for format in formats() {
        println!("{}", row(*format, &large, &new_folder()).0);
    }
    drop(large);

    let (tenth, whole) = (corpus(Sizes { articles: small.articles / 10, ..small }), corpus(small));
    println!("\n{} articles, {} annotations", small.articles, small.articles * small.annotations);
    println!("bare serde_json, the texts alone: {:.0} MB/s", bare(&whole));
    println!("{head} memory of a tenth and of all, MB |\n|---|---|---|---|---|---|---|---|---|");
    for format in formats() {
        let (_, small_growth) = write(*format, &tenth, &new_folder());
        let (row, growth) = row(*format, &whole, &new_folder());
        println!("{row} {small_growth:.0}, {growth:.0} |");
    }
}
