//! What a dataset must hold, by the reader of Parquet and in its card.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::Value;

use super::{HuggingFace, path};
use crate::formats::exporting::run_export;
use crate::formats::recipe::Recipe;
use crate::formats::selection::Selection;
use crate::formats::splits::{Split, SplitBy, SplitPlan};
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::dialects::{PLACES, WRITINGS, writings};
use crate::formats::testing::{MemoryCorpus, MemorySink, article, export};
use crate::formats::{Cells, Export, ExportOptions, Format as _};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::{Field, Row, RowAccessor as _};

fn reader(sink: &MemorySink) -> SerializedFileReader<bytes::Bytes> {
    SerializedFileReader::new(bytes::Bytes::from(sink.files[&path("out", Split::Train)].clone())).unwrap()
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
    let (_, splits) = card.split_once("  splits:\n  - name: train\n    num_bytes: ").unwrap();
    assert!(splits.trim_start_matches(char::is_numeric).starts_with("\n    num_examples: 1\n---\n"));
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
    let asked = Export::new(&corpus, &selection, "out", ExportOptions::default());
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

/// As many articles, one a day, and a recipe that puts them on the sides of a split by day.
fn split_by_day(num_articles: u32, validation: u32, test: u32) -> (MemoryCorpus, Recipe) {
    let day = |day| NaiveDate::from_ymd_opt(2025, 3, day).unwrap();
    let mut corpus = writings();
    corpus.articles.clear();
    corpus.state.articles.clear();
    for number in 1..=num_articles {
        let mut one = article(&format!("art-{number}"), &format!("Number {number} is late."));
        one.metadata.date = Some(day(number));
        corpus.put(one);
    }
    let mut recipe = Recipe::new("hugging-face");
    let by = SplitBy::Dates { validation: day(validation), test: day(test) };
    recipe.splits = Some(SplitPlan { by, together: BTreeSet::new() });
    (corpus, recipe)
}

fn ids(sink: &MemorySink, split: Split) -> Vec<String> {
    let bytes = bytes::Bytes::from(sink.files[&path("out", split)].clone());
    let reader = SerializedFileReader::new(bytes).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().get_string(0).unwrap().clone()).collect()
}

#[test]
fn the_sides_of_a_split_are_files_of_one_dataset() {
    let (corpus, recipe) = split_by_day(6, 4, 6);
    let mut sink = MemorySink::default();
    let report = run_export(&corpus, &recipe, "out", &mut sink).unwrap();
    assert_eq!(report.num_out.articles, 6);
    let files: Vec<&str> = sink.files.keys().map(String::as_str).collect();
    let data = [Split::Test, Split::Train, Split::Validation].map(|split| path("out", split));
    let expected =
        ["out.card.md", "out.recipe.ron", "out/README.md"].into_iter().chain(data.iter().map(String::as_str));
    assert!(files.iter().copied().eq(expected), "{files:?}");
    assert_eq!(ids(&sink, Split::Train), ["art-1", "art-2", "art-3"]);
    assert_eq!(ids(&sink, Split::Validation), ["art-4", "art-5"]);
    assert_eq!(ids(&sink, Split::Test), ["art-6"]);
    let card = std::str::from_utf8(&sink.files["out/README.md"]).unwrap();
    for (split, num_rows) in [("train", 3), ("validation", 2), ("test", 1)] {
        assert!(card.contains(&format!("  - split: {split}\n    path: data/{split}-*\n")), "{card}");
        let (_, told) = card.split_once(&format!("  - name: {split}\n    num_bytes: ")).unwrap();
        let (num_bytes, told) = told.split_once('\n').unwrap();
        assert!(num_bytes.parse::<usize>().unwrap() > 0);
        assert!(told.starts_with(&format!("    num_examples: {num_rows}\n")), "{card}");
        assert!(card.contains(&format!("| {split} | {num_rows} |\n")), "{card}");
    }
}

#[test]
fn a_side_without_articles_and_an_article_without_a_side_are_not_in_the_dataset() {
    let (mut corpus, recipe) = split_by_day(3, 4, 4);
    corpus.put(article("undated", "Nobody knows when."));
    let mut sink = MemorySink::default();
    let report = run_export(&corpus, &recipe, "out", &mut sink).unwrap();
    assert_eq!(sink.files.keys().filter(|name| name.ends_with(".parquet")).count(), 1);
    assert_eq!(ids(&sink, Split::Train).len(), 3);
    let card = std::str::from_utf8(&sink.files["out/README.md"]).unwrap();
    assert!(!card.contains("validation") && !card.contains("name: test"), "{card}");
    let told: Vec<&str> = report.findings.iter().map(|finding| finding.what.as_str()).collect();
    for what in
        ["nothing written for validation", "nothing written for test", "article left out of the split"]
    {
        assert!(told.contains(&what), "{told:?}");
    }
}

#[test]
fn a_dataset_whose_sides_were_exchanged_on_the_disk_is_not_kept() {
    let (corpus, recipe) = split_by_day(4, 2, 4);
    // Articles of the second side are called as those of the third.
    let tamper = |bytes: Vec<u8>| match bytes.windows(5).position(|window| window == b"art-2") {
        Some(at) => [&bytes[..at], b"art-4", &bytes[at + 5..]].concat(),
        None => bytes,
    };
    let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
    assert!(run_export(&corpus, &recipe, "out", &mut sink).is_err());
    assert!(!sink.is_committed);
}
