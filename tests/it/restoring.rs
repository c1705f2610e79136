//! The past on the command line: a log narrowed, a corpus as it was, an article and an annotation brought back.

use std::fs;

use serde_json::Value;

use crate::command_line::{Bench, errors};

const TEXT: &str = "Ferry late again. The boat is late, Ana Ruz said.";

fn article(id: &str, annotations: &str) -> String {
    format!(r#"{{"id":"{id}","text":"{TEXT}","annotations":[{annotations}]}}"#) + "\n"
}

const CLAIM: &str = r#"{"id":"ann1","label":"claim","fragments":[[18,34]],"text":["The boat is late"]}"#;

/// A corpus in which an article came in, then another, then an annotation on that; and the lines of its log.
fn bench() -> (Bench, Vec<Value>) {
    let bench = Bench::new();
    bench.write("in/plain.txt", "Bridge closed\n\nThe bridge is closed for repairs.\n");
    bench.write("ferry.jsonl", article("ferry", ""));
    bench.write("tagged.jsonl", article("ferry", CLAIM));
    bench.done(&["new", "c", "--title", "Ferries"]);
    bench.done(&["add", "c", "in"]);
    for dataset in ["ferry.jsonl", "tagged.jsonl"] {
        bench.done(&["import", "c", dataset, "--from", "jsonl", "--as-own"]);
    }
    let log = bench.json_lines(&["log", "c", "--json"]);
    assert_eq!(log.len(), 3);
    (bench, log)
}

fn time(line: &Value) -> &str {
    line["time"].as_str().unwrap()
}

fn num_annotations(bench: &Bench, corpus: &str) -> u64 {
    let listed = bench.json_lines(&["list", corpus, "--json"]);
    listed.iter().filter_map(|line| line["annotators"]["mk"]["annotations"].as_u64()).sum()
}

#[test]
fn the_log_is_narrowed_by_article_annotation_person_and_time() {
    let (bench, log) = bench();
    let num = |arguments: &[&str]| {
        let all: Vec<&str> = ["log", "c", "--json"].iter().chain(arguments).copied().collect();
        bench.json_lines(&all).len()
    };
    assert_eq!(num(&["--by", "mk"]), 3);
    assert_eq!(num(&["--by", "ro"]), 0);
    assert_eq!(num(&["--annotation", "ann1"]), 1);
    assert_eq!(num(&["--article", "ferry"]), 2);
    assert_eq!(num(&["--until", time(&log[0])]), 1);
    assert_eq!(num(&["--since", time(&log[1])]), 2);
    assert_eq!(num(&["--since", "2001-02-03", "--until", "2001-02-03 04:05"]), 0);
    let refused = bench.run(&["log", "c", "--since", "soon"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(errors(&refused).contains("“soon” is no time"), "{}", errors(&refused));
}

#[test]
fn a_corpus_is_written_as_it_was() {
    let (bench, log) = bench();
    let said = bench.done(&["restore", "c", "--at", time(&log[0]), "--out", "then"]);
    assert!(said.contains("Wrote 1 article with 0 annotations"), "{said}");
    assert_eq!(bench.json_lines(&["list", "then", "--json"]).len(), 1);
    assert!(bench.done(&["check", "then"]).contains("nothing wrong"));
    bench.done(&["restore", "c", "--at", time(log.last().unwrap()), "--out", "now"]);
    assert_eq!(num_annotations(&bench, "now"), 1);
    // Nothing is written over, and the corpus itself is as it was.
    let refused = bench.run(&["restore", "c", "--at", time(&log[0]), "--out", "then"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(bench.json_lines(&["log", "c", "--json"]).len(), log.len());
}

#[test]
fn what_can_not_be_written_is_named() {
    let (bench, log) = bench();
    fs::write(bench.path("c/layers/mk/ferry.ron"), "(format: 1,").unwrap();
    let output = bench.run(&["restore", "c", "--at", time(log.last().unwrap()), "--out", "then"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).contains("left out") && errors(&output).contains("ferry.ron"),
        "{}",
        errors(&output)
    );
    assert_eq!(bench.json_lines(&["list", "then", "--json"]).len(), 2);
}

#[test]
fn an_article_and_an_annotation_are_brought_back_in_place() {
    let (bench, log) = bench();
    let (start, between, end) = (time(&log[0]), time(&log[1]), time(&log[2]));
    // Before it came in there was nothing to bring back.
    let refused = bench.run(&["restore", "c", "--at", start, "--article", "ferry"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(errors(&refused).contains("there was no article ferry"), "{}", errors(&refused));
    // The empty layer from before the annotation, then the annotation again.
    let said = bench.done(&["restore", "c", "--at", between, "--article", "ferry"]);
    assert!(said.contains("Bring back the work on"), "{said}");
    assert_eq!(num_annotations(&bench, "c"), 0);
    let said = bench.done(&["restore", "c", "--at", end, "--annotation", "ann1"]);
    assert!(said.contains("Bring back claim"), "{said}");
    assert_eq!(num_annotations(&bench, "c"), 1);
    assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
    let again = bench.done(&["restore", "c", "--at", end, "--annotation", "ann1"]);
    assert!(again.contains("It is so already"), "{again}");
    let refused = bench.run(&["restore", "c", "--at", end, "--annotation", "nothing"]);
    assert!(errors(&refused).contains("never had an annotation nothing"), "{}", errors(&refused));
    let refused = bench.run(&["restore", "c", "--at", end]);
    assert_eq!(refused.status.code(), Some(2), "it says what is to be restored");
}
