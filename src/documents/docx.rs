//! Word documents: paragraphs by their styles, lists, tables row by row, notes behind the text.
//!
//! Left out and counted are comments, deleted and hidden passages, headers and footers, tables of contents. What was
//! inserted under "track changes" is text. Pictures, charts and embedded files are not looked at.

mod body;
mod numbering;
mod styles;

use super::flow::FileProperties;
use super::xml_events::{XmlEvent, XmlEvents, XmlFault, texts_of};
use super::zip_parts::ZipParts;
use super::{
    Budget, DocumentError, DocumentReader, DocumentWarning, Documents, LeftOut, ReadDocument, Source,
};

use body::Body;
use numbering::Numbering;
use styles::Styles;

/// What these files are called in errors.
const KIND: &str = "Word document";

/// How the files of Microsoft's older formats begin, and those that hold an encrypted new one.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Reads Word documents (`.docx`).
pub struct Docx;

impl DocumentReader for Docx {
    fn name(&self) -> &'static str {
        "Word document"
    }

    fn id(&self) -> &'static str {
        "docx 1"
    }

    fn media_type(&self) -> &'static str {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["docx", "docm", "dotx"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        ole_error(bytes).is_some() || is_word_archive(bytes)
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        if let Some(err) = ole_error(source.bytes) {
            return Err(err);
        }
        let mut parts = ZipParts::open(source.bytes, KIND, source.budget)?;
        Ok(read_parts(&mut parts, source.budget)?.into())
    }
}

/// What an OLE file is, if it is one of Word's or an encrypted document. The names of its streams tell.
fn ole_error(bytes: &[u8]) -> Option<DocumentError> {
    if !bytes.starts_with(OLE) {
        return None;
    }
    let has_stream = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if has_stream("EncryptedPackage") {
        Some(DocumentError::Encrypted)
    } else if has_stream("WordDocument") {
        Some(DocumentError::OldKind { what: "an old Word document (.doc)", instead: ".docx" })
    } else {
        None
    }
}

/// Whether the bytes are an archive with the main part of a Word document.
fn is_word_archive(bytes: &[u8]) -> bool {
    // The list of parts stands at the end; a look at it before it is read.
    let tail = &bytes[bytes.len().saturating_sub(1 << 20)..];
    let may_be =
        bytes.starts_with(b"PK\x03\x04") && tail.windows(13).any(|window| window == b"word/document");
    may_be
        && ZipParts::open(bytes, KIND, &Budget::unlimited()).is_ok_and(|parts| {
            parts.has("[Content_Types].xml")
                && parts.names().iter().any(|name| name.starts_with("word/document"))
        })
}

/// The names of the parts of a document, by what they are.
struct PartNames {
    main: String,
    related: Vec<(String, String)>,
}

impl PartNames {
    fn find(parts: &mut ZipParts<'_>, budget: &Budget<'_>) -> Result<Self, DocumentError> {
        let root = relations(parts, "_rels/.rels", "", budget)?;
        let main = root.into_iter().find(|(kind, _)| kind == "officeDocument");
        let main = main.map_or_else(|| "word/document.xml".to_owned(), |(_, name)| name);
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let list = format!("{folder}_rels/{file}.rels");
        let related = relations(parts, &list, &folder, budget)?;
        Ok(Self { main, related })
    }

    fn all<'n>(&'n self, kind: &'n str) -> impl Iterator<Item = &'n str> {
        self.related.iter().filter(move |(found, _)| found == kind).map(|(_, name)| name.as_str())
    }
}

