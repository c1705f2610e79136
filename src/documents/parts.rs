//! What lies in a file and is a document itself: parts of other kinds, pages of HTML, and texts under a title.

use crate::model::article::{Block, BlockKind, Metadata, Provenance};
use crate::model::text::TextRange;

use super::assembly::{Assembly, collapsed};
use super::head::{TitleSearch, mark_head};
use super::text::paragraphs;
use super::{DocumentError, Documents, ReadDocument, Source, html};

/// The documents in a part of `source` called `name`, each by its own kind.
pub(super) fn read_part(source: &Source<'_>, name: &str, bytes: &[u8]) -> Result<Documents, DocumentError> {
    source.budget.deeper(|| super::read(name, bytes, source.options, source.budget))
}

/// Puts what came of the part called `part` to the other documents of its file.
///
/// A part that can't be read is left out; only what ends the reading of the whole file is an error.
pub(super) fn take_part(
    documents: &mut Documents,
    part: &str,
    read: Result<Documents, DocumentError>,
) -> Result<(), DocumentError> {
    match read {
        Ok(found) => {
            for mut document in found.read {
                document.provenance.part = inside(part, &document.provenance.part);
                documents.read.push(document);
            }
            let left_out = found.left_out.into_iter().map(|(inner, why)| (inside(part, &inner), why));
            documents.left_out.extend(left_out);
            Ok(())
        }
        Err(err) if ends_reading(&err) => Err(err),
        Err(err) => {
            documents.left_out.push((part.to_owned(), err));
            Ok(())
        }
    }
}

/// Whether it is no use to go on with other parts.
pub(super) fn ends_reading(err: &DocumentError) -> bool {
    matches!(err, DocumentError::TooLong { .. } | DocumentError::Cancelled)
}

/// The name of the part `inner` of a part.
fn inside(part: &str, inner: &str) -> String {
    if inner.is_empty() { part.to_owned() } else { format!("{part} › {inner}") }
}

/// The document in HTML that stands in another document, such as a row of a table: all of a piece, the article of a
/// whole page.
pub(super) fn read_html(source: &Source<'_>, html: &str) -> Result<ReadDocument, DocumentError> {
    if !is_whole_page(html) {
        let Assembly { text, blocks } = html_text(source, html)?;
        return Ok(ReadDocument { text, blocks, ..ReadDocument::default() });
    }
    // The page may name an encoding that it had once; the mark says which it has now.
    let marked = ["\u{feff}", html].concat();
    let Documents { read, left_out } = read_part(source, "body.html", marked.as_bytes())?;
    let refused = left_out.into_iter().next().map_or(DocumentError::Empty, |(_, why)| why);
    read.into_iter().next().ok_or(refused)
}

/// All the text of HTML that is no web page: nothing in it is looked for.
pub(super) fn html_text(source: &Source<'_>, html: &str) -> Result<Assembly, DocumentError> {
    let assembly = html::whole(html, source.budget)?;
    if assembly.blocks.is_empty() { Err(DocumentError::Empty) } else { Ok(assembly) }
}

/// Whether HTML is a page rather than a piece of one.
fn is_whole_page(html: &str) -> bool {
    let head = html.get(..html.floor_char_boundary(4096)).unwrap_or_default().to_ascii_lowercase();
    ["<html", "<body", "<head>"].iter().any(|tag| head.contains(tag))
}

/// How a part of a file was decoded that holds `words`: the malformed sequences are its own.
pub(super) fn provenance_of(whole: &Provenance, words: &str) -> Provenance {
    let num_undecodable = whole.num_undecodable.min(words.matches('\u{fffd}').count());
    Provenance { num_undecodable, ..whole.clone() }
}

/// Whether words are a piece of HTML rather than a text that mentions a tag.
pub(super) fn looks_like_html(words: &str) -> bool {
    ["</p>", "</P>", "<br", "<BR", "</div>", "</DIV>"].iter().any(|tag| words.contains(tag))
}

/// The text of a document that has its title apart, and its blocks.
pub(super) fn titled(title: &str, body: &str, metadata: &mut Metadata) -> Assembly {
    let mut assembly = Assembly::default();
    for range in paragraphs(body) {
        assembly.push(BlockKind::Paragraph, range.of(body).unwrap_or_default());
    }
    let Assembly { text, blocks } = under_title(title, assembly.finish());
    let blocks = mark_head(&text, blocks, metadata, TitleSearch::Marked);
    Assembly { text, blocks }
}

