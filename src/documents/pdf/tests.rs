//! PDF documents, from files and made here: what becomes of their text, blocks and metadata.

use std::io::Write as _;

use chrono::NaiveDate;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

use crate::model::limits::MAX_PART_BYTES;

use super::super::budget::Stop;
use super::super::testing::{lines_of, try_one};
use super::super::{ReadDocument, ReadOptions, read};
use super::*;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/documents/", $name)).as_slice()
    };
}

fn read_pdf(bytes: &[u8]) -> Result<ReadDocument, DocumentError> {
    try_one("a.pdf", bytes)
}

/// A file of these objects, the first of which is the catalog.
fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (idx, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", idx + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        bytes.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    bytes
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<< /Length {} {dict} >>\nstream\n", data.len()).into_bytes();
    bytes.extend(data);
    bytes.extend(b"\nendstream");
    bytes
}

/// A file of one page with this content and these properties, and further objects from number 6 on.
fn pdf(content: Vec<u8>, page: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let resources = "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> /XObject << /X0 6 0 R >> >>";
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents 4 0 R {page} >>")
            .into_bytes(),
        content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    objects.extend_from_slice(more);
    pdf_of(&objects)
}

fn flate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    stream("/Filter /FlateDecode", &encoder.finish().unwrap())
}

const WORDS: &str = "BT /F1 11 Tf 72 700 Td (The ferry runs.) Tj ET";

#[test]
fn paragraphs_come_out_as_they_were_set() {
    let files = [
        (fixture!("plain.pdf"), fixture!("plain.txt")),
        (fixture!("columns.pdf"), fixture!("columns.txt")),
        (fixture!("crossed.pdf"), fixture!("crossed.txt")),
        (fixture!("report.pdf"), fixture!("report.txt")),
        (fixture!("cyrillic.pdf"), fixture!("cyrillic.txt")),
        (fixture!("locked_empty.pdf"), fixture!("locked_empty.txt")),
        (fixture!("locked_rc4_empty.pdf"), fixture!("locked_empty.txt")),
    ];
    for (bytes, expected) in files {
        assert_eq!(read_pdf(bytes).unwrap().text, std::str::from_utf8(expected).unwrap());
    }
}

#[test]
fn arabic_comes_out_in_reading_order() {
    let document = read_pdf(fixture!("arabic.pdf")).unwrap();
    assert!(document.text.starts_with("قررت بلدية وادي الزعفران تأجيل افتتاح المكتبة الجديدة إلى الخريف."));
}

#[test]
fn blocks_and_properties_are_told() {
    let document = read_pdf(fixture!("plain.pdf")).unwrap();
    let blocks = lines_of(&document);
    assert_eq!(blocks[..2], ["title|Customs house divides the quay", "byline|By Maris Holt"]);
    assert!(blocks[2..].iter().all(|block| block.starts_with("paragraph|")));
    let metadata = &document.metadata;
    assert_eq!(
        (metadata.title.as_str(), metadata.byline.as_str()),
        ("Customs house divides the quay", "Maris Holt")
    );
    assert_eq!(metadata.date, NaiveDate::from_ymd_opt(2026, 11, 26));
    assert_eq!(document.warnings, [DocumentWarning::DateOfFile]);
    assert_eq!(document.provenance.reader, "pdf 1");
    let report = read_pdf(fixture!("report.pdf")).unwrap();
    assert_eq!(lines_of(&report).iter().filter(|block| block.starts_with("heading|Part ")).count(), 7);
    assert_eq!(
        (report.metadata.title.as_str(), report.metadata.byline.as_str()),
        ("Report of the surveyor", "Anselm Croft")
    );
    assert!(report.warnings.contains(&DocumentWarning::LeftOut { what: LeftOut::RunningLines, count: 6 }));
}

#[test]
fn the_packet_and_the_catalog_fill_the_metadata() {
    let packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title><rdf:Alt><rdf:li>Night &amp; ferry</rdf:li>\
        </rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>Mara Kell</rdf:li>\n<rdf:li>Jon Roe</rdf:li></rdf:Seq></dc:creator>\
        </rdf:Description></rdf:RDF></x:xmpmeta>";
    let mut bytes = pdf(stream("", WORDS.as_bytes()), "", &[stream("/Type /Metadata", packet.as_bytes())]);
    let at = bytes.windows(6).position(|window| window == b"/Lang ").unwrap();
    bytes.splice(at..at, b"/Metadata 6 0 R ".iter().copied());
    let document = read_pdf(&bytes).unwrap();
    let metadata = &document.metadata;
    assert_eq!((metadata.title.as_str(), metadata.byline.as_str()), ("Night & ferry", "Mara Kell, Jon Roe"));
    assert_eq!((metadata.language.as_str(), document.text.as_str()), ("en-GB", "The ferry runs.\n"));
}

