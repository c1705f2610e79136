//! What REFI-QDA projects and codebooks must hold.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Codebook, Project};
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::report::Report;
use crate::formats::selection::Selection;
use crate::formats::testing::{MemoryCorpus, dialects, export, import};
use crate::formats::{Cells, Format as _};
use crate::model::id::LabelId;

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&Project);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&Project);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&Project);
}

const TEXT: &str = "😀 The ferry is late.\r\nAna Ruz said so.\r\n";

/// An archive of these files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A project with the source “Ferry” of guid 5, and what is in that and in the project after it.
fn project(in_source: &str, after: &str) -> String {
    format!(
        r##"<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Test" origin="Other 3">
<Users><User guid="{{AAAAAAAA-0000-4000-8000-000000000001}}" name="Kim"/></Users>
<CodeBook><Codes>
<Code guid="AAAAAAAA-0000-4000-8000-000000000002" name="Themes" isCodable="false">
 <Code guid="AAAAAAAA-0000-4000-8000-000000000003" name="Late ships" isCodable="true" color="#F08"><Description>Ships &amp; time.</Description></Code>
</Code>
<Code guid="AAAAAAAA-0000-4000-8000-000000000004" name="Who" isCodable="true"/>
</Codes></CodeBook>
<Sources><TextSource guid="5" name="Ferry" plainTextPath="internal://A.TXT">{in_source}</TextSource>
<PictureSource guid="6" name="Harbour" path="internal://b.jpg"/></Sources>
{after}</Project>"##
    )
}

fn selection(guid: &str, (start, end): (usize, usize), name: &str, inner: &str) -> String {
    format!(
        "<PlainTextSelection guid=\"{guid}\" name=\"{name}\" startPosition=\"{start}\" endPosition=\"{end}\" \
         creatingUser=\"aaaaaaaa-0000-4000-8000-000000000001\" creationDateTime=\"2026-03-27T19:11:47\">{inner}\
         <Coding guid=\"c{guid}\"><CodeRef targetGUID=\"{{aaaaaaaa-0000-4000-8000-000000000003}}\"/></Coding></PlainTextSelection>"
    )
}

fn read(files: &[(&str, &[u8])]) -> (Vec<ArticleLine>, Report) {
    let files = BTreeMap::from([("p.qdpx".to_owned(), zipped(files))]);
    dialects::read_lines(&Project, &files, None)
}

fn read_project(xml: &str) -> (Vec<ArticleLine>, Vec<String>) {
    let text = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
    let (lines, report) = read(&[("project.qde", xml.as_bytes()), ("Sources/a.txt", &text)]);
    (lines, report.findings.iter().map(ToString::to_string).collect())
}

#[test]
fn what_another_program_writes_is_read() {
    let notes = r#"<Notes><Note guid="9"><PlainTextContent>linked</PlainTextContent></Note></Notes>
        <Links><Link guid="7" name="explains" originGUID="10" targetGUID="11"/>
        <Link guid="8" originGUID="9" targetGUID="10"/></Links>"#;
    // Positions in UTF-16, a line end as one.
    let both = selection("10", (3, 12), "The ferry", "<Description>a memo</Description>")
        + &selection("11", (22, 28), "Ana R...", "");
    let (lines, told) = read_project(&project(&both, notes));
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((line.id.as_str(), line.text.as_deref()), ("Ferry", Some(TEXT)));
    let [one, other] = line.annotations.as_slice() else { panic!("{line:?}") };
    assert_eq!((one.label.as_str(), one.fragments.as_slice()), ("late-ships", &[(2, 11)][..]));
    assert_eq!((one.note.as_str(), one.annotator.as_str()), ("a memo\nlinked", "Kim"));
    assert_eq!(one.created, "2026-03-27T19:11:47Z");
    assert_eq!(other.fragments, [(22, 28)]);
    assert_eq!(line.relations[0].relation_type, "explains");
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(
        told[0].starts_with("positions were taken to count UTF-16 code units, a line end as one"),
        "{told:#?}"
    );
    assert!(told[1].starts_with("source “Harbour” left out: a PictureSource has no text"), "{told:#?}");
}

#[test]
fn circles_doubles_and_positions_past_the_end_are_told() {
    let circle = r#"<Links><Link guid="7" name="continued by" originGUID="10" targetGUID="11"/>
        <Link guid="8" name="continued by" originGUID="11" targetGUID="10"/></Links>"#;
    let all = selection("10", (2, 5), "", "")
        + &selection("11", (6, 11), "", "")
        + &selection("10", (6, 11), "", "")
        + &selection("12", (6, 99_999_999), "", "")
        + &selection("13", (11, 6), "", "");
    let (lines, told) = read_project(&project(&all, circle));
    let [one] = lines[0].annotations.as_slice() else { panic!("{lines:?}") };
    assert_eq!(one.fragments, [(2, 5), (6, 11)]);
    assert!(told[0].contains("another has its GUID"), "{told:#?}");
    assert!(told[1].contains("its positions don't fit the text"), "{told:#?}");
    assert!(told[2].contains("its positions don't fit the text"), "{told:#?}");
}

