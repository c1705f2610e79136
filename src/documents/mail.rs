//! Mails and mailboxes: the subject is the title, the body the text, and readable attachments are documents too.
//!
//! The plain text is preferred to the HTML, unless it only says that there is HTML. Nothing is fetched: pictures that
//! a page names stay where they are. The parts of pages saved as one file (MHTML) are found here as well.
//!
//! Known weaknesses: what a mail quotes without a mark before each line is taken for its own words; a mail that is
//! forwarded in the body keeps the lines that name its sender.

mod body;
mod mbox;
mod mime;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mail_parser::{HeaderName, Message};

use crate::model::article::{Metadata, Provenance};
use crate::model::text::visible::shown_name;

use super::assembly::Assembly;
use super::encoding::DecodedText;
use super::head::{TitleSearch, mark_head};
use super::metadata::{fill, is_url};
use super::parts::{ends_reading, html_text, read_part, take_part, under_title};
use super::{
    Budget, DocumentError, DocumentReader, DocumentWarning, Documents, READERS, ReadDocument, Source,
};

use mime::{Part, parse_header, parts_of, raw_field, split_head};

/// Reads a single mail.
pub struct Mail;

/// Reads a mailbox of many mails.
pub struct Mailbox;

impl DocumentReader for Mail {
    fn name(&self) -> &'static str {
        "Mail"
    }

    fn id(&self) -> &'static str {
        "mail 1"
    }

    fn media_type(&self) -> &'static str {
        "message/rfc822"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["eml"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        // Some programs put the line of a mailbox above a single mail. Without a name it is a mailbox.
        mbox::is_mailbox(bytes)
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let raw = source.bytes;
        let start = if raw.starts_with(b"From ") { raw.iter().position(|byte| *byte == b'\n') } else { None };
        read_mail(source, raw.get(start.map_or(0, |end| end + 1)..).unwrap_or_default())
    }
}

impl DocumentReader for Mailbox {
    fn name(&self) -> &'static str {
        "Mailbox (mbox)"
    }

    fn id(&self) -> &'static str {
        "mbox 1"
    }

    fn media_type(&self) -> &'static str {
        "application/mbox"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["mbox", "mbx"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        mbox::is_mailbox(bytes)
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let mut documents = Documents::default();
        let mut num_mails = 0;
        mbox::for_each(source, |raw| {
            num_mails += 1;
            take_part(&mut documents, &num_mails.to_string(), read_mail(source, raw))
        })?;
        if num_mails == 0 {
            let why =
                "no line begins a mail as “From jo@example.org Tue Mar 4 09:12:00 2025” does".to_owned();
            return Err(DocumentError::Broken { kind: "mailbox", why });
        }
        Ok(documents)
    }
}

/// The documents in one mail: its text, and the attachments that can be read.
fn read_mail(source: &Source<'_>, raw: &[u8]) -> Result<Documents, DocumentError> {
    let (head_end, _) = split_head(raw);
    let header = parse_header(raw.get(..head_end).unwrap_or_default());
    let Some(header) = header.filter(has_fields) else {
        let why = "it has none of the lines “From:”, “Subject:” and “Date:”".to_owned();
        return Err(DocumentError::Broken { kind: "mail", why });
    };
    let (mut metadata, mut warnings) = (Metadata::default(), Vec::new());
    use_header(&header, &mut metadata, &mut warnings);
    let parts = parts_of(raw, source.budget)?;
    let text = read_text(source, raw, &parts, &mut metadata, &mut warnings);
    let mut documents = Documents::default();
    let (read, unread) = read_attachments(source, raw, &parts, &mut documents)?;
    warnings.extend(named(&read, "Attachments that are articles of their own"));
    warnings.extend(named(&unread, "Attachments that were not read"));
    match text {
        Ok((Assembly { text, blocks }, provenance)) if !text.trim().is_empty() => {
            let document = ReadDocument { metadata, provenance, text, blocks, warnings, signature: None };
            documents.read.insert(0, document);
        }
        // What is sent for the sake of its attachments needs no words.
        Ok(_) if documents.read.is_empty() && documents.left_out.is_empty() => {
            return Err(DocumentError::Empty);
        }
        Ok(_) => {}
        Err(err) if ends_reading(&err) || documents.read.is_empty() => return Err(err),
        Err(err) => documents.left_out.insert(0, (String::new(), err)),
    }
    Ok(documents)
}

/// Whether a header is one of a mail: nearly any text has words before a colon.
fn has_fields(header: &Message<'static>) -> bool {
    header.from().is_some()
        || header.subject().is_some()
        || header.date().is_some()
        || raw_field(header, HeaderName::MimeVersion).is_some()
}

