//! What all pages have in common.

use std::ops::Range;
use std::sync::Arc;

use proptest::prelude::*;

use super::fit::{fit, safe};
use super::markup::{attribute, escaped, is_page, language_tag};
use super::names::Names;
use super::{Page, lanes};
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, VoiceLine};
use crate::formats::report::{Effect, Place, Report};
use crate::formats::testing::{annotator, voice};
use crate::model::corpus::CorpusState;
use crate::model::voice::Dated;

fn line(text: &str, spans: &[(usize, usize)]) -> ArticleLine {
    let annotation = |(idx, span): (usize, &(usize, usize))| AnnotationLine {
        id: format!("a{idx}"),
        label: "claim".to_owned(),
        fragments: vec![*span],
        ..AnnotationLine::default()
    };
    ArticleLine {
        id: "talks".to_owned(),
        text: Some(text.to_owned()),
        annotations: spans.iter().enumerate().map(annotation).collect(),
        ..ArticleLine::default()
    }
}

#[test]
fn a_paragraph_is_cut_wherever_something_begins_or_ends() {
    let line = line("abcdef\n\nghi", &[(1, 4), (2, 9), (0, 6)]);
    let page = Page::new(&line);
    let cut: Vec<(&str, &[usize])> = page.paragraphs[0]
        .pieces
        .iter()
        .map(|piece| (&page.text[piece.range.clone()], piece.inside.as_slice()))
        .collect();
    let wanted: [(&str, &[usize]); 4] = [("a", &[0]), ("b", &[0, 1]), ("cd", &[0, 1, 2]), ("ef", &[0, 2])];
    assert_eq!(cut, wanted);
    assert_eq!(page.paragraphs[1].pieces[0].inside, [2]);
    assert_eq!(page.paragraphs[0].notes, [0, 1, 2]);
    assert_eq!(page.notes[0].annotation.id, "a2", "the longest comes first");
}

proptest! {
    #[test]
    fn pieces_make_up_their_paragraphs_and_hold_what_covers_them(
        text in "[ab\u{300}é😀 \r\n]{0,60}",
        ends in prop::collection::vec((0_usize..60, 1_usize..20), 0..12),
    ) {
        let len = text.chars().count();
        let spans: Vec<(usize, usize)> = ends
            .into_iter()
            .map(|(start, size)| (start.min(len), (start + size).min(len)))
            .filter(|(start, end)| start < end)
            .collect();
        let line = line(&text, &spans);
        let page = Page::new(&line);
        prop_assert_eq!(page.paragraphs.iter().map(|paragraph| paragraph.notes.len()).sum::<usize>(), spans.len());
        for paragraph in page.paragraphs.iter().filter(|paragraph| !paragraph.range.is_empty()) {
            let mut at = paragraph.range.start;
            for piece in &paragraph.pieces {
                prop_assert_eq!(piece.range.start, at);
                at = piece.range.end;
                for (idx, note) in page.notes.iter().enumerate() {
                    let covers = note.fragments.iter().any(|range| range.start <= piece.range.start && piece.range.end <= range.end);
                    let touches = note.fragments.iter().any(|range| range.start < piece.range.end && piece.range.start < range.end);
                    prop_assert_eq!(covers, touches);
                    prop_assert_eq!(covers, piece.inside.contains(&idx));
                }
            }
            prop_assert_eq!(at, paragraph.range.end);
        }
    }

    #[test]
    fn no_two_spans_that_share_a_character_have_the_same_lane(
        spans in prop::collection::vec((0_usize..200, 1_usize..60), 0..60)
    ) {
        let spans: Vec<Range<usize>> = spans.into_iter().map(|(start, len)| start..start + len).collect();
        let lanes = lanes(&spans.iter().map(std::slice::from_ref).collect::<Vec<_>>());
        for (idx, one) in spans.iter().enumerate() {
            for (other_idx, other) in spans[..idx].iter().enumerate() {
                let overlap = one.start < other.end && other.start < one.end;
                prop_assert!(!overlap || lanes[idx] != lanes[other_idx]);
            }
        }
    }

    #[test]
    fn what_is_escaped_holds_no_markup(text in any::<String>()) {
        for written in [escaped(&text), attribute(&text)] {
            prop_assert!(!written.contains(['<', '>', '"']));
            prop_assert!(written.chars().all(super::markup::is_xml));
        }
        prop_assert_eq!(safe(&safe(&text)), safe(&text));
    }
}

#[test]
fn everything_that_is_made_fit_is_told() {
    let mut changed = line("one\u{0}two", &[(0, 3)]);
    changed.title = "a\u{202e}b".to_owned();
    changed.annotations[0].note = "line\r\nline\u{1b}".to_owned();
    changed.annotations[0].voices =
        vec![VoiceLine { role: "speaker".to_owned(), name: "x\n".to_owned(), ..VoiceLine::default() }];
    let mut report = Report::default();
    fit(&mut changed, &Place::default(), &mut report);
    let told: Vec<&str> = report.findings.iter().map(|finding| finding.what.as_str()).collect();
    assert_eq!(
        told,
        ["text: 1 character became U+FFFD", "note of a0: changed", "title: changed", "voices of a0: changed"]
    );
    assert!(report.findings.iter().all(|finding| finding.effect == Effect::Changed));
    assert_eq!(changed.text.as_deref(), Some("one\u{FFFD}two"));
    assert_eq!(changed.title, "a‹U+202E›b");
    assert_eq!(changed.annotations[0].note, "line\nline‹ESC›");
    let mut report = Report::default();
    fit(&mut changed, &Place::default(), &mut report);
    assert!(report.findings.is_empty(), "{report:?}");
}

#[test]
fn names_that_two_have_tell_whose_they_are() {
    let mut state = CorpusState::default();
    let mut first = voice("v1", "Ana Ruz");
    first.roles.push(Dated { value: "mayor".to_owned(), from: "2024-01-01".parse().ok(), to: None });
    for entry in [first, voice("v2", "Ana Ruz"), voice("v3", "Ben Oka"), voice("v4", "")] {
        state.voices.entry(annotator("mk")).or_default().insert(entry.id.clone(), Arc::new(entry));
    }
    let names = Names::new(&state);
    let shown = ["v1", "v2", "v3", "v4", "gone"].map(|id| names.voice(id));
    assert_eq!(shown, ["Ana Ruz [v1]", "Ana Ruz [v2]", "Ben Oka", "[v4]", "[gone]"]);
    let entry = names.entry("v1").unwrap();
    assert_eq!(names.roles_and_homes(entry).0, ["mayor (from 2024-01-01)"]);
}

#[test]
fn only_languages_and_pages_are_taken_for_such() {
    for tag in ["en", "zh-Hant", "de-1996"] {
        assert_eq!(language_tag(tag), tag);
    }
    for other in ["", "e", "English language", "en_US", "en-", "x\"y", "\u{e9}n"] {
        assert_eq!(language_tag(other), "");
    }
    assert!(is_page("https://example.org") && is_page(" HTTP://x"));
    assert!(!is_page("javascript:x()") && !is_page("data:text/html,x") && !is_page("file:///x"));
}
