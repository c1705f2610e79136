//! What exports by reference must hold and must not hold, and how they are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use crate::formats::exporting::run_export;
use crate::formats::imported::Imported;
use crate::formats::merge::{MergeOptions, Ownership, plan_merge};
use crate::formats::recipe::{Recipe, Texts};
use crate::formats::report::{Effect, Report};
use crate::formats::shapes::{Gather, Overlap, Shape, ShapePlan};
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::dialects::{PLACES, writings};
use crate::formats::testing::{MemoryCorpus, MemorySink, annotation, annotator, article, import_into};
use crate::formats::{by_id, registry};
use crate::model::annotation::{AttributeValue, AttributedVoice, Attribution, Party, VoiceRole};
use crate::model::article::{ArticleText, Block, BlockKind};
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, AttributeId, CountedIds};
use crate::model::layer::{Layer, Unplaced};
use crate::model::tagset::default::default_tagset;
use crate::model::tagset::{Attribute, AttributeKind};
use crate::model::text::{Fragments, TextRange};

/// A text whose every word begins like nothing else.
const TEXT: &str = "Qzxferry qzxlate, 🇺🇦 qzxsaid qzxofficials. Qzxnobody qzxknows.";
const TELLING: &str = "qzx";

fn written(corpus: &MemoryCorpus, format: &str) -> (MemorySink, Report) {
    let mut recipe = Recipe::new(format);
    recipe.texts = Texts::ByReference;
    let mut sink = MemorySink::default();
    let report = run_export(corpus, &recipe, "out", &mut sink).unwrap();
    (sink, report)
}

/// Reads what was written, without the card and the recipe, for a corpus.
fn read(sink: &MemorySink, format: &str, corpus: &MemoryCorpus) -> (Imported, Report) {
    let data = sink.files.iter().filter(|(name, _)| !name.contains(".card.") && !name.contains(".recipe."));
    let files: Vec<(&str, &[u8])> = data.map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    import_into(by_id(format).unwrap(), &files, corpus).unwrap()
}

/// What is told to be left out, but that review is no column that tables are read by.
fn left_out(report: &Report) -> Vec<String> {
    let left_out = report.findings.iter().filter(|told| told.effect == Effect::LeftOut);
    left_out.map(ToString::to_string).filter(|told| !told.contains("“review”")).collect()
}

fn place(words: &str) -> Fragments {
    let start = TEXT.find(words).unwrap();
    TextRange::new(start, start + words.len()).unwrap().into()
}

fn unnamed(words: &str) -> Party {
    Party::Unnamed { words: words.to_owned(), affiliation: None }
}

/// A corpus in which everything that copies a text does so.
fn telling() -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = default_tagset();
    let whose = AttributeId::new("whose").unwrap();
    let attribute = corpus.state.tagset.new_attribute(whose.clone(), "Whose");
    let attribute = Attribute { kind: AttributeKind::Party, ..attribute };
    corpus.state.tagset.attributes.insert(whose.clone(), attribute);
    let mut one = article("telling", TEXT);
    one.metadata.title = "A title".to_owned();
    one.blocks = vec![Block { range: place("Qzxferry qzxlate").hull(), kind: BlockKind::Paragraph }];
    corpus.put(one);
    let layer = LayerKey { article: ArticleId::new("telling").unwrap(), annotator: annotator("mk") };
    let mut quote = annotation("said", "quote", TEXT, "Qzxferry qzxlate");
    let speaker = AttributedVoice { role: VoiceRole::Speaker, party: unnamed("qzxofficials") };
    let via = AttributedVoice { role: VoiceRole::Via, party: unnamed("somebody else") };
    let (source, cue) = (Some(place("qzxofficials")), Some(place("qzxsaid")));
    quote.attribution = Attribution { voices: vec![speaker, via], source, cue };
    quote.attributes.insert(whose.clone(), AttributeValue::Party(unnamed("Qzxnobody")));
    // One whose type stands beside the value, for nothing defines it.
    quote.attributes.insert(AttributeId::new("other").unwrap(), AttributeValue::Party(unnamed("qzxknows")));
    quote.note = "A note".to_owned();
    let gone = annotation("gone", "claim", TEXT, "qzxknows");
    let gone = Unplaced {
        annotation: gone.into(),
        text: ArticleText::new("x").hash(),
        covered: vec!["qzxold".into()],
    };
    for (key, record) in [
        (Key::Annotation(layer.clone(), quote.id.clone()), Record::Annotation(quote.into())),
        (Key::Unplaced(layer, AnnotationId::new("gone").unwrap()), Record::Unplaced(gone.into())),
    ] {
        corpus.state.set(&key, Some(record));
    }
    corpus
}