/// Fills in what the header says.
fn use_header(header: &Message<'_>, metadata: &mut Metadata, warnings: &mut Vec<DocumentWarning>) {
    fill(metadata, "title", header.subject().unwrap_or_default(), warnings);
    let senders: Vec<String> = header.from().map_or_else(Vec::new, |from| {
        from.iter()
            .filter_map(|one| one.name().or(one.address()))
            .map(|name| name.trim().to_owned())
            .collect()
    });
    fill(metadata, "byline", &senders.join(", "), warnings);
    match header.date() {
        // The sender's day, whatever the clock says elsewhere.
        Some(date) => {
            metadata.date = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into());
        }
        None => {
            fill(metadata, "date", raw_field(header, HeaderName::Date).unwrap_or_default(), warnings);
        }
    }
    let list = header.list_id().as_address().and_then(|list| list.first()).and_then(|list| list.name());
    // Senders of newsletters number their lists.
    let list = list.filter(|name| !name.ends_with("mc list") && name.contains(char::is_alphabetic));
    let is_newsletter = raw_field(header, HeaderName::ListUnsubscribe).is_some();
    let sender = senders.first().map(String::as_str).filter(|name| is_newsletter && !name.contains('@'));
    fill(metadata, "outlet", list.or(sender).unwrap_or_default(), warnings);
    if let Some(language) = raw_field(header, HeaderName::ContentLanguage) {
        fill(metadata, "language", language.split(',').next().unwrap_or_default(), warnings);
    }
    let archived = raw_field(header, HeaderName::ArchivedAt).unwrap_or_default();
    let archived = archived.trim_start_matches('<').trim_end_matches('>');
    if is_url(archived) {
        fill(metadata, "url", archived, warnings);
    }
    header.message_id().unwrap_or_default().clone_into(&mut metadata.foreign_id);
}

/// The text of a mail under its subject, and how it was decoded.
fn read_text(
    source: &Source<'_>,
    raw: &[u8],
    parts: &[Part],
    metadata: &mut Metadata,
    warnings: &mut Vec<DocumentWarning>,
) -> Result<(Assembly, Provenance), DocumentError> {
    let mut whole = Assembly::default();
    let mut provenance = Provenance::default();
    for Wording { plain, page } in wordings_of(parts) {
        let decoded = |part: Option<&Part>| part.map(|part| part.text(raw, source.budget)).transpose();
        let (text, html) = (decoded(plain)?, decoded(page)?);
        let is_stub = match (&text, &html) {
            (Some(text), Some(html)) => is_stub(&text.text, &html.text),
            (text, _) => text.is_none(),
        };
        if let Some(html) = html.filter(|_| is_stub) {
            match html_text(source, &html.text) {
                Ok(assembly) => {
                    note_decoding(&html, &mut provenance, warnings);
                    whole.append(assembly);
                    continue;
                }
                // A footer may be a picture only.
                Err(DocumentError::Empty) => {}
                Err(err) if ends_reading(&err) => return Err(err),
                // A few words are better than none.
                Err(_) if text.as_ref().is_some_and(|text| !text.text.trim().is_empty()) => {}
                Err(err) => return Err(err),
            }
        }
        if let (Some(part), Some(text)) = (plain, text) {
            if text.text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
                return Err(DocumentError::Encrypted);
            }
            note_decoding(&text, &mut provenance, warnings);
            let words = text.text;
            whole.append(body::body_of(&if part.is_flowed {
                body::unflowed(&words, part.deletes_space)
            } else {
                words
            }));
        }
    }
    if whole.blocks.is_empty() {
        return Ok((whole, provenance));
    }
    let Assembly { text, blocks } = under_title(&metadata.title, whole.finish());
    let blocks = mark_head(&text, blocks, metadata, TitleSearch::Marked);
    Ok((Assembly { text, blocks }, provenance))
}

/// Keeps how the first text was decoded, and warns of what is odd about any.
fn note_decoding(decoded: &DecodedText, provenance: &mut Provenance, warnings: &mut Vec<DocumentWarning>) {
    warnings.extend(decoded.warnings());
    if provenance.encoding.is_empty() {
        *provenance = decoded.provenance();
    }
}

/// The same words as plain text and as HTML, or only one of them.
#[derive(Clone, Copy, Default)]
struct Wording<'p> {
    plain: Option<&'p Part>,
    page: Option<&'p Part>,
}

/// What a mail says, in its order.
fn wordings_of(parts: &[Part]) -> Vec<Wording<'_>> {
    let mut wordings: Vec<Wording<'_>> = Vec::new();
    let mut places = BTreeMap::new();
    for part in parts.iter().filter(|part| is_body(part)) {
        let next = wordings.len();
        let place = part.alternatives.map_or(next, |number| *places.entry(number).or_insert(next));
        if place == next {
            wordings.push(Wording::default());
        }
        let Some(wording) = wordings.get_mut(place) else { continue };
        let slot = if part.media_type == "text/html" { &mut wording.page } else { &mut wording.plain };
        slot.get_or_insert(part);
    }
    wordings
}

