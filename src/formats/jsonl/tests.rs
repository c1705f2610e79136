//! What the interchange format must hold, from the outside.

use proptest::prelude::*;

use super::*;
use crate::formats::Cells;
use crate::formats::selection::Selection;
use crate::formats::testing::{MemoryCorpus, MemorySink, corpora, export, import};

fn export_all(corpus: &MemoryCorpus) -> MemorySink {
    let (sink, result) = export(&Jsonl, corpus, &Selection::default(), Cells::Plain, "all.jsonl");
    result.unwrap();
    assert!(sink.is_committed);
    sink
}

fn import_all(sink: &MemorySink) -> (Imported, Report) {
    let files: Vec<(&str, &[u8])> =
        sink.files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    import(&Jsonl, &files, None).unwrap()
}

proptest! {
    #[test]
    fn nothing_is_lost(corpus in corpora()) {
        let sink = export_all(&corpus);
        let (imported, report) = import_all(&sink);
        prop_assert_eq!(&report.findings, &[]);
        prop_assert_eq!(report.num_in, report.num_out);
        let again = MemoryCorpus::of(&imported);
        prop_assert_eq!(&again.state, &corpus.state);
        prop_assert_eq!(&again.articles, &corpus.articles);
        prop_assert_eq!(export_all(&again).files, sink.files);
    }
}
