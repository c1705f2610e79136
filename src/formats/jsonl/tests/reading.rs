//! What becomes of lines that other tools, people and accidents have written.

use std::sync::Arc;

use serde_json::Value;

use super::{annotations, read, told};
use crate::formats::imported::Imported;
use crate::formats::jsonl::Jsonl;
use crate::formats::testing::{annotator, import, now, voice};
use crate::model::annotation::{Origin, Party};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Record};
use crate::model::id::VoiceId;
use crate::model::review::JudgedDigest;

/// What the annotations cover.
fn covered(imported: &Imported) -> Vec<String> {
    let text = imported.articles[0].text.as_str();
    annotations(imported)
        .iter()
        .map(|annotation| annotation.fragments.covered(text).unwrap().join("|"))
        .collect()
}

#[test]
fn text_label_and_fragments_are_enough() {
    let line =
        r#"{"text":"The ferry sails in May.","annotations":[{"label":"claim","fragments":[[4,9],[19,22]]}]}"#;
    let (imported, report) = read("", line);
    assert_eq!(told(&report), [""; 0]);
    assert_eq!(covered(&imported), ["ferry|May"]);
    let annotation = &annotations(&imported)[0];
    assert_eq!(annotation.provenance.origin, Origin::Import("jsonl".to_owned()));
    assert_eq!((annotation.provenance.created, annotation.provenance.changed), (now(), now()));
    assert!(imported.minted.annotations.contains(&annotation.id));
    assert_eq!(imported.records[0].0.owner(), Some(&annotator("me")));
    let article = &imported.articles[0];
    assert!(article.id.as_str().starts_with("the-ferry-sails-in-may-"), "{}", article.id);
    assert_eq!((&*article.provenance.original_name, article.provenance.added), ("a.jsonl", now()));
}

#[test]
fn null_is_nothing_and_numbers_are_ids() {
    let line = r#"{"id":7,"title":null,"text":"ab","annotations":[{"id":3,"label":"claim","fragments":[[0,1]],"text":"a","note":null,"voices":null,"corrects":null}],"relations":null,"provenance":null}"#;
    let (imported, report) = read("", line);
    assert_eq!(told(&report), [""; 0]);
    assert_eq!(imported.articles[0].id.as_str(), "7");
    assert_eq!(annotations(&imported)[0].id.as_str(), "3");
}

#[test]
fn the_covered_texts_correct_a_wrong_unit() {
    let annotations = r#""annotations":[{"label":"claim","fragments":[[3,8]],"text":["ferry"]},{"label":"claim","fragments":[[13,16]],"text":["May"]}]"#;
    for stated in ["", r#""offset_unit":"byte","#, r#""offset_unit":"utf16","#] {
        let line = format!(
            r#"{{{stated}"text":"😀 ferry – – May","blocks":[{{"kind":"title","start":0,"end":8}}],{annotations}}}"#
        );
        let (imported, report) = read("", &line);
        assert_eq!(covered(&imported), ["ferry", "May"], "{stated}");
        assert_eq!(imported.articles[0].blocks[0].range.end(), "😀 ferry".len());
        let expected =
            if stated.contains("utf16") { vec![] } else { vec!["changed offsets were taken to count utf16"] };
        assert_eq!(told(&report), expected);
    }
    let line = format!(r#"{{"offset_unit":"furlong","text":"😀 ferry – – May",{annotations}}}"#);
    assert_eq!(read("", &line).1.findings.len(), 2);
}

#[test]
fn what_covers_other_words_is_left_out_alone() {
    let line = r#"{"id":"a1","text":"The ferry – 😀 – sails in May.","annotations":[
        {"id":"t1","label":"claim","fragments":[[4,9]],"text":["ferry"]},
        {"id":"t2","label":"claim","fragments":[[4,9]],"text":["boats"]},
        {"id":"t3","label":"claim","fragments":[[4,4]]},
        {"id":"t4","label":"claim","fragments":[[20,99]]},
        {"id":"t5","label":"claim","fragments":[[9,4]]},
        {"id":"t6","label":"claim","fragments":[]},
        {"id":"t7","label":"claim","fragments":[[4,9]],"text":["ferry","May"]},
        {"id":"t8","label":"claim","fragments":[[16,21],[4,9]],"text":["sails","ferry"]}]}"#
        .replace('\n', "");
    let (imported, report) = read("", &line);
    assert_eq!(covered(&imported), ["ferry", "ferry|sails"]);
    assert_eq!(report.findings.len(), 7);
    assert_eq!(
        report.findings[0].to_string(),
        "annotation left out: the file says “boats”, the text has “ferry” there (annotation t2, article a1, line 1, a.jsonl)"
    );
    assert_eq!((report.num_in.annotations, report.num_out.annotations), (8, 2));
}