/// What a file says, in small letters: rows of Parquet cell by cell.
fn said(name: &str, bytes: &[u8]) -> String {
    #[cfg(feature = "parquet")]
    if name.ends_with(".parquet") {
        use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes.to_vec())).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        return rows.map(|row| row.unwrap().to_string()).collect::<String>().to_lowercase();
    }
    let text = std::str::from_utf8(bytes);
    text.unwrap_or_else(|err| panic!("{name} is no text: {err}")).to_lowercase()
}

fn formats() -> impl Iterator<Item = &'static str> {
    registry().iter().filter(|format| format.by_reference()).map(|format| format.info().id)
}

#[test]
fn no_word_of_an_article_is_in_any_file() {
    for id in formats() {
        let whole = run_export(&telling(), &Recipe::new(id), "out", &mut MemorySink::default());
        assert!(whole.is_ok());
        let (sink, _) = written(&telling(), id);
        assert!(sink.is_committed);
        let mut all = String::new();
        for (name, bytes) in &sink.files {
            let said = said(name, bytes);
            assert!(!said.contains(TELLING), "{id}, {name}: {said}");
            all.push_str(&said);
        }
        let hash = ArticleText::new(TEXT).hash().to_string();
        for other in [hash.as_str(), "telling", "a title", "a note", "somebody else"] {
            assert!(all.contains(other), "{id}: {other}");
        }
    }
}

