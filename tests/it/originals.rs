//! The files that articles were made of, kept in the corpus: by `add`, out again by `original`, held to their hashes by
//! `check`.

use std::fs;
use std::path::PathBuf;

use crate::command_line::{Bench, errors, files_under};

const PAGE: &str = "<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>\r\n<p>The night ferry is late, \
                    said the board on Monday, and nobody knows for how long it will be.</p></article></body></html>";

/// The kept files, without those that begin with a dot.
fn kept(bench: &Bench) -> Vec<PathBuf> {
    let folder = bench.path("c/originals");
    let files = if folder.exists() { files_under(&folder) } else { Vec::new() };
    let is_shown = |path: &PathBuf| !path.file_name().unwrap().to_string_lossy().starts_with('.');
    files.into_iter().map(|(path, _)| path).filter(is_shown).collect()
}

fn only_id(bench: &Bench) -> String {
    let lines = bench.json_lines(&["list", "c", "--json"]);
    assert_eq!(lines.len(), 1);
    lines[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_file_is_kept_and_comes_back_byte_for_byte() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench.write("ferry.html", PAGE);
    let said = bench.done(&["add", "c", "ferry.html", "--keep-originals"]);
    assert!(said.contains("Added 1 article, kept 1 file"), "{said}");
    let line = &bench.json_lines(&["list", "c", "--json"])[0];
    assert_eq!(line["original_kept"], true);
    let hash = line["original_sha256"].as_str().unwrap();
    let path = bench.path(&format!("c/originals/{}/{hash}.html", &hash[..2]));
    assert_eq!(fs::read_to_string(&path).unwrap(), PAGE);
    assert_eq!(fs::read_to_string(bench.path("c/originals/.gitattributes")).unwrap(), "* binary\n");
    assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
    let id = only_id(&bench);
    // Nothing is written over, the file it was made of least of all.
    let refused = bench.run(&["original", "c", &id]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(errors(&refused).contains("nothing is written over"));
    bench.done(&["original", "c", &id, "-o", "out.html"]);
    assert_eq!(fs::read_to_string(bench.path("out.html")).unwrap(), PAGE);
    fs::remove_file(bench.path("ferry.html")).unwrap();
    bench.done(&["original", "c", &id]);
    assert_eq!(fs::read_to_string(bench.path("ferry.html")).unwrap(), PAGE);
}

#[test]
fn without_the_option_nothing_is_kept_and_adding_again_with_it_keeps_what_is_there() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench.write("ferry.html", PAGE);
    bench.done(&["add", "c", "ferry.html"]);
    assert!(!bench.path("c/originals").exists());
    assert_eq!(bench.json_lines(&["list", "c", "--json"])[0]["original_kept"], false);
    let id = only_id(&bench);
    let output = bench.run(&["original", "c", &id, "-o", "out.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("--keep-originals"), "{}", errors(&output));
    assert!(!bench.path("out.html").exists());
    // No article names a file that came to nothing.
    bench.write("other.html", "<p> </p>");
    let output = bench.run(&["add", "c", "ferry.html", "other.html", "--keep-originals"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("Added 0 articles, kept 1 file"), "{said}");
    assert_eq!(kept(&bench).len(), 1);
    bench.done(&["original", "c", &id, "-o", "out.html"]);
    assert_eq!(fs::read_to_string(bench.path("out.html")).unwrap(), PAGE);
}

#[test]
fn one_content_is_kept_once_and_a_file_of_many_articles_whole() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench.write("a/ferry.html", PAGE);
    bench.write("b/Copy.HTM", PAGE);
    bench.write(
        "rows.csv",
        "title,text\nOne,The first text of the table is here.\nTwo,The second one is here.\n",
    );
    let said = bench.done(&["add", "c", "a", "b", "rows.csv", "--keep-originals", "--allow-duplicates"]);
    assert!(said.contains("Added 4 articles, kept 2 files"), "{said}");
    assert_eq!(kept(&bench).len(), 2);
    let lines = bench.json_lines(&["list", "c", "--json"]);
    assert!(lines.iter().all(|line| line["original_kept"] == true));
    let two = lines.iter().find(|line| line["title"] == "Two").unwrap()["id"].as_str().unwrap();
    bench.done(&["original", "c", two, "--out", "rows-again.csv"]);
    assert_eq!(fs::read(bench.path("rows-again.csv")).unwrap(), fs::read(bench.path("rows.csv")).unwrap());
}

#[test]
fn check_finds_changed_files_and_those_that_no_article_names() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench.write("ferry.html", PAGE);
    bench.done(&["add", "c", "ferry.html", "--keep-originals"]);
    let path = bench.path("c/originals").join(&kept(&bench)[0]);
    fs::write(&path, PAGE.replace("late", "gone")).unwrap();
    let problems = |what: &str| {
        let output = bench.run(&["check", "c"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(what) && said.contains("originals"), "{said}");
    };
    problems("its bytes are not those that were kept");
    let id = only_id(&bench);
    let output = bench.run(&["original", "c", &id, "-o", "out.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("SHA-256") && !bench.path("out.html").exists(), "{}", errors(&output));
    // Adding the file again puts it right.
    bench.done(&["add", "c", "ferry.html", "--keep-originals"]);
    assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
    let hash = redletter::model::text::TextHash::of_bytes(b"left behind").to_string();
    bench.write(&format!("c/originals/{}/{hash}.txt", &hash[..2]), "left behind");
    problems("no article names this file");
}

#[test]
fn what_is_undone_or_taken_out_still_names_its_file() {
    use redletter::model::change;
    use redletter::model::edit::ArticleStamp;
    use redletter::store::disk::RealDisk;
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench.write("ferry.html", PAGE);
    bench.done(&["add", "c", "ferry.html", "--keep-originals"]);
    let mut folder = crate::folder::Folder::real();
    folder.path = bench.path("c");
    folder.user = bench.path("data");
    folder.disk = std::sync::Arc::new(RealDisk);
    let (mut corpus, _) = folder.open("mk");
    let row = corpus.state().articles.values().next().unwrap().clone();
    let stamp = ArticleStamp { id: row.id.clone(), hash: row.text_hash };
    let change =
        change::remove_articles(corpus.state(), &crate::folder::annotator("mk"), vec![stamp]).unwrap();
    corpus.apply(change, folder.now()).unwrap();
    folder.close(corpus);
    assert_eq!(kept(&bench).len(), 1);
    assert!(bench.done(&["check", "c"]).contains("nothing wrong"));
    let (mut corpus, _) = folder.open("mk");
    corpus.undo(folder.now()).unwrap().unwrap();
    folder.close(corpus);
    bench.done(&["original", "c", row.id.as_str(), "-o", "out.html"]);
}

#[test]
fn copies_of_a_corpus_say_that_they_leave_the_files_out() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench.write("ferry.html", PAGE);
    bench.done(&["add", "c", "ferry.html", "--keep-originals"]);
    let packed = bench.run(&["pack", "c", "c.ron"]);
    assert_eq!(packed.status.code(), Some(0));
    assert!(errors(&packed).contains("the kept original file (0.1 MiB) is not in it"), "{}", errors(&packed));
    assert_eq!(bench.json_lines(&["list", "c.ron", "--json"])[0]["original_kept"], false);
    let restored = bench.run(&["restore", "c", "--at", "2999-01-01", "--out", "then"]);
    assert!(errors(&restored).contains("is not in it"), "{}", errors(&restored));
}

#[cfg(unix)]
#[test]
fn a_file_that_can_not_be_kept_is_a_warning_and_a_link_leads_nowhere_else() {
    let bench = Bench::new();
    bench.done(&["new", "c"]);
    bench.write("ferry.html", PAGE);
    // Something stands in the way of the folder.
    bench.write("c/originals", "not a folder");
    let output = bench.run(&["add", "c", "ferry.html", "--keep-originals"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(errors(&output).contains("warning: the file itself is not kept"), "{}", errors(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Added 1 article, kept 0 files"));
    fs::remove_file(bench.path("c/originals")).unwrap();
    // Where the file belongs lies a link to another.
    bench.write("precious.txt", "precious");
    let line = &bench.json_lines(&["list", "c", "--json"])[0];
    let hash = line["original_sha256"].as_str().unwrap();
    let place = bench.path(&format!("c/originals/{}/{hash}.html", &hash[..2]));
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(bench.path("precious.txt"), &place).unwrap();
    bench.done(&["add", "c", "ferry.html", "--keep-originals"]);
    assert_eq!(fs::read_to_string(bench.path("precious.txt")).unwrap(), "precious");
    assert_eq!(fs::read_to_string(&place).unwrap(), PAGE);
}
