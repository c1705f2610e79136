//! XML, event by event, for documents that are made of it: names by their namespaces instead of the prefixes that a
//! file happens to use, entities resolved, nothing outside the file ever opened.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;
use unicode_normalization::UnicodeNormalization as _;

use crate::model::limits::MAX_ELEMENT_DEPTH;

use super::{Budget, DocumentError};

/// Namespaces and what they are called here. Word's come in two sets: what everybody writes, and "strict".
const SPACES: &[(&str, &str)] = &[
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "m"),
    ("http://purl.oclc.org/ooxml/officeDocument/math", "m"),
    ("http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "cp"),
    ("http://schemas.openxmlformats.org/package/2006/relationships", "rel"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office"),
    ("urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text"),
    ("urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table"),
    ("urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style"),
    ("urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "draw"),
    ("urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", "svg"),
    ("urn:oasis:names:tc:opendocument:xmlns:meta:1.0", "meta"),
    ("urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", "manifest"),
    ("urn:oasis:names:tc:opendocument:xmlns:container", "container"),
    ("http://www.idpf.org/2007/opf", "opf"),
    ("http://www.w3.org/2001/04/xmlenc#", "enc"),
    ("http://www.w3.org/1999/xhtml", "html"),
];

/// How often the budget is asked: once in so many events.
const EVENTS_A_CHECK: usize = 1024;

/// Why XML could not be read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum XmlFault {
    /// It is not well-formed from here on; what came before is good. In the middle of a sentence.
    Malformed(String),
    /// Reading is to be given up.
    Refused(DocumentError),
}

impl From<DocumentError> for XmlFault {
    fn from(err: DocumentError) -> Self {
        Self::Refused(err)
    }
}

impl XmlFault {
    /// The error for a file of `kind` that is no good without this part of it.
    pub(super) fn into_error(self, kind: &'static str) -> DocumentError {
        match self {
            Self::Malformed(why) => DocumentError::Broken { kind, why },
            Self::Refused(err) => err,
        }
    }
}

/// Something in a file.
pub(super) enum XmlEvent<'x> {
    /// An element begins. Empty ones end at once.
    Start(XmlElement<'x>),
    /// An element ends.
    End(XmlEnd<'x>),
    /// Text; what stands between two tags may come in pieces.
    Text(Cow<'x, str>),
}

/// The start of an element.
pub(super) struct XmlElement<'x> {
    space: &'static str,
    start: BytesStart<'x>,
}

/// The end of an element.
pub(super) struct XmlEnd<'x> {
    space: &'static str,
    end: BytesEnd<'x>,
}

impl XmlElement<'_> {
    /// Its namespace, by the name that it has here, and its name without a prefix.
    pub(super) fn name(&self) -> (&'static str, &[u8]) {
        (self.space, self.start.local_name().into_inner())
    }

    /// The value of its attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
        found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// Whether a property is on: it is if it stands there without a value that says "off".
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

impl XmlEnd<'_> {
    /// Its namespace, by the name that it has here, and its name without a prefix.
    pub(super) fn name(&self) -> (&'static str, &[u8]) {
        (self.space, self.end.local_name().into_inner())
    }
}

/// Reads events one by one.
pub(super) struct XmlEvents<'x> {
    reader: NsReader<&'x [u8]>,
    budget: &'x Budget<'x>,
    depth: usize,
    num_events: usize,
}

impl<'x> XmlEvents<'x> {
    /// The events of a text.
    pub(super) fn new(text: &'x str, budget: &'x Budget<'_>) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, budget, depth: 0, num_events: 0 }
    }

