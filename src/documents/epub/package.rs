//! What a book says about itself: its metadata, its chapters in their order, and whether they are encrypted.

use std::collections::HashMap;

use super::super::xml_events::{XmlEvent, XmlEvents, XmlFault, texts_of};
use super::super::zip_parts::ZipParts;
use super::super::{Budget, DocumentError};
use super::KIND;

/// Ways to make fonts unreadable for others; the text is not touched by them.
const FONTS_ONLY: [&str; 2] = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

/// The package of a book.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) title: String,
    pub(super) creator: String,
    pub(super) date: String,
    pub(super) language: String,
    pub(super) publisher: String,
    /// The names of the parts with the chapters.
    pub(super) chapters: Vec<String>,
}

impl Package {
    /// The package of the book, found by way of its container.
    pub(super) fn read(parts: &mut ZipParts<'_>, budget: &Budget<'_>) -> Result<Self, DocumentError> {
        check_encryption(parts, budget)?;
        let container = parts.needed_xml("META-INF/container.xml")?;
        let mut root = None;
        each_element(&container, budget, |space, name, attribute| {
            if (space, name) == ("container", b"rootfile") && root.is_none() {
                root = attribute("full-path");
            }
        })?;
        let root = root.ok_or_else(|| DocumentError::Broken {
            kind: KIND,
            why: "its container names no package".to_owned(),
        })?;
        let xml = parts.needed_xml(&root)?;
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        let wanted = ["title", "creator", "date", "language", "publisher"].map(|name| ("dc", name));
        let mut texts = texts_of(&xml, &wanted, budget)?.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        let mut package = Self {
            title: next().into_iter().next().unwrap_or_default(),
            creator: next().join(", "),
            date: next().into_iter().next().unwrap_or_default(),
            language: next().into_iter().next().unwrap_or_default(),
            publisher: next().into_iter().next().unwrap_or_default(),
            chapters: Vec::new(),
        };
        let mut parts_by_id: HashMap<String, String> = HashMap::new();
        let mut spine = Vec::new();
        each_element(&xml, budget, |space, name, attribute| match (space, name) {
            ("opf", b"item") => {
                if let (Some(id), Some(href)) = (attribute("id"), attribute("href")) {
                    parts_by_id.insert(id, resolved(folder, &href));
                }
            }
            // Those that are not linear stand beside the text: notes, large pictures, contents.
            ("opf", b"itemref") if attribute("linear").as_deref() != Some("no") => {
                spine.extend(attribute("idref"));
            }
            _ => {}
        })?;
        package.chapters = spine.iter().filter_map(|id| parts_by_id.get(id).cloned()).collect();
        Ok(package)
    }
}

/// Refuses books of which more is encrypted than fonts.
fn check_encryption(parts: &mut ZipParts<'_>, budget: &Budget<'_>) -> Result<(), DocumentError> {
    let Some(xml) = parts.xml("META-INF/encryption.xml")? else { return Ok(()) };
    let mut is_encrypted = false;
    each_element(&xml, budget, |space, name, attribute| {
        if (space, name) == ("enc", b"EncryptionMethod") {
            let method = attribute("Algorithm").unwrap_or_default();
            is_encrypted |= !FONTS_ONLY.contains(&method.as_str());
        }
    })?;
    if is_encrypted { Err(DocumentError::Encrypted) } else { Ok(()) }
}

/// What is told of an element: its namespace, its name, and the value of an attribute.
type Told<'t> = &'t dyn Fn(&str) -> Option<String>;

/// Tells of each element of a part. What is damaged in it is passed over.
fn each_element(
    xml: &str,
    budget: &Budget<'_>,
    mut tell: impl FnMut(&str, &[u8], Told<'_>),
) -> Result<(), DocumentError> {
    let mut events = XmlEvents::new(xml, budget);
    loop {
        match events.next() {
            Ok(Some(XmlEvent::Start(element))) => {
                let (space, name) = element.name();
                tell(space, name, &|attribute| element.attribute(attribute));
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(XmlFault::Malformed(_)) => return Ok(()),
            Err(XmlFault::Refused(err)) => return Err(err),
        }
    }
}

/// The name of the part that a reference in a folder means. It is only ever looked up among the parts.
fn resolved(folder: &str, href: &str) -> String {
    let path = href.split(['#', '?']).next().unwrap_or_default();
    let mut names: Vec<String> =
        folder.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(decoded(name)),
        }
    }
    names.join("/")
}

/// A name without its percent signs.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_names_of_parts() {
        assert_eq!(resolved("OEBPS", "a%20one.xhtml#top"), "OEBPS/a one.xhtml");
        assert_eq!(resolved("OEBPS/text", "../../../x/./b.xhtml"), "x/b.xhtml");
        assert_eq!(resolved("", "100%.xhtml"), "100%.xhtml");
        assert_eq!(resolved("", "%e4%zz%"), "\u{fffd}%zz%");
    }
}
