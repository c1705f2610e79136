//! Articles that are linked as copies of others: by `add`, by `link`, by several people, through undo, files, datasets
//! and splits.

use std::collections::BTreeSet;
use std::fs;

use redletter::model::article::Article;
use redletter::model::change::{self, copies::set_copy_of};
use redletter::model::copies::original_of;
use redletter::model::id::ArticleId;
use redletter::model::reader::CorpusReader as _;
use redletter::store::OpenCorpus;
use serde_json::Value;

use crate::command_line::{Bench, errors};
use crate::folder::{BRIDGE, FERRY, Folder, article, article_id};

fn link(folder: &mut Folder, corpus: &mut OpenCorpus, copy: &str, original: Option<&str>) {
    let original = original.map(article_id);
    let change = set_copy_of(corpus.state(), &article_id(copy), original.as_ref()).unwrap();
    corpus.apply(change, folder.now()).unwrap();
}

fn linked(corpus: &OpenCorpus, copy: &str) -> Option<String> {
    let row = &corpus.state().articles[&article_id(copy)];
    let article = corpus.article(&article_id(copy)).unwrap();
    assert_eq!(row.copy_of, article.provenance.copy_of);
    row.copy_of.as_ref().map(ToString::to_string)
}

#[test]
fn a_link_is_undone_redone_and_there_after_a_restart_and_files_without_one_stay_as_they_are() {
    let mut folder = Folder::simulated().with_sample();
    let file = format!("articles/{FERRY}.ron");
    let before = folder.bytes(&file);
    let (mut mk, _) = folder.open("mk");
    link(&mut folder, &mut mk, FERRY, Some(BRIDGE));
    folder.close(mk);
    assert!(folder.text(&file).contains(&format!("copy_of: Some(\"{BRIDGE}\")")));
    let (mut mk, report) = folder.open("mk");
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
    assert_eq!(linked(&mk, FERRY).as_deref(), Some(BRIDGE));
    mk.undo(folder.now()).unwrap().unwrap();
    assert_eq!(linked(&mk, FERRY), None);
    folder.close(mk);
    assert_eq!(folder.bytes(&file), before);
    let (mut mk, _) = folder.open("mk");
    mk.redo(folder.now()).unwrap().unwrap();
    assert_eq!(linked(&mk, FERRY).as_deref(), Some(BRIDGE));
    link(&mut folder, &mut mk, FERRY, None);
    folder.close(mk);
    assert_eq!(folder.bytes(&file), before);
}

#[test]
fn a_link_that_only_the_history_has_is_replayed() {
    let mut folder = Folder::simulated().with_sample();
    let (mut mk, _) = folder.open("mk");
    link(&mut folder, &mut mk, FERRY, Some(BRIDGE));
    let change = set_copy_of(mk.state(), &article_id(BRIDGE), Some(&article_id(FERRY)));
    assert!(change.is_err(), "an article is no copy of its copy");
    drop(mk);
    let (mk, _) = folder.open("mk");
    assert_eq!(linked(&mk, FERRY).as_deref(), Some(BRIDGE));
}

#[test]
fn links_of_two_people_both_live_and_what_both_change_is_told() {
    let mut folder = Folder::simulated().with_sample();
    let (mut mk, _) = folder.open("mk");
    let stamps = mk.stage(vec![article("ice-road", "The ice road is open.")]).unwrap();
    mk.apply(change::add_articles(stamps).unwrap(), folder.now()).unwrap();
    mk.flush(folder.now());
    let (mut ro, _) = folder.open("ro");
    link(&mut folder, &mut ro, "ice-road", Some(BRIDGE));
    // Each changes another part of one article, and each links another article.
    link(&mut folder, &mut mk, FERRY, Some(BRIDGE));
    let metadata = redletter::model::article::Metadata { title: "Ice".to_owned(), ..Default::default() };
    let change = change::set_metadata(mk.state(), &article_id("ice-road"), metadata).unwrap();
    mk.apply(change, folder.now()).unwrap();
    for _ in 0..3 {
        for corpus in [&mut mk, &mut ro] {
            corpus.flush(folder.now());
            // What has been written is taken note of before one looks at what others have.
            corpus.poll(folder.now());
            corpus.look(folder.now());
        }
    }
    for corpus in [&mk, &ro] {
        assert_eq!(linked(corpus, FERRY).as_deref(), Some(BRIDGE));
        assert_eq!(linked(corpus, "ice-road").as_deref(), Some(BRIDGE));
        assert_eq!(corpus.state().articles[&article_id("ice-road")].metadata.title, "Ice");
    }
    folder.close(mk);
    folder.close(ro);
}

