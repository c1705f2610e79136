//! The parts of a mail by MIME: where they lie, what they are, and their bytes.
//!
//! Header fields are `mail_parser`'s; the tree is walked here, with a limit of depth, because mails in mails are no
//! parts of this one but documents of their own.

use std::ops::Range;

use mail_parser::{ContentType, HeaderName, Message, MessageParser, MimeHeaders as _};

use crate::model::limits::{MAX_MAIL_PARTS, MAX_MIME_DEPTH};

use super::super::encoding::{DecodedText, decode, decode_as};
use super::super::{Budget, DocumentError};

/// A part that is no container of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// `text/plain`, in lower case.
    pub(super) media_type: String,
    /// The name of its charset, as it says it.
    pub(super) charset: Option<String>,
    /// Its file name, if it has one.
    pub(super) name: Option<String>,
    /// Whether it says that it is an attachment.
    pub(super) is_attachment: bool,
    /// Whether its lines are `format=flowed`.
    pub(super) is_flowed: bool,
    /// Whether flowed lines lose the space that they end in.
    pub(super) deletes_space: bool,
    /// Which set of alternatives it belongs to.
    pub(super) alternatives: Option<usize>,
    /// Where it was published, by `Content-Location`.
    pub(super) location: String,
    /// How its bytes are written.
    transfer: Transfer,
    /// Where they lie in the mail.
    body: Range<usize>,
}

/// How the bytes of a part are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Transfer {
    #[default]
    AsTheyAre,
    QuotedPrintable,
    Base64,
}

impl Part {
    /// The bytes that it holds.
    pub(super) fn bytes(&self, raw: &[u8], budget: &Budget<'_>) -> Result<Vec<u8>, DocumentError> {
        let body = raw.get(self.body.clone()).unwrap_or_default();
        // What is decoded is never longer.
        budget.spend(u64::try_from(body.len()).unwrap_or(u64::MAX))?;
        Ok(match self.transfer {
            Transfer::AsTheyAre => body.to_vec(),
            Transfer::QuotedPrintable => without_quoting(body),
            Transfer::Base64 => without_base64(body),
        })
    }

    /// The text that it holds.
    pub(super) fn text(&self, raw: &[u8], budget: &Budget<'_>) -> Result<DecodedText, DocumentError> {
        let bytes = self.bytes(raw, budget)?;
        // "ASCII" is said of much that is none, and is no help then.
        let charset =
            self.charset.as_deref().filter(|charset| !charset.to_ascii_lowercase().contains("ascii"));
        let as_said = charset.and_then(|charset| decode_as(&bytes, charset));
        as_said.map_or_else(|| decode(&bytes), Ok)
    }
}

/// The header of a mail or part; none if there is no field in it.
pub(super) fn parse_header(head: &[u8]) -> Option<Message<'static>> {
    // Old mails have names in their own encoding.
    let decoded = match std::str::from_utf8(head) {
        Ok(_) => None,
        Err(_) => Some(decode(head).ok()?.text),
    };
    let head = decoded.as_ref().map_or(head, |text| text.as_bytes());
    Some(MessageParser::default().parse_headers(head)?.into_owned())
}

/// Where the header ends and where the body begins.
pub(super) fn split_head(raw: &[u8]) -> (usize, usize) {
    let mut start = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if line.iter().all(u8::is_ascii_whitespace) {
            return (start, start + line.len());
        }
        start += line.len();
    }
    (raw.len(), raw.len())
}

/// A part that is still to be looked at.
struct Waiting {
    range: Range<usize>,
    depth: usize,
    alternatives: Option<usize>,
    /// What it is if it does not say so.
    media_type: &'static str,
}

/// The parts of a mail, in its order. Encrypted mails are refused.
pub(super) fn parts_of(raw: &[u8], budget: &Budget<'_>) -> Result<Vec<Part>, DocumentError> {
    let mut parts = Vec::new();
    let mut num_alternatives = 0;
    let whole = Waiting { range: 0..raw.len(), depth: 0, alternatives: None, media_type: "text/plain" };
    // A stack of our own: no depth can exhaust the thread's.
    let mut waiting = vec![whole];
    while let Some(Waiting { range, depth, alternatives, media_type }) = waiting.pop() {
        budget.check()?;
        let bytes = raw.get(range.clone()).unwrap_or_default();
        let (head_end, body_start) = split_head(bytes);
        let header = parse_header(bytes.get(..head_end).unwrap_or_default());
        let body = range.start + body_start..range.end;
        let mut part = part_of(header.as_ref(), media_type, body.clone());
        part.alternatives = alternatives;
        let content_type = header.as_ref().and_then(|header| header.content_type());
        let boundary = content_type.and_then(|content_type| content_type.attribute("boundary"));
        let is_container = part.media_type.starts_with("multipart/");
        let (Some(boundary), true) = (boundary, is_container) else {
            if is_container {
                "text/plain".clone_into(&mut part.media_type);
            }
            if part.media_type.contains("pkcs7-mime") && content_type.is_none_or(|of| !is_only_signed(of)) {
                return Err(DocumentError::Encrypted);
            }
            if parts.len() >= MAX_MAIL_PARTS {
                return Err(DocumentError::TooMany { what: "parts", limit: MAX_MAIL_PARTS });
            }
            parts.push(part);
            continue;
        };
        if part.media_type == "multipart/encrypted" {
            return Err(DocumentError::Encrypted);
        }
        if depth >= MAX_MIME_DEPTH {
            return Err(DocumentError::TooDeep { limit: MAX_MIME_DEPTH });
        }
        let inner = pieces(raw, body.clone(), boundary);
        if inner.len() > MAX_MAIL_PARTS {
            return Err(DocumentError::TooMany { what: "parts", limit: MAX_MAIL_PARTS });
        }
        if inner.is_empty() {
            // The boundary never comes: the text is still there.
            "text/plain".clone_into(&mut part.media_type);
            parts.push(part);
            continue;
        }
        let alternatives = if part.media_type == "multipart/alternative" {
            num_alternatives += 1;
            Some(num_alternatives)
        } else {
            alternatives
        };
        let media_type = if part.media_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        let inner = inner.into_iter().rev();
        waiting.extend(inner.map(|range| Waiting { range, depth: depth + 1, alternatives, media_type }));
    }
    Ok(parts)
}

