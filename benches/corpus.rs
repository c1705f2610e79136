//! What a corpus costs: opening it, tagging in it, and getting a large layer to its file.
//!
//! `cargo bench`. Disks are simulated, so that the figures are those of the program and not of a disk.

#![expect(clippy::unwrap_used, reason = "a bench that can't be set up has nothing to measure")]

use std::path::Path;
use std::sync::Arc;

use divan::{Bencher, counter::ItemsCount};
use redletter::model::annotation::Annotation;
use redletter::model::article::{Article, ArticleText, Metadata, Provenance};
use redletter::model::change;
use redletter::model::edit::{Key, LayerKey, Record};
use redletter::model::id::{AnnotatorId, ArticleId, CountedIds, IdSource as _, LabelId};
use redletter::model::tagset::default::default_tagset;
use redletter::model::text::{Fragments, TextRange};
use redletter::model::time::Timestamp;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::{self, Access, OpenCorpus, OpenOptions, WriterMode};

fn main() {
    divan::main();
}

const NOW: i64 = 1_700_000_000_000;

fn now() -> Timestamp {
    Timestamp::from_millis(NOW)
}

fn open(disk: &SimulatedDisk) -> OpenCorpus {
    let options = OpenOptions {
        folder: "/corpus".into(),
        user_folder: "/user".into(),
        cache: None,
        annotator: AnnotatorId::new("mk").unwrap(),
        disk: Arc::new(disk.clone()),
        access: Access::Write,
        writer_mode: WriterMode::Inline,
        machine: String::new(),
        now: now(),
        random: 1,
    };
    OpenCorpus::open(options).unwrap().0
}

/// A corpus of articles of about 5 kB each, closed.
fn corpus(num_articles: usize) -> SimulatedDisk {
    let disk = SimulatedDisk::default();
    store::create(&disk, Path::new("/corpus"), "Bench", &default_tagset()).unwrap();
    let mut corpus = open(&disk);
    let articles = (0..num_articles).map(|number| article(number, 5_000)).collect();
    let stamps = corpus.stage(articles).unwrap();
    corpus.apply(change::add_articles(stamps).unwrap(), now()).unwrap();
    corpus.close(now()).unwrap();
    disk
}

fn article_id(number: usize) -> ArticleId {
    ArticleId::new(&format!("article-{number:06}")).unwrap()
}

fn article(number: usize, len: usize) -> Article {
    let sentence = format!("Ferry {number} left the old port late again, the harbour master said. ");
    let text = ArticleText::new(sentence.repeat(len / sentence.len() + 1));
    let metadata = Metadata { title: format!("Ferry {number}"), ..Metadata::default() };
    let provenance = Provenance { added: now(), ..Provenance::default() };
    Article { id: article_id(number), metadata, provenance, text, blocks: Vec::new(), patches: Vec::new() }
}

fn annotation(ids: &mut CountedIds, place: usize) -> Annotation {
    let start = place % 4_000 / 64 * 64;
    let fragments = Fragments::from(TextRange::new(start, start + 5).unwrap());
    Annotation::new(ids.annotation(), LabelId::new("claim").unwrap(), fragments, now())
}

#[divan::bench(args = [10, 1_000])]
fn open_a_corpus(bencher: Bencher<'_, '_>, num_articles: usize) {
    let disk = corpus(num_articles);
    bencher.counter(ItemsCount::new(num_articles)).bench(|| open(&disk));
}

#[divan::bench(args = [10, 1_000])]
fn tag_a_span(bencher: Bencher<'_, '_>, num_articles: usize) {
    let mut corpus = open(&corpus(num_articles));
    let layer = LayerKey { article: article_id(0), annotator: AnnotatorId::new("mk").unwrap() };
    let mut ids = CountedIds::default();
    let mut place = 0;
    bencher.bench_local(|| {
        place += 7;
        let transaction = change::tag(corpus.state(), &layer, annotation(&mut ids, place)).unwrap();
        corpus.apply(transaction, now()).unwrap()
    });
}

#[divan::bench(args = [100, 10_000])]
fn write_a_layer(bencher: Bencher<'_, '_>, num_annotations: usize) {
    let mut corpus = open(&corpus(1));
    let layer = LayerKey { article: article_id(0), annotator: AnnotatorId::new("mk").unwrap() };
    let mut ids = CountedIds::default();
    let records: Vec<(Key, Record)> = (0..num_annotations)
        .map(|place| annotation(&mut ids, place * 7))
        .map(|one| (Key::Annotation(layer.clone(), one.id.clone()), Record::Annotation(Arc::new(one))))
        .collect();
    let transaction = change::put_records(corpus.state(), records, "Fill").unwrap();
    corpus.apply(transaction, now()).unwrap();
    let mut place = 0;
    bencher.counter(ItemsCount::new(num_annotations)).bench_local(|| {
        place += 7;
        let transaction = change::tag(corpus.state(), &layer, annotation(&mut ids, place)).unwrap();
        corpus.apply(transaction, now()).unwrap();
        corpus.flush(now());
        corpus.poll(now());
    });
}
