//! Saved web pages: the article in them, and what they say about it.
//!
//! A page is mostly not its article. The tree is cleaned of what surely is none (`clean`), `dom_smoothie` finds the
//! part with the running text (`article`), and that becomes blocks (`walk`). Metadata are read from the whole page
//! before (`about`). Nothing is fetched, and no script is run: a page is read as it lies there.
//!
//! HTML that is all text, such as a mail's, a feed's or a book's, is read by `whole`; so is a piece that was copied
//! on Windows (`copied`).
//!
//! Known weaknesses: columns of teasers that no name tells from the article, in the same box, are taken for text;
//! strips of other news right below it as well.

mod about;
mod article;
mod charset;
mod clean;
mod copied;
mod json_ld;
mod lines;
mod node;
mod tree;
mod walk;

use super::assembly::Assembly;
use super::encoding::DecodedText;
use super::head::{TitleSearch, mark_head};
use super::{Budget, DocumentError, DocumentReader, Documents, ReadDocument, ReadOptions, Source};

use about::About;
use copied::Copied;
use walk::{HasTitle, Piece};

/// Reads saved web pages (HTML and XHTML).
pub struct Html;

impl DocumentReader for Html {
    fn name(&self) -> &'static str {
        "Web page"
    }

    fn id(&self) -> &'static str {
        "html 1"
    }

    fn media_type(&self) -> &'static str {
        "text/html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        begins_as_page(bytes) || Copied::of(bytes).is_some()
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        if let Some(Copied { html, address }) = Copied::of(source.bytes) {
            // A copied piece has no page around it: nothing in it is looked for.
            let options = ReadOptions { whole_pages: true, ..source.options.clone() };
            return page(html, None, address, &Source { options: &options, ..*source }).map(Documents::from);
        }
        page(source.bytes, None, "", source).map(Documents::from)
    }
}

/// All the text of some HTML, without looking for an article in it: for the bodies of mails, the entries of feeds, the
/// chapters of books.
///
/// The first heading of the first order is the title, all others are headings of parts. What is hidden is left out,
/// nothing else. The text ends with a line end; it is empty if the HTML shows no words. Fails if the HTML nests too
/// deep, has too many elements, or if the budget is used up.
pub(super) fn whole(html: &str, budget: &Budget<'_>) -> Result<Assembly, DocumentError> {
    let document = tree::parse(html, budget)?;
    let mut assembly = Assembly::default();
    for Piece { kind, words, .. } in walk::pieces(document.root(), HasTitle::Inside, budget)? {
        assembly.push(kind, &words);
    }
    Ok(assembly.finish())
}

/// The article of the page in `bytes`, which came with the encoding `charset`, if any, and was saved from `address`
/// (empty if nobody knows).
pub(super) fn page(
    bytes: &[u8],
    charset: Option<&str>,
    address: &str,
    source: &Source<'_>,
) -> Result<ReadDocument, DocumentError> {
    let decoded = charset::decode_page(bytes, charset)?;
    let (provenance, mut warnings) = (decoded.provenance(), decoded.warnings());
    let DecodedText { text: html, .. } = decoded;
    if html.trim().is_empty() {
        return Err(DocumentError::Empty);
    }
    let document = tree::parse(&html, source.budget)?;
    let about = About::of(&document, address, source.budget)?;
    let (assembly, found) = if source.options.whole_pages {
        (whole(&html, source.budget)?, Vec::new())
    } else {
        let (assembly, found) = article::find(document, &about, source.budget)?;
        (assembly.finish(), found)
    };
    let mut metadata = about.metadata;
    warnings.extend(about.warnings);
    warnings.extend(found);
    let Assembly { text, blocks } = assembly;
    let blocks = mark_head(&text, blocks, &mut metadata, TitleSearch::Marked);
    Ok(ReadDocument { metadata, provenance, text, blocks, warnings, signature: None })
}

/// Whether a file begins with the doctype of HTML or with its outermost element, behind a declaration of XML at most.
fn begins_as_page(bytes: &[u8]) -> bool {
    let head = bytes.get(..512).unwrap_or(bytes);
    let head =
        String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head)).to_ascii_lowercase();
    let head = head.trim_start();
    let behind_xml = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(_, rest)| rest);
    let head = behind_xml.unwrap_or(head).trim_start();
    let is_end = |rest: &str| rest.starts_with(|c: char| c == '>' || c.is_whitespace());
    ["<!doctype html", "<html"].iter().any(|start| head.strip_prefix(start).is_some_and(is_end))
}

#[cfg(test)]
mod pages;
#[cfg(test)]
mod tests;
