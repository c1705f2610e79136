//! Datasets in and out on the command line: what goes out comes back in as it was.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::command_line::{Bench, errors, files_under};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample.ron");

/// The files of a corpus but for its histories and locks, which no dataset holds.
fn state_files(bench: &Bench, corpus: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = files_under(&bench.path(corpus));
    files.retain(|(path, _)| !["history", ".redletter"].iter().any(|folder| path.starts_with(folder)));
    files
}

#[test]
fn a_corpus_comes_back_from_json_lines_as_it_was() {
    let bench = Bench::new();
    bench.done(&["unpack", SAMPLE, "c"]);
    bench.done(&["export", "c", "--to", "jsonl", "--out", "x.jsonl"]);
    bench.done(&["new", "d", "--title", "Harbour ferries"]);
    bench.done(&["import", "d", "x.jsonl", "--from", "jsonl"]);
    assert!(state_files(&bench, "c") == state_files(&bench, "d"), "the corpora differ");
    assert!(bench.done(&["check", "d"]).contains("nothing wrong"));
    bench.done(&["export", "d", "--to", "jsonl", "--out", "y.jsonl"]);
    for (one, two) in [("x.jsonl", "y.jsonl"), ("x.register.jsonl", "y.register.jsonl")] {
        assert!(
            fs::read(bench.path(one)).unwrap() == fs::read(bench.path(two)).unwrap(),
            "{one} and {two} differ"
        );
    }
    let again = bench.done(&["import", "d", "x.jsonl", "--from", "jsonl"]);
    assert!(again.contains("0 of 8 articles"), "nothing comes in twice: {again}");
}

#[test]
fn offsets_count_code_points_and_say_so() {
    let bench = Bench::new();
    bench.done(&["unpack", SAMPLE, "c"]);
    bench.done(&["export", "c", "--to", "jsonl", "--out", "x.jsonl"]);
    let lines = fs::read_to_string(bench.path("x.jsonl")).unwrap();
    let mut num_checked = 0;
    for line in lines.lines() {
        let article: Value = serde_json::from_str(line).unwrap();
        assert_eq!(article["offset_unit"], "code_point");
        let text: Vec<char> = article["text"].as_str().unwrap().chars().collect();
        for annotation in article["annotations"].as_array().into_iter().flatten() {
            let fragments = annotation["fragments"].as_array().unwrap();
            for (fragment, covered) in fragments.iter().zip(annotation["text"].as_array().unwrap()) {
                let at = |end: usize| usize::try_from(fragment[end].as_u64().unwrap()).unwrap();
                let found: String = text[at(0)..at(1)].iter().collect();
                assert_eq!(found, covered.as_str().unwrap());
                num_checked += 1;
            }
        }
    }
    assert!(num_checked > 50, "{num_checked}");
}

#[test]
fn a_line_of_bare_needs_is_enough() {
    let bench = Bench::new();
    let line = json!({
        "text": "🚧 “Late”, she said.",
        "annotations": [{ "label": "quote", "fragments": [[2, 8]], "speaker": "Ana Ruz" }],
    });
    bench.write("x.jsonl", format!("{line}\n"));
    bench.done(&["new", "c"]);
    let output = bench.run(&["import", "c", "x.jsonl", "--from", "jsonl", "--report", "report.json"]);
    assert_ne!(output.status.code(), Some(2), "{}", errors(&output));
    let report: Value = serde_json::from_slice(&fs::read(bench.path("report.json")).unwrap()).unwrap();
    assert_eq!(report["out"]["annotations"], 1, "{report}");
    bench.done(&["export", "c", "--to", "csv", "--out", "x.csv"]);
    let table = fs::read_to_string(bench.path("x.csv")).unwrap();
    assert!(table.contains("“Late”") && table.contains("Ana Ruz"), "{table}");
}