#[test]
fn bombs_and_names_that_lead_outside_are_refused() {
    let xml = project("", "");
    let bomb = vec![b'a'; 32 << 20];
    let (lines, report) = read(&[("project.qde", xml.as_bytes()), ("sources/a.txt", &bomb)]);
    assert!(lines.is_empty());
    assert!(report.findings[0].why.contains("times as large as it is packed"), "{report:?}");
    for path in
        ["internal://../a.txt", "absolute:///etc/passwd", "internal:///../../a.txt", "relative:///a.txt"]
    {
        let xml = xml.replace("internal://A.TXT", path);
        let (lines, report) =
            read(&[("project.qde", xml.as_bytes()), ("sources/../a.txt", b"x"), ("a.txt", b"x")]);
        assert!(lines.is_empty(), "{path}");
        assert!(report.findings[0].what.contains("“Ferry” left out"), "{report:?}");
    }
    let (_, report) = read(&[("readme.txt", b"x")]);
    assert!(report.findings[0].what.contains("the project left out"), "{report:?}");
    let entity =
        xml.replace("<Project ", "<!DOCTYPE Project [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Project ");
    let entity = entity.replace("Ships &amp; time.", "&x;");
    let (_, told) = read_project(&entity);
    assert!(told[0].contains("&x; is not defined"), "{told:#?}");
}

#[test]
fn what_is_encrypted_is_left_out() {
    let mut bytes =
        zipped(&[("project.qde", project("", "").as_bytes()), ("sources/a.txt", TEXT.as_bytes())]);
    // The flag for it, in the directory and before each file.
    for (mark, flags) in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)] {
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| &bytes[*at..at + 4] == mark).collect();
        for at in places {
            bytes[at + flags] |= 1;
        }
    }
    let files = BTreeMap::from([("p.qdpx".to_owned(), bytes)]);
    let (lines, report) = dialects::read_lines(&Project, &files, None);
    assert!(lines.is_empty());
    assert!(report.findings[0].what.contains("the project left out"), "{report:?}");
}

#[test]
fn the_same_corpus_makes_the_same_file() {
    let written =
        || export(&Project, &dialects::writings(), &Selection::default(), Cells::default(), "a.qdpx").0.files;
    assert_eq!(written(), written());
}

#[test]
fn a_codebook_carries_the_labels_over() {
    let corpus = dialects::writings();
    let (sink, result) = export(&Codebook, &corpus, &Selection::default(), Cells::default(), "a.qdc");
    result.unwrap();
    let (imported, report) = import(&Codebook, &[("a.qdc", &sink.files["a.qdc"])], None).unwrap();
    assert!(!report.has_problems(), "{report:?}");
    let claim = LabelId::new("claim").unwrap();
    let (told, read) = (&corpus.state.tagset.labels[&claim], &imported.tagset.labels[&claim]);
    assert_eq!(
        (&read.name, &read.guideline, read.colour.light),
        (&told.name, &told.guideline, told.colour.light)
    );
    assert_eq!(imported.tagset.labels.len(), corpus.state.tagset.labels.len());
    let nested = r#"<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="1" name="A" isCodable="true">
        <Code guid="2" name="B" isCodable="true"/></Code></Codes></CodeBook>"#;
    let (imported, report) = import(&Codebook, &[("b.qdc", nested.as_bytes())], None).unwrap();
    assert_eq!(imported.tagset.labels.len(), 2);
    assert_eq!(report.findings.len(), 1);
    let (imported, report) = import(&Codebook, &[("c.qdc", b"<CodeBook><Codes>")], None).unwrap();
    assert!(imported.tagset.labels.is_empty() && report.has_problems());
    assert_eq!(Codebook.info().extension, "qdc");
}

#[test]
fn a_tagset_without_labels_makes_no_codebook_but_a_project() {
    let corpus = MemoryCorpus::default();
    let (sink, result) = export(&Codebook, &corpus, &Selection::default(), Cells::default(), "a.qdc");
    assert_eq!(
        result.unwrap_err().to_string(),
        "there is nothing to write: a codebook has at least one code, and there are no labels (a.qdc)"
    );
    assert!(sink.files.is_empty() && !sink.is_committed);
    let (_, result) = export(&Project, &corpus, &Selection::default(), Cells::default(), "a.qdpx");
    assert!(result.is_ok());
}
