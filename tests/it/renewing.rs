//! Correcting and renewing texts from the command line, on the real binary.

use std::fs;

use super::command_line::{Bench, errors};

const ARTICLE: &str = "The ferry stays.\n\nIt runs til May, Kirby said on Monday in the old hall of the port.\n\nTickets \
                       cost two crowns, and children go free on all days of the week.\n\nNobody asked why, said Ana Ruz, \
                       who runs a shop beside that pier; people wait for hours, pay what is asked, and hardly ever \
                       complain about rain, delays, noise, crowds or cold coffee, although some write long angry \
                       letters afterwards, which end up unread in a drawer.\n";

/// A corpus of one article, "ferry", in which “two crowns” and “til May” are tagged as claims.
fn tagged() -> Bench {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    let place = |words: &str| {
        let start = ARTICLE.find(words).unwrap();
        serde_json::json!({ "label": "claim", "fragments": [[start, start + words.len()]] })
    };
    let line = serde_json::json!({
        "format": "redletter-jsonl/1", "offset_unit": "code_point", "id": "ferry", "text": ARTICLE,
        "annotations": [place("two crowns"), place("til May")],
    });
    bench.write("in.jsonl", format!("{line}\n"));
    bench.done(&["import", "c", "in.jsonl", "--from", "jsonl", "--as-own"]);
    bench
}

/// The words of every span, in the order of the text.
fn spans(bench: &Bench) -> String {
    bench.done(&["find", "c", "label:claim"])
}

#[test]
fn words_are_corrected_by_offset_or_where_they_stand_once() {
    let bench = tagged();
    let told = bench.done(&["correct", "c", "ferry", "--replace", "til", "--with", "until"]);
    assert!(told.contains("1 span moved along, 1 span with other words"), "{told}");
    assert!(spans(&bench).contains("until May"));
    let told = bench.done(&["correct", "c", "ferry", "--at", "0", "--removed", "The", "--inserted", "A"]);
    assert!(told.contains("2 spans moved along"), "{told}");
    assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
    // A span that is cut through is listed.
    let cut = bench.run(&["correct", "c", "ferry", "--replace", "May, Kirby said", "--with", "then"]);
    assert_eq!(cut.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&cut.stdout).contains("without a place, mk: “until May”"));
}

#[test]
fn a_correction_that_is_not_clear_says_why_and_changes_nothing() {
    let bench = tagged();
    for (arguments, why) in [
        (&["--replace", "the", "--with", "a"][..], "stands in the text 3 times"),
        (&["--replace", "boat", "--with", "a"], "stands nowhere"),
        (&["--at", "4", "--removed", "boat", "--inserted", "ship"], "at 4 stands “ferry"),
        (&["--at", "9999", "--removed", "", "--inserted", "x"], "no code point 9999"),
        (&["--replace", "two", "--with", "two"], "changes nothing"),
    ] {
        let output = bench.run(&[&["correct", "c", "ferry"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(errors(&output).contains(why), "{}", errors(&output));
    }
    assert_eq!(bench.run(&["correct", "c", "ferry"]).status.code(), Some(2));
    assert!(!bench.done(&["log", "c"]).contains("Correct the text"));
}

#[test]
fn a_newer_version_is_foretold_and_then_taken_in() {
    let bench = tagged();
    let newer = ARTICLE.replace("til May, Kirby", "until June, Kirkby");
    bench.write("newer.txt", newer.replace("two crowns", "three"));
    let before = fs::read(bench.path("c/articles/ferry.ron")).unwrap();
    let foretold = bench.run(&["renew", "c", "ferry", "newer.txt", "--dry-run"]);
    let said = String::from_utf8_lossy(&foretold.stdout).into_owned();
    assert!(said.contains("Would renew the text of ferry"), "{said}");
    assert_eq!(fs::read(bench.path("c/articles/ferry.ron")).unwrap(), before);
    let renewed = bench.run(&["renew", "c", "ferry", "newer.txt"]);
    assert_eq!(renewed.status.code(), foretold.status.code());
    let did = String::from_utf8_lossy(&renewed.stdout).into_owned();
    assert_eq!(did, said.replace("Would renew", "Renewed"));
    assert!(bench.done(&["log", "c"]).contains("Renew the text"));
    assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
    let again = bench.done(&["renew", "c", "ferry", "newer.txt"]);
    assert!(again.contains("so already"), "{again}");
}

#[test]
fn another_text_is_no_newer_version_unless_one_says_so() {
    let bench = tagged();
    bench.write("other.txt", "Nothing of this was ever said about boats by anybody in town.\n");
    let refused = bench.run(&["renew", "c", "ferry", "other.txt"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(errors(&refused).contains("--anyway"), "{}", errors(&refused));
    let renewed = bench.run(&["renew", "c", "ferry", "other.txt", "--anyway"]);
    assert_eq!(renewed.status.code(), Some(1), "both spans have lost their place");
    assert!(String::from_utf8_lossy(&renewed.stdout).contains("2 spans left without a place"));
}

#[test]
fn a_newer_version_that_is_added_is_told_or_renews_the_article() {
    let story = (0..120).map(|word| format!("word{word} ")).collect::<Vec<_>>().concat();
    let page = |text: &str| format!("Title: Ferry\nURL: https://wire.example/ferry\n\n{text}\n");
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench.write("a.txt", page(&story));
    bench.done(&["add", "c", "a.txt"]);
    bench.write("b.txt", page(&format!("{story}and a little more")));
    let renewed = bench.run(&["add", "c", "b.txt", "--newer", "renew"]);
    assert_eq!(renewed.status.code(), Some(0), "{}", errors(&renewed));
    assert!(String::from_utf8_lossy(&renewed.stdout).contains("Added 0 articles, renewed 1 article"));
    assert_eq!(bench.json_lines(&["list", "c", "--json"]).len(), 1);
    bench.write("c.txt", page(&format!("{story}and much more")));
    let told = bench.run(&["add", "c", "c.txt"]);
    assert!(errors(&told).contains("a newer version of"), "{}", errors(&told));
    assert_eq!(bench.json_lines(&["list", "c", "--json"]).len(), 2);
}

#[test]
fn a_newer_version_of_a_corrected_text_says_that_corrections_may_go() {
    let bench = tagged();
    bench.done(&["correct", "c", "ferry", "--replace", "til May", "--with", "until May"]);
    bench.write("newer.txt", ARTICLE.replace("two crowns", "three"));
    let foretold = bench.run(&["renew", "c", "ferry", "newer.txt", "--dry-run"]);
    assert!(
        errors(&foretold).contains("its text was changed in 1 place since it came in"),
        "{}",
        errors(&foretold)
    );
}
