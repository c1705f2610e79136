//! Articles that come from other programs, on standard input; and which columns of tables hold what.

use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::command_line::{Bench, errors};

/// Runs a command that gets `input` from another program.
fn piped(bench: &Bench, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = bench.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that refuses its arguments does not read what comes.
    drop(stdin.write_all(input));
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn bench() -> Bench {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench
}

fn listed(bench: &Bench) -> Vec<Value> {
    bench.json_lines(&["list", "c", "--json"])
}

/// The file of the only article.
fn record(bench: &Bench) -> String {
    let mut files = std::fs::read_dir(bench.path("c/articles")).unwrap();
    let file = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none());
    std::fs::read_to_string(file).unwrap()
}

const PAGE: &str = "<!doctype html><html lang=en><head><title>Ferry late again</title></head><body><nav>Menu</nav>\
    <article><h1>Ferry late again</h1><p>The boat is late, Ana Ruz said, and nobody on the quay was surprised \
    by it at all.</p><p>It left at nine, two hours after the bus that was to meet it had gone home.</p></article>";

#[test]
fn words_on_standard_input_become_an_article() {
    let bench = bench();
    let output = piped(&bench, &["add", "c", "-"], b"Ferry late again\n\nThe boat is late.\n");
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let record = record(&bench);
    assert!(record.contains("\"standard input\"") && record.contains("\"text/plain\""), "{record}");
    // The same once more is known, whatever file it comes from.
    bench.write("same.txt", "Ferry late again\n\nThe boat is late.\n");
    let again = bench.run(&["add", "c", "same.txt"]);
    assert!(errors(&again).contains("has the same text as"), "{}", errors(&again));
}

#[test]
fn the_kind_is_told_by_the_first_bytes_or_by_name() {
    let bench = bench();
    let output = piped(&bench, &["add", "c", "-"], PAGE.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(record(&bench).contains("\"text/html\""));
    assert_eq!(listed(&bench)[0]["title"], "Ferry late again");
    for (kind, input, title) in [
        ("md", "# Rail link\n\nIt opens.\n", "Rail link"),
        ("markdown", "# Rail links\n\nThey open.\n", "Rail links"),
        ("jsonl", "{\"title\": \"Tram\", \"text\": \"It waits.\"}\n", "Tram"),
    ] {
        let output = piped(&bench, &["add", "c", "-", "--as", kind], input.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{kind}: {}", errors(&output));
        assert!(listed(&bench).iter().any(|row| row["title"] == title), "{kind}");
    }
}

#[test]
fn what_windows_puts_before_copied_html_is_read_as_such() {
    let bench = bench();
    let copied = "Version:0.9\r\nStartHTML:0000000138\r\nEndHTML:0000000300\r\nStartFragment:0000000174\r\n\
        EndFragment:0000000264\r\nSourceURL:https://wire.example/ferry\r\n<html><body>\r\n<!--StartFragment-->\
        <h1>Ferry late</h1><p>The <a href=\"/boat\">boat</a> is late.</p><!--EndFragment-->\r\n</body></html>";
    let output = piped(&bench, &["add", "c", "-"], copied.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let record = record(&bench);
    assert!(
        record.contains("https://wire.example/ferry") && record.contains("The boat is late."),
        "{record}"
    );
    assert!(!record.contains("StartHTML"), "{record}");
}

#[test]
fn what_can_not_be_read_from_standard_input_is_named() {
    let bench = bench();
    for (input, why) in [(&b""[..], "no text"), (b"\x89PNG\r\n\x1a\n\0\0", "PNG")] {
        let output = piped(&bench, &["add", "c", "-"], input);
        assert_eq!(output.status.code(), Some(1));
        let said = errors(&output);
        assert!(said.contains(why) && said.contains("standard input"), "{said}");
    }
    let output = piped(&bench, &["add", "c", "-", "--as", "htm1"], b"words");
    assert!(output.status.code() == Some(2) && errors(&output).contains("htm1"), "{}", errors(&output));
    bench.write("a.txt", "Words.");
    let output = bench.run(&["add", "c", "a.txt", "--as", "text"]);
    assert!(output.status.code() == Some(2) && errors(&output).contains("standard input"));
    assert!(listed(&bench).is_empty());
}

#[test]
fn files_and_standard_input_go_together() {
    let bench = bench();
    bench.write("a.txt", "Words in a file.");
    let output = piped(&bench, &["add", "c", "a.txt", "-"], b"Words that were piped.");
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(listed(&bench).len(), 2);
}

#[test]
fn columns_of_tables_are_chosen_by_name() {
    let bench = bench();
    bench.write("news.csv", "words,top,printed,source,text\nIt rains.,Rain,2025-03-14,Quay,a note\n");
    let columns = ["--columns", "text=words,title=top", "--columns", "date=printed,outlet="];
    let output = bench.run(&[&["add", "c", "news.csv"], &columns[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let article = &listed(&bench)[0];
    assert_eq!((&article["title"], &article["date"]), (&"Rain".into(), &"2025-03-14".into()));
    let record = record(&bench);
    assert!(record.contains("It rains.") && !record.contains("Quay"), "{record}");
}

#[test]
fn a_table_without_a_column_that_was_named_is_refused_and_the_others_are_read() {
    let bench = bench();
    bench.write("in/a.csv", "words,headline\nIt rains.,Rain\n");
    bench.write("in/b.csv", "body,headlines\nIt snows.,Snow\n");
    let output = bench.run(&["add", "c", "in", "--columns", "text=words"]);
    assert_eq!(output.status.code(), Some(1));
    let said = errors(&output);
    assert!(said.contains("there is no column “words”; the columns are: body, headlines: "), "{said}");
    assert!(said.contains("b.csv") && !said.contains("a.csv"), "{said}");
    assert_eq!(listed(&bench).len(), 1);
    let output = bench.run(&["add", "c", "in/b.csv", "--columns", "title=headline"]);
    assert!(errors(&output).contains("did you mean “headlines”?"), "{}", errors(&output));
    for (columns, why) in
        [("body", "names no column"), ("words=text", "is no field"), ("date=a,date=b", "two columns")]
    {
        let output = bench.run(&["add", "c", "in/b.csv", "--columns", columns]);
        assert_eq!(output.status.code(), Some(2), "{columns}");
        assert!(errors(&output).contains(why), "{}", errors(&output));
    }
    bench.write("plain.txt", "Words.");
    let output = bench.run(&["add", "c", "plain.txt", "--columns", "text=body"]);
    assert!(errors(&output).contains("there is none among the files"), "{}", errors(&output));
}
