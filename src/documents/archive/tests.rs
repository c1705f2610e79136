//! Tests of the readers of archives.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::documents::testing::{blocks_of, check_any, left_out, read_all, read_one};
use crate::documents::{Budget, DocumentError, Documents, ReadOptions};
use crate::model::limits::{MAX_ARCHIVE_DEPTH, MAX_ARCHIVE_ENTRIES, MAX_DOCUMENT_BYTES, MAX_UNPACKED_BYTES};

/// An archive with these files, packed if that makes them shorter.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        if name.ends_with('/') {
            writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
        } else {
            let method =
                if bytes.len() < 50 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The documents as lines "part: text".
fn lines(documents: &Documents) -> Vec<String> {
    documents
        .read
        .iter()
        .map(|one| format!("{}: {}", one.provenance.part, one.text.trim().replace('\n', " ")))
        .collect()
}

/// Puts other bytes in place of some, wherever they stand.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> =
        (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

#[test]
fn a_document_that_is_called_an_archive_is_looked_at_as_all_are() {
    let body = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>OSLO, \
        March 14 — The night ferry will run until the end of the year.</w:t></w:r></w:p></w:body></w:document>";
    let bytes = zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body.as_bytes())]);
    let document = read_one("a.zip", &bytes);
    let expected = "dateline|OSLO, March 14 —\nparagraph|The night ferry will run until the end of the year.";
    assert_eq!((blocks_of(&document).as_str(), document.provenance.reader.as_str()), (expected, "docx 1"));
}

#[test]
fn each_file_of_an_archive_is_read_by_its_kind_in_the_order_of_names() {
    let zip = zipped(&[
        ("news/", b""),
        ("news/z.txt", b"Last."),
        ("news/b.csv", b"text\nOne.\n\"\"\nTwo.\n"),
        ("a.md", b"# Ferry\n\nIt runs."),
        (".hidden.txt", b"no"),
        ("news/.git/x.txt", b"no"),
        ("__MACOSX/news/._z.txt", b"no"),
        ("news/photo.jpg", b"\xff\xd8\xff"),
        ("news/empty.txt", b" "),
        ("README", b"Read me."),
    ]);
    let documents = read_all("news.zip", &zip).unwrap();
    assert_eq!(
        lines(&documents),
        [
            "README: Read me.",
            "a.md: Ferry  It runs.",
            "news/b.csv › line 2: One.",
            "news/b.csv › line 4: Two.",
            "news/z.txt: Last.",
        ]
    );
    let provenance = &documents.read[1].provenance;
    assert_eq!((provenance.original_name.as_str(), provenance.reader.as_str()), ("news.zip", "markdown 1"));
    assert_eq!(documents.read[1].metadata.title, "Ferry");
    let said = left_out(&documents);
    assert_eq!(said[0], "news/b.csv › line 3: there is no text in the file");
    assert_eq!(said[1], "news/empty.txt: there is no text in the file");
    assert!(said[2].starts_with("news/photo.jpg: files ending in “.jpg” can't be read"), "{said:?}");
    assert_eq!(said.len(), 3);
}

#[test]
fn names_that_lead_out_of_the_archive_are_only_names() {
    let zip = zipped(&[("..!..!etc!a.txt", b"One."), ("!tmp!b.txt", b"Two."), ("C:|c.txt", b"Three.")]);
    let zip = replaced(
        &replaced(&replaced(&zip, b"..!..!etc!a.txt", b"../../etc/a.txt"), b"!tmp!b", b"/tmp/b"),
        b"C:|",
        b"C:\\",
    );
    let documents = read_all("a.zip", &zip).unwrap();
    assert_eq!(lines(&documents), ["../../etc/a.txt: One.", "/tmp/b.txt: Two.", "C:\\c.txt: Three."]);
}

