//! RTF, made here: what becomes of its text, blocks and metadata.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::super::testing::{lines_of, try_one};
use super::super::{Budget, ReadDocument, ReadOptions, read};
use super::*;

fn read_rtf(bytes: &[u8]) -> Result<ReadDocument, DocumentError> {
    try_one("a.rtf", bytes)
}

fn lines(rtf: &[u8]) -> Vec<String> {
    lines_of(&read_rtf(rtf).unwrap())
}

/// The words of a text without blocks that are told apart.
fn words(rtf: &str) -> String {
    read_rtf(format!("{{\\rtf1\\ansi {rtf}\\par End.}}").as_bytes())
        .unwrap()
        .text
        .strip_suffix("\n\nEnd.\n")
        .unwrap()
        .to_owned()
}

#[test]
fn code_pages_go_by_font_and_unicode_by_number() {
    let fonts = "{\\fonttbl{\\f0\\fcharset0 Serif;}{\\f1\\fcharset204 Cyr;}{\\f2\\fcharset128 {\\*\\falt x}Mincho;}{\\f3\\cpg1250 E;}}";
    assert_eq!(words(&format!("{fonts}\\f1\\'cc\\'e0\\'ff\\'ea\\f0  caf\\'e9.")), "Маяк café.");
    assert_eq!(words(&format!("{fonts}{{\\f2\\'93\\'fa\\'96\\'7b\\'83A}} \\'e9.")), "日本ア é.");
    assert_eq!(words(&format!("{fonts}\\f3\\'9aast\\plain \\'9a.")), "šastš.");
    assert_eq!(words("\\u1057?\\u1090\\'3f {\\uc0\\u8364 5} \\uc2\\u-10179??\\u-8704??x."), "Ст €5 😀x.");
    assert_eq!(words("\\u1057\\b x."), "Сx.");
    assert_eq!(words("{\\upr{plain}{\\*\\ud{\\u1057?}}}."), "С.");
    assert_eq!(
        words("\\ldblquote No\\rdblquote\\emdash\\~a\\_b\\-c\\{d\\}\\\\\\line e\\tab f."),
        "“No”—\u{a0}a\u{2011}bc{d}\\\ne\tf."
    );
    let polish = b"{\\rtf1\\ansi\\ansicpg1250 \x8elta \\'bfaba.\\par End.}";
    let document = read_rtf(polish).unwrap();
    assert_eq!(document.text, "Žlta żaba.\n\nEnd.\n");
    assert_eq!((document.provenance.encoding.as_str(), document.warnings), ("windows-1250", vec![]));
}

#[test]
fn code_pages_of_dos_are_known_by_number_and_by_font() {
    for (head, words, encoding) in [
        ("\\pc", "caf\\'82 \\'9b \\'e1.", "café ¢ ß.|IBM437"),
        ("\\pca", "caf\\'82 \\'9b \\'e1.", "café ø ß.|IBM850"),
        ("\\ansi\\ansicpg437", "caf\\'82 \\'9b.", "café ¢.|IBM437"),
        ("\\ansi\\ansicpg850", "\\'b5\\'d5.", "Áı.|IBM850"),
        ("\\ansi\\ansicpg852", "\\'88\\'a5ka.", "łąka.|IBM852"),
        ("\\ansi\\ansicpg866", "\\'8c\\'a0\\'ef\\'aa.", "Маяк.|IBM866"),
        ("\\ansi{\\fonttbl{\\f1\\fcharset254 A;}}", "\\f1 \\'9b.", "¢.|windows-1252"),
        ("\\ansi{\\fonttbl{\\f1\\fcharset255 A;}}", "\\f1 \\'9b.", "ø.|windows-1252"),
        ("\\ansi\\ansicpg1250{\\fonttbl{\\f1\\fcharset255 A;}}", "\\f1 \\'88.", "ł.|windows-1250"),
        ("\\ansi\\ansicpg1251{\\fonttbl{\\f1\\fcharset255 A;}}", "\\f1 \\'8c.", "М.|windows-1251"),
    ] {
        let document = read_rtf(format!("{{\\rtf1{head} {words}\\par End.}}").as_bytes()).unwrap();
        let text = document.text.strip_suffix("\n\nEnd.\n").unwrap();
        assert_eq!(format!("{text}|{}", document.provenance.encoding), encoding, "{head}");
        assert_eq!((document.warnings, document.provenance.num_undecodable), (vec![], 0), "{head}");
    }
}

#[test]
fn styles_make_titles_headings_and_notes() {
    let rtf = b"{\\rtf1{\\stylesheet{\\s0 Normal;}{\\s1\\sbasedon0 heading 1;}{\\s5\\sbasedon1 Desk;}{\\s7\\outlinelevel1 Other;}\
        {\\s8 caption;}{\\s9 toc 1;}{\\*\\cs10 Title;}{\\s11 Title;}}\
        \\pard\\s11 Night ferry\\par\\pard By Mara Kell\\par\\pard\\s9 Costs 3\\par{\\pard\\s5 Costs\\par}\\pard\\s7 Fuel\\par\
        \\pard\\outlinelevel2 Crew\\par\\pard\\plain It runs.\\par\\pard\\s8 The quay.\\par}";
    assert_eq!(
        lines(rtf),
        [
            "title|Night ferry",
            "byline|By Mara Kell",
            "heading|Costs",
            "heading|Fuel",
            "heading|Crew",
            "paragraph|It runs.",
            "note|The quay."
        ]
    );
}

