//! Word documents, made here: what becomes of their text, blocks and metadata.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::super::testing::{lines_of, try_one};
use super::super::zip_parts::zip_of;
use super::super::{ReadOptions, read};
use super::*;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

/// A document with this body and these further parts.
fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let list = |relations: &[(&str, &str)]| {
        let one = |(kind, target): &(&str, &str)| {
            format!("<Relationship Id=\"r\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        };
        let all: String = relations.iter().map(one).collect();
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
        )
    };
    let root =
        list(&[("officeDocument", "word/document.xml"), ("metadata/core-properties", "docProps/core.xml")]);
    let names = ["styles", "numbering", "footnotes", "endnotes", "comments", "header", "footer"];
    let related = names.map(|name| (name, format!("{name}.xml")));
    let related: Vec<(&str, &str)> = related.iter().map(|(kind, target)| (*kind, target.as_str())).collect();
    let related = list(&related);
    let main = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", root.as_str()),
        ("word/_rels/document.xml.rels", &related),
        ("word/document.xml", &main),
    ];
    parts.extend(more);
    zip_of(&parts)
}

fn read_docx(bytes: &[u8]) -> Result<ReadDocument, DocumentError> {
    try_one("a.docx", bytes)
}

fn blocks(body: &str, more: &[(&str, &str)]) -> Vec<String> {
    lines_of(&read_docx(&docx(body, more)).unwrap())
}

/// A paragraph with properties and words.
fn p(properties: &str, words: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>")
}

fn styles() -> String {
    format!(
        "<w:styles {W}><w:style w:styleId=\"Titel\"><w:name w:val=\"Title\"/></w:style>\
         <w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>\
         <w:style w:styleId=\"Mine\"><w:name w:val=\"Desk head\"/><w:basedOn w:val=\"berschrift1\"/></w:style>\
         <w:style w:styleId=\"Loop\"><w:name w:val=\"Loop\"/><w:basedOn w:val=\"Loop\"/></w:style>\
         <w:style w:styleId=\"Out\"><w:name w:val=\"Out\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style>\
         <w:style w:styleId=\"TOC1\"><w:name w:val=\"toc 1\"/></w:style>\
         <w:style w:styleId=\"Cap\"><w:name w:val=\"caption\"/></w:style>\
         <w:style w:styleId=\"Gone\"><w:name w:val=\"Gone\"/><w:rPr><w:vanish/></w:rPr></w:style>\
         <w:style w:styleId=\"LB\"><w:name w:val=\"List Bullet\"/><w:pPr><w:numPr><w:numId w:val=\"2\"/></w:numPr></w:pPr></w:style>\
         </w:styles>"
    )
}

fn numbering() -> String {
    format!(
        "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
         <w:numFmt w:val=\"decimal\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"lowerLetter\"/></w:lvl>\
         </w:abstractNum><w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/>\
         </w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
         <w:num w:numId=\"2\"><w:abstractNumId w:val=\"7\"/></w:num><w:num w:numId=\"3\">\
         <w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride>\
         </w:num></w:numbering>"
    )
}

#[test]
fn styles_make_titles_headings_and_notes() {
    let body = [
        p("<w:pStyle w:val=\"Titel\"/>", "Night ferry"),
        p("", "By Mara Kell"),
        p("<w:pStyle w:val=\"TOC1\"/>", "Costs 2"),
        p("<w:pStyle w:val=\"Mine\"/>", "Costs &amp; fares"),
        p("<w:pStyle w:val=\"Out\"/>", "Fuel"),
        p("<w:outlineLvl w:val=\"2\"/>", "Crew"),
        p("<w:outlineLvl w:val=\"9\"/><w:pStyle w:val=\"Loop\"/>", "It runs."),
        p("<w:pStyle w:val=\"Cap\"/>", "The quay."),
    ]
    .concat();
    let document = read_docx(&docx(&body, &[("word/styles.xml", &styles())])).unwrap();
    assert_eq!(
        lines_of(&document),
        [
            "title|Night ferry",
            "byline|By Mara Kell",
            "heading|Costs & fares",
            "heading|Fuel",
            "heading|Crew",
            "paragraph|It runs.",
            "note|The quay."
        ]
    );
    assert_eq!(
        (document.metadata.title.as_str(), document.metadata.byline.as_str()),
        ("Night ferry", "Mara Kell")
    );
    assert_eq!(document.warnings, [DocumentWarning::LeftOut { what: LeftOut::ContentsLines, count: 1 }]);
    assert_eq!(document.provenance.reader, "docx 1");
}

