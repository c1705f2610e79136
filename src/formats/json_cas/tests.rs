//! What other programs write is read, and what is written reads back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::JsonCas;
use crate::formats::Cells;
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::report::Report;
use crate::formats::selection::Selection;
use crate::formats::testing::{dialects, export, import};
use crate::formats::uima_xmi::UimaXmi;

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&JsonCas);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&JsonCas);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&JsonCas);
}

fn read(file: &Value) -> (Vec<ArticleLine>, Report) {
    let files = BTreeMap::from([("harbour.json".to_owned(), file.to_string().into_bytes())]);
    dialects::read_lines(&JsonCas, &files, None)
}

fn told(report: &Report) -> Vec<String> {
    report.findings.iter().map(ToString::to_string).collect()
}

fn sofa() -> Value {
    json!({ "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": "😀 Ada sailed." })
}

#[test]
fn both_ways_to_write_a_cas_say_the_same() {
    let corpus = dialects::writings();
    let (json, result) = export(&JsonCas, &corpus, &Selection::default(), Cells::default(), "out");
    result.unwrap();
    let (xmi, result) = export(&UimaXmi, &corpus, &Selection::default(), Cells::default(), "out");
    result.unwrap();
    let (json, _) = dialects::read_lines(&JsonCas, &json.files, Some(&corpus.state));
    let (xmi, _) = dialects::read_lines(&UimaXmi, &xmi.files, Some(&corpus.state));
    assert_eq!(json, xmi);
}

#[test]
fn structures_by_number_anchors_and_references_are_read() {
    let file = json!({
        "%HEADER": { "%VERSION": "0.4.0" },
        "%TYPES": { "my.Claim": { "%NAME": "my.Claim", "%SUPER_TYPE": "uima.tcas.Annotation",
            "weight": { "%NAME": "weight", "%RANGE": "uima.cas.Float" },
            "words": { "%NAME": "words", "%RANGE": "uima.cas.String[]" } } },
        "%FEATURE_STRUCTURES": {
            "2": { "%TYPE": "my.Claim", "@sofa": 1, "^begin": 3, "^end": 6, "#weight": "NaN", "@words": 3, "@next": 4 },
            "3": { "%TYPE": "uima.cas.StringArray", "%ELEMENTS": ["a", null, "b"] },
            "4": { "%TYPE": "my.Claim", "@sofa": 1, "begin": 7, "end": 13, "weight": 1.5, "gone": null },
            "1": { "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": "😀 Ada sailed." },
        },
        "%VIEWS": { "_InitialView": { "%SOFA": 1, "%MEMBERS": [2, 4] } },
    });
    let (lines, report) = read(&file);
    assert_eq!(told(&report), Vec::<String>::new());
    let line = &lines[0];
    assert_eq!((line.id.as_str(), line.annotations.len()), ("harbour", 2));
    assert_eq!(line.annotations[0].label, "claim");
    assert_eq!(line.annotations[0].fragments, [(3, 6)]);
    assert_eq!(line.annotations[0].attributes["words"], "a; b");
    assert_eq!(line.annotations[1].attributes["weight"], 1.5);
    assert_eq!(line.relations[0].relation_type, "next");
}

#[test]
fn a_bare_list_of_structures_is_a_cas() {
    let (lines, report) = read(&json!([sofa(), { "%ID": 2, "%TYPE": "Claim", "begin": 3, "end": 6 }]));
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(lines[0].annotations[0].label, "claim");
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_kept() {
    let file = json!({ "%TYPES": { "a": 1, "my.Claim": { "x": 3 } }, "%VIEWS": [], "%FEATURE_STRUCTURES": [
        sofa(),
        { "%ID": 2, "%TYPE": "my.Claim", "@sofa": 1, "begin": 3, "end": 6, "odd": [[]], "@ref": "x" },
        { "%ID": 2, "%TYPE": "my.Claim", "@sofa": 1, "begin": 3, "end": 6 },
        { "%TYPE": "my.Claim", "begin": 3, "end": 6 },
        { "%ID": 3, "begin": 3, "end": 6 },
        { "%ID": 4, "%TYPE": "my.Claim", "@sofa": 1, "begin": 3, "end": 60_000 },
        { "%ID": 5, "%TYPE": "my.Claim", "@sofa": 1, "begin": 1, "end": 3 },
        { "%ID": 6, "%TYPE": "my.Claim", "@sofa": 1, "begin": 7, "end": 13, "@next": 99, "@self": 6 },
        7,
    ] });
    let bytes = file.to_string();
    let (imported, report) = import(&JsonCas, &[("harbour.json", bytes.as_bytes())], None).unwrap();
    assert_eq!(imported.counts().annotations, 2, "{:#?}", told(&report));
    assert!(told(&report).len() >= 10, "{:#?}", told(&report));
}

#[test]
fn depth_ends_at_a_limit() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let (imported, report) = import(&JsonCas, &[("deep.json", deep.as_bytes())], None).unwrap();
    assert_eq!(imported.counts().articles, 0);
    assert!(told(&report)[0].contains("recursion"));
}

#[test]
fn an_array_that_many_share_does_not_grow_without_end() {
    let mut structures =
        vec![sofa(), json!({ "%ID": 2, "%TYPE": "uima.cas.FSArray", "%ELEMENTS": vec![10; 20_000] })];
    structures.extend((10..2_000).map(
        |number| json!({ "%ID": number, "%TYPE": "my.Claim", "@sofa": 1, "begin": 3, "end": 6, "@all": 2 }),
    ));
    let (lines, report) = read(&Value::Array(structures));
    assert_eq!(lines[0].annotations.len(), 1_990);
    assert!(lines[0].relations.len() <= 200_000);
    assert!(told(&report).join("").contains("at most 200,000"));
}
