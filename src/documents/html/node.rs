//! What is asked of single nodes of a tree.

use std::borrow::Cow;

use dom_query::{NodeData, NodeRef};
use html5ever::LocalName;

use crate::documents::assembly::collapsed;

/// The longest text that a class makes a note, in characters without white space. What is longer is an article whose
/// class speaks of captions.
const MAX_NOTE_CHARS: usize = 600;

/// How many nodes are looked through for a short text. One that is spread over more is none.
const MAX_TEXT_NODES: usize = 2000;

/// The name of an element in lower case; nothing for other nodes.
pub(super) fn name_of(node: &NodeRef<'_>) -> LocalName {
    node.qual_name_ref().map(|name| name.local.clone()).unwrap_or_default()
}

/// What `look` makes of the words of a text; nothing for other nodes.
pub(super) fn with_words<T>(node: &NodeRef<'_>, look: impl FnOnce(&str) -> T) -> Option<T> {
    let look = |words: &NodeData| match words {
        NodeData::Text { contents } => Some(look(contents)),
        _ => None,
    };
    node.query(|node| look(&node.data)).flatten()
}

/// How many characters of `words` are no white space.
pub(super) fn num_inked(words: &str) -> usize {
    if words.is_ascii() {
        words.bytes().filter(|byte| !matches!(byte, b' ' | b'\t'..=b'\r')).count()
    } else {
        words.chars().filter(|c| !c.is_whitespace()).count()
    }
}

/// In lower case; most names of classes are that already.
pub(super) fn lower(names: &str) -> Cow<'_, str> {
    if names.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        names.to_lowercase().into()
    } else {
        names.into()
    }
}

/// The value of an attribute, white space collapsed; nothing if there is none.
pub(super) fn value_of(node: &NodeRef<'_>, attribute: &str) -> String {
    node.attr(attribute).map(|value| collapsed(&value)).unwrap_or_default()
}

/// The text in a node, white space collapsed, if it has at most so many characters besides white space; no more is
/// read than that.
pub(super) fn text_within(node: &NodeRef<'_>, max_chars: usize) -> Option<String> {
    let mut text = String::new();
    let mut num_chars = 0;
    let mut parts = std::iter::once(*node).chain(node.descendants_it()).enumerate();
    parts
        .all(|(idx, part)| {
            let is_short = with_words(&part, |words| {
                num_chars += words.chars().filter(|c| !c.is_whitespace()).take(max_chars + 1).count();
                text.push_str(words);
                num_chars <= max_chars
            });
            is_short.unwrap_or(idx < MAX_TEXT_NODES)
        })
        .then(|| collapsed(&text))
}

/// Whether the element says that it is not shown. The page as a whole is shown, whatever it says: some show it only
/// once a script has run.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    let is_marked = node.attr("hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found"));
    let is_styled = || {
        node.attr("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            let style = style.to_ascii_lowercase();
            ["display:none", "visibility:hidden", "mso-hide:all"].iter().any(|hidden| style.contains(hidden))
        })
    };
    (is_marked || is_styled()) && !matches!(&*name_of(node), "html" | "body" | "main" | "article")
}

/// Whether a part of one of its classes, or of its id, is such a one. Parts are what signs, such as hyphens, divide. Ids
/// of more than two parts are those of headings ("sharing-with-others") and name nothing.
pub(super) fn names_itself(node: &NodeRef<'_>, is_such: impl Fn(&str) -> bool) -> bool {
    ["class", "id"].iter().any(|attribute| {
        node.attr(attribute).is_some_and(|names| {
            let names = lower(&names);
            let parts = || names.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
            parts().any(&is_such) && (*attribute == "class" || parts().count() <= 2)
        })
    })
}

/// Whether the page calls an element a caption, a credit or a correction.
pub(super) fn is_note(node: &NodeRef<'_>) -> bool {
    names_itself(node, is_note_name) && text_within(node, MAX_NOTE_CHARS).is_some()
}

/// Whether a part of a class or id says that an element is a note.
fn is_note_name(token: &str) -> bool {
    matches!(
        token,
        "caption"
            | "captions"
            | "credit"
            | "credits"
            | "photocredit"
            | "correction"
            | "corrections"
            | "bildunterschrift"
    )
}