#[test]
fn names_are_read_in_utf8_and_as_dos_wrote_them() {
    let documents = read_all("a.zip", &zipped(&[("Été.txt", b"One.")])).unwrap();
    assert_eq!(lines(&documents), ["Été.txt: One."]);
    let dos = replaced(&zipped(&[("_t_.txt", b"One.")]), b"_t_", b"\x90t\x82");
    assert_eq!(lines(&read_all("a.zip", &dos).unwrap()), ["ÉtÉ.txt: One.".replace("tÉ", "té")]);
    let unsaid = replaced(&zipped(&[("__t.txt", b"One.")]), b"__t", "Ét".as_bytes());
    assert_eq!(lines(&read_all("a.zip", &unsaid).unwrap()), ["Ét.txt: One."]);
}

#[test]
fn archives_in_archives_are_read_and_never_too_deep() {
    let mail = b"Subject: Rain\n\nIt rains.".as_slice();
    let inner = zipped(&[("b.eml", mail), ("c.txt", b"Snow.")]);
    let documents =
        read_all("a.zip", &zipped(&[("in.zip", &inner), ("d.txt.gz", &gzipped(b"Hail."))])).unwrap();
    assert_eq!(
        lines(&documents),
        ["d.txt.gz: Hail.", "in.zip › b.eml: Rain  It rains.", "in.zip › c.txt: Snow."]
    );
    let mut deep = zipped(&[("a.txt", b"Rain.")]);
    for _ in 0..10 {
        deep = zipped(&[("a.zip", &deep)]);
    }
    let documents = read_all("a.zip", &deep).unwrap();
    let too_deep = DocumentError::TooDeep { limit: MAX_ARCHIVE_DEPTH };
    assert_eq!(documents.left_out, [("a.zip › a.zip › a.zip › a.zip".to_owned(), too_deep)]);
}

#[test]
fn encrypted_files_are_said_to_be_so_and_the_rest_is_read() {
    let zip = zipped(&[("a.txt", b"One."), ("b.txt", b"Two.")]);
    // The flag is the seventh byte of a file's header and the ninth of its line in the directory.
    let places = |mark: &[u8]| (0..zip.len()).filter(|at| zip[*at..].starts_with(mark)).collect::<Vec<_>>();
    let (files, lines_of) = (places(b"PK\x03\x04"), places(b"PK\x01\x02"));
    let mut locked = zip.clone();
    locked[files[0] + 6] |= 1;
    locked[lines_of[0] + 8] |= 1;
    let documents = read_all("a.zip", &locked).unwrap();
    assert_eq!(lines(&documents), ["b.txt: Two."]);
    assert_eq!(documents.left_out, [("a.txt".to_owned(), DocumentError::Encrypted)]);
}

#[test]
fn what_unpacks_to_more_than_any_document_is_not_unpacked() {
    let zeros = vec![b' '; usize::try_from(MAX_DOCUMENT_BYTES).unwrap() + 1];
    let size = MAX_DOCUMENT_BYTES + 1;
    let documents = read_all("a.zip", &zipped(&[("a.txt", &zeros), ("b.txt", b"Rain.")])).unwrap();
    let too_large = DocumentError::TooLarge { size, limit_bytes: MAX_DOCUMENT_BYTES };
    assert_eq!((lines(&documents), &documents.left_out[0].1), (vec!["b.txt: Rain.".to_owned()], &too_large));
    assert_eq!(read_all("a.txt.gz", &gzipped(&zeros)).unwrap_err(), too_large);
    // The sum has a limit too. The budget of one who has used most of it shows the same in less time.
    let budget = Budget::unlimited();
    budget.spend(MAX_UNPACKED_BYTES - 1000).unwrap();
    let words = [b'a'; 600];
    let files = [("a.txt", &words[..]), ("b.txt", &words), ("c.txt", b"Rain.")];
    let documents =
        crate::documents::read("a.zip", &zipped(&files), &ReadOptions::default(), &budget).unwrap();
    let bomb = DocumentError::Bomb { limit_bytes: MAX_UNPACKED_BYTES };
    assert_eq!(documents.read.len(), 1);
    assert_eq!(documents.left_out, [("b.txt".to_owned(), bomb.clone()), ("c.txt".to_owned(), bomb.clone())]);
    let err =
        crate::documents::read("a.zip", &zipped(&files[1..]), &ReadOptions::default(), &budget).unwrap_err();
    assert_eq!(err, bomb);
}

