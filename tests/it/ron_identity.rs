//! Whatever a corpus holds comes back from its files as it was, and the same corpus is always written to the
//! same bytes.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use redletter::model::annotation::Annotation;
use redletter::model::article::{Article, ArticleText};
use redletter::model::change;
use redletter::model::corpus::CorpusState;
use redletter::model::edit::{Key, LayerKey, Record};
use redletter::model::id::{AnnotationId, LabelId};
use redletter::model::reader::CorpusReader as _;
use redletter::model::text::TextRange;
use redletter::model::time::Timestamp;
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::{self, CacheFolder, OpenCorpus, OpenOptions, pack};

use crate::folder::{Folder, annotator, record_files};
use crate::made_corpora::{Dice, Maker, PIECES, Parts, any_dice, any_text};

/// Everything of a corpus.
fn whole(corpus: &OpenCorpus) -> (CorpusState, Vec<Article>) {
    let ids = corpus.state().articles.keys();
    (corpus.state().clone(), ids.map(|id| Article::clone(&corpus.article(id).unwrap())).collect())
}

/// Makes a corpus of these parts on a disk and closes it; gives what it held.
fn write(disk: &SimulatedDisk, parts: &Parts) -> (CorpusState, Vec<Article>) {
    let mut folder = Folder::on(disk);
    store::create(disk, &folder.path, "", &parts.tagset).unwrap();
    let (mut corpus, _) = folder.open("mk");
    let stamps = corpus.stage(parts.articles.clone()).unwrap();
    corpus.apply(change::add_articles(stamps).unwrap(), folder.now()).unwrap();
    if let Ok(transaction) = change::put_records(corpus.state(), parts.records.clone(), "Import") {
        corpus.apply(transaction, folder.now()).unwrap();
    }
    let held = whole(&corpus);
    folder.close(corpus);
    held
}

/// Shows that a corpus comes back from its cache: the first opening writes it, and the second takes from it.
fn check_cache(disk: &SimulatedDisk, held: &CorpusState) {
    let mut folder = Folder::on(&disk.after_kill());
    for _ in 0..2 {
        let cache = Some(CacheFolder::new("/cache").worth(1));
        let options = OpenOptions { cache, ..folder.options("mk") };
        let mut opened = OpenCorpus::open(options).unwrap().0;
        assert!(opened.state() == held, "written:\n{held:#?}\nread:\n{:#?}", opened.state());
        opened.close(folder.now()).unwrap();
    }
}

/// Shows that a corpus comes back from its files, and that what came back is written to the same bytes.
fn check_identity(parts: &Parts) {
    let disk = SimulatedDisk::default();
    let held = write(&disk, parts);
    assert_eq!(held.1, parts.articles, "the articles were changed on their way in");
    let mut folder = Folder::on(&disk);
    let files = record_files(&disk, &folder.path);
    let (corpus, report) = folder.open("mk");
    assert!(
        report.problems.is_empty() && report.recovered.is_empty() && report.damage.is_empty(),
        "{report:#?}"
    );
    assert_eq!(report.num_replayed, 0);
    let found = whole(&corpus);
    assert_eq!(found.1, held.1);
    assert!(found.0 == held.0, "written:\n{:#?}\nread:\n{:#?}", held.0, found.0);
    check_cache(&disk, &held.0);
    // Written once more from what was read: packed, and record by record into a new corpus.
    disk.create_folder(Path::new("/")).unwrap();
    pack::pack(&corpus.snapshot(), &disk, Path::new("/packed.ron")).unwrap();
    pack::unpack(&disk, Path::new("/packed.ron"), Path::new("/unpacked")).unwrap();
    assert_eq!(record_files(&disk, Path::new("/unpacked")), files);
    folder.close(corpus);
    assert_eq!(record_files(&disk, &folder.path), files);
    let again = Parts { tagset: found.0.tagset.clone(), articles: found.1, records: records_of(&found.0) };
    let second = SimulatedDisk::default();
    assert!(write(&second, &again).0 == found.0);
    assert_eq!(record_files(&second, &folder.path), files);
}

/// Every record of a state but those of articles and tagset.
fn records_of(state: &CorpusState) -> Vec<(Key, Record)> {
    let mut records = Vec::new();
    for (id, value) in &state.settings {
        records.push((Key::Setting(id.clone()), Record::Setting(Arc::clone(value))));
    }
    for (owner, voices) in &state.voices {
        let voices = voices.iter();
        records
            .extend(voices.map(|(id, voice)| {
                (Key::Voice(owner.clone(), id.clone()), Record::Voice(Arc::clone(voice)))
            }));
    }
    for (owner, items) in &state.items {
        let items = items.iter();
        records.extend(
            items.map(|(id, item)| (Key::Item(owner.clone(), id.clone()), Record::Item(Arc::clone(item)))),
        );
    }
    for (article, layers) in &state.layers {
        for (annotator, layer) in layers {
            let place = LayerKey { article: article.clone(), annotator: annotator.clone() };
            records.extend(change::layer_records(&place, layer));
        }
    }
    records
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_corpus_holds_comes_back(texts in prop::collection::vec(any_text(), 1..4), dice in any_dice()) {
        check_identity(&Maker::new(dice).make(&texts));
    }
}

#[test]
fn a_paragraph_of_a_megabyte_comes_back() {
    let sentence = "The night ferry “Ada” runs til May, \"#she\" said; 🚢 e\u{301} — שלום.\r ";
    let text = format!("Long\n\n{}", sentence.repeat(1_048_576 / sentence.len() + 1));
    assert!(text.len() > 1_048_576);
    let numbers = (0..300_u32).map(|number| number.wrapping_mul(2_654_435_761)).collect();
    let words = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    let mut parts = Maker::new(Dice { numbers, words, next: 0 }).make(std::slice::from_ref(&text));
    // One annotation of nearly everything, so that the line in the history has to stand aside.
    let article = &mut parts.articles[0];
    *article = Article {
        text: ArticleText::new(text.as_str()),
        patches: Vec::new(),
        blocks: Vec::new(),
        ..article.clone()
    };
    parts.records.retain(|(key, _)| key.layer().is_none());
    let layer = LayerKey { article: article.id.clone(), annotator: annotator("mk") };
    let place = TextRange::new(6, text.len()).unwrap();
    let id = AnnotationId::new("long").unwrap();
    let annotation =
        Annotation::new(id.clone(), LabelId::new("claim").unwrap(), place.into(), Timestamp::from_millis(5));
    parts.records.push((Key::Annotation(layer, id), Record::Annotation(Arc::new(annotation))));
    check_identity(&parts);
}