const WIRE: &str = "The harbour board said on Monday that the night ferry will stop in May, since too few people \
                    take it after ten, and that the money is to go into a second boat at noon, which the unions \
                    had asked for since the winter before last.";

/// A corpus of a story, the same in another outlet, once more in a third, and one of its own.
fn stories(bench: &Bench, arguments: &[&str]) -> String {
    bench.done(&["new", "c"]);
    bench.write("in/1.md", format!("---\ntitle: Wire\ndate: 2025-01-01\n---\n{WIRE}\n"));
    bench.write("in/2.md", format!("---\ntitle: Post\ndate: 2025-01-02\n---\n{WIRE} More soon.\n"));
    bench.write("in/3.md", format!("---\ntitle: Echo\ndate: 2025-01-03\n---\n{WIRE} More to come soon.\n"));
    bench.write(
        "in/4.md",
        "---\ntitle: Own\ndate: 2025-01-04\n---\nNothing of the kind was ever written here.\n",
    );
    let output = bench.run(&[&["add", "c", "in"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    format!("{}{}", String::from_utf8_lossy(&output.stdout), errors(&output))
}

/// The articles by title, and which of them each is a copy of.
fn copies(bench: &Bench, corpus: &str) -> Vec<(String, String)> {
    let lines = bench.json_lines(&["list", corpus, "--json"]);
    let title = |id: &Value| {
        let line = lines.iter().find(|line| line["id"] == *id);
        line.map_or_else(String::new, |line| line["title"].as_str().unwrap().to_owned())
    };
    lines.iter().map(|line| (title(&line["id"]), title(&line["copy_of"]))).collect()
}

fn id_of(bench: &Bench, title: &str) -> String {
    let lines = bench.json_lines(&["list", "c", "--json"]);
    lines.iter().find(|line| line["title"] == title).unwrap()["id"].as_str().unwrap().to_owned()
}

fn pairs(pairs: [(&str, &str); 4]) -> Vec<(String, String)> {
    pairs.map(|(copy, original)| (copy.to_owned(), original.to_owned())).to_vec()
}

#[test]
fn add_links_near_duplicates_to_the_first_where_that_is_asked_for() {
    let bench = Bench::new();
    let said = stories(&bench, &["--near-duplicates", "link"]);
    assert!(said.contains("linked 2 as copies") && said.contains("linked as a copy of 2025-01-01"), "{said}");
    assert_eq!(copies(&bench, "c"), pairs([("Wire", ""), ("Post", "Wire"), ("Echo", "Wire"), ("Own", "")]));
    // Another one that comes later, and is like a copy, goes to the first as well.
    bench.write("late.txt", format!("{WIRE} More to come soon, they say."));
    let late = bench.done(&["add", "c", "late.txt", "--near-duplicates", "link"]);
    assert!(late.contains("linked 1 as a copy"), "{late}");
    let lines = bench.json_lines(&["list", "c", "--json"]);
    let late = lines.iter().find(|line| line["date"].is_null()).unwrap();
    assert_eq!(late["copy_of"], id_of(&bench, "Wire"));
    // Without it they are told, and nothing is linked.
    let bench = Bench::new();
    let said = stories(&bench, &[]);
    assert!(said.contains("% of its text is that of") && !said.contains("linked"), "{said}");
    assert!(copies(&bench, "c").iter().all(|(_, original)| original.is_empty()));
}

#[test]
fn link_says_what_is_a_copy_of_what_and_takes_it_back() {
    let bench = Bench::new();
    stories(&bench, &[]);
    let [wire, post, echo, own] = ["Wire", "Post", "Echo", "Own"].map(|title| id_of(&bench, title));
    assert!(bench.done(&["link", "c", &post, &wire]).contains(&format!("Linked {post} as a copy of {wire}")));
    // A copy of a copy is one of the first.
    assert!(bench.done(&["link", "c", &echo, &post]).contains(&format!("as a copy of {wire}")));
    for (arguments, why) in [
        (vec![wire.as_str(), &echo], "copy of"),
        (vec![&wire, &wire], "the article itself"),
        (vec![&wire, "nobody"], "no article nobody"),
        (vec![&own, "--none"], "changes nothing"),
        (vec![&post, &wire], "changes nothing"),
        (vec![&own], "required"),
        (vec![&own, &wire, "--none"], "cannot be used with"),
    ] {
        let output = bench.run(&[vec!["link", "c"], arguments.clone()].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(errors(&output).contains(why), "{arguments:?}: {}", errors(&output));
    }
    assert!(bench.done(&["link", "c", &post, "--none"]).contains("copy of none"));
    assert_eq!(copies(&bench, "c"), pairs([("Wire", ""), ("Post", ""), ("Echo", "Wire"), ("Own", "")]));
    assert!(bench.done(&["log", "c"]).contains(&format!("Unlink {post} from {wire}")));
    assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
}

#[test]
fn copies_go_to_one_side_of_a_split_though_nothing_else_keeps_them_together() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    for number in 0..12 {
        // No two of them are alike.
        let words: Vec<String> = (0..40).map(|word| format!("n{number}w{word}")).collect();
        let day = number + 1;
        let text = format!("---\ntitle: T{number:02}\ndate: 2025-01-{day:02}\n---\n{}\n", words.join(" "));
        bench.write(&format!("in/{number:02}.md"), text);
    }
    bench.done(&["add", "c", "in"]);
    let lines = bench.json_lines(&["list", "c", "--json"]);
    let ids: Vec<String> = lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    let sides = |seed: usize, out: &str| {
        let seed = seed.to_string();
        let split = ["--split", "1/1/1", "--seed", &seed, "--keep-together", "codes"];
        bench.done(&[&["export", "c", "--to", "jsonl", "--out", out][..], &split].concat());
        let mut sides = vec![String::new(); ids.len()];
        for side in ["train", "validation", "test"] {
            let files = fs::read_dir(bench.path("")).unwrap();
            let stem = out.trim_end_matches(".jsonl").to_owned();
            let is_it =
                |name: &str| name.starts_with(&stem) && name.contains(side) && !name.contains("register");
            let names = files.map(|file| file.unwrap().path());
            for path in names.filter(|path| is_it(&path.file_name().unwrap().to_string_lossy())) {
                for line in fs::read_to_string(path).unwrap().lines() {
                    let line: Value = serde_json::from_str(line).unwrap();
                    let at = ids.iter().position(|id| *id == line["id"].as_str().unwrap()).unwrap();
                    side.clone_into(&mut sides[at]);
                }
            }
        }
        assert!(sides.iter().all(|side| !side.is_empty()), "{sides:?}");
        sides
    };
    let together = |sides: &[String]| sides[0] == sides[5] && sides[5] == sides[11];
    let seed = (0..50).find(|seed| !together(&sides(*seed, &format!("before-{seed}.jsonl")))).unwrap();
    bench.done(&["link", "c", &ids[5], &ids[11]]);
    bench.done(&["link", "c", &ids[11], &ids[0]]);
    assert!(together(&sides(seed, "after.jsonl")));
}

#[test]
fn a_dataset_brings_links_along_and_they_name_what_the_articles_are_called_here() {
    let bench = Bench::new();
    stories(&bench, &["--near-duplicates", "link"]);
    bench.done(&["export", "c", "--to", "jsonl", "--out", "all.jsonl"]);
    bench.done(&["new", "again"]);
    bench.done(&["import", "again", "all.jsonl", "--from", "jsonl"]);
    assert_eq!(copies(&bench, "again"), copies(&bench, "c"));
    let packed = bench.done(&["pack", "c", "c.ron"]);
    assert!(packed.contains("Packed 4 articles"), "{packed}");
    assert_eq!(copies(&bench, "c.ron"), copies(&bench, "c"));
    // The first is there under another id, and the ids of the file are none of ours.
    bench.done(&["new", "other"]);
    bench.done(&["add", "other", "in/4.md"]);
    bench.done(&["export", "other", "--to", "jsonl", "--out", "own.jsonl"]);
    let own: Value = serde_json::from_str(&fs::read_to_string(bench.path("own.jsonl")).unwrap()).unwrap();
    let text = own["text"].as_str().unwrap();
    let line = |id: &str, text: &str, copy_of: &str| {
        serde_json::json!({ "id": id, "text": text, "provenance": { "copy_of": copy_of } }).to_string()
    };
    let lines = [
        line("Copy A", "A copy.", "The First"),
        line("The First", text, ""),
        line("Copy B", "Another copy.", "The First"),
        line("Copy C", "A copy of what is not there.", "No One"),
    ];
    bench.write("foreign.jsonl", lines.join("\n"));
    let output = bench.run(&["import", "other", "foreign.jsonl", "--from", "jsonl"]);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), errors(&output));
    assert!(said.contains("“No One” is no article of the file"), "{said}");
    let copies = copies(&bench, "other");
    assert_eq!(copies.iter().filter(|(_, original)| original == "Own").count(), 2, "{copies:?}");
}

#[test]
fn a_circle_in_files_from_outside_is_found_and_hangs_nothing() {
    let bench = Bench::new();
    stories(&bench, &["--near-duplicates", "link"]);
    let [wire, post, own] = ["Wire", "Post", "Own"].map(|title| id_of(&bench, title));
    for (id, names) in [(&wire, &post), (&own, &own)] {
        let path = bench.path(&format!("c/articles/{id}.ron"));
        let file = fs::read_to_string(&path).unwrap();
        let provenance = format!("provenance: (\n        copy_of: Some(\"{names}\"),");
        fs::write(&path, file.replacen("provenance: (", &provenance, 1)).unwrap();
    }
    let output = bench.run(&["check", "c"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.matches("is linked as a copy of").count(), 3, "{said}");
    let split = ["--split", "80/10/10"];
    let exported = bench.run(&[&["export", "c", "--to", "jsonl", "--out", "out.jsonl"][..], &split].concat());
    assert_ne!(exported.status.code(), Some(2), "{}", errors(&exported));
    // Taking one link away ends each circle.
    bench.done(&["link", "c", &own, "--none"]);
    bench.done(&["link", "c", &wire, "--none"]);
    assert!(!bench.done(&["check", "c"]).contains("is linked as a copy of"));
}

#[test]
fn staged_articles_are_linked_and_unlinked_before_they_come_in() {
    let mut folder = Folder::simulated().with_sample();
    let (mut mk, _) = folder.open("mk");
    let articles = ["first", "second", "third"].map(|id| article(id, &format!("The {id} text.")));
    let mut staged = mk.stager().unwrap().write(articles.to_vec(), &mut |_| true).unwrap().unwrap();
    let copies = [article_id("second"), article_id("third")].into();
    let link = |article: &mut Article| {
        let original = if article.id == article_id("second") { "first" } else { FERRY };
        article.provenance.copy_of = Some(article_id(original));
    };
    staged.change(&copies, &mut { link }).unwrap();
    assert_eq!(staged.article(&article_id("second")).unwrap().provenance.copy_of, Some(article_id("first")));
    // What a link names and is left out can't be named.
    staged.leave_out(&BTreeSet::from([article_id("first")])).unwrap();
    let stamps = mk.accept(staged).unwrap();
    mk.apply(change::add_articles(stamps).unwrap(), folder.now()).unwrap();
    assert_eq!(linked(&mk, "second"), None);
    assert_eq!(linked(&mk, "third").as_deref(), Some(FERRY));
    let third: ArticleId = article_id("third");
    assert_eq!(*original_of(&mk.state().articles, &third), article_id(FERRY));
    folder.close(mk);
    let (mk, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    assert_eq!(linked(&mk, "third").as_deref(), Some(FERRY));
}

#[test]
fn doubtful_blocks_are_told_or_made() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    let story = "Night ferry stays\n\nSELBY — The council of Marrow Bridge met on Monday evening and could not agree on \
                 the night ferry again.\n";
    bench.write("one.txt", story);
    bench.write("two.txt", story.replace("Monday", "Tuesday"));
    let told = bench.run(&["add", "c", "one.txt"]);
    assert!(errors(&told).contains("“SELBY —” may be a block of its own (dateline)"), "{}", errors(&told));
    let made =
        bench.run(&["add", "c", "two.txt", "--doubtful-blocks", "make", "--near-duplicates", "ignore"]);
    assert!(!errors(&made).contains("SELBY"), "{}", errors(&made));
    bench.done(&["export", "c", "--to", "jsonl", "--out", "out.jsonl"]);
    let rows = fs::read_to_string(bench.path("out.jsonl")).unwrap();
    let datelines = rows.lines().filter(|row| row.contains("\"dateline\"")).count();
    assert_eq!(datelines, 1, "{rows}");
}
