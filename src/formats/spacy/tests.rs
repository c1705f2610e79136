//! What is written as `DocBin` is proved, whatever is in it and whatever becomes of it.

use std::io::Read as _;

use proptest::prelude::*;

use super::SpacyDocBin;
use crate::formats::report::Effect;
use crate::formats::selection::Selection;
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::dialects::{NAME, writings};
use crate::formats::testing::{MemorySink, annotation, annotator, article, export};
use crate::formats::{Cells, Export, ExportOptions, Format as _, FormatError};
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::ArticleId;
use crate::model::text::{Fragments, TextRange};

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_corpus_is_written_and_proved(corpus in corpora()) {
        let (sink, result) = export(&SpacyDocBin, &corpus, &Selection::default(), Cells::default(), NAME);
        let report = result.unwrap();
        prop_assert!(sink.is_committed);
        prop_assert_eq!(report.num_out.articles, corpus.articles.len());
        prop_assert_eq!(report.num_out.annotations, report.num_in.annotations);
    }
}

#[test]
fn every_byte_that_changes_on_the_disk_is_found_out() {
    // The sum at the end of zlib's data would find them all; it is made right again here.
    let corpus = writings();
    let (sink, _) = export(&SpacyDocBin, &corpus, &Selection::default(), Cells::default(), NAME);
    for byte in 0..unpacked(&sink.files[NAME]).len() {
        let (sink, result) = tampered(&corpus, byte);
        assert!(matches!(result, Err(FormatError::Differs { .. })), "byte {byte}: {result:?}");
        assert!(!sink.is_committed);
    }
}

fn tampered(
    corpus: &crate::formats::testing::MemoryCorpus,
    byte: usize,
) -> (MemorySink, Result<crate::formats::report::Report, FormatError>) {
    thread_local!(static AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) });
    AT.set(byte);
    let tamper = |bytes: Vec<u8>| {
        let mut plain = unpacked(&bytes);
        if let Some(byte) = plain.get_mut(AT.get()) {
            *byte ^= 1;
        }
        packed(&plain)
    };
    let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
    let selection = Selection::default();
    let export = Export::new(corpus, &selection, NAME, ExportOptions::default());
    let result = SpacyDocBin.write(&export, &mut sink);
    (sink, result)
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    flate2::read::ZlibEncoder::new(plain, flate2::Compression::fast()).read_to_end(&mut packed).unwrap();
    packed
}

#[test]
fn fragments_are_spans_of_one_id_and_told() {
    let mut corpus = writings();
    let text = "One ferry, two ferries.";
    corpus.put(article("gap", text));
    let mut gapped = annotation("gapped", "claim", text, "One");
    let ranges = [(0, 3), (15, 22)].map(|(start, end)| TextRange::new(start, end).unwrap());
    gapped.fragments = Fragments::new(ranges.to_vec()).unwrap();
    let layer = LayerKey { article: ArticleId::new("gap").unwrap(), annotator: annotator("mk") };
    corpus.state.set(&Key::Annotation(layer, gapped.id.clone()), Some(Record::Annotation(gapped.into())));
    let (_, result) = export(&SpacyDocBin, &corpus, &Selection::default(), Cells::default(), NAME);
    let report = result.unwrap();
    let told: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.effect == Effect::Note)
        .map(|finding| finding.what.as_str())
        .collect();
    assert_eq!(told, ["annotation gapped written as 2 spans that share its id"]);
}
