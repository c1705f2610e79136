//! `redletter items`, on the real binary.

use serde_json::{Value, json};

use crate::command_line::{Bench, errors};

const TEXT: &str = "The council proposed a plan.\nA toll of 5 crowns. “No toll at all,” said Ana Ruz.\n";

/// A plan with a term, and a counter-plan with one of the same name.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    let item = |id: &str, name: &str, term_of: &str, replaces: &[&str]| {
        json!({ "kind": "item", "id": id, "name": name, "type": "proposal", "term_of": term_of,
            "replaces": replaces, "aliases": [format!("{id} alias")], "annotator": "mk" })
    };
    let register = [
        item("plan", "Plan", "", &[]),
        item("plan-toll", "Toll", "plan", &[]),
        item("paper", "Paper", "", &["plan"]),
        item("paper-toll", "Toll", "paper", &[]),
    ];
    let span = |words: &str, label: &str, item: &str, act: &str| {
        let start = TEXT.chars().count() - TEXT.split_once(words).unwrap().1.chars().count();
        let start = start - words.chars().count();
        json!({ "label": label, "fragments": [[start, start + words.chars().count()]], "speaker": "Ana Ruz",
            "items": [{ "id": item, "act": act }] })
    };
    let article = json!({
        "format": "redletter-jsonl/1", "offset_unit": "code_point", "id": "a", "text": TEXT,
        "title": "Talks", "date": "2026-03-03", "outlet": "Bay Times",
        "annotations": [
            span("proposed a plan", "proposal", "plan", "states"),
            span("A toll of 5 crowns", "proposal", "plan-toll", "states"),
            span("No toll at all,", "quote", "plan-toll", "rejects"),
        ],
    });
    let lines: Vec<String> = register.iter().map(Value::to_string).collect();
    bench.write("in.register.jsonl", lines.join("\n"));
    bench.write("in.jsonl", format!("{article}\n"));
    bench.run(&["import", "c", "in.jsonl", "--from", "jsonl", "--as-own"]);
    bench
}

#[test]
fn items_are_listed_as_a_tree() {
    let bench = bench();
    let printed = bench.done(&["items", "c"]);
    assert!(printed.contains("2026-03-03                    1  Plan  (plan)\n"), "{printed}");
    assert!(printed.contains("2026-03-03                    2    Toll  (plan-toll)\n"), "{printed}");
    let value: Value = serde_json::from_str(&bench.done(&["items", "c", "--json"])).unwrap();
    assert_eq!(value["items"].as_array().unwrap().len(), 4, "{value}");
    assert_eq!(value["faults"], json!([]));
}

#[test]
fn an_item_is_found_by_id_name_or_alias() {
    let bench = bench();
    for name in ["plan", "PLAN", "plan alias"] {
        assert!(bench.done(&["items", "c", name]).contains("first said"));
    }
    let output = bench.run(&["items", "c", "Toll"]);
    assert_eq!(output.status.code(), Some(2));
    let told = errors(&output);
    assert!(
        told.contains("paper-toll (Toll, a term of Paper), or plan-toll (Toll, a term of Plan)"),
        "{told}"
    );
    let told = errors(&bench.run(&["items", "c", "Papre"]));
    assert!(told.contains("no item here is called “Papre”; did you mean “Paper”?"), "{told}");
}

#[test]
fn every_face_is_printed_and_written() {
    let bench = bench();
    let csv = bench.done(&["items", "c", "plan", "--csv"]);
    assert!(csv.starts_with("date,event,act,item_id,item,published,"), "{csv}");
    assert_eq!(csv.lines().count(), 4, "{csv}");
    let rows: Value =
        serde_json::from_str(&bench.done(&["items", "c", "plan", "--show", "positions", "--json"])).unwrap();
    assert_eq!(rows[1]["act"], "rejects", "{rows}");
    let terms = bench.done(&["items", "c", "plan", "--show", "terms", "--csv"]);
    assert!(terms.contains("silent,plan-toll,Toll,\"A toll of 5 crowns / "), "{terms}");
    assert!(
        bench.done(&["items", "c", "plan", "--show", "voices", "--alone", "--csv"]).contains("1,Ana Ruz,,1,")
    );
    bench.done(&["items", "c", "plan", "--show", "brief", "--out", "brief.md"]);
    let brief = std::fs::read_to_string(bench.path("brief.md")).unwrap();
    assert!(brief.starts_with("# Plan\n") && brief.contains("“No toll at all,”[^"), "{brief}");
    assert_eq!(bench.run(&["items", "c", "plan", "--show", "brief", "--json"]).status.code(), Some(2));
}
