//! An article as spaCy holds it: tokens with their spaces, and groups of spans.

use std::collections::BTreeMap;

use super::super::FormatError;
use super::super::interchange::lines::ArticleLine;
use super::super::report::{Effect, Place, Report};
use super::super::tokens::{Token, covering, tokens};

/// The group that spaCy's components look for spans in, if they are told nothing else.
pub const ALL_SPANS: &str = "sc";
/// What the name of the group of one annotator's spans begins with.
pub const ANNOTATOR: &str = "annotator:";

/// An article as a document.
pub struct Document<'l> {
    /// The text.
    pub text: &'l str,
    /// Its tokens; they and their spaces are the text.
    pub tokens: Vec<Token<'l>>,
    /// Groups of spans by name: all of them, and those of each annotator. Spans of one id are one annotation.
    pub groups: BTreeMap<String, Vec<DocumentSpan<'l>>>,
}

/// A span, its places both in tokens and in code points, ends exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentSpan<'l> {
    /// The annotation's id.
    pub id: &'l str,
    /// Its label.
    pub label: &'l str,
    /// The first token and the one after the last.
    pub tokens: (usize, usize),
    /// The first character and the one after the last.
    pub chars: (usize, usize),
}

impl<'l> Document<'l> {
    /// The document of a line whose offsets count code points.
    pub fn of(line: &'l ArticleLine) -> Result<Self, FormatError> {
        let text = line.text.as_deref().unwrap_or_default();
        let places = line.annotations.iter().flat_map(|annotation| annotation.fragments.iter().copied());
        let tokens = tokens(text, places);
        let mut groups: BTreeMap<String, Vec<DocumentSpan<'l>>> = BTreeMap::new();
        for annotation in &line.annotations {
            for chars in annotation.fragments.iter().copied() {
                // Tokens were cut there; a place outside the text is a fault that no file should hide.
                let Some((first, last)) = covering(&tokens, chars) else {
                    let source = std::io::Error::other(format!("{} lies outside the text", annotation.id));
                    return Err(FormatError::Write { name: line.id.clone(), source });
                };
                let (id, label) = (annotation.id.as_str(), annotation.label.as_str());
                let span = DocumentSpan { id, label, tokens: (first, last + 1), chars };
                groups.entry(ALL_SPANS.to_owned()).or_default().push(span);
                if !annotation.annotator.is_empty() {
                    let name = format!("{ANNOTATOR}{}", annotation.annotator);
                    groups.entry(name).or_default().push(span);
                }
            }
        }
        Ok(Self { text, tokens, groups })
    }
}

/// Tells of annotations that are written as several spans.
pub fn tell_fragments(line: &ArticleLine, place: &Place, report: &mut Report) {
    for annotation in line.annotations.iter().filter(|annotation| annotation.fragments.len() > 1) {
        let what = format!(
            "annotation {} written as {} spans that share its id",
            annotation.id,
            annotation.fragments.len()
        );
        report.add(place.clone(), Effect::Note, what, "a span has no gaps");
    }
}