    /// The next event; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<XmlEvent<'x>>, XmlFault> {
        loop {
            self.num_events += 1;
            if self.num_events.is_multiple_of(EVENTS_A_CHECK) {
                self.budget.check()?;
            }
            let (space, event) = self.reader.read_resolved_event().map_err(malformed)?;
            let space = space_name(&space);
            return Ok(Some(match event {
                Event::Start(start) | Event::Empty(start) => {
                    self.depth += 1;
                    if self.depth > MAX_ELEMENT_DEPTH {
                        return Err(DocumentError::TooDeep { limit: MAX_ELEMENT_DEPTH }.into());
                    }
                    XmlEvent::Start(XmlElement { space, start })
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    XmlEvent::End(XmlEnd { space, end })
                }
                Event::Text(text) => XmlEvent::Text(text.xml10_content().map_err(malformed)?),
                Event::CData(text) => XmlEvent::Text(text.xml10_content().map_err(malformed)?),
                Event::GeneralRef(reference) => {
                    let resolved = match reference.resolve_char_ref().map_err(malformed)? {
                        Some(c) => c.to_string(),
                        None => entity(&reference.decode().map_err(malformed)?),
                    };
                    XmlEvent::Text(Cow::Owned(resolved))
                }
                Event::Eof if self.depth > 0 => {
                    return Err(XmlFault::Malformed("it ends in the middle".to_owned()));
                }
                Event::Eof => return Ok(None),
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => continue,
            }));
        }
    }

    /// Goes on behind the end of the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), XmlFault> {
        self.skip_and_count("", b"").map(drop)
    }

    /// Goes on behind the end of the element that has just begun; how many elements of a name were in it.
    pub(super) fn skip_and_count(&mut self, space: &str, name: &[u8]) -> Result<usize, XmlFault> {
        let (depth, mut count) = (self.depth, 0);
        while self.depth >= depth {
            match self.next()? {
                Some(XmlEvent::Start(element)) => count += usize::from(element.name() == (space, name)),
                Some(_) => {}
                None => break,
            }
        }
        Ok(count)
    }

    /// The text in the element that has just begun, up to its end.
    pub(super) fn text(&mut self) -> Result<String, XmlFault> {
        let depth = self.depth;
        let mut words = String::new();
        while self.depth >= depth {
            match self.next()? {
                Some(XmlEvent::Text(text)) => words.push_str(&text),
                Some(_) => {}
                None => break,
            }
        }
        Ok(words)
    }
}

/// The texts of all elements of these names, for each name in the order of the file. What is damaged is passed over.
pub(super) fn texts_of(
    xml: &str,
    wanted: &[(&str, &str)],
    budget: &Budget<'_>,
) -> Result<Vec<Vec<String>>, DocumentError> {
    let mut events = XmlEvents::new(xml, budget);
    let mut texts = vec![Vec::new(); wanted.len()];
    loop {
        let read = events.next().and_then(|event| {
            let Some(XmlEvent::Start(element)) = &event else { return Ok(event.is_some()) };
            let (space, name) = element.name();
            let found =
                wanted.iter().position(|(in_space, called)| *in_space == space && called.as_bytes() == name);
            if let Some(texts) = found.and_then(|idx| texts.get_mut(idx)) {
                let words = events.text()?.trim().to_owned();
                if !words.is_empty() {
                    texts.push(words);
                }
            }
            Ok(true)
        });
        match read {
            Ok(true) => {}
            Ok(false) | Err(XmlFault::Malformed(_)) => return Ok(texts),
            Err(XmlFault::Refused(err)) => return Err(err),
        }
    }
}

fn malformed(err: impl ToString) -> XmlFault {
    XmlFault::Malformed(err.to_string())
}

