//! What the tables must hold, by the reader of Parquet.

use proptest::prelude::*;

use super::Parquet;
use crate::formats::recipe::Texts;
use crate::formats::selection::Selection;
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::dialects::{PLACES, WRITINGS, writings};
use crate::formats::testing::{MemorySink, export};
use crate::formats::{Cells, Export, ExportOptions, Format as _};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::{Row, RowAccessor as _};

fn rows(sink: &MemorySink, table: &str) -> Vec<Row> {
    let bytes = bytes::Bytes::from(sink.files[&format!("out/{table}.parquet")].clone());
    let reader = SerializedFileReader::new(bytes).unwrap();
    reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
}

fn column(row: &Row, name: &str) -> usize {
    row.get_column_iter().position(|(other, _)| other == name).unwrap()
}

#[test]
fn nine_places_stand_in_code_points_and_in_bytes() {
    let (sink, report) = export(&Parquet, &writings(), &Selection::default(), Cells::default(), "out");
    assert_eq!(report.unwrap().findings, []);
    for table in ["annotations", "fragments"] {
        let mut found = Vec::new();
        for row in rows(&sink, table) {
            let number = |name: &str| usize::try_from(row.get_long(column(&row, name)).unwrap()).unwrap();
            let text = row.get_string(column(&row, "text")).unwrap();
            assert_eq!(&WRITINGS[number("start_byte")..number("end_byte")], text);
            let by_chars = WRITINGS.chars().skip(number("start")).take(number("end") - number("start"));
            assert_eq!(by_chars.collect::<String>(), *text);
            found.push(text.clone());
        }
        found.sort();
        let mut places = PLACES.to_vec();
        places.sort_unstable();
        assert_eq!(found, places);
    }
    let article = &rows(&sink, "articles")[0];
    assert_eq!(article.get_string(column(article, "text")).unwrap(), WRITINGS);
}

#[test]
fn the_unit_stands_in_each_table_and_every_column_on_the_page() {
    let (sink, _) = export(&Parquet, &writings(), &Selection::default(), Cells::default(), "out");
    let page = String::from_utf8(sink.files["out/README.md"].clone()).unwrap();
    assert_eq!(sink.files.len(), super::tables(Texts::Included).len() + 1);
    for table in super::tables(Texts::Included) {
        let bytes = bytes::Bytes::from(sink.files[&table.path("out")].clone());
        let reader = SerializedFileReader::new(bytes).unwrap();
        let known = reader.metadata().file_metadata().key_value_metadata().unwrap().clone();
        let unit = known.iter().find(|pair| pair.key == "redletter.offset_unit").unwrap();
        assert_eq!(unit.value.as_deref(), Some("code_point"));
        for column in &table.columns {
            assert!(page.contains(&format!("| `{}` |", column.name)), "{}", column.name);
        }
    }
    assert!(page.contains("| `coverage.over.start_byte` |"));
}

#[test]
fn tables_that_change_on_the_disk_are_not_kept() {
    let corpus = writings();
    let selection = Selection::default();
    let asked = Export::new(&corpus, &selection, "out", ExportOptions::default());
    let tampers: [fn(Vec<u8>) -> Vec<u8>; 3] = [
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |mut bytes| {
            let at = bytes.windows(7).position(|window| window == b"Fahnen.").unwrap_or(20);
            bytes[at] ^= 1;
            bytes
        },
        |_| Vec::new(),
    ];
    for tamper in tampers {
        let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
        assert!(Parquet.write(&asked, &mut sink).is_err());
        assert!(!sink.is_committed);
    }
    let mut sink = MemorySink { capacity: Some(300), ..MemorySink::default() };
    let err = Parquet.write(&asked, &mut sink).unwrap_err();
    assert!(err.to_string().contains("the disk is full"), "{err}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_corpus_has_its_tables_and_they_are_the_same_each_time(corpus in corpora()) {
        let once = export(&Parquet, &corpus, &Selection::default(), Cells::default(), "out");
        let twice = export(&Parquet, &corpus, &Selection::default(), Cells::default(), "out");
        let report = once.1.unwrap();
        prop_assert_eq!(&once.0.files, &twice.0.files);
        prop_assert_eq!(rows(&once.0, "annotations").len(), report.num_in.annotations);
        prop_assert_eq!(rows(&once.0, "relations").len(), report.num_out.relations);
        prop_assert_eq!(rows(&once.0, "decisions").len(), report.num_out.decisions);
    }
}

#[test]
fn it_is_written_only() {
    assert!(!Parquet.info().reads);
    assert!(Parquet.cannot_hold().iter().any(|limit| limit.contains("register")));
}
