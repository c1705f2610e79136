//! The reader of saved pages, and HTML that is read whole.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::documents::budget::Stop;
use crate::documents::{DocumentWarning, ReadOptions};
use crate::model::article::BlockKind;
use crate::model::limits::MAX_ELEMENT_DEPTH;

const SENTENCE: &str =
    "The council of Lower Ebb said on Monday that the night ferry would run again from the first of May.";

fn read_with(html: &[u8], options: &ReadOptions) -> Result<ReadDocument, DocumentError> {
    let budget = Budget::unlimited();
    let source = Source { name: "a.html", bytes: html, options, budget: &budget };
    Html.read(&source).map(|mut documents| documents.read.remove(0))
}

fn read(html: &str) -> Result<ReadDocument, DocumentError> {
    read_with(html.as_bytes(), &ReadOptions::default())
}

/// Blocks as lines "kind|words".
fn drawn(text: &str, blocks: &[crate::model::article::Block]) -> String {
    let line = |block: &crate::model::article::Block| {
        format!("{}|{}", block.kind.name(), block.range.of(text).unwrap())
    };
    blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A page with so many paragraphs of running text between a menu and a list of readers' comments.
fn page(num_paragraphs: usize) -> String {
    let mut page = String::from(
        "<!doctype html><title>Night ferry back | The Quay</title><nav><a href=/>Home</a></nav><div><h1>Night ferry back</h1>\
         <p class=byline>By Mara Kell</p><div class=text>",
    );
    for idx in 0..num_paragraphs {
        write!(page, "<p>{SENTENCE} It was vote {idx}, and nobody spoke against it.</p>").unwrap();
    }
    page + "</div></div><footer>All rights reserved.</footer>"
}

#[test]
fn an_article_is_read_under_its_title_and_without_the_page_around_it() {
    let document = read(&page(3)).unwrap();
    assert!(document.text.starts_with("Night ferry back\n\nThe council"), "{}", document.text);
    assert!(document.text.ends_with("vote 2, and nobody spoke against it.\n"), "{}", document.text);
    let kinds: Vec<BlockKind> = document.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [BlockKind::Title, BlockKind::Paragraph, BlockKind::Paragraph, BlockKind::Paragraph]);
    assert_eq!(
        (document.metadata.outlet.as_str(), document.metadata.byline.as_str()),
        ("The Quay", "Mara Kell")
    );
    assert_eq!(document.warnings, []);
}

#[test]
fn a_page_is_taken_whole_where_that_is_wanted() {
    let options = ReadOptions { whole_pages: true, ..ReadOptions::default() };
    let document = read_with(page(1).as_bytes(), &options).unwrap();
    assert_eq!(
        drawn(&document.text, &document.blocks),
        format!(
            "paragraph|Home\ntitle|Night ferry back\nparagraph|By Mara Kell\nparagraph|{SENTENCE} It was vote 0, and \
             nobody spoke against it.\nparagraph|All rights reserved."
        )
    );
    assert_eq!(document.metadata.title, "Night ferry back");
}

#[test]
fn how_much_of_a_page_was_taken_is_told_where_it_is_less_than_half() {
    let comments =
        format!("<section class=comments>{}</section>", "<p>I was on it, and it was cold.</p>".repeat(40));
    let document = read(&(page(4) + &comments)).unwrap();
    let part = document.warnings.iter().find_map(|warning| match warning {
        DocumentWarning::PartOfPage { num_taken, num_words } => Some((*num_taken, *num_words)),
        _ => None,
    });
    let (num_taken, num_words) = part.unwrap();
    assert!(
        (112..=124).contains(&num_taken) && (430..=450).contains(&num_words),
        "{num_taken} of {num_words}"
    );
}