/// Whether an S/MIME part is signed rather than encrypted.
fn is_only_signed(content_type: &ContentType<'_>) -> bool {
    content_type.attribute("smime-type").is_some_and(|kind| kind.eq_ignore_ascii_case("signed-data"))
}

/// What the header of a part says about it.
fn part_of(header: Option<&Message<'_>>, default: &str, body: Range<usize>) -> Part {
    let mut part = Part { media_type: default.to_owned(), body, ..Part::default() };
    let Some(header) = header else { return part };
    if let Some(content_type) = header.content_type() {
        let subtype = content_type.subtype().unwrap_or_default();
        part.media_type = format!("{}/{subtype}", content_type.ctype()).to_ascii_lowercase();
        part.charset = content_type.attribute("charset").map(str::to_owned);
        let is = |name: &str, value: &str| {
            content_type.attribute(name).is_some_and(|said| said.eq_ignore_ascii_case(value))
        };
        (part.is_flowed, part.deletes_space) = (is("format", "flowed"), is("delsp", "yes"));
    }
    part.name = header.attachment_name().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    part.is_attachment = header.content_disposition().is_some_and(ContentType::is_attachment);
    header.content_location().unwrap_or_default().trim().clone_into(&mut part.location);
    let transfer = header.content_transfer_encoding().unwrap_or_default().trim().to_ascii_lowercase();
    part.transfer = match transfer.as_str() {
        "base64" => Transfer::Base64,
        "quoted-printable" => Transfer::QuotedPrintable,
        _ => Transfer::AsTheyAre,
    };
    part
}

/// What lies between the lines of a boundary.
fn pieces(raw: &[u8], body: Range<usize>, boundary: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut open = None;
    let mut start = body.start;
    for line in raw.get(body.clone()).unwrap_or_default().split_inclusive(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
        let ends = rest.and_then(|rest| {
            let (is_last, rest) = rest.strip_prefix(b"--").map_or((false, rest), |rest| (true, rest));
            rest.iter().all(u8::is_ascii_whitespace).then_some(is_last)
        });
        if let Some(is_last) = ends {
            pieces.extend(open.take().map(|from| from..without_line_end(raw, from, start)));
            if is_last || pieces.len() > MAX_MAIL_PARTS {
                return pieces;
            }
            open = Some(start + line.len());
        }
        start += line.len();
    }
    // It was cut short.
    pieces.extend(open.map(|from| from..body.end));
    pieces
}

/// The end of a piece without the line end that belongs to the boundary below it.
fn without_line_end(raw: &[u8], from: usize, end: usize) -> usize {
    let piece = raw.get(from..end).unwrap_or_default();
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    from + piece.strip_suffix(b"\r").unwrap_or(piece).len()
}

/// Bytes of quoted-printable; what is no good code stays as it is.
fn without_quoting(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let has_end = line.ends_with(b"\n");
        let words = line.trim_ascii_end();
        let (words, goes_on) = words.strip_suffix(b"=").map_or((words, false), |words| (words, true));
        let mut rest = words;
        while let Some((first, behind)) = rest.split_first() {
            let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let code = match behind {
                [high, low, ..] if *first == b'=' => hex(high).zip(hex(low)),
                _ => None,
            };
            if let Some((high, low)) = code {
                bytes.push(high << 4 | low);
                rest = behind.get(2..).unwrap_or_default();
            } else {
                bytes.push(*first);
                rest = behind;
            }
        }
        if has_end && !goes_on {
            bytes.push(b'\n');
        }
    }
    bytes
}

/// Bytes of base64; line ends and whatever else is no digit are passed over.
fn without_base64(body: &[u8]) -> Vec<u8> {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let digits: Vec<u8> = body.iter().copied().filter(is_digit).collect();
    mail_parser::decoders::base64::base64_decode(&digits).unwrap_or_default()
}

/// The value of a field as it stands, without the white space around it.
pub(super) fn raw_field<'m>(header: &'m Message<'_>, name: HeaderName<'static>) -> Option<&'m str> {
    header.header_raw(name).map(str::trim).filter(|value| !value.is_empty())
}
