//! Feeds kept as files: RSS 2.0 and 1.0, Atom, and JSON Feed. An entry is an article.
//!
//! Nothing is fetched: where a feed gives only summaries, the articles are these summaries, and say so. No entity of a
//! document type is known and nothing outside the file is opened.

mod entry;
#[cfg(test)]
mod tests;
mod xml;

use crate::model::limits::MAX_FILE_ARTICLES;

use super::encoding::{DecodedText, decode, decode_as};
use super::parts::ends_reading;
use super::tables::json::{Row, read_list};
use super::{DocumentError, DocumentReader, Documents, Source, finished};

use entry::{Body, Channel, Entry};

/// Reads RSS and Atom.
pub struct XmlFeed;

/// Reads JSON Feed.
pub struct JsonFeed;

impl DocumentReader for XmlFeed {
    fn name(&self) -> &'static str {
        "Feed (RSS, Atom)"
    }

    fn id(&self) -> &'static str {
        "feed 1"
    }

    fn media_type(&self) -> &'static str {
        "application/rss+xml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rss", "atom", "rdf", "xml"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        xml::is_feed(bytes)
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        // The declaration of XML counts for more than a guess.
        let said = xml::declared_encoding(source.bytes).and_then(|label| decode_as(source.bytes, label));
        let decoded = said.map_or_else(|| decode(source.bytes), Ok)?;
        let feed = xml::read_feed(&decoded.text, source.budget)?;
        let media_type = if feed.is_atom { "application/atom+xml" } else { self.media_type() };
        let mut documents =
            documents_of(source, &decoded, &feed.channel, feed.entries, [self.id(), media_type])?;
        documents.left_out.extend(feed.broken.map(|why| {
            // What came before it is good.
            (format!("behind entry {}", feed.num_entries), DocumentError::Broken { kind: "feed", why })
        }));
        Ok(documents)
    }
}

impl DocumentReader for JsonFeed {
    fn name(&self) -> &'static str {
        "Feed (JSON Feed)"
    }

    fn id(&self) -> &'static str {
        "json-feed 1"
    }

    fn media_type(&self) -> &'static str {
        "application/feed+json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        const MARK: &[u8] = b"://jsonfeed.org/version/";
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        // JSON may write a slash as "\/".
        let head: Vec<u8> = bytes.iter().take(4096).copied().filter(|byte| *byte != b'\\').collect();
        head.starts_with(b"{") && head.windows(MARK.len()).any(|window| window == MARK)
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let decoded = decode(source.bytes)?;
        let (mut entries, mut broken) = (Vec::new(), Vec::new());
        let feed = read_list(&decoded.text, "items", &mut |part, item| {
            source.budget.check()?;
            match item {
                Ok(item) if entries.len() < MAX_FILE_ARTICLES => entries.push(entry_of(&item)),
                Ok(_) => return Err(too_many()),
                Err(why) => broken.push((part, DocumentError::Broken { kind: "JSON Feed", why })),
            }
            Ok(())
        })?;
        let channel = Channel {
            title: feed.words(&["title"]).to_owned(),
            language: feed.words(&["language"]).to_owned(),
            author: feed.words(&["authors", "author"]).replace("\n\n", ", "),
        };
        let mut documents =
            documents_of(source, &decoded, &channel, entries, [self.id(), self.media_type()])?;
        documents.left_out.extend(broken);
        Ok(documents)
    }
}

fn too_many() -> DocumentError {
    DocumentError::TooMany { what: "entries", limit: MAX_FILE_ARTICLES }
}

/// The entry that an item of a JSON Feed is.
fn entry_of(item: &Row) -> Entry {
    let words = |keys: &[&str]| item.words(keys).to_owned();
    let html = Some(words(&["content_html"])).filter(|html| !html.is_empty()).map(Body::Html);
    let plain = Some(words(&["content_text"])).filter(|text| !text.is_empty()).map(Body::Plain);
    Entry {
        title: words(&["title"]),
        link: words(&["url", "external_url"]),
        id: words(&["id"]),
        authors: words(&["authors", "author"]).split("\n\n").map(str::to_owned).collect(),
        date: words(&["date_published", "date_modified"]),
        updated: String::new(),
        language: words(&["language"]),
        content: html.or(plain),
        summary: Some(words(&["summary"])).filter(|text| !text.is_empty()).map(Body::Plain),
    }
}

/// The documents that the entries of a feed are; `reading` is its reader's name and its media type.
fn documents_of(
    source: &Source<'_>,
    decoded: &DecodedText,
    channel: &Channel,
    entries: Vec<Entry>,
    reading: [&str; 2],
) -> Result<Documents, DocumentError> {
    let mut documents = Documents::default();
    let mut warnings = decoded.warnings();
    let provenance = decoded.provenance();
    for (idx, entry) in entries.into_iter().enumerate() {
        source.budget.check()?;
        let part = (idx + 1).to_string();
        match entry.document(source, channel, &provenance) {
            Ok(mut document) => {
                // Whole pages have been, where they were read.
                if document.provenance.reader.is_empty() {
                    document = finished(document);
                }
                document.provenance.part = part;
                reading[0].clone_into(&mut document.provenance.reader);
                reading[1].clone_into(&mut document.provenance.media_type);
                // What is to be said of the whole file is said once.
                warnings.append(&mut document.warnings);
                document.warnings = std::mem::take(&mut warnings);
                documents.read.push(document);
            }
            Err(err) if ends_reading(&err) => return Err(err),
            Err(err) => documents.left_out.push((part, err)),
        }
    }
    Ok(documents)
}
