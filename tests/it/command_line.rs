//! The command line, on the real binary.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder for one test, with the program set up to keep everything in it.
pub struct Bench {
    folder: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_redletter"));
        command.args(arguments).current_dir(self.folder.path());
        command.env("REDLETTER_DATA_DIR", self.path("data")).env("REDLETTER_ANNOTATOR", "mk");
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed and gives what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", errors(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn json_lines(&self, arguments: &[&str]) -> Vec<Value> {
        self.done(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

pub fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file under a folder with its bytes, by relative path.
pub fn files_under(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

const ARTICLE: &str = "Ferry late again\n\nThe boat “is late”, Ana Ruz said. It left at 9 a.m.\n";

fn corpus_with_an_article() -> (Bench, PathBuf) {
    let bench = Bench::new();
    bench.write("in/ferry.txt", ARTICLE);
    bench.done(&["new", "c", "--title", "Ferries"]);
    bench.done(&["add", "c", "in"]);
    let name = fs::read_dir(bench.path("c/articles")).unwrap().next().unwrap().unwrap().file_name();
    let path = bench.path("c/articles").join(name);
    (bench, path)
}

#[test]
fn articles_go_in_and_are_listed() {
    let (bench, _) = corpus_with_an_article();
    let listed = bench.json_lines(&["list", "c", "--json"]);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["title"], "Ferry late again");
    assert_eq!(listed[0]["text_bytes"], ARTICLE.len());
    assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
    assert_eq!(bench.json_lines(&["log", "c", "--json"])[0]["by"], "mk");
}

#[test]
fn the_same_article_twice_is_recognised_by_its_text() {
    let (bench, _) = corpus_with_an_article();
    bench.write("in/copy.md", "nothing to do with it\n");
    let copy = bench.write("copy.txt", ARTICLE);
    let output = bench.run(&["add", "c", copy.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(errors(&output).contains("has the same text as"), "{}", errors(&output));
    assert_eq!(bench.json_lines(&["list", "c", "--json"]).len(), 1);
}

#[test]
fn what_is_no_article_is_named_and_the_rest_is_taken() {
    let bench = Bench::new();
    bench.write("in/good.txt", ARTICLE);
    bench.write("in/empty.txt", "");
    bench.write("in/picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    bench.done(&["new", "c"]);
    let output = bench.run(&["add", "c", "in"]);
    assert_eq!(output.status.code(), Some(1));
    let said = errors(&output);
    assert!(said.contains("empty.txt") && said.contains("picture.txt"), "{said}");
    assert_eq!(bench.json_lines(&["list", "c", "--json"]).len(), 1);
}

#[test]
fn a_text_changed_by_hand_is_named_and_left_alone() {
    let (bench, article) = corpus_with_an_article();
    let changed = fs::read_to_string(&article).unwrap().replace("boat", "coat");
    fs::write(&article, &changed).unwrap();
    let output = bench.run(&["check", "c"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains(article.file_name().unwrap().to_str().unwrap()), "{said}");
    assert!(said.contains("hash"), "{said}");
    bench.write("more.txt", "Another\n\nArticle entirely.\n");
    bench.run(&["add", "c", "more.txt"]);
    assert_eq!(fs::read_to_string(&article).unwrap(), changed);
}

#[test]
fn a_file_cut_short_is_named_with_its_line() {
    let (bench, article) = corpus_with_an_article();
    let whole = fs::read(&article).unwrap();
    fs::write(&article, &whole[..whole.len() / 2]).unwrap();
    let output = bench.run(&["check", "c", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found["what"].as_str().unwrap().contains("line "), "{found}");
    assert_eq!(fs::read(&article).unwrap().len(), whole.len() / 2);
}

#[test]
fn pack_and_unpack_give_the_same_files() {
    let (bench, _) = corpus_with_an_article();
    bench.done(&["pack", "c", "c.ron"]);
    bench.done(&["unpack", "c.ron", "d"]);
    let kept = |files: Vec<(PathBuf, Vec<u8>)>| -> Vec<(PathBuf, Vec<u8>)> {
        let left_out =
            |path: &Path| ["history", ".redletter", "trash"].iter().any(|folder| path.starts_with(folder));
        files.into_iter().filter(|(path, _)| !left_out(path)).collect()
    };
    assert_eq!(kept(files_under(&bench.path("c"))), kept(files_under(&bench.path("d"))));
    assert_eq!(bench.done(&["list", "c.ron"]), bench.done(&["list", "d"]));
    assert!(bench.done(&["check", "c.ron"]).contains("nothing wrong"));
    assert_eq!(bench.run(&["pack", "c", "c.ron"]).status.code(), Some(2), "nothing is written over");
    assert_eq!(bench.run(&["unpack", "c.ron", "d"]).status.code(), Some(2), "nothing is written over");
}

#[test]
fn a_packed_file_that_leads_out_of_the_folder_is_refused() {
    let (bench, article) = corpus_with_an_article();
    bench.done(&["pack", "c", "c.ron"]);
    let id = article.file_stem().unwrap().to_str().unwrap();
    for bad in ["../../evil", "/evil", "con", "Ünicode"] {
        let packed = fs::read_to_string(bench.path("c.ron")).unwrap();
        let evil =
            bench.write("evil.ron", packed.replace(&format!("id: \"{id}\""), &format!("id: \"{bad}\"")));
        let output = bench.run(&["unpack", evil.to_str().unwrap(), "out"]);
        assert_eq!(output.status.code(), Some(2), "{bad}");
        assert!(errors(&output).contains("id"), "{}", errors(&output));
        assert!(!bench.path("out").exists(), "{bad}: nothing was written");
    }
}

#[test]
fn what_can_not_run_says_why_and_exits_with_2() {
    let bench = Bench::new();
    for arguments in
        [&["list", "nowhere"][..], &["check", "nowhere"], &["log", "nowhere"], &["unpack", "no.ron", "d"]]
    {
        let output = bench.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(errors(&output).starts_with("error: "), "{}", errors(&output));
    }
    bench.done(&["new", "c"]);
    assert_eq!(bench.run(&["new", "c"]).status.code(), Some(2), "a corpus is not made over another");
    assert_eq!(bench.run(&["--annotator", "No Such", "add", "c", "x"]).status.code(), Some(2));
}

#[test]
fn without_a_display_the_window_says_so() {
    let bench = Bench::new();
    let output = bench.run(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
    assert!(errors(&output).contains("display"), "{}", errors(&output));
}

#[test]
fn completions_name_the_commands() {
    let bench = Bench::new();
    let script = bench.done(&["completions", "bash"]);
    for command in ["new", "add", "export", "unpack"] {
        assert!(script.contains(command), "{command}");
    }
}

#[test]
fn an_import_killed_on_the_way_is_there_whole_or_not_at_all() {
    const NUM_ARTICLES: usize = 60;
    for num_lines in [1, NUM_ARTICLES / 2, NUM_ARTICLES] {
        let bench = Bench::new();
        for number in 0..NUM_ARTICLES {
            bench.write(
                &format!("in/{number}.txt"),
                format!("Ferry {number}\n\nIt is late by {number} minutes.\n"),
            );
        }
        bench.done(&["new", "c"]);
        let mut child = bench.command(&["add", "c", "in"]).stdout(Stdio::piped()).spawn().unwrap();
        let printed = BufReader::new(child.stdout.take().unwrap());
        // Each line names an article that has been read; after the last they go to disk.
        assert_eq!(printed.lines().take(num_lines).count(), num_lines);
        child.kill().unwrap();
        child.wait().unwrap();
        let before = bench.json_lines(&["list", "c", "--json"]).len();
        bench.write("one.txt", "One more\n\nAfter the accident.\n");
        bench.done(&["add", "c", "one.txt"]);
        let after = bench.json_lines(&["list", "c", "--json"]).len();
        assert!(after == 1 || after == NUM_ARTICLES + 1, "{before} then {after} articles");
        assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
        let left: Vec<_> =
            fs::read_dir(bench.path("c/articles")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left.len(), after, "nothing of the import is left behind: {left:?}");
    }
}

#[test]
fn an_output_nobody_reads_is_no_error() {
    let (bench, _) = corpus_with_an_article();
    let mut child = bench.command(&["completions", "zsh"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn statistics_are_json_csv_and_a_picture() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    let dataset = serde_json::json!({
        "format": "redletter-jsonl/1", "offset_unit": "code_point", "id": "ferry", "text": ARTICLE,
        "annotations": [
            { "label": "quote", "fragments": [[27, 36]], "speaker": "Ana Ruz" },
            { "label": "claim", "fragments": [[52, 69]] },
        ],
    });
    bench.write("in.jsonl", format!("{dataset}\n"));
    bench.run(&["import", "c", "in.jsonl", "--from", "jsonl", "--as-own"]);
    let json = bench.json_lines(&["stats", "c", "--json"]).remove(0);
    assert_eq!(json["annotations"], 2, "{json}");
    assert_eq!(json["labels"]["quote"], 1);
    assert_eq!(json["spans"], 2);
    let tables = &json["tables"];
    let quote = tables["labels"].as_array().unwrap().iter().find(|row| row["label"] == "quote").unwrap();
    assert_eq!((&quote["spans"], &quote["words"]), (&1.into(), &2.into()), "{quote}");
    assert_eq!(tables["speakers"][0]["speaker"], "Ana Ruz");
    assert_eq!(tables["overlap"][0]["pairs"], 0);
    let csv = bench.done(&["stats", "c", "--csv", "labels", "--label", "quote"]);
    assert_eq!(csv, "label,name,spans,words,characters,articles\nquote,Quote,1,2,9,1\n");
    assert_eq!((&json["texts"]["counted"], &json["texts"]["tagged_words"]), (&"own".into(), &7.into()));
    let svg = bench.done(&["stats", "c", "--svg", "speakers"]);
    assert!(svg.starts_with("<svg ") && svg.contains("Ana Ruz"), "{svg}");
    let wrong = bench.run(&["stats", "c", "--csv", "nothing"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(errors(&wrong).contains("label-lengths"), "{}", errors(&wrong));
}

#[test]
fn the_codebook_is_printed_and_written() {
    let (bench, _) = corpus_with_an_article();
    let printed = bench.done(&["codebook", "c"]);
    assert!(printed.contains("\n## Quote\n") && printed.contains("**Near miss.**"));
    bench.done(&["codebook", "c", "--html", "--out", "book.html"]);
    let page = fs::read_to_string(bench.path("book.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("<h2>Quote</h2>"));
    assert_eq!(bench.run(&["codebook", "nowhere"]).status.code(), Some(2));
}

#[test]
fn check_lists_what_is_worth_a_second_look() {
    let bench = Bench::new();
    let line = r#"{"format":"redletter-jsonl/1","offset_unit":"code_point","id":"a","text":"“It runs,” she said.","annotations":[{"label":"quote","fragments":[[0,9]]}]}"#;
    bench.write("quotes.jsonl", format!("{line}\n"));
    bench.done(&["new", "c"]);
    bench.done(&["import", "c", "quotes.jsonl", "--from", "jsonl", "--as-own"]);
    let output = bench.run(&["check", "c", "--quality"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("Quote without a speaker: 1 (problem)"), "{told}");
    assert!(told.contains("It holds the opening mark and not the closing one: “It runs,"), "{told}");
    let json = String::from_utf8(bench.run(&["check", "c", "--quality", "--json"]).stdout).unwrap();
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["check"] == "half-quotation" && line["can_be_mended"] == true));
    assert_eq!(bench.run(&["check", "c"]).status.code(), Some(0), "the files are as they should be");
}
