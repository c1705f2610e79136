//! `redletter find`, on the real binary.

use crate::command_line::{Bench, errors};

const FERRY: &str = "Ferry late again\n\nThe boat “is late”, Ána Ruz said. It left at 9 a.m.\n";
const BRIDGE: &str = "Bridge toll\n\nThe toll on the bridge is a levy, said Ana Ruz.\n";

fn bench() -> Bench {
    let bench = Bench::new();
    bench.write("in/a-ferry.txt", FERRY);
    bench.write("in/bridge.txt", BRIDGE);
    bench.done(&["new", "c", "--title", "Ferries"]);
    bench.done(&["add", "c", "in"]);
    bench
}

#[test]
fn words_are_printed_in_their_lines() {
    let bench = bench();
    let printed = bench.done(&["find", "c", "toll", "--context", "12"]);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 2, "{printed}");
    assert!(lines[0].ends_with("       Bridge [toll]"), "{printed}");
    assert!(lines[1].ends_with("        The [toll] on the brid"), "{printed}");
    let output = bench.run(&["find", "c", "toll"]);
    assert_eq!(errors(&output), "2 hits in 1 article\n");
}

#[test]
fn json_tells_offsets_in_code_points() {
    let bench = bench();
    let hits = bench.json_lines(&["find", "c", "\"ana ruz\"", "--fold", "--json"]);
    assert_eq!(hits.len(), 2);
    let hit = hits.iter().find(|hit| hit["text"] == "Ána Ruz").unwrap();
    assert_eq!(hit["offset_unit"], "code_point");
    let (start, end) = (hit["start"].as_u64().unwrap(), hit["end"].as_u64().unwrap());
    let covered: String = FERRY.chars().skip(usize::try_from(start).unwrap()).take(7).collect();
    assert_eq!((covered.as_str(), end - start), ("Ána Ruz", 7));
    assert_eq!(bench.json_lines(&["find", "c", "\"ana ruz\"", "--json"]).len(), 1);
    assert!(bench.done(&["find", "c", "toll", "--csv"]).starts_with("article,title,date,outlet,"));
}

#[test]
fn the_exit_code_says_whether_something_was_found() {
    let bench = bench();
    assert_eq!(bench.run(&["find", "c", "toll"]).status.code(), Some(0));
    assert_eq!(bench.run(&["find", "c", "tunnel"]).status.code(), Some(1));
    assert_eq!(bench.run(&["find", "c", "toll", "--label", "quote"]).status.code(), Some(1));
    assert_eq!(bench.run(&["find", "c", "-toll"]).status.code(), Some(0));
    assert_eq!(bench.run(&["find", "c", "toll|levy", "--regex", "--limit", "1"]).status.code(), Some(0));
    assert_eq!(bench.run(&["find", "c", ""]).status.code(), Some(2));
}

#[test]
fn a_bad_query_is_shown_with_a_mark_under_the_place() {
    let bench = bench();
    let output = bench.run(&["find", "c", "toll label:qoute"]);
    assert_eq!(output.status.code(), Some(2));
    let told = errors(&output);
    let expected = "  toll label:qoute\n             ^^^^^\nerror: no label here is called “qoute”; did you mean “Quote”?\n";
    assert_eq!(told, expected);
    let told = errors(&bench.run(&["find", "c", "(toll", "--regex"]));
    assert!(told.contains("\n  ^^^^^\nerror: this pattern can't be read: unclosed group"), "{told}");
}

#[test]
fn packed_files_are_searched_as_folders_are() {
    let bench = bench();
    bench.done(&["pack", "c", "packed.ron"]);
    assert_eq!(bench.done(&["find", "packed.ron", "levy"]), bench.done(&["find", "c", "levy"]));
}
