//! XML as type systems and XMI need it: escaped so that nothing moves, and read without anything from outside.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::report::Effect;
use super::super::{FormatError, Input};
use crate::formats::reading::Reading;

/// The most attributes that an element may have; structures have some dozens.
const MAX_ATTRIBUTES: usize = 4096;
/// How deeply elements may lie in each other; type systems need seven.
const MAX_DEPTH: usize = 64;
/// The largest file that is read.
const MAX_FILE_BYTES: u64 = crate::model::limits::MAX_DATASET_LINE_BYTES as u64;

/// Something that XML is read into, element by element.
pub trait Sink {
    /// An element begins. `depth` is 0 for the outermost.
    fn start(&mut self, element: Element<'_>, depth: usize);
    /// Its text, up to the next element.
    fn text(&mut self, text: &str, depth: usize);
    /// An element ends.
    fn end(&mut self, name: &str, depth: usize);
    /// Something that could not be read, in a line, and why.
    fn broken(&mut self, line: usize, why: String);
}

/// The beginning of an element.
pub struct Element<'e> {
    /// Its name, with its prefix.
    pub name: &'e str,
    /// Its attributes by name, with prefixes.
    pub attributes: BTreeMap<String, String>,
    /// The line it stands in, from 1.
    pub line: usize,
}

/// Whether XML 1.0 can hold a character at all.
pub fn is_xml_char(ch: char) -> bool {
    matches!(ch, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A text for an attribute or an element. Tabs and line ends are written as numbers: else they would be read as
/// spaces in one place, and as other line ends in the other.
pub fn escaped(text: &str) -> Cow<'_, str> {
    let needs = |ch: char| matches!(ch, '&' | '<' | '>' | '"' | '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}');
    if !text.contains(needs) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for ch in text.chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            ch if needs(ch) => {
                escaped.push_str("&#");
                escaped.push_str(&u32::from(ch).to_string());
                escaped.push(';');
            }
            ch => escaped.push(ch),
        }
    }
    Cow::Owned(escaped)
}