#[test]
fn lists_count_on_restart_and_take_their_marker_from_styles() {
    let item = |list: u8, level: u8, words: &str| {
        p(&format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>"), words)
    };
    let body = [
        item(1, 0, "one"),
        item(1, 1, "inner"),
        item(1, 1, "more"),
        item(1, 0, "two"),
        item(1, 1, "anew"),
        p("", "Between."),
        item(3, 0, "five"),
        item(3, 0, "six"),
        p("<w:pStyle w:val=\"LB\"/>", "dot"),
        item(0, 0, "none"),
        item(9, 200, "unknown"),
    ]
    .concat();
    let parts = [("word/styles.xml", styles()), ("word/numbering.xml", numbering())];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, xml)| (*name, xml.as_str())).collect();
    let words: Vec<String> =
        blocks(&body, &parts).into_iter().map(|line| line.replace("paragraph|", "")).collect();
    assert_eq!(
        words,
        [
            "1. one", "a. inner", "b. more", "2. two", "a. anew", "Between.", "5. five", "6. six", "• dot",
            "none", "unknown"
        ]
    );
}

#[test]
fn insertions_stay_and_deletions_comments_and_hidden_words_go_and_are_counted() {
    let body = "<w:p><w:r><w:t xml:space=\"preserve\">Kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>\
                <w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>\
                <w:r><w:rPr><w:vanish/></w:rPr><w:t> too</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>.</w:t></w:r>\
                <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>\
                <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">One </w:t></w:r></w:p>\
                <w:p><w:pPr><w:rPr><w:vanish/></w:rPr><w:pPrChange><w:pPr><w:pStyle w:val=\"Titel\"/></w:pPr></w:pPrChange></w:pPr>\
                <w:r><w:t>paragraph.</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Gone\"/></w:pPr><w:r><w:t>hid</w:t></w:r></w:p>\
                <w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>End.</w:t></w:r></w:p>";
    let comments =
        format!("<w:comments {W}><w:comment w:id=\"0\">{}</w:comment></w:comments>", p("", "Really?"));
    let header = format!("<w:hdr {W}>{}</w:hdr>", p("", "The Quay"));
    let footer = format!("<w:ftr {W}><w:p/></w:ftr>");
    let parts = [
        ("word/styles.xml", styles()),
        ("word/comments.xml", comments),
        ("word/header.xml", header),
        ("word/footer.xml", footer),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, xml)| (*name, xml.as_str())).collect();
    let document = read_docx(&docx(body, &parts)).unwrap();
    assert_eq!(document.text, "Kept new.\n\nOne paragraph.\n\nEnd.\n");
    let left_out = |what, count| DocumentWarning::LeftOut { what, count };
    assert_eq!(
        document.warnings,
        [
            left_out(LeftOut::Deletions, 1),
            left_out(LeftOut::HiddenText, 2),
            left_out(LeftOut::Comments, 1),
            left_out(LeftOut::HeadersAndFooters, 1)
        ]
    );
    assert_eq!(document.warnings[1].to_string(), "2 hidden passages were left out.");
}

#[test]
fn tables_come_row_by_row_and_text_boxes_behind_their_paragraph() {
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", p("", words));
    let boxed = format!("<w:txbxContent>{}</w:txbxContent>", p("", "In a box."));
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr></w:tbl>\
         <w:p><w:r><w:t>Before</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{boxed}</mc:Choice>\
         <mc:Fallback>{boxed}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:tab/><w:t>after.</w:t><w:br/><w:t>Line.</w:t></w:r></w:p>\
         <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>\
         <w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        cell("Fare"),
        cell("from May"),
        cell("gone"),
        p("", "Click here"),
        p("", "Filled in.")
    );
    assert_eq!(
        blocks(&body, &[]),
        [
            "paragraph|Fare | from May",
            "paragraph|Before\tafter.\nLine.",
            "paragraph|In a box.",
            "paragraph|Filled in."
        ]
    );
}

#[test]
fn notes_stand_behind_the_text_in_the_order_of_their_marks() {
    let body = "<w:p><w:r><w:t>It runs</w:t></w:r><w:r><w:endnoteReference w:id=\"1\"/></w:r>\
                <w:r><w:t xml:space=\"preserve\"> at night</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r><w:r><w:t>.</w:t></w:r></w:p>";
    let note = |kind: &str, words: &str| {
        format!(
            "<w:{kind}s {W}><w:{kind} w:type=\"separator\" w:id=\"0\">{}</w:{kind}><w:{kind} w:id=\"1\">{}</w:{kind}></w:{kind}s>",
            p("", "rule"),
            p("", words)
        )
    };
    let parts = [
        ("word/footnotes.xml", note("footnote", "Since May.")),
        ("word/endnotes.xml", note("endnote", "Mostly.")),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, xml)| (*name, xml.as_str())).collect();
    assert_eq!(
        blocks(body, &parts),
        ["paragraph|It runs[1] at night[2].", "note|[1] Mostly.", "note|[2] Since May."]
    );
}

