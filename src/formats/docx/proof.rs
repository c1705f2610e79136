//! Reads documents back: the archive, how its parts hang together, the text, and the words each comment is anchored to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::formats::pages::proof::Seen;

/// The largest part that is read back, in bytes.
const MAX_PART_BYTES: u64 = 1 << 30;

/// A step through a part.
enum Step {
    Begin(String, BTreeMap<String, String>),
    Text(String),
    End(String),
}

/// What a document shows.
pub fn article(bytes: &[u8]) -> Result<Seen, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|err| err.to_string())?;
    let names = archive.file_names().map(|name| name.map(Cow::into_owned));
    let names: BTreeSet<String> = names.collect::<Result<_, _>>().map_err(|err| err.to_string())?;
    let mut parts = BTreeMap::new();
    for name in names {
        let mut part = String::new();
        let file = archive.by_name(&name).map_err(|err| err.to_string())?;
        file.take(MAX_PART_BYTES).read_to_string(&mut part).map_err(|err| err.to_string())?;
        parts.insert(name, part);
    }
    check_parts(&parts)?;
    let part = |name: &str| parts.get(name).map(String::as_str).ok_or_else(|| format!("{name} is missing"));
    let notes = comments(part("word/comments.xml")?)?;
    let styles = ids(part("word/styles.xml")?, "w:style", "w:styleId")?;
    document(part("word/document.xml")?, &notes, &styles)
}

/// Every part is well-formed, has a type, and every relationship leads to one.
fn check_parts(parts: &BTreeMap<String, String>) -> Result<(), String> {
    for (name, xml) in parts {
        each(xml, &mut |_| Ok(())).map_err(|why| format!("{name}: {why}"))?;
        let Some((folder, owner)) = name.strip_suffix(".rels").and_then(|name| name.split_once("_rels/"))
        else {
            continue;
        };
        if !owner.is_empty() && !parts.contains_key(&format!("{folder}{owner}")) {
            return Err(format!("{name} belongs to no part"));
        }
        for target in ids(xml, "Relationship", "Target")? {
            if !parts.contains_key(&format!("{folder}{target}")) {
                return Err(format!("{folder}{target} is missing"));
            }
        }
    }
    let types = parts.get("[Content_Types].xml").ok_or("the list of types is missing")?;
    let named = ids(types, "Override", "PartName")?;
    match named.iter().find(|part| !parts.contains_key(part.trim_start_matches('/'))) {
        Some(part) => Err(format!("{part} is missing")),
        None => Ok(()),
    }
}

/// The values of an attribute of elements of one name; each may stand once.
fn ids(xml: &str, element: &str, attribute: &str) -> Result<BTreeSet<String>, String> {
    let mut ids = BTreeSet::new();
    each(xml, &mut |step| {
        if let Step::Begin(name, mut attributes) = step
            && name == element
        {
            let id = attributes.remove(attribute).unwrap_or_default();
            if !ids.insert(id.clone()) {
                return Err(format!("{attribute} “{id}” stands twice"));
            }
        }
        Ok(())
    })?;
    Ok(ids)
}

