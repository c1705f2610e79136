//! Parts that lie in each other ten million deep, and marks that are opened ten million times: refused or read,
//! in the time and memory of any other file of that size.

use redletter::documents::{self, DocumentError};
use redletter::formats::{Format as _, Input, ReadContext, ReadOptions, jsonl};
use redletter::model::id::CountedIds;
use redletter::model::limits::MAX_MARKDOWN_DEPTH;
use redletter::model::time::Timestamp;

use crate::folder::annotator;

const DEEP: usize = 10_000_000;

/// What an import says of a dataset and its register.
fn findings(articles: &str, register: &str) -> (usize, Vec<String>) {
    let (actor, mut ids) = (annotator("mk"), CountedIds::default());
    let (articles, register) = (articles.as_bytes(), register.as_bytes());
    let mut inputs = [Input::in_memory("x.jsonl", articles), Input::in_memory("x.register.jsonl", register)];
    let now = Timestamp::from_millis(1_000);
    let context = ReadContext {
        annotator: &actor,
        now,
        ids: &mut ids,
        known: None,
        texts: None,
        options: ReadOptions::default(),
    };
    let (imported, report) = jsonl::Jsonl.read(&mut inputs, context).unwrap();
    (imported.articles.len(), report.findings.iter().map(ToString::to_string).collect())
}

#[test]
fn json_that_nests_too_deep_is_left_out_and_the_other_lines_are_read() {
    let good = r#"{"text":"The boat is late."}"#;
    for start in ["", "{\"text\":", "{\"text\":\"a\",\"annotations\":", "{\"text\":\"a\",\"unknown\":"] {
        for opening in ["[", "{\"a\":"] {
            let deep = format!("{start}{}", opening.repeat(DEEP / opening.len()));
            let (num_articles, found) = findings(&format!("{deep}\n{good}\n"), "");
            assert_eq!((num_articles, found.len()), (1, 1), "{found:?}");
            assert!(found[0].contains("line left out") && found[0].len() < 500, "{}", found[0]);
        }
    }
    let deep = format!("{{\"kind\":\"voice\",\"aliases\":{}", "[".repeat(DEEP));
    let (num_articles, found) = findings(&format!("{good}\n"), &deep);
    assert_eq!((num_articles, found.len()), (1, 1), "{found:?}");
}

fn read(name: &str, text: &str) -> Result<documents::ReadDocument, DocumentError> {
    let options = documents::ReadOptions::default();
    let budget = documents::Budget::unlimited();
    documents::read(name, text.as_bytes(), &options, &budget).map(|mut documents| documents.read.remove(0))
}

#[test]
fn markdown_that_nests_too_deep_is_refused_with_the_limit_named() {
    for opening in [">", "> ", "- ", "1. ", "+\t"] {
        let err = read("a.md", &format!("{}end", opening.repeat(DEEP / 2))).unwrap_err();
        assert_eq!(err, DocumentError::TooDeep { limit: MAX_MARKDOWN_DEPTH });
        assert!(err.to_string().contains("1000"), "{err}");
    }
}

#[test]
fn marks_that_are_opened_without_end_take_no_time_that_grows_with_their_square() {
    for opening in [
        "*", "_", "[", "]", "![", "<b>", "**a_", "[a](", "&", "`", "``a`", "~~", "|", "- - -\n", "> a\n\n",
        "[^a]: ",
    ] {
        let text = format!("{}\n\nThe end.\n", opening.repeat(1_000_000 / opening.len()));
        let document = read("a.md", &text).unwrap();
        assert!(document.text.ends_with("The end.\n"), "{opening}");
    }
}

#[test]
fn plain_text_of_ten_million_short_lines_is_read() {
    for line in ["\n", "a\n", "a\n\n", "Title: a\n", " \n"] {
        let text = format!("{}The end.\n", line.repeat(DEEP / line.len()));
        let document = read("a.txt", &text).unwrap();
        assert!(document.text.ends_with("The end.\n"));
    }
}