/// Whether a part is what the mail says rather than something it carries.
fn is_body(part: &Part) -> bool {
    let is_text = part.media_type == "text/plain" || part.media_type == "text/html";
    is_text && !part.is_attachment && part.name.is_none()
}

/// Whether a plain text only says that there is a page, as "Your program can't show this mail" does.
fn is_stub(plain: &str, page: &str) -> bool {
    /// Letters of a text that may be one, and how much longer the page must be.
    const LIMITS: (usize, usize) = (300, 10);
    let (max_chars, times) = LIMITS;
    let num_chars = plain.trim().chars().count();
    if num_chars == 0 {
        return true;
    }
    num_chars <= max_chars
        && mail_parser::decoders::html::html_to_text(page).trim().chars().count() > num_chars * times
}

/// Reads the attachments that are documents; returns the names of those that were read and of those that were not.
fn read_attachments(
    source: &Source<'_>,
    raw: &[u8],
    parts: &[Part],
    documents: &mut Documents,
) -> Result<(Vec<String>, Vec<String>), DocumentError> {
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    for (idx, part) in parts.iter().enumerate().filter(|(_, part)| !is_body(part)) {
        // Pictures that stand in the page have a number and no name.
        if part.name.is_none() && !part.is_attachment && part.media_type != "message/rfc822" {
            continue;
        }
        let name = part.name.clone().unwrap_or_else(|| {
            let reader = READERS.iter().find(|reader| reader.media_type() == part.media_type);
            let extension = reader.and_then(|reader| reader.extensions().first().copied()).unwrap_or("bin");
            format!("{}.{extension}", idx + 1)
        });
        let bytes = part.bytes(raw, source.budget)?;
        let is_known =
            super::extension(super::file_name(&name)).is_some() && super::reader_for(&name).is_ok();
        if is_known || READERS.iter().any(|reader| reader.recognises(&bytes)) {
            let num_before = documents.read.len();
            take_part(documents, &name, read_part(source, &name, &bytes))?;
            if documents.read.len() > num_before {
                read.push(name);
            }
        } else {
            unread.push(name);
        }
    }
    Ok((read, unread))
}

/// A sentence that names attachments; of many only the first.
fn named(names: &[String], what: &str) -> Option<DocumentWarning> {
    const NUM_SHOWN: usize = 20;
    let shown: Vec<_> = names.iter().take(NUM_SHOWN).map(|name| shown_name(name)).collect();
    let more = match names.len().saturating_sub(NUM_SHOWN) {
        0 => String::new(),
        num_more => format!(" and {num_more} more"),
    };
    (!names.is_empty()).then(|| DocumentWarning::Note(format!("{what}: {}{more}.", shown.join(", "))))
}

/// The page in a file that a browser saved as MHTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedPage {
    /// The page as it was sent, to be decoded as pages are.
    pub html: Vec<u8>,
    /// The charset that its part names, if it does; what the page says itself counts for less.
    pub charset: Option<String>,
    /// Where it was; empty if the file does not say so.
    pub url: String,
    /// Its title, as the browser had it.
    pub title: String,
}

/// Finds the page in a MHTML file: the part that the file was saved from, or else the first page.
///
/// # Errors
/// [`DocumentError::Broken`] if there is no page in it.
pub fn saved_page(raw: &[u8], budget: &Budget<'_>) -> Result<SavedPage, DocumentError> {
    let (head_end, _) = split_head(raw);
    let header = parse_header(raw.get(..head_end).unwrap_or_default());
    let saved_from = header
        .as_ref()
        .and_then(|header| raw_field(header, HeaderName::Other("Snapshot-Content-Location".into())))
        .unwrap_or_default();
    let parts = parts_of(raw, budget)?;
    let is_page = |part: &&Part| matches!(part.media_type.as_str(), "text/html" | "application/xhtml+xml");
    let pages: Vec<&Part> = parts.iter().filter(is_page).collect();
    let saved = pages.iter().find(|part| !saved_from.is_empty() && part.location == saved_from);
    let Some(page) = saved.or(pages.first()) else {
        let why = "no part of it is a page".to_owned();
        return Err(DocumentError::Broken { kind: "saved page (MHTML)", why });
    };
    let url = if saved_from.is_empty() { page.location.as_str() } else { saved_from };
    let url = if is_url(url) { url.to_owned() } else { String::new() };
    let title = header.as_ref().and_then(|header| header.subject()).unwrap_or_default().to_owned();
    Ok(SavedPage { html: page.bytes(raw, budget)?, charset: page.charset.clone(), url, title })
}
