//! What documents with comments must hold.

use std::io::{Cursor, Read as _};

use super::{Docx, proof};
use crate::formats::pages::proof::Seen;
use crate::formats::pages::testing::{change, check_arbitrary, check_proof, tagged, written};
use crate::formats::testing::MemoryCorpus;
use crate::formats::testing::dialects::{PLACES, writings};
use crate::model::text::{Fragments, TextRange};

const TEXT: &str = "Night ferry\n\n“We will go,” Ana Ruz said, “or not.”\n\nقال الوزير إن السفن تأخرت\n\nIt may <b>rain</b>\t& snow.";

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut part).unwrap();
    part
}

fn covered(seen: &Seen) -> Vec<String> {
    let all: Vec<char> = seen.paragraphs.concat().chars().collect();
    let words = |range: &std::ops::Range<usize>| all[range.clone()].iter().collect::<String>();
    seen.covered.values().map(|ranges| ranges.iter().map(words).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn arbitrary_corpora_stand_in_their_documents_as_they_are() {
    // The proof has compared every text and the words of every comment by then.
    check_arbitrary(&Docx, |corpus, files| {
        proptest::prop_assert_eq!(files.len(), corpus.articles.len());
        Ok(())
    });
}

#[test]
fn nine_places_have_their_comments_in_any_writing() {
    let seen = proof::article(&written(&Docx, &writings())["out/writings.docx"]).unwrap();
    let mut found = covered(&seen);
    let mut places = PLACES.map(str::to_owned).to_vec();
    found.sort();
    places.sort();
    assert_eq!(found, places);
}

#[test]
fn a_comment_says_who_when_and_what() {
    let mut corpus = tagged("talks", "Talks", TEXT, &[("quote", "“We will go,”"), ("claim", "Ana Ruz said")]);
    change(&mut corpus, "talks", "a1", |quote| quote.note = "Check <this> & that\nsoon".to_owned());
    let bytes = written(&Docx, &corpus)["out/talks.docx"].clone();
    let comments = part(&bytes, "word/comments.xml");
    let head = "<w:comment w:id=\"0\" w:author=\"mk\" w:date=\"2025-06-15T15:06:40Z\" w:initials=\"MK\">";
    assert!(comments.contains(head), "{comments}");
    assert!(
        comments.contains("Q1 Quote") && comments.contains("Check &lt;this&gt; &amp; that</w:t><w:br/>"),
        "{comments}"
    );
    let document = part(&bytes, "word/document.xml");
    let anchored = "<w:commentRangeStart w:id=\"0\"/><w:r><w:rPr><w:u w:val=\"double\" w:color=\"B5431A\"/>";
    assert!(document.contains(anchored), "{document}");
    assert!(document.contains("It may &lt;b&gt;rain&lt;/b&gt;</w:t><w:tab/>"), "{document}");
    assert_eq!(document.matches("<w:bidi/>").count(), 1);
}

#[test]
fn every_fragment_has_a_comment_and_overlaps_keep_their_words() {
    let mut corpus = tagged(
        "talks",
        "Talks",
        TEXT,
        &[("quote", "“We will go,”"), ("claim", "go,” Ana Ruz"), ("caveat", "ferry\n\n“We")],
    );
    change(&mut corpus, "talks", "a1", |quote| {
        let second = TEXT.find("“or not.”").unwrap();
        let mut ranges = quote.fragments.ranges().to_vec();
        ranges.push(TextRange::new(second, second + "“or not.”".len()).unwrap());
        quote.fragments = Fragments::new(ranges).unwrap();
    });
    let bytes = written(&Docx, &corpus)["out/talks.docx"].clone();
    let seen = proof::article(&bytes).unwrap();
    assert_eq!(covered(&seen), ["ferry“We", "“We will go,”|“or not.”", "go,” Ana Ruz"]);
    let comments = part(&bytes, "word/comments.xml");
    assert_eq!(comments.matches("<w:comment ").count(), 4);
    assert!(comments.contains("Part 2 of 2"), "{comments}");
}

#[test]
fn the_same_article_makes_the_same_bytes() {
    let corpus = tagged("talks", "Talks", TEXT, &[("claim", "rain")]);
    assert_eq!(written(&Docx, &corpus), written(&Docx, &corpus));
}

#[test]
fn an_article_without_annotations_and_a_long_title_make_a_document() {
    let bytes = written(&Docx, &tagged("talks", &"long ".repeat(4000), TEXT, &[]))["out/talks.docx"].clone();
    assert!(part(&bytes, "word/document.xml").contains("Nothing is annotated"));
    assert!(written(&Docx, &MemoryCorpus::default()).is_empty());
    let bytes = written(&Docx, &tagged("empty", "", "", &[]))["out/empty.docx"].clone();
    assert!(part(&bytes, "word/document.xml").contains(">empty<"));
    let rtl = written(&Docx, &tagged("talks", "قال الوزير", "One.", &[]))["out/talks.docx"].clone();
    assert!(part(&rtl, "word/document.xml").contains("<w:bidi/>"));
}

#[test]
fn what_the_disk_changed_is_found() {
    let corpus = tagged("talks", "Talks", TEXT, &[("claim", "rain"), ("quote", "Ana Ruz")]);
    check_proof(&Docx, &corpus, |bytes| bytes[..bytes.len() / 2].to_vec());
    check_proof(&Docx, &corpus, |mut bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        bytes
    });
    check_proof(&Docx, &corpus, |bytes| {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        let mut parts = Vec::new();
        for name in names {
            let mut part = String::new();
            archive.by_name(&name).unwrap().read_to_string(&mut part).unwrap();
            let name: &'static str = name.leak();
            parts.push((name, part.replace("<w:commentRangeStart w:id=\"1\"/>", "")));
        }
        super::package(&parts).unwrap()
    });
}
