//! What reading documents costs: files of every kind, made here of invented words, through all of what the import does
//! with each: `documents::read`, with language and conventions, and the signature by which near duplicates are found.
//!
//! `cargo bench --bench documents [-- NAME …]` measures the kinds whose names hold one of these words; `many` is the
//! folder of 1,000 mixed files, read on all cores as the import reads it. Speeds are MB of the file for each second
//! that the thread computed, which other programs change least. A line is the best of three runs of half a second.

#![expect(clippy::unwrap_used, reason = "a bench that can't be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]
#![expect(clippy::write_with_newline, reason = "one line of a page is one line here")]

mod made;

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use cpu_time::{ProcessTime, ThreadTime};
use redletter::documents::collect::collect;
use redletter::documents::reading::{Outcome, Reading};
use redletter::documents::{Budget, Documents, ReadOptions, read};
use redletter::model::text::near::Signature;

use self::made::{CHINESE, ENGLISH, GERMAN, PageShape, RUSSIAN, Writer};

/// A file to read.
struct Case {
    name: String,
    file_name: &'static str,
    bytes: Vec<u8>,
}

/// How long one run is at least.
const RUN: Duration = Duration::from_millis(500);

const NUM_RUNS: usize = 3;

/// How much of a text the language is told by.
const SAMPLE_BYTES: usize = 10_000;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()));
    println!("| file | kB | text, kB | MB/s | ms | signature, % | language, % |");
    println!("|---|---|---|---|---|---|---|");
    for case in cases().iter().filter(|case| is_wanted(&case.name)) {
        println!("{}", row(case));
    }
    if is_wanted("many") {
        measure_many();
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name: String, file_name, bytes| cases.push(Case { name, file_name, bytes });
    for (name, num_bytes) in [("5 kB", 5_000), ("100 kB", 100_000), ("1 MB", 1_000_000)] {
        for (language, words) in
            [("English", &ENGLISH), ("German", &GERMAN), ("Russian", &RUSSIAN), ("Chinese", &CHINESE)]
        {
            let text = Writer::new(words, 7).text(num_bytes);
            add(format!("text, {language}, {name}"), "a.txt", text.into_bytes());
        }
        let german = Writer::new(&GERMAN, 7).text(num_bytes);
        let bytes = encoding_rs::WINDOWS_1252.encode(&german).0.into_owned();
        add(format!("text, windows-1252, {name}"), "a.txt", bytes);
    }
    for (name, shape) in [
        ("lean", made::LEAN),
        ("newspaper", made::NEWSPAPER),
        ("notice", made::NOTICE),
        ("large", made::LARGE),
        ("long read", made::LONG_READ),
    ] {
        add(format!("page, {name}"), "a.html", page(&mut Writer::new(&ENGLISH, 7), shape));
    }
    for (name, shape) in [("newspaper", made::NEWSPAPER), ("notice", made::NOTICE)] {
        let unnamed = made::without_names(&made::page(&mut Writer::new(&ENGLISH, 7), shape));
        add(format!("page, {name} without names"), "a.html", unnamed.into_bytes());
    }
    let mut writer = Writer::new(&ENGLISH, 7);
    let markdown = writer.text(100_000);
    add("Markdown, 100 kB".to_owned(), "a.md", format!("# {markdown}").into_bytes());
    add("Word".to_owned(), "a.docx", made::docx(&mut writer, 100_000));
    add("EPUB, 10 chapters".to_owned(), "a.epub", made::epub(&mut writer, 10, 50_000));
    add("PDF, 30 pages".to_owned(), "a.pdf", made::pdf(&mut writer, 30));
    add("mail".to_owned(), "a.eml", made::mail(&mut writer, 20_000));
    add("feed, 20 entries".to_owned(), "a.rss", made::feed(&mut writer, 20, 6_000));
    cases
}

fn page(writer: &mut Writer, shape: PageShape) -> Vec<u8> {
    made::page(writer, shape).into_bytes()
}

/// What the import does with a file.
fn import(case: &Case) -> Documents {
    let mut documents =
        read(case.file_name, &case.bytes, &ReadOptions::default(), &Budget::unlimited()).unwrap();
    for document in &mut documents.read {
        document.signature = Signature::of(&document.text);
    }
    documents
}

/// How long something takes the thread, in seconds: the best of several runs.
fn seconds(work: impl Fn()) -> f64 {
    let run = || {
        let start = ThreadTime::now();
        let mut num = 0_u32;
        while num == 0 || start.elapsed() < RUN {
            work();
            num += 1;
        }
        start.elapsed().as_secs_f64() / f64::from(num)
    };
    (0..NUM_RUNS).map(|_| run()).fold(f64::INFINITY, f64::min)
}

/// A row of the table.
fn row(case: &Case) -> String {
    let documents = import(case);
    let len: usize = documents.read.iter().map(|document| document.text.len()).sum();
    let all = seconds(|| drop(black_box(import(case))));
    let signature = seconds(|| {
        for document in &documents.read {
            black_box(Signature::of(&document.text));
        }
    });
    // Both halves of the first part of a text are shown to the detector.
    let language = seconds(|| {
        for document in &documents.read {
            let text = &document.text[..document.text.floor_char_boundary(SAMPLE_BYTES)];
            let (one, two) = text.split_at(text.floor_char_boundary(text.len() / 2));
            black_box((whatlang::detect(one), whatlang::detect(two)));
        }
    });
    format!(
        "| {} | {:.0} | {:.0} | {:.1} | {:.2} | {:.0} | {:.0} |",
        case.name,
        case.bytes.len() as f64 / 1e3,
        len as f64 / 1e3,
        case.bytes.len() as f64 / 1e6 / all,
        all * 1e3,
        signature / all * 100.0,
        language / all * 100.0
    )
}

/// A folder of 1,000 files: six texts, three pages and one document of another kind among each ten.
fn measure_many() {
    let folder = tempfile::tempdir().unwrap();
    let mut num_bytes = 0;
    for number in 0..1_000_u64 {
        let mut english = Writer::new(&ENGLISH, number);
        let (end, bytes) = match number % 10 {
            0..3 => ("txt", english.text(6_000).into_bytes()),
            3 => ("txt", Writer::new(&GERMAN, number).text(6_000).into_bytes()),
            4 => ("txt", Writer::new(&RUSSIAN, number).text(10_000).into_bytes()),
            5 => ("txt", Writer::new(&CHINESE, number).text(6_000).into_bytes()),
            6 | 7 => ("html", page(&mut english, made::NEWSPAPER)),
            8 => ("html", page(&mut english, made::LEAN)),
            _ if number % 20 == 9 => ("docx", made::docx(&mut english, 8_000)),
            _ => ("eml", made::mail(&mut english, 8_000)),
        };
        num_bytes += bytes.len();
        fs::write(folder.path().join(format!("{number:04}.{end}")), bytes).unwrap();
    }
    let found = collect(&[folder.path().to_owned()]);
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    let mut first = None;
    let mut num_read = 0;
    for item in Reading::start(found, ReadOptions::default()) {
        first.get_or_insert_with(|| start.elapsed());
        num_read += usize::from(matches!(item.outcome, Outcome::Read(_)));
    }
    let (all, cpu) = (start.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
    println!(
        "\nmany: {num_read} files of {:.1} MB: {all:.2} s, {cpu:.2} s of CPU, the first after {:.1} ms",
        num_bytes as f64 / 1e6,
        first.unwrap_or_default().as_secs_f64() * 1e3
    );
}
