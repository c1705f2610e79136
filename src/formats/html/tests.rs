//! What the pages must hold.

use super::{Html, proof};
use crate::formats::pages::proof::Seen;
use crate::formats::pages::testing::{change, check_arbitrary, check_proof, tagged, written};
use crate::formats::testing::dialects::{PLACES, writings};
use crate::formats::testing::{MemoryCorpus, article};

const TEXT: &str = "Night ferry\n\n“We will go,” Ana Ruz said, “or not.”\n\nIt may <b>rain</b> & snow.";

fn page(corpus: &MemoryCorpus, id: &str) -> String {
    String::from_utf8(written(&Html, corpus)[&format!("out/{id}.html")].clone()).unwrap()
}

fn covered(seen: &Seen) -> Vec<String> {
    let all: Vec<char> = seen.paragraphs.concat().chars().collect();
    let words = |range: &std::ops::Range<usize>| all[range.clone()].iter().collect::<String>();
    seen.covered.values().map(|ranges| ranges.iter().map(words).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn arbitrary_corpora_stand_on_their_pages_as_they_are() {
    // The proof has compared every text and every annotation's words by then.
    check_arbitrary(&Html, |corpus, files| {
        proptest::prop_assert_eq!(files.len(), corpus.articles.len() + 1);
        for bytes in files.values() {
            proof::each(bytes, &mut |_| Ok(())).map_err(proptest::test_runner::TestCaseError::fail)?;
        }
        Ok(())
    });
}

#[test]
fn nine_places_are_marked_in_any_writing() {
    let seen = proof::article(page(&writings(), "writings").as_bytes()).unwrap();
    let mut found = covered(&seen);
    let mut places = PLACES.map(str::to_owned).to_vec();
    found.sort();
    places.sort();
    assert_eq!(found, places);
}

#[test]
fn overlaps_lie_in_each_other_and_every_piece_tells_whose_it_is() {
    let corpus = tagged(
        "talks",
        "Talks",
        TEXT,
        &[("quote", "“We will go,” Ana Ruz"), ("claim", "Ana Ruz said"), ("caveat", "Ruz")],
    );
    let page = page(&corpus, "talks");
    let seen = proof::article(page.as_bytes()).unwrap();
    assert_eq!(covered(&seen), ["“We will go,” Ana Ruz", "Ana Ruz said", "Ruz"]);
    let inner = page.find(">Ruz</mark></mark></mark>").expect("three marks lie in each other");
    assert!(page[..inner].ends_with("aria-describedby=\"a3_note\""), "{page}");
    for id in ["id=\"a1\"", "id=\"a1_note\"", "href=\"#a1_note\"", "href=\"#a1\""] {
        assert!(page.contains(id), "{id} is missing in {page}");
    }
}

#[test]
fn a_gap_is_not_marked() {
    let mut corpus = tagged("talks", "Talks", TEXT, &[("quote", "“We will go,”")]);
    change(&mut corpus, "talks", "a1", |quote| {
        let second = TEXT.find("“or not.”").unwrap();
        let mut ranges = quote.fragments.ranges().to_vec();
        ranges.push(crate::model::text::TextRange::new(second, second + "“or not.”".len()).unwrap());
        quote.fragments = crate::model::text::Fragments::new(ranges).unwrap();
    });
    let page = page(&corpus, "talks");
    assert_eq!(covered(&proof::article(page.as_bytes()).unwrap()), ["“We will go,”|“or not.”"]);
    assert!(page.contains("2 parts"), "{page}");
}

#[test]
fn nothing_in_a_text_a_title_or_a_note_is_taken_for_markup() {
    let mut corpus = tagged("talks", "<script>x()</script>", TEXT, &[("claim", "<b>rain</b>")]);
    change(&mut corpus, "talks", "a1", |claim| {
        claim.note = "</li><img src=x onerror=x()>\"'&amp;".to_owned();
    });
    let page = page(&corpus, "talks");
    for bad in ["<script", "<img", "<b>rain"] {
        assert!(!page.contains(bad), "{bad} is in {page}");
    }
    assert!(page.contains("&lt;b&gt;rain&lt;/b&gt;") && page.contains("&amp;amp;"), "{page}");
}

#[test]
fn a_page_loads_nothing() {
    let page = page(&tagged("talks", "Talks", TEXT, &[("claim", "rain")]), "talks");
    for bad in ["src=", "url(", "@import", "<link", "http://", "https://"] {
        assert!(!page.contains(bad), "{bad} is in {page}");
    }
}

#[test]
fn an_address_that_is_no_page_is_no_link() {
    let mut corpus = tagged("talks", "Talks", TEXT, &[]);
    let mut changed = (*corpus.articles.values().next().unwrap().clone()).clone();
    changed.metadata.url = "javascript:x()".to_owned();
    corpus.put(changed);
    let page = page(&corpus, "talks");
    assert!(page.contains("javascript:x()") && !page.contains("href=\"javascript"), "{page}");
}

#[test]
fn an_article_without_annotations_or_title_has_a_page_that_says_so() {
    let page = page(&tagged("talks", "", TEXT, &[]), "talks");
    assert!(
        page.contains("Nothing is annotated") && page.contains("<h1 dir=\"auto\" lang=\"und\">talks</h1>"),
        "{page}"
    );
}

#[test]
fn titles_may_be_long_or_run_from_right_to_left() {
    for title in ["long ".repeat(4000), "قال الوزير".to_owned()] {
        let page = page(&tagged("talks", &title, TEXT, &[("claim", "rain")]), "talks");
        assert!(page.contains(&format!("<h1 dir=\"auto\" lang=\"und\">{title}</h1>")), "{}", page.len());
    }
}

#[test]
fn a_title_that_begins_the_text_stands_once() {
    let mut corpus = tagged("talks", "Night ferry", TEXT, &[("claim", "ferry")]);
    let mut changed = (*corpus.articles.values().next().unwrap().clone()).clone();
    let kind = crate::model::article::BlockKind::Title;
    changed.blocks.push(crate::model::article::Block {
        range: crate::model::text::TextRange::new(0, 11).unwrap(),
        kind,
    });
    corpus.put(changed);
    let page = page(&corpus, "talks");
    assert_eq!(page.matches("<h1").count(), 1, "{page}");
    assert!(page.contains("<h1 class=\"title\" data-p=\"1\""), "{page}");
}

#[test]
fn an_empty_corpus_has_a_list_that_says_so() {
    let files = written(&Html, &MemoryCorpus::default());
    assert_eq!(files.keys().collect::<Vec<_>>(), ["out/index.html"]);
    assert!(String::from_utf8_lossy(&files["out/index.html"]).contains("No article was exported."));
}

#[test]
fn an_article_called_index_does_not_take_the_list_s_place() {
    let mut corpus = MemoryCorpus::default();
    corpus.put(article("index", "One."));
    let files = written(&Html, &corpus);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["out/index.html", "out/index_.html"]);
}

#[test]
fn an_annotation_of_nothing_but_line_ends_has_its_note() {
    let mut corpus = tagged("talks", "Talks", "One.\n\nTwo.", &[("claim", "\n\n")]);
    let page_text = page(&corpus, "talks");
    assert!(page_text.contains("covers white space only"), "{page_text}");
    corpus.articles.clear();
    corpus.put(article("talks", "\n\n\n\n\n\n"));
    assert!(page(&corpus, "talks").contains("covers white space only"));
}

#[test]
fn what_the_disk_changed_is_found() {
    let corpus = tagged("talks", "Talks", TEXT, &[("claim", "rain"), ("quote", "Ana Ruz")]);
    check_proof(&Html, &corpus, |bytes| String::from_utf8(bytes).unwrap().replace("Ruz", "Riz").into_bytes());
    check_proof(&Html, &corpus, |bytes| {
        String::from_utf8(bytes).unwrap().replacen("data-a=\"1\"", "data-a=\"2\"", 1).into_bytes()
    });
    check_proof(&Html, &corpus, |bytes| bytes[..bytes.len() - 9].to_vec());
}
