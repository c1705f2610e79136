//! How the offsets of a table count, which the words beside them tell; and where words stand that have no offsets.

use crate::formats::csv::GAP;
use crate::formats::interchange::lines::{AnnotationLine, Span};
use crate::formats::interchange::places::{Places, UNITS, shortened};
use crate::model::text::TextRange;
use crate::model::text::units::{Unit, UnitMap};

/// How offsets count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    /// What they count.
    pub unit: Unit,
    /// The number of the first.
    first: usize,
    /// Whether the end is that of the last, not the one after it.
    is_inclusive: bool,
}

impl Counting {
    /// How the offsets of the annotations count: as stated, or as the words of most of them say.
    pub fn of<'l>(text: &str, stated: Unit, lines: impl Iterator<Item = &'l AnnotationLine>) -> Self {
        let as_stated = Self { unit: stated, first: 0, is_inclusive: false };
        let told: Vec<&AnnotationLine> =
            lines.filter(|line| line.text.is_some() && !line.fragments.is_empty()).collect();
        if told.is_empty() {
            return as_stated;
        }
        let mut best = (as_stated, as_stated.num_agreeing(text, &told));
        let others = UNITS.into_iter().filter(|unit| *unit != stated && !text.is_ascii());
        let units: Vec<Unit> = [stated].into_iter().chain(others).collect();
        for (first, is_inclusive) in [(0, false), (0, true), (1, true), (1, false)] {
            for unit in &units {
                if best.1 == told.len() {
                    return best.0;
                }
                let counting = Self { unit: *unit, first, is_inclusive };
                let num_agreeing = counting.num_agreeing(text, &told);
                if num_agreeing > best.1 {
                    best = (counting, num_agreeing);
                }
            }
        }
        best.0
    }

    fn num_agreeing(self, text: &str, told: &[&AnnotationLine]) -> usize {
        let places = Places::new(text, self.unit);
        let agrees = |line: &&&AnnotationLine| {
            let fragments = self.settled(&line.fragments);
            let settled = fragments.map(|fragments| AnnotationLine {
                fragments,
                text: line.text.clone(),
                ..AnnotationLine::default()
            });
            settled.is_some_and(|line| places.annotation(&line).is_ok())
        };
        told.iter().filter(agrees).count()
    }

    /// In words, if it is not as stated.
    pub fn differs_from(self, stated: Unit) -> Option<String> {
        let plain = Self { unit: stated, first: 0, is_inclusive: false };
        let ends = if self.is_inclusive { ", up to the last" } else { "" };
        (self != plain).then(|| format!("{} from {}{ends}", self.unit.name(), self.first))
    }

    /// Fragments that count from zero, with the end after the last.
    fn settled(self, spans: &[Span]) -> Option<Vec<Span>> {
        let one = |(start, end): &Span| {
            let end = end.checked_add(usize::from(self.is_inclusive))?;
            Some((start.checked_sub(self.first)?, end.checked_sub(self.first)?))
        };
        spans.iter().map(one).collect()
    }

    /// The places in a text, by this counting.
    pub fn places(self, text: &str) -> TablePlaces<'_> {
        TablePlaces {
            text,
            counting: self,
            places: Places::new(text, self.unit),
            map: UnitMap::new(text, self.unit),
        }
    }
}

/// The places of annotations in one text.
pub struct TablePlaces<'t> {
    text: &'t str,
    counting: Counting,
    places: Places<'t>,
    map: UnitMap<'t>,
}

impl TablePlaces<'_> {
    /// Gives an annotation its fragments: by its offsets, by its words, or the whole text if it has neither.
    pub fn settle(&self, line: &mut AnnotationLine) -> Result<(), String> {
        if line.fragments.is_empty() {
            let ranges = match &line.text {
                Some(words) => {
                    words.iter().map(|words| only_place(self.text, words)).collect::<Result<_, _>>()?
                }
                None => vec![whole(self.text)?],
            };
            line.fragments = self.spans(&ranges)?;
            line.text = None;
        } else {
            line.fragments = self.settled(&line.fragments)?;
        }
        self.places.annotation(line).map(|_| ()).map_err(|err| err.to_string())
    }

    /// Places as the table has them, counted from zero, with the end after the last.
    pub fn settled(&self, spans: &[Span]) -> Result<Vec<Span>, String> {
        let settled = self.counting.settled(spans);
        settled.ok_or_else(|| format!("offsets count from {}", self.counting.first))
    }

    /// Ranges in the unit of the counting.
    pub fn spans(&self, ranges: &[TextRange]) -> Result<Vec<Span>, String> {
        let span = |range: &TextRange| self.map.range_from_bytes(*range);
        ranges.iter().map(span).collect::<Option<_>>().ok_or_else(|| "it does not fit the text".to_owned())
    }
}

/// Where words stand in a text, each piece of them once; nothing for none.
pub fn locate(text: &str, words: &str) -> Result<Vec<TextRange>, String> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    words.split(GAP).map(|piece| only_place(text, piece)).collect()
}

/// The one place where words stand.
fn only_place(text: &str, words: &str) -> Result<TextRange, String> {
    let said = |how: &str| format!("“{}” {how}", shortened(words));
    let words = if text.contains(words) { words } else { words.trim() };
    let start = text.find(words).filter(|_| !words.is_empty()).ok_or_else(|| said("is not in the text"))?;
    let next = start + words.chars().next().map_or(1, char::len_utf8);
    if text[next..].contains(words) {
        return Err(said("stands in the text more than once, and the table has no offsets for it"));
    }
    TextRange::new(start, start + words.len()).map_err(|err| err.to_string())
}

/// All of a text but the blanks around it.
fn whole(text: &str) -> Result<TextRange, String> {
    let start = text.len() - text.trim_start().len();
    TextRange::new(start, start + text.trim().len()).map_err(|err| err.to_string())
}
