//! Footnotes of a brief, and the words they stand behind.

use std::collections::BTreeMap;

use crate::analysis::positions::words::{Quotation, one_line};
use crate::model::annotation::AnnotationKey;
use crate::model::text::markdown::escaped;

/// One footnote for each annotation, numbered as they are first needed.
#[derive(Default)]
pub(super) struct Notes {
    order: Vec<AnnotationKey>,
    numbers: BTreeMap<AnnotationKey, usize>,
}

impl Notes {
    /// The mark of an annotation's footnote.
    pub(super) fn mark(&mut self, key: &AnnotationKey) -> String {
        let next = self.order.len() + 1;
        let number = *self.numbers.entry(key.clone()).or_insert(next);
        if number == next {
            self.order.push(key.clone());
        }
        format!("[^{number}]")
    }

    /// The annotations, by number.
    pub(super) fn all(&self) -> &[AnnotationKey] {
        &self.order
    }
}

/// Words in Markdown: in quotation marks if they are the speaker's own, otherwise in italics.
pub(super) fn quoted(quotation: &Quotation) -> String {
    let words = quotation.one_line();
    if words.is_empty() {
        return "…".to_owned();
    }
    let has_marks = words.starts_with(['“', '"', '„', '«', '»', '「'])
        && words.ends_with(['”', '"', '“', '»', '«', '」']);
    match (quotation.is_direct, has_marks) {
        (true, true) => escaped(&words),
        (true, false) => format!("“{}”", escaped(&words)),
        (false, _) => format!("*{}*", escaped(&words)),
    }
}

/// Who says it, and through whom.
pub(super) fn who(quotation: &Quotation) -> String {
    let names = |names: &[String]| escaped(&names.join("; "));
    let mut who = match quotation.speakers.as_slice() {
        [] => "speaker not set".to_owned(),
        speakers => names(speakers),
    };
    if !quotation.via.is_empty() {
        who = format!("{who} *via* {}", names(&quotation.via));
    }
    who
}

/// A footnote: where the words are from.
pub(super) fn footnote(number: usize, key: &AnnotationKey, quotation: Option<&Quotation>) -> String {
    let mark = format!("[^{number}]: ");
    let Some(quotation) = quotation else { return format!("{mark}`{}#{}`", key.article, key.annotation) };
    let mut parts = vec![format!("“{}”", escaped(&one_line(&quotation.title)))];
    if !quotation.outlet.is_empty() {
        parts.push(escaped(&one_line(&quotation.outlet)));
    }
    parts.push(quotation.published.map_or_else(|| "without a date".to_owned(), |day| day.to_string()));
    let mut note = format!("{mark}{}.", parts.join(", "));
    if let Some(day) = quotation.said_on {
        note = format!("{note} Said {day}.");
    }
    let places = if quotation.places.len() == 1 { "code points" } else { "code points, in pieces," };
    note = format!(
        "{note} {} by {}, `{}#{}`, {places} {}.",
        capital(&escaped(quotation.label.as_str())),
        escaped(key.annotator.as_str()),
        key.article,
        key.annotation,
        quotation.places_in_words()
    );
    if is_plain_link(&quotation.url) {
        note = format!("{note} <{}>", quotation.url);
    }
    note
}

/// A word with a capital letter.
pub(super) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether an address can stand between angle brackets and leads to a page.
fn is_plain_link(url: &str) -> bool {
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    is_page
        && !url.contains(|ch: char| ch.is_whitespace() || ch.is_control() || matches!(ch, '<' | '>' | '\\'))
}
