//! XML, element by element: the parts of a file that are wanted become small trees, everything around them is only
//! passed through. Nothing outside the file is ever opened, and no entity but the five of XML is known.

use std::cell::Cell;
use std::fmt::{self, Write as _};
use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use thiserror::Error;

use crate::model::limits::MAX_DATASET_LINE_BYTES;

/// How deeply elements may stand in each other.
const MAX_DEPTH: usize = 200;

/// What an element takes in memory beside its texts, in bytes, about.
const ELEMENT_BYTES: usize = 96;

/// An element with everything in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name, without a prefix.
    pub name: String,
    /// Its attributes, in their order; the prefix `xml` stays before their names, others don't.
    pub attributes: Vec<(String, String)>,
    /// What it holds.
    pub children: Vec<Node>,
    /// The line its start ends on.
    pub line: usize,
}

/// A part of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Another element.
    Element(Element),
    /// Text.
    Text(String),
}

/// Why a file could not be read to its end.
#[derive(Debug, Error)]
pub enum XmlError {
    /// It is no well-formed XML.
    #[error("{0}")]
    Malformed(String),
    /// It ends inside an element.
    #[error("the file ends inside <{0}>")]
    Ends(String),
    /// Elements stand too deeply in each other.
    #[error("elements stand in each other more than {MAX_DEPTH} deep")]
    TooDeep,
    /// An element is too large.
    #[error("<{0}> has more than {MAX_DATASET_LINE_BYTES} bytes")]
    TooLarge(String),
}

impl Element {
    /// The value of an attribute; nothing where it isn't there.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Those of that name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first of that name.
    pub fn child<'e>(&'e self, name: &'e str) -> Option<&'e Self> {
        self.all(name).next()
    }

    /// All the text in it, also that of the elements in it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Element(element) => element.add_text(text),
                Node::Text(part) => text.push_str(part),
            }
        }
    }

    fn add(&mut self, text: &str) {
        match self.children.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => self.children.push(Node::Text(text.to_owned())),
        }
    }
}

/// Which elements are wanted, by the names of those around them, from the root, and their own.
pub type Wanted<'w> = &'w dyn Fn(&[String], &str) -> bool;

/// Gives each wanted element to `take`, with the names of those around it. `line` is the line reading is at.
pub fn each_element(
    data: impl BufRead,
    line: &Cell<usize>,
    wanted: Wanted<'_>,
    take: &mut dyn FnMut(&[String], Element),
) -> Result<(), XmlError> {
    let mut reader = Reader::from_reader(data);
    let (mut buffer, mut around) = (Vec::new(), Vec::<String>::new());
    // The wanted element being read is the first of these, the innermost the last.
    let mut open: Vec<Element> = Vec::new();
    let mut size = 0_usize;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(malformed)?;
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                let is_empty = matches!(event, Event::Empty(_));
                if open.len() + around.len() >= MAX_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                if open.is_empty() && !wanted(&around, &name) {
                    if !is_empty {
                        around.push(name);
                    }
                    continue;
                }
                let element = element(start, name, line.get())?;
                let attributes = element.attributes.iter().map(|(name, value)| name.len() + value.len() + 48);
                size += ELEMENT_BYTES + element.name.len() + attributes.sum::<usize>();
                open.push(element);
                if is_empty {
                    close(&mut open, &around, &mut size, take);
                }
            }
            Event::End(_) if open.is_empty() => {
                around.pop();
            }
            Event::End(_) => close(&mut open, &around, &mut size, take),
            Event::Eof => {
                let inside =
                    open.into_iter().map(|element| element.name).next_back().or_else(|| around.pop());
                return inside.map_or(Ok(()), |name| Err(XmlError::Ends(name)));
            }
            event => {
                let text = text_of(&event)?;
                if let Some(innermost) = open.last_mut() {
                    size += text.len();
                    innermost.add(&text);
                }
            }
        }
        if size > MAX_DATASET_LINE_BYTES {
            return Err(XmlError::TooLarge(
                open.into_iter().map(|element| element.name).next().unwrap_or_default(),
            ));
        }
    }
}

/// Puts the innermost element into the one around it, or gives it away.
fn close(
    open: &mut Vec<Element>,
    around: &[String],
    size: &mut usize,
    take: &mut dyn FnMut(&[String], Element),
) {
    let Some(element) = open.pop() else { return };
    if let Some(outer) = open.last_mut() {
        outer.children.push(Node::Element(element));
    } else {
        *size = 0;
        take(around, element);
    }
}

