//! RSS and Atom, element by element.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::model::limits::{MAX_ELEMENT_DEPTH, MAX_FILE_ARTICLES};

use super::super::{Budget, DocumentError};
use super::entry::{Body, Channel, Entry, plain_title};
use super::too_many;

/// What a feed holds.
#[derive(Debug, Default)]
pub(super) struct Feed {
    /// Whether it is Atom.
    pub(super) is_atom: bool,
    /// What it says about all entries.
    pub(super) channel: Channel,
    /// Its entries, in its order.
    pub(super) entries: Vec<Entry>,
    /// How many there are.
    pub(super) num_entries: usize,
    /// Why it could not be read to its end.
    pub(super) broken: Option<String>,
}

/// Which vocabulary a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Rss,
    Atom,
    Content,
    DublinCore,
    Podcast,
    Other,
}

/// What an open element is to the elements in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Channel,
    Entry,
    Author,
    Other,
}

/// Whether a file is a feed, by its first element.
pub(super) fn is_feed(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head));
    let mut rest = head.trim_start();
    loop {
        let behind = if rest.starts_with("<?") {
            rest.split_once("?>")
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<!DOCTYPE rss") {
            rest.split_once('>')
        } else {
            break;
        };
        let Some((_, behind)) = behind else { return false };
        rest = behind.trim_start();
    }
    let tag = rest.split_inclusive('>').next().unwrap_or_default();
    let name = tag.trim_start_matches('<').split(|c: char| c.is_whitespace() || c == '>').next();
    match name.filter(|_| tag.starts_with('<')) {
        Some("rss") => true,
        Some("feed") => tag.contains("http://www.w3.org/2005/Atom"),
        Some("rdf:RDF") => tag.contains("http://purl.org/rss/1.0/"),
        _ => false,
    }
}

/// The encoding that a declaration of XML names.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    let head = bytes.strip_prefix(b"<?xml")?;
    let len = head.iter().take(200).position(|byte| *byte == b'>')?;
    let declaration = std::str::from_utf8(head.get(..len)?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// The feed in a text; as much of it as is good, if it has an entry.
pub(super) fn read_feed(text: &str, budget: &Budget<'_>) -> Result<Feed, DocumentError> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut parser = Parser { text, reader, budget, around: Vec::new(), feed: Feed::default(), entry: None };
    let read = parser.read();
    let Feed { entries, .. } = &parser.feed;
    let num_entries = entries.len();
    match read {
        Ok(()) => {}
        Err(Stop::Malformed(why)) if num_entries > 0 => parser.feed.broken = Some(why),
        Err(Stop::Malformed(why)) => return Err(DocumentError::Broken { kind: "feed", why }),
        Err(Stop::Document(err)) => return Err(err),
    }
    if num_entries == 0 {
        return Err(DocumentError::NoArticle { why: "the feed has no entries".to_owned() });
    }
    parser.feed.num_entries = num_entries;
    Ok(parser.feed)
}

/// Why reading ended before the file did.
enum Stop {
    /// The XML is not good.
    Malformed(String),
    /// Something else.
    Document(DocumentError),
}

impl From<DocumentError> for Stop {
    fn from(err: DocumentError) -> Self {
        Self::Document(err)
    }
}

fn malformed(err: impl std::fmt::Display) -> Stop {
    Stop::Malformed(err.to_string())
}

struct Parser<'t, 'b> {
    text: &'t str,
    reader: NsReader<&'t [u8]>,
    budget: &'b Budget<'b>,
    /// The open elements.
    around: Vec<Around>,
    feed: Feed,
    entry: Option<Entry>,
}

/// What an element holds.
struct Inner<'t> {
    /// Its words, references resolved; those of elements in it too.
    words: String,
    /// Its markup as it stands.
    raw: &'t str,
    /// Whether there are elements in it.
    has_elements: bool,
}

impl Inner<'_> {
    /// HTML, whether it is written as words or as elements.
    fn html(self) -> String {
        if self.has_elements { self.raw.to_owned() } else { self.words }
    }
}