/// The same with a title at its head. A title in it that says the same stays the only one, and so does a first block
/// of the same words; one that says something else becomes a heading.
pub(super) fn under_title(title: &str, assembly: Assembly) -> Assembly {
    let Assembly { text, mut blocks } = assembly;
    let title = title.trim();
    if title.is_empty() {
        return Assembly { text, blocks };
    }
    let is_same = |block: &Block| {
        let words = collapsed(block.range.of(&text).unwrap_or_default()).to_lowercase();
        let title = collapsed(title).to_lowercase();
        // Pages put their own name behind it.
        words == title
            || (block.kind == BlockKind::Title && (title.contains(&words) || words.contains(&title)))
    };
    if blocks.iter().any(|block| block.kind == BlockKind::Title && is_same(block)) {
        return Assembly { text, blocks };
    }
    for block in blocks.iter_mut().filter(|block| block.kind == BlockKind::Title) {
        block.kind = BlockKind::Heading;
    }
    if let Some(first) = blocks.first_mut().filter(|first| is_same(first)) {
        first.kind = BlockKind::Title;
        return Assembly { text, blocks };
    }
    let mut titled = Assembly::default();
    titled.push(BlockKind::Title, title);
    titled.text.push_str("\n\n");
    let shift = titled.text.len();
    titled.text.push_str(&text);
    titled.blocks.extend(blocks.into_iter().filter_map(|Block { range, kind }| {
        let range = TextRange::new(range.start() + shift, range.end() + shift).ok()?;
        Some(Block { range, kind })
    }));
    titled
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn lines(assembly: &Assembly) -> Vec<String> {
        testing::lines(&assembly.text, &assembly.blocks)
    }

    #[test]
    fn a_title_stands_once_at_the_head() {
        let mut metadata = Metadata::default();
        let assembly = titled(" Night ferry ", "By Mara Kell\n\nIt runs.\nAgain.\n\n\nNow.", &mut metadata);
        assert_eq!(assembly.text, "Night ferry\n\nBy Mara Kell\n\nIt runs.\nAgain.\n\nNow.\n");
        assert_eq!(
            lines(&assembly),
            ["title|Night ferry", "byline|By Mara Kell", "paragraph|It runs.\nAgain.", "paragraph|Now."]
        );
        assert_eq!(metadata.byline, "Mara Kell");
        let assembly = titled("Night ferry", "Night ferry\n\nIt runs.", &mut metadata);
        assert_eq!(lines(&assembly), ["title|Night ferry", "paragraph|It runs."]);
        assert_eq!(lines(&titled("", "It runs.", &mut metadata)), ["paragraph|It runs."]);
    }

    #[test]
    fn another_title_below_becomes_a_heading() {
        let page = |title: &str| {
            let mut page = Assembly::default();
            page.push(BlockKind::Title, title);
            page.push(BlockKind::Paragraph, "It runs.");
            under_title("Night  ferry", page.finish())
        };
        assert_eq!(lines(&page("Costs")), ["title|Night  ferry", "heading|Costs", "paragraph|It runs."]);
        assert_eq!(
            lines(&page("night ferry – The Quay")),
            ["title|night ferry – The Quay", "paragraph|It runs."]
        );
    }

    #[test]
    fn parts_in_parts_are_named_by_both() {
        let mut documents = Documents::default();
        let mut found: Documents = ReadDocument::default().into();
        found.read[0].provenance.part = "3".to_owned();
        found.left_out.push((String::new(), DocumentError::Empty));
        assert_eq!(take_part(&mut documents, "a.mbox", Ok(found)), Ok(()));
        assert_eq!(take_part(&mut documents, "b.txt", Err(DocumentError::Empty)), Ok(()));
        assert_eq!(documents.read[0].provenance.part, "a.mbox › 3");
        let parts: Vec<&str> = documents.left_out.iter().map(|(part, _)| part.as_str()).collect();
        assert_eq!(parts, ["a.mbox", "b.txt"]);
        assert!(take_part(&mut documents, "c", Err(DocumentError::Cancelled)).is_err());
    }

    #[test]
    fn html_is_told_from_text_with_an_angle() {
        assert!(looks_like_html("<p>It rains.</p>") && looks_like_html("a<br />b"));
        assert!(!looks_like_html("if a < b and b > c, <i>so</i>"));
    }
}
