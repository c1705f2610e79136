//! Corpora that pages are tried on.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestError;

use crate::formats::selection::Selection;
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::{MemoryCorpus, MemorySink, annotation, annotator, article, dialects};
use crate::formats::{Export, ExportOptions, Format, FormatError};
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::tagset::default::default_tagset;

/// Writes all of a corpus to files in memory.
pub fn written(format: &dyn Format, corpus: &MemoryCorpus) -> BTreeMap<String, Vec<u8>> {
    let mut sink = MemorySink::default();
    let selection = Selection::default();
    let options = ExportOptions::default();
    let export = Export::new(corpus, &selection, dialects::NAME, options);
    format.write(&export, &mut sink).unwrap();
    assert!(sink.is_committed);
    sink.files
}

/// Writes arbitrary corpora; `check` looks at what was written.
pub fn check_arbitrary(
    format: &dyn Format,
    check: impl Fn(&MemoryCorpus, &BTreeMap<String, Vec<u8>>) -> Result<(), TestCaseError>,
) {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let checked = runner.run(&corpora(), |corpus| {
        let mut sink = MemorySink::default();
        let selection = Selection::default();
        let export = Export::new(&corpus, &selection, dialects::NAME, ExportOptions::default());
        format.write(&export, &mut sink).map_err(|err| TestCaseError::fail(err.to_string()))?;
        prop_assert!(sink.is_committed);
        check(&corpus, &sink.files)
    });
    match checked {
        Ok(()) => {}
        Err(TestError::Fail(why, _)) => panic!("{}: {why}", format.info().id),
        Err(err) => panic!("{}: {err}", format.info().id),
    }
}

/// What is wrong on the disk is found before anything is committed: `tamper` changes what is read back.
pub fn check_proof(format: &dyn Format, corpus: &MemoryCorpus, tamper: fn(Vec<u8>) -> Vec<u8>) {
    let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
    let selection = Selection::default();
    let export = Export::new(corpus, &selection, dialects::NAME, ExportOptions::default());
    let result = format.write(&export, &mut sink);
    assert!(matches!(result, Err(FormatError::Differs { .. })), "{result:?}");
    assert!(!sink.is_committed);
}

/// An article with annotations of `words`, each with its label.
pub fn tagged(id: &str, title: &str, text: &str, words: &[(&str, &str)]) -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = default_tagset();
    let mut article = article(id, text);
    article.metadata.title = title.to_owned();
    let layer = LayerKey { article: article.id.clone(), annotator: annotator("mk") };
    corpus.put(article);
    for (idx, (label, words)) in words.iter().enumerate() {
        let annotation = annotation(&format!("a{}", idx + 1), label, text, words);
        let key = Key::Annotation(layer.clone(), annotation.id.clone());
        corpus.state.set(&key, Some(Record::Annotation(annotation.into())));
    }
    corpus
}

/// The annotation of that id, to be changed.
pub fn change(
    corpus: &mut MemoryCorpus,
    article: &str,
    id: &str,
    change: impl FnOnce(&mut crate::model::annotation::Annotation),
) {
    let article = crate::model::id::ArticleId::new(article).unwrap();
    let annotator = annotator("mk");
    let mut layer = crate::model::layer::Layer::clone(corpus.state.layer(&article, &annotator).unwrap());
    let annotation = layer.annotations.values_mut().find(|annotation| annotation.id.as_str() == id).unwrap();
    change(std::sync::Arc::make_mut(annotation));
    corpus.state.put_layer(&article, &annotator, layer);
}