#[test]
fn a_short_text_and_one_behind_a_paywall_are_read_with_a_warning() {
    let short = read(&page(1)).unwrap();
    assert_eq!(short.warnings, [DocumentWarning::ShortText { num_words: 29 }]);
    let script = r#"<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>"#;
    let paid = read(&(page(1) + script)).unwrap();
    match paid.warnings.as_slice() {
        [DocumentWarning::Note(sentence)] => assert!(sentence.contains("subscribers"), "{sentence}"),
        warnings => panic!("{warnings:?}"),
    }
}

#[test]
fn a_reader_that_is_told_to_stop_says_so_wherever_it_is() {
    let no_text = "<html><ul><li><a href=/1>Ferry</a><li><a href=/2>Harbour</a></ul>".to_owned();
    for html in [page(3), no_text] {
        let read = |most: usize| {
            let num_asked = std::cell::Cell::new(0);
            let stop = || {
                num_asked.set(num_asked.get() + 1);
                (num_asked.get() > most).then_some(Stop::Cancelled)
            };
            let (options, budget) = (ReadOptions::default(), Budget::new(&stop));
            let read = Html.read(&Source {
                name: "a.html",
                bytes: html.as_bytes(),
                options: &options,
                budget: &budget,
            });
            (num_asked.get() > most, read)
        };
        let mut most = 0;
        while let (true, read) = read(most) {
            assert_eq!(read, Err(DocumentError::Cancelled), "{most}");
            most += 1;
        }
        assert!(most > 3, "{most}");
    }
}

#[test]
fn a_page_without_running_text_has_no_article() {
    for html in [
        "<!doctype html><title>The Quay</title><div id=root></div><noscript>Please switch scripts on to read this page and \
         all others.</noscript>",
        "<html><body><h1>Sign in</h1><form><input><button>Go</button></form>",
        "<html><ul><li><a href=/1>Ferry</a><li><a href=/2>Harbour</a></ul>",
        "<html>",
    ] {
        match read(html).unwrap_err() {
            DocumentError::NoArticle { why } => assert!(why.contains("no running text"), "{why}"),
            err => panic!("{html}: {err}"),
        }
    }
    assert_eq!(read(" \n").unwrap_err(), DocumentError::Empty);
}

#[test]
fn only_what_begins_as_a_page_is_recognised() {
    for start in [
        "<!DOCTYPE html>",
        "\u{feff} \n<html lang=en>",
        "<!doctype HTML PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>",
        "<?xml version='1.0'?>\n<!DOCTYPE html>",
        "<html>",
    ] {
        assert!(Html.recognises(start.as_bytes()), "{start}");
    }
    for start in [
        "<htmlx>",
        "<p>",
        "<!doctype book>",
        "<?xml version='1.0'?><rss>",
        "A page of <html>",
        "",
        "<!doctype html",
    ] {
        assert!(!Html.recognises(start.as_bytes()), "{start}");
    }
    let document =
        crate::documents::read("a.txt", page(2).as_bytes(), &ReadOptions::default(), &Budget::unlimited());
    let document = document.unwrap().read.remove(0);
    assert_eq!(document.provenance.reader, "html 1");
    assert_eq!(document.warnings, [DocumentWarning::OtherKind { kind: "Web page" }]);
}

#[test]
fn html_that_is_all_text_is_read_whole() {
    let html = "<style>p {}</style><table><tr><td><h1>The Quay letter</h1><p>Good morning.</p></td></tr><tr><td><h1>Ferry</h1>\
                <ul><li>One<li>Two</ul></td></tr></table><p style='display:none'>Preview</p><a href=x>Unsubscribe</a>";
    let assembly = whole(html, &Budget::unlimited()).unwrap();
    assert_eq!(
        drawn(&assembly.text, &assembly.blocks),
        "title|The Quay letter\nparagraph|Good morning.\nheading|Ferry\nparagraph|• One\nparagraph|• Two\n\
         paragraph|Unsubscribe"
    );
    assert!(assembly.text.ends_with("Unsubscribe\n"));
    assert_eq!(whole("<p> <!-- x -->", &Budget::unlimited()).unwrap(), Assembly::default());
    let deep = whole(&"<div>".repeat(10_000), &Budget::unlimited());
    assert!(matches!(deep, Err(DocumentError::TooDeep { .. })));
}

