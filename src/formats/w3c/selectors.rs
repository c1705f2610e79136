//! Where selectors point to in a text.

use serde_json::Value;

use super::notes::{list, text};
use crate::formats::interchange::lines::Span;
use crate::formats::interchange::places::shortened;
use crate::model::text::TextRange;
use crate::model::text::units::{Unit, UnitMap};

/// What the selectors of one target say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selected {
    /// By a text position selector.
    pub position: Option<Span>,
    /// By a text quote selector: the words, and those before and after.
    pub quote: Option<[String; 3]>,
}

/// A place that was found, with the words in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// In code points.
    pub span: Span,
    /// What stands there.
    pub words: String,
    /// How it was found, where it wasn't as the file says.
    pub how: Option<String>,
}

/// A text in which places are looked for.
pub(super) struct Haystack<'t> {
    text: &'t str,
    points: UnitMap<'t>,
    utf16: UnitMap<'t>,
}

impl Selected {
    /// What a target says of the part of its source; None where it is the whole.
    pub fn of(target: &Value) -> Option<Self> {
        let mut selected = Self::default();
        let mut selectors = list(target.get("selector"));
        // A selector can be refined by another within its part; the last is the closest.
        while let Some(selector) = selectors.pop() {
            match text(selector, "type") {
                "TextPositionSelector" | "oa:TextPositionSelector" => {
                    let at =
                        |name: &str| selector.get(name)?.as_u64().and_then(|at| usize::try_from(at).ok());
                    selected.position = at("start").zip(at("end"));
                }
                "TextQuoteSelector" | "oa:TextQuoteSelector" => {
                    let quote = ["exact", "prefix", "suffix"].map(|name| text(selector, name).to_owned());
                    selected.quote = Some(quote).filter(|[exact, ..]| !exact.is_empty());
                }
                _ => selectors.extend(list(selector.get("refinedBy"))),
            }
        }
        let is_whole = list(target.get("selector")).is_empty();
        (!is_whole).then_some(selected)
    }
}

impl<'t> Haystack<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, points: UnitMap::new(text, Unit::CodePoint), utf16: UnitMap::new(text, Unit::Utf16) }
    }

    /// Where it is, or why it isn't anywhere.
    pub fn find(&self, selected: &Selected) -> Result<Found, String> {
        let at = |map: &UnitMap<'_>| {
            let (start, end) = selected.position?;
            map.range_to_bytes(start, end).ok()
        };
        let Some(quote) = &selected.quote else {
            let Some((start, end)) = selected.position else {
                return Err("it has no selector of text positions or quotes".to_owned());
            };
            let range = self.points.range_to_bytes(start, end).map_err(|err| err.to_string())?;
            return Ok(self.found(range, None));
        };
        let covers = |range: &TextRange| range.of(self.text) == Ok(quote[0].as_str());
        if let Some(range) = at(&self.points).filter(covers) {
            return Ok(self.found(range, None));
        }
        if let Some(range) = at(&self.utf16).filter(covers) {
            return Ok(self.found(range, Some("its position counts UTF-16".to_owned())));
        }
        self.by_quote(quote, at(&self.points))
    }

    /// The place of a quote: the one with the right words around, of several such the one nearest to `hint`.
    fn by_quote(&self, quote: &[String; 3], hint: Option<TextRange>) -> Result<Found, String> {
        let [exact, prefix, suffix] = quote;
        let mut places: Vec<usize> = self.text.match_indices(exact.as_str()).map(|(at, _)| at).collect();
        let num_all = places.len();
        let fits = |at: &usize| {
            (
                self.text[..*at].ends_with(prefix.as_str()),
                self.text[at + exact.len()..].starts_with(suffix.as_str()),
            )
        };
        for want in [|(before, after): (bool, bool)| before && after, |(before, after)| before || after] {
            let fitting: Vec<usize> = places.iter().copied().filter(|at| want(fits(at))).collect();
            if !fitting.is_empty() {
                places = fitting;
                break;
            }
        }
        let nearest = |at: &usize| hint.map_or(*at, |hint| hint.start().abs_diff(*at));
        let Some(at) = places.iter().copied().min_by_key(nearest) else {
            return Err(format!("“{}” does not stand in the text", shortened(exact)));
        };
        let range = TextRange::new(at, at + exact.len()).map_err(|err| err.to_string())?;
        let how = match (places.len(), hint) {
            (1, None) if num_all == 1 || !(prefix.is_empty() && suffix.is_empty()) => None,
            (1, _) => Some("its words stand elsewhere than its position says".to_owned()),
            (num, _) => Some(format!("its words stand in {num} places; one was taken")),
        };
        Ok(self.found(range, how))
    }

    fn found(&self, range: TextRange, how: Option<String>) -> Found {
        let span = self.points.range_from_bytes(range).unwrap_or_default();
        Found { span, words: range.of(self.text).unwrap_or_default().to_owned(), how }
    }
}
