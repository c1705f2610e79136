//! What a file that is no text looks like, told by its first bytes.

/// First bytes and what a file is that begins with them.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\0asm", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"OggS\0", "an audio or video file"),
    (b"ID3\x03", "an audio file"),
    (b"ID3\x04", "an audio file"),
    (b"fLaC\0", "an audio file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\0\x01\0\0\0", "a font"),
];

/// What `bytes` look like if they are something else than text; `None` says nothing against text.
pub(super) fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(zip_kind(bytes));
    }
    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Some(kind);
    }
    let at =
        |offset: usize, signature: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(signature));
    // These could be words too: what follows them settles it.
    let has_nul = bytes.iter().take(4096).any(|byte| *byte == 0);
    let is_riff = at(0, b"RIFF") && [&b"WAVE"[..], b"WEBP", b"AVI "].into_iter().any(|kind| at(8, kind));
    if is_riff {
        Some("an image, audio or video file")
    } else if at(4, b"ftyp") && at(0, b"\0") {
        Some("a video or image file")
    } else if at(257, b"ustar") && has_nul {
        Some("a tar archive")
    } else if (at(0, b"MZ") || at(0, b"BM"))
        && has_nul
        && bytes.get(1..4).is_some_and(|three| three[1..] != [0, 0])
    {
        // "M\0Z\0" would be UTF-16; here the two letters stand together.
        Some(if at(0, b"MZ") { "a program" } else { "a bitmap image" })
    } else {
        None
    }
}

/// Which of the many kinds of ZIP this is, by the name of its first entry.
fn zip_kind(bytes: &[u8]) -> &'static str {
    let entry = bytes.get(30..).unwrap_or_default();
    let head = &entry[..entry.len().min(2048)];
    let names = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    if entry.starts_with(b"mimetypeapplication/epub+zip") {
        "an EPUB book"
    } else if entry.starts_with(b"mimetypeapplication/vnd.oasis.opendocument") {
        "an OpenDocument file"
    } else if entry.starts_with(b"[Content_Types].xml") || names(b"_rels/.rels") {
        "an Office document (DOCX, XLSX or PPTX)"
    } else {
        "a ZIP archive"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zip_archives_say_what_they_hold() {
        let zip = |first: &str| [b"PK\x03\x04", &[0; 26][..], first.as_bytes()].concat();
        assert_eq!(looks_like(&zip("mimetypeapplication/epub+zipPK")), Some("an EPUB book"));
        assert_eq!(looks_like(&zip("[Content_Types].xml")), Some("an Office document (DOCX, XLSX or PPTX)"));
        assert_eq!(looks_like(&zip("a.txt")), Some("a ZIP archive"));
        assert_eq!(looks_like(b"PK\x03\x04"), Some("a ZIP archive"));
    }

    #[test]
    fn words_that_begin_like_a_signature_stay_words() {
        for words in ["MZ is a code.", "BM", "RIFF means a phrase.", "7z", "ID3 tags", "PK won.", "GIF"] {
            assert_eq!(looks_like(words.as_bytes()), None, "{words}");
        }
    }
}
