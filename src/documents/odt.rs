//! OpenDocument texts, as LibreOffice writes them: paragraphs by their styles, lists, tables row by row, notes behind
//! the text.
//!
//! Left out and counted are comments, deleted and hidden passages, headers and footers, tables of contents. Pictures
//! and embedded objects are not looked at.

mod body;
mod styles;

use super::flow::FileProperties;
use super::xml_events::{XmlFault, texts_of};
use super::zip_parts::{ZipParts, has_mimetype};
use super::{DocumentError, DocumentReader, DocumentWarning, Documents, LeftOut, Source};

use body::Body;
use styles::Styles;

/// What these files are called in errors.
const KIND: &str = "OpenDocument text";

/// Reads OpenDocument texts (`.odt`).
pub struct Odt;

impl DocumentReader for Odt {
    fn name(&self) -> &'static str {
        "OpenDocument text"
    }

    fn id(&self) -> &'static str {
        "odt 1"
    }

    fn media_type(&self) -> &'static str {
        "application/vnd.oasis.opendocument.text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["odt", "ott"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        has_mimetype(bytes, self.media_type())
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let budget = source.budget;
        let mut parts = ZipParts::open(source.bytes, KIND, budget)?;
        let manifest = parts.xml("META-INF/manifest.xml")?.unwrap_or_default();
        if manifest.contains("encryption-data") {
            return Err(DocumentError::Encrypted);
        }
        let refused = |fault: XmlFault| fault.into_error(KIND);
        let mut styles = Styles::default();
        styles.add(&parts.xml("styles.xml")?.unwrap_or_default(), budget).map_err(refused)?;
        let content = parts.needed_xml("content.xml")?;
        styles.add(&content, budget).map_err(refused)?;
        let mut body = Body::new(&styles, budget);
        let mut warnings = Vec::new();
        match body.read(&content) {
            Ok(()) => {}
            Err(XmlFault::Malformed(why)) if !body.flow.is_empty() => {
                warnings.push(DocumentWarning::Damaged { why });
            }
            Err(fault) => return Err(refused(fault)),
        }
        let counts = [
            (LeftOut::Deletions, body.num_deletions),
            (LeftOut::HiddenText, body.num_hidden),
            (LeftOut::Comments, body.num_comments),
            (LeftOut::HeadersAndFooters, styles.num_edges),
        ];
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        warnings.extend(counts.map(|(what, count)| DocumentWarning::LeftOut { what, count }));
        let meta = parts.xml("meta.xml")?.unwrap_or_default();
        let wanted = [
            ("dc", "title"),
            ("meta", "initial-creator"),
            ("dc", "creator"),
            ("meta", "creation-date"),
            ("dc", "language"),
        ];
        let mut texts = texts_of(&meta, &wanted, budget)?.into_iter();
        let mut next = || texts.next().and_then(|texts| texts.into_iter().next()).unwrap_or_default();
        let (title, first, last) = (next(), next(), next());
        let creator = if first.is_empty() { last } else { first };
        let properties = FileProperties { title, creator, created: next(), language: next() };
        Ok(body.flow.into_document(properties, warnings).into())
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::super::testing::{lines_of, try_one};
    use super::super::zip_parts::zip_of;
    use super::super::{Budget, ReadDocument, ReadOptions, read};
    use super::*;

    const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                          xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
                          xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
                          xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
                          xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
                          xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
                          xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\"";

    const AUTOMATIC: &str = "<style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Title\"/>\
        <style:style style:name=\"P2\" style:family=\"paragraph\" style:parent-style-name=\"Gone\"/>\
        <style:style style:name=\"Gone\" style:family=\"paragraph\"><style:text-properties text:display=\"none\"/></style:style>\
        <style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>\
        <text:list-style style:name=\"L1\"><text:list-level-style-number text:level=\"1\" style:num-format=\"1\"/>\
        <text:list-level-style-bullet text:level=\"2\"/></text:list-style>";

    fn odt(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
        let content = format!(
            "<office:document-content {SPACES}><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>\
             <office:body><office:text>{body}</office:text></office:body></office:document-content>"
        );
        let mut parts =
            vec![("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content.as_str())];
        parts.extend(more);
        zip_of(&parts)
    }

    fn read_odt(bytes: &[u8]) -> Result<ReadDocument, DocumentError> {
        try_one("a.odt", bytes)
    }

    #[test]
    fn styles_lists_and_white_space_are_understood() {
        let body = "<text:p text:style-name=\"P1\">Night  ferry</text:p>\
            <text:h text:outline-level=\"2\">Costs &amp;\n fares</text:h>\
            <text:p text:style-name=\"Quotations\">It<text:s text:c=\"2\"/>runs.<text:line-break/>Again.<text:tab/>x</text:p>\
            <text:list text:style-name=\"L1\"><text:list-item><text:p>one</text:p><text:p>going on</text:p>\
            <text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item>\
            <text:list-item><text:p>two</text:p></text:list-item></text:list>\
            <text:p>Between.</text:p><text:list text:style-name=\"L1\" text:continue-numbering=\"true\">\
            <text:list-item><text:p>three</text:p></text:list-item></text:list>\
            <text:p text:style-name=\"Illustration\">The quay.</text:p>";
        let document = read_odt(&odt(body, &[])).unwrap();
        assert_eq!(
            lines_of(&document),
            [
                "title|Night ferry",
                "heading|Costs & fares",
                "paragraph|It  runs.\nAgain.\tx",
                "paragraph|1. one",
                "paragraph|going on",
                "paragraph|• inner",
                "paragraph|2. two",
                "paragraph|Between.",
                "paragraph|3. three",
                "note|The quay."
            ]
        );
        assert_eq!(document.metadata.title, "Night ferry");
        assert_eq!(document.provenance.reader, "odt 1");
    }

    #[test]
    fn what_is_hidden_deleted_or_beside_the_text_goes_and_is_counted() {
        let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>\
            </text:changed-region></text:tracked-changes><text:table-of-content><text:p>Costs 2</text:p></text:table-of-content>\
            <text:p>Kept <text:span text:style-name=\"T1\">secret </text:span>words<office:annotation><text:p>Really?</text:p>\
            </office:annotation>.</text:p><text:p text:style-name=\"P2\">hidden</text:p>\
            <text:section text:display=\"none\"><text:p>hidden</text:p></text:section>\
            <text:p><text:hidden-paragraph text:is-hidden=\"true\"/>hidden</text:p><text:p>End.</text:p>";
        let styles = format!(
            "<office:document-styles {SPACES}><style:header-style/><style:header><text:p>The Quay</text:p></style:header>\
             <style:footer><text:p/></style:footer></office:document-styles>"
        );
        let document = read_odt(&odt(body, &[("styles.xml", &styles)])).unwrap();
        assert_eq!(document.text, "Kept words.\n\nEnd.\n");
        let left_out = |what, count| DocumentWarning::LeftOut { what, count };
        assert_eq!(
            document.warnings,
            [
                left_out(LeftOut::Deletions, 1),
                left_out(LeftOut::HiddenText, 4),
                left_out(LeftOut::Comments, 1),
                left_out(LeftOut::HeadersAndFooters, 1),
                left_out(LeftOut::ContentsLines, 1),
            ]
        );
    }

    #[test]
    fn tables_text_boxes_and_notes_have_their_places() {
        let body = "<table:table><table:table-row><table:table-cell><text:p>Fare</text:p></table:table-cell>\
            <table:table-cell><text:p>from</text:p><text:p>May</text:p></table:table-cell></table:table-row></table:table>\
            <text:p>It runs<text:note><text:note-citation>*</text:note-citation><text:note-body><text:p>Mostly.</text:p>\
            <text:p>Not in May.</text:p></text:note-body></text:note><draw:frame><draw:text-box><text:p>In a box.</text:p>\
            </draw:text-box></draw:frame> at night.</text:p><text:p>End.</text:p>";
        let document = read_odt(&odt(body, &[])).unwrap();
        assert_eq!(
            lines_of(&document),
            [
                "paragraph|Fare | from May",
                "paragraph|It runs[1] at night.",
                "paragraph|In a box.",
                "paragraph|End.",
                "note|[1] Mostly.\nNot in May."
            ]
        );
    }

    #[test]
    fn properties_fill_what_the_text_leaves_open() {
        let meta = format!(
            "<office:document-meta {SPACES}><office:meta><dc:title>Ferry</dc:title><meta:initial-creator>Jon Roe\
             </meta:initial-creator><dc:creator>Editor</dc:creator><meta:creation-date>2025-03-14T09:30:00.5\
             </meta:creation-date><dc:language>en-GB</dc:language></office:meta></office:document-meta>"
        );
        let document = read_odt(&odt("<text:p>It runs.</text:p>", &[("meta.xml", &meta)])).unwrap();
        let metadata = &document.metadata;
        assert_eq!((metadata.title.as_str(), metadata.byline.as_str()), ("Ferry", "Jon Roe"));
        assert_eq!(
            (metadata.date, metadata.language.as_str()),
            (NaiveDate::from_ymd_opt(2025, 3, 14), "en-GB")
        );
        assert_eq!(document.warnings, [DocumentWarning::DateOfFile]);
    }

    #[test]
    fn encrypted_cut_and_nested_documents_are_refused() {
        let manifest = [("META-INF/manifest.xml", "<a><manifest:encryption-data/></a>")];
        assert_eq!(read_odt(&odt("<text:p>?</text:p>", &manifest)).unwrap_err(), DocumentError::Encrypted);
        let deep = "<text:p>".repeat(10_000);
        assert!(matches!(read_odt(&odt(&deep, &[])), Err(DocumentError::TooDeep { .. })));
        let whole = odt("<text:p>It runs.</text:p>", &[]);
        for len in 0..whole.len() {
            assert!(read_odt(&whole[..len]).is_err());
        }
        let cut = odt("<text:p>It runs.</text:p><text:p>Half</text:q>", &[]);
        let document = read_odt(&cut).unwrap();
        assert!(matches!(document.warnings.as_slice(), [DocumentWarning::Damaged { .. }]));
        let renamed = read("a.zip", &whole, &ReadOptions::default(), &Budget::unlimited()).unwrap();
        assert_eq!(renamed.read[0].text, "It runs.\n");
    }

    #[test]
    fn spaces_by_number_are_bounded() {
        let document = read_odt(&odt("<text:p>a<text:s text:c=\"99999999\"/>b</text:p>", &[])).unwrap();
        assert_eq!(document.text.len(), 103);
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
            "<text:p>", "</text:p>", "<text:h>", "</text:h>", "it ran", "<text:span text:style-name=\"T1\">", "</text:span>",
            "<text:list>", "</text:list>", "<text:list-item>", "</text:list-item>", "<table:table>", "</table:table>",
            "<table:table-row>", "</table:table-row>", "<table:table-cell>", "</table:table-cell>", "<text:note>", "</text:note>",
            "<draw:text-box>", "</draw:text-box>", "<text:s/>", "&amp;",
        ]), 0..60)) {
            if let Ok(document) = read_odt(&odt(&pieces.concat(), &[])) {
                for block in &document.blocks {
                    prop_assert!(block.range.check(&document.text).is_ok());
                }
                for pair in document.blocks.windows(2) {
                    prop_assert!(pair[0].range.end() <= pair[1].range.start());
                }
            }
        }
    }
}