#[test]
fn what_does_not_fit_is_named_with_its_place_and_the_rest_is_taken() {
    let bench = Bench::new();
    let good = json!({ "text": "The ferry is late.", "annotations": [{ "label": "claim", "fragments": [[0, 18]] }] });
    let wrong = json!({
        "text": "Another ferry.",
        "annotations": [{ "label": "claim", "fragments": [[0, 7]], "text": ["something else"] }],
    });
    bench.write("x.jsonl", format!("{good}\n{wrong}\n{{\"text\": \"half a li"));
    bench.done(&["new", "c"]);
    let output = bench.run(&["import", "c", "x.jsonl", "--from", "jsonl"]);
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    let said = errors(&output);
    assert!(said.contains("x.jsonl") && said.contains('3'), "{said}");
    assert!(said.contains("something else"), "{said}");
    assert_eq!(bench.json_lines(&["list", "c", "--json"]).len(), 2);
}

#[test]
fn what_is_lost_is_shown_by_kinds_and_written_down_one_by_one() {
    let bench = Bench::new();
    bench.done(&["unpack", SAMPLE, "c"]);
    let output =
        bench.run(&["export", "c", "--to", "doccano", "--out", "x.jsonl", "--report", "report.json"]);
    let report: Value = serde_json::from_slice(&fs::read(bench.path("report.json")).unwrap()).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let said = errors(&output);
    assert!(said.contains(" articles ("), "{said}");
    assert!(said.lines().count() < findings.len(), "{} findings: {said}", findings.len());
}

#[test]
fn a_table_for_spreadsheets_defuses_formulas_and_says_so() {
    let bench = Bench::new();
    let line =
        json!({ "text": "=1+1 is late.", "annotations": [{ "label": "claim", "fragments": [[0, 4]] }] });
    bench.write("x.jsonl", format!("{line}\n"));
    bench.done(&["new", "c"]);
    bench.run(&["import", "c", "x.jsonl", "--from", "jsonl"]);
    bench.done(&["export", "c", "--to", "csv", "--out", "plain.csv"]);
    assert!(fs::read_to_string(bench.path("plain.csv")).unwrap().contains(",=1+1,"));
    let output = bench.run(&["export", "c", "--to", "csv", "--for-spreadsheet", "--out", "safe.csv"]);
    assert!(errors(&output).contains("read back"), "{}", errors(&output));
    assert!(fs::read_to_string(bench.path("safe.csv")).unwrap().contains(",'=1+1,"));
}

#[test]
fn a_table_is_read_by_its_header_or_by_the_columns_that_are_told() {
    let bench = Bench::new();
    bench.write("plain.csv", "text,label\nThe ferry is late.,claim\n");
    bench.write("odd.tsv", "Inhalt\tKlasse\nRain fell; all day.\tclaim\n");
    bench.done(&["new", "c"]);
    bench.done(&["import", "c", "plain.csv", "--from", "csv"]);
    let told = ["--columns", "text=Inhalt,label=Klasse"];
    bench.done(&[&["import", "c", "odd.tsv", "--from", "tsv"][..], &told].concat());
    bench.done(&["export", "c", "--to", "csv", "--out", "x.csv"]);
    let table = fs::read_to_string(bench.path("x.csv")).unwrap();
    assert!(table.contains("Rain fell; all day.") && table.contains("The ferry is late."), "{table}");
    let wrong = bench.run(&["import", "c", "odd.tsv", "--from", "tsv", "--columns", "words2=x"]);
    assert!(errors(&wrong).contains("words2"), "{}", errors(&wrong));
    let no_table = bench.run(&[&["import", "c", "x.jsonl", "--from", "jsonl"][..], &told].concat());
    assert!(errors(&no_table).contains("--columns is for tables"), "{}", errors(&no_table));
}

#[test]
fn a_table_without_texts_comes_back_to_the_corpus_it_is_of() {
    let bench = Bench::new();
    bench.done(&["unpack", SAMPLE, "c"]);
    bench.done(&["export", "c", "--to", "csv", "--out", "x.csv"]);
    let output = bench.run(&["import", "c", "x.csv", "--from", "csv", "--as-own", "--report", "r.json"]);
    assert_ne!(output.status.code(), Some(2), "{}", errors(&output));
    let report: Value = serde_json::from_slice(&fs::read(bench.path("r.json")).unwrap()).unwrap();
    assert!(report["in"]["annotations"].as_u64() > Some(10), "{report}");
    let num_left_out = errors(&output).matches("no table has a text for it").count();
    assert_eq!(num_left_out, 0, "{}", errors(&output));
}

