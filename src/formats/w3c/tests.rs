//! What Web Annotations must hold.

use std::collections::BTreeMap;

use super::WebAnnotations;
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::report::Report;
use crate::formats::testing::dialects;

fn read(files: &[(&str, &str)]) -> (Vec<ArticleLine>, Report) {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    dialects::read_lines(&WebAnnotations, &files, None)
}

fn findings(report: &Report) -> Vec<String> {
    report.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&WebAnnotations);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&WebAnnotations);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&WebAnnotations);
}

/// A page as another program writes it, with what it has for items.
fn page(items: &str) -> String {
    format!(
        "{{\"@context\": \"http://www.w3.org/ns/anno.jsonld\",\n \"type\": \"AnnotationPage\",\n \"items\": [\n{items}\n]}}"
    )
}

const TEXT: &str = "😀 The ferry is late, said Ana Ruz. The ferry is old, said Bo Lind.\n";

#[test]
fn quotes_without_positions_are_found_by_the_words_around_them() {
    let items = r#"{"id": "https://notes.example/1", "type": "Annotation", "motivation": "tagging",
 "creator": {"id": "https://notes.example/u/7", "nickname": "kim"}, "created": "2026-03-01T10:00:00Z",
 "body": [{"type": "TextualBody", "purpose": "tagging", "value": "Claim"},
          {"type": "TextualBody", "purpose": "commenting", "value": "which ferry?"}],
 "target": {"source": "https://paper.example/ferry",
            "selector": {"type": "TextQuoteSelector", "exact": "The ferry", "prefix": "Ruz. ", "suffix": " is old"}}},
{"id": "https://notes.example/2", "type": "Annotation", "body": "https://vocabulary.example/terms#Quote",
 "target": {"source": "https://paper.example/ferry",
            "selector": [{"type": "TextQuoteSelector", "exact": "said Ana"}, {"type": "TextPositionSelector", "start": 22, "end": 30}]}},
{"id": "https://notes.example/3", "type": "Annotation", "bodyValue": "gone?",
 "target": {"source": "https://paper.example/ferry", "selector": {"type": "TextQuoteSelector", "exact": "The bridge"}}}"#;
    let (lines, report) = read(&[("notes.jsonld", &page(items)), ("ferry.txt", TEXT)]);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line.url, "https://paper.example/ferry");
    let [claim, quote] = line.annotations.as_slice() else { panic!("{:?}", line.annotations) };
    assert_eq!((claim.label.as_str(), claim.fragments.as_slice()), ("claim", &[(35, 44)][..]));
    assert_eq!((claim.annotator.as_str(), claim.note.as_str()), ("kim", "which ferry?"));
    assert_eq!((quote.label.as_str(), quote.fragments.as_slice()), ("quote", &[(21, 29)][..]));
    let told = findings(&report);
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(told[0].starts_with("annotation placed by its words: its position counts UTF-16"), "{told:#?}");
    assert!(told[1].starts_with("fragment left out: “The bridge” does not stand in the text"), "{told:#?}");
    assert!(told[2].starts_with("annotation left out"), "{told:#?}");
}

#[test]
fn rows_of_hypothesis_and_lists_of_recogito_are_read() {
    let rows = r#"{"total": 2, "rows": [
{"id": "r1", "user": "acct:kim@notes.example", "created": "2026-03-01T10:00:00.5+00:00", "updated": "2026-03-02T10:00:00+00:00",
 "uri": "https://paper.example/ferry", "text": "check", "tags": ["claim", "caveat"],
 "target": [{"source": "https://paper.example/ferry", "selector": [
   {"type": "RangeSelector", "startContainer": "/p[1]"}, {"type": "TextPositionSelector", "start": 3, "end": 12},
   {"type": "TextQuoteSelector", "exact": "The ferry", "prefix": "", "suffix": " is late"}]}]},
{"id": "r2", "user": "acct:kim@notes.example", "text": "a page note", "tags": ["local"],
 "target": [{"source": "https://paper.example/ferry"}]}]}"#;
    let (lines, _) = read(&[("rows.json", rows), ("ferry.txt", TEXT)]);
    let [claim, caveat] = lines[0].annotations.as_slice() else { panic!("{lines:?}") };
    assert_eq!((claim.id.as_str(), claim.note.as_str(), claim.annotator.as_str()), ("r1", "check", "kim"));
    assert_eq!((caveat.label.as_str(), &caveat.fragments), ("caveat", &claim.fragments));
    assert_eq!(
        (lines[0].states[0].note.as_str(), lines[0].states[0].codes[0].as_str()),
        ("a page note", "local")
    );
    let list = r##"[
{"type": "Annotation", "id": "#a", "body": [{"type": "TextualBody", "value": "claim", "purpose": "tagging"}],
 "target": {"selector": [{"type": "TextQuoteSelector", "exact": "The ferry is late"}, {"type": "TextPositionSelector", "start": 2, "end": 19}]}},
{"type": "Annotation", "id": "#b", "body": [{"type": "TextualBody", "value": "caveat", "purpose": "tagging"}],
 "target": {"selector": [{"type": "TextQuoteSelector", "exact": "said Ana Ruz"}, {"type": "TextPositionSelector", "start": 21, "end": 33}]}},
{"type": "Annotation", "id": "#r", "motivation": "linking", "body": [{"type": "TextualBody", "value": "qualifies", "purpose": "tagging"}],
 "target": [{"id": "#b"}, {"id": "#a"}]}]"##;
    let (lines, report) = read(&[("list.json", list), ("list.txt", TEXT)]);
    assert_eq!(lines[0].annotations.len(), 2, "{:?}", findings(&report));
    let [relation] = lines[0].relations.as_slice() else { panic!("{lines:?}") };
    assert_eq!(relation.relation_type, "qualifies");
    assert_eq!(serde_json::to_string(&relation.roles).unwrap(), r##"{"from":["#b"],"to":["#a"]}"##);
}

#[test]
fn what_has_no_text_no_target_or_no_end_is_told() {
    let items = r#"{"type": "Annotation", "body": "x"},
{"type": "Annotation", "target": {"source": "urn:nowhere", "selector": {"type": "TextPositionSelector", "start": 0, "end": 3}}}"#;
    let (lines, report) = read(&[("a.jsonld", &page(items))]);
    assert!(lines.is_empty());
    let told = findings(&report);
    assert!(told[0].starts_with("annotation left out: it has no target (line 4"), "{told:#?}");
    assert!(told[1].starts_with("annotations left out: 1: the text of “urn:nowhere” is not"), "{told:#?}");
    let (_, report) = read(&[("deep.jsonld", &"[".repeat(100_000))]);
    assert!(findings(&report)[0].starts_with("the rest of the file left out: recursion limit"), "{report:?}");
    let past = r#"{"type": "Annotation", "target": {"source": "t", "selector": {"type": "TextPositionSelector", "start": 1, "end": 99999999999}}}"#;
    let (lines, report) = read(&[("a.jsonld", &page(past)), ("t.txt", TEXT)]);
    assert!(lines[0].annotations.is_empty());
    assert_eq!(findings(&report).len(), 2, "{report:?}");
}