/// A file as text, whatever bytes are in it; those that are no UTF-8 are told. A byte order mark is heeded.
pub fn text_of_file(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<String, FormatError> {
    let bytes = input.bytes(MAX_FILE_BYTES)?;
    let (text, _, is_damaged) = encoding_rs::UTF_8.decode(&bytes);
    if is_damaged {
        reading.tell(Effect::Changed, "bytes that are no text were replaced", "they are no UTF-8");
    }
    Ok(text.into_owned())
}

/// Reads XML to its end, or to where it is broken. A document type declaration ends the reading: with it, a few bytes
/// can stand for any number, or for files from elsewhere.
pub fn read(text: &str, sink: &mut dyn Sink) {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut depth = 0;
    let mut version = XmlVersion::Implicit1_0;
    loop {
        let line = lines.at(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(err) => return sink.broken(line, err.to_string()),
        };
        match event {
            Event::Start(start) => {
                if depth >= MAX_DEPTH {
                    return sink.broken(line, format!("elements lie more than {MAX_DEPTH} deep"));
                }
                begin(&start, line, depth, version, sink);
                depth += 1;
            }
            Event::Empty(start) => {
                begin(&start, line, depth, version, sink);
                sink.end(&name_of(start.name().as_ref()), depth);
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                sink.end(&name_of(end.name().as_ref()), depth);
            }
            Event::Text(text) => match text.xml_content(version) {
                Ok(text) => sink.text(&text, depth),
                Err(err) => sink.broken(line, err.to_string()),
            },
            Event::CData(text) => match text.xml_content(version) {
                Ok(text) => sink.text(&text, depth),
                Err(err) => sink.broken(line, err.to_string()),
            },
            Event::GeneralRef(reference) => {
                let named = reference.decode().unwrap_or_default().into_owned();
                let predefined = quick_xml::escape::resolve_predefined_entity(&named).map(str::to_owned);
                match (predefined, reference.resolve_char_ref()) {
                    (Some(text), _) => sink.text(&text, depth),
                    (None, Ok(Some(ch))) => sink.text(ch.encode_utf8(&mut [0; 4]), depth),
                    _ => sink.broken(line, format!("&{named}; stands for nothing that is in the file")),
                }
            }
            Event::DocType(_) => {
                return sink
                    .broken(line, "it has a document type declaration, which is never read".to_owned());
            }
            Event::Decl(decl) => version = decl.xml_version().unwrap_or(version),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => {
                if depth > 0 {
                    sink.broken(line, "it ends within an element".to_owned());
                }
                return;
            }
        }
    }
}

fn begin(start: &BytesStart<'_>, line: usize, depth: usize, version: XmlVersion, sink: &mut dyn Sink) {
    let mut attributes = BTreeMap::new();
    for attribute in start.attributes().with_checks(false).take(MAX_ATTRIBUTES + 1) {
        let read = match attribute {
            Ok(attribute) => attribute
                .normalized_value(version)
                .map(|value| (name_of(attribute.key.as_ref()), value.into_owned()))
                .map_err(|err| err.to_string()),
            Err(err) => Err(err.to_string()),
        };
        match read {
            Ok(_) if attributes.len() >= MAX_ATTRIBUTES => {
                sink.broken(line, format!("an element has more than {MAX_ATTRIBUTES} attributes"));
            }
            Ok((name, _)) if attributes.contains_key(&name) => {
                sink.broken(line, format!("an element has {name} twice"));
            }
            Ok((name, value)) => {
                attributes.insert(name, value);
            }
            Err(why) => sink.broken(line, why),
        }
    }
    sink.start(Element { name: &name_of(start.name().as_ref()), attributes, line }, depth);
}

fn name_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Counts lines as a reading goes on.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, position: u64) -> usize {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        self.line += self.text.get(self.at..position).unwrap_or_default().matches('\n').count();
        self.at = self.at.max(position);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Told(Vec<String>);

    impl Sink for Told {
        fn start(&mut self, element: Element<'_>, depth: usize) {
            self.0.push(format!("{depth} {} {:?}", element.name, element.attributes));
        }
        fn text(&mut self, text: &str, depth: usize) {
            self.0.push(format!("{depth} “{text}”"));
        }
        fn end(&mut self, name: &str, depth: usize) {
            self.0.push(format!("{depth} /{name}"));
        }
        fn broken(&mut self, line: usize, why: String) {
            self.0.push(format!("line {line}: {why}"));
        }
    }

    fn told(text: &str) -> String {
        let mut told = Told::default();
        read(text, &mut told);
        told.0.join("\n")
    }

    #[test]
    fn what_is_escaped_comes_back() {
        let text = "a\t\r\n\rb & <c> \"d\" 'e' \u{85}\u{2028}\u{feff}😀";
        let xml = format!("<a b=\"{}\">{}</a>", escaped(text), escaped(text));
        let mut told = Told::default();
        read(&xml, &mut told);
        assert!(told.0[0].ends_with(&format!("{:?}", BTreeMap::from([("b", text)]))), "{}", told.0[0]);
        let parts = told.0[1..told.0.len() - 1]
            .iter()
            .map(|part| part.strip_prefix("1 “").and_then(|part| part.strip_suffix('”')).unwrap());
        assert_eq!(parts.collect::<String>(), text);
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert!(told(bomb).contains("document type declaration"));
        assert!(told("<a b='&c;'>&c;</a>").contains('c'));
        assert!(!told("<a b='x &c;'/>").contains("bbbb"));
        assert!(told("<a>\n&file;</a>").contains("stands for nothing"));
        assert!(told("<a b='1' b='2'/>").contains("twice"));
    }

    #[test]
    fn depth_and_attributes_have_limits() {
        let deep = "<a>".repeat(100_000);
        assert!(told(&deep).ends_with("deep"));
        let wide: Vec<String> = (0..10_000).map(|idx| format!("a{idx}='1'")).collect();
        assert!(told(&format!("<a {}/>", wide.join(" "))).contains("more than 4096"));
    }
}
