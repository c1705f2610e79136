//! A page becomes a tree, piece by piece, so that a page that means harm is given up while its tree grows.
//!
//! Building a tree costs time that grows with the square of its depth: 50,000 elements in each other, half a
//! megabyte, took 31 seconds. Counting tags before it would have to know all that a parser knows about tags that
//! are left open; so the depth is taken of each element as it gets its place.

use std::borrow::Cow;
use std::cell::Cell;

use dom_query::{Document, NodeId};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use crate::documents::{Budget, DocumentError};
use crate::model::limits::{MAX_ELEMENT_DEPTH, MAX_PAGE_NODES};

/// How much is parsed between two looks at the budget. A piece can add no more than a few hundred elements.
const PIECE_BYTES: usize = 4096;

/// The tree of a page, or of a part of one; what is missing around it is added.
pub(super) fn parse(html: &str, budget: &Budget<'_>) -> Result<Document, DocumentError> {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let sink = BoundedSink { document: Document::default(), is_too_deep: Cell::new(false) };
    let mut parser = parse_document(sink, ParseOpts { tree_builder, ..ParseOpts::default() });
    for piece in pieces(html) {
        parser.process(StrTendril::from(piece));
        parser.tokenizer.sink.sink.check()?;
        budget.check()?;
    }
    let sink = parser.finish();
    sink.check()?;
    Ok(sink.document)
}

/// The text cut into pieces, on borders of characters.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES.min(rest.len())));
        rest = behind;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Takes what the parser makes into a document, and notes when that nests too deep.
struct BoundedSink {
    document: Document,
    is_too_deep: Cell<bool>,
}

impl BoundedSink {
    fn check(&self) -> Result<(), DocumentError> {
        if self.is_too_deep.get() {
            return Err(DocumentError::TooDeep { limit: MAX_ELEMENT_DEPTH });
        }
        if self.document.tree.len() > MAX_PAGE_NODES {
            return Err(DocumentError::TooMany { what: "elements", limit: MAX_PAGE_NODES });
        }
        Ok(())
    }

    /// Notes the depth of an element that goes into `parent`, or beside it.
    fn measure(&self, parent: NodeId, child: &NodeOrText<NodeId>) {
        if matches!(child, NodeOrText::AppendNode(_)) {
            let around = self.document.tree.ancestor_ids_of_it(&parent, Some(MAX_ELEMENT_DEPTH));
            if around.count() >= MAX_ELEMENT_DEPTH {
                self.is_too_deep.set(true);
            }
        }
    }
}

impl TreeSink for BoundedSink {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Self {
        self
    }

    // Nearly every page has errors of form, and nobody would read them.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.document.create_element(name, attrs, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.measure(*parent, &child);
        self.document.append(parent, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        prev_element: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        self.measure(*element, &child);
        self.measure(*prev_element, &child);
        self.document.append_based_on_parent_node(element, prev_element, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.document.same_node(x, y)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.measure(*sibling, &child);
        self.document.append_before_sibling(sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.document.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::documents::budget::Stop;

    fn error_of(html: &str) -> Option<DocumentError> {
        let started = Instant::now();
        let err = parse(html, &Budget::unlimited()).err();
        assert!(started.elapsed() < Duration::from_secs(20), "{} took too long", &html[..20]);
        err
    }

    #[test]
    fn pages_that_nest_deep_are_given_up_however_they_do_it() {
        let too_deep = Some(DocumentError::TooDeep { limit: MAX_ELEMENT_DEPTH });
        for opening in [
            "<div>",
            "<b>",
            "<x></span>",
            "<div><table><tr><td></div>",
            "<div></body><!-- x -->",
            "<ul><li>",
            "<svg>",
        ] {
            assert_eq!(error_of(&opening.repeat(100_000)), too_deep, "{opening}");
        }
        assert_eq!(error_of(&format!("<table>{}", "<div>".repeat(100_000))), too_deep);
        // Broken formatting is repeated in each paragraph.
        assert!(error_of(&"<p><a><b><i></a>".repeat(100_000)).is_some());
        // Each paragraph would open all fonts before it again.
        let fonts: Vec<String> = (0..20_000).map(|idx| format!("<p><font size={idx}>")).collect();
        assert_eq!(error_of(&fonts.concat()), too_deep);
        assert_eq!(error_of(&format!("{}x", "<div>".repeat(MAX_ELEMENT_DEPTH - 3))), None);
    }

    #[test]
    fn what_only_looks_deep_is_read() {
        for html in [
            "<p>",
            "<li>",
            "<br>",
            "<img>",
            "<div></div>",
            "<!--<div>-->",
            "</div>",
            "<td>",
            "<template>",
            "<table><div>",
        ] {
            assert_eq!(error_of(&html.repeat(20_000)), None, "{html}");
        }
        assert_eq!(error_of(&format!("<script>{}</script>", "'<div>'".repeat(20_000))), None);
    }

    #[test]
    fn a_page_of_too_many_elements_is_refused() {
        let limit = MAX_PAGE_NODES;
        let err = error_of(&"<br>".repeat(limit + 10));
        assert_eq!(err, Some(DocumentError::TooMany { what: "elements", limit }));
    }

    #[test]
    fn it_stops_when_it_is_to_stop() {
        let is_cancelled = || Some(Stop::Cancelled);
        assert_eq!(parse("<p>x", &Budget::new(&is_cancelled)).err(), Some(DocumentError::Cancelled));
    }

    #[test]
    fn pieces_are_cut_between_characters() {
        let text = "ї".repeat(PIECE_BYTES) + "x";
        assert!(pieces(&text).count() > 2);
        assert_eq!(pieces(&text).collect::<String>(), text);
        let html = format!("<p title='{text}'>{text}</p>");
        let document = parse(&html, &Budget::unlimited()).unwrap();
        assert_eq!(&*document.select("p").text(), text);
    }
}