#[test]
fn the_second_of_two_with_one_id_is_left_out() {
    let line = r#"{"id":"a1","text":"abc","annotations":[{"id":"t","label":"claim","fragments":[[0,1]]},{"id":"t","label":"quote","fragments":[[1,2]]},{"id":"t","annotator":"ro","label":"quote","fragments":[[1,2]]}]}"#;
    let (imported, report) = read("", &format!("{line}\n{line}\n"));
    assert_eq!(told(&report), ["left-out second annotation left out", "left-out second article left out"]);
    assert_eq!(report.findings[1].place.line, Some(2));
    assert_eq!((imported.articles.len(), annotations(&imported).len()), (1, 2));
}

#[test]
fn bad_lines_are_told_with_their_place_and_the_others_kept() {
    let lines = concat!(
        "\u{feff}{\"text\":\"one\"}\n",
        "\n",
        "{\"text\":\"two\",}\n",
        "{\"id\":\"no-text\"}\n",
        "{\"text\":5}\n",
        "{\"text\":\"lone \\ud800 surrogate\"}\n",
        "[1,2]\n",
        "{\"text\":\"three\",\"annotations\":[{\"label\":\"claim\",\"fragments\":[[-1,2]]},{\"id\":\"t9\",\"label\":\"claim\",\"fragments\":[[0,5]]}],\"relations\":[{\"type\":5}]}\n",
        "{\"format\":\"redletter-jsonl/9\",\"text\":\"new\"}\n",
        "{\"text\":\"fo",
    );
    let (imported, report) = read("nonsense\n{\"kind\":\"sauce\"}\n", lines);
    let texts: Vec<&str> = imported.articles.iter().map(|article| article.text.as_str()).collect();
    assert_eq!(texts, ["one", "three"]);
    assert_eq!(covered(&Imported { articles: imported.articles[1..].to_vec(), ..imported }), ["three"]);
    let places: Vec<(Option<usize>, Option<usize>)> =
        report.findings.iter().map(|finding| (finding.place.line, finding.place.column)).collect();
    let (line, column) = (Some, |column| Some(column));
    assert_eq!(
        places,
        [
            (line(1), column(2)),
            (line(2), None),
            (line(3), column(15)),
            (line(4), None),
            (line(5), column(9)),
            (line(6), column(21)),
            (line(7), column(1)),
            (line(8), column(64)),
            (line(8), None),
            (line(9), None),
            (line(10), column(11)),
        ],
        "{report}"
    );
    assert!(report.to_string().contains("EOF while parsing a string"), "{report}");
    assert_eq!((report.num_in.annotations, report.num_out.annotations), (2, 1));
}

#[test]
fn bytes_that_are_no_text_cost_one_line() {
    let files: [(&str, &[u8]); 1] = [("a.jsonl", b"{\"text\":\"\xff\"}\n{\"text\":\"two\"}\n")];
    let (imported, report) = import(&Jsonl, &files, None).unwrap();
    assert_eq!((imported.articles.len(), report.findings.len()), (1, 1));
}

