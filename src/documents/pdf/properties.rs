//! What a PDF says about itself: its information dictionary, and the XMP packet that newer ones have beside it.

use encoding_rs::{UTF_16BE, UTF_16LE};
use hayro_interpret::hayro_syntax::Pdf as PdfFile;
use hayro_interpret::hayro_syntax::metadata::Metadata;
use hayro_interpret::hayro_syntax::object::{Dict, Stream, String as PdfString};

use super::super::flow::FileProperties;
use super::super::xml_events::{texts_of, xml_text};
use super::super::{Budget, DocumentError};

/// The properties of a file. What the packet says goes before what the dictionary says, which is older.
pub(super) fn properties(pdf: &PdfFile, budget: &Budget<'_>) -> Result<FileProperties, DocumentError> {
    let Metadata { title, author, creation_date, .. } = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(pdf_text).unwrap_or_default();
    let created = creation_date
        .as_ref()
        .map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
        .unwrap_or_default();
    let root: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    let language = root.as_ref().and_then(|root| root.get::<PdfString<'_>>(b"Lang"));
    let language = language.map(|words| pdf_text(words.as_bytes())).unwrap_or_default();
    let mut properties = FileProperties { title: text(title), creator: text(author), created, language };
    let packet = root.and_then(|root| root.get::<Stream<'_>>(b"Metadata"));
    if let Some(packet) = packet.and_then(|stream| stream.decoded().ok()) {
        budget.spend(u64::try_from(packet.len()).unwrap_or(u64::MAX))?;
        let texts = texts_of(&xml_text(packet.into_owned()), &[("dc", "title"), ("dc", "creator")], budget)?;
        let mut words = texts.into_iter().map(|texts| lines_joined(texts.first()));
        for slot in [&mut properties.title, &mut properties.creator] {
            if let Some(words) = words.next().filter(|words| !words.is_empty()) {
                *slot = words;
            }
        }
    }
    Ok(properties)
}

/// The entries of a list, which stand in elements of their own.
fn lines_joined(words: Option<&String>) -> String {
    let words = words.map(String::as_str).unwrap_or_default();
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}

/// The text of a string: UTF-16 or UTF-8 by its mark, UTF-8 without one where it can be nothing else, or else the
/// encoding of PDF's own.
fn pdf_text(bytes: &[u8]) -> String {
    /// The characters from 0x18 to 0x1f, and from 0x80 to 0xa0.
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ',
        'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    let words = if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        UTF_16BE.decode_without_bom_handling(rest).0.into_owned()
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        UTF_16LE.decode_without_bom_handling(rest).0.into_owned()
    } else if let Ok(words) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        words.to_owned()
    } else {
        let own = |byte: &u8| match byte {
            0x18..=0x1f => LOW.get(usize::from(byte - 0x18)).copied().unwrap_or('\u{fffd}'),
            0x80..=0xa0 => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
            _ => char::from(*byte),
        };
        bytes.iter().map(own).collect()
    };
    words.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_in_the_encodings_of_pdf() {
        assert_eq!(pdf_text(b"\xfe\xff\x04\x1f\x00a"), "Пa");
        assert_eq!(pdf_text(b"\xff\xfea\x00"), "a");
        assert_eq!(pdf_text(b"\xef\xbb\xbfcaf\xc3\xa9"), "café");
        assert_eq!(pdf_text(b"caf\xc3\xa9\0"), "café");
        assert_eq!(pdf_text(b"\x8dcaf\xe9\x8e \x84 \xa0"), "“café” — €");
    }

    #[test]
    fn entries_of_a_list_are_joined() {
        assert_eq!(lines_joined(Some(&"Mara Kell\n   Jon Roe ".to_owned())), "Mara Kell, Jon Roe");
        assert_eq!(lines_joined(None), "");
    }
}
