//! The codebook: labels, attributes and links with their guidelines, as a document for people, in Markdown or as
//! one HTML page that needs nothing else.

use std::collections::BTreeMap;

use pulldown_cmark::{CowStr, Event, Parser, Tag, html};

use crate::model::corpus::CorpusState;
use crate::model::id::LabelId;
use crate::model::tagset::{Attribute, Label, RelationType, Tagset};
use crate::model::text::markdown::escaped;
use crate::model::text::visible::shown_name;

/// How a codebook is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CodebookFormat {
    /// Markdown (`CommonMark`).
    #[default]
    Markdown,
    /// One HTML page with its style in it. It loads nothing and runs nothing: what guidelines hold of HTML is shown
    /// as text, and their pictures by their words.
    Html,
}

impl CodebookFormat {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Markdown, Self::Html];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
        }
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }
}

/// The codebook of a corpus, with how often each label is used.
pub fn codebook(state: &CorpusState, format: CodebookFormat) -> String {
    let title = format!("Codebook of {}", one_line(state.title(), "a corpus"));
    let markdown = markdown(&title, &state.tagset, &uses(state));
    match format {
        CodebookFormat::Markdown => markdown,
        CodebookFormat::Html => page(&title, &markdown),
    }
}

fn uses(state: &CorpusState) -> BTreeMap<&LabelId, usize> {
    let mut uses = BTreeMap::new();
    for layer in state.layers.values().flat_map(|layers| layers.values()) {
        for annotation in layer.annotations.values() {
            *uses.entry(&annotation.label).or_default() += 1;
        }
    }
    uses
}

fn markdown(title: &str, tagset: &Tagset, uses: &BTreeMap<&LabelId, usize>) -> String {
    let mut parts = vec![format!("# {}", escaped(title))];
    for label in tagset.ordered_labels() {
        let attributes = tagset.ordered_attributes();
        let attributes: Vec<&Attribute> =
            attributes.into_iter().filter(|attribute| attribute.labels.contains(&label.id)).collect();
        parts.extend(label_part(label, &attributes, uses.get(&label.id).copied().unwrap_or_default()));
    }
    let attributes = tagset.ordered_attributes();
    if !attributes.is_empty() {
        parts.push("## Attributes".to_owned());
    }
    for attribute in attributes {
        parts.extend(attribute_part(attribute, tagset));
    }
    let relation_types = tagset.ordered_relation_types();
    if !relation_types.is_empty() {
        parts.push("## Links between spans".to_owned());
    }
    for relation_type in relation_types {
        parts.extend(relation_part(relation_type, tagset));
    }
    parts.retain(|part| !part.is_empty());
    format!("{}\n", parts.join("\n\n"))
}

fn label_part(label: &Label, attributes: &[&Attribute], num_uses: usize) -> Vec<String> {
    let mut told = vec![format!("Letter {}", label.letter), format!("{} line", label.pattern.name())];
    if let Some(key) = label.key {
        told.insert(0, format!("Key {key}"));
    }
    told.push(match num_uses {
        0 => "not used yet".to_owned(),
        1 => "used once".to_owned(),
        many => format!("used {many} times"),
    });
    if !attributes.is_empty() {
        let names: Vec<String> = attributes.iter().map(|attribute| shown(&attribute.name)).collect();
        told.push(format!("attributes: {}", names.join(", ")));
    }
    vec![
        format!("## {}", shown(&label.name)),
        format!("{} (`{}`)", escaped(&told.join(" · ")), label.id),
        guideline_part(&label.guideline, &label.name),
    ]
}

fn attribute_part(attribute: &Attribute, tagset: &Tagset) -> Vec<String> {
    let mut told = attribute.kind.name().to_owned();
    if !attribute.labels.is_empty() {
        told = format!("{told}, for {}", label_names(attribute.labels.iter(), tagset));
    }
    let choices: Vec<String> = attribute
        .kind
        .choices()
        .iter()
        .map(|choice| format!("- {} (`{}`)", shown(&choice.name), choice.id))
        .collect();
    vec![
        format!("### {}", shown(&attribute.name)),
        format!("{told} (`{}`)", attribute.id),
        choices.join("\n"),
        guideline_part(&attribute.guideline, &attribute.name),
    ]
}

fn relation_part(kind: &RelationType, tagset: &Tagset) -> Vec<String> {
    let role = |role: &crate::model::tagset::Role| {
        let labels = if role.labels.is_empty() {
            "any span".to_owned()
        } else {
            label_names(role.labels.iter(), tagset)
        };
        format!("- {} (`{}`): {labels}", shown(&role.name), role.id)
    };
    let roles: Vec<String> = kind.roles.iter().map(role).collect();
    vec![
        format!("### {} (`{}`)", shown(&kind.name), kind.id),
        roles.join("\n"),
        guideline_part(&kind.guideline, &kind.name),
    ]
}

