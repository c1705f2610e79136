//! A folder full of files that are broken, disguised, or meant to break whoever reads them, added to a corpus by the
//! real binary: each is read, or refused in a line that names it and says why; what is good among them is taken; and
//! nothing is written but the corpus.

#[path = "broken_documents/cases.rs"]
mod cases;
#[path = "broken_documents/made.rs"]
mod made;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use redletter::model::article::Article;
use redletter::model::text::visible::visible;
use redletter::store::records::article::ArticleFile;
use redletter::store::ron_file;

use crate::command_line::{Bench, errors, files_under};

use cases::{Case, Fate, cases};

/// Everything that lies in a bench but the corpus and the user's folder.
fn files_beside(bench: &Bench) -> Vec<PathBuf> {
    let is_ours = |path: &Path| path.starts_with("data") || path.starts_with("deep/er/c");
    files_under(&bench.path("")).into_iter().map(|(path, _)| path).filter(|path| !is_ours(path)).collect()
}

/// The articles of the corpus, by the names of the files that they were made from.
fn articles_by_file(bench: &Bench) -> BTreeMap<String, Vec<Article>> {
    let mut articles: BTreeMap<String, Vec<Article>> = BTreeMap::new();
    for entry in fs::read_dir(bench.path("deep/er/c/articles")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let article = ron_file::read::<ArticleFile>(&bytes).unwrap().to_model().unwrap();
        articles.entry(article.provenance.original_name.clone()).or_default().push(article);
    }
    articles
}

/// What was said is what was to become of the file; in words what is wrong.
fn told_otherwise((name, _, fate): &Case, said: &str, articles: &[Article]) -> Option<String> {
    let shown = visible(name);
    // Behind a part of it stands which.
    let (end, inside) = (format!(": deep/er/in/{shown}"), format!(": deep/er/in/{shown} › "));
    let refusals: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("warning: ") && (line.ends_with(&end) || line.contains(&inside)))
        .collect();
    let noted = |words: &str| {
        let is_note = |article: &Article| {
            let begin = format!("note: {}: ", article.id);
            said.lines().any(|line| line.starts_with(&begin) && line.contains(words))
        };
        articles.iter().any(is_note)
    };
    let is_so = match fate {
        Fate::Added => !articles.is_empty(),
        Fate::AddedWith(words) => noted(words),
        Fate::Refused(why) => {
            let is_told =
                |line: &&str| line.strip_prefix("warning: ").is_some_and(|line| line.starts_with(why));
            articles.is_empty() && !refusals.is_empty() && refusals.iter().all(is_told)
        }
    };
    (!is_so).then(|| format!("{shown}: {} articles, {refusals:?}", articles.len()))
}

#[test]
fn broken_files_are_told_one_by_one_and_the_good_among_them_are_added() {
    let bench = Bench::new();
    let cases = cases();
    for (name, bytes, _) in &cases {
        bench.write(&format!("deep/er/in/{name}"), bytes);
    }
    bench.write("deep/er/in/folder.pdf/inside.txt", "Words of a file in a folder with a PDF's name.");
    bench.done(&["new", "deep/er/c"]);
    let before = files_beside(&bench);
    let output = bench.run(&["add", "deep/er/c", "deep/er/in"]);
    let said = errors(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(!said.contains("panicked") && !said.contains("its reader failed"), "{said}");
    assert_eq!(files_beside(&bench), before, "nothing is written beside the corpus");
    let mut articles = articles_by_file(&bench);
    assert!(articles.remove("inside.txt").is_some());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| told_otherwise(case, &said, &articles.remove(&case.0).unwrap_or_default()))
        .collect();
    assert!(wrong.is_empty(), "{}\n\n{said}", wrong.join("\n"));
    assert!(articles.is_empty(), "{:?}", articles.keys());
    assert!(bench.done(&["check", "deep/er/c"]).contains("nothing wrong"));
}
