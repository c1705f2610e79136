//! What the names of a dataset become, from the outside.

use std::collections::BTreeMap;

use crate::formats::doccano::Doccano;
use crate::formats::imported::Imported;
use crate::formats::refi::Codebook;
use crate::formats::testing::{MemoryCorpus, import};
use crate::model::corpus::CorpusState;
use crate::model::edit::Record;
use crate::model::tagset::default::default_tagset;

/// A file of doccano's with an annotation of each of these labels, and relations of these types.
fn dataset(labels: &[&str], relations: &[&str]) -> String {
    let entities = labels.iter().enumerate().map(|(idx, label)| {
        serde_json::json!({ "id": idx, "label": label, "start_offset": idx, "end_offset": idx + 1 })
    });
    let relations = relations
        .iter()
        .enumerate()
        .map(|(idx, kind)| serde_json::json!({ "id": idx, "from_id": 0, "to_id": 1, "type": kind }));
    let line = serde_json::json!({
        "id": 1,
        "text": "abcdefghijklmnopqrstuvwxyz",
        "entities": entities.collect::<Vec<_>>(),
        "relations": relations.collect::<Vec<_>>(),
    });
    format!("{line}\n")
}

fn read(text: &str, known: Option<&CorpusState>) -> Imported {
    import(&Doccano, &[("a.jsonl", text.as_bytes())], known).unwrap().0
}

/// The label of each annotation, in the order of their places.
fn labels(imported: &Imported) -> Vec<String> {
    let annotations = imported.records.iter().filter_map(|(_, record)| match record {
        Record::Annotation(annotation) => {
            Some((annotation.fragments.hull().start(), annotation.label.to_string()))
        }
        _ => None,
    });
    annotations.collect::<BTreeMap<_, _>>().into_values().collect()
}

#[test]
fn labels_and_relation_types_that_differ_in_case_or_at_their_ends_stay_apart() {
    let long = ["what the harbour master says of ships", "what the harbour master says of boats"];
    let names = ["Claim", "claim", "CLAIM", long[0], long[1], "Позиція"];
    let imported = read(&dataset(&names, &["Near", "near"]), None);
    let called: Vec<&str> = {
        let tagset = &imported.tagset;
        let name = |id: &String| &tagset.labels.values().find(|label| label.id.as_str() == id).unwrap().name;
        labels(&imported).iter().map(|id| name(id).as_str()).collect()
    };
    assert_eq!(called, names);
    assert_eq!(imported.tagset.labels.len(), names.len());
    let mut types: Vec<&str> =
        imported.tagset.relation_types.values().map(|kind| kind.name.as_str()).collect();
    types.sort_unstable();
    assert_eq!(types, ["Near", "near"]);
}

#[test]
fn the_same_file_finds_the_labels_it_has_made() {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = default_tagset();
    let file =
        dataset(&["CLAIM", "cLaim", "Quote", "Harbour", "harbour", "HARBOUR"], &["Supports", "near", "NEAR"]);
    let first = read(&file, Some(&corpus.state));
    assert_eq!(labels(&first)[2], "quote");
    assert_eq!(first.tagset.labels.len(), 5);
    assert_eq!(first.tagset.relation_types.len(), 2);
    corpus.state.tagset.labels.extend(first.tagset.labels.clone());
    corpus.state.tagset.relation_types.extend(first.tagset.relation_types.clone());
    let second = read(&file, Some(&corpus.state));
    assert_eq!(labels(&second), labels(&first));
    assert!(second.tagset.labels.is_empty() && second.tagset.relation_types.is_empty());
}

#[test]
fn what_is_met_later_tells_apart_what_was_met_before() {
    let state = CorpusState { tagset: default_tagset(), ..CorpusState::default() };
    let file = [dataset(&["CLAIM"], &[]), dataset(&["Claim"], &[]).replace("\"id\":1", "\"id\":2")].concat();
    let imported = read(&file, Some(&state));
    let ids: Vec<String> = imported
        .records
        .iter()
        .filter_map(|(_, record)| match record {
            Record::Annotation(annotation) => Some(annotation.label.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(ids, ["claim-2", "claim"]);
    assert_eq!(imported.articles.len(), 2);
}

#[test]
fn codes_that_differ_in_case_stay_apart() {
    let code = |name: &str, guid: u8| {
        format!(
            "<Code guid=\"0000000{guid}-0000-0000-0000-000000000000\" name=\"{name}\" isCodable=\"true\"/>"
        )
    };
    let codes = [code("Harbour", 1), code("harbour", 2)].concat();
    let book = format!("<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\"><Codes>{codes}</Codes></CodeBook>");
    let (imported, _) = import(&Codebook, &[("a.qdc", book.as_bytes())], None).unwrap();
    let ids: Vec<(&str, &str)> =
        imported.tagset.labels.values().map(|label| (label.id.as_str(), label.name.as_str())).collect();
    assert_eq!(ids, [("harbour", "harbour"), ("harbour-2", "Harbour")]);
}