#[test]
fn unknown_fields_are_told_once() {
    let line = r#"{"text":"ab","mood":1,"annotations":[{"label":"claim","fragments":[[0,1]],"score":0.3},{"label":"claim","fragments":[[1,2]],"score":0.5}]}"#;
    let (imported, report) = read(r#"{"kind":"voice","id":"v1","name":"Ann","age":50}"#, line);
    assert_eq!(
        told(&report),
        [
            "left-out field “age” of a register entry left out",
            "left-out field “score” of an annotation left out",
            "left-out field “mood” of the article left out",
        ]
    );
    assert_eq!(annotations(&imported).len(), 2);
}

#[test]
fn a_plain_speaker_is_looked_up_and_else_entered() {
    let line = |speaker: &str| format!(r#"{{"label":"claim","fragments":[[0,1]],"speaker":"{speaker}"}}"#);
    let all = [line("Ann Bell"), line("the mayor"), line("Zed"), line(" Zed ")].join(",");
    let register =
        r#"{"kind":"voice","annotator":"mk","id":"v1","name":"Ann Bell","aliases":[{"value":"the mayor"}]}"#;
    let (imported, report) = read(register, &format!(r#"{{"text":"ab","annotations":[{all}]}}"#));
    let zed = imported.records.iter().find_map(|(key, _)| {
        if let Key::Voice(who, id) = key { (*who == annotator("me")).then(|| id.clone()) } else { None }
    });
    let zed = zed.unwrap();
    assert_eq!(told(&report), [format!("changed “Zed” was entered in the register as a person, {zed}")]);
    let speakers: Vec<Party> = annotations(&imported)
        .iter()
        .map(|annotation| annotation.attribution.voices[0].party.clone())
        .collect();
    let ann = Party::Registered(VoiceId::new("v1").unwrap());
    let zed = Party::Registered(zed);
    assert_eq!(speakers, [ann.clone(), ann.clone(), zed.clone(), zed]);

    let mut known = CorpusState::default();
    known
        .voices
        .entry(annotator("mk"))
        .or_default()
        .insert(VoiceId::new("v1").unwrap(), Arc::new(voice("v1", "Ann Bell")));
    let text = format!(r#"{{"text":"ab","annotations":[{}]}}"#, line("Ann Bell"));
    let (imported, report) = import(&Jsonl, &[("a.jsonl", text.as_bytes())], Some(&known)).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(annotations(&imported)[0].attribution.voices[0].party, ann);
}

#[test]
fn foreign_ids_become_ours_and_are_kept_beside() {
    let lines = concat!(
        r#"{"id":"Doc 1","text":"ab","annotations":[{"id":"T1","label":"Direct Speech","fragments":[[0,1]],"annotator":"Jo Ray","decisions":[{"annotator":"ro","verdict":"accepted"}]}],"#,
        r#""relations":[{"id":"R1","type":"supports","annotator":"Jo Ray","roles":{"support":["Doc 1#T1"],"target":["Doc#2#T2"]}},{"type":"supports","annotator":"Jo Ray","roles":{"support":"T1","target":"Doc 3#T3"}}]}"#,
        "\n",
        r#"{"id":"Doc#2","text":"cd","annotations":[{"id":"T2","label":"claim","fragments":[[0,1]]}]}"#,
    );
    let (imported, report) = read("", lines);
    let ids: Vec<&str> =
        imported.articles.iter().map(|article| article.metadata.foreign_id.as_str()).collect();
    assert_eq!(ids, ["Doc 1", "Doc#2"]);
    let [first, second] = &annotations(&imported)[..] else { panic!("{report}") };
    assert_eq!((&*first.provenance.foreign_id, first.label.as_str()), ("T1", "direct-speech"));
    let relation = imported
        .records
        .iter()
        .find_map(|(_, record)| if let Record::Relation(relation) = record { Some(relation) } else { None });
    let members: Vec<String> =
        relation.unwrap().members.iter().map(|member| member.annotation.to_string()).collect();
    assert_eq!(
        members,
        [
            format!("{}#{}", imported.articles[0].id, first.id),
            format!("{}#{}", imported.articles[1].id, second.id)
        ]
    );
    assert_eq!(relation.unwrap().provenance.foreign_id, "R1");
    let decision = imported
        .records
        .iter()
        .find_map(|(_, record)| if let Record::Decision(decision) = record { Some(decision) } else { None });
    assert_eq!(decision.unwrap().seen, JudgedDigest::of(first));
    assert_eq!(decision.unwrap().on.annotator, annotator("jo-ray"));
    let told = told(&report);
    assert_eq!(told.len(), 4, "{report}");
    assert!(told[3].starts_with("left-out relation"), "{report}");
}

#[test]
fn an_inherited_speaker_without_its_quote_becomes_the_annotations_own() {
    let line = r#"{"text":"abc","annotations":[{"label":"claim","fragments":[[0,1]],"inherited":true,"voices":[{"kind":"article"}]}]}"#;
    let (imported, report) = read("", line);
    assert_eq!(told(&report), ["changed the attribution was kept as the annotation's own"]);
    assert_eq!(annotations(&imported)[0].attribution.voices[0].party, Party::Article);
}

#[test]
fn values_go_by_the_type_of_their_attribute() {
    let register =
        r#"{"kind":"attribute","id":"mood","type":"choice","choices":[{"id":"low","name":"Low mood"}]}"#;
    let line = r#"{"text":"abc","annotations":[{"label":"claim","fragments":[[0,1]],"attributes":{"mood":"Low mood","said-on":"soon","free":"words","nothing":null}}]}"#;
    let (imported, report) = read(register, line);
    assert_eq!(told(&report), ["changed attribute said-on was kept as text"]);
    let values: Vec<String> = annotations(&imported)[0]
        .attributes
        .iter()
        .map(|(id, value)| format!("{id} {}", value.kind_name()))
        .collect();
    assert_eq!(values, ["free text", "mood choice", "said-on text"]);
    let report: Value = report.to_json();
    assert_eq!(report["findings"][0]["effect"], "changed");
}

#[test]
fn labels_that_differ_in_case_or_at_their_ends_stay_apart() {
    let names = [
        "Wharf",
        "WHARF",
        "what the harbour master says of ships",
        "what the harbour master says of boats",
        "Київ",
    ];
    let annotations: Vec<String> = (0..2)
        .flat_map(|_| names)
        .map(|name| format!(r#"{{"label":"{name}","fragments":[[0,1]]}}"#))
        .collect();
    let line = format!(r#"{{"text":"ab","annotations":[{}]}}"#, annotations.join(","));
    let (imported, report) = read("", &line);
    let labels: Vec<String> =
        super::annotations(&imported).iter().map(|annotation| annotation.label.to_string()).collect();
    let apart: std::collections::BTreeSet<&String> = labels.iter().collect();
    assert_eq!((labels.len(), apart.len()), (names.len() * 2, names.len()), "{labels:?}");
    assert_eq!(report.findings.len(), names.len(), "each is told once: {report}");
}