#[test]
fn an_archive_of_too_many_files_is_refused_before_it_is_opened() {
    let bytes = [b"PK\x03\x04".as_slice(), &b"PK\x01\x02".repeat(MAX_ARCHIVE_ENTRIES + 1)].concat();
    let too_many = DocumentError::TooMany { what: "entries", limit: MAX_ARCHIVE_ENTRIES };
    assert_eq!(read_all("a.zip", &bytes).unwrap_err(), too_many);
}

#[test]
fn an_archive_that_is_another_kind_inside_is_not_taken_apart() {
    let office =
        zipped(&[("word/document.xml", b"<a/>"), ("notes.txt", b"no"), ("[Content_Types].xml", b"<a/>")]);
    let sheet = zipped(&[("x.txt", b"no"), ("xl/workbook.xml", b"<a/>"), ("[Content_Types].xml", b"<a/>")]);
    let book = zipped(&[("notes.txt", b"no"), ("mimetype", b"application/epub+zip")]);
    for bytes in [office, sheet, book] {
        // Until a reader takes it, or says what is missing in it.
        if let Ok(documents) = read_all("a.zip", &bytes) {
            assert!(!lines(&documents).iter().any(|line| line.contains(": no")), "{documents:?}");
        }
    }
}

#[test]
fn a_packed_file_is_read_by_the_name_inside() {
    let document = read_one("news.md.gz", &gzipped(b"# Ferry\n\nIt runs."));
    assert_eq!((document.metadata.title.as_str(), document.provenance.part.as_str()), ("Ferry", ""));
    assert_eq!(
        (document.provenance.original_name.as_str(), document.provenance.reader.as_str()),
        ("news.md.gz", "markdown 1")
    );
    let two = [gzipped(b"One "), gzipped(b"two.")].concat();
    assert_eq!(read_one("packed", &two).text, "One two.");
    let err = read_all("a.tar.gz", &gzipped(b"x")).unwrap_err();
    assert_eq!(err, DocumentError::UnknownKind { extension: "tar".to_owned() });
    let mut cut = gzipped(b"It rains and rains.");
    cut.truncate(cut.len() - 9);
    assert!(matches!(read_all("a.txt.gz", &cut), Err(DocumentError::Broken { kind: "gzip file", .. })));
}

#[test]
fn damaged_and_empty_archives_are_refused_with_a_reason() {
    let no_article = DocumentError::NoArticle { why: "the archive is empty".to_owned() };
    assert_eq!(read_all("a.zip", &zipped(&[])).unwrap_err(), no_article);
    assert_eq!(read_all("a.zip", &zipped(&[("a/", b"")])).unwrap_err(), no_article);
    assert!(matches!(read_all("a.zip", b"PK\x03\x04words"), Err(DocumentError::Broken { .. })));
    assert!(matches!(read_all("a.zip", b"words"), Err(DocumentError::Broken { .. })));
    let zip = zipped(&[("a.txt", &b"It rains. ".repeat(20)), ("b.md", b"# B")]);
    for len in 0..zip.len() {
        check_any("a.zip", &zip[..len]);
    }
    let wrong =
        replaced(&zipped(&[("a.txt", b"It rains."), ("b.txt", b"Snow.")]), b"It rains.", b"It rained");
    let documents = read_all("a.zip", &wrong).unwrap();
    assert_eq!(lines(&documents), ["b.txt: Snow."]);
    assert!(matches!(documents.left_out[0].1, DocumentError::Broken { .. }));
}

proptest! {
    #[test]
    fn any_archive_with_changed_bytes_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6)) {
        let mut zip = zipped(&[("a.txt", &b"It rains. ".repeat(9)), ("b/c.md", b"# B\n\nSnow."), ("d.zip", &zipped(&[("e.txt", b"Hail.")]))]);
        let mut gzip = gzipped(&b"It rains. ".repeat(9));
        for (at, byte) in changes {
            *at.get_mut(&mut zip) = byte;
            *at.get_mut(&mut gzip) = byte;
        }
        check_any("a.zip", &zip);
        check_any("a.txt.gz", &gzip);
    }
}
