//! What TEI must hold.

use std::collections::BTreeMap;

use super::Tei;
use crate::formats::Cells;
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::selection::Selection;
use crate::formats::testing::{MemoryCorpus, dialects, export};
use crate::model::tagset::Tagset;
use crate::model::tagset::default::default_tagset;

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&Tei);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&Tei);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&Tei);
}

#[test]
fn no_articles_make_a_document_without_a_text() {
    for tagset in [Tagset::default(), default_tagset()] {
        let mut corpus = MemoryCorpus::default();
        corpus.state.tagset = tagset;
        let (sink, result) = export(&Tei, &corpus, &Selection::default(), Cells::default(), "a.xml");
        assert!(!result.unwrap().has_problems());
        let written = String::from_utf8(sink.files["a.xml"].clone()).unwrap();
        assert!(written.contains("<TEI xmlns=") && !written.contains("<teiCorpus"), "{written}");
        let end = "<standOff><note type=\"no-articles\">There are no articles.</note></standOff>\n</TEI>\n";
        assert!(written.ends_with(end), "{written}");
        let (lines, told) = read(&[("a.xml", &written)]);
        assert!(lines.is_empty() && told.is_empty(), "{told:?}");
    }
}

fn read(files: &[(&str, &str)]) -> (Vec<ArticleLine>, Vec<String>) {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    let (lines, report) = dialects::read_lines(&Tei, &files, None);
    (lines, report.findings.iter().map(ToString::to_string).collect())
}

/// A document as another program writes it, with that in its body and after its text.
fn document(body: &str, after: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
        <titleStmt><title>Late
            ferry</title><author>Kim Ode</author></titleStmt>
        <publicationStmt><publisher>The Paper</publisher><date when="2026-03-01"/></publicationStmt>
        <sourceDesc><p>none</p></sourceDesc></fileDesc>
        <encodingDesc><classDecl><taxonomy><category xml:id="c1"><catDesc>Old ship</catDesc></category></taxonomy></classDecl></encodingDesc>
        <profileDesc><langUsage><language ident="en">English</language></langUsage><particDesc><listPerson>
        <person xml:id="ruz"><persName><forename>Ana</forename> <surname>Ruz</surname></persName></person></listPerson></particDesc></profileDesc>
        </teiHeader><text><body>{body}</body></text>{after}</TEI>"#
    )
}

#[test]
fn speech_in_running_text_becomes_quotes_with_their_speakers() {
    let body = r##"<div>
        <head>Late  ferry</head>
        <p xml:id="p1">The <seg ana="#c1">ferry</seg> is late<note>see p. 3</note>.
           <said xml:id="s1" who="#ruz" toWhom="#kim">“We
           wait,”</said> said Ana, <said prev="#s1">“or <hi>walk</hi>.”</said></p>
        <p><q>😀 No</q></p></div>"##;
    let (lines, told) = read(&[("ferry.xml", &document(body, ""))]);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let text = "Late ferry\n\nThe ferry is late. “We wait,” said Ana, “or walk.”\n\n😀 No";
    assert_eq!(line.text.as_deref(), Some(text));
    assert_eq!(
        (line.id.as_str(), line.title.as_str(), line.byline.as_str()),
        ("ferry", "Late ferry", "Kim Ode")
    );
    assert_eq!(
        (line.date.as_str(), line.outlet.as_str(), line.language.as_str()),
        ("2026-03-01", "The Paper", "en")
    );
    let kinds: Vec<&str> = line.blocks.iter().map(|block| block.kind.as_str()).collect();
    assert_eq!(kinds, ["heading", "paragraph", "paragraph"]);
    let chars: Vec<char> = text.chars().collect();
    let covered: Vec<(&str, Vec<String>)> = line
        .annotations
        .iter()
        .map(|annotation| {
            let words = annotation.fragments.iter().map(|(start, end)| chars[*start..*end].iter().collect());
            (annotation.label.as_str(), words.collect())
        })
        .collect();
    let words = |all: &[&str]| all.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>();
    let expected = [
        ("old-ship", words(&["ferry"])),
        ("quote", words(&["“We wait,”", "“or walk.”"])),
        ("quote", words(&["😀 No"])),
    ];
    assert_eq!(covered, expected);
    let voices: Vec<(&str, &str)> =
        line.annotations[1].voices.iter().map(|voice| (voice.role.as_str(), voice.name.as_str())).collect();
    assert_eq!(voices, [("speaker", "Ana Ruz"), ("addressee", "kim")]);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("<note> left out"), "{told:#?}");
}

#[test]
fn spans_that_stand_off_are_found_in_text_whose_white_space_is_not_kept() {
    let body =
        "<p xml:id=\"p1\">\n   The   ferry\n is <w xml:id=\"w1\">late</w> <w xml:id=\"w2\">today</w>.</p>";
    let after = r##"<standOff><spanGrp type="x">
        <span target="#string-range(p1,10,5)" ana="#c1"/><span from="#w1" to="#w2">a doubt</span>
        <span target="#w1" type="time">when?</span><span target="#gone"/><span target="#string-range(p1,0,900)"/>
        <span target="other.xml#w1"/><span target="#string-range(p1,18446744073709551615,9)"/></spanGrp>
        <linkGrp><link type="with" target="#w1 #w2"/></linkGrp></standOff>"##;
    let (lines, told) = read(&[("a.xml", &document(body, after))]);
    assert_eq!(lines[0].text.as_deref(), Some("The ferry is late today."));
    let found: Vec<(&str, &str, (usize, usize))> = lines[0]
        .annotations
        .iter()
        .map(|annotation| (annotation.label.as_str(), annotation.note.as_str(), annotation.fragments[0]))
        .collect();
    assert_eq!(found, [("old-ship", "", (4, 9)), ("a-doubt", "", (13, 23)), ("time", "when?", (13, 17))]);
    assert_eq!(lines[0].relations.len(), 1);
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told.iter().all(|told| told.starts_with("span left out")), "{told:#?}");
}

#[test]
fn what_is_no_tei_is_malformed_or_has_no_text_is_told() {
    let (lines, told) = read(&[("a.xml", "<html><p>x</p></html>"), ("b.xml", "<TEI><teiHeader/></TEI>")]);
    assert!(lines.is_empty());
    assert!(
        told[0].starts_with("no texts were found") && told[1].starts_with("document left out"),
        "{told:#?}"
    );
    let (_, told) = read(&[(
        "c.xml",
        "<!DOCTYPE TEI [<!ENTITY a \"b\">]><TEI><text><body><p>&a;</p></body></text></TEI>",
    )]);
    assert!(told[0].contains("&a; is not defined"), "{told:#?}");
    let double = document(
        "<p xml:id=\"p\">one two</p>",
        "<standOff><span xml:id=\"s\" target=\"#string-range(p,0,3)\"/><span xml:id=\"s\" target=\"#p\"/></standOff>",
    );
    let (lines, told) = read(&[("d.xml", &double)]);
    assert_eq!(lines[0].annotations.len(), 1);
    assert!(told[0].contains("another has its id"), "{told:#?}");
}
