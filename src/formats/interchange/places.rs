//! Ranges of the interchange format, in whatever unit a line counts, as ranges of a text; and which unit a
//! line really counts, when its covered texts say otherwise than its `offset_unit`.

use thiserror::Error;

use crate::model::text::units::{Unit, UnitError, UnitMap};
use crate::model::text::{Fragments, RangeError, TextRange};

use super::lines::{AnnotationLine, Span};

/// The units an interchange file may count in.
pub const UNITS: [Unit; 3] = [Unit::CodePoint, Unit::Utf16, Unit::Byte];

/// Why fragments don't fit a text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlaceError {
    /// An offset does not fit.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// The ranges are no fragments.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// The text that is said to be covered stands elsewhere.
    #[error("the file says “{said}”, the text has “{found}” there")]
    Covered {
        /// What the file says, shortened.
        said: String,
        /// What the text has, shortened.
        found: String,
    },
    /// There is not one covered text a fragment.
    #[error("there are {num_fragments} fragments but {num_texts} covered texts")]
    Count {
        /// How many fragments there are.
        num_fragments: usize,
        /// How many covered texts.
        num_texts: usize,
    },
}

/// Fragments with the word whether they had to be sorted or joined to be such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The fragments.
    pub fragments: Fragments,
    /// Whether the ranges were sorted and disjoint as they stood.
    pub was_in_order: bool,
}

/// Converts the spans of one line.
pub struct Places<'t> {
    text: &'t str,
    map: UnitMap<'t>,
}

impl<'t> Places<'t> {
    /// For spans of `text` that count `unit`.
    pub fn new(text: &'t str, unit: Unit) -> Self {
        Self { text, map: UnitMap::new(text, unit) }
    }

    /// One range.
    pub fn range(&self, (start, end): Span) -> Result<TextRange, UnitError> {
        self.map.range_to_bytes(start, end)
    }

    /// Fragments; those out of order are sorted, those that overlap are joined.
    pub fn fragments(&self, spans: &[Span]) -> Result<Placed, PlaceError> {
        let ranges = spans.iter().map(|span| self.range(*span)).collect::<Result<Vec<_>, _>>()?;
        in_order(ranges)
    }

    /// The fragments of an annotation, if it covers what it says it covers.
    pub fn annotation(&self, line: &AnnotationLine) -> Result<Placed, PlaceError> {
        let placed = self.fragments(&line.fragments)?;
        let Some(texts) = &line.text else {
            return Ok(placed);
        };
        if texts.len() != line.fragments.len() {
            return Err(PlaceError::Count { num_fragments: line.fragments.len(), num_texts: texts.len() });
        }
        for (span, said) in line.fragments.iter().zip(texts) {
            let found = self.range(*span)?.of(self.text)?;
            if found != said {
                return Err(PlaceError::Covered { said: shortened(said), found: shortened(found) });
            }
        }
        Ok(placed)
    }
}

/// Fragments from ranges in any order.
pub fn in_order(ranges: Vec<TextRange>) -> Result<Placed, PlaceError> {
    if let Ok(fragments) = Fragments::new(ranges.clone()) {
        return Ok(Placed { fragments, was_in_order: true });
    }
    Ok(Placed { fragments: Fragments::normalised(ranges)?, was_in_order: false })
}

/// The unit the spans of a line count: the stated one, unless a covered text disagrees with it and all
/// annotations agree with exactly one of the others.
pub fn counted_unit(text: &str, stated: Unit, annotations: &[AnnotationLine]) -> Unit {
    // Where every unit is one byte there is nothing to choose.
    if text.is_ascii() {
        return stated;
    }
    let places = Places::new(text, stated);
    if annotations.iter().all(|line| line.text.is_none() || places.annotation(line).is_ok()) {
        return stated;
    }
    let agrees = |unit: &Unit| {
        let places = Places::new(text, *unit);
        annotations.iter().all(|line| places.annotation(line).is_ok())
    };
    let agreeing: Vec<Unit> = UNITS.into_iter().filter(|unit| *unit != stated).filter(agrees).collect();
    if let [only] = agreeing[..] { only } else { stated }
}

/// At most forty characters of a text, for messages.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(start: usize, end: usize, text: Option<&str>) -> AnnotationLine {
        let text = text.map(|text| vec![text.to_owned()]);
        AnnotationLine { fragments: vec![(start, end)], text, ..AnnotationLine::default() }
    }

    #[test]
    fn covered_texts_tell_the_unit() {
        let text = "😀 “ferry” talks";
        let lines = [line(4, 9, Some("ferry")), line(11, 16, Some("talks"))];
        assert_eq!(counted_unit(text, Unit::CodePoint, &lines), Unit::Utf16);
        assert_eq!(counted_unit(text, Unit::Utf16, &lines), Unit::Utf16);
        let mixed = [line(4, 9, Some("ferry")), line(10, 15, Some("talks"))];
        assert_eq!(counted_unit(text, Unit::CodePoint, &mixed), Unit::CodePoint);
        let untold = [line(4, 9, None)];
        assert_eq!(counted_unit(text, Unit::Byte, &untold), Unit::Byte);
    }

    #[test]
    fn fragments_are_put_in_order_and_checked() {
        let places = Places::new("ab“cd”", Unit::CodePoint);
        let found = places.fragments(&[(3, 5), (0, 2)]).unwrap();
        assert!(!found.was_in_order);
        assert_eq!(found.fragments.covered("ab“cd”").unwrap(), ["ab", "cd"]);
        assert!(matches!(places.fragments(&[(2, 2)]), Err(PlaceError::Unit(UnitError::Empty { .. }))));
        assert_eq!(places.fragments(&[]), Err(PlaceError::Range(RangeError::NoFragment)));
        assert!(matches!(places.annotation(&line(0, 2, Some("xy"))), Err(PlaceError::Covered { .. })));
    }
}
