//! Bytes whose encoding somebody has named: a header, a tag in the page.

use encoding_rs::Encoding;

use super::lossy::decode_with;
use super::{DecodedText, RawText, count_controls};

/// The text that `bytes` hold in the encoding that `label` names, as pages and mails name them (`utf-8`, `latin1`,
/// `windows-1251`); `None` if no encoding has that name, or if it makes no sense of more than one character of a
/// hundred.
///
/// A byte-order mark is not looked for: what it says goes before any label, see [`super::decode`].
pub fn decode_as(bytes: &[u8], label: &str) -> Option<DecodedText> {
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    let (text, num_undecodable) = decode_with(encoding, bytes);
    let num_senseless = num_undecodable + count_controls(&text);
    if num_senseless > 1 && num_senseless * 100 > text.chars().count() {
        return None;
    }
    let raw =
        RawText { text, encoding: encoding.name(), byte_order_mark: false, is_guess: false, num_undecodable };
    Some(raw.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_believed_where_it_makes_sense() {
        let decoded = decode_as(b"\xcf\xe0\xf0\xee\xec\r\n", " CP1251 ").unwrap();
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("Паром\n", "windows-1251"));
        assert_eq!((decoded.is_guess, decoded.warnings()), (false, vec![]));
        let decoded = decode_as(b"Ferry \xff.", "utf-8").unwrap();
        assert_eq!((decoded.text.as_str(), decoded.num_undecodable), ("Ferry \u{fffd}.", 1));
    }

    #[test]
    fn a_label_that_makes_no_sense_is_not_believed() {
        assert_eq!(decode_as(b"\xcf\xe0\xf0\xee\xec", "utf-8"), None);
        assert_eq!(decode_as(b"x", "klingon"), None);
        // Labels that the web takes for attacks.
        assert_eq!(decode_as(b"x", "iso-2022-kr"), None);
        assert_eq!(decode_as(b"x\0y\0z\0", "utf-8"), None);
    }
}
