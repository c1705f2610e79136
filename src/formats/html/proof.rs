//! Reads pages back, strictly: well-formed, every link inside the page leading somewhere, nothing that loads or runs,
//! every id once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::formats::pages::markup::is_xml;
use crate::formats::pages::proof::Seen;

/// Everything that pages are made of.
const ELEMENTS: [&str; 37] = [
    "a",
    "b",
    "bdi",
    "blockquote",
    "body",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "li",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "section",
    "span",
    "strong",
    "style",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
    "q",
];

/// A thing in a page, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// An element begins.
    Begin(String, BTreeMap<String, String>),
    /// Text.
    Text(String),
    /// The element ends.
    End(String),
}

/// Goes through a page. An error says what is wrong with it.
pub fn each(bytes: &[u8], take: &mut dyn FnMut(Part) -> Result<(), String>) -> Result<(), String> {
    let page = std::str::from_utf8(bytes).map_err(|err| err.to_string())?;
    if let Some(ch) = page.chars().find(|ch| !is_xml(*ch)) {
        return Err(format!("U+{:04X} stands in the markup", u32::from(ch)));
    }
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_comments = true;
    let (mut ids, mut links, mut depth) = (BTreeSet::new(), BTreeSet::new(), 0_usize);
    loop {
        let mut begin = |tag: &BytesStart<'_>| -> Result<Part, String> {
            let part = element(tag)?;
            if let Part::Begin(_, attributes) = &part {
                if let Some(id) = attributes.get("id")
                    && !ids.insert(id.clone())
                {
                    return Err(format!("the id “{id}” stands twice"));
                }
                links.extend(
                    attributes.get("href").and_then(|link| link.strip_prefix('#')).map(str::to_owned),
                );
                links.extend(attributes.get("aria-describedby").cloned());
            }
            Ok(part)
        };
        match reader.read_event().map_err(|err| err.to_string())? {
            Event::Start(tag) => {
                depth += 1;
                take(begin(&tag)?)?;
            }
            Event::Empty(tag) => {
                let part = begin(&tag)?;
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                take(part)?;
                take(Part::End(name))?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                take(Part::End(String::from_utf8_lossy(tag.name().as_ref()).into_owned()))?;
            }
            Event::Text(text) => {
                take(Part::Text(text.decode().map_err(|err| err.to_string())?.into_owned()))?;
            }
            Event::GeneralRef(name) => {
                let resolved = name.resolve_char_ref().map_err(|err| err.to_string())?;
                let name = name.decode().map_err(|err| err.to_string())?;
                let ch = resolved
                    .map(String::from)
                    .or_else(|| quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned));
                take(Part::Text(ch.ok_or_else(|| format!("&{name}; is not known"))?))?;
            }
            Event::DocType(_) => {}
            Event::Eof => break,
            other => return Err(format!("there is a {other:?}")),
        }
    }
    if depth > 0 {
        return Err("an element has no end".to_owned());
    }
    match links.iter().find(|link| !ids.contains(*link)) {
        Some(link) => Err(format!("#{link} leads nowhere")),
        None => Ok(()),
    }
}

fn element(tag: &BytesStart<'_>) -> Result<Part, String> {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    if !ELEMENTS.contains(&name.as_str()) {
        return Err(format!("there is an element “{name}”"));
    }
    let mut attributes = BTreeMap::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|err| err.to_string())?;
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|err| err.to_string())?
            .into_owned();
        if key.starts_with("on") || key == "src" {
            return Err(format!("there is an attribute “{key}”"));
        }
        if key == "href" && value.trim_start().to_ascii_lowercase().starts_with("javascript:") {
            return Err(format!("there is a link to “{value}”"));
        }
        attributes.insert(key, value);
    }
    Ok(Part::Begin(name, attributes))
}

/// What the page of an article shows.
pub fn article(bytes: &[u8]) -> Result<Seen, String> {
    let mut seen = Seen::default();
    // The paragraph that is open, with the element it is.
    let mut paragraph: Option<(String, String)> = None;
    let mut covered: Vec<(usize, Range<usize>)> = Vec::new();
    // The marks that are open: the annotation of each, and the character it begins at.
    let mut open: Vec<(Option<usize>, usize)> = Vec::new();
    let (mut skipped, mut num_chars) = (0_usize, 0);
    each(bytes, &mut |part| {
        match part {
            Part::Begin(name, attributes) => {
                let number = attributes.get("data-a").and_then(|number| number.parse().ok());
                let class = attributes.get("class").map_or("", String::as_str);
                if attributes.contains_key("data-p") {
                    paragraph = Some((name, String::new()));
                    num_chars = 0;
                } else if paragraph.is_some() {
                    if skipped > 0 || (name == "a" && class.split(' ').any(|class| class == "ref")) {
                        skipped += 1;
                    } else if name == "mark" {
                        open.push((number, num_chars));
                    }
                } else if let Some(number) = number {
                    seen.cover(number, 0..0);
                }
            }
            Part::Text(words) => {
                if let Some((_, text)) = &mut paragraph
                    && skipped == 0
                {
                    text.push_str(&words);
                    num_chars += words.chars().count();
                }
            }
            Part::End(name) => {
                let Some((element, text)) = &mut paragraph else { return Ok(()) };
                if skipped > 0 {
                    skipped -= 1;
                } else if name == "mark" {
                    let (number, start) = open.pop().ok_or("a mark ends that has not begun")?;
                    let number = number.ok_or("a mark in the text belongs to no annotation")?;
                    covered.push((number, start..num_chars));
                } else if name == *element {
                    seen.paragraph(std::mem::take(text), covered.drain(..));
                    paragraph = None;
                }
            }
        }
        Ok(())
    })?;
    Ok(seen)
}

/// The pages that the list of articles leads to.
pub fn index(bytes: &[u8]) -> Result<Vec<String>, String> {
    let mut links = Vec::new();
    each(bytes, &mut |part| {
        if let Part::Begin(_, attributes) = part {
            links.extend(attributes.get("href").filter(|link| !link.starts_with('#')).cloned());
        }
        Ok(())
    })?;
    Ok(links)
}