#[test]
fn a_page_that_is_cut_anywhere_is_read_or_refused() {
    let whole = page(2);
    let mut num_read = 0;
    for len in 0..whole.len() {
        num_read += usize::from(read_with(&whole.as_bytes()[..len], &ReadOptions::default()).is_ok());
    }
    assert!(num_read > 100, "only {num_read}");
}

#[test]
fn pages_as_deep_as_allowed_need_no_large_stack() {
    let read_deep = || {
        for tags in [&["div"][..], &["b"], &["ul", "li"], &["table", "tbody", "tr", "td"], &["blockquote"]] {
            let depth = (MAX_ELEMENT_DEPTH - 10) / tags.len();
            let opening: String = tags.iter().map(|tag| format!("<{tag}>")).collect::<Vec<_>>().concat();
            let deep = format!("<html>{}{}", opening.repeat(depth), format!("<p>{SENTENCE}").repeat(3));
            assert!(read(&deep).unwrap().text.contains("night ferry"), "{tags:?}");
            assert!(whole(&deep, &Budget::unlimited()).unwrap().text.contains("night ferry"));
        }
    };
    let thread = std::thread::Builder::new().name("small stack".to_owned()).stack_size(512 << 10);
    thread.spawn(read_deep).unwrap().join().unwrap();
}

/// Tags and words as they come in pages, thrown together.
fn any_page() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<div class='ad comment'>",
            "</div>",
            "<article>",
            "</article>",
            "<h1>",
            "</h1>",
            "<h2>",
            "<ul><li>",
            "</li>",
            "</ul>",
            "<ol start=-9223372036854775808 reversed>",
            "<table><tr><td>",
            "<td>",
            "</table>",
            "<br>",
            "<br><br>",
            "<pre>\n",
            "</pre>",
            "<q>",
            "</q>",
            "<time>",
            "</time>",
            "<figure><figcaption>",
            "</figcaption>",
            "<b><i><a href=x>",
            "</a>",
            "<blockquote>",
            "<span class=credit>",
            "</span>",
            "<title>A | B</title>",
            "<meta name=date content='14 March 2025'>",
            "<meta name=author content='By Mara Kell'>",
            "<script type='application/ld+json'>{\"@type\":\"Article\"}</script>",
            "<template>",
            "<svg><title>",
            "<!-- saved from url=(1) -->",
            "&amp;",
            "&#0;",
            "\u{ad}",
            " ",
            "\n",
            "•",
            "The ferry runs at night, and it is never late. ",
            "By Mara Kell",
            "14 March 2025",
            "<select><option>",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn blocks_lie_in_the_text_sorted_and_apart(html in any_page()) {
        let assembly = whole(&html, &Budget::unlimited()).unwrap();
        let mut found = vec![(assembly.text, assembly.blocks)];
        if let Ok(document) = read(&format!("{html}<p>{SENTENCE}</p>")) {
            found.push((document.text, document.blocks));
        }
        for (text, blocks) in found {
            let mut outside = text.clone();
            for block in blocks.iter().rev() {
                prop_assert!(block.range.check(&text).is_ok());
                let words = &text[block.range.bytes()];
                prop_assert_eq!(words.trim(), words);
                outside.replace_range(block.range.bytes(), "");
            }
            prop_assert_eq!(outside.trim(), "", "words outside of every block");
            for pair in blocks.windows(2) {
                prop_assert!(pair[0].range.end() <= pair[1].range.start());
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let page = [b"<html><meta charset=utf-8>", &bytes[..]].concat();
        for bytes in [&bytes, &page] {
            if let Ok(document) = read_with(bytes, &ReadOptions::default()) {
                prop_assert!(!document.blocks.is_empty());
            }
        }
    }
}
