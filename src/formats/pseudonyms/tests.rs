//! Nobody's id is left in what goes out under pseudonyms.

use std::io::{Cursor, Read as _};

use proptest::prelude::*;

use super::*;
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::{MemoryCorpus, annotator, export};
use crate::formats::{Cells, registry};
use crate::model::id::SettingId;
use crate::model::review::reviewed_result;

/// What the ids of annotators begin with in a corpus of [`telling`].
pub const TELLING: &str = "zyx-name-";

/// The same corpus with ids of annotators that nothing else in it could be, and with a recipe that names them.
pub fn telling(corpus: &MemoryCorpus) -> MemoryCorpus {
    let ids = everybody(&corpus.state).into_iter();
    let named = ids.map(|id| (id.clone(), annotator(&format!("{TELLING}{id}"))));
    let mut state = Pseudonyms(named.collect()).state(&corpus.state);
    let recipe = format!("(version: 1, format: \"csv\", selection: (annotators: [\"{TELLING}mk\"]))");
    state.settings.insert(SettingId::new("recipe-ours").unwrap(), recipe.into());
    MemoryCorpus { state, articles: corpus.articles.clone() }
}

/// What a file says once it is unpacked: the files of a zip archive one after the other, a stream of zlib, or itself.
pub fn unpacked(bytes: &[u8]) -> String {
    let mut plain = Vec::new();
    if bytes.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for number in 0..archive.len() {
            let mut file = archive.by_index(number).unwrap();
            plain.extend_from_slice(file.name().unwrap().as_bytes());
            file.read_to_end(&mut plain).unwrap();
        }
    } else if flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut plain).is_err() {
        plain = bytes.to_vec();
    }
    String::from_utf8_lossy(&plain).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_format_writes_a_trace_of_an_annotator(corpus in corpora()) {
        let corpus = telling(&corpus);
        let masked = Masked::new(&corpus);
        let masked = MemoryCorpus { state: masked.state().clone(), articles: corpus.articles.clone() };
        for format in registry().iter().filter(|format| format.info().writes) {
            let (sink, result) = export(*format, &masked, &Selection::default(), Cells::Plain, "out");
            prop_assert!(result.is_ok(), "{}", result.unwrap_err());
            for (name, bytes) in &sink.files {
                prop_assert!(!unpacked(bytes).contains(TELLING), "{name} of {}", format.info().id);
            }
        }
    }

    #[test]
    fn a_corpus_with_pseudonyms_is_the_same_corpus_otherwise(corpus in corpora()) {
        let masked = Masked::new(&corpus);
        let back = Pseudonyms(masked.pseudonyms().iter().map(|(id, called)| (called.clone(), id.clone())).collect());
        prop_assert_eq!(&back.state(masked.state()), &corpus.state);
        let voices = |state: &CorpusState| -> Vec<_> { state.register().into_values().map(|(_, voice)| voice).collect() };
        prop_assert_eq!(voices(masked.state()), voices(&corpus.state));
        for (article, layers) in &corpus.state.layers {
            let ids = |layers| reviewed_result(layers, None).into_iter().map(|(_, one)| one.id.clone()).collect::<Vec<_>>();
            prop_assert_eq!(ids(&masked.state().layers[article]), ids(layers));
        }
    }
}

#[test]
fn pseudonyms_are_nobodys_id_and_keep_the_order() {
    let mut state = CorpusState::default();
    for id in ["zoe", "annotator-2", "ben", "annotator-1"] {
        state.voices.insert(annotator(id), BTreeMap::new());
    }
    let pseudonyms = Pseudonyms::of(&state);
    let called: Vec<&str> = pseudonyms.iter().map(|(_, called)| called.as_str()).collect();
    assert_eq!(called, ["annotator-3", "annotator-4", "annotator-5", "annotator-6"]);
    for number in 0..20 {
        state.voices.insert(annotator(&format!("person-{number}")), BTreeMap::new());
    }
    let pseudonyms = Pseudonyms::of(&state);
    let called: Vec<&AnnotatorId> = pseudonyms.iter().map(|(_, called)| called).collect();
    assert!(called.is_sorted());
    assert_eq!(called.first().map(|id| id.as_str()), Some("annotator-01"));
}

#[test]
fn a_selection_may_name_people_or_pseudonyms() {
    let mut state = CorpusState::default();
    for id in ["ana", "ben"] {
        state.voices.insert(annotator(id), BTreeMap::new());
    }
    let pseudonyms = Pseudonyms::of(&state);
    let asked = |id: &str| {
        let selection = Selection { annotators: BTreeSet::from([annotator(id)]), ..Selection::default() };
        pseudonyms.selection(&selection).annotators.pop_first().unwrap().to_string()
    };
    assert_eq!(asked("ben"), "annotator-2");
    assert_eq!(asked("annotator-2"), "annotator-2");
    assert_eq!(asked("somebody-else"), "annotator-nobody");
}