#[test]
fn an_export_that_can_not_be_written_leaves_nothing() {
    let bench = Bench::new();
    bench.done(&["unpack", SAMPLE, "c"]);
    fs::create_dir_all(bench.path("out/x.jsonl")).unwrap();
    let output = bench.run(&["export", "c", "--to", "jsonl", "--out", "out/x.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    let left: Vec<_> =
        fs::read_dir(bench.path("out")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["x.jsonl"], "{left:?}");
    assert_eq!(bench.run(&["export", "c", "--to", "nonsense", "--out", "x"]).status.code(), Some(2));
    assert_eq!(
        bench.run(&["export", "c", "--to", "csv", "--out", "x", "--status", "odd"]).status.code(),
        Some(2)
    );
}

#[test]
fn the_list_of_formats_is_for_programs_too() {
    let bench = Bench::new();
    let formats: Value = serde_json::from_str(&bench.done(&["formats", "--json"])).unwrap();
    let jsonl = formats.as_array().unwrap().iter().find(|format| format["id"] == "jsonl").unwrap();
    assert_eq!(jsonl["reads"], true);
    assert_eq!(jsonl["offset_unit"], "code_point");
    assert!(!jsonl["cannot_hold"].as_array().unwrap().is_empty());
}

#[test]
fn the_page_of_formats_is_up_to_date() {
    use redletter::formats::page::{BEGIN, END, table};
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let drawn = format!("{before}{BEGIN}\n{}\n{END}{after}", table());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &drawn).unwrap();
    } else {
        assert!(
            page == drawn,
            "docs/formats.md is not what the formats say; UPDATE_DOCS=1 cargo test writes it"
        );
    }
}

#[test]
fn rows_for_a_task_are_split_described_and_made_again() {
    let bench = Bench::new();
    bench.done(&["unpack", SAMPLE, "c"]);
    let asked = ["--shape", "windows", "--around", "1", "--split", "60/20/20", "--seed", "7", "--pseudonyms"];
    let mut arguments =
        vec!["export", "c", "--to", "jsonl", "--out", "one/rows.jsonl", "--save-recipe", "rows"];
    arguments.extend(asked);
    fs::create_dir_all(bench.path("one")).unwrap();
    fs::create_dir_all(bench.path("two")).unwrap();
    let output = bench.run(&arguments);
    assert_ne!(output.status.code(), Some(2), "{}", errors(&output));
    let files: Vec<PathBuf> = files_under(&bench.path("one")).into_iter().map(|(path, _)| path).collect();
    let card = fs::read_to_string(bench.path("one/rows.card.md")).unwrap();
    assert!(card.contains("annotator-1") && card.contains("seed: 7"), "{card}");
    let output = bench.run(&["export", "c", "--recipe", "rows", "--out", "two/rows.jsonl"]);
    assert_ne!(output.status.code(), Some(2), "{}", errors(&output));
    assert!(files_under(&bench.path("one")) == files_under(&bench.path("two")), "the kept recipe: {files:?}");
    let output = bench.run(&["export", "c", "--recipe", "one/rows.recipe.ron", "--out", "two/rows.jsonl"]);
    assert_ne!(output.status.code(), Some(2), "{}", errors(&output));
    assert!(
        files_under(&bench.path("one")) == files_under(&bench.path("two")),
        "the recipe beside: {files:?}"
    );
}

#[test]
fn what_an_export_cannot_be_asked_is_said() {
    let bench = Bench::new();
    bench.done(&["unpack", SAMPLE, "c"]);
    for (asked, said) in [
        (&["--to", "csv", "--shape", "circles"][..], "spans, sentences, pairs"),
        (&["--to", "csv", "--split", "80/20"], "80/10/10"),
        (&["--to", "csv", "--keep-together", "codes"], "--split"),
        (&["--to", "csv", "--around", "2"], "--shape"),
        (&["--to", "doccano", "--by-reference"], "can't be without the texts"),
        (&["--to", "csv", "--certainty", "odd"], "sure, unsure"),
        (&["--recipe", "nobody-kept-it"], "keeps no recipe"),
    ] {
        let output = bench.run(&[&["export", "c", "--out", "x.csv"], asked].concat());
        assert_eq!(output.status.code(), Some(2), "{asked:?}");
        assert!(errors(&output).contains(said), "{asked:?}: {}", errors(&output));
        assert!(!bench.path("x.csv").exists());
    }
}