#[test]
fn lists_tables_boxes_and_notes_have_their_places() {
    let rtf = b"{\\rtf1 {\\listtext 1.\\tab}one\\par{\\listtext\\f3\\'b7\\tab}dot\\par\\pard It runs{\\footnote \\pard Mostly.\\par Not in May.} at\
        {\\shp{\\*\\shpinst{\\sp{\\sn name}{\\sv value}}{\\shptxt \\pard In a box.\\par}}{\\shprslt gone}} night.\\par\
        \\trowd\\pard\\intbl Fare\\cell from\\par May\\cell\\row\\trowd\\pard\\intbl\\cell free\\cell\\row\\pard End.\\par}";
    assert_eq!(
        lines(rtf),
        [
            "paragraph|1. one",
            "paragraph|• dot",
            "paragraph|It runs[1] at night.",
            "paragraph|In a box.",
            "paragraph|Fare | from May",
            "paragraph|free",
            "paragraph|End.",
            "note|[1] Mostly.\nNot in May."
        ]
    );
}

#[test]
fn what_is_hidden_deleted_or_beside_the_text_goes_and_is_counted() {
    let rtf = b"{\\rtf1{\\header The Quay\\par}{\\footer \\par}{\\*\\unknown secret}\\pard Kept {\\v hidden}{\\v  too}\\v on\\v0 words\
        {\\deleted gone}{\\pict\\bin3 }}}0102}{\\object{\\result x}}{\\*\\annotation Really?}{\\field{\\*\\fldinst PAGE}{\\fldrslt .}}\\par End.}";
    let document = read_rtf(rtf).unwrap();
    assert_eq!(document.text, "Kept words.\n\nEnd.\n");
    let left_out = |what, count| DocumentWarning::LeftOut { what, count };
    assert_eq!(
        document.warnings,
        [
            left_out(LeftOut::Deletions, 1),
            left_out(LeftOut::HiddenText, 1),
            left_out(LeftOut::Comments, 1),
            left_out(LeftOut::HeadersAndFooters, 1)
        ]
    );
}

#[test]
fn the_file_says_its_title_author_and_day() {
    let rtf = b"{\\rtf1\\ansi{\\info{\\title Ferry \\'e0 quai}{\\author Jon Roe}{\\operator X}{\\creatim\\yr2025\\mo3\\dy14\\hr9}}It runs.}";
    let document = read_rtf(rtf).unwrap();
    let metadata = &document.metadata;
    assert_eq!((metadata.title.as_str(), metadata.byline.as_str()), ("Ferry à quai", "Jon Roe"));
    assert_eq!(metadata.date, NaiveDate::from_ymd_opt(2025, 3, 14));
    assert_eq!(
        (document.text.as_str(), document.warnings),
        ("It runs.\n", vec![DocumentWarning::DateOfFile])
    );
    assert_eq!(document.provenance.reader, "rtf 1");
}

#[test]
fn damage_is_told_and_never_fatal() {
    let rtf: &[u8] = b"{\\rtf1\\ansi{\\fonttbl{\\f1\\fcharset128 M;}}{\\footnote a} It\\u1057? runs \\f1\\'93\\'fa.\\trowd\\intbl a\\cell\\row}";
    for len in 0..rtf.len() {
        match read_rtf(&rtf[..len]) {
            Ok(document) => {
                let is_cut = |warning: &DocumentWarning| matches!(warning, DocumentWarning::Damaged { .. });
                assert!(document.warnings.iter().any(is_cut), "{len}");
            }
            Err(err) => {
                assert!(matches!(err, DocumentError::Empty | DocumentError::Broken { .. }), "{len}: {err}");
            }
        }
    }
    let odd = read_rtf(b"{\\rtf1\\ansicpg737{\\fonttbl{\\f1\\fcharset128 M;}}caf\\'82 \\f1\\'93.}").unwrap();
    assert_eq!(odd.warnings.len(), 2);
    let deep = [b"{\\rtf1 ".to_vec(), b"{".repeat(100_000)].concat();
    assert_eq!(read_rtf(&deep).unwrap_err(), DocumentError::TooDeep { limit: 1_000 });
    assert!(matches!(read_rtf(b"words"), Err(DocumentError::Broken { .. })));
    let renamed = read("a.doc", b"{\\rtf1 It runs.}", &ReadOptions::default(), &Budget::unlimited()).unwrap();
    assert_eq!(renamed.read[0].text, "It runs.\n");
}

proptest! {
    #[test]
    fn any_pieces_are_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "\\par ", "it ran ", "\\'e9", "\\'93", "\\u1057?", "\\u-10179 ", "\\uc0 ", "\\uc9 ", "{\\footnote ", "{\\*\\shpinst ",
        "{\\shptxt ", "\\intbl ", "\\cell ", "\\row ", "\\pard ", "\\s1 ", "{\\stylesheet{\\s1 heading 1;}}", "{\\fonttbl{\\f1\\fcharset204 a;}}",
        "\\f1 ", "\\v ", "\\deleted ", "\\bin5 ", "{\\upr ", "{\\*\\ud ", "{\\listtext 1.}", "\\", "\\*", "{\\header ", "\n",
    ]), 0..60)) {
        let rtf = format!("{{\\rtf1 {}", pieces.concat());
        if let Ok(document) = read_rtf(rtf.as_bytes()) {
            for block in &document.blocks {
                prop_assert!(block.range.check(&document.text).is_ok());
            }
            for pair in document.blocks.windows(2) {
                prop_assert!(pair[0].range.end() <= pair[1].range.start());
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        drop(read_rtf(&[b"{\\rtf1 ".to_vec(), bytes].concat()));
    }
}