#[test]
fn what_can_not_be_read_is_told_apart() {
    assert_eq!(read_pdf(fixture!("locked.pdf")).unwrap_err(), DocumentError::Encrypted);
    assert_eq!(read_pdf(fixture!("scanned.pdf")).unwrap_err(), DocumentError::Scanned);
    let broken = read_pdf(b"%PDF-1.7\nnothing").unwrap_err();
    assert_eq!(broken.to_string(), "the file is no good PDF document: its pages can't be found");
    assert_eq!(read_pdf(&pdf(stream("", b""), "", &[])).unwrap_err(), DocumentError::Empty);
    let renamed =
        read("a.txt", fixture!("plain.pdf"), &ReadOptions::default(), &Budget::unlimited()).unwrap();
    assert_eq!(renamed.read[0].warnings[0], DocumentWarning::OtherKind { kind: "PDF" });
}

#[test]
fn glyphs_without_meaning_are_told() {
    let font = b"<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [<< /Type /Font \
        /Subtype /CIDFontType2 /BaseFont /Odd /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> \
        >>] >>";
    let content = "BT /F2 11 Tf 72 700 Td <000100020003000400050006> Tj ET";
    let err = read_pdf(&pdf(stream("", content.as_bytes()), "", &[font.to_vec()])).unwrap_err();
    assert!(err.to_string().contains("6 of its 6 characters have no meaning"), "{err}");
}

#[test]
fn slanted_text_goes_and_turned_pages_are_read() {
    let slanted = format!("{WORDS} BT /F1 40 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (DRAFT) Tj ET");
    let document = read_pdf(&pdf(stream("", slanted.as_bytes()), "", &[])).unwrap();
    assert_eq!(document.text, "The ferry runs.\n");
    assert_eq!(document.warnings[0].to_string(), "5 characters of slanted or upright text were left out.");
    let turned = "BT /F1 11 Tf 0 1 -1 0 200 72 Tm (The ferry runs.) Tj ET";
    let document = read_pdf(&pdf(stream("", turned.as_bytes()), "/Rotate 90", &[])).unwrap();
    assert_eq!((document.text.as_str(), document.warnings), ("The ferry runs.\n", vec![]));
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let zeros = vec![b' '; usize::try_from(MAX_PART_BYTES).unwrap() + 1];
    let bytes = pdf(flate(&zeros), "", &[]);
    assert!(bytes.len() < 200_000);
    assert_eq!(read_pdf(&bytes).unwrap_err(), DocumentError::Bomb { limit_bytes: MAX_PART_BYTES });
    assert_eq!(read_pdf(&pdf(flate(WORDS.as_bytes()), "", &[])).unwrap().text, "The ferry runs.\n");
}

#[test]
fn too_many_pages_are_refused() {
    let num = MAX_PAGES + 1;
    let kids = (0..num).map(|idx| format!("{} 0 R ", idx + 3)).collect::<Vec<_>>().concat();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {num} >>").into_bytes(),
    ];
    objects.extend(vec![b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_vec(); num]);
    let many = pdf_of(&objects);
    assert_eq!(read_pdf(&many).unwrap_err(), DocumentError::TooMany { what: "pages", limit: MAX_PAGES });
}

/// A page that draws a form that draws another ten times, and so on.
fn forms_in_forms() -> Vec<u8> {
    let form = |idx: usize| {
        let inner = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X0 {} 0 R >> >>",
            7 + idx
        );
        stream(&inner, "/X0 Do ".repeat(10).as_bytes())
    };
    let mut more: Vec<Vec<u8>> = (0..12).map(form).collect();
    more.push(stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842]", b"0 0 1 1 re f"));
    pdf(stream("", format!("{WORDS} /X0 Do").as_bytes()), "", &more)
}

#[test]
fn drawing_without_end_is_given_up() {
    let asked = std::cell::Cell::new(0);
    let is_late = || {
        asked.set(asked.get() + 1);
        (asked.get() > 20).then_some(Stop::Cancelled)
    };
    let budget = Budget::new(&is_late);
    let err = read("a.pdf", &forms_in_forms(), &ReadOptions::default(), &budget).unwrap_err();
    assert_eq!(err, DocumentError::Cancelled);
}

#[test]
fn cut_files_are_read_as_far_as_they_are_good_or_refused() {
    let whole = pdf(stream("", WORDS.as_bytes()), "", &[]);
    let mut num_read = 0;
    for len in 0..whole.len() - 1 {
        if let Ok(document) = read_pdf(&whole[..len]) {
            num_read += 1;
            let is_told = |warning: &DocumentWarning| matches!(warning, DocumentWarning::Damaged { .. });
            assert!(document.warnings.iter().any(is_told) || len > whole.len() - 2, "{len}");
        }
    }
    assert!(num_read > 0);
}

proptest! {
    #[test]
    fn any_flipped_bytes_are_read_or_refused(flips in prop::collection::vec((0_usize..100_000, any::<u8>()), 1..8)) {
        for whole in [fixture!("report.pdf"), fixture!("cyrillic.pdf")] {
            let mut bytes = whole.to_vec();
            for (at, byte) in &flips {
                let at = at % bytes.len();
                bytes[at] = *byte;
            }
            if let Ok(document) = read_pdf(&bytes) {
                for block in &document.blocks {
                    prop_assert!(block.range.check(&document.text).is_ok());
                }
                for pair in document.blocks.windows(2) {
                    prop_assert!(pair[0].range.end() <= pair[1].range.start());
                }
            }
        }
    }
}