/// The number of the note of each comment, as its first words tell it: a letter, then the number.
fn comments(xml: &str) -> Result<BTreeMap<String, usize>, String> {
    let mut notes = BTreeMap::new();
    let (mut id, mut words): (Option<String>, String) = (None, String::new());
    each(xml, &mut |step| {
        match step {
            Step::Begin(name, mut attributes) if name == "w:comment" => id = attributes.remove("w:id"),
            Step::Text(text) if id.is_some() => words.push_str(&text),
            Step::End(name) if name == "w:p" => {
                if let Some(id) = id.take() {
                    let digits: String = words.chars().skip(1).take_while(char::is_ascii_digit).collect();
                    let number = digits.parse().map_err(|_| format!("comment {id} has no number"))?;
                    if notes.insert(id.clone(), number).is_some() {
                        return Err(format!("comment {id} stands twice"));
                    }
                }
                words.clear();
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(notes)
}

fn document(xml: &str, notes: &BTreeMap<String, usize>, styles: &BTreeSet<String>) -> Result<Seen, String> {
    let mut seen = Seen::default();
    let mut text = String::new();
    let mut num_chars = 0;
    let (mut is_article, mut is_text) = (false, false);
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchored: BTreeSet<String> = BTreeSet::new();
    let mut references: BTreeSet<String> = BTreeSet::new();
    each(xml, &mut |step| {
        match step {
            Step::Begin(name, mut attributes) => {
                let here = seen.num_chars() + num_chars;
                let id = attributes.remove("w:id").unwrap_or_default();
                match name.as_str() {
                    "w:pStyle" => {
                        let style = attributes.remove("w:val").unwrap_or_default();
                        if !styles.contains(&style) {
                            return Err(format!("there is no style “{style}”"));
                        }
                        is_article = style.starts_with("Article");
                    }
                    "w:t" => is_text = true,
                    "w:tab" | "w:br" if is_article => {
                        text.push(if name == "w:tab" { '\t' } else { '\n' });
                        num_chars += 1;
                    }
                    "w:commentRangeStart" => {
                        let is_new = open.insert(id.clone(), here).is_none() && anchored.insert(id.clone());
                        if !(is_new && is_article) {
                            return Err(format!("comment {id} begins twice, or outside the text"));
                        }
                    }
                    "w:commentRangeEnd" => {
                        let start =
                            open.remove(&id).ok_or_else(|| format!("comment {id} ends and has not begun"))?;
                        let note = notes.get(&id).ok_or_else(|| format!("there is no comment {id}"))?;
                        seen.cover(*note, start..here);
                    }
                    "w:commentReference" => drop(references.insert(id)),
                    _ => {}
                }
            }
            Step::Text(words) if is_article && is_text => {
                text.push_str(&words);
                num_chars += words.chars().count();
            }
            Step::End(name) if name == "w:t" => is_text = false,
            Step::End(name) if name == "w:p" => {
                if is_article {
                    seen.paragraph(std::mem::take(&mut text), []);
                    num_chars = 0;
                }
                is_article = false;
            }
            Step::Text(_) | Step::End(_) => {}
        }
        Ok(())
    })?;
    if !open.is_empty() {
        return Err("a comment begins and does not end".to_owned());
    }
    if !notes.keys().eq(&references) || references != anchored {
        return Err("there is not one place for each comment".to_owned());
    }
    Ok(seen)
}

/// Goes through a part.
fn each(xml: &str, take: &mut dyn FnMut(Step) -> Result<(), String>) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|err| err.to_string())? {
            Event::Start(tag) => {
                depth += 1;
                take(begin(&tag)?)?;
            }
            Event::Empty(tag) => {
                let step = begin(&tag)?;
                let Step::Begin(name, _) = &step else { continue };
                let end = Step::End(name.clone());
                take(step)?;
                take(end)?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                take(Step::End(String::from_utf8_lossy(tag.name().as_ref()).into_owned()))?;
            }
            Event::Text(text) => {
                take(Step::Text(text.xml10_content().map_err(|err| err.to_string())?.into_owned()))?;
            }
            Event::GeneralRef(name) => {
                let resolved = name.resolve_char_ref().map_err(|err| err.to_string())?;
                let name = name.decode().map_err(|err| err.to_string())?;
                let known = quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                let text = resolved.map(String::from).or(known);
                take(Step::Text(text.ok_or_else(|| format!("&{name}; is not known"))?))?;
            }
            Event::Decl(_) => {}
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err("an element has no end".to_owned()),
            other => return Err(format!("there is a {other:?}")),
        }
    }
}

fn begin(tag: &BytesStart<'_>) -> Result<Step, String> {
    let mut attributes = BTreeMap::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|err| err.to_string())?;
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).map_err(|err| err.to_string())?;
        attributes.insert(String::from_utf8_lossy(attribute.key.as_ref()).into_owned(), value.into_owned());
    }
    Ok(Step::Begin(String::from_utf8_lossy(tag.name().as_ref()).into_owned(), attributes))
}
