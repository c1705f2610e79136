//! Titles, names, notes and file names that hold control characters, escape sequences, direction overrides and
//! line ends: the command line prints each on one line with nothing in it that acts on a terminal.

use std::process::Output;

use redletter::model::text::visible::is_acting;
use serde_json::{Value, json};

use crate::command_line::Bench;

/// Sets the title of a terminal, clears its screen, begins a line of its own, and turns the writing round.
const HOSTILE: &str = "Evil\u{1b}]0;owned\u{7}\u{1b}[2J\r\nChecked 9 articles: nothing wrong\u{9b}1m\u{202e}gnorw\u{2066}\t\u{7f}\u{2028}";

/// The dataset's line of one article in which every free text is hostile.
fn dataset() -> String {
    let text = "Ferry late\n\nThe boat “is late”, Ana Ruz said.";
    let annotation = json!({
        "id": "spoken", "label": "quote", "fragments": [[23, 30]], "text": ["is late"],
        "voices": [{ "role": "speaker", "id": "evil", "name": HOSTILE, "kind": "person" }],
        "note": HOSTILE, "attributes": { HOSTILE: HOSTILE },
    });
    let article = json!({
        "format": "redletter-jsonl/1", "offset_unit": "code_point", "id": HOSTILE, "title": HOSTILE,
        "outlet": HOSTILE, "byline": HOSTILE, "url": HOSTILE, "text": text, HOSTILE: 1,
        "states": [{ "annotator": "mk", "state": HOSTILE, "codes": [HOSTILE], "note": HOSTILE }],
        "annotations": [annotation, { "id": HOSTILE, "label": HOSTILE, "fragments": [[0, 5]] }],
        "relations": [{ "id": HOSTILE, "type": HOSTILE, "roles": { HOSTILE: [HOSTILE] } }],
    });
    format!("{article}\n{{\"text\": \"{}\n", "\\u001b[2J")
}

/// Everything a command printed, shown to hold only lines.
fn checked(output: &Output) -> (String, String) {
    let both = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    for printed in &both {
        let acting: Vec<char> = printed.chars().filter(|ch| is_acting(*ch) && *ch != '\n').collect();
        assert!(acting.is_empty(), "{acting:?} in {printed:?}");
        let is_forged = printed.lines().any(|line| line.starts_with("Checked 9"));
        assert!(!is_forged, "{printed}");
    }
    let [out, err] = both;
    (out, err)
}

#[test]
fn no_command_prints_what_acts_on_a_terminal() {
    let bench = Bench::new();
    bench.write("in.jsonl", dataset());
    bench.done(&["new", "c", "--title", HOSTILE]);
    let output = bench.run(&["import", "c", "in.jsonl", "--from", "jsonl", "--report", "report.json"]);
    let (out, err) = checked(&output);
    assert!(out.starts_with("Imported 1 of 2 articles"), "{out}{err}");
    assert!(err.contains("‹ESC›]0;owned‹BEL›‹ESC›[2J‹CR›‹LF›Checked 9 articles"), "{err}");
    bench.write(
        "c/register/mk2.ron",
        format!("(format: 1, annotator: {HOSTILE:?}, voices: [(id: {HOSTILE:?})])"),
    );
    bench.write("c/layers/ro/x.ron", format!("({HOSTILE}"));
    bench.write(&format!("c/layers/mk/{}.ron", HOSTILE.replace(['/', '\0'], "")), "(");
    bench.write(&format!("news/{}.txt", HOSTILE.replace(['/', '\0'], "")), HOSTILE);
    let mut num_lines = 0;
    for arguments in [
        &["list", "c"][..],
        &["check", "c"],
        &["stats", "c"],
        &["log", "c"],
        &["add", "c", "news"],
        &["add", "c", &format!("{HOSTILE}.txt")],
        &["export", "c", "--to", "csv", "--out", "x.csv"],
        &["export", "c", "--to", HOSTILE, "--out", "x.csv"],
        &["pack", "c", "packed.ron"],
        &["unpack", HOSTILE, "d"],
        &["unpack", "in.jsonl", "d"],
        &["list", HOSTILE],
    ] {
        let (out, err) = checked(&bench.run(arguments));
        num_lines += out.lines().count() + err.lines().count();
    }
    assert!(num_lines > 40, "the commands have something to say: {num_lines}");
    let (out, _) = checked(&bench.run(&["list", "c"]));
    assert_eq!(out.lines().count(), 2, "a title is no line of its own: {out}");
}

#[test]
fn json_holds_every_value_as_it_is() {
    let bench = Bench::new();
    bench.write("in.jsonl", dataset());
    bench.done(&["new", "c"]);
    bench.run(&["import", "c", "in.jsonl", "--from", "jsonl"]);
    let mut titles = Vec::new();
    for arguments in [
        &["list", "c", "--json"][..],
        &["check", "c", "--json"],
        &["stats", "c", "--json"],
        &["log", "c", "--json"],
    ] {
        let (out, _) = checked(&bench.run(arguments));
        for line in out.lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            titles.extend(value["title"].as_str().map(str::to_owned));
        }
    }
    assert_eq!(titles, [HOSTILE.trim()]);
}

#[test]
fn a_name_of_a_megabyte_is_cut_where_it_is_listed() {
    let bench = Bench::new();
    let name = "Very long name ".repeat(70_000);
    let line = json!({ "title": name, "text": "The boat is late.", "annotations": [
        { "label": "claim", "fragments": [[0, 8]], "speaker": name },
    ]});
    bench.write("in.jsonl", format!("{line}\n"));
    bench.done(&["new", "c"]);
    bench.run(&["import", "c", "in.jsonl", "--from", "jsonl"]);
    for command in ["list", "stats"] {
        let out = bench.done(&[command, "c"]);
        assert!(out.contains("Very long name") && out.len() < 5_000, "{command}: {}", out.len());
    }
}