fn space_name(space: &ResolveResult<'_>) -> &'static str {
    let ResolveResult::Bound(Namespace(uri)) = space else { return "" };
    SPACES.iter().find(|(known, _)| known.as_bytes() == *uri).map_or("other", |(_, name)| name)
}

/// What stands for an entity: the five of XML, and those of HTML that pages in books use without declaring them. One
/// that is not known stays as it stands, which is better than to lose it.
fn entity(name: &str) -> String {
    const NAMES: [(&str, &str); 54] = [
        ("nbsp", "\u{a0}"),
        ("shy", ""),
        ("ensp", " "),
        ("emsp", " "),
        ("thinsp", "\u{2009}"),
        ("zwnj", "\u{200c}"),
        ("zwj", "\u{200d}"),
        ("ndash", "–"),
        ("mdash", "—"),
        ("hellip", "…"),
        ("lsquo", "‘"),
        ("rsquo", "’"),
        ("sbquo", "‚"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("bdquo", "„"),
        ("laquo", "«"),
        ("raquo", "»"),
        ("lsaquo", "‹"),
        ("rsaquo", "›"),
        ("bull", "•"),
        ("middot", "·"),
        ("dagger", "†"),
        ("Dagger", "‡"),
        ("prime", "′"),
        ("Prime", "″"),
        ("minus", "−"),
        ("times", "×"),
        ("plusmn", "±"),
        ("deg", "°"),
        ("permil", "‰"),
        ("frac12", "½"),
        ("frac14", "¼"),
        ("frac34", "¾"),
        ("sup2", "²"),
        ("sup3", "³"),
        ("sect", "§"),
        ("para", "¶"),
        ("copy", "©"),
        ("reg", "®"),
        ("trade", "™"),
        ("euro", "€"),
        ("pound", "£"),
        ("yen", "¥"),
        ("cent", "¢"),
        ("iexcl", "¡"),
        ("iquest", "¿"),
        ("szlig", "ß"),
        ("oslash", "ø"),
        ("Oslash", "Ø"),
        ("aelig", "æ"),
        ("AElig", "Æ"),
        ("oelig", "œ"),
        ("OElig", "Œ"),
    ];
    const ACCENTS: [(&str, char); 8] = [
        ("acute", '\u{301}'),
        ("grave", '\u{300}'),
        ("circ", '\u{302}'),
        ("uml", '\u{308}'),
        ("tilde", '\u{303}'),
        ("cedil", '\u{327}'),
        ("ring", '\u{30a}'),
        ("caron", '\u{30c}'),
    ];
    if let Some(words) = quick_xml::escape::resolve_predefined_entity(name) {
        return words.to_owned();
    }
    if let Some((_, words)) = NAMES.into_iter().find(|(known, _)| *known == name) {
        return words.to_owned();
    }
    let mut rest = name.chars();
    let letter = rest.next().filter(char::is_ascii_alphabetic);
    let accent = ACCENTS.into_iter().find(|(known, _)| *known == rest.as_str());
    match (letter, accent) {
        (Some(letter), Some((_, accent))) => [letter, accent].into_iter().nfc().collect(),
        _ => format!("&{name};"),
    }
}

/// The text of a part in XML: by its byte-order mark, by the encoding it names, else UTF-8.
pub(super) fn xml_text(bytes: Vec<u8>) -> String {
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None => named_encoding(&bytes).unwrap_or(encoding_rs::UTF_8),
    };
    if encoding == encoding_rs::UTF_8 && !bytes.starts_with(b"\xef\xbb\xbf") {
        return String::from_utf8(bytes)
            .unwrap_or_else(|err| String::from_utf8_lossy(err.as_bytes()).into_owned());
    }
    encoding.decode_with_bom_removal(&bytes).0.into_owned()
}

/// The encoding in `<?xml version="1.0" encoding="…"?>`.
fn named_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = &head[..head.iter().position(|byte| *byte == b'>')?];
    let head = std::str::from_utf8(head).ok()?;
    let (_, behind) = head.strip_prefix("<?xml")?.split_once("encoding")?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(xml: &str) -> Result<String, XmlFault> {
        let budget = Budget::unlimited();
        let mut events = XmlEvents::new(xml, &budget);
        let mut shown = String::new();
        while let Some(event) = events.next()? {
            match event {
                XmlEvent::Start(element) => {
                    let (space, name) = element.name();
                    let tag = format!("<{space}:{}>", String::from_utf8_lossy(name));
                    shown.push_str(&tag);
                }
                XmlEvent::End(_) => shown.push_str("</>"),
                XmlEvent::Text(text) => shown.push_str(&text),
            }
        }
        Ok(shown)
    }

    #[test]
    fn names_go_by_their_namespace() {
        let xml = "<ns0:p xmlns:ns0='http://purl.oclc.org/ooxml/wordprocessingml/main'>a&amp;&#x62;&nbsp;&eacute;\
                   <![CDATA[<c>]]><ns0:br/><!-- x --></ns0:p>";
        assert_eq!(shown(xml).unwrap(), "<w:p>a&b\u{a0}é<c><w:br></></>");
    }

    #[test]
    fn what_is_not_well_formed_or_too_deep_is_told() {
        assert_eq!(shown("<a>b"), Err(XmlFault::Malformed("it ends in the middle".to_owned())));
        assert!(matches!(shown("<a></b>"), Err(XmlFault::Malformed(_))));
        let deep = "<a>".repeat(MAX_ELEMENT_DEPTH + 1);
        let too_deep = DocumentError::TooDeep { limit: MAX_ELEMENT_DEPTH };
        assert_eq!(shown(&deep), Err(XmlFault::Refused(too_deep)));
    }

    #[test]
    fn entities_of_a_dtd_are_not_expanded() {
        let xml =
            "<!DOCTYPE a [<!ENTITY b \"words\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><a>&b;&c;</a>";
        assert_eq!(shown(xml).unwrap(), "<:a>&b;&c;</>");
    }

    #[test]
    fn parts_say_their_encoding() {
        assert_eq!(xml_text(b"\xff\xfe<\0a\0/\0>\0".to_vec()), "<a/>");
        let named = b"<?xml version='1.0' encoding='iso-8859-2'?><a>\xae</a>".to_vec();
        assert!(xml_text(named).ends_with("<a>Ž</a>"));
        assert_eq!(xml_text(b"\xef\xbb\xbf<a>\xff</a>".to_vec()), "<a>\u{fffd}</a>");
    }
}
