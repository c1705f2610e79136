//! The lists of a Word document: which marker the next paragraph of each begins with.

use std::collections::HashMap;

use super::super::Budget;
use super::super::flow::Numerals;
use super::super::xml_events::{XmlElement, XmlEvent, XmlEvents, XmlFault};

/// How many levels a list has.
const NUM_LEVELS: usize = 9;

/// How one level of a list is numbered.
#[derive(Clone, Copy, Debug)]
struct Level {
    numerals: Numerals,
    start: u32,
}

impl Default for Level {
    fn default() -> Self {
        Self { numerals: Numerals::Decimal, start: 1 }
    }
}

/// A list that paragraphs name.
#[derive(Debug, Default)]
struct List {
    /// Where its levels are described.
    pattern: String,
    /// Where it begins to count anew.
    restarts: HashMap<usize, u32>,
}

/// All lists, and how far each has come.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    patterns: HashMap<String, [Level; NUM_LEVELS]>,
    lists: HashMap<String, List>,
    /// The last numbers of a pattern's levels.
    counters: HashMap<String, [Option<u32>; NUM_LEVELS]>,
}

impl Numbering {
    /// The lists in `numbering.xml`. What is damaged in it is passed over.
    pub(super) fn read(xml: &str, budget: &Budget<'_>) -> Result<Self, XmlFault> {
        let mut events = XmlEvents::new(xml, budget);
        let mut numbering = Self::default();
        let mut place = Place::default();
        loop {
            match events.next() {
                Ok(Some(XmlEvent::Start(element))) => numbering.take(&element, &mut place),
                Ok(Some(XmlEvent::End(end))) if matches!(end.name(), ("w", b"abstractNum" | b"num")) => {
                    place = Place::default();
                }
                Ok(Some(_)) => {}
                Ok(None) | Err(XmlFault::Malformed(_)) => return Ok(numbering),
                Err(refused) => return Err(refused),
            }
        }
    }

    fn take(&mut self, element: &XmlElement<'_>, place: &mut Place) {
        let ("w", name) = element.name() else { return };
        let value = |name: &str| element.attribute(name).unwrap_or_default();
        match name {
            b"abstractNum" => place.pattern = Some(value("abstractNumId")),
            b"num" => place.list = Some(value("numId")),
            b"lvl" | b"lvlOverride" => place.level = value("ilvl").parse().unwrap_or(0),
            b"abstractNumId" => {
                if let Some(list) = &place.list {
                    self.lists.entry(list.clone()).or_default().pattern = value("val");
                }
            }
            b"startOverride" => {
                if let (Some(list), Ok(start)) = (&place.list, value("val").parse()) {
                    self.lists.entry(list.clone()).or_default().restarts.insert(place.level, start);
                }
            }
            b"numFmt" | b"start" => {
                let Some(pattern) = &place.pattern else { return };
                let levels = self.patterns.entry(pattern.clone()).or_default();
                let Some(level) = levels.get_mut(place.level) else { return };
                if name == b"start" {
                    level.start = value("val").parse().unwrap_or(1);
                } else {
                    level.numerals = numerals(&value("val"));
                }
            }
            _ => {}
        }
    }

    /// The marker of the next paragraph at a level of a list; nothing if there is no such list.
    pub(super) fn marker(&mut self, list: &str, level: usize) -> String {
        let Some(found) = self.lists.get_mut(list) else { return String::new() };
        let levels = self.patterns.get(&found.pattern).copied().unwrap_or_default();
        let Some(Level { numerals, start }) = levels.get(level).copied() else { return String::new() };
        let counters = self.counters.entry(found.pattern.clone()).or_default();
        let number = match (found.restarts.remove(&level), counters.get(level).copied().flatten()) {
            (Some(restart), _) => restart,
            (None, Some(before)) => before.saturating_add(1),
            (None, None) => start,
        };
        if let Some(counter) = counters.get_mut(level) {
            *counter = Some(number);
        }
        // What lies deeper begins anew.
        counters.iter_mut().skip(level + 1).for_each(|counter| *counter = None);
        numerals.marker(number)
    }
}

/// What is being described.
#[derive(Default)]
struct Place {
    pattern: Option<String>,
    list: Option<String>,
    level: usize,
}

fn numerals(format: &str) -> Numerals {
    match format {
        "bullet" => Numerals::Bullet,
        "none" => Numerals::None,
        "lowerLetter" => Numerals::Letters { is_upper: false },
        "upperLetter" => Numerals::Letters { is_upper: true },
        "lowerRoman" => Numerals::Roman { is_upper: false },
        "upperRoman" => Numerals::Roman { is_upper: true },
        _ => Numerals::Decimal,
    }
}