/// What a list of relations names, by the last word of its type. Targets outside the file are passed over.
fn relations(
    parts: &mut ZipParts<'_>,
    list: &str,
    folder: &str,
    budget: &Budget<'_>,
) -> Result<Vec<(String, String)>, DocumentError> {
    let Some(xml) = parts.xml(list)? else { return Ok(Vec::new()) };
    let mut events = XmlEvents::new(&xml, budget);
    let mut found = Vec::new();
    loop {
        match events.next() {
            Ok(Some(XmlEvent::Start(element))) if element.name() == ("rel", b"Relationship") => {
                let value = |name: &str| element.attribute(name).unwrap_or_default();
                if value("TargetMode") != "External" {
                    let target = value("Target");
                    let name =
                        target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
                    let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
                    found.push((kind, name));
                }
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(XmlFault::Malformed(_)) => return Ok(found),
            Err(XmlFault::Refused(err)) => return Err(err),
        }
    }
}

fn read_parts(parts: &mut ZipParts<'_>, budget: &Budget<'_>) -> Result<ReadDocument, DocumentError> {
    let names = PartNames::find(parts, budget)?;
    let mut related = |kind: &str| match names.all(kind).next() {
        Some(name) => parts.xml(name),
        None => Ok(None),
    };
    let (styles, numbering) = (related("styles")?, related("numbering")?);
    let styles = Styles::read(&styles.unwrap_or_default(), budget).map_err(|fault| fault.into_error(KIND))?;
    let numbering =
        Numbering::read(&numbering.unwrap_or_default(), budget).map_err(|fault| fault.into_error(KIND))?;
    let mut body = Body::new(&styles, numbering);
    let mut warnings = Vec::new();
    let main = parts.needed_xml(&names.main)?;
    match body.read(&mut XmlEvents::new(&main, budget)) {
        Ok(()) => {}
        Err(XmlFault::Malformed(why)) if !body.flow.is_empty() => {
            warnings.push(DocumentWarning::Damaged { why });
        }
        Err(fault) => return Err(fault.into_error(KIND)),
    }
    drop(main);
    if body.has_references() {
        for kind in ["footnotes", "endnotes"] {
            for name in names.all(kind) {
                let Some(xml) = parts.xml(name)? else { continue };
                match body.read(&mut XmlEvents::new(&xml, budget)) {
                    Ok(()) => {}
                    Err(XmlFault::Malformed(why)) => warnings.push(DocumentWarning::Damaged { why }),
                    Err(fault) => return Err(fault.into_error(KIND)),
                }
            }
        }
        body.add_notes();
    }
    let mut num_comments = 0;
    for name in names.all("comments") {
        if let Some(xml) = parts.xml(name)? {
            num_comments += texts_of(&xml, &[("w", "comment")], budget)?.iter().map(Vec::len).sum::<usize>();
        }
    }
    let mut num_edges = 0;
    for name in names.all("header").chain(names.all("footer")) {
        if let Some(xml) = parts.xml(name)? {
            let words = texts_of(&xml, &[("w", "t")], budget)?;
            num_edges += usize::from(words.iter().any(|words| !words.is_empty()));
        }
    }
    let properties = properties(parts, budget)?;
    let counts = [
        (LeftOut::Deletions, body.left_out.deletions),
        (LeftOut::HiddenText, body.left_out.hidden),
        (LeftOut::Comments, num_comments),
        (LeftOut::HeadersAndFooters, num_edges),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    warnings.extend(counts.map(|(what, count)| DocumentWarning::LeftOut { what, count }));
    Ok(body.flow.into_document(properties, warnings))
}

fn properties(parts: &mut ZipParts<'_>, budget: &Budget<'_>) -> Result<FileProperties, DocumentError> {
    let root = relations(parts, "_rels/.rels", "", budget)?;
    let name = root.into_iter().find(|(kind, _)| kind == "core-properties");
    let name = name.map_or_else(|| "docProps/core.xml".to_owned(), |(_, name)| name);
    let Some(xml) = parts.xml(&name)? else { return Ok(FileProperties::default()) };
    let wanted = [("dc", "title"), ("dc", "creator"), ("dcterms", "created"), ("dc", "language")];
    let mut texts = texts_of(&xml, &wanted, budget)?.into_iter();
    let mut next = || texts.next().and_then(|texts| texts.into_iter().next()).unwrap_or_default();
    Ok(FileProperties { title: next(), creator: next(), created: next(), language: next() })
}

#[cfg(test)]
mod tests;
