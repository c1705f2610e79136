//! Files that are broken, or meant to break something, made as small as they can be.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A good archive of these files. The first of them is not squeezed, as EPUB and OpenDocument ask for.
pub fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (idx, (name, bytes)) in files.iter().enumerate() {
        let method = if idx == 0 { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A file in an archive that says of itself what it likes.
#[derive(Clone)]
pub struct Packed {
    flags: u16,
    crc: u32,
    size: u32,
    bytes: Vec<u8>,
}

impl Packed {
    /// So many bytes of nothing.
    pub fn zeros(size: u32) -> Self {
        let (mut encoder, mut crc) = (DeflateEncoder::new(Vec::new(), Compression::fast()), Crc::new());
        let zeros = vec![0; 1 << 16];
        let mut left = usize::try_from(size).unwrap();
        while left > 0 {
            let piece = &zeros[..left.min(zeros.len())];
            encoder.write_all(piece).unwrap();
            crc.update(piece);
            left -= piece.len();
        }
        Self { flags: 0, crc: crc.sum(), size, bytes: encoder.finish().unwrap() }
    }

    /// With the flag that says it needs a password.
    pub fn locked(self) -> Self {
        Self { flags: 1, ..self }
    }

    /// What stands in both records of it, from the version that is needed on.
    fn record(&self, name: &str) -> Vec<u8> {
        let mut record = Vec::new();
        for short in [20, self.flags, 8, 0, 0x21] {
            record.extend(short.to_le_bytes());
        }
        let len = u32::try_from(self.bytes.len()).unwrap();
        for long in [self.crc, len, self.size] {
            record.extend(long.to_le_bytes());
        }
        record.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        record.extend([0; 2]);
        record
    }
}

/// An archive by hand: files that are packed already, each listed under all of its names.
pub fn zip_by_hand(files: &[(&Packed, &[String])]) -> Vec<u8> {
    let (mut archive, mut list, mut num) = (Vec::new(), Vec::new(), 0_usize);
    for (packed, names) in files {
        let at = u32::try_from(archive.len()).unwrap();
        archive.extend(b"PK\x03\x04");
        archive.extend(packed.record(&names[0]));
        archive.extend(names[0].bytes());
        archive.extend(&packed.bytes);
        for name in *names {
            list.extend(b"PK\x01\x02\x14\x00");
            list.extend(packed.record(name));
            list.extend([0; 10]);
            list.extend(at.to_le_bytes());
            list.extend(name.bytes());
            num += 1;
        }
    }
    let (at, len) = (u32::try_from(archive.len()).unwrap(), u32::try_from(list.len()).unwrap());
    archive.extend(list);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    // Where there are more than fit, this says that another record knows; there is none.
    let num = u16::try_from(num).unwrap_or(u16::MAX);
    archive.extend([num.to_le_bytes(), num.to_le_bytes()].concat());
    archive.extend([len.to_le_bytes(), at.to_le_bytes()].concat());
    archive.extend([0; 2]);
    archive
}

/// Bytes packed with gzip.
pub fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// A Word document of these paragraphs, with something before the outermost element.
pub fn docx_of(head: &str, paragraphs: &[&str]) -> Vec<u8> {
    let body: String =
        paragraphs.iter().flat_map(|words| ["<w:p><w:r><w:t>", words, "</w:t></w:r></w:p>"]).collect();
    let main = format!("{head}<w:document {WORD}><w:body>{body}</w:body></w:document>");
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
        Target=\"word/document.xml\"/></Relationships>";
    zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations.as_bytes()),
        ("word/document.xml", main.as_bytes()),
    ])
}

/// An OpenDocument text of one paragraph.
pub fn odt_of(words: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text><text:p>{words}</text:p>\
         </office:text></office:body></office:document-content>"
    );
    zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.as_bytes())])
}

/// A book of one chapter.
pub fn epub_of(chapter: &str) -> Vec<u8> {
    let container = "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>\
        <rootfile full-path=\"a.opf\"/></rootfiles></container>";
    let package = "<package xmlns=\"http://www.idpf.org/2007/opf\"><manifest><item id=\"c\" href=\"c.xhtml\"/></manifest>\
        <spine><itemref idref=\"c\"/></spine></package>";
    zip_of(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("a.opf", package.as_bytes()),
        ("c.xhtml", chapter.as_bytes()),
    ])
}

/// A PDF document of so many pages, each with its number.
pub fn pdf_of(num_pages: usize) -> Vec<u8> {
    let font = 3;
    let page = |idx: usize| 4 + 2 * idx;
    let kids = (0..num_pages).map(|idx| format!("{} 0 R", page(idx))).collect::<Vec<_>>().join(" ");
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {num_pages} >>"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for idx in 0..num_pages {
        let words =
            format!("BT /F1 11 Tf 72 700 Td (The ferry of day {idx} runs at night, and it is late.) Tj ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 {font} 0 R >> >> \
             /Contents {} 0 R >>",
            page(idx) + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{words}\nendstream", words.len()));
    }
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (idx, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", idx + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(table.bytes());
    let size = objects.len() + 1;
    bytes.extend(format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    bytes
}

/// What Word makes of a document with a password: a compound file, one of whose streams is the encrypted package.
pub fn locked_docx() -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1024, 0);
    for name in ["Root Entry", "EncryptionInfo", "EncryptedPackage"] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        bytes.extend(entry);
    }
    bytes
}

/// Entities of entities, ten times each: a thousand million words, if anybody resolved them.
pub fn entity_bomb(root: &str) -> String {
    let mut entities = "<!ENTITY e0 \"ha\">".to_owned();
    for idx in 1..10 {
        let ten = format!("&e{};", idx - 1).repeat(10);
        write!(entities, "<!ENTITY e{idx} \"{ten}\">").unwrap();
    }
    format!("<?xml version=\"1.0\"?><!DOCTYPE {root} [{entities}]>")
}
