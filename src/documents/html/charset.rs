//! The encoding of a page: what a byte-order mark says, then a header or tag, then what the bytes look like.

use crate::documents::DocumentError;
use crate::documents::encoding::{DecodedText, decode, decode_as};

/// How far into a page its encoding may be declared, in bytes; where browsers stop looking, too.
const DECLARED_WITHIN: usize = 1024;

/// So many sequences of several bytes that are good UTF-8 are no accident.
const CERTAIN_SEQUENCES: usize = 3;

/// The text of a page. `header` is the encoding that came with it, if any: it goes before what the page says itself.
///
/// Good UTF-8 is read as such whatever the page says: who converts a page often leaves its tag as it was.
pub(super) fn decode_page(bytes: &[u8], header: Option<&str>) -> Result<DecodedText, DocumentError> {
    let has_mark = encoding_rs::Encoding::for_bom(bytes).is_some();
    let is_utf8 = std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars().filter(|c| !c.is_ascii()).take(CERTAIN_SEQUENCES).count() == CERTAIN_SEQUENCES
    });
    if has_mark || is_utf8 {
        return decode(bytes);
    }
    let declared = declared(bytes);
    let labels = [header, declared.as_deref()];
    labels.into_iter().flatten().find_map(|label| decode_as(bytes, label)).map_or_else(|| decode(bytes), Ok)
}

/// The encoding that a page names in its first bytes: `<meta charset>`, `http-equiv`, or the declaration of XML.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..DECLARED_WITHIN).unwrap_or(bytes);
    // Names of encodings are ASCII, and so are all tags around them in every encoding that can be declared here.
    let head: String = head.iter().map(|byte| char::from(*byte).to_ascii_lowercase()).collect();
    let head = without_comments(&head);
    let xml =
        head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(tag, _)| (tag, "encoding"));
    let metas = head.split("<meta").skip(1).filter_map(|rest| Some((rest.split_once('>')?.0, "charset")));
    let label = metas.chain(xml).find_map(|(tag, key)| value_in(tag, key))?;
    // Whoever could read the tag byte by byte has no text of double bytes before them.
    Some(if label.starts_with("utf-16") { "utf-8".to_owned() } else { label })
}

/// The value behind `key=` in a tag.
fn value_in(tag: &str, key: &str) -> Option<String> {
    let behind = tag
        .match_indices(key)
        .find_map(|(at, _)| tag.get(at + key.len()..)?.trim_start().strip_prefix('=').map(str::trim_start))?;
    let value = behind.trim_start_matches(['"', '\'']);
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/' | '>');
    let label = value.split(is_end).next().unwrap_or_default();
    (!label.is_empty()).then(|| label.to_owned())
}

fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once("-->").map_or("", |(_, behind)| behind));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &[u8] = b"\xcf\xe0\xf0\xee\xec \xed\xee\xf7\xfc\xfe";

    #[test]
    fn the_tag_says_the_encoding() {
        for tag in [
            "<meta charset=windows-1251>",
            "<META CharSet = 'Windows-1251' />",
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">",
            "<?xml version='1.0' encoding='windows-1251'?><html>",
            "<!-- <meta charset=utf-8> --><meta charset=\"cp1251\">",
            "<meta name=charset content=x><meta charset=cp1251>",
        ] {
            let bytes = [tag.as_bytes(), RUSSIAN].concat();
            let decoded = decode_page(&bytes, None).unwrap();
            assert!(decoded.text.ends_with("Паром ночью"), "{tag}: {}", decoded.text);
            assert_eq!((decoded.encoding, decoded.is_guess), ("windows-1251", false));
        }
    }

    #[test]
    fn what_is_said_wrongly_is_not_believed() {
        let utf8 = "<meta charset=iso-8859-1>Ночью паром".as_bytes();
        assert_eq!(decode_page(utf8, Some("windows-1251")).unwrap().encoding, "UTF-8");
        let bytes = [b"<meta charset=utf-8>", &RUSSIAN.repeat(20)[..]].concat();
        let decoded = decode_page(&bytes, None).unwrap();
        assert_eq!((decoded.encoding, decoded.is_guess), ("windows-1251", true));
        let marked = [b"\xef\xbb\xbf<meta charset=koi8-r>", "é".as_bytes()].concat();
        assert_eq!(decode_page(&marked, None).unwrap().encoding, "UTF-8");
    }

    #[test]
    fn the_header_goes_before_the_tag_and_a_tag_far_down_is_too_late() {
        let bytes = [b"<meta charset=koi8-r>", RUSSIAN].concat();
        assert!(decode_page(&bytes, Some("windows-1251")).unwrap().text.ends_with("ночью"));
        assert_eq!(decode_page(&bytes, Some("nonsense")).unwrap().encoding, "KOI8-R");
        assert_eq!(
            declared(format!("{}<meta charset=koi8-r>", " ".repeat(DECLARED_WITHIN)).as_bytes()),
            None
        );
        assert_eq!(declared(b"<meta charset=utf-16le>").as_deref(), Some("utf-8"));
        assert_eq!(declared(b"<meta charset="), None);
    }
}