impl<'t> Parser<'t, '_> {
    fn read(&mut self) -> Result<(), Stop> {
        loop {
            self.budget.check()?;
            let (namespace, event) = self.reader.read_resolved_event().map_err(malformed)?;
            let space = space_of(&namespace);
            match event {
                Event::Start(start) => self.begin(space, &start)?,
                Event::End(_) => self.end(),
                Event::Eof if self.around.is_empty() => return Ok(()),
                Event::Eof => return Err(malformed("it ends in the middle")),
                // Words between elements, comments, instructions, a document type.
                _ => {}
            }
        }
    }

    fn begin(&mut self, space: Space, start: &BytesStart<'t>) -> Result<(), Stop> {
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        if self.around.is_empty() && !matches!(name.as_str(), "rss" | "feed" | "RDF") {
            return Err(malformed(format!(
                "its first element is “{name}”, that of a feed is “rss”, “feed” or “RDF”"
            )));
        }
        if self.around.len() >= MAX_ELEMENT_DEPTH {
            return Err(DocumentError::TooDeep { limit: MAX_ELEMENT_DEPTH }.into());
        }
        let parent = self.around.last().copied().unwrap_or(Around::Other);
        let around = match (parent, space, name.as_str()) {
            (Around::Other, Space::Rss, "channel") => Around::Channel,
            (Around::Other, Space::Atom, "feed") => {
                self.feed.is_atom = true;
                self.feed.channel.language = attribute(start, b"xml:lang").unwrap_or_default();
                Around::Channel
            }
            (Around::Channel | Around::Other, Space::Rss, "item")
            | (Around::Channel, Space::Atom, "entry")
                if self.entry.is_none() =>
            {
                let language = attribute(start, b"xml:lang").unwrap_or_default();
                self.entry = Some(Entry { language, ..Entry::default() });
                Around::Entry
            }
            (Around::Channel | Around::Entry, Space::Atom, "author") => Around::Author,
            (Around::Author, Space::Atom, "name") => {
                let name = self.inner()?.words;
                let name = name.trim();
                match &mut self.entry {
                    Some(entry) => entry.authors.push(name.to_owned()),
                    None => name.clone_into(&mut self.feed.channel.author),
                }
                return Ok(());
            }
            (Around::Channel, Space::Rss | Space::Atom, "title") => {
                self.feed.channel.title = plain_title(&self.inner()?.html());
                return Ok(());
            }
            (Around::Channel, Space::Rss | Space::DublinCore, "language") => {
                self.feed.channel.language = self.inner()?.words.trim().to_owned();
                return Ok(());
            }
            (Around::Entry, _, name) if is_field(space, name) => return self.field(space, name, start),
            _ => Around::Other,
        };
        self.around.push(around);
        Ok(())
    }

    fn end(&mut self) {
        if self.around.pop() == Some(Around::Entry) {
            self.feed.entries.extend(self.entry.take());
        }
    }

    /// Takes what a field of an entry says.
    fn field(&mut self, space: Space, name: &str, start: &BytesStart<'t>) -> Result<(), Stop> {
        if self.feed.entries.len() >= MAX_FILE_ARTICLES {
            return Err(too_many().into());
        }
        let kind = attribute(start, b"type").unwrap_or_default();
        let (href, relation) = (attribute(start, b"href"), attribute(start, b"rel"));
        let inner = self.inner()?;
        let Some(entry) = &mut self.entry else { return Ok(()) };
        let set = |field: &mut String, words: &str| {
            if field.trim().is_empty() {
                words.trim().clone_into(field);
            }
        };
        match (space, name) {
            (Space::Atom, "title") if matches!(kind.as_str(), "" | "text") => {
                set(&mut entry.title, &inner.words);
            }
            (_, "title") => set(&mut entry.title, &plain_title(&inner.html())),
            (Space::Atom, "link") if relation.is_none_or(|relation| relation == "alternate") => {
                set(&mut entry.link, &href.unwrap_or_default());
            }
            // The feed itself, a picture, an answer.
            (Space::Atom, "link") => {}
            (_, "link") => set(&mut entry.link, &inner.words),
            (_, "guid" | "id") => set(&mut entry.id, &inner.words),
            (_, "pubDate" | "published" | "issued" | "date") => set(&mut entry.date, &inner.words),
            (_, "updated" | "modified") => set(&mut entry.updated, &inner.words),
            (Space::Podcast, "author") if !entry.authors.is_empty() => {}
            (_, "creator" | "author") => entry.authors.push(inner.words.trim().to_owned()),
            (_, "language") => set(&mut entry.language, &inner.words),
            (_, "encoded") => entry.content = Some(Body::Html(inner.html())),
            (_, "content") => entry.content = body_of(&kind, inner),
            (Space::Atom, "summary") => entry.summary = body_of(&kind, inner),
            (_, "description") => entry.summary = Some(Body::guessed(inner.html())),
            _ => {}
        }
        Ok(())
    }

    /// What the element holds that has just begun; its end is read too.
    fn inner(&mut self) -> Result<Inner<'t>, Stop> {
        let start = self.position();
        let mut inner = Inner { words: String::new(), raw: "", has_elements: false };
        let mut depth = 0;
        loop {
            let end = self.position();
            self.budget.check()?;
            match self.reader.read_event().map_err(malformed)? {
                Event::Start(_) => {
                    inner.has_elements = true;
                    depth += 1;
                    if self.around.len() + depth >= MAX_ELEMENT_DEPTH {
                        return Err(DocumentError::TooDeep { limit: MAX_ELEMENT_DEPTH }.into());
                    }
                }
                Event::End(_) if depth == 0 => {
                    inner.raw = self.text.get(start..end).unwrap_or_default();
                    return Ok(inner);
                }
                Event::End(_) => depth -= 1,
                Event::Text(words) => inner.words.push_str(&words.xml10_content().map_err(malformed)?),
                Event::CData(words) => inner.words.push_str(&words.xml10_content().map_err(malformed)?),
                Event::GeneralRef(reference) => {
                    let name = reference.decode().map_err(malformed)?;
                    match (reference.resolve_char_ref(), quick_xml::escape::resolve_predefined_entity(&name))
                    {
                        (Ok(Some(c)), _) => inner.words.push(c),
                        (_, Some(words)) => inner.words.push_str(words),
                        // One of HTML, such as "&nbsp;", means something to its reader.
                        _ => inner.words.extend(["&", &name, ";"]),
                    }
                }
                Event::Eof => return Err(malformed("it ends in the middle")),
                _ => {}
            }
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }
}

