//! What a dataset must hold, by the reader of Parquet and in its card.

use proptest::prelude::*;
use serde_json::Value;

use super::{HuggingFace, path};
use crate::formats::selection::Selection;
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::dialects::{PLACES, WRITINGS, writings};
use crate::formats::testing::{MemorySink, export};
use crate::formats::{Cells, Export, ExportOptions, Format as _};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::{Field, Row, RowAccessor as _};

fn reader(sink: &MemorySink) -> SerializedFileReader<bytes::Bytes> {
    SerializedFileReader::new(bytes::Bytes::from(sink.files[&path("out", "train", 0, 1)].clone())).unwrap()
}

#[test]
fn nine_places_stand_in_code_points() {
    let (sink, report) = export(&HuggingFace, &writings(), &Selection::default(), Cells::default(), "out");
    report.unwrap();
    let reader = reader(&sink);
    let row = reader.get_row_iter(None).unwrap().next().unwrap().unwrap();
    let column = |row: &Row, name: &str| row.get_column_iter().position(|(other, _)| other == name).unwrap();
    let mut found = Vec::new();
    for annotation in row.get_list(column(&row, "annotations")).unwrap().elements() {
        let Field::Group(annotation) = annotation else { panic!("{annotation} is no structure") };
        let number =
            |name: &str| usize::try_from(annotation.get_long(column(annotation, name)).unwrap()).unwrap();
        let words = WRITINGS.chars().skip(number("start")).take(number("end") - number("start"));
        found.push(words.collect::<String>());
        assert_eq!(Some(annotation.get_string(column(annotation, "text")).unwrap()), found.last());
        assert!(number("label") < 4);
    }
    found.sort();
    let mut places = PLACES.to_vec();
    places.sort_unstable();
    assert_eq!(found, places);
}

#[test]
fn labels_are_classes_in_the_file_and_in_the_card() {
    let (sink, _) = export(&HuggingFace, &writings(), &Selection::default(), Cells::default(), "out");
    let reader = reader(&sink);
    let known = reader.metadata().file_metadata().key_value_metadata().unwrap();
    let told =
        known.iter().find(|pair| pair.key == "huggingface").and_then(|pair| pair.value.as_deref()).unwrap();
    let told: Value = serde_json::from_str(told).unwrap();
    let label = &told["info"]["features"]["annotations"][0]["label"];
    assert_eq!(label["_type"], "ClassLabel");
    let names: Vec<&str> =
        label["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(names.contains(&"claim") && names.contains(&"caveat"), "{names:?}");
    let card = String::from_utf8(sink.files["out/README.md"].clone()).unwrap();
    for (number, name) in names.iter().enumerate() {
        assert!(card.contains(&format!("'{number}': \"{name}\"\n")), "{card}");
        assert!(card.contains(&format!("| {number} | `{name}` |")), "{card}");
    }
    assert!(card.starts_with("---\nlicense: unknown\n"));
    assert!(card.contains("path: data/train-*\n"));
    assert!(card.contains("1 articles, 9 annotations, 0 relations"));
}

#[test]
fn names_cannot_break_out_of_the_card() {
    let mut corpus = writings();
    let label = corpus.state.tagset.labels.values_mut().next().unwrap();
    label.guideline = "# Claim\n\nA | <b>\nb.\n\nMore.".to_owned();
    let name = "a\"\n---\u{85}b";
    let (sink, _) = export(&HuggingFace, &corpus, &Selection::default(), Cells::default(), name);
    let card = String::from_utf8(sink.files[&format!("{name}/README.md")].clone()).unwrap();
    assert_eq!(card.lines().filter(|line| *line == "---").count(), 2);
    assert!(card.contains("pretty_name: \"a\\\"\\U0000000A---\\U00000085b\"\n"), "{card}");
    assert!(card.contains(": A \\| &lt;b> b. |"), "{card}");
}

#[test]
fn a_dataset_that_changes_on_the_disk_is_not_kept() {
    let corpus = writings();
    let selection = Selection::default();
    let asked =
        Export { corpus: &corpus, selection: &selection, name: "out", options: ExportOptions::default() };
    let tampers: [fn(Vec<u8>) -> Vec<u8>; 3] = [
        |bytes| bytes[..bytes.len() - 1].to_vec(),
        |bytes| if bytes.starts_with(b"---") { [&bytes[..], b"\n"].concat() } else { bytes },
        |mut bytes| {
            bytes[40] ^= 1;
            bytes
        },
    ];
    for tamper in tampers {
        let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
        assert!(HuggingFace.write(&asked, &mut sink).is_err());
        assert!(!sink.is_committed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_corpus_is_a_dataset(corpus in corpora()) {
        let (sink, report) = export(&HuggingFace, &corpus, &Selection::default(), Cells::default(), "out");
        let report = report.unwrap();
        prop_assert_eq!(report.num_in.annotations, report.num_out.annotations);
        let rows = reader(&sink).get_row_iter(None).unwrap().count();
        prop_assert_eq!(rows, report.num_out.articles);
    }
}