#[test]
fn no_word_of_an_article_is_in_any_row() {
    for (shape, gather, format) in Shape::ALL.into_iter().flat_map(|shape| {
        Gather::ALL.into_iter().flat_map(move |gather| ["jsonl", "csv"].map(|format| (shape, gather, format)))
    }) {
        let mut recipe = Recipe::new(format);
        recipe.texts = Texts::ByReference;
        recipe.shape = Some(ShapePlan { shape, gather, overlap: Overlap::Any, around: 1 });
        let mut sink = MemorySink::default();
        let report = run_export(&telling(), &recipe, "out", &mut sink).unwrap();
        for (name, bytes) in &sink.files {
            let said = said(name, bytes);
            assert!(!said.contains(TELLING), "{shape:?}, {gather:?}, {name}: {said}");
        }
        let tells = report.findings.iter().any(|told| told.what.contains("words for 3 unnamed voices"));
        // Nothing is reviewed, so that the result of the review has no rows.
        let has_speakers = matches!(shape, Shape::Spans | Shape::Windows) && gather == Gather::Layers;
        assert_eq!(tells, has_speakers, "{shape:?}, {gather:?}: {report}");
        if (shape, gather, format) == (Shape::Speakers, Gather::Layers, "jsonl") {
            let rows = said("out", &sink.files["out"]);
            let row = rows.lines().find(|row| row.contains(r#""is_speaker":true"#)).unwrap();
            assert!(
                row.contains(r#""candidate_name":null"#) && row.contains(r#""mentions":[[29,41]]"#),
                "{row}"
            );
        }
    }
}

#[test]
fn read_into_the_corpus_that_made_it_json_lines_change_nothing() {
    let corpus = telling();
    let (imported, _) = read(&written(&corpus, "jsonl").0, "jsonl", &corpus);
    let actor = annotator("mk");
    let options = MergeOptions { actor: &actor, owner: Ownership::AsNamed, ids: &mut CountedIds(7) };
    let plan = plan_merge(&corpus.state, imported, options);
    assert!(plan.articles.is_empty() && plan.records.is_empty(), "{:?}", plan.records);
}

#[test]
fn what_is_left_out_is_told_once() {
    let told = |id: &str| -> Vec<String> {
        let findings = written(&telling(), id).1.findings;
        findings.iter().map(|one| format!("{} {}", one.effect.name(), one.what)).collect()
    };
    let [note, left_out] = [Effect::Note, Effect::LeftOut].map(Effect::name);
    assert_eq!(
        told("jsonl"),
        [
            format!("{note} 1 texts left out"),
            format!("{note} words of 1 annotations left out"),
            format!("{left_out} 1 annotations without a place left out"),
        ]
    );
    let others = [
        format!("{note} words of 1 annotations left out"),
        format!("{left_out} words for 3 unnamed voices left out"),
    ];
    assert_eq!(told("csv"), others);
    assert_eq!(told("tsv"), others);
    for id in formats().filter(|id| !matches!(*id, "jsonl" | "csv" | "tsv")) {
        let told = told(id);
        let num_told = |what: &str| told.iter().filter(|told| told.contains(what)).count();
        assert_eq!(num_told("1 texts left out"), 1, "{id}: {told:?}");
        assert!(others.iter().all(|other| num_told(other) == 1), "{id}: {told:?}");
    }
}

#[test]
fn the_nine_places_are_found_in_the_texts_of_the_corpus() {
    let corpus = writings();
    for id in formats().filter(|id| by_id(id).unwrap().info().reads) {
        let (sink, _) = written(&corpus, id);
        let (imported, report) = read(&sink, id, &corpus);
        assert_eq!(left_out(&report), Vec::<String>::new(), "{id}");
        let again = MemoryCorpus::of(&imported);
        let text = &again.articles[&ArticleId::new("writings").unwrap()].text;
        let layers = again.state.layers.values().flat_map(BTreeMap::values);
        let annotations = layers.flat_map(|layer| layer.annotations.values());
        let mut covered: Vec<String> = annotations
            .map(|annotation| annotation.fragments.covered(text.as_str()).unwrap().concat())
            .collect();
        covered.sort();
        let mut places = PLACES.to_vec();
        places.sort_unstable();
        assert_eq!(covered, places, "{id}");
    }
}

#[test]
fn an_article_that_the_corpus_has_not_is_told_by_name_and_left_out() {
    let mut changed = telling();
    changed.put(article("telling", "Another text."));
    for id in formats().filter(|id| by_id(id).unwrap().info().reads) {
        let (sink, _) = written(&telling(), id);
        for (corpus, why) in
            [(&MemoryCorpus::default(), "no article of that text"), (&changed, "another text")]
        {
            let (imported, report) = read(&sink, id, corpus);
            assert_eq!(imported.articles, [], "{id}");
            let told = left_out(&report);
            assert!(told.iter().any(|told| told.contains("telling") && told.contains(why)), "{id}: {told:?}");
        }
    }
}

#[test]
fn the_text_may_have_another_id() {
    let (mut corpus, other) = (MemoryCorpus::default(), article("other", TEXT));
    corpus.put(other);
    for id in formats().filter(|id| by_id(id).unwrap().info().reads) {
        let (sink, _) = written(&telling(), id);
        let (imported, report) = read(&sink, id, &corpus);
        assert_eq!(imported.articles.len(), 1, "{id}: {report}");
        assert_eq!(imported.articles[0].text.as_str(), TEXT);
        assert_eq!(imported.counts().annotations, 1);
    }
}

#[test]
fn tables_have_the_places_of_sources_and_cues() {
    let (sink, _) = written(&telling(), "csv");
    let table = std::str::from_utf8(&sink.files["out"]).unwrap();
    let [header, row] = table.lines().collect::<Vec<_>>()[..] else { panic!("{table}") };
    let cell = |name: &str| row.split(',').nth(header.split(',').position(|other| other == name).unwrap());
    assert_eq!(cell("source_code_point"), Some("29-41"));
    assert_eq!(cell("cue_code_point"), Some("21-28"));
    assert!(!header.contains(",text,") && !header.contains(",source,"), "{header}");
    let (imported, report) = read(&sink, "csv", &telling());
    let quote = imported.records.iter().find_map(|(_, record)| match record {
        Record::Annotation(annotation) => Some(Arc::clone(annotation)),
        _ => None,
    });
    let attribution = &quote.unwrap().attribution;
    assert_eq!(attribution.source, Some(place("qzxofficials")), "{report}");
    assert_eq!(attribution.cue, Some(place("qzxsaid")));
}

#[test]
fn lengths_and_places_that_do_not_fit_are_told() {
    let hash = ArticleText::new(TEXT).hash();
    let line = |length: usize, end: usize| {
        format!(
            r#"{{"id":"telling","text_sha256":"{hash}","text_length":{length},"annotations":[{{"id":"one","label":"quote",
            "fragments":[[0,{end}]],"voices":[{{"role":"speaker","kind":"unnamed","place":[29,{end}]}}]}}]}}"#
        )
        .replace('\n', "")
    };
    let take = |line: &str| {
        let files = [("a.jsonl", line.as_bytes())];
        import_into(by_id("jsonl").unwrap(), &files, &telling()).unwrap()
    };
    let (imported, report) = take(&line(62, 41));
    assert_eq!(report.findings, []);
    let found = imported.records.iter().any(|(_, record)| match record {
        Record::Annotation(annotation) => {
            annotation.attribution.voices.iter().any(|voice| voice.party == unnamed("qzxofficials"))
        }
        _ => false,
    });
    assert!(found);
    let told = |line: &str| take(line).1.findings.iter().map(ToString::to_string).collect::<String>();
    assert!(
        told(&line(61, 41)).contains("is 61 code_point long, and that is 62 long"),
        "{}",
        told(&line(61, 41))
    );
    assert!(told(&line(62, 90)).contains("words for an unnamed voice left out"));
    let no_hash = line(62, 41).replace(&hash.to_string(), "none");
    assert!(told(&no_hash).contains("article telling left out"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn json_lines_without_texts_lose_nothing_but_what_has_no_place(mut corpus in corpora()) {
        let (sink, _) = written(&corpus, "jsonl");
        let (imported, report) = read(&sink, "jsonl", &corpus);
        prop_assert_eq!(&report.findings, &[]);
        let again = MemoryCorpus::of(&imported);
        let layers: Vec<(ArticleId, AnnotatorId)> = corpus.state.layers.iter()
            .flat_map(|(id, layers)| layers.keys().map(|annotator| (id.clone(), annotator.clone())))
            .collect();
        for (id, annotator) in layers {
            let mut layer = Layer::clone(corpus.state.layer(&id, &annotator).unwrap());
            layer.unplaced.clear();
            corpus.state.put_layer(&id, &annotator, layer);
        }
        prop_assert!(again == corpus, "the corpus is another");
        let rewritten = written(&again, "jsonl").0.files;
        for name in ["out", "out.register.jsonl"] {
            prop_assert!(rewritten[name] == sink.files[name], "{} is another", name);
        }
    }
}

#[test]
fn json_lines_that_change_on_the_disk_are_not_kept() {
    let tampers: [fn(Vec<u8>) -> Vec<u8>; 3] = [
        |bytes| bytes[..bytes.len() - 2].to_vec(),
        |bytes| replaced(bytes, b"\"text_length\":62", b"\"text_length\":61"),
        |bytes| replaced(bytes, b"\"place\":[29,41]", b"\"place\":[29,40]"),
    ];
    let mut recipe = Recipe::new("jsonl");
    recipe.texts = Texts::ByReference;
    for tamper in tampers {
        let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
        assert!(run_export(&telling(), &recipe, "out", &mut sink).is_err());
        assert!(!sink.is_committed);
    }
}

fn replaced(bytes: Vec<u8>, one: &[u8], other: &[u8]) -> Vec<u8> {
    match bytes.windows(one.len()).position(|window| window == one) {
        Some(at) => [&bytes[..at], other, &bytes[at + one.len()..]].concat(),
        None => bytes,
    }
}