#[test]
fn properties_fill_what_the_text_leaves_open() {
    let core = "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
                xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\">\
                <dc:title>Ferry &amp; fares</dc:title><dc:creator>Jon Roe</dc:creator><dc:language>en-GB</dc:language>\
                <dcterms:created>2025-03-14T09:30:00Z</dcterms:created></cp:coreProperties>";
    let document = read_docx(&docx(&p("", "It runs."), &[("docProps/core.xml", core)])).unwrap();
    let metadata = &document.metadata;
    assert_eq!((metadata.title.as_str(), metadata.byline.as_str()), ("Ferry & fares", "Jon Roe"));
    assert_eq!(metadata.date, NaiveDate::from_ymd_opt(2025, 3, 14));
    assert_eq!(metadata.language, "en-GB");
    assert_eq!(document.warnings, [DocumentWarning::DateOfFile]);
}

#[test]
fn encrypted_and_old_documents_are_told_apart() {
    let ole = |stream: &str| {
        let mut bytes = OLE.to_vec();
        bytes.resize(512, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    assert_eq!(read_docx(&ole("EncryptedPackage")).unwrap_err(), DocumentError::Encrypted);
    let old = read("a.doc", &ole("WordDocument"), &ReadOptions::default(), &Budget::unlimited()).unwrap_err();
    assert_eq!(old.to_string(), "the file is an old Word document (.doc); save it as .docx first");
    assert!(matches!(read_docx(&ole("Workbook")).unwrap_err(), DocumentError::Broken { .. }));
    assert!(!Docx.recognises(&ole("Workbook")));
}

#[test]
fn a_document_is_known_by_its_parts_whatever_its_name() {
    let bytes = docx(&p("", "It runs."), &[]);
    let documents = read("a.txt", &bytes, &ReadOptions::default(), &Budget::unlimited()).unwrap();
    assert_eq!(documents.read[0].text, "It runs.\n");
    assert_eq!(documents.read[0].warnings, [DocumentWarning::OtherKind { kind: "Word document" }]);
    // An archive that holds one, not packed, is no document.
    let archive = {
        use std::io::Write as _;
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file("a.docx", stored).unwrap();
        writer.write_all(&bytes).unwrap();
        writer.finish().unwrap().into_inner()
    };
    assert!(!Docx.recognises(&archive));
}

#[test]
fn what_is_damaged_is_read_as_far_as_it_is_good() {
    let cut = |body: &str| {
        let main = format!("<w:document {W}><w:body>{body}");
        zip_of(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &main)])
    };
    let document = read_docx(&cut(&format!("{}<w:p><w:r><w:t>Half a", p("", "It runs.")))).unwrap();
    assert_eq!(document.text, "It runs.\n");
    assert!(matches!(document.warnings.as_slice(), [DocumentWarning::Damaged { .. }]));
    assert!(matches!(
        read_docx(&cut("<w:p></w:q>")),
        Err(DocumentError::Broken { kind: "Word document", .. })
    ));
    assert_eq!(read_docx(&docx("<w:p/>", &[])).unwrap_err(), DocumentError::Empty);
    let nested = "<w:p>".repeat(10_000);
    assert!(matches!(read_docx(&cut(&nested)), Err(DocumentError::TooDeep { .. })));
    let whole = docx(&p("", "It runs."), &[]);
    for len in 0..whole.len() {
        assert!(read_docx(&whole[..len]).is_err());
    }
}

proptest! {
    #[test]
    fn any_body_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>it ", "ran</w:t>", "<w:t>a</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>",
        "<w:tc>", "</w:tc>", "<w:pPr>", "</w:pPr>", "<w:del/>", "<w:vanish/>", "<w:br/>", "&amp;", "&x;", "<w:txbxContent>",
        "</w:txbxContent>", "<w:footnoteReference w:id=\"1\"/>", "<w:outlineLvl w:val=\"0\"/>", "<w:numId w:val=\"1\"/>",
    ]), 0..60)) {
        let body = pieces.concat();
        let notes = format!("<w:footnotes {W}><w:footnote w:id=\"1\">{body}</w:footnote></w:footnotes>");
        if let Ok(document) = read_docx(&docx(&body, &[("word/footnotes.xml", &notes), ("word/numbering.xml", &numbering())])) {
            for block in &document.blocks {
                prop_assert!(block.range.check(&document.text).is_ok());
            }
            for pair in document.blocks.windows(2) {
                prop_assert!(pair[0].range.end() <= pair[1].range.start());
            }
        }
    }

    #[test]
    fn any_flipped_byte_is_read_or_refused(at in 0_usize..2_000, flip in 1_u8..=255) {
        let mut bytes = docx(&p("", "It runs."), &[("word/styles.xml", &styles())]);
        let at = at % bytes.len();
        bytes[at] ^= flip;
        drop(read_docx(&bytes));
    }
}
