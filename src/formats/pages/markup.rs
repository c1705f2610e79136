//! XML and HTML as text: what must be escaped, and elements one after another.

use std::fmt::Write as _;

/// Whether XML 1.0 has a place for a character (section 2.2, production 2).
pub fn is_xml(ch: char) -> bool {
    matches!(ch, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Text as it stands between tags and in attributes. What XML has no place for becomes U+FFFD.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#13;"),
            ch if is_xml(ch) => escaped.push(ch),
            _ => escaped.push('\u{FFFD}'),
        }
    }
    escaped
}

/// Text of an attribute: line ends and tabs are kept from being taken for spaces.
pub fn attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Writes a tag with its attributes; those without a value are left out.
pub fn open(out: &mut String, name: &str, attributes: &[(&str, &str)]) {
    tag(out, name, attributes, ">");
}

/// The same for an element without anything in it.
pub fn empty(out: &mut String, name: &str, attributes: &[(&str, &str)]) {
    tag(out, name, attributes, "/>");
}

fn tag(out: &mut String, name: &str, attributes: &[(&str, &str)], end: &str) {
    out.push('<');
    out.push_str(name);
    for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
        // A string takes everything.
        write!(out, " {key}=\"{}\"", attribute(value)).unwrap_or_default();
    }
    out.push_str(end);
}

/// Writes an element with text in it.
pub fn text(out: &mut String, name: &str, attributes: &[(&str, &str)], text: &str) {
    open(out, name, attributes);
    out.push_str(&escaped(text));
    close(out, name);
}

/// Writes the end of an element.
pub fn close(out: &mut String, name: &str) {
    write!(out, "</{name}>").unwrap_or_default();
}

/// Whether a link leads to a page.
pub fn is_page(link: &str) -> bool {
    let start = link.trim_start().to_ascii_lowercase();
    ["https://", "http://"].iter().any(|scheme| start.starts_with(scheme))
}

/// The tag of an article's language for pages, which are in English themselves; `und` where none is known.
pub fn page_language(language: &str) -> &str {
    let tag = language_tag(language);
    if tag.is_empty() { "und" } else { tag }
}

/// A language's tag, if a text has the shape of one (BCP 47).
pub fn language_tag(language: &str) -> &str {
    let mut parts = language.split('-');
    let is_part = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let first = parts.next().is_some_and(|part| {
        (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    if first && parts.all(|part| is_part(part, 8)) { language } else { "" }
}