/// A text of Atom by its type.
fn body_of(kind: &str, inner: Inner<'_>) -> Option<Body> {
    match kind {
        "" | "text" | "text/plain" => Some(Body::Plain(inner.words)),
        "html" | "xhtml" | "text/html" | "application/xhtml+xml" => Some(Body::Html(inner.html())),
        // A picture, or something else that is no text.
        _ => None,
    }
}

fn is_field(space: Space, name: &str) -> bool {
    match space {
        Space::Rss => matches!(name, "title" | "link" | "guid" | "pubDate" | "author" | "description"),
        Space::Atom => matches!(
            name,
            "title" | "link" | "id" | "published" | "issued" | "updated" | "modified" | "content" | "summary"
        ),
        Space::Content => name == "encoded",
        Space::DublinCore => matches!(name, "creator" | "date" | "language"),
        Space::Podcast => name == "author",
        Space::Other => false,
    }
}

fn space_of(namespace: &ResolveResult<'_>) -> Space {
    match namespace {
        ResolveResult::Unbound => Space::Rss,
        ResolveResult::Bound(name) => match name.as_ref() {
            b"" | b"http://purl.org/rss/1.0/" | b"http://my.netscape.com/rdf/simple/0.9/" => Space::Rss,
            b"http://www.w3.org/2005/Atom" | b"http://purl.org/atom/ns#" => Space::Atom,
            b"http://purl.org/rss/1.0/modules/content/" => Space::Content,
            b"http://purl.org/dc/elements/1.1/" => Space::DublinCore,
            b"http://www.itunes.com/dtds/podcast-1.0.dtd" => Space::Podcast,
            _ => Space::Other,
        },
        // A file cut out of a feed has lost what its prefixes mean.
        ResolveResult::Unknown(prefix) => match prefix.as_slice() {
            b"content" => Space::Content,
            b"dc" => Space::DublinCore,
            _ => Space::Other,
        },
    }
}

fn attribute(start: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut attributes = start.attributes();
    let attribute =
        attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}