fn malformed(err: impl ToString) -> XmlError {
    XmlError::Malformed(err.to_string())
}

fn element(start: &BytesStart<'_>, name: String, line: usize) -> Result<Element, XmlError> {
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(malformed)?;
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        if key == "xmlns" || key.starts_with("xmlns:") {
            continue;
        }
        let key = match key.split_once(':') {
            Some((prefix, own)) if prefix != "xml" => own.to_owned(),
            _ => key,
        };
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(malformed)?.into_owned();
        attributes.push((key, value));
    }
    Ok(Element { name, attributes, children: Vec::new(), line })
}

/// What an event adds to the text.
fn text_of(event: &Event<'_>) -> Result<String, XmlError> {
    match event {
        Event::Text(text) => Ok(text.xml10_content().map_err(malformed)?.into_owned()),
        Event::CData(text) => Ok(text.xml10_content().map_err(malformed)?.into_owned()),
        Event::GeneralRef(reference) => {
            if let Some(ch) = reference.resolve_char_ref().map_err(malformed)? {
                return Ok(ch.to_string());
            }
            let name = reference.decode().map_err(malformed)?;
            let known = quick_xml::escape::resolve_predefined_entity(&name);
            known.map(str::to_owned).ok_or_else(|| malformed(format!("&{name}; is not defined")))
        }
        _ => Ok(String::new()),
    }
}

/// Whether XML 1.0 has a place for a character (production 2).
pub fn is_xml_char(ch: char) -> bool {
    !matches!(ch, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Puts U+FFFD in the place of each character that XML has none for. Whether there was one.
pub fn replace_non_xml(text: &mut String) -> bool {
    let has_some = !text.chars().all(is_xml_char);
    if has_some {
        *text = text.chars().map(|ch| if is_xml_char(ch) { ch } else { '\u{fffd}' }).collect();
    }
    has_some
}

/// Adds to XML that is being put together.
pub fn add(xml: &mut String, part: fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    xml.write_fmt(part).unwrap_or_default();
}

/// Text as it stands in an element or, in double quotes, in an attribute.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Parsers make others of these.
            '\r' | '\u{85}' | '\u{2028}' => add(&mut escaped, format_args!("&#{};", u32::from(ch))),
            ch => escaped.push(ch),
        }
    }
    escaped
}

/// The same for an attribute, where line ends and tabs would become spaces.
pub fn escaped_attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> (Vec<Element>, Result<(), XmlError>) {
        let (line, mut elements) = (Cell::new(1), Vec::new());
        let wanted = |around: &[String], name: &str| around.len() == 1 && name == "p";
        let ended = each_element(xml.as_bytes(), &line, &wanted, &mut |_, element| elements.push(element));
        (elements, ended)
    }

    #[test]
    fn wanted_elements_become_trees() {
        let (elements, ended) =
            read("<t><q/><p xml:id='a' x:n=\"1&#10;2\">a <b>&lt;</b><![CDATA[&]]>&#xe9;</p></t>");
        ended.unwrap();
        let [p] = elements.as_slice() else { panic!("{elements:?}") };
        assert_eq!((p.attribute("xml:id"), p.attribute("n"), p.text().as_str()), ("a", "1\n2", "a <&é"));
        assert_eq!(p.children.len(), 3);
    }

    #[test]
    fn what_is_malformed_deep_or_unknown_ends_the_reading() {
        assert!(matches!(read("<t><p></t>").1, Err(XmlError::Malformed(_))));
        assert!(matches!(read("<t><p>a").1, Err(XmlError::Ends(_))));
        assert!(matches!(read(&"<t>".repeat(300)).1, Err(XmlError::TooDeep)));
        let bomb = "<!DOCTYPE t [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><t><p>&b;</p></t>";
        assert_eq!(read(bomb).1.unwrap_err().to_string(), "&b; is not defined");
    }

    #[test]
    fn what_is_escaped_reads_back() {
        let text = "a\r\n\t<&>\"'\u{85}\u{2028}é\u{fffd}";
        let xml = format!("<t><p a=\"{}\">{}</p></t>", escaped_attribute(text), escaped(text));
        let (elements, _) = read(&xml);
        assert_eq!((elements[0].attribute("a"), elements[0].text().as_str()), (text, text));
        let mut words = "a\u{0}b".to_owned();
        assert!(replace_non_xml(&mut words));
        assert_eq!(words, "a\u{fffd}b");
    }
}
