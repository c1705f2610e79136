//! The labeling configuration that tasks are made for, out of the tagset and of what the articles use beyond it.

use std::collections::BTreeSet;

use super::{
    ANNOTATOR, ARTICLE_NOTE, ATTRIBUTE, CERTAINTY, CODES, FLAG, LABEL, NOTE, ROLES, TEXT, UNSURE, Used,
    WORDS, is_in_xml,
};
use crate::model::tagset::{AttributeKind, Tagset};

/// The configuration, in XML.
pub(super) fn config(tagset: &Tagset, used: &Used) -> String {
    let mut xml = String::from("<View>\n");
    // Else browsers would show runs of white space as one, and save them so.
    xml.push_str("  <Style>.htx-text { white-space: pre-wrap; }</Style>\n");
    put(&mut xml, 1, "Labels", &[("name", LABEL), ("toName", TEXT)], |xml| labels(tagset, used, xml));
    put(&mut xml, 1, "Text", &[("name", TEXT), ("value", "$text")], |_| {});
    relations(tagset, used, &mut xml);
    for role in ROLES {
        text_area(&mut xml, role, role, true);
    }
    attributes(tagset, used, &mut xml);
    choices(&mut xml, CERTAINTY, "single", true, [(UNSURE, UNSURE)]);
    text_area(&mut xml, NOTE, "note", true);
    if !used.codes.is_empty() {
        let codes = used.codes.iter().map(|code| (code.as_str(), code.as_str()));
        choices(&mut xml, CODES, "multiple", false, codes);
    }
    text_area(&mut xml, ARTICLE_NOTE, "note on the article", false);
    text_area(&mut xml, ANNOTATOR, "annotator", false);
    xml.push_str("</View>\n");
    xml
}

fn labels(tagset: &Tagset, used: &Used, xml: &mut String) {
    let mut known: Vec<_> = tagset.labels.values().collect();
    known.sort_by_key(|label| (label.position, &label.id));
    let ids: BTreeSet<&str> = known.iter().map(|label| label.id.as_str()).collect();
    for label in &known {
        let colour = format!("#{:06x}", label.colour.light);
        let named = [("value", label.name.as_str()), ("alias", label.id.as_str()), ("background", &colour)];
        put(xml, 2, "Label", &named, |_| {});
    }
    for id in used.labels.iter().filter(|id| !ids.contains(id.as_str())) {
        put(xml, 2, "Label", &[("value", id)], |_| {});
    }
}

fn relations(tagset: &Tagset, used: &Used, xml: &mut String) {
    let known = tagset.relation_types.values().map(|known| known.id.as_str());
    let types: BTreeSet<&str> = known.chain(used.relation_types.iter().map(String::as_str)).collect();
    if !types.is_empty() {
        xml.push_str("  <Relations>\n");
        for id in types {
            put(xml, 2, "Relation", &[("value", id)], |_| {});
        }
        xml.push_str("  </Relations>\n");
    }
}

fn attributes(tagset: &Tagset, used: &Used, xml: &mut String) {
    let mut known: Vec<_> = tagset.attributes.values().collect();
    known.sort_by_key(|attribute| (attribute.position, &attribute.id));
    for attribute in &known {
        let name = format!("{ATTRIBUTE}{}", attribute.id);
        let known = attribute.kind.choices().iter().map(|known| (known.name.as_str(), known.id.as_str()));
        let mut named: Vec<(&str, &str)> = known.collect();
        let chosen = used.choices.get(attribute.id.as_str()).into_iter().flatten();
        let unknown: Vec<&str> =
            chosen.map(String::as_str).filter(|id| !named.iter().any(|(_, known)| known == id)).collect();
        named.extend(unknown.into_iter().map(|id| (id, id)));
        match &attribute.kind {
            AttributeKind::Flag => choices(xml, &name, "single", true, FLAG.map(|flag| (flag, flag))),
            AttributeKind::Choice(_) => choices(xml, &name, "single", true, named),
            AttributeKind::Choices(_) => choices(xml, &name, "multiple", true, named),
            AttributeKind::Number => per_region(xml, "Number", &name, &[]),
            AttributeKind::Date => per_region(xml, "DateTime", &name, &[("only", "date")]),
            AttributeKind::Text | AttributeKind::Party | AttributeKind::Item => {
                text_area(xml, &name, &attribute.name, true);
            }
        }
    }
    for id in &used.words {
        text_area(xml, &format!("{WORDS}{id}"), id, true);
    }
}

fn per_region(xml: &mut String, tag: &str, name: &str, more: &[(&str, &str)]) {
    let fixed = [("name", name), ("toName", TEXT), ("perRegion", "true")];
    put(xml, 1, tag, &[&fixed, more].concat(), |_| {});
}

fn text_area(xml: &mut String, name: &str, placeholder: &str, is_per_region: bool) {
    let per_region = if is_per_region { "true" } else { "false" };
    let named = [("name", name), ("toName", TEXT), ("perRegion", per_region), ("placeholder", placeholder)];
    put(xml, 1, "TextArea", &named, |_| {});
}

/// Choices, each with its name and its id: shown is the name, stored is the id.
fn choices<'c>(
    xml: &mut String,
    name: &str,
    how_many: &str,
    is_per_region: bool,
    named: impl IntoIterator<Item = (&'c str, &'c str)>,
) {
    let per_region = if is_per_region { "true" } else { "false" };
    let fixed = [("name", name), ("toName", TEXT), ("perRegion", per_region), ("choice", how_many)];
    put(xml, 1, "Choices", &fixed, |xml| {
        for (name, id) in named {
            let both = [("value", name), ("alias", id)];
            put(xml, 2, "Choice", if name == id { &both[..1] } else { &both }, |_| {});
        }
    });
}

/// An element in lines of its own.
fn put(
    xml: &mut String,
    depth: usize,
    tag: &str,
    attributes: &[(&str, &str)],
    inside: impl FnOnce(&mut String),
) {
    let indent = "  ".repeat(depth);
    xml.push_str(&indent);
    xml.push('<');
    xml.push_str(tag);
    for (name, value) in attributes {
        xml.push_str(&[" ", name, "=\"", &escaped(value), "\""].concat());
    }
    let before = xml.len();
    inside(xml);
    if xml.len() == before {
        xml.push_str("/>\n");
        return;
    }
    xml.insert_str(before, ">\n");
    xml.push_str(&indent);
    xml.push_str("</");
    xml.push_str(tag);
    xml.push_str(">\n");
}

/// A value of an attribute; characters that XML 1.0 has no room for are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            _ if is_in_xml(ch) => escaped.push(ch),
            _ => {}
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tagset::default::default_tagset;

    #[test]
    fn names_are_shown_and_ids_stored() {
        let mut used = Used::default();
        used.labels.insert("unheard-of".to_owned());
        used.codes.insert("\"a\" <b>\n\u{0}".to_owned());
        let xml = config(&default_tagset(), &used);
        assert!(xml.starts_with("<View>\n") && xml.ends_with("</View>\n"));
        assert!(xml.contains("<Label value=\"Claim\" alias=\"claim\" background=\"#"), "{xml}");
        assert!(xml.contains("<Label value=\"unheard-of\"/>"));
        assert!(xml.contains("<Choice value=\"&quot;a&quot; &lt;b&gt;&#10;\"/>"));
        assert!(xml.contains("    <Relation value=\"updates\"/>\n  </Relations>\n"), "{xml}");
    }
}
