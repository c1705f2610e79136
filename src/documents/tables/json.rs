//! Objects of JSON as rows of words, one at a time: what an article has no place for is passed over unread.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::DocumentError;

/// How many keys of an object are looked at. Real articles have some dozens.
const MAX_KEYS: usize = 1000;

/// Keys of an object that holds the articles in an array.
const LIST_KEYS: [&str; 12] = [
    "articles",
    "items",
    "data",
    "results",
    "documents",
    "docs",
    "rows",
    "records",
    "stories",
    "posts",
    "entries",
    "hits",
];

/// An object: its keys and what their values say, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Row(pub(in super::super) Vec<(String, Cell)>);

/// What a value says in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Cell {
    /// A string as it is, a number as JSON writes it, the values of an array with a blank line between them, of an
    /// object its `name`; empty for all else.
    pub(in super::super) words: String,
}

/// Takes the row of a part, or why there is none.
pub(in super::super) type TakeRow<'t> =
    dyn FnMut(String, Result<Row, String>) -> Result<(), DocumentError> + 't;

/// Takes every object of `text`: of JSON Lines, of an array, of an array in an object, or the only one.
pub(in super::super) fn read_rows(text: &str, take: &mut TakeRow<'_>) -> Result<(), DocumentError> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return Err(DocumentError::Empty) };
    let has_more = lines.next().is_some();
    let is_lines = has_more && first.starts_with('{') && serde_json::from_str::<IgnoredAny>(first).is_ok();
    if is_lines {
        for (idx, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let row = match serde_json::from_str::<Element>(line) {
                Ok(Element(Some(row))) => Ok(row),
                Ok(Element(None)) => Err("it is something else".to_owned()),
                Err(err) => Err(err.to_string()),
            };
            take(format!("line {}", idx + 1), row)?;
        }
        return Ok(());
    }
    read_items(text, take)
}

/// Takes the objects of values that may go over lines.
fn read_items(text: &str, take: &mut TakeRow<'_>) -> Result<(), DocumentError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut taker = Taker { take, num_taken: 0, failed: None };
    loop {
        let read = Top(&mut taker).deserialize(&mut deserializer);
        if let Some(err) = taker.failed.take() {
            return Err(err);
        }
        if let Err(err) = read {
            let why = err.to_string();
            if taker.num_taken == 0 {
                return Err(DocumentError::Broken { kind: "JSON file", why });
            }
            // What came before it is good.
            return (taker.take)(format!("item {}", taker.num_taken + 1), Err(why));
        }
        if deserializer.end().is_ok() {
            return Ok(());
        }
    }
}

struct Taker<'a, 't> {
    take: &'a mut TakeRow<'t>,
    num_taken: usize,
    /// Why reading has to end; errors of serde carry only words.
    failed: Option<DocumentError>,
}

impl Taker<'_, '_> {
    fn take<E: serde::de::Error>(&mut self, row: Option<Row>) -> Result<(), E> {
        self.num_taken += 1;
        let row = row.ok_or_else(|| "it is something else".to_owned());
        (self.take)(format!("item {}", self.num_taken), row).map_err(|err| {
            self.failed = Some(err);
            E::custom("given up")
        })
    }
}

/// A whole value: an array of objects, an object with one, or an object that is an article.
struct Top<'a, 'b, 't>(&'a mut Taker<'b, 't>);

impl<'de> DeserializeSeed<'de> for Top<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects, or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(Element(row)) = array.next_element()? {
            self.0.take(row)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut row = Row::default();
        let before = self.0.num_taken;
        while let Some(key) = map.next_key::<String>()? {
            if LIST_KEYS.contains(&key.as_str()) {
                map.next_value_seed(List(self.0))?;
            } else {
                row.push(key, map.next_value()?);
            }
        }
        if self.0.num_taken == before {
            self.0.take(Some(row))?;
        }
        Ok(())
    }
}

/// A value that may be the array of articles.
struct List<'a, 'b, 't>(&'a mut Taker<'b, 't>);

impl<'de> DeserializeSeed<'de> for List<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Lets values of other types pass.
macro_rules! pass_scalars {
    ($value:expr) => {
        fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}

impl<'de> Visitor<'de> for List<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(Element(row)) = array.next_element()? {
            // Plain words in it are a list of something else.
            if row.is_some() {
                self.0.take(row)?;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    pass_scalars!(());
}

/// A value, if it is an object.
struct Element(Option<Row>);

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Element, A::Error> {
        let mut row = Row::default();
        while let Some(key) = map.next_key::<String>()? {
            row.push(key, map.next_value()?);
        }
        Ok(Element(Some(row)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Element, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Element(None))
    }

    pass_scalars!(Element(None));
}

impl Row {
    fn push(&mut self, key: String, cell: Cell) {
        if self.0.len() < MAX_KEYS {
            self.0.push((key, cell));
        }
    }

    /// The words of the first of these keys that has any.
    pub(in super::super) fn words(&self, keys: &[&str]) -> &str {
        let of = |key: &&str| self.0.iter().find(|(name, cell)| name == key && !cell.words.trim().is_empty());
        keys.iter().find_map(of).map_or("", |(_, cell)| cell.words.as_str())
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Cell, E> {
        Ok(Cell { words: value.to_string() })
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Cell, E> {
        Ok(Cell { words: value.to_string() })
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Cell, E> {
        Ok(Cell { words: value.to_string() })
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Cell, E> {
        Ok(Cell { words: value.to_string() })
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Cell, E> {
        Ok(Cell { words: value.to_owned() })
    }

    fn visit_string<E: serde::de::Error>(self, words: String) -> Result<Cell, E> {
        Ok(Cell { words })
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Cell, E> {
        Ok(Cell::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Cell, A::Error> {
        let mut words = String::new();
        while let Some(cell) = array.next_element::<Cell>()? {
            let next = cell.words.trim();
            if !next.is_empty() {
                words.push_str(if words.is_empty() { "" } else { "\n\n" });
                words.push_str(next);
            }
        }
        Ok(Cell { words })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell, A::Error> {
        let mut words = String::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == "name" && words.is_empty() {
                words = map.next_value::<Cell>()?.words;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Cell { words })
    }
}

/// The objects of the array that `key` names in the object `text`, and the other values of the object.
pub(in super::super) fn read_list(
    text: &str,
    key: &'static str,
    take: &mut TakeRow<'_>,
) -> Result<Row, DocumentError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut taker = Taker { take, num_taken: 0, failed: None };
    let mut others = Row::default();
    let read = Named { key, taker: &mut taker, others: &mut others }.deserialize(&mut deserializer);
    if let Some(err) = taker.failed.take() {
        return Err(err);
    }
    if let Err(err) = read {
        if taker.num_taken == 0 {
            return Err(DocumentError::Broken { kind: "JSON file", why: err.to_string() });
        }
        (taker.take)(format!("item {}", taker.num_taken + 1), Err(err.to_string()))?;
    }
    Ok(others)
}

struct Named<'a, 'b, 't> {
    key: &'static str,
    taker: &'a mut Taker<'b, 't>,
    others: &'a mut Row,
}

impl<'de> DeserializeSeed<'de> for Named<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Named<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with “{}”", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_list = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == self.key {
                has_list = true;
                map.next_value_seed(List(&mut *self.taker))?;
            } else {
                self.others.push(key, map.next_value()?);
            }
        }
        if has_list { Ok(()) } else { Err(A::Error::custom(format!("it has no “{}”", self.key))) }
    }
}