fn label_names<'l>(ids: impl Iterator<Item = &'l LabelId>, tagset: &Tagset) -> String {
    let name =
        |id: &LabelId| tagset.labels.get(id).map_or_else(|| id.to_string(), |label| shown(&label.name));
    ids.map(name).collect::<Vec<_>>().join(", ")
}

/// A guideline as a part of the codebook: its headings go below ours, and one that only repeats the name goes.
fn guideline_part(guideline: &str, name: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut is_code = false;
    for line in guideline.trim().lines() {
        is_code ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let depth = line.bytes().take_while(|byte| *byte == b'#').count();
        let is_heading = !is_code && (1..=6).contains(&depth) && line[depth..].starts_with([' ', '\t']);
        if !is_heading {
            lines.push(line.trim_end().to_owned());
        } else if lines.iter().any(|line| !line.is_empty()) || line[depth..].trim() != name {
            lines.push(format!("{} {}", "#".repeat((depth + 2).min(6)), line[depth..].trim()));
        }
    }
    lines.join("\n").trim().to_owned()
}

/// A name as it stands in Markdown.
fn shown(name: &str) -> String {
    escaped(&one_line(name, "without a name"))
}

fn one_line(name: &str, else_name: &str) -> String {
    let name = shown_name(name.trim()).replace(['\n', '\r', '\t'], " ");
    if name.is_empty() { else_name.to_owned() } else { name }
}

/// The style of the page: readable on paper and on screen, light and dark.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{max-width:44rem;margin:3rem auto;padding:0 1.2rem;font:1.05rem/1.6 Georgia,'Source Serif 4',serif}\
h1,h2,h3,h4,h5,h6{font-family:system-ui,sans-serif;line-height:1.25;margin:2em 0 .4em}\
h1{margin-top:0}h2{border-top:1px solid #8884;padding-top:1em}\
code{font-size:.85em;opacity:.75}blockquote{margin-left:0;padding-left:1em;border-left:3px solid #8886}";

fn page(title: &str, markdown: &str) -> String {
    let mut body = String::new();
    // A picture is left out with its mark; its words stay.
    let events = Parser::new(markdown).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Image { .. }) | Event::End(pulldown_cmark::TagEnd::Image) => None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) if !is_harmless(&dest_url) => {
            Some(Event::Start(Tag::Link { link_type, dest_url: CowStr::Borrowed("#"), title, id }))
        }
        event => Some(event),
    });
    html::push_html(&mut body, events);
    let mut title_text = String::new();
    html::push_html(&mut title_text, std::iter::once(Event::Text(CowStr::Borrowed(title))));
    format!(
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title_text}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// Whether a link leads to a page or a letter, and not to a script.
fn is_harmless(link: &str) -> bool {
    let link = link.trim().to_ascii_lowercase();
    ["https://", "http://", "mailto:", "#"].iter().any(|start| link.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tagset::default::default_tagset;

    fn corpus(guideline: &str) -> CorpusState {
        let mut tagset = default_tagset();
        for label in tagset.labels.values_mut().filter(|label| label.id.as_str() == "quote") {
            guideline.clone_into(&mut label.guideline);
        }
        CorpusState { tagset, ..CorpusState::default() }
    }

    #[test]
    fn every_label_attribute_and_link_is_in_it() {
        let state = corpus("# Quote\n\nWords in marks.\n\n## Near miss\n\nNot this.");
        let markdown = codebook(&state, CodebookFormat::Markdown);
        assert!(markdown.starts_with("# Codebook of a corpus\n\n## Claim\n"), "{markdown}");
        assert!(
            markdown.contains("\n## Quote\n\nKey 2 · Letter Q · double line · not used yet"),
            "{markdown}"
        );
        assert!(markdown.contains("\n\nWords in marks.\n\n#### Near miss\n\nNot this."), "{markdown}");
        for name in ["## Attributes", "### Quote form", "- Direct (`direct`)", "## Links between spans"] {
            assert!(markdown.contains(name), "{name} is missing in {markdown}");
        }
    }

    #[test]
    fn the_page_runs_nothing_and_loads_nothing() {
        let state =
            corpus("<script>x()</script>\n\n![a cat](https://x.example/cat.png) [go](javascript:x())");
        let page = codebook(&state, CodebookFormat::Html);
        assert!(page.starts_with("<!doctype html>"));
        for bad in ["<script", "<img", "javascript:"] {
            assert!(!page.contains(bad), "{bad} is in {page}");
        }
        assert!(page.contains("&lt;script&gt;x()") && page.contains("a cat"), "{page}");
    }
}
